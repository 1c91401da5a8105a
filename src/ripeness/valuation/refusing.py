"""What refusing is worth: the best of an actor's declared alternatives to agreement (docs/methods/sign.md)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Array
from ripeness.valuation import war
from ripeness.valuation.columns import Columns
from ripeness.valuation.space import Space
from ripeness.valuation.utility import Utility, evaluate

TIE = 1e-9  # points: below this, sums of floats cannot tell which is larger


@dataclass(frozen=True)
class Refusal:
    """What an actor's ways of refusing are worth to it.

    Attributes
    ----------
    names : tuple of str
        ``war``, ids of walk-aways, ``reservation``: those declared, in this order.
    worth : array, shape (N, R)
        Value of each; NaN where unknown.
    odds : array, shape (N, O), or None
        Chances of the war's outcomes as the actor sees them; None when it does not fight.
    """

    names: tuple[str, ...]
    worth: Array
    odds: Array | None

    @property
    def best(self) -> Array:
        """Value of the best alternative in each draw, shape (N,); NaN when any is unknown."""
        largest: Array = self.worth.max(axis=-1)
        return largest

    def best_name(self) -> str | None:
        """Name of the best alternative in the first draw; None when it is unknown. Ties go to the first."""
        if np.isnan(self.worth[0]).any():
            return None
        return self.names[int(np.argmax(self.worth[0] >= self.best[0] - TIE))]


def refusal(columns: Columns, space: Space, wants: Utility, actor: str, index: int, *, beliefs: bool = True) -> Refusal:
    """Return what refusing is worth to actor number ``index`` of ``wants``.

    ``beliefs=False`` uses the analyst's common estimate of the war in place of the actor's own.

    Raises
    ------
    AnalysisError
        ``no-reservation`` when the actor has no declared alternative to agreement.
    """
    scenario = columns.scenario
    found: dict[str, Array] = {}
    chances = None
    if scenario.war and actor in scenario.war.fighters:
        viewer = actor if beliefs else None
        chances = war.odds(columns, viewer=viewer)
        outcomes = evaluate(wants, space, space.rows(war.outcome_packages(columns)))[:, index, :]
        found["war"] = war.war_value(outcomes, chances, war.cost(columns, actor, viewer=viewer))
    for name, record in scenario.preferences[actor].walk_away.items():
        rows = space.rows([scenario.package(record.package)])
        cost = columns(f"preferences.{actor}.walk-away.{name}.cost")
        found[name] = evaluate(wants, space, rows)[:, index, 0] - cost
    if scenario.preferences[actor].reservation is not None:
        found["reservation"] = columns(f"preferences.{actor}.reservation")
    if not found:
        message = f"nothing says what refusing is worth to '{actor}'"
        hint = "give it a strength in the war, a walk-away, or a reservation"
        raise AnalysisError.of("no-reservation", message, hint=hint, path=f"preferences.{actor}")
    return Refusal(tuple(found), np.stack(list(found.values()), axis=-1), chances)
