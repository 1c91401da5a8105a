"""A literal, slow second implementation of the graph model: METHODS 4, sets and legal sequences, nothing clever.

A model is plain data: options with an owner and the way they may change, a set of infeasible states, a list of removed
moves (owner, from, to), and for each decision maker a number for every state, larger is better. States are
frozensets of options. Sequences are walked node by node, a node being a state and who moved last.

    model = Model(owners, change, infeasible, removed, worth)
    stable(model, "seq", "a", state)
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations

State = frozenset[str]
CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


@dataclass(frozen=True)
class Model:
    owners: Mapping[str, str]  # option: decision maker
    change: Mapping[str, str]  # option: both, once or undo
    infeasible: frozenset[State]
    removed: frozenset[tuple[str, State, State]]
    worth: Mapping[str, Mapping[State, float]]

    @property
    def makers(self) -> list[str]:
        return sorted(set(self.owners.values()))

    @cached_property
    def states(self) -> list[State]:
        options = sorted(self.owners)
        sets = chain.from_iterable(combinations(options, n) for n in range(len(options) + 1))
        return [s for s in map(frozenset, sets) if s not in self.infeasible]

    @cached_property
    def tables(self) -> dict[tuple[str, State], set[State]]:
        return {(maker, state): moves_from(self, maker, state) for maker in self.makers for state in self.states}


def moves(model: Model, maker: str, state: State) -> set[State]:
    """R_i(s)."""
    return model.tables[maker, state]


def moves_from(model: Model, maker: str, state: State) -> set[State]:
    """R_i(s): what it reaches in one step by changing its own options."""
    found = set()
    for target in model.states:
        changed = target ^ state
        if not changed or any(model.owners[o] != maker for o in changed):
            continue
        if any(model.change[o] == "once" and o in state for o in changed):
            continue
        if any(model.change[o] == "undo" and o not in state for o in changed):
            continue
        if (maker, state, target) not in model.removed:
            found.add(target)
    return found


def improvements(model: Model, maker: str, state: State) -> set[State]:
    """R_i+(s)."""
    worth = model.worth[maker]
    return {t for t in moves(model, maker, state) if worth[t] > worth[state]}


def reached(model: Model, group: Iterable[str], state: State, *, improving: bool) -> dict[State, int]:
    """R_H(s) or R_H+(s): ends of legal sequences, each with the least number of moves."""
    step = improvements if improving else moves
    depth: dict[tuple[State, str | None], int] = {(state, None): 0}
    queue = deque(depth)
    found: dict[State, int] = {}
    while queue:
        here, last = queue.popleft()
        for maker in group:
            if maker == last:
                continue
            for target in step(model, maker, here):
                if (target, maker) not in depth:
                    depth[target, maker] = depth[here, last] + 1
                    queue.append((target, maker))
                    found.setdefault(target, depth[target, maker])
    return found


def stable(model: Model, concept: str, maker: str, state: State) -> bool:
    """Whether a state is stable for a decision maker."""
    better = improvements(model, maker, state)
    if concept == "nash":
        return not better
    return all(sanctions(model, concept, maker, state, s1) for s1 in better)


def sanctions(model: Model, concept: str, maker: str, state: State, s1: State) -> dict[State, int]:
    """Return what the others can make of s1 that is no better than the state, and stays so whatever the maker answers.

    With each the least number of moves.
    """
    worth = model.worth[maker]
    others = [m for m in model.makers if m != maker]
    found = {}
    for s2, depth in reached(model, others, s1, improving=concept in ("seq", "sseq")).items():
        if worth[s2] > worth[state]:
            continue
        if concept in ("smr", "sseq") and any(worth[s3] > worth[state] for s3 in moves(model, maker, s2)):
            continue
        found[s2] = depth
    return found
