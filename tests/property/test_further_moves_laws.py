"""Laws of the further questions: what changes nothing must not change the answer."""

import dataclasses

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import ripeness
from ripeness.graphmodel import CONCEPTS, Further
from ripeness.graphmodel.coalitions import coalition, upto
from ripeness.graphmodel.stability import stability
from ripeness.graphmodel.uncertain import side_by_side
from ripeness.numerics.draws import Draws
from tests.budget import examples
from tests.graphs import random_conflict
from tests.strategies import load
from tests.unit.test_moves import graph

SEEDS = st.integers(0, 10**9)


@settings(max_examples=examples(20, 120))
@given(SEEDS, st.integers(2, 5))
def test_games_side_by_side_are_each_by_itself(seed, count):
    base = random_conflict(seed)
    rng = np.random.default_rng(seed)
    games = []
    for _ in range(count):
        ranks = rng.integers(0, 4, base.ranks.shape).astype(np.int32)
        games.append(np.where(base.feasible, ranks, -1).astype(np.int32))
    found = stability(side_by_side(base, games)).stable
    for concept in CONCEPTS:
        seen = found[concept].reshape(len(base.frame.makers), -1, base.frame.size)
        for k, ranks in enumerate(games):
            assert np.array_equal(seen[:, k], stability(dataclasses.replace(base, ranks=ranks)).stable[concept])


@settings(max_examples=examples(20, 120))
@given(SEEDS)
def test_concepts_of_coalitions_imply_one_another(seed):
    conflict = random_conflict(seed, most=5)
    for members in upto(conflict.frame, 3):
        stable = coalition(conflict, members).stable
        for stronger, weaker in (("nash", "smr"), ("smr", "gmr"), ("nash", "seq"), ("seq", "gmr")):
            assert (~stable[stronger] | stable[weaker]).all()


def raw(seed, **more):
    """Return a small file with random preferences of two by statements, and of one by sets."""
    rng = np.random.default_rng(seed)
    options = {"x": "a", "y": "b", "z": "a", "v": "b"}

    def order():
        count = int(rng.integers(1, 4))
        return [
            " & ".join(f"{'!' if rng.random() < 0.5 else ''}{o}" for o in rng.choice(list(options), 2))
            for _ in range(count)
        ]

    orders = {"a": {"order": order()}, "b": {"order": order()}}
    return graph(options, dict(orders), wanted="x & y", **more), orders


@settings(max_examples=examples(13, 75))
@given(SEEDS)
def test_a_game_that_everybody_sees_as_it_is_is_the_plain_game(seed):
    data, orders = raw(seed)
    data["graph"]["sees"] = {"a": {"b": orders["b"]}, "b": {"a": orders["a"]}}
    result = ripeness.moves(load(data), draws=1, further=Further(views=True))
    found, plain = result.to_dict()["views"], result.to_dict()
    for concept in CONCEPTS:
        assert found["hold"][concept] == found["agreed"][concept] == plain["equilibria"][concept]
    for view in found["each"].values():
        assert view["equilibria"] == plain["equilibria"]
        assert not any(view["deceived"].values())
        assert not any(view["unaware"].values())
        assert view["expected_in_vain"] == []


@settings(max_examples=examples(13, 75))
@given(SEEDS)
def test_preferences_that_are_certain_give_the_plain_result(seed):
    data, orders = raw(seed)
    plain = ripeness.moves(load(data), draws=8)
    data["graph"]["preferences"]["a"] = {"any": [{"chance": "1", **orders["a"]}, {"chance": "0", "order": ["!x"]}]}
    found = ripeness.moves(load(data), draws=8, further=Further(chances=True))
    chances = found.chances
    for concept in CONCEPTS:
        held = chances.held[concept]
        assert set(held.tolist()) <= {0.0, 1.0}
        assert np.flatnonzero(held).tolist() == plain.equilibria(concept) == found.equilibria(concept)
    for path, column in plain.measures().items():
        assert np.array_equal(found.measures()[path], column)


@settings(max_examples=examples(13, 75))
@given(SEEDS)
def test_chances_mix_the_results_under_each_alternative(seed):
    data, orders = raw(seed)
    other = raw(seed + 1)[1]["a"]
    data["graph"]["preferences"]["a"] = orders["a"]
    first = ripeness.moves(load(data), draws=1)
    data["graph"]["preferences"]["a"] = other
    second = ripeness.moves(load(data), draws=1)
    data["graph"]["preferences"]["a"] = {"any": [{"chance": "0.25", **orders["a"]}, {"chance": "0.75", **other}]}
    found = ripeness.moves(load(data), draws=4096, further=Further(chances=True))
    for concept in CONCEPTS:
        one, two = first.stable[concept].all(axis=0), second.stable[concept].all(axis=0)
        assert np.allclose(found.chances.held[concept], 0.25 * one + 0.75 * two)
        drawn = found.measures()[f"moves.equilibria.{concept}"]
        assert abs(drawn.mean() - (0.25 * one.sum() + 0.75 * two.sum())) < 0.01 * max(1, one.sum() + two.sum())
    assert found.chances.exact
    assert found.chances.profiles == 2


@settings(max_examples=examples(10, 60))
@given(SEEDS)
def test_draws_in_blocks_and_of_one_seed_are_the_same(seed):
    data, orders = raw(seed)
    data["graph"]["preferences"]["a"] = {
        "any": [{"chance": ["0.2", "0.4"], **orders["a"]}, {"chance": "unknown", "order": ["x"]}]
    }
    one, two = (ripeness.moves(load(data), draws=Draws(64, seed=5)) for _ in range(2))
    for path, column in one.measures().items():
        assert np.array_equal(column, two.measures()[path])
