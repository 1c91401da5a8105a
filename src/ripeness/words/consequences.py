"""What comes after a plan of pressure, in plain words: who could undo it, what it does besides, and harm."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ripeness.leverage import PressureResult
from ripeness.leverage.plans import PlanStep
from ripeness.leverage.undo import Undoing
from ripeness.scenario import Scenario
from ripeness.scenario.names import distinct
from ripeness.scenario.ties import Support
from ripeness.valuation import TIE
from ripeness.words.figures import percent, points
from ripeness.words.pressure import LEAST, actor, tie

_SLIGHT = 0.005  # of a support: shown as no per cent
CARRIED = "If the plan's cuts were carried out and the war went on (before, after):"
NO_CHANGE = "Nothing in the war: its odds, and what it is worth to anybody, stay as they are."

UNKNOWN = "What it does to the war rests on numbers that are unknown."

Change = tuple[str, ...]  # of what, before, after


def undone(scenario: Scenario, result: PressureResult) -> list[str]:
    """Return for each signatory whose support could grow who could make it refuse the plan's text again."""
    if result.shown is None or not result.shown.plan.steps:
        return []
    after = result.shown.plan.surplus
    found = [_undone(scenario, one, after[one.signatory]) for one in result.undoing]
    return found or [
        "No signatory has support, beyond what the plan withdraws, that by the file could be raised against it."
    ]


def _undone(scenario: Scenario, one: Undoing, after: float) -> str:
    name = actor(scenario, one.signatory)
    if after < -TIE:
        return (
            f"{name}: refuses more likely than not as it is, at {points(after, signed=True)}; nothing need undo that."
        )
    raised = ", ".join(_raised(scenario, t, more) for t, more, _ in one.raised)
    if not one.feasible:
        left = f"it still signs, at {points(one.surplus, signed=True)}"
        if one.feasible is None:
            return (
                f"{name}: no additional support was found that makes it refuse, but it is not proven that none does. "
                f"With all that could be raised ({raised}) {left}."
            )
        return f"{name}: more support does not make it refuse. With all that could be raised ({raised}) {left}."
    cost = "an unknown cost" if math.isnan(one.cost) else f"a cost of {_small(one.cost)} points"
    if all(more < _SLIGHT for _, more, _ in one.raised):
        names = " or ".join(_source(scenario, t) for t, _, _ in one.raised)
        return f"{name}: the slightest more support, from {names}, makes it refuse again; the plan leaves no reserve."
    return f"{name}: refuses again after {raised}, at {cost} to those who raise it."


def _small(cost: float) -> str:
    return "less than 0.1" if 0 < cost < 0.05 else points(cost)


def _source(scenario: Scenario, name: str) -> str:
    return f"{actor(scenario, scenario.ties[name].from_)} ({tie(scenario, name)})"


def _raised(scenario: Scenario, name: str, more: float) -> str:
    now = scenario.estimates[f"ties.{name}.now"].central if f"ties.{name}.now" in scenario.estimates else 1.0
    source = actor(scenario, scenario.ties[name].from_)
    if now is None:
        return f"{source} raises {tie(scenario, name)} by {percent(more)}"
    size = f"from {percent(float(now))} to {percent(float(now) + more)} of its size"
    return f"{source} raises {tie(scenario, name)} {size}"


def changes(scenario: Scenario, result: PressureResult) -> list[tuple[str, list[Change]]]:
    """Return what a plan changes besides, were its cuts carried out: chances, and points; empty without a plan."""
    effects = result.effects
    if effects is None:
        return []
    outcomes = scenario.war.outcomes if scenario.war else {}
    chances: list[Change] = [
        (distinct(outcomes, o), percent(a), percent(b)) for o, (a, b) in effects.odds.items() if _moved(a, b, 0.005)
    ]
    return [
        ("chance in the war", chances),
        ("what refusing is worth to", _points(scenario, effects.refusing)),
        ("what the war's outcomes are worth to", _points(scenario, _of_parties(scenario, effects.war))),
    ]


def _of_parties(
    scenario: Scenario, values: Mapping[str, tuple[float | None, float | None]]
) -> dict[str, tuple[float | None, float | None]]:
    """Return those of parties and backers: a mediator is not told what a war is worth to it."""
    return {a: pair for a, pair in values.items() if {"party", "backer"} & set(scenario.actors[a].role)}


def unchanged(result: PressureResult) -> str:
    """Return what is said where no change can be shown: nothing changes, or what does is not known."""
    effects = result.effects
    pairs = [*effects.odds.values(), *effects.refusing.values(), *effects.war.values()] if effects else []
    return UNKNOWN if any(None in pair for pair in pairs) else NO_CHANGE


def _points(scenario: Scenario, values: Mapping[str, tuple[float | None, float | None]]) -> list[Change]:
    return [(actor(scenario, a), points(x), points(y)) for a, (x, y) in values.items() if _moved(x, y, LEAST)]


def _moved(before: float | None, after: float | None, least: float) -> bool:
    return before is not None and after is not None and abs(after - before) >= least


def harm(scenario: Scenario, result: PressureResult) -> list[str]:
    """Return what the file says of harm and lawfulness of the ties that a plan uses; nothing is netted."""
    effects, shown = result.effects, result.shown
    if effects is None or shown is None:
        return []
    found = []
    for one in shown.plan.steps:
        said = effects.harm.get(one.tie)
        if said is not None or one.tie in effects.unlawful:
            found.append(_harm(scenario, one, said, unlawful=one.tie in effects.unlawful))
    return found


def _harm(scenario: Scenario, one: PlanStep, said: str | None, *, unlawful: bool) -> str:
    name = tie(scenario, one.tie)
    if isinstance(scenario.ties[one.tie], Support):
        marked = ", which the file marks as not lawful," if unlawful else ""
        kept = "" if one.level > 0.995 else f"; {percent(1 - one.level)} of it goes on"
        of = f" Harm that the file names while it lasts: {said.rstrip('.')}." if said else ""
        return f"{name}{marked} would be withdrawn{kept}.{of}"
    marked = " The file marks it as not lawful; it is in the plan because such ties were asked for." if unlawful else ""
    of = f" Harm that the file names: {said.rstrip('.')}." if said else ""
    return f"{name} is used.{marked}{of}"
