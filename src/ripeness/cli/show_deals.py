"""The result of ``deals`` in words, at 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ripeness.bargaining.agreement import Agreement
from ripeness.bargaining.deals import DealsResult
from ripeness.report import agreements as say
from ripeness.report.words import percent, points
from ripeness.scenario import Scenario

_COLUMNS = 3  # signatories that have a column of their own by name; more have one by id


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
    for sentence in filter(None, (say.coincide(result), say.missing(result))):
        console.print()
        console.print(_plain(sentence))


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
    console.print("[bold]Where the drafts lie[/bold], each with its own guarantees")
    heads = ("draft", *_heads(scenario, result), "all would sign", "clauses to such a package", "all sign")
    table = _table(*heads, right=range(1, len(heads)), left=(len(heads) - 3,))
    for s in result.drafts:
        surplus = (_plain(points(x, signed=True)) for x in s.agreement.surplus.values())
        title = escape(f"{scenario.name('drafts', s.draft)} ({s.draft})")
        mean = percent(s.agreement.probability.get("probability"))
        table.add_row(title, *surplus, escape(say.in_zone(scenario, s)), say.to_zone(s), mean)
    console.print(table)
    for s in result.drafts:
        for why, text in _beside(scenario, result, s.draft):
            _item(f"{s.draft}, {why}: {text}", console)


def _beside(scenario: Scenario, result: DealsResult, draft: str) -> list[tuple[str, str]]:
    """Return what is to be said about one draft beside the table."""
    s = next(s for s in result.drafts if s.draft == draft)
    said = [
        ("red line of " + scenario.name("actors", actor), "never " + ", never ".join(lines))
        for actor, lines in s.crossed.items()
    ]
    said.append(("better for everybody", say.better(scenario, s)))
    if s.nearest and s.nearest["clauses"]:
        said.append(("would be signed with", say.clauses(scenario, s.nearest["changes"])))
    return said


def _guarantees(scenario: Scenario, result: DealsResult, console: Console) -> None:
    if not result.guarantees:
        return
    console.print()
    console.print("[bold]With and without guarantees[/bold] (confidence that the others comply)")
    table = _table("added", "packages all sign", *_heads(scenario, result), right=range(1, 99))
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
    console.print("[bold]How it moves with strength[/bold]", end="")
    tables = [side for side in say.sides(result) if not say.always_empty(scenario, say.sweep(result, side))]
    console.print(": surplus at the Nash package (share of the most it could get)" if tables else "")
    if tables:
        console.print("Where no package would be signed by all: at the one that comes nearest.", style="dim")
    for side in say.sides(result):
        swept = say.sweep(result, side)
        if side not in tables:
            console.print(_plain(say.always_empty(scenario, swept)))
            continue
        table = _table(
            f"{scenario.name('actors', side)}, times", "all sign", *_heads(scenario, result), right=(0, *range(2, 99))
        )
        for s in swept:
            table.add_row(f"{s.factor:g}", say.YES[s.empty], *map(_plain, say.moved(result, s)))
        console.print(table)


def _terms(result: DealsResult, console: Console) -> None:
    console.print()
    for term, meaning in say.terms(result):
        console.print(f"[bold]{escape(term[0].upper() + term[1:])}[/bold]: {escape(meaning)}", style="dim")


def _closing(result: DealsResult, console: Console) -> None:
    console.print()
    for warning in result.warnings:
        console.print(f"Note: {escape(warning.message)}.")
    made = result.provenance
    how = "central values" if made.draws == 1 else f"{made.draws:,} draws, seed {made.seed}"
    console.print(
        f"Points are of each actor's own utility. {how}; scenario {made.scenario} {made.digest[:12]}.", style="dim"
    )


def _heads(scenario: Scenario, result: DealsResult) -> Sequence[str]:
    names = result.asked.signatories
    return [scenario.name("actors", a) for a in names] if len(names) <= _COLUMNS else names


def _table(*heads: str, right: Sequence[int] = (), left: Sequence[int] = ()) -> Table:
    """Return a table without lines; the columns ``right``, but for ``left``, hold figures."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for k, head in enumerate(heads):
        table.add_column(escape(head), overflow="fold", justify="right" if k in right and k not in left else "left")
    return table


def _item(text: str, console: Console) -> None:
    """Print one item of a list, indented; what does not fit goes on below, further in."""
    lines = textwrap.wrap(
        _dashed(text),
        max(console.width, 20),
        initial_indent="  ",
        subsequent_indent="    ",
        break_on_hyphens=False,
    )
    console.print("\n".join(map(escape, lines)))


def _plain(text: str) -> str:
    """Return a text for the terminal: no markup, and the minus sign of every keyboard."""
    return escape(_dashed(text))


def _dashed(text: str) -> str:
    return text.replace("\N{MINUS SIGN}", "-")
