"""Ties: who could move whom. A tie runs from a source to a target and has a kind."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from ripeness.scenario.estimate import Amount, Number, Share
from ripeness.scenario.record import Flag, Id, Noted, Table, Words

#: The target of a guarantee: it lends credibility to a draft, not to an actor.
AGREEMENT = "agreement"


class _Tie(Noted):
    name: Words = Field(default="", description="What the tie is, in plain words.")
    from_: Id = Field(description="The actor that could act.")
    to: Id = Field(description="The actor that would feel it; a guarantee goes to `agreement`.")
    willing: Share | None = Field(
        default=None, description="Share of the tie that the source would use unprompted: how far, not how likely."
    )
    lawful: Flag = Field(default=True, description="false: left out of recommended plans unless asked for.")
    harm: Words = Field(default="", description="Harm to civilians, shown beside a plan, never netted.")


class Support(_Tie):
    """Adds strength to a fighting side and spares it cost; its level is the share withdrawn."""

    kind: Literal["support"] = Field(description="Strengthens a fighting side, and spares it cost.")
    strength: Amount = Field(description="In the unit of `war.strength`.")
    relief: Amount = Field(default=Amount(is_=0), description="Points of war cost that it spares.")
    now: Amount = Field(default=Amount(is_=1), description="Share in use today.")
    most: Amount | None = Field(default=None, description="Largest share that could be in use.")
    cut_cost: Amount | None = Field(default=None, description="Cost to the source of withdrawing all.")
    raise_cost: Amount | None = Field(default=None, description="Cost to the source per unit above `now`.")


class Sanction(_Tie):
    """Lowers the target's value of refusing."""

    kind: Literal["sanction"] = Field(description="Makes refusing worse for the target.")
    strength: Amount = Field(description="Points of the target at level 1.")
    cost: Amount | None = Field(default=None, description="Cost to the source at level 1.")


class Inducement(_Tie):
    """Raises the target's value of signing."""

    kind: Literal["inducement"] = Field(description="Makes signing better for the target.")
    strength: Number = Field(description="Points of the target at level 1.")
    cost: Amount | None = Field(default=None, description="Cost to the source at level 1.")


def _by_actor(value: Any) -> str:
    return "<by-actor>" if isinstance(value, dict) and "is" not in value else "<one>"


class Guarantee(_Tie):
    """Lends a draft credibility; it is in force or not."""

    kind: Literal["guarantee"] = Field(description="Lends a draft credibility.")
    strength: Annotated[
        Annotated[Table[Id, Share], Tag("<by-actor>")] | Annotated[Share, Tag("<one>")],
        Discriminator(_by_actor),
    ] = Field(description="Share of the distrust that it takes away, for all or by whom it reassures.")
    willing: Share | None = Field(
        default=None, description="Chance that its word stands, unprompted, when the agreement is broken."
    )
    cost: Amount | None = Field(default=None, description="Cost to the source at level 1.")


class Sway(_Tie):
    """Moves another source: adds to its willingness to use its own ties."""

    kind: Literal["sway"] = Field(description="Moves another source to use its own ties.")
    strength: Share = Field(description="Willingness that it adds at level 1.")
    over: tuple[Id, ...] = Field(default=(), description="The target's ties that it bears on; none named: all.")
    cost: Amount | None = Field(default=None, description="Cost to the source at level 1.")


Tie = Annotated[Support | Sanction | Inducement | Guarantee | Sway, Field(discriminator="kind")]
