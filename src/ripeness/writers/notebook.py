"""A telling in a notebook: the same blocks as on a page, without its pictures and without its style."""

from __future__ import annotations

from markupsafe import escape

from ripeness.result import Result
from ripeness.scenario import Scenario
from ripeness.telling import needs_names, tell
from ripeness.telling.names import words_of
from ripeness.writers.html import fragment


def html(scenario: Scenario | None, result: Result) -> str:
    """Return a result as a piece of HTML.

    Parameters
    ----------
    scenario : Scenario, optional
        The scenario that was asked about; without it only what needs no names is told.
    result : Result
        The answer of any analysis.
    """
    if scenario is None and needs_names(result):
        return f"<p>{escape(repr(result))}</p>"
    return fragment(tell(scenario, result), names=words_of(scenario) if scenario is not None else ())
