"""One number at a time: how far each moves the measure inside its range, and where it would turn the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ripeness.doubt.evaluate import MeasureQuestion
from ripeness.doubt.inputs import UncertainNumber
from ripeness.numerics.draws import Array
from ripeness.result import number

_INSIDE, _OUTSIDE = 8, 4  # steps between the ends of the range, and on each side of it
_HALVINGS = 44


@dataclass(frozen=True)
class Turning:
    """Where one number, moved alone, turns the verdict.

    Attributes
    ----------
    coordinate, value : float
        The nearest place to the central value at which the verdict is the other one.
    side : {"below", "above"}
        On which side of the central value it lies.
    inside : bool
        Whether that is inside the number's own range.
    move : float
        Distance from the central value, in widths of the range.
    """

    coordinate: float
    value: float
    side: str
    inside: bool
    move: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"value": self.value, "side": self.side, "inside": self.inside, "move": self.move}


@dataclass(frozen=True)
class Bar:
    """What one number does alone.

    Attributes
    ----------
    number : UncertainNumber
        Which.
    ends : pair of float
        Values of the number at the ends of its range.
    at_ends : pair of float
        The measure there; NaN where the analysis does not apply.
    least, most : float
        Smallest and largest value of the measure inside the range, among the places that were tried.
    turning : Turning or None
        Where it turns the verdict; None where it does not, or where there is no verdict.
    """

    number: UncertainNumber
    ends: tuple[float, float]
    at_ends: tuple[float, float]
    least: float
    most: float
    turning: Turning | None

    @property
    def width(self) -> float:
        """How far it moves the measure."""
        return self.most - self.least

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "path": self.number.path,
            "line": self.number.line,
            "low": self.ends[0],
            "high": self.ends[1],
            "at_low": number(self.at_ends[0]),
            "at_high": number(self.at_ends[1]),
            "least": number(self.least),
            "most": number(self.most),
            "turning": self.turning.to_dict() if self.turning else None,
        }


def tornado(one: MeasureQuestion, limit: float | None) -> tuple[Bar, ...]:
    """Return what each number does alone, the others at their central values, the widest bar first.

    The measure is asked for at nine places inside each range, and at four on each side of it, as far as the number may
    go at all. Between the nearest two places with different verdicts the turning point is found by halving.
    """
    numbers = one.numbers
    start = numbers.start
    grids = [_grid(n) for n in numbers]
    answers = _answers(one, start, grids)
    base = float(one.at(start[:, None])[0])
    turns = _turns(one, start, base, grids, answers, limit)
    bars = []
    for i, n in enumerate(numbers):
        inside = (grids[i] >= n.low) & (grids[i] <= n.high)
        found = np.append(answers[i][inside], base)
        found = found[~np.isnan(found)]
        low, high = (float(answers[i][np.argmin(np.abs(grids[i] - end))]) for end in (n.low, n.high))
        bars.append(
            Bar(
                n,
                (numbers.value(i, n.low), numbers.value(i, n.high)),
                (low, high),
                float(found.min()) if len(found) else np.nan,
                float(found.max()) if len(found) else np.nan,
                turns.get(i),
            )
        )
    return tuple(sorted(bars, key=lambda bar: (np.isnan(bar.width), -bar.width, bar.number.path)))


def _grid(n: UncertainNumber) -> Array:
    if n.kind == "held":
        return np.array([0.0, 1.0])
    inside = np.linspace(n.low, n.high, _INSIDE + 1)
    below = np.linspace(n.least, n.low, _OUTSIDE + 1) if n.least < n.low else np.empty(0)
    above = np.linspace(n.high, n.most, _OUTSIDE + 1) if n.most > n.high else np.empty(0)
    return np.unique(np.concatenate([below, inside, above, [n.low, n.high]]))


def _answers(one: MeasureQuestion, start: Array, grids: list[Array]) -> list[Array]:
    sizes = [len(grid) for grid in grids]
    at = np.repeat(start[:, None], sum(sizes), axis=1)
    first = 0
    for i, grid in enumerate(grids):
        at[i, first : first + len(grid)] = grid
        first += len(grid)
    return np.split(one.at(at), np.cumsum(sizes)[:-1])


def meets(values: Array, limit: float) -> Array:
    """Return whether values are at or above the limit, as 1 and 0; NaN where they are unknown."""
    return np.where(np.isnan(values), np.nan, (values >= limit).astype(np.float64))


def _turns(
    one: MeasureQuestion, start: Array, base: float, grids: list[Array], answers: list[Array], limit: float | None
) -> dict[int, Turning]:
    """Return the nearest turning point of each number that has one."""
    if limit is None or np.isnan(base):
        return {}
    side = float(base >= limit)
    brackets = []  # (number, coordinate with the present verdict, coordinate with the other one)
    for i, (grid, found) in enumerate(zip(grids, answers, strict=True)):
        if not one.numbers.all[i].width:  # its ends are one number to a double: a move has no size in its widths
            continue
        turned = meets(found, limit) == 1 - side
        for places in (np.flatnonzero(turned & (grid > start[i]))[:1], np.flatnonzero(turned & (grid < start[i]))[-1:]):
            for k in places.tolist():
                step = 1 if grid[k] > start[i] else -1
                before = grid[k - step] if 0 <= k - step < len(grid) else start[i]
                before = start[i] if (before - start[i]) * step < 0 else before
                brackets.append((i, float(before), float(grid[k])))
    inner, outer = _halved(one, start, brackets, limit, side)
    found_turns: dict[int, Turning] = {}
    for (i, _, _), _, at in zip(brackets, inner, outer, strict=True):
        turning = _turning(one, i, float(at), float(start[i]))
        if i not in found_turns or turning.move < found_turns[i].move:
            found_turns[i] = turning
    return found_turns


def _halved(
    one: MeasureQuestion, start: Array, brackets: list[tuple[int, float, float]], limit: float, side: float
) -> tuple[Array, Array]:
    """Return the ends of each bracket after halving; the outer end has the other verdict."""
    which = np.array([i for i, _, _ in brackets], dtype=np.int64)
    inner, outer = np.array([b[1] for b in brackets]), np.array([b[2] for b in brackets])
    halved = np.array([one.numbers.all[i].kind != "held" for i in which.tolist()], dtype=bool)
    rows = np.arange(len(which))
    for _ in range(_HALVINGS if halved.any() else 0):
        middle = (inner + outer) / 2
        at = np.repeat(start[:, None], len(which), axis=1)
        at[which, rows] = middle
        turned = meets(one.at(at), limit) == 1 - side
        outer = np.where(halved & turned, middle, outer)
        inner = np.where(halved & ~turned, middle, inner)
    return inner, outer


def _turning(one: MeasureQuestion, i: int, at: float, start: float) -> Turning:
    n = one.numbers.all[i]
    inside = n.low - 1e-12 * n.width <= at <= n.high + 1e-12 * n.width
    side = "above" if at > start else "below"
    move = 1.0 if n.kind == "held" else abs(at - start) / n.width
    return Turning(at, one.numbers.value(i, at), side, inside, move)
