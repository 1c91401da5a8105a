"""Scenario files out: what was changed is laid into the text that was read; every other line stays as it is.

The text that was read is laid out again as nodes with their first and last character. The plain form of what it
meant and that of what it shall mean are compared from the top; where they differ, the span of a value is
replaced, an entry is added after its sibling, or taken out. What comes out is read again and compared before
anyone gets it.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path as FilePath
from typing import Any, Literal, NoReturn, get_origin

import yaml

from ripeness.errors import Place, Problem, ScenarioError
from ripeness.scenario.estimate import Estimate, Spread, plain
from ripeness.scenario.graph import FROM_VALUES, GraphPreference
from ripeness.scenario.logic import Condition
from ripeness.scenario.model import Scenario
from ripeness.scenario.read import Places, read_text
from ripeness.scenario.record import Record
from ripeness.scenario.timeline import Setting

WIDTH = 120  # columns of the lines that are spelled here

# ---- the plain form --------------------------------------------------------------------------------------------------


class Bare(str):
    """A number, date, flag or word of the format: never quoted."""

    __slots__ = ()


class Rule(str):  # noqa: SLOT000 - it carries the meaning
    """A condition as it was written; equal to every spelling of the same condition."""

    meaning: str

    def __eq__(self, other: object) -> bool:
        """Return whether the other is the same condition."""
        return isinstance(other, Rule) and self.meaning == other.meaning

    def __hash__(self) -> int:
        """Return the hash of the meaning."""
        return hash(self.meaning)


class Fields(dict[str, Any]):
    """The keys of a record; ``defaults`` are those that are written although they are as by default."""

    defaults: frozenset[str] = frozenset()


class Cell(Fields):
    """An estimate; with ``is`` alone it is written without the key."""


class Many(list[Any]):
    """A list of which one item alone may stand without brackets."""


Plain = Fields | dict[str, Any] | list[Any] | str


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
    >>> from ripeness.scenario.write import to_plain
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
    return str(word) if str(word) in _WORDS_OF_YAML else Bare(word)


def frozen(value: Any) -> Any:
    """Return a plain form so that it can be compared and hashed; the order of keys counts."""
    if isinstance(value, dict):
        return ("map", *((key, frozen(item)) for key, item in value.items()))
    return ("list", *map(frozen, value)) if isinstance(value, list) else value


def same(a: Any, b: Any) -> bool:
    """Return whether two plain forms mean the same, in the same order."""
    return bool(frozen(a) == frozen(b))


def steps(before: list[Any], after: list[Any]) -> Iterator[tuple[int | None, int | None]]:
    """Yield how one list becomes another: pairs of old and new index; None where an item is new or gone.

    Items that are the same are paired; what stands between two of them is paired in order.
    """
    old, new = [frozen(i) for i in before], [frozen(i) for i in after]
    for _, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        both = min(i2 - i1, j2 - j1)
        yield from zip(range(i1, i1 + both), range(j1, j1 + both), strict=True)
        yield from ((i, None) for i in range(i1 + both, i2))
        yield from ((None, j) for j in range(j1 + both, j2))


# ---- spelling --------------------------------------------------------------------------------------------------------

_WORDS_OF_YAML = frozenset(["null", "~", "true", "false", "yes", "no", "on", "off", "y", "n"])
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_KEY = re.compile(r"[a-z0-9][a-z0-9_.-]*( days?)?")
_ATOM = re.compile(r"[a-z0-9-]+")
_SENTENCE = re.compile(r"\S+(?: \S+)*\n")


def spelled(value: Any) -> str:
    """Return a plain form on one line, as it may stand between braces.

    Examples
    --------
    >>> from ripeness.scenario.write import Bare, spelled
    >>> spelled({"is": [Bare("1"), Bare("2")], "note": "why: a guess"})
    '{is: [1, 2], note: "why: a guess"}'
    """
    if _alone(value):
        return spelled(value["is"])
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(k)}: {spelled(v)}' for k, v in value.items())}}}"
    if isinstance(value, Many) and len(value) == 1:
        return spelled(value[0])
    if isinstance(value, list):
        return f"[{', '.join(map(spelled, value))}]"
    return _scalar(value, flow=True)


def _key(key: str) -> str:
    return key if _KEY.fullmatch(key) else _quoted(key)


def _scalar(text: str, *, flow: bool) -> str:
    if isinstance(text, Bare) or _can_be_bare(text, flow=flow):
        return str(text)
    return _quoted(text)


def _can_be_bare(text: str, *, flow: bool) -> bool:
    if not text or not text.isprintable() or text != text.strip() or text.lower() in _WORDS_OF_YAML:
        return False
    if not (text[0].isalnum() or text[0] == "(") or (text[0].isdigit() and " " not in text):
        return False  # numbers and dates among the texts are quoted for other readers of YAML
    if isinstance(text, Rule) and not _ATOM.fullmatch(text):
        return False
    if ": " in text or " #" in text or text.endswith(":"):
        return False
    return not (flow and any(c in text for c in ",[]{}?:"))


def _quoted(text: str) -> str:
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    if text.isprintable() and "'" not in text:
        return f"'{text}'"
    return f'"{"".join(_ESCAPES.get(c) or (c if c.isprintable() else _escaped(ord(c))) for c in text)}"'


def _escaped(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _lines(head: str, value: Any, indent: int, *, deep: bool = False) -> list[str]:
    """Return the lines of a key or dash with its value: on one line where it fits, unless it shall be ``deep``."""
    pad = " " * indent
    if isinstance(value, str):
        return _text_lines(pad + head, value, indent)
    one = f"{pad}{head} {spelled(value)}"
    if not value or (len(one) <= WIDTH and not deep) or _alone(value):
        return [one]
    inner = _inner_lines(value, indent + 2)
    if head != "-":
        return [pad + head, *inner]
    return [f"{pad}- {inner[0].lstrip()}", *inner[1:]]


def _inner_lines(value: Any, indent: int) -> list[str]:
    if isinstance(value, dict):
        return [line for key, item in value.items() for line in _lines(f"{_key(key)}:", item, indent)]
    return [line for item in value for line in _lines("-", item, indent)]


def _text_lines(head: str, text: str, indent: int) -> list[str]:
    block = _block(text, " " * (indent + 2))
    return [f"{head} {block[0]}", *block[1:]] if block else [f"{head} {_scalar(text, flow=False)}"]


def _block(text: str, pad: str) -> list[str] | None:
    """Return a text that ends with a line break as a folded or literal block, or None where it cannot be one."""
    if _SENTENCE.fullmatch(text) and text[:-1].isprintable():
        width = max(20, WIDTH - len(pad))
        folded = textwrap.wrap(text[:-1], width, break_long_words=False, break_on_hyphens=False)
        return [">", *(pad + line for line in folded)]
    lines = text.split("\n")
    if len(lines) < 3 or lines[-1] or not lines[-2] or lines[0][:1] in ("", " "):
        return None
    return ["|", *(pad + line if line else "" for line in lines[:-1])] if "".join(lines).isprintable() else None


def whole(value: Mapping[str, Any]) -> str:
    """Return the plain form of a scenario as a file of its own, in a tidy layout in the order of the reference."""
    lines: list[str] = []
    for key, item in value.items():
        section = isinstance(item, (dict, list)) and bool(item)
        lines += [""] * section + _lines(f"{_key(key)}:", item, 0, deep=section)
    return "\n".join(lines) + "\n"


# ---- the layout of a text --------------------------------------------------------------------------------------------

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_DASH = re.compile("[\r\n\x85\u2028\u2029] *(-)(?=[ \t\r\n])")


@dataclass(slots=True)
class _Node:
    """A value in the text: from ``start`` up to ``end``; one in block style ends with its last line."""

    kind: Literal["scalar", "map", "list", "alias"]
    start: int
    end: int
    style: str = ""  # of a scalar: its sign; of a collection: "flow" or "block"
    text: str = ""
    anchor: str | None = None
    entries: list[_Entry] = field(default_factory=list)
    target: _Node | None = None  # what an alias stands for


@dataclass(slots=True)
class _Entry:
    """An entry of a collection; ``start`` is that of its key, its dash, or its value."""

    start: int
    node: _Node
    key: str = ""


class _Layout:
    """Builds the nodes of a text that is known to be accepted."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = _Node("scalar", 0, 0)
        self.tangled = False  # whether there is an anchor or alias
        self._open: list[_Node] = []
        self._keys: list[tuple[str, int] | None] = []
        self._anchors: dict[str, _Node] = {}
        for event in yaml.parse(str(text), Loader=yaml.CSafeLoader):
            self._take(event)

    def _take(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, start, end)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            kind: Literal["map", "list"] = "map" if isinstance(event, yaml.MappingStartEvent) else "list"
            style = "flow" if event.flow_style else "block"
            self._open.append(self._named(_Node(kind, start, end, style, anchor=event.anchor)))
            self._keys.append(None)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            node = self._open.pop()
            self._keys.pop()
            last = node.entries[-1].node.end if node.entries else end
            node.end = end if node.style == "flow" else line_end(self.text, last)
            self._add(node)
        elif isinstance(event, yaml.AliasEvent):
            self.tangled = True
            self._add(_Node("alias", start, end, target=self._anchors[str(event.anchor)]))

    def _scalar(self, event: Any, start: int, end: int) -> None:
        if self._open and self._open[-1].kind == "map" and self._keys[-1] is None:
            self._keys[-1] = (event.value, start)
            return
        if event.style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip())
        self._add(self._named(_Node("scalar", start, end, event.style or "", event.value, event.anchor)))

    def _named(self, node: _Node) -> _Node:
        if node.anchor is not None:
            self._anchors[node.anchor] = node
            self.tangled = True
        return node

    def _add(self, node: _Node) -> None:
        if not self._open:
            self.root = node
            return
        top, pending = self._open[-1], self._keys[-1]
        if top.kind == "map":
            assert pending is not None  # noqa: S101 - the parser gives a key before each value
            top.entries.append(_Entry(pending[1], node, pending[0]))
            self._keys[-1] = None
        else:
            top.entries.append(_Entry(self._item_start(top, node), node))

    def _item_start(self, top: _Node, node: _Node) -> int:
        if top.style == "flow":
            return node.start
        if not top.entries:
            return top.start
        dash = _DASH.search(self.text, top.entries[-1].node.end, node.start)
        return dash.start(1) if dash else node.start


def line_end(text: str, at: int) -> int:
    """Return where the line ends in which a character stands."""
    found = _BREAK.search(text, at)
    return found.start() if found else len(text)


def _expanded(text: str) -> str:
    """Return a text with what its aliases stand for written out, and without anchors."""
    edits: list[tuple[int, int, str]] = []
    stack = [_Layout(text).root]
    while stack:
        node = stack.pop()
        if node.target:
            edits.append((node.start, node.end, spelled(_value(node.target))))
        if node.anchor:
            sign = len(node.anchor) + 1
            blanks = len(text[node.start + sign :]) - len(text[node.start + sign :].lstrip(" "))
            edits.append((node.start, node.start + sign + blanks, ""))
        stack += [entry.node for entry in node.entries]
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _value(node: _Node) -> Any:
    if node.target:
        return _value(node.target)
    if node.kind == "map":
        return {entry.key: _value(entry.node) for entry in node.entries}
    if node.kind == "list":
        return [_value(entry.node) for entry in node.entries]
    return Bare(node.text) if not node.style and re.fullmatch(r"[\w. -]+", node.text) else node.text


# ---- laying changes in -----------------------------------------------------------------------------------------------

_MISSING = object()
_Piece = tuple[int | None, str]  # the index of the entry as it was, or None for a new one; its text


class _TangledError(Exception):
    """A change touches what an anchor names or an alias stands for."""


def lay(text: str, before: Any, after: Any) -> str:
    """Return a text that means ``before`` with what ``after`` says otherwise laid into it."""
    layout = _Layout(text)
    try:
        return _laid(layout, before, after)
    except _TangledError:
        return _laid(_Layout(_expanded(text)), before, after)


def _laid(layout: _Layout, before: Any, after: Any) -> str:
    text, root = layout.text, layout.root
    return text[: root.start] + _Editor(layout).render(root, before, after, flow=False) + text[root.end :]


class _Editor:
    """Renders nodes of a text: as they stand where nothing changes."""

    def __init__(self, layout: _Layout) -> None:
        self.text = layout.text
        self.tangled = layout.tangled
        found = _BREAK.search(self.text)
        self.newline = found[0] if found else "\n"

    def render(self, node: _Node, before: Any, after: Any, *, flow: bool) -> str:
        """Return the text of a node once it means ``after``."""
        if before is not _MISSING and same(before, after):
            return self.text[node.start : node.end]
        if node.anchor or node.target:
            raise _TangledError
        before, after = _as_written(node, before, after)
        shorter = _alone(after) and not _alone(before) and "#" not in self.text[node.start : node.end]
        if node.kind == "map" and isinstance(after, dict) and isinstance(before, dict) and not shorter:
            return self._map(node, before, after)
        if node.kind == "list" and isinstance(after, list) and isinstance(before, list):
            return self._list(node, before, after)
        self._let_go(node)
        return self._replaced(node, after, flow=flow)

    def _let_go(self, node: _Node) -> None:
        """Refuse to drop what an alias elsewhere may stand for."""
        if not self.tangled:
            return
        if node.anchor:
            raise _TangledError
        for entry in node.entries:
            self._let_go(entry.node)

    def _replaced(self, node: _Node, after: Any, *, flow: bool) -> str:
        if not isinstance(after, str):  # a bracket must stand to the right of the key above it
            return " " * (node.style == "block") + spelled(after)
        if node.style in ("|", ">"):
            old = self.text[node.start : node.end]
            pad = re.search(r"[\r\n]( +)", old)
            block = _block(after, pad[1]) if pad else None
            if block:
                comment = re.match(r"[|>][^\r\n]*?( +#[^\r\n]*)", old)
                return self.newline.join([block[0] + (comment[1] if comment else ""), *block[1:]])
        return " " * (node.style == "block") + _scalar(after, flow=flow)

    def _map(self, node: _Node, before: dict[str, Any], after: dict[str, Any]) -> str:
        flow = node.style == "flow"
        old = {entry.key: index for index, entry in enumerate(node.entries)}
        pieces: list[_Piece] = []
        for key in _order(list(old), before, after):
            if key not in old:
                pieces.append((None, self._new(node, f"{_key(key)}:", after[key])))
                continue
            entry = node.entries[old[key]]
            value = self._kept(entry.node, before.get(key, _MISSING), after.get(key, _MISSING), flow=flow)
            pieces.append((old[key], self._body(node, entry, value)))
        return self._assembled(node, pieces)

    def _kept(self, node: _Node, before: Any, after: Any, *, flow: bool) -> str:
        if after is _MISSING:  # written, though empty
            return self.text[node.start : node.end]
        return self.render(node, before, after, flow=flow)

    def _list(self, node: _Node, before: list[Any], after: list[Any]) -> str:
        flow = node.style == "flow"
        pieces: list[_Piece] = []
        for i, j in steps(before, after):
            if i is None and j is not None:
                pieces.append((None, self._new(node, "-", after[j])))
            elif i is not None and j is not None:
                entry = node.entries[i]
                pieces.append((i, self._body(node, entry, self.render(entry.node, before[i], after[j], flow=flow))))
        return self._assembled(node, pieces)

    def _body(self, node: _Node, entry: _Entry, value: str) -> str:
        """Return an entry with its new value: up to the end of its line, in block style."""
        end = entry.node.end
        tail = self.text[end : line_end(self.text, end)] if node.style == "block" else ""
        return self.text[entry.start : entry.node.start] + value + tail

    def _new(self, node: _Node, head: str, value: Any) -> str:
        if node.style == "flow":
            return spelled(value) if head == "-" else f"{head} {spelled(value)}"
        indent = self._indent(node)
        deep = isinstance(value, dict) and not isinstance(value, Cell) and not indent
        return self.newline.join(_lines(head, value, indent, deep=deep))[indent:]

    def _indent(self, node: _Node) -> int:
        breaks = [found.end() for found in _BREAK.finditer(self.text, max(0, node.start - 4_000), node.start)]
        return node.start - (breaks[-1] if breaks else 0)

    def _assembled(self, node: _Node, pieces: list[_Piece]) -> str:
        kept = {old for old, _ in pieces}
        gone = [index for index in range(len(node.entries)) if index not in kept]
        for index in gone:
            self._let_go(node.entries[index].node)
        if not pieces:
            return " " * (node.style == "block") + ("{}" if node.kind == "map" else "[]")
        return self._flow(node, pieces) if node.style == "flow" else self._lines(node, pieces, gone)

    def _flow(self, node: _Node, pieces: list[_Piece]) -> str:
        """Return a collection in braces or brackets; what stands between two entries stays after the first."""
        entries, text = node.entries, self.text
        if not entries:
            return text[node.start] + ", ".join(body for _, body in pieces) + text[node.end - 1]
        parts = [text[node.start : entries[0].start]]
        pending = ""
        for old, body in pieces:
            if old is None:
                parts += [", " if pending or len(parts) > 1 else "", body]
                pending = pending or ", "
                continue
            parts += [pending, body]
            after = text[entries[old].node.end : entries[old + 1].start] if old + 1 < len(entries) else ", "
            pending = after
        parts.append(pending if "#" in pending else "")
        return "".join([*parts, text[entries[-1].node.end : node.end]])

    def _lines(self, node: _Node, pieces: list[_Piece], gone: list[int]) -> str:
        """Return a collection in block style; comments above an entry go where it goes, and stay when it leaves."""
        pad = " " * self._indent(node)
        above = self._above(node, pad)
        kept = sorted(old for old, _ in pieces if old is not None)
        last = ""
        for index in reversed(gone):
            comments = above[index] if "#" in above[index] else ""
            heir = next((k for k in kept if k > index), None)
            if heir is None:
                last = comments + last
            else:
                above[heir] = comments + above[heir]
        spaced = not pad and any(_BREAK.match(a) for a in above)
        parts = []
        for old, body in pieces:
            lead = above[old] if old is not None else self.newline * (spaced and bool(_BREAK.search(body)))
            parts.append(f"{lead}{pad}{body}")
        joined = self.newline.join(parts)
        joined = joined[len(pad) :] if joined.startswith(pad) else joined.lstrip(" ")
        return joined + (self.newline + last.rstrip("\r\n") if last else "")

    def _above(self, node: _Node, pad: str) -> list[str]:
        """Return the lines of comments and blanks that stand between each entry and the one before it."""
        above = [""]
        for before, entry in zip(node.entries, node.entries[1:], strict=False):
            between = self.text[line_end(self.text, before.node.end) : entry.start]
            above.append(_BREAK.sub("", between, count=1).removesuffix(pad))
        return above


def _as_written(node: _Node, before: Any, after: Any) -> tuple[Any, Any]:
    """Return both forms in the shape in which the file has them: a number alone, one item without brackets."""
    if node.kind != "map" and _alone(before) and _alone(after):
        return before["is"], after["is"]
    if node.kind == "scalar" and all(isinstance(x, Many) and len(x) == 1 for x in (before, after)):
        return before[0], after[0]
    return before, after


def _alone(value: Any) -> bool:
    """Return whether this is an estimate that may be written without its key ``is``."""
    return isinstance(value, Cell) and list(value) == ["is"]


def _order(file: list[str], before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the keys as they will stand: as in the file, new ones after the key that they follow."""
    shared = [k for k in after if k in before]
    if shared == [k for k in before if k in after]:
        keys = [k for k in file if k in after or k not in before]
    else:
        keys = [k for k in after if k in file] + [k for k in file if k not in after and k not in before]
    known = set(keys)
    following: str | None = None
    for key in after:
        if key not in known:
            keys.insert(keys.index(following) + 1 if following is not None else 0, key)
            known.add(key)
        following = key
    return keys


# ---- the way out -----------------------------------------------------------------------------------------------------


def write(scenario: Scenario, file: str | FilePath | None = None, *, force: bool = False) -> str:
    r"""Return the text of a scenario's file, and write it where a file is given.

    What was changed since the scenario was read is laid into the text that it was read from; comments, order and
    every other line stay, byte for byte. A scenario that came from no file is laid out afresh. The text is read
    again and compared with the scenario before it is returned.

    Parameters
    ----------
    scenario : Scenario
        As read, or a changed copy (``model_copy(update=...)``).
    file : str or path, optional
        Where to write it: whole or not at all.
    force : bool
        Overwrite ``file`` also when it holds something else than what the scenario was read from.

    Returns
    -------
    str
        The text, with the line ends and the byte order mark of the file.

    Raises
    ------
    ScenarioError
        The problems of the changed scenario; ``not-writable`` when the text would not mean the same;
        ``file-changed`` when the file holds something else than what was read; ``cannot-write``.

    Notes
    -----
    Comments inside a removed entry go with it; those above it stay. A change to what an anchor names or an alias
    stands for writes out every alias of the file.

    Examples
    --------
    >>> import ripeness
    >>> from ripeness.scenario.write import write
    >>> scenario = ripeness.read("libya-2020")
    >>> renamed = scenario.model_copy(update={"title": "Libya: five days"})
    >>> before = write(scenario).splitlines()
    >>> [line for line in write(renamed).splitlines() if line not in before]
    ['title: "Libya: five days"']
    """
    text = _written(scenario)
    if file is not None:
        _save(FilePath(file), text, original(scenario), force=force)
    return text


def original(scenario: Scenario) -> str | None:
    """Return the text that a scenario was read from, or None when it came from no file."""
    places = scenario._places  # noqa: SLF001 - the one other place that knows them
    if not isinstance(places, Places):
        return None
    return getattr(places.source.text, "mark", "") + places.source.text


def name_of(scenario: Scenario) -> str:
    """Return the name of the file that a scenario was read from, or its id."""
    places = scenario._places  # noqa: SLF001 - as above
    return places.source.name if isinstance(places, Places) else scenario.id


def _written(scenario: Scenario) -> str:
    was, after = original(scenario), to_plain(scenario)
    if was is None:
        text = whole(after)
    else:
        mark = "\ufeff" * was.startswith("\ufeff")
        before = to_plain(read_text(was, name_of(scenario)))
        if same(before, after):
            return was
        text = mark + lay(was.removeprefix("\ufeff"), before, after)
    _verify(text, scenario)
    return text


def _verify(text: str, scenario: Scenario) -> None:
    """Raise unless the text means what the scenario says; nothing that reads otherwise leaves this module."""
    name = f"{name_of(scenario)} as changed"
    try:
        again = read_text(text, name)
    except UnicodeEncodeError:
        _cannot("not-writable", "the scenario holds characters that no file can hold", name, "replace them")
    if _meaning(again) != _meaning(scenario):
        hint = "parts of a scenario are made by its classes, as Number(is_=5); if they are, please report this"
        _cannot("not-writable", "what would be written does not mean what the scenario says", name, hint)


def _meaning(scenario: Scenario) -> str:
    """Return the meaning as the digest takes it, afresh: a changed copy may carry the digest of what it was."""
    content = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True, warnings=False)
    return json.dumps(content, separators=(",", ":"))


def _cannot(code: str, message: str, name: str, hint: str = "") -> NoReturn:
    raise ScenarioError([Problem(code, message, Place(name, 1, 1), hint)]) from None


def _save(path: FilePath, text: str, was: str | None, *, force: bool) -> None:
    content = text.encode("utf-8")
    try:
        if path.is_dir():
            _cannot("cannot-write", f"'{path}' is a folder", str(path), "name a file in it")
        if path.exists():
            there = path.read_bytes()
            if there == content:
                return
            if not force and (was is None or there != was.encode("utf-8")):
                hint = "read it again and repeat the change, or write with force=True"
                _cannot("file-changed", f"'{path}' does not hold what was read", str(path), hint)
        _replace(path.resolve(), content)
    except OSError as error:
        _cannot("cannot-write", f"'{path}' cannot be written: {error.strerror or error}", str(path))


def _replace(path: FilePath, content: bytes) -> None:
    """Put a file in the place of another at once; it keeps who may read and write it."""
    mask = os.umask(0)
    os.umask(mask)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        FilePath(name).chmod(mode)
        FilePath(name).replace(path)
    except BaseException:
        FilePath(name).unlink(missing_ok=True)
        raise
