"""The one console: what is printed reaches any terminal, file or pipe, in any encoding, and commands nothing there."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, NoReturn

from rich.cells import cell_len
from rich.console import Console as _RichConsole
from rich.console import ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from ripeness.errors import printable

_PIPE_WIDTH = 80
_NARROW = 60  # columns
_USUAL = 16  # characters of a word


class Console(_RichConsole):
    """A console on which words of a file are words: no control sequence, no emoji code, no number cut in two."""

    def render_str(self, text: str, **options: Any) -> Text:
        """Return a text with its own markup obeyed; control characters of whatever was put into it are taken out."""
        options["emoji"] = False
        return super().render_str(_clean(text), **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the segments of anything, each clean of what a terminal could take for a command."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(_clean(segment.text), segment.style)

    def print(self, *objects: Any, **options: Any) -> None:
        """Print; a table too wide for the console is printed row by row, so that its numbers stay whole."""
        for one in objects:
            if isinstance(one, Table) and not _fits(self, one):
                _print_rows(self, one)
                return
        super().print(*objects, **options)

    def on_broken_pipe(self) -> NoReturn:
        """Let the command line end as it does for every reader that has gone."""
        raise BrokenPipeError


def new_console(*, stderr: bool = False) -> Console:
    """Return a console for a stream: as wide as the terminal, or 80 columns; colours only where wanted."""
    width = None if (sys.stderr if stderr else sys.stdout).isatty() else _PIPE_WIDTH
    return Console(width=width, highlight=False, soft_wrap=False, emoji=False, stderr=stderr)


def _clean(text: str) -> str:
    if text.isprintable():
        return text
    return "\n".join(printable(line) for line in text.split("\n"))


# ---- tables on narrow terminals --------------------------------------------------------------------------------------


def _fits(console: Console, table: Table) -> bool:
    """Return whether every word with a figure in it has room in its column, and keep that room for it.

    On a narrow console every word of usual length is to have room, and columns share what room is left.
    """
    narrow = console.width < _NARROW
    least, most = [], []
    for column in table.columns:
        texts = [_text(console, column.header), *(_text(console, cell) for cell in column.cells)]
        lines = [line for text in texts for line in text.split("\n")]
        most.append(max(map(cell_len, lines), default=1))
        kept = lines if column.no_wrap else [w for line in lines for w in line.split() if _is_whole(w, narrow=narrow)]
        least.append(max(max(map(cell_len, kept), default=1), column.min_width or 0))
    room = console.width - 2 * (len(least) - 1) - sum(least)
    if room < 0:
        return False
    if sum(most) + 2 * len(most) > console.width:
        widths = _shared(least, most, room) if narrow else least
        for column, width in zip(table.columns, widths, strict=True):
            column.min_width = max(column.min_width or 0, width)
            column.max_width = width if narrow else column.max_width
    return True


def _is_whole(word: str, *, narrow: bool) -> bool:
    """Return whether a word of a table is not to be broken."""
    return any(c.isdigit() for c in word) or (narrow and len(word) <= _USUAL)


def _shared(least: list[int], most: list[int], room: int) -> list[int]:
    """Return widths of columns: what is left goes, one by one, to the column that is narrowest for what it holds."""
    widths = list(least)
    for _ in range(room):
        lacking = [k for k, width in enumerate(widths) if width < most[k]]
        if not lacking:
            break
        widths[min(lacking, key=lambda k: (widths[k] / most[k], k))] += 1
    return widths


def _text(console: Console, cell: Any) -> str:
    return cell.plain if isinstance(cell, Text) else console.render_str(cell).plain if isinstance(cell, str) else ""


def _print_rows(console: Console, table: Table) -> None:
    """Print a table row by row, each cell on lines of its own after the word of its column."""
    columns = [(_text(console, column.header), list(column.cells)) for column in table.columns]
    for row in range(table.row_count):
        if row:
            console.print()
        for k, (header, cells) in enumerate(columns):
            text = _text(console, cells[row])
            if text.strip():
                said = f"{' '.join(header.split())}: {text}" if header.strip() and k else text
                console.print(Text(" ".join(said.split()), style=Style(bold=k == 0)))
