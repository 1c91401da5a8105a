"""What packages and refusing are worth at the central values, in fractions: nothing is rounded (docs/methods/deals.md).

The same definitions as :func:`ripeness.valuation.valuation`, for one draw and without floating point: 0.1 + 0.2 is 0.3.
One thing is rounded, once: what the war is worth, half-even to a trillionth of a point, where the steepness of
the contest is no whole number, for then the odds of winning are no fractions, and where it is so large that they are
fractions of more than 512 binary digits. An actor signs from a surplus of -1e-9
points on, here as everywhere: decimals of thirds, and that rounding, leave a package that is worth exactly what
refusing is a little above or below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cached_property

from ripeness.numerics.draws import Draws
from ripeness.scenario import Scenario
from ripeness.scenario.logic import Condition
from ripeness.scenario.parties import Ranking
from ripeness.scenario.ties import Guarantee
from ripeness.valuation.columns import HELD
from ripeness.valuation.lacks import believed, supports
from ripeness.valuation.space import Rows, Space
from ripeness.valuation.war import outcome_packages

STEEPEST = 100  # beyond it whole powers are no longer worked out as fractions, whose digits they multiply
ROUNDED = 10**12  # parts of a point to which a worth of the war is rounded that is no fraction
_DIGITS = 60  # of the odds, before that rounding
_BITS = 512  # of the denominator of a worth of the war that is not rounded
ENOUGH = -Fraction(1, 10**9)  # points: the least surplus at which an actor signs; ``TIE`` of the same size for floats

Points = tuple[tuple[Fraction, ...], ...]  # by issue and alternative


@dataclass(frozen=True)
class ExactActor:
    """What decides whether one actor signs a package, in points of its own utility.

    Attributes
    ----------
    actor : str
        Its id.
    clauses, exposure : tuple of tuple of Fraction
        Points of each clause; points lost by carrying it out if the others then break their word.
    bonuses : tuple of (condition, Fraction)
        Points that a package earns when the condition holds.
    refusals : mapping of str to Fraction
        What each way of refusing is worth.
    compliance : Fraction
        Confidence h that the others comply, guarantees in force included.
    betrayal : Fraction
        Points lost by betrayal.
    red_lines : tuple of conditions
        Red lines that are held.
    """

    actor: str
    clauses: Points
    exposure: Points
    bonuses: tuple[tuple[Condition, Fraction], ...]
    refusals: Mapping[str, Fraction]
    compliance: Fraction
    betrayal: Fraction
    red_lines: tuple[Condition, ...]

    @cached_property
    def reservation(self) -> Fraction:
        """What refusing is worth, r: the best of its ways."""
        return max(self.refusals.values())

    def utility(self, space: Space, row: Rows) -> Fraction:
        """Return what a package is worth, u."""
        u = sum((points[a] for points, a in zip(self.clauses, row, strict=True)), Fraction(0))
        return u + sum((points for when, points in self.bonuses if space.holds(when, row[None, :])[0]), Fraction(0))

    def value(self, space: Space, row: Rows) -> Fraction:
        """Return what signing a package is worth, V."""
        h, r, u = self.compliance, self.reservation, self.utility(space, row)
        exposed = sum((points[a] for points, a in zip(self.exposure, row, strict=True)), Fraction(0))
        return h * u + (1 - h) * (min(r, u) - self.betrayal - exposed)

    def surplus(self, space: Space, row: Rows) -> Fraction:
        """Return what signing is worth beyond refusing, s = V - r."""
        return self.value(space, row) - self.reservation

    def signs(self, space: Space, row: Rows) -> bool:
        """Return whether the actor signs a package: it crosses no red line that is held, and is worth enough."""
        return self.surplus(space, row) >= ENOUGH and not self.crosses(space, row)

    def crosses(self, space: Space, row: Rows) -> bool:
        """Return whether a package crosses a red line that is held."""
        return any(bool(space.holds(when, row[None, :])[0]) for when in self.red_lines)


@dataclass(frozen=True)
class Exact:
    """What decides whether actors sign, at the central values.

    Attributes
    ----------
    actors : tuple of ExactActor
        The signatories.
    space : Space
        The packages.
    unknown : tuple of str
        Paths of numbers that are needed and unknown; with any, none of the figures can be used.
    rounded : bool
        Whether a worth of the war was no fraction and had to be rounded.
    """

    actors: tuple[ExactActor, ...]
    space: Space
    unknown: tuple[str, ...]
    rounded: bool = False

    def signed(self, row: Rows) -> bool:
        """Return whether a package breaks no rule and every actor signs it."""
        return bool(self.space.feasible(row[None, :])[0]) and all(a.signs(self.space, row) for a in self.actors)

    def admits(self, row: Rows) -> bool:
        """Return whether a package breaks no rule and crosses no red line that is held."""
        return bool(self.space.feasible(row[None, :])[0]) and not any(a.crosses(self.space, row) for a in self.actors)


def exact(
    scenario: Scenario,
    *,
    actors: Sequence[str],
    guarantees: Sequence[str] = (),
    chosen: Mapping[str, Fraction] | None = None,
    stands: Mapping[str, Fraction] | None = None,
) -> Exact:
    """Return what decides whether ``actors`` sign at the central values, in fractions.

    Parameters
    ----------
    scenario : Scenario
        One that :func:`ripeness.valuation.valuation` accepts for the same actors.
    actors, guarantees : sequence of str
        The signatories, and the guarantee ties in force.
    chosen : mapping of str to Fraction, optional
        Numbers that take the place of central values, by estimate path.
    stands : mapping of str to Fraction, optional
        Chance that a guarantee in force stands when the text is broken; 1 where not given.
    """
    numbers = _Numbers(scenario, chosen or {})
    space = Space.of(scenario)
    sure = {tie: (stands or {}).get(tie, Fraction(1)) for tie in guarantees}
    found = tuple(_actor(numbers, space, actor, sure) for actor in actors)
    return Exact(found, space, tuple(sorted(numbers.unknown)), rounded=numbers.rounded)


def fractions(draws: Draws) -> dict[str, Fraction]:
    """Return the values that were chosen for a single draw as fractions, by estimate path."""
    return {path: Fraction(Decimal(repr(float(values[0])))) for path, values in draws.chosen.items()}


@dataclass
class _Numbers:
    """Central values as fractions; what is unknown is noted, and stands as 0 until the end."""

    scenario: Scenario
    chosen: Mapping[str, Fraction]
    unknown: set[str] = field(default_factory=set)
    rounded: bool = False

    def known(self, path: str) -> Fraction | None:
        if path in self.chosen:
            return self.chosen[path]
        central = self.scenario.estimates[path].central
        return None if central is None else Fraction(central)

    def __call__(self, path: str) -> Fraction:
        return self.product(path)

    def product(self, *paths: str) -> Fraction:
        """Return a product, in which zero outweighs the unknown."""
        factors = [self.known(path) for path in paths]
        if 0 in factors:
            return Fraction(0)
        product = Fraction(1)
        for path, factor in zip(paths, factors, strict=True):
            if factor is None:
                self.unknown.add(path)
            else:
                product *= factor
        return Fraction(0) if None in factors else product

    def held(self, path: str) -> bool:
        """Return whether a red line is held: firm at least as likely as not, or as a chosen column has it."""
        firm, at = self(f"{path}.firm"), f"{path}.{HELD}"
        return self.chosen[at] < firm if at in self.chosen else firm >= Fraction(1, 2)


def _actor(numbers: _Numbers, space: Space, actor: str, guarantees: Mapping[str, Fraction]) -> ExactActor:
    wants = numbers.scenario.preferences[actor]
    clauses = _clauses(numbers, space, actor)
    bonuses = tuple((b.when, numbers(f"preferences.{actor}.bonuses.{k}.points")) for k, b in enumerate(wants.bonuses))
    plain = ExactActor(
        actor=actor,
        clauses=clauses,
        exposure=_exposure(numbers, space, actor),
        bonuses=bonuses,
        refusals={},
        compliance=Fraction(1),
        betrayal=numbers(f"preferences.{actor}.betrayal"),
        red_lines=tuple(b.when for k, b in enumerate(wants.never) if numbers.held(f"preferences.{actor}.never.{k}")),
    )
    return ExactActor(
        **{
            **vars(plain),
            "refusals": _refusals(numbers, space, plain),
            "compliance": _compliance(numbers, actor, guarantees),
        }
    )


def _clauses(numbers: _Numbers, space: Space, actor: str) -> Points:
    wants = numbers.scenario.preferences[actor]
    root = f"preferences.{actor}"
    total = sum((numbers(f"{root}.weights.{issue}") for issue in wants.weights), Fraction(0)) or Fraction(1)
    found = []
    for issue, alternatives in zip(space.issues, space.alternatives, strict=True):
        weight = f"{root}.weights.{issue}"
        if issue not in wants.weights:
            found.append((Fraction(0),) * len(alternatives))
            continue
        ranking = wants.values.get(issue)
        share = numbers(weight) / total
        points = []
        for alternative in alternatives:
            at = f"{root}.values.{issue}.{alternative}"
            if isinstance(ranking, Ranking) and at not in numbers.chosen:
                points.append(share * _rank(ranking, alternative))
            else:
                points.append(numbers.product(weight, at) / total)
        found.append(tuple(points))
    return tuple(found)


def _rank(ranking: Ranking, alternative: str) -> Fraction:
    """Return the value of a ranked alternative: equally spaced from 100 down to 0; a decimal would round thirds."""
    last = len(ranking.ranked) - 1
    return Fraction(100) if not last else Fraction(100 * (last - ranking.ranked.index(alternative)), last)


def _exposure(numbers: _Numbers, space: Space, actor: str) -> Points:
    exposure = numbers.scenario.preferences[actor].exposure
    return tuple(
        tuple(
            numbers(f"preferences.{actor}.exposure.{issue}.{a}") if a in exposure.get(issue, ()) else Fraction(0)
            for a in alternatives
        )
        for issue, alternatives in zip(space.issues, space.alternatives, strict=True)
    )


def _compliance(numbers: _Numbers, actor: str, guarantees: Mapping[str, Fraction]) -> Fraction:
    """Return h = 1 - (1 - trust) Π (1 - chance that it stands · guarantee); 1 where trust is omitted."""
    if numbers.scenario.preferences[actor].trust is None:
        return Fraction(1)
    paths = {f"preferences.{actor}.trust": Fraction(1)}
    for tie, chance in guarantees.items():
        record = numbers.scenario.ties[tie]
        if isinstance(record, Guarantee) and not isinstance(record.strength, dict):
            paths[f"ties.{tie}.strength"] = chance
        elif isinstance(record, Guarantee) and actor in record.strength:
            paths[f"ties.{tie}.strength.{actor}"] = chance
    if any(chance == 1 == numbers.known(path) for path, chance in paths.items()):  # certainty outweighs the unknown
        return Fraction(1)
    distrust = Fraction(1)
    for path, chance in paths.items():
        distrust *= 1 - (chance * numbers(path) if chance else 0)
    return 1 - distrust


def _refusals(numbers: _Numbers, space: Space, wants: ExactActor) -> dict[str, Fraction]:
    """Return what each declared way of refusing is worth."""
    scenario, actor = numbers.scenario, wants.actor
    found: dict[str, Fraction] = {}
    if scenario.war and actor in scenario.war.fighters:
        found["war"] = _war(numbers, space, wants)
    for name, record in scenario.preferences[actor].walk_away.items():
        row = space.rows([scenario.package(record.package)])[0]
        found[name] = wants.utility(space, row) - numbers(f"preferences.{actor}.walk-away.{name}.cost")
    if scenario.preferences[actor].reservation is not None:
        found["reservation"] = numbers(f"preferences.{actor}.reservation")
    return found


def _war(numbers: _Numbers, space: Space, wants: ExactActor) -> Fraction:
    """Return what fighting on is worth to an actor by its own beliefs: Σ_o π_o u(x^o), less its net cost."""
    scenario, actor = numbers.scenario, wants.actor
    relief = Fraction(0)
    for tie in supports(scenario, actor):
        relief += numbers.product(*(_tie(scenario, actor, tie, word) for word in ("relief", "now")))
    cost = max(numbers(f"war.cost.{actor}") - relief, Fraction(0))
    lottery = Fraction(0)
    chances, rational = _odds(numbers, actor)
    for chance, row in zip(chances, space.rows(outcome_packages(scenario)), strict=True):
        lottery += chance * wants.utility(space, row)
    worth = lottery - cost
    rational = rational and worth.denominator.bit_length() <= _BITS
    numbers.rounded |= not rational
    return worth if rational else Fraction(round(worth * ROUNDED), ROUNDED)  # Python rounds fractions half-even


def _odds(numbers: _Numbers, viewer: str) -> tuple[list[Fraction], bool]:
    """Return the chance of each outcome as one actor sees it, and whether it is a fraction by nature."""
    war = numbers.scenario.war
    if war is None:  # pragma: no cover - asked for fighters only
        raise ValueError("odds without a war")
    if war.by_chance:
        given = [numbers(f"war.outcomes.{outcome}.chance") for outcome in war.outcomes]
        return [chance / (sum(given) or 1) for chance in given], True
    decisive = numbers(believed(numbers.scenario, viewer, "decisive") or "war.decisive")
    shares, rational = _shares(numbers, viewer)
    chances = [1 - decisive if o.winner is None else decisive * shares[o.winner] for o in war.outcomes.values()]
    return chances, rational


def _shares(numbers: _Numbers, viewer: str) -> tuple[dict[str, Fraction], bool]:
    """Return each side's chance to win once someone wins: m^γ / Σ m^γ."""
    scenario = numbers.scenario
    sides = tuple(scenario.war.strength) if scenario.war else ()
    strength = {}
    for side in sides:
        strength[side] = numbers(believed(scenario, viewer, "strength", side) or f"war.strength.{side}")
        for tie in supports(scenario, side):
            strength[side] += numbers.product(*(_tie(scenario, viewer, tie, word) for word in ("strength", "now")))
    steepness = numbers("war.steepness")
    rational = steepness.denominator == 1 and steepness <= STEEPEST
    if rational:
        power = {side: m ** int(steepness) for side, m in strength.items()}
    else:  # in parts of the strongest, so that no power grows beyond what a decimal holds
        strongest = max(strength.values()) or Fraction(1)
        power = {side: _power(m / strongest, steepness) for side, m in strength.items()}
    total = sum(power.values()) or Fraction(1)
    return {side: p / total for side, p in power.items()}, rational


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    with localcontext(prec=_DIGITS):
        m = Decimal(base.numerator) / Decimal(base.denominator)
        return Fraction(m ** (Decimal(exponent.numerator) / Decimal(exponent.denominator))) if m else Fraction(0)


def _tie(scenario: Scenario, viewer: str, tie: str, word: str) -> str:
    return believed(scenario, viewer, "ties", tie, word) or f"ties.{tie}.{word}"
