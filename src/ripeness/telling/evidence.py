"""What the numbers rest on: each estimate, its claims, their sources and grades; and what rests on judgement."""

from __future__ import annotations

from ripeness.errors import Problem
from ripeness.scenario import Scenario
from ripeness.scenario.content import resting_on
from ripeness.scenario.evidence import CREDIBILITY, RELIABILITY, Reading
from ripeness.scenario.supports import EstimateBasis, supports
from ripeness.telling.blocks import Cell, Paragraph, Part, Table, Telling, blocks, cells, filled, parts
from ripeness.words.figures import written
from ripeness.words.labels import label

_HIDDEN = "confidential"


def evidence(scenario: Scenario, *, confidential: bool = False) -> Telling:
    """Return what traces every number to a source: sources, claims, and the numbers that rest on them."""
    resting = {p: s for p, s in supports(scenario).items() if s.because}
    grades = (
        "Grades follow the Admiralty system. Sources: "
        + "; ".join(f"{g} {w}" for g, w in RELIABILITY.items())
        + ". Claims: "
        + "; ".join(f"{g} {w}" for g, w in CREDIBILITY.items())
        + ". Grades are shown and change nothing by themselves."
    )
    numbers = (_numbers(scenario, resting, confidential=confidential),) if resting else ()
    claims = f"{len(scenario.claims):,} claim{'s' * (len(scenario.claims) != 1)}"
    sources = f"{len(scenario.sources):,} source{'s' * (len(scenario.sources) != 1)}"
    return Telling(
        id="evidence",
        title="Evidence: what each number rests on",
        answer=f"{len(resting):,} numbers rest on {claims} from {sources}.",
        parts=parts(
            Part("Sources", blocks(Paragraph(grades, "quiet"), _sources(scenario, confidential=confidential))),
            Part("Claims", (_claims(scenario, confidential=confidential),) if scenario.claims else ()),
            Part("Numbers that rest on claims", numbers),
        ),
    )


def assumptions(scenario: Scenario) -> Telling:
    """Return the numbers that rest on no claim: judged, or unknown."""
    unknown = [p for p, e in scenario.estimates.items() if e.central is None]
    judged = {p: s for p, s in supports(scenario).items() if not s.because and p not in unknown}
    text = Paragraph(
        "They are listed so that others can put their own in place. Values of 0 and 100 are the ends of an actor's own "
        "scale on an issue: conventions, not judgements, and not listed.",
        "quiet",
    )
    header = ("number", "as written", "line", "reason given")
    nothing = EstimateBasis((), "", inherited=False)
    return Telling(
        id="assumptions",
        title="Assumptions without evidence",
        answer=f"{len(judged):,} numbers rest on the analyst's judgement alone and {len(unknown):,} are unknown.",
        parts=parts(
            Part("", (text,)),
            Part("Unknown", (Table(header, tuple(_row(scenario, p, nothing) for p in unknown)),) if unknown else ()),
            Part("Judged", (Table(header, tuple(_row(scenario, p, s) for p, s in judged.items())),) if judged else ()),
        ),
    )


def doubts(scenario: Scenario) -> Telling:
    """Return the warnings that stop nothing: those that stand, and those that the author answered, with the reasons."""
    from ripeness.valuation.advise import all_advice

    advice = all_advice(scenario)
    standing = tuple(_warning(w, w.hint) for w in advice.warnings)
    silenced = tuple(_warning(entry.warning, entry.reason) for entry in advice.silenced)
    found = "The checks of the file raise no doubt that its author has not answered."
    if standing:
        found = (
            f"The checks of the file raise {len(standing)} doubt{'s' * (len(standing) > 1)} that nobody has answered."
        )
    return Telling(
        id="doubts",
        title="Doubts about the file",
        answer=found,
        parts=parts(
            Part(
                "Not answered",
                (Table(("doubt", "what was found", "what would mend it", "line"), standing),) if standing else (),
            ),
            Part(
                "Answered by its author",
                (Table(("doubt", "what was found", "reason given", "line"), silenced),) if silenced else (),
            ),
        ),
    )


def _warning(warning: Problem, last: str) -> tuple[Cell, ...]:
    line = str(warning.place.line) if warning.place else ""
    return Cell(warning.code.replace("-", " "), "head"), *cells(warning.message, last), Cell(line, "number")


def _row(scenario: Scenario, path: str, support: EstimateBasis) -> tuple[Cell, ...]:
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
                (Cell(source, "head", anchor=f"source-{source}"), grade, Cell(_HIDDEN, "quiet"), *cells("", "", ""))
            )
            continue
        who = ", ".join(x for x in (record.author, record.publisher) if x)
        dated = str(record.date) if record.date else ""
        title = " ".join(filter(None, (record.title, record.url)))
        head = Cell(source, "head", anchor=f"source-{source}")
        rows.append((head, grade, *cells(title, who, dated, record.note)))
    header = ("source", "reliability", "title", "author, publisher", "date", "note")
    return filled(header, rows, "From A (completely reliable) to F (cannot be judged)")


def _claims(scenario: Scenario, *, confidential: bool) -> Table:
    rows = []
    for claim, record in scenario.claims.items():
        grade = Cell(f"{record.grade}, {CREDIBILITY[record.grade]}")
        hidden = scenario.sources[record.source].confidential and not confidential
        says = Cell(_HIDDEN, "quiet") if hidden else Cell(record.says)
        readings = "" if hidden else "; ".join(f"{r.says} ({_reading(scenario, r)})" for r in record.readings.values())
        head = Cell(claim, "head", anchor=f"claim-{claim}")
        source = Cell(record.source, link=f"source-{record.source}")
        where = Cell("" if hidden else record.at)
        resting = "; ".join(label(scenario, path) for path in resting_on(scenario, claim)) or "nothing rests on it"
        more = cells(readings, "" if hidden else record.note, resting)
        rows.append((head, says, source, where, grade, *more))
    header = ("claim", "what it says", "source", "where", "credibility", "other readings", "note", "what rests on it")
    return filled(header, rows, "From 1 (confirmed) to 6 (cannot be judged)", wide=True)


def _reading(scenario: Scenario, reading: Reading) -> str:
    """Return in words what would follow from a reading."""
    tables = (("set to", reading.sets), ("times", reading.times), ("plus", reading.add))
    said = [
        f"{label(scenario, path)} {word} {number.is_}"
        for word, table in tables
        for path, number in (table or {}).items()
    ]
    return "; ".join([*said, reading.note] if reading.note else said)


def _numbers(scenario: Scenario, resting: dict[str, EstimateBasis], *, confidential: bool) -> Table:
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
    return filled(header, rows, wide=True)


def _grade(scenario: Scenario, claim: str) -> str:
    record = scenario.claims[claim]
    return f"{record.source} {scenario.sources[record.source].grade}{record.grade}"
