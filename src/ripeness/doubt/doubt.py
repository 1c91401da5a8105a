"""On what does a figure rest? The analysis ``doubt`` (docs/methods/doubt.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ripeness.doubt.evaluate import MeasureQuestion, Progress, asked, uncertain
from ripeness.doubt.flip_set import FlipSet, flip
from ripeness.doubt.information_value import InformationValue, worth_knowing
from ripeness.doubt.propagation import MeasureSpread, spread
from ripeness.doubt.removals import left_out
from ripeness.doubt.sensitivity import Driver, DriversFound, screened, worked_out
from ripeness.doubt.set_search import LITTLE, Effort
from ripeness.doubt.tornado import Bar, tornado
from ripeness.doubt.without import LeaveOneOutResult, Left
from ripeness.doubt.workers import Crew
from ripeness.errors import AnalysisError, Problem, near
from ripeness.numerics.draws import Array, Draws
from ripeness.result import VERSION, Provenance, Result, number, truth
from ripeness.scenario import Scenario

STEPS = ("spread", "drivers", "tornado", "flip", "learning", "sources")


@dataclass(frozen=True, kw_only=True, repr=False)
class DoubtResult(Result):
    """Answer of :func:`doubt`.

    Attributes
    ----------
    measure : str
        What was asked about.
    question : str
        The analysis behind it, and the draft.
    central : float
        Its value at the central values; NaN is unknown.
    verdict : bool
        Whether the measure is yes or no.
    limit : float or None
        Where its verdict turns; None where it has none.
    values : array, shape (N,)
        The measure over draws.
    read : tuple of str
        The uncertain numbers that it rests on.
    spread : MeasureSpread or None
        How far it spreads.
    drivers : DriversFound or None
        What drives it.
    bars : tuple of Bar or None
        What each number does alone; None where the central value is unknown.
    flip : FlipSet or None
        The smallest set that turns the verdict; None where there is no verdict.
    learning : tuple of InformationValue or None
        What would be gained by knowing one number.
    evidence : LeaveOneOutResult or None
        What remains without sources, without claims, and with other readings; None where the file names no claims.
    interrupted : str
        What was being worked out when the analysis was interrupted; empty when it was not.
    """

    measure: str
    question: str
    central: float
    verdict: bool
    limit: float | None
    values: Array
    read: tuple[str, ...]
    spread: MeasureSpread | None = None
    drivers: DriversFound | None = None
    bars: tuple[Bar, ...] | None = None
    flip: FlipSet | None = None
    learning: tuple[InformationValue, ...] | None = None
    evidence: LeaveOneOutResult | None = None
    interrupted: str = ""

    def measures(self) -> Mapping[str, Array]:
        """Return the measure over draws."""
        return {self.measure: self.values}

    @property
    def active(self) -> tuple[Driver, ...]:
        """Drivers with any effect, the largest first."""
        found = self.drivers.drivers if self.drivers else ()
        return tuple(d for d in found if d.index is not None and d.index.total > 0)

    def sources(self) -> tuple[Left, ...]:
        """Return what follows from leaving out each source, the one on which most hangs first."""
        return self.evidence.of_kind("source") if self.evidence else ()

    def content(self) -> dict[str, Any]:
        """Return the contract's keys of ``doubt``."""
        evidence = self.evidence.content() if self.evidence else {}
        spread_ = self.spread
        return {
            "measure": self.measure,
            "question": self.question,
            "central": truth(self.central) if self.verdict else number(self.central),
            "limit": self.limit,
            "read": list(self.read),
            "quantiles": {f"{q[0]:g}": number(q[1]) for q in spread_.quantiles} if spread_ else None,
            "spread": spread_.to_dict() if spread_ else None,
            "drivers": [d.to_dict() for d in self.drivers.drivers] if self.drivers else None,
            "points": self.drivers.asked_times if self.drivers else None,
            "tornado": None if self.bars is None else [b.to_dict() for b in self.bars],
            "flip_set": self.flip.to_dict() if self.flip else None,
            "worth_knowing": None if self.learning is None else [x.to_dict() for x in self.learning],
            "sources": evidence.get("sources"),
            "claims": evidence.get("claims"),
            "readings": evidence.get("readings"),
            "interrupted": self.interrupted or None,
        }


def doubt(  # noqa: PLR0913 - keyword-only, each with its default
    scenario: Scenario,
    measure: str,
    *,
    draws: int = 1024,
    seed: int = 0,
    limit: float | None = None,
    by: str | None = None,
    steps: Sequence[str] = STEPS,
    quick: bool = False,
    workers: int = 1,
    progress: Progress | None = None,
) -> DoubtResult:
    """Return on what a figure rests: its spread, its drivers, what would turn the verdict, which source carries it.

    A verdict is yes or no, or the side of a limit on which a figure lies: one half for chances, zero for surpluses.
    What turns it inside the ranges of the file is shown with the least moves; what would have to be known first, with
    what would be gained; and every source with what remains without it.

    Parameters
    ----------
    scenario : Scenario
        Needs what the analysis behind the measure needs.
    measure : str
        Dotted path, such as ``sign.moscow.lna.probability``; :func:`ripeness.doubt_measures` lists them.
    draws : int
        Number of draws N, at least 16.
    seed : int
        Key of all that is drawn.
    limit : float, optional
        Where the verdict turns: yes at or above it. The measure's own where not given.
    by : {"claim", "actor", "issue", "section"}, optional
        Drivers in groups.
    steps : sequence of str
        What is worked out: ``spread``, ``drivers``, ``tornado``, ``flip``, ``learning``, ``sources``.
    quick : bool
        Whether the search for what turns the verdict goes less far, and evidence is left out of at most 256 draws, for
        the verdicts of the question behind the measure only.
    workers : int
        Processes; the result does not depend on it.
    progress : callable, optional
        Called with pieces of work done, all of them, and what is being done.

    Raises
    ------
    AnalysisError
        ``unknown-measure``, ``nothing-uncertain``, ``bad-draws``, ``bad-limit``, ``bad-workers``,
        ``unknown-grouping``; or what the scenario lacks.

    Notes
    -----
    Only numbers that the measure reads enter. An interruption (Ctrl-C) ends the step under way; what was finished is
    returned, with a warning. Packages that ``deals`` has to search for stay those of the file while numbers are moved;
    without a source they are searched for anew.

    Examples
    --------
    >>> import ripeness
    >>> result = ripeness.doubt(ripeness.read("libya-2020"), "sign.moscow.lna.probability", draws=64)
    >>> result.sources()[0].variant.id, result.flip.found
    ('korybko', True)
    """
    one = asked(scenario, measure, draws=draws, seed=seed)
    uncertain(one)
    _known_steps(steps)
    if limit is not None and not np.isfinite(limit):
        raise AnalysisError.of("bad-limit", f"a verdict cannot turn at {limit}", hint="give a finite number")
    limit = one.question.limit(measure) if limit is None else limit
    found = DoubtResult(
        provenance=Provenance(
            analysis="doubt",
            scenario=scenario.id,
            asked=scenario,
            digest=scenario.digest,
            changes=scenario.changes,
            version=VERSION,
            options={"of": measure, "limit": limit, "by": by, "steps": list(steps), "quick": quick},
            seed=seed,
            draws=draws,
        ),
        measure=measure,
        question=one.question.name,
        central=one.central(),
        verdict=one.question.is_verdict(measure),
        limit=limit,
        values=np.empty(0),
        read=tuple(n.path for n in one.numbers),
    )
    with Crew(workers, progress) as crew:
        return _steps(_Work(one, found, crew, by, quick), steps)


def _known_steps(steps: Sequence[str]) -> None:
    for step in steps:
        if step not in STEPS:
            raise AnalysisError.of("unknown-step", f"'{step}' is no step of doubt", hint=near(step, STEPS))


@dataclass
class _Work:
    """Works out one step after the other, so that what was found outlives an interruption."""

    one: MeasureQuestion
    result: DoubtResult
    crew: Crew
    by: str | None
    quick: bool
    at: Array = field(init=False)

    def spread(self) -> None:
        """Ask over the draws of the analysis."""
        self.at = self.one.numbers.drawn(self.one.seed, self.one.count)
        values = self.one.at(self.at)
        values.flags.writeable = False
        self.result = replace(self.result, values=values, spread=spread(values, self.result.limit))

    def drivers(self) -> None:
        """Screen and weigh the numbers."""
        found = worked_out(self.one, self.crew, by=self.by, values=self.result.values)
        self.result = replace(self.result, drivers=found, warnings=(*self.result.warnings, *found.warnings))
        if found.interrupted:
            raise KeyboardInterrupt

    def tornado(self) -> None:
        """Move one number at a time."""
        if not np.isnan(self.result.central):
            self.result = replace(self.result, bars=tornado(self.one, self.result.limit))

    def flip(self) -> None:
        """Look for the smallest set that turns the verdict."""
        limit = self.result.limit
        if limit is None or np.isnan(self.result.central):
            return
        guide = self._guide()
        if guide is not None:
            effects = screened(guide[0])
        else:
            effects = self.result.drivers.effects if self.result.drivers else screened(self.one)
        found = flip(
            self.one.numbers,
            self.one.at,
            limit,
            effects=effects,
            verify=self._again,
            guide=None if guide is None else (guide[0].at, guide[1]),
            effort=LITTLE if self.quick or self.one.question.analysis.heavy else Effort(),
        )
        self.result = replace(self.result, flip=found)

    def _guide(self) -> tuple[MeasureQuestion, float] | None:
        """Return a figure that shows the way to a verdict of yes or no, where there is one that is known."""
        found = self.one.question.guide(self.result.measure) if self.result.verdict else None
        if found is None:
            return None
        guide = replace(self.one, measure=found[0])
        central = guide.measured(Draws(1, self.one.seed)).get(found[0])
        same = central is not None and guide.numbers.all == self.one.numbers.all
        return (guide, found[1]) if same and central is not None and not np.isnan(central[0]) else None

    def _again(self, point: Array) -> float:
        """Return the measure at one point by the whole analysis."""
        columns = self.one.numbers.chosen(point[:, None])
        draws = Draws(1, self.one.seed, columns)
        whole = self.one.question.result(self.one.scenario, draws).measures()
        found = whole.get(self.result.measure)
        return float(found[0]) if found is not None else float(self.one.at(point[:, None])[0])

    def learning(self) -> None:
        """Ask what would be gained by knowing one number."""
        at, result = self.at, self.result
        found = worth_knowing(self.one.numbers, at, result.values, result.limit, self.one.seed)
        self.result = replace(self.result, learning=found)

    def sources(self) -> None:
        """Leave out sources and claims, and read claims in other ways."""
        if not self.one.scenario.claims:
            return
        count = min(self.one.count, 256) if self.quick else self.one.count
        measures, seed = [self.one.measure], self.one.seed
        found = left_out(self.one.scenario, measures, self.crew, draws=count, seed=seed, alone=self.quick)
        self.result = replace(self.result, evidence=found)
        if found.interrupted:
            raise KeyboardInterrupt


_WHAT = {
    "spread": "drawing",
    "drivers": "weighing numbers",
    "tornado": "moving one number at a time",
    "flip": "looking for what turns the verdict",
    "learning": "asking what would be worth knowing",
    "sources": "leaving out evidence",
}


def _steps(work: _Work, steps: Sequence[str]) -> DoubtResult:
    one, crew = work.one, work.crew
    wanted = {"spread", *steps}
    todo: list[tuple[str, Callable[[], None]]] = [(name, getattr(work, name)) for name in STEPS if name in wanted]
    for name, step in todo:
        try:
            crew.say(0, 1, _WHAT[name])
            step()
            crew.say(1, 1, _WHAT[name])
        except KeyboardInterrupt:
            message = f"interrupted while {_WHAT[name]}: what comes after is missing"
            problem = Problem("interrupted", message, severity="warning")
            return replace(work.result, interrupted=_WHAT[name], warnings=(*work.result.warnings, problem))
    return replace(work.result, warnings=(*work.result.warnings, *_warnings(one, work.result)))


def _warnings(one: MeasureQuestion, result: DoubtResult) -> Sequence[Problem]:
    found = []
    if np.isnan(result.central):
        unknown = [n.path for n in one.numbers if not n.known]
        shown = f" ({', '.join(unknown[:3])})" if unknown else ""
        message = f"'{result.measure}' is unknown at the central values{shown}, so no verdict is turned"
        found.append(Problem("unknown-needed", message, severity="warning", path=unknown[0] if unknown else ""))
    return found
