"""Where an issue settles at once: the weighted mean, the unweighted mean and the weighted median.

Rows are draws, or anything else that is worked out side by side: arrays have shape (N, P). Without a say, no weight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ripeness.numerics.draws import Array

Truths = NDArray[np.bool_]

TOLERANCE = 1e-12  # of the whole weight, within which half of it is half


def compromise(positions: Array, weights: Array) -> Array:
    """Return the weighted mean of positions, shape (N,).

    Van den Bos (1991), *Dutch EC Policy Making*; C. H. Achen (2006), in *The European Union Decides*, ch. 4.
    """
    mean: Array = (weights * positions).sum(axis=1) / weights.sum(axis=1)
    return mean


def plain_mean(positions: Array, say: Truths) -> Array:
    """Return the unweighted mean of the positions of those who have a say, shape (N,)."""
    mean: Array = np.where(say, positions, 0.0).sum(axis=1) / say.sum(axis=1)
    return mean


@dataclass(frozen=True)
class Medians:
    """Weighted medians, each of shape (N,): they differ where exactly half of the weight stands on either side."""

    lower: Array
    upper: Array

    @property
    def middle(self) -> Array:
        """Half-way between the two, so that turning the scale round turns the answer round."""
        return (self.lower + self.upper) / 2


def medians(positions: Array, weights: Array) -> Medians:
    """Return the least and the largest position at which neither side has more than half of the weight."""
    order = np.argsort(np.where(weights > 0, positions, np.inf), axis=1, kind="stable")
    heaped = np.cumsum(np.take_along_axis(weights, order, axis=1), axis=1)
    whole = heaped[:, -1:]
    lower = np.argmax(heaped >= (0.5 - TOLERANCE) * whole, axis=1)
    upper = np.argmax(heaped > (0.5 + TOLERANCE) * whole, axis=1)
    ordered = np.take_along_axis(positions, order, axis=1)
    rows = np.arange(len(positions))
    return Medians(ordered[rows, lower], ordered[rows, upper])
