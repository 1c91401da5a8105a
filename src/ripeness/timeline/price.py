"""How long it takes to move cells of age through a plan, from how many there will be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.timeline.cells import Widths, times_between
from ripeness.timeline.filled import Filled, askings_of
from ripeness.timeline.mass import CLASSES
from ripeness.timeline.ring import Ring
from ripeness.timeline.signatures import needed
from ripeness.timeline.states import Fire, Flow, Kind, Plan

TOGETHER = 400_000  # numbers that are moved together
_ENTRY = 1e-9  # seconds for an entry of a sparse product
_CALL = 2.0e-4  # seconds for a product besides

Size = tuple[float, float, float]  # of a step of time: terms that are added up, numbers, entries of products


class Price:
    """What it takes to move cells, by the step of time; of draws in the middle of all."""

    def __init__(self, plan: Plan, numbers: Filled, widths: Sequence[Widths]) -> None:
        self.plan, self.numbers, self.widths = plan, numbers, widths
        self._known: dict[float, list[Size]] = {}

    def seconds(self, step: float) -> float:
        """Return about how many seconds a draw takes."""
        together = max(1, min(self.numbers.count, int(TOGETHER / self.most(step))))
        return sum(terms * (entries * _ENTRY + _CALL / together) for terms, _, entries in self._sizes(step))

    def most(self, step: float) -> float:
        """Return about how many numbers of a draw are moved at a time, at most."""
        return max((size for _, size, _ in self._sizes(step)), default=1.0)

    def _sizes(self, step: float) -> list[Size]:
        if step not in self._known:
            self._known[step] = list(self._sized(step))
        return self._known[step]

    def _sized(self, step: float) -> Iterator[Size]:
        ring = Ring.begun(self.widths, step)
        sets, asked = needed(askings_of(self.plan)), 0
        for k, part in enumerate(self.plan.steps):
            asked += isinstance(part, Fire) and part.event.draft is not None
            if not isinstance(part, Flow):
                continue
            if ring.edges or part.running.any():
                live = self.plan.live[k + 1].mean() if k + 1 < len(self.plan.live) else 0.0
                yield from self._of(ring, part, 1 + (len(sets[asked]) * float(live) if asked else 0.0), step)

    def _of(self, ring: Ring, part: Flow, columns: float, step: float) -> Iterator[Size]:
        leading = np.bincount(part.running[part.arcs.source], minlength=CLASSES)
        states = np.bincount(part.running, minlength=CLASSES)
        speed = self._speed(part)
        times = times_between(part.start, part.stop, step)
        for now, then in pairwise(times):
            ring.grow([], now)
            ring.grew(then)
            first, second = ([len(e) - 1 for e in ring.edges] + [1])[:2]
            cells = np.array([1, first, second, first * second])
            mean = speed * (then - now)
            size = float((states * cells).sum()) * columns
            entries = float(((leading + 4 * states) * cells).sum()) * columns
            yield mean + 5 * np.sqrt(mean) + 6, size, entries

    def _speed(self, part: Flow) -> float:
        """Return about how much happens a day in the state that is left fastest."""
        rates = np.array([self._rate(kind).mean() for kind in part.kinds])
        return float(np.bincount(part.arcs.source, weights=rates[part.arcs.kind]).max()) if len(rates) else 0.0

    def _rate(self, kind: Kind) -> Array:
        rate = self.numbers.rates[kind]
        if kind.clock < 0:
            return rate
        found: Array = rate * self.numbers.hazards[kind.event.name, kind.acting].rates.max(axis=1)
        return found
