"""What actors, issues, drafts and ties are called in a sentence, and lists of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from ripeness.scenario import Scenario

Kind = Literal["actors", "issues", "drafts", "ties"]


def name(scenario: Scenario, kind: Kind, key: str) -> str:
    """Return the full name: where something is named for the first time."""
    return scenario.name(kind, key)


def short(scenario: Scenario, kind: Kind, key: str) -> str:
    """Return the name after its first mention: the short one of the file, or the full one without its brackets.

    Where two things would go by the same short name, both keep their full ones.
    """
    records = getattr(scenario, kind)
    mine = _short(scenario, kind, key)
    alike = any(other != key and _short(scenario, kind, other).casefold() == mine.casefold() for other in records)
    return scenario.name(kind, key) if alike else mine


def _short(scenario: Scenario, kind: Kind, key: str) -> str:
    given = getattr(getattr(scenario, kind).get(key), "short", "")
    full = scenario.name(kind, key)
    bare = re.sub(r"\s*\([^()]*\)\s*$", "", full)
    return given or bare or full


def listed(names: Iterable[str], last: str = "and") -> str:
    """Return names as a list in a sentence.

    >>> listed(["north", "south", "east"]), listed(["north"])
    ('north, south and east', 'north')
    """
    found = list(names)
    return " ".join(filter(None, (", ".join(found[:-1]), last if len(found) > 1 else "", *found[-1:])))


def actors(scenario: Scenario, keys: Iterable[str]) -> str:
    """Return actors by their short names, as a list in a sentence; nobody where there is none."""
    return listed(short(scenario, "actors", key) for key in keys) or "nobody"


def begun(text: str) -> str:
    """Return a text as the beginning of a sentence.

    >>> begun("capital fallen by May")
    'Capital fallen by May'
    """
    return text[:1].upper() + text[1:]
