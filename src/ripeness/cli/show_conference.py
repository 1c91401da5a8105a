"""The result of ``conference`` in words, at 80 columns."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from ripeness.cli.show_page import clean, head, line, stacked, table
from ripeness.conference import RULES, ConferenceResult
from ripeness.scenario import Scenario
from ripeness.words import conference as say

_ISSUE = 16  # columns of an issue's id


def show(scenario: Scenario, result: ConferenceResult, console: Console, *, moves: bool = False) -> None:
    """Print where each issue settles by every rule, how far they agree, who counts, who would move or trade."""
    console.print(f"[bold]Where would they settle?[/bold] {escape(clean(scenario.title or scenario.id))}")
    line(console, say.size(scenario, result))
    _overview(result, console)
    for issue in result.issues:
        _issue(scenario, result, issue, console)
    _carried(scenario, result, console)
    _challenge(scenario, result, console, moves=moves)
    _exchange(scenario, result, console, moves=moves)
    _record(result, console)
    _closing(result, console)


def _overview(result: ConferenceResult, console: Console) -> None:
    head(console, "Where each issue settles, by every rule")
    ends = ["in the end"] if result.outcomes else []
    found = table("issue", *(say.NAMES[rule] for rule in RULES), *ends)
    for column in found.columns[1:]:
        column.justify = "right"
        column.no_wrap = True
    found.padding = (0, 1, 0, 0)
    for issue in result.issues:
        values = [say.settled(v) for v in result.settled(issue).values()]
        spans = [say.span(result.interval(issue, rule)) if result.provenance.draws > 1 else "" for rule in RULES]
        cells = [f"{value}\n[dim]{span}[/dim]" if span else value for value, span in zip(values, spans, strict=True)]
        outcome = result.outcomes.get(issue)
        last = [say.settled(outcome[0]) if outcome else ""] if ends else []
        found.add_row(escape(stacked(issue, _ISSUE)), *cells, *last)
    console.print(found)
    small = " Below them the 5th to 95th percentile, where they vary." if result.provenance.draws > 1 else ""
    line(console, f"Positions from 0 to 100 at the most likely values.{small} The compromise is the forecast.")
    for rule in RULES:
        line(console, f"{say.NAMES[rule]}: {say.MEANS[rule]}", indent=2, hang=2)


def _issue(scenario: Scenario, result: ConferenceResult, issue: str, console: Console) -> None:
    head(console, f"{issue}: {say.title(scenario, issue)}")
    line(console, say.ends(scenario, issue), indent=2, hang=2)
    sentences = (
        f"{say.forecast(result, issue)} {say.agreement(result, issue)}",
        say.adopted(result, issue),
        say.counts(scenario, result, issue),
        say.changes(scenario, result, issue),
        say.announced(scenario, result, issue),
        say.silent(scenario, result, issue),
    )
    for text in sentences:
        if text.strip():
            line(console, text, indent=2, hang=2)


def _carried(scenario: Scenario, result: ConferenceResult, console: Console) -> None:
    for issue, found in result.carried.items():
        head(console, f"Who could carry {found.point:g} on {issue}?")
        for text in say.carried(scenario, result, found):
            line(console, text, indent=2, hang=2)


def _challenge(scenario: Scenario, result: ConferenceResult, console: Console, *, moves: bool) -> None:
    head(console, "Who would give way (challenge model)")
    for issue in result.issues:
        line(console, f"{issue}: {say.challenged(result, issue)}", indent=2, hang=2)
        for text in say.moved(scenario, result, issue) if moves else ():
            line(console, text, indent=4, hang=2)


def _exchange(scenario: Scenario, result: ConferenceResult, console: Console, *, moves: bool) -> None:
    head(console, "Who would trade with whom (exchange model)")
    line(console, say.traded(result))
    shown = result.exchanges.trades if moves else say.trades(result)
    for one in shown:
        line(console, say.trade(scenario, result, one), indent=2, hang=2)
    left = len(result.exchanges.trades) - len(shown)
    if left > 0:
        line(console, f"{left} more have smaller gains; --moves lists every move and every exchange.", indent=2)
    if text := say.partners(scenario, result):
        line(console, text)


def _record(result: ConferenceResult, console: Console) -> None:
    head(console, "How good these rules have been")
    if text := say.missed(result):
        line(console, text)
    line(console, say.about_record())
    line(console, ", ".join(f"{name} {error}" for name, error in say.record()) + ".", indent=2, hang=2)
    line(console, say.source_of_record())


def _closing(result: ConferenceResult, console: Console) -> None:
    console.print()
    for warning in result.warnings:
        line(console, f"Note: {warning.message}.")
    made = result.provenance
    drawn = f"{made.draws:,} draws, seed {made.seed}" if made.draws > 1 else "central values"
    line(console, f"{drawn}; scenario {made.scenario} {made.digest[:12]}.", style="dim")
