"""Results in words: results -> document -> HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ripeness.errors import AnalysisError, near

if TYPE_CHECKING:
    from ripeness.report.findings import Findings, Progress
    from ripeness.scenario import Scenario
    from ripeness.telling.blocks import Document


def report(
    scenario: Scenario,
    *,
    drafts: Sequence[str] | None = None,
    draws: int = 1024,
    seed: int = 0,
    confidential: bool = False,
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
    progress : callable, optional
        Called with the step, the number of steps, and what is being done.

    Raises
    ------
    AnalysisError
        ``unknown-draft``.
    """
    from ripeness.report.again import command
    from ripeness.report.findings import Search
    from ripeness.writers.html import render

    full = _in_full(scenario, drafts)
    search = Search(scenario, full, draws, seed)
    again = command(scenario, full, draws=draws, seed=seed, confidential=confidential)
    say, steps = progress or _silent, search.steps()
    total = len(steps) + 2
    for done, (what, step) in enumerate(steps, start=1):
        say(done, total, what)
        step()
    say(total - 1, total, "drawing")
    document = _document(scenario, search.found, again, confidential=confidential)
    say(total, total, "writing")
    return render(document)


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


def _document(scenario: Scenario, found: Findings, again: str, *, confidential: bool) -> Document:
    from ripeness.report.method import method
    from ripeness.report.missing import missing
    from ripeness.report.overview import overview
    from ripeness.scenario.what_if import said
    from ripeness.telling.blocks import Document
    from ripeness.telling.conference import stakeholders
    from ripeness.telling.deals import agreements
    from ripeness.telling.doubt import resting as rests
    from ripeness.telling.doubts import doubts
    from ripeness.telling.evidence import assumptions, evidence
    from ripeness.telling.inverse import minds
    from ripeness.telling.moves import situations
    from ripeness.telling.names import lacking, words_of
    from ripeness.telling.panel import ripeness
    from ripeness.telling.pressure import pressing
    from ripeness.telling.scenario import conflict
    from ripeness.telling.sign import signing
    from ripeness.telling.timeline import deadlines
    from ripeness.words.figures import day

    sections = [overview(scenario, found.judged, found.full)] if found.judged else []
    sections += [signing(scenario, r, found.hindered[r.draft]) for r in found.answered if r.draft in found.hindered]
    sections += [agreements(scenario, found.agreed)] if found.agreed else []
    sections += [ripeness(scenario, found.ripe)] if found.ripe else []
    sections += [situations(scenario, found.stays)] if found.stays else []
    sections += [asked] if found.stays and (asked := minds(scenario, found.stays)) else []
    sections += [pressing(scenario, p) for p in found.pressed]
    sections += [stakeholders(scenario, found.met)] if found.met else []
    sections += [deadlines(scenario, found.ahead)] if found.ahead else []
    sections += [rests(scenario, found.resting, confidential=confidential)] if found.resting else []
    sections += [missing(found.missing)] if found.missing else []
    sections += [conflict(scenario), evidence(scenario, confidential=confidential), assumptions(scenario)]
    sections += [doubts(scenario), method(found.answered, again)]
    as_of = f"As of {day(scenario.as_of)}. " if scenario.as_of else ""
    as_of += "".join(f"What if: {said(change)}. " for change in scenario.changes)
    return Document(
        title=scenario.title or scenario.id,
        subtitle=f"{as_of}Every number below is traced to a source or marked as the analyst's judgement.",
        sections=tuple(sections),
        colophon=f"Scenario {scenario.id}, SHA-256 {scenario.digest}. Computed offline by ripeness; "
        "this file loads nothing from elsewhere.",
        note=lacking(scenario),
        names=words_of(scenario),
    )
