"""Scenario files in: every problem at once, each with its place, its line and a hint."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from pathlib import Path as FilePath
from typing import IO, Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ripeness.errors import Edit, Place, Problem, ScenarioError, brief
from ripeness.scenario.allow import Allowance, allowances
from ripeness.scenario.checks import Finding, Names, check_meaning, check_references
from ripeness.scenario.cures import CURES
from ripeness.scenario.fields import text_keys
from ripeness.scenario.model import Scenario
from ripeness.scenario.record import Record, shown
from ripeness.scenario.text import DEFINE, matching, tree_of
from ripeness.scenario.tree import MAX_BYTES, List, Map, Mark, Node, Path, SourceText, decode, locate, walk

_ROUNDS = 12  # how often a file with problems is cut down before its references are checked
_PLACEHOLDERS = {"ripeness": "1", "id": "unnamed"}  # so that other references can still be checked


def read(file: str | FilePath | IO[bytes]) -> Scenario:
    """Return the scenario in a file.

    Parameters
    ----------
    file : str, path or binary file
        A YAML file of format version 1, or something open to read its bytes from.

    Returns
    -------
    Scenario
        Immutable; its ``digest`` identifies the meaning of the file.

    Raises
    ------
    ScenarioError
        With every problem of the file, in file order.
    OSError
        When the file cannot be opened.
    """
    if hasattr(file, "read"):
        raw, name = file.read(MAX_BYTES + 1), str(getattr(file, "name", "scenario"))
    else:
        name = str(file)
        with FilePath(name).open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    return read_bytes(raw, name)


def read_text(text: str, name: str = "scenario") -> Scenario:
    """Return the scenario in a text, as :func:`read` does for a file."""
    return read_bytes(text.encode("utf-8", "surrogatepass"), name)


def read_bytes(raw: bytes, name: str) -> Scenario:
    """Return the scenario in the bytes of a file called ``name``, as :func:`read` does."""
    text = decode(raw, name)
    scenario, problems = _read(text, name)
    if problems:
        from ripeness.scenario.consequences import without_consequences

        raise ScenarioError(without_consequences(text, problems, lambda changed: _problems(changed, name)))
    assert scenario is not None  # noqa: S101 - without problems there is a scenario
    return scenario


def _problems(text: str, name: str) -> list[Problem]:
    try:
        return _read(text, name)[1]
    except ScenarioError as error:
        return list(error.problems)


def _read(text: str, name: str) -> tuple[Scenario | None, list[Problem]]:
    """Return the scenario in a text, and its problems in file order."""
    tree, problems, source, touched = tree_of(text, name)
    if not isinstance(tree, Map):
        hint = "a scenario begins with `ripeness: 1`, then keys such as actors and issues"
        message = f"this is no scenario: keys with values were expected, found {shown(tree)}"
        raise ScenarioError([*problems, Problem("not-a-scenario", message, source.place(0, 0), hint)])
    places = Places(tree, source)
    scenario, wrong, cut = _validate(tree, places)
    if scenario is not None:
        names = Names.of(scenario, tree)
        findings = [*check_references(scenario, names), *check_meaning(scenario, names, cut)]
        wrong += [places.problem(replace(f, path=whole_path(tree, f.path, cut))) for f in findings]
    problems += [p for p in wrong if p.place is None or p.place.line not in touched]
    if scenario is not None:
        scenario._places = places  # noqa: SLF001 - the reader alone knows them
    return scenario, _in_order(problems)


_CUT = re.compile(r" #[ ]?[0-9].*")


class Places:
    """Finds the place in the file of a part of the scenario."""

    def __init__(self, tree: Map, source: SourceText) -> None:
        self.tree = tree
        self.source = source

    def __eq__(self, other: object) -> bool:
        """Return True for any places: where a scenario stood is no part of what it means."""
        return isinstance(other, Places)

    def __hash__(self) -> int:
        """Return the same for all."""
        return hash(Places)

    def __call__(self, path: str | Path, *, key: bool = False) -> Place | None:
        """Return the place of a path (dotted, or in steps), or of the deepest part of it that the file has."""
        mark, _ = locate(self.tree, _steps(self.tree, path) if isinstance(path, str) else path)
        return self.source.place(*(mark.key if key else mark.value)) if mark else None

    @cached_property
    def ids(self) -> dict[str, str]:
        """The ids that the file defines, by themselves and by the names of what they stand for."""
        found: dict[str, str] = {}
        for pattern in DEFINE:
            for node in matching(self.tree, pattern[:-1]):
                for key, record in node.items():
                    said = (record.get("name"), record.get("title")) if isinstance(record, Map) else (record,)
                    found |= {name: key for name in said if isinstance(name, str)}
        return found | {key: key for p in DEFINE for n in matching(self.tree, p[:-1]) for key in n}

    @cached_property
    def allowances(self) -> tuple[Allowance, ...]:
        """Comments that silence warnings, in file order."""
        return allowances(self.source.text, self.source.name)

    @cached_property
    def cut_texts(self) -> tuple[tuple[Path, str, str], ...]:
        """Texts without quotes after which one blank, a hash and a number stand, as in ``Talks # 2 of May``."""
        if not _CUT.search(self.source.text):
            return ()
        found = []
        for path, node in walk(self.tree):
            if not isinstance(node, Map):
                continue
            for key, text in node.items():
                if key not in text_keys() or not isinstance(text, str):
                    continue
                line, column = node.marks[key].value
                written = self.source.line(line)[column:]
                cut = _CUT.match(written[len(text) :]) if written.startswith(text) else None
                if cut:
                    found.append(((*path, key), text, cut[0].strip()))
        return tuple(found)

    def problem(self, finding: Finding) -> Problem:
        """Return a finding as a problem with its place."""
        mark, found = locate(self.tree, finding.path)
        place = self._at(mark, key=finding.key, offset=finding.offset)
        path = ".".join(map(str, found))
        hint = finding.hint or CURES.get(finding.code, "")
        edits = self._edits(mark, finding.write, key=finding.key) or _corrected(place, finding.message, hint)
        return Problem(finding.code, finding.message, place, hint, path=path, edits=edits)

    def _at(self, mark: Mark | None, *, key: bool = False, offset: int | None = None) -> Place:
        if mark is None:
            return self.source.place(0, 0)
        line, column = mark.key if key else mark.value
        if offset is not None and mark.one_line:
            column += offset + mark.quoted
        return self.source.place(line, column)

    def pydantic_problem(self, error: ErrorDetails, classes: dict[int, type[Record]]) -> tuple[Problem, Path]:
        """Return a validation error as a problem, and the path of the part that is wrong."""
        context = error.get("ctx") or {}
        item = context.get("item")
        offset = int(item[1:]) if isinstance(item, str) and item.startswith("@") else None
        loc: Path = error["loc"] if offset is not None or item is None else (*error["loc"], item)
        mark, found = locate(self.tree, loc)
        from ripeness.scenario.explain import At, explain

        on_key = error["type"] == "extra_forbidden" or loc[-1:] == ("[key]",)
        code, message, hint, write = explain(
            error, At(self.tree, found, self.source, self._keys(found, classes), self.ids)
        )
        place = self._at(mark, key=on_key or error["type"] == "missing", offset=offset)
        hint = hint or CURES.get(code, "")
        edits = self._edits(mark, write, key=on_key)
        if error["type"] == "union_tag_invalid" and found[-1:] != ("kind",):
            kind = locate(self.tree, (*found, "kind"))[0]
            place, edits = self._at(kind), self._edits(kind, write)
        if error["type"] == "union_tag_not_found" and write:
            place, edits = self._at(locate(self.tree, (*found, write))[0], key=True), ()
            mark = locate(self.tree, (*found, write))[0]
            edits = self._edits(mark, "kind", key=True)
        return Problem(code, message, place, brief(hint), "error", ".".join(map(str, found)), edits), found

    def _edits(self, mark: Mark | None, write: str | None, *, key: bool = False) -> tuple[Edit, ...]:
        """Return the change that puts ``write`` in the place of a value, or of a key; none where it fits no line."""
        if mark is None or write is None:
            return ()
        begin, end, new = mark.value, mark.end, write
        if write.startswith("@key "):  # in place of the key too
            begin, new = mark.key, write[5:]
        elif write.startswith("@before "):  # in place of the text before the key too
            new = write[8:]
            whole = new[1:-1].replace("''", "'") if new[:1] == "'" else new[1:-1]
            line = self.source.line(mark.key[0])
            begin = (mark.key[0], line.rfind(whole, 0, mark.value[1] + len(whole)))
        elif key:
            written = self.source.line(mark.key[0])[mark.key[1] :]
            match = re.match(r"(\"[^\"]*\"|'[^']*'|[^{}\[\],]+?)\s*(?::(?=\s|$)|[,}\]]|$)", written)
            begin, end = mark.key, (mark.key[0], mark.key[1] + len(match[1])) if match else None
        if end is None or begin[0] != end[0] or begin[1] < 0:
            return ()
        return (Edit(begin[0] + 1, begin[1] + 1, self.source.between(begin, end), new),)

    def _keys(self, found: Path, classes: dict[int, type[Record]]) -> tuple[str, ...]:
        parent = _node(self.tree, found[:-1])
        owner = classes.get(id(parent))
        return owner.keys() if owner else ()


def _corrected(place: Place, message: str, hint: str) -> tuple[Edit, ...]:
    """Return the change of the name that a message begins with to the one that its hint asks about."""
    wrong, right = re.match(r"'([^']+)'", message), re.match(r"did you mean '([^']+)'\?", hint)
    if not wrong or not right:
        return ()
    column = place.text.find(wrong[1], place.column - 1)
    if column < 0 or column > place.column + 81:  # an id before it, at most: issue=alternative
        return ()
    return (Edit(place.line, column + 1, wrong[1], right[1]),)


def _steps(tree: Map, path: str) -> Path:
    """Return the steps of a dotted path: indexes where the file has a list, keys elsewhere."""
    node: Any = tree
    steps: list[str | int] = []
    for step in path.split("."):
        if isinstance(node, List) and step.isdigit():
            steps.append(int(step))
            node = node[int(step)] if int(step) < len(node) else None
        else:
            steps.append(step)
            node = node.get(step) if isinstance(node, Map) else None
    return tuple(steps)


def _node(tree: Node, path: Path) -> Node:
    node: Any = tree
    for step in path:
        node = node[step]
    return node  # type: ignore[no-any-return]


def _validate(tree: Map, places: Places) -> tuple[Scenario | None, list[Problem], set[Path]]:
    """Return the scenario, the problems, and the paths that were left out to get one in spite of them.

    What is wrong is cut out and the rest is read again, so that references in the rest can be checked. A part
    that is wrong only because something in it was cut out is cut out too, without a second problem.
    """
    problems: list[Problem] = []
    cut: set[Path] = set()
    data: Any = tree
    for _ in range(_ROUNDS):
        classes: dict[int, type[Record]] = {}
        try:
            scenario = Scenario.model_validate(data, context=classes, by_alias=True, by_name=False)
        except ValidationError as error:
            owners = classes if data is tree else _classes_of(tree, data, classes, cut)
            lost: set[Path] = set()
            renamed: set[Path] = set()
            for details in sorted(error.errors(include_url=False), key=lambda d: d["type"] == "missing"):
                loc = whole_path(tree, details["loc"], cut)
                problem, _ = places.pydantic_problem({**details, "loc": loc}, owners)
                at = locate(tree, loc)[1]
                if problem.code == "unknown-key" and problem.edits:
                    renamed.add((*loc[:-1], problem.edits[0].new))
                explained = details["type"] == "missing" and loc in renamed
                if not explained and not any(_within(at, c) or _within(c, at) for c in cut):
                    problems.append(problem)
                lost.add(_lost(details, at[:-1] if at in cut else at))
        else:
            return scenario, problems, cut
        if () in lost or lost <= cut:
            return None, problems, cut
        cut |= lost
        data = _without(tree, (), cut) | {k: v for k, v in _PLACEHOLDERS.items() if (k,) in cut}
    return None, problems, cut


def _within(path: Path, whole: Path) -> bool:
    return path[: len(whole)] == whole


def _lost(error: ErrorDetails, at: Path) -> Path:
    """Return the part to leave out: the part that is wrong; for a version or id that is missing, its key."""
    missing = error["loc"][-1:] if error["type"] == "missing" else ()
    return missing if not at and missing and missing[0] in _PLACEHOLDERS else at


def whole_path(tree: Map, path: Path, cut: set[Path]) -> Path:
    """Return a path of the file cut down as the path of the whole file: items of lists may have been cut out."""
    node: Any = tree
    whole: list[str | int] = []
    for step in path:
        if isinstance(node, List) and isinstance(step, int):
            kept = [i for i in range(len(node)) if (*whole, i) not in cut]
            step = kept[step] if step < len(kept) else step  # noqa: PLW2901 - the same step, of the whole file
            node = node[step] if step < len(node) else None
        elif isinstance(node, Map) and step in node:
            node = node[str(step)]
        whole.append(step)
    return tuple(whole)


def _without(node: Node, at: Path, cut: set[Path]) -> Any:
    if isinstance(node, Map):
        return {k: _without(v, (*at, k), cut) for k, v in node.items() if (*at, k) not in cut}
    if isinstance(node, List):
        return [_without(v, (*at, i), cut) for i, v in enumerate(node) if (*at, i) not in cut]
    return node


def _classes_of(tree: Any, data: Any, classes: dict[int, type[Record]], cut: set[Path]) -> dict[int, type[Record]]:
    """Return the classes by the parts of the whole file, given those by the parts of the file cut down."""
    found: dict[int, type[Record]] = {}
    stack: list[tuple[Any, Any, Path]] = [(tree, data, ())]
    while stack:
        whole, part, at = stack.pop()
        if id(part) in classes:
            found[id(whole)] = classes[id(part)]
        if isinstance(whole, Map) and isinstance(part, dict):
            stack += [(whole[k], v, (*at, k)) for k, v in part.items() if k in whole]
        elif isinstance(whole, List) and isinstance(part, list):
            kept = [i for i in range(len(whole)) if (*at, i) not in cut]
            stack += [(whole[i], v, (*at, i)) for i, v in zip(kept, part, strict=True)]
    return found


def _in_order(problems: list[Problem]) -> list[Problem]:
    unique = {(p.code, p.place, p.message): p for p in problems}
    return sorted(unique.values(), key=lambda p: (p.place.line, p.place.column) if p.place else (0, 0))
