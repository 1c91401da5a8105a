"""From readings to answers: chances with what is not known kept apart from chance, ends, times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.result import number
from ripeness.timeline.process import Process
from ripeness.timeline.readings import ends_of
from ripeness.timeline.refine import GOAL

QUANTILES = (5, 25, 50, 75, 95)
Kind = Literal["chance", "first", "time"]
NONE = "none"


@dataclass(frozen=True)
class Solved:
    """What was read in each draw.

    Attributes
    ----------
    readings : mapping of (question, word) to array, shape (N,)
        Weights of readings; NaN where they need an unknown.
    curves : array, shape (T, M, O), or shape (T, 1, O)
        Curves in each of the first draws (M, at most 4,096); in a sampled answer only their mean.
    points : array, shape (T,)
        Times of the curves in days from the start.
    weight : array, shape (N,)
        Chance of what was observed, given the draw.
    error : float
        Bound on the error of each reading; 0 in a sampled answer, which has standard errors.
    count : array, shape (N,), or None
        Histories of each draw, in a sampled answer.
    errors : mapping of (question, word) to float
        How far means over draws may be off for the width of cells of age; empty where there are none.
    curve_errors : array, shape (T, O), or None
        The same of curves.
    single : float
        The most by which a single draw was seen to be off for it.
    """

    readings: Mapping[tuple[str, str], Array]
    curves: Array
    points: Array
    weight: Array
    error: float
    count: Array | None = None
    errors: Mapping[tuple[str, str], float] = field(default_factory=dict)
    curve_errors: Array | None = None
    single: float = 0.0


@dataclass(frozen=True)
class Figure:
    """A chance over draws.

    Attributes
    ----------
    column : array, shape (N,)
        The chance in each draw; NaN where what is given is impossible, or an unknown is needed.
    weight : array, shape (N,)
        What each draw counts: how well it explains what was observed, times the chance of what is given.
    central : float
        At the most likely values; NaN when unknown.
    error : float
        How far the mean may be off for the method's sake: a bound, an estimate on a grid, or a standard error; 3/n
        where it happened in none of n histories, or in all.
    noise : float
        Variance that sampling adds to the chance of a draw; 0 where nothing is sampled.
    histories : float
        How many histories it is worth; 0 where nothing is sampled.
    prior : float
        The mean when all draws count alike, however they explain what was observed of signatures and refusals.
    """

    column: Array
    weight: Array
    central: float
    error: float
    noise: float = 0.0
    histories: float = 0.0
    prior: float = float("nan")

    @property
    def mean(self) -> float:
        """Weighted mean over draws; NaN when no draw counts."""
        counted = self.weight > 0
        total = float(self.weight[counted].sum())
        if not total > 0:
            return float("nan")
        return float((self.weight[counted] * self.column[counted]).sum()) / total

    def band(self, share: float) -> float:
        """Return a weighted percentile over draws; the spread that sampling alone explains is taken out."""
        counted = self.weight > 0
        if not counted.any() or np.isnan(self.column[counted]).any():
            return float("nan")
        values, weight = self.column[counted], self.weight[counted]
        mean = self.mean
        if self.noise > 0:
            spread = float((weight * (values - mean) ** 2).sum() / weight.sum())
            values = mean + (values - mean) * np.sqrt(max(0.0, 1 - self.noise / spread) if spread > 0 else 0.0)
        return percentile(values, weight, share)

    @property
    def unknown_share(self) -> float:
        """Share of the variance of the outcome that stems from unknown numbers; the rest is chance."""
        mean = self.mean
        if np.isnan(mean) or mean * (1 - mean) <= 0:
            return float("nan")
        counted = self.weight > 0
        weight, values = self.weight[counted], self.column[counted]
        spread = float((weight * (values - mean) ** 2).sum() / weight.sum()) - self.noise
        return min(max(spread, 0.0) / (mean * (1 - mean)), 1.0)

    def content(self) -> dict[str, float | None]:
        """Return the contract's keys."""
        return {
            "probability": number(self.mean),
            "prior": number(self.prior),
            "central": number(self.central),
            "low": number(self.band(0.05)),
            "high": number(self.band(0.95)),
            "error": number(self.error),
            "unknown_share": number(self.unknown_share),
        }


@dataclass(frozen=True)
class Times:
    """How long it takes until something holds.

    Attributes
    ----------
    points, chance : array, shape (T,)
        Days from the start, and the chance that it has held by then.
    days : mapping of int to float
        Quantiles in days: by when it has held with 5, 25, … per cent; infinite if not by the end.
    errors : mapping of int to float
        How far each may be off, in days; infinite if it is not known whether it is reached by the end.
    columns : mapping of int to array, shape (N,)
        The same in each of the first 4,096 draws; empty in a sampled answer.
    """

    points: Array
    chance: Array
    days: Mapping[int, float]
    errors: Mapping[int, float]
    columns: Mapping[int, Array]


@dataclass(frozen=True)
class Answer:
    """The answer to one question.

    Attributes
    ----------
    question : str
        Its id.
    kind : {"chance", "first", "time"}
        A chance; which end comes first; how long until.
    figures : mapping of str to Figure
        ``""`` the chance; or each end, and ``none``.
    given : Figure or None
        The chance of what is given.
    times : Times or None
        Of a ``time-to``.
    rare : bool
        Whether what is given is so rare that what is cut off of sums leaves no answer: the chance is then NaN.
    """

    question: str
    kind: Kind
    figures: Mapping[str, Figure]
    given: Figure | None = None
    times: Times | None = None
    rare: bool = False

    @property
    def possible(self) -> bool:
        """Whether what is given can be."""
        return self.given is None or not self.given.mean <= 0

    def content(self, method: str) -> dict[str, Any]:
        """Return the contract's keys."""
        if self.kind == "first":
            ends = {end: figure.content() for end, figure in self.figures.items()}
            worst = max((f.error for f in self.figures.values()), default=0.0)
            return {"ends": ends, "method": method, "error": number(worst)}
        found: dict[str, Any] = {**self.figures[""].content(), "method": method}
        if self.given is not None:
            found["given"] = self.given.content()
        if self.times is not None:
            found["quantiles"] = {str(q): float(d) if np.isfinite(d) else None for q, d in self.times.days.items()}
            found["quantile_errors"] = {
                str(q): float(e) if np.isfinite(e) else None for q, e in self.times.errors.items()
            }
        return found

    def measures(self) -> dict[str, Array]:
        """Return figures over draws by dotted path."""
        root = f"timeline.{self.question}"
        if self.kind == "first":
            return {f"{root}.ends.{end}.probability": f.column for end, f in self.figures.items()}
        found = {f"{root}.probability": self.figures[""].column}
        if self.given is not None:
            found[f"{root}.given"] = self.given.column
        if self.times is not None:
            found |= {
                f"{root}.quantiles.{q}": np.where(np.isfinite(c), c, np.nan)
                for q, c in self.times.columns.items()
                if len(c) == len(self.figures[""].column)
            }
        return found


def percentile(values: Array, weight: Array, share: float) -> float:
    """Return a weighted percentile; with equal weights numpy's."""
    if np.ptp(weight) == 0:
        return float(np.percentile(values, 100 * share))
    order = np.argsort(values, kind="stable")
    ranks = np.cumsum(weight[order]) - weight[order] / 2
    return float(np.interp(share * weight.sum(), ranks, values[order]))


def answers(
    process: Process,
    names: Sequence[str],
    over: Solved,
    central: Solved,
    curves: Sequence[tuple[str, ...]],
    coarse: Mapping[tuple[str, str], float],
) -> dict[str, Answer]:
    """Return the answers to questions.

    Parameters
    ----------
    process : Process
        The process.
    names : sequence of str
        Ids of the questions.
    over, central : Solved
        What was read in the draws, and at the most likely values.
    curves : sequence of tuple of str
        What each curve shows.
    coarse : mapping of (question, word) to float
        Error of each chance that the grid makes, where there is one.
    """
    weight = over.weight if over.weight.sum() > 0 else np.ones(len(over.weight))
    made: dict[str, Answer] = {}
    for name in names:
        question = process.timeline.questions[name]
        if question.p is not None and question.given is not None:
            both, given = over.readings[name, "both"], over.readings[name, "given"]
            possible = given > 0
            column = np.where(possible, np.minimum(both, given) / np.where(possible, given, 1.0), np.nan)
            column = np.where(np.isnan(both) | np.isnan(given), np.nan, column)
            counts = weight * np.where(np.isnan(given), 1.0, given)
            at = (
                central.readings[name, "both"][0] / given_
                if (given_ := central.readings[name, "given"][0]) > 0
                else np.nan
            )
            figure = _figure(over, column, counts, at, coarse.get((name, "p"), 0.0), share=given)
            base = _figure(over, given, weight, central.readings[name, "given"][0], coarse.get((name, "given"), 0.0))
            rare = over.count is None and _cut(over, counts) > GOAL and base.mean > 0
            if rare:
                figure = Figure(np.full_like(column, np.nan), counts, float("nan"), float("nan"))
            made[name] = Answer(name, "chance", {"": figure}, base, rare=rare)
        elif question.first_of is not None:
            ends = list(dict.fromkeys(ends_of(process, question)))
            columns = {end: over.readings[name, end] for end in ends}
            middle = {end: float(central.readings[name, end][0]) for end in ends}
            columns[NONE] = np.clip(1.0 - np.sum(list(columns.values()), axis=0), 0.0, 1.0)
            middle[NONE] = float(np.clip(1.0 - sum(middle.values()), 0.0, 1.0))
            worst = max((coarse.get((name, end), 0.0) for end in ends), default=0.0)
            figures = {
                end: _figure(over, column, weight, middle[end], coarse.get((name, end), worst))
                for end, column in columns.items()
            }
            made[name] = Answer(name, "first", figures)
        else:
            column, at = over.readings[name, "p"], float(central.readings[name, "p"][0])
            figure = _figure(over, column, weight, at, coarse.get((name, "p"), 0.0))
            if question.time_to is None:
                made[name] = Answer(name, "chance", {"": figure})
            else:
                times = _times(over, weight, list(curves).index(("time", name)))
                made[name] = Answer(name, "time", {"": figure}, times=times)
    return made


def _figure(
    over: Solved, column: Array, weight: Array, central: float, coarse: float, *, share: Array | None = None
) -> Figure:
    """Return a figure with its error; ``share`` is the part of a draw's histories that counted."""
    plain = np.ones(len(column)) if share is None else np.where(np.isnan(share), 1.0, share)
    held = plain > 0
    if not held.any() or np.isnan(column).all():
        return Figure(column, weight, float(central), float("nan"))
    found = _with_error(over, column, weight, float(central), coarse, share)
    return replace(found, prior=float((plain[held] * column[held]).sum() / plain[held].sum()))


def _with_error(
    over: Solved, column: Array, weight: Array, central: float, coarse: float, share: Array | None
) -> Figure:
    if over.count is None:
        error = over.error + coarse
        if share is not None:
            error = min(1.0, coarse + _cut(over, weight))
        return Figure(column, weight, float(central), error)
    counted = over.count if share is None else np.maximum(over.count * share, 1e-300)
    known = (weight > 0) & ~np.isnan(column)
    if not known.any():
        return Figure(column, weight, float(central), float("nan"))
    total = float(weight[known].sum())
    mean = float((weight[known] * column[known]).sum()) / total
    chance = mean * (1 - mean)
    worth = total**2 / float((weight[known] ** 2 / counted[known]).sum())  # histories
    error = float(np.sqrt(chance / worth)) if 0 < mean < 1 else min(3 / worth, 1.0)  # the rule of three
    within = column[known] * (1 - column[known]) / np.maximum(counted[known] - 1, 1)
    noise = float((weight[known] * within).sum()) / total
    return Figure(column, weight, float(central), error, noise, worth)


def _cut(over: Solved, counts: Array) -> float:
    """Return how far what is cut off of sums may move a chance given something, by what the draws then count."""
    given = float(counts.sum()) / max(float(over.weight.sum() or len(counts)), 1e-300)
    return 2 * over.error / max(given, 1e-300)


def _times(over: Solved, weight: Array, place: int) -> Times:
    curves = over.curves[:, :, place]
    weight = weight[: curves.shape[1]]
    if over.count is None:
        chance = (curves * weight).sum(axis=1) / weight.sum()
        columns = {q: _quantile(over.points, curves, q / 100) for q in QUANTILES}
        error = np.full(len(chance), over.error)
        error += 0.0 if over.curve_errors is None else over.curve_errors[:, place]
    else:
        chance, columns = curves[:, 0], {}
        worth = over.weight.sum() ** 2 / max(float((over.weight**2 / over.count).sum()), 1e-300)
        error = np.maximum(np.sqrt(np.clip(chance * (1 - chance), 0, None) / max(worth, 1.0)), 0.0)
    days = {q: float(_quantile(over.points, chance[:, None], q / 100)[0]) for q in QUANTILES}
    errors = {q: _quantile_error(over.points, chance, error, q / 100) for q in QUANTILES}
    return Times(over.points, chance, days, errors, columns)


def _quantile_error(points: Array, chance: Array, error: Array, level: float) -> float:
    """Return how far a quantile may be off: where the chance may reach the level at the earliest and at the latest.

    Between two points of the curve it is also not known how the chance rises: evenly, or as if the hazard did not
    change.
    """
    if np.isnan(chance).any():
        return float("nan")
    rising = np.maximum.accumulate(chance)
    shifted = np.stack([rising + error, rising, np.maximum(rising - error, 0.0)], axis=1)
    first, middle, last = _quantile(points, np.clip(shifted, 0.0, 1.0), level)
    if not np.isfinite(middle):
        return float("inf") if np.isfinite(first) else 0.0
    place = int(np.argmax(rising >= level))
    even = middle
    if place and rising[place] > rising[place - 1]:
        share = (level - rising[place - 1]) / (rising[place] - rising[place - 1])
        even = points[place - 1] + share * (points[place] - points[place - 1])
    return float(max(middle - first, last - middle) + abs(even - middle))


def _quantile(points: Array, chance: Array, level: float) -> Array:
    """Return when chances, shape (T, N), reach a level; between two points as if the hazard did not change."""
    rising = np.maximum.accumulate(chance, axis=0)
    reached = rising >= level
    last = np.argmax(reached, axis=0)
    before = np.maximum(last - 1, 0)
    column = np.arange(chance.shape[1])
    low, high = rising[before, column], rising[last, column]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (np.log1p(-low) - np.log1p(-level)) / (np.log1p(-low) - np.log1p(-np.minimum(high, 1 - 1e-15)))
    share = np.where((last == before) | ~np.isfinite(share), 1.0, np.clip(share, 0.0, 1.0))
    found = points[before] + share * (points[last] - points[before])
    return np.where(np.isnan(chance).any(axis=0), np.nan, np.where(reached.any(axis=0), found, np.inf))
