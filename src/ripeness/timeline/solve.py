"""Which method answers, and its figures in every draw: exact, with ages in cells (a grid), or sampled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Draws
from ripeness.numerics.markov import squaring
from ripeness.scenario import Scenario
from ripeness.timeline.answers import Solved
from ripeness.timeline.chain import walk
from ripeness.timeline.filled import askings_of, filled
from ripeness.timeline.histories import TooManyEventsError, sample
from ripeness.timeline.layout import TooManyStatesError
from ripeness.timeline.numbers import BlockNumbers
from ripeness.timeline.process import Process, process
from ripeness.timeline.readings import Course, course
from ripeness.timeline.refine import Levels, refined
from ripeness.timeline.signatures import Minds, needed
from ripeness.timeline.states import Flow, Plan, plan
from ripeness.timeline.streams import streams

Method = Literal["exact", "grid", "sampled"]

MOST_STATES = 131_072
MOST_SETS = 4_096  # sets of circumstances that are carried along for the signatories' sake
_MOST_WORK = 6e10  # steps along arcs, over all draws
_STEP = 25_000  # what a step costs besides, in arcs
_MOST_JUMPS = 3e9  # events in all histories
_TRIED = 256  # histories that are tried first where there may be more
_FINEST = 64  # steps of time in a day
_MOST_CLOCKS = 2  # ages in cells at a time
_FILLS = (0.37, 0.61803)  # what stands for unknown numbers, to see whether an answer depends on them


@dataclass(frozen=True)
class Prepared:
    """A process with its questions, and the method that is to answer them.

    Attributes
    ----------
    process, course : Process, Course
        What happens, and what is asked.
    method : {"exact", "grid", "sampled"}
        How it is answered.
    plan : Plan or None
        The states; None in a sampled answer that has too many.
    size : str
        How many states there are, in words; `not counted` where sampling was asked for.
    why : str
        Why histories are sampled where nobody asked for it; otherwise empty.
    step : float or None
        The step of time of a grid in days, where one was asked for.
    forced : bool
        Whether the method was asked for, so that it may take long.
    """

    process: Process
    course: Course
    method: Method
    plan: Plan | None
    size: str
    why: str = ""
    step: float | None = None
    forced: bool = False


def prepare(
    scenario: Scenario,
    asked: Sequence[str] | None,
    method: str | None,
    *,
    draws: Draws | int,
    brief: bool = False,
) -> Prepared:
    """Return the process of a scenario and the method that suits it, or the one that was asked for.

    With ``brief`` the process ends with the last day that some question looks at.

    Raises
    ------
    AnalysisError
        ``unknown-method``; ``no-exact-answer`` when an age may begin at any time, so that only a grid or sampling
        can answer; ``too-many-states`` when a method was asked for that cannot hold them.
    """
    method, step = _named(method)
    table = draws if isinstance(draws, Draws) else Draws(draws)
    made = process(scenario, chosen=table.chosen)
    wanted = course(made, asked)
    if brief:
        made = _ended(made, wanted)
    if method == "sampled":
        return Prepared(made, wanted, "sampled", None, "not counted", forced=True)
    try:
        found = plan(made, wanted, most=MOST_STATES)
        why = _too_much(found, made, table)
    except TooManyStatesError as error:
        found, why = None, f"there are {error} states"
    size = f"{found.states:,} states" if found else why.removeprefix("there are ")
    if found is None or (why and method is None):
        if method is not None:
            message = f"{why}; at most {MOST_STATES:,} are worked with at a time"
            raise AnalysisError.of(
                "too-many-states", message, hint="sample histories instead (--method sampled)", path="timeline.facts"
            )
        return Prepared(made, wanted, "sampled", found, size, why)
    if not found.restarts:
        return Prepared(made, wanted, "exact", found, size, forced=method is not None)
    if method == "exact":
        facts = ", ".join(c.fact for c in made.clocks)
        message = f"the age of {facts} may begin anew at any time, so there is no exact answer"
        raise AnalysisError.of("no-exact-answer", message, hint="use --method grid, or sampled", path="timeline.events")
    if found.restarts.bit_count() > _MOST_CLOCKS:
        why = f"the ages of {found.restarts.bit_count()} facts may begin anew at any time, more than a grid can follow"
        if method is not None:
            hint = "sample histories instead (--method sampled)"
            raise AnalysisError.of("no-exact-answer", why, hint=hint, path="timeline.events")
        return Prepared(made, wanted, "sampled", found, size, why)
    return Prepared(made, wanted, "grid", found, size, step=step, forced=method is not None)


def _ended(made: Process, wanted: Course) -> Process:
    """Return a process that ends the day after the last reading."""
    last = max((reading.at[0] for reading in wanted.readings.values()), default=made.end)
    return replace(made, end=min(made.end, last + 1))


def _named(method: str | None) -> tuple[str | None, float | None]:
    """Return a method without its fineness, and the step of time that it asks for."""
    name, colon, number = (method or "").partition(":")
    if method is None:
        return None, None
    if name not in ("exact", "grid", "sampled") or (colon and name != "grid"):
        message = f"'{method}' is no method"
        raise AnalysisError.of("unknown-method", message, hint="one of: exact, grid, grid:4, sampled")
    if colon and not (number.isdecimal() and 1 <= int(number[:9]) <= _FINEST):
        message = f"'{method}' does not say into how many steps a day is divided"
        raise AnalysisError.of("unknown-method", message, hint=f"grid: and a number from 1 to {_FINEST}")
    return name, 1 / int(number) if colon else None


def _speed(made: Process) -> float:
    """Return roughly how many events a day there could be: the sum of the largest rates at the most likely values."""
    numbers = BlockNumbers(made, Draws(1))
    return sum(max(float(numbers.rate(e, s, 0, ())[0]) for s in range(len(e.steps))) for e in made.rates)


def _too_much(found: Plan, made: Process, table: Draws) -> str:
    """Return why the states would take too long, or nothing."""
    sets = max((len(s) for s in needed(askings_of(found))), default=0)
    if sets > MOST_SETS:
        return f"signatories may be asked under so many circumstances that {sets:,} of their combinations count"
    if found.restarts:  # of cells it is seen when they are made narrower
        return ""
    draws, speed = table.count, _speed(made)
    if _work(found, draws, speed) > _MOST_WORK and _work(found, 1, speed) <= _MOST_WORK:
        draws = _distinct(found, made, table)
    if _work(found, draws, speed) > _MOST_WORK:
        what = f"there are {found.states:,} states and {found.arcs:,} ways between them"
        return f"{what}, which is too much for {draws:,} draws and {speed:,.2g} events a day"
    return ""


def _work(found: Plan, draws: int, speed: float) -> float:
    """Return how many steps along arcs there are."""
    work = 0.0
    for s in found.steps:
        if isinstance(s, Flow):
            steps = (s.stop - s.start) * (1 + speed)
            each = min((len(s.arcs.source) + s.arcs.size) * (20 + steps), squaring(s.arcs.size, steps))
            work += draws * each + _STEP * (20 + min(steps, 1e4))
    return work


def _distinct(found: Plan, made: Process, table: Draws) -> int:
    """Return how many draws differ in a number that is needed, from the first block."""
    block = next(table.blocks())
    numbers = BlockNumbers(made, block)
    minds = Minds(numbers, _acting(made), [e.draft for e in made.dated if e.draft])
    return len(filled(found, numbers, minds).distinct()[0]) * -(-table.count // block.count)


def _acting(made: Process) -> tuple[int, ...]:
    """Return the effects that act at the start."""
    return tuple(k for k, e in enumerate(made.timeline.effects) if made.holds(e.when, np.array([made.start]))[0])


class Met(NamedTuple):
    """What was met with on the way: what needed an unknown, and the events that happened or can."""

    unknown: set[str]
    fired: set[str]


def solve(
    prepared: Prepared, table: Draws, *, histories: int, progress: Callable[[int, int, str], None] | None = None
) -> tuple[Solved, frozenset[str], frozenset[str]]:
    """Return what is read in each draw, what needed an unknown, and the events that happened or can.

    Raises
    ------
    TooDearError
        When a grid would take more than a minute; one that was asked for, more than an hour.
    """
    met = Met(set(), set(prepared.plan.fired) if prepared.plan else set())
    parts: list[Solved] = []
    done = 0
    for block in table.blocks():
        if progress:
            progress(block.start, table.count, "draws")
        share = max(histories * block.count // table.count if table.count else histories, block.count)
        made = _Block(prepared, block, share, done, met, progress)
        found = [made.solved(_FILLS[0])]
        if met.unknown:
            found.append(made.solved(_FILLS[1]))
        done += streams(share)
        part = _known(*found) if len(found) == 2 else found[0]
        if parts and part.count is None:  # curves of the first block of draws are enough, and they are large
            part = replace(part, curves=part.curves[:, :0])
        parts.append(part)
    return _joined(parts, prepared.method), frozenset(met.unknown), frozenset(met.fired)


@dataclass
class _Block:
    """A block of draws, which may be solved twice, in the same way."""

    prepared: Prepared
    draws: Draws
    histories: int
    stream: int
    met: Met
    progress: Callable[[int, int, str], None] | None
    levels: Levels | None = None

    def solved(self, fill: float) -> Solved:
        made = self.prepared.process
        numbers = BlockNumbers(made, self.draws, fill=fill)
        minds = Minds(numbers, _acting(made), [e.draft for e in made.dated if e.draft])
        plan = self.prepared.plan
        if self.prepared.method == "sampled" or plan is None:
            return self._sampled(numbers, minds)
        whole = filled(plan, numbers, minds)
        self.met.unknown.update(numbers.unknown)
        rows, back = whole.distinct()
        if len(rows) < whole.count:
            whole = whole.part(rows)
        else:
            back = rows
        points = np.array(plan.points)
        if self.prepared.method == "exact":
            walked = walk(plan, whole)
            readings = {key: v[back] for key, v in walked.readings.items()}
            return Solved(readings, walked.curves[:, back], points, minds.weight, walked.error)
        weight = np.bincount(back, weights=minds.weight, minlength=len(rows)).astype(np.float64)
        found = refined(
            plan,
            whole,
            weight,
            step=self.prepared.step,
            levels=self.levels,
            forced=self.prepared.forced,
            progress=self.progress,
        )
        self.levels = found.levels
        return Solved(
            {key: v[back] for key, v in found.readings.items()},
            found.curves[:, back],
            points,
            minds.weight,
            found.cut,
            errors=found.errors,
            curve_errors=found.curve_errors,
            single=found.single,
        )

    def _sampled(self, numbers: BlockNumbers, minds: Minds) -> Solved:
        made, wanted = self.prepared.process, self.prepared.course
        _try(made, wanted, numbers, minds, self.histories)
        counted = sample(wanted, numbers, minds, histories=self.histories, first=self.stream, progress=self.progress)
        self.met.unknown.update(numbers.unknown)
        self.met.fired.update(counted.fired)
        curves = counted.curves[:, None, :]
        return Solved(counted.readings, curves, counted.points, minds.weight, 0.0, counted.count.astype(np.float64))


def _try(made: Process, wanted: Course, numbers: BlockNumbers, minds: Minds, histories: int) -> None:
    """Refuse to draw histories in which so much happens that it would take hours: a few are tried first.

    Raises
    ------
    AnalysisError
        ``too-many-jumps``.
    """
    most = _MOST_JUMPS / histories
    if _speed(made) * made.end <= most:
        return
    try:
        sample(wanted, numbers, minds, histories=min(_TRIED, histories), most=most)
    except TooManyEventsError as error:
        message = f"more than {error} events happened in each history that was tried: too many to draw {histories:,}"
        hint = "look for a rate that is too large, or ask for fewer histories or draws"
        raise AnalysisError.of("too-many-jumps", message, hint=hint, path="timeline.events") from None


def _known(one: Solved, other: Solved) -> Solved:
    """Return readings and curves where they do not depend on what stands for unknown numbers; NaN elsewhere."""
    if one.count is not None:  # other histories are drawn: nothing can be told apart
        readings = {key: np.full_like(v, np.nan) for key, v in one.readings.items()}
        return replace(one, readings=readings, curves=np.full_like(one.curves, np.nan))
    readings = {key: np.where(np.abs(v - other.readings[key]) < 1e-8, v, np.nan) for key, v in one.readings.items()}
    curves = np.where(np.abs(one.curves - other.curves) < 1e-8, one.curves, np.nan)
    return replace(one, readings=readings, curves=curves)


def _joined(parts: Sequence[Solved], method: Method) -> Solved:
    if len(parts) == 1:
        return parts[0]
    weight = np.concatenate([p.weight for p in parts])
    if method == "sampled":
        shares = np.array([p.weight.sum() for p in parts])
        shares = shares / shares.sum() if shares.sum() > 0 else np.full(len(parts), 1 / len(parts))
        curves = np.sum([s * p.curves for s, p in zip(shares, parts, strict=True)], axis=0)
    else:
        curves = parts[0].curves
    return Solved(
        readings={key: np.concatenate([p.readings[key] for p in parts]) for key in parts[0].readings},
        curves=curves,
        points=parts[0].points,
        weight=weight,
        error=max(p.error for p in parts),
        errors={key: max(p.errors[key] for p in parts) for key in parts[0].errors},
        curve_errors=parts[0].curve_errors,
        single=max(p.single for p in parts),
        count=None if parts[0].count is None else np.concatenate([p.count for p in parts if p.count is not None]),
    )
