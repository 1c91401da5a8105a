"""Who could leave a state together: coalition improvements, and whether outsiders deter them.

D. M. Kilgour, K. W. Hipel, L. Fang and X. Peng (2001), Coalition analysis in group decision support, *Group Decision
and Negotiation* 10(2), 159-175: coalition improvements, paths free and the end judged. T. Inohara and K. W. Hipel
(2008), Coalition analysis in the graph model for conflict resolution, *Systems Engineering* 11(4), 343-359: coalition
GMR, SMR and SEQ; there outsiders may answer by improvements of coalitions of theirs, here by improvements of each for
itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ripeness.errors import AnalysisError, near
from ripeness.graphmodel.paths import PathStep, search
from ripeness.graphmodel.reach_sets import Bits, carried
from ripeness.graphmodel.stability import Stability, least_over
from ripeness.graphmodel.states import Frame, GraphArrays, Ranks, States, Truths

COALITION_CONCEPTS = ("nash", "gmr", "smr", "seq")
MOST_COALITIONS = 1_024
MOST_PAIRS = 2**33  # pairs of states that are compared, over all coalitions
_AT_ONCE = 2**22  # pairs that are held in memory
_CELLS = 2**25  # pairs of states whose sanctions are looked for at once


@dataclass(frozen=True)
class Coalition:
    """What some decision makers could do together.

    Attributes
    ----------
    members : tuple of int
        Two decision makers or more.
    stable : mapping of str to array, shape (S,)
        By concept, the states that the coalition would not leave; False where infeasible.
    improvements : array, shape (S,)
        Number of its improvements from each state.
    """

    members: tuple[int, ...]
    stable: Mapping[str, Truths]
    improvements: States


@dataclass(frozen=True)
class Coalitions:
    """What coalitions could do, and what is left of the situations that would hold without them.

    Attributes
    ----------
    each : tuple of Coalition
        The coalitions that were asked for.
    equilibria : mapping of str to array, shape (S,)
        By concept, what holds without coalitions.
    survive : mapping of str to array, shape (S,)
        By concept, what holds and none of the coalitions would leave.
    ways : mapping of tuple of int to tuple of PathStep
        For each coalition the shortest way from today's state to one that all its members prefer, where there is one.
    today : int
        Place of today's state.
    """

    each: tuple[Coalition, ...]
    equilibria: Mapping[str, Truths]
    survive: Mapping[str, Truths]
    ways: Mapping[tuple[int, ...], tuple[PathStep, ...]]
    today: int


def coalitions(conflict: GraphArrays, found: Stability, groups: Sequence[tuple[int, ...]], today: int) -> Coalitions:
    """Return what coalitions could do.

    Parameters
    ----------
    conflict, found
        The model, and what is stable in it without coalitions.
    groups : sequence of tuple of int
        The coalitions.
    today : int
        Place of today's state.

    Raises
    ------
    AnalysisError
        ``too-many-coalitions``.
    """
    check_size(conflict, groups)
    each = tuple(coalition(conflict, group) for group in groups)
    equilibria = {c: found.equilibria(c) for c in COALITION_CONCEPTS}
    return Coalitions(
        each=each,
        equilibria=equilibria,
        survive={c: np.logical_and.reduce([equilibria[c], *(one.stable[c] for one in each)]) for c in equilibria},
        ways={one.members: improvement(conflict, one.members, today) for one in each if one.improvements[today]},
        today=today,
    )


def named(frame: Frame, given: Iterable[Sequence[str]]) -> list[tuple[int, ...]]:
    """Return given coalitions by the numbers of their members, each once.

    Raises
    ------
    AnalysisError
        ``unknown-decision-maker`` for a member that owns no option, ``lone-coalition`` for fewer than two.
    """
    found = []
    for coalition in given:
        for member in coalition:
            if member not in frame.makers:
                message = f"'{member}' owns no option of this graph model, so it is in no coalition"
                hint = near(member, frame.makers)
                raise AnalysisError.of("unknown-decision-maker", message, hint=hint, path="graph.options")
        members = tuple(sorted({frame.makers.index(m) for m in coalition}))
        if len(members) < 2:
            message = f"a coalition has two members or more, not {len(members)}: {', '.join(coalition) or 'none'}"
            raise AnalysisError.of("lone-coalition", message, hint="name several, as lna,gna")
        found.append(members)
    return list(dict.fromkeys(found))


def upto(frame: Frame, size: int) -> list[tuple[int, ...]]:
    """Return all coalitions of two members up to a size.

    Raises
    ------
    AnalysisError
        ``lone-coalition`` for a size below two.
    """
    if size < 2:
        message = f"a coalition has two members or more; all of up to {size} are none"
        raise AnalysisError.of("lone-coalition", message, hint="ask for coalitions of up to 2, or more")
    count = len(frame.makers)
    return [c for n in range(2, min(size, count) + 1) for c in itertools.combinations(range(count), n)]


def check_size(conflict: GraphArrays, groups: Sequence[tuple[int, ...]]) -> None:
    """Refuse what would take too long.

    Raises
    ------
    AnalysisError
        ``too-many-coalitions``.
    """
    frame = conflict.frame
    own = [frame.owner.count(i) for i in range(len(frame.makers))]
    pairs = sum(frame.size << sum(own[i] for i in group) for group in groups)
    if len(groups) > MOST_COALITIONS or pairs > MOST_PAIRS:
        message = (
            f"{len(groups):,} coalitions could make up to {pairs:,} moves together; at most {MOST_COALITIONS:,} "
            f"coalitions with {MOST_PAIRS:,} moves are gone through"
        )
        raise AnalysisError.of("too-many-coalitions", message, hint="ask for smaller coalitions, or name those meant")


def coalition(conflict: GraphArrays, members: tuple[int, ...]) -> Coalition:
    """Return from which states a coalition would not move, by Nash, GMR, SMR and SEQ.

    Parameters
    ----------
    conflict : GraphArrays
        States, moves and preferences.
    members : tuple of int
        The decision makers; one alone gives what holds for it without a coalition.

    Notes
    -----
    A coalition improvement leads, by any legal sequence of members' moves, to a state that every member strictly
    prefers. Outsiders deter it by a legal sequence of their own (SEQ: of improvements, each for its mover) to a state
    that some member does not prefer to the first. SMR: and from there the coalition reaches none that all prefer.
    """
    frame, feasible = conflict.frame, conflict.feasible
    others = [j for j in range(len(frame.makers)) if j not in members]
    block = _Block(conflict, members)
    worst = {concept: _worst(conflict, members, others, improving=concept == "seq") for concept in ("gmr", "seq")}
    stable = {c: np.zeros(frame.size, dtype=np.bool_) for c in COALITION_CONCEPTS}
    count = np.zeros(frame.size, dtype=np.int64)
    for places, better, targets in block.improvements():
        count[places] = better.sum(axis=-1)
        stable["nash"][places] = ~better.any(axis=-1)
        for concept, least in worst.items():
            deterred = np.zeros_like(better)
            for k, i in enumerate(members):
                deterred |= least[k][targets] <= conflict.ranks[i][places][..., None]
            stable[concept][places] = ~(better & ~deterred).any(axis=-1)
    for concept in stable:
        stable[concept] &= feasible
    stable["smr"] = stable["gmr"].copy()
    asked = np.flatnonzero(stable["gmr"] & ~stable["nash"])
    columns = max(8, _CELLS // frame.size)
    for first in range(0, len(asked), columns):
        some = asked[first : first + columns]
        stable["smr"][some] = _lasting(conflict, block, others, some)
    return Coalition(members, stable, count)


def _worst(conflict: GraphArrays, members: Sequence[int], others: list[int], *, improving: bool) -> Ranks:
    """Return for each member the least of its ranks over what outsiders reach from each state, shape (C, S)."""
    looks = np.where(conflict.feasible, conflict.ranks[list(members)], np.int32(np.iinfo(np.int32).max))
    return least_over(conflict, others, looks, improving=improving)


class _Block:
    """States seen in blocks that a coalition cannot leave: those that differ in nothing but its own options."""

    def __init__(self, conflict: GraphArrays, members: tuple[int, ...]) -> None:
        self.conflict, self.members = conflict, members
        frame = conflict.frame
        own = [k for k in frame.axes if frame.owner[k] in members]
        rest = [k for k in frame.axes if frame.owner[k] not in members]
        self.inside = _sums([frame.weights[k] for k in own])
        self.outside = _sums([frame.weights[k] for k in rest])
        self.reached = None if _at_will(conflict, members) else self._reached()

    def _reached(self) -> NDArray[np.bool_]:
        """Return which states of its block the coalition reaches from each state, shape (S, n), the state included."""
        frame, n = self.conflict.frame, len(self.inside)
        marks = np.zeros((frame.size, n), dtype=np.bool_)
        marks[self.outside[:, None] + self.inside[None, :], np.arange(n)[None, :]] = True
        rows = carried(self.conflict, self.members, np.packbits(marks, axis=1))
        return np.unpackbits(rows, axis=1, count=n).astype(np.bool_)

    def improvements(self) -> _Pairs:
        """Yield places, shape (o, n), which moves are improvements, (o, n, n), and where they lead, (o, 1, n)."""
        n = len(self.inside)
        for first in range(0, len(self.outside), max(1, _AT_ONCE // (n * n))):
            outside = self.outside[first : first + max(1, _AT_ONCE // (n * n))]
            places = outside[:, None] + self.inside[None, :]
            better = np.ones((*places.shape, n), dtype=np.bool_)
            for i in self.members:
                rank = self.conflict.ranks[i][places]
                better &= rank[:, None, :] > rank[:, :, None]
            better &= self.conflict.feasible[places][:, :, None] & self.conflict.feasible[places][:, None, :]
            if self.reached is not None:
                better &= self.reached[places]
            yield places, better, places[:, None, :]


_Pairs = Iterable[tuple[States, Truths, States]]


def _at_will(conflict: GraphArrays, members: Sequence[int]) -> bool:
    """Return whether a coalition reaches every state that differs in nothing but its own options."""
    frame = conflict.frame
    free = all(frame.change[k] == "both" for k, owner in enumerate(frame.owner) if owner in members)
    return conflict.whole and free and not any(conflict.removed_of(i) for i in members)


def _sums(weights: Sequence[int]) -> States:
    """Return the sums of every choice of some numbers, rising if the numbers fall."""
    found = np.zeros(1, dtype=np.int64)
    for weight in weights:
        found = (found[:, None] + np.array([0, weight])[None, :]).ravel()
    return found


def _lasting(conflict: GraphArrays, block: _Block, others: list[int], asked: States) -> Truths:
    """Return which of some states, from which the coalition has improvements, are SMR-stable for it.

    A bit a state asked for: first where all members would be better off than there; then from where the coalition gets
    to such a place; what is left deters, and is carried along the outsiders' moves.
    """
    size, members = conflict.frame.size, block.members
    better = np.ones((size, len(asked)), dtype=np.bool_)
    for i in members:
        better &= conflict.ranks[i][:, None] > conflict.ranks[i][asked][None, :]
    packed = np.packbits(better, axis=1)
    escape = carried(conflict, members, packed)
    deters: Bits = ~escape
    open_ = packed & ~carried(conflict, others, deters)
    left = carried(conflict, members, open_)
    own = np.unpackbits(left[asked], axis=1, count=len(asked))
    return ~np.diagonal(own).astype(np.bool_)


def improvement(conflict: GraphArrays, members: tuple[int, ...], place: int) -> tuple[PathStep, ...]:
    """Return the shortest way of a coalition to a state that all members prefer; empty where there is none."""
    reached = search(conflict, place, members, improving=False)
    ranks = conflict.ranks[list(members)]
    better = (ranks > ranks[:, place, None]).all(axis=0) & (reached.depth > 0)
    if not better.any():
        return ()
    places = np.flatnonzero(better)
    return reached.path(int(places[np.argmin(reached.depth[places])]))
