"""What is wrong with the layout of a text before it is read: odd characters, and indentation that is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ripeness.errors import Edit, Problem
from ripeness.scenario.characters import BLANKS, NO_WIDTH, ODD, layout_may_be_odd, named, straight
from ripeness.scenario.quoting import open_quotes, outside_quotes
from ripeness.scenario.tree import SourceText

_SHOWN = 6  # lines that a message names

#: Keys of the file under which records stand, each on lines of its own.
SECTIONS = frozenset(
    "sources claims actors issues preferences war ties drafts graph conference timeline forecasts".split()  # noqa: SIM905
)
_FREE = ("ripeness", "id", "title", "as_of", "summary", "note", "rules")

_ODD = f"{BLANKS}{NO_WIDTH}"
_COLON = "\uff1a"
_STRUCTURE = re.compile(
    rf"^[ \t]*[{_ODD}][ \t{_ODD}]*"  # indentation
    rf"|(?<=[{{\[,])[ ]*[{_ODD}][ {_ODD}]*(?=\S)"  # after a bracket or comma
    rf"|(?:(?<=^)|(?<=[\s{{,{_ODD}]))[a-z0-9_-]*[{NO_WIDTH}][a-z0-9_{NO_WIDTH}-]*[ {_ODD}]*(?=:)"  # in a key
    rf"|(?:(?<=^)|(?<=[\s{{,{_ODD}]))(?:[a-z0-9_-]+)[{_ODD}]+(?=:)"  # before the colon of a key
    rf"|(?:(?<=^)|(?<=[\s{{,{_ODD}]))[a-z0-9_-]+:[ ]*[{_ODD}][ {_ODD}]*"  # after it
    rf"|(?:(?<=^)|(?<=[\s{{,{_ODD}]))[a-z0-9_-]+[ ]*{_COLON}[ {_ODD}]*"  # a colon of another kind
    rf"|^[ ]*-[{_ODD}][ {_ODD}]*"  # after a dash
)


def odd_characters(text: str, source: SourceText) -> tuple[str, list[Problem]]:
    """Return a text with the characters of its layout made right, and one problem for each odd character."""
    if not layout_may_be_odd(text):
        return text, []
    lines = text.split("\n")
    edits: dict[str, list[Edit]] = {}
    quoted = open_quotes(lines)
    for number, line in enumerate(lines):
        if not ODD.search(line):
            continue
        inside = {column for column, _ in outside_quotes(line, quoted[number])}
        for match in reversed(list(_STRUCTURE.finditer(line))):
            if match.start() not in inside:
                continue
            old, new = match[0], _made_right(match[0])
            odd = next(c for c in old if ODD.match(c))
            edits.setdefault(odd, []).insert(0, Edit(number + 1, match.start() + 1, old, new))
            lines[number] = lines[number][: match.start()] + new + lines[number][match.end() :]
    problems = [
        _odd(character, sorted(changes, key=lambda e: (e.line, e.column)), source)
        for character, changes in edits.items()
    ]
    return "\n".join(lines), problems


def _made_right(old: str) -> str:
    new = "".join(straight(c) for c in old)
    if ":" in new:
        return re.sub(r"\s*:\s*", ": ", new)
    return new


def _odd(character: str, edits: list[Edit], source: SourceText) -> Problem:
    first = edits[0]
    place = source.place(first.line - 1, first.column - 1 + first.old.index(character))
    lines = list(dict.fromkeys(str(e.line) for e in edits))
    where = (
        f"in line {lines[0]}"
        if len(lines) == 1
        else f"in {len(lines)} lines ({', '.join(lines[:_SHOWN])}{', …' if len(lines) > _SHOWN else ''})"
    )
    needed = (
        "a colon and a blank are"
        if character == _COLON
        else "nothing or a blank is"
        if re.match(f"[{NO_WIDTH}]", character)
        else "a blank is"
    )
    message = f"{named(character)} stands where {needed} needed, {where}"
    right = "`: `" if character == _COLON else "a blank from the keyboard"
    hint = f"put {right} in its place" if not re.match(f"[{NO_WIDTH}]", character) else "it cannot be seen: delete it"
    return Problem("odd-character", message, place, hint, edits=tuple(edits))


def lost_indentation(text: str, source: SourceText) -> Iterator[Problem]:
    """Yield the sections whose lines all begin at the margin."""
    lines = text.split("\n")
    tops = [
        (n, m[1], m[2]) for n, line in enumerate(lines) if (m := re.match(r"([^\s#:{}\[\]\"'-][^:]*):(\s.*)?$", line))
    ]
    known = {*SECTIONS, *_FREE}
    lost: list[tuple[int, str, list[int]]] = []
    for index, (number, key, rest) in enumerate(tops):
        after = next(
            (n for n in range(number + 1, len(lines)) if lines[n].strip() and not lines[n].lstrip().startswith("#")),
            None,
        )
        empty = not re.sub(r"(^|\s)#.*", "", rest or "").strip()
        if key not in SECTIONS or not empty or after is None or lines[after][:1] in " -\t":
            continue
        following = []
        for n, other, _ in tops[index + 1 :]:
            if other in known:
                break
            following.append(n)
        if following:
            lost.append((number, key, following))
    if not lost:
        return
    all_lost = not any(line[:1] == " " and line.strip() for line in lines)
    deep = all_lost and any(not (r or "").strip() for _, _, f in lost for n, _, r in tops if n in f)
    place = source.place(lost[0][2][0], 0)
    names = ", ".join(f"`{key}`" for _, key, _ in lost)
    message = f"the lines under {names} begin at the margin: their indentation is lost"
    hint = "begin each line with two blanks more than the key that it belongs to; a plain text editor keeps them"
    edits = () if deep else tuple(_indented(lines, lost))
    yield Problem("indentation-lost", message, place, hint, edits=edits)


def _indented(lines: list[str], lost: list[tuple[int, str, list[int]]]) -> Iterator[Edit]:
    for number, _, following in lost:
        last = following[-1]
        while last + 1 < len(lines) and lines[last + 1][:1] == " ":
            last += 1
        for n in range(number + 1, last + 1):
            if lines[n].strip():
                yield Edit(n + 1, 1, "", "  ")
