"""The result of ``sign`` in words, at 80 columns."""

from __future__ import annotations

import math
from collections.abc import Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ripeness.bargaining.lessons import Threshold
from ripeness.bargaining.sign import SignResult
from ripeness.bargaining.verdicts import Signatory
from ripeness.report import mending
from ripeness.report.words import ANY_TEXT, OPEN, OPEN_MEANS, by_all, differs, firmness, percent, span
from ripeness.result import decimal
from ripeness.scenario import Scenario

_LISTED = 5


def show(
    scenario: Scenario, result: SignResult, console: Console, *, red_lines: Mapping[str, str] | None = None
) -> None:
    """Print who would sign, what stands in the way, and what would repair it.

    ``red_lines`` says whose were taken as surely held, or as bluff.
    """
    draft = scenario.drafts[result.draft]
    console.print(f"[bold]Would they sign?[/bold] {escape(draft.title or result.draft)} ({result.draft})", end="")
    console.print(f", {draft.date}" if draft.date else "")
    if red_lines:
        console.print(escape(firmness(scenario, red_lines)))
    console.print()
    console.print(_verdicts(scenario, result))
    _beside(result, console)
    for signatory in result.text.signatories:
        _reasons(scenario, result, signatory, console)
    _learned(result, console)
    _repairs(scenario, result, console)
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
    table.add_column("signing", justify="right")
    table.add_column("refusing", justify="right")
    table.add_column("surplus", justify="right")
    table.add_column("chance" if result.provenance.draws == 1 else "chance (5-95 %)", justify="right")
    for s in result.text.signatories:
        figures = s.figures
        table.add_row(
            escape(f"{scenario.name('actors', s.actor)} ({s.actor})"),
            _verdict(s.signs, result.as_printed(s.actor)["probability"]),
            _points(figures["value"]),
            _points(figures["reservation"]),
            _points(figures["surplus"], signed=True),
            _chance(result, result.as_printed(s.actor)),
        )
    printed = result.as_printed()
    together = by_all(printed["probability"], signs=result.signs)
    colour = {"signed": "green", "not signed": "red"}.get(together, "yellow")
    table.add_row("by all of them", f"[{colour}]{together}[/{colour}]", "", "", "", _chance(result, printed))
    if result.versions:
        table.add_row("by all, whichever text it is", "", "", "", "", _chance(result, result.probability()))
    return table


def _beside(result: SignResult, console: Console) -> None:
    """Print what verdicts and chances are of, where that is not plain."""
    if result.versions:
        console.print(
            f"Its text is in doubt: it is as printed with a chance of {percent(result.text.chance)}. All but the last "
            "line is of the text as printed."
        )
    pairs = [(s.signs, result.as_printed(s.actor)) for s in result.text.signatories]
    if any(differs(c["probability"], signs=signs) for signs, c in [*pairs, (result.signs, result.as_printed())]):
        console.print(OPEN_MEANS)


def _verdict(signs: bool | None, chance: float | None = None) -> str:
    if differs(chance, signs=signs):
        return f"[yellow]{OPEN}[/yellow]"
    return {True: "[green]signs[/green]", False: "[red]refuses[/red]", None: "[yellow]unknown[/yellow]"}[signs]


def _points(value: float, *, signed: bool = False) -> str:
    if math.isnan(value):
        return "unknown"
    return decimal(value, signed=signed)


def _chance(result: SignResult, chance: Mapping[str, float | None]) -> str:
    if chance["probability"] is None or chance["low"] is None or chance["high"] is None:
        return "unknown"
    if result.provenance.draws == 1:
        return percent(chance["probability"])
    return f"{percent(chance['probability'])} ({span(chance['low'], chance['high'])})"


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
    _parts(scenario, signatory, console)
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


def _parts(scenario: Scenario, signatory: Signatory, console: Console) -> None:
    """Print what the surplus is made of, the largest part first."""
    if signatory.parts is None or any(math.isnan(v) for v in signatory.parts.values()):
        return
    ranked = sorted(signatory.parts.items(), key=lambda part: -abs(part[1]))
    shown = [
        f"{part_name(scenario, name)} {decimal(value, signed=True)}" for name, value in ranked if abs(value) >= 0.05
    ]
    console.print(
        f"Its surplus of {_points(signatory.figures['surplus'], signed=True)} is made of: {escape(', '.join(shown))}."
    )


def part_name(scenario: Scenario, name: str) -> str:
    """Return a part of a surplus in plain words."""
    kind, _, issue = name.partition(".")
    if issue:
        return f"clause on {scenario.name('issues', issue)}"
    return {"other_walk_away": "other ways of refusing", "trust": "lack of trust"}.get(kind, kind.replace("_", " "))


def _learned(result: SignResult, console: Console) -> None:
    """Print what the answers already seen imply."""
    learned = result.learned
    if not learned.observed:
        return
    console.print()
    console.print("[bold]What the answers already seen imply[/bold]")
    for draft, signed, refused in learned.observed:
        console.print(f"Seen on {draft}: signed {', '.join(signed) or 'none'}; refused {', '.join(refused) or 'none'}.")
    if result.versions:
        console.print(ANY_TEXT)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("chance of a signature", "before", "given what was seen", "if asked again"):
        table.add_column(column, justify="left" if column == "chance of a signature" else "right")
    for actor in (*(s.actor for s in result.text.signatories), ""):
        now = learned.chances(actor)
        figures = (result.probability(actor)["probability"], now["posterior"], now["again"])
        table.add_row(actor or "all of them", *("unknown" if f is None else percent(f) for f in figures))
    console.print(table)
    for moved in learned.moved[:3]:
        before, after = moved.prior[0], moved.posterior[0]
        console.print(f"  {escape(moved.path)}: {before:.3g} before, {after:.3g} after (means)", style="dim")
    for actor, found in learned.thresholds.items():
        for t in found[:1]:
            share = f"in {percent(t.refusing)} of refusals and {percent(t.signing)} of signatures"
            console.print(f"{actor}: {share} {escape(t.path)} is {_where(t)}.", style="dim")
    for offer in learned.offers:
        changes = ", ".join(f"{i}={a}" for i, a in offer.changes.items())
        console.print(
            f"The offer that would teach most about {offer.actor}: {escape(changes)} ({offer.bits:.2f} bits).",
            style="dim",
        )


def _where(threshold: Threshold) -> str:
    if threshold.path.endswith(".held"):
        return "true" if threshold.side == "above" else "false"
    return f"{threshold.side} {threshold.threshold:.3g}"


def _repairs(scenario: Scenario, result: SignResult, console: Console) -> None:
    if result.signs:
        return
    console.print()
    repairs = result.repairs.found
    if not repairs:
        console.print(f"[bold]No repair[/bold]. {escape(mending.none(result))}")
    else:
        sure = "" if result.repairs.complete else f" ({mending.smaller(result)})"
        first = "" if len(repairs) <= _LISTED else f"; the first {_LISTED}"
        console.print(f"[bold]Smallest repairs[/bold]: {escape(mending.size(result))}{sure}{first}.")
    if mending.asked(scenario, result):
        console.print(escape(mending.asked(scenario, result)))
    for repair in repairs[:_LISTED]:
        clauses = ", ".join(f"{issue}={alternative}" for issue, alternative in repair.changes.items())
        surplus = ", ".join(f"{actor} {decimal(value, signed=True)}" for actor, value in repair.surplus.items())
        console.print(f"  {escape(mending.change(scenario, repair, clauses))}  [dim](surplus {surplus})[/dim]")


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
    chances = (f"{s.actor} {percent(result.probability(s.actor)['probability'])}" for s in result.text.signatories)
    together = percent(result.probability()["probability"])
    console.print(f"Chance of a signature, whichever text it is: {escape(', '.join(chances))}; all of them {together}.")
