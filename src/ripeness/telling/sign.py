"""One draft: would each signatory sign it, what stands in the way, what would repair it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ripeness.bargaining.text.sign import SignResult
from ripeness.bargaining.text.verdicts import Signatory
from ripeness.scenario import Scenario
from ripeness.scenario.names import distinct
from ripeness.telling.blocks import (
    Card,
    Cards,
    Cell,
    Paragraph,
    Part,
    Picture,
    Table,
    Telling,
    blocks,
    cells,
    parts,
)
from ripeness.telling.reasons import METHOD, lessons, verdict_parts, weightiest
from ripeness.words import repairs as mending
from ripeness.words.basis import basis, signing
from ripeness.words.deals import clauses
from ripeness.words.figures import (
    OPEN,
    OPEN_MEANS,
    VERDICTS,
    brief_chance,
    by_all,
    chance,
    day,
    differs,
    known,
    likely_to,
    percent,
    points,
    refusing,
    that_it_happens,
    verdict,
)
from ripeness.words.labels import quoted, spelled
from ripeness.words.names import actors, listed, short
from ripeness.words.notes import notes

_LISTED = 8  # repairs on a page
_ON_SCREEN = 3  # rows of a table on a screen


def tell(scenario: Scenario, result: SignResult) -> Telling:
    """Return what a verdict on a draft says."""
    draft = scenario.drafts[result.draft]
    title = draft.title or result.draft
    return Telling(
        id=f"draft-{result.draft}",
        title=f"{title}: who would sign",
        answer=_answer(scenario, result),
        why=_why(scenario, result),
        sure=basis(scenario, *signing([s.actor for s in result.text.signatories], result.draft)),
        parts=parts(
            Part("", blocks(_verdicts(scenario, result), _beside(result), _observed(scenario, result))),
            _text(scenario, result),
            Part("Each verdict", blocks(_cards(scenario, result), _how_to_read()), long=True),
            verdict_parts(scenario, result),
            _odds(scenario, result),
            _blockers(scenario, result),
            _repairs(scenario, result),
            _versions(scenario, result),
            lessons(scenario, result),
        ),
        notes=notes(scenario, result.warnings),
        method=METHOD,
        unit="Points are of each actor's own utility.",
        made=result.provenance,
    )


# ---- the answer ------------------------------------------------------------------------------------------------------


def _answer(scenario: Scenario, result: SignResult) -> str:
    signatories = [s.actor for s in result.text.signatories]
    each = [_would(scenario, actor, result.as_printed(actor)["probability"]) for actor in signatories]
    draft = quoted(scenario.name("drafts", result.draft))
    if len(signatories) == 1:
        return f"Of {draft}: {each[0]}."
    chance = result.as_printed()["probability"]  # as the verdicts are, which stand below
    who = "both" if len(signatories) == 2 else f"all {len(signatories)}"
    figure = f" ({percent(chance)})" if known(chance) else ""
    return f"{that_it_happens(chance)} {who} sign {draft}{figure}: {listed(each)}."


def _would(scenario: Scenario, actor: str, chance: float | None) -> str:
    figure = f" ({percent(chance)})" if known(chance) else ""
    return f"{short(scenario, 'actors', actor)} {likely_to(chance)} sign{figure}"


def _why(scenario: Scenario, result: SignResult) -> str:
    """Return what weighs most against signing with those who would refuse; for it where nobody would."""
    refusing = [s for s in result.text.signatories if s.signs is False]
    for against, those in ((True, refusing), (False, [] if refusing else result.text.signatories)):
        told = [(short(scenario, "actors", s.actor), weightiest(s, scenario)) for s in those]
        said = "; ".join(f"with {who}, {what}" for who, what in told if what)
        if said:
            return f"What weighs most {'against' if against else 'for'} signing: {said}."
    return ""


# ---- below it --------------------------------------------------------------------------------------------------------


def _verdicts(scenario: Scenario, result: SignResult) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for s in result.text.signatories:
        figures, printed = s.figures, result.as_printed(s.actor)
        word, _ = verdict(printed["probability"], signs=s.signs)
        rows.append(
            (
                Cell(short(scenario, "actors", s.actor), "head"),
                Cell(_narrowly(s, word), "unknown" if s.signs is None else "text"),
                Cell(points(figures["value"]), "number"),
                Cell(points(figures["reservation"]), "number"),
                Cell(points(figures["surplus"], signed=True), "number"),
                Cell(brief_chance(printed), "number"),
            )
        )
    printed = result.as_printed()
    together = by_all(printed["probability"], signs=result.signs)
    empty = cells("", "", "")
    rows.append((Cell("all of them", "head"), Cell(together), *empty, Cell(brief_chance(printed), "number")))
    if result.versions:
        mixed = Cell(brief_chance(result.probability()), "number")
        rows.append((Cell("all, whichever text it is", "head"), Cell(""), *empty, mixed))
    header = ("signatory", "verdict", "signing", "refusing", "surplus", "chance (5-95 %)")
    return Table(header, tuple(rows), "Worth in points of its own, at the most likely values; chance over all draws")


def _narrowly(s: Signatory, word: str) -> str:
    """Return a verdict, and whether its noise is larger than its surplus: the choice could well be the other one."""
    close = abs(s.figures["surplus"]) < s.noise and not s.red_lines and word not in (OPEN, VERDICTS[None][0])
    return f"{word}, narrowly" if close else word


def _beside(result: SignResult) -> list[Paragraph]:
    """Return what verdicts and chances are of, where that is not plain."""
    said = []
    if result.versions:
        said.append(
            f"Its text is in doubt: it is as printed with a chance of {percent(result.text.chance)}. All but the last "
            "line is of the text as printed."
        )
    pairs = [(s.signs, result.as_printed(s.actor)) for s in result.text.signatories]
    if any(differs(c["probability"], signs=signs) for signs, c in [*pairs, (result.signs, result.as_printed())]):
        said.append(OPEN_MEANS)
    return [Paragraph(text, "quiet") for text in said]


def _observed(scenario: Scenario, result: SignResult) -> Paragraph | None:
    seen = scenario.drafts[result.draft].observed
    if seen is None:
        return None
    on = f" by {day(seen.on)}" if seen.on else ""
    return Paragraph(
        f"Observed{on}: signed by {actors(scenario, seen.signed)}; not signed by {actors(scenario, seen.refused)}. The "
        "verdicts are computed from preferences and beliefs alone."
    )


def _text(scenario: Scenario, result: SignResult) -> Part:
    draft = scenario.drafts[result.draft]
    rows = []
    for issue, alternative in result.text.package.items():
        says = scenario.wording(issue, alternative)
        note = "changes today's" if alternative != scenario.issues[issue].now else "as today"
        silent = issue not in draft.package
        text = Cell(f"silent: {says}" if silent else says, "quiet" if silent else "text")
        rows.append(
            (Cell(scenario.name("issues", issue), "head"), text, Cell("as today, by silence" if silent else note))
        )
    when = f" of {day(draft.date)}" if draft.date else ""
    remark = Paragraph(draft.note, "quiet") if draft.note else None
    return Part(
        f"The text{when}", blocks(remark, Table(("issue", "what the draft means", "today"), tuple(rows))), long=True
    )


# ---- each verdict ----------------------------------------------------------------------------------------------------


def _cards(scenario: Scenario, result: SignResult) -> Cards:
    return Cards(tuple(_card(scenario, result, s) for s in result.text.signatories))


def _card(scenario: Scenario, result: SignResult, s: Signatory) -> Card:
    printed = result.as_printed(s.actor)
    word, tone = verdict(printed["probability"], signs=s.signs)
    figures = s.figures
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
        lines.append(f"The draft {held}: never {_red_line(scenario, s.actor, line)}.")
    if s.common["surplus"] != figures["surplus"]:
        other = {True: "would sign", False: "would refuse", None: "unknown"}[_truth(s.common["signs"])]
        surplus = points(s.common["surplus"], signed=True)
        lines.append(f"If it shared the analyst's common estimate of the war: {other}, surplus {surplus}.")
    title = scenario.name("actors", s.actor)
    return Card(title, _narrowly(s, word), tone, tuple(lines), _number_line(scenario, result, s))


def _red_line(scenario: Scenario, actor: str, line: Mapping[str, Any]) -> str:
    return spelled(scenario, scenario.preferences[actor].never[line["index"]].when)


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
        f"it needs {points(figures['effective_reservation'])}."
    )
    return Picture("verdict", (result, s.actor), (4.8, 1.35), "", spoken)


def _how_to_read() -> Paragraph:
    return Paragraph(
        "Reading the pictures: the dot is what the draft gives, the vertical line what the actor needs, both in points "
        "of its own utility. The dot right of the line means a signature, unless a red line is crossed. The shaded "
        "bar is the part of the need that comes from distrust; thin lines span the 5th to 95th percentile over draws.",
        "quiet",
        on="page",
    )


def _odds(scenario: Scenario, result: SignResult) -> Part | None:
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
    names = [f"as {short(scenario, 'actors', s.actor)} sees it" for s in fighting]
    horizon = f" within {scenario.war.horizon}" if scenario.war.horizon else ""
    caption = f"If the war is fought out{horizon}, at the most likely values"
    table = Table(("outcome", "common estimate", *names), tuple(rows), caption)
    return Part("How each sees the war", (table,), long=True)


# ---- clauses, repairs, other texts -----------------------------------------------------------------------------------


def _blockers(scenario: Scenario, result: SignResult) -> Part | None:
    if not result.blockers:
        return None
    rows: list[tuple[Cell, ...]] = []
    named = ""
    for clause in result.blockers:
        silent = " (by silence)" if clause.issue not in scenario.drafts[result.draft].package else ""
        best = "unknown" if clause.best is None else scenario.wording(clause.issue, clause.best)
        loss = float(clause.loss[0])
        rows.append(
            (
                Cell("" if clause.actor == named else short(scenario, "actors", clause.actor), "head"),
                Cell(scenario.name("issues", clause.issue)),
                Cell(scenario.wording(clause.issue, clause.alternative) + silent),
                Cell(best, "unknown" if clause.best is None else "text"),
                Cell(points(loss), "unknown" if math.isnan(loss) else "number"),
            )
        )
        named = clause.actor
    header = ("refusing", "issue", "in the draft", "its best", "worse by")
    caption = "Each clause beside the actor's own best, all others unchanged; worse by so many of its points"
    return Part("Which clauses stand in the way", (Table(header, tuple(rows), caption, most=_ON_SCREEN, spare=(2, 3)),))


def _repairs(scenario: Scenario, result: SignResult) -> Part | None:
    if result.signs:
        return None
    said = Paragraph(mending.asked(scenario, result), "quiet") if mending.asked(scenario, result) else None
    repairs = result.repairs.found
    if not repairs:
        return Part("What would repair it", blocks(said, Paragraph(mending.none(result))))
    rows = []
    for repair in repairs[:_LISTED]:
        after = [f"{short(scenario, 'actors', a)} {points(v, signed=True)}" for a, v in repair.surplus.items()]
        change = mending.change(scenario, repair, clauses(scenario, repair.changes)) or "none"
        rows.append(cells(change, ", ".join(after)))
    sure = f" ({mending.smaller(result)})" if mending.smaller(result) else ""
    more = f"; the {_LISTED} with the largest smallest surplus are shown" if len(repairs) > _LISTED else ""
    text = mending.unneeded(result)
    text = text or f"Repairs after which all sign at the most likely values: {mending.size(result)}{sure}{more}."
    table = Table(("change", "surplus after it"), tuple(rows), most=_ON_SCREEN)
    return Part("What would repair it", blocks(said, Paragraph(text), table))


def _versions(scenario: Scenario, result: SignResult) -> Part | None:
    if not result.versions:
        return None
    rows = []
    for version in result.versions:
        record = scenario.drafts[result.draft].versions[version.name]
        changed = {i: a for i, a in version.package.items() if a != result.text.package[i]}
        differs_in = "; ".join(f"{scenario.name('issues', i)}: {scenario.wording(i, a)}" for i, a in changed.items())
        rows.append(
            (
                Cell(record.title or version.name, "head"),
                Cell(percent(version.chance), "number"),
                *cells(differs_in, _verdict_list(scenario, version.signatories)),
            )
        )
    return Part(
        "If the text was really another",
        (Table(("text", "chance", "differs in", "verdicts"), tuple(rows)),),
        long=True,
    )


def _verdict_list(scenario: Scenario, signatories: Sequence[Signatory]) -> str:
    return ", ".join(f"{short(scenario, 'actors', s.actor)} {VERDICTS[s.signs][0]}" for s in signatories)
