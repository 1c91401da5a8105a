"""Is there any package that all would sign, and which are the best? The analysis ``deals`` (docs/methods/deals.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from ripeness.bargaining.agreements.agreement import Agreement, Standing
from ripeness.bargaining.agreements.empty_zone import Certificate
from ripeness.bargaining.agreements.findings import DealsFound, DealsQuestion, Points, Zone
from ripeness.bargaining.agreements.single_text import SingleText
from ripeness.bargaining.agreements.steps import DealsSteps
from ripeness.bargaining.agreements.strengths import Strength
from ripeness.bargaining.agreements.trades import FrontierExchange, Trade
from ripeness.errors import AnalysisError
from ripeness.lacks import demand
from ripeness.lacks.signing import deals as lacks
from ripeness.numerics.draws import Array, Draws, as_draws, mean_error
from ripeness.packages.best import BestPackages
from ripeness.packages.frontier import LIMIT
from ripeness.packages.solutions import NAMES
from ripeness.packages.sums import AdditiveValues
from ripeness.packages.zone import allowed
from ripeness.result import VERSION, Provenance, Result, number
from ripeness.scenario import Scenario
from ripeness.valuation import Space, check_chosen

SOLUTIONS = (*NAMES, "most_robust")
POINTS = 10_000  # points of the frontier in the JSON


@dataclass(frozen=True, kw_only=True, repr=False)
class DealsResult(Result):
    """Answer of :func:`deals`.

    Attributes
    ----------
    asked : DealsQuestion
        Who signs, under which guarantees.
    space : Space
        Issues and alternatives.
    packages : int
        How many packages the rules allow.
    reservations : mapping of str to float
        What refusing is worth to each signatory at the central values; NaN is unknown.
    zone : Zone
        Packages that all would sign.
    frontier : Points or None
        Packages of the zone that cannot be improved for one without loss for another; None where it is not known.
    solutions : mapping of str to tuple of Agreement
        For each solution all its packages, up to 100; a solution that is not known is left out.
    optimal : mapping of str to int
        How many packages each solution really has.
    searches : mapping of str to BestPackages
        For solutions that were searched for by themselves, what was proven; empty where there is a frontier.
    drafts : tuple of Standing
        Where the drafts of the same signatories lie.
    certificate : Certificate or None
        Where the zone is empty: why, and what would open it.
    single_text : SingleText or None
        Where changes of one text, clause by clause, lead from the draft asked about, or from today's package.
    trades : tuple of Trade
        For two signatories: pairs of changes of that text that leave both better off.
    exchanges : tuple of FrontierExchange
        For two signatories: what changes from one point of the frontier to the next, and at which rate.
    guarantees : tuple of mappings
        The zone with some of the optional guarantees and not others.
    strengths : tuple of Strength
        What could be agreed as the strength of one side varies.
    cloud, edge : array, shape (K, P)
        Values of signing of some packages, and of those that are undominated among all, in the zone or not.
    columns : mapping of str to array, shape (N,)
        Measures over draws.
    without : DealsFound or None
        The same main figures as if there were no guarantees; None where none is counted, or when that was interrupted.
    interrupted : str
        What was being worked out when the analysis was interrupted; empty when it was not.
    """

    asked: DealsQuestion
    space: Space
    packages: int
    reservations: Mapping[str, float]
    zone: Zone
    frontier: Points | None
    solutions: Mapping[str, tuple[Agreement, ...]]
    optimal: Mapping[str, int]
    searches: Mapping[str, BestPackages]
    robust_bound: float | None
    drafts: tuple[Standing, ...]
    certificate: Certificate | None
    single_text: SingleText | None
    trades: tuple[Trade, ...]
    exchanges: tuple[FrontierExchange, ...]
    guarantees: tuple[Mapping[str, Any], ...]
    strengths: tuple[Strength, ...]
    cloud: Array
    edge: Array
    columns: Mapping[str, Array]
    without: DealsFound | None = None
    interrupted: str = ""

    def measures(self) -> Mapping[str, Array]:
        """Return figures over draws by dotted path, such as ``deals.zone.empty``.

        Solutions and drafts are packages found at the central values; their figures say what those packages are
        worth in every draw.
        """
        return self.columns

    def content(self) -> dict[str, Any]:
        """Return the contract's keys of ``deals``."""
        asked = self.asked
        return {
            "draft": asked.draft,
            "signatories": list(asked.signatories),
            "guarantees": list(asked.counted),
            "optional_guarantees": list(asked.optional),
            "packages": self.packages,
            "reservations": {a: number(r) for a, r in self.reservations.items()},
            **_main(self, self.asked, self.space, self.columns),
            "without_guarantees": self._without(),
            "drafts": {s.draft: s.to_dict() for s in self.drafts},
            "single_text": self.single_text.to_dict() if self.single_text else None,
            "trades": [t.to_dict() for t in self.trades],
            "exchanges": [e.to_dict() for e in self.exchanges],
            "by_guarantees": [dict(g) for g in self.guarantees],
            "strengths": [s.to_dict() for s in self.strengths],
            "interrupted": self.interrupted or None,
        }

    def _without(self) -> dict[str, Any] | None:
        if self.without is None:
            return None
        return _main(self.without, replace(self.asked, bare=True), self.space, self.columns)


def deals(
    scenario: Scenario,
    draft: str | None = None,
    *,
    draws: Draws | int = 1024,
    seed: int = 0,
    limit: int = LIMIT,
    seconds: float | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> DealsResult:
    """Return every agreement that all signatories would sign, and which are the best by four theories of bargaining.

    The zone holds the packages that every signatory would rather sign than refuse, and that cross nobody's red line.
    Its frontier are those that cannot be improved for one without loss for another. Where the zone is empty, the
    package that comes nearest is shown, with who falls short by how much. All is exact at the central values:
    fractions, not floats. Chances are over draws.

    Parameters
    ----------
    scenario : Scenario
        Needs preferences and a way of refusing for every signatory.
    draft : str, optional
        A draft, whose signatories and guarantees count; its optional guarantees (`may-guarantee`) are added, for they
        never make signing worth less. Without a draft: all actors of role party, and the guarantees on offer: those
        that at least one draft of the file has or could have. Main figures without any guarantee stand beside.
    draws : int or Draws
        Number of draws N, or chosen ones. 1 is the central draw.
    seed : int
        Key of the draws.
    limit : int
        Most points that the search for the frontier may hold; beyond it the frontier is not known, and said so. The
        search for the most robust package looks into one branch for every 250 of it, that for the solutions of many
        signatories, for whom there is no frontier, into one for every 5, at least 1,000.
    seconds : float, optional
        Time for the solutions of many signatories. Unlike ``limit`` it makes the answer depend on the machine.
    progress : callable, optional
        Called with the step, the number of steps, and what is being done.

    Returns
    -------
    DealsResult
        Values and surpluses in points of each actor's own utility, not comparable between actors.

    Raises
    ------
    AnalysisError
        ``too-few-signatories``, ``unknown-draft``, ``bad-limit``, ``too-entangled``, or what the scenario lacks.

    Notes
    -----
    Exact without listing packages (Nemhauser and Ullmann 1969): cost grows with the undominated partial sums. The zone
    over draws is counted up to 200,000 packages. An interruption (Ctrl-C) ends the step under way; what was found is
    returned.

    Examples
    --------
    >>> import ripeness
    >>> result = ripeness.deals(ripeness.read("libya-2020"), "moscow", draws=64)
    >>> result.zone.empty
    True
    """
    if seconds is not None and seconds < 0:
        raise AnalysisError.of("bad-limit", f"a search cannot take {seconds} seconds", hint="give 0 or more")
    demand(lacks(scenario, draft))
    asked = asked_of(scenario, draft)
    table = as_draws(draws, seed)
    check_chosen(scenario, table)
    work = DealsSteps(scenario, asked, table, limit, seconds)
    steps = work.steps()
    for done, (what, step) in enumerate(steps, start=1):
        try:
            if progress:
                progress(done, len(steps), what)
            step()
        except KeyboardInterrupt:
            work.interrupt(what)
            break
    provenance = Provenance(
        analysis="deals",
        scenario=scenario.id,
        asked=scenario,
        digest=scenario.digest,
        changes=scenario.changes,
        version=VERSION,
        options={"draft": draft, "limit": limit, "seconds": seconds, "chosen": list(table.paths)},
        seed=table.seed,
        draws=table.count,
    )
    space = work.exact.space
    return DealsResult(
        provenance=provenance,
        warnings=tuple(work.warnings),
        asked=asked,
        space=space,
        packages=allowed(AdditiveValues.plain(space, space.rules)),
        reservations=work.reservations(),
        **{**vars(work.found), "columns": MappingProxyType(work.found.columns)},
    )


def _main(
    found: DealsFound | DealsResult, asked: DealsQuestion, space: Space, columns: Mapping[str, Array]
) -> dict[str, Any]:
    """Return the figures that are given with the guarantees and without."""
    solved = found.solutions
    return {
        "zone": {
            "empty": found.zone.empty,
            "packages": found.zone.packages,
            "over_draws": _zone_over_draws(columns.get(f"{asked.prefix}.zone.empty")),
        },
        "frontier": None if found.frontier is None else list(_points(found.frontier, asked, space)),
        "frontier_points": None if found.frontier is None else len(found.frontier.packages),
        "solutions": {name: [a.to_dict() for a in solved[name]] if name in solved else None for name in SOLUTIONS},
        "optimal": dict(found.optimal),
        "searches": {name: _search(one) for name, one in found.searches.items()},
        "most_robust_bound": found.robust_bound,
        "certificate": found.certificate.to_dict() if found.certificate else None,
    }


def _zone_over_draws(column: Array | None) -> dict[str, float | None] | None:
    if column is None or np.isnan(column).any():
        return None
    return {"not_empty": float(1 - column.mean()), "error": mean_error(column)}


def _points(points: Points, asked: DealsQuestion, space: Space) -> Iterator[dict[str, Any]]:
    for f in range(min(POINTS, len(points.packages))):
        yield {
            "package": space.package(points.rows[f]),
            "packages": points.packages[f],
            "values": dict(zip(asked.signatories, points.values[f].tolist(), strict=True)),
            "surplus": dict(zip(asked.signatories, points.surplus[f].tolist(), strict=True)),
        }


def _search(found: BestPackages) -> dict[str, Any]:
    score, bound = number(found.score), number(found.bound) if np.isfinite(found.bound) else None
    gap = None if score is None or bound is None else bound - score
    return {"score": score, "bound": bound, "gap": gap, "proven": found.complete, "looked": found.looked}


def asked_of(scenario: Scenario, draft: str | None) -> DealsQuestion:
    """Return who signs and which guarantees stand when agreements are looked for."""
    record = scenario.drafts[draft] if draft is not None else None
    signatories = scenario.signatories(draft) if draft is not None else scenario.parties
    if record is not None:
        return DealsQuestion(draft, signatories, record.guarantees, record.may_guarantee)
    return DealsQuestion(None, signatories, *on_offer(scenario))


def on_offer(scenario: Scenario) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the guarantees that some draft has, and those that could only be added to one, in the order of the file.

    With all of them no draft is better than what could be agreed: confidence never makes signing worth less.
    """
    named = {tie for record in scenario.drafts.values() for tie in record.guarantees}
    optional = {tie for record in scenario.drafts.values() for tie in record.may_guarantee} - named
    return tuple(t for t in scenario.ties if t in named), tuple(t for t in scenario.ties if t in optional)
