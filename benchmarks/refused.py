"""Speed of what is asked when there is no deal: `python -m benchmarks.refused`.

Repairs and proofs of impossibility for three signatories on 15 issues of 5 alternatives, in the process, and the most
robust of 10^6 packages over 1,024 draws for two signatories; each the slowest of three seeds, median of three runs.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ripeness.bargaining.agreements.conflicts import conflict
from ripeness.bargaining.text.repairs import mend
from ripeness.packages.frontier import frontier
from ripeness.packages.interests import inside
from ripeness.packages.robust import most_robust
from ripeness.valuation import Space, Valuation
from ripeness.valuation.exact import Exact, ExactActor
from ripeness.valuation.utility import Utility

SEEDS, RUNS = (0, 1, 2), 3
SIDES, ISSUES, ALTERNATIVES = 3, 15, 5  # of repairs and proofs
LISTED, DRAWS = (6, 10), 1024  # issues and alternatives of the packages among which the most robust is sought; draws
OPPOSED = {False: "random", True: "opposed"}


@dataclass(frozen=True)
class Case:
    """What is timed on one kind of problem: ``prepare`` returns the work for a seed, and what it finds in a word."""

    name: str
    goal: float
    prepare: Callable[[int], Callable[[], str]]


def space(issues: int, alternatives: int) -> Space:
    """Return the packages of so many issues."""
    names = tuple(tuple(f"a{a}" for a in range(alternatives)) for _ in range(issues))
    return Space(tuple(f"issue-{j}" for j in range(issues)), names, ())


def values(actors: int, issues: int, alternatives: int, seed: int, *, opposed: bool) -> Any:
    """Return whole values 0-100, or shares of a hundred times own weights 1-10, shape (P, I, A)."""
    draw = np.random.default_rng(seed)
    if not opposed:
        return draw.integers(0, 101, size=(actors, issues, alternatives))
    shares = np.rint(100 * draw.dirichlet(np.ones(actors), size=(issues, alternatives)))
    return shares.transpose(2, 0, 1) * draw.integers(1, 11, size=(actors, issues))[:, :, None]


def signatories(share: Fraction, seed: int, *, opposed: bool) -> Exact:
    """Return three signatories, each refusing below a share of the most that it could get."""
    v = values(SIDES, ISSUES, ALTERNATIVES, seed, opposed=opposed).astype(int)
    none = tuple((Fraction(0),) * ALTERNATIVES for _ in range(ISSUES))
    actors = tuple(
        ExactActor(
            actor=f"side-{i}",
            clauses=tuple(tuple(Fraction(int(n)) for n in issue) for issue in v[i]),
            exposure=none,
            bonuses=(),
            refusals={"reservation": share * int(v[i].max(axis=1).sum())},
            compliance=Fraction(1),
            betrayal=Fraction(0),
            red_lines=(),
        )
        for i in range(SIDES)
    )
    return Exact(actors, space(ISSUES, ALTERNATIVES), ())


def repair(seed: int, *, opposed: bool) -> Callable[[], str]:
    """Repair a draft far from the zone: everybody gets 0.6 of its most, the draft is the first package."""
    worth = signatories(Fraction(3, 5), seed, opposed=opposed)

    def run() -> str:
        found = mend(lambda _: worth, np.zeros(ISSUES, dtype=np.int64))
        return f"{found.searched} changes, {len(found.found)} such repairs" if found.found else "proven: none"

    return run


def proof(seed: int, *, opposed: bool) -> Callable[[], str]:
    """Prove that a zone is empty: reservations are raised by steps of 0.05 of the most until it is."""
    for step in range(8, 20):
        worth = signatories(Fraction(step, 20), seed, opposed=opposed)
        zone = inside(worth)
        if not len(frontier(zone.terms)):
            break

    def run() -> str:
        found = conflict(zone)
        size = f"{len(found.irreducible)} demands, smallest {len(found.smallest)}"
        return f"{size} ({'proven' if found.proven else f'at least {found.least}'})"

    return run


def robust(seed: int, *, opposed: bool) -> Callable[[], str]:
    """Look for the most robust of a million packages: values uncertain by a fifth, reservations by ten points."""
    v = values(2, *LISTED, seed, opposed=opposed)
    draw, n = np.random.default_rng(seed), DRAWS
    points = 100 * v / v.max(axis=2).sum(axis=1)[:, None, None]
    clauses = points[None] * (1 + 0.2 * draw.uniform(-1, 1, size=(n, *points.shape)))
    ones, reservation = np.ones((n, 2)), 40 + draw.uniform(-10, 10, size=(n, 2))
    worth = Valuation(
        columns=None,
        actors=("one", "two"),
        space=space(*LISTED),
        wants=Utility(clauses, ()),
        exposure=np.zeros_like(clauses),
        refusals=(),
        reservation=reservation,
        refusing=reservation,
        induced=np.zeros((n, 2)),
        trust=ones,
        compliance=ones,
        betrayal=5 * ones,
        noise=4 * ones,
        red_lines=(),
    )

    def run() -> str:
        found = most_robust(worth)
        return f"{found.probability:.4f}{'' if found.bound == found.probability else f', at most {found.bound:.4f}'}"

    return run


def cases() -> Iterator[Case]:
    """Yield what is timed, with its goal in seconds."""
    for name, goal, work in (
        ("smallest repairs", 1.0, repair),
        ("proof of impossibility", 3.0, proof),
        ("most robust of 10^6", 2.0, robust),
    ):
        for opposed, word in OPPOSED.items():
            yield Case(f"{name}, {word}", goal, lambda seed, work=work, opposed=opposed: work(seed, opposed=opposed))


def seconds(run: Callable[[], str]) -> float:
    """Return how long one run takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main() -> int:
    """Measure, print the table, and return how many goals were missed."""
    missed = 0
    print(f"{'three seeds, the slowest':<36}{'goal s':>8}{'median':>8}  found, seed by seed")
    for case in cases():
        medians, found = [], []
        for seed in SEEDS:
            run = case.prepare(seed)
            found.append(run())  # and warms up
            medians.append(statistics.median(seconds(run) for _ in range(RUNS)))
        slow = max(medians) >= case.goal
        missed += slow
        print(f"{case.name:<36}{case.goal:>8.1f}{max(medians):>8.2f}{' missed' if slow else ''}  {'; '.join(found)}")
    return missed


if __name__ == "__main__":
    raise SystemExit(1 if main() else 0)
