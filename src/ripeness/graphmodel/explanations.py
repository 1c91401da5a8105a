"""Why a state is stable or not, as data: each improvement of a decision maker, and what would come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ripeness.graphmodel.paths import PathStep, search
from ripeness.graphmodel.stability import Stability, best_answer
from ripeness.graphmodel.states import GraphArrays, Truths

MOST_IMPROVEMENTS = 32
SANCTIONED = ("gmr", "smr", "seq", "sseq")


@dataclass(frozen=True)
class Deterrent:
    """What deters an improvement: moves of the others, after which the first is no better off (and cannot escape)."""

    path: tuple[PathStep, ...]

    @property
    def to(self) -> int:
        """Place where it ends."""
        return self.path[-1].to


@dataclass(frozen=True)
class Improvement:
    """One improvement, and by concept the shortest sanction of it; None where nothing deters."""

    to: int
    sanctions: Mapping[str, Deterrent | None]


@dataclass(frozen=True)
class Explanation:
    """Why a state is stable, or not, for one decision maker.

    Attributes
    ----------
    place : int
        The state.
    maker : int
        The decision maker.
    stuck : bool
        Whether it has no move at all.
    stable : mapping of str to bool
        By concept.
    count : int
        Number of its improvements.
    improvements : tuple of Improvement
        The best for it first, at most 32.
    """

    place: int
    maker: int
    stuck: bool
    stable: Mapping[str, bool]
    count: int
    improvements: tuple[Improvement, ...]


def explain(conflict: GraphArrays, found: Stability, place: int) -> tuple[Explanation, ...]:
    """Return why a feasible state is stable or not, for each decision maker."""
    return tuple(explain_for(conflict, found, place, i) for i in range(len(conflict.frame.makers)))


def explain_for(conflict: GraphArrays, found: Stability, place: int, maker: int) -> Explanation:
    """Return why a feasible state is stable or not for one decision maker."""
    _, targets = conflict.successors(maker, np.array([place]), improving=True)
    rank = conflict.ranks[maker]
    order = np.argsort(-rank[targets], kind="stable")
    stable = {concept: bool(truths[maker, place]) for concept, truths in found.stable.items()}
    deterring = conflict.feasible & (rank <= rank[place])
    lasting = deterring & (best_answer(conflict, maker, rank) <= rank[place])
    improvements: list[Improvement] = []
    for k, to in enumerate(targets[order].tolist()):
        # What decides must be among those shown.
        open_ = [c for c in SANCTIONED if not stable[c] and all(i.sanctions[c] for i in improvements)]
        if k >= MOST_IMPROVEMENTS and not open_:
            break
        more = _improvement(conflict, maker, to, deterring, lasting)
        if k < MOST_IMPROVEMENTS or any(more.sanctions[c] is None for c in open_):
            improvements.append(more)
    return Explanation(
        place=place,
        maker=maker,
        stuck=bool(found.stuck[maker, place]),
        stable=stable,
        count=len(targets),
        improvements=tuple(improvements),
    )


def _improvement(conflict: GraphArrays, maker: int, to: int, deterring: Truths, lasting: Truths) -> Improvement:
    """Return an improvement with the shortest sanction under each concept.

    ``deterring`` are states that are no better for the maker, ``lasting`` those that stay so whatever it answers.
    """
    others = [j for j in range(len(conflict.frame.makers)) if j != maker]
    sanctions: dict[str, Deterrent | None] = {}
    for names, improving in ((("gmr", "smr"), False), (("seq", "sseq"), True)):
        reached = search(conflict, to, others, improving=improving, until=(deterring, lasting))
        for name, ends in zip(names, (deterring, lasting), strict=True):
            places = np.flatnonzero(ends & (reached.depth > 0))
            if len(places):
                nearest = int(places[np.argmin(reached.depth[places])])
                sanctions[name] = Deterrent(reached.path(nearest))
            else:
                sanctions[name] = None
    return Improvement(to, sanctions)
