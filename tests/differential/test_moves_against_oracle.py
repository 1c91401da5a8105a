"""The fast engine of the graph model against a literal solver, on thousands of random models: no disagreement."""

import numpy as np
import pytest

from ripeness.graphmodel import CONCEPTS, stability
from ripeness.graphmodel.explanations import SANCTIONED, explain
from ripeness.graphmodel.paths import search
from ripeness.graphmodel.stability import stability as solve
from tests.budget import examples
from tests.graphs import as_sets, random_conflict, state_of
from tests.oracles import graph_oracle as oracle

PER_BATCH = 100


def disagreements(conflict):
    """Yield (concept, decision maker, place) where engine and oracle differ."""
    frame, model, found = conflict.frame, as_sets(conflict), solve(conflict)
    for i, maker in enumerate(frame.makers):
        for place in range(frame.size):
            state = state_of(frame, place)
            if not conflict.feasible[place]:
                yield from ((c, maker, place) for c in CONCEPTS if found.stable[c][i, place] or found.stuck[i, place])
                continue
            if found.stuck[i, place] != (not oracle.moves(model, maker, state)):
                yield "stuck", maker, place
            for concept in CONCEPTS:
                if found.stable[concept][i, place] != oracle.stable(model, concept, maker, state):
                    yield concept, maker, place


def batch(number, **options):
    return [random_conflict(PER_BATCH * number + k, **options) for k in range(PER_BATCH)]


@pytest.mark.parametrize("number", range(examples(15, 90)))
def test_all_five_concepts(number):
    assert [d for conflict in batch(number) for d in disagreements(conflict)] == []


@pytest.mark.parametrize("number", range(30, 34))
def test_larger_models(number):
    assert [d for conflict in batch(number, most=6)[:30] for d in disagreements(conflict)] == []


@pytest.mark.parametrize("number", range(40, 42))
def test_one_search_through_the_arcs_where_sweeps_do_not_settle(number, monkeypatch):
    monkeypatch.setattr(stability, "MOST_SWEEPS", 0)
    assert [d for conflict in batch(number) for d in disagreements(conflict)] == []


@pytest.mark.parametrize("number", range(42, 44))
def test_sweeps_go_on_where_there_are_too_many_arcs_to_be_listed(number, monkeypatch):
    monkeypatch.setattr(stability, "MOST_SWEEPS", 0)
    monkeypatch.setattr(stability, "MOST_ARCS", 0)
    assert [d for conflict in batch(number) for d in disagreements(conflict)] == []


@pytest.mark.parametrize("number", range(50, 52))
def test_decision_makers_with_many_options(number, monkeypatch):
    monkeypatch.setattr(stability, "_SHORT", 1)
    assert [d for conflict in batch(number) for d in disagreements(conflict)] == []


@pytest.mark.parametrize("seed", range(examples(30, 180)))
@pytest.mark.parametrize("improving", [False, True])
def test_what_is_reached_from_a_state_and_how(seed, improving):
    conflict = random_conflict(seed)
    frame, model = conflict.frame, as_sets(conflict)
    start = int(np.flatnonzero(conflict.feasible)[seed % conflict.feasible.sum()])
    found = search(conflict, start, range(len(frame.makers)), improving=improving)
    expected = oracle.reached(model, model.makers, state_of(frame, start), improving=improving)
    expected[state_of(frame, start)] = 0
    assert {state_of(frame, p): int(found.depth[p]) for p in np.flatnonzero(found.depth >= 0)} == expected
    step = oracle.improvements if improving else oracle.moves
    for place in np.flatnonzero(found.depth > 0):
        path = found.path(int(place))
        here, last = state_of(frame, start), None
        for move in path:
            assert move.maker != last
            target = state_of(frame, move.to)
            assert target in step(model, frame.makers[move.maker], here)
            here, last = target, move.maker
        assert here == state_of(frame, place)
        assert len(path) == found.depth[place]
        assert found.last[place] >> last & 1
    solved = solve(conflict)
    still = (solved.stable["nash"] if improving else solved.stuck).all(axis=0)
    resting = {state_of(frame, p) for p in np.flatnonzero(still & (found.depth >= 0))}
    assert resting == {s for s in expected if not any(step(model, m, s) for m in model.makers)}


@pytest.mark.parametrize("seed", range(100, 100 + examples(30, 180)))
def test_last_movers_are_all_who_can_make_the_last_move_of_a_shortest_sequence(seed):
    conflict = random_conflict(seed)
    frame, model = conflict.frame, as_sets(conflict)
    start = int(np.flatnonzero(conflict.feasible)[0])
    found = search(conflict, start, range(len(frame.makers)), improving=False)
    everyone = set(range(len(frame.makers)))
    for place in np.flatnonzero(found.depth == 1):
        able = {
            i
            for i in everyone
            if state_of(frame, place) in oracle.moves(model, frame.makers[i], state_of(frame, start))
        }
        assert {i for i in everyone if found.last[place] >> i & 1} == able


@pytest.mark.parametrize("seed", range(200, 200 + examples(20, 120)))
def test_explanations_are_the_shortest_sanctions_of_every_improvement(seed):
    conflict = random_conflict(seed)
    frame, model, found = conflict.frame, as_sets(conflict), solve(conflict)
    for place in np.flatnonzero(conflict.feasible).tolist():
        state = state_of(frame, place)
        for why in explain(conflict, found, place):
            maker = frame.makers[why.maker]
            assert {state_of(frame, one.to) for one in why.improvements} == oracle.improvements(model, maker, state)
            assert why.count == len(why.improvements)
            assert why.stable["nash"] == (not why.count)
            for concept in SANCTIONED:
                assert why.stable[concept] == all(one.sanctions[concept] for one in why.improvements)
                for one in why.improvements:
                    ends = oracle.sanctions(model, concept, maker, state, state_of(frame, one.to))
                    sanction = one.sanctions[concept]
                    assert (sanction is None) == (not ends)
                    if sanction:
                        assert ends[state_of(frame, sanction.to)] == len(sanction.path) == min(ends.values())
                        assert why.maker not in {step.maker for step in sanction.path}


def by_one_move_of_one_opponent(model, maker, state):
    """The rule of some programs: GMR with a single answer by a single opponent. Wrong with three or more."""
    worth = model.worth[maker]
    return all(
        any(worth[s2] <= worth[state] for m in model.makers if m != maker for s2 in oracle.moves(model, m, s1))
        for s1 in oracle.improvements(model, maker, state)
    )


@pytest.mark.parametrize(("makers", "differs"), [(2, False), (3, True), (4, True)])
def test_one_answer_by_one_opponent_is_enough_with_two_decision_makers_only(makers, differs):
    missed = 0
    for conflict in (random_conflict(seed) for seed in range(examples(300, 2_400))):
        if len(conflict.frame.makers) != makers:
            continue
        model, found = as_sets(conflict), solve(conflict)
        for i, maker in enumerate(conflict.frame.makers):
            for place in np.flatnonzero(conflict.feasible).tolist():
                short = by_one_move_of_one_opponent(model, maker, state_of(conflict.frame, place))
                assert found.stable["gmr"][i, place] or not short
                missed += bool(found.stable["gmr"][i, place]) and not short
    assert (missed > 0) == differs
