"""Where many stakeholders would settle: every rule beside every other, who counts, moves and trades, and the record."""

from __future__ import annotations

import numpy as np

from ripeness.conference import RULES, ConferenceResult
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Block, Bullets, Cell, Paragraph, Part, Picture, Table, Telling, blocks, parts
from ripeness.words import conference as say
from ripeness.words import record
from ripeness.words.basis import basis
from ripeness.words.notes import notes

METHOD = (
    "Where many settle: the forecast is the compromise, the mean of positions weighted by capability times salience "
    "(van den Bos 1991); mean, median, Nash bargaining, the challenge model (Bueno de Mesquita) and the exchange model "
    "(Stokman and van Oosten) stand beside it. None of them says whether what is settled would be kept.",
)


def tell(scenario: Scenario, result: ConferenceResult, *, moves: bool = False) -> Telling:
    """Return where a conference would settle; ``moves`` lists every move and every exchange."""
    return Telling(
        id="conference",
        title="Where would many stakeholders settle?",
        answer=say.in_brief(scenario, result),
        why=say.apart(result),
        sure=f"{record.rough()} {basis(scenario, 'conference')}",
        parts=parts(
            _overview(scenario, result),
            _record(result),
            _carried(scenario, result),
            _rules(scenario, result),
            *_issues(scenario, result),
            _challenge(scenario, result, moves=moves),
            _exchange(scenario, result, moves=moves),
        ),
        notes=notes(scenario, result.warnings),
        method=METHOD,
        made=result.provenance,
    )


def _overview(scenario: Scenario, result: ConferenceResult) -> Part:
    """Return the forecast of each issue with its range, and between what the rules lie."""
    ends = bool(result.outcomes)
    rows = []
    for issue in result.issues:
        values = [v for v in result.settled(issue).values() if not np.isnan(v)]
        between = f"{min(values):.0f} to {max(values):.0f}" if values else "unknown"
        outcome = result.outcomes.get(issue)
        last = [Cell(say.whole(outcome[0]) if outcome else "", "number")] if ends else []
        forecast = say.with_span(result, issue, "compromise")
        rows.append(
            (Cell(say.title(scenario, issue), "head"), Cell(forecast, "number"), Cell(between, "number"), *last)
        )
    over = " (5-95 %)" if result.provenance.draws > 1 else ""
    header = ("issue", f"compromise{over}", "the six rules", *(["in the end"] if ends else []))
    table = Table(
        header, tuple(rows), "Positions from 0 to 100 at the most likely values; in brackets what the inputs vary"
    )
    return Part("", (table, Paragraph(say.size(scenario, result), "quiet")))


def _rules(scenario: Scenario, result: ConferenceResult) -> Part:
    """Return where each issue settles by every rule, and what the rules say."""
    rows = []
    for issue in result.issues:
        cells = [Cell(say.title(scenario, issue), "head")]
        for rule in RULES:
            value = say.settled(result.settled(issue)[rule])
            span = say.span(result.interval(issue, rule)) if result.provenance.draws > 1 else ""
            cells.append(Cell(f"{value} ({span})" if span else value, "number"))
        rows.append(tuple(cells))
    over = "; in brackets the 5th to 95th percentile over draws" if result.provenance.draws > 1 else ""
    names = {issue: say.title(scenario, issue) for issue in result.issues}
    caption = (
        "Where each issue settles by every rule: marks at the most likely values, lines from the 5th to the 95th "
        "percentile over draws."
    )
    if result.outcomes:
        caption += " Star and shade: what was settled in the end, placed afterwards by judgement; no rule reads it."
    spoken = "Where each issue settles by every rule; the table above holds the figures."
    size = (7.2, 1.2 + 0.8 * len(result.issues))
    return Part(
        "Every rule",
        (
            Table(
                ("issue", *(say.NAMES[rule] for rule in RULES)),
                tuple(rows),
                f"Positions from 0 to 100{over}",
                wide=True,
            ),
            Picture("settlements", (result,), size, caption, spoken, {"names": names}),
            Bullets(tuple(f"{say.NAMES[rule][0].upper()}{say.NAMES[rule][1:]}: {say.MEANS[rule]}." for rule in RULES)),
        ),
        long=True,
    )


def _record(result: ConferenceResult) -> list[Part]:
    rows = tuple((Cell(name, "head"), Cell(error, "number")) for name, error in record.rules())
    missed = say.missed(result)
    return [
        Part("How good these rules have been", blocks(Paragraph(record.about()))),
        Part(
            "The record of the rules",
            blocks(
                Paragraph(missed) if missed else None,
                Table(("rule", "mean absolute error, points"), rows, record.source()),
            ),
            long=True,
        ),
    ]


def _carried(scenario: Scenario, result: ConferenceResult) -> list[Part]:
    return [
        Part(
            f"Who could carry {found.point:g} on {say.title(scenario, issue)}?",
            (Bullets(tuple(say.carried(scenario, result, found))),),
        )
        for issue, found in result.carried.items()
    ]


def _issues(scenario: Scenario, result: ConferenceResult) -> list[Part]:
    found = []
    names = {actor: scenario.name("actors", actor) for actor in result.actors}
    for k, issue in enumerate(result.issues):
        said = (
            f"{say.ends(scenario, issue)} {say.forecast(result, issue)} {say.agreement(result, issue)}",
            say.adopted(result, issue),
            f"{say.counts(scenario, result, issue)} {say.changes(scenario, result, issue)}",
            say.silent(scenario, result, issue),
        )
        content: list[Block] = [Bullets(tuple(text for text in said if text.strip()))]
        if not np.isnan(result.settled(issue)["compromise"]):
            content += [_stands(scenario, result, k), _picture(result, issue, k, names)]
        found.append(Part(say.title(scenario, issue), tuple(content), long=True))
    return found


def _stands(scenario: Scenario, result: ConferenceResult, k: int) -> Table:
    rows = tuple(
        (Cell(say.actor(scenario, actor), "head"), Cell(say.settled(float(result.stands.position[0, i, k])), "number"))
        for i, actor in enumerate(result.actors)
        if result.stands.say[i, k]
    )
    return Table(("stakeholder", "stands at"), rows)


def _picture(result: ConferenceResult, issue: str, k: int, names: dict[str, str]) -> Picture:
    ends = " Dashed: what was settled in the end." if result.outcomes.get(issue, (None,))[0] is not None else ""
    caption = (
        "Stands (dots, the larger the more weight), where the challenge model ends (triangles), votes after exchanges "
        f"(plus signs). The line is the compromise, its shade the 5th to 95th percentile.{ends}"
    )
    spoken = "Where each stakeholder stands; the table above holds the figures."
    size = (7.2, 1.1 + 0.24 * int(result.stands.say[:, k].sum()))
    return Picture("positions", (result, issue), size, caption, spoken, {"names": names})


def _challenge(scenario: Scenario, result: ConferenceResult, *, moves: bool) -> Part:
    lines = []
    for issue in result.issues:
        lines.append(f"{say.title(scenario, issue)}: {say.challenged(result, issue)}.")
        lines += say.moved(scenario, result, issue) if moves else ()
    found: list[Block] = [
        Paragraph(
            "Each stakeholder weighs what a dispute with each other one would bring, given who would side with whom. "
            "Who expects to lose moves: the whole way, or part of it. The printed equations leave choices open; those "
            "taken are among the options of the result."
        ),
        Bullets(tuple(lines)),
    ]
    k = int(np.argmax([int(c.rounds[0]) for c in result.challenges]))
    if int(result.challenges[k].rounds[0]) > 1:
        issue = result.issues[k]
        names = {actor: scenario.name("actors", actor) for actor in result.actors}
        caption = f"{say.title(scenario, issue)}: positions round by round, and their median (dashed)."
        rows = tuple((Cell(text, "head"),) for text in say.moved(scenario, result, issue))
        data = Table(("move",), rows, caption)
        spoken = "Positions round by round."
        found.append(Picture("paths", (result, issue), (7.2, 3.6), caption, spoken, {"names": names}, data))
    return Part("Who would give way (challenge model)", tuple(found), long=not moves)


def _exchange(scenario: Scenario, result: ConferenceResult, *, moves: bool) -> Part:
    told = result.exchanges.trades if moves else say.trades(result)
    left = len(result.exchanges.trades) - len(told)
    found: list[Block] = [
        Paragraph(say.traded(result)),
        Bullets(tuple(f"{say.trade(scenario, result, one)}." for one in told)),
    ]
    found += [Paragraph(f"{left:,} more have smaller gains (--moves lists all).", "quiet")] if left > 0 else []
    if text := say.partners(scenario, result):
        found.append(Paragraph(text))
    if result.trading.any() and result.provenance.draws > 1:
        names = {actor: scenario.name("actors", actor) for actor in result.actors}
        size = (7.2, 1.8 + 0.3 * len(result.actors))
        caption = "In how many of 100 draws two stakeholders trade at least once."
        spoken = "Who trades with whom, over draws; the line above names those who do so most often."
        found.append(Picture("trades", (result,), size, caption, spoken, {"names": names}))
    return Part("Who would trade with whom (exchange model)", tuple(found), long=not moves)
