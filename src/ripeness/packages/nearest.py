"""Where a package lies: in the zone or how many clauses from it, and what would be better for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ripeness.numerics.nondominated import Integers
from ripeness.packages.feasible import SearchTooLargeError, some_package
from ripeness.packages.frontier import frontier
from ripeness.packages.interests import SigningValues
from ripeness.packages.maximin import lift
from ripeness.packages.sums import AdditiveValues
from ripeness.packages.zone import count
from ripeness.valuation.exact import Exact
from ripeness.valuation.space import Rows


@dataclass(frozen=True)
class Better:
    """A package that gives every signatory at least as much as another and someone more; nobody crosses a red line.

    Of all those the one with the largest smallest ``gains``, in points of each actor's own utility.
    """

    row: Rows
    gains: tuple[Fraction, ...]


@dataclass(frozen=True)
class Nearest:
    """The nearest packages of the zone: how many clauses differ, how many there are (None: not counted), and one."""

    changes: int
    packages: int | None
    row: Rows


def better(exact: Exact, row: Rows) -> Better | None:
    """Return a package that dominates the given one; None when no package does.

    Raises
    ------
    SearchTooLargeError
        When neither was found out.
    """
    values = [a.value(exact.space, row) for a in exact.actors]
    found = lift(exact, values, starts=[row])
    if not found.complete:
        raise SearchTooLargeError
    if found.row is None or min(found.gains) < 0 or max(found.gains) == 0:
        return None
    return Better(found.row, found.gains)


def nearest(zone: SigningValues, row: Rows) -> Nearest | None:
    """Return the packages of the zone with the fewest clauses other than in ``row``; None when the zone is empty.

    One more coordinate counts the clauses that stay. First one change is tried, then two, and so on, so that the floor
    of that coordinate keeps the search small. Of packages equally near that with the largest smallest surplus, where
    their frontier can be had.

    Raises
    ------
    SearchTooLargeError
        When it was not found out.
    """
    if some_package(zone.terms) is None:
        return None
    for changes in range(len(row) + 1):
        terms = staying(zone.terms, row, len(row) - changes)
        found = some_package(terms)
        if found is not None:
            front = frontier(terms)
            if front.complete:
                surplus = zone.surplus(front.points[:-1]).floats().min(axis=0)
                found = front.rows()[int(np.argmax(surplus))]
            return Nearest(changes, count(terms), found)
    raise AssertionError("a zone that is not empty has a nearest package")


def staying(terms: AdditiveValues, row: Rows, least: int) -> AdditiveValues:
    """Return terms with one more coordinate: how many clauses are as in ``row``, of which at least so many."""
    clauses: Sequence[Integers] = [
        np.concatenate([points, (np.arange(points.shape[1]) == row[j])[None, :].astype(points.dtype)])
        for j, points in enumerate(terms.clauses)
    ]
    bonuses = tuple((when, np.append(points, 0)) for when, points in terms.bonuses)
    floor = np.append(terms.floor, least)
    return AdditiveValues(terms.space, tuple(clauses), bonuses, terms.forbidden, floor, (*terms.compared, True))
