"""The command ``diff``, and how a difference looks at 80 columns."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ripeness.cli.shell import File, Json, app, console, print_json, read
from ripeness.errors import printable

if TYPE_CHECKING:
    from rich.console import Console

    from ripeness.scenario.diff import ChangedPart, Difference

_LONGEST = 2_000  # characters of one value that are printed


@app.command()
def diff(
    file: File,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="What it is compared with: as FILE.")],
    as_json: Json = False,
) -> None:
    """Compare two scenarios by meaning: exit 0 when they say the same, 1 when they differ."""
    from ripeness.scenario.diff import diff as compare

    found = compare(read(file), read(other))
    if as_json:
        print_json(found.to_dict())
    else:
        show(found, console(), names=(file, other))
    raise typer.Exit(1 if found else 0)


def show(found: Difference, console: Console, *, names: tuple[str, str] | None = None) -> None:
    """Print every change: where it is, what was there, what is there now; ``names`` are those of the files."""
    count = len(found.changes)
    before, after = names or (found.a, found.b)
    if not count:
        print_line(console, f"{before} and {after} say the same; digest {found.digests[0][:12]}")
        return
    print_line(console, f"{count} change{'s' * (count > 1)} from {before} (-) to {after} (+)", style="bold")
    for change in found.changes:
        _show_one(change, console)


def _show_one(change: ChangedPart, console: Console) -> None:
    what = f"{change.aspect} {change.kind}" if change.aspect else change.kind
    was, now = change.lines
    stands = f"line {was} → {now}" if was and now else f"line {was or now}" if was or now else ""
    console.print()
    print_line(console, f"{change.path}: {what}{f' ({stands})' * bool(stands)}", style="bold")
    if change.before is not None:
        print_value(console, "  - ", change.before, style="red")
    if change.after is not None:
        print_value(console, "  + ", change.after, style="green")


def print_line(console: Console, text: str, *, style: str = "") -> None:
    """Print one line of plain text, folded where it is too long."""
    console.print(printable(text), style=style or None, markup=False, overflow="fold")


def print_value(console: Console, head: str, value: Any, *, style: str = "") -> None:
    """Print a value of plain data after a head, its further lines as far in as its first."""
    text = printable(shown(value).replace("\n", " ").strip())
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
    width = max(40, console.width)
    for line in textwrap.wrap(text, width, initial_indent=head, subsequent_indent=" " * len(head)) or [head + "''"]:
        console.print(line, style=style or None, markup=False)


def shown(value: Any) -> str:
    """Return plain data as people write it: without quotes."""
    if value is None:
        return "(nothing)"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {shown(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(map(shown, value)) + "]" if isinstance(value, list) else str(value)
