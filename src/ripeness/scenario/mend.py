"""The likely cause of text that is not YAML: cures are tried, and the first with which the text reads on is told.

A parser says where it could go no further, which is seldom where the slip is. Beginners' slips are few in kind; so
each kind has a small function that proposes changes to the lines in question, likely ones first, and a proposal
counts only if the section of the file parses with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import yaml

from ripeness.errors import Edit
from ripeness.scenario.characters import BLANKS, named, straight
from ripeness.scenario.fields import known_keys, text_keys
from ripeness.scenario.quoting import CLOSES, Line, quoted, values

_TRIES = 400  # proposals for one slip
_READ = 60_000  # lines that are read again for them
_BACK = 4  # lines before the one that the parser names
_FAR = 20_000  # lines in which a quotation mark may stay open


class Cure(NamedTuple):
    """A change that lets a text be read, and the hint that tells it."""

    edit: Edit
    hint: str


class Trouble(NamedTuple):
    """The lines of a text (from 0) in which a parser gave up, and the first line that it names as context."""

    lines: list[str]
    context: int
    problem: int
    quotes: tuple[int, ...] = ()

    def suspects(self) -> Iterator[int]:
        """Yield the lines in which the slip may be, likely ones first."""
        yield from self.quotes
        near = range(self.problem, max(-1, self.problem - _BACK - 1), -1)
        found = dict.fromkeys(n for n in (self.context, *near) if 0 <= n < len(self.lines) and self.lines[n].strip())
        yield from (n for n in found if n not in self.quotes)


def cure(text: str, error: yaml.MarkedYAMLError) -> Cure | None:
    """Return the first change with which the section of the text that holds the error parses, or None."""
    marks = [int(m.line) for m in (error.context_mark, error.problem_mark) if m is not None]
    lines = text.splitlines()
    last = min(max(marks, default=0), max(len(lines) - 1, 0))
    trouble = Trouble(lines, min([*marks, last]), last, tuple(_open_quotes(lines, last)))
    first, last = _section(trouble)
    section = lines[first:last]
    reached = _stops(section)
    if reached is None:  # the section alone is YAML: only the whole is not
        first, section, reached = 0, lines, _stops(lines)
    best: tuple[int, Cure] | None = None
    for number, proposal in enumerate(_proposals(trouble)):
        if number >= min(_TRIES, max(20, _READ // len(section))):
            break
        at = proposal.edit.line - 1 - first
        if not 0 <= at < len(section):
            continue
        changed = (
            section[at][: proposal.edit.column - 1],
            section[at][proposal.edit.column - 1 + len(proposal.edit.old) :],
        )
        stops = _stops([*section[:at], changed[0] + proposal.edit.new + changed[1], *section[at + 1 :]])
        if stops is None:
            return proposal
        if reached is not None and stops > reached + 1 and (best is None or stops > best[0]):
            best = stops, proposal
    return best[1] if best else None


def _open_quotes(lines: list[str], last: int) -> list[int]:
    """Return up to three lines, the last first, whose text begins with a quotation mark that stays open."""
    found: list[int] = []
    for number in range(last, max(-1, last - _FAR), -1):
        match = re.match(r"\s*(?:- +)*(?:[\w-]+:\s+)?([\"'])(.*)$", lines[number])
        if match and match[1] not in match[2]:
            found.append(number)
    return found[:3]


def _section(trouble: Trouble) -> tuple[int, int]:
    """Return the lines from the last key at the margin before the trouble to the next one after it."""
    begins = [
        n for n in range(min([trouble.context, *trouble.quotes]), -1, -1) if re.match(r"[^\s#\-]", trouble.lines[n])
    ]
    ends = [n for n in range(trouble.problem + 1, len(trouble.lines)) if re.match(r"[^\s#\-]", trouble.lines[n])]
    return (begins[0] if begins else 0), (ends[0] if ends else len(trouble.lines))


def _stops(lines: list[str]) -> int | None:
    """Return the line in which a text stops being YAML, or None where it is YAML without tags."""
    try:
        event: Any
        for event in yaml.parse("\n".join(lines) + "\n", Loader=yaml.CSafeLoader):
            if getattr(event, "tag", None) is not None:
                return int(event.start_mark.line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return int(mark.line) if mark else 0
    except yaml.YAMLError:
        return 0
    return None


def _proposals(trouble: Trouble) -> Iterator[Cure]:
    for number in trouble.quotes:
        yield from _quotes(Line.of(trouble.lines, number))
    for propose in _KINDS:
        for number in trouble.suspects():
            yield from propose(Line.of(trouble.lines, number))


def _tabs(line: Line) -> Iterator[Cure]:
    if "\t" in line.text:
        rest = line.text.lstrip()
        for new in [line.text.replace("\t", "  "), *(" " * c + rest.replace("\t", " ") for c in line.columns_above())]:
            blanks = len(new) - len(new.lstrip())
            told = f"a tab stands where blanks are needed: begin the line with {blanks} blanks, and use no tabs"
            yield Cure(line.edit(0, line.text, new), told)


def _curly(line: Line) -> Iterator[Cure]:
    odd = [c for c in "\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019" if c in line.text]
    if odd:
        new = "".join(straight(c) if c in odd else c for c in line.text)
        hint = f"{', '.join(map(named, odd))} is no quotation mark to YAML: write straight quotes, `{new.strip()}`"
        yield Cure(line.edit(0, line.text, new), hint)


def _beginnings(line: Line) -> Iterator[Cure]:
    for start, text in line.texts():
        if match := re.fullmatch(r"(>=?|<=?) ?([0-9]*\.?[0-9]+)", text):
            new = f"[{match[2]}, 1]" if float(match[2]) <= 1 else quoted(text)
            yield Cure(line.edit(start, text, new), f"a range says how far a number may go: write `{new}`")
        elif text[:1] in "!*&@`%|>?" and len(text) > 1:
            new = quoted(text)
            yield Cure(
                line.edit(start, text, new), f"text that begins with {text[0]} must stand in quotes: write `{new}`"
            )


def _lost_commas(line: Line) -> Iterator[Cure]:
    known = known_keys()
    for match in re.finditer(r"(?<=[^\s,{\[])(\s+)([a-z][a-z0-9_-]*):(?=\s)", line.text):
        value = line.text[: match.start()]
        if match[2] not in known and value[-1] not in "0123456789]}\"'":
            continue
        if line.in_flow(match.start()):
            told = f"a comma is missing before `{match[2]}`: write `, {match[2]}:`"
            yield Cure(line.edit(match.start(), match[1], ", "), told)
        else:
            new = "\n" + " " * line.column_of_key() + match[2] + ":"
            told = f"each key has a line of its own, or braces: begin a new line before `{match[2]}:`"
            yield Cure(line.edit(match.start(), match[0], new), told)


def _separators(line: Line) -> Iterator[Cure]:
    """Propose to leave out a comma between lines, and commas and braces in place of other signs."""
    if match := re.search(r"[,;]\s*(?:#.*)?$", line.text):
        column = match.start()
        yield Cure(
            line.edit(column, line.text[column], ""), f"no '{line.text[column]}' at the end of a line: delete it"
        )
    known = "|".join(map(re.escape, sorted(known_keys(), key=len, reverse=True)))
    new = re.sub(rf"\s*;\s*(?=(?:{known}):\s)", ", ", line.text)
    if new != line.text:
        yield Cure(line.edit(0, line.text, new), f"a comma parts keys: write `{new.strip()}`")
    if match := re.search(rf"\((?=(?:{known}):\s)(.*)\)(?=\s*$)", line.text):
        new = f"{{{match[1]}}}"
        yield Cure(line.edit(match.start(), match[0], new), f"keys stand in braces: write `{new}`")
    if match := re.search(r"(?<=[\]}\"'])\s+((?:\(|//|--).*)$", line.text):
        new = f" # {match[1]}"
        yield Cure(line.edit(match.start(), match[0], new), f"a remark has # before it: write `{new.strip()}`")


def _comments(line: Line) -> Iterator[Cure]:
    for start, text in line.texts(comments=True):
        if " #" in text or text.startswith("#"):
            new = quoted(text)
            yield Cure(line.edit(start, text, new), f"# begins a comment: put the text in quotes, `{new}`")


def _quotes(line: Line) -> Iterator[Cure]:
    """Propose to close a quote, or to quote text that holds quotes itself."""
    for start, text in line.texts(quotes=True, comments=True):
        if text[:1] not in "\"'":
            continue
        mark, inner = text[0], text[1:]
        if inner.endswith(mark) and len(inner) > 1:
            new = quoted(inner[:-1])
            if mark == '"' and "\\" in inner:
                hint = f"a backslash has a meaning of its own in double quotes: write `{new}`"
            else:
                hint = f"the text holds the quotation mark that it stands in: write `{new}`"
        elif mark not in inner:
            new = mark + inner + mark
            hint = f"the quotation mark {mark} is not closed: write `{new}`"
            if mark == "'":
                yield Cure(
                    line.edit(start, text, quoted(text)),
                    f"text that begins with ' must stand in quotes: write `{quoted(text)}`",
                )
        else:
            new = quoted(text)
            hint = f"text goes on after the closing quotation mark: put all of it in quotes, `{new}`"
        yield Cure(line.edit(start, text, new), hint)


_SPECIAL = (": ", "?", "[", "]", "{", "}", '"', ",", "-", "|", ">")


def _special(line: Line) -> Iterator[Cure]:
    for start, text in line.texts():
        found = [s.strip() for s in _SPECIAL if s in text or (s == ": " and text.endswith(":"))]
        closed = text[:1] not in CLOSES or CLOSES[text[0]] in text
        if found and closed and text[:1] not in "\"'":
            new = quoted(text)
            marks = " and ".join(found[:2])
            yield Cure(line.edit(start, text, new), f"text that holds {marks} must stand in quotes: write `{new}`")


def _brackets(line: Line) -> Iterator[Cure]:
    opened, stray = line.unbalanced()
    for column, bracket in stray:
        other = "}" if bracket == "]" else "]"
        hint = f"'{bracket}' in column {column + 1} does not close what was opened: write `{other}`"
        yield Cure(line.edit(column, bracket, other), hint)
    for column, bracket in stray:
        opener = "[" if bracket == "]" else "{"
        inside = "[^{}\\[\\]]*$" if opener == "[" else r"[\w-]+:\s"
        starts = [s for s in values(line.text) if s < column and re.match(inside, line.text[s:column])]
        for start in reversed(starts):
            told = (
                f"'{bracket}' in column {column + 1} closes nothing: open it, `{opener}{line.text[start : column + 1]}`"
            )
            yield Cure(line.edit(start, "", opener), told)
    for column, bracket in reversed(stray):
        yield Cure(line.edit(column, bracket, ""), f"'{bracket}' in column {column + 1} closes nothing: delete it")
    closers = "".join(CLOSES[bracket] for _, bracket in reversed(opened))
    for column, bracket in reversed(opened):
        told = f"'{bracket}' was opened in line {line.number + 1}, column {column + 1}, and not closed"
        yield Cure(line.edit(len(line.code), "", closers), f"{told}: write `{closers}` at the end of the line")
        for comma in [m.start() for m in re.finditer(r",\s*[\w-]+:\s", line.text) if m.start() > column]:
            near = line.text[max(column, comma - 20) : comma]
            hint = f"{told}: write `{near}{CLOSES[bracket]}`"
            yield Cure(line.edit(comma, "", CLOSES[bracket]), hint)


def _colons(line: Line) -> Iterator[Cure]:
    known = known_keys()
    if match := re.match(rf"(\s*(?:- +)*)([\w-]+):(?=[^\s{BLANKS}])", line.text):
        yield Cure(
            line.edit(match.end() - 1, ":", ": "), f"a blank stands after the colon of a key: write `{match[2]}: …`"
        )
    if match := re.match(r"\s*(?:- +)*([\w-]+)(?=\s*[{\[])", line.text):
        yield Cure(line.edit(match.end(), "", ":"), f"a colon and a blank stand after a key: write `{match[1]}: …`")
    if match := re.match(r"(\s*)-(?=[^\s-])", line.text):
        yield Cure(
            line.edit(match.end(1), "-", "- "),
            f"a dash has a blank after it: write `- {line.text[match.end() :][:20]}`",
        )
    if match := re.match(r"(\s*)- +(?=[\w-]+:\s)", line.text):
        told = "a dash begins an entry of a list, and this is none"
        yield Cure(
            line.edit(match.end(1), line.text[match.end(1) : match.end()], ""),
            f"{told}: write `{line.text[match.end() :].strip()}`",
        )
    if match := re.match(r"(\s*(?:- +)*)([\w-]+)\s*(=|;|-|->|=>|:=|\s)\s*", line.text):
        is_key = match[2] in known or match[3].strip()
        if is_key:
            old = line.text[match.end(2) : match.end()]
            yield Cure(
                line.edit(match.end(2), old, ": "), f"a colon and a blank stand after a key: write `{match[2]}: …`"
            )
    if re.fullmatch(r"\s*(?:- +)*[\w-]+\s*", line.text):
        end = len(line.text.rstrip())
        yield Cure(line.edit(end, "", ":"), f"a colon stands after a key: write `{line.text.strip()}:`")
    for match in re.finditer(r"(?<=[{,])(\s*)([\w-]+)\s*=\s*", line.text):
        yield Cure(
            line.edit(match.start(), match[0], f"{match[1]}{match[2]}: "),
            f"a colon stands after a key: write `{match[2]}: …`",
        )


def _folded(line: Line) -> Iterator[Cure]:
    """Propose that text on lines of its own has a sign before it."""
    now = len(line.text) - len(line.text.lstrip())
    for back, above in enumerate(reversed(line.above), start=1):
        if above.strip() and len(above) - len(above.lstrip()) < now:
            match = re.match(r"\s*(?:- +)*([\w-]+):\s*$", above)
            if match and match[1] in text_keys():
                end = len(above.rstrip())
                edit = Edit(line.number + 1 - back, end + 1, "", " >")
                yield Cure(edit, f"text on lines of its own has a sign before it: write `{match[1]}: >`")
            return


def _indents(line: Line) -> Iterator[Cure]:
    if not re.match(r"\s*(?:- +)*[\w-]+:(?:\s|$)|\s*- ", line.text):
        return
    now = len(line.text) - len(line.text.lstrip(" "))
    told = "keys of one mapping begin in the same column"
    for column in line.columns_above():
        if column != now:
            blanks = f"{column} blanks" if column else "no blank"
            yield Cure(line.edit(0, " " * now, " " * column), f"{told}: begin this line with {blanks}, not {now}")


_KINDS: tuple[Callable[[Line], Iterator[Cure]], ...] = (
    _tabs,
    _curly,
    _beginnings,
    _folded,
    _lost_commas,
    _separators,
    _comments,
    _quotes,
    _brackets,
    _special,
    _colons,
    _indents,
)
