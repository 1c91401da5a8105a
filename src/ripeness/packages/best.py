"""Which agreement theory would pick when the signatories are too many for a frontier: one search for each solution.

The number of packages that nobody can improve for one without loss for another grows fast with the number of
signatories; those that a theory picks stay few. So the solutions of :mod:`ripeness.packages.solutions`, with the same
definitions, are searched for by themselves, with a proof that none is better or the gap that is left
(:mod:`ripeness.packages.branch_and_bound`).

J. F. Nash (1950), The bargaining problem. *Econometrica* 18(2), 155-162: the largest product of gains; its logarithm is
concave, which is what bounds rest on. Leximin: who is worst off gets as much as possible, then the next; the k-th
smallest is the smallest of those that are left when the k - 1 who are worst off are left out.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

import numpy as np

from ripeness.packages.branch_and_bound import BestFound, Budget, search
from ripeness.packages.feasible import sums
from ripeness.packages.interests import SigningValues
from ripeness.packages.objective import LISTED, Objective, OpenSets, Row
from ripeness.packages.solutions import NAMES
from ripeness.valuation.space import Rows

NODES = 200_000
_ONE = Fraction(1)


@dataclass(frozen=True)
class BestPackages:
    """The packages of the zone that a solution picks, and what is proven.

    Attributes
    ----------
    rows : integer array, shape (K, I)
        The best packages found, in the order of the file, up to 1,000; none where none was found.
    score : float
        What they reach; NaN where none was found. *nash*: geometric mean of the surpluses of those who gain, in points.
        *egalitarian*: the smallest surplus, without those to whom the whole zone is worth what refusing is because they
        have no confidence at all. *kalai_smorodinsky*: the smallest share of what an actor could get at best, without
        those who can gain nothing. *utilitarian*: the sum of surpluses.
    bound : float
        No package of the zone has a larger score (*nash*: none at which as many gain). Equal to ``score`` when that is
        proven; -inf when the zone is proven to be empty.
    complete : bool
        Whether it is proven that these are all the packages that the solution picks (1,000 of them, where there are
        more), or that there are none.
    looked : int
        Parts of the search that were looked into.
    interrupted : bool
        Whether the search was broken off by the user; what was found is given all the same.
    """

    rows: Rows
    score: float
    bound: float
    complete: bool
    looked: int
    interrupted: bool = False


def best(
    interests: SigningValues,
    solution: str,
    *,
    nodes: int = NODES,
    seconds: float | None = None,
    starts: Iterable[Rows] = (),
    ideal: Sequence[Fraction] | None = None,
) -> BestPackages:
    """Return the packages of the zone that one solution picks, with what is proven about them.

    Parameters
    ----------
    interests : SigningValues
        Of the zone (:func:`ripeness.packages.interests.inside`).
    solution : {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian"}
        Which one; definitions as in :func:`ripeness.packages.solutions.solutions`.
    nodes : int
        Most parts of the search to look into, all its stages together.
    seconds : float, optional
        Time limit. Unlike ``nodes`` it makes the answer depend on the machine.
    starts : packages, each of shape (I,)
        Where to begin to look.
    ideal : sequence of Fraction, optional
        The largest surplus of each actor in the zone, for *kalai_smorodinsky*; otherwise searched for first.

    Returns
    -------
    Best
        Exact when ``complete``; otherwise what was found by then, and a bound on what was missed.

    Notes
    -----
    Branch and bound (Land and Doig 1960) under the bound of the best lotteries over clauses, one for each issue. The
    number of parts grows with the gap between that bound and the best package: slowly for *nash* and *utilitarian*,
    faster for the smallest surplus of many. The same limits give the same answer, ``seconds`` apart.
    """
    if solution not in NAMES:
        raise ValueError(f"solution must be one of {', '.join(NAMES)}, not {solution!r}")
    asked = _Asked(interests, _budget(nodes, seconds), starts)
    if solution == "nash":
        return asked.nash()
    if solution == "utilitarian":
        return asked.utilitarian()
    if solution == "egalitarian":
        return asked.leximin(asked.gainers, (_ONE,) * len(asked.gainers))
    ideal, proven = (ideal, True) if ideal is not None else asked.ideals()
    gainers = tuple(i for i in asked.gainers if ideal[i] > 0)
    found = asked.leximin(gainers, tuple(ideal[i] for i in gainers))
    return found if proven else replace(found, complete=False)


def ideals(
    interests: SigningValues, *, nodes: int = NODES, seconds: float | None = None, starts: Iterable[Rows] = ()
) -> tuple[tuple[Fraction, ...], bool]:
    """Return the largest surplus of each actor among packages of the zone, and whether that is proven.

    What is not proven is the largest that was found. Where the zone is empty, or no package of it was found, all are 0.
    Parameters are those of :func:`best`.
    """
    return _Asked(interests, _budget(nodes, seconds), starts).ideals()


def zone_is_empty(
    interests: SigningValues, *, nodes: int = NODES, seconds: float | None = None, starts: Iterable[Rows] = ()
) -> bool | None:
    """Return whether no package is in the zone; None when that was not found out. Parameters: :func:`best`."""
    found = _Asked(interests, _budget(nodes, seconds), starts).some()
    return False if found.rows else True if found.complete else None


def _budget(nodes: int, seconds: float | None) -> Budget:
    return Budget(nodes, None if seconds is None else time.monotonic() + seconds)


class _Asked:
    """The searches that one question takes; they share a budget."""

    def __init__(self, interests: SigningValues, budget: Budget, starts: Iterable[Rows]) -> None:
        self.interests, self.budget, self.starts = interests, budget, list(starts)
        self.packages = OpenSets(interests)
        self.floors = tuple(int(f) for f in interests.terms.floor)
        self.gainers = tuple(i for i, compared in enumerate(interests.terms.compared) if compared)

    def search(self, aim: Objective, *, at_least: Fraction | None = None, enough: bool = False) -> BestFound:
        return search(self.packages, aim, self.budget, starts=self.starts, at_least=at_least, enough=enough)

    def some(self) -> BestFound:
        """Return a package of the zone, from which later searches begin, or a proof that there is none."""
        found = self.search(_least(self.gainers, (_ONE,) * len(self.gainers), self.floors), enough=True)
        self._begin_at(found.rows)
        return found

    def _begin_at(self, rows: Sequence[Row]) -> None:
        self.starts = [np.array(row) for row in rows[:4]] + self.starts

    def answer(self, found: Sequence[Row], score: float, bound: float, *, complete: bool) -> BestPackages:
        rows = self.packages.every(found)
        bound = score if complete and len(rows) else bound
        return BestPackages(rows, score, bound, complete, self.budget.looked, self.budget.interrupted)

    def nothing(self, found: BestFound) -> BestPackages:
        """Return the answer where no package of the zone was found."""
        bound = -math.inf if found.complete else math.inf
        return self.answer((), math.nan, bound, complete=found.complete)

    # ---- sums --------------------------------------------------------------------------------------------------------

    def utilitarian(self) -> BestPackages:
        some = self.some()
        if not some.rows:
            return self.nothing(some)
        found = self.search(_sum(self.gainers, self.floors))
        return self.answer(found.rows, found.level, found.bound, complete=found.complete)

    def ideals(self) -> tuple[tuple[Fraction, ...], bool]:
        some = self.some()
        values = [Fraction(0) for _ in self.floors]
        if not some.rows:
            return tuple(values), some.complete
        proven = True
        for i in self.gainers:
            found = self.search(_sum((i,), self.floors))
            values[i] = found.score or values[i]
            proven = proven and found.complete
        return tuple(values), proven

    # ---- product -----------------------------------------------------------------------------------------------------

    def nash(self) -> BestPackages:
        """Return the packages at which most gain, and of those the ones with the largest product.

        That all gain is tried first, then all but one, and so on. Where it is not found out how many can gain, the
        answer is some package of the zone.
        """
        some = self.some()
        if not some.rows:
            return self.nothing(some)
        gainers, number = self.gainers, len(self.gainers)
        while not self.budget.spent:
            found = self._winners(gainers, number)
            if found.rows:
                score = _mean(found.level, number)
                bound = min(_mean(found.bound, number), max(score, self._most()))
                return self.answer(found.rows, score, bound, complete=found.complete)
            if not found.complete:
                break
            if number == len(self.gainers):
                gainers = tuple(i for i in gainers if self._can_gain(i))
            number = min(number - 1, len(gainers))
        surplus = self.interests.surplus(sums(self.interests.terms, np.array(some.rows[:1]))).exact(0)
        gains = [s for s in surplus if s > 0]
        score = _mean(Objective("product", (), (), ()).level(math.prod(gains, start=_ONE)), len(gains))
        return self.answer(some.rows[:1], score, max(score, self._most()), complete=False)

    def _winners(self, gainers: tuple[int, ...], number: int) -> BestFound:
        """Return the packages with the largest product at which so many gain, whoever they are."""
        best = BestFound((), None, -math.inf, -math.inf, complete=True)
        for chosen in combinations(gainers, number):
            if self.budget.spent:
                return replace(best, bound=math.inf, complete=False)
            floors = tuple(self._above_zero(i) if i in chosen else floor for i, floor in enumerate(self.floors))
            aim = Objective("product", chosen, (_ONE,) * number, floors) if chosen else _sum((), floors)
            found = self.search(aim, at_least=best.score)
            complete, bound = best.complete and found.complete, max(best.bound, found.bound)
            if found.score is not None:
                rows = best.rows + found.rows if found.score == best.score else found.rows
                best = replace(found, rows=rows)
            best = replace(best, bound=bound, complete=complete)
        return best

    def _can_gain(self, actor: int) -> bool:
        """Return whether an actor gains from some package of the zone, or may for all that is known."""
        floors = tuple(self._above_zero(i) if i == actor else floor for i, floor in enumerate(self.floors))
        found = self.search(_sum((), floors), enough=True)
        return bool(found.rows) or not found.complete

    def _above_zero(self, actor: int) -> int:
        """Return the least whole sum at which an actor gains."""
        coordinate = self.interests.coordinates[actor]
        zero = (self.interests.exact.actors[actor].reservation - coordinate.base) * coordinate.scale
        return max(self.floors[actor], math.floor(zero) + 1)

    def _most(self) -> float:
        """Return a surplus that nobody exceeds, whatever the package."""
        terms, worth = self.interests.terms, self.interests
        most = [sum(int(clauses[i].max()) for clauses in terms.clauses) for i in range(len(self.floors))]
        most = [m + sum(max(0, int(points[i])) for _, points in terms.bonuses) for i, m in enumerate(most)]
        refusing = [actor.reservation for actor in worth.exact.actors]
        points = [c.base + Fraction(m, c.scale) - r for c, m, r in zip(worth.coordinates, most, refusing, strict=True)]
        return max(float(p) for p in points)

    # ---- smallest ----------------------------------------------------------------------------------------------------

    def leximin(self, counted: tuple[int, ...], unit: Sequence[Fraction]) -> BestPackages:
        """Return the packages at which the smallest surplus, in units, is largest, then the next, and so on.

        Where too many packages to be listed have the largest smallest surplus, each actor in turn is taken to be worst
        off, with that surplus at least; the smallest surplus of the others is made large; and so on.
        """
        units = dict(zip(counted, unit, strict=True))
        first, kept, listed = self._stage([(counted, self.floors)], units, None)
        if not first.rows:
            return self.nothing(first)
        found, rows = first, first.rows
        while found.complete and not listed and len(kept[0][0]) > 1:
            self._begin_at(found.rows)
            worst_off = [state for k in kept for state in self._without_one(*k, units, found.score or Fraction(0))]
            found, kept, listed = self._stage(list(dict.fromkeys(worst_off)), units, found.score)
            rows = tuple(dict.fromkeys(rows + found.rows))
        return self.answer(self._first_by(rows, units), first.level, first.bound, complete=found.complete)

    def _stage(
        self, states: Sequence[_State], units: dict[int, Fraction], at_least: Fraction | None
    ) -> tuple[BestFound, list[_State], bool]:
        """Return the best by the smallest surplus in any state, which states have them, and whether all are listed."""
        searches: list[tuple[_State, BestFound]] = []
        for counted, floors in states:
            aim = _least(counted, tuple(units[i] for i in counted), floors)
            found = self.search(aim, at_least=at_least)
            at_least = found.score if found.score is not None else at_least
            searches.append(((counted, floors), found))
        best = [(state, f) for state, f in searches if f.rows and f.score == at_least]
        rows = tuple(dict.fromkeys(row for _, f in best for row in f.rows))
        level = best[0][1].level if best else -math.inf
        bound, complete = max(f.bound for _, f in searches), all(f.complete for _, f in searches)
        listed = all(len(f.rows) <= LISTED for _, f in best)
        return BestFound(rows, at_least, level, bound, complete), [state for state, _ in best], listed

    def _without_one(
        self, counted: tuple[int, ...], floors: tuple[int, ...], units: dict[int, Fraction], least: Fraction
    ) -> list[_State]:
        """Return the states in which one of the actors is worst off, with ``least`` units, and the others compared."""
        raised = list(floors)
        for i in counted:
            worth = self.interests.exact.actors[i].reservation + least * units[i]
            raised[i] = max(floors[i], self.interests.coordinates[i].floor(worth))
        return [(tuple(j for j in counted if j != i), tuple(raised)) for i in counted]

    def _first_by(self, rows: Sequence[Row], units: dict[int, Fraction]) -> list[Row]:
        """Return those of some packages that leximin puts first."""
        points = sums(self.interests.terms, np.array(rows))
        surplus = self.interests.surplus(points)
        scores = [sorted(s / units[i] for i, s in enumerate(surplus.exact(f)) if i in units) for f in range(len(rows))]
        most = max(scores)
        return [row for row, score in zip(rows, scores, strict=True) if score == most]


_State = tuple[tuple[int, ...], tuple[int, ...]]  # actors that are compared, floors


def _sum(counted: tuple[int, ...], floors: tuple[int, ...]) -> Objective:
    return Objective("sum", counted, (_ONE,) * len(counted), floors)


def _least(counted: tuple[int, ...], unit: tuple[Fraction, ...], floors: tuple[int, ...]) -> Objective:
    return (
        Objective("least", counted, unit, floors) if counted else _sum((), floors)
    )  # all are as good when nobody counts


def _mean(level: float, number: int) -> float:
    """Return the geometric mean of a number of factors from the logarithm of their product."""
    return math.exp(level / number) if number else 0.0
