"""Names as a picture can show them: on one line, of bearable length, in letters that its font has, never two alike."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont, get_font

from ripeness.errors import printable

Names = Mapping[str, str]  # plain words for ids; a key may say its kind, as in `issues:aid`
_LONGEST = 60  # characters of a name
_WORD = 32  # characters of a word


def readable(names: Names | None) -> Names:
    """Return names that a picture can show: a name whose letters the font lacks is replaced by its id."""
    shown = {key: _shown(name) or _id(key) for key, name in (names or {}).items()}
    often = Counter((_kind(key), text) for key, text in shown.items())
    return {key: f"{text} ({_id(key)})" if often[_kind(key), text] > 1 else text for key, text in shown.items()}


def called(names: Names, kind: str, key: str) -> str:
    """Return the name of a thing of a kind: an issue and an actor may have one id."""
    return names.get(f"{kind}:{key}", names.get(key, key))


def unreadable(names: Names) -> dict[str, str]:
    """Return the names, by id, in whose place a picture shows the id."""
    return {_id(key): name for key, name in names.items() if not _shown(name)}


def _shown(name: str) -> str:
    """Return a name as it is drawn, or nothing where the font lacks letters of it."""
    text = " ".join(printable(name).split())
    missing = _missing(text)
    if any(unicodedata.category(c)[0] in "LNM" for c in missing):
        return ""
    text = " ".join("".join(c for c in text if c not in missing).split())
    text = " ".join(word if len(word) <= _WORD else f"{word[: _WORD - 1]}…" for word in text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


@lru_cache(maxsize=4096)
def _missing(text: str) -> frozenset[str]:
    if text.isascii():
        return frozenset()
    letters = get_font(findfont(FontProperties()))
    return frozenset(c for c in text if not letters.get_char_index(ord(c)))


def _id(key: str) -> str:
    return key.rpartition(":")[2]


def _kind(key: str) -> str:
    return key.rpartition(":")[0]
