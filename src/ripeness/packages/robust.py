"""The package most likely to be signed by all, over draws: best-first search with bounds (docs/methods/deals.md).

The chance of a signature is Λ(s/τ), and s adds up over clauses. A package is cut into its first issues and the rest.
Whatever the rest says, no actor's surplus exceeds that of the first issues plus the best of the rest for it; and Σ s/τ
over actors does not exceed the best of that sum, so that, Λ being logarithmically concave, all P sign with at most
Λ(Σ/P)^P. Branches whose bound falls short of the best package found are left out. Inside a branch e^(-s/τ) of the rest
is worked out once, and multiplied by that of the first issues.

A. H. Land and A. G. Doig (1960), An automatic method of solving discrete programming problems. *Econometrica* 28(3),
497-520: branch and bound.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.valuation import TIE, Rows, Valuation, joint, judge
from ripeness.valuation.space import Truths

LISTED = 1_000  # packages kept that are equally good
_WIDTH = 128  # branches or packages that are looked at together
_EQUAL = 1e-12
_SHARP = 1e-12  # points: noise that stands for none
_LARGEST = 700.0  # exponents up to this do not overflow; the actors share it


@dataclass(frozen=True)
class RobustPackages:
    """The packages that all sign with the largest chance.

    Attributes
    ----------
    rows : integer array, shape (K, I)
        All such packages, in the order of the file, up to 1,000; none where no package is signed in any draw.
    probability : float
        Mean over draws of the chance that all sign.
    bound : float
        No package has a larger one; equal to ``probability`` when that is proven.
    """

    rows: Rows
    probability: float
    bound: float


def known_throughout(worth: Valuation) -> bool:
    """Return whether every number on which a chance of signing rests is known in every draw."""
    numbers = [worth.wants.clauses, worth.reservation, worth.compliance, worth.exposure, worth.betrayal, worth.noise]
    numbers += [points for _, _, points in worth.wants.bonuses]
    numbers += [line.held for line in worth.red_lines]
    return not any(np.isnan(some).any() for some in numbers)


def most_robust(worth: Valuation, *, starts: Iterable[Rows] = (), branches: int = 4_000) -> RobustPackages:
    """Return the packages with the largest mean chance, over draws, that all sign.

    Parameters
    ----------
    worth : Valuation
        All draws at once; numbers must be known in every draw.
    starts : packages, each of shape (I,)
        Packages to compare with from the beginning.
    branches : int
        Most branches looked into; beyond it the best found is returned with the bound that is left.
    """
    search = _Search(worth)
    best, found = 0.0, set[tuple[int, ...]]()
    rows = np.array([row for row in starts if worth.space.feasible(row[None, :])[0]], dtype=np.int64)
    if len(rows):
        chance = joint(judge(worth, rows).probability).mean(axis=0)
        best = float(chance.max())
        found = {tuple(row) for row in rows[chance >= max(best - _EQUAL, _EQUAL)].tolist()}
    heap: list[tuple[float, tuple[int, ...]]] = [(-1.0, ())]
    for _ in range(branches):
        if not heap or -heap[0][0] < best - _EQUAL or (len(found) >= LISTED and -heap[0][0] <= best + _EQUAL):
            break
        _, prefix = heapq.heappop(heap)
        for rows, chance, whole in search.below(prefix):
            good = chance >= max(best - _EQUAL, _EQUAL)
            if not whole:
                for bound, row in zip(chance[good].tolist(), rows[good].tolist(), strict=True):
                    heapq.heappush(heap, (-bound, tuple(row)))
            elif good.any():
                top = float(chance.max())
                found = set() if top > best + _EQUAL else found
                best = max(best, top)
                found |= {tuple(row) for row in search.in_file_order(rows[chance >= best - _EQUAL]).tolist()}
    bound = max(best, -heap[0][0]) if heap else best
    chosen = np.array(sorted(found)[:LISTED], dtype=np.int64).reshape(-1, len(worth.space.issues))
    return RobustPackages(chosen, best, bound if bound > best + _EQUAL else best)


class _Search:
    """Bounds and chances of packages that begin alike; issues are settled from the weightiest to the lightest."""

    def __init__(self, worth: Valuation) -> None:
        self.worth = worth
        self.order = _order(worth)
        self.shape = [worth.space.shape[j] for j in self.order]
        self.cuts = _cuts(self.shape)
        self.actors = [_Actor(worth, i, self.order) for i in range(len(worth.actors))]
        # Of all actors together: what bounds Σ s/τ.
        self.together: Array = np.sum([actor.parts[0].clauses for actor in self.actors], axis=0)
        self.base: Array = np.sum([actor.parts[0].base + actor.most_bonus for actor in self.actors], axis=0)
        self.ends = list(self._ends())

    def in_file_order(self, rows: Rows) -> Rows:
        """Return whole packages with their issues in the order of the file."""
        return rows[:, np.argsort(self.order)]

    def below(self, prefix: tuple[int, ...]) -> Iterator[tuple[Rows, Array, bool]]:
        """Yield longer beginnings with a bound on their chance, or whole packages with their chance."""
        start = len(prefix)
        stop = next(cut for cut in self.cuts if cut > start)
        if stop == len(self.shape):
            for end in self.ends:
                rows = np.concatenate(
                    [np.repeat(np.array([prefix], np.int64), len(end.rows), axis=0), end.rows], axis=1
                )
                yield rows, self._chance(prefix, rows, end), True
            return
        for more in _combinations(self.shape[start:stop]):
            rows = np.concatenate([np.repeat(np.array([prefix], np.int64), len(more), axis=0), more], axis=1)
            yield rows, self._bound(start, rows), False

    def _bound(self, start: int, rows: Rows) -> Array:
        """Return the largest mean chance that packages with these beginnings may have."""
        chance = np.ones(())
        for actor in self.actors:
            odds = actor.parts[0].sums(rows, start, self.shape)
            for part in actor.parts[1:]:
                np.minimum(odds, part.sums(rows, start, self.shape), out=odds)
            odds += actor.most_bonus[:, None]
            chance = chance * _logistic(odds)
        number = len(self.actors)
        shared = _sums(self.together, self.base, rows, start, self.shape) / number
        return np.asarray(np.minimum(chance, _logistic(shared) ** number).mean(axis=0))

    def _ends(self) -> Iterator[_End]:
        start = self.cuts[-2] if len(self.cuts) > 1 else 0
        for rows in _combinations(self.shape[start:]):
            yield _End(rows, [[part.end(rows, start) for part in actor.parts] for actor in self.actors])

    def _chance(self, prefix: tuple[int, ...], rows: Rows, end: _End) -> Array:
        """Return the mean chance that all sign each of the packages."""
        whole = self.in_file_order(rows)
        denominator: Array | None = None
        for actor, ends in zip(self.actors, end.odds, strict=True):
            against: Array | None = None
            for part, odds in zip(actor.parts, ends, strict=True):
                more = part.against(prefix, odds, actor.met(whole))
                against = more if against is None else np.maximum(against, more, out=against)
            if against is None:  # pragma: no cover - there is always a part
                raise ValueError("no sums")
            against += 1.0
            actor.cross(against, whole)
            denominator = against if denominator is None else np.multiply(denominator, against, out=denominator)
        if denominator is None:  # pragma: no cover - there are signatories
            raise ValueError("nobody is to sign")
        chance: Array = np.reciprocal(denominator, out=denominator).mean(axis=0)
        chance[~self.worth.space.feasible(whole)] = -1.0
        return chance


@dataclass(frozen=True)
class _End:
    """Ways to settle the last issues, and for each actor and part the odds against that they contribute."""

    rows: Rows
    odds: list[list[Array]]


class _Actor:
    """One actor's surplus in units of its noise: the smaller of sums over clauses (see ``interests``)."""

    def __init__(self, worth: Valuation, i: int, order: Sequence[int]) -> None:
        h, r = worth.compliance[:, i], worth.reservation[:, i]
        noise = np.where(worth.noise[:, i] == 0, _SHARP, worth.noise[:, i])
        lost = (1 - h)[:, None, None] * worth.exposure[:, i, list(order)]
        utility = worth.wants.clauses[:, i, list(order)]
        base = TIE * (worth.noise[:, i] == 0) - (1 - h) * worth.betrayal[:, i] - r
        self.space = worth.space
        self.bonuses = [(when, points / noise) for actor, when, points in worth.wants.bonuses if actor == i]
        self.most_bonus = sum((np.maximum(points, 0.0) for _, points in self.bonuses), np.zeros_like(r))
        self.lines = [(line.when, line.held == 1) for line in worth.red_lines if line.actor == i]
        # Where the draft is worth more than refusing, and where it is worth less: V is the smaller of both.
        shares = [(h, base + (1 - h) * r)] + ([] if np.all(h == 1) else [(np.ones_like(h), base)])
        largest = _LARGEST / len(worth.actors)
        self.parts = [
            _Part(
                (share[:, None, None] * utility - lost) / noise[:, None, None], at / noise, share, self.bonuses, largest
            )
            for share, at in shares
        ]

    def met(self, whole: Rows) -> list[Truths]:
        """Return which packages earn each bonus."""
        return [self.space.holds(when, whole) for when, _ in self.bonuses]

    def cross(self, against: Array, whole: Rows) -> None:
        """Make the odds against infinite where a package crosses a red line that is held."""
        for when, held in self.lines:
            met = self.space.holds(when, whole)
            if met.any():
                against[np.ix_(held, met)] = np.inf


class _Part:
    """A sum over clauses: ``clauses`` has shape (N, I, A), in units of the noise, issues in the order of the search."""

    def __init__(
        self, clauses: Array, base: Array, share: Array, bonuses: Sequence[tuple[object, Array]], largest: float
    ) -> None:
        self.clauses, self.base, self.largest = clauses, base, largest
        self.bonuses = [share * points for _, points in bonuses]
        size = np.abs(clauses).max(axis=-1).sum(axis=-1) + np.abs(base) + sum(np.abs(b) for b in self.bonuses)
        self.steep = bool(size.max() > largest)

    def sums(self, rows: Rows, start: int, shape: Sequence[int]) -> Array:
        """Return the largest sum that packages with these beginnings may have, bonuses apart, shape (N, K)."""
        return _sums(self.clauses, self.base, rows, start, shape)

    def end(self, rows: Rows, start: int) -> Array:
        """Return what the last issues contribute: odds against, or where those overflow their logarithm, negative."""
        total = np.zeros((len(self.base), len(rows)))
        for j in range(rows.shape[1]):
            total -= self.clauses[:, start + j, rows[:, j]]
        return total if self.steep else np.exp(total)

    def against(self, prefix: tuple[int, ...], end: Array, met: Sequence[Truths]) -> Array:
        """Return the odds against a signature of whole packages that begin with ``prefix``, shape (N, K)."""
        head = -self.base
        for j, a in enumerate(prefix):
            head = head - self.clauses[:, j, a]
        if self.steep:
            exponent = end + head[:, None]
            for points, here in zip(self.bonuses, met, strict=True):
                exponent[:, here] -= points[:, None]
            np.clip(exponent, -self.largest, self.largest, out=exponent)
            return np.exp(exponent, out=exponent)
        odds = end * np.exp(head)[:, None]
        for points, here in zip(self.bonuses, met, strict=True):
            if here.any():
                odds[:, here] *= np.exp(-points)[:, None]
        return odds


def _sums(clauses: Array, base: Array, rows: Rows, start: int, shape: Sequence[int]) -> Array:
    """Return base, the clauses of ``rows``, and the largest of each later issue; rows are alike before ``start``."""
    total = base.copy()
    for j in range(start):
        total += clauses[:, j, rows[0, j]]
    for j in range(rows.shape[1], len(shape)):
        total += clauses[:, j, : shape[j]].max(axis=-1)
    sums = np.repeat(total[:, None], len(rows), axis=1)
    for j in range(start, rows.shape[1]):
        sums += clauses[:, j, rows[:, j]]
    return sums


def _logistic(odds: Array) -> Array:
    """Return Λ; overwrites ``odds``."""
    np.clip(odds, -_LARGEST, _LARGEST, out=odds)
    np.exp(np.negative(odds, out=odds), out=odds)
    odds += 1.0
    return np.reciprocal(odds, out=odds)


def _order(worth: Valuation) -> list[int]:
    """Return issues from the weightiest to the lightest, so that the first decide most."""
    shape = worth.space.shape
    spans = [np.ptp(worth.wants.clauses[:, :, j, : shape[j]], axis=-1).mean() for j in range(len(shape))]
    return [int(j) for j in np.argsort(-np.array(spans), kind="stable")]


def _cuts(shape: Sequence[int]) -> list[int]:
    """Return after which issues packages are cut, so that a step looks at about ``_WIDTH`` ways to go on."""
    cuts, number = [], 1
    for j in reversed(range(len(shape))):  # from the end: the last step, the most frequent, is the fullest
        if number > 1 and number * shape[j] > _WIDTH:
            cuts.append(j + 1)
            number = 1
        number *= shape[j]
    return [*reversed(cuts), len(shape)]


def _combinations(sizes: Sequence[int]) -> Iterator[Rows]:
    """Yield all combinations of alternatives, at most ``_WIDTH`` at once."""
    number = int(np.prod(sizes))
    for first in range(0, number, _WIDTH):
        at = np.arange(first, min(number, first + _WIDTH))
        yield np.stack(np.unravel_index(at, sizes), axis=-1).astype(np.int64)
