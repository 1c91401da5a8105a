"""The command ``show``."""

from __future__ import annotations

from typing import Annotated

import typer

from ripeness.cli.shell import File, Json, app, console, print_json, read


@app.command()
def show(
    file: File,
    long: Annotated[
        bool,
        typer.Option("--long", "--full", help="All of it: every number and its reason, claims, stands, events."),
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
        return
    from ripeness.telling import numbers
    from ripeness.telling.evidence import evidence
    from ripeness.telling.scenario import tell
    from ripeness.writers.terminal import write

    out = console()
    write(tell(scenario), out, long=long)
    if long:
        for told in (evidence(scenario, confidential=confidential), numbers.tell(scenario, confidential=confidential)):
            out.print()
            write(told, out, long=True)
