"""Warnings of what was forgotten, out of time, or against the file's own rules; and what they are not about."""

import pytest

from ripeness.scenario import read_text
from ripeness.scenario.oversights import CODES
from ripeness.valuation.advise import all_advice
from tests.conftest import DATA, replaced

SMALL = (DATA / "small.yaml").read_text(encoding="utf-8")

EVIDENCE = "sources: {gazette: {title: Talks, grade: B}}\nclaims: {tired: {source: gazette, says: Tired., grade: 2}}\n"
ACTORS = "actors: {north"
TEXT = "  text: {package"
SOUTH_WINS = "    south-wins: {winner: south, package: {land: share, watch: giant}}"

# Code, what the message says, and replacements; § marks the place.
CASES = {
    "a value": (
        "value-omitted",
        "'north' weighs 'land', but nothing says what 'share' is worth to it",
        ("    values: {land: {keep: 100, share: 40},", "    values: {§land: {keep: 100},"),
    ),
    "all values": (
        "value-omitted",
        "what 'keep' and 'share' are worth",
        ("weights: {land: 60,", "weights: {§land: 60,"),
        ("values: {land: {keep: 100, share: 40}, watch", "values: {watch"),
    ),
    "a weight of what is valued": (
        "weight-omitted",
        "'north' has values on 'watch', but no weight",
        (", watch: [20, 40]}", "}"),
        ("watch: {ranked", "§watch: {ranked"),
    ),
    "a weight of a signatory": (
        "weight-omitted",
        "'south' is to sign, but has no weight on 'watch'",
        ("    weights: {land: [0, 10, 60], watch: 0}", "    §weights: {land: [0, 10, 60]}"),
    ),
    "today": (
        "breaks-rule",
        "today's package breaks rule 0, never land=share & watch=nobody",
        ("land: {now: keep", "land: {now: §share"),
        ("wait: {package: {}", "wait: {package: {land: keep}"),
        ("stalemate: {package: {}", "stalemate: {package: {land: keep}"),
    ),
    "an outcome": (
        "breaks-rule",
        "the outcome 'south-wins' breaks rule 0",
        (SOUTH_WINS, "    §south-wins: {winner: south, package: {land: share}}"),
    ),
    "a walk-away": (
        "breaks-rule",
        "'wait', what 'south' walks away to, breaks rule 0",
        ("walk-away: {wait: {package: {}", "walk-away: {§wait: {package: {land: share}"),
    ),
    "a strength": (
        "cost-without-strength",
        "'giant', which has no strength and so does not fight",
        ("  cost: {north: 20,", "  cost: {§giant: 3, north: 20,"),
    ),
    "a source": (
        "later-than-as-of",
        "the source 'gazette' is of 2031-03-03",
        (ACTORS, f"sources:\n  gazette: {{title: Talks, grade: B, date: §2031-03-03}}\n{ACTORS}"),
    ),
    "a draft": (
        "later-than-as-of",
        "the draft 'text' is of 2031-03-03",
        (TEXT, "  text: {date: §2031-03-03, package"),
    ),
    "an observation": (
        "later-than-as-of",
        "the answer to the draft 'other' is of 2031-03-09",
        ("observed: {on: 2031-03-01", "observed: {on: §2031-03-09"),
    ),
    "an else": (
        "else-narrower",
        "would be surer: [20, 30], with them [18, 32]",
        ("  cost: {north: 20,", "  cost: {north: {is: [18, 32], because: [tired], else: §[20, 30]},"),
        (ACTORS, f"{EVIDENCE}{ACTORS}"),
    ),
    "a rate": ("hazard-above-one", "'breakdown' would happen 7 times a day", ("hazard: 0.02", "hazard: §7")),
    "a hash in a text": (
        "text-cut-off",
        "the text ends at 'Talks': YAML takes '# 2 of May' for a comment",
        ("actors: {north", "title: §Talks # 2 of May\nactors: {north"),
    ),
    "a rate of a step": (
        "hazard-above-one",
        "'breakdown' would happen [0.5, 2] times a day",
        ("hazard: 0.02", "hazard: {age-of: truce, from: {0 days: §[0.5, 2], 3 days: 0.1}}"),
    ),
}

BYSTANDER = "  giant: {weights: {land: 1}, values: {land: {keep: 0, share: 100}}, reservation: 0}"
SOUND = {
    "an unknown that is written": ("share: 40}, watch", "share: unknown}, watch"),
    "no weight of a bystander": ("preferences:\n  north:", f"preferences:\n{BYSTANDER}\n  north:"),
    "the day itself": (TEXT, "  text: {date: 2031-03-02, package"),
    "marked as later": (TEXT, "  text: {date: 2031-03-03, later: true, package"),
    "another belief": ("  cost: {north: 20,", "  cost: {north: {is: [18, 32], because: [tired], else: [0, 10]},"),
    "a comment": (ACTORS, f"title: Talks  # 2 of May\n{ACTORS}"),
    "a comment in words": (ACTORS, f"title: Talks # of May\n{ACTORS}"),
    "a hash in quotes": (ACTORS, f"title: 'Talks # 2 of May'\n{ACTORS}"),
    "once a day": ("hazard: 0.02", "hazard: 1"),
}


def slips(text):
    return [w for w in all_advice(read_text(text, "file.yaml")).warnings if w.code in CODES]


@pytest.mark.parametrize("name", CASES)
def test_a_slip_is_told_with_its_place_and_a_cure(name):
    code, says, *changes = CASES[name]
    text = replaced(SMALL, *changes)
    before = text.partition("§")[0]
    (warned,) = slips(text.replace("§", ""))
    assert (warned.code, warned.place.line, warned.place.column) == (
        code,
        before.count("\n") + 1,
        len(before) - before.rfind("\n"),
    )
    assert says in warned.message
    assert warned.hint


@pytest.mark.parametrize("name", SOUND)
def test_what_is_meant_is_no_slip(name):
    text = replaced(SMALL, SOUND[name])
    if "tired" in text:
        evidence = (
            "sources: {gazette: {title: Talks, grade: B}}\nclaims: {tired: {source: gazette, says: Tired., grade: 2}}\n"
        )
        text = replaced(text, ("actors: {north", f"{evidence}actors: {{north"))
    assert slips(text) == []


def test_the_small_file_has_no_slip():
    assert slips(SMALL) == []


def test_every_code_has_a_case():
    assert {entry[0] for entry in CASES.values()} == set(CODES)


def test_a_comment_answers_a_slip():
    text = replaced(SMALL, ("hazard: 0.02, sets", "hazard: 7, sets"))
    line = next(row for row in text.splitlines() if "hazard: 7" in row)
    answered = text.replace(
        line, f"    # ripeness: allow hazard-above-one because shots are counted one by one\n{line}"
    )
    assert [w.code for w in slips(text)] == ["hazard-above-one"]
    assert slips(answered) == []


def test_issues_without_a_weight_are_one_warning_an_actor():
    issues = "\n".join(f"  i{k}: {{now: x, alternatives: {{x: X, y: Y}}}}" for k in range(3))
    warned = slips(replaced(SMALL, ("rules:", f"{issues}\nrules:")))
    assert [w.code for w in warned] == ["weight-omitted"] * 2
    assert "'north' is to sign, but has no weight on 'i0', 'i1' and 'i2'" in warned[0].message


def test_a_package_that_breaks_several_rules_is_one_warning():
    rules = 'rules: [{never: "land=keep & watch=nobody"}, {never: "watch=nobody"}]'
    text = replaced(SMALL, ('rules: [{never: "land=share & watch=nobody"}]', rules))
    broken = [w for w in slips(text) if "today" in w.message]
    assert [w.message.endswith("(and 1 more)") for w in broken] == [True]
