"""Speed and memory of the exact bargaining engines: `python -m benchmarks.bargaining`.

What is timed runs in the process, median of several runs after one that warms up, on problems without end: 10
alternatives an issue unless a row says otherwise, so that 12 issues are 10^12 packages. Every row has a process of its
own, so that the peak of memory is its own; this one imports nothing heavy, because a new process starts with the peak
of its parent.

A row more is a :class:`Row` in ``ROWS``; another engine is a :class:`Work` in ``WORKS`` and rows that name it.
"""

from __future__ import annotations

import json
import math
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

ALTERNATIVES = 10
MEMORY = 300.0  # MB, interpreter and numpy included
SEEDS = (0, 1, 2)
LEAST_RUNS, MOST_RUNS, LONG_ENOUGH, TOO_LONG = 5, 50, 0.5, 8.0  # runs, runs, seconds, seconds


@dataclass(frozen=True)
class Row:
    """A kind of problem, the work done on it, and the milliseconds that this may take.

    Attributes
    ----------
    work : str
        Name of one of ``WORKS``.
    signatories, issues : int
        Size of the problem; packages are ``alternatives ** issues``.
    values : str
        ``random``, or ``weighted``: random, and each weighs issues in its own way; or ``opposed``: what one gains on an
        issue others lose, though each weighs issues in its own way. Each accepts what gives it 40 % of its maximum, or
        more. Many opposed ones would then accept nothing: with ``shared``, opposed as well, each accepts 90 % of what
        equal shares of every issue would give it.
    goal : float
        Milliseconds; the slowest of the seeds must stay below.
    checked : bool
        Whether the answer is compared with one that was found by brute force.
    alternatives : int
        Alternatives of each issue.
    """

    work: str
    signatories: int
    issues: int
    values: str
    goal: float
    checked: bool = False
    alternatives: int = ALTERNATIVES

    @property
    def name(self) -> str:
        return f"{self.work}: {self.signatories} signatories, {self.alternatives}^{self.issues} {self.values}"


ROWS = (
    Row("frontier", 2, 6, "random", 2, checked=True),
    Row("frontier", 2, 12, "random", 5),
    Row("frontier", 2, 12, "opposed", 20),
    Row("frontier", 2, 30, "opposed", 200),
    Row("frontier", 3, 12, "random", 100),
    Row("frontier", 3, 12, "opposed", 500),
    Row("frontier", 4, 7, "random", 500),
    Row("solutions", 5, 5, "weighted", 1_000, checked=True, alternatives=5),
    Row("solutions", 5, 5, "shared", 1_000, checked=True, alternatives=5),
    Row("solutions", 9, 20, "weighted", 20_000, alternatives=5),
    Row("solutions", 9, 20, "shared", 20_000, alternatives=5),
)


# ---- problems --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Problem:
    """Whole numbers: values of shape (signatories, issues, alternatives), and the least sum that each accepts.

    ``scale`` is what these numbers are divided by where surpluses of different signatories are compared.
    """

    values: np.ndarray
    floor: np.ndarray
    scale: np.ndarray


def problem(row: Row, seed: int) -> Problem:
    """Return one problem of the kind; the least sums are rounded up."""
    import numpy as np

    rng = np.random.default_rng(seed)
    size = (row.signatories, row.issues, row.alternatives)
    if row.values in ("random", "weighted"):
        values = rng.integers(0, 101, size=size)
        weights = np.ones(size[:2], dtype=np.int64) if row.values == "random" else rng.integers(1, 11, size=size[:2])
    else:
        shares = rng.dirichlet(np.ones(row.signatories), size=size[1:])
        weights = rng.integers(1, 11, size=size[:2])
        values = np.rint(shares * 100).astype(np.int64).transpose(2, 0, 1)
    values = values * weights[:, :, None]
    total = weights.sum(axis=1)
    if row.values == "shared":
        return Problem(values, -(-90 * total // row.signatories), total)
    return Problem(values, (2 * values.max(axis=2).sum(axis=1) + 4) // 5, total)


# ---- work ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Work:
    """What is timed.

    Attributes
    ----------
    prepare : callable
        Gets a problem; what it returns is timed.
    size : callable
        Gets what that found, and returns the number to be shown beside the time.
    check : callable
        Gets the problem and what was found, and raises when that is wrong.
    note : callable
        Gets what was found, and returns words to be shown beside the time.
    """

    prepare: Callable[[Problem], Callable[[], Any]]
    size: Callable[[Any], int]
    check: Callable[[Problem, Any], None]
    note: Callable[[Any], str] = lambda _: ""


@dataclass(frozen=True)
class Agreement:
    """All that is asked about what could be agreed."""

    points: np.ndarray  # (signatories, points)
    rows: np.ndarray  # (points, issues): one package for each point
    counts: list[int]  # packages behind each point
    solutions: dict[str, list[int]]


def agreement(asked: Problem) -> Callable[[], Agreement]:
    """Return what finds the frontier, one package and the number of packages behind each point, and all solutions."""
    from ripeness.packages.frontier import frontier
    from ripeness.packages.interests import Surplus
    from ripeness.packages.solutions import solutions
    from ripeness.packages.sums import AdditiveValues
    from ripeness.valuation import Space

    signatories, issues, alternatives = asked.values.shape
    clauses, floor = asked.values.transpose(1, 0, 2).tolist(), asked.floor.tolist()
    names = tuple(f"issue-{j}" for j in range(issues))
    clause_names = tuple(tuple(f"alternative-{a}" for a in range(alternatives)) for _ in range(issues))

    def run() -> Agreement:
        terms = AdditiveValues.of(Space(names, clause_names, ()), clauses, floor)
        found = frontier(terms)
        if not found.complete:
            raise RuntimeError("the search for the frontier stopped early")
        rows, counts = found.rows(), found.counts()
        surplus = Surplus(tuple(p - f for p, f in zip(found.points, floor, strict=True)), (1,) * signatories)
        return Agreement(found.points, rows, counts, solutions(surplus))

    return run


def check_agreement(asked: Problem, found: Agreement) -> None:
    """Raise when points, numbers of packages or solutions are not those of all packages listed one by one."""
    import numpy as np

    expected = listed(asked)
    frontier = [tuple(point) for point in found.points.T.tolist()]
    same("the frontier", dict(zip(frontier, found.counts, strict=True)), expected)
    same("the number of points", len(frontier), len(expected))
    behind = asked.values[:, np.arange(asked.values.shape[1]), found.rows].sum(axis=2)
    same("what the packages are worth", behind.tolist(), found.points.tolist())
    for name, scores in scored(list(expected), asked.floor.tolist()).items():
        best = {point for point, score in scores.items() if score == max(scores.values())}
        same(name, {frontier[f] for f in found.solutions[name]}, best)


def listed(asked: Problem) -> dict[tuple[int, ...], int]:
    """Return the points of the frontier and the packages behind each, from a list of all packages.

    The largest sum is on the frontier; what it does not dominate is searched again.
    """
    sums = asked.values[:, 0, :]
    for j in range(1, asked.values.shape[1]):
        sums = (sums[:, :, None] + asked.values[:, j, None, :]).reshape(len(sums), -1)
    left = sums = sums[:, (sums >= asked.floor[:, None]).all(axis=0)]
    found = {}
    while left.shape[1]:
        best = left[:, left.sum(axis=0).argmax()]
        found[tuple(best.tolist())] = int((sums == best[:, None]).all(axis=0).sum())
        left = left[:, (left > best[:, None]).any(axis=0)]
    return found


def scored(
    points: list[tuple[int, ...]], floor: list[int], scale: list[int] | None = None
) -> dict[str, dict[tuple[int, ...], Any]]:
    """Return for every solution the score of each point, of which it takes the largest."""
    scale = scale or [1] * len(floor)
    surplus = {p: [Fraction(n - f, d) for n, f, d in zip(p, floor, scale, strict=True)] for p in points}
    most = [max(column) for column in zip(*surplus.values(), strict=True)]
    shares = {p: [Fraction(n, m) for n, m in zip(s, most, strict=True)] for p, s in surplus.items()}
    return {
        "nash": {p: math.prod(s) for p, s in surplus.items()},
        "kalai_smorodinsky": {p: sorted(s) for p, s in shares.items()},
        "egalitarian": {p: sorted(s) for p, s in surplus.items()},
        "utilitarian": {p: sum(s) for p, s in surplus.items()},
    }


def same(what: str, found: Any, expected: Any) -> None:
    """Raise when an answer is not the expected one."""
    if found != expected:
        raise AssertionError(f"{what} is {found}, but brute force says {expected}")


def best_of_many(asked: Problem) -> Callable[[], dict[str, Any]]:
    """Return what searches for each solution by itself, without the frontier."""
    from ripeness.packages.best import best, ideals
    from ripeness.packages.interests import Component, SigningValues
    from ripeness.packages.solutions import NAMES
    from ripeness.packages.sums import AdditiveValues
    from ripeness.valuation import Space
    from ripeness.valuation.exact import Exact, ExactActor

    _, issues, alternatives = asked.values.shape
    names = tuple(f"issue-{j}" for j in range(issues))
    space = Space(names, (tuple(f"alternative-{a}" for a in range(alternatives)),) * issues, ())
    floor, scale = asked.floor.tolist(), asked.scale.tolist()
    refusing = [{"reservation": Fraction(f, n)} for f, n in zip(floor, scale, strict=True)]
    actors = tuple(ExactActor(f"{i}", (), (), (), r, Fraction(1), Fraction(0), ()) for i, r in enumerate(refusing))
    coordinates = tuple(Component(i, n, Fraction(0)) for i, n in enumerate(scale))
    clauses = asked.values.transpose(1, 0, 2).tolist()

    def run() -> dict[str, Any]:
        interests = SigningValues(Exact(actors, space, ()), AdditiveValues.of(space, clauses, floor), coordinates)
        ideal, proven = ideals(interests)
        found = {name: best(interests, name, ideal=ideal if proven else None) for name in NAMES}
        if not all(len(b.rows) for b in found.values()):
            raise RuntimeError("no package was found")
        return found

    return run


def check_best_of_many(asked: Problem, found: dict[str, Any]) -> None:
    """Raise when a solution is not that of all packages listed one by one, or is not proven."""
    import numpy as np

    points = list(listed(asked))
    for name, scores in scored(points, asked.floor.tolist(), asked.scale.tolist()).items():
        rows = found[name].rows
        reached = asked.values[:, np.arange(rows.shape[1]), rows].sum(axis=2).T.tolist()
        same(name, set(map(tuple, reached)), {p for p, score in scores.items() if score == max(scores.values())})
        same(f"what is proven of {name}", found[name].complete, expected=True)


def gaps(found: dict[str, Any]) -> str:
    """Return for the solutions that are not proven how much better a package might be."""
    left = [f"{name} {b.bound / b.score - 1:.2%}" for name, b in found.items() if not b.complete]
    return f"  gap: {', '.join(left)}" if left else "  (proven)"


WORKS = {
    "frontier": Work(agreement, lambda found: found.points.shape[1], check_agreement),
    "solutions": Work(best_of_many, lambda found: sum(b.looked for b in found.values()), check_best_of_many, gaps),
}


# ---- what a process of its own does ----------------------------------------------------------------------------------


def timed(run: Callable[[], Any]) -> list[float]:
    """Return the milliseconds of several runs after one that warms up: more of them when they are short."""
    run()
    runs: list[float] = []
    while sum(runs) < TOO_LONG * 1e3 and (
        len(runs) < LEAST_RUNS or (len(runs) < MOST_RUNS and sum(runs) < LONG_ENOUGH * 1e3)
    ):
        start = time.perf_counter()
        run()
        runs.append((time.perf_counter() - start) * 1e3)
    return runs


def peak() -> float:
    """Return the largest amount of memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def measure(row: Row) -> dict[str, Any]:
    """Return times and size for the seed with the slowest median, and the peak of memory over all seeds."""
    work = WORKS[row.work]
    found = []
    for seed in SEEDS:
        run = work.prepare(problem(row, seed))
        runs = timed(run)
        times = {"median": statistics.median(runs), "fastest": min(runs), "slowest": max(runs)}
        last = run()
        found.append({**times, "size": work.size(last), "note": work.note(last)})
    return {**max(found, key=lambda f: f["median"]), "peak": peak()}


def check(row: Row) -> dict[str, Any]:
    """Compare the answer for every seed with brute force."""
    for seed in SEEDS:
        asked = problem(row, seed)
        WORKS[row.work].check(asked, WORKS[row.work].prepare(asked)())
    return {}


def answer(row: Row) -> dict[str, Any]:
    """Return the problem of the first seed, what was found and how long it took, to be compared with a peer's."""
    asked = problem(row, SEEDS[0])
    run = agreement(asked)
    runs = timed(run)
    found = run()
    points = found.points.T.tolist()
    return {
        "values": asked.values.tolist(),
        "floor": asked.floor.tolist(),
        "milliseconds": statistics.median(runs),
        "peak": peak(),
        "points": points,
        "packages": sum(found.counts),
        "solutions": {name: [points[f] for f in numbers] for name, numbers in found.solutions.items()},
    }


JOBS = {"measure": measure, "check": check, "answer": answer}


def apart(job: str, row: Row) -> dict[str, Any]:
    """Return what one of ``JOBS`` says when it is done in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.bargaining", job, json.dumps(asdict(row))]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1])
    return json.loads(done.stdout)


# ---- table -----------------------------------------------------------------------------------------------------------


def own_table() -> int:
    """Measure every row, print the table, and return how many goals were missed."""
    missed = 0
    heads = ("goal ms", "median", "min", "max", "size", "peak MB")  # size: points; parts looked into
    print(f"{'exact, slowest of three seeds':<44}" + "".join(f"{head:>9}" for head in heads))
    for row in ROWS:
        if row.checked:
            apart("check", row)
        found = apart("measure", row)
        verdict = "" if found["median"] < row.goal else "  missed"
        verdict += "" if found["peak"] < MEMORY else f"  more than {MEMORY:.0f} MB"
        verdict += found["note"] + ("  (as by brute force)" if row.checked else "")
        missed += found["median"] >= row.goal or found["peak"] >= MEMORY
        times = "".join(f"{found[key]:>9.2f}" for key in ("median", "fastest", "slowest"))
        print(f"{row.name:<44}{row.goal:>9.0f}{times}{found['size']:>9}{found['peak']:>9.0f}{verdict}", flush=True)
    return missed


def main() -> int:
    """Print our own table and the one beside a peer; return 1 if a goal was missed or answers contradict each other."""
    from benchmarks import peers

    missed = own_table()
    print()
    return 1 if missed + peers.table() else 0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(JOBS[sys.argv[1]](Row(**json.loads(sys.argv[2])))))
        sys.exit(0)
    sys.exit(main())
