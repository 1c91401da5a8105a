"""What-ifs: the main figures before and after a change, side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np

from ripeness.catalogue import ANALYSES
from ripeness.result import Result
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Cell, Paragraph, Part, Table, Telling, blocks
from ripeness.words.changes import said
from ripeness.words.measures import subject, worded
from ripeness.words.names import begun

MOST = 24  # rows on a screen
TITLE = "Before and after"


def figures(result: Result) -> dict[str, float]:
    """Return the main figures of a result, each as its mean over the draws in which it is known."""
    wanted = next((a.headlines for a in ANALYSES if a.name == result.provenance.analysis), ".*")
    return means({name: column for name, column in result.measures().items() if re.fullmatch(wanted, name)})


def means(measures: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Return the mean of each measure over the draws in which it is known; NaN where it is in none."""
    known = {name: column[~np.isnan(column)] for name, column in measures.items()}
    return {name: float(np.mean(column)) if len(column) else float("nan") for name, column in known.items()}


def tell(scenario: Scenario, before: Mapping[str, float], after: Mapping[str, float]) -> Telling:
    """Return as a part of a report what a change does, at the most likely values."""
    part = beside(scenario, before, after, mean=False)
    first, *_ = part.blocks
    count = len(first.rows) if isinstance(first, Table) else 0
    answer = f"{count} of the {len({*before, *after})} main figures are others than without the change."
    return Telling(
        id="before-and-after",
        title=TITLE,
        answer=answer if count else "The change moves none of the main figures.",
        why=f"What was changed: {'; '.join(said(scenario, change) for change in scenario.changes)}.",
        parts=(Part("", part.blocks),) if count else (),
    )


def beside(
    scenario: Scenario, before: Mapping[str, float], after: Mapping[str, float], *, mean: bool, ids: bool = False
) -> Part:
    """Return figures before and after a change that differ; the others are counted.

    Parameters
    ----------
    scenario : Scenario
        As changed: what the measures are of.
    before, after : mapping of measure to float
        Over the same draws; NaN is unknown.
    mean : bool
        Whether they are means over draws, or the figures at the most likely values.
    ids : bool
        Whether measures go by what a command is to be given, not by what they are called.
    """
    names = list(dict.fromkeys([*after, *before]))
    rows = [(name, *(worded(name, figures.get(name), mean=mean) for figures in (before, after))) for name in names]
    moved = [row for row in rows if row[1] != row[2]]
    if not moved:
        return Part(TITLE, (Paragraph(f"None of the {len(rows):,} main figures changes, to the digits written here."),))
    told = tuple((Cell(n if ids else _called(scenario, n), "head"), *_numbers(of)) for n, *of in moved)
    header = ("mean over draws" if mean else "at the most likely values", "before", "after")
    same = len(rows) - len(moved)
    rest = Paragraph(f"{same:,} of {len(rows):,} main figures stay as they are, to the digits written here.")
    return Part(TITLE, blocks(Table(header, told, most=MOST), rest if same else None))


def _called(scenario: Scenario, measure: str) -> str:
    called = subject(scenario, measure)
    return measure if called == measure else begun(called)


def _numbers(texts: Iterable[str]) -> tuple[Cell, ...]:
    return tuple(Cell(text, "number") for text in texts)
