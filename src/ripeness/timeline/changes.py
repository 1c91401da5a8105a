"""What if: the same timeline with a date moved, an event removed, a fact forced, a hazard scaled.

A change makes another scenario in which every number keeps its path, so that the same draws fall on both.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from ripeness.errors import AnalysisError, near
from ripeness.scenario import Scenario
from ripeness.scenario.estimate import Amount
from ripeness.scenario.logic import parse
from ripeness.scenario.record import Table
from ripeness.scenario.timeline import Event, Factor, Timeline
from ripeness.timeline.process import start_of, timeline_of

What = Literal["move", "without", "force", "scale"]

STEPS = (0.5, 2.0)  # by which hazards are scaled to see what moves a question most
DAYS = (-7, 7)  # by which dates are moved


@dataclass(frozen=True)
class Change:
    """One change: ``move`` an event to a day, ``without`` an event, ``force`` a fact, ``scale`` a hazard.

    Attributes
    ----------
    what : {"move", "without", "force", "scale"}
        Its kind.
    of : str
        The event or fact.
    to : date, float, bool or None
        The new day, the factor, or the truth of the fact.
    """

    what: What
    of: str
    to: date | float | bool | None = None

    def __str__(self) -> str:
        """Return the change as it is typed."""
        if self.what == "without":
            return f"without {self.of}"
        if self.what == "force":
            return f"force {self.of}" if self.to else f"force !{self.of}"
        if self.what == "move":
            return f"move {self.of}={self.to}"
        return f"scale {self.of}={self.to:g}"

    def noted(self) -> dict[str, Any]:
        """Return the change as a scenario remembers it: plain data."""
        of = "fact" if self.what == "force" else "event"
        found: dict[str, Any] = {"what": self.what, of: self.of}
        if isinstance(self.to, (int, float)) and self.what == "scale":
            return {**found, "by": float(self.to)}
        return found if self.to is None else {**found, "to": str(self.to) if self.what == "move" else bool(self.to)}


def changed(scenario: Scenario, *changes: Change) -> Scenario:
    """Return the scenario with changes made, in the order given; it remembers them (``changes``).

    Raises
    ------
    AnalysisError
        ``unknown-event``, ``unknown-fact``; ``not-dated`` when an event without a day is to be moved;
        ``date-outside``; ``no-hazard`` when the hazard of an event of a day is to be scaled; ``bad-factor``.

    Examples
    --------
    >>> import ripeness
    >>> moved = changed(ripeness.read("libya-2020"), Change("move", "berlin", date(2020, 2, 2)))
    >>> moved.timeline.events["berlin"].on
    datetime.date(2020, 2, 2)
    """
    found = scenario
    for change in changes:
        timeline = timeline_of(found)
        make = {"move": _move, "without": _without, "force": _force, "scale": _scale}[change.what]
        made = found.model_copy(update={"timeline": make(found, timeline, change)})
        found = made.noted(**change.noted(), digest=scenario.digest)
    return found


def _event(timeline: Timeline, name: str) -> Event:
    if name not in timeline.events:
        message = f"'{name}' is not an event of this timeline"
        raise AnalysisError.of("unknown-event", message, hint=near(name, timeline.events), path="timeline.events")
    return timeline.events[name]


def _with(timeline: Timeline, name: str, **update: Any) -> Timeline:
    event = timeline.events[name].model_copy(update=update)
    return timeline.model_copy(update={"events": Table({**timeline.events, name: event})})


def _move(scenario: Scenario, timeline: Timeline, change: Change) -> Timeline:
    event = _event(timeline, change.of)
    if event.on is None:
        message = f"'{change.of}' has no day that could be moved"
        dated = [n for n, e in timeline.events.items() if e.on is not None]
        raise AnalysisError.of(
            "not-dated", message, hint=f"dated: {', '.join(dated) or 'none'}", path="timeline.events"
        )
    start = start_of(scenario)
    if not isinstance(change.to, date) or not start <= change.to <= timeline.until:
        message = f"{change.to} is outside the timeline, {start} to {timeline.until}"
        raise AnalysisError.of("date-outside", message, hint="choose a day within it", path="timeline.events")
    return _with(timeline, change.of, on=change.to)


def _without(scenario: Scenario, timeline: Timeline, change: Change) -> Timeline:
    del scenario
    _event(timeline, change.of)
    return _with(timeline, change.of, sets=())  # it stays in the file's order, and changes nothing


def _force(scenario: Scenario, timeline: Timeline, change: Change) -> Timeline:
    del scenario
    if change.of not in timeline.facts:
        message = f"'{change.of}' is not a fact of this timeline"
        raise AnalysisError.of("unknown-fact", message, hint=near(change.of, timeline.facts), path="timeline.facts")
    events = {
        name: event.model_copy(update={"sets": tuple(s for s in event.sets if s.fact != change.of)})
        for name, event in timeline.events.items()
    }
    facts = {**timeline.facts, change.of: bool(change.to)}
    return timeline.model_copy(update={"events": Table(events), "facts": Table(facts)})


def _scale(scenario: Scenario, timeline: Timeline, change: Change) -> Timeline:
    del scenario
    event = _event(timeline, change.of)
    if event.on is not None:
        message = f"'{change.of}' happens on a day: it has no hazard that could be scaled"
        rates = [n for n, e in timeline.events.items() if e.on is None]
        raise AnalysisError.of("no-hazard", message, hint=f"with one: {', '.join(rates)}", path="timeline.events")
    by = float(change.to) if isinstance(change.to, (int, float)) else math.nan
    if not (math.isfinite(by) and by >= 0):
        message = f"a hazard cannot be multiplied by {change.to}"
        raise AnalysisError.of("bad-factor", message, hint="give a number from 0 up", path="timeline.events")
    fact = next(iter(timeline.facts))
    factor = Factor(event=change.of, when=parse(f"{fact} | !{fact}"), times=Amount(is_=Decimal(repr(by))))
    return timeline.model_copy(update={"factors": (*timeline.factors, factor)})


def single(scenario: Scenario) -> Iterator[Change]:
    """Yield single changes worth trying: each event left out, halved, doubled, a week off; each fact forced.

    Facts are forced to what they are not at the start, and kept as they are.
    """
    timeline, start = timeline_of(scenario), start_of(scenario)
    for name, event in timeline.events.items():
        if not event.sets or (event.on is not None and event.on > timeline.until):
            continue
        yield Change("without", name)
        if event.on is None:
            yield from (Change("scale", name, by) for by in STEPS)
        else:
            days = [event.on + timedelta(days=by) for by in DAYS]
            yield from (Change("move", name, day) for day in days if start <= day <= timeline.until)
    for fact, value in timeline.facts.items():
        yield Change("force", fact, to=not value)
        yield Change("force", fact, to=value)
