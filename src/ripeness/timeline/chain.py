"""The distribution over states, moved through the plan: no history is drawn, nothing is left to chance.

Between dates by uniformisation (:mod:`ripeness.numerics.markov`), at dates by splitting, and with the dispositions of
signatories carried along as described in :mod:`ripeness.timeline.askings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.numerics.markov import Arcs, Ints, evolve, sum_by
from ripeness.timeline.askings import NOTHING, Asking, Askings, Minds, needed
from ripeness.timeline.numbers import Numbers, acting_of
from ripeness.timeline.process import Truths
from ripeness.timeline.states import Fire, Flow, Merge, Plan, Read

TOLERANCE = 1e-12  # of each stretch


@dataclass(frozen=True)
class Walked:
    """What was read on the way, for one block of draws.

    Attributes
    ----------
    readings : mapping of (question, word) to array, shape (N,)
        Weights of the readings.
    curves : array, shape (T, N, O)
        Weights of the curves at the points of the plan.
    error : float
        Bound on what each may be off, apart from rounding.
    """

    readings: Mapping[tuple[str, str], Array]
    curves: Array
    error: float


def askings_of(plan: Plan) -> list[tuple[Asking, ...]]:
    """Return the circumstances in which each asking of the plan may come, in order."""
    return [
        tuple(sorted({_asking(step, int(bits)) for bits in np.unique(step.acting)}))
        for step in plan.steps
        if isinstance(step, Fire) and step.event.draft is not None
    ]


def _asking(step: Fire, bits: int) -> Asking:
    return str(step.event.draft), acting_of(step.event.effects, bits)


def walk(plan: Plan, numbers: Numbers, minds: Minds, *, tolerance: float = TOLERANCE) -> Walked:
    """Return what is read on the way from the start to the end, in every draw of a block."""
    return _Walk(plan, numbers, minds, tolerance).done()


@dataclass
class _Walk:
    plan: Plan
    numbers: Numbers
    minds: Minds
    tolerance: float
    readings: dict[tuple[str, str], Array] = field(default_factory=dict)
    curves: list[Array] = field(default_factory=list)
    error: float = 0.0

    def done(self) -> Walked:
        count = self.numbers.draws.count
        self.sets = needed(askings_of(self.plan))
        self.asked = 0
        self.weights: Array = np.ones((count, 1))  # of the states, shape (N, S)
        self.joint: dict[Askings, Array] = {}  # the same, together with "all would sign", on live states only
        self.live: Truths = self.plan.live[0]
        for k, step in enumerate(self.plan.steps):
            following = self.plan.live[k + 1] if k + 1 < len(self.plan.live) else None
            if isinstance(step, Read):
                self.readings[step.key] = self.weights[:, step.true].sum(axis=1)
                continue
            if isinstance(step, Merge):
                self._merge(step, following)
            elif isinstance(step, Fire):
                self._fire(step, following)
            else:
                self._flow(step, following)
            self.live = np.zeros(self.weights.shape[1], dtype=np.bool_) if following is None else following
        curves = np.concatenate(self.curves) if self.curves else np.zeros((0, count, 0))
        return Walked(self.readings, curves, self.error)

    # ---- the three kinds of steps ----------------------------------------------------------------------------------

    def _merge(self, step: Merge, following: Truths | None) -> None:
        self.weights = _gathered(self.weights, step.target, step.size)
        if self.joint and following is not None:
            where = _places(following)[step.target[self.live]]
            self.joint = {s: _gathered(v, where, int(following.sum())) for s, v in self.joint.items()}

    def _fire(self, step: Fire, following: Truths | None) -> None:
        if step.event.draft is None:
            chances = self._chances(step)
            moved = self.weights[:, step.on] * chances
            inside = self.live[step.on]
            places = _places(self.live)[step.on[inside]]
            joint = {s: values[:, places] * chances[:, inside] for s, values in self.joint.items()}
        else:
            self._prepare()
            moved, joint = self._asking(step)
            self.asked += 1
        self.weights = _split(self.weights, moved, step.on, step.stay, step.to, step.size)
        if self.joint and following is not None and following.any():
            self._fire_joint(step, joint, following)
        else:
            self.joint = {}

    def _fire_joint(self, step: Fire, moved: dict[Askings, Array], following: Truths) -> None:
        """Move the columns that are still needed, among states from which a draft may yet be put."""
        size, after = int(following.sum()), _places(following)
        stay = after[step.stay[self.live]]
        inside = self.live[step.on]
        leave, to = _places(self.live)[step.on[inside]], after[step.to[inside]]
        found = {}
        for s in self.sets[self.asked]:
            if s != NOTHING:
                left = self.joint[s].copy()
                left[:, leave] -= moved[s]
                found[s] = np.maximum(_gathered(left, stay, size) + _gathered(moved[s], to, size), 0.0)
        self.joint = found

    def _chances(self, step: Fire) -> Array:
        """Return the chance of an event, or that its draft is put, in each state in which it may happen."""
        bits, which = np.unique(step.acting, return_inverse=True)
        effects = step.event.effects
        each = np.stack([self.numbers.chance(step.event, acting_of(effects, int(b))) for b in bits], axis=1)
        chances: Array = each[:, which.reshape(-1)]
        return chances

    def _prepare(self) -> None:
        """Begin to carry dispositions along: up to the first asking nothing has depended on them."""
        if self.asked == 0:
            now = self.weights[:, self.live]
            self.joint = {s: now * self.minds.all_sign(s)[:, None] for s in self.sets[0] if s != NOTHING}

    def _asking(self, step: Fire) -> tuple[Array, dict[Askings, Array]]:
        """Return what moves because all sign, of the weights, and of the columns that go on, where they are live.

        Every state in which a draft is put is one from which a draft may yet be put.
        """
        places = _places(self.live)[step.on]
        bits, which = np.unique(step.acting, return_inverse=True)
        which = which.reshape(-1)
        put = self._chances(step)
        found: dict[Askings, Array] = {}
        for s in self.sets[self.asked + 1]:
            column = np.empty_like(put)
            for k, b in enumerate(bits):
                here = which == k
                column[:, here] = self.joint[s | {_asking(step, int(b))}][:, places[here]]
            found[s] = column * put
        return found[NOTHING], found

    def _flow(self, step: Flow, following: Truths | None) -> None:
        rates = self._rates(step)
        start = np.zeros((1, len(self.weights), step.arcs.size))
        start[0][:, step.stay] = self.weights
        watch = step.watch
        moved = evolve(
            step.arcs, rates, start, step.stop - step.start, tolerance=self.tolerance, watch=watch, times=step.times
        )
        self.weights = moved.end[0]
        self.curves.append(moved.seen)
        self.error += moved.error
        if not self.joint:
            return
        if following is None or not following.any():
            self.joint = {}
            return
        self._flow_joint(step, rates, following)

    def _flow_joint(self, step: Flow, rates: Array, following: Truths) -> None:
        """Move the columns, on states from which a draft may yet be put: ways out of these lead nowhere."""
        live = following.copy()
        live[step.stay[self.live]] = True
        place = _places(live)
        arcs = step.arcs
        inside = live[arcs.source]
        target = np.where(live[arcs.target[inside]], place[arcs.target[inside]], -1)
        part = Arcs(int(live.sum()), place[arcs.source[inside]], target, arcs.kind[inside])
        sets = list(self.joint)
        start = np.zeros((len(sets), len(self.weights), part.size))
        where = place[step.stay[self.live]]
        for c, s in enumerate(sets):
            start[c][:, where] = self.joint[s]
        moved = evolve(part, rates, start, step.stop - step.start, tolerance=self.tolerance)
        self.error += moved.error
        kept = following[live]
        self.joint = {s: moved.end[c][:, kept] for c, s in enumerate(sets)}

    def _rates(self, step: Flow) -> Array:
        found = np.empty((self.numbers.draws.count, len(step.kinds)))
        for k, kind in enumerate(step.kinds):
            if kind.event is None:
                found[:, k] = kind.constant
            else:
                acting = acting_of(kind.event.effects, kind.acting)
                rate = self.numbers.rate(kind.event, kind.step, kind.factors, acting)
                found[:, k] = np.expm1(rate * kind.phase) / kind.phase if kind.phase else rate
        return found


def _places(true: Truths) -> Ints:
    """Return the place of each true entry among the true ones; that of a false one lies behind the last."""
    places = np.cumsum(true) - 1
    return np.where(true, places, int(true.sum()))


def _gathered(values: Array, place: Ints, size: int) -> Array:
    """Return values, shape (N, S), added up by place; a place of ``size`` is dropped."""
    kept = place < size
    result: Array = np.ascontiguousarray((sum_by(size, place[kept]) @ np.ascontiguousarray(values[:, kept].T)).T)
    return result


def _split(values: Array, moved: Array, on: Ints, stay: Ints, to: Ints, size: int) -> Array:
    """Return weights after part of those in the states ``on`` has moved, and the rest has stayed."""
    found = np.zeros((len(values), size))
    found[:, stay] = values
    found[:, stay[on]] -= moved
    return np.maximum(found + _gathered(moved, to, size), 0.0)
