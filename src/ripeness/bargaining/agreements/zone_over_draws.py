"""What ``deals`` says over draws: in which there is a package that all would sign; what chosen packages are worth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from ripeness.bargaining.text.likelihood import texts_of
from ripeness.bargaining.text.over_draws import chances
from ripeness.numerics.draws import Array, Draws
from ripeness.numerics.unknowns import times
from ripeness.scenario import Scenario
from ripeness.valuation import TIE, Judgement, Rows, Valuation, joint, judge, valuation
from ripeness.valuation.utility import sum_all

MOST_PACKAGES = 200_000
_AT_ONCE = 1_000_000  # packages times draws
_ROWS = 50  # packages that are judged together


@dataclass(frozen=True)
class FollowedPackages:
    """Packages that are followed over draws: rows by the end of their measure's path."""

    scenario: Scenario
    prefix: str
    actors: tuple[str, ...]
    guarantees: tuple[str, ...]
    rows: Mapping[str, Rows]


def measures(packages: FollowedPackages, drafts: Sequence[str], draws: Draws) -> dict[str, Array]:
    """Return the measures of ``deals`` in one block of draws; drafts are judged with their own guarantees.

    The chance that all sign a draft counts every text that it may be; whether they do, and surpluses, are of the text
    as it is printed.
    """
    scenario, prefix, actors = packages.scenario, packages.prefix, packages.actors
    worth = valuation(scenario, draws, actors=actors, guarantees=packages.guarantees)
    found = _zone(worth, prefix)
    names = list(packages.rows)
    for first in range(0, len(names), _ROWS):
        part = names[first : first + _ROWS]
        judged = judge(worth, np.stack([packages.rows[name] for name in part]))
        for k, name in enumerate(part):
            found |= _package(judged, k, f"{prefix}.{name}", actors)
    for draft in drafts:
        record = scenario.drafts[draft]
        own = valuation(scenario, draws, actors=actors, guarantees=record.guarantees, columns=worth.columns)
        judged = judge(own, own.space.rows(texts_of(scenario, draft)))
        at = f"{prefix}.drafts.{draft}"
        found |= _package(judged, 0, at, actors)
        if record.versions:  # all texts that it may be, as in ``sign``
            found[f"{at}.as_printed"] = found[f"{at}.probability"]
            together = times(chances(scenario, draft, draws), joint(judged.probability))
            found[f"{at}.probability"] = together.sum(axis=-1)
    return found


def _package(judged: Judgement, k: int, path: str, actors: Sequence[str]) -> dict[str, Array]:
    """Return the chance that all sign one package, whether they do, and each one's surplus."""
    found = {f"{path}.probability": joint(judged.probability)[:, k]}
    found[f"{path}.signs"] = reduce(times, judged.signs[:, :, k].T)
    return found | {f"{path}.{actor}.surplus": judged.surplus[:, i, k] for i, actor in enumerate(actors)}


def _zone(worth: Valuation, prefix: str) -> dict[str, Array]:
    """Return how many packages all would sign in each draw; unknown beyond 200,000 packages."""
    total = math.prod(worth.space.shape)
    known = not (np.isnan(worth.wants.clauses).any() or np.isnan(worth.reservation).any())
    if total > MOST_PACKAGES or not known:
        unknown = np.full(len(worth.reservation), np.nan)
        return {f"{prefix}.zone.packages": unknown, f"{prefix}.zone.empty": unknown}
    signed = signed_packages(worth)
    return {f"{prefix}.zone.packages": signed, f"{prefix}.zone.empty": (signed == 0).astype(np.float64)}


def every_package(shape: tuple[int, ...]) -> Rows:
    """Return all packages, the last issue changing fastest, shape (K, I)."""
    total = int(np.prod(shape))
    return np.stack(np.unravel_index(np.arange(total), shape), axis=-1).astype(np.int64)


def signed_packages(worth: Valuation) -> Array:
    """Return how many packages all would sign in each draw, shape (N,); every package is looked at.

    The verdicts are those of :func:`ripeness.valuation.judge`, a surplus within 1e-9 points of zero being enough, by a
    shorter way: signing is worth the smaller of two sums over clauses (:mod:`ripeness.packages.interests`).
    """
    rows = every_package(worth.space.shape)
    feasible = worth.space.feasible(rows)
    number = np.empty(len(worth.reservation))
    step = max(1, _AT_ONCE // len(rows))
    for first in range(0, len(number), step):
        block = slice(first, first + step)
        signs = (_signs(worth, i, rows, block) for i in range(len(worth.actors)))
        number[block] = (reduce(np.logical_and, signs) & feasible).sum(axis=-1)
    return number


def _signs(worth: Valuation, i: int, rows: Rows, block: slice) -> NDArray[np.bool_]:
    """Return whether one actor signs each package in each draw of a block, shape (n, K)."""
    h, r = worth.compliance[block, i], worth.reservation[block, i]
    utility = sum_all(worth.wants.clauses[block, i : i + 1], worth.space.shape)[:, 0]
    for actor, when, points in worth.wants.bonuses:
        if actor == i:
            utility += points[block, None] * worth.space.holds(when, rows)
    lost = sum_all(worth.exposure[block, i : i + 1], worth.space.shape)[:, 0] + worth.betrayal[block, i, None]
    lost *= (1 - h)[:, None]
    beyond = utility - r[:, None]
    surplus = np.minimum(beyond, h[:, None] * beyond) - lost
    signs: NDArray[np.bool_] = surplus >= -TIE
    for line in worth.red_lines:
        if line.actor == i:
            signs &= ~((line.held[block, None] == 1) & worth.space.holds(line.when, rows))
    return signs
