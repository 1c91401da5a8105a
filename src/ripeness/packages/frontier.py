"""All packages that nobody can improve for one without loss for another: exact, without listing packages.

G. L. Nemhauser and Z. Ullmann (1969), Discrete dynamic programming and capital allocation. *Management Science* 15(9),
494-505: F_0 = {0}; F_j = nondominated(F_(j-1) + alternatives of issue j). A sum over some issues that another such sum
dominates is dominated whatever the other issues say; one that cannot reach a floor any more is dropped as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from heapq import heappop, heappush
from itertools import combinations_with_replacement
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ripeness.numerics.draws import Array
from ripeness.numerics.nondominated import Grouped, Indices, Integers, Mask, distinct, nondominated
from ripeness.packages.sums import AdditiveValues, SettledIssue
from ripeness.valuation import Rows

LIMIT = 1_000_000  # points
_AT_ONCE = 4_000_000  # candidates that are held at once
_FITS = 1 << 62  # packages below this have places that fit 64 bits
_EXACT = 2.0**53  # whole numbers below this are exact as floats


@dataclass(frozen=True)
class Layer:
    """Points after one issue was settled, each with all the ways that led to it.

    Way ``w`` of the flat array takes alternative ``w // before`` from point ``w % before`` of the layer before; those
    of point ``f`` are ``ways[starts[f]:starts[f + 1]]``.
    """

    issue: int
    before: int
    starts: Indices
    ways: Indices


@dataclass(frozen=True)
class Frontier:
    """The undominated points of all packages at or above the floor, and the packages behind them.

    Attributes
    ----------
    terms : AdditiveValues
        What was asked.
    points : integer array, shape (C, F)
        Distinct points; lexicographically the largest first.
    layers : tuple of Layer
        How each was reached.
    complete : bool
        False when the number of points grew beyond the limit; there are then no points.
    reached : int
        Largest number of points at any time.
    """

    terms: AdditiveValues
    points: Integers
    layers: tuple[Layer, ...]
    complete: bool
    reached: int

    def __len__(self) -> int:
        return int(self.points.shape[1])

    def counts(self) -> list[int]:
        """Return how many packages stand behind each point."""
        counts = _counts(self.layers, np.ones(1))
        if counts.size and float(counts.max()) >= _EXACT:
            counts = _counts(self.layers, np.ones(1, dtype=object))
        return [int(n) for n in counts]

    def rows(self) -> Rows:
        """Return one package for each point, the first in the order of the file, shape (F, I)."""
        if self._in_order:
            return self._first_ways()
        places = self._places[-1][: len(self)]
        rows = [(places // weight) % size for weight, size in zip(self._weights, self.terms.space.shape, strict=True)]
        return np.stack(rows, axis=-1).astype(np.int64)

    @property
    def _in_order(self) -> bool:
        """Whether issues were settled from last to first, and equal sums are one point: the first way is the first."""
        return not self.terms.bonuses and not self.terms.forbidden and all(self.terms.compared)

    def _first_ways(self) -> Rows:
        rows = np.empty((len(self), len(self.terms.space.issues)), dtype=np.int64)
        at = np.arange(len(self))
        for layer in reversed(self.layers):
            way = layer.ways[layer.starts[at]]
            rows[:, layer.issue], at = way // layer.before, way % layer.before
        return rows

    @cached_property
    def _weights(self) -> list[int]:
        """By how much each issue's alternative counts in the place of a package in the order of the file."""
        shape = self.terms.space.shape
        return [prod(shape[j + 1 :]) for j in range(len(shape))]

    @cached_property
    def _places(self) -> list[Integers]:
        """The place of the first package, in the order of the file, that led to each point: one array a layer.

        Issues may be settled in another order than that of the file; what is settled later adds the same to the places
        of all packages that led to a point, so that the first of them stays the first.
        """
        fits = prod(self.terms.space.shape) < _FITS
        found = [np.zeros(1, dtype=np.int64 if fits else object)]
        for layer in self.layers:
            alternative, before = layer.ways // layer.before, layer.ways % layer.before
            weight = np.array(self._weights[layer.issue], dtype=found[-1].dtype)
            places = alternative.astype(found[-1].dtype) * weight + found[-1][before]
            single = len(layer.ways) == len(layer.starts) - 1
            found.append(places if single else np.minimum.reduceat(places, layer.starts[:-1]))
        return found

    def packages(self, point: int) -> Iterator[Rows]:
        """Yield all packages behind one point in the order of the file, each of shape (I,)."""
        if self._in_order:
            yield from self._in_order_of_ways(point)
            return
        # The place of the first package that a partial choice can still become, layers to go, point, place so far.
        heap: list[tuple[int, int, int, int]] = [(int(self._places[-1][point]), len(self.layers), point, 0)]
        while heap:
            first, depth, at, place = heappop(heap)
            if not depth:
                shape = self.terms.space.shape
                chosen = [(first // weight) % size for weight, size in zip(self._weights, shape, strict=True)]
                yield np.array(chosen, dtype=np.int64)
                continue
            layer = self.layers[depth - 1]
            for way in layer.ways[layer.starts[at] : layer.starts[at + 1]]:
                alternative, before = divmod(int(way), layer.before)
                here = place + alternative * self._weights[layer.issue]
                heappush(heap, (here + int(self._places[depth - 1][before]), depth - 1, before, here))

    def _in_order_of_ways(self, point: int) -> Iterator[Rows]:
        stack: list[tuple[int, int, tuple[tuple[int, int], ...]]] = [(len(self.layers) - 1, point, ())]
        while stack:
            depth, at, chosen = stack.pop()
            if depth < 0:
                row = np.empty(len(self.terms.space.issues), dtype=np.int64)
                for issue, alternative in chosen:
                    row[issue] = alternative
                yield row
                continue
            layer = self.layers[depth]
            for way in layer.ways[layer.starts[at] : layer.starts[at + 1]][::-1]:
                alternative, before = divmod(int(way), layer.before)
                stack.append((depth - 1, before, (*chosen, (layer.issue, alternative))))


def frontier(
    terms: AdditiveValues, *, limit: int | None = None, weights: Array | None = None, every: bool = False
) -> Frontier:
    """Return all undominated points of the packages at or above the floor.

    Parameters
    ----------
    terms : AdditiveValues
        Whole numbers that add up over clauses.
    limit : int, optional
        Most points at any time; beyond it, or beyond 16 candidates for each such point, the search stops and says so.
        If not given a million, and fewer with more than three coordinates: comparing points then takes longer.

    weights : array, shape (directions, C), optional
        Weights of coordinates, none negative, whose sums are compared with those of the floors as well.
    every : bool
        Whether to keep dominated points too: then the answer is every point at or above the floor.

    Notes
    -----
    Exact. Cost grows with the number of undominated partial sums, not with that of packages.
    """
    limit = most_points(len(terms.floor)) if limit is None else limit
    points, context = terms.floor[:, None] * 0, np.zeros(1, dtype=np.int64)
    layers: list[Layer] = []
    reached = 1
    for step in terms.steps:
        if points.shape[1] * step.target.shape[1] > 16 * limit:
            return Frontier(terms, points[:, :0], (), complete=False, reached=reached)
        points, context, layer = _settled(terms, step, points, context, weights, every=every)
        layers.append(layer)
        reached = max(reached, points.shape[1])
        if points.shape[1] > limit:
            return Frontier(terms, points[:, :0], (), complete=False, reached=reached)
    return Frontier(terms, points, tuple(layers), complete=True, reached=reached)


def most_points(coordinates: int) -> int:
    """Return up to how many points a frontier of so many coordinates is worth looking for."""
    return {4: LIMIT // 5, 5: LIMIT // 20}.get(coordinates, LIMIT if coordinates < 4 else LIMIT // 100)


def _settled(
    terms: AdditiveValues, step: SettledIssue, points: Integers, context: Indices, weights: Array | None, *, every: bool
) -> tuple[Integers, Indices, Layer]:
    """Return the undominated points once one more issue is settled, the context of each, and how it was reached."""
    before = points.shape[1]
    candidates = points[:, None, :] + step.gain[:, context, :].transpose(0, 2, 1)
    candidates = candidates.reshape(len(points), -1)
    leads = step.target[context, :].T.reshape(-1)
    ways = np.flatnonzero(_able(terms, step, candidates, weights) & (leads >= 0))
    candidates, leads = candidates[:, ways], leads[ways]
    candidates = candidates if every else _capped(terms, step, candidates)
    groups = _distinct(candidates, leads) if every else _undominated(terms, candidates, leads)
    return (
        candidates[:, groups.first],
        leads[groups.first],
        Layer(step.issue, before, groups.starts, ways[groups.places]),
    )


def _able(terms: AdditiveValues, step: SettledIssue, sums: Integers, weights: Array | None) -> Mask:
    """Return which partial sums may still reach every floor.

    Each coordinate by itself; and with more than two, weighted sums of coordinates as well: what the issues left can
    add to a weighted sum is less than what they can add to each coordinate. Weighted sums are floats with a margin.
    """
    able: Mask = (sums + (step.best - terms.floor)[:, None] >= 0).all(axis=0)
    if not step.later or (len(sums) < 3 and weights is None):
        return able
    sums_, floor = sums.astype(np.float64), terms.floor.astype(np.float64)
    later = [r.astype(np.float64) for r in step.later]
    span = np.maximum(sum(r.max(axis=1) - r.min(axis=1) for r in later), 1.0)
    weights = np.concatenate([directions(len(sums)) / span, *([] if weights is None else [weights])])
    most = sum((weights @ r).max(axis=1) for r in later)
    size = np.abs(sums_).max(axis=1, initial=0.0) + np.abs(floor) + np.abs(step.best.astype(np.float64)) + 1
    margin = 1e-9 * (weights @ size)
    able &= (weights @ sums_ >= (weights @ floor - most - margin)[:, None]).all(axis=0)
    return able


@cache
def directions(coordinates: int) -> Array:
    """Return weights that spread evenly over the coordinates, shape (directions, C)."""
    parts = {3: 6, 4: 4, 5: 3}.get(coordinates, 2)
    chosen = combinations_with_replacement(range(coordinates), parts)
    weights = [np.bincount(c, minlength=coordinates) for c in chosen if len(set(c)) > 1]
    return np.array(weights, dtype=np.float64).reshape(-1, coordinates) / parts


def _capped(terms: AdditiveValues, step: SettledIssue, sums: Integers) -> Integers:
    """Return sums in which coordinates that only have a floor stop where every future reaches it: more is no better."""
    if all(terms.compared):
        return sums
    capped = np.minimum(sums, (terms.floor - step.worst)[:, None])
    return np.where(np.array(terms.compared)[:, None], sums, capped)


def _distinct(sums: Integers, context: Indices) -> Grouped:
    """Return the distinct sums of each context."""
    return distinct(np.concatenate([context.astype(sums.dtype)[None, :], sums]))


def _undominated(terms: AdditiveValues, sums: Integers, context: Indices) -> Grouped:
    """Return the sums that none of the same context dominates; what only has a floor must be equal to be compared."""
    compared = np.array(terms.compared)
    if not len(context) or (compared.all() and context[0] == context[-1] and (context == context[0]).all()):
        return nondominated(sums)
    others = _distinct(sums[~compared], context)
    sums = sums[compared] if compared.any() else sums[:1] * 0
    found = []
    for k in range(len(others.first)):
        places = others.places[others.starts[k] : others.starts[k + 1]]
        group = nondominated(sums[:, places])
        found.append(Grouped(places[group.first], group.starts, places[group.places]))
    ends = np.cumsum([0, *(len(g.places) for g in found)])
    starts = [g.starts[:-1] + end for g, end in zip(found, ends[:-1], strict=True)]
    return Grouped(
        np.concatenate([g.first for g in found]),
        np.concatenate([*starts, ends[-1:]]),
        np.concatenate([g.places for g in found]),
    )


def _counts(layers: tuple[Layer, ...], one: NDArray[Any]) -> NDArray[Any]:
    """Return the number of packages behind each point, in the arithmetic of ``one``."""
    counts = one
    for layer in layers:
        through = counts[layer.ways % layer.before]
        single = len(layer.ways) == len(layer.starts) - 1
        counts = through if single else np.add.reduceat(through, layer.starts[:-1])
    return counts
