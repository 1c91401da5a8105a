"""A document as a Word file: real headings and tables, pictures with words for them, sources as a numbered list."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from ripeness.errors import MissingDependencyError, printable
from ripeness.telling.blocks import (
    Block,
    Bullets,
    Cards,
    Cell,
    Document,
    Paragraph,
    Picture,
    Table,
    Telling,
    drawn,
    inches,
    shown,
)

_MADE = datetime(2020, 1, 1)  # noqa: DTZ001 - of every file: the same content gives the same bytes
_ZIPPED = (1980, 1, 1, 0, 0, 0)
_WIDEST = 6.3  # inches between the margins
_SOURCE = "source-"  # anchors of sources begin with it
_LETTERS = 86  # of a table's size that stand in a line between the margins, in a wide font
_LONGEST_WORD = 16  # letters for which a column is made wider
_TEXT, _SMALL = 10, 8  # points of letters, and of those in tables
_MARGIN = "60"  # beside the text of a cell, in twentieths of a point
_QUIET, _LINKED = "59636E", "1F4E8C"  # colours


def docx(document: Document) -> bytes:
    """Return a document as the bytes of a Word file; the same document gives the same bytes.

    Parameters
    ----------
    document : Document
        What is written.

    Raises
    ------
    MissingDependencyError
        When python-docx is not installed.
    """
    try:
        import docx as library
    except ImportError:
        raise MissingDependencyError("python-docx", "docx", "Word files") from None
    paper = _Paper(library.Document(), _sources(document))
    paper.write(document)
    out = io.BytesIO()
    paper.file.save(out)
    return _dated(out.getvalue())


def _dated(content: bytes) -> bytes:
    """Return a zip file with the same content, every part of it dated alike."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            made.writestr(zipfile.ZipInfo(name, _ZIPPED), given.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _tables(document: Document) -> Iterator[Table]:
    for section in document.sections:
        for part in shown(section, "page", long=True):
            yield from (block for block in part.blocks if isinstance(block, Table))


def _sources(document: Document) -> dict[str, int]:
    """Return the number of each source, in the order in which they are listed."""
    anchors = [c.anchor for table in _tables(document) for row in table.rows for c in row if c.anchor]
    return {anchor: k for k, anchor in enumerate((a for a in anchors if a.startswith(_SOURCE)), start=1)}


class _Paper:
    """A Word file that is being written: what python-docx has no words for is made here."""

    def __init__(self, file: Any, sources: dict[str, int]) -> None:
        self.file, self.sources = file, sources
        self.places: dict[str, int] = {}

    def write(self, document: Document) -> None:
        core = self.file.core_properties
        core.title, core.author, core.comments = _text(document.title)[:255], "ripeness", ""
        core.created = core.modified = _MADE
        core.last_modified_by, core.revision = "ripeness", 1
        self.file.styles["Normal"].font.size = self.points(_TEXT)
        self.file.add_heading(_text(document.title), 0)
        self.paragraph(document.subtitle)
        if document.note:
            self.paragraph(document.note, quiet=True)
        for section in document.sections:
            self.link(self.file.add_paragraph(style="List Bullet"), section.title, section.id)
        for section in document.sections:
            self.section(section)
        self.paragraph(document.colophon, quiet=True)

    def section(self, telling: Telling) -> None:
        self.place(self.file.add_heading(_text(telling.title), 1), telling.id)
        if telling.answer:
            self.paragraph(telling.answer, bold=True)
        if telling.why:
            self.paragraph(telling.why)
        if telling.sure:
            self.paragraph(telling.sure, quiet=True)
        for part in shown(telling, "page", long=True):
            if part.title:
                self.file.add_heading(_text(part.title), 2)
            for block in part.blocks:
                self.block(block, part.title or telling.title)
        for note in telling.notes:
            self.paragraph(note, style="Intense Quote")
        if telling.unit:
            self.paragraph(telling.unit, quiet=True)

    def block(self, block: Block, title: str) -> None:
        if isinstance(block, Paragraph):
            self.paragraph(block.text, quiet=block.kind == "quiet")
        elif isinstance(block, Bullets):
            self.bullets(block.items_)
        elif isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Picture):
            self.picture(block, title)
        elif isinstance(block, Cards):
            for card in block.cards:
                self.file.add_heading(_text(card.title), 3)
                self.paragraph(card.verdict, bold=True)
                if card.picture is not None:
                    self.picture(card.picture, card.title)
                self.bullets(card.lines)

    def bullets(self, items: Sequence[str]) -> None:
        for item in items:
            self.paragraph(item, style="List Bullet")

    def paragraph(self, text: str, *, bold: bool = False, quiet: bool = False, style: str | None = None) -> Any:
        made = self.file.add_paragraph(style=style)
        run = made.add_run(_text(text))
        run.bold = bold or None
        if quiet:
            run.font.size, run.font.color.rgb = self.points(_TEXT - 1), self.colour(_QUIET)
        return made

    def picture(self, picture: Picture, title: str) -> None:
        from docx.shared import Inches

        from ripeness.plot.figure import png

        width = Inches(min(inches(picture)[0], _WIDEST))
        shape = self.file.add_picture(io.BytesIO(drawn(picture, png)), width=width)
        shape._inline.docPr.set("descr", _text(picture.spoken or picture.caption or title))  # noqa: SLF001
        if picture.caption:
            self.paragraph(picture.caption, style="Caption")
        if picture.data is not None:
            self.table(picture.data)

    # ---- tables ------------------------------------------------------------------------------------------------------

    def table(self, block: Table) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Inches

        if block.caption:
            self.paragraph(block.caption, style="Caption").paragraph_format.keep_with_next = True
        made = self.file.add_table(rows=1 + len(block.rows), cols=len(block.header), style="Table Grid")
        grid = [list(row.cells) for row in made.rows]  # asked for once: a cell of a table is dear to find
        made.autofit = False
        self.narrow(made)
        self.keep(made)
        for k, width in enumerate(_widths(block)):
            made.columns[k].width = Inches(width)
            for row in grid:
                row[k].width = Inches(width)
        for k, name in enumerate(block.header):
            self.fill(grid[0][k], Cell(name, "head"))
        for row, given in zip(grid[1:], block.rows, strict=True):
            for k, cell in enumerate(given):
                at = self.fill(row[k], cell)
                if cell.kind == "number":
                    at.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for first, last in _named_together(block):
            for k in range(first, last + 1):  # `merge` would lose links
                grid[k + 1][0]._tc.vMerge = "restart" if k == first else "continue"  # noqa: SLF001
        self.file.add_paragraph().paragraph_format.space_after = 0  # what follows does not touch it

    def narrow(self, table: Any) -> None:
        """Leave less room beside the text of a table's cells than Word does by itself."""
        from docx.oxml.ns import qn

        margins = self.element("w:tblCellMar")
        for side in ("left", "right"):
            self.mark(margins, f"w:{side}", w=_MARGIN, type="dxa")
        table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)  # noqa: SLF001 - the format has an order

    def keep(self, table: Any) -> None:
        """Have the first row stand at the head of every page of a table, and no row run from one page to the next."""
        for k, row in enumerate(table._tbl.tr_lst):  # noqa: SLF001
            properties = row.get_or_add_trPr()
            self.mark(properties, "w:cantSplit", val="true")
            if k == 0:
                self.mark(properties, "w:tblHeader", val="true")

    def fill(self, made: Any, cell: Cell) -> Any:
        at, size, head = made.paragraphs[0], self.points(_SMALL), cell.kind == "head"
        at.paragraph_format.space_after = 0
        number = self.sources.get(cell.anchor)
        text = f"{number}. {cell.text}" if number else cell.text
        if cell.link and cell.link in self.sources:
            at.add_run(_text(text)).font.size = size
            self.link(at, str(self.sources[cell.link]), cell.link, raised=True).font.size = size
        elif cell.link:
            run = self.link(at, text, cell.link)
            run.font.size, run.bold = size, head or None
        else:
            run = at.add_run(_text(text))
            run.font.size, run.bold = size, head or None
        if cell.anchor:
            self.place(at, cell.anchor)
        return at

    # ---- links and places --------------------------------------------------------------------------------------------

    def link(self, paragraph: Any, text: str, place: str, *, raised: bool = False) -> Any:
        """Add a link to a place in the file, and return its run."""
        run = paragraph.add_run(_text(text))
        run.font.superscript, run.font.color.rgb = raised or None, self.colour(_LINKED)
        link = self.element("w:hyperlink", anchor=self.name(place))
        run._r.addprevious(link)  # noqa: SLF001
        link.append(run._r)  # noqa: SLF001
        return run

    def place(self, paragraph: Any, name: str) -> None:
        """Note a place to which links lead."""
        own = paragraph._p  # noqa: SLF001
        number = str(self.places.setdefault(name, len(self.places) + 1))
        own.append(self.element("w:bookmarkStart", id=number, name=self.name(name)))
        own.append(self.element("w:bookmarkEnd", id=number))

    def name(self, place: str) -> str:
        """Return the name of a place: Word allows 40 letters, figures and underscores."""
        number = self.places.setdefault(place, len(self.places) + 1)
        return f"p{number}_{place.replace('-', '_')}"[:40]

    def points(self, size: int) -> Any:
        from docx.shared import Pt

        return Pt(size)

    def colour(self, name: str) -> Any:
        from docx.shared import RGBColor

        return RGBColor.from_string(name)

    def mark(self, parent: Any, tag: str, **attributes: str) -> None:
        parent.append(self.element(tag, **attributes))

    def element(self, tag: str, **attributes: str) -> Any:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        made = OxmlElement(tag)
        for key, value in attributes.items():
            made.set(qn(f"w:{key}"), value)
        return made


def _text(text: str) -> str:
    """Return a text without what a Word file may not hold."""
    return "\n".join(printable(line) for line in str(text).split("\n"))


def _widths(table: Table) -> list[float]:
    """Return how wide the columns of a table are, in inches: room for figures and words, then by how much they hold."""
    heads = [Cell(name, "head") for name in table.header]
    columns = [[head, *(row[k] for row in table.rows if k < len(row))] for k, head in enumerate(heads)]
    least = [max(map(_unbroken, column)) + 2 for column in columns]
    held = [sum(len(cell.text) for cell in column) / len(column) for column in columns]
    more = [max(text - short, 0.0) for text, short in zip(held, least, strict=True)]
    spare = max(_LETTERS - sum(least), 0)
    share = spare / sum(more) if sum(more) else 0.0
    letters = [short + extra * share for short, extra in zip(least, more, strict=True)]
    return [_WIDEST * one / sum(letters) for one in letters]


def _unbroken(cell: Cell) -> int:
    """Return the length of what stays on one line: figures, and of other texts the longest word, if it is no path."""
    if cell.kind == "number":
        return len(cell.text)
    word = min(max(map(len, cell.text.split()), default=1), _LONGEST_WORD)
    return word + word // 6 if cell.kind == "head" else word  # bold letters are wider


def _named_together(table: Table) -> Iterator[tuple[int, int]]:
    """Yield the first and last row of those that one head names: cells below it that are empty."""
    first = 0
    for k in range(1, len(table.rows) + 1):
        row = table.rows[k] if k < len(table.rows) else ()
        if row and row[0].kind == "head" and not row[0].text:
            continue
        if k - 1 > first:
            yield first, k - 1
        first = k
