"""Packages that a plan may put forward: the given draft, or all that no other package beats for every signatory.

With the draft free, what a plan needs to know of a package is what signing it is worth to each signatory. The exact
frontier of all packages outside red lines, in the zone or not, holds every package that a least plan could need; it is
found without listing packages (:mod:`ripeness.packages.frontier`).
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from fractions import Fraction
from itertools import combinations, product
from math import prod

import numpy as np

from ripeness.errors import AnalysisError
from ripeness.lacks.signing import MOST_GUARANTEES, too_many_guarantees
from ripeness.leverage.network import IN_FORCE, Network
from ripeness.leverage.problem import Offers, Standing
from ripeness.leverage.stakes import Stake, TextWorth
from ripeness.numerics.draws import Array
from ripeness.packages.frontier import frontier
from ripeness.packages.interests import everywhere
from ripeness.packages.maximin import lift
from ripeness.scenario import Scenario
from ripeness.valuation import Rows
from ripeness.valuation.exact import Exact, exact

MOST_SETS = 1_024  # of guarantees that stand as their source is willing to, or for sure
MOST_OFFERS = 5_000  # packages with one set of guarantees


def standings(net: Network, guarantees: Sequence[int], usable: Container[int]) -> list[Standing]:
    """Return all sets of the guarantees that may be added, with how each may stand; the smaller sets first.

    A guarantee stands with the chance that its source is willing to unprompted, or for sure where sway may bring its
    willingness to 1. One that can do neither is in no set.

    Parameters
    ----------
    net : Network
        Ties, of one draw.
    guarantees : sequence of int
        Those that may be added.
    usable : container of int
        Ties that a plan may use: sway comes from these.

    Raises
    ------
    AnalysisError
        ``too-many-guarantees``.
    """
    if len(guarantees) > MOST_GUARANTEES:
        refused = too_many_guarantees(len(guarantees), None)
        raise AnalysisError.of(refused.code, refused.message, hint=refused.hint, path="ties")
    ways = {t: found for t in guarantees if (found := _ways(net, t, usable))}
    count = prod(1 + len(chances) for chances in ways.values())
    if count > MOST_SETS:
        message = f"{len(ways)} guarantees may be added, in {count - 1:,} ways; up to {MOST_SETS:,} ways can be tried"
        hint = "name the draft, or fewer guarantees under its `may-guarantee`"
        raise AnalysisError.of("too-many-guarantees", message, hint=hint, path="ties")
    return [
        dict(zip(chosen, chances, strict=True))
        for size in range(len(ways) + 1)
        for chosen in combinations(ways, size)
        for chances in product(*(ways[t] for t in chosen))
    ]


def _ways(net: Network, tie: int, usable: Container[int]) -> tuple[float, ...]:
    """Return the chances with which a guarantee can stand: as willing, and 1 where sway might bring it there."""
    willing = float(np.nan_to_num(net.willing[0, tie], nan=0.0))
    if willing >= IN_FORCE:
        return (1.0,)
    lent = sum(float(np.nan_to_num(net.strength[0, a], nan=0.0)) for a in net.swaying[tie] if a in usable)
    return ((willing,) if willing > 0 else ()) + ((1.0,) if willing + lent >= IN_FORCE else ())


def given(row: Rows, package: TextWorth, standing: Sequence[Standing]) -> list[Offers]:
    """Return one package, with every set of guarantees."""
    return [Offers(chosen, row[None, :], package.utility, package.loss) for chosen in standing]


def free(
    scenario: Scenario,
    net: Network,
    stakes: Sequence[Stake],
    margins: Array,
    *,
    standing: Sequence[Standing],
    chosen: dict[str, Fraction],
) -> list[Offers]:
    """Return the packages that a least plan could need, with every set of guarantees.

    There are none where no pressure could bring any package to the margins.

    Raises
    ------
    AnalysisError
        ``too-many-offers``.
    """
    found = []
    floors = [_floor(s, float(m)) for s, m in zip(stakes, margins, strict=True)]
    for forced in standing:
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
    worth = _worth(scenario, net, stakes, dict.fromkeys(guarantees, 1.0), chosen)
    found = lift(worth, [a.reservation for a in worth.actors])
    if found.row is None:
        message = "rules and red lines leave no package that could be put forward"
        raise AnalysisError.of("no-package", message, hint="see `ripeness deals`", path="rules")
    return found.row


def _worth(
    scenario: Scenario, net: Network, stakes: Sequence[Stake], forced: Standing, chosen: dict[str, Fraction]
) -> Exact:
    stands = {net.ties[t]: Fraction(repr(chance)) for t, chance in sorted(forced.items())}
    actors = [stake.actor for stake in stakes]
    return exact(scenario, actors=actors, guarantees=tuple(stands), chosen=chosen, stands=stands)


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
