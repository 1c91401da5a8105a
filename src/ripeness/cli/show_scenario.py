"""A scenario in words and tables, at 80 columns or the width of the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ripeness.cli.show_page import clean, head, line, stacked, table
from ripeness.scenario import Scenario
from ripeness.scenario.content import calendar, differences, figure, unknown
from ripeness.scenario.parties import Ranking
from ripeness.scenario.ties import Support, Tie

_CELL = 9  # columns for the numbers of one actor


def show(scenario: Scenario, console: Console) -> None:
    """Print who is there, what each wants, the ties, the drafts and the dates."""
    title(scenario, console)
    actors(scenario, console)
    matrix(scenario, console)
    ties(scenario, console)
    drafts(scenario, console)
    dates(scenario, console, forecasts=False)
    _rests(scenario, console)


def title(scenario: Scenario, console: Console) -> None:
    """Print what the scenario is called, its day and its summary."""
    named = f"{scenario.title} ({scenario.id})" if scenario.title else scenario.id
    line(console, named + (f", as of {scenario.as_of}" if scenario.as_of else ""), style="bold")
    line(console, scenario.summary)


def actors(scenario: Scenario, console: Console) -> None:
    """Print the actors."""
    head(console, "Actors")
    shown = table("id", "name", "role", "speaks")
    for actor, record in scenario.actors.items():
        shown.add_row(actor, escape(clean(record.name)), ", ".join(record.role), escape(clean(record.leader)))
    console.print(shown)


def matrix(scenario: Scenario, console: Console) -> None:
    """Print what each actor wants: weights of issues and values of alternatives, as many actors as fit at a time."""
    wanting = list(scenario.preferences)
    if not wanting:
        return
    head(console, "What each wants")
    line(console, "On each issue's line its weight; below, the value of each alternative, 0-100, at its most likely.")
    line(console, "* today; · the issue does not count for the actor; ? unknown.", style="dim")
    names = [*scenario.issues, *(f"  {a}" for record in scenario.issues.values() for a in record.alternatives)]
    label = min(max(map(len, [*names, "issue, alternative"])), max(console.width // 3, 18))
    fitting = max(1, (console.width - label - 1) // _CELL)
    for first in range(0, len(wanting), fitting):
        if first:
            console.print()
        console.print(_columns(scenario, wanting[first : first + fitting], label))
    silent = [a for a in scenario.actors if a not in scenario.preferences]
    if silent:
        line(console, f"Nothing is said of what these want: {', '.join(silent)}.", style="dim")


def _columns(scenario: Scenario, actors: list[str], label: int) -> Table:
    """Return the matrix for some actors, with the issues that count for any of them."""
    shown = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    shown.add_column("issue, alternative", width=label, overflow="fold")
    for actor in actors:
        shown.add_column(stacked(actor, _CELL - 1), justify="right", width=_CELL - 1, overflow="fold")
    for issue, record in scenario.issues.items():
        weights = [_weight(scenario, a, issue) for a in actors]
        if not any(weights):
            continue
        shown.add_row(f"[bold]{issue}[/bold]", *weights)
        for alternative in record.alternatives:
            mark = "*" if alternative == record.now else " "
            shown.add_row(f" {mark}{alternative}", *(_value(scenario, a, issue, alternative) for a in actors))
    return shown


def _weight(scenario: Scenario, actor: str, issue: str) -> str:
    weight = scenario.preferences[actor].weights.get(issue)
    return "" if weight is None else f"[bold]{'?' if weight.central is None else figure(weight.central)}[/bold]"


def _value(scenario: Scenario, actor: str, issue: str, alternative: str) -> str:
    wants = scenario.preferences[actor]
    if issue not in wants.weights:
        return "·"
    values = wants.values.get(issue)
    estimate = values.central(alternative) if isinstance(values, Ranking) else values and values.get(alternative)
    return "[yellow]?[/yellow]" if not estimate or estimate.central is None else figure(estimate.central)


def ties(scenario: Scenario, console: Console) -> None:
    """Print who could move whom."""
    if not scenario.ties:
        return
    head(console, "Ties")
    shown = table("id", "from", "to", "kind", "strength")
    for tie, record in scenario.ties.items():
        shown.add_row(tie, record.from_, record.to, record.kind, escape(_strength(record)))
    console.print(shown)


def _strength(record: Tie) -> str:
    strength = record.strength
    said = ", ".join(f"{a} {s.is_}" for a, s in strength.items()) if isinstance(strength, dict) else str(strength.is_)
    if record.lawful:
        return said
    return said + (" (embargo)" if isinstance(record, Support) else " (unlawful)")


def drafts(scenario: Scenario, console: Console) -> None:
    """Print each draft as its differences from today."""
    if scenario.drafts:
        head(console, "Drafts, as differences from today")
    for draft, record in scenario.drafts.items():
        found = differences(scenario, draft)
        named = f"{draft}: {record.title}" if record.title else draft
        line(console, named + (f", {record.date}" if record.date else ""), style="bold", hang=2)
        changes = ", ".join(f"{i}={a}" for i, a in found["changes"].items())
        line(console, changes or "nothing changes", indent=2, hang=2)
        for word, issues in (("confirms today's", found["confirms"]), ("silent on", found["silent"])):
            if issues:
                line(console, f"{word}: {', '.join(issues)}", indent=2, hang=2, style="dim")


def dates(scenario: Scenario, console: Console, *, forecasts: bool) -> None:
    """Print the calendar."""
    dated = calendar(scenario, forecasts=forecasts)
    if dated:
        head(console, "Calendar")
    for day, what in dated:
        line(console, f"{day}  {what}", indent=2, hang=12)


def _rests(scenario: Scenario, console: Console) -> None:
    """Print how many numbers there are, and which are unknown."""
    missing = unknown(scenario)
    resting = sum(1 for estimate in scenario.estimates.values() if estimate.because)
    head(console, "What it rests on")
    line(
        console,
        f"{len(scenario.estimates)} numbers, {resting} with claims behind them, {len(missing)} unknown. "
        "Each one with its range, its line and its reason: --full.",
    )
    for path in missing:
        line(console, f"unknown: {path}", indent=2, hang=2)
