"""A text laid out as nodes with their first and last character."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from ripeness.yamltext.forms import Bare
from ripeness.yamltext.spell import spelled

BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_DASH = re.compile("[\r\n\x85\u2028\u2029] *(-)(?=[ \t\r\n])")


@dataclass(slots=True)
class Node:
    """A value in the text: from ``start`` up to ``end``; one in block style ends with its last line."""

    kind: Literal["scalar", "map", "list", "alias"]
    start: int
    end: int
    style: str = ""  # of a scalar: its sign; of a collection: "flow" or "block"
    text: str = ""
    anchor: str | None = None
    entries: list[Entry] = field(default_factory=list)
    target: Node | None = None  # what an alias stands for


@dataclass(slots=True)
class Entry:
    """An entry of a collection; ``start`` is that of its key, its dash, or its value."""

    start: int
    node: Node
    key: str = ""


class Layout:
    """Builds the nodes of a text that is known to be accepted."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = Node("scalar", 0, 0)
        self.tangled = False  # whether there is an anchor or alias
        self._open: list[Node] = []
        self._keys: list[tuple[str, int] | None] = []
        self._anchors: dict[str, Node] = {}
        for event in yaml.parse(str(text), Loader=yaml.CSafeLoader):
            self._take(event)

    def _take(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, start, end)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            kind: Literal["map", "list"] = "map" if isinstance(event, yaml.MappingStartEvent) else "list"
            style = "flow" if event.flow_style else "block"
            self._open.append(self._named(Node(kind, start, end, style, anchor=event.anchor)))
            self._keys.append(None)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            node = self._open.pop()
            self._keys.pop()
            last = node.entries[-1].node.end if node.entries else end
            node.end = end if node.style == "flow" else line_end(self.text, last)
            self._add(node)
        elif isinstance(event, yaml.AliasEvent):
            self.tangled = True
            self._add(Node("alias", start, end, target=self._anchors[str(event.anchor)]))

    def _scalar(self, event: Any, start: int, end: int) -> None:
        if self._open and self._open[-1].kind == "map" and self._keys[-1] is None:
            self._keys[-1] = (event.value, start)
            return
        if event.style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip())
        self._add(self._named(Node("scalar", start, end, event.style or "", event.value, event.anchor)))

    def _named(self, node: Node) -> Node:
        if node.anchor is not None:
            self._anchors[node.anchor] = node
            self.tangled = True
        return node

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        top, pending = self._open[-1], self._keys[-1]
        if top.kind == "map":
            assert pending is not None  # noqa: S101 - the parser gives a key before each value
            top.entries.append(Entry(pending[1], node, pending[0]))
            self._keys[-1] = None
        else:
            top.entries.append(Entry(self._item_start(top, node), node))

    def _item_start(self, top: Node, node: Node) -> int:
        if top.style == "flow":
            return node.start
        if not top.entries:
            return top.start
        dash = _DASH.search(self.text, top.entries[-1].node.end, node.start)
        return dash.start(1) if dash else node.start


def line_end(text: str, at: int) -> int:
    """Return where the line ends in which a character stands."""
    found = BREAK.search(text, at)
    return found.start() if found else len(text)


def expanded(text: str) -> str:
    """Return a text with what its aliases stand for written out, and without anchors."""
    edits: list[tuple[int, int, str]] = []
    stack = [Layout(text).root]
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


def _value(node: Node) -> Any:
    if node.target:
        return _value(node.target)
    if node.kind == "map":
        return {entry.key: _value(entry.node) for entry in node.entries}
    if node.kind == "list":
        return [_value(entry.node) for entry in node.entries]
    return Bare(node.text) if not node.style and re.fullmatch(r"[\w. -]+", node.text) else node.text
