"""``pressure`` on many small networks against a grid written apart: no cheaper plan, no proof that a point refutes."""

import math

import pytest

import ripeness
from ripeness.errors import AnalysisError
from ripeness.scenario import read_text
from ripeness.words import pressure as say
from tests.budget import examples
from tests.oracles import small_networks as oracle

EPS = 1e-6
NETWORKS = range(examples(100, 2000))
AT_ONCE = 10  # networks of one test: each stays within its time
STEPS = 5


def bundles():
    return [NETWORKS[k : k + AT_ONCE] for k in range(0, len(NETWORKS), AT_ONCE)]


@pytest.mark.slow
@pytest.mark.parametrize("seeds", bundles(), ids=lambda r: f"{r.start}-{r.stop}")
def test_no_cheaper_plan_and_no_refuted_proof(seeds):
    for seed in seeds:
        net = oracle.network(seed)
        scenario = read_text(oracle.scenario_text(net))
        cuts = "made" if net.made else "threatened"
        if oracle.helpless(net):
            with pytest.raises(AnalysisError) as caught:
                ripeness.pressure(scenario, "deal", draws=1, cuts=cuts, chance=net.chance)
            assert caught.value.problems[0].code == "strengths-all-zero", seed
            continue
        check(seed, net, scenario, ripeness.pressure(scenario, "deal", draws=1, cuts=cuts, chance=net.chance))


def check(seed, net, scenario, result):
    for rung in result.rungs:
        willing = rung.willing == "all"
        cost, slack = oracle.cheapest(net, rung.margins, STEPS, willing=willing)
        plan = rung.plan
        if cost < math.inf:  # a point of the grid is enough
            assert plan.feasible, (seed, rung.name, rung.willing, cost, plan.bound)
            assert plan.bound <= cost + EPS, (seed, rung.name, rung.willing)
            assert plan.cost <= cost * (1 + 1e-3) + 1e-4, (seed, rung.name, rung.willing)
        if plan.feasible:
            check_plan(seed, net, rung)
        else:
            assert plan.proven, (seed, rung.name, rung.willing)
            assert slack < EPS, (seed, rung.name, rung.willing)
    for reached, willing in ((result.reachable, False), (result.if_willing, True)):
        if reached is not None:
            _, slack = oracle.cheapest(net, dict.fromkeys(oracle.SIDES, 0.0), STEPS, willing=willing)
            assert slack <= reached.bound + EPS, seed
    check_words(seed, net, scenario, result)
    check_needed(seed, net, result)
    check_undoing(seed, net, result)


def levels_of(plan):
    return {s.tie: s.level if s.stands is None else s.stands for s in plan.steps}


def check_plan(seed, net, rung):
    levels = levels_of(rung.plan)
    for side in oracle.SIDES:
        found = float(oracle.surplus(net, side, levels))
        assert found == pytest.approx(rung.plan.surplus[side], abs=EPS), (seed, side)
        assert found >= rung.margins[side] - EPS, (seed, side)
    assert float(oracle.spent(net, levels)) == pytest.approx(rung.plan.cost, abs=EPS), seed
    for tie, level in levels.items():
        able = 1.0 if rung.willing == "all" else net.ties[tie]["willing"]
        lent = sum(
            net.ties[s]["strength"] * levels.get(s, 0.0) for s in net.of_kind("sway", net.ties[tie]["from"]) if s != tie
        )
        if net.ties[tie]["kind"] == "guarantee":
            assert level == able or (level == 1 and able + lent >= 1 - EPS), (seed, tie)
        else:
            assert level <= min(able + lent, 1.0) + EPS, (seed, tie)


def check_words(seed, net, scenario, result):
    """No sentence of impossibility where a point of the grid says otherwise."""
    said = " ".join(say.answer(scenario, result))
    first = result.rungs[0]
    if "that is proven" in said:
        assert oracle.cheapest(net, first.margins, STEPS)[0] == math.inf, (seed, said)
    if "Nor would it be enough" in said:
        for rung in result.rungs:
            assert oracle.cheapest(net, rung.margins, STEPS, willing=True)[0] == math.inf, (seed, said)


def check_needed(seed, net, result):
    """A source said to be needed is; no set smaller than those said to be the smallest is enough."""
    needed = result.needed
    if needed.goal is None:
        return
    least = next(r.margins for r in result.rungs if r.willing == "all" and r.name == needed.goal)
    everybody = {tie["from"] for tie in net.ties.values()}
    for one in needed.sources:
        assert one.necessary is not None, seed
        cost, slack = oracle.cheapest(net, least, STEPS, willing=True, sources=everybody - {one.source})
        assert not (one.necessary and cost < math.inf), (seed, one.source)
        assert one.necessary or net.made or slack >= -EPS, (seed, one.source)
    for few in needed.sufficient_sets:
        _, slack = oracle.cheapest(net, least, 4 * STEPS if len(few) < 3 else STEPS, willing=True, sources=set(few))
        assert slack >= -1e-9 or oracle.most(net, least, set(few)) >= -1e-6, (seed, few)
        for source in few:
            cost, _ = oracle.cheapest(net, least, STEPS, willing=True, sources=set(few) - {source})
            assert cost == math.inf, (seed, few, source)


def check_undoing(seed, net, result):
    if result.shown is None:
        return
    levels = levels_of(result.shown.plan)
    for one in result.undoing:
        side = one.signatory
        able = [t for t in net.of_kind("support", side) if net.ties[t]["most"] > 1 and not levels.get(t)]
        if len(able) != 1 or float(oracle.surplus(net, side, levels)) < -EPS:
            continue
        more = oracle.least_raise(net, side, able[0], levels)
        if more is None:
            assert one.feasible is False, (seed, side)
            continue
        assert one.feasible, (seed, side)
        assert one.surplus < 0, (seed, side)
        price = net.ties[able[0]]["raise-cost"]
        assert one.cost == pytest.approx(price * more, abs=1e-3 * price), (seed, side)
