"""A literal, slow second implementation of who would sign: docs/methods/sign.md and draws.md, and blockers and repairs
of section 3, at one draw.

It works on the scenario as plain dicts, lists and strings (every scalar is text), and on `values`, a function
from the dotted path of an estimate to its number in that draw. Each function is one definition. `None` is
unknown: it makes everything unknown that needs it. What the definition refuses, or gives no default for, is an
error.

All utilities are in points 0-100.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import product
from typing import Any

Raw = dict[str, Any]
Package = dict[str, str]
Number = float | None
Values = Callable[[str], Number]
Held = Callable[[str], bool | None]

TOLERANCE = 1e-9

WORDS_IN_PERCENT = {
    ("almost no chance", "remote"): ("1", "5"),
    ("very unlikely", "highly improbable"): ("5", "20"),
    ("unlikely", "improbable"): ("20", "45"),
    ("roughly even chance",): ("45", "55"),
    ("likely", "probable"): ("55", "80"),
    ("very likely", "highly probable"): ("80", "95"),
    ("almost certain", "nearly certain"): ("95", "99"),
}


@dataclass(frozen=True)
class Judgement:
    """What one package is worth to one actor, and whether it would sign it."""

    utility: Number
    value: Number
    reservation: Number
    effective_reservation: Number  # None when h = 0
    walk_away: str | None  # 'war', the id of a walk-away, or 'reservation'; None when unknown
    surplus: Number
    signs: bool | None
    probability: Number
    red_lines: list[int]  # those that the package crosses and that are held
    odds: dict[str, Number] | None  # of the outcomes of war, as believed; None when it does not fight
    h: Number


# Arithmetic with the unknown


def plus(terms: Iterable[Number]) -> Number:
    """The sum; unknown when a term is."""
    total = 0.0
    for term in terms:
        if term is None:
            return None
        total += term
    return total


def minus(left: Number, right: Number) -> Number:
    """The difference; unknown when a part is."""
    return None if left is None or right is None else left - right


def times(left: Number, right: Number) -> Number:
    """The product; 0 x unknown = 0, since the unknown is then not needed."""
    if left == 0 or right == 0:
        return 0.0
    return None if left is None or right is None else left * right


def over(left: Number, right: Number) -> Number:
    """The quotient; unknown when a part is."""
    return None if left is None or right is None else left / right


# Reading the file


def node_at(raw: Raw, path: str) -> Any:
    """What stands in the file at a dotted path, list items by number; None when nothing does."""
    node: Any = raw
    for step in path.split("."):
        if isinstance(node, dict) and step in node:
            node = node[step]
        elif isinstance(node, list) and step.isdigit() and int(step) < len(node):
            node = node[int(step)]
        else:
            return None
    return node


def stands(raw: Raw, path: str) -> bool:
    """Whether the file has something at this path."""
    return node_at(raw, path) is not None


def optional(raw: Raw, values: Values, path: str, default: float) -> Number:
    """An estimate that may be omitted, for which the definition gives a default."""
    return values(path) if stands(raw, path) else default


def required(raw: Raw, values: Values, path: str) -> Number:
    """An estimate for which the definition gives no default."""
    if not stands(raw, path):
        raise ValueError(f"{path} is omitted, and the definition gives no default for it")
    return values(path)


# Estimates


def decimal(text: str) -> Decimal:
    """Literals are kept as decimals."""
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"not a number: {text!r}") from None


def central_of_word(text: str) -> Number:
    """Probability words (ICD 203): middle of the word's range; None when this is no such word."""
    for words, (low, high) in WORDS_IN_PERCENT.items():
        if text in words:
            return float((decimal(low) + decimal(high)) / 200)
    return None


def central_of(written: Any) -> Number:
    """The most likely (central) value of an estimate, by the way in which it is written."""
    if isinstance(written, dict):
        return central_of(written["is"])
    if isinstance(written, list) and len(written) == 2:
        return float((decimal(written[0]) + decimal(written[1])) / 2)
    if isinstance(written, list) and len(written) == 3:
        return float(decimal(written[1]))
    if not isinstance(written, str):
        raise TypeError(f"not an estimate: {written!r}")
    if written == "unknown":
        return None
    word = central_of_word(written)
    return word if word is not None else float(decimal(written))


def central_of_ranked(ranked: list[str], alternative: str) -> Number:
    """Ranked values: ends 100 and 0, central equally spaced. An alternative that is not ranked is omitted."""
    if alternative not in ranked:
        return None
    if len(ranked) == 1:
        return 100.0
    return 100.0 * (len(ranked) - 1 - ranked.index(alternative)) / (len(ranked) - 1)


def central_values(raw: Raw) -> Values:
    """The central value of each estimate; unknown and omitted ones have none."""

    def central(path: str) -> Number:
        parent, _, last = path.rpartition(".")
        above = node_at(raw, parent)
        if isinstance(above, dict) and isinstance(above.get("ranked"), list):
            return central_of_ranked(above["ranked"], last)
        written = node_at(raw, path)
        return None if written is None else central_of(written)

    return central


# Conditions

TOKEN = re.compile(r"\s*(<->|->|[a-z0-9]+(?:-[a-z0-9]+)*|[=!&|()])")


def tokens_of(condition: str) -> list[str]:
    """Ids and signs, in order."""
    tokens: list[str] = []
    text = condition.rstrip()
    position = 0
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"cannot read {text[position:]!r} in the condition {condition!r}")
        tokens.append(match.group(1))
        position = match.end()
    return tokens


def holds(condition: str, package: Package) -> bool:
    """`!` binds tightest, then `&`, `|`, `->` (right-associative), `<->`."""
    return Condition(condition, package).truth()


class Condition:
    """Reads a condition by recursive descent, working out its truth on the way; one method per precedence."""

    def __init__(self, condition: str, package: Package) -> None:
        self.condition = condition
        self.package = package
        self.rest = tokens_of(condition)

    def truth(self) -> bool:
        result = self.equivalence()
        if self.rest:
            raise ValueError(f"{self.rest[0]!r} is one too many in the condition {self.condition!r}")
        return result

    def equivalence(self) -> bool:
        left = self.implication()
        while self.took("<->"):
            right = self.implication()
            left = left == right
        return left

    def implication(self) -> bool:
        left = self.disjunction()
        if self.took("->"):
            right = self.implication()
            return right if left else True
        return left

    def disjunction(self) -> bool:
        left = self.conjunction()
        while self.took("|"):
            right = self.conjunction()
            left = left or right
        return left

    def conjunction(self) -> bool:
        left = self.negation()
        while self.took("&"):
            right = self.negation()
            left = left and right
        return left

    def negation(self) -> bool:
        if self.took("!"):
            return not self.negation()
        if self.took("("):
            inner = self.equivalence()
            self.expect(")")
            return inner
        return self.clause()

    def clause(self) -> bool:
        issue = self.identifier()
        self.expect("=")
        alternative = self.identifier()
        if issue not in self.package:
            raise ValueError(f"no issue {issue!r}, named in the condition {self.condition!r}")
        return self.package[issue] == alternative

    def identifier(self) -> str:
        if not self.rest or not self.rest[0][0].isalnum():
            raise ValueError(f"an id is missing in the condition {self.condition!r}")
        return self.rest.pop(0)

    def expect(self, sign: str) -> None:
        if not self.took(sign):
            raise ValueError(f"{sign!r} is missing in the condition {self.condition!r}")

    def took(self, sign: str) -> bool:
        if self.rest and self.rest[0] == sign:
            self.rest.pop(0)
            return True
        return False


# Packages


def full_package(raw: Raw, named: Package) -> Package:
    """Issues that a package does not name are as `now`."""
    for issue, alternative in named.items():
        if alternative not in raw["issues"].get(issue, {}).get("alternatives", {}):
            raise ValueError(f"no such clause: {issue}={alternative}")
    return {issue: named.get(issue, body["now"]) for issue, body in raw["issues"].items()}


def feasible(raw: Raw, package: Package) -> bool:
    """A package is feasible when it satisfies the condition of no rule `never: condition`."""
    return not any(holds(rule["never"], package) for rule in raw.get("rules") or [])


def all_packages(raw: Raw) -> Iterator[Package]:
    """Every choice of one alternative for each issue, in file order."""
    issues = list(raw["issues"])
    for choice in product(*(raw["issues"][issue]["alternatives"] for issue in issues)):
        yield dict(zip(issues, choice, strict=True))


# Utility


def weight_shares(raw: Raw, actor: str, values: Values) -> dict[str, Number]:
    """Weights are relative and divided by their sum in each draw; an omitted issue weighs 0."""
    base = f"preferences.{actor}.weights"
    weights = {issue: optional(raw, values, f"{base}.{issue}", 0.0) for issue in raw["issues"]}
    total = plus(weights.values())
    if total == 0:
        raise ValueError(f"the weights of {actor} are all 0")
    return {issue: over(weight, total) if weight != 0 else 0.0 for issue, weight in weights.items()}


def utility(raw: Raw, actor: str, package: Package, values: Values) -> Number:
    """u_i(x) = sum_j w_ij v_ij(x_j) + sum_k b_ik [x satisfies condition k]. Not clipped.

    An unknown value, or an omitted one (unknown too), matters on a weighted issue only."""
    shares = weight_shares(raw, actor, values)
    terms: list[Number] = []
    for issue, share in shares.items():
        if share != 0:
            terms.append(times(share, values(f"preferences.{actor}.values.{issue}.{package[issue]}")))
    for k, bonus in enumerate(raw["preferences"][actor].get("bonuses") or []):
        if holds(bonus["when"], package):
            terms.append(required(raw, values, f"preferences.{actor}.bonuses.{k}.points"))
    return plus(terms)


# War as a costly lottery


def every_outcome_has_a_chance(raw: Raw) -> bool:
    """A `chance` on every outcome replaces strength, d and gamma."""
    given = ["chance" in outcome for outcome in raw["war"]["outcomes"].values()]
    if any(given) and not all(given):
        raise ValueError("some outcomes of war have a chance and some do not")
    return all(given)


def fights(raw: Raw, actor: str) -> bool:
    """An actor fights when it stands in `war.strength` (in `war.cost`, when every outcome has a chance)."""
    if not stands(raw, "war.outcomes"):
        return False
    if stands(raw, f"war.strength.{actor}"):
        return True
    return every_outcome_has_a_chance(raw) and stands(raw, f"war.cost.{actor}")


def as_believed(raw: Raw, actor: str, below_war: str) -> str:
    """The path of i's own belief wherever given, of the analyst's common estimate elsewhere."""
    own = f"war.believes.{actor}.{below_war}"
    return own if stands(raw, own) else f"war.{below_war}"


def tie_as_believed(raw: Raw, actor: str, tie: str, key: str) -> str:
    """The same for support: `war.believes.i.ties.T.key`, else `ties.T.key`."""
    own = f"war.believes.{actor}.ties.{tie}.{key}"
    return own if stands(raw, own) else f"ties.{tie}.{key}"


def support_ties_to(raw: Raw, side: str) -> list[str]:
    """The ids of the support ties to one side."""
    ties = raw.get("ties") or {}
    return [tie for tie, body in ties.items() if body["kind"] == "support" and body["to"] == side]


def level_in_use(raw: Raw, actor: str, tie: str, values: Values) -> Number:
    """`support` is in use at `now` (default 1)."""
    return optional(raw, values, tie_as_believed(raw, actor, tie, "now"), 1.0)


def strength_with_support(raw: Raw, actor: str, side: str, values: Values) -> Number:
    """m_s = own strength + sum of support in use, each as believed by the actor, else common."""
    terms = [required(raw, values, as_believed(raw, actor, f"strength.{side}"))]
    for tie in support_ties_to(raw, side):
        strength = required(raw, values, tie_as_believed(raw, actor, tie, "strength"))
        terms.append(times(strength, level_in_use(raw, actor, tie, values)))
    return plus(terms)


def contest(raw: Raw, actor: str, values: Values) -> dict[str, Number]:
    """Given that someone wins, side s does with probability m_s^gamma / sum m^gamma.

    Refuse m = 0 on all sides."""
    gamma = optional(raw, values, "war.steepness", 1.0)
    strengths = {side: strength_with_support(raw, actor, side, values) for side in raw["war"]["strength"]}
    if all(m == 0 for m in strengths.values()):
        raise ValueError("strength is 0 on all sides")
    powers: dict[str, Number] = {}
    for side, m in strengths.items():
        powers[side] = None if m is None or gamma is None else m**gamma
    total = plus(powers.values())
    return {side: over(power, total) for side, power in powers.items()}


def odds_from_chances(raw: Raw, values: Values) -> dict[str, Number]:
    """The chances of the outcomes, divided by their sum."""
    chances = {outcome: values(f"war.outcomes.{outcome}.chance") for outcome in raw["war"]["outcomes"]}
    total = plus(chances.values())
    if total == 0:
        raise ValueError("the chances of the outcomes of war are all 0")
    return {outcome: over(chance, total) for outcome, chance in chances.items()}


def odds_from_strength(raw: Raw, actor: str, values: Values) -> dict[str, Number]:
    """Someone wins outright with probability d, then side s as in the contest; otherwise stalemate."""
    decisive = required(raw, values, as_believed(raw, actor, "decisive"))
    wins = contest(raw, actor, values)
    odds: dict[str, Number] = {}
    for outcome, body in raw["war"]["outcomes"].items():
        odds[outcome] = times(decisive, wins[body["winner"]]) if "winner" in body else minus(1.0, decisive)
    total = plus(odds.values())
    if total is not None and abs(total - 1.0) > TOLERANCE:
        raise ValueError("each side needs one outcome in which it wins, and one outcome must lack a winner")
    return odds


def war_odds(raw: Raw, actor: str, values: Values) -> dict[str, Number]:
    """pi_o as the actor believes it."""
    if every_outcome_has_a_chance(raw):
        return odds_from_chances(raw, values)
    return odds_from_strength(raw, actor, values)


def war_relief(raw: Raw, actor: str, values: Values) -> Number:
    """The relief that support in use brings; omitted relief is 0."""
    terms: list[Number] = []
    for tie in support_ties_to(raw, actor):
        relief = optional(raw, values, tie_as_believed(raw, actor, tie, "relief"), 0.0)
        terms.append(times(relief, level_in_use(raw, actor, tie, values)))
    return plus(terms)


def war_cost(raw: Raw, actor: str, values: Values) -> Number:
    """c_i less the relief that support brings is never below 0."""
    net = minus(required(raw, values, f"war.cost.{actor}"), war_relief(raw, actor, values))
    return None if net is None else max(0.0, net)


def war_value(raw: Raw, actor: str, values: Values) -> Number:
    """war_i = sum_o pi_o u_i(x^o) - c_i. What an outcome does not name is as now."""
    terms: list[Number] = []
    for outcome, odds in war_odds(raw, actor, values).items():
        package = full_package(raw, raw["war"]["outcomes"][outcome].get("package") or {})
        terms.append(times(odds, utility(raw, actor, package, values)))
    return minus(plus(terms), war_cost(raw, actor, values))


# Refusing


def walk_away_value(raw: Raw, actor: str, walk_away: str, values: Values) -> Number:
    """A `walk-away` package (over now) with its cost (default 0)."""
    named = raw["preferences"][actor]["walk-away"][walk_away].get("package") or {}
    cost = optional(raw, values, f"preferences.{actor}.walk-away.{walk_away}.cost", 0.0)
    return minus(utility(raw, actor, full_package(raw, named), values), cost)


def alternatives_to_agreement(raw: Raw, actor: str, values: Values) -> dict[str, Number]:
    """i's declared alternatives, in the order war (if it fights), walk-aways in file order, reservation."""
    declared: dict[str, Number] = {}
    if fights(raw, actor):
        declared["war"] = war_value(raw, actor, values)
    for walk_away in raw["preferences"][actor].get("walk-away") or {}:
        declared[walk_away] = walk_away_value(raw, actor, walk_away, values)
    if stands(raw, f"preferences.{actor}.reservation"):
        declared["reservation"] = values(f"preferences.{actor}.reservation")
    if not declared:
        raise ValueError(f"no-reservation: {actor} has no alternative to agreement")
    return declared


def best_alternative(declared: dict[str, Number]) -> tuple[str | None, Number]:
    """r_i = the largest of those declared, with the first of those that reach it; unknown when one is."""
    known = {name: value for name, value in declared.items() if value is not None}
    if len(known) < len(declared):
        return None, None
    largest = max(known.values())
    first = next(name for name, value in known.items() if value >= largest - TOLERANCE)
    return first, largest


# Signing


def guarantee_strength(raw: Raw, tie: str, actor: str, values: Values) -> Number:
    """A guarantee's strength may differ by who is to be reassured; who is not named there gets 0."""
    if raw["ties"][tie]["kind"] != "guarantee":
        raise ValueError(f"{tie} is no guarantee")
    written = raw["ties"][tie].get("strength")
    if isinstance(written, dict) and "is" not in written:
        return optional(raw, values, f"ties.{tie}.strength.{actor}", 0.0)
    return required(raw, values, f"ties.{tie}.strength")


def confidence(raw: Raw, actor: str, guarantees: list[str], values: Values) -> Number:
    """h_i = 1 - (1 - trust_i) prod_g (1 - guarantee_gi). Omitted trust: the risk is not modelled (h = 1)."""
    if not stands(raw, f"preferences.{actor}.trust"):
        return 1.0
    doubt = minus(1.0, values(f"preferences.{actor}.trust"))
    for tie in guarantees:
        doubt = times(doubt, minus(1.0, guarantee_strength(raw, tie, actor, values)))
    return minus(1.0, doubt)


def loss_when_betrayed(raw: Raw, actor: str, package: Package, values: Values) -> Number:
    """betrayal_i + sum_j exposure_ij(x_j), in points, exposure unweighted; omitted ones are 0."""
    terms = [optional(raw, values, f"preferences.{actor}.betrayal", 0.0)]
    for issue, alternative in package.items():
        terms.append(optional(raw, values, f"preferences.{actor}.exposure.{issue}.{alternative}", 0.0))
    return plus(terms)


def betrayed_value(u: Number, r: Number, loss: Number) -> Number:
    """beta_i(x) = min(r_i, u_i(x)) - betrayal_i - sum_j exposure_ij(x_j)."""
    return None if u is None or r is None else minus(min(r, u), loss)


def signing_value(h: Number, u: Number, beta: Number) -> Number:
    """V_i(x) = h_i u_i(x) + (1 - h_i) beta_i(x); inducements are at 0 in the world of `sign`."""
    return plus([times(h, u), times(minus(1.0, h), beta)])


def effective_reservation(r: Number, h: Number, loss: Number) -> Number:
    """r_i + (1 - h_i)(betrayal_i + sum of exposure) / h_i; null when h = 0."""
    if h == 0:
        return None
    return plus([r, over(times(minus(1.0, h), loss), h)])


def held_at_central_values(raw: Raw) -> Held:
    """A red line is held when `firm` >= 0.5 (default: certain); unknown when `firm` is."""
    central = central_values(raw)

    def held(path: str) -> bool | None:
        firm = optional(raw, central, f"{path}.firm", 1.0)
        return None if firm is None else firm >= 0.5

    return held


def crossed_red_lines(raw: Raw, actor: str, package: Package) -> list[int]:
    """The indexes of the actor's red lines that a package crosses, held or not."""
    red_lines = raw["preferences"][actor].get("never") or []
    return [k for k, red_line in enumerate(red_lines) if holds(red_line["when"], package)]


def logistic(x: float) -> float:
    """Lambda(x) = 1 / (1 + exp(-x)), without overflow."""
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    return math.exp(x) / (1.0 + math.exp(x))


def choice_probability(surplus: Number, noise: Number) -> Number:
    """P(sign) in a draw is Lambda(s_i / tau_i); noise 0 = sharp."""
    if surplus is None or noise is None:
        return None
    if noise == 0:
        return 1.0 if surplus >= -TOLERANCE else 0.0
    return logistic(surplus / noise)


def probability_of_signing(surplus: Number, noise: Number, crossed_and_held: list[bool | None]) -> Number:
    """0 when a held red line is crossed; unknown when that depends on a red line not known to be held."""
    if any(held is True for held in crossed_and_held):
        return 0.0
    probability = choice_probability(surplus, noise)
    if any(held is None for held in crossed_and_held):
        return 0.0 if probability == 0 else None
    return probability


def verdict(surplus: Number, crossed_and_held: list[bool | None]) -> bool | None:
    """i signs iff s_i(x) >= 0 and no held red line is crossed."""
    if any(held is True for held in crossed_and_held):
        return False
    if surplus is None:
        return None
    if surplus < -TOLERANCE:
        return False
    return None if any(held is None for held in crossed_and_held) else True


def judge(
    raw: Raw,
    actor: str,
    package: Package,
    guarantees: list[str],
    values: Values,
    held: Held | None = None,
) -> Judgement:
    """All that the definition says of one actor and one complete package, with these guarantees in force."""
    u = utility(raw, actor, package, values)
    walk_away, r = best_alternative(alternatives_to_agreement(raw, actor, values))
    h = confidence(raw, actor, guarantees, values)
    loss = loss_when_betrayed(raw, actor, package, values)
    value = signing_value(h, u, betrayed_value(u, r, loss))
    surplus = minus(value, r)
    noise = optional(raw, values, f"preferences.{actor}.noise", 0.0)

    is_held = held or held_at_central_values(raw)
    crossed = {k: is_held(f"preferences.{actor}.never.{k}") for k in crossed_red_lines(raw, actor, package)}
    crossed_and_held = list(crossed.values())
    return Judgement(
        utility=u,
        value=value,
        reservation=r,
        effective_reservation=effective_reservation(r, h, loss),
        walk_away=walk_away,
        surplus=surplus,
        signs=verdict(surplus, crossed_and_held),
        probability=probability_of_signing(surplus, noise, crossed_and_held),
        red_lines=[k for k, is_so in crossed.items() if is_so],
        odds=war_odds(raw, actor, values) if fights(raw, actor) else None,
        h=h,
    )


# Drafts


def signatories(raw: Raw, draft_id: str) -> list[str]:
    """The draft's signatories; without any, all actors of role party."""
    named = raw["drafts"][draft_id].get("signatories")
    if named is not None:
        return list(named)
    parties: list[str] = []
    for actor, body in raw["actors"].items():
        role = body.get("role", [])
        if "party" in ([role] if isinstance(role, str) else role):
            parties.append(actor)
    return parties


def draft_package(raw: Raw, draft_id: str) -> Package:
    """A draft's package names the issues that it settles; the others are as `now`."""
    return full_package(raw, raw["drafts"][draft_id].get("package") or {})


def version_package(raw: Raw, draft_id: str, version: str) -> Package:
    """Each version is laid over the draft's package."""
    named = raw["drafts"][draft_id]["versions"][version].get("package") or {}
    return full_package(raw, {**draft_package(raw, draft_id), **named})


def texts(raw: Raw, draft_id: str, values: Values) -> list[tuple[Number, Package]]:
    """The versions with their chances, the remaining chance being the draft itself."""
    versions = raw["drafts"][draft_id].get("versions") or {}
    found: list[tuple[Number, Package]] = []
    for version in versions:
        chance = required(raw, values, f"drafts.{draft_id}.versions.{version}.chance")
        found.append((chance, version_package(raw, draft_id, version)))
    remaining = minus(1.0, plus(chance for chance, _ in found))
    if remaining is not None and remaining < -TOLERANCE:
        raise ValueError(f"the chances of the versions of {draft_id} add to more than 1")
    if remaining is not None and remaining < TOLERANCE:
        remaining = 0.0
    return [*found, (remaining, draft_package(raw, draft_id))]


def judge_all(
    raw: Raw,
    draft_id: str,
    package: Package,
    values: Values,
    held: Held | None = None,
) -> dict[str, Judgement]:
    """Every signatory of the draft on some package, with the draft's guarantees."""
    guarantees = raw["drafts"][draft_id].get("guarantees") or []
    return {actor: judge(raw, actor, package, guarantees, values, held) for actor in signatories(raw, draft_id)}


def draft_judgements(
    raw: Raw,
    draft_id: str,
    values: Values,
    held: Held | None = None,
) -> dict[str, Judgement]:
    """`sign` judges the draft itself."""
    return judge_all(raw, draft_id, draft_package(raw, draft_id), values, held)


def joint_probability(raw: Raw, draft_id: str, values: Values, held: Held | None = None) -> Number:
    """Only its probabilities mix the versions: sum of chance x product of Lambda."""
    terms: list[Number] = []
    for chance, package in texts(raw, draft_id, values):
        term = chance
        for judgement in judge_all(raw, draft_id, package, values, held).values():
            term = times(term, judgement.probability)
        terms.append(term)
    return plus(terms)


def signatory_probability(
    raw: Raw,
    draft_id: str,
    actor: str,
    values: Values,
    held: Held | None = None,
) -> Number:
    """The same for one signatory: sum of chance x Lambda."""
    terms: list[Number] = []
    for chance, package in texts(raw, draft_id, values):
        terms.append(times(chance, judge_all(raw, draft_id, package, values, held)[actor].probability))
    return plus(terms)


# Blockers and repairs


def clause_surpluses(
    raw: Raw,
    draft_id: str,
    actor: str,
    issue: str,
    values: Values,
    held: Held | None = None,
) -> dict[str, Number]:
    """The actor's surplus with each alternative of one issue, the others unchanged: the present one, and
    those that make a feasible package."""
    present = draft_package(raw, draft_id)
    found: dict[str, Number] = {}
    for alternative in raw["issues"][issue]["alternatives"]:
        package = {**present, issue: alternative}
        if package == present or feasible(raw, package):
            found[alternative] = judge_all(raw, draft_id, package, values, held)[actor].surplus
    return found


def blocking_clause(
    raw: Raw,
    draft_id: str,
    actor: str,
    issue: str,
    values: Values,
    held: Held | None = None,
) -> dict[str, Any]:
    """`best` is the actor's alternative with the largest surplus (of equals the first in the file), `loss`
    that surplus minus the present one; both unknown when one of the surpluses is."""
    alternative = draft_package(raw, draft_id)[issue]
    surpluses = clause_surpluses(raw, draft_id, actor, issue, values, held)
    best, largest = best_alternative(surpluses)
    loss = minus(largest, surpluses[alternative])
    return {"actor": actor, "issue": issue, "alternative": alternative, "best": best, "loss": loss}


def blockers(raw: Raw, draft_id: str, values: Values, held: Held | None = None) -> list[dict[str, Any]]:
    """Per refusing signatory, clauses ranked by what each costs it; every issue counts, also silent ones.

    A clause whose loss is unknown comes last among its actor's, with `best` and `loss` None, unless it has no
    feasible alternative."""
    found: list[dict[str, Any]] = []
    for actor, judgement in draft_judgements(raw, draft_id, values, held).items():
        if judgement.signs is not False:
            continue
        known: list[dict[str, Any]] = []
        unknown: list[dict[str, Any]] = []
        for issue in raw["issues"]:
            clause = blocking_clause(raw, draft_id, actor, issue, values, held)
            if clause["loss"] is None:
                if len(clause_surpluses(raw, draft_id, actor, issue, values, held)) > 1:
                    unknown.append(clause)
            elif clause["loss"] > TOLERANCE:
                known.append(clause)
        known.sort(key=lambda clause: -round(clause["loss"], 9))
        found += known + unknown
    return found


def changes_between(before: Package, after: Package) -> Package:
    """The clauses of `after` that differ from `before`."""
    return {issue: alternative for issue, alternative in after.items() if alternative != before[issue]}


def all_sign(judgements: dict[str, Judgement]) -> bool:
    """Every signatory is known to sign."""
    return all(judgement.signs is True for judgement in judgements.values())


def surely(raw: Raw, values: Values) -> Values:
    """The same numbers, but that guarantees of unknown strength are worth nothing."""

    def value(path: str) -> Number:
        steps = path.split(".")
        guarantee = steps[0] == "ties" and raw["ties"][steps[1]]["kind"] == "guarantee"
        found = values(path)
        return 0.0 if found is None and guarantee and steps[2] == "strength" else found

    return value


def repairs(
    raw: Raw,
    draft_id: str,
    values: Values,
    held: Held | None = None,
) -> tuple[int, list[dict[str, Any]]]:
    """The smallest sets of clause changes (by number of changes) after which every signatory signs.

    A guarantee of unknown strength counts for nothing here, so that they sign whatever it is worth; the draft itself
    may then be its own repair.

    (0, []) when all sign already; (-1, []) when no feasible package is known to be signed by all."""
    present = draft_package(raw, draft_id)
    if all_sign(judge_all(raw, draft_id, present, values, held)):
        return 0, []
    values = surely(raw, values)
    for size in range(len(raw["issues"]) + 1):
        found: list[dict[str, Any]] = []
        for package in all_packages(raw):
            changes = changes_between(present, package)
            if len(changes) != size or not feasible(raw, package):
                continue
            judgements = judge_all(raw, draft_id, package, values, held)
            if all_sign(judgements):
                surplus = {actor: judgement.surplus for actor, judgement in judgements.items()}
                found.append({"changes": changes, "surplus": surplus})
        if found:
            return size, found
    return -1, []
