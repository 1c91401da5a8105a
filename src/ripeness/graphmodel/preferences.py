"""How each decision maker ranks the states: by statements, by sets of states, or by what states are worth.

N. M. Fraser and K. W. Hipel (1988), Decision support systems for conflict analysis; X. Peng, K. W. Hipel, D. M. Kilgour
and L. Fang (1997), Representing ordinal preferences in the decision support system GMCR II: option prioritizing. A
statement decides only between states that all more important ones leave equal, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ripeness.errors import AnalysisError, Problem
from ripeness.graphmodel.arrays import graph_of, problem, shown
from ripeness.graphmodel.states import Frame, Ranks, States, Truths
from ripeness.numerics.draws import Array, Draws
from ripeness.scenario import Scenario
from ripeness.scenario.graph import GraphPreference, StatePreference
from ripeness.scenario.logic import Condition
from ripeness.scenario.record import Path
from ripeness.valuation import TIE, judge, valuation

WAR, NOW = "war", "now"


@dataclass(frozen=True)
class Preferences:
    """What decision makers prefer, as it is before states are given their worth.

    Attributes
    ----------
    ranks : array, shape (D, S)
        Ranks of states, larger is better, -1 where infeasible; 0 for those who rank by worth.
    by_worth : tuple of int
        Decision makers who rank states by what they are worth.
    entry : array, shape (S,)
        Which entry of ``graph.worth`` says what a state is worth; -1 for none.
    warnings : tuple of Problem
        What never distinguishes, and what was chosen of several.
    """

    ranks: Ranks
    by_worth: tuple[int, ...]
    entry: States
    warnings: tuple[Problem, ...]


def preferences(scenario: Scenario, frame: Frame, feasible: Truths) -> Preferences:
    """Return what decision makers prefer.

    Of a preference with several alternatives the most likely is taken, in all draws; a warning says so.

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
    entry = np.full(frame.size, -1, dtype=np.int64)
    for i, maker in enumerate(frame.makers):
        given = graph.preferences.get(maker)
        if given is None:
            options = [o for o in frame.options if graph.options[o].by == maker]
            message = f"'{maker}' decides on {', '.join(options)}, but nothing says which states it prefers"
            path: Path = ("graph", "options", options[0], "by")
            hint = f"add `{maker}` under `graph.preferences`"
            found.append(problem(scenario, "no-state-preferences", message, path, hint=hint))
            continue
        path = ("graph", "preferences", maker)
        if given.from_values:
            by_worth.append(i)
            ranks[i, places] = 0
            continue
        chosen, path, warning = _alternative(scenario, given, path)
        found += warning
        if chosen.order is not None:
            ranks[i, places] = _ordered(scenario, frame, places, chosen.order, (*path, "order"), found)
        else:
            ranks[i, places] = _sets(scenario, frame, places, chosen.ranking or (), (*path, "ranking"), found)
    if by_worth:
        entry[places] = _entries(scenario, frame, places, found)
    if errors := [f for f in found if f.severity == "error"]:
        raise AnalysisError(errors)
    return Preferences(ranks, tuple(by_worth), entry, tuple(found))


def _alternative(
    scenario: Scenario, given: GraphPreference, path: Path
) -> tuple[GraphPreference | StatePreference, Path, list[Problem]]:
    """Return the preference itself, or the most likely of its alternatives; ties go to the first."""
    if given.any is None:
        return given, path, []
    chances = [float(a.chance.central) if a.chance.central is not None else np.nan for a in given.any]
    rest = max(0.0, 1 - float(np.nansum(chances))) / max(1, int(np.isnan(chances).sum()))  # unknown: what is left
    known = [rest if np.isnan(c) else c for c in chances]
    best = int(np.argmax(known))
    message = (
        f"'{path[-1]}' may have any of {len(known)} preferences; the most likely counts, in all draws: "
        f"number {best + 1}, with a chance of {known[best]:.2g}"
    )
    doubt = Problem(
        "most-likely-preference", message, scenario.place((*path, "any")), "", "warning", ".".join(map(str, path))
    )
    return given.any[best], (*path, "any", best), [doubt] if len(known) > 1 else []


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
        refined = _dense(2 * rank + frame.holds(statement)[places])
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


def _dense(numbers: States) -> States:
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
        message = f"the ranking leaves out {len(missed):,} of {len(places):,} states, such as {shown(frame, missed)}"
        hint = "add a set for them; the last may be `a | !a` for all that is left, with any option a"
        found.append(problem(scenario, "states-unranked", message, path, hint=hint))
    if twice.any():
        message = (
            f"{int(twice.sum()):,} states stand in several sets of the ranking, such as {shown(frame, places[twice])}; "
            "the best set counts"
        )
        place = scenario.place(path)
        found.append(Problem("states-ranked-twice", message, place, "", "warning", ".".join(map(str, path))))
    return rank


# ---- worth -----------------------------------------------------------------------------------------------------------


def _entries(scenario: Scenario, frame: Frame, places: States, found: list[Problem]) -> States:
    """Return for each state which entry of ``graph.worth`` counts: the first whose condition holds."""
    entry = np.full(len(places), -1, dtype=np.int64)
    for index, worth in enumerate(graph_of(scenario).worth):
        entry[(entry < 0) & frame.holds(worth.when)[places]] = index
    missed = places[entry < 0]
    if len(missed):
        message = f"`worth` leaves out {len(missed):,} of {len(places):,} states, such as {shown(frame, missed)}"
        hint = "add an entry; the last may hold everywhere: `{when: a | !a, as: now}`, with any option a"
        found.append(problem(scenario, "states-without-worth", message, ("graph", "worth"), hint=hint))
    return entry


def worth(scenario: Scenario, draws: Draws, makers: Sequence[str]) -> Array:
    """Return what the entries of ``graph.worth`` are worth to some decision makers, shape (N, D, W); NaN is unknown.

    A draft is worth what signing it is worth, with its guarantees in force; ``war`` is the actor's own war, by its own
    beliefs; ``now`` is the utility of today's package.

    Raises
    ------
    AnalysisError
        ``no-war-worth`` for an actor that does not fight; or what the valuation lacks.
    """
    kinds = [entry.as_ for entry in graph_of(scenario).worth]
    blocks = [_worth(scenario, block, makers, kinds) for block in draws.blocks()]
    return np.concatenate(blocks)


def _worth(scenario: Scenario, draws: Draws, makers: Sequence[str], kinds: Sequence[str]) -> Array:
    values = dict(_valued(scenario, draws, makers, dict.fromkeys(kinds)))
    return np.stack([values[kind] for kind in kinds], axis=-1)


def _valued(
    scenario: Scenario, draws: Draws, makers: Sequence[str], kinds: dict[str, None]
) -> Iterator[tuple[str, Array]]:
    """Yield what each kind of worth is to the makers, shape (N, D)."""
    plain = valuation(scenario, draws, actors=makers)
    for kind in kinds:
        if kind == NOW:
            yield kind, judge(plain, plain.space.rows([scenario.package()])).utility[:, :, 0]
        elif kind == WAR:
            for maker, refusal in zip(makers, plain.refusals, strict=True):
                if WAR not in refusal.names:
                    message = f"states are worth the war of '{maker}', which does not fight"
                    hint = f"give it a strength in the war, or statements under graph.preferences.{maker}"
                    path: Path = ("graph", "preferences", maker)
                    raise AnalysisError([problem(scenario, "no-war-worth", message, path, hint=hint)])
            yield kind, np.stack([r.worth[:, r.names.index(WAR)] for r in plain.refusals], axis=-1)
        else:
            draft = scenario.drafts[kind]
            signed = valuation(scenario, draws, actors=makers, guarantees=draft.guarantees, columns=plain.columns)
            yield kind, judge(signed, signed.space.rows([scenario.package(draft.package)])).value[:, :, 0]


def by_worth(values: Array) -> States:
    """Return ranks of entries by their worth along the last axis; closer than 1e-9 points is equal."""
    order = np.argsort(values, axis=-1, kind="stable")
    rising = np.take_along_axis(values, order, axis=-1)
    steps = np.diff(rising, axis=-1) > TIE
    ranks = np.concatenate([np.zeros((*values.shape[:-1], 1), dtype=np.int64), np.cumsum(steps, axis=-1)], axis=-1)
    found = np.empty_like(ranks)
    np.put_along_axis(found, order, ranks, axis=-1)
    return found
