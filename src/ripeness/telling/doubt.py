"""On what a figure rests: drivers, what would turn it, and which source carries it."""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.doubt import DoubtResult
from ripeness.doubt.removals import KINDS
from ripeness.doubt.without import Left
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Block, Bullets, Cell, Paragraph, Part, Picture, Table, Telling, blocks, cells, parts
from ripeness.telling.sensitivity import METHOD, drivers
from ripeness.words import doubt as say
from ripeness.words.figures import percent
from ripeness.words.measures import figure, subject
from ripeness.words.notes import notes

_SOURCES, _CLAIMS, _BARS, _TURNS, _ASKED = 12, 6, 8, 6, 3
_ON_SCREEN = 5


def tell(scenario: Scenario, result: DoubtResult, *, confidential: bool = False) -> Telling:
    """Return on what a figure rests; ``confidential``: with what confidential sources say."""
    what = subject(scenario, result.measure)
    return Telling(
        id=f"doubt-{result.measure.replace('.', '-')}",
        title=f"On what it rests: {what}",
        answer=say.central(scenario, result),
        why=" ".join(say.flipping(result)),
        sure=_read(scenario, result),
        parts=parts(
            Part("How far it spreads", tuple(Paragraph(text) for text in say.spreading(result))),
            _drivers(scenario, result),
            _turned(scenario, result),
            _bars(scenario, result),
            _sources(scenario, result, confidential=confidential),
            _next(scenario, result),
        ),
        notes=notes(scenario, result.warnings),
        method=METHOD,
        made=result.provenance,
    )


def _read(scenario: Scenario, result: DoubtResult) -> str:
    """Return how many uncertain numbers the figure reads, and how many of them rest on judgement alone."""
    from ripeness.scenario.supports import supports

    known = supports(scenario)
    judged = sum(1 for path in result.read if path in known and not known[path].because)
    count = len(result.read)
    numbers = "1 uncertain number" if count == 1 else f"{count:,} uncertain numbers"
    return (
        f"It reads {numbers} of the file; {judged:,} of them {'rests' if judged == 1 else 'rest'} on judgement alone."
    )


def _drivers(scenario: Scenario, result: DoubtResult) -> Part | None:
    if not result.drivers:
        return None
    title = "What drives it"
    if not result.active:
        return Part(title, (Paragraph("It does not vary over the draws."),))
    by = result.provenance.options["by"]
    spoken = "What drives the figure; the table above holds the shares."
    size = (7.2, 1.0 + 0.3 * min(10, len(result.active)))
    table = drivers(scenario, result.active, by=by)
    return Part(title, (table, Picture("drivers", (result,), size, "What drives the figure.", spoken)))


def _turned(scenario: Scenario, result: DoubtResult) -> Part | None:
    moves = tuple(say.moved(scenario, one) for one in result.flip.moves) if result.flip else ()
    if not moves:
        return None
    caption = "What would turn the verdict: each number on its own range."
    spoken = "What would turn the verdict; the list above names each number with its values."
    picture = Picture("flip_set", (result,), (7.2, 1.0 + 0.34 * len(moves)), caption, spoken)
    return Part("What would turn the verdict", (Bullets(moves), picture))


def _bars(scenario: Scenario, result: DoubtResult) -> Part | None:
    """Return what each number does alone, and which turn the verdict alone."""
    if result.bars is None:
        return None
    rows = []
    for bar in [b for b in result.bars if b.width > 0][:_BARS]:
        ends = [figure(e) for e in bar.ends] if bar.number.kind != "held" else ["held", "bluff"]
        at = " to ".join(say.value(result, x) for x in bar.at_ends)
        line = Cell(str(bar.number.line or ""), "number")
        figures = (Cell(text, "number") for text in (*ends, at))
        rows.append((Cell(say.number_words(scenario, bar.number.path), "head"), line, *figures))
    turns = sorted((b for b in result.bars if b.turning), key=lambda b: b.turning.move if b.turning else 0)
    alone = tuple(f"To turn the verdict alone, {say.turning(scenario, bar)}." for bar in turns[:_TURNS])
    found: list[Block] = []
    if rows:
        caption = "One number at a time, the others at their most likely values."
        spoken = "What each number does alone; the table above holds the figures."
        size = (7.2, 1.0 + 0.3 * min(10, len(result.active) or 1))
        found.append(Table(("number", "line", "from", "to", "figure"), tuple(rows), caption.rstrip(".")))
        found.append(Picture("tornado", (result,), size, caption, spoken))
    else:
        found.append(Paragraph("No number alone moves it."))
    if alone:
        found.append(Bullets(alone))
    elif result.limit is not None:
        found.append(Paragraph("None alone turns the verdict, not even outside its range as far as it may go."))
    return Part("One number at a time", tuple(found), long=True)


def _sources(scenario: Scenario, result: DoubtResult, *, confidential: bool) -> list[Part]:
    title = "Which source carries it"
    if result.evidence is None:
        return [Part(title, (Paragraph("The file names no claims, so that no number rests on a source."),))]
    carrying = {
        kind: [one for one in result.evidence.of_kind(kind) if result.measure in one.moved or one.changes]
        for kind in KINDS
    }
    base = say.value(result, result.evidence.base[result.measure].mean, mean=True)
    idle = len(result.sources()) - len(carrying["source"])
    found: list[Block] = []
    if carrying["source"]:
        rows = tuple(_row(scenario, result, one, confidential=confidential) for one in carrying["source"][:_SOURCES])
        header = ("without source", "grade", "what it is", "numbers", "figure", "verdicts that change")
        draws = f"{result.evidence.provenance.draws:,} draws"
        left = len(carrying["source"]) - _SOURCES
        more = f"; {left} more move it less" if left > 0 else ""
        caption = f"Mean over {draws}; as the file stands {base}; {idle} sources carry nothing of it alone{more}"
        found.append(Table(header, rows, caption, wide=True))
        size = (7.2, 1.0 + 0.3 * (min(10, len(carrying["source"])) + 1))
        spoken = "The figure without each source; the table above holds the figures."
        found.append(Picture("sources", (result,), size, "The figure without each source.", spoken))
    others = [*carrying["claim"][:_CLAIMS], *carrying["reading"][:_CLAIMS]]
    if others:
        rows = tuple(_row(scenario, result, one, confidential=confidential) for one in others)
        header = ("claim", "grades", "what it says, or the other reading", "numbers", "figure", "verdicts that change")
        found.append(Table(header, rows, "Without one claim, and with a claim read in another way", wide=True))
    return [
        Part(title, (Paragraph(say.leading(scenario, result)),)),
        Part("Without one source or claim", tuple(found), long=True),
    ]


def _row(scenario: Scenario, result: DoubtResult, one: Left, *, confidential: bool) -> tuple[Cell, ...]:
    evidence = result.evidence
    told = [say.change(scenario, evidence, path, one) for path in one.changes] if evidence else []
    what = say.says(scenario, one, confidential=confidential)
    kind = one.variant.kind
    head = one.variant.id if kind != "reading" else f"{one.variant.id.partition('.')[0]}, read in another way"
    link = f"source-{one.variant.id}" if kind == "source" else f"claim-{one.variant.id.partition('.')[0]}"
    count = str(len(one.variant.affected))
    figures = cells(one.variant.grade, what, count, say.without(result, one), "; ".join(told) or "none")
    return Cell(head, "head", link=link), *figures


def _next(scenario: Scenario, result: DoubtResult) -> Part | None:
    if not result.learning:
        return None
    best = [x for x in result.learning if x.variance > 2 * x.variance_error][:_ASKED]
    said = []
    for one in best:
        wrong = ""
        if one.wrong is not None and one.wrong_error is not None and one.wrong > 2 * one.wrong_error:
            wrong = f", and the chance of a wrong verdict by {percent(one.wrong)}"
        error = f"standard error {percent(one.variance_error)}"
        words = say.number_words(scenario, one.path)
        said.append(f"{words}: knowing it would lower the variance by {percent(one.variance)} ({error}){wrong}.")
    nothing = Paragraph("No single answer would narrow the figure by more than chance.")
    content: Sequence[Block] = blocks(Bullets(tuple(said), most=1) if said else nothing)
    return Part("The next best question", tuple(content))
