"""The best packages by a concave score, found and proven without listing packages: branch and bound.

The part of the search with the largest bound is split by one issue, many parts at a time (bounds:
:mod:`ripeness.packages.lagrangian`). Floats only say where to look: a part is given up when its bound, rounding
considered, is below the exact score of a package that was found, and fractions decide between packages.

A. H. Land and A. G. Doig (1960), An automatic method of solving discrete programming problems. *Econometrica* 28(3),
497-520.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.numerics.nondominated import Indices, Mask
from ripeness.packages.feasible import permitted, sums
from ripeness.packages.interests import Surplus
from ripeness.packages.lagrangian import Bounded, Multipliers
from ripeness.packages.objective import LISTED, Objective, OpenSets, Row
from ripeness.valuation.space import Rows

_WIDTH = 256  # parts that are looked at together, or fewer where they are large
_AT_ONCE = 4_000_000  # numbers
_CLIMBS = 8  # given packages from which to climb
_STEPS = 60  # of a climb
_PAIRS = 4_000_000  # numbers up to which all changes of two clauses are tried at once
_CLOSE = 1e-11  # relative; scores in floating point that differ by less are compared as fractions


@dataclass
class Budget:
    """What searches that belong together may still use."""

    nodes: int
    until: float | None = None  # of time.monotonic()
    looked: int = 0
    interrupted: bool = False

    @property
    def spent(self) -> bool:
        """Whether to stop."""
        late = self.until is not None and time.monotonic() > self.until
        return self.interrupted or self.looked >= self.nodes or late


@dataclass(frozen=True)
class BestFound:
    """What a search has found, and what is proven.

    Attributes
    ----------
    rows : tuple of packages
        The best ones; when there are more than ``LISTED``, one more than that.
    score : Fraction or None
        Their exact score.
    level, bound : float
        The same in floating point, of a product the logarithm, and what no package exceeds; -inf: there is none.
    complete : bool
        Whether it is proven that none is better, and that no other is as good unless there are more than ``LISTED``.
    """

    rows: tuple[Row, ...]
    score: Fraction | None
    level: float
    bound: float
    complete: bool


def search(
    packages: OpenSets,
    aim: Objective,
    budget: Budget,
    *,
    starts: Iterable[Rows] = (),
    at_least: Fraction | None = None,
    enough: bool = False,
) -> BestFound:
    """Return the best packages, or the best found when the budget is spent or the user had enough.

    Parameters
    ----------
    packages : OpenSets
        Among which.
    aim : Objective
        Best by what.
    budget : Budget
        Most parts to look into; what is used is noted.
    starts : packages, each of shape (I,)
        Where to begin to look.
    at_least : Fraction, optional
        Packages with a lower score are of no interest.
    enough : bool
        Whether one package will do.
    """
    under_way = _Search(packages, aim, budget, at_least)
    try:
        under_way.run(starts, enough=enough)
    except KeyboardInterrupt:
        budget.interrupted = True
    return under_way.found()


class _Search:
    def __init__(self, packages: OpenSets, aim: Objective, budget: Budget, at_least: Fraction | None) -> None:
        self.packages, self.aim, self.budget, self.at_least = packages, aim, budget, at_least
        self.goal, self.factor, self.shift = packages.goal(aim)
        self.multipliers = Multipliers(self.goal)
        self.best: tuple[Fraction | None, dict[Row, None]] = (None, {})
        self.ceiling = np.inf  # of the parts that are left
        # What a part must be able to reach, and the whole search before anything is found.
        self.required = -np.inf if aim.kind == "product" else 0.0
        if at_least is not None:
            self.required = self._required(at_least)
        self.heap: list[tuple[float, int, bytes, bytes]] = []
        self.pushed = 0

    def run(self, starts: Iterable[Rows], *, enough: bool) -> None:
        open_, able = self.packages.settled(self.packages.open[None].copy())
        if able[0]:
            issues = len(self.packages.shape)
            together = np.where(open_[0], self.goal.values.sum(axis=0), -np.inf)[:issues].argmax(axis=1)
            self._climb([*(self.packages.first(row) for row in islice(starts, _CLIMBS)), tuple(together.tolist())])
            if enough and self.best[1]:
                return
            rough = self.multipliers.root(open_[0])
            self._push(open_, np.minimum.reduce([r.bound for r in rough]), rough[-1].weights)
            self._climb(tuple(r.chances[0, :issues].argmax(axis=1).tolist()) for r in rough)
        while self.heap and -self.heap[0][0] >= self.required:
            self.ceiling = -self.heap[0][0]
            if self.budget.spent or (enough and self.best[1]):
                return
            self._look(*self._popped())
        self.ceiling = -np.inf

    def found(self) -> BestFound:
        """Return what has been found so far."""
        score, rows = self.best
        level = -np.inf if score is None else self.aim.level(score)
        complete = self.ceiling < self.required or self.ceiling == -np.inf
        bound = level if complete else max(level, self.ceiling * self.factor + self.shift)
        return BestFound(tuple(rows), score, level, bound, complete)

    def _push(self, open_: Mask, bound: Array, weights: Array) -> None:
        flat = np.packbits(open_.reshape(len(open_), self.packages.open.size), axis=1)
        for k in np.flatnonzero(bound > -np.inf):
            self.pushed += 1  # of equal bounds the first comes first
            heapq.heappush(self.heap, (-float(bound[k]), self.pushed, flat[k].tobytes(), weights[k].tobytes()))

    def _popped(self) -> tuple[Mask, Array, Array]:
        """Return the parts with the largest bounds."""
        width = min(_WIDTH, max(1, _AT_ONCE // self.goal.values.size))
        number = min(width, self.budget.nodes - self.budget.looked, len(self.heap))
        taken = [heapq.heappop(self.heap) for _ in range(number)]
        self.budget.looked += number
        shape = self.packages.open.shape
        packed = np.frombuffer(b"".join(t[2] for t in taken), dtype=np.uint8).reshape(number, -1)
        open_ = np.unpackbits(packed, axis=1, count=shape[0] * shape[1]).astype(np.bool_).reshape(number, *shape)
        weights = np.frombuffer(b"".join(t[3] for t in taken)).reshape(number, -1)
        return open_, -np.array([t[0] for t in taken]), weights

    def _look(self, open_: Mask, bound: Array, weights: Array) -> None:
        """Bound parts better, try the packages that their lotteries point to, and split the parts that are left."""
        issues = len(self.packages.shape)
        parts = self.multipliers.refined(open_, weights, bound, self.required)
        self._offer(parts.chances[:, :issues].argmax(axis=2))
        whole = parts.open[:, :issues].sum(axis=(1, 2)) == issues
        self._offer(parts.open[whole, :issues].argmax(axis=2))
        parts = parts.only(~whole & (parts.bound >= self.required) & (parts.bound > -np.inf))
        if len(parts.bound):
            self._split(parts)

    def _split(self, parts: Bounded) -> None:
        ways, bounds = self.multipliers.splits(parts, self.required)
        issue, at = self._issue(parts, ways), np.arange(len(ways))
        bounds = bounds[at, issue]
        part, alternative = np.nonzero(parts.open[at, issue] & (bounds >= self.required))
        open_, new = parts.open[part], np.arange(len(part))
        open_[new, issue[part]] = False
        open_[new, issue[part], alternative] = True
        open_, able = self.packages.settled(open_)
        self._push(open_[able], bounds[part, alternative][able], parts.weights[part[able]])

    def _issue(self, parts: Bounded, ways: Array) -> Indices:
        """Return by which issue to split each part: that which leaves the fewest ways to go on.

        Where the package that lotteries point to breaks a rule or crosses a red line, one of those that it names; where
        a bonus would leave the fewest ways, one of those that its condition names.
        """
        terms, issues = self.packages.terms, len(self.packages.shape)
        rows = parts.chances[:, :issues].argmax(axis=2)
        wanted = [terms.space.holds(when, rows) for when in terms.forbidden]
        wanted += [ways[:, k] < ways[:, :issues].min(axis=1) for k in range(issues, ways.shape[1])]
        ways = ways[:, :issues]
        for here, named in zip(wanted, self.packages.named, strict=True):
            among = np.where(named, ways, np.inf)
            ways = np.where((here & np.isfinite(among).any(axis=1))[:, None], among, ways)
        return np.asarray(ways.argmin(axis=1))

    # ---- packages ----------------------------------------------------------------------------------------------------

    def _offer(self, rows: Rows) -> None:
        """Keep the best of some packages, judged by fractions."""
        new = [row for row in dict.fromkeys(map(tuple, rows.tolist())) if row not in self.best[1]]
        if not new:
            return
        rows = np.array(new, dtype=np.int64)
        points = sums(self.packages.terms, rows)
        floors = np.array(self.aim.floors, dtype=points.dtype)
        kept = (points >= floors[:, None]).all(axis=0) & permitted(self.packages.terms, rows)
        if not kept.any():
            return
        rows, surplus = rows[kept], self.packages.interests.surplus(points[:, kept])
        levels = self.aim.scores(surplus.floats())
        least = levels.max() if self.best[0] is None else max(levels.max(), self.aim.level(self.best[0]))
        for f in np.flatnonzero(levels >= least - _CLOSE * max(1.0, abs(least))).tolist():
            self._keep(tuple(rows[f].tolist()), self.aim.score(surplus.exact(f)), surplus)

    def _keep(self, row: Row, score: Fraction, surplus: Surplus) -> None:
        best, rows = self.best
        if self.at_least is not None and score < self.at_least:
            return
        if best is None or score > best:
            self.best = (score, {row: None})
            self.required = max(self.required, self._required(score))
        elif score == best and len(rows) <= LISTED:
            rows[row] = None
            if len(rows) > LISTED:  # from now on only better ones
                self.required = max(self.required, self._required(self.aim.above(surplus, score)))

    def _required(self, score: Fraction) -> float:
        """Return what the bound of a part with a package of this score cannot fall short of."""
        level = self.aim.level(score)
        return (level - self.shift - 1e-14 * (self.factor + abs(level) + abs(self.shift))) / self.factor

    def _climb(self, starts: Iterable[Row]) -> None:
        """Offer packages, and those to which changes of up to two clauses lead."""
        changes = self._changes()
        reached: dict[Row, None] = {}
        for row in dict.fromkeys(starts):
            at, score = row, -np.inf
            for _ in range(_STEPS):
                following, better = self._changed(at, *changes)
                if better <= score:
                    break
                at, score = following, better
            reached |= {row: None, at: None}
        self._offer(np.array(list(reached), dtype=np.int64).reshape(-1, len(self.packages.shape)))

    def _changes(self) -> tuple[Indices, Indices, Indices, Indices]:
        """Return all clauses as issues and alternatives, the last for no change, and pairs of them."""
        issue, alternative = np.nonzero(self.packages.open[: len(self.packages.shape)])
        issue, alternative = np.append(issue, 0), np.append(alternative, 0)
        last = len(issue) - 1
        if len(issue) ** 2 // 2 * len(self.goal.base) > _PAIRS:
            return issue, alternative, np.arange(last), np.full(last, last)
        first, second = np.triu_indices(len(issue), 1)
        kept = (issue[first] != issue[second]) | (second == last)
        return issue, alternative, first[kept], second[kept]

    def _changed(
        self, row: Row, issue: Indices, alternative: Indices, first: Indices, second: Indices
    ) -> tuple[Row, float]:
        """Return the best package after a pair of changes, and its score."""
        values, terms = self.goal.values, self.packages.terms
        now = np.array(row)
        alternative = np.append(alternative[:-1], now[0])
        here = values[:, np.arange(len(row)), now]
        change = values[:, issue, alternative] - here[:, issue]
        x = (self.goal.base + here.sum(axis=1))[:, None] + change[:, first] + change[:, second]
        rows = None
        if terms.forbidden or terms.bonuses:
            rows = np.tile(now, (len(first), 1))
            rows[np.arange(len(first)), issue[second]] = alternative[second]
            rows[np.arange(len(first)), issue[first]] = alternative[first]
            for k, (when, _) in enumerate(terms.bonuses, start=len(row)):
                x += np.where(terms.space.holds(when, rows), values[:, k, 1:2], values[:, k, :1])
        scores = self.goal.scores(x)
        if rows is not None:
            scores = np.where(permitted(terms, rows), scores, -np.inf)
        best = int(scores.argmax())
        now[issue[second[best]]] = alternative[second[best]]
        now[issue[first[best]]] = alternative[first[best]]
        return tuple(now.tolist()), float(scores[best])
