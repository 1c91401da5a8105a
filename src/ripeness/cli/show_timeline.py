"""The result of ``timeline`` in words, at 80 columns."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from ripeness.cli.show_page import clean, head, line, table
from ripeness.scenario import Scenario
from ripeness.timeline import Change, TimelineResult
from ripeness.words import timeline as say
from ripeness.words.figures import day

_MOVERS = 10


def show(
    scenario: Scenario,
    result: TimelineResult,
    console: Console,
    *,
    movers: tuple[str, list[tuple[Change, float, float]]] | None = None,
) -> None:
    """Print the answers with their ranges beside what happened, ends, times, changes, and how it was answered."""
    console.print(f"[bold]What happens by when?[/bold] {escape(clean(scenario.title or scenario.id))}")
    made = result.process
    line(console, f"From {day(made.date(0))} to {day(made.timeline.until)}.")
    _chances(scenario, result, console)
    _ends(scenario, result, console)
    _times(scenario, result, console)
    if result.changed is not None:
        _changes(scenario, result, console)
    if movers is not None:
        _movers(scenario, *movers, console)
    _closing(scenario, result, console)


def _chances(scenario: Scenario, result: TimelineResult, console: Console) -> None:
    rows = say.rows(scenario, result)
    if not rows:
        return
    head(console, "Chances")
    happened = any(outcome for _, _, outcome in rows)
    found = table("question", "chance", "range", *(["happened"] if happened else []))
    for text, figure, outcome in rows:
        cells = [clean(text), say.chance(figure), say.span(figure), *([outcome] if happened else [])]
        found.add_row(*map(Text, cells))
    console.print(found)
    line(console, say.apart(result))
    if happened:
        line(console, "What happened is from the forecasts of the file; no number was fitted to it.")


def _ends(scenario: Scenario, result: TimelineResult, console: Console) -> None:
    for name, answer in result.answers.items():
        if answer.kind != "first":
            continue
        head(console, clean(say.named(scenario, name)))
        found = table("end", "chance", "range")
        for text, figure in say.ends(scenario, result, name):
            found.add_row(*map(Text, (text, say.chance(figure), say.span(figure))))
        console.print(found)


def _times(scenario: Scenario, result: TimelineResult, console: Console) -> None:
    for name, answer in result.answers.items():
        if answer.kind == "time":
            head(console, clean(say.named(scenario, name)))
            line(console, say.times(result, name))


def _changes(scenario: Scenario, result: TimelineResult, console: Console) -> None:
    head(console, "What if")
    for one in result.changes:
        line(console, clean(say.change(scenario, one)), indent=2, hang=2)
    found = table("question", "without", "with", "points", "range of it")
    for text, compared in say.differences(scenario, result):
        if compared is None:
            cells = (clean(text), "unknown", "unknown", "", "")
        else:
            spread = f"{say.gap(compared.low)} to {say.gap(compared.high)}"
            cells = (
                clean(text),
                say.fine(compared.base),
                say.fine(compared.changed),
                say.gap(compared.difference),
                spread,
            )
        found.add_row(*map(Text, cells))
    console.print(found)
    line(console, "The same draws fall on both; points are percentage points.")


def _movers(scenario: Scenario, asked: str, moved: list[tuple[Change, float, float]], console: Console) -> None:
    question, _, end = asked.partition(":")
    head(console, "Which single change moves it most?")
    line(console, clean(say.named(scenario, question)) + (f": {end}" if end else ""))
    if not moved:
        line(console, "Unknown at the most likely values.")
        return
    line(console, f"At the most likely values: {say.fine(moved[0][1])}.")
    found = table("change", "chance", "points")
    for one, before, after in moved[:_MOVERS]:
        found.add_row(*map(Text, (clean(say.change(scenario, one)), say.fine(after), say.gap(after - before))))
    console.print(found)


def _closing(scenario: Scenario, result: TimelineResult, console: Console) -> None:
    head(console, "How it was answered")
    line(console, say.method(result))
    if text := say.observed(result):
        line(console, text)
    for name, means, _ in say.baselines(scenario):
        line(console, clean(f"Baseline {name}: {means}. {say.baseline_notes()[0]}"))
    for warning in (*result.warnings, *(result.changed.warnings if result.changed else ())):
        line(console, f"Note: {warning.message}.")
    made = result.provenance
    drawn = f"{made.draws:,} draws, seed {made.seed}" if made.draws > 1 else "most likely values"
    line(console, f"{drawn}; scenario {made.scenario} {made.digest[:12]}.", style="dim")
