"""The analysis ``pressure`` against the literal definitions and brute force of ``tests.oracles``, at central values."""

import math
from functools import cache
from pathlib import Path

import pytest
import yaml

import ripeness
from ripeness.scenario import read
from tests.budget import examples
from tests.oracles import pressure_oracle as oracle
from tests.oracles.plans_oracle import cheapest, cheapest_of_all, highest_levels, least_cost
from tests.pressures import pressed, winnable
from tests.strategies import TEXT, having, load, unknown

CUTS = ("threatened", "made")
EPS = 1e-6  # points, levels, costs
GAP = 1e-3  # how far from the bound a plan for so small a scenario may cost, in parts of its cost

# How many ties there are of each kind, at most, where something is to be exact or support has to be cut.
ACTING = {"sanction": 2, "inducement": 2, "guarantee": 2, "sway": 3}
CUTTING = {"support": 1, "sway": 2}
CUTTING_MORE = {"support": 2, "sway": 2, "inducement": 1}

seeds = pytest.mark.parametrize("seed", range(examples(2, 16)))
more_seeds = pytest.mark.parametrize("seed", range(examples(2, 20)))
both_cuts = pytest.mark.parametrize("cuts", CUTS)


def pressure(raw, draft=TEXT, *, cuts="threatened", chance=0.8):
    return ripeness.pressure(load(raw), draft, draws=1, cuts=cuts, chance=chance).to_dict()


def question(raw, cuts="threatened", draft=TEXT):
    return oracle.question(raw, draft, made=cuts == "made")


def same(found, expected):
    if found is None or expected is None:
        return found is None and expected is None
    return math.isclose(found, expected, rel_tol=EPS, abs_tol=EPS)


def same_to(part, found, expected):
    return math.isclose(found, expected, rel_tol=part, abs_tol=10 * EPS)


def levels_of_plan(found):
    levels = {step["tie"]: step["level"] if step["stands"] is None else step["stands"] for step in found["plan"]}
    assert len(levels) == len(found["plan"]), "a tie stands twice in the plan"
    return levels


# --- one result ---------------------------------------------------------------------------------------------------


def check_before(asked, found, chance=0.8):
    for actor in asked.signatories:
        assert same(found["before"][actor], oracle.surplus(asked, actor, {}))
        assert same(found["margins"][actor], oracle.margin(asked, actor, chance))


def check_plan(asked, found, chance=0.8):
    """The plan can be carried out in the order given, is enough by the definitions, and costs what it says."""
    levels = levels_of_plan(found)
    assert set(levels) <= set(oracle.usable(asked))
    assert oracle.possible_in_order(asked, levels, list(levels), slack=EPS)
    assert oracle.enough(asked, levels, chance, slack=EPS)
    for actor in asked.signatories:
        assert same(found["surplus"][actor], oracle.surplus(asked, actor, levels)), actor
    for step in found["plan"]:
        assert step["level"] > 0
        assert step["source"] == asked.raw["ties"][step["tie"]]["from"]
        assert same(step["cost"], oracle.tie_cost(asked, step["tie"]) * step["level"])
    assert same(found["cost"], sum(step["cost"] for step in found["plan"]))


def check_cost(found, best):
    """Brute force finds nothing cheaper than the bound, and nothing where nothing is said to work."""
    assert found["feasible"] is not None  # nothing that decides is unknown, and the scenario is small
    if not found["feasible"]:
        assert best.cost == math.inf, best
        assert found["plan"] == []
        assert found["cost"] is None
        return
    assert found["bound"] <= best.cost + EPS, best
    assert found["bound"] <= found["cost"] + EPS
    assert found["cost"] <= found["bound"] + GAP * found["cost"] + EPS
    assert found["gap"] >= 0


def check_reach(found, best):
    """No smallest surplus on the grid is above what is said to be within reach.

    Only a lower bound is known here: the grid's. `smallest` is the smallest surplus itself, not less the margin.
    """
    reach = found.get("reachable")
    if reach is None or best.smallest is None:
        return
    assert best.smallest <= reach["bound"] + EPS
    if reach["smallest"] is not None:
        assert reach["smallest"] <= reach["bound"] + EPS


def check(raw, cuts, steps=4):
    asked, found = question(raw, cuts), pressure(raw, cuts=cuts)
    check_before(asked, found)
    best = cheapest(asked, steps=steps)
    check_cost(found, best)
    check_reach(found, best)
    if found["feasible"]:
        check_plan(asked, found)
    return asked, found


# --- brute force --------------------------------------------------------------------------------------------------


@both_cuts
@more_seeds
def test_no_level_on_a_grid_is_cheaper(seed, cuts):
    check(pressed(seed), cuts)


@both_cuts
@more_seeds
def test_no_level_on_a_grid_is_cheaper_where_a_plan_is_needed(seed, cuts):
    check(winnable(seed, made=cuts == "made"), cuts)


@pytest.mark.slow
@both_cuts
@pytest.mark.parametrize("seed", range(1000, 1000 + examples(2, 16)))
def test_no_level_on_a_finer_grid_is_cheaper(seed, cuts):
    check(winnable(seed, made=cuts == "made", ties=6), cuts, steps=8)


@more_seeds
def test_the_least_plan_is_exact_where_nothing_is_cut(seed):
    raw = winnable(seed, most=ACTING)
    _, found = check(raw, "threatened", steps=2)
    exact = least_cost(question(raw))
    assert found["bound"] <= exact.cost + EPS
    assert exact.cost <= found["cost"] + EPS  # no plan is cheaper than the least
    assert found["cost"] <= exact.cost * (1 + GAP) + EPS


@both_cuts
@seeds
def test_the_least_cut_of_one_support(seed, cuts):
    """Brute force comes as close as the grid is fine."""
    raw = winnable(seed, made=cuts == "made", most=CUTTING)
    asked, found = check(raw, cuts, steps=2)
    best = least_cost(asked, steps=24, rounds=16)
    assert found["bound"] <= best.cost + EPS
    assert same_to(GAP, found["cost"], best.cost)


@both_cuts
@seeds
def test_cuts_on_a_grid_with_all_else_optimal_are_no_cheaper(seed, cuts):
    raw = winnable(seed, made=cuts == "made", most=CUTTING_MORE)
    asked, found = check(raw, cuts, steps=2)
    best = least_cost(asked, steps=4)
    assert found["bound"] <= best.cost + EPS
    assert found["cost"] <= best.cost * (1 + GAP) + EPS


@both_cuts
@seeds
def test_the_package_is_free(seed, cuts):
    raw = pressed(seed, ties=4, packages=6)
    found = pressure(raw, None, cuts=cuts)
    best = cheapest_of_all(raw, made=cuts == "made", steps=4)
    check_cost(found, best)
    check_reach(found, best)
    if found["feasible"]:
        asked = oracle.question(raw, None, package=found["package"], made=cuts == "made")
        assert oracle.feasible(raw, found["package"])
        check_plan(asked, found)


SEVERAL = {"support": 3, "sway": 1, "inducement": 1, "sanction": 1, "guarantee": 0}


def several_lose_support(raw):
    """Return whether a war has three sides or more, and more than one of them has support to lose."""
    supported = {tie["to"] for tie in raw["ties"].values() if tie["kind"] == "support"}
    return len(raw.get("war", {}).get("strength", {})) > 2 and len(supported) > 1


@pytest.mark.slow
@pytest.mark.parametrize("steepness", ["1", "0.5", "2"])
@pytest.mark.parametrize("first", range(5000, 5000 + 100 * examples(1, 8), 100))
def test_a_war_of_several_sides_that_lose_support(first, steepness):
    tried = [
        raw for seed in range(first, first + 100) if several_lose_support(raw := pressed(seed, ties=5, most=SEVERAL))
    ]
    assert tried
    for raw in tried:
        raw["war"]["steepness"] = steepness
        check(raw, "made", steps=3)


@pytest.mark.parametrize("chance", [0.5, 0.95])
@seeds
def test_another_chance(seed, chance):
    raw = winnable(seed, ties=5)
    asked, found = question(raw), pressure(raw, chance=chance)
    check_before(asked, found, chance)
    check_cost(found, cheapest(asked, chance=chance, steps=4))
    if found["feasible"]:
        check_plan(asked, found, chance)


# --- what counts for nothing --------------------------------------------------------------------------------------


def circle(strength, willing="0"):
    """One who refuses by 6; a backer whose threat could do 12 points; another, and both sway each other."""
    sway = {"kind": "sway", "strength": strength, "cost": "1"}
    worth = {"keep": "44", "give": "0"}
    return {
        "ripeness": "1",
        "id": "circle",
        "actors": {"a": {"role": "party"}, "b": {"role": "party"}, "g": {"role": "backer"}, "h": {"role": "backer"}},
        "issues": {"land": {"now": "keep", "alternatives": {"keep": "As now", "give": "Given up"}}},
        "preferences": {
            "a": {"weights": {"land": "1"}, "values": {"land": worth}, "reservation": "50"},
            "b": {"weights": {"land": "1"}, "values": {"land": worth}, "reservation": "40"},
        },
        "ties": {
            "threat": {"from": "g", "to": "a", "kind": "sanction", "strength": "12", "willing": "0", "cost": "10"},
            "on-g": {"from": "h", "to": "g", "willing": willing, **sway},
            "on-h": {"from": "g", "to": "h", **sway},
        },
        "drafts": {TEXT: {"package": {}, "signatories": ["a", "b"]}},
    }


@pytest.mark.parametrize("strength", ["1", "0.9"])
@pytest.mark.parametrize("willing", ["0", "0.2", "0.45"])
def test_nobody_is_lifted_by_what_it_lends(strength, willing):
    """0.5 of the threat is needed, 0.2 or 0.45 there; round a circle it would be 1."""
    raw = circle(strength, willing)
    asked, found = check(raw, "threatened")
    assert found["feasible"] is False
    # Once round: the sway on g at `willing`, so the threat at that times the strength.
    reach = -6 + 12 * float(willing) * float(strength)
    assert found["reachable"]["smallest"] <= reach + EPS
    assert found["reachable"]["bound"] < 0
    assert cheapest(asked, steps=20).smallest == pytest.approx(reach)


def test_a_circle_passes_on_what_is_there():
    """h is willing to 0.6 of its sway, so that g can be brought to the 0.5 that is needed: 0.5 x 1 + 0.5 x 10."""
    _, found = check(circle("1", "0.6"), "threatened")
    assert found["feasible"] is True
    assert [step["tie"] for step in found["plan"]] == ["on-g", "threat"]
    assert found["cost"] == pytest.approx(5.5)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("ties.threat.lawful", "false"),
        ("ties.on-g.lawful", "false"),
        ("ties.threat.cost", {"is": "unknown", "within": ["0", "40"]}),
        ("ties.on-g.cost", {"is": "unknown", "within": ["0", "40"]}),
        ("preferences.a.never", [{"when": "land=keep", "firm": "0.5"}]),
        ("preferences.b.never", [{"when": "land=keep"}]),
    ],
)
def test_what_cannot_be_in_a_plan(path, value):
    _, found = check(having(circle("1", "0.6"), path, value), "threatened")
    assert found["feasible"] is False


def test_what_costs_nothing_that_is_said_cannot_be_in_a_plan():
    raw = circle("1", "0.6")
    del raw["ties"]["threat"]["cost"]
    assert check(raw, "threatened")[1]["feasible"] is False


def test_omitted_willingness_is_none():
    raw = having(circle("1", "0.45"), "ties.threat.willing", "0.05")
    assert check(raw, "threatened")[1]["feasible"] is True
    del raw["ties"]["threat"]["willing"]
    assert check(raw, "threatened")[1]["feasible"] is False


def test_withdrawing_unlawful_support_is_lawful():
    """a has 30 and arms of 20 against 50: war is worth 20 + 80 m / (m + 50) - 35, 25 at m = 50, and u_a = 20.

    80 m = 35 (m + 50) at m = 38.89: 0.556 of the arms withdrawn, for 4.44.
    """
    raw = circle("1", "0")
    raw["preferences"]["a"] |= {"values": {"land": {"keep": "20", "give": "100"}}}
    del raw["preferences"]["a"]["reservation"]
    raw["war"] = {
        "horizon": "90 days",
        "strength": {"a": "30", "b": "50"},
        "decisive": "1",
        "outcomes": {
            "a-wins": {"winner": "a", "package": {"land": "give"}},
            "b-wins": {"winner": "b", "package": {}},
        },
        "cost": {"a": "35", "b": "40"},
    }
    arms = {"from": "h", "to": "a", "kind": "support", "strength": "20", "willing": "1", "cut-cost": "8"}
    raw["ties"] |= {"arms": {**arms, "lawful": "false"}}
    for cuts in CUTS:
        _, found = check(raw, cuts)
        assert [step["tie"] for step in found["plan"]] == ["arms"]
        assert found["cost"] == pytest.approx(8 * (50 - 35 * 50 / 45) / 20, rel=GAP)


def test_what_refusing_is_worth_is_unknown():
    """Then so is whether any plan works."""
    raw = having(circle("1", "0.6"), "preferences.a.reservation", unknown("20", "70"))
    found = pressure(raw)
    assert found["feasible"] is None
    assert found["before"]["a"] is None
    assert found["before"]["b"] == pytest.approx(4)
    assert found["plan"] is None  # figures that need an unknown are null
    assert found["cost"] is None


# --- flips --------------------------------------------------------------------------------------------------------


@cache
def expected_flip(seed, cuts, source, signatory, with_chain):
    asked = question(flip_scenario(seed, cuts), cuts)
    reach = oracle.chain_levels if with_chain else oracle.own_levels
    level = oracle.least_level(asked, source, signatory, reach)
    return level, oracle.surplus(asked, signatory, reach(asked, source, signatory, 1.0))


@cache
def flip_scenario(seed, cuts):
    return winnable(seed, made=cuts == "made") if seed % 3 else pressed(seed)


@both_cuts
@more_seeds
def test_flips(seed, cuts):
    raw = flip_scenario(seed, cuts)
    asked, found = question(raw, cuts), pressure(raw, cuts=cuts)
    rows = {(row["source"], row["signatory"]): row for row in found["flips"]}
    assert len(rows) == len(found["flips"])
    assert {signatory for _, signatory in rows} <= set(oracle.refusers(asked))
    for signatory in oracle.refusers(asked):
        for source in oracle.sources(asked):
            level, at_full = expected_flip(seed, cuts, source, signatory, with_chain=True)
            alone, alone_at_full = expected_flip(seed, cuts, source, signatory, with_chain=False)
            row = rows.get((source, signatory))
            if row is None:  # only what can do nothing may be left out
                assert level is None
                assert same(at_full, oracle.surplus(asked, signatory, {}))
                continue
            check_flip(row, level, at_full)
            check_flip(row["alone"], alone, alone_at_full)


def check_flip(row, level, at_full):
    assert row["flips"] is (level is not None), (row, level)
    assert row["level"] is None if level is None else abs(row["level"] - level) <= EPS, (row, level)
    assert same(row["surplus_at_full"], at_full), (row, at_full)


def test_flips_by_hand():
    """a lacks 6. g's threat does 12 l. h lends g l: the threat is at 0.1 + l, so 12 l = 4.8."""
    raw = having(circle("1"), "ties.threat.willing", "0.1")
    rows = {row["source"]: row for row in pressure(raw)["flips"]}
    assert (rows["g"]["flips"], rows["g"]["level"]) == (True, pytest.approx(0.5))
    assert rows["g"]["surplus_at_full"] == pytest.approx(6)
    assert rows["g"]["alone"]["level"] == pytest.approx(0.5)
    assert (rows["h"]["flips"], rows["h"]["level"]) == (True, pytest.approx(0.4))
    assert (rows["h"]["alone"]["flips"], rows["h"]["alone"]["level"]) == (False, None)
    assert rows["h"]["alone"]["surplus_at_full"] == pytest.approx(-6)


def test_nobody_flips_a_red_line():
    raw = having(circle("1"), "preferences.a.never", [{"when": "land=keep"}])
    assert not any(row["flips"] for row in pressure(raw)["flips"])


# --- scenarios that ship --------------------------------------------------------------------------------------------


def as_written(path):
    """Every scalar as the text that stands in the file."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def check_flips(asked, found):
    for row in found["flips"]:
        for part, reach in ((row, oracle.chain_levels), (row["alone"], oracle.own_levels)):
            source, signatory = row["source"], row["signatory"]
            level = oracle.least_level(asked, source, signatory, reach)
            check_flip(part, level, oracle.surplus(asked, signatory, reach(asked, source, signatory, 1.0)))


@both_cuts
def test_two_banks(two_banks_path, cuts):
    asked = question(as_written(two_banks_path), cuts, "capital")
    found = ripeness.pressure(read(two_banks_path), "capital", draws=1, cuts=cuts, chance=0.8).to_dict()
    check_before(asked, found)
    best = cheapest(asked, steps=4)
    check_cost(found, best)
    check_reach(found, best)
    if found["feasible"]:
        check_plan(asked, found)
    check_flips(asked, found)


@pytest.mark.exhaustive
@both_cuts
def test_libya(cuts):
    """Too large for brute force. Everything at its largest level at once is one thing that can be done."""
    scenario = ripeness.read("libya-2020")
    path = Path(ripeness.__file__).parent / "cases" / "libya-2020" / "scenario.yaml"
    asked = question(as_written(path), cuts, "moscow")
    found = ripeness.pressure(scenario, "moscow", draws=1, cuts=cuts, chance=0.8).to_dict()
    check_before(asked, found)
    if found["feasible"]:
        check_plan(asked, found)
    levels = highest_levels(asked)
    if levels is not None:
        reached = min(oracle.surplus(asked, actor, levels) for actor in asked.signatories)
        assert reached <= found["reachable"]["bound"] + EPS
    check_flips(asked, found)
