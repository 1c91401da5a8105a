"""Refusals as evidence: what signatures and refusals already seen say about what actors believe and would do again.

An actor has one disposition ε, logistic, drawn once: it signs a package of surplus s when s + τ ε ≥ 0. So what it
refused and what it signed bound ε from both sides, and asking the same thing twice gives the same answer. A refusal
under a red line that is held teaches nothing about ε. A text that was uncertain is the same text for all who saw it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ripeness.numerics.draws import Array
from ripeness.numerics.unknowns import times
from ripeness.scenario import Scenario
from ripeness.valuation import Judgement, Valuation, judge, valuation
from ripeness.valuation.columns import Columns

_MOST_TEXTS = 4_096


@dataclass(frozen=True)
class Bounds:
    """What has been seen of each actor's disposition, for every draw and every text that the drafts may have been.

    Attributes
    ----------
    texts : tuple of mappings
        T combinations: observed draft to the number of its text (0: the draft itself).
    likelihood : array, shape (N, T)
        Chance of the text and of all that was observed, given the draw.
    above, below : mapping of actor to array, shape (N, T)
        Chance of signing at the least surplus that was signed (1: none was), and at the largest that was refused
        (0: none was): the disposition lies between.
    broken : mapping of actor to boolean array, shape (N, T)
        Whether it signed across a red line that it holds.
    """

    texts: tuple[Mapping[str, int], ...]
    likelihood: Array
    above: Mapping[str, Array]
    below: Mapping[str, Array]
    broken: Mapping[str, NDArray[np.bool_]]

    @property
    def weight(self) -> Array:
        """Chance of what was observed, given the draw, shape (N,)."""
        total: Array = self.likelihood.sum(axis=-1)
        return total

    def again(self, actor: str, probability: Array, text: int) -> Array:
        """Return the chance that an actor signs now, given what was seen of it, for one combination of texts.

        ``probability`` is Λ(s/τ), any shape (N, …); an actor of whom nothing was seen decides afresh.
        """
        if actor not in self.above:
            return probability
        shape = (-1, *(1,) * (probability.ndim - 1))
        high, low = self.above[actor][:, text].reshape(shape), self.below[actor][:, text].reshape(shape)
        gap = high - low
        # Clipped before it is divided: a gap may be so small that a larger difference over it overflows.
        share = (np.clip(probability, low, np.maximum(low, high)) - low) / np.where(gap > 0, gap, 1.0)
        return np.where(gap > 0, share, probability)


def observed_drafts(scenario: Scenario) -> tuple[str, ...]:
    """Return the drafts on which a signature or a refusal was seen, in file order."""
    seen = ((d, record.observed) for d, record in scenario.drafts.items())
    return tuple(d for d, observed in seen if observed and (observed.signed or observed.refused))


def texts_of(scenario: Scenario, draft: str) -> list[dict[str, str]]:
    """Return the complete package of a draft, then of each version of its text."""
    record = scenario.drafts[draft]
    return [
        scenario.package(record.package),
        *(scenario.package(record.package, v.package) for v in record.versions.values()),
    ]


def bounds(columns: Columns, chances: Mapping[str, Array]) -> Bounds | None:
    """Return what was observed of all drafts, for one block of draws; None when nothing was.

    Parameters
    ----------
    columns : Columns
        The numbers of the scenario in these draws.
    chances : mapping of draft to array, shape (N, K)
        Chance of each text of each observed draft.
    """
    scenario = columns.scenario
    drafts = observed_drafts(scenario)
    if not drafts:
        return None
    counts = [chances[d].shape[1] for d in drafts]
    if int(np.prod(counts)) > _MOST_TEXTS:
        return None
    texts = [dict(zip(drafts, numbers, strict=True)) for numbers in itertools.product(*map(range, counts))]
    seen = {d: _Seen.of(columns, d) for d in drafts}
    actors = sorted({a for one in seen.values() for a in (*one.signed, *one.refused)})
    above = {a: np.stack([_least_signed(seen, a, t) for t in texts], axis=-1) for a in actors}
    below = {a: np.stack([_most_refused(seen, a, t) for t in texts], axis=-1) for a in actors}
    broken = {a: np.stack([_crossed_yet_signed(seen, a, t) for t in texts], axis=-1) for a in actors}
    likelihood = np.ones((columns.draws.count, len(texts)))
    for k, text in enumerate(texts):
        for draft, number in text.items():
            likelihood[:, k] *= chances[draft][:, number]
    for actor in actors:
        likelihood *= np.where(broken[actor], 0.0, np.clip(above[actor] - below[actor], 0.0, None))
    return Bounds(tuple(texts), likelihood, above, below, broken)


@dataclass(frozen=True)
class _Seen:
    """One observed draft: who signed and who refused, and what each of its texts was to them."""

    actors: tuple[str, ...]
    signed: tuple[str, ...]
    refused: tuple[str, ...]
    free: Array  # Λ(s/τ) without regard to red lines, (N, P, K)
    crossed: Array  # (N, P, K)

    @classmethod
    def of(cls, columns: Columns, draft: str) -> _Seen:
        scenario, record = columns.scenario, columns.scenario.drafts[draft]
        actors = scenario.signatories(draft)
        worth = valuation(scenario, columns.draws, actors=actors, guarantees=record.guarantees, columns=columns)
        judged = judge(worth, worth.space.rows(texts_of(scenario, draft)))
        signed = record.observed.signed if record.observed else ()
        refused = record.observed.refused if record.observed else ()
        return cls(actors, signed, refused, judged.willing, judged.crossed)


def _least_signed(seen: Mapping[str, _Seen], actor: str, text: Mapping[str, int]) -> Array:
    least = [s.free[:, s.actors.index(actor), text[d]] for d, s in seen.items() if actor in s.signed]
    return np.min(least, axis=0) if least else np.ones(_draws(seen))


def _most_refused(seen: Mapping[str, _Seen], actor: str, text: Mapping[str, int]) -> Array:
    """Return Λ at the largest surplus refused; a refusal under a held red line counts for nothing."""
    most = np.zeros(_draws(seen))
    for draft, s in seen.items():
        if actor in s.refused:
            i, k = s.actors.index(actor), text[draft]
            most = np.maximum(most, times(1 - s.crossed[:, i, k], s.free[:, i, k]))
    return most


def _crossed_yet_signed(seen: Mapping[str, _Seen], actor: str, text: Mapping[str, int]) -> NDArray[np.bool_]:
    broken = np.zeros(_draws(seen), dtype=np.bool_)
    for draft, s in seen.items():
        if actor in s.signed:
            broken |= s.crossed[:, s.actors.index(actor), text[draft]] == 1
    return broken


def _draws(seen: Mapping[str, _Seen]) -> int:
    return len(next(iter(seen.values())).free)


@dataclass(frozen=True)
class Updated:
    """Chances of a draft's signature given what was observed, one number a draw.

    Attributes
    ----------
    weight : array, shape (N,)
        Chance of what was observed, given the draw.
    fresh, again : mapping of actor (``""``: all) to array, shape (N,)
        Chance of a signature by an actor who decides afresh, and by the same one with its disposition remembered.
    """

    weight: Array
    fresh: Mapping[str, Array]
    again: Mapping[str, Array]


def update(seen: Bounds, worth: Valuation, judged: Judgement, draft: str, chances: Array) -> Updated:
    """Return the chances of a draft's signature given what was observed.

    ``judged`` holds the draft's texts in the last axis, ``chances`` their chances, shape (N, K). Where the draft
    itself was observed, its text is the one that those who answered saw.
    """
    weight = seen.weight
    fresh = {a: np.zeros(len(weight)) for a in ("", *worth.actors)}
    again = {a: np.zeros(len(weight)) for a in ("", *worth.actors)}
    for t, text in enumerate(seen.texts):
        known = np.eye(chances.shape[1])[text[draft]][None, :] if draft in text else chances
        part = seen.likelihood[:, t]
        for found, remembered in ((fresh, False), (again, True)):
            together = np.ones_like(judged.probability[:, 0, :])
            for i, actor in enumerate(worth.actors):
                alone = decide(seen, judged, i, actor, t) if remembered else judged.probability[:, i, :]
                found[actor] += part * times(known, alone).sum(axis=-1)
                together = times(together, alone)
            found[""] += part * times(known, together).sum(axis=-1)
    safe = np.where(weight > 0, weight, 1.0)
    return Updated(weight, {a: v / safe for a, v in fresh.items()}, {a: v / safe for a, v in again.items()})


def decide(seen: Bounds, judged: Judgement, i: int, actor: str, text: int) -> Array:
    """Return the chance that an actor signs each text now, remembering its disposition, shape (N, K)."""
    return times(1 - judged.crossed[:, i, :], seen.again(actor, judged.willing[:, i, :], text))


def effective_sample(weight: Array) -> float:
    """Return Kish's effective sample size (Σw)² / Σw²; 0 when no draw explains what was observed."""
    squares = float((weight * weight).sum())
    return float(weight.sum()) ** 2 / squares if squares > 0 else 0.0


def posterior_mean(values: Array, weight: Array) -> float:
    """Return the weighted mean over draws; NaN when no draw explains what was observed."""
    total = float(weight.sum())
    return float((weight * values).sum()) / total if total > 0 else float("nan")


def nearest(seen: Sequence[Bounds]) -> str:
    """Return in words what comes nearest to being the cause that no draw explains the answers."""
    for actor in sorted(seen[0].above):
        if all(block.broken[actor].all() for block in seen):
            return f"'{actor}' signed across a red line that it holds in every draw"
    gaps = {a: min(float((b.below[a] - b.above[a]).min()) for b in seen) for a in sorted(seen[0].above)}
    actor = max(gaps, key=lambda a: gaps[a])
    if gaps[actor] >= 0:
        return f"what '{actor}' answered contradicts its numbers in every draw"
    return f"the answers of {', '.join(map(repr, gaps))} are each possible, and never together"
