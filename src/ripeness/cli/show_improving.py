"""How a text could be made better, step by step and by trades, at 80 columns."""

from __future__ import annotations

from rich.console import Console

from ripeness.bargaining.deals import DealsResult
from ripeness.cli import show_parts as parts
from ripeness.scenario import Scenario
from ripeness.words import improvements as say

_TRADES = 4
_EXCHANGES = 8
_WIDE = 48  # columns for all else in a table


def improving(scenario: Scenario, result: DealsResult, console: Console) -> None:
    """Print the steps of the single text, trades between clauses, and exchanges along the frontier."""
    _steps(scenario, result, console)
    _trades(scenario, result, console)
    _exchanges(scenario, result, console)


def _steps(scenario: Scenario, result: DealsResult, console: Console) -> None:
    if result.single_text is None:
        return
    console.print()
    console.print("[bold]One text, changed step by step[/bold]")
    console.print(parts.plain(say.procedure(scenario, result)))
    names = parts.heads(scenario, result.asked.signatories, room=console.width - _WIDE)
    table = parts.table("step", "changed to", *names, "smallest", right=range(2, 99))
    for one in say.steps(scenario, result):
        table.add_row(*map(parts.plain, (one.number, one.changed, *one.surplus, one.smallest)))
    console.print(table)
    console.print(parts.plain(say.outcome(result)))


def _trades(scenario: Scenario, result: DealsResult, console: Console) -> None:
    if not say.traded(result):
        return
    console.print()
    console.print("[bold]Who could give what for what[/bold]")
    if not result.trades:
        console.print(parts.plain(say.no_trade(scenario, result)))
        return
    begin = f"Changes of {say.text_of(scenario, result)} that leave both better off."
    console.print(parts.plain(f"{begin} {say.NOT_COMPARABLE}"))
    actors = result.asked.signatories
    every = say.trades(scenario, result, str)
    for k, one in enumerate(every[:_TRADES], start=1):
        gains = ", ".join(f"{actor} {gain}" for actor, gain in zip(actors, one.gains, strict=True))
        parts.item(f"{k}. Together: {gains}", console)
        for actor, given in zip(actors, one.gives, strict=True):
            parts.item(f"{scenario.name('actors', actor)} gives {given}", console, indent=5)
    if len(every) > _TRADES:
        console.print(f"  and {len(every) - _TRADES} more (see --json, or the report)")


def _exchanges(scenario: Scenario, result: DealsResult, console: Console) -> None:
    package, shown = say.exchanges(scenario, result, _EXCHANGES)
    if not shown:
        return
    console.print()
    several = f": {len(shown)} of {len(result.exchanges)} steps" if len(result.exchanges) > len(shown) else ""
    console.print(f"[bold]From one point of the frontier to the next[/bold]{several}")
    console.print(parts.plain(say.along(scenario, result)))
    parts.package(scenario, package, console, lead="They begin with ")
    names = parts.heads(scenario, result.asked.signatories, room=console.width - _WIDE)
    table = parts.table("then changed to", *names, "rate", right=range(1, 99))
    for one in shown:
        table.add_row(*map(parts.plain, (one.changed, *one.gains, one.rate)))
    console.print(table)
