"""How far up its ranking a decision maker would have to put a state to stay in it, alone or together with others.

The distance between two rankings with ties is J. G. Kemeny and J. L. Snell's (1962, *Mathematical Models in the Social
Sciences*, ch. 2), halved: two states that change their order count one swap, two that become or cease to be equal half
a swap. Between strict rankings that is the number of adjacent swaps.

To raise the state alone is never dearer than any other change (docs/methods/moves.md): whatever lies below the
highest state that must come down may come down with it at no extra cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ripeness.graphmodel.inverse.conditions import LASTING, WILLING, Conditions
from ripeness.graphmodel.inverse.rankings_jointly import Jointly, jointly, small
from ripeness.graphmodel.stability import Sweep, needs, sweeps
from ripeness.graphmodel.states import GraphArrays, Ranks

_ROUNDS = 64
_WHOLE = 2**18  # states up to which all are gone through at once
_LEAST = 0.5  # swaps: the least change that there is
_BASE = {"seq": "gmr", "sseq": "smr"}  # what a concept implies that does not hang on what the others prefer


@dataclass(frozen=True)
class Raise:
    """A decision maker puts a state level with others that it ranks above it now.

    Attributes
    ----------
    maker : int
        The decision maker.
    rank : int
        Rank to which the state is raised.
    past : int
        Number of states that it passes.
    level : int
        Number of states that it becomes equal to.
    left : int
        Number of states that it was equal to before.
    """

    maker: int
    rank: int
    past: int
    level: int
    left: int

    @property
    def swaps(self) -> float:
        """Number of adjacent swaps; to become or to cease to be equal counts half."""
        return self.past + (self.level + self.left) / 2


@dataclass(frozen=True)
class Together:
    """What several decision makers would have to change for a state to hold.

    Attributes
    ----------
    raises : tuple of Raise
        How far each that must change raises the state.
    at_least : float
        No change of rankings with fewer swaps does, proven.
    otherwise : Jointly or None
        Other rankings, where they do with fewer swaps than raising the state; found in small models only.
    """

    raises: tuple[Raise, ...]
    at_least: float
    otherwise: Jointly | None = None

    @property
    def makers(self) -> tuple[int, ...]:
        """Who changes."""
        if self.otherwise is None:
            return tuple(r.maker for r in self.raises)
        changed: list[int] = np.flatnonzero(self.otherwise.swaps > 0).tolist()
        return tuple(changed)

    @property
    def swaps(self) -> float:
        """Number of adjacent swaps, of all together."""
        if self.otherwise is not None:
            return float(self.otherwise.swaps.sum())
        return sum(r.swaps for r in self.raises)

    @property
    def cheapest(self) -> bool:
        """Whether it is proven that no fewer swaps do."""
        return self.at_least >= self.swaps


def raised(conflict: GraphArrays, maker: int, place: int, rank: int) -> Raise | None:
    """Return what it is to raise a state to a rank; None where it is not below it."""
    ranks = conflict.ranks[maker]
    now = ranks[place]
    if rank <= now:
        return None
    return Raise(
        maker=maker,
        rank=rank,
        past=int(((ranks > now) & (ranks < rank)).sum()),
        level=int((ranks == rank).sum()),
        left=int((ranks == now).sum()) - 1,
    )


def with_raises(conflict: GraphArrays, place: int, ranks: Sequence[int]) -> GraphArrays:
    """Return the model in which every decision maker gives a state a rank, if that is above its present one."""
    changed = conflict.ranks.copy()
    changed[:, place] = np.maximum(changed[:, place], np.array(ranks, dtype=np.int32))
    return replace(conflict, ranks=changed)


def need(conflict: GraphArrays, maker: int, place: int, concept: str, *, made: Sequence[Sweep] | None = None) -> int:
    """Return the least rank at which a state would be stable for a decision maker, at least its present one.

    In very large models only the moves from that state are looked at, and what the others make of each.
    """
    rank = conflict.ranks[maker]
    if conflict.frame.size <= _WHOLE:
        ((_, levels),) = needs(conflict, maker, concepts=[concept], made=made)
        return max(int(rank[place]), int(levels[place]))
    asked = Conditions(conflict, maker, place, concept, improving=True)
    looks = rank[asked.ends].copy()
    if concept in LASTING and len(asked.ends):
        source, targets = asked.escapes
        np.maximum.at(looks, source, rank[targets])
    found = int(rank[place])
    for clause in asked.clauses:
        worst = int(rank[clause.to])
        if len(clause.ends):
            worst = min(worst, int(looks[np.searchsorted(asked.ends, clause.ends)].min()))
        found = max(found, worst)
    return found


def needed(conflict: GraphArrays, concept: str, place: int, *, makers: Sequence[int] | None = None) -> list[int]:
    """Return for each decision maker, or for some, the least rank at which a state would be stable for it."""
    some = range(len(conflict.frame.makers)) if makers is None else makers
    made = sweeps(conflict) if concept in WILLING and conflict.frame.size <= _WHOLE else None
    return [need(conflict, i, place, concept, made=made) for i in some]


def together(conflict: GraphArrays, concept: str, place: int, alone: Sequence[int], base: Sequence[int]) -> Together:
    """Return how all decision makers together could make a state hold by raising it, and how little might do.

    Parameters
    ----------
    conflict : GraphArrays
        States, moves and present preferences.
    concept : str
        One of the five.
    place : int
        The state.
    alone : sequence of int
        For each decision maker the rank that it needs while the others stay as they are.
    base : sequence of int
        The same by the concept that this one implies and that does not hang on what the others prefer: GMR for SEQ,
        SMR for SSEQ; otherwise the same.

    Notes
    -----
    By Nash, GMR and SMR nobody's stability hangs on what the others prefer, so that the changes add up, and their sum
    is the least. By SEQ and SSEQ the others deter by moves that they prefer, and when one raises a state others gain or
    lose sanctions. Two ways are tried, and the cheaper is taken: all raise the state as far as each needs, again until
    it holds; or all raise it so far that they have nothing better to do; then each in turn lowers it as far as will
    do. No change costs less than what GMR or SMR need, for the concept implies them. In models of up to 12 states
    all other rankings are weighed too, by an integer programme.
    """
    low = sum(r.swaps for i, rank in enumerate(base) if (r := raised(conflict, i, place, rank)))
    if concept not in _BASE:
        return Together(_raises(conflict, place, alone), low)
    if not _raises(conflict, place, alone):
        return Together((), 0)
    safe = needed(conflict, "nash", place)
    best: tuple[Raise, ...] | None = None
    for start in (_until_it_holds(conflict, concept, place, list(alone), safe), safe):
        found = _raises(conflict, place, _lowered(conflict, concept, place, start))
        if best is None or _total(found) < _total(best):
            best = found
        if _total(best) <= low:
            break
    best = best or ()
    both = Together(best, max(low, _LEAST) if best else low)
    if both.cheapest or not small(conflict):
        return both
    other, least = jointly(conflict, concept, place)
    both = Together(best, max(both.at_least, least))
    return replace(both, otherwise=other) if other and other.swaps.sum() < both.swaps else both


def _total(raises: Sequence[Raise]) -> float:
    return sum(r.swaps for r in raises)


def _raises(conflict: GraphArrays, place: int, ranks: Sequence[int]) -> tuple[Raise, ...]:
    each = (raised(conflict, i, place, rank) for i, rank in enumerate(ranks))
    return tuple(r for r in each if r)


def _until_it_holds(
    conflict: GraphArrays, concept: str, place: int, ranks: list[int], safe: Sequence[int]
) -> list[int]:
    """Return ranks at which the state holds: each that does not stay raises it further, at last beyond all moves."""
    for _ in range(_ROUNDS):
        found = needed(with_raises(conflict, place, ranks), concept, place)
        higher = [max(a, b) for a, b in zip(ranks, found, strict=True)]
        if higher == ranks:
            return ranks
        ranks = higher
    return list(safe)


def _lowered(conflict: GraphArrays, concept: str, place: int, start: Sequence[int]) -> list[int]:
    """Return ranks at which the state holds: each decision maker in turn, the dearest first, lowers it if it can."""
    now: Ranks = conflict.ranks[:, place]
    ranks = [max(int(n), r) for n, r in zip(now, start, strict=True)]

    def cost(i: int) -> float:
        change = raised(conflict, i, place, ranks[i])
        return change.swaps if change else 0.0

    for i in sorted(range(len(ranks)), key=cost, reverse=True):
        if ranks[i] <= now[i]:
            continue
        trial = [int(now[j]) if j == i else r for j, r in enumerate(ranks)]
        trial[i] = need(with_raises(conflict, place, trial), i, place, concept)
        if trial[i] < ranks[i]:
            settled = needed(with_raises(conflict, place, trial), concept, place)
            if all(n <= r for n, r in zip(settled, trial, strict=True)):
                ranks = trial
    return ranks


def implied(concept: str) -> str:
    """Return the concept that bounds another from below: what it implies, whatever the others prefer."""
    return _BASE.get(concept, concept)
