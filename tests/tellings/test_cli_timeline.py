"""What `timeline` prints: chances with ranges beside what happened, ends, what if, in plain words at 80 columns."""

import json
import re

import pytest

import ripeness
from ripeness.telling.timeline import tell
from ripeness.timeline import Change
from tests.conftest import DATA, replaced
from tests.tellings import written
from tests.tellings.written import flat, golden, rows

TWO_BANKS = DATA / "two-banks.yaml"


def run(*arguments, **options):
    return written.run("timeline", *arguments, **options)


def test_what_people_read():
    changes = ("--scale", "breakdown=2", "--without", "conference")
    done = run(TWO_BANKS, "--draws", "64", *changes, "--movers", "falls")
    assert (done.exit_code, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 80
    golden("timeline-two-banks", done.stdout)


def test_the_shipped_case_stands_beside_what_happened():
    text = flat(run("libya-2020", "--draws", "16").stdout)
    assert text.startswith("Tripoli falls before or on the day of Berlin: almost no chance (")
    libya = ripeness.read("libya-2020")
    chances = {row[0]: row[1:] for row in rows(tell(libya, ripeness.timeline(libya, draws=16)), "")}
    assert chances["Tripoli falls before or on the day of Berlin"][-1] == "no"
    chance, span, _, happened = chances["Nobody formally calls the truce off until Berlin"]
    assert (chance, happened) == ("99 %", "yes")
    assert re.fullmatch(r"98 to 99(\.\d)? %", span)
    assert "What happened is from the forecasts of the file; no number was fitted to it." in text
    assert "signatories keep the disposition with which they answered" in text


def test_json_is_the_result_and_data_only():
    done = run(TWO_BANKS, "--json", "--draws", "8", "--seed", "3", "--ask", "falls", "--force", "!truce")
    assert (done.exit_code, done.stderr) == (0, "")
    changes = [Change("force", "truce", to=False)]
    expected = ripeness.timeline(ripeness.read(TWO_BANKS), draws=8, seed=3, ask=["falls"], changes=changes)
    assert json.loads(done.stdout) == expected.to_dict()


def test_json_holds_the_movers():
    content = json.loads(run(TWO_BANKS, "--json", "--draws", "1", "--ask", "falls", "--movers", "falls").stdout)
    assert content["movers"]["of"] == "falls"
    assert content["movers"]["changes"][0]["change"] == "force !truce"


def test_methods_and_histories():
    done = run(TWO_BANKS, "--draws", "4", "--method", "sampled", "--histories", "5000", "--ask", "falls")
    assert "5,000 histories" in flat(done.stdout)
    assert (
        "grid:4"
        in json.loads(run(TWO_BANKS, "--json", "--draws", "1", "--method", "grid:4").stdout)["options"].values()
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--move", "conference"), "is not EVENT=DATE"),
        (("--move", "conference=soon"), "is no date"),
        (("--scale", "breakdown=much"), "is no number"),
        (("--histories", "0"), "--histories"),
    ],
)
def test_wrong_usage(arguments, said):
    done = run(TWO_BANKS, *arguments)
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--ask", "fals"), "unknown-question"),
        (("--without", "confernce"), "unknown-event"),
        (("--move", "conference=2032-01-01"), "date-outside"),
        (("--method", "exact"), "no-exact-answer"),
        (("--movers", "how-it-ends"), "unknown-end"),
        (("--movers", "how-it-ends:captur"), "unknown-end"),
        (("--movers", "fals"), "unknown-question"),
    ],
)
def test_what_cannot_be_answered(arguments, code):
    done = run(TWO_BANKS, "--draws", "1", *arguments)
    assert [p.code for p in done.exception.problems] == [code]
    assert all(p.hint for p in done.exception.problems)


def test_markup_in_names_is_text(tmp_path):
    text = replaced(TWO_BANKS.read_text(encoding="utf-8"), ("falls: {p:", 'falls: {name: "[bold]Fall[/bold] [x", p:'))
    (tmp_path / "odd.yaml").write_text(text, encoding="utf-8")
    assert "[bold]Fall[/bold] [x" in flat(run(tmp_path / "odd.yaml", "--draws", "2").stdout)
