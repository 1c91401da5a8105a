"""A telling on a terminal: the answer first, then what fits on a screen; wrapped, never cut."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.table import Table as Columns
from rich.text import Text

from ripeness.errors import printable
from ripeness.result import Provenance
from ripeness.telling.blocks import (
    Block,
    Bullets,
    Cards,
    Cell,
    Paragraph,
    Part,
    Table,
    Telling,
    rows_within,
    shown,
)
from ripeness.writers.console import Console
from ripeness.writers.wrapping import wrapped

_NAMED = 8  # parts left out that are named
_ITEM = 2  # columns by which an item of a list stands further in


def write(telling: Telling, console: Console, *, long: bool = False) -> None:
    """Print a telling: answer, reason and certainty, then its parts; ``long`` for those that a screen has no room for.

    Parameters
    ----------
    telling : Telling
        What is said.
    console : Console
        Where to.
    long : bool
        Whether to print every part and every row.
    """
    line(console, telling.answer, style="bold")
    for text in filter(None, (telling.why, telling.sure)):
        line(console, text)
    for part in shown(telling, "screen", long=long):
        write_part(console, part, long=long)
    console.print()
    for note in telling.notes:
        line(console, f"Note: {note}")
    if not long and (left := _left_out(telling)):
        line(console, f"With --long also: {left}.", style="dim")
    if telling.made is not None:
        line(console, " ".join(filter(None, (telling.unit, made(telling.made)))), style="dim")


def made(by: Provenance) -> str:
    """Return how a result was made, in a line."""
    how = "Central values" if by.draws == 1 else f"{by.draws:,} draws, seed {by.seed}"
    return f"{how}; scenario {by.scenario} {by.digest[:12]}."


def _left_out(telling: Telling) -> str:
    """Return what a screen has no room for, in words."""
    titles = [part.title for part in telling.parts if part.long and part.on != "page"]
    cut = any(_is_cut(block) for part in telling.parts if not part.long for block in part.blocks)
    more = [f"and {len(titles) - _NAMED} more"] if len(titles) > _NAMED + 1 else titles[_NAMED:]
    return "; ".join([*titles[:_NAMED], *more, *(["what is left out of the lists above"] if cut else [])])


def _is_cut(block: Block) -> bool:
    if isinstance(block, Table):
        return bool(block.spare) or len(rows_within(block)) < len(block.rows)
    return isinstance(block, Bullets) and block.most is not None and block.most < len(block.items_)


def write_part(console: Console, part: Part, *, long: bool = False) -> None:
    """Print a part: its heading and what stands under it."""
    console.print()
    if part.title:
        line(console, part.title, style="bold")
    for block in part.blocks:
        _block(console, block, long=long)


def _block(console: Console, block: Block, *, long: bool) -> None:
    if isinstance(block, Paragraph):
        line(console, block.text, style="dim" if block.kind == "quiet" else "")
    elif isinstance(block, Bullets):
        _bullets(console, block.items_, None if long else block.most)
    elif isinstance(block, Table):
        _table(console, block, long=long)
    elif isinstance(block, Cards):
        _cards(console, block)
    elif long and block.data is not None:
        _table(console, block.data, long=True)


def _bullets(console: Console, items: Sequence[str], most: int | None) -> None:
    for item in items[:most]:
        line(console, item, indent=_ITEM, hang=_ITEM)
    _more(console, len(items) - len(items[:most]))


def _more(console: Console, count: int) -> None:
    if count:
        line(console, f"{count} more", indent=_ITEM, style="dim")


def _cards(console: Console, block: Cards) -> None:
    for card in block.cards:
        line(console, f"{card.title}: {card.verdict}", style="bold")
        _bullets(console, card.lines, None)


def _table(console: Console, block: Table, *, long: bool) -> None:
    if block.caption:
        line(console, f"{block.caption.rstrip('.')}:", style="dim")
    rows = block.rows if long else rows_within(block)
    wanted = [k for k in range(len(block.header)) if long or k not in block.spare]
    columns = Columns(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=any(block.header))
    for k in wanted:
        figures = _holds_figures(block.rows, k)
        head = Text(plain(block.header[k]))
        widest = (
            max((cell_len(plain(_said(row[k]))) for row in rows), default=0) if figures else None
        )  # kept on one line
        # Figures have to be kept from wrapping too: else rich narrows the table to the letter and widens them again.
        columns.add_column(
            head, overflow="fold", justify="right" if figures else "left", min_width=widest, no_wrap=figures
        )
    for row in rows:
        columns.add_row(*(Text(plain(_said(row[k]))) for k in wanted))
    console.print(columns)
    _more(console, len(block.rows) - len(rows))


def _said(cell: Cell) -> str:
    return f"{cell.text} ({cell.id})" if cell.id and cell.id != cell.text else cell.text


def _holds_figures(rows: Sequence[Sequence[Cell]], k: int) -> bool:
    """Return whether a column holds figures: its cells are put to the right."""
    kinds = {row[k].kind for row in rows if k < len(row) and row[k].text}
    return "number" in kinds and kinds <= {"number", "unknown"}


def plain(text: str) -> str:
    """Return a text of a telling on one line, with the minus sign of every keyboard and nothing that commands."""
    return printable(" ".join(text.split())).replace("\N{MINUS SIGN}", "-").replace("\N{WORD JOINER}", "")


def line(console: Console, text: str, *, indent: int = 0, hang: int = 0, style: str = "") -> None:
    """Print a text from a column on, its further lines ``hang`` columns further in."""
    for part in wrapped(plain(text), max(console.width, 20), indent=indent, hang=hang):
        console.print(Text(part), style=style, soft_wrap=True)
