"""What was changed for a question, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ripeness.scenario import Scenario
from ripeness.scenario.names import distinct
from ripeness.words.figures import day
from ripeness.words.labels import facts, label, quoted
from ripeness.words.names import short
from ripeness.words.states import option, spelled

Change = Mapping[str, Any]


def said(scenario: Scenario, change: Change) -> str:
    """Return a change of a scenario in words; numbers, actors and events go by their names."""
    return _SAID[change["what"]](scenario, change)


def _set(scenario: Scenario, change: Change) -> str:
    return f"{label(scenario, change['path'])} is {change['now']}; in the file {change['was']}"


def _red_lines(scenario: Scenario, change: Change) -> str:
    return f"red lines of {short(scenario, 'actors', change['actor'])} taken as {change['how']}"


def _package(scenario: Scenario, change: Change) -> str:
    clauses = [f"{scenario.name('issues', i)}: {scenario.wording(i, a)}" for i, a in change["package"].items()]
    return f"a text of these clauses: {'; '.join(clauses) or 'none'}; all else as today"


def _on(scenario: Scenario, change: Change) -> str:
    del scenario
    return f"asked on {day(date.fromisoformat(change['on']))}"


def _move(scenario: Scenario, change: Change) -> str:
    return f"{_event(scenario, change)} comes on {day(date.fromisoformat(change['to']))}"


def _without(scenario: Scenario, change: Change) -> str:
    return f"{_event(scenario, change)} does not happen"


def _force(scenario: Scenario, change: Change) -> str:
    del scenario
    return f"{facts(change['fact'])} is {'so' if change['to'] else 'not so'} all the time"


def _scale(scenario: Scenario, change: Change) -> str:
    return f"the hazard of {_event(scenario, change)} is {change['by']:g} times as large"


def _without_option(scenario: Scenario, change: Change) -> str:
    return f"{quoted(option(scenario, change['option']))} stays as it is today"


def _forbid(scenario: Scenario, change: Change) -> str:
    leaves, reaches = (spelled(scenario, change[end]) for end in ("from", "to"))
    return f"{short(scenario, 'actors', change['actor'])} cannot move from {leaves} to {reaches}"


def _with_option(scenario: Scenario, change: Change) -> str:
    first = [
        f"{short(scenario, 'actors', actor)} wants {', then '.join(spelled(scenario, w) for w in wishes)} first"
        for actor, wishes in change["prefers"].items()
    ]
    new = quoted(option(scenario, change["option"]))
    return "; ".join((f"{short(scenario, 'actors', change['actor'])} has one more option, {new}", *first))


def _event(scenario: Scenario, change: Change) -> str:
    return quoted(distinct(scenario.timeline.events, change["event"]) if scenario.timeline else change["event"])


_SAID: Mapping[str, Callable[[Scenario, Change], str]] = {
    "set": _set,
    "red-lines": _red_lines,
    "package": _package,
    "on": _on,
    "move": _move,
    "without": _without,
    "force": _force,
    "scale": _scale,
    "without-option": _without_option,
    "forbid": _forbid,
    "with-option": _with_option,
}
