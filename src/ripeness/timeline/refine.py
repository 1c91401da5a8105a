"""Cells made narrower until what they get wrong is seen to be small, on as many draws as that needs.

What cells get wrong falls with the square of their width. So of two answers S(h) and S(h/2) the better one is off by
about a third of what they differ by, and (4 S(h/2) - S(h))/3 is nearer still (L. F. Richardson 1911, The approximate
arithmetical solution by finite differences of physical problems. *Philosophical Transactions of the Royal Society A*
210, 307-357). Where a border of age or a break of the calendar is no multiple of h this is not relied on: then the
error is the difference. The same where a hazard changes so much at a border that hardly anything outlives it by a
step: there what cells get wrong falls with their width alone, and the nearer answer is off by two thirds of the
difference.

Two levels (M. B. Giles 2008, Multilevel Monte Carlo path simulation. *Operations Research* 56(3), 607-617): where
narrow cells are too dear for every draw, all draws get wide ones, and the mean of what narrow cells change is taken
over the first draws, twice as many until its own standard error is small.

Cells that grow with age break the rule of Richardson a little, since where they are drawn together differs from one
step of time to the next. So they grow only where equal ones are too dear; then what growing changes is seen on the
first draws, and counts as error in full.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.numerics.markov import Ints, in_threads
from ripeness.timeline.cells import Widths, aligned
from ripeness.timeline.chain import Walked, walk
from ripeness.timeline.filled import Filled
from ripeness.timeline.price import TOGETHER, Price
from ripeness.timeline.states import Flow, Plan

GOAL = 1e-3  # how far an answer may be off
MOST_SECONDS = 60.0
MOST_ASKED = 3_600.0  # seconds that a grid may take where it was asked for
_GOOD = 1e-6  # error at which narrower cells are not tried, however cheap
_CHEAP = 0.1  # seconds that may be spent on being nearer than needed
_COARSE = 2.0  # seconds for the wide cells of all draws
_FEW = 16  # draws on which two levels are first compared
_STEEP = 1.0  # change of a hazard at a border, times the step, from which errors may fall with the step only
_FINEST = 0.5  # step of time for which the prices of equal and of growing cells are compared
_WORTH = 8.0  # draws' worth below which no standard error is believed
_EQUAL = (0.1, 1.3)  # seconds, or times the price of cells that grow, for which all cells may be equally narrow
_SEEN = 1  # draws on which cells that grow are compared with such that do not
_TOLERANCE = (1e-5, 1e-13)  # what may be cut off in a step of wide cells, and of narrow ones

Key = tuple[str, str]
Progress = Callable[[int, int, str], None]


class TooDearError(Exception):
    """Narrow cells would take too long; the message says how long."""


@dataclass(frozen=True)
class Levels:
    """Steps of time: of all draws, of the first ``rows`` draws, whose answers are set beside those of half the step."""

    coarse: float
    fine: float
    rows: int


@dataclass(frozen=True)
class Refined:
    """What was read, and how far means over draws may be off.

    Attributes
    ----------
    readings : mapping of (question, word) to array, shape (N,)
        Weights of readings.
    curves : array, shape (T, N, O)
        Weights of curves.
    errors : mapping of (question, word) to float
        Error of each mean.
    curve_errors : array, shape (T, O)
        The same of curves.
    single : float
        The most by which a reading of a single draw was seen to be off.
    cut : float
        Bound on what was cut off of sums.
    levels : Levels
        How it was found.
    """

    readings: Mapping[Key, Array]
    curves: Array
    errors: Mapping[Key, float]
    curve_errors: Array
    single: float
    cut: float
    levels: Levels


def refined(
    plan: Plan,
    numbers: Filled,
    weight: Array,
    *,
    step: float | None = None,
    levels: Levels | None = None,
    forced: bool = False,
    progress: Progress | None = None,
) -> Refined:
    """Return what is read, with cells as narrow as the error asks for.

    Parameters
    ----------
    plan, numbers : Plan, Filled
        The process and its numbers.
    weight : array, shape (N,)
        What each draw counts.
    step : float, optional
        The step of time of all draws, where it is given.
    levels : Levels, optional
        How it is to be found, where that is settled.
    forced : bool
        Whether it was asked for, so that it may take long.

    Raises
    ------
    TooDearError
        When it would take more than a minute; where it was asked for, more than an hour.
    """
    return _Refining(plan, numbers, weight, progress, forced=forced).done(step, levels)


class _Refining:
    def __init__(self, plan: Plan, numbers: Filled, weight: Array, progress: Progress | None, *, forced: bool) -> None:
        self.plan, self.numbers, self.forced, self.progress = plan, numbers, forced, progress
        self.count = numbers.count
        self.weight = weight if weight.sum() > 0 else np.ones(len(weight))
        self.widths = widths_of(plan, numbers)
        self.price = Price(plan, numbers, self.widths)
        self.steepest = max((steepest(h.rates) for h in numbers.hazards.values()), default=0.0)
        self.equal = tuple(replace(w, grow=False) for w in self.widths)
        price = Price(plan, numbers, self.equal)
        seconds, growing = price.seconds(_FINEST), self.price.seconds(_FINEST)
        if self.count * seconds <= _EQUAL[0] or seconds <= _EQUAL[1] * growing:
            self.widths, self.price = self.equal, price
        self.grown: dict[Key, float] = {}  # what growing cells change in a reading, at most
        self.grown_curves: Any = 0.0
        self.seen_at = 0.0
        self.spent = 0.0
        self.spread = 0.0  # the largest standard error of what narrow cells change

    def done(self, step: float | None, levels: Levels | None) -> Refined:
        now = levels or self._first(step)
        self._spend(self.count * self.price.seconds(now.coarse))
        every = np.arange(self.count)
        coarse = self._walk(every, now.coarse, _TOLERANCE[0] if now.rows < self.count else _TOLERANCE[1])
        one = coarse if self._covers(now) else self._fine(now.rows, now.fine)
        two = self._fine(now.rows, now.fine / 2)
        while True:
            self._see_growth(now, two)
            found = self._found(now, coarse, one, two)
            following = None if levels or step else self._next(now, found)
            if following is None:
                return found
            if following.rows > now.rows:
                one, two = self._fine(following.rows, now.fine, one), self._fine(following.rows, now.fine / 2, two)
            else:
                one, two = two, self._fine(now.rows, following.fine / 2)
            now = following

    def _covers(self, levels: Levels) -> bool:
        return levels.rows == self.count and levels.fine == levels.coarse

    def _first(self, step: float | None) -> Levels:
        """Return the first levels to be tried."""
        few = min(self.count, _FEW)
        if step is not None:
            dear = self.count * self.price.seconds(step / 2) > _COARSE
            return Levels(step, step, few if dear else self.count)
        coarse = next((h for h in (1.0, 2.0) if self.count * self.price.seconds(h) <= _COARSE), 4.0)
        if self.count == few or (coarse == 1.0 and self.count * self.price.seconds(0.5) <= _COARSE):
            return Levels(1.0, 1.0, self.count)
        return Levels(coarse, 1.0, few)

    def _next(self, now: Levels, found: Refined) -> Levels | None:
        """Return what to try next; None when it is good enough."""
        worst = self._worst(found)
        halved = replace(now, fine=now.fine / 2)
        price = now.rows * self.price.seconds(now.fine / 4)
        if worst <= GOAL:
            return halved if worst > _GOOD and self.spent + price <= _CHEAP else None
        doubled = replace(now, rows=min(2 * now.rows, self.count))
        if now.rows < self.count and 2 * self.spread > GOAL / 2:
            self._check((doubled.rows - now.rows) * (self.price.seconds(now.fine) + self.price.seconds(now.fine / 2)))
            return doubled
        self._check(price)
        return halved

    def _spend(self, seconds: float) -> None:
        self._check(seconds)
        self.spent += seconds

    def _check(self, seconds: float) -> None:
        if self.spent + seconds > (MOST_ASKED if self.forced else MOST_SECONDS):
            whole = self.spent + seconds
            long = f"{whole:,.0f} seconds" if whole < 2 * MOST_ASKED else f"{whole / 3600:,.0f} hours"
            raise TooDearError(f"narrow enough cells of age would take some {long}")

    # ---- moving ----------------------------------------------------------------------------------------------------

    def _fine(self, rows: int, step: float, before: Walked | None = None) -> Walked:
        """Return what is read in the first draws; some of them may be there already."""
        have = 0 if before is None else before.curves.shape[1]
        self._spend((rows - have) * self.price.seconds(step))
        more = self._walk(np.arange(have, rows), step, _TOLERANCE[1])
        return more if before is None else _together([before, more], np.arange(rows))

    def _walk(self, rows: Ints, step: float, tolerance: float) -> Walked:
        """Return what is read in some draws; draws of like speed are moved together."""
        size = max(1, int(TOGETHER / self.price.most(step)))
        speed = np.zeros(self.count) + sum(h.rates.max(axis=1) for h in self.numbers.hazards.values())
        order = rows[np.argsort(speed[rows], kind="stable")]
        parts = [order[k : k + size] for k in range(0, len(order), size)]
        done = [0]

        def run(k: int) -> Walked:
            moved = walk(self.plan, self.numbers.part(parts[k]), widths=self.widths, step=step, tolerance=tolerance)
            done[0] += len(parts[k])
            if self.progress:
                self.progress(done[0], len(rows), f"draws, in steps of {step:g} days")
            return moved

        back = np.empty(len(order), dtype=np.int64)
        back[np.argsort(speed[rows], kind="stable")] = np.arange(len(order))
        return _together(in_threads(run, range(len(parts))), back)

    def _see_growth(self, now: Levels, growing: Walked) -> None:
        """Note what growing cells change at the narrowest step, on the first draws."""
        if self.widths is self.equal or self.seen_at == now.fine:
            return
        self.seen_at, rows, step = now.fine, min(now.rows, _SEEN), now.fine / 2
        apart = walk(self.plan, self.numbers.part(np.arange(rows)), widths=self.equal, step=step, tolerance=1e-13)
        # 4/3 of it stand in the better answer, and a third of what growing changes at twice the step
        self.grown = {k: 2 * float(np.abs(v - growing.readings[k][:rows]).max()) for k, v in apart.readings.items()}
        self.grown_curves = 2 * np.abs(apart.curves - growing.curves[:, :rows]).max(axis=1)

    # ---- what is found ---------------------------------------------------------------------------------------------

    def _found(self, now: Levels, coarse: Walked, one: Walked, two: Walked) -> Refined:
        breaks = [s.start for s in self.plan.steps if isinstance(s, Flow)]
        clean = aligned([*breaks, *(b for w in self.widths for b in w.borders)], now.fine)
        share = 3.0 if clean and self.steepest * now.fine <= _STEEP else 1.0
        weight = self.weight[: now.rows]
        weight = weight if weight.sum() > 0 else np.ones(now.rows)
        readings, errors, gaps = {}, {}, {}
        self.spread = single = 0.0
        for key, column in coarse.readings.items():
            best, gap = _better(one.readings[key], two.readings[key], clean=clean)
            gaps[key] = float(np.abs(weight @ gap) / weight.sum()) / share
            single = max(single, float(np.abs(gap).max()) / share)
            readings[key], spread, most = self._lifted(column, best, weight)
            single = max(single, most)
            self.spread = max(self.spread, spread)
            gaps[key] += self.grown.get(key, 0.0)
            errors[key] = gaps[key] + 2 * spread
        worst = max(gaps.values(), default=0.0)
        for key, e in errors.items():  # a difference may be nought by accident
            share_of = float(weight @ np.clip(readings[key][: now.rows], 0.0, 1.0)) / weight.sum()
            errors[key] = max(e, worst * share_of * (1 - share_of) / 2)
        best, gap = _better(one.curves, two.curves, clean=clean)
        curves, spread, _ = self._lifted(coarse.curves, best, weight)
        curve_errors = np.abs(np.einsum("tno,n->to", gap, weight)) / weight.sum() / share + 2 * spread
        curve_errors = curve_errors + self.grown_curves
        cut = max(one.error, two.error)
        return Refined(readings, curves, errors, curve_errors, single, cut, now)

    def _lifted(self, coarse: Array, best: Array, weight: Array) -> tuple[Array, Any, float]:
        """Return all draws with the mean of what narrow cells change, its standard error, and the most seen beside it.

        What changes is taken to go with p(1 - p), so that what is certain stays so.
        """
        if best.shape == coarse.shape:
            return best, 0.0, 0.0
        axis = 0 if coarse.ndim == 1 else 1
        part = coarse[: len(weight)] if axis == 0 else coarse[:, : len(weight)]
        shape = weight if axis == 0 else weight[:, None]
        room = part * (1 - part)
        total = (shape * room).sum(axis=axis, keepdims=True)
        by = (shape * (best - part)).sum(axis=axis, keepdims=True) / np.where(total > 1e-300, total, 1.0)
        rest = best - part - by * room
        spread = np.sqrt((shape**2 * rest**2).sum(axis=axis)) / weight.sum()
        if weight.sum() ** 2 / (weight**2).sum() < _WORTH:
            spread = np.maximum(spread, np.abs(rest).max(axis=axis))
        found = np.clip(coarse + by * coarse * (1 - coarse), 0.0, 1.0)
        return found, float(spread) if axis == 0 else spread, float(np.abs(rest).max(initial=0.0))

    def _worst(self, found: Refined) -> float:
        return max(figure_errors(found.readings, self.weight, found.errors).values(), default=0.0)


def steepest(rates: Array) -> float:
    """Return by how much a hazard changes at most at a border, in any draw."""
    return float(np.abs(np.diff(rates, axis=1)).max(initial=0.0))


def _better(one: Array, two: Array, *, clean: bool) -> tuple[Array, Array]:
    """Return the better answer of two, and by how much they differ."""
    gap = two - one
    return np.clip(two + gap / 3, 0.0, 1.0) if clean else two, gap


def _together(parts: list[Walked], back: Ints) -> Walked:
    readings = {k: np.concatenate([p.readings[k] for p in parts])[back] for k in parts[0].readings}
    curves = np.concatenate([p.curves for p in parts], axis=1)[:, back]
    return Walked(readings, curves, max(p.error for p in parts))


def figure_errors(readings: Mapping[Key, Array], weight: Array, errors: Mapping[Key, float]) -> dict[Key, float]:
    """Return the error of each chance: of a chance given something, of the ratio."""
    found: dict[Key, float] = {}
    weight = weight if weight.sum() > 0 else np.ones(len(weight))
    for (name, word), error in errors.items():
        if word != "both":
            found[name, word] = error
            continue
        given = float(weight @ readings[name, "given"]) / weight.sum()
        both = float(weight @ readings[name, "both"]) / weight.sum()
        share = min(both / given, 1.0) if given > 0 else 0.0
        found[name, "p"] = min((error + share * errors[name, "given"]) / given, 1.0) if given > 0 else 0.0
    return found


def widths_of(plan: Plan, numbers: Filled) -> tuple[Widths, ...]:
    """Return how wide the cells of each clock may be, by how much hazards change at the mean over draws."""
    found: list[dict[float, float]] = [{} for _ in range(2)]
    for step in plan.steps:
        for kind in step.kinds if isinstance(step, Flow) else ():
            if kind.clock >= 0:
                hazard = numbers.hazards[kind.event.name, kind.acting]
                changes = np.abs(np.diff(hazard.rates.mean(axis=0)))
                for age, change in zip(hazard.knots[1:], changes, strict=True):
                    found[kind.clock][float(age)] = max(found[kind.clock].get(float(age), 0.0), float(change))
    clocks = plan.restarts.bit_count()
    return tuple(Widths(tuple(sorted(f)), tuple(f[a] for a in sorted(f))) for f in found[:clocks])
