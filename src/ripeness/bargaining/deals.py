"""Is there any package that all would sign, and which are the best? The analysis ``deals`` (docs/methods/deals.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from ripeness.bargaining.agreement import Agreement, Standing
from ripeness.bargaining.certificate import Certificate
from ripeness.bargaining.dealing import Asked, Points, Work, Zone
from ripeness.bargaining.frontier import LIMIT
from ripeness.bargaining.many import Best
from ripeness.bargaining.single_text import SingleText
from ripeness.bargaining.solutions import NAMES
from ripeness.bargaining.strengths import Strength
from ripeness.bargaining.terms import Terms
from ripeness.bargaining.trades import Exchange, Trade
from ripeness.bargaining.zone import allowed
from ripeness.errors import AnalysisError, near
from ripeness.numerics.draws import Array, Draws, as_draws, mean_error
from ripeness.result import VERSION, Provenance, Result, number
from ripeness.scenario import Scenario
from ripeness.valuation import Space, check_chosen

SOLUTIONS = (*NAMES, "most_robust")
POINTS = 10_000  # points of the frontier in the JSON


@dataclass(frozen=True, kw_only=True)
class DealsResult(Result):
    """Answer of :func:`deals`.

    Attributes
    ----------
    asked : Asked
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
    searches : mapping of str to Best
        For solutions that were searched for by themselves, what was proven; empty where there is a frontier.
    drafts : tuple of Standing
        Where the drafts of the same signatories lie.
    certificate : Certificate or None
        Where the zone is empty: why, and what would open it.
    single_text : SingleText or None
        Where changes of one text, clause by clause, lead from the draft asked about, or from today's package.
    trades : tuple of Trade
        For two signatories: pairs of changes of that text that leave both better off.
    exchanges : tuple of Exchange
        For two signatories: what changes from one point of the frontier to the next, and at which rate.
    guarantees : tuple of mappings
        The zone with some of the optional guarantees and not others.
    strengths : tuple of Strength
        What could be agreed as the strength of one side varies.
    cloud, edge : array, shape (K, P)
        Values of signing of some packages, and of those that are undominated among all, in the zone or not.
    columns : mapping of str to array, shape (N,)
        Measures over draws.
    interrupted : str
        What was being worked out when the analysis was interrupted; empty when it was not.
    """

    asked: Asked
    space: Space
    packages: int
    reservations: Mapping[str, float]
    zone: Zone
    frontier: Points | None
    solutions: Mapping[str, tuple[Agreement, ...]]
    optimal: Mapping[str, int]
    searches: Mapping[str, Best]
    robust_bound: float | None
    drafts: tuple[Standing, ...]
    certificate: Certificate | None
    single_text: SingleText | None
    trades: tuple[Trade, ...]
    exchanges: tuple[Exchange, ...]
    guarantees: tuple[Mapping[str, Any], ...]
    strengths: tuple[Strength, ...]
    cloud: Array
    edge: Array
    columns: Mapping[str, Array]
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
            "guarantees": list(asked.guarantees),
            "optional_guarantees": list(asked.optional),
            "packages": self.packages,
            "reservations": {a: number(r) for a, r in self.reservations.items()},
            "zone": {"empty": self.zone.empty, "packages": self.zone.packages, "over_draws": self._zone_over_draws()},
            "frontier": None if self.frontier is None else list(self._points(self.frontier)),
            "frontier_points": None if self.frontier is None else len(self.frontier.packages),
            "solutions": self._solutions(),
            "optimal": dict(self.optimal),
            "searches": {name: _search(found) for name, found in self.searches.items()},
            "most_robust_bound": self.robust_bound,
            "drafts": {s.draft: s.to_dict() for s in self.drafts},
            "certificate": self.certificate.to_dict() if self.certificate else None,
            "single_text": self.single_text.to_dict() if self.single_text else None,
            "trades": [t.to_dict() for t in self.trades],
            "exchanges": [e.to_dict() for e in self.exchanges],
            "by_guarantees": [dict(g) for g in self.guarantees],
            "strengths": [s.to_dict() for s in self.strengths],
            "interrupted": self.interrupted or None,
        }

    def _solutions(self) -> dict[str, list[dict[str, Any]] | None]:
        found = self.solutions
        return {name: [a.to_dict() for a in found[name]] if name in found else None for name in SOLUTIONS}

    def _zone_over_draws(self) -> dict[str, float | None] | None:
        column = self.columns.get(f"{self.asked.prefix}.zone.empty")
        if column is None or np.isnan(column).any():
            return None
        error = mean_error(column)
        return {"not_empty": float(1 - column.mean()), "error": error}

    def _points(self, points: Points) -> Iterator[dict[str, Any]]:
        names = self.asked.signatories
        for f in range(min(POINTS, len(points.packages))):
            yield {
                "package": self.space.package(points.rows[f]),
                "packages": points.packages[f],
                "values": dict(zip(names, points.values[f].tolist(), strict=True)),
                "surplus": dict(zip(names, points.surplus[f].tolist(), strict=True)),
            }

    def table(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Return a row for each package of each solution."""
        header = ("solution", *(f"{a}: surplus" for a in self.asked.signatories), "all sign", "package")
        rows = []
        for name, found in self.solutions.items():
            for a in found:
                chance = a.probability.get("probability")
                shown = "unknown" if chance is None else f"{chance:.3f}"
                package = ", ".join(f"{issue}={alternative}" for issue, alternative in a.package.items())
                surplus = ("unknown" if s is None else f"{s:+.1f}" for s in a.surplus.values())
                rows.append((name, *surplus, shown, package))
        return header, rows


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
        never make signing worth less. Without a draft: all actors of role party, and no guarantee.
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
    asked = asked_of(scenario, draft)
    table = as_draws(draws, seed)
    check_chosen(scenario, table)
    work = Work(scenario, asked, table, limit, seconds)
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
        digest=scenario.digest,
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
        packages=allowed(Terms.plain(space, space.rules)),
        reservations=work.reservations(),
        **{**vars(work.found), "columns": MappingProxyType(work.found.columns)},
    )


def _search(found: Best) -> dict[str, Any]:
    score, bound = number(found.score), number(found.bound) if np.isfinite(found.bound) else None
    gap = None if score is None or bound is None else bound - score
    return {"score": score, "bound": bound, "gap": gap, "proven": found.complete, "looked": found.looked}


def asked_of(scenario: Scenario, draft: str | None) -> Asked:
    """Return who signs and which guarantees stand when agreements are looked for."""
    if draft is not None and draft not in scenario.drafts:
        message = f"'{draft}' is not a draft of '{scenario.id}'"
        raise AnalysisError.of("unknown-draft", message, hint=near(draft, scenario.drafts), path="drafts")
    record = scenario.drafts[draft] if draft is not None else None
    signatories = scenario.signatories(draft) if draft is not None else scenario.parties
    if len(signatories) < 2:
        found = f"only '{signatories[0]}' is to sign" if signatories else "nobody is to sign"
        where = f"drafts.{draft}.signatories" if record is not None and record.signatories is not None else "actors"
        hint = "name the signatories of the draft, or give at least two actors `role: party`"
        raise AnalysisError.of(
            "too-few-signatories", f"an agreement needs two sides, but {found}", hint=hint, path=where
        )
    return Asked(draft, signatories, record.guarantees if record else (), record.may_guarantee if record else ())
