"""The oracle itself against figures worked out by hand."""

import math
from copy import deepcopy
from typing import Any

import pytest

from .sign_oracle import (
    blockers,
    central_of,
    central_values,
    draft_judgements,
    effective_reservation,
    feasible,
    full_package,
    holds,
    joint_probability,
    judge,
    repairs,
    signatories,
    signatory_probability,
)

# Two issues, two fighting parties, all numbers plain.
#
# a: weights 3 and 1, that is 0.75 and 0.25. u_a(land, aid):
#    u(keep, none) = 0.75 x 40 + 0.25 x 0   = 30       u(take, none) = 75
#    u(keep, some) = 0.75 x 40 + 0.25 x 100 = 55       u(take, some) = 100
#    u(give, none) = 0                                 u(give, some) = 25
# b: weights 50 and 50.
#    u(keep, none) = 0.5 x 60 + 0.5 x 100 = 80         u(take, none) = 50
#    u(keep, some) = 0.5 x 60 + 0.5 x 0   = 30         u(take, some) = 0
#    u(give, none) = 100                               u(give, some) = 50
TINY: dict[str, Any] = {
    "actors": {
        "b": {"role": ["party", "backer"]},
        "c": {"role": "backer"},
        "a": {"role": "party"},
    },
    "issues": {
        "land": {"now": "keep", "alternatives": {"take": "", "keep": "", "give": ""}},
        "aid": {"now": "none", "alternatives": {"none": "", "some": ""}},
    },
    "preferences": {
        "a": {
            "weights": {"land": "3", "aid": "1"},
            "values": {
                "land": {"take": "100", "keep": "40", "give": "0"},
                "aid": {"none": "0", "some": "100"},
            },
        },
        "b": {
            "weights": {"land": "50", "aid": "50"},
            "values": {
                "land": {"take": "0", "keep": "60", "give": "100"},
                "aid": {"none": "100", "some": "0"},
            },
        },
    },
    "war": {
        "strength": {"a": "20", "b": "40"},
        "decisive": "0.5",
        "outcomes": {
            "a-wins": {"winner": "a", "package": {"land": "take"}},
            "b-wins": {"winner": "b", "package": {"land": "give"}},
            "stalemate": {},
        },
        "cost": {"a": "10", "b": "5"},
    },
    "ties": {
        "arms": {"from": "c", "to": "a", "kind": "support", "strength": "20", "relief": "4"},
        "watch": {"from": "c", "to": "agreement", "kind": "guarantee", "strength": {"a": "0.5"}},
    },
    "drafts": {"text": {"package": {"aid": "some"}, "signatories": ["a", "b"], "guarantees": ["watch"]}},
}


def tiny() -> dict[str, Any]:
    return deepcopy(TINY)


def judged(raw: dict[str, Any], actor: str) -> Any:
    return draft_judgements(raw, "text", central_values(raw))[actor]


# Estimates


@pytest.mark.parametrize(
    ("written", "central"),
    [
        ("62", 62.0),
        (["55", "70"], 62.5),
        (["0.1", "0.7"], 0.4),
        (["55", "60", "75"], 60.0),
        ("likely", 0.675),
        ("remote", 0.03),
        ("roughly even chance", 0.5),
        ("nearly certain", 0.97),
        ("unknown", None),
        ({"is": ["5", "10", "15"], "because": ["x"]}, 10.0),
        ({"is": "unknown", "within": ["0", "40"]}, None),
    ],
)
def test_central_value_of_an_estimate(written: Any, central: float | None) -> None:
    assert central_of(written) == central


def test_ranked_values_are_equally_spaced() -> None:
    raw = {"preferences": {"a": {"values": {"land": {"ranked": ["give", "keep", "take"]}}}}}
    central = central_values(raw)
    ranks = [central(f"preferences.a.values.land.{x}") for x in ("give", "keep", "take", "other")]
    assert ranks == [100.0, 50.0, 0.0, None]


def test_paths_number_list_items_from_0() -> None:
    raw = {"preferences": {"a": {"never": [{"firm": "0.2"}, {"firm": "very likely"}]}}}
    assert central_values(raw)("preferences.a.never.1.firm") == 0.875


# Conditions


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        # x=1 and y=1 are true; x=0 and y=0 are false.
        ("x=1", True),
        ("!x=0 & y=1", True),
        ("!x=1 | y=1", True),  # (!x=1) | y=1; !(x=1 | y=1) would be false
        ("!!x=1", True),
        ("!(x=1 & y=0)", True),
        ("x=1 | y=1 & x=0", True),  # x=1 | (y=1 & x=0); (x=1 | y=1) & x=0 would be false
        ("x=0 & y=1 | x=1", True),  # (x=0 & y=1) | x=1; x=0 & (y=1 | x=1) would be false
        ("(x=1 | y=1) & x=0", False),
        ("x=0 -> y=0 | y=1", True),
        ("x=1 | y=1 -> x=0", False),  # (x=1 | y=1) -> x=0; x=1 | (y=1 -> x=0) would be true
        ("x=0 -> x=1 -> y=0", True),  # x=0 -> (...) ; (x=0 -> x=1) -> y=0 would be false
        ("x=0 -> y=0", True),
        ("x=1 -> y=0", False),
        ("x=0 <-> x=1 -> y=1", False),  # x=0 <-> (x=1 -> y=1); (x=0 <-> x=1) -> y=1 would be true
        ("x=0 -> y=0 <-> y=0", False),  # (x=0 -> y=0) <-> y=0; x=0 -> (y=0 <-> y=0) would be true
        ("x=0<->y=0", True),
        ("x=0->y=0", True),
        ("long-id=no-one->x=0", False),
        ("x = 1&( long-id = no-one )", True),
    ],
)
def test_precedence(condition: str, expected: bool) -> None:
    assert holds(condition, {"x": "1", "y": "1", "long-id": "no-one"}) is expected


@pytest.mark.parametrize(
    "condition",
    ["", "x", "x=1 &", "x=1 y=1", "(x=1", "x=1)", "x=1 ^ y=1", "z=1", "x=1 - y=1"],
)
def test_what_is_no_condition_is_an_error(condition: str) -> None:
    with pytest.raises(ValueError):
        holds(condition, {"x": "1", "y": "1"})


# What a package, war and refusing are worth


def test_war_walk_away_and_utility_without_distrust() -> None:
    # a: m_a = 20 + 20 x 1 = 40, m_b = 40: each wins 1/2 of d = 0.5, that is 0.25; stalemate 0.5.
    #    war_a = 0.25 x 75 + 0.25 x 0 + 0.5 x 30 - (10 - 4) = 18.75 + 15 - 6 = 27.75
    # b: war_b = 0.25 x 50 + 0.25 x 100 + 0.5 x 80 - 5 = 12.5 + 25 + 40 - 5 = 72.5
    # Text (keep, some): u_a = 55, surplus 27.25; u_b = 30, surplus -42.5.
    a, b = judged(tiny(), "a"), judged(tiny(), "b")
    assert a.odds == pytest.approx({"a-wins": 0.25, "b-wins": 0.25, "stalemate": 0.5})
    assert (a.utility, a.value, a.reservation) == pytest.approx((55, 55, 27.75))
    assert (a.surplus, a.effective_reservation, a.h) == pytest.approx((27.25, 27.75, 1))
    assert (a.walk_away, a.signs, a.probability) == ("war", True, 1.0)
    assert (b.utility, b.reservation, b.surplus) == pytest.approx((30, 72.5, -42.5))
    assert (b.signs, b.probability) == (False, 0.0)


def test_own_beliefs_about_strength_support_decisiveness_and_relief() -> None:
    # a believes: b has 10 (not 40); arms bring 5 x now 2 = 10 (not 20); d = 0.8; relief 6 x 2 = 12 > cost 10.
    # m_a = 20 + 10 = 30, m_b = 10; squared: 900 and 100; a wins 0.8 x 0.9 = 0.72, b 0.08, stalemate 0.2.
    # war_a = 0.72 x 75 + 0.08 x 0 + 0.2 x 30 - max(0, 10 - 12) = 54 + 6 - 0 = 60.
    # b holds the common view: m_a = 40, m_b = 40, d = 0.5: unchanged at 72.5.
    raw = tiny()
    raw["war"]["steepness"] = "2"
    raw["war"]["believes"] = {
        "a": {
            "strength": {"b": "10"},
            "decisive": "0.8",
            "ties": {"arms": {"strength": "5", "now": "2", "relief": "6"}},
        }
    }
    a, b = judged(raw, "a"), judged(raw, "b")
    assert a.odds == pytest.approx({"a-wins": 0.72, "b-wins": 0.08, "stalemate": 0.2})
    assert a.reservation == pytest.approx(60)
    assert b.reservation == pytest.approx(72.5)


def test_chances_replace_strength_and_are_divided_by_their_sum() -> None:
    # 1 : 2 : 1, that is 0.25, 0.5, 0.25: war_a = 0.25 x 75 + 0.5 x 0 + 0.25 x 30 - 6 = 20.25.
    raw = tiny()
    for outcome, chance in {"a-wins": "0.1", "b-wins": "0.2", "stalemate": "0.1"}.items():
        raw["war"]["outcomes"][outcome]["chance"] = chance
    del raw["war"]["strength"], raw["war"]["decisive"]
    assert judged(raw, "a").reservation == pytest.approx(20.25)
    del raw["war"]["cost"]["b"]  # b does not fight now, and has nothing else to refuse for
    with pytest.raises(ValueError, match="no-reservation"):
        judged(raw, "b")


def test_the_best_alternative_to_agreement_and_its_order_among_equals() -> None:
    # a: war 27.75; wait = now - 2 = 28; siege = (take, none) - 47 = 28; reservation 28. The first of the
    # equals is wait.
    raw = tiny()
    raw["preferences"]["a"]["reservation"] = "28"
    raw["preferences"]["a"]["walk-away"] = {
        "wait": {"cost": "2"},
        "siege": {"package": {"land": "take"}, "cost": "47"},
    }
    assert (judged(raw, "a").walk_away, judged(raw, "a").reservation) == ("wait", 28)
    raw["preferences"]["a"]["reservation"] = "28.5"
    assert (judged(raw, "a").walk_away, judged(raw, "a").reservation) == ("reservation", 28.5)
    # A walk-away without a cost: now itself, 30.
    raw["preferences"]["a"]["walk-away"]["idle"] = {}
    assert (judged(raw, "a").walk_away, judged(raw, "a").reservation) == ("idle", 30)


def test_distrust_guarantees_exposure_and_noise() -> None:
    # a: trust 0.2, guarantee 0.5: h = 1 - 0.8 x 0.5 = 0.6. r = 27.75, u = 55, betrayal 8, exposure of keep 2.
    #    beta = min(27.75, 55) - 8 - 2 = 17.75;  V = 0.6 x 55 + 0.4 x 17.75 = 33 + 7.1 = 40.1
    #    surplus 12.35;  effective = 27.75 + 0.4 x 10 / 0.6 = 34.41666...;  noise 5: Lambda(2.47)
    # b: trust 0.2 and not in the guarantee's mapping: h = 0.2; u = 30 < r = 72.5, so beta = 30 and V = 30.
    raw = tiny()
    raw["preferences"]["a"] |= {
        "trust": "0.2",
        "betrayal": "8",
        "exposure": {"land": {"keep": "2", "give": "50"}},
        "noise": "5",
    }
    raw["preferences"]["b"]["trust"] = "0.2"
    a, b = judged(raw, "a"), judged(raw, "b")
    assert (a.h, a.value, a.surplus) == pytest.approx((0.6, 40.1, 12.35))
    assert a.effective_reservation == pytest.approx(27.75 + 20 / 3)
    assert a.probability == pytest.approx(1 / (1 + math.exp(-2.47)))
    assert (b.h, b.value, b.surplus) == pytest.approx((0.2, 30, -42.5))
    assert effective_reservation(10.0, 0.0, 5.0) is None


def test_a_single_guarantee_strength_serves_everyone() -> None:
    raw = tiny()
    raw["ties"]["watch"]["strength"] = {"is": ["0.2", "0.3"], "because": ["x"]}
    raw["preferences"]["b"]["trust"] = "0"
    assert judged(raw, "b").h == pytest.approx(0.25)


def test_bonuses_add_points_beyond_100_when_their_condition_holds() -> None:
    # (take, some) is worth 100 to a; the first bonus holds, the second does not.
    raw = tiny()
    raw["preferences"]["a"]["bonuses"] = [
        {"when": "land=take & aid=some", "points": "7"},
        {"when": "land=give", "points": "-3"},
    ]
    package = full_package(raw, {"land": "take", "aid": "some"})
    assert judge(raw, "a", package, [], central_values(raw)).utility == pytest.approx(107)


# Unknowns and red lines


def test_an_unknown_matters_only_where_it_has_weight() -> None:
    # Without its weight on land, a's utility of the text is 100, of now and of every outcome of war 0.
    # r = 0 - (10 - 4) = -6. With the weight, the unknown value of give makes war unknown, so the surplus too.
    raw = tiny()
    raw["preferences"]["a"]["values"]["land"]["give"] = "unknown"
    a = judged(raw, "a")
    assert (a.utility, a.reservation, a.surplus, a.signs, a.probability) == (55, None, None, None, None)
    assert a.walk_away is None
    raw["preferences"]["a"]["weights"] = {"aid": "1"}
    a = judged(raw, "a")
    assert (a.utility, a.reservation, a.signs) == (100, -6, True)
    # An omitted value is unknown too; and when b-wins cannot happen, the unknown is not needed.
    raw = tiny()
    del raw["preferences"]["a"]["values"]["land"]["give"]
    assert judged(raw, "a").reservation is None
    raw["war"]["decisive"] = "0"
    assert judged(raw, "a").reservation == pytest.approx(30 - 6)


def test_red_lines_by_firmness() -> None:
    raw = tiny()
    raw["preferences"]["a"]["never"] = [
        {"when": "land=take", "firm": "1"},  # not crossed by the text
        {"when": "aid=some", "firm": "unlikely"},  # crossed, 0.325: not held
        {"when": "land=keep & aid=some"},  # crossed, held
    ]
    a = judged(raw, "a")
    assert (a.red_lines, a.signs, a.probability, a.surplus) == ([2], False, 0.0, pytest.approx(27.25))
    raw["preferences"]["a"]["never"].pop()
    assert (judged(raw, "a").red_lines, judged(raw, "a").signs) == ([], True)
    second = "preferences.a.never.1"
    a = draft_judgements(raw, "text", central_values(raw), lambda path: path == second)["a"]
    assert (a.red_lines, a.signs) == ([1], False)
    raw["preferences"]["a"]["never"][1]["firm"] = "unknown"
    a = judged(raw, "a")
    assert (a.red_lines, a.signs, a.probability) == ([], None, None)


def test_a_held_red_line_settles_an_unknown_surplus() -> None:
    raw = tiny()
    raw["preferences"]["a"]["values"]["land"]["give"] = "unknown"
    raw["preferences"]["a"]["never"] = [{"when": "aid=some"}]
    a = judged(raw, "a")
    assert (a.surplus, a.signs, a.probability) == (None, False, 0.0)


# Drafts


def test_versions_mix_the_probabilities_only() -> None:
    # Noise 10. Text (keep, some): a 27.25, b -42.5. Version (give, some): u_a = 25, surplus -2.75; u_b = 50,
    # surplus -22.5. Chance of the version 0.3.
    raw = tiny()
    raw["preferences"]["a"]["noise"] = raw["preferences"]["b"]["noise"] = "10"
    raw["drafts"]["text"]["versions"] = {"leaked": {"chance": "0.3", "package": {"land": "give"}}}

    def chance(surplus: float) -> float:
        return 1 / (1 + math.exp(-surplus / 10))

    central = central_values(raw)
    joint = 0.7 * chance(27.25) * chance(-42.5) + 0.3 * chance(-2.75) * chance(-22.5)
    assert joint_probability(raw, "text", central) == pytest.approx(joint)
    alone = 0.7 * chance(27.25) + 0.3 * chance(-2.75)
    assert signatory_probability(raw, "text", "a", central) == pytest.approx(alone)
    assert judged(raw, "a").probability == pytest.approx(chance(27.25))


def test_omitted_signatories_are_the_parties_in_file_order() -> None:
    raw = tiny()
    del raw["drafts"]["text"]["signatories"]
    assert signatories(raw, "text") == ["b", "a"]


# Blockers and repairs


def test_blockers_and_repairs() -> None:
    # b refuses (keep, some), 30 against 72.5. aid: none is worth 80, so the loss is 50; land: give is worth
    # 50, so the loss is 20. One change: (keep, none): a 30 >= 27.75 and b 80 >= 72.5: a repair, surpluses
    # 2.25 and 7.5. (give, some): a 25 < 27.75. (take, some): b 0. So it is the only one.
    raw = tiny()
    central = central_values(raw)
    assert blockers(raw, "text", central) == [
        {"actor": "b", "issue": "aid", "alternative": "some", "best": "none", "loss": pytest.approx(50)},
        {"actor": "b", "issue": "land", "alternative": "keep", "best": "give", "loss": pytest.approx(20)},
    ]
    size, found = repairs(raw, "text", central)
    assert (size, found) == (1, [{"changes": {"aid": "none"}, "surplus": {"a": 2.25, "b": 7.5}}])
    raw["drafts"]["text"]["package"] = {"aid": "none"}
    assert repairs(raw, "text", central) == (0, [])
    assert blockers(raw, "text", central) == []


def test_rules_limit_blockers_and_repairs() -> None:
    # With (keep, none) ruled out, b's aid clause has no other alternative, and nothing else is signed by
    # both: (take, none) leaves b 50, (give, none) a 0, (take, some) b 0, (give, some) a 25.
    raw = tiny()
    raw["rules"] = [{"never": "land=keep & aid=none"}]
    central = central_values(raw)
    assert not feasible(raw, {"land": "keep", "aid": "none"})
    found = blockers(raw, "text", central)
    assert [(clause["issue"], clause["best"]) for clause in found] == [("land", "give")]
    assert repairs(raw, "text", central) == (-1, [])


def test_all_repairs_of_the_smallest_size() -> None:
    # Without war, a's reservation 60 and b's 50. a needs land=take (75 or 100): b then has 50 with none, 0
    # with some. From (give, some) that is two changes; (take, none) is the only package that both sign.
    raw = tiny()
    del raw["war"]
    raw["preferences"]["a"]["reservation"] = "60"
    raw["preferences"]["b"]["reservation"] = "50"
    raw["drafts"]["text"]["package"] = {"land": "give", "aid": "some"}
    central = central_values(raw)
    assert repairs(raw, "text", central) == (
        2,
        [{"changes": {"land": "take", "aid": "none"}, "surplus": {"a": 15.0, "b": 0.0}}],
    )
    # Now reservations of 25 and 30. (give, none) is worth 0 to a. land=take gives 75 and 50, land=keep 30 and
    # 80, aid=some 25 and 50: three repairs of one change.
    raw["preferences"]["a"]["reservation"] = "25"
    raw["preferences"]["b"]["reservation"] = "30"
    raw["drafts"]["text"]["package"] = {"land": "give"}
    size, found = repairs(raw, "text", central)
    assert size == 1
    assert [repair["changes"] for repair in found] == [{"land": "take"}, {"land": "keep"}, {"aid": "some"}]
    assert found[2]["surplus"] == {"a": 0.0, "b": 20.0}


def test_a_clause_with_an_unknown_alternative_blocks_by_an_unknown_amount() -> None:
    # b refuses for its reservation of 40 (no war); give is unknown to it, so its loss on land is unknown; the
    # loss on aid is still 80 - 30 = 50.
    raw = tiny()
    del raw["war"]
    raw["preferences"]["a"]["reservation"] = "0"
    raw["preferences"]["b"]["reservation"] = "40"
    raw["preferences"]["b"]["values"]["land"]["give"] = "unknown"
    found = blockers(raw, "text", central_values(raw))
    assert [(clause["issue"], clause["best"], clause["loss"]) for clause in found] == [
        ("aid", "none", pytest.approx(50)),
        ("land", None, None),
    ]
