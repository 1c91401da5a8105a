"""The measures of ``timeline`` alone, for who asks for them at many points."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ripeness.lacks import demand
from ripeness.lacks.timeline import timeline as lacks
from ripeness.numerics.draws import Array, Draws
from ripeness.scenario import Scenario
from ripeness.timeline.timeline import HISTORIES, answered


def timeline_measures(
    scenario: Scenario, draft: None, table: Draws, wanted: frozenset[str] | None
) -> Callable[[Draws], Mapping[str, Array]]:
    """Return a function of draws that answers those questions only of which some figure is wanted.

    Parameters
    ----------
    scenario : Scenario
        As for :func:`ripeness.timeline`.
    draft, table : None, Draws
        Not used: a timeline is about no single draft, and no measure depends on other draws.
    wanted : set of str, or None
        Paths of the measures that are wanted; all when None or empty.
    """
    del draft, table
    demand(lacks(scenario))
    questions = list(scenario.timeline.questions) if scenario.timeline else []
    named = {path.split(".")[1] for path in wanted or ()}
    asked = [q for q in questions if q in named] or None

    def measured(draws: Draws) -> Mapping[str, Array]:
        return answered(scenario, draws, asked, None, HISTORIES, brief=True).measures()

    return measured
