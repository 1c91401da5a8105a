"""The command ``report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ripeness.cli.shell import Count, File, Seed, app, progress, read, say, source
from ripeness.cli.what_if import On, Package, RedLines, Set, asked


@app.command()
def report(  # noqa: PLR0913, PLR0917 - one option each
    file: File,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="HTML", help="The file to write; - for standard output.")
    ],
    draft: Annotated[
        list[str] | None, typer.Option("--draft", metavar="ID", help="Drafts to explain in full; may be repeated.")
    ] = None,
    draws: Count = 1024,
    seed: Seed = 0,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file of other content.")] = False,
    confidential: Annotated[
        bool, typer.Option("--confidential", help="Also show what confidential sources say.")
    ] = False,
    red_lines: RedLines = None,
    numbers: Set = None,
    package: Package = None,
    on: On = None,
) -> None:
    """Write a report for people: one HTML file that holds all it needs."""
    from ripeness.cli.write import check, write
    from ripeness.report import report as document

    inputs = [source(file)]
    check(output, kind="HTML", inputs=inputs)
    found = asked(read(file), numbers=numbers, package=package, red_lines=red_lines, on=on)
    drafts = [*(draft or ()), *([found.draft] if found.draft is not None else [])]
    with progress() as step:
        text = document(
            found.scenario, drafts=drafts or None, draws=draws, seed=seed, confidential=confidential, progress=step
        )
    if write(output, text, kind="HTML", force=force, inputs=inputs):
        say(f"wrote {output} ({len(text.encode()) / 1024:,.0f} KiB)")
