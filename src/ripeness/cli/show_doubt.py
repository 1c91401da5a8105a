"""The results of ``doubt`` in words, at 80 columns."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from ripeness.cli.show_page import clean, head, line, table
from ripeness.doubt import AgainstResult, DoubtResult, LeaveOneOutResult, ListResult
from ripeness.doubt.evidence import Kind
from ripeness.doubt.questions import shown
from ripeness.scenario import Scenario
from ripeness.words import doubt as say

_OTHERS: tuple[tuple[Kind, str], ...] = (
    ("claim", "Without one claim"),
    ("reading", "With a claim read in another way"),
)
_DRIVERS, _BARS, _SOURCES, _CLAIMS, _TURNS = 10, 6, 12, 8, 6


def show(scenario: Scenario, result: DoubtResult, console: Console, *, confidential: bool = False) -> None:
    """Print on what a figure rests."""
    console.print(f"[bold]On what does it rest?[/bold] {escape(clean(scenario.title or scenario.id))}")
    line(console, result.measure)
    line(console, say.central(scenario, result))
    count = len(result.read)
    line(console, f"It reads {count} uncertain {'number' if count == 1 else 'numbers'} of the file.")
    if result.spread:
        head(console, "How far it spreads")
        for text in say.spreading(result):
            line(console, text)
    if result.drivers:
        _drivers(result, console)
    if result.flip is not None or (result.bars is None and result.drivers):
        head(console, "What would turn the verdict")
        for text in say.flipping(result):
            line(console, text)
        for one in result.flip.moves if result.flip else ():
            line(console, say.moved(scenario, one), indent=2, hang=2)
    if result.bars is not None:
        _bars(scenario, result, console)
    if result.evidence is not None:
        _evidence(scenario, result, console, confidential=confidential)
    if result.learning:
        _learning(scenario, result, console)
    _closing(result, console)


def _drivers(result: DoubtResult, console: Console) -> None:
    head(console, "What drives it")
    if not result.active:
        line(console, "It does not vary over the draws.")
        return
    by = result.provenance.options["by"]
    found = table(by or "number", "" if by else "line", "alone", "in all", "5-95 %")
    for column in found.columns[1:]:
        column.justify = "right"
    for driver in result.active[:_DRIVERS]:
        if driver.index is None:
            continue
        interval = f"{driver.index.total_low:.2f}-{driver.index.total_high:.2f}"
        orders = f"{driver.index.first:.2f}", f"{driver.index.total:.2f}"
        found.add_row(escape(clean(driver.name)), str(driver.line or ""), *orders, interval)
    console.print(found)
    left = len(result.active) - _DRIVERS
    more = f" {left} more {'moves' if left == 1 else 'move'} it less." if left > 0 else ""
    line(
        console,
        f"Shares of its variance: what would go if the number alone were known, and all that it has a hand in.{more}",
    )


def _bars(scenario: Scenario, result: DoubtResult, console: Console) -> None:
    head(console, "One number at a time, the others at their most likely values")
    found = table("number", "line", "from", "to", "figure")
    for bar in (result.bars or ())[:_BARS]:
        if not bar.width > 0:
            break
        ends = [say.figure(e) for e in bar.ends] if bar.number.kind != "held" else ["held", "bluff"]
        at = " to ".join(say.value(result, x) for x in bar.at_ends)
        found.add_row(escape(bar.number.path), str(bar.number.line or ""), *ends, at)
    if found.row_count:
        console.print(found)
    else:
        line(console, "No number alone moves it.")
    turns = sorted((b for b in result.bars or () if b.turning), key=lambda b: b.turning.move if b.turning else 0)
    for bar in turns[:_TURNS]:
        line(console, f"To turn the verdict alone, {say.turning(scenario, bar)}.", indent=2, hang=2)
    if result.limit is not None and not turns:
        line(console, "None alone turns the verdict, not even outside its range as far as it may go.")


def _evidence(scenario: Scenario, result: DoubtResult, console: Console, *, confidential: bool) -> None:
    evidence = result.evidence
    assert evidence is not None  # noqa: S101 - called where there is evidence
    head(console, "Which source carries it")
    line(console, say.leading(scenario, result))
    carrying = [one for one in result.sources() if result.measure in one.moved or one.changes]
    found = table("without source", "grade", "numbers", "figure", "verdicts that change")
    for one in carrying[:_SOURCES]:
        changes = "; ".join(say.change(scenario, evidence, path, one) for path in one.changes) or "none"
        count = str(len(one.variant.affected))
        found.add_row(one.variant.id, one.variant.grade, count, say.without(result, one), escape(clean(changes)))
    if carrying:
        console.print(found)
    _rest(console, len(carrying) - _SOURCES, len(result.sources()) - len(carrying))
    for kind, words in _OTHERS:
        moving = [one for one in evidence.of_kind(kind) if result.measure in one.moved or one.changes]
        if moving:
            head(console, words)
        for one in moving[:_CLAIMS]:
            what = clean(say.says(scenario, one, confidential=confidential)).rstrip(".")
            changes = "".join(f"; {say.change(scenario, evidence, path, one)}" for path in one.changes)
            text = f"{say.without(result, one)}: {one.variant.id} ({one.variant.grade}): {what}{changes}."
            line(console, text, indent=2, hang=2)
        if moving:
            _rest(console, len(moving) - _CLAIMS, 0)


def _rest(console: Console, more: int, idle: int) -> None:
    """Say what is not shown: what moves it less, and what does not move it."""
    told = [f"{more} more {'moves' if more == 1 else 'move'} it less; --json has all."] if more > 0 else []
    told += [f"{idle} {'carries' if idle == 1 else 'carry'} nothing of it alone."] if idle > 0 else []
    if told:
        line(console, " ".join(told), indent=2)


def _learning(scenario: Scenario, result: DoubtResult, console: Console) -> None:
    head(console, "The next best question")
    best = [x for x in result.learning or () if x.variance > 2 * x.variance_error][:3]
    if not best:
        line(console, "No single answer would narrow the figure by more than chance.")
    for one in best:
        wrong = ""
        if one.wrong is not None and one.wrong_error is not None and one.wrong > 2 * one.wrong_error:
            wrong = f", and the chance of a wrong verdict by {say.share(one.wrong)}"
        error = f"standard error {say.share(one.variance_error)}"
        words = clean(say.number_words(scenario, one.path))
        text = f"{words}: knowing it would lower the variance by {say.share(one.variance)} ({error}){wrong}."
        line(console, text, indent=2, hang=2)


def _closing(result: DoubtResult | LeaveOneOutResult | AgainstResult, console: Console) -> None:
    console.print()
    for warning in result.warnings:
        line(console, f"Note: {warning.message}.")
    made = result.provenance
    line(
        console,
        "It says what moves the figure inside the ranges that the file states, not whether these are right; grades "
        "are shown and change nothing.",
    )
    text = f"{made.draws:,} draws, seed {made.seed}; scenario {made.scenario} {made.digest[:12]}."
    line(console, text, style="dim")


def show_list(result: ListResult, console: Console) -> None:
    """Print measures by the question that gives them, with their values at the central values."""
    width = max((len(m.path) for m in result.found), default=0)
    for name, measures in result.by_question().items():
        head(console, _titled(name, len(measures)))
        for measure in measures:
            line(console, f"{measure.path:<{min(width, 60)}}  {shown(measure.value, verdict=measure.verdict)}", hang=4)
    if result.missing:
        head(console, "Not answered")
    for name, reason in result.missing.items():
        line(console, f"{name}: {reason}", indent=2, hang=4)
    if not result.found:
        line(console, "No measure is like that; `ripeness doubt FILE --list` lists all.", style="dim")


def _titled(name: str, count: int) -> str:
    analysis, _, draft = name.partition(".")
    return f"{analysis}{f' of {draft}' if draft else ''}: {count} measure{'s' * (count > 1)}"


def show_headlines(scenario: Scenario, result: ListResult, console: Console) -> None:
    """Print the measures that say most, and how to ask what one of them rests on."""
    console.print(f"[bold]On what does it rest?[/bold] {escape(clean(scenario.title or scenario.id))}")
    line(console, "These measures say most. Ask about one of them, or about any other that --list lists:")
    asked = next((m.path for m in result.found if m.verdict), None) or next((m.path for m in result.found), "MEASURE")
    line(console, f"ripeness doubt FILE --of {asked}", indent=2, hang=4)
    line(console, "--list PATTERN lists those that hold a text; --sources leaves out one source after the other.")
    show_list(result, console)


def show_sources(
    scenario: Scenario, result: LeaveOneOutResult, console: Console, *, confidential: bool = False
) -> None:
    """Print what hangs on each source, claim and reading, over all analyses."""
    console.print(f"[bold]What hangs on which source?[/bold] {escape(clean(scenario.title or scenario.id))}")
    line(console, f"{len(result.base)} figures of all analyses, without one source or claim after the other.")
    for kind, title in (("source", "Without a source"), *_OTHERS):
        carrying = [one for one in result.of_kind(kind) if one.moved]
        if not carrying:
            continue
        head(console, title)
        shown_here = _SOURCES if kind == "source" else _CLAIMS
        for one in carrying[:shown_here]:
            what = clean(say.says(scenario, one, confidential=confidential))
            line(console, f"{one.variant.id} ({one.variant.grade}): {what}", indent=2, hang=2, style="bold")
            numbers = len(one.variant.affected)
            moved = f"{len(one.moved)} {'figure moves' if len(one.moved) == 1 else 'figures move'}."
            rests = f"{numbers} {'number rests' if numbers == 1 else 'numbers rest'} on it alone; "
            line(console, moved if kind == "reading" else f"{rests}{moved}", indent=4)
            for path in one.changes:
                told = say.change(scenario, result, path, one)
                line(console, f"{told[0].upper()}{told[1:]}.", indent=4, hang=2)
            if not one.changes:
                line(console, say.largest(scenario, result, one), indent=4, hang=2)
            for name, reason in one.refused.items():
                line(console, f"{name} then has no answer: {reason}.", indent=4, hang=2)
        _rest(console, len(carrying) - shown_here, len(result.of_kind(kind)) - len(carrying))
    _closing(result, console)


def show_against(scenario: Scenario, result: AgainstResult, console: Console) -> None:
    """Print which differences of two scenarios matter for a measure."""
    console.print(f"[bold]Which differences matter?[/bold] {escape(clean(scenario.title or scenario.id))}")
    line(console, result.measure)
    line(console, f"First: {say.figure(result.a.mean)} on average over draws, {shown(result.a.central)} at the centre.")
    line(
        console, f"Second: {say.figure(result.b.mean)} on average over draws, {shown(result.b.central)} at the centre."
    )
    if not result.differences:
        line(console, "Nothing that could matter differs.")
    else:
        found = table("difference", "alone", "all but it", "share")
        for one in result.differences:
            means = ["no scenario" if f is None else say.figure(f.mean) for f in (one.alone, one.without)]
            found.add_row(escape(one.path), *means, "" if one.share is None else say.figure(one.share))
        console.print()
        console.print(found)
        line(
            console,
            "Alone: the first with this difference only. All but it: the second without it. Share: its part of the "
            "change, where at most six differences matter.",
        )
    if not result.explained:
        whole = result.together
        laid = "it is no scenario" if whole is None else f"it is {say.figure(whole.mean)}"
        line(
            console,
            f"These differences do not explain all: with all of them laid into the first {laid}. Something else in the "
            "files changes the figure.",
        )
    if result.silent:
        said = "1 difference of words and evidence changes" if result.silent == 1 else ""
        said = said or f"{result.silent} differences of words and evidence change"
        line(console, f"{said} no number.")
    _closing(result, console)
