"""What a decision maker would have to think of some pairs of states to stay in one of them.

Whether a state s is stable for a decision maker hangs, of all its preferences, on one thing only: which states are no
better for it than s. Every move of its own needs either to lead to such a state, or to be answered with one, and more
such states never hurt. R. A. Kinsara, O. Petersons, K. W. Hipel and D. M. Kilgour (2015), Advanced decision support for
the graph model for conflict resolution, *Journal of Decision Systems* 24(2), 117-145, ask the question; they go
through rankings, which is not needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import factorial

import numpy as np

from ripeness.graphmodel.paths import search
from ripeness.graphmodel.states import GraphArrays, States, Truths

COUNTED = 14  # states that matter up to which rankings are counted
LASTING = ("smr", "sseq")  # concepts by which an answer must last
WILLING = ("seq", "sseq")  # concepts by which the others answer by improvements only


@dataclass(frozen=True)
class MoveCondition:
    """One move: it must lead to a state that is no better, or the others must be able to bring about one.

    Attributes
    ----------
    to : int
        Place that the move leads to.
    ends : array of places
        What the others can make of it, by legal sequences or by improvements; empty under Nash.
    """

    to: int
    ends: States


@dataclass(frozen=True)
class Conditions:
    """What makes a state stable for a decision maker by a concept: every clause must be met.

    What the others can do is looked for when it is asked for.

    Attributes
    ----------
    conflict : GraphArrays
        States, moves and preferences.
    maker, place : int
        The decision maker, and the place of the state.
    concept : str
        One of the five.
    improving : bool
        Whether to look at moves only that are improvements at present, and not at all moves.
    """

    conflict: GraphArrays
    maker: int
    place: int
    concept: str
    improving: bool = False

    @cached_property
    def clauses(self) -> tuple[MoveCondition, ...]:
        """One for each move."""
        _, targets = self.conflict.successors(self.maker, np.array([self.place]), improving=self.improving)
        if self.concept == "nash":
            none = np.zeros(0, dtype=np.int64)
            return tuple(MoveCondition(int(to), none) for to in targets)
        others = [j for j in range(len(self.conflict.frame.makers)) if j != self.maker]
        willing = self.concept in WILLING
        return tuple(
            MoveCondition(int(to), _ends(self.conflict, self.maker, int(to), others, improving=willing))
            for to in targets
        )

    @property
    def lasting(self) -> bool:
        """Whether what the others bring about must be no better whatever the decision maker then does."""
        return self.concept in LASTING

    @cached_property
    def escapes(self) -> tuple[States, States]:
        """Moves of the decision maker from all ends: index into :attr:`ends`, and where it leads."""
        return self.conflict.successors(self.maker, self.ends, improving=False)

    @cached_property
    def ends(self) -> States:
        """All that the others can bring about after any of the moves."""
        parts = [c.ends for c in self.clauses]
        found: States = np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)
        return found

    def sanctions(self, below: Truths) -> Truths:
        """Return which of :attr:`ends` deter when these states, shape (S,), are no better than the state."""
        deters: Truths = below[self.ends]
        if self.lasting and len(self.ends):
            source, targets = self.escapes
            better = np.bincount(source, weights=~below[targets], minlength=len(self.ends)) > 0
            deters = deters & ~better
        return deters

    def met(self, below: Truths) -> list[bool]:
        """Return which clauses are met when these states, shape (S,), are no better than the state."""
        deters = self.sanctions(below)
        return [
            bool(below[c.to]) or bool(len(c.ends) and deters[np.searchsorted(self.ends, c.ends)].any())
            for c in self.clauses
        ]

    def below(self) -> Truths:
        """Return which states are no better than the state at present."""
        rank = self.conflict.ranks[self.maker]
        found: Truths = rank <= rank[self.place]
        return found

    def required(self, end: int) -> States:
        """Return the states that must all be no better than the state for an end to deter."""
        if not self.lasting:
            return np.array([end], dtype=np.int64)
        _, targets = self.conflict.successors(self.maker, np.array([end]), improving=False)
        found: States = np.unique(np.concatenate([[end], targets[targets != self.place]]))
        return found


def _ends(conflict: GraphArrays, maker: int, to: int, others: list[int], *, improving: bool) -> States:
    """Return what the others reach from a state by one move or more, rising."""
    if conflict.free and not improving:
        outer, n, inner = conflict.frame.line(maker)
        at = to // inner % n
        every = np.arange(outer)[:, None] * (n * inner) + at * inner + np.arange(inner)[None, :]
        flat = every.ravel()
        return np.array(flat[flat != to], dtype=np.int64)
    found: States = np.flatnonzero(search(conflict, to, others, improving=improving).depth > 0)
    return found


def share_of_rankings(asked: Conditions) -> Fraction | None:
    """Return under which share of all strict rankings a state is stable for a decision maker.

    None where more than 14 states matter. Rankings are not gone through: each set of states that may lie below the
    state is judged once, and k of v states are below it, the others above, in k! (v - k)! / (v + 1)! of the
    rankings.
    """
    place = asked.place
    moves = [c.to for c in asked.clauses]
    if len(moves) > COUNTED or len(asked.ends) > COUNTED + 1:
        return None
    after = asked.escapes[1].tolist() if asked.lasting and len(asked.ends) else []
    matters = sorted({*moves, *asked.ends.tolist(), *after} - {place})
    count = len(matters)
    if count > COUNTED:
        return None
    bit = {x: 1 << k for k, x in enumerate(matters)} | {place: 0}
    sets = np.arange(1 << count)
    fits = np.ones(1 << count, dtype=np.bool_)
    for clause in asked.clauses:
        met = (sets & bit[clause.to]) > 0
        for end in clause.ends.tolist():
            mask = sum(bit[int(x)] for x in asked.required(end))
            met |= (sets & mask) == mask
        fits &= met
    sizes = np.zeros(1 << count, dtype=np.int64)
    for k in range(count):
        sizes += sets >> k & 1
    by_size = np.bincount(sizes[fits], minlength=count + 1).tolist()
    total = sum(n * factorial(k) * factorial(count - k) for k, n in enumerate(by_size))
    return Fraction(total, factorial(count + 1))
