"""Packages that a plan may put forward: the given draft, or all that no other package beats for every signatory.

With the draft free, what a plan needs to know of a package is what signing it is worth to each signatory. The exact
frontier of all packages outside red lines, in the zone or not, holds every package that a least plan could need; it is
found without listing packages (:mod:`ripeness.bargaining.frontier`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np

from ripeness.bargaining.frontier import frontier
from ripeness.bargaining.interests import everywhere
from ripeness.bargaining.maximin import lift
from ripeness.errors import AnalysisError
from ripeness.lacks.signing import MOST_GUARANTEES, too_many_guarantees
from ripeness.leverage.network import Network
from ripeness.leverage.stakes import Stake, Text
from ripeness.leverage.task import Guarantees, Offers
from ripeness.numerics.draws import Array
from ripeness.scenario import Scenario
from ripeness.valuation import Rows
from ripeness.valuation.exact import Exact, exact

MOST_OFFERS = 5_000  # packages with one set of guarantees


def sets(guarantees: Sequence[int]) -> Iterator[Guarantees]:
    """Yield all sets of the guarantees that may be added, the smaller first.

    Raises
    ------
    AnalysisError
        ``too-many-guarantees``.
    """
    if len(guarantees) > MOST_GUARANTEES:
        found = too_many_guarantees(len(guarantees), None)
        raise AnalysisError.of(found.code, found.message, hint=found.hint, path="ties")
    for size in range(len(guarantees) + 1):
        yield from (frozenset(chosen) for chosen in combinations(guarantees, size))


def given(row: Rows, package: Text, guarantees: Sequence[int]) -> list[Offers]:
    """Return one package, with every set of the guarantees that may be added."""
    return [Offers(chosen, row[None, :], package.utility, package.loss) for chosen in sets(guarantees)]


def free(
    scenario: Scenario,
    net: Network,
    stakes: Sequence[Stake],
    margins: Array,
    *,
    guarantees: Sequence[int],
    chosen: dict[str, Fraction],
) -> list[Offers]:
    """Return the packages that a least plan could need, with every set of guarantees.

    There are none where no pressure could bring any package to the margins.

    Raises
    ------
    AnalysisError
        ``too-many-guarantees``, ``too-many-offers``.
    """
    found = []
    floors = [_floor(s, float(m)) for s, m in zip(stakes, margins, strict=True)]
    for forced in sets(guarantees):
        worth = _worth(scenario, net, stakes, forced, chosen)
        front = frontier(everywhere(worth, floors).terms, limit=4 * MOST_OFFERS)
        if not front.complete or len(front) > MOST_OFFERS:
            message = f"more than {MOST_OFFERS:,} packages could be what a least plan puts forward"
            raise AnalysisError.of("too-many-offers", message, hint="name a draft", path="issues")
        chosen_rows = front.rows()
        if len(chosen_rows):
            found.append(Offers(forced, chosen_rows, *_figures(worth, chosen_rows)))
    return found


def nearest(
    scenario: Scenario,
    net: Network,
    stakes: Sequence[Stake],
    *,
    guarantees: Sequence[int],
    chosen: dict[str, Fraction],
) -> Rows:
    """Return the package that comes nearest to what every signatory asks, where none can be brought to it.

    Raises
    ------
    AnalysisError
        ``no-package`` when rules and red lines leave none.
    """
    worth = _worth(scenario, net, stakes, frozenset(guarantees), chosen)
    found = lift(worth, [a.reservation for a in worth.actors])
    if found.row is None:
        message = "rules and red lines leave no package that could be put forward"
        raise AnalysisError.of("no-package", message, hint="see `ripeness deals`", path="rules")
    return found.row


def _worth(
    scenario: Scenario, net: Network, stakes: Sequence[Stake], forced: Guarantees, chosen: dict[str, Fraction]
) -> Exact:
    ties = [net.ties[t] for t in sorted(forced)]
    return exact(scenario, actors=[stake.actor for stake in stakes], guarantees=ties, chosen=chosen)


def _floor(stake: Stake, margin: float) -> Fraction:
    """Return a value of signing below which no pressure could make the actor sign."""
    least = [float(stake.otherwise[0].max())] if stake.otherwise.shape[1] else []
    if stake.contest is not None and not least:
        war = stake.contest
        if war.fixed is not None:
            lottery = float(war.fixed[0])
        else:
            decisive = float(war.decisive[0])
            lottery = decisive * float(war.wins[0].min()) + (1 - decisive) * float(war.draw[0])
        least = [lottery - float(war.cost[0])]
    pressed = sum(max(float(p[0]), 0.0) for p in (*stake.punished.values(), *stake.induced.values()))
    return Fraction(round((least[0] + margin - pressed - 1e-6) * 10**6), 10**6)


def _figures(worth: Exact, rows: Rows) -> tuple[Array, Array]:
    """Return utilities and losses of packages, shape (K, P)."""
    utility = [[float(a.utility(worth.space, row)) for a in worth.actors] for row in rows]
    loss = [
        [
            float(a.betrayal + sum((p[x] for p, x in zip(a.exposure, row, strict=True)), Fraction(0)))
            for a in worth.actors
        ]
        for row in rows
    ]
    return np.array(utility), np.array(loss)
