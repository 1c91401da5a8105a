"""Speed and memory of the graph model: `python -m benchmarks.graphmodel`.

Models are random: every option can be taken and dropped, every state can be, and each decision maker ranks all states
strictly. What is timed runs in the process, median of several runs after one that warms up; every row has a process of
its own, so that the peak of memory is its own. `stability` is all five concepts for every state and decision maker;
`paths` is what today's state reaches by moves and by improvements, with a shortest path to every state that anybody
would hold. `inverse` is one wanted state: all five concepts, and what would have to change in whose preferences for it
to hold, alone and together; `statements` the same where all rank by eight statements. `coalitions` are all of up to
three members, each by four concepts from every state. `foresight` is two moves, three, and as far as 256 moves.
`draws` are 1,000 draws of preferences, of which nearly all differ, through the file format, with chances. These rows
are the median of three runs.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.bargaining import peak

SEEDS = (0, 1, 2)


@dataclass(frozen=True)
class Row:
    """A size of model, the work done on it, and the seconds and MB that this may take."""

    work: str
    makers: int
    options: int
    goal: float
    memory: float = 1_536 * 1.048576  # 1.5 GiB
    runs: int = 5

    @property
    def name(self) -> str:
        return f"{self.work}: {2 ** (self.makers * self.options):,} states, {self.makers} x {self.options}"


ROWS = (
    Row("stability", 6, 2, 0.1),
    Row("stability", 8, 2, 1.2),
    Row("stability", 4, 4, 1.2),
    Row("stability", 10, 2, 25, runs=1),
    Row("stability", 4, 5, 25, runs=1),
    Row("stability", 2, 10, 25, runs=1),
    Row("stability", 11, 2, 120, memory=2_500, runs=1),
    Row("paths", 8, 2, 0.5),
    Row("paths", 4, 4, 0.5),
    Row("inverse", 6, 2, 1, runs=3),
    Row("statements", 6, 2, 1, runs=3),
    Row("inverse", 8, 2, 10, runs=3),
    Row("statements", 8, 2, 10, runs=3),
    Row("inverse", 4, 4, 10, runs=3),
    Row("statements", 4, 4, 10, runs=3),
    Row("coalitions", 6, 2, 5, runs=3),
    Row("foresight", 6, 2, 10, runs=3),
    Row("draws", 5, 2, 10, runs=3),
)


def model(row: Row, seed: int) -> Any:
    """Return a random model."""
    import numpy as np

    from ripeness.graphmodel.states import Frame, GraphArrays

    count = row.makers * row.options
    frame = Frame(
        options=tuple(f"option-{k}" for k in range(count)),
        makers=tuple(f"maker-{i}" for i in range(row.makers)),
        owner=tuple(k // row.options for k in range(count)),
        change=("both",) * count,
    )
    rng = np.random.default_rng(seed)
    ranks = np.stack([rng.permutation(frame.size) for _ in range(row.makers)]).astype(np.int32)
    return GraphArrays(frame, np.ones(frame.size, dtype=np.bool_), ranks)


def stable(conflict: Any) -> Any:
    """Return what is timed, and what to show of its answer."""
    from ripeness.graphmodel.stability import stability

    return lambda: int(stability(conflict).equilibria("sseq").sum())


def paths(conflict: Any) -> Any:
    """Return what is timed: both searches from today's state, and paths."""
    import numpy as np

    from ripeness.graphmodel.paths import search
    from ripeness.graphmodel.stability import CONCEPTS, stability

    found = stability(conflict)
    held = np.any([found.equilibria(c) for c in CONCEPTS], axis=0)
    makers = range(len(conflict.frame.makers))

    def run() -> int:
        total = 0
        for improving in (False, True):
            reached = search(conflict, 0, makers, improving=improving)
            near = np.flatnonzero(held & (reached.depth >= 0))[:512]
            total += sum(len(reached.path(int(place))) for place in near)
        return total

    return run


def inverse(conflict: Any, orders: Any = None) -> Any:
    """Return what is timed: what would make one state hold."""
    import numpy as np

    from ripeness.graphmodel.inverse.inverse import inverse as answer
    from ripeness.graphmodel.stability import stability

    at = np.array([conflict.frame.size // 3])
    none = [() for _ in conflict.frame.makers]

    def run() -> int:
        levels = stability(conflict, at=at).needed
        found = answer(conflict, at, levels, orders or none, condition="", count=1)
        return sum(len(found.answers[0].together[c].makers) for c in levels)

    return run


def statement(rng: Any, options: Any) -> str:
    """Return a random statement on two options."""
    first, second = rng.choice(len(options), 2, replace=False)
    signs = ["!" if rng.random() < 0.5 else "" for _ in range(2)]
    return f"{signs[0]}{options[first]} {'&' if rng.random() < 0.5 else '->'} {signs[1]}{options[second]}"


def statements(conflict: Any) -> Any:
    """Return what is timed: the same where all rank by eight statements."""
    import dataclasses

    import numpy as np

    from ripeness.graphmodel.inverse.conditions import Conditions
    from ripeness.graphmodel.inverse.statements import ranks_by
    from ripeness.scenario.logic import parse

    rng = np.random.default_rng(1)
    asked = Conditions(conflict, 0, 0, "nash")
    orders = [tuple(parse(statement(rng, conflict.frame.options)) for _ in range(8)) for _ in conflict.frame.makers]
    ranks = np.stack([ranks_by(asked, order, range(8)) for order in orders]).astype(np.int32)
    return inverse(dataclasses.replace(conflict, ranks=ranks), orders)


def coalitions(conflict: Any) -> Any:
    """Return what is timed: all coalitions of up to three."""
    from ripeness.graphmodel.coalitions import coalition, upto

    return lambda: sum(int(coalition(conflict, group).stable["seq"].sum()) for group in upto(conflict.frame, 3))


def foresight(conflict: Any) -> Any:
    """Return what is timed: limited and unlimited foresight."""
    from ripeness.graphmodel.foresight import foresight as answer

    return lambda: int(answer(conflict).stable[3].all(axis=0).sum())


def draws(conflict: Any) -> Any:
    """Return what is timed: 1,000 draws of uncertain preferences."""
    import numpy as np

    import ripeness
    from ripeness.graphmodel import Further
    from ripeness.scenario import Scenario

    rng, frame = np.random.default_rng(1), conflict.frame
    each = [
        [{"chance": 1 / 6, "order": [statement(rng, frame.options) for _ in range(8)]} for _ in range(6)]
        for _ in frame.makers
    ]
    for one in each:
        one[-1]["chance"] = 1 - sum(other["chance"] for other in one[:-1])
    scenario = Scenario.model_validate(
        {
            "ripeness": 1,
            "id": "random",
            "actors": {m: {"role": "party"} for m in frame.makers},
            "issues": {"any": {"now": "none", "alternatives": {"none": "None"}}},
            "graph": {
                "options": {o: {"by": frame.makers[i]} for o, i in zip(frame.options, frame.owner, strict=True)},
                "preferences": {m: {"any": one} for m, one in zip(frame.makers, each, strict=True)},
            },
        }
    )
    return lambda: ripeness.moves(scenario, draws=1000, further=Further(chances=True)).chances.profiles


WORKS = {
    "stability": stable,
    "paths": paths,
    "inverse": inverse,
    "statements": statements,
    "coalitions": coalitions,
    "foresight": foresight,
    "draws": draws,
}


def measure(row: Row) -> dict[str, Any]:
    """Return seconds and answer for the seed with the slowest median, and the peak of memory over all seeds."""
    found = []
    for seed in SEEDS:
        run = WORKS[row.work](model(row, seed))
        if row.runs > 1:
            run()
        runs = []
        for _ in range(row.runs):
            start = time.perf_counter()
            size = run()
            runs.append(time.perf_counter() - start)
        found.append({"median": statistics.median(runs), "fastest": min(runs), "slowest": max(runs), "size": size})
    return {**max(found, key=lambda f: f["median"]), "peak": peak()}


def apart(row: Row) -> dict[str, Any]:
    """Return what is measured in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.graphmodel", json.dumps(asdict(row))]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1])
    return json.loads(done.stdout)


def main() -> int:
    """Measure every row, print the table, and return 1 if a goal was missed."""
    missed = 0
    heads = ("goal s", "median", "min", "max", "answer", "peak MB")
    print(f"{'graph model, slowest of three seeds':<44}" + "".join(f"{head:>9}" for head in heads))
    for row in ROWS:
        found = apart(row)
        verdict = "" if found["median"] < row.goal else "  missed"
        verdict += "" if found["peak"] < row.memory else f"  more than {row.memory:,.0f} MB"
        missed += bool(verdict)
        times = "".join(f"{found[key]:>9.3f}" for key in ("median", "fastest", "slowest"))
        print(f"{row.name:<44}{row.goal:>9.2f}{times}{found['size']:>9}{found['peak']:>9.0f}{verdict}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(Row(**json.loads(sys.argv[1])))))
        sys.exit(0)
    sys.exit(main())
