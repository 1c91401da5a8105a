"""Value of information: which single number, if it were known, would most reduce the uncertainty of a verdict.

M. Strong, J. E. Oakley and A. Brennan (2014), Estimating multiparameter partial expected value of perfect information
from a probabilistic sensitivity analysis sample: a nonparametric regression approach, *Medical Decision Making* 34(3),
311-326: the regression of the outcome on what would be learned, from the draws alone (pp. 313-315). M. Strong and J. E.
Oakley (2013), *Medical Decision Making* 33(6), 755-766: for a single number the regression by ordering the draws and
averaging in blocks, which is what stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ripeness.doubt.guessing import less_wrong
from ripeness.doubt.inputs import UncertainNumbers
from ripeness.numerics.draws import Array
from ripeness.result import number

Places = NDArray[np.int64]
_RESAMPLES = 128


@dataclass(frozen=True)
class InformationValue:
    """What would be gained by knowing one number.

    Attributes
    ----------
    path : str
        The number.
    line : int or None
        Its line.
    variance : float
        Expected share of the measure's variance that goes: the gain of who is to name one figure and pays for the
        square of the error.
    variance_error : float
        Its standard error.
    wrong : float or None
        By how much the chance that the verdict is wrong goes down, that is that a draw lies on the other side of the
        limit than most do; None without a limit.
    wrong_error : float or None
        Its standard error.
    """

    path: str
    line: int | None
    variance: float
    variance_error: float
    wrong: float | None
    wrong_error: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "path": self.path,
            "line": self.line,
            "variance": number(self.variance),
            "variance_error": number(self.variance_error),
            "wrong": self.wrong,
            "wrong_error": self.wrong_error,
        }


def worth_knowing(
    numbers: UncertainNumbers, at: Array, values: Array, limit: float | None, seed: int
) -> tuple[InformationValue, ...]:
    """Return what would be gained by knowing each number, the largest gain first.

    Parameters
    ----------
    numbers : UncertainNumbers
        The d numbers.
    at : array, shape (d, N)
        Their coordinates over draws.
    values : array, shape (N,)
        The measure over the same draws; rows in which it is unknown are left out.
    limit : float or None
        Where the verdict turns.
    seed : int
        Key of the resampling.

    Notes
    -----
    Draws are ordered by the number and cut into about √N / 2 blocks; the mean of a block stands for what would be
    expected if the number were known. With few draws in a block that looks like knowledge where there is none: the
    variance is corrected by Kelley's ε², with errors from resamples inside the blocks; how often a verdict is guessed
    wrongly is judged on other draws than those from which it is guessed (``ripeness.doubt.guessing``).
    """
    known = ~np.isnan(values)
    values, at = values[known], at[:, known]
    if len(values) < 16 or values.std() <= 1e-12 * max(1.0, float(np.abs(values).max())):
        return ()
    blocks = max(2, int(np.sqrt(len(values)) / 2))
    edges = np.linspace(0, len(values), blocks + 1).astype(np.int64)
    rng = np.random.default_rng([seed, len(values), 2014])
    picks = _inside(rng, edges)
    chance = None if limit is None else (values >= limit).astype(np.float64)
    found = [_learned(numbers, i, at[i], values, chance, edges, picks) for i in range(len(numbers))]
    return tuple(sorted(found, key=lambda x: (-(round(x.wrong or 0.0, 4)), -x.variance, x.path)))


def _inside(rng: np.random.Generator, edges: Places) -> Places:
    """Return resamples that draw with replacement inside each block, shape (R, N)."""
    parts = [rng.integers(a, b, size=(_RESAMPLES, b - a)) for a, b in pairwise(edges.tolist())]
    return np.concatenate(parts, axis=1)


def _learned(
    numbers: UncertainNumbers,
    i: int,
    at: Array,
    values: Array,
    chance: Array | None,
    edges: Places,
    picks: Places,
) -> InformationValue:
    order = np.argsort(at, kind="stable")
    share = _explained(values[order], edges)
    error = float(np.std(_explained(values[order][picks], edges)))
    wrong = wrong_error = None
    if chance is not None:
        less = less_wrong(chance[order])
        wrong, wrong_error = less.gain, less.error
    n = numbers.all[i]
    return InformationValue(n.path, n.line, max(0.0, float(share)), error, wrong, wrong_error)


def _means(ordered: Array, edges: Places) -> Array:
    """Return means of the blocks, over the last axis."""
    sums = np.add.reduceat(ordered, edges[:-1], axis=-1)
    return np.asarray(sums / np.diff(edges))


def _explained(ordered: Array, edges: Places) -> Array:
    """Return the share of the variance between blocks, corrected for their number (Kelley's ε²)."""
    count, blocks = ordered.shape[-1], len(edges) - 1
    mean = ordered.mean(axis=-1, keepdims=True)
    total = ((ordered - mean) ** 2).sum(axis=-1)
    between = (np.diff(edges) * (_means(ordered, edges) - mean) ** 2).sum(axis=-1)
    share = between / np.where(total > 0, total, np.nan)
    return np.asarray(1 - (1 - share) * (count - 1) / (count - blocks))
