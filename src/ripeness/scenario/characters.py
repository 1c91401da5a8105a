"""Characters that look like others or like nothing: their names, what they stand for, and other scripts in ASCII."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

#: Blanks that are no blank to YAML, and characters of no width.
BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
NO_WIDTH = "\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff"

#: What YAML would take for a part of a word, though it looks like a blank, a colon or nothing.
ODD = re.compile(f"[{BLANKS}{NO_WIDTH}\uff1a]")

_STRAIGHT = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"),
    "\u3001": ",",
    "\u060c": ",",
    "\u066b": ".",
    "\u066c": ",",
    "\u066a": "%",
    "\u2044": "/",
    "\u2215": "/",
    "\u00d7": "*",
}
_INVISIBLE = re.compile(f"[{NO_WIDTH}]")
_BLANK = re.compile(f"[{BLANKS}]")


def _table(pairs: str) -> dict[str, str]:
    """Return a table from words that begin with a letter and go on with what is written for it."""
    return {pair[0]: pair[1:] for pair in pairs.split()}


_CYRILLIC = _table(
    "аa бb вv гg дd еe ёe жzh зz иi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь эe "
    "юyu яya іi їyi єye ґg ўu јj љlj њnj ћc ђd џdz ѓgj ќkj ѕdz"
)
_GREEK = _table("αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo")
_ARABIC = _table(
    "اa أa إi آa بb تt ثth جj حh خkh دd ذdh رr زz سs شsh صs ضd طt ظz عa غgh فf قq كk لl مm نn هh وw يy ىa "
    "ةa ء ؤw ئy پp چch ژzh گg کk یy"
)
_LATIN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "å": "a", "ä": "a", "ö": "o", "ü": "u", "đ": "d", "ð": "d"}
_LATIN |= {"þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "ng", "ə": "a"}
_LETTERS = {**_CYRILLIC, **_GREEK, **_ARABIC, **_LATIN}

#: Letters of other scripts that look like a Latin one.
_TWINS = dict(zip("аеорсухіјѕԁһӏο", "aeopcyxijsdhlo", strict=True)) | {"к": "k", "м": "m", "т": "t", "в": "b"}
_TWINS |= {"α": "a", "ι": "i", "ν": "v", "υ": "u", "ρ": "p", "κ": "k", "τ": "t"}


def layout_may_be_odd(text: str) -> bool:
    """Return whether a text holds a character that does harm in the layout of YAML."""
    return not text.isascii() and ODD.search(text) is not None


def named(character: str) -> str:
    """Return a character by its number and name: ``U+00A0 (no-break space)``."""
    name = {"\ufeff": "byte order mark, of no width", "\t": "tab"}.get(character, "")
    name = name or unicodedata.name(character, "without a name").lower()
    return f"U+{ord(character):04X} ({name})"


def strange(text: str) -> list[str]:
    """Return the characters of ``text`` that look like others or like nothing, each once, in order."""
    return list(dict.fromkeys(c for c in text if not c.isascii() and straight(c) != c))


def straight(text: str) -> str:
    """Return ``text`` with blanks, dashes, quotes, digits and signs of other kinds as those of the keyboard."""
    if text.isascii():
        return text
    return "".join(_plain(c) for c in _INVISIBLE.sub("", text))


def _plain(character: str) -> str:
    if character in _STRAIGHT:
        return _STRAIGHT[character]
    if _BLANK.match(character):
        return " "
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    return unicodedata.normalize("NFKC", character) if "\uff01" <= character <= "\uff5e" else character


def as_id(text: str) -> str:
    """Return an id made from any text, other scripts written in Latin letters; empty where nothing is left.

    >>> as_id("Foreign_Forces"), as_id("kjøper"), as_id("Сирия")
    ('foreign-forces', 'kjoper', 'siriya')
    """
    latin = twinned(text)
    if latin is None:
        latin = "".join(_latin(c) for c in straight(unicodedata.normalize("NFC", text)).lower())
    return re.sub(r"[^a-z0-9]+", "-", latin.lower().replace("'", "")).strip("-")[:80].strip("-")


def _latin(character: str) -> str:
    if character.isascii():
        return character
    if character in _LETTERS:
        return _LETTERS[character]
    return "".join(c for c in unicodedata.normalize("NFKD", character) if c.isascii())


def twinned(text: str) -> str | None:
    """Return a Latin word whose letters of another script that look like Latin ones are replaced; else None."""
    small = text.lower()
    latin = sum("a" <= c <= "z" for c in small)
    foreign = [c for c in small if not c.isascii() and c.isalpha()]
    if not foreign or not latin or any(c not in _TWINS for c in foreign):
        return None
    return "".join(_TWINS.get(c, c) for c in small)


def foreign_letters(text: str) -> Iterator[str]:
    """Yield a description of each letter of a Latin word that only looks Latin: ``letter 3, 'у', is Cyrillic``."""
    if twinned(text) is None:
        return
    for place, character in enumerate(text, start=1):
        if character.lower() in _TWINS:
            yield f"letter {place}, '{character}', is {unicodedata.name(character).split()[0].title()}"
