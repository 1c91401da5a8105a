"""Weights on states, some of them spread over cells of age: what is carried through the plan.

States are in one of four classes, by which of two clocks have begun at a time that is not known. The weights of a class
have the shape (N, its states, columns, cells of the first clock, cells of the second), with one cell where a clock does
not run. A column is a measure of its own: the weights themselves, or the weights together with what signatories would
sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.numerics.markov import Ints, sum_by

CLASSES = 4
Mass = list[Array]
Picked = list[tuple[int, Ints, Array]]  # class, which of the states asked for, their weights


@dataclass(frozen=True)
class Split:
    """Some states by class: the class of each, its place within the class, and how many each class has."""

    running: Ints
    place: Ints
    sizes: tuple[int, ...]

    @classmethod
    def of(cls, running: Ints) -> Split:
        """Return the split of states of which it is known which clocks are running."""
        place = np.zeros(len(running), dtype=np.int64)
        sizes = []
        for a in range(CLASSES):
            here = running == a
            sizes.append(int(here.sum()))
            place[here] = np.arange(sizes[-1])
        return cls(running, place, tuple(sizes))


def blank(count: int, split: Split, columns: int, cells: Sequence[int]) -> Mass:
    """Return no weight on some states, with so many cells of each clock."""
    return [
        np.zeros((count, split.sizes[a], columns, cells[0] if a & 1 else 1, cells[1] if a & 2 else 1))
        for a in range(CLASSES)
    ]


def cells_of(mass: Mass) -> tuple[int, int]:
    """Return how many cells each clock has."""
    return mass[1].shape[3], mass[2].shape[4]


def totals(mass: Mass, split: Split) -> Array:
    """Return the weight of each state over all cells, shape (N, S, columns)."""
    count, _, columns = mass[0].shape[:3]
    found = np.empty((count, len(split.running), columns))
    for a in range(CLASSES):
        if split.sizes[a]:
            found[:, split.running == a] = stopped(mass[a], a)[:, :, :, 0, 0]
    return found


def picked(mass: Mass, split: Split, states: Ints, factor: Array | None = None, columns: Ints | None = None) -> Picked:
    """Return the weights of some states, perhaps multiplied by a factor, shape (N, states).

    ``columns``, shape (states, Q), says which column of each state is taken.
    """
    found = []
    for a in range(CLASSES):
        here = np.flatnonzero(split.running[states] == a)
        if not len(here):
            continue
        place = split.place[states[here]]
        part = mass[a][:, place] if columns is None else mass[a][:, place[:, None], columns[here]]
        found.append((a, here, part if factor is None else part * factor[:, here, None, None, None]))
    return found


def put(mass: Mass, split: Split, targets: Ints, parts: Picked, *, sign: float = 1.0) -> None:
    """Add weights to states in place; a target of -1 is dropped. Clocks that stop give up their cells."""
    for a, here, values in parts:
        to = targets[here]
        for b in range(CLASSES):
            inside = np.flatnonzero((to >= 0) & (split.running[to] == b))
            if len(inside):
                part = stopped(values[:, inside], a & ~b)
                _add(mass[b], split.place[to[inside]], part, sign)


def stopped(values: Array, clocks: int) -> Array:
    """Return weights summed over the cells of some clocks."""
    count, states, columns, first, second = values.shape
    if clocks == 3:
        return np.add.reduce(values.reshape(count, states, columns, 1, first * second), axis=4, keepdims=True)
    if clocks == 2 or (clocks == 1 and second == 1):
        flat = values.reshape(count, states, columns, *((first, second) if clocks == 2 else (1, first)))
        return np.add.reduce(flat, axis=4, keepdims=True)
    return np.add.reduce(values, axis=3, keepdims=True) if clocks else values


def _add(to: Array, place: Ints, part: Array, sign: float) -> None:
    unique, which = np.unique(place, return_inverse=True)
    if len(unique) < len(place):
        flat = np.ascontiguousarray(np.moveaxis(part, 1, 0)).reshape(len(place), -1)
        part = (sum_by(len(unique), which.reshape(-1)) @ flat).reshape(len(unique), len(part), *part.shape[2:])
        part = np.moveaxis(part, 0, 1)
        place = unique
    to[:, place] += part if sign == 1.0 else sign * part
