"""The valuation under levels of pressure against the literal definitions of ``tests.oracles.pressure_oracle``."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ripeness.numerics.draws import Draws
from ripeness.scenario.parties import Ranking
from ripeness.valuation import Pressure, judge, valuation
from ripeness.valuation.columns import Columns
from tests.budget import examples
from tests.oracles import pressure_oracle as oracle
from tests.pressures import levels_of, pressed
from tests.strategies import TEXT, having, load, scenarios, unknown

SEEDS = st.integers(0, 10**9)
N = 8

relaxed = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
}


def same(found, expected):
    if expected is None:
        return math.isnan(found)
    return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)


def known_in(columns, draw):
    """Return the oracle's ``values`` of one draw."""

    def value(path):
        above, _, last = path.rpartition(".")
        parts = above.split(".")
        if len(parts) == 4 and parts[0] == "preferences" and parts[2] == "values":
            given = columns.scenario.preferences[parts[1]].values.get(parts[3])
            if isinstance(given, Ranking):
                return float(columns.ranked(above, given)[last][draw])
        if path not in columns.scenario.estimates:
            return None
        number = float(columns(path)[draw])
        return None if math.isnan(number) else number

    return value


def check(raw, levels, made, table):
    scenario = load(raw)
    columns = Columns(scenario, table)
    asked = [
        oracle.question(raw, TEXT, made=made, values=known_in(columns, draw) if table.count > 1 else None)
        for draw in range(table.count)
    ]
    guarantees = {tie for tie, body in raw["ties"].items() if body["kind"] == "guarantee"}
    worth = valuation(
        scenario,
        table,
        actors=asked[0].signatories,
        guarantees=oracle.backing(asked[0], levels),
        columns=columns,
        pressure=Pressure({tie: level for tie, level in levels.items() if tie not in guarantees}, made=made),
    )
    found = judge(worth, worth.space.rows([asked[0].package]))
    for draw, question in enumerate(asked):
        for i, actor in enumerate(question.signatories):
            expected = {
                "value": oracle.signing(question, actor, levels),
                "reservation": oracle.refusing(question, actor, levels),
                "surplus": oracle.surplus(question, actor, levels),
            }
            for figure, number in expected.items():
                here = float(getattr(found, figure)[draw, i, 0])
                assert same(here, number), (draw, actor, figure, here, number)


@pytest.mark.parametrize("made", [False, True])
@settings(max_examples=examples(20, 180), **relaxed)
@given(SEEDS)
def test_central_surplus_under_pressure(made, seed):
    raw = pressed(seed)
    check(raw, levels_of(raw, seed), made, Draws(1))


@pytest.mark.parametrize("made", [False, True])
@settings(max_examples=examples(14, 120), **relaxed)
@given(scenarios(packages=12), SEEDS)
def test_central_surplus_with_unknowns_under_pressure(made, raw, seed):
    check(raw, levels_of(raw, seed), made, Draws(1))


@pytest.mark.parametrize("made", [False, True])
@settings(max_examples=examples(7, 60), **relaxed)
@given(SEEDS)
def test_random_draws_under_pressure(made, seed):
    raw = pressed(seed)
    check(raw, levels_of(raw, seed), made, Draws(N, seed % 7))


@pytest.mark.parametrize("made", [False, True])
def test_no_pressure_is_the_world_as_it_is(made):
    for seed in range(20):
        raw = pressed(seed)
        scenario = load(raw)
        asked = oracle.question(raw, TEXT)
        worth = valuation(scenario, Draws(1), actors=asked.signatories, guarantees=asked.in_force)
        rows = worth.space.rows([asked.package])
        idle = dict.fromkeys((t for t, body in raw["ties"].items() if body["kind"] != "guarantee"), 0.0)
        pressure = Pressure(idle, made=made)
        pressing = valuation(scenario, Draws(1), actors=asked.signatories, guarantees=asked.in_force, pressure=pressure)
        assert judge(worth, rows).surplus.tolist() == judge(pressing, rows).surplus.tolist()


@pytest.mark.parametrize("made", [False, True])
def test_nothing_is_left_of_a_support_withdrawn_in_full_however_much_it_was(made):
    raw = having(pressed(0), "ties.support-0.now", unknown("0", "2"))
    check(raw, {"support-0": 1.0}, made, Draws(1))
