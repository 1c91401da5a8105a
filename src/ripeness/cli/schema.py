"""The command ``schema``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ripeness.cli.shell import app, print_file, say


@app.command()
def schema(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="The file to write; else standard output.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file of other content.")] = False,
) -> None:
    """Print the JSON Schema of the file format, for editors."""
    from ripeness.cli.write import write
    from ripeness.scenario.schema import text

    if output is None:
        print_file(text())
        return
    if write(output, text(), kind="JSON", force=force):
        say(f"wrote {output}")
