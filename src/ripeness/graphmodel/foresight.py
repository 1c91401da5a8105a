"""Who would stay when everybody looks a few moves ahead, or as far as it takes.

D. M. Kilgour (1984), Equilibria for far-sighted players, *Theory and Decision* 16(2), 135-157, for two; L. Fang, K. W.
Hipel and D. M. Kilgour (1993), *Interactive Decision Making*, ch. 4, on graphs; S. J. Brams and D. Wittman (1981),
Nonmyopic equilibria in 2 x 2 games, *Conflict Management and Peace Science* 6(1), 39-62, the idea.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ripeness.errors import AnalysisError
from ripeness.graphmodel.states import GraphArrays, Ranks, States, Truths

MOST_FORESEEN = 4_096  # states that can be
HORIZONS = (2, 3)
_MOST_STEPS = 256
_NONE = np.int32(np.iinfo(np.int32).max)


@dataclass(frozen=True)
class Foresight:
    """Which states are stable when moves are looked at ahead; arrays have shape (D, S).

    Attributes
    ----------
    stable : mapping of int to array
        By the number of moves that are looked at: whether a decision maker stays.
    far : array or None
        Whether it stays however far it looks, from some number of moves on (non-myopic); None where neither an end nor
        a cycle came in sight.
    steps : int
        Number of moves after which anticipations repeat.
    period : int
        Number of moves after which they come round again; 1: they no longer change.
    """

    stable: Mapping[int, Truths]
    far: Truths | None
    steps: int
    period: int


def foresight(conflict: GraphArrays, *, horizons: tuple[int, ...] = HORIZONS) -> Foresight:
    """Return which states are stable when so many moves are looked at, and however many.

    Notes
    -----
    A decision maker that may move looks h moves ahead: its own, then whoever else would move, and so on, each of whom
    looks at what is left of the h moves in the same way. It moves only to what is surely better. Who of several others
    moves first, and to which of several states that are equally good for it, nobody knows: the worst of what may come
    counts. With two decision makers and strict preferences that is the definition of the sources. What each takes for
    the worst end after each move is kept, one number an observer, mover and state.

    Raises
    ------
    AnalysisError
        ``too-many-to-foresee`` above 4,096 states.
    """
    feasible = int(conflict.feasible.sum())
    if feasible > MOST_FORESEEN:
        message = f"{feasible:,} states can be; moves are looked at ahead in models of up to {MOST_FORESEEN:,}"
        hint = "leave out options that do not matter, or rule states out"
        raise AnalysisError.of("too-many-to-foresee", message, hint=hint, path="graph.options")
    moves = [_moves(conflict, i) for i in range(len(conflict.frame.makers))]
    count = len(moves)
    after = np.broadcast_to(conflict.ranks[:, None, :], (count, count, conflict.frame.size)).copy()
    stays: list[Truths] = []
    seen = {_digest(after): 0}
    start = None
    while len(stays) < _MOST_STEPS and (start is None or len(stays) < max(horizons)):
        after, stay = _one_more(conflict, moves, after)
        stays.append(stay)
        if start is None:
            first = seen.setdefault(_digest(after), len(stays))
            if first < len(stays):
                start, end = first, len(stays)
    stable = {h: stays[h - 1] for h in horizons}
    if start is None:
        return Foresight(stable, None, _MOST_STEPS, 0)
    # What is anticipated comes round again: who stays all along that round stays however much further it looks.
    far: Truths = np.logical_and.reduce(stays[start:end], axis=0)
    return Foresight(stable, far, start, end - start)


def _digest(after: Ranks) -> bytes:
    return hashlib.sha256(np.ascontiguousarray(after).data).digest()


_Moves = tuple[States, States, States]


def _moves(conflict: GraphArrays, maker: int) -> _Moves:
    """Return the moves of a decision maker: where from, where to, and where those of each place begin."""
    places = np.flatnonzero(conflict.feasible)
    source, targets = conflict.successors(maker, places, improving=False)
    starts: States = np.flatnonzero(np.diff(source, prepend=-1) > 0).astype(np.int64)
    return places[source], targets, starts


def _one_more(conflict: GraphArrays, moves: list[_Moves], after: Ranks) -> tuple[Ranks, Truths]:
    """Return what comes of looking one move further: worst ends after each mover's move, and who stays where.

    ``after`` has for each observer, last mover and state the worst that may come, shape (D, D, S).
    """
    count, size = len(moves), conflict.frame.size
    stays = np.repeat(conflict.feasible[None], count, axis=0)
    ends = np.full((count, count, size), _NONE, dtype=np.int32)  # observer, mover, state: if that mover goes first
    for i, (sources, targets, starts) in enumerate(moves):
        if not len(sources):
            continue
        surely = after[i, i, targets]
        best = np.maximum.reduceat(surely, starts)
        at = sources[starts]
        goes = best > conflict.ranks[i, at]
        stays[i, at[goes]] = False
        chosen = surely == np.repeat(best, np.diff(np.append(starts, len(sources))))
        worst = np.minimum.reduceat(np.where(chosen, after[:, i, targets], _NONE), starts, axis=1)
        ends[:, i, at] = np.where(goes, worst, _NONE)
    found = np.empty_like(after)
    for last in range(count):
        others = [j for j in range(count) if j != last]
        least = ends[:, others].min(axis=1, initial=_NONE)
        found[:, last] = np.where(least == _NONE, conflict.ranks, least)
    return found, stays
