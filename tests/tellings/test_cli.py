"""The command line as people use it: whole processes, exit codes, streams."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import TINY, replaced
from tests.tellings import written
from tests.tellings.written import golden

RIPENESS = str(Path(sys.executable).with_name("ripeness"))
TWO_BANKS = str(Path(__file__).parents[1] / "data" / "two-banks.yaml")
GOLDEN = Path(__file__).parents[1] / "golden"


def run(*arguments, stdin=None, **environment):
    env = {**os.environ, "COLUMNS": "80", **environment}
    return subprocess.run(
        [RIPENESS, *arguments], input=stdin, capture_output=True, text=True, env=env, timeout=60, check=False
    )


def test_check_of_a_good_file_says_so_first():
    done = run("check", TWO_BANKS)
    assert done.returncode == 0
    first = done.stdout.splitlines()[0]
    assert first.startswith("two-banks: no problems: 7 actors, 4 issues")
    sound = run("check", "libya-2020").stdout
    assert sound.count("\n") == 10, "a file without doubts is one line, and the table of what it answers"


def test_check_of_a_bad_file_lists_problems_and_exits_1(tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text(Path(TWO_BANKS).read_text().replace("trust: 0.4", "trust: 4"), encoding="utf-8")
    done = run("check", str(bad))
    assert done.returncode == 1
    assert f"{bad}:" in done.stdout
    assert "out-of-range" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    as_json = run("check", str(bad), "--json")
    assert as_json.returncode == 1
    assert [p["code"] for p in json.loads(as_json.stdout)["problems"]] == ["out-of-range"]


def test_check_reads_standard_input():
    assert run("check", "-", stdin=Path(TWO_BANKS).read_text()).returncode == 0


def test_a_file_that_is_not_there():
    done = run("check", "libya-2021")
    assert done.returncode == 1
    assert "no-such-file" in done.stdout
    assert "libya-2020" in done.stdout
    assert run("sign", "nowhere.yaml", "--draft", "x").returncode == 1


def test_wrong_usage_exits_2():
    assert run("sign").returncode == 2
    assert run("nonsense").returncode == 2
    assert run("sign", TWO_BANKS, "--draft", "capital", "--draws", "0").returncode == 2
    assert run("sign", TWO_BANKS, "--draft", "capital", "--draws", "many").returncode == 2


def test_unknown_draft_and_draft_left_out():
    done = run("sign", TWO_BANKS, "--draft", "capitol")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "did you mean 'capital'?" in done.stderr
    done = run("sign", TWO_BANKS)
    assert done.returncode == 1
    assert "capital, envoys" in done.stderr


def test_sign_as_json_is_data_only():
    done = run("sign", TWO_BANKS, "--draft", "capital", "--json", "--draws", "16", "--seed", "3")
    result = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert (result["draws"], result["seed"], result["analysis"]) == (16, 3, "sign")


# a refuses for fear of betrayal alone: with the watch both sign the draft as it stands.
WATCHED = (
    replaced(
        TINY,
        ("  b: {role: party}\n", "  b: {role: party}\n  m: {role: mediator}\n"),
        ("share: 60}}, reservation: 50}", "share: 60}}, reservation: 50, trust: 0.5, betrayal: 14}"),
        ("package: {land: share}", "package: {land: share}, may-guarantee: [watch]"),
    )
    + "ties: {watch: {name: The watch, from: m, to: agreement, kind: guarantee, strength: 0.9}}\n"
)
LAND = "Kept as in the draft: land."


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            (),
            ["No change of up to 1 clause makes all sign at the most likely values (proven over all"],
        ),
        (("--keep", "land"), ["Nothing is left to change: every clause is kept.", LAND]),
        (
            ("--guarantees",),
            [
                "most likely values: 1 with no clause change, with guarantees added where needed.",
                "Guarantees that could be added: The watch.",
                "nothing but the guarantee The watch a +8.8, b +20.0",
            ],
        ),
        (("--guarantees", "--keep", "land"), [f"{LAND} Guarantees that could be added: The watch.", "nothing but the"]),
    ],
)
def test_repairs_that_keep_clauses_or_add_guarantees(tmp_path, options, said):
    file = tmp_path / "watched.yaml"
    file.write_text(WATCHED, encoding="utf-8")
    done = run("sign", str(file), "--draws", "4", *options)
    assert (done.returncode, done.stderr) == (0, "")
    text = " ".join(done.stdout.split())
    for part in said:
        assert part in text
    assert ("The watch" in text) == ("--guarantees" in options)
    assert ("Kept" in text) == ("--keep" in options)


def test_repairs_that_change_clauses_and_add_guarantees():
    known = Path(TWO_BANKS).read_text().replace("freeze: {is: unknown, note: no source says}", "freeze: 30")
    options = ("--draft", "envoys", "--draws", "4")
    text = " ".join(run("sign", "-", *options, "--guarantees", stdin=known).stdout.split())
    assert "most likely values: 1 with 3 clause changes, with guarantees added where needed" in text
    assert "and the guarantee broker-watch" in text
    kept = " ".join(run("sign", "-", *options, "--keep", "lines", "--keep", "groups", stdin=known).stdout.split())
    assert (
        "No change of up to 2 clauses makes all sign at the most likely values (proven over all packages that" in kept
    )
    assert "Kept as in the draft: Where the forces stand, Armed groups in the capital." in kept


def test_an_issue_to_keep_that_is_none():
    done = run("sign", TWO_BANKS, "--draft", "capital", "--keep", "linez")
    assert (done.returncode, done.stdout) == (1, "")
    assert "unknown-issue" in done.stderr
    assert "did you mean 'lines'?" in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("show",),
        ("sign", "--draft", "capital", "--draws", "64"),
        ("panel", "--draws", "64"),
        ("deals", "--draws", "64"),
    ],
)
def test_what_people_read_on_a_screen(command):
    done = run(command[0], TWO_BANKS, *command[1:], NO_COLOR="1")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    assert len(done.stdout.splitlines()) <= 50
    golden(f"{command[0]}-two-banks-screen", done.stdout)


def test_cases_lists_libya():
    done = run("cases")
    assert done.returncode == 0
    assert done.stdout.startswith("libya-2020  Libya")


def small(folder):
    """Write a file whose report is quickly made."""
    path = folder / "small.yaml"
    path.write_text(TINY, encoding="utf-8")
    return str(path)


@pytest.mark.slow
def test_the_same_report_again_is_no_overwriting(tmp_path, tmp_path_factory):
    out = tmp_path / "report.html"
    arguments = ("report", small(tmp_path_factory.mktemp("file")), "-o", str(out), "--draws", "4")
    assert run(*arguments).returncode == 0
    first = out.read_text(encoding="utf-8")
    assert run(*arguments).returncode == 0, "the same content is no overwriting"
    assert out.read_text(encoding="utf-8") == first
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.html"]


@pytest.mark.slow
def test_a_report_takes_the_place_of_another_file_only_when_forced(tmp_path, tmp_path_factory):
    out = tmp_path / "report.html"
    arguments = ("report", small(tmp_path_factory.mktemp("file")), "-o", str(out), "--draws", "4")
    out.write_text("mine", encoding="utf-8")
    refused = run(*arguments)
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert out.read_text(encoding="utf-8") == "mine"
    assert run(*arguments, "--force").returncode == 0
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.html"]


@pytest.mark.slow
def test_report_into_a_missing_folder_or_a_folder(tmp_path, tmp_path_factory):
    file = small(tmp_path_factory.mktemp("file"))
    missing = run("report", file, "-o", str(tmp_path / "no" / "report.html"), "--draws", "4")
    assert missing.returncode == 1
    assert "cannot-write" in missing.stderr
    folder = run("report", file, "-o", str(tmp_path), "--draws", "4")
    assert folder.returncode == 1
    assert "is a folder" in folder.stderr


def test_a_reader_that_goes_away_is_no_defect():
    first = f"{RIPENESS} show libya-2020 | head -1"
    done = subprocess.run(["bash", "-c", first], capture_output=True, text=True, timeout=60, check=False)
    assert "defect" not in done.stderr
    assert "Traceback" not in done.stderr


def test_version():
    import ripeness

    assert run("--version").stdout == f"ripeness {ripeness.__version__}\n"


def test_a_defect_is_owned_up_to(monkeypatch, capsys):
    from ripeness.cli import app

    def broken(**_):
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(app, "app", broken)
    with pytest.raises(SystemExit) as stop:
        app.main()
    assert stop.value.code == 1
    said = capsys.readouterr().err
    assert "has a defect: ZeroDivisionError" in said
    assert "Please report" in said


LIBYA = (
    ("show", "libya-2020"),
    ("sign", "libya-2020", "--draft", "moscow", "--draws", "64"),
    ("deals", "libya-2020", "--draws", "16"),
    ("panel", "libya-2020", "--draws", "16"),
    ("moves", "libya-2020", "--draws", "1"),
    ("pressure", "libya-2020", "--draft", "moscow", "--draws", "16"),
    ("conference", "libya-2020", "--draws", "16"),
    ("timeline", "libya-2020", "--draws", "16"),
    ("doubt", "libya-2020", "--of", "sign.moscow.lna.probability", "--draws", "32"),
)


@pytest.mark.slow
@pytest.mark.parametrize("command", LIBYA, ids=lambda command: command[0])
def test_a_screen_is_enough_and_the_first_line_answers(command):
    """50 lines of 80 columns; the first sentence is no heading, and says who or how likely, or yes or no."""
    done = written.run(*command, long=False)
    lines = done.stdout.splitlines()
    assert done.exit_code == 0
    assert len(lines) <= 50
    assert done.stdout.count("(") == done.stdout.count(")"), "nothing is cut at the right"
    assert max(map(len, lines)) <= 80
    first = done.stdout.split("\n\n", maxsplit=1)[0]
    assert first.strip().endswith(".")
    assert not lines[0].endswith("?")
    assert ("With --long also: " in done.stdout) is (command[0] != "panel")  # of which a screen holds all
