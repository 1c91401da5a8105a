"""What is to be large among packages, and packages as sets of open alternatives: exact, and as floats for bounds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.numerics.nondominated import Mask
from ripeness.packages.interests import SigningValues, Surplus
from ripeness.packages.lagrangian import ConcaveGoal, Kind
from ripeness.scenario.logic import Atom, Condition, evaluate
from ripeness.valuation.space import Rows

LISTED = 1_000  # packages kept that are equally good

Row = tuple[int, ...]


@dataclass(frozen=True)
class Objective:
    """What is to be large in surpluses of the actors, and what packages must reach.

    Attributes
    ----------
    kind : {"product", "least", "sum"}
        Their product, the smallest, or their sum.
    counted : tuple of int
        The actors whose surplus counts.
    unit : tuple of Fraction
        What those surpluses are divided by.
    floors : tuple of int
        Least whole sum of every coordinate.
    """

    kind: Kind
    counted: tuple[int, ...]
    unit: tuple[Fraction, ...]
    floors: tuple[int, ...]

    def score(self, surplus: Sequence[Fraction]) -> Fraction:
        """Return the score of a package."""
        parts = [surplus[i] / unit for i, unit in zip(self.counted, self.unit, strict=True)]
        if self.kind == "product":
            return math.prod(parts, start=Fraction(1))
        return min(parts) if self.kind == "least" else sum(parts, Fraction(0))

    def scores(self, surplus: Array) -> Array:
        """Return the same in floating point for surpluses of shape (P, K); of a product the logarithm."""
        parts = surplus[list(self.counted)] / np.array([float(u) for u in self.unit])[:, None]
        if self.kind == "product":
            return np.asarray(np.log(parts).sum(axis=0))
        return np.asarray(parts.min(axis=0) if self.kind == "least" else parts.sum(axis=0))

    def level(self, score: Fraction) -> float:
        """Return a score in floating point, of a product the logarithm."""
        if self.kind != "product":
            return float(score)
        bits = score.numerator.bit_length() - score.denominator.bit_length()
        return math.log(float(score / Fraction(2) ** bits)) + bits * math.log(2)

    def above(self, surplus: Surplus, score: Fraction) -> Fraction:
        """Return a score that every package reaches that is better than ``score``: the next on the grid of scores."""
        grid = [Fraction(1, surplus.scales[i]) / unit for i, unit in zip(self.counted, self.unit, strict=True)]
        if self.kind == "least":
            return min((score // g + 1) * g for g in grid)
        step = math.prod(grid, start=Fraction(1))
        if self.kind == "sum":
            step = Fraction(1, math.lcm(*(g.denominator for g in grid)))
        return (score // step + 1) * step


class OpenSets:
    """The packages of interests in floating point, and as sets of open alternatives.

    Each bonus is an issue more, with the alternatives "not earned" and "earned", which is settled by its condition. Of
    alternatives that are worth the same to all, and that no condition names, only the first is open.
    """

    def __init__(self, interests: SigningValues) -> None:
        self.interests, self.terms = interests, interests.terms
        if [c.actor for c in interests.coordinates] != list(range(len(interests.exact.actors))):
            raise ValueError("a coordinate for each signatory is needed: interests inside the zone")
        self.shape = self.terms.space.shape
        self.conditions = [*self.terms.forbidden, *(when for when, _ in self.terms.bonuses)]
        names = [{atom.name for atom in c.atoms()} for c in self.conditions]
        self.named = [np.array([issue in n for issue in self.terms.space.issues]) for n in names]
        parts = [*self.terms.clauses, *(np.stack([0 * p, p], axis=-1) for _, p in self.terms.bonuses)]
        self.least = [sum(int(part[c].min()) for part in parts) for c in range(len(self.terms.floor))]
        self.open = np.zeros((len(parts), max(part.shape[1] for part in parts)), dtype=np.bool_)
        self.points = np.zeros((len(self.least), *self.open.shape))  # above the least of the issue
        for j, part in enumerate(parts):
            self.open[j, : part.shape[1]] = True
            for c, coordinate in enumerate(interests.coordinates):
                numbers = [int(n) for n in part[c]]
                self.points[c, j, : len(numbers)] = [(n - min(numbers)) / coordinate.scale for n in numbers]
        self.alike = self._alike()
        for j, first in enumerate(self.alike):
            self.open[j, [a for a, one in enumerate(first) if one != a]] = False

    def _alike(self) -> list[list[int]]:
        """Return for each alternative of each issue the first that cannot be told from it."""
        named = {(atom.name, str(atom.value)) for c in self.conditions for atom in c.atoms()}
        found = []
        for part, issue, names in zip(
            self.terms.clauses, self.terms.space.issues, self.terms.space.alternatives, strict=True
        ):
            seen: dict[tuple[object, ...], int] = {}
            keys = [((issue, n) in named and n, *column.tolist()) for n, column in zip(names, part.T, strict=True)]
            found.append([seen.setdefault(key, a) for a, key in enumerate(keys)])
        return found

    def first(self, row: Rows) -> Row:
        """Return the package of first alternatives that is worth the same as a package."""
        return tuple(first[int(a)] for first, a in zip(self.alike, row, strict=True))

    def every(self, rows: Iterable[Row]) -> Rows:
        """Return packages, and all that are worth the same, in the order of the file."""
        same = [{a: [b for b, one in enumerate(first) if one == a] for a in first} for first in self.alike]
        whole = (p for row in rows for p in product(*(s[a] for s, a in zip(same, row, strict=True))))
        return np.array(sorted(islice(whole, LISTED)), dtype=np.int64).reshape(-1, len(self.shape))

    def settled(self, open_: Mask) -> tuple[Mask, Mask]:
        """Return sets of open alternatives with bonuses settled by what is open, and which may hold a package."""
        able = np.ones(len(open_), dtype=np.bool_)
        for when in self.terms.forbidden:
            able &= self._truth(when, open_).fails
        for k, (when, _) in enumerate(self.terms.bonuses, start=len(self.shape)):
            truth = self._truth(when, open_)
            open_[:, k, :2] &= np.stack([truth.fails, truth.holds], axis=-1)
        return open_, able & np.all(np.any(open_, axis=2), axis=1)

    def _truth(self, when: Condition, open_: Mask) -> _Truth:
        number = open_.sum(axis=2)

        def atom(at: Atom) -> _Truth:
            issue = self.terms.space.issues.index(at.name)
            this = open_[:, issue, self.terms.space.alternatives[issue].index(str(at.value))]
            return _Truth(this, number[:, issue] > this)

        return evaluate(when, atom)

    def goal(self, aim: Objective) -> tuple[ConcaveGoal, float, float]:
        """Return an aim as a function of sums about the size of 1; its scores times factor plus shift are the aim's.

        Surpluses are counted from what refusing is worth; in a sum, and where they do not count, from the floor.
        """
        worth = self.interests
        unit = dict(zip(aim.counted, aim.unit, strict=True))
        counted = np.array([i in unit for i in range(len(self.least))])
        base, size = [], []
        shift = Fraction(0)
        for i, (coordinate, least) in enumerate(zip(worth.coordinates, self.least, strict=True)):
            beyond = coordinate.base - worth.exact.actors[i].reservation
            floor = Fraction(aim.floors[i], coordinate.scale)
            from_floor = aim.kind == "sum" or i not in unit
            base.append(float(Fraction(least, coordinate.scale) + (-floor if from_floor else beyond)))
            size.append(float(unit.get(i, 1)))
            if aim.kind == "sum" and i in unit:
                shift += (beyond + floor) / unit[i]
        spans = self.points.max(axis=2).mean(axis=1) / size
        spans = np.where(spans > 0, spans, 1.0)
        if aim.kind != "product":
            spans[counted] = spans[counted].max(initial=1e-300)
        factor = 1.0 if aim.kind == "product" or not unit else float(spans[counted].max())
        lift = float(np.log(spans[counted]).sum()) if aim.kind == "product" else float(shift)
        scale = spans * size
        return ConcaveGoal(aim.kind, counted, self.points / scale[:, None, None], np.array(base) / scale), factor, lift


@dataclass(frozen=True)
class _Truth:
    """Whether a condition may hold, and whether it may fail, for each set of open alternatives (Kleene's logic)."""

    holds: Mask
    fails: Mask

    def __and__(self, other: _Truth) -> _Truth:
        return _Truth(self.holds & other.holds, self.fails | other.fails)

    def __or__(self, other: _Truth) -> _Truth:
        return _Truth(self.holds | other.holds, self.fails & other.fails)

    def __xor__(self, other: _Truth | bool) -> _Truth:
        if isinstance(other, bool):
            return _Truth(self.fails, self.holds) if other else self
        holds = (self.holds & other.fails) | (self.fails & other.holds)
        return _Truth(holds, (self.holds & other.holds) | (self.fails & other.fails))
