"""The command ``report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ripeness.cli.shell import Count, File, Seed, app, progress, read, say


@app.command()
def report(
    file: File,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="HTML", help="The file to write.")],
    draft: Annotated[
        list[str] | None, typer.Option("--draft", metavar="ID", help="Drafts to explain in full; may be repeated.")
    ] = None,
    draws: Count = 1024,
    seed: Seed = 0,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file of other content.")] = False,
    confidential: Annotated[
        bool, typer.Option("--confidential", help="Also show what confidential sources say.")
    ] = False,
) -> None:
    """Write a report for people: one HTML file that holds all it needs."""
    from ripeness.cli.write import write
    from ripeness.report import report as document

    scenario = read(file)
    with progress() as step:
        text = document(
            scenario, drafts=draft or None, draws=draws, seed=seed, confidential=confidential, progress=step
        )
    write(output, text, force=force)
    say(f"wrote {output} ({len(text.encode()) / 1024:,.0f} KiB)")
