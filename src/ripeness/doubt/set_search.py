"""A search for sets of moves that turn a verdict, and the least total move of a set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from ripeness.doubt.inputs import UncertainNumbers
from ripeness.numerics.draws import Array

_GRID, _HALVINGS = 9, 20


@dataclass(frozen=True)
class Effort:
    """How far the search goes.

    Attributes
    ----------
    pairs : int
        Up to so many, all pairs of ends are tried.
    kept : int
        Sets of one size from which larger ones are made.
    polished, rounds : int
        Sets whose moves are made as small as possible, and rounds of that.
    corners : int
        Corners of the ranges tried at random where no move helps.
    """

    pairs: int = 30_000
    kept: int = 64
    polished: int = 3
    rounds: int = 4
    corners: int = 256


USUAL = Effort()
LITTLE = Effort(pairs=2_000, kept=8, polished=1, rounds=2, corners=64)

Answers = Callable[[Array], Array]
Move = tuple[int, float]  # number, coordinate of the end that it is moved to
Set = tuple[Move, ...]


@dataclass
class SetSearch:
    """The question, and how often it was asked.

    ``raised``: whether the verdict is turned from below the limit to above. A guide is a figure that rises (``sign`` 1)
    or falls (-1) as the verdict comes nearer to yes: a verdict of yes or no by itself gives no direction.
    """

    numbers: UncertainNumbers
    answers: Answers
    limit: float
    raised: bool
    effort: Effort
    guide: Answers | None = None
    sign: float = 1.0
    asked: int = 0

    def at(self, sets: Sequence[Set]) -> Array:
        """Return how far the verdict is turned with each set of moves made: 0 or more where it is."""
        points = np.repeat(self.numbers.start[:, None], len(sets), axis=1)
        for k, moves in enumerate(sets):
            for i, to in moves:
                points[i, k] = to
        return self.margins(points)

    def margins(self, points: Array) -> Array:
        """Return how far the verdict is turned at points, shape (d, N): 0 or more where it is, below 0 elsewhere."""
        self.asked += points.shape[1]
        values = self.answers(points)
        turned = values >= self.limit if self.raised else values < self.limit
        if self.guide is None:
            margin = values - self.limit if self.raised else self.limit - values
        else:
            toward = self.guide(points) * (self.sign if self.raised else -self.sign)
            margin = np.where(turned, 1.0, -1.0) + toward / (1 + np.abs(toward)) / 2
        margin = np.where(turned, np.maximum(margin, 0.0), np.minimum(margin, -np.finfo(np.float64).tiny))
        return np.where(np.isnan(margin) | np.isnan(values), -np.inf, margin)

    def measured(self, point: Array) -> float:
        """Return the measure at one point, shape (d,)."""
        return float(self.answers(point[:, None])[0])


def least_of(search: SetSearch, sets: Sequence[Set]) -> tuple[Set, Array]:
    """Return the set, and the point, of the least total move among the sets."""
    best: tuple[float, Set, Array] | None = None
    for moves in sets if len(sets[0]) == 1 else sets[: search.effort.polished]:
        shares = _traded(search, moves)
        point = _rounded(search, moves, point_of(search.numbers, moves, shares[:, None])[:, 0])
        total = float((shares * _weights(search.numbers, moves)).sum())
        if best is None or total < best[0] - 1e-12:
            best = total, moves, point
    assert best is not None  # noqa: S101 - called with at least one set
    return best[1], best[2]


def _rounded(search: SetSearch, moves: Set, point: Array) -> Array:
    """Return the point with its moves rounded away from the start, to a ten-thousandth of the range or so."""
    found = point.copy()
    for i, to in moves:
        n = search.numbers.all[i]
        step = 10.0 ** (np.floor(np.log10(n.width)) - 4)
        digits = max(0, int(-np.log10(step)) + 1)
        away = np.ceil if to > n.start else np.floor
        found[i] = np.clip(
            round(float(away(point[i] / step - 1e-6 * np.sign(to - n.start)) * step), digits), n.low, n.high
        )
    return found if search.margins(found[:, None])[0] >= 0 else point


def _weights(numbers: UncertainNumbers, moves: Set) -> Array:
    """Return the full move of each number of a set, in widths of its range."""
    return np.array([share_of(numbers, i, to, float(numbers.start[i])) for i, to in moves])


def point_of(numbers: UncertainNumbers, moves: Set, shares: Array) -> Array:
    """Return points at which each number of a set has gone a share of its way, shares of shape (k, N)."""
    points = np.repeat(numbers.start[:, None], shares.shape[1], axis=1)
    for row, (i, to) in enumerate(moves):
        if numbers.all[i].kind == "held":
            points[i] = np.where(shares[row] >= 1, to, numbers.start[i])
        else:
            points[i] = np.where(shares[row] >= 1, to, numbers.start[i] + shares[row] * (to - numbers.start[i]))
    return points


def _traded(search: SetSearch, moves: Set) -> Array:
    """Return the shares of the way, shape (k,), of the least total move, by trading between two numbers at a time."""
    count = len(moves)
    shares = np.ones(count)
    free = [k for k, (i, _) in enumerate(moves) if search.numbers.all[i].kind != "held"]
    weights = _weights(search.numbers, moves)
    for k in free:  # first all the way back that each can go, one after the other, the dearest first
        shares[k] = _roots(search, moves, shares[:, None], k)[0]
    for _ in range(search.effort.rounds):
        before = float((shares * weights).sum())
        trials = [_trials(shares, k) for k, m in product(free, free) if k != m]
        if not trials:
            break
        wanted = np.repeat([m for k, m in product(free, free) if k != m], _GRID)
        tried = np.concatenate(trials, axis=1)
        tried = _roots_of(search, moves, tried, wanted)
        totals = (tried * weights[:, None]).sum(axis=0)
        totals[search.margins(point_of(search.numbers, moves, tried)) < 0] = np.inf
        k = int(np.argmin(totals))
        if not totals[k] < before - 1e-9:
            break
        shares = tried[:, k]
    return shares


def _trials(shares: Array, k: int) -> Array:
    """Return shares with that of number k on a grid, closer around where it is."""
    tried = np.repeat(shares[:, None], _GRID, axis=1)
    near = shares[k] + np.array([-0.2, -0.05, -0.01, 0.01, 0.05, 0.2])
    tried[k] = np.clip(np.concatenate([[0.0, 0.5, 1.0], near]), 0.0, 1.0)
    return tried


def _roots(search: SetSearch, moves: Set, shares: Array, k: int) -> Array:
    return np.asarray(_roots_of(search, moves, shares, np.full(shares.shape[1], k))[k])


def _roots_of(search: SetSearch, moves: Set, shares: Array, wanted: Array) -> Array:
    """Return shares with that of the wanted number as small as still turns the verdict; as it is, where none does."""
    rows = np.arange(shares.shape[1])
    low, high = np.zeros(shares.shape[1]), np.ones(shares.shape[1])
    for step in range(_HALVINGS + 1):
        middle = np.zeros_like(low) if step == 0 else (low + high) / 2
        tried = shares.copy()
        tried[wanted, rows] = middle
        turned = search.margins(point_of(search.numbers, moves, tried)) >= 0
        high = np.where(turned, middle, high)
        low = np.where(turned, low, middle)
    found = shares.copy()
    found[wanted, rows] = high
    return found


def share_of(numbers: UncertainNumbers, i: int, to: float, start: float) -> float:
    """Return how far a number is moved, as a share of its range."""
    n = numbers.all[i]
    return 1.0 if n.kind == "held" else abs(to - start) / n.width
