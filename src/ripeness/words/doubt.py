"""On what an answer rests, in words: for the terminal and for the report."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ripeness.doubt import DoubtResult, LeaveOneOutResult
from ripeness.doubt.flip_set import FlippedNumber, FlipSet
from ripeness.doubt.tornado import Bar
from ripeness.doubt.without import Figures, Left
from ripeness.scenario import Scenario
from ripeness.words.figures import likelihood, percent
from ripeness.words.labels import label
from ripeness.words.measures import figure, is_chance, subject

HELD = {True: "bluff", False: "held"}


def is_share(result: DoubtResult) -> bool:
    """Return whether a measure is a chance, to be shown in per cent."""
    return is_chance(result.measure)


def value(result: DoubtResult, number: float, *, mean: bool = False) -> str:
    """Return a value of the measure as it reads best; ``mean``: over draws, where yes and no become a share."""
    if np.isnan(number):
        return "unknown"
    if result.verdict and not mean:
        return "yes" if number >= 0.5 else "no"
    if result.verdict or is_share(result):
        return percent(number)
    return figure(number)


def number_words(scenario: Scenario, path: str) -> str:
    """Return the plain words for an uncertain number."""
    return label(scenario, path)


def central(scenario: Scenario, result: DoubtResult) -> str:
    """Return the figure at the central values, as a sentence; of a chance with its likelihood."""
    what = subject(scenario, result.measure)
    said = f"{what[0].upper()}{what[1:]}"
    verdict = ""
    if result.limit is not None and not result.verdict and result.central == result.central:
        side = "at or above" if result.central >= result.limit else "below"
        limit = percent(result.limit) if is_share(result) else figure(result.limit)
        verdict = f", {side} {limit}, where its verdict turns"
    word = f"{likelihood(result.central)}, " if is_share(result) and result.central == result.central else ""
    return f"{said}: {word}{value(result, result.central)} at the most likely values{verdict}."


def spreading(result: DoubtResult) -> Iterator[str]:
    """Yield sentences on how far the figure spreads."""
    found = result.spread
    if found is None:
        return
    draws = f"Over {result.provenance.draws:,} draws of the uncertain numbers"
    if found.known == 0:
        yield f"{draws}: unknown in all of them."
        return
    if result.verdict:
        yield f"{draws}: {_yes(found.reaches or 0.0, found.reaches_error, result.provenance.draws)}."
    else:
        q = {level: (at, low, high) for level, at, low, high in found.quantiles}
        half = f"half of them {_between(result, q[0.25][0], q[0.75][0])}"
        most = f"nine in ten {_between(result, q[0.05][0], q[0.95][0])}"
        ends = " and ".join(_to(result, low, high) for _, low, high in (q[0.05], q[0.95]))
        yield (
            f"{draws}: median {value(result, q[0.5][0])}, {half}, {most}. With so many draws these outer ends are "
            f"known to within {ends}."
        )
        if found.limit is not None and found.reaches is not None:
            limit = percent(found.limit) if is_share(result) else figure(found.limit)
            error = f" (standard error {percent(found.reaches_error)})" if found.reaches_error else ""
            among = {0.0: "none", 1.0: "all"}.get(found.reaches, percent(found.reaches))
            yield f"At or above {limit} in {among} of the draws{error}."
    if found.known < 1:
        yield f"Unknown in {percent(1 - found.known)} of the draws."


def _yes(share: float, error: float | None, draws: int) -> str:
    """Return in how many draws a verdict is yes; where it is in none or in all, what that says of further ones."""
    if share in (0.0, 1.0):
        bound = percent(min(3 / draws, 1.0))  # the rule of three
        other, all_ = ("yes", "none") if share == 0 else ("no", "all")
        return f"yes in {all_} of them; of any number of draws it is {other} in fewer than {bound} (at 95 %)"
    return f"yes in {percent(share)} of them (standard error {percent(error or 0)})"


def _between(result: DoubtResult, low: float, high: float) -> str:
    """Return a range in words, at one figure where both ends read the same."""
    first, last = value(result, low), value(result, high)
    return f"at {first}" if first == last else f"between {first} and {last}"


def _to(result: DoubtResult, low: float, high: float) -> str:
    first, last = value(result, low), value(result, high)
    return first if first == last else f"{first} to {last}"


def moved(scenario: Scenario, one: FlippedNumber) -> str:
    """Return one move of a flip set."""
    words = number_words(scenario, one.path)
    line = f" (line {one.line})" if one.line else ""
    if one.path.endswith(".held"):
        now, then = HELD[one.start >= 0.5], HELD[one.to >= 0.5]
        return f"{words}{line}: {then} instead of {now}"
    return f"{words}{line}: {figure(one.to)} instead of {figure(one.start)} ({percent(one.share)} of its range)"


def flipping(result: DoubtResult) -> Iterator[str]:
    """Yield what turns the verdict, or that nothing does."""
    found = result.flip
    if found is None:
        if result.limit is None:
            yield "The figure has no verdict of its own; give a limit to ask what turns it."
        elif np.isnan(result.central):
            yield "At the most likely values the figure is unknown, so there is no verdict to turn."
        return
    if found.found:
        yield _turned(result, found)
        return
    if found.one_way:
        why = (
            f"In all {found.steps:,} steps that were looked at each number pushed one way only, so this is as far as "
            "it goes"
        )
    else:
        why = f"This is a search over {found.points:,} points, not a proof"
    yield (
        "No move of any numbers inside their own ranges was found that turns the verdict: with every number at the end "
        f"that helps most it is {value(result, found.farthest)}. {why}."
    )


def _turned(result: DoubtResult, found: FlipSet) -> str:
    count = len(found.moves)
    who = "One number alone turns" if count == 1 else f"{count} numbers together turn"
    small = (
        "no smaller set does, each number tried at both ends of its range"
        if found.smallest
        else "the smallest set that was found; smaller ones of three and more were not all tried"
    )
    check = "Run again with these values the analysis agrees" if found.verified else "Run again, the analysis disagrees"
    single = "" if count == 1 else f" ({small})"
    return (
        f"{who} it inside {'its range' if count == 1 else 'their ranges'}{single}, "
        f"just so: the figure is then {value(result, found.after)}. {check}."
    )


def turning(scenario: Scenario, bar: Bar) -> str:
    """Return where one number alone would turn the verdict."""
    found = bar.turning
    words = number_words(scenario, bar.number.path)
    if found is None:
        return ""
    if bar.number.kind == "held":
        return f"{words} would have to be {HELD[found.value >= 0.5]}"
    beyond = "" if found.inside else ", outside its range"
    return f"{words} would have to be {found.side} {figure(found.value)}{beyond}"


def without(result: DoubtResult, one: Left) -> str:
    """Return the measure without a source or claim."""
    found = now(result, one)
    return value(result, found.mean, mean=True)


def leading(scenario: Scenario, result: DoubtResult) -> str:
    """Return what is left without the source on which most hangs."""
    assert result.evidence is not None  # noqa: S101 - asked only where evidence was left out
    carrying = [one for one in result.sources() if result.measure in one.moved or one.changes]
    if not carrying:
        return "No source alone carries any of it: without any one of them the figure is what it is."
    one = carrying[0]
    base = value(result, result.evidence.base[result.measure].mean, mean=True)
    rests = len(one.variant.affected)
    numbers = f"{rests} {'number of the file rests' if rests == 1 else 'numbers of the file rest'} on it alone"
    told = "; ".join(change(scenario, result.evidence, path, one) for path in one.changes)
    verdicts = f"What changes: {told}." if told else "No verdict changes."
    return (
        f"Most hangs on {one.variant.id} (grade {one.variant.grade}): without it the figure is {without(result, one)} "
        f"on average over draws instead of {base}; {numbers}. {verdicts}"
    )


def now(result: DoubtResult, one: Left) -> Figures:
    """Return the figures of the measure after a change of the evidence."""
    assert result.evidence is not None  # noqa: S101 - asked only where evidence was left out
    return one.moved.get(result.measure, result.evidence.base[result.measure])


def change(scenario: Scenario, evidence: LeaveOneOutResult, path: str, one: Left) -> str:
    """Return one verdict that changes."""
    limit, yes = evidence.limits[path], path in evidence.verdicts
    before, after = (side(f.central, limit, yes=yes) for f in (evidence.base[path], one.moved[path]))
    return f"{subject(scenario, path)}: {after} instead of {before}"


def side(number: float, limit: float, *, yes: bool) -> str:
    """Return on which side of a limit a figure lies; of a truth, yes or no."""
    if np.isnan(number):
        return "unknown"
    if yes:
        return "yes" if number >= limit else "no"
    return f"at or above {figure(limit)}" if number >= limit else f"below {figure(limit)}"


def largest(scenario: Scenario, evidence: LeaveOneOutResult, one: Left) -> str:
    """Return what moves most where no verdict changes."""
    chances = [p for p in one.moved if p.endswith("probability") and p in evidence.asked]
    if not chances:
        return "No verdict changes."
    path = max(chances, key=lambda p: abs(one.moved[p].mean - evidence.base[p].mean))
    before, after = percent(evidence.base[path].mean), percent(one.moved[path].mean)
    if before == after:
        return "No verdict changes, and no chance visibly."
    return f"No verdict changes; most moves {subject(scenario, path)}: {after} instead of {before}."


def says(scenario: Scenario, one: Left, *, confidential: bool) -> str:
    """Return what a source or claim is, as far as it may be shown."""
    variant = one.variant
    if scenario.sources[variant.source].confidential and not confidential:
        return "confidential"
    if variant.kind == "source":
        return scenario.sources[variant.id].title
    claim, _, reading = variant.id.partition(".")
    return scenario.claims[claim].readings[reading].says if reading else scenario.claims[claim].says
