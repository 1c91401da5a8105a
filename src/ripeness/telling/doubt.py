"""On what the verdicts rest: drivers, what would turn them, and which source carries them."""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.doubt import DoubtResult
from ripeness.doubt.leaving import KINDS, Left
from ripeness.plot import doubt as plot
from ripeness.plot.figure import svg
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Block, Bullets, Cell, Heading, Paragraph, Picture, Section, Table, blocks, cells
from ripeness.words import doubt as say

_SHOWN, _SOURCES, _CLAIMS = 8, 12, 6


def resting(scenario: Scenario, results: Sequence[DoubtResult], *, confidential: bool) -> Section:
    """Return the section on what the signatures rest on that are most in doubt."""
    found: list[Block] = [
        Paragraph(
            "For each draft explained above, the signature that is least likely. What follows says what moves the "
            "figure inside the ranges that the file states, not whether these are right; grades of sources are shown "
            "and change nothing. Other figures can be doubted in the same way with the command doubt."
        )
    ]
    for result in results:
        found += _one(scenario, result, confidential=confidential)
    return Section("resting", "What this rests on", tuple(found))


def _one(scenario: Scenario, result: DoubtResult, *, confidential: bool) -> Sequence[Block]:
    what = say.subject(scenario, result.measure)
    return blocks(
        Heading(f"{what[0].upper()}{what[1:]}"),
        Paragraph(" ".join([say.central(scenario, result), *say.spreading(result)])),
        _drivers(scenario, result),
        _turned(scenario, result),
        _sources(scenario, result, confidential=confidential),
        _next(scenario, result),
        [Paragraph(f"{warning.message}.", "note") for warning in result.warnings],
    )


def _drivers(scenario: Scenario, result: DoubtResult) -> Sequence[Block]:
    shown = result.active[:_SHOWN]
    if not shown:
        return [Paragraph("It does not vary over the draws.")]
    names = {path: say.number_words(scenario, path) for path in result.read}
    rows = tuple(
        (
            Cell(names[d.name], "head"),
            Cell(str(d.line or ""), "number"),
            Cell(say.share(max(0.0, d.index.first)), "number"),
            Cell(f"{say.share(d.index.total)} ({say.share(d.index.total_low)} to {say.share(d.index.total_high)})"),
        )
        for d in shown
        if d.index is not None
    )
    left = len(result.active) - len(shown)
    caption = "Shares of the variance of the figure: what would go if the number alone were known, and all that it has "
    caption += f"a hand in, with a 90 % interval{f'; {left} more numbers move it less' if left > 0 else ''}"
    found: list[Block] = [Table(("number", "line", "alone", "in all"), rows, caption)]
    size = (7.2, 1.0 + 0.3 * min(10, len(result.active)))
    drawn = svg(plot.drivers, result, size=size)
    spoken = "; ".join(f"{names[d.name]}: {say.share(d.index.total)}" for d in shown if d.index)
    found.append(Picture(drawn, "What drives the figure.", f"Shares of the variance. {spoken}"))
    if any(bar.width > 0 for bar in result.bars or ()):
        drawn = svg(plot.tornado, result, size=size)
        caption = "One number at a time, the others at their most likely values."
        said = "; ".join(
            f"{names[bar.number.path]}: {' to '.join(say.value(result, x) for x in bar.at_ends)}"
            for bar in (result.bars or ())[:_SHOWN]
            if bar.width > 0
        )
        found.append(Picture(drawn, caption, f"Tornado. {said}"))
    return found


def _turned(scenario: Scenario, result: DoubtResult) -> Sequence[Block]:
    said = [Paragraph(text) for text in say.flipping(result)]
    moves = tuple(say.moved(scenario, one) for one in result.flip.moves) if result.flip else ()
    turns = [bar for bar in result.bars or () if bar.turning]
    alone = [f"To turn it alone, {say.turning(scenario, bar)}." for bar in turns[:_CLAIMS]]
    none = "None of the numbers turns it alone, not even outside its range as far as it may go."
    found: list[Block] = [*said, *([Bullets(moves)] if moves else [])]
    if moves:
        drawn = svg(plot.flip_set, result, size=(7.2, 1.0 + 0.34 * len(moves)))
        found.append(Picture(drawn, "What would turn the verdict: each number on its own range.", "; ".join(moves)))
    if result.limit is not None and result.bars is not None:
        found.append(Bullets(tuple(alone)) if alone else Paragraph(none))
    return found


def _sources(scenario: Scenario, result: DoubtResult, *, confidential: bool) -> Sequence[Block]:
    if result.evidence is None:
        return [Paragraph("The file names no claims, so that no number rests on a source.")]
    carrying = {
        kind: [one for one in result.evidence.of_kind(kind) if result.measure in one.moved or one.changes]
        for kind in KINDS
    }
    found: list[Block] = []
    base = say.value(result, result.evidence.base[result.measure].mean, mean=True)
    idle = len(result.sources()) - len(carrying["source"])
    found.append(Paragraph(say.leading(scenario, result)))
    if carrying["source"]:
        caption = (
            f"Without one source (mean over {result.evidence.provenance.draws:,} draws; as the file stands {base})"
        )
        rows = tuple(_row(scenario, result, one, confidential=confidential) for one in carrying["source"][:_SOURCES])
        header = ("source", "grade", "what it is", "numbers that rest on it alone", "figure", "verdicts that change")
        found.append(Table(header, rows, f"{caption}; {idle} sources carry nothing of it alone", wide=True))
        count = min(10, len(carrying["source"])) + 1
        drawn = svg(plot.sources, result, size=(7.2, 1.0 + 0.3 * count))
        said = "; ".join(f"without {o.variant.id}: {say.without(result, o)}" for o in carrying["source"][:_SOURCES])
        found.append(Picture(drawn, "The figure without each source.", said))
    others = [*carrying["claim"][:_CLAIMS], *carrying["reading"][:_CLAIMS]]
    if others:
        rows = tuple(_row(scenario, result, one, confidential=confidential) for one in others)
        header = ("claim", "grades", "what it says, or the other reading", "numbers", "figure", "verdicts that change")
        found.append(Table(header, rows, "Without one claim, and with a claim read in another way", wide=True))
    return found


def _row(scenario: Scenario, result: DoubtResult, one: Left, *, confidential: bool) -> tuple[Cell, ...]:
    evidence = result.evidence
    told = [say.change(scenario, evidence, path, one) for path in one.changes] if evidence else []
    changes = "; ".join(told) or "none"
    what = say.says(scenario, one, confidential=confidential)
    kind = one.variant.kind
    head = one.variant.id if kind != "reading" else f"{one.variant.id.partition('.')[0]}, read in another way"
    link = f"source-{one.variant.id}" if kind == "source" else f"claim-{one.variant.id.partition('.')[0]}"
    count = str(len(one.variant.affected))
    return Cell(head, "head", link=link), *cells(one.variant.grade, what, count, say.without(result, one), changes)


def _next(scenario: Scenario, result: DoubtResult) -> Sequence[Block]:
    best = [x for x in result.learning or () if x.variance > 2 * x.variance_error][:1]
    if not best:
        return [Paragraph("The next best question: no single answer would narrow the figure by more than chance.")]
    one = best[0]
    text = (
        f"The next best question: {say.number_words(scenario, one.path)}. If it were known, the variance of the figure "
        f"would be expected to fall by {say.share(one.variance)} (standard error {say.share(one.variance_error)})."
    )
    return [Paragraph(text)]
