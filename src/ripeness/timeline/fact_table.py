"""What follows from facts that have occurred in histories: tables that grow as histories come upon new ones."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ripeness.numerics.markov import Ints
from ripeness.timeline.process import Codes, Process, Rate
from ripeness.timeline.readings import Course


@dataclass
class Known:
    """Facts that have occurred, and what follows from each: tables that grow as histories come upon new ones."""

    process: Process
    course: Course
    codes: Codes = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def __post_init__(self) -> None:
        self.order: Ints = np.empty(0, dtype=np.int64)
        self.events = self.process.events
        count = len(self.events)
        self.next: Ints = np.empty((count, 0), dtype=np.int64)  # place of those facts; -1: not looked up yet
        self.leads: Codes = np.empty((count, 0), dtype=np.int64)  # facts after each event; -1: cannot happen
        self.idle: NDArray[np.bool_] = np.empty((count, 0), dtype=np.bool_)  # whether an event would change nothing
        self.mix: Ints = np.empty((count, 0), dtype=np.int64)  # number of the mix of factors and effects at work
        self.mixes: list[dict[int, int]] = [{} for _ in self.events]  # number of each mix, as bits
        self.met: Codes = np.empty(0, dtype=np.int64)  # marks whose condition holds
        self.seen: Codes = np.empty(0, dtype=np.int64)  # curves whose condition holds

    def place(self, codes: Codes) -> Ints:
        """Return the places of facts in the tables, adding those that are new."""
        fresh = np.setdiff1d(codes, self.codes) if len(codes) else codes
        if len(fresh):
            self._add(fresh)
        return self.order[np.searchsorted(self.codes[self.order], codes)]

    def after(self, event: Ints, at: Ints) -> Ints:
        """Return the places of the facts after events."""
        found = self.next[event, at]
        missing = found < 0
        if missing.any():
            pairs = np.unique(np.stack([event[missing], at[missing]]), axis=1)
            places = self.place(self.leads[pairs[0], pairs[1]])
            self.next[pairs[0], pairs[1]] = places
            found = self.next[event, at]
        return found

    def _add(self, fresh: Codes) -> None:
        process = self.process
        leads, mixes = [], []
        for event, numbers in zip(self.events, self.mixes, strict=True):
            can = process.holds(event.when, fresh)
            if isinstance(event, Rate) and event.age_of is not None:
                can = can & (fresh >> process.names.index(event.age_of) & 1 == 1)
            leads.append(np.where(can, process.latched((fresh & ~event.clears) | event.sets), -1))
            mix = process.acting(event.effects, fresh)
            if isinstance(event, Rate):
                mix = mix << len(event.factors) | process.bits([when for _, when in event.factors], fresh)
            bits, which = np.unique(mix, return_inverse=True)
            number = np.array([numbers.setdefault(int(b), len(numbers)) for b in bits], dtype=np.int64)
            mixes.append(number[which.reshape(-1)])
        led = np.array(leads).reshape(-1, len(fresh))
        self.leads = np.concatenate([self.leads, led], axis=1)
        self.idle = np.concatenate([self.idle, led == fresh], axis=1)
        self.mix = np.concatenate([self.mix, np.array(mixes).reshape(-1, len(fresh))], axis=1)
        self.next = np.concatenate([self.next, np.full((len(self.events), len(fresh)), -1)], axis=1)
        self.met = np.concatenate([self.met, process.bits([m.when for m in self.course.marks], fresh)])
        self.seen = np.concatenate([self.seen, self._watched(fresh)])
        self.codes = np.concatenate([self.codes, fresh])
        self.order = np.argsort(self.codes)

    def _watched(self, fresh: Codes) -> Codes:
        found = np.zeros(len(fresh), dtype=np.int64)
        for k, curve in enumerate(self.course.curves):
            if curve.part.mark < 0:
                found |= curve.part.true(self.process, fresh, fresh).astype(np.int64) << k
        return found
