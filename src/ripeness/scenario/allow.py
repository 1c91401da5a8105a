"""Comments that silence a warning: ``# ripeness: allow CODE because REASON``.

Such a comment silences the warnings of that code whose place is on its own line or, when it stands alone, on the
first line below it that is no comment. What it silences is kept with the reason, so that a report can show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from ripeness.errors import Place, Problem, near, printable

if TYPE_CHECKING:
    from ripeness.scenario.model import Scenario

#: Codes of the warnings that judge such comments themselves.
CODES = ("allow-unknown-code", "allow-unused", "allow-without-reason")

_HEAD = r"#[ \t]*ripeness:[ \t]*allow\b"
_COMMENT = re.compile(rf"(?:^|(?<=[ \t])){_HEAD}[ \t]*(?P<code>[^ \t\r\n]*)(?P<rest>[^\r\n]*)")
_REASON = re.compile(r"[ \t]+because\b[ \t]*:?[ \t]*(?P<reason>\S.*)")
_EXAMPLE = "`# ripeness: allow unused-source because it is the only outlet of that side`"


@dataclass(frozen=True)
class Allowance:
    """One such comment.

    Attributes
    ----------
    code : str
        Code of the warnings that it silences, as written.
    reason : str
        Why, in the words of the file; empty when none is given.
    place : Place
        Where the comment begins.
    line : int or None
        Line whose warnings it silences, from 1; None when nothing stands below it.
    """

    code: str
    reason: str
    place: Place
    line: int | None


@dataclass(frozen=True)
class Silenced:
    """A warning that a comment of the file silences, and the comment's reason."""

    warning: Problem
    reason: str


@dataclass(frozen=True)
class Advice:
    """What is doubtful about a scenario, in file order.

    Attributes
    ----------
    warnings : tuple of Problem
        Warnings that stand, with those about the comments themselves.
    silenced : tuple of Silenced
        Warnings that comments of the file silence, each with the reason.
    """

    warnings: tuple[Problem, ...] = ()
    silenced: tuple[Silenced, ...] = ()


def allowances(text: str, name: str) -> tuple[Allowance, ...]:
    """Return the comments of a file that silence warnings, in file order; text that only looks alike is none."""
    if not re.search(_HEAD, text):
        return ()
    lines = text.splitlines()
    found = [(n, match) for n, line in enumerate(lines) for match in _COMMENT.finditer(line)]
    inside = _inside_scalars(text, [(n, match.start()) for n, match in found])
    return tuple(_allowance(lines, n, match, name) for n, match in found if (n, match.start()) not in inside)


def _allowance(lines: list[str], number: int, match: re.Match[str], name: str) -> Allowance:
    place = Place(name, number + 1, match.start() + 1, lines[number])
    reason = _REASON.fullmatch(match["rest"])
    code = match["code"].rstrip(",;:")
    covers = number if lines[number][: match.start()].strip() else _below(lines, number)
    return Allowance(code, reason["reason"].strip() if reason else "", place, None if covers is None else covers + 1)


def _below(lines: list[str], number: int) -> int | None:
    """Return the number of the first line below that is no comment; None when it is empty or there is none."""
    for below in range(number + 1, len(lines)):
        text = lines[below].strip()
        if not text.startswith("#"):
            return below if text else None
    return None


def _inside_scalars(text: str, positions: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the positions (lines and columns from 0) that lie within quoted text or a block of text."""
    import yaml

    inside: set[tuple[int, int]] = set()
    for event in yaml.parse(str(text), Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.ScalarEvent) and event.style:
            first, last = cast("yaml.Mark", event.start_mark), cast("yaml.Mark", event.end_mark)
            start, end = (first.line, first.column), (last.line, last.column)
            inside.update(p for p in positions if start < p < end)
    return inside


def settle(scenario: Scenario, warnings: Iterable[Problem], known: Iterable[str]) -> Advice:
    """Return the warnings that stand and those that comments of the file silence.

    Parameters
    ----------
    scenario : Scenario
        Read from a file; one made in Python has no comments.
    warnings : iterable of Problem
        Every warning that was found.
    known : iterable of str
        Every code that was looked for: a comment with one of these that silences nothing is a warning itself.
    """
    known = frozenset(known)
    allowed = {(a.line, a.code): a for a in scenario.allowances if a.reason and a.code in known}
    standing: list[Problem] = []
    silenced: list[Silenced] = []
    used: set[Allowance] = set()
    for warning in warnings:
        by = allowed.get((warning.place.line, warning.code)) if warning.place else None
        if by is None:
            standing.append(warning)
        else:
            silenced.append(Silenced(warning, by.reason))
            used.add(by)
    standing += [problem for a in scenario.allowances if a not in used for problem in _misused(a, known)]
    return Advice(tuple(sorted(standing, key=_order)), tuple(sorted(silenced, key=lambda entry: _order(entry.warning))))


def _order(warning: Problem) -> tuple[int, int, str]:
    return (warning.place.line, warning.place.column, warning.code) if warning.place else (0, 0, warning.code)


def _misused(allowance: Allowance, known: frozenset[str]) -> Iterator[Problem]:
    """Yield what is wrong with a comment that silences nothing."""
    code = printable(allowance.code)[:60]
    if allowance.code not in known:
        message = f"this comment allows '{code}', which is not the code of a warning" if code else "no code is allowed"
        yield _about(allowance, "allow-unknown-code", message, near(allowance.code, sorted(known - {*CODES})))
    elif not allowance.reason:
        message = f"this comment does not say why '{code}' is allowed, so it silences nothing"
        yield _about(allowance, "allow-without-reason", message, f"write {_EXAMPLE}")
    else:
        message = f"this comment silences nothing: no '{code}' has its place on the line that it stands for"
        hint = "put it on the line of the warning or alone just above it, or take it out if its cause is mended"
        yield _about(allowance, "allow-unused", message, hint)


def _about(allowance: Allowance, code: str, message: str, hint: str) -> Problem:
    return Problem(code, message, allowance.place, hint, "warning")
