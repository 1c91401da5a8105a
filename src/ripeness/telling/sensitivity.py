"""Which numbers drive a figure."""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.doubt import SensitivityResult
from ripeness.doubt.sensitivity import Driver
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Cell, Paragraph, Part, Table, Telling
from ripeness.words import doubt as say
from ripeness.words.figures import percent
from ripeness.words.measures import subject
from ripeness.words.notes import notes

_SHOWN, _ON_SCREEN = 10, 3

METHOD = (
    "On what it rests: numbers are moved inside the ranges that the file states. Shares of the variance are Sobol' "
    "indices with 90 % intervals; what turns a verdict is the smallest set of numbers that was found; each source and "
    "claim is left out in turn. It does not say whether the ranges are right; grades are shown and change nothing.",
)


def tell(scenario: Scenario, result: SensitivityResult) -> Telling:
    """Return which numbers drive a measure."""
    what = subject(scenario, result.measure)
    active = [d for d in result.drivers if d.index is not None and d.index.total > 0]
    by = result.provenance.options.get("by")
    first = active[0] if active else None
    if first is None or first.index is None:
        answer = f"Nothing drives {what}: it does not vary over the draws."
    else:
        name = first.name if by else say.number_words(scenario, first.name)
        answer = f"Most drives {what}: {name}, with a hand in {percent(first.index.total)} of its variance."
    shown = (drivers(scenario, active, by=by),) if active else (Paragraph("It does not vary over the draws."),)
    return Telling(
        id=f"sensitivity-{result.measure.replace('.', '-')}",
        title=f"What drives {what}",
        answer=answer,
        parts=(Part("", shown),),
        notes=notes(scenario, result.warnings),
        method=METHOD,
        made=result.provenance,
    )


def drivers(scenario: Scenario, found: Sequence[Driver], *, by: str | None) -> Table:
    """Return the numbers, or groups of them, that drive a figure, the strongest first."""
    rows = tuple(
        (
            Cell(d.name if by else say.number_words(scenario, d.name), "head"),
            Cell("" if by else str(d.line or ""), "number"),
            Cell(percent(max(0.0, d.index.first)), "number"),
            Cell(f"{percent(d.index.total)} ({percent(d.index.total_low)} to {percent(d.index.total_high)})", "number"),
        )
        for d in found[:_SHOWN]
        if d.index is not None
    )
    left = len(found) - _SHOWN
    more = f"; {left} more {'moves' if left == 1 else 'move'} it less" if left > 0 else ""
    caption = (
        "Shares of its variance: what would go if the number alone were known, and all that it has a hand in, with a "
        f"90 % interval{more}"
    )
    return Table((by or "number", "line", "alone", "in all"), rows, caption, most=_ON_SCREEN)
