"""A timeline as a process: facts as bits of a number, events that change them, clocks that count ages.

Only what does not depend on draws stands here; the numbers stand in :mod:`ripeness.timeline.numbers`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from ripeness.lacks.timeline import MOST_FACTS, no_timeline, too_many_facts
from ripeness.scenario import Scenario
from ripeness.scenario.logic import Condition, evaluate
from ripeness.scenario.timeline import Event, Hazard, Timeline
from ripeness.timeline.baselines import baseline
from ripeness.valuation.lacks import error_of

Codes = NDArray[np.int64]
Truths = NDArray[np.bool_]

MOST_BITS = MOST_FACTS  # in one whole number of 64 bits


@dataclass(frozen=True)
class Rate:
    """An event that fires at a hazard.

    Attributes
    ----------
    name : str
        Its id.
    when : Condition or None
        Facts that must hold; None: always.
    sets, clears : int
        Bits of the facts that it makes true, and false.
    steps : tuple of float
        Ages, or days since the start, from which each of its rates counts; one entry where there is one rate. Steps
        whose rate is that of the step before are left out.
    places : tuple of int
        Where the rate of each of these stands among those of the file.
    age_of : str or None
        The fact whose age counts.
    since : float
        Day on which that fact became true, if it holds at the start; at or below 0.
    factors : tuple of (int, Condition)
        Numbers of the factors that multiply its rate, and when.
    effects : tuple of int
        Numbers of the effects that change what its rate is made of.
    """

    name: str
    when: Condition | None
    sets: int
    clears: int
    steps: tuple[float, ...]
    places: tuple[int, ...]
    age_of: str | None
    since: float
    factors: tuple[tuple[int, Condition], ...]
    effects: tuple[int, ...]


@dataclass(frozen=True)
class Dated:
    """An event of a day: with a chance, or by asking the signatories of a draft."""

    name: str
    when: Condition | None
    sets: int
    clears: int
    day: int
    draft: str | None
    effects: tuple[int, ...]


@dataclass(frozen=True)
class Clock:
    """The age of a fact that may become true again.

    Its reading is 0 as long as the fact holds since the start, or does not hold; 1, 2, … where a dated event has made
    it true on the first, second, … of ``days``: such an age is calendar time. The last reading says that it became true
    at a time that is not known; such an age is followed in cells (:mod:`ripeness.timeline.cells`).

    Attributes
    ----------
    fact : str
        Whose age it counts.
    days : tuple of int
        Days on which a dated event may make it true.
    steps : tuple of float
        Ages above 0 at which some hazard changes.
    anew : bool
        Whether an event at a rate may make it true.
    """

    fact: str
    days: tuple[int, ...]
    steps: tuple[float, ...]
    anew: bool

    @property
    def running(self) -> int:
        """The reading that says that it began at a time that is not known."""
        return 1 + len(self.days)

    @property
    def readings(self) -> int:
        """How many readings there are."""
        return 1 + len(self.days) + self.anew


@dataclass(frozen=True)
class Process:
    """Facts, events and clocks.

    Attributes
    ----------
    scenario, timeline : Scenario, Timeline
        Where they come from.
    names : tuple of str
        Facts, then latched facts; the k-th is bit k of a state's code.
    start : int
        Code of the state at the start, latched facts included.
    end : int
        Days until the end, the last one included.
    rates, dated : tuple of Rate, tuple of Dated
        Events, in file order; dated ones in order of their days. Events that change nothing are left out.
    clocks : tuple of Clock
        Ages that may begin anew.
    idle : tuple of str
        Events that change nothing.
    late : tuple of str
        Dated events after the end.
    """

    scenario: Scenario
    timeline: Timeline
    names: tuple[str, ...]
    start: int
    end: int
    rates: tuple[Rate, ...]
    dated: tuple[Dated, ...]
    clocks: tuple[Clock, ...]
    idle: tuple[str, ...]
    late: tuple[str, ...]

    def day(self, on: date) -> int:
        """Return the number of a day, counted from the start."""
        return day_of(self.scenario, on)

    def date(self, day: float) -> date:
        """Return the date of a day."""
        return start_of(self.scenario) + timedelta(days=int(day))

    def holds(self, condition: Condition | None, codes: Codes) -> Truths:
        """Return whether a condition holds in each state, shape of ``codes``."""
        if condition is None:
            return np.ones(codes.shape, dtype=np.bool_)
        places = {name: k for k, name in enumerate(self.names)}
        return evaluate(condition, lambda atom: (codes >> places[atom.name]) & 1 == 1)

    def latched(self, codes: Codes) -> Codes:
        """Return the states with facts latched whose condition holds."""
        first = len(self.timeline.facts)
        found = codes
        for k, when in enumerate(self.timeline.latched.values()):
            found = found | (self.holds(when, codes).astype(np.int64) << (first + k))
        return found

    def lasting(self, condition: Condition) -> bool:
        """Return whether a condition, once it holds, holds for good: no event can end it."""
        rising = {name for k, name in enumerate(self.names) if not any(e.clears >> k & 1 for e in self.events)}
        falling = {
            name
            for k, name in enumerate(self.names)
            if k < len(self.timeline.facts) and not any(e.sets >> k & 1 for e in self.events)
        }
        return _lasting(condition, rising, falling)

    @property
    def events(self) -> tuple[Rate | Dated, ...]:
        """All events that change something: at a rate, then on a day."""
        return (*self.rates, *self.dated)

    def acting(self, effects: Sequence[int], codes: Codes) -> Codes:
        """Return which of some effects act in each state, as bits in the order given."""
        return self.bits([self.timeline.effects[e].when for e in effects], codes)

    def bits(self, conditions: Sequence[Condition], codes: Codes) -> Codes:
        """Return which of some conditions hold in each state, as bits in the order given."""
        found = np.zeros(codes.shape, dtype=np.int64)
        for k, condition in enumerate(conditions):
            found |= self.holds(condition, codes).astype(np.int64) << k
        return found


def _lasting(condition: Condition, rising: set[str], falling: set[str]) -> bool:
    from ripeness.scenario.logic import Atom, Tree

    def grows(tree: Tree, *, up: bool) -> bool:
        if isinstance(tree, Atom):
            return tree.name in (rising if up else falling)
        if tree.operator == "not":
            return grows(tree.operands[0], up=not up)
        if tree.operator == "implies":
            return grows(tree.operands[0], up=not up) and grows(tree.operands[1], up=up)
        if tree.operator == "iff":
            return all(grows(o, up=True) and grows(o, up=False) for o in tree.operands)
        return all(grows(o, up=up) for o in tree.operands)

    return grows(condition.tree, up=True)


def timeline_of(scenario: Scenario) -> Timeline:
    """Return the timeline of a scenario.

    Raises
    ------
    AnalysisError
        ``no-timeline`` when there is none.
    """
    if scenario.timeline is None or scenario.as_of is None:
        raise error_of(scenario, no_timeline(scenario))
    return scenario.timeline


def start_of(scenario: Scenario) -> date:
    """Return the day on which the timeline starts."""
    timeline_of(scenario)
    return scenario.as_of or date.min


def day_of(scenario: Scenario, on: date) -> int:
    """Return the number of a day, counted from the start."""
    return (on - start_of(scenario)).days


def process(scenario: Scenario, *, chosen: Collection[str] = ()) -> Process:
    """Return the process of a scenario's timeline.

    Parameters
    ----------
    scenario : Scenario
        Needs a timeline.
    chosen : collection of str
        Paths of numbers that do not stand for themselves, because draws give them other values.

    Raises
    ------
    AnalysisError
        ``no-timeline``; ``too-many-facts`` above 62 facts and latched facts.
    """
    timeline = timeline_of(scenario)
    names = (*timeline.facts, *timeline.latched)
    if len(names) > MOST_BITS:
        raise error_of(scenario, too_many_facts(len(names)))
    places = {name: k for k, name in enumerate(names)}
    end = day_of(scenario, timeline.until) + 1
    rates, dated, idle, late = [], [], [], []
    for name, event in timeline.events.items():
        sets = sum(1 << places[s.fact] for s in event.sets if s.value)
        clears = sum(1 << places[s.fact] for s in event.sets if not s.value)
        if not sets | clears:
            idle.append(name)
        elif event.on is None:
            rates.append(_rate(scenario, name, event, sets, clears, chosen))
        elif (day := day_of(scenario, event.on)) >= end:
            late.append(name)
        else:
            effects = _effects(scenario, f"timeline.events.{name}.", *_signing(scenario, event.sign))
            dated.append(Dated(name, event.when, sets, clears, day, event.sign, effects))
    dated.sort(key=lambda e: e.day)  # the order of the file within a day
    start = sum(1 << places[fact] for fact, value in timeline.facts.items() if value)
    clocks = _clocks(places, rates, dated, end)
    made = Process(scenario, timeline, names, start, end, tuple(rates), tuple(dated), clocks, tuple(idle), tuple(late))
    code = int(made.latched(np.array([start], dtype=np.int64))[0])
    return Process(scenario, timeline, names, code, end, tuple(rates), tuple(dated), clocks, tuple(idle), tuple(late))


def _rate(scenario: Scenario, name: str, event: Event, sets: int, clears: int, chosen: Collection[str]) -> Rate:
    timeline = timeline_of(scenario)
    hazard = event.hazard
    steps: tuple[float, ...] = (-np.inf,)
    age_of, since = None, 0.0
    if isinstance(hazard, Hazard):
        age_of = hazard.age_of
        since = float(day_of(scenario, hazard.since)) if hazard.since else 0.0
        if hazard.baseline:
            steps = tuple(map(float, baseline(hazard.baseline).ages))
        elif hazard.from_ is not None:
            steps = tuple(float(day_of(scenario, s)) if isinstance(s, date) else float(s) for s in hazard.from_)
    places = _changing(scenario, name, hazard, chosen) if isinstance(hazard, Hazard) else (0,)
    factors = tuple((k, f.when) for k, f in enumerate(timeline.factors) if f.event == name)
    read = [f"timeline.events.{name}.", *(f"timeline.factors.{k}." for k, _ in factors)]
    read += ["war.", "ties."] if event.from_war else []
    steps = tuple(steps[k] for k in places)
    return Rate(name, event.when, sets, clears, steps, places, age_of, since, factors, _effects(scenario, *read))


def _changing(scenario: Scenario, name: str, hazard: Hazard, chosen: Collection[str]) -> tuple[int, ...]:
    """Return the steps of a hazard at which it changes, by their place; before the first it is 0.

    A step is left out where its rate is the number of the step before, and nothing can change either.
    """
    if hazard.baseline:
        return tuple(range(len(baseline(hazard.baseline).ages)))
    moved = {*chosen, *(e.path for e in timeline_of(scenario).effects)}
    found = []
    before: Decimal | None = Decimal(0)
    for k, step in enumerate(hazard.from_ or ()):
        path = f"timeline.events.{name}.hazard.from.{step}"
        spread = scenario.estimates[path].drawn
        rate = spread.central if spread.shape == "point" and path not in moved else None
        if rate is None or rate != before:
            found.append(k)
        before = rate
    return tuple(found) or (0,)


def _signing(scenario: Scenario, draft: str | None) -> list[str]:
    """Return the beginnings of the paths on which the signatures of a draft may depend."""
    if draft is None:
        return []
    return [*(f"preferences.{actor}." for actor in scenario.signatories(draft)), "war.", "ties."]


def _effects(scenario: Scenario, *read: str) -> tuple[int, ...]:
    """Return the effects on estimates whose paths begin in one of some ways."""
    return tuple(k for k, e in enumerate(timeline_of(scenario).effects) if e.path.startswith(read))


def unread(scenario: Scenario, made: Process) -> list[int]:
    """Return the numbers of effects that change nothing that the timeline reads."""
    used = {k for event in made.events for k in event.effects}
    return [k for k in range(len(timeline_of(scenario).effects)) if k not in used]


def _clocks(places: Mapping[str, int], rates: Sequence[Rate], dated: Sequence[Dated], end: int) -> tuple[Clock, ...]:
    """Return a clock for each fact on whose age some hazard depends, and that some event can make true again."""
    found = []
    for fact in dict.fromkeys(r.age_of for r in rates if r.age_of):
        bit = 1 << places[fact]
        anew = any(r.sets & bit for r in rates)
        days = tuple(sorted({e.day for e in dated if e.sets & bit}))
        steps = tuple(sorted({s for r in rates if r.age_of == fact for s in r.steps if 0 < s < end}))
        if steps and (days or anew):
            found.append(Clock(fact, days, steps, anew))
    return tuple(found)
