"""From a scenario to the arrays of a graph model, and what keeps a scenario from being one."""

from __future__ import annotations

import numpy as np

from ripeness.errors import AnalysisError, Problem
from ripeness.graphmodel.states import MOST_MOVES, MOST_OPTIONS, MOST_OWN, Frame, Removed, States, Truths
from ripeness.scenario import Scenario
from ripeness.scenario.check import today_ruled_out
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
    makers = tuple(dict.fromkeys(option.by for option in options.values()))
    frame = Frame(
        options=tuple(options),
        makers=makers,
        owner=tuple(makers.index(option.by) for option in options.values()),
        change=tuple(option.change for option in options.values()),
    )
    _fits(scenario, frame)
    return frame


def _fits(scenario: Scenario, frame: Frame) -> None:
    """Refuse a model that is too large, before anything of its size is made."""
    count = len(frame.options)
    own = {maker: frame.owner.count(i) for i, maker in enumerate(frame.makers)}
    most = max(own, key=lambda maker: own[maker])
    if count > MOST_OPTIONS:
        found = f"{count} options span {frame.size:,} states"
        fits = f"at most {MOST_OPTIONS} options ({2**MOST_OPTIONS:,} states) fit"
    elif own[most] > MOST_OWN:
        found = f"'{most}' decides on {own[most]} options, which it can take in {2 ** own[most]:,} ways"
        fits = f"at most {MOST_OWN} options ({2**MOST_OWN:,} ways) of one actor fit"
    elif frame.moves > MOST_MOVES:
        found = f"{count} options span {frame.size:,} states with up to {frame.moves:,} moves"
        fits = f"at most {MOST_MOVES:,} moves fit, as of {count - 1} options or of more actors with fewer options each"
    else:
        return
    hint = "leave out options that no statement and no condition needs, or join those that go together"
    path: Path = ("graph", "options")
    raise AnalysisError([problem(scenario, "too-many-options", f"{found}; {fits}", path, hint=hint, key=True)])


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
    ruled_out = [problem(scenario, f.code, f.message, f.path, hint=f.hint) for f in today_ruled_out(scenario)]
    if ruled_out:
        raise AnalysisError(ruled_out)
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
