"""Everything that ``sign`` says of a draft as numbers over draws, one block of draws at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ripeness.bargaining.text.blockers import clause_costs
from ripeness.bargaining.text.likelihood import Bounds, bounds, observed_drafts, texts_of, update
from ripeness.bargaining.text.shapley import parts
from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Array, Draws, mean_error
from ripeness.numerics.unknowns import times
from ripeness.result import number
from ripeness.scenario import Scenario
from ripeness.valuation import TIE, Judgement, Rows, Valuation, joint, judge, seen_by, valuation

FIGURES = ("utility", "value", "reservation", "effective_reservation", "surplus", "signs")


@dataclass(frozen=True)
class Block:
    """One block of draws.

    Attributes
    ----------
    measures : mapping of str to array, shape (N,)
        Figures by dotted path.
    drawn : mapping of str to array, shape (N,)
        The uncertain estimates that were read, by path.
    worth : Valuation
        What decides whether the signatories sign.
    row : integer array, shape (I,)
        The draft's package.
    seen : Bounds or None
        What was observed of them.
    """

    measures: dict[str, Array]
    drawn: dict[str, Array]
    worth: Valuation
    row: Rows
    seen: Bounds | None


def over(
    scenario: Scenario,
    draft: str,
    draws: Draws,
    *,
    explain: bool = True,
    learn: bool = True,
    actors: Sequence[str] | None = None,
) -> Block:
    """Return what ``sign`` says of a draft in every draw of one block.

    ``explain=False`` leaves out what costs time and does not bear on chances: parts and costs of clauses.
    ``learn=False`` leaves out what follows from signatures and refusals already seen. With ``actors`` only these
    signatories are looked at: figures of all of them together are then of no use.
    """
    record, actors = scenario.drafts[draft], actors or scenario.signatories(draft)
    worth = valuation(scenario, draws, actors=actors, guarantees=record.guarantees)
    rows = worth.space.rows(texts_of(scenario, draft))
    judged = judge(worth, rows)
    chance = chances(scenario, draft, draws)
    found = _chances_of_signature(draft, worth, judged, chance)
    found |= _figures(scenario, draft, worth, judged, chance)
    if explain:
        found |= _explained(scenario, draft, worth, rows)
    observed = observed_drafts(scenario) if learn else ()
    seen = bounds(worth.columns, {d: chances(scenario, d, draws) for d in observed}) if learn else None
    if seen is not None:
        found |= _updated(draft, seen, worth, judged, chance)
    return Block(found, worth.columns.drawn(), worth, rows[0], seen)


def concatenated(blocks: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
    """Return columns of all blocks in the order of the draws, read-only."""
    columns = {path: np.concatenate([block[path] for block in blocks]) for path in blocks[0]}
    for column in columns.values():
        column.flags.writeable = False
    return columns


def summary(column: Array, central: float) -> dict[str, float | None]:
    """Return mean, central value, 5th and 95th percentile and standard error of a chance over draws."""
    low, high = np.percentile(column, [5, 95])
    error = mean_error(column)
    return {
        "probability": number(column.mean()),
        "central": number(central),
        "low": number(low),
        "high": number(high),
        "error": number(error),
    }


def probability_path(draft: str, actor: str = "", word: str = "probability") -> str:
    """Return the path of a chance of one signatory, or of all."""
    return f"sign.{draft}.{actor}.{word}" if actor else f"sign.{draft}.{word}"


def chances(scenario: Scenario, draft: str, draws: Draws) -> Array:
    """Return the chance that the text is the draft itself, then each version, shape (N, K)."""
    estimates = scenario.estimates
    paths = [f"drafts.{draft}.versions.{v}.chance" for v in scenario.drafts[draft].versions]
    others = [draws.column(path, estimates[path].drawn) for path in paths]
    itself = 1 - sum(others, np.zeros(draws.count))
    if np.any(itself < -TIE):
        message = f"the chances of the versions of '{draft}' exceed 1 in some draw"
        error = AnalysisError.of("chances-above-one", message, path=f"drafts.{draft}.versions")
        raise error.where(draws, itself < -TIE)
    itself = np.where(itself < TIE, 0.0, itself)  # what a sum of floats leaves over is no chance
    return np.stack([itself, *others], axis=-1)


def _chances_of_signature(draft: str, worth: Valuation, judged: Judgement, chance: Array) -> dict[str, Array]:
    """Return the chance that each signs, and that all do, the texts mixed, and of the text as printed if in doubt."""
    together = joint(judged.probability)
    found = {probability_path(draft): times(chance, together).sum(axis=-1)}
    for i, actor in enumerate(worth.actors):
        found[probability_path(draft, actor)] = times(chance, judged.probability[:, i, :]).sum(axis=-1)
    if chance.shape[1] > 1:
        found[probability_path(draft, word="as_printed")] = together[:, 0]
        for i, actor in enumerate(worth.actors):
            found[probability_path(draft, actor, "as_printed")] = judged.probability[:, i, 0]
    return found


def _figures(scenario: Scenario, draft: str, worth: Valuation, judged: Judgement, chance: Array) -> dict[str, Array]:
    """Return figures of the draft itself and of its versions."""
    together = joint(judged.probability)
    found = {probability_path(draft, word="signs"): _conjunction(judged.signs[:, :, 0])}
    for k, version in enumerate(("", *scenario.drafts[draft].versions)):
        prefix = f"sign.{draft}.versions.{version}" if version else f"sign.{draft}"
        if version:
            found[f"{prefix}.chance"] = chance[:, k]
            found[f"{prefix}.probability"] = together[:, k]
        for i, actor in enumerate(worth.actors):
            found |= {f"{prefix}.{actor}.{f}": getattr(judged, f)[:, i, k] for f in FIGURES}
            if version:
                found[f"{prefix}.{actor}.probability"] = judged.probability[:, i, k]
    return found


def _explained(scenario: Scenario, draft: str, worth: Valuation, rows: Rows) -> dict[str, Array]:
    """Return what the verdicts are made of: parts, ways of refusing, odds, costs of clauses."""
    root = f"sign.{draft}"
    common = seen_by(worth, None)
    shared = judge(common, rows[:1])
    now = worth.space.rows([scenario.package()])[0]
    found: dict[str, Array] = {}
    for i, actor in enumerate(worth.actors):
        prefix = f"{root}.{actor}"
        found[f"{prefix}.compliance"] = worth.compliance[:, i]
        found[f"{prefix}.noise"] = worth.noise[:, i]
        found |= {f"{prefix}.common.{f}": getattr(shared, f)[:, i, 0] for f in FIGURES}
        found |= _refusal_measures(scenario, prefix, worth, common, i)
        found |= {f"{prefix}.parts.{name}": v for name, v in (parts(worth, now, rows[0], i) or {}).items()}
    for clause in clause_costs(worth, rows[0]):
        found[f"{root}.blockers.{clause.actor}.{clause.issue}.loss"] = clause.loss
    return found


def _refusal_measures(scenario: Scenario, prefix: str, worth: Valuation, common: Valuation, i: int) -> dict[str, Array]:
    mine, theirs = worth.refusals[i], common.refusals[i]
    found = {f"{prefix}.walk_aways.{name}": mine.worth[:, r] for r, name in enumerate(mine.names)}
    if scenario.war and mine.odds is not None and theirs.odds is not None:
        for o, outcome in enumerate(scenario.war.outcomes):
            found[f"{prefix}.odds.{outcome}.believed"] = mine.odds[:, o]
            found[f"{prefix}.odds.{outcome}.common"] = theirs.odds[:, o]
    return found


def _updated(draft: str, seen: Bounds, worth: Valuation, judged: Judgement, chance: Array) -> dict[str, Array]:
    """Return the weight of each draw, and chances given what was observed."""
    now = update(seen, worth, judged, draft, chance)
    found = {f"sign.{draft}.weight": now.weight}
    for actor in ("", *worth.actors):
        found[probability_path(draft, actor, "posterior")] = now.fresh[actor]
        found[probability_path(draft, actor, "again")] = now.again[actor]
    return found


def _conjunction(truths: Array) -> Array:
    """Return whether all hold, over the last axis: 1, 0 or NaN."""
    verdict = np.ones(truths.shape[0])
    for i in range(truths.shape[1]):
        verdict = times(verdict, truths[:, i])
    return verdict
