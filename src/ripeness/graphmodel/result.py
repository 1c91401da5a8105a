"""The answer of ``moves``: which situations would hold, how they are reached, and what further was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ripeness.graphmodel import contract
from ripeness.graphmodel.chance import Chances
from ripeness.graphmodel.coalitions import Coalitions
from ripeness.graphmodel.explanations import Explanation
from ripeness.graphmodel.foresight import Foresight
from ripeness.graphmodel.hypergame import Views
from ripeness.graphmodel.inverse.inverse import Inverse
from ripeness.graphmodel.paths import PathStep
from ripeness.graphmodel.preferences import StateRankings
from ripeness.graphmodel.stability import CONCEPTS
from ripeness.graphmodel.states import Frame, GraphArrays, Ranks, States, Truths
from ripeness.numerics.draws import Array
from ripeness.result import Result

STATES_LISTED = 4_096
STABLE_LISTED = 65_536
PATHS = 512  # equilibria to which a path is given

KINDS = ("moves", "improvements")


@dataclass(frozen=True)
class Way:
    """How an equilibrium is reached from today's state.

    Attributes
    ----------
    state : int
        Id of the equilibrium.
    depth : int
        Least number of moves.
    last : tuple of str
        Who can make the last move of a shortest sequence.
    path : tuple of (str, int)
        One shortest sequence: who moves, and the id of the state that it leads to.
    passes : tuple of int
        Equilibria under the same concepts, or more of them, that lie on the path before its end.
    """

    state: int
    depth: int
    last: tuple[str, ...]
    path: tuple[tuple[str, int], ...]
    passes: tuple[int, ...]


@dataclass(frozen=True)
class Reachable:
    """What is reached from today's state, by legal moves or by improvements only.

    Attributes
    ----------
    depth : array, shape (S,)
        Least number of moves to each state, by id; -1 where it is not reached.
    absorbing : array
        Ids of states reached from which nobody can move (by moves), or would (by improvements).
    ways : tuple of Way
        To equilibria that are reached, the nearest first, at most 512.
    beyond : array
        Ids of equilibria that are not reached.
    """

    depth: States
    absorbing: States
    ways: tuple[Way, ...]
    beyond: States


@dataclass(frozen=True, kw_only=True, repr=False)
class MovesResult(Result):
    """Answer of :func:`moves`; figures are of the central preferences.

    Attributes
    ----------
    frame : Frame
        Options and decision makers.
    feasible : array, shape (S,)
        Whether a state can be, by id.
    ranks : array, shape (D, S)
        How each decision maker ranks the states: larger is better; -1 where infeasible.
    stable : mapping of str to array, shape (D, S)
        By concept, whether a state is stable for each decision maker, by id.
    stuck : array, shape (D, S)
        Whether a decision maker has no move at all.
    today : int
        Id of today's state.
    reach : mapping of str to Reachable
        From today's state by ``moves`` and by ``improvements``.
    explanations : mapping of int to tuple of Explanation
        Of today's state, of equilibria and of the states asked for: one for each decision maker. Places are ids.
    wanted : array, shape (S,), or None
        Whether a mediator would like the state to hold, as the scenario says.
    removed : tuple of (int, array, array)
        Moves that a decision maker cannot make: from any state of one set to any of another, by id.
    columns : mapping of str to array, shape (N,)
        Figures over draws.
    conflict : GraphArrays
        The model with central preferences; its arrays, and those of the further answers, are in the order of places.
    preferences : StateRankings
        What decision makers prefer, or may prefer.
    inverse : Inverse or None
        What would make wanted states hold; None where none is wanted, or none that is wanted can be.
    coalitions : Coalitions or None
        Who could leave together; None where not asked, like all that follow.
    views : Views or None
        The game as each decision maker sees it.
    chances : Chances or None
        How often states hold under uncertain preferences.
    foresight : Foresight or None
        Who stays when everybody looks a few moves ahead.
    instead : MovesResult or None
        The answer to the same question of another scenario, to be set beside this one.
    """

    frame: Frame
    feasible: Truths
    ranks: Ranks
    stable: Mapping[str, Truths]
    stuck: Truths
    today: int
    reach: Mapping[str, Reachable]
    explanations: Mapping[int, tuple[Explanation, ...]]
    wanted: Truths | None
    removed: tuple[tuple[int, Truths, Truths], ...]
    columns: Mapping[str, Array] = field(repr=False)
    conflict: GraphArrays = field(repr=False)
    preferences: StateRankings = field(repr=False)
    listed: bool = False
    inverse: Inverse | None = field(default=None, repr=False)
    coalitions: Coalitions | None = field(default=None, repr=False)
    views: Views | None = field(default=None, repr=False)
    chances: Chances | None = field(default=None, repr=False)
    foresight: Foresight | None = field(default=None, repr=False)
    instead: MovesResult | None = field(default=None, repr=False)

    def equilibria(self, concept: str) -> list[int]:
        """Return the ids of states that are stable for everyone under a concept."""
        found: list[int] = np.flatnonzero(self.stable[concept].all(axis=0)).tolist()
        return found

    def cut(self, maker: int) -> frozenset[tuple[int, int]]:
        """Return the moves of a decision maker that the scenario takes away, as pairs of ids; of few states only."""
        pairs = [
            (int(a), int(b))
            for owner, leaves, reaches in self.removed
            if owner == maker
            for a in np.flatnonzero(leaves)
            for b in np.flatnonzero(reaches)
        ]
        return frozenset(pairs)

    def concepts(self, state: int) -> tuple[str, ...]:
        """Return the concepts under which a state is an equilibrium."""
        return tuple(c for c in CONCEPTS if self.stable[c][:, state].all())

    def held(self) -> dict[int, tuple[str, ...]]:
        """Return all equilibria with their concepts: most concepts first, Nash before others, then by id."""
        any_ = np.zeros(self.frame.size, dtype=np.bool_)
        for concept in CONCEPTS:
            any_ |= self.stable[concept].all(axis=0)
        found = {state: self.concepts(state) for state in np.flatnonzero(any_).tolist()}
        return dict(sorted(found.items(), key=lambda entry: (-len(entry[1]), entry[0])))

    def measures(self) -> Mapping[str, Array]:
        """Return figures over draws by dotted path."""
        return self.columns

    def content(self) -> dict[str, Any]:
        """Return the contract's keys of ``moves``."""
        frame = self.frame
        ids = np.flatnonzero(self.feasible)
        listed = self.listed or len(ids) <= STATES_LISTED
        stable = self.listed or len(ids) <= STABLE_LISTED
        found: dict[str, Any] = {
            "decision_makers": {
                maker: [o for o, owner in zip(frame.options, frame.owner, strict=True) if owner == i]
                for i, maker in enumerate(frame.makers)
            },
            "counts": {"options": len(frame.options), "states": frame.size, "feasible": len(ids)},
            "today": self.today,
        }
        if listed:
            found["states"] = [{"id": s, "options": list(frame.taken(s))} for s in ids.tolist()]
        return found | {
            "stability": {c: self._by_maker(self.stable[c], listed=stable) for c in CONCEPTS},
            "no_moves": self._by_maker(self.stuck, listed=stable),
            "equilibria": {c: self.equilibria(c) for c in CONCEPTS},
            "reach": {"today": self.today, **{k: self._reach(k, listed=listed) for k in KINDS}},
            "explanations": {str(s): [self._explained(e) for e in es] for s, es in self.explanations.items()},
            "wanted": self.content_wanted(),
            "inverse": self.inverse and contract.inverse(self.inverse, self.conflict, self.preferences),
            "coalitions": self.coalitions and contract.coalitions(self.coalitions, self.conflict),
            "views": self.views and contract.views(self.views, self.conflict),
            "chances": self.chances and contract.chances(self.chances, self.frame),
            "foresight": self.foresight and contract.foresight(self.foresight, self.conflict),
            "instead": self.instead and self._instead(self.instead),
        }

    def _instead(self, other: MovesResult) -> dict[str, Any]:
        """Return what holds in another scenario, and what no longer does; states of it by its own ids."""
        kept = {c: self.compared(other, c) for c in CONCEPTS}
        return {
            "digest": other.provenance.digest,
            "options": list(other.frame.options),
            "feasible": int(other.feasible.sum()),
            "today": other.today,
            "today_holds": list(other.concepts(other.today)),
            "equilibria": {c: other.equilibria(c) for c in CONCEPTS},
            "kept": {c: both for c, (both, _, _) in kept.items()},
            "lost": {c: lost for c, (_, lost, _) in kept.items()},
            "new": {c: new for c, (_, _, new) in kept.items()},
            "wanted": other.content_wanted(),
        }

    def compared(self, other: MovesResult, concept: str) -> tuple[list[int], list[int], list[int]]:
        """Return which states hold in both scenarios and in this one only, by our ids, and in the other only, by its.

        States are the same when the same options are taken.
        """
        ours = {frozenset(self.frame.taken(s)): s for s in self.equilibria(concept)}
        theirs = {frozenset(other.frame.taken(s)): s for s in other.equilibria(concept)}
        both = [s for taken, s in ours.items() if taken in theirs]
        lost = [s for taken, s in ours.items() if taken not in theirs]
        return both, lost, [s for taken, s in theirs.items() if taken not in ours]

    def _by_maker(self, truths: Truths, *, listed: bool) -> dict[str, list[int] | None]:
        """Return ids by decision maker; None where there are too many states to list."""
        return {
            maker: np.flatnonzero(truths[i]).tolist() if listed else None for i, maker in enumerate(self.frame.makers)
        }

    def _reach(self, kind: str, *, listed: bool) -> dict[str, Any]:
        reach = self.reach[kind]
        reached = np.flatnonzero(reach.depth >= 0)
        found: dict[str, Any] = {
            "states": len(reached),
            "by_depth": np.bincount(reach.depth[reached]).tolist(),
            "absorbing": reach.absorbing.tolist(),
            "equilibria": [
                {
                    "state": way.state,
                    "concepts": list(self.concepts(way.state)),
                    "depth": way.depth,
                    "last_movers": list(way.last),
                    "path": [{"by": by, "to": to} for by, to in way.path],
                    "passes": list(way.passes),
                }
                for way in reach.ways
            ],
            "not_reached": reach.beyond.tolist(),
        }
        if listed:
            found["depth"] = [[s, int(reach.depth[s])] for s in reached.tolist()]
        return found

    def _explained(self, why: Explanation) -> dict[str, Any]:
        makers = self.frame.makers

        def steps(path: tuple[PathStep, ...]) -> list[dict[str, Any]]:
            return [{"by": makers[step.maker], "to": step.to} for step in path]

        return {
            "actor": makers[why.maker],
            "no_moves": why.stuck,
            "stable": dict(why.stable),
            "improvements": why.count,
            "looked_at": [
                {
                    "to": one.to,
                    "sanctions": {c: None if s is None else steps(s.path) for c, s in one.sanctions.items()},
                }
                for one in why.improvements
            ],
        }

    def content_wanted(self) -> dict[str, Any] | None:
        """Return how many states are wanted, and which of them hold."""
        if self.wanted is None:
            return None
        return {
            "states": int(self.wanted.sum()),
            "equilibria": {c: [s for s in self.equilibria(c) if self.wanted[s]] for c in CONCEPTS},
        }
