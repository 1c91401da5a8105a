"""Records made from the models of the format: every key that a model has is made, by its type or by what it means.

A key whose type says everything (a text, a date, a number, a condition, a flag, a word of a list, a record) needs no
word here or in `meaning.py`: a new one is made at once. What an id refers to has to be said there, once.
"""

import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any

from ripeness.scenario.estimate import Estimate
from ripeness.scenario.logic import When
from ripeness.scenario.parties import Package
from ripeness.scenario.record import Date, Duration, Flag, Id, Listed, Record, Table, Words
from tests.generator.chance import Chance
from tests.generator.conditions import condition
from tests.generator.numbers import Raw, number
from tests.generator.texts import words
from tests.generator.world import World

ABSENT = object()
Path = tuple[str, ...]
Tree = Mapping[str, Any]
_NOTHING: Tree = types.MappingProxyType({})


class Maker:
    """Makes records of one scenario.

    Attributes
    ----------
    forms : mapping of a model to (keys that must stand, keys that may not), of which one is chosen
    values : mapping of (model, key) to a function that makes what stands there
    names : mapping of (model, key) to a function that gives the ids that may stand there, or as keys of the table there
    needed : (model, key) of what analyses need, nearly always there where the scenario is to be complete
    """

    def __init__(self, about: World, forms: Any, values: Any, names: Any, needed: frozenset[tuple[str, str]]) -> None:
        self.world = about
        self.forms, self.values, self.names = forms, values, names
        self.needed = needed if about.complete else frozenset()

    def record(self, kind: type[Record], path: Path, chance: Chance, given: Tree = _NOTHING) -> dict[str, Any]:
        """Return a record in which some keys are given."""
        must, never = self._form(kind, chance)
        made: dict[str, Any] = {}
        hints = _hints(kind)
        for name, field in kind.model_fields.items():
            key = field.alias or name
            own = chance.at(key)
            if key in given:
                made[key] = given[key]
            elif key not in never and (
                field.is_required() or key in must or own.yes(self._share(kind, key, self.world.fullness))
            ):
                made[key] = self.value(kind, key, hints[name], (*path, key), own, made)
        extra = typing.get_args(hints.get("__pydantic_extra__", ()))
        if extra:
            made |= self.table(kind, "*", extra[-1], path, chance, made)
        return {key: value for key, value in made.items() if value is not ABSENT}

    def value(self, kind: type[Record], key: str, hint: Any, path: Path, chance: Chance, made: dict[str, Any]) -> Any:
        special = self.values.get((kind.__name__, key)) or self.values.get(("*", key))
        if special is not None:
            return special(self, path, chance, made)
        return self.of(kind, key, hint, path, chance, made)

    def of(self, kind: type[Record], key: str, hint: Any, path: Path, chance: Chance, made: dict[str, Any]) -> Any:
        """Return what a type hint stands for."""
        if hint == Package:
            return self.package(chance)
        if hint == Id:
            found = self.named(kind, key, made)
            return chance.pick(found) if found else ABSENT
        plain = self._plain(hint, path, chance)
        if plain is not None:
            return plain
        origin, inner = typing.get_origin(hint), typing.get_args(hint)
        if origin is typing.Annotated:
            found = self.of(kind, key, inner[0], path, chance, made)
            return found[0] if Listed in inner[1:] and len(found) == 1 and chance.yes() else found
        if origin is typing.Literal:
            return Raw(chance.pick(inner))
        if origin in (types.UnionType, typing.Union):
            return self.of(kind, key, chance.pick(_kinds(inner)), path, chance, made)
        if origin is Table:
            return self.table(kind, key, inner[1], path, chance, made)
        if origin is tuple:
            return self._list(kind, key, inner[0], path, chance, made)
        if isinstance(hint, type) and issubclass(hint, Estimate):
            return self.number(hint, chance)
        return self.record(hint, path, chance)

    def _plain(self, hint: Any, path: Path, chance: Chance) -> Any:
        """Return a value of a type that says everything by itself; None for other types."""
        if hint == Words:
            return words(chance, self.world.wild_texts)
        if hint == Flag:
            return Raw(chance.pick(("true", "false")))
        if hint == Date:
            return Raw(self.world.day(chance).isoformat())
        if hint == Duration:
            return Raw(chance.pick(("5 days", "1 day", "22 days", "90 days", "0.5 days", "365.25 days")))
        if hint == When:
            return self.condition(path, chance)
        return None

    def _list(self, kind: type[Record], key: str, hint: Any, path: Path, chance: Chance, made: dict[str, Any]) -> Any:
        if hint == Id:
            return chance.some(self.named(kind, key, made))
        found = [self.of(kind, key, hint, path, chance.at(n), made) for n in range(chance.whole(1, 3))]
        return [item for item in found if item is not ABSENT]

    def table(self, kind: type[Record], key: str, hint: Any, path: Path, chance: Chance, made: dict[str, Any]) -> Any:
        """Return a table over some of the ids that may stand there."""
        names = self.named(kind, key, made)
        share = self._share(kind, key, 0.25 + 0.75 * self.world.fullness)
        kept = [name for name in names if chance.at(f"{name}?").yes(share)]
        found = {n: self.of(kind, f"{key}/*", hint, (*path, n), chance.at(n), {**made, "*": n}) for n in kept}
        return {name: value for name, value in found.items() if value is not ABSENT}

    def number(self, kind: type[Estimate], chance: Chance, *, unknowns: bool = True) -> Any:
        about = self.world
        unknowns = unknowns and about.unknowns
        return number(chance, kind, wild=about.wild_numbers, claims=about.claims, unknowns=unknowns)

    def condition(self, path: Path, chance: Chance) -> Any:
        """Return a condition on what conditions of this section are about."""
        about = self.world
        atoms = {
            "graph": list(about.options),
            "timeline": about.facts + (about.latched if path[1:2] != ("latched",) else []),
            "forecasts": about.questions if "timeline" in about.sections else [],
        }.get(path[0], [f"{issue}={a}" for issue, names in about.issues.items() for a in names])
        return condition(chance, atoms) if atoms else ABSENT

    def package(self, chance: Chance) -> dict[str, str]:
        issues = self.world.issues
        return {issue: chance.at(issue).pick(issues[issue]) for issue in issues if chance.at(f"{issue}?").yes(0.6)}

    def named(self, kind: type[Record], key: str, made: dict[str, Any]) -> list[str]:
        """Return the ids that may stand somewhere."""
        choose = self.names.get((kind.__name__, key)) or self.names.get(("*", key.removesuffix("/*")))
        if choose is None:
            message = f"say under NAMES in tests/generator/meaning.py which ids `{key}` of {kind.__name__} may hold"
            raise LookupError(message)
        return list(choose(self.world, made))

    def _share(self, kind: type[Record], key: str, usual: float) -> float:
        return 0.98 if (kind.__name__, key) in self.needed else usual

    def _form(self, kind: type[Record], chance: Chance) -> tuple[frozenset[str], frozenset[str]]:
        """Return keys that must stand and keys that may not, of one of the forms of a record."""
        choose = self.forms.get(kind.__name__)
        if choose is None:
            return frozenset(), frozenset()
        must, never = chance.at("form").pick(choose(self.world))
        return frozenset(must.split()), frozenset(never.split())


def every(kind: type[Record], names: str) -> Any:
    """Return a maker of a table of records over all ids of a kind."""

    def make_all(make: Maker, path: Path, chance: Chance, made: Any) -> dict[str, Any]:
        return {n: make.record(kind, (*path, n), chance.at(n)) for n in getattr(make.world, names)}

    return make_all


@cache
def _hints(kind: type[Record]) -> dict[str, Any]:
    return typing.get_type_hints(kind, include_extras=True)


def _kinds(inner: tuple[Any, ...]) -> list[Any]:
    return [kind for kind in inner if kind is not types.NoneType]
