"""Rates of events in histories: by facts and draw, by the calendar and by ages."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ripeness.numerics.draws import Array
from ripeness.numerics.markov import Ints
from ripeness.timeline.fact_table import Known
from ripeness.timeline.numbers import BlockNumbers, acting_of
from ripeness.timeline.process import Process, Rate

_CLOSE = 1e-9  # days
_MOST_ROWS = 1 << 17  # of a table of rates by facts and draw


class EventRates:
    """How often events happen, by the facts of a history, its draw, the day and the ages of facts.

    ``idle``: whether what changes nothing is drawn too; if not, nobody waits for it however often it happens.
    """

    def __init__(self, process: Process, known: Known, numbers: BlockNumbers, *, idle: bool) -> None:
        self.process, self.known, self.numbers, self.idle = process, known, numbers, idle
        draws = numbers.draws.count
        self.tables: list[Array] = [np.empty((0, len(r.steps) + 1, draws)) for r in process.rates]
        aged = [e for e, r in enumerate(process.rates) if r.age_of is not None]
        plain = [e for e, r in enumerate(process.rates) if r.age_of is None]
        self.order: Ints = np.array([*plain, *aged], dtype=np.int64)  # events by rates that do not depend on ages first
        self.calendar = len(plain)
        self.of_draws(0, draws - 1)

    def of_draws(self, low: int, last: int) -> None:
        """Look at some draws only, from one to another."""
        self.low, self.last = low, last
        self.sums: Array | None = None  # of the rates that do not depend on ages, by facts and draw
        self.sums_of = (-1.0, 0)

    def at(
        self, at: Ints, draw: Ints, born: Mapping[str, Array], now: Array, between: tuple[float, float]
    ) -> tuple[Array, Array]:
        """Return sums of rates up to each event of ``order``, shape (n, E), and how long they stay as they are.

        Parameters
        ----------
        at, draw : integer arrays, shape (n,)
            Place of the facts of each history, and its draw.
        born : mapping of str to array, shape (n,)
            Since when each fact holds whose age counts; NaN: since before the start.
        now : array, shape (n,)
            The time in each.
        between : (float, float)
            Breaks of the calendar between which all is.
        """
        start, stop = between
        limit = stop - now
        found = np.empty((len(at), max(len(self.order), 1)))
        total = self._calendar_rates(found, at, draw, start)
        for place in range(self.calendar, len(self.order)):
            e = self.order[place]
            event = self.process.rates[e]
            found[:, place] = total
            total = found[:, place]
            can = np.flatnonzero(self._changes(e)[at])
            since = born[str(event.age_of)][can]
            age = now[can] - np.where(np.isnan(since), event.since, since)
            edges = np.array([*event.steps, np.inf])
            steps = np.searchsorted(edges, age + _CLOSE, "right") - 1
            limit[can] = np.minimum(limit[can], edges[steps + 1] - age)
            total[can] += self._table(e, event)[self.known.mix[e][at[can]], steps + 1, draw[can]]
        if not len(self.order):
            found[:, 0] = 0.0
        return found, limit

    def _calendar_rates(self, found: Array, at: Ints, draw: Ints, start: float) -> Array:
        """Fill in sums of rates that do not depend on ages, and return the last."""
        if not self.calendar:
            return np.zeros(len(at))
        width = self.last - self.low + 1
        if len(self.known.codes) * width > _MOST_ROWS:  # more facts than histories: one event after the other
            total = np.zeros(len(at))
            for place in range(self.calendar):
                total = total + self._calendar_rate(self.order[place], at, draw, start)
                found[:, place] = total
            return total
        if self.sums is None or self.sums_of != (start, len(self.known.codes)):
            places = np.repeat(np.arange(len(self.known.codes)), width)
            draws = np.tile(np.arange(self.low, self.last + 1), len(self.known.codes))
            each = [self._calendar_rate(e, places, draws, start) for e in self.order[: self.calendar]]
            self.sums, self.sums_of = np.cumsum(np.stack(each, axis=1), axis=1), (start, len(self.known.codes))
        found[:, : self.calendar] = self.sums[at * width + (draw - self.low)]
        total = found[:, self.calendar - 1]
        return total

    def _calendar_rate(self, e: int, at: Ints, draw: Ints, start: float) -> Array:
        event = self.process.rates[e]
        step = int(np.searchsorted(event.steps, start + _CLOSE, "right")) - 1
        rates = self._table(e, event)[self.known.mix[e][at], step + 1, draw]
        return np.where(self._changes(e)[at], rates, 0.0)

    def _changes(self, e: int) -> NDArray[np.bool_]:
        """Return at which facts an event is drawn: where it may happen and changes any, or is to be noted."""
        can: NDArray[np.bool_] = self.known.leads[e] >= 0
        return can if self.idle else can & ~self.known.idle[e]

    def happening_idly(self) -> set[str]:
        """Return the events that may have happened without changing anything, so that nobody drew them."""
        found = set()
        for e, event in enumerate(self.process.rates):
            idle = self.known.idle[e]
            if not self.idle and idle.any() and self._table(e, event)[self.known.mix[e][idle], 1:].max(initial=0.0) > 0:
                found.add(event.name)
        return found

    def _table(self, e: int, event: Rate) -> Array:
        """Return an event's rates by mix, by step of its hazard (0: none yet) and by draw; made when first needed."""
        mixes = list(self.known.mixes[e])
        for bits in mixes[len(self.tables[e]) :]:
            factors = bits & ((1 << len(event.factors)) - 1)
            acting = acting_of(event.effects, bits >> len(event.factors))
            rates = [self.numbers.rate(event, s, factors, acting) for s in range(-1, len(event.steps))]
            self.tables[e] = np.concatenate([self.tables[e], np.array(rates)[None]])
        return self.tables[e]
