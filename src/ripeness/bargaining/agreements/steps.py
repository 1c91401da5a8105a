"""Works out the parts of ``deals`` one after the other, so that an interruption loses only the one under way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, islice
from math import prod
from typing import Any

import numpy as np

from ripeness.bargaining.agreements.agreement import agreement, standing
from ripeness.bargaining.agreements.empty_zone import certificate
from ripeness.bargaining.agreements.findings import DealsFound, DealsQuestion, Points, Zone
from ripeness.bargaining.agreements.single_text import single_text
from ripeness.bargaining.agreements.strengths import strengths
from ripeness.bargaining.agreements.trades import exchanges, trades
from ripeness.bargaining.agreements.zone_over_draws import MOST_PACKAGES, FollowedPackages, every_package, measures
from ripeness.bargaining.omissions import omissions
from ripeness.bargaining.text.likelihood import texts_of
from ripeness.bargaining.text.over_draws import concatenated, summary
from ripeness.errors import Problem
from ripeness.numerics.draws import BLOCK, Array, Draws
from ripeness.numerics.nondominated import nondominated
from ripeness.packages.best import best, ideals, zone_is_empty
from ripeness.packages.feasible import SearchTooLargeError, some_package
from ripeness.packages.frontier import frontier, most_points
from ripeness.packages.interests import everywhere, inside
from ripeness.packages.robust import known_throughout, most_robust
from ripeness.packages.solutions import NAMES, ideal, solutions
from ripeness.packages.sums import AdditiveValues
from ripeness.packages.zone import count
from ripeness.scenario import Scenario
from ripeness.valuation import Rows, Valuation, judge, valuation
from ripeness.valuation.exact import ENOUGH, Exact, exact, fractions

LISTED = 100  # packages listed of each solution
_CLOUD = 4_000  # packages shown in the picture
_EDGE = 20_000  # points
_EXCHANGES = 200  # points of a frontier along which exchanges are shown
_OPTIONAL = 4  # optional guarantees of which all subsets are tried

Step = Callable[[], None]


class DealsSteps:
    """Works out the answer step by step, so that what was found outlives an interruption."""

    def __init__(
        self, scenario: Scenario, asked: DealsQuestion, table: Draws, limit: int, seconds: float | None = None
    ) -> None:
        self.scenario, self.asked, self.table = scenario, asked, table
        self.limit, self.seconds = limit, seconds
        self.all_guarantees = asked.counted
        self.central = table if table.count == 1 else table.central
        self.worth = self._valuation(self.central)  # raises what the scenario lacks
        self.chosen = fractions(self.central)
        self.exact = self._exact(self.all_guarantees)
        self.rows: dict[str, Rows] = {}  # packages whose figures are wanted over draws, by measure path
        self.warnings: list[Problem] = [*omissions(scenario, asked.signatories), *self._unknown()]
        self.found = DealsFound()

    def _valuation(self, draws: Draws) -> Valuation:
        return valuation(self.scenario, draws, actors=self.asked.signatories, guarantees=self.all_guarantees)

    def _exact(self, guarantees: Sequence[str]) -> Exact:
        return exact(self.scenario, actors=self.asked.signatories, guarantees=guarantees, chosen=self.chosen)

    def _unknown(self) -> Iterator[Problem]:
        for path in self.exact.unknown:
            message = f"'{path}' is unknown, and every figure at the central values needs it"
            hint = "give it a number or a range; figures over draws try its whole admissible range"
            yield Problem("unknown-needed", message, self.scenario.place(path), hint, severity="warning", path=path)

    def reservations(self) -> dict[str, float]:
        """Return what refusing is worth to each signatory; NaN where numbers are unknown."""
        known = not self.exact.unknown
        return {a.actor: float(a.reservation) if known else np.nan for a in self.exact.actors}

    def interrupt(self, what: str) -> None:
        """Note what was under way when the user had enough."""
        self.found.interrupted = what
        message = f"interrupted while {what}: what comes after is missing"
        self.warnings.append(Problem("interrupted", message, severity="warning"))

    def steps(self) -> list[tuple[str, Step]]:
        """Return what is to be done, in order."""
        exact_steps: list[tuple[str, Step]] = [
            ("finding the frontier", self._frontier),
            ("counting the zone", self._count),
            ("choosing among agreements", self._solutions),
            ("looking for the least shortfall", self._certificate),
            ("placing the drafts", self._drafts),
            ("revising a single text", self._single_text),
            ("trying guarantees", self._guarantees),
            ("varying strengths", self._strengths),
            ("collecting packages for the picture", self._picture),
        ]
        bare: list[tuple[str, Step]] = [("looking without guarantees", self._without)] if self.all_guarantees else []
        sampled: list[tuple[str, Step]] = [
            ("looking for the most robust package", self._robust),
            ("drawing", self._over_draws),
        ]
        if self.asked.bare:
            exact_steps = exact_steps[:4]  # the same main figures, no more
        return [*(() if self.exact.unknown else exact_steps), *sampled, *bare]

    def followed(self, *, packages: bool = True) -> tuple[FollowedPackages, list[str]]:
        """Return what is followed over draws, and the drafts that are; nothing else is worked out.

        Without ``packages`` those that have to be searched for (solutions, the package that comes nearest) are left
        out.
        """
        exact_steps: tuple[Step, ...] = (self._frontier, self._count, self._solutions, self._certificate)
        for step in (*(() if self.exact.unknown else exact_steps), self._robust) if packages else ():
            step()
        asked = FollowedPackages(
            self.scenario, self.asked.prefix, self.asked.signatories, self.all_guarantees, self.rows
        )
        drafts = () if self.exact.unknown or self.asked.bare else self.scenario.drafts
        return asked, [d for d in drafts if sorted(self.scenario.signatories(d)) == sorted(self.asked.signatories)]

    def _frontier(self) -> None:
        self.zone_terms = inside(self.exact)
        points = min(self.limit, most_points(len(self.asked.signatories)))
        front = frontier(self.zone_terms.terms, limit=points)
        if not front.complete:
            message = (
                f"the frontier grew beyond {points:,} points ({front.reached:,} when the search stopped), so that "
                "it is not known; each solution was searched for by itself"
            )
            hint = "merge issues or leave out alternatives that nobody proposes, or raise the limit"
            self.warnings.append(Problem("frontier-too-large", message, hint=hint, severity="warning", path="issues"))
            return
        self.front = front
        self.surplus = self.zone_terms.surplus(front.points)
        surplus = self.surplus.floats().T
        reservations = np.array([float(a.reservation) for a in self.exact.actors])
        self.found.frontier = Points(front.rows(), tuple(front.counts()), surplus + reservations, surplus)
        self.found.zone = Zone(len(front) == 0, 0 if len(front) == 0 else None)

    def _count(self) -> None:
        if self.found.zone.empty:
            return
        packages = count(self.zone_terms.terms)
        if packages is None:
            message = "the packages of the zone are too many and too different to be counted without listing them"
            self.warnings.append(Problem("zone-not-counted", message, severity="warning", path="issues"))
        empty = self.found.zone.empty
        self.found.zone = Zone(packages == 0 if packages is not None else empty, packages)

    def _solutions(self) -> None:
        if self.found.frontier is None:
            self._search()
            return
        most = ideal(self.surplus) if len(self.front) else None
        for name, points in solutions(self.surplus).items():
            rows = list(islice((row for f in points for row in self.front.packages(f)), LISTED))
            self._verify(rows, points)
            self._add(name, rows, most, sum(self.found.frontier.packages[f] for f in points))

    def _search(self) -> None:
        """Look for each solution by itself, where there is no frontier to choose from."""
        limits: dict[str, Any] = {"nodes": max(1_000, self.limit // 5), "starts": self._drafted()}
        limits["seconds"] = None if self.seconds is None else self.seconds / 6
        if self.found.zone.empty is None:
            self.found.zone = replace(self.found.zone, empty=zone_is_empty(self.zone_terms, **limits))
        if self.found.zone.empty:
            return
        most, proven = ideals(self.zone_terms, **limits)
        for name in NAMES:
            found = best(self.zone_terms, name, ideal=most, **limits)
            if name == "kalai_smorodinsky" and not proven:
                found = replace(found, complete=False)
            self.found.searches[name] = found
            if len(found.rows):
                self.found.zone = replace(self.found.zone, empty=False)
                self._add(name, list(found.rows[:LISTED]), most if proven else None, len(found.rows))
            if found.interrupted:
                raise KeyboardInterrupt
        open_ = [name for name, found in self.found.searches.items() if not found.complete]
        if open_:
            message = (
                "the frontier grew too large, so each solution was searched for by itself, and the search stopped "
                f"before it was proven that no other package is better: {', '.join(open_)}; the best found is shown, "
                "with the score that none can exceed"
            )
            self.warnings = [w for w in self.warnings if w.code != "frontier-too-large"]
            hint = "raise the limit, or give it more time"
            self.warnings.append(Problem("agreement-not-proven", message, hint=hint, severity="warning", path="issues"))

    def _verify(self, rows: Sequence[Rows], points: Sequence[int]) -> None:
        """Work out packages from their clauses: each must be worth what its point of the frontier is.

        Below what refusing is worth, by less than counts, the point is off by a part of that.
        """
        expected = {self.surplus.exact(f) for f in points}
        for row in rows:
            worth = tuple(a.surplus(self.exact.space, row) for a in self.exact.actors)
            near = (max(abs(s - t) for s, t in zip(worth, other, strict=True)) <= -ENOUGH for other in expected)
            if worth not in expected and not any(near):
                raise AssertionError("a package of a solution must be worth what its point of the frontier is")

    def _add(self, name: str, rows: Sequence[Rows], best: Sequence[Fraction] | None, number: int) -> None:
        """Note the packages of a solution, to be followed over draws as well."""
        self.found.solutions[name] = tuple(agreement(self.exact, row, best) for row in rows)
        self.found.optimal[name] = number
        self.rows |= {f"solutions.{name}.{k}": row for k, row in enumerate(rows)}

    def _certificate(self) -> None:
        if not self.found.zone.empty:
            return
        self.found.certificate, row = certificate(
            self.scenario, self.exact, self.all_guarantees, self.chosen, starts=self._drafted()
        )
        if row is not None:
            self.rows["certificate"] = row

    def _single_text(self) -> None:
        """Follow the single-text procedure from the draft asked about, or from today's package."""
        asked = self.scenario.drafts[self.asked.draft].package if self.asked.draft else {}
        row = self.exact.space.rows([self.scenario.package(asked)])[0]
        most, product = None, None
        if self.found.frontier is not None and self.found.solutions.get("egalitarian"):
            most = min(self.surplus.exact(solutions(self.surplus)["egalitarian"][0]))
            product = prod(self.surplus.exact(solutions(self.surplus)["nash"][0]), start=Fraction(1))
        elif self.found.certificate is not None and self.found.certificate.proven and "certificate" in self.rows:
            most = min(a.surplus(self.exact.space, self.rows["certificate"]) for a in self.exact.actors)
        self.found.single_text = single_text(self.exact, row, most=most, largest_product=product)
        if len(self.asked.signatories) == 2:
            self.found.trades = trades(self.exact, row)
            if self.found.frontier is not None and len(self.front) <= _EXCHANGES:
                self.found.exchanges = exchanges(self.exact, self.found.frontier.rows)

    def _drafted(self) -> list[Rows]:
        """Return today's package and every text that a draft may be."""
        drafts = (text for draft in self.scenario.drafts for text in texts_of(self.scenario, draft))
        return list(self.exact.space.rows([self.scenario.package(), *drafts]))

    def _drafts(self) -> None:
        found = []
        for draft, record in self.scenario.drafts.items():
            if sorted(self.scenario.signatories(draft)) != sorted(self.asked.signatories):
                continue
            worth = self._exact(record.guarantees)
            row = worth.space.rows([self.scenario.package(record.package)])[0]
            found.append(standing(draft, worth, inside(worth), row))
        self.found.drafts = tuple(found)

    def _guarantees(self) -> None:
        optional = self.asked.optional
        if not optional:
            return
        sizes = range(len(optional) + 1) if len(optional) <= _OPTIONAL else (0, 1, len(optional))
        found = []
        for added in (chosen for size in sizes for chosen in combinations(optional, size)):
            worth = self._exact((*self.asked.guarantees, *added))
            terms = inside(worth).terms
            packages = count(terms)
            empty = packages == 0 if packages is not None else self._is_empty(terms)
            confidence = {a.actor: float(a.compliance) for a in worth.actors}
            zone = {"empty": empty, "packages": packages}
            found.append({"added": list(added), "zone": zone, "confidence": confidence})
        self.found.guarantees = tuple(found)

    def _is_empty(self, terms: AdditiveValues) -> bool | None:
        try:
            return some_package(terms) is None
        except SearchTooLargeError:
            return None

    def _strengths(self) -> None:
        if self.found.frontier is None:  # too many signatories or packages to be worked out twenty times
            return
        names, starts = self.asked.signatories, self._drafted()
        self.found.strengths = tuple(strengths(self.scenario, names, self.all_guarantees, self.chosen, starts=starts))

    def _picture(self) -> None:
        space = self.exact.space
        total = int(np.prod([float(n) for n in space.shape]))
        if total <= MOST_PACKAGES:
            rows = every_package(space.shape)
            rows = rows[space.feasible(rows)]
            for line in (line for a in self.exact.actors for line in a.red_lines):
                rows = rows[~space.holds(line, rows)]
            rows = rows[:: max(1, -(-len(rows) // _CLOUD))]
            step = 500
            values = [judge(self.worth, rows[k : k + step]).value[0].T for k in range(0, len(rows), step)]
            self.found.cloud = np.concatenate([np.empty((0, len(self.exact.actors))), *values])
        if self.found.zone.empty:
            self.found.edge = self._edge()

    def _edge(self) -> Array:
        """Return values of signing of packages that no other dominates, in the zone or not."""
        space = self.exact.space
        least = [
            min((a.value(space, row) for row in self._drafted()), default=a.reservation) - 1000
            for a in self.exact.actors
        ]
        every = everywhere(self.exact, least)
        front = frontier(every.terms, limit=_EDGE)
        if not front.complete or not len(front):
            return np.empty((0, len(self.exact.actors)))
        worth = every.surplus(front.points, over=[Fraction(0)] * len(least))
        kept = nondominated(np.array(worth.numbers)).first  # of the smaller of both sums behind each value
        values: Array = worth.floats().T[np.sort(kept)]
        return values

    def _robust(self) -> None:
        worth = self._valuation(next(self.table.blocks(size=BLOCK)))
        if not known_throughout(worth):
            return
        branches = max(1, self.limit // 250)
        robust = most_robust(worth, starts=[*self.rows.values(), *self._drafted()], branches=branches)
        most = ideal(self.surplus) if self.found.frontier is not None and self.found.zone.empty is False else None
        self._add("most_robust", list(robust.rows[:LISTED]), most, len(robust.rows))
        self.found.robust_bound = max(robust.bound, robust.probability)
        if robust.bound > robust.probability:
            message = (
                f"the search for the most robust package stopped at a chance of {robust.probability:.3f}; all that is "
                f"proven is that no package has more than {robust.bound:.3f}"
            )
            self.warnings.append(Problem("robust-not-proven", message, severity="warning", path="issues"))

    def _without(self) -> None:
        """Ask the same as if there were no guarantees, so that it is seen what rests on them."""
        work = DealsSteps(self.scenario, replace(self.asked, bare=True), self.table, self.limit, self.seconds)
        self.found.without = work.found
        for _, step in work.steps():
            step()
        self.found.columns |= work.found.columns
        said = {w.message for w in self.warnings}
        for warning in work.warnings:
            if warning.message not in said:
                self.warnings.append(replace(warning, message=f"without guarantees: {warning.message}"))

    def _over_draws(self) -> None:
        asked = FollowedPackages(
            self.scenario, self.asked.prefix, self.asked.signatories, self.all_guarantees, self.rows
        )
        drafts = [s.draft for s in self.found.drafts]
        columns = concatenated([measures(asked, drafts, block) for block in self.table.blocks()])
        central = measures(asked, drafts, self.central)

        def chance(path: str, word: str = "probability") -> dict[str, float | None]:
            at = f"{self.asked.prefix}.{path}.{word}"
            return summary(columns[at], float(central[at][0]))

        for name, agreements in self.found.solutions.items():
            with_chances = [replace(a, probability=chance(f"solutions.{name}.{k}")) for k, a in enumerate(agreements)]
            self.found.solutions[name] = tuple(with_chances)
        placed = []
        for s in self.found.drafts:
            at = f"drafts.{s.draft}"
            printed = chance(at, "as_printed") if self.scenario.drafts[s.draft].versions else None
            placed.append(replace(s, agreement=replace(s.agreement, probability=chance(at)), as_printed=printed))
        self.found.drafts = tuple(placed)
        if self.found.certificate is not None and "certificate" in self.rows:
            self.found.certificate = replace(self.found.certificate, probability=chance("certificate"))
        self.found.columns |= columns
