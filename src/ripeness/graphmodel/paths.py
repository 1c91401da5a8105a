"""What can be reached from a state, by whom and in how many moves: status quo analysis.

K. W. Li, D. M. Kilgour and K. W. Hipel (2005), Status quo analysis in the graph model for conflict resolution. *Journal
of the Operational Research Society* 56(6), 699-707.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ripeness.graphmodel.states import GraphArrays, States, Truths

Depths = NDArray[np.int32]


@dataclass(frozen=True)
class PathStep:
    """One move: who makes it, and the place of the state that it leads to."""

    maker: int
    to: int


@dataclass(frozen=True)
class Reached:
    """What is reached from one state by legal sequences of some decision makers.

    Attributes
    ----------
    start : int
        Place from which the search began.
    depth : array, shape (S,)
        Least number of moves to each state; -1 where it is not reached, 0 for the start.
    last : array, shape (S,)
        Bit i is set where decision maker i can make the last move of a shortest sequence.
    nodes, before, by : arrays, shape (layers S,)
        Depth, node before and mover of every node: a state, or (last mover, state) where moves are removed.
    """

    start: int
    depth: Depths
    last: States
    nodes: Depths
    before: States
    by: NDArray[np.int8]

    def path(self, place: int) -> tuple[PathStep, ...]:
        """Return one shortest sequence of moves to a state that is reached."""
        size = len(self.depth)
        layers = self.nodes.reshape(-1, size)[:, place]
        node = int(np.flatnonzero(layers == self.depth[place])[0]) * size + place
        steps: list[PathStep] = []
        while self.nodes[node]:
            steps.append(PathStep(int(self.by[node]), node % size))
            node = int(self.before[node])
        return tuple(reversed(steps))


def search(
    conflict: GraphArrays,
    start: int,
    movers: Sequence[int],
    *,
    improving: bool,
    until: Sequence[Truths] = (),
) -> Reached:
    """Return what ``movers`` reach from a state when nobody moves twice in a row.

    Parameters
    ----------
    conflict : GraphArrays
        States, moves and preferences.
    start : int
        Place of the state from which they move.
    movers : sequence of int
        Who may move.
    improving : bool
        Whether every step must be an improvement for its mover.
    until : sequence of arrays, shape (S,)
        The search stops when a state of each of these sets has been reached; without sets it goes on to the end.

    Notes
    -----
    Where no move of a mover is removed, two moves of its in a row are one move, and a shortest sequence has none: the
    search is over states. Otherwise it is over (last mover, state).
    """
    size = conflict.frame.size
    layered = any(conflict.removed_of(j) for j in movers)
    count = size * (len(conflict.frame.makers) + 1 if layered else 1)
    nodes = np.full(count, -1, dtype=np.int32)
    before = np.full(count, -1, dtype=np.int64)
    by = np.full(count, -1, dtype=np.int8)
    depth = np.full(size, -1, dtype=np.int32)
    last = np.zeros(size, dtype=np.int64)
    nodes[start] = depth[start] = 0
    frontier = np.array([start], dtype=np.int64)
    level = 0
    found = [False] * len(until)
    left = int(conflict.feasible.sum()) - 1  # states that are not reached yet
    while len(frontier) and left and not (until and all(found)):
        level += 1
        reached: list[States] = []
        for j in movers:
            from_ = frontier[frontier // size != j + 1] if layered else frontier
            places = from_ % size if layered else from_
            for source, targets in conflict.steps(j, places, improving=improving):
                known = depth[targets]
                last[targets[(known < 0) | (known == level)]] |= 1 << j
                to = targets + (j + 1) * size if layered else targets
                fresh = nodes[to] < 0
                to, back = to[fresh], from_[source[fresh]]
                order = np.arange(len(to))[::-1]
                before[to[::-1]] = order  # of moves to the same node the first stays
                first = before[to] == order[::-1]
                to, back = to[first], back[first]
                nodes[to], before[to], by[to] = level, back, j
                new = to % size if layered else to
                new = new[depth[new] < 0]
                depth[new] = level
                left -= len(new)
                reached.append(to)
        frontier = np.concatenate(reached) if reached else frontier[:0]
        found = [f or bool(goal[frontier % size].any()) for f, goal in zip(found, until, strict=True)]
    return Reached(start, depth, last, nodes, before, by)
