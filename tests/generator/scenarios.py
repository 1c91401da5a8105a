"""Valid scenarios of every kind that the format admits, made from its models: a number always gives the same text."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_type_hints

import yaml

from ripeness.scenario import Scenario, read_text
from ripeness.scenario.estimate import Estimate, spread
from ripeness.scenario.evidence import Reading
from ripeness.scenario.logic import evaluate, parse
from ripeness.scenario.parties import Rule
from ripeness.scenario.timeline import Effect
from tests.generator.chance import Chance
from tests.generator.meaning import FORMS, NAMES, NEEDED, VALUES
from tests.generator.numbers import Raw
from tests.generator.records import ABSENT, Maker
from tests.generator.texts import words
from tests.generator.world import SECTIONS, World, world

Tree = dict[str, Any]
_CHANGES = {
    "sets": ("0", "1", "0.5", "20", ["0", "1"], ["10", "50"]),
    "times": ("1", "0", "0.5", "1.5", ["0.5", "1"], ["0", "0.2", "1"]),
    "add": ("0", "0.1", "-0.1", "5", "-5", ["0", "3"], ["-2", "0", "2"]),
}


def text(seed: int) -> str:
    """Return the text of scenario number ``seed``."""
    chance = Chance(str(seed))
    make = Maker(world(chance.at("world")), FORMS, VALUES, NAMES, NEEDED)
    tree = _tree(make, chance)
    _changes(make, chance.at("changes"), tree)
    return dumped(tree, chance.at("layout"))


def _tree(make: Maker, chance: Chance) -> Tree:
    """Return a scenario as plain data, without the changes of readings and effects."""
    about = make.world
    made: Tree = {}
    for key, table, ids in (("sources", "sources", about.sources), ("claims", "claims", about.claims)):
        made[key] = _table(make, chance, table, ids)
    made["actors"] = _table(make, chance, "actors", about.actors)
    made["issues"] = {i: _issue(make, chance.at(f"issues/{i}"), i) for i in about.issues}
    wanted = "preferences" in about.sections
    kept = [a for a in about.actors if wanted and (about.complete or chance.at(f"wants/{a}").yes(0.8))]
    made["preferences"] = _table(make, chance, "preferences", kept)
    if about.outcomes:
        made["war"] = make.record(_kind("war"), ("war",), chance.at("war"))
    _able(about, chance.at("able"), made)
    made["ties"] = {tie: _tie(make, chance.at(f"ties/{tie}"), tie) for tie in about.ties}
    made["drafts"] = _table(make, chance, "drafts", about.drafts)
    made["rules"] = list(_rules(make, chance.at("rules"), made)) if "rules" in about.sections else []
    for section in ("graph", "conference", "timeline"):
        if section in about.sections:
            made[section] = make.record(_kind(section), (section,), chance.at(section))
    if "forecasts" in about.sections:
        made["forecasts"] = _table(make, chance, "forecasts", ["one", "two"][: chance.at("forecasts").whole(1, 2)])
    made["as_of"] = Raw(about.start.isoformat()) if about.start is not None else ABSENT
    made |= {key: ABSENT for key in SECTIONS if not made.get(key)}
    made |= {key: ABSENT for key in ("claims",) if not made.get(key)}
    return make.record(Scenario, (), chance, made)


@cache
def _kind(section: str) -> Any:
    """Return the model of the records of a section."""
    found = get_type_hints(Scenario)[section]
    inner = [kind for kind in get_args(found) if kind is not type(None)]
    return inner[-1]


def _table(make: Maker, chance: Chance, section: str, ids: list[str]) -> Tree:
    kind = _kind(section)
    return {name: make.record(kind, (section, name), chance.at(f"{section}/{name}")) for name in ids}


def _issue(make: Maker, chance: Chance, issue: str) -> Tree:
    about = make.world
    wording = {a: words(chance.at(a), about.wild_texts) for a in about.issues[issue]}
    return make.record(_kind("issues"), ("issues", issue), chance, {"now": about.now[issue], "alternatives": wording})


def _tie(make: Maker, chance: Chance, tie: str) -> Tree:
    about = make.world.ties[tie]
    kinds = {k.__name__.lower(): k for k in get_args(_kind("ties"))}
    return make.record(kinds[about["kind"]], ("ties", tie), chance, about)


def _able(about: World, chance: Chance, made: Tree) -> None:
    """Note who can sign a draft; most who lack a way of refusing get one. Where nobody can, there are no drafts."""
    fighters = set(made.get("war", {}).get("strength", ()))
    fighters |= set(made.get("war", {}).get("cost", ())) if about.by_chance else set()
    for actor, wants in made["preferences"].items():
        if actor not in fighters and not wants.get("walk-away") and (about.complete or chance.at(actor).yes(0.8)):
            wants.setdefault("reservation", Raw(chance.at(actor).pick(("40", "0", "-10", "75", "60"))))
        if actor in fighters or wants.get("walk-away") or "reservation" in wants:
            about.able.append(actor)
    about.parties = [a for a in about.actors if "party" in made["actors"][a]["role"]]
    if "drafts" not in about.sections or not (about.able or not about.parties):
        about.drafts = []


def _rules(make: Maker, chance: Chance, made: Tree) -> Iterator[Tree]:
    """Yield rules that no text of a draft breaks; where there is no draft, that today's package does not break."""
    now = make.world.now
    packages = [now] if not made["drafts"] else []
    for draft in made["drafts"].values():
        packages.append(now | draft["package"])
        packages += [now | draft["package"] | v.get("package", {}) for v in draft.get("versions", {}).values()]
    for n in range(chance.whole(0, 3)):
        rule = make.record(Rule, ("rules",), chance.at(n))
        never = parse(rule["never"])
        if not any(evaluate(never, lambda a, package=package: package[a.name] == a.value) for package in packages):
            yield rule


def _changes(make: Maker, chance: Chance, tree: Tree) -> None:
    """Add what readings of claims and effects of the timeline change: numbers that are written, within their bounds."""
    claims, timeline = tree.get("claims", {}), tree.get("timeline")
    asked = [c for c in claims if chance.at(f"{c}?").yes(0.4)]
    effects = chance.whole(0, 2) if timeline is not None else 0
    if not asked and not effects:
        return
    scenario = read_text(dumped(tree, chance.at("layout")), "made.yaml")
    numbers = {path: e for path, e in scenario.estimates.items() if scenario.written(path)}
    for claim in asked if numbers else ():
        own = chance.at(claim)
        readings = {f"reading-{n}": _reading(make, own.at(n), numbers) for n in range(own.whole(1, 2))}
        claims[claim]["readings"] = readings
    found = [_effect(make, chance.at(n), numbers) for n in range(effects if numbers else 0)]
    if found:
        timeline["effects"] = found


def _reading(make: Maker, chance: Chance, numbers: dict[str, Estimate]) -> Tree:
    word = chance.pick(tuple(_CHANGES))
    paths = chance.some(list(numbers), 1, 2)
    changes = {path: _change(chance.at(path), word, numbers[path]) for path in paths}
    return make.record(Reading, (), chance, dict.fromkeys(_CHANGES, ABSENT) | {word: changes})


def _effect(make: Maker, chance: Chance, numbers: dict[str, Estimate]) -> Tree:
    word, path = chance.pick(tuple(_CHANGES)), chance.pick(list(numbers))
    given = dict.fromkeys(_CHANGES, ABSENT) | {"path": path, word: _change(chance, word, numbers[path])}
    return make.record(Effect, ("timeline", "effects"), chance, given)


def _change(chance: Chance, word: str, number: Estimate) -> Any:
    """Return by what a number changes, so that it stays within its bounds wherever both are drawn."""
    neutral = {"sets": str(number.drawn.low), "times": "1", "add": "0"}[word]
    for form in (*chance.shuffled(_CHANGES[word]), neutral):
        ends = _ends(form)
        low, high = number.drawn.low or Decimal(0), number.drawn.high or Decimal(0)
        reached = [{"sets": e, "times": now * e, "add": now + e}[word] for e in ends for now in (low, high)]
        if all(map(number.admits, reached)):
            return [Raw(n) for n in form] if isinstance(form, list) else Raw(form)
    raise AssertionError(f"nothing fits {number}")


def _ends(form: Any) -> list[Decimal]:
    found = spread(form)
    return [n for n in (found.low, found.high) if n is not None]


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _raw(dumper: _Dumper, data: Raw) -> yaml.ScalarNode:
    """Return a scalar that is not quoted where YAML takes it for a number, a date or a truth."""
    tag = dumper.resolve(yaml.ScalarNode, str(data), (True, False))
    return yaml.ScalarNode(tag, str(data))


_Dumper.add_representer(Raw, _raw)


def dumped(tree: Tree, chance: Chance) -> str:
    """Return plain data as the text of a file: in blocks, in braces or both; sections in any order."""
    if chance.at("order").yes(0.2):
        tree = {key: tree[key] for key in chance.at("order").shuffled(list(tree))}
    flow = chance.at("flow").pick((False, None, None, True))
    width = chance.at("width").pick((80, 150, 10_000))
    return yaml.dump(
        tree,
        Dumper=_Dumper,
        sort_keys=False,
        default_flow_style=flow,
        allow_unicode=chance.at("unicode").yes(0.8),
        width=width,
    )
