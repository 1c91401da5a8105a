"""Coalitions and foresight against literal solvers, on random models: no disagreement."""

import numpy as np
import pytest

from ripeness.graphmodel import CONCEPTS
from ripeness.graphmodel.coalitions import COALITION_CONCEPTS, coalition, improvement, upto
from ripeness.graphmodel.foresight import foresight
from ripeness.graphmodel.reach_sets import carried
from ripeness.graphmodel.stability import stability
from tests.budget import examples
from tests.graphs import as_sets, random_conflict, state_of
from tests.oracles import graph_further_oracle as further
from tests.oracles import graph_oracle as oracle


def groups(conflict):
    return [(i,) for i in range(len(conflict.frame.makers))] + upto(conflict.frame, 4)


@pytest.mark.parametrize("seed", range(examples(75, 150)))
def test_coalitions(seed):
    conflict = random_conflict(seed)
    frame, model = conflict.frame, as_sets(conflict)
    for members in groups(conflict):
        names = [frame.makers[i] for i in members]
        found = coalition(conflict, members)
        for place in range(frame.size):
            state = state_of(frame, place)
            if not conflict.feasible[place]:
                assert not any(found.stable[c][place] for c in COALITION_CONCEPTS)
                continue
            better = further.coalition_improvements(model, names, state)
            assert found.improvements[place] == len(better)
            for concept in COALITION_CONCEPTS:
                expected = further.coalition_stable(model, concept, names, state)
                assert found.stable[concept][place] == expected, (members, place, concept)


@pytest.mark.parametrize("seed", range(200, 200 + examples(30, 60)))
def test_a_coalition_of_one_is_the_decision_maker(seed):
    conflict = random_conflict(seed, most=5)
    plain = stability(conflict)
    for i in range(len(conflict.frame.makers)):
        found = coalition(conflict, (i,))
        for concept in COALITION_CONCEPTS:
            assert np.array_equal(found.stable[concept], plain.stable[concept][i])


@pytest.mark.parametrize("seed", range(300, 300 + examples(20, 40)))
def test_the_way_of_a_coalition_is_a_shortest_one(seed):
    conflict = random_conflict(seed)
    frame, model = conflict.frame, as_sets(conflict)
    for members in upto(frame, 3):
        names = [frame.makers[i] for i in members]
        for place in np.flatnonzero(conflict.feasible).tolist():
            steps = improvement(conflict, members, place)
            ends = oracle.reached(model, names, state_of(frame, place), improving=False)
            better = further.coalition_improvements(model, names, state_of(frame, place))
            assert len(steps) == min((ends[b] for b in better), default=0)
            if steps:
                assert state_of(frame, steps[-1].to) in better
                assert {s.maker for s in steps} <= set(members)


@pytest.mark.parametrize("seed", range(400, 400 + examples(20, 40)))
@pytest.mark.parametrize("improving", [False, True])
def test_sets_carried_along_moves_are_what_is_reached(seed, improving):
    conflict = random_conflict(seed)
    frame, model = conflict.frame, as_sets(conflict)
    group = list(range(1 + seed % len(frame.makers)))
    marks = np.packbits(np.eye(frame.size, dtype=np.bool_), axis=1)
    rows = carried(conflict, group, marks, improving=improving)
    found = np.unpackbits(rows, axis=1, count=frame.size).astype(bool)
    for place in np.flatnonzero(conflict.feasible).tolist():
        state = state_of(frame, place)
        ends = oracle.reached(model, [frame.makers[i] for i in group], state, improving=improving)
        assert {state_of(frame, p) for p in np.flatnonzero(found[place])} == {*ends, state}


@pytest.mark.parametrize("seed", range(examples(50, 100)))
def test_a_few_moves_ahead(seed):
    conflict = random_conflict(seed, most=3 if seed % 2 else 4)
    frame, model = conflict.frame, as_sets(conflict)
    horizons = (1, 2, 3) if seed % 10 else (1, 2, 3, 4)
    found = foresight(conflict, horizons=horizons)
    for h in horizons:
        for i, maker in enumerate(frame.makers):
            for place in range(frame.size):
                expected = bool(conflict.feasible[place]) and further.limited_move_stable(
                    model, maker, state_of(frame, place), h
                )
                assert found.stable[h][i, place] == expected, (h, i, place)
    assert np.array_equal(found.stable[1], stability(conflict).stable["nash"])


@pytest.mark.parametrize("seed", range(500, 500 + examples(20, 40)))
def test_as_far_as_it_takes_is_stable_with_every_number_of_moves_from_some_on(seed):
    conflict = random_conflict(seed, most=5)
    found = foresight(conflict)
    assert found.far is not None
    last = found.steps + 2 * found.period
    each = foresight(conflict, horizons=tuple(range(1, last + 2))).stable
    for i in range(len(conflict.frame.makers)):
        always = np.logical_and.reduce([each[h][i] for h in range(found.steps + 1, last + 2)])
        assert np.array_equal(found.far[i], always)


def test_concepts_of_coalitions_are_among_the_five():
    assert set(COALITION_CONCEPTS) < set(CONCEPTS)
