"""What `pressure` prints: the answer, the plan as steps, who flips whom, what undoes it, at 80 columns."""

import json
import re

import pytest

import ripeness
from ripeness.telling.pressure import tell
from tests.conftest import DATA, replaced
from tests.tellings import written
from tests.tellings.written import flat, golden, rows

TWO_BANKS = DATA / "two-banks.yaml"
THREAT = "giant-threat: {from: giant, to: north, kind: sanction, strength: 6, willing: 0, cost: 30}"
# Giant could do enough, once Kingdom presses it.
ENOUGH = (
    THREAT,
    "giant-threat: {from: giant, to: north, kind: sanction, strength: 26, willing: 0.7, cost: 30}\n"
    "  kingdom-on-giant: {from: kingdom, to: giant, kind: sway, strength: 0.5, willing: 0.5, cost: 9, "
    "name: 'A word [bold]in[/bold] private [x'}",
)


def run(*arguments, **options):
    return written.run("pressure", *arguments, **options)


def file_with(folder, *changes):
    path = folder / "banks.yaml"
    path.write_text(replaced(TWO_BANKS.read_text(encoding="utf-8"), *changes), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def enough(tmp_path_factory):
    path = file_with(tmp_path_factory.mktemp("enough"), ENOUGH)
    return path, run(path, "--draft", "capital", "--draws", "16", "--share", "0.9", "--weight", "kingdom=2").stdout


@pytest.fixture(scope="module")
def moscow():
    return run("libya-2020", "--draft", "moscow", "--draws", "1").stdout


def test_what_people_read():
    done = run(TWO_BANKS, "--draft", "capital", "--draws", "64")
    assert (done.exit_code, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 80
    golden("pressure-two-banks", done.stdout)


def test_the_answer_is_one_sentence_and_says_what_is_proven_and_who_falls_short(moscow):
    text = flat(moscow)
    assert "Enough is a chance of 89 % for each signatory, which makes 80 % that all sign;" in text
    assert (
        "No, and that is proven of the numbers in this file: nothing that the sources would do gives each signatory a "
        "chance of 89 %, together 80 %." in text
    )
    assert text.startswith("No, and that is proven")
    assert (
        "Plans are for the text as printed, which is in doubt: whichever text it is, the chance that all sign is "
        "0.9 % as things are, as `sign` says, and 21 % with the plan below." in text
    )
    assert "Government of National Accord 1.6 points short of signing, Libyan National Army 13.2 points short" in text
    assert "If every source were willing to go all the way there would be a plan that gives every signatory a" in text
    assert "but none that gives each signatory a chance of 89 %, together 80 %" in text
    assert max(map(len, moscow.splitlines())) <= 80


def test_a_withdrawal_marked_unlawful_is_named_fairly_and_what_is_left_out_is_said(moscow):
    text = flat(moscow)
    assert "which the file marks as not lawful, would be withdrawn; 22 % of it goes on." in text
    assert (
        "Left out, as the file marks them as not lawful: “Turkey's warning of a lesson” (Republic of Turkey)." in text
    )
    assert not re.search("punish|betray|regime", text)


def test_sources_without_effect_are_one_line_that_says_why(moscow):
    assert (
        "No effect: Republic of Turkey, State of Qatar, Federal Republic of Germany and Russian Federation. Support "
        "counts in war, and the best way of refusing of Government of National Accord is another: Wait for Berlin"
    ) in flat(moscow)


def test_steps_come_in_order_and_say_what_they_build_on(enough):
    path = enough[0]
    options = {"draws": 16, "share": 0.9, "weights": {"kingdom": 2.0}}
    told = tell(ripeness.read(path), ripeness.pressure(ripeness.read(path), "capital", **options))
    steps = rows(told, "The least pressure")
    assert steps[0][:2] == ("1", "Kingdom presses Giant, with a part (39 %) of what it could do")
    assert steps[1][1].startswith("Giant presses Northern Command not to refuse, with most (90 %)")
    assert "builds on step 1; unprompted it would go to 70 %" in steps[1][2]
    text = flat(enough[1])
    assert "Yes: there is a plan for the text as printed within what the sources would do." in text
    assert "Plans are for the text as printed, which is in doubt: whichever text it is, the chance that all" in text
    assert "is 2 % as things are, as `sign` says, and 67 % with the plan below." in text
    assert "Sum, weighed Kingdom 2, all others 1: " in text


def test_names_are_text_and_not_markup(enough):
    assert "[bold]in[/bold]" in enough[1]


def test_a_plan_has_prices_a_share_of_draws_and_somebody_who_tries_to_undo_it(enough):
    text = flat(enough[1])
    assert "What a chance of signature costs chance that all sign as judged if all were willing 50 % " in text
    assert "All sign the text as printed with the plan above in all draws." in text
    assert (
        "Northern Command: more support does not make it refuse. With all that could be raised (Emirate raises" in text
    )
    assert "A plan made to work in 90 % of the draws (below) costs" in text
    assert "Nothing in the war: its odds, and what it is worth to anybody, stay as they are." in text


def test_what_sway_would_have_to_be_worth():
    text = flat(run("libya-2020", "--draft", "berlin", "--draws", "1").stdout)
    assert (
        "Sway of Republic of Turkey would have to add 71 % to the willingness of each whom it presses; the file" in text
    )
    assert "the file judges 8 % to 20 %, by tie." in text
    assert "nobody is needed. Enough is United Arab Emirates." in text
    assert (
        "Nor would it be enough if every source were willing to go all the way: Government of National Accord" in text
    )
    assert (
        "Two together, the strongest: European Union and United Nations leave it 6.4 points short (+7.4 together, "
        "+5.0 and +2.4 singly)." in text
    )
    assert "Ties marked as not lawful are left out here as in plans; a support so marked may be withdrawn." in text
    assert "To make all sign: there is no plan even if every source were willing, so that nobody is enough." in text
    assert "For Libyan National Army alone to sign: nobody is needed. Enough is United Arab Emirates." in text


def test_without_a_draft_the_package_is_named():
    text = flat(run("libya-2020", "--draws", "1").stdout)
    assert "Package that the plan puts forward, where there is one, and that surpluses below are of:" in text
    assert "Oil fields, terminals and income: Income is shared by an agreed and audited formula" in text
    libya = ripeness.read("libya-2020")
    steps = [row[1] for row in rows(tell(libya, ripeness.pressure(libya, draws=1)), "The least pressure")]
    assert "United Nations stands as guarantor of the agreement" in steps
    assert "Russian Federation and European Union are enough from 100 %" in text


def test_cuts_made_and_unlawful_ties_are_said(tmp_path):
    path = file_with(
        tmp_path, (THREAT, THREAT.replace("willing: 0", "willing: 1, lawful: false, harm: Shells in streets."))
    )
    asked = (path, "--draft", "capital", "--draws", "1", "--cuts", "made", "--margin", "-9")
    text = flat(run(*asked, "--include-unlawful").stdout)
    assert "Support is cut whatever anybody does: the other side's hopes rise as well." in text
    assert "Enough is a surplus of at least -9.0 points for every signatory:" in text
    assert (
        "“giant-threat” is used. The file marks it as not lawful; it is in the plan because such ties were asked for. "
        "Harm that the file names: Shells in streets."
    ) in text
    assert "Left out, as the file marks them as not lawful: “giant-threat” (Giant)." in flat(run(*asked).stdout)


def test_no_pressure_is_needed():
    text = flat(run(TWO_BANKS, "--draft", "capital", "--draws", "1", "--margin", "-20").stdout)
    assert (
        "No pressure is needed for the text as printed: at the most likely values what was asked is reached as things "
        "are. Plans are for the text as printed, which is in doubt:"
    ) in text
    assert "Who could undo" not in text


def test_what_is_unknown_is_called_unknown():
    text = flat(run(TWO_BANKS, "--draft", "envoys", "--draws", "8").stdout)
    assert "Unknown: a number that every plan needs is not known; the notes name it." in text
    assert "Northern Command: what it would do without pressure is unknown." in text
    assert "Note: Northern Command: value of “They are frozen” is unknown" in text


def test_a_red_line_is_moved_by_no_pressure(tmp_path):
    line = '    never: [{when: "lines=leave & groups=stay", firm: very likely}]'
    path = file_with(tmp_path, (line, '    never: [{when: "lines=hold & groups=stay", firm: very likely}]'))
    text = flat(run(path, "--draft", "capital", "--draws", "8").stdout)
    assert (
        "No: the draft crosses a red line, which no pressure moves. Plans are for the text as printed, which is in "
        "doubt:"
    ) in text


def test_json_is_the_result_and_data_only():
    options = ("--chance", "0.5", "--cuts", "made", "--weight", "giant=2", "--weight", "harbour=0.5")
    done = run(TWO_BANKS, "--draft", "capital", "--json", "--draws", "8", "--seed", "3", *options)
    assert (done.exit_code, done.stderr) == (0, "")
    expected = ripeness.pressure(
        ripeness.read(TWO_BANKS),
        "capital",
        draws=8,
        seed=3,
        chance=0.5,
        cuts="made",
        weights={"giant": 2.0, "harbour": 0.5},
    )
    assert json.loads(done.stdout) == expected.to_dict()


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--draft", "capitol"), "unknown-draft", "did you mean 'capital'?"),
        (("--chance", "2"), "bad-chance", "a chance lies between 0 and 1, found 2"),
        (("--chance", "0"), "bad-chance", "between 0 and 1"),
        (("--share", "1.5"), "bad-chance", "a share lies between 0 and 1"),
        (("--margin", "inf"), "bad-margin", "a margin is a number of points"),
        (("--weight", "gaint=2"), "unknown-actor", "did you mean 'giant'?"),
        (("--weight", "giant=-1"), "bad-weight", "must be a number, at least 0"),
        (("--weight", "giant=inf"), "bad-weight", "must be a number, at least 0"),
        (("--cuts", "treatened"), "bad-cuts", "did you mean 'threatened'?"),
    ],
)
def test_what_cannot_be_asked(options, code, said):
    done = run(TWO_BANKS, "--draws", "1", *options)
    assert [p.code for p in done.exception.problems] == [code]
    assert said in str(done.exception)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--weight", "giant=heavy"), "'giant=heavy' is not ACTOR=number"),
        (("--weight", "giant"), "'giant' is not ACTOR=number"),
        (("--weight", "giant=nan"), "'giant=nan' is not ACTOR=number"),
        (("--weight", "giant=1", "--weight", "giant=2"), "'giant' is given twice"),
        (("--chance", "high"), "unable to parse string as a number"),
    ],
)
def test_wrong_usage(options, said):
    done = run(TWO_BANKS, *options)
    assert done.exit_code == 2
    assert said in flat(done.stderr)
