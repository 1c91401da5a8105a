"""Scenarios made at random, in which actors outside could press those who are to sign.

``pressed(seed)`` gives scenarios as in ``tests.strategies``: nested plain dicts in which every scalar is text. All
numbers are known but some costs. The draft to ask about is ``text``.
"""

import copy
import math
import random
from collections.abc import Mapping
from typing import Any

from tests.oracles.plans_oracle import cheapest
from tests.oracles.pressure_oracle import excluded, question, refusers, remembering, surplus
from tests.oracles.sign_oracle import all_packages, central_values, draft_package, holds
from tests.strategies import TEXT, Raw, unknown

OUTSIDERS = ("giant", "harbour", "emirate")
MOST = {"support": 2, "sanction": 2, "inducement": 2, "guarantee": 2, "sway": 3}  # so that a grid can be searched

SCORES = ("50", "0", "100", "20", "35.5", "62", "80")
WEIGHTS = ("10", "25", "40", "5")
STRENGTHS = ("50", "20", "35", "65", ["30", "45", "80"])
ARMS = ("15", "5", "30", "45", ["8", "12", "20"])
POINTS = ("12", "6", "25", "40", "30", "0", ["3", "8", "10"])
COSTS = ("10", "3", "25", "40", "0", ["5", "10", "20"])
SHARES = ("0.5", "0.3", "0.75", "1", "0")
WILLING = ("0.25", "0", "0.5", "1", "0.1", "0.6", "0.8")
LEVELS = (0.0, 1.0, 0.25, 0.5, 0.7, 0.1)
LENDS = ("0.5", "0.25", "1", "0.8")


def pressed(
    seed: int,
    *,
    most: Mapping[str, int] = MOST,
    ties: int = 8,
    packages: int = 12,
) -> Raw:
    """Build a valid scenario with two or three signatories, as a rule a war, and at most so many ties of each kind."""
    one = _Chooser(random.Random(seed))
    who = ("north", "south", "delta")[: one.of((2, 2, 3))]
    raw: Raw = {"ripeness": "1", "id": "pressed"}
    raw["actors"] = {name: {"role": "party"} for name in who} | {name: {"role": "backer"} for name in OUTSIDERS}
    raw["issues"] = _issues(one, packages)
    raw["preferences"] = {name: _preferences(one, raw) for name in who}
    fighters = who[: one.of((2, 2, 2, 0, len(who)))]
    raw["ties"] = _ties(one, who, fighters, {k: n for k, n in most.items() if fighters or k != "support"}, ties)
    _hide_costs(one, raw["ties"])
    if fighters:
        raw["war"] = _war(one, raw, fighters)
    for name in who:
        if name not in fighters or one.seldom():
            raw["preferences"][name]["reservation"] = one.of(("50", "35", "60", "70"))
    raw["drafts"] = {TEXT: _draft(one, raw, who)}
    if not one.seldom():
        raw["drafts"][TEXT]["package"] = _nearly_acceptable(raw)
    _aim(one, raw)
    package = draft_package(raw, TEXT)
    rules = [_clause(one, raw)] if one.seldom() else []
    raw["rules"] = [{"never": rule} for rule in rules if not holds(rule, package)]
    return raw


class _Chooser:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def of(self, choices: Any) -> Any:
        return copy.deepcopy(self.chance.choice(tuple(choices)))

    def sometimes(self) -> bool:
        return self.chance.random() < 0.5

    def seldom(self) -> bool:
        return self.chance.random() < 0.2


def _issues(one: _Chooser, packages: int) -> Raw:
    found: Raw = {}
    left = packages
    for issue in ("lines", "groups", "supplies")[: one.of((2, 3))]:
        names = ("stay", "half", "leave")[: max(2, min(one.of((2, 3)), left // 2))] if left >= 2 else ("stay",)
        left //= len(names)
        found[issue] = {"now": one.of(names), "alternatives": {name: f"They {name}" for name in names}}
    return found


def _package(one: _Chooser, raw: Raw) -> Raw:
    return {issue: one.of(body["alternatives"]) for issue, body in raw["issues"].items()}


def _nearly_acceptable(raw: Raw) -> Raw:
    """Return the package whose smallest surplus is closest to -4 points: what it lacks may be within reach."""
    values = remembering(central_values(raw))
    asked = [question(raw, TEXT, package=package, values=values) for package in all_packages(raw)]
    return min(asked, key=lambda a: abs(4 + min(surplus(a, actor, {}) for actor in a.signatories))).package


def _aim(one: _Chooser, raw: Raw) -> None:
    """Turn most ties on those who would refuse."""
    refusing = refusers(question(raw, TEXT))
    for body in raw["ties"].values():
        able = [actor for actor in refusing if body["kind"] != "support" or actor in raw["war"]["strength"]]
        if body["kind"] in ("support", "sanction", "inducement") and able and not one.seldom():
            body["to"] = one.of(able)


def _clause(one: _Chooser, raw: Raw) -> str:
    issue = one.of(raw["issues"])
    return f"{issue}={one.of(raw['issues'][issue]['alternatives'])}"


def _preferences(one: _Chooser, raw: Raw) -> Raw:
    wants: Raw = {"weights": {issue: one.of(WEIGHTS) for issue in raw["issues"]}}
    wants["values"] = {i: {a: one.of(SCORES) for a in body["alternatives"]} for i, body in raw["issues"].items()}
    if one.sometimes():
        wants["noise"] = one.of(("0", "1", "2"))
    if one.sometimes():
        wants["trust"] = one.of(("0.4", "0.7", "0", "1", ["0.3", "0.5", "0.6"]))
        wants["betrayal"] = one.of(("8", "0", "20"))
    if one.seldom():
        wants["exposure"] = {issue: dict.fromkeys(body["alternatives"], "5") for issue, body in raw["issues"].items()}
    if one.seldom() and one.seldom():
        wants["never"] = [{"when": _clause(one, raw), "firm": one.of(("0.9", "0.2", "0.5"))}]
    if one.seldom():
        wants["walk-away"] = {"wait": {"package": {}, "cost": one.of(("3", "0"))}}
    return wants


def _ties(one: _Chooser, who: tuple[str, ...], fighters: tuple[str, ...], most: Mapping[str, int], ties: int) -> Raw:
    found: Raw = {}
    left = dict(most)
    for _ in range(one.of((ties, ties, ties - 1, ties - 2, ties // 2))):
        kinds = [kind for kind, number in left.items() if number and (kind != "sway" or found)]
        if kinds:
            kind = one.of(kinds)
            found[f"{kind}-{most[kind] - left[kind]}"] = _tie(one, kind, who, fighters, found)
            left[kind] -= 1
    if "sway" in most and len(found) > 1 and one.seldom():
        _close_a_circle(one, found)
    return found


def _tie(one: _Chooser, kind: str, who: tuple[str, ...], fighters: tuple[str, ...], found: Raw) -> Raw:
    tie: Raw = {"from": one.of(OUTSIDERS), "kind": kind}
    if kind == "sway":
        swayed = list(dict.fromkeys(body["from"] for body in found.values()))
        tie["to"] = one.of(swayed)
        tie["from"] = one.of([actor for actor in OUTSIDERS if actor != tie["to"]])
        if one.sometimes():
            tie["over"] = [one.of([t for t, body in found.items() if body["from"] == tie["to"]])]
    else:
        tie["to"] = "agreement" if kind == "guarantee" else one.of(fighters if kind == "support" else who)
    tie["strength"] = {"support": ARMS, "guarantee": SHARES, "sway": LENDS}.get(kind, POINTS)
    tie["strength"] = one.of(tie["strength"])
    if kind == "guarantee" and one.sometimes():
        tie["strength"] = {name: one.of(SHARES) for name in who}
    if kind == "support":
        tie["relief"] = one.of(("0", "3", "8"))
        if one.seldom():
            tie["now"] = one.of(("0.5", "1.5", "0"))
    if not one.seldom():
        tie["willing"] = one.of(WILLING)
    tie["cut-cost" if kind == "support" else "cost"] = one.of(COSTS)
    if one.seldom():
        tie["lawful"] = "false"
    return tie


def _close_a_circle(one: _Chooser, found: Raw) -> None:
    """Two outsiders sway each other, with strengths that multiply to 1, or less: neither may lift itself."""
    while sum(body["kind"] == "sway" for body in found.values()) > 1:
        found.popitem()
    left, right = one.of((("giant", "harbour"), ("emirate", "giant")))
    lends = one.of(("1", "0.5"))
    for name, source, target in (("circle-0", left, right), ("circle-1", right, left)):
        found[name] = {"from": source, "to": target, "kind": "sway", "strength": lends, "cost": one.of(("1", "5"))}
        if one.sometimes():
            found[name]["willing"] = one.of(("0", "0.25"))


def _hide_costs(one: _Chooser, ties: Raw) -> None:
    """Some costs are unknown, or not given."""
    for body in ties.values():
        if one.seldom() and one.sometimes():
            word = "cut-cost" if body["kind"] == "support" else "cost"
            if one.sometimes():
                body[word] = unknown("0", "40")
            else:
                del body[word]


def _war(one: _Chooser, raw: Raw, fighters: tuple[str, ...]) -> Raw:
    war: Raw = {"horizon": "90 days", "strength": {side: one.of(STRENGTHS) for side in fighters}}
    war["outcomes"] = {f"{side}-wins": {"winner": side, "package": _package(one, raw)} for side in fighters}
    war["outcomes"]["stalemate"] = {"package": {}}
    war["decisive"] = one.of(("0.5", "0.9", "0.2", ["0.3", "0.6", "0.7"]))
    war["steepness"] = one.of(("1", "0.5", "2", "3"))
    war["cost"] = {side: one.of(("10", "4", "0", "20", "35")) for side in fighters}
    believers = [side for side in fighters if one.seldom()]
    if believers:
        war["believes"] = {side: _belief(one, raw, fighters) for side in believers}
    return war


def _belief(one: _Chooser, raw: Raw, fighters: tuple[str, ...]) -> Raw:
    belief: Raw = {"strength": {one.of(fighters): one.of(STRENGTHS)}}
    if one.sometimes():
        belief["decisive"] = one.of(("0.4", "0.8"))
    arms = [tie for tie, body in raw["ties"].items() if body["kind"] == "support" and one.sometimes()]
    if arms:
        words = (("strength", ARMS), ("relief", ("0", "6")), ("now", ("1", "0.5")))
        belief["ties"] = {tie: {word: one.of(forms) for word, forms in words if one.sometimes()} for tie in arms}
        belief["ties"] = {tie: words for tie, words in belief["ties"].items() if words}
    return {word: given for word, given in belief.items() if given}


def _draft(one: _Chooser, raw: Raw, who: tuple[str, ...]) -> Raw:
    draft: Raw = {"package": _package(one, raw), "signatories": list(who)}
    guarantees = [tie for tie, body in raw["ties"].items() if body["kind"] == "guarantee"]
    draft["guarantees"] = [tie for tie in guarantees if one.seldom()]
    draft["may-guarantee"] = [tie for tie in guarantees if tie not in draft["guarantees"] and not one.seldom()]
    return draft


def winnable(seed: int, *, made: bool = False, **given: Any) -> Raw:
    """Return a scenario of ``pressed`` in which some plan, though none that costs nothing, is enough."""
    for attempt in range(1000):
        raw = pressed(seed * 1000 + attempt, **given)
        asked = question(raw, TEXT, made=made)
        if refusers(asked) and not excluded(asked) and 0 < cheapest(asked, steps=2).cost < math.inf:
            return raw
    raise AssertionError(f"no scenario with such a plan from {seed}")


def levels_of(raw: Raw, seed: int) -> dict[str, float]:
    """Return levels of some ties, whether or not they can be had; guarantees at 0 or 1."""
    one = _Chooser(random.Random(seed))
    choices = {tie: (0.0, 1.0) if body["kind"] == "guarantee" else LEVELS for tie, body in raw["ties"].items()}
    return {tie: one.of(levels) for tie, levels in choices.items() if not one.seldom()}
