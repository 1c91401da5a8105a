"""Doubts about a scenario that stop nothing: one small function per warning."""

from __future__ import annotations

from collections.abc import Iterator

from ripeness.errors import Problem
from ripeness.scenario.check import Finding, feasible_exists
from ripeness.scenario.estimate import plain
from ripeness.scenario.model import Scenario
from ripeness.scenario.parties import Ranking


def warning(scenario: Scenario, finding: Finding) -> Problem:
    """Return a finding as a warning with its place in the file."""
    path = ".".join(map(str, finding.path))
    return Problem(finding.code, finding.message, scenario.place(path), finding.hint, "warning", path)


def rules_unsettled(scenario: Scenario) -> Iterator[Finding]:
    """Yield that the search did not settle whether the rules leave any package."""
    if scenario.rules and feasible_exists(scenario) is None:
        message = "whether the rules leave any package was not settled: they are too entangled"
        yield Finding(("rules",), "rules-unsettled", message, "try fewer or simpler rules")


def spans(scenario: Scenario) -> Iterator[Finding]:
    """Yield issues on which an actor's values do not span 0 to 100, so that its weight is no swing weight."""
    for actor, wants in scenario.preferences.items():
        for issue, weight in wants.weights.items():
            given = wants.values.get(issue)
            names = scenario.issues[issue].alternatives
            if given is None or isinstance(given, Ranking) or len(names) < 2 or weight.drawn.high == 0:
                continue
            known = [v.central for v in given.values() if v.central is not None]
            if len(known) == len(names) and not (min(known) == 0 and max(known) == 100):
                found = f"{plain(min(known))} to {plain(max(known))}"
                message = f"the values of '{actor}' on '{issue}' span {found}, not 0 to 100: its weight says too much"
                hint = "give the best alternative 100 and the worst 0, and shrink the weight to match"
                yield Finding(("preferences", actor, "values", issue), "values-not-spanning", message, hint)
