"""Doubts about the file itself: warnings that stand, and those that its author silenced, with the reasons."""

from __future__ import annotations

from ripeness.errors import Problem
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Cell, Heading, Paragraph, Section, Table, blocks, cells
from ripeness.valuation.advise import all_advice


def doubts(scenario: Scenario) -> Section:
    """Return the section on warnings that stop nothing."""
    advice = all_advice(scenario)
    standing = [_row(w, w.hint) for w in advice.warnings]
    silenced = [_row(entry.warning, entry.reason) for entry in advice.silenced]
    nothing = Paragraph("The checks of the file raise no doubt that its author has not answered.", "quiet")
    return Section(
        "doubts",
        "Doubts about the file",
        blocks(
            Paragraph("What the checks doubt, and what stops nothing: each is for the reader to weigh."),
            Table(("doubt", "what was found", "what would mend it", "line"), tuple(standing)) if standing else nothing,
            [
                Heading("Answered by its author"),
                Table(("doubt", "what was found", "reason given", "line"), tuple(silenced)),
            ]
            if silenced
            else None,
        ),
    )


def _row(warning: Problem, last: str) -> tuple[Cell, ...]:
    line = str(warning.place.line) if warning.place else ""
    return Cell(warning.code.replace("-", " "), "head"), *cells(warning.message, last), Cell(line, "number")
