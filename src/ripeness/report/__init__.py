"""Results in words: results -> document -> HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ripeness.bargaining import DealsResult, PanelResult, SignResult, deals, panel, sign
from ripeness.errors import AnalysisError, near
from ripeness.graphmodel import MovesResult, moves
from ripeness.timeline import TimelineResult, timeline

if TYPE_CHECKING:
    from ripeness.bargaining.certificate import Certificate
    from ripeness.report.document import Document
    from ripeness.scenario import Scenario

TIMELINE_DRAWS = 256  # of the timeline in a report: its bands need no more, and it would take longest

Progress = Callable[[int, int, str], None]


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
    from ripeness.report.html import render

    full = _in_full(scenario, drafts)
    say = progress or _silent
    total = len(scenario.drafts) + 6
    results: dict[str, SignResult | AnalysisError] = {}
    for step, draft in enumerate(scenario.drafts, start=1):
        say(step, total, f"judging {draft}")
        try:
            results[draft] = sign(scenario, draft, draws=draws, seed=seed)
        except AnalysisError as error:
            results[draft] = error
    say(total - 5, total, "looking for agreements")
    agreed = _deals(scenario, draws, seed)
    hindered = {d: _certificate(scenario, r) for d, r in results.items() if d in full and isinstance(r, SignResult)}
    say(total - 4, total, "looking for ripeness")
    ripe = _panel(scenario, draws, seed)
    say(total - 3, total, "looking for moves")
    stays = _moves(scenario)
    say(total - 2, total, "following the calendar")
    ahead = _timeline(scenario, draws, seed)
    say(total - 1, total, "drawing")
    document = _document(scenario, results, hindered, agreed, ripe, stays, ahead, confidential=confidential)
    say(total, total, "writing")
    return render(document)


def _silent(done: int, total: int, what: str) -> None:
    """Say nothing."""
    del done, total, what


def _deals(scenario: Scenario, draws: int, seed: int) -> DealsResult | None:
    """Return what could be agreed between the parties, or None where the scenario lacks what it needs."""
    try:
        return deals(scenario, draws=draws, seed=seed)
    except AnalysisError:
        return None


def _certificate(scenario: Scenario, result: SignResult) -> Certificate | None:
    """Return why no text would be signed by all under a draft's own guarantees; None where that is not proven."""
    from ripeness.bargaining.certificate import certificate
    from ripeness.valuation.exact import exact

    if result.signs is not False or result.repairs.found or not result.repairs.complete:
        return None
    guarantees = scenario.drafts[result.draft].guarantees
    worth = exact(scenario, actors=scenario.signatories(result.draft), guarantees=guarantees, chosen={})
    return None if worth.unknown else certificate(scenario, worth, guarantees, {})[0]


def _panel(scenario: Scenario, draws: int, seed: int) -> PanelResult | None:
    """Return the panel, or None where the scenario lacks what it needs."""
    try:
        return panel(scenario, draws=draws, seed=seed)
    except AnalysisError:
        return None


def _moves(scenario: Scenario) -> MovesResult | None:
    """Return which situations would hold, or None where the scenario lacks what it needs."""
    try:
        return moves(scenario, draws=1)
    except AnalysisError:
        return None


def _timeline(scenario: Scenario, draws: int, seed: int) -> TimelineResult | None:
    """Return what happens by when, or None where the scenario lacks what it needs."""
    try:
        return timeline(scenario, draws=min(draws, TIMELINE_DRAWS), seed=seed)
    except AnalysisError:
        return None


def _in_full(scenario: Scenario, drafts: Sequence[str] | None) -> list[str]:
    if drafts is None:
        observed = [d for d, record in scenario.drafts.items() if record.observed]
        return observed or list(scenario.drafts)[:1]
    for draft in drafts:
        if draft not in scenario.drafts:
            message = f"'{draft}' is not a draft of '{scenario.id}'"
            raise AnalysisError.of("unknown-draft", message, hint=near(draft, scenario.drafts), path="drafts")
    return list(drafts)


def _document(
    scenario: Scenario,
    results: dict[str, SignResult | AnalysisError],
    hindered: dict[str, Certificate | None],
    agreed: DealsResult | None,
    ripe: PanelResult | None,
    stays: MovesResult | None,
    ahead: TimelineResult | None,
    *,
    confidential: bool,
) -> Document:
    from ripeness.report.document import Document
    from ripeness.report.sections.conflict import conflict
    from ripeness.report.sections.deals import agreements
    from ripeness.report.sections.doubts import doubts
    from ripeness.report.sections.evidence import assumptions, evidence
    from ripeness.report.sections.method import method
    from ripeness.report.sections.moves import situations
    from ripeness.report.sections.overview import overview
    from ripeness.report.sections.panel import ripeness
    from ripeness.report.sections.sign import signing
    from ripeness.report.sections.timeline import deadlines
    from ripeness.report.words import day

    answered = [r for r in results.values() if isinstance(r, SignResult)]
    sections = [overview(scenario, results)] if results else []
    sections += [signing(scenario, r, hindered[r.draft]) for r in answered if r.draft in hindered]
    sections += [agreements(scenario, agreed)] if agreed else []
    sections += [ripeness(scenario, ripe)] if ripe else []
    sections += [situations(scenario, stays)] if stays else []
    sections += [deadlines(scenario, ahead)] if ahead else []
    sections += [conflict(scenario), evidence(scenario, confidential=confidential), assumptions(scenario)]
    sections += [doubts(scenario), method(answered)]
    as_of = f"As of {day(scenario.as_of)}. " if scenario.as_of else ""
    return Document(
        title=scenario.title or scenario.id,
        subtitle=f"{as_of}Every number below is traced to a source or marked as the analyst's judgement.",
        sections=tuple(sections),
        colophon=f"Scenario {scenario.id}, SHA-256 {scenario.digest}. Computed offline by ripeness; "
        "this file loads nothing from elsewhere.",
    )
