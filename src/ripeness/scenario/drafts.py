"""Drafts: packages on the table, who is to sign them, and what has been observed."""

from __future__ import annotations

from pydantic import Field

from ripeness.scenario.estimate import Share
from ripeness.scenario.parties import Package
from ripeness.scenario.record import Date, Flag, Id, Noted, Record, Table, Words


class Version(Noted):
    """Another text that the draft may really be; laid over the draft's package."""

    title: Words = Field(default="", description="What this text is called.")
    chance: Share = Field(description="Chance that this is the text; the rest is the draft itself.")
    package: Package = Field(default=Table(), description="The issues that it settles otherwise than the draft.")


class Observed(Record):
    """Who has been seen to sign, and who to refuse."""

    on: Date | None = Field(default=None, description="Day on which it was seen.")
    signed: tuple[Id, ...] = Field(default=(), description="Signatories that signed.")
    refused: tuple[Id, ...] = Field(default=(), description="Signatories that refused.")
    because: tuple[Id, ...] = Field(default=(), description="Claims that this rests on.")
    note: Words = Field(default="", description="A remark for readers.")


class Draft(Noted):
    """A package on the table."""

    title: Words = Field(default="", description="What the draft is called.")
    date: Date | None = Field(default=None, description="Day of the text.")
    later: Flag = Field(default=False, description="Whether it is known to have come after `as_of`.")
    package: Package = Field(description="The issues that it settles; the others are as now.")
    signatories: tuple[Id, ...] | None = Field(default=None, description="Who is to sign; omitted: all parties.")
    guarantees: tuple[Id, ...] = Field(default=(), description="Guarantees that are part of the draft.")
    may_guarantee: tuple[Id, ...] = Field(default=(), description="Guarantees that could be added.")
    versions: Table[Id, Version] = Field(default=Table(), description="Rival texts.")
    observed: Observed | None = Field(default=None, description="Signatures and refusals seen.")
