"""What a YAML parser could not read, as problems with a place and a likely cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from ripeness.errors import Place, Problem

if TYPE_CHECKING:
    from ripeness.scenario.tree import SourceText


class Refused(yaml.MarkedYAMLError):
    """Text that begins with an exclamation mark, which YAML takes for the name of a type."""


def bad_character(error: yaml.reader.ReaderError, text: str, source: SourceText) -> Problem:
    """Return that a character may not stand in a scenario, at its place."""
    before = text.encode()[: int(error.position)].decode(errors="ignore")  # the parser counts bytes
    lines = (before + "|").splitlines()
    code = error.character if isinstance(error.character, int) else ord(str(error.character)[:1] or "?")
    message = f"the character U+{code:04X} may not stand in a scenario"
    return Problem("not-text", message, source.place(len(lines) - 1, len(lines[-1]) - 1), "is this a text file?")


def syntax_problem(error: yaml.MarkedYAMLError, source: SourceText) -> Problem:
    """Return what a parser could not read as a problem, at the place that it names."""
    mark = error.problem_mark or error.context_mark
    if "could not find expected ':'" in str(error.problem) and error.context_mark:
        mark = error.context_mark  # the key itself, not the innocent line after it
    line, column = (mark.line, mark.column) if mark else (0, 0)
    place = source.place(line, column)
    if not place.text and line > 0:  # the parser noticed at the end: point to the line where it began
        if error.context_mark and error.context_mark is not mark:
            place = source.place(error.context_mark.line, error.context_mark.column)
        else:
            place = source.place(line - 1, 0)
    if isinstance(error, Refused):
        hint = "write plain text, lists and mappings only; quote text that begins with an exclamation mark"
        return Problem("tag-refused", str(error.problem), place, hint)
    what = ", ".join(str(part) for part in (error.problem, error.context) if part)
    return Problem("not-yaml", f"this is not YAML: {what}", place, _syntax_hint(place, what))


def _syntax_hint(place: Place, problem: str) -> str:
    line = place.text
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent or ("cannot start any token" in problem and "\t" in line):
        return "a tab stands where blanks are needed: replace tabs by blanks"
    if "mapping values are not allowed" in problem:
        return "text that contains ': ' must be quoted, and a key needs its own line or braces"
    if "could not find expected ':'" in problem:
        return "a key needs a colon and a blank after it, as in `name: text`"
    if "alias" in problem or "anchor" in problem:
        return "quote text that begins with * or &"
    if any(c in line for c in "{[") or "flow" in problem or "',' or" in problem:
        return (
            "quote text between braces that contains ? : , [ ] or { }, put a blank after each colon, close each bracket"
        )
    if "block mapping" in problem or "<block end>" in problem or "indent" in problem:
        return "keys of one mapping must begin in the same column; quote text that continues oddly"
    return "quote the text, or compare the line with the same part of the example file"
