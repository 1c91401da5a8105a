"""What packages are worth to actors: weighted values of clauses, and bonuses (docs/methods/sign.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.numerics.unknowns import times
from ripeness.scenario.logic import Condition
from ripeness.scenario.parties import Preferences, Ranking
from ripeness.valuation.columns import Columns
from ripeness.valuation.lacks import error_of, no_preferences, weights_all_zero
from ripeness.valuation.space import Rows, Space


@dataclass(frozen=True)
class Utility:
    """Points of each clause and bonus in each draw.

    Attributes
    ----------
    clauses : array, shape (N, P, I, A)
        Share of the weight times the value; NaN where it is unknown.
    bonuses : tuple of (actor number, condition, array of shape (N,))
        Points that a package earns when the condition holds.
    """

    clauses: Array
    bonuses: tuple[tuple[int, Condition, Array], ...]


def utility(columns: Columns, space: Space, actors: Sequence[str]) -> Utility:
    """Return what clauses and bonuses are worth to the actors.

    Weights are divided by their sum in each draw; an omitted issue weighs nothing; an omitted value on a
    weighted issue is unknown.

    Raises
    ------
    AnalysisError
        ``no-preferences`` when nothing says what an actor wants, ``weights-all-zero`` when all of its
        weights are zero in some draw.
    """
    preferences = [_preferences(columns, actor) for actor in actors]
    shape = (columns.draws.count, len(actors), len(space.issues), max(space.shape))
    clauses = np.zeros(shape)
    bonuses: list[tuple[int, Condition, Array]] = []
    for i, (actor, wants) in enumerate(zip(actors, preferences, strict=True)):
        weights = {issue: columns(f"preferences.{actor}.weights.{issue}") for issue in wants.weights}
        total = np.zeros(columns.draws.count)
        for weight in weights.values():  # one after the other: the digits do not depend on the size of the block
            total = total + weight
        if np.any(total == 0):
            raise error_of(columns.scenario, weights_all_zero(actor)).where(columns.draws, total == 0)
        for issue, weight in weights.items():
            j = space.issues.index(issue)
            values = _values(columns, actor, issue, wants)
            share = np.where(weight == 0, 0.0, weight / total)
            for a, alternative in enumerate(space.alternatives[j]):
                clauses[:, i, j, a] = times(share, values(alternative))
        for k, bonus in enumerate(wants.bonuses):
            bonuses.append((i, bonus.when, columns(f"preferences.{actor}.bonuses.{k}.points")))
    return Utility(clauses, tuple(bonuses))


def _preferences(columns: Columns, actor: str) -> Preferences:
    wants = columns.scenario.preferences.get(actor)
    if wants is None or not wants.weights:
        raise error_of(columns.scenario, no_preferences(columns.scenario, actor))
    return wants


def _values(columns: Columns, actor: str, issue: str, wants: Preferences) -> Callable[[str], Array]:
    path = f"preferences.{actor}.values.{issue}"
    given = wants.values.get(issue)
    if isinstance(given, Ranking):
        return columns.ranked(path, given).__getitem__
    return lambda alternative: columns(f"{path}.{alternative}")


def evaluate(worth: Utility, space: Space, rows: Rows) -> Array:
    """Return the utility u of each package to each actor in each draw, shape (N, P, K). Not clipped."""
    total = sum_clauses(worth.clauses, rows)
    for i, when, points in worth.bonuses:
        met = space.holds(when, rows).astype(np.float64)
        total[:, i, :] += times(points[:, None], met[None, :])
    return total


def sum_all(clauses: Array, shape: tuple[int, ...]) -> Array:
    """Return :func:`sum_clauses` of every package of a space, shape (N, P, K), the last issue changing fastest."""
    total = clauses[:, :, 0, : shape[0]].copy()  # callers add to it
    for j in range(1, len(shape)):
        total = (total[..., None] + clauses[:, :, j, None, : shape[j]]).reshape(*total.shape[:2], -1)
    return total


def sum_clauses(clauses: Array, rows: Rows) -> Array:
    """Return the sum over issues of what each package's clauses contribute, shape (N, P, K)."""
    total = np.zeros((*clauses.shape[:2], len(rows)))
    for j in range(clauses.shape[2]):
        total += clauses[:, :, j, rows[:, j]]
    return total
