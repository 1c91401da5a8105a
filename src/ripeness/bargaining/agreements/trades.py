"""Who could give what for what: trades between clauses that leave both better off (log-rolling), for two signatories.

H. Raiffa (1982), *The Art and Science of Negotiation*, ch. 10-11: joint gains come from differences in what things are
worth to each. A trade is two changes of clauses: one that the first gives and the second gets, and one the other way
round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from ripeness.packages.feasible import neighbours
from ripeness.valuation.exact import Exact
from ripeness.valuation.space import Rows

LISTED = 12


@dataclass(frozen=True)
class Give:
    """One change of a clause, given by one side.

    Attributes
    ----------
    actor, issue, alternative : str
        Who gives, and what then stands in the text.
    costs, brings : float
        Points that it costs the giver, and that it brings the other, by itself.
    """

    actor: str
    issue: str
    alternative: str
    costs: float
    brings: float

    @property
    def rate(self) -> float:
        """Points that the other gets for each point given; points of different actors."""
        return self.brings / self.costs


@dataclass(frozen=True)
class Trade:
    """Two changes that together leave both better off.

    Attributes
    ----------
    gives : tuple of Give
        What the first signatory gives, then what the second gives.
    gains : mapping of str to float
        What both changes together bring each, in points of its own.
    """

    gives: tuple[Give, Give]
    gains: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Return the trade as plain data."""
        return {"gives": [{**vars(g), "rate": g.rate} for g in self.gives], "gains": dict(self.gains)}


@dataclass(frozen=True)
class FrontierExchange:
    """From one point of the frontier to the next: what changes, what it brings and costs, and at which rate.

    ``gains`` holds the difference for each signatory, one above 0 and one below; ``rate`` is what the one gains for
    each point that the other gives.
    """

    package: Mapping[str, str]
    changes: Mapping[str, str]
    gains: Mapping[str, float]
    rate: float

    def to_dict(self) -> dict[str, Any]:
        """Return the exchange as plain data."""
        return {**vars(self), "package": dict(self.package), "changes": dict(self.changes), "gains": dict(self.gains)}


def trades(worth: Exact, row: Rows) -> tuple[Trade, ...]:
    """Return the trades of two clauses from a package that leave both better off, the largest smaller gain first.

    Parameters
    ----------
    worth : Exact
        What decides whether two actors sign; all numbers known.
    row : integer array, shape (I,)
        The text that is traded upon.

    Notes
    -----
    Only changes after which no rule is broken and no held red line crossed. Gains are of the whole package, so that
    bonuses and exposure count. All pairs are tried; at most 12 trades are returned.
    """
    before = [a.value(worth.space, row) for a in worth.actors]
    gives: dict[int, list[tuple[Give, Rows]]] = {0: [], 1: []}
    for other in neighbours(worth.space.shape, row):
        change = [a.value(worth.space, other) - v for a, v in zip(worth.actors, before, strict=True)]
        for i, giver in enumerate(worth.actors):
            if change[i] < 0 < change[1 - i]:
                j = int(np.flatnonzero(other != row)[0])
                alternative = worth.space.alternatives[j][int(other[j])]
                give = Give(giver.actor, worth.space.issues[j], alternative, float(-change[i]), float(change[1 - i]))
                gives[i].append((give, other))
    found = []
    pairs = [(one, two) for one in gives[0] for two in gives[1] if one[0].issue != two[0].issue]
    for (mine, first), (theirs, second) in pairs:
        both = np.where(first != row, first, second)
        gains = [a.value(worth.space, both) - v for a, v in zip(worth.actors, before, strict=True)]
        if min(gains) > 0 and worth.admits(both):
            named = {a.actor: float(g) for a, g in zip(worth.actors, gains, strict=True)}
            found.append((min(gains), Trade((mine, theirs), named)))
    return tuple(trade for _, trade in sorted(found, key=lambda pair: -pair[0])[:LISTED])


def exchanges(worth: Exact, rows: Rows) -> tuple[FrontierExchange, ...]:
    """Return what changes from each point of a frontier of two signatories to the next, along the first's value."""
    points: Sequence[tuple[Any, Any, Rows]] = sorted(
        ((*(a.value(worth.space, row) for a in worth.actors), row) for row in rows), key=lambda p: (p[0], -p[1])
    )
    found = []
    for (mine, theirs, before), (more, less, after) in pairwise(points):
        old, new = worth.space.package(before), worth.space.package(after)
        gains = {worth.actors[0].actor: float(more - mine), worth.actors[1].actor: float(less - theirs)}
        changed = {issue: a for issue, a in new.items() if a != old[issue]}
        found.append(FrontierExchange(old, changed, gains, float((more - mine) / (theirs - less))))
    return tuple(found)
