"""What `moves` prints when it is asked more: plain words at 80 columns, and wrong usage said as such."""

import json

import pytest

import ripeness
from ripeness.errors import AnalysisError
from ripeness.graphmodel import Further, with_option, without_move, without_option
from tests.conftest import DATA, replaced
from tests.tellings.test_cli_moves import run
from tests.tellings.written import flat, golden

TWO_BANKS = DATA / "two-banks.yaml"
ALL = ("--views", "--chances", "--foresight", "--coalitions", "3", "--without", "ship")


def test_what_people_read():
    done = run(TWO_BANKS, "--inverse", "--wanted", "!sign & register & ship", *ALL)
    assert (done.exit_code, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 80
    golden("moves-two-banks-further", done.stdout)


def test_the_shipped_case_names_who_would_have_to_change():
    text = flat(run("libya-2020", "--draws", "1").stdout)
    assert "By Nash Libyan National Army and United Arab Emirates would leave every" in text
    assert "By statements, 2 changes: Libyan National Army gives no weight any more" in text


def test_where_nothing_is_wanted_it_says_how_to_say_so(tmp_path):
    text = TWO_BANKS.read_text(encoding="utf-8")
    (tmp_path / "idle.yaml").write_text(replaced(text, ('  wanted: "sign & register & !ship"\n', "")), encoding="utf-8")
    assert "Nothing that can be is wanted" in flat(run(tmp_path / "idle.yaml", "--inverse").stdout)
    assert "What would make a wanted" not in run(tmp_path / "idle.yaml").stdout


@pytest.mark.parametrize("option", ["--views", "--chances", "--foresight", "--inverse"])
def test_a_question_has_a_part_of_its_own(option):
    heads = {
        "--views": "The game as each sees it",
        "--chances": "With uncertain preferences",
        "--foresight": "Looking moves ahead",
        "--inverse": "What would make a wanted situation hold",
    }
    text = run(TWO_BANKS, option, long=False).stdout
    assert heads[option] in text
    assert "who would leave it" not in text


def test_json_is_the_result():
    forbid = ("--forbid", "south:sign & register:!register", "--with-option", "watch:giant:once")
    options = ("--coalition", "north, south", "--prefers", "giant:watch", "--prefers", "south:!watch", "--wanted", "6")
    done = run(TWO_BANKS, "--json", "--draws", "8", *ALL[:3], "--without", "ship", *forbid, *options)
    assert (done.exit_code, done.stderr) == (0, "")
    scenario = ripeness.read(TWO_BANKS)
    changed = with_option(scenario, "watch", "giant", change="once", prefers={"giant": ["watch"], "south": ["!watch"]})
    changed = without_move(without_option(changed, "ship"), "south", "sign & register", "!register")
    further = Further(
        wanted=6, coalitions=(("north", "south"),), views=True, chances=True, foresight=True, instead=changed
    )
    assert json.loads(done.stdout) == ripeness.moves(scenario, draws=8, further=further).to_dict()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--wanted", "press & sign"), "nothing-wanted"),
        (("--wanted", "sing"), "unknown-option"),
        (("--wanted", "99"), "no-such-state"),
        (("--wanted", "9" * 400), "no-such-state"),
        (("--wanted", ""), "bad-condition"),
        (("--coalition", "north"), "lone-coalition"),
        (("--coalition", "north,sout"), "unknown-decision-maker"),
        (("--coalition", "north,giant"), "unknown-decision-maker"),
        (("--coalition", ""), "unknown-decision-maker"),
        (("--coalitions", "1"), "lone-coalition"),
        (("--without", "shipp"), "unknown-option"),
        (("--forbid", "giant:sign:!sign"), "unknown-decision-maker"),
        (("--forbid", "north:sign:"), "bad-condition"),
        (("--with-option", "watch:nobody"), "unknown-actor"),
        (("--with-option", "sign:north"), "option-exists"),
        (("--with-option", "Watch:north"), "bad-id"),
        (("--with-option", "watch:giant"), "no-state-preferences"),
        (("--with-option", "watch:north", "--prefers", "emirate:watch"), "no-statements"),
    ],
)
def test_what_is_asked_wrongly_has_a_code(options, code):
    done = run(TWO_BANKS, *options)
    assert isinstance(done.exception, AnalysisError)
    assert [p.code for p in done.exception.problems] == [code]


@pytest.mark.parametrize(
    "options",
    [
        ("--forbid", "north:sign"),
        ("--with-option", "watch"),
        ("--with-option", "watch:north:twice"),
        ("--with-option", "watch:north:once:more"),
        ("--with-option", "watch:north", "--prefers", "north"),
        ("--prefers", "north:sign"),
        ("--answered", "0"),
    ],
)
def test_wrong_usage_is_said_as_such(options):
    done = run(TWO_BANKS, *options)
    assert done.exit_code == 2
    assert "Usage" in done.stderr
