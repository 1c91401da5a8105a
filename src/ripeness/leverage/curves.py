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
        """Return points inside the interval with its ends, in order, none nearer to another than a millionth of it."""
        near = 1e-7 * (self.high - self.low)
        found = [self.low]
        for point in sorted(float(p) for p in points):
            if point - found[-1] > near and self.high - point > near:
                found.append(point)
        return (*found, self.high)


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
    rise = (at_b - at_a) / (b - a)
    chord = (at_a - rise * a, rise)
    bend = curve.value(middle) - (at_a + at_b) / 2
    if abs(bend) <= _STRAIGHT * (1 + abs(at_a) + abs(at_b)):
        return Piece(a, b, (chord,), (chord,))
    slopes = [(x, curve.value(x), curve.slope(x)) for x in (a, middle, b)]
    tangents = tuple((y - s * x, s) for x, y, s in slopes if np.isfinite(s))
    return Piece(a, b, (chord,), tangents) if bend > 0 else Piece(a, b, tangents, (chord,))
