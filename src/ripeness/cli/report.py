"""The command ``report``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ripeness.cli.shell import Count, File, Seed, app, progress, read, say, source
from ripeness.cli.what_if import On, Package, RedLines, Set, asked

if TYPE_CHECKING:
    from ripeness.telling.blocks import Document


@app.command()
def report(  # noqa: PLR0913, PLR0917 - one option each
    file: File,
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="FILE", help="What to write: .html or .docx; - for HTML on standard output."
        ),
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
    """Write a report for people: one HTML file that holds all it needs, or a Word file to be worked on."""
    from ripeness.cli.write import check, write
    from ripeness.report import document

    inputs, kind = [source(file)], _kind(output)
    check(output, kind=kind, inputs=inputs)
    found = asked(read(file), numbers=numbers, package=package, red_lines=red_lines, on=on)
    drafts = [*(draft or ()), *([found.draft] if found.draft is not None else [])]
    with progress() as step:
        paper = document(
            found.scenario,
            drafts=drafts or None,
            draws=draws,
            seed=seed,
            confidential=confidential,
            before=found.before,
            progress=step,
        )
    content = _written(paper, kind)
    if write(output, content, kind=kind, force=force, inputs=inputs):
        say(f"wrote {output} ({len(content if isinstance(content, bytes) else content.encode()) / 1024:,.0f} KiB)")


def _kind(output: Path) -> Literal["HTML", "Word"]:
    return "Word" if output.suffix.lower() == ".docx" else "HTML"


def _written(paper: Document, kind: Literal["HTML", "Word"]) -> str | bytes:
    """Return a report as what its file holds."""
    if kind == "HTML":
        from ripeness.writers.html import render

        return render(paper)
    from ripeness.writers.docx import docx

    return docx(paper)
