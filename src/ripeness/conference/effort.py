"""How much of the slow models is run: over how many draws, and where a conference is too large for them."""

from __future__ import annotations

from collections.abc import Mapping

from ripeness.conference.arrays import Stands
from ripeness.conference.exchange import Trading
from ripeness.errors import AnalysisError
from ripeness.lacks.conference import steps, too_large
from ripeness.numerics.draws import BLOCK

#: Steps that one draw of a model takes, counted as below: at most so many in all draws, at once, and in all re-runs.
_DRAWS: Mapping[str, int] = {"challenge": 2**27, "exchange": 2**22}
_AGAIN: Mapping[str, int] = {"challenge": 2**30, "exchange": 2**25}


def slow_draws(stands: Stands, trading: Trading, count: int) -> dict[str, int]:
    """Return over how many draws each slow model runs: 4,096 at most, and fewer where many sit at the table.

    Raises
    ------
    AnalysisError
        ``too-large-conference`` where a single draw would take too long.
    """
    actors, issues = stands.say.shape
    needed = steps(actors, issues, trading.rounds)
    for finding in too_large(actors, issues, trading.rounds):
        raise AnalysisError.of(finding.code, finding.message, hint=finding.hint, path="conference")
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
    actors, issues = stands.say.shape
    runs = 2 * len(stands.actors) + 24 * int(stands.say.sum())
    if runs * steps(actors, issues, trading.rounds)[rule] > _AGAIN[rule]:
        message = f"who counts by '{rule}' would take {runs:,} runs of a model that is slow with so many at the table"
        raise AnalysisError.of("too-many-runs", message, hint="ask by compromise, or leave somebody out")
