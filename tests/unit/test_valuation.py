"""What packages, war and walking away are worth, against figures worked out by hand (docs/methods/sign.md)."""

import math

import numpy as np
import pytest

from ripeness.errors import AnalysisError, RipenessError
from ripeness.numerics.draws import Draws
from ripeness.valuation import Space, joint, judge, seen_by, valuation, war
from ripeness.valuation.columns import Columns
from tests.strategies import TEXT, having, load, two_parties, unknown


def worth_of(raw, *, draws=None, guarantees=(), actors=("a", "b")):
    return valuation(load(raw), draws or Draws(1), actors=actors, guarantees=guarantees)


def judged(raw, package=None, **more):
    """Return figures of each actor at the central values: {actor: {figure: number}}."""
    worth = worth_of(raw, **more)
    complete = load(raw).package(raw["drafts"][TEXT]["package"], package or {})
    found = judge(worth, worth.space.rows([complete]))
    return {actor: {name: float(v[0, i, 0]) for name, v in vars(found).items()} for i, actor in enumerate(worth.actors)}


def at_war(**more):
    """a (20 + 20 of support) fights b (40); u_a: a wins 75, b wins 0, as now 0; u_b: a wins 50, b wins 100, now 100.

    a wins: land given, aid none: u_a = 3/4 x 100 = 75, u_b = 1/2 x 100 = 50.
    b wins: land kept, aid none: u_a = 0, u_b = 100.    Stalemate is as now, the same.
    """
    raw = two_parties()
    raw["actors"]["c"] = {"role": "backer"}
    raw["war"] = {
        "strength": {"a": "20", "b": "40"},
        "decisive": "0.5",
        "outcomes": {
            "a-wins": {"winner": "a", "package": {"land": "give"}},
            "b-wins": {"winner": "b", "package": {"land": "keep"}},
            "stalemate": {"package": {}},
        },
        "cost": {"a": "10", "b": "5"},
    } | more
    raw["ties"] = {"arms": {"from": "c", "to": "a", "kind": "support", "strength": "20", "relief": "4"}}
    del raw["preferences"]["a"]["reservation"]
    return raw


def odds(raw, viewer=None, draws=None):
    return war.odds(Columns(load(raw), draws or Draws(1)), viewer=viewer)[0].tolist()


# --- utility ------------------------------------------------------------------------------------------------------


def test_utility_is_the_weighted_mean_of_the_values():
    found = judged(two_parties())
    assert found["a"]["utility"] == pytest.approx((3 * 60 + 1 * 100) / 4)
    assert found["b"]["utility"] == pytest.approx((2 * 50 + 2 * 20) / 4)


def test_an_omitted_issue_weighs_nothing():
    raw = two_parties()
    del raw["preferences"]["a"]["weights"]["aid"]
    assert judged(raw)["a"]["utility"] == pytest.approx(60)


def test_an_omitted_value_is_unknown_on_a_weighted_issue_only():
    raw = two_parties()
    del raw["preferences"]["a"]["values"]["aid"]["flow"]
    assert math.isnan(judged(raw)["a"]["utility"])
    assert judged(raw, {"aid": "none"})["a"]["utility"] == pytest.approx(45)
    assert judged(having(raw, "preferences.a.weights.aid", "0"))["a"]["utility"] == pytest.approx(60)


def test_bonuses_are_added_and_nothing_is_clipped():
    bonuses = [
        {"when": "land=halve & aid=flow", "points": "50"},
        {"when": "land=give", "points": "7"},
        {"when": "!(land=keep)", "points": "-8"},
    ]
    raw = having(two_parties(), "preferences.a.bonuses", bonuses)
    assert judged(raw)["a"]["utility"] == pytest.approx(70 + 50 - 8)
    assert judged(raw, {"land": "give"})["a"]["utility"] == pytest.approx(100 + 7 - 8)
    assert judged(raw, {"land": "keep"})["a"]["utility"] == pytest.approx(25)


def test_an_unknown_bonus_matters_where_it_is_earned():
    raw = having(two_parties(), "preferences.a.bonuses", [{"when": "land=give", "points": unknown("0", "9")}])
    assert judged(raw)["a"]["utility"] == pytest.approx(70)
    assert math.isnan(judged(raw, {"land": "give"})["a"]["utility"])


def test_an_unknown_weight_makes_every_share_unknown_that_it_enters():
    raw = having(two_parties(), "preferences.a.weights.aid", unknown("1", "9"))
    assert math.isnan(judged(raw)["a"]["utility"])


def test_what_weighs_nothing_need_not_be_known_though_another_weight_is_unknown():
    """Land weighs 0 whatever aid weighs; aid is worth 0 without aid: u = 0."""
    raw = having(two_parties(), "preferences.a.weights", {"land": "0", "aid": unknown("1", "9")})
    assert judged(raw, {"aid": "none"})["a"]["utility"] == 0


def test_weights_are_divided_by_their_sum_in_each_draw():
    raw = having(two_parties(), "preferences.a.weights.land", ["1", "3", "5"])
    draws = Draws(64)
    land = Columns(load(raw), draws)("preferences.a.weights.land")
    worth = worth_of(raw, draws=draws)
    rows = worth.space.rows([{"land": "halve", "aid": "flow"}])
    expected = (land * 60 + 100) / (land + 1)
    np.testing.assert_allclose(judge(worth, rows).utility[:, 0, 0], expected, rtol=1e-12)


def test_no_weight_in_some_draw_is_refused():
    raw = having(two_parties(), "preferences.a.weights", {"land": ["0", "0", "5"]})
    with pytest.raises(AnalysisError) as caught:
        worth_of(raw)
    assert caught.value.problems[0].code == "weights-all-zero"


def test_nothing_said_about_preferences_is_refused():
    raw = two_parties()
    raw["actors"]["c"] = {"role": "backer"}
    with pytest.raises(AnalysisError) as caught:
        worth_of(raw, actors=("a", "c"))
    (found,) = caught.value.problems
    assert found.code == "no-preferences"
    assert "'c'" in found.message


# --- war ----------------------------------------------------------------------------------------------------------


def test_odds_follow_strength_with_support():
    """m_a = 20 + 20, m_b = 40: half and half of the decisive 0.5."""
    assert odds(at_war()) == pytest.approx([0.25, 0.25, 0.5])


def test_support_counts_at_its_present_level():
    """m_a = 20 + 0.5 x 20 = 30: 30/70 and 40/70."""
    raw = having(at_war(), "ties.arms.now", "0.5")
    assert odds(raw) == pytest.approx([0.5 * 30 / 70, 0.5 * 40 / 70, 0.5])


@pytest.mark.parametrize(
    ("steepness", "share"), [("0", 1 / 2), ("1", 3 / 4), ("2", 9 / 10), ("2.5", 3**2.5 / (3**2.5 + 1))]
)
def test_steepness(steepness, share):
    raw = at_war(strength={"a": "40", "b": "20"}, steepness=steepness)
    assert odds(raw) == pytest.approx([0.5 * share, 0.5 * (1 - share), 0.5])


def test_three_sides():
    raw = at_war(strength={"a": "10", "b": "30", "c": "40"}, cost={"a": "1", "b": "1", "c": "1"})
    raw["war"]["outcomes"]["c-wins"] = {"winner": "c", "package": {}}
    assert odds(raw) == pytest.approx([0.15, 0.15, 0.5, 0.2])


def test_a_side_without_strength_never_wins():
    raw = at_war(strength={"a": "0", "b": "40"})
    del raw["ties"]
    assert odds(raw) == pytest.approx([0, 0.5, 0.5])


def test_no_strength_on_any_side_is_refused():
    raw = at_war(strength={"a": "0", "b": "0"})
    raw["ties"]["arms"]["now"] = "0"
    with pytest.raises(AnalysisError) as caught:
        worth_of(raw)
    assert caught.value.problems[0].code == "strengths-all-zero"


def test_beliefs_replace_the_common_estimate_only_where_given():
    """a believes b's own strength to be 20: m_a = 40, m_b = 20. It believes nothing of d. b believes d = 1."""
    raw = at_war(believes={"a": {"strength": {"b": "20"}}, "b": {"decisive": "1"}})
    assert odds(raw, "a") == pytest.approx([0.5 * 2 / 3, 0.5 / 3, 0.5])
    assert odds(raw, "b") == pytest.approx([0.5, 0.5, 0])
    assert odds(raw) == pytest.approx([0.25, 0.25, 0.5])


def test_believed_strength_is_own_strength_to_which_support_is_added():
    raw = at_war(believes={"b": {"strength": {"a": "0"}, "ties": {"arms": {"strength": "10"}}}})
    assert odds(raw, "b") == pytest.approx([0.1, 0.4, 0.5])


def test_believed_level_of_support():
    raw = at_war(believes={"b": {"ties": {"arms": {"now": "0"}}}})
    assert odds(raw, "b") == pytest.approx([0.5 / 3, 1 / 3, 0.5])


def test_an_actor_without_a_common_chance_of_an_outright_win_judges_by_its_own():
    """Its own beliefs wherever given, the common estimate elsewhere; here none is needed elsewhere."""
    raw = at_war(believes={"a": {"decisive": "0.5"}, "b": {"decisive": "0.5"}})
    del raw["war"]["decisive"]
    assert odds(raw, "a") == pytest.approx([0.25, 0.25, 0.5])


def test_chances_replace_strength_and_are_divided_by_their_sum():
    raw = at_war()
    for outcome, chance in (("a-wins", "0.2"), ("b-wins", ["0.1", "0.3", "0.5"]), ("stalemate", "0.5")):
        raw["war"]["outcomes"][outcome]["chance"] = chance
    assert odds(raw) == pytest.approx([0.2, 0.3, 0.5])
    found = war.odds(Columns(load(raw), Draws(32)))
    np.testing.assert_allclose(found.sum(axis=-1), 1, rtol=1e-14)
    assert found[:, 0].std() > 0


def test_chances_that_are_all_zero_in_some_draw_are_refused():
    """Each may be 1, but the most likely value of each is 0: at the central values there is no outcome."""
    raw = at_war()
    for outcome in raw["war"]["outcomes"].values():
        outcome["chance"] = ["0", "0", "1"]
    with pytest.raises(AnalysisError):
        worth_of(raw)


def test_odds_add_up_though_a_belief_leaves_room_for_no_outcome():
    """The common estimate is that someone surely wins, so no stalemate is needed; a thinks otherwise."""
    raw = at_war(believes={"a": {"decisive": "0.5"}}, decisive="1")
    del raw["war"]["outcomes"]["stalemate"]
    try:
        chances = odds(raw, "a")
    except RipenessError:  # refusing it, when it is read or here, is right as well
        return
    assert sum(chances) == pytest.approx(1)


def test_what_war_is_worth():
    """a: 0.25 x 75 + 0.25 x 0 + 0.5 x 0 - (10 - 4) = 12.75.   b: 0.25 x 50 + 0.75 x 100 - 5 = 82.5."""
    worth = worth_of(at_war())
    assert worth.reservation[0].tolist() == pytest.approx([12.75, 82.5])
    assert [refusal.best_name() for refusal in worth.refusals] == ["war", "war"]
    assert worth.refusals[1].names == ("war", "reservation")


def test_relief_never_makes_war_pay():
    """Relief of 40 against a cost of 10: the cost is 0, not -30."""
    raw = having(at_war(), "ties.arms.relief", "40")
    assert worth_of(raw).reservation[0, 0] == pytest.approx(18.75)


def test_relief_counts_at_the_level_in_use_and_as_believed():
    raw = having(at_war(), "ties.arms.now", "0.5")  # m_a = 30: 0.5 x 30/70 x 75 - (10 - 2)
    assert worth_of(raw).reservation[0, 0] == pytest.approx(0.5 * 30 / 70 * 75 - 8)
    raw = at_war(believes={"a": {"ties": {"arms": {"relief": "1"}}}})
    assert worth_of(raw).reservation[0, 0] == pytest.approx(18.75 - 9)
    assert seen_by(worth_of(raw), None).reservation[0, 0] == pytest.approx(12.75)


def test_only_support_of_a_side_counts_for_it():
    raw = at_war()
    raw["ties"]["more"] = {"from": "a", "to": "c", "kind": "support", "strength": "90"}
    raw["ties"]["threat"] = {"from": "c", "to": "a", "kind": "sanction", "strength": "90"}
    assert odds(raw) == pytest.approx([0.25, 0.25, 0.5])


def test_what_fighting_costs_must_be_said():
    raw = at_war(cost={"b": "5"})
    with pytest.raises(AnalysisError) as caught:
        worth_of(raw)
    (found,) = caught.value.problems
    assert (found.code, found.path) == ("no-war-cost", "war.cost")
    assert "'a'" in found.message


def test_how_likely_an_outright_win_is_must_be_said():
    raw = at_war()
    del raw["war"]["decisive"]
    with pytest.raises(AnalysisError) as caught:
        worth_of(raw)
    assert caught.value.problems[0].code == "decisive-missing"


@pytest.mark.parametrize(
    "path", ["war.strength.b", "war.decisive", "war.steepness", "war.cost.a", "ties.arms.strength", "ties.arms.relief"]
)
def test_an_unknown_of_the_war_makes_its_worth_unknown(path):
    raw = having(
        at_war(strength={"a": "20", "b": "50"}), path, "unknown" if path == "war.decisive" else unknown("1", "9")
    )
    worth = worth_of(raw)
    assert math.isnan(worth.reservation[0, 0])
    assert worth.refusals[0].best_name() is None
    sampled = worth_of(raw, draws=Draws(16))
    assert np.isfinite(sampled.reservation).all()


def test_an_outcome_that_cannot_come_need_not_be_known():
    """With d = 0 nobody wins outright: what a victory is worth, and how strong anyone is, does not matter."""
    raw = having(at_war(decisive="0"), "preferences.a.values.land.give", "unknown")
    raw["war"]["strength"]["b"] = unknown("1", "9")
    assert worth_of(raw).reservation[0, 0] == pytest.approx(0 - 6)


# --- walking away -------------------------------------------------------------------------------------------------


def test_the_best_alternative_to_agreement_is_the_reservation():
    raw = two_parties()
    raw["preferences"]["a"]["walk-away"] = {
        "wait": {"package": {}, "cost": "1"},  # as now: 0 - 1
        "raid": {"package": {"land": "give"}, "cost": "30"},  # 75 - 30
    }
    worth = worth_of(raw)
    assert worth.refusals[0].names == ("wait", "raid", "reservation")
    assert worth.refusals[0].worth[0].tolist() == pytest.approx([-1, 45, 40])
    assert worth.refusals[0].best_name() == "raid"
    assert worth.reservation[0, 0] == pytest.approx(45)


def test_the_cost_of_walking_away_is_0_when_omitted_and_bonuses_count_there_too():
    raw = two_parties()
    raw["preferences"]["a"]["walk-away"] = {"raid": {"package": {"land": "give"}}}
    raw["preferences"]["a"]["bonuses"] = [{"when": "land=give & aid=none", "points": "6"}]
    assert worth_of(raw).reservation[0, 0] == pytest.approx(81)


def test_a_reservation_below_everything_is_kept():
    raw = having(two_parties(), "preferences.a.reservation", "-500")
    assert worth_of(raw).reservation[0, 0] == -500
    raw["preferences"]["a"]["walk-away"] = {"wait": {"package": {}}}
    assert worth_of(raw).reservation[0, 0] == 0


def test_of_equal_alternatives_the_first_is_named():
    raw = having(two_parties(), "preferences.a.walk-away", {"raid": {"package": {"land": "give"}, "cost": "35"}})
    assert worth_of(raw).refusals[0].best_name() == "raid"


def test_an_unknown_alternative_makes_refusing_unknown():
    raw = having(two_parties(), "preferences.a.walk-away", {"wait": {"package": {}, "cost": unknown("0", "9")}})
    worth = worth_of(raw)
    assert math.isnan(worth.reservation[0, 0])
    assert worth.refusals[0].best_name() is None


def test_the_best_alternative_may_change_from_draw_to_draw():
    raw = having(two_parties(), "preferences.a.reservation", ["0", "100"])
    raw["preferences"]["a"]["walk-away"] = {"raid": {"package": {"land": "give"}, "cost": "25"}}
    draws = Draws(64)
    reservation = Columns(load(raw), draws)("preferences.a.reservation")
    np.testing.assert_allclose(worth_of(raw, draws=draws).reservation[:, 0], np.maximum(reservation, 50))


# --- signing ------------------------------------------------------------------------------------------------------


def test_the_risk_of_betrayal():
    """h = 0.6, u = 70, r = 40: beta = 40 - 5 - 3 = 32, V = 42 + 12.8 = 54.8, s = 14.8; r_eff = 40 + 0.4 x 8 / 0.6."""
    raw = having(two_parties(), "preferences.a.trust", "0.6")
    raw["preferences"]["a"] |= {"betrayal": "5", "exposure": {"land": {"halve": "3", "give": "50"}}}
    found = judged(raw)["a"]
    assert found["value"] == pytest.approx(54.8)
    assert found["surplus"] == pytest.approx(14.8)
    assert found["effective_reservation"] == pytest.approx(40 + 0.4 * 8 / 0.6)


def test_a_text_worse_than_refusing_is_no_worse_when_betrayed():
    """u = 70 < r = 90: beta = min(r, u) - 5 = 65, V = 0.6 x 70 + 0.4 x 65 = 68."""
    raw = having(two_parties(), "preferences.a.trust", "0.6")
    raw["preferences"]["a"] |= {"betrayal": "5", "reservation": "90"}
    assert judged(raw)["a"]["value"] == pytest.approx(68)


def test_exposure_is_unweighted_and_added_over_clauses():
    raw = having(two_parties(), "preferences.a.trust", "0")
    raw["preferences"]["a"]["exposure"] = {"land": {"halve": "3"}, "aid": {"flow": "4", "none": "90"}}
    assert judged(raw)["a"]["value"] == pytest.approx(40 - 7)


def test_no_trust_at_all_has_no_effective_reservation():
    raw = having(two_parties(), "preferences.a.trust", "0")
    found = judged(raw)["a"]
    assert math.isnan(found["effective_reservation"])
    assert found["value"] == pytest.approx(40)


def test_omitted_trust_means_that_the_risk_is_not_modelled():
    raw = two_parties()
    raw["preferences"]["a"] |= {"betrayal": unknown("0", "90"), "exposure": {"land": {"halve": "60"}}}
    found = judged(raw)["a"]
    assert (found["value"], found["effective_reservation"]) == pytest.approx((70, 40))


def guaranteed(strength, trust="0.4"):
    raw = having(two_parties(), "preferences.a.trust", trust)
    raw["ties"] = {
        name: {"from": "b", "to": "agreement", "kind": "guarantee", "strength": strength} for name in ("one", "two")
    }
    return raw


@pytest.mark.parametrize(
    ("strength", "names", "expected"),
    [
        ("0.5", (), 0.4),
        ("0.5", ("one",), 1 - 0.6 * 0.5),
        ("0.5", ("one", "two"), 1 - 0.6 * 0.25),
        ({"a": "0.5"}, ("one",), 0.7),
        ({"b": "0.5"}, ("one",), 0.4),
        ({"is": "0.5"}, ("one",), 0.7),
        ("1", ("one",), 1.0),
        ("0", ("one", "two"), 0.4),
    ],
)
def test_compliance(strength, names, expected):
    assert worth_of(guaranteed(strength), guarantees=names).compliance[0].tolist() == pytest.approx([expected, 1])


def test_a_full_guarantee_makes_trust_unneeded():
    assert worth_of(guaranteed("1", "unknown"), guarantees=("one",)).compliance[0, 0] == 1
    assert math.isnan(worth_of(guaranteed("0.5", "unknown"), guarantees=("one",)).compliance[0, 0])


@pytest.mark.parametrize(
    ("reservation", "signs"), [("70", 1), ("70.0000000001", 1), ("70.00001", 0), ("69.9", 1), ("70.1", 0)]
)
def test_signing_at_the_edge(reservation, signs):
    raw = having(two_parties(), "preferences.a.reservation", reservation)
    found = judged(raw)["a"]
    assert (found["signs"], found["probability"]) == (signs, signs)


@pytest.mark.parametrize(("reservation", "noise"), [("60", "5"), ("80", "5"), ("70", "1"), ("-500", "0.001")])
def test_probability_is_logistic_in_the_surplus(reservation, noise):
    raw = having(two_parties(), "preferences.a.reservation", reservation)
    raw["preferences"]["a"]["noise"] = noise
    exponent = (70 - float(reservation)) / float(noise)
    expected = 1 / (1 + math.exp(-exponent))
    assert judged(raw)["a"]["probability"] == pytest.approx(expected, rel=1e-12)


def test_far_from_the_edge_nothing_overflows():
    raw = having(two_parties(), "preferences.a.noise", "0.0000000001")
    raw["preferences"]["a"]["reservation"] = "1e+20"
    raw["preferences"]["b"] |= {"noise": "0.0000000001", "reservation": "-1e20"}
    found = judged(raw)
    assert (found["a"]["probability"], found["b"]["probability"]) == (0, 1)


@pytest.mark.parametrize(
    ("firms", "held"), [(["1"], 1), (["0.3"], 0), (["0.3", "0.9"], 1), (["unknown"], None), (["unknown", "1"], 1)]
)
def test_crossed_red_lines(firms, held):
    raw = having(two_parties(), "preferences.a.never", [{"when": "land=halve", "firm": firm} for firm in firms])
    found = judged(raw)["a"]
    if held is None:
        assert math.isnan(found["crossed"])
        assert math.isnan(found["signs"])
        assert math.isnan(found["probability"])
    else:
        assert (found["crossed"], found["signs"], found["probability"]) == (held, 1 - held, 1 - held)


def test_a_red_line_binds_its_own_actor_only_and_only_where_it_is_crossed():
    raw = having(two_parties(), "preferences.a.never", [{"when": "land=halve & aid=none"}])
    raw["preferences"]["b"]["reservation"] = "0"
    assert judged(raw)["a"]["signs"] == 1
    found = judged(raw, {"aid": "none"})
    assert (found["a"]["signs"], found["b"]["signs"]) == (0, 1)


def test_refusing_is_certain_whatever_the_open_red_line():
    """The surplus is negative: whether the red line is a bluff does not matter."""
    raw = having(two_parties(), "preferences.a.never", [{"when": "land=halve", "firm": "unknown"}])
    raw["preferences"]["a"]["reservation"] = "90"
    assert judged(raw)["a"]["signs"] == 0


def test_joint_probability_is_the_product():
    chances = np.array([[[0.5, 0.2], [0.5, 0.0]], [[1.0, math.nan], [math.nan, 0.0]]])
    found = joint(chances)
    assert found[0].tolist() == [0.25, 0]
    assert math.isnan(found[1, 0])
    assert found[1, 1] == 0


# --- packages -----------------------------------------------------------------------------------------------------


def test_rows_and_packages():
    raw = two_parties() | {"rules": [{"never": "land=give & aid=flow"}, {"never": "land=halve <-> aid=flow"}]}
    raw["drafts"][TEXT]["package"] = {"land": "halve"}
    space = Space.of(load(raw))
    assert space.shape == (3, 2)
    packages = [{"land": land, "aid": aid} for land in ("keep", "halve", "give") for aid in ("none", "flow")]
    rows = space.rows(packages)
    assert rows.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1], [2, 0], [2, 1]]
    assert [space.package(row) for row in rows] == packages
    # The second rule forbids halve with flow, and neither with the other.
    assert space.feasible(rows).tolist() == [False, True, True, False, False, False]


def test_no_rows_at_all():
    space = Space.of(load(two_parties()))
    assert space.rows([]).shape == (0, 2)
