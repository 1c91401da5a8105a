"""What may happen by when: facts, events with hazards or dates, and questions."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, PlainSerializer, PlainValidator, Tag, WithJsonSchema, model_validator

from ripeness.scenario.characters import named, strange
from ripeness.scenario.estimate import Amount, Number, Share, plain
from ripeness.scenario.logic import Condition, When, meant, parse
from ripeness.scenario.record import (
    ID_PATTERN,
    Date,
    Days,
    Duration,
    Flag,
    Id,
    Noted,
    Record,
    Table,
    Words,
    days,
    refuse,
    shown,
)

BASELINES = ("cessation-bilateral", "preliminary-bilateral", "definitive-bilateral")


class Setting(Record):
    """A fact that an event makes true or false: ``truce`` or ``!truce``."""

    fact: Id
    value: Flag

    def __str__(self) -> str:
        return self.fact if self.value else f"!{self.fact}"


def _setting(value: Any) -> Setting:
    if isinstance(value, Setting):
        return value
    match = re.fullmatch(rf"(!?) ?({ID_PATTERN})", value) if isinstance(value, str) else None
    if not match:
        message = f"a fact was expected, found {shown(value)}"
        better = meant(value) if isinstance(value, str) else None
        if better and re.fullmatch(rf"(!?) ?({ID_PATTERN})", better):
            odd = "".join(f"{named(c)} is no sign of the format: " for c in strange(str(value))[:1])
            quoted = f'"{better}"' if better[0] == "!" else better
            refuse("bad-setting", message, f"{odd}write `{quoted}`", write=quoted)
        refuse("bad-setting", message, 'write truce, or "!truce" in quotes')
    return Setting(fact=match[2], value=not match[1])


Sets = Annotated[Setting, PlainValidator(_setting), PlainSerializer(str), WithJsonSchema({"type": "string"})]


def _step(value: Any) -> date | Days:
    if isinstance(value, (date, Days)):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            refuse("impossible-date", f"{shown(value)} is not a day of the calendar", "year, month and day: 2020-01-19")
    return days(value)


Step = Annotated[date | Days, PlainValidator(_step), PlainSerializer(str), WithJsonSchema({"type": "string"})]


class Hazard(Noted):
    """Chance per day: by the age of a fact, by the calendar, or by a named baseline."""

    baseline: Literal["cessation-bilateral", "preliminary-bilateral", "definitive-bilateral"] | None = Field(
        default=None, description="Rates of past ceasefires of this kind, by age."
    )
    age_of: Id | None = Field(default=None, description="The fact whose age counts.")
    since: Date | None = Field(default=None, description="Since when the fact holds, if it holds at the start.")
    from_: Table[Step, Amount] | None = Field(
        default=None, description="Rate per day from each age (`3 days`) or date on."
    )

    @model_validator(mode="before")
    @classmethod
    def _steps_differ(cls, data: Any) -> Any:
        written = data.get("from") if isinstance(data, dict) else None
        if isinstance(written, dict):
            ages = [m[1] for m in (re.fullmatch(r"([0-9.]+) days?", str(k)) for k in written) if m]
            if len({Decimal(a) for a in ages if re.fullmatch(r"[0-9]+(\.[0-9]+)?", a)}) < len(ages):
                refuse("bad-steps", "two steps of `from` are the same age", "keep one of them", item="from")
        return data

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.baseline is None) == (self.from_ is None):
            refuse("not-exactly-one", "a hazard has exactly one of baseline and from")
        if self.baseline and not self.age_of:
            refuse("age-missing", "a baseline counts from the age of a fact", "add `age-of: truce`")
        if self.from_ is not None:
            _steps_fit(list(self.from_), self.age_of)
        return self


def _steps_fit(steps: list[date | Days], age_of: str | None) -> None:
    ages = [s for s in steps if isinstance(s, Days)]
    if not steps or (ages and len(ages) != len(steps)):
        refuse("bad-steps", "`from` has steps of one kind: ages such as `3 days`, or dates", item="from")
    if ages and not age_of:
        refuse("age-missing", "steps in days need `age-of`, the fact whose age counts", item="from")
    if age_of and not ages:
        refuse("bad-steps", "with `age-of` the steps are ages such as `3 days`, not dates", item="from")
    if any(not a < b for a, b in pairwise(steps)):  # type: ignore[operator]
        refuse("bad-steps", "the steps of `from` must rise", item="from")
    if ages and ages[0] != 0:
        refuse("bad-steps", "the first age must be `0 days`", item="from")


def _hazard_kind(value: Any) -> str:
    return "<hazard>" if isinstance(value, Hazard) or (isinstance(value, dict) and "is" not in value) else "<rate>"


class Event(Noted):
    """Something that may happen and changes facts: at a rate while ``when`` holds, or ``on`` a day."""

    name: Words = Field(default="", description="What happens, in plain words.")
    when: When | None = Field(default=None, description="Facts that must hold for it to happen; omitted: always.")
    hazard: (
        Annotated[Annotated[Hazard, Tag("<hazard>")] | Annotated[Amount, Tag("<rate>")], Discriminator(_hazard_kind)]
        | None
    ) = Field(default=None, description="Chance per day.")
    chance: Share | None = Field(default=None, description="Chance on the day, or within the days of `within`.")
    within: Duration | None = Field(default=None, description="Days for `chance`, with nothing competing.")
    from_war: Id | None = Field(default=None, description="A war outcome whose rate it takes.")
    on: Date | None = Field(default=None, description="The day of a dated event.")
    put: Share | None = Field(default=None, description="Chance that the draft is put to the signatories at all.")
    sign: Id | None = Field(default=None, description="The draft that is put to its signatories on the day.")
    sets: tuple[Sets, ...] = Field(default=(), description="Facts that it makes true, or false with `!`.")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = {
            "hazard": self.hazard is not None,
            "chance and within": self.within is not None,
            "from-war": self.from_war is not None,
            "on": self.on is not None,
        }
        given = [name for name, there in kinds.items() if there]
        if len(given) != 1:
            hint = "hazard; chance with within; from-war; or on, with chance or sign"
            refuse("event-kind", f"an event has exactly one of four kinds, found {' and '.join(given) or 'none'}", hint)
        self._parts_fit()
        return self

    def _parts_fit(self) -> None:
        if self.within is not None:
            if self.chance is None:
                refuse("missing-key", "`within` needs `chance`", "add `chance: likely`")
            _less_than_one(self.chance)
            if self.within == 0:
                refuse("not-a-duration", "`within` must be longer than 0 days", item="within")
        elif self.chance is not None and self.on is None:
            refuse("chance-without-days", "`chance` needs `within`, or a day under `on`")
        if self.put is not None and self.sign is None:
            refuse("missing-key", "`put` needs `sign`, the draft that is put", "add `sign: draft-id`")
        if self.sign is not None and self.on is None:
            refuse("missing-key", "`sign` needs `on`, the day on which the draft is put")
        if self.sign is not None and self.chance is not None:
            refuse("not-exactly-one", "a signing has `put`, not `chance`: who signs comes from the valuation")


def _less_than_one(chance: Share) -> None:
    """Refuse a chance within some days from which no rate follows: 1, or what a double takes for 1."""
    for word, spread in (("is", chance.is_), ("else", chance.else_)):
        if spread is None or spread.high is None or float(spread.high) < 1:
            continue
        what = (
            "a chance of 1" if spread.high == 1 else f"a chance of {plain(spread.high)}, nearer to 1 than can be told,"
        )
        where = "" if word == "is" else " (without its claims)"
        refuse("chance-of-one", f"{what} within some days has no finite rate{where}", "use less than 1, or a date")


class Factor(Noted):
    """Multiplies an event's hazard while a condition holds."""

    event: Id = Field(description="The event whose hazard changes.")
    when: When = Field(description="While these facts hold.")
    times: Amount = Field(description="The factor; 1 changes nothing.")


class Effect(Noted):
    """Changes an estimate while a condition holds; effects act in file order."""

    when: When = Field(description="While these facts hold.")
    path: Words = Field(description="The number that changes, by its dotted path: `war.cost.north`.")
    sets: Number | None = Field(default=None, description="Its new value.")
    times: Number | None = Field(default=None, description="A factor.")
    add: Number | None = Field(default=None, description="A number to be added.")

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if sum(x is not None for x in (self.sets, self.times, self.add)) != 1:
            refuse("not-exactly-one", "an effect has exactly one of sets, times and add")
        return self


def _throughout(value: Any) -> Any:
    if isinstance(value, (Condition, bool)):
        return value
    if value in ("true", "false"):
        return value == "true"
    if not isinstance(value, str):
        refuse("bad-condition", f"a condition or true was expected, found {shown(value)}")
    return parse(value)


def _ends(value: Any) -> tuple[str, ...]:
    """Return the named ends; the word ``ends`` stands for all of them."""
    items = value if isinstance(value, (list, tuple)) else [value]
    if not items:
        refuse("empty", "`first-of` names no end", "write `ends`, or a list of their ids")
    for item in items:
        if not isinstance(item, str) or not re.fullmatch(ID_PATTERN, item):
            refuse("bad-id", f"`ends` or ids of ends were expected, found {shown(item)}", "first-of: ends")
    return tuple(items)


Throughout = Annotated[
    Condition | bool,
    PlainValidator(_throughout),
    PlainSerializer(lambda v: v if isinstance(v, bool) else str(v)),
    WithJsonSchema({"type": ["string", "boolean"]}),
]
Ends = Annotated[
    tuple[str, ...],
    PlainValidator(_ends),
    PlainSerializer(list),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class Given(Noted):
    """What a question takes as given."""

    p: When | None = Field(default=None, description="Facts that are given to have held, by or at a day.")
    by: Date | None = Field(default=None, description="Last day that counts.")
    at: Date | None = Field(default=None, description="The very day.")
    throughout: Throughout | None = Field(
        default=None,
        description="Facts given to hold on every day up to `until`; with `p`, true: on every day up to `by`.",
    )
    until: Date | None = Field(default=None, description="Last day of `throughout`.")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.p is not None:
            _time_fits(self.by, self.at, throughout=self.throughout is True)
            if self.until is not None or self.throughout not in (None, True, False):
                refuse("question-kind", "with `p`, write `throughout: true` and `by`")
        elif self.throughout in (None, True, False) or self.until is None or self.by or self.at:
            hint = "given: {p: condition, by: date}, or {throughout: condition, until: date}"
            refuse("question-kind", "`given` needs p with by or at, or throughout with until", hint)
        return self


def _time_fits(by: date | None, at: date | None, *, throughout: bool) -> None:
    if (by is None) == (at is None):
        refuse("question-kind", "a question about `p` has exactly one of by and at", "p by a day, or p at a day")
    if throughout and by is None:
        refuse("question-kind", "`throughout: true` needs `by`")


class Question(Noted):
    """Something to be answered with a probability, or with a time."""

    name: Words = Field(default="", description="The question in plain words.")
    p: When | None = Field(default=None, description="The chance of these facts, by or at a day.")
    by: Date | None = Field(default=None, description="Last day that counts.")
    at: Date | None = Field(default=None, description="The very day.")
    throughout: Flag = Field(default=False, description="Whether `p` is to hold on every day up to `by`.")
    given: Given | None = Field(default=None, description="What is taken as given.")
    first_of: Ends | None = Field(
        default=None, description="Which of these ends comes first: `ends` for all, or their ids."
    )
    time_to: When | None = Field(default=None, description="How long until these facts hold.")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if sum(x is not None for x in (self.p, self.first_of, self.time_to)) != 1:
            refuse("question-kind", "a question has exactly one of p, first-of and time-to")
        if self.p is not None:
            _time_fits(self.by, self.at, throughout=self.throughout)
        if self.first_of is not None and (self.by is None or self.at is not None):
            refuse("question-kind", "`first-of` needs `by`, the last day that counts")
        if self.time_to is not None and (self.by or self.at or self.given):
            refuse("question-kind", "`time-to` stands alone: the timeline's end is its horizon")
        if self.p is None and self.throughout:
            refuse("question-kind", "`throughout` goes with `p`")
        return self


class Timeline(Noted):
    """Facts, the events that change them, and what is asked."""

    until: Date = Field(description="Last day that is looked at.")
    facts: Annotated[Table[Id, Flag], Field(min_length=1)] = Field(
        description="What can be true or false, and which it is at the start."
    )
    latched: Table[Id, When] = Field(
        default=Table(), description="Facts that become and stay true once their condition has held."
    )
    events: Table[Id, Event] = Field(default=Table(), description="What may happen and changes facts.")
    factors: tuple[Factor, ...] = Field(default=(), description="What makes an event more or less likely.")
    effects: tuple[Effect, ...] = Field(default=(), description="What changes numbers of the scenario, in file order.")
    ends: Table[Id, When] = Field(default=Table(), description="Ways in which it ends, each by the facts that make it.")
    questions: Table[Id, Question] = Field(default=Table(), description="What is asked of the timeline.")
