"""The measures of ``pressure`` alone, for who asks for them at many points."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ripeness.bargaining.text.over_draws import concatenated
from ripeness.lacks import demand
from ripeness.lacks.signing import pressure as lacks
from ripeness.leverage.arrays import asked
from ripeness.leverage.steps import PressureSteps, Wanted
from ripeness.numerics.draws import Array, Draws
from ripeness.scenario import Scenario


def pressure_measures(
    scenario: Scenario, draft: str | None, table: Draws, wanted: frozenset[str] | None
) -> Callable[[Draws], Mapping[str, Array]]:
    """Return a function of draws that gives the measures of ``pressure`` for one draft, or with the draft free.

    The plan is that of the central values and stays the same whatever draws are given.

    Parameters
    ----------
    scenario : Scenario
        As for :func:`ripeness.pressure`.
    draft : str or None
        Id of a draft; None: any feasible package.
    table : Draws
        The draws of the analysis.
    wanted : set of str, or None
        Paths of the measures that are wanted; all when None, and when empty those that cost least.
    """
    demand(lacks(scenario, draft))
    work = PressureSteps(
        scenario, asked(scenario, draft, made=False, include_unlawful=False), Wanted(0.8, None, {}), table
    )

    def measured(draws: Draws) -> Mapping[str, Array]:
        return concatenated([work.over(block, wanted) for block in draws.blocks()])

    return measured
