"""Where many stakeholders would settle: every rule beside every other, who counts, moves and trades, and the record."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ripeness.conference import RULES, ConferenceResult
from ripeness.errors import AnalysisError
from ripeness.plot import paths, positions, settlements, trades
from ripeness.plot.figure import svg
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Block, Bullets, Cell, Heading, Paragraph, Picture, Section, Table, blocks
from ripeness.words import conference as say


def stakeholders(scenario: Scenario, result: ConferenceResult | AnalysisError) -> Section:
    """Return the section on the conference, or on why it cannot be answered."""
    title = "Where would many stakeholders settle?"
    if isinstance(result, AnalysisError):
        reasons = tuple(f"{problem.message}." for problem in result.problems)
        return Section("conference", title, (Paragraph("The file does not answer this:"), Bullets(reasons)))
    return Section(
        "conference",
        title,
        blocks(
            Paragraph(
                f"{say.size(scenario, result)} The forecast is the compromise: the mean of positions, weighted by "
                "capability times salience. The other rules stand beside it; where they disagree, that belongs to the "
                "answer. None of them says whether what is settled would be kept."
            ),
            _overview(scenario, result),
            _record(result),
            _issues(scenario, result),
            _challenge(scenario, result),
            _exchange(scenario, result),
            [Paragraph(f"{warning.message}.", "note") for warning in result.warnings],
        ),
    )


def _overview(scenario: Scenario, result: ConferenceResult) -> Sequence[Block]:
    known = bool(result.outcomes)
    rows = []
    for issue in result.issues:
        cells = [Cell(say.title(scenario, issue), "head")]
        for rule, value in result.settled(issue).items():
            span = say.span(result.interval(issue, rule)) if result.provenance.draws > 1 else ""
            bound = span.replace("\N{EN DASH}", "\N{WORD JOINER}\N{EN DASH}\N{WORD JOINER}")  # keeps it on one line
            cells.append(Cell(f"{say.settled(value)}{f' ({bound})' if span else ''}", "number"))
        if known:
            outcome = result.outcomes.get(issue)
            cells.append(Cell(say.settled(outcome[0]) if outcome else "", "number"))
        rows.append(tuple(cells))
    header = ("issue", *(say.NAMES[rule] for rule in RULES), *(["in the end"] if known else []))
    over = "; in brackets the 5th to 95th percentile over draws" if result.provenance.draws > 1 else ""
    names = {issue: say.title(scenario, issue) for issue in result.issues}
    drawn = svg(settlements, result, names=names, size=(7.2, 1.2 + 0.8 * len(result.issues)))
    spoken = [f"{names[i]}: {say.forecast(result, i)} {say.agreement(result, i)}" for i in result.issues]
    caption = (
        "Where each issue settles by every rule: marks at the most likely values, lines from the 5th to the 95th "
        "percentile over draws."
    )
    if known:
        caption += " Star and shade: what was settled in the end, placed afterwards by judgement; no rule reads it."
    return [
        Table(header, tuple(rows), f"Positions from 0 to 100 at the most likely values{over}", wide=True),
        Picture(drawn, caption, " ".join(spoken)),
        Bullets(tuple(f"{say.NAMES[rule][0].upper()}{say.NAMES[rule][1:]}: {say.MEANS[rule]}." for rule in RULES)),
    ]


def _record(result: ConferenceResult) -> Sequence[Block]:
    rows = tuple((Cell(name, "head"), Cell(error, "number")) for name, error in say.record())
    missed = say.missed(result)
    return blocks(
        Heading("How good these rules have been"),
        Paragraph(say.about_record()),
        Table(("rule", "mean absolute error, points"), rows, say.source_of_record()),
        Paragraph(missed) if missed else None,
    )


def _issues(scenario: Scenario, result: ConferenceResult) -> Sequence[Block]:
    found: list[Block] = []
    names = {actor: say.actor(scenario, actor) for actor in result.actors}
    for k, issue in enumerate(result.issues):
        said = (
            f"{say.ends(scenario, issue)} {say.forecast(result, issue)} {say.agreement(result, issue)}",
            say.adopted(result, issue),
            f"{say.counts(scenario, result, issue)} {say.changes(scenario, result, issue)}",
            say.announced(scenario, result, issue),
            say.silent(scenario, result, issue),
        )
        found += [Heading(say.title(scenario, issue)), Bullets(tuple(text for text in said if text.strip()))]
        if np.isnan(result.settled(issue)["compromise"]):
            continue
        drawn = svg(positions, result, issue, names=names, size=(7.2, 1.1 + 0.24 * int(result.stands.say[:, k].sum())))
        ends = " Dashed: what was settled in the end." if result.outcomes.get(issue, (None,))[0] is not None else ""
        caption = (
            "Stands (dots, the larger the more weight), where the challenge model ends (triangles), votes after "
            f"exchanges (plus signs). The line is the compromise, its shade the 5th to 95th percentile.{ends}"
        )
        spoken = ", ".join(
            f"{names[a]} {say.settled(float(result.stands.position[0, i, k]))}"
            for i, a in enumerate(result.actors)
            if result.stands.say[i, k]
        )
        found.append(Picture(drawn, caption, f"Stands: {spoken}."))
    return found


def _challenge(scenario: Scenario, result: ConferenceResult) -> Sequence[Block]:
    lines = tuple(f"{say.title(scenario, issue)}: {say.challenged(result, issue)}." for issue in result.issues)
    found: list[Block] = [
        Heading("Who would give way (challenge model)"),
        Paragraph(
            "Each stakeholder weighs what a dispute with each other one would bring, given who would side with whom. "
            "Who expects to lose moves: the whole way, or part of it. The printed equations leave choices open; those "
            "taken are among the options of the result."
        ),
        Bullets(lines),
    ]
    k = int(np.argmax([int(c.rounds[0]) for c in result.challenges]))
    if int(result.challenges[k].rounds[0]) > 1:
        issue = result.issues[k]
        names = {actor: say.actor(scenario, actor) for actor in result.actors}
        drawn = svg(paths, result, issue, names=names, size=(7.2, 3.6))
        caption = f"{say.title(scenario, issue)}: positions round by round, and their median (dashed)."
        found.append(Picture(drawn, caption, "; ".join(say.moved(scenario, result, issue))))
    return found


def _exchange(scenario: Scenario, result: ConferenceResult) -> Sequence[Block]:
    found: list[Block] = [
        Heading("Who would trade with whom (exchange model)"),
        Paragraph(say.traded(result)),
        Bullets(tuple(f"{say.trade(scenario, result, one)}." for one in say.trades(result))),
    ]
    if result.trading.any() and result.provenance.draws > 1:
        names = {actor: say.actor(scenario, actor) for actor in result.actors}
        size = (7.2, 1.8 + 0.3 * len(result.actors))
        caption = "In how many of 100 draws two stakeholders trade at least once."
        spoken = say.partners(scenario, result)
        found.append(Picture(svg(trades, result, names=names, size=size), caption, spoken))
    return found
