"""Changes laid into a text: where plain forms differ, a span is replaced, an entry is added, or taken out."""

from __future__ import annotations

import re
from typing import Any

from ripeness.yamltext.forms import Cell, Many, alone, same, steps
from ripeness.yamltext.layout import BREAK, Entry, Layout, Node, expanded, line_end
from ripeness.yamltext.spell import block_lines, spelled, spelled_key, spelled_lines, spelled_scalar

_MISSING = object()
_Piece = tuple[int | None, str]  # the index of the entry as it was, or None for a new one; its text


class TangledError(Exception):
    """A change touches what an anchor names or an alias stands for."""


def lay(text: str, before: Any, after: Any) -> str:
    """Return a text that means ``before`` with what ``after`` says otherwise laid into it."""
    layout = Layout(text)
    try:
        return _laid(layout, before, after)
    except TangledError:
        return _laid(Layout(expanded(text)), before, after)


def _laid(layout: Layout, before: Any, after: Any) -> str:
    text, root = layout.text, layout.root
    return text[: root.start] + _Editor(layout).render(root, before, after, flow=False) + text[root.end :]


class _Editor:
    """Renders nodes of a text: as they stand where nothing changes."""

    def __init__(self, layout: Layout) -> None:
        self.text = layout.text
        self.tangled = layout.tangled
        found = BREAK.search(self.text)
        self.newline = found[0] if found else "\n"

    def render(self, node: Node, before: Any, after: Any, *, flow: bool) -> str:
        """Return the text of a node once it means ``after``."""
        if before is not _MISSING and same(before, after):
            return self.text[node.start : node.end]
        if node.anchor or node.target:
            raise TangledError
        before, after = _as_written(node, before, after)
        shorter = alone(after) and not alone(before) and "#" not in self.text[node.start : node.end]
        if node.kind == "map" and isinstance(after, dict) and isinstance(before, dict) and not shorter:
            return self._map(node, before, after)
        if node.kind == "list" and isinstance(after, list) and isinstance(before, list):
            return self._list(node, before, after)
        self._let_go(node)
        return self._replaced(node, after, flow=flow)

    def _let_go(self, node: Node) -> None:
        """Refuse to drop what an alias elsewhere may stand for."""
        if not self.tangled:
            return
        if node.anchor:
            raise TangledError
        for entry in node.entries:
            self._let_go(entry.node)

    def _replaced(self, node: Node, after: Any, *, flow: bool) -> str:
        if not isinstance(after, str):  # a bracket must stand to the right of the key above it
            return " " * (node.style == "block") + spelled(after)
        if node.style in ("|", ">"):
            old = self.text[node.start : node.end]
            pad = re.search(r"[\r\n]( +)", old)
            block = block_lines(after, pad[1]) if pad else None
            if block:
                comment = re.match(r"[|>][^\r\n]*?( +#[^\r\n]*)", old)
                return self.newline.join([block[0] + (comment[1] if comment else ""), *block[1:]])
        return " " * (node.style == "block") + spelled_scalar(after, flow=flow)

    def _map(self, node: Node, before: dict[str, Any], after: dict[str, Any]) -> str:
        flow = node.style == "flow"
        old = {entry.key: index for index, entry in enumerate(node.entries)}
        pieces: list[_Piece] = []
        for key in _order(list(old), before, after):
            if key not in old:
                pieces.append((None, self._new(node, f"{spelled_key(key)}:", after[key])))
                continue
            entry = node.entries[old[key]]
            value = self._kept(entry.node, before.get(key, _MISSING), after.get(key, _MISSING), flow=flow)
            pieces.append((old[key], self._body(node, entry, value)))
        return self._assembled(node, pieces)

    def _kept(self, node: Node, before: Any, after: Any, *, flow: bool) -> str:
        if after is _MISSING:  # written, though empty
            return self.text[node.start : node.end]
        return self.render(node, before, after, flow=flow)

    def _list(self, node: Node, before: list[Any], after: list[Any]) -> str:
        flow = node.style == "flow"
        pieces: list[_Piece] = []
        for i, j in steps(before, after):
            if i is None and j is not None:
                pieces.append((None, self._new(node, "-", after[j])))
            elif i is not None and j is not None:
                entry = node.entries[i]
                pieces.append((i, self._body(node, entry, self.render(entry.node, before[i], after[j], flow=flow))))
        return self._assembled(node, pieces)

    def _body(self, node: Node, entry: Entry, value: str) -> str:
        """Return an entry with its new value: up to the end of its line, in block style."""
        end = entry.node.end
        tail = self.text[end : line_end(self.text, end)] if node.style == "block" else ""
        return self.text[entry.start : entry.node.start] + value + tail

    def _new(self, node: Node, head: str, value: Any) -> str:
        if node.style == "flow":
            return spelled(value) if head == "-" else f"{head} {spelled(value)}"
        indent = self._indent(node)
        deep = isinstance(value, dict) and not isinstance(value, Cell) and not indent
        return self.newline.join(spelled_lines(head, value, indent, deep=deep))[indent:]

    def _indent(self, node: Node) -> int:
        breaks = [found.end() for found in BREAK.finditer(self.text, max(0, node.start - 4_000), node.start)]
        return node.start - (breaks[-1] if breaks else 0)

    def _assembled(self, node: Node, pieces: list[_Piece]) -> str:
        kept = {old for old, _ in pieces}
        gone = [index for index in range(len(node.entries)) if index not in kept]
        for index in gone:
            self._let_go(node.entries[index].node)
        if not pieces:
            return " " * (node.style == "block") + ("{}" if node.kind == "map" else "[]")
        return self._flow(node, pieces) if node.style == "flow" else self._lines(node, pieces, gone)

    def _flow(self, node: Node, pieces: list[_Piece]) -> str:
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

    def _lines(self, node: Node, pieces: list[_Piece], gone: list[int]) -> str:
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
        spaced = not pad and any(BREAK.match(a) for a in above)
        parts = []
        for old, body in pieces:
            lead = above[old] if old is not None else self.newline * (spaced and bool(BREAK.search(body)))
            parts.append(f"{lead}{pad}{body}")
        joined = self.newline.join(parts)
        joined = joined[len(pad) :] if joined.startswith(pad) else joined.lstrip(" ")
        return joined + (self.newline + last.rstrip("\r\n") if last else "")

    def _above(self, node: Node, pad: str) -> list[str]:
        """Return the lines of comments and blanks that stand between each entry and the one before it."""
        above = [""]
        for before, entry in zip(node.entries, node.entries[1:], strict=False):
            between = self.text[line_end(self.text, before.node.end) : entry.start]
            above.append(BREAK.sub("", between, count=1).removesuffix(pad))
        return above


def _as_written(node: Node, before: Any, after: Any) -> tuple[Any, Any]:
    """Return both forms in the shape in which the file has them: a number alone, one item without brackets."""
    if node.kind != "map" and alone(before) and alone(after):
        return before["is"], after["is"]
    if node.kind == "scalar" and all(isinstance(x, Many) and len(x) == 1 for x in (before, after)):
        return before[0], after[0]
    return before, after


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
