"""What `conference` prints: every rule beside every other, who counts, moves and trades, the record; the backtest."""

import csv
import json
import re

import pytest

import ripeness
from ripeness.conference import REPLICATION, Bargain, Reading, Trading
from ripeness.conference.backtest import backtest
from ripeness.interop import read_negotiations
from ripeness.telling.conference import tell
from tests.conftest import DATA, replaced
from tests.tellings import written
from tests.tellings.written import flat, golden, rows, tables
from tests.unit.test_backtest import ISSUES, POSITIONS

TWO_BANKS = DATA / "two-banks.yaml"


def run(*arguments, **options):
    return written.run("conference", *arguments, **options)


def records(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "issues.csv").write_text(ISSUES, encoding="utf-8")
    (tmp_path / "positions.csv").write_text(POSITIONS, encoding="utf-8")
    return tmp_path


def test_what_people_read():
    done = run(TWO_BANKS, "--carry", "embargo=40", "--moves")
    assert (done.exit_code, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 80
    golden("conference-two-banks", done.stdout)


def test_the_shipped_case_stands_beside_what_berlin_adopted():
    text = run("libya-2020", "--draws", "64").stdout
    assert max(map(len, text.splitlines())) <= 80
    libya = ripeness.read("libya-2020")
    told = tell(libya, ripeness.conference(libya, draws=64))
    assert tables(told, "")[0].header[-1] == "in the end"
    ends = {row[0]: row[-1] for row in rows(told, "")}
    assert [ends[name] for name in list(ends)[:2]] == ["45", "18"]
    assert ends["The GNA's accords with Turkey"] == "unknown"
    assert "In the end about 45.0 (judged 35 to 58)." in flat(text)
    assert "On 351 controversies in European Union legislation" in flat(text)
    assert rows(told, "The record of the rules")[:2] == [("compromise", "23.1"), ("Nash", "23.1")]
    assert "announcing another position" not in flat(text)  # nobody is told how to misstate where it stands


def test_json_is_the_result_and_data_only():
    done = run(
        *(TWO_BANKS, "--json", "--draws", "8", "--seed", "3", "--without", "delta", "--carry", "force=60"),
        *("--pivotal", "nash", "--nash", "loss=linear", "--nash", "disagreement=cost", "--nash", "cost=0.2"),
        *("--challenge", "choice=strongest", "--challenge", "settle=no", "--challenge", "status-quo=0.5"),
        *("--exchange", "rounds=2"),
    )
    assert (done.exit_code, done.stderr) == (0, "")
    expected = ripeness.conference(
        ripeness.read(TWO_BANKS),
        draws=8,
        seed=3,
        without=["delta"],
        points={"force": 60},
        pivotal="nash",
        bargain=Bargain("linear", disagreement="cost", cost=0.2),
        reading=Reading(choice="strongest", settle=False, status_quo=0.5),
        trading=Trading(rounds=2),
    )
    assert json.loads(done.stdout) == expected.to_dict()


def test_the_preset_that_replicates_the_published_table():
    options = json.loads(run(TWO_BANKS, "--json", "--draws", "1", "--challenge", "replication").stdout)["options"]
    assert options["reading"] == {**REPLICATION.__dict__}
    options = json.loads(
        run(TWO_BANKS, "--json", "--draws", "1", "--challenge", "rounds=3", "--challenge", "replication").stdout
    )["options"]
    assert (options["reading"]["rounds"], options["reading"]["choice"]) == (3, "lowest-mean")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "a scenario is missing"),
        ((TWO_BANKS, "--carry", "embargo"), "is not ISSUE=POINT"),
        ((TWO_BANKS, "--carry", "embargo=x"), "is not ISSUE=POINT"),
        ((TWO_BANKS, "--carry", "embargo=4", "--carry", "embargo=5"), "given twice"),
        ((TWO_BANKS, "--challenge", "chioce=least"), "did you mean 'choice'?"),
        ((TWO_BANKS, "--challenge", "choice=most"), "choice is least or least-of-all"),
        ((TWO_BANKS, "--challenge", "settle=maybe"), "settle is yes or no"),
        ((TWO_BANKS, "--challenge", "rounds=0"), "rounds is a whole number from 1 to 200"),
        ((TWO_BANKS, "--challenge", "rounds=2.5"), "rounds is a whole number from 1 to 200"),
        ((TWO_BANKS, "--challenge", "status-quo=2"), "status-quo is a number from 0 to 1"),
        ((TWO_BANKS, "--nash", "cost=0"), "cost is a number from 1e-06 to 1e+09"),
        ((TWO_BANKS, "--exchange", "round=2"), "did you mean 'rounds'?"),
        ((TWO_BANKS, "--csv", "x.csv"), "is for --backtest"),
        ((TWO_BANKS, "--backtest", "."), "has no use with --backtest"),
        (("--backtest", ".", "--moves"), "has no use with --backtest"),
        ((TWO_BANKS, "--draws", "0"), "draws"),
    ],
)
def test_wrong_usage(arguments, said):
    done = run(*arguments)
    assert done.exit_code == 2
    assert said in flat(re.sub(r"[│╭╮╰╯─]", " ", done.stderr))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--without", "gaint"), "unknown-actor"),
        (("--carry", "embrago=3"), "unknown-issue"),
        (("--carry", "embargo=300"), "out-of-range"),
        (("--pivotal", "medain"), "unknown-rule"),
    ],
)
def test_what_there_is_not(arguments, code):
    assert [p.code for p in run(TWO_BANKS, *arguments).exception.problems] == [code]


def test_a_file_without_a_conference(tmp_path):
    text = re.sub(r"(?ms)^conference:.*?(?=^\S)", "", TWO_BANKS.read_text(encoding="utf-8"))
    (tmp_path / "bare.yaml").write_text(text, encoding="utf-8")
    assert [p.code for p in run(tmp_path / "bare.yaml").exception.problems] == ["no-conference"]


def test_markup_in_names_is_text(tmp_path):
    text = TWO_BANKS.read_text(encoding="utf-8")
    text = replaced(text, ("{name: How strictly supplies are watched", '{name: "[bold]How[/bold] [x"'))
    (tmp_path / "odd.yaml").write_text(text, encoding="utf-8")
    assert "[bold]How[/bold] [x" in flat(run(tmp_path / "odd.yaml", "--draws", "1").stdout)


def test_an_unknown_stand_is_unknown_where_it_counts(tmp_path):
    text = TWO_BANKS.read_text(encoding="utf-8")
    text = replaced(text, ("force: {position: 10, salience: 0.4}", "force: {position: unknown, salience: 0.4}"))
    (tmp_path / "open.yaml").write_text(text, encoding="utf-8")
    said = flat(run(tmp_path / "open.yaml", "--draws", "16").stdout)
    assert "The forecast is unknown at the most likely values" in said
    assert "Note: The position of Emirate on 'force' is unknown" in said


# --- backtest -----------------------------------------------------------------------------------------------------


def test_the_backtest_as_people_read_it(folder):
    done = run("--backtest", folder, "--samples", "200")
    assert (done.exit_code, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 80
    text = flat(done.stdout)
    assert "3 issues of 2 proposals with known outcomes. Nothing was left out." in text
    assert "For each proposal the rule that was best on all others:" in text
    rows = [line for line in done.stdout.splitlines() if re.match(r"(compromise|mean|always 50) +[0-9]", line)]
    assert [row.split("  ")[0] for row in rows] == ["mean", "compromise", "always 50"]
    assert [re.findall(r"[0-9]+\.[0-9]{2}", row)[0] for row in rows] == ["7.78", "12.28", "23.33"]
    assert "lower median" in done.stdout
    screen = run("--backtest", folder, "--samples", "200", long=False).stdout
    assert "lower median" not in screen
    assert len(screen.splitlines()) <= 50


def test_the_backtest_is_a_command_of_its_own(folder):
    for options in (("--samples", "50"), ("--samples", "50", "--json")):
        one, other = written.run("backtest", folder, *options), run("--backtest", folder, *options)
        assert (one.exit_code, one.stdout) == (0, other.stdout)


def test_the_backtest_as_json(folder):
    done = run("--backtest", folder, "--samples", "50", "--seed", "2", "--json")
    assert json.loads(done.stdout) == backtest(read_negotiations(folder), samples=50, seed=2).to_dict()


def test_tables_are_written_and_nothing_is_overwritten_unasked(folder):
    errors, each = folder / "errors.csv", folder / "each.csv"
    done = run("--backtest", folder, "--samples", "50", "--csv", errors, "--forecasts", each)
    assert done.exit_code == 0
    rows = records(errors)
    assert (rows[0]["rule"], rows[0]["issues"]) == ("compromise", "3")
    assert float(rows[0]["mae"]) == pytest.approx(12.28, abs=0.01)
    forecasts = records(each)
    assert [r["issue"] for r in forecasts] == ["one", "two", "three"]
    assert forecasts[2]["reference"] == ""
    assert float(forecasts[2]["compromise"]) == 30
    assert run("--backtest", folder, "--samples", "50", "--csv", errors).exit_code == 0  # the same content
    errors.write_text("mine", encoding="utf-8")
    refused = run("--backtest", folder, "--samples", "50", "--csv", errors)
    assert [p.code for p in refused.exception.problems] == ["file-exists"]
    assert errors.read_text(encoding="utf-8") == "mine"
    assert run("--backtest", folder, "--samples", "50", "--csv", errors, "--force").exit_code == 0
    assert errors.read_text(encoding="utf-8") != "mine"


def test_malformed_tables_are_problems_with_line_and_column(folder):
    (folder / "issues.csv").write_text("issue,outcome\none,200\n", encoding="utf-8")
    done = run("--backtest", folder)
    found = [(p.code, p.place.line, p.place.column) for p in done.exception.problems]
    assert found[0] == ("out-of-range", 2, 5)
    assert "2 | one,200" in str(done.exception)
