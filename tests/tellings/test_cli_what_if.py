"""What-ifs on the command line: the same options everywhere, in the provenance, and nothing else moves."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

import ripeness
from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Draws
from ripeness.scenario import read_text
from ripeness.scenario.diff import diff
from ripeness.words.changes import said
from tests.budget import examples
from tests.tellings.awkward import run

TWO_BANKS = Path(__file__).parents[1] / "data" / "two-banks.yaml"
TRUST = "preferences.south.trust"
#: Command, its options, the function, its arguments.
ANALYSES = [
    ("sign", ("--draft", "capital"), ripeness.sign, ("capital",)),
    ("deals", (), ripeness.deals, ()),
    ("panel", (), ripeness.panel, ()),
    ("moves", (), ripeness.moves, ()),
    ("pressure", ("--draft", "capital"), ripeness.pressure, ("capital",)),
    ("conference", (), ripeness.conference, ()),
    ("timeline", (), ripeness.timeline, ()),
]


@pytest.fixture(scope="module")
def banks():
    return ripeness.read(TWO_BANKS)


@pytest.mark.parametrize(
    ("name", "options", "function", "arguments"),
    [
        pytest.param(*a, marks=[pytest.mark.slow] if a[0] in {"pressure", "panel", "timeline"} else [], id=a[0])
        for a in ANALYSES
    ],
)
def test_json_is_the_result_of_the_changed_scenario(name, options, function, arguments, banks):
    typed = ("--set", f"{TRUST}=[0.2, 0.9]", "--red-lines", "north=bluff", "--on", "2031-03-02")
    code, out, err = run(name, TWO_BANKS, *options, *typed, "--draws", "4", "--json")
    assert code == 0, err.decode()
    changed = ripeness.changed(banks, set={TRUST: [0.2, 0.9]}, red_lines={"north": "bluff"}, on=banks.as_of)
    expected = function(changed, *arguments, draws=4).to_dict()
    assert json.loads(out) == json.loads(json.dumps(expected))
    assert [c["what"] for c in expected["changes"]] == ["set", "red-lines", "on"]
    assert expected["changes"][0] == {
        "what": "set",
        "path": TRUST,
        "was": "0.4",
        "now": "[0.2, 0.9]",
        "digest": banks.digest,
    }
    assert expected["digest"] == changed.digest != banks.digest
    assert function(banks, *arguments, draws=4).to_dict()["changes"] == []


@pytest.mark.parametrize("name", ["sign", "deals", "pressure"])
def test_a_package_stands_in_place_of_a_draft(name, banks):
    code, out, err = run(name, TWO_BANKS, "--package", "lines=leave, control=brokers", "--draws", "4", "--json")
    assert code == 0, err.decode()
    changed = ripeness.changed(banks, package={"lines": "leave", "control": "brokers"})
    assert json.loads(out) == json.loads(json.dumps(getattr(ripeness, name)(changed, "package", draws=4).to_dict()))
    assert changed.drafts["package"].signatories is None
    assert changed.changes[0]["draft"] == "package"
    twice = ripeness.changed(changed, package={})
    assert twice.changes[-1]["draft"] == "package-2", "a draft of the file keeps its id"


def test_before_and_after_stand_side_by_side(banks):
    typed = ("--draft", "capital", "--set", f"{TRUST}=0.95", "--draws", "16")
    code, out, _ = run("sign", TWO_BANKS, *typed)
    said = out.decode()
    assert code == 0
    assert said.startswith("What if: Southern Government: trust that the others comply is 0.95; in the file")
    beside = said.split("Before and after")[1]
    row = re.search(r"What signing .* is worth .*?  +(\S+) +(\S+)", beside)
    after = ripeness.changed(banks, set={TRUST: 0.95})
    for shown, scenario in zip(row.groups(), (banks, after), strict=True):
        surplus = ripeness.sign(scenario, "capital", draws=16).measures()["sign.capital.south.surplus"]
        assert float(shown) == pytest.approx(np.nanmean(surplus), abs=0.05)
    assert "Northern Command" not in beside, "what does not change is only counted"
    assert "Before and after" not in run("sign", TWO_BANKS, "--draft", "capital", "--draws", "4")[1].decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    "asked", [("--of", "sign.capital.south.surplus", "--draws", "16"), ("--list", "sign.capital.south.surplus"), ()]
)
def test_doubt_sets_its_figures_beside_those_before(asked, banks):
    code, out, err = run("doubt", TWO_BANKS, *asked, "--set", f"{TRUST}=0.95")
    assert code == 0, err.decode()
    beside = out.decode().split("Before and after")[1]
    row = re.search(
        r"(?:sign.capital.south.surplus|What signing the draft “The capital draft”)[^\n]*?(\S+) +(\S+)\n", beside
    )
    for shown, scenario in zip(row.groups(), (banks, ripeness.changed(banks, set={TRUST: 0.95})), strict=True):
        surplus = ripeness.sign(scenario, "capital", draws=1).measures()["sign.capital.south.surplus"]
        assert float(shown) == pytest.approx(surplus[0], abs=0.05)


@pytest.mark.slow
def test_a_report_on_a_changed_file_says_what_the_change_does(tmp_path):
    page = tmp_path / "page.html"
    code, _, err = run("report", TWO_BANKS, "-o", page, "--set", f"{TRUST}=0.95", "--draws", "2")
    assert code == 0, err.decode()
    text = page.read_text(encoding="utf-8")
    section = text[text.index('<section id="before-and-after"') :].partition("</section>")[0]
    assert "trust that the others comply is 0.95; in the file 0.4" in section
    assert "What signing the draft “The capital draft” is worth to Southern Government" in section
    assert '<section id="before-and-after"' not in ripeness.report(ripeness.read(TWO_BANKS), draws=2)


def test_no_other_column_of_the_draws_moves(banks):
    uncertain = [p for p, e in banks.estimates.items() if e.is_.shape not in ("point", "ranked")]
    table = Draws(64, 3)
    for path in uncertain[: examples(4, len(uncertain))]:
        low = banks.estimates[path].drawn.low
        changed = ripeness.changed(banks, set={path: [low, banks.estimates[path].drawn.high]})
        for other in uncertain:
            if other != path:
                before, after = (table.column(other, s.estimates[other].drawn) for s in (banks, changed))
                np.testing.assert_array_equal(before, after)


def test_a_change_means_what_the_file_changed_by_hand_means(banks):
    text = TWO_BANKS.read_text(encoding="utf-8")
    by_hand = read_text(text.replace("trust: 0.4", "trust: {is: 0.7, note: by hand}"))
    changed = ripeness.changed(banks, set={TRUST: "0.7"})
    assert [c.aspect for c in diff(by_hand, changed).changes] == ["note"]
    a, b = (ripeness.sign(s, "capital", draws=8).to_dict() for s in (by_hand, changed))
    for key in ("digest", "changes", "warnings"):
        a.pop(key)
        b.pop(key)
    assert a == b


def test_values_left_out_and_ranked_can_be_set(banks):
    ranked = [p for p, e in banks.estimates.items() if e.is_.shape == "ranked"]
    assert ranked
    for path in ranked[:2]:
        changed = ripeness.changed(banks, set={path: 12})
        assert changed.estimates[path].central == 12
        others = [p for p in ranked if p != path and p.rpartition(".")[0] == path.rpartition(".")[0]]
        for other in others:
            assert changed.estimates[other] == banks.estimates[other]
        assert read_text(ripeness.write(changed)).estimates[path].central == 12


def test_every_problem_of_what_was_typed_comes_at_once():
    typed = ("--set", "preferences.sout.trust=0.5", "--set", f"{TRUST}=3", "--set", f"{TRUST[:-5]}noise=[9, 2]")
    code, out, err = run("sign", TWO_BANKS, "--draft", "capital", *typed, "--on", "2031-03-09")
    said = err.decode()
    assert (code, out) == (1, b"")
    assert "did you mean 'preferences.south.trust'?" in said
    assert "out-of-range: 'preferences.south.trust': 3 is outside 0 to 1" in said
    assert "range-upside-down" in said
    assert "write `[2, 9]`" in said
    assert "other-day" in said
    assert said.endswith("4 problems\n")


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        (("--set", "trust"), "--set"),
        (("--set", f"{TRUST}="), "--set"),
        (("--set", f"{TRUST}=1", "--set", f"{TRUST}=0"), "--set"),
        (("--package", "lines"), "--package"),
        (("--package", "lines=hold,lines=leave"), "--package"),
        (("--package", "lines=hold", "--draft", "capital"), "--package"),
        (("--on", "2031-02-30"), "--on"),
        (("--on", "tomorrow"), "--on"),
        (("--red-lines", "north"), "--red-lines"),
    ],
)
def test_what_is_not_of_its_form_is_wrong_usage(typed, option):
    code, out, err = run("sign", TWO_BANKS, *typed, "--draws", "1")
    assert (code, out) == (2, b"")
    assert f"Invalid value for {option}" in err.decode()


def test_what_a_file_admits_is_respected(tiny):
    scenario = tiny(("reservation: 50}\n  b", "reservation: {is: unknown, within: [30, 60]}}\n  b"))
    path = "preferences.a.reservation"
    assert ripeness.changed(scenario, set={path: 60}).estimates[path].central == 60
    for value in (29, [20, 50], [40, 50, 61]):
        with pytest.raises(AnalysisError) as caught:
            ripeness.changed(scenario, set={path: value})
        assert [p.code for p in caught.value.problems] == ["out-of-range"]
        assert "[30, 60], the range that the file admits" in str(caught.value)
    again = ripeness.changed(scenario, set={path: "unknown"}).estimates[path]
    assert (again.central, str(again.within)) == (None, "[30, 60]")


def test_a_package_that_breaks_a_rule_or_names_what_is_not_there(banks):
    for package, code in (({"line": "hold"}, "unknown-issue"), ({"lines": "holds"}, "unknown-alternative")):
        with pytest.raises(AnalysisError) as caught:
            ripeness.changed(banks, package=package)
        assert [p.code for p in caught.value.problems] == [code]
        assert "did you mean" in str(caught.value)


def test_no_change_is_the_scenario_itself(banks):
    assert ripeness.changed(banks) is banks
    assert banks.changes == ()


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        (
            "timeline",
            ("--move", "conference=2031-03-12", "--without", "signing", "--force", "!truce", "--scale", "incidents=2"),
            [
                {"what": "move", "event": "conference", "to": "2031-03-12"},
                {"what": "without", "event": "signing"},
                {"what": "force", "fact": "truce", "to": False},
                {"what": "scale", "event": "incidents", "by": 2.0},
            ],
        ),
        (
            "moves",
            (
                "--with-option",
                "watch:south",
                "--prefers",
                "north:!watch",
                "--without",
                "ship",
                "--forbid",
                "north:sign:press",
            ),
            [
                {
                    "what": "with-option",
                    "option": "watch",
                    "actor": "south",
                    "change": "both",
                    "prefers": {"north": ["!watch"]},
                },
                {"what": "without-option", "option": "ship"},
                {"what": "forbid", "actor": "north", "from": "sign", "to": "press"},
            ],
        ),
    ],
    ids=["timeline", "moves"],
)
def test_a_second_scenario_beside_the_first_is_in_the_changes(name, typed, told, banks):
    typed = (*typed, "--red-lines", "north=bluff", "--draws", "1", "--json")
    code, out, err = run(name, TWO_BANKS, *typed)
    assert code == 0, err.decode()
    found = json.loads(out)
    first, *others = found["changes"]
    assert (first["what"], first["digest"]) == ("red-lines", banks.digest)
    assert [{k: v for k, v in change.items() if k != "digest"} for change in others] == told
    assert all(said(banks, change) for change in found["changes"])
    if name == "timeline":
        assert {change["digest"] for change in others} == {found["digest"]}
