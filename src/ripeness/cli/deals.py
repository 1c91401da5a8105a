"""The command ``deals``."""

from __future__ import annotations

from typing import Annotated

import typer

from ripeness.cli.shell import (
    Count,
    File,
    Json,
    RedLines,
    Seed,
    app,
    console,
    firm,
    firmness,
    marked,
    print_json,
    progress,
    read,
)


@app.command()
def deals(
    file: File,
    draft: Annotated[
        str | None,
        typer.Option(
            "--draft", metavar="ID", help="The draft whose signatories and guarantees count; without: all parties."
        ),
    ] = None,
    draws: Count = 1024,
    seed: Seed = 0,
    as_json: Json = False,
    red_lines: RedLines = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="Most points of the frontier to keep in the search.")
    ] = 1_000_000,
    seconds: Annotated[
        float | None,
        typer.Option("--seconds", metavar="S", min=0, help="Time to look for the solutions of many signatories."),
    ] = None,
) -> None:
    """Say whether there is a package that all would sign, which are the best, or what comes nearest."""
    from ripeness.bargaining import deals as analysis

    taken = firmness(red_lines)
    scenario = firm(read(file), taken)
    with progress() as step:
        result = analysis(scenario, draft, draws=draws, seed=seed, limit=limit, seconds=seconds, progress=step)
    if as_json:
        print_json(marked(result.to_dict(), taken))
    else:
        from ripeness.cli.show_deals import show as shown

        shown(scenario, result, console(), red_lines=taken)
    if result.interrupted:
        raise typer.Exit(130)
