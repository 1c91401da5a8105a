"""The parts of a line of YAML as its writer may have meant them: keys, texts after them, what is open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ripeness.errors import Edit
from ripeness.scenario.fields import known_keys

_KEY = re.compile(r"(?:^\s*(?:- +)*|(?<=[{,\[])\s*)([^\s{}\[\],:\"'#&*!|>%@`][^{}\[\],:\"']*):(?:[ \t]+|$)")
CLOSES = {"{": "}", "[": "]"}
_NEXT = re.compile(r",\s*[\w-]+:(?:\s|$)")


def quoted(text: str) -> str:
    """Return a text in quotes: double ones, or single where it holds a double quote or a backslash."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def values(text: str) -> Iterator[int]:
    """Yield where the value of each key of a line begins."""
    for match in _KEY.finditer(text):
        if match.end() < len(text):
            yield match.end()


@dataclass(frozen=True)
class Line:
    """One line of a text, by its number from 0, with the lines above it."""

    text: str
    number: int
    above: tuple[str, ...]

    @classmethod
    def of(cls, lines: list[str], number: int) -> Line:
        """Return a line of a text with as many lines above as a section is likely to have."""
        return cls(lines[number], number, tuple(lines[max(0, number - 200) : number]))

    def edit(self, column: int, old: str, new: str) -> Edit:
        """Return the change of a part of this line that begins at a column from 0."""
        return Edit(self.number + 1, column + 1, old, new)

    @cached_property
    def code(self) -> str:
        """The line without its comment and the blanks at its end."""
        return re.sub(r"\s+#(?!.*[\]}]\s*$).*$|^#.*$", "", self.text).rstrip()

    @cached_property
    def open_above(self) -> int:
        """How many brackets are open where the line begins."""
        depth = 0
        for line in reversed(self.above):
            if re.match(r"\s*(?:- +)*[\w-]+:", line) and len(line) - len(line.lstrip()) < self.column_of_key():
                depth = max(0, _depth(line))
                break
        return depth

    def in_flow(self, column: int) -> bool:
        """Return whether a column stands between braces or brackets."""
        return self.open_above + _depth(self.text[:column]) > 0

    def column_of_key(self) -> int:
        """Return the column in which the first key of the line begins."""
        match = re.match(r"\s*(?:- +)*", self.text)
        return match.end() if match else 0

    def columns_above(self) -> list[int]:
        """Return the columns in which lines above begin, the nearest first, and one level deeper than the last."""
        lines = [line for line in self.above if line.strip() and not line.lstrip().startswith("#")]
        found = [len(line) - len(line.lstrip(" ")) for line in reversed(lines)]
        return list(dict.fromkeys([*found, *([found[0] + 2] if found else [])]))[:6]

    def unbalanced(self) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
        """Return the brackets that the line opens and does not close, and those that close nothing of their kind."""
        stack: list[tuple[int, str]] = []
        stray: list[tuple[int, str]] = []
        for column, character in outside_quotes(self.code):
            if character in "{[":
                stack.append((column, character))
            elif character in "}]":
                if stack and CLOSES[stack[-1][1]] == character:
                    stack.pop()
                else:
                    stray.append((column, character))
        return stack, stray

    def texts(self, *, quotes: bool = False, comments: bool = False) -> Iterator[tuple[int, str]]:
        """Yield texts that may be the value of a key or an item of a list, with their columns, short ones first.

        A text with a key of the format after a comma is none: there the next key begins.
        """
        line = self.text.rstrip() if comments else self.code
        seen = set()
        for start, text in [*self._valued(line), *self._items(line)]:
            whole = text.rstrip()
            if not whole or (start, whole) in seen or (not quotes and whole[0] in "\"'{"):
                continue
            seen.add((start, whole))
            if not any(m[1] in known_keys() for m in re.finditer(r",\s*([\w-]+):(?:\s|$)", whole)):
                yield start, whole

    def _valued(self, line: str) -> Iterator[tuple[int, str]]:
        for start in values(line):
            rest = line[start:]
            if self.in_flow(start):
                yield from ((start, rest[: m.start()]) for m in _NEXT.finditer(rest))
                closers = re.search(r"[\]}\s,]*$", rest)
                tail = closers[0] if closers else ""
                yield from ((start, rest[: len(rest) - k]) for k in range(len(tail), -1, -1))
            else:
                yield start, rest

    @staticmethod
    def _items(line: str) -> Iterator[tuple[int, str]]:
        for match in re.finditer(r"(?<=[\[,])(\s*)([^\s\[\],{}\"'][^\[\],{}\"]*)", line):
            yield match.end(1), match[2]
        if entry := re.match(r"(\s*- +)(.+)$", line):
            yield entry.end(1), entry[2]


def _depth(text: str) -> int:
    return sum((c in "{[") - (c in "}]") for _, c in outside_quotes(text))


def outside_quotes(text: str, within: str = "") -> Iterator[tuple[int, str]]:
    """Yield the characters of a line that stand in no quotes; ``within``: the quote that is open where it begins."""
    yield from _parted(text, within)[0]


def open_quotes(lines: Sequence[str]) -> list[str]:
    """Return for each line the quote that is open where it begins, as YAML reads it: none, ``'`` or ``"``.

    A quote that nothing closes is taken to end with its line: what follows is to be looked at all the same.
    """
    found, quote = [], ""
    for number, line in enumerate(lines):
        found.append(quote)
        quote = _parted(line, quote)[1]
        if quote and not found[-1] and not any(quote in later for later in lines[number + 1 :]):
            quote = ""
    return found


def _parted(text: str, quote: str) -> tuple[list[tuple[int, str]], str]:
    """Return the characters of a line that stand in no quotes, and the quote that is open at its end."""
    outside, skipped = [], -1
    for column, character in enumerate(text):
        before = text[column - 1] if column else " "
        if column == skipped:
            continue
        if quote:
            following = text[column + 1 : column + 2]
            if (quote == '"' and character == "\\") or (quote == "'" and character == following == "'"):
                skipped = column + 1  # an escaped character, or a quote written twice
            elif character == quote:
                quote = ""
        elif character in "\"'" and before in " {[,:":
            quote = character
        else:
            outside.append((column, character))
    return outside, quote
