"""The least pressure from below: a programme that no plan can beat.

All of a plan is linear but the contest: cuts of support change the odds of the war along a curve. The curve is held
between straight lines (:mod:`ripeness.leverage.curves`), so that what the programme finds is never dearer than the
least plan. As breakpoints are added where it matters, the two meet.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ripeness.leverage.curves import Curve, Odds, Quotient, pieces
from ripeness.leverage.problem import Offers, Standing, Task
from ripeness.leverage.programme import Programme, Sum
from ripeness.leverage.stakes import Contest, Stake
from ripeness.numerics.draws import Array
from ripeness.numerics.unknowns import times

Key = tuple[str, int, int]  # which curve: kind, signatory, side
Breakpoints = dict[Key, tuple[float, ...]]
_Total = tuple[dict[int, float], float, tuple[float, float]]  # a sum of columns, a constant, least and largest

TOUCH = 5e-5  # points that all ties together cost a search for the largest surplus: nothing is used for nothing
_SMALL = 1e-6  # levels that a programme's own tolerance cannot tell from 0
_VAST = 1e6  # points: beyond any surplus


@dataclass
class Relaxed:
    """A programme, and what its columns mean.

    Attributes
    ----------
    programme : Programme
        To be solved.
    levels : mapping of int to int
        Column of each tie that may be used; of guarantees whether they are in the text, which is given.
    stands : mapping of int to float
        Chance that each guarantee in the text stands.
    offers : tuple of int
        Column of each package.
    curves : mapping
        Each curve, and where a solution touches it.
    """

    programme: Programme
    levels: dict[int, int]
    stands: Standing
    offers: tuple[int, ...]
    curves: dict[Key, tuple[Curve | Odds | Quotient, Callable[[Array], list[float]]]] = field(default_factory=dict)

    def levels_of(self, found: Array, ties: int) -> Array:
        """Return the levels of all ties in a solution, shape (T,)."""
        levels = np.zeros(ties)
        for t, column in self.levels.items():
            levels[t] = self.stands.get(t, min(max(found[column], 0.0), 1.0))
        return levels

    def offer_of(self, found: Array) -> int:
        """Return the number of the package in a solution."""
        return int(np.argmax(found[list(self.offers)]))

    def refined(self, found: Array, breakpoints: Breakpoints) -> Breakpoints:
        """Return breakpoints with those of a solution added."""
        more = dict(breakpoints)
        for key, (curve, touched) in self.curves.items():
            more[key] = curve.sorted([*more[key], *touched(found)])
        return more


def relaxed(
    task: Task,
    offers: Offers,
    breakpoints: Breakpoints,
    *,
    circles: frozenset[tuple[int, int]] = frozenset(),
    largest: bool = False,
) -> Relaxed:
    """Return the programme of the least cost, or with ``largest`` of the largest smallest surplus beyond the margins.

    Parameters
    ----------
    task : Task
        What a plan has to do.
    offers : Offers
        Packages that may be put forward, one of which is chosen.
    breakpoints : mapping
        Where the curves are broken so far; curves met for the first time are added to it.
    circles : frozenset of (int, int)
        Sways (sway, tie) that count only if the sway stands earlier in an order.
    """
    model = Programme()
    built = Relaxed(model, {}, offers.stands, ())
    for t in sorted(task.usable):
        forced = t in task.net.guarantees
        if not forced or t in offers.stands:
            price = TOUCH / len(task.usable) if largest else float(task.price[t])
            built.levels[t] = model.column(1.0 if forced else 0.0, 1.0, price=price)
    built.offers = tuple(model.column(0, 1, whole=len(offers.utility) > 1) for _ in offers.utility)
    model.equal(dict.fromkeys(built.offers, 1.0), 1.0)
    _willingness(task, built, circles)
    beyond = model.column(-_VAST, _VAST, price=-1.0) if largest else None
    for i, stake in enumerate(task.stakes):
        _signatory(task, offers, built, breakpoints, i, stake, beyond)
    return built


def _willingness(task: Task, built: Relaxed, circles: frozenset[tuple[int, int]]) -> None:
    """Add rows: no level beyond what the source would do and what sways add; in circles only from earlier sways.

    A guarantee that stands unprompted needs none; one that is to stand for sure needs willingness and sway of 1.
    """
    model, net = built.programme, task.net
    places = {t: model.column(0, len(net.ties)) for t in sorted({t for pair in circles for t in pair})}
    for t, column in built.levels.items():
        if task.willing[t] >= min(built.stands.get(t, 1.0), 1.0):
            continue
        row: dict[int, float] = {column: -1.0}
        for a in net.swaying[t]:
            if a not in built.levels or not task.strength[a] > 0:
                continue
            if (a, t) not in circles:
                row[built.levels[a]] = task.strength[a]
                continue
            before, credit = model.column(0, 1, whole=True), model.column(0, 1)
            model.at_least({built.levels[a]: 1.0, credit: -1.0}, 0.0)
            model.at_least({before: 1.0, credit: -1.0}, 0.0)
            count = float(len(net.ties) + 1)
            model.at_least({places[t]: 1.0, places[a]: -1.0, before: -count}, 1.0 - count)
            row[credit] = task.strength[a]
        model.at_least(row, -task.willing[t])


def _signatory(
    task: Task, offers: Offers, built: Relaxed, breakpoints: Breakpoints, i: int, stake: Stake, beyond: int | None
) -> None:
    """Add rows: the surplus of one signatory is at least its margin, or its margin and ``beyond``."""
    model = built.programme
    ways = stake.otherwise[0]
    refusing = model.column(float(ways.max()) if len(ways) else -_VAST, _VAST)
    if stake.contest is not None:
        total, constant = _war(task, built, breakpoints, i, stake.contest)
        model.at_least({refusing: 1.0, **{c: -f for c, f in total.items()}}, constant)
    doubt = float(stake.doubt(offers.named(len(task.net.ties))[None, :])[0])
    pressed = {
        built.levels[t]: float(p[0]) for t, p in (*stake.punished.items(), *stake.induced.items()) if t in built.levels
    }
    utility, loss = offers.utility[:, i], times(doubt, offers.loss[:, i])
    less = {} if beyond is None else {beyond: -1.0}
    trusted = dict(zip(built.offers, ((1 - doubt) * utility - loss).tolist(), strict=True))
    betrayed = dict(zip(built.offers, (utility - loss).tolist(), strict=True))
    margin = float(task.margins[i])
    model.surplus(
        ({**trusted, **pressed, **less}, {**betrayed, **pressed, **less}),
        refusing,
        (margin, margin),
        doubt=doubt,
        whatever=None if task.made else float(stake.reservation[0]),
    )


def _war(
    task: Task, built: Relaxed, breakpoints: Breakpoints, i: int, contest: Contest
) -> tuple[dict[int, float], float]:
    """Return what fighting on is worth, from below: a sum of columns and a constant."""
    cut = _cuts(task, built, contest)
    total: dict[int, float] = {}
    constant = float(contest.fixed[0]) if contest.fixed is not None else 0.0
    if contest.fixed is None:
        total, constant = _lottery(built, breakpoints, i, contest, cut)
    cost, lost = _net_cost(built, breakpoints, i, contest, cut)
    for column, factor in cost.items():
        total[column] = total.get(column, 0.0) - factor
    return total, constant - lost


def _cuts(task: Task, built: Relaxed, contest: Contest) -> dict[int, int]:
    """Return the columns of the supports that may be cut, by their number in the contest."""
    return {
        k: built.levels[t]
        for k, t in enumerate(contest.ties)
        if t in built.levels and (task.made or contest.sides[k] == contest.side)
    }


def _net_cost(
    built: Relaxed, breakpoints: Breakpoints, i: int, contest: Contest, cut: Mapping[int, int]
) -> tuple[dict[int, float], float]:
    """Return the cost of fighting on, never below 0, as a sum of columns and a constant."""
    relief = contest.relief[0] * contest.now[0]
    total = {column: float(relief[k]) for k, column in cut.items() if relief[k] > 0}
    least = float(contest.cost[0] - relief.sum())
    most = least + sum(total.values())
    if least >= 0 or not total:
        return total, max(least, 0.0)
    if most <= 0:
        return {}, 0.0
    curve = Curve(least, most, lambda x: max(x, 0.0), lambda x: float(x > 0), (0.0,))
    return {_function(built, breakpoints, ("cost", i, contest.side), curve, total, least): 1.0}, 0.0


def _lottery(
    built: Relaxed, breakpoints: Breakpoints, i: int, contest: Contest, cut: Mapping[int, int]
) -> tuple[dict[int, float], float]:
    """Return what the outcomes of the war are worth before cost: a sum of columns and a constant."""
    decisive, draw, wins = float(contest.decisive[0]), float(contest.draw[0]), contest.wins[0]
    full = contest.strengths(contest.now)[0]
    counts = contest.steepness[0] > 0  # otherwise strength decides nothing
    changed = {k: column for k, column in cut.items() if counts and contest.strength[0, k] * contest.now[0, k] > 0}
    moving = sorted({contest.sides[k] for k in changed})
    sums = {
        s: {c: -float(contest.strength[0, k] * contest.now[0, k]) for k, c in changed.items() if contest.sides[k] == s}
        for s in moving
    }
    base = (1 - decisive) * draw
    if not moving:
        won = float((contest.shares(full[None, :])[0] * wins).sum())
        return {}, base + decisive * won
    if len(moving) == 1:
        side = moving[0]
        rest = np.delete(full, side)
        share = _share_curve(
            float(full[side] + sum(sums[side].values())), float(full[side]), rest, float(contest.steepness[0])
        )
        column = _function(built, breakpoints, ("share", i, side), share, sums[side], float(full[side]))
        power = (rest / max(full.max(), 1e-300)) ** contest.steepness[0]
        others = float((power * np.delete(wins, side)).sum() / power.sum()) if power.sum() > 0 else 0.0
        return {column: decisive * (float(wins[side]) - others)}, base + decisive * others
    if len(full) == 2:
        return _of_two(built, breakpoints, i, contest, sums)
    return _of_several(built, breakpoints, i, contest, sums)


def _corner(full: Array, sums: Mapping[int, Sum], bits: int) -> Array:
    """Return the strengths with the support of some of the moving sides cut whole."""
    corner = full.copy()
    for b, (side, total) in enumerate(sums.items()):
        if bits >> b & 1:
            corner[side] += sum(total.values())
    return corner


def _of_two(
    built: Relaxed, breakpoints: Breakpoints, i: int, contest: Contest, sums: Mapping[int, Sum]
) -> tuple[dict[int, float], float]:
    """Return the lottery when both of two sides lose support: a chance is a bound on the ratio of strengths."""
    full, steepness = contest.strengths(contest.now)[0], float(contest.steepness[0])
    mine, other = contest.side, 1 - contest.side
    reach = [(max(float(full[s] + sum(sums[s].values())), 0.0), float(full[s])) for s in (mine, other)]

    def share(m: float, o: float) -> float:
        return float(contest.shares(np.array([[m, o]]))[0, 0])

    def touched(found: Array) -> list[float]:
        m, o = (full[s] + sum(found[c] * f for c, f in sums[s].items()) for s in (mine, other))
        true = share(max(m, 0.0), max(o, 0.0))
        return [true, (true + float(found[column])) / 2]

    odds = Odds(share(reach[0][0], reach[1][1]), share(reach[0][1], reach[1][0]), steepness)
    key = ("odds", i, mine)
    points = breakpoints.setdefault(key, odds.breakpoints())
    strengths = [(sums[s], float(full[s])) for s in (mine, other)]
    column = built.programme.odds(strengths[0], strengths[1], odds, points, (reach[0], reach[1]))
    built.curves[key] = (odds, touched)
    decisive, wins = float(contest.decisive[0]), contest.wins[0]
    constant = (1 - decisive) * float(contest.draw[0]) + decisive * float(wins[other])
    return {column: decisive * float(wins[mine] - wins[other])}, constant


def _of_several(
    built: Relaxed, breakpoints: Breakpoints, i: int, contest: Contest, sums: Mapping[int, Sum]
) -> tuple[dict[int, float], float]:
    """Return the lottery when several of three or more sides lose support.

    It is a quotient: over sides, strength to the power γ times what their victory is worth, by strength to the power γ.
    What the worst outcome is worth is left out of it, so that nothing in it is below 0.
    """
    full, steepness = contest.strengths(contest.now)[0], float(contest.steepness[0])
    worst = float(contest.wins[0].min())
    worth = contest.wins[0] - worst
    powers = [_power(built, breakpoints, (i, side), (full, steepness), sums.get(side, {})) for side in range(len(full))]
    above, below = _summed(powers, worth), _summed(powers, np.ones(len(full)))
    corners = [_corner(full, sums, bits) for bits in range(1 << len(sums))]
    values = [float((contest.shares(m[None, :])[0] * worth).sum()) for m in corners if m.any()]
    quotient = Quotient(min(values), max(values))  # it is least, and largest, at corners
    constant = (1 - float(contest.decisive[0])) * float(contest.draw[0]) + float(contest.decisive[0]) * worst
    if quotient.high - quotient.low <= _SMALL:
        return {}, constant + float(contest.decisive[0]) * quotient.low

    def touched(found: Array) -> list[float]:
        over, under = (total[1] + sum(found[c] * f for c, f in total[0].items()) for total in (above[:2], below[:2]))
        true = float(over / under) if under > 0 else quotient.low
        return [true, (true + float(found[column])) / 2]

    key = ("quotient", i, contest.side)
    points = breakpoints.setdefault(key, quotient.breakpoints())
    column = built.programme.odds(above[:2], below[:2], quotient, points, (above[2], below[2]))
    built.curves[key] = (quotient, touched)
    return {column: float(contest.decisive[0])}, constant


def _power(
    built: Relaxed, breakpoints: Breakpoints, whose: tuple[int, int], strengths: tuple[Array, float], cut: Sum
) -> _Total:
    """Return a side's strength to the power γ, in parts of the largest strength of today."""
    (i, side), (full, steepness) = whose, strengths
    scale, high = max(float(full.max()), 1e-300), float(full[side])
    low = max(high + sum(cut.values()), 0.0)
    if not cut or steepness == 1:
        reach = ((low / scale) ** steepness, (high / scale) ** steepness)
        return {c: f / scale for c, f in cut.items()}, reach[1], reach

    def value(y: float) -> float:
        return float((max(y, 0.0) / scale) ** steepness)

    def slope(y: float) -> float:
        if y <= 0:
            return 0.0 if steepness > 1 else math.inf
        return float(steepness / scale * (y / scale) ** (steepness - 1))

    column = _function(built, breakpoints, ("power", i, side), Curve(low, high, value, slope), cut, high)
    return {column: 1.0}, 0.0, (value(low), value(high))


def _summed(powers: Sequence[_Total], factors: Array) -> _Total:
    """Return a sum of powers of strength, each times a factor of at least 0."""
    total: dict[int, float] = {}
    constant = least = most = 0.0
    for (columns, fixed, (low, high)), factor in zip(powers, factors.tolist(), strict=True):
        for column, by in columns.items():
            total[column] = total.get(column, 0.0) + by * factor
        constant, least, most = constant + fixed * factor, least + low * factor, most + high * factor
    return total, constant, (least, most)


def _share_curve(low: float, high: float, rest: Array, steepness: float) -> Curve:
    """Return a side's chance to win once someone wins, as its strength varies and the others' stays."""
    low = max(low, 0.0)
    scale = max(high, float(rest.max(initial=0.0)))
    others = float(((rest / scale) ** steepness).sum())

    def value(y: float) -> float:
        power = (max(y, 0.0) / scale) ** steepness
        return power / (power + others) if power + others > 0 else 0.0

    def slope(y: float) -> float:
        share = value(y)
        if y > 0:
            return steepness * share * (1 - share) / y
        return 0.0 if steepness > 1 else 1 / (others * scale) if steepness == 1 and others > 0 else math.inf

    bend = scale * (others * (steepness - 1) / (steepness + 1)) ** (1 / steepness) if steepness > 1 else low
    return Curve(low, high, value, slope, (bend,) if low < bend < high else ())


def _function(built: Relaxed, breakpoints: Breakpoints, key: Key, curve: Curve, argument: Sum, constant: float) -> int:
    points = breakpoints.setdefault(key, curve.breakpoints())

    def touched(found: Array) -> list[float]:
        return [constant + sum(float(found[column]) * factor for column, factor in argument.items())]

    built.curves[key] = (curve, touched)
    return built.programme.function(argument, constant, pieces(curve, points))


def possible(task: Task, levels: Array, sequence: Sequence[int]) -> bool:
    """Return whether each level is one that its source would go to, given sway from ties earlier in an order."""
    earlier: set[int] = set()
    for t in sequence:
        credit = sum(task.strength[a] * levels[a] for a in task.net.swaying[t] if a in earlier)
        if levels[t] > task.willing[t] + credit + _SMALL:
            return False
        earlier.add(t)
    return True


def used_circles(task: Task, levels: Array, sequence: Sequence[int]) -> frozenset[tuple[int, int]]:
    """Return the sways in use that run in circles, where some level can be built in no order; else none."""
    net = task.net
    if possible(task, levels, sequence):
        return frozenset()
    used = [(a, b) for a, b in net.sways if min(levels[a], levels[b]) > _SMALL and task.strength[a] > 0]
    following: dict[int, list[int]] = {}
    for a, b in used:
        following.setdefault(a, []).append(b)
    return frozenset((a, b) for a, b in used if a in reachable(following, b))


def reachable(following: Mapping[int, Sequence[int]], start: int) -> set[int]:
    """Return what can be reached from ``start``, itself included."""
    found, edge = {start}, [start]
    while edge:
        edge = [b for a in edge for b in following.get(a, ()) if b not in found]
        found.update(edge)
    return found
