"""Which agreement theory would pick: Nash, Kalai-Smorodinsky, egalitarian, utilitarian, each with all its packages.

J. F. Nash (1950), The bargaining problem. *Econometrica* 18(2), 155-162: the largest product of surpluses.
E. Kalai and M. Smorodinsky (1975), Other solutions to Nash's bargaining problem. *Econometrica* 43(3), 513-518: equal
shares of what each could get at best. E. Kalai (1977), Proportional solutions to bargaining situations.
*Econometrica* 45(7), 1623-1630: equal gains. On a finite set of packages "equal" becomes leximin: the worst off gets as
much as possible, then the next (A. Sen 1970, *Collective Choice and Social Welfare*, ch. 9).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.numerics.nondominated import Indices
from ripeness.packages.interests import Surplus

NAMES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
_CLOSE = 1e-11  # relative; floats of exact fractions that differ by less are compared as fractions


def solutions(surplus: Surplus) -> dict[str, list[int]]:
    """Return, for each solution, the numbers of all its points of the frontier.

    Floats only choose which points are worth a look; what decides are fractions.

    Parameters
    ----------
    surplus : Surplus
        Of the points of the frontier of the zone.

    Notes
    -----
    *nash*: most signatories with a positive surplus, then the largest product of those. *egalitarian*: leximin of the
    surpluses. *kalai_smorodinsky*: leximin of surplus over the best in the zone, without those who can gain nothing.
    *utilitarian*: largest sum. All lie on the frontier, for each grows when nobody loses and somebody gains.
    """
    if not len(surplus.numbers[0]):
        return {name: [] for name in NAMES}
    s = surplus.floats()
    best = ideal(surplus)
    gains = [i for i, most in enumerate(best) if most > 0]
    ratios = s[gains] / np.array([float(best[i]) for i in gains])[:, None]
    return {
        "nash": _nash(surplus, s),
        "kalai_smorodinsky": _leximin(ratios, lambda f: [surplus.exact(f)[i] / best[i] for i in gains]),
        "egalitarian": _leximin(s, surplus.exact),
        "utilitarian": _best(s.sum(axis=0), float(np.abs(s).sum(axis=0).max()), lambda f: sum(surplus.exact(f))),
    }


def ideal(surplus: Surplus) -> list[Fraction]:
    """Return the largest surplus of each actor among the points."""
    return [Fraction(int(n.max()), d) for n, d in zip(surplus.numbers, surplus.scales, strict=True)]


def leximin(surplus: Surplus) -> list[int]:
    """Return the points at which the smallest surplus is largest, then the next smallest, and so on."""
    return _leximin(surplus.floats(), surplus.exact)


def _nash(surplus: Surplus, s: Array) -> list[int]:
    positive = np.array([n > 0 for n in surplus.numbers]).astype(bool)
    winners = positive.sum(axis=0)
    points = np.flatnonzero(winners == winners.max())
    logs = np.where(positive, np.log(np.where(positive, s, 1.0)), 0.0).sum(axis=0)[points]
    # An error of the logarithm is a relative error of the product.
    return _best(logs, 1 + float(np.abs(logs).max()), lambda f: prod(x for x in surplus.exact(f) if x > 0), points)


def _leximin(scores: Array, exact: Callable[[int], Sequence[Fraction]]) -> list[int]:
    """Return the points that are best for the worst off, then for the next, and so on; ``scores`` has shape (P, F)."""
    worst = scores.min(axis=0, initial=np.inf)
    size = float(np.abs(worst).max()) if len(scores) else 0.0
    return _best(worst, size, lambda f: sorted(exact(f)))


def _best(scores: Array, size: float, exact: Callable[[int], Any], points: Indices | None = None) -> list[int]:
    """Return the points with the largest score, judged by fractions where floats are close."""
    points = np.arange(len(scores)) if points is None else points
    close = points[~(scores < scores.max() - _CLOSE * size)]
    found = {int(f): exact(int(f)) for f in close}
    most = max(found.values())
    return [f for f, value in found.items() if value == most]
