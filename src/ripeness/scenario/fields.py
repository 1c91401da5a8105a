"""What kinds of values the keys of the format take, read from the records themselves."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, get_args, get_origin

from ripeness.scenario.record import Record, Words

_WORDS = get_args(Words)[1]  # the validator of a text


@cache
def text_keys() -> frozenset[str]:
    """Return the keys under which free text stands, wherever they occur."""
    return _keys_with(lambda field: _WORDS in _metadata(field))


@cache
def closed_keys() -> frozenset[str]:
    """Return the keys under which one of a few words stands."""
    return _keys_with(lambda field: _has_literal(field.annotation))


def _keys_with(wanted: Any) -> frozenset[str]:
    return frozenset(
        (field.alias or name) for kind in kinds() for name, field in kind.model_fields.items() if wanted(field)
    )


def kinds() -> list[type[Record]]:
    """Return every kind of record of the format."""
    found: list[type[Record]] = []
    stack: list[type[Record]] = [Record]
    while stack:
        kind = stack.pop()
        found.append(kind)
        stack += kind.__subclasses__()
    return found


@cache
def known_keys() -> frozenset[str]:
    """Return every key of the format."""
    return frozenset(key for kind in kinds() for key in kind.keys())  # noqa: SIM118 - a record, no dict


def _metadata(field: Any) -> list[Any]:
    inner = [part for arg in get_args(field.annotation) for part in get_args(arg)[1:]]
    return [*field.metadata, *inner]


def _has_literal(annotation: Any) -> bool:
    return get_origin(annotation) is Literal or any(_has_literal(arg) for arg in get_args(annotation))
