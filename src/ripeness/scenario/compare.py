"""Two scenarios compared by meaning, and three merged by ids: what differs is listed, never averaged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ripeness.errors import Problem, ScenarioError
from ripeness.scenario.comments import carried
from ripeness.scenario.model import Scenario
from ripeness.scenario.read import read_text
from ripeness.scenario.write import Cell, Fields, lay, name_of, original, same, spelled, steps, to_plain, whole, write

Kind = Literal["added", "removed", "changed", "reordered"]
Side = Literal["a", "b"]
Steps = tuple[str | int, ...]

_ASPECTS = {"because": "evidence", "else": "without its evidence", "within": "admissible range", "note": "note"}
_MISSING = object()


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
    >>> from ripeness.scenario.compare import diff
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
        yield from _of_estimates(_path(at), a, b)
    elif isinstance(a, dict) and isinstance(b, dict) and isinstance(a, Fields) == isinstance(b, Fields):
        yield from _of_keys(at, a, b)
    elif isinstance(a, list) and isinstance(b, list):
        yield from _of_lists(at, a, b)
    else:
        yield ChangedPart(_path(at), "changed", plain_data(a), plain_data(b))


def _of_keys(at: Steps, a: dict[str, Any], b: dict[str, Any]) -> Iterator[ChangedPart]:
    for key in [*a, *(k for k in b if k not in a)]:
        one, other = _said(a, key), _said(b, key)
        if one is _MISSING or other is _MISSING:
            yield from _of_one((*at, key), one, other)
        else:
            yield from _differences((*at, key), one, other)
    before, after = [k for k in a if k in b], [k for k in b if k in a]
    if before != after:
        yield ChangedPart(_path(at), "reordered", before, after)


def _said(keys: dict[str, Any], key: str) -> Any:
    """Return what stands under a key, unless it says what holds by default."""
    return _MISSING if isinstance(keys, Fields) and key in keys.defaults else keys.get(key, _MISSING)


def _of_one(at: Steps, one: Any, other: Any) -> Iterator[ChangedPart]:
    if one is _MISSING and other is _MISSING:
        return
    if isinstance(one, dict) and not isinstance(one, Fields):  # a whole section: its records one by one
        yield from (ChangedPart(_path((*at, k)), "removed", plain_data(v)) for k, v in one.items())
    elif isinstance(other, dict) and not isinstance(other, Fields):
        yield from (ChangedPart(_path((*at, k)), "added", None, plain_data(v)) for k, v in other.items())
    elif other is _MISSING:
        yield ChangedPart(_path(at), "removed", plain_data(one))
    else:
        yield ChangedPart(_path(at), "added", None, plain_data(other))


def _of_lists(at: Steps, a: list[Any], b: list[Any]) -> Iterator[ChangedPart]:
    if not any(isinstance(item, dict) for item in (*a, *b)):
        kind: Kind = "reordered" if sorted(map(spelled, a)) == sorted(map(spelled, b)) else "changed"
        yield ChangedPart(_path(at), kind, plain_data(a), plain_data(b))
        return
    for i, j in steps(a, b):
        if i is None and j is not None:
            yield ChangedPart(_path((*at, j)), "added", None, plain_data(b[j]))
        elif i is not None and j is None:
            yield ChangedPart(_path((*at, i)), "removed", plain_data(a[i]))
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


def _path(at: Steps) -> str:
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


# ---- the merge of three ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Evidence:
    """A claim behind one side of a conflict, with what it says and where it comes from."""

    claim: str
    says: str
    source: str
    grade: str


@dataclass(frozen=True)
class MergeSide:
    """What one side says in a conflict; ``value`` is None where it removed the part."""

    value: Any
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    line: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the version as plain data for JSON."""
        return {
            "value": self.value,
            "evidence": [vars(e) for e in self.evidence],
            "note": self.note,
            "line": self.line,
        }


@dataclass(frozen=True)
class MergeConflict:
    """A cell that both sides changed, each in its own way, or that one removed and the other changed.

    Attributes
    ----------
    path : str
        Dotted place of the estimate, field, list or record.
    kind : {"both-changed", "removed-and-changed", "both-added", "both-reordered"}
        What happened.
    base : plain data
        What stood there before; None for nothing.
    a, b : MergeSide
        Both values with their evidence.
    chosen : {"a", "b"} or None
        The side that the caller preferred.
    """

    path: str
    kind: str
    base: Any
    a: MergeSide
    b: MergeSide
    chosen: Side | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the conflict as plain data for JSON."""
        return {
            "path": self.path,
            "kind": self.kind,
            "base": self.base,
            "a": self.a.to_dict(),
            "b": self.b.to_dict(),
            "chosen": self.chosen,
        }


@dataclass(frozen=True)
class Merged:
    """Three scenarios as one, or what stands in the way.

    Attributes
    ----------
    scenario : Scenario or None
        None while a conflict is open or the merged scenario has problems.
    text : str or None
        Its file: the text of ``a`` with the changes of ``b`` laid in.
    conflicts : tuple of MergeConflict
        All of them, also those that were decided by preference.
    taken : mapping
        The paths that were taken from ``a`` alone and from ``b`` alone.
    problems : tuple of Problem
        What is wrong with the merged scenario, each with where it came from.
    """

    scenario: Scenario | None
    text: str | None
    conflicts: tuple[MergeConflict, ...] = ()
    taken: Mapping[Side, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def open(self) -> tuple[MergeConflict, ...]:
        """The conflicts that nobody decided."""
        return tuple(c for c in self.conflicts if c.chosen is None)

    def to_dict(self) -> dict[str, Any]:
        """Return the merge as plain data for JSON."""
        return {
            "merged": self.scenario is not None,
            "digest": self.scenario.digest if self.scenario else None,
            "conflicts": [c.to_dict() for c in self.conflicts],
            "taken": {side: list(paths) for side, paths in self.taken.items()},
            "problems": [p.to_dict() for p in self.problems],
        }


def merge(base: Scenario, a: Scenario, b: Scenario, *, prefer: Side | Mapping[str, Side] | None = None) -> Merged:
    """Return what becomes of a scenario that two people changed apart.

    A cell is one estimate, one field or one list. What one side changed is taken, what both changed alike is taken
    once, and what they changed differently is a conflict with both values and their evidence. Nothing is averaged.

    Parameters
    ----------
    base, a, b : Scenario
        What both started from, and the two changed ones.
    prefer : {"a", "b"} or mapping of path to one of these, optional
        Who is right in a conflict: everywhere, or at a path and below.

    Returns
    -------
    Merged
        With a scenario when no conflict is open and the reader accepts it.

    Notes
    -----
    Records are the cells of a table: a section that one side empties and the other adds to is no conflict. The text is
    that of ``a`` with its comments; those that ``b`` alone wrote come along, at the entries that they stand at.

    Records of one id that both sides added differ in every cell that is not the same. Where both sides add records
    to one table, those of ``b`` follow the record that they follow in ``b``.

    Examples
    --------
    >>> import ripeness
    >>> from ripeness.scenario.compare import merge
    >>> base = ripeness.read("libya-2020")
    >>> a = base.model_copy(update={"title": "Libya, a week in January"})
    >>> b = base.model_copy(update={"title": "Libya, five days in January"})
    >>> [(c.path, c.b.value) for c in merge(base, a, b).conflicts]
    [('title', 'Libya, five days in January')]
    >>> merge(base, a, b, prefer="b").scenario.title
    'Libya, five days in January'
    """
    sides = _Sides(base, a, b, prefer)
    plain = sides.keys((), to_plain(base), to_plain(a), to_plain(b), fresh=False)
    conflicts, taken = tuple(sides.conflicts), {side: tuple(paths) for side, paths in sides.taken.items()}
    if any(c.chosen is None for c in conflicts):
        return Merged(None, None, conflicts, taken)
    text = _merged_text(a, plain)
    try:
        scenario = read_text(text, f"{name_of(a)} merged")
        text = carried(text, original(base), original(a), original(b), lambda t: _means(t, scenario))
        return Merged(read_text(text, f"{name_of(a)} merged"), text, conflicts, taken)
    except ScenarioError as error:
        problems = tuple(sides.traced(p) for p in error.problems)
        return Merged(None, None, conflicts, taken, problems)


def _merged_text(a: Scenario, plain: Fields) -> str:
    text = write(a)
    if original(a) is None:
        return whole(plain)
    mark = "\ufeff" * text.startswith("\ufeff")
    before = to_plain(a)
    return text if same(before, plain) else mark + lay(text.removeprefix("\ufeff"), before, plain)


def _means(text: str, scenario: Scenario) -> bool:
    """Return whether a text is still a scenario of the same meaning."""
    try:
        return read_text(text).digest == scenario.digest
    except ScenarioError:
        return False


class _Sides:
    """Walks three plain forms together and keeps what was found."""

    def __init__(self, base: Scenario, a: Scenario, b: Scenario, prefer: Side | Mapping[str, Side] | None) -> None:
        self.base, self.a, self.b, self.prefer = base, a, b, prefer
        self.conflicts: list[MergeConflict] = []
        self.taken: dict[Side, list[str]] = {"a": [], "b": []}
        self.gone: list[tuple[Side, str]] = []  # what one side removed

    def keys(self, at: Steps, base: dict[str, Any], a: dict[str, Any], b: dict[str, Any], *, fresh: bool) -> Fields:
        """Return the merged keys of a record or table, in order; ``fresh``: both sides added it."""
        merged = Fields() if isinstance(a, Fields) else {}
        for key in self._order(at, base, a, b):
            value = self.cell((*at, key), *(_said(x, key) for x in (base, a, b)), fresh=fresh)
            if value is _MISSING:  # unless it is written although as by default
                value = a.get(key, _MISSING) if _said(a, key) is _MISSING else _MISSING
                value = b.get(key, _MISSING) if value is _MISSING and _said(b, key) is _MISSING else value
            if value is not _MISSING:
                merged[key] = value
        return merged  # type: ignore[return-value] # a table is handled alike

    def cell(self, at: Steps, base: Any, a: Any, b: Any, *, fresh: bool) -> Any:
        """Return what becomes of one part; missing where it goes, or while it is in conflict."""
        if _alike(a, b):
            return a
        if _tables(base, a, b):
            return self._table(at, base, a, b, fresh=fresh)
        if _divisible(base, a, b):
            both_added = base is _MISSING and isinstance(a, Fields)
            return self.keys(at, {} if base is _MISSING else base, a, b, fresh=fresh or both_added)
        if not fresh and _alike(base, b):
            return self._take("a", at, base, a)
        if not fresh and _alike(base, a):
            return self._take("b", at, base, b)
        return self._conflict(at, base, a, b)

    def _table(self, at: Steps, base: Any, a: Any, b: Any, *, fresh: bool) -> Any:
        """Return a merged table: its records are the cells, and one without records is as good as none."""
        was, mine, theirs = ({} if x is _MISSING else x for x in (base, a, b))
        merged = self.keys(at, was, mine, theirs, fresh=fresh)
        return merged if merged or a == {} else _MISSING

    def traced(self, problem: Problem) -> Problem:
        """Return a problem of the merged scenario with where both of its halves came from."""
        origins = []
        for side, scenario in (("a", self.a), ("b", self.b)):
            touched = any(_covers(p, problem.path) or _covers(problem.path, p) for p in self._touched(side))
            if touched:
                at = line(scenario, problem.path)
                origins.append(f"{side.upper()} changed '{problem.path}'" + (f" (line {at})" if at else ""))
        named = set(re.findall(r"'([^']+)'", problem.message))
        for side, path in self.gone:
            if path.rsplit(".", 1)[-1] in named:
                at = line(self.base, path)
                origins.append(f"{side.upper()} removed '{path}'" + (f" (line {at} of the base)" if at else ""))
        message = f"{problem.message}; {'; '.join(origins)}" if origins else problem.message
        return replace(problem, message=message)

    def _touched(self, side: str) -> list[str]:
        return self.taken["a" if side == "a" else "b"] + [c.path for c in self.conflicts if c.chosen == side]

    def _order(self, at: Steps, base: dict[str, Any], a: dict[str, Any], b: dict[str, Any]) -> list[str]:
        moved_a, moved_b = _moved(base, a), _moved(base, b)
        first, second = (b, a) if moved_b and not moved_a else (a, b)
        if moved_a and moved_b and _moved(a, b):
            path, chosen = _path(at), self._chosen(_path(at))
            one, other = MergeSide(list(a), line=line(self.a, path)), MergeSide(list(b), line=line(self.b, path))
            self.conflicts.append(MergeConflict(path, "both-reordered", list(base), one, other, chosen))
            first, second = (b, a) if chosen == "b" else (a, b)
        elif moved_a or moved_b:
            self.taken["a" if moved_a else "b"].append(_path(at))
        return _woven(list(first), list(second))

    def _take(self, side: Side, at: Steps, base: Any, value: Any) -> Any:
        self.taken[side].append(_path(at))
        if value is _MISSING:
            self.gone.append((side, _path(at)))
        elif isinstance(base, dict) and isinstance(value, dict):
            self.gone += [(side, _path((*at, k))) for k in base if k not in value]
        return value

    def _conflict(self, at: Steps, base: Any, a: Any, b: Any) -> Any:
        path = _path(at)
        kind = "both-added" if base is _MISSING else "both-changed"
        if base is not _MISSING and (a is _MISSING or b is _MISSING):
            kind = "removed-and-changed"
        chosen = self._chosen(path)
        was = None if base is _MISSING else plain_data(base)
        versions = _version(self.a, path, a), _version(self.b, path, b)
        self.conflicts.append(MergeConflict(path, kind, was, *versions, chosen))
        if (a if chosen == "a" else b) is _MISSING and chosen:
            self.gone.append((chosen, path))
        return b if chosen == "b" else a

    def _chosen(self, path: str) -> Side | None:
        if self.prefer is None or isinstance(self.prefer, str):
            return self.prefer
        fitting = [p for p in self.prefer if _covers(p, path)]
        return self.prefer[max(fitting, key=len)] if fitting else None


def _alike(a: Any, b: Any) -> bool:
    if a is _MISSING or b is _MISSING:
        return a is b
    return same(meant(a), meant(b))


def meant(value: Any) -> Any:
    """Return a plain form without what is written although it is as by default."""
    if isinstance(value, dict):
        kept = ((k, meant(v)) for k, v in value.items() if _said(value, k) is not _MISSING)
        return type(value)(kept)
    return [meant(item) for item in value] if isinstance(value, list) else value


def _tables(base: Any, a: Any, b: Any) -> bool:
    """Return whether parts are tables of records, of which one may be missing because it has no record."""
    given = [x for x in (base, a, b) if x is not _MISSING]
    return all(isinstance(x, dict) and not isinstance(x, Fields) for x in given) and len(given) > 1


def _divisible(base: Any, a: Any, b: Any) -> bool:
    """Return whether three parts are records or tables of one kind, to be merged key by key."""
    given = [x for x in (base, a, b) if x is not _MISSING]
    if a is _MISSING or b is _MISSING or not all(isinstance(x, dict) and not isinstance(x, Cell) for x in given):
        return False
    return len({(type(x), str(x.get("kind")), "ranked" in x) for x in given}) == 1


def _moved(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return [k for k in a if k in b] != [k for k in b if k in a]


def _woven(first: list[str], second: list[str]) -> list[str]:
    """Return the keys of both: those of the second alone after the key that they follow there."""
    woven, known = list(first), set(first)
    following: str | None = None
    for key in second:
        if key not in known:
            woven.insert(woven.index(following) + 1 if following is not None else 0, key)
            known.add(key)
        following = key
    return woven


def _covers(path: str, inner: str) -> bool:
    return inner == path or inner.startswith(f"{path}.")


def _version(scenario: Scenario, path: str, value: Any) -> MergeSide:
    if value is _MISSING:
        return MergeSide(None)
    claims = _claims(value)
    note = value.get("note", "") if isinstance(value, dict) else ""
    evidence = tuple(_evidence(scenario, claim) for claim in claims)
    return MergeSide(plain_data(value), evidence, str(note), line(scenario, path))


def _claims(value: Any) -> list[str]:
    """Return the claims that a part rests on, in order, those of its inner parts included."""
    if isinstance(value, list):
        return list(dict.fromkeys(c for item in value for c in _claims(item)))
    if not isinstance(value, dict):
        return []
    own = [str(c) for c in value.get("because", ())] if isinstance(value, Fields) else []
    return list(dict.fromkeys([*own, *(c for item in value.values() for c in _claims(item))]))


def _evidence(scenario: Scenario, claim: str) -> Evidence:
    record = scenario.claims.get(claim)
    if record is None:
        return Evidence(claim, "", "", "")
    source = scenario.sources.get(record.source)
    return Evidence(claim, record.says, record.source, f"{source.grade if source else ''}{record.grade}")
