"""How sure an error is: samples of whole proposals, differences on the same issues, choosing rules by their record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ripeness.numerics.draws import Array


@dataclass(frozen=True)
class Judged:
    """A rule's mean absolute error with its interval, and its difference from the compromise on the same issues."""

    mae: float
    low: float
    high: float
    n: int
    difference: float
    difference_low: float
    difference_high: float
    nearer: float


def resampled(proposals: Sequence[str], samples: int, seed: int) -> Array:
    """Return how often each proposal stands in each sample, shape (B, G)."""
    count = len(set(proposals))
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn = rng.integers(0, count, (samples, count))
    drawn += count * np.arange(samples)[:, None]
    counts: Array = np.bincount(drawn.ravel(), minlength=samples * count).reshape(samples, count).astype(np.float64)
    return counts


def _summed(values: Array, proposals: Sequence[str]) -> tuple[Array, Array]:
    """Return sums and numbers of known values by proposal, shape (G,) each."""
    places = {p: k for k, p in enumerate(dict.fromkeys(proposals))}
    which = np.array([places[p] for p in proposals])
    known = ~np.isnan(values)
    sums: Array = np.bincount(which[known], values[known], minlength=len(places)).astype(np.float64)
    return sums, np.bincount(which[known], minlength=len(places)).astype(np.float64)


def means(values: Array, proposals: Sequence[str], counts: Array) -> Array:
    """Return the mean of known values in each sample, shape (B,); NaN where a sample holds none."""
    sums, numbers = _summed(values, proposals)
    whole = (counts * numbers).sum(axis=1)
    found: Array = np.divide((counts * sums).sum(axis=1), whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return found


def judge(error: Array, base: Array, proposals: Sequence[str], counts: Array) -> tuple[Judged, Array]:
    """Return what a rule's errors come to beside those of the compromise, and its mean in each sample, shape (B,)."""
    drawn, apart = means(error, proposals, counts), means(error - base, proposals, counts)
    known = ~np.isnan(error)
    nearer = (error[known] < base[known] - 1e-9) + 0.5 * (np.abs(error[known] - base[known]) <= 1e-9)
    low, high = np.nanpercentile(drawn, [5, 95])
    less, more = np.nanpercentile(apart, [5, 95])
    judged = Judged(
        mae=float(error[known].mean()),
        low=float(low),
        high=float(high),
        n=int(known.sum()),
        difference=float((error - base)[known].mean()),
        difference_low=float(less),
        difference_high=float(more),
        nearer=float(nearer.mean()),
    )
    return judged, drawn


def left_out(errors: Mapping[str, Array], proposals: Sequence[str]) -> tuple[dict[str, int], Array]:
    """Return how often each rule was best on all other proposals, and the errors of those rules where they were chosen.

    Rules that say nothing of some issue are not chosen from. With one proposal there are no others: the first rule.
    """
    whole = [rule for rule, error in errors.items() if not np.isnan(error).any()]
    stacked = np.stack([errors[rule] for rule in whole])
    names = list(dict.fromkeys(proposals))
    which = np.array([names.index(p) for p in proposals])
    sums = np.stack([np.bincount(which, row, minlength=len(names)) for row in stacked])
    numbers = np.bincount(which, minlength=len(names))
    rest = np.maximum(len(proposals) - numbers, 1)
    means = np.round((sums.sum(axis=1, keepdims=True) - sums) / rest, 9)  # what is equal goes to the first
    best = np.argmin(means, axis=0)
    chosen = {rule: int((best == k).sum()) for k, rule in enumerate(whole) if (best == k).any()}
    return chosen, stacked[best[which], np.arange(len(proposals))]
