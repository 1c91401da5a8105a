"""Every number of a file, with its line and what it rests on; its forecasts; and remarks that stand nowhere else."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from ripeness.scenario import Estimate, Scenario
from ripeness.scenario.content import numbers, unknown
from ripeness.scenario.record import Path, note_of
from ripeness.telling.blocks import Bullets, Cell, Paragraph, Part, Table, Telling, cells, parts


def tell(scenario: Scenario, *, confidential: bool = False) -> Telling:
    """Return every number as it is written; ``confidential``: with what confidential sources say of it."""
    found = numbers(scenario, confidential=confidential)
    missing = unknown(scenario)
    groups = [(group, list(members)) for group, members in groupby(found, key=_group)]
    return Telling(
        id="numbers",
        title="Every number",
        answer=f"{len(found):,} numbers, {len(missing):,} of them unknown.",
        parts=parts(
            _forecasts(scenario),
            _notes(scenario),
            [Part(group, (_table(group, members),)) for group, members in groups],
            Part("Unknown", (Bullets(tuple(missing)) if missing else Paragraph("Every number is known."),)),
        ),
    )


def _group(number: dict[str, Any]) -> str:
    steps = number["path"].split(".")
    return ".".join(steps[: min(2, len(steps) - 1)])


def _table(group: str, members: list[dict[str, Any]]) -> Table:
    rows = tuple(
        (
            Cell(number["path"].removeprefix(f"{group}."), "head"),
            Cell(number["written"]),
            Cell(f"line {number['line']}" if number["line"] else "not written"),
            Cell(_reason(number)),
        )
        for number in members
    )
    return Table(("number", "as written", "where", "what it rests on"), rows)


def _reason(number: dict[str, Any]) -> str:
    claims = ", ".join(f"{c['claim']} {c['grade']}" for c in number["because"])
    without = f"without: {number['else']}" if number["else"] else ""
    said = "; ".join(filter(None, (claims, without, number["note"]))) or number["reason"]
    return f"{said} (said of {number['of']})" if number["of"] else said


def _forecasts(scenario: Scenario) -> Part:
    rows = []
    for name, forecast in scenario.forecasts.items():
        asks = f", as {forecast.asks.text} of the timeline" if forecast.asks else ""
        said = f"{forecast.probability.is_} by {forecast.made_by} on {forecast.asked}, for {forecast.by}{asks}"
        how = "; ".join(filter(None, (forecast.resolves, forecast.resolved_by, forecast.note)))
        rows.append((Cell(forecast.question, "head"), *cells(name, said, forecast.outcome, how)))
    header = ("forecast", "id", "how likely", "outcome", "how it is decided")
    return Part("Forecasts", (Table(header, tuple(rows)),) if rows else ())


def _notes(scenario: Scenario) -> Part:
    """Return the notes of records that are told nowhere else; those of numbers are their reasons."""
    rows = tuple(
        (Cell(".".join(map(str, path)), "head"), Cell(part.note))
        for path, part in scenario.parts
        if note_of(part) and not isinstance(part, Estimate) and not _told_in_place(path)
    )
    return Part("Notes", (Table(("of", "note"), rows),) if rows else ())


def _told_in_place(path: Path) -> bool:
    return path[0] in ("sources", "claims", "rules") or (
        len(path) == 2 and path[0] in ("actors", "issues", "ties", "forecasts")
    )
