"""The fewest statements that all decision makers together would have to weigh otherwise for a state to hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ripeness.graphmodel.inverse.conditions import WILLING, Conditions
from ripeness.graphmodel.inverse.rankings import needed
from ripeness.graphmodel.inverse.statements import Statements, fewest_statements, ranks_by
from ripeness.graphmodel.states import GraphArrays
from ripeness.scenario.logic import Condition

_ROUNDS = 8

Orders = Sequence[tuple[Condition, ...]]


@dataclass(frozen=True)
class JointStatements:
    """Statements that decision makers weigh otherwise, all together, so that a state holds.

    Attributes
    ----------
    each : mapping of int to Statements
        What each that changes moves.
    at_least : int
        So many statements must be moved in all, proven.
    """

    each: Mapping[int, Statements]
    at_least: int

    @property
    def moved(self) -> int:
        """How many statements are moved in all."""
        return sum(len(s.moved) for s in self.each.values())


def weighed(
    conflict: GraphArrays,
    concept: str,
    place: int,
    orders: Orders,
    alone: Sequence[Statements | None],
    least: Sequence[int],
) -> JointStatements | None:
    """Return statements moved by all together so that a state holds; None where somebody who must change has none.

    Parameters
    ----------
    conflict : GraphArrays
        States, moves and present preferences.
    concept : str
        One of the five.
    place : int
        The state.
    orders : sequence of tuples of Condition
        Statements of each decision maker, none where it does not rank by them.
    alone : sequence of Statements or None
        The fewest that each must move while the others stay as they are; None where it has none and would not stay.
    least : sequence of int
        How many each must move for sure whatever the others prefer.

    Notes
    -----
    By Nash, GMR and SMR nobody's stability hangs on what others prefer, and the answers of each add up. By SEQ and
    SSEQ all change as each alone would; who does not stay then changes anew, given the others; at most eight times.
    """
    if any(one is None for one in alone):
        return None
    each = {i: one for i, one in enumerate(alone) if one is not None and one.moved}
    if concept not in WILLING:
        return JointStatements(each, sum(s.at_least for s in each.values()))
    for _ in range(_ROUNDS):
        changed = _with(conflict, place, orders, each)
        moving = [i for i, level in enumerate(needed(changed, concept, place)) if level > changed.ranks[i, place]]
        if not moving:
            return JointStatements(each, max(sum(least), 1 if each else 0))
        if not all(orders[i] for i in moving):
            return None
        for i in moving:
            ranks = changed.ranks.copy()
            ranks[i] = conflict.ranks[i]
            asked = Conditions(replace(changed, ranks=ranks), i, place, concept)
            each[i] = fewest_statements(asked, orders[i])
    return None


def _with(conflict: GraphArrays, place: int, orders: Orders, each: Mapping[int, Statements]) -> GraphArrays:
    """Return the model in which decision makers weigh their statements otherwise."""
    ranks = conflict.ranks.copy()
    for i, moved in each.items():
        ranks[i] = ranks_by(Conditions(conflict, i, place, "nash"), orders[i], moved.order)
    return replace(conflict, ranks=ranks)
