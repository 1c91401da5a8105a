"""The command ``new``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ripeness.cli.shell import app, print_file, say
from ripeness.errors import Place, Problem, ScenarioError, near


@app.command()
def new(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to write, or - for standard output.")],
    case: Annotated[
        str | None, typer.Option("--from", metavar="CASE", help="Begin with a copy of a shipped case.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files of other content.")] = False,
) -> None:
    """Write a commented scenario to begin with, or a copy of a case.

    Beside it goes the schema of the format, with which editors complete and explain.
    """
    from ripeness.cases import template
    from ripeness.cli.write import check, write
    from ripeness.scenario.schema import FILE, HEADER
    from ripeness.scenario.schema import text as schema

    text = HEADER + (template() if case is None else _copy(case))
    if file == "-":
        print_file(text)
        return
    if Path(file).name == FILE:
        raise typer.BadParameter(f"'{FILE}' is the name of the schema; choose another", param_hint="FILE")
    check(file, kind="YAML")
    made = {Path(file): text, Path(file).with_name(FILE): schema()}
    if not force:
        _refuse_other_content(made)
    for path, content in made.items():
        write(path, content, kind="JSON" if path.name == FILE else "YAML", force=force)
    say(f"wrote {file}, and {FILE} beside it, with which editors complete and explain")
    say(f"next: ripeness check {file}")


def _copy(case: str) -> str:
    """Return a shipped case under a comment that says what it is a copy of."""
    from ripeness.cases import names, path, read
    from ripeness.result import VERSION

    if case not in names():
        raise typer.BadParameter(f"there is no case '{case}'; {near(case, names())}", param_hint="--from")
    header = f"# A copy of the case {case}, shipped with ripeness {VERSION}.\n"
    header += f"# Digest of the original: {read(case).digest}\n"
    return header + path(case).read_text(encoding="utf-8")


def _refuse_other_content(made: dict[Path, str]) -> None:
    """Raise every ``file-exists`` at once, so that nothing is written where something cannot be."""
    problems = [
        Problem("file-exists", f"'{path}' exists and holds something else", Place(str(path), 1, 1), "add --force")
        for path, content in made.items()
        if _differs(path, content.encode())
    ]
    if problems:
        raise ScenarioError(problems)


def _differs(path: Path, content: bytes) -> bool:
    try:
        return path.is_file() and path.read_bytes() != content
    except OSError:
        return False  # writing will say why
