"""Why there is no package that all would sign, and what would make one possible, at 80 columns."""

from __future__ import annotations

from rich.console import Console

from ripeness.bargaining.certificate import Certificate
from ripeness.bargaining.deals import DealsResult
from ripeness.cli import show_parts as parts
from ripeness.scenario import Scenario
from ripeness.words import obstacles as say


def obstacles(scenario: Scenario, result: DealsResult, console: Console) -> None:
    """Print what comes nearest, which wishes conflict and what would help, where nothing would be signed by all."""
    found = result.certificate
    if found is None:
        return
    _nearest(scenario, result, found, console)
    _together(scenario, result, found, console)
    _opening(scenario, result, found, console)


def _nearest(scenario: Scenario, result: DealsResult, found: Certificate, console: Console) -> None:
    """Print the package of the least largest shortfall."""
    console.print()
    console.print("[bold]The package that comes nearest[/bold]")
    if found.package is not None:
        parts.package(scenario, found.package, console)
        table = parts.table("signatory", "surplus", "falls short by", right=(1, 2))
        for row in say.shortfalls(scenario, found):
            table.add_row(*map(parts.plain, row))
        console.print(table)
        console.print(f"Chance that all sign it: {parts.chance(result, found.probability)}.")
    console.print(parts.plain(say.least(scenario, found)))


def _together(scenario: Scenario, result: DealsResult, found: Certificate, console: Console) -> None:
    """Print the wishes that cannot be met together."""
    actors = result.asked.signatories
    first, *more = say.together(scenario, found)
    console.print()
    console.print("[bold]What cannot be met together[/bold]")
    console.print(parts.plain(first))
    if found.demands:
        table = parts.table("issue", *parts.heads(scenario, actors))
        for row in say.marked(scenario, found, actors):
            table.add_row(*map(parts.plain, row))
        console.print(table)
    for sentence in more:
        console.print(parts.plain(sentence))


def _opening(scenario: Scenario, result: DealsResult, found: Certificate, console: Console) -> None:
    """Print the single changes that would make an agreement possible, and those that would not."""
    changes = say.changes(scenario, found)
    console.print()
    console.print("[bold]What would open the zone[/bold]: one change at a time, all else as it is")
    if changes:
        table = parts.table("change", "now", "needed", right=(1, 2))
        for one in changes:
            table.add_row(*map(parts.plain, (one.what, one.now, one.needed)))
        console.print(table)
    for sentence in say.unhelpful(scenario, found, result.asked.signatories):
        console.print(parts.plain(sentence))
