"""Files of other kinds, known by their first bytes."""

from __future__ import annotations

from typing import NamedTuple


class Other(NamedTuple):
    """What a file is, and what to do with it."""

    what: str
    hint: str


_AS_TEXT = "copy the text into a plain text file whose name ends in .yaml, and save it as UTF-8"
_SAVE = "in most editors: Save as, Encoding, UTF-8"
_BEGIN = "`ripeness new FILE` writes a scenario to begin with"

_FIRST: tuple[tuple[bytes, Other], ...] = (
    (b"\xff\xfe\x00\x00", Other("this file is in UTF-32", f"save it as UTF-8 ({_SAVE})")),
    (b"\x00\x00\xfe\xff", Other("this file is in UTF-32", f"save it as UTF-8 ({_SAVE})")),
    (b"\xff\xfe", Other("this file is in UTF-16", f"save it as UTF-8 ({_SAVE})")),
    (b"\xfe\xff", Other("this file is in UTF-16", f"save it as UTF-8 ({_SAVE})")),
    (b"%PDF-", Other("this is a PDF file", _AS_TEXT)),
    (b"{\\rtf", Other("this is a rich text file (RTF)", _AS_TEXT)),
    (b"\xd0\xcf\x11\xe0", Other("this is a file of an older Microsoft Office (.doc, .xls or .ppt)", _AS_TEXT)),
    (b"\x1f\x8b", Other("this is a compressed file (gzip)", "unpack it first")),
    (b"\x89PNG", Other("this is a picture (PNG)", _BEGIN)),
    (b"\xff\xd8\xff", Other("this is a picture (JPEG)", _BEGIN)),
    (b"GIF8", Other("this is a picture (GIF)", _BEGIN)),
    (b"<!doctype html", Other("this is a web page (HTML)", _AS_TEXT)),
    (b"<html", Other("this is a web page (HTML)", _AS_TEXT)),
    (b"<?xml", Other("this is an XML file", _BEGIN)),
)
_INSIDE: tuple[tuple[bytes, Other], ...] = (
    (b"word/", Other("this is a Word file (.docx)", _AS_TEXT)),
    (b"xl/", Other("this is an Excel file (.xlsx)", _BEGIN)),
    (b"ppt/", Other("this is a PowerPoint file (.pptx)", _AS_TEXT)),
    (b"opendocument.text", Other("this is a LibreOffice text (.odt)", _AS_TEXT)),
    (b"opendocument.spreadsheet", Other("this is a LibreOffice spreadsheet (.ods)", _BEGIN)),
)


def other(raw: bytes) -> Other | None:
    """Return what a file is that is no plain text in UTF-8, or None where it may be."""
    if raw.startswith(b"PK\x03\x04"):
        inside = (found for part, found in _INSIDE if part in raw)
        return next(inside, Other("this is a zip archive", "unpack it first"))
    start = raw[:64].lstrip().lower() if raw[:1] in b"< \n" else raw[:64]
    found = next((found for first, found in _FIRST if start.startswith(first)), None)
    return found or _wide(raw[:400])


def _wide(start: bytes) -> Other | None:
    """Return the encoding of text in which most bytes are zero, as where it has no mark."""
    ascii_every = [
        (4, "UTF-32"),
        (2, "UTF-16"),
    ]
    for width, name in ascii_every:
        length = len(start) // width * width
        columns = [start[k:length:width] for k in range(width)]
        zero = [bool(column) and column.count(0) > 0.9 * len(column) for column in columns]
        if sum(zero) == width - 1 and length >= 8:
            return Other(f"this file is in {name}", f"save it as UTF-8 ({_SAVE})")
    return None
