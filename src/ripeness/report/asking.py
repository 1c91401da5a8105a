"""Every analysis of the catalogue asked of one scenario, step by step, before a word is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np

from ripeness.bargaining import SignResult
from ripeness.catalogue import ANALYSES, Analysis
from ripeness.doubt import doubt
from ripeness.doubt.evaluate import LEAST_DRAWS
from ripeness.errors import AnalysisError, Problem
from ripeness.graphmodel import Further
from ripeness.result import Result
from ripeness.scenario import Scenario
from ripeness.words.names import begun

TIMELINE_DRAWS = 256  # of the timeline in a report: its bands need no more, and it would take longest
_DOUBTED = 3  # drafts whose signatures are doubted in a report

#: What is asked beyond the plain question, and what is asked where a model is too large for that.
_FURTHER = (Further(views=True, chances=True, foresight=True, up_to=2), Further(views=True), Further())

Progress = Callable[[int, int, str], None]


@dataclass
class Answers:
    """What was asked, and what was answered.

    Attributes
    ----------
    full : sequence of str
        Drafts that are explained in full.
    judged : mapping of str to SignResult or AnalysisError
        Every draft, or why it could not be judged.
    results : list of Result
        What is told, in order.
    missing : list of (str, str)
        What could not be answered, and why: no section goes missing without its reason.
    """

    full: Sequence[str]
    judged: dict[str, SignResult | AnalysisError] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)

    def lack(self, what: str, error: AnalysisError) -> None:
        """Note what was not answered, with every reason and where it stands in the file."""
        self.missing += [(what, reason(problem)) for problem in error.problems]


@dataclass(frozen=True)
class Stage:
    """One question: what is being done, and what does it."""

    what: str
    run: Callable[[], None]


def steps(scenario: Scenario, answers: Answers, *, draws: int, seed: int) -> Iterator[Stage]:
    """Yield the questions of a report in order; each puts its answer, or why there is none, among the answers."""
    for analysis in ANALYSES:
        if analysis.name == "pressure" and not scenario.ties:
            answers.missing.append((analysis.question, "The file has no `ties`, so that nobody could press."))
            continue
        drafts = _drafts(analysis, scenario, answers.full)
        if not drafts and analysis.asked == "draft":
            from ripeness.catalogue import answer

            answers.missing += [(analysis.question, reason(p)) for p in answer(scenario, analysis).lacks]
        for draft in drafts:
            what = analysis.name if draft is None else f"{analysis.name} {draft}"
            yield Stage(what, lambda a=analysis, d=draft: _ask(scenario, answers, a, d, draws=draws, seed=seed))  # type: ignore[misc]
    yield Stage("doubt", lambda: _doubt(scenario, answers, draws=draws, seed=seed))


def _drafts(analysis: Analysis, scenario: Scenario, full: Sequence[str]) -> Sequence[str | None]:
    """Return of which drafts an analysis is asked; None: of none in particular."""
    if analysis.name == "pressure":
        return full or (None,)
    return list(scenario.drafts) if analysis.asked == "draft" else (None,)


def _ask(scenario: Scenario, answers: Answers, analysis: Analysis, draft: str | None, *, draws: int, seed: int) -> None:
    try:
        found = _answer(scenario, analysis, draft, draws=draws, seed=seed)
    except AnalysisError as error:
        of = f" ({scenario.name('drafts', draft)})" if draft is not None else ""
        answers.lack(f"{analysis.question}{of}", error)
        found = error
    if analysis.name == "sign" and draft is not None:
        answers.judged[draft] = found
    if isinstance(found, Result) and (analysis.name != "sign" or draft in answers.full):
        answers.results.append(found)


def _answer(scenario: Scenario, analysis: Analysis, draft: str | None, *, draws: int, seed: int) -> Any:
    home, _, name = analysis.function.rpartition(".")
    function = getattr(import_module(home), name)
    of = () if draft is None else (draft,)
    if analysis.name == "timeline":
        return function(scenario, draws=min(draws, TIMELINE_DRAWS), seed=seed)
    if analysis.name == "moves":
        return _moves(function, scenario, draws=draws, seed=seed)
    return function(scenario, *of, draws=draws, seed=seed)


def _moves(function: Callable[..., Any], scenario: Scenario, *, draws: int, seed: int) -> Any:
    """Ask which situations hold; what goes beyond that is left out where the model is too large for it."""
    first: AnalysisError | None = None
    for further in _FURTHER:
        try:
            return function(scenario, draws=draws if further.chances else 1, seed=seed, further=further)
        except AnalysisError as error:
            first = first or error
    raise first or AnalysisError([])


def _doubt(scenario: Scenario, answers: Answers, *, draws: int, seed: int) -> None:
    """Ask on what the least likely signature rests, for drafts explained in full, at most three."""
    explained = [r for r in answers.results if isinstance(r, SignResult)]
    for result in explained[_DOUBTED:]:
        why = f"Asked of the first {_DOUBTED} drafts only; `ripeness doubt` asks of the others."
        answers.missing.append((_rests(scenario, result.draft), why))
    for result in explained[:_DOUBTED]:
        known = [s.actor for s in result.text.signatories if not np.isnan(result.central[s.actor])]
        if not known:
            why = "The chances at the central values need an unknown number, which the notes on the draft name."
            answers.missing.append((_rests(scenario, result.draft), why))
            continue
        actor = min(known, key=result.central.__getitem__)
        measure = f"sign.{result.draft}.{actor}.probability"
        try:
            found = doubt(scenario, measure, draws=max(draws, LEAST_DRAWS), seed=seed, quick=True)
        except AnalysisError as error:  # every number is a plain one
            answers.lack(_rests(scenario, result.draft), error)
        else:
            answers.results.append(found)


def _rests(scenario: Scenario, draft: str) -> str:
    return f"On what the answer to {scenario.name('drafts', draft)} rests"


def reason(problem: Problem) -> str:
    """Return a problem as sentences: what is missing, where, and what would help."""
    where = f" (line {problem.place.line})" if problem.place else ""
    hint = f" To have it answered: {problem.hint}." if problem.hint else ""
    return f"{begun(problem.message)}{where}.{hint}"
