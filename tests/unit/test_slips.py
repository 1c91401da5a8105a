"""Slips of beginners, made in whole scenarios: one message each, whose cure makes the file mean what was meant."""

import functools
import re
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ripeness
from ripeness.errors import Edit, ScenarioError
from ripeness.scenario import read_bytes, read_text
from ripeness.scenario.characters import straight
from ripeness.scenario.estimate import plain, saved
from ripeness.scenario.mending import changed
from tests.budget import examples

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
    assert read_text(changed(typed, *problem.edits)).digest == digest(meant)


@functools.cache
def digest(text):
    return read_text(text).digest


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


# --- files of other kinds, layout lost, long files ----------------------------------------------------------------

OTHERS = {
    "Word": b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml word/document.xml",
    "Excel": b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml xl/workbook.xml",
    "LibreOffice text": b"PK\x03\x04\x14\x00mimetypeapplication/vnd.oasis.opendocument.text",
    "PDF": b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n",
    "RTF": b"{\\rtf1\\ansi Talks}",
    "older Microsoft Office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00",
    "HTML": b"<!DOCTYPE html><html><body>ripeness: 1</body></html>",
    "UTF-16": "ripeness: 1\nid: talks\n".encode("utf-16"),
    "UTF-16 ": "ripeness: 1\nid: talks\n".encode("utf-16-le"),
    "UTF-32": "ripeness: 1\nid: talks\n".encode("utf-32"),
    "UTF-32 ": "ripeness: 1\nid: talks\n".encode("utf-32-be"),
    "'é'": "ripeness: 1\nid: café\n".encode("cp1252"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_another_kind_is_named(name):
    with pytest.raises(ScenarioError) as caught:
        read_bytes(OTHERS[name], "talks.yaml")
    (problem,) = caught.value.problems
    assert problem.code == "not-text"
    assert name.strip() in problem.message
    assert problem.hint


def test_all_indentation_lost_is_one_message():
    text = "\n".join(line.strip() for line in base_of("template.yaml").splitlines())
    with pytest.raises(ScenarioError) as caught:
        read_text(text)
    assert [p.code for p in caught.value.problems] == ["indentation-lost"]
    assert "`actors`" in caught.value.problems[0].message


def test_two_slips_are_two_messages_and_both_cures_together_mend_the_file():
    text = base_of("template.yaml").replace("leader: Chair Alder}", "leader: Chair: Alder}")
    text = text.replace("willing: 1\n", "willing: 100 %\n").replace("horizon: 120 days", "horizon: 4 months")
    with pytest.raises(ScenarioError) as caught:
        read_text(text)
    problems = caught.value.problems
    assert [p.code for p in problems] == ["not-yaml", "not-a-duration", "not-a-number"]
    meant = base_of("template.yaml").replace("leader: Chair Alder}", 'leader: "Chair: Alder"}')
    assert read_text(changed(text, *(e for p in problems for e in p.edits))).digest == digest(meant)


def test_a_problem_that_rests_on_no_other_is_told_beside_one_with_consequences():
    text = base_of("template.yaml").replace("\npreferences:", "\npreference:").replace("grade: 3", "grade: 9", 1)
    with pytest.raises(ScenarioError) as caught:
        read_text(text)
    assert [p.code for p in caught.value.problems] == ["not-one-of", "unknown-key"]


def test_a_change_that_the_text_does_not_hold_is_refused():
    with pytest.raises(ValueError, match="line 1 does not hold 'x'"):
        changed("id: a\n", Edit(1, 1, "x", "y"))


# --- numbers of other programs ------------------------------------------------------------------------------------

NUMBERS = [
    "0.000003854275176337279",
    "3.85e-06",
    "1E-7",
    "1.2345678901234567e-30",
    "0.1000000000000000055511151231257827021181583404541015625",
    "49.99999999999999289457264239899814128875732421875",
    "0.999999999999999999",
    "0e-99",
    "1e30",
]
TALKS = """ripeness: 1
id: talks
actors: {north: {role: party}}
issues: {land: {now: keep, alternatives: {keep: As it is, share: Shared}}}
preferences: {north: {weights: {land: 1}, noise: NUMBER}}
"""


@pytest.mark.parametrize("written", NUMBERS)
def test_numbers_of_other_programs_keep_every_digit(written):
    scenario = read_text(TALKS.replace("NUMBER", written))
    number = scenario.preferences["north"].noise.central
    assert number == Decimal(written)
    assert Decimal(plain(number)) == number
    assert Decimal(saved(number)) == number
    assert set(re.sub(r"e.*", "", plain(number))) <= {*written, "0", "."}


@given(number=st.floats(min_value=1e-30, max_value=1e30))
@settings(max_examples=examples(20, 500))
def test_whatever_a_double_prints_is_read_as_that_double(number):
    for written in (repr(number), f"{number:.17g}", f"{number:.60f}"):
        read = read_text(TALKS.replace("NUMBER", written)).preferences["north"].noise.central
        assert read == Decimal(written)


def test_a_chance_nearer_to_one_than_a_double_tells_is_met_where_it_stands():
    text = base_of("two-banks.yaml").replace("chance: roughly even chance,", "chance: 0.999999999999999999,")
    with pytest.raises(ScenarioError) as caught:
        read_text(text)
    (problem,) = caught.value.problems
    assert problem.code == "chance-of-one"
    assert "0.999999999999999999" in problem.message
    assert "new-truce" in problem.place.text
