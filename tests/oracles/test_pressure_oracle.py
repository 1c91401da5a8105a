"""The oracle of pressure against figures worked out by hand, and its parts against each other."""

import math
from itertools import product
from typing import Any

import pytest

from tests.budget import examples
from tests.oracles import pressure_oracle as oracle
from tests.oracles import sign_oracle
from tests.oracles.plans_oracle import cheapest, cheapest_of_all, highest_levels, least_cost, of_kind
from tests.pressures import levels_of, pressed, winnable
from tests.strategies import TEXT, having

# One issue; a and b fight, c does not. Draft: as now.
#
#    u_a: take 100, keep 40, give 0.      u_b: take 0, keep 60, give 100.      u_c: 50.
#
# a has 30 and m's arms 10 (relief 2), b has 40; someone wins with chance 0.5.
#    a: m = 40 to 40, wins with 0.25: 25 + 0 + 0.5 x 40 = 45, less 10 - 2: r_a = 37.
#    b: 0 + 25 + 0.5 x 60 = 55, less 5: r_b = 50.
#    c: r_c = 45.
# a's trust is 0.5, betrayal 6: V_a = 0.5 x 40 + 0.5 (min(37, 40) - 6) = 35.5, s_a = -1.5.
# s_b = 60 - 50 = 10, s_c = 50 - 45 = 5.
TIES: dict[str, Any] = {
    "arms": {"from": "m", "to": "a", "kind": "support", "strength": "10", "relief": "2", "willing": "1"},
    "threat": {"from": "g", "to": "a", "kind": "sanction", "strength": "6", "cost": "30", "willing": "0.5"},
    "aid": {"from": "h", "to": "a", "kind": "inducement", "strength": "4", "cost": "20", "willing": "0.2"},
    "watch": {"from": "k", "to": "agreement", "kind": "guarantee", "strength": "0.4", "cost": "9", "willing": "1"},
    "push": {"from": "h", "to": "g", "kind": "sway", "strength": "0.5", "over": ["threat"], "cost": "10"},
}
TINY: dict[str, Any] = {
    "actors": {"a": {"role": "party"}, "b": {"role": "party"}, "c": {"role": "party"}}
    | {name: {"role": "backer"} for name in "ghkm"},
    "issues": {"land": {"now": "keep", "alternatives": {"take": "", "keep": "", "give": ""}}},
    "preferences": {
        "a": {
            "weights": {"land": "1"},
            "values": {"land": {"take": "100", "keep": "40", "give": "0"}},
            "trust": "0.5",
            "betrayal": "6",
        },
        "b": {"weights": {"land": "1"}, "values": {"land": {"take": "0", "keep": "60", "give": "100"}}},
        "c": {
            "weights": {"land": "1"},
            "values": {"land": {"take": "50", "keep": "50", "give": "50"}},
            "reservation": "45",
        },
    },
    "war": {
        "strength": {"a": "30", "b": "40"},
        "decisive": "0.5",
        "outcomes": {
            "a-wins": {"winner": "a", "package": {"land": "take"}},
            "b-wins": {"winner": "b", "package": {"land": "give"}},
            "stalemate": {},
        },
        "cost": {"a": "10", "b": "5"},
    },
    "ties": TIES,
    "drafts": {TEXT: {"package": {}, "may-guarantee": ["watch"]}},
}


def asked(*changes, made=False, only=None):
    raw = TINY
    if only is not None:  # and the arms, which nobody can plan to cut: nothing says at what cost
        raw = {**raw, "ties": {tie: body for tie, body in TIES.items() if tie in ("arms", *only)}}
        raw = having(raw, f"drafts.{TEXT}.may-guarantee", [tie for tie in ["watch"] if tie in only])
    for path, value in changes:
        raw = having(raw, path, value)
    return oracle.question(raw, TEXT, made=made)


def surpluses(question, levels):
    return [oracle.surplus(question, actor, levels) for actor in question.signatories]


def close(numbers):
    return pytest.approx(numbers, abs=1e-9)


# --- surplus ------------------------------------------------------------------------------------------------------


def test_without_pressure():
    assert surpluses(asked(), {}) == close([-1.5, 10, 5])
    assert surpluses(asked(made=True), {}) == close([-1.5, 10, 5])


def test_a_threatened_cut_enters_only_what_refusing_is_worth_to_the_one_threatened():
    """a fights with 30 to 40: 0.5 x 3/7 x 100 + 20 - 10 = 220/7 = 31.43; signing is worth 35.5 as before."""
    assert surpluses(asked(), {"arms": 1.0}) == close([35.5 - (150 / 7 + 10), 10, 5])
    # Half: 35 to 40, relief 1: 0.5 x 7/15 x 100 + 20 - 9 = 34.33.
    assert surpluses(asked(), {"arms": 0.5}) == close([35.5 - (70 / 3 + 11), 10, 5])


def test_a_cut_that_is_made_enters_signing_too_and_strengthens_the_other_side():
    """a: V = 20 + 0.5 (31.43 - 6). b: wins 4/7: 0.5 x 4/7 x 100 + 30 - 5 = 53.57."""
    r_a, r_b = 150 / 7 + 10, 200 / 7 + 25
    assert surpluses(asked(made=True), {"arms": 1.0}) == close([20 + (r_a - 6) / 2 - r_a, 60 - r_b, 5])


def test_a_cut_counts_as_its_victim_believes_it():
    """a believes the arms to be 30, of which half is in use, with relief 4: m = 45 of 85 now, 30 of 70 when cut."""
    believed = [("war.believes.a.ties.arms", {"strength": "30", "now": "0.5", "relief": "4"})]
    now = 50 * 45 / 85 + 20 - 8
    cut = 50 * 30 / 70 + 20 - 10
    value = 20 + (now - 6) / 2
    assert surpluses(asked(*believed), {})[0] == close(value - now)
    assert surpluses(asked(*believed), {"arms": 1.0})[0] == close(value - cut)
    # b believes nothing of its own: made, it still sees 10 withdrawn from 40.
    assert surpluses(asked(*believed, made=True), {"arms": 1.0})[1] == close(60 - (200 / 7 + 25))


def test_steepness():
    """30 to 40 at steepness 2: 9/25. At 0.5: √3 / (√3 + 2)."""
    for steepness, share in (("2", 9 / 25), ("0.5", math.sqrt(3) / (math.sqrt(3) + 2))):
        question = asked(("war.steepness", steepness))
        assert oracle.refusing(question, "a", {"arms": 1.0}) == close(50 * share + 20 - 10)


def test_a_reservation_is_a_floor_under_a_cut():
    assert oracle.refusing(asked(("preferences.a.reservation", "36")), "a", {"arms": 1.0}) == close(36)


def test_the_cost_of_war_less_relief_is_never_below_nothing():
    """Relief 16 of a cost of 10: 0. With a quarter withdrawn 12: still 0; with half 8: 2."""
    question = asked(("ties.arms.relief", "16"))
    shares = {0.0: 40 / 80, 0.25: 37.5 / 77.5, 0.5: 35 / 75}
    for (level, share), cost in zip(shares.items(), (0, 0, 2), strict=True):
        assert oracle.refusing(question, "a", {"arms": level}) == close(50 * share + 20 - cost)


def test_sanction_inducement_guarantee():
    """Half the sanction 3, a quarter of the inducement 1. Guarantee: h = 0.7: 28 + 0.3 (37 - 6) = 37.3."""
    assert surpluses(asked(), {"threat": 0.5}) == close([1.5, 10, 5])
    assert surpluses(asked(), {"aid": 0.25}) == close([-0.5, 10, 5])
    assert surpluses(asked(), {"watch": 1.0}) == close([0.3, 10, 5])
    assert surpluses(asked((f"drafts.{TEXT}.guarantees", ["watch"])), {}) == close([0.3, 10, 5])
    assert surpluses(asked((f"drafts.{TEXT}.may-guarantee", [])), {"watch": 1.0}) == close([-1.5, 10, 5])
    # A sanction is no war: what betrayal leaves, min(r, u), is as before.
    assert oracle.signing(asked(), "a", {"threat": 1.0}) == close(35.5)


def test_margins():
    """0.8^(1/3) = 0.928318; its logit log(12.950467) = 2.561131; times 4."""
    assert oracle.margin(asked(("preferences.a.noise", "4")), "a") == pytest.approx(10.244524, abs=1e-5)
    assert oracle.margin(asked(), "a") == 0
    alone = asked((f"drafts.{TEXT}.signatories", ["a"]), ("preferences.a.noise", "1"))
    assert oracle.margin(alone, "a") == pytest.approx(math.log(4))


@pytest.mark.parametrize("seed", range(examples(20, 40)))
def test_without_levels_it_is_the_oracle_of_sign(seed):
    raw = pressed(seed)
    question = oracle.question(raw, TEXT)
    judged = sign_oracle.draft_judgements(raw, TEXT, question.values)
    for actor in question.signatories:
        assert oracle.surplus(question, actor, {}) == close(judged[actor].surplus)
        assert oracle.signs(question, actor, {}) is judged[actor].signs


@pytest.mark.parametrize("seed", range(examples(20, 40)))
def test_cuts_are_a_world_in_which_less_support_is_in_use(seed):
    raw = pressed(seed, most={"support": 3})
    levels = levels_of(raw, seed)
    for actor in oracle.question(raw, TEXT).signatories:
        after = world_after(raw, levels)
        own = {tie: level for tie, level in levels.items() if raw["ties"][tie]["to"] == actor}
        worse = world_after(raw, own)
        made, threatened = (oracle.question(raw, TEXT, made=made) for made in (True, False))
        assert oracle.surplus(made, actor, levels) == close(judged(after, actor).surplus)
        assert oracle.refusing(threatened, actor, levels) == close(judged(worse, actor).reservation)
        assert oracle.signing(threatened, actor, levels) == close(judged(raw, actor).value)


def judged(raw, actor):
    return sign_oracle.draft_judgements(raw, TEXT, sign_oracle.central_values(raw))[actor]


def world_after(raw, levels):
    """Write what is left into the file, in whichever place says how much is in use."""
    values = sign_oracle.central_values(raw)
    for tie, level in levels.items():
        places = [f"ties.{tie}.now", *(f"war.believes.{a}.ties.{tie}.now" for a in raw["actors"])]
        for path in places:
            now = values(path)
            if now is None and path == places[0]:
                now = 1.0
            if now is not None:
                raw = having(raw, path, str(now * (1 - level)))
    return raw


# --- availability -------------------------------------------------------------------------------------------------


def circle(*, left="0", right="0", strength="1"):
    """Two backers sway each other; one of them has the threat and is willing to do nothing."""
    sway = {"kind": "sway", "strength": strength, "cost": "1"}
    return [
        ("ties.threat.willing", "0"),
        ("ties.on-g", {"from": "h", "to": "g", "willing": left, **sway}),
        ("ties.on-h", {"from": "g", "to": "h", "willing": right, **sway}),
    ]


def test_levels_that_can_be_had():
    question = asked(("ties.push.willing", "0.6"), ("ties.threat.willing", "0"))
    assert oracle.order_of(question, {"threat": 0.3, "push": 0.6}) == ["push", "threat"]
    assert oracle.order_of(question, {"threat": 0.31, "push": 0.6}) is None
    assert oracle.possible_in_order(question, {"threat": 0.3, "push": 0.6}, ["push", "threat"])
    assert not oracle.possible_in_order(question, {"threat": 0.3, "push": 0.6}, ["threat", "push"])


def test_a_guarantee_is_to_be_had_in_whole_or_not_at_all():
    nearly = asked(("ties.watch.willing", "0.75"))
    assert oracle.order_of(nearly, {"watch": 1.0}) is None
    assert oracle.order_of(nearly, {"watch": 0.5}) is None
    sway = {"from": "h", "to": "k", "kind": "sway", "strength": "0.5", "willing": "0.5", "cost": "1"}
    swayed = asked(("ties.watch.willing", "0.75"), ("ties.ask", sway))
    assert oracle.order_of(swayed, {"watch": 1.0, "ask": 0.5}) == ["ask", "watch"]
    assert oracle.order_of(swayed, {"watch": 1.0, "ask": 0.4}) is None


def test_two_sources_cannot_lift_each_other_from_nothing():
    nothing = asked(*circle())
    assert oracle.order_of(nothing, {"on-g": 0.5, "on-h": 0.5, "threat": 0.5}) is None
    assert oracle.order_of(nothing, {"on-g": 1.0, "on-h": 1.0}) is None
    assert cheapest(asked(*circle(), only=["threat"])).plan is None
    assert least_cost(asked(*circle(), only=["threat"])).plan is None


def test_a_spark_in_a_circle_goes_round_once():
    """h is willing to 0.1, so g can be brought to 0.1 and the threat to 0.1; not h, by what g lends, to 0.2."""
    spark = asked(*circle(left="0.1"))
    assert oracle.order_of(spark, {"on-g": 0.1, "on-h": 0.1, "threat": 0.1}) is not None
    assert oracle.order_of(spark, {"on-g": 0.2, "on-h": 0.1, "threat": 0.2}) is None
    assert oracle.order_of(spark, {"on-g": 0.1, "threat": 0.2}) is None


def test_what_cannot_be_used():
    question = asked(
        ("ties.arms.lawful", "false"),
        ("ties.arms.cut-cost", "4"),
        ("ties.threat.lawful", "false"),
        ("ties.aid.cost", "unknown"),
    )
    assert oracle.usable(question) == ["arms", "watch", "push"]
    assert "arms" not in oracle.usable(asked())  # nothing says what cutting it costs


@pytest.mark.parametrize("seed", range(examples(30, 60)))
def test_placing_whatever_can_be_placed_finds_an_order_where_there_is_one(seed):
    raw = pressed(seed, ties=5)
    question = oracle.question(raw, TEXT)
    for k in range(6):
        levels = {tie: level for tie, level in levels_of(raw, 100 * seed + k).items() if tie in oracle.usable(question)}
        found = oracle.order_of(question, levels)
        assert (found is not None) is oracle.possible_by_orders(question, levels)
        assert found is None or oracle.possible_in_order(question, levels, found)


# --- least plans --------------------------------------------------------------------------------------------------


def test_the_least_plan_by_hand():
    """s_a = -1.5. A quarter of the threat makes it 0 for 7.5. On the grid with halves, half of it, for 15."""
    question = asked(only=["threat", "push"])
    found = least_cost(question)
    assert (found.cost, found.plan) == (close(7.5), {"threat": close(0.25)})
    assert cheapest(question, steps=2).cost == close(15)


def test_the_least_plan_with_a_sway_by_hand():
    """The threat needs 0.25, of which the push lends half its level: 0.25 x 30 + 0.5 x 10 = 12.5."""
    question = asked(("ties.threat.willing", "0"), ("ties.push.willing", "0.6"), only=["threat", "push"])
    found = least_cost(question)
    assert found.cost == close(12.5)
    assert found.plan == {"threat": close(0.25), "push": close(0.5)}
    short = asked(("ties.threat.willing", "0"), ("ties.push.willing", "0.4"), only=["threat", "push"])
    assert least_cost(short).plan is None
    assert cheapest(short).plan is None
    assert cheapest(short).smallest == close(-1.5 + 6 * 0.2)


def test_the_least_plan_is_a_guarantee_where_that_is_cheaper():
    """Short by 1.5, a quarter of the threat costs 7.5 and the guarantee 9; at betrayal 7.8 it is short by 2.4.

    Then the threat costs 12. With the guarantee V = 28 + 0.3 (37 - 7.8) = 36.76: 0.24 is left for 0.04 of the threat.
    """
    assert least_cost(asked(only=["threat", "watch"])).plan == {"threat": close(0.25)}
    worse = asked(("preferences.a.betrayal", "7.8"), only=["threat", "watch"])
    assert least_cost(worse).cost == close(10.2)
    assert least_cost(worse).plan == {"watch": 1.0, "threat": close(0.04)}


def test_the_least_plan_with_a_cut_by_hand():
    """With l of the arms withdrawn, war is worth 50 m / (m + 40) + 20 - 8 - 2 l, m = 40 - 10 l; it is to be 35.5.

    In m: 50 m / (m + 40) + 2 m / 10 = 31.5, that is m^2 + 132.5 m - 6300 = 0, m = 37.13792, l = 0.286208; a unit
    costs 4, and the threat at 30 for 6 points is dearer.
    """
    m = (-132.5 + math.sqrt(132.5**2 + 4 * 6300)) / 2
    question = asked(("ties.arms.cut-cost", "4"), only=["threat"])
    found = least_cost(question, rounds=16)
    assert m == pytest.approx(37.13792)
    assert found.cost == pytest.approx(4 * (40 - m) / 10, abs=1e-5)


def test_no_plan_goes_round_a_red_line():
    line = [{"when": "land=keep"}]
    held = asked(("preferences.a.never", line))
    assert oracle.excluded(held)
    assert cheapest(held).plan is least_cost(held).plan is None
    bluff = asked(("preferences.a.never", [{**line[0], "firm": "0.4"}]))
    assert cheapest(bluff).plan is not None


def test_the_package_is_free_and_any_guarantee_may_be_added():
    """b refuses to lose land and a too, so it is as now with the guarantee: 9; half the threat were 15."""
    raw = {**TINY, "ties": {tie: body for tie, body in TIES.items() if tie in ("arms", "threat", "watch")}}
    found = cheapest_of_all(raw, steps=4)
    assert found.package == {"land": "keep"}
    assert (found.cost, found.plan) == (close(9), {"watch": 1.0})


@pytest.mark.parametrize("made", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_the_grid_is_what_a_plain_search_finds(seed, made):
    raw = winnable(seed, made=made, ties=4) if seed % 2 else pressed(seed, ties=4)
    question = oracle.question(raw, TEXT, made=made)
    costs, smallest = [math.inf], []
    axes = [tie_levels(question, tie) for tie in oracle.usable(question)]
    for point in product(*axes):
        levels = dict(zip(oracle.usable(question), point, strict=True))
        if oracle.order_of(question, levels) is None:
            continue
        smallest.append(min(surpluses(question, levels)))
        if oracle.enough(question, levels, slack=-oracle.TINY):
            costs.append(sum(oracle.tie_cost(question, tie) * level for tie, level in levels.items()))
    found = cheapest(question, steps=2)
    assert found.cost <= min(costs) + 1e-9
    assert found.smallest is None or found.smallest >= max(smallest) - 1e-9
    if not of_kind(question, "sway"):
        assert found.cost == close(min(costs))
        assert found.smallest is None or found.smallest == close(max(smallest))


def tie_levels(question, tie):
    guarantee = question.raw["ties"][tie]["kind"] == "guarantee"
    return [0.0, 1.0] if guarantee else sorted({0.0, 0.5, 1.0, oracle.willing(question, tie)})


@pytest.mark.parametrize("made", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_what_is_found_can_be_done_and_is_enough(seed, made):
    question = oracle.question(winnable(seed, made=made, ties=6), TEXT, made=made)
    coarse, fine, exact = cheapest(question, steps=2), cheapest(question, steps=4), least_cost(question)
    assert fine.cost <= coarse.cost + 1e-9
    if not any(question.raw["ties"][tie]["kind"] == "support" for tie in oracle.usable(question)):
        assert exact.cost <= fine.cost + 1e-7
    for found in (coarse, fine, exact):
        assert oracle.order_of(question, found.plan) is not None
        assert oracle.enough(question, found.plan, slack=1e-6)
        assert found.cost == close(sum(oracle.tie_cost(question, tie) * level for tie, level in found.plan.items()))


def test_the_highest_levels():
    """The push is not there unprompted; with 0.6 of it the threat is at 0.5 + 0.3."""
    assert highest_levels(asked()) == close({"threat": 0.5, "aid": 0.2, "watch": 1.0, "push": 0.0})
    assert highest_levels(asked(("ties.push.willing", "0.6")))["threat"] == close(0.8)
    assert highest_levels(asked(*circle()))["threat"] == 0
    # Round and round a circle there would be more than any order allows.
    assert highest_levels(asked(*circle(left="0.1"))) is None


# --- flips --------------------------------------------------------------------------------------------------------


def least(question, source, reach):
    return oracle.least_level(question, source, "a", reach)


def test_who_refuses():
    assert oracle.refusers(asked()) == ["a"]
    assert oracle.sources(asked()) == ["m", "g", "h", "k"]


def test_a_source_alone():
    """g with its threat only: 6 l = 1.5. h with its aid: 4 l = 1.5. k's guarantee at level 1 only."""
    question = asked(only=["threat", "aid", "watch", "push"])
    assert least(question, "g", oracle.own_levels) == close(0.25)
    assert least(question, "h", oracle.own_levels) == close(0.375)
    assert least(question, "k", oracle.own_levels) == 1.0
    assert oracle.surplus(question, "a", oracle.own_levels(question, "k", "a", 1.0)) == close(0.3)
    assert least(asked(("ties.threat.strength", "1"), only=["threat"]), "g", oracle.own_levels) is None


def test_a_source_with_its_chain():
    """h: aid 4 l, and the threat at 0.1 + 0.5 l: 0.6 + 3 l; with 7 l = 0.9."""
    question = asked(("ties.threat.willing", "0.1"))
    assert oracle.chain_levels(question, "h", "a", 0.2) == {"aid": 0.2, "push": 0.2, "threat": close(0.2)}
    assert least(question, "h", oracle.chain_levels) == close(0.9 / 7)
    assert oracle.surplus(question, "a", oracle.chain_levels(question, "h", "a", 1.0)) == close(-1.5 + 4 + 3.6)


def test_a_tie_reached_is_fixed_where_the_chain_first_reaches_it():
    """k sways h to 0.2 + l (at most 1); h then pushes g to 0.5 (0.2 + l), and g cannot lift h any further."""
    on_h = {"from": "k", "to": "h", "kind": "sway", "strength": "1", "over": ["push"], "cost": "1"}
    back = {"from": "g", "to": "h", "kind": "sway", "strength": "1", "cost": "1", "willing": "1"}
    question = asked(
        ("ties.push.willing", "0.2"),
        ("ties.on-h", on_h),
        ("ties.back", back),
        ("ties.push.over", ["threat", "back"]),
        ("ties.threat.willing", "0"),
        only=["threat", "aid", "push"],
    )
    levels = oracle.chain_levels(question, "k", "a", 0.4)
    assert levels == {"on-h": 0.4, "push": close(0.6), "threat": close(0.3), "back": 1.0, "aid": 1.0}
    assert list(levels) == ["on-h", "push", "threat", "back", "aid"]


def test_a_guarantee_comes_in_where_the_chain_brings_it_to_1():
    sway = {"from": "h", "to": "k", "kind": "sway", "strength": "0.5", "cost": "1"}
    question = asked(("ties.watch.willing", "0.75"), ("ties.ask", sway), only=["watch"])
    assert least(question, "h", oracle.chain_levels) == pytest.approx(0.5, abs=1e-8)
    assert least(question, "h", oracle.own_levels) is None


def test_unlawful_and_excluded():
    unlawful = asked(("ties.threat.lawful", "false"), only=["threat"])
    assert least(unlawful, "g", oracle.own_levels) is None
    cut = asked(("ties.arms.lawful", "false"), only=["arms"])
    assert 0 < least(cut, "m", oracle.own_levels) < 1
    line = asked(("preferences.a.never", [{"when": "land=keep"}]))
    assert least(line, "g", oracle.own_levels) is None
