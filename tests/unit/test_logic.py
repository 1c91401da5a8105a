import itertools
import time

import pytest
from pydantic_core import PydanticCustomError

from ripeness.scenario.logic import MAX_DEPTH, MAX_LENGTH, could_hold, evaluate, parse

NAMES = "abc"


def table(text):
    """Return the truth of a condition for every choice of a, b and c."""
    condition = parse(text)
    choices = itertools.product([False, True], repeat=3)
    return [evaluate(condition, lambda atom, row=row: row[NAMES.index(atom.name)]) for row in choices]


def error_of(text):
    with pytest.raises(PydanticCustomError) as caught:
        parse(text)
    assert caught.value.type == "bad-condition"
    return caught.value.context


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a -> b -> c", "a -> (b -> c)"),
        ("!a & b | c", "((!a) & b) | c"),
        ("a | b & c", "a | (b & c)"),
        ("!a | b", "(!a) | b"),
        ("a & b -> c", "(a & b) -> c"),
        ("a -> b | c", "a -> (b | c)"),
        ("a <-> b -> c", "a <-> (b -> c)"),
        ("a -> b <-> c", "(a -> b) <-> c"),
        ("a <-> b <-> c", "(a <-> b) <-> c"),
        ("!!a", "a"),
        ("a&b|!c->a", "(a & b) | (!c) -> a"),
        ("((a))", "a"),
        (" a\n&\tb ", "a & b"),
    ],
)
def test_precedence_and_associativity(text, same):
    assert table(text) == table(same)


def test_implication_is_not_left_associative():
    assert table("a -> b -> c") != table("(a -> b) -> c")


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("a", lambda a, b: a),
        ("!a", lambda a, b: not a),
        ("a & b", lambda a, b: a and b),
        ("a | b", lambda a, b: a or b),
        ("a -> b", lambda a, b: (not a) or b),
        ("a <-> b", lambda a, b: a == b),
    ],
)
def test_truth_tables(text, truth):
    rows = list(itertools.product([False, True], repeat=3))
    assert table(text) == [truth(a, b) for a, b, _ in rows]


def test_atoms_of_packages_come_from_left_to_right_with_their_places():
    atoms = list(parse("lines = hold & !(groups=stay | 2-way=0)").atoms())
    assert [(a.name, a.value, a.at) for a in atoms] == [
        ("lines", "hold", 0),
        ("groups", "stay", 17),
        ("2-way", "0", 31),
    ]


def test_an_atom_without_a_value():
    assert [(a.name, a.value) for a in parse("has-broken").atoms()] == [("has-broken", None)]


def test_the_text_is_kept_and_the_print_is_standard():
    condition = parse("a&(b|c)")
    assert condition.text == "a&(b|c)"
    assert str(condition) == "a & (b | c)"


def test_evaluate_takes_arrays():
    import numpy as np

    a, b = np.array([True, True, False]), np.array([True, False, False])
    truth = evaluate(parse("a <-> !b | !a"), lambda atom: a if atom.name == "a" else b)
    assert truth.tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("text", "known", "answer"),
    [
        ("a & b", {"a": False}, False),
        ("a & b", {"a": True}, None),
        ("a | b", {"b": True}, True),
        ("a -> b", {"a": False}, True),
        ("a -> b", {"b": True}, True),
        ("a <-> b", {"a": True}, None),
        ("!a", {}, None),
        ("a <-> b", {"a": True, "b": True}, True),
    ],
)
def test_what_could_hold(text, known, answer):
    assert could_hold(parse(text), lambda atom: known.get(atom.name)) is answer


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 1),
        ("a &", 4),
        ("a & & b", 5),
        ("a b", 3),
        ("(a", 3),
        ("a)", 2),
        ("()", 2),
        ("a == b", 4),
        ("a = ", 5),
        ("= a", 1),
        ("a => b", 4),
        ("A & b", 1),
        ("a & B", 5),
        ("a && b", 4),
        ("a # b", 3),
        ("a-", 2),
        ("a_b", 2),
        ("a--b", 2),
        ("a and b", 3),
        ("~a", 1),
        ("ä", 1),
        ("a=b=c", 4),
        ("__import__('os')", 1),
    ],
)
def test_an_error_names_its_position(text, position):
    context = error_of(text)
    assert context["item"] == f"@{position - 1}"
    assert f"position {position}" in context["message"]
    assert context["hint"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [("a and b", "& for and"), ("a or b", "| for or"), ("not a", "! for not"), ("a == b", "one equals sign")],
)
def test_the_hint_names_the_cure(text, hint):
    assert hint in error_of(text)["hint"]


def test_a_condition_of_the_greatest_length_is_read():
    text = " & ".join(["a"] * 5_000)[:MAX_LENGTH].rstrip(" &")
    assert len(list(parse(text).atoms())) == 1_000


@pytest.mark.parametrize("text", ["a" * 5_000, "a & " * 1_249 + "a   ", "(" * 2_500 + "a" * 2_500, "!" * 5_000])
def test_a_condition_of_5000_characters_is_refused_with_a_hint(text):
    context = error_of(text)
    assert "5,000" in context["message"]
    assert context["hint"]


@pytest.mark.parametrize("text", ["!" * 3_000 + "a", "(!" * 1_000 + "a" + ")" * 1_000, " -> ".join(["a"] * 700)])
def test_deep_nesting_is_refused_not_crashed(text):
    begun = time.perf_counter()
    assert f"{MAX_DEPTH}" in error_of(text)["message"]
    assert time.perf_counter() - begun < 2


def test_parentheses_alone_are_no_depth():
    assert str(parse("(" * 1_500 + "a" + ")" * 1_500)) == "a"


def test_wide_conditions_are_not_deep():
    assert parse(" | ".join(["a", "!b"] * 300)).tree.depth <= 3


@pytest.mark.parametrize("text", ["(" * 2_000, ")" * 2_000, "a" + " &" * 1_500, "(" * 1_999 + ")" * 1_999])
def test_unbalanced_text_is_an_ordinary_error(text):
    assert error_of(text)["item"].startswith("@")
