"""The least pressure from above: a plan that really works, as cheap as its neighbourhood allows.

With the package, the guarantees and the order of ties fixed, all that is not linear is the worth of the war. It is
replaced by its tangent at the present levels, the linear programme is solved, and so on from there; what is returned
was judged with the war itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ripeness.leverage.problem import Offers, Task
from ripeness.leverage.programme import Programme
from ripeness.leverage.stakes import Contest
from ripeness.numerics.draws import Array
from ripeness.numerics.unknowns import times

_ROUNDS = 30
_RESTLESS = 5  # steps in a row that do not get shorter, after which tangents are not followed to their ends
_SAME = 1e-9
_CLOSE = 1e-5  # of a level: as far as that a tangent and its curve are the same
_SHORT = 1e9  # price of a point that is short: dearer than any plan
SLACK = 1e-9  # points that a plan may fall short by rounding


@dataclass(frozen=True)
class Polished:
    """A plan for one package.

    Attributes
    ----------
    levels : array, shape (T,)
        Of all ties.
    slack : float
        Smallest surplus beyond the margins, by the war itself.
    cost : float
        What the levels cost.
    binding : mapping of int to float
        Ties whose source would do no more: what one unit more of its willingness would be worth, in cost saved or, for
        the largest surplus, in points.
    """

    levels: Array
    slack: float
    cost: float
    binding: dict[int, float]


@dataclass(frozen=True)
class _Package:
    """The package that is put forward: how far guarantees stand, and of each signatory utility, loss, extra margin."""

    named: Array
    utility: Array
    loss: Array
    shifts: Array


def polished(
    task: Task, offers: Offers, k: int, levels: Array, sequence: Sequence[int], *, largest: bool = False
) -> Polished | None:
    """Return the best plan found for package ``k`` from ``levels`` on; None when no levels work near there.

    Parameters
    ----------
    task, offers : Task, Offers
        What a plan has to do, and the packages.
    k : int
        Number of the package.
    levels : array, shape (T,)
        Where to begin.
    sequence : sequence of int
        Order of all ties; sway counts from earlier ones only.
    largest : bool
        Whether to look for the largest smallest surplus instead of the least cost.
    """
    best, settled = _boldly(task, offers, k, levels, sequence, largest=largest)
    if settled or not len(levels):
        return best
    start = levels if best is None else best.levels
    steady = _steadily(task, offers, k, start, sequence, largest=largest)
    return steady if steady is not None and (best is None or _better(steady, best, largest=largest)) else best


def _better(plan: Polished, best: Polished, *, largest: bool) -> bool:
    return plan.slack > best.slack + _SAME if largest else plan.cost < best.cost - _SAME


def _boldly(
    task: Task, offers: Offers, k: int, levels: Array, sequence: Sequence[int], *, largest: bool
) -> tuple[Polished | None, bool]:
    """Return the best plan met by going all the way to the end of every tangent, and whether that came to rest."""
    best: Polished | None = None
    package, shifts = offers.text(k), np.zeros(len(task.stakes))
    at, before, restless = levels, np.inf, 0
    for _ in range(_ROUNDS):
        found = _tangent(task, offers, k, at, sequence, shifts, largest=largest)
        if found is None:
            return best, True
        after, short, binding = found
        beyond = task.surplus(package, after) - task.margins
        slack = float(beyond.min())
        plan = Polished(after, slack, task.cost(after), binding)
        if (largest or slack >= -SLACK) and (best is None or _better(plan, best, largest=largest)):
            best = plan
        moved = float(np.abs(after - at).max(initial=0.0))
        if moved < _SAME and (largest or short or slack >= -SLACK):
            return best, True
        restless = restless + 1 if moved > max(before / 2, 1e-4) else 0
        if restless >= _RESTLESS:
            break
        if not largest:  # where the tangent promised too much, ask for a little more
            shifts = shifts + np.maximum(-beyond, 0.0) * (moved < 1e-4) * 1.01
        at, before = after, moved
    return best, False


def _steadily(
    task: Task, offers: Offers, k: int, levels: Array, sequence: Sequence[int], *, largest: bool
) -> Polished | None:
    """Return the best plan met by steps that are halved until they help.

    Along a curve a tangent promises too much: a cut that costs nothing would go from one end to the other and back.
    """
    best: Polished | None = None
    package, shifts = offers.text(k), np.zeros(len(task.stakes))
    at, reach, here = levels, 0.25, np.inf
    for _ in range(_ROUNDS):
        found = _tangent(task, offers, k, at, sequence, shifts, largest=largest, reach=reach)
        if found is None or reach < _CLOSE:
            return best
        after, _, binding = found
        beyond = task.surplus(package, after) - task.margins
        plan = Polished(after, float(beyond.min()), task.cost(after), binding)
        if (largest or plan.slack >= -SLACK) and (best is None or _better(plan, best, largest=largest)):
            best = plan
        merit = -plan.slack if largest else plan.cost + _SHORT * max(-plan.slack - SLACK, 0.0)
        if merit < here - _SAME:
            at, here, reach = after, merit, min(2 * reach, 1.0)
        else:
            reach /= 4
            if not largest:
                shifts = np.minimum(np.maximum(-beyond, 0.0), 1e-6)
    return best


def _tangent(
    task: Task,
    offers: Offers,
    k: int,
    at: Array,
    sequence: Sequence[int],
    shifts: Array,
    *,
    largest: bool,
    reach: float = 1.0,
) -> tuple[Array, bool, dict[int, float]] | None:
    """Return the levels of the linear programme at the tangent, whether it falls short, and what binds.

    No cut of support moves further than ``reach`` from where the tangent touches.
    """
    model = Programme()
    columns: dict[int, int] = {}
    curved = {t for stake in task.stakes if stake.contest is not None for t in stake.contest.ties}
    for t in sorted(task.usable):
        forced = t in task.net.guarantees
        if not forced or t in offers.stands:
            price = 0.0 if largest else float(task.price[t])
            low, high = (max(at[t] - reach, 0.0), min(at[t] + reach, 1.0)) if t in curved else (0.0, 1.0)
            columns[t] = model.column(1.0 if forced else float(low), float(high), price=price)
    limits = _limits(task, offers, model, columns, sequence)
    package = _Package(offers.named(len(task.net.ties)), offers.utility[k], offers.loss[k], shifts)
    short = model.column(-np.inf if largest else 0.0, np.inf, price=1.0 if largest else _SHORT)
    for i in range(len(task.stakes)):
        _row(task, package, model, columns, i, at, short)
    found, worth = model.prices()
    if found.x is None:
        return None
    levels = np.zeros(len(task.net.ties))
    for t, column in columns.items():
        levels[t] = offers.stands.get(t, min(max(float(found.x[column]), 0.0), 1.0))
    binding = {t: float(worth[row]) for t, row in limits.items() if worth[row] > _SAME}
    return levels, bool(found.x[short] > SLACK), binding


def _limits(
    task: Task, offers: Offers, model: Programme, columns: dict[int, int], sequence: Sequence[int]
) -> dict[int, int]:
    """Add rows: no level beyond what the source would do given sway from earlier ties; return the row of each tie."""
    earlier: set[int] = set()
    rows = {}
    for t in sequence:
        if t in columns and task.willing[t] < offers.stands.get(t, 1.0):
            row = {columns[t]: -1.0}
            for a in task.net.swaying[t]:
                if a in earlier and a in columns and task.strength[a] > 0:
                    row[columns[a]] = float(task.strength[a])
            rows[t] = len(model.rows)
            model.at_least(row, -float(task.willing[t]))
        earlier.add(t)
    return rows


def _row(
    task: Task, package: _Package, model: Programme, columns: dict[int, int], i: int, at: Array, short: int
) -> None:
    """Add rows: the surplus of one signatory at the tangent is at least its margin, less what is short."""
    stake, levels = task.stakes[i], at[None, :]
    ways = stake.otherwise[0]
    refusing = model.column(float(ways.max()) if len(ways) else -np.inf, np.inf)
    if stake.contest is not None:
        slope, constant = _war_tangent(stake.contest, levels, made=task.made)
        cuts = {columns[t]: -d for t, d in slope.items() if t in columns}
        constant += sum(d * at[t] for t, d in slope.items() if t not in columns)
        model.at_least({refusing: 1.0, **cuts}, constant)
    doubt = float(stake.doubt(package.named[None, :])[0])
    u, loss = float(package.utility[i]), float(times(doubt, package.loss[i]))
    pressed = {columns[t]: float(p[0]) for t, p in (*stake.punished.items(), *stake.induced.items()) if t in columns}
    least = float(task.margins[i] + package.shifts[i])
    value = {**pressed, short: 1.0}
    whatever = None if task.made else float(stake.reservation[0])
    enough = (least - (1 - doubt) * u + loss, least - u + loss)
    model.surplus((value, value), refusing, enough, doubt=doubt, whatever=whatever)


def _war_tangent(contest: Contest, levels: Array, *, made: bool) -> tuple[dict[int, float], float]:
    """Return the slope of what fighting on is worth by the level of each tie, and its constant."""
    use = contest.use(levels, None, made=made)
    worth, by_use = float(contest.worth(use)[0]), contest.slope(use)[0]
    slope: dict[int, float] = {}
    for k, t in enumerate(contest.ties):
        if t >= 0 and (made or contest.sides[k] == contest.side):
            slope[t] = slope.get(t, 0.0) - float(by_use[k] * contest.now[0, k])
    return slope, worth - sum(d * float(levels[0, t]) for t, d in slope.items())
