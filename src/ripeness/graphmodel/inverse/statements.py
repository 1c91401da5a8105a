"""The fewest statements that a decision maker would have to weigh otherwise to stay in a state.

A state x is no better than s when the most important statement that tells them apart favours s, or none does. A
statement that s meets helps the more the higher it stands, one that s does not meet harms the less the lower it
stands, and least when it is dropped. Whatever set of statements is moved, it is therefore best to put those that s
meets first and to drop the others, and nothing needs to be tried but which statements to move: sets by their size.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ripeness.graphmodel.inverse.conditions import Conditions
from ripeness.graphmodel.preferences import dense
from ripeness.graphmodel.states import States, Truths
from ripeness.scenario.logic import Condition

MOST_TRIED = 4_096  # sets of statements that are judged
_BITS = 64
_OTHERS = 6  # other smallest sets that are named


@dataclass(frozen=True)
class MovedStatement:
    """A statement that is moved: its place in the present order, from 0, and its new one; None where it is dropped."""

    statement: int
    to: int | None


@dataclass(frozen=True)
class Statements:
    """The fewest statements moved that make a state stable for a decision maker.

    Attributes
    ----------
    moved : tuple of MovedStatement
        Which, and where to; none where the state is stable as it is.
    order : tuple of int
        The new order, by numbers of the present one.
    at_least : int
        So many must be moved, proven.
    others : tuple of tuple of int
        Other sets of as few statements that would do.
    """

    moved: tuple[MovedStatement, ...]
    order: tuple[int, ...]
    at_least: int
    others: tuple[tuple[int, ...], ...]

    @property
    def fewest(self) -> bool:
        """Whether it is proven that no fewer would do."""
        return self.at_least == len(self.moved)


class Truth:
    """Which statements each state meets, where it differs from one state; states that differ alike are of one kind."""

    def __init__(self, asked: Conditions, order: Sequence[Condition]) -> None:
        frame, feasible = asked.conflict.frame, asked.conflict.feasible
        truths = np.stack([frame.holds(statement) for statement in order])
        differs = truths ^ truths[:, asked.place, None]
        self.meets: list[bool] = truths[:, asked.place].tolist()
        kind = np.zeros(frame.size, dtype=np.int64)
        for row in differs:  # numbered anew after each, so that numbers stay small
            kind = dense(2 * kind + row)
        used, first = np.unique(np.where(feasible, kind, -1), return_index=True)
        first = first[used >= 0]
        self.differs: Truths = differs[:, first]
        number = np.full(int(kind.max()) + 1, -1, dtype=np.int64)
        number[kind[first]] = np.arange(len(first))
        self.kind: States = number[kind]

    def below(self, order: Sequence[int]) -> Truths:
        """Return which kinds of states are no better than the state by an order of statements."""
        found = np.ones(self.differs.shape[1], dtype=np.bool_)
        open_ = np.ones_like(found)
        for k in order:
            decides = open_ & self.differs[k]
            if not self.meets[k]:
                found &= ~decides
            open_ &= ~decides
        return found


class Judge:
    """Whether a state is stable by an order of statements; what does not hang on the order is worked out once."""

    def __init__(self, asked: Conditions, order: Sequence[Condition]) -> None:
        self.truth = Truth(asked, order)
        kind = self.truth.kind
        self.moves = [int(kind[c.to]) for c in asked.clauses]
        own = kind[asked.ends]
        at = [np.searchsorted(asked.ends, c.ends) for c in asked.clauses]
        self.lasting = asked.lasting
        if not asked.lasting:
            self.answers: list[NDArray[Any]] = [np.unique(own[k]) for k in at]
            return
        # A set of kinds for each answer: all of them must be no better for it to deter.
        words = -(-self.truth.differs.shape[1] // _BITS)
        sets = np.zeros((len(own), words), dtype=np.uint64)
        sets[np.arange(len(own)), own // _BITS] = np.uint64(1) << (own % _BITS).astype(np.uint64)
        if len(own):
            source, targets = asked.escapes
            to = kind[targets]
            np.bitwise_or.at(sets, (source, to // _BITS), np.uint64(1) << (to % _BITS).astype(np.uint64))
        self.answers = [np.unique(sets[k], axis=0) if words > 1 else np.unique(sets[k])[:, None] for k in at]

    def __call__(self, order: Sequence[int]) -> bool:
        """Return whether the state is stable by an order of statements."""
        below = self.truth.below(order)
        above = _packed(~below) if self.lasting else below
        for move, answers in zip(self.moves, self.answers, strict=True):
            if below[move]:
                continue
            deters = (answers & above == 0).all(axis=1) if self.lasting else below[answers]
            if not deters.any():
                return False
        return True


def _packed(truths: Truths) -> NDArray[np.uint64]:
    """Return truths as the bits of words of 64."""
    padded = np.zeros(-(-len(truths) // _BITS) * _BITS, dtype=np.bool_)
    padded[: len(truths)] = truths
    return np.packbits(padded, bitorder="little").view(np.uint64)


def unmoved(order: Sequence[Condition]) -> Statements:
    """Return that no statement needs to be moved."""
    return Statements((), tuple(range(len(order))), 0, ())


def fewest_statements(asked: Conditions, order: Sequence[Condition]) -> Statements:
    """Return the fewest statements that must be moved for a state to be stable for a decision maker.

    To move a statement is to put it anywhere else in the order, or to drop it; the others keep theirs.

    Notes
    -----
    Sets of statements are judged by rising size, at most 4,096 of them; beyond, all that help are moved and as many
    as possible of them put back, and the size up to which no set did is a proven bound. Among the smallest sets found
    the one is taken whose statements move over the fewest places.
    """
    judge = Judge(asked, order)
    now = tuple(range(len(order)))
    if judge(now):
        return unmoved(order)
    tried = 0
    for size in range(1, len(order) + 1):
        fits: list[tuple[int, ...]] = []
        for chosen in itertools.combinations(now, size):
            tried += 1
            if tried > MOST_TRIED:
                break
            if judge(_best(judge, now, chosen)):
                fits.append(chosen)
        if fits:
            # Where not all sets of this size were judged, no smaller one did, and this one does.
            best = min((_gentle(judge, now, chosen) for chosen in fits[: _OTHERS + 1]), key=_distance)
            taken = {m.statement for m in best}
            others = tuple(c for c in fits[: _OTHERS + 1] if set(c) != taken)
            return Statements(best, _order(now, best), size, others)
        if tried > MOST_TRIED:
            return _bounded(judge, now, size)
    raise AssertionError  # pragma: no cover - with all statements moved, no state is better


def _best(judge: Judge, now: Sequence[int], chosen: Sequence[int]) -> tuple[int, ...]:
    """Return the order that helps most when some statements may be moved."""
    first = [k for k in chosen if judge.truth.meets[k]]
    return (*first, *(k for k in now if k not in chosen))


def _bounded(judge: Judge, now: Sequence[int], at_least: int) -> Statements:
    chosen = list(now)
    for k in now:
        fewer = [c for c in chosen if c != k]
        if judge(_best(judge, now, fewer)):
            chosen = fewer
    best = _gentle(judge, now, chosen)
    return Statements(best, _order(now, best), at_least, ())


def _gentle(judge: Judge, now: Sequence[int], chosen: Sequence[int]) -> tuple[MovedStatement, ...]:
    """Return where to move statements: one after the other as little as will do, the others being moved already."""
    moved = {k: MovedStatement(k, 0 if judge.truth.meets[k] else None) for k in chosen}
    for k in chosen:
        for to in _nearest_first(k, len(now)):
            trial = {**moved, k: MovedStatement(k, to)}
            if judge(_order(now, tuple(trial.values()))):
                moved = trial
                break
    return tuple(moved[k] for k in chosen)


def _nearest_first(statement: int, count: int) -> Iterator[int]:
    """Yield the places of the order, the nearest to a statement's own first."""
    yield from sorted((to for to in range(count) if to != statement), key=lambda to: abs(to - statement))


def _order(now: Sequence[int], moved: Sequence[MovedStatement]) -> tuple[int, ...]:
    """Return the order in which some statements are put at new places, from the first place on."""
    taken = {m.statement for m in moved}
    order = [k for k in now if k not in taken]
    for m in sorted((m for m in moved if m.to is not None), key=lambda m: (m.to, m.statement)):
        order.insert(m.to or 0, m.statement)
    return tuple(order)


def _distance(moved: Sequence[MovedStatement]) -> tuple[int, tuple[int, ...]]:
    """Return over how many places statements move; one that is dropped moves beyond the last."""
    far = sum(abs((10_000 if m.to is None else m.to) - m.statement) for m in moved)
    return far, tuple(m.statement for m in moved)


def ranks_by(asked: Conditions, order: Sequence[Condition], by: Sequence[int]) -> States:
    """Return the ranks, shape (S,), that an order of statements gives; -1 where infeasible."""
    conflict = asked.conflict
    rank = np.zeros(conflict.frame.size, dtype=np.int64)
    for k in by:
        rank = dense(2 * rank + conflict.frame.holds(order[k]))
    return np.where(conflict.feasible, rank, -1)
