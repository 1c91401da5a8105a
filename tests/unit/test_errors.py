import pickle

import pytest

from ripeness.errors import (
    AnalysisError,
    MissingDependencyError,
    Place,
    Problem,
    RipenessError,
    ScenarioError,
    near,
    printable,
)

PLACE = Place("truce.yaml", 41, 13, "    target: rebel")
PROBLEM = Problem("unknown-actor", "'rebel' is not an actor", PLACE, "did you mean 'rebels'?", path="ties.third.target")


def test_a_problem_prints_place_line_caret_and_hint():
    assert str(PROBLEM).splitlines() == [
        "truce.yaml:41:13: unknown-actor: 'rebel' is not an actor",
        "   41 |     target: rebel",
        "      |             ^",
        "      hint: did you mean 'rebels'?",
    ]


def test_a_problem_without_place_or_hint_is_one_line():
    assert str(Problem("empty", "nothing here")) == "empty: nothing here"


def test_a_warning_says_so():
    assert str(Problem("omitted", "no noise", PLACE, severity="warning")).startswith(
        "truce.yaml:41:13: warning: omitted: no noise"
    )


def test_a_place_without_text_quotes_nothing():
    assert str(Problem("empty", "nothing", Place("a.yaml", 1, 1))) == "a.yaml:1:1: empty: nothing"


def test_as_data():
    assert PROBLEM.to_dict() == {
        "code": "unknown-actor",
        "severity": "error",
        "message": "'rebel' is not an actor",
        "hint": "did you mean 'rebels'?",
        "path": "ties.third.target",
        "file": "truce.yaml",
        "line": 41,
        "column": 13,
    }


def test_as_data_without_place():
    assert Problem("x", "y").to_dict()["line"] is None


@pytest.mark.parametrize("column", [1, 2, 50, 51, 52, 99, 100, 101, 5_000, 9_951, 9_999, 10_000])
def test_a_long_line_is_cut_to_a_window_around_the_caret(column):
    text = "a" * (column - 1) + "X" + "b" * (10_000 - column)
    _, line, caret = str(Problem("code", "message", Place("f", 7, column, text))).splitlines()
    assert len(line) <= 120
    assert line[caret.index("^")] == "X"


@pytest.mark.parametrize("column", [3, 40])
def test_the_caret_stays_under_the_column_after_tabs(column):
    text = "\t" * (column - 1) + "X"
    _, line, caret = str(Problem("code", "message", Place("f", 7, column, text))).splitlines()
    assert line[caret.index("^")] == "X"


def test_printable_replaces_one_for_one():
    assert printable("a\tb\x1b[31m\x07\u202e") == "a b\ufffd[31m\ufffd\ufffd"


@pytest.mark.parametrize("part", ["message", "hint"])
@pytest.mark.parametrize("bad", ["\x1b[31m", "\x07", "\u202e", "\x9b31m", "\x00", "\r"])
def test_no_control_sequence_reaches_the_printed_problem(part, bad):
    parts = {"message": "message", "hint": "hint"} | {part: f"one{bad}two"}
    assert bad not in str(Problem("code", place=PLACE, **parts))


def test_a_line_break_in_a_message_cannot_forge_a_second_problem():
    problem = Problem("code", "found 'a\nother.yaml:1:1: forged: message'", PLACE)
    assert len(str(problem).splitlines()) == 3


def test_no_control_sequence_reaches_the_quoted_line():
    assert "\x1b" not in str(Problem("code", "message", Place("f", 1, 3, "a \x1b[31mred")))


def test_near_names_the_nearest():
    assert near("noth", ["north", "south"]) == "did you mean 'north'?"


def test_near_lists_what_is_known_when_nothing_is_near():
    assert near("zzz", ["north", "south"]) == "known: north, south"


def test_near_shortens_a_long_list():
    assert near("zzz", [f"actor-{k}" for k in range(20)]).endswith("actor-11, …")


def test_near_without_names_is_empty():
    assert near("x", []) == ""


def test_near_of_a_very_long_name_is_quick():
    assert near("x" * 1_000_000, ["north"]) == "known: north"


@pytest.mark.parametrize("error", [ScenarioError([PROBLEM]), AnalysisError([PROBLEM])])
def test_an_error_carries_its_problems_and_is_picklable(error):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert again.problems == (PROBLEM,)
    assert str(again) == str(PROBLEM)
    assert isinstance(error, RipenessError)


def test_an_analysis_error_of_one_problem():
    error = AnalysisError.of("no-draft", "there is no draft", hint="add one", path="drafts")
    assert [(p.code, p.hint, p.path) for p in error.problems] == [("no-draft", "add one", "drafts")]


def test_a_missing_dependency_says_how_to_install_it():
    error = MissingDependencyError("pandas", "tables", "to_frame()")
    assert "pip install 'ripeness[tables]'" in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
