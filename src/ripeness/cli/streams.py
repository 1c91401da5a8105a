"""Streams that take any text in any encoding: what cannot be said is replaced, and never stops a command."""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
import unicodedata
from typing import Any

_HANDLER = "ripeness-replace"

#: What stands for characters of our own that an encoding lacks; a minus sign must never be lost.
_STANDS_FOR = {
    "\N{MINUS SIGN}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHTWARDS ARROW}": ">",
    "\N{LEFTWARDS ARROW}": "<",
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{MIDDLE DOT}": ".",
    "\N{BULLET}": "*",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{ALMOST EQUAL TO}": "~",
    "\N{LESS-THAN OR EQUAL TO}": "<=",
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "\N{NO-BREAK SPACE}": " ",
}


def _replaced(error: UnicodeError) -> tuple[str, int]:
    """Return what is written in place of characters that an encoding lacks: the nearest that it has, or ``?``."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_nearest(c, error.encoding) for c in missing), error.end


def _nearest(character: str, encoding: str) -> str:
    if character in _STANDS_FOR:
        return _STANDS_FOR[character]
    for text in (unicodedata.normalize("NFC", character), unicodedata.normalize("NFKD", character)):
        bare = "".join(c for c in text if not unicodedata.combining(c))
        for form in (text, bare):
            if form and form != character and _sayable(form, encoding):
                return form
    return "?"


def _sayable(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeError:
        return False
    return True


def prepare_streams() -> None:
    """Make standard output and error take any text; one that the caller closed takes it, too, and keeps nothing."""
    codecs.register_error(_HANDLER, _replaced)
    sys.stderr = _open(sys.stderr)
    sys.stdout = sys.stderr if sys.stdout is None else _open(sys.stdout)


def _open(stream: Any) -> Any:
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - for as long as the process lives
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors=_HANDLER)
    return stream


_UNSAFE_IN_JSON = re.compile(r"[^\x20-\x7e\n]")


def json_text(text: str, encoding: str | None) -> str:
    """Return JSON that says the same with every character escaped that is not printable, or that an encoding lacks."""

    def escaped(found: re.Match[str]) -> str:
        character = found[0]
        if character.isprintable() and _sayable(character, encoding or "utf-8"):
            return character
        units = character.encode("utf-16-be", "surrogatepass").hex()
        return "".join(f"\\u{units[k : k + 4]}" for k in range(0, len(units), 4))

    return _UNSAFE_IN_JSON.sub(escaped, text)
