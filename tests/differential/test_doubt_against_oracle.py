"""`doubt` against brute force, against editing the file by hand, and against the analyses themselves."""

import numpy as np
import pytest

import ripeness
from ripeness.bargaining.text.over_draws import over
from ripeness.doubt.evaluate import asked
from ripeness.doubt.flip_set import flip
from ripeness.doubt.inputs import UncertainNumbers
from ripeness.doubt.measures import questions
from ripeness.doubt.screening import designed, effects
from ripeness.doubt.tornado import tornado
from ripeness.doubt.variants import variants, with_estimates
from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Draws
from ripeness.scenario import read_text
from ripeness.scenario.write import original
from tests.budget import examples
from tests.conftest import DATA, replaced
from tests.oracles.doubt_oracle import edited, read_otherwise, smallest_flip
from tests.unit.test_doubt_mathematics import number

TWO_BANKS = DATA / "two-banks.yaml"


@pytest.fixture(scope="module")
def banks():
    return ripeness.read(TWO_BANKS)


# ---- flip sets -------------------------------------------------------------------------------------------------------


def searched(f, every, limit):
    at, order = designed([n.path for n in every], 0, 16)
    moved = effects(np.array([f(list(x)) for x in at.reshape(-1, len(every))]).reshape(at.shape[:2]), at, order)

    def answers(points):
        return np.array([f(list(x)) for x in points.T])

    return flip(every, answers, limit, effects=moved, verify=lambda point: f(list(point)))


@pytest.mark.parametrize("seed", range(examples(12, 36)))
def test_flip_sets_of_random_functions_are_the_smallest_and_move_least(seed):
    rng = np.random.default_rng(seed)
    slopes = rng.normal(size=4) * rng.choice([0.3, 1, 2], size=4)
    bend, both = rng.normal(), rng.normal() * 0.4
    start = rng.uniform(0.2, 0.8, size=4)
    every = UncertainNumbers(tuple(number(f"x{i}", start=float(start[i])) for i in range(4)))

    def f(x):
        return float(np.dot(slopes, x) + both * x[0] * x[1] + 0.2 * bend * x[2] ** 3)

    limit = f(list(start)) + rng.choice([-1, 1]) * rng.uniform(0.2, 2.0)
    expected = smallest_flip(f, [(0.0, 1.0)] * 4, list(start), limit, steps=16)
    found = searched(f, every, limit)
    assert found.found == (expected is not None)
    if expected is None:
        assert (found.farthest >= limit) == (f(list(start)) >= limit)
        return
    size, least = expected
    assert len(found.moves) == size
    assert sum(m.share for m in found.moves) <= least + 1e-3
    point = list(start)
    for move in found.moves:
        i = int(move.path[1:])
        assert 0 <= move.to <= 1
        point[i] = move.to
    assert (f(point) >= limit) != (f(list(start)) >= limit)
    assert found.verified is True


def test_no_move_is_said_to_turn_what_none_turns():
    every = UncertainNumbers(tuple(number(f"x{i}") for i in range(3)))
    found = searched(lambda x: x[0] + 2 * x[1] - x[2], every, 5.0)
    assert (found.found, found.farthest, found.one_way) == (False, 3.0, True)
    assert found.steps > 0
    assert found.verified is None


def test_a_hump_is_not_called_the_end_of_it():
    every = UncertainNumbers(tuple(number(f"x{i}", start=0.1) for i in range(2)))
    found = searched(lambda x: -((x[0] - 0.5) ** 2) + 0 * x[1], every, 1.0)
    assert (found.found, found.one_way) == (False, False)


def test_a_verdict_of_yes_or_no_is_turned_with_a_guide_and_without():
    every = UncertainNumbers(tuple(number(f"x{i}") for i in range(6)))

    def verdict(points):
        return (points.sum(axis=0) >= 4.6).astype(float)

    at, order = designed([n.path for n in every], 0, 16)
    moved = effects(at.sum(axis=2), at, order)
    for guide in (None, (lambda points: points.sum(axis=0), 1.0)):
        found = flip(every, verdict, 0.5, effects=moved, verify=lambda p: float(verdict(p[:, None])[0]), guide=guide)
        assert (found.found, found.verified) == (True, True)
        if guide:
            assert len(found.moves) == 4  # from 3: each brings half a point, and 1.6 are wanting
            assert sum(m.share for m in found.moves) == pytest.approx(1.6, abs=1e-3)


# ---- one number at a time --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draft", "actor", "figure", "least"),
    [("haftar-terms", "lna", "surplus", 2), ("haftar-terms", "lna", "probability", 2), ("berlin", "lna", "surplus", 1)],
)
def test_turning_points_are_where_the_analysis_turns(libya, draft, actor, figure, least):
    measure = f"sign.{draft}.{actor}.{figure}"
    one = asked(libya, measure, draws=16, seed=0)
    limit = one.question.limit(measure)

    def answers(path, values):
        chosen = Draws(len(values), chosen={path: values}, sampled=False)
        return over(libya, draft, chosen).measures[measure]

    central = one.central()
    turns = 0
    for bar in tornado(one, limit):
        if bar.number.kind != "estimate":
            continue
        assert answers(bar.number.path, bar.ends) == pytest.approx(bar.at_ends, abs=1e-9)
        if bar.turning is None:
            continue
        turns += 1
        nudge = 1e-6 * bar.number.width * (1 if bar.turning.side == "above" else -1)
        beyond, before = answers(bar.number.path, [bar.turning.value, bar.turning.value - nudge])
        assert (beyond >= limit) != (central >= limit)
        assert (before >= limit) == (central >= limit)
    assert turns >= least


# ---- the measures of an analysis, alone ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sign.capital", "sign.envoys", "deals", "deals.capital", "panel", "moves"])
def test_measures_alone_are_those_of_the_analysis(banks, name):
    question = next(q for q in questions(banks) if q.name == name)
    table = Draws(64)
    whole = question.result(banks, table).measures()
    alone = question.measured(banks, table)(table)
    assert list(alone) == list(whole)
    for path, values in whole.items():
        assert np.array_equal(alone[path], values, equal_nan=True), path
        one = question.measured(banks, table, frozenset([path]))(table)
        assert np.array_equal(one[path], values, equal_nan=True), path


@pytest.mark.parametrize("measure", ["sign.moscow.lna.probability", "sign.berlin.signs", "panel.gna.common.stalemate"])
def test_the_draws_of_doubt_are_those_of_the_analysis(libya, measure):
    one = asked(libya, measure, draws=64, seed=5)
    values = one.at(one.numbers.drawn(5, 64))
    whole = one.question.result(libya, Draws(64, 5)).measures()[measure]
    assert np.array_equal(values, whole, equal_nan=True)
    assert one.at(one.numbers.start[:, None])[0] == pytest.approx(one.central(), abs=1e-12)


def test_ranked_values_keep_their_order_and_are_drawn_as_by_the_analysis(banks):
    one = asked(banks, "sign.envoys.north.utility", draws=32, seed=1)
    kinds = {n.path: n.kind for n in one.numbers}
    assert kinds["preferences.north.values.groups.register"] == "ranked"
    values = one.at(one.numbers.drawn(1, 32))
    assert np.array_equal(
        values, ripeness.sign(banks, "envoys", draws=32, seed=1).measures()["sign.envoys.north.utility"]
    )


# ---- leave one out ---------------------------------------------------------------------------------------------------


def measured(scenario, name, draws):
    question = next(q for q in questions(scenario) if q.name == name)
    return question.result(scenario, Draws(draws)).measures(), question.result(scenario, Draws(1)).measures()


@pytest.mark.parametrize("kind", ["source", "claim", "reading"])
def test_leaving_out_is_editing_the_file(kind):
    order = "ranked: [disband, register, stay]"
    text = replaced(TWO_BANKS.read_text(encoding="utf-8"), (order, f"{order}, because: [wants-in]"))
    banks = read_text(text)
    result = ripeness.leave_one_out(banks, draws=32, kinds=[kind])
    compared = 0
    for one in result.of_kind(kind):
        if kind == "reading":
            claim, reading = one.variant.id.split(".")
            sets = banks.claims[claim].readings[reading].sets
            by_hand = read_otherwise(text, {path: str(by.is_) for path, by in sets.items()})
        else:
            gone = {c for c, said in banks.claims.items() if one.variant.id in (c, said.source)}
            by_hand = edited(text, gone)
        for name in ("sign.capital", "sign.envoys", "panel", "deals"):
            over, central = measured(by_hand, name, 32)
            for path in [p for p in result.base if p in over]:
                figures = result.without(kind, one.variant.id, path)
                known = over[path][~np.isnan(over[path])]
                assert figures.mean == pytest.approx(known.mean() if len(known) else np.nan, abs=1e-12, nan_ok=True)
                assert figures.central == pytest.approx(central[path][0], abs=1e-12, nan_ok=True)
                compared += 1
    assert compared > 20


@pytest.mark.slow
@pytest.mark.parametrize("source", ["korybko", "un-panel", "hawar-news"])
def test_leaving_out_a_source_of_the_shipped_case_is_editing_the_file(libya, source):
    measure = "sign.moscow.lna.probability"
    result = ripeness.leave_one_out(libya, measure, draws=64, kinds=["source"])
    by_hand = edited(original(libya), {c for c, said in libya.claims.items() if said.source == source})
    values = ripeness.sign(by_hand, "moscow", draws=64).measures()[measure]
    found = result.without("source", source, measure)
    assert found.mean == pytest.approx(values.mean(), abs=1e-12)
    assert (found.low, found.high) == pytest.approx(tuple(np.percentile(values, [5, 95])), abs=1e-12)


def test_estimates_replaced_are_all_that_differs(libya):
    tried = 0
    for variant in variants(libya):
        if not variant.instead:
            continue
        changed = variant.scenario(libya)
        kept, unwritten = dict(vars(changed)["estimates"]), changed._unwritten
        fresh = changed.model_copy()
        assert "estimates" not in vars(fresh)
        assert kept == dict(fresh.estimates), variant.id
        assert unwritten == fresh._unwritten
        differing = {p for p, e in libya.estimates.items() if fresh.estimates[p] != e}
        assert differing <= set(variant.instead)
        tried += 1
    assert tried > 20


def test_replacing_nothing_is_the_scenario_itself(libya):
    assert with_estimates(libya, {}) is libya


def test_a_question_that_has_no_answer_is_not_listed(banks):
    names = {q.name for q in questions(banks)}
    assert {"sign.capital", "deals", "deals.envoys", "panel", "moves"} <= names
    with pytest.raises(AnalysisError):
        ripeness.doubt(banks, "sign.capital.east.probability", draws=16)
