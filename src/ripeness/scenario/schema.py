"""The JSON Schema of format version 1 (draft 2020-12), made from the models, so that editors complete and explain.

It takes everything that the reader takes, as an editor sees it: with the scalars of YAML 1.2 typed. What a schema
cannot say (that ids exist, that ranges rise, that dates fit) is left to ``ripeness check``.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from ripeness.scenario.estimate import WORDS, Amount, Estimate, Number, Score, Share
from ripeness.scenario.evidence import Reading
from ripeness.scenario.graph import FROM_VALUES, Chanced, GraphPreference, StatePreference
from ripeness.scenario.logic import MAX_LENGTH, When
from ripeness.scenario.model import FORMAT, Scenario
from ripeness.scenario.record import ID_PATTERN, Date, Duration, Flag, Id, Listed, Record, Table, Words
from ripeness.scenario.timeline import Effect, Ends, Event, Hazard, Question, Sets, Step, Throughout

#: Name of the file that the header of a scenario points to.
FILE = f"ripeness-{FORMAT}.schema.json"
#: First line of a scenario: editors with a YAML language server look for it.
HEADER = f"# yaml-language-server: $schema={FILE}\n"

Json = dict[str, Any]

_NUMERAL = r"^[+-]?[0-9]{1,18}(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,2})?$"
_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_DAYS = r"^[0-9]{1,6}(\.[0-9]{1,6})? days?$"
_GRAMMAR = (
    "A condition in quotes: `issue=alternative` on packages, an option's id on graph states, a fact's id on timelines; "
    "`!` not, `&` and, `|` or, `->` if … then, `<->` exactly if, parentheses. `!` binds tightest, then `&`, `|`, `->`, "
    "`<->`."
)
_RANGE = "[low, high] or [low, most likely, high]"
_MAPPING = "{is, because, else, within, note}"

#: What an id, a text and the like are, and what is said of them where they stand.
_PLAIN: dict[str, Json] = {
    "id": {
        "description": "An id: small letters, digits and single hyphens.",
        "type": ["string", "integer"],
        "pattern": f"^{ID_PATTERN}$",
        "maxLength": 80,
        "minimum": 0,
    },
    "text": {"description": "Text.", "type": ["string", "number", "boolean"]},
    "flag": {"description": "true or false.", "enum": [True, False, "true", "false"]},
    "date": {"description": "A day: 2020-01-19.", "type": "string", "format": "date", "pattern": _DAY},
    "days": {"description": "A length of time: 90 days.", "type": "string", "pattern": _DAYS},
    "step": {"description": "An age (`3 days`) or a date.", "anyOf": [{"pattern": _DAYS}, {"pattern": _DAY}]},
    "condition": {
        "description": _GRAMMAR,
        "type": ["string", "integer"],
        "minLength": 1,
        "maxLength": MAX_LENGTH,
    },
    "fact": {
        "description": 'A fact that becomes true, or with `!` in quotes false: truce, "!truce".',
        "type": ["string", "integer"],
        "pattern": f"^!? ?{ID_PATTERN}$",
    },
    "path": {
        "description": "The dotted path of a number: war.strength.north",
        "type": "string",
        "pattern": r"^[a-z0-9-]+(\.[a-z0-9-]+)+$",
    },
}
_ALIASES: tuple[tuple[Any, str], ...] = (
    (Id, "id"),
    (Words, "text"),
    (Flag, "flag"),
    (Date, "date"),
    (Duration, "days"),
    (Step, "step"),
    (When, "condition"),
    (Sets, "fact"),
    (str, "path"),
)
_ESTIMATES: dict[type[Estimate], tuple[str, str]] = {
    Number: ("number", f"A number, {_RANGE}, or {_MAPPING}."),
    Amount: ("amount", f"0 or more: a number, {_RANGE}, or {_MAPPING}."),
    Score: ("score", f"0 to 100: a number, {_RANGE}, `unknown`, or {_MAPPING}."),
    Share: ("share", f"0 to 1: a number, {_RANGE}, a probability word, `unknown`, or {_MAPPING}."),
}

#: Of these keys exactly one must stand.
_EXACTLY_ONE: dict[type[Record], tuple[str, ...]] = {
    Reading: ("sets", "times", "add"),
    Effect: ("sets", "times", "add"),
    StatePreference: ("order", "ranking"),
    Chanced: ("order", "ranking"),
    Hazard: ("baseline", "from"),
    Event: ("hazard", "within", "from-war", "on"),
    Question: ("p", "first-of", "time-to"),
}
#: The first key needs the second.
_NEEDS: dict[type[Record], dict[str, list[str]]] = {
    Hazard: {"baseline": ["age-of"]},
    Event: {"within": ["chance"], "put": ["sign"], "sign": ["on"]},
}


def text() -> str:
    """Return the schema as the text of a file."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def schema() -> Json:
    """Return the schema of a scenario file of format version 1."""
    made = _Definitions()
    top = made.record(Scenario)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A scenario of ripeness, file format {FORMAT}",
        **top,
        "$defs": dict(sorted((_PLAIN | _estimates() | made.records).items())),
    }


class _Definitions:
    """Builds the schemas of records as they are met."""

    def __init__(self) -> None:
        self.records: dict[str, Json] = {}

    def record(self, kind: type[Record]) -> Json:
        """Return the schema of a record: one property for each key."""
        hints = typing.get_type_hints(kind, include_extras=True)
        fields = {field.alias or name: (field, hints[name]) for name, field in kind.model_fields.items()}
        found: Json = {
            "description": _sentence(kind),
            "type": "object",
            "properties": {key: self._property(field, hint) for key, (field, hint) in fields.items()},
            "additionalProperties": False,
        }
        required = [key for key, (field, _) in fields.items() if field.is_required()]
        if required:
            found["required"] = required
        extra = typing.get_args(hints.get("__pydantic_extra__", ()))
        if extra:
            found |= {"propertyNames": _ref("id"), "additionalProperties": self.of(extra[-1])}
        return found | _rules(kind)

    def of(self, hint: Any) -> Json:
        """Return the schema of what a type hint stands for."""
        for alias, name in _ALIASES:
            if hint == alias:
                return _ref(name)
        if hint is int:  # the version of the format
            return {"enum": [FORMAT, str(FORMAT)]}
        if hint == Throughout:
            return {"anyOf": [_ref("flag"), _ref("condition")]}
        if hint == Ends:
            return _or_listed(_ref("id"))
        origin, inner = typing.get_origin(hint), typing.get_args(hint)
        if origin is typing.Annotated:
            return self._annotated(inner[0], inner[1:])
        if origin is typing.Literal:
            words = [*inner, *(int(word) for word in inner if word.isdigit())]
            return {"enum": words} if len(words) > 1 else {"const": words[0]}
        if origin in (types.UnionType, typing.Union):
            return self._one_of([kind for kind in inner if kind is not types.NoneType])
        if origin is Table:
            return {"type": "object", "propertyNames": self.of(inner[0]), "additionalProperties": self.of(inner[1])}
        if origin is tuple:
            return {"type": "array", "items": self.of(inner[0])}
        return self._named(hint)

    def _named(self, kind: type[Record]) -> Json:
        if issubclass(kind, Estimate):
            return _ref(_ESTIMATES[kind][0])
        if kind.__name__ not in self.records:
            self.records[kind.__name__] = {}  # its place, before what it refers to
            self.records[kind.__name__] = self.record(kind)
        if kind is GraphPreference:
            return {"anyOf": [{"const": FROM_VALUES}, _ref(kind.__name__)]}
        return _ref(kind.__name__)

    def _annotated(self, hint: Any, with_: tuple[Any, ...]) -> Json:
        found = self.of(hint)
        return _or_listed(found["items"]) if Listed in with_ else found

    def _one_of(self, kinds: list[Any]) -> Json:
        """Return the schema of a choice between types; a mapping is told apart by the keys that it has."""
        if len(kinds) == 1:
            return self.of(kinds[0])
        choices = [self.of(kind) for kind in kinds]
        for kind, choice in zip(kinds, choices, strict=True):
            if typing.get_origin(typing.get_args(kind)[0] if typing.get_args(kind) else kind) is Table:
                choice["not"] = {"required": ["ranked" if _ref("Ranking") in choices else "is"]}
        return {"oneOf": choices}

    def _property(self, field: FieldInfo, hint: Any) -> Json:
        """Return the schema of one key: what it means, what it takes, and what holds when it is left out."""
        found = self.of(hint)
        if any(getattr(bound, "min_length", 0) for bound in field.metadata):
            found = _not_empty(found)
        said = [(field.description or "").replace("``", "`"), _form(found)]
        found = {"description": " ".join(filter(None, said)), **found}
        default = _default(field)
        return found if default is None else {**found, "default": default}


def _ref(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def _or_listed(item: Json) -> Json:
    """Return the schema of a list that may be written as its only item."""
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}


def _not_empty(found: Json) -> Json:
    bound = {"object": "minProperties", "array": "minItems"}.get(found.get("type", ""))
    return {**found, bound: 1} if bound else found


def _sentence(kind: type[Record]) -> str:
    return " ".join((kind.__doc__ or "").split("\n\n")[0].split()).replace("``", "`")


def _form(found: Json) -> str:
    """Return in words how a number or condition is written, to be shown beside what it means."""
    name = found.get("$ref", "").removeprefix("#/$defs/")
    forms = dict(_ESTIMATES.values()) | {"condition": _GRAMMAR}
    return forms.get(name, "")


def _default(field: FieldInfo) -> Any:
    """Return what a key means when it is left out, where that can be written in a file."""
    default = field.get_default()
    if isinstance(default, Estimate):
        return int(default.is_.mode or 0)
    return None if default in (None, PydanticUndefined, "", ()) or default == {} else default


def _rules(kind: type[Record]) -> Json:
    """Return what a record asks of its keys together."""
    rules: Json = {}
    if kind in _EXACTLY_ONE:
        rules["oneOf"] = [{"required": [key]} for key in _EXACTLY_ONE[kind]]
    if kind is GraphPreference:
        rules["oneOf"] = [{"required": [key]} for key in ("order", "ranking", "any")]
        rules["oneOf"].append({"required": [FROM_VALUES], "properties": {FROM_VALUES: {"enum": [True, "true"]}}})
    if kind in _NEEDS:
        rules["dependentRequired"] = _NEEDS[kind]
    return rules


def _estimates() -> dict[str, Json]:
    """Return the forms of a number: alone, as a value with range or word, and with its evidence."""
    made: dict[str, Json] = {}
    for kind, (name, form) in _ESTIMATES.items():
        made[f"{name}-numeral"] = _numeral(kind)
        made[f"{name}-value"] = _value(name, words=kind is Share, unknown=None not in kind.bounds)
        made[name] = {"description": form, "anyOf": [_ref(f"{name}-value"), _mapping(name, kind)]}
    return made


def _numeral(kind: type[Estimate]) -> Json:
    low, high = kind.bounds
    bounds = {"minimum": low, "maximum": high}
    number = {"type": "number", **{key: int(bound) for key, bound in bounds.items() if bound is not None}}
    return {"anyOf": [number, {"type": "string", "pattern": _NUMERAL}]}


def _value(name: str, *, words: bool, unknown: bool) -> Json:
    numeral = _ref(f"{name}-numeral")
    forms: list[Json] = [
        numeral,
        {
            "description": f"A range: {_RANGE}.",
            "type": "array",
            "items": numeral,
            "minItems": 2,
            "maxItems": 3,
        },
    ]
    if words:
        forms.append({"description": _words(), "enum": list(WORDS)})
    if unknown:
        forms.append({"description": "Nothing is known: drawn from the whole range of the field.", "const": "unknown"})
    return {"anyOf": forms}


def _words() -> str:
    return "Probability words: " + ", ".join(f"{w} {_plain(low)} to {_plain(high)}" for w, (low, high) in WORDS.items())


def _plain(number: Decimal) -> str:
    return f"{number:f}"


def _mapping(name: str, kind: type[Estimate]) -> Json:
    fields = Estimate.model_fields
    said: Mapping[str, str | None] = {field.alias or n: field.description for n, field in fields.items()}
    finite = None not in kind.bounds
    unknown: Json = {"const": "unknown"}
    value = _ref(f"{name}-value") if finite else {"anyOf": [_ref(f"{name}-value"), unknown]}
    found: Json = {
        "type": "object",
        "properties": {
            "is": {"description": said["is"], **value},
            "because": {"description": said["because"], "type": "array", "items": _ref("id")},
            "else": {"description": said["else"], **value},
            "within": {
                "description": said["within"],
                "type": "array",
                "items": _ref(f"{name}-numeral"),
                "minItems": 2,
                "maxItems": 2,
            },
            "note": {"description": said["note"], **_ref("text")},
        },
        "required": ["is"],
        "additionalProperties": False,
        "dependentRequired": {"else": ["because"]},
    }
    if not finite:  # an unknown has no range of its own to be drawn from
        found["if"] = {
            "anyOf": [
                {"properties": {"is": unknown}, "required": ["is"]},
                {"properties": {"else": unknown}, "required": ["else"]},
                {"properties": {"because": {"minItems": 1}}, "required": ["because"], "not": {"required": ["else"]}},
            ]
        }
        found["then"] = {"required": ["within"]}
    return found


__all__ = ["FILE", "HEADER", "schema", "text"]
