"""Plans in the order in which willingness has to be built, and what stands in the way where there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ripeness.leverage.least import LeastPlan
from ripeness.leverage.local_search import Polished
from ripeness.leverage.network import Network
from ripeness.leverage.problem import Offers, Task
from ripeness.numerics.draws import Array
from ripeness.result import number

USED = 1e-9  # level from which a tie counts as used


@dataclass(frozen=True)
class PlanStep:
    """One step of a plan.

    Attributes
    ----------
    tie, source, target, kind : str
        What is used, by whom, on whom.
    level, cost : float
        Share of the tie that is used, and what that costs the source, in its own points. A guarantee is in the text,
        level 1, or not.
    stands : float or None
        Of a guarantee the chance that it stands when the text is broken; None for other ties.
    after : tuple of str
        Ties of earlier steps that the source is swayed by; without them it would not go as far.
    surplus : mapping of str to float
        Of each signatory once this step and all before it are taken.
    """

    tie: str
    source: str
    target: str
    kind: str
    level: float
    cost: float
    stands: float | None
    after: tuple[str, ...]
    surplus: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Return the step as plain data."""
        return {**vars(self), "after": list(self.after), "cost": number(self.cost), "surplus": dict(self.surplus)}


@dataclass(frozen=True)
class Plan:
    """The least pressure that is enough, or that there is none.

    Attributes
    ----------
    feasible : bool
        Whether there is a plan; False is proven unless ``proven`` is False.
    proven : bool
        Whether the answer is certain: of a plan, that its cost lies within ``gap`` of the least.
    steps : tuple of PlanStep
        In order.
    cost : float
        Sum over steps, weighted as asked; NaN without a plan.
    bound : float
        No plan costs less; inf where there is none.
    costs : mapping of str to float
        By source, in its own points, not weighted.
    surplus : mapping of str to float
        Of each signatory after it.
    levels : array, shape (T,)
        Of all ties in the network; of a guarantee the chance that it stands.
    sequence : tuple of int
        Order of all ties.
    package : int
        Number of the package among the offers.
    offers : Offers or None
        Those with the plan's guarantees.
    """

    feasible: bool
    proven: bool
    steps: tuple[PlanStep, ...]
    cost: float
    bound: float
    gap: float | None
    costs: Mapping[str, float]
    surplus: Mapping[str, float]
    levels: Array
    sequence: tuple[int, ...]
    package: int
    offers: Offers | None


@dataclass(frozen=True)
class Reachable:
    """How far pressure can go, whatever it costs.

    Attributes
    ----------
    smallest, bound : float
        The largest smallest surplus found, and a proven bound above it; -inf where no package can be put forward.
    surplus : mapping of str to float
        Of each signatory then.
    binding : tuple of (tie, points)
        Ties whose source would do no more, and what one unit more of willingness would add to the smallest surplus.
    levels, sequence, package, offers
        As in a plan.
    """

    smallest: float
    bound: float
    surplus: Mapping[str, float]
    binding: tuple[tuple[str, float], ...]
    levels: Array
    sequence: tuple[int, ...]
    package: int
    offers: Offers | None


def plan_of(task: Task, found: LeastPlan) -> Plan:
    """Return a search for the least cost as a plan."""
    net = task.net
    if found.plan is None or found.offers is None:
        none = np.zeros(len(net.ties))
        proven = bool(np.isposinf(found.bound))
        return Plan(False, proven, (), np.nan, found.bound, None, {}, {}, none, (), 0, None)
    steps = _steps(task, found.offers, found.package, found.plan, found.sequence)
    costs: dict[str, float] = {}
    for step in steps:
        costs[step.source] = costs.get(step.source, 0.0) + step.cost
    return Plan(
        feasible=True,
        proven=True,
        steps=steps,
        cost=found.plan.cost,
        bound=found.bound,
        gap=found.gap,
        costs=costs,
        surplus=_by_actor(task, task.surplus(found.offers.text(found.package), found.plan.levels)),
        levels=found.plan.levels,
        sequence=found.sequence,
        package=found.package,
        offers=found.offers,
    )


def reachable_of(task: Task, found: LeastPlan) -> Reachable:
    """Return a search for the largest smallest surplus."""
    net = task.net
    if found.plan is None or found.offers is None:
        return Reachable(-np.inf, found.bound, {}, (), np.zeros(len(net.ties)), (), 0, None)
    binding = sorted(found.plan.binding.items(), key=lambda b: (-b[1], b[0]))
    return Reachable(
        smallest=found.plan.slack,
        bound=found.bound,
        surplus=_by_actor(task, task.surplus(found.offers.text(found.package), found.plan.levels)),
        binding=tuple((net.ties[t], points) for t, points in binding),
        levels=found.plan.levels,
        sequence=found.sequence,
        package=found.package,
        offers=found.offers,
    )


def _steps(task: Task, offers: Offers, k: int, plan: Polished, sequence: Sequence[int]) -> tuple[PlanStep, ...]:
    net, so_far = task.net, np.zeros(len(task.net.ties))
    steps = []
    for t in sequence:
        level = float(plan.levels[t])
        if level <= USED:
            continue
        swayed = [a for a in net.swaying[t] if so_far[a] > USED and level > task.willing[t] + USED]
        so_far[t] = level
        record, named = net.record(t), t in net.guarantees
        steps.append(
            PlanStep(
                tie=net.ties[t],
                source=record.from_,
                target=record.to,
                kind=record.kind,
                level=1.0 if named else level,
                cost=float(net.cost[0, t] * (1.0 if named else level)),
                stands=level if named else None,
                after=tuple(net.ties[a] for a in swayed),
                surplus=_by_actor(task, task.surplus(offers.text(k), so_far)),
            )
        )
    return tuple(steps)


def _by_actor(task: Task, surplus: Array) -> dict[str, float]:
    return {stake.actor: float(s) for stake, s in zip(task.stakes, surplus, strict=True)}


def willing_all(net: Network) -> Network:
    """Return the network as if every source were willing to use all of its ties."""
    return Network(net.scenario, net.ties, np.ones_like(net.willing), net.strength, net.cost, net.sways)
