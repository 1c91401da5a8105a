"""What states are worth to those who rank them by value: a draft, their war, or today's package."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ripeness.errors import Problem
from ripeness.graphmodel.arrays import graph_of, shown
from ripeness.graphmodel.states import Frame, States
from ripeness.lacks.moves import NOW, WAR, no_war_worth, states_without_worth
from ripeness.numerics.draws import Array, Draws
from ripeness.scenario import Scenario
from ripeness.valuation import TIE, judge, valuation
from ripeness.valuation.lacks import error_of, problem_of


def entries(scenario: Scenario, frame: Frame, places: States, found: list[Problem]) -> States:
    """Return for each state which entry of ``graph.worth`` counts: the first whose condition holds."""
    entry = np.full(len(places), -1, dtype=np.int64)
    for index, worth in enumerate(graph_of(scenario).worth):
        entry[(entry < 0) & frame.holds(worth.when)[places]] = index
    missed = places[entry < 0]
    if len(missed):
        found.append(problem_of(scenario, states_without_worth(len(missed), len(places), shown(frame, missed))))
    return entry


def worth(scenario: Scenario, draws: Draws, makers: Sequence[str]) -> Array:
    """Return what the entries of ``graph.worth`` are worth to some decision makers, shape (N, D, W); NaN is unknown.

    A draft is worth what signing it is worth, with its guarantees in force; ``war`` is the actor's own war, by its own
    beliefs; ``now`` is the utility of today's package.

    Raises
    ------
    AnalysisError
        ``no-war-worth`` for an actor that does not fight; or what the valuation lacks.
    """
    kinds = [entry.as_ for entry in graph_of(scenario).worth]
    blocks = [_worth(scenario, block, makers, kinds) for block in draws.blocks()]
    return np.concatenate(blocks)


def _worth(scenario: Scenario, draws: Draws, makers: Sequence[str], kinds: Sequence[str]) -> Array:
    values = dict(_valued(scenario, draws, makers, dict.fromkeys(kinds)))
    return np.stack([values[kind] for kind in kinds], axis=-1)


def _valued(
    scenario: Scenario, draws: Draws, makers: Sequence[str], kinds: dict[str, None]
) -> Iterator[tuple[str, Array]]:
    """Yield what each kind of worth is to the makers, shape (N, D)."""
    plain = valuation(scenario, draws, actors=makers)
    for kind in kinds:
        if kind == NOW:
            yield kind, judge(plain, plain.space.rows([scenario.package()])).utility[:, :, 0]
        elif kind == WAR:
            for maker, refusal in zip(makers, plain.refusals, strict=True):
                if WAR not in refusal.names:
                    raise error_of(scenario, no_war_worth(maker))
            yield kind, np.stack([r.worth[:, r.names.index(WAR)] for r in plain.refusals], axis=-1)
        else:
            draft = scenario.drafts[kind]
            signed = valuation(scenario, draws, actors=makers, guarantees=draft.guarantees, columns=plain.columns)
            yield kind, judge(signed, signed.space.rows([scenario.package(draft.package)])).value[:, :, 0]


def by_worth(values: Array) -> States:
    """Return ranks of entries by their worth along the last axis; closer than 1e-9 points is equal."""
    order = np.argsort(values, axis=-1, kind="stable")
    rising = np.take_along_axis(values, order, axis=-1)
    steps = np.diff(rising, axis=-1) > TIE
    ranks = np.concatenate([np.zeros((*values.shape[:-1], 1), dtype=np.int64), np.cumsum(steps, axis=-1)], axis=-1)
    found = np.empty_like(ranks)
    np.put_along_axis(found, order, ranks, axis=-1)
    return found
