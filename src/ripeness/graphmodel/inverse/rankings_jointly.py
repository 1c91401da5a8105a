"""The cheapest joint change of rankings by which a state holds, exactly, in small models: an integer programme.

By SEQ and SSEQ one decision maker's preferences are another's sanctions, so that changes do not add up. For every
decision maker i and pair of states a 0-1 number says whether x is at least as good as y; they are complete and
transitive. A move that is not to a state no better needs a unit of flow along improvements of the others that ends in
one. Whole flows are not asked for: where some of it gets through, one path does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ripeness.graphmodel.inverse.conditions import LASTING
from ripeness.graphmodel.stability import stability
from ripeness.graphmodel.states import GraphArrays, Ranks
from ripeness.numerics.draws import Array

MOST_JOINT = 12  # states that can be
_NODES = 500
_EPS = 1e-6


@dataclass(frozen=True)
class Jointly:
    """A cheapest joint change of rankings.

    Attributes
    ----------
    ranks : array, shape (D, S)
        New ranks of the states, by place.
    swaps : array, shape (D,)
        How far each decision maker's ranking is from its present one.
    """

    ranks: Ranks
    swaps: Array


def small(conflict: GraphArrays) -> bool:
    """Return whether the model is small enough, and no single move is removed."""
    return int(conflict.feasible.sum()) <= MOST_JOINT and not conflict.removed


def jointly(conflict: GraphArrays, concept: str, place: int) -> tuple[Jointly | None, float]:
    """Return a cheapest joint change by which a state holds by SEQ or SSEQ, and so many swaps as are needed for sure.

    None, and a bound, where the programme was not solved within 500 nodes of its search tree.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    programme = _Programme(conflict, concept, place)
    rows, columns, values = (np.array(list(part)) for part in zip(*programme.entries, strict=True))
    matrix = csr_array((values, (rows, columns)), shape=(len(programme.least), programme.count))
    cost = np.zeros(programme.count)
    cost[: len(programme.now)] = 0.5 - programme.now
    whole = np.zeros(programme.count)
    whole[: len(programme.now)] = 1
    found = milp(
        cost,
        integrality=whole,
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, lb=np.array(programme.least)),
        options={"node_limit": _NODES, "mip_rel_gap": 0},
    )
    start = programme.now.sum() / 2
    bound = float(found.mip_dual_bound) + start if found.mip_dual_bound is not None else 0.0
    least = max(0.0, math.ceil(2 * bound - _EPS) / 2)  # swaps come in halves
    if found.status != 0:
        return None, least
    ranks = programme.ranks(np.round(found.x))
    if not stability(replace(conflict, ranks=ranks)).equilibria(concept)[place]:  # pragma: no cover - numerical doubt
        return None, least
    return Jointly(ranks, _distance(conflict, ranks)), least


def _distance(conflict: GraphArrays, ranks: Ranks) -> Array:
    """Return how many swaps lie between new and present rankings, shape (D,)."""
    at = np.flatnonzero(conflict.feasible)

    def signs(of: Ranks) -> Ranks:
        found: Ranks = np.sign(of[:, at, None] - of[:, None, at])
        return found

    apart: Array = np.abs(signs(ranks) - signs(conflict.ranks)).sum(axis=(1, 2)) / 4
    return apart


class _Programme:
    """Columns and rows: first, for each decision maker and pair of states, whether one is at least as good."""

    def __init__(self, conflict: GraphArrays, concept: str, place: int) -> None:
        self.conflict, self.lasting = conflict, concept in LASTING
        self.places: list[int] = np.flatnonzero(conflict.feasible).tolist()
        self.makers = range(len(conflict.frame.makers))
        self.pair = {
            (i, x, y): k
            for k, (i, x, y) in enumerate(
                (i, x, y) for i in self.makers for x in self.places for y in self.places if x != y
            )
        }
        rank = conflict.ranks
        self.now = np.array([float(rank[i, x] >= rank[i, y]) for i, x, y in self.pair])
        self.count = len(self.pair)
        self.entries: list[tuple[int, int, float]] = []
        self.least: list[float] = []
        self._orders()
        self.arcs = list(self._arcs())
        for i, a, b in self.arcs:
            if a == place:
                self._answered(i, place, b)

    def _at_least(self, least: float, *terms: tuple[int, float]) -> None:
        """Add a row: the sum of terms (column, factor) is at least a number."""
        self.entries += [(len(self.least), column, factor) for column, factor in terms]
        self.least.append(least)

    def _orders(self) -> None:
        """Rankings are complete and transitive."""
        for (i, x, y), column in self.pair.items():
            if x < y:
                self._at_least(1, (column, 1), (self.pair[i, y, x], 1))
            for z in self.places:
                if z not in (x, y):
                    self._at_least(-1, (self.pair[i, x, z], 1), (column, -1), (self.pair[i, y, z], -1))

    def _arcs(self) -> Iterator[tuple[int, int, int]]:
        for i in self.makers:
            source, targets = self.conflict.successors(i, np.array(self.places), improving=False)
            yield from ((i, self.places[s], t) for s, t in zip(source.tolist(), targets.tolist(), strict=True))

    def _answered(self, i: int, place: int, to: int) -> None:
        """Ask that a move leads to what is no better, or a unit flows from there along improvements to such a state."""
        flows: dict[int, list[tuple[int, float]]] = {x: [] for x in self.places}
        for j, a, b in self.arcs:
            if j != i:
                column = self._column()
                flows[a].append((column, 1.0))
                flows[b].append((column, -1.0))
                self._at_least(-1, (column, -1), (self.pair[j, a, b], -1))  # only where b is better for j than a
        for x in self.places:
            ends = self._column()
            for y in (x, *(b for j, a, b in self.arcs if j == i and a == x and self.lasting)):
                if y != place:
                    self._at_least(0, (self.pair[i, place, y], 1), (ends, -1))
            # What comes in flows on or ends here; at the start one unit does, unless the move is no improvement.
            through = [*flows[x], (ends, 1.0)]
            if x == to:
                self._at_least(1, *through, (self.pair[i, place, to], 1))
            else:
                self._at_least(0, *through)

    def _column(self) -> int:
        self.count += 1
        return self.count - 1

    def ranks(self, solution: Any) -> Ranks:
        """Return the ranks that a solution gives: of each state, how many it is at least as good as."""
        found = self.conflict.ranks.copy()
        for i in self.makers:
            good = {x: int(sum(solution[self.pair[i, x, y]] for y in self.places if y != x)) for x in self.places}
            levels = sorted(set(good.values()))
            for x in self.places:
                found[i, x] = levels.index(good[x])
        return found
