"""How each decision maker ranks the states: by statements, by sets of states, or by what states are worth.

N. M. Fraser and K. W. Hipel (1988), Decision support systems for conflict analysis; X. Peng, K. W. Hipel, D. M. Kilgour
and L. Fang (1997), Representing ordinal preferences in the decision support system GMCR II: option prioritizing. A
statement decides only between states that all more important ones leave equal, however many there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ripeness.errors import AnalysisError, Problem
from ripeness.graphmodel.arrays import graph_of, shown
from ripeness.graphmodel.cardinal import entries
from ripeness.graphmodel.states import Frame, Ranks, States, Truths
from ripeness.lacks.moves import no_state_preferences, states_unranked
from ripeness.scenario import Scenario
from ripeness.scenario.estimate import Estimate
from ripeness.scenario.graph import GraphPreference, StatePreference
from ripeness.scenario.logic import Condition
from ripeness.scenario.record import Path
from ripeness.valuation.lacks import problem_of


@dataclass(frozen=True)
class Alternative:
    """One preference that a decision maker has, or may have.

    Attributes
    ----------
    ranks : array, shape (S,)
        Ranks of states, larger is better, -1 where infeasible.
    order : tuple of Condition
        Statements, most important first; none where sets of states are ranked.
    path : path
        Where it stands in the file.
    chance : Estimate or None
        Chance that the decision maker has it; None where it is the only one.
    """

    ranks: Ranks
    order: tuple[Condition, ...]
    path: Path
    chance: Estimate | None


@dataclass(frozen=True)
class StateRankings:
    """What decision makers prefer, as it is before states are given their worth.

    Attributes
    ----------
    ranks : array, shape (D, S)
        Ranks of states, larger is better, -1 where infeasible; 0 for those who rank by worth. Of several alternatives
        the most likely.
    by_worth : tuple of int
        Decision makers who rank states by what they are worth.
    entry : array, shape (S,)
        Which entry of ``graph.worth`` says what a state is worth; -1 for none.
    alternatives : tuple of tuple of Alternative
        What each decision maker may prefer; none for those who rank by worth.
    chosen : tuple of int
        Which of its alternatives is the most likely.
    warnings : tuple of Problem
        What never distinguishes, and what was chosen of several.
    """

    ranks: Ranks
    by_worth: tuple[int, ...]
    entry: States
    alternatives: tuple[tuple[Alternative, ...], ...]
    chosen: tuple[int, ...]
    warnings: tuple[Problem, ...]

    def order(self, maker: int) -> tuple[Condition, ...]:
        """Return the statements by which a decision maker most likely ranks states; none where it has none."""
        return self.alternatives[maker][self.chosen[maker]].order if self.alternatives[maker] else ()


def preferences(
    scenario: Scenario,
    frame: Frame,
    feasible: Truths,
    *,
    instead: Mapping[str, tuple[GraphPreference, Path]] | None = None,
) -> StateRankings:
    """Return what decision makers prefer.

    Of a preference with several alternatives the most likely is the central one; a warning says so.

    Parameters
    ----------
    scenario, frame, feasible
        The model.
    instead : mapping of str to (GraphPreference, path), optional
        Preferences of some actors in place of their own: as another sees them.

    Raises
    ------
    AnalysisError
        All of ``no-state-preferences``, ``states-unranked`` and ``states-without-worth`` that there are.
    """
    graph = graph_of(scenario)
    places = np.flatnonzero(feasible)
    ranks = np.full((len(frame.makers), frame.size), -1, dtype=np.int32)
    found: list[Problem] = []
    by_worth: list[int] = []
    every: list[tuple[Alternative, ...]] = []
    chosen: list[int] = []
    for i, maker in enumerate(frame.makers):
        own: Path = ("graph", "preferences", maker)
        given, path = (instead or {}).get(maker, (graph.preferences.get(maker), own))
        if given is None:
            found.append(problem_of(scenario, no_state_preferences(graph, maker)))
            continue
        if given.from_values:
            by_worth.append(i)
            ranks[i, places] = 0
            every.append(())
            chosen.append(0)
            continue
        every.append(_alternatives(scenario, frame, places, given, path, found))
        best, warning = _most_likely(scenario, given, path)
        found += warning
        chosen.append(best)
        ranks[i] = every[-1][best].ranks
    entry = np.full(frame.size, -1, dtype=np.int64)
    if by_worth:
        entry[places] = entries(scenario, frame, places, found)
    if errors := [f for f in found if f.severity == "error"]:
        raise AnalysisError(errors)
    return StateRankings(ranks, tuple(by_worth), entry, tuple(every), tuple(chosen), tuple(found))


def _alternatives(
    scenario: Scenario, frame: Frame, places: States, given: GraphPreference, path: Path, found: list[Problem]
) -> tuple[Alternative, ...]:
    """Return the preference itself, or each that it may be."""
    each: Sequence[tuple[GraphPreference | StatePreference, Path, Estimate | None]] = [(given, path, None)]
    if given.any is not None:
        each = [(one, (*path, "any", number), one.chance) for number, one in enumerate(given.any)]
    made = []
    for one, at, chance in each:
        ranks = np.full(frame.size, -1, dtype=np.int32)
        if one.order is not None:
            ranks[places] = _ordered(scenario, frame, places, one.order, (*at, "order"), found)
        else:
            ranks[places] = _sets(scenario, frame, places, one.ranking or (), (*at, "ranking"), found)
        made.append(Alternative(ranks, one.order or (), at, chance))
    return tuple(made)


def likelihoods(chances: Sequence[float]) -> list[float]:
    """Return chances of alternatives with those that are unknown (NaN) sharing what is left, and a sum of 1."""
    rest = max(0.0, 1 - float(np.nansum(chances))) / max(1, int(np.isnan(chances).sum()))
    known = [rest if np.isnan(c) else c for c in chances]
    total = sum(known)
    return [k / total for k in known] if total else [1 / len(known)] * len(known)


def _most_likely(scenario: Scenario, given: GraphPreference, path: Path) -> tuple[int, list[Problem]]:
    """Return the number of the most likely alternative, and a warning where there are several; ties: the first."""
    if given.any is None or len(given.any) == 1:
        return 0, []
    known = likelihoods([float(a.chance.central) if a.chance.central is not None else np.nan for a in given.any])
    best = int(np.argmax(known))
    message = (
        f"'{path[-1]}' may have any of {len(known)} preferences; the central figures take the most likely, number "
        f"{best + 1} of them, with a chance of {100 * known[best]:.0f} %"
    )
    doubt = Problem(
        "most-likely-preference", message, scenario.place((*path, "any")), "", "warning", ".".join(map(str, path))
    )
    return best, [doubt]


def _ordered(
    scenario: Scenario,
    frame: Frame,
    places: States,
    statements: Sequence[Condition],
    path: Path,
    found: list[Problem],
) -> States:
    """Return ranks by statements, the most important first: lexicographically, for any number of them."""
    rank = np.zeros(len(places), dtype=np.int64)
    for index, statement in enumerate(statements):
        refined = dense(2 * rank + frame.holds(statement)[places])
        if refined.max() == rank.max():
            found.append(_idle(scenario, (*path, index), statement, after=bool(rank.max())))
        rank = refined
    return rank


def _idle(scenario: Scenario, path: Path, statement: Condition, *, after: bool) -> Problem:
    text = statement.text if len(statement.text) <= 80 else f"{statement.text[:80]}…"
    why = "tells no states apart that the statements before it leave equal" if after else "tells no states apart"
    hint = "leave it out, or write the options that it is about"
    place = scenario.place(path)
    return Problem("never-distinguishes", f"'{text}' {why}", place, hint, "warning", ".".join(map(str, path)))


def dense(numbers: States) -> States:
    """Return whole numbers from 0, none much above their count, as 0, 1, 2, … in the same order."""
    used = np.zeros(int(numbers.max(initial=0)) + 1, dtype=np.bool_)
    used[numbers] = True
    renumbered: States = np.cumsum(used, dtype=np.int64) - 1
    return renumbered[numbers]


def _sets(
    scenario: Scenario,
    frame: Frame,
    places: States,
    ranking: Sequence[Sequence[Condition]],
    path: Path,
    found: list[Problem],
) -> States:
    """Return ranks by sets of states, best first; a state counts with the best set that it is in."""
    rank = np.full(len(places), -1, dtype=np.int64)
    twice = np.zeros(len(places), dtype=np.bool_)
    for index, conditions in enumerate(ranking):
        inside = np.zeros(len(places), dtype=np.bool_)
        for condition in conditions:
            inside |= frame.holds(condition)[places]
        new = inside & (rank < 0)
        twice |= inside & ~new
        if not new.any() and conditions:
            found.append(_idle(scenario, (*path, index), conditions[0], after=bool(inside.any())))
        rank[new] = len(ranking) - 1 - index
    missed = places[rank < 0]
    if len(missed):
        found.append(problem_of(scenario, states_unranked(len(missed), len(places), shown(frame, missed), path)))
    if twice.any():
        message = (
            f"{int(twice.sum()):,} states stand in several sets of the ranking, such as {shown(frame, places[twice])}; "
            "the best set counts"
        )
        place = scenario.place(path)
        found.append(Problem("states-ranked-twice", message, place, "", "warning", ".".join(map(str, path))))
    return rank
