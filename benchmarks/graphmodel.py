"""Speed and memory of the graph model: `python -m benchmarks.graphmodel`.

Models are random: every option can be taken and dropped, every state can be, and each decision maker ranks all states
strictly. What is timed runs in the process, median of several runs after one that warms up; every row has a process of
its own, so that the peak of memory is its own. `stability` is all five concepts for every state and decision maker;
`paths` is what today's state reaches by moves and by improvements, with a shortest path to every state that anybody
would hold.
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
)


def model(row: Row, seed: int) -> Any:
    """Return a random model."""
    import numpy as np

    from ripeness.graphmodel.states import Conflict, Frame

    count = row.makers * row.options
    frame = Frame(
        options=tuple(f"option-{k}" for k in range(count)),
        makers=tuple(f"maker-{i}" for i in range(row.makers)),
        owner=tuple(k // row.options for k in range(count)),
        change=("both",) * count,
    )
    rng = np.random.default_rng(seed)
    ranks = np.stack([rng.permutation(frame.size) for _ in range(row.makers)]).astype(np.int32)
    return Conflict(frame, np.ones(frame.size, dtype=np.bool_), ranks)


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


WORKS = {"stability": stable, "paths": paths}


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
