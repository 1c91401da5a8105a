"""The command ``show``."""

from __future__ import annotations

from typing import Annotated

import typer

from ripeness.cli.shell import File, Json, app, console, print_json, read


@app.command()
def show(
    file: File,
    full: Annotated[
        bool, typer.Option("--full", help="Every number and its reason, claims, options, stands, events, forecasts.")
    ] = False,
    confidential: Annotated[
        bool, typer.Option("--confidential", help="Also show what confidential sources say.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show who wants what, ties, drafts and dates; or all of it."""
    scenario = read(file)
    if as_json:
        from ripeness.scenario.content import data

        print_json(data(scenario, confidential=confidential))
    elif full:
        from ripeness.cli.show_full import show as show_full

        show_full(scenario, console(), confidential=confidential)
    else:
        from ripeness.cli.show_scenario import show as show_short

        show_short(scenario, console())
