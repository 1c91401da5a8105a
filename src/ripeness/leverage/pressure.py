"""Whose pressure flips a refusal, and which is the least that does: ``pressure`` (docs/methods/pressure.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from ripeness.bargaining.text.over_draws import concatenated
from ripeness.errors import AnalysisError, near
from ripeness.lacks import demand
from ripeness.lacks.signing import pressure as lacks
from ripeness.leverage.answers import Pair, RefusalFlip, Rung, plan_dict, undoing_dict
from ripeness.leverage.arrays import PressureQuestion, asked
from ripeness.leverage.effects import Effects
from ripeness.leverage.needed import NOT_SETTLED, Needed
from ripeness.leverage.over_draws import share as share_of
from ripeness.leverage.plans import Reachable
from ripeness.leverage.robust import RobustPlan
from ripeness.leverage.steps import PressureSteps, Wanted
from ripeness.leverage.undo import Undoing
from ripeness.numerics.draws import Array, Draws, as_draws
from ripeness.result import VERSION, Provenance, Result, number
from ripeness.scenario import Scenario
from ripeness.valuation import check_chosen

CUTS = ("threatened", "made")


@dataclass(frozen=True, kw_only=True, repr=False)
class PressureResult(Result):
    """Answer of :func:`pressure`.

    Attributes
    ----------
    asked : PressureQuestion
        What the question is about.
    wanted : Wanted
        What is enough.
    package : mapping of str to str
        The draft's package; with the draft free that of the plan, or of the largest reachable surplus.
    guarantees : tuple of str
        In force with the plan.
    margins : mapping of str to float
        Least surplus of each signatory.
    before : mapping of str to float
        Surplus of each signatory without pressure, of that package; NaN is unknown.
    rungs : tuple of Rung
        The least pressure: for what was asked and for the bare verdict, as willing as judged and if all were willing.
    reachable, if_willing : Reachable or None
        Where there is no plan for what was asked: how far pressure can go whatever it costs, as judged and if every
        source were willing.
    flips : tuple of RefusalFlip
        What each source can do about each refusal.
    pairs : tuple of Pair
        What two sources do together, against what each does.
    needed : Needed or None
        Which sources no plan can do without, and which few would be enough; None where no plan can be looked for.
    needed_each : mapping of str to Needed
        The same for each refusal of the draft alone.
    undoing : tuple of Undoing
        What would make each fighting signatory refuse again after the plan that is shown.
    effects : Effects or None
        Side effects of that plan.
    prices : tuple of (chance, cost or None, cost or None)
        Least cost for several chances that all sign: as judged, and if all were willing.
    robust : RobustPlan or None
        The plan for a share of the draws, where asked for.
    columns : mapping of str to array, shape (N,)
        Measures over draws.
    """

    asked: PressureQuestion
    wanted: Wanted
    package: Mapping[str, str]
    guarantees: tuple[str, ...]
    margins: Mapping[str, float]
    before: Mapping[str, float]
    rungs: tuple[Rung, ...]
    reachable: Reachable | None
    if_willing: Reachable | None
    flips: tuple[RefusalFlip, ...]
    pairs: tuple[Pair, ...]
    needed: Needed | None
    needed_each: Mapping[str, Needed]
    undoing: tuple[Undoing, ...]
    effects: Effects | None
    prices: tuple[tuple[float, float | None, float | None], ...]
    robust: RobustPlan | None
    ties: tuple[str, ...]
    columns: Mapping[str, Array]

    @property
    def feasible(self) -> bool | None:
        """Whether pressure within what the sources would do reaches what was asked; None where that is unknown."""
        if not self.rungs:
            return None if np.isnan(list(self.before.values())).any() else False
        return self.rungs[0].plan.feasible if self.rungs[0].plan.proven else None

    @property
    def shown(self) -> Rung | None:
        """The first plan that there is: for what was asked, else for the verdict, else if all were willing."""
        return next((r for r in self.rungs if r.plan.feasible), None)

    def measures(self) -> Mapping[str, Array]:
        """Return figures over draws by dotted path, such as ``pressure.moscow.flips.lna.uae.chain.surplus_at_full``.

        Plans are those of the central values: their figures say what comes of asking for them in every draw.
        """
        return self.columns

    def over_draws(self, word: str) -> dict[str, float | None] | None:
        """Return the share of draws in which all sign under ``plan``, or under ``everything``, with its error."""
        column = self.columns.get(f"{self.asked.prefix}.{word}.works")
        return None if column is None else share_of(column)

    def chance(self, word: str) -> float | None:
        """Return the mean over draws of a chance that all sign, such as that of ``before.probability``.

        Where the text is in doubt it counts every text that it may be, and is that of ``sign``; ``plan.as_printed`` is
        there only then. None where there is no such figure, or where it is unknown.
        """
        column = self.columns.get(f"{self.asked.prefix}.{word}")
        return None if column is None else number(column.mean())

    def content(self) -> dict[str, Any]:
        """Return the contract's keys of ``pressure``, and more."""
        shown = self.shown
        asked_for = plan_dict(self.rungs[0].plan) if self.rungs else {"plan": [] if self.feasible is False else None}
        return {
            "draft": self.asked.draft,
            "signatories": list(self.asked.signatories),
            "cuts": "made" if self.asked.made else "threatened",
            "package": dict(self.package),
            "guarantees": list(self.guarantees),
            "margins": {a: number(m) for a, m in self.margins.items()},
            "before": {a: number(s) for a, s in self.before.items()},
            "cost": None,
            "bound": None,
            "gap": None,
            "costs": {},
            "surplus": {},
            **asked_for,
            "feasible": self.feasible,
            "rungs": [rung.to_dict() for rung in self.rungs],
            "shown": self.rungs.index(shown) if shown else None,
            "reachable": _reachable(self.reachable),
            "if_willing": _reachable(self.if_willing),
            "flips": [flip.to_dict() for flip in self.flips],
            "pairs": [pair.to_dict() for pair in self.pairs],
            **(self.needed.to_dict() if self.needed else NOT_SETTLED),
            "sufficient_each": {a: one.to_dict() for a, one in self.needed_each.items()},
            "undoing": [undoing_dict(u) for u in self.undoing],
            "effects": self.effects.to_dict() if self.effects else None,
            "prices": [{"chance": q, "cost": a, "cost_if_willing": b} for q, a, b in self.prices],
            "chance_before": self.chance("before.probability"),
            "chance": self.chance("plan.probability"),
            "chance_as_printed": self.chance("plan.as_printed"),
            "over_draws": {word: self.over_draws(word) for word in ("plan", "everything")},
            "robust": _robust(self.robust, self.ties),
        }


def pressure(  # noqa: PLR0913 - one option each, as on the command line
    scenario: Scenario,
    draft: str | None = None,
    *,
    draws: Draws | int = 1024,
    seed: int = 0,
    chance: float = 0.8,
    margin: float | None = None,
    cuts: str = "threatened",
    include_unlawful: bool = False,
    weights: Mapping[str, float] | None = None,
    share: float | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> PressureResult:
    """Return the least pressure and offers that make every signatory sign, or the proof that none do.

    Backers can withdraw support, threaten sanctions, promise gifts, stand as guarantors, and move one another. Each
    goes as far as it is willing, and further where others sway it. The plan that is found is the cheapest in the costs
    of those who act; its steps come in the order in which willingness has to be built. Apart from that the analysis
    says of every single source whether it could flip a refusal, willing or not, and who could undo the plan.

    Parameters
    ----------
    scenario : Scenario
        Needs ties, preferences, and a way of refusing for every signatory.
    draft : str, optional
        A draft; its optional guarantees (`may-guarantee`) may be added. Without one any feasible package may be put
        forward to all actors of role party, with any guarantee of the file.
    draws : int or Draws
        Number of draws N, or chosen ones. 1 is the central draw. Plans are of the central values; what comes of them is
        shown over draws.
    seed : int
        Key of the draws.
    chance : float
        Chance wanted that all sign. It sets how much surplus is asked of each signatory: its noise times the log odds
        of the P-th root of the chance.
    margin : float, optional
        Surplus asked of each signatory in place of that, in points.
    cuts : {'threatened', 'made'}
        Whether support is cut for the signatory that refuses, or whatever anybody does. A threat never works less: it
        leaves the other side's hopes alone.
    include_unlawful : bool
        Whether plans may use ties marked `lawful: false`. Withdrawing such a support is always allowed.
    weights : mapping of str to float, optional
        By source, what a point of its cost counts in the sum; 1 where not given.
    share : float, optional
        Ask also for the cheapest plan that works in this share of the draws.
    progress : callable, optional
        Called with the step, the number of steps, and what is being done.

    Returns
    -------
    PressureResult
        Surpluses in points of each signatory's own utility, costs in points of each source's own.

    Raises
    ------
    AnalysisError
        ``unknown-draft``, ``too-few-signatories``, ``bad-chance``, ``bad-cuts``, ``bad-weight``, ``unknown-actor``,
        ``too-many-guarantees``, ``too-many-offers``, ``no-package``, or what the scenario lacks.

    Notes
    -----
    A mixed-integer programme in which the odds of the war are held between straight lines (docs/methods/pressure.md);
    plan and bound meet within a relative gap of 1e-4, and the gap that is left is reported. Where several sides of a
    war of more than two lose support (``cuts="made"``), the bound is loose.

    Examples
    --------
    >>> import ripeness
    >>> result = ripeness.pressure(ripeness.read("libya-2020"), "moscow", draws=1)
    >>> result.feasible
    False
    """
    wanted = Wanted(chance, margin, dict(weights or {}))
    _check(scenario, draft, wanted, cuts, share)
    table = as_draws(draws, seed)
    check_chosen(scenario, table)
    what = asked(scenario, draft, made=cuts == "made", include_unlawful=include_unlawful)
    provenance = Provenance(
        analysis="pressure",
        scenario=scenario.id,
        asked=scenario,
        digest=scenario.digest,
        changes=scenario.changes,
        version=VERSION,
        options={
            "draft": draft,
            "chance": chance,
            "margin": margin,
            "cuts": cuts,
            "include_unlawful": include_unlawful,
            "weights": dict(wanted.weights),
            "share": share,
            "chosen": list(table.paths),
        },
        seed=table.seed,
        draws=table.count,
    )
    return _answer(PressureSteps(scenario, what, wanted, table), table, provenance, share, progress or _silent)


def _silent(done: int, total: int, what: str) -> None:
    """Say nothing."""
    del done, total, what


def _answer(
    work: PressureSteps,
    table: Draws,
    provenance: Provenance,
    share: float | None,
    progress: Callable[[int, int, str], None],
) -> PressureResult:
    steps = 5
    progress(1, steps, "the least plan")
    shown = work.shown
    progress(2, steps, "how far pressure goes")
    row = work.row
    progress(3, steps, "draws")
    columns = concatenated([work.over(block) for block in table.blocks()])
    progress(4, steps, "who flips a refusal")
    flips = work.flips(row, columns)
    pairs = work.pairs(row, flips)
    progress(5, steps, "who undoes it, and what it costs")
    net = work.here.question.net
    plan = shown.plan if shown else None
    best = plan or work.if_willing
    return PressureResult(
        provenance=provenance,
        warnings=tuple(work.warnings()),
        asked=work.asked,
        wanted=work.wanted,
        package=work.space.package(row),
        guarantees=(
            *work.asked.in_force,
            *(net.ties[t] for t in sorted(best.offers.stands if best and best.offers else ())),
        ),
        margins=dict(zip(work.asked.signatories, work.margins.tolist(), strict=True)),
        before=work.before(row),
        rungs=work.rungs,
        reachable=work.reachable,
        if_willing=work.if_willing,
        flips=flips,
        pairs=pairs,
        needed=work.needed(),
        needed_each=work.needed_each(row),
        undoing=work.undoing(plan, row) if plan else (),
        effects=work.effects(plan) if plan else None,
        prices=work.prices() if work.solvable else (),
        robust=work.robust(row, share) if share is not None else None,
        ties=net.ties,
        columns=MappingProxyType(columns),
    )


def _check(scenario: Scenario, draft: str | None, wanted: Wanted, cuts: str, share: float | None) -> None:
    demand(lacks(scenario, draft, made=cuts == "made"))
    for word, value in (("chance", wanted.chance), ("share", share)):
        if value is not None and not 0 < value < 1:
            message = f"a {word} lies between 0 and 1, found {value:g}"
            raise AnalysisError.of("bad-chance", message, hint="0.8, for instance")
    if wanted.margin is not None and not np.isfinite(wanted.margin):
        raise AnalysisError.of("bad-margin", f"a margin is a number of points, found {wanted.margin}")
    if cuts not in CUTS:
        raise AnalysisError.of("bad-cuts", f"cuts are threatened or made, found '{cuts}'", hint=near(cuts, CUTS))
    for actor, weight in wanted.weights.items():
        if actor not in scenario.actors:
            message = f"a weight was given to '{actor}', which is no actor of '{scenario.id}'"
            raise AnalysisError.of("unknown-actor", message, hint=near(actor, scenario.actors), path="actors")
        if not (np.isfinite(weight) and weight >= 0):
            message = f"the weight of '{actor}' must be a number, at least 0, found {weight}"
            raise AnalysisError.of("bad-weight", message, path="ties")


def _reachable(found: Reachable | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "smallest": number(found.smallest) if np.isfinite(found.smallest) else None,
        "bound": number(found.bound) if np.isfinite(found.bound) else None,
        "surplus": dict(found.surplus),
        "binding": [{"tie": tie, "points": points} for tie, points in found.binding],
    }


def _robust(found: RobustPlan | None, ties: tuple[str, ...]) -> dict[str, Any] | None:
    if found is None:
        return None
    plan = None
    if found.levels is not None:
        plan = [{"tie": ties[t], "level": float(found.levels[t])} for t in found.sequence if found.levels[t] > 0]
    return {
        "share": found.share,
        "plan": plan,
        "cost": number(found.cost),
        "works": {"sample": number(found.sampled), "fresh": number(found.fresh), "error": number(found.error)},
        "most": found.most,
    }
