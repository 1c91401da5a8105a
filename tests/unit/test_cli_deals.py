"""What `deals` prints: the answer first, in plain words, at 80 columns; and what it does when interrupted."""

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

import ripeness
from ripeness.bargaining.dealing import Work
from ripeness.bargaining.frontier import LIMIT
from ripeness.cli.app import app
from ripeness.cli.show_deals import show
from ripeness.report import agreements as say
from ripeness.scenario import read_text
from tests.conftest import DATA, TINY, replaced

RIPENESS = str(Path(sys.executable).with_name("ripeness"))
TWO_BANKS = DATA / "two-banks.yaml"
GOLDEN = Path(__file__).parents[1] / "golden"
KNOWN = ("freeze: {is: unknown, note: no source says}", "freeze: 30")

# Three packages, all better than refusing: Nash (and Kalai-Smorodinsky), egalitarian and utilitarian each pick another.
THREE_WAYS = """\
ripeness: 1
id: three-ways
actors: {a: {name: Upper, role: party}, b: {name: Lower, role: party}}
issues:
  water:
    name: Shares of the water
    now: none
    alternatives: {none: None, most: Most to Lower, even: Even, mixed: By need}
preferences:
  a: {weights: {water: 1}, values: {water: {none: 0, most: 52, even: 62, mixed: 56}}, reservation: 50}
  b: {weights: {water: 1}, values: {water: {none: 0, most: 90, even: 64, mixed: 79}}, reservation: 50}
drafts: {now: {title: As it is, package: {}}, half: {title: The even paper, package: {water: even}}}
"""


def run(*arguments):
    env = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    command = [RIPENESS, "deals", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=60, check=False)


def shown(scenario, draft=None, width=80, **options):
    """Return what people read, and the result that it is about."""
    result = ripeness.deals(scenario, draft, **{"draws": 8, **options})
    console = Console(file=io.StringIO(), width=width, highlight=False)
    show(scenario, result, console)
    text = console.file.getvalue()
    assert max(map(len, text.splitlines())) <= width
    assert "\N{MINUS SIGN}" not in text
    return text, result


def flat(text):
    """Return a text with its lines joined, so that sentences can be found wherever they are broken."""
    return " ".join(text.split())


def golden(name, text):
    stored = GOLDEN / f"{name}.txt"
    if not stored.exists() or stored.read_text(encoding="utf-8") != text:
        stored.with_suffix(".new.txt").write_text(text, encoding="utf-8")
    assert stored.exists(), f"{stored.name} is missing; the text is in {stored.stem}.new.txt"
    assert stored.read_text(encoding="utf-8") == text


def test_what_people_read():
    done = run(TWO_BANKS, "--draws", "64")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    golden("deals-two-banks", done.stdout)


def test_json_is_the_result_and_data_only():
    done = run(TWO_BANKS, "--draft", "envoys", "--json", "--draws", "8", "--seed", "3")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == ripeness.deals(ripeness.read(TWO_BANKS), "envoys", draws=8, seed=3).to_dict()


def test_the_limit_of_the_command_is_that_of_the_engine():
    declared = next(p for p in _parameters() if p.name == "limit")
    assert declared.default == LIMIT


def _parameters():
    from typer.main import get_command

    return get_command(app).commands["deals"].params


def test_wrong_usage_and_what_the_scenario_lacks(tmp_path):
    runner = CliRunner()
    assert runner.invoke(app, ["deals"]).exit_code == 2
    assert runner.invoke(app, ["deals", str(TWO_BANKS), "--limit", "0"]).exit_code == 2
    done = run(TWO_BANKS, "--draft", "capitol")
    assert (done.returncode, done.stdout) == (1, "")
    assert "did you mean 'capital'?" in done.stderr
    alone = tmp_path / "alone.yaml"
    alone.write_text(replaced(TINY, ("b: {role: party}", "b: {role: observer}")), encoding="utf-8")
    done = run(alone)
    assert (done.returncode, done.stdout) == (1, "")
    assert "too-few-signatories" in done.stderr


@pytest.mark.parametrize("as_json", [False, True])
def test_an_interruption_prints_what_was_found_and_exits_130(monkeypatch, as_json):
    def stop(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(Work, "_drafts", stop)
    done = CliRunner().invoke(
        app, ["deals", "libya-2020", "--draws", "4", *(["--json"] if as_json else [])], env={"COLUMNS": "80"}
    )
    assert done.exit_code == 130
    if as_json:
        assert json.loads(done.stdout)["interrupted"] == "placing the drafts"
        return
    text = flat(done.stdout)
    assert "No. At the most likely values none of the 5,049 packages" in text
    assert text.count("nterrupted while placing the drafts") == 1
    assert "falls short by at least 8.2 points" in text
    assert "Unknown: most robust." in text
    assert "Where the drafts lie" not in text


@pytest.fixture(scope="module")
def berlin():
    return shown(ripeness.read("libya-2020"), "berlin")


def test_a_draft_adds_its_guarantees_and_says_so(berlin):
    text, result = berlin
    said = flat(text)
    assert said.index("As for the draft The ceasefire basket of the Berlin text (berlin).") < said.index("No.")
    assert "Guarantees: UN mission and joint 5+5 commission (could be added, and is here)." in said
    assert "With and without guarantees" in said
    assert "In every package that crosses no red line someone falls short by at least 6.5 points." in said
    assert "Nobody alone makes it so" in said
    changed = say.against_today(ripeness.read("libya-2020"), result.certificate["package"])
    assert len(changed) == 5
    for issue, wording in changed:
        assert f"{issue}: {wording}" in said


def test_a_sweep_without_any_zone_is_one_sentence(berlin):
    scenario = ripeness.read("libya-2020")
    text, result = berlin
    assert "strength, times" not in text
    sentence = say.constant(scenario, say.sweep(result, "gna"))
    worst = {s.factor: max(-x for x in s.surplus.values()) for s in say.sweep(result, "gna")}
    best = min(worst, key=worst.get)
    assert sentence.endswith(f"with {best:g} times, someone falls short by {worst[best]:.1f} points (now: 6.5).")
    assert sentence in flat(text)


def test_solutions_that_agree_are_said_once():
    text, result = shown(read_text(TINY))
    assert flat(text).count("All solutions pick the same") == 1
    assert "Yes. At the most likely values just 1 of the 2 packages" in flat(text)
    assert text.count("land: Shared") == 1
    assert [b.solutions for b in say.best(result)] == [tuple(say.NAMES)]


def test_solutions_that_differ_are_said_apart_with_what_each_gets():
    text, result = shown(read_text(THREE_WAYS))
    picked = {b.title: (dict(b.agreement.package)["water"], b.number) for b in say.best(result)}
    assert picked == {
        "Nash, Kalai-Smorodinsky": ("mixed", 1),
        "Egalitarian": ("even", 1),
        "Utilitarian": ("most", 1),
        "Most robust": ("most", 3),
    }
    said = flat(text)
    assert "Most robust: one of 3 packages that are equally good" in said
    nash = said[said.index("Nash, Kalai") : said.index("Egalitarian")]
    assert "Shares of the water: By need" in nash
    assert "Upper +6.0 50 %" in nash
    assert "Lower +29.0 72 %" in nash
    assert "Compares points of different actors" in said
    assert "Adds up points of different actors" in said


def test_where_drafts_lie():
    text, _ = shown(read_text(THREE_WAYS))
    rows = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line.startswith(("now ", "half "))}
    assert rows["now"] == ["-50.0", "-50.0", "no", "1", "0", "%"]
    assert rows["half"] == ["+12.0", "+14.0", "yes", "0", "100", "%"]
    said = flat(text)
    assert "As it is (now) Better for everybody (a +62.0, b +64.0): Shares of the water: Even." in said
    assert "All would sign it with this change: Shares of the water:" in said
    assert "The even paper (half) No package is better for everybody." in said


def test_a_red_line_of_a_draft_is_named():
    text, _ = shown(
        read_text(TINY.replace("reservation: 50}\ndrafts", 'reservation: 50, never: [{when: "land=share"}]}\ndrafts'))
    )
    said = flat(text)
    assert "no: red line" in said
    assert "Crosses a red line of b: never land=share." in said
    assert "b alone makes it so: even the best package for it, outside its own red lines, is worth 20.0 points" in said


def test_red_lines_that_leave_nothing():
    barred = 'reservation: 50, never: [{when: "land=share | land=keep"}]}\ndrafts'
    text, result = shown(read_text(TINY.replace("reservation: 50}\ndrafts", barred)))
    assert result.certificate["package"] is None
    said = flat(text)
    assert "Every package that the rules allow crosses somebody's red line." in said
    assert "b alone makes it so: every package crosses one of its red lines." in said
    assert "Most robust: none, for no package is signed in any draw." in said


def test_a_search_that_was_not_finished_proves_nothing(berlin):
    _, result = berlin
    unproven = replace(
        result, certificate={"package": None, "surplus": None, "shortfall": None, "proven": False, "blockers": []}
    )
    said = say.least(ripeness.read("libya-2020"), unproven)
    assert said.startswith("Which package comes nearest is unknown: the search grew too large.")
    assert said.endswith("Whether anybody alone makes it so is unknown.")


def test_unknown_stays_unknown(two_banks):
    text, _ = shown(two_banks)
    said = flat(text)
    assert "Unknown at the most likely values for the 48 packages that the rules allow: see the notes." in said
    assert "Unknown: Nash, Kalai-Smorodinsky, egalitarian, utilitarian." in said
    assert "Northern Command unknown" in said
    assert "Note: 'preferences.north.values.supplies.freeze' is unknown" in said
    assert "%" in said[said.index("There is such a package in") :].split(".")[0]


def test_a_frontier_that_is_too_large_leaves_solutions_unknown(changed):
    text, result = shown(changed(KNOWN), "envoys", limit=1)
    said = flat(text)
    assert result.frontier is None
    assert "Unknown: Nash, Kalai-Smorodinsky, egalitarian, utilitarian." in said
    assert "Note: the frontier grew beyond 1 points" in said


def test_strength_and_guarantees_move_it(changed):
    text, result = shown(changed(KNOWN), "envoys")
    said = flat(text)
    assert "broker-watch 1 55 % 58 %" in said
    assert "none 0 50 % 40 %" in said
    for s in say.telling(say.sweep(result, "south")):
        cells = " ".join(say.moved(result, s)).replace("\N{MINUS SIGN}", "-")
        assert f"Southern Government {s.factor:g} {say.YES[s.empty]} {cells}" in said


def test_rows_of_a_sweep_show_where_a_zone_appears(changed):
    result = ripeness.deals(changed(KNOWN), "envoys", draws=1)
    swept = say.sweep(result, "north")
    assert [s.factor for s in say.telling(swept)] == [0.25, 0.5, 1.0, 2.0, 3.0]
    turned = [replace(s, empty=s.factor < 1.25) for s in swept]
    assert [s.factor for s in say.telling(turned)] == [0.25, 0.5, 1.0, 1.1, 1.25, 2.0, 3.0]
    assert say.constant(changed(KNOWN), turned) == ""


def test_a_strength_that_changes_nothing_is_one_sentence():
    fighting = (
        "war: {strength: {a: 1, b: 1}, decisive: 0.5, cost: {a: 90, b: 90},"
        " outcomes: {a-wins: {winner: a, package: {}}, b-wins: {winner: b, package: {}}, neither: {}}}\n"
    )
    text, _ = shown(read_text(THREE_WAYS + fighting))
    assert "Upper: with 0.25 to 3 times its strength the Nash package and its worth stay the same." in flat(text)
    assert "strength, times" not in text


def test_central_values_alone_claim_no_share_of_draws():
    text, _ = shown(read_text(THREE_WAYS), draws=1)
    assert "of the uncertain numbers" not in flat(text)
    assert "central values; scenario three-ways" in flat(text)
    assert "5-95 %" not in text


def test_names_are_words_not_markup():
    nasty = read_text(
        THREE_WAYS.replace("name: Upper", "name: '[red]Upper[/red]'").replace("Most to Lower", "'[b]Most[/x]'")
    )
    text, _ = shown(nasty)
    assert "[red]Upper[/red]" in text
    assert "[b]Most[/x]" in text


@pytest.mark.parametrize("width", [80, 100])
def test_many_signatories_with_long_names_fit(width):
    names = "abcdefg"
    actors = ", ".join(f"{a}{a}: {{name: The Assembly of the People of the Valley {a}, role: party}}" for a in names)
    wants = "".join(
        f"  {a}{a}: {{weights: {{x: 1}}, values: {{x: {{y: 40, z: {60 + k}}}}}, reservation: 50}}\n"
        for k, a in enumerate(names)
    )
    text = (
        f"ripeness: 1\nid: many\nactors: {{{actors}}}\n"
        f"issues: {{x: {{now: y, alternatives: {{y: Yes, z: No}}}}}}\npreferences:\n{wants}"
        "drafts: {d: {title: The draft with a title that goes on and on and on, package: {x: z}}}\n"
    )
    said, _ = shown(read_text(text), width=width)
    assert "gg" in said
    assert flat(said).count("The Assembly of the People of the Valley g") >= 2
