"""What single change would open an empty zone: less worth of refusing, more trust, another value, a red line less.

Each answer is the least change of one number, all others as they are, and is checked by working out the zone anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any, Literal

from ripeness.packages.feasible import largest, some_package
from ripeness.packages.interests import inside
from ripeness.scenario import Scenario
from ripeness.valuation.exact import ENOUGH, Exact, ExactActor, exact
from ripeness.valuation.space import Rows

Kind = Literal["reservations", "confidence", "reservation", "trust", "value", "red-line"]
STEP = Fraction(1, 100)  # points to which a change is sought
_MOST_DROP = 10**6  # points


@dataclass(frozen=True)
class Opening:
    """One change that opens the zone.

    Attributes
    ----------
    kind : {"reservations", "confidence", "reservation", "trust", "value", "red-line"}
        What changes. *reservations*: what refusing is worth to all, by the same number of points. *confidence*: that of
        all who have less that the others comply. *reservation*, *trust*, *value*, *red-line*: what refusing is worth to
        one actor, its trust, its value of one clause, or a red line of its own that goes.
    actor : str
        Whose; empty for all.
    path : str
        The number in the scenario; for a reservation, which follows from several, that of the actor's preferences.
    present, needed : float or None
        The number now, and the nearest at which a package exists that all would sign; None for a red line, and for a
        confidence of 1 that does not suffice.
    package : mapping
        Such a package; empty where there is none.
    """

    kind: Kind
    actor: str
    path: str
    present: float | None
    needed: float | None
    package: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain data."""
        change = None if self.needed is None or self.present is None else self.needed - self.present
        return {**vars(self), "package": dict(self.package), "change": change}


def openings(
    scenario: Scenario, worth: Exact, guarantees: Sequence[str], chosen: Mapping[str, Fraction]
) -> Iterator[Opening]:
    """Yield, for each actor and kind of change, the least one that opens the zone by itself.

    Raises
    ------
    SearchTooLargeError
        When a search grew too large.
    """
    yield from _reservations(worth)
    yield from _trusts(worth)
    for i in range(len(worth.actors)):
        yield from _reservation(worth, i)
        yield from _trust(scenario, worth, i)
        yield from _value(scenario, worth, guarantees, chosen, i)
        yield from _red_lines(worth, i)


def _reservations(worth: Exact) -> Iterator[Opening]:
    """Yield the least number of points, the same for all, by which refusing would have to be worth less."""

    def opens(drop: Fraction) -> Rows | None:
        actors = [replace(a, refusals={"lowered": a.reservation + drop}) for a in worth.actors]
        return some_package(inside(replace(worth, actors=tuple(actors))).terms)

    most = Fraction(1)
    while opens(-most) is None:
        if most > _MOST_DROP:
            return
        most *= 2
    found = _nearest(opens, Fraction(0), -most)
    if found is not None:
        yield Opening("reservations", "", "", 0.0, float(found[0]), worth.space.package(found[1]))


def _trusts(worth: Exact) -> Iterator[Opening]:
    """Yield the least confidence, of all who have less, that opens the zone."""

    def opens(h: Fraction) -> Rows | None:
        actors = [replace(a, compliance=max(a.compliance, h)) for a in worth.actors]
        return some_package(inside(replace(worth, actors=tuple(actors))).terms)

    least = min(a.compliance for a in worth.actors)
    if least == 1:
        return
    found = _nearest(opens, least, 1 - least, step=STEP / 10)
    needed, row = (None, None) if found is None else found
    package = {} if row is None else worth.space.package(row)
    yield Opening("confidence", "", "", float(least), None if needed is None else float(needed), package)


def _with(worth: Exact, i: int, actor: ExactActor) -> Exact:
    return replace(worth, actors=(*worth.actors[:i], actor, *worth.actors[i + 1 :]))


def _reservation(worth: Exact, i: int) -> Iterator[Opening]:
    """Yield the largest worth of refusing at which some package that the others sign is signed by actor ``i`` too.

    It signs where h u - (1 - h)(betrayal + E) >= h r, that is up to r = (L - (1 - h) betrayal) / h, L its coordinate.
    """
    actor = worth.actors[i]
    zone = inside(worth)
    best = None if actor.compliance == 0 and actor.betrayal > 0 else largest(zone.terms, i)
    if best is None:
        return
    h, total = actor.compliance, Fraction(best[0], zone.coordinates[i].scale)
    needed = total if h == 0 else (total - (1 - h) * actor.betrayal) / h
    lowered = _with(worth, i, replace(actor, refusals={"lowered": needed}))
    row = some_package(inside(lowered).terms)
    if row is None:
        raise AssertionError("at the worth of refusing that was found there must be a package")
    at = f"preferences.{actor.actor}"
    yield Opening("reservation", actor.actor, at, float(actor.reservation), float(needed), worth.space.package(row))


def _trust(scenario: Scenario, worth: Exact, i: int) -> Iterator[Opening]:
    """Yield the least trust at which some package that the others sign is signed by actor ``i`` too.

    A package needs confidence h = (betrayal + E) / (u - r + betrayal + E). From full confidence downwards: the best
    package there needs less, with which another package may be better, which needs still less, until none does.
    """
    actor = worth.actors[i]
    record = scenario.preferences[actor.actor].trust
    if record is None or record.central is None or actor.compliance == 1:
        return
    h, found = Fraction(1), None
    while True:
        trusting = _with(worth, i, replace(actor, compliance=h))
        zone = inside(trusting)
        best = largest(zone.terms, i)
        if best is None or trusting.actors[i].surplus(worth.space, best[1]) < ENOUGH:
            return
        needed = _confidence(actor, worth, best[1])
        if found is not None and needed >= h:
            break
        h, found = needed, best[1]
    trust = Fraction(record.central)
    guarantees = (1 - actor.compliance) / (1 - trust)  # Π (1 - guarantee) of those in force
    path = f"preferences.{actor.actor}.trust"
    package = worth.space.package(found)
    yield Opening("trust", actor.actor, path, float(trust), float(1 - (1 - h) / guarantees), package)


def _confidence(actor: ExactActor, worth: Exact, row: Rows) -> Fraction:
    """Return the confidence at which an actor would just sign a package that is worth no less than refusing."""
    lost = actor.betrayal + sum((points[a] for points, a in zip(actor.exposure, row, strict=True)), Fraction(0))
    gained = max(actor.utility(worth.space, row) - actor.reservation, Fraction(0))
    return lost / (gained + lost) if lost else Fraction(0)


def _value(
    scenario: Scenario, worth: Exact, guarantees: Sequence[str], chosen: Mapping[str, Fraction], i: int
) -> Iterator[Opening]:
    """Yield the least change of one value of one clause, up or down, that opens the zone.

    A higher value makes packages with the clause better, a lower one may make refusing worse (a war or a walk-away in
    which the clause holds). In each direction the zone, once open, stays open, so the place is found by halving.
    """
    actor = worth.actors[i]
    names = [a.actor for a in worth.actors]

    def opens(path: str, value: Fraction) -> Rows | None:
        changed = exact(scenario, actors=names, guarantees=guarantees, chosen={**chosen, path: value})
        return some_package(inside(changed).terms)

    best: tuple[Fraction, str, Fraction, Fraction, Rows] | None = None
    missing = _missing(worth, i)
    for path, present, share in _values(scenario, worth, chosen, i):
        for end in (Fraction(100), Fraction(0)):
            most = abs(end - present) if best is None else min(abs(end - present), best[0] - STEP)
            if most <= 0 or share * most < missing:
                continue
            found = _nearest(partial(opens, path), present, most if end > present else -most)
            if found is not None:
                best = (abs(found[0] - present), path, present, *found)
    if best is not None:
        _, path, present, needed, row = best
        yield Opening("value", actor.actor, path, float(present), float(needed), worth.space.package(row))


def _nearest(
    opens: Callable[[Fraction], Rows | None], present: Fraction, change: Fraction, *, step: Fraction = STEP
) -> tuple[Fraction, Rows] | None:
    """Return the nearest number up to ``present + change``, to one ``step``, that opens the zone, with a package."""
    row = opens(present + change)
    if row is None:
        return None
    closed, open_ = Fraction(0), change
    while abs(open_ - closed) > step:
        middle = (closed + open_) / 2
        found = opens(present + middle)
        closed, open_, row = (middle, open_, row) if found is None else (closed, middle, found)
    # The first number that people can read beyond what is still closed; or the next.
    at, sign = (present + closed) / step, 1 if change > 0 else -1
    beyond = (math.floor(at) + 1 if sign > 0 else math.ceil(at) - 1) * step
    for number in (beyond, beyond + sign * step):
        if abs(number - present) <= abs(change):
            found = opens(number)
            if found is not None:
                return number, found
    return present + open_, row


def _values(
    scenario: Scenario, worth: Exact, chosen: Mapping[str, Fraction], i: int
) -> Iterator[tuple[str, Fraction, Fraction]]:
    """Yield the path, the present value and the points per unit of each value of an actor that weighs something."""
    actor = worth.actors[i]
    for j, (issue, alternatives) in enumerate(zip(worth.space.issues, worth.space.alternatives, strict=True)):
        path = f"preferences.{actor.actor}.weights.{issue}"
        weight = scenario.estimates.get(path)
        if weight is None or not (weight.central or chosen.get(path)):
            continue
        share = _share(scenario, actor.actor, issue, chosen)
        for a, alternative in enumerate(alternatives):
            yield f"preferences.{actor.actor}.values.{issue}.{alternative}", actor.clauses[j][a] / share, share


def _share(scenario: Scenario, actor: str, issue: str, chosen: Mapping[str, Fraction]) -> Fraction:
    weights = {}
    for name in scenario.preferences[actor].weights:
        path = f"preferences.{actor}.weights.{name}"
        weights[name] = Fraction(chosen.get(path, scenario.estimates[path].central or 0))
    return weights[issue] / sum(weights.values())


def _missing(worth: Exact, i: int) -> Fraction:
    """Return by how many points actor ``i`` falls short of signing a package that the others would sign, at the least.

    A change of its values by so many points cannot be avoided; infinite where the others sign nothing.
    """
    zone = inside(worth)
    best = largest(zone.terms, i)
    if best is None:
        return Fraction(10**9)
    return -worth.actors[i].surplus(worth.space, best[1])


def _red_lines(worth: Exact, i: int) -> Iterator[Opening]:
    """Yield red lines without which the zone would not be empty, one at a time."""
    actor = worth.actors[i]
    for line in actor.red_lines:
        others = tuple(other for other in actor.red_lines if other is not line)
        row = some_package(inside(_with(worth, i, replace(actor, red_lines=others))).terms)
        if row is not None:
            at = f"preferences.{actor.actor}.never"
            yield Opening("red-line", actor.actor, f"{at}: {line.text}", None, None, worth.space.package(row))
