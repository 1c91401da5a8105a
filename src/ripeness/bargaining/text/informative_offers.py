"""The offer that teaches most: whose answer would best tell bluff from red line, and hope from resolve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ripeness.bargaining.text.likelihood import Bounds, decide
from ripeness.bargaining.text.repairs_listed import changed_packages
from ripeness.numerics.draws import Array
from ripeness.valuation import Rows, Valuation, judge

_ROWS = 64  # packages that are judged at once


@dataclass(frozen=True)
class InformativeOffer:
    """A change of a draft whose answer would teach most about one signatory.

    Attributes
    ----------
    actor : str
        Whose answer.
    changes : mapping
        Clauses that the offer changes.
    probability : float
        Chance that it would be accepted.
    bits : float
        Expected information of the answer about red lines and about what refusing is worth to the actor.
    red_lines : float
        The part of it that is about which red lines are held.
    """

    actor: str
    changes: Mapping[str, str]
    probability: float
    bits: float
    red_lines: float


def offers(
    worth: Valuation, row: Rows, weight: Array, seen: Bounds | None, *, most: int = 400
) -> tuple[InformativeOffer, ...]:
    """Return, for each signatory, the offer one or two clauses away from a draft whose answer would teach most.

    Information is that between the answer and a cell of draws: which of the actor's red lines are held, and in which
    fifth its value of refusing lies: H(answer) - Σ w H(answer | cell), in bits. Offers near even odds whose
    answer depends on what we do not know score high; an offer that is surely accepted teaches nothing.
    """
    rows = _near(worth, row, most)
    if not len(rows) or not weight.sum() > 0:
        return ()
    before = worth.space.package(row)
    chances = np.concatenate([_chances(worth, rows[k : k + _ROWS], seen) for k in range(0, len(rows), _ROWS)], axis=2)
    found = []
    for i, actor in enumerate(worth.actors):
        chance = chances[:, i, :]
        if np.isnan(chance).any():  # chosen draws that leave a number unknown
            continue
        held = _held(worth, i)
        lines = _information(chance, weight, held)
        both = _information(chance, weight, held * 5 + _fifths(worth.reservation[:, i], weight))
        k = int(np.argmax(np.round(both, 9)))
        package = worth.space.package(rows[k])
        changes = {issue: package[issue] for issue in package if package[issue] != before[issue]}
        mean = float((weight * chance[:, k]).sum() / weight.sum())
        found.append(InformativeOffer(actor, changes, mean, float(both[k]), float(lines[k])))
    return tuple(found)


def _chances(worth: Valuation, rows: Rows, seen: Bounds | None) -> Array:
    """Return the chance that each actor signs each package, remembering what was seen of it, shape (N, P, K)."""
    judged = judge(worth, rows)
    if seen is None:
        return judged.probability
    share = seen.likelihood / np.where(seen.weight > 0, seen.weight, 1.0)[:, None]
    chances = np.zeros_like(judged.probability)
    for i, actor in enumerate(worth.actors):
        for t in range(len(seen.texts)):
            chances[:, i, :] += share[:, t, None] * decide(seen, judged, i, actor, t)
    return chances


def _near(worth: Valuation, row: Rows, most: int) -> Rows:
    """Return feasible packages one or two clauses away, the nearer first, at most ``most``."""
    found: list[Rows] = []
    for size in (1, 2):
        for _, batch in changed_packages(worth, row, size):
            found.append(batch)
            if sum(map(len, found)) >= most:
                return np.concatenate(found)[:most]
    return np.concatenate(found) if found else row[None, :][:0]


def _held(worth: Valuation, i: int) -> Array:
    """Return the number of the pattern of red lines that actor ``i`` holds in each draw."""
    pattern = np.zeros(len(worth.reservation))
    for line in worth.red_lines:
        if line.actor == i:
            pattern = pattern * 2 + (line.held == 1)
    return pattern


def _fifths(values: Array, weight: Array) -> Array:
    """Return in which fifth of the draws, by weight, each value lies; equal values lie in the same."""
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weight[order]) / weight.sum()
    last = np.searchsorted(values[order], values, side="right") - 1
    fifths: Array = np.minimum(np.floor(5 * below[last] + 1e-12), 4.0)
    return fifths


def _information(chance: Array, weight: Array, cell: Array) -> Array:
    """Return the mutual information in bits between an answer and the cell of the draw, shape (K,)."""
    total = weight.sum()
    information = _entropy((weight[:, None] * chance).sum(axis=0) / total)
    for name in np.unique(cell):
        here = weight * (cell == name)
        if here.sum() > 0:
            mean = (here[:, None] * chance).sum(axis=0) / here.sum()
            information -= here.sum() / total * _entropy(mean)
    return np.maximum(information, 0.0)


def _entropy(p: Array) -> Array:
    """Return the entropy of a yes-no answer in bits."""
    q = np.clip(p, 1e-300, 1 - 1e-16)
    entropy: Array = -(q * np.log2(q) + (1 - q) * np.log2(1 - q))
    return np.where((p <= 0) | (p >= 1), 0.0, entropy)
