"""Blocks: what a result says, told once, whatever it is written to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ripeness.result import Provenance
from ripeness.words.figures import Tone

#: Where a block is shown: everywhere, or only where there are pages, or only on a screen. What is shown in one of them
#: alone holds no figure of the result: two ways out of one result do not disagree.
On = Literal["both", "page", "screen"]


@dataclass(frozen=True)
class Cell:
    """A cell of a table: text, and how it is to be shown.

    ``id`` is shown on a screen only, behind the text, where the next command needs it; ``link`` and ``anchor`` name
    places on a page. A cell of kind ``head`` names its row; one without text belongs to the row above.
    """

    text: str
    kind: Literal["text", "number", "head", "unknown", "quiet"] = "text"
    id: str = ""
    link: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str
    kind: Literal["text", "quiet", "note"] = "text"
    on: On = "both"


@dataclass(frozen=True)
class Bullets:
    """A list of plain texts; ``most``: so many on a screen, unless all is asked for."""

    items_: tuple[str, ...]
    on: On = "both"
    most: int | None = None


@dataclass(frozen=True)
class Table:
    """A table with a caption.

    On a screen, unless all is asked for: ``most`` rows, of each group where rows without a head follow their first; no
    columns ``spare``.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    wide: bool = False
    on: On = "both"
    most: int | None = None
    spare: tuple[int, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A picture: drawn only by a writer that shows pictures.

    Attributes
    ----------
    plot : str
        Name of a function of `ripeness.plot`.
    of : tuple
        What it is given.
    size : (float, float), or a function that returns them
        Inches.
    caption, spoken : str
        What stands below it; what it says, in at most two sentences, for those who cannot see it.
    options : mapping
        Options of the function.
    data : Table, optional
        What is drawn, where no table beside the picture holds it.
    """

    plot: str
    of: tuple[Any, ...]
    size: tuple[float, float] | Callable[[], tuple[float, float]]
    caption: str
    spoken: str
    options: Mapping[str, Any] = field(default_factory=dict)
    data: Table | None = None


@dataclass(frozen=True)
class Card:
    """One verdict: a title, a word with a tone, lines, and a picture."""

    title: str
    verdict: str
    tone: Tone
    lines: tuple[str, ...]
    picture: Picture | None = None


@dataclass(frozen=True)
class Cards:
    """Verdicts side by side."""

    cards: tuple[Card, ...]


Block = Paragraph | Bullets | Table | Picture | Cards


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it; ``long``: on a screen only where all is asked for."""

    title: str
    blocks: tuple[Block, ...]
    long: bool = False
    on: On = "both"


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What one result says.

    Attributes
    ----------
    id : str
        Its anchor on a page.
    title : str
        Its heading on a page.
    answer, why, sure : str
        The question answered in a sentence; why; and how sure that is.
    parts : tuple of Part
        All else. The first may have an empty title: what belongs right below the answer.
    notes : tuple of str
        Warnings of the result, as sentences.
    method : tuple of str
        How it was computed, one sentence each.
    unit : str
        What its figures are of, where that is not plain.
    made : Provenance, optional
        How to make it again.
    """

    id: str
    title: str
    answer: str
    why: str = ""
    sure: str = ""
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    unit: str = ""
    made: Provenance | None = None


@dataclass(frozen=True)
class Document:
    """Tellings one after the other, as a page or a paper; ``names`` are words that may run from right to left."""

    title: str
    subtitle: str
    sections: tuple[Telling, ...]
    colophon: str
    note: str = ""
    names: tuple[str, ...] = ()


def cells(*texts: str) -> tuple[Cell, ...]:
    """Return a row of plain cells."""
    return tuple(Cell(text) for text in texts)


def filled(header: Sequence[str], rows: Sequence[Sequence[Cell]], caption: str = "", *, wide: bool = False) -> Table:
    """Return a table without the columns that hold nothing in any row."""
    kept = [k for k in range(len(header)) if not rows or any(row[k].text for row in rows)]
    return Table(tuple(header[k] for k in kept), tuple(tuple(row[k] for k in kept) for row in rows), caption, wide=wide)


def blocks(*parts: Block | Sequence[Block] | None) -> tuple[Block, ...]:
    """Return blocks as one flat tuple, leaving out what is missing."""
    flat: list[Block] = []
    for part in parts:
        if isinstance(part, (list, tuple)):
            flat += part
        elif part is not None:
            flat.append(part)  # type: ignore[arg-type]
    return tuple(flat)


def parts(*given: Part | Sequence[Part] | None) -> tuple[Part, ...]:
    """Return parts as one flat tuple, leaving out those that are missing or empty."""
    flat: list[Part] = []
    for part in given:
        flat += [] if part is None else [part] if isinstance(part, Part) else part
    return tuple(part for part in flat if part.blocks)


def shown(telling: Telling, on: Literal["page", "screen"], *, long: bool) -> tuple[Part, ...]:
    """Return the parts of a telling that a writer shows, each with the blocks that it shows."""
    wanted = [part for part in telling.parts if part.on in ("both", on) and (long or not part.long)]
    return tuple(
        Part(part.title, found, part.long, part.on)
        for part in wanted
        if (found := tuple(b for b in part.blocks if getattr(b, "on", "both") in ("both", on)))
    )


def rows_within(table: Table) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows of a table that a screen has room for: the first ones of every group."""
    if table.most is None:
        return table.rows
    grouped = any(row and not row[0].text for row in table.rows)
    found, count = [], 0
    for row in table.rows:
        count = 1 if grouped and row[0].text else count + 1
        found += [row] if count <= table.most else []
    return tuple(found)


def drawn(picture: Picture, how: Callable[..., Any]) -> Any:
    """Return a picture as a writer wants it; only here is anything loaded that draws."""
    from importlib import import_module

    plot = getattr(import_module("ripeness.plot"), picture.plot)
    return how(plot, *picture.of, size=inches(picture), **picture.options)


def inches(picture: Picture) -> tuple[float, float]:
    """Return how large a picture is."""
    return picture.size() if callable(picture.size) else picture.size
