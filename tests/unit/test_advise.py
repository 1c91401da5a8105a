"""Warnings: what each is about, what it is not about, and comments that allow one."""

import ast
import inspect

import pytest

from ripeness.scenario import advise as reading
from ripeness.scenario import allow, oversights, read, read_text
from ripeness.scenario.model import Scenario
from ripeness.valuation import advise as values
from ripeness.valuation.advise import ALL_CODES, all_advice
from tests.conftest import DATA, TINY, replaced

NOTED = ("  a: {weights", "  a: {note: judged, weights"), ("  b: {weights", "  b: {note: judged, weights")


def advised(*changes, more=""):
    """Return the advice on the tiny scenario, whose numbers carry a note, with changes."""
    return all_advice(read_text(replaced(replaced(TINY, *NOTED), *changes) + more))


def found(advice):
    return [(w.code, w.place.line) for w in advice.warnings]


def codes(advice):
    return [w.code for w in advice.warnings]


SPANNING = (
    ("values: {land: {keep: 40, share: 60}}", "values: {land: {keep: 0, share: 100}}"),
    ("values: {land: {keep: 30, share: 70}}", "values: {land: {keep: 0, share: 100}}"),
)


def sound(*changes, more=""):
    """Return the advice on the tiny scenario made sound, with changes."""
    text = replaced(replaced(replaced(TINY, *NOTED), *SPANNING), *changes) + more
    return all_advice(read_text(text))


def test_a_sound_scenario_has_no_warnings():
    assert sound() == allow.Advice()


def test_values_that_do_not_span_the_scale():
    advice = advised()
    assert found(advice) == [("values-not-spanning", 11), ("values-not-spanning", 12)]
    assert "'a' on 'land' span 40 to 60" in advice.warnings[0].message


@pytest.mark.parametrize(
    "values", ["{keep: unknown, share: 60}", "{keep: 40}", "{ranked: [share, keep]}", "{keep: [0, 0], share: 100}"]
)
def test_unknown_values_and_rankings_are_not_said_to_miss_the_scale(values):
    advice = sound(
        (
            "b: {note: judged, weights: {land: 1}, values: {land: {keep: 0, share: 100}}",
            f"b: {{note: judged, weights: {{land: 1}}, values: {{land: {values}}}",
        )
    )
    assert codes(advice) == (["value-omitted"] if values == "{keep: 40}" else [])


# --- evidence -------------------------------------------------------------------------------------------------------


def test_numbers_without_evidence_are_one_warning_a_record_at_the_first_of_them():
    advice = sound(("a: {note: judged, ", "a: {"))
    assert found(advice) == [("without-evidence", 11)]
    assert advice.warnings[0].message.startswith("1 number of preferences.a without")
    two = sound(("a: {note: judged, ", "a: {noise: 4, "))
    assert "2 numbers of preferences.a" in two.warnings[0].message
    assert "the first is preferences.a.noise" in two.warnings[0].message


@pytest.mark.parametrize("number", ["0", "1", "[1, 1]", "{is: 7, note: why}", "{is: unknown, within: [0, 9]}"])
def test_what_is_certain_noted_or_unknown_needs_no_evidence(number):
    assert sound(
        ("a: {note: judged, ", f"a: {{noise: {number}, "), ("reservation: 50}\n  b", "reservation: 0}\n  b")
    ) == (allow.Advice())


def test_evidence_of_a_record_covers_its_numbers():
    bonus = "a: {bonuses: [{when: land=share, points: 7, note: why}], "
    assert codes(sound(("a: {note: judged, ", bonus), ("reservation: 50}\n  b", "reservation: 0}\n  b"))) == []


@pytest.mark.parametrize(
    ("by", "expected"),
    [("gazette", []), ("ripeness", ["unused-source"]), ("analyst", ["unused-source", "without-evidence"])],
)
def test_a_forecast_of_a_source_is_its_own_evidence(by, expected):
    more = "sources: {gazette: {title: G, grade: B}}\n"
    more += f"forecasts: {{f: {{question: Q, asked: 2020-01-01, by: 2020-02-01, probability: 0.5, made-by: {by}}}}}\n"
    assert codes(sound(more=more)) == expected


CLAIM = """\
sources: {{gazette: {{title: G, grade: B}}}}
claims:
  one:
    source: gazette
    says: Something.
    grade: 3
    readings: {{{readings}}}
"""
RESTS = ("reservation: 50}\n  b", "reservation: {is: 50, because: [one], else: 40}}\n  b")
PATH = "preferences.a.reservation"


def test_sources_and_claims_that_nothing_rests_on():
    more = CLAIM.format(readings="") + "  two: {source: gazette, says: More., grade: 2}\n"
    assert codes(sound(more=more)) == ["unused-source"], "one warning for the source, none for its claims"
    assert codes(sound(RESTS, more=more)) == ["unused-claim"]
    assert codes(sound(RESTS, more=CLAIM.format(readings=""))) == []
    assert codes(sound(more=CLAIM.format(readings=f"r: {{says: x, sets: {{{PATH}: 45}}}}"))) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("sets: {PATH: 40}", ["narrower-than-readings"]),
        ("sets: {PATH: [35, 50]}", ["narrower-than-readings"]),
        ("sets: {PATH: [45, 75]}", []),
        ("sets: {PATH: {is: unknown, within: [0, 9]}}", []),
        ("times: {PATH: 2}", ["narrower-than-readings"]),
        ("times: {PATH: 1.1}", []),
        ("add: {PATH: -20}", ["narrower-than-readings"]),
        ("add: {PATH: 5}", []),
    ],
)
def test_a_range_that_a_reading_of_its_claim_leaves(change, expected):
    rests = (RESTS[0], RESTS[1].replace("is: 50", "is: [45, 60]"))
    more = CLAIM.format(readings=f"r: {{says: x, {change.replace('PATH', PATH)}}}")
    assert codes(sound(rests, more=more)) == expected
    elsewhere = (RESTS[0], "reservation: 52}\n  b")
    assert codes(sound(elsewhere, more=more)) == [], "the number does not rest on the claim"


def test_an_unknown_number_is_narrower_than_nothing():
    rests = (RESTS[0], "reservation: {is: unknown, within: [0, 9], because: [one]}}\n  b")
    more = CLAIM.format(readings=f"r: {{says: x, times: {{{PATH}: 9}}}}")
    assert codes(sound(rests, more=more)) == []


def test_readings_that_cannot_both_be_right():
    def readings(one, other, word="sets"):
        return CLAIM.format(
            readings=f"r: {{says: x, sets: {{{PATH}: {one}}}}}, s: {{says: y, {word}: {{{PATH}: {other}}}}}"
        )

    assert codes(sound(more=readings("[10, 20]", "[30, 40]"))) == ["readings-contradict"]
    assert codes(sound(more=readings("[10, 30]", "[30, 40]"))) == []
    assert codes(sound(more=readings("50", "50"))) == []
    assert codes(sound(more=readings("10", "3", "times"))) == []
    message = sound(more=readings("[10, 20]", "[30, 40]")).warnings[0].message
    assert "'r' and 's' of 'one' cannot both be right: preferences.a.reservation is [10, 20]" in message


# --- drafts, red lines, war -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{when: land=share}", ["red-line-crossed"]),
        ("{when: land=share, firm: 0.1}", ["red-line-crossed"]),
        ("{when: land=share, firm: unknown}", ["red-line-crossed"]),
        ("{when: land=share, firm: 0}", []),
        ("{when: land=keep}", []),
    ],
)
def test_a_red_line_that_the_own_draft_crosses(line, expected):
    advice = sound(
        ("a: {note: judged, ", f"a: {{note: judged, never: [{line}], "),
        ("reservation: 50}\n  b", "reservation: 0}\n  b"),
    )
    assert codes(advice) == expected
    outside = sound(
        ("a: {note: judged, ", f"a: {{note: judged, never: [{line}], "),
        ("reservation: 50}\n  b", "reservation: 0}\n  b"),
        ("{package: {land: share}}", "{package: {land: share}, signatories: [b]}"),
    )
    assert codes(outside) == [], "its owner is not to sign"


def test_a_draft_that_nobody_would_sign():
    advice = sound(("deal: {package: {land: share}}", "deal: {package: {}}"))
    assert found(advice) == [("nobody-would-sign", 14)]
    assert (
        codes(
            sound(
                ("deal: {package: {land: share}}", "deal: {package: {}, signatories: [a]}"),
                ("a: {note: judged, ", "a: {noise: 20, note: judged, "),
            )
        )
        == []
    )


def test_an_unknown_number_leaves_open_whether_nobody_would_sign():
    unknown = ("reservation: 50}\ndrafts", "reservation: {is: unknown, within: [0, 90]}}\ndrafts")
    assert codes(sound(unknown, ("deal: {package: {land: share}}", "deal: {package: {}}"))) == []


def test_a_spoiler_with_a_veto():
    advice = sound(("reservation: 50}\n  b", "reservation: 101}\n  b"))
    assert [(w.code, w.path) for w in advice.warnings] == [("spoiler-has-veto", "drafts.deal")]
    named = sound(
        ("reservation: 50}\n  b", "reservation: 101}\n  b"),
        ("{package: {land: share}}", "{package: {land: share}, signatories: [b, a]}"),
    )
    assert [w.path for w in named.warnings] == ["drafts.deal.signatories.1"]
    assert codes(sound(("reservation: 50}\n  b", "reservation: 100}\n  b"))) == []
    assert codes(sound(("reservation: 50}\n  b", "reservation: {is: unknown, within: [101, 200]}}\n  b"))) == []


def test_rules_decide_whether_a_spoiler_has_a_veto():
    keep = ("deal: {package: {land: share}}", "deal: {package: {}, signatories: [b]}")
    free = sound(keep, ("reservation: 50}\ndrafts", "reservation: 1}\ndrafts"))
    assert codes(free) == ["nobody-would-sign"]
    ruled = sound(keep, ("reservation: 50}\ndrafts", "reservation: 1}\ndrafts"), more="rules: [{never: land=share}]\n")
    assert codes(ruled) == ["nobody-would-sign", "spoiler-has-veto"]


def test_red_lines_and_bonuses_count_for_a_veto():
    line = "a: {note: judged, never: [{when: land=share | land=keep}], "
    assert codes(sound(("a: {note: judged, ", line))) == ["spoiler-has-veto", "red-line-crossed"]
    bonus = "a: {note: judged, bonuses: [{when: land=keep, points: 200}], "
    assert codes(sound(("a: {note: judged, ", bonus), ("reservation: 50}\n  b", "reservation: 150}\n  b"))) == []


def test_beyond_the_limit_a_veto_is_not_settled(monkeypatch):
    monkeypatch.setattr(values, "MOST_PACKAGES", 1)
    advice = sound(("reservation: 50}\n  b", "reservation: 101}\n  b"))
    assert found(advice) == [("veto-unsettled", 6)]
    assert "whether a would refuse" in advice.warnings[0].message
    assert codes(sound()) == [], "a draft that it would sign settles it"


WAR = """\
war:
  strength: {a: 50, b: 50}
  decisive: 0.2
  outcomes: {a-wins: {winner: a}, b-wins: {winner: b}, stalemate: {}}
  cost: {a: COST, b: 20}
  note: judged
"""


def test_war_above_own_terms():
    risk = ("a: {note: judged, ", "a: {note: judged, trust: 0.1, betrayal: 90, ")
    paid = (
        "values: {land: {keep: 0, share: 100}}, reservation: 50}\n  b",
        "values: {land: {keep: 90, share: 100}}}\n  b",
    )
    war = WAR.replace("COST", "1")
    advice = sound(risk, paid, more=war)
    assert "war-above-own-terms" in codes(advice)
    assert "if others cheat" in next(w.message for w in advice.warnings if w.code == "war-above-own-terms")
    assert "war-above-own-terms" not in codes(sound(paid, more=war))
    unknown = WAR.replace("COST", "{is: unknown, within: [0, 2]}")
    assert "war-above-own-terms" not in codes(sound(risk, paid, more=unknown))


def test_a_bonus_that_outweighs_an_actors_own_terms():
    bonus = ("a: {note: judged, ", "a: {note: judged, bonuses: [{when: land=keep, points: 500}], ")
    advice = sound(bonus, ("drafts:\n  deal: {package: {land: share}}\n", ""), more=WAR.replace("COST", "1"))
    assert codes(advice) == ["war-above-own-terms"]
    assert "its bonuses outweigh them" in advice.warnings[0].message


def test_what_an_analysis_lacks_leaves_out_only_the_warnings_that_need_it():
    war = WAR.replace("cost: {a: COST, b: 20}", "cost: {b: 20}")
    assert codes(sound(("deal: {package: {land: share}}", "deal: {package: {}}"), more=war)) == []


# --- timeline -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("{hazard: 0.01, sets: [fallen]}", 1),
        ("{chance: likely, within: 5 days, sets: [fallen]}", 1),
        ("{on: 2020-01-05, chance: likely, sets: [fallen]}", 1),
        ("{on: 2020-01-05, sets: [fallen]}", 0),
        ("{on: 2020-01-05, sign: deal, sets: [fallen]}", 0),
        ('{hazard: 0.01, sets: ["!fallen"]}', 0),
        ('{hazard: 0.01, sets: ["!truce"]}', 0),
        ("{from-war: b-wins, sets: [fallen]}", 0),
    ],
)
def test_capture_stated_twice(event, expected):
    timeline = f"""\
as_of: 2020-01-01
timeline:
  note: judged
  until: 2020-02-01
  facts: {{truce: true, fallen: false}}
  events:
    capture: {{from-war: a-wins, sets: [fallen, "!truce"]}}
    other: {event}
"""
    advice = sound(more=WAR.replace("COST", "20") + timeline)
    assert codes(advice).count("capture-stated-twice") == expected


# --- comments -------------------------------------------------------------------------------------------------------

LINE = "  a: {note: judged, weights: {land: 1}, values: {land: {keep: 40, share: 60}}, reservation: 50}\n"
BOTH = "values-not-spanning"


def commented(above="", trailing="", below=""):
    text = replaced(
        replaced(TINY, *NOTED), ("values: {land: {keep: 30, share: 70}}", "values: {land: {keep: 0, share: 100}}")
    )
    return all_advice(read_text(replaced(text, (LINE, f"{above}{LINE.rstrip()}{trailing}\n{below}"))))


COMMENT = f"# ripeness: allow {BOTH} because only the middle is at stake"


@pytest.mark.parametrize(
    "places",
    [
        {"trailing": f"  {COMMENT}"},
        {"trailing": f"  # as said # {COMMENT[2:]}"},
        {"above": f"  {COMMENT}\n"},
        {"above": f"{COMMENT}\n"},
        {"above": f"  {COMMENT}\n  # another remark\n"},
        {"above": f"  #ripeness:allow  {BOTH}  because: only the middle is at stake\n"},
    ],
)
def test_a_comment_silences_a_warning_and_its_reason_is_kept(places):
    advice = commented(**places)
    assert advice.warnings == ()
    assert [(s.warning.code, s.warning.path, s.reason) for s in advice.silenced] == [
        (BOTH, "preferences.a.values.land", "only the middle is at stake")
    ]


@pytest.mark.parametrize(
    ("places", "code"),
    [
        ({"above": f"  {COMMENT}\n\n"}, "allow-unused"),
        ({"below": f"  {COMMENT}\n"}, "allow-unused"),
        ({"trailing": f"  {COMMENT.replace(BOTH, 'unused-source')}"}, "allow-unused"),
        ({"trailing": f"  # ripeness: allow {BOTH}"}, "allow-without-reason"),
        ({"trailing": f"  # ripeness: allow {BOTH} because"}, "allow-without-reason"),
        ({"trailing": f"  # ripeness: allow {BOTH} for no reason"}, "allow-without-reason"),
        ({"trailing": f"  # ripeness: allow {BOTH}s because x"}, "allow-unknown-code"),
        ({"trailing": "  # ripeness: allow not-a-number because x"}, "allow-unknown-code"),
        ({"trailing": "  # ripeness: allow"}, "allow-unknown-code"),
    ],
)
def test_a_comment_that_does_not_do_its_work_is_a_warning_itself(places, code):
    advice = commented(**places)
    assert sorted(codes(advice)) == sorted([BOTH, code])
    assert advice.silenced == ()
    own = next(w for w in advice.warnings if w.code == code)
    assert own.hint
    assert own.place.text[own.place.column - 1 :].startswith("# ripeness")


def test_a_near_code_is_offered():
    advice = commented(trailing=f"  # ripeness: allow {BOTH}s because x")
    assert f"did you mean '{BOTH}'?" in [w.hint for w in advice.warnings]


@pytest.mark.parametrize(
    "text",
    [
        f'title: "quoted {COMMENT}"\n',
        f"title: 'quoted {COMMENT}'\n",
        f"summary: >\n  folded\n  {COMMENT}\n  text\n",
        f"summary: |\n  {COMMENT}\n",
        f'summary: "over\n  {COMMENT}\n  lines"\n',
        f"title: x{COMMENT.replace(': ', ':')}\n",
        "# The comment `# ripeness: allow CODE because …` is explained here.\n",
    ],
)
def test_text_that_looks_like_a_comment_allows_nothing(text):
    assert sound(more=text) == allow.Advice()


def test_a_comment_below_a_block_of_text_counts():
    assert codes(sound(more=f"summary: |\n  text\n{COMMENT}\n")) == ["allow-unused"]


def test_comments_in_files_with_other_line_ends_and_a_byte_order_mark(tmp_path):
    path = tmp_path / "dos.yaml"
    text = replaced(
        replaced(TINY, *NOTED), ("a: {note: judged, weights", f"a: # {COMMENT[2:]}\n    {{note: judged, weights")
    )
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    advice = all_advice(read(path))
    assert [(w.code, w.place.line) for w in advice.warnings] == [("allow-unused", 11), (BOTH, 12), (BOTH, 13)]


def test_comments_are_no_part_of_the_meaning():
    assert read_text(TINY + COMMENT + "\n") == read_text(TINY)
    assert read_text(TINY + COMMENT + "\n").digest == read_text(TINY).digest


def test_a_scenario_made_in_python_has_warnings_without_places():
    dumped = read_text(TINY).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    made = Scenario.model_validate(dumped, by_alias=True, by_name=False)
    assert {w.place for w in all_advice(made).warnings} == {None}


def test_a_reason_with_control_characters_is_not_printed_as_such():
    hint = commented(trailing="  # ripeness: allow x\u202ey because z").warnings
    assert all(line.isprintable() for w in hint for line in str(w).splitlines())


# --- all of them ----------------------------------------------------------------------------------------------------


def test_the_shipped_case_has_no_warning_that_is_not_allowed_with_a_reason(capsys):
    import ripeness

    advice = all_advice(ripeness.read("libya-2020"))
    assert advice.warnings == ()
    assert len(advice.silenced) >= 10
    assert all(len(s.reason.split()) > 5 for s in advice.silenced)


def test_warnings_of_the_whole_format_are_in_file_order_and_say_what_to_do():
    advice = all_advice(read(DATA / "two-banks.yaml"))
    lines = [w.place.line for w in advice.warnings]
    assert lines == sorted(lines)
    assert all(w.hint and w.severity == "warning" and len(w.message) < 400 for w in advice.warnings)


def findings_of(module):
    """Return the codes that a module gives as findings or about comments."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if name in ("Finding", "_about") and isinstance(node.args[1], ast.Constant):
            yield node.args[1].value


@pytest.mark.parametrize("module", [reading, oversights, values, allow])
def test_the_codes_that_a_module_declares_are_those_that_it_gives(module):
    assert list(module.CODES) == sorted(set(findings_of(module)))
    assert set(module.CODES) <= set(ALL_CODES)
