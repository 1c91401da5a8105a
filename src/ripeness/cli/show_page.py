"""Lines of plain text on a console: wrapped, never cut, and clean of control sequences."""

from __future__ import annotations

import textwrap

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ripeness.errors import printable


def clean(text: str) -> str:
    """Return a text of the file on one line, without anything that a terminal could take for a command."""
    return printable(" ".join(text.split()))


def head(console: Console, title: str) -> None:
    """Print a heading."""
    console.print()
    line(console, title, style="bold")


def line(console: Console, text: str, *, indent: int = 0, hang: int = 0, style: str = "") -> None:
    """Print a text from a column on, its further lines ``hang`` columns further in."""
    wrapped = textwrap.wrap(
        printable(" ".join(text.splitlines())),
        max(console.width, 20),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_on_hyphens=False,
    )
    for part in wrapped:
        console.print(Text(part), style=style, soft_wrap=True)


def table(*columns: str) -> Table:
    """Return a table without rules whose cells wrap."""
    found = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=bool(columns))
    for column in columns:
        found.add_column(column, overflow="fold")
    return found


def stacked(name: str, width: int) -> str:
    """Return an id on several lines, broken behind its hyphens where it is too long for its column."""
    lines = [""]
    for part in name.replace("-", "-\n").split("\n"):
        if lines[-1] and len(lines[-1]) + len(part) > width:
            lines.append(part)
        else:
            lines[-1] += part
    return "\n".join(lines)
