"""Which states are stable for whom: Nash, GMR, SMR, SEQ and SSEQ (docs/methods/moves.md).

L. Fang, K. W. Hipel and D. M. Kilgour (1993), *Interactive Decision Making: The Graph Model for Conflict Resolution*,
ch. 3: the concepts for two and for many decision makers, with legal sequences of the others as sanctions.
L. C. Rêgo and G. I. A. Vieira (2017), Symmetric sequential stability in the graph model for conflict resolution with
multiple decision makers. *Group Decision and Negotiation* 26(4), 775-792: SSEQ.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ripeness.graphmodel.states import GraphArrays, Ranks, States, Truths
from ripeness.numerics.reachability import least_reachable

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
MOST_SWEEPS = 64
MOST_ARCS = 2**26  # that are listed; with more, sweeps go on until nothing changes
_NEVER = np.int32(np.iinfo(np.int32).max)
_SHORT = 16  # places on a line up to which all pairs of them are gone through one by one

Sweep = Callable[[Ranks], None]


@dataclass(frozen=True)
class Stability:
    """Which states are stable; every array has shape (D, S), in the order of places.

    Attributes
    ----------
    stable : mapping of str to array
        For every concept whether a state is stable for each decision maker; False where infeasible.
    stuck : array
        Whether a decision maker has no move at all from a state.
    needed : mapping of str to array, shape (D, W)
        For every concept the least rank at which a decision maker would have to hold each of the W states asked for,
        all else being equal, to stay in it; no more than its present rank where the state is stable.
    """

    stable: Mapping[str, Truths]
    stuck: Truths
    needed: Mapping[str, Ranks] = field(default_factory=dict)

    def equilibria(self, concept: str) -> Truths:
        """Return the states that are stable for everyone, shape (S,)."""
        everyone: Truths = np.logical_and.reduce(self.stable[concept], axis=0)
        return everyone


def stability(conflict: GraphArrays, *, at: States | None = None) -> Stability:
    """Return which states are stable for each decision maker under all five concepts.

    Parameters
    ----------
    conflict : GraphArrays
        States, moves and preferences.
    at : array of places, optional
        States of which the result also says at which rank they would be stable.

    Notes
    -----
    A decision maker looks at an improvement s1 and at the worst for itself that the others can make of it: the least of
    its ranks over all states that they reach from s1 by legal sequences, or by sequences of improvements. Where it
    may answer (SMR, SSEQ) a state counts as the best that it can make of it. The improvement deters when that
    least rank is not above the rank of the present state. Since preferences are complete, the least alone matters:
    no set of reached states is kept, and no array is larger than D x S times a small number.

    The least rank over what the others reach is found by sweeps along the axes of the cube of states, one for each of
    them, until nothing changes; beyond 64 sweeps, by one search through the arcs. Where single moves are removed,
    two moves of the same decision maker are no single move any more, and the search is over (state, last mover).
    """
    size, count = conflict.frame.size, len(conflict.frame.makers)
    stable = {concept: np.zeros((count, size), dtype=np.bool_) for concept in CONCEPTS}
    stuck = np.zeros((count, size), dtype=np.bool_)
    asked = None if at is None else {concept: np.zeros((count, len(at)), dtype=np.int32) for concept in CONCEPTS}
    improvements = sweeps(conflict)
    for i in range(count):
        stuck[i] = _stuck(conflict, i)
        for concept, need in needs(conflict, i, made=improvements):
            stable[concept][i] = conflict.feasible & (need <= conflict.ranks[i])
            if asked is not None:
                asked[concept][i] = need[at]
    return Stability(stable, stuck, asked or {})


def sweeps(conflict: GraphArrays) -> list[Sweep] | None:
    """Return for each decision maker what lowers values along its improvements; None where moves are removed."""
    return None if conflict.removed else [_improvements(conflict, j) for j in range(len(conflict.frame.makers))]


def needs(
    conflict: GraphArrays,
    i: int,
    *,
    concepts: Sequence[str] = CONCEPTS,
    made: Sequence[Sweep] | None = None,
) -> Iterator[tuple[str, Ranks]]:
    """Yield for each concept the least rank at which each state would be stable for a decision maker, shape (S,).

    A state is stable iff that is not above its rank: an improvement that is deterred weighs as much as the worst that
    the others can make of it, and the best of all that the decision maker can reach must not lie above the state. To
    raise a state to that rank, and nothing else, makes it stable: what the others can do does not hang on it.

    Parameters
    ----------
    conflict : GraphArrays
        States, moves and preferences.
    i : int
        The decision maker.
    concepts : sequence of str
        Which are asked for.
    made : sequence of callables, optional
        What lowers values along the improvements of each decision maker, when it was made already.
    """
    rank = conflict.ranks[i]
    best = best_answer(conflict, i, rank)
    if "nash" in concepts:
        yield "nash", best
    looks = np.stack([rank, best])
    looks[:, ~conflict.feasible] = _NEVER
    others = [j for j in range(len(conflict.frame.makers)) if j != i]
    for names, improving in ((("gmr", "smr"), False), (("seq", "sseq"), True)):
        if not set(names) & set(concepts):
            continue
        worst = least_over(conflict, others, looks, improving=improving, made=made)
        np.minimum(worst, rank, out=worst)
        for name, reached in zip(names, worst, strict=True):
            if name in concepts:
                yield name, best_answer(conflict, i, reached)


def least_over(
    conflict: GraphArrays, group: list[int], looks: Ranks, *, improving: bool, made: Sequence[Sweep] | None = None
) -> Ranks:
    """Return the least of ``looks``, shape (…, S), over what a group reaches from each state, itself included.

    In legal sequences, or in sequences of improvements, nobody moving twice in a row.
    """
    if any(conflict.removed_of(j) for j in group):
        return _by_last_mover(conflict, group, looks, improving=improving)
    if improving:
        each = [made[j] if made else _improvements(conflict, j) for j in group]
        return _until_settled(conflict, group, looks, each, improving=True)
    if conflict.free:
        return _whole_subcubes(conflict, group, looks)
    return _until_settled(conflict, group, looks, [_moves(conflict, j) for j in group], improving=False)


def best_answer(conflict: GraphArrays, maker: int, values: Ranks) -> Ranks:
    """Return the largest value over what a decision maker reaches in one move, and over the state itself."""
    if conflict.removed_of(maker):
        return np.maximum(conflict.over(maker, values, least=False), values)
    found = np.where(conflict.feasible, values, np.int32(-1))
    spread(conflict, maker, found, np.maximum)
    return found


def _stuck(conflict: GraphArrays, maker: int) -> Truths:
    """Return where a decision maker has no move at all, shape (S,)."""
    if conflict.removed_of(maker):
        reached = conflict.over(maker, np.zeros(conflict.frame.size, dtype=np.int32), least=False)
        none: Truths = conflict.feasible & (reached < 0)
        return none
    count = conflict.feasible.astype(np.int32)
    spread(conflict, maker, count, np.add)
    alone: Truths = conflict.feasible & (count == 1)
    return alone


def spread(conflict: GraphArrays, maker: int, values: NDArray[Any], join: np.ufunc) -> None:
    """Join every state's value with those of all states that a decision maker could reach, option by option, in place.

    What cannot be is passed over like everything else: one move may change several options at once. The first axis of
    ``values`` is that of states.
    """
    frame = conflict.frame
    for k in frame.own(maker):
        seen = values.reshape(-1, 2, frame.weights[k], *values.shape[1:])
        dropped, taken = seen[:, 0], seen[:, 1]
        if frame.change[k] == "both":
            taken[...] = dropped[...] = join(dropped, taken)
        elif frame.change[k] == "once":
            join(dropped, taken, out=dropped)
        else:
            join(taken, dropped, out=taken)


def _whole_subcubes(conflict: GraphArrays, group: list[int], looks: Ranks) -> Ranks:
    """Return the least over all that a group reaches where nothing stands in its way: all of its options."""
    found = looks
    for j in group:
        seen = found.reshape(*looks.shape[:-1], *conflict.frame.line(j))
        found = np.broadcast_to(seen.min(axis=-2, keepdims=True), seen.shape)
    return found.reshape(looks.shape).copy()


def _until_settled(
    conflict: GraphArrays, others: list[int], looks: Ranks, sweeps: list[Sweep], *, improving: bool
) -> Ranks:
    """Return the least over all that some reach, by sweeps until nothing changes."""
    worst = looks.copy()
    total = int(worst.sum(dtype=np.int64))
    few = conflict.frame.moves <= MOST_ARCS
    for _ in range(MOST_SWEEPS) if few else itertools.count():
        for sweep in sweeps:
            sweep(worst)
        before, total = total, int(worst.sum(dtype=np.int64))
        if total == before:
            return worst
    places = np.flatnonzero(conflict.feasible)
    pairs = [conflict.successors(j, places, improving=improving) for j in others]
    sources = np.concatenate([places[source] for source, _ in pairs])
    targets = np.concatenate([target for _, target in pairs])
    return np.stack([least_reachable(values, sources, targets) for values in looks])


def _moves(conflict: GraphArrays, maker: int) -> Sweep:
    """Return what lowers values to the least over the moves of one decision maker, itself included."""
    infeasible = None if conflict.whole else ~conflict.feasible

    def sweep(values: Ranks) -> None:
        for row in values:
            spread(conflict, maker, row, np.minimum)
        if infeasible is not None:  # passed over, but not rested on
            values[:, infeasible] = _NEVER

    return sweep


def _improvements(conflict: GraphArrays, maker: int) -> Sweep:
    """Return what lowers values to the least over the improvements of one decision maker, itself included."""
    outer, n, inner = conflict.frame.line(maker)
    if n > _SHORT:
        return _long_improvements(conflict, maker)
    rank = conflict.ranks[maker].reshape(outer, n, inner)
    pairs: list[tuple[int, int, Ranks]] = []
    for a, b in np.argwhere(conflict.frame.open[maker]).tolist():
        better = rank[:, b] > rank[:, a]
        if better.any():
            pairs.append((a, b, np.where(better, np.int32(0), _NEVER)))
    room: dict[int, Ranks] = {}

    def sweep(values: Ranks) -> None:
        seen = values.reshape(len(values), outer, n, inner)
        spare = room.setdefault(len(values), np.empty((len(values), outer, inner), dtype=np.int32))
        for a, b, shut in pairs:
            np.bitwise_or(seen[:, :, b], shut, out=spare)  # as large as can be where it is no improvement
            np.minimum(seen[:, :, a], spare, out=seen[:, :, a])

    return sweep


def _long_improvements(conflict: GraphArrays, maker: int) -> Sweep:
    """Return the same for a decision maker with many options: along its line in falling order of its rank."""
    frame = conflict.frame
    outer, n, inner = frame.line(maker)
    if not all(frame.change[k] == "both" for k in frame.own(maker)):

        def slowly(values: Ranks) -> None:
            np.minimum(values, conflict.over(maker, values, least=True, improving=True), out=values)

        return slowly
    rank = conflict.ranks[maker].reshape(outer, n, inner)
    order = np.argsort(-rank, axis=1, kind="stable")
    falling = np.take_along_axis(rank, order, axis=1)
    position = np.arange(n).reshape(1, n, 1)
    new = np.concatenate([np.ones((outer, 1, inner), dtype=np.bool_), falling[:, 1:] != falling[:, :-1]], axis=1)
    above = np.maximum.accumulate(np.where(new, position, 0), axis=1)  # how many are strictly better
    back = np.empty_like(above)
    np.put_along_axis(back, order, above, axis=1)

    def sweep(values: Ranks) -> None:
        seen = values.reshape(len(values), outer, n, inner)
        for row in seen:
            least = np.full((outer, n + 1, inner), _NEVER)
            np.minimum.accumulate(np.take_along_axis(row, order, axis=1), axis=1, out=least[:, 1:])
            np.minimum(row, np.take_along_axis(least, back, axis=1), out=row)

    return sweep


def _by_last_mover(conflict: GraphArrays, others: list[int], looks: Ranks, *, improving: bool) -> Ranks:
    """Return the least over all that the others reach when nobody may move twice in a row."""
    after: dict[int, Any] = {j: np.full_like(looks, _NEVER) for j in others}  # least once j has moved from here

    def then(last: int | None) -> Ranks:
        """Return the least from here on when ``last`` has just moved."""
        found = looks.copy()
        for j in others:
            if j != last:
                np.minimum(found, after[j], out=found)
        return found

    few = conflict.frame.moves * len(others) <= MOST_ARCS
    for _ in range(MOST_SWEEPS) if few else itertools.count():
        changed = False
        for j in others:
            least = conflict.over(j, then(j), least=True, improving=improving)
            changed = changed or not np.array_equal(least, after[j])
            after[j] = least
        if not changed:
            return then(None)
    return _search_by_last_mover(conflict, others, looks, improving=improving)


def _search_by_last_mover(conflict: GraphArrays, others: list[int], looks: Ranks, *, improving: bool) -> Ranks:
    """Return the same by one search through nodes (last mover, state); mover number 0 is nobody."""
    size = conflict.frame.size
    places = np.flatnonzero(conflict.feasible)
    sources, targets = [], []
    for at, j in enumerate(others, start=1):
        source, target = conflict.successors(j, places, improving=improving)
        for last in range(len(others) + 1):
            if last != at:
                sources.append(last * size + places[source])
                targets.append(at * size + target)
    arcs = np.concatenate(sources), np.concatenate(targets)
    found = [least_reachable(np.tile(values, len(others) + 1), *arcs)[:size] for values in looks]
    return np.stack(found)
