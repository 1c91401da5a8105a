"""Which single change moves a question most."""

from __future__ import annotations

import numpy as np

from ripeness.numerics.draws import Draws
from ripeness.scenario import Scenario
from ripeness.timeline.changes import Change, changed, single
from ripeness.timeline.timeline import timeline


def movers(
    scenario: Scenario, question: str, *, draws: Draws | int = 1, seed: int = 0, end: str = ""
) -> list[tuple[Change, float, float]]:
    """Return single changes and the chance without and with each, the one that moves a question most first.

    Each event is left out, halved and doubled, or moved by a week; each fact is forced either way. By default at the
    most likely values.

    Examples
    --------
    >>> import ripeness
    >>> found = movers(ripeness.read("libya-2020"), "berlin-meets")
    >>> str(found[0][0])
    'force !berlin-held'
    """
    base = timeline(scenario, ask=[question], draws=draws, seed=seed)
    before = base.answers[question].figures[end].mean
    found = []
    for change in single(scenario):
        other = timeline(changed(scenario, change), ask=[question], draws=draws, seed=seed, method=None)
        after = other.answers[question].figures[end].mean
        if not np.isnan(after):
            found.append((change, before, after))
    return sorted(found, key=lambda entry: (-abs(entry[2] - entry[1]), str(entry[0])))
