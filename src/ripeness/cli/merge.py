"""The command ``merge``, and how conflicts look at 80 columns."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ripeness.cli.shell import Json, app, console, print_json, read, say, say_problems, source

if TYPE_CHECKING:
    from rich.console import Console

    from ripeness.scenario.merge import MergeConflict, Merged, MergeSide


class Preferred(StrEnum):
    """Whose values win in a conflict."""

    a = "a"
    b = "b"


@app.command()
def merge(
    base: Annotated[str, typer.Argument(metavar="BASE", help="What both started from: as FILE.")],
    a: Annotated[str, typer.Argument(metavar="A", help="The one whose text is kept.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The one whose changes are laid into it.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The file to write.")],
    prefer: Annotated[
        Preferred | None, typer.Option("--prefer", help="Whose value wins in every conflict; else: nobody's.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file of other content.")] = False,
    as_json: Json = False,
) -> None:
    """Merge what two people changed apart; conflicts are listed, nothing is written then (exit 1)."""
    from ripeness.cli.write import check, write
    from ripeness.scenario.merge import merge as merged_of

    if as_json and str(output) == "-":
        raise typer.BadParameter("the merged file and --json cannot both go to standard output", param_hint="--output")
    inputs = [source(file) for file in (base, a, b)]
    check(output, kind="YAML", inputs=inputs)
    side = None if prefer is None else prefer.value
    merged = merged_of(read(base), read(a), read(b), prefer=side)  # type: ignore[arg-type] # a word of the two
    if merged.text is not None and merged.scenario is not None:
        write(output, merged.text, kind="YAML", force=force, inputs=inputs)
    if as_json:
        print_json(merged.to_dict())
    else:
        show(merged, console(stderr=str(output) == "-"), names=(a, b))
    if merged.scenario is None:
        raise typer.Exit(1)
    if str(output) != "-":
        say(f"wrote {output}")


def show(merged: Merged, console: Console, *, names: tuple[str, str] | None = None) -> None:
    """Print the conflicts with both values and their evidence, and what was taken from whom.

    ``names`` are those of the files that are called A and B.
    """
    from ripeness.cli.diff import print_line

    if names is not None and (merged.conflicts or merged.problems):
        print_line(console, f"A is {names[0]}, B is {names[1]}.")
        console.print()
    for conflict in merged.conflicts:
        _show_one(conflict, console)
    if merged.open:
        count = len(merged.open)
        print_line(console, f"{count} conflict{'s' * (count > 1)}: nothing was written", style="bold")
        print_line(console, "Agree on the values in A or B, or choose a side with --prefer.")
    elif merged.problems:
        say_problems(merged.problems)
        print_line(console, "The merged scenario has problems: nothing was written", style="bold")
    else:
        called = {side: f" ({name})" for side, name in zip("ab", names or (), strict=False)}
        counts = ", ".join(
            f"{len(paths)} from {side.upper()}{called.get(side, '')}" for side, paths in merged.taken.items()
        )
        decided = f", {len(merged.conflicts)} decided by --prefer" if merged.conflicts else ""
        print_line(console, f"merged: {counts}{decided}")


def _show_one(conflict: MergeConflict, console: Console) -> None:
    from ripeness.cli.diff import print_line, print_value

    decided = f"; {conflict.chosen.upper()} is taken" if conflict.chosen else ""
    print_line(console, f"{conflict.path or 'top level'}: {conflict.kind}{decided}", style="bold")
    if conflict.base is not None:
        print_value(console, "  base  ", conflict.base, style="dim")
    _show_version("A", conflict.a, console)
    _show_version("B", conflict.b, console)
    console.print()


def _show_version(side: str, version: MergeSide, console: Console) -> None:
    from ripeness.cli.diff import print_value

    value = version.value
    alone = value["is"] if isinstance(value, dict) and "is" in value else value
    print_value(console, f"  {side}     ", alone)
    for evidence in version.evidence:
        text = f"[{evidence.claim}, {evidence.source} {evidence.grade}] {evidence.says}"
        print_value(console, "          because ", text, style="dim")
    if version.note:
        print_value(console, "          note    ", version.note, style="dim")
    if version.line:
        print_value(console, "          line    ", str(version.line), style="dim")
