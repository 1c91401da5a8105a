"""Morris screening: how much a measure moves when one number moves, from many places.

M. D. Morris (1991), Factorial sampling plans for preliminary computational experiments, *Technometrics* 33, 161-174.
F. Campolongo, J. Cariboni and A. Saltelli (2007), An effective screening design for sensitivity analysis of large
models, *Environmental Modelling & Software* 22, 1509-1518: the mean of absolute effects, eq. (3).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ripeness.numerics.draws import Array

Places = NDArray[np.int64]
LEVELS = 4
STEP = 2 / 3  # LEVELS / (2 (LEVELS − 1)), Morris p. 163


@dataclass(frozen=True)
class ElementaryEffect:
    """Effects of one number: changes of the measure by a move through the whole range, from r places.

    Attributes
    ----------
    mean : float
        Mean (μ): its sign is the direction.
    size : float
        Mean of absolute effects (μ*).
    spread : float
        Standard deviation (σ): large where the effect depends on the other numbers, or bends.
    rises, falls : int
        In how many places it raised the measure, and lowered it.
    """

    mean: float
    size: float
    spread: float
    rises: int
    falls: int

    @property
    def inert(self) -> bool:
        """Whether it changed nothing anywhere."""
        return not (self.rises or self.falls)


def designed(names: Sequence[str], seed: int, trajectories: int) -> tuple[Array, Places]:
    """Return points of the unit cube along trajectories, and the order in which the numbers move.

    Returns
    -------
    points : array, shape (r, d + 1, d)
        Each point differs from the one before in one number, by two thirds of the range.
    order : integer array, shape (r, d)
        Which number moves at each step. All is keyed by seed and name, so that each number starts where it does
        whatever other numbers there are.
    """
    count = len(names)
    points = np.empty((trajectories, count + 1, count))
    order = np.empty((trajectories, count), dtype=np.int64)
    coins = np.array([_coins(seed, name, trajectories) for name in names])  # (d, r, 3)
    for r in range(trajectories):
        low = np.where(coins[:, r, 0] < 0.5, 0.0, 1 / 3)
        rising = coins[:, r, 1] < 0.5
        points[r, 0] = np.where(rising, low, low + STEP)
        order[r] = np.argsort(coins[:, r, 2], kind="stable")
        for step, i in enumerate(order[r]):
            points[r, step + 1] = points[r, step]
            points[r, step + 1, i] += STEP if rising[i] else -STEP
    return np.clip(points, 0.0, 1.0), order


def _coins(seed: int, name: str, trajectories: int) -> Array:
    key = int.from_bytes(hashlib.sha256(f"{seed}\0{name}\0morris".encode()).digest()[:8], "little")
    return np.random.default_rng(key).random((trajectories, 3))


def effects(answers: Array, points: Array, order: Places) -> tuple[ElementaryEffect, ...]:
    """Return the effects of each number from the answers along the trajectories, shape (r, d + 1); NaN is left out."""
    count = points.shape[2]
    found = np.full((points.shape[0], count), np.nan)
    for r in range(points.shape[0]):
        for step, i in enumerate(order[r]):
            moved = points[r, step + 1, i] - points[r, step, i]
            found[r, i] = (answers[r, step + 1] - answers[r, step]) / moved
    return tuple(_effect(found[:, i]) for i in range(count))


def _effect(changes: Array) -> ElementaryEffect:
    known = changes[~np.isnan(changes)]
    if not len(known):
        return ElementaryEffect(np.nan, np.nan, np.nan, 0, 0)
    spread = float(known.std(ddof=1)) if len(known) > 1 else 0.0
    rises, falls = int((known > 0).sum()), int((known < 0).sum())
    return ElementaryEffect(float(known.mean()), float(np.abs(known).mean()), spread, rises, falls)
