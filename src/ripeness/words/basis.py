"""On how many numbers an answer rests, and how many of those are judgement alone."""

from __future__ import annotations

from collections.abc import Iterable

from ripeness.scenario import Scenario
from ripeness.scenario.supports import supports


def basis(scenario: Scenario, *sections: str) -> str:
    """Return on how many numbers of these parts of a file an answer rests, and how many are judgement alone.

    Parameters
    ----------
    scenario : Scenario
        The file.
    sections : str
        Beginnings of paths of estimates, such as ``war`` or ``preferences.north``.
    """
    below = tuple(f"{section}." for section in sections)
    resting = {path: support for path, support in supports(scenario).items() if path.startswith(below)}
    unknown = sum(e.central is None for path, e in scenario.estimates.items() if path.startswith(below))
    left = f" {_numbers(unknown)} {'is' if unknown == 1 else 'are'} unknown." if unknown else ""
    if not resting:
        return f"It reads no number of the file that could be wrong.{left}" if not unknown else left.strip()
    judged = sum(not support.because for support in resting.values())
    alone = {0: "each rests on a claim with its source", len(resting): "all rest on the analyst's judgement alone"}
    rest = "rests" if judged == 1 else "rest"
    said = alone.get(judged, f"{judged:,} of them {rest} on the analyst's judgement alone, the others on sources")
    return f"It reads {_numbers(len(resting))} of the file; {said}.{left}"


def whole(scenario: Scenario) -> str:
    """Return how many numbers a file holds, and how many of them are judgement alone."""
    resting = supports(scenario)
    judged = sum(not support.because for support in resting.values())
    unknown = sum(estimate.central is None for estimate in scenario.estimates.values())
    known = f"{judged:,} of the {len(resting):,} that need a reason rest on the analyst's judgement alone"
    left = f"{unknown:,} {'is' if unknown == 1 else 'are'} unknown"
    return f"The file holds {_numbers(len(scenario.estimates))}; {known}; {left}."


def signing(actors: Iterable[str], *drafts: str) -> tuple[str, ...]:
    """Return the parts of a file on which it rests whether actors would sign."""
    return (*(f"preferences.{actor}" for actor in actors), "war", "ties", *(f"drafts.{draft}" for draft in drafts))


def _numbers(count: int) -> str:
    return "1 number" if count == 1 else f"{count:,} numbers"
