"""What `timeline` lacks."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import prod

from ripeness.errors import Problem
from ripeness.lacks.signing import nobody_signs, observing
from ripeness.scenario import Scenario
from ripeness.scenario.checks import Finding
from ripeness.scenario.timeline import Timeline
from ripeness.scenario.war import War
from ripeness.valuation.lacks import odds, problems_of, signing

MOST_FACTS = 62  # facts and latched facts, and what is added to them, in one whole number of 64 bits
MOST_TEXTS = 4_096


def timeline(scenario: Scenario, draft: str | None = None) -> tuple[Problem, ...]:
    """Return what ``timeline`` lacks; it is asked of no draft."""
    del draft
    return problems_of(scenario, _timeline(scenario))


def _timeline(scenario: Scenario) -> Iterator[Finding]:
    found = scenario.timeline
    if found is None or scenario.as_of is None:
        yield no_timeline(scenario)
        return
    facts = len(found.facts) + len(found.latched)
    if facts > MOST_FACTS:
        yield too_many_facts(facts)
    yield from _rates(scenario, found)
    put = [event.sign for event in found.events.values() if event.sign and event.sets and _in_time(found, event.on)]
    for draft in dict.fromkeys(put):
        yield from nobody_signs(scenario, draft)
        yield from signing(scenario, scenario.signatories(draft))
    yield from observing(scenario)
    if _texts(scenario, put) > MOST_TEXTS:
        yield too_many_texts()


def _in_time(found: Timeline, day: object) -> bool:
    return day is not None and day <= found.until  # type: ignore[operator]


def _rates(scenario: Scenario, found: Timeline) -> Iterator[Finding]:
    """Yield why a rate per day cannot be worked out; events that set no fact are left out of the work."""
    war = scenario.war
    certain = {effect.path for effect in found.effects if effect.sets is not None and effect.sets.drawn.high == 1}
    for name, event in found.events.items():
        at = f"timeline.events.{name}.chance"
        if event.within is not None and event.sets and at in certain:
            yield chance_of_one(name)
        if event.from_war is None or not event.sets:
            continue
        if war is None:
            yield Finding(("timeline", "events", name, "from-war"), "no-war", "the scenario has no war section")
            continue
        yield from from_war(war, name, event.from_war)
        yield from odds(scenario, war, None)
        if _decided(found, war) or (not war.by_chance and "war.decisive" in certain):
            yield decided_for_certain(war, name)


def from_war(war: War, name: str, outcome: str) -> Iterator[Finding]:
    """Yield why an event cannot take its rate from the war."""
    if war.horizon is None or war.horizon == 0:
        yield no_horizon(name)
    if war.outcomes[outcome].winner is None and not war.by_chance:
        message = f"'{name}' takes its rate from '{outcome}', in which nobody wins: it comes at no time"
        yield Finding(
            ("timeline", "events", name, "from-war"), "no-winner", message, "name an outcome that a side wins"
        )
    if not war.by_chance and war.decisive is None:
        message = f"'{name}' needs the common estimate of how likely an outright win is"
        yield Finding(("war",), "decisive-missing", message, "add `decisive: unlikely` to the war", key=True)


def _decided(found: Timeline, war: War) -> bool:
    """Return whether the war is decided within its horizon for certain, at the central values."""
    if not war.by_chance:
        return war.decisive is not None and war.decisive.central is not None and war.decisive.central >= 1
    taken = {event.from_war for event in found.events.values()}
    open_ = [r.chance for o, r in war.outcomes.items() if r.winner is None and o not in taken and r.chance]
    chances = [r.chance.central for r in war.outcomes.values() if r.chance]
    if None in chances:
        return all(c.drawn.high == 0 for c in open_)
    left = sum((c.central or Decimal(0) for c in open_), Decimal(0))
    return left == 0


def _texts(scenario: Scenario, put: list[str]) -> int:
    """Return how many combinations of texts the drafts could be that are put, or were answered."""
    seen = (d for d, r in scenario.drafts.items() if r.observed and (r.observed.signed or r.observed.refused))
    return prod(1 + len(scenario.drafts[draft].versions) for draft in dict.fromkeys((*seen, *put)))


# ---- each in its words -------------------------------------------------------------------------------------------


def no_timeline(scenario: Scenario) -> Finding:
    """Return that there is no timeline."""
    message = f"'{scenario.id}' has no timeline, so nothing says what may happen by when"
    hint = "add `as_of`, and `timeline: {until: date, facts: {…}, events: {…}}`"
    return Finding(("timeline",), "no-timeline", message, hint, key=True)


def too_many_facts(count: int) -> Finding:
    """Return that there are more facts than fit."""
    message = f"the timeline has {count} facts and latched facts; at most {MOST_FACTS} are worked with"
    hint = "leave out facts on which no question, event or effect depends"
    return Finding(("timeline", "facts"), "too-many-facts", message, hint, key=True)


def no_horizon(name: str) -> Finding:
    """Return that the war does not say within how many days it is decided."""
    message = f"'{name}' takes its rate from the war, but the war has no `horizon`"
    return Finding(("war",), "no-horizon", message, "add `horizon: 90 days` to the war", key=True)


def chance_of_one(name: str) -> Finding:
    """Return that an event is certain within some days, so that it has no rate."""
    message = "a chance of 1 within some days has no finite rate"
    return Finding(("timeline", "events", name, "chance"), "chance-of-one", message, "use less than 1, or a date")


def decided_for_certain(war: War, name: str) -> Finding:
    """Return that the war is surely decided within its horizon, so that its outcomes have no rate."""
    message = f"the war is decided within its horizon for certain in some draw, so '{name}' has no finite rate"
    if war.by_chance:
        hint = "give a chance above 0 to an outcome without a winner, from which no event takes its rate"
        return Finding(("war", "outcomes"), "chance-of-one", message, hint, key=True)
    return Finding(("war", "decisive"), "chance-of-one", message, "let `decisive` stay below 1")


def too_many_texts() -> Finding:
    """Return that the drafts that matter could be too many combinations of texts."""
    message = f"the drafts could be more than {MOST_TEXTS:,} combinations of texts"
    return Finding(("drafts",), "too-many-texts", message, "keep the versions that are still in doubt", key=True)
