"""Who is needed, and who is enough: plans without one source, and plans of a few sources alone.

Every source is taken to be willing to use all of its ties; those left out use none. So a source is needed exactly where
it is in every set of sources that is enough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from ripeness.leverage.least import least_cost
from ripeness.leverage.problem import Offers, Task
from ripeness.numerics.draws import Array
from ripeness.scenario.ties import Support
from ripeness.valuation import TIE

MOST_SETS = 4096  # of sources that are tried; all of up to 12 sources
_MOST_PROGRAMMES = 40  # where levels decide that cannot be seen at a glance

NOT_SETTLED: dict[str, Any] = {
    "sources": {},
    "sufficient_sets": [],
    "sufficient_for": None,
    "sufficient_complete": False,
}

Sources = tuple[str, ...]


@dataclass(frozen=True)
class Need:
    """What one source is to the goal.

    Attributes
    ----------
    source : str
        Its id.
    necessary : bool or None
        Whether there is no plan without it, even if all others were willing; None where that is not settled, or where
        there is no plan with it either.
    sufficient_sets : tuple of tuple of str
        The smallest sets of sources with it that are enough and in which nobody can be spared.
    """

    source: str
    necessary: bool | None
    sufficient_sets: tuple[Sources, ...]


@dataclass(frozen=True)
class Needed:
    """Necessary beside sufficient.

    Attributes
    ----------
    goal : str or None
        What there has to be a plan for: what was asked, or the bare verdict where there is none for that even if all
        were willing; None where there is none for that either.
    possible : bool or None
        Whether all sources together are enough, if willing; False is proven, None not settled.
    sources : tuple of Need
        Every source that a plan could use, in file order of its ties.
    sufficient_sets : tuple of tuple of str
        The smallest sets of sources that are enough together, all being willing.
    complete : bool
        Whether every set was tried and settled; otherwise larger sets of single sources may be missing.
    """

    goal: str | None
    possible: bool | None
    sources: tuple[Need, ...]
    sufficient_sets: tuple[Sources, ...]
    complete: bool

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: by source, and all together."""
        return {
            "sources": {
                n.source: {"necessary": n.necessary, "sufficient_sets": [list(s) for s in n.sufficient_sets]}
                for n in self.sources
            },
            "sufficient_sets": [list(s) for s in self.sufficient_sets],
            "sufficient_for": self.goal,
            "sufficient_complete": self.complete,
        }


def needed(task: Task, offers: Sequence[Offers], goal: str, *, possible: bool | None) -> Needed:
    """Return who is needed, and the smallest sets of sources that are enough.

    Parameters
    ----------
    task : Task
        Its network is as if every source were willing.
    offers : sequence of Offers
        What may be put forward then.
    goal : str
        What the task's margins stand for.
    possible : bool or None
        Whether all sources together reach them; False is proven.
    """
    names = tuple(dict.fromkeys(task.net.sources[t] for t in sorted(task.usable)))
    if not possible:
        return Needed(None, possible, tuple(Need(name, None, ()) for name in names), (), complete=possible is False)
    judge = _Judge(task, offers)
    without = judge.enough([frozenset(names) - {name} for name in names])
    necessary = {name: None if found is None else not found for name, found in zip(names, without, strict=True)}
    minimal, complete = _minimal(judge, names, [name for name in names if necessary[name]])
    sources = tuple(Need(name, necessary[name], _smallest(s for s in minimal if name in s)) for name in names)
    return Needed(goal, possible, sources, _smallest(minimal), complete=complete and None not in without)


def needed_for(task: Task, offers: Sequence[Offers], i: int, goal: str) -> Needed:
    """Return the same for the signature of signatory ``i`` alone: who could bring it to its margin, and who must."""
    mine = [replace(o, utility=o.utility[:, [i]], loss=o.loss[:, [i]]) for o in offers]
    bearing = task.net.bearing(task.stakes[i].actor)
    usable = task.usable & frozenset(bearing)
    alone = replace(task, stakes=task.stakes[i : i + 1], margins=task.margins[[i]], usable=usable)
    everybody = frozenset(task.net.sources[t] for t in alone.usable)
    reached = _Judge(alone, mine).enough([everybody])[0]
    return needed(alone, mine, goal, possible=reached)


def _minimal(judge: _Judge, names: Sources, necessary: Collection[str]) -> tuple[list[Sources], bool]:
    """Return sets that are enough and in which nobody can be spared, the smaller first, and whether these are all."""
    others = [name for name in names if name not in necessary]
    found: list[frozenset[str]] = []
    tried, settled = 0, True
    for size in range(len(others) + 1):
        tries = [frozenset(more).union(necessary) for more in combinations(others, size)] if tried < MOST_SETS else []
        tries = [one for one in tries if not any(small <= one for small in found)]
        tried += len(tries)
        if tried > MOST_SETS or (size and not tries and tried >= MOST_SETS):
            settled = False
            break
        if not tries and found:
            break  # every larger set holds one that is enough
        enough = judge.enough(tries)
        settled &= None not in enough
        found += [one for one, yes in zip(tries, enough, strict=True) if yes]
    return [tuple(name for name in names if name in one) for one in found], settled


def _smallest(sets: Iterator[Sources] | Sequence[Sources]) -> tuple[Sources, ...]:
    """Return those of the fewest sources."""
    every = list(sets)
    least = min(map(len, every), default=0)
    return tuple(one for one in every if len(one) == least)


class _Judge:
    """Settles whether sources are enough: at a glance where more pressure never hurts, else by a programme."""

    def __init__(self, task: Task, offers: Sequence[Offers]) -> None:
        self.task, self.offers = replace(task, price=np.zeros_like(task.price)), offers
        self.programmes = 0
        self.plain = all(stake.contest is None or stake.contest.plain for stake in task.stakes)

    def enough(self, sets: Sequence[frozenset[str]]) -> list[bool | None]:
        """Return of each set whether there is a plan of its sources alone; None where that is not settled."""
        usable = [self._usable(one) for one in sets]
        found: list[bool | None] = [None] * len(sets)
        groups: dict[frozenset[int], list[int]] = {}
        for n, ties in enumerate(usable):
            groups.setdefault(ties & frozenset(self.task.net.guarantees), []).append(n)
        for standing, members in groups.items():
            offers = next((o for o in self.offers if set(o.stands) == standing), None)
            some = self._glance(offers, [usable[n] for n in members]) if offers else [None] * len(members)
            for n, verdict in zip(members, some, strict=True):
                found[n] = self._programme(usable[n]) if verdict is None else verdict
        return found

    def _usable(self, sources: frozenset[str]) -> frozenset[int]:
        return frozenset(t for t in self.task.usable if self.task.net.sources[t] in sources)

    def _glance(self, offers: Offers, usable: Sequence[frozenset[int]]) -> list[bool | None]:
        """Return yes where some way to use everything is enough, no where it is not for somebody at its best."""
        net, stakes = self.task.net, self.task.stakes
        most = np.zeros((len(usable), len(net.ties)))
        for n, ties in enumerate(usable):
            most[n, list(ties)] = 1.0
        own = [_cutting_own(self.task, i, most) for i in range(len(stakes))]
        margins = self.task.margins - TIE
        best = np.stack([_surplus(self.task, offers, levels)[:, :, i] for i, levels in enumerate(own)], axis=-1)
        none = np.zeros(len(usable), dtype=np.bool_)
        never = none if not self.plain else none | ~(best >= margins).all(axis=-1).any(axis=-1)
        yes = none.copy()
        for levels in (most, *own) if self.task.made else (most,):
            yes |= (_surplus(self.task, offers, levels) >= margins).all(axis=-1).any(axis=-1)
        return [True if y else False if n else None for y, n in zip(yes, never, strict=True)]

    def _programme(self, usable: frozenset[int]) -> bool | None:
        self.programmes += 1
        if self.programmes > _MOST_PROGRAMMES:
            return None
        offers = [o for o in self.offers if set(o.stands) <= usable]
        found = least_cost(replace(self.task, usable=usable), offers)
        return True if found.plan is not None else False if np.isposinf(found.bound) else None


def _cutting_own(task: Task, i: int, levels: Array) -> Array:
    """Return levels with support cut only where it is signatory ``i``'s own: the best that can be for it."""
    found = levels.copy()
    for t in range(len(task.net.ties)):
        record = task.net.record(t)
        if isinstance(record, Support) and record.to != task.stakes[i].actor:
            found[:, t] = 0.0
    return found


def _surplus(task: Task, offers: Offers, levels: Array) -> Array:
    """Return surpluses of K packages at M sets of levels, shape (M, K, P)."""
    found = []
    for i, stake in enumerate(task.stakes):
        refused = np.broadcast_to(stake.refusing(levels, None, made=task.made), (len(levels),))
        whatever = refused if task.made else np.broadcast_to(stake.reservation, (len(levels),))
        u, doubt = offers.utility[:, i], stake.doubt(levels)[:, None]
        value = (1 - doubt) * u + doubt * (np.minimum(whatever[:, None], u) - offers.loss[:, i])
        for t, points in (*stake.punished.items(), *stake.induced.items()):
            if t in task.usable:
                value = value + points[0] * levels[:, t, None]
        found.append(value - refused[:, None])
    return np.stack(found, axis=-1)
