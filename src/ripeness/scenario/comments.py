"""Comments of a file that a merge carries over: each belongs to the entry that it stands beside or above."""

from __future__ import annotations

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast

import yaml

Steps = tuple[str, ...]

_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[^\r\n]*", re.MULTILINE)


@dataclass(frozen=True)
class Comment:
    """A comment: its text, whether it stands above an entry or at the end of its line, and the entry's path."""

    text: str
    kind: Literal["above", "beside"]
    at: Steps  # empty: at the end of the file


class _Entries:
    """Finds where entries of a text begin, and what of the text is quoted or a block."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Steps, int] = {}  # path: line of its key or item, from 0
        self.quoted: list[tuple[int, int]] = []
        self._events = yaml.parse(str(text), Loader=yaml.CSafeLoader)
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._node(next(self._events), ())
                return

    def inside(self, at: int) -> bool:
        """Return whether a character lies within quoted text or a block of text."""
        k = bisect.bisect(self.quoted, (at, at)) - 1
        return k >= 0 and self.quoted[k][0] < at < self.quoted[k][1]

    def _node(self, event: Any, at: Steps) -> None:
        if isinstance(event, yaml.MappingStartEvent):
            while not isinstance(key := next(self._events), yaml.MappingEndEvent):
                self._node(key, ())
                inner = (*at, str(getattr(key, "value", "")))
                self.lines[inner] = cast("yaml.Mark", key.start_mark).line
                self._node(next(self._events), inner)
        elif isinstance(event, yaml.SequenceStartEvent):
            number = 0
            while not isinstance(item := next(self._events), yaml.SequenceEndEvent):
                inner = (*at, str(number))
                self.lines[inner] = cast("yaml.Mark", item.start_mark).line
                self._node(item, inner)
                number += 1
        elif isinstance(event, yaml.ScalarEvent) and event.style:
            start, end = cast("yaml.Mark", event.start_mark), cast("yaml.Mark", event.end_mark)
            self.quoted.append((start.index, end.index))


def comments(text: str) -> list[Comment]:
    """Return the comments of a file that is known to be accepted, in file order, each with what it belongs to.

    A comment beside an entry belongs to the first entry of its line; one that stands alone to the next entry below.
    """
    return [comment for comment, _ in _placed(text)]


def _placed(text: str) -> Iterator[tuple[Comment, int]]:
    """Yield comments and their lines, from 0."""
    entries = _Entries(text)
    first: dict[int, Steps] = {}
    for path, line in entries.lines.items():
        first.setdefault(line, path)
    begun = sorted(first)
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    for match in _COMMENT.finditer(text):
        if entries.inside(match.start()):
            continue
        line = bisect.bisect(starts, match.start()) - 1
        alone = not text[starts[line] : match.start()].strip()
        k = bisect.bisect_left(begun, line) if alone else bisect.bisect(begun, line) - 1
        at = first[begun[k]] if 0 <= k < len(begun) else ()
        yield Comment(match[0].rstrip(), "above" if alone else "beside", at), line


def carried(text: str, base: str | None, a: str | None, b: str | None, good: Callable[[str], bool]) -> str:
    """Return a merged text with the comments that only ``b`` wrote, each at the entry that it stands at in ``b``.

    Parameters
    ----------
    text : str
        What was merged: the text of ``a`` with the changes of ``b``.
    base, a, b : str or None
        The texts of the three files; None for one that came from no file.
    good : callable
        Says whether a text still means what it should.

    Notes
    -----
    A comment that ``b`` reworded replaces the old one where ``a`` left it alone. One whose entry was removed goes.
    """
    if a is None or b is None:
        return text
    old, mine, theirs = (comments(t) if t else [] for t in (base, a, b))
    lost = Counter(old)
    lost.subtract(theirs)
    lost = +lost
    new = Counter(theirs)
    new.subtract(old)
    known = Counter(c.text for c in old)
    moved = Counter(c.text for c in theirs)
    added = Counter(mine)
    for comment in dict.fromkeys(theirs):
        if new[comment] <= 0 or moved[comment.text] <= known[comment.text] or added[comment]:
            continue  # it was there, perhaps at another entry, or both wrote it
        replaced = next((c for c in lost if (c.at, c.kind) == (comment.at, comment.kind) and added[c]), None)
        if replaced is not None:
            lost.subtract([replaced])
            lost = +lost
        text = _with(text, comment, replaced, good)
    return text


def _with(text: str, comment: Comment, replaced: Comment | None, good: Callable[[str], bool]) -> str:
    """Return a text with one more comment; as it was where there is no place for it."""
    for candidate in _candidates(text, comment, replaced):
        if candidate != text and good(candidate):
            return candidate
    return text


def _candidates(text: str, comment: Comment, replaced: Comment | None) -> Iterator[str]:
    lines = text.splitlines(keepends=True)
    end = "\r\n" if "\r\n" in text else "\n"
    there: dict[Comment, list[int]] = defaultdict(list)
    for found, line in _placed(text):
        there[found].append(line)
    if replaced is not None and there[replaced]:
        line = there[replaced][0]
        yield "".join([*lines[:line], lines[line].replace(replaced.text, comment.text, 1), *lines[line + 1 :]])
    if not comment.at:
        yield "".join([*lines, "" if not lines or lines[-1].endswith("\n") else end, comment.text, end])
        return
    starts = _Entries(text).lines
    if comment.at not in starts:
        return
    beside = {line for found, places in there.items() if found.kind == "beside" for line in places}
    at = starts[comment.at]
    if comment.kind == "beside" and at not in beside:
        bare = lines[at].rstrip("\r\n")
        yield "".join([*lines[:at], f"{bare}  {comment.text}{lines[at][len(bare) :] or end}", *lines[at + 1 :]])
    for length in range(len(comment.at), 0, -1):  # above the entry, or above what holds it
        at = starts[comment.at[:length]]
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip(" "))]
        yield "".join([*lines[:at], f"{indent}{comment.text}{end}", *lines[at:]])
