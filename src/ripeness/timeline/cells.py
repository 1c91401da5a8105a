"""Ages that began at a time that is not known, in cells: what began in one step of time stays together as it grows old.

Age moves with time, so a cell of age is moved exactly (D. R. Cox 1955, The analysis of non-Markovian stochastic
processes by the inclusion of supplementary variables. *Mathematical Proceedings of the Cambridge Philosophical Society*
51(3), 433-441: age as a variable beside the state; here along its characteristics). A cell is the interval of time in
which its ages began. The hazard of a cell during a step of time is the mean over both, which is second order in their
width; where the hazard does not change with age, it is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.numerics.markov import Ints

_CLOSE = 1e-9  # days
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
        """Return its integrals."""
        gaps = np.diff(self.knots)
        once = np.zeros_like(self.rates)
        once[:, 1:] = np.cumsum(self.rates[:, :-1] * gaps, axis=1)
        twice = np.zeros_like(self.rates)
        twice[:, 1:] = np.cumsum(once[:, :-1] * gaps + self.rates[:, :-1] * gaps**2 / 2, axis=1)
        return Integrated(self.knots, self.rates, once, twice)


@dataclass(frozen=True)
class Integrated:
    """A hazard by age with its integral, and the integral of that, at each knot."""

    knots: Array
    rates: Array
    once: Array
    twice: Array

    def doubly(self, ages: Array) -> Array:
        """Return the integral of the integral of the hazard up to some ages, shape (N, ages)."""
        ages = np.maximum(ages, 0.0)
        k = np.searchsorted(self.knots, ages, "right") - 1
        rest = ages - self.knots[k]
        found: Array = self.twice[:, k] + rest * (self.once[:, k] + self.rates[:, k] * (rest / 2))
        return found

    def means(self, edges: Array, start: float, stop: float) -> Array:
        """Return the mean hazard of each cell during a step of time, shape (N, cells); the last begins in the step.

        ``edges`` are the times between which the cells before it began.
        """
        ends = self.doubly(stop - edges) - self.doubly(start - edges)
        found = np.empty((len(self.rates), len(edges)))
        found[:, :-1] = (ends[:, :-1] - ends[:, 1:]) / (np.diff(edges) * (stop - start))
        found[:, -1] = 2 * self.doubly(np.array([stop - start]))[:, 0] / (stop - start) ** 2
        return found


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
