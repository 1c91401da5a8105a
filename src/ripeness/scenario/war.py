"""War as a costly lottery, and what each side believes about it (docs/methods/sign.md)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ripeness.scenario.estimate import Amount, Share
from ripeness.scenario.parties import Package
from ripeness.scenario.record import Duration, Id, Noted, Record, Table, Words


class Outcome(Noted):
    """One way in which the war may go on within the horizon; what it does not name is as now."""

    name: Words = Field(default="", description="The outcome in plain words.")
    winner: Id | None = Field(default=None, description="The side that wins outright; none: stalemate.")
    package: Package = Field(default=Table(), description="What would then be in force; the rest is as now.")
    chance: Share | None = Field(default=None, description="Given for every outcome, it replaces strength.")


class BelievedTie(Record):
    """What an actor believes of a support tie."""

    strength: Amount | None = Field(default=None, description="Its strength.")
    relief: Amount | None = Field(default=None, description="Points of war cost that it spares.")
    now: Amount | None = Field(default=None, description="The share in use today.")


class Belief(Noted):
    """An actor's own estimates; what is not given is as in the common estimate."""

    strength: Table[Id, Amount] = Field(default=Table(), description="How strong it thinks each side is.")
    decisive: Share | None = Field(default=None, description="Chance, in its eyes, that someone wins outright.")
    ties: Table[Id, BelievedTie] = Field(default=Table(), description="What it thinks of support ties.")


class War(Noted):
    """The lottery of fighting on."""

    horizon: Duration | None = Field(default=None, description="Length of the war that is looked at: `90 days`.")
    strength: Table[Id, Amount] = Field(
        default=Table(), description="Own strength of each fighting side; support is added."
    )
    believes: Table[Id, Belief] = Field(default=Table(), description="Each side's own estimates.")
    decisive: Share | None = Field(default=None, description="Chance that someone wins outright within the horizon.")
    steepness: Amount = Field(default=Amount(is_=1), description="Exponent of the contest; 1 is Tullock's lottery.")
    outcomes: Annotated[Table[Id, Outcome], Field(min_length=1)] = Field(
        description="How the war may go on: one for each side that wins, and one without a winner."
    )
    cost: Table[Id, Amount] = Field(
        default=Table(), description="Cost of fighting on, in points of the actor's own utility."
    )

    @property
    def by_chance(self) -> bool:
        """Whether the outcomes carry their own chances, which replace strength, decisive and steepness."""
        return all(o.chance is not None for o in self.outcomes.values())

    @property
    def fighters(self) -> tuple[str, ...]:
        """Actors that fight: those with a strength, or a cost where outcomes carry their own chances."""
        return tuple(dict.fromkeys((*self.strength, *(self.cost if self.by_chance else ()))))
