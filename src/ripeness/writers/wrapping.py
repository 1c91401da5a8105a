"""Lines of plain text: wrapped between words, never cut."""

from __future__ import annotations

import textwrap


def wrapped(text: str, width: int, *, indent: int = 0, hang: int = 0) -> list[str]:
    """Return a text as lines of a width, the first indented, the others ``hang`` columns further."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_on_hyphens=False,
    )
