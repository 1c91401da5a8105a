"""The result of ``pressure`` in plain words: what was asked, the answer, the plan, and what stands in its way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ripeness.leverage import PressureResult
from ripeness.leverage.answers import Rung
from ripeness.leverage.plans import Reachable
from ripeness.numerics.draws import Draws
from ripeness.scenario import Scenario
from ripeness.valuation import judge, valuation
from ripeness.words.figures import percent, points
from ripeness.words.labels import quoted
from ripeness.words.names import listed, short

LEAST = 0.05  # points; what is smaller is no effect in a text of one decimal
UNPROVEN = "That there is none is not proven."
NOT_COUNTED = (
    "tie-without-cost",
    "tie-without-strength",
    "willing-unknown",
)  # notes on ties that plans do not count on
_LOOSE = 0.5  # gap from which a bound says next to nothing


def actor(scenario: Scenario, name: str) -> str:
    """Return an actor's name, as it stands in a sentence."""
    return short(scenario, "actors", name)


def actors(scenario: Scenario, names: Sequence[str]) -> str:
    """Return names of actors with commas and ``and``."""
    return listed(actor(scenario, name) for name in names)


def tie(scenario: Scenario, name: str) -> str:
    """Return a tie's name in quotation marks."""
    return quoted(scenario.name("ties", name))


def unpressed(scenario: Scenario, result: PressureResult) -> dict[str, tuple[float, str | None]]:
    """Return each signatory's surplus for the package without any pressure, and its best way of refusing."""
    here = result.asked
    central = Draws(1, result.provenance.seed)
    worth = valuation(scenario, central, actors=here.signatories, guarantees=here.in_force)
    surplus = judge(worth, worth.space.rows([result.package])).surplus[0, :, 0]
    ways = [refusal.best_name() for refusal in worth.refusals]
    return {a: (float(s), way) for a, s, way in zip(here.signatories, surplus, ways, strict=True)}


def level(used: float) -> str:
    """Return a level in per cent; what falls short of all by rounding only is all."""
    return percent(round(used, 6))


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
    return (
        f"Enough is a chance of {_each(result)} for each signatory, which makes {share} that all sign; "
        "at a surplus of 0 each signs at the most likely values, and no more."
    )


def _each(result: PressureResult) -> str:
    """Return the chance that is asked of each signatory, so that together it is the one wanted."""
    return percent(result.wanted.chance ** (1 / len(result.asked.signatories)))


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
    doubtful = in_doubt(scenario, result)
    if not result.rungs:
        if any(w.code == "draft-forbidden" for w in result.warnings):
            return ["No: the draft crosses a red line, which no pressure moves.", *doubtful]
        return ["Unknown: a number that every plan needs is not known; the notes name it."]
    first = result.rungs[0]
    of = " for the text as printed" if doubtful else ""
    if first.plan.feasible and not first.plan.steps:
        reached = f"No pressure is needed{of}: at the most likely values what was asked is reached as things are."
        return [reached, *(doubtful or _as_things_are(result))]
    if first.plan.feasible:
        return [
            f"Yes: there is a plan{of} within what the sources would do. It costs {points(first.plan.cost)} points in "
            f"all{sure(first)}.",
            *doubtful,
        ]
    wanted, among = goal(result, first), _among(result)
    head = (
        f"No, and that is proven of the numbers in this file{among}: nothing that the sources would do gives {wanted}."
        if first.plan.proven
        else f"Unknown: no plan was found that gives {wanted}, but it is not proven that there is none."
    )
    return [head, *_short(scenario, result), *_verdict(result), *_willing(scenario, result), *doubtful]


def _among(result: PressureResult) -> str:
    """Return for which ties a proof holds, where plans do not count on all."""
    if any(w.code in NOT_COUNTED for w in result.warnings):
        return " for the ties that plans count on (the notes say which they do not, and why)"
    return ""


def in_doubt(scenario: Scenario, result: PressureResult) -> list[str]:
    """Return, where the text is in doubt, that plans are for the text as printed, and what `sign` says of any."""
    draft = result.asked.draft
    if draft is None or not scenario.drafts[draft].versions:
        return []
    said = "Plans are for the text as printed, which is in doubt: whichever text it is, the chance that all sign is "
    said += f"{percent(result.chance('before.probability'))} as things are, as `sign` says"
    steps = result.shown is not None and result.shown.plan.steps
    return [f"{said}, and {percent(result.chance('plan.probability'))} with the plan below." if steps else f"{said}."]


def _as_things_are(result: PressureResult) -> list[str]:
    """Return the chance that all sign without any pressure, over draws."""
    chance = result.chance("before.probability")
    as_sign = ", as `sign` says" if result.asked.draft is not None else ""
    return [] if chance is None else [f"The chance that all sign as things are is {percent(chance)}{as_sign}."]


def goal(result: PressureResult, rung: Rung) -> str:
    """Return what a rung wants, as an object."""
    if not any(rung.margins.values()):
        meant = ", at which each signs at the most likely values" if _noisy(result) else ""
        return f"every signatory a surplus of 0{meant}"
    if result.wanted.margin is not None:
        return f"every signatory a surplus of {points(result.wanted.margin)}"
    return f"each signatory a chance of {_each(result)}, together {percent(result.wanted.chance)}"


def sure(rung: Rung) -> str:
    """Return how certain the least cost of a plan is, to follow behind the cost."""
    gap = rung.plan.gap
    if gap is None:
        return ""
    if gap > _LOOSE:
        return "; how much less another might cost is not known"
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
    return [f"There is a plan that gives {goal(result, bare)}: {cost}{sure(bare)}."]


def _short(scenario: Scenario, result: PressureResult) -> list[str]:
    """Return how far everything that the sources would do goes."""
    best = result.reachable
    if best is None or not best.surplus:
        return []
    proven = best.bound - best.smallest < LEAST
    head = "The best that they would do, whatever it costs" if proven else "The best found that they would do"
    return [f"{head}: {_best(scenario, best)}."]


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
        cost = points(full.plan.cost)
        return [f"If every source were willing to go all the way there would be one, at {cost} points."]
    if bare is not None and bare.plan.feasible:
        proven = full is not None and full.plan.proven
        more = "" if full is None else f", but none {'' if proven else 'was found '}that gives {goal(result, full)}"
        return [
            f"If every source were willing to go all the way there would be a plan that gives {goal(result, bare)}, "
            f"at {points(bare.plan.cost)} points{more}."
        ]
    best = result.if_willing
    if best is None or not best.surplus:
        return []
    ready = "if every source were willing to go all the way"
    if all(rung.plan.proven for rung in result.rungs if rung.willing == "all"):
        return [f"Nor would it be enough {ready}: {_best(scenario, best)}."]
    return [f"Nor was a plan found {ready}: {_best(scenario, best)}. {UNPROVEN}"]
