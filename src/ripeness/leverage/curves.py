"""Functions of one number between straight lines, so that a linear programme with choices can hold them.

Between two breakpoints a function that does not change its bend lies between its chord and its tangents. The more
breakpoints near the answer, the tighter: the error falls with the square of their distance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

_STRAIGHT = 1e-12


@dataclass(frozen=True)
class Curve:
    """A continuous function on an interval.

    Attributes
    ----------
    low, high : float
        The interval.
    value, slope : callable
        The function and its derivative.
    bends : tuple of float
        Where it changes from bending one way to the other, or has a corner.
    """

    low: float
    high: float
    value: Callable[[float], float]
    slope: Callable[[float], float]
    bends: tuple[float, ...] = ()

    def breakpoints(self, pieces: int = 4) -> tuple[float, ...]:
        """Return breakpoints to begin with: ends, bends, and equal pieces."""
        inner = np.linspace(self.low, self.high, pieces + 1)[1:-1]
        return self.sorted([*inner, *self.bends])

    def sorted(self, points: Sequence[float]) -> tuple[float, ...]:
        """Return points inside the interval with its ends, in order."""
        return spread(points, self.low, self.high)


def spread(points: Sequence[float], low: float, high: float) -> tuple[float, ...]:
    """Return points between two ends with the ends, in order, none nearer to another than 1e-7 of their distance."""
    near = 1e-7 * (high - low)
    found = [low]
    for point in sorted(float(p) for p in points):
        if point - found[-1] > near and high - point > near:
            found.append(point)
    return (*found, high)


@dataclass(frozen=True)
class Odds:
    """The chance of one of two sides to win as a function of the ratio ρ of their strengths: ρ^γ / (1 + ρ^γ).

    Between two chances the ratio lies between two numbers, which is linear in the strengths. Breakpoints are chances.
    """

    low: float
    high: float
    steepness: float

    def breakpoints(self, pieces: int = 6) -> tuple[float, ...]:
        """Return chances to begin with: the ends, where the curve changes its bend, and equal pieces."""
        bend = [(self.steepness - 1) / (2 * self.steepness)] if self.steepness > 1 else []
        return self.sorted([*np.linspace(self.low, self.high, pieces + 1)[1:-1], *bend])

    def sorted(self, points: Sequence[float]) -> tuple[float, ...]:
        """Return chances inside the interval with its ends, in order."""
        return spread(points, self.low, self.high)

    def ratio(self, chance: float) -> float:
        """Return the ratio of strengths at which a side wins with a chance; inf where it is certain."""
        return (chance / (1 - chance)) ** (1 / self.steepness) if chance < 1 else np.inf

    def slope(self, chance: float) -> float:
        """Return the derivative of the chance by the ratio where it takes a value."""
        ratio = self.ratio(chance)
        return self.steepness * chance * (1 - chance) / ratio if 0 < ratio < np.inf else np.nan

    def slopes(self, low: float, high: float) -> tuple[float, float]:
        """Return slopes of lines below the curve through its two ends, between two chances; nan where there is none."""
        at_low, at_high = self.ratio(low), self.ratio(high)
        chord = (high - low) / (at_high - at_low) if np.isfinite(at_high) else np.nan
        middle = (low + high) / 2
        concave = self.steepness <= 1 or middle > (self.steepness - 1) / (2 * self.steepness)
        return (chord, chord) if concave else (max(self.slope(low), 0.0), self.slope(high))

    def slopes_above(self, low: float, high: float) -> tuple[float, float]:
        """Return slopes of lines above the curve through its two ends, between two chances; nan where there is none."""
        at_low, at_high = self.ratio(low), self.ratio(high)
        chord = (high - low) / (at_high - at_low) if np.isfinite(at_high) else np.nan
        middle = (low + high) / 2
        concave = self.steepness <= 1 or middle > (self.steepness - 1) / (2 * self.steepness)
        return (self.slope(low), self.slope(high)) if concave else (chord, chord)


@dataclass(frozen=True)
class Quotient:
    """The quotient ρ of two sums, as `Odds` that are the ratio itself: what a war with several sides is worth.

    Breakpoints are quotients.
    """

    low: float
    high: float

    def breakpoints(self, pieces: int = 6) -> tuple[float, ...]:
        """Return quotients to begin with: the ends, and equal pieces."""
        return self.sorted(np.linspace(self.low, self.high, pieces + 1)[1:-1].tolist())

    def sorted(self, points: Sequence[float]) -> tuple[float, ...]:
        """Return quotients inside the interval with its ends, in order."""
        return spread(points, self.low, self.high)

    def ratio(self, quotient: float) -> float:
        """Return the ratio at which the quotient takes a value."""
        return quotient

    def slopes(self, low: float, high: float) -> tuple[float, float]:  # noqa: ARG002 - as of odds
        """Return the slope of the line through two ends, for each of them."""
        return 1.0, 1.0

    slopes_above = slopes


@dataclass(frozen=True)
class Piece:
    """A function between two breakpoints: below ``above`` lines and above ``below`` lines, each (constant, slope)."""

    low: float
    high: float
    below: tuple[tuple[float, float], ...]
    above: tuple[tuple[float, float], ...]


def pieces(curve: Curve, points: Sequence[float]) -> tuple[Piece, ...]:
    """Return the function between each two of its breakpoints."""
    return tuple(_piece(curve, a, b) for a, b in pairwise(points))


def _piece(curve: Curve, a: float, b: float) -> Piece:
    at_a, at_b, middle = curve.value(a), curve.value(b), (a + b) / 2
    rise = (at_b - at_a) / (b - a) if b > a else np.inf
    if not np.isfinite(rise):  # no wider than a rounding error: between the two values is all that can be said
        return Piece(a, b, ((min(at_a, at_b), 0.0),), ((max(at_a, at_b), 0.0),))
    chord = (at_a - rise * a, rise)
    bend = curve.value(middle) - (at_a + at_b) / 2
    if abs(bend) <= _STRAIGHT * (1 + abs(at_a) + abs(at_b)):
        return Piece(a, b, (chord,), (chord,))
    slopes = [(x, curve.value(x), curve.slope(x)) for x in (a, middle, b)]
    tangents = tuple((y - s * x, s) for x, y, s in slopes if np.isfinite(s))
    return Piece(a, b, (chord,), tangents) if bend > 0 else Piece(a, b, tangents, (chord,))
