"""Propagation: how far a measure spreads over draws, and on which side of its limit it lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ripeness.numerics.draws import UNEVEN, Array, mean_error
from ripeness.result import number

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
_Z = 1.6448536269514722  # the normal quantile that leaves out 5 % on each side


@dataclass(frozen=True)
class MeasureSpread:
    """A measure over draws.

    Attributes
    ----------
    quantiles : mapping-like tuple of (level, value, low, high)
        5, 25, 50, 75 and 95 %: the 50 % interval lies between 25 and 75, the 90 % interval between 5 and 95. ``low``
        and ``high``: 90 % interval of the quantile itself, for it was found from so many draws.
    mean, error : float
        Mean over draws and its standard error.
    known : float
        Share of draws in which the measure is known.
    limit : float or None
        Where the verdict turns.
    reaches, reaches_error : float or None
        Share of draws at or above the limit, and its standard error.
    """

    quantiles: tuple[tuple[float, float, float, float], ...]
    mean: float
    error: float
    known: float
    limit: float | None
    reaches: float | None
    reaches_error: float | None

    def value(self, level: float) -> float:
        """Return one quantile."""
        return next(q[1] for q in self.quantiles if q[0] == level)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "mean": number(self.mean),
            "error": number(self.error),
            "known": self.known,
            "limit": self.limit,
            "reaches": self.reaches,
            "reaches_error": self.reaches_error,
            "levels": {f"{level:g}": _quantile(rest) for level, *rest in self.quantiles},
        }


def _quantile(rest: list[float]) -> dict[str, float | None]:
    return dict(zip(("value", "low", "high"), map(number, rest), strict=True))


def spread(values: Array, limit: float | None) -> MeasureSpread:
    """Return how far a measure spreads, from its values over draws, shape (N,); NaN is unknown.

    The interval of a quantile is that of order statistics: the rank of the p-quantile among n independent draws has the
    standard deviation √(n p (1 − p)). Errors are those of independent draws times √2: ours cannot exceed that, and
    reach it where two numbers decide together; where numbers add up, they are a good deal smaller.
    """
    known = np.sort(values[~np.isnan(values)])
    n = len(known)
    if not n:
        nothing = tuple((level, np.nan, np.nan, np.nan) for level in LEVELS)
        return MeasureSpread(nothing, np.nan, np.nan, 0.0, limit, None, None)
    error = mean_error(known)
    reaches = None if limit is None else float((known >= limit).mean())
    reaches_error = None if reaches is None else UNEVEN * float(np.sqrt(reaches * (1 - reaches) / n))
    quantiles = tuple(_with_interval(known, level) for level in LEVELS)
    return MeasureSpread(quantiles, float(known.mean()), error, n / len(values), limit, reaches, reaches_error)


def _with_interval(known: Array, level: float) -> tuple[float, float, float, float]:
    n = len(known)
    half = UNEVEN * _Z * np.sqrt(n * level * (1 - level))
    low = known[max(0, int(np.floor(n * level - half)) - 1)]
    high = known[min(n - 1, int(np.ceil(n * level + half)))]
    return level, float(np.quantile(known, level)), float(low), float(high)
