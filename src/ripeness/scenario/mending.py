"""A text with slips -> the tree that was meant: each slip is told, mended, and the reading goes on."""

from __future__ import annotations

import yaml

from ripeness.errors import Edit, Place, Problem, ScenarioError, brief
from ripeness.scenario import layout, mend, slips
from ripeness.scenario.syntax import syntax_problem
from ripeness.scenario.text import ParsedText
from ripeness.scenario.tree import Map, Parsed, SourceText, build

_MENDED = 20  # slips of YAML that are mended in one text
_LARGE = 500_000  # characters of a text in which fewer are


def mended_tree(text: str, name: str) -> ParsedText:
    """Return the tree of a text, as it would be once the problems told are mended.

    Raises
    ------
    ScenarioError
        Where it cannot be said what was meant, with all that was found until there.
    """
    original = SourceText(name, text)
    mended, problems = layout.odd_characters(text, original)
    if lost := next(layout.lost_indentation(mended, original), None):
        raise ScenarioError([*problems, lost])
    for _ in range(_MENDED if len(text) < _LARGE else 4):
        source = SourceText(name, mended)
        try:
            parsed = build(mended, source)
        except yaml.MarkedYAMLError as error:
            found = mend.cure(mended, error)
            if found is None:
                raise ScenarioError([*problems, syntax_problem(error, source)]) from None
            problems.append(_mended(error, found, source, original))
            if sum(p.edits == (found.edit,) for p in problems) > 1:  # it helps no further
                raise ScenarioError([*problems[:-1], syntax_problem(error, source)]) from None
            if "\n" in found.edit.new:
                raise ScenarioError(problems) from None
            mended = changed(mended, found.edit)
        except ScenarioError as error:
            raise ScenarioError([*problems, *error.problems]) from None
        else:
            return _told(parsed, problems, source)
    raise ScenarioError(problems)


def _told(parsed: Parsed, problems: list[Problem], source: SourceText) -> ParsedText:
    tree, twice, bare = parsed
    if isinstance(tree, Map):
        problems += slips.told(tree, bare, source)
    touched = frozenset(e.line for p in problems for e in p.edits if p.code in ("not-yaml", "tag-refused"))
    return ParsedText(tree, [*problems, *twice], source, touched)


def changed(text: str, *edits: Edit) -> str:
    """Return a text with changes made; of two in one line the later comes first.

    Raises
    ------
    ValueError
        Where the text does not hold what a change replaces.
    """
    lines = text.splitlines(keepends=True) or [""]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    for edit in sorted(edits, key=lambda e: (e.line, e.column), reverse=True):
        at = starts[edit.line - 1] + edit.column - 1
        if not text.startswith(edit.old, at):
            raise ValueError(f"line {edit.line} does not hold {edit.old!r} at column {edit.column}")
        text = text[:at] + edit.new + text[at + len(edit.old) :]
    return text


def _mended(error: yaml.MarkedYAMLError, found: mend.Cure, source: SourceText, original: SourceText) -> Problem:
    told = syntax_problem(error, source)
    line, column = found.edit.line - 1, found.edit.column - 1
    place = Place(source.name, line + 1, column + 1, original.line(line))
    return Problem(told.code, told.message, place, brief(found.hint), edits=(found.edit,))
