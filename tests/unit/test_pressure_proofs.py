"""``pressure`` says "no" only from a proof, refuses wars without strength, and says who is needed and who is enough."""

import math
import re

import pytest

import ripeness
from ripeness.errors import AnalysisError
from ripeness.scenario import read_text
from ripeness.valuation.advise import all_advice
from ripeness.words import needed as needing
from ripeness.words import plans
from ripeness.words import pressure as pressing

WAR = """\
ripeness: 1
id: m
actors:
  {north: {role: party}, south: {role: party}, patron: {role: backer}, giver: {role: backer}, ally: {role: backer}}
issues: {land: {now: keep, alternatives: {keep: Kept, share: Shared, give: Given}}}
preferences:
  north: {weights: {land: 1}, values: {land: {keep: 100, share: 50, give: 0}}, noise: 0, betrayal: 20, trust: TRUST}
  south: {weights: {land: 1}, values: {land: {keep: 0, share: 50, give: 100}}, noise: 0, trust: 1, reservation: 40}
war:
  strength: {north: NORTH, south: SOUTH}
  decisive: DECISIVE
  outcomes:
    north-wins: {winner: north, package: {land: keep}}
    south-wins: {winner: south, package: {land: share}}
    stalemate: {package: {land: keep}}
  cost: {north: COST, south: 90}
ties:
TIES
drafts: {deal: {package: {land: share}, signatories: [north, south]}}
"""


def case(*ties, north="60", south="40", trust="1", decisive="1", cost="0"):
    text = WAR.replace("NORTH", north).replace("SOUTH", south).replace("TRUST", trust).replace("DECISIVE", decisive)
    return read_text(text.replace("COST", cost).replace("TIES", "\n".join(f"  {tie}" for tie in ties)))


def arms(**words):
    said = {"strength": 30, "willing": 1, "cut-cost": 10} | {w.replace("_", "-"): v for w, v in words.items()}
    return f"arms: {{from: patron, to: north, kind: support, {', '.join(f'{w}: {v}' for w, v in said.items())}}}"


def pressed(scenario, **options):
    return ripeness.pressure(scenario, "deal", **({"draws": 1} | options))


# --- no strength ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draws", [1, 64])
@pytest.mark.parametrize("cuts", ["threatened", "made"])
@pytest.mark.parametrize("strength", ["30", "[10, 30]", "{is: [1, 2, 30], note: judged}"])
def test_all_strength_from_support_is_a_problem(cuts, strength, draws):
    with pytest.raises(AnalysisError) as caught:
        pressed(case(arms(strength=strength), north="0", south="0"), cuts=cuts, draws=draws)
    seen = ["north"] if cuts == "threatened" else ["north", "south"]  # whoever would be left with nobody armed
    assert [p.code for p in caught.value.problems] == ["strengths-all-zero"] * len(seen)
    assert all(f"as '{who}' sees it" in p.message for who, p in zip(seen, caught.value.problems, strict=True))
    assert "nobody could win" in str(caught.value)


def test_only_levels_that_are_asked_about_count():
    """Each side lives on support: a threat to one leaves the other armed; cuts that are made may leave nobody."""
    ships = "ships: {from: ally, to: south, kind: support, strength: 20, willing: 1, cut-cost: 5}"
    scenario = case(arms(), ships, north="0", south="0")
    assert pressed(scenario).before["north"] == pytest.approx(50 - 100 * 30 / 50 - 50 * 20 / 50)
    with pytest.raises(AnalysisError, match="with all support withdrawn"):
        pressed(scenario, cuts="made")


@pytest.mark.parametrize("own", ["1e-9", "0.001"])
def test_a_little_strength_of_its_own_is_enough_up_to_the_last_level(own):
    """North against a South of next to nothing: only nearly all of its arms withdrawn makes the odds even."""
    small = f"{float(own):.12f}"
    result = pressed(case(arms(), north=small, south=small, cost="25"))
    # worth 50 + 50 m/(m + s) - 25 against 50: even odds, m = s, at level 1
    (flip,) = [f for f in result.flips if f.source == "patron"]
    assert flip.alone.level == pytest.approx(1, abs=1e-6)
    assert flip.alone.surplus_at_full == pytest.approx(0, abs=1e-9)
    assert math.isfinite(result.reachable.smallest if result.reachable else result.rungs[0].plan.surplus["north"])


# --- a free cut -----------------------------------------------------------------------------------------------------

UNSETTLED = """\
ripeness: 1
id: free-cut
actors: {aa: {role: party}, bb: {role: party}, k1: {role: backer}, k2: {role: backer}, k3: {role: backer}}
issues:
  i0: {now: x0, alternatives: {x0: A, x1: B, x2: C}}
  i1: {now: x0, alternatives: {x0: A, x1: B}}
  i2: {now: x0, alternatives: {x0: A, x1: B, x2: C}}
preferences:
  aa:
    weights: {i0: 20, i1: 50, i2: 32.5}
    values: {i0: {x0: 61, x1: 6.1, x2: 71.4}, i1: {x0: 79, x1: 34.7}, i2: {ranked: [x1, x0, x2]}}
    trust: 0.14
    betrayal: 9.9
    noise: 0
  bb:
    weights: {i0: 20, i1: 34, i2: 22.2}
    values: {i0: {ranked: [x0, x2, x1]}, i1: {x0: 49, x1: 15}, i2: {ranked: [x0, x2, x1]}}
    noise: 3.5
war:
  strength: {aa: 54.5, bb: 19.9}
  decisive: 0.9
  outcomes: {a: {winner: aa, package: {i0: x2, i1: x1}}, b: {winner: bb, package: {i0: x2}}, c: {package: {i1: x1}}}
  cost: {aa: 9.9, bb: 0}
ties:
  t0: {from: k2, to: bb, kind: inducement, strength: 8.1, willing: 1, cost: 5.6}
  t2: {from: k3, to: aa, kind: inducement, strength: 11.1, willing: 1, cost: 12.9}
  t3: {from: k1, to: aa, kind: support, strength: 31, willing: 1, cut-cost: CUT, relief: 1.4}
drafts: {deal: {package: {i0: x2}, signatories: [aa, bb]}}
"""


@pytest.mark.slow
@pytest.mark.parametrize("cut", ["0", "0.001", "1"])
@pytest.mark.parametrize("cuts", ["made", "threatened"])
def test_a_cut_that_costs_nothing_hides_no_plan(cut, cuts):
    """A search on paper finds 5.56 points: 0.431 of t2 with a little of t3, or 5.676 with 0.44 of t2 alone."""
    scenario = read_text(UNSETTLED.replace("CUT", cut))
    result = pressed(scenario, cuts=cuts)
    assert result.feasible is True
    assert result.rungs[0].plan.cost <= 5.5602
    assert result.rungs[0].plan.gap <= 1e-3
    assert all(s >= result.margins[a] - 1e-8 for a, s in result.rungs[0].plan.surplus.items())
    assert pressing.answer(scenario, result)[0].startswith("Yes")


# --- undoing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trust", ["0.05", "0.4", "0.45", "0.55", "0.6"])
@pytest.mark.parametrize("cuts", ["threatened", "made"])
def test_the_least_that_undoes_a_plan_whatever_the_confidence(trust, cuts):
    """Surplus 0 under the plan: the slightest raise undoes it, at next to no cost."""
    gift = "gift: {from: giver, to: north, kind: inducement, strength: 30, willing: 1, cost: 5}"
    more = (
        "arms: {from: patron, to: north, kind: support, strength: 1, most: 2, raise-cost: 100, willing: 0, cut-cost: 1}"
    )
    scenario = case(gift, more, trust=trust, decisive="0.01", cost="60")
    result = pressed(scenario, cuts=cuts, margin=0)
    (undone,) = [u for u in result.undoing if u.signatory == "north"]
    assert undone.feasible is True
    assert undone.surplus < 0
    ((_, raised, cost),) = undone.raised
    assert raised < 0.02
    assert cost == pytest.approx(100 * raised)
    if result.rungs[0].plan.steps:
        assert abs(result.rungs[0].plan.surplus["north"]) < 1e-6


# --- needed and enough ----------------------------------------------------------------------------------------------

PUSH = "{t}: {{from: {a}, to: north, kind: sanction, strength: {s}, willing: 0, cost: 1}}"


def pushes(**strengths):
    return [PUSH.format(t=f"push-{a}", a=a, s=s) for a, s in strengths.items()]


def test_needed_is_not_enough():
    """North lacks 30: 50 + 50 x 0.6 against 50. Of 26, 5 and 4.5 the largest is needed, with either of the others."""
    result = pressed(case(*pushes(patron=6, giver=5, ally=4.5)))
    found = result.to_dict()
    assert found["before"]["north"] == pytest.approx(-30)
    assert found["sufficient_for"] is None  # 15.5 of 30
    assert {one["necessary"] for one in found["sources"].values()} == {None}
    result = pressed(case(*pushes(patron=26, giver=5, ally=4.5)))
    found = result.to_dict()
    assert {a: one["necessary"] for a, one in found["sources"].items()} == {
        "patron": True,
        "giver": False,
        "ally": False,
    }
    assert found["sufficient_sets"] == [["patron", "giver"], ["patron", "ally"]]
    assert found["sources"]["ally"]["sufficient_sets"] == [["patron", "ally"]]
    assert found["sufficient_complete"] is True
    said = needing.needing(case(*pushes(patron=26, giver=5, ally=4.5)), result)
    assert said[0].endswith("needed is patron. Enough are patron and giver; or patron and ally; fewer are not.")


def test_nobody_is_needed_where_two_can_each_do_it():
    result = pressed(case(*pushes(patron=31, giver=40, ally=2)))
    found = result.to_dict()
    assert not any(one["necessary"] for one in found["sources"].values())
    assert found["sufficient_sets"] == [["patron"], ["giver"]]
    assert found["sources"]["ally"]["sufficient_sets"] == []  # never one who could not be spared
    said = needing.needing(case(*pushes(patron=31, giver=40, ally=2)), result)
    assert said[0].endswith("nobody is needed. Enough is any of these alone, patron; or giver.")


def test_a_pair_against_each_of_the_two():
    """Withdrawn support bends the odds: the two do more together than the sum of what each does."""
    two = [
        "arms: {from: patron, to: north, kind: support, strength: 30, willing: 0, cut-cost: 1}",
        "ships: {from: ally, to: north, kind: support, strength: 30, willing: 0, cut-cost: 1}",
    ]
    result = pressed(case(*two, north="10", south="40", cost="20"))
    (pair,) = [p.to_dict() for p in result.pairs if set(p.sources) == {"patron", "ally"}]

    def surplus(strength):
        return 50 - (50 + 50 * strength / (strength + 40) - 20)

    assert pair["surplus_at_full"] == pytest.approx(surplus(10))
    assert pair["singly"] == {"patron": pytest.approx(surplus(40)), "ally": pytest.approx(surplus(40))}
    more = surplus(10) - surplus(70) - 2 * (surplus(40) - surplus(70))
    assert more > 0
    assert pair["more_than_singly"] == pytest.approx(more)


def test_libya_the_two_backers_alone_are_not_enough_and_only_one_of_them_is_needed():
    result = ripeness.pressure(ripeness.read("libya-2020"), "moscow", draws=1)
    lna = result.needed_each["lna"].to_dict()
    assert lna["sources"]["uae"]["necessary"] is True
    assert lna["sources"]["saudi-arabia"]["necessary"] is False
    assert not any(set(few) <= {"uae", "saudi-arabia"} for few in lna["sufficient_sets"])
    assert result.to_dict()["sufficient_for"] == "the verdict"


# --- words ----------------------------------------------------------------------------------------------------------


def test_a_proof_names_the_ties_that_it_leaves_aside():
    gift = "gift: {from: giver, to: north, kind: inducement, strength: 60, willing: 1}"
    scenario = case(gift)
    answer = pressing.answer(scenario, pressed(scenario))
    assert answer[0].startswith(
        "No, and that is proven of the numbers in this file for the ties that plans count on (the notes say"
    )
    assert pressing.answer(case(*pushes(ally=1)), pressed(case(*pushes(ally=1))))[0].startswith(
        "No, and that is proven of the numbers in this file: nothing"
    )


def test_there_is_no_plan_above_where_none_is_needed():
    scenario = case(*pushes(ally=1), cost="60")
    result = pressed(scenario, draws=64)
    said = " ".join(plans.over_draws(result))
    assert "plan above" not in said
    assert "that plan" not in said
    assert re.search(r"All sign with no pressure at all in all draws\.", said)


@pytest.mark.parametrize("word", ["likely", "{is: unlikely, note: judged}"])
def test_a_chance_in_words_as_willingness_is_a_warning(word):
    push = PUSH.format(t="push", a="ally", s=5).replace("willing: 0", f"willing: {word}")
    warned = [w for w in all_advice(case(push)).warnings if w.code == "willing-is-a-share"]
    assert len(warned) == 1
    assert "of what 'ally' could do, not as a chance that it does it" in warned[0].message


def test_of_a_guarantee_a_chance_in_words_is_what_it_is():
    seal = "seal: {from: ally, to: agreement, kind: guarantee, strength: 0.5, willing: likely, cost: 1}"
    assert not [w for w in all_advice(case(seal)).warnings if w.code == "willing-is-a-share"]
