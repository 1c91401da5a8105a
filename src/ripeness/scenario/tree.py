"""YAML text -> a plain tree of dicts, lists and strings that remembers where each part stands.

Scalars stay the text that stands in the file: no dates, booleans or floats are guessed, so ``on`` is a
key, ``2020-01-14`` is text and ``0.1`` loses nothing. The tree is built from parser events, without
recursion, so that depth, size, tags and aliases are judged before anything is composed: composing
very deep files can crash the interpreter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn

import yaml

from ripeness.errors import Place, Problem, ScenarioError
from ripeness.scenario.formats import other
from ripeness.scenario.syntax import Refused, bad_character, syntax_problem

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 32
MAX_NODES = 300_000

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Mark(NamedTuple):
    """Where a key and its value begin (lines and columns from 0), whether the value is quoted, and where it ends."""

    key: tuple[int, int]
    value: tuple[int, int]
    quoted: bool = False
    one_line: bool = True
    end: tuple[int, int] | None = None


class Map(dict[str, Any]):
    """A mapping that knows where its keys and values stand."""

    __slots__ = ("height", "marks", "size", "start")

    def __init__(self, start: tuple[int, int]) -> None:
        super().__init__()
        self.start = start
        self.marks: dict[str, Mark] = {}
        self.size = self.height = 1


class List(list[Any]):
    """A sequence that knows where its items stand."""

    __slots__ = ("height", "marks", "size", "start")

    def __init__(self, start: tuple[int, int]) -> None:
        super().__init__()
        self.start = start
        self.marks: list[Mark] = []
        self.size = self.height = 1


class Nothing:
    """What stands where a value was left out, or written as ``~`` or ``null``: no value of the format."""

    def __repr__(self) -> str:
        """Return it in words."""
        return "nothing"


NOTHING = Nothing()

Node = Map | List | str | Nothing
Path = tuple[str | int, ...]


class FileText(str):  # noqa: SLOT000 - it carries the mark
    """The text of a file; ``mark`` is the byte order mark that stood before it, or empty."""

    mark = ""


class SourceText:
    """The text of one file, for places, for quoting lines and for writing changes into it."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._lines = text.splitlines() if len(text) < MAX_BYTES * 2 else []

    def place(self, line: int, column: int) -> Place:
        """Return the place of a line and column that count from 0."""
        text = self._lines[line] if 0 <= line < len(self._lines) else ""
        return Place(self.name, line + 1, column + 1, text)

    def between(self, start: tuple[int, int], end: tuple[int, int]) -> str:
        """Return the text between two places (lines and columns from 0)."""
        lines = [self.line(number) for number in range(start[0], end[0] + 1)]
        lines[-1] = lines[-1][: end[1]]
        lines[0] = lines[0][start[1] :]
        return "\n".join(lines)

    def line(self, number: int) -> str:
        """Return a line by its number from 0; empty where there is none."""
        return self._lines[number] if 0 <= number < len(self._lines) else ""


def decode(raw: bytes, name: str) -> str:
    """Return the bytes of a scenario file as text, or raise the problem that they are not text.

    Raises
    ------
    ScenarioError
        ``too-large``, ``empty-file``, ``not-text`` (binary, or another encoding than UTF-8).
    """
    if len(raw) > MAX_BYTES:
        message = f"the file has more than {MAX_BYTES // 2**20} MiB, the limit for a scenario"
        _fail("too-large", message, name, "is this a scenario? if so, split it")
    if kind := other(raw):
        _fail("not-text", f"{kind.what}, not a scenario: scenarios are plain text in UTF-8", name, kind.hint)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start)
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1)
        byte = raw[error.start : error.start + 1]
        meant = byte.decode("cp1252", "replace")
        as_meant = f"; in the encoding of Western Windows it is {meant!r}" if meant.isprintable() else ""
        problem = f"byte {byte[0]:#04x} is not UTF-8 text{as_meant}"
        place = Place(name, line + 1, column + 1)
        hint = "is this a scenario? if so, save it as UTF-8 (in most editors: Save as, Encoding, UTF-8)"
        raise ScenarioError([Problem("not-text", problem, place, hint)]) from None
    if not text.strip():
        _fail("empty-file", "the file is empty", name, "a scenario begins with `ripeness: 1`")
    found = FileText(text)
    found.mark = "\ufeff" if raw.startswith(b"\xef\xbb\xbf") else ""
    return found


class Parsed(NamedTuple):
    """The tree of a text, the problems that did not stop the parsing, and its keys without a value."""

    root: Node
    problems: list[Problem]
    bare: list[tuple[Map, str]]


def build(text: str, source: SourceText) -> Parsed:
    """Return the tree of a YAML text.

    Raises
    ------
    ScenarioError
        With one problem, when the text is too deep, too large, tagged or explosive.
    yaml.MarkedYAMLError
        Where the text is not YAML; ``Refused`` where it begins with an exclamation mark.
    """
    builder = _Builder(source)
    try:
        event: Any
        for event in yaml.parse(str(text), Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.reader.ReaderError as error:
        raise ScenarioError([bad_character(error, text, source)]) from None
    return Parsed(builder.root, builder.problems, builder.bare)


def parse(text: str, source: SourceText) -> tuple[Node, list[Problem]]:
    """Return the tree of a YAML text, and the problems that did not stop the parsing.

    Raises
    ------
    ScenarioError
        With one problem, when the text is not YAML, or is too deep, too large, tagged or explosive.
    """
    try:
        parsed = build(text, source)
    except yaml.MarkedYAMLError as error:
        raise ScenarioError([syntax_problem(error, source)]) from None
    return parsed.root, parsed.problems


class _Builder:
    """Builds the tree from parser events, one frame per open collection."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.root: Node = NOTHING
        self._open: list[Map | List] = []
        self._keys: list[tuple[str, tuple[int, int]] | None] = []
        self._anchors: dict[str, Node] = {}
        self._anchor_of: list[str | None] = []
        self._documents = 0
        self._nodes = 0
        self.bare: list[tuple[Map, str]] = []  # keys without a value

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_tag(event)
            self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._refuse_tag(event)
            self._begin(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._end(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._stop(event, "two-documents", "a second YAML document begins here", "keep one scenario per file")

    def _stop(self, event: Any, code: str, message: str, hint: str = "") -> NoReturn:
        place = self.source.place(event.start_mark.line, event.start_mark.column)
        raise ScenarioError([*self.problems, Problem(code, message, place, hint)])

    def _too_deep(self, event: Any) -> NoReturn:
        hint = "a scenario needs no more than about ten levels: is a bracket or an indentation wrong?"
        self._stop(event, "too-deep", f"the file is nested more than {MAX_DEPTH} levels deep", hint)

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is not None and re.match(r"![^!<]", event.tag + " "):
            raise Refused(None, None, f"the YAML tag '{event.tag}' is not accepted", event.start_mark)
        if event.tag is not None:
            hint = "write plain text, lists and mappings only; quote text that begins with an exclamation mark"
            self._stop(event, "tag-refused", f"the YAML tag '{event.tag}' is not accepted", hint)

    def _count(self, event: Any, size: int) -> None:
        self._nodes += size
        if self._nodes > MAX_NODES:
            message = f"the file has more than {MAX_NODES:,} parts once aliases are expanded"
            self._stop(event, "too-many-parts", message, "write out what the aliases stand for, or split the scenario")

    def _scalar(self, event: Any) -> None:
        start = (event.start_mark.line, event.start_mark.column)
        plain = event.style is None or event.style == ""
        value: str | Nothing = NOTHING if plain and event.value in _NULLS else event.value
        if event.anchor:
            self._anchors[event.anchor] = value
        self._count(event, 1)
        if isinstance(self._top(), Map) and self._keys[-1] is None:
            self._key(event.value, start)
        else:
            end = (event.end_mark.line, event.end_mark.column)
            self._add(value, start, end, quoted=not plain)

    def _top(self) -> Map | List | None:
        return self._open[-1] if self._open else None

    def _key(self, key: str, start: tuple[int, int]) -> None:
        top = self._open[-1]
        if isinstance(top, Map) and key in top.marks:
            line = top.marks[key].key[0] + 1
            place = self.source.place(*start)
            message = f"'{key}' stands twice in this mapping; the first is in line {line}"
            self.problems.append(Problem("duplicate-key", message, place, "keep one of them"))
        self._keys[-1] = (key, start)

    def _begin(self, event: Any) -> None:
        start = (event.start_mark.line, event.start_mark.column)
        if len(self._open) >= MAX_DEPTH:
            self._too_deep(event)
        if isinstance(self._top(), Map) and self._keys[-1] is None:
            self._stop(
                event, "bad-key", "a key must be a word, not a list or mapping", "quote text in braces or brackets"
            )
        self._count(event, 1)
        self._open.append(Map(start) if isinstance(event, yaml.MappingStartEvent) else List(start))
        self._keys.append(None)
        self._anchor_of.append(event.anchor)

    def _end(self, event: Any) -> None:
        node = self._open.pop()
        self._keys.pop()
        anchor = self._anchor_of.pop()
        if anchor:
            self._anchors[anchor] = node
        self._add(node, node.start, (event.end_mark.line, event.end_mark.column))

    def _alias(self, event: Any) -> None:
        if event.anchor not in self._anchors:
            self._stop(
                event,
                "unknown-alias",
                f"the alias '*{event.anchor}' points to no finished anchor",
                "quote text that begins with *, or write out what is meant",
            )
        node = self._anchors[event.anchor]
        self._count(event, node.size if isinstance(node, (Map, List)) else 1)
        if isinstance(node, (Map, List)) and len(self._open) + node.height > MAX_DEPTH:
            self._too_deep(event)
        start = (event.start_mark.line, event.start_mark.column)
        if isinstance(self._top(), Map) and self._keys[-1] is None:
            self._stop(event, "bad-key", "a key must be a word, not an alias", "write the key itself")
        self._add(node, start)

    def _add(
        self, node: Node, start: tuple[int, int], end: tuple[int, int] | None = None, *, quoted: bool = False
    ) -> None:
        top = self._top()
        if top is None:
            self.root = node
            return
        top.size += node.size if isinstance(node, (Map, List)) else 1
        top.height = max(top.height, 1 + node.height) if isinstance(node, (Map, List)) else top.height
        if isinstance(top, List):
            top.append(node)
            top.marks.append(Mark(start, start, quoted, end is None or start[0] == end[0], end))
            return
        pending = self._keys[-1]
        assert pending is not None  # noqa: S101 - the parser gives a key before each value
        key, key_start = pending
        self._keys[-1] = None
        if key not in top:
            top[key] = node
            top.marks[key] = Mark(key_start, start, quoted, end is None or start[0] == end[0], end)
            if node is NOTHING:
                self.bare.append((top, key))


def locate(root: Node, path: Path) -> tuple[Mark | None, Path]:
    """Return the mark of the deepest part of ``path`` that exists, and the path as far as it exists.

    Steps that are not in the file (such as the tag of a tie's kind) are stepped over.
    """
    node: Any = root
    mark: Mark | None = None
    found: list[str | int] = []
    for step in path:
        key = isinstance(node, Map) and isinstance(step, str) and step in node
        index = isinstance(node, List) and isinstance(step, int) and step < len(node)
        if key or index:
            mark, node = node.marks[step], node[step]
            found.append(step)
    return mark, tuple(found)


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yield every part of the tree with its path, in file order."""
    stack: list[tuple[Path, Node]] = [(path, node)]
    while stack:
        at, part = stack.pop()
        yield at, part
        if isinstance(part, Map):
            stack += [((*at, k), v) for k, v in reversed(part.items())]
        elif isinstance(part, List):
            stack += [((*at, i), v) for i, v in reversed(list(enumerate(part)))]


def _fail(code: str, message: str, name: str, hint: str = "") -> NoReturn:
    raise ScenarioError([Problem(code, message, Place(name, 1, 1), hint)])
