"""What happens by when, beside what happened."""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.scenario import Scenario
from ripeness.telling.blocks import Block, Bullets, Cell, Paragraph, Part, Picture, Table, Telling, blocks, parts
from ripeness.timeline import Change, Figure, TimelineResult
from ripeness.words import timeline as say
from ripeness.words.basis import basis
from ripeness.words.figures import day
from ripeness.words.notes import notes

_MOVERS = 10
_ON_SCREEN = 12  # questions

METHOD = (
    "What happens by when: events change facts at rates or on days; the chance of every reachable state is followed "
    "through time (uniformisation, Jensen 1953), ages that begin at random in cells that grow old, signatories keeping "
    "the disposition with which they answered.",
)

Moved = tuple[str, Sequence[tuple[Change, float, float]]]


def tell(scenario: Scenario, result: TimelineResult, *, movers: Moved | None = None) -> Telling:
    """Return what happens by when; ``movers``: a question, and what single changes do to it."""
    changed = result.changed.warnings if result.changed else ()
    return Telling(
        id="timeline",
        title="What happens by when?",
        answer=say.in_brief(scenario, result),
        why=say.brief_ends(scenario, result),
        sure=basis(scenario, "timeline"),
        parts=parts(
            _changes(scenario, result),
            _movers(scenario, *movers) if movers else None,
            _chances(scenario, result),
            _ends(scenario, result),
            _times(scenario, result),
            _about(scenario, result),
            _pictures(scenario, result),
            _baselines(scenario),
        ),
        notes=notes(scenario, (*result.warnings, *changed)),
        method=METHOD,
        made=result.provenance,
    )


def _cells(figure: Figure) -> tuple[Cell, Cell, Cell]:
    return (
        Cell(say.chance(figure), "number"),
        Cell(say.span(figure), "number"),
        Cell(say.share(figure.central), "number"),
    )


def _chances(scenario: Scenario, result: TimelineResult) -> Part | None:
    said = say.rows(scenario, result)
    if not said:
        return None
    happened = any(outcome for _, _, outcome in said)
    rows = tuple(
        (Cell(text, "head"), *_cells(figure), *((Cell(outcome or "", "quiet"),) if happened else ()))
        for text, figure, outcome in said
    )
    header = ("question", "chance", "range", "most likely values", *(("happened",) if happened else ()))
    caption = f"Chances over {result.provenance.draws:,} draws; the range is the 5th to 95th percentile"
    return Part("", (Table(header, rows, caption, most=_ON_SCREEN, spare=(3,)),))


def _about(scenario: Scenario, result: TimelineResult) -> list[Part]:
    made, seen = result.process, say.observed(result)
    happened = "What happened is from the forecasts of the file; no number was fitted to it."
    lead = (
        f"From {day(made.date(0))} to {day(made.timeline.until)}. Facts hold or do not; events change them, at a rate "
        "or on a day. The answers follow from those rates and chances, which are assumptions; they are no forecast by "
        "themselves."
    )
    told = any(outcome for _, _, outcome in say.rows(scenario, result))
    said = [lead, *([happened] if told else []), *([seen] if seen else []), say.method(result)]
    return [
        Part("How to read it", (Paragraph(say.apart(result)),)),
        Part("How it was answered", tuple(Paragraph(text) for text in said), long=True),
    ]


def _ends(scenario: Scenario, result: TimelineResult) -> list[Part]:
    found = []
    for name in result.ends:
        rows = tuple((Cell(text, "head"), *_cells(figure)) for text, figure in say.ends(scenario, result, name))
        caption = "How the chance that each end has come first grows; bands are the 5th to 95th percentile over draws."
        spoken = "How the chance of each end grows; the table above holds the figures on the last day."
        content = (
            Table(("end", "chance", "range", "most likely values"), rows, spare=(3,)),
            Picture("ends", (result, name), (7.2, 3.2), caption, spoken),
        )
        found.append(Part(say.named(scenario, name), content))
    return found


def _times(scenario: Scenario, result: TimelineResult) -> list[Part]:
    return [
        Part(say.named(scenario, name), (Paragraph(say.times(result, name)),))
        for name, answer in result.answers.items()
        if answer.kind == "time"
    ]


def _changes(scenario: Scenario, result: TimelineResult) -> Part | None:
    if result.changed is None:
        return None
    rows: list[tuple[Cell, ...]] = []
    for text, compared in say.differences(scenario, result):
        if compared is None:
            rows.append(
                (Cell(text, "head"), Cell("unknown", "unknown"), Cell("unknown", "unknown"), Cell(""), Cell(""))
            )
            continue
        spread = f"{say.gap(compared.low)} to {say.gap(compared.high)}"
        figures = (say.share(compared.base), say.share(compared.changed), say.gap(compared.difference), spread)
        rows.append((Cell(text, "head"), *(Cell(figure, "number") for figure in figures)))
    table = Table(
        ("question", "without", "with", "points", "range of it"),
        tuple(rows),
        "The same draws fall on both; points are percentage points",
    )
    return Part("What if", (Bullets(tuple(say.change(scenario, one) for one in result.changes)), table))


def _movers(scenario: Scenario, asked: str, moved: Sequence[tuple[Change, float, float]]) -> Part:
    question, _, end = asked.partition(":")
    title = "Which single change moves it most?"
    lead = Paragraph(say.named(scenario, question) + (f": {end}" if end else ""))
    if not moved:
        return Part(title, (lead, Paragraph("Unknown at the most likely values.")))
    rows = tuple(
        (
            Cell(say.change(scenario, one), "head"),
            Cell(say.share(after), "number"),
            Cell(say.gap(after - before), "number"),
        )
        for one, before, after in moved[:_MOVERS]
    )
    caption = f"At the most likely values {say.share(moved[0][1])}; with the change"
    return Part(title, (lead, Table(("change", "chance", "points"), rows, caption)))


def _pictures(scenario: Scenario, result: TimelineResult) -> Part:
    events = {name: say.event(scenario, name) for name in result.process.timeline.events}
    rows = tuple(
        (Cell(fact.replace("-", " "), "head"), Cell(say.share(float(curve.mean[-1])), "number"))
        for fact, curve in result.facts.items()
    )
    found: list[Block] = [
        Picture(
            "facts",
            (result,),
            (7.2, 1.0 + 0.42 * len(result.facts)),
            "Chance of each fact at the start of each day, from 0 at the floor of its strip to 1 at the ceiling, with "
            "its value on the last day; bands are the 5th to 95th percentile over draws; thin lines mark dated events.",
            "The chance of each fact over time; the table below holds those on the last day.",
            data=Table(("fact", "chance on the last day"), rows, "Facts on the last day"),
        ),
    ]
    if result.process.dated:
        dated = tuple((Cell(on, "head"), Cell(text)) for on, text in say.calendar(scenario, result))
        found.append(
            Picture(
                "calendar",
                (result,),
                (7.2, 0.8 + 0.28 * len(result.process.dated)),
                "The calendar: what may happen on a day. Rings: a text is put to its signatories, if the question is "
                "put.",
                "The dated events in order; the table below holds them.",
                {"names": events},
                Table(("day", "what may happen"), dated, "The calendar"),
            )
        )
    if result.examples:
        drawn = tuple((Cell(say.example(scenario, result, history), "head"),) for history in result.examples[:3])
        found.append(
            Picture(
                "histories",
                (result,),
                (7.2, 3.9),
                "A few histories drawn at the most likely values, to show what the process does; they are no forecast.",
                "Some histories, event by event; the table below holds the first three.",
                {"names": events},
                Table(("history",), drawn, "The first three histories"),
            )
        )
    return Part("Facts over time", tuple(found), long=True)


def _baselines(scenario: Scenario) -> list[Part]:
    found = []
    for name, means, lines in say.baselines(scenario):
        rows = tuple((Cell(age, "head"), Cell(rates, "number")) for age, rates in lines)
        lead = Paragraph(f"Rates of {means}. Low, central and high figure; factors of the file multiply them.")
        table = Table(("age of the truce", "breakdowns per day: low / central / high"), rows)
        notes = Bullets(say.baseline_notes())
        found.append(Part(f"Truces of the past: {name.replace('-', ' ')}", blocks(lead, table, notes), long=True))
    return found
