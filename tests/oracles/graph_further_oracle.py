"""Literal, slow second implementations of the further questions to a graph model, on the plain data of `graph_oracle`.

Written from the definitions: all rankings gone through, all orders of statements, sets of states, recursion.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tests.oracles.graph_oracle import Model, State, improvements, moves, reached, stable

# --- whose mind would have to change -------------------------------------------------------------------------------


def weak_orders(count: int) -> Iterator[tuple[int, ...]]:
    """Return every ranking of some things, ties allowed: a level for each, the levels used being 0, 1, 2, …"""
    for levels in itertools.product(range(count), repeat=count):
        if set(levels) == set(range(max(levels) + 1)):
            yield levels


def half_swaps(one: Sequence[float], other: Sequence[float]) -> int:
    """Kemeny and Snell's distance: over all pairs, 1 for equal made unequal or the reverse, 2 for turned round."""

    def sign(x: float) -> int:
        return (x > 0) - (x < 0)

    pairs = itertools.combinations(range(len(one)), 2)
    return sum(abs(sign(one[a] - one[b]) - sign(other[a] - other[b])) for a, b in pairs)


def with_ranking(model: Model, maker: str, ranking: Sequence[float]) -> Model:
    worth = {**model.worth, maker: dict(zip(model.states, ranking, strict=True))}
    changed = replace(model, worth=worth)
    vars(changed).update(states=model.states, tables=model.tables)  # who can move where is not a matter of preference
    return changed


def cheapest_ranking(
    model: Model, concept: str, maker: str, state: State, rankings: Sequence[Sequence[float]], *, strict: bool = False
) -> int:
    """Return the least distance to a ranking of one decision maker under which the state is stable for it."""
    now = [model.worth[maker][s] for s in model.states]
    factor = 2 if strict else 1
    fits = (r for r in rankings if stable(with_ranking(model, maker, r), concept, maker, state))
    return min(half_swaps(now, r) for r in fits) // factor


def cheapest_profile(model: Model, concept: str, state: State) -> int:
    """Return the least sum of distances to rankings of all under which the state is stable for everyone."""
    makers = model.makers
    rankings = list(weak_orders(len(model.states)))
    near: dict[str, dict[int, list[tuple[int, ...]]]] = {m: {} for m in makers}
    for maker in makers:
        now = [model.worth[maker][s] for s in model.states]
        for ranking in rankings:
            near[maker].setdefault(half_swaps(now, ranking), []).append(ranking)
    for total in itertools.count():
        for split in itertools.product(range(total + 1), repeat=len(makers)):
            if sum(split) != total:
                continue
            for profile in itertools.product(*(near[m].get(n, []) for m, n in zip(makers, split, strict=True))):
                changed = model
                for maker, ranking in zip(makers, profile, strict=True):
                    changed = with_ranking(changed, maker, ranking)
                if all(stable(changed, concept, m, state) for m in makers):
                    return total
    raise AssertionError


def orders(count: int) -> Iterator[tuple[int, ...]]:
    """Return every order of every choice of statements."""
    for size in range(count + 1):
        yield from itertools.permutations(range(count), size)


def moved(order: Sequence[int], count: int) -> int:
    """Return how many of ``count`` statements were moved or dropped: all but the longest rest that kept its order."""
    for size in range(len(order), -1, -1):
        if any(list(kept) == sorted(kept) for kept in itertools.combinations(order, size)):
            return count - size
    raise AssertionError


def by_statements(truths: Mapping[State, Sequence[bool]], states: Sequence[State], order: Sequence[int]) -> list[int]:
    """Return how an order of statements ranks states: the most important that tells two apart decides."""
    keys = {s: tuple(truths[s][k] for k in order) for s in states}
    levels = sorted(set(keys.values()))
    return [levels.index(keys[s]) for s in states]


def fewest_statements(
    model: Model, concept: str, maker: str, state: State, truths: Mapping[State, Sequence[bool]], count: int
) -> int:
    fits = (
        moved(order, count)
        for order in orders(count)
        if stable(with_ranking(model, maker, by_statements(truths, model.states, order)), concept, maker, state)
    )
    return min(fits)


def strict_rankings(model: Model, concept: str, maker: str, state: State) -> int:
    """Return under how many strict rankings of one decision maker the state is stable for it."""
    every = itertools.permutations(range(len(model.states)))
    return sum(stable(with_ranking(model, maker, r), concept, maker, state) for r in every)


# --- coalitions ----------------------------------------------------------------------------------------------------


def dominates(model: Model, coalition: Sequence[str], better: State, state: State) -> bool:
    return all(model.worth[i][better] > model.worth[i][state] for i in coalition)


def coalition_improvements(model: Model, coalition: Sequence[str], state: State) -> set[State]:
    ends = reached(model, coalition, state, improving=False)
    return {t for t in ends if dominates(model, coalition, t, state)}


def coalition_stable(model: Model, concept: str, coalition: Sequence[str], state: State) -> bool:
    """Whether a coalition stays: nash, gmr, smr or seq; outsiders answer by single moves, or single improvements."""
    others = [m for m in model.makers if m not in coalition]
    for s1 in coalition_improvements(model, coalition, state):
        if concept == "nash":
            return False
        deterred = False
        for s2 in reached(model, others, s1, improving=concept == "seq"):
            if dominates(model, coalition, s2, state):
                continue
            escapes = reached(model, coalition, s2, improving=False) if concept == "smr" else ()
            deterred |= not any(dominates(model, coalition, s3, state) for s3 in escapes)
        if not deterred:
            return False
    return True


# --- foresight -----------------------------------------------------------------------------------------------------


def ends_after(model: Model, last: str, state: State, left: int) -> set[State]:
    """Return where it may end when ``last`` has just moved here and ``left`` more moves are looked at."""
    if not left:
        return {state}
    found: set[State] = set()
    for maker in model.makers:
        if maker != last:
            ends = anticipated(model, maker, state, left)
            if ends != {state}:
                found |= ends
    return found or {state}


def anticipated(model: Model, maker: str, state: State, horizon: int) -> set[State]:
    """Return where it may end when a decision maker may move here and ``horizon`` moves are looked at."""
    worth = model.worth[maker]
    ends = {t: ends_after(model, maker, t, horizon - 1) for t in moves(model, maker, state)}
    surely = {t: min(worth[e] for e in found) for t, found in ends.items()}
    if not surely or max(surely.values()) <= worth[state]:
        return {state}
    return set().union(*(ends[t] for t in ends if surely[t] == max(surely.values())))


def limited_move_stable(model: Model, maker: str, state: State, horizon: int) -> bool:
    return anticipated(model, maker, state, horizon) == {state}


def expected_sanctions(model: Model, view: Model, maker: str, state: State, *, escape: bool) -> set[State]:
    """Return improvements that, as the decision maker sees the game, improvements of others deter, but do not."""
    concept = "sseq" if escape else "seq"
    from tests.oracles.graph_oracle import sanctions

    return {
        s1
        for s1 in improvements(model, maker, state)
        if sanctions(view, concept, maker, state, s1) and not sanctions(model, concept, maker, state, s1)
    }
