"""Why a draft is refused: parts of the verdicts, and what the answers already seen imply."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ripeness.bargaining.learned import Learned
from ripeness.bargaining.lessons import Threshold
from ripeness.bargaining.sign import SignResult
from ripeness.bargaining.verdicts import Signatory
from ripeness.plot import waterfall
from ripeness.plot.figure import svg
from ripeness.report.document import Block, Bullets, Cell, Heading, Paragraph, Picture, Table
from ripeness.report.words import ANY_TEXT, label, percent, quoted
from ripeness.result import decimal
from ripeness.scenario import Scenario
from ripeness.scenario.names import distinct

_MOVED = 6

_WORDS = {
    "hope_of_victory": "what the war might bring",
    "cost_of_war": "cost of fighting on",
    "other_walk_away": "other ways of refusing",
    "trust": "lack of trust",
    "guarantees": "guarantees",
    "betrayal": "loss when betrayed",
    "exposure": "exposure of carrying out first",
    "pressure": "pressure",
}


def verdict_parts(scenario: Scenario, result: SignResult) -> Sequence[Block]:
    """Return what the surplus of each signatory is made of."""
    pictures = [p for s in result.text.signatories if (p := _waterfall(scenario, s)) is not None]
    if not pictures:
        return []
    text = Paragraph(
        "From today's package, signed in full trust by an actor to whom refusing is worth no more than today, each "
        "term is put in place; its part is its gain averaged over all orders (Shapley shares). What helps a signature "
        "points right, what stands in its way points left; together they are the surplus. Clauses on which the draft "
        "leaves things as they are today have no part.",
        "quiet",
    )
    return [Heading("What the verdicts are made of"), text, *pictures]


def _waterfall(scenario: Scenario, signatory: Signatory) -> Picture | None:
    if signatory.parts is None or any(math.isnan(v) for v in signatory.parts.values()):
        return None
    parts, names = signatory.parts, {part: _part(scenario, part) for part in signatory.parts}
    shown = sum(1 for v in parts.values() if abs(v) >= 0.05)
    who = scenario.name("actors", signatory.actor)
    spoken = f"{who}: " + ", ".join(
        f"{names[part]} {decimal(value, signed=True)}" for part, value in parts.items() if abs(value) >= 0.05
    )
    return Picture(svg(waterfall, parts, names=names, size=(7.2, 0.8 + 0.28 * (shown + 1))), who, spoken)


def _part(scenario: Scenario, name: str) -> str:
    kind, _, issue = name.partition(".")
    return f"clause: {scenario.name('issues', issue)}" if issue else _WORDS[kind]


def lessons(scenario: Scenario, result: SignResult) -> Sequence[Block]:
    """Return what the answers already seen imply, what would tell refusing from signing, and the next offer."""
    learned = result.learned
    blocks: list[Block] = []
    if learned.observed:
        blocks += [Heading("What the answers already seen imply"), _seen(scenario, learned)]
        blocks += [Paragraph(ANY_TEXT)] if result.versions else []
        blocks += [_chances(scenario, result), *_moved(scenario, learned)]
    said = [line for actor, found in learned.thresholds.items() for line in _thresholds(scenario, actor, found)]
    if said:
        blocks += [Heading("What separates refusing from signing"), Bullets(tuple(said))]
    if learned.offers:
        blocks += [Heading("The offer whose answer would teach most"), Bullets(tuple(_offers(scenario, learned)))]
    return blocks


def _seen(scenario: Scenario, learned: Learned) -> Paragraph:
    parts = []
    for draft, signed, refused in learned.observed:
        names = [", ".join(scenario.name("actors", a) for a in actors) or "nobody" for actors in (signed, refused)]
        parts.append(f"{scenario.name('drafts', draft)}: signed by {names[0]}, not signed by {names[1]}.")
    return Paragraph(
        " ".join(parts) + f" Draws that explain these answers count for more ({learned.draws:,} draws, worth "
        f"{learned.effective_sample:,.0f} after weighting). An actor who decides afresh uses what the answers say "
        "about its numbers; one who is asked again is also bound by the disposition that it has shown."
    )


def _chances(scenario: Scenario, result: SignResult) -> Table:
    rows = []
    for actor in (*(s.actor for s in result.text.signatories), ""):
        now = result.learned.chances(actor)
        figures = (result.probability(actor)["probability"], now["posterior"], now["again"])
        name = scenario.name("actors", actor) if actor else "all of them"
        rows.append((Cell(name, "head"), *(Cell(percent(f), "number") for f in figures)))
    header = ("chance of a signature", "before", "given what was seen", "if asked the same again")
    return Table(header, tuple(rows))


def _moved(scenario: Scenario, learned: Learned) -> Sequence[Block]:
    if not learned.moved:
        return [Paragraph("No single number is moved by more than its sampling error.", "quiet")]
    rows = []
    for m in learned.moved[:_MOVED]:
        before, after = (f"{mean:.3g} ({low:.3g} to {high:.3g})" for mean, low, high in (m.prior, m.posterior))
        line = learned.lines.get(m.path)
        rows.append(
            (
                Cell(label(scenario, m.path), "head"),
                Cell(before),
                Cell(after),
                Cell(str(line) if line else "", "number"),
            )
        )
    header = ("number", "before: mean (5th to 95th percentile)", "given what was seen", "line")
    return [Table(header, tuple(rows), "Numbers that the answers move most")]


def _thresholds(scenario: Scenario, actor: str, found: Sequence[Threshold]) -> list[str]:
    name = scenario.name("actors", actor)
    said = ((_where(scenario, t).removeprefix(f"{name}: "), t) for t in found)
    return [
        f"{name}: {what} in {percent(t.refusing)} of its refusals and {percent(t.signing)} of its signatures."
        for what, t in said
    ]


def _where(scenario: Scenario, threshold: Threshold) -> str:
    steps = threshold.path.split(".")
    if steps[-1] == "held":
        return f"red line {int(steps[-2]) + 1} is {'held' if threshold.side == 'above' else 'bluff'}"
    if steps[0] == "sign" and "odds" in steps:
        outcome = steps[steps.index("odds") + 1]
        what = quoted(distinct(scenario.war.outcomes, outcome) if scenario.war else outcome)
        return f"it believes the chance of {what} to be {threshold.side} {percent(threshold.threshold)}"
    if steps[0] == "sign":
        return f"its confidence that the others comply is {threshold.side} {percent(threshold.threshold)}"
    return f"{label(scenario, threshold.path)} is {threshold.side} {threshold.threshold:.3g}"


def _offers(scenario: Scenario, learned: Learned) -> list[str]:
    found = []
    for offer in learned.offers:
        changes = "; ".join(f"{scenario.name('issues', i)}: {scenario.wording(i, a)}" for i, a in offer.changes.items())
        found.append(
            f"To {scenario.name('actors', offer.actor)}: {changes}. It would be accepted with a chance of "
            f"{percent(offer.probability)}; the answer is worth {offer.bits:.2f} bits about its red lines and its "
            f"value of refusing, {offer.red_lines:.2f} of them about red lines."
        )
    return found
