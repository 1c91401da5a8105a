"""What the numbers and records of a file are called where a reader meets them: never by their path."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ripeness.scenario import Scenario
from ripeness.scenario.logic import Atom, Condition, parse
from ripeness.scenario.names import distinct
from ripeness.words.conditions import in_words
from ripeness.words.names import short


def label(scenario: Scenario, path: str) -> str:
    """Return the plain words for what a path leads to: a number, or a record that numbers belong to."""
    head, *rest = path.split(".")
    named = _SECTIONS.get(head)
    return named(scenario, rest) if named and rest else _joined([head, *rest]).capitalize()


def spelled(scenario: Scenario, condition: Condition) -> str:
    """Return a condition on packages in plain words, each clause in quotation marks."""

    def clause(atom: Atom) -> str:
        return quoted(f"{scenario.name('issues', atom.name)}: {scenario.wording(atom.name, atom.value or '')}")

    return in_words(condition.tree, clause, together=" together with ")


def facts(condition: str) -> str:
    """Return a condition on facts in words: facts have no names but their ids."""
    return in_words(parse(condition).tree, lambda atom: _spaced(atom.name))


def quoted(text: str) -> str:
    """Return a text in quotation marks."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}"


def _actor(scenario: Scenario, steps: Sequence[str]) -> str:
    return _with(short(scenario, "actors", steps[0]), _joined(steps[1:]))


def _issue(scenario: Scenario, steps: Sequence[str]) -> str:
    if steps[1:2] == ["options"] and len(steps) == 3:
        return f"Clause {quoted(scenario.wording(steps[0], steps[2]))}"
    return _with(scenario.name("issues", steps[0]), _joined(steps[1:]))


def _preferences(scenario: Scenario, steps: Sequence[str]) -> str:
    what = _preference(scenario, steps[0], steps[1:]) if steps[1:] else "preferences"
    return _with(short(scenario, "actors", steps[0]), what)


def _preference(scenario: Scenario, actor: str, steps: Sequence[str]) -> str:
    kind, *rest = steps
    record = scenario.preferences[actor]
    if kind == "weights" and rest:
        return f"weight of {scenario.name('issues', rest[0])}"
    if kind == "values" and rest:
        one = f"value of {quoted(scenario.wording(*rest[:2]))}" if rest[1:] else ""
        return one or f"values of {scenario.name('issues', rest[0])}"
    if kind == "exposure" and rest[1:]:
        return f"exposure if it carries out {quoted(scenario.wording(*rest[:2]))} and is betrayed"
    if kind == "never" and rest:
        red = f"its red line {spelled(scenario, record.never[int(rest[0])].when)}"
        return _with(red, {"held": "held or bluff", "firm": "firmness"}.get(_joined(rest[1:]), _joined(rest[1:])))
    if kind == "bonuses" and rest:
        return _with(f"bonus for {spelled(scenario, record.bonuses[int(rest[0])].when)}", _joined(rest[1:]))
    if kind == "walk-away" and rest:
        way = record.walk_away[rest[0]].name or _spaced(rest[0])
        return _with(f"walking away ({way})", _joined(rest[1:]))
    return _joined(steps)


def _war(scenario: Scenario, steps: Sequence[str]) -> str:
    kind, *rest = steps
    if kind == "believes" and rest:
        return _with(f"War: {short(scenario, 'actors', rest[0])} believes", _fought(scenario, rest[1:]))
    if kind in ("strength", "cost") and rest:
        return f"War: {kind} of {_fought(scenario, rest)}"
    return f"War: {_fought(scenario, steps)}"


def _fought(scenario: Scenario, steps: Sequence[str]) -> str:
    if steps[:1] == ["ties"] and steps[1:]:
        return f"{_joined(steps[2:])} of {quoted(scenario.name('ties', steps[1]))}".removeprefix(" of ")
    return " ".join(short(scenario, "actors", s) if s in scenario.actors else _joined([s]) for s in steps)


def _tie(scenario: Scenario, steps: Sequence[str]) -> str:
    toward = f" for {short(scenario, 'actors', steps[2])}" if len(steps) > 2 else ""
    return _with(_tied(scenario, steps[0]), f"{_joined(steps[1:2])}{toward}")


def _draft(scenario: Scenario, steps: Sequence[str]) -> str:
    draft = f"Draft {scenario.name('drafts', steps[0])}"
    if steps[1:2] == ["versions"] and len(steps) > 2:
        version = distinct(scenario.drafts[steps[0]].versions, steps[2])
        return _with(f"{draft}, as in {quoted(version)}", _joined(steps[3:]))
    return _with(draft, _joined(steps[1:]))


def _graph(scenario: Scenario, steps: Sequence[str]) -> str:
    kind, *rest = steps
    if kind == "options" and rest and scenario.graph:
        return _with(f"Option {quoted(distinct(scenario.graph.options, rest[0]))}", _joined(rest[1:]))
    if kind == "preferences" and rest:
        which = f", preference {int(rest[2]) + 1}" if rest[1:2] == ["any"] and len(rest) > 2 else ""
        left = rest[3:] if which else rest[1:]
        return _with(f"Situations, as {short(scenario, 'actors', rest[0])} ranks them{which}", _joined(left))
    return f"Situations: {_joined(steps)}"


def _conference(scenario: Scenario, steps: Sequence[str]) -> str:
    kind, *rest = steps
    conference = scenario.conference
    if kind == "stands" and rest and conference:
        actor = f"Conference, {short(scenario, 'actors', rest[0])}"
        if len(rest) == 3 and rest[1] in conference.issues:
            return f"{actor}: {_spaced(rest[2])} on {distinct(conference.issues, rest[1])}"
        return _with(actor, _joined(rest[1:]))
    if kind == "issues" and rest and conference:
        what = {"outcome": "settled in the end (read by no analysis)", "reference": "without agreement"}
        said = what.get(_joined(rest[1:]), _joined(rest[1:]))
        return _with(f"Conference, {distinct(conference.issues, rest[0])}", said)
    return f"Conference: {_joined(steps)}"


def _timeline(scenario: Scenario, steps: Sequence[str]) -> str:
    kind, *rest = steps
    timeline = scenario.timeline
    if timeline and rest:
        if kind == "events":
            return _with(f"Event {quoted(distinct(timeline.events, rest[0]))}", _of_event(rest[1:]))
        if kind == "factors":
            factor = timeline.factors[int(rest[0])]
            event = quoted(distinct(timeline.events, factor.event))
            return f"Event {event}: factor while {facts(factor.when.text)}"
        if kind == "effects":
            effect = timeline.effects[int(rest[0])]
            what = {"add": "added to", "times": "factor on", "sets": "new value of"}.get(_joined(rest[1:]), "change of")
            return f"While {facts(effect.when.text)}, {what}: {label(scenario, effect.path)}"
    return f"Timeline: {_joined(steps)}"


def _of_event(steps: Sequence[str]) -> str:
    if steps[:2] == ["hazard", "from"]:
        return f"rate per day from {'.'.join(steps[2:])} on"
    return {"put": "chance that the draft is put", "hazard": "rate per day"}.get(_joined(steps), _joined(steps))


def _forecast(scenario: Scenario, steps: Sequence[str]) -> str:
    return _with(f"Forecast {quoted(scenario.forecasts[steps[0]].question)}", _joined(steps[1:]))


# What fields are called that say little by themselves.
_FIELDS: Mapping[str, str] = {
    "trust": "trust that the others comply",
    "betrayal": "points lost if the others break their word",
    "willing": "willingness",
    "now": "share in use today",
    "most": "largest share possible",
    "relief": "cost of war that it spares",
    "cut-cost": "cost of withdrawing it",
    "raise-cost": "cost of adding to it",
    "decisive": "chance that somebody wins outright",
    "steepness": "steepness of the contest",
}

_SECTIONS: Mapping[str, Callable[[Scenario, Sequence[str]], str]] = {
    "actors": _actor,
    "issues": _issue,
    "preferences": _preferences,
    "war": _war,
    "ties": _tie,
    "drafts": _draft,
    "graph": _graph,
    "conference": _conference,
    "timeline": _timeline,
    "forecasts": _forecast,
}


def _tied(scenario: Scenario, tie: str) -> str:
    return f"Tie {scenario.name('ties', tie)}"


def _with(what: str, of_it: str) -> str:
    return f"{what}: {of_it}" if of_it else what


def _joined(steps: Sequence[str]) -> str:
    return " ".join(_FIELDS.get(step, _spaced(step)) for step in steps)


def _spaced(name: str) -> str:
    return name.replace("-", " ")
