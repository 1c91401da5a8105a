"""The package that lifts the worst off most: exact, whether or not anybody would sign it.

Used where the zone is empty (who falls short by how much, at the least), and for how far a draft lies from the
frontier.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.packages.feasible import neighbours, permitted, sums
from ripeness.packages.frontier import frontier
from ripeness.packages.interests import SigningValues, everywhere
from ripeness.packages.solutions import leximin
from ripeness.packages.sums import AdditiveValues
from ripeness.valuation.exact import Exact
from ripeness.valuation.space import Rows

_CLOSE = 1e-9


@dataclass(frozen=True)
class Lift:
    """The package of the largest smallest gain over given values, then of the next smallest, and so on.

    Attributes
    ----------
    row : integer array, shape (I,), or None
        The package; None when no package is allowed, or when the search was stopped.
    gains : tuple of Fraction
        What it gives each actor beyond the given value; below 0 it falls short.
    complete : bool
        Whether the answer is proven; otherwise the search grew too large.
    """

    row: Rows | None
    gains: tuple[Fraction, ...]
    complete: bool


def lift(exact: Exact, values: Sequence[Fraction], *, starts: Iterable[Rows] = ()) -> Lift:
    """Return the package with the largest smallest gain of signing over ``values``, one for each actor.

    First a climb from each start, one clause at a time, finds a package that is good; then the frontier of all packages
    at least as good proves it, or holds a better one.

    Parameters
    ----------
    exact : Exact
        What decides whether actors sign.
    values : sequence of Fraction
        Points of each actor's own utility that gains are counted from.
    starts : packages, each of shape (I,)
        Where to begin to look; the first package otherwise.
    """
    allowed = [row for row in starts if exact.admits(row)] or _any_allowed(exact)
    if not allowed:
        return Lift(None, (), complete=True)
    loose = everywhere(exact, values)  # its floors do not count in a climb
    least = max(min(_gains(exact, values, row)) for row in (_climb(loose, values, start) for start in allowed))
    return _best(exact, values, everywhere(exact, [value + least for value in values]))


def _best(exact: Exact, values: Sequence[Fraction], found: SigningValues) -> Lift:
    front = frontier(found.terms)
    if not front.complete:
        return Lift(None, (), complete=False)
    rows = front.rows()
    chosen = leximin(found.surplus(front.points, over=values))[0]
    return Lift(rows[chosen], _gains(exact, values, rows[chosen]), complete=True)


def _gains(exact: Exact, values: Sequence[Fraction], row: Rows) -> tuple[Fraction, ...]:
    return tuple(a.value(exact.space, row) - v for a, v in zip(exact.actors, values, strict=True))


def _climb(found: SigningValues, values: Sequence[Fraction], row: Rows) -> Rows:
    """Return where a climb from an allowed package ends, one clause at a time; floats are good enough to steer by."""
    best = _smallest(found, values, row[None, :])[0]
    while True:
        near = neighbours(found.terms.space.shape, row)
        near = near[permitted(found.terms, near)]
        if not len(near):
            return row
        scores = _smallest(found, values, near)
        top = int(np.argmax(scores))
        if scores[top] <= best + _CLOSE:
            return row
        row, best = near[top], scores[top]


def _smallest(found: SigningValues, values: Sequence[Fraction], rows: Rows) -> Array:
    smallest: Array = found.surplus(sums(found.terms, rows), over=values).floats().min(axis=0)
    return smallest


def _any_allowed(exact: Exact) -> list[Rows]:
    """Return some package that no rule and no red line excludes, in a list; an empty list when there is none."""
    forbidden = (*exact.space.rules, *(line for a in exact.actors for line in a.red_lines))
    return list(frontier(AdditiveValues.plain(exact.space, forbidden)).rows())
