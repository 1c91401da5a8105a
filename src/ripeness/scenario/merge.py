"""Two changed files and what both began from become one, by meaning; what both changed differently is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ripeness.errors import Problem, ScenarioError
from ripeness.scenario.comments import carried
from ripeness.scenario.diff import MISSING, Steps, dotted, line, plain_data, written_value
from ripeness.scenario.model import Scenario
from ripeness.scenario.plain import to_plain
from ripeness.scenario.read import read_text
from ripeness.scenario.write import name_of, original, write
from ripeness.yamltext.edit import lay
from ripeness.yamltext.forms import Cell, Fields, same
from ripeness.yamltext.spell import whole

Side = Literal["a", "b"]


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
    >>> from ripeness.scenario.merge import merge
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
            value = self.cell((*at, key), *(written_value(x, key) for x in (base, a, b)), fresh=fresh)
            if value is MISSING:  # unless it is written although as by default
                value = a.get(key, MISSING) if written_value(a, key) is MISSING else MISSING
                value = b.get(key, MISSING) if value is MISSING and written_value(b, key) is MISSING else value
            if value is not MISSING:
                merged[key] = value
        return merged  # type: ignore[return-value] # a table is handled alike

    def cell(self, at: Steps, base: Any, a: Any, b: Any, *, fresh: bool) -> Any:
        """Return what becomes of one part; missing where it goes, or while it is in conflict."""
        if _alike(a, b):
            return a
        if _tables(base, a, b):
            return self._table(at, base, a, b, fresh=fresh)
        if _divisible(base, a, b):
            both_added = base is MISSING and isinstance(a, Fields)
            return self.keys(at, {} if base is MISSING else base, a, b, fresh=fresh or both_added)
        if not fresh and _alike(base, b):
            return self._take("a", at, base, a)
        if not fresh and _alike(base, a):
            return self._take("b", at, base, b)
        return self._conflict(at, base, a, b)

    def _table(self, at: Steps, base: Any, a: Any, b: Any, *, fresh: bool) -> Any:
        """Return a merged table: its records are the cells, and one without records is as good as none."""
        was, mine, theirs = ({} if x is MISSING else x for x in (base, a, b))
        merged = self.keys(at, was, mine, theirs, fresh=fresh)
        return merged if merged or a == {} else MISSING

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
            path, chosen = dotted(at), self._chosen(dotted(at))
            one, other = MergeSide(list(a), line=line(self.a, path)), MergeSide(list(b), line=line(self.b, path))
            self.conflicts.append(MergeConflict(path, "both-reordered", list(base), one, other, chosen))
            first, second = (b, a) if chosen == "b" else (a, b)
        elif moved_a or moved_b:
            self.taken["a" if moved_a else "b"].append(dotted(at))
        return _woven(list(first), list(second))

    def _take(self, side: Side, at: Steps, base: Any, value: Any) -> Any:
        self.taken[side].append(dotted(at))
        if value is MISSING:
            self.gone.append((side, dotted(at)))
        elif isinstance(base, dict) and isinstance(value, dict):
            self.gone += [(side, dotted((*at, k))) for k in base if k not in value]
        return value

    def _conflict(self, at: Steps, base: Any, a: Any, b: Any) -> Any:
        path = dotted(at)
        kind = "both-added" if base is MISSING else "both-changed"
        if base is not MISSING and (a is MISSING or b is MISSING):
            kind = "removed-and-changed"
        chosen = self._chosen(path)
        was = None if base is MISSING else plain_data(base)
        versions = _version(self.a, path, a), _version(self.b, path, b)
        self.conflicts.append(MergeConflict(path, kind, was, *versions, chosen))
        if (a if chosen == "a" else b) is MISSING and chosen:
            self.gone.append((chosen, path))
        return b if chosen == "b" else a

    def _chosen(self, path: str) -> Side | None:
        if self.prefer is None or isinstance(self.prefer, str):
            return self.prefer
        fitting = [p for p in self.prefer if _covers(p, path)]
        return self.prefer[max(fitting, key=len)] if fitting else None


def _alike(a: Any, b: Any) -> bool:
    if a is MISSING or b is MISSING:
        return a is b
    return same(meant(a), meant(b))


def meant(value: Any) -> Any:
    """Return a plain form without what is written although it is as by default."""
    if isinstance(value, dict):
        kept = ((k, meant(v)) for k, v in value.items() if written_value(value, k) is not MISSING)
        return type(value)(kept)
    return [meant(item) for item in value] if isinstance(value, list) else value


def _tables(base: Any, a: Any, b: Any) -> bool:
    """Return whether parts are tables of records, of which one may be missing because it has no record."""
    given = [x for x in (base, a, b) if x is not MISSING]
    return all(isinstance(x, dict) and not isinstance(x, Fields) for x in given) and len(given) > 1


def _divisible(base: Any, a: Any, b: Any) -> bool:
    """Return whether three parts are records or tables of one kind, to be merged key by key."""
    given = [x for x in (base, a, b) if x is not MISSING]
    if a is MISSING or b is MISSING or not all(isinstance(x, dict) and not isinstance(x, Cell) for x in given):
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
    if value is MISSING:
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
