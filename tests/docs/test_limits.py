"""The page of limits states the limits of the code."""

import re
import typing
from pathlib import Path

import pytest

from ripeness.cli.shell import Count
from ripeness.errors import ScenarioError
from ripeness.numerics import draws
from ripeness.scenario import logic, read, read_text, record, tree
from ripeness.scenario.checks import meaning, references
from tests.conftest import TINY, replaced

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "limits.md").read_text(encoding="utf-8")
ROWS = {row[0]: row[1:] for row in re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|", PAGE, flags=re.MULTILINE)}


def stated(what):
    """Return the number that the page states."""
    return int(re.search(r"[0-9][0-9,]*", ROWS[what][0])[0].replace(",", ""))


def test_the_page_states_the_constants():
    assert f"at most {references.MAX_VALUES:,} (`too-many-parts`)" in PAGE
    assert stated("size of the file") * 2**20 == tree.MAX_BYTES
    assert stated("nesting of lists and mappings") == tree.MAX_DEPTH
    assert stated("keys, values and list items, aliases written out") == tree.MAX_NODES
    assert stated("length of a text") == record._MAX_TEXT
    assert stated("length of a condition") == logic.MAX_LENGTH
    assert stated("nesting of a condition") == logic.MAX_DEPTH
    assert stated("draws (`--draws`)") == draws.MAX_DRAWS
    assert f"{meaning._SEARCH_STEPS:,} steps" in PAGE
    assert f"{read.__globals__['_ROUNDS']} times at most" in PAGE


def test_the_command_line_has_the_same_limit_of_draws():
    option = typing.get_args(Count)[1]
    assert option.max == draws.MAX_DRAWS


def weight(number):
    return replaced(TINY, ("a: {weights: {land: 1}", f"a: {{weights: {{land: {number}}}"))


def named(length):
    return TINY.replace("tiny", "x" * length)


# A text within the limit, and one beyond it.
TEXTS = {
    "length of an id": (named(80), named(81)),
    "length of a text": (f"{TINY}note: {'x' * 20_000}\n", f"{TINY}note: {'x' * 20_001}\n"),
    "length of a condition": tuple(
        f"{TINY}rules: [{{never: '!land=keep &{' ' * (n - 21)}land=keep'}}]\n" for n in (4_000, 4_001)
    ),
    "nesting of a condition": tuple(f"{TINY}rules: [{{never: '{'!' * n}land=share & land=keep'}}]\n" for n in (58, 59)),
    "digits of a number": (weight("0" * 20 + "1" * 20 + "." + "1" * 100), weight("1." + "1" * 101)),
    "size of a number": (weight("9e30"), weight("1e31")),
    "a length of time": tuple(
        TINY + f"war: {{horizon: {n} days, strength: {{a: 1, b: 1}}, decisive: 1, outcomes: "
        "{a-wins: {winner: a}, b-wins: {winner: b}}}\n"
        for n in ("999999." + "9" * 100, "1000000")
    ),
    "nesting of lists and mappings": (f"{TINY}", f"{TINY}note: {'[' * 32}{']' * 32}\n"),
}


@pytest.mark.parametrize("what", TEXTS)
def test_a_limit_is_where_the_page_says(what):
    within, beyond = TEXTS[what]
    read_text(within)
    with pytest.raises(ScenarioError) as caught:
        read_text(beyond)
    assert [f"`{p.code}`" for p in caught.value.problems] == [ROWS[what][1]]


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("size of the file", TINY + "#" * tree.MAX_BYTES),
        ("keys, values and list items, aliases written out", f"{TINY}note: [{'1,' * tree.MAX_NODES}]\n"),
    ],
)
def test_large_files_are_refused_by_name(what, text):
    with pytest.raises(ScenarioError) as caught:
        read_text(text)
    assert [f"`{p.code}`" for p in caught.value.problems] == [ROWS[what][1]]


def test_every_limit_is_tested():
    tested = {*TEXTS, "size of the file", "keys, values and list items, aliases written out", "draws (`--draws`)"}
    assert set(ROWS) - {"what", "---"} == tested
