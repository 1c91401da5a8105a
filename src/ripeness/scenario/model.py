"""A scenario: what is said about one conflict, immutable, read from one text file (format version 1)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Protocol, Self

from pydantic import Field, PlainValidator, PrivateAttr

from ripeness.errors import Place
from ripeness.scenario.allow import Allowance
from ripeness.scenario.conference import Conference
from ripeness.scenario.drafts import Draft
from ripeness.scenario.estimate import Estimate, Share
from ripeness.scenario.evidence import Claim, Source
from ripeness.scenario.graph import Graph
from ripeness.scenario.logic import When
from ripeness.scenario.names import distinct
from ripeness.scenario.parties import OMITTED, Actor, Issue, Preferences, Ranking, Rule
from ripeness.scenario.record import Date, Id, Noted, Path, Record, Table, Words, parts, refuse, shown
from ripeness.scenario.ties import Tie
from ripeness.scenario.timeline import Timeline
from ripeness.scenario.war import War

FORMAT = 1

#: Who may have made a forecast besides a source of the file.
FORECASTERS = ("analyst", "ripeness")


def _version(value: object) -> int:
    if value in (FORMAT, str(FORMAT)):
        return FORMAT
    text = str(value) if isinstance(value, (str, int)) else ""
    if re.fullmatch("[1-9][0-9]*", text) and (len(text), text) > (len(str(FORMAT)), str(FORMAT)):
        message = f"the file is of format {shown(value)}; this ripeness reads format {FORMAT}"
        refuse("newer-format", message, "update ripeness")
    message = f"`ripeness: {FORMAT}` was expected, found {shown(value)}"
    return refuse("bad-version", message, f"write `{FORMAT}`", write=str(FORMAT))


class PlaceFinder(Protocol):
    """Finds the parts of a scenario in the file that it was read from."""

    def __call__(self, path: str | Path, *, key: bool = False) -> Place | None:
        """Return where a part or its key stands, or the deepest part above it that does."""

    @property
    def allowances(self) -> tuple[Allowance, ...]:
        """Comments that silence warnings."""

    @property
    def cut_texts(self) -> tuple[tuple[Path, str, str], ...]:
        """Texts that a comment may have cut off, by their paths, and that comment."""


class Forecast(Noted):
    """A question with resolution criteria, a date and a probability, locked when made."""

    question: Words = Field(description="The question, so that it can be decided later.")
    resolves: Words = Field(default="", description="How it will be decided.")
    asked: Date = Field(description="Day on which it was made.")
    by: Date = Field(description="Last day that counts.")
    probability: Share = Field(description="The forecast chance of yes.")
    made_by: Id = Field(description="A source, `analyst` or `ripeness`.")
    asks: When | None = Field(default=None, description="Timeline question that it corresponds to; `!` negates.")
    outcome: Literal["yes", "no", "unknown"] = Field(default="unknown", description="What happened.")
    resolved_by: Words = Field(default="", description="What decided it.")


class Scenario(Record):
    """A conflict negotiation with its evidence."""

    ripeness: Annotated[int, PlainValidator(_version)] = Field(description="Version of the file format: 1.")
    id: Id = Field(description="Short name of the scenario.")
    title: Words = Field(default="", description="What the scenario is called.")
    as_of: Date | None = Field(default=None, alias="as_of", description="Day on which the scenario stands.")
    summary: Words = Field(default="", description="The situation in a few sentences.")
    note: Words = Field(default="", description="A remark for readers.")
    sources: Table[Id, Source] = Field(default=Table(), description="Where claims come from, each with a grade.")
    claims: Table[Id, Claim] = Field(default=Table(), description="What sources say, each with a grade.")
    actors: Annotated[Table[Id, Actor], Field(min_length=1)] = Field(description="Everyone with preferences.")
    issues: Annotated[Table[Id, Issue], Field(min_length=1)] = Field(description="What is talked about.")
    rules: tuple[Rule, ...] = Field(default=(), description="Clauses that cannot stand together.")
    preferences: Table[Id, Preferences] = Field(
        default=Table(), description="What each actor wants, under the actor's id."
    )
    war: War | None = Field(default=None, description="What fighting on would bring and cost.")
    ties: Table[Id, Tie] = Field(default=Table(), description="Who could move whom: five kinds.")
    drafts: Table[Id, Draft] = Field(default=Table(), description="The texts on the table.")
    graph: Graph | None = Field(default=None, description="Options and moves: who would move from which state.")
    conference: Conference | None = Field(default=None, description="Where many stakeholders stand on scales.")
    timeline: Timeline | None = Field(default=None, description="What may happen by when.")
    forecasts: Table[Id, Forecast] = Field(default=Table(), description="Questions with a probability, to be scored.")

    _places: PlaceFinder | None = PrivateAttr(default=None)
    _changes: tuple[Mapping[str, Any], ...] = PrivateAttr(default=())

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some fields changed; what was worked out from the old fields is worked out anew."""
        copy = super().model_copy(update=update, deep=deep)
        for name, value in vars(type(self)).items():
            if isinstance(value, cached_property):
                vars(copy).pop(name, None)
        return copy

    @property
    def changes(self) -> tuple[Mapping[str, Any], ...]:
        """What was changed for a question since the file was read, in order: plain data; results carry it."""
        return self._changes

    def noted(self, **change: Any) -> Self:
        """Return a copy that remembers one more change: ``what`` was done, and to what."""
        copy = self.model_copy()
        copy._changes = (*self._changes, change)  # noqa: SLF001 - a copy of its own
        return copy

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the meaning: blind to layout, comments and quoting; sensitive to order of ids."""
        content = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return hashlib.sha256(json.dumps(content, separators=(",", ":"), ensure_ascii=True).encode()).hexdigest()

    @cached_property
    def parts(self) -> tuple[tuple[Path, Any], ...]:
        """Every part of the scenario with its path as it stands in the file."""
        return tuple(parts(self)[1:])

    @cached_property
    def estimates(self) -> Mapping[str, Estimate]:
        """Every estimate by its dotted path: those written, ranked values, and omitted values (unknown)."""
        found: dict[str, Estimate] = {}
        for path, part in self.parts:
            if path[:1] == ("claims",):  # what other readings would set is no estimate of this scenario
                continue
            if isinstance(part, Estimate):
                found[".".join(map(str, path))] = part
            elif isinstance(part, Ranking):
                found |= {".".join(map(str, (*path, a))): part.central(a) for a in part.ranked}
        for actor, preferences in self.preferences.items():
            for issue in preferences.weights:
                for alternative in self.issues[issue].alternatives if issue in self.issues else ():
                    found.setdefault(f"preferences.{actor}.values.{issue}.{alternative}", OMITTED)
        return Table(found)

    @cached_property
    def steps(self) -> Mapping[str, tuple[str, ...]]:
        """The steps to every estimate by its dotted path; a key such as `1.5 days` holds a dot itself."""
        every = (tuple(map(str, path)) for path, part in self.parts if isinstance(part, Estimate))
        return {".".join(path): path for path in every}

    @property
    def parties(self) -> tuple[str, ...]:
        """Actors of role party, in file order."""
        return tuple(name for name, actor in self.actors.items() if "party" in actor.role)

    def place(self, path: str | Path, *, key: bool = False) -> Place | None:
        """Return where a part (or its key) stands in the file, or None when the scenario came from no file."""
        return self._places(path, key=key) if self._places else None

    @property
    def allowances(self) -> tuple[Allowance, ...]:
        """Comments of the file that silence warnings; none when the scenario came from no file."""
        return self._places.allowances if self._places else ()

    @property
    def cut_texts(self) -> tuple[tuple[Path, str, str], ...]:
        """Texts of the file that a comment may have cut off, each with its path, and that comment."""
        return self._places.cut_texts if self._places else ()

    def written(self, path: str) -> bool:
        """Return whether an estimate was written; a default or an omitted value was not."""
        return path in self.estimates and path not in self._unwritten

    @cached_property
    def _unwritten(self) -> frozenset[str]:
        defaults = [
            ".".join(map(str, (*path, field.alias or name)))
            for path, part in self.parts
            if isinstance(part, Record)
            for name, field in type(part).model_fields.items()
            if name not in part.model_fields_set and isinstance(getattr(part, name), Estimate)
        ]
        return frozenset([*defaults, *(p for p, e in self.estimates.items() if e is OMITTED)])

    def name(self, kind: Literal["actors", "issues", "drafts", "ties"], key: str) -> str:
        """Return the plain name of an actor, issue, draft or tie; its id when it has none, beside it when shared."""
        return distinct(getattr(self, kind), key)

    def wording(self, issue: str, alternative: str) -> str:
        """Return the plain wording of an alternative; its id when it has none, beside it when shared."""
        return distinct(self.issues[issue].alternatives, alternative) if issue in self.issues else alternative

    def signatories(self, draft: str) -> tuple[str, ...]:
        """Return who is to sign a draft: those it names, else all parties."""
        named = self.drafts[draft].signatories
        return self.parties if named is None else named

    def package(self, *layers: Mapping[str, str]) -> dict[str, str]:
        """Return the complete package of clauses laid over today's, later layers over earlier ones."""
        complete = {issue: record.now for issue, record in self.issues.items()}
        for layer in layers:
            complete |= layer
        return complete
