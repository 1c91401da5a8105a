"""What a reader must know about the answers of a timeline, before believing them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ripeness.bargaining.omissions import omissions
from ripeness.bargaining.text.likelihood import effective_sample, texts_of
from ripeness.bargaining.text.unknowns import named, needed
from ripeness.errors import Problem
from ripeness.numerics.draws import Array
from ripeness.scenario import Scenario
from ripeness.timeline.answers import Answer, Solved
from ripeness.timeline.process import Process, unread
from ripeness.timeline.solve import Prepared

FEW = 200  # draws' worth below which figures given what was observed are called rough


def doubts(
    scenario: Scenario,
    prepared: Prepared,
    found: Mapping[str, Answer],
    over: Solved,
    unknown: frozenset[str],
    fired: frozenset[str],
) -> Iterator[Problem]:
    """Yield warnings: what was left out, what cannot be, what is unknown, and how it was answered unasked."""
    made = prepared.process
    if prepared.why:
        message = f"{prepared.why}; histories were sampled instead"
        yield _doubt("sampled-instead", scenario, message, "timeline.facts", "standard errors say how rough this is")
    asked = dict.fromkeys(a for e in made.dated if e.draft for a in scenario.signatories(e.draft))
    yield from omissions(scenario, list(asked))
    yield from _never(scenario, made, fired, sampled=prepared.method == "sampled")
    for k in unread(scenario, made):
        path = made.timeline.effects[k].path
        message = f"nothing in the timeline reads '{path}', so this effect changes no answer"
        hint = "effects act on what signatures, rates and chances of dated events are made of"
        yield _doubt("effect-unread", scenario, message, f"timeline.effects.{k}", hint)
    for name in sorted(unknown):
        message = (
            f"'{name}' needs what is unknown{_unknown(scenario, made, name)}: answers at the central values that "
            "depend on it are unknown"
        )
        place = f"timeline.events.{name}" if name in made.timeline.events else "preferences"
        yield _doubt("unknown-needed", scenario, message, place, "give the number, or a range")
    for name, answer in found.items():
        if not answer.possible:
            message = f"what is given cannot be: '{name}' has no answer"
            hint = "ask what can happen by then, or look for an event that could bring it about"
            yield _doubt("given-impossible", scenario, message, f"timeline.questions.{name}.given", hint)
        elif answer.rare and answer.given is not None:
            rare = f"{answer.given.mean:.0e}"
            message = f"what is given is too rare ({rare}) to tell anything by it: '{name}' has no answer"
            hint = "ask what happens more often, or look for an event that could bring it about"
            yield _doubt("given-impossible", scenario, message, f"timeline.questions.{name}.given", hint)
    yield from _explained(scenario, over.weight)


def _unknown(scenario: Scenario, made: Process, name: str) -> str:
    """Return which numbers are unknown that an event, a draft, or a signatory needs; nothing where that is not one."""
    if name in made.timeline.events:
        event = made.timeline.events[name]
        read = (f"timeline.events.{name}.", *(f"timeline.factors.{k}." for k in _factors(made, name)))
        read += ("war.outcomes.", "war.strength.", "war.decisive", "war.steepness") if event.from_war else ()
        paths = [p for p, e in scenario.estimates.items() if e.central is None and f"{p}.".startswith(read)]
    else:
        drafts = {name} & set(scenario.drafts) or set(scenario.drafts)
        paths = [p for draft in sorted(drafts) for p in _of_draft(scenario, draft, name)]
    return f", {named(scenario, list(dict.fromkeys(paths)))}" if paths else ""


def _factors(made: Process, name: str) -> Iterator[int]:
    yield from (k for k, factor in enumerate(made.timeline.factors) if factor.event == name)


def _of_draft(scenario: Scenario, draft: str, name: str) -> Iterator[str]:
    """Yield what is unknown of the texts of a draft, and of what those who are to sign it think of them."""
    record = scenario.drafts[draft]
    for version, rival in record.versions.items() if name == draft else ():
        if rival.chance.central is None:
            yield f"drafts.{draft}.versions.{version}.chance"
    for actor in scenario.signatories(draft):
        if name in (draft, actor):
            for text in texts_of(scenario, draft):
                yield from needed(scenario, actor, text, record.guarantees)


def _never(scenario: Scenario, made: Process, fired: frozenset[str], *, sampled: bool) -> Iterator[Problem]:
    for name in made.late:
        message = f"'{name}' happens on {made.timeline.events[name].on}, after the timeline ends"
        hint = "move `until`, or the day"
        yield _doubt("event-never-happens", scenario, message, f"timeline.events.{name}", hint)
    for event in made.events:
        if event.name not in fired:
            seen = "happened in no history" if sampled else "can never happen: no state is reached in which it may"
            when = f" ({event.when.text})" if event.when else ""
            hint = "check `when`, and the events that would bring it about"
            yield _doubt(
                "event-never-happens", scenario, f"'{event.name}' {seen}{when}", f"timeline.events.{event.name}", hint
            )


def _explained(scenario: Scenario, weight: Array) -> Iterator[Problem]:
    if weight.sum() == 0:
        message = "no draw explains the signatures and refusals that were observed, so they were left out"
        hint = "widen the ranges, give noise, or check who signed and who refused"
        yield _doubt("unexplained", scenario, message, "drafts", hint)
    elif len(weight) > 1 and effective_sample(weight) < min(FEW, len(weight) / 4):
        worth = effective_sample(weight)
        message = f"only {worth:.0f} draws' worth of {len(weight):,} explain what was observed: the answers are rough"
        yield _doubt("few-draws-explain", scenario, message, "drafts", "ask for more draws")


def _doubt(code: str, scenario: Scenario, message: str, path: str, hint: str) -> Problem:
    return Problem(code, message, scenario.place(path), hint, "warning", path)
