"""Chances over time, with their ranges over draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.timeline.answers import Solved
from ripeness.timeline.solve import Prepared


@dataclass(frozen=True)
class Curve:
    """A chance over time, at 00:00 of each date, after that day's dated events.

    Attributes
    ----------
    days : array, shape (T,)
        Days from the start.
    mean : array, shape (T,)
        Weighted mean over draws; NaN when unknown.
    low, high : array, shape (T,)
        5th and 95th percentile over draws; NaN where histories were sampled.
    """

    days: Array
    mean: Array
    low: Array
    high: Array


def curves(prepared: Prepared, over: Solved) -> dict[tuple[str, ...], Curve]:
    """Return curves over draws at the start of each date."""
    dates = np.array(prepared.course.dates, dtype=np.float64)
    places = np.searchsorted(over.points, dates, side="right") - 1  # after that day's events
    weight = over.weight if over.weight.sum() > 0 else np.ones(len(over.weight))
    weight = weight[: over.curves.shape[1]]
    found = {}
    for k, curve in enumerate(prepared.course.curves):
        until = prepared.process.end if curve.part.mark < 0 else prepared.course.needed[curve.part.mark][0]
        shown = dates < max(until, 1)
        values = over.curves[places[shown], :, k]
        if over.count is not None:
            blank = np.full(int(shown.sum()), np.nan)
            found[curve.key] = Curve(dates[shown], np.clip(values[:, 0], 0, 1), blank, blank)
            continue
        mean = (values * weight).sum(axis=1) / weight.sum()
        low, high = _bands(values, weight)
        found[curve.key] = Curve(dates[shown], mean, low, high)
    return found


def _bands(values: Array, weight: Array) -> tuple[Array, Array]:
    """Return weighted 5th and 95th percentiles of each row."""
    if np.isnan(values).any():
        blank = np.full(len(values), np.nan)
        return blank, blank
    order = np.argsort(values, axis=1, kind="stable")
    sorted_values = np.take_along_axis(values, order, axis=1)
    ranks = np.cumsum(weight[order], axis=1) / weight.sum()
    found = []
    for share in (0.05, 0.95):
        place = np.minimum((ranks < share).sum(axis=1), values.shape[1] - 1)
        found.append(np.take_along_axis(sorted_values, place[:, None], axis=1)[:, 0])
    return found[0], found[1]
