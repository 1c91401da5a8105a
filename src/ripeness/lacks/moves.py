"""What `moves` lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ripeness.errors import Problem
from ripeness.numerics.draws import Draws
from ripeness.scenario import Scenario
from ripeness.scenario.checks import Finding, today_ruled_out
from ripeness.scenario.graph import Graph, GraphPreference
from ripeness.scenario.logic import Atom, Condition, evaluate
from ripeness.scenario.record import Path
from ripeness.valuation import judge, valuation
from ripeness.valuation.lacks import problems_of, signing

MOST_OPTIONS = 22  # 4,194,304 states; all five concepts then need about 1.5 GB
MOST_OWN = 12  # options of one decision maker
MOST_MOVES = 2**31  # of all decision makers from all states
WAR, NOW = "war", "now"

Truths = NDArray[np.bool_]


def moves(scenario: Scenario, draft: str | None = None) -> tuple[Problem, ...]:
    """Return what ``moves`` lacks; it is asked of no draft."""
    del draft
    return problems_of(scenario, _moves(scenario))


def _moves(scenario: Scenario) -> Iterator[Finding]:
    graph = scenario.graph
    if graph is None:
        yield no_graph(scenario)
        return
    large = list(too_many_options(graph))
    if large:
        yield from large
        return
    ruled_out = list(today_ruled_out(scenario))
    if ruled_out:
        yield from ruled_out
        return
    yield from _preferences(scenario, graph)


def too_many_options(graph: Graph) -> Iterator[Finding]:
    """Yield that a model is too large, before anything of its size is made."""
    count = len(graph.options)
    own: dict[str, int] = {}
    for option in graph.options.values():
        own[option.by] = own.get(option.by, 0) + 1
    most = max(own, key=own.__getitem__)
    states = 1 << count
    steps = sum(states * ((1 << k) - 1) for k in own.values())
    if count > MOST_OPTIONS:
        found = f"{count} options span {states:,} states"
        fits = f"at most {MOST_OPTIONS} options ({2**MOST_OPTIONS:,} states) fit"
    elif own[most] > MOST_OWN:
        found = f"'{most}' decides on {own[most]} options, which it can take in {2 ** own[most]:,} ways"
        fits = f"at most {MOST_OWN} options ({2**MOST_OWN:,} ways) of one actor fit"
    elif steps > MOST_MOVES:
        found = f"{count} options span {states:,} states with up to {steps:,} moves"
        fits = f"at most {MOST_MOVES:,} moves fit, as of {count - 1} options or of more actors with fewer options each"
    else:
        return
    hint = "leave out options that no statement and no condition needs, or join those that go together"
    yield Finding(("graph", "options"), "too-many-options", f"{found}; {fits}", hint, key=True)


def _preferences(scenario: Scenario, graph: Graph) -> Iterator[Finding]:
    states = _States(graph)
    by_worth: list[str] = []
    for maker in dict.fromkeys(option.by for option in graph.options.values()):
        given = graph.preferences.get(maker)
        if given is None:
            yield no_state_preferences(graph, maker)
        elif given.from_values:
            by_worth.append(maker)
        else:
            for ranking, path in _rankings(given, ("graph", "preferences", maker)):
                missed = states.missed(condition for one in ranking for condition in one)
                if missed:
                    yield states_unranked(*missed, path)
    if by_worth:
        yield from _worth(scenario, graph, states, by_worth)


def _rankings(given: GraphPreference, path: Path) -> Iterator[tuple[tuple[tuple[Condition, ...], ...], Path]]:
    """Yield the rankings of a preference, or of all that it may be, with their paths."""
    if given.ranking is not None:
        yield given.ranking, (*path, "ranking")
    for number, one in enumerate(given.any or ()):
        if one.ranking is not None:
            yield one.ranking, (*path, "any", number, "ranking")


class _States:
    """Which states conditions leave out, counted over the options that they name and no others."""

    def __init__(self, graph: Graph) -> None:
        self.options, self.infeasible = tuple(graph.options), graph.infeasible
        self._free: dict[tuple[str, ...], Truths] = {}

    def missed(self, conditions: Iterable[Condition]) -> tuple[int, int, str] | None:
        """Return how many states meet no condition, of how many, and the first in words; None where there are none."""
        conditions = list(conditions)
        named = self._named([*self.infeasible, *conditions])
        free = self._feasible(named)
        left = free & ~self._any(conditions, named)
        if not left.any():
            return None
        first = int(np.argmax(left.reshape(-1)))
        taken = [option for k, option in enumerate(reversed(named)) if first >> k & 1]
        state = sum(1 << self.options.index(option) for option in taken)
        others = 1 << (len(self.options) - len(named))
        shown = f"state {state} ({', '.join(o for o in self.options if o in taken) or 'no option taken'})"
        return int(left.sum()) * others, int(free.sum()) * others, shown

    def used(self, conditions: Sequence[Condition]) -> list[int]:
        """Return the numbers of the conditions that are the first to hold in some state that can be."""
        named = self._named([*self.infeasible, *conditions])
        left = self._feasible(named)
        found = []
        for number, condition in enumerate(conditions):
            here = left & self._any([condition], named)
            if here.any():
                found.append(number)
            left = left & ~here
        return found

    def _feasible(self, named: Sequence[str]) -> Truths:
        """Return for every way of taking the named options whether it can be."""
        key = tuple(named)
        if key not in self._free:
            self._free = {key: ~self._any(self.infeasible, named)}  # the last only: each may be large
        return self._free[key]

    def _named(self, conditions: Iterable[Condition]) -> list[str]:
        """Return the options that some conditions name, the slowest bit of a state's id first."""
        names = {atom.name for condition in conditions for atom in condition.atoms()}
        return [option for option in reversed(self.options) if option in names]

    @staticmethod
    def _any(conditions: Iterable[Condition], named: Sequence[str]) -> Truths:
        """Return for every way of taking the named options whether some condition holds."""

        def atom(one: Atom) -> Truths:
            axis = named.index(one.name)
            return np.array([False, True]).reshape([2 if k == axis else 1 for k in range(len(named))])

        found = np.zeros([2] * len(named), dtype=np.bool_)
        for condition in conditions:
            found |= np.asarray(evaluate(condition, atom))
        return found


def _worth(scenario: Scenario, graph: Graph, states: _States, makers: Sequence[str]) -> Iterator[Finding]:
    """Yield why states are not worth a number to those who rank them by value."""
    missed = states.missed(worth.when for worth in graph.worth)
    if missed:
        yield states_without_worth(*missed)
    kinds = [worth.as_ for worth in graph.worth]
    if WAR in kinds:
        fighters = scenario.war.fighters if scenario.war else ()
        yield from (no_war_worth(maker) for maker in makers if maker not in fighters)
    lacking = list(signing(scenario, makers))
    yield from lacking
    if lacking or missed:
        return
    used = states.used([worth.when for worth in graph.worth])
    for maker in makers:
        yield from _unknown(scenario, maker, {number: kinds[number] for number in used})


def _unknown(scenario: Scenario, maker: str, kinds: dict[int, str]) -> Iterator[Finding]:
    """Yield entries whose worth to an actor needs an unknown number at the central values."""
    worth = valuation(scenario, Draws(1), actors=[maker])
    for number, kind in kinds.items():
        if kind == NOW:
            value = judge(worth, worth.space.rows([scenario.package()])).utility[0, 0, 0]
        elif kind == WAR:
            names = worth.refusals[0].names
            value = worth.refusals[0].worth[0, names.index(WAR)] if WAR in names else 0.0
        else:
            text = scenario.drafts[kind]
            signed = valuation(scenario, Draws(1), actors=[maker], guarantees=text.guarantees, columns=worth.columns)
            value = judge(signed, signed.space.rows([scenario.package(text.package)])).value[0, 0, 0]
        if np.isnan(value):
            yield unknown_worth(maker, number, kind)


# ---- each in its words -------------------------------------------------------------------------------------------


def no_graph(scenario: Scenario) -> Finding:
    """Return that there is no graph model."""
    hint = "add `graph` with `options` and `preferences`"
    return Finding(("graph",), "no-graph", f"'{scenario.id}' says nothing about moves", hint, key=True)


def no_state_preferences(graph: Graph, maker: str) -> Finding:
    """Return that nothing says which states a decision maker prefers."""
    options = [name for name, option in graph.options.items() if option.by == maker]
    message = f"'{maker}' decides on {', '.join(options)}, but nothing says which states it prefers"
    hint = f"add `{maker}` under `graph.preferences`"
    return Finding(("graph", "options", options[0], "by"), "no-state-preferences", message, hint)


def states_unranked(count: int, total: int, first: str, path: Path) -> Finding:
    """Return that a ranking leaves out states."""
    message = f"the ranking leaves out {count:,} of {total:,} states, such as {first}"
    hint = "add a set for them; the last may be `a | !a` for all that is left, with any option a"
    return Finding(path, "states-unranked", message, hint)


def states_without_worth(count: int, total: int, first: str) -> Finding:
    """Return that `worth` leaves out states."""
    message = f"`worth` leaves out {count:,} of {total:,} states, such as {first}"
    hint = "add an entry; the last may hold everywhere: `{when: a | !a, as: now}`, with any option a"
    return Finding(("graph", "worth"), "states-without-worth", message, hint)


def no_war_worth(maker: str) -> Finding:
    """Return that states are worth the war of an actor that does not fight."""
    message = f"states are worth the war of '{maker}', which does not fight"
    hint = f"give it a strength in the war, or statements under graph.preferences.{maker}"
    return Finding(("graph", "preferences", maker), "no-war-worth", message, hint)


def unknown_worth(maker: str, number: int, kind: str) -> Finding:
    """Return that what a state is worth to a decision maker is unknown."""
    message = f"what a state is worth to '{maker}' is unknown at the central values: {kind}"
    hint = "give the unknown number that it needs, or rank the states by statements"
    return Finding(("graph", "worth", number), "unknown-worth", message, hint)
