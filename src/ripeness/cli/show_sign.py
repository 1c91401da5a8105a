"""The result of ``sign`` in words, at 80 columns."""

from __future__ import annotations

import math

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ripeness.bargaining.sign import Signatory, SignResult
from ripeness.scenario import Scenario

_LISTED = 5


def show(scenario: Scenario, result: SignResult, console: Console) -> None:
    """Print who would sign, what stands in the way, and what would repair it."""
    draft = scenario.drafts[result.draft]
    console.print(f"[bold]Would they sign?[/bold] {escape(draft.title or result.draft)} ({result.draft})", end="")
    console.print(f", {draft.date}" if draft.date else "")
    console.print()
    console.print(_verdicts(scenario, result))
    for signatory in result.text.signatories:
        _reasons(scenario, result, signatory, console)
    _repairs(result, console)
    _versions(scenario, result, console)
    console.print()
    for warning in result.warnings:
        console.print(f"Note: {escape(warning.message)}.")
    made = result.provenance
    how = "central values" if made.draws == 1 else f"{made.draws:,} draws, seed {made.seed}"
    console.print(
        f"Points are of each actor's own utility. {how}; scenario {made.scenario} {made.digest[:12]}.", style="dim"
    )


def _verdicts(scenario: Scenario, result: SignResult) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("signatory", overflow="fold")
    table.add_column("verdict")
    table.add_column("draft gives", justify="right")
    table.add_column("needs", justify="right")
    table.add_column("surplus", justify="right")
    table.add_column("chance (5-95 %)", justify="right")
    for s in result.text.signatories:
        figures = s.figures
        table.add_row(
            escape(f"{scenario.name('actors', s.actor)} ({s.actor})"),
            _verdict(s.signs),
            _points(figures["utility"]),
            _points(figures["effective_reservation"]),
            _points(figures["surplus"], signed=True),
            _chance(result, s.actor),
        )
    together = {True: "[green]signed[/green]", False: "[red]not signed[/red]", None: "[yellow]unknown[/yellow]"}
    table.add_row("by all of them", together[result.signs], "", "", "", _chance(result, ""))
    return table


def _verdict(signs: bool | None) -> str:
    return {True: "[green]signs[/green]", False: "[red]refuses[/red]", None: "[yellow]unknown[/yellow]"}[signs]


def _points(value: float, *, signed: bool = False) -> str:
    if math.isnan(value):
        return "unknown"
    return f"{value:+.1f}" if signed else f"{value:.1f}"


def _chance(result: SignResult, actor: str) -> str:
    chance = result.probability(actor)
    if chance["probability"] is None or chance["low"] is None or chance["high"] is None:
        return "unknown"
    return f"{percent(chance['probability'])} ({percent(chance['low'])}-{percent(chance['high'])})"


def percent(share: float) -> str:
    """Return a chance in whole per cent; what is neither 0 nor 1 does not look like it."""
    if 0 < share < 0.005:
        return "<1 %"
    if 0.995 < share < 1:
        return ">99 %"
    return f"{share:.0%}".replace("%", " %")


def _reasons(scenario: Scenario, result: SignResult, signatory: Signatory, console: Console) -> None:
    if signatory.signs is not False:
        return
    name = scenario.name("actors", signatory.actor)
    console.print()
    best = signatory.refusal.best_name()
    console.print(f"[bold]Why {escape(name)} refuses[/bold]")
    if best:
        worth = _points(signatory.figures["reservation"])
        value = _points(signatory.figures["value"])
        console.print(
            f"Its best way of refusing is {best}, worth {worth} points to it; signing is worth {value}, "
            "the risk that others break their word included."
        )
    for line in signatory.red_lines:
        held = "a red line" if line["held"] else "what may be a red line"
        console.print(f"The draft crosses {held}: never {escape(str(line['when']))}.")
    clauses = [c for c in result.blockers if c.actor == signatory.actor]
    if not clauses:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("clause", overflow="fold")
    table.add_column("in the draft", overflow="fold")
    table.add_column("its best", overflow="fold")
    table.add_column("costs it", justify="right")
    for clause in clauses:
        silent = "" if clause.issue in scenario.drafts[result.draft].package else " (silent)"
        table.add_row(
            escape(scenario.name("issues", clause.issue)),
            escape(clause.alternative + silent),
            escape(clause.best or "unknown"),
            _points(float(clause.loss[0])),
        )
    console.print(table)


def _repairs(result: SignResult, console: Console) -> None:
    if result.signs:
        return
    console.print()
    repairs = result.repairs
    changes = "change" if repairs.searched == 1 else "changes"
    if not repairs.found:
        proof = "proven over all packages" if repairs.complete else "not proven"
        console.print(f"[bold]No repair[/bold] with up to {repairs.searched} clause {changes} ({proof}).")
        return
    n = len(repairs.found)
    console.print(f"[bold]Smallest repairs[/bold]: {n} with {repairs.searched} clause {changes}", end="")
    console.print("." if n <= _LISTED else f"; the first {_LISTED}:")
    for repair in repairs.found[:_LISTED]:
        clauses = ", ".join(f"{issue}={alternative}" for issue, alternative in repair.changes.items())
        surplus = ", ".join(f"{actor} {value:+.1f}" for actor, value in repair.surplus.items())
        console.print(f"  {escape(clauses)}  [dim](surplus {surplus})[/dim]")


def _versions(scenario: Scenario, result: SignResult, console: Console) -> None:
    if not result.versions:
        return
    console.print()
    console.print("[bold]If the text is really another[/bold]")
    for version in result.versions:
        record = scenario.drafts[result.draft].versions[version.name]
        verdicts = ", ".join(f"{s.actor} {_verdict(s.signs)}" for s in version.signatories)
        title = f": {record.title}" if record.title else ""
        console.print(f"  {escape(version.name + title)} (chance {percent(version.chance)}): {verdicts}")
