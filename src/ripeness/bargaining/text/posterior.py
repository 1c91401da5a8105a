"""What signatures and refusals already seen imply for a draft: chances, beliefs, thresholds, the next offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ripeness.bargaining.text.informative_offers import InformativeOffer, offers
from ripeness.bargaining.text.likelihood import Bounds, effective_sample, nearest, observed_drafts, posterior_mean
from ripeness.bargaining.text.over_draws import Block, concatenated, over, probability_path
from ripeness.bargaining.text.shifts import ShiftedEstimate, Threshold, moved, thresholds
from ripeness.errors import Problem
from ripeness.numerics.draws import Array, Draws
from ripeness.result import number
from ripeness.scenario import Scenario

FEW = 200  # draws' worth: with fewer, more draws are taken
MOST_DRAWS = 32_768


@dataclass(frozen=True)
class Posterior:
    """What was observed, and what follows.

    Attributes
    ----------
    observed : tuple of (draft, signed, refused)
        Answers already seen, on all drafts.
    draws : int
        Draws that the posterior rests on; more than were asked for when few of them explain what was seen.
    effective_sample : float or None
        What they are worth after weighting (Kish); None when nothing was observed.
    posterior, again : mapping of actor (``""``: all) to float
        Chance of a signature by one who decides afresh, and by the same one asked again.
    moved : tuple of ShiftedEstimate
        Estimates that the observation moved, the farthest first.
    thresholds : mapping of actor to tuple of Threshold
        What best separates its refusing from its signing draws, before anything was observed.
    offers : tuple of InformativeOffer
        For each signatory the offer whose answer would teach most.
    lines : mapping of str to int
        Line in the file of each estimate named.
    warnings : tuple of Problem
        Few draws explain what was seen, or none does.
    """

    observed: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()
    draws: int = 0
    effective_sample: float | None = None
    posterior: Mapping[str, float] = field(default_factory=dict)
    again: Mapping[str, float] = field(default_factory=dict)
    moved: tuple[ShiftedEstimate, ...] = ()
    thresholds: Mapping[str, tuple[Threshold, ...]] = field(default_factory=dict)
    offers: tuple[InformativeOffer, ...] = ()
    lines: Mapping[str, int | None] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()

    def chances(self, actor: str) -> dict[str, float | None]:
        """Return the contract's keys ``posterior`` and ``again`` for one actor, or for all."""
        return {
            "posterior": number(self.posterior.get(actor, np.nan)),
            "again": number(self.again.get(actor, np.nan)),
        }

    def content(self) -> dict[str, Any]:
        """Return the rest as plain data."""
        return {
            "observed": [{"draft": d, "signed": list(s), "refused": list(r)} for d, s, r in self.observed],
            "draws": self.draws,
            "moved": [self._moved(m) for m in self.moved],
            "thresholds": {a: [self._threshold(t) for t in ts] for a, ts in self.thresholds.items()},
            "offers": [_offer(o) for o in self.offers],
        }

    def _moved(self, one: ShiftedEstimate) -> dict[str, Any]:
        keys = ("mean", "low", "high")
        return {
            "path": one.path,
            "line": self.lines.get(one.path),
            "prior": dict(zip(keys, one.prior, strict=True)),
            "posterior": dict(zip(keys, one.posterior, strict=True)),
            "shift": one.shift,
        }

    def _threshold(self, one: Threshold) -> dict[str, Any]:
        return {
            "path": one.path,
            "line": self.lines.get(one.path),
            "side": one.side,
            "threshold": one.threshold,
            "refusing": one.refusing,
            "signing": one.signing,
        }


def _offer(one: InformativeOffer) -> dict[str, Any]:
    return {
        "actor": one.actor,
        "changes": dict(one.changes),
        "probability": one.probability,
        "bits": one.bits,
        "red_lines": one.red_lines,
    }


def learn(
    scenario: Scenario, draft: str, blocks: Sequence[Block], columns: Mapping[str, Array], *, more: bool
) -> Posterior:
    """Return what answers already seen imply for a draft.

    ``more`` allows further draws with the same seed when few explain what was seen; the first draws stay the same.
    """
    drawn = concatenated([b.drawn for b in blocks])
    actors = blocks[0].worth.actors
    told = {a: thresholds(_candidates(draft, a, drawn, columns), columns[probability_path(draft, a)]) for a in actors}
    plain = np.ones(len(columns[probability_path(draft)]))
    if len(plain) == 1 or blocks[0].seen is None:
        teach = _teaching(blocks[0], plain[: blocks[0].worth.columns.draws.count])
        return Posterior(
            warnings=tuple(_too_many_texts(scenario)) if len(plain) > 1 else (),
            thresholds=told,
            offers=teach,
            lines=_lines(scenario, [t.path for ts in told.values() for t in ts]),
        )
    if any(np.isnan(b.measures[f"sign.{draft}.weight"]).any() for b in blocks):
        return Posterior(observed=tuple(_observed(scenario)))  # chosen draws that leave a number unknown
    blocks, weights, drawn = _enough(scenario, draft, list(blocks), drawn, more=more)
    everything = concatenated([b.measures for b in blocks]) if len(weights) != len(plain) else columns
    shifted = moved(drawn, weights)
    paths = [*(m.path for m in shifted), *(t.path for ts in told.values() for t in ts)]
    return Posterior(
        observed=tuple(_observed(scenario)),
        draws=len(weights),
        effective_sample=effective_sample(weights),
        posterior={
            a: posterior_mean(everything[probability_path(draft, a, "posterior")], weights) for a in ("", *actors)
        },
        again={a: posterior_mean(everything[probability_path(draft, a, "again")], weights) for a in ("", *actors)},
        moved=shifted,
        thresholds=told,
        offers=_teaching(blocks[0], blocks[0].measures[f"sign.{draft}.weight"]),
        lines=_lines(scenario, paths),
        warnings=tuple(_warnings(scenario, weights, [b.seen for b in blocks if b.seen is not None])),
    )


def _candidates(draft: str, actor: str, drawn: Mapping[str, Array], columns: Mapping[str, Array]) -> dict[str, Array]:
    """Return the numbers that may separate: the actor's own estimates, beliefs and ties, its odds, its confidence."""
    own = {
        path: values
        for path, values in drawn.items()
        if not path.startswith("preferences.") or path.startswith(f"preferences.{actor}.")
    }
    prefix = f"sign.{draft}.{actor}."
    odds = {p: v for p, v in columns.items() if p.startswith(f"{prefix}odds.") and p.endswith(".believed")}
    return {**own, **odds, f"{prefix}compliance": columns[f"{prefix}compliance"]}


def _enough(
    scenario: Scenario, draft: str, blocks: list[Block], drawn: dict[str, Array], *, more: bool
) -> tuple[list[Block], Array, dict[str, Array]]:
    """Return blocks with enough draws that explain what was seen, their weights and columns."""
    path = f"sign.{draft}.weight"
    weights = np.concatenate([b.measures[path] for b in blocks])
    while more and effective_sample(weights) < FEW and len(weights) < MOST_DRAWS:
        table = Draws(min(len(weights) * 4, MOST_DRAWS), blocks[0].worth.columns.draws.seed)
        blocks = [over(scenario, draft, block, explain=False) for block in table.blocks()]
        weights = np.concatenate([b.measures[path] for b in blocks])
        drawn = concatenated([b.drawn for b in blocks])
    return blocks, weights, drawn


def _teaching(block: Block, weight: Array) -> tuple[InformativeOffer, ...]:
    """Return the offers that teach most, judged on the first draws of a block."""
    if len(weight) == 1:
        return ()
    return offers(block.worth, block.row, weight, block.seen)


def _observed(scenario: Scenario) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    for draft in observed_drafts(scenario):
        seen = scenario.drafts[draft].observed
        if seen is not None:
            yield draft, seen.signed, seen.refused


def _too_many_texts(scenario: Scenario) -> Iterator[Problem]:
    if observed_drafts(scenario):
        message = "the observed drafts could have been too many combinations of texts to learn from what was observed"
        hint = "keep the versions that are still in doubt, at most 4,096 combinations"
        yield Problem("too-many-texts", message, scenario.place("drafts"), hint, "warning", "drafts")


def _lines(scenario: Scenario, paths: Sequence[str]) -> dict[str, int | None]:
    places = {path: scenario.place(path) for path in paths if not path.startswith("sign.")}
    return {path: place.line if place else None for path, place in places.items()}


def _warnings(scenario: Scenario, weights: Array, seen: Sequence[Bounds]) -> Iterator[Problem]:
    if weights.sum() == 0:
        message = f"no draw explains what was observed: {nearest(seen)}"
        hint = "widen the ranges of its numbers, give it noise, or check who signed and who refused"
        yield Problem("unexplained", message, scenario.place("drafts"), hint, "warning", "drafts")
    elif effective_sample(weights) < FEW:
        message = (
            f"only {effective_sample(weights):.0f} draws' worth of {len(weights):,} explain what was observed: "
            "figures given the observation are rough"
        )
        hint = "ask for more draws, or widen the ranges that the observation contradicts"
        yield Problem("few-draws-explain", message, scenario.place("drafts"), hint, "warning", "drafts")
