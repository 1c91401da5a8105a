"""A scenario: what is said about one conflict, immutable, read from one text file (format version 1)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Protocol

from pydantic import Field, PlainValidator, PrivateAttr

from ripeness.errors import Place
from ripeness.scenario.conference import Conference
from ripeness.scenario.drafts import Draft
from ripeness.scenario.estimate import Estimate, Share
from ripeness.scenario.evidence import Claim, Source
from ripeness.scenario.graph import Graph
from ripeness.scenario.logic import When
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
    return refuse("bad-version", f"`ripeness: {FORMAT}` was expected, found {shown(value)}", f"write {FORMAT}")


class Places(Protocol):
    """Finds the parts of a scenario in the file that it was read from."""

    def __call__(self, path: str) -> Place | None:
        """Return where a part stands, or the deepest part above it that does."""


class Forecast(Noted):
    """A question with resolution criteria, a date and a probability, locked when made."""

    question: Words
    resolves: Words = Field(default="", description="How it will be decided.")
    asked: Date = Field(description="Day on which it was made.")
    by: Date = Field(description="Last day that counts.")
    probability: Share
    made_by: Id = Field(description="A source, `analyst` or `ripeness`.")
    asks: When | None = Field(default=None, description="Timeline question that it corresponds to; `!` negates.")
    outcome: Literal["yes", "no", "unknown"] = "unknown"
    resolved_by: Words = Field(default="", description="What decided it.")


class Scenario(Record):
    """A conflict negotiation with its evidence."""

    ripeness: Annotated[int, PlainValidator(_version)] = Field(description="Version of the file format: 1.")
    id: Id = Field(description="Short name of the scenario.")
    title: Words = ""
    as_of: Date | None = Field(default=None, alias="as_of", description="Day on which the scenario stands.")
    summary: Words = ""
    note: Words = ""
    sources: Table[Id, Source] = Table()
    claims: Table[Id, Claim] = Table()
    actors: Annotated[Table[Id, Actor], Field(min_length=1)]
    issues: Annotated[Table[Id, Issue], Field(min_length=1)]
    rules: tuple[Rule, ...] = ()
    preferences: Table[Id, Preferences] = Table()
    war: War | None = None
    ties: Table[Id, Tie] = Table()
    drafts: Table[Id, Draft] = Table()
    graph: Graph | None = None
    conference: Conference | None = None
    timeline: Timeline | None = None
    forecasts: Table[Id, Forecast] = Table()

    _places: Places | None = PrivateAttr(default=None)

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

    @property
    def parties(self) -> tuple[str, ...]:
        """Actors of role party, in file order."""
        return tuple(name for name, actor in self.actors.items() if "party" in actor.role)

    def place(self, path: str) -> Place | None:
        """Return where a part of the scenario stands in its file, or None when it came from no file."""
        return self._places(path) if self._places else None

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
        """Return the plain name of an actor, issue, draft or tie; its id when it has none."""
        record = getattr(self, kind).get(key)
        return (getattr(record, "name", "") or getattr(record, "title", "") or key) if record else key

    def wording(self, issue: str, alternative: str) -> str:
        """Return the plain wording of an alternative; its id when it has none."""
        return (
            (self.issues[issue].alternatives.get(alternative) or alternative) if issue in self.issues else alternative
        )

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
