"""What a plan does besides: to the odds of the war, to what refusing is worth to others, and to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Array, Draws
from ripeness.result import number
from ripeness.scenario import Scenario
from ripeness.valuation import Pressure, Space
from ripeness.valuation.columns import Columns
from ripeness.valuation.refusing import refusal
from ripeness.valuation.utility import evaluate, utility
from ripeness.valuation.war import lottery, odds, outcome_packages


@dataclass(frozen=True)
class Effects:
    """Side effects of a plan at the central values; a number before and after, None where unknown.

    Attributes
    ----------
    odds : mapping of str to (before, after)
        Chance of each outcome of the war by the common estimate, were it fought on with the cuts carried out.
    refusing : mapping of str to (before, after)
        What refusing is worth to each actor that has a way to refuse, with the cuts carried out, sanctions aside.
    war : mapping of str to (before, after)
        What the outcomes of the war are worth to each actor with preferences, its own cost aside.
    harm : mapping of str to str
        By tie of the plan, the harm to civilians that the file names. It is not netted against anything.
    unlawful : tuple of str
        Ties of the plan that the file marks as not lawful.
    """

    odds: Mapping[str, tuple[float | None, float | None]]
    refusing: Mapping[str, tuple[float | None, float | None]]
    war: Mapping[str, tuple[float | None, float | None]]
    harm: Mapping[str, str]
    unlawful: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the effects as plain data."""
        pairs = {"odds": self.odds, "refusing": self.refusing, "war": self.war}
        found: dict[str, Any] = {
            word: {name: {"before": a, "after": b} for name, (a, b) in table.items()} for word, table in pairs.items()
        }
        return {**found, "harm": dict(self.harm), "unlawful": list(self.unlawful)}


def effects(scenario: Scenario, draws: Draws, ties: Sequence[str], levels: Array) -> Effects:
    """Return the side effects of levels, shape (T,), at the central draw."""
    columns = Columns(scenario, draws)
    used = {tie: float(level) for tie, level in zip(ties, levels, strict=True) if level > 0}
    carried = Pressure(used, made=True)
    before: Pressure | None = None
    return Effects(
        odds=_odds(scenario, columns, before, carried),
        refusing=_refusing(scenario, columns, before, carried),
        war=_war(scenario, columns, before, carried),
        harm={tie: scenario.ties[tie].harm for tie in used if scenario.ties[tie].harm},
        unlawful=tuple(tie for tie in used if not scenario.ties[tie].lawful),
    )


Pairs = dict[str, tuple[float | None, float | None]]


def _odds(scenario: Scenario, columns: Columns, before: Pressure | None, after: Pressure) -> Pairs:
    if scenario.war is None:
        return {}
    try:
        was, will_be = odds(columns, pressure=before)[0], odds(columns, pressure=after)[0]
    except AnalysisError:  # with the cuts carried out nobody has any strength left to fight with
        return {}
    return {o: (number(was[k]), number(will_be[k])) for k, o in enumerate(scenario.war.outcomes)}


def _refusing(scenario: Scenario, columns: Columns, before: Pressure | None, after: Pressure) -> Pairs:
    space = Space.of(scenario)
    found: Pairs = {}
    fighters = scenario.war.fighters if scenario.war else ()
    for actor, wants in scenario.preferences.items():
        if not wants.weights or not (actor in fighters or wants.walk_away or wants.reservation is not None):
            continue
        try:
            worth = utility(columns, space, [actor])
            was, will_be = (
                refusal(columns, space, worth, actor, 0, viewer=actor, pressure=p).best[0] for p in (before, after)
            )
        except AnalysisError:  # nothing says what the war costs an actor that is not asked to sign
            continue
        found[actor] = (number(was), number(will_be))
    return found


def _war(scenario: Scenario, columns: Columns, before: Pressure | None, after: Pressure) -> Pairs:
    if scenario.war is None:
        return {}
    space = Space.of(scenario)
    rows = space.rows(outcome_packages(scenario))
    actors = [a for a, wants in scenario.preferences.items() if wants.weights]
    found: Pairs = {}
    for actor in actors:
        try:
            outcomes = evaluate(utility(columns, space, [actor]), space, rows)[:, 0, :]
            values = [float(lottery(outcomes, odds(columns, viewer=actor, pressure=p))[0]) for p in (before, after)]
        except AnalysisError:  # nothing says how an actor sees the war that is not asked to sign
            continue
        found[actor] = (number(values[0]), number(values[1]))
    return found
