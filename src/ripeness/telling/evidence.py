"""What the numbers rest on: each estimate, its claims, their sources and grades; and what rests on judgement."""

from __future__ import annotations

from ripeness.scenario import Scenario
from ripeness.scenario.evidence import CREDIBILITY, RELIABILITY
from ripeness.scenario.supports import Support, supports
from ripeness.telling.blocks import Cell, Heading, Paragraph, Section, Table, blocks, cells
from ripeness.words.figures import label, written

_HIDDEN = "confidential"


def evidence(scenario: Scenario, *, confidential: bool) -> Section:
    """Return the appendix that traces every number to a source, or marks it as judgement."""
    resting = {p: s for p, s in supports(scenario).items() if s.because}
    grades = Paragraph(
        "Grades follow the Admiralty system. Sources: "
        + "; ".join(f"{g} {w}" for g, w in RELIABILITY.items())
        + ". Claims: "
        + "; ".join(f"{g} {w}" for g, w in CREDIBILITY.items())
        + ". Grades are shown and change nothing by themselves.",
        "quiet",
    )
    return Section(
        "evidence",
        "Evidence: what each number rests on",
        blocks(
            grades,
            Heading("Sources"),
            _sources(scenario, confidential=confidential),
            Heading("Claims"),
            _claims(scenario, confidential=confidential),
            Heading("Numbers that rest on claims"),
            _numbers(scenario, resting, confidential=confidential),
        ),
    )


def assumptions(scenario: Scenario) -> Section:
    """Return the list of numbers that rest on no claim: judged, or unknown."""
    unknown = [p for p, e in scenario.estimates.items() if e.central is None]
    judged = {p: s for p, s in supports(scenario).items() if not s.because and p not in unknown}
    text = Paragraph(
        f"{len(judged)} numbers rest on the analyst's judgement alone and {len(unknown)} are unknown. They are listed "
        "so that others can put their own in place. Values of 0 and 100 are the ends of an actor's own scale on an "
        "issue: conventions, not judgements, and not listed."
    )
    header = ("number", "as written", "line", "reason given")
    nothing = Support((), "", inherited=False)
    return Section(
        "assumptions",
        "Assumptions without evidence",
        blocks(
            text,
            Table(header, tuple(_row(scenario, p, nothing) for p in unknown), "Unknown") if unknown else None,
            Table(header, tuple(_row(scenario, p, s) for p, s in judged.items()), "Judged"),
        ),
    )


def _row(scenario: Scenario, path: str, support: Support) -> tuple[Cell, ...]:
    estimate = scenario.estimates[path]
    note = support.note or estimate.note
    reason = Cell(note) if note else Cell("no reason given", "quiet")
    return Cell(label(scenario, path), "head"), Cell(written(estimate)), Cell(_line(scenario, path), "number"), reason


def _line(scenario: Scenario, path: str) -> str:
    place = scenario.place(path)
    return str(place.line) if place else ""


def _sources(scenario: Scenario, *, confidential: bool) -> Table:
    rows = []
    for source, record in scenario.sources.items():
        grade = Cell(f"{record.grade}, {RELIABILITY[record.grade]}")
        if record.confidential and not confidential:
            rows.append(
                (Cell(source, "head", anchor=f"source-{source}"), grade, Cell(_HIDDEN, "quiet"), *cells("", ""))
            )
            continue
        who = ", ".join(x for x in (record.author, record.publisher) if x)
        dated = str(record.date) if record.date else ""
        rows.append((Cell(source, "head", anchor=f"source-{source}"), grade, *cells(record.title, who, dated)))
    return Table(("source", "reliability", "title", "author, publisher", "date"), tuple(rows))


def _claims(scenario: Scenario, *, confidential: bool) -> Table:
    rows = []
    for claim, record in scenario.claims.items():
        grade = Cell(f"{record.grade}, {CREDIBILITY[record.grade]}")
        hidden = scenario.sources[record.source].confidential and not confidential
        says = Cell(_HIDDEN, "quiet") if hidden else Cell(record.says)
        readings = "" if hidden else "; ".join(r.says for r in record.readings.values())
        head = Cell(claim, "head", anchor=f"claim-{claim}")
        source = Cell(record.source, link=f"source-{record.source}")
        rows.append((head, says, source, Cell("" if hidden else record.at), grade, Cell(readings)))
    return Table(("claim", "what it says", "source", "where", "credibility", "other readings"), tuple(rows), wide=True)


def _numbers(scenario: Scenario, resting: dict[str, Support], *, confidential: bool) -> Table:
    rows = []
    for path, support in resting.items():
        estimate = scenario.estimates[path]
        sources = {scenario.claims[c].source for c in support.because}
        hidden = not confidential and any(scenario.sources[s].confidential for s in sources)
        without = "unknown" if estimate.else_ is None else str(estimate.else_)
        rows.append(
            (
                Cell(label(scenario, path), "head"),
                Cell(written(estimate)),
                Cell(_line(scenario, path), "number"),
                Cell(", ".join(support.because), link=f"claim-{support.because[0]}"),
                Cell(", ".join(_grade(scenario, c) for c in support.because)),
                Cell("as its record" if support.inherited else without),
                Cell("" if hidden else support.note),
            )
        )
    header = ("number", "as written", "line", "claims", "source and grades", "without them", "note")
    return Table(header, tuple(rows), wide=True)


def _grade(scenario: Scenario, claim: str) -> str:
    record = scenario.claims[claim]
    return f"{record.source} {scenario.sources[record.source].grade}{record.grade}"
