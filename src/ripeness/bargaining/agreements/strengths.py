"""How the agreements move as one side's strength varies: on whose terms, and from where on there is one at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ripeness.packages.frontier import frontier
from ripeness.packages.interests import inside
from ripeness.packages.maximin import lift
from ripeness.packages.solutions import ideal, solutions
from ripeness.scenario import Scenario
from ripeness.valuation.exact import exact
from ripeness.valuation.space import Rows

FACTORS = tuple(Fraction(n, 20) for n in (5, 10, 15, 18, 20, 22, 25, 30, 40, 60))

_POINTS = 100_000  # points of a frontier, beyond which a strength is passed over


@dataclass(frozen=True)
class Strength:
    """What could be agreed if one side's own strength were so many times what it is.

    Attributes
    ----------
    side : str
        Whose strength.
    factor : float
        Of the central estimate, the analyst's and every belief about it alike.
    empty : bool or None
        Whether no package would be signed by all; None when that could not be settled.
    surplus : mapping of str to float
        Points of each signatory beyond refusing at the Nash package; where the zone is empty, at the package of
        the least shortfall.
    gains : mapping of str to float, or None
        Share that each gets of the most that it could get in the zone; None where the zone is empty.
    package : mapping
        That package.
    """

    side: str
    factor: float
    empty: bool | None
    surplus: Mapping[str, float]
    gains: Mapping[str, float | None] | None
    package: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return what could be agreed as plain data."""
        return {
            "side": self.side,
            "factor": self.factor,
            "empty": self.empty,
            "surplus": dict(self.surplus),
            "gains": None if self.gains is None else dict(self.gains),
            "package": dict(self.package),
        }


def strengths(
    scenario: Scenario,
    actors: Sequence[str],
    guarantees: Sequence[str],
    chosen: Mapping[str, Fraction],
    *,
    starts: Sequence[Rows] = (),
) -> Iterator[Strength]:
    """Yield what could be agreed as the own strength of each fighting side is scaled, one side at a time."""
    war = scenario.war
    if war is None or war.by_chance:
        return
    for side in war.strength:
        paths = [f"war.strength.{side}"]
        paths += [f"war.believes.{a}.strength.{side}" for a, held in war.believes.items() if side in held.strength]
        central = {p: chosen.get(p, scenario.estimates[p].central) for p in paths}
        known = {p: Fraction(value) for p, value in central.items() if value is not None}
        for factor in FACTORS if len(known) == len(paths) else ():
            scaled = {**chosen, **{p: factor * value for p, value in known.items()}}
            yield _at(scenario, side, factor, actors, guarantees, scaled, starts)


def _at(
    scenario: Scenario,
    side: str,
    factor: Fraction,
    actors: Sequence[str],
    guarantees: Sequence[str],
    chosen: Mapping[str, Fraction],
    starts: Sequence[Rows],
) -> Strength:
    worth = exact(scenario, actors=actors, guarantees=guarantees, chosen=chosen)
    zone = inside(worth)
    front = frontier(zone.terms, limit=_POINTS)
    if not front.complete:
        return Strength(side, float(factor), None, {}, None, {})
    if len(front):
        surplus = zone.surplus(front.points)
        best = ideal(surplus)
        nash = solutions(surplus)["nash"][0]
        found = surplus.exact(nash)
        gains = {a: float(s / most) if most else None for a, s, most in zip(actors, found, best, strict=True)}
        package = worth.space.package(front.rows()[nash])
        return Strength(side, float(factor), False, _named(actors, found), gains, package)
    least = lift(worth, [a.reservation for a in worth.actors], starts=starts)
    package = worth.space.package(least.row) if least.row is not None else {}
    return Strength(side, float(factor), True, _named(actors, least.gains), None, package)


def _named(actors: Sequence[str], points: Sequence[Fraction]) -> dict[str, float]:
    return {actor: float(s) for actor, s in zip(actors, points, strict=False)}
