"""The result of ``conference`` in plain words: where issues settle, whether rules agree, who moves and who counts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ripeness.conference import RULES, ConferenceResult
from ripeness.conference.challenge import Challenge, ChallengeOffer
from ripeness.conference.exchange import VoteTrade
from ripeness.conference.pivotal import Carried, WinningCoalition
from ripeness.scenario import Scenario
from ripeness.scenario.conference import Scale
from ripeness.scenario.names import distinct
from ripeness.words.figures import percent, points
from ripeness.words.labels import quoted
from ripeness.words.names import listed, short

NAMES: Mapping[str, str] = {
    "compromise": "compromise",
    "mean": "mean",
    "median": "median",
    "nash": "Nash",
    "challenge": "challenge",
    "exchange": "exchange",
    "midpoint": "always 50",
    "reference": "as without agreement",
}
#: What rules are called that are judged on tables only.
VARIANTS: Mapping[str, str] = {
    "nash": "Nash, quadratic, weight, worst",
    "median-lower": "lower median",
    "median-upper": "upper median",
    "challenge-replication": "challenge, as replicated",
}
#: What each rule says, in one line.
MEANS: Mapping[str, str] = {
    "compromise": "mean of the positions, weighted by capability times salience; the forecast",
    "mean": "mean of the positions, all alike",
    "median": "the position with half of the weight on either side",
    "nash": "where the product of gains over everyone's worst point is largest",
    "challenge": "median after those who expect to lose a dispute have given way",
    "exchange": "compromise after votes were traded between issues",
}
SHOWN = 3  # actors of whom a line says what their absence would do
TRADES_SHOWN = 6
ISSUES_SHOWN = 8  # in the answer
_SAME = 0.05  # points that are not told apart
_VERBS = {
    "conflict": "yields in a dispute with",
    "compromise": "moves part of the way to",
    "capitulation": "gives in to",
}


def judged(rule: str) -> str:
    """Return what a rule is called beside its variants.

    >>> judged("nash-linear-equal-cost"), judged("median")
    ('Nash, linear, equal, cost', 'median')
    """
    if rule.startswith("nash-"):
        return ", ".join(["Nash", *rule.split("-")[1:]])
    return VARIANTS.get(rule) or NAMES.get(rule, rule)


def actor(scenario: Scenario, name: str) -> str:
    """Return an actor's name."""
    return short(scenario, "actors", name)


def scale(scenario: Scenario, issue: str) -> Scale:
    """Return the record of an issue."""
    return scenario.conference.issues[issue] if scenario.conference else Scale()


def title(scenario: Scenario, issue: str) -> str:
    """Return an issue in plain words."""
    return distinct(scenario.conference.issues, issue) if scenario.conference else issue


def ends(scenario: Scenario, issue: str) -> str:
    """Return what the ends of a scale mean."""
    record = scale(scenario, issue)
    return f"0: {record.low or 'not said'}. 100: {record.high or 'not said'}."


def size(scenario: Scenario, result: ConferenceResult) -> str:
    """Return who sits at the table and how much is settled there."""
    out = result.provenance.options["without"]
    left = f", without {listed([actor(scenario, a) for a in out])}" if out else ""
    issues = f"{len(result.issues)} issue{'s' * (len(result.issues) > 1)}"
    return f"{len(result.actors)} stakeholders{left}; {issues}, each a scale from 0 to 100."


def in_brief(scenario: Scenario, result: ConferenceResult) -> str:
    """Return where the issues settle by the forecast, in whole numbers."""
    each = [(title(scenario, issue), result.settled(issue)["compromise"]) for issue in result.issues]
    said = [f"{name}: {'unknown' if np.isnan(value) else f'{value:.0f}'}" for name, value in each[:ISSUES_SHOWN]]
    more = f"; and {len(each) - ISSUES_SHOWN} more" if len(each) > ISSUES_SHOWN else ""
    return f"By the compromise the issues settle, from 0 to 100, at about: {'; '.join(said)}{more}."


def apart(result: ConferenceResult) -> str:
    """Return how far the rules lie apart over all issues."""
    widths = []
    for issue in result.issues:
        known = [v for v in result.settled(issue).values() if not np.isnan(v)]
        widths += [max(known) - min(known)] if len(known) > 1 else []
    if not widths:
        return "How far the rules agree is unknown."
    if max(widths) < _SAME:
        return "All rules say the same."
    ends = f"{min(widths):.0f}", f"{max(widths):.0f}"
    lie = f"about {ends[0]}" if ends[0] == ends[1] else f"from {ends[0]} to {ends[1]}"
    return f"The six rules lie {lie} points apart on an issue; where they disagree, that belongs to the answer."


def settled(value: float | None) -> str:
    """Return a position."""
    return points(value)


def whole(value: float | None) -> str:
    """Return a position as a whole number."""
    return "unknown" if value is None or np.isnan(value) else f"{value:.0f}"


def with_span(result: ConferenceResult, issue: str, rule: str) -> str:
    """Return where an issue settles by a rule in whole numbers, with what the inputs vary."""
    text = whole(result.settled(issue)[rule])
    _, low, high = result.interval(issue, rule)
    several = low is not None and high is not None and high - low >= _SAME and result.provenance.draws > 1
    return f"{text} ({low:.0f} to {high:.0f})" if several and text != "unknown" else text


def span(interval: tuple[float | None, float | None, float | None]) -> str:
    """Return the 5th to 95th percentile, as ``47 to 53``; nothing where it is unknown or nothing is uncertain."""
    _, low, high = interval
    if low is None or high is None or high - low < _SAME:
        return ""
    return f"{low:.0f} to {high:.0f}"


def forecast(result: ConferenceResult, issue: str) -> str:
    """Return the forecast with its range."""
    value = result.settled(issue)["compromise"]
    if np.isnan(value):
        return "The forecast is unknown at the most likely values: a stand is not known."
    _, low, high = result.interval(issue, "compromise")
    over = low is not None and high is not None and high - low >= _SAME
    range_ = f" (5th to 95th percentile {points(low)} to {points(high)})" if over else ""
    return f"The forecast is {points(value)}{range_}."


def agreement(result: ConferenceResult, issue: str) -> str:
    """Return how far the rules lie apart."""
    known = {rule: v for rule, v in result.settled(issue).items() if not np.isnan(v)}
    if len(known) < 2:
        return ""
    least, most = min(known, key=lambda r: known[r]), max(known, key=lambda r: known[r])
    width = known[most] - known[least]
    if width < 0.05:
        return "All rules say the same."
    return (
        f"The rules lie {points(width)} points apart: from {points(known[least])} ({NAMES[least]}) to "
        f"{points(known[most])} ({NAMES[most]})."
    )


def adopted(result: ConferenceResult, issue: str) -> str:
    """Return what was settled in the end, and how far the rules were from it; nothing where that is not said."""
    if issue not in result.outcomes:
        return ""
    value, low, high, note = result.outcomes[issue]
    remark = f" {note}" if note else ""
    if value is None:
        return f"In the end: not known.{remark}"
    known = {rule: abs(v - value) for rule, v in result.settled(issue).items() if not np.isnan(v)}
    judged = f" (judged {low:.0f} to {high:.0f})" if low is not None and high is not None and low < high else ""
    text = f"In the end about {points(value)}{judged}."
    if known:
        nearest = min(known, key=lambda r: known[r])
        if nearest == "compromise":
            text += f" The forecast is {points(known['compromise'])} from it, the nearest of the rules."
        elif "compromise" in known:
            text += f" The forecast is {points(known['compromise'])} from it; nearest: {NAMES[nearest]}, "
            text += f"{points(known[nearest])} from it."
    return text + remark


def misses(result: ConferenceResult) -> list[tuple[str, float, int]]:
    """Return rules with their mean distance from what was settled in the end, over issues where that is known."""
    found = []
    for rule in RULES:
        apart = [
            abs(result.settled(issue)[rule] - value)
            for issue, (value, *_) in result.outcomes.items()
            if value is not None and issue in result.issues and not np.isnan(result.settled(issue)[rule])
        ]
        if apart:
            found.append((rule, float(np.mean(apart)), len(apart)))
    return found


def missed(result: ConferenceResult) -> str:
    """Return the mean distances in words."""
    found = misses(result)
    if not found:
        return ""
    each = ", ".join(f"{NAMES[rule]} {points(error)}" for rule, error, _ in found)
    number = max(n for _, _, n in found)
    issues = "one issue" if number == 1 else f"{number} issues"
    return (
        f"Mean distance from what was settled in the end, over {issues}: {each}. So few issues, placed on their scales "
        "afterwards, say little about which rule is good; the record below says more."
    )


def counts(scenario: Scenario, result: ConferenceResult, issue: str) -> str:
    """Return whose absence would move the outcome most."""
    k = result.issues.index(issue)
    shifts = result.pivotal.absence[0, :, k]
    order = [i for i in np.argsort(-np.abs(np.nan_to_num(shifts)), kind="stable") if not np.isnan(shifts[i])]
    each = []
    for i in order[:SHOWN]:
        low, high = result.shifts.get((issue, result.actors[i]), (np.nan, np.nan))
        several = high - low >= _SAME
        range_ = f" ({points(low, signed=True)} to {points(high, signed=True)})" if several else ""
        each.append(f"{actor(scenario, result.actors[i])} {points(shifts[i], signed=True)}{range_}")
    if not each:
        return ""
    by = "" if result.pivotal_by == "compromise" else f" by {NAMES[result.pivotal_by]}"
    return f"Whose absence would shift the outcome{by} most: {', '.join(each)}."


def changes(scenario: Scenario, result: ConferenceResult, issue: str) -> str:
    """Return whose change of position, salience or capability would move the outcome most."""
    k = result.issues.index(issue)
    asked = (
        (result.pivotal.position, "a position ten points higher"),
        (result.pivotal.salience, "salience 0.1 higher"),
        (result.pivotal.capability, "a tenth more capability"),
    )
    each = []
    for values, what in asked:
        moved = np.abs(np.nan_to_num(values[0, :, k]))
        i = int(np.argmax(moved))
        if moved[i] > 0:
            each.append(f"{what}, {actor(scenario, result.actors[i])} {points(values[0, i, k], signed=True)}")
    return f"Whose change of stand would move it most: {'; '.join(each)}." if each else ""


def silent(scenario: Scenario, result: ConferenceResult, issue: str) -> str:
    """Return who has no say on an issue."""
    names = [actor(scenario, a) for a in result.silent(issue)]
    return f"No say, for no stand is given: {listed(names)}." if names else ""


# ---- how positions move ----------------------------------------------------------------------------------------------


def moved(scenario: Scenario, result: ConferenceResult, issue: str) -> list[str]:
    """Return the moves of the challenge model on an issue, one line each."""
    found = result.challenges[result.issues.index(issue)]
    return [_move(scenario, result, found, offer) for offer in found.offers if offer.taken]


def _move(scenario: Scenario, result: ConferenceResult, found: Challenge, offer: ChallengeOffer) -> str:
    start = found.positions[0, offer.round - 1, offer.actor]
    return (
        f"round {offer.round}: {actor(scenario, result.actors[offer.actor])} {_VERBS[offer.kind]} "
        f"{actor(scenario, result.actors[offer.other])}, {points(start)} to {points(offer.to)}"
    )


def challenged(result: ConferenceResult, issue: str) -> str:
    """Return in one sentence what the challenge model does on an issue."""
    k = result.issues.index(issue)
    found = result.challenges[k]
    movers = len({offer.actor for offer in found.offers if offer.taken})
    if not movers:
        return "nobody moves"
    before, after = result.central["median"][k], result.central["challenge"][k]
    rounds = int(found.rounds[0])
    there = "stays at" if abs(after - before) < 0.05 else f"goes from {points(before)} to"
    who = "one stakeholder moves" if movers == 1 else f"{movers} stakeholders move"
    return f"{who} in {rounds} round{'s' * (rounds > 1)}; the median {there} {points(after)}"


def traded(result: ConferenceResult) -> str:
    """Return how much is exchanged."""
    found = result.exchanges
    if not found.trades:
        return "Nothing is exchanged: no two stakeholders stand on opposite sides on two issues and would both gain."
    rounds = found.made.shape[1]
    over = f" over {rounds} rounds" if rounds > 1 else ""
    number = int(found.made[0].sum())
    made = "1 exchange is made" if number == 1 else f"{number:,} exchanges are made"
    return (
        f"{made}{over}, of {int(found.potential[0, 0]):,} pairs on opposite sides on two issues. Each gains both sides "
        "the same, in points of outcome times salience; others may lose."
    )


def trades(result: ConferenceResult) -> list[VoteTrade]:
    """Return the exchanges with the largest gains."""
    return sorted(result.exchanges.trades, key=lambda t: (-t.gain, t.round, t.order))[:TRADES_SHOWN]


def trade(scenario: Scenario, result: ConferenceResult, one: VoteTrade) -> str:
    """Return an exchange in words."""
    giver, partner = (actor(scenario, result.actors[k]) for k in (one.giver, one.partner))
    first, second = (quoted(title(scenario, result.issues[k])) for k in (one.issue, one.other))
    return (
        f"{giver} votes {points(one.vote[1])} in place of {points(one.vote[0])} on {first}; {partner} votes "
        f"{points(one.partner_vote[1])} in place of {points(one.partner_vote[0])} on {second} (gain {one.gain:.2f})"
    )


def partners(scenario: Scenario, result: ConferenceResult) -> str:
    """Return which two trade most often over draws."""
    many = result.trading.copy()
    if not many.any() or result.provenance.draws == 1:
        return ""
    pairs = sorted(((many[i, j], j, i) for i in range(len(many)) for j in range(i)), key=lambda p: (-p[0], p[1], p[2]))
    each = [
        f"{actor(scenario, result.actors[a])} with {actor(scenario, result.actors[b])} {percent(share)}"
        for share, a, b in pairs[:SHOWN]
        if share > 0
    ]
    return f"Most often, over draws: {', '.join(each)}."


# ---- coalitions ------------------------------------------------------------------------------------------------------


def carried(scenario: Scenario, result: ConferenceResult, found: Carried) -> list[str]:
    """Return who could carry a point, in sentences."""
    if abs(found.point - found.now) < 0.05:
        return [f"The compromise stands at {points(found.now)} already."]
    if not found.willing:
        return [f"It stands at {points(found.now)}, and {points(found.point)} would suit nobody better."]
    willing = listed([actor(scenario, result.actors[i]) for i in found.willing])
    lines = [f"It stands at {points(found.now)}; {points(found.point)} would suit better: {willing}."]
    end = 100 if found.point > found.now else 0
    if found.fewest is None or found.lightest is None:
        several = len(found.willing) > 1
        said = "not even all of them together can carry it" if several else "it cannot carry that alone"
        lines.append(f"By the compromise {said}, announcing {end}.")
    else:
        lines.append(
            f"By the compromise, all of these announcing {end}: the fewest are "
            f"{_members(scenario, result, found.fewest)}; the lightest {_members(scenario, result, found.lightest)}."
        )
    if found.majority is None:
        lines.append("Half of the weight is not theirs, so by the median it cannot be carried against all others.")
    else:
        lines.append(
            f"By the median the lightest with half of the weight: {_members(scenario, result, found.majority)}."
        )
    return lines


def _members(scenario: Scenario, result: ConferenceResult, coalition: WinningCoalition) -> str:
    names = listed([actor(scenario, result.actors[i]) for i in coalition.members])
    unsure = "" if coalition.proven else ", not proven to be the lightest"
    return f"{names} ({percent(coalition.weight)} of the weight{unsure})"
