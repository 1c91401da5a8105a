"""A plan of pressure in plain words: its steps and costs, what stands in its way, how sure it is, and its price."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ripeness.leverage import PressureResult
from ripeness.leverage.answers import Rung
from ripeness.leverage.network import IN_FORCE
from ripeness.leverage.plans import USED, PlanStep
from ripeness.leverage.robust import SAMPLE
from ripeness.scenario import Scenario
from ripeness.words.figures import percent, points
from ripeness.words.pressure import actor, goal, sure, surpluses, tie

BINDING_SHOWN = 6
_AMOUNTS = ((0.995, "all"), (0.9, "nearly all"), (0.6, "most"), (0.4, "about half"), (0.15, "a part"))


def amount(level: float) -> str:
    """Return a level in words and per cent."""
    word = next((word for least, word in _AMOUNTS if level >= least), "a small part")
    return f"{word} ({percent(level)})"


def title(result: PressureResult, rung: Rung) -> str:
    """Return for what, and under which reading of willingness, a plan is the least."""
    willing = "; every source being willing" if rung.willing == "all" else ""
    return f"The least pressure that gives {goal(result, rung)}{willing}"


def step(scenario: Scenario, result: PressureResult, one: PlanStep) -> str:
    """Return what is done in one step of a plan."""
    source, target = actor(scenario, one.source), actor(scenario, one.target)
    how = amount(one.level)
    if one.kind == "support":
        if result.asked.made:
            return f"{source} withdraws {how} of its support for {target}"
        return f"{source} withdraws {how} of its support if {target} refuses"
    if one.kind == "sanction":
        return f"{source} presses {target} not to refuse, with {how} of what it could do"
    if one.kind == "inducement":
        return f"{source} offers {target} {how} of what it could give for a signature"
    if one.kind == "guarantee":
        if one.stands is None or one.stands >= IN_FORCE:
            return f"{source} stands as guarantor of the agreement"
        chance = percent(one.stands)
        return (
            f"{source} is named as guarantor of the agreement, and stands with a chance of {chance} when it is broken"
        )
    return f"{source} presses {target}, with {how} of what it could do"


def details(scenario: Scenario, steps: Sequence[PlanStep], rung: Rung, number: int) -> list[str]:
    """Return of a step: the tie and its cost; what it builds on; what each signatory's surplus is after it."""
    one = steps[number]
    found = [f"{tie(scenario, one.tie)}; cost {points(one.cost)} of its own points"]
    path = f"ties.{one.tie}.willing"
    judged = scenario.estimates[path].central if path in scenario.estimates else 0
    alone = None if judged is None else float(judged)
    would = "its word would stand with a chance of" if one.kind == "guarantee" else "it would go to"
    if one.after:
        earlier = [str(k + 1) for k, other in enumerate(steps) if other.tie in one.after]
        of = f"step {earlier[0]}" if len(earlier) == 1 else f"steps {', '.join(earlier[:-1])} and {earlier[-1]}"
        found.append(f"builds on {of}; unprompted {would} {percent(alone)}")
    elif rung.willing == "all":
        found.append(f"as judged, unprompted, {would} {percent(alone)}")
    found.append(f"surplus then: {surpluses(scenario, one.surplus)}")
    return found


def costs(scenario: Scenario, result: PressureResult, rung: Rung) -> str:
    """Return what a plan costs each source, in its own points, and in sum."""
    each = ", ".join(f"{actor(scenario, a)} {points(c)}" for a, c in rung.plan.costs.items())
    weights = {a: w for a, w in result.wanted.weights.items() if a in rung.plan.costs}
    weighed = (
        f"weighed {', '.join(f'{actor(scenario, a)} {w:g}' for a, w in weights.items())}, all others 1"
        if weights
        else "every source's points weighed alike"
    )
    return f"Costs, each in the source's own points: {each}. Sum, {weighed}: {points(rung.plan.cost)}{sure(rung)}."


def hurdles(scenario: Scenario, result: PressureResult) -> list[tuple[str, ...]]:
    """Return the ties that bind: source, tie, how far it would go, and what ten per cent more of it would add."""
    best = result.reachable
    if best is None or (result.feasible and result.shown is not None):
        return []
    rows: list[tuple[str, ...]] = []
    for name, more in best.binding[:BINDING_SHOWN]:
        level = abs(float(best.levels[result.ties.index(name)]))  # never a negative zero
        source = actor(scenario, scenario.ties[name].from_)
        rows.append((source, scenario.name("ties", name), percent(level), f"{more / 10:+.2f}"))
    return rows


def hurdles_say(scenario: Scenario, result: PressureResult) -> str:
    """Return what the table of ties that bind shows."""
    best = result.reachable
    if best is None or not best.surplus:
        return ""
    worst = min(best.surplus, key=lambda a: best.surplus[a])
    more = len(best.binding) - BINDING_SHOWN
    left = f" The first {BINDING_SHOWN} of {len(best.binding)}." if more > 0 else ""
    return (
        f"Everything that helps is used as far as its source would. More willingness would add to the surplus of "
        f"{actor(scenario, worst)}, which is then worst off, as follows.{left}"
    )


def over_draws(result: PressureResult) -> list[str]:
    """Return in what share of the draws everything, and the plan that is shown, makes all sign."""
    if result.provenance.draws == 1:
        return []
    found = []
    shown = result.shown
    bare = shown is not None and not shown.plan.steps  # no plan is printed: what there is needs none
    planned = "no pressure at all" if bare else _planned(result)
    for word, what in (("everything", "everything that the sources would do"), ("plan", planned)):
        share = result.over_draws(word)
        if share is not None and share["share"] is not None:
            text = "the text as printed " if f"{result.asked.prefix}.plan.as_printed" in result.columns else ""
            found.append(f"All sign {text}with {what} in {_of_draws(share['share'], share['error'])}.")
        elif share is not None:
            found.append(f"In what share of the draws all sign with {what} is unknown.")
    column = result.columns.get(f"{result.asked.prefix}.plan.probability")
    if column is not None and not math.isnan(float(column.mean())):
        printed = result.chance("plan.as_printed")
        more = "" if printed is None else f", whichever text it is ({percent(printed)} as printed)"
        lead = "Without pressure" if bare else "With that plan"
        found.append(f"{lead} the chance that all sign is {percent(float(column.mean()))} in the mean{more}.")
    return found


def _of_draws(share: float, error: float | None) -> str:
    if share in {0, 1}:
        return "none of the draws" if share == 0 else "all draws"
    return f"{percent(share)} of the draws (standard error {100 * (error or 0):.1f} %)"


def _planned(result: PressureResult) -> str:
    """Return what the plan is called; nothing where there is none, and things as they are where it asks for nothing."""
    shown = result.shown
    if shown is None:
        return ""
    if not shown.plan.steps:
        return "things as they are"
    return f"the plan above{', every source being willing,' if shown.willing == 'all' else ''}"


def robust(result: PressureResult) -> list[str]:
    """Return the plan for a share of the draws, if one was asked for."""
    share = result.provenance.options.get("share")
    found = result.robust
    if share is None:
        return []
    if found is None:
        return [f"A plan for {percent(share)} of the draws cannot be looked for."]
    if found.levels is None:
        return [
            f"No plan was found that works in {percent(found.share)} of the {SAMPLE} draws tried: the most in which "
            f"all sign is {percent(found.most)}{'' if result.asked.made else ', everything being asked of everybody'}."
        ]
    return [
        f"A plan made to work in {percent(found.share)} of the draws (below) costs {points(found.cost)} points.",
        f"With it all sign in {percent(found.sampled)} of the draws that it was made for "
        f"and {percent(found.fresh)} of fresh ones (standard error {100 * found.error:.1f} %). That no cheaper one "
        "does is not proven.",
    ]


def robust_rows(scenario: Scenario, result: PressureResult) -> list[tuple[str, ...]]:
    """Return the steps of the plan for a share of the draws, in order: source, tie, level; empty without one."""
    found = result.robust
    if found is None or found.levels is None:
        return []
    used = [(result.ties[t], float(found.levels[t])) for t in found.sequence if found.levels[t] > USED]
    return [(actor(scenario, scenario.ties[t].from_), scenario.name("ties", t), percent(level)) for t, level in used]


def prices(result: PressureResult) -> list[tuple[str, ...]]:
    """Return the least cost by chance that all sign, as judged and if all were willing; empty if there is no plan."""
    if all(a is None and b is None for _, a, b in result.prices):
        return []
    return [(percent(q), _price(a), _price(b)) for q, a, b in result.prices]


def no_prices(result: PressureResult) -> str:
    """Return a sentence in place of prices where there is no plan for any of the chances."""
    if not result.prices or prices(result):
        return ""
    low, high = result.prices[0][0], result.prices[-1][0]
    return (
        f"No plan was found for any chance from {percent(low)} to {percent(high)}, asked of each signatory alike, even "
        "if every source were willing."
    )


def _price(cost: float | None) -> str:
    return "none found" if cost is None else points(cost)


def guarantors(result: PressureResult) -> list[str]:
    """Return how guarantees are counted, where any could be."""
    if not (result.asked.in_force or result.asked.addable):
        return []
    said = ""
    if result.asked.addable:
        said = (
            "How willing a guarantor is, is the chance that its word stands when the agreement is broken; of every "
            "other source it is the share of what it could do. "
        )
    if result.asked.in_force:
        said += "A guarantee that the draft itself names counts in full. "
    return [f"{said}Whether a guarantor gains by standing is not modelled."]


def limits(result: PressureResult) -> list[str]:
    """Return what the figures do not say."""
    found = [
        "A plan says what would be enough on the judgements in the file, not that anybody will do it, nor that it is "
        "right; and not how the side that is pressed answers, beyond what could undo the plan.",
        "Costs are each source's own points. Adding them treats a point of one like a point of another, which nothing "
        "in the file says.",
    ]
    found += guarantors(result)
    if result.wanted.margin is None and len(result.asked.signatories) > 1:
        found.append(
            "A chance that all sign is asked of each alike. A plan that leaves one surer and another less sure might "
            "cost less, or be there where none of this kind is."
        )
    if result.provenance.draws > 1:
        found.append(
            "Surpluses, levels and plans are of the most likely values; shares are of the draws of all uncertain "
            "numbers."
        )
    return found
