"""A literal, slow second implementation of pressure: METHODS 2 and 6, at one draw.

As in ``sign_oracle`` a scenario is nested plain dicts in which every scalar is text, `values` gives the number at a
path, `None` is unknown. A question is one package, those who are to sign it, and how cuts of support count:

    asked = question(raw, "text", made=False)
    surplus(asked, "north", {"arms": 0.5, "threat": 1.0})
    order_of(asked, {"threat": 0.5, "sway": 0.1})
    least_level(asked, "giant", "north", chain_levels)

Levels are a dict from tie to number in [0, 1]; what it does not name is at 0. Plans are searched for in
``plans_oracle``.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations

from tests.oracles.sign_oracle import (
    Number,
    Package,
    Raw,
    Values,
    all_packages,
    as_believed,
    central_values,
    crossed_red_lines,
    draft_package,
    every_outcome_has_a_chance,
    feasible,
    fights,
    full_package,
    guarantee_strength,
    held_at_central_values,
    loss_when_betrayed,
    minus,
    optional,
    over,
    plus,
    required,
    signatories,
    stands,
    support_ties_to,
    tie_as_believed,
    times,
    utility,
    walk_away_value,
)

Levels = dict[str, float]

TINY = 1e-9  # points or levels: what sums of floats cannot tell apart


# What decides about one signatory, apart from levels


@dataclass(frozen=True)
class Arms:
    """A support as its beneficiary's enemy or friend sees it."""

    to: str
    strength: Number
    now: Number
    relief: Number


@dataclass(frozen=True)
class War:
    """The war in the eyes of one actor that fights in it."""

    actor: str
    cost: Number
    utilities: dict[str, Number]  # by outcome
    winners: dict[str, str | None]  # by outcome
    chances: dict[str, Number] | None  # by outcome, where they replace strength
    decisive: Number
    steepness: Number
    own: dict[str, Number]  # own strength, by side
    arms: dict[str, Arms]


@dataclass(frozen=True)
class Stakes:
    """What a package and refusing it are worth to one actor, as far as levels do not matter."""

    u: Number
    loss: Number  # betrayal and exposure
    trust: Number
    modelled: bool  # whether trust is given
    reassured: dict[str, Number]  # by guarantee tie
    war: War | None
    others: list[Number]  # walk-aways and reservation
    noise: Number
    crossed: list[bool | None]  # of each red line that the package crosses: whether it is held


def arms_seen(raw: Raw, actor: str, side: str, values: Values) -> dict[str, Arms]:
    """The supports of one side, each word as the actor believes it, else the common estimate."""
    found = {}
    for tie in support_ties_to(raw, side):
        found[tie] = Arms(
            side,
            required(raw, values, tie_as_believed(raw, actor, tie, "strength")),
            optional(raw, values, tie_as_believed(raw, actor, tie, "now"), 1.0),
            optional(raw, values, tie_as_believed(raw, actor, tie, "relief"), 0.0),
        )
    return found


def war_seen(raw: Raw, actor: str, values: Values) -> War | None:
    if not fights(raw, actor):
        return None
    outcomes = raw["war"]["outcomes"]
    packages = {name: full_package(raw, outcome.get("package") or {}) for name, outcome in outcomes.items()}
    by_chance = every_outcome_has_a_chance(raw)
    sides = list(raw["war"].get("strength") or {})
    arms: dict[str, Arms] = {}
    for side in dict.fromkeys([*sides, actor]):
        arms |= arms_seen(raw, actor, side, values)
    return War(
        actor,
        required(raw, values, f"war.cost.{actor}"),
        {name: utility(raw, actor, package, values) for name, package in packages.items()},
        {name: outcome.get("winner") for name, outcome in outcomes.items()},
        {name: values(f"war.outcomes.{name}.chance") for name in outcomes} if by_chance else None,
        None if by_chance else required(raw, values, as_believed(raw, actor, "decisive")),
        optional(raw, values, "war.steepness", 1.0),
        {side: required(raw, values, as_believed(raw, actor, f"strength.{side}")) for side in sides},
        arms,
    )


def stakes_of(raw: Raw, actor: str, package: Package, values: Values) -> Stakes:
    wants = raw["preferences"][actor]
    others = [walk_away_value(raw, actor, name, values) for name in wants.get("walk-away") or {}]
    if "reservation" in wants:
        others.append(values(f"preferences.{actor}.reservation"))
    guarantees = [tie for tie, body in (raw.get("ties") or {}).items() if body["kind"] == "guarantee"]
    held = held_at_central_values(raw)
    return Stakes(
        u=utility(raw, actor, package, values),
        loss=loss_when_betrayed(raw, actor, package, values),
        trust=optional(raw, values, f"preferences.{actor}.trust", 1.0),
        modelled="trust" in wants,
        reassured={tie: guarantee_strength(raw, tie, actor, values) for tie in guarantees},
        war=war_seen(raw, actor, values),
        others=others,
        noise=optional(raw, values, f"preferences.{actor}.noise", 0.0),
        crossed=[held(f"preferences.{actor}.never.{k}") for k in crossed_red_lines(raw, actor, package)],
    )


# What is asked


@dataclass(frozen=True)
class Question:
    raw: Raw
    package: Package
    signatories: list[str]
    in_force: list[str]  # guarantees that the draft names
    addable: list[str]  # guarantees that pressure may add
    made: bool  # whether cuts are made whatever anybody does; else threatened for refusal
    values: Values
    stakes: dict[str, Stakes]


def remembering(values: Values) -> Values:
    known: dict[str, Number] = {}

    def value(path: str) -> Number:
        if path not in known:
            known[path] = values(path)
        return known[path]

    return value


def question(
    raw: Raw, draft: str | None, *, package: Package | None = None, made: bool = False, values: Values | None = None
) -> Question:
    """A draft, or, without one, a complete package that all parties are to sign and that any guarantee may back."""
    numbers = values or remembering(central_values(raw))
    guarantees = [tie for tie, body in (raw.get("ties") or {}).items() if body["kind"] == "guarantee"]
    if draft is None:
        assert package is not None
        who, in_force, addable = parties(raw), [], guarantees
    else:
        package = package or draft_package(raw, draft)
        who = signatories(raw, draft)
        in_force = list(raw["drafts"][draft].get("guarantees") or [])
        addable = [tie for tie in raw["drafts"][draft].get("may-guarantee") or [] if tie not in in_force]
    stakes = {actor: stakes_of(raw, actor, package, numbers) for actor in who}
    return Question(raw, package, who, in_force, addable, made, numbers, stakes)


def parties(raw: Raw) -> list[str]:
    """All actors of role party."""
    roles = {actor: body.get("role", []) for actor, body in raw["actors"].items()}
    return [actor for actor, role in roles.items() if "party" in ([role] if isinstance(role, str) else role)]


def free_questions(raw: Raw, *, made: bool = False) -> Iterator[Question]:
    """One question for every feasible package."""
    numbers = remembering(central_values(raw))
    for package in all_packages(raw):
        if feasible(raw, package):
            yield question(raw, None, package=package, made=made, values=numbers)


# Surplus under pressure


def in_use(arms: Arms, level: float) -> Number:
    """Level l leaves now (1 - l) in use."""
    return times(arms.now, 1.0 - level)


def strength_of(war: War, side: str, cuts: Levels) -> Number:
    """m_s = own strength + sum of support in use."""
    mine = [(tie, arms) for tie, arms in war.arms.items() if arms.to == side]
    return plus([war.own[side], *(times(arms.strength, in_use(arms, cuts.get(tie, 0.0))) for tie, arms in mine)])


def odds(war: War, cuts: Levels) -> dict[str, Number]:
    """pi_o: someone wins with probability d, side s then with m_s^gamma / sum m^gamma."""
    if war.chances is not None:
        total = plus(war.chances.values())
        return {outcome: over(chance, total) for outcome, chance in war.chances.items()}
    powers: dict[str, Number] = {}
    for side in war.own:
        m = strength_of(war, side, cuts)
        powers[side] = None if m is None or war.steepness is None else m**war.steepness
    total = plus(powers.values())
    if total == 0:
        raise ValueError("strength is 0 on all sides")
    found: dict[str, Number] = {}
    for outcome, winner in war.winners.items():
        found[outcome] = (
            minus(1.0, war.decisive) if winner is None else times(war.decisive, over(powers[winner], total))
        )
    return found


def cost_of_war(war: War, cuts: Levels) -> Number:
    """c_i less the relief that the support in use brings, never below 0."""
    mine = [(tie, arms) for tie, arms in war.arms.items() if arms.to == war.actor]
    relief = plus(times(arms.relief, in_use(arms, cuts.get(tie, 0.0))) for tie, arms in mine)
    net = minus(war.cost, relief)
    return None if net is None else max(0.0, net)


def worth_of_war(war: War, cuts: Levels) -> Number:
    """war_i = sum_o pi_o u_i(x^o) - c_i."""
    lottery = plus(times(chance, war.utilities[outcome]) for outcome, chance in odds(war, cuts).items())
    return minus(lottery, cost_of_war(war, cuts))


def reservation(stakes: Stakes, cuts: Levels) -> Number:
    """r_i, the largest of the declared ways of refusing; unknown when one is."""
    ways = [*([worth_of_war(stakes.war, cuts)] if stakes.war else []), *stakes.others]
    return None if None in ways else max(ways)


def cuts_on(asked: Question, actor: str | None, levels: Levels) -> Levels:
    """The levels of supports to one actor, or of all supports."""
    ties = asked.raw.get("ties") or {}
    return {
        tie: level
        for tie, level in levels.items()
        if ties[tie]["kind"] == "support" and actor in (None, ties[tie]["to"])
    }


def points(asked: Question, actor: str, kind: str, levels: Levels) -> Number:
    """strength x level of the sanctions, or inducements, on one actor."""
    ties = asked.raw.get("ties") or {}
    on = [tie for tie in levels if ties[tie]["kind"] == kind and ties[tie]["to"] == actor]
    return plus(times(asked.values(f"ties.{tie}.strength"), levels[tie]) for tie in on)


def backing(asked: Question, levels: Levels) -> Levels:
    """With what chance each guarantee stands: surely if the draft names it, else with the chance that is its level."""
    return dict.fromkeys(asked.in_force, 1.0) | {t: levels[t] for t in asked.addable if levels.get(t, 0.0) > 0}


def confidence(stakes: Stakes, guarantees: Levels) -> Number:
    """h_i = 1 - (1 - trust_i) prod_g (1 - q_g guarantee_gi)."""
    if not stakes.modelled:
        return 1.0
    doubt = minus(1.0, stakes.trust)
    for tie, chance in guarantees.items():
        doubt = times(doubt, minus(1.0, times(chance, stakes.reassured[tie])))
    return minus(1.0, doubt)


def refusing(asked: Question, actor: str, levels: Levels) -> Number:
    """r_i^ref: with all cuts when they are made, else with the threatened cuts of i's own supports; less sanctions."""
    cuts = cuts_on(asked, None if asked.made else actor, levels)
    return minus(reservation(asked.stakes[actor], cuts), points(asked, actor, "sanction", levels))


def signing(asked: Question, actor: str, levels: Levels) -> Number:
    """V_i = h u + (1 - h)(min(r, u) - betrayal - exposure) + inducements; r with the cuts that are made, if any."""
    stakes = asked.stakes[actor]
    h = confidence(stakes, backing(asked, levels))
    r = reservation(stakes, cuts_on(asked, None, levels) if asked.made else {})
    beta = None if stakes.u is None or r is None else minus(min(r, stakes.u), stakes.loss)
    return plus([times(h, stakes.u), times(minus(1.0, h), beta), points(asked, actor, "inducement", levels)])


def surplus(asked: Question, actor: str, levels: Levels) -> Number:
    """s_i = V_i - r_i^ref."""
    return minus(signing(asked, actor, levels), refusing(asked, actor, levels))


def margin(asked: Question, actor: str, chance: float = 0.8) -> Number:
    """tau_i logit(q^(1/n)): with it each signs with chance q^(1/n), all n of them with q."""
    each = chance ** (1 / len(asked.signatories))
    return times(asked.stakes[actor].noise, math.log(each / (1 - each)))


def excluded(asked: Question) -> bool:
    """Whether a red line that is held stands in the way, whatever the levels."""
    return any(True in asked.stakes[actor].crossed for actor in asked.signatories)


def enough(asked: Question, levels: Levels, chance: float = 0.8, slack: float = TINY) -> bool:
    """Whether everybody is known to have its margin."""
    if excluded(asked):
        return False
    for actor in asked.signatories:
        s, needed = surplus(asked, actor, levels), margin(asked, actor, chance)
        if s is None or needed is None or s < needed - slack:
            return False
    return True


# Which levels can be had


def tie_cost(asked: Question, tie: str) -> Number:
    """What level 1 costs the source; unknown when it is, or when nothing is given."""
    word = "cut-cost" if asked.raw["ties"][tie]["kind"] == "support" else "cost"
    path = f"ties.{tie}.{word}"
    return asked.values(path) if stands(asked.raw, path) else None


def spent_on(asked: Question, tie: str, level: float) -> Number:
    """What a level costs: cost x level; a guarantor whose word is in the text pays for all of it."""
    whole = asked.raw["ties"][tie]["kind"] == "guarantee" and level > 0
    return times(tie_cost(asked, tie), 1.0 if whole else level)


def lawful(asked: Question, tie: str) -> bool:
    """Withdrawing support that is unlawful is lawful; using another tie that is unlawful is not."""
    body = asked.raw["ties"][tie]
    return body["kind"] == "support" or body.get("lawful", "true") == "true"


def usable(asked: Question) -> list[str]:
    """The ties that may stand in a plan."""
    return [
        tie
        for tie, body in (asked.raw.get("ties") or {}).items()
        if lawful(asked, tie)
        and tie_cost(asked, tie) is not None
        and (body["kind"] != "guarantee" or tie in asked.addable)
    ]


def willing(asked: Question, tie: str) -> float:
    """Omitted willingness counts as 0; so does unknown willingness, since nobody can build on it."""
    return optional(asked.raw, asked.values, f"ties.{tie}.willing", 0.0) or 0.0


def sways_over(asked: Question, sway: str, tie: str) -> bool:
    """Whether a tie is one of those that a sway bears on: all of the swayed actor, or those that it names."""
    body = asked.raw["ties"][sway]
    if body["kind"] != "sway" or sway == tie or asked.raw["ties"][tie]["from"] != body["to"]:
        return False
    return not body.get("over") or tie in body["over"]


def credit(asked: Question, tie: str, levels: Levels, earlier: Iterable[str]) -> float:
    """What the sways among `earlier` ties add to the willingness to use a tie."""
    found = 0.0
    for sway in earlier:
        if sways_over(asked, sway, tie):
            found += (asked.values(f"ties.{sway}.strength") or 0.0) * levels.get(sway, 0.0)
    return found


def most(asked: Question, tie: str, levels: Levels, earlier: Iterable[str], slack: float = TINY) -> float:
    """min(1, willing + sway); a guarantee stands with chance 1 where that is 1, else with what it is willing to."""
    level = min(1.0, willing(asked, tie) + credit(asked, tie, levels, earlier))
    if asked.raw["ties"][tie]["kind"] == "guarantee":
        return 1.0 if level >= 1.0 - slack else willing(asked, tie)
    return level


def possible_in_order(asked: Question, levels: Levels, order: Iterable[str], slack: float = TINY) -> bool:
    """Whether each tie's level is allowed by what stands before it in this order."""
    before: list[str] = []
    for tie in order:
        level = levels[tie]
        ways = (0.0, willing(asked, tie), 1.0)  # in which a guarantee may stand
        whole = asked.raw["ties"][tie]["kind"] != "guarantee" or min(abs(level - way) for way in ways) <= slack
        if not whole or not -slack <= level <= most(asked, tie, levels, before, slack) + slack:
            return False
        before.append(tie)
    return True


def possible_by_orders(asked: Question, levels: Levels) -> bool:
    """The definition itself: some order of the ties allows these levels, and all of them may be used."""
    used = [tie for tie, level in levels.items() if level != 0]
    return set(used) <= set(usable(asked)) and any(
        possible_in_order(asked, levels, order) for order in permutations(used)
    )


def order_of(asked: Question, levels: Levels) -> list[str] | None:
    """An order that allows these levels, or None when no order does.

    Strengths and levels are not negative, so what stands before a tie only ever adds to what it may be. Let some
    order allow all levels, and let P be ties already placed, each allowed by those before it. The first tie of that
    order outside P comes, there, after ties of P only; after all of P it may be at least as much. So while ties are
    left, one of them can be placed after P, and placing whichever can be placed never leads into a dead end.
    """
    left = [tie for tie, level in levels.items() if level != 0]
    if not set(left) <= set(usable(asked)):
        return None
    placed: list[str] = []
    while left:
        fits = [tie for tie in left if possible_in_order(asked, levels, [*placed, tie])]
        if not fits:
            return None
        placed.append(fits[0])
        left.remove(fits[0])
    return placed


# Flips: what one source could do about one refusal

Reach = Callable[[Question, str, str, float], Levels]


def may_act(asked: Question, tie: str) -> bool:
    """Whether a tie counts among what a source could do; its cost and willingness do not matter here."""
    return lawful(asked, tie) and (asked.raw["ties"][tie]["kind"] != "guarantee" or tie in asked.addable)


def own_levels(asked: Question, source: str, refuser: str, level: float) -> Levels:
    """The source's direct ties on the refuser at one level; guarantees that may be added, only at level 1."""
    found: Levels = {}
    for tie, body in asked.raw["ties"].items():
        if body["from"] != source or not may_act(asked, tie):
            continue
        if body["kind"] == "guarantee":
            found[tie] = 1.0 if level == 1.0 else 0.0
        elif body["kind"] != "sway" and body["to"] == refuser:
            found[tie] = level
    return found


def leading(asked: Question, refuser: str) -> set[str]:
    """The ties that bear on the refuser, and the sways from which sway leads to one of them."""
    found = {t for t, b in asked.raw["ties"].items() if b["kind"] != "sway" and b["to"] in (refuser, "agreement")}
    while True:
        more = {t for t in asked.raw["ties"] if t not in found and any(sways_over(asked, t, other) for other in found)}
        if not more:
            return found
        found |= more


def chain_levels(asked: Question, source: str, refuser: str, level: float) -> Levels:
    """The same with its sways at that level too, and with what others then do, layer by layer.

    A swayed tie is used at min(1, willing + credit), as far as sways of earlier layers give credit when it is first
    reached; that is then its level, so that a circle lifts nobody. At level 0 the source does nothing. Only ties count
    that bear on the refuser, and sways that lead to them: whoever wants a signature does not cut the enemy's support.
    """
    if level == 0:
        return {}
    ties = {t: b for t, b in asked.raw["ties"].items() if t in leading(asked, refuser)}
    levels = own_levels(asked, source, refuser, level)
    levels |= {t: level for t, b in ties.items() if b["from"] == source and b["kind"] == "sway" and may_act(asked, t)}
    layer = list(levels)
    while layer:
        reached = [
            tie
            for tie in ties
            if tie not in levels and may_act(asked, tie) and any(sways_over(asked, sway, tie) for sway in layer)
        ]
        fixed = dict(levels)
        levels |= {tie: most(asked, tie, fixed, fixed) for tie in reached}
        layer = reached
    return levels


def signs(asked: Question, actor: str, levels: Levels) -> bool:
    """s_i >= 0 and no held red line is crossed."""
    s = surplus(asked, actor, levels)
    return s is not None and s >= -TINY and True not in asked.stakes[actor].crossed


def least_level(asked: Question, source: str, refuser: str, reach: Reach, steps: int = 400) -> float | None:
    """The least level at which a source flips a refusal; None when none does.

    The surplus may rise and fall with the level, and jump: look along the whole way, then halve about the first
    place where it is flipped.
    """

    def flipped(level: float) -> bool:
        return signs(asked, refuser, reach(asked, source, refuser, level))

    last = 0.0
    if flipped(last):
        return last
    for level in (k / steps for k in range(1, steps + 1)):
        if flipped(level):
            return _halved(flipped, last, level)
        last = level
    return None


def _halved(flipped: Callable[[float], bool], low: float, high: float) -> float:
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if flipped(middle) else (middle, high)
    return high


def refusers(asked: Question) -> list[str]:
    """Signatories that would refuse as things are."""
    return [actor for actor in asked.signatories if not signs(asked, actor, {})]


def sources(asked: Question) -> list[str]:
    """Actors from whom a tie runs, in the order of the file."""
    return list(dict.fromkeys(body["from"] for body in (asked.raw.get("ties") or {}).values()))
