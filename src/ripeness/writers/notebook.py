"""A telling in a notebook: the same blocks as on a page, without its pictures and without its style."""

from __future__ import annotations

from ripeness.result import Result
from ripeness.scenario import Scenario
from ripeness.telling import tell
from ripeness.telling.names import words_of
from ripeness.writers.html import fragment


def html(scenario: Scenario, result: Result) -> str:
    """Return a result as a piece of HTML.

    Parameters
    ----------
    scenario : Scenario
        The scenario that was asked about.
    result : Result
        The answer of any analysis.
    """
    return fragment(tell(scenario, result), names=words_of(scenario))
