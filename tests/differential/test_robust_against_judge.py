"""Short ways over draws against the long one: every package judged in every draw by ``judge``."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ripeness.bargaining.agreements.zone_over_draws import every_package, signed_packages
from ripeness.numerics.draws import Draws
from ripeness.packages import robust as module
from ripeness.packages.robust import most_robust
from ripeness.valuation import joint, judge, valuation
from tests.budget import examples
from tests.strategies import TEXT, bargains, load, scenarios

relaxed = {"deadline": None, "suppress_health_check": list(HealthCheck)}
cases = st.one_of(bargains(), scenarios(actors=4, packages=60))


@pytest.fixture(autouse=True, params=[128, 3], ids=["as-shipped", "narrow"])
def width(request, monkeypatch):
    """Narrow steps cut packages into many pieces, as large spaces are."""
    monkeypatch.setattr(module, "_WIDTH", request.param)


def worth_of(raw, draws=16):
    scenario = load(raw)
    drawn = Draws(draws, seed=3)
    return valuation(scenario, drawn, actors=scenario.signatories(TEXT), guarantees=scenario.drafts[TEXT].guarantees)


@settings(max_examples=examples(27, 240), **relaxed)
@given(cases)
def test_the_most_robust_packages_are_those_of_all_packages_judged(raw):
    worth = worth_of(raw)
    rows = every_package(worth.space.shape)
    rows = rows[worth.space.feasible(rows)]
    chance = joint(judge(worth, rows).probability).mean(axis=0)
    found = most_robust(worth)
    assert found.probability == pytest.approx(chance.max(initial=0.0), abs=1e-9)
    assert found.bound == found.probability
    sure = [tuple(r) for r, p in zip(rows.tolist(), chance, strict=True) if p >= chance.max() - 1e-13 and p > 1e-9]
    near = [tuple(r) for r, p in zip(rows.tolist(), chance, strict=True) if p >= chance.max() - 1e-9]
    assert set(sure) <= set(map(tuple, found.rows.tolist())) <= set(near)


@settings(max_examples=examples(14, 120), **relaxed)
@given(cases)
def test_where_it_starts_does_not_matter(raw):
    worth = worth_of(raw)
    rows = every_package(worth.space.shape)
    plain, helped = most_robust(worth), most_robust(worth, starts=rows[:: max(1, len(rows) // 5)])
    assert helped.probability == pytest.approx(plain.probability, abs=1e-9)


@settings(max_examples=examples(14, 120), **relaxed)
@given(cases)
def test_stopped_early_it_tells_how_much_better_another_could_be(raw):
    worth = worth_of(raw)
    proven = most_robust(worth)
    stopped = most_robust(worth, branches=1)
    assert stopped.probability <= proven.probability + 1e-12
    assert stopped.bound >= proven.probability - 1e-12


@settings(max_examples=examples(27, 240), **relaxed)
@given(cases)
def test_packages_signed_in_each_draw_are_counted_as_judged(raw):
    worth = worth_of(raw)
    rows = every_package(worth.space.shape)
    judged = judge(worth, rows)
    signed = (judged.signs == 1).all(axis=1) & worth.space.feasible(rows)
    assert signed_packages(worth).tolist() == signed.sum(axis=1).tolist()
    assert np.isfinite(judged.surplus).all()
