"""Hypothesis strategies that build whole valid scenarios, as nested plain dicts in which every scalar is text.

``scenarios()`` gives the dicts, ``to_yaml`` their file, ``load`` the scenario that is read from it. The draft to ask
about is always ``text``. All actors have preferences and a way of refusing, so all may sign.
"""

import copy
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

import yaml
from hypothesis import strategies as st

from ripeness.scenario import Scenario, read_text
from tests.oracles.sign_oracle import draft_package, holds, version_package

Raw = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

ACTORS = ("north", "south", "giant", "delta", "harbour")
ISSUES = ("lines", "groups", "supplies", "control", "return")
ALTERNATIVES = ("stay", "half", "leave", "swap")
TEXT = "text"

# What may stand for a number of each kind. The first is the simplest: Hypothesis shrinks towards it.
SCORES = (
    "50", "0", "100", "20", "35.5", "62", "80", "0.1", "99.9",
    ["20", "60"], ["0", "100"], ["55", "60", "75"], ["0", "0", "40"], ["60", "100", "100"],
    {"is": ["10", "30"], "note": "judged"},
)  # fmt: skip
SHARES = (
    "0.5", "0", "1", "0.3", "0.85", ["0.2", "0.7"], ["0.3", "0.5", "0.6"], "likely", "unlikely", "remote",
    "almost certain", {"is": "very likely"},
)  # fmt: skip
WEIGHTS = ("10", "1", "25", "0.3", "40", "33.3", ["5", "20"], ["10", "15", "40"])
WEIGHTS_AND_NONE = (*WEIGHTS, "0", ["0", "10"], ["0", "0", "20"])
STRENGTHS = ("50", "20", "7.5", ["30", "60"], ["50", "60", "75"])
STRENGTHS_AND_NONE = (*STRENGTHS, "0", ["0", "0", "30"])
POINTS = ("5", "0", "12", "0.25", ["2", "9"], ["5", "15", "25"])
COSTS = ("10", "0", "3.5", ["5", "10", "15"], ["8", "20"])
NUMBERS = ("40", "-500", "30.5", "75", "110", ["20", "60"], ["30", "45", "70"])
BONUSES = ("4", "-7.5", "12", ["-3", "6"])
NOISES = ("4", "0", "0.5", "12", ["1", "6"])
LEVELS = ("0.5", "1", "0", "1.5", ["0.2", "0.9"])
STEEPNESSES = ("1", "0", "2.5", ["0.5", "2"])
RELIEFS = ("3", "0", "40", ["0", "3", "6"])

_CHANCES = {1: ((20,),), 2: ((10, 10), (1, 19), (20, 0)), 3: ((5, 7, 8), (0, 12, 8)), 4: ((2, 6, 5, 7), (1, 1, 1, 17))}
_TOKEN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def unknown(low: str, high: str) -> Raw:
    """Return an unknown number of a field without a finite range."""
    return {"is": "unknown", "within": [low, high]}


class _Numbers:
    """Chooses numbers; about one in fifteen is unknown in the scenarios that have unknowns."""

    def __init__(self, draw: Draw, *, unknowns: bool) -> None:
        self.draw = draw
        self.unknowns = unknowns

    def one(self, forms: Iterable[Any], otherwise: Any = "unknown") -> Any:
        if self.unknowns and self.draw(st.integers(0, 14)) == 14:
            return copy.deepcopy(otherwise)
        return copy.deepcopy(self.draw(st.sampled_from(tuple(forms))))

    def often(self) -> bool:
        return bool(self.draw(st.integers(0, 3)))

    def sometimes(self) -> bool:
        return self.draw(st.booleans())

    def seldom(self) -> bool:
        return self.draw(st.integers(0, 3)) == 3

    def subset(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if self.sometimes()]


@st.composite
def scenarios(
    draw: Draw,
    *,
    actors: int = 4,
    issues: int = 5,
    alternatives: int = 4,
    packages: int | None = None,
    unknowns: bool | None = None,
) -> Raw:
    """Build a valid scenario with a draft ``text``.

    Parameters
    ----------
    actors, issues, alternatives : int
        At most so many; at least 2, 1 and 1.
    packages : int, optional
        At most about so many packages: later issues get fewer alternatives.
    unknowns : bool, optional
        Whether some numbers are unknown; undecided when not given.
    """
    numbers = _Numbers(draw, unknowns=draw(st.booleans()) if unknowns is None else unknowns)
    raw: Raw = {"ripeness": "1", "id": "made-up"}
    names = ACTORS[: draw(st.integers(2, actors))]
    raw["actors"] = {name: {"role": "party" if n < 2 else ["backer", "mediator"]} for n, name in enumerate(names)}
    raw["issues"] = _issues(draw, issues, alternatives, packages)
    raw["preferences"] = {name: _preferences(numbers, raw) for name in names}
    raw["ties"] = _ties(numbers, names)
    raw["war"] = _war(numbers, raw)
    if raw["war"] is None:
        del raw["war"]
    _refusable(numbers, raw)
    raw["drafts"] = {TEXT: _draft(numbers, raw)}
    raw["rules"] = [{"never": rule} for rule in _rules(numbers, raw)]
    return raw


@st.composite
def bargains(draw: Draw, *, actors: int = 5, packages: int = 60) -> Raw:
    """Build a valid scenario without unknowns in which all actors are to sign, and often some package suits them all.

    Nobody fights; reservations are low, middling, at the value of a package, or out of reach.
    """
    raw = draw(scenarios(actors=actors, packages=packages, unknowns=False))
    raw.pop("war", None)
    raw["drafts"][TEXT].pop("versions", None)
    raw["drafts"][TEXT]["signatories"] = list(raw["actors"])
    for wants in raw["preferences"].values():
        wants.pop("walk-away", None)
        wants["reservation"] = draw(st.sampled_from(("20", "-500", "0", "35", "50", "62", "75", "100")))
        if draw(st.booleans()):
            wants.pop("never", None)
        if draw(st.booleans()):
            wants.pop("betrayal", None)
    return raw


def _issues(draw: Draw, issues: int, alternatives: int, packages: int | None) -> Raw:
    found: Raw = {}
    left = packages
    for issue in ISSUES[: draw(st.integers(1, issues))]:
        count = draw(st.integers(1, alternatives if left is None else max(1, min(alternatives, left))))
        left = None if left is None else left // count
        names = ALTERNATIVES[:count]
        found[issue] = {"now": draw(st.sampled_from(names)), "alternatives": {a: f"They {a}" for a in names}}
    return found


def _conditions(numbers: _Numbers, raw: Raw, depth: int = 2) -> str:
    kinds = ("atom", "atom", "not", "&", "|", "->", "<->") if depth else ("atom",)
    kind = numbers.draw(st.sampled_from(kinds))
    if kind == "atom":
        atoms = [f"{i}={a}" for i, record in raw["issues"].items() for a in record["alternatives"]]
        return numbers.draw(st.sampled_from(atoms))
    if kind == "not":
        return f"!({_conditions(numbers, raw, depth - 1)})"
    return f"({_conditions(numbers, raw, depth - 1)}) {kind} {_conditions(numbers, raw, depth - 1)}"


def _package(numbers: _Numbers, raw: Raw) -> Raw:
    named = numbers.subset(raw["issues"])
    return {i: numbers.draw(st.sampled_from(tuple(raw["issues"][i]["alternatives"]))) for i in named}


def _preferences(numbers: _Numbers, raw: Raw) -> Raw:
    wants: Raw = {"weights": {}, "values": {}}
    issues = list(raw["issues"])
    sure = numbers.draw(st.sampled_from(issues))  # so that the sum of the weights is never 0
    for issue in issues:
        if issue == sure:
            wants["weights"][issue] = numbers.one(WEIGHTS, unknown("5", "30"))
        elif numbers.often():
            wants["weights"][issue] = numbers.one(WEIGHTS_AND_NONE, unknown("5", "30"))
        values = _values(numbers, raw["issues"][issue]["alternatives"])
        if values:
            wants["values"][issue] = values
    if numbers.sometimes():
        wants["bonuses"] = [
            {"when": _conditions(numbers, raw), "points": numbers.one(BONUSES, unknown("-5", "5"))}
            for _ in range(numbers.draw(st.integers(1, 2)))
        ]
    if numbers.sometimes():
        wants["never"] = [_red_line(numbers, raw) for _ in range(numbers.draw(st.integers(1, 2)))]
    wants |= _risk(numbers, raw)
    if numbers.sometimes():
        wants["walk-away"] = {name: _walk_away(numbers, raw) for name in ("wait", "blockade") if numbers.sometimes()}
    if numbers.sometimes():
        wants["reservation"] = numbers.one(NUMBERS, unknown("20", "70"))
    return wants


def _risk(numbers: _Numbers, raw: Raw) -> Raw:
    """Return noise, trust, and what it costs when the others break their word."""
    risk: Raw = {}
    exposed = {i: _exposure(numbers, raw, i) for i in raw["issues"] if numbers.seldom()}
    if any(exposed.values()):
        risk["exposure"] = {i: clauses for i, clauses in exposed.items() if clauses}
    if numbers.often():
        risk["noise"] = numbers.one(NOISES, unknown("1", "5"))
    if numbers.often():
        risk["trust"] = numbers.one(SHARES)
    if numbers.sometimes():
        risk["betrayal"] = numbers.one(POINTS, unknown("0", "20"))
    return risk


def _values(numbers: _Numbers, alternatives: Mapping[str, str]) -> Raw:
    if numbers.seldom():
        return {"ranked": list(numbers.draw(st.permutations(tuple(alternatives))))}
    named = [a for a in alternatives if not numbers.unknowns or numbers.draw(st.integers(0, 14)) != 14]
    return {a: numbers.one(SCORES) for a in named}


def _red_line(numbers: _Numbers, raw: Raw) -> Raw:
    line: Raw = {"when": _conditions(numbers, raw, 1)}
    if numbers.sometimes():
        line["firm"] = numbers.one(SHARES)
    return line


def _exposure(numbers: _Numbers, raw: Raw, issue: str) -> Raw:
    named = numbers.subset(raw["issues"][issue]["alternatives"])
    return {a: numbers.one(POINTS, unknown("0", "20")) for a in named}


def _walk_away(numbers: _Numbers, raw: Raw) -> Raw:
    found: Raw = {"package": _package(numbers, raw)}
    if numbers.often():
        found["cost"] = numbers.one(COSTS, unknown("0", "10"))
    return found


def _ties(numbers: _Numbers, names: tuple[str, ...]) -> Raw:
    ties: Raw = {}
    for number in range(numbers.draw(st.integers(0, 3))):
        to = numbers.draw(st.sampled_from(names))
        source = numbers.draw(st.sampled_from([name for name in names if name != to]))
        tie: Raw = {"from": source, "to": to, "kind": "support"}
        tie["strength"] = numbers.one(POINTS, unknown("0", "20"))
        if numbers.sometimes():
            tie["relief"] = numbers.one(RELIEFS, unknown("0", "5"))
        if numbers.sometimes():
            tie["now"] = numbers.one(LEVELS, unknown("0", "1"))
        ties[f"arms-{number}"] = tie
    for tie, kind in (("watch", "guarantee"), ("bond", "guarantee"), ("threat", "sanction"), ("aid", "inducement")):
        if numbers.sometimes():
            ties[tie] = {"from": names[-1], "to": "agreement" if kind == "guarantee" else names[0], "kind": kind}
            ties[tie]["strength"] = "6" if kind != "guarantee" else _guarantee(numbers, names)
    return ties


def _guarantee(numbers: _Numbers, names: tuple[str, ...]) -> Any:
    if numbers.sometimes():
        return numbers.one(SHARES)
    named = numbers.subset(names) or [names[0]]
    return {name: numbers.one(SHARES) for name in named}


def _war(numbers: _Numbers, raw: Raw) -> Raw | None:
    kind = numbers.draw(st.sampled_from(("strength", "strength", "strength", "chance", "none")))
    if kind == "none":
        return None
    sides = list(raw["actors"])[: numbers.draw(st.integers(1, min(3, len(raw["actors"]))))]
    war: Raw = {"horizon": "90 days"}
    if kind == "chance":
        war["outcomes"] = _lottery(numbers, raw, sides)
        if numbers.sometimes():
            war["strength"] = dict.fromkeys(sides[:1], "30")
    else:
        war |= _contest(numbers, raw, sides)
    war["cost"] = {side: numbers.one(COSTS, unknown("0", "15")) for side in sides}
    return war


def _lottery(numbers: _Numbers, raw: Raw, sides: list[str]) -> Raw:
    names = ("win", "lose", "draw", "collapse")[: numbers.draw(st.integers(1, 4))]
    twentieths = numbers.draw(st.sampled_from(_CHANCES[len(names)]))
    ranged = numbers.sometimes()
    outcomes: Raw = {}
    for name, number in zip(names, twentieths, strict=True):
        low, chance, high = (str(Decimal(max(0, min(20, number + d))) / 20) for d in (-1, 0, 2))
        forms = ([low, chance, high], [low, high]) if ranged else (chance,)
        outcomes[name] = {"package": _package(numbers, raw), "chance": numbers.one(forms)}
        if name == "win":
            outcomes[name]["winner"] = sides[0]
    return outcomes


def _contest(numbers: _Numbers, raw: Raw, sides: list[str]) -> Raw:
    war: Raw = {"strength": {}}
    for number, side in enumerate(sides):
        war["strength"][side] = numbers.one(STRENGTHS_AND_NONE if number else STRENGTHS, unknown("10", "80"))
    outcomes: Raw = {f"{side}-wins": {"winner": side, "package": _package(numbers, raw)} for side in sides}
    outcomes["stalemate"] = {"package": _package(numbers, raw)}
    if numbers.seldom():
        outcomes = dict(reversed(outcomes.items()))
    war["outcomes"] = outcomes
    war["decisive"] = numbers.one(SHARES)
    if numbers.sometimes():
        # m^0 = 1 whatever m is, so that with unknown strengths it is a matter of taste what is known.
        war["steepness"] = numbers.one([s for s in STEEPNESSES if s != "0" or not numbers.unknowns], "2.5")
    believers = numbers.subset(sides)
    if believers:
        war["believes"] = {actor: _belief(numbers, raw, sides) for actor in believers}
    return war


def _belief(numbers: _Numbers, raw: Raw, sides: list[str]) -> Raw:
    belief: Raw = {}
    seen = numbers.subset(sides)
    if seen:
        # The first side is the one that is never without strength.
        forms = {side: STRENGTHS if side == sides[0] else STRENGTHS_AND_NONE for side in seen}
        belief["strength"] = {side: numbers.one(forms[side], unknown("5", "60")) for side in seen}
    if numbers.sometimes():
        belief["decisive"] = numbers.one(SHARES)
    for tie, record in raw["ties"].items():
        if record["kind"] == "support" and numbers.sometimes():
            kinds = {"strength": POINTS, "now": LEVELS, "relief": RELIEFS}
            named = numbers.subset(kinds)
            if named:
                ties = belief.setdefault("ties", {})
                ties[tie] = {word: numbers.one(kinds[word], unknown("0", "2")) for word in named}
    return belief


def _refusable(numbers: _Numbers, raw: Raw) -> None:
    """Give a reservation to whoever has no way of refusing yet."""
    war = raw.get("war") or {"outcomes": {"none": {}}}
    by_chance = all("chance" in outcome for outcome in war["outcomes"].values())
    fighters = {*war.get("strength", {}), *(war["cost"] if by_chance else {})}
    for actor, wants in raw["preferences"].items():
        if actor not in fighters and not wants.get("walk-away") and "reservation" not in wants:
            wants["reservation"] = numbers.one(NUMBERS, unknown("20", "70"))


def _draft(numbers: _Numbers, raw: Raw) -> Raw:
    draft: Raw = {"package": _package(numbers, raw)}
    if numbers.sometimes():
        order = numbers.draw(st.permutations(tuple(raw["actors"])))
        draft["signatories"] = list(order[: numbers.draw(st.integers(1, len(order)))])
    guarantees = [tie for tie, record in raw["ties"].items() if record["kind"] == "guarantee"]
    draft["guarantees"] = numbers.subset(guarantees)
    if numbers.sometimes():
        chances = (("0.3", ["0.1", "0.2", "0.4"], "unlikely"), ("0.25", ["0", "0.5"], "0.55"))
        draft["versions"] = {
            version: {"chance": numbers.one(forms, "0.2"), "package": _package(numbers, raw)}
            for version, forms in zip(("leaked", "older"), chances, strict=True)
            if numbers.sometimes()
        }
    return draft


def _rules(numbers: _Numbers, raw: Raw) -> list[str]:
    """Return rules that no text of the draft breaks; so they do not exclude every package either."""
    texts = [draft_package(raw, TEXT)]
    texts += [version_package(raw, TEXT, version) for version in raw["drafts"][TEXT].get("versions", {})]
    rules = [_conditions(numbers, raw) for _ in range(numbers.draw(st.integers(0, 2)))]
    return [rule for rule in rules if not any(holds(rule, package) for package in texts)]


# --- what tests do with scenarios ---------------------------------------------------------------------------------


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def to_yaml(raw: Raw) -> str:
    """Return the text of a scenario file; parts that are empty are left out."""
    content = {key: value for key, value in raw.items() if value or key in ("actors", "issues")}
    return yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True)


def load(raw: Raw) -> Scenario:
    """Return the scenario of the file that ``raw`` stands for."""
    return read_text(to_yaml(raw), "made-up.yaml")


def having(raw: Raw, path: str, value: Any) -> Raw:
    """Return a copy in which ``value`` stands at a dotted path; parts above it are made where they are missing."""
    copied = copy.deepcopy(raw)
    node = copied
    *above, last = path.split(".")
    for step in above:
        node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
    node[last] = value
    return copied


def renamed(data: Any, names: Mapping[str, str]) -> Any:
    """Return nested plain data with ids replaced wherever they stand: keys, values, conditions."""
    if isinstance(data, dict):
        return {renamed(key, names): renamed(value, names) for key, value in data.items()}
    if isinstance(data, list):
        return [renamed(item, names) for item in data]
    if isinstance(data, str):
        return _TOKEN.sub(lambda match: names.get(match[0], match[0]), data)
    return data


def two_parties() -> Raw:
    """Return a small scenario without ranges or unknowns.

    Two parties that refuse at 40 and 50; two issues. The draft: land is halved, aid flows.
    a: (3 x 60 + 1 x 100) / 4 = 70.      b: (2 x 50 + 2 x 20) / 4 = 35.
    """
    return {
        "ripeness": "1",
        "id": "two-parties",
        "actors": {"a": {"role": "party"}, "b": {"role": "party"}},
        "issues": {
            "land": {"now": "keep", "alternatives": {"keep": "As now", "halve": "Halved", "give": "Given up"}},
            "aid": {"now": "none", "alternatives": {"none": "No aid", "flow": "Aid flows"}},
        },
        "preferences": {
            "a": {
                "weights": {"land": "3", "aid": "1"},
                "values": {"land": {"keep": "0", "halve": "60", "give": "100"}, "aid": {"none": "0", "flow": "100"}},
                "reservation": "40",
            },
            "b": {
                "weights": {"land": "2", "aid": "2"},
                "values": {"land": {"keep": "100", "halve": "50", "give": "0"}, "aid": {"none": "100", "flow": "20"}},
                "reservation": "50",
            },
        },
        "drafts": {TEXT: {"package": {"land": "halve", "aid": "flow"}}},
    }
