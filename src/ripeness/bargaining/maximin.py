"""The package that lifts the worst off most: exact, whether or not anybody would sign it.

Used where the zone is empty (who falls short by how much, at the least), and for how far a draft lies from the
frontier.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ripeness.bargaining.frontier import frontier
from ripeness.bargaining.interests import Interests, everywhere
from ripeness.bargaining.solutions import leximin
from ripeness.bargaining.terms import Terms
from ripeness.valuation.exact import Exact
from ripeness.valuation.space import Rows


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
    allowed = [row for row in starts if _allowed(exact, row)] or _any_allowed(exact)
    if not allowed:
        return Lift(None, (), complete=True)
    least = max(_climb(exact, values, row) for row in allowed)
    return _best(exact, values, everywhere(exact, [value + least for value in values]))


def _best(exact: Exact, values: Sequence[Fraction], found: Interests) -> Lift:
    front = frontier(found.terms)
    if not front.complete:
        return Lift(None, (), complete=False)
    rows = front.rows()
    chosen = leximin(found.surplus(front.points, over=values))[0]
    return Lift(rows[chosen], _gains(exact, values, rows[chosen]), complete=True)


def _gains(exact: Exact, values: Sequence[Fraction], row: Rows) -> tuple[Fraction, ...]:
    return tuple(a.value(exact.space, row) - v for a, v in zip(exact.actors, values, strict=True))


def _climb(exact: Exact, values: Sequence[Fraction], row: Rows) -> Fraction:
    """Return the smallest gain at the end of a climb from an allowed package, one clause at a time."""
    best = min(_gains(exact, values, row))
    while True:
        steps = [(min(_gains(exact, values, other)), -k, other) for k, other in enumerate(_neighbours(exact, row))]
        top = max(steps, key=lambda step: step[:2], default=None)
        if top is None or top[0] <= best:
            return best
        best, _, row = top


def _neighbours(exact: Exact, row: Rows) -> Iterable[Rows]:
    for j, size in enumerate(exact.space.shape):
        for a in range(size):
            if a != row[j]:
                other = row.copy()
                other[j] = a
                if _allowed(exact, other):
                    yield other


def _allowed(exact: Exact, row: Rows) -> bool:
    return bool(exact.space.feasible(row[None, :])[0]) and not any(a.crosses(exact.space, row) for a in exact.actors)


def _any_allowed(exact: Exact) -> list[Rows]:
    """Return some package that no rule and no red line excludes, in a list; an empty list when there is none."""
    forbidden = (*exact.space.rules, *(line for a in exact.actors for line in a.red_lines))
    return list(frontier(Terms.plain(exact.space, forbidden)).rows())
