"""Sobol' indices: which share of a measure's variance each number brings, alone and with the others.

I. M. Sobol' (2001), Global sensitivity indices for nonlinear mathematical models and their Monte Carlo estimates,
*Mathematics and Computers in Simulation* 55, 271-280. A. Saltelli et al. (2010), Variance based sensitivity analysis of
model output, *Computer Physics Communications* 181, 259-270: table 2, (b) for the first order and (f), after M. J. W.
Jansen (1999), *Computer Physics Communications* 117, 35-43, for the total.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ripeness.numerics.draws import UNEVEN, Array

Rows = NDArray[np.int64]
RESAMPLES = 256
_TAIL = 5  # per cent left out on each side


@dataclass(frozen=True)
class Index:
    """Indices of one number, or of one group of numbers, each with the ends of its 90 % interval."""

    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


NOTHING = Index(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def index(a: Array, b: Array, mixed: Array, resamples: Rows) -> Index:
    """Return the indices of one number from the measure over the tables A and B and over A with its column of B.

    Parameters
    ----------
    a, b, mixed : array, shape (N,)
        The measure over the three tables, known everywhere.
    resamples : integer array, shape (R, N)
        Rows drawn with replacement, for the intervals (bootstrap).

    Notes
    -----
    The first order is the mean of f(B)(f(AB) − f(A)) over the variance, with f centred; the total is half the mean of
    (f(A) − f(AB))² over the variance. Both are shares: what comes out below 0 or above 1 by chance is 0 or 1.
    """
    both = np.concatenate([a, b])
    mean, variance = both.mean(), both.var()
    if variance <= 1e-24 * max(1.0, mean * mean):
        return NOTHING
    alone = (b - mean) * (mixed - a)
    together = 0.5 * (a - mixed) ** 2
    square = 0.5 * ((a - mean) ** 2 + (b - mean) ** 2)
    offset = 0.5 * ((a - mean) + (b - mean))
    spread = square[resamples].mean(axis=1) - offset[resamples].mean(axis=1) ** 2
    spread = np.where(spread > 0, spread, np.nan)
    firsts = alone[resamples].mean(axis=1) / spread
    totals = together[resamples].mean(axis=1) / spread
    return Index(
        _share(alone.mean() / variance),
        *_ends(firsts, alone.mean() / variance),
        _share(together.mean() / variance),
        *_ends(totals, together.mean() / variance),
    )


def _share(found: float) -> float:
    """Return an estimate of a share as one: by chance it can come out below 0, or above 1."""
    return float(np.clip(found, 0.0, 1.0))


def _ends(values: Array, found: float) -> tuple[float, float]:
    """Return the ends of the interval: of resamples of independent rows, widened as rows of our draws ask for."""
    known = values[~np.isnan(values)]
    if not len(known):
        return np.nan, np.nan
    low, high = np.percentile(known, [_TAIL, 100 - _TAIL])
    return _share(found + UNEVEN * (low - found)), _share(found + UNEVEN * (high - found))


def resampled(count: int, seed: int) -> Rows:
    """Return rows drawn with replacement, shape (R, N), keyed by the seed alone."""
    rng = np.random.default_rng([seed, count, 2010])
    return rng.integers(0, count, size=(RESAMPLES, count))


Mixed = Callable[[Sequence[tuple[int, ...] | None]], Iterator[Array]]


def without_effect(mixed: Mixed, a: Array, candidates: Sequence[int]) -> set[int]:
    """Return those of the candidates that change nothing in any row when all are taken from B together.

    The total index of a set is at least that of each of its members, so that a set without effect holds no member with
    one. A set with some effect is halved and looked at again; single ones with an effect are left to the indices.
    """
    found: set[int] = set()
    waiting = [tuple(candidates)] if candidates else []
    while waiting:
        halves: list[tuple[int, ...]] = []
        for members, values in zip(waiting, mixed(waiting), strict=True):
            if np.array_equal(values, a, equal_nan=True):
                found |= set(members)
            elif len(members) > 1:
                middle = len(members) // 2
                halves += [members[:middle], members[middle:]]
        waiting = halves
    return found
