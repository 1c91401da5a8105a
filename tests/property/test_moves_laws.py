"""Laws of the graph model: what concepts imply, and what renaming and other orders leave alone."""

import dataclasses

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ripeness.graphmodel.stability import CONCEPTS, stability
from ripeness.numerics.reachability import least_reachable
from tests.graphs import random_conflict

SEEDS = st.integers(0, 10**9)
IMPLIED = [("nash", "smr"), ("smr", "gmr"), ("nash", "sseq"), ("sseq", "seq"), ("seq", "gmr"), ("sseq", "smr")]


@given(SEEDS)
def test_what_is_stable_by_a_stronger_concept_is_stable_by_the_weaker(seed):
    found = stability(random_conflict(seed, most=6)).stable
    for stronger, weaker in IMPLIED:
        assert (~found[stronger] | found[weaker]).all(), (stronger, weaker)


@given(SEEDS)
def test_who_cannot_move_is_stable(seed):
    found = stability(random_conflict(seed, most=6))
    assert (~found.stuck | found.stable["nash"]).all()


@given(SEEDS)
def test_only_the_order_of_ranks_matters(seed):
    conflict = random_conflict(seed, most=5)
    ranks = np.where(conflict.ranks < 0, -1, conflict.ranks * 7 + 3).astype(np.int32)
    found, again = stability(conflict), stability(dataclasses.replace(conflict, ranks=ranks))
    for concept in CONCEPTS:
        assert np.array_equal(found.stable[concept], again.stable[concept])


@given(SEEDS)
def test_ids_and_places_are_each_others_inverse(seed):
    frame = random_conflict(seed, most=6).frame
    places = np.arange(frame.size)
    ids = frame.outward(places)  # at each id its place
    assert [frame.place(s) for s in range(frame.size)] == ids.tolist()
    assert [frame.id(int(p)) for p in ids] == list(range(frame.size))
    assert np.array_equal(frame.inward(ids), places)


@st.composite
def graphs(draw):
    count = draw(st.integers(1, 8))
    node = st.integers(0, count - 1)
    arcs = draw(st.lists(st.tuples(node, node), max_size=20))
    values = draw(st.lists(st.integers(0, 5), min_size=count, max_size=count))
    return values, arcs


@given(graphs())
def test_least_reachable_is_the_least_over_all_walks(graph):
    values, arcs = graph
    expected = list(values)
    for _ in values:
        for tail, head in arcs:
            expected[tail] = min(expected[tail], expected[head])
    tails, heads = (np.array([arc[k] for arc in arcs], dtype=np.int64) for k in (0, 1))
    assert least_reachable(np.array(values, dtype=np.int32), tails, heads).tolist() == expected
