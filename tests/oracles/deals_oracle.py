"""A literal, slow second implementation, in exact fractions, of what could be agreed: sections 1 to 3 of the methods at
the central values.

It works on the scenario as plain dicts, lists and strings (every scalar is text). Each function is one definition.
`None` is an unknown number; 0 x unknown = 0, since the unknown is then not needed. An answer that needs an unknown
raises `Unknown`; what the definition refuses, or gives no default for, is a `ValueError`.

All utilities are in points 0-100. Comparisons have no tolerance: a surplus of 0 signs, one of -1/10**30 does not.

    table = evaluate(raw, "text")       # what every feasible package is worth, with the draft's guarantees
    frontier(table)                     # {values of signing, by signatory: packages behind them}
    solutions(table)["nash"]            # all optimal packages, as `Worth`: .package, .value, .surplus
    table.draft                         # the draft's own package, as `Worth`
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, product
from math import lcm, prod
from operator import ge
from typing import Any, TypeVar

from tests.oracles.sign_oracle import (
    all_packages,
    as_believed,
    changes_between,
    draft_package,
    every_outcome_has_a_chance,
    fights,
    full_package,
    holds,
    node_at,
    signatories,
    stands,
    support_ties_to,
    tie_as_believed,
)

Raw = dict[str, Any]
Package = dict[str, str]
Exact = Fraction | None
Values = Callable[[str], Exact]
Vector = tuple[Fraction, ...]
Guarantees = tuple[str, ...]
Item = TypeVar("Item")
Point = TypeVar("Point", bound=tuple[int | Fraction, ...])

ZERO, HALF, ONE = Fraction(0), Fraction(1, 2), Fraction(1)
MANY_DIGITS = Context(prec=400, Emin=MIN_EMIN, Emax=MAX_EMAX)

WORDS_IN_PERCENT = {
    "almost no chance": (1, 5),
    "remote": (1, 5),
    "very unlikely": (5, 20),
    "highly improbable": (5, 20),
    "unlikely": (20, 45),
    "improbable": (20, 45),
    "roughly even chance": (45, 55),
    "roughly even odds": (45, 55),
    "likely": (55, 80),
    "probable": (55, 80),
    "very likely": (80, 95),
    "highly probable": (80, 95),
    "almost certain": (95, 99),
    "nearly certain": (95, 99),
}


class Unknown(Exception):  # noqa: N818 - it is an answer, not a mistake
    """The answer needs a number that is unknown."""


@dataclass(frozen=True)
class Signatory:
    """What decides the worth of every package to one signatory, at the central values."""

    shares: dict[tuple[str, str], Exact]  # of a clause: weight share x value
    bonuses: list[tuple[str, Exact]]  # condition, points
    confidence: Exact  # h
    reservation: Exact  # r
    losses: dict[tuple[str, str], Exact]  # of a clause: exposure
    betrayal: Exact
    red_lines: list[tuple[str, bool | None]]  # condition, held


@dataclass(frozen=True)
class Worth:
    """One complete package and what signing it is worth to each signatory, in the order of the signatories."""

    package: Package
    feasible: bool
    value: tuple[Exact, ...]  # V
    surplus: tuple[Exact, ...]  # s
    crossed: dict[str, list[int]]  # held red lines that it crosses, by number, of the signatories that have any
    doubtful: dict[str, list[int]]  # the same of red lines not known to be held


@dataclass(frozen=True)
class Table:
    """Every feasible package, in file order, and the draft's."""

    signatories: tuple[str, ...]
    worths: list[Worth]
    draft: Worth | None


# Arithmetic with the unknown


def plus(terms: Iterable[Exact]) -> Exact:
    """The sum; unknown when a term is."""
    total = ZERO
    for term in terms:
        if term is None:
            return None
        total += term
    return total


def minus(left: Exact, right: Exact) -> Exact:
    """The difference; unknown when a part is."""
    return None if left is None or right is None else left - right


def times(left: Exact, right: Exact) -> Exact:
    """The product; 0 x unknown = 0."""
    if left == 0 or right == 0:
        return ZERO
    return None if left is None or right is None else left * right


def over(left: Exact, right: Exact) -> Exact:
    """The quotient; unknown when a part is."""
    return None if left is None or right is None else left / right


def known(numbers: Iterable[Exact]) -> Vector:
    """The numbers, which the answer needs."""
    found: list[Fraction] = []
    for number in numbers:
        if number is None:
            raise Unknown
        found.append(number)
    return tuple(found)


# Estimates


def central_of(written: Any) -> Exact:
    """The most likely (central) value of an estimate, by the way in which it is written."""
    if isinstance(written, dict):
        return central_of(written["is"])
    if isinstance(written, list) and len(written) == 2:
        return (Fraction(written[0]) + Fraction(written[1])) / 2
    if isinstance(written, list) and len(written) == 3:
        return Fraction(written[1])
    if not isinstance(written, str):
        raise TypeError(f"not an estimate: {written!r}")
    if written == "unknown":
        return None
    if written in WORDS_IN_PERCENT:
        low, high = WORDS_IN_PERCENT[written]
        return Fraction(low + high, 200)
    return Fraction(written)


def central_of_ranked(ranked: list[str], alternative: str) -> Exact:
    """Ranked values: equally spaced from 100 to 0; a single one 100. An alternative not ranked is omitted."""
    if alternative not in ranked:
        return None
    if len(ranked) == 1:
        return Fraction(100)
    return Fraction(100 * (len(ranked) - 1 - ranked.index(alternative)), len(ranked) - 1)


def central_values(raw: Raw) -> Values:
    """From the dotted path of an estimate to its central value; unknown and omitted ones have none."""

    def central(path: str) -> Exact:
        parent, _, last = path.rpartition(".")
        above = node_at(raw, parent)
        if isinstance(above, dict) and isinstance(above.get("ranked"), list):
            return central_of_ranked(above["ranked"], last)
        written = node_at(raw, path)
        return None if written is None else central_of(written)

    return central


def optional(raw: Raw, path: str, default: Fraction) -> Exact:
    """An estimate that may be omitted, for which the definition gives a default."""
    return central_values(raw)(path) if stands(raw, path) else default


def required(raw: Raw, path: str) -> Exact:
    """An estimate for which the definition gives no default."""
    if not stands(raw, path):
        raise ValueError(f"{path} is omitted, and the definition gives no default for it")
    return central_values(raw)(path)


# Conditions


@lru_cache(maxsize=100_000)
def satisfied_by(condition: str, clauses: tuple[tuple[str, str], ...]) -> bool:
    """Whether a package, as a tuple of its clauses, satisfies a condition."""
    return holds(condition, dict(clauses))


def satisfies(package: Package, condition: str) -> bool:
    """Whether a package satisfies a condition."""
    return satisfied_by(condition, tuple(package.items()))


def feasible(raw: Raw, package: Package) -> bool:
    """A package is feasible when it satisfies the condition of no rule `never: condition`."""
    return not any(satisfies(package, rule["never"]) for rule in raw.get("rules") or [])


# Utility


def weight_shares(raw: Raw, actor: str) -> dict[str, Exact]:
    """w_ij / sum of w_ij; an omitted issue weighs 0."""
    weights = {issue: optional(raw, f"preferences.{actor}.weights.{issue}", ZERO) for issue in raw["issues"]}
    total = plus(weights.values())
    if total == 0:
        raise ValueError(f"the weights of {actor} are all 0")
    return {issue: over(weight, total) if weight != 0 else ZERO for issue, weight in weights.items()}


def clause_shares(raw: Raw, actor: str) -> dict[tuple[str, str], Exact]:
    """(w_ij / sum of w_ij) v_ij(a), of every clause j=a; an omitted value is unknown."""
    central = central_values(raw)
    shares: dict[tuple[str, str], Exact] = {}
    for issue, share in weight_shares(raw, actor).items():
        for alternative in raw["issues"][issue]["alternatives"]:
            shares[issue, alternative] = times(share, central(f"preferences.{actor}.values.{issue}.{alternative}"))
    return shares


def bonuses(raw: Raw, actor: str) -> list[tuple[str, Exact]]:
    """Condition and points of every bonus."""
    written = raw["preferences"][actor].get("bonuses") or []
    return [(b["when"], required(raw, f"preferences.{actor}.bonuses.{k}.points")) for k, b in enumerate(written)]


def utility(
    shares: dict[tuple[str, str], Exact],
    conditional: list[tuple[str, Exact]],
    package: Package,
) -> Exact:
    """u_i(x) = sum_j w_ij v_ij(x_j) + sum_k b_ik [x satisfies condition k]. Not clipped."""
    earned = [points for when, points in conditional if satisfies(package, when)]
    return plus([*(shares[clause] for clause in package.items()), *earned])


def utility_of(raw: Raw, actor: str, named: Package) -> Exact:
    """The same for a package that is laid over today's."""
    return utility(clause_shares(raw, actor), bonuses(raw, actor), full_package(raw, named))


# War as a costly lottery


def strength_with_support(raw: Raw, actor: str, side: str) -> Exact:
    """m_s = own strength + sum of support in use, each as believed by the actor, else common; omitted `now` is 1."""
    terms = [required(raw, as_believed(raw, actor, f"strength.{side}"))]
    for tie in support_ties_to(raw, side):
        level = optional(raw, tie_as_believed(raw, actor, tie, "now"), ONE)
        terms.append(times(required(raw, tie_as_believed(raw, actor, tie, "strength")), level))
    return plus(terms)


def steepness(raw: Raw) -> Exact:
    """The exponent of the contest; omitted, 1."""
    return optional(raw, "war.steepness", ONE)


def power(m: Exact, gamma: Exact) -> Exact:
    """m^gamma: exact for a whole gamma (0^0 = 1), else to 400 digits, and exact when it is rational all the same."""
    if m is None or gamma is None:
        return None
    if gamma.denominator == 1:
        return m ** int(gamma)
    return root_power(m.numerator, gamma) / root_power(m.denominator, gamma)


def root_power(m: int, gamma: Fraction) -> Fraction:
    """m^gamma of a whole number, for a gamma > 0 that is written as a decimal, to 400 digits."""
    if m == 0:
        return ZERO
    exponent = MANY_DIGITS.divide(Decimal(gamma.numerator), Decimal(gamma.denominator))
    return Fraction(MANY_DIGITS.power(Decimal(m), exponent))


def contest(raw: Raw, actor: str) -> dict[str, Exact]:
    """Given that someone wins, side s does with probability m_s^gamma / sum m^gamma. Refuse m = 0 on all sides.

    Strengths are taken relative to the largest, which changes no probability and keeps roots rational that can be."""
    strengths = {side: strength_with_support(raw, actor, side) for side in raw["war"]["strength"]}
    if all(m == 0 for m in strengths.values()):
        raise ValueError("strength is 0 on all sides")
    largest = max((m for m in strengths.values() if m), default=ONE)
    powers = {side: power(over(m, largest), steepness(raw)) for side, m in strengths.items()}
    total = plus(powers.values())
    return {side: over(share, total) for side, share in powers.items()}


def odds_from_chances(raw: Raw) -> dict[str, Exact]:
    """The chances of the outcomes, divided by their sum."""
    chances = {outcome: required(raw, f"war.outcomes.{outcome}.chance") for outcome in raw["war"]["outcomes"]}
    total = plus(chances.values())
    if total == 0:
        raise ValueError("the chances of the outcomes of war are all 0")
    return {outcome: over(chance, total) for outcome, chance in chances.items()}


def odds_from_strength(raw: Raw, actor: str) -> dict[str, Exact]:
    """Someone wins outright with probability d, then side s as in the contest; otherwise stalemate."""
    decisive = required(raw, as_believed(raw, actor, "decisive"))
    wins = contest(raw, actor)
    odds: dict[str, Exact] = {}
    for outcome, body in raw["war"]["outcomes"].items():
        odds[outcome] = times(decisive, wins[body["winner"]]) if "winner" in body else minus(ONE, decisive)
    total = plus(odds.values())
    if total not in (None, 1):
        raise ValueError("each side needs one outcome in which it wins, and one outcome must lack a winner")
    return odds


def war_odds(raw: Raw, actor: str) -> dict[str, Exact]:
    """pi_o as the actor believes it; a chance on every outcome replaces strength, d and gamma."""
    return odds_from_chances(raw) if every_outcome_has_a_chance(raw) else odds_from_strength(raw, actor)


def net_cost_of_war(raw: Raw, actor: str) -> Exact:
    """c_i less the relief that support in use brings, never below 0; omitted relief is 0."""
    reliefs: list[Exact] = []
    for tie in support_ties_to(raw, actor):
        level = optional(raw, tie_as_believed(raw, actor, tie, "now"), ONE)
        reliefs.append(times(optional(raw, tie_as_believed(raw, actor, tie, "relief"), ZERO), level))
    net = minus(required(raw, f"war.cost.{actor}"), plus(reliefs))
    return None if net is None else max(net, ZERO)


def lottery(raw: Raw, actor: str) -> Exact:
    """sum_o pi_o u_i(x^o). What an outcome does not name is as now."""
    outcomes = raw["war"]["outcomes"]
    odds = war_odds(raw, actor).items()
    return plus(times(pi, utility_of(raw, actor, outcomes[outcome].get("package") or {})) for outcome, pi in odds)


def rests_on_a_root(raw: Raw) -> bool:
    """Whether strength decides the war by an exponent that is no whole number up to 100."""
    gamma = steepness(raw)
    return not every_outcome_has_a_chance(raw) and gamma is not None and (gamma.denominator != 1 or gamma > 100)


def rounded(worth: Exact) -> Exact:
    """Half-even, to a trillionth of a point."""
    return None if worth is None else Fraction(round(worth * 10**12), 10**12)


def war_value(raw: Raw, actor: str) -> Exact:
    """war_i = lottery - net cost; rounded once where odds are no fractions, or fractions of very many digits."""
    worth = minus(lottery(raw, actor), net_cost_of_war(raw, actor))
    long = worth is not None and worth.denominator.bit_length() > 512
    return rounded(worth) if long or rests_on_a_root(raw) else worth


# Refusing


def walk_away_value(raw: Raw, actor: str, walk_away: str) -> Exact:
    """A `walk-away` package (over now) less its cost (default 0)."""
    named = raw["preferences"][actor]["walk-away"][walk_away].get("package") or {}
    cost = optional(raw, f"preferences.{actor}.walk-away.{walk_away}.cost", ZERO)
    return minus(utility_of(raw, actor, named), cost)


def ways_of_refusing(raw: Raw, actor: str) -> dict[str, Exact]:
    """War (if it fights), walk-aways in file order, reservation."""
    ways: dict[str, Exact] = {}
    if fights(raw, actor):
        ways["war"] = war_value(raw, actor)
    for walk_away in raw["preferences"][actor].get("walk-away") or {}:
        ways[walk_away] = walk_away_value(raw, actor, walk_away)
    if stands(raw, f"preferences.{actor}.reservation"):
        ways["reservation"] = required(raw, f"preferences.{actor}.reservation")
    if not ways:
        raise ValueError(f"no-reservation: {actor} has no alternative to agreement")
    return ways


def reservation(raw: Raw, actor: str) -> Exact:
    """r_i = the largest of the declared ways of refusing; unknown when one is."""
    ways = list(ways_of_refusing(raw, actor).values())
    return None if None in ways else max(way for way in ways if way is not None)


# Signing


def guarantee_strength(raw: Raw, tie: str, actor: str) -> Exact:
    """One number for all, or a mapping by actor, in which an actor that is not named has 0."""
    if raw["ties"][tie]["kind"] != "guarantee":
        raise ValueError(f"{tie} is no guarantee")
    written = raw["ties"][tie].get("strength")
    if isinstance(written, dict) and "is" not in written:
        return optional(raw, f"ties.{tie}.strength.{actor}", ZERO)
    return required(raw, f"ties.{tie}.strength")


def confidence(raw: Raw, actor: str, guarantees: Iterable[str]) -> Exact:
    """h_i = 1 - (1 - trust_i) prod_g (1 - guarantee_gi). Omitted trust: the risk is not modelled (h = 1)."""
    if not stands(raw, f"preferences.{actor}.trust"):
        return ONE
    doubt = minus(ONE, required(raw, f"preferences.{actor}.trust"))
    for tie in dict.fromkeys(guarantees):
        doubt = times(doubt, minus(ONE, guarantee_strength(raw, tie, actor)))
    return minus(ONE, doubt)


def exposures(raw: Raw, actor: str) -> dict[tuple[str, str], Exact]:
    """exposure_ij(a) of every clause j=a, in points, unweighted; omitted ones are 0."""
    return {
        (issue, alternative): optional(raw, f"preferences.{actor}.exposure.{issue}.{alternative}", ZERO)
        for issue, body in raw["issues"].items()
        for alternative in body["alternatives"]
    }


def red_lines(raw: Raw, actor: str) -> list[tuple[str, bool | None]]:
    """Each with whether it is held at the central values: `firm` >= 0.5 (default: certain)."""
    found: list[tuple[str, bool | None]] = []
    for k, line in enumerate(raw["preferences"][actor].get("never") or []):
        firm = optional(raw, f"preferences.{actor}.never.{k}.firm", ONE)
        found.append((line["when"], None if firm is None else firm >= HALF))
    return found


def signatory(raw: Raw, actor: str, guarantees: Iterable[str]) -> Signatory:
    """All that decides what a package is worth to one signatory, with these guarantees in force."""
    return Signatory(
        shares=clause_shares(raw, actor),
        bonuses=bonuses(raw, actor),
        confidence=confidence(raw, actor, guarantees),
        reservation=reservation(raw, actor),
        losses=exposures(raw, actor),
        betrayal=optional(raw, f"preferences.{actor}.betrayal", ZERO),
        red_lines=red_lines(raw, actor),
    )


def betrayed_value(who: Signatory, u: Exact, package: Package) -> Exact:
    """beta_i(x) = min(r_i, u_i(x)) - betrayal_i - sum_j exposure_ij(x_j)."""
    if u is None or who.reservation is None:
        return None
    loss = plus([who.betrayal, *(who.losses[clause] for clause in package.items())])
    return minus(min(who.reservation, u), loss)


def signing_value(who: Signatory, package: Package) -> Exact:
    """V_i(x) = h_i u_i(x) + (1 - h_i) beta_i(x)."""
    u = utility(who.shares, who.bonuses, package)
    distrust = minus(ONE, who.confidence)
    beta = ZERO if distrust == 0 else betrayed_value(who, u, package)
    return plus([times(who.confidence, u), times(distrust, beta)])


def crossed(who: Signatory, package: Package, *, held: bool | None) -> list[int]:
    """The numbers of the red lines that a package crosses: those held, those not, or those not known to be."""
    return [k for k, (when, is_held) in enumerate(who.red_lines) if is_held is held and satisfies(package, when)]


def worth(raw: Raw, everyone: dict[str, Signatory], package: Package) -> Worth:
    """What one complete package is worth to all signatories."""
    values = tuple(signing_value(who, package) for who in everyone.values())
    sure = {actor: crossed(who, package, held=True) for actor, who in everyone.items()}
    open_ = {actor: crossed(who, package, held=None) for actor, who in everyone.items()}
    return Worth(
        package=package,
        feasible=feasible(raw, package),
        value=values,
        surplus=tuple(minus(v, who.reservation) for v, who in zip(values, everyone.values(), strict=True)),
        crossed={actor: lines for actor, lines in sure.items() if lines},
        doubtful={actor: lines for actor, lines in open_.items() if lines},
    )


def who_signs(raw: Raw, draft: str | None) -> tuple[str, ...]:
    """The draft's signatories; when it names none, or without a draft, all actors of role party."""
    if draft is not None:
        return tuple(signatories(raw, draft))
    return tuple(signatories({**raw, "drafts": {"none": {}}}, "none"))


def evaluate(raw: Raw, draft: str | None = None, added: Guarantees = ()) -> Table:
    """Every feasible package, with the draft's guarantees (without a draft: none) and those added."""
    written = raw["drafts"][draft] if draft is not None else {}
    in_force = (*(written.get("guarantees") or ()), *added)
    everyone = {actor: signatory(raw, actor, in_force) for actor in who_signs(raw, draft)}
    return Table(
        signatories=tuple(everyone),
        worths=[worth(raw, everyone, package) for package in all_packages(raw) if feasible(raw, package)],
        draft=worth(raw, everyone, draft_package(raw, draft)) if draft is not None else None,
    )


def everything_known(table: Table) -> bool:
    """Whether no value, surplus or crossed red line of any feasible package, or of the draft's, is unknown."""
    rows = [*table.worths, *([table.draft] if table.draft else [])]
    return not any(row.doubtful or None in row.value or None in row.surplus for row in rows)


# Zone


def membership(row: Worth) -> bool | None:
    """Feasible, s_i >= 0 for every signatory, no held red line crossed; None when that depends on an unknown."""
    if not row.feasible or row.crossed or any(s is not None and s < 0 for s in row.surplus):
        return False
    return None if row.doubtful or None in row.surplus else True


def in_zone(row: Worth) -> bool:
    """Whether a package lies in the zone."""
    found = membership(row)
    if found is None:
        raise Unknown
    return found


def zone(table: Table) -> list[Worth]:
    """Z, in file order."""
    return [row for row in table.worths if in_zone(row)]


def held_red_lines_crossed(row: Worth) -> dict[str, list[int]]:
    """Held red lines that a package crosses, by number, of the signatories that have any."""
    if row.doubtful:
        raise Unknown
    return row.crossed


def inside_red_lines(table: Table) -> list[Worth]:
    """Feasible packages that cross no held red line of any signatory, in file order."""
    return [row for row in table.worths if not row.crossed and not held_red_lines_crossed(row)]


# Frontier


def dominates(left: Sequence[int | Fraction], right: Sequence[int | Fraction]) -> bool:
    """>= for all, > for one."""
    return all(map(ge, left, right)) and left != right


def undominated(vectors: Iterable[Point]) -> list[Point]:
    """The distinct vectors that no other one dominates, in the order of first appearance.

    Multiplied by a common denominator they are integers, which changes no comparison. What dominates a vector has a
    larger sum; and if anything does, something undominated does. So it is enough to look at those of larger sum."""
    distinct = list(dict.fromkeys(vectors))
    common = lcm(*(number.denominator for vector in distinct for number in vector))
    whole = [tuple(int(number * common) for number in vector) for vector in distinct]
    kept: list[tuple[int, ...]] = []
    for vector in sorted(whole, key=sum, reverse=True):
        if not any(dominates(other, vector) for other in kept):
            kept.append(vector)
    chosen = set(kept)
    return [vector for vector, integers in zip(distinct, whole, strict=True) if integers in chosen]


def frontier_of(pairs: Iterable[tuple[Point, Item]]) -> dict[Point, list[Item]]:
    """The undominated vectors, each with everything behind it."""
    behind: dict[Point, list[Item]] = {}
    for vector, item in pairs:
        behind.setdefault(vector, []).append(item)
    return {vector: behind[vector] for vector in undominated(behind)}


def frontier(table: Table) -> dict[Vector, list[Worth]]:
    """Distinct vectors V of packages in Z that no other package in Z dominates, each with its packages in file order.

    Vectors are in the order of the first package behind them."""
    return frontier_of((known(row.value), row) for row in zone(table))


def subsets(names: Iterable[str]) -> Iterator[Guarantees]:
    """All subsets, smaller ones first, each sorted."""
    ordered = sorted(set(names))
    for size in range(len(ordered) + 1):
        yield from combinations(ordered, size)


def frontier_with_guarantees(raw: Raw, draft: str) -> dict[Vector, list[tuple[Guarantees, Package]]]:
    """The same over deals: a subset of `may-guarantee`, added to the draft's guarantees, and a package in the zone that
    there is with it."""
    deals: list[tuple[Vector, tuple[Guarantees, Package]]] = []
    for added in subsets(raw["drafts"][draft].get("may-guarantee") or ()):
        deals += [(known(row.value), (added, row.package)) for row in zone(evaluate(raw, draft, added))]
    return frontier_of(deals)


# Solutions


def all_best(items: Sequence[Item], key: Callable[[Item], Any]) -> list[Item]:
    """All items with the largest key."""
    keys = [key(item) for item in items]
    largest = max(keys, default=None)
    return [item for item, its_key in zip(items, keys, strict=True) if its_key == largest]


def leximin(numbers: Iterable[Fraction]) -> list[Fraction]:
    """What leximin compares: the smallest first, then the next smallest, and so on."""
    return sorted(numbers)


def positive_surpluses(row: Worth) -> list[Fraction]:
    """The surpluses above 0."""
    return [s for s in known(row.surplus) if s > 0]


def undominated_rows(rows: Sequence[Worth]) -> list[Worth]:
    """Those whose V no other one dominates."""
    best = set(undominated(known(row.value) for row in rows))
    return [row for row in rows if row.value in best]


def nash(rows: Sequence[Worth]) -> list[Worth]:
    """Most signatories with positive surplus, then the largest product of those, then undominated."""
    most = all_best(rows, lambda row: len(positive_surpluses(row)))
    largest = all_best(most, lambda row: prod(positive_surpluses(row), start=ONE))
    best = set(undominated(known(row.value) for row in rows))
    return [row for row in largest if row.value in best]


def egalitarian(rows: Sequence[Worth]) -> list[Worth]:
    """Leximin of s_i."""
    return all_best(rows, lambda row: leximin(known(row.surplus)))


def kalai_smorodinsky(rows: Sequence[Worth]) -> list[Worth]:
    """Leximin of s_i / (best s_i inside Z), leaving out those whose best is 0; with all left out, all undominated."""
    if not rows:
        return []
    best = [max(column) for column in zip(*(known(row.surplus) for row in rows), strict=True)]
    if not any(best):
        return undominated_rows(rows)

    def ratios(row: Worth) -> list[Fraction]:
        return leximin(s / b for s, b in zip(known(row.surplus), best, strict=True) if b != 0)

    return all_best(rows, ratios)


def utilitarian(rows: Sequence[Worth]) -> list[Worth]:
    """Largest sum of V_i."""
    return all_best(rows, lambda row: sum(known(row.value), start=ZERO))


def solutions(table: Table) -> dict[str, list[Worth]]:
    """All optimal packages in Z by each solution, in file order; none when Z is empty."""
    rows = zone(table)
    return {
        "nash": nash(rows),
        "kalai_smorodinsky": kalai_smorodinsky(rows),
        "egalitarian": egalitarian(rows),
        "utilitarian": utilitarian(rows),
    }


def least_shortfall(table: Table) -> list[Worth]:
    """When Z is empty: of the feasible packages that cross no held red line, those with the leximin-best s.

    (When it is not, these are the egalitarian solutions.)"""
    return all_best(inside_red_lines(table), lambda row: leximin(known(row.surplus)))


# The draft


def gains(row: Worth, draft: Worth) -> Vector:
    """V_i(x) - V_i(d) of every signatory."""
    return known(minus(after, before) for after, before in zip(row.value, draft.value, strict=True))


def better_for_all(row: Worth, draft: Worth) -> bool:
    """V(x) >= V(d) for all, > for one; one known loss is enough for no."""
    pairs = list(zip(row.value, draft.value, strict=True))
    if any(after is not None and before is not None and after < before for after, before in pairs):
        return False
    return any(gain > 0 for gain in gains(row, draft))


def dominated_by(draft: Worth, table: Table) -> tuple[Fraction | None, list[Worth]]:
    """Of the feasible packages that cross no held red line and dominate the draft, all those with the largest smallest
    gain, and that gain; (None, []) when none does."""
    better = [row for row in inside_red_lines(table) if better_for_all(row, draft)]
    best = all_best(better, lambda row: min(gains(row, draft)))
    return (min(gains(best[0], draft)), best) if best else (None, [])


def distance(draft: Package, package: Package) -> int:
    """On how many issues two packages differ."""
    return len(changes_between(draft, package))


def clauses_to_zone(draft: Worth, table: Table) -> tuple[int | None, list[Worth]]:
    """The least number of issues on which a package in Z differs from the draft, and all nearest ones.

    (0, [the draft]) when it is in Z; (None, []) when Z is empty."""
    nearest = all_best(zone(table), lambda row: -distance(draft.package, row.package))
    return (distance(draft.package, nearest[0].package), nearest) if nearest else (None, [])


# Arrays without a scenario


def brute_frontier(
    points: Sequence[Sequence[tuple[int, ...]]],
    floors: tuple[int, ...],
    forbidden: Callable[[tuple[int, ...]], bool] | None = None,
    bonuses: Sequence[tuple[Callable[[tuple[int, ...]], bool], tuple[int, ...]]] = (),
) -> dict[tuple[int, ...], list[tuple[int, ...]]]:
    """Nondominated sums of one point per issue, at least the floors, each with the packages behind it.

    `points[j][a]` is what alternative a of issue j adds to each coordinate. A package is the tuple of its alternatives'
    numbers; those that are `forbidden` are left out; a bonus adds its vector to the packages that its condition holds
    for. Any exact numbers will do."""
    allowed: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    for package in product(*(range(len(issue)) for issue in points)):
        if forbidden is not None and forbidden(package):
            continue
        terms = [points[j][a] for j, a in enumerate(package)]
        terms += [vector for condition, vector in bonuses if condition(package)]
        total = tuple(sum(term[i] for term in terms) for i in range(len(floors)))
        if all(map(ge, total, floors)):
            allowed.append((total, package))
    return frontier_of(allowed)
