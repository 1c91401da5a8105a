"""Histories drawn one by one: competing exponentials, one stream of random numbers for every 4,096 of them.

D. T. Gillespie (1977), Exact stochastic simulation of coupled chemical reactions. *Journal of Physical Chemistry*
81(25), 2340-2361: the direct method, pp. 2342-2344. Ages are counted for each history, so nothing is put on a grid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ripeness.numerics.draws import Array
from ripeness.numerics.markov import WORKERS, Ints
from ripeness.timeline.event_rates import EventRates
from ripeness.timeline.fact_table import Known
from ripeness.timeline.layout import marked
from ripeness.timeline.numbers import BlockNumbers, acting_of
from ripeness.timeline.process import Codes, Dated, Process
from ripeness.timeline.readings import AFTER, BEFORE, Course, common_breaks, points_of
from ripeness.timeline.signatures import Minds
from ripeness.timeline.streams import STREAM, stream_of, streams

_TOGETHER = 8  # streams that are worked on side by side: each keeps its own random numbers
_CLOSE = 1e-9  # days


@dataclass(frozen=True)
class Sampled:
    """What was counted.

    Attributes
    ----------
    count : array of int, shape (N,)
        Histories of each draw.
    readings : mapping of (question, word) to array, shape (N,)
        Share of each draw's histories that were counted by the readings.
    points : array, shape (T,)
        Days of the curves, each day of dated events twice: before and after them; the last is the end.
    curves : array, shape (T, O)
        Share of all histories, weighted by draw, that the curves count then.
    fired : frozenset of str
        Events that happened in some history.
    log : tuple of (history, day, event)
        What happened in each history, when it was to be noted.
    """

    count: Ints
    readings: Mapping[tuple[str, str], Array]
    points: Array
    curves: Array
    fired: frozenset[str]
    log: tuple[tuple[int, float, str], ...]


class TooManyEventsError(Exception):
    """More happens in a history than was allowed for."""


def sample(
    course: Course,
    numbers: BlockNumbers,
    minds: Minds,
    *,
    histories: int,
    first: int = 0,
    note: bool = False,
    most: float = np.inf,
    progress: Callable[[int, int, str], None] | None = None,
) -> Sampled:
    """Return what is counted over histories of a block of draws, each draw in equal shares.

    ``first`` is the number of the first stream, ``note`` whether to keep what happened in each history, ``most`` how
    many events there may be in a history, in the mean.

    Raises
    ------
    TooManyEventsError
        When there are more.
    """
    process, group = numbers.process, STREAM * _TOGETHER
    begins = range(0, histories, group)
    workers = min(WORKERS, len(begins))

    def work(worker: int) -> list[_Counted]:
        run = _Run(process, course, numbers, minds, histories, note=note, most=most)
        mine = begins[worker::workers]
        found = []
        for begin in mine:
            found.append(run.block(first + begin // STREAM, begin, min(begin + group, histories)))
            if progress:
                progress(begin, histories, "histories")
        return found

    if workers == 1:
        parts = [work(0)]
    else:
        with ThreadPoolExecutor(workers) as pool:
            parts = list(pool.map(work, range(workers)))
    counted = [parts[k % workers][k // workers] for k in range(len(begins))]  # in order, whoever counted
    total = np.maximum(sum(c.count for c in counted), 1)
    return Sampled(
        count=total,
        readings={key: sum(c.readings[key] for c in counted) / total for key in course.readings},
        points=points_of(process, course)[0],
        curves=np.cumsum(sum(c.flips for c in counted), axis=0)[:-1],
        fired=frozenset().union(*(c.fired for c in counted)),
        log=tuple(sorted(entry for c in counted for entry in c.log)),
    )


@dataclass(frozen=True)
class _Counted:
    """What was counted in some streams."""

    count: Ints
    readings: Mapping[tuple[str, str], Array]
    flips: Array
    fired: frozenset[str]
    log: tuple[tuple[int, float, str], ...]


class _Run:
    def __init__(
        self,
        process: Process,
        course: Course,
        numbers: BlockNumbers,
        minds: Minds,
        histories: int,
        *,
        note: bool,
        most: float,
    ) -> None:
        self.process, self.course, self.numbers, self.minds = process, course, numbers, minds
        self.draws, self.histories, self.note = numbers.draws.count, histories, note
        self.most = most
        self.until = points_of(process, course)[1]
        self.known = Known(process, course)
        self.groups = course.groups()
        self.times = common_breaks(process, course)
        self.rates = EventRates(process, self.known, numbers, idle=note)
        weight = minds.weight if minds.weight.sum() > 0 else np.ones(self.draws)
        self.share = weight / weight.sum()

    # ---- a block of histories --------------------------------------------------------------------------------------

    def block(self, stream: int, begin: int, end: int) -> _Counted:
        """Draw the histories from ``begin`` to ``end`` with the random numbers of their streams."""
        size = end - begin
        self.random = [stream_of(self.numbers.draws.seed, stream + k) for k in range(streams(size))]
        self.edges = np.append(np.arange(0, size, STREAM), size)
        self.begin = begin
        self.events = 0
        self.totals = {key: np.zeros(self.draws) for key in self.course.readings}
        self.fired: set[str] = set()
        self.log: list[tuple[int, float, str]] = []
        self.draw = np.arange(begin, end, dtype=np.int64) * self.draws // self.histories
        self.rates.of_draws(int(self.draw[0]), int(self.draw[-1]))
        self.at = np.repeat(self.known.place(np.array([self.process.start], dtype=np.int64)), size)
        self.marks = np.zeros(size, dtype=np.int64)
        self.born = {r.age_of: np.full(size, np.nan) for r in self.process.rates if r.age_of}
        self.minds_of = self._dispositions(size)
        self.pending: list[tuple[Array, Codes, Codes, Ints]] = []
        self._mark(slice(None), self.course.open_at(0))
        self.begun = int(self._seen(slice(0, 1))[0])  # all begin alike
        for k, day in enumerate(self.times):
            whole = int(day)
            if day == whole:
                self._read((whole, BEFORE))
                for event in self.process.dated:
                    if event.day == whole and whole < self.process.end:
                        self._dated(event)
                looked = self.course.looked_at((whole, AFTER))
                if looked:
                    self._mark(slice(None), looked)
                self._read((whole, AFTER))
            if day < self.process.end:
                self._stretch(day, self.times[k + 1])
        self.fired |= self.rates.happening_idly()
        count = np.bincount(self.draw, minlength=self.draws)
        return _Counted(count, self.totals, self._settle(), frozenset(self.fired), tuple(self.log))

    def _dispositions(self, size: int) -> tuple[Ints, dict[str, Array]]:
        """Return for each history the combination of texts and each signatory's disposition."""
        shares = np.cumsum(self.minds.shares, axis=1)[self.draw]
        everyone = np.arange(size)
        text = (self._uniform(everyone)[:, None] >= shares[:, :-1]).sum(axis=1)
        found = {}
        asked = {a for e in self.process.dated if e.draft for a in self.numbers.scenario.signatories(e.draft)}
        for actor in sorted(asked):
            low, high = np.zeros(size), np.ones(size)
            if actor in self.minds.low:
                low, high = self.minds.low[actor][self.draw, text], self.minds.high[actor][self.draw, text]
            found[actor] = low + (high - low) * (1.0 - self._uniform(everyone))
        return text, found

    def _mark(self, which: slice | Ints, opened: int) -> None:
        if opened:
            met = self.known.met[self.at[which]] & opened
            self.marks[which] = marked(self.marks[which], met, self.groups)

    def _seen(self, which: slice | Ints) -> Codes:
        """Return which curves count each history, as bits."""
        found = self.known.seen[self.at[which]]
        for k, curve in enumerate(self.course.curves):
            if curve.part.mark >= 0:
                found = found | (((self.marks[which] >> curve.part.mark) & 1) << k)
        return found

    def _read(self, moment: tuple[int, int]) -> None:
        facts: Codes | None = None
        for key, reading in self.course.readings.items():
            if reading.at == moment:
                facts = self.known.codes[self.at] if facts is None else facts
                true = np.logical_and.reduce([p.true(self.process, facts, self.marks) for p in reading.parts])
                self.totals[key] += np.bincount(self.draw[true], minlength=self.draws)

    def _uniform(self, which: Ints) -> Array:
        """Return a uniform number for each history, from its own stream; ``which`` rises."""
        counts = np.diff(np.searchsorted(which, self.edges))
        return np.concatenate([rng.random(n) for rng, n in zip(self.random, counts, strict=True)])

    def _exponential(self, which: Ints) -> Array:
        """Return an exponential number for each history, likewise."""
        counts = np.diff(np.searchsorted(which, self.edges))
        return np.concatenate([rng.standard_exponential(n) for rng, n in zip(self.random, counts, strict=True)])

    # ---- events ----------------------------------------------------------------------------------------------------

    def _become(self, which: Ints, event: Ints, now: Array, opened: int) -> None:
        """Let events happen in histories."""
        was = self._seen(which)
        before = self.known.codes[self.at[which]]
        self.at[which] = self.known.after(event, self.at[which])
        codes = self.known.codes[self.at[which]]
        for fact, born in self.born.items():
            bit = self.process.names.index(fact)
            begins = (codes & ~before) >> bit & 1 == 1
            born[which[begins]] = now[begins]
        self._mark(which, opened)
        self.pending.append((now, was, self._seen(which), self.draw[which]))

    def _dated(self, event: Dated) -> None:
        place = len(self.process.rates) + self.process.dated.index(event)
        leads = self.known.leads[place][self.at]
        which = np.flatnonzero(leads >= 0)
        chance = self._uniform(which)
        happens = np.zeros(len(which), dtype=np.bool_)
        mix = self.known.mix[place][self.at[which]]
        for bits, number in self.known.mixes[place].items():
            here = mix == number
            if not here.any():
                continue
            acting = acting_of(event.effects, bits)
            draw = self.draw[which[here]]
            sure = chance[here] < self.numbers.chance(event, acting)[draw]
            if event.draft is not None:
                sure &= self._all_sign(event.draft, acting, which[here])
            happens[here] = sure
        which = which[happens]
        if not len(which):
            return
        self.fired.add(event.name)
        if self.note:
            self.log += [(self.begin + int(h), float(event.day), event.name) for h in which]
        day, events = np.full(len(which), float(event.day)), np.full(len(which), place)
        self._become(which, events, day, self.course.open_at(event.day))

    def _all_sign(self, draft: str, acting: tuple[int, ...], which: Ints) -> NDArray[np.bool_]:
        sides = self.numbers.sides(draft, acting)
        texts, minds = self.minds_of
        place = self.minds.drafts.index(draft)
        text = np.array([t[place] for t in self.minds.texts])[texts[which]]
        found = np.ones(len(which), dtype=np.bool_)
        for i, actor in enumerate(self.numbers.scenario.signatories(draft)):
            found &= minds[actor][which] <= sides[self.draw[which], i, text]
        return found

    # ---- between dates ---------------------------------------------------------------------------------------------

    def _stretch(self, start: float, stop: float) -> None:
        """Draw what happens between two breaks of the calendar."""
        opened = self.course.open_at(int(start))
        which = np.arange(len(self.at))
        now = np.full(len(which), start)
        while len(which):
            born = {fact: days[which] for fact, days in self.born.items()}
            rates, limit = self.rates.at(self.at[which], self.draw[which], born, now, (start, stop))
            total = rates[:, -1]
            wait = self._exponential(which) / np.maximum(total, 1e-300)
            fires = wait < limit
            after = now + np.where(fires, wait, limit)
            self.events += int(fires.sum())
            if self.events > self.most * len(self.at):
                raise TooManyEventsError(f"{self.most:,.0f}")
            if fires.any():
                some = which[fires]
                picked = self._uniform(some) * total[fires]
                place = (rates[fires] <= picked[:, None]).sum(axis=1)
                self._happen(some, self.rates.order[np.minimum(place, len(self.rates.order) - 1)], after[fires], opened)
            on = fires | (after < stop - _CLOSE)
            which, now = which[on], after[on]

    def _happen(self, which: Ints, event: Ints, now: Array, opened: int) -> None:
        names = [r.name for r in self.process.rates]
        self.fired |= {names[e] for e in np.flatnonzero(np.bincount(event))}
        if self.note:
            self.log += [(self.begin + int(h), float(t), names[e]) for h, t, e in zip(which, now, event, strict=True)]
        self._become(which, event, now, opened)

    def _settle(self) -> Array:
        """Return what has changed for the curves before each date, shape (dates + 1, O)."""
        found = np.zeros((len(self.until) + 1, len(self.course.curves)))
        share = self.share / (self.histories / self.draws)
        found[0] = [share[self.draw].sum() if self.begun >> k & 1 else 0.0 for k in range(found.shape[1])]
        if not self.pending:
            return found
        now = np.concatenate([p[0] for p in self.pending])
        flips = np.concatenate([p[1] ^ p[2] for p in self.pending])
        after = np.concatenate([p[2] for p in self.pending])
        draw = np.concatenate([p[3] for p in self.pending])
        weight = share[draw]
        dates = np.searchsorted(self.until, now - _CLOSE)
        for k in range(len(self.course.curves)):
            hit = np.flatnonzero(flips >> k & 1)
            sign = np.where(after[hit] >> k & 1 == 1, weight[hit], -weight[hit])
            found[:, k] += np.bincount(dates[hit], weights=sign, minlength=len(found))
        return found
