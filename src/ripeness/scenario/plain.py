"""A scenario as plain data, as a file would hold it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_origin

from ripeness.scenario.estimate import Estimate, Spread, plain
from ripeness.scenario.graph import FROM_VALUES, GraphPreference
from ripeness.scenario.logic import Condition
from ripeness.scenario.record import Record
from ripeness.scenario.timeline import Setting
from ripeness.yamltext.forms import Bare, Cell, Fields, Many, Rule
from ripeness.yamltext.spell import WORDS_OF_YAML


def to_plain(part: Any) -> Any:
    """Return a part of a scenario as dicts, lists and text, as a file would hold it.

    Parameters
    ----------
    part : Scenario or any part of one
        What is left out of a file because it is empty, or as by default and not written, is left out here.

    Returns
    -------
    dict, list or str
        Texts of the format's own words, numbers and dates are :class:`Bare`.

    Examples
    --------
    >>> import ripeness
    >>> from ripeness.scenario.plain import to_plain
    >>> to_plain(ripeness.read("libya-2020").actors["gna"].role)
    ['party']
    """
    if isinstance(part, Setting):
        return str(part)
    if isinstance(part, Record):
        return _fields(part)
    if isinstance(part, Condition):
        rule = Rule(part.text)
        rule.meaning = str(part)
        return rule
    if isinstance(part, Mapping):
        return {str(key): to_plain(item) for key, item in part.items()}
    if isinstance(part, (tuple, list)):
        return [to_plain(item) for item in part]
    if isinstance(part, Spread):
        return _spread(part)
    return part if isinstance(part, str) else Bare(_word(part))


def _word(part: Any) -> str:
    if isinstance(part, bool):
        return "true" if part else "false"
    return plain(part) if type(part) is Decimal else str(part)


def _spread(part: Spread) -> Any:
    if part.shape in ("point", "unknown") or part.word:
        return Bare(part)
    return [Bare(plain(n)) for n in (part.low, part.mode, part.high) if n is not None]


def _fields(part: Record) -> Any:
    found = Cell() if isinstance(part, Estimate) else Fields()
    defaults = set()
    for name, key, default, is_word in _shape(type(part)):
        value = getattr(part, name)
        as_default = value == default
        if as_default and (name not in part.model_fields_set or value in (None, "", (), {})):
            continue
        if as_default:
            defaults.add(key)
        found[key] = _grade(value) if is_word else to_plain(value)
        if name in _MANY:
            found[key] = Many(map(_grade, found[key]))
    found |= {key: to_plain(value) for key, value in (part.model_extra or {}).items()}
    found.defaults = frozenset(defaults)
    return Bare(FROM_VALUES) if isinstance(part, GraphPreference) and list(found) == [FROM_VALUES] else found


_MANY = ("role", "first_of")
_LATE = ("willing", "lawful", "harm", "because", "note")  # written after the other keys of their record


@cache
def _shape(kind: type[Record]) -> tuple[tuple[str, str, Any, bool], ...]:
    """Return name, key, default and whether it is one of some words, for every field, as they are written."""
    fields = kind.model_fields
    names = [n for n in fields if n not in _LATE or kind.whole] + [n for n in _LATE if n in fields and not kind.whole]
    return tuple(
        (
            name,
            fields[name].alias or name,
            fields[name].get_default(call_default_factory=True, validated_data={}),
            get_origin(fields[name].annotation) is Literal,
        )
        for name in names
    )


def _grade(word: Any) -> str:
    """Return a word of the format bare, unless other readers of YAML would take it for true or false."""
    return str(word) if str(word) in WORDS_OF_YAML else Bare(word)
