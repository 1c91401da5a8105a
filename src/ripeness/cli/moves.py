"""The command ``moves``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ripeness.cli.shell import Count, File, Json, Seed, app, console, print_json, read

if TYPE_CHECKING:
    from ripeness.scenario import Scenario


@app.command()
def moves(
    file: File,
    explain: Annotated[
        list[str] | None,
        typer.Option(
            "--explain", metavar="STATE", help="Explain a state too: its id, `today`, or options taken, as a,b."
        ),
    ] = None,
    states: Annotated[bool, typer.Option("--states", help="List all states, also where there are very many.")] = False,
    draws: Count = 1024,
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Say which situations nobody would leave, and how they are reached from today's."""
    from ripeness.graphmodel import moves as analysis

    scenario = read(file)
    asked = [_state(scenario, text) for text in explain or ()]
    result = analysis(scenario, draws=draws, seed=seed, explain=asked, states=states)
    if as_json:
        print_json(result.to_dict())
        return
    from ripeness.cli.show_moves import show

    show(scenario, result, console(), asked=asked, states=states)


def _state(scenario: Scenario, text: str) -> int:
    """Return the id of a state that was typed: a number, ``today``, or the options taken."""
    from ripeness.errors import AnalysisError, near
    from ripeness.graphmodel.arrays import graph_of, today_of

    options = list(graph_of(scenario).options)
    if text == "today":
        return today_of(scenario)
    names = [] if text == "none" else [name.strip() for name in text.split(",")]
    if len(names) == 1 and names[0].isdecimal() and names[0] not in options:
        return int(names[0][:30])
    for name in names:
        if name not in options:
            message = f"'{name}' is not an option of this graph model, nor the id of a state"
            raise AnalysisError.of("no-such-state", message, hint=near(name, options), path="graph.options")
    return sum(1 << options.index(name) for name in set(names))
