"""Which demands cannot be met together: a proof that the zone is empty, in words of clauses.

A demand (i, j) is granted when actor i gets its best answer on clause j whatever the package says: the alternative that
adds most to its value of signing, what the clause exposes it to counted. (Without any confidence that is the best value
among the alternatives that expose it to nothing.) A set of demands
conflicts when with all others granted there is still no package that all would sign. A set is irreducible when it
conflicts no longer once any one of its demands is granted.

O. Guieu and J. W. Chinneck (1999), Analyzing infeasible mixed-integer and integer linear programs. *INFORMS Journal on
Computing* 11(1), 63-77: the deletion filter. A. Ignatiev, A. Previti, M. Liffiton and J. Marques-Silva (2015), Smallest
MUS extraction with minimal hitting set dualization. *CP 2015*, 173-182: the smallest set.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ripeness.bargaining.agreements.smallest_conflict import Demand, programme, smallest_for_lotteries
from ripeness.numerics.nondominated import Integers
from ripeness.packages.feasible import some_package
from ripeness.packages.interests import SigningValues, excluded
from ripeness.packages.sums import AdditiveValues
from ripeness.valuation import Rows

_NODES = 10_000  # of a programme
FEW = 20  # demands, up to which the search for the smallest conflict may take long


@dataclass(frozen=True)
class DemandConflict:
    """Demands that cannot be met together.

    Attributes
    ----------
    irreducible : tuple of (actor number, issue number)
        A set of demands that conflicts, and of which each is needed for that.
    smallest : tuple of (actor number, issue number)
        The conflicting set with the fewest demands that was found.
    least : int
        No conflicting set has fewer demands; where ``smallest`` has as many, it is proven to be the smallest.
    """

    irreducible: tuple[Demand, ...]
    smallest: tuple[Demand, ...]
    least: int

    @property
    def proven(self) -> bool:
        """Whether no conflicting set has fewer demands than ``smallest``."""
        return len(self.smallest) == self.least


def conflict(zone: SigningValues) -> DemandConflict:
    """Return demands that make the zone empty: an irreducible set, and the smallest.

    Parameters
    ----------
    zone : SigningValues
        Terms of a zone that is empty (:func:`ripeness.packages.interests.inside`).

    Raises
    ------
    ValueError
        When the zone is not empty.
    SearchTooLargeError
        When it grew too large to tell.
    """
    asked = _Asked(zone)
    if not asked.conflicts(asked.all):
        raise ValueError("a zone that is not empty has no conflict")
    irreducible = _deleted(asked)
    smallest, least = _smallest(asked, irreducible)
    return DemandConflict(_in_order(irreducible), _in_order(smallest), least)


def granted(terms: AdditiveValues, rows: dict[int, int], demands: Iterable[Demand]) -> AdditiveValues:
    """Return terms in which demands are granted; ``rows`` gives the coordinate of each actor."""
    clauses = list(terms.clauses)
    for actor, issue in demands:
        changed = clauses[issue].copy()
        changed[rows[actor]] = changed[rows[actor]].max()
        clauses[issue] = changed
    return replace(terms, clauses=tuple(clauses))


def _answered(zone: SigningValues) -> AdditiveValues:
    """Return the terms of a zone with clauses that expose an actor without any confidence as answers like others.

    The terms of the zone forbid them; here they cost so much that no package with one reaches the floor, so that a
    demand that is granted grants this as well.
    """
    terms, actors = zone.terms, zone.exact.actors
    clauses = [[[int(n) for n in row] for row in issue] for issue in terms.clauses]
    for k, coordinate in enumerate(zone.coordinates):
        if terms.compared[k]:
            continue
        most = sum(max(issue[k]) for issue in clauses) + sum(max(0, int(points[k])) for _, points in terms.bonuses)
        price = max(1, most - int(terms.floor[k]) + 1)
        for issue, lost in zip(clauses, actors[coordinate.actor].exposure, strict=True):
            issue[k] = [n - price * (points > 0) for n, points in zip(issue[k], lost, strict=True)]
    return AdditiveValues.of(
        terms.space,
        clauses,
        [int(f) for f in terms.floor],
        bonuses=[(when, [int(n) for n in points]) for when, points in terms.bonuses],
        forbidden=excluded(zone.exact),
        compared=terms.compared,
    )


class _Asked:
    """Tells whether sets of demands conflict, and remembers packages that met some."""

    def __init__(self, zone: SigningValues) -> None:
        self.terms = _answered(zone)
        self.rows = {c.actor: k for k, c in enumerate(zone.coordinates)}
        spans = {
            (i, j): (int(clauses[k].max()) - int(clauses[k].min())) / zone.coordinates[k].scale
            for i, k in self.rows.items()
            for j, clauses in enumerate(self.terms.clauses)
        }
        # What makes no difference is no demand. From the lightest to the weightiest, so that weighty ones remain.
        self.all: tuple[Demand, ...] = tuple(sorted((d for d in spans if spans[d] > 0), key=lambda d: (spans[d], d)))
        self.met: list[frozenset[Demand]] = []

    def conflicts(self, demands: Iterable[Demand]) -> bool:
        """Return whether demands conflict; where they do not, note how many more the package found meets."""
        kept = frozenset(demands)
        if any(kept <= met for met in self.met):
            return False
        row = some_package(granted(self.terms, self.rows, set(self.all) - kept))
        if row is None:
            return True
        self.met.append(self._also_met(row, kept))
        return False

    def _also_met(self, row: Rows, kept: frozenset[Demand]) -> frozenset[Demand]:
        """Return all demands that may stand for one package to remain acceptable: those given, then the lightest."""
        met = set(kept)
        for i, k in self.rows.items():
            losses = {d: self._loss(row, d) for d in self.all if d[0] == i}
            best = sum(int(clauses[k].max()) for clauses in self.terms.clauses) + self._bonus(row, k)
            spare = best - sum(losses[d] for d in losses if d in kept) - int(self.terms.floor[k])
            for d in sorted(losses, key=lambda d: (losses[d], d)):
                if d not in kept and losses[d] <= spare:
                    spare -= losses[d]
                    met.add(d)
        return frozenset(met)

    def _loss(self, row: Rows, demand: Demand) -> int:
        clauses: Integers = self.terms.clauses[demand[1]][self.rows[demand[0]]]
        return int(clauses.max() - clauses[row[demand[1]]])

    def _bonus(self, row: Rows, k: int) -> int:
        return sum(int(p[k]) for when, p in self.terms.bonuses if self.terms.space.holds(when, row[None, :])[0])


def _deleted(asked: _Asked) -> frozenset[Demand]:
    """Return an irreducible conflict: each demand is granted, and stays granted if the rest conflicts still."""
    kept = set(asked.all)
    for demand in asked.all:
        if asked.conflicts(kept - {demand}):
            kept.discard(demand)
    return frozenset(kept)


def _smallest(asked: _Asked, known: frozenset[Demand]) -> tuple[frozenset[Demand], int]:
    """Return the smallest conflict found, and a number of demands below which there is none.

    A conflict must hold a demand outside every set that can be met. The smallest set that does so either conflicts, and
    then it is the smallest conflict, or it can be met, which gives one more set. Where that does not come to an end,
    the smallest conflict that holds for lotteries over alternatives as well is often smaller than the known one.
    """
    least = 0
    for _ in range(200 if len(asked.all) <= FEW else 40):
        candidate = _hitting([set(asked.all) - met for met in asked.met], asked.all)
        if candidate is None:
            break
        least = len(candidate)
        if least >= len(known):
            return known, len(known)
        if asked.conflicts(candidate):
            return frozenset(candidate), least
    provable = smallest_for_lotteries(asked.terms, asked.rows, asked.all)
    if provable is not None and len(provable) < len(known) and asked.conflicts(provable):
        known = provable
    return known, least


def _hitting(sets: Sequence[set[Demand]], demands: Sequence[Demand]) -> set[Demand] | None:
    """Return a smallest set of demands with one of each given set, by mixed-integer programming; None: not proven."""
    if not sets:
        return set()
    rows = np.array([[float(d in s) for d in demands] for s in sets])
    number = len(demands)
    found, proven = programme(
        np.ones(number),
        rows,
        (np.ones(len(rows)), np.full(len(rows), np.inf)),
        whole=np.ones(number, dtype=np.bool_),
        bounds=(np.zeros(number), np.ones(number)),
        nodes=_NODES,
    )
    if found is None or not proven:
        return None
    return {d for d, taken in zip(demands, found, strict=True) if taken > 0.5}


def _in_order(demands: Iterable[Demand]) -> tuple[Demand, ...]:
    return tuple(sorted(demands))
