"""A literal, slow second implementation of the parts of a surplus and of the panel, at one draw, in plain Python.

Parts: L. S. Shapley (1953): a term's share is its gain averaged over all orders in which the terms can be put in
place. Panel: every package is enumerated and judged by ``sign_oracle.judge``, the war by one viewer's estimates.

As there, a scenario is plain dicts, lists and text; ``values`` gives the number of an estimate; ``None`` is unknown.
"""

import copy
import math
from itertools import permutations
from typing import Any

from tests.oracles import sign_oracle as oracle
from tests.oracles.sign_oracle import Held, Number, Package, Raw, Values, minus, plus, stands, times

WAR = ("hope_of_victory", "cost_of_war")
OTHER = "other_walk_away"
DISTRUST = ("trust", "guarantees", "betrayal", "exposure")
TERMS = (*WAR, OTHER, *DISTRUST)


# Parts


def as_now(raw: Raw) -> Package:
    """The reference: today's package."""
    return oracle.full_package(raw, {})


def other_ways(raw: Raw, actor: str, values: Values) -> list[Number]:
    """What ways of refusing other than war are worth."""
    declared = oracle.alternatives_to_agreement(raw, actor, values)
    return [worth for name, worth in declared.items() if name != "war"]


def terms(raw: Raw, actor: str, package: Package, values: Values) -> list[str]:
    """Terms that exist: clauses that the draft changes, war of who fights, distrust of whose trust is given."""
    now = as_now(raw)
    found = [f"clauses.{issue}" for issue in package if package[issue] != now[issue]]
    found += WAR if oracle.fights(raw, actor) else ()
    found += [OTHER] if other_ways(raw, actor, values) else []
    found += DISTRUST if stands(raw, f"preferences.{actor}.trust") else ()
    return found


def refusing(raw: Raw, actor: str, values: Values, there: set[str]) -> Number:
    """What refusing is worth with these terms in place; without any, just today's package."""
    today = oracle.utility(raw, actor, as_now(raw), values)
    ways: list[Number] = []
    if oracle.fights(raw, actor):
        cost = oracle.war_cost(raw, actor, values)
        war = oracle.war_value(raw, actor, values)
        gross = plus([war, cost]) if "hope_of_victory" in there else today
        ways.append(minus(gross, cost) if "cost_of_war" in there else gross)
    if OTHER in there:
        ways += other_ways(raw, actor, values)
    if not ways:
        return today
    return None if None in ways else max(way for way in ways if way is not None)


def surplus(raw: Raw, actor: str, package: Package, guarantees: list[str], values: Values, there: set[str]) -> Number:
    """s = h u + (1 - h) (min(r, u) - betrayal - exposure) - r with only these terms in place."""
    now = as_now(raw)
    mixed = {issue: package[issue] if f"clauses.{issue}" in there else now[issue] for issue in package}
    u = oracle.utility(raw, actor, mixed, values)
    r = refusing(raw, actor, values, there)
    h: Number = 1.0
    if "trust" in there:
        h = oracle.confidence(raw, actor, guarantees if "guarantees" in there else [], values)
    losses: list[Number] = []
    if "betrayal" in there:
        losses.append(oracle.optional(raw, values, f"preferences.{actor}.betrayal", 0.0))
    if "exposure" in there:
        at = f"preferences.{actor}.exposure"
        losses += [oracle.optional(raw, values, f"{at}.{issue}.{a}", 0.0) for issue, a in mixed.items()]
    betrayed = oracle.betrayed_value(u, r, plus(losses))
    return minus(plus([times(h, u), times(minus(1.0, h), betrayed)]), r)


def parts(raw: Raw, actor: str, package: Package, guarantees: list[str], values: Values) -> dict[str, float] | None:
    """Every term's gain, averaged over all orders of the terms; None when any needs an unknown."""
    names = terms(raw, actor, package, values)
    known: dict[frozenset[str], Number] = {}

    def worth(there: frozenset[str]) -> Number:
        if there not in known:
            known[there] = surplus(raw, actor, package, guarantees, values, set(there))
        return known[there]

    total = dict.fromkeys(names, 0.0)
    for order in permutations(names):
        for place, name in enumerate(order):
            before, after = worth(frozenset(order[:place])), worth(frozenset(order[: place + 1]))
            if before is None or after is None:
                return None
            total[name] += after - before
    shares = {name: gain / math.factorial(len(names)) for name, gain in total.items()}
    return {**dict.fromkeys((*TERMS, "pressure"), 0.0), **shares}


# Panel


def parties(raw: Raw) -> list[str]:
    """All actors of role party."""
    roles = {actor: body.get("role", []) for actor, body in raw["actors"].items()}
    return [actor for actor, role in roles.items() if "party" in ([role] if isinstance(role, str) else role)]


def seen_by(raw: Raw, viewer: str | None, values: Values) -> tuple[Raw, Values]:
    """The scenario in which everyone holds the viewer's beliefs about the war; None: those of the common estimate."""
    if not stands(raw, "war.outcomes"):
        return raw, values
    seen = copy.deepcopy(raw)
    beliefs = seen["war"].pop("believes", {}).get(viewer) if viewer else seen["war"].pop("believes", None) and None
    if beliefs:
        seen["war"]["believes"] = {actor: copy.deepcopy(beliefs) for actor in raw["actors"]}

    def value(path: str) -> Number:
        steps = path.split(".")
        if steps[:2] == ["war", "believes"]:
            steps[2] = str(viewer)
        return values(".".join(steps))

    return seen, value


def both(truths: list[bool | None]) -> bool | None:
    """Whether all hold: False when one is known not to, else unknown when one is."""
    if False in truths:
        return False
    return None if None in truths else True


def stalemate(raw: Raw, party: str, values: Values) -> Number:
    """1 - believed chance to win outright; nobody wins a war that it does not fight."""
    if not oracle.fights(raw, party):
        return 1.0
    odds = oracle.war_odds(raw, party, values)
    return minus(1.0, plus(odds[o] for o, body in raw["war"]["outcomes"].items() if body.get("winner") == party))


def view(raw: Raw, party: str, viewer: str | None, values: Values, held: Held | None = None) -> dict[str, Any]:
    """The three parts for one party, the war judged by one viewer."""
    raw, values = seen_by(raw, viewer, values)
    satisfying: list[Number] = []
    unknown = False
    ways_out: list[bool | None] = []
    for package in oracle.all_packages(raw):
        if not oracle.feasible(raw, package):
            continue
        judged = {actor: oracle.judge(raw, actor, package, [], values, held) for actor in parties(raw)}
        others = both([judged[actor].signs for actor in judged if actor != party])
        ways_out.append(both([others, judged[party].signs]))
        unknown = unknown or others is None
        if others is True:
            satisfying.append(judged[party].value)
    war = oracle.utility(raw, party, as_now(raw), values)
    if oracle.fights(raw, party):
        war = oracle.war_value(raw, party, values)
    best = None if unknown or None in satisfying or not satisfying else max(v for v in satisfying if v is not None)
    return {
        "stalemate": stalemate(raw, party, values),
        "hurting": minus(best, war),
        "way_out": True if True in ways_out else None if None in ways_out else False,
    }


def panel(raw: Raw, values: Values, held: Held | None = None) -> dict[str, dict[str, dict[str, Any]]]:
    """Both views of every party."""
    return {
        party: {"common": view(raw, party, None, values, held), "believed": view(raw, party, party, values, held)}
        for party in parties(raw)
    }
