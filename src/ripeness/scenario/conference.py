"""A conference: one-dimensional issues, and where each actor stands on them."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from ripeness.scenario.estimate import Amount, Score, Share
from ripeness.scenario.record import Id, Noted, Record, Table, Words


class Scale(Noted):
    """An issue with positions from 0 to 100."""

    name: Words = Field(default="", description="The question in plain words.")
    low: Words = Field(default="", description="What position 0 means.")
    high: Words = Field(default="", description="What position 100 means.")
    reference: Score | None = Field(default=None, description="Where it stays when nothing is agreed.")
    outcome: Score | None = Field(
        default=None,
        description="Where it was settled in the end, judged afterwards; shown beside results, never used.",
    )


class Position(Noted):
    """Where an actor stands on one issue; a part left out stays missing."""

    position: Score | None = Field(default=None, description="Where it stands, 0 (`low`) to 100 (`high`).")
    salience: Share | None = Field(default=None, description="How much the issue matters to it beside its others.")
    capability: Amount | None = Field(default=None, description="On this issue, in place of the common one.")


class Stand(Record):
    """An actor's capability, and its position on each issue under the issue's id."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Position] = Field(init=False)

    capability: Amount | None = Field(default=None, description="Weight that it can bring to bear, in any unit.")

    @property
    def on(self) -> dict[str, Position]:
        """Positions by conference issue, in file order."""
        return dict(self.model_extra or {})


class Conference(Noted):
    """A meeting of many stakeholders."""

    issues: Annotated[Table[Id, Scale], Field(min_length=1)] = Field(
        description="The issues, each a scale from 0 to 100."
    )
    stands: Table[Id, Stand] = Field(default=Table(), description="Where each actor stands, under the actor's id.")
