"""The fewest demands that cannot be met together even by lotteries over the alternatives of each issue.

Such a conflict is proven by weights λ of the actors: with all other demands granted, the best weighted sum over issues
still falls short of that of the reservations. Demands and weights are chosen together by one mixed-integer programme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.numerics.nondominated import Mask
from ripeness.numerics.silence import silence
from ripeness.packages.sums import AdditiveValues

Demand = tuple[int, int]  # actor number, issue number
_MARGIN = 1e-7  # of the sum that all weights have: what counts as falling short
_NODES = 100


def smallest_for_lotteries(
    terms: AdditiveValues, rows: Mapping[int, int], demands: Sequence[Demand]
) -> frozenset[Demand] | None:
    """Return a small set of demands that conflicts for lotteries; None when the programme found none.

    Variables, in this order: whether demand d stands, its share of weight w_d (the weight of its actor if it stands),
    the weight λ of each coordinate, and the best weighted sum t of each issue. Minimise the number of demands so that
    t_j ≥ Σ_i λ_i best_ij - Σ_d w_d (best_d - value of alternative a to d's actor) for every a, and λ·floor > Σ_j t_j.

    Notes
    -----
    Solved by HiGHS in floating point and within a limit of nodes: whoever uses the set must verify it.
    """
    number, coordinates = len(demands), len(terms.floor)
    spans = np.maximum(sum(np.ptp(c, axis=1).astype(np.float64) for c in terms.clauses), 1.0)
    parts = [*terms.clauses, *(np.stack([0 * p, p], axis=-1) for _, p in terms.bonuses)]
    values = [part.astype(np.float64) / spans[:, None] for part in parts]
    weight, best = 2 * number, 2 * number + coordinates
    size = best + len(values)
    matrix = [_issue(j, value, rows, demands, (weight, best, size)) for j, value in enumerate(values)]
    matrix += [_linked(rows, demands, size)]
    short = np.zeros((1, size))
    short[0, weight:best] = terms.floor.astype(np.float64) / spans
    short[0, best:] = -1.0
    whole = np.zeros((1, size))
    whole[0, weight:best] = 1.0
    at_least = np.concatenate([*matrix, short, whole])
    lower = np.concatenate([np.zeros(len(at_least) - 2), [_MARGIN, 1.0]])
    upper = np.concatenate([np.full(len(at_least) - 1, np.inf), [1.0]])
    found, _ = programme(
        (np.arange(size) < number).astype(np.float64),
        at_least,
        (lower, upper),
        whole=np.arange(size) < number,
        bounds=(np.where(np.arange(size) < best, 0.0, -np.inf), np.where(np.arange(size) < best, 1.0, np.inf)),
        nodes=_NODES,
    )
    if found is None:
        return None
    return frozenset(d for d, stands in zip(demands, found[:number], strict=True) if stands > 0.5)


def programme(
    costs: Array, matrix: Array, sides: tuple[Array, Array], *, whole: Mask, bounds: tuple[Array, Array], nodes: int
) -> tuple[Array | None, bool]:
    """Return the cheapest point found with ``sides[0] <= matrix x <= sides[1]``, some of it whole, and if it is proven.

    Solved by HiGHS through scipy.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    with silence():
        found = milp(
            costs,
            constraints=LinearConstraint(matrix, *sides),
            integrality=whole.astype(np.float64),
            bounds=Bounds(*bounds),
            options={"node_limit": nodes},
        )
    return found.x, found.status == 0


def _issue(
    j: int,
    value: Array,
    rows: Mapping[int, int],
    demands: Sequence[Demand],
    places: tuple[int, int, int],
) -> Array:
    """Return one row for each alternative of an issue: t_j less what it is worth, demands considered."""
    weight, best, size = places
    matrix = np.zeros((value.shape[1], size))
    matrix[:, best + j] = 1.0
    matrix[:, weight:best] = -value.max(axis=1)
    for d, (actor, issue) in enumerate(demands):
        if issue == j:
            row = value[rows[actor]]
            matrix[:, len(demands) + d] = row.max() - row
    return matrix


def _linked(rows: Mapping[int, int], demands: Sequence[Demand], size: int) -> Array:
    """Return rows that keep a demand's share of weight below its actor's weight, and at 0 where it does not stand."""
    number = len(demands)
    matrix = np.zeros((2 * number, size))
    for d, (actor, _) in enumerate(demands):
        matrix[d, 2 * number + rows[actor]] = 1.0
        matrix[number + d, d] = 1.0
        matrix[[d, number + d], number + d] = -1.0
    return matrix
