"""The scenario as arrays: options, who owns them, states as bit patterns, and which moves there are.

A state is the set of options taken. Its id is the number whose bit k is option k in file order. Arrays over states
are kept in an order of their own, in which the options of one decision maker stand together: an array of S states is
then a cube with one axis for each decision maker, and its moves go along that axis. :meth:`Frame.outward` puts such
an array in the order of ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from ripeness.scenario.logic import Atom, Condition, evaluate

Truths = NDArray[np.bool_]
Ranks = NDArray[np.int32]
States = NDArray[np.int64]
Change = Literal["both", "once", "undo"]
AnyArray = TypeVar("AnyArray", bound=np.generic)

_AT_ONCE = 2**22  # moves that are held in memory


@dataclass(frozen=True)
class Frame:
    """Options and their owners: which states there are, before any of them is ruled out.

    Attributes
    ----------
    options : tuple of str
        The K options, in file order.
    makers : tuple of str
        The D decision makers: owners of options, in the order of their first option.
    owner : tuple of int
        Number of the decision maker that owns each option. Options of nobody, which have the number D, make several
        games side by side: one for each way of taking them.
    change : tuple of {"both", "once", "undo"}
        Whether an option can be taken and dropped, only taken, or only dropped.
    """

    options: tuple[str, ...]
    makers: tuple[str, ...]
    owner: tuple[int, ...]
    change: tuple[Change, ...]

    @property
    def size(self) -> int:
        """Number of states S, feasible or not."""
        return 1 << len(self.options)

    @cached_property
    def axes(self) -> tuple[int, ...]:
        """Options from the slowest to the fastest bit of a place in our arrays, those of one owner together."""
        order = sorted({*range(len(self.makers)), *self.owner}, reverse=True)
        return tuple(k for i in order for k in reversed(range(len(self.options))) if self.owner[k] == i)

    @cached_property
    def weights(self) -> tuple[int, ...]:
        """What an option taken adds to the place of a state, by option."""
        last = len(self.options) - 1
        places = {k: 1 << (last - at) for at, k in enumerate(self.axes)}
        return tuple(places[k] for k in range(len(self.options)))

    def own(self, maker: int) -> tuple[int, ...]:
        """Return the options of a decision maker, from the slowest to the fastest bit."""
        return tuple(k for k in self.axes if self.owner[k] == maker)

    def line(self, maker: int) -> tuple[int, int, int]:
        """Return how an array of S is seen along the moves of one decision maker: (outer, n, inner)."""
        own = self.own(maker)
        inner = self.weights[own[-1]]
        n = 1 << len(own)
        return self.size // (n * inner), n, inner

    @cached_property
    def open(self) -> tuple[Truths, ...]:
        """For each decision maker whether one-way options let it go from place a to place b of its line, (n, n)."""
        return tuple(self._open(maker) for maker in range(len(self.makers)))

    def _open(self, maker: int) -> Truths:
        own = self.own(maker)
        place = np.arange(1 << len(own))
        allowed: Truths = place[:, None] != place[None, :]
        for at, k in enumerate(reversed(own)):
            taken = (place >> at & 1).astype(np.bool_)
            if self.change[k] == "once":
                allowed &= ~(taken[:, None] & ~taken[None, :])
            if self.change[k] == "undo":
                allowed &= ~(~taken[:, None] & taken[None, :])
        return allowed

    @property
    def moves(self) -> int:
        """Number of moves from all states, at most."""
        return sum(self.size * ((1 << self.owner.count(i)) - 1) for i in range(len(self.makers)))

    @property
    def reversible(self) -> bool:
        """Whether every option can be taken and dropped."""
        return all(change == "both" for change in self.change)

    def outward(self, array: NDArray[AnyArray]) -> NDArray[AnyArray]:
        """Return an array over places (its last axis) as one over ids."""
        return self._moved(array, [self.axes.index(k) for k in reversed(range(len(self.options)))])

    def inward(self, array: NDArray[AnyArray]) -> NDArray[AnyArray]:
        """Return an array over ids (its last axis) as one over places."""
        return self._moved(array, [len(self.options) - 1 - k for k in self.axes])

    def _moved(self, array: NDArray[AnyArray], order: Sequence[int]) -> NDArray[AnyArray]:
        if list(order) == list(range(len(order))):
            return array
        front = array.shape[:-1]
        cube = array.reshape((*front, *[2] * len(order)))
        return cube.transpose([*range(len(front)), *[len(front) + k for k in order]]).reshape(*front, self.size)

    def id(self, place: int) -> int:
        """Return the id of the state at a place."""
        return sum(1 << k for k, weight in enumerate(self.weights) if place & weight)

    def place(self, state: int) -> int:
        """Return the place of the state with an id."""
        return sum(weight for k, weight in enumerate(self.weights) if state >> k & 1)

    def taken(self, state: int) -> tuple[str, ...]:
        """Return the options that are taken in the state with an id."""
        return tuple(option for k, option in enumerate(self.options) if state >> k & 1)

    def holds(self, condition: Condition) -> Truths:
        """Return for every place whether a condition on options holds, shape (S,)."""
        count = len(self.options)
        at = {k: a for a, k in enumerate(self.axes)}

        def atom(named: Atom) -> Truths:
            axis = at[self.options.index(named.name)]
            return np.array([False, True]).reshape([2 if a == axis else 1 for a in range(count)])

        truth = np.asarray(evaluate(condition, atom))
        return np.broadcast_to(truth, [2] * count).reshape(self.size)


@dataclass(frozen=True)
class Removed:
    """Moves of one decision maker that are not possible: from any state of one set to any of another, shapes (S,)."""

    maker: int
    leaves: Truths
    reaches: Truths


@dataclass(frozen=True)
class GraphArrays:
    """States, moves and preferences, in the order of places.

    Attributes
    ----------
    frame : Frame
        Options and owners.
    feasible : array, shape (S,)
        States that can be.
    ranks : array, shape (D, S)
        How each decision maker ranks the states: larger is better, equal is indifferent; -1 where infeasible.
    removed : tuple of Removed
        Single moves that are not possible.
    """

    frame: Frame
    feasible: Truths
    ranks: Ranks
    removed: tuple[Removed, ...] = ()

    @cached_property
    def whole(self) -> bool:
        """Whether every state can be."""
        return bool(self.feasible.all())

    @property
    def free(self) -> bool:
        """Whether every state can be and every option be taken and dropped."""
        return self.frame.reversible and not self.removed and self.whole

    def removed_of(self, maker: int) -> tuple[Removed, ...]:
        """Return the moves that one decision maker cannot make."""
        return tuple(r for r in self.removed if r.maker == maker)

    def successors(self, maker: int, places: States, *, improving: bool) -> tuple[States, States]:
        """Return the moves of a decision maker from some places: index into ``places`` and target of each.

        Moves of one place stand together, in the order of places.
        """
        _, n, inner = self.frame.line(maker)
        at = places // inner % n
        targets = places[:, None] + (np.arange(n)[None, :] - at[:, None]) * inner
        legal = self.frame.open[maker][at]
        if not self.whole:
            legal &= self.feasible[targets]
        if improving:
            rank = self.ranks[maker]
            legal &= rank[targets] > rank[places][:, None]
        for cut in self.removed_of(maker):
            legal &= ~(cut.leaves[places][:, None] & cut.reaches[targets])
        source, _ = np.nonzero(legal)
        return source, targets[legal]

    def steps(self, maker: int, places: States, *, improving: bool) -> Iterator[tuple[States, States]]:
        """Yield the moves of a decision maker from some places in blocks: index into ``places`` and target of each."""
        _, n, _ = self.frame.line(maker)
        size = max(1, _AT_ONCE // n)
        for first in range(0, len(places), size):
            source, targets = self.successors(maker, places[first : first + size], improving=improving)
            yield source + first, targets

    def over(self, maker: int, values: Ranks, *, least: bool, improving: bool = False) -> Ranks:
        """Return the least or largest of ``values`` over what a decision maker reaches in one move, shape (…, S).

        The slow way, for every kind of model. Where there is no move: the largest number, or -1.
        """
        outer, n, inner = self.frame.line(maker)
        none = np.int32(np.iinfo(np.int32).max if least else -1)
        front = values.shape[:-1]
        seen = values.reshape(*front, outer, n, inner)
        feasible, rank = self.feasible.reshape(outer, n, inner), self.ranks[maker].reshape(outer, n, inner)
        cuts = [(c.leaves.reshape(outer, n, inner), c.reaches.reshape(outer, n, inner)) for c in self.removed_of(maker)]
        found = np.full(seen.shape, none)
        for a in range(n):
            to = np.flatnonzero(self.frame.open[maker][a])
            if not len(to):
                continue
            legal = feasible[:, to]
            if improving:
                legal = legal & (rank[:, to] > rank[:, a, None])
            for leaves, reaches in cuts:
                legal = legal & ~(leaves[:, a, None] & reaches[:, to])
            reached = np.where(legal, seen[..., to, :], none)
            found[..., a, :] = reached.min(axis=-2) if least else reached.max(axis=-2)
        return found.reshape(values.shape)
