"""One draft in full: verdicts, what stands in the way, repairs, other versions of the text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ripeness.bargaining.certificate import Certificate
from ripeness.bargaining.sign import SignResult
from ripeness.bargaining.verdicts import Signatory
from ripeness.plot import verdict as number_line
from ripeness.plot.figure import svg
from ripeness.report import mending
from ripeness.report.agreements import clauses
from ripeness.report.document import (
    Block,
    Bullets,
    Card,
    Cards,
    Cell,
    Heading,
    Paragraph,
    Picture,
    Section,
    Table,
    blocks,
    cells,
)
from ripeness.report.sections.obstacles import hindrances
from ripeness.report.sections.why import lessons, verdict_parts
from ripeness.report.words import OPEN, OPEN_MEANS, VERDICTS, chance, day, percent, points, quoted, refusing, verdict
from ripeness.scenario import Scenario
from ripeness.scenario.names import distinct

_LISTED = 8


def signing(scenario: Scenario, result: SignResult, hindered: Certificate | None = None) -> Section:
    """Return the section on one draft; ``hindered`` says why no change of its clauses makes all sign."""
    draft = scenario.drafts[result.draft]
    when = f" of {day(draft.date)}" if draft.date else ""
    return Section(
        f"draft-{result.draft}",
        f"{draft.title or result.draft}: who would sign",
        blocks(
            Paragraph(draft.note, "quiet") if draft.note else None,
            _observed(scenario, result),
            Heading(f"The text{when}"),
            _text(scenario, result),
            Heading("Verdicts"),
            Cards(tuple(_card(scenario, result, s) for s in result.text.signatories)),
            _how_to_read(),
            [Paragraph(w.message + ".", "note") for w in result.warnings],
            verdict_parts(scenario, result),
            _odds(scenario, result),
            _blockers(scenario, result),
            _repairs(scenario, result),
            _hindered(scenario, result, hindered),
            _versions(scenario, result),
            lessons(scenario, result),
        ),
    )


def _observed(scenario: Scenario, result: SignResult) -> Paragraph | None:
    seen = scenario.drafts[result.draft].observed
    if seen is None:
        return None
    signed = ", ".join(scenario.name("actors", a) for a in seen.signed) or "nobody"
    refused = ", ".join(scenario.name("actors", a) for a in seen.refused) or "nobody"
    on = f" by {day(seen.on)}" if seen.on else ""
    return Paragraph(
        f"Observed{on}: signed by {signed}; not signed by {refused}. The verdicts below are computed from preferences "
        "and beliefs alone; what the answers imply stands at the end of this section."
    )


def _text(scenario: Scenario, result: SignResult) -> Table:
    named = scenario.drafts[result.draft].package
    rows = []
    for issue, alternative in result.text.package.items():
        says = scenario.wording(issue, alternative)
        note = "changes today's" if alternative != scenario.issues[issue].now else "as today"
        silent = issue not in named
        text = Cell(f"silent: {says}" if silent else says, "quiet" if silent else "text")
        rows.append(
            (Cell(scenario.name("issues", issue), "head"), text, Cell("as today, by silence" if silent else note))
        )
    return Table(("issue", "what the draft means", ""), tuple(rows))


def _card(scenario: Scenario, result: SignResult, s: Signatory) -> Card:
    printed = result.as_printed(s.actor)
    word, tone = verdict(printed["probability"], signs=s.signs)
    figures = s.figures
    if (
        abs(figures["surplus"]) < s.noise and not s.red_lines and word != OPEN
    ):  # the choice could well fall the other way
        word = f"{word}, narrowly"
    lines = [
        f"Chance of a signature{' of the text as printed' if result.versions else ''}: {chance(printed)}.",
        *([f"Whichever text it is: {chance(result.probability(s.actor))}."] if result.versions else []),
        *([OPEN_MEANS] if word == OPEN else []),
        f"The draft gives it {points(figures['utility'])} points; with the risk of broken promises signing is worth "
        f"{points(figures['value'])}.",
        f"Best way of refusing: {refusing(scenario, s.actor, s.refusal.best_name())}, "
        f"worth {points(figures['reservation'])}.",
        _needs(s),
        f"Surplus: {points(figures['surplus'], signed=True)} points.",
    ]
    for line in s.red_lines:
        held = "crosses a red line that it holds" if line["held"] else "crosses what may be a red line"
        lines.append(f"The draft {held}: never {quoted(str(line['when']))}.")
    if s.common["surplus"] != figures["surplus"]:
        other = {True: "would sign", False: "would refuse", None: "unknown"}[_truth(s.common["signs"])]
        surplus = points(s.common["surplus"], signed=True)
        lines.append(f"If it shared the analyst's common estimate of the war: {other}, surplus {surplus}.")
    return Card(scenario.name("actors", s.actor), word, tone, tuple(lines), _number_line(scenario, result, s))


def _needs(s: Signatory) -> str:
    """Return the effective reservation in words."""
    if s.compliance == 0:
        return (
            "Effective reservation: none. It has no confidence that the others comply, so what the draft gives does "
            "not count."
        )
    needs, refusing_is = s.figures["effective_reservation"], s.figures["reservation"]
    return (
        f"Effective reservation: {points(needs)} points is what a draft must give for it to sign; distrust adds "
        f"{points(needs - refusing_is)} of them."
    )


def _truth(value: float) -> bool | None:
    return None if math.isnan(value) else value == 1


def _number_line(scenario: Scenario, result: SignResult, s: Signatory) -> Picture:
    figures = s.figures
    spoken = (
        f"{scenario.name('actors', s.actor)}: the draft gives {points(figures['utility'])} points, "
        f"it needs {points(figures['effective_reservation'])}"
    )
    return Picture(svg(number_line, result, s.actor, size=(4.8, 1.35)), "", spoken)


def _how_to_read() -> Paragraph:
    return Paragraph(
        "Reading the pictures: the dot is what the draft gives, the vertical line what the actor needs, both in points "
        "of its own utility. The dot right of the line means a signature, unless a red line is crossed. The shaded "
        "bar is the part of the need that comes from distrust; thin lines span the 5th to 95th percentile over draws.",
        "quiet",
    )


def _odds(scenario: Scenario, result: SignResult) -> Table | None:
    fighting = [s for s in result.text.signatories if s.refusal.odds is not None and s.odds is not None]
    if not fighting or scenario.war is None:
        return None
    rows = []
    for o, outcome in enumerate(scenario.war.outcomes):
        common = fighting[0].odds
        believed = [
            Cell(percent(float(s.refusal.odds[0, o])), "number") for s in fighting if s.refusal.odds is not None
        ]
        head = Cell(distinct(scenario.war.outcomes, outcome), "head")
        rows.append((head, Cell(percent(float(common[o])) if common is not None else "unknown", "number"), *believed))
    names = [f"as {scenario.name('actors', s.actor)} sees it" for s in fighting]
    horizon = f" within {scenario.war.horizon}" if scenario.war.horizon else ""
    caption = f"Odds of the war{horizon}, at the most likely values"
    return Table(("outcome", "common estimate", *names), tuple(rows), caption)


def _blockers(scenario: Scenario, result: SignResult) -> tuple[Heading | Table | Paragraph, ...]:
    if not result.blockers:
        return ()
    rows: list[tuple[Cell, ...]] = []
    named = ""
    for clause in result.blockers:
        silent = " (by silence)" if clause.issue not in scenario.drafts[result.draft].package else ""
        best = "unknown" if clause.best is None else scenario.wording(clause.issue, clause.best)
        loss = float(clause.loss[0])
        rows.append(
            (
                Cell("" if clause.actor == named else scenario.name("actors", clause.actor), "head"),
                Cell(scenario.name("issues", clause.issue)),
                Cell(scenario.wording(clause.issue, clause.alternative) + silent),
                Cell(best, "unknown" if clause.best is None else "text"),
                Cell(points(loss), "unknown" if math.isnan(loss) else "number"),
            )
        )
        named = clause.actor
    header = ("refusing", "issue", "in the draft", "its best alternative", "costs it, points")
    return (
        Heading("Which clauses stand in the way"),
        Table(header, tuple(rows)),
        Paragraph("Each clause against the actor's own best alternative, all other clauses unchanged.", "quiet"),
    )


def _repairs(scenario: Scenario, result: SignResult) -> tuple[Block, ...]:
    if result.signs:
        return ()
    said = Paragraph(mending.asked(scenario, result), "quiet") if mending.asked(scenario, result) else None
    heading = Heading("What would repair it")
    repairs = result.repairs.found
    if not repairs:
        return blocks(heading, said, Paragraph(mending.none(result)))
    rows = []
    for repair in repairs[:_LISTED]:
        surplus = ", ".join(f"{scenario.name('actors', a)} {points(v, signed=True)}" for a, v in repair.surplus.items())
        rows.append(cells(mending.change(scenario, repair, clauses(scenario, repair.changes)), surplus))
    sure = f" ({mending.smaller(result)})" if mending.smaller(result) else ""
    shown = f"; the {_LISTED} with the largest smallest surplus are shown" if len(repairs) > _LISTED else ""
    text = f"Repairs after which all sign at the most likely values: {mending.size(result)}{sure}{shown}."
    return blocks(heading, said, Paragraph(text), Table(("change", "surplus after it"), tuple(rows)))


def _hindered(scenario: Scenario, result: SignResult, found: Certificate | None) -> Sequence[Block]:
    if found is None:
        return ()
    actors = [s.actor for s in result.text.signatories]
    return hindrances(scenario, found, actors)


def _versions(scenario: Scenario, result: SignResult) -> tuple[Heading | Table | Paragraph | Bullets, ...]:
    if not result.versions:
        return ()
    rows = []
    for version in result.versions:
        record = scenario.drafts[result.draft].versions[version.name]
        changed = {i: a for i, a in version.package.items() if a != result.text.package[i]}
        clauses = "; ".join(f"{scenario.name('issues', i)}: {scenario.wording(i, a)}" for i, a in changed.items())
        verdicts = ", ".join(f"{scenario.name('actors', s.actor)} {VERDICTS[s.signs][0]}" for s in version.signatories)
        rows.append(
            (
                Cell(record.title or version.name, "head"),
                Cell(percent(version.chance), "number"),
                *cells(clauses, verdicts),
            )
        )
    return (
        Heading("If the text was really another"),
        Paragraph(
            f"The chance that the text is the draft itself: {percent(result.text.chance)}. "
            "Chances of a signature mix all texts."
        ),
        Table(("text", "chance", "differs in", "verdicts"), tuple(rows)),
    )
