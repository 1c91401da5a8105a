"""Which points no other point dominates: exact, on whole numbers of any size.

A point dominates another when it is at least as large in every coordinate and larger in one.

H. T. Kung, F. Luccio and F. P. Preparata (1975), On finding the maxima of a set of vectors. *Journal of the ACM* 22(4),
469-476: the sweep with a staircase for three coordinates (section 2), divide and conquer for more (section 3). The
sweep goes block by block, so that the work inside a block is arithmetic on arrays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[Any]  # int64, or Python integers (dtype object) where those do not fit
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]

_SWEPT = 1_024  # points of a block of the sweep
_PAIRS = 1 << 16  # comparisons below which all pairs are compared


@dataclass(frozen=True)
class Grouped:
    """Some distinct points out of many, each with the places at which it stands.

    Attributes
    ----------
    first : integer array, shape (F,)
        For each kept point the first place at which it stands; kept points fall in lexicographic order.
    starts : integer array, shape (F + 1,)
        Places of kept point ``f`` are ``places[starts[f]:starts[f + 1]]``, rising.
    places : integer array
        All places at which kept points stand.
    """

    first: Indices
    starts: Indices
    places: Indices


def nondominated(points: Integers) -> Grouped:
    """Return the distinct points that no other point dominates, each with all places at which it stands.

    Parameters
    ----------
    points : integer array, shape (C, n)
        One column a point. Equal points are one point.

    Notes
    -----
    O(n log n) for up to three coordinates C, O(n log^(C-2) n) for more. Whole numbers are compared as they are; nothing
    is rounded.

    Examples
    --------
    >>> import numpy as np
    >>> nondominated(np.array([[3, 1, 2, 3, 1], [1, 3, 2, 1, 1]])).first
    array([0, 2, 1])
    """
    ranks = whole_ranks(points)
    order, heads = _descending(ranks)
    kept = heads[undominated(ranks[:, order[heads]])]
    return _grouped(order, heads, kept)


def distinct(points: Integers) -> Grouped:
    """Return all distinct points, each with all places at which it stands (see :func:`nondominated`)."""
    order, heads = _descending(whole_ranks(points))
    return _grouped(order, heads, heads)


def _grouped(order: Indices, heads: Indices, kept: Indices) -> Grouped:
    if len(heads) == len(order):  # no two points are equal
        return Grouped(order[kept], np.arange(len(kept) + 1), order[kept])
    ends = np.append(heads[1:], len(order))[np.searchsorted(heads, kept)]
    lengths = ends - kept
    starts = np.concatenate([[0], np.cumsum(lengths)])
    places = order[np.repeat(kept - starts[:-1], lengths) + np.arange(starts[-1])]
    return Grouped(order[kept], starts, places)


def whole_ranks(points: Integers) -> NDArray[np.int64]:
    """Return points as int64: as they are, or for larger numbers their ranks, which dominance alone depends on."""
    if points.dtype != object:
        return points
    ranks = [np.unique(row, return_inverse=True)[1] for row in points]
    return np.array(ranks, dtype=np.int64).reshape(points.shape)


def _descending(points: NDArray[np.int64]) -> tuple[Indices, Indices]:
    """Return the order from lexicographically largest to smallest, and where in it each distinct point begins.

    Equal points keep their order. Where all coordinates and the place fit into one integer, that integer is sorted.
    """
    width = points.shape[1]
    if width == 0:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    largest, bits = points.max(axis=1), max(1, (width - 1).bit_length())
    spans = [int(high) - int(low) + 1 for high, low in zip(largest, points.min(axis=1), strict=True)]
    if math.prod(spans) < 1 << (62 - bits):
        key = largest[0] - points[0]
        for c in range(1, len(points)):
            key = key * spans[c] + (largest[c] - points[c])
        key = (key << bits) | np.arange(width)
        key.sort()
        order, key = key & ((1 << bits) - 1), key >> bits
        changes = key[1:] != key[:-1]
    else:
        order = np.lexsort([-row for row in points[::-1]])
        ordered = points[:, order]
        changes = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    return order, np.flatnonzero(np.concatenate([[True], changes]))


def undominated(points: NDArray[np.int64]) -> Mask:
    """Return which of distinct points, from lexicographically largest to smallest, no other dominates.

    Only an earlier point can dominate a later one, and its first coordinate is never smaller: the others decide.
    """
    rest = points[1:]
    if len(rest) == 0:
        return np.asarray(np.arange(points.shape[1]) == 0)
    if len(rest) == 1:
        best = np.maximum.accumulate(rest[0])
        return np.concatenate([[True], rest[0, 1:] > best[:-1]])[: points.shape[1]]
    if len(rest) == 2:
        return _sweep(rest)
    return _divide(rest)


def _divide(rest: NDArray[np.int64]) -> Mask:
    """Return which points no earlier point weakly dominates: halves by themselves, then the first against the second.

    The halves are in order, so an earlier point of the first half need not be compared in the coordinate that was
    sorted by.
    """
    width = rest.shape[1]
    if width * width <= _PAIRS:
        return ~_pairs(rest, rest, earlier=True)
    half = width // 2
    kept = np.concatenate([_divide(rest[:, :half]), _divide(rest[:, half:])])
    front, back = np.flatnonzero(kept[:half]), half + np.flatnonzero(kept[half:])
    kept[back[covered(rest[:, front], rest[:, back])]] = False
    return kept


def _sweep(rest: NDArray[np.int64]) -> Mask:
    """Return which of points in two coordinates no earlier point weakly dominates."""
    width = rest.shape[1]
    kept = np.zeros(width, dtype=np.bool_)
    stairs = rest[:, :0]
    for begin in range(0, width, _SWEPT):
        block = rest[:, begin : begin + _SWEPT]
        left = np.flatnonzero(~_under(stairs, block))
        block = block[:, left]
        alone = ~_pairs(block, block, earlier=True)
        kept[begin + left[alone]] = True
        stairs = _stairs(np.concatenate([stairs, block[:, alone]], axis=1))
    return kept


def _stairs(points: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the staircase of points in two coordinates: the first rises, the second falls."""
    order = np.lexsort((points[1], points[0]))[::-1]
    first, second = points[:, order]
    if not len(second):
        return points
    steps = np.concatenate([[True], second[1:] > np.maximum.accumulate(second)[:-1]])
    return np.stack([first[steps][::-1], second[steps][::-1]])


def _under(stairs: NDArray[np.int64], points: NDArray[np.int64]) -> Mask:
    """Return which points some step of a staircase weakly dominates."""
    if not stairs.shape[1]:
        return np.zeros(points.shape[1], dtype=np.bool_)
    at = np.searchsorted(stairs[0], points[0])
    found: Mask = (at < stairs.shape[1]) & (stairs[1][np.minimum(at, stairs.shape[1] - 1)] >= points[1])
    return found


def covered(over: NDArray[np.int64], points: NDArray[np.int64]) -> Mask:
    """Return which points are weakly dominated by one of ``over``: at least as large in every coordinate."""
    if not over.shape[1] or not points.shape[1]:
        return np.zeros(points.shape[1], dtype=np.bool_)
    if len(over) == 1:
        return np.asarray(points[0] <= over[0].max())
    if len(over) == 2:
        return _under(_stairs(over), points)
    if over.shape[1] * points.shape[1] <= _PAIRS:
        return _pairs(over, points)
    return _covered_by_sweep(over, points) if len(over) == 3 else _covered_by_halves(over, points)


def _covered_by_sweep(over: NDArray[np.int64], points: NDArray[np.int64]) -> Mask:
    """Return :func:`covered` in three coordinates: in falling order of the first, with a staircase of the others."""
    both = np.concatenate([over, points], axis=1)
    order = np.argsort(-both[0], kind="stable")  # of equals those of `over` come first
    found = np.zeros(both.shape[1], dtype=np.bool_)
    stairs = both[1:, :0]
    for begin in range(0, len(order), _SWEPT):
        block = order[begin : begin + _SWEPT]
        mine, asked = block[block < over.shape[1]], block[block >= over.shape[1]]
        found[asked] = _under(stairs, both[1:, asked])
        open_ = asked[~found[asked]]
        found[open_] = _pairs(both[:, mine], both[:, open_])
        stairs = _stairs(np.concatenate([stairs, both[1:, mine]], axis=1))
    return found[over.shape[1] :]


def _covered_by_halves(over: NDArray[np.int64], points: NDArray[np.int64]) -> Mask:
    """Return :func:`covered` by halves of the first coordinate; upper over lower need not compare that one."""
    levels = np.unique(over[0])
    if len(levels) == 1:
        within = np.flatnonzero(points[0] <= levels[0])
        found = np.zeros(points.shape[1], dtype=np.bool_)
        found[within] = covered(over[1:], points[1:, within])
        return found
    middle = levels[len(levels) // 2]
    high, above = over[0] >= middle, points[0] >= middle
    found = np.zeros(points.shape[1], dtype=np.bool_)
    found[above] = covered(over[:, high], points[:, above])
    below = np.flatnonzero(~above)
    found[below] = covered(over[1:, high], points[1:, below])
    open_ = below[~found[below]]
    found[open_] = covered(over[:, ~high], points[:, open_])
    return found


def _pairs(over: NDArray[np.int64], points: NDArray[np.int64], *, earlier: bool = False) -> Mask:
    """Return which points one of ``over`` weakly dominates, all pairs compared; ``earlier``: only those before it."""
    found = np.zeros(points.shape[1], dtype=np.bool_)
    step = max(1, (1 << 20) // max(1, over.shape[1]))
    for begin in range(0, points.shape[1], step):
        part = points[:, begin : begin + step]
        under = over[0][:, None] >= part[0]
        for c in range(1, len(over)):
            under &= over[c][:, None] >= part[c]
        if earlier:
            under &= np.arange(over.shape[1])[:, None] < begin + np.arange(part.shape[1])
        found[begin : begin + step] = under.any(axis=0)
    return found
