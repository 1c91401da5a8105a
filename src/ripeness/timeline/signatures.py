"""Who would sign what when asked, with one disposition a history: the chance that all would sign each of several texts.

A signatory that refused keeps the disposition with which it refused. So a history is settled from the start: under
these facts all would sign, under those they would not. What has to be carried along is the chance of a state together
with "all would sign under each of the circumstances in S", for the few sets S that can still matter; refusing is taking
away. Nothing is sampled, and asking the same text twice under the same circumstances never raises a chance.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from ripeness.bargaining.text.likelihood import bounds, observed_drafts
from ripeness.bargaining.text.over_draws import chances
from ripeness.lacks.timeline import MOST_TEXTS, too_many_texts
from ripeness.numerics.draws import Array
from ripeness.timeline.numbers import Acting, BlockNumbers
from ripeness.valuation.lacks import error_of

Asking = tuple[str, Acting]  # a draft, and the effects in force when it is put
Askings = frozenset[Asking]

NOTHING: Askings = frozenset()


class Minds:
    """Dispositions of signatories and texts of drafts, given what has been observed, for one block of draws.

    Attributes
    ----------
    weight : array, shape (N,)
        Chance of what was observed, given the draw; 1 where nothing was.
    drafts : tuple of str
        Drafts whose text matters.
    texts : tuple of tuple of int
        Combinations of their texts.
    likelihood : array, shape (N, T)
        Share of each combination, given what was observed; rows add up to 1.
    low, high : mapping of actor to array, shape (N, T)
        Between these its disposition lies, evenly.
    """

    def __init__(self, numbers: BlockNumbers, start: Acting, put: Sequence[str]) -> None:
        self.numbers = numbers
        scenario = numbers.scenario
        columns = numbers.columns(start)
        seen_drafts = observed_drafts(scenario)
        self.drafts = (*seen_drafts, *(d for d in dict.fromkeys(put) if d not in seen_drafts))
        of_text = {d: chances(scenario, d, columns.draws) for d in self.drafts}
        counts = [of_text[d].shape[1] for d in self.drafts]
        if int(np.prod(counts, dtype=np.int64)) > MOST_TEXTS:
            raise error_of(scenario, too_many_texts())
        self.texts = tuple(itertools.product(*map(range, counts)))
        seen = bounds(columns, {d: of_text[d] for d in seen_drafts}) if seen_drafts else None
        count = columns.draws.count
        plain = np.ones((count, len(self.texts)))
        for k, text in enumerate(self.texts):
            for draft, number in zip(self.drafts, text, strict=True):
                plain[:, k] *= numbers.known(of_text[draft][:, number], draft)
        self.low: dict[str, Array] = {}
        self.high: dict[str, Array] = {}
        self.weight = np.ones(count)
        self.likelihood = plain
        if seen is not None:
            place = {tuple(t[d] for d in seen_drafts): k for k, t in enumerate(seen.texts)}
            which = [place[text[: len(seen_drafts)]] for text in self.texts]
            for actor in seen.above:
                self.low[actor] = numbers.known(seen.below[actor][:, which], actor)
                self.high[actor] = numbers.known(seen.above[actor][:, which], actor)
            self.weight = seen.weight
            self._remember(seen.broken, which)

    def _remember(self, broken: Mapping[str, np.ndarray], which: Sequence[int]) -> None:
        """Weigh texts by what was answered; where no text explains it, nothing is remembered."""
        given = self.likelihood.copy()
        for actor, high in self.high.items():
            given *= np.where(broken[actor][:, which], 0.0, np.clip(high - self.low[actor], 0.0, None))
        explained = given.sum(axis=1) > 0
        self.weight = np.where(np.isnan(self.weight), 1.0, self.weight)
        self.likelihood = np.where(explained[:, None], given, self.likelihood)
        for actor in self.high:
            gap = (self.high[actor] > self.low[actor]) & explained[:, None]
            self.low[actor] = np.where(gap, self.low[actor], 0.0)
            self.high[actor] = np.where(gap, self.high[actor], 1.0)

    @property
    def shares(self) -> Array:
        """Share of each combination of texts, shape (N, T)."""
        total: Array = self.likelihood / self.likelihood.sum(axis=1, keepdims=True)
        return total

    def all_sign(self, askings: Iterable[Asking]) -> Array:
        """Return the chance that all signatories would sign in each of the circumstances, shape (N,)."""
        least: dict[str, Array] = {}
        for draft, acting in sorted(askings):
            sides = self.numbers.sides(draft, acting)
            place = self.drafts.index(draft)
            text = [t[place] for t in self.texts]
            for i, actor in enumerate(self.numbers.scenario.signatories(draft)):
                side = sides[:, i, text]
                least[actor] = np.minimum(least[actor], side) if actor in least else side
        together = self.likelihood.copy()
        for actor, side in least.items():
            low, high = self.low.get(actor, 0.0), self.high.get(actor, 1.0)
            together *= (np.clip(side, low, high) - low) / (high - low)
        chance: Array = together.sum(axis=1) / self.likelihood.sum(axis=1)
        return chance


def needed(asked: Sequence[Iterable[Asking]]) -> list[tuple[Askings, ...]]:
    """Return, before each asking and after the last, the sets S that must be carried along; the first is empty.

    ``asked[k]`` are the circumstances in which the k-th asking may come.
    """
    found: list[tuple[Askings, ...]] = [(NOTHING,)]
    for circumstances in reversed(asked):
        after = found[0]
        before = {*after, *(s | {c} for s in after for c in circumstances)}
        found.insert(0, tuple(sorted(before, key=lambda s: (len(s), sorted(s)))))
    return found
