"""Which single change moves a question most."""

from __future__ import annotations

import numpy as np

from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Draws, as_draws
from ripeness.scenario import Scenario
from ripeness.timeline.changes import Change, changed, single
from ripeness.timeline.process import process
from ripeness.timeline.readings import ends_of
from ripeness.timeline.timeline import HISTORIES, answered


def movers(
    scenario: Scenario, question: str, *, draws: Draws | int = 1, seed: int = 0, end: str = ""
) -> list[tuple[Change, float, float]]:
    """Return single changes and the chance without and with each, the one that moves a question most first.

    Each event is left out, halved and doubled, or moved by a week; each fact is forced either way, but for those that
    the question itself names. By default at the most likely values. None where the chance without a change is unknown:
    where it rests on an unknown, or where what is given cannot be.

    Raises
    ------
    AnalysisError
        ``unknown-question``; ``unknown-end`` when a question about ends is asked without one of them, or with another.

    Examples
    --------
    >>> import ripeness
    >>> found = movers(ripeness.read("libya-2020"), "berlin-meets")
    >>> str(found[0][0])
    'without berlin'
    """
    table = as_draws(draws, seed)
    base = answered(scenario, table, [question], None, HISTORIES, brief=True).answers[question]
    if end not in base.figures:
        message = (
            f"'{question}' asks which end comes first: say which of them" if not end else f"'{end}' is no answer to it"
        )
        hint = f"one of: {', '.join(base.figures)}" if "" not in base.figures else "leave the end out"
        raise AnalysisError.of("unknown-end", message, hint=hint, path=f"timeline.questions.{question}")
    before = base.figures[end].mean
    if np.isnan(before):
        return []
    own = _named(scenario, question)
    found = []
    for change in single(scenario):
        if change.what == "force" and change.of in own:
            continue
        other = answered(changed(scenario, change), table, [question], None, HISTORIES, brief=True)
        after = other.answers[question].figures[end].mean
        if not np.isnan(after):
            found.append((change, before, after))
    return sorted(found, key=lambda entry: -round(abs(entry[2] - entry[1]), 12))


def _named(scenario: Scenario, question: str) -> set[str]:
    """Return the facts that a question names, but for what it takes as given."""
    made = process(scenario)
    record = made.timeline.questions[question]
    conditions = [record.p, record.time_to, *(made.timeline.ends[end] for end in ends_of(made, record))]
    return {atom.name for condition in conditions if condition is not None for atom in condition.atoms()}
