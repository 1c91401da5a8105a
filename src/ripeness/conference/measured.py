"""The measures of ``conference`` alone, for who asks for them at many points."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ripeness.conference.arrays import at_the_table, stands_of
from ripeness.conference.challenge import Reading
from ripeness.conference.exchange import Trading
from ripeness.conference.nash import Bargain
from ripeness.conference.outcomes import RULES, Models, by_rule
from ripeness.lacks import demand
from ripeness.lacks.conference import conference as lacks
from ripeness.numerics.draws import Array, Draws
from ripeness.scenario import Scenario


def conference_measures(
    scenario: Scenario, draft: None, table: Draws, wanted: frozenset[str] | None
) -> Callable[[Draws], Mapping[str, Array]]:
    """Return a function of draws that gives where issues settle, by those rules only that are wanted.

    Unlike the analysis it runs the slow models in every draw.

    Parameters
    ----------
    scenario : Scenario
        As for :func:`ripeness.conference`.
    draft, table : None, Draws
        Not used: a conference is about no draft, and no measure depends on other draws.
    wanted : set of str, or None
        Paths of the measures that are wanted; all when None, and when empty those that cost least.
    """
    del draft, table
    demand(lacks(scenario))
    actors = at_the_table(scenario, [])
    models = Models(Bargain(), Reading(), Trading())
    last = None if wanted is None else {path.rpartition(".")[2] for path in wanted}
    every = last is None or "spread" in last
    rules = [rule for rule in RULES if every or rule in (last or RULES[:1])]

    def measured(draws: Draws) -> Mapping[str, Array]:
        blocks = [_settled(scenario, block, actors, models, rules) for block in draws.blocks()]
        issues = list(scenario.conference.issues) if scenario.conference else []
        found: dict[str, Array] = {}
        for k, issue in enumerate(issues):
            each = {rule: np.concatenate([block[rule][:, k] for block in blocks]) for rule in rules}
            found |= {f"conference.{issue}.{rule}": values for rule, values in each.items()}
            if every:
                stacked = np.stack(list(each.values()))
                found[f"conference.{issue}.spread"] = stacked.max(axis=0) - stacked.min(axis=0)
        return found

    return measured


def _settled(
    scenario: Scenario, block: Draws, actors: tuple[str, ...], models: Models, rules: list[str]
) -> dict[str, Array]:
    """Return where every issue settles by some rules in one block of draws, each of shape (N, I)."""
    stands = stands_of(scenario, block, actors)
    known, stands = stands.known, stands.filled()
    whole = np.broadcast_to(known.all(axis=1, keepdims=True), known.shape)
    masks = {rule: whole if rule == "exchange" else known for rule in rules}
    return {rule: np.where(masks[rule], by_rule(rule, models)(stands), np.nan) for rule in rules}
