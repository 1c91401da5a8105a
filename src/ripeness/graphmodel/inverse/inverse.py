"""The mediator's question: whose preferences, about what, would have to change for a wanted state to hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from ripeness.graphmodel.inverse.conditions import WILLING, Conditions, share_of_rankings
from ripeness.graphmodel.inverse.demands import Demand
from ripeness.graphmodel.inverse.rankings import Raise, Together, implied, needed, raised, together, with_raises
from ripeness.graphmodel.inverse.statements import Statements, fewest_statements, ranks_by, unmoved
from ripeness.graphmodel.inverse.statements_jointly import JointStatements, Orders, weighed
from ripeness.graphmodel.stability import CONCEPTS
from ripeness.graphmodel.states import GraphArrays, Ranks, States
from ripeness.numerics.draws import Array
from ripeness.scenario.logic import Condition

COMPARED = 65_536  # wanted states among which the cheapest is looked for


@dataclass(frozen=True)
class PreferenceChange:
    """What would make one state stable for one decision maker by one concept, all others being as they are.

    Attributes
    ----------
    conditions : Conditions
        On which pairs of states it hangs.
    raises : Raise or None
        The least change of the ranking; None where the state is stable as it is.
    unstable : tuple of int
        Who else would not stay in the state after it.
    statements : Statements or None
        The fewest statements moved; None where the decision maker does not rank by statements.
    unstable_then : tuple of int
        Who else would not stay after that.
    """

    conditions: Conditions
    raises: Raise | None
    unstable: tuple[int, ...]
    statements: Statements | None
    unstable_then: tuple[int, ...]

    @property
    def stable(self) -> bool:
        """Whether the decision maker stays as it is."""
        return self.raises is None

    @cached_property
    def met(self) -> list[bool]:
        """Which clauses of its conditions are met at present."""
        return self.conditions.met(self.conditions.below())

    @cached_property
    def share(self) -> Fraction | None:
        """Share of all strict rankings under which the state is stable for it; None where too many states matter."""
        return share_of_rankings(self.conditions)


@dataclass(frozen=True)
class WayToHold:
    """What would make one state hold, by concept.

    Attributes
    ----------
    place : int
        The state.
    changes : mapping of str to tuple of PreferenceChange
        By concept, one for each decision maker.
    together : mapping of str to Together
        By concept, the cheapest change of all together that was found.
    weighed : mapping of str to JointStatements or None
        By concept, the fewest statements that were found for all together to move; None where somebody who must
        change does not rank by statements, or none were found.
    """

    place: int
    changes: Mapping[str, tuple[PreferenceChange, ...]]
    together: Mapping[str, Together]
    weighed: Mapping[str, JointStatements | None]


@dataclass(frozen=True)
class Who:
    """Decision makers who would have to change, all others being as they are: in how many wanted states, and in one."""

    makers: tuple[int, ...]
    states: int
    example: int


@dataclass(frozen=True)
class Inverse:
    """What would make wanted states hold.

    Attributes
    ----------
    condition : str
        What is wanted.
    places : array
        Wanted states that were compared.
    count : int
        Number of wanted states.
    swaps : mapping of str to array, shape (D, W)
        By concept, how dear it is for each decision maker alone to stay in each of these states.
    answers : tuple of WayToHold
        States that are answered in full: by each concept the cheapest, and the one with the fewest who would have to
        change; if more are asked for, others, the cheapest first.
    demands : tuple of Demand
        For each part of what is wanted what becomes of the rest without it.
    """

    condition: str
    places: States
    count: int
    swaps: Mapping[str, Array]
    answers: tuple[WayToHold, ...]
    demands: tuple[Demand, ...] = ()

    def cheapest(self, concept: str) -> WayToHold:
        """Return the answer with the fewest swaps by a concept."""
        return min(self.answers, key=lambda a: (a.together[concept].swaps, len(a.together[concept].makers)))

    def least(self, concept: str) -> WayToHold:
        """Return the answer with the fewest who would have to change by a concept."""
        return min(self.answers, key=lambda a: (len(a.together[concept].makers), a.together[concept].swaps))

    def who(self, concept: str) -> tuple[Who, ...]:
        """Return who would not stay in which wanted states: every set of decision makers, the smallest first."""
        unstable = self.swaps[concept] > 0
        sets, first, counts = np.unique(unstable, axis=1, return_index=True, return_counts=True)
        found = [
            Who(tuple(np.flatnonzero(sets[:, k]).tolist()), int(counts[k]), int(self.places[first[k]]))
            for k in range(sets.shape[1])
        ]
        return tuple(sorted(found, key=lambda w: (len(w.makers), -w.states, w.makers)))

    def always(self, concept: str) -> tuple[int, ...]:
        """Return who would have to change whichever wanted state is aimed at, all others being as they are."""
        found: list[int] = np.flatnonzero((self.swaps[concept] > 0).all(axis=1)).tolist()
        return tuple(found)


def inverse(
    conflict: GraphArrays,
    places: States,
    levels: Mapping[str, Ranks],
    orders: Orders,
    *,
    condition: str,
    count: int,
    most: int | None = None,
) -> Inverse:
    """Return what would make wanted states hold.

    Parameters
    ----------
    conflict : GraphArrays
        States, moves and present preferences.
    places : array of places, shape (W,)
        Wanted states, at least one.
    levels : mapping of str to array, shape (D, W)
        By concept, the least rank at which each would be stable for each decision maker.
    orders : sequence of tuples of Condition
        Statements of each decision maker, none where it has none.
    condition : str
        What is wanted, in words of the file.
    count : int
        How many states are wanted, when more than are compared.
    most : int, optional
        How many states are answered in full, at least by each concept the cheapest, and the one with the fewest who
        would have to change.
    """
    swaps = {c: _swaps(conflict, places, levels[c]) for c in CONCEPTS}
    chosen = _chosen(swaps, most)
    answers = tuple(
        answer(conflict, int(places[w]), {c: levels[c][:, w].tolist() for c in CONCEPTS}, orders) for w in chosen
    )
    return Inverse(condition, places, count, swaps, answers)


def _swaps(conflict: GraphArrays, places: States, levels: Ranks) -> Array:
    """Return how dear it is for each decision maker to raise each state to a rank, shape (D, W)."""
    found = np.zeros(levels.shape)
    for i, ranks in enumerate(conflict.ranks):
        upto = np.concatenate([[0], np.cumsum(np.bincount(ranks[ranks >= 0]))])  # states of a rank below k
        now, rank = ranks[places], np.maximum(levels[i], ranks[places])
        past = upto[rank] - upto[now + 1]
        ties = (upto[rank + 1] - upto[rank]) + (upto[now + 1] - upto[now] - 1)
        found[i] = np.where(rank > now, past + ties / 2, 0)
    return found


def _chosen(swaps: Mapping[str, Array], most: int | None) -> list[int]:
    """Return which states are answered: by each concept the cheapest, and the one of the fewest who must change."""
    total = {c: found.sum(axis=0) for c, found in swaps.items()}
    fewest = {c: (found > 0).sum(axis=0) for c, found in swaps.items()}
    first = [int(np.lexsort((fewest[c], total[c]))[0]) for c in CONCEPTS]
    first += [int(np.lexsort((total[c], fewest[c]))[0]) for c in CONCEPTS]
    first = list(dict.fromkeys(first))
    if most is None or most <= len(first):
        return first
    rest = np.lexsort((np.arange(len(total["nash"])), total["nash"], total["sseq"])).tolist()
    return list(dict.fromkeys([*first, *rest]))[:most]


def answer(conflict: GraphArrays, place: int, levels: Mapping[str, Sequence[int]], orders: Orders) -> WayToHold:
    """Return what would make one state hold; ``levels`` are the ranks that each decision maker needs, by concept."""
    count = len(conflict.frame.makers)
    changes: dict[str, list[PreferenceChange]] = {c: [] for c in CONCEPTS}
    unstable = {c: [i for i in range(count) if levels[c][i] > conflict.ranks[i, place]] for c in CONCEPTS}
    for i in range(count):
        for concept in CONCEPTS:
            asked = Conditions(conflict, i, place, concept)
            changes[concept].append(_change(asked, levels[concept][i], orders[i], unstable[concept]))
    return WayToHold(
        place=place,
        changes={c: tuple(each) for c, each in changes.items()},
        together={c: together(conflict, c, place, levels[c], levels[implied(c)]) for c in CONCEPTS},
        weighed={c: _weighed(conflict, c, place, orders, changes) for c in CONCEPTS},
    )


def _weighed(
    conflict: GraphArrays, concept: str, place: int, orders: Orders, changes: Mapping[str, list[PreferenceChange]]
) -> JointStatements | None:
    """Return the fewest statements that all together move by a concept."""
    alone = [unmoved(o) if one.stable else one.statements for o, one in zip(orders, changes[concept], strict=True)]
    base = [one.statements.at_least if one.statements else 0 for one in changes[implied(concept)]]
    return weighed(conflict, concept, place, orders, alone, base)


def _change(asked: Conditions, level: int, order: tuple[Condition, ...], unstable: list[int]) -> PreferenceChange:
    conflict, i, place = asked.conflict, asked.maker, asked.place
    raises = raised(conflict, i, place, level)
    others: tuple[int, ...] = tuple(j for j in unstable if j != i)
    if raises is None:
        return PreferenceChange(asked, None, others, unmoved(order) if order else None, others)
    moved = fewest_statements(asked, order) if order else None
    after = then = others
    if asked.concept in WILLING:
        after = _unstable(with_raises(conflict, place, _only(conflict, i, level)), asked)
        if moved:
            ranks = conflict.ranks.copy()
            ranks[i] = ranks_by(asked, order, moved.order)
            then = _unstable(replace(conflict, ranks=ranks), asked)
    return PreferenceChange(asked, raises, after, moved, then)


def _unstable(changed: GraphArrays, asked: Conditions) -> tuple[int, ...]:
    """Return who else does not stay in the state once a decision maker has changed."""
    others = [j for j in range(len(changed.frame.makers)) if j != asked.maker]
    levels = needed(changed, asked.concept, asked.place, makers=others)
    return tuple(j for j, level in zip(others, levels, strict=True) if level > changed.ranks[j, asked.place])


def _only(conflict: GraphArrays, maker: int, rank: int) -> list[int]:
    """Return ranks to which a state is raised when one decision maker raises it."""
    return [rank if j == maker else -1 for j in range(len(conflict.frame.makers))]
