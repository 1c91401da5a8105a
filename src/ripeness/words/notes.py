"""Warnings of a result as notes below it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import get_args

from ripeness.errors import Problem
from ripeness.scenario import Scenario
from ripeness.words.labels import label, quoted
from ripeness.words.names import Kind, begun, short

_ID = re.compile(r"'([^'\s]+)'")
_KINDS: tuple[Kind, ...] = get_args(Kind)


def notes(scenario: Scenario, warnings: Iterable[Problem]) -> tuple[str, ...]:
    """Return warnings as sentences in which numbers and actors go by their names, not by what the file calls them."""
    return tuple(f"{begun(_ID.sub(lambda found: _named(scenario, found[1]), w.message))}." for w in warnings)


def _named(scenario: Scenario, key: str) -> str:
    """Return the name of what an id means; the id in its quotation marks where that is nothing, or several things."""
    if key in scenario.estimates:
        return label(scenario, key)
    kinds = [kind for kind in _KINDS if key in getattr(scenario, kind)]
    return f"'{key}'" if len(kinds) != 1 else _called(scenario, kinds[0], key)


def _called(scenario: Scenario, kind: Kind, key: str) -> str:
    return short(scenario, kind, key) if kind == "actors" else quoted(short(scenario, kind, key))
