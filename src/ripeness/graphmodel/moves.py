"""Which situations would hold, and how to get there from today's: the analysis ``moves``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ripeness.errors import AnalysisError, Problem
from ripeness.graphmodel.arrays import feasible_of, frame_of, graph_of, removed_of, today_of
from ripeness.graphmodel.chance import chances
from ripeness.graphmodel.coalitions import coalitions, named, upto
from ripeness.graphmodel.explanations import Explanation
from ripeness.graphmodel.explanations import explain as explained
from ripeness.graphmodel.foresight import foresight
from ripeness.graphmodel.hypergame import views
from ripeness.graphmodel.inverse.demands import demands
from ripeness.graphmodel.inverse.inverse import COMPARED, Inverse, inverse
from ripeness.graphmodel.paths import PathStep, Reached, search
from ripeness.graphmodel.preferences import StateRankings, preferences
from ripeness.graphmodel.result import KINDS, PATHS, MovesResult, Reachable, Way
from ripeness.graphmodel.stability import CONCEPTS, Stability, stability
from ripeness.graphmodel.states import Frame, GraphArrays, States, Truths
from ripeness.graphmodel.uncertain import central_ranks, columns, profiles, ranked
from ripeness.graphmodel.what_if import condition
from ripeness.lacks import demand
from ripeness.lacks.moves import moves as lacks
from ripeness.numerics.draws import Draws, as_draws
from ripeness.result import VERSION, Provenance
from ripeness.scenario import Scenario
from ripeness.scenario.logic import Condition
from ripeness.valuation import check_chosen

EXPLAINED = 12  # equilibria that are explained unasked


@dataclass(frozen=True, kw_only=True)
class Further:
    """What is asked beyond what holds and how it is reached.

    Attributes
    ----------
    wanted : str or int, optional
        A condition on options, or the id of a state: what is to hold, in place of what the scenario wants.
    answered : int, optional
        How many wanted states are answered in full, at least by each concept the cheapest, and the one with the fewest
        who would have to change.
    coalitions : tuple of tuple of str
        Decision makers who might act together.
    up_to : int, optional
        All coalitions of up to so many members.
    views, chances, foresight : bool
        Whether to look at the game as each decision maker sees it, at how often states hold under uncertain
        preferences, and at who stays when everybody looks a few moves ahead.
    instead : Scenario, optional
        Another scenario, whose answer is set beside this one's.
    """

    wanted: str | int | None = None
    answered: int | None = None
    coalitions: tuple[tuple[str, ...], ...] = ()
    up_to: int | None = None
    views: bool = False
    chances: bool = False
    foresight: bool = False
    instead: Scenario | None = None

    def asked(self) -> dict[str, object]:
        """Return what differs from asking nothing, as plain data."""
        found: dict[str, object] = {}
        if self.wanted is not None:
            found["wanted"] = self.wanted
        if self.answered is not None:
            found["answered"] = self.answered
        if self.coalitions:
            found["coalitions"] = [list(c) for c in self.coalitions]
        if self.up_to is not None:
            found["up_to"] = self.up_to
        for name in ("views", "chances", "foresight"):
            if getattr(self, name):
                found[name] = True
        if self.instead is not None:
            found["instead"] = self.instead.digest
        return found


NOTHING = Further()


def moves(
    scenario: Scenario,
    *,
    draws: Draws | int = 1024,
    seed: int = 0,
    explain: Iterable[int] = (),
    states: bool = False,
    further: Further = NOTHING,
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
    further : Further
        Further questions: other wanted states, coalitions, how each sees the game, uncertain preferences, foresight,
        another scenario beside this one.

    Raises
    ------
    AnalysisError
        ``no-graph``, ``too-many-options``, ``today-infeasible``, ``no-state-preferences``,
        ``states-unranked``, ``states-without-worth``, ``unknown-worth``, ``no-such-state``, ``too-many-rankings``; of
        further questions ``nothing-wanted``, ``bad-condition``, ``unknown-option``, ``unknown-decision-maker``,
        ``lone-coalition``, ``too-many-coalitions``, ``too-many-to-foresee``; or what the valuation lacks.

    Notes
    -----
    Of preferences with several alternatives the central one is the most likely. Figures over draws follow the draws:
    alternatives by their chances, preferences from values by what states are worth; every profile that occurs is gone
    through once.

    Examples
    --------
    >>> import ripeness
    >>> result = ripeness.moves(ripeness.read("libya-2020"), draws=1)
    >>> result.frame.makers
    ('lna', 'gna', 'turkey', 'uae', 'saudi-arabia', 'russia')
    """
    return _answered(scenario, as_draws(draws, seed), explain, further, states=states)


def _since(scenario: Scenario, instead: Scenario | None) -> tuple[Mapping[str, Any], ...]:
    """Return what was changed in the scenario to compare with and not in the one asked about."""
    if instead is None:
        return ()
    same = instead.changes[: len(scenario.changes)] == scenario.changes
    return instead.changes[len(scenario.changes) :] if same else instead.changes


def _answered(
    scenario: Scenario, table: Draws, explain: Iterable[int], further: Further, *, states: bool, beside: bool = False
) -> MovesResult:
    """Return the answer; ``beside`` another one, what is wanted may well be what cannot be."""
    demand(lacks(scenario))
    frame = frame_of(scenario)
    feasible = feasible_of(scenario, frame)
    check_chosen(scenario, table)
    asked = _asked(frame, feasible, explain)
    groups = [*named(frame, further.coalitions), *([] if further.up_to is None else upto(frame, further.up_to))]
    want = preferences(scenario, frame, feasible)
    base = GraphArrays(frame, feasible, want.ranks, removed_of(scenario, frame))
    central = ranked(base, want, central_ranks(scenario, want, frame, table))
    wished, wanted, doubts = _wished(scenario, frame, feasible, further.wanted, strict=not beside)
    at = None if wished is None else np.flatnonzero(wished)[:COMPARED]
    found = stability(central, at=at)
    today = frame.place(today_of(scenario))
    equilibria = {c: found.equilibria(c) for c in CONCEPTS}
    over = profiles(scenario, base, want, table, today, wished, mixed=further.chances)
    seen = views(scenario, central, found, table, today) if further.views else None
    return MovesResult(
        provenance=Provenance(
            analysis="moves",
            scenario=scenario.id,
            asked=scenario,
            digest=scenario.digest,
            changes=(*scenario.changes, *_since(scenario, further.instead)),
            version=VERSION,
            options={
                "chosen": list(table.paths),
                "explain": [frame.id(p) for p in asked],
                "states": states,
                **further.asked(),
            },
            seed=table.seed,
            draws=table.count,
        ),
        warnings=(*want.warnings, *doubts, *(seen.warnings if seen else ())),
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
        columns=columns(over, frame, today, wished),
        conflict=central,
        preferences=want,
        listed=states,
        inverse=_inverse(central, found, want, wished, wanted, further.answered),
        coalitions=coalitions(central, found, list(dict.fromkeys(groups)), today) if groups else None,
        views=seen,
        chances=chances(over, want, frame, today, wished) if further.chances else None,
        foresight=foresight(central) if further.foresight else None,
        instead=None if further.instead is None else _beside(further.instead, further.wanted, table.seed),
    )


def _beside(other: Scenario, wanted: str | int | None, seed: int) -> MovesResult:
    """Return the central answer to the same question of another scenario."""
    return _answered(other, Draws(1, seed), (), Further(wanted=wanted), states=False, beside=True)


def _wished(
    scenario: Scenario, frame: Frame, feasible: Truths, asked: str | int | None, *, strict: bool
) -> tuple[Truths | None, Condition | int | None, list[Problem]]:
    """Return the states that are wanted, what says so, and a warning where the scenario wants what cannot be.

    Raises
    ------
    AnalysisError
        ``nothing-wanted`` where no state that can be is what was asked for; ``bad-condition``, ``unknown-option``.
    """
    if isinstance(asked, int):
        one = np.zeros(frame.size, dtype=np.bool_)
        if strict or (0 <= asked < frame.size and feasible[frame.place(asked)]):
            one[_asked(frame, feasible, [asked])] = True
        return one, asked, []
    wanted = graph_of(scenario).wanted if asked is None else condition(scenario, asked)
    if wanted is None:
        return None, None, []
    wished = frame.holds(wanted) & feasible
    if wished.any():
        return wished, wanted, []
    ruled = bool(frame.holds(wanted).any())
    why = "what it asks for is ruled out by `infeasible`" if ruled else "it contradicts itself"
    message = f"no state that can be is as wanted, '{wanted.text}': {why}"
    hint = "want what can be, or see `graph.infeasible`"
    if asked is not None and strict:
        raise AnalysisError.of("nothing-wanted", message, hint=hint, path="graph.infeasible")
    place_ = scenario.place(("graph", "wanted"))
    return wished, wanted, [Problem("nothing-wanted", message, place_, hint, "warning", "graph.wanted")]


def _inverse(
    conflict: GraphArrays,
    found: Stability,
    want: StateRankings,
    wished: Truths | None,
    wanted: Condition | int | None,
    answered: int | None,
) -> Inverse | None:
    if wished is None or not wished.any():
        return None
    orders = [want.order(i) for i in range(len(conflict.frame.makers))]
    count = int(wished.sum())
    places = np.flatnonzero(wished)[:COMPARED]
    text = wanted.text if isinstance(wanted, Condition) else f"state {wanted}"
    answer = inverse(conflict, places, found.needed, orders, condition=text, count=count, most=answered)
    parts = demands(conflict, found, wanted) if isinstance(wanted, Condition) else ()
    return replace(answer, demands=parts)


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

    def steps(path: tuple[PathStep, ...]) -> tuple[PathStep, ...]:
        return tuple(PathStep(step.maker, frame.id(step.to)) for step in path)

    improvements = tuple(
        replace(
            one,
            to=frame.id(one.to),
            sanctions={c: None if s is None else replace(s, path=steps(s.path)) for c, s in one.sanctions.items()},
        )
        for one in why.improvements
    )
    return replace(why, place=frame.id(why.place), improvements=improvements)


def _reach(conflict: GraphArrays, today: int, found: Stability, *, improving: bool) -> Reachable:
    """Return what is reached from today's state."""
    frame = conflict.frame
    reached = search(conflict, today, range(len(frame.makers)), improving=improving)
    equilibria = {c: found.equilibria(c) for c in CONCEPTS}
    held = np.logical_or.reduce(list(equilibria.values()))
    rests = found.stable["nash"] if improving else found.stuck
    near = np.flatnonzero(held & (reached.depth >= 0))
    near = near[np.argsort(reached.depth[near], kind="stable")][:PATHS]
    return Reachable(
        depth=frame.outward(reached.depth).astype(np.int64),
        absorbing=_ids(frame, np.flatnonzero(rests.all(axis=0) & (reached.depth >= 0))),
        ways=tuple(_way(conflict, reached, equilibria, int(place)) for place in near),
        beyond=_ids(frame, np.flatnonzero(held & (reached.depth < 0))),
    )


def _way(conflict: GraphArrays, reached: Reached, equilibria: Mapping[str, Truths], place: int) -> Way:
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
