"""What things are called: identity is the id, and two things of one kind never go by the same words."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any


def distinct(records: Mapping[str, Any], key: str) -> str:
    """Return the plain name of one of several records or wordings.

    Its id where it has none; with the id beside it where another of them goes by the same words.
    """
    if key not in records:
        return key
    name = _name(records, key)
    alike = _folded(name)
    shared = any(other != key and _folded(_name(records, other)) == alike for other in records)
    return f"{name} ({key})" if shared else name


def _name(records: Mapping[str, Any], key: str) -> str:
    record = records[key]
    if isinstance(record, str):
        return record or key
    return str(getattr(record, "name", "") or getattr(record, "title", "") or key)


def _folded(name: str) -> str:
    """Return a name without what the eye passes over: capitals, widths and blanks."""
    if name.isascii():
        return " ".join(name.split()).casefold()
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()
