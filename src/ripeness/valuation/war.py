"""War as a costly lottery: who would win, and what fighting on is worth (docs/methods/sign.md; Fearon 1995).

J. D. Fearon (1995), Rationalist explanations for war. *International Organization* 49(3), 379-414: war as a
lottery with costs, pp. 386-388. G. Tullock (1980), Efficient rent seeking; J. Hirshleifer (1989), Conflict and
rent-seeking success functions. *Public Choice* 63, 101-112: the ratio form of the contest, eq. (1).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Array
from ripeness.numerics.unknowns import times
from ripeness.scenario import Scenario
from ripeness.scenario.war import War
from ripeness.valuation.columns import Columns
from ripeness.valuation.lacks import (
    believed,
    chances_all_zero,
    decisive_missing,
    error_of,
    no_war_cost,
    strengths_all_zero,
    supports,
)
from ripeness.valuation.pressure import Pressure


def odds(columns: Columns, *, viewer: str | None = None, pressure: Pressure | None = None) -> Array:
    """Return the chance of each outcome of the war in each draw, shape (N, O), outcomes in file order.

    Someone wins outright with the chance ``decisive``, then side s with chance m_s^γ / Σ m^γ, where m_s is
    own strength plus support in use; otherwise the outcome without a winner. With ``viewer`` the estimates
    are that actor's own wherever it has any, and the analyst's common estimate elsewhere. With ``pressure``
    support is in use as far as it leaves it.

    Raises
    ------
    AnalysisError
        ``no-war`` without a war, ``strengths-all-zero``, ``decisive-missing``.
    """
    war = _war(columns.scenario)
    if war.by_chance:
        chances = np.stack([columns(f"war.outcomes.{outcome}.chance") for outcome in war.outcomes], axis=-1)
        total: Array = chances.sum(axis=-1, keepdims=True)
        if np.any(total == 0):
            raise error_of(columns.scenario, chances_all_zero()).where(columns.draws, total[:, 0] == 0)
        return chances / total
    sides = tuple(war.strength)
    shares = _shares(columns, sides, viewer, pressure)
    decisive = _decisive(columns, war, viewer)
    chance = np.empty((columns.draws.count, len(war.outcomes)))
    for o, outcome in enumerate(war.outcomes.values()):
        if outcome.winner is None:
            chance[:, o] = 1 - decisive
        else:
            chance[:, o] = times(decisive, shares[:, sides.index(outcome.winner)])
    return chance


def _war(scenario: Scenario) -> War:
    war = scenario.war
    if war is None:
        raise AnalysisError.of("no-war", "the scenario has no war section", path="war")
    return war


def _decisive(columns: Columns, war: War, viewer: str | None) -> Array:
    """Return the chance that someone wins outright; unknown in the common estimate when only beliefs are given."""
    own = believed(columns.scenario, viewer, "decisive")
    if own or war.decisive is not None:
        return columns(own or "war.decisive")
    if viewer is None:
        return np.full(columns.draws.count, np.nan)
    raise error_of(columns.scenario, decisive_missing())


def _shares(columns: Columns, sides: Sequence[str], viewer: str | None, pressure: Pressure | None) -> Array:
    """Return each side's chance to win once someone wins, shape (N, sides)."""
    strength = np.stack([strength_in_use(columns, side, viewer=viewer, pressure=pressure) for side in sides], axis=-1)
    strongest = strength.max(axis=-1, keepdims=True)
    if np.any(strongest == 0):
        raise error_of(columns.scenario, strengths_all_zero(viewer)).where(columns.draws, strongest[:, 0] == 0)
    power = (strength / strongest) ** columns("war.steepness")[:, None]
    shares: Array = power / power.sum(axis=-1, keepdims=True)
    return shares


def strength_in_use(
    columns: Columns, side: str, *, viewer: str | None = None, pressure: Pressure | None = None
) -> Array:
    """Return a side's own strength plus the support in use for it, shape (N,)."""
    total = columns(believed(columns.scenario, viewer, "strength", side) or f"war.strength.{side}")
    for tie in supports(columns.scenario, side):
        total = total + times(tie_word(columns, viewer, tie, "strength"), _in_use(columns, viewer, tie, pressure))
    return total


def relief(columns: Columns, side: str, *, viewer: str | None = None, pressure: Pressure | None = None) -> Array:
    """Return the points of war cost that support in use spares a side, shape (N,)."""
    total = np.zeros(columns.draws.count)
    for tie in supports(columns.scenario, side):
        total = total + times(tie_word(columns, viewer, tie, "relief"), _in_use(columns, viewer, tie, pressure))
    return total


def _in_use(columns: Columns, viewer: str | None, tie: str, pressure: Pressure | None) -> Array:
    now = tie_word(columns, viewer, tie, "now")
    return now if pressure is None else pressure.in_use(tie, now)


def tie_word(columns: Columns, viewer: str | None, tie: str, word: str) -> Array:
    """Return `strength`, `relief` or `now` of a support as a viewer believes it, or as the analyst does, shape (N,)."""
    return columns(believed(columns.scenario, viewer, "ties", tie, word) or f"ties.{tie}.{word}")


def cost(columns: Columns, side: str, *, viewer: str | None = None, pressure: Pressure | None = None) -> Array:
    """Return the cost of fighting on less the relief that support brings, never below 0, shape (N,).

    Raises
    ------
    AnalysisError
        ``no-war-cost`` when nothing says what fighting costs the side.
    """
    path = f"war.cost.{side}"
    if path not in columns.scenario.estimates:
        raise error_of(columns.scenario, no_war_cost(side))
    net: Array = np.maximum(columns(path) - relief(columns, side, viewer=viewer, pressure=pressure), 0.0)
    return net


def outcome_packages(scenario: Scenario) -> list[dict[str, str]]:
    """Return the complete package of each outcome of the war: what it does not name is as now."""
    return [scenario.package(outcome.package) for outcome in _war(scenario).outcomes.values()]


def lottery(utilities: Array, chances: Array) -> Array:
    """Return what the outcomes of the war are worth, Σ_o π_o u(x^o), shape (N,); both arguments have shape (N, O)."""
    value: Array = times(chances, utilities).sum(axis=-1)
    return value
