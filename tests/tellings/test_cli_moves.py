"""What `moves` prints: today's state, who would leave it and why not, what would hold, in plain words at 80 columns."""

import json
import re

import numpy as np
import pytest

import ripeness
from ripeness.telling.moves import tell
from ripeness.words.states import in_brief
from tests.conftest import DATA, replaced
from tests.strategies import load
from tests.tellings import written
from tests.tellings.written import flat, golden, rows
from tests.unit.test_moves import graph

TWO_BANKS = DATA / "two-banks.yaml"


def run(*arguments, **options):
    return written.run("moves", *arguments, **options)


def test_what_people_read():
    done = run(TWO_BANKS, "--explain", "sign,register")
    assert (done.exit_code, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 80
    golden("moves-two-banks", done.stdout)


def test_the_shipped_case_says_the_way_from_today_to_what_would_hold():
    text = flat(run("libya-2020").stdout)
    assert "6 actors decide on 11 options: 2,048 states, 1,280 of which can be." in text
    assert text.startswith("Today's situation is held by threats alone: Libyan National Army could do better at once")
    assert "Today's situation would hold by GMR, but not by Nash, SMR, SEQ and SSEQ." in text
    assert "Russian Federation stay: none has a move that is better for it." in text
    libya = ripeness.read("libya-2020")
    ways = {
        row[0]: row[1:] for row in rows(tell(libya, ripeness.moves(libya, draws=1)), "Situations that hold by most")
    }
    assert ways["985"][0] == "all five concepts"
    assert ways["985"][2] == "Reached in 1 move, better for whoever makes it."
    assert sum("(wanted)" in state for state in ways) == 2


def test_json_is_the_result_and_data_only():
    done = run(TWO_BANKS, "--json", "--draws", "8", "--seed", "3", "--explain", "2", "--states")
    assert (done.exit_code, done.stderr) == (0, "")
    expected = ripeness.moves(ripeness.read(TWO_BANKS), draws=8, seed=3, explain=[2], states=True)
    assert json.loads(done.stdout) == expected.to_dict()


def test_all_states_are_listed_when_asked_for():
    lines = run(TWO_BANKS, "--states").stdout.splitlines()
    lines = lines[lines.index("All states that can be") :]
    assert sum(bool(re.match(r"[0-9]+ +[a-z]", line)) for line in lines) >= 12


@pytest.mark.parametrize(
    ("asked", "state"), [("today", 8), ("none", 0), ("sign", 2), ("sign, register", 6), ("6", 6), ("ship,ship", 8)]
)
def test_a_state_is_named_by_its_id_or_by_options(asked, state):
    done = run(TWO_BANKS, "--explain", asked)
    assert f"State {state}: who would leave it?" in done.stdout


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("sing", "did you mean 'sign'?"),
        ("16", "ids go from 0 to 15"),
        ("3", "state 3 (press, sign) cannot be"),
        ("9" * 400, "there is no state"),
        ("", "is not an option"),
    ],
)
def test_a_state_that_there_is_not(asked, said):
    done = run(TWO_BANKS, "--explain", asked)
    assert [p.code for p in done.exception.problems] == ["no-such-state"]
    assert said in str(done.exception)


def test_a_file_without_a_graph_model(tmp_path):
    text = re.sub(r"(?ms)^graph:.*?(?=^\S)", "", TWO_BANKS.read_text(encoding="utf-8"))
    (tmp_path / "bare.yaml").write_text(text, encoding="utf-8")
    assert [p.code for p in run(tmp_path / "bare.yaml").exception.problems] == ["no-graph"]


def test_markup_in_names_is_text(tmp_path):
    text = TWO_BANKS.read_text(encoding="utf-8")
    text = replaced(text, ("name: Press on the capital", 'name: "[bold]Press[/bold] [x"'))
    (tmp_path / "odd.yaml").write_text(text, encoding="utf-8")
    assert "[bold]Press[/bold] [x" in flat(run(tmp_path / "odd.yaml").stdout)


def test_only_answers_that_serve_those_who_give_them_make_a_situation_hold():
    """By Nash or SEQ it holds, by GMR or SMR alone it is held by threats, by none it does not: over random orders."""
    rng, said = np.random.default_rng(7), set()
    atoms = ["x", "y", "z", "!x", "!y", "!z"]
    for _ in range(60):
        orders = {actor: {"order": rng.permutation(atoms)[:3].tolist()} for actor in ("a", "b")}
        scenario = load(graph({"x": "a", "y": "b", "z": "b"}, orders))
        result = ripeness.moves(scenario, draws=1)
        held = set(result.concepts(result.today))
        how = "would hold:" if held & {"nash", "seq"} else "is held by threats alone:" if held else "would not hold:"
        assert in_brief(scenario, result).startswith(f"Today's situation {how}")
        said.add(how)
    assert len(said) == 3
