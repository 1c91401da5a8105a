"""Which exchanges are possible at all: pairs of actors on opposite sides of the outcome on two issues."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ripeness.conference.rules import Truths
from ripeness.numerics.draws import Array

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Potential:
    """Potential exchanges, padded to the same number E in each of n rows and laid out flat: shape (n E,).

    ``v`` supplies p to ``u``, which supplies q in return. ``worth`` is the equal gain for each point by which the
    outcome on p moves, ``ratio`` the points on q for each on p. ``there`` and ``back`` are places in a table of shape
    (n, I, P, P) by row, issue, supplier and demander. ``slots[row, issue]`` lists the places of those that touch it.
    """

    width: int

    p: Places
    q: Places
    u: Places
    v: Places
    worth: Array
    ratio: Array
    there: Places
    back: Places
    slots: Places


def potential(salience: Array, side: Array, say: Truths) -> tuple[Places, Potential]:
    """Return the number of pairs on opposite sides on two issues, and of these the exchanges by which both can gain."""
    rows, actors, issues = salience.shape
    first, second = np.triu_indices(actors, 1)
    opposed = say & (side != 0)
    against = (
        np.stack(  # (n, pairs of actors, I)
            [opposed[:, i] & opposed[:, j] & (side[:, i] * side[:, j] < 0) for i, j in zip(first, second, strict=True)],
            axis=1,
        )
        if len(first)
        else np.zeros((rows, 0, issues), dtype=np.bool_)
    )
    pairs = list(combinations(range(issues), 2))
    both = (
        np.stack([against[:, :, p] & against[:, :, q] for p, q in pairs], axis=1)
        if pairs
        else np.zeros((rows, 0, len(first)), dtype=np.bool_)
    )
    row, pair, couple = np.nonzero(both)  # in the order of ties: issues, then actors
    count = both.sum(axis=(1, 2))
    p, q = (np.array([one[k] for one in pairs], dtype=np.int64)[pair] for k in (0, 1))
    i, j = first[couple], second[couple]
    # Whoever cares relatively less about p supplies it.
    supplies = salience[row, i, p] * salience[row, j, q] < salience[row, j, p] * salience[row, i, q]
    v, u = np.where(supplies, i, j), np.where(supplies, j, i)
    s_up, s_uq, s_vp, s_vq = (salience[row, a, t] for a, t in ((u, p), (u, q), (v, p), (v, q)))
    cross, whole = s_up * s_vq - s_vp * s_uq, s_uq + s_vq
    gains = cross > 0
    row, p, q, u, v = (a[gains] for a in (row, p, q, u, v))
    worth, ratio = cross[gains] / whole[gains], (s_up + s_vp)[gains] / whole[gains]
    return count, _padded((rows, actors, issues), row, (p, q, u, v), worth, ratio)


def _padded(shape: tuple[int, ...], row: Places, who: tuple[Places, ...], worth: Array, ratio: Array) -> Potential:
    """Return exchanges as one table with a line for each row; the last place of every line is empty."""
    rows, actors, issues = shape
    own = np.bincount(row, minlength=rows)
    width = int(own.max(initial=0)) + 1
    place = np.arange(len(row)) - np.repeat(np.cumsum(own) - own, own)

    def laid(values: NDArray[np.generic], fill: float) -> NDArray[np.generic]:
        table = np.full((rows, width), fill, dtype=values.dtype)
        table[row, place] = values
        return table

    p, q, u, v = (np.asarray(laid(a, 0), dtype=np.int64) for a in who)
    base = (np.arange(rows) * (issues * actors * actors))[:, None]
    there, back = base + (p * actors + v) * actors + u, base + (q * actors + u) * actors + v
    line, issue, slot = np.tile(row, 2), np.concatenate(who[:2]), np.tile(place, 2)
    order = np.lexsort((slot, issue, line))
    group = (line * issues + issue)[order]
    size = np.bincount(group, minlength=rows * issues)
    rank = np.arange(len(group)) - np.repeat(np.cumsum(size) - size, size)
    empty = np.repeat(np.arange(1, rows + 1) * width - 1, issues)
    slots = np.repeat(empty[:, None], max(int(size.max(initial=0)), 1), axis=1)
    slots[group, rank] = (line * width + slot)[order]
    # An empty place gains nothing.
    return Potential(
        width,
        p.ravel(),
        q.ravel(),
        u.ravel(),
        v.ravel(),
        np.asarray(laid(worth, 0.0), dtype=np.float64).ravel(),
        np.asarray(laid(ratio, 1.0), dtype=np.float64).ravel(),
        there.ravel(),
        back.ravel(),
        slots.reshape(rows, issues, -1),
    )
