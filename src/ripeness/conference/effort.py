"""How much of the slow models is run: over how many draws, and where a conference is too large for them."""

from __future__ import annotations

from collections.abc import Mapping

from ripeness.conference.arrays import Stands
from ripeness.conference.exchange import Trading
from ripeness.errors import AnalysisError, Problem
from ripeness.numerics.draws import BLOCK

#: Steps that one draw of a model takes, counted as below: at most so many in all draws, at once, and in all re-runs.
_DRAWS: Mapping[str, int] = {"challenge": 2**27, "exchange": 2**22}
_ONE: Mapping[str, int] = {"challenge": 2**30, "exchange": 2**23}
_AGAIN: Mapping[str, int] = {"challenge": 2**30, "exchange": 2**25}


def steps(stands: Stands, trading: Trading) -> dict[str, int]:
    """Return what one draw takes: votes on pairs of positions, and pairs of actors times pairs of issues."""
    actors, issues = stands.say.shape
    pairs = (actors * (actors - 1) // 2) * (issues * (issues - 1) // 2)
    return {"challenge": actors**3 * issues, "exchange": max(1, pairs * trading.rounds)}


def slow_draws(stands: Stands, trading: Trading, count: int) -> dict[str, int]:
    """Return over how many draws each slow model runs: 4,096 at most, and fewer where many sit at the table.

    Raises
    ------
    AnalysisError
        ``too-large-conference`` where a single draw would take too long.
    """
    needed = steps(stands, trading)
    large = [model for model, most in _ONE.items() if needed[model] > most]
    if large:
        actors, issues = stands.say.shape
        message = f"{actors:,} stakeholders on {issues:,} issues are too many for the {' and the '.join(large)} model"
        hint = "leave out those who weigh little, or settle the issues in several conferences"
        raise AnalysisError([Problem("too-large-conference", message, None, hint, path="conference")])
    return {model: max(1, min(count, BLOCK, most // needed[model])) for model, most in _DRAWS.items()}


def check_again(rule: str, stands: Stands, trading: Trading) -> None:
    """Refuse to run a slow model again for every change of every stand where that would take too long.

    Raises
    ------
    AnalysisError
        ``too-many-runs``.
    """
    if rule not in _AGAIN:
        return
    runs = 2 * len(stands.actors) + 24 * int(stands.say.sum())
    if runs * steps(stands, trading)[rule] > _AGAIN[rule]:
        message = f"who counts by '{rule}' would take {runs:,} runs of a model that is slow with so many at the table"
        raise AnalysisError.of("too-many-runs", message, hint="ask by compromise, or leave somebody out")
