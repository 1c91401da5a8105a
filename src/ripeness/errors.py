"""Problems, and the few exceptions that carry them.

RipenessError
├── ScenarioError            a scenario that cannot be used; carries every problem found
├── AnalysisError            an analysis that does not apply to this scenario, and why
└── MissingDependencyError   an optional package is not installed; says how to install it
"""

from __future__ import annotations

import difflib
import heapq
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

Severity = Literal["error", "warning"]

_SHOWN = 100  # characters of a source line that are shown around the caret
_LONG = 320  # characters of a hint


@dataclass(frozen=True, order=True)
class Place:
    """Where in a file: line and column count from 1; ``text`` is the line itself."""

    file: str
    line: int
    column: int
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Edit:
    """A change to a file that mends a problem: ``new`` in place of ``old``, which begins at a line and column.

    ``line`` and ``column`` count from 1; ``old`` may be empty, or hold whole lines.
    """

    line: int
    column: int
    old: str
    new: str


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong or doubtful, said so that it can be mended.

    Attributes
    ----------
    code : str
        Stable short name; ``docs/reference/problems.md`` has a paragraph for each.
    message : str
        What was found and what would be right.
    place : Place or None
        Where it stands, when it came from a file.
    hint : str
        Something to do, or empty.
    severity : {"error", "warning"}
        A warning does not stop an analysis; results carry it and reports print it.
    path : str
        Dotted place in the scenario, such as ``preferences.north.trust``.
    edits : tuple of Edit
        The changes that the hint types out, where there is one cure; whoever applies them keeps the file as it was
        elsewhere. Empty where only the writer can know what was meant.
    """

    code: str
    message: str
    place: Place | None = None
    hint: str = ""
    severity: Severity = "error"
    path: str = ""
    edits: tuple[Edit, ...] = ()

    def __str__(self) -> str:
        """Return the problem as it is printed: place, code, message, the line, a caret, a hint."""
        where = f"{self.place}: " if self.place else ""
        grade = "warning: " if self.severity == "warning" else ""
        lines = [f"{printable(where)}{grade}{self.code}: {printable(self.message)}"]
        if self.place and self.place.text.strip():
            lines += _quoted(self.place)
        if self.hint:
            lines.append(f"      hint: {printable(self.hint)}")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return the problem as plain data for JSON; ``edits`` only where there is one cure."""
        place = self.place
        edits = {"edits": [vars(edit) for edit in self.edits]} if self.edits else {}
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "hint": self.hint,
            "path": self.path,
            "file": place.file if place else None,
            "line": place.line if place else None,
            "column": place.column if place else None,
            **edits,
        }


def printable(text: str) -> str:
    """Return ``text`` with blanks of every kind as blanks and unprintable characters as ``�``, one for one.

    What a file holds must never reach a terminal as a control sequence, nor turn the order of what stands around it.
    Joiners stay: Persian and the scripts of India cannot be written without them.
    """
    return text if text.isprintable() else "".join(map(_printable, text))


def _printable(character: str) -> str:
    if character.isprintable() or character in "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}":
        return character
    return " " if character == "\t" or unicodedata.category(character) == "Zs" else "\N{REPLACEMENT CHARACTER}"


def brief(text: str) -> str:
    """Return a hint without the middle of what is very long in it."""
    return text if len(text) <= _LONG else f"{text[: _LONG // 2]} … {text[-_LONG // 2 :]}"


def _quoted(place: Place) -> list[str]:
    """Return the source line and a caret under the column, cut to a window around the caret."""
    start = max(0, min(place.column - 1 - _SHOWN // 2, len(place.text) - _SHOWN))
    shown = printable(place.text[start : start + _SHOWN].rstrip("\r\n"))
    head = f"{place.line:>5} | "
    return [head + shown, " " * (len(head) - 2) + "| " + " " * (place.column - 1 - start) + "^"]


def near(name: str, names: Iterable[str]) -> str:
    """Return ``did you mean 'x'?`` for the nearest known name, else the list of known names."""
    known = tuple(str(n) for n in names)
    wanted = name[:60].lower()
    same = _plainly(known).get(re.sub(r"[_ ]+", "-", wanted.strip()))
    if same:
        return f"did you mean '{same}'?"
    close = difflib.get_close_matches(wanted, _likely(wanted, known), n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    if not known:
        return ""
    shown = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
    return f"known: {shown}"


def _likely(name: str, known: tuple[str, ...]) -> list[str]:
    """Return the names that share most pairs of letters with ``name``; comparing with all of many takes too long."""
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    shared = heapq.nlargest(12, _pairs(known), key=lambda entry: len(entry[1] & pairs))
    return [entry[0] for entry in shared]


@lru_cache(maxsize=8)
def _plainly(known: tuple[str, ...]) -> dict[str, str]:
    """Return names by how they would be written with small letters and hyphens."""
    return {n.lower().replace("_", "-"): n for n in reversed(known)}


@lru_cache(maxsize=8)
def _pairs(known: tuple[str, ...]) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((n, frozenset(n[i : i + 2] for i in range(min(len(n), 60) - 1))) for n in known)


class RipenessError(Exception):
    """Base of all errors that ripeness raises on purpose."""


class _ProblemsError(RipenessError):
    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems,)


class ScenarioError(_ProblemsError):
    """A scenario that cannot be used; ``problems`` holds every problem found, in file order."""


class AnalysisError(_ProblemsError):
    """An analysis that does not apply to this scenario; ``problems`` says what is missing and where.

    ``at`` names the draws of chosen values for which it does not apply, where it may for others; it is empty where that
    is not known.
    """

    at: tuple[int, ...] = ()

    @classmethod
    def of(cls, code: str, message: str, *, hint: str = "", path: str = "") -> AnalysisError:
        """Return an error with one problem."""
        return cls([Problem(code, message, hint=hint, path=path)])

    def where(self, draws: Any, failing: Any) -> AnalysisError:
        """Return the error with the draws at which a mask, shape (N,), is true, if their values were chosen."""
        if not draws.sampled:
            self.at = tuple(draws.start + k for k, fails in enumerate(failing) if fails)
        return self


class MissingDependencyError(RipenessError):
    """An optional package is missing; the message holds the install command."""

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        self.package, self.extra, self.purpose = package, extra, purpose
        super().__init__(f"{purpose} needs the package '{package}': pip install 'ripeness[{extra}]'")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.package, self.extra, self.purpose)
