"""What signing is worth, as whole numbers that add up over clauses: the scenario side of the exact engines.

The zone begins at a surplus of -1e-9 points, as for a signature (``ENOUGH``), times h where confidence h is below 1:
a utility that much below r then stays in the zone, whatever h, and none that is further below. Inside it, as far as it
matters, an actor's value of signing is V = h u - (1 - h) E + (1 - h)(r - betrayal), with utility u and exposure
E sums over clauses: one coordinate. Outside it, where u < r, being betrayed is worth u in place of r, and V is the
smaller of two such sums; :func:`everywhere` has a coordinate for each. With h = 0 signing is worth r in the whole
zone, so that u has a floor and is not compared.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.numerics.nondominated import Integers
from ripeness.packages.sums import AdditiveValues
from ripeness.scenario.logic import Condition, parse
from ripeness.valuation.exact import ENOUGH, Exact, ExactActor, Points
from ripeness.valuation.space import Space

_FITS = 1 << 62


@dataclass(frozen=True)
class Component:
    """One sum over clauses: actor number ``actor`` values a package at ``base + sum / scale`` points, or less."""

    actor: int
    scale: int
    base: Fraction

    def floor(self, value: Fraction) -> int:
        """Return the least whole sum that is worth at least ``value`` points."""
        return math.ceil((value - self.base) * self.scale)


@dataclass(frozen=True)
class SigningValues:
    """Terms of the packages, and what their coordinates mean.

    Attributes
    ----------
    exact : Exact
        What decides whether actors sign.
    terms : AdditiveValues
        Whole numbers.
    coordinates : tuple of Component
        What each stands for.
    """

    exact: Exact
    terms: AdditiveValues
    coordinates: tuple[Component, ...]

    def surplus(self, points: Integers, *, over: Sequence[Fraction] | None = None) -> Surplus:
        """Return what points are worth to each actor beyond refusing, or beyond ``over``: its smallest coordinate."""
        rows, scales = [], []
        values = [actor.reservation for actor in self.exact.actors] if over is None else over
        for i, value in enumerate(values):
            mine = [(c, k) for k, c in enumerate(self.coordinates) if c.actor == i]
            beyond = [c.base - value for c, _ in mine]
            scale = math.lcm(*(c.scale for c, _ in mine), *(b.denominator for b in beyond))
            numbers = []
            for (c, k), more in zip(mine, beyond, strict=True):
                factor, constant = scale // c.scale, int(more * scale)
                if self.terms.compared[k]:
                    numbers.append(_times(points[k], factor, constant))
                else:  # confidence is 0: in the whole zone signing is worth what refusing is
                    numbers.append(points[k] * 0)
            row = numbers[0]
            for other in numbers[1:]:
                row = np.minimum(row, other)
            rows.append(row)
            scales.append(scale)
        return Surplus(tuple(rows), tuple(scales))


@dataclass(frozen=True)
class Surplus:
    """Exact surpluses of F packages: ``numbers[i][f] / scales[i]`` points of actor ``i``."""

    numbers: tuple[Integers, ...]
    scales: tuple[int, ...]

    def exact(self, f: int) -> tuple[Fraction, ...]:
        """Return the surpluses of one package."""
        return tuple(Fraction(int(n[f]), d) for n, d in zip(self.numbers, self.scales, strict=True))

    def floats(self) -> Array:
        """Return all surpluses, shape (P, F), each to the last digit or two."""
        return np.array([_divided(n, d) for n, d in zip(self.numbers, self.scales, strict=True)])


def _divided(numbers: Integers, scale: int) -> Array:
    if numbers.dtype == object or scale >= _FITS:
        return np.array([int(n) / scale for n in numbers], dtype=np.float64)
    return numbers.astype(np.float64) / scale


def _times(numbers: Integers, factor: int, constant: int) -> Integers:
    largest = max(1, int(np.abs(numbers).max(initial=0))) * factor + abs(constant)  # the factor alone may be too large
    if largest >= _FITS:
        numbers = numbers.astype(object)
    found: Integers = numbers * factor + constant
    return found


def inside(exact: Exact) -> SigningValues:
    """Return the terms of the zone: packages that break no rule, that all sign, and that cross no red line."""
    columns, coordinates, floors, compared = [], [], [], []
    forbidden = excluded(exact)
    for i, actor in enumerate(exact.actors):
        h, r = actor.compliance, actor.reservation
        if h == 0:
            forbidden += _exposing(exact.space, actor)
            columns.append((actor.clauses, Fraction(1), tuple(b for b in actor.bonuses)))
            coordinates.append(_coordinate(i, columns[-1], Fraction(0)))
            least = r + ENOUGH + actor.betrayal
            impossible = least > r  # it loses by signing whatever the text
            floors.append(_unreachable(columns[-1], coordinates[-1]) if impossible else coordinates[-1].floor(least))
        else:
            columns.append(_column(actor, h))
            coordinates.append(_coordinate(i, columns[-1], (1 - h) * (r - actor.betrayal)))
            floors.append(coordinates[-1].floor(r + h * ENOUGH))
        compared.append(h > 0)
    return _interests(exact, columns, coordinates, floors, compared, forbidden)


def everywhere(exact: Exact, floors: Sequence[Fraction]) -> SigningValues:
    """Return the terms of packages worth at least ``floors`` points of signing to each actor, in the zone or not."""
    columns, coordinates = [], []
    for i, actor in enumerate(exact.actors):
        h, r, lost = actor.compliance, actor.reservation, (1 - actor.compliance) * actor.betrayal
        columns.append(_column(actor, h))
        coordinates.append(_coordinate(i, columns[-1], (1 - h) * r - lost))
        if h < 1:
            columns.append(_column(actor, Fraction(1)))
            coordinates.append(_coordinate(i, columns[-1], -lost))
    least = [c.floor(floors[c.actor]) for c in coordinates]
    return _interests(exact, columns, coordinates, least, [True] * len(least), excluded(exact))


_Column = tuple[Points, Fraction, tuple[tuple[Condition, Fraction], ...]]


def _column(actor: ExactActor, share: Fraction) -> _Column:
    """Return ``share`` of the utility less the expected loss by exposure, by clause."""
    clauses = tuple(
        tuple(share * u - (1 - actor.compliance) * e for u, e in zip(points, lost, strict=True))
        for points, lost in zip(actor.clauses, actor.exposure, strict=True)
    )
    return clauses, share, tuple((when, share * points) for when, points in actor.bonuses)


def _coordinate(actor: int, column: _Column, base: Fraction) -> Component:
    clauses, _, bonuses = column
    numbers = [*(n for points in clauses for n in points), *(points for _, points in bonuses)]
    return Component(actor, math.lcm(*(n.denominator for n in numbers)), base)


def _unreachable(column: _Column, coordinate: Component) -> int:
    clauses, _, bonuses = column
    most = sum((max(points) for points in clauses), Fraction(0))
    most += sum((max(points, Fraction(0)) for _, points in bonuses), Fraction(0))
    return coordinate.floor(most) + 1


def excluded(exact: Exact) -> list[Condition]:
    """Return the rules, and the red lines that are held."""
    return [*exact.space.rules, *(line for actor in exact.actors for line in actor.red_lines)]


def _exposing(space: Space, actor: ExactActor) -> list[Condition]:
    """Return the clauses by which an actor without any confidence can only lose."""
    return [
        parse(f"{issue}={alternative}")
        for issue, alternatives, lost in zip(space.issues, space.alternatives, actor.exposure, strict=True)
        for alternative, points in zip(alternatives, lost, strict=True)
        if points > 0
    ]


def _interests(
    exact: Exact,
    columns: Sequence[_Column],
    coordinates: Sequence[Component],
    floors: Sequence[int],
    compared: Sequence[bool],
    forbidden: Sequence[Condition],
) -> SigningValues:
    """Return terms of columns of fractions, each brought to whole numbers by its own scale."""
    scales = [c.scale for c in coordinates]
    clauses = [
        [[int(n * scale) for n in column[0][j]] for column, scale in zip(columns, scales, strict=True)]
        for j in range(len(exact.space.issues))
    ]
    bonuses = [
        (when, [int(points * scale) if k == c else 0 for c in range(len(columns))])
        for k, (column, scale) in enumerate(zip(columns, scales, strict=True))
        for when, points in column[2]
    ]
    terms = AdditiveValues.of(exact.space, clauses, floors, bonuses=bonuses, forbidden=forbidden, compared=compared)
    return SigningValues(exact, terms, tuple(coordinates))
