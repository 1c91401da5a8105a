"""Is there a package at or above the floor, and how large can one coordinate get? Found fast, proven exactly.

A witness is looked for first: for weights spread over the coordinates, the package with the largest weighted sum, and
what a climb from the best of those finds. Where none turns up the frontier decides; its floors prune what cannot reach
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ripeness.numerics.draws import Array
from ripeness.numerics.nondominated import Integers, Mask
from ripeness.packages.frontier import directions, frontier
from ripeness.packages.sums import AdditiveValues
from ripeness.valuation import Rows

_STARTS = 3  # packages from which to climb
_STEPS = 40


class SearchTooLargeError(Exception):
    """The frontier that would decide grew beyond its limit."""


def sums(terms: AdditiveValues, rows: Rows) -> Integers:
    """Return the coordinates of packages, shape (C, K)."""
    total: Integers = terms.floor[:, None] * 0
    for j, clauses in enumerate(terms.clauses):
        total = total + clauses[:, rows[:, j]]
    for when, points in terms.bonuses:
        total = total + points[:, None] * terms.space.holds(when, rows)
    return total


def permitted(terms: AdditiveValues, rows: Rows) -> Mask:
    """Return which packages no forbidden condition excludes."""
    allowed = np.ones(len(rows), dtype=np.bool_)
    for when in terms.forbidden:
        allowed &= ~terms.space.holds(when, rows)
    return allowed


def some_package(terms: AdditiveValues) -> Rows | None:
    """Return a package at or above every floor, shape (I,); None when there is none.

    Raises
    ------
    SearchTooLargeError
        When neither was found out.
    """
    for weights in _one_after_the_other(terms):
        if _out_of_reach(terms, weights):
            return None
        found = _witness(terms, weights)
        if found is not None:
            return found
    front = frontier(terms, weights=weights[:1])
    if not front.complete:
        raise SearchTooLargeError
    return front.rows()[0] if len(front) else None


def largest(terms: AdditiveValues, coordinate: int) -> tuple[int, Rows] | None:
    """Return the largest sum in one coordinate of packages at or above the floors of the others, and such a package.

    The floor of that coordinate does not count. None when no package reaches the other floors.

    Raises
    ------
    SearchTooLargeError
        When it was not found out.
    """
    compared = tuple(known or c == coordinate for c, known in enumerate(terms.compared))
    free = replace(terms, floor=_lowered(terms, coordinate), compared=compared)
    weights = _weights(free)
    witness = _witness(free, weights, prefer=coordinate)
    if witness is not None:
        floor = free.floor.copy()
        floor[coordinate] = sums(free, witness[None, :])[coordinate, 0]
        free = replace(free, floor=floor)
    front = frontier(free, weights=weights[:1])
    if not front.complete:
        raise SearchTooLargeError
    if not len(front):
        return None
    best = int(np.argmax(front.points[coordinate]))
    return int(front.points[coordinate, best]), front.rows()[best]


def _lowered(terms: AdditiveValues, coordinate: int) -> Integers:
    least = sum(int(clauses[coordinate].min()) for clauses in terms.clauses)
    least += sum(min(0, int(points[coordinate])) for _, points in terms.bonuses)
    floor = terms.floor.copy()
    floor[coordinate] = least
    return floor


def _out_of_reach(terms: AdditiveValues, weights: Array) -> bool:
    """Return whether some floor, or some weighted sum of floors, lies above what all issues together can give."""
    rest = [*terms.clauses, *(np.stack([0 * points, points], axis=-1) for _, points in terms.bonuses)]
    if any(sum(int(r[c].max()) for r in rest) < int(floor) for c, floor in enumerate(terms.floor)):
        return True
    floor = weights @ terms.floor.astype(np.float64)
    parts = [(weights @ r.astype(np.float64)).max(axis=1) for r in rest]
    size = sum((weights @ np.abs(r.astype(np.float64))).max(axis=1) for r in rest) + np.abs(floor)
    return bool(np.any(sum(parts) < floor - 1e-9 * size))


def _weights(terms: AdditiveValues) -> Array:
    """Return weights of coordinates, spread evenly and brought to a common scale, and the tightest, (directions, C)."""
    even = _even(terms)
    tight = tightest(terms)
    return even if tight is None else np.concatenate([tight[None, :], even])


def _one_after_the_other(terms: AdditiveValues) -> Iterator[Array]:
    """Yield weights of coordinates: those that spread evenly, then, where they did not decide, the tightest."""
    yield _even(terms)
    tight = tightest(terms)
    if tight is not None:
        yield tight[None, :]


def _even(terms: AdditiveValues) -> Array:
    each = np.eye(len(terms.floor))
    return np.concatenate([each, directions(len(terms.floor))]) / _spans(terms)


def _spans(terms: AdditiveValues) -> Array:
    spans = sum((np.ptp(clauses, axis=1).astype(np.float64) for clauses in terms.clauses), np.zeros(len(terms.floor)))
    return np.maximum(spans, 1.0)


def tightest(terms: AdditiveValues) -> Array | None:
    """Return weights of coordinates for which the best weighted sum lies least above that of the floors, shape (C,).

    They are the multipliers of the best lottery over alternatives of each issue: a small linear programme. None for
    one coordinate, or where the programme could not be solved; any weights are valid, so nothing rests on it.
    """
    if len(terms.floor) < 2:
        return None
    from scipy.optimize import linprog

    spans = _spans(terms)
    parts = [clauses.astype(np.float64) / spans[:, None] for clauses in terms.clauses]
    parts += [np.stack([0 * p, p], axis=-1) / spans[:, None] for p in (b.astype(np.float64) for _, b in terms.bonuses)]
    issue = np.repeat(np.arange(len(parts)), [part.shape[1] for part in parts])
    values = np.concatenate(parts, axis=1).T
    rows = np.concatenate([values, -(issue[:, None] == np.arange(len(parts))).astype(np.float64)], axis=1)
    floor = terms.floor.astype(np.float64) / spans
    found = linprog(
        np.concatenate([-floor, np.ones(len(parts))]),
        A_ub=rows,
        b_ub=np.zeros(len(rows)),
        A_eq=np.concatenate([np.ones(len(floor)), np.zeros(len(parts))])[None, :],
        b_eq=[1.0],
        bounds=[(0, None)] * len(floor) + [(None, None)] * len(parts),
    )
    return np.maximum(found.x[: len(floor)], 0.0) / spans if found.x is not None else None


def _witness(terms: AdditiveValues, weights: Array, *, prefer: int | None = None) -> Rows | None:
    """Return a package at or above every floor if one is found easily; of several that with most of ``prefer``."""
    chosen = [np.argmax(weights @ clauses.astype(np.float64), axis=1) for clauses in terms.clauses]
    rows = np.unique(np.stack(chosen, axis=1), axis=0)
    rows = rows[permitted(terms, rows)]
    if not len(rows):
        return None
    order = np.argsort(-_least(terms, sums(terms, rows)), kind="stable")[:_STARTS]
    found = [_climb(terms, rows[k]) for k in order]
    reached = [row for row in found if bool((sums(terms, row[None, :])[:, 0] >= terms.floor).all())]
    if prefer is None or not reached:
        return reached[0] if reached else None
    return max(reached, key=lambda row: int(sums(terms, row[None, :])[prefer, 0]))


def _least(terms: AdditiveValues, total: Integers) -> NDArray[np.float64]:
    """Return how far above the floors, in shares of what each coordinate spans, the worst coordinate lies."""
    # Not np.ptp, which takes large Python integers for C ones.
    spans = np.array(
        [max(1.0, sum(float(c[k].max() - c[k].min()) for c in terms.clauses)) for k in range(len(terms.floor))]
    )
    beyond: Array = ((total - terms.floor[:, None]).astype(np.float64) / spans[:, None]).min(axis=0)
    return beyond


def _climb(terms: AdditiveValues, row: Rows) -> Rows:
    """Return where a climb by single clauses ends, or the first package on its way that reaches every floor."""
    best = float(_least(terms, sums(terms, row[None, :]))[0])
    for _ in range(_STEPS):
        if best >= 0:
            break
        near = neighbours(terms.space.shape, row)
        near = near[permitted(terms, near)]
        if not len(near):
            break
        scores = _least(terms, sums(terms, near))
        top = int(np.argmax(scores))
        if scores[top] <= best:
            break
        row, best = near[top], float(scores[top])
    return row


def neighbours(shape: Sequence[int], row: Rows) -> Rows:
    """Return all packages that differ from one in a single clause, in the order of the file."""
    found = [np.repeat(row[None, :], size, axis=0) for size in shape]
    for j, rows in enumerate(found):
        rows[:, j] = np.arange(len(rows))
    return np.concatenate([rows[rows[:, j] != row[j]] for j, rows in enumerate(found)])
