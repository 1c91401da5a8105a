"""How many packages there are, and how many of them all would sign, without listing them where that can be done."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ripeness.numerics.nondominated import Indices, distinct
from ripeness.packages.sums import AdditiveValues, SettledIssue

MOST_SUMS = 400_000  # of two signatories; fewer of more, for then telling them apart takes longer
_EXACT = 1 << 53


def allowed(terms: AdditiveValues) -> int:
    """Return how many packages none of the forbidden conditions excludes, whatever their sums."""
    return _completions(terms.steps)[0][0]


def _completions(steps: Sequence[SettledIssue]) -> list[list[int]]:
    """Return, before each step and at the end, how many ways of settling the rest each context leaves."""
    found = [[1]]
    for step in reversed(steps):
        after = found[-1]
        found.append([sum(after[t] for t in targets if t >= 0) for targets in step.target.tolist()])
    return found[::-1]


def count(terms: AdditiveValues, *, limit: int | None = None) -> int | None:
    """Return how many packages reach every floor; None when too many distinct sums would have to be told apart.

    Equal partial sums of one context are counted together; those that can no longer reach a floor are dropped; for
    those that reach every floor whatever follows, what follows is counted at once.
    """
    limit = 2 * MOST_SUMS // max(2, len(terms.floor)) if limit is None else limit
    completions = _completions(terms.steps)
    dtype = np.int64 if completions[0][0] < _EXACT else object
    sums, context = terms.floor[:, None] * 0, np.zeros(1, dtype=np.int64)
    number = np.ones(1, dtype=dtype)
    total = 0
    for k, step in enumerate(terms.steps):
        size = step.target.shape[1]
        if sums.shape[1] * size > 20 * limit:
            return None
        more = (sums[:, None, :] + step.gain[:, context, :].transpose(0, 2, 1)).reshape(len(sums), -1)
        leads = step.target[context, :].T.reshape(-1)
        number = np.tile(number, size)
        sure = (more + (step.worst - terms.floor)[:, None] >= 0).all(axis=0) & (leads >= 0)
        left = np.array(completions[k + 1], dtype=dtype)
        total += int((number[sure] * left[leads[sure]]).sum())
        open_ = (more + (step.best - terms.floor)[:, None] >= 0).all(axis=0) & (leads >= 0) & ~sure
        sums, context, number = _together(more[:, open_], leads[open_], number[open_])
        if sums.shape[1] > limit:
            return None
    return total


def _together(sums: np.ndarray, context: Indices, number: np.ndarray) -> tuple[np.ndarray, Indices, np.ndarray]:
    """Return distinct sums of each context, with how many packages so far stand behind each."""
    if not len(context):
        return sums, context, number
    groups = distinct(np.concatenate([context.astype(sums.dtype)[None, :], sums]))
    number = np.add.reduceat(number[groups.places], groups.starts[:-1])
    return sums[:, groups.first], context[groups.first], number
