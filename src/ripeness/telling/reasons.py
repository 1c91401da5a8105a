"""Why a draft is refused: parts of the verdicts, and what the answers already seen imply."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ripeness.bargaining.text.posterior import Posterior
from ripeness.bargaining.text.shifts import Threshold
from ripeness.bargaining.text.sign import SignResult
from ripeness.bargaining.text.verdicts import Signatory
from ripeness.scenario import Scenario
from ripeness.scenario.names import distinct
from ripeness.telling.blocks import Block, Bullets, Cell, Paragraph, Part, Picture, Table, parts
from ripeness.words.figures import ANY_TEXT, percent, points
from ripeness.words.labels import label, quoted, spelled
from ripeness.words.names import listed, short

_MOVED = 6
_LEAST = 0.05  # points from which on a part is told

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


#: How a verdict is computed.
METHOD = (
    "Utility of a package: the weights of the issues, divided by their sum, times the value of each clause; bonuses.",
    "War is a costly lottery (Fearon 1995): the chances of its outcomes times what they are worth, less the cost of "
    "fighting, eased by what support brings. Who wins follows strengths with support (ratio contest, Tullock 1980).",
    "Each actor refuses in its best way: war, waiting, or another declared alternative, judged by its own beliefs.",
    "Signing carries the risk that others break their word (Walter 1997): with confidence h they comply; otherwise the "
    "actor has its way of refusing or the draft, whichever is worse, less betrayal and exposure.",
    "An actor signs when signing is worth at least as much as refusing and no red line that it holds is crossed. With "
    "noise the chance follows a logistic curve in the surplus (Luce 1959).",
    "Repairs: first whether any package at all would be signed by all, then whether one would that is one clause away, "
    "then two, and so on; each is judged anew as a whole.",
)


def weightiest(signatory: Signatory, scenario: Scenario) -> str:
    """Return what weighs most against a signature, or for it, as a list; empty where that is not known."""
    shares = signatory.parts
    if signatory.signs is None or shares is None or any(math.isnan(v) for v in shares.values()):
        return ""
    sign = 1 if signatory.signs else -1
    ranked = sorted((p for p in shares if sign * shares[p] >= _LEAST), key=lambda p: -sign * shares[p])[:2]
    crossed = ["a red line that the text crosses"] if any(r["held"] for r in signatory.red_lines) else []
    return listed([*crossed, *(_part(scenario, part) for part in ranked)])


def verdict_parts(scenario: Scenario, result: SignResult) -> Part | None:
    """Return what the surplus of each signatory is made of."""
    known = [s for s in result.text.signatories if s.parts is not None and not any(map(math.isnan, s.parts.values()))]
    if not known:
        return None
    text = Paragraph(
        "From today's package, signed in full trust by an actor to whom refusing is worth no more than today, each "
        "term is put in place; its part is its gain averaged over all orders (Shapley shares). What helps a signature "
        "counts up, what stands in its way down; together they are the surplus. Clauses on which the draft leaves "
        "things as they are today have no part.",
        "quiet",
    )
    pictures = [_waterfall(scenario, s) for s in known]
    return Part("What the verdicts are made of", (text, _parts(scenario, known), *pictures), long=True)


def _parts(scenario: Scenario, signatories: Sequence[Signatory]) -> Table:
    """Return the parts of the surpluses as a table, the largest first."""
    names = list(dict.fromkeys(part for s in signatories for part in s.parts or ()))
    size = {part: max(abs((s.parts or {}).get(part, 0.0)) for s in signatories) for part in names}
    ranked = sorted((part for part in names if size[part] >= _LEAST), key=lambda part: -size[part])
    rows = [
        (Cell(_part(scenario, part), "head"), *(_points((s.parts or {}).get(part)) for s in signatories))
        for part in ranked
    ]
    total = (Cell("surplus", "head"), *(_points(s.figures["surplus"]) for s in signatories))
    header = ("part", *(short(scenario, "actors", s.actor) for s in signatories))
    return Table(header, (*rows, total), "Points of each signatory's own utility")


def _points(value: float | None) -> Cell:
    return Cell("" if value is None else points(value, signed=True), "number")


def _waterfall(scenario: Scenario, signatory: Signatory) -> Picture:
    parts = signatory.parts or {}
    names = {part: _part(scenario, part) for part in parts}
    shown = sum(1 for v in parts.values() if abs(v) >= _LEAST)
    who = scenario.name("actors", signatory.actor)
    spoken = f"The parts of the surplus of {who}, one bar each; the table above holds the figures."
    return Picture("waterfall", (parts,), (7.2, 0.8 + 0.28 * (shown + 1)), who, spoken, {"names": names})


def _part(scenario: Scenario, name: str) -> str:
    kind, _, issue = name.partition(".")
    return f"the clause on {quoted(scenario.name('issues', issue))}" if issue else _WORDS[kind]


def lessons(scenario: Scenario, result: SignResult) -> Sequence[Part]:
    """Return what the answers already seen imply, what would tell refusing from signing, and the next question."""
    learned = result.learned
    seen: list[Block] = []
    if learned.observed:
        seen = [_seen(scenario, learned), *([Paragraph(ANY_TEXT, "quiet")] if result.versions else [])]
        seen.append(_chances(scenario, result))
    said = [line for actor, found in learned.thresholds.items() for line in _thresholds(scenario, actor, found)]
    return parts(
        Part("What the answers already seen imply", tuple(seen), long=True),
        Part("What the answers move most", tuple(_moved(scenario, learned)) if learned.observed else (), long=True),
        Part("What separates refusing from signing", (Bullets(tuple(said)),) if said else (), long=True),
        Part("The question whose answer would teach most", _offers(scenario, learned), long=True),
    )


def _seen(scenario: Scenario, learned: Posterior) -> Paragraph:
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


def _moved(scenario: Scenario, learned: Posterior) -> Sequence[Block]:
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
    return [Table(header, tuple(rows))]


def _thresholds(scenario: Scenario, actor: str, found: Sequence[Threshold]) -> list[str]:
    name = short(scenario, "actors", actor)
    said = ((_where(scenario, t).removeprefix(f"{name}: "), t) for t in found)
    return [
        f"{name}: {what} in {percent(t.refusing)} of its refusals and {percent(t.signing)} of its signatures."
        for what, t in said
    ]


def _red_line(scenario: Scenario, steps: Sequence[str]) -> str:
    return spelled(scenario, scenario.preferences[steps[1]].never[int(steps[-2])].when)


def _where(scenario: Scenario, threshold: Threshold) -> str:
    steps = threshold.path.split(".")
    if steps[-1] == "held":
        return f"its red line {_red_line(scenario, steps)} is {'held' if threshold.side == 'above' else 'bluff'}"
    if steps[0] == "sign" and "odds" in steps:
        outcome = steps[steps.index("odds") + 1]
        what = quoted(distinct(scenario.war.outcomes, outcome) if scenario.war else outcome)
        return f"it believes the chance of {what} to be {threshold.side} {percent(threshold.threshold)}"
    if steps[0] == "sign":
        return f"its confidence that the others comply is {threshold.side} {percent(threshold.threshold)}"
    return f"{label(scenario, threshold.path)} is {threshold.side} {threshold.threshold:.3g}"


def _offers(scenario: Scenario, learned: Posterior) -> tuple[Block, ...]:
    found = []
    for offer in learned.offers:
        changes = "; ".join(f"{scenario.name('issues', i)}: {scenario.wording(i, a)}" for i, a in offer.changes.items())
        found.append(
            f"Would {short(scenario, 'actors', offer.actor)} sign with {changes}? Yes with a chance of "
            f"{percent(offer.probability)}; the answer is worth {offer.bits:.2f} bits about its red lines and its "
            f"value of refusing, {offer.red_lines:.2f} of them about red lines."
        )
    return (Bullets(tuple(found)),) if found else ()
