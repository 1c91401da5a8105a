"""Two scenarios, or two versions of one: which of their differences matter for a measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np

from ripeness.doubt.evaluate import Progress, check_count
from ripeness.doubt.measures import not_with, question_of
from ripeness.doubt.mixing import Spot, mixed, silent, spots, told
from ripeness.doubt.without import Figures, figures
from ripeness.doubt.workers import Crew
from ripeness.errors import AnalysisError, ScenarioError
from ripeness.numerics.draws import Array, Draws
from ripeness.result import VERSION, Provenance, Result, number
from ripeness.scenario import Scenario
from ripeness.scenario.diff import ChangedPart, diff
from ripeness.scenario.read import read_text
from ripeness.yamltext.forms import Fields
from ripeness.yamltext.spell import whole

SHARED = 6  # differences that matter: with more, no shares are worked out


@dataclass(frozen=True)
class WeighedDifference:
    """One difference, and what it does to the measure.

    Attributes
    ----------
    path : str
        Where it stands; several changes of one list are one difference.
    before, after : plain data
        What stands there in the two files, where it is one change.
    alone : Figures or None
        The measure of the first scenario with this difference alone; None where it cannot be taken alone.
    without : Figures or None
        The measure of the second scenario without it; None likewise.
    share : float or None
        Its part of the change of the mean (Shapley); None where too many differences matter.
    """

    path: str
    before: Any
    after: Any
    alone: Figures | None
    without: Figures | None
    share: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "path": self.path,
            "before": self.before,
            "after": self.after,
            "alone": self.alone.to_dict(verdict=False) if self.alone else None,
            "without": self.without.to_dict(verdict=False) if self.without else None,
            "share": self.share,
        }


@dataclass(frozen=True, kw_only=True, repr=False)
class AgainstResult(Result):
    """Answer of :func:`which_differences`.

    Attributes
    ----------
    measure : str
        What was asked about.
    other : str
        Digest of the second scenario.
    a, b : Figures
        The measure of both.
    limit : float or None
        Where its verdict turns.
    differences : tuple of WeighedDifference
        Those that could matter, the one with the largest effect first.
    silent : int
        Differences of words and evidence, which change no number.
    together : Figures or None
        The measure of the first scenario with all differences laid in: as ``b``, unless something changes it that no
        difference names. None where that is no scenario.
    values : array, shape (N,)
        The measure of the first over draws.
    """

    measure: str
    other: str
    a: Figures
    b: Figures
    limit: float | None
    differences: tuple[WeighedDifference, ...]
    silent: int
    together: Figures | None
    values: Array

    @property
    def explained(self) -> bool:
        """Whether the differences together make the first figure the second."""
        return self.together is not None and not _moves(self.together, self.b)

    def measures(self) -> Mapping[str, Array]:
        """Return the measure of the first scenario over draws."""
        return {self.measure: self.values}

    def content(self) -> dict[str, Any]:
        """Return both figures and every difference."""
        return {
            "measure": self.measure,
            "against": self.other,
            "a": self.a.to_dict(verdict=False),
            "b": self.b.to_dict(verdict=False),
            "limit": self.limit,
            "differences": [d.to_dict() for d in self.differences],
            "together": self.together.to_dict(verdict=False) if self.together else None,
            "explained": self.explained,
            "silent": self.silent,
        }


def which_differences(
    a: Scenario,
    b: Scenario,
    measure: str,
    *,
    draws: int = 1024,
    seed: int = 0,
    workers: int = 1,
    progress: Progress | None = None,
) -> AgainstResult:
    """Return which differences of two scenarios matter for a measure.

    Each difference is laid into the first scenario alone, and taken out of the second alone. Where at most six of them
    move the measure, their shares of the change are worked out over all orders in which they could be laid in
    (Shapley): they add up to it.

    Parameters
    ----------
    a, b : Scenario
        Two versions of one, or two analysts' views.
    measure : str
        Dotted path; both scenarios have to give it.
    draws, seed : int
        The same draws for all.
    workers : int
        Processes; the result does not depend on it.
    progress : callable, optional
        Called with pieces of work done, all of them, and what is being done.

    Raises
    ------
    AnalysisError
        ``unknown-measure``, ``bad-draws``, ``bad-workers``; or what one of the scenarios lacks.

    Notes
    -----
    The two figures are those of the two scenarios themselves. Differences of words and evidence (names, notes, sources,
    claims, forecasts) change no number and are counted only; they are told apart by the field that they stand in. A
    difference that makes no scenario by itself, such as a draft that names a new issue, is shown with null figures.
    Should all differences together not make the first figure the second, ``explained`` is false.

    Examples
    --------
    >>> import ripeness
    >>> libya = ripeness.read("libya-2020")
    >>> found = ripeness.which_differences(libya, libya, "sign.moscow.lna.probability", draws=64)
    >>> found.differences
    ()
    """
    check_count(draws, seed)
    question = question_of(a, measure)
    mixer = _Mixer(told(a), told(b), measure, draws, seed)
    one, base = _asked(a, measure, draws, seed)
    other, _ = _asked(b, measure, draws, seed)
    differing = spots(mixer.a, mixer.b)
    count = len(differing)
    ids = tuple(range(count))
    jobs: list[tuple[Spot, ...]] = [differing] if differing else []
    jobs += [(differing[k],) for k in ids] + [tuple(differing[j] for j in ids if j != k) for k in ids]
    with Crew(workers, progress) as crew:
        answers = list(crew.each(mixer, jobs, "weighing differences"))
        together = answers[0] if differing else one
        alone, without = answers[1 : 1 + count], answers[1 + count :]
        moving = [k for k in ids if _moves(alone[k], one) or _moves(without[k], together or other)]
        shares = _shares(mixer, differing, moving, crew) if 0 < len(moving) <= SHARED else {}
    weighed = [
        WeighedDifference(s.path, *_said(s.changes), alone[k], without[k], shares.get(k))
        for k, s in enumerate(differing)
    ]
    return AgainstResult(
        provenance=Provenance(
            analysis="which_differences",
            scenario=a.id,
            asked=a,
            digest=a.digest,
            changes=a.changes,
            version=VERSION,
            options={"of": measure, "against": b.digest},
            seed=seed,
            draws=draws,
        ),
        measure=measure,
        other=b.digest,
        a=one,
        b=other,
        limit=question.limit(measure),
        differences=tuple(sorted(weighed, key=lambda d: _rank(d, one, other))),
        silent=silent(diff(a, b).changes, differing),
        together=together,
        values=base,
    )


def _asked(scenario: Scenario, measure: str, draws: int, seed: int) -> tuple[Figures, Array]:
    """Return a measure of a scenario, and its values over draws.

    Raises
    ------
    AnalysisError
        ``unknown-measure``; or what the scenario lacks.
    """
    measured = question_of(scenario, measure).measured(scenario, Draws(draws, seed), frozenset([measure]))
    values = measured(Draws(draws, seed)).get(measure)
    if values is None:
        raise not_with(measure, draws)
    return figures(float(measured(Draws(1, seed))[measure][0]), values), values


def _said(changes: Sequence[ChangedPart]) -> tuple[Any, Any]:
    return (changes[0].before, changes[0].after) if len(changes) == 1 else (None, None)


def _moves(found: Figures | None, base: Figures) -> bool:
    return found is not None and not np.array_equal(list(vars(found).values()), list(vars(base).values()), True)


def _rank(d: WeighedDifference, a: Figures, b: Figures) -> tuple[float, str]:
    effects = [abs(f.mean - base.mean) for f, base in ((d.alone, a), (d.without, b)) if f is not None]
    known = [e for e in effects if not np.isnan(e)]
    return -max(known, default=0.0), d.path


@dataclass(frozen=True)
class _Mixer:
    """The measure of the first scenario with some parts of the second: the work of one process."""

    a: Fields
    b: Fields
    measure: str
    draws: int
    seed: int

    def __call__(self, chosen: Sequence[Spot]) -> Figures | None:
        """Return the measure, or None where the mixture is no scenario or the analysis does not apply."""
        try:
            scenario = read_text(whole(mixed(self.a, self.b, chosen)), "mixed")
            return _asked(scenario, self.measure, self.draws, self.seed)[0]
        except (ScenarioError, AnalysisError):
            return None


def _shares(mixer: _Mixer, spots: Sequence[Spot], moving: list[int], crew: Crew) -> dict[int, float]:
    """Return Shapley shares of the change of the mean; none where some mixture is no scenario."""
    rest = [spots[k] for k in range(len(spots)) if k not in moving]
    sets = [s for size in range(len(moving) + 1) for s in combinations(moving, size)]
    jobs = [tuple(spots[k] for k in s) + (tuple(rest) if len(s) == len(moving) else ()) for s in sets]
    means = dict(
        zip(sets, (number(f.mean) if f else None for f in crew.each(mixer, jobs, "sharing the change")), strict=True)
    )
    if any(m is None for m in means.values()):
        return {}
    return {k: sum(_parts(k, moving, means)) for k in moving}


def _parts(k: int, moving: list[int], means: Mapping[tuple[int, ...], Any]) -> Iterator[float]:
    count = len(moving)
    others = [j for j in moving if j != k]
    for size in range(count):
        weight = factorial(size) * factorial(count - size - 1) / factorial(count)
        for s in combinations(others, size):
            yield weight * (means[tuple(sorted((*s, k)))] - means[s])
