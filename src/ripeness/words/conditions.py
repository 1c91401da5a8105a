"""Conditions in plain words, whatever their parts are about."""

from __future__ import annotations

from collections.abc import Callable

from ripeness.scenario.logic import Atom, Tree


def in_words(tree: Tree, named: Callable[[Atom], str], *, together: str = " and ") -> str:
    """Return a condition in plain words; ``named`` says what one part of it is called.

    >>> from ripeness.scenario.logic import parse
    >>> in_words(parse("truce & !(fallen | signed)").tree, lambda atom: atom.name)
    'truce and not (fallen or signed)'
    """
    if isinstance(tree, Atom):
        return named(tree)
    parts = [_grouped(one, in_words(one, named, together=together)) for one in tree.operands]
    if tree.operator == "not":
        return f"not {parts[0]}"
    if tree.operator == "implies":
        return f"{parts[1]} if {parts[0]}"
    return {"and": together, "or": " or ", "iff": " exactly when "}[tree.operator].join(parts)


def _grouped(tree: Tree, text: str) -> str:
    return text if isinstance(tree, Atom) or tree.operator == "not" else f"({text})"
