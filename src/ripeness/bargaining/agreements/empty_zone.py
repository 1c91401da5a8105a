"""Why there is no package that all would sign: the least shortfall, who alone is in the way, which demands conflict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ripeness.bargaining.agreements.conflicts import conflict
from ripeness.bargaining.agreements.openings import Opening, openings
from ripeness.bargaining.agreements.smallest_conflict import Demand
from ripeness.packages.feasible import SearchTooLargeError
from ripeness.packages.interests import inside
from ripeness.packages.maximin import lift
from ripeness.scenario import Scenario
from ripeness.valuation.exact import ENOUGH, Exact
from ripeness.valuation.space import Rows


@dataclass(frozen=True)
class Certificate:
    """Proof that a zone is empty, and what would open it.

    Attributes
    ----------
    package : mapping of str to str, or None
        The package of the least largest shortfall; None when rules and red lines exclude every package.
    surplus, shortfall : mapping of str to float
        What it is worth to each beyond refusing, and by how much those fall short who do.
    proven : bool
        Whether no package has a smaller largest shortfall.
    blockers : tuple of mappings
        Actors to whom no package outside their own red lines is worth as much as refusing, with their largest surplus.
    blockers_complete : bool
        Whether all such actors are named.
    demands, smallest : tuple of (actor, issue), or None
        An irreducible set of demands that cannot be met together, and the smallest that was found; None when the search
        grew too large.
    at_least : int
        No set with fewer demands cannot be met; where ``smallest`` has as many it is proven to be the smallest.
    openings : tuple of Opening
        Single changes that would open the zone.
    openings_complete : bool
        Whether all kinds of change were tried.
    probability : mapping of str to float or None
        Chance that all sign that package.
    """

    package: Mapping[str, str] | None
    surplus: Mapping[str, float]
    shortfall: Mapping[str, float]
    proven: bool
    blockers: tuple[Mapping[str, Any], ...]
    blockers_complete: bool
    demands: tuple[tuple[str, str], ...] | None
    smallest: tuple[tuple[str, str], ...] | None
    at_least: int
    openings: tuple[Opening, ...]
    openings_complete: bool
    probability: Mapping[str, float | None] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the certificate as plain data."""
        known = self.package is not None
        return {
            "package": dict(self.package) if self.package is not None else None,
            "surplus": dict(self.surplus) if known else None,
            "shortfall": dict(self.shortfall) if known else None,
            "proven": self.proven,
            **self.probability,
            "blockers": [dict(b) for b in self.blockers],
            "blockers_complete": self.blockers_complete,
            "demands": _listed(self.demands),
            "smallest_demands": _listed(self.smallest),
            "smallest_at_least": self.at_least,
            "openings": [o.to_dict() for o in self.openings],
            "openings_complete": self.openings_complete,
        }


def _listed(demands: Sequence[tuple[str, str]] | None) -> list[dict[str, str]] | None:
    return None if demands is None else [{"actor": actor, "issue": issue} for actor, issue in demands]


def certificate(
    scenario: Scenario,
    worth: Exact,
    guarantees: Sequence[str],
    chosen: Mapping[str, Fraction],
    *,
    starts: Sequence[Rows] = (),
) -> tuple[Certificate, Rows | None]:
    """Return why a zone is empty, and the package of the least largest shortfall as a row.

    Parameters
    ----------
    scenario : Scenario
        Where the numbers come from.
    worth : Exact
        What decides whether the signatories sign; no package is signed by all.
    guarantees : sequence of str
        Guarantees in force.
    chosen : mapping of str to Fraction
        Numbers that take the place of central values.
    starts : packages, each of shape (I,)
        Where to begin to look for the least shortfall.
    """
    least = lift(worth, [a.reservation for a in worth.actors], starts=starts)
    surplus = {a.actor: float(g) for a, g in zip(worth.actors, least.gains, strict=False)}
    blockers, complete = _blockers(worth, starts)
    demands, smallest, at_least = _demands(worth)
    opening: list[Opening] = []
    tried = True
    try:
        opening.extend(openings(scenario, worth, guarantees, chosen))
    except SearchTooLargeError:
        tried = False
    found = Certificate(
        package=None if least.row is None else worth.space.package(least.row),
        surplus=surplus,
        shortfall={actor: -s for actor, s in surplus.items() if s < float(ENOUGH)},
        proven=least.complete,
        blockers=blockers,
        blockers_complete=complete,
        demands=demands,
        smallest=smallest,
        at_least=at_least,
        openings=tuple(opening),
        openings_complete=tried,
    )
    return found, least.row


def _blockers(worth: Exact, starts: Sequence[Rows]) -> tuple[tuple[dict[str, Any], ...], bool]:
    """Return the actors who alone make the zone empty, and whether all were looked at."""
    found, complete = [], True
    for actor in worth.actors:
        alone = Exact((actor,), worth.space, ())
        most = lift(alone, [actor.reservation], starts=starts)
        complete &= most.complete
        if most.complete and (most.row is None or most.gains[0] < ENOUGH):
            found.append({"actor": actor.actor, "surplus": None if most.row is None else float(most.gains[0])})
    return tuple(found), complete


Named = tuple[tuple[str, str], ...]


def _demands(worth: Exact) -> tuple[Named | None, Named | None, int]:
    try:
        found = conflict(inside(worth))
    except SearchTooLargeError:
        return None, None, 0
    return tuple(_named(worth, found.irreducible)), tuple(_named(worth, found.smallest)), found.least


def _named(worth: Exact, demands: Sequence[Demand]) -> Iterator[tuple[str, str]]:
    return ((worth.actors[i].actor, worth.space.issues[j]) for i, j in demands)
