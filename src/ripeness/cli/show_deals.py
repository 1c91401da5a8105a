"""The result of ``deals`` in words, at 80 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ripeness.bargaining.deals import DealsResult
from ripeness.bargaining.strengths import Strength
from ripeness.cli import show_parts as parts
from ripeness.cli.show_improving import improving
from ripeness.cli.show_obstacles import obstacles
from ripeness.scenario import Scenario
from ripeness.words import deals as say
from ripeness.words.figures import firmness, percent, points


def show(
    scenario: Scenario, result: DealsResult, console: Console, *, red_lines: Mapping[str, str] | None = None
) -> None:
    """Print whether there is a package that all would sign, which are best or nearest, and where the drafts lie.

    ``red_lines`` says whose were taken as surely held, or as bluff.
    """
    console.print(f"[bold]What could be agreed?[/bold] {escape(scenario.title or scenario.id)}")
    console.print(escape(say.who(scenario, result)))
    if red_lines:
        console.print(escape(firmness(scenario, red_lines)))
    console.print()
    verdict, _, rest = say.answer(result).partition(" ")
    console.print(f"[bold]{verdict}[/bold] {escape(rest)}")
    if result.interrupted:
        console.print(f"Interrupted while {escape(result.interrupted)}: what comes after is missing below.")
    if result.without is not None:
        console.print(escape(say.without(result)))
    obstacles(scenario, result, console)
    _best(scenario, result, console)
    _drafts(scenario, result, console)
    improving(scenario, result, console)
    _guarantees(scenario, result, console)
    _strengths(scenario, result, console)
    _terms(result, console)
    _closing(result, console)


def _best(scenario: Scenario, result: DealsResult, console: Console) -> None:
    """Print what each solution picks, those that pick the same together."""
    for one in say.best(result):
        console.print()
        console.print(f"[bold]{escape(one.title)}[/bold]", end="")
        console.print(f": one of {one.number:,} packages that are equally good" if one.number > 1 else "")
        parts.package(scenario, one.agreement.package, console)
        heads = ("signatory", "surplus") if result.zone.empty is not False else ("signatory", "surplus", "of its most")
        table = parts.table(*heads, right=(1, 2))
        for row in say.gained(scenario, result, one.agreement):
            table.add_row(*map(parts.plain, row[: len(heads)]))
        console.print(table)
        console.print(f"Chance that all sign it: {parts.chance(result, one.agreement.probability)}.")
    if say.missing(result):
        console.print()
        console.print(say.missing(result))


def _drafts(scenario: Scenario, result: DealsResult, console: Console) -> None:
    """Print where the drafts lie, and what would be better for everybody."""
    if not result.drafts:
        return
    console.print()
    console.print(
        "[bold]Where the drafts lie[/bold], each with its own guarantees. Clauses away: how many must change for all "
        "to sign."
    )
    heads = ("draft", *parts.heads(scenario, result.asked.signatories), "in the zone", "clauses away", "all sign")
    table = parts.table(*heads, right=range(1, len(heads)), left=(len(heads) - 3,))
    for s in result.drafts:
        surplus = (parts.dashed(points(x, signed=True)) for x in s.agreement.surplus.values())
        mean = percent(s.agreement.probability.get("probability"))
        table.add_row(s.draft, *surplus, say.in_zone(s), say.away(s), mean)
    console.print(table)
    for s in result.drafts:
        parts.item(f"{scenario.name('drafts', s.draft)} ({s.draft})", console)
        for text in say.beside(scenario, s, str):
            parts.item(text, console, indent=4)


def _guarantees(scenario: Scenario, result: DealsResult, console: Console) -> None:
    if not result.guarantees:
        return
    console.print()
    console.print("[bold]With and without guarantees[/bold] (confidence that the others comply)")
    table = parts.table(
        "added", "packages in the zone", *parts.heads(scenario, result.asked.signatories), right=range(1, 99)
    )
    for row in result.guarantees:
        added = ", ".join(scenario.name("ties", tie) for tie in row["added"]) or "none"
        confidence = (percent(row["confidence"][a]) for a in result.asked.signatories)
        table.add_row(escape(added), say.number_of(row["zone"]), *confidence)
    console.print(table)


def _strengths(scenario: Scenario, result: DealsResult, console: Console) -> None:
    """Print how the agreements move with the strength of each side."""
    if not result.strengths:
        return
    console.print()
    sweeps = [say.sweep(result, side) for side in say.sides(result)]
    still = [sentence for swept in sweeps if (sentence := say.constant(scenario, swept))]
    moving = [swept for swept in sweeps if not say.constant(scenario, swept)]
    about = ": surplus at the Nash package (share of the most it could get)" if moving else ""
    console.print(f"[bold]How it moves with strength[/bold]{about}")
    if any(s.empty for swept in moving for s in swept):
        console.print("Where no package would be signed by all: surplus at the one that comes nearest.")
    if moving:
        console.print(_swept(scenario, result, moving))
    for sentence in still:
        console.print(parts.plain(sentence))


def _swept(scenario: Scenario, result: DealsResult, sweeps: Sequence[Sequence[Strength]]) -> Table:
    table = parts.table(
        "strength, times", "signed", *parts.heads(scenario, result.asked.signatories), right=range(2, 99)
    )
    for swept in sweeps:
        name = escape(scenario.name("actors", swept[0].side))
        for s in say.telling(swept):
            table.add_row(f"{name} {s.factor:g}", say.YES[s.empty], *map(parts.plain, say.moved(result, s)))
    return table


def _terms(result: DealsResult, console: Console) -> None:
    console.print()
    for term, meaning in say.terms(result):
        console.print(f"[bold]{escape(term[0].upper() + term[1:])}[/bold]: {escape(meaning)}", style="dim")


def _closing(result: DealsResult, console: Console) -> None:
    console.print()
    for warning in result.warnings:
        if warning.code == "interrupted":  # said at the top
            continue
        console.print(f"Note: {escape(warning.message)}.")
    made = result.provenance
    how = "central values" if made.draws == 1 else f"{made.draws:,} draws, seed {made.seed}"
    console.print(
        f"Points are of each actor's own utility. {how}; scenario {made.scenario} {made.digest[:12]}.", style="dim"
    )
