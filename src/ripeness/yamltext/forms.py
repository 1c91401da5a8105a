"""Plain data with marks of how it is to be written, and how one list becomes another."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any


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


def alone(value: Any) -> bool:
    """Return whether this is an estimate that may be written without its key ``is``."""
    return isinstance(value, Cell) and list(value) == ["is"]
