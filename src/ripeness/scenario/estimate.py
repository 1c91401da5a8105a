"""Estimates: numbers that may carry a range, and the claims behind them (docs/methods/draws.md).

=====================  =====================  ==========================================
written                central value          drawn from
=====================  =====================  ==========================================
``62``                 62                     62
``[55, 70]``           62.5                   uniform on the range
``[55, 60, 75]``       60                     PERT (beta with shape 4)
``likely``             middle of the word     uniform on the word's range (0-1 fields only)
``unknown``            none                   uniform on the admissible range, or ``within``
=====================  =====================  ==========================================

Literals stay decimals, so that exact engines can bring them to integers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema, field_validator, model_validator

from ripeness.scenario.record import Id, Record, Words, refuse, shown
from ripeness.scenario.tree import NOTHING, List, Map

MAX_BEFORE = 40  # digits before the point
MAX_AFTER = 100  # and after it: a double prints at most 17 that count, but some programs print all that it holds
NUMBER = re.compile(rf"[+-]?[0-9]{{1,{MAX_BEFORE}}}(\.[0-9]{{1,{MAX_AFTER}}})?([eE][+-]?[0-9]{{1,3}})?")
_PLAIN = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_SPELT = 14  # characters up to which a number is spelt without an exponent
DIGITS = 400  # more than the sum or product of two literals has, so that nothing is rounded

#: Probability words and their ranges: US Intelligence Community Directive 203 (2015), section D.6.e(2)(a).
WORDS: dict[str, tuple[Decimal, Decimal]] = {
    word: (Decimal(low), Decimal(high))
    for low, high, words in (
        ("0.01", "0.05", ("almost no chance", "remote")),
        ("0.05", "0.20", ("very unlikely", "highly improbable")),
        ("0.20", "0.45", ("unlikely", "improbable")),
        ("0.45", "0.55", ("roughly even chance", "roughly even odds")),
        ("0.55", "0.80", ("likely", "probable")),
        ("0.80", "0.95", ("very likely", "highly probable")),
        ("0.95", "0.99", ("almost certain", "nearly certain")),
    )
    for word in words
}

Shape = Literal["point", "uniform", "pert", "ranked", "unknown"]
Bounds = tuple[Decimal | None, Decimal | None]

_NUMBER_BOUNDS: Bounds = (None, None)
_AMOUNT_BOUNDS: Bounds = (Decimal(0), None)
_SCORE_BOUNDS: Bounds = (Decimal(0), Decimal(100))
SHARE_BOUNDS: Bounds = (Decimal(0), Decimal(1))


@dataclass(frozen=True, slots=True)
class Spread:
    """What is said about a number: one value, a range, a range with a most likely value, or nothing.

    ``low``, ``mode`` and ``high`` are None where ``shape`` does not have them; an unknown has none of the three.
    ``ranked`` is a middle alternative of a ranking: its bounds are those of the scale, its mode equally spaced.
    """

    shape: Shape
    low: Decimal | None = None
    mode: Decimal | None = None
    high: Decimal | None = None
    word: str | None = None

    @property
    def central(self) -> Decimal | None:
        """Most likely value; None when unknown."""
        if self.shape == "uniform" and self.low is not None and self.high is not None:
            with localcontext(prec=DIGITS):
                return (self.low + self.high) / 2
        return self.mode

    def __str__(self) -> str:
        """Return the spread as it is written in a file."""
        if self.shape == "unknown":
            return "unknown"
        if self.word:
            return self.word
        numbers = [n for n in (self.low, self.mode, self.high) if n is not None]
        return plain(numbers[0]) if self.shape == "point" else f"[{', '.join(map(plain, numbers))}]"


UNKNOWN = Spread("unknown")


def point(value: Decimal | int | str) -> Spread:
    """Return the spread of a number that is certain."""
    number = Decimal(value)
    return Spread("point", number, number, number)


def plain(number: Decimal) -> str:
    """Return a decimal without trailing zeros, and without an exponent where that takes no string of zeros.

    >>> plain(Decimal("0.500")), plain(Decimal("1e30")), plain(Decimal("1.5e-12"))
    ('0.5', '1e30', '1.5e-12')
    """
    text = _long(number)
    if len(text) <= _SPELT:
        return text
    sign, digits, exponent = number.as_tuple()
    figures = "".join(map(str, digits)).rstrip("0")
    shift = int(exponent) + len(digits) - 1
    short = f"{'-' * sign}{figures[0]}{'.' * (len(figures) > 1)}{figures[1:]}e{shift}"
    return short if len(short) < len(text) - 3 else text


def _long(number: Decimal) -> str:
    """Return a decimal without exponent or trailing zeros."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def spread(value: Any, bounds: Bounds = _NUMBER_BOUNDS) -> Spread:
    """Return the spread that a value of a file, or a Python number or list, stands for.

    ``bounds`` are those of the field, for the hint where it is no number.
    """
    if isinstance(value, Spread):
        return value
    if isinstance(value, (list, tuple)):
        if joined := _joined(value):
            message = f"a comma parts numbers: these are {len(value)}, not {len(joined)}"
            written = f"[{', '.join(joined)}]"
            refuse("bad-range", message, f"{_COMMAS[any('.' in n for n in joined)]}: write `{written}`", write=written)
        if len(value) == 1 and isinstance(value[0], str):
            from ripeness.scenario.hints import meant_by

            meant = meant_by(value[0], bounds)
            if meant and meant.text.startswith("["):
                refuse(
                    "bad-range",
                    "a comma and a blank part the numbers of a range",
                    f"write `{meant.text}`",
                    write=meant.text,
                )
        return _range([_number(item, index, bounds) for index, item in enumerate(value)])
    if isinstance(value, str) and value == "unknown":
        return UNKNOWN
    if isinstance(value, str) and value in WORDS:
        low, high = WORDS[value]
        return Spread("uniform", low, None, high, word=value)
    return point(_number(value, None, bounds))


_COMMAS = {True: "a decimal number has a point", False: "no separators of thousands"}


def _joined(items: Any) -> list[str] | None:
    """Return the numbers of a list that was written with decimal commas: ``[0,3, 0,45, 0,6]``; None where it was not.

    A comma with no blank after it beside others that have one is a decimal comma where the numbers could not
    stand as they are, or where the first begins with ``0,``. With no blanks at all, two and two belong together
    where there are more numbers than a range has.
    """
    if not isinstance(items, List) or not 3 <= len(items) <= 6 or not all(isinstance(i, str) for i in items):
        return None
    if not all(re.fullmatch(r"[+-]?[0-9]+", i) for i in items):
        return None
    columns = [mark.value for mark in items.marks]
    tight = [b[0] == a[0] and b[1] == a[1] + len(i) + 1 for i, a, b in zip(items, columns, columns[1:], strict=False)]
    if all(tight):
        pairs = [f"{a}.{b}" for a, b in zip(items[::2], items[1::2], strict=False)]
        return pairs if len(items) in (4, 6) else None
    numbers = [items[0]]
    for item, close in zip(items[1:], tight, strict=True):
        if close and "." in numbers[-1]:
            return None
        numbers[-1:] = [f"{numbers[-1]}.{item}"] if close else [numbers[-1], item]
    stands = len(items) == 3 and [Decimal(i) for i in items] == sorted(Decimal(i) for i in items)
    if len(numbers) not in (2, 3) or not any(tight) or (stands and items[0] != "0"):
        return None
    groups = [n for n in numbers if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", n)]  # 35,000: thousands
    return [n.replace(".", "") if groups and len(groups) == len(numbers) else n for n in numbers]


def _range(numbers: list[Decimal]) -> Spread:
    if len(numbers) not in (2, 3):
        message = f"a range has two numbers (low, high) or three (low, most likely, high), not {len(numbers)}"
        refuse("bad-range", message, "write [low, high] or [low, most likely, high]")
    if numbers != sorted(numbers):
        ordered = ", ".join(plain(n) for n in sorted(numbers))
        written = f"[{ordered}]"
        message = "the numbers of a range must rise from left to right"
        refuse("range-upside-down", message, f"write `{written}`", write=written)
    if numbers[0] == numbers[-1]:
        return point(numbers[0])
    if len(numbers) == 2:
        return Spread("uniform", numbers[0], None, numbers[1])
    return Spread("pert", numbers[0], numbers[1], numbers[2])


def _number(value: Any, item: int | None = None, bounds: Bounds = _NUMBER_BOUNDS) -> Decimal:
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        number = Decimal(str(value))
    elif isinstance(value, str) and NUMBER.fullmatch(value):
        number = Decimal(value)
    else:
        from ripeness.scenario.hints import number_hint

        hint, write = number_hint(value, bounds, one=item is not None)
        refuse("not-a-number", f"a number was expected, found {shown(value)}", hint, item=item, write=write)
    if not number.is_finite() or (number and not -30 <= number.adjusted() <= 30):
        hint = "choose a unit in which it lies between 1e-30 and 1e30, such as thousands or millions"
        refuse("not-a-number", f"{shown(value)} is not a finite number of usual size", hint, item=item)
    return number or Decimal(0)  # 0e-999 has no digits worth keeping


def _written(value: Spread) -> Any:
    if value.shape == "point" and value.mode is not None:
        return saved(value.mode)
    if value.shape == "unknown" or value.word:
        return str(value)
    return [saved(n) for n in (value.low, value.mode, value.high) if n is not None]


def saved(number: Decimal) -> str:
    """Return a decimal as the reader accepts it: plain, with an exponent where it has more digits than may be."""
    text = _long(number)
    if _PLAIN.fullmatch(text):
        return text
    sign, digits, exponent = number.as_tuple()
    figures = "".join(map(str, digits)).rstrip("0")
    shift = int(exponent) + len(digits) - min(18, len(figures))
    whole, rest = figures[:18], figures[18:]
    return f"{'-' * sign}{whole}{'.' * bool(rest)}{rest}e{shift}"


def _within(bounds: Bounds) -> Any:
    """Return a validator of spreads whose numbers must lie in ``bounds``."""
    low, high = bounds

    def check(value: Any) -> Spread:
        found = spread(value, bounds)
        if found.word and bounds != SHARE_BOUNDS:
            message = f"'{found.word}' stands for a chance; a number was expected here"
            refuse("word-needs-probability", message, "write a number or a range on the scale of this field")
        for number in (found.low, found.mode, found.high):
            if number is not None and ((low is not None and number < low) or (high is not None and number > high)):
                from ripeness.scenario.hints import scale_hint

                hint, write = scale_hint(bounds, found)
                refuse("out-of-range", f"{plain(number)} is outside {_bounds_text(bounds)}", hint, write=write)
        return found

    return PlainValidator(check)


def _bounds_text(bounds: Bounds) -> str:
    low, high = bounds
    if high is None:
        return f"the numbers from {low} up"
    return f"{low} to {high}"


_JSON_NUMBER: dict[str, Any] = {
    "anyOf": [
        {"type": "number"},
        {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 3},
        {"enum": [*WORDS, "unknown"]},
    ]
}
_SAVED = (PlainSerializer(_written), WithJsonSchema(_JSON_NUMBER))


class Estimate(Record):
    """A number with its uncertainty and its evidence.

    ``is`` alone may be written without the key: ``trust: [0.3, 0.5]`` is ``trust: {is: [0.3, 0.5]}``.
    """

    bounds: ClassVar[Bounds] = _NUMBER_BOUNDS
    whole: ClassVar[bool] = True

    is_: Annotated[Spread, _within(_NUMBER_BOUNDS), *_SAVED] = Field(description="Number, range, word or unknown.")
    because: tuple[Id, ...] = Field(default=(), description="Claims that the number rests on.")
    else_: Annotated[Spread, _within(_NUMBER_BOUNDS), *_SAVED] | None = Field(
        default=None, description="What would be assumed without those claims (default: unknown)."
    )
    within: Annotated[Spread, _within(_NUMBER_BOUNDS), *_SAVED] | None = Field(
        default=None, description="Admissible range of an unknown where the field has no finite one."
    )
    note: Words = Field(default="", description="A remark; for a judged number, why.")

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, data: Any) -> Any:
        bare = isinstance(data, Map) and len(data) in (2, 3) and all(v is NOTHING for v in data.values())
        if bare and all(NUMBER.fullmatch(k) for k in data):
            written = f"[{', '.join(data)}]"
            refuse("bad-range", "a range stands in brackets", f"write `{written}`", write=written)
        return data if isinstance(data, (dict, Estimate)) else {"is": data}

    @field_validator("within")
    @classmethod
    def _is_range(cls, value: Spread | None) -> Spread | None:
        if value is not None and (value.shape != "uniform" or value.word):
            refuse("bad-range", "`within` must be a range of two numbers, low and high", "write [low, high]")
        return value

    @model_validator(mode="after")
    def _can_be_drawn(self) -> Self:
        unknown = UNKNOWN in (self.is_, self.else_) or (self.because and self.else_ is None)
        finite = None not in self.bounds or self.within is not None
        if self.is_ == UNKNOWN and not finite:
            hint = "write {is: unknown, within: [low, high]}"
            refuse("unbounded-unknown", "this number has no finite range, so an unknown needs `within`", hint)
        if self.because and self.else_ is None and not finite:
            hint = "add `else`, or `within` if it would then be unknown"
            refuse("else-missing", "without its claims this number would have no finite range", hint)
        if self.else_ == UNKNOWN and not finite:
            refuse("unbounded-unknown", "`else: unknown` needs `within` here", "add `within: [low, high]`")
        if self.within is not None and not unknown:
            refuse(
                "within-unused", "`within` is for unknowns only", "write the range as the number itself", item="within"
            )
        if self.else_ is not None and not self.because:
            refuse(
                "else-unused", "`else` is what is assumed without the claims, but there is no `because`", item="else"
            )
        return self

    @property
    def central(self) -> Decimal | None:
        """Most likely value; None when unknown."""
        return self.is_.central

    @property
    def drawn(self) -> Spread:
        """What the number is drawn from: an unknown becomes its whole admissible range."""
        return self.is_ if self.is_.shape != "unknown" else self._admissible()

    def without_evidence(self) -> Self:
        """Return the estimate as it would stand without its claims."""
        if not self.because:
            return self
        assumed = self.else_ or UNKNOWN
        changes: dict[str, Any] = {"is_": assumed, "because": (), "else_": None}
        if assumed != UNKNOWN:
            changes["within"] = None
        return self.model_copy(update=changes)

    def admits(self, number: Decimal) -> bool:
        """Return whether a number lies in the admissible range of the field."""
        low, high = self.bounds
        return (low is None or number >= low) and (high is None or number <= high)

    def _admissible(self) -> Spread:
        low, high = (self.within.low, self.within.high) if self.within else self.bounds
        if low is None or high is None:  # pragma: no cover - refused by the reader
            raise ValueError("an unknown without a finite range")
        return Spread("unknown", low, None, high)


class Number(Estimate):
    """Any number: reservations, bonuses, inducements."""


class Amount(Estimate):
    """A number from 0 up: weights, strengths, costs, noise, relief, betrayal, exposure."""

    bounds: ClassVar[Bounds] = _AMOUNT_BOUNDS
    is_: Annotated[Spread, _within(_AMOUNT_BOUNDS), *_SAVED]
    else_: Annotated[Spread, _within(_AMOUNT_BOUNDS), *_SAVED] | None = None
    within: Annotated[Spread, _within(_AMOUNT_BOUNDS), *_SAVED] | None = None


class Score(Estimate):
    """A number from 0 to 100: values of alternatives, positions."""

    bounds: ClassVar[Bounds] = _SCORE_BOUNDS
    is_: Annotated[Spread, _within(_SCORE_BOUNDS), *_SAVED]
    else_: Annotated[Spread, _within(_SCORE_BOUNDS), *_SAVED] | None = None
    within: Annotated[Spread, _within(_SCORE_BOUNDS), *_SAVED] | None = None


class Share(Estimate):
    """A number from 0 to 1: chances, trust, firmness, willingness, salience, guarantees, sway."""

    bounds: ClassVar[Bounds] = SHARE_BOUNDS
    is_: Annotated[Spread, _within(SHARE_BOUNDS), *_SAVED]
    else_: Annotated[Spread, _within(SHARE_BOUNDS), *_SAVED] | None = None
    within: Annotated[Spread, _within(SHARE_BOUNDS), *_SAVED] | None = None
