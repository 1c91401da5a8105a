"""Numbers put together: by the claim, actor, issue or section that they belong to."""

from __future__ import annotations

from typing import Literal, get_args

from ripeness.doubt.inputs import UncertainNumbers
from ripeness.errors import AnalysisError, near
from ripeness.scenario import Scenario

By = Literal["claim", "actor", "issue", "section"]
NONE = {"claim": "no claim", "actor": "no actor", "issue": "no issue", "section": "other"}


def grouped(scenario: Scenario, numbers: UncertainNumbers, by: str) -> dict[str, tuple[int, ...]]:
    """Return the places of the numbers in each group, groups in the order of the file, the rest last.

    A number that rests on several claims is in the group of each: indices of claims need not add up.

    Raises
    ------
    AnalysisError
        ``unknown-grouping``.
    """
    if by not in get_args(By):
        message = f"numbers are not grouped by '{by}'"
        raise AnalysisError.of("unknown-grouping", message, hint=near(by, get_args(By)))
    order = {
        "claim": list(scenario.claims),
        "actor": list(scenario.actors),
        "issue": list(scenario.issues),
        "section": [],
    }[by]
    found: dict[str, list[int]] = {name: [] for name in order}
    for i, number in enumerate(numbers):
        for name in _groups(scenario, number.path, by) or (NONE[by],):
            found.setdefault(name, []).append(i)
    if NONE[by] in found:
        found[NONE[by]] = found.pop(NONE[by])
    return {name: tuple(places) for name, places in found.items() if places}


def _groups(scenario: Scenario, path: str, by: str) -> tuple[str, ...]:
    steps = path.split(".")
    if by == "section":
        return (f"preferences.{steps[2]}",) if steps[0] == "preferences" and len(steps) > 2 else (steps[0],)
    if by == "claim":
        estimate = scenario.estimates.get(f"{path.removesuffix('.held')}.firm" if path.endswith(".held") else path)
        return estimate.because if estimate else ()
    if by == "actor":
        return _actor(scenario, steps)
    issues = [step for step in steps[2:] if step in scenario.issues]
    return (issues[0],) if steps[0] == "preferences" and issues else ()


def _actor(scenario: Scenario, steps: list[str]) -> tuple[str, ...]:
    """Return whose wants, strength, beliefs or tie a number is."""
    if steps[0] == "ties" and steps[1] in scenario.ties:
        return (str(scenario.ties[steps[1]].from_),)
    candidates = steps[2:3] if steps[0] in ("war", "conference") else steps[1:2]
    return tuple(step for step in candidates if step in scenario.actors)
