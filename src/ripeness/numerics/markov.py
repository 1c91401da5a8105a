"""Markov chains in continuous time, many draws of their rates at once, by uniformisation with a bound on the error.

A. Jensen (1953), Markoff chains as an aid in the study of Markoff processes. *Skandinavisk Aktuarietidskrift* 36,
87-91: p(t) = Σ Poisson(n; Λt) p Pⁿ with P = I + Q/Λ. B. L. Fox and P. W. Glynn (1988), Computing Poisson
probabilities. *Communications of the ACM* 31(4), 440-445: the sum cut at both ends; here the ends come from the
incomplete gamma function, and what is cut off is given back by dividing by what is left.

No step of P moves a vector more than the step before did (P is a contraction of sums of absolute values). So once a
step is small enough times the steps that are left, the rest of the sum is taken at once, within the same bound.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import gammaln, pdtrc, pdtrik

from ripeness.numerics.draws import Array

Ints = NDArray[np.int64]
T = TypeVar("T")

WORKERS = min(os.cpu_count() or 1, 4)
_SHORT = 200.0  # steps up to which terms are added up without weights
_TOGETHER = 100_000  # arcs of several draws that are worked on together: they stay in the processor's cache
_SLACK = 1.05  # steps that leave nowhere for certain: otherwise P might swing to and fro and never come to rest
_MOST_SQUARED = 400  # states of which powers of a matrix are taken
_CUBE = 0.5  # what a multiplication in them costs, in steps along arcs
_LOOK = 16  # steps after which it is looked whether anything still moves


@dataclass(frozen=True)
class Arcs:
    """Ways from state to state: arc k leads from ``source[k]`` to ``target[k]`` at the rate of its ``kind[k]``.

    ``target`` is -1 where an arc leads out of the ``size`` states that are looked at.
    """

    size: int
    source: Ints
    target: Ints
    kind: Ints


@dataclass(frozen=True)
class Evolved:
    """What has become of a distribution.

    Attributes
    ----------
    end : array, shape (C, N, S)
        Weights of the states at the end.
    seen : array, shape (T, N, O)
        Weight of each watched set of states at each time.
    error : float
        Bound, over draws, on the sum of absolute errors of a column of ``end``, apart from rounding.
    """

    end: Array
    seen: Array
    error: float


def evolve(
    arcs: Arcs,
    rates: Array,
    start: Array,
    days: float,
    *,
    tolerance: float = 1e-10,
    watch: Array | None = None,
    times: Sequence[float] = (),
) -> Evolved:
    """Return what becomes of weights on states after some days at constant rates.

    Parameters
    ----------
    arcs : Arcs
        The chain.
    rates : array, shape (N, kinds)
        Rate per day of each kind of arc in each draw.
    start : array, shape (C, N, S)
        C columns of weights; each is moved by itself.
    days : float
        Length of time.
    tolerance : float
        What may be cut off of the sum.
    watch : array of 0 and 1, shape (S, O), optional
        Sets of states of which the first column's weight is wanted.
    times : sequence of float
        When, in days from the start.

    Notes
    -----
    Cost: N times the number of arcs times about Λ · days + 6 √(Λ · days) + 10, Λ the largest rate out of a state.
    """
    _, draws, size = start.shape
    end = start.copy()
    outputs = 0 if watch is None else watch.shape[1]
    seen = np.zeros((len(times), draws, outputs))
    if not len(arcs.source) or days <= 0:
        if watch is not None:
            seen[:] = start[0] @ watch
        return Evolved(end, seen, 0.0)
    if squaring(size, float(rates.max(initial=0.0)) * days) < (len(arcs.source) + size) * float(rates.max()) * days:
        return _squared(arcs, rates, end, days, watch, np.array(times), seen)
    order = np.lexsort((arcs.source, arcs.target))
    sorted_arcs = Arcs(size, arcs.source[order], arcs.target[order], arcs.kind[order])
    inside = int(np.searchsorted(sorted_arcs.target, 0))  # arcs that lead out come first
    together = max(1, _TOGETHER // (len(order) + size))

    # Draws of like speed together: a chunk takes as many steps as its fastest draw.
    queue = np.argsort(rates.max(axis=1), kind="stable")

    def run(first: int) -> float:
        part = queue[first : first + together]
        moved, noted = end[:, part], seen[:, part]
        chunk = _Chunk(sorted_arcs, inside, rates[part], days, tolerance)
        error = chunk.run(moved, watch if len(times) else None, np.array(times), noted)
        end[:, part], seen[:, part] = moved, noted
        return error

    return Evolved(end, seen, max(in_threads(run, range(0, draws, together))))


def in_threads(run: Callable[[int], T], parts: Sequence[int]) -> list[T]:
    """Return the results of each part: each is worked out by itself, so that threads change no digit."""
    if len(parts) < 2:
        return [run(part) for part in parts]
    with ThreadPoolExecutor(min(WORKERS, len(parts))) as pool:
        return list(pool.map(run, parts))


def squaring(size: int, steps: float) -> float:
    """Return what powers of a matrix of so many states cost, in steps along arcs; infinite where they are too large."""
    if steps < _SHORT or size > _MOST_SQUARED:
        return np.inf
    return _CUBE * size**3 * (float(np.log2(steps)) + 20)


def _squared(
    arcs: Arcs, rates: Array, end: Array, days: float, watch: Array | None, times: Array, seen: Array
) -> Evolved:
    """Move stiff chains by powers of a matrix: what happens in a very short time, squared again and again.

    All entries are chances, and rows are made to add up to 1 after every squaring, so that errors do not build up (C.
    Moler and C. Van Loan 2003, Nineteen dubious ways to compute the exponential of a matrix, twenty-five years later.
    *SIAM Review* 45(1), 3-49, method 3; here of a stochastic matrix, in which nothing cancels).
    """
    count, size = end.shape[1], arcs.size
    together = max(1, int(4e6 / (size + 1) ** 2))
    stops = sorted({*times.tolist(), days})
    for first in range(0, count, together):
        rows = slice(first, min(first + together, count))
        steps: dict[float, Array] = {}
        state, now = end[:, rows], 0.0
        for stop in stops:
            gap = round(stop - now, 9)
            if gap > 0:
                if gap not in steps:
                    steps[gap] = _power(arcs, rates[rows], gap)
                state = np.einsum("cns,nst->cnt", state, steps[gap][:, :size, :size])
            now = stop
            if watch is not None:
                for k in np.flatnonzero(times == stop):
                    seen[k, rows] = state[0] @ watch
        end[:, rows] = state
    return Evolved(end, seen, 1e-12)


def _power(arcs: Arcs, rates: Array, days: float) -> Array:
    """Return the chances of going from state to state in some days, shape (N, S + 1, S + 1): the last is outside."""
    count, size = len(rates), arcs.size + 1
    target = np.where(arcs.target < 0, arcs.size, arcs.target)
    flow = (sum_by(size * size, arcs.source * size + target) @ rates[:, arcs.kind].T).T.reshape(count, size, size)
    out = flow.sum(axis=2)
    halvings = max(0, int(np.ceil(np.log2(max(float(out.max()) * days, 1.0)))) + 1)
    short = days / 2.0**halvings
    mean = out.max(axis=1)[:, None, None] * short  # at most one half
    move = flow * short
    diagonal = np.arange(size)
    move[:, diagonal, diagonal] += mean[:, :, 0] - out * short
    found, term = np.tile(np.eye(size), (count, 1, 1)), np.tile(np.eye(size), (count, 1, 1))
    for n in range(1, 20):
        term = np.matmul(term, move) / n
        found += term
    found /= found.sum(axis=2, keepdims=True)
    for _ in range(halvings):
        found = np.matmul(found, found)
        found /= found.sum(axis=2, keepdims=True)
    return found


class _Chunk:
    """Some draws of a chain side by side, as one matrix with a block for each."""

    def __init__(self, arcs: Arcs, inside: int, rates: Array, days: float, tolerance: float) -> None:
        count, size = len(rates), arcs.size
        self.tolerance, self.shape = tolerance, (count, size)
        data = rates[:, arcs.kind]
        blocks = np.arange(count, dtype=np.int64)[:, None] * size
        out = np.bincount((blocks + arcs.source).ravel(), weights=data.ravel(), minlength=count * size)
        out = out.reshape(count, size)
        self.rate = out.max(axis=1)
        if float(self.rate.max()) * days > _SHORT:
            self.rate = self.rate * _SLACK
        self.mean = self.rate * days
        self.days = days
        fastest = np.where(self.rate > 0, self.rate, 1.0)[:, None]
        # One row for each target: its own state first, what stays there, then the ways into it.
        into = np.bincount(arcs.target[inside:], minlength=size) + 1
        starts = np.concatenate([[0], np.cumsum(np.tile(into, count))]).astype(np.int32)
        first = np.cumsum(into) - into
        others = np.delete(np.arange(int(into.sum())), first)
        sources = np.empty((count, int(into.sum())), dtype=np.int32)
        values = np.empty(sources.shape)
        sources[:, first], values[:, first] = blocks + np.arange(size), 1.0 - out / fastest
        sources[:, others], values[:, others] = blocks + arcs.source[inside:], data[:, inside:] / fastest
        self.values, self.sources, self.starts = values, sources, starts

    def matrix(self, scale: Array | None = None) -> Any:
        """Return the steps of all draws as one matrix, each draw's perhaps multiplied by a number."""
        values = self.values if scale is None else self.values * scale[:, None]
        size = self.shape[0] * self.shape[1]
        return csr_array((values.ravel(), self.sources.ravel(), self.starts), shape=(size, size))

    def run(self, end: Array, watch: Array | None, times: Array, seen: Array) -> float:
        """Move the columns of ``end`` in place, note what is seen, and return the bound on the error."""
        if float(self.mean.max()) <= _SHORT:
            return self._short(end, watch, times, seen)
        return self._long(end, watch, times, seen)

    def _short(self, end: Array, watch: Array | None, times: Array, seen: Array) -> float:
        """Add up the terms (Λt P)ⁿ / n! as they come, and divide by the sum of (Λt)ⁿ / n! at the end."""
        last = len(poisson(self.mean.max(keepdims=True), self.tolerance)[0]) - 1
        move = self.matrix(self.mean)
        noted = []
        for c, column in enumerate(end):
            term = column.ravel().copy()
            total = term.copy()
            for n in range(1, last + 1):
                if c == 0 and watch is not None:
                    noted.append(term.reshape(self.shape) @ watch)
                term = move @ term
                term *= 1.0 / n
                total += term
            if c == 0 and watch is not None:
                noted.append(term.reshape(self.shape) @ watch)
            end[c] = total.reshape(self.shape)
        powers = np.exp(
            np.arange(last + 1)[:, None] * np.log(np.maximum(self.mean, 1e-300)) - _factorials(last)[:, None]
        )
        whole = powers.sum(axis=0)
        end /= whole[:, None]
        if watch is not None:
            share = times / self.days
            parts = share[None, :] ** np.arange(last + 1)[:, None]  # shape (steps, T)
            seen[:] = np.einsum("kt,kno->tno", parts, np.array(noted))
            seen /= np.einsum("kt,kn->tn", parts, powers)[:, :, None]
        return float(2 * np.abs(1 - whole * np.exp(-self.mean)).max())

    def _long(self, end: Array, watch: Array | None, times: Array, seen: Array) -> float:
        """Weigh the steps Pⁿ by their Poisson chances, and stop when nothing moves any more."""
        weights, error = poisson(self.mean, self.tolerance)
        last = len(weights) - 1
        move = self.matrix()
        noted: list[Array] = []
        here = [column.ravel().copy() for column in end]
        total = [np.zeros_like(column) for column in here]
        for n in range(last + 1):
            if watch is not None:
                noted.append(here[0].reshape(self.shape) @ watch)
            if weights[n].any():
                self._add(total, here, weights[n])
            if n == last:
                break
            before, here = here, [move @ column for column in here]
            if last - n > 2 * _LOOK and n % _LOOK == _LOOK - 1:
                moved = max(self._moved(a, b) for a, b in zip(here, before, strict=True))
                if moved * (last - n) < self.tolerance:
                    self._add(total, here, weights[n + 1 :].sum(axis=0))
                    error += moved * (last - n)
                    break
        for c, column in enumerate(total):
            end[c] = column.reshape(self.shape)
        if watch is not None:
            self._note(np.array(noted), times, seen)
        return error

    def _moved(self, after: Array, before: Array) -> float:
        """Return the largest sum of absolute differences of a draw."""
        return float(np.abs(after - before).reshape(self.shape).sum(axis=1).max())

    def _add(self, total: list[Array], here: list[Array], weight: Array) -> None:
        """Add the columns to the totals, each draw with its weight."""
        for c, column in enumerate(here):
            total[c] += (column.reshape(self.shape) * weight[:, None]).ravel()

    def _note(self, noted: Array, times: Array, seen: Array) -> None:
        """Fill in what is seen at each time: the same steps, weighted for it; the last one stands for the rest."""
        n = np.arange(len(noted))[:, None]
        for k, time in enumerate(times):
            mean = np.maximum(self.rate * time, 1e-300)[None, :]
            weights = np.exp(n * np.log(mean) - mean - gammaln(n + 1))
            weights[-1] += np.maximum(1.0 - weights.sum(axis=0), 0.0)
            seen[k] = np.einsum("kn,kno->no", weights, noted)


def _factorials(last: int) -> Array:
    """Return ln n! for n up to ``last``."""
    found: Array = gammaln(np.arange(last + 1) + 1.0)
    return found


def poisson(mean: Array, tolerance: float) -> tuple[Array, float]:
    """Return Poisson weights of 0, 1, 2, … for each mean, shape (steps, N), and a bound on what was cut off, twice.

    Each column is cut where less than ``tolerance`` is left above it, by itself, and divided by its sum.
    """
    top = float(mean.max())
    if top == 0:
        return np.ones((1, len(mean))), 0.0
    enough = int(np.ceil(top + 6 * np.sqrt(top) + 8))
    while pdtrc(enough, top) > tolerance:
        enough += int(2 + np.sqrt(top))
    least = max(int(pdtrik(0.999, top)), 0)
    tail = pdtrc(np.arange(least, enough + 1), top)
    last = least + int(np.argmax(tail <= tolerance))
    n = np.arange(last + 1)[:, None]
    positive = np.where(mean > 0, mean, 1.0)
    weights = np.exp(n * np.log(positive) - positive - gammaln(n + 1))
    above = pdtrc(n - 1, positive)  # the chance of n or more
    weights[(above <= tolerance) | (weights < 1e-4 * tolerance / (last + 1))] = 0.0
    weights[:, mean == 0] = 0.0
    weights[0, mean == 0] = 1.0
    total = weights.sum(axis=0)
    cut = float(np.abs(1.0 - total).max())
    return weights / total, 2 * cut


def sum_by(size: int, place: Ints) -> Any:
    """Return the matrix that adds up entries by their place, shape (size, len(place))."""
    count = len(place)
    return csr_array((np.ones(count), (place, np.arange(count))), shape=(size, count))
