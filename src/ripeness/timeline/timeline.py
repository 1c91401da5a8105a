"""What happens by when? The analysis ``timeline`` (docs/methods/timeline.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from ripeness.bargaining.text.likelihood import effective_sample
from ripeness.errors import AnalysisError
from ripeness.lacks import demand
from ripeness.lacks.timeline import timeline as lacks
from ripeness.numerics.draws import Array, Draws, as_draws
from ripeness.result import VERSION, Provenance, Result, number
from ripeness.scenario import Scenario
from ripeness.scenario.timeline import Hazard
from ripeness.timeline.answers import Answer, answers, percentile
from ripeness.timeline.changes import Change, changed
from ripeness.timeline.curves import Curve
from ripeness.timeline.curves import curves as curves_of
from ripeness.timeline.numbers import baseline_path
from ripeness.timeline.process import Process
from ripeness.timeline.refine import TooDearError, figure_errors
from ripeness.timeline.solve import Method, Prepared, prepare, solve
from ripeness.timeline.warnings import doubts
from ripeness.valuation import check_chosen

HISTORIES = 262_144
LEAST_HISTORIES = 1_048_576  # where sampling was not asked for
_EXAMPLES = 8
_LONGEST = 500  # events in a history that is shown


@dataclass(frozen=True)
class Compared:
    """The same question with and without changes, on the same draws.

    Attributes
    ----------
    base, changed : float
        Chance without and with them.
    difference, low, high : float
        Mean of the difference over draws, and its 5th and 95th percentile.
    """

    base: float
    changed: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True, repr=False)
class TimelineResult(Result):
    """Answer of :func:`timeline`.

    Attributes
    ----------
    process : Process
        Facts and events.
    method : {"exact", "grid", "sampled"}
        How it was answered.
    size : str
        How many states there are.
    error : float
        Largest error of an answer: a bound when exact, an estimate on a grid, or a standard error.
    answers : mapping of str to Answer
        By question.
    facts : mapping of str to Curve
        Chance of each fact over time.
    ends : mapping of str to mapping of str to Curve
        For each question about ends, the chance that each has come first by then.
    weight : array, shape (N,)
        How well each draw explains what was observed; 1 where nothing was.
    histories : int
        Histories drawn; 0 unless sampled.
    examples : tuple of tuple of (day, event)
        A few histories at the most likely values.
    single : float
        The most by which the answer of a single draw was seen to be off, on a grid.
    changes : tuple of Change
        What was changed.
    changed : TimelineResult or None
        The answers with the changes.
    """

    process: Process
    method: Method
    size: str
    error: float
    answers: Mapping[str, Answer]
    facts: Mapping[str, Curve]
    ends: Mapping[str, Mapping[str, Curve]]
    weight: Array
    histories: int
    examples: tuple[tuple[tuple[float, str], ...], ...]
    single: float = 0.0
    changes: tuple[Change, ...] = ()
    changed: TimelineResult | None = None

    @property
    def effective_sample(self) -> float | None:
        """What the draws are worth after weighting by what was observed (Kish); None when nothing was."""
        return None if np.ptp(self.weight) == 0 and self.weight[0] == 1 else effective_sample(self.weight)

    def measures(self) -> Mapping[str, Array]:
        """Return answers over draws by dotted path, such as ``timeline.falls.probability``; ``timeline.weight``."""
        found: dict[str, Array] = {}
        for answer in self.answers.values():
            found |= answer.measures()
        found["timeline.weight"] = self.weight
        return MappingProxyType(found)

    def compared(self, question: str, end: str = "") -> Compared | None:
        """Return a question without and with the changes; None where there are none, or it is unknown."""
        if self.changed is None:
            return None
        one, two = self.answers[question].figures[end], self.changed.answers[question].figures[end]
        if np.isnan(one.mean) or np.isnan(two.mean):
            return None
        gap = two.column - one.column
        counted = (one.weight > 0) & (two.weight > 0) & ~np.isnan(gap)
        if not counted.any():
            return None
        weight = self.weight[counted]
        low, high = (percentile(gap[counted], weight, share) for share in (0.05, 0.95))
        return Compared(one.mean, two.mean, two.mean - one.mean, low, high)

    def content(self) -> dict[str, Any]:
        """Return the contract's keys of ``timeline``."""
        found: dict[str, Any] = {
            "method": self.method,
            "states": self.size,
            "histories": self.histories,
            "error": number(self.error),
            "single_draw_error": number(self.single),
            "until": str(self.process.timeline.until),
            "effective_sample": self.effective_sample,
            "questions": {name: self._question(name) for name in self.answers},
            "facts": {fact: self._curve(curve) for fact, curve in self.facts.items()},
            "ends": {name: {end: self._curve(c) for end, c in ends.items()} for name, ends in self.ends.items()},
            "baselines": self._baselines(),
        }
        if self.changed is not None:
            found["what_if"] = {
                "changes": [str(c) for c in self.changes],
                "method": self.changed.method,
                "questions": {name: self._compared(name) for name in self.answers},
                "warnings": [w.to_dict() for w in self.changed.warnings],
            }
        return found

    def _question(self, name: str) -> dict[str, Any]:
        content = self.answers[name].content(self.method)
        times = self.answers[name].times
        if times is not None:
            content["dates"] = {
                q: None if d is None else str(self.process.date(d)) for q, d in content["quantiles"].items()
            }
        return content

    def _curve(self, curve: Curve) -> list[list[Any]]:
        dates = [str(self.process.date(d)) for d in curve.days]
        return [[d, number(p)] for d, p in zip(dates, curve.mean, strict=True)]

    def _baselines(self) -> dict[str, str]:
        hazards = {n: e.hazard for n, e in self.process.timeline.events.items()}
        return {n: h.baseline for n, h in hazards.items() if isinstance(h, Hazard) and h.baseline}

    def _compared(self, name: str) -> dict[str, Any]:
        def said(end: str) -> dict[str, float | None] | None:
            found = self.compared(name, end)
            return None if found is None else {k: number(v) for k, v in vars(found).items()}

        ends = list(self.answers[name].figures)
        return {"ends": {end: said(end) for end in ends}} if ends != [""] else said("") or {}


def timeline(
    scenario: Scenario,
    *,
    draws: Draws | int = 1024,
    seed: int = 0,
    ask: Sequence[str] | None = None,
    method: str | None = None,
    histories: int | None = None,
    changes: Sequence[Change] = (),
    progress: Callable[[int, int, str], None] | None = None,
) -> TimelineResult:
    """Return what happens by when: the questions of the timeline, each with how sure its answer is.

    Facts hold or do not; events change them at a hazard, or on a day. In each draw of the uncertain numbers the answer
    is a chance, because what happens is left open; over the draws it has a range, because the numbers are not known.
    Signatures and refusals already seen weigh the draws, and signatories keep the disposition with which they answered.

    Parameters
    ----------
    scenario : Scenario
        Needs ``timeline`` and ``as_of``; for signings and rates from the war also what ``sign`` needs.
    draws : int or Draws
        Number of draws N, or chosen ones. 1 is the central draw.
    seed : int
        Key of the draws and of the histories.
    ask : sequence of str, optional
        Ids of questions; all of the file if not given.
    method : {"exact", "grid", "grid:N", "sampled"}, optional
        How to answer; chosen by itself if not given. ``grid`` follows ages that may begin at any time in cells, as
        narrow as the error asks for; ``grid:4`` in steps of a quarter of a day.
    histories : int, optional
        Histories to be drawn, over all draws, when sampled: 262,144 if not given, and 1,048,576 where sampling was
        not asked for.
    changes : sequence of Change
        What if: the same is answered with these changes, on the same draws.
    progress : callable, optional
        Called with how many draws are done, how many there are, and what is being done.

    Returns
    -------
    TimelineResult
        Chances 0 to 1, times in days from 00:00 of ``as_of``.

    Raises
    ------
    AnalysisError
        ``no-timeline``, ``unknown-question``, ``unknown-method``, ``no-exact-answer``, ``too-many-states``,
        ``too-many-facts``, ``too-many-questions``, ``too-many-jumps``, ``bad-histories``, ``no-horizon``,
        ``no-winner``, ``chance-of-one``, ``out-of-range`` when an effect takes a number out of its range, what changes
        are wrong, or what the valuation lacks.

    Notes
    -----
    Exact: uniformisation (Jensen 1953) on the reachable states, with a bound on the error. Grid: the same, with ages
    that may begin at any time in cells that move with time; the error is seen by halving them. Sampled: competing
    exponentials, with standard errors. ``by`` and ``until`` include their whole day; ``at`` is 00:00 of the day, after
    its dated events.

    Examples
    --------
    >>> import ripeness
    >>> result = ripeness.timeline(ripeness.read("libya-2020"), ask=["berlin-meets"], draws=1)
    >>> round(result.answers["berlin-meets"].figures[""].central, 2)
    0.97
    """
    if histories is not None and histories < 1:
        message = f"{histories} histories cannot be drawn"
        raise AnalysisError.of("bad-histories", message, hint="give a number from 1 up")
    demand(lacks(scenario))
    table = as_draws(draws, seed)
    _check_chosen(scenario, table)
    other = changed(scenario, *changes)
    base = answered(scenario, table, ask, method, histories, progress)
    if not changes:
        return base
    again_by = method or ("sampled" if base.method == "sampled" else None)  # so that both are found in the same way
    again = answered(other, table, ask, again_by, histories or base.histories or None, progress)
    made = replace(base.provenance, changes=other.changes)
    return replace(base, provenance=made, changes=tuple(changes), changed=again)


def _check_chosen(scenario: Scenario, table: Draws) -> None:
    """Refuse chosen columns that are wrong; baselines have columns of their own, between 0 and 1."""
    events = scenario.timeline.events if scenario.timeline else {}
    own = {baseline_path(n) for n, e in events.items() if isinstance(e.hazard, Hazard) and e.hazard.baseline}
    plain = {path: values for path, values in table.chosen.items() if path not in own}
    if plain:
        check_chosen(scenario, Draws.of(plain))
    for path in own & set(table.chosen):
        if table.chosen[path].min() <= 0 or table.chosen[path].max() >= 1:
            message = f"the draws of '{path}' leave the range from 0 to 1"
            raise AnalysisError.of("out-of-range", message, path=path)


def _too_dear(error: TooDearError) -> AnalysisError:
    hint = "look for a rate that is too large, or sample histories instead (--method sampled)"
    return AnalysisError.of("no-exact-answer", str(error), hint=hint, path="timeline.events")


def answered(
    scenario: Scenario,
    table: Draws,
    ask: Sequence[str] | None,
    method: str | None,
    histories: int | None,
    progress: Callable[[int, int, str], None] | None = None,
    *,
    brief: bool = False,
) -> TimelineResult:
    """Return the answers without changes.

    ``brief`` leaves out what is not needed for columns and means: figures at the central values (NaN then, unless those
    are the only draw), errors of the grid, examples, and what nobody asks.
    """
    prepared = prepare(scenario, ask, method, draws=table, brief=brief)
    try:
        over, unknown, fired = solve(prepared, table, histories=histories or _enough(prepared), progress=progress)
    except TooDearError as error:
        if prepared.forced:
            raise _too_dear(error) from None
        prepared = replace(prepared, method="sampled", why=str(error))
        over, unknown, fired = solve(prepared, table, histories=histories or _enough(prepared), progress=progress)
    made = prepared.process
    alone = table.count == 1
    central, unknown_central = over, unknown
    if brief and not alone:
        central = replace(over, readings={key: np.array([np.nan]) for key in over.readings})
    elif not alone:
        few = (histories or _enough(prepared)) // 4 + 1
        try:
            central, unknown_central, _ = solve(replace(prepared, forced=True), table.central, histories=few)
        except TooDearError as error:
            raise _too_dear(error) from None
    names = list(made.timeline.questions) if ask is None else list(dict.fromkeys(ask))
    keys = [curve.key for curve in prepared.course.curves]
    coarse = figure_errors(over.readings, over.weight, over.errors)
    found = answers(made, names, over, central, keys, coarse)
    curves = {} if brief else curves_of(prepared, over)
    errors = [f.error for a in found.values() for f in a.figures.values() if not np.isnan(f.error)]
    return TimelineResult(
        provenance=Provenance(
            analysis="timeline",
            scenario=scenario.id,
            asked=scenario,
            digest=scenario.digest,
            changes=scenario.changes,
            version=VERSION,
            options={
                "ask": names,
                "method": method,
                "histories": histories or _enough(prepared),
                "chosen": list(table.paths),
            },
            seed=table.seed,
            draws=table.count,
        ),
        warnings=tuple(doubts(scenario, prepared, found, over, unknown | unknown_central, fired)),
        process=made,
        method=prepared.method,
        size=prepared.size,
        error=max(errors, default=0.0),
        answers=MappingProxyType(found),
        facts={key[1]: curve for key, curve in curves.items() if key[0] == "facts"},
        ends={
            name: {key[2]: curve for key, curve in curves.items() if key[:2] == ("ends", name)}
            for name, answer in found.items()
            if answer.kind == "first" and not brief
        },
        weight=over.weight,
        histories=0 if over.count is None else int(over.count.sum()),
        examples=() if brief else _examples(prepared, table),
        single=over.single,
    )


def _enough(prepared: Prepared) -> int:
    """Return how many histories are drawn where no number was given."""
    return LEAST_HISTORIES if prepared.why else HISTORIES


def _examples(prepared: Prepared, table: Draws) -> tuple[tuple[tuple[float, str], ...], ...]:
    """Return a few histories at the most likely values."""
    from ripeness.timeline.histories import TooManyEventsError, sample
    from ripeness.timeline.numbers import BlockNumbers
    from ripeness.timeline.signatures import Minds

    made = prepared.process
    numbers = BlockNumbers(made, table.central)
    acting = tuple(k for k, e in enumerate(made.timeline.effects) if made.holds(e.when, np.array([made.start]))[0])
    minds = Minds(numbers, acting, [e.draft for e in made.dated if e.draft])
    try:
        noted = sample(prepared.course, numbers, minds, histories=_EXAMPLES, note=True, most=_LONGEST)
    except TooManyEventsError:
        return ()
    if numbers.unknown:
        return ()
    return tuple(tuple((day, event) for h, day, event in noted.log if h == k) for k in range(_EXAMPLES))
