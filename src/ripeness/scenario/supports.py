"""What the numbers of a file rest on: claims, a remark, or judgement alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ripeness.scenario.estimate import Estimate, Score
from ripeness.scenario.model import Scenario
from ripeness.scenario.record import claims_of, note_of


@dataclass(frozen=True)
class EstimateBasis:
    """What an estimate rests on: claims and a remark, its own or those of the record that it stands in."""

    because: tuple[str, ...]
    note: str
    inherited: bool


def supports(scenario: Scenario) -> dict[str, EstimateBasis]:
    """Return what every estimate that was written rests on, by path; ends of scales and omitted values left out."""
    records = {".".join(map(str, path)): part for path, part in scenario.parts}
    found: dict[str, EstimateBasis] = {}
    for path, estimate in scenario.estimates.items():
        if not _judged(scenario, path, estimate):
            continue
        own = bool(estimate.because or estimate.note)
        above = None if own else _nearest(records, path)
        if above is None:
            found[path] = EstimateBasis(estimate.because, estimate.note, inherited=False)
        else:
            found[path] = EstimateBasis(above.because, above.note, inherited=True)
    return found


def _judged(scenario: Scenario, path: str, estimate: Estimate) -> bool:
    """Return whether an estimate is a statement that needs support: written or ranked, known, no end of a scale."""
    if estimate.central is None or not (scenario.written(path) or estimate.is_.shape == "ranked"):
        return False
    ends = isinstance(estimate, Score) and estimate.is_.shape == "point" and estimate.central in (0, 100)
    return not ends


def _nearest(records: dict[str, Any], path: str) -> Any:
    """Return the nearest record around an estimate that names claims or has a remark."""
    while path := path.rpartition(".")[0]:
        part = records.get(path)
        if part is not None and (claims_of(part) or note_of(part)):
            return part
    return None
