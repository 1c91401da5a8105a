"""Another scenario: without an option, without a move, with one more option. The one given is left as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from ripeness.errors import AnalysisError, near
from ripeness.graphmodel.arrays import graph_of
from ripeness.scenario import Scenario
from ripeness.scenario.graph import Graph, GraphPreference, Option, RemovedMove
from ripeness.scenario.logic import Condition, parse
from ripeness.scenario.record import Id, Table


def without_option(scenario: Scenario, option: str) -> Scenario:
    """Return the scenario in which an option stays as it is today: nobody can take it or drop it.

    Ids of states remain what they are, so that answers can be set side by side.

    Raises
    ------
    AnalysisError
        ``no-graph``, ``unknown-option``.

    Examples
    --------
    >>> import ripeness
    >>> from ripeness.graphmodel import without_option
    >>> libya = ripeness.read("libya-2020")
    >>> changed = without_option(libya, "blockade")
    >>> changed.digest != libya.digest, str(changed.graph.infeasible[-1])
    (True, 'blockade')
    """
    graph = graph_of(scenario)
    _known(graph, option)
    differs = parse(f"!{option}" if graph.options[option].now else option)
    found = _with(scenario, infeasible=(*graph.infeasible, differs))
    return found.noted(what="without-option", option=option, digest=scenario.digest)


def without_move(scenario: Scenario, actor: str, leaves: str, reaches: str) -> Scenario:
    """Return the scenario in which an actor cannot move from the states of one condition to those of another.

    Raises
    ------
    AnalysisError
        ``no-graph``, ``unknown-decision-maker``, ``unknown-option``, ``bad-condition``.
    """
    graph = graph_of(scenario)
    makers = list(dict.fromkeys(o.by for o in graph.options.values()))
    if actor not in makers:
        message = f"'{actor}' owns no option of this graph model, so it makes no move"
        raise AnalysisError.of("unknown-decision-maker", message, hint=near(actor, makers), path="graph.options")
    move = RemovedMove(by=actor, from_=condition(scenario, leaves), to=condition(scenario, reaches))
    found = _with(scenario, no_move=(*graph.no_move, move))
    said = {"actor": actor, "from": str(move.from_), "to": str(move.to)}
    return found.noted(what="forbid", **said, digest=scenario.digest)


def with_option(
    scenario: Scenario,
    option: str,
    by: str,
    *,
    change: Literal["both", "once", "undo"] = "both",
    prefers: Mapping[str, Sequence[str]] | None = None,
) -> Scenario:
    """Return the scenario with one more option, which is not taken today.

    Parameters
    ----------
    scenario : Scenario
        Left as it is.
    option : str
        Id of the new option; it stands last, so that states of today keep their ids.
    by : str
        The actor that decides on it.
    change : {"both", "once", "undo"}
        Whether it can be taken and dropped.
    prefers : mapping of str to sequence of str, optional
        New statements of actors, more important than all that they have so far. Without any, nobody minds the option.

    Raises
    ------
    AnalysisError
        ``no-graph``, ``unknown-actor``, ``option-exists``, ``bad-condition``, ``unknown-option``, or
        ``no-statements`` for an actor that does not rank by statements.

    Examples
    --------
    >>> import ripeness
    >>> from ripeness.graphmodel import with_option
    >>> libya = ripeness.read("libya-2020")
    >>> changed = with_option(libya, "escort", "turkey", prefers={"lna": ["!escort"]})
    >>> list(changed.graph.options)[-1], len(libya.graph.options)
    ('escort', 11)
    """
    graph = graph_of(scenario)
    if by not in scenario.actors:
        message = f"'{by}' is not an actor, so it cannot own '{option}'"
        raise AnalysisError.of("unknown-actor", message, hint=near(by, scenario.actors), path="actors")
    if option in graph.options:
        message = f"there is an option '{option}' already; it belongs to '{graph.options[option].by}'"
        raise AnalysisError.of("option-exists", message, hint="give the new one another id", path="graph.options")
    try:
        TypeAdapter(Id).validate_python(option)
    except ValidationError as error:
        raise AnalysisError.of("bad-id", error.errors()[0]["msg"], hint="write an id such as armed-escort") from None
    options = Table({**graph.options, option: Option(by=by, change=change)})
    wider = _with(scenario, options=options)
    preferences = dict(graph.preferences)
    first: dict[str, list[str]] = {}
    for actor, statements in (prefers or {}).items():
        new = tuple(condition(wider, s) for s in statements)
        preferences[actor] = _preferring(scenario, actor, preferences.get(actor), new)
        first[actor] = [str(s) for s in new]
    found = _with(wider, preferences=Table(preferences))
    said = {"option": option, "actor": by, "change": change, "prefers": first}
    return found.noted(what="with-option", **said, digest=scenario.digest)


def _preferring(
    scenario: Scenario, actor: str, given: GraphPreference | None, new: tuple[Condition, ...]
) -> GraphPreference:
    """Return a preference with statements put first."""
    if actor not in scenario.actors:
        message = f"'{actor}' is not an actor, so it prefers nothing"
        raise AnalysisError.of("unknown-actor", message, hint=near(actor, scenario.actors), path="actors")
    if given is None:
        return GraphPreference(order=new)
    if given.order is not None:
        return given.model_copy(update={"order": (*new, *given.order)})
    if given.any is not None and all(one.order is not None for one in given.any):
        each = tuple(one.model_copy(update={"order": (*new, *(one.order or ()))}) for one in given.any)
        return given.model_copy(update={"any": each})
    message = f"'{actor}' does not rank states by statements, so none can be put first"
    path = f"graph.preferences.{actor}"
    raise AnalysisError.of("no-statements", message, hint="change its ranking in the file", path=path)


def condition(scenario: Scenario, text: str) -> Condition:
    """Return a condition on options that was given as text.

    Raises
    ------
    AnalysisError
        ``bad-condition``, ``unknown-option``.
    """
    found = _parsed(text)
    graph = graph_of(scenario)
    for atom in found.atoms():
        if atom.value is not None:
            message = f"'{atom}' in '{text}' speaks of an issue; conditions here are on options"
            raise AnalysisError.of("unknown-option", message, hint=near(atom.name, graph.options), path="graph.options")
        _known(graph, atom.name)
    return found


def _parsed(text: str) -> Condition:
    try:
        return parse(text)
    except PydanticCustomError as error:
        hint = str((error.context or {}).get("hint", ""))
        raise AnalysisError.of("bad-condition", f"'{text}': {error.message()}", hint=hint) from None


def _known(graph: Graph, option: str) -> None:
    if option not in graph.options:
        message = f"'{option}' is not an option of this graph model"
        raise AnalysisError.of("unknown-option", message, hint=near(option, graph.options), path="graph.options")


def _with(scenario: Scenario, **changed: object) -> Scenario:
    graph = graph_of(scenario).model_copy(update=changed)
    return scenario.model_copy(update={"graph": graph})
