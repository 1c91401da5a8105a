"""Which method answers, and its figures in every draw: exact, on a grid, or sampled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Draws
from ripeness.scenario import Scenario
from ripeness.timeline.answers import Solved
from ripeness.timeline.askings import Minds, needed
from ripeness.timeline.chain import TOLERANCE, askings_of, walk
from ripeness.timeline.course import Course, course
from ripeness.timeline.histories import sample, streams
from ripeness.timeline.layout import TooManyStatesError
from ripeness.timeline.numbers import Numbers
from ripeness.timeline.process import Process, process
from ripeness.timeline.states import Flow, Plan, plan

Method = Literal["exact", "grid", "sampled"]

MOST_STATES = 131_072
MOST_SETS = 4_096  # sets of circumstances that are carried along for the signatories' sake
_MOST_WORK = 6e10  # steps along arcs, over all draws
_STEP = 25_000  # what a step costs besides, in arcs
_MOST_JUMPS = 3e9  # events in all histories
_ON_GRID = 1e-9  # what may be cut off in each stretch, where the grid is coarser by far
_MOST_PHASES = 64
_PART = 64  # draws on which the error of the grid is seen
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
    """

    process: Process
    course: Course
    method: Method
    plan: Plan | None
    size: str
    why: str = ""


def prepare(
    scenario: Scenario, asked: Sequence[str] | None, method: str | None, *, draws: int, brief: bool = False
) -> Prepared:
    """Return the process of a scenario and the method that suits it, or the one that was asked for.

    With ``brief`` the process ends with the last day that some question looks at.

    Raises
    ------
    AnalysisError
        ``unknown-method``; ``no-exact-answer`` when an age may begin at any time, so that only a grid or sampling
        can answer; ``too-many-states`` when a method was asked for that cannot hold them.
    """
    method, phases = _named(method)
    made = process(scenario, per_step=phases)
    wanted = course(made, asked)
    if brief:
        made = _ended(made, wanted)
    speed = _speed(made)
    if method == "sampled":
        return Prepared(made, wanted, "sampled", None, "not counted")
    try:
        found = plan(made, wanted, most=MOST_STATES)
        why = _too_much(found, draws, speed)
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
    if found.restarts and method == "exact":
        facts = ", ".join(c.fact for c in made.clocks)
        message = f"the age of {facts} may begin anew at any time, so there is no exact answer"
        raise AnalysisError.of("no-exact-answer", message, hint="use --method grid, or sampled", path="timeline.events")
    return Prepared(made, wanted, "grid" if found.restarts else "exact", found, size)


def _ended(made: Process, wanted: Course) -> Process:
    """Return a process that ends the day after the last reading."""
    last = max((reading.at[0] for reading in wanted.readings.values()), default=made.end)
    return replace(made, end=min(made.end, last + 1))


def _named(method: str | None) -> tuple[str | None, int]:
    """Return a method without its number of phases, and that number."""
    name, colon, number = (method or "").partition(":")
    if method is None:
        return None, 1
    if name not in ("exact", "grid", "sampled") or (colon and name != "grid"):
        message = f"'{method}' is no method"
        raise AnalysisError.of("unknown-method", message, hint="one of: exact, grid, grid:4, sampled")
    if colon and not (number.isdecimal() and 1 <= int(number[:9]) <= _MOST_PHASES):
        message = f"'{method}' does not say in how many phases an age is passed"
        raise AnalysisError.of("unknown-method", message, hint=f"grid: and a number from 1 to {_MOST_PHASES}")
    return name, int(number) if colon else 1


def _speed(made: Process) -> float:
    """Return roughly how many events a day there could be: the sum of the largest rates at the most likely values."""
    numbers = Numbers(made, Draws(1))
    return sum(max(float(numbers.rate(e, s, 0, ())[0]) for s in range(len(e.steps))) for e in made.rates)


def too_fast(prepared: Prepared, histories: int) -> None:
    """Refuse to draw histories in which so much happens that it would take hours.

    Raises
    ------
    AnalysisError
        ``too-many-jumps``.
    """
    jumps = _speed(prepared.process) * prepared.process.end
    if prepared.method == "sampled" and jumps * histories > _MOST_JUMPS:
        message = f"there may be {jumps:,.0f} events in each of {histories:,} histories: too many to be drawn"
        hint = "look for a rate that is too large, or ask for fewer histories or draws"
        raise AnalysisError.of("too-many-jumps", message, hint=hint, path="timeline.events")


def _too_much(found: Plan, draws: int, speed: float) -> str:
    """Return why the states would take too long, or nothing."""
    flows = [s for s in found.steps if isinstance(s, Flow)]
    work = 0.0
    for s in flows:
        arcs = (len(s.arcs.source) + s.arcs.size) * draws
        work += (arcs + _STEP) * (20 + (s.stop - s.start) * (1 + speed))
    if work > _MOST_WORK:
        what = f"there are {found.states:,} states and {found.arcs:,} ways between them"
        return f"{what}, which is too much for {draws:,} draws and {speed:,.2g} events a day"
    sets = max((len(s) for s in needed(askings_of(found))), default=0)
    if sets > MOST_SETS:
        return f"signatories may be asked under so many circumstances that {sets:,} of their combinations count"
    return ""


def solve(
    prepared: Prepared, table: Draws, *, histories: int, progress: Callable[[int, int, str], None] | None = None
) -> tuple[Solved, frozenset[str], frozenset[str]]:
    """Return what is read in each draw, what needed an unknown, and the events that happened or can."""
    unknown: set[str] = set()
    fired: set[str] = set(prepared.plan.fired) if prepared.plan else set()
    parts: list[Solved] = []
    done = 0
    for block in table.blocks():
        if progress:
            progress(block.start, table.count, "draws")
        share = histories * block.count // table.count if table.count else histories
        found = [_block(prepared, block, max(share, block.count), done, fill, unknown, fired) for fill in _FILLS[:1]]
        if unknown:
            found.append(_block(prepared, block, max(share, block.count), done, _FILLS[1], unknown, fired))
        done += streams(max(share, block.count))
        part = _known(*found) if len(found) == 2 else found[0]
        if parts and part.count is None:  # curves of the first block of draws are enough, and they are large
            part = replace(part, curves=part.curves[:, :0])
        parts.append(part)
    return _joined(parts, prepared.method), frozenset(unknown), frozenset(fired)


def _block(
    prepared: Prepared, block: Draws, histories: int, stream: int, fill: float, unknown: set[str], fired: set[str]
) -> Solved:
    made, wanted = prepared.process, prepared.course
    numbers = Numbers(made, block, fill=fill)
    acting = tuple(k for k, e in enumerate(made.timeline.effects) if made.holds(e.when, np.array([made.start]))[0])
    minds = Minds(numbers, acting, [e.draft for e in made.dated if e.draft])
    if prepared.method == "sampled" or prepared.plan is None:
        counted = sample(made, wanted, numbers, minds, histories=histories, first=stream)
        unknown |= numbers.unknown
        fired |= counted.fired
        points = np.array(wanted.dates, dtype=np.float64)
        curves = counted.curves[:, None, :]
        return Solved(counted.readings, curves, points, minds.weight, 0.0, counted.count.astype(np.float64))
    tolerance = TOLERANCE if prepared.method == "exact" else _ON_GRID
    walked = walk(prepared.plan, numbers, minds, tolerance=tolerance)
    unknown |= numbers.unknown
    return Solved(walked.readings, walked.curves, np.array(prepared.plan.points), minds.weight, walked.error)


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
        count=None if parts[0].count is None else np.concatenate([p.count for p in parts if p.count is not None]),
    )


def grid_error(
    prepared: Prepared, scenario: Scenario, asked: Sequence[str] | None, table: Draws, over: Solved
) -> dict[tuple[str, str], float]:
    """Return how far each reading may be off because of the grid: twice what changes when it is made half as wide.

    The error falls in proportion to the length of the phases, so what changes is half of it. It is seen on the first
    draws.
    """
    if prepared.method != "grid":
        return {}
    part = next(table.blocks(size=_PART))
    clocks = prepared.process.clocks
    per_step = clocks[0].per_step if clocks else 1
    finer = prepare(scenario, asked, f"grid:{2 * per_step}", draws=part.count)
    fine, _, _ = solve(finer, part, histories=1)
    found: dict[tuple[str, str], float] = {}
    weight = over.weight[: part.count]
    weight = weight if weight.sum() > 0 else np.ones(len(weight))
    for (name, word), column in over.readings.items():
        values = column[: part.count]
        if word == "both":
            one = _ratio(weight, values, over.readings[name, "given"][: part.count])
            two = _ratio(weight, fine.readings[name, word], fine.readings[name, "given"])
            found[name, "p"] = 2 * abs(one - two)
        else:
            found[name, word] = 2 * abs(float((weight * (values - fine.readings[name, word])).sum() / weight.sum()))
    return {key: 0.0 if np.isnan(value) else value for key, value in found.items()}


def _ratio(weight: np.ndarray, both: np.ndarray, given: np.ndarray) -> float:
    total = float((weight * given).sum())
    return float((weight * both).sum()) / total if total > 0 else float("nan")
