"""What a reader must know about what a scenario leaves out, before believing who would sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ripeness.errors import Problem
from ripeness.scenario import Scenario
from ripeness.scenario.advise import spans, warning
from ripeness.scenario.allow import settle


def omissions(scenario: Scenario, actors: Sequence[str]) -> Iterator[Problem]:
    """Yield warnings on weights that are no swing weights, on trust and on noise that are left out."""
    yield from _standing(scenario, [warning(scenario, f) for f in spans(scenario) if f.path[1] in actors])
    for actor in actors:
        place = f"preferences.{actor}"
        if scenario.preferences[actor].trust is None:
            message = f"'{actor}' has no `trust`: the risk that the others break their word is not modelled (h = 1)"
            yield Problem("trust-omitted", message, scenario.place(place), severity="warning", path=place)
        if not scenario.written(f"{place}.noise"):
            message = f"'{actor}' has no `noise`: given a draw its choice is sharp"
            yield Problem("noise-omitted", message, scenario.place(place), severity="warning", path=place)


def _standing(scenario: Scenario, warnings: list[Problem]) -> list[Problem]:
    """Return the warnings that no comment of the file silences."""
    return [w for w in settle(scenario, warnings, {w.code for w in warnings}).warnings if w in warnings]
