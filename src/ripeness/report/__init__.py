"""Everything that a scenario answers, as one document: results -> tellings -> page or paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ripeness.errors import AnalysisError, near

if TYPE_CHECKING:
    from ripeness.report.asking import Answers, Progress
    from ripeness.scenario import Scenario
    from ripeness.telling.blocks import Document, Telling


def report(
    scenario: Scenario,
    *,
    drafts: Sequence[str] | None = None,
    draws: int = 1024,
    seed: int = 0,
    confidential: bool = False,
    before: Scenario | None = None,
    progress: Progress | None = None,
) -> str:
    """Return the report on a scenario as one HTML text that holds all it needs.

    Parameters
    ----------
    scenario : Scenario
        What is reported on.
    drafts : sequence of str, optional
        Drafts that are explained in full; if not given, those on which signatures or refusals were observed, or else
        the first. All drafts are in the overview.
    draws, seed : int
        Draws of the uncertain numbers.
    confidential : bool
        Whether to show what confidential sources say; otherwise only their id and grade appear.
    before : Scenario, optional
        The scenario before it was changed: the main figures of both then stand side by side.
    progress : callable, optional
        Called with the step, the number of steps, and what is being done.

    Raises
    ------
    AnalysisError
        ``unknown-draft``.
    """
    from ripeness.writers.html import render

    made = document(
        scenario, drafts=drafts, draws=draws, seed=seed, confidential=confidential, before=before, progress=progress
    )
    return render(made)


def document(
    scenario: Scenario,
    *,
    drafts: Sequence[str] | None = None,
    draws: int = 1024,
    seed: int = 0,
    confidential: bool = False,
    before: Scenario | None = None,
    progress: Progress | None = None,
) -> Document:
    """Return the report on a scenario in blocks, for any writer; the parameters are those of :func:`report`."""
    from ripeness.report.again import command
    from ripeness.report.asking import Answers, steps

    answers = Answers(_in_full(scenario, drafts))
    again = command(scenario, answers.full, draws=draws, seed=seed, confidential=confidential)
    asked = list(steps(scenario, answers, draws=draws, seed=seed))
    say, total = progress or _silent, len(asked) + 1 + (before is not None)
    for done, step in enumerate(asked, start=1):
        say(done, total, step.what)
        step.run()
    changed = []
    if before is not None:
        say(total - 1, total, "before and after")
        changed = [_changed(before, scenario)]
    say(total, total, "writing")
    return _document(scenario, answers, again, changed, confidential=confidential)


def _silent(done: int, total: int, what: str) -> None:
    """Say nothing."""
    del done, total, what


def _in_full(scenario: Scenario, drafts: Sequence[str] | None) -> list[str]:
    if drafts is None:
        observed = [d for d, record in scenario.drafts.items() if record.observed]
        return observed or list(scenario.drafts)[:1]
    for draft in drafts:
        if draft not in scenario.drafts:
            message = f"'{draft}' is not a draft of '{scenario.id}'"
            raise AnalysisError.of("unknown-draft", message, hint=near(draft, scenario.drafts), path="drafts")
    return list(drafts)


def _changed(before: Scenario, scenario: Scenario) -> Telling:
    """Return what a change does to the main figures of all analyses, at the most likely values."""
    from ripeness.doubt import measures_of
    from ripeness.telling.beside import means, tell

    was, now = (means(measures_of(s, headlines=True).measures()) for s in (before, scenario))
    return tell(scenario, was, now)


def _document(
    scenario: Scenario, answers: Answers, again: str, changed: Sequence[Telling], *, confidential: bool
) -> Document:
    from ripeness.report.method import method, missing
    from ripeness.report.overview import overview
    from ripeness.telling import tell
    from ripeness.telling.blocks import Document
    from ripeness.telling.evidence import assumptions, doubts, evidence
    from ripeness.telling.names import lacking, words_of
    from ripeness.telling.scenario import tell as who_wants_what
    from ripeness.words.changes import said
    from ripeness.words.figures import day

    told = [tell(scenario, result) for result in answers.results]
    sections = [overview(scenario, answers.judged, answers.full, told), *changed, *told]
    sections += [missing(answers.missing)] if answers.missing else []
    sections += [who_wants_what(scenario), evidence(scenario, confidential=confidential), assumptions(scenario)]
    sections += [doubts(scenario), method(told, answers.results, again)]
    as_of = f"As of {day(scenario.as_of)}. " if scenario.as_of else ""
    as_of += "".join(f"What if: {said(scenario, change)}. " for change in scenario.changes)
    return Document(
        title=scenario.title or scenario.id,
        subtitle=f"{as_of}Every number below is traced to a source or marked as the analyst's judgement.",
        sections=tuple(sections),
        colophon=f"Scenario {scenario.id}, SHA-256 {scenario.digest}. Computed offline by ripeness; "
        "this file loads nothing from elsewhere.",
        note=lacking(scenario),
        names=words_of(scenario),
    )
