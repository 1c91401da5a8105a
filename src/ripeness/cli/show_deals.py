"""The result of ``deals`` in words, at 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ripeness.bargaining.agreement import Agreement
from ripeness.bargaining.deals import DealsResult
from ripeness.bargaining.strengths import Strength
from ripeness.report import agreements as say
from ripeness.report.words import percent, points
from ripeness.scenario import Scenario

_NAME = 22  # characters; where a name is longer, or there are more than three, columns are headed by ids


def show(scenario: Scenario, result: DealsResult, console: Console) -> None:
    """Print whether there is a package that all would sign, which are best or nearest, and where the drafts lie."""
    console.print(f"[bold]What could be agreed?[/bold] {escape(scenario.title or scenario.id)}")
    console.print(escape(say.who(scenario, result)))
    console.print()
    verdict, _, rest = say.answer(result).partition(" ")
    console.print(f"[bold]{verdict}[/bold] {escape(rest)}")
    if result.interrupted:
        console.print(f"Interrupted while {escape(result.interrupted)}: what comes after is missing below.")
    _nearest(scenario, result, console)
    _best(scenario, result, console)
    _drafts(scenario, result, console)
    _guarantees(scenario, result, console)
    _strengths(scenario, result, console)
    _terms(result, console)
    _closing(result, console)


def _nearest(scenario: Scenario, result: DealsResult, console: Console) -> None:
    """Print the package of the least largest shortfall, where nothing would be signed."""
    found = result.certificate
    if found is None:
        return
    console.print()
    console.print("[bold]The package that comes nearest[/bold]")
    if found["package"] is not None:
        _package(scenario, found["package"], console)
        table = _table("signatory", "surplus", "falls short by", right=(1, 2))
        for row in say.shortfalls(scenario, result):
            table.add_row(*map(_plain, row))
        console.print(table)
        chance = say.chance_of(result, "certificate")
        console.print(f"Chance that all sign it: {chance}.")
    console.print(_plain(say.least(scenario, result)))


def _package(scenario: Scenario, package: object, console: Console) -> None:
    """Print a package as changes against today's."""
    changed = say.against_today(scenario, package) if isinstance(package, dict) else []
    console.print("Today's package with these changes:" if changed else "Today's package, unchanged.")
    for issue, wording in changed:
        _item(f"{issue}: {wording}", console)


def _best(scenario: Scenario, result: DealsResult, console: Console) -> None:
    """Print what each solution picks, those that pick the same together."""
    for one in say.best(result):
        console.print()
        console.print(f"[bold]{escape(one.title)}[/bold]", end="")
        console.print(f": one of {one.number:,} packages that are equally good" if one.number > 1 else "")
        _package(scenario, dict(one.agreement.package), console)
        heads = ("signatory", "surplus") if result.zone.empty is not False else ("signatory", "surplus", "of its most")
        table = _table(*heads, right=(1, 2))
        for row in say.gained(scenario, result, one.agreement):
            table.add_row(*map(_plain, row[: len(heads)]))
        console.print(table)
        console.print(f"Chance that all sign it: {_chance(result, one.agreement)}.")
    if say.missing(result):
        console.print()
        console.print(say.missing(result))


def _chance(result: DealsResult, agreement: Agreement) -> str:
    chance = agreement.probability
    mean, low, high = (chance.get(name) for name in ("probability", "low", "high"))
    if mean is None or low is None or high is None:
        return "unknown"
    if result.provenance.draws == 1:
        return percent(mean)
    return f"{percent(mean)} (5-95 %: {percent(low)}-{percent(high)})"


def _drafts(scenario: Scenario, result: DealsResult, console: Console) -> None:
    """Print where the drafts lie, and what would be better for everybody."""
    if not result.drafts:
        return
    console.print()
    console.print(
        "[bold]Where the drafts lie[/bold], each with its own guarantees. Clauses away: how many must change for all "
        "to sign."
    )
    heads = ("draft", *_heads(scenario, result), "in the zone", "clauses away", "all sign")
    table = _table(*heads, right=range(1, len(heads)), left=(len(heads) - 3,))
    for s in result.drafts:
        surplus = (_dashed(points(x, signed=True)) for x in s.agreement.surplus.values())
        mean = percent(s.agreement.probability.get("probability"))
        table.add_row(s.draft, *surplus, say.in_zone(s), say.away(s), mean)
    console.print(table)
    for s in result.drafts:
        _item(f"{scenario.name('drafts', s.draft)} ({s.draft})", console)
        for text in say.beside(scenario, s, str):
            _item(text, console, indent=4)


def _guarantees(scenario: Scenario, result: DealsResult, console: Console) -> None:
    if not result.guarantees:
        return
    console.print()
    console.print("[bold]With and without guarantees[/bold] (confidence that the others comply)")
    table = _table("added", "packages in the zone", *_heads(scenario, result), right=range(1, 99))
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
        console.print(_plain(sentence))


def _swept(scenario: Scenario, result: DealsResult, sweeps: Sequence[Sequence[Strength]]) -> Table:
    table = _table("strength, times", "signed", *_heads(scenario, result), right=range(2, 99))
    for swept in sweeps:
        name = escape(scenario.name("actors", swept[0].side))
        for s in say.telling(swept):
            table.add_row(f"{name} {s.factor:g}", say.YES[s.empty], *map(_plain, say.moved(result, s)))
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


def _heads(scenario: Scenario, result: DealsResult) -> Sequence[str]:
    names = [scenario.name("actors", a) for a in result.asked.signatories]
    return names if len(names) <= 3 and max(map(len, names)) <= _NAME else result.asked.signatories


def _table(*heads: str, right: Sequence[int] = (), left: Sequence[int] = ()) -> Table:
    """Return a table without lines; the columns ``right``, but for ``left``, hold figures."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for k, head in enumerate(heads):
        table.add_column(escape(head), overflow="fold", justify="right" if k in right and k not in left else "left")
    return table


def _item(text: str, console: Console, *, indent: int = 2) -> None:
    """Print one item of a list, indented; what does not fit goes on below, further in."""
    lines = textwrap.wrap(
        _dashed(text),
        max(console.width, 20),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_on_hyphens=False,
    )
    console.print("\n".join(map(escape, lines)))


def _plain(text: str) -> str:
    """Return a text for the terminal: no markup, and the minus sign of every keyboard."""
    return escape(_dashed(text))


def _dashed(text: str) -> str:
    return text.replace("\N{MINUS SIGN}", "-")
