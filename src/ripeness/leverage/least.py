"""The least plan of pressure, with a certificate: a plan that works, and a bound that no plan can beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ripeness.leverage.local_search import SLACK, Polished, polished
from ripeness.leverage.network import order
from ripeness.leverage.problem import Offers, Task
from ripeness.leverage.programme import Solution
from ripeness.leverage.relaxation import TOUCH, Breakpoints, Relaxed, possible, relaxed, used_circles
from ripeness.numerics.draws import Array

GAP = 1e-4  # relative, at which a search ends
_ROUNDS = 40
_NODES = {False: 400, True: 40}  # of a programme for the cost, for the surplus; stopped there, its bound still holds
_NOTHING = 1e-6  # points or cost below which a gap counts as none


@dataclass(frozen=True)
class LeastPlan:
    """The best plan found, and what was proven.

    Attributes
    ----------
    offers : Offers or None
        The set of guarantees and the packages of the plan; None when there is no plan.
    package : int
        Number of its package.
    plan : Polished or None
        Levels; None when no plan was found.
    bound : float
        No plan costs less; inf: proven that there is none. Of the largest surplus: none is larger.
    sequence : tuple of int
        Order of all ties.
    """

    offers: Offers | None
    package: int
    plan: Polished | None
    bound: float
    sequence: tuple[int, ...] = ()

    @property
    def gap(self) -> float | None:
        """Relative distance between the plan's cost and the bound; None without a plan."""
        if self.plan is None:
            return None
        return max(self.plan.cost - self.bound, 0.0) / max(self.plan.cost, _NOTHING)


def least_cost(task: Task, offers: Sequence[Offers], known: Sequence[LeastPlan] = ()) -> LeastPlan:
    """Return the cheapest plan over all sets of guarantees and all packages.

    Parameters
    ----------
    task, offers : Task, sequence of Offers
        What a plan has to do, and what may be put forward.
    known : sequence of LeastPlan
        Plans found for a kindred task: where they are enough here as well, nothing dearer is returned.

    Notes
    -----
    Each set of guarantees is a mixed-integer programme of its own; the most promising comes first, and each is left as
    soon as its bound is no better than the best plan so far.
    """
    best, bound = LeastPlan(None, 0, None, np.inf), np.inf
    firsts = [_first(task, chosen, largest=False) for chosen in offers]
    for k in sorted(range(len(offers)), key=lambda k: firsts[k].solution.bound):
        if best.plan is not None and firsts[k].solution.bound >= best.plan.cost:
            break  # no set of guarantees that is left can be cheaper
        beat = np.inf if best.plan is None else best.plan.cost
        found = _search(task, offers[k], firsts[k], largest=False, beat=beat)
        bound = min(bound, found.bound)
        if found.plan is not None and (best.plan is None or found.plan.cost < best.plan.cost - _NOTHING):
            best = found
    found = LeastPlan(best.offers, best.package, best.plan, bound, best.sequence)
    if found.plan is None and not np.isposinf(bound):
        found = _reached(task, offers, found)
    for other in known:
        found = _cheaper(task, offers, found, other)
    return found


def _reached(task: Task, offers: Sequence[Offers], found: LeastPlan) -> LeastPlan:
    """Return a plan, or the proof that there is none, from how far pressure goes whatever it costs.

    The search for the least cost may meet no plan where a curve bends much. A point that reaches the margins is a plan
    all the same, dear or not; and where none can reach them there is no plan.
    """
    furthest = largest_surplus(task, offers)
    if furthest.bound < -_NOTHING:
        return replace(found, bound=np.inf)
    for reached in (furthest, largest_surplus(replace(task, margins=np.zeros_like(task.margins)), offers)):
        found = _cheaper(task, offers, found, reached)
        if found.plan is not None:
            break
    return found


def _cheaper(task: Task, offers: Sequence[Offers], found: LeastPlan, other: LeastPlan) -> LeastPlan:
    """Return ``found``, or what a point found elsewhere comes to here, if that is enough and cheaper."""
    if other.plan is None or other.offers is None:
        return found
    if found.plan is not None and other.plan.cost >= found.plan.cost:
        return found
    row = other.offers.rows[other.package]
    for chosen in offers:
        same = np.flatnonzero((chosen.rows == row).all(axis=-1))
        if set(chosen.stands) != set(other.offers.stands) or not same.size:
            continue
        k, levels = int(same[0]), other.plan.levels.copy()
        levels[list(chosen.stands)] = list(chosen.stands.values())
        if not possible(task, levels, other.sequence):
            continue
        slack = task.slack(chosen.text(k), levels)
        plans = [Polished(levels, slack, task.cost(levels), {})] if slack >= -SLACK else []
        better = polished(task, chosen, k, levels, other.sequence)
        for plan in [*plans, *([better] if better is not None else [])]:
            if found.plan is None or plan.cost < found.plan.cost - _NOTHING:
                found = LeastPlan(chosen, k, plan, min(found.bound, plan.cost), other.sequence)
    return found


def largest_surplus(task: Task, offers: Sequence[Offers]) -> LeastPlan:
    """Return the plan with the largest smallest surplus beyond the margins, whatever it costs."""
    best, bound = LeastPlan(None, 0, None, -np.inf), -np.inf
    for chosen in offers:
        beat = -np.inf if best.plan is None else best.plan.slack
        found = _search(task, chosen, _first(task, chosen, largest=True), largest=True, beat=beat)
        bound = max(bound, found.bound)
        if found.plan is not None and (best.plan is None or found.plan.slack > best.plan.slack + _NOTHING):
            best = found
    return LeastPlan(best.offers, best.package, best.plan, bound, best.sequence)


@dataclass(frozen=True)
class _First:
    """A first programme, with few breakpoints, and its solution."""

    built: Relaxed
    breakpoints: Breakpoints
    solution: Solution


def _first(task: Task, offers: Offers, *, largest: bool) -> _First:
    breakpoints: Breakpoints = {}
    built = relaxed(task, offers, breakpoints, largest=largest)
    return _First(built, breakpoints, built.programme.solve(nodes=_NODES[largest]))


def _search(task: Task, offers: Offers, first: _First, *, largest: bool, beat: float) -> LeastPlan:
    """Return the best plan with one set of guarantees; ``beat`` is what an earlier set reached."""
    built, breakpoints, found = first.built, first.breakpoints, first.solution
    circles: frozenset[tuple[int, int]] = frozenset()
    held = circles
    best, bound = LeastPlan(None, 0, None, 0.0), -np.inf
    for _ in range(_ROUNDS):
        bound = max(bound, found.bound)
        if found.x is None:
            break
        levels, k = built.levels_of(found.x, len(task.net.ties)), built.offer_of(found.x)
        sequence = order(task.net, levels)
        plan = polished(task, offers, k, levels, sequence, largest=largest)
        if plan is not None and _better(plan, best.plan, largest=largest):
            best = LeastPlan(offers, k, plan, 0.0, sequence)
        value = TOUCH - bound if largest else bound
        if _closed(best.plan, value, beat, largest=largest) or not found.complete:
            break
        circles |= used_circles(task, levels, sequence)
        finer = built.refined(found.x, breakpoints)
        if plan is not None:
            finer = built.refined(_at(built.levels, found.x, plan.levels), finer)
        if finer == breakpoints and not circles - held:
            break  # nothing that could be held closer: the same programme would come again
        breakpoints, held = finer, circles
        built = relaxed(task, offers, breakpoints, circles=circles, largest=largest)
        found = built.programme.solve(nodes=_NODES[largest])
    return LeastPlan(best.offers, best.package, best.plan, TOUCH - bound if largest else bound, best.sequence)


def _at(columns: dict[int, int], found: Array, levels: Array) -> Array:
    """Return a solution with its levels replaced: where curves of levels are to be broken."""
    moved = found.copy()
    for t, column in columns.items():
        moved[column] = levels[t]
    return moved


def _better(plan: Polished, best: Polished | None, *, largest: bool) -> bool:
    if best is None:
        return largest or plan.slack >= -SLACK
    return plan.slack > best.slack if largest else plan.cost < best.cost


def _closed(plan: Polished | None, bound: float, beat: float, *, largest: bool) -> bool:
    """Return whether the search may end: bound and plan have met, or the bound cannot beat what is known."""
    if largest:
        reached = beat if plan is None else max(plan.slack, beat)
        if not np.isfinite(reached):
            return False
        return bound - reached <= GAP * max(abs(reached), 1.0)
    reached = beat if plan is None else min(plan.cost, beat)
    if not np.isfinite(reached):
        return False
    return reached - bound <= max(GAP * reached, _NOTHING)
