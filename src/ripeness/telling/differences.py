"""Which differences of two scenarios matter for a measure."""

from __future__ import annotations

from ripeness.doubt import AgainstResult
from ripeness.doubt.measures import shown
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Cell, Paragraph, Part, Table, Telling, blocks
from ripeness.telling.sensitivity import METHOD
from ripeness.words.labels import label
from ripeness.words.measures import figure, subject
from ripeness.words.notes import notes


def tell(scenario: Scenario, result: AgainstResult) -> Telling:
    """Return which differences matter."""
    what = subject(scenario, result.measure)
    one, two = figure(result.a.mean), figure(result.b.mean)
    most = max(result.differences, key=lambda d: abs(d.share or 0.0), default=None)
    return Telling(
        id=f"differences-{result.measure.replace('.', '-')}",
        title=f"Which differences matter for {what}?",
        answer=f"{what[0].upper()}{what[1:]}: {one} on average over draws in the first file, {two} in the second.",
        why="Nothing that could matter differs." if most is None else f"Most of it: {_named(scenario, most.path)}.",
        parts=(Part("", blocks(_table(scenario, result), _central(result), _rest(result))),),
        notes=notes(scenario, result.warnings),
        method=METHOD,
        made=result.provenance,
    )


def _named(scenario: Scenario, path: str) -> str:
    return f"{label(scenario, path)} ({path})" if path in scenario.estimates else path


def _central(result: AgainstResult) -> Paragraph:
    return Paragraph(
        f"At the most likely values: {shown(result.a.central)} in the first, {shown(result.b.central)} in the second."
    )


def _table(scenario: Scenario, result: AgainstResult) -> Table | None:
    if not result.differences:
        return None
    rows = []
    for one in result.differences:
        means = ("no scenario" if f is None else figure(f.mean) for f in (one.alone, one.without))
        share = "" if one.share is None else figure(one.share)
        cells = (Cell(text, "number") for text in (*means, share))
        rows.append((Cell(_named(scenario, one.path), "head"), *cells))
    caption = (
        "Alone: the first with this difference only. All but it: the second without it. Share: its part of the change, "
        "where at most six differences matter"
    )
    return Table(("difference", "alone", "all but it", "share"), tuple(rows), caption)


def _rest(result: AgainstResult) -> list[Paragraph]:
    """Return what the differences do not explain, and how many change no number."""
    said = []
    if not result.explained:
        whole = result.together
        laid = "it is no scenario" if whole is None else f"it is {figure(whole.mean)}"
        said.append(
            f"These differences do not explain all: with all of them laid into the first {laid}. Something else in the "
            "files changes the figure."
        )
    if result.silent:
        one = "1 difference of words and evidence changes"
        several = f"{result.silent} differences of words and evidence change"
        said.append(f"{one if result.silent == 1 else several} no number.")
    return [Paragraph(text) for text in said]
