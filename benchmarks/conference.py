"""Speed of the conference engine, beside the program Decide: `python -m benchmarks.conference`.

Stands are random; what is timed runs in the process, after one run that warms up. The tables of `backtest` are made up
too, since data of this kind are not shipped: proposals with one to six issues, thirty actors who care about some of
them, outcomes near the compromise with a wide error. They say nothing about which rule is good.

Decide (`decide-exchange-model`, licensed as its own project says) is an implementation of the equal-gain exchange. It
is never a dependency: it lives in a virtual environment of its own in the folder for temporary files and is sent the
same stands. Ties are broken at random there, and it holds the outcome back differently when it would pass a demander's
position, so that only the number of potential exchanges and the first exchange must be the same.
"""

from __future__ import annotations

import csv
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.environments import NotInstalledError
from benchmarks.environments import environment as made

RUNS = 5
PEER = "2022.1.28"  # the newest that serves the Python versions that this project serves
LIMIT = 180  # seconds for one round of the peer
SCRIPT = Path(__file__).with_name("decide_peer.py")
SIZES = ((10, 6), (16, 10), (28, 20))  # actors, issues


@dataclass(frozen=True)
class Row:
    """What is timed, and the seconds that it may take."""

    name: str
    goal: float
    work: Callable[[], Any]
    runs: int = RUNS


def stands(actors: int, issues: int, seed: int = 0) -> dict[str, Any]:
    """Return random stands, as lists: positions and saliences by actor and issue, capabilities by actor."""
    import numpy as np

    rng = np.random.default_rng(seed)
    return {
        "positions": rng.uniform(0, 100, (actors, issues)).round(6).tolist(),
        "saliences": rng.uniform(0.1, 1, (actors, issues)).round(6).tolist(),
        "capabilities": rng.uniform(0.1, 1, actors).round(6).tolist(),
    }


def arrays(found: dict[str, Any]) -> tuple[Any, ...]:
    """Return stands as arrays of one row."""
    import numpy as np

    x, s = np.array(found["positions"])[None], np.array(found["saliences"])[None]
    c = np.broadcast_to(np.array(found["capabilities"])[None, :, None], x.shape)
    return x, s, c, np.ones(x.shape, dtype=np.bool_)


def traded(actors: int, issues: int) -> Callable[[], Any]:
    """Return one round of exchange."""
    from ripeness.conference.exchange import exchange

    given = arrays(stands(actors, issues))
    return lambda: exchange(*given)


def challenged(actors: int, rounds: int, *, replication: bool) -> Callable[[], Any]:
    """Return so many rounds of the challenge model."""
    from dataclasses import replace

    from ripeness.conference.challenge import PRINTED, REPLICATION, challenge

    x, s, c, say = (a[:, :, 0] for a in arrays(stands(actors, 1)))
    how = replace(REPLICATION if replication else PRINTED, rounds=rounds, settle=False)
    return lambda: challenge(x, s, c, say, how)


def tables(folder: Path, issues: int = 351, actors: int = 30, seed: int = 0) -> Path:
    """Write made-up tables of negotiations with known outcomes, and return the folder."""
    import numpy as np

    rng = np.random.default_rng(seed)
    capability = rng.uniform(0.2, 1, actors)
    rows, taken = [], []
    proposal = 0
    while len(rows) < issues:
        proposal += 1
        for _ in range(min(int(rng.integers(1, 7)), issues - len(rows))):
            name = f"issue-{len(rows) + 1}"
            own = np.flatnonzero(rng.random(actors) < 0.9)
            camp = rng.random(len(own)) < rng.uniform(0.2, 0.8)
            x = np.clip(np.where(camp, rng.normal(85, 20, len(own)), rng.normal(20, 20, len(own))), 0, 100).round()
            s = rng.uniform(0.1, 1, len(own)).round(2)
            middle = float((capability[own] * s * x).sum() / (capability[own] * s).sum())
            outcome = float(np.clip(rng.normal(middle, 28), 0, 100).round()) if rng.random() < 0.97 else ""
            rows.append((name, outcome, float(rng.choice((0, 20, 50))), f"proposal-{proposal}"))
            taken += [(name, f"actor-{i}", a, b, capability[i].round(3)) for i, a, b in zip(own, x, s, strict=True)]
    for file, head, lines in (
        ("issues.csv", ("issue", "outcome", "reference", "proposal"), rows),
        ("positions.csv", ("issue", "actor", "position", "salience", "capability"), taken),
    ):
        with (folder / file).open("w", newline="", encoding="utf-8") as out:
            csv.writer(out, lineterminator="\n").writerows([head, *lines])
    return folder


def tested(folder: str) -> Callable[[], Any]:
    """Return a backtest of all rules, tables read included."""
    from ripeness.conference.backtest import backtest
    from ripeness.interop import read_negotiations

    path = tables(Path(folder))
    return lambda: backtest(read_negotiations(path))


def libya(draws: int) -> Callable[[], Any]:
    """Return the whole analysis of the shipped case."""
    import ripeness

    scenario = ripeness.read("libya-2020")
    return lambda: ripeness.conference(scenario, draws=draws)


def rows(folder: str) -> list[Row]:
    """Return what is measured."""
    return [
        Row("exchange, one round: 28 x 20", 0.3, traded(28, 20)),
        Row("exchange, one round: 50 x 20", 0.9, traded(50, 20)),
        Row("challenge, as printed: 80 x 30 rounds", 0.3, challenged(80, 30, replication=False)),
        Row("challenge, replication: 80 x 30 rounds", 0.3, challenged(80, 30, replication=True)),
        Row("backtest: 351 issues, 1,000 samples", 20, tested(folder), runs=1),
        Row("conference libya-2020, 1,024 draws", 3, libya(1024), runs=3),
    ]


def environment() -> Path:
    """Return the python of an environment that holds the peer; it is made when there is none yet.

    Raises
    ------
    NotInstalledError
        With the installer's reason.
    """
    # Its pinned numpy, pandas and Qt are for its windows and tables; the model itself needs peewee and blinker only.
    needs = ("blinker==1.5", "peewee>=3.14.4", "typesystem==0.2.5")
    return made("decide", PEER, [("--no-deps", f"decide-exchange-model=={PEER}"), needs])


def beside() -> int:
    """Print one round of both programs on the same stands; return how many answers contradict ours."""
    from ripeness.conference.exchange import exchange

    try:
        python = environment()
    except NotInstalledError as error:
        print(f"beside Decide {PEER}: not installed ({error})")
        return 0
    print(f"Beside Decide {PEER} (one round, the same stands; ratio: its time over ours)")
    heads = f"{'ours s':>9}{'its s':>9}{'ratio':>8}{'pairs':>8}{'its':>8}{'made':>6}{'its':>6}"
    print(f"{'actors x issues':<18}{heads}  answers")
    wrong = 0
    for actors, issues in SIZES:
        found = stands(actors, issues)
        given = arrays(found)
        exchange(*given)
        start = time.perf_counter()
        ours = exchange(*given, trace=True)
        seconds = time.perf_counter() - start
        left = f"{f'{actors} x {issues}':<18}{seconds:>9.3f}"
        try:
            done = subprocess.run(
                [str(python), "-I", str(SCRIPT)],
                input=json.dumps(found),
                check=True,
                stdout=subprocess.PIPE,
                text=True,
                timeout=LIMIT,
            )
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
            print(f"{left}  {type(error).__name__}", flush=True)
            continue
        its = json.loads(done.stdout)
        first = ours.trades[0]
        same = its["potential"] == int(ours.potential[0, 0]) and abs(its["first_gain"] - first.gain) < 1e-9
        wrong += not same
        apart = max(abs(a - b) for a, b in zip(ours.outcomes[0, -1].tolist(), its["outcomes"], strict=True))
        verdict = "same pairs, same first exchange" if same else "DIFFERENT"
        print(
            f"{left}{its['seconds']:>9.2f}{its['seconds'] / seconds:>8.0f}{int(ours.potential[0, 0]):>8,}"
            f"{its['potential']:>8,}{int(ours.made[0, 0]):>6}{its['made']:>6}  {verdict}; outcomes up to {apart:.1f} "
            "apart",
            flush=True,
        )
    return wrong


def main() -> int:
    """Measure every row, print the tables, and return 1 if a goal was missed or an answer is contradicted."""
    missed = 0
    print(f"{'conference':<44}{'goal s':>9}{'median':>9}{'min':>9}{'max':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(folder):
            if row.runs > 1:
                row.work()
            runs = []
            for _ in range(row.runs):
                start = time.perf_counter()
                row.work()
                runs.append(time.perf_counter() - start)
            median = statistics.median(runs)
            verdict = "" if median < row.goal else "  missed"
            missed += bool(verdict)
            print(
                f"{row.name:<44}{row.goal:>9.2f}{median:>9.3f}{min(runs):>9.3f}{max(runs):>9.3f}{verdict}", flush=True
            )
    print()
    return 1 if missed + beside() else 0


if __name__ == "__main__":
    sys.exit(main())
