"""What a scenario must satisfy beyond the shape of its parts.

References can be checked even when other parts of the file are wrong; meaning only where nothing that
a check reads was left out.
"""

from __future__ import annotations

from ripeness.scenario.checks.findings import Finding, Findings, Names
from ripeness.scenario.checks.meaning import MEANING, feasible_exists, today_ruled_out
from ripeness.scenario.checks.references import REFERENCES, RESERVED_ACTORS, packages, too_many
from ripeness.scenario.model import Scenario
from ripeness.scenario.record import Path


def check(scenario: Scenario) -> list[Finding]:
    """Return everything that is wrong with a scenario made or changed in Python."""
    names = Names.of(scenario)
    return [*check_references(scenario, names), *check_meaning(scenario, names, set())]


def check_references(scenario: Scenario, names: Names) -> Findings:
    """Yield references to what does not exist; in a file that means too many numbers, only that."""
    much = list(too_many(scenario))
    if much:
        yield from much
        return
    for one in REFERENCES:
        yield from one(scenario, names)


def check_meaning(scenario: Scenario, names: Names, cut: set[Path]) -> Findings:
    """Yield what cannot be meant, in the parts of the file that are whole."""
    broken = {path[0] for path in cut if path}
    for one, reads in MEANING:
        if not broken & reads:
            yield from one(scenario)


__all__ = [
    "RESERVED_ACTORS",
    "Finding",
    "Names",
    "check",
    "check_meaning",
    "check_references",
    "feasible_exists",
    "packages",
    "today_ruled_out",
]
