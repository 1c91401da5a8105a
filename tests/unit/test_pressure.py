"""The analysis ``pressure``: small cases worked by hand, circles, bad input, and every plan judged by the valuation."""

import json
import math

import numpy as np
import pytest

import ripeness
from benchmarks.leverage import scenario as network
from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Draws
from ripeness.scenario import read_text
from ripeness.valuation import Pressure, judge, valuation

PATRON = """\
ripeness: 1
id: patron
actors:
  north: {role: party}
  south: {role: party}
  patron: {role: backer}
  ally: {role: backer}
  bank: {role: backer}
issues:
  land: {now: keep, alternatives: {keep: Kept, share: Shared, give: Given}}
preferences:
  north: {weights: {land: 1}, values: {land: {keep: 100, share: 50, give: 0}}, noise: NOISE, trust: TRUST}
  south: {weights: {land: 1}, values: {land: {keep: 0, share: 50, give: 100}}, noise: NOISE, trust: 1, reservation: 40}
war:
  strength: {north: 30, south: 40}
  decisive: 1
  steepness: STEEP
  outcomes: {north-wins: {winner: north, package: {land: keep}}, south-wins: {winner: south, package: {land: give}}}
  cost: {north: 0, south: 90}
ties:
TIES
drafts:
  deal: {package: {land: share}, signatories: [north, south], may-guarantee: [MAY]}
"""
ARMS = "  arms: {from: patron, to: north, kind: support, strength: 30, willing: WILL, cut-cost: 10}"


def case(*ties, noise="0", trust="1", steep="1", may="", will="0.1"):
    text = PATRON.replace("TIES", "\n".join(ties).replace("WILL", will)).replace("NOISE", noise)
    return read_text(text.replace("TRUST", trust).replace("STEEP", steep).replace("MAY", may))


def tie(name, source, target, kind, **words):
    said = ", ".join(f"{word.replace('_', '-')}: {value}" for word, value in words.items())
    return f"  {name}: {{from: {source}, to: {target}, kind: {kind}, {said}}}"


def pressed(scenario, draft="deal", **options):
    return ripeness.pressure(scenario, draft, **({"draws": 1} | options))


def levels(result):
    shown = result.shown
    return {step.tie: step.level for step in shown.plan.steps} if shown else None


# --- plans by hand --------------------------------------------------------------------------------------------------


def test_support_is_withdrawn_until_refusing_is_worth_no_more_than_signing():
    result = pressed(case(ARMS, will="1"))
    assert result.before == {"north": pytest.approx(-10), "south": pytest.approx(10)}
    assert result.feasible is True
    assert levels(result) == {"arms": pytest.approx(2 / 3, abs=1e-6)}  # 30 + 10 against 40: even odds
    assert result.to_dict()["cost"] == pytest.approx(20 / 3, abs=1e-5)
    assert result.to_dict()["gap"] <= 1e-4


@pytest.mark.parametrize("steep", ["0.5", "1", "2", "3.5"])
def test_the_level_follows_the_steepness(steep):
    gift = tie("gift", "bank", "north", "inducement", strength=2, willing=1, cost=0.1)
    result = pressed(case(ARMS, gift, steep=steep, will="1"))
    share = 0.52  # the gift is cheap: 2 points, so that refusing may be worth 52
    strength = 40 * (share / (1 - share)) ** (1 / float(steep))
    assert levels(result) == {"gift": pytest.approx(1), "arms": pytest.approx((60 - strength) / 30, abs=1e-5)}


def test_sway_comes_first_and_only_as_far_as_it_is_needed():
    result = pressed(case(ARMS, tie("word", "ally", "patron", "sway", strength=0.8, willing=1, cost=5)))
    steps = result.rungs[0].plan.steps
    assert [(s.tie, s.after) for s in steps] == [("word", ()), ("arms", ("word",))]
    assert steps[1].level == pytest.approx(2 / 3, abs=1e-6)
    assert steps[0].level == pytest.approx((2 / 3 - 0.1) / 0.8, abs=1e-6)
    assert steps[1].surplus["north"] == pytest.approx(0, abs=1e-6)


def test_two_sources_do_not_lift_each_other_from_nothing():
    circle = (
        tie("one", "patron", "ally", "sway", strength=1, willing=0, cost=1),
        tie("two", "ally", "patron", "sway", strength=1, willing=0, cost=1),
    )
    result = pressed(case(ARMS, *circle, will="0"))
    assert result.feasible is False
    assert result.reachable.smallest == pytest.approx(-10)
    assert result.reachable.bound == pytest.approx(-10, abs=1e-4)
    assert result.if_willing.smallest == pytest.approx(50 - 100 * 30 / 70)


def test_a_circle_that_starts_from_something_counts_once_around():
    circle = (
        tie("one", "patron", "ally", "sway", strength=1, willing=0.5, cost=1),
        tie("two", "ally", "patron", "sway", strength=1, willing=0, cost=1),
    )
    # `over` is omitted: `two` moves the patron's arms and its sway, but `one` came before `two`.
    result = pressed(case(ARMS, *circle, will="0.2"))
    assert levels(result) == {
        "one": pytest.approx(2 / 3 - 0.2, abs=1e-6),
        "two": pytest.approx(2 / 3 - 0.2, abs=1e-6),
        "arms": pytest.approx(2 / 3, abs=1e-6),
    }
    beyond = pressed(case(ARMS, *circle, will="0.1"))  # 0.1 + 0.5 is less than two thirds
    assert beyond.feasible is False


def test_a_guarantee_is_in_force_or_not():
    seal = tie("seal", "bank", "agreement", "guarantee", strength=0.5, willing=1, cost=3)
    arms = ARMS.replace("WILL", "0")
    # Trust 0.6: V = 0.6 * 50 + 0.4 * min(60, 50) = 50. Where betrayal costs nothing, the guarantee changes nothing.
    result = pressed(case(arms, seal, trust="0.6", may="seal"), margin=-10)
    assert result.before["north"] == pytest.approx(-10)
    assert levels(result) == {}


def test_a_guarantee_that_reassures_is_bought_where_it_is_cheaper():
    text = PATRON.replace("trust: TRUST}", "trust: 0.6, betrayal: 10}").replace("NOISE", "0").replace("STEEP", "1")
    ties = (
        ARMS.replace("WILL", "0"),
        tie("seal", "bank", "agreement", "guarantee", strength=1, willing=1, cost=3),
        tie("gift", "bank", "north", "inducement", strength=20, willing=1, cost=20),
    )
    scenario = read_text(text.replace("TIES", "\n".join(ties)).replace("MAY", "seal"))
    result = pressed(scenario)
    assert result.before["north"] == pytest.approx(-14)  # 10 for the war, 0.4 * 10 for distrust
    assert levels(result) == {"seal": 1.0, "gift": pytest.approx(0.5)}
    assert result.guarantees == ("seal",)
    dear = read_text(text.replace("TIES", "\n".join(ties).replace("cost: 3}", "cost: 5}")).replace("MAY", "seal"))
    assert levels(pressed(dear)) == {"gift": pytest.approx(0.7)}  # 14 points of gift cost less than 5 + 10


def test_a_chance_asks_for_a_margin():
    result = pressed(case(ARMS, will="1", noise="4"))
    margin = 4 * math.log(math.sqrt(0.8) / (1 - math.sqrt(0.8)))
    assert result.margins == {"north": pytest.approx(margin), "south": pytest.approx(margin)}
    assert result.feasible is False  # South would sign with a surplus of 10, and 8.5 * … is asked
    relaxed = pressed(case(ARMS, will="1", noise="4"), chance=0.6)
    assert relaxed.rungs[0].plan.surplus["north"] >= relaxed.margins["north"] - 1e-6


def test_weights_decide_who_acts():
    ties = (
        ARMS,
        tie("gift", "bank", "north", "inducement", strength=20, willing=1, cost=12),
    )
    scenario = case(*ties, will="1")
    assert "gift" in levels(pressed(scenario))
    assert set(levels(pressed(scenario, weights={"bank": 100}))) == {"arms"}


# --- cuts that are made ---------------------------------------------------------------------------------------------

BOTH = (
    tie("arms", "patron", "north", "support", strength=30, willing=1, cut_cost=10),
    tie("ships", "ally", "south", "support", strength=10, willing=1, cut_cost=10),
)


def test_made_cuts_raise_the_hopes_of_the_other_side():
    text = PATRON.replace("reservation: 40", "reservation: 0").replace("south: 90", "south: 5").replace("TRUST", "1")
    text = text.replace("NOISE", "0").replace("STEEP", "2").replace("MAY", "").replace("TIES", "\n".join(BOTH))
    scenario = read_text(text)
    threat, made = pressed(scenario), pressed(scenario, cuts="made")
    # 60 against 50 today; South's refusal is worth 100 * share - 5 and rises as North's support goes.
    assert threat.rungs[0].plan.cost == pytest.approx(10 / 3, abs=1e-4)  # North down to 50
    assert made.rungs[0].plan.cost == pytest.approx(10 / 3, abs=1e-4)
    assert threat.rungs[0].plan.surplus["south"] > made.rungs[0].plan.surplus["south"]
    assert made.rungs[0].plan.surplus == {"north": pytest.approx(0, abs=1e-5), "south": pytest.approx(5, abs=1e-4)}


def test_made_cuts_may_have_to_be_balanced():
    text = PATRON.replace("reservation: 40", "reservation: 0").replace("south: 90", "south: 0").replace("TRUST", "1")
    text = text.replace("NOISE", "0").replace("STEEP", "2").replace("MAY", "").replace("TIES", "\n".join(BOTH))
    scenario = read_text(text.replace("north: 30, south: 40", "north: 30, south: 45"))
    made = pressed(scenario, cuts="made", margin=-1)
    for actor, surplus in made.rungs[0].plan.surplus.items():
        assert surplus >= -1 - 1e-6, actor
    assert made.rungs[0].plan.gap <= 1e-3


# --- flips and undoing ----------------------------------------------------------------------------------------------


def test_who_flips_a_refusal():
    ties = (
        ARMS,
        tie("word", "ally", "patron", "sway", strength=0.5, willing=0, cost=5),
        tie("gift", "bank", "north", "inducement", strength=6, willing=0, cost=5),
    )
    result = pressed(case(*ties))
    flips = {(f.source, f.signatory): f for f in result.flips}
    assert set(flips) == {("patron", "north"), ("ally", "north"), ("bank", "north")}
    patron, ally, bank = (flips[name, "north"] for name in ("patron", "ally", "bank"))
    assert patron.alone.level == pytest.approx(2 / 3)
    assert patron.chain == patron.alone
    assert patron.alone.surplus_at_full == pytest.approx(50 - 100 * 30 / 70)
    assert ally.alone.surplus_at_full == pytest.approx(-10)
    left = 60 - 30 * 0.6  # the patron goes 0.1 + 0.5 of the way
    assert ally.chain.surplus_at_full == pytest.approx(50 - 100 * left / (left + 40))
    assert ally.chain.flips is False
    assert ally.sway_needed == pytest.approx(2 / 3 - 0.1)
    assert bank.alone.surplus_at_full == pytest.approx(-4)
    assert math.isnan(bank.sway_needed)


def test_pairs_where_no_single_source_is_enough():
    ties = (
        tie("one", "ally", "north", "sanction", strength=6, willing=0, cost=5),
        tie("two", "bank", "north", "inducement", strength=8, willing=0, cost=5),
    )
    result = pressed(case(ARMS.replace("30", "0"), *ties).model_copy(), margin=0)
    assert result.before["north"] == pytest.approx(50 - 100 * 30 / 70)  # signs already: nobody has to flip anything
    assert result.flips == ()
    stronger = read_text(case_text(ties))
    pair = {p.sources: p for p in pressed(stronger).pairs}["ally", "bank"]
    assert pair.level == pytest.approx(10 / 14)
    assert pair.surplus_at_full == pytest.approx(4)


def case_text(ties):
    text = PATRON.replace("north: 30, south: 40", "north: 60, south: 40").replace("TIES", "\n".join(ties))
    return text.replace("NOISE", "0").replace("TRUST", "1").replace("STEEP", "1").replace("MAY", "")


def test_who_undoes_a_plan():
    ties = (
        ARMS,
        tie("more", "ally", "north", "support", strength=10, now=0, most=2, raise_cost=3, willing=0, cut_cost=1),
    )
    result = pressed(case(*ties, will="1"), margin=4)
    assert result.rungs[0].plan.surplus["north"] == pytest.approx(4, abs=1e-6)
    (undone,) = [u for u in result.undoing if u.signatory == "north"]
    # refusing must be worth 50: strength 40 where the plan leaves 46 / 54 * 40
    left = 40 * 46 / 54
    assert undone.feasible is True
    assert undone.raised == (
        ("more", pytest.approx((40 - left) / 10, abs=1e-5), pytest.approx(3 * (40 - left) / 10, abs=1e-4)),
    )
    assert undone.surplus < 0


# --- every plan by the valuation alone ------------------------------------------------------------------------------


def judged(scenario, result, *, made):
    """Return the surpluses of the shown plan, by the valuation."""
    plan = result.shown.plan
    levels = {s.tie: s.level for s in plan.steps if s.kind != "guarantee"}
    worth = valuation(
        scenario,
        Draws(1),
        actors=result.asked.signatories,
        guarantees=result.guarantees,
        pressure=Pressure(levels, made=made),
    )
    judgement = judge(worth, worth.space.rows([result.package]))
    return dict(zip(result.asked.signatories, judgement.surplus[0, :, 0].tolist(), strict=True))


@pytest.mark.parametrize("made", [False, True])
@pytest.mark.parametrize("draft", ["moscow", "berlin", None])
def test_plans_for_the_shipped_case_hold_by_the_valuation(draft, made):
    scenario = ripeness.read("libya-2020")
    result = pressed(scenario, draft, cuts="made" if made else "threatened", margin=-2)
    if result.shown is None:
        assert result.if_willing.bound < -2
        return
    found = judged(scenario, result, made=made)
    assert found == pytest.approx(dict(result.shown.plan.surplus), abs=1e-6)
    assert min(found.values()) >= -2 - 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_plans_for_random_networks_hold_by_the_valuation(seed):
    scenario = network(seed, actors=8, ties=24, issues=4, alternatives=3)
    for draft, made in (("text", True), (None, False)):
        result = pressed(scenario, draft, cuts="made" if made else "threatened", chance=0.6)
        assert result.shown is not None or result.if_willing.bound < max(result.margins.values())
        if result.shown:
            found = judged(scenario, result, made=made)
            assert found == pytest.approx(dict(result.shown.plan.surplus), abs=1e-6)
            least = result.shown.margins
            assert all(found[a] >= least[a] - 1e-6 for a in found)
            assert result.shown.plan.gap <= 1e-3


def test_a_threat_never_costs_more_than_a_cut_that_is_made():
    for seed in range(2):
        scenario = network(seed, actors=6, ties=14, issues=3, alternatives=3)
        threat, made = (pressed(scenario, "text", cuts=c, chance=0.6).rungs[-1].plan for c in ("threatened", "made"))
        if made.feasible:
            assert threat.cost <= made.cost * (1 + 1e-4) + 1e-6


# --- over draws -----------------------------------------------------------------------------------------------------


def test_measures_over_draws_and_their_first_draw():
    scenario = ripeness.read("libya-2020")
    result = ripeness.pressure(scenario, "moscow", draws=64)
    columns = result.measures()
    assert all(len(c) == 64 for c in columns.values())
    central = ripeness.pressure(scenario, "moscow", draws=1).measures()
    assert central["pressure.moscow.before.lna.surplus"][0] == pytest.approx(result.before["lna"])
    sign = ripeness.sign(scenario, "moscow", draws=64).measures()
    assert np.allclose(columns["pressure.moscow.before.lna.surplus"], sign["sign.moscow.lna.surplus"], atol=1e-9)
    assert set(np.unique(columns["pressure.moscow.flips.lna.uae.chain.flips"])) <= {0.0, 1.0}
    assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["draft"] == "moscow"


def test_a_plan_works_in_no_draw_in_which_everything_would_not():
    """Threats and gifts never make signing worse, so that asking everything of everybody is the most there is."""
    ranged = ARMS.replace("strength: 30", "strength: [20, 30, 40]").replace("willing: WILL", "willing: [0.5, 0.9, 1]")
    gift = tie("gift", "bank", "north", "inducement", strength="[0, 10]", willing="[0, 1]", cost=40)
    columns = pressed(case(ranged, gift), draws=256).measures()
    plan, everything = (columns[f"pressure.deal.{word}.works"] for word in ("plan", "everything"))
    assert 0 < plan.mean() < everything.mean() < 1
    assert (plan <= everything).all()


def test_a_plan_for_a_share_of_the_draws_works_in_it():
    ranged = ARMS.replace("strength: 30", "strength: [20, 30, 40]").replace("willing: WILL", "willing: [0.6, 1]")
    gift = tie("gift", "bank", "north", "inducement", strength="[5, 10]", willing=1, cost=40)
    found = pressed(case(ranged, gift), share=0.8).robust
    assert found.levels is not None
    assert found.sampled >= 0.8
    assert found.fresh == pytest.approx(0.8, abs=0.12)
    more = pressed(case(ranged, gift), share=0.95).robust
    assert more.cost > found.cost
    none = pressed(case(ranged, will="0"), share=0.99).robust
    assert none.levels is None
    assert none.most < 0.99


# --- bad input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"draft": "dael"}, "unknown-draft"),
        ({"chance": 0}, "bad-chance"),
        ({"chance": 1}, "bad-chance"),
        ({"chance": float("nan")}, "bad-chance"),
        ({"share": 2}, "bad-chance"),
        ({"margin": float("nan")}, "bad-margin"),
        ({"cuts": "threaten"}, "bad-cuts"),
        ({"weights": {"bnak": 1}}, "unknown-actor"),
        ({"weights": {"bank": -1}}, "bad-weight"),
        ({"weights": {"bank": float("nan")}}, "bad-weight"),
        ({"draws": 0}, "bad-draws"),
    ],
)
def test_bad_options(options, code):
    with pytest.raises(AnalysisError) as found:
        ripeness.pressure(case(ARMS), **({"draft": "deal"} | options))
    assert [p.code for p in found.value.problems] == [code]


def test_a_red_line_ends_the_search():
    text = case_text((ARMS.replace("WILL", "1"),)).replace(
        "noise: 0, trust: 1}", 'noise: 0, trust: 1, never: [{when: "land=share"}]}'
    )
    result = pressed(read_text(text))
    assert result.feasible is False
    assert result.rungs == ()
    assert "draft-forbidden" in {w.code for w in result.warnings}
    assert result.to_dict()["plan"] == []
    assert {f.chain.flips for f in result.flips} == {False}


def test_unknown_stays_unknown():
    unknown = ARMS.replace("strength: 30", "strength: {is: unknown, within: [0, 60]}")
    result = pressed(case(unknown), draws=16)
    assert result.feasible is None
    assert result.to_dict()["before"]["north"] is None
    assert {w.code for w in result.warnings} >= {"unknown-needed"}
    assert not np.isnan(result.measures()["pressure.deal.before.north.surplus"]).any()


def test_ties_that_a_plan_cannot_use():
    gift = tie("gift", "bank", "north", "inducement", strength=20, willing=1)
    poison = tie("poison", "bank", "north", "inducement", strength=-5, willing=1, cost=0)
    threat = tie("strike", "ally", "north", "sanction", strength=20, willing=1, cost=1, lawful="false")
    scenario = case(ARMS, gift, poison, threat)
    result = pressed(scenario)
    assert result.feasible is False
    assert result.rungs[-1].plan.steps[0].tie == "arms"
    assert "tie-without-cost" in {w.code for w in result.warnings}
    assert {f.source for f in result.flips} == {"patron", "bank"}
    asked = pressed(scenario, include_unlawful=True)
    assert levels(asked) == {"strike": pytest.approx(0.5)}
    assert asked.effects.unlawful == ("strike",)


def test_a_support_that_is_not_lawful_may_be_withdrawn():
    result = pressed(case(ARMS.replace("willing: WILL", "willing: 1, lawful: false, harm: shells on the town")))
    assert levels(result) == {"arms": pytest.approx(2 / 3, abs=1e-6)}
    assert result.effects.harm == {"arms": "shells on the town"}


def test_no_ties_and_no_parties():
    text = PATRON.replace("ties:\nTIES\n", "").replace("NOISE", "0").replace("TRUST", "1").replace("STEEP", "1")
    bare = read_text(text.replace("MAY", ""))
    result = pressed(bare)
    assert result.feasible is True  # without arms North signs of itself
    assert levels(result) == {}
    alone = read_text(text.replace("MAY", "").replace("south: {role: party}", "south: {role: observer}"))
    with pytest.raises(AnalysisError) as found:
        pressed(alone, None)
    assert found.value.problems[0].code == "too-few-signatories"


def test_chances_of_outcomes_take_the_place_of_strength():
    text = PATRON.replace("  strength: {north: 30, south: 40}\n  decisive: 1\n  steepness: STEEP\n", "")
    text = text.replace("package: {land: keep}}", "package: {land: keep}, chance: 0.6}")
    text = text.replace("package: {land: give}}", "package: {land: give}, chance: 0.4}").replace("NOISE", "0")
    arms = ARMS.replace("strength: 30", "strength: 30, relief: 15").replace("WILL", "1")
    text = (
        text.replace("TRUST", "1")
        .replace("MAY", "")
        .replace("TIES", arms)
        .replace("north: 0, south", "north: 10, south")
    )
    result = pressed(read_text(text))
    assert result.before["north"] == pytest.approx(-10)  # cost 10 is wholly relieved
    assert result.feasible is True
    assert levels(result) == {"arms": pytest.approx(1, abs=1e-6)}  # 15 points less relief, of which 5 were not needed
