"""Files of older formats -> the present one, comments and order kept."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from ripeness.errors import ScenarioError
from ripeness.scenario.model import FORMAT
from ripeness.scenario.read import read_bytes, read_text
from ripeness.scenario.tree import Map, SourceText, decode, parse

Step = Callable[[Any], None]

#: How a file of each older format becomes one of the next: a function that changes the tree of the file in place.
#: Keys and values are the text that stands in the file. Format 1 is the first, so there is none yet.
STEPS: Mapping[int, Step] = {}


def upgrade(raw: bytes, name: str, *, steps: Mapping[int, Step] = STEPS) -> str | None:
    """Return a scenario file rewritten to the present format, or None when it is of that format already.

    Parameters
    ----------
    raw : bytes
        The file. Only its version is looked at unless it is older; ``ripeness check`` judges the rest.
    name : str
        What the file is called in problems.
    steps : mapping of int to function
        For each older version, what changes a tree of it, in place, into one of the next.

    Returns
    -------
    str or None
        The text with comments, order and quoting kept; layout between tokens may change. The reader accepts it.

    Raises
    ------
    ScenarioError
        ``newer-format``; ``bad-version`` when there is no version or no step from it; what is wrong with the
        YAML; or every problem that the file would have in the present format.
    """
    version = _version(raw, name, steps)
    if version == FORMAT:
        return None
    yaml, tree = _load(decode(raw, name))
    for old in range(version, FORMAT):
        steps[old](tree)
    tree["ripeness"] = str(FORMAT)
    text = _dump(yaml, tree)
    read_text(text, f"{name}, upgraded")
    return text


def _version(raw: bytes, name: str, steps: Mapping[int, Step]) -> int:
    text = decode(raw, name)
    tree, problems = parse(text, SourceText(name, text))
    if problems:
        raise ScenarioError(problems)
    written = tree.get("ripeness") if isinstance(tree, Map) else None
    known = {str(version): version for version in (*steps, FORMAT)}
    if isinstance(written, str) and written in known:
        return known[written]
    try:
        read_bytes(raw, name)  # says what is wrong with the version, and where
    except ScenarioError as error:
        raise ScenarioError([p for p in error.problems if p.path == "ripeness"] or error.problems) from None
    raise AssertionError("the reader accepts a version that has no entry here")


def _load(text: str) -> tuple[Any, Any]:
    """Return a writer and the tree of a text; scalars stay the text that stands in the file."""
    from ruamel.yaml import YAML
    from ruamel.yaml.resolver import VersionedResolver

    class Text(VersionedResolver):
        """Takes no scalar for a number, a date or a truth value."""

        @property
        def versioned_resolver(self) -> dict[str, Any]:
            return {}

    yaml = YAML()
    yaml.Resolver = Text
    yaml.preserve_quotes = True
    yaml.width = 2**20
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml, yaml.load(text)


def _dump(yaml: Any, tree: Any) -> str:
    out = io.StringIO()
    yaml.dump(tree, out)
    return out.getvalue()
