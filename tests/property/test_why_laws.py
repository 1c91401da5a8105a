"""Laws of parts, of what answers teach and of the panel, on whole random scenarios, and the literal definitions."""

import copy
import json
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ripeness.bargaining import panel, sign
from ripeness.numerics.draws import Draws
from ripeness.valuation.columns import Columns
from tests.budget import examples
from tests.differential.test_sign_against_oracle import held_in, remembering, values_in
from tests.oracles import sign_oracle, why_oracle
from tests.strategies import TEXT, load, scenarios

N = 8
MOST_TERMS = 7  # 5,040 orders
PARTS = ("stalemate", "hurting", "way_out")

relaxed = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
}


def same(found, expected):
    """Whether two numbers agree to 1e-9; None and NaN are unknown."""
    if expected is None or found is None:
        return expected is None and (found is None or math.isnan(found))
    return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)


def without_trust(raw):
    """Fewer terms, so that all their orders can be gone through."""
    copied = copy.deepcopy(raw)
    for wants in copied["preferences"].values():
        wants.pop("trust", None)
    return copied


def signing(raw):
    return sign_oracle.signatories(raw, TEXT)


# --- parts --------------------------------------------------------------------------------------------------------


def check_parts(found, raw, actor, values):
    package, guarantees = sign_oracle.draft_package(raw, TEXT), raw["drafts"][TEXT]["guarantees"]
    if len(why_oracle.terms(raw, actor, package, values)) > MOST_TERMS:
        return
    expected = why_oracle.parts(raw, actor, package, guarantees, values)
    assert (found is None) == (expected is None), (found, expected)
    if found is not None:
        assert set(found) == set(expected)
        assert {k: (found[k], expected[k]) for k in found if not same(found[k], expected[k])} == {}


@pytest.mark.parametrize("trusting", [True, False])
@settings(max_examples=examples(20, 80), **relaxed)
@given(scenarios(actors=2, issues=2, packages=8))
def test_parts_are_gains_averaged_over_all_orders(trusting, raw):
    raw = without_trust(raw) if trusting else raw
    plain = sign(load(raw), TEXT, draws=1, up_to=0).to_dict()["signatories"]
    values = remembering(sign_oracle.central_values(raw))
    for actor in signing(raw):
        check_parts(plain[actor]["parts"], raw, actor, values)


@settings(max_examples=examples(6, 24), **relaxed)
@given(scenarios(actors=2, issues=2, packages=6), st.integers(0, 1000))
def test_parts_in_every_draw_are_gains_averaged_over_all_orders(raw, seed):
    raw = without_trust(raw) if seed % 2 else raw
    scenario, table = load(raw), Draws(3, seed)
    measures, columns = sign(scenario, TEXT, draws=table, up_to=0).measures(), Columns(scenario, table)
    for actor in signing(raw):
        prefix = f"sign.{TEXT}.{actor}.parts."
        columns_of = {path.removeprefix(prefix): c for path, c in measures.items() if path.startswith(prefix)}
        for draw in range(3):
            found = {name: float(column[draw]) for name, column in columns_of.items()}
            check_parts(found, raw, actor, values_in(columns, scenario, draw))


@settings(max_examples=examples(50, 200), **relaxed)
@given(scenarios(actors=3, packages=12))
def test_parts_sum_to_the_surplus(raw):
    result = sign(load(raw), TEXT, draws=N, up_to=0)
    measures = result.measures()
    for actor, plain in result.to_dict()["signatories"].items():
        prefix = f"sign.{TEXT}.{actor}."
        parts = [column for path, column in measures.items() if path.startswith(f"{prefix}parts.")]
        if parts:
            assert np.allclose(sum(parts), measures[f"{prefix}surplus"], rtol=1e-9, atol=1e-9)
        if plain["parts"] is not None:
            assert sum(plain["parts"].values()) == pytest.approx(plain["surplus"], rel=1e-9, abs=1e-9)


@settings(max_examples=examples(13, 50), **relaxed)
@given(scenarios(actors=3))
def test_terms_that_do_not_exist_are_0(raw):
    plain = sign(load(raw), TEXT, draws=1, up_to=0).to_dict()["signatories"]
    now, package = why_oracle.as_now(raw), sign_oracle.draft_package(raw, TEXT)
    for actor, found in plain.items():
        if found["parts"] is None:
            continue
        clauses = {f"clauses.{issue}" for issue in package if package[issue] != now[issue]}
        assert {name for name in found["parts"] if name.startswith("clauses.")} == clauses
        there = set(why_oracle.terms(raw, actor, package, sign_oracle.central_values(raw)))
        for name, share in found["parts"].items():
            assert name in there or share == 0, name


# --- offers and what was learned ----------------------------------------------------------------------------------


@settings(max_examples=examples(20, 80), **relaxed)
@given(scenarios(actors=3, packages=24), st.data())
def test_what_answers_teach_is_plain_data_within_its_bounds(raw, data):
    raw = copy.deepcopy(raw)
    kinds = {actor: data.draw(st.sampled_from(("signed", "refused", "silent"))) for actor in signing(raw)}
    observed = {kind: [a for a, k in kinds.items() if k == kind] for kind in ("signed", "refused")}
    raw["drafts"][TEXT]["observed"] = {"on": "2020-01-14", **observed}
    result = sign(load(raw), TEXT, draws=Draws(64), up_to=0)
    plain = result.to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    for offer in plain["learned"]["offers"]:
        assert 0 <= offer["red_lines"] <= offer["bits"] + 1e-9
        assert offer["bits"] <= 1 + 1e-9
        assert 0 <= offer["probability"] <= 1
        assert 1 <= len(offer["changes"]) <= 2
        package = {**plain["package"], **offer["changes"]}
        assert sign_oracle.feasible(raw, package)
    if set(kinds.values()) == {"silent"}:
        assert plain["effective_sample"] is plain["posterior"] is plain["again"] is None
        return
    weight = result.measures()[f"sign.{TEXT}.weight"]
    assert ((weight >= 0) & (weight <= 1)).all()
    assert plain["effective_sample"] <= 64 * (1 + 1e-12)
    for actor, kind in kinds.items():
        found = plain["signatories"][actor]
        if plain["effective_sample"] == 0:
            assert found["posterior"] is found["again"] is None
        elif kind != "silent":
            # The same text again: the same answer.
            assert found["again"] == pytest.approx(float(kind == "signed"), abs=1e-9)


# --- panel --------------------------------------------------------------------------------------------------------


def check_panel(found, expected):
    wrong = {}
    for party, views in expected.items():
        for view, parts in views.items():
            for part in PARTS:
                mine, other = found(party, view, part), parts[part]
                if not same(mine, None if other is None else float(other)):
                    wrong[party, view, part] = mine, other
    assert wrong == {}


def check_central_panel(raw):
    plain = panel(load(raw), draws=1).to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    expected = why_oracle.panel(raw, remembering(sign_oracle.central_values(raw)))
    assert list(plain["parties"]) == list(expected)
    check_panel(lambda party, view, part: plain["parties"][party][view][part], expected)


@pytest.mark.parametrize("unknowns", [False, True])
def test_panel_against_enumeration(unknowns):
    @settings(max_examples=examples(20, 80), **relaxed)
    @given(scenarios(actors=3, packages=12, unknowns=unknowns))
    def check(raw):
        check_central_panel(raw)

    check()


@pytest.mark.slow
@settings(max_examples=examples(60, 240), **relaxed)
@given(scenarios(packages=24))
def test_panel_of_larger_scenarios_against_enumeration(raw):
    check_central_panel(raw)


@settings(max_examples=examples(8, 30), **relaxed)
@given(scenarios(actors=3, packages=8), st.integers(0, 1000))
def test_panel_in_a_few_draws_against_enumeration(raw, seed):
    scenario, table = load(raw), Draws(3, seed)
    measures, columns = panel(scenario, draws=table).measures(), Columns(scenario, table)
    for draw in range(3):
        expected = why_oracle.panel(raw, values_in(columns, scenario, draw), held_in(columns, draw))
        check_panel(lambda *at, draw=draw: float(measures["panel." + ".".join(at)][draw]), expected)


@settings(max_examples=examples(8, 30), **relaxed)
@given(scenarios(actors=2, packages=24))
def test_panel_has_the_same_digits_in_blocks_of_any_size(raw):
    scenario = load(raw)
    whole = panel(scenario, draws=20).measures()
    parts = [panel(scenario, draws=block).measures() for block in Draws(20).blocks(size=7)]
    for path, column in whole.items():
        assert np.array_equal(np.concatenate([part[path] for part in parts]), column, equal_nan=True), path


@pytest.mark.slow
@settings(max_examples=examples(125, 500), **relaxed)
@given(scenarios(actors=3, issues=3, packages=12), st.booleans())
def test_more_parts_are_gains_averaged_over_all_orders(raw, trusting):
    raw = without_trust(raw) if trusting else raw
    plain = sign(load(raw), TEXT, draws=1, up_to=0).to_dict()["signatories"]
    values = remembering(sign_oracle.central_values(raw))
    for actor in signing(raw):
        check_parts(plain[actor]["parts"], raw, actor, values)
