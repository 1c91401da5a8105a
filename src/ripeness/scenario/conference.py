"""A conference: one-dimensional issues, and where each actor stands on them."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from ripeness.scenario.estimate import Amount, Score, Share
from ripeness.scenario.record import Id, Noted, Record, Table, Words


class Scale(Noted):
    """An issue with positions from 0 to 100."""

    name: Words = ""
    low: Words = Field(default="", description="What position 0 means.")
    high: Words = Field(default="", description="What position 100 means.")
    reference: Score | None = Field(default=None, description="Where it stays when nothing is agreed.")


class Position(Noted):
    """Where an actor stands on one issue; a part left out stays missing."""

    position: Score | None = None
    salience: Share | None = None
    capability: Amount | None = Field(default=None, description="On this issue, in place of the common one.")


class Stand(Record):
    """An actor's capability, and its position on each issue under the issue's id."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Position] = Field(init=False)

    capability: Amount | None = None

    @property
    def on(self) -> dict[str, Position]:
        """Positions by conference issue, in file order."""
        return dict(self.model_extra or {})


class Conference(Noted):
    """A meeting of many stakeholders."""

    issues: Annotated[Table[Id, Scale], Field(min_length=1)]
    stands: Table[Id, Stand] = Table()
