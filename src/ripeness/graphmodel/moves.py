"""Which situations would hold, and how to get there from today's: the analysis ``moves``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ripeness.errors import AnalysisError, Problem
from ripeness.graphmodel import preferences as wants
from ripeness.graphmodel.arrays import feasible_of, frame_of, graph_of, removed_of, today_of
from ripeness.graphmodel.explanations import Explanation
from ripeness.graphmodel.explanations import explain as explained
from ripeness.graphmodel.paths import Reached, Step, search
from ripeness.graphmodel.stability import CONCEPTS, Stability, stability
from ripeness.graphmodel.states import Conflict, Frame, Ranks, States, Truths
from ripeness.numerics.draws import Array, Draws, as_draws
from ripeness.result import VERSION, Provenance, Result
from ripeness.scenario import Scenario
from ripeness.valuation import check_chosen

STATES_LISTED = 4_096
STABLE_LISTED = 65_536
PATHS = 512  # equilibria to which a path is given
EXPLAINED = 12  # equilibria that are explained unasked
_SOLVED = 2**24  # states times rankings that are gone through over draws

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
class Reach:
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


@dataclass(frozen=True, kw_only=True)
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
    reach : mapping of str to Reach
        From today's state by ``moves`` and by ``improvements``.
    explanations : mapping of int to tuple of Explanation
        Of today's state, of equilibria and of the states asked for: one for each decision maker. Places are ids.
    wanted : array, shape (S,), or None
        Whether a mediator would like the state to hold, as the scenario says.
    removed : tuple of (int, array, array)
        Moves that a decision maker cannot make: from any state of one set to any of another, by id.
    columns : mapping of str to array, shape (N,)
        Figures over draws.
    """

    frame: Frame
    feasible: Truths
    ranks: Ranks
    stable: Mapping[str, Truths]
    stuck: Truths
    today: int
    reach: Mapping[str, Reach]
    explanations: Mapping[int, tuple[Explanation, ...]]
    wanted: Truths | None
    removed: tuple[tuple[int, Truths, Truths], ...]
    columns: Mapping[str, Array] = field(repr=False)
    listed: bool = False

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
            "wanted": self._wanted(),
            "inverse": None,
        }

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

        def steps(path: tuple[Step, ...]) -> list[dict[str, Any]]:
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

    def _wanted(self) -> dict[str, Any] | None:
        if self.wanted is None:
            return None
        return {
            "states": int(self.wanted.sum()),
            "equilibria": {c: [s for s in self.equilibria(c) if self.wanted[s]] for c in CONCEPTS},
        }

    def table(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Return a row for each equilibrium, the most stable first."""
        header = ("state", "options taken", *(c.upper() for c in CONCEPTS))
        rows = [
            (str(s), ", ".join(self.frame.taken(s)) or "none", *("yes" if c in held else "" for c in CONCEPTS))
            for s, held in self.held().items()
        ]
        return header, rows[:PATHS]


def moves(
    scenario: Scenario,
    *,
    draws: Draws | int = 1024,
    seed: int = 0,
    explain: Iterable[int] = (),
    states: bool = False,
) -> MovesResult:
    """Return which situations would hold by which concept, and how they are reached from today's.

    Parameters
    ----------
    scenario : Scenario
        Needs ``graph`` with preferences for every owner of an option.
    draws : int or Draws
        Number of draws N, or chosen ones; they matter where preferences are ``from-values``. 1 is the central draw.
    seed : int
        Key of the draws.
    explain : iterable of int
        Ids of further states to be explained.
    states : bool
        Whether the result lists all states and who is stable in them also where there are very many.

    Raises
    ------
    AnalysisError
        ``no-graph``, ``too-many-options``, ``today-infeasible``, ``no-state-preferences``,
        ``states-unranked``, ``states-without-worth``, ``unknown-worth``, ``no-such-state``, ``too-many-rankings``; or
        what the valuation lacks.

    Notes
    -----
    Of preferences with several alternatives the most likely is taken in every draw. Preferences from values follow
    the draws: every ranking that occurs is gone through once.

    Examples
    --------
    >>> import ripeness
    >>> result = ripeness.moves(ripeness.read("libya-2020"), draws=1)
    >>> result.frame.makers
    ('lna', 'gna', 'turkey', 'uae', 'saudi-arabia', 'russia')
    """
    frame = frame_of(scenario)
    feasible = feasible_of(scenario, frame)
    table = as_draws(draws, seed)
    check_chosen(scenario, table)
    asked = _asked(frame, feasible, explain)
    want = wants.preferences(scenario, frame, feasible)
    base = Conflict(frame, feasible, want.ranks, removed_of(scenario, frame))
    central = _ranked(base, want, _central_ranks(scenario, want, frame, table))
    found = stability(central)
    today = frame.place(today_of(scenario))
    equilibria = {c: found.equilibria(c) for c in CONCEPTS}
    wanted = graph_of(scenario).wanted
    wished = None if wanted is None else frame.holds(wanted) & feasible
    return MovesResult(
        provenance=Provenance(
            analysis="moves",
            scenario=scenario.id,
            digest=scenario.digest,
            version=VERSION,
            options={"chosen": list(table.paths), "explain": [frame.id(p) for p in asked], "states": states},
            seed=table.seed,
            draws=table.count,
        ),
        warnings=want.warnings,
        frame=frame,
        feasible=frame.outward(feasible),
        ranks=frame.outward(central.ranks),
        stable={c: frame.outward(truths) for c, truths in found.stable.items()},
        stuck=frame.outward(found.stuck),
        today=frame.id(today),
        reach={kind: _reach(central, today, found, improving=kind == "improvements") for kind in KINDS},
        explanations={
            frame.id(p): tuple(_outward(frame, why) for why in explained(central, found, p))
            for p in _worth_explaining(equilibria, today, asked)
        },
        wanted=None if wished is None else frame.outward(wished),
        removed=tuple((r.maker, frame.outward(r.leaves), frame.outward(r.reaches)) for r in base.removed),
        columns=_columns(scenario, base, want, found, table, today, wished),
        listed=states,
    )


def _asked(frame: Frame, feasible: Truths, explain: Iterable[int]) -> list[int]:
    """Return the places of the states that are to be explained."""
    places = []
    for state in explain:
        if not 0 <= state < frame.size:
            message = f"there is no state {state}; ids go from 0 to {frame.size - 1:,}"
            raise AnalysisError.of("no-such-state", message, hint="bit k of an id is option k in file order")
        place = frame.place(state)
        if not feasible[place]:
            message = f"state {state} ({', '.join(frame.taken(state)) or 'no option taken'}) cannot be"
            raise AnalysisError.of("no-such-state", message, hint="see `graph.infeasible`", path="graph.infeasible")
        places.append(place)
    return places


def _worth_explaining(equilibria: Mapping[str, Truths], today: int, asked: list[int]) -> list[int]:
    """Return today's state, the equilibria of most concepts, and what was asked, each once."""
    held = np.sum([equilibria[c] for c in CONCEPTS], axis=0)
    places = np.flatnonzero(held)
    most = places[np.argsort(-held[places], kind="stable")][:EXPLAINED].tolist()
    return list(dict.fromkeys([today, *most, *asked]))


def _outward(frame: Frame, why: Explanation) -> Explanation:
    """Return an explanation with ids in place of places."""

    def steps(path: tuple[Step, ...]) -> tuple[Step, ...]:
        return tuple(Step(step.maker, frame.id(step.to)) for step in path)

    improvements = tuple(
        replace(
            one,
            to=frame.id(one.to),
            sanctions={c: None if s is None else replace(s, path=steps(s.path)) for c, s in one.sanctions.items()},
        )
        for one in why.improvements
    )
    return replace(why, place=frame.id(why.place), improvements=improvements)


def _reach(conflict: Conflict, today: int, found: Stability, *, improving: bool) -> Reach:
    """Return what is reached from today's state."""
    frame = conflict.frame
    reached = search(conflict, today, range(len(frame.makers)), improving=improving)
    equilibria = {c: found.equilibria(c) for c in CONCEPTS}
    held = np.logical_or.reduce(list(equilibria.values()))
    rests = found.stable["nash"] if improving else found.stuck
    near = np.flatnonzero(held & (reached.depth >= 0))
    near = near[np.argsort(reached.depth[near], kind="stable")][:PATHS]
    return Reach(
        depth=frame.outward(reached.depth).astype(np.int64),
        absorbing=_ids(frame, np.flatnonzero(rests.all(axis=0) & (reached.depth >= 0))),
        ways=tuple(_way(conflict, reached, equilibria, int(place)) for place in near),
        beyond=_ids(frame, np.flatnonzero(held & (reached.depth < 0))),
    )


def _way(conflict: Conflict, reached: Reached, equilibria: Mapping[str, Truths], place: int) -> Way:
    frame = conflict.frame
    path = reached.path(place)
    before = [reached.start, *(step.to for step in path)][:-1]
    concepts = [c for c in CONCEPTS if equilibria[c][place]]
    return Way(
        state=frame.id(place),
        depth=int(reached.depth[place]),
        last=tuple(m for i, m in enumerate(frame.makers) if reached.last[place] >> i & 1),
        path=tuple((frame.makers[step.maker], frame.id(step.to)) for step in path),
        passes=tuple(frame.id(p) for p in before if all(equilibria[c][p] for c in concepts)),
    )


def _ids(frame: Frame, places: States) -> States:
    """Return ids of places, rising."""
    ids = np.zeros(len(places), dtype=np.int64)
    for k, weight in enumerate(frame.weights):
        ids |= ((places & weight) > 0).astype(np.int64) << k
    return np.sort(ids)


# ---- preferences from values, and figures over draws -----------------------------------------------------------------


def _central_ranks(scenario: Scenario, want: wants.Preferences, frame: Frame, table: Draws) -> States | None:
    """Return how those who rank by worth rank the entries at the central values, shape (D', W)."""
    if not want.by_worth:
        return None
    central = table if table.count == 1 else table.central
    makers = [frame.makers[i] for i in want.by_worth]
    values = wants.worth(scenario, central, makers)[0]
    used = np.unique(want.entry[want.entry >= 0])
    problems = [
        Problem(
            "unknown-worth",
            f"what a state is worth to '{maker}' is unknown at the central values: "
            f"{graph_of(scenario).worth[entry].as_}",
            scenario.place(("graph", "worth", int(entry))),
            "give the unknown number that it needs, or rank the states by statements",
            path=f"graph.worth.{entry}",
        )
        for maker, row in zip(makers, values, strict=True)
        for entry in used
        if np.isnan(row[entry])
    ]
    if problems:
        raise AnalysisError(problems)
    return wants.by_worth(values)


def _ranked(base: Conflict, want: wants.Preferences, entries: States | None) -> Conflict:
    """Return the model with ranks of those who rank states by worth."""
    if entries is None:
        return base
    ranks = base.ranks.copy()
    places = np.flatnonzero(base.feasible)
    for i, row in zip(want.by_worth, entries, strict=True):
        ranks[i, places] = row[want.entry[places]]
    return replace(base, ranks=ranks)


def _columns(
    scenario: Scenario,
    base: Conflict,
    want: wants.Preferences,
    found: Stability,
    table: Draws,
    today: int,
    wished: Truths | None,
) -> dict[str, Array]:
    """Return figures over draws: every ranking that occurs is gone through once."""
    if not want.by_worth:
        figures = _figures(base, found, today, wished)
        return {path: np.full(table.count, value) for path, value in figures.items()}
    values = wants.worth(scenario, table, [base.frame.makers[i] for i in want.by_worth])
    used = np.unique(want.entry[want.entry >= 0])
    known = ~np.isnan(values[:, :, used]).any(axis=(1, 2))
    entries = wants.by_worth(np.where(np.isnan(values), 0.0, values))
    patterns, which = np.unique(entries[known].reshape(int(known.sum()), -1), axis=0, return_inverse=True)
    if len(patterns) * base.frame.size > _SOLVED:
        message = (
            f"the draws give {len(patterns):,} rankings of {base.frame.size:,} states; together at most {_SOLVED:,} "
            "states are gone through"
        )
        raise AnalysisError.of("too-many-rankings", message, hint="ask for fewer draws, or for one: the central one")
    solved = []
    for pattern in patterns:
        conflict = _ranked(base, want, pattern.reshape(len(want.by_worth), -1))
        solved.append(_figures(conflict, stability(conflict), today, wished))
    columns = {}
    for path in solved[0] if solved else ():
        column = np.full(table.count, np.nan)
        column[known] = np.array([figures[path] for figures in solved])[which.reshape(-1)]
        columns[path] = column
    return columns


def _figures(conflict: Conflict, found: Stability, today: int, wished: Truths | None) -> dict[str, float]:
    """Return the figures of one ranking, by dotted path."""
    figures: dict[str, float] = {}
    for concept in CONCEPTS:
        held = found.equilibria(concept)
        figures[f"moves.equilibria.{concept}"] = float(held.sum())
        figures[f"moves.today.{concept}.holds"] = float(held[today])
        for i, maker in enumerate(conflict.frame.makers):
            figures[f"moves.today.{concept}.{maker}"] = float(found.stable[concept][i, today])
        if wished is not None:
            figures[f"moves.wanted.{concept}"] = float((held & wished).sum())
    return figures
