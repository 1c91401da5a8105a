"""Parts of one scenario laid into another: what each says without words and evidence, and where the two differ.

Fields are told apart by the class that they belong to, never by what they are called: an actor may be called `name`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from ripeness.scenario import Scenario
from ripeness.scenario.diff import ChangedPart, differences
from ripeness.scenario.estimate import UNKNOWN, Estimate
from ripeness.scenario.parties import Issue
from ripeness.scenario.plain import to_plain
from ripeness.scenario.record import Record, is_words
from ripeness.scenario.timeline import Effect
from ripeness.yamltext.forms import Cell, Fields

#: Sections on which no figure rests: where numbers come from, and what was forecast.
_SECTIONS = ("sources", "claims", "forecasts")
#: Texts that are read as something else than words.
_READ = {(Effect, "path")}


def told(scenario: Scenario) -> Fields:
    """Return the plain form of a scenario without words and evidence: all on which a figure may rest."""
    plain = _without_words(scenario)
    assert isinstance(plain, Fields)  # noqa: S101 - a scenario is a record
    for section in _SECTIONS:
        plain.pop(section, None)
    plain["id"] = "mixed"
    return plain


def _without_words(part: Any) -> Any:
    plain = to_plain(part)
    if isinstance(part, Estimate):
        return _number(part, plain)
    if isinstance(part, Record) and isinstance(plain, Fields):
        for name, key in _fields(type(part)):
            if key in plain:
                plain[key] = _without_words(getattr(part, name))
        for key, item in (part.model_extra or {}).items():
            plain[key] = _without_words(item)
        for key in _words(type(part)):
            plain.pop(key, None)
        if isinstance(part, Issue):  # the wordings of its alternatives
            plain["alternatives"] = {key: key for key in part.alternatives}
        return plain
    if isinstance(part, Mapping):
        return {str(key): _without_words(item) for key, item in part.items()}
    if isinstance(part, tuple) and any(isinstance(item, Record) for item in part):
        return [_without_words(item) for item in part]
    return plain


def _number(part: Estimate, plain: Any) -> Cell:
    kept = ("is", "within") if part.is_ == UNKNOWN else ("is",)
    found = Cell()
    found |= {key: plain[key] for key in kept if key in plain}
    return found


@cache
def _fields(kind: type[Record]) -> tuple[tuple[str, str], ...]:
    """Return name and key of the fields of a class that hold other parts of a scenario, or tables of them."""
    fields = kind.model_fields.items()
    return tuple((name, field.alias or name) for name, field in fields if _holds_parts(field.annotation))


def _holds_parts(annotation: Any) -> bool:
    if isinstance(annotation, type) and not get_args(annotation):
        return issubclass(annotation, Record)
    return any(map(_holds_parts, get_args(annotation)))


@cache
def _words(kind: type[Record]) -> tuple[str, ...]:
    """Return the keys of a class that hold words or evidence."""
    return tuple(
        field.alias or name
        for name, field in kind.model_fields.items()
        if name == "because" or (is_words(field) and (kind, name) not in _READ)
    )


@dataclass(frozen=True)
class Spot:
    """A part that is exchanged as a whole, or the order of a table.

    Attributes
    ----------
    steps : tuple of str
        Where it stands.
    order : bool
        Whether only the order of what stands there is exchanged.
    changes : tuple of ChangedPart
        What differs there.
    """

    steps: tuple[str, ...]
    order: bool
    changes: tuple[ChangedPart, ...]

    @property
    def path(self) -> str:
        """Its dotted path."""
        return ".".join(self.steps)


def spots(a: Fields, b: Fields) -> tuple[Spot, ...]:
    """Return where two plain forms differ: single fields and estimates, whole lists, and the order of tables."""
    found: dict[tuple[tuple[str, ...], bool], list[ChangedPart]] = {}
    for change in differences(a, b):
        steps, whole = _steps(a, b, change.path)
        order = change.kind == "reordered" and not whole
        found.setdefault((steps, order), []).append(change)
    return tuple(Spot(steps, order, tuple(changes)) for (steps, order), changes in found.items())


def _steps(a: Any, b: Any, path: str) -> tuple[tuple[str, ...], bool]:
    """Return the steps to what is exchanged, and whether that is a list, or an estimate, in which the change stands.

    A key such as `1.5 days` holds a dot itself.
    """
    steps: list[str] = []
    rest = path
    parts = [a, b]
    while rest:
        if any(isinstance(part, (list, Cell)) for part in parts):
            return tuple(steps), True
        keys = {key for part in parts if isinstance(part, dict) for key in part}
        step = max((k for k in keys if rest == k or rest.startswith(f"{k}.")), key=len)
        steps.append(step)
        rest = rest[len(step) + 1 :]
        parts = [part.get(step) if isinstance(part, dict) else None for part in parts]
    return tuple(steps), any(isinstance(part, list) for part in parts)


def mixed(a: Fields, b: Fields, chosen: Iterable[Spot]) -> Fields:
    """Return the first plain form with some parts as in the second: order last, when all that it orders is there."""
    found: Any = a
    for spot in sorted(chosen, key=lambda s: s.order):
        found = _laid(found, b, spot.steps, order=spot.order)
    assert isinstance(found, Fields)  # noqa: S101 - the whole stays a scenario
    return found


def _laid(a: Any, b: Any, steps: Sequence[str], *, order: bool) -> Any:
    if not steps:
        return _ordered(a, b)
    step, *rest = steps
    found = _copied(a if isinstance(a, dict) else type(b)() if isinstance(b, dict) else {})
    there = b.get(step) if isinstance(b, dict) else None
    if rest or order:
        laid = _laid(found.get(step), there, rest, order=order)
        there = None if there is None and not laid else laid  # a table of which nothing is left
    if there is None:
        found.pop(step, None)
        return found
    new = step not in found
    found[step] = there
    return _placed(found, list(b) if isinstance(b, dict) else [], step) if new else found


def _copied(a: dict[str, Any]) -> dict[str, Any]:
    copy = type(a)(a)
    if isinstance(a, Fields) and isinstance(copy, Fields):
        copy.defaults = a.defaults
    return copy


def _placed(found: dict[str, Any], order: list[str], step: str) -> dict[str, Any]:
    """Return the keys with a new one after the nearest that it follows in the other file."""
    before = order[: order.index(step)] if step in order else []
    follows = next((key for key in reversed(before) if key in found), None)
    keys = [key for key in found if key != step]
    keys.insert(keys.index(follows) + 1 if follows is not None else 0, step)
    return _arranged(found, keys)


def _ordered(a: Any, b: Any) -> Any:
    """Return a table with the order of another; what that does not have stays after what it follows."""
    if not isinstance(a, dict) or not isinstance(b, dict):
        return a
    keys = [key for key in b if key in a]
    follows = ""
    for key in a:
        if key not in b:
            keys.insert(keys.index(follows) + 1 if follows else 0, key)
        follows = key
    return _arranged(a, keys)


def _arranged(a: dict[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    copy = _copied(a)
    copy.clear()
    copy |= {key: a[key] for key in keys}
    return copy


def silent(changes: Iterable[ChangedPart], heard: Iterable[Spot]) -> int:
    """Return how many changes are of words and evidence: those that no exchanged part accounts for."""
    places = [(spot.path, spot.order) for spot in heard]
    return sum(_of_words(change, places) for change in changes)


def _of_words(change: ChangedPart, places: Sequence[tuple[str, bool]]) -> bool:
    if change.aspect in ("note", "evidence", "without its evidence"):
        return True
    return not any(
        place == change.path if order else _covers(place, change.path) or _covers(change.path, place)
        for place, order in places
    )


def _covers(path: str, inner: str) -> bool:
    return inner == path or inner.startswith(f"{path}.")
