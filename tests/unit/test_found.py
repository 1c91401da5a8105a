"""What made scenarios have found, each in the smallest scenario that shows it."""

import json

import numpy as np
import pytest

import ripeness
from ripeness.conference import REPLICATION
from ripeness.timeline import movers
from tests.conftest import TINY

CONFERENCE = """
conference:
  issues: {because: {}, note: {}}
  stands:
    a: {capability: 3, because: {position: 20, salience: 0.5}, note: {position: 10, salience: 0.3}}
    b: {capability: 1, because: {position: 60, salience: 0.5}, note: {position: 90, salience: 0.3}}
"""
WAR = """
war:
  strength: {a: 60, b: 50}
  decisive: 0.5
  steepness: STEEPNESS
  outcomes:
    a-wins: {winner: a, package: {land: keep}}
    b-wins: {winner: b, package: {land: share}}
    stalemate: {}
  cost: {a: 5, b: 5}
"""


def test_a_conference_issue_may_be_called_because_or_note(tiny):
    scenario = tiny(more=CONFERENCE)
    assert ripeness.conference(scenario, draws=1).to_dict()["issues"]["because"]["compromise"] == pytest.approx(30)
    from ripeness.scenario.content import data
    from ripeness.valuation.advise import all_advice

    assert json.dumps(data(scenario, confidential=False))
    assert all(warning.code != "unused-claim" for warning in all_advice(scenario).warnings)


@pytest.mark.parametrize("steepness", ["101", "1e17", "123456789012345678", "1e30", "12345678.5"])
def test_a_contest_so_steep_that_the_stronger_side_surely_wins(tiny, steepness):
    """(50/60)^γ: nothing is left of it for these; with whole powers of fractions it took for ever."""
    scenario = tiny(more=WAR.replace("STEEPNESS", steepness))
    ripe = ripeness.sign(scenario, "deal", draws=1).to_dict()["signatories"]
    reservation = 0.5 * 40 + 0.5 * 40 - 5  # it wins or it is as now: both are `keep`, 40 points to a
    assert ripe["a"]["reservation"] == max(50, reservation)
    found = ripeness.deals(scenario, "deal", draws=1).to_dict()
    assert found["frontier"][0]["values"]["a"] == pytest.approx(60)


def test_a_steepness_at_the_bound_is_worked_out_both_ways(tiny):
    """Just below the bound by fractions, just above it by decimals: the chances hardly differ."""
    from ripeness.valuation.exact import STEEPEST, exact

    worth = []
    for steepness in (STEEPEST, f"{STEEPEST}.000000001"):
        war = WAR.replace("STEEPNESS", str(steepness)).replace("b: 50}", "b: 59.5}", 1)
        made = exact(tiny(more=war), actors=("a", "b"))
        worth.append([float(actor.refusals["war"]) for actor in made.actors])
    assert worth[0] == pytest.approx(worth[1], abs=1e-6)


def test_demands_that_differ_by_more_than_a_machine_word(tiny):
    """An empty zone, and values with so many digits that whole numbers of points need more than 64 bits."""
    scenario = tiny(
        ("{keep: 40, share: 60}", "{keep: 40.123456789012345678, share: 60.000000000000000001}"),
        ("reservation: 50}\n  b", "reservation: 90.987654321098765432}\n  b"),
    )
    found = ripeness.deals(scenario, "deal", draws=1).to_dict()
    assert found["zone"]["empty"]
    assert json.dumps(found, allow_nan=False)


@pytest.mark.parametrize("unknown", ["noise", "betrayal", "trust"])
def test_no_package_is_most_robust_where_a_chance_rests_on_an_unknown(tiny, unknown):
    number = "unknown" if unknown == "trust" else "{is: unknown, within: [1, 2]}"
    other = "" if unknown == "trust" else ", trust: 0.5"
    scenario = tiny(("share: 60}}, reservation", f"share: 60}}}}, {unknown}: {number}{other}, reservation"))
    found = ripeness.deals(scenario, "deal", draws=1).to_dict()
    assert found["most_robust_bound"] is None
    assert json.dumps(found, allow_nan=False)
    drawn = ripeness.deals(scenario, "deal", draws=8).to_dict()
    assert 0 <= drawn["most_robust_bound"] <= 1


def test_pressure_needs_no_exposure_of_whoever_trusts(tiny):
    """Without `trust` nobody breaks a word: an unknown exposure weighs nothing."""
    ties = "ties:\n  aid: {from: b, to: a, kind: inducement, strength: 20, willing: 1, cost: 1}\n"
    plain = ("{land: {keep: 40, share: 60}}, reservation: 50", "{land: {keep: 40, share: 60}}, reservation: 65")
    known = tiny(plain, more=ties)
    exposed = (plain[0], f"{plain[1]}, exposure: {{land: {{share: {{is: unknown, within: [0, 9]}}}}}}")
    unknown = tiny(exposed, more=ties)
    a, b = (ripeness.pressure(one, "deal", draws=1, margin=1).to_dict() for one in (known, unknown))
    assert a["plan"] == b["plan"]
    assert a["feasible"] is True


def test_nothing_moves_a_chance_that_is_given_the_impossible(tiny):
    timeline = """
as_of: 2031-03-02
timeline:
  until: 2031-03-12
  facts: {truce: true, never: false}
  events: {break: {hazard: 0.1, sets: ["!truce"]}}
  questions:
    holds: {p: truce, by: 2031-03-12, given: {p: never, by: 2031-03-12}}
"""
    assert movers(tiny(more=timeline), "holds") == []


def test_risk_is_worked_out_for_who_has_a_say_alone():
    """An actor without a say lies outside what the others expect, where the exponent has no value."""
    from ripeness.conference.challenge import _risk

    security = np.array([[-1.0, -2.0, 0.0, -3.0]])  # 2 · (-3) - (-1) - (-2) is -3 times the width
    found = _risk(security, np.array([[True, True, False, False]]))
    assert found[0] == pytest.approx([0.5, 2.0, 1.0, 1.0])
    assert REPLICATION.view == "mover"


def test_a_plan_for_a_share_of_the_draws_without_any_tie(tiny):
    """Nothing is asked of nobody, and all sign as it is."""
    found = ripeness.pressure(tiny(), draws=4, margin=0, share=0.5).to_dict()
    assert found["feasible"] is True
    assert json.dumps(found, allow_nan=False)


def test_a_range_that_is_one_number_to_a_double_turns_nothing(tiny):
    """How far it would have to move is told in widths of its range, and that has none."""
    trust = "trust: [0.500000000000000001, 0.500000000000000002], betrayal: 20"
    scenario = tiny(("share: 60}}, reservation: 50", f"share: 60}}}}, {trust}, reservation: 50"))
    found = ripeness.doubt(scenario, "sign.deal.a.surplus", draws=16, quick=True).to_dict()
    assert [bar["turning"] for bar in found["tornado"]] == [None]
    assert json.dumps(found, allow_nan=False)


def test_a_list_of_keys_and_values_in_place_of_a_package(problems_of):
    """A hint looked the keys and values up among the alternatives: no text, and no key of anything."""
    listed = TINY.replace("{package: {land: share}}", "{package: [{land: share}]}")
    assert [(p.code, p.path) for p in problems_of(listed)] == [("wrong-shape", "drafts.deal.package")]


EVIDENCE = """
sources: {gazette: {title: T, grade: B}}
claims: {tired: {source: gazette, says: S, grade: 2, readings: {other: {says: O, READING}}}}
"""


def read_otherwise(tiny, reading, trust):
    wants = ("share: 60}}, reservation: 50", f"share: 60}}}}, noise: [1, 9], trust: {trust}, reservation: 50")
    scenario = tiny(wants, more=EVIDENCE.replace("READING", reading))
    measures = ["sign.deal.a.surplus", "sign.deal.a.probability"]
    found = ripeness.leave_one_out(scenario, measures, draws=16)
    assert json.dumps(found.to_dict(), allow_nan=False)
    return [found.without("reading", "tired.other", measure) for measure in measures]


def test_a_reading_that_multiplies_the_unknown_leaves_it_unknown(tiny):
    """In the central draw there is no number to be multiplied; over draws there is one in each."""
    surplus, chance = read_otherwise(tiny, "times: {preferences.a.trust: 0.5}", "unknown")
    assert np.isnan(surplus.central)
    assert np.isnan(chance.central)
    # Trust is even from 0 to 1, and half of it comes in: 60 t + 50 (1 - t) is worth 10 t more than refusing.
    assert surplus.mean == pytest.approx(10 * 0.25, abs=0.2)
    assert surplus.high < 5
    nothing, _ = read_otherwise(tiny, "times: {preferences.a.trust: 0}", "unknown")
    assert (nothing.central, nothing.mean) == (0, 0)  # what weighs nothing need not be known


@pytest.mark.parametrize("word", ["times", "add"])
def test_a_reading_by_something_unknown_makes_a_number_unknown(tiny, word):
    """Not silently that of the file."""
    by = f"{word}: {{preferences.a.trust: {{is: unknown, within: [0, 0.4]}}}}"
    surplus, _ = read_otherwise(tiny, by, "0.5")
    assert np.isnan(surplus.central)
    assert surplus.mean == pytest.approx(10 * {"times": 0.5 * 0.2, "add": 0.5 + 0.2}[word], abs=0.2)


@pytest.mark.parametrize(
    ("reading", "central", "mean"),
    [
        ("sets: {preferences.a.values.land.share: 70}", 20, 20),
        ("times: {preferences.a.values.land.share: {is: unknown, within: [0, 1]}}", np.nan, -25),
        ("sets: {preferences.a.values.land.share: {is: unknown, within: [50, 90]}}", np.nan, 20),
    ],
)
def test_a_ranked_value_that_is_read_otherwise(tiny, reading, central, mean):
    """It has no distribution by itself: it is drawn between its neighbours, here from 0 to 100."""
    scenario = tiny(
        ("{keep: 40, share: 60}", "{ranked: [give, share, keep]}"),
        ("share: Shared}", "share: Shared, give: Given}"),
        ("{keep: 30, share: 70}", "{keep: 30, share: 70, give: 5}"),
        more=EVIDENCE.replace("READING", reading),
    )
    found = ripeness.leave_one_out(scenario, "sign.deal.a.surplus", draws=256)
    one = found.without("reading", "tired.other", "sign.deal.a.surplus")
    assert one.central == pytest.approx(central, nan_ok=True)
    assert one.mean == pytest.approx(mean, abs=1)


HARD = ("on", "copy", "keys", "json", "values", "items", "whole", "parts", "schema", "package", "because", "note")


def test_evidence_on_conference_issues_called_like_parts_of_a_class(tiny):
    """Their positions were looked for among properties and methods."""
    stands = {
        actor: ", ".join(
            f"{issue}: {{position: {{is: {position}, because: [tired], else: 40}}, salience: 0.5}}" for issue in HARD
        )
        for actor, position in (("a", 20), ("b", 60))
    }
    conference = f"""
conference:
  issues: {{{", ".join(f"{issue}: {{}}" for issue in HARD)}}}
  stands:
    a: {{capability: 3, {stands["a"]}}}
    b: {{capability: 1, {stands["b"]}}}
"""
    reading = "sets: {conference.stands.a.on.position: 80, conference.stands.b.keys.position: 100}"
    scenario = tiny(more=EVIDENCE.replace("READING", reading) + conference)
    measures = [f"conference.{issue}.compromise" for issue in HARD]
    found = ripeness.leave_one_out(scenario, measures, draws=16)
    assert [found.base[m].central for m in measures] == [30] * len(HARD)
    assert [found.without("claim", "tired", m).central for m in measures] == [40] * len(HARD)
    read = [found.without("reading", "tired.other", m).central for m in measures]
    assert read == pytest.approx([75, 30, 40, *[30] * (len(HARD) - 3)])


def test_a_quoted_text_over_several_lines_may_hold_what_the_layout_may_not():
    text = (
        "ripeness: 1\nid: t\nactors: {a: {role: party}}\nissues: {i: {now: x, alternatives: {x: X}}}\n"
        "note: \"right to left\u202c,\n  \u200b\\uFEFF\u2066 \\\" and\n  \u200bon\"\nsummary: 'it''s\n  \u200bso'\n"
    )
    assert ripeness.scenario.read_text(text).note.endswith("on")
    loose = text.replace("summary: 'it''s\n  \u200bso'", "\u200bsummary: so")
    with pytest.raises(ripeness.ScenarioError, match="U\\+200B"):
        ripeness.scenario.read_text(loose)
