"""The weights of states, moved through the plan: no history is drawn, nothing is left to chance.

Between dates by uniformisation (:mod:`ripeness.numerics.markov`), with ages that began at a time that is not known in
cells (:mod:`ripeness.timeline.ring`); at dates by splitting; and with the dispositions of signatories carried along as
described in :mod:`ripeness.timeline.signatures`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.numerics.markov import Arcs, Ints, evolve
from ripeness.timeline.cells import Widths
from ripeness.timeline.filled import Filled, asking, askings_of
from ripeness.timeline.mass import Mass, Picked, Split, blank, cells_of, picked, put, totals
from ripeness.timeline.process import Truths
from ripeness.timeline.ring import Mover, Ring, flow
from ripeness.timeline.signatures import NOTHING, Askings, needed
from ripeness.timeline.states import Fire, Flow, Merge, Plan, Read

TOLERANCE = 1e-12  # of each stretch without cells


@dataclass(frozen=True)
class Walked:
    """What was read on the way, for some draws.

    Attributes
    ----------
    readings : mapping of (question, word) to array, shape (N,)
        Weights of the readings.
    curves : array, shape (T, N, O)
        Weights of the curves at the points of the plan.
    error : float
        Bound on what each may be off because sums were cut off, apart from rounding and the width of cells.
    """

    readings: Mapping[tuple[str, str], Array]
    curves: Array
    error: float


def walk(
    plan: Plan, numbers: Filled, *, widths: Sequence[Widths] = (), step: float = 1.0, tolerance: float = 1e-8
) -> Walked:
    """Return what is read on the way from the start to the end, in every draw.

    ``widths`` says how wide the cells of each clock may be, ``step`` how long a step of time is where there are cells,
    ``tolerance`` what may be cut off in such a step.
    """
    return _Walk(plan, numbers, Ring.begun(widths, step, tolerance)).done()


@dataclass
class _Walk:
    plan: Plan
    numbers: Filled
    ring: Ring
    readings: dict[tuple[str, str], Array] = field(default_factory=dict)
    curves: list[Array] = field(default_factory=list)
    error: float = 0.0

    def done(self) -> Walked:
        count = self.numbers.count
        self.sets = needed(askings_of(self.plan))
        self.asked = 0
        self.hazards = {key: h.prepared() for key, h in self.numbers.hazards.items()}
        self.split = Split.of(np.zeros(1, dtype=np.int64))
        self.mass: Mass = blank(count, self.split, 1, (1, 1))
        self.mass[0][:] = 1.0
        self.columns: tuple[Askings, ...] = ()  # the same, together with "all would sign", on live states only
        self.joint: Mass = []
        self.live: Truths = self.plan.live[0]
        for k, step in enumerate(self.plan.steps):
            following = self.plan.live[k + 1] if k + 1 < len(self.plan.live) else None
            if isinstance(step, Read):
                self.readings[step.key] = totals(self.mass, self.split)[:, step.true, 0].sum(axis=1)
                continue
            if following is None:
                following = np.zeros(len(step.running), dtype=np.bool_)
            if isinstance(step, Merge):
                self._merge(step, following)
            elif isinstance(step, Fire):
                self._fire(step, following)
            else:
                self._flow(step, following)
            self.split, self.live = Split.of(step.running), following
        curves = np.concatenate(self.curves) if self.curves else np.zeros((0, count, 0))
        return Walked(self.readings, curves, self.error)

    def _blank(self, split: Split, columns: int) -> Mass:
        return blank(self.numbers.count, split, columns, cells_of(self.mass))

    # ---- dates -----------------------------------------------------------------------------------------------------

    def _merge(self, step: Merge, following: Truths) -> None:
        after = Split.of(step.running)
        found = self._blank(after, 1)
        put(found, after, step.target, picked(self.mass, self.split, np.arange(len(step.target))))
        self.mass = found
        if self.columns:
            self._shift(step.target, step.running, following, self.columns)

    def _shift(self, target: Ints, running: Ints, following: Truths, kept: tuple[Askings, ...]) -> None:
        """Take the columns that are kept to where their states go, among states from which a draft may yet be put."""
        kept = kept if following.any() else ()
        before = Split.of(self.split.running[self.live])
        after = Split.of(running[following])
        if kept:
            chosen = [self.columns.index(s) for s in kept]
            joint = [m[:, :, chosen] for m in self.joint]
            found = self._blank(after, len(kept))
            put(found, after, _places(following)[target[self.live]], picked(joint, before, np.arange(self.live.sum())))
            self.joint = found
        self.columns = kept

    def _fire(self, step: Fire, following: Truths) -> None:
        chances = np.stack([self.numbers.chances[step.event.name, int(b)] for b in step.acting], axis=1)
        leaving = picked(self.mass, self.split, step.on, chances)
        before, live = Split.of(self.split.running[self.live]), _places(self.live)
        if step.event.draft is not None:
            self._prepare()
            self.asked += 1
        kept = tuple(s for s in self.sets[self.asked] if s != NOTHING) if self.columns else ()
        joint: Picked = []
        on = np.flatnonzero(self.live[step.on])
        if step.event.draft is not None:
            joint = picked(self.joint, before, live[step.on], chances, self._asked(step, (NOTHING, *kept)))
            leaving = [(a, here, values[:, :, :1]) for a, here, values in joint]
            joint = [(a, here, values[:, :, 1:]) for a, here, values in joint]
        elif kept:
            joint = picked(self.joint, before, live[step.on[on]], chances[:, on], self._columns(on, kept))
        self._shift(step.stay, step.running, following, kept)
        split = Split.of(step.running)
        found = self._blank(split, 1)
        put(found, split, step.stay, picked(self.mass, self.split, np.arange(len(step.stay))))
        put(found, split, step.stay[step.on], leaving, sign=-1.0)
        put(found, split, step.to, leaving)
        self.mass = [np.maximum(m, 0.0) for m in found]
        if self.columns:
            split, after = Split.of(step.running[following]), _places(following)
            put(self.joint, split, after[step.stay[step.on[on]]], joint, sign=-1.0)
            put(self.joint, split, after[step.to[on]], joint)
            self.joint = [np.maximum(m, 0.0) for m in self.joint]

    def _columns(self, states: Ints, kept: tuple[Askings, ...]) -> Ints:
        return np.tile([self.columns.index(s) for s in kept], (len(states), 1))

    def _prepare(self) -> None:
        """Begin to carry dispositions along: up to the first asking nothing has depended on them."""
        if self.asked == 0:
            self.columns = tuple(s for s in self.sets[0] if s != NOTHING)
            signs = np.stack([self.numbers.signs[s] for s in self.columns], axis=1)
            split = Split.of(self.split.running[self.live])
            self.joint = self._blank(split, 1)
            put(self.joint, split, np.arange(int(self.live.sum())), self._living())
            self.joint = [m * signs[:, None, :, None, None] for m in self.joint]

    def _living(self) -> Picked:
        return picked(self.mass, self.split, np.flatnonzero(self.live))

    def _asked(self, step: Fire, after: Sequence[Askings]) -> Ints:
        """Return which column says, of each state in which a draft is put, what moves because all sign.

        Every such state is one from which a draft may yet be put.
        """
        bits, which = np.unique(step.acting, return_inverse=True)
        table = [[self.columns.index(s | {asking(step, int(b))}) for s in after] for b in bits]
        return np.array(table, dtype=np.int64)[which.reshape(-1)]

    # ---- between dates ---------------------------------------------------------------------------------------------

    def _flow(self, step: Flow, following: Truths) -> None:
        split = Split.of(step.running)
        found = self._blank(split, 1)
        put(found, split, step.stay, picked(self.mass, self.split, np.arange(len(step.stay))))
        self.mass = found
        live = following.copy()
        live[step.stay[self.live]] = True
        part = _inside(step.arcs, live)
        if self.columns and not following.any():
            self.columns = ()
        if self.columns:
            target = np.full(len(self.split.running), -1)
            target[self.live] = step.stay[self.live]
            self._shift(target, step.running, live, self.columns)
        if self.ring.edges or step.running.any():
            self._ring(step, part, live)
        else:
            self._plain(step, part)
        if self.columns:
            self.live, self.split = live, split
            self._shift(np.arange(len(live)), step.running, following, self.columns)

    def _ring(self, step: Flow, part: Arcs, live: Truths) -> None:
        masses = [self.mass, self.joint] if self.columns else [self.mass]
        movers = [Mover(step.arcs, step.kinds, step.running, self.numbers)]
        if self.columns:
            movers.append(Mover(part, step.kinds, step.running[live], self.numbers))
        seen, error = flow(self.ring, step, masses, movers, self.hazards)
        self.mass, self.joint = masses[0], masses[1] if self.columns else []
        self.curves.append(seen)
        self.error += error

    def _plain(self, step: Flow, part: Arcs) -> None:
        rates = np.stack([self.numbers.rates[k] for k in step.kinds], axis=1) if step.kinds else None
        rates = np.zeros((self.numbers.count, 0)) if rates is None else rates
        days = step.stop - step.start
        start = self.mass[0][None, :, :, 0, 0, 0]
        moved = evolve(step.arcs, rates, start, days, tolerance=TOLERANCE, watch=step.watch, times=step.times)
        self.mass[0] = moved.end[0][:, :, None, None, None]
        self.curves.append(moved.seen)
        self.error += moved.error
        if self.columns:
            start = np.ascontiguousarray(np.moveaxis(self.joint[0][:, :, :, 0, 0], 2, 0))
            moved = evolve(part, rates, start, days, tolerance=TOLERANCE)
            self.joint[0] = np.moveaxis(moved.end, 0, 2)[:, :, :, None, None]
            self.error += moved.error


def _inside(arcs: Arcs, live: Truths) -> Arcs:
    """Return the ways out of some states; those that leave them lead nowhere."""
    place = _places(live)
    inside = live[arcs.source]
    target = np.where(live[arcs.target[inside]], place[arcs.target[inside]], -1)
    return Arcs(int(live.sum()), place[arcs.source[inside]], target, arcs.kind[inside])


def _places(true: Truths) -> Ints:
    """Return the place of each true entry among the true ones; -1 of a false one."""
    return np.where(true, np.cumsum(true) - 1, -1)
