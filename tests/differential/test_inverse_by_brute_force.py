"""Whose mind must change: every answer and its minimality against all rankings, all orders of statements."""

import dataclasses
import itertools
import math
import random
from functools import cache

import numpy as np
import pytest

from ripeness.graphmodel import CONCEPTS, contract
from ripeness.graphmodel.inverse import rankings as rankings_of
from ripeness.graphmodel.inverse.conditions import Conditions, share_of_rankings
from ripeness.graphmodel.inverse.inverse import inverse
from ripeness.graphmodel.inverse.rankings import need, with_raises
from ripeness.graphmodel.inverse.statements import fewest_statements, ranks_by
from ripeness.graphmodel.stability import stability
from ripeness.graphmodel.states import Frame, GraphArrays
from ripeness.scenario.logic import parse
from tests.budget import examples
from tests.graphs import as_sets, random_conflict, state_of
from tests.oracles import graph_further_oracle as further
from tests.oracles import graph_oracle as oracle


@cache
def weak_orders(count):
    return list(further.weak_orders(count))


def small(seed, least, most):
    """Return a random model with so many states that can be, of two to four decision makers."""
    rng = random.Random(seed)
    while True:
        conflict = random_conflict(rng.randrange(10**9), most=4)
        places = np.flatnonzero(conflict.feasible)
        if len(places) < least:
            continue
        keep = sorted(rng.sample(places.tolist(), min(len(places), rng.randint(least, most))))
        feasible = np.zeros(conflict.frame.size, dtype=np.bool_)
        feasible[keep] = True
        ranks = np.where(feasible, conflict.ranks, -1).astype(np.int32)
        for i in range(len(ranks)):
            ranks[i, keep] = np.unique(ranks[i, keep], return_inverse=True)[1].reshape(-1)
        return GraphArrays(conflict.frame, feasible, ranks, conflict.removed)


def answered(conflict, places, orders=None):
    at = np.array(places)
    found = stability(conflict, at=at)
    none = [() for _ in conflict.frame.makers]
    return inverse(conflict, at, found.needed, orders or none, condition="", count=len(at), most=len(at))


def unstable(model, concept, state):
    return {m for m in model.makers if not oracle.stable(model, concept, m, state)}


def checked(conflict, place, answer):
    frame, model = conflict.frame, as_sets(conflict)
    state = state_of(frame, place)
    rankings = weak_orders(len(model.states))
    for concept in CONCEPTS:
        for i, maker in enumerate(frame.makers):
            change = answer.changes[concept][i]
            assert change.stable == oracle.stable(model, concept, maker, state) == all(change.met)
            expected = further.cheapest_ranking(model, concept, maker, state, rankings)
            assert (change.raises.swaps if change.raises else 0) * 2 == expected
            if change.raises:
                ranks = [change.raises.rank if j == i else -1 for j in range(len(frame.makers))]
                then = as_sets(with_raises(conflict, place, ranks))
                assert unstable(then, concept, state) == {frame.makers[j] for j in change.unstable}


@pytest.mark.parametrize("seed", range(examples(20, 120)))
def test_the_least_change_of_a_ranking(seed):
    conflict = small(seed, 2, 5)
    places = np.flatnonzero(conflict.feasible).tolist()
    found = answered(conflict, places)
    for place, answer in zip(found.places.tolist(), sorted(found.answers, key=lambda a: a.place), strict=True):
        assert answer.place == place
        checked(conflict, place, answer)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_least_change_of_a_ranking_of_six_states(seed):
    conflict = small(1_000 + seed, 6, 6)
    place = int(np.flatnonzero(conflict.feasible)[seed])
    (answer,) = answered(conflict, [place]).answers
    checked(conflict, place, answer)


@pytest.mark.parametrize("seed", range(100, 100 + examples(15, 90)))
def test_between_strict_rankings_it_is_the_number_of_adjacent_swaps_and_states_passed(seed):
    conflict = small(seed, 3, 5)
    rng = np.random.default_rng(seed)
    places = np.flatnonzero(conflict.feasible)
    ranks = conflict.ranks.copy()
    for i in range(len(ranks)):
        ranks[i, places] = rng.permutation(len(places))
    conflict = dataclasses.replace(conflict, ranks=ranks)
    model = as_sets(conflict)
    strict = [r for r in weak_orders(len(places)) if len(set(r)) == len(r)]
    assert len(strict) == math.factorial(len(places))
    for answer in answered(conflict, places.tolist()).answers:
        state = state_of(conflict.frame, answer.place)
        for concept in CONCEPTS:
            for i, maker in enumerate(conflict.frame.makers):
                change = answer.changes[concept][i].raises
                passed = change.past + change.level if change else 0
                assert passed == further.cheapest_ranking(model, concept, maker, state, strict, strict=True)


@pytest.mark.parametrize("seed", range(200, 200 + examples(20, 120)))
def test_the_number_of_strict_rankings_under_which_a_state_is_stable(seed):
    conflict = small(seed, 2, 5)
    model = as_sets(conflict)
    total = math.factorial(len(model.states))
    for place in np.flatnonzero(conflict.feasible).tolist():
        for i, maker in enumerate(conflict.frame.makers):
            for concept in CONCEPTS:
                share = share_of_rankings(Conditions(conflict, i, place, concept))
                expected = further.strict_rankings(model, concept, maker, state_of(conflict.frame, place))
                assert share * total == expected


@pytest.mark.parametrize("seed", range(300, 300 + examples(20, 120)))
@pytest.mark.parametrize("whole", [0, 2**18])
def test_the_rank_needed_is_the_same_looked_at_alone(seed, whole, monkeypatch):
    monkeypatch.setattr(rankings_of, "_WHOLE", whole)
    conflict = random_conflict(seed)
    places = np.flatnonzero(conflict.feasible)
    levels = stability(conflict, at=places).needed
    for concept in CONCEPTS:
        for i in range(len(conflict.frame.makers)):
            alone = [need(conflict, i, place, concept) for place in places.tolist()]
            assert alone == np.maximum(levels[concept][i], conflict.ranks[i, places]).tolist()


# --- statements ----------------------------------------------------------------------------------------------------


def by_statements(seed, most=4):
    """Return a random model in which the first decision maker ranks by statements."""
    rng = random.Random(seed)
    conflict = random_conflict(rng.randrange(10**9), most=4)
    frame = conflict.frame
    order = tuple(parse(_statement(rng, frame.options)) for _ in range(rng.randint(1, most)))
    places = np.flatnonzero(conflict.feasible)
    asked = Conditions(conflict, 0, int(places[0]), "nash")
    ranks = conflict.ranks.copy()
    ranks[0] = ranks_by(asked, order, range(len(order)))
    ranks[0, places] = np.unique(ranks[0, places], return_inverse=True)[1].reshape(-1)
    return dataclasses.replace(conflict, ranks=ranks), order


def _statement(rng, options):
    chosen = rng.sample(options, min(len(options), rng.randint(1, 3)))
    return rng.choice([" & ", " | ", " -> "]).join(rng.choice(["", "!"]) + o for o in chosen)


@pytest.mark.parametrize("seed", range(examples(30, 180)))
def test_the_fewest_statements_moved(seed):
    conflict, order = by_statements(seed)
    frame, model = conflict.frame, as_sets(conflict)
    truths = {state_of(frame, p): [bool(frame.holds(s)[p]) for s in order] for p in np.flatnonzero(conflict.feasible)}
    assert further.by_statements(truths, model.states, range(len(order))) == [
        int(model.worth[frame.makers[0]][s]) for s in model.states
    ]
    places = np.flatnonzero(conflict.feasible).tolist()
    for place in random.Random(seed).sample(places, min(3, len(places))):
        state = state_of(frame, place)
        for concept in CONCEPTS:
            asked = Conditions(conflict, 0, place, concept)
            found = fewest_statements(asked, order)
            maker = frame.makers[0]
            expected = further.fewest_statements(model, concept, maker, state, truths, len(order))
            assert found.fewest
            assert len(found.moved) == expected == further.moved(found.order, len(order))
            then = further.with_ranking(model, maker, further.by_statements(truths, model.states, found.order))
            assert oracle.stable(then, concept, maker, state)
            ranks = conflict.ranks.copy()
            ranks[0] = ranks_by(asked, order, found.order)
            assert stability(dataclasses.replace(conflict, ranks=ranks)).stable[concept][0, place]


# --- together ------------------------------------------------------------------------------------------------------


def tiny(seed, makers):
    """Return a model of so many decision makers with three or four states that can be."""
    rng = random.Random(seed)
    frame = Frame(
        options=tuple(f"o{k}" for k in range(makers)),
        makers=tuple(f"d{k}" for k in range(makers)),
        owner=tuple(range(makers)),
        change=("both",) * makers,
    )
    feasible = np.zeros(frame.size, dtype=np.bool_)
    feasible[rng.sample(range(frame.size), rng.randint(3, 4))] = True
    levels = rng.choice([2, 4])
    ranks = np.array([[rng.randrange(levels) for _ in range(frame.size)] for _ in range(makers)], dtype=np.int32)
    ranks[:, ~feasible] = -1
    return GraphArrays(frame, feasible, ranks)


@pytest.mark.parametrize("seed", range(examples(20, 120)))
def test_the_cheapest_joint_change(seed):
    conflict = tiny(seed, 2 + seed % 2)
    model = as_sets(conflict)
    for answer in answered(conflict, np.flatnonzero(conflict.feasible).tolist()).answers:
        state = state_of(conflict.frame, answer.place)
        for concept in CONCEPTS:
            found = answer.together[concept]
            expected = further.cheapest_profile(model, concept, state) / 2
            assert found.at_least == expected == found.swaps
            assert not unstable(as_sets(changed(conflict, answer.place, found)), concept, state)


@pytest.mark.parametrize("seed", range(examples(20, 120)))
def test_where_other_rankings_are_not_weighed_it_lies_within_its_bounds(seed, monkeypatch):
    monkeypatch.setattr(rankings_of, "small", lambda conflict: False)
    conflict = tiny(seed, 2 + seed % 2)
    model = as_sets(conflict)
    for answer in answered(conflict, np.flatnonzero(conflict.feasible).tolist()).answers:
        state = state_of(conflict.frame, answer.place)
        for concept in CONCEPTS:
            found = answer.together[concept]
            expected = further.cheapest_profile(model, concept, state) / 2
            assert found.at_least <= expected <= found.swaps
            assert found.cheapest or concept in ("seq", "sseq")
            assert not unstable(as_sets(changed(conflict, answer.place, found)), concept, state)


def test_a_joint_change_may_be_cheaper_than_raising_the_state():
    """With three or more one may come to deter another by preferring other moves."""
    conflict = tiny(23, 3)
    (answer,) = answered(conflict, [1]).answers
    found = answer.together["seq"]
    assert found.otherwise
    assert found.swaps == 0.5 < sum(r.swaps for r in found.raises)
    (maker,) = found.makers
    sets = contract.ranking(conflict, found.otherwise.ranks[maker])
    assert sorted(s for level in sets for s in level) == sorted(
        conflict.frame.id(p) for p in np.flatnonzero(conflict.feasible).tolist()
    )


def changed(conflict, place, found):
    if found.otherwise:
        return dataclasses.replace(conflict, ranks=found.otherwise.ranks)
    ranks = [-1] * len(conflict.frame.makers)
    for change in found.raises:
        ranks[change.maker] = change.rank
    return with_raises(conflict, place, ranks)


@pytest.mark.parametrize("seed", range(examples(15, 90)))
def test_the_fewest_statements_moved_together(seed):
    rng = random.Random(seed)
    conflict = tiny(seed, 2 + seed % 2)
    frame = conflict.frame
    orders = [tuple(parse(_statement(rng, frame.options)) for _ in range(rng.randint(1, 2))) for _ in frame.makers]
    places = np.flatnonzero(conflict.feasible)
    ranks = np.stack(
        [ranks_by(Conditions(conflict, 0, int(places[0]), "nash"), order, range(len(order))) for order in orders]
    )
    conflict = dataclasses.replace(conflict, ranks=ranks.astype(np.int32))
    answer = answered(conflict, [int(places[seed % len(places)])], orders).answers[0]
    for concept in CONCEPTS:
        found = answer.weighed[concept]
        assert found is not None
        expected = fewest_together(conflict, concept, answer.place, orders)
        assert found.at_least <= expected <= found.moved
        assert found.moved == expected or concept in ("seq", "sseq")
        assert held_by(conflict, concept, answer.place, orders, {i: s.order for i, s in found.each.items()})


def held_by(conflict, concept, place, orders, new):
    model, frame = as_sets(conflict), conflict.frame
    places = np.flatnonzero(conflict.feasible)
    for i, by in new.items():
        truths = {state_of(frame, p): [bool(frame.holds(s)[p]) for s in orders[i]] for p in places}
        ranking = further.by_statements(truths, model.states, by)
        model = further.with_ranking(model, frame.makers[i], ranking)
    return not unstable(model, concept, state_of(frame, place))


def fewest_together(conflict, concept, place, orders):
    choices = [[(further.moved(o, len(order)), o) for o in further.orders(len(order))] for order in orders]
    profiles = sorted(itertools.product(*choices), key=lambda p: sum(n for n, _ in p))
    for profile in profiles:
        if held_by(conflict, concept, place, orders, {i: o for i, (_, o) in enumerate(profile)}):
            return sum(n for n, _ in profile)
    raise AssertionError
