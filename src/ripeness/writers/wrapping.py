"""Lines of plain text: wrapped between words, never cut; letters of double width count double."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

#: Letters between which a line may be broken, for their scripts set no blanks: kana, ideographs, syllables, full width.
_BETWEEN = "\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff01-\uff60\U0001f300-\U0001faff\U00020000-\U0003fffd"
_UNIT = re.compile(f"[{_BETWEEN}]|[^{_BETWEEN}]+")


def wrapped(text: str, width: int, *, indent: int = 0, hang: int = 0) -> list[str]:
    """Return a text as lines of a width in columns, the first indented, the others ``hang`` columns further.

    >>> wrapped("one two three", 8, hang=1)
    ['one two', ' three']
    >>> wrapped("北方司令部", 6)
    ['北方司', '令部']
    """
    lines, line, started = [], " " * indent, False
    margin = indent
    for unit, blank in _units(text, max(width - indent - hang, 1)):
        lead = " " if blank and started else ""
        if started and cell_len(line) + cell_len(lead + unit) > width:
            lines.append(line)
            margin = indent + hang
            line, lead = " " * margin, ""
        line += lead + unit
        started = True
    return [*lines, line] if started else []


def _units(text: str, most: int) -> Iterator[tuple[str, bool]]:
    """Yield what is kept together, and whether a blank stands before it; what is wider than a line is broken."""
    for word in text.split():
        blank = True
        for unit in _UNIT.findall(word):
            for piece in (unit,) if cell_len(unit) <= most else _pieces(unit, most):
                yield piece, blank
                blank = False


def _pieces(unit: str, most: int) -> Iterator[str]:
    start = columns = 0
    for at, letter in enumerate(unit):
        wide = cell_len(letter)
        if columns + wide > most and at > start:
            yield unit[start:at]
            start, columns = at, 0
        columns += wide
    yield unit[start:]
