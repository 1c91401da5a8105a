"""From a scenario to the arrays of a graph model, and what keeps a scenario from being one."""

from __future__ import annotations

import numpy as np

from ripeness.errors import Problem
from ripeness.graphmodel.states import Frame, Removed, States, Truths
from ripeness.lacks import demand
from ripeness.lacks.moves import no_graph, too_many_options
from ripeness.scenario import Scenario
from ripeness.scenario.checks import today_ruled_out
from ripeness.scenario.graph import Graph
from ripeness.scenario.record import Path
from ripeness.valuation.lacks import error_of, problem_of, problems_of


def problem(scenario: Scenario, code: str, message: str, path: Path, *, hint: str = "", key: bool = False) -> Problem:
    """Return a problem with its place in the file."""
    return Problem(code, message, scenario.place(path, key=key), hint, path=".".join(map(str, path)))


def graph_of(scenario: Scenario) -> Graph:
    """Return the graph model of a scenario.

    Raises
    ------
    AnalysisError
        ``no-graph``.
    """
    if scenario.graph is None:
        raise error_of(scenario, no_graph(scenario))
    return scenario.graph


def frame_of(scenario: Scenario) -> Frame:
    """Return options and owners.

    Raises
    ------
    AnalysisError
        ``too-many-options`` before anything of the size of the model is made.
    """
    options = graph_of(scenario).options
    demand(problems_of(scenario, too_many_options(graph_of(scenario))))
    makers = tuple(dict.fromkeys(option.by for option in options.values()))
    return Frame(
        options=tuple(options),
        makers=makers,
        owner=tuple(makers.index(option.by) for option in options.values()),
        change=tuple(option.change for option in options.values()),
    )


def today_of(scenario: Scenario) -> int:
    """Return the id of today's state."""
    return sum(1 << k for k, option in enumerate(graph_of(scenario).options.values()) if option.now)


def feasible_of(scenario: Scenario, frame: Frame) -> Truths:
    """Return the states that can be, shape (S,).

    Raises
    ------
    AnalysisError
        ``today-infeasible``, which reading a file refuses too.
    """
    demand([problem_of(scenario, finding) for finding in today_ruled_out(scenario)])
    feasible = np.ones(frame.size, dtype=np.bool_)
    for condition in graph_of(scenario).infeasible:
        feasible &= ~frame.holds(condition)
    return feasible


def removed_of(scenario: Scenario, frame: Frame) -> tuple[Removed, ...]:
    """Return the single moves that are not possible; those of actors that own no option say nothing."""
    return tuple(
        Removed(frame.makers.index(move.by), frame.holds(move.from_), frame.holds(move.to))
        for move in graph_of(scenario).no_move
        if move.by in frame.makers
    )


def shown(frame: Frame, places: States) -> str:
    """Return a state in words for a message: the first of ``places``."""
    state = frame.id(int(places[0]))
    return f"state {state} ({', '.join(frame.taken(state)) or 'no option taken'})"
