"""Sources, claims and their other readings. Grades follow the Admiralty system, judged apart."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from ripeness.scenario.estimate import Number
from ripeness.scenario.record import Date, Flag, Id, Record, Table, Words, refuse

#: A source's reliability, and a claim's credibility (Admiralty system: NATO STANAG 2511, annex).
RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
CREDIBILITY = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "truth cannot be judged",
}


class Source(Record):
    """Where claims come from."""

    title: Words = Field(description="Title of the document.")
    author: Words = Field(default="", description="Person or body that wrote it.")
    publisher: Words = Field(default="", description="Where it appeared.")
    date: Date | None = Field(default=None, description="Day of publication.")
    later: Flag = Field(default=False, description="Whether it is known to have come after `as_of`.")
    grade: Literal["A", "B", "C", "D", "E", "F"] = Field(description="Reliability, A (completely) to F (unknown).")
    confidential: Flag = Field(default=False, description="Reports show its id and grade only, unless asked.")
    url: Words = Field(default="", description="Where it can be found.")
    note: Words = Field(default="", description="A remark, for instance on the outlet.")


class ReadingEffect(Record):
    """What happens to written estimates: exactly one of ``sets``, ``times`` and ``add``, by dotted path."""

    sets: Table[str, Number] | None = Field(default=None, description="New numbers, by dotted path.")
    times: Table[str, Number] | None = Field(default=None, description="Factors, by dotted path.")
    add: Table[str, Number] | None = Field(default=None, description="Numbers to be added, by dotted path.")

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        given = [name for name in ("sets", "times", "add") if getattr(self, name) is not None]
        if len(given) != 1:
            refuse("not-exactly-one", "a reading has exactly one of sets, times and add", f"found: {given or 'none'}")
        return self


class Reading(ReadingEffect):
    """Another way to read an ambiguous sentence, and what would follow for the numbers."""

    says: Words = Field(description="The other reading, in our words.")
    note: Words = Field(default="", description="A remark for readers.")


class Claim(Record):
    """One thing that one source says, in our words."""

    source: Id = Field(description="The source that says it.")
    at: Words = Field(default="", description="Where in the source: page, paragraph, section heading.")
    says: Words = Field(description="What it says, paraphrased.")
    grade: Literal["1", "2", "3", "4", "5", "6"] = Field(description="Credibility, 1 (confirmed) to 6 (unknown).")
    readings: Table[Id, Reading] = Field(default=Table(), description="Other ways to read it.")
    note: Words = Field(default="", description="A remark for readers.")
