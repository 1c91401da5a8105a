"""The fewest optional guarantees with which all sign a package: no guarantor is asked for who is not needed.

More guarantees never make signing worth less. Sets of guarantees are tried from the smallest on, of equally small
ones in the order of the draft, up to 4,096 sets, which is all of them for twelve guarantees; beyond that guarantees are
taken away one by one, from the last on, as long as all still sign.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from math import prod

import numpy as np

from ripeness.valuation import Rows
from ripeness.valuation.exact import ENOUGH, Exact, ExactActor

MOST_SETS = 4_096

Worths = Callable[[Sequence[str]], Exact]
Added = tuple[str, ...]


def sets(optional: Sequence[str]) -> Iterator[Added]:
    """Yield sets of guarantees, the smallest first, up to 4,096."""
    left = MOST_SETS
    for size in range(len(optional) + 1):
        for chosen in combinations(optional, size):
            if not left:
                return
            left -= 1
            yield chosen


def thinned(optional: Sequence[str], enough: Callable[[Added], bool]) -> Added:
    """Return guarantees none of which can be left out, where all together are enough."""
    kept = tuple(optional)
    for tie in reversed(optional):
        fewer = tuple(t for t in kept if t != tie)
        kept = fewer if enough(fewer) else kept
    return kept


class Adding:
    """Tells, in fractions, which optional guarantees a package needs beyond those that the draft names."""

    def __init__(self, worth: Worths, guarantees: Sequence[str], optional: Sequence[str]) -> None:
        self.worth, self.guarantees, self.optional = worth, tuple(guarantees), tuple(optional)
        self.base = worth(self.guarantees)
        self.left = {tie: self._left(worth((*self.guarantees, tie))) for tie in self.optional}
        self.sets = list(sets(self.optional))
        self.remaining = np.array([[float(x) for x in self.product(added)] for added in self.sets])
        self.known: dict[Added, Exact] = {(): self.base}

    def _left(self, with_it: Exact) -> tuple[Fraction, ...]:
        """Return which share of its distrust a guarantee leaves each actor."""
        pairs = zip(with_it.actors, self.base.actors, strict=True)
        return tuple((1 - a.compliance) / (1 - b.compliance) if b.compliance < 1 else Fraction(0) for a, b in pairs)

    def product(self, added: Added) -> tuple[Fraction, ...]:
        """Return which share of its distrust some guarantees together leave each actor."""
        return tuple(prod((self.left[t][i] for t in added), start=Fraction(1)) for i in range(len(self.base.actors)))

    def fewest(self, package: Rows) -> Added | None:
        """Return the smallest set of guarantees with which all sign a package; None where no set is enough."""
        if not self.base.admits(package):
            return None
        most = []
        for actor in self.base.actors:
            share = self._bearable(actor, package)
            if share is None:
                return None
            most.append(share)

        def enough(added: Added) -> bool:
            return all(left <= share for left, share in zip(self.product(added), most, strict=True))

        close = self.remaining <= np.array([float(share) for share in most]) * (1 + 1e-9) + 1e-300
        for k in np.flatnonzero(close.all(axis=1)):
            if enough(self.sets[k]):
                return self.sets[k]
        return thinned(self.optional, enough) if enough(self.optional) else None

    def _bearable(self, actor: ExactActor, package: Rows) -> Fraction | None:
        """Return which share of its distrust an actor may keep and still sign; None where it never signs.

        It signs when (1 - h) L is at most u - r, L being what it loses when the others break their word.
        """
        u, r = actor.utility(self.base.space, package), actor.reservation
        exposed = sum((points[a] for points, a in zip(actor.exposure, package, strict=True)), Fraction(0))
        gap, lost = u - r - ENOUGH, u - min(u, r) + actor.betrayal + exposed
        if gap < 0:
            return None
        distrust = (1 - actor.compliance) * lost
        return min(gap / distrust, Fraction(1)) if distrust else Fraction(1)

    def with_these(self, added: Added) -> Exact:
        """Return what decides whether actors sign with some guarantees added."""
        if added not in self.known:
            self.known[added] = self.worth((*self.guarantees, *added))
        return self.known[added]
