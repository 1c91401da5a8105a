"""The base of all parts of a scenario: immutable, strict about keys, plain about types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, NoReturn, TypeVar, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError, core_schema

ID_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
_ID = re.compile(ID_PATTERN)
_DAYS = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) days?")
_MAX_TEXT = 20_000


def refuse(code: str, message: str, hint: str = "", *, item: int | str | None = None) -> NoReturn:
    """Raise a validation error that the reader turns into a located problem.

    ``item`` names the part of the value that is wrong: an index of a list or a key of a mapping.
    """
    context = {"hint": hint, "item": item, "message": message}
    raise PydanticCustomError(code, "{message}", context)


def shown(value: object) -> str:
    """Return a short form of a value for a message."""
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    if not isinstance(value, (str, int, float, Decimal)):
        return repr(value)
    text = str(value)
    return f"'{text[:60]}…'" if len(text) > 60 else f"'{text}'"


class Record(BaseModel):
    """A part of a scenario with named fields. Keys in files use hyphens where Python uses underscores."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        alias_generator=lambda name: name.rstrip("_").replace("_", "-"),
        arbitrary_types_allowed=True,
        defer_build=True,  # the schema of the whole is built once, when the first file is read
    )

    whole: ClassVar[bool] = False  # whether `parts` leaves it in one piece

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        """Return the keys that may stand in the file, in the order of the reference."""
        return tuple(f.alias or n for n, f in cls.model_fields.items())

    @model_validator(mode="before")
    @classmethod
    def _note_unknown_keys(cls, data: Any, info: ValidationInfo) -> Any:
        """Remember which class an unknown key was written for, so that its hint can name near keys."""
        if isinstance(data, dict) and info.context is not None:
            info.context.setdefault(id(data), cls)
        return data


K = TypeVar("K")
V = TypeVar("V")


class Table(dict[K, V]):
    """A mapping that cannot be changed; its order is the order in the file and has meaning."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a scenario is immutable: make a changed copy instead")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = _refuse
    __ior__ = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        key, value = get_args(source)
        return core_schema.no_info_after_validator_function(cls, handler(dict[key, value]))  # type: ignore[valid-type]


def _id(value: Any) -> str:
    if not isinstance(value, str):
        refuse("bad-id", f"an id was expected, found {shown(value)}", "write an id such as two-banks")
    if not _ID.fullmatch(value) or len(value) > 80:
        hint = "ids hold small letters, digits and single hyphens, at most 80 characters"
        suggestion = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")[:80]
        refuse("bad-id", f"{shown(value)} is not an id", f"{hint}: '{suggestion}'" if suggestion else hint)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        refuse("wrong-shape", f"text was expected, found {shown(value)}", "write text, or leave the key out")
    if len(value) > _MAX_TEXT:
        message = f"the text has {len(value):,} characters; at most {_MAX_TEXT:,} are accepted"
        refuse("text-too-long", message, "shorten it, or keep it in a document of its own")
    return value


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value == "true":
        return True
    if value == "false":
        return False
    refuse("not-true-false", f"true or false was expected, found {shown(value)}", "write `true` or `false`")


def _date(value: Any) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            refuse("impossible-date", f"{shown(value)} is not a day of the calendar", "year, month and day: 2020-01-19")
    refuse("not-a-date", f"a date was expected, found {shown(value)}", "write it as 2020-01-19")


class Days(Decimal):
    """A length of time in days."""

    def __str__(self) -> str:
        """Return the time as it is written in a file."""
        number = Decimal.__format__(self.normalize(), "f")
        return f"{number} day" if self == 1 else f"{number} days"

    def __format__(self, specifier: str, /) -> str:  # type: ignore[override]
        """Return the time as it is written in a file, aligned as asked."""
        return format(str(self), specifier)


def days(value: Any) -> Days:
    """Return a length of time written as ``90 days``."""
    if isinstance(value, Days):
        return value
    match = _DAYS.fullmatch(value) if isinstance(value, str) else None
    if not match:
        refuse("not-a-duration", f"a number of days was expected, found {shown(value)}", "write it as `90 days`")
    return Days(match[1])


def _listed(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else [value]


Id = Annotated[str, PlainValidator(_id), WithJsonSchema({"type": "string", "pattern": f"^{ID_PATTERN}$"})]
Words = Annotated[str, PlainValidator(_text), WithJsonSchema({"type": "string"})]


def is_words(field: FieldInfo) -> bool:
    """Return whether a field holds text for readers."""
    return any(isinstance(m, PlainValidator) and m.func is _text for m in field.metadata)


Flag = Annotated[bool, PlainValidator(_flag), WithJsonSchema({"type": "boolean"})]
Date = Annotated[
    date, PlainValidator(_date), PlainSerializer(str), WithJsonSchema({"type": "string", "format": "date"})
]
Duration = Annotated[
    Days,
    PlainValidator(days),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)? days?$"}),
]
Listed = BeforeValidator(_listed)


class Noted(Record):
    """A record that may carry a remark and the claims that it rests on."""

    because: tuple[Id, ...] = Field(default=(), description="Claims that this rests on.")
    note: Words = Field(default="", description="A remark for readers; where something was judged, why.")


Path = tuple[str | int, ...]


def parts(value: Any) -> list[tuple[Path, Any]]:
    """Return every part of a record with its path as it stands in the file, parts after what holds them.

    Estimates are not taken apart.
    """
    found: list[tuple[Path, Any]] = []
    stack: list[tuple[Path, Any]] = [((), value)]
    while stack:
        path, part = stack.pop()
        found.append((path, part))
        stack += [((*path, step), inner) for step, inner in reversed(_inside(part))]
    return found


def _inside(part: Any) -> list[tuple[str | int, Any]]:
    if isinstance(part, Record):
        if part.whole:
            return []
        fields = [(alias, getattr(part, name)) for name, alias in _names(type(part))]
        return [*fields, *(part.model_extra or {}).items()]
    if isinstance(part, dict):
        return [(str(key), item) for key, item in part.items()]
    if isinstance(part, tuple):
        return list(enumerate(part))
    return []


@cache
def _names(kind: type[Record]) -> tuple[tuple[str, str], ...]:
    return tuple((name, field.alias or name) for name, field in kind.model_fields.items())
