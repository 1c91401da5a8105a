"""In brief: which draft each signatory would sign."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ripeness.bargaining.sign import SignResult
from ripeness.errors import AnalysisError
from ripeness.plot import chances
from ripeness.plot.figure import svg
from ripeness.report.missing import explained
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Cell, Paragraph, Picture, Section, Table, blocks, cells
from ripeness.words.figures import OPEN_MEANS, by_all, differs, percent, points, verdict

Outcome = SignResult | AnalysisError


def overview(scenario: Scenario, results: Mapping[str, Outcome], full: Sequence[str]) -> Section:
    """Return the section that answers the main question at one glance; drafts that are explained below are links."""
    answered = [r for r in results.values() if isinstance(r, SignResult)]
    summary = Paragraph(scenario.summary.strip()) if scenario.summary else None
    lead = Paragraph(
        "A signatory signs when what a draft gives it, the risk of broken promises included, is worth at least as much "
        "as its best way of refusing. The verdicts below are those of the most likely numbers; the chances are over "
        "all draws of the uncertain ones. Points are of each actor's own utility and cannot be compared between actors."
    )
    said = [(_IN_DOUBT, any(r.versions for r in answered)), (OPEN_MEANS, any(_open(r) for r in answered))]
    beside = [Paragraph(text, "quiet") for text, needed in said if needed]
    table = _table(scenario, results, full)
    below = (beside, explained(scenario, full), _picture(answered))
    return Section("brief", "In brief", blocks(summary, lead, table, *below))


_IN_DOUBT = (
    "Where a text is in doubt, verdicts, surpluses and chances are of the text as printed; the line below them counts "
    "every text that it may be, and so does the picture."
)


def _open(result: SignResult) -> bool:
    pairs = [(s.signs, result.as_printed(s.actor)) for s in result.text.signatories]
    pairs.append((result.signs, result.as_printed()))
    return any(differs(chance["probability"], signs=signs) for signs, chance in pairs)


def _table(scenario: Scenario, results: Mapping[str, Outcome], full: Collection[str]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for draft, result in results.items():
        title = Cell(scenario.name("drafts", draft), "head", link=f"draft-{draft}" if draft in full else "")
        if isinstance(result, AnalysisError):
            rows.append(
                (
                    title,
                    Cell("\N{EM DASH}"),
                    Cell("cannot be judged", "unknown"),
                    *cells("", result.problems[0].message, ""),
                )
            )
            continue
        for index, s in enumerate(result.text.signatories):
            word, _ = verdict(result.as_printed(s.actor)["probability"], signs=s.signs)
            kind = "unknown" if s.signs is None else "text"
            rows.append(
                (
                    title if index == 0 else Cell("", "head"),
                    Cell(scenario.name("actors", s.actor)),
                    Cell(word, kind),  # type: ignore[arg-type]
                    Cell(points(s.figures["surplus"], signed=True), "number"),
                    *_chance_cells(result.as_printed(s.actor)),
                )
            )
        rows += _together(result)
    header = ("draft", "signatory", "verdict", "surplus, points", "chance", "5th to 95th percentile")
    return Table(header, tuple(rows), "Who would sign which draft")


def _together(result: SignResult) -> list[tuple[Cell, ...]]:
    """Return the row of all signatories; where the text is in doubt one for the text as printed, one for any."""
    printed = result.as_printed()
    word = by_all(printed["probability"], signs=result.signs)
    said = f"{word} by all" if word in ("signed", "not signed") else word
    who = "all of them, as printed" if result.versions else "all of them"
    found: list[tuple[Cell, ...]] = [(Cell("", "head"), Cell(who), Cell(said), Cell(""), *_chance_cells(printed))]
    if result.versions:
        mixed = _chance_cells(result.probability())
        found.append((Cell("", "head"), Cell("all of them, whichever text it is"), Cell(""), Cell(""), *mixed))
    return found


def _chance_cells(chance: Mapping[str, float | None]) -> tuple[Cell, Cell]:
    span = f"{percent(chance['low'])} to {percent(chance['high'])}"
    return Cell(percent(chance["probability"]), "number"), Cell(span, "number")


def _picture(results: Sequence[SignResult]) -> Picture | None:
    if not results:
        return None
    rows = sum(len(r.text.signatories) + 1 for r in results)
    spoken = "; ".join(f"{r.draft}: all sign with {percent(r.probability()['probability'])}" for r in results)
    caption = "Chance of a signature: mean over draws (dot, square for all) and 5th to 95th percentile (line)."
    return Picture(svg(chances, list(results), size=(7.2, 0.6 + 0.24 * rows)), caption, spoken)
