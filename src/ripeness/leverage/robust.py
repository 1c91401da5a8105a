"""The cheapest plan that works in at least a share of the draws: sample average approximation, checked on fresh draws.

A. J. Kleywegt, A. Shapiro and T. Homem-de-Mello (2002), The sample average approximation method for stochastic discrete
optimization. *SIAM Journal on Optimization* 12(2), 479-502. J. Luedtke and S. Ahmed (2008), A sample approximation
approach for optimization with probabilistic constraints. *SIAM Journal on Optimization* 19(2), 674-699.

In each draw of the sample every source does what is asked, but no more than it would in that draw. The plan may fail in
some of them. The war is replaced by its tangent, draw by draw, until the plan settles. What is found works in the share
of fresh draws that is printed; that nothing cheaper does is not proven.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ripeness.leverage.arrays import Situation
from ripeness.leverage.network import delivered, order
from ripeness.leverage.problem import Standing
from ripeness.leverage.programme import Programme
from ripeness.leverage.stakes import Stake, surplus
from ripeness.numerics.draws import Array, mean_error

SAMPLE = 64  # draws for which a plan is made
_ROUNDS = 6
_NODES = 200
_VAST = 400.0  # points: more than any surplus is short of 0
_SAFE = 1e-7


@dataclass(frozen=True)
class RobustPlan:
    """A plan made for many draws at once.

    Attributes
    ----------
    share : float
        Share of draws in which it was to work.
    levels : array, shape (T,), or None
        What is asked of each tie; None where no plan was found.
    sequence : tuple of int
        Order of all ties.
    cost : float
        What the levels asked for cost.
    sampled, fresh : float
        Share of the draws that it was made for in which all sign, and of fresh draws.
    error : float
        Standard error of ``fresh``.
    most : float
        The largest share of the sample found in which all sign: as a rule when everything is asked of everybody.
    """

    share: float
    levels: Array | None
    sequence: tuple[int, ...]
    cost: float
    sampled: float
    fresh: float
    error: float
    most: float


def robust(
    here: Situation, fresh: Situation, price: Array, usable: frozenset[int], standing: Standing, share: float
) -> RobustPlan:
    """Return the cheapest plan found that works in a share of the draws of ``here``, with one set of guarantees.

    Parameters
    ----------
    here, fresh : Situation
        Draws to plan for, and other draws to check on.
    price : array, shape (T,)
        Cost of level 1 of each tie.
    usable : frozenset of int
        Ties that a plan may use, guarantees aside.
    standing : mapping of int to float
        Guarantees that are put into the text; those with 1 are to stand for sure wherever they can.
    share : float
        From 0 to 1.
    """
    net = here.question.net
    sequence = order(net)
    everything = np.array([1.0 if t in usable or t in standing else 0.0 for t in range(len(net.ties))])
    most = _works(here, everything, sequence)
    best = everything if most >= share - 1e-12 else None
    if best is None and not here.question.made:
        return RobustPlan(share, None, sequence, np.nan, np.nan, np.nan, np.nan, most)
    asked = everything
    for _ in range(_ROUNDS):
        after = _round(here, price, usable | frozenset(standing), standing, share, sequence, asked)
        if after is None:
            break
        sampled = _works(here, after, sequence)
        most = max(most, sampled)
        if sampled >= share - 1e-12 and (best is None or price @ after < price @ best):
            best = after
        if np.abs(after - asked).max(initial=0.0) < _SAFE:  # without ties there is nothing to ask
            break
        asked = after
    if best is None:
        return RobustPlan(share, None, sequence, np.nan, np.nan, np.nan, np.nan, most)
    works = fresh.works(_surplus(fresh, best, sequence))
    error = mean_error(works)
    return RobustPlan(
        share, best, sequence, float(price @ best), _works(here, best, sequence), float(works.mean()), error, most
    )


def _surplus(here: Situation, asked: Array, sequence: Sequence[int]) -> Array:
    question = here.question
    return surplus(question.stakes, question.package, delivered(question.net, asked, sequence), made=question.made)


def _works(here: Situation, asked: Array, sequence: Sequence[int]) -> float:
    return float(here.works(_surplus(here, asked, sequence)).mean())


def _round(
    here: Situation,
    price: Array,
    usable: frozenset[int],
    standing: Standing,
    share: float,
    sequence: Sequence[int],
    asked: Array,
) -> Array | None:
    """Return the cheapest levels by the tangents at ``asked``; None when none are enough by them."""
    net = here.question.net
    count = len(net.willing)
    at = delivered(net, asked, sequence)
    model = Programme()
    wanted = {t: model.column(float(t in net.guarantees), 1.0, price=float(price[t])) for t in sorted(usable)}
    failed = {}
    for _ in range(count):
        failed[model.column(0.0, 1.0, whole=True)] = -1.0
    model.at_least(failed, -np.floor((1 - share) * count + 1e-9))
    for d, fails in enumerate(failed):
        _draw(here, model, wanted, standing, d, at, fails, sequence)
    found = model.solve(nodes=_NODES).x
    if found is None:
        return None
    levels = np.zeros(len(net.ties))
    for t, column in wanted.items():
        levels[t] = min(max(float(found[column]), 0.0), 1.0)
    return levels


def _draw(
    here: Situation,
    model: Programme,
    wanted: dict[int, int],
    standing: Standing,
    d: int,
    at: Array,
    fails: int,
    sequence: Sequence[int],
) -> None:
    """Add what one draw asks: levels within what sources would do there, and surpluses not below 0 unless it fails."""
    net = here.question.net
    used: dict[int, int] = {}
    for t in sequence:
        if t not in wanted or t in net.guarantees:
            continue
        used[t] = model.column(0.0, 1.0)
        model.at_least({wanted[t]: 1.0, used[t]: -1.0}, 0.0)
        limit = float(np.nan_to_num(net.willing[d, t], nan=0.0))
        if limit < 1:
            row = {used[t]: -1.0} | {used[a]: float(net.strength[d, a]) for a in net.swaying[t] if a in used}
            model.at_least(row, -limit)
    for t, chance in standing.items():
        missing = 1 - float(np.nan_to_num(net.willing[d, t], nan=0.0))
        if chance == 1 == at[d, t] and missing > 0:  # sway keeps up what it brings about here, unless the draw fails
            row = {used[a]: float(net.strength[d, a]) for a in net.swaying[t] if a in used}
            model.at_least({**row, fails: 1.0}, missing)
    for i, stake in enumerate(here.question.stakes):
        if here.free[d, i] != 1:
            model.at_least({fails: 1.0}, 1.0)
            return
        _signatory(here, model, used, fails, (d, i), at, stake)


def _signatory(
    here: Situation, model: Programme, used: dict[int, int], fails: int, where: tuple[int, int], at: Array, stake: Stake
) -> None:
    """Add rows: unless the draw fails, the surplus of one signatory at the tangent is not below 0."""
    d, i = where
    question, ways = here.question, stake.otherwise[d]
    refusing = model.column(float(ways.max()) if len(ways) else -_VAST, np.inf)
    if stake.contest is not None:
        use = stake.contest.use(at, None, made=question.made)
        worth, by_use = float(stake.contest.worth(use)[d]), stake.contest.slope(use)[d]
        row = {refusing: 1.0}
        for k, t in enumerate(stake.contest.ties):
            if t in used and (question.made or stake.contest.sides[k] == stake.contest.side):
                slope = -float(by_use[k] * stake.contest.now[d, k])
                row[used[t]] = row.get(used[t], 0.0) - slope
                worth -= slope * float(at[d, t])
        model.at_least(row, worth)
    doubt = float(stake.doubt(at)[d])
    u, loss = float(question.package.utility[d, i]), doubt * float(question.package.loss[d, i])
    pressed = {used[t]: float(p[d]) for t, p in (*stake.punished.items(), *stake.induced.items()) if t in used}
    value = {**pressed, fails: _VAST}
    whatever = None if question.made else float(stake.reservation[d])
    enough = (_SAFE - (1 - doubt) * u + loss, _SAFE - u + loss)
    model.surplus((value, value), refusing, enough, doubt=doubt, whatever=whatever)
