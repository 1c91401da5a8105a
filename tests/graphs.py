"""Random graph models that tests share: for the engine as arrays, and for the oracle as sets."""

import random

import numpy as np

from ripeness.graphmodel.states import Frame, GraphArrays, Removed
from tests.oracles import graph_oracle as oracle


def state_of(frame, place):
    """Return the state at a place as the oracle has it: the set of options taken."""
    return frozenset(frame.taken(frame.id(int(place))))


def random_frame(rng, most):
    makers = rng.randint(2, 4)
    count = rng.randint(makers, max(makers, most))
    owner = [*range(makers), *(rng.randrange(makers) for _ in range(count - makers))]
    rng.shuffle(owner)
    first = list(dict.fromkeys(owner))
    one_way = rng.random() < 0.5
    changes = ["both", "both", "once", "undo"] if one_way else ["both"]
    return Frame(
        options=tuple(f"o{k}" for k in range(count)),
        makers=tuple(f"d{i}" for i in range(makers)),
        owner=tuple(first.index(i) for i in owner),
        change=tuple(rng.choice(changes) for _ in range(count)),
    )


def random_ranks(rng, frame):
    size, makers = frame.size, len(frame.makers)
    levels = rng.choice([2, 4, size, size])
    if levels == size:
        return np.array([rng.sample(range(size), size) for _ in range(makers)], dtype=np.int32)
    return np.array([[rng.randrange(levels) for _ in range(size)] for _ in range(makers)], dtype=np.int32)


def some(rng, size, share):
    return np.array([rng.random() < share for _ in range(size)])


def random_conflict(seed, *, most=4):
    """Return a model of 2 to 4 decision makers: in half of them one-way options, infeasible states, removed moves."""
    rng = random.Random(seed)
    frame = random_frame(rng, most)
    feasible = ~some(rng, frame.size, rng.choice([0, 0, 0.2, 0.5]))
    feasible[rng.randrange(frame.size)] = True
    ranks = random_ranks(rng, frame)
    ranks[:, ~feasible] = -1
    removed = [
        Removed(rng.randrange(len(frame.makers)), some(rng, frame.size, 0.4), some(rng, frame.size, 0.4))
        for _ in range(rng.choice([0, 0, 0, 1, 2, 3]))
    ]
    return GraphArrays(frame, feasible, ranks, tuple(removed))


def as_sets(conflict):
    """Return the same model for the oracle."""
    frame = conflict.frame
    places = range(frame.size)
    cut = {
        (frame.makers[r.maker], state_of(frame, a), state_of(frame, b))
        for r in conflict.removed
        for a in np.flatnonzero(r.leaves)
        for b in np.flatnonzero(r.reaches)
    }
    return oracle.Model(
        owners={option: frame.makers[i] for option, i in zip(frame.options, frame.owner, strict=True)},
        change=dict(zip(frame.options, frame.change, strict=True)),
        infeasible=frozenset(state_of(frame, p) for p in places if not conflict.feasible[p]),
        removed=frozenset(cut),
        worth={
            maker: {state_of(frame, p): int(conflict.ranks[i, p]) for p in places if conflict.feasible[p]}
            for i, maker in enumerate(frame.makers)
        },
    )
