"""What some decision makers reach together, as sets of states carried along their moves all at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ripeness.graphmodel.stability import spread
from ripeness.graphmodel.states import GraphArrays

Bits = NDArray[np.uint8]


def carried(conflict: GraphArrays, group: Sequence[int], rows: Bits, *, improving: bool = False) -> Bits:
    """Return for every state the union of what stands at the states that a group reaches from it, itself included.

    Parameters
    ----------
    conflict : GraphArrays
        States, moves and preferences.
    group : sequence of int
        Who may move: in legal sequences, nobody twice in a row.
    rows : array, shape (S, B)
        A set at each state, one bit an element; whatever stands where no state can be is left out.
    improving : bool
        Whether every step must be an improvement for its mover.

    Notes
    -----
    Where no move of the group is removed, two moves of a member in a row are one, or, if they are improvements, one
    improvement: then it is reachability by their moves. Sets are carried along until none grows.
    """
    found = rows.copy()
    found[~conflict.feasible] = 0
    if any(conflict.removed_of(j) for j in group):
        return _by_last_mover(conflict, group, found, improving=improving)
    steps = [_arcs(conflict, j) for j in group] if improving else []
    before = -1
    while (now := int(np.bitwise_count(found).sum(dtype=np.int64))) != before:
        before = now
        if improving:
            for sources, targets in steps:
                _along(found, found, sources, targets)
        else:
            for j in group:
                spread(conflict, j, found, np.bitwise_or)
                if not conflict.whole:
                    found[~conflict.feasible] = 0
    return found


def _arcs(conflict: GraphArrays, maker: int, *, improving: bool = True) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    places = np.flatnonzero(conflict.feasible)
    source, targets = conflict.successors(maker, places, improving=improving)
    return places[source], targets


def _along(into: Bits, rows: Bits, sources: NDArray[np.int64], targets: NDArray[np.int64]) -> None:
    """Join to the sets at the sources of arcs, which stand together, those at their targets."""
    if len(sources):
        starts = np.flatnonzero(np.concatenate([[True], sources[1:] != sources[:-1]]))
        into[sources[starts]] |= np.bitwise_or.reduceat(rows[targets], starts, axis=0)


def _by_last_mover(conflict: GraphArrays, group: Sequence[int], rows: Bits, *, improving: bool) -> Bits:
    """Return the same where two moves in a row are not always one."""
    arcs = {j: _arcs(conflict, j, improving=improving) for j in group}
    after = {j: np.zeros_like(rows) for j in group}  # reached once j has moved from here

    def then(last: int | None) -> Bits:
        found = rows.copy()
        for j in group:
            if j != last:
                found |= after[j]
        return found

    before = -1
    while (now := sum(int(np.bitwise_count(a).sum(dtype=np.int64)) for a in after.values())) != before:
        before = now
        for j in group:
            _along(after[j], then(j), *arcs[j])
    return then(None)
