"""Each kind of lack: `check` names it with its place, and the analysis stops with exactly that."""

import pytest

import ripeness
from ripeness import catalogue
from ripeness.errors import AnalysisError
from ripeness.lacks import moves as graphs
from ripeness.lacks import signing
from ripeness.scenario import read_text
from tests.conftest import DATA, replaced

SMALL = (DATA / "small.yaml").read_text(encoding="utf-8")
STRENGTHS = "  strength: {north: 50, south: [0, 0, 5]}\n"
OUTCOMES = (
    ("north-wins: {winner: north, package", "north-wins: {chance: 0.5, winner: north, package"),
    ("south-wins: {winner: south, package", "south-wins: {chance: 0.5, winner: south, package"),
)

UNSEEN = ("    observed: {on: 2031-03-01, signed: [south], refused: [north]}\n", "")
NAMED = ("    package: {watch: giant}\n", "    package: {watch: giant}\n    signatories: [north, south]\n")
NOBODY = (UNSEEN, ("role: party}, south: {role: party", "role: backer}, south: {role: backer"))
ALONE = (UNSEEN, ("actors: {north", "§actors: {north"), ("south: {role: party", "south: {role: backer"))
PRICES = "  cost: {north: 20, south: 20}"
UNPRICED = (PRICES, "  §cost: {south: 20}")
UNDECIDED = (("war:\n", "§war:\n"), ("  decisive: unlikely\n", ""))
GIANT = '{any: [{chance: 0.6, order: [mend]}, {chance: 0.4, ranking: ["mend", "!mend"]}]}'
RANKING = '["!press", "press & wait", "press & !wait"]'
WORTH = 'worth: [{when: press, as: war}, {when: mend, as: text}, {when: "wait | !wait", as: now}]'
BELIEVES = "  believes: {south: {strength: {south: 20}, decisive: 0.9}}\n"
WANTS = "  giant: {weights: {land: 1}, values: {land: {keep: 0, share: 100}}, reservation: 5}"
MAYBE = [(old, new.replace("0.5", "[0, 0, 1]")) for old, new in OUTCOMES]
TRADE = ("trade: {}}", "§trade: {}}")

# Name: analysis, draft, code; then replacements of text that stands once in the file. § marks the place of the lack,
# and is no part of the file; without one the lack has no place of its own. ~ takes a section out.
CASES = {
    "no draft": ("sign", None, "no-draft", "~drafts"),
    "nobody signs": ("sign", "other", "no-signatory", *NOBODY, ("  other:\n", "  §other:\n")),
    "nobody signs what is put": ("timeline", None, "no-signatory", *NOBODY, ("  other:\n", "  §other:\n")),
    "one signs": (
        "deals",
        "text",
        "too-few-signatories",
        ("signatories: [north, south]", "§signatories: [north]"),
    ),
    "one party": ("deals", None, "too-few-signatories", *ALONE),
    "one party, pressed": ("pressure", None, "too-few-signatories", *ALONE),
    "no parties": ("panel", None, "no-parties", *NOBODY, ("actors: {north", "§actors: {north")),
    "no preferences": (
        "panel",
        None,
        "no-preferences",
        NAMED,
        ("giant: {role: mediator", "§giant: {role: [party, mediator]"),
    ),
    "no weight": (
        "sign",
        "text",
        "weights-all-zero",
        ("    weights: {land: [0, 10, 60]", "    §weights: {land: [0, 0, 60]"),
    ),
    "no cost of war": ("sign", "text", "no-war-cost", UNPRICED),
    "no cost of war in a deal": ("deals", None, "no-war-cost", UNPRICED),
    "no cost of war in a panel": ("panel", None, "no-war-cost", UNPRICED),
    "no cost of war under pressure": ("pressure", "text", "no-war-cost", UNPRICED),
    "no cost of war in a worth": ("moves", None, "no-war-cost", UNPRICED),
    "no cost of war at a signing": ("timeline", None, "no-war-cost", UNPRICED),
    "no strength": (
        "sign",
        "text",
        "strengths-all-zero",
        (STRENGTHS, "  §strength: {north: [0, 0, 9], south: [0, 0, 5]}\n"),
        (BELIEVES, ""),
        ("strength: 5, now: 1", "strength: 5, now: 0"),
    ),
    "no strength without support": (
        "pressure",
        "text",
        "strengths-all-zero",
        (STRENGTHS, "  §strength: {north: 0, south: 0}\n"),
        (BELIEVES, ""),
    ),
    "no decisive": ("sign", "text", "decisive-missing", *UNDECIDED, ("from-war: north-wins", "hazard: 0.1")),
    "no chance": (
        "sign",
        "text",
        "chances-all-zero",
        ("  outcomes:\n", "  §outcomes:\n"),
        *MAYBE,
        ("stalemate: {package", "stalemate: {chance: [0, 0, 1], package"),
    ),
    "no graph": ("moves", None, "no-graph", "~graph"),
    "no state preferences": (
        "moves",
        None,
        "no-state-preferences",
        ("mend: {by: giant}", "mend: {by: §giant}"),
        (f"    giant: {GIANT}\n", ""),
    ),
    "a ranking with a gap": ("moves", None, "states-unranked", (RANKING, '§["!press", "press & wait"]')),
    "a ranking of several with a gap": (
        "moves",
        None,
        "states-unranked",
        ('ranking: ["mend", "!mend"]', 'ranking: §["mend", "!mend & wait"]'),
    ),
    "a worth with a gap": (
        "moves",
        None,
        "states-without-worth",
        (WORTH, "worth: §[{when: press, as: war}, {when: mend, as: text}]"),
    ),
    "a war nobody fights": (
        "moves",
        None,
        "no-war-worth",
        (f"giant: {GIANT}", "giant: §from-values"),
        ("preferences:\n  north:", f"preferences:\n{WANTS}\n  north:"),
    ),
    "an unknown worth": (
        "moves",
        None,
        "unknown-worth",
        ("values: {land: {keep: 100, share: 40}", "values: {land: {keep: 100, share: unknown}"),
        ("{when: mend, as: text}", "§{when: mend, as: text}"),
    ),
    "no conference": ("conference", None, "no-conference", "~conference"),
    "no say": (
        "conference",
        None,
        "nobody-with-a-say",
        TRADE,
        (", trade: {position: 30, salience: 0.2}", ""),
        (", trade: {position: 60, salience: 0.5}", ""),
    ),
    "one has a say": (
        "conference",
        None,
        "one-stakeholder",
        TRADE,
        (", trade: {position: 30, salience: 0.2}", ""),
    ),
    "weightless": (
        "conference",
        None,
        "stands-weigh-nothing",
        TRADE,
        ("position: 30, salience: 0.2", "position: 30, salience: 0"),
    ),
    "no timeline": ("timeline", None, "no-timeline", "~timeline"),
    "no horizon": ("timeline", None, "no-horizon", ("war:\n", "§war:\n"), ("  horizon: 90 days\n", "")),
    "nobody wins": ("timeline", None, "no-winner", ("from-war: north-wins", "from-war: §stalemate")),
    "the common decisive": (
        "timeline",
        None,
        "decisive-missing",
        *UNDECIDED,
        ("south: {strength: {south: 20}, decisive: 0.9}", "south: {decisive: 0.9}, north: {decisive: 0.8}"),
    ),
    "decided for certain": ("timeline", None, "chance-of-one", ("  decisive: unlikely", "  decisive: §1")),
    "decided for certain by chances": (
        "timeline",
        None,
        "chance-of-one",
        ("  outcomes:\n", "  §outcomes:\n"),
        *OUTCOMES,
        ("stalemate: {package", "stalemate: {chance: 0, package"),
    ),
    "decided most likely": ("timeline", None, "chance-of-one", ("  decisive: unlikely", "  decisive: §[0.5, 1, 1]")),
}


def without(section):
    """Return the text without a section."""
    head, rest = SMALL.split(f"\n{section}:\n")
    lines = rest.splitlines(keepends=True)
    end = next((k for k, row in enumerate(lines) if not row.startswith(" ")), len(lines))
    text = f"{head}\n{''.join(lines[end:])}"
    return text.replace("as: text", "as: now").replace(", put: 0.5, sign: other", "") if section == "drafts" else text


def edited(changes):
    """Return the text with changes, and line and column of the mark."""
    if isinstance(changes[0], str):
        return without(changes[0][1:]), None
    text = replaced(SMALL, *changes)
    before = text.partition("§")[0] if "§" in text else None
    place = None if before is None else (before.count("\n") + 1, len(before) - before.rfind("\n"))
    return text.replace("§", ""), place


@pytest.mark.parametrize("name", CASES)
def test_check_and_the_analysis_say_the_same_of_the_same_place(name):
    analysis, draft, code, *changes = CASES[name]
    text, place = edited(changes)
    scenario = read_text(text, "file.yaml")
    answer = next(a for a in catalogue.answers(scenario) if a.analysis.name == analysis)
    told = answer.drafts[draft] if draft else answer.lacks
    found = [p for p in told if p.code == code]
    assert place in [p.place and (p.place.line, p.place.column) for p in found]
    assert all(p.hint and p.severity == "error" for p in found)
    if code == "no-draft":
        return  # the library is asked of a draft; the command line says what is lacking
    with pytest.raises(AnalysisError) as caught:
        getattr(ripeness, analysis)(scenario, **({"draft": draft} if draft else {}), draws=2)
    assert caught.value.problems == told


def test_the_small_file_answers_everything():
    assert [p.code for answer in catalogue.answers(read_text(SMALL)) for p in answer.every()] == []


def test_all_that_is_lacking_comes_at_once_and_in_file_order():
    text = replaced(
        SMALL,
        ("weights: {land: [0, 10, 60]", "weights: {land: 0"),
        ("  cost: {north: 20, south: 20}\n", ""),
        ("giant: {role: mediator", "giant: {role: party"),
        NAMED,
    ).replace("watch: 0}\n", "watch: [0, 0, 1]}\n")
    with pytest.raises(AnalysisError) as caught:
        ripeness.panel(read_text(text))
    assert [p.code for p in caught.value.problems] == [
        "no-preferences",
        "weights-all-zero",
        "no-war-cost",
        "no-war-cost",
    ]


def test_a_graph_that_is_too_large_is_told_before_anything_of_its_size_is_made():
    options = ", ".join(f"o{k}: {{by: north}}" for k in range(graphs.MOST_OPTIONS + 1))
    (lack,) = graphs.moves(read_text(replaced(SMALL, ("press: {by: north},", f"press: {{by: north}}, {options},"))))
    assert (lack.code, lack.place.text.startswith("  options")) == ("too-many-options", True)


def test_a_gap_in_a_ranking_of_many_options_is_counted_over_all_states():
    options = ", ".join(f"o{k}: {{by: {('north', 'giant')[k % 2]}}}" for k in range(16))
    text = replaced(
        SMALL,
        ("press: {by: north},", f"press: {{by: north}}, {options},"),
        ('["!press", "press & wait", "press & !wait"]', '["!press", "press & wait"]'),
    )
    (lack,) = graphs.moves(read_text(text))
    # press and not wait is a quarter of 2^19 states, half of which `press & mend` rules out; of all a quarter is out.
    assert f"leaves out {2**19 // 8:,} of {2**19 * 3 // 4:,} states, such as state 1 (press)" in lack.message


def test_packages_and_guarantees_beyond_the_limits():
    many = "\n".join(f"  i{k}: {{now: x, alternatives: {{x: X, y: Y}}}}" for k in range(20))
    (lack,) = signing.panel(read_text(replaced(SMALL, ("rules:", f"{many}\nrules:"))), None)
    assert (lack.code, lack.place.text) == ("too-many-packages", "issues:")
    seals = "\n".join(f"  s{k}: {{from: giant, to: agreement, kind: guarantee, strength: 0.1}}" for k in range(8))
    scenario = read_text(replaced(SMALL, ("drafts:\n", f"{seals}\ndrafts:\n")))
    (lack,) = signing.pressure(scenario, None)
    assert (lack.code, lack.place.text) == ("too-many-guarantees", "ties:")
    assert signing.pressure(scenario, "text") == ()


def test_an_unknown_draft_is_said_by_every_analysis_that_is_asked_of_one():
    scenario = read_text(SMALL)
    for lacking in (signing.sign, signing.deals, signing.pressure):
        (lack,) = lacking(scenario, "txt")
        assert (lack.code, lack.hint) == ("unknown-draft", "did you mean 'text'?")


def test_sign_names_the_number_that_is_unknown_and_its_line():
    text = replaced(SMALL, ("values: {land: {keep: 100, share: 40}", "values: {land: {keep: 100, share: unknown}"))
    result = ripeness.sign(read_text(text, "file.yaml"), "text", draws=2)
    (warned,) = [w for w in result.warnings if w.code == "unknown-needed"]
    line = 1 + text[: text.index("share: unknown")].count("\n")
    assert f"'preferences.north.values.land.share' (line {line})" in warned.message
    assert (warned.path, warned.place.line) == ("preferences.north", line)


def test_of_several_unknown_numbers_only_those_that_matter_are_named():
    text = replaced(
        SMALL,
        ("values: {land: {keep: 100, share: 40}", "values: {land: {keep: 100, share: unknown}"),
        ("    betrayal: 5\n", "    betrayal: 5\n    exposure: {land: {keep: {is: unknown, within: [0, 9]}}}\n"),
        ("    noise: 4\n", "    noise: {is: unknown, within: [1, 9]}\n"),
    )
    (warned,) = [w for w in ripeness.sign(read_text(text), "text", draws=2).warnings if w.code == "unknown-needed"]
    assert "preferences.north.values.land.share" in warned.message
    assert "exposure" not in warned.message
    assert "noise" not in warned.message


FREE = ('    never: [{when: "watch=giant", firm: likely}]\n', "")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            [FREE, ("    noise: 4\n", "    noise: {is: unknown, within: [1, 9]}\n")],
            "chance that 'north' signs needs what is unknown at the central values, 'preferences.north.noise' (line",
        ),
        (
            [("firm: likely", "firm: unknown")],
            "'north' signs needs what is unknown at the central values, 'preferences.north.never.0.firm' (line",
        ),
        ([FREE, ("rival: {chance: 0.3", "rival: {chance: unknown")], "the chance that the text is 'rival' is unknown"),
        (
            [
                (
                    "    betrayal: 5\n",
                    "    betrayal: 5\n    exposure: {land: {share: {is: unknown, within: [0, 9]}}}\n",
                ),
                FREE,
            ],
            "signs the version 'rival' needs what is unknown at the central values, 'preferences.north.exposure.",
        ),
    ],
)
def test_sign_names_what_the_chances_wait_for(changes, says):
    result = ripeness.sign(read_text(replaced(SMALL, *changes)), "other", draws=2)
    assert result.probability("north")["central"] is None
    warned = [w.message for w in result.warnings if w.code == "unknown-needed"]
    assert any(says in message for message in warned), warned
