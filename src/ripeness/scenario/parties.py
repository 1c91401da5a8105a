"""Who is there, what they talk about, and what they want."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from ripeness.scenario.estimate import UNKNOWN, Amount, Number, Score, Share, Spread
from ripeness.scenario.logic import When
from ripeness.scenario.record import Id, Listed, Noted, Record, Table, Words

Role = Literal["party", "backer", "mediator", "observer"]


class Actor(Noted):
    """Anyone with preferences."""

    name: Words = Field(default="", description="Name as the actor itself would accept it.")
    short: Words = Field(default="", description="What it is called after its first mention; its name where left out.")
    role: Annotated[tuple[Role, ...], Listed, Field(min_length=1)] = Field(
        description="party, backer, mediator or observer; a list where there are several."
    )
    leader: Words = Field(default="", description="Who speaks for it.")


class Issue(Noted):
    """A question that a package answers with one of its alternatives."""

    name: Words = Field(default="", description="The question in plain words.")
    short: Words = Field(
        default="", description="Its name after its first mention and in tables; where left out, its name."
    )
    now: Id = Field(description="The alternative in force today; what a draft means that does not name the issue.")
    alternatives: Annotated[Table[Id, Words], Field(min_length=1)] = Field(
        description="Id and plain wording of each possible answer."
    )


class Rule(Noted):
    """A combination of clauses that cannot stand together."""

    never: When = Field(description="The combination.")


Package = Table[Id, Id]


class Ranking(Record):
    """Alternatives from best to worst: drawn as ordered uniforms with ends 100 and 0, central equally spaced."""

    ranked: tuple[Id, ...] = Field(min_length=1, description="All alternatives of the issue, best first.")
    because: tuple[Id, ...] = Field(default=(), description="Claims that the order rests on.")
    note: Words = Field(default="", description="A remark; where the order was judged, why.")

    def central(self, alternative: str) -> Score:
        """Return the value of an alternative at the central estimates, as an estimate."""
        rank, last = self.ranked.index(alternative), len(self.ranked) - 1
        if rank in (0, last):
            return Score(is_=100 if rank == 0 else 0, note=self.note)
        middle = Decimal(100) * (last - rank) / last
        spread = Spread("ranked", Decimal(0), middle, Decimal(100))
        return Score(is_=spread, note=self.note).model_copy(update={"because": self.because})


def _values_kind(value: Any) -> str:
    return "<ranked>" if isinstance(value, Ranking) or (isinstance(value, dict) and "ranked" in value) else "<each>"


Values = Annotated[
    Annotated[Ranking, Tag("<ranked>")] | Annotated[Table[Id, Score], Tag("<each>")],
    Discriminator(_values_kind),
]


class Bonus(Noted):
    """Points that a package earns beyond the sum of its clauses."""

    when: When = Field(description="The packages that earn it.")
    points: Number = Field(description="Points; below 0 they are lost.")


class RedLine(Noted):
    """Packages that the actor does not sign whatever their utility; ``firm`` is the chance that it is no bluff."""

    when: When = Field(description="The packages that it does not sign.")
    firm: Share = Field(default=Share(is_=1), description="Chance that the red line is no bluff.")


class WalkAway(Noted):
    """A way of refusing other than war: the package that then stands, and what it costs."""

    name: Words = Field(default="", description="The way of refusing in plain words.")
    package: Package = Field(default=Table(), description="What would then be in force; the rest is as now.")
    cost: Amount = Field(default=Amount(is_=0), description="What it costs, in points of the actor's own utility.")


class Preferences(Noted):
    """What an actor wants, and what it fears (docs/methods/sign.md)."""

    weights: Table[Id, Amount] = Field(description="Swing weights; divided by their sum.")
    values: Table[Id, Values] = Field(default=Table(), description="Value 0-100 of each alternative, or a ranking.")
    bonuses: tuple[Bonus, ...] = Field(default=(), description="Points for combinations of clauses.")
    never: tuple[RedLine, ...] = Field(default=(), description="Red lines.")
    exposure: Table[Id, Table[Id, Amount]] = Field(
        default=Table(), description="Points lost by carrying out a clause if the others then break their word."
    )
    noise: Amount = Field(default=Amount(is_=0), description="How far from sharp the choice is, in points.")
    trust: Share | None = Field(default=None, description="Chance that the others comply; omitted: not modelled.")
    betrayal: Amount = Field(default=Amount(is_=0), description="Points lost when the others break their word.")
    walk_away: Table[Id, WalkAway] = Field(default=Table(), description="Ways of refusing.")
    reservation: Number | None = Field(default=None, description="Value of walking away, given directly.")


#: An omitted value on a weighted issue.
OMITTED = Score(is_=UNKNOWN)
