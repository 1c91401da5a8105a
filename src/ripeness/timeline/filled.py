"""The numbers that a plan needs, in every draw of a block: rates, hazards by age, chances, and who would sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.numerics.markov import Ints
from ripeness.timeline.cells import Hazards
from ripeness.timeline.numbers import BlockNumbers, acting_of
from ripeness.timeline.process import Rate
from ripeness.timeline.signatures import NOTHING, Asking, Askings, Minds, needed
from ripeness.timeline.states import Fire, Flow, Kind, Plan

Aged = tuple[str, int]  # an event, and the effects on it at work as bits
Put = tuple[str, int]  # likewise, of a day

_CLOSE = 1e-9  # days


@dataclass(frozen=True)
class Filled:
    """Numbers in every draw.

    Attributes
    ----------
    count : int
        Number of draws N.
    rates : mapping of Kind to array, shape (N,)
        Rates; of a kind that goes by an age, what its factors multiply it by.
    hazards : mapping of (event, effects) to Hazards
        Hazards by ages that began at a time that is not known.
    chances : mapping of (event, effects) to array, shape (N,)
        Chances of dated events, or that their draft is put.
    signs : mapping of set of askings to array, shape (N,)
        Chance that all would sign in each of the circumstances.
    """

    count: int
    rates: Mapping[Kind, Array]
    hazards: Mapping[Aged, Hazards]
    chances: Mapping[Put, Array]
    signs: Mapping[Askings, Array]

    def part(self, rows: Ints) -> Filled:
        """Return the numbers in some draws."""
        return Filled(
            len(rows),
            {k: v[rows] for k, v in self.rates.items()},
            {k: h.part(rows) for k, h in self.hazards.items()},
            {k: v[rows] for k, v in self.chances.items()},
            {k: v[rows] for k, v in self.signs.items()},
        )

    def distinct(self) -> tuple[Ints, Ints]:
        """Return draws that stand for all, in order, and which of them stands for each: equal ones are moved once."""
        columns = [*self.rates.values(), *self.chances.values(), *self.signs.values()]
        columns += [column for h in self.hazards.values() for column in h.rates.T]
        uneven = [c for c in columns if (c != c[0]).any()]
        if not uneven:
            return np.zeros(1, dtype=np.int64), np.zeros(self.count, dtype=np.int64)
        rows = np.ascontiguousarray(np.stack(uneven, axis=1) + 0.0).view(np.uint64)
        _, first, which = np.unique(rows, axis=0, return_index=True, return_inverse=True)
        order = np.argsort(first, kind="stable")
        back = np.empty(len(order), dtype=np.int64)
        back[order] = np.arange(len(order))
        return first[order].astype(np.int64), back[which.reshape(-1)]


def filled(plan: Plan, numbers: BlockNumbers, minds: Minds) -> Filled:
    """Return the numbers of a plan in every draw of a block."""
    rates: dict[Kind, Array] = {}
    hazards: dict[Aged, Hazards] = {}
    chances: dict[Put, Array] = {}
    for step in plan.steps:
        if isinstance(step, Flow):
            for kind in step.kinds:
                acting = acting_of(kind.event.effects, kind.acting)
                if kind in rates:
                    continue
                if kind.clock < 0:
                    rates[kind] = numbers.rate(kind.event, kind.step, kind.factors, acting)
                    continue
                rates[kind] = numbers.times(kind.event, kind.factors, acting)
                hazards.setdefault((kind.event.name, kind.acting), _hazards(numbers, kind.event, kind.acting))
        elif isinstance(step, Fire):
            for bits in np.unique(step.acting):
                acting = acting_of(step.event.effects, int(bits))
                chances[step.event.name, int(bits)] = numbers.chance(step.event, acting)
    sets = needed(askings_of(plan))
    signs = {s: minds.all_sign(s) for s in sets[0] if s != NOTHING}
    return Filled(numbers.draws.count, rates, hazards, chances, signs)


def _hazards(numbers: BlockNumbers, event: Rate, bits: int) -> Hazards:
    knots = np.array([0.0, *(s for s in event.steps if s > 0)])
    acting = acting_of(event.effects, bits)
    steps = np.searchsorted(np.array(event.steps), knots + _CLOSE, "right") - 1
    return Hazards(knots, np.stack([numbers.rate(event, int(s), 0, acting) for s in steps], axis=1))


def askings_of(plan: Plan) -> list[tuple[Asking, ...]]:
    """Return the circumstances in which each asking of the plan may come, in order."""
    return [
        tuple(sorted({asking(step, int(bits)) for bits in np.unique(step.acting)}))
        for step in plan.steps
        if isinstance(step, Fire) and step.event.draft is not None
    ]


def asking(step: Fire, bits: int) -> Asking:
    """Return the circumstances of an asking."""
    return str(step.event.draft), acting_of(step.event.effects, bits)
