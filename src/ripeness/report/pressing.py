"""The result of ``pressure`` in plain words: what was asked, the answer, the plan, and what stands in its way."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ripeness.leverage import PressureResult
from ripeness.leverage.answers import Rung
from ripeness.leverage.plans import Reachable, Step
from ripeness.report.words import percent, points, quoted
from ripeness.scenario import Scenario

LEAST = 0.05  # points; what is smaller is no effect in a text of one decimal
BINDING_SHOWN = 6
UNPROVEN = "None was found, but it is not proven that there is none."
_AMOUNTS = ((0.995, "all"), (0.9, "nearly all"), (0.6, "most"), (0.4, "about half"), (0.15, "a part"))


def actor(scenario: Scenario, name: str) -> str:
    """Return an actor's name without what stands in brackets behind it."""
    return scenario.name("actors", name).split(" (")[0]


def actors(scenario: Scenario, names: Sequence[str]) -> str:
    """Return names of actors with commas and ``and``."""
    said = [actor(scenario, name) for name in names]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def tie(scenario: Scenario, name: str) -> str:
    """Return a tie's name in quotation marks."""
    return quoted(scenario.name("ties", name))


def amount(level: float) -> str:
    """Return a level in words and per cent."""
    word = next((word for least, word in _AMOUNTS if level >= least), "a small part")
    return f"{word} ({percent(level)})"


def surpluses(scenario: Scenario, surplus: Mapping[str, float]) -> str:
    """Return surpluses of signatories, one after the other."""
    return ", ".join(f"{actor(scenario, a)} {points(s, signed=True)}" for a, s in surplus.items())


def asked(result: PressureResult) -> str:
    """Return what is enough, in a sentence."""
    wanted = result.wanted
    if wanted.margin is not None:
        return f"Enough is a surplus of at least {points(wanted.margin)} points for every signatory."
    if not _noisy(result):
        return "Enough is a surplus of 0, from which a signatory signs: the file gives none of them any noise."
    share = percent(wanted.chance)
    return f"Enough is what gives a chance of {share} that all sign; at a surplus of 0 a signature is a coin toss."


def _noisy(result: PressureResult) -> bool:
    """Return whether a surplus of 0 leaves a signature open."""
    return result.wanted.margin is not None or any(result.margins.values())


def rules(scenario: Scenario, result: PressureResult) -> list[str]:
    """Return how cuts work, and which ties are left out."""
    found = [
        "Support is cut whatever anybody does: the other side's hopes rise as well."
        if result.asked.made
        else "Support is cut only for a side that refuses: a threat, which leaves the other side's hopes alone."
    ]
    left = [t for t, record in scenario.ties.items() if not record.lawful and t not in result.ties]
    found += [f"Left out, as the file marks them as not lawful: {_listed(scenario, left)}."] if left else []
    return found


def _listed(scenario: Scenario, ties: Sequence[str]) -> str:
    return ", ".join(f"{tie(scenario, t)} ({actor(scenario, scenario.ties[t].from_)})" for t in ties)


def answer(scenario: Scenario, result: PressureResult) -> list[str]:
    """Return the answer: first whether there is a plan, then how far from it, then what if all were willing."""
    if not result.rungs:
        if any(w.code == "draft-forbidden" for w in result.warnings):
            return ["No: the draft crosses a red line, which no pressure moves."]
        return ["Unknown: a number that every plan needs is not known; the notes name it."]
    first = result.rungs[0]
    if first.plan.feasible and not first.plan.steps:
        return ["No pressure is needed: what was asked is reached as things are."]
    if first.plan.feasible:
        return [
            f"Yes: there is a plan within what the sources would do. It costs {points(first.plan.cost)} points in all"
            f"{_sure(first)}."
        ]
    wanted = _goal(result, first)
    head = (
        f"No, and that is proven: nothing that the sources would do gives {wanted}."
        if first.plan.proven
        else f"Unknown: no plan was found that gives {wanted}, but it is not proven that there is none."
    )
    return [head, *_verdict(result), *_short(scenario, result), *_willing(scenario, result)]


def _goal(result: PressureResult, rung: Rung) -> str:
    """Return what a rung wants, as an object."""
    if not any(rung.margins.values()):
        return f"every signatory a surplus of 0{', a coin toss for each' if _noisy(result) else ''}"
    if result.wanted.margin is not None:
        return f"every signatory a surplus of {points(result.wanted.margin)}"
    return f"a chance of {percent(result.wanted.chance)} that all sign"


def _sure(rung: Rung) -> str:
    gap = rung.plan.gap
    if gap is None:
        return ""
    return ", and no plan costs less" if gap < 1e-6 else f", and no plan costs {100 * gap:.2g} % less"


def _rung(result: PressureResult, willing: str, *, verdict: bool) -> Rung | None:
    """Return the rung of the bare verdict, or of what was asked where that is more."""
    mine = [r for r in result.rungs if r.willing == willing]
    return (mine[1] if len(mine) > 1 else None) if verdict else mine[0]


def _verdict(result: PressureResult) -> list[str]:
    bare = _rung(result, "as-judged", verdict=True)
    if bare is None or not bare.plan.feasible:
        return []
    cost = "at no cost, as things are" if not bare.plan.steps else f"at {points(bare.plan.cost)} points"
    return [f"There is a plan that gives {_goal(result, bare)}: {cost}{_sure(bare)}."]


def _short(scenario: Scenario, result: PressureResult) -> list[str]:
    """Return how far everything that the sources would do goes."""
    best = result.reachable
    if best is None or not best.surplus:
        return []
    return [f"The best that they would do, whatever it costs: {_best(scenario, best)}."]


def _best(scenario: Scenario, best: Reachable) -> str:
    below = {a: s for a, s in best.surplus.items() if s < -1e-9}
    if not below:
        return f"surpluses of {surpluses(scenario, best.surplus)}"
    short = ", ".join(f"{actor(scenario, a)} {points(-s)} points short of signing" for a, s in below.items())
    rest = {a: s for a, s in best.surplus.items() if a not in below}
    return f"{short}{f'; {surpluses(scenario, rest)}' if rest else ''}"


def _willing(scenario: Scenario, result: PressureResult) -> list[str]:
    """Return what there would be if every source were willing to use all it has."""
    full, bare = _rung(result, "all", verdict=False), _rung(result, "all", verdict=True)
    if full is not None and full.plan.feasible:
        return [
            f"If every source were willing to go all the way there would be one, at {points(full.plan.cost)} points."
        ]
    if bare is not None and bare.plan.feasible:
        not_more = "" if full is None else f", but none that gives {_goal(result, full)}"
        return [
            f"If every source were willing to go all the way, there would be a plan that gives {_goal(result, bare)}, at "
            f"{points(bare.plan.cost)} points{not_more}."
        ]
    best = result.if_willing
    if best is None or not best.surplus:
        return []
    sure = "" if best.bound < 0 or best.smallest >= 0 else f" {UNPROVEN}"
    return [f"Nor if every source were willing to go all the way: {_best(scenario, best)}.{sure}"]


def plan_title(result: PressureResult, rung: Rung) -> str:
    """Return for what, and under which reading of willingness, a plan is the least."""
    goal = _goal(result, rung)
    willing = "; every source being willing" if rung.willing == "all" else ""
    return f"The least pressure that gives {goal}{willing}"


def step(scenario: Scenario, result: PressureResult, one: Step) -> str:
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
        return f"{source} stands as guarantor of the agreement"
    return f"{source} presses {target}, with {how} of what it could do"


def details(scenario: Scenario, steps: Sequence[Step], rung: Rung, number: int) -> list[str]:
    """Return of a step: the tie and its cost; what it builds on; what each signatory's surplus is after it."""
    one = steps[number]
    found = [f"{tie(scenario, one.tie)}; cost {points(one.cost)} points of {actor(scenario, one.source)}"]
    path = f"ties.{one.tie}.willing"
    alone = scenario.estimates[path].central if path in scenario.estimates else 0.0
    if one.after:
        earlier = [str(k + 1) for k, other in enumerate(steps) if other.tie in one.after]
        of = f"step {earlier[0]}" if len(earlier) == 1 else f"steps {', '.join(earlier[:-1])} and {earlier[-1]}"
        found.append(f"builds on {of}; unprompted it would go to {percent(alone)}")
    elif rung.willing == "all":
        found.append(f"as judged, unprompted, it would go to {percent(alone)}")
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
    return f"Costs, each in the source's own points: {each}. Sum, {weighed}: {points(rung.plan.cost)}{_sure(rung)}."


def hurdles(scenario: Scenario, result: PressureResult) -> list[tuple[str, str, str, str]]:
    """Return the ties that bind: source, tie, how far it would go, and what ten per cent more of it would add."""
    best = result.reachable
    if best is None or (result.feasible and result.shown is not None):
        return []
    rows = []
    for name, more in best.binding[:BINDING_SHOWN]:
        level = float(best.levels[result.ties.index(name)])
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
        f"{actor(scenario, worst)}, who is then worst off, as follows.{left}"
    )


def over_draws(scenario: Scenario, result: PressureResult) -> list[str]:
    """Return in what share of the draws everything, and the plan that is shown, makes all sign."""
    del scenario
    if result.provenance.draws == 1:
        return []
    found = []
    for word, what in (("everything", "everything that the sources would do"), ("plan", _planned(result))):
        share = result.over_draws(word)
        if share is not None and share["share"] is not None:
            error = share["error"] or 0.0
            found.append(f"All sign with {what} in {percent(share['share'])} of the draws (±{100 * error:.1f} %).")
        elif share is not None:
            found.append(f"In what share of the draws all sign with {what} is unknown.")
    column = result.columns.get(f"{result.asked.prefix}.plan.probability")
    if column is not None and not math.isnan(float(column.mean())):
        found.append(f"With that plan the chance that all sign is {percent(float(column.mean()))} in the mean.")
    return found


def _planned(result: PressureResult) -> str:
    shown = result.shown
    ready = ", every source being willing," if shown is not None and shown.willing == "all" else ""
    return f"the plan above{ready}"


def robust(scenario: Scenario, result: PressureResult) -> list[str]:
    """Return the plan for a share of the draws, if one was asked for."""
    share = result.provenance.options.get("share")
    found = result.robust
    if share is None:
        return []
    if found is None:
        return [f"A plan for {percent(share)} of the draws cannot be looked for."]
    if found.levels is None:
        return [
            f"No plan works in {percent(found.share)} of the draws: when everything is asked of everybody all sign in "
            f"{percent(found.most)}."
        ]
    used = [f"{scenario.name('ties', result.ties[t])} {percent(float(found.levels[t]))}" for t in found.sequence]
    used = [text for text, t in zip(used, found.sequence, strict=True) if found.levels[t] > 1e-9]
    return [
        f"A plan made to work in {percent(found.share)} of the draws asks for, in order: {'; '.join(used) or 'nothing'}.",
        f"It costs {points(found.cost)} points; all sign in {percent(found.sampled)} of the draws that it was made for "
        f"and {percent(found.fresh)} of fresh ones (±{100 * found.error:.1f} %). That no cheaper one does is not proven.",
    ]


def prices(result: PressureResult) -> list[tuple[str, str, str]]:
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
        f"For no chance from {percent(low)} to {percent(high)} is there a plan, not even if every source were willing."
    )


def _price(cost: float | None) -> str:
    return "no plan" if cost is None else points(cost)


def limits(result: PressureResult) -> list[str]:
    """Return what the figures do not say."""
    found = [
        "A plan says what would be enough on the judgements in the file, not that anybody will do it, nor that it is "
        "right; and not how the side that is pressed answers, beyond what could undo the plan.",
        "Costs are each source's own points. Adding them treats a point of one like a point of another, which nothing "
        "in the file says.",
    ]
    if result.provenance.draws > 1:
        found.append(
            "Surpluses, levels and plans are of the most likely values; shares are of the draws of all uncertain numbers."
        )
    return found
