"""Ages that began at a time that is not known, in cells: what began in one step of time stays together as it grows old.

Age moves with time, so a cell of age is moved exactly (D. R. Cox 1955, The analysis of non-Markovian stochastic
processes by the inclusion of supplementary variables. *Mathematical Proceedings of the Cambridge Philosophical Society*
51(3), 433-441: age as a variable beside the state; here along its characteristics). A cell is the interval of time in
which its ages began. The hazard of a cell during a step of time is the constant one that leaves as much of it as its
own ages do, were they spread evenly over the cell: second order in its width where hazards are small, right at the end
of the step where they are so large that nobody outlives a border by much, and exact where the hazard does not change
with age. (The plain mean of the hazards would empty a cell that is half across a border at which all ends at once.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.numerics.markov import Ints

_CLOSE = 1e-9  # days
_FLAT = 1e-6  # differences of exponents below which the mean of two ends is as good as it gets
_LEAST = 1e-300  # of a share that is left
_WIDEST = 8  # steps of time that a cell may hold before the last border


@dataclass(frozen=True)
class Hazards:
    """A hazard that changes with age: from ``knots[k]`` on it is ``rates[:, k]``, shape (N, K); the first knot is 0."""

    knots: Array
    rates: Array

    def part(self, rows: Ints) -> Hazards:
        """Return it in some draws."""
        return Hazards(self.knots, self.rates[rows])

    def prepared(self) -> Integrated:
        """Return it with its integral."""
        gaps = np.diff(self.knots)
        once = np.zeros_like(self.rates)
        once[:, 1:] = np.cumsum(self.rates[:, :-1] * gaps, axis=1)
        return Integrated(self.knots, self.rates, once)


@dataclass(frozen=True)
class Integrated:
    """A hazard by age with its integral at each knot."""

    knots: Array
    rates: Array
    once: Array

    def up_to(self, ages: Array) -> Array:
        """Return the integral of the hazard up to some ages, shape (N, ages)."""
        ages = np.maximum(ages, 0.0)
        k = np.searchsorted(self.knots, ages, "right") - 1
        found: Array = self.once[:, k] + self.rates[:, k] * (ages - self.knots[k])
        return found

    def means(self, edges: Array, start: float, stop: float) -> Array:
        """Return the hazard of each cell during a step of time, shape (N, cells); the last begins in the step.

        ``edges`` are the times between which the cells before it began.
        """
        days = stop - start
        found = np.empty((len(self.rates), len(edges)))
        found[:, :-1] = (self.up_to(stop - edges[:-1]) - self.up_to(start - edges[:-1])) / days
        for cell in np.flatnonzero(self._crossing(edges, start, stop)):
            left = self._left(edges[cell], edges[cell + 1], start, stop)
            found[:, cell] = -np.log(np.maximum(left, _LEAST)) / days
        if len(self.knots) > 1 and self.knots[1] < days - _CLOSE:
            found[:, -1] = _entering(self._left(start, stop, None, stop)) / days
        else:
            found[:, -1] = self.rates[:, 0]
        return found

    def _crossing(self, edges: Array, start: float, stop: float) -> Array:
        """Return which cells have ages on both sides of a border during a step."""
        inner = self.knots[1:, None]
        beyond, before = stop - edges[:-1] > inner + _CLOSE, start - edges[1:] < inner - _CLOSE
        return np.asarray((beyond & before).any(axis=0))

    def _left(self, first: float, last: float, start: float | None, stop: float) -> Array:
        """Return what share is left at the end of a step of what began evenly between two times, shape (N,).

        Without a start: of what begins in the step, each from its own beginning on.
        """
        times = [first, last, *(stop - self.knots)]
        times += [] if start is None else [*(start - self.knots)]
        cuts = np.unique(np.clip(times, first, last))
        gone = self.up_to(stop - cuts) - (0.0 if start is None else self.up_to(start - cuts))
        low, high = np.exp(-gone[:, :-1]), np.exp(-gone[:, 1:])
        apart = gone[:, 1:] - gone[:, :-1]
        level = np.abs(apart) < _FLAT
        mean = np.where(level, (low + high) / 2, (low - high) / np.where(level, 1.0, apart))
        found: Array = mean @ np.diff(cuts) / (last - first)
        return found


def _entering(left: Array) -> Array:
    """Return the hazard over a step that leaves such shares of what begins evenly in it: (1 - exp(-x)) / x = left."""
    x = np.maximum(2 * (1 - left), 1e-12)  # of small ones; of large ones 1 / left
    x = np.where(left < 0.5, 1 / np.maximum(left, _LEAST), x)
    for _ in range(60):
        value = -np.expm1(-x) / x
        slope = (np.exp(-x) - value) / x
        step = (value - left) / np.where(np.abs(slope) > _LEAST, slope, -1.0)
        x = np.maximum(x - step, x / 4)
        if (np.abs(step) <= 1e-14 * np.maximum(x, 1.0)).all():
            break
    return np.where(left >= 1.0, 0.0, x)


@dataclass(frozen=True)
class Widths:
    """How wide cells of one clock may be: all that is older than the last border is one, and others grow with age.

    What a cell gets wrong at a border goes with the square of its width times how much the hazard changes there. So
    cells that have passed the greatest changes may be wider by as much as the changes before them are smaller.

    Attributes
    ----------
    borders : tuple of float
        Ages at which some hazard changes.
    changes : tuple of float
        By how much, at the most likely values.
    grow : bool
        Whether cells may be wider than a step of time before the last border.
    """

    borders: tuple[float, ...]
    changes: tuple[float, ...]
    grow: bool = True

    def kept(self, edges: Array, now: float, step: float) -> Ints:
        """Return which cells begin a cell of their own, as cells are drawn together at a time."""
        youngest = now - edges[1:]
        old = int((youngest >= max(self.borders, default=0.0) - _CLOSE).sum())
        most = self._most(youngest, step)
        begins = [0] if old else []
        if (edges[old + 2 :] - edges[old:-2] > most[old + 1 :] + _CLOSE).all():  # the usual case of equal changes
            return np.array([*begins, *range(old, len(youngest))], dtype=np.int64)
        for k in range(old, len(youngest)):
            if k == old or edges[k + 1] - edges[begins[-1]] > most[k] + _CLOSE:
                begins.append(k)
        return np.array(begins, dtype=np.int64)

    def _most(self, youngest: Array, step: float) -> Array:
        """Return how wide cells may be, by the youngest age in them."""
        if not self.grow:
            return np.full(len(youngest), step)
        ahead = np.searchsorted(np.array(self.borders), youngest + _CLOSE)
        most = np.append(np.maximum.accumulate(np.array(self.changes)[::-1])[::-1], 0.0)
        top = max(most[0], 1e-300)
        found: Array = np.minimum(top / np.maximum(most[ahead], top / _WIDEST), _WIDEST) * step
        return np.minimum(found, np.maximum(step, youngest / 2))


def times_between(start: float, stop: float, step: float) -> list[float]:
    """Return the times from start to stop, both included, at which a step of time ends."""
    first, last = int(np.floor(start / step + 1e-7)) + 1, int(np.ceil(stop / step - 1e-7))
    return [start, *(k * step for k in range(first, last)), stop]


def aligned(times: Sequence[float], step: float) -> bool:
    """Return whether all times are multiples of a step."""
    units = np.array(times) / step
    return bool((np.abs(units - np.round(units)) < 1e-6).all())
