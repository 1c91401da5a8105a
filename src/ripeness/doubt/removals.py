"""What remains when a source or a claim is left out, or a claim is read in another way: ``leave_one_out``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ripeness.doubt.evaluate import Progress, check_count
from ripeness.doubt.measures import MeasureGroup, named, not_with, question_of, questions
from ripeness.doubt.reading import ReadingDraws
from ripeness.doubt.variants import Kind, Variant, variants, with_estimates
from ripeness.doubt.without import Figures, LeaveOneOutResult, Left, figures
from ripeness.doubt.workers import Crew
from ripeness.errors import AnalysisError, Problem
from ripeness.numerics.draws import Array, Draws
from ripeness.result import VERSION, Provenance
from ripeness.scenario import Scenario

KINDS: tuple[Kind, ...] = ("source", "claim", "reading")


def leave_one_out(
    scenario: Scenario,
    measures: str | Sequence[str] | None = None,
    *,
    draws: int = 256,
    seed: int = 0,
    kinds: Sequence[Kind] = KINDS,
    workers: int = 1,
    progress: Progress | None = None,
) -> LeaveOneOutResult:
    """Return what remains of measures and verdicts without each source, without each claim, and with other readings.

    Estimates that rest on what is left out alone take their ``else``, or become unknown; those that rest on other
    claims as well stay. Only their columns change in the draws, so that two figures differ by the evidence and by
    nothing else. The grades of sources and claims are shown beside it and change nothing.

    Parameters
    ----------
    scenario : Scenario
        Needs ``sources`` and ``claims``.
    measures : str or sequence of str, optional
        Whose moves are reported, with the verdicts of the analyses behind them; the main measures of all analyses where
        not given.
    draws : int
        Number of draws N.
    seed : int
        Key of the draws.
    kinds : sequence of {"source", "claim", "reading"}
        What is tried.
    workers : int
        Processes; the result does not depend on it.
    progress : callable, optional
        Called with pieces of work done, all of them, and what is being done.

    Raises
    ------
    AnalysisError
        ``no-evidence`` without claims; ``unknown-measure``; ``bad-draws``; ``bad-workers``.

    Notes
    -----
    An analysis runs again only where it reads a number that changes. Ranked values whose ranking goes become unknown
    between the ends of the scale. A number that rests on two sources stays when either goes: that both agree is
    itself a claim of independence, which the file cannot prove.

    Examples
    --------
    >>> import ripeness
    >>> found = ripeness.leave_one_out(ripeness.read("libya-2020"), "sign.moscow.lna.probability", draws=64)
    >>> found.of_kind("source")[0].variant.id
    'korybko'
    """
    if not scenario.claims:
        message = f"'{scenario.id}' names no claims, so no number rests on a source"
        hint = "give sources, claims, and `because` at the numbers that rest on them"
        raise AnalysisError.of("no-evidence", message, hint=hint, path="claims")
    check_count(draws, seed)
    given = [measures] if isinstance(measures, str) else list(measures or ())
    with Crew(workers, progress) as crew:
        return left_out(scenario, given, crew, draws=draws, seed=seed, kinds=kinds)


def left_out(
    scenario: Scenario,
    given: Sequence[str],
    crew: Crew,
    *,
    draws: int,
    seed: int,
    kinds: Sequence[Kind] = KINDS,
    alone: bool = False,
) -> LeaveOneOutResult:
    """Do the work of :func:`leave_one_out` with a crew that is there already.

    ``alone``: only verdicts of the very question behind a measure are followed, not those of other drafts.
    """
    runs = _runs(scenario, given, draws, seed, alone=alone)
    work = _Work(scenario, tuple(r.question for r in runs), tuple(r.wanted for r in runs), draws, seed)
    tried = [v for v in variants(scenario) if v.kind in kinds]
    jobs, which = _jobs(runs, tried)
    answers: list[_Answer] = []
    interrupted = False
    try:
        for answer in crew.each(work, jobs, "leaving out evidence"):
            answers.append(answer)  # noqa: PERF402 - what is there counts when the rest is interrupted
    except KeyboardInterrupt:
        interrupted = True
    base = {path: figures for run in runs for path, figures in run.base.items()}
    verdicts = frozenset(path for run in runs for path in run.base if run.question.is_verdict(path))
    asked = tuple(given) or tuple(p for run in runs for p in run.base if run.question.is_headline(p))
    limits = {p: limit for run in runs for p in run.base if (limit := run.question.limit(p)) is not None}
    names = [run.question.name for run in runs]
    # A chance or surplus beside a verdict of yes or no would say the same once more.
    apart = {p for run in runs for p in run.base if not run.question.analysis.guides}
    judged = {p: limits[p] for p in base if p in limits and (p in verdicts or p in (given or apart))}
    if not interrupted and len(answers) != len(jobs):
        raise AssertionError("every job must have its answer")
    done = dict(enumerate(answers))
    left = [
        _left(v, {names[q]: job for (q, of), job in which.items() if of == k}, done, base, judged)
        for k, v in enumerate(tried)
    ]
    finished = [one for one in left if one is not None]
    problems = [Problem("interrupted", "interrupted: what was not tried is missing", severity="warning")]
    return LeaveOneOutResult(
        provenance=Provenance(
            analysis="leave_one_out",
            scenario=scenario.id,
            asked=scenario,
            digest=scenario.digest,
            changes=scenario.changes,
            version=VERSION,
            options={"of": list(given), "kinds": list(kinds)},
            seed=seed,
            draws=draws,
        ),
        warnings=tuple(problems if interrupted else ()),
        asked=asked,
        base=base,
        left=tuple(sorted(finished, key=lambda one: _rank(one, base, asked))),
        values={p: run.values[p] for run in runs for p in run.base if p in asked},
        limits=limits,
        verdicts=verdicts,
        interrupted=interrupted,
    )


@dataclass(frozen=True)
class _Run:
    """A question as the file stands: its measures, and the estimates that it reads."""

    question: MeasureGroup
    wanted: frozenset[str]
    values: Mapping[str, Array]
    base: Mapping[str, Figures]
    read: frozenset[str]

    def reads(self, path: str) -> bool:
        return path in self.read or path.startswith(self.question.analysis.at_centre or ("\0",))


def _runs(scenario: Scenario, given: Sequence[str], draws: int, seed: int, *, alone: bool) -> list[_Run]:
    """Return the questions behind the measures, or all that the scenario answers."""
    table = ReadingDraws(draws, seed)
    behind = [question_of(scenario, m) for m in given]
    names = {q.analysis.name for q in behind if q.analysis.asked == "draft" and not alone}
    mine = {q.name for q in behind}
    found = []
    known: set[Any] = set()
    for question in questions(scenario):
        if given and question.name not in mine and question.analysis.name not in names:
            continue
        probe = ReadingDraws(draws, seed, kept=table.kept)
        try:
            if not given and question.analysis.alike:
                key = question.analysis.name, named(question.analysis.alike)(scenario, question.draft)
                if key in known:
                    continue
                known.add(key)
            cheap = question.measured(scenario, Draws(draws, seed), frozenset())(Draws(1, seed))
            wanted = _wanted(question, cheap, given)
            measured = question.measured(scenario, Draws(draws, seed), wanted)
            values = {p: v for p, v in measured(probe).items() if p in wanted}
            central = cheap if wanted <= cheap.keys() else measured(Draws(1, seed))
        except AnalysisError:
            if question.name in mine:
                raise
            continue
        if missing := [p for p in given if p in wanted and p not in values]:
            raise not_with(missing[0], draws)
        base = {p: figures(float(central[p][0]), v) for p, v in values.items()}
        found.append(_Run(question, wanted, values, base, frozenset(probe.seen)))
    return found


def _wanted(question: MeasureGroup, cheap: Iterable[str], given: Sequence[str]) -> frozenset[str]:
    """Return the measures that are followed: headlines, verdicts among them, and what was asked for."""
    mine = [p for p in given if p == question.name or p.startswith(f"{question.name}.")]
    return frozenset(p for p in (*cheap, *mine) if question.is_headline(p) or p in given)


_Answer = tuple[dict[str, Figures], str]  # measures, or why there is no answer
_Job = tuple[int, Variant]


@dataclass(frozen=True)
class _Work:
    """Asks one question of one variant: the work of one process."""

    scenario: Scenario
    questions: tuple[MeasureGroup, ...]
    wanted: tuple[frozenset[str], ...]
    draws: int
    seed: int
    tables: dict[int, ReadingDraws] = field(default_factory=dict, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        """Return what another process needs; columns are made anew there, and come out the same."""
        return {**vars(self), "tables": {}}

    def __call__(self, job: _Job) -> _Answer:
        """Return the wanted measures, or the reason why there are none."""
        which, variant = job
        table = self.tables.setdefault(0, ReadingDraws(self.draws, self.seed))
        changed = variant.scenario(self.scenario)
        plain = Draws(self.draws, self.seed)
        try:
            measured = self.questions[which].measured(changed, plain, self.wanted[which])
            values = measured(variant.draws(self.scenario, table))
            if unknown := variant.unknown(self.scenario):
                centre = with_estimates(changed, unknown)
                measured = self.questions[which].measured(centre, plain, self.wanted[which])
            central = measured(variant.draws(self.scenario, Draws(1, self.seed)))
        except AnalysisError as error:
            return {}, error.problems[0].message
        return {p: figures(float(central[p][0]), values[p]) for p in sorted(self.wanted[which]) if p in values}, ""


def _jobs(runs: Sequence[_Run], tried: Sequence[Variant]) -> tuple[list[_Job], dict[tuple[int, int], int]]:
    """Return what is to be worked out, each once, and which job answers question q for variant k."""
    jobs: list[_Job] = []
    which: dict[tuple[int, int], int] = {}
    known: dict[Any, int] = {}
    for k, variant in enumerate(tried):
        for q, run in enumerate(runs):
            instead = {p: e for p, e in variant.instead.items() if run.reads(p)}
            altered = {p: a for p, a in variant.altered.items() if run.reads(p)}
            if not instead and not altered:
                continue
            key = (q, tuple(sorted((p, str(e.is_), str(e.within)) for p, e in instead.items())), str(altered))
            if key not in known:
                known[key] = len(jobs)
                jobs.append((q, Variant(variant.kind, variant.id, variant.source, variant.grade, instead, altered)))
            which[q, k] = known[key]
    return jobs, which


def _left(
    variant: Variant,
    jobs: Mapping[str, int],
    done: Mapping[int, _Answer],
    base: Mapping[str, Figures],
    judged: Mapping[str, float],
) -> Left | None:
    """Return what follows from a variant, from its job for each question; None where it was not finished."""
    if any(job not in done for job in jobs.values()):
        return None
    moved: dict[str, Figures] = {}
    refused: dict[str, str] = {}
    for name, job in jobs.items():
        found, reason = done[job]
        if reason:
            refused[name] = reason
        moved |= {p: f for p, f in found.items() if p in base and not _same(f, base[p])}
    changes = sorted(p for p in moved if p in judged and _side(moved[p], judged[p]) != _side(base[p], judged[p]))
    return Left(variant, moved, tuple(changes), refused)


def _side(figures: Figures, limit: float) -> bool | None:
    return None if np.isnan(figures.central) else figures.central >= limit


def _same(a: Figures, b: Figures) -> bool:
    return bool(np.array_equal(list(vars(a).values()), list(vars(b).values()), equal_nan=True))


def _rank(one: Left, base: Mapping[str, Figures], asked: Sequence[str]) -> tuple[Any, ...]:
    """Order by kind, then by what hangs on it: verdicts, the largest move of what was asked, numbers."""
    largest = max((_move(one.moved[p], base[p]) for p in asked if p in one.moved), default=0.0)
    return KINDS.index(one.variant.kind), -len(one.changes), -largest, -len(one.variant.affected), one.variant.id


def _move(a: Figures, b: Figures) -> float:
    """Return how far the mean moved, beside how far the measure spreads; a measure that did not spread: as it is."""
    spread = b.high - b.low
    change = abs(a.mean - b.mean)
    return 0.0 if np.isnan(change) else change / spread if spread > 1e-9 else change
