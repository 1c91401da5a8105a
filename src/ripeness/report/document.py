"""A report as a document: sections of a few kinds of blocks, whatever it is written to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "bad", "open", "plain"]


@dataclass(frozen=True)
class Cell:
    """A cell of a table: text, and how it is to be shown; ``link`` and ``anchor`` name places in the document."""

    text: str
    kind: Literal["text", "number", "head", "unknown", "quiet"] = "text"
    link: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str
    kind: Literal["text", "quiet", "note"] = "text"


@dataclass(frozen=True)
class Bullets:
    """A list of plain texts."""

    items_: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table with a caption."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    wide: bool = False


@dataclass(frozen=True)
class Picture:
    """An SVG picture, its caption, and what it says for those who cannot see it."""

    svg: str
    caption: str
    spoken: str


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


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    text: str


Block = Paragraph | Bullets | Table | Picture | Cards | Heading


@dataclass(frozen=True)
class Section:
    """A part of the report; ``id`` is its anchor."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A whole report; ``names`` are words of the scenario that may run from right to left."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    colophon: str
    note: str = ""
    names: tuple[str, ...] = ()


def cells(*texts: str) -> tuple[Cell, ...]:
    """Return a row of plain cells."""
    return tuple(Cell(text) for text in texts)


def blocks(*parts: Block | Sequence[Block] | None) -> tuple[Block, ...]:
    """Return blocks as one flat tuple, leaving out what is missing."""
    flat: list[Block] = []
    for part in parts:
        if isinstance(part, (list, tuple)):
            flat += part
        elif part is not None:
            flat.append(part)  # type: ignore[arg-type]
    return tuple(flat)
