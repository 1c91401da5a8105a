"""The result of ``timeline`` in plain words: chances, ranges, ends, times, changes, and beside them what happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from ripeness.scenario import Scenario
from ripeness.scenario.names import distinct
from ripeness.scenario.timeline import Hazard, Question
from ripeness.timeline import Change, Compared, Figure, TimelineResult
from ripeness.timeline.answers import NONE
from ripeness.timeline.baselines import CAVEATS, MEANS, SOURCE, baseline
from ripeness.words.figures import day, likelihood, percent
from ripeness.words.figures import span as ranged
from ripeness.words.labels import facts
from ripeness.words.names import begun

METHODS: Mapping[str, str] = {
    "exact": "Exact: every reachable state is followed; nothing is drawn by lot.",
    "grid": "On a grid: every reachable state is followed, with ages begun at any time in cells that grow old.",
    "sampled": "Sampled: histories are drawn by lot, so that every figure has a standard error.",
}
BRIEF = 3  # answers told in the first sentence
_ROUGH = 0.5  # days from which the error of a date is told
_WORDS = {"5": "1 chance in 20", "25": "1 in 4", "50": "even odds", "75": "3 in 4", "95": "19 in 20"}


def named(scenario: Scenario, question: str) -> str:
    """Return a question in plain words, or its id."""
    record = scenario.timeline.questions.get(question) if scenario.timeline else None
    if record is not None and not record.name:
        return _spelled(record) or question
    return distinct(scenario.timeline.questions, question) if scenario.timeline else question


def _spelled(record: Question) -> str:
    """Return a question without a name, from its parts."""
    if record.first_of is not None:
        return f"Which end comes first, by {_on(record.by)}"
    if record.time_to is not None:
        return f"Time until {facts(record.time_to.text)}"
    when = facts(record.p.text) if record.p else ""
    text = (
        f"{when} throughout, until {_on(record.by)}" if record.throughout else f"{when} {_when(record.by, record.at)}"
    )
    given = record.given
    if given is None:
        return text
    if given.p is None:
        held = (
            facts(given.throughout.text)
            if given.throughout is not None and not isinstance(given.throughout, bool)
            else ""
        )
        return f"{text}, given {held} throughout, until {_on(given.until)}"
    kept = " throughout," if given.throughout is True else ""
    return f"{text}, given {facts(given.p.text)}{kept} {_when(given.by, given.at)}"


def _when(by: object, at: object) -> str:
    return f"by {_on(by)}" if by is not None else f"on {_on(at)}"


def _on(when: object) -> str:
    """Return a day in words; what is no day as it stands."""
    return day(when) if isinstance(when, date) else str(when)


def event(scenario: Scenario, name: str) -> str:
    """Return an event in plain words, or its id."""
    return distinct(scenario.timeline.events, name) if scenario.timeline else name


def share(chance: float) -> str:
    """Return a chance in per cent; below 1e-8 stands what was cut off, not chance."""
    return percent(chance if np.isnan(chance) else round(chance, 8))


def chance(figure: Figure) -> str:
    """Return a chance in per cent; what happened in no history, or in all, with what it may be at most, or at least."""
    text = share(figure.mean)
    if not figure.histories or np.isnan(figure.mean) or 0 < figure.mean < 1:
        return text
    bound = f"{100 * figure.error:.1g}" if figure.mean == 0 else f"{100 - 100 * figure.error:.6g}"
    return f"{text}, at {'most' if figure.mean == 0 else 'least'} {bound} %"


def span(figure: Figure) -> str:
    """Return the range of a chance over draws."""
    low, high = figure.band(0.05), figure.band(0.95)
    return "unknown" if np.isnan(low) else ranged(round(low, 8), round(high, 8))


def in_brief(scenario: Scenario, result: TimelineResult) -> str:
    """Return the first answers in a sentence, each with a word of likelihood."""
    said = [f"{text}: {_worded(figure)}" for text, figure, _ in rows(scenario, result)[:BRIEF]]
    if said:
        return f"{begun('; '.join(said))}."
    for name in result.ends:
        found = ends(scenario, result, name)
        known = [(text, figure) for text, figure in found if not np.isnan(figure.mean)]
        if known:
            text, figure = max(known, key=lambda one: one[1].mean)
            return f"{named(scenario, name)}: {text}, {_worded(figure)}."
    return "What is asked is unknown: the notes say why."


def _worded(figure: Figure) -> str:
    return f"{likelihood(figure.mean)} ({chance(figure)})" if not np.isnan(figure.mean) else "unknown"


def brief_ends(scenario: Scenario, result: TimelineResult) -> str:
    """Return which end is likeliest, in a sentence; empty where none is asked for."""
    said = []
    for name in result.ends:
        each = [f"{text} {chance(figure)}" for text, figure in ends(scenario, result, name)]
        said.append(f"{named(scenario, name)}: {', '.join(each)}.")
    return " ".join(said)


def rows(scenario: Scenario, result: TimelineResult) -> list[tuple[str, Figure, str]]:
    """Return each question that has a chance, in words, with its figure and what happened."""
    found = []
    for name, answer in result.answers.items():
        if answer.kind != "first":
            text = named(scenario, name)
            text = f"{text}: reached by {day(result.process.timeline.until)}" if answer.kind == "time" else text
            found.append((text, answer.figures[""], outcome(scenario, name)))
    return found


def outcome(scenario: Scenario, question: str) -> str:
    """Return what happened, from forecasts that ask the question or its opposite: yes, no, or nothing."""
    for forecast in scenario.forecasts.values():
        if forecast.asks is None or forecast.outcome == "unknown":
            continue
        text = str(forecast.asks)
        if text == question:
            return forecast.outcome
        if text == f"!{question}":
            return "no" if forecast.outcome == "yes" else "yes"
    return ""


def method(result: TimelineResult) -> str:
    """Return how it was answered, and how far it may be off for that reason."""
    text = METHODS[result.method]
    if result.method == "sampled":
        return f"{text} {result.histories:,} histories; standard errors up to {_points(result.error)}."
    if result.method == "grid":
        single = f", those of single draws by {_points(result.single)}" if result.single > result.error else ""
        return f"{text} {result.size}; answers are off by up to about {_points(result.error)} for it{single}."
    return f"{text} {result.size}; off by less than {result.error:.0e} for it."


def _points(error: float) -> str:
    return f"{100 * error:.2g} percentage points"


def apart(result: TimelineResult) -> str:
    """Return which part of an answer is chance and which is not knowing."""
    if result.provenance.draws == 1:
        return "At the most likely values: each percentage is chance; what is not known of the numbers is left out."
    shares = [
        f.unknown_share for a in result.answers.values() for f in a.figures.values() if not np.isnan(f.unknown_share)
    ]
    text = (
        "Each percentage is chance: with the numbers given, it may or may not happen. The range beside it (5th to 95th "
        "percentile over draws) is what is not known of the numbers."
    )
    if not shares:
        return text
    most = percent(max(shares))
    most = most.replace("< ", "less than ") if most.startswith("< ") else f"at most {most}"
    return f"{text} The numbers account for {most} of the variance of an outcome; the rest is chance."


def observed(result: TimelineResult) -> str:
    """Return what answers already seen do to the draws, or nothing."""
    worth = result.effective_sample
    if not worth:  # nothing was observed, or no draw explains it, of which there is a warning
        return ""
    return (
        f"Draws count by how well they explain the signatures and refusals already seen ({worth:,.0f} draws' worth of "
        f"{result.provenance.draws:,}); signatories keep the disposition with which they answered."
    )


def ends(scenario: Scenario, result: TimelineResult, name: str) -> list[tuple[str, Figure]]:
    """Return the ends of a question with their chances, in words."""
    record = scenario.timeline.questions[name] if scenario.timeline else None
    by = f" by {_on(record.by)}" if record and record.by else ""
    return [
        (f"none of them{by}" if end == NONE else end.replace("-", " "), figure)
        for end, figure in result.answers[name].figures.items()
    ]


def times(result: TimelineResult, name: str) -> str:
    """Return the quantiles of a time in words."""
    found = result.answers[name].times
    if found is None:
        return ""
    parts = [
        f"{_WORDS[str(q)]} by {day(result.process.date(d))} ({d:.0f} days)"
        for q, d in found.days.items()
        if np.isfinite(d)
    ]
    if not parts:
        least = min(found.days)
        return f"Not reached with {_WORDS[str(least)]} before the timeline ends."
    left = "" if len(parts) == len(found.days) else "; larger chances are not reached before the timeline ends"
    off = max((e for q, e in found.errors.items() if np.isfinite(found.days[q]) and np.isfinite(e)), default=0.0)
    rough = f" They may be off by up to {off:.1f} days." if off >= _ROUGH else ""
    return f"Reached with {', '.join(parts)}{left}.{rough}"


def differences(scenario: Scenario, result: TimelineResult) -> list[tuple[str, Compared | None]]:
    """Return each question with what the changes do to it."""
    found = []
    for name, answer in result.answers.items():
        for end in answer.figures:
            text = named(scenario, name)
            found.append((f"{text}: {end}" if end else text, result.compared(name, end)))
    return found


def change(scenario: Scenario, one: Change) -> str:
    """Return a change in words."""
    if one.what == "force":
        return f"{one.of} is {'true' if one.to else 'false'} all the time"
    plain = event(scenario, one.of)
    name = plain if plain == one.of else f"{plain} ({one.of})"
    if one.what == "without":
        return f"without: {name}"
    if one.what == "move":
        return f"on {one.to}: {name}"
    return f"hazard times {one.to:g}: {name}"


def gap(value: float) -> str:
    """Return a difference of chances in percentage points."""
    text = f"{100 * value:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", "\N{MINUS SIGN}")


def baselines(scenario: Scenario) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Yield named baselines that events use: name, meaning with events, and rates per day by age."""
    used: dict[str, list[str]] = {}
    for name, record in (scenario.timeline.events if scenario.timeline else {}).items():
        if isinstance(record.hazard, Hazard) and record.hazard.baseline:
            used.setdefault(record.hazard.baseline, []).append(event(scenario, name))
    for name, events in used.items():
        made = baseline(name)
        lines = []
        for k, spread in enumerate(made.rates):
            last = k + 1 == len(made.ages)
            ages = f"from {made.ages[k]} days on" if last else f"{made.ages[k]} to {made.ages[k + 1]} days"
            numbers = [100 * float(n) for n in (spread.low, spread.central, spread.high) if n is not None]
            lines.append((ages, " / ".join(f"{n:.3g} %" for n in numbers)))
        yield name, f"{MEANS[name]}; used for: {', '.join(events)}", lines


def baseline_notes() -> tuple[str, ...]:
    """Return source and caveats of the baselines."""
    return (f"Source: {SOURCE}.", *CAVEATS)


def calendar(scenario: Scenario, result: TimelineResult) -> list[tuple[str, str]]:
    """Return the dated events in words: date, and what may happen."""
    made = result.process
    return [(str(made.date(e.day)), event(scenario, e.name)) for e in made.dated]


def example(scenario: Scenario, result: TimelineResult, history: Sequence[tuple[float, str]]) -> str:
    """Return one sampled history in words."""
    if not history:
        return "Nothing happens."
    return "; ".join(f"{result.process.date(d)} {event(scenario, name)}" for d, name in history)
