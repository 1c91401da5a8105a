"""From a scenario to the arrays of a graph model, and what keeps a scenario from being one."""

from __future__ import annotations

import numpy as np

from ripeness.errors import AnalysisError, Problem
from ripeness.graphmodel.states import MOST_OPTIONS, Frame, Removed, States, Truths
from ripeness.scenario import Scenario
from ripeness.scenario.graph import Graph
from ripeness.scenario.record import Path


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
        hint = "add `graph` with `options` and `preferences`"
        raise AnalysisError.of("no-graph", f"'{scenario.id}' says nothing about moves", hint=hint, path="graph")
    return scenario.graph


def frame_of(scenario: Scenario) -> Frame:
    """Return options and owners.

    Raises
    ------
    AnalysisError
        ``too-many-options`` before anything of the size of the model is made.
    """
    options = graph_of(scenario).options
    if len(options) > MOST_OPTIONS:
        message = (
            f"{len(options)} options span {2 ** len(options):,} states; at most {MOST_OPTIONS} options "
            f"({2**MOST_OPTIONS:,} states) fit"
        )
        hint = "leave out options that no statement and no condition needs, or join those that go together"
        raise AnalysisError(
            [Problem("too-many-options", message, scenario.place(("graph", "options")), hint, path="graph.options")]
        )
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
        ``none-feasible`` or ``today-infeasible``.
    """
    feasible = np.ones(frame.size, dtype=np.bool_)
    today = frame.place(today_of(scenario))
    problems = []
    for index, condition in enumerate(graph_of(scenario).infeasible):
        path: Path = ("graph", "infeasible", index)
        out = frame.holds(condition)
        if out.all():
            message = f"'{condition.text}' holds in every state, so that none is left"
            problems.append(
                problem(scenario, "none-feasible", message, path, hint="write what cannot be, not what must")
            )
        elif out[today]:
            taken = ", ".join(frame.taken(today_of(scenario))) or "none"
            message = f"'{condition.text}' rules out today's state; options taken today: {taken}"
            hint = "what is the case today can be: change the condition, or `now` of an option"
            problems.append(problem(scenario, "today-infeasible", message, path, hint=hint))
        feasible &= ~out
    if problems:
        raise AnalysisError(problems)
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
