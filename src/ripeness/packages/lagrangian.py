"""Bounds on what packages can reach, by multipliers: what the best lotteries over clauses, one for each issue, would.

For a concave G and weights w, G(x) ≤ w·x + G*(w), with G*(w) the largest G(x) - w·x over all x. Over packages w·x adds
up over issues, so that its largest value is that of each issue by itself. The least of these bounds, over all w, is
what the best lotteries reach, one for each issue; but any w gives a bound. Good ones are found by Newton steps on a
smoothed bound, for many parts of a search at once, each from the weights of the part that it was split from.

M. Held and R. M. Karp (1971), The traveling-salesman problem and minimum spanning trees: part II. *Mathematical
Programming* 1, 6-25: branch and bound with multipliers that are handed down. A. M. Geoffrion (1974), Lagrangean
relaxation for integer programming. *Mathematical Programming Study* 2, 82-114: the least bound is that of lotteries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.numerics.nondominated import Mask

Kind = Literal["product", "least", "sum"]

_ROUNDED = 1e-12  # of all numbers that are added: far more than sums in floating point can be wrong by
_SHARPEST = 1e-6  # smoothing, in units of what one issue decides
_OF_GAP = 0.2  # smoothing, in units of what a part could still be better by; found by trial
_BARRIER = 0.25  # what keeps weights above their lowest, in units of the smoothing; found by trial
_STEEP = 4.0  # how much more it counts that few ways to go on are left than how many there are; found by trial
_REGULAR = 1 + 1e-9  # times the diagonal of a covariance, which is then not singular
_RANGE = (1e-9, 1e9)  # of weights
_MISSED = -1e9  # score of sums that are not admissible: below all others, less when they fall short by more


@dataclass(frozen=True)
class ConcaveGoal:
    """What is to be large: a concave function of sums x = base + Σ_j values[:, j, alternative taken of j].

    *product*: Σ log x over the counted coordinates. *least*: the smallest of them. *sum*: their sum, none below 0.
    Coordinates that are not counted must not fall below 0.

    Attributes
    ----------
    kind : {"product", "least", "sum"}
        Which function.
    counted : bool array, shape (C,)
        Which coordinates.
    values : array, shape (C, J, A)
        What each alternative contributes; issues have about the size of 1.
    base : array, shape (C,)
        What every package has.
    """

    kind: Kind
    counted: Mask
    values: Array
    base: Array

    def scores(self, x: Array) -> Array:
        """Return the function of sums, shape (C, K); what is not admissible comes last."""
        must = np.ones(len(x), dtype=np.bool_) if self.kind != "least" else ~self.counted
        short = np.minimum(x[must], 0.0).sum(axis=0)
        counted = x[self.counted]
        if self.kind == "least":
            value = counted.min(axis=0)
        elif self.kind == "sum":
            value = counted.sum(axis=0)
        else:
            short = np.where((counted <= 0).any(axis=0), np.minimum(short, -1e-9), short)
            value = np.log(np.where(short < 0, 1.0, counted)).sum(axis=0)
        return np.asarray(np.where(short < 0, _MISSED + short, value))


@dataclass(frozen=True)
class Bounded:
    """K parts of a search, each a set of alternatives that are open for each issue, with bounds.

    Attributes
    ----------
    open : bool array, shape (K, J, A)
        Alternatives, without those that no package above the required score can have.
    bound : array, shape (K,)
        No package of the part has a higher score; -inf: there is none.
    weights, weighted : array, shape (K, C) and (K,)
        The best multipliers found, and the bound that they give.
    chances : array, shape (K, J, A)
        About the best lotteries.
    inverse : array, shape (K, C, C)
        How weights answer to a change of what packages are worth: half the quadratic form in a change is about how much
        the bound falls.
    """

    open: Mask
    bound: Array
    weights: Array
    weighted: Array
    chances: Array
    inverse: Array

    def only(self, kept: Mask) -> Bounded:
        """Return some of the parts."""
        return Bounded(*(field[kept] for field in vars(self).values()))


class Multipliers:
    """Bounds for parts of a search that has one goal."""

    def __init__(self, goal: ConcaveGoal) -> None:
        self.goal = goal
        C, J, A = goal.values.shape
        self._flat = goal.values.reshape(C, J * A)
        self._by_issue = np.ascontiguousarray(goal.values.transpose(1, 2, 0))
        self._upper = np.triu_indices(C)
        self._squares = np.ascontiguousarray((self._flat[self._upper[0]] * self._flat[self._upper[1]]).T)
        # Weights are never negative, so that rounding is allowed for once, here.
        self._base = goal.base + _ROUNDED * (np.abs(goal.base) + np.abs(goal.values).max(axis=2).sum(axis=1) + 1.0)
        self._lowest = np.where(goal.counted & (goal.kind == "sum"), 1.0, 0.0)
        self._fixed_sum = goal.kind == "least"
        self.scale = 1.0

    def root(self, open_: Mask) -> list[Bounded]:
        """Return bounds for the whole search, from rough to sharp smoothing; the last is the best."""
        masks, weights = open_[None], self._start(open_)[None]
        worth = np.where(open_, (weights @ self._flat).reshape(open_.shape), np.nan)
        self.scale = max(float((np.nanmax(worth, axis=1) - np.nanmin(worth, axis=1)).mean()), 1e-9)
        found = []
        for sharpness in (1.0, 0.3, 0.1, 0.03):
            smoothing = np.array([sharpness * self.scale])
            found.append(self._refined(masks, weights, np.array([-np.inf]), smoothing, steps=2))
            weights = found[-1].weights
        return found

    def refined(self, open_: Mask, weights: Array, bound: Array, least: float) -> Bounded:
        """Return better bounds for parts that are of interest when they hold packages with a score of ``least``."""
        smoothing = np.clip(_OF_GAP * (bound - least), _SHARPEST * self.scale, self.scale)
        return self._refined(open_, weights, np.full(len(weights), least), smoothing, steps=1)

    def splits(self, parts: Bounded, least: float) -> tuple[Array, Array]:
        """Return how many ways to go on each issue seems to leave, and bounds for each alternative taken.

        Shapes (K, J), infinite for settled issues, and (K, J, A). How far a bound will fall once one is taken is
        told from a quadratic model of the smoothed bound; as bounds are piecewise linear, its root counts.
        """
        worth = self._worth(parts.open, parts.weights)
        bounds = parts.weighted[:, None, None] - (worth.max(axis=2, keepdims=True) - worth)
        bounds = np.minimum(bounds, parts.bound[:, None, None])
        change = self._by_issue - self._means(parts.chances)[:, :, None, :]
        change = change.reshape(len(worth), -1, change.shape[-1])
        fall = ((change @ parts.inverse) * change).sum(axis=2).reshape(worth.shape) / 2
        gap = np.clip(parts.bound - least, _SHARPEST * self.scale, self.scale * worth.shape[1])[:, None, None]
        ways = np.where(parts.open, np.exp(-_STEEP * np.sqrt(np.maximum(fall, 0.0) / gap)), 0.0).sum(axis=2)
        return np.where(parts.open.sum(axis=2) > 1, ways, np.inf), bounds

    def _start(self, open_: Mask) -> Array:
        counted = self.goal.counted
        if self.goal.kind == "least":
            return np.where(counted, 1.0 / counted.sum(), 0.1)
        if self.goal.kind == "sum":
            return self._lowest + 0.1
        most = self.goal.base + np.where(open_, self.goal.values, -np.inf).max(axis=2).sum(axis=1)
        return np.where(counted, 1.0 / np.maximum(most, 0.1), 0.1)

    def _worth(self, open_: Mask, weights: Array) -> Array:
        """Return weighted sums of what alternatives contribute, shape (K, J, A); -inf where they are not open."""
        return np.asarray(np.where(open_, (weights @ self._flat).reshape(open_.shape), -np.inf))

    def _conjugate(self, weights: Array) -> Array:
        if self.goal.kind != "product":
            return np.zeros(len(weights))
        logs = np.log(weights[:, self.goal.counted])
        found: Array = (_ROUNDED - 1) * logs.shape[1] - logs.sum(axis=1) + _ROUNDED * np.abs(logs).sum(axis=1)
        return found

    def _refined(self, open_: Mask, weights: Array, least: Array, smoothing: Array, *, steps: int) -> Bounded:
        bound, best = np.full(len(weights), np.inf), weights
        for step in range(steps + 1):
            worth = self._worth(open_, weights)
            top = worth.max(axis=2)
            now = weights @ self._base + top.sum(axis=1) + self._conjugate(weights)
            better = now < bound
            bound, best = np.where(better, now, bound), np.where(better[:, None], weights, best)
            worth -= top[:, :, None]
            # A package with an alternative that is worth less than the best of its issue is below the bound by as much.
            open_ = open_ & (worth >= np.minimum(least - now, 0.0)[:, None, None])
            if step == steps:
                break
            chances = np.exp(worth / smoothing[:, None, None])
            chances /= chances.sum(axis=2, keepdims=True)
            weights, inverse = self._stepped(weights, chances, smoothing)
        return Bounded(open_, np.minimum(bound, self._alone(open_)), best, bound, chances, inverse)

    def _alone(self, open_: Mask) -> Array:
        """Return bounds from each coordinate by itself, and from the sum without floors.

        These are corners of the set of weights. Where one of them is best, as when one actor alone decides who is worst
        off, smoothing only creeps up to it.
        """
        goal = self.goal
        most = self._base + np.where(open_[:, None], goal.values, -np.inf).max(axis=3).sum(axis=2)
        bound = np.full(len(open_), np.inf)
        if goal.kind == "least":
            bound = most[:, goal.counted].min(axis=1)
        if goal.kind == "sum":
            weights = np.broadcast_to(self._lowest, most.shape)
            bound = weights @ self._base + self._worth(open_, weights).max(axis=2).sum(axis=1)
        needed = most[:, ~goal.counted] if goal.kind == "least" else most
        return np.asarray(np.where((needed < 0).any(axis=1), -np.inf, bound))

    def _means(self, chances: Array) -> Array:
        """Return what the lottery of each issue contributes, shape (K, J, C)."""
        return np.asarray(np.matmul(chances.transpose(1, 0, 2), self._by_issue).transpose(1, 0, 2))

    def _stepped(self, weights: Array, chances: Array, smoothing: Array) -> tuple[Array, Array]:
        """Return weights after a Newton step, and the inverse of the curvature there.

        The smoothed bound has smoothing * log Σ exp(worth / smoothing) in place of the largest worth of each issue, so
        that its slope is what lotteries contribute and its curvature their covariance, and a logarithmic barrier that
        keeps weights above their lowest. For a product that barrier is part of the bound.
        """
        K, C = weights.shape
        means = self._means(chances)
        curvature = np.empty((K, C, C))
        i, j = self._upper
        curvature[:, i, j] = curvature[:, j, i] = chances.reshape(K, -1) @ self._squares
        curvature -= np.matmul(means.transpose(0, 2, 1), means)
        curvature /= smoothing[:, None, None]
        above = weights - self._lowest
        product = self.goal.counted & (self.goal.kind == "product")
        barrier = np.where(product, 1.0, _BARRIER * smoothing[:, None])
        slope = self.goal.base + means.sum(axis=1) - barrier / above
        diagonal = np.arange(C)
        curvature[:, diagonal, diagonal] += barrier / above**2
        curvature[:, diagonal, diagonal] *= _REGULAR
        inverse = np.asarray(np.linalg.inv(curvature), dtype=np.float64)
        if self._fixed_sum:  # weights that count add up to 1
            along = inverse @ self.goal.counted.astype(np.float64)
            length = along @ self.goal.counted
            inverse = inverse - along[:, :, None] * along[:, None, :] / length[:, None, None]
        step = -np.matmul(inverse, slope[:, :, None])[:, :, 0]
        longest = np.max(-step / above, axis=1, initial=0.0)
        above = above + step * np.minimum(1.0, 0.9 / np.maximum(longest, 0.9))[:, None]
        above = np.clip(above, *_RANGE)
        if self._fixed_sum:
            counted = self.goal.counted
            above[:, counted] /= above[:, counted].sum(axis=1, keepdims=True)
        return self._lowest + above, inverse
