"""Text -> tree: at once where nothing is wrong with the text, else by way of mending it."""

from __future__ import annotations

from typing import NamedTuple

import yaml

from ripeness.errors import Problem
from ripeness.scenario.characters import layout_may_be_odd
from ripeness.scenario.record import is_id
from ripeness.scenario.tree import Map, Node, Parsed, SourceText, build

#: Where ids are defined: keys of the file, `*` for any.
DEFINE: tuple[tuple[str, ...], ...] = (
    ("sources", "*"),
    ("claims", "*"),
    ("claims", "*", "readings", "*"),
    ("actors", "*"),
    ("issues", "*"),
    ("issues", "*", "alternatives", "*"),
    ("preferences", "*", "walk-away", "*"),
    ("war", "outcomes", "*"),
    ("ties", "*"),
    ("drafts", "*"),
    ("drafts", "*", "versions", "*"),
    ("graph", "options", "*"),
    ("conference", "issues", "*"),
    ("timeline", "facts", "*"),
    ("timeline", "latched", "*"),
    ("timeline", "events", "*"),
    ("timeline", "ends", "*"),
    ("timeline", "questions", "*"),
    ("forecasts", "*"),
)


class ParsedText(NamedTuple):
    """A tree, the problems found on the way to it, and the source of the text that it was built from at last.

    ``touched`` are the lines that were mended: what else seems wrong in them may come from the mending.
    """

    tree: Node
    problems: list[Problem]
    source: SourceText
    touched: frozenset[int] = frozenset()


def tree_of(text: str, name: str) -> ParsedText:
    """Return the tree of a text, as it would be once the problems told are mended.

    Raises
    ------
    ScenarioError
        Where it cannot be said what was meant, with all that was found until there.
    """
    source = SourceText(name, text)
    if not layout_may_be_odd(text):
        try:
            parsed = build(text, source)
        except yaml.MarkedYAMLError:
            pass
        else:
            if not _suspect(parsed):
                return ParsedText(parsed.root, parsed.problems, source)
    from ripeness.scenario.mending import mended_tree

    return mended_tree(text, name)


def _suspect(parsed: Parsed) -> bool:
    """Return whether a tree may hold a slip that would set off many problems."""
    tree = parsed.root
    if not isinstance(tree, Map) or parsed.bare:
        return True
    if any(not is_id(key) for pattern in DEFINE for node in matching(tree, pattern[:-1]) for key in node):
        return True
    hazards = matching(tree, ("timeline", "events", "*", "hazard"))
    return any(not {"is", "from", "baseline"} & h.keys() for h in hazards)


def matching(tree: Map, pattern: tuple[str, ...]) -> list[Map]:
    """Return the mappings of a tree under keys that match a pattern."""
    nodes: list[Node] = [tree]
    for step in pattern:
        maps = [n for n in nodes if isinstance(n, Map)]
        if step == "*":
            nodes = [v for n in maps for v in n.values()]
        else:
            nodes = [n[step] for n in maps if step in n]
    return [n for n in nodes if isinstance(n, Map)]
