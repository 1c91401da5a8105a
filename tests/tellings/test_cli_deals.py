"""What `deals` prints: the answer first, in plain words, at 80 columns; and what it does when interrupted."""

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import ripeness
from ripeness.bargaining.agreements.openings import Opening
from ripeness.bargaining.agreements.steps import DealsSteps
from ripeness.cli.app import app
from ripeness.packages.frontier import LIMIT
from ripeness.scenario import read_text
from ripeness.scenario.logic import parse
from ripeness.telling.deals import tell
from ripeness.words import deals as say
from ripeness.words import figures as words
from ripeness.words import improvements as better
from ripeness.words import labels
from ripeness.words import obstacles as why
from ripeness.writers.console import Console
from ripeness.writers.terminal import write
from tests.conftest import DATA, TINY, replaced
from tests.tellings import written
from tests.tellings.written import flat, golden, rows

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

# Three signatories.
THIRD = replaced(
    TINY,
    ("  b: {role: party}\nissues", "  b: {role: party}\n  c: {role: party}\nissues"),
    (
        "reservation: 50}\ndrafts",
        "reservation: 50}\n  c: {weights: {land: 1}, values: {land: {keep: 0, share: 9}}, reservation: 0}\ndrafts",
    ),
)

# Two sides with much to trade: nine steps along the frontier, eleven trades upon today's package.
RIVER = """\
ripeness: 1
id: river
actors: {a: {name: Upper Town, role: party}, b: {name: Lower Town, role: party}}
issues:
  water: {now: most-up, alternatives: {most-up: Most up, even: Even, most-low: Most down}}
  dam: {now: none, alternatives: {none: None, small: Small, large: Large}}
  fees: {now: none, alternatives: {none: None, some: Some, many: Many}}
  guard: {now: up, alternatives: {up: Upper, both: Both, low: Lower}}
  path: {now: closed, alternatives: {closed: Closed, open: Open}}
preferences:
  a:
    weights: {water: 30, dam: 25, fees: 25, guard: 10, path: 10}
    values:
      water: {most-up: 100, even: 60, most-low: 0}
      dam: {none: 0, small: 60, large: 100}
      fees: {none: 0, some: 50, many: 100}
      guard: {up: 100, both: 70, low: 0}
      path: {closed: 100, open: 0}
    reservation: 42
    trust: 0.7
  b:
    weights: {water: 40, dam: 15, fees: 15, guard: 20, path: 10}
    values:
      water: {most-up: 0, even: 70, most-low: 100}
      dam: {none: 100, small: 80, large: 0}
      fees: {none: 100, some: 60, many: 0}
      guard: {up: 0, both: 60, low: 100}
      path: {closed: 0, open: 100}
    reservation: 40
    trust: 0.6
"""
GNA = "Government of National Accord"
LNA = "Libyan National Army"
VALUE = f"{GNA}: value of \u201cBoth hold the present line of contact\u201d (Where the forces stand)"


def run(*arguments):
    env = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    command = [RIPENESS, "deals", *map(str, arguments), *([] if "--json" in arguments else ["--long"])]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=60, check=False)


def shown(scenario, draft=None, width=80, **options):
    """Return what people read, and the result that it is about."""
    result = ripeness.deals(scenario, draft, **{"draws": 8, **options})
    console = Console(file=io.StringIO(), width=width, highlight=False)
    write(tell(scenario, result), console, long=True)
    text = console.file.getvalue()
    assert max(map(len, text.splitlines())) <= width
    assert "\N{MINUS SIGN}" not in text
    return text, result


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

    monkeypatch.setattr(DealsSteps, "_drafts", stop)
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
    assert "falls short by at least 3.9 points" in text
    assert "Unknown: most robust." in text
    assert "Where the drafts lie" not in text


@pytest.fixture(scope="module")
def berlin():
    return shown(ripeness.read("libya-2020"), "berlin")


def test_a_draft_adds_its_guarantees_and_says_so(berlin):
    text, result = berlin
    said = flat(text)
    assert said.startswith("No. At the most likely values none of the 5,049 packages")
    assert "As for \u201cThe ceasefire basket of the Berlin text\u201d." in said
    assert "Guarantees: UN mission and joint 5+5 commission (could be added, and is here)." in said
    assert "With and without guarantees" in said
    assert "In every package that crosses no red line someone falls short by at least 6.5 points." in said
    assert "Nobody alone makes it so" in said
    changed = say.against_today(ripeness.read("libya-2020"), result.certificate.package)
    assert len(changed) == 5
    nearest = {row[0]: row[1] for row in rows(tell(ripeness.read("libya-2020"), result), "What comes nearest")}
    assert {issue: nearest[issue] for issue, _ in changed} == dict(changed)


def test_a_sweep_without_any_zone_is_one_sentence(berlin):
    scenario = ripeness.read("libya-2020")
    text, result = berlin
    assert "strength of" not in text
    sentence = say.constant(scenario, say.sweep(result, "gna"))
    worst = {s.factor: max(-x for x in s.surplus.values()) for s in say.sweep(result, "gna")}
    best = min(worst, key=worst.get)
    assert sentence.endswith(f"with {best:g} times, someone falls short by {worst[best]:.1f} points (now: 6.5).")
    assert sentence in flat(text)


def test_solutions_that_agree_are_said_once():
    text, result = shown(read_text(TINY))
    assert flat(text).count("All solutions pick the same") == 2  # in the sentence and over its column
    assert "Yes. At the most likely values just 1 of the 2 packages" in flat(text)
    assert text[: text.index("The best agreements")].count("land: Shared") == 1
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
    found = tell(read_text(THREE_WAYS), result)
    best = {row[0]: row[1] for row in rows(found, "The best agreements")}
    assert "(one of 3 packages equally good)" in next(iter(written.tables(found, "The best agreements"))).header[-1]
    assert best["Shares of the water"] == "By need"
    assert (best["Upper: surplus"], best["Lower: surplus"]) == ("+6.0 (50 %)", "+29.0 (72 %)")
    assert "Compares points of different actors" in said
    assert "Adds up points of different actors" in said


def test_where_drafts_lie():
    _, result = shown(read_text(THREE_WAYS))
    told = tell(read_text(THREE_WAYS), result)
    lie = {row[0]: row[1:] for row in rows(told, "Where the drafts lie")}
    assert lie["As it is"] == ("\N{MINUS SIGN}50.0", "\N{MINUS SIGN}50.0", "no", "1", "0 %")
    assert lie["The even paper"] == ("+12.0", "+14.0", "yes", "0", "100 %")
    beside = dict(rows(told, "Red lines of the drafts"))
    assert beside["As it is"].startswith("Better for everybody (Upper +62.0, Lower +64.0): Shares of the water: Even.")
    assert "All would sign it with this change: Shares of the water:" in beside["As it is"]
    assert beside["The even paper"] == "No package is better for everybody."


def test_a_red_line_of_a_draft_is_named():
    text, _ = shown(
        read_text(TINY.replace("reservation: 50}\ndrafts", 'reservation: 50, never: [{when: "land=share"}]}\ndrafts'))
    )
    said = flat(text)
    assert "no: red line" in said
    assert "Crosses a red line of b: never \u201cland: Shared\u201d." in said
    assert "b alone makes it so: even the best package for it, outside its own red lines, is worth 20.0 points" in said


def test_red_lines_that_leave_nothing():
    barred = 'reservation: 50, never: [{when: "land=share | land=keep"}]}\ndrafts'
    text, result = shown(read_text(TINY.replace("reservation: 50}\ndrafts", barred)))
    assert result.certificate.package is None
    said = flat(text)
    assert "What cannot be met together It is no matter of wishes: rules and red lines alone exclude every" in said
    assert "Every package that the rules allow crosses somebody's red line." in said
    assert "b alone makes it so: every package crosses one of its red lines." in said
    assert "Most robust: none, for no package is signed in any draw." in said


def test_a_search_that_was_not_finished_proves_nothing(berlin):
    _, result = berlin
    libya = ripeness.read("libya-2020")
    found = result.certificate
    unproven = replace(found, package=None, surplus={}, shortfall={}, proven=False, blockers_complete=False)
    said = why.least(libya, unproven)
    assert said.startswith("Which package comes nearest is unknown: the search grew too large.")
    assert said.endswith("Whether anybody alone makes it so is unknown.")
    assert why.shortfalls(libya, unproven) == []
    near = why.least(libya, replace(found, proven=False))
    assert near.startswith("The nearest package that was found leaves someone 6.5 points short; a nearer one may")
    some = replace(found, blockers=({"actor": "lna", "surplus": None},), blockers_complete=False)
    assert why.least(libya, some).endswith("red lines. Whether anybody else makes it so is unknown.")


def test_wishes_that_cannot_be_met_together_are_a_table(berlin):
    text, result = berlin
    assert set(result.certificate.demands) == {
        *((actor, issue) for actor in ("gna", "lna") for issue in ("lines", "militias")),
        ("lna", "turkish-forces"),
    }
    said = flat(text)
    assert "These 5 wishes cannot be met together: if all others were granted there would still be no" in said
    assert rows(tell(ripeness.read("libya-2020"), result), "What cannot be met together") == [
        ("Where the forces stand", why.MARK, why.MARK),
        ("Armed groups on the GNA side", why.MARK, why.MARK),
        ("Turkish forces, the fighters who came with them, and the military accord", "granted", why.MARK),
    ]
    assert "No set of fewer wishes conflicts: that is proven." in said


def test_what_is_known_of_the_smallest_conflict(berlin):
    _, result = berlin
    libya = ripeness.read("libya-2020")
    found = result.certificate
    smaller = (("gna", "lines"), ("lna", "lines"), ("lna", "oil"))
    proven = why.together(libya, replace(found, smallest=smaller, at_least=3))
    assert proven[1:] == [
        "The fewest that were found to conflict are 3: Government of National Accord on Where the forces stand; "
        "Libyan National Army on Where the forces stand, Oil fields, terminals and income.",
        "No set of fewer wishes conflicts: that is proven.",
    ]
    open_ = why.together(libya, replace(found, smallest=smaller, at_least=2))
    assert open_[2] == "Whether fewer than 3 conflict is not known; all that is proven is that fewer than 2 do not."
    alone = replace(found, demands=(("gna", "lines"),), smallest=(("gna", "lines"),), at_least=1)
    assert len(why.together(libya, alone)) == 1
    assert why.together(libya, alone)[0].startswith("One wish is enough:")
    unknown = why.together(libya, replace(found, demands=None, smallest=None, at_least=0))
    assert unknown == ["Which wishes cannot be met together is unknown: the search grew too large."]
    nothing = why.together(libya, replace(found, demands=(), smallest=(), at_least=0))
    assert nothing[0].startswith("It is no matter of wishes: if every signatory got its best answer on every issue,")
    assert why.marked(libya, unknown_demands(found), ["gna"]) == []


def unknown_demands(found):
    return replace(found, demands=None)


def test_what_would_open_the_zone(berlin):
    text, result = berlin
    table = [row[:3] for row in rows(tell(ripeness.read("libya-2020"), result), "What would make an agreement")]
    lower = next(o.needed for o in result.certificate.openings if o.kind == "reservations")
    assert -17 < lower < -16.8
    assert ("Everybody: what refusing is worth", "", "16.9 points less") in table
    assert ("Everybody: confidence that the others comply", "33 %, the least", "at least 77 %") in table
    assert ("Government of National Accord: what refusing is worth", "60.5", "at most 23.6") in table
    said = flat(text)
    assert "helps a side only as far as it trusts the others" in said
    assert "Government of National Accord: no change of its trust, its value of one clause or one of its red" in said
    assert "worth of refusing below 0" not in said


def openings(found, *several, complete=True):
    return replace(found, openings=several, openings_complete=complete)


@pytest.mark.parametrize(
    ("opening", "what", "now", "needed"),
    [
        (("value", "gna", "preferences.gna.values.lines.hold", 20.0, 63.01), VALUE, "20.0", "at least 63.1"),
        (("value", "gna", "preferences.gna.values.lines.hold", 20.0, 3.01), VALUE, "20.0", "at most 3.0"),
        (
            ("trust", "gna", "preferences.gna.trust", 0.26, 0.701),
            f"{GNA}: trust that the others comply",
            "26 %",
            "at least 71 %",
        ),
        (
            ("trust", "gna", "preferences.gna.trust", 0.26, 0.7),
            f"{GNA}: trust that the others comply",
            "26 %",
            "at least 70 %",
        ),
        (
            ("reservation", "gna", "preferences.gna", 60.48, 23.99),
            f"{GNA}: what refusing is worth",
            "60.5",
            "at most 23.9",
        ),
        (("reservations", "", "", 0.0, -16.71), "Everybody: what refusing is worth", "", "16.8 points less"),
    ],
)
def test_a_change_is_rounded_so_that_it_suffices(berlin, opening, what, now, needed):
    (found,) = why.changes(ripeness.read("libya-2020"), openings(berlin[1].certificate, Opening(*opening, {})))
    assert (found.what, found.now, found.needed) == (what, now, needed)


def test_a_red_line_that_would_open_the_zone_is_said_in_words():
    barred = TINY.replace("reservation: 50}\ndrafts", 'reservation: 50, never: [{when: "land=share"}]}\ndrafts')
    text, found = shown(read_text(barred))
    said = flat(text)
    told = tell(read_text(barred), found)
    assert ("b: its red line: never \u201cland: Shared\u201d", "held", "given up") in [
        row[:3] for row in rows(told, "What would make an agreement")
    ]
    assert "a: no single number of it suffices, be it what refusing is worth to it or its value of one clause." in said


def test_compound_red_lines_are_said_in_words(two_banks):
    def said(text):
        return labels.spelled(two_banks, parse(text))

    leave, stay = (
        "\u201cWhere the forces stand: North leaves the outskirts\u201d",
        "\u201cForeign supplies: They continue\u201d",
    )
    assert said("lines=leave & supplies=flow") == f"{leave} together with {stay}"
    assert said("lines=leave & (supplies=flow | !supplies=flow)") == f"{leave} together with ({stay} or not {stay})"
    assert said("lines=leave -> supplies=flow") == f"{stay} if {leave}"
    assert said("lines=leave <-> supplies=flow") == f"{leave} exactly when {stay}"


def test_what_does_not_open_the_zone_is_said(berlin):
    libya = ripeness.read("libya-2020")
    found = berlin[1].certificate
    even = Opening("confidence", "", "", 0.3, None, {})
    nothing = openings(found, even)
    assert why.changes(libya, nothing) == []
    first, second, third, fourth = why.unhelpful(libya, nothing, ["gna", "lna"])
    assert first.startswith("Not even if refusing were worth 1,000,000 points less to everybody would there be a")
    assert second.startswith("Not even full confidence of everybody that the others comply would suffice: guarantees")
    assert third == (
        f"{GNA}: no single number of it suffices, be it what refusing is worth to it, its trust, its value of one "
        "clause or one of its red lines."
    )
    assert fourth.startswith("Libyan National Army")
    low = openings(found, Opening("reservation", "lna", "preferences.lna", 41.2, -119.1, {}))
    assert "A worth of refusing below 0 is worse than the worst answer to every issue." in why.unhelpful(libya, low, [])
    cut = openings(found, complete=False)
    assert why.unhelpful(libya, cut, ["gna", "lna"]) == [
        "The search was cut short: other single changes may suffice as well."
    ]


def test_the_single_text_is_a_table_of_steps(berlin):
    text, result = berlin
    part = text[text.index("One text, changed step by step") : text.index("Who could give what")]
    said = flat(part)
    assert (
        "Beginning with \u201cThe ceasefire basket of the Berlin text\u201d, the change of one clause is made" in said
    )
    path = result.single_text.path
    assert len(path) > 2
    libya = ripeness.read("libya-2020")
    table = rows(tell(libya, result), "One text, changed step by step")
    assert [row[0] for row in table] == ["start", *map(str, range(1, len(path)))]
    for row, one in zip(table, path, strict=True):
        figures = (one.surplus["gna"], one.surplus["lna"], one.smallest)
        assert row[2:] == tuple(words.points(x, signed=True) for x in figures)
    for issue, alternative in path[1].changes.items():
        assert f"{libya.name('issues', issue)}: {libya.wording(issue, alternative)}" in table[1][1]
    assert f"someone falls short by {-path[-1].smallest:.1f} points." in said
    assert "The largest smallest surplus that any package has is 1.0 points larger." in said


def test_how_a_single_text_ends(berlin):
    _, result = berlin
    found = result.single_text

    def said(**changes):
        return better.outcome(replace(result, single_text=replace(found, **changes)))

    first, last = found.path[0], found.path[-1]
    assert said(path=(first,)).startswith("No such change helps the worst off. The last text would not be signed")
    assert said(path=(last, first)).startswith("The text at the start breaks a rule or crosses a red line")
    assert "No package has a larger smallest surplus." in said(lost=0.0)
    assert "is less than 0.1 points larger." in said(lost=0.01)
    assert said(lost=None).endswith("How it compares with the best possible is not known.")
    signed = said(signed=True, nash_share=0.874)
    assert "All would sign the last text." in signed
    assert signed.endswith("Its product of surpluses is 87 % of the largest (Nash).")
    happy = replace(last, surplus={"gna": 1.0, "lna": 2.0})
    assert "it breaks a rule or crosses a red line." in said(path=(first, happy), signed=False)
    assert better.outcome(replace(result, single_text=None)) == ""


def test_trades_say_who_gives_what_and_that_points_are_not_comparable(berlin):
    text, result = berlin
    assert "Points of different actors cannot be compared" in flat(text)
    (trade,) = result.trades
    mine, theirs = trade.gives
    ((given, taken, *gains),) = rows(tell(ripeness.read("libya-2020"), result), "Who could give what for what")
    assert given.startswith("Foreign fighters and private contractors on the LNA side: They stay (costs it")
    assert f"(costs it {mine.costs:.1f}, brings {LNA} {mine.brings:.1f}: {mine.rate:.2f} for 1)" in given
    assert f"(costs it {theirs.costs:.1f}, brings {GNA} {theirs.brings:.1f}: {theirs.rate:.1f} for 1)" in taken
    assert gains == [f"+{trade.gains['gna']:.1f}", f"+{trade.gains['lna']:.1f}"]


def test_no_trade_is_one_sentence_and_three_signatories_have_none():
    text, result = shown(read_text(TINY))
    assert result.trades == ()
    assert "leave both better off than today's package." in flat(text)
    text, _ = shown(read_text(THIRD))
    assert "One text, changed step by step" in text
    assert "Who could give what" not in text
    stopped = replace(result, interrupted="revising a single text")
    assert not better.traded(stopped), "what was not looked for to the end is not denied"
    assert better.no_trade(read_text(TINY), stopped) == ""


def test_exchanges_run_along_the_frontier_around_nash():
    text, result = shown(read_text(RIVER))
    assert len(result.exchanges) > 8
    assert "They begin with today's package and these changes:" in flat(text)
    river = read_text(RIVER)
    figures = [row[1:] for row in rows(tell(river, result), "From one point of the frontier to the next")]
    assert figures == [
        (words.points(one.gains["a"], signed=True), words.points(one.gains["b"], signed=True), better.rate(one.rate))
        for one in result.exchanges
    ]
    nash = dict(result.solutions["nash"][0].package)
    at = next(k for k, one in enumerate(result.exchanges) if dict(one.package) == nash)
    begin = min(max(0, at - 4), len(result.exchanges) - 8)
    package, shifts = better.exchanges(river, result, 8)
    assert (dict(package), len(shifts)) == (dict(result.exchanges[begin].package), 8)
    assert [better.rate(x) for x in (0.001, 0.354, 2.38, 123.4)] == ["less than 0.01", "0.35", "2.4", "123"]


def test_red_lines_taken_as_bluff_or_held():
    runner = CliRunner()

    def asked(*arguments, command="deals", **more):
        return runner.invoke(app, [command, str(TWO_BANKS), "--draws", "4", *arguments], env={"COLUMNS": "80"})

    said = flat(asked("--red-lines", "north=bluff").stdout)
    assert said.startswith("What if: red lines of Northern Command taken as bluff.")
    data = json.loads(asked("--red-lines", "north=held", "--json").stdout)
    held = ripeness.with_red_lines(ripeness.read(TWO_BANKS), "north", "held")
    assert data["options"]["red_lines"] == {"north": "held"}
    expected = ripeness.deals(held, draws=4).to_dict()
    assert data == expected
    assert data["digest"] != ripeness.read(TWO_BANKS).digest
    signing = asked("--draft", "capital", "--red-lines", "north=bluff", command="sign")
    assert flat(signing.stdout).startswith("What if: red lines of Northern Command taken as bluff.")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (["north"], 2),
        (["north=perhaps"], 2),
        (["=held"], 2),
        (["north=held", "north=bluff"], 2),
        (["south=bluff"], 1),
        (["nobody=held"], 1),
    ],
)
@pytest.mark.parametrize("command", [["deals"], ["sign", "--draft", "capital"]])
def test_red_lines_of_a_wrong_form_are_wrong_usage(command, given, code):
    options = [part for text in given for part in ("--red-lines", text)]
    done = CliRunner().invoke(app, [command[0], str(TWO_BANKS), *command[1:], *options])
    if code == 2:
        assert done.exit_code == 2
        return
    assert isinstance(done.exception, ripeness.AnalysisError)
    codes = {p.code for p in done.exception.problems}
    assert codes == {"no-red-line" if given == ["south=bluff"] else "unknown-actor"}


def test_unknown_stays_unknown(two_banks):
    text, result = shown(two_banks)
    said = flat(text)
    assert "Unknown at the most likely values for the 48 packages that the rules allow: see the notes." in said
    assert "Unknown: Nash, Kalai-Smorodinsky, egalitarian, utilitarian." in said
    assert ("Northern Command: surplus", "unknown") in rows(tell(two_banks, result), "The best agreements")
    assert "Note: Northern Command: value of “They are frozen” is unknown" in said
    assert "There is such a package in all of 8 draws of the uncertain numbers." in said
    assert "Without this guarantee: how many packages would be signed by all at the most likely values is" in said


def test_solutions_without_a_frontier_say_whether_they_are_proven(changed):
    text, result = shown(changed(KNOWN), "envoys", limit=1)
    assert result.frontier is None
    assert "not proven" not in text
    assert "All solutions pick the same: Nash, Kalai-Smorodinsky," in flat(text)
    assert "Note: The frontier grew beyond 1 points" in flat(text)
    searches = {name: replace(found, complete=name != "nash") for name, found in result.searches.items()}
    (one,) = say.best(replace(result, searches=searches))
    assert one.title.startswith("All solutions pick the same: Nash (not proven), Kalai-Smorodinsky, egalitarian,")


def test_what_was_not_looked_for_to_the_end_is_not_denied(changed):
    _, result = shown(changed(KNOWN), "envoys", draws=1)
    standing = next(s for s in result.drafts if s.nearest is None)
    assert say.away(standing) == "none exists"
    assert say.away(replace(standing, searched=False)) == "unknown"
    said = say.beside(changed(KNOWN), replace(standing, searched=False, dominated_by=None), str)
    assert said == ["What is better for everybody: unknown."]


def test_time_for_the_solutions_of_many_signatories(monkeypatch):
    given = {}
    real = ripeness.deals
    monkeypatch.setattr("ripeness.bargaining.deals", lambda *a, **k: given.update(k) or real(*a, **k))
    runner = CliRunner()
    assert runner.invoke(app, ["deals", str(TWO_BANKS), "--draws", "1", "--seconds", "0.5"]).exit_code == 0
    assert given["seconds"] == 0.5
    assert runner.invoke(app, ["deals", str(TWO_BANKS), "--seconds", "-1"]).exit_code == 2


def test_strength_and_guarantees_move_it(changed):
    text, result = shown(changed(KNOWN), "envoys")
    del text
    told = tell(changed(KNOWN), result)
    assert rows(told, "With and without guarantees") == [
        ("none", "0", "50 %", "40 %"),
        ("broker-watch", "1", "55 %", "58 %"),
    ]
    moving = [row[1:] for row in rows(told, "How it moves with strength")]
    for s in say.telling(say.sweep(result, "south")):
        assert (f"{s.factor:g}", say.YES[s.empty], *say.moved(result, s)) in moving


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
    assert "strength of" not in text


def test_central_values_alone_claim_no_share_of_draws():
    text, _ = shown(read_text(THREE_WAYS), draws=1)
    assert "of the uncertain numbers" not in flat(text)
    assert "Central values; scenario three-ways" in flat(text)


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
    assert flat(said).count("The Assembly of the People of the Valley g") >= 2 or width == 80
    assert "Valley g" in flat(said).replace("- ", "")
