"""What happens by when? The analysis ``timeline`` (docs/methods/timeline.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from ripeness.bargaining.inference import effective_sample
from ripeness.bargaining.omissions import omissions
from ripeness.errors import AnalysisError, Problem
from ripeness.numerics.draws import Array, Draws, as_draws
from ripeness.result import VERSION, Provenance, Result, number
from ripeness.scenario import Scenario
from ripeness.scenario.timeline import Hazard
from ripeness.timeline.answers import Answer, Solved, answers, percentile
from ripeness.timeline.changes import Change, changed, single
from ripeness.timeline.numbers import baseline_path
from ripeness.timeline.process import Process, unread
from ripeness.timeline.solve import Method, Prepared, grid_error, prepare, solve
from ripeness.valuation import check_chosen

HISTORIES = 262_144
FEW = 200  # draws' worth below which figures given what was observed are called rough
_EXAMPLES = 8


@dataclass(frozen=True)
class Curve:
    """A chance over time, at 00:00 of each date, after that day's dated events.

    Attributes
    ----------
    days : array, shape (T,)
        Days from the start.
    mean : array, shape (T,)
        Weighted mean over draws; NaN when unknown.
    low, high : array, shape (T,)
        5th and 95th percentile over draws; NaN where histories were sampled.
    """

    days: Array
    mean: Array
    low: Array
    high: Array


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


@dataclass(frozen=True, kw_only=True)
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
        Largest error of an answer: a bound when exact, what the grid changes, or a standard error.
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

    def table(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Return a row for each question."""
        header = ("question", "probability", "5th", "95th", "method", "error")
        rows = []
        for name, answer in self.answers.items():
            for end, figure in answer.figures.items():
                content = figure.content()
                shown = [_shown(content[k], 3) for k in ("probability", "low", "high")]
                rows.append((f"{name}: {end}" if end else name, *shown, self.method, _shown(content["error"], 6)))
        return header, rows


def timeline(
    scenario: Scenario,
    *,
    draws: Draws | int = 1024,
    seed: int = 0,
    ask: Sequence[str] | None = None,
    method: str | None = None,
    histories: int = HISTORIES,
    phases: int = 1,
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
    method : {"exact", "grid", "sampled"}, optional
        How to answer; chosen by itself if not given.
    histories : int
        Histories to be drawn, over all draws, when sampled.
    phases : int
        Phases for each step of an age that may begin at any time: the finer, the slower.
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
        ``too-many-facts``, ``too-many-questions``, ``bad-histories``, ``bad-phases``, ``no-horizon``, ``no-winner``,
        ``chance-of-one``, ``out-of-range`` when an effect takes a number out of its range, what changes are wrong, or
        what the valuation lacks.

    Notes
    -----
    Exact: uniformisation (Jensen 1953) on the reachable states, with a bound on the error. Grid: the same, with ages
    that may begin at any time passed in phases; the error is seen by halving them. Sampled: competing exponentials, with
    standard errors. ``by`` and ``until`` include their whole day; ``at`` is 00:00 of the day, after its dated events.

    Examples
    --------
    >>> import ripeness
    >>> result = ripeness.timeline(ripeness.read("libya-2020"), ask=["berlin-meets"], draws=1)
    >>> round(result.answers["berlin-meets"].figures[""].central, 2)
    0.97
    """
    if histories < 1:
        message = f"{histories} histories cannot be drawn"
        raise AnalysisError.of("bad-histories", message, hint="give a number from 1 up")
    if phases < 1:
        raise AnalysisError.of("bad-phases", f"an age cannot be passed in {phases} phases", hint="give 1 or more")
    table = as_draws(draws, seed)
    _check_chosen(scenario, table)
    base = _answered(scenario, table, ask, method, histories, phases, progress)
    if not changes:
        return base
    other = changed(scenario, *changes)
    again = _answered(other, table, ask, method or base.method, histories, phases, progress)
    return replace(base, changes=tuple(changes), changed=again)


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


def _answered(
    scenario: Scenario,
    table: Draws,
    ask: Sequence[str] | None,
    method: str | None,
    histories: int,
    phases: int,
    progress: Callable[[int, int, str], None] | None,
) -> TimelineResult:
    prepared = prepare(scenario, ask, method, draws=table.count, phases=phases)
    made = prepared.process
    over, unknown, fired = solve(prepared, table, histories=histories, progress=progress)
    alone = table.count == 1
    central, unknown_central = (over, unknown) if alone else solve(prepared, table.central, histories=histories // 4 + 1)[:2]
    names = list(made.timeline.questions) if ask is None else list(dict.fromkeys(ask))
    keys = [curve.key for curve in prepared.course.curves]
    coarse = grid_error(prepared, scenario, ask, table)
    found = answers(made, names, over, central, keys, coarse)
    curves = _curves(prepared, over)
    errors = [f.error for a in found.values() for f in a.figures.values() if not np.isnan(f.error)]
    return TimelineResult(
        provenance=Provenance(
            analysis="timeline",
            scenario=scenario.id,
            digest=scenario.digest,
            version=VERSION,
            options={"ask": names, "method": method, "histories": histories, "phases": phases, "chosen": list(table.paths)},
            seed=table.seed,
            draws=table.count,
        ),
        warnings=tuple(_warnings(scenario, prepared, found, over, unknown | unknown_central, fired)),
        process=made,
        method=prepared.method,
        size=prepared.size,
        error=max(errors, default=0.0),
        answers=MappingProxyType(found),
        facts={key[1]: curve for key, curve in curves.items() if key[0] == "facts"},
        ends={
            name: {key[2]: curve for key, curve in curves.items() if key[:2] == ("ends", name)}
            for name, answer in found.items()
            if answer.kind == "first"
        },
        weight=over.weight,
        histories=0 if over.count is None else int(over.count.sum()),
        examples=_examples(prepared, table),
    )


def _curves(prepared: Prepared, over: Solved) -> dict[tuple[str, ...], Curve]:
    """Return curves over draws at the start of each date."""
    dates = np.array(prepared.course.dates, dtype=np.float64)
    places = np.searchsorted(over.points, dates, side="right") - 1  # after that day's events
    weight = over.weight if over.weight.sum() > 0 else np.ones(len(over.weight))
    found = {}
    for k, curve in enumerate(prepared.course.curves):
        until = prepared.process.end if curve.part.mark < 0 else prepared.course.needed[curve.part.mark][0]
        shown = dates < max(until, 1)
        values = over.curves[places[shown], :, k]
        if values.shape[1] != len(weight) or over.count is not None:
            blank = np.full(int(shown.sum()), np.nan)
            found[curve.key] = Curve(dates[shown], np.clip(values[:, 0], 0, 1), blank, blank)
            continue
        mean = (values * weight).sum(axis=1) / weight.sum()
        low, high = _bands(values, weight)
        found[curve.key] = Curve(dates[shown], mean, low, high)
    return found


def _bands(values: Array, weight: Array) -> tuple[Array, Array]:
    """Return weighted 5th and 95th percentiles of each row."""
    if np.isnan(values).any():
        blank = np.full(len(values), np.nan)
        return blank, blank
    order = np.argsort(values, axis=1, kind="stable")
    sorted_values = np.take_along_axis(values, order, axis=1)
    ranks = np.cumsum(weight[order], axis=1) / weight.sum()
    found = []
    for share in (0.05, 0.95):
        place = np.minimum((ranks < share).sum(axis=1), values.shape[1] - 1)
        found.append(np.take_along_axis(sorted_values, place[:, None], axis=1)[:, 0])
    return found[0], found[1]


def _examples(prepared: Prepared, table: Draws) -> tuple[tuple[tuple[float, str], ...], ...]:
    """Return a few histories at the most likely values."""
    from ripeness.timeline.askings import Minds
    from ripeness.timeline.histories import sample
    from ripeness.timeline.numbers import Numbers

    made = prepared.process
    numbers = Numbers(made, table.central)
    acting = tuple(k for k, e in enumerate(made.timeline.effects) if made.holds(e.when, np.array([made.start]))[0])
    minds = Minds(numbers, acting, [e.draft for e in made.dated if e.draft])
    noted = sample(made, prepared.course, numbers, minds, histories=_EXAMPLES, note=True)
    if numbers.unknown:
        return ()
    return tuple(tuple((day, event) for h, day, event in noted.log if h == k) for k in range(_EXAMPLES))


# ---- what a reader must know -----------------------------------------------------------------------------------------


def _warnings(
    scenario: Scenario,
    prepared: Prepared,
    found: Mapping[str, Answer],
    over: Solved,
    unknown: frozenset[str],
    fired: frozenset[str],
) -> Iterator[Problem]:
    made = prepared.process
    if prepared.why:
        message = f"{prepared.why}; histories were sampled instead"
        yield _doubt(scenario, "sampled-instead", message, "timeline.facts", "standard errors say how rough this is")
    asked = dict.fromkeys(a for e in made.dated if e.draft for a in scenario.signatories(e.draft))
    yield from omissions(scenario, list(asked))
    yield from _never(scenario, made, fired, sampled=prepared.method == "sampled")
    for k in unread(scenario, made):
        path = made.timeline.effects[k].path
        message = f"nothing in the timeline reads '{path}', so this effect changes no answer"
        hint = "effects act on what signatures, rates and chances of dated events are made of"
        yield _doubt(scenario, "effect-unread", message, f"timeline.effects.{k}", hint)
    for name in sorted(unknown):
        message = f"'{name}' needs an unknown number: answers at the central values that depend on it are unknown"
        place = f"timeline.events.{name}" if name in made.timeline.events else "preferences"
        yield _doubt(scenario, "unknown-needed", message, place, "give the number, or a range")
    for name, answer in found.items():
        if not answer.possible:
            message = f"what is given cannot be: '{name}' has no answer"
            hint = "ask what can happen by then, or look for an event that could bring it about"
            yield _doubt(scenario, "given-impossible", message, f"timeline.questions.{name}.given", hint)
    yield from _explained(scenario, over.weight)


def _never(scenario: Scenario, made: Process, fired: frozenset[str], *, sampled: bool) -> Iterator[Problem]:
    for name in made.late:
        message = f"'{name}' happens on {made.timeline.events[name].on}, after the timeline ends"
        hint = "move `until`, or the day"
        yield _doubt(scenario, "event-never-happens", message, f"timeline.events.{name}", hint)
    for event in (*made.rates, *made.dated):
        if event.name not in fired:
            seen = "happened in no history" if sampled else "can never happen: no state is reached in which it may"
            when = f" ({event.when.text})" if event.when else ""
            hint = "check `when`, and the events that would bring it about"
            yield _doubt(
                scenario, "event-never-happens", f"'{event.name}' {seen}{when}", f"timeline.events.{event.name}", hint
            )


def _explained(scenario: Scenario, weight: Array) -> Iterator[Problem]:
    if weight.sum() == 0:
        message = "no draw explains the signatures and refusals that were observed, so they were left out"
        hint = "widen the ranges, give noise, or check who signed and who refused"
        yield _doubt(scenario, "unexplained", message, "drafts", hint)
    elif len(weight) > 1 and effective_sample(weight) < min(FEW, len(weight) / 4):
        worth = effective_sample(weight)
        message = f"only {worth:.0f} draws' worth of {len(weight):,} explain what was observed: the answers are rough"
        yield _doubt(scenario, "few-draws-explain", message, "drafts", "ask for more draws")


def _doubt(scenario: Scenario, code: str, message: str, path: str, hint: str) -> Problem:
    return Problem(code, message, scenario.place(path), hint, "warning", path)


def _shown(value: float | None, digits: int) -> str:
    return "unknown" if value is None else f"{value:.{digits}f}"


# ---- what moves a question most --------------------------------------------------------------------------------------


def movers(
    scenario: Scenario, question: str, *, draws: Draws | int = 1, seed: int = 0, end: str = ""
) -> list[tuple[Change, float, float]]:
    """Return single changes and the chance without and with each, the one that moves a question most first.

    Each event is left out, halved and doubled, or moved by a week; each fact is forced either way. By default at the
    most likely values.

    Examples
    --------
    >>> import ripeness
    >>> found = movers(ripeness.read("libya-2020"), "berlin-meets")
    >>> str(found[0][0])
    'force !berlin-held'
    """
    base = timeline(scenario, ask=[question], draws=draws, seed=seed)
    before = base.answers[question].figures[end].mean
    found = []
    for change in single(scenario):
        other = timeline(changed(scenario, change), ask=[question], draws=draws, seed=seed, method=None)
        after = other.answers[question].figures[end].mean
        if not np.isnan(after):
            found.append((change, before, after))
    return sorted(found, key=lambda entry: (-abs(entry[2] - entry[1]), str(entry[0])))
