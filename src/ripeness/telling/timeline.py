"""What happens by when, beside what happened."""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.plot import timeline as plot
from ripeness.plot.figure import svg
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Block, Bullets, Cell, Heading, Paragraph, Picture, Section, Table, blocks
from ripeness.timeline import Figure, TimelineResult
from ripeness.words import timeline as say
from ripeness.words.figures import day


def deadlines(scenario: Scenario, result: TimelineResult) -> Section:
    """Return the section on what happens by when."""
    made = result.process
    seen = say.observed(result)
    return Section(
        "timeline",
        "What happens by when?",
        blocks(
            Paragraph(
                f"From {day(made.date(0))} to {day(made.timeline.until)}. Facts hold or do not; events change them, at "
                "a rate or on a day. The answers follow from those rates and chances, which are assumptions listed "
                "below; they are no forecast by themselves."
            ),
            _chances(scenario, result),
            Paragraph(say.apart(result)),
            [Paragraph(seen)] if seen else [],
            _ends(scenario, result),
            _times(scenario, result),
            _pictures(scenario, result),
            _baselines(scenario),
            Paragraph(say.method(result), "quiet"),
            [Paragraph(f"{warning.message}.", "note") for warning in result.warnings],
        ),
    )


def _cells(figure: Figure) -> tuple[Cell, Cell, Cell]:
    return (
        Cell(say.chance(figure), "number"),
        Cell(say.span(figure), "number"),
        Cell(say.fine(figure.central), "number"),
    )


def _chances(scenario: Scenario, result: TimelineResult) -> Sequence[Block]:
    said = say.rows(scenario, result)
    if not said:
        return []
    happened = any(outcome for _, _, outcome in said)
    rows = [
        (Cell(text, "head"), *_cells(figure), *((Cell(outcome or "", "quiet"),) if happened else ()))
        for text, figure, outcome in said
    ]
    header = ("question", "chance", "range", "most likely values", *(("happened",) if happened else ()))
    caption = "Chances; the range is the 5th to 95th percentile over draws"
    if happened:
        caption += ". What happened is from the forecasts of the file; no number was fitted to it"
    return [Table(header, tuple(rows), caption, wide=True)]


def _ends(scenario: Scenario, result: TimelineResult) -> Sequence[Block]:
    found: list[Block] = []
    for name in result.ends:
        rows = [(Cell(text, "head"), *_cells(figure)) for text, figure in say.ends(scenario, result, name)]
        found.append(Heading(say.named(scenario, name)))
        found.append(Table(("end", "chance", "range", "most likely values"), tuple(rows)))
        drawn = svg(plot.ends, result, name, size=(7.2, 3.2))
        spoken = "; ".join(f"{text}: {say.chance(figure)}" for text, figure in say.ends(scenario, result, name))
        caption = "How the chance that each end has come first grows; bands are the 5th to 95th percentile over draws."
        found.append(Picture(drawn, caption, f"Ends. {spoken}"))
    return found


def _times(scenario: Scenario, result: TimelineResult) -> Sequence[Block]:
    found: list[Block] = []
    for name, answer in result.answers.items():
        if answer.kind == "time":
            found += [Heading(say.named(scenario, name)), Paragraph(say.times(result, name))]
    return found


def _pictures(scenario: Scenario, result: TimelineResult) -> Sequence[Block]:
    events = {name: say.event(scenario, name) for name in result.process.timeline.events}
    last = {fact: curve.mean[-1] for fact, curve in result.facts.items()}
    found: list[Block] = [
        Heading("Facts over time"),
        Picture(
            svg(plot.facts, result, size=(7.2, 1.0 + 0.42 * len(result.facts))),
            "Chance of each fact at the start of each day, from 0 at the floor of its strip to 1 at the ceiling, with "
            "its value on the last day; bands are the 5th to 95th percentile over draws; thin lines mark dated events.",
            "Facts on the last day. " + "; ".join(f"{fact}: {say.fine(float(p))}" for fact, p in last.items()),
        ),
    ]
    if result.process.dated:
        drawn = svg(plot.calendar, result, names=events, size=(7.2, 0.8 + 0.28 * len(result.process.dated)))
        said = "; ".join(f"{on}: {text}" for on, text in say.calendar(scenario, result))
        caption = (
            "The calendar: what may happen on a day. Rings: a text is put to its signatories, if the question is put."
        )
        found.append(Picture(drawn, caption, f"Calendar. {said}"))
    if result.examples:
        drawn = svg(plot.histories, result, names=events, size=(7.2, 3.9))
        caption = (
            "A few histories drawn at the most likely values, to show what the process does; they are no forecast."
        )
        said = ". ".join(say.example(scenario, result, history) for history in result.examples[:3])
        found.append(Picture(drawn, caption, f"Histories. {said}"))
    return found


def _baselines(scenario: Scenario) -> Sequence[Block]:
    found: list[Block] = []
    for name, means, lines in say.baselines(scenario):
        rows = tuple((Cell(age, "head"), Cell(rates, "number")) for age, rates in lines)
        found += [
            Heading(f"Truces of the past: {name}"),
            Paragraph(f"Rates of {means}. Low, central and high figure; factors of the file multiply them."),
            Table(("age of the truce", "breakdowns per day: low / central / high"), rows),
        ]
    return [*found, Bullets(say.baseline_notes())] if found else []
