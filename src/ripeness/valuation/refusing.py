"""What refusing is worth: the best of an actor's declared alternatives to agreement (docs/methods/sign.md)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.valuation import war
from ripeness.valuation.columns import Columns
from ripeness.valuation.lacks import error_of, no_reservation
from ripeness.valuation.pressure import Pressure
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
        Chances of the war's outcomes as the viewer sees them; None when the actor does not fight.
    lottery, cost : array, shape (N,), or None
        What the outcomes of the war are worth before its cost, and the cost less relief; None likewise.
    """

    names: tuple[str, ...]
    worth: Array
    odds: Array | None
    lottery: Array | None = None
    cost: Array | None = None

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


def refusal(
    columns: Columns,
    space: Space,
    wants: Utility,
    actor: str,
    index: int,
    *,
    viewer: str | None,
    pressure: Pressure | None = None,
) -> Refusal:
    """Return what refusing is worth to actor number ``index`` of ``wants``.

    The war is judged by the estimates of ``viewer``, which may be the actor or another; None: the analyst's. With
    ``pressure`` it is fought with the support that is then left.

    Raises
    ------
    AnalysisError
        ``no-reservation`` when the actor has no declared alternative to agreement.
    """
    scenario = columns.scenario
    found: dict[str, Array] = {}
    chances = lottery = cost = None
    if scenario.war and actor in scenario.war.fighters:
        chances = war.odds(columns, viewer=viewer, pressure=pressure)
        outcomes = evaluate(wants, space, space.rows(war.outcome_packages(scenario)))[:, index, :]
        lottery = war.lottery(outcomes, chances)
        cost = war.cost(columns, actor, viewer=viewer, pressure=pressure)
        found["war"] = lottery - cost
    for name, record in scenario.preferences[actor].walk_away.items():
        rows = space.rows([scenario.package(record.package)])
        price = columns(f"preferences.{actor}.walk-away.{name}.cost")
        found[name] = evaluate(wants, space, rows)[:, index, 0] - price
    if scenario.preferences[actor].reservation is not None:
        found["reservation"] = columns(f"preferences.{actor}.reservation")
    if not found:
        raise error_of(scenario, no_reservation(actor))
    return Refusal(tuple(found), np.stack(list(found.values()), axis=-1), chances, lottery, cost)
