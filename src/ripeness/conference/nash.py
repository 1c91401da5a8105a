"""Nash bargaining on a scale: where the product of gains over disagreement is largest."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np

from ripeness.conference.rules import Truths
from ripeness.numerics.draws import Array

Loss = Literal["linear", "quadratic"]
Exponent = Literal["equal", "salience", "weight"]
Disagreement = Literal["worst", "reference", "cost"]

LOSSES: tuple[Loss, ...] = ("linear", "quadratic")
EXPONENTS: tuple[Exponent, ...] = ("equal", "salience", "weight")
DISAGREEMENTS: tuple[Disagreement, ...] = ("worst", "reference", "cost")

_HALVINGS = 60  # 100 points become less than the spacing of floats
_NARROW = 1e-9  # points; a set of outcomes that is no wider is empty
_KINK = 1e-9


@dataclass(frozen=True)
class Bargain:
    """How Nash bargaining is meant.

    Attributes
    ----------
    loss : {"linear", "quadratic"}
        u = −|x − x_i|^k / 100^k with k = 1 or 2.
    exponent : {"equal", "salience", "weight"}
        Exponents a_i of the gains: 1, salience, or capability times salience.
    disagreement : {"worst", "reference", "cost"}
        What an actor has without agreement: its worst point of the scale, the reference point, or that less a cost.
    cost : float
        With ``cost``: what disagreement costs everyone, in shares of the loss over the whole scale.
    """

    loss: Loss = "quadratic"
    exponent: Exponent = "weight"
    disagreement: Disagreement = "worst"
    cost: float = 0.1

    @property
    def name(self) -> str:
        """A short name, such as ``quadratic-weight-worst``."""
        return f"{self.loss}-{self.exponent}-{self.disagreement}"


VARIANTS = tuple(Bargain(k, a, d) for d, a, k in product(DISAGREEMENTS, EXPONENTS, LOSSES))


def nash(
    positions: Array,
    salience: Array,
    capability: Array,
    say: Truths,
    reference: Array | None = None,
    how: Bargain = Bargain(),
) -> Array:
    """Return argmax Σ a_i log(u_i(x) − d_i) on the scale from 0 to 100, shape (N,).

    NaN where the reference point is needed and not known. Where no outcome is better than the reference point for
    everyone, since actors stand on both sides of it or at it, nothing is agreed and the reference point stays.

    Notes
    -----
    With u_i(x) − d_i = (ρ_i^k − |x − x_i|^k) / 100^k every term is the logarithm of a concave function, so the whole is
    strictly concave between the ends of what all prefer to disagreement, also across the kinks of k = 1. Its derivative
    is halved down to the spacing of floats; a kink is the answer, exactly, when the derivative changes its sign there.
    """
    power = 1 if how.loss == "linear" else 2
    weights = _exponents(salience, capability, how.exponent)
    weights = np.where(say, weights, 0.0)
    counted = weights > 0
    known = np.ones(len(positions), dtype=np.bool_)
    at = np.zeros(len(positions))
    if how.disagreement == "worst":
        reach = np.maximum(positions, 100 - positions)
    elif reference is None:
        return np.full(len(positions), np.nan)
    else:
        known = ~np.isnan(reference)
        at = np.where(known, reference, 50.0)
        reach = np.abs(at[:, None] - positions)
        if how.disagreement == "cost":
            reach = (reach**power + how.cost * 100.0**power) ** (1 / power)
    low = np.maximum(np.where(counted, positions - reach, -np.inf).max(axis=1), 0.0)
    high = np.minimum(np.where(counted, positions + reach, np.inf).min(axis=1), 100.0)
    empty = (high - low <= _NARROW) | ~counted.any(axis=1)
    low, high = np.where(empty, 0.0, low), np.where(empty, 100.0, high)
    reach = np.where(counted & ~empty[:, None], reach, 1e6)  # what does not count is far from its end
    found = _halved(positions, reach, weights, low, high, power)
    if power == 1:
        found = _at_kinks(positions, reach, weights, found)
    found = np.where(empty, at, found)
    return np.where(known, found, np.nan)


def _exponents(salience: Array, capability: Array, exponent: Exponent) -> Array:
    if exponent == "equal":
        return np.ones_like(salience)
    return salience if exponent == "salience" else salience * capability


def _slope(positions: Array, reach: Array, weights: Array, at: Array, power: int) -> Array:
    """Return the derivative of the objective, shape (N,)."""
    away = at[:, None] - positions
    if power == 1:
        slope: Array = -(weights * np.sign(away) / (reach - np.abs(away))).sum(axis=1)
    else:
        slope = -(weights * 2 * away / ((reach - away) * (reach + away))).sum(axis=1)
    return slope


def _halved(positions: Array, reach: Array, weights: Array, low: Array, high: Array, power: int) -> Array:
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        with np.errstate(divide="ignore", invalid="ignore"):  # at the end of the feasible set
            rising = _slope(positions, reach, weights, middle, power) > 0
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    middle_: Array = (low + high) / 2
    return middle_


def _at_kinks(positions: Array, reach: Array, weights: Array, found: Array) -> Array:
    """Return a kink that the search came down to as the kink itself, where the derivative changes its sign there."""
    rows = np.arange(len(found))
    nearest = np.argmin(np.where(weights > 0, np.abs(positions - found[:, None]), np.inf), axis=1)
    kink = positions[rows, nearest]
    away = kink[:, None] - positions
    with np.errstate(divide="ignore", invalid="ignore"):
        share = weights / (reach - np.abs(away))
    others = -(np.sign(away) * share).sum(axis=1)
    own = np.where(away == 0, share, 0.0).sum(axis=1)
    flat = (others + own >= 0) & (others - own <= 0)
    return np.where(flat & (np.abs(kink - found) <= _KINK), kink, found)
