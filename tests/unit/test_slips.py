"""Slips of beginners, made in whole scenarios: one message each, whose cure makes the file mean what was meant."""

import functools
import re
from pathlib import Path
from typing import NamedTuple

import pytest

import ripeness
from ripeness.errors import ScenarioError
from ripeness.scenario import read_text
from ripeness.scenario.characters import straight
from ripeness.scenario.mending import changed

DATA = Path(__file__).parents[1] / "data"
BASES = {
    "two-banks.yaml": DATA / "two-banks.yaml",
    "template.yaml": Path(ripeness.__file__).parent / "cases" / "template.yaml",
}


class Slip(NamedTuple):
    title: str
    codes: tuple[str, ...]
    words: tuple[str, ...]
    base: str
    old: str
    meant: str
    typed: str
    notes: tuple[str, ...]


def slips():
    """Return the slips of the table."""
    base, entry = "", None
    for line in [*(DATA / "slips.txt").read_text(encoding="utf-8").splitlines(), "== end | | "]:
        sign, text = line[:2].strip(), line[2:]
        if sign in ("==", "@") and entry:
            if "skip" not in entry["!"]:
                yield made(base, entry)
            entry = None
        if sign == "@":
            base = text.strip()
        elif sign == "==":
            entry = {"==": text, "-": [], "=": [], "+": [], "!": []}
        elif sign in ("-", "=", "+", "!"):
            entry[sign].append(unescaped(text))


def unescaped(text):
    text = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text)
    return text.replace("\\t", "\t").replace("\\n", "\n")


def made(base, entry):
    title, codes, words = (part.strip() for part in entry["=="].split("|"))
    old, meant, typed = ("\n".join(entry[sign]) for sign in "-=+")
    words = tuple(w.strip() for w in words.split(" ; "))
    return Slip(title, tuple(codes.split(",")), words, base, old, meant or old, typed, tuple(entry["!"]))


SLIPS = list(slips())


@functools.cache
def base_of(name):
    return BASES[name].read_text(encoding="utf-8")


def texts(slip):
    """Return the file with the slip, and the file that was meant."""
    base = base_of(slip.base)
    assert base.count(slip.old) == 1, f"{slip.old!r} stands {base.count(slip.old)} times"
    typed, meant = base.replace(slip.old, slip.typed), base.replace(slip.old, slip.meant)
    for note in slip.notes:
        match note.split(" "):
            case ["everywhere", right, wrong]:
                typed = named(typed, right, wrong)
            case ["meant-everywhere", was, right, wrong]:
                typed, meant = named(typed, was, wrong), named(meant, was, right)
    return typed, meant


def named(text, was, now):
    """Return a text in which an id has another name wherever it names something."""
    return re.sub(rf"(?<![\w-]){was}(?![\w-])", now, text)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda s: s.title)
def test_a_slip_gives_one_message_whose_cure_is_right(slip):
    typed, meant = texts(slip)
    with pytest.raises(ScenarioError) as caught:
        read_text(typed)
    (problem,) = caught.value.problems
    assert problem.code in slip.codes
    assert problem.place.line in lines_of(typed, slip)
    said = f"{problem.message}\n{problem.hint}"
    assert [w for w in slip.words if w not in said] == []
    if "no cure" in slip.notes:
        assert problem.edits == ()
        return
    assert problem.edits
    assert all(typed_out(edit, said) for edit in problem.edits)
    cured = read_text(changed(typed, *problem.edits))
    assert cured.digest == read_text(meant).digest


def typed_out(edit, said):
    """Return whether the hint holds what the change writes, unless that is blanks alone or long."""
    blanks_only = "".join(straight(edit.old).split()) == "".join(edit.new.split())
    return blanks_only or len(edit.new) > 80 or edit.new.strip() in said


def lines_of(typed, slip):
    first = typed[: typed.index(slip.typed)].count("\n") + 1 if slip.typed in typed else None
    return range(first, first + slip.typed.count("\n") + 1) if first else range(1, typed.count("\n") + 1)


def test_the_table_holds_many_slips():
    assert len(SLIPS) >= 120
    assert len({s.title for s in SLIPS}) == len(SLIPS)
