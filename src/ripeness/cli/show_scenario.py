"""A scenario in words and tables, at 80 columns."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ripeness.scenario import Scenario
from ripeness.scenario.parties import Ranking
from ripeness.scenario.ties import Support

_LABEL = 26  # columns for the name of an alternative
_CELL = 9


def show(scenario: Scenario, console: Console) -> None:
    """Print who is there, what each wants, the ties, the drafts and the dates."""
    console.print(f"[bold]{escape(scenario.title or scenario.id)}[/bold] ({scenario.id})", end="")
    console.print(f", as of {scenario.as_of}" if scenario.as_of else "")
    if scenario.summary:
        console.print(escape(scenario.summary.strip()))
    _actors(scenario, console)
    _matrix(scenario, console)
    _ties(scenario, console)
    _drafts(scenario, console)
    _calendar(scenario, console)
    _unknown(scenario, console)


def _head(console: Console, title: str) -> None:
    console.print()
    console.print(f"[bold]{title}[/bold]")


def _plain(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=bool(columns))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _actors(scenario: Scenario, console: Console) -> None:
    _head(console, "Actors")
    table = _plain("id", "name", "role", "speaks")
    for actor, record in scenario.actors.items():
        table.add_row(actor, escape(record.name), ", ".join(record.role), escape(record.leader))
    console.print(table)


def _matrix(scenario: Scenario, console: Console) -> None:
    wanting = list(scenario.preferences)
    if not wanting:
        return
    _head(console, "What each wants")
    console.print(
        "On each issue's line its weight; below, the value of each alternative (0-100); * today.", style="dim"
    )
    fitting = max(1, (console.width - _LABEL) // _CELL)
    for first in range(0, len(wanting), fitting):
        actors = wanting[first : first + fitting]
        table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
        table.add_column("issue, alternative", width=_LABEL - 1, no_wrap=True, overflow="ellipsis")
        for actor in actors:
            table.add_column(actor, justify="right", width=_CELL - 1, overflow="fold")
        for issue, record in scenario.issues.items():
            table.add_row(f"[bold]{issue}[/bold]", *(_weight(scenario, a, issue) for a in actors))
            for alternative in record.alternatives:
                mark = "*" if alternative == record.now else " "
                table.add_row(f" {mark}{alternative}", *(_value(scenario, a, issue, alternative) for a in actors))
        console.print(table)
    silent = [a for a in scenario.actors if a not in scenario.preferences]
    if silent:
        console.print(f"Nothing is said of what these want: {', '.join(silent)}.", style="dim")


def _weight(scenario: Scenario, actor: str, issue: str) -> str:
    weight = scenario.preferences[actor].weights.get(issue)
    return "" if weight is None else f"[bold]{'?' if weight.central is None else f'{weight.central:.0f}'}[/bold]"


def _value(scenario: Scenario, actor: str, issue: str, alternative: str) -> str:
    wants = scenario.preferences[actor]
    if issue not in wants.weights:
        return "·"
    values = wants.values.get(issue)
    estimate = values.central(alternative) if isinstance(values, Ranking) else values and values.get(alternative)
    if not estimate or estimate.central is None:
        return "[yellow]?[/yellow]"
    return f"{estimate.central:.0f}"


def _ties(scenario: Scenario, console: Console) -> None:
    if not scenario.ties:
        return
    _head(console, "Ties")
    table = _plain("id", "from", "to", "kind", "strength")
    for tie, record in scenario.ties.items():
        strength = record.strength
        shown = (
            ", ".join(f"{a} {s.is_}" for a, s in strength.items()) if isinstance(strength, dict) else str(strength.is_)
        )
        if isinstance(record, Support) and not record.lawful:
            shown += " (embargo)"
        table.add_row(tie, record.from_, record.to, record.kind, shown)
    console.print(table)


def _drafts(scenario: Scenario, console: Console) -> None:
    if not scenario.drafts:
        return
    _head(console, "Drafts, as differences from today")
    for draft, record in scenario.drafts.items():
        console.print(f"[bold]{draft}[/bold] {escape(record.title)}{f', {record.date}' if record.date else ''}")
        changes = {i: a for i, a in record.package.items() if a != scenario.issues[i].now}
        same = [i for i, a in record.package.items() if a == scenario.issues[i].now]
        silent = [i for i in scenario.issues if i not in record.package]
        console.print("  " + escape(", ".join(f"{i}={a}" for i, a in changes.items()) or "nothing changes"))
        if same:
            console.print(f"  confirms today's: {escape(', '.join(same))}", style="dim")
        if silent:
            console.print(f"  silent on: {escape(', '.join(silent))}", style="dim")


def _calendar(scenario: Scenario, console: Console) -> None:
    dated: list[tuple[str, str]] = []
    if scenario.timeline:
        dated += [(str(e.on), e.name or n) for n, e in scenario.timeline.events.items() if e.on]
        dated += [(str(scenario.timeline.until), "end of the timeline")]
    dated += [(str(d.date), f"draft {n}") for n, d in scenario.drafts.items() if d.date]
    if not dated:
        return
    _head(console, "Calendar")
    for day, what in sorted(dated):
        console.print(f"  {day}  {escape(what)}")


def _unknown(scenario: Scenario, console: Console) -> None:
    unknown = [path for path, estimate in scenario.estimates.items() if estimate.central is None]
    resting = sum(1 for e in scenario.estimates.values() if e.because)
    _head(console, "What it rests on")
    console.print(f"{len(scenario.estimates)} numbers, {resting} with claims behind them, {len(unknown)} unknown.")
    for path in unknown:
        console.print(f"  unknown: {escape(path)}")
