"""Weights on states and cells of age, moved through a stretch of time, in steps.

Within a step the states without a running clock, the cells that begin in it, all older cells and what these give back
are one Markov chain, moved by uniformisation (:mod:`ripeness.numerics.markov`). Cells of one class share their ways;
only the hazards that go by age differ, so that a few sparse products move all cells at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.special import pdtrc

from ripeness.numerics.draws import Array
from ripeness.numerics.markov import Arcs, Ints, sum_by
from ripeness.timeline.cells import Integrated, Widths, times_between
from ripeness.timeline.filled import Aged, Filled
from ripeness.timeline.mass import CLASSES, Mass, Split, stopped, totals
from ripeness.timeline.states import Flow, Kind

_MOST_EVENTS = 500.0  # expected in a step that is moved at once


@dataclass
class Ring:
    """The cells of each clock at a time: ``edges[k]`` are the times between which they began; empty before the first.

    ``step`` is how long a step of time is, ``tolerance`` what may be cut off in it.
    """

    widths: tuple[Widths, ...]
    step: float
    tolerance: float
    edges: list[Array]

    @classmethod
    def begun(cls, widths: Sequence[Widths], step: float, tolerance: float = 1e-8) -> Ring:
        """Return rings before anything has begun."""
        return cls(tuple(widths), step, tolerance, [])

    def grow(self, masses: Sequence[Mass], now: float) -> None:
        """Draw cells together that may be wider by now, and add an empty one for what begins."""
        self.edges = self.edges or [np.array([now]) for _ in self.widths]
        for k, widths in enumerate(self.widths):
            edges = self.edges[k]
            kept = widths.kept(edges, now, self.step) if len(edges) > 1 else np.empty(0, dtype=np.int64)
            merged = len(kept) < len(edges) - 1
            if merged:
                self.edges[k] = np.append(edges[:-1][kept], edges[-1])
            for mass in masses:
                for a in range(CLASSES):
                    if a >> k & 1:
                        mass[a] = _grown(mass[a], kept if merged else None, 3 + k, fresh=len(edges) == 1)

    def grew(self, now: float) -> None:
        """Note that a step has ended."""
        self.edges = [np.append(edges, now) for edges in self.edges]


def _grown(values: Array, kept: Ints | None, axis: int, *, fresh: bool) -> Array:
    if fresh:  # the one cell that there is holds nothing yet
        return values
    if kept is not None:
        values = np.add.reduceat(values, kept, axis=axis)
    shape = list(values.shape)
    shape[axis] = 1
    return np.concatenate([values, np.zeros(shape)], axis=axis)


def flow(
    ring: Ring,
    step: Flow,
    masses: list[Mass],
    movers: Sequence[Mover],
    hazards: dict[Aged, Integrated],
) -> tuple[Array, float]:
    """Move masses in place through a stretch; return what is seen, shape (T, N, O), and a bound on what was cut off."""
    seen, error = [], 0.0
    wanted = [step.start + t for t in step.times]
    clocks = {(k.event.name, k.acting): k.clock for k in step.kinds if k.clock >= 0}
    times = times_between(step.start, step.stop, ring.step)
    taken = 0
    for now, then in pairwise(times):
        ring.grow(masses, now)
        means = {key: hazards[key].means(ring.edges[clock], now, then) for key, clock in clocks.items()}
        last = then == times[-1]
        here = [t for t in wanted[taken:] if t < then - 1e-9 or last]
        taken += len(here)
        for k, mover in enumerate(movers):
            inside = [(t - now) / (then - now) for t in here] if k == 0 else []
            masses[k], noted, cut = mover.move(masses[k], then - now, means, inside, ring.tolerance)
            error += cut
            seen += [totals_at @ step.watch for totals_at in noted]
        ring.grew(then)
    return np.array(seen), error


class Mover:
    """The ways between some states, in some draws: one sparse matrix for each pair of classes."""

    def __init__(self, arcs: Arcs, kinds: Sequence[Kind], running: Ints, numbers: Filled) -> None:
        self.split, self.count = Split.of(running), numbers.count
        rates = np.stack([numbers.rates[k] for k in kinds], axis=1) if kinds else np.zeros((numbers.count, 0))
        groups = [(k.event.name, k.acting) if k.clock >= 0 else None for k in kinds]
        top = rates.copy()
        for place, key in enumerate(groups):
            if key is not None:
                top[:, place] *= numbers.hazards[key].rates.max(axis=1)
        self.rate = np.maximum(self._out(arcs, top[:, arcs.kind]).max(axis=1, initial=0.0), 1e-12)
        numbered = {key: n for n, key in enumerate(dict.fromkeys([None, *groups]))}
        which = np.array([numbered[g] for g in groups], dtype=np.int64)[arcs.kind]
        clocks = {g: k.clock for k, g in zip(kinds, groups, strict=True)}
        self.parts = [
            _Part(self, arcs, which == n, rates, key, clocks.get(key, 0))
            for key, n in numbered.items()
            if key is None or (which == n).any()
        ]

    def _out(self, arcs: Arcs, rates: Array) -> Array:
        blocks = np.arange(self.count)[:, None] * arcs.size
        size = self.count * arcs.size
        found = np.bincount((blocks + arcs.source).ravel(), weights=rates.ravel(), minlength=size)
        result: Array = found.reshape(self.count, arcs.size).astype(np.float64)
        return result

    def move(
        self, mass: Mass, days: float, means: dict[Aged, Array], inside: Sequence[float], tolerance: float
    ) -> tuple[Mass, list[Array], float]:
        """Return the mass after some days, totals by state at shares of them, and a bound on what was cut off."""
        mean = self.rate * days
        if mean.max() > _MOST_EVENTS:  # sums of its powers would outgrow a double
            return self._halved(mass, days, means, inside, tolerance)
        last = int(np.ceil(mean.max()))
        while pdtrc(last, mean.max()) > tolerance:
            last += 1
        term, total = mass, [m.copy() for m in mass]
        early = [share for share in inside if share < 1 - 1e-9]
        noted = [totals(term, self.split)[:, :, 0]] if early else []
        power = np.ones(self.count)
        whole = [power]
        for n in range(1, last + 1):
            term = self._apply(term, means, days / n)
            for a in range(CLASSES):
                if term[a].size:
                    total[a] += term[a]
            power = power * mean / n
            whole.append(power)
            if early:
                noted.append(totals(term, self.split)[:, :, 0])
        weight = np.sum(whole, axis=0)
        total = [m / weight[:, None, None, None, None] for m in total]
        seen = [_early(noted, whole, share) for share in early]
        seen += [totals(total, self.split)[:, :, 0]] * (len(inside) - len(early))
        return total, seen, float(2 * np.abs(1 - weight * np.exp(-mean)).max())

    def _halved(
        self, mass: Mass, days: float, means: dict[Aged, Array], inside: Sequence[float], tolerance: float
    ) -> tuple[Mass, list[Array], float]:
        """Return the same in two halves: within a step the rates do not change, so that nothing is lost by it."""
        first = [2 * share for share in inside if share <= 0.5]
        later = [2 * share - 1 for share in inside if share > 0.5]
        half, seen, cut = self.move(mass, days / 2, means, first, tolerance / 2)
        whole, more, again = self.move(half, days / 2, means, later, tolerance / 2)
        return whole, [*seen, *more], cut + again

    def _apply(self, term: Mass, means: dict[Aged, Array], scale: float) -> Mass:
        """Return the rates times a term, and what stays, times a number."""
        scaled = [m * scale for m in term]
        found: Mass = list(scaled)  # of the shape that is wanted; the first part fills it
        for part in self.parts:
            part.add(scaled, found, None if part.key is None else means[part.key])
        return found


def _early(noted: list[Array], whole: list[Array], share: float) -> Array:
    powers = share ** np.arange(len(noted))
    top = np.einsum("k,kns->ns", powers, np.array(noted))
    weight = np.einsum("k,kn->n", powers, np.array(whole))
    found: Array = top / weight[:, None]
    return found


class _Part:
    """Ways whose rates go by the same age, or by none."""

    def __init__(self, mover: Mover, arcs: Arcs, inside: Array, rates: Array, key: Aged | None, clock: int) -> None:
        self.key, self.split, self.count = key, mover.split, mover.count
        self.axis = 3 + clock
        source, target, kind = arcs.source[inside], arcs.target[inside], arcs.kind[inside]
        values = rates[:, kind]
        self.ways: list[tuple[int, Ints | None, list[tuple[int, Any]]]] = []
        for a in range(CLASSES):
            ours = np.flatnonzero(self.split.running[source] == a)
            states, place = np.unique(source[ours], return_inverse=True)
            if key is None:  # all states: what stays is in this part
                states = np.flatnonzero(self.split.running == a)
                place = self.split.place[source[ours]]
            if not len(states):
                continue
            place, rows = place.reshape(-1), self.split.place[states]
            stays = np.zeros((self.count, len(states))) if key is not None else np.tile(mover.rate, (len(states), 1)).T
            stays -= (sum_by(len(states), place) @ values[:, ours].T).T
            leads = []
            for b in (a, *(b for b in range(CLASSES) if b != a)):
                to = target[ours]
                here = np.flatnonzero((to >= 0) & (self.split.running[to] == b))
                at, on, rate = self.split.place[to[here]], place[here], values[:, ours[here]]
                if a == b:
                    at, on = np.append(at, rows), np.append(on, np.arange(len(rows)))
                    rate = np.concatenate([rate, stays], axis=1)
                if len(at):
                    leads.append((b, _blocks(at, on, rate, (self.split.sizes[b], len(rows)))))
            self.ways.append((a, rows if len(rows) < self.split.sizes[a] else None, leads))

    def add(self, term: Mass, found: Mass, means: Array | None) -> None:
        """Add what a term brings to each class; ways at plain rates begin anew."""
        late = []
        for a, rows, leads in self.ways:
            values = term[a] if rows is None else term[a][:, rows]
            if means is not None:
                cells = means[:, None, None, :, None] if self.axis == 3 else means[:, None, None, None, :]
                values = values * cells
            sums: dict[int, Array] = {0: values}
            for b, matrix in leads:
                gone = a & ~b
                if gone not in sums:
                    sums[gone] = stopped(values, gone)
                moved = _product(matrix, sums[gone], self.split.sizes[b])
                if means is None and a == b:
                    found[a] = moved
                else:
                    late.append((b, b & ~a, moved))
        for b, begun, moved in late:
            if not begun:
                found[b] += moved
            else:  # into the cell of what begins now
                at = tuple(slice(-1, None) if begun >> k & 1 else slice(None) for k in range(2))
                found[b][:, :, :, at[0], at[1]] += moved


def _product(matrix: Any, values: Array, rows: int) -> Array:
    count, states, *rest = values.shape
    flat = values.reshape(count * states, -1)
    moved = matrix @ (flat[:, 0] if flat.shape[1] == 1 else flat)
    found: Array = moved.reshape(count, rows, *rest)
    return found


def _blocks(rows: Ints, columns: Ints, values: Array, shape: tuple[int, int]) -> Any:
    """Return a matrix with a block for each draw: its entries, shape (N, entries), at those rows and columns."""
    count = len(values)
    order = np.lexsort((columns, rows))
    each = np.bincount(rows, minlength=shape[0])
    starts = np.concatenate([[0], np.cumsum(np.tile(each, count))]).astype(np.int32)
    places = (np.arange(count)[:, None] * shape[1] + columns[order]).astype(np.int32)
    return csr_array((values[:, order].ravel(), places.ravel(), starts), shape=(count * shape[0], count * shape[1]))
