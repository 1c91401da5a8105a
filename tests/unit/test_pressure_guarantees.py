"""Guarantees in ``pressure``: willingness is the chance that they stand. By hand, and by the valuation alone."""

import itertools
from fractions import Fraction

import pytest

import ripeness
from ripeness.numerics.draws import Draws
from ripeness.scenario import read_text
from ripeness.valuation import Pressure, judge, valuation
from ripeness.valuation.exact import exact
from ripeness.words import plans
from ripeness.words import pressure as say

# North: V = 60 - (1 - h) 40 against 50: h must be 0.75. With trust 0.5 a guarantee g that stands with q gives
# 1 - h = (1 - qg)/2.
TEXT = """\
ripeness: 1
id: word
actors: {north: {role: party}, south: {role: party}, broker: {role: mediator}, lender: {role: mediator}}
issues: {land: {now: keep, alternatives: {keep: Kept, share: Shared}}}
preferences:
  north: {weights: {land: 1}, values: {land: {keep: 0, share: 60}}, trust: 0.5, betrayal: 30, reservation: 50}
  south: {weights: {land: 1}, values: {land: {keep: 0, share: 60}}, reservation: 40}
ties:
  seal: {from: broker, to: agreement, kind: guarantee, strength: STRENGTH, willing: WILLING, cost: 3}
MORE
drafts: {deal: {package: {land: share}, signatories: [north, south], may-guarantee: [GIVEN]}}
"""
PLEA = "  plea: {from: lender, to: broker, kind: sway, strength: 0.8, willing: 1, cost: 10}"


def case(strength="1", willing="0.3", more="", given="seal"):
    text = TEXT.replace("STRENGTH", strength).replace("WILLING", willing).replace("MORE", more)
    return read_text(text.replace("GIVEN", given))


def pressed(scenario, draft="deal", **options):
    return ripeness.pressure(scenario, draft, **({"draws": 1} | options))


def used(result):
    return {s.tie: (s.level, s.stands) for s in result.shown.plan.steps} if result.shown else None


def test_a_guarantor_that_is_merely_likely_to_stand_counts_for_what_it_is():
    """h = 1 - 0.5 (1 - 0.6) = 0.8: V = 60 - 0.2 x 40 = 52, two points above 50."""
    result = pressed(case(willing="0.6"))
    assert result.before["north"] == pytest.approx(-10)
    assert used(result) == {"seal": (1.0, 0.6)}
    assert result.rungs[0].plan.cost == 3  # all of it: a more willing guarantor is no dearer
    assert result.rungs[0].plan.surplus["north"] == pytest.approx(2)
    said = plans.step(case(willing="0.6"), result, result.rungs[0].plan.steps[0])
    assert "stands with a chance of 60 %" in said
    assert any("the chance that its word stands" in text for text in plans.limits(result))


@pytest.mark.parametrize(
    ("willing", "chance"), [("0.6", 0.6), ("[0.5, 0.7]", 0.6), ("likely", 0.675), ("almost certain", 0.97)]
)
def test_it_counts_however_it_is_written(willing, chance):
    result = pressed(case(willing=willing))
    assert used(result)["seal"] == (1.0, pytest.approx(chance))
    assert result.feasible is True


def test_sway_makes_it_sure_or_changes_nothing():
    """At 0.3 h = 0.65 is too little; 0.3 + 0.8 l reaches 1 at l = 0.875, which costs 8.75."""
    result = pressed(case(more=PLEA))
    assert used(result) == {"plea": (pytest.approx(0.875), None), "seal": (1.0, 1.0)}
    assert result.rungs[0].plan.cost == pytest.approx(11.75)
    short = pressed(case(more=PLEA.replace("willing: 1", "willing: 0.8")))  # 0.3 + 0.64 falls short of 1
    assert short.feasible is False
    assert short.reachable.smallest == pytest.approx(60 - 0.35 * 40 - 50)  # 0.3, and not 0.94, counts
    assert short.if_willing is not None
    assert used(short) == {"seal": (1.0, 1.0)}  # if all were willing


def test_unprompted_where_that_is_enough_and_cheaper():
    result = pressed(case(willing="0.5", more=PLEA))
    assert used(result) == {"seal": (1.0, 0.5)}  # h = 0.75 just does
    assert result.rungs[0].plan.cost == pytest.approx(3)


def test_two_guarantors_stand_independently():
    """1 - h = 0.5 (1 - 0.3)(1 - 0.3 x 0.8) = 0.266: too much by 0.016; with 0.4 of the second 0.238 is enough."""
    second = "  pledge: {from: lender, to: agreement, kind: guarantee, strength: 0.8, willing: SURE, cost: 4}"
    low = pressed(case(more=second.replace("SURE", "0.3"), given="seal, pledge"))
    assert low.feasible is False
    assert low.reachable.smallest == pytest.approx(60 - 0.266 * 40 - 50)
    high = pressed(case(more=second.replace("SURE", "0.4"), given="seal, pledge"))
    assert used(high) == {"seal": (1.0, 0.3), "pledge": (1.0, 0.4)}
    assert high.rungs[0].plan.surplus["north"] == pytest.approx(60 - 0.238 * 40 - 50)


def test_what_the_draft_names_counts_in_full():
    written = TEXT.replace("STRENGTH", "1").replace("WILLING", "0.3").replace("MORE", "")
    result = pressed(read_text(written.replace("may-guarantee: [GIVEN]", "guarantees: [seal]")))
    assert result.before["north"] == pytest.approx(10)
    assert any("counts in full" in text for text in plans.limits(result))


def test_more_willingness_never_raises_the_least_cost():
    costs = [
        plan.cost if plan.feasible else float("inf")
        for willing in ("0", "0.2", "0.5", "0.6", "0.9", "1")
        for plan in [pressed(case(willing=willing, more=PLEA)).rungs[0].plan]
    ]
    assert costs == sorted(costs, reverse=True)
    assert costs[0] == float("inf")  # 0.8 of sway alone is not 1


def test_in_every_draw_a_guarantee_stands_as_it_would_there():
    scenario = case(willing="[0.2, 0.8]", more="")
    result = ripeness.pressure(scenario, "deal", draws=256)
    column = result.measures()["pressure.deal.everything.north.surplus"]
    assert column.min() == pytest.approx(60 - 0.5 * 0.8 * 40 - 50, abs=0.2)  # 0.2 and 0.8 of a full guarantee
    assert column.max() == pytest.approx(60 - 0.5 * 0.2 * 40 - 50, abs=0.2)
    assert result.over_draws("everything")["share"] == pytest.approx(0.5, abs=0.01)  # it takes 0.5


def test_a_proof_counts_with_the_chance():
    """Nothing proves a `no` that a merely likely guarantor would turn into a yes."""
    answer = say.answer(case(willing="almost certain"), pressed(case(willing="almost certain")))
    assert answer[0].startswith("Yes")
    refused = pressed(case(willing="0.3"))
    assert say.answer(case(), refused)[0].startswith("No, and that is proven of the numbers in this file: nothing")
    assert refused.reachable.bound < 0


@pytest.mark.parametrize("chance", ["0.3", "0.55", "1"])
def test_the_valuation_and_its_fractions_mean_the_same(chance):
    """V by the definition: q of a guarantee that stands, 1 - q of one that does not, for every set that does."""
    scenario = case(more="  pledge: {from: lender, to: agreement, kind: guarantee, strength: 0.4}")
    levels = {"seal": float(chance), "pledge": 0.25}
    worth = valuation(scenario, Draws(1), actors=["north"], guarantees=["seal", "pledge"], pressure=Pressure(levels))
    surplus = judge(worth, worth.space.rows([{"land": "share"}])).surplus[0, 0, 0]
    strengths, expected = {"seal": 1.0, "pledge": 0.4}, 0.0
    for standing in itertools.product((True, False), repeat=2):
        odds, doubt = 1.0, 0.5
        for (tie, q), stands in zip(levels.items(), standing, strict=True):
            odds *= q if stands else 1 - q
            doubt *= 1 - strengths[tie] if stands else 1
        expected += odds * ((1 - doubt) * 60 + doubt * (50 - 30))
    assert surplus == pytest.approx(expected - 50)
    stands = {"seal": Fraction(chance), "pledge": Fraction(1, 4)}
    found = exact(scenario, actors=["north"], guarantees=["seal", "pledge"], stands=stands).actors[0]
    assert float(found.compliance) == pytest.approx(float(worth.compliance[0, 0]))


def test_too_many_ways_to_stand_are_refused():
    one = "{from: broker, to: agreement, kind: guarantee, strength: 0.1, willing: 0.5, cost: 1}"
    more = [f"  g{k}: {one}" for k in range(7)]
    sway = "  plea: {from: lender, to: broker, kind: sway, strength: 1, willing: 1, cost: 10}"
    scenario = case(more="\n".join([*more, sway]), given=", ".join(["seal", *(f"g{k}" for k in range(7))]))
    with pytest.raises(ripeness.errors.AnalysisError) as caught:
        pressed(scenario)
    assert caught.value.problems[0].code == "too-many-guarantees"
    assert "in 6,560 ways" in str(caught.value)
