"""What each analysis lacks in a scenario: one light function per analysis, collected by :mod:`ripeness.catalogue`.

Each is called with a scenario and, where the analysis is asked of drafts, a draft; it returns the problems that the
analysis raises before it begins. Nothing is drawn, and nothing that grows with the number of packages is gone through.
What only the work itself can show, such as a search that outgrows its limits, is not among them.
"""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.errors import AnalysisError, Problem


def demand(lacks: Sequence[Problem]) -> None:
    """Refuse what cannot be answered.

    Raises
    ------
    AnalysisError
        With all of ``lacks``, if there are any.
    """
    if lacks:
        raise AnalysisError(lacks)
