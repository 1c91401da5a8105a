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

from ripeness.scenario.characters import as_id, foreign_letters, named, straight, strange

ID_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
_ID = re.compile(ID_PATTERN)
_DAYS = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,100})?) days?")
_MAX_TEXT = 20_000


def refuse(
    code: str, message: str, hint: str = "", *, item: int | str | None = None, write: str | None = None
) -> NoReturn:
    """Raise a validation error that the reader turns into a located problem.

    ``item`` names the part of the value that is wrong: an index of a list or a key of a mapping. ``write`` is what
    would be right in its place, where the hint types it out.
    """
    context = {"hint": hint, "item": item, "message": message, "write": write}
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


def is_id(text: str) -> bool:
    """Return whether a text may stand as an id."""
    return bool(_ID.fullmatch(text)) and len(text) <= 80


def not_an_id(text: str) -> tuple[str, str, str]:
    """Return the message that a text is no id, the hint, and the id that it could be (or empty)."""
    suggestion = as_id(text)
    rule = "ids hold small letters a-z, digits and single hyphens, at most 80 characters"
    why = "; ".join(foreign_letters(text)) or ", ".join(f"{named(c)} is in it" for c in strange(text))
    if text.rstrip().endswith(","):
        why = "no comma stands at the end of a line"
    hint = f"{why}; {rule}" if why else rule
    return f"{shown(text)} is not an id", f"{hint}: write `{suggestion}`" if suggestion else hint, suggestion


def _id(value: Any) -> str:
    if not isinstance(value, str):
        one = value[0] if isinstance(value, (list, tuple)) and len(value) == 1 and isinstance(value[0], str) else None
        hint = f"a single id stands here: write `{one}`" if one else "write one id, such as two-banks; no list"
        refuse("bad-id", f"an id was expected, found {shown(value)}", hint, write=one)
    if not is_id(value):
        message, hint, suggestion = not_an_id(value)
        refuse("bad-id", message, hint, write=suggestion or None)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        refuse("wrong-shape", f"text was expected, found {shown(value)}", "write text, or leave the key out")
    if len(value) > _MAX_TEXT:
        message = f"the text has {len(value):,} characters; at most {_MAX_TEXT:,} are accepted"
        refuse("text-too-long", message, "shorten it, or keep it in a document of its own")
    return value


_YES = ("true", "yes", "y", "on", "1", "wahr", "vrai", "t", "x", "taken")
_NO = ("false", "no", "n", "off", "0", "falsch", "faux", "f", "not taken")


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value == "true":
        return True
    if value == "false":
        return False
    word = straight(str(value)).strip(" \"'").lower() if isinstance(value, (str, int)) else ""
    meant = {**dict.fromkeys(_YES, "true"), **dict.fromkeys(_NO, "false")}.get(word)
    hint = f"in small letters, without quotes or other words: write `{meant}`" if meant else "write `true` or `false`"
    refuse("not-true-false", f"true or false was expected, found {shown(value)}", hint, write=meant)


def _date(value: Any) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            refuse("impossible-date", f"{shown(value)} is not a day of the calendar", "year, month and day: 2020-01-19")
    from ripeness.scenario import figures

    meant = figures.day(value) if isinstance(value, str) else None
    if meant and meant.text:
        hint = f"{meant.why}write `{meant.text}`"
        refuse("not-a-date", f"a date was expected, found {shown(value)}", hint, write=meant.text)
    hint = meant.why if meant else "year, month and day in digits: write it as 2020-01-19"
    refuse("not-a-date", f"a date was expected, found {shown(value)}", hint)


class Days(Decimal):
    """A length of time in days."""

    def __str__(self) -> str:
        """Return the time as it is written in a file."""
        number = Decimal.__format__(self, "f")
        number = number.rstrip("0").rstrip(".") if "." in number else number
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
        from ripeness.scenario import figures

        meant = figures.duration(value) if isinstance(value, str) else None
        message = f"a number of days was expected, found {shown(value)}"
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            refuse("not-a-duration", message, "a length of time stands here, no day: count the days, as in `90 days`")
        if meant:
            refuse("not-a-duration", message, f"{meant.why}write `{meant.text}`", write=meant.text)
        refuse("not-a-duration", message, "a number and its unit, days: write it as `90 days`")
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


def claims_of(part: Any) -> tuple[str, ...]:
    """Return the claims that a part of a scenario rests on; none where it is of a kind that names none.

    Not ``getattr``: a record that takes ids for keys has whatever ids a file gives it as attributes.
    """
    return part.because if "because" in getattr(type(part), "model_fields", ()) else ()


def note_of(part: Any) -> str:
    """Return the remark on a part of a scenario; empty where it is of a kind that has none."""
    return part.note if "note" in getattr(type(part), "model_fields", ()) else ""


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
