"""The states that a timeline can reach, stretch by stretch, and the ways between them: what no draw changes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ripeness.numerics.markov import Arcs, Ints
from ripeness.timeline.layout import Layout, TooManyStatesError
from ripeness.timeline.process import Codes, Dated, Process, Rate, Truths
from ripeness.timeline.readings import AFTER, BEFORE, Course, breaks

_CLOSE = 1e-9  # days


@dataclass(frozen=True)
class Kind:
    """What the rate of an arc is made of: an event, the step of its hazard, factors and effects at work.

    ``clock`` is the number of the clock by whose age the rate goes, where that began at a time that is not known; the
    step is 0 then. Otherwise it is -1.
    """

    event: Rate
    step: int = 0
    factors: int = 0
    acting: int = 0
    clock: int = -1


@dataclass(frozen=True)
class Merge:
    """Marks that are no longer needed are forgotten: state k becomes ``target[k]``.

    ``running`` holds, here and below, which clocks of each state have begun at a time that is not known, as bits.
    """

    size: int
    target: Ints
    running: Ints


@dataclass(frozen=True)
class Fire:
    """A dated event: in the states ``on`` it may happen and leads to ``to``; state k otherwise becomes ``stay[k]``."""

    event: Dated
    size: int
    stay: Ints
    on: Ints
    to: Ints
    acting: Ints
    running: Ints


@dataclass(frozen=True)
class Flow:
    """A stretch of time without dates, from ``start`` to ``stop``; states of before are ``stay`` among those reached.

    ``watch`` holds which states each curve counts, shape (S, O); ``times`` when, from its start.
    """

    start: float
    stop: float
    stay: Ints
    running: Ints
    arcs: Arcs
    kinds: tuple[Kind, ...]
    watch: np.ndarray
    times: tuple[float, ...]


@dataclass(frozen=True)
class Read:
    """A reading: the weight of the states in which ``true`` holds."""

    key: tuple[str, str]
    true: Truths


Step = Merge | Fire | Flow | Read


@dataclass(frozen=True)
class Plan:
    """Everything that happens to a distribution over states, in order.

    Attributes
    ----------
    steps : tuple of Step
        What is done.
    live : tuple of boolean arrays
        Before each step, in which states a draft may yet be put.
    points : tuple of float
        Times of the curves, in days from the start, before and after each break.
    states, arcs : int
        Largest number at a time.
    fired : frozenset of str
        Events that can happen.
    restarts : int
        Clocks that begin at a time that is not known, as bits.
    """

    steps: tuple[Step, ...]
    live: tuple[Truths, ...]
    points: tuple[float, ...]
    states: int
    arcs: int
    fired: frozenset[str]
    restarts: int


def plan(process: Process, course: Course, *, most: int) -> Plan:
    """Return what happens to a distribution over states, in order.

    Raises
    ------
    TooManyStatesError
        When more than ``most`` states are reached at a time, or their codes are too long.
    """
    return _Planner(process, course, most).made()


class _Planner:
    def __init__(self, process: Process, course: Course, most: int) -> None:
        self.process, self.course, self.most = process, course, most
        self.layout = Layout(process, course)
        start = self.layout.noted(np.array([process.start], dtype=np.int64), course.open_at(0))
        self.codes: Codes = start
        self.steps: list[Step] = []
        self.points: list[float] = []
        self.states = self.arcs = 1
        self.fired: set[str] = set()
        self.restarts = 0

    def made(self) -> Plan:
        times = breaks(self.process, self.course)
        for k, day in enumerate(times):
            whole = int(day)
            if day == whole:
                self._read((whole, BEFORE))
                self._forget((whole, AFTER))
                for event in self.process.dated:
                    if event.day == whole and whole < self.process.end:
                        self._fire(event)
                self._look((whole, AFTER))
                self._read((whole, AFTER))
            if day < self.process.end:
                self._flow(day, times[k + 1])
        live = self._live()
        steps = tuple(_renumbered(step, self.restarts) for step in self.steps)
        running = (1 << self.restarts.bit_count()) - 1
        return Plan(steps, live, tuple(self.points), self.states, self.arcs, frozenset(self.fired), running)

    def _read(self, moment: tuple[int, int]) -> None:
        facts, marks = self.layout.facts(self.codes), self.layout.marks(self.codes)
        for key, reading in self.course.readings.items():
            if reading.at == moment:
                parts = [p.true(self.process, facts, marks) for p in reading.parts]
                self.steps.append(Read(key, np.logical_and.reduce(parts)))

    def _forget(self, moment: tuple[int, int]) -> None:
        kept = self.course.kept_at(moment)
        self._become((self.layout.marks(self.codes) & kept) << self.layout.marks_at)

    def _look(self, moment: tuple[int, int]) -> None:
        looked = self.course.looked_at(moment)
        if looked:
            self._become(self.layout.marks(self.layout.noted(self.codes, looked)) << self.layout.marks_at)

    def _become(self, marks: Codes) -> None:
        codes, target = np.unique(self.layout.facts_and_clocks(self.codes) | marks, return_inverse=True)
        if len(codes) != len(self.codes) or (codes != self.codes).any():
            self.steps.append(Merge(len(codes), target.reshape(-1), self.layout.running(codes)))
            self.codes = codes

    def _fire(self, event: Dated) -> None:
        facts = self.layout.facts(self.codes)
        on = np.flatnonzero(self.process.holds(event.when, facts))
        if not len(on):
            return
        self.fired.add(event.name)
        opened = self.course.open_at(event.day)
        to = self.layout.fire(self.codes[on], event, day=event.day, opened=opened)
        codes = np.union1d(self.codes, to)
        self._limit(codes)
        acting = self.process.acting(event.effects, facts[on])
        stay, places = np.searchsorted(codes, self.codes), np.searchsorted(codes, to)
        self.steps.append(Fire(event, len(codes), stay, on, places, acting, self.layout.running(codes)))
        self.codes = codes

    def _limit(self, codes: Codes) -> None:
        if len(codes) > self.most:
            raise TooManyStatesError(f"more than {self.most:,}")
        self.states = max(self.states, len(codes))

    def _flow(self, start: float, stop: float) -> None:
        opened = self.course.open_at(int(start))
        before = self.codes
        codes = frontier = before
        while len(frontier):
            reached = [self._leads(event, frontier, start, opened)[1] for event in self.process.rates]
            fresh = np.setdiff1d(np.concatenate(reached), codes) if reached else codes[:0]
            codes, frontier = np.union1d(codes, fresh), fresh
            self._limit(codes)
        self.codes = codes
        self._arcs(before, start, stop, opened)

    def _leads(self, event: Rate, codes: Codes, start: float, opened: int) -> tuple[Ints, Codes]:
        """Return the places of the states in which an event can fire, and where it leads."""
        facts = self.layout.facts(codes)
        can = self.process.holds(event.when, facts)
        if event.age_of is not None:
            can = can & (facts >> self.process.names.index(event.age_of) & 1 == 1)
        elif event.steps[0] > start + _CLOSE:
            can = np.zeros_like(can)
        on = np.flatnonzero(can)
        to = self.layout.fire(codes[on], event, day=None, opened=opened)
        if len(on):
            self.fired.add(event.name)
        moves = to != codes[on]
        return on[moves], to[moves]

    def _arcs(self, before: Codes, start: float, stop: float, opened: int) -> None:
        codes = self.codes
        sources, targets, kinds = [], [], []
        known: dict[Kind, int] = {}
        for event in self.process.rates:
            on, to = self._leads(event, codes, start, opened)
            facts = self.layout.facts(codes[on])
            steps, clocks = self._steps(event, codes[on], start)
            factors = self.process.bits([when for _, when in event.factors], facts)
            acting = self.process.acting(event.effects, facts)
            rows, which = np.unique(np.stack([steps, factors, acting, clocks]), axis=1, return_inverse=True)
            made = [Kind(event, *map(int, row)) for row in rows.T]
            numbers = [known.setdefault(kind, len(known)) for kind in made]
            sources.append(on)
            targets.append(np.searchsorted(codes, to))
            kinds.append(np.array(numbers, dtype=np.int64)[which.reshape(-1)])
        arcs = Arcs(len(codes), *(np.concatenate([np.empty(0, np.int64), *a]) for a in (sources, targets, kinds)))
        self.arcs = max(self.arcs, len(arcs.source))
        inside = [d - start for d in self.course.dates if start <= d < stop]
        if not inside or inside[0] > 0:
            inside = [0.0, *inside]
        times = (*map(float, inside), stop - start)
        self.points += [start + t for t in times]
        stay = np.searchsorted(codes, before)
        running = self.layout.running(codes)
        self.restarts |= int(np.bitwise_or.reduce(running))
        self.steps.append(Flow(start, stop, stay, running, arcs, tuple(known), self._watch(), times))

    def _steps(self, event: Rate, codes: Codes, start: float) -> tuple[Ints, Ints]:
        """Return the step of its hazard at which an event is in each state, and the clock by which it goes."""
        table = np.array(event.steps)
        clocks = np.full(len(codes), -1)
        if event.age_of is None:
            return np.full(len(codes), np.searchsorted(table, start + _CLOSE, "right") - 1), clocks
        ages = np.full(len(codes), start - event.since)
        for k, clock in enumerate(self.process.clocks):
            if clock.fact == event.age_of:
                reading = self.layout.reading(k, codes)
                known = np.array([event.since, *clock.days, start])
                ages = start - known[np.minimum(reading, len(known) - 1)]
                clocks = np.where(clock.anew & (reading == clock.running), k, -1)
        steps = np.searchsorted(table, ages + _CLOSE, "right") - 1
        return np.where(clocks >= 0, 0, steps), clocks

    def _watch(self) -> np.ndarray:
        facts, marks = self.layout.facts(self.codes), self.layout.marks(self.codes)
        columns = [c.part.true(self.process, facts, marks) for c in self.course.curves]
        return np.stack(columns, axis=1).astype(np.float64)

    def _live(self) -> tuple[Truths, ...]:
        """Return, before each step, in which states a draft may yet be put to its signatories."""
        now = np.zeros(len(self.codes), dtype=np.bool_)
        found: list[Truths] = []
        for step in reversed(self.steps):
            if isinstance(step, Merge):
                now = now[step.target]
            elif isinstance(step, Fire):
                before = now[step.stay]
                before[step.on] |= now[step.to] | (step.event.draft is not None)
                now = before
            elif isinstance(step, Flow):
                now = _before(step.arcs, now)[step.stay]
            found.append(now)
        return tuple(reversed(found))


def _renumbered(step: Step, running: int) -> Step:
    """Return a step in which only clocks that begin at a time that is not known have numbers."""
    if isinstance(step, Read):
        return step
    clocks = [k for k in range(running.bit_length()) if running >> k & 1]
    found = np.zeros_like(step.running)
    for number, k in enumerate(clocks):
        found |= (step.running >> k & 1) << number
    if not isinstance(step, Flow):
        return replace(step, running=found)
    kinds = [k if k.clock < 0 else replace(k, clock=clocks.index(k.clock)) for k in step.kinds]
    return replace(step, running=found, kinds=tuple(kinds))


def _before(arcs: Arcs, now: Truths) -> Truths:
    """Return the states from which some of the given ones can be reached."""
    while now.any() and not now.all():
        more = now.copy()
        more[arcs.source[now[arcs.target]]] = True
        if (more == now).all():
            break
        now = more
    return now
