"""How often a verdict would be guessed wrongly by who knows one number, from draws: without bias near a toss.

Draws are ordered by the number and cut into blocks; in each the verdict of most is guessed. Who guesses from the same
draws on which the guess is judged seems to know more than he does, most of all where both verdicts are as likely. So
the guess is made from some of the draws of a block and judged on the others, over all ways to choose them: a
U-statistic (W. Hoeffding 1948, *Annals of Mathematical Statistics* 19, 293-325), unbiased for a guess from so many
draws. From two such numbers of draws follows what a guess from ever more would come to: what a guess from t draws loses
falls as 1/t where the chance passes through one half (Richardson's extrapolation).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ripeness.numerics.draws import Array

_BLOCKS = 8
_LEAST = 8  # draws in the smallest block


@dataclass(frozen=True)
class Less:
    """By how much the chance of a wrong verdict goes down, and its standard error."""

    gain: float
    error: float


def less_wrong(ordered: Array) -> Less:
    """Return by how much knowing a number lowers the chance that a verdict is wrong.

    Parameters
    ----------
    ordered : array, shape (N,)
        Verdicts (0 or 1) of draws in the order of the number.
    """
    count = len(ordered)
    sums = np.concatenate([[0], np.cumsum(ordered)]).astype(np.int64)
    share = float(ordered.mean())
    left = variance = 0.0
    for start, stop in _blocks(sums):
        size, yes = stop - start, int(sums[stop] - sums[start])
        weight = size / count
        left += weight * float(_wrong(size)[yes])
        variance += weight**2 * _variance(size, yes, most=share >= 0.5)
    return Less(max(0.0, _guessed(share, count) - left), float(np.sqrt(variance)))


def _guessed(share: float, count: int) -> float:
    """Return the chance of a wrong verdict for who knows no number; a distance from one half by chance is taken off."""
    return 0.5 - float(np.sqrt(max(0.0, (share - 0.5) ** 2 - share * (1 - share) / count)))


def _blocks(sums: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return blocks: where most change their verdict from one neighbour to the other, halved down to a few draws.

    The neighbours decide, and not the block itself, so that the halving does not prefer what looks clear by chance. At
    both ends, where a neighbour is wanting, a block is always halved.
    """
    count = len(sums) - 1
    edges = np.linspace(0, count, max(2, min(_BLOCKS, count // (4 * _LEAST))) + 1).astype(int).tolist()
    blocks = list(pairwise(edges))
    most: list[bool | None] = [None, *(_most(sums, *block) for block in blocks), None]
    found: list[tuple[int, int]] = []
    for k, (start, stop) in enumerate(blocks):
        found += _halved(sums, start, stop, before=most[k], after=most[k + 2])
    return found


def _halved(
    sums: NDArray[np.int64], start: int, stop: int, *, before: bool | None, after: bool | None
) -> list[tuple[int, int]]:
    same = before is not None and before == after
    if same or stop - start < 2 * _LEAST:
        return [(start, stop)]
    middle = (start + stop) // 2
    first = _halved(sums, start, middle, before=before, after=_most(sums, middle, stop))
    return first + _halved(sums, middle, stop, before=_most(sums, start, middle), after=after)


def _most(sums: NDArray[np.int64], start: int, stop: int) -> bool:
    return bool(2 * (sums[stop] - sums[start]) >= stop - start)


@cache
def _wrong(size: int) -> Array:
    """Return the chance of a wrong guess, extrapolated, for every number of draws with yes in a block."""
    more = _odd(size // 2)
    fewer = _odd(more // 2)
    if fewer == more:
        return _wrong_from(size, more)
    return np.asarray((more * _wrong_from(size, more) - fewer * _wrong_from(size, fewer)) / (more - fewer))


def _odd(number: int) -> int:
    return max(1, number - (number + 1) % 2)


def _wrong_from(size: int, guessed: int) -> Array:
    """Return how often the verdict of most of some draws is not that of another one, over all ways to choose them.

    The number of draws with yes among those that were chosen is hypergeometric.
    """
    yes = np.arange(size + 1)
    # A draw with yes is judged by others that hold one yes less; one with no by others that hold them all.
    missed = np.where(yes > 0, _at_most_half(size - 1, yes - 1, guessed), 0.0)
    raised = np.where(yes < size, 1 - _at_most_half(size - 1, yes, guessed), 0.0)
    return np.asarray((yes * missed + (size - yes) * raised) / size)


def _at_most_half(size: int, yes: NDArray[np.int64], chosen: int) -> Array:
    """Return the chance that fewer than half of an odd number of chosen draws are among those with yes."""
    among = np.arange(chosen // 2 + 1)[None, :]
    yes = np.clip(yes, 0, size)[:, None]
    possible = (among <= yes) & (chosen - among <= size - yes)
    some = np.where(possible, among, 0)
    rest = np.where(possible, chosen - among, 0)
    ways = _log_ways(yes, some) + _log_ways(size - yes, rest) - _log_ways(np.array(size), np.array(chosen))
    return np.asarray(np.where(possible, np.exp(np.where(possible, ways, 0.0)), 0.0).sum(axis=1))


def _log_ways(things: NDArray[np.int64], chosen: NDArray[np.int64]) -> Array:
    from scipy.special import gammaln  # loaded when used

    return np.asarray(gammaln(things + 1.0) - gammaln(chosen + 1.0) - gammaln(things - chosen + 1.0))


@cache
def _variance(size: int, yes: int, *, most: bool) -> float:
    """Return the variance of a block's part of the gain, were its draws drawn anew with about the same chance."""
    drawn = np.arange(size + 1)
    chance = (yes + 0.5) / (size + 1)  # never quite 0 or 1
    log = _log_ways(np.array(size), drawn) + drawn * np.log(chance) + (size - drawn) * np.log(1 - chance)
    likely = np.exp(log)
    part = (1 - drawn / size if most else drawn / size) - _wrong(size)
    mean = float(np.dot(likely, part))
    return float(np.dot(likely, (part - mean) ** 2))
