"""The graph model: options, who owns them, and preferences over states."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from ripeness.scenario.estimate import Share
from ripeness.scenario.logic import When
from ripeness.scenario.record import Flag, Id, Listed, Noted, Table, Words, refuse

FROM_VALUES = "from-values"


class Option(Noted):
    """Something that one actor may take or leave."""

    by: Id = Field(description="The actor that decides on it.")
    name: Words = Field(default="", description="The option in plain words.")
    now: Flag = Field(default=False, description="Whether it is taken today.")
    change: Literal["both", "once", "undo"] = Field(
        default="both", description="once: can be taken, not dropped; undo: dropped, not taken."
    )


class RemovedMove(Noted):
    """A single move of one actor that is not possible."""

    by: Id = Field(description="The actor that cannot make the move.")
    from_: When = Field(description="States that it would leave.")
    to: When = Field(description="States that it would reach.")


class StatePreference(Noted):
    """One preference over states: an ``order`` of statements, or a ``ranking`` of sets of states."""

    order: tuple[When, ...] | None = Field(default=None, description="Statements, most important first.")
    ranking: tuple[Annotated[tuple[When, ...], Listed], ...] | None = Field(
        default=None, description="Sets of states, best first; a set may list several conditions."
    )

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.order is None) == (self.ranking is None):
            refuse("not-exactly-one", "a preference over states has either order or ranking")
        return self


class Chanced(StatePreference):
    """A preference that an actor has with some chance."""

    chance: Share = Field(description="Chance that the actor has this preference; all chances add up to 1.")


class GraphPreference(Noted):
    """``order``, ``ranking``, ``any`` of several with chances, or the words ``from-values``."""

    order: tuple[When, ...] | None = Field(default=None, description="Statements, most important first.")
    ranking: tuple[Annotated[tuple[When, ...], Listed], ...] | None = Field(
        default=None, description="Sets of states, best first; a set may list several conditions."
    )
    any: tuple[Chanced, ...] | None = Field(default=None, description="Several preferences, each with its chance.")
    from_values: Flag = Field(default=False, description="Whether states are worth what `graph.worth` says.")

    @model_validator(mode="before")
    @classmethod
    def _word(cls, data: Any) -> Any:
        return {FROM_VALUES: True} if data == FROM_VALUES else data

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        given = [self.order is not None, self.ranking is not None, self.any is not None, self.from_values]
        if sum(given) != 1:
            refuse(
                "not-exactly-one", "a preference over states has exactly one of order, ranking, any, or is from-values"
            )
        return self


class Worth(Noted):
    """What states that meet a condition are worth: a draft, war, or today's package."""

    when: When = Field(description="The states that are meant.")
    as_: Id = Field(description="A draft's id, `war` or `now`.")


class Graph(Noted):
    """Options and preferences over the states that they span."""

    options: Annotated[Table[Id, Option], Field(min_length=1)] = Field(
        description="What each actor may do or leave; a state says which options are taken."
    )
    infeasible: tuple[When, ...] = Field(default=(), description="States that cannot be.")
    no_move: tuple[RemovedMove, ...] = Field(default=(), description="Single moves that are not possible.")
    preferences: Table[Id, GraphPreference] = Field(
        default=Table(), description="How each actor orders the states, under the actor's id."
    )
    sees: Table[Id, Table[Id, GraphPreference]] = Field(
        default=Table(), description="How one actor sees another's preferences."
    )
    worth: tuple[Worth, ...] = Field(default=(), description="What states are worth; the first match counts.")
    wanted: When | None = Field(default=None, description="States that a mediator would like to hold.")
