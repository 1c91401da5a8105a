"""Which numbers drive a measure? The analysis ``sensitivity`` (docs/methods/doubt.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ripeness.doubt.evaluate import MeasureQuestion, Progress, Swapped, asked, uncertain
from ripeness.doubt.groups import grouped
from ripeness.doubt.indices import NOTHING, Index, Rows, index, resampled, without_effect
from ripeness.doubt.screening import ElementaryEffect, designed, effects
from ripeness.doubt.workers import Crew
from ripeness.errors import Problem
from ripeness.numerics.draws import Array
from ripeness.result import VERSION, Provenance, Result, number
from ripeness.scenario import Scenario

TRAJECTORIES = 16


@dataclass(frozen=True)
class Driver:
    """One number, or one group of numbers, and what it does to the measure.

    Attributes
    ----------
    name : str
        Path of the number, or name of the group.
    line : int or None
        Line in the file.
    members : tuple of str
        Paths of the numbers of a group; the number itself otherwise.
    index : Index or None
        Its Sobol' indices; None where they were not worked out.
    effect : ElementaryEffect or None
        Its effects by Morris; None for groups.
    """

    name: str
    line: int | None
    members: tuple[str, ...]
    index: Index | None
    effect: ElementaryEffect | None

    def to_dict(self) -> dict[str, Any]:
        """Return the contract's keys of a driver; ``low`` and ``high`` are of the total order."""
        found: dict[str, Any] = {"path": self.name, "line": self.line}
        if self.index is not None:
            found |= {
                "first_order": number(self.index.first),
                "first_low": number(self.index.first_low),
                "first_high": number(self.index.first_high),
                "total_order": number(self.index.total),
                "low": number(self.index.total_low),
                "high": number(self.index.total_high),
            }
        if self.effect is not None:
            found["morris"] = {
                "mean": number(self.effect.mean),
                "size": number(self.effect.size),
                "spread": number(self.effect.spread),
                "rises": self.effect.rises,
                "falls": self.effect.falls,
            }
        if self.members != (self.name,):
            found["members"] = list(self.members)
        return found


@dataclass(frozen=True, kw_only=True, repr=False)
class SensitivityResult(Result):
    """Answer of :func:`sensitivity`.

    Attributes
    ----------
    measure : str
        What was asked about.
    drivers : tuple of Driver
        The numbers that it reads, or the groups, the largest total index first.
    values : array, shape (N,)
        The measure over draws.
    variance : float
        Its variance over both tables; the indices are shares of it.
    asked_times : int
        At how many points the measure was asked for.
    """

    measure: str
    drivers: tuple[Driver, ...]
    values: Array
    variance: float
    asked_times: int

    def measures(self) -> Mapping[str, Array]:
        """Return the measure over draws."""
        return {self.measure: self.values}

    def content(self) -> dict[str, Any]:
        """Return the drivers."""
        return {
            "measure": self.measure,
            "variance": number(self.variance),
            "points": self.asked_times,
            "drivers": [d.to_dict() for d in self.drivers],
        }


def sensitivity(
    scenario: Scenario,
    measure: str,
    *,
    draws: int = 1024,
    seed: int = 0,
    by: str | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> SensitivityResult:
    """Return which numbers drive a measure: Morris' effects, and Sobol' indices with their intervals.

    The first-order index is the share of the measure's variance that would go if the number alone were known; the total
    index is the share that would stay if all others were known. Where the two differ, the number works together with
    others. Numbers that the measure does not read do not enter.

    Parameters
    ----------
    scenario : Scenario
        Needs what the analysis behind the measure needs.
    measure : str
        Dotted path, such as ``sign.moscow.lna.probability``; :func:`ripeness.doubt_measures` lists them.
    draws : int
        Rows N of each of the two tables; the measure is asked for at N (d + 2) points, d numbers that have any effect.
    seed : int
        Key of all that is drawn.
    by : {"claim", "actor", "issue", "section"}, optional
        Indices of groups of numbers in place of single ones.
    workers : int
        Processes; the result does not depend on it.
    progress : callable, optional
        Called with pieces of work done, all of them, and what is being done.

    Raises
    ------
    AnalysisError
        ``unknown-measure``, ``nothing-uncertain``, ``bad-draws``, ``bad-workers``, ``unknown-grouping``; or what the
        scenario lacks.

    Notes
    -----
    The first table holds the draws of the analysis itself. Intervals are of 256 resamples of the rows, widened by √2,
    for rows of our draws can be less even than independent ones (docs/methods/draws.md). Numbers whose columns change
    nothing in any of N rows when all are swapped together have the index 0. Rows in which the measure is
    unknown are left out, with a warning. Indices are of independent numbers; they say what moves the measure inside the
    ranges that the file states, not whether these are right.

    Examples
    --------
    >>> import ripeness
    >>> found = ripeness.sensitivity(ripeness.read("libya-2020"), "sign.moscow.lna.surplus", draws=64)
    >>> found.drivers[0].index.total > found.drivers[1].index.total
    True
    """
    one = asked(scenario, measure, draws=draws, seed=seed)
    uncertain(one)
    with Crew(workers, progress) as crew:
        found = worked_out(one, crew, by=by)
    return as_result(found, one, by)


def as_result(found: DriversFound, one: MeasureQuestion, by: str | None) -> SensitivityResult:
    """Return what was found as a result."""
    return SensitivityResult(
        provenance=Provenance(
            analysis="sensitivity",
            scenario=one.scenario.id,
            asked=one.scenario,
            digest=one.scenario.digest,
            changes=one.scenario.changes,
            version=VERSION,
            options={"of": one.measure, "by": by},
            seed=one.seed,
            draws=one.count,
        ),
        warnings=found.warnings,
        measure=one.measure,
        drivers=found.drivers,
        values=found.values,
        variance=found.variance,
        asked_times=found.asked_times,
    )


@dataclass(frozen=True)
class DriversFound:
    """What was found of the drivers, also when it was interrupted."""

    drivers: tuple[Driver, ...]
    effects: tuple[ElementaryEffect, ...]
    values: Array
    variance: float
    asked_times: int
    warnings: tuple[Problem, ...] = ()
    interrupted: bool = False


def screened(one: MeasureQuestion, trajectories: int = TRAJECTORIES) -> tuple[ElementaryEffect, ...]:
    """Return the effects of every number, by Morris' trajectories through the unit cube."""
    found = one.numbers
    points, order = designed([n.path for n in found], one.seed, trajectories)
    flat = points.reshape(-1, len(found)).T
    at = np.stack([n.coordinate(flat[i]) for i, n in enumerate(found)])
    return effects(one.at(at).reshape(points.shape[:2]), points, order)


def worked_out(one: MeasureQuestion, crew: Crew, *, by: str | None = None, values: Array | None = None) -> DriversFound:
    """Return effects and indices of the numbers that a measure reads, or of groups of them.

    ``values``: the measure over the draws, where it is known already.
    """
    found = one.numbers
    sets: list[tuple[str, tuple[int, ...]]] = [(n.path, (i,)) for i, n in enumerate(found)]
    if by is not None:
        sets = list(grouped(one.scenario, found, by).items())
    moved = screened(one)
    swapped = Swapped(one, one.count)
    tables: list[tuple[int, ...] | None] = [(), None] if values is None else [None]
    drawn = list(swapped.each(tables, crew, "drawing twice"))
    a, b = drawn if values is None else (values, *drawn)
    candidates = [i for i, effect in enumerate(moved) if effect.inert]
    tested = [0]

    def mixed_sets(sets: Sequence[tuple[int, ...] | None]) -> Iterator[Array]:
        tested[0] += len(sets)
        return swapped.each(sets, crew, "looking for numbers without effect")

    idle = without_effect(mixed_sets, a, candidates)
    left = [k for k, (_, members) in enumerate(sets) if not set(members) <= idle]
    indices: dict[int, Index | None] = {}
    interrupted = False
    resamples: dict[int, Rows] = {}
    try:
        for k, mixed in zip(left, swapped.each([sets[k][1] for k in left], crew, "weighing numbers"), strict=True):
            indices[k] = _index(a, b, mixed, resamples, one.seed)
    except KeyboardInterrupt:
        interrupted = True
    drivers = [
        Driver(
            name,
            None if by else found.all[members[0]].line,
            tuple(found.all[i].path for i in members),
            indices.get(k, None if k in left else NOTHING),
            None if by else moved[members[0]],
        )
        for k, (name, members) in enumerate(sets)
    ]
    both = np.concatenate([a, b])
    return DriversFound(
        drivers=tuple(sorted(drivers, key=_rank)),
        effects=moved,
        values=a,
        variance=float(np.nanvar(both)) if not np.isnan(both).all() else np.nan,
        asked_times=one.count * (2 + tested[0] + len(indices)) + (len(found) + 1) * TRAJECTORIES,
        warnings=tuple(_warnings(one, both)),
        interrupted=interrupted,
    )


def _rank(driver: Driver) -> tuple[bool, float, str]:
    if driver.index is None or np.isnan(driver.index.total):
        return True, 0.0, driver.name
    return False, -driver.index.total, driver.name


def _index(a: Array, b: Array, mixed: Array, resamples: dict[int, Rows], seed: int) -> Index | None:
    """Return indices from the rows in which the measure is known in all three tables."""
    known = ~(np.isnan(a) | np.isnan(b) | np.isnan(mixed))
    count = int(known.sum())
    if count < 2:
        return None
    if count not in resamples:
        resamples[count] = resampled(count, seed)
    return index(a[known], b[known], mixed[known], resamples[count])


def _warnings(one: MeasureQuestion, both: Array) -> Sequence[Problem]:
    unknown = float(np.isnan(both).mean())
    if not unknown:
        return ()
    message = f"'{one.measure}' is unknown in {unknown:.0%} of the draws; drivers are of those in which it is known"
    return (Problem("partly-unknown", message, severity="warning"),)
