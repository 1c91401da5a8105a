"""Arithmetic with unknown numbers, written NaN: unknown stays unknown wherever it is needed."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def times(a: ArrayLike, b: ArrayLike) -> Array:
    """Return the product, in which zero outweighs the unknown: what weighs nothing need not be known.

    Of truths (1, 0, NaN) it is their conjunction in Kleene's three-valued logic.
    """
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    product = np.asarray(a * b)
    if np.isnan(product).any():
        product = np.where((a == 0) | (b == 0), 0.0, product)
    return product


def at_least(a: ArrayLike, b: ArrayLike, tolerance: float) -> Array:
    """Return whether ``a ≥ b`` within a tolerance, as 1, 0 or NaN."""
    difference = np.asarray(a, dtype=np.float64) - np.asarray(b, dtype=np.float64)
    return np.where(np.isnan(difference), np.nan, (difference >= -tolerance).astype(np.float64))
