"""Graph models: conditions that leave today's state, preferences of every form."""

from typing import Any

from ripeness.scenario.graph import Chanced, GraphPreference, Option, Worth
from ripeness.scenario.logic import evaluate, parse
from tests.generator.chance import Chance
from tests.generator.conditions import condition
from tests.generator.numbers import Raw, chances
from tests.generator.records import Maker, Path

Made = dict[str, Any]


def infeasible(make: Maker, path: Path, chance: Chance, made: Made) -> list[str]:
    """Return conditions that leave today's state."""
    options = make.world.options
    tried = [condition(chance, list(options)) for _ in range(chance.whole(0, 2))]
    return [text for text in tried if not evaluate(parse(text), lambda atom: bool(options[atom.name]["now"]))]


def options(make: Maker, path: Path, chance: Chance, made: Made) -> Made:
    found: Made = {}
    for name, about in make.world.options.items():
        given = {"by": about["by"], "now": Raw(str(about["now"]).lower())}
        found[name] = make.record(Option, (*path, name), chance.at(name), given)
    return found


def graph_preference(make: Maker, path: Path, chance: Chance) -> Any:
    if chance.at("word").yes(0.2):
        return Raw("from-values") if chance.at("short").yes() else {"from-values": Raw("true")}
    return make.record(GraphPreference, path, chance)


def graph_preferences(make: Maker, path: Path, chance: Chance, made: Made) -> Made:
    kept = [a for a in make.world.actors if chance.at(f"{a}?").yes(0.98 if make.world.complete else 0.8)]
    return {a: graph_preference(make, (*path, a), chance.at(a)) for a in kept}


def sees(make: Maker, path: Path, chance: Chance, made: Made) -> Made:
    kept = [a for a in make.world.actors if chance.at(f"{a}?").yes(0.4)]
    return {a: graph_preferences(make, (*path, a), chance.at(a), made) for a in kept}


def ranking(make: Maker, path: Path, chance: Chance, made: Made) -> list[Any]:
    """Return sets of states; mostly such that every state lies in one of them."""
    atoms = list(make.world.options)
    given = [condition(chance, atoms, 1) for _ in range(chance.whole(0, 2))]
    if not chance.yes(0.98 if make.world.complete else 0.5):
        return [[one] for one in given] or [[atoms[0]]]
    found = []
    for n, one in enumerate(given):
        found.append(" & ".join([f"({one})", *(f"!({other})" for other in given[:n])]))
    rest = " & ".join(f"!({other})" for other in given) or f"{atoms[0]} | !{atoms[0]}"
    sets: list[Any] = [[one] for one in (*found, rest)]
    if len(sets) > 2 and chance.yes():
        sets = [[*sets[0], *sets[1]], *sets[2:]]
    return [one[0] if len(one) == 1 and chance.yes() else one for one in chance.shuffled(sets)]


def any_(make: Maker, path: Path, chance: Chance, made: Made) -> list[Made]:
    shares = chances(chance, chance.whole(1, 3), wild=make.world.wild_numbers, claims=make.world.claims)
    return [make.record(Chanced, path, chance.at(n), {"chance": share}) for n, share in enumerate(shares)]


def worth(make: Maker, path: Path, chance: Chance, made: Made) -> list[Made]:
    drafts = make.world.drafts
    found = [
        make.record(Worth, path, chance.at(n), {"as": chance.pick([*drafts, "war", "now"])})
        for n in range(chance.whole(0, 2))
    ]
    return [*found, {"when": f"{next(iter(make.world.options))} | !{next(iter(make.world.options))}", "as": "now"}]
