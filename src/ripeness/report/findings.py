"""Everything a report says, worked out step by step before a word of it is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ripeness.bargaining import DealsResult, PanelResult, SignResult, deals, panel, sign
from ripeness.bargaining.certificate import Certificate, certificate
from ripeness.conference import ConferenceResult, conference
from ripeness.doubt import DoubtResult, doubt
from ripeness.doubt.asking import LEAST_DRAWS
from ripeness.errors import AnalysisError, Problem
from ripeness.graphmodel import Further, MovesResult, moves
from ripeness.lacks.signing import sign as lacks
from ripeness.leverage import PressureResult, pressure
from ripeness.scenario import Scenario
from ripeness.timeline import TimelineResult, timeline
from ripeness.valuation.exact import exact

TIMELINE_DRAWS = 256  # of the timeline in a report: its bands need no more, and it would take longest
_DOUBTED = 3  # drafts whose signatures are doubted in a report

Progress = Callable[[int, int, str], None]


@dataclass
class Findings:
    """What the analyses found; None where a scenario lacks what one needs.

    Attributes
    ----------
    full : sequence of str
        Drafts that are explained in full.
    judged : mapping of str to SignResult or AnalysisError
        Every draft, or why it could not be judged.
    hindered : mapping of str to Certificate or None
        For drafts explained in full: why no text would be signed by all.
    pressed : list of PressureResult
        For drafts explained in full: what pressure could do.
    met : ConferenceResult, AnalysisError or None
        Where a conference would settle, or why not; None where there is none.
    ahead : TimelineResult or None
        What happens by when.
    resting : list of DoubtResult
        For drafts explained in full: on what the least likely signature rests.
    missing : list of (str, str)
        What could not be answered, and why: no section goes missing without its reason.
    """

    full: Sequence[str]
    judged: dict[str, SignResult | AnalysisError] = field(default_factory=dict)
    hindered: dict[str, Certificate | None] = field(default_factory=dict)
    agreed: DealsResult | None = None
    ripe: PanelResult | None = None
    stays: MovesResult | None = None
    pressed: list[PressureResult] = field(default_factory=list)
    met: ConferenceResult | AnalysisError | None = None
    ahead: TimelineResult | None = None
    resting: list[DoubtResult] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)

    def lack(self, what: str, error: AnalysisError) -> None:
        """Note what was not answered, with every reason and where it stands in the file."""
        self.missing += [(what, _reason(problem)) for problem in error.problems]

    @property
    def answered(self) -> list[SignResult]:
        """Verdicts on the drafts that could be judged."""
        return [r for r in self.judged.values() if isinstance(r, SignResult)]


class Search:
    """Asks every analysis of a scenario what a report tells, one step after the other."""

    def __init__(self, scenario: Scenario, full: Sequence[str], draws: int, seed: int) -> None:
        self.scenario, self.draws, self.seed = scenario, draws, seed
        self.found = Findings(full)
        if not scenario.drafts:
            self.found.missing += [("Who would sign", _reason(problem)) for problem in lacks(scenario, None)]

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """Return the steps in order, each with what is being done."""
        drafts = [(f"judging {draft}", lambda draft=draft: self._judge(draft)) for draft in self.scenario.drafts]
        return [
            *drafts,
            ("looking for agreements", self._agree),
            ("looking for ripeness", self._ripen),
            ("looking for moves", self._move),
            ("looking for pressure", self._press),
            ("settling the conference", self._meet),
            ("following the calendar", self._look_ahead),
            ("doubting", self._doubt),
        ]

    def _judge(self, draft: str) -> None:
        try:
            found = sign(self.scenario, draft, draws=self.draws, seed=self.seed)
        except AnalysisError as error:
            self.found.judged[draft] = error
            self.found.lack(f"Who would sign {self.scenario.name('drafts', draft)}", error)
            return
        self.found.judged[draft] = found
        if draft in self.found.full:
            self.found.hindered[draft] = _certificate(self.scenario, found)

    def _agree(self) -> None:
        try:
            self.found.agreed = deals(self.scenario, draws=self.draws, seed=self.seed)
        except AnalysisError as error:
            self.found.lack("What could be agreed", error)

    def _ripen(self) -> None:
        try:
            self.found.ripe = panel(self.scenario, draws=self.draws, seed=self.seed)
        except AnalysisError as error:
            self.found.lack("Whether it is ripe", error)

    def _move(self) -> None:
        """Ask which situations hold; what goes beyond that is left out where the model is too large for it."""
        first: AnalysisError | None = None
        for further in (Further(views=True, chances=True, foresight=True, up_to=2), Further(views=True), Further()):
            draws = self.draws if further.chances else 1
            try:
                self.found.stays = moves(self.scenario, draws=draws, seed=self.seed, further=further)
            except AnalysisError as error:
                first = first or error
                continue
            break
        if first is not None:
            beyond = "How each sees the others, coalitions, and moves thought ahead"
            self.found.lack(beyond if self.found.stays else "Which situations would hold", first)

    def _press(self) -> None:
        """Ask what pressure could do for the drafts explained in full, where anybody could press."""
        if not self.scenario.ties:
            self.found.missing.append(("What pressure could do", "The file has no `ties`, so that nobody could press."))
            return
        for draft in self.found.full:
            try:
                self.found.pressed.append(pressure(self.scenario, draft, draws=self.draws, seed=self.seed))
            except AnalysisError as error:
                self.found.lack(f"What pressure could do for {self.scenario.name('drafts', draft)}", error)

    def _meet(self) -> None:
        try:
            self.found.met = conference(self.scenario, draws=self.draws, seed=self.seed)
        except AnalysisError as error:
            self.found.met = error if self.scenario.conference else None
            self.found.lack("Where a conference would settle", error)

    def _look_ahead(self) -> None:
        try:
            draws = min(self.draws, TIMELINE_DRAWS)
            self.found.ahead = timeline(self.scenario, draws=draws, seed=self.seed)
        except AnalysisError as error:
            self.found.lack("What happens by when", error)

    def _doubt(self) -> None:
        """Ask on what the least likely signature rests, for drafts explained in full, at most three."""
        explained = [r for r in self.found.answered if r.draft in self.found.full]
        for result in explained[_DOUBTED:]:
            why = f"Asked of the first {_DOUBTED} drafts only; `ripeness doubt` asks of the others."
            self.found.missing.append((self._rests(result.draft), why))
        for result in explained[:_DOUBTED]:
            known = [s.actor for s in result.text.signatories if not np.isnan(result.central[s.actor])]
            if not known:
                why = "The chances at the central values need an unknown number, which the notes on the draft name."
                self.found.missing.append((self._rests(result.draft), why))
                continue
            actor = min(known, key=result.central.__getitem__)
            measure = f"sign.{result.draft}.{actor}.probability"
            draws = max(self.draws, LEAST_DRAWS)
            try:
                self.found.resting.append(doubt(self.scenario, measure, draws=draws, seed=self.seed, quick=True))
            except AnalysisError as error:  # every number is a plain one
                self.found.lack(self._rests(result.draft), error)

    def _rests(self, draft: str) -> str:
        return f"On what the answer to {self.scenario.name('drafts', draft)} rests"


def _reason(problem: Problem) -> str:
    """Return a problem as sentences: what is missing, where, and what would help."""
    where = f" (line {problem.place.line})" if problem.place else ""
    hint = f" To have it answered: {problem.hint}." if problem.hint else ""
    return f"{problem.message[:1].upper()}{problem.message[1:]}{where}.{hint}"


def _certificate(scenario: Scenario, result: SignResult) -> Certificate | None:
    """Return why no text would be signed by all under a draft's own guarantees; None where that is not proven."""
    if result.signs is not False or result.repairs.found or not result.repairs.complete:
        return None
    guarantees = scenario.drafts[result.draft].guarantees
    worth = exact(scenario, actors=scenario.signatories(result.draft), guarantees=guarantees, chosen={})
    return None if worth.unknown else certificate(scenario, worth, guarantees, {})[0]
