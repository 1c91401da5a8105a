"""The result of ``pressure`` in words, at 80 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape

from ripeness.cli.show_page import clean, head
from ripeness.cli.show_page import line as plain_line
from ripeness.cli.show_parts import dashed, table
from ripeness.leverage import PressureResult
from ripeness.leverage.answers import Rung
from ripeness.scenario import Scenario
from ripeness.words import consequences as aftermath
from ripeness.words import deals as agreements
from ripeness.words import flips as flipping
from ripeness.words import needed as needing
from ripeness.words import plans
from ripeness.words import pressure as say
from ripeness.words.figures import points

Bare = Mapping[str, tuple[float, str | None]]  # surplus without pressure, and the best way of refusing


def show(scenario: Scenario, result: PressureResult, console: Console) -> None:
    """Print whether pressure makes all sign, the least that does, who flips whom, and what comes after it."""
    draft = result.asked.draft
    what = "any package" if draft is None else f"{scenario.name('drafts', draft)} ({draft})"
    console.print(f"[bold]Whose pressure would make them sign?[/bold] {escape(clean(what))}", soft_wrap=False)
    bare = say.unpressed(scenario, result)
    _asked(scenario, result, bare, console)
    head(console, "Answer")
    for text in say.answer(scenario, result):
        _line(console, text)
    shown = result.shown
    if shown is not None and shown.plan.steps:
        _plan(scenario, result, shown, console)
    _hurdles(scenario, result, console)
    _flips(scenario, result, bare, console)
    _needed(scenario, result, console)
    if shown is not None and shown.plan.steps:
        _after(scenario, result, console)
    _draws(scenario, result, console)
    _prices(result, console)
    _closing(result, console)


def _line(console: Console, text: str, *, indent: int = 0, hang: int = 0, style: str = "") -> None:
    plain_line(console, dashed(text), indent=indent, hang=hang, style=style)


def _rows(console: Console, header: tuple[str, ...], rows: Sequence[tuple[str, ...]], right: Sequence[int]) -> None:
    found = table(*header, right=right)
    for row in rows:
        found.add_row(*(escape(dashed(clean(cell))) for cell in row))
    console.print(found)


def _asked(scenario: Scenario, result: PressureResult, bare: Bare, console: Console) -> None:
    rows = [
        (
            f"{scenario.name('actors', a)} ({a})",
            points(bare[a][0], signed=True),
            points(result.margins[a], signed=True),
        )
        for a in result.asked.signatories
    ]
    console.print()
    _rows(console, ("who is to sign", "surplus now", "wanted"), rows, range(1, 3))
    _line(console, say.asked(result))
    for text in say.rules(scenario, result):
        _line(console, text)
    if result.asked.draft is None:
        _package(scenario, result, console)


def _package(scenario: Scenario, result: PressureResult, console: Console) -> None:
    """Print the package that figures are of, where no draft was given."""
    changed = agreements.against_today(scenario, result.package)
    _line(console, "Package that the plan puts forward, where there is one, and that surpluses below are of:")
    for issue, wording in changed or [("", "today's, unchanged")]:
        _line(console, f"{issue}: {wording}" if issue else wording, indent=2, hang=2)
    if result.guarantees:
        names = ", ".join(say.tie(scenario, t) for t in result.guarantees)
        _line(console, f"Guarantees in it: {names}.", indent=2, hang=2)


def _plan(scenario: Scenario, result: PressureResult, rung: Rung, console: Console) -> None:
    head(console, dashed(plans.title(result, rung)))
    steps = rung.plan.steps
    for number, one in enumerate(steps):
        lead = f"{number + 1}. "
        _line(console, f"{lead}{plans.step(scenario, result, one)}", hang=len(lead))
        for text in plans.details(scenario, steps, rung, number):
            _line(console, text, indent=len(lead), hang=2)
    _line(console, plans.costs(scenario, result, rung))


def _hurdles(scenario: Scenario, result: PressureResult, console: Console) -> None:
    rows = plans.hurdles(scenario, result)
    if not rows:
        return
    head(console, "What stands in the way: willingness")
    _line(console, plans.hurdles_say(scenario, result))
    _rows(console, ("source", "tie", "goes to", "10 % more adds"), list(rows), range(2, 4))


def _flips(scenario: Scenario, result: PressureResult, bare: Bare, console: Console) -> None:
    head(console, "Who could flip a refusal, willing or not")
    if result.flips:
        _line(console, flipping.meaning(scenario, result))
    for signatory in result.asked.signatories:
        console.print()
        _line(console, flipping.standing(scenario, result, signatory, bare[signatory][0]))
        header, rows, figures = flipping.sources(scenario, result, signatory)
        if rows:
            _rows(console, header, rows, figures)
        for text in (
            *flipping.nothing(scenario, result, signatory, bare[signatory][1]),
            *flipping.pairs(scenario, result, signatory),
            *flipping.sways(scenario, result, signatory),
        ):
            _line(console, text)
    if result.flips:
        console.print()
        _line(console, flipping.columns(result), style="dim")


def _needed(scenario: Scenario, result: PressureResult, console: Console) -> None:
    said = needing.needing(scenario, result)
    if said:
        head(console, needing.HEAD)
        _line(console, needing.MEANING)
        for text in said:
            _line(console, text)


def _after(scenario: Scenario, result: PressureResult, console: Console) -> None:
    head(console, "Who could undo the plan")
    for text in aftermath.undone(scenario, result):
        _line(console, text)
    tables = [(name, rows) for name, rows in aftermath.changes(scenario, result) if rows]
    head(console, "What the plan does besides")
    if tables:
        _line(console, aftermath.CARRIED)
        for name, rows in tables:
            _rows(console, (name, "before", "after"), list(rows), range(1, 3))
    else:
        _line(console, aftermath.unchanged(result))
    said = aftermath.harm(scenario, result)
    if said:
        head(console, "Harm to people, never netted against anything")
        for text in said:
            _line(console, text, hang=2)


def _draws(scenario: Scenario, result: PressureResult, console: Console) -> None:
    said = [*plans.over_draws(result), *plans.robust(result)]
    if said:
        head(console, "How sure: over draws of the uncertain numbers")
        for text in said:
            _line(console, text)
    if rows := plans.robust_rows(scenario, result):
        _rows(console, ("source", "tie", "level asked"), rows, (2,))


def _prices(result: PressureResult, console: Console) -> None:
    rows, none = plans.prices(result), plans.no_prices(result)
    if not rows and not none:
        return
    head(console, "What a chance of signature costs")
    if none:
        _line(console, none)
    else:
        _rows(console, ("chance that all sign", "as judged", "if all were willing"), list(rows), range(1, 3))


def _closing(result: PressureResult, console: Console) -> None:
    head(console, "What these numbers do not say")
    for text in plans.limits(result):
        _line(console, text)
    console.print()
    for warning in result.warnings:
        _line(console, f"Note: {warning.message}.")
    made = result.provenance
    how = "central values" if made.draws == 1 else f"{made.draws:,} draws, seed {made.seed}"
    _line(
        console,
        f"Points are of each actor's own utility. {how}; scenario {made.scenario} {made.digest[:12]}.",
        style="dim",
    )
