"""Two scenarios compared by meaning, and three merged by ids: what differs is listed, never averaged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from ripeness.scenario.model import Scenario
from ripeness.scenario.plain import to_plain
from ripeness.yamltext.forms import Cell, Fields, same, steps
from ripeness.yamltext.spell import spelled

Kind = Literal["added", "removed", "changed", "reordered"]
Side = Literal["a", "b"]
Steps = tuple[str | int, ...]

_ASPECTS = {"because": "evidence", "else": "without its evidence", "within": "admissible range", "note": "note"}
MISSING = object()


# ---- the difference of two -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChangedPart:
    """One thing that differs.

    Attributes
    ----------
    path : str
        Dotted place in the scenario, such as ``preferences.north.trust``.
    kind : {"added", "removed", "changed", "reordered"}
        A part that has another id is removed and added.
    aspect : str
        Of an estimate: ``value``, ``range``, ``value and range``, ``evidence``, ``without its evidence``,
        ``admissible range`` or ``note``; else empty.
    before, after : plain data
        What stands there; None where nothing does.
    lines : pair of int or None
        Where it stands in the two files, counted from 1.
    """

    path: str
    kind: Kind
    before: Any = None
    after: Any = None
    aspect: str = ""
    lines: tuple[int | None, int | None] = (None, None)

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain data for JSON."""
        return {
            "path": self.path,
            "kind": self.kind,
            "aspect": self.aspect,
            "before": self.before,
            "after": self.after,
            "lines": list(self.lines),
        }


@dataclass(frozen=True)
class Difference:
    """All that differs between two scenarios, in the order of the reference."""

    a: str
    b: str
    digests: tuple[str, str]
    changes: tuple[ChangedPart, ...]

    def __bool__(self) -> bool:
        """Return whether anything differs."""
        return bool(self.changes)

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as plain data for JSON."""
        return {
            "a": {"scenario": self.a, "digest": self.digests[0]},
            "b": {"scenario": self.b, "digest": self.digests[1]},
            "equal": not self.changes,
            "changes": [c.to_dict() for c in self.changes],
        }


def diff(a: Scenario, b: Scenario) -> Difference:
    """Return what differs between two scenarios by meaning, not by lines.

    Records are compared by id, estimates by value, range, evidence and note, conditions by what they say however
    they are spelled. What is written although it is as by default is no difference.

    Parameters
    ----------
    a, b : Scenario
        The one before and the one after.

    Returns
    -------
    Difference
        False in a condition when nothing differs.

    Examples
    --------
    >>> import ripeness
    >>> from ripeness.scenario.diff import diff
    >>> scenario = ripeness.read("libya-2020")
    >>> retitled = scenario.model_copy(update={"title": "Libya"})
    >>> [(c.path, c.kind, c.after) for c in diff(scenario, retitled).changes]
    [('title', 'changed', 'Libya')]
    """
    found = differences(to_plain(a), to_plain(b))
    changes = tuple(replace(c, lines=_lines(a, b, c)) for c in found)
    return Difference(a.id, b.id, (_fresh(a).digest, _fresh(b).digest), changes)


def differences(a: Any, b: Any) -> tuple[ChangedPart, ...]:
    """Return what differs between two plain forms, without lines."""
    return tuple(_differences((), a, b))


def _fresh(scenario: Scenario) -> Scenario:
    """Return the scenario without what was worked out for the one that it is a changed copy of."""
    copy = scenario.model_copy()
    for name in [n for n in vars(copy) if n not in type(copy).model_fields]:
        del vars(copy)[name]
    return copy


def _lines(a: Scenario, b: Scenario, change: ChangedPart) -> tuple[int | None, int | None]:
    both = (a, change.before), (b, change.after)
    before, after = (None if there is None else line(scenario, change.path) for scenario, there in both)
    return before, after


def line(scenario: Scenario, path: str) -> int | None:
    """Return the line in which a part stands in its file, or None when it came from no file."""
    place = scenario.place(path)
    return place.line if place else None


def _differences(at: Steps, a: Any, b: Any) -> Iterator[ChangedPart]:
    if same(a, b):
        return
    if isinstance(a, Cell) and isinstance(b, Cell):
        yield from _of_estimates(dotted(at), a, b)
    elif isinstance(a, dict) and isinstance(b, dict) and isinstance(a, Fields) == isinstance(b, Fields):
        yield from _of_keys(at, a, b)
    elif isinstance(a, list) and isinstance(b, list):
        yield from _of_lists(at, a, b)
    else:
        yield ChangedPart(dotted(at), "changed", plain_data(a), plain_data(b))


def _of_keys(at: Steps, a: dict[str, Any], b: dict[str, Any]) -> Iterator[ChangedPart]:
    for key in [*a, *(k for k in b if k not in a)]:
        one, other = written_value(a, key), written_value(b, key)
        if one is MISSING or other is MISSING:
            yield from _of_one((*at, key), one, other)
        else:
            yield from _differences((*at, key), one, other)
    before, after = [k for k in a if k in b], [k for k in b if k in a]
    if before != after:
        yield ChangedPart(dotted(at), "reordered", before, after)


def written_value(keys: dict[str, Any], key: str) -> Any:
    """Return what stands under a key, unless it says what holds by default."""
    return MISSING if isinstance(keys, Fields) and key in keys.defaults else keys.get(key, MISSING)


def _of_one(at: Steps, one: Any, other: Any) -> Iterator[ChangedPart]:
    if one is MISSING and other is MISSING:
        return
    if isinstance(one, dict) and not isinstance(one, Fields):  # a whole section: its records one by one
        yield from (ChangedPart(dotted((*at, k)), "removed", plain_data(v)) for k, v in one.items())
    elif isinstance(other, dict) and not isinstance(other, Fields):
        yield from (ChangedPart(dotted((*at, k)), "added", None, plain_data(v)) for k, v in other.items())
    elif other is MISSING:
        yield ChangedPart(dotted(at), "removed", plain_data(one))
    else:
        yield ChangedPart(dotted(at), "added", None, plain_data(other))


def _of_lists(at: Steps, a: list[Any], b: list[Any]) -> Iterator[ChangedPart]:
    if not any(isinstance(item, dict) for item in (*a, *b)):
        kind: Kind = "reordered" if sorted(map(spelled, a)) == sorted(map(spelled, b)) else "changed"
        yield ChangedPart(dotted(at), kind, plain_data(a), plain_data(b))
        return
    for i, j in steps(a, b):
        if i is None and j is not None:
            yield ChangedPart(dotted((*at, j)), "added", None, plain_data(b[j]))
        elif i is not None and j is None:
            yield ChangedPart(dotted((*at, i)), "removed", plain_data(a[i]))
        elif i is not None and j is not None:
            yield from _differences((*at, j), a[i], b[j])


def _of_estimates(path: str, a: Cell, b: Cell) -> Iterator[ChangedPart]:
    if not same(a["is"], b["is"]):
        aspect = _value_aspect(a["is"], b["is"])
        yield ChangedPart(path, "changed", plain_data(a["is"]), plain_data(b["is"]), aspect)
    for key, aspect in _ASPECTS.items():
        before, after = a.get(key), b.get(key)
        if not same(before, after):
            yield ChangedPart(path, "changed", plain_data(before), plain_data(after), aspect)


def _value_aspect(a: Any, b: Any) -> str:
    """Return what of a number differs: its most likely value, its range, or both."""
    three = [x if isinstance(x, list) and len(x) == 3 else None for x in (a, b)]
    middles = [x[1] if x else y for x, y in zip(three, (a, b), strict=True)]
    if all(isinstance(m, str) for m in middles):
        if middles[0] == middles[1]:
            return "range"
        return "value and range" if three[0] or three[1] else "value"
    return "range" if isinstance(a, list) and isinstance(b, list) and len(a) == len(b) == 2 else "value and range"


def dotted(at: Steps) -> str:
    """Return steps as a dotted path."""
    return ".".join(map(str, at))


def plain_data(value: Any) -> Any:
    """Return a plain form as data for JSON; an estimate of a value alone as that value."""
    if isinstance(value, Cell) and list(value) == ["is"]:
        return plain_data(value["is"])
    if isinstance(value, dict):
        return {key: plain_data(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain_data(item) for item in value]
    return str(value) if isinstance(value, str) else None
