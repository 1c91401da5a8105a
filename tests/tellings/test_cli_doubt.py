"""What `doubt` prints: on what a figure rests, in plain words at 80 columns."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

import ripeness
from ripeness.cli.doubt import bar, line
from ripeness.doubt.propagation import spread
from ripeness.words import doubt as say
from tests.conftest import DATA, replaced
from tests.tellings import written
from tests.tellings.written import flat, golden

TWO_BANKS = DATA / "two-banks.yaml"
SOUTH = "sign.capital.south.probability"


def run(*arguments, **options):
    return written.run("doubt", *arguments, **options)


def test_what_people_read():
    done = run(TWO_BANKS, "--of", SOUTH, "--draws", "256")
    assert (done.exit_code, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 80
    golden("doubt-two-banks", done.stdout)


def test_the_shipped_case_says_what_the_moscow_verdict_rests_on():
    done = run("libya-2020", "--of", "sign.moscow.lna.probability", "--draws", "32")
    text = flat(done.stdout)
    assert done.exit_code == 0
    assert "It reads 56 uncertain numbers of the file; 22 of them rest on judgement alone." in text
    assert re.search(r"[0-9] numbers together turn it inside their ranges", text)
    assert "Run again with these values the analysis agrees." in text
    assert "49 numbers of the file rest on it alone" in text
    assert re.search(r"Most hangs on korybko \(grade D\): without it the figure is [0-9.]+ % on average", text)
    assert "The next best question" in text
    assert text.startswith("The chance that Libyan National Army signs")
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_json_is_the_result_and_data_only():
    done = run(TWO_BANKS, "--of", SOUTH, "--draws", "32", "--seed", "3", "--json", "--limit", "0.9", "--by", "actor")
    assert (done.exit_code, done.stderr) == (0, "")
    expected = ripeness.doubt(ripeness.read(TWO_BANKS), SOUTH, draws=32, seed=3, limit=0.9, by="actor")
    assert json.loads(done.stdout) == json.loads(json.dumps(expected.to_dict()))


def test_drivers_in_groups_are_named_by_their_kind():
    text = run(TWO_BANKS, "--of", SOUTH, "--draws", "32", "--by", "actor").stdout
    assert re.search(r"^actor +line +alone", text, flags=re.MULTILINE)
    assert re.search(r"^south +[0-9]+ %", text, flags=re.MULTILINE)


def test_a_single_number_that_turns_the_verdict():
    text = flat(run("libya-2020", "--of", "sign.haftar-terms.lna.surplus", "--draws", "32").stdout)
    assert re.search(
        r"One number alone turns it inside its range, just so: the figure is then .* analysis agrees", text
    )
    assert re.search(
        r"To turn the verdict alone, Libyan National Army: trust that the others comply would have to be below 0\.1",
        text,
    )
    assert "points lost if the others break their word would have to be above 14.3, outside its range" in text


def test_all_measures_are_listed():
    done = run(TWO_BANKS, "--list")
    assert done.exit_code == 0
    listed = ripeness.doubt_measures(ripeness.read(TWO_BANKS)).measures()
    assert {
        row.split(":")[0].strip() for row in done.stdout.splitlines() if row.startswith("  ") and ":" in row
    } == set(listed)
    heads = [row for row in done.stdout.splitlines() if re.fullmatch(r"[a-z]+( of [a-z-]+)?: [0-9]+ measures?", row)]
    assert [head.partition(":")[0] for head in heads[:3]] == ["sign of capital", "sign of envoys", "deals"]
    assert sum(int(head.split()[-2]) for head in heads) == len(listed)
    assert "sign.capital.north.surplus" in done.stdout
    assert json.loads(run(TWO_BANKS, "--list", "--json").stdout)["analysis"] == "doubt"


@pytest.mark.parametrize(
    ("pattern", "there", "missing"),
    [
        ("sign.capital.north", "sign.capital.north.surplus", "sign.capital.south.surplus"),
        ("stalemate", "panel.north.common.stalemate", "panel.north.common.hurting"),
        ("timeline.*.probability", "timeline.", "timeline.facts"),
    ],
)
def test_a_pattern_filters_the_list(pattern, there, missing):
    done = run(TWO_BANKS, "--list", pattern)
    assert done.exit_code == 0
    assert there in done.stdout
    assert missing not in done.stdout
    paths = [m["path"] for m in json.loads(run(TWO_BANKS, "--list", pattern, "--json").stdout)["measures"]]
    assert paths
    rows = [row.split(":")[0].strip() for row in done.stdout.splitlines() if row.startswith("  ") and ":" in row]
    assert rows == paths


def test_a_pattern_that_nothing_is_like():
    done = run(TWO_BANKS, "--list", "sign.nobody")
    assert done.exit_code == 0
    assert "No measure is like that" in done.stdout


def test_a_file_alone_shows_the_measures_that_say_most():
    done = run(TWO_BANKS)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "ripeness doubt FILE --of sign.capital.signs" in done.stdout
    assert "sign of capital: 8 measures" in done.stdout
    assert "sign.capital.north.probability" in done.stdout
    assert "sign.capital.north.utility" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.slow
def test_what_hangs_on_which_source():
    done = run(TWO_BANKS, "--sources", "--draws", "16")
    text = flat(done.stdout)
    assert done.exit_code == 0
    assert re.search(r"envoy A [0-9]+ [0-9]+ confidential", text)
    assert "Situation note" not in text
    assert "Both commands report" not in text
    assert "Talks end without" in text
    assert "Both commands report" in flat(run(TWO_BANKS, "--sources", "--draws", "16", "--confidential").stdout)


def test_confidential_sources_show_id_and_grade_only():
    hidden = flat(run(TWO_BANKS, "--of", SOUTH, "--draws", "16").stdout)
    assert "confidential" in hidden
    assert "Both commands report" not in hidden
    shown = flat(run(TWO_BANKS, "--of", SOUTH, "--draws", "16", "--confidential").stdout)
    assert "Both commands report" in shown


def test_against_another_file(tmp_path):
    text = replaced(TWO_BANKS.read_text(encoding="utf-8"), ("trust: 0.4\n", "trust: 0.7\n"))
    (tmp_path / "other.yaml").write_text(text, encoding="utf-8")
    done = run(TWO_BANKS, "--of", SOUTH, "--against", tmp_path / "other.yaml", "--draws", "16")
    assert done.exit_code == 0
    assert "preferences.south.trust" in done.stdout
    same = run(TWO_BANKS, "--of", SOUTH, "--against", TWO_BANKS, "--draws", "16")
    assert "Nothing that could matter differs." in same.stdout
    assert json.loads(run(TWO_BANKS, "--of", SOUTH, "--against", TWO_BANKS, "--draws", "16", "--json").stdout)["a"]


def test_a_yes_or_no_and_a_figure_without_verdict():
    verdict = flat(run(TWO_BANKS, "--of", "sign.envoys.south.signs", "--draws", "16").stdout)
    assert re.search(r"Whether Southern Government signs .*: (yes|no) at the most likely values\.", verdict)
    figure = flat(run(TWO_BANKS, "--of", "sign.envoys.south.utility", "--draws", "16").stdout)
    assert "What would turn the verdict" not in figure


@pytest.mark.parametrize(
    "arguments", [("--of", SOUTH, "--list"), ("--list", "--sources"), ("--against", TWO_BANKS), ("--by", "claim")]
)
def test_wrong_usage(arguments):
    done = run(TWO_BANKS, *arguments)
    assert done.exit_code == 2
    assert "--of" in done.stderr


@pytest.mark.parametrize("option", [("--draws", "0"), ("--workers", "0"), ("--workers", "65"), ("--draws", "x")])
def test_options_out_of_range(option):
    assert run(TWO_BANKS, "--of", SOUTH, *option).exit_code == 2


def test_an_unknown_measure():
    done = run(TWO_BANKS, "--of", "sign.capital.south.probabilty")
    assert [p.code for p in done.exception.problems] == ["unknown-measure"]
    assert "did you mean 'sign.capital.south.probability'?" in str(done.exception)


def test_markup_in_names_is_text(tmp_path):
    text = replaced(
        TWO_BANKS.read_text(encoding="utf-8"), ("title: The capital draft", 'title: "[bold]Draft[/bold] [x"')
    )
    (tmp_path / "odd.yaml").write_text(text, encoding="utf-8")
    assert "[bold]Draft[/bold] [x" in flat(run(tmp_path / "odd.yaml", "--of", SOUTH, "--draws", "16").stdout)


@pytest.mark.parametrize(
    ("done", "total", "seconds", "said"),
    [
        (0, 10, 0.0, "[........................] weighing"),
        (5, 10, 30.0, "[############............] weighing, 30 s left"),
        (1, 10, 60.0, "[##......................] weighing, 9 min left"),
        (10, 10, 60.0, "[########################] weighing"),
        (0, 0, 0.0, "[########################] weighing"),
    ],
)
def test_the_bar_says_how_long_it_takes(done, total, seconds, said):
    assert line(done, total, "weighing", seconds) == said


def test_the_bar_is_for_terminals(capsys, monkeypatch):
    with bar() as progress:
        progress(1, 2, "weighing")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with bar() as progress:
        progress(1, 2, "weighing")
    shown = capsys.readouterr().err
    assert "weighing" in shown
    assert shown.endswith("\r\033[K")


def test_a_range_that_reads_the_same_at_both_ends_is_said_once():
    result = ripeness.doubt(ripeness.read(TWO_BANKS), SOUTH, draws=16, steps=["spread"])
    sure = replace(result, values=np.linspace(0.9996, 0.9999, 16), spread=spread(np.linspace(0.9996, 0.9999, 16), 0.5))
    text = " ".join(say.spreading(sure))
    assert "half of them at > 99.9 %, nine in ten at > 99.9 %" in text
    assert "known to within > 99.9 % and > 99.9 %." in text
    assert "> 99.9 % to" not in text
