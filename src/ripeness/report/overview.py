"""In brief: every question with its answer, and which draft each signatory would sign."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ripeness.bargaining import SignResult
from ripeness.errors import AnalysisError
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Cell, Paragraph, Part, Picture, Table, Telling, blocks, cells, parts
from ripeness.words.figures import OPEN_MEANS, by_all, differs, percent, points, span, verdict

Outcome = SignResult | AnalysisError

_IN_DOUBT = (
    "Where a text is in doubt, verdicts, surpluses and chances are of the text as printed; the line below them counts "
    "every text that it may be, and so does the picture."
)


def overview(
    scenario: Scenario, judged: Mapping[str, Outcome], full: Sequence[str], tellings: Sequence[Telling]
) -> Telling:
    """Return the section that answers all questions at one glance; what is explained below is a link."""
    answered = [r for r in judged.values() if isinstance(r, SignResult)]
    summary = Paragraph(scenario.summary.strip()) if scenario.summary else None
    said = [(_IN_DOUBT, any(r.versions for r in answered)), (OPEN_MEANS, any(_open(r) for r in answered))]
    beside = [Paragraph(text, "quiet") for text, needed in said if needed]
    drafts = (_table(scenario, judged, full), beside, _explained(scenario, full), _picture(scenario, answered))
    return Telling(
        id="brief",
        title="In brief",
        answer="",
        parts=parts(
            Part("", blocks(summary, _answers(tellings))),
            Part("Who would sign which draft", blocks(_LEAD, *drafts)) if judged else None,
        ),
    )


_LEAD = Paragraph(
    "A signatory signs when what a draft gives it, the risk of broken promises included, is worth at least as much "
    "as its best way of refusing. The verdicts below are those of the most likely numbers; the chances are over "
    "all draws of the uncertain ones. Points are of each actor's own utility and cannot be compared between actors.",
    "quiet",
)


def _answers(tellings: Sequence[Telling]) -> Table | None:
    rows = tuple((Cell(t.title, "head", link=t.id), Cell(t.answer)) for t in tellings if t.answer)
    return Table(("question", "answer"), rows, "What this file answers") if rows else None


def _explained(scenario: Scenario, full: Sequence[str]) -> Paragraph | None:
    """Return which drafts are explained in full, and how to ask for the others; None where all are."""
    others = [draft for draft in scenario.drafts if draft not in full]
    if not others or not full:
        return None
    told = ", ".join(scenario.name("drafts", draft) for draft in full)
    return Paragraph(
        f"Explained in full below: {told}. Of the other {len(others)} the table holds the verdicts; to have them "
        f"explained, name them: `ripeness report FILE --draft {others[0]} -o report.html` (their ids: "
        f"{', '.join(others)}).",
        "quiet",
    )


def _open(result: SignResult) -> bool:
    pairs = [(s.signs, result.as_printed(s.actor)) for s in result.text.signatories]
    pairs.append((result.signs, result.as_printed()))
    return any(differs(chance["probability"], signs=signs) for signs, chance in pairs)


def _table(scenario: Scenario, judged: Mapping[str, Outcome], full: Collection[str]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for draft, result in judged.items():
        title = Cell(scenario.name("drafts", draft), "head", link=f"draft-{draft}" if draft in full else "")
        if isinstance(result, AnalysisError):
            why = result.problems[0].message
            rows.append((title, Cell("\N{EM DASH}"), Cell("cannot be judged", "unknown"), *cells("", why, "")))
            continue
        for index, s in enumerate(result.text.signatories):
            word, _ = verdict(result.as_printed(s.actor)["probability"], signs=s.signs)
            rows.append(
                (
                    title if index == 0 else Cell("", "head"),
                    Cell(scenario.name("actors", s.actor)),
                    Cell(word, "unknown" if s.signs is None else "text"),
                    Cell(points(s.figures["surplus"], signed=True), "number"),
                    *_chance_cells(result.as_printed(s.actor)),
                )
            )
        rows += _together(result)
    header = ("draft", "signatory", "verdict", "surplus, points", "chance", "5th to 95th percentile")
    return Table(header, tuple(rows), "Verdicts and chances")


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
    return Cell(percent(chance["probability"]), "number"), Cell(span(chance["low"], chance["high"]), "number")


def _picture(scenario: Scenario, results: Sequence[SignResult]) -> Picture | None:
    if not results:
        return None
    rows = sum(len(r.text.signatories) + 1 for r in results)
    best = max(results, key=lambda r: r.probability()["probability"] or 0.0)
    spoken = (
        f"Chances of a signature, draft by draft, as in the table above. The likeliest to be signed by all is "
        f"{scenario.name('drafts', best.draft)} with {percent(best.probability()['probability'])}."
    )
    caption = "Chance of a signature: mean over draws (dot, square for all) and 5th to 95th percentile (line)."
    return Picture("chances", (list(results),), (7.2, 0.6 + 0.24 * rows), caption, spoken)
