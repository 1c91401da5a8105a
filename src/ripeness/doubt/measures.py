"""Questions: an analysis and what it is asked of; measures by their path, as a function of draws."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from importlib import import_module
from typing import Any

import numpy as np

from ripeness.catalogue import ANALYSES, Analysis
from ripeness.errors import AnalysisError, near
from ripeness.numerics.draws import Array, Draws
from ripeness.result import VERSION, Provenance, Result, number, truth
from ripeness.scenario import Scenario

Measured = Callable[[Draws], Mapping[str, Array]]
LISTED = 1024  # draws over which that is looked for whose figures are listed


@dataclass(frozen=True)
class MeasureGroup:
    """An analysis, and the draft that it is asked of, if any."""

    analysis: Analysis
    draft: str | None = None

    @property
    def name(self) -> str:
        """How its measures begin: ``sign.moscow``."""
        return f"{self.analysis.name}.{self.draft}" if self.draft else self.analysis.name

    def is_verdict(self, measure: str) -> bool:
        """Return whether a measure is yes or no."""
        return re.fullmatch(self.analysis.verdicts, measure) is not None

    def is_headline(self, measure: str) -> bool:
        """Return whether a measure is one of those that say most."""
        return re.fullmatch(self.analysis.headlines, measure) is not None

    def limit(self, measure: str) -> float | None:
        """Return the value at which the verdict of a measure turns; None where it has none."""
        if self.is_verdict(measure):
            return 0.5
        return dict(self.analysis.limits).get(measure.rpartition(".")[2])

    def guide(self, measure: str) -> tuple[str, float] | None:
        """Return the path of a figure that shows the way to a verdict, and whether it rises (1) or falls (-1)."""
        for end, other, sign in self.analysis.guides:
            if measure.endswith(f".{end}"):
                return f"{measure.removesuffix(end)}{other}", sign
        return None

    def measured(self, scenario: Scenario, table: Draws, wanted: frozenset[str] | None = None) -> Measured:
        """Return a function of draws that gives the wanted measures, or all.

        ``table`` are the draws of the analysis: what it looks for over draws is looked for over these.
        """
        if self.analysis.measures:
            prepare = named(self.analysis.measures)
            found: Measured = prepare(scenario, self.draft, table, wanted)
            return found
        return lambda draws: self.result(scenario, draws).measures()

    def result(self, scenario: Scenario, draws: Draws) -> Result:
        """Return the whole result of the analysis."""
        asked: dict[str, Any] = {"draft": self.draft} if self.draft else {}
        result: Result = named(self.analysis.function)(scenario, **asked, draws=draws)
        return result


def named(dotted: str) -> Any:
    """Return what a dotted name stands for."""
    module, _, name = dotted.rpartition(".")
    return getattr(import_module(module), name)


def questions(scenario: Scenario) -> tuple[MeasureGroup, ...]:
    """Return every question that the catalogue knows, in its order; the scenario may not answer all."""
    found: list[MeasureGroup] = []
    for analysis in ANALYSES:
        if analysis.asked in ("once", "both"):
            found.append(MeasureGroup(analysis))
        if analysis.asked in ("draft", "both"):
            found += [MeasureGroup(analysis, draft) for draft in scenario.drafts]
    return tuple(found)


def not_with(measure: str, draws: int) -> AnalysisError:
    """Return the refusal of a measure of what is looked for over draws, where that is not found over these draws."""
    message = f"'{measure}' is no measure over {draws:,} draws: what it is about is found over others only"
    hint = f"ask with --draws {LISTED}, over which `ripeness doubt FILE --list` looks"
    return AnalysisError.of("unknown-measure", message, hint=hint)


def question_of(scenario: Scenario, measure: str) -> MeasureGroup:
    """Return the question that gives a measure.

    Raises
    ------
    AnalysisError
        ``unknown-measure``, with near names; or what the scenario lacks for the analysis.
    """
    steps = measure.split(".")
    every = questions(scenario)
    mine = [q for q in every if q.analysis.name == steps[0]]
    asked = [q for q in mine if q.draft is not None and steps[1:2] == [q.draft]]
    known: list[str] = []
    failed: AnalysisError | None = None
    # What is looked for over draws may be there over many only: at the central values an unknown number forbids it.
    for table in (Draws(1), Draws(LISTED)):
        for question in (*asked, *(q for q in mine if q.draft is None)):
            try:
                found = question.measured(scenario, table)(Draws(1))
            except AnalysisError as error:
                failed = failed or error
                continue
            if measure in found:
                return question
            known += [path for path in found if path not in known]
    if failed and not known:
        raise failed
    names = known or [q.name for q in mine] or [a.name for a in ANALYSES]
    message = f"'{measure}' is no measure of '{scenario.id}'"
    hint = near(measure if known else ".".join(steps[:2] if mine else steps[:1]), names)
    also = "`ripeness doubt FILE --list` lists all"
    raise AnalysisError.of("unknown-measure", message, hint=f"{hint} ({also})" if hint else also)


@dataclass(frozen=True)
class Measure:
    """A measure and its value at the central values; NaN is unknown."""

    path: str
    value: float
    verdict: bool

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"path": self.path, "central": truth(self.value) if self.verdict else number(self.value)}


@dataclass(frozen=True, kw_only=True, repr=False)
class ListResult(Result):
    """Answer of :func:`measures_of`: every measure, and the analyses that the scenario does not answer, with why."""

    found: tuple[Measure, ...]
    missing: Mapping[str, str]
    groups: Mapping[str, str] = field(default_factory=dict)

    def by_question(self) -> dict[str, tuple[Measure, ...]]:
        """Return the measures by the question that gives them: ``sign.moscow``."""
        found: dict[str, list[Measure]] = {}
        for measure in self.found:
            found.setdefault(self.groups.get(measure.path, ""), []).append(measure)
        return {name: tuple(measures) for name, measures in found.items()}

    def content(self) -> dict[str, Any]:
        """Return all measures with their central values."""
        return {"measures": [m.to_dict() for m in self.found], "not_answered": dict(self.missing)}

    def measures(self) -> Mapping[str, Array]:
        """Return each measure at the central values."""
        return {m.path: np.array([m.value]) for m in self.found}


def shown(value: float, *, verdict: bool = False) -> str:
    """Return a value as text."""
    if np.isnan(value):
        return "unknown"
    return ("yes" if value else "no") if verdict else f"{value:.4g}"


def measures_of(
    scenario: Scenario,
    *,
    like: str = "",
    headlines: bool = False,
    progress: Callable[[int, int, str], None] | None = None,
) -> ListResult:
    """Return every measure of every analysis that the scenario answers, with its central value.

    Parameters
    ----------
    scenario : Scenario
        Any; analyses that it has not enough for are named, with the reason.
    like : str
        Only measures whose path holds this text, or matches it where it has ``*`` or ``?``.
    headlines : bool
        Only the measures that say most; those that have to be searched for are not worked out.
    progress : callable, optional
        Called with the question, the number of questions, and its name.

    Examples
    --------
    >>> import ripeness
    >>> found = ripeness.doubt_measures(ripeness.read("libya-2020"), like="sign.moscow")
    >>> round(float(found.measures()["sign.moscow.lna.probability"][0]), 2)
    0.04
    """
    found: list[Measure] = []
    missing: dict[str, str] = {}
    groups: dict[str, str] = {}
    every = _asked(scenario, like)
    wanted: frozenset[str] | None = frozenset() if headlines else None
    for done, question in enumerate(every, start=1):
        if progress:
            progress(done, len(every), question.name)
        try:
            central = question.measured(scenario, Draws(LISTED), wanted)(Draws(1))
        except AnalysisError as error:
            missing[question.name] = error.problems[0].message
            continue
        for path, values in central.items():
            if _matches(path, like) and (question.is_headline(path) or not headlines):
                found.append(Measure(path, float(values[0]), question.is_verdict(path)))
                groups[path] = question.name
    provenance = Provenance(
        analysis="doubt",
        scenario=scenario.id,
        asked=scenario,
        digest=scenario.digest,
        version=VERSION,
        options={**({"like": like} if like else {}), **({"headlines": True} if headlines else {})},
        changes=scenario.changes,
    )
    return ListResult(provenance=provenance, found=tuple(found), missing=missing, groups=groups)


def _asked(scenario: Scenario, like: str) -> tuple[MeasureGroup, ...]:
    """Return the questions that may give a measure like this: those of its analysis, where it begins with one."""
    every = questions(scenario)
    head = like.split(".", maxsplit=1)[0]
    mine = tuple(q for q in every if q.analysis.name == head)
    return mine or every


def _matches(path: str, like: str) -> bool:
    return fnmatchcase(path, like) if "*" in like or "?" in like else like in path


def answered(scenario: Scenario, table: Draws) -> Iterator[tuple[MeasureGroup, Measured]]:
    """Yield the questions that a scenario answers, with their measures as a function of draws."""
    for question in questions(scenario):
        try:
            measured = question.measured(scenario, table)
            measured(Draws(1))
        except AnalysisError:
            continue
        yield question, measured
