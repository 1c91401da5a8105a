"""The command `check`: warnings, `--strict`, `--quiet` and `--json`."""

import json
import re

import pytest
from typer.testing import CliRunner

from ripeness.cli import shell
from ripeness.cli.app import app
from tests.conftest import DATA, TINY, replaced

TWO_BANKS = str(DATA / "two-banks.yaml")


@pytest.fixture
def check(tmp_path):
    """Run the command on a text or a path."""

    def run(text, *options):
        path = tmp_path / "scenario.yaml"
        if "\n" in text:
            path.write_text(text, encoding="utf-8")
        return CliRunner().invoke(app, ["check", str(path) if "\n" in text else text, *options])

    return run


ALLOWED = replaced(
    TINY,
    ("  a: {weights", "  # ripeness: allow values-not-spanning because both lie in the middle\n  a: {note: x, weights"),
    ("  b: {weights", "  b: {note: x, weights"),
    ("{keep: 30, share: 70}", "{keep: 0, share: 100}"),
)


def test_warnings_follow_the_summary_and_stop_nothing(check):
    done = check(TWO_BANKS)
    assert done.exit_code == 0
    first, second, *_ = done.stdout.splitlines()
    assert first.startswith("two-banks: no problems: 7 actors, 4 issues")
    assert second.startswith(f"{TWO_BANKS}:")
    assert "warning: without-evidence" in second
    count = done.stdout.count(": warning: ")
    assert done.stderr == f"{count} warnings\n"


def test_a_sound_file_has_a_line_and_a_table_of_what_it_answers(check):
    done = check("libya-2020")
    assert (done.exit_code, done.stderr) == (0, "")
    first, empty, head, *rows = done.stdout.splitlines()
    assert first.startswith("libya-2020: no problems: ")
    assert (empty, head) == ("", "What this file answers:")
    names = ("sign", "deals", "panel", "moves", "pressure", "conference", "timeline")
    assert [row.split() for row in rows] == [[name, "yes"] for name in names]


def test_what_is_lacking_stands_below_the_table_once_with_its_place(check):
    done = check(ALLOWED)
    assert (done.exit_code, done.stderr) == (0, "")
    table, lacking = done.stdout.split("\nWhat is lacking:\n")
    assert re.search(r"(?m)^  sign        yes$", table)
    assert re.search(r"(?m)^  moves       lacks no-graph$", table)
    assert re.findall(r"(?m)^([a-z-]+): ", lacking) == ["no-graph", "no-conference", "no-timeline"]
    assert lacking.count("      hint: ") == 3


WAR = """\
war:
  strength: {a: 1, b: 1}
  decisive: 0.2
  cost: {a: 5}
  outcomes: {a-wins: {winner: a}, b-wins: {winner: b}, none: {}}
  note: made up
drafts:
  alone: {package: {}, signatories: [a]}
"""
COSTLY = replaced(ALLOWED, ("drafts:\n", WAR))


def test_where_drafts_differ_the_table_says_for_which(check):
    done = check(COSTLY)
    line = 1 + COSTLY[: COSTLY.index("  cost: ")].count("\n")
    row = rf"(?m)^  sign        yes; for deal: lacks no-war-cost \(line {line}\)$"
    assert re.search(row, done.stdout)
    assert f"deals       lacks no-war-cost (line {line})" in done.stdout
    assert "for alone: lacks too-few-signatories" in done.stdout
    assert done.stdout.count(": no-war-cost: nothing says what fighting on costs 'b'\n") == 1
    found = json.loads(check(COSTLY, "--json").stdout)["answers"]
    assert list(found) == ["sign", "deals", "panel", "moves", "pressure", "conference", "timeline"]
    assert (found["sign"]["answers"], found["sign"]["lacks"], list(found["sign"]["drafts"])) == (True, [], ["deal"])
    assert [p["code"] for p in found["sign"]["drafts"]["deal"]["lacks"]] == ["no-war-cost"]
    assert found["pressure"]["drafts"]["alone"] == {"answers": True, "lacks": []}
    assert [p["line"] for p in found["panel"]["lacks"]] == [line]


def test_strict_makes_warnings_problems(check):
    done = check(TWO_BANKS, "--strict")
    assert done.exit_code == 1
    assert "no problems" not in done.stdout
    assert "warning" not in done.stdout.replace("warnings", "")
    assert "without-evidence" in done.stdout
    assert done.stderr.endswith("problems\n")
    assert check("libya-2020", "--strict").exit_code == 0
    assert check(ALLOWED, "--strict").exit_code == 0


def test_quiet_prints_problems_only(check):
    assert check(TWO_BANKS, "--quiet").output == ""
    assert "without-evidence" in check(TWO_BANKS, "-q", "--strict").stdout
    bad = check(TINY.replace("share: 60", "share: 600"), "-q")
    assert bad.exit_code == 1
    assert "out-of-range" in bad.stdout


def test_json_lists_problems_and_warnings_with_severity(check):
    done = json.loads(check(TWO_BANKS, "--json").stdout)
    assert (done["scenario"], done["problems"], done["silenced"]) == ("two-banks", [], [])
    assert {w["severity"] for w in done["warnings"]} == {"warning"}
    assert {"code", "message", "hint", "path", "file", "line", "column", "severity"} == set(done["warnings"][0])
    strict = check(TWO_BANKS, "--json", "--strict")
    as_problems = json.loads(strict.stdout)
    assert strict.exit_code == 1
    assert (as_problems["scenario"], as_problems["warnings"]) == ("two-banks", [])
    assert [p["code"] for p in as_problems["problems"]] == [w["code"] for w in done["warnings"]]
    assert {p["severity"] for p in as_problems["problems"]} == {"error"}


def test_json_keeps_what_is_allowed_with_its_reason(check):
    done = json.loads(check(ALLOWED, "--json").stdout)
    assert done["warnings"] == []
    assert [(s["code"], s["reason"]) for s in done["silenced"]] == [("values-not-spanning", "both lie in the middle")]


def test_json_of_a_bad_file_has_no_warnings(check):
    done = check(TINY.replace("share: 60", "share: 600"), "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 1
    assert [p["code"] for p in found["problems"]] == ["out-of-range"]
    assert (found["warnings"], found["silenced"], found["answers"]) == ([], [], {})


def test_how_many_more_the_file_allows_is_said(check):
    text = replaced(ALLOWED, ("{keep: 0, share: 100}", "{keep: 5, share: 100}"))
    assert check(text).stderr == "1 warning, 1 more allowed by the file\n"


def test_quiet_without_strict_needs_no_values(check, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "ripeness.valuation.advise", None)  # importing it would fail
    assert check(TWO_BANKS, "--quiet").exit_code == 0
    assert shell.app is app
