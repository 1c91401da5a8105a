"""Whose pressure would make all sign a draft: the answer, the plan, who flips whom, and what comes after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ripeness.leverage import PressureResult
from ripeness.leverage.answers import Rung
from ripeness.plot import leverage_map, pressure
from ripeness.plot.figure import svg
from ripeness.plot.pulls import arrows
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Block, Bullets, Cell, Heading, Paragraph, Picture, Section, Table, blocks
from ripeness.words import consequences as aftermath
from ripeness.words import flips as flipping
from ripeness.words import needed as needing
from ripeness.words import plans
from ripeness.words import pressure as say
from ripeness.words.figures import points

Bare = Mapping[str, tuple[float, str | None]]  # surplus without pressure, and the best way of refusing


def pressing(scenario: Scenario, result: PressureResult) -> Section:
    """Return the section on pressure for one draft."""
    draft = result.asked.draft
    shown = result.shown if result.shown is not None and result.shown.plan.steps else None
    bare = say.unpressed(scenario, result)
    what = f"{scenario.name('drafts', draft)}: whose pressure" if draft is not None else "Any package: whose pressure"
    return Section(
        f"pressure-{draft}" if draft is not None else "pressure",
        f"{what} would make them sign",
        blocks(
            [Paragraph(text) for text in say.answer(scenario, result)],
            _asked(scenario, result, bare),
            _map(scenario, result),
            _plan(scenario, result, shown) if shown else None,
            _hurdles(scenario, result),
            _flips(scenario, result, bare),
            _needed(scenario, result),
            _after(scenario, result) if shown else None,
            _draws(scenario, result),
            _prices(result),
            [Heading("What these numbers do not say"), Bullets(tuple(plans.limits(result)))],
            [Paragraph(f"{w.message}.", "note") for w in result.warnings],
        ),
    )


def _asked(scenario: Scenario, result: PressureResult, bare: Bare) -> Sequence[Block]:
    rows = [
        (
            Cell(scenario.name("actors", a), "head"),
            Cell(points(bare[a][0], signed=True), "number"),
            Cell(points(result.margins[a], signed=True), "number"),
        )
        for a in result.asked.signatories
    ]
    return [
        Table(("who is to sign", "surplus now", "wanted"), tuple(rows), say.asked(result)),
        Paragraph(" ".join(say.rules(scenario, result)), "quiet"),
    ]


def _map(scenario: Scenario, result: PressureResult) -> Picture | None:
    found = arrows(scenario, result)
    if not found:
        return None
    names = {a: say.actor(scenario, a) for a in scenario.actors}
    size = (7.2, leverage_map.leverage_height(scenario, result))
    drawn = svg(leverage_map.leverage, scenario, result, names=names, size=size)
    caption = (
        "Who could act on whom. An arrow is the wider, the more its tie, used in full by itself, could add to the "
        "surplus of a signatory; what a dashed grey arrow (a source presses another) can do is what it makes the other "
        "do. How willing anybody is does not show here."
    )
    strong = sorted((a for a in found if a.points >= say.LEAST), key=lambda a: -a.points)[:8]
    spoken = "; ".join(
        f"{names[a.source]} on {names[a.target]}, {scenario.name('ties', a.tie)}: {points(a.points, signed=True)}"
        for a in strong
    )
    return Picture(drawn, caption, f"Map of leverage, strongest ties first. {spoken or 'No tie has an effect'}.")


def _plan(scenario: Scenario, result: PressureResult, rung: Rung) -> Sequence[Block]:
    steps = rung.plan.steps
    rows = []
    for number, one in enumerate(steps):
        what, *rest = plans.details(scenario, steps, rung, number)
        after = rest.pop()
        rows.append((
            Cell(str(number + 1), "head"),
            Cell(f"{plans.step(scenario, result, one)}: {what}{f' ({rest[0]})' if rest else ''}."),
            Cell(after.partition(": ")[2]),
        ))  # fmt: skip
    return [
        Heading(plans.title(result, rung)),
        Table(("step", "what is done", "surplus then"), tuple(rows), wide=True),
        Paragraph(plans.costs(scenario, result, rung)),
    ]


def _hurdles(scenario: Scenario, result: PressureResult) -> Sequence[Block]:
    rows = plans.hurdles(scenario, result)
    if not rows:
        return []
    return [
        Heading("What stands in the way: willingness"),
        Paragraph(plans.hurdles_say(scenario, result)),
        _table(("source", "tie", "goes to", "10 % more adds"), rows, (2, 3)),
    ]


def _flips(scenario: Scenario, result: PressureResult, bare: Bare) -> Sequence[Block]:
    found: list[Block] = [Heading("Who could flip a refusal, willing or not")]
    if result.flips:
        found += [Paragraph(flipping.meaning(scenario, result)), _lifted(scenario, result)]
    for signatory in result.asked.signatories:
        found.append(Paragraph(flipping.standing(scenario, result, signatory, bare[signatory][0])))
        header, rows, figures = flipping.sources(scenario, result, signatory)
        if rows:
            found.append(_table(header, rows, figures))
        said = (
            *flipping.nothing(scenario, result, signatory, bare[signatory][1]),
            *flipping.pairs(scenario, result, signatory),
            *flipping.sways(scenario, result, signatory),
        )
        found += [Bullets(said)] if said else []
    if result.flips:
        found.append(Paragraph(flipping.columns(result), "quiet"))
    return found


def _lifted(scenario: Scenario, result: PressureResult) -> Picture:
    names = {a: say.actor(scenario, a) for a in scenario.actors}
    drawn = svg(pressure.flips, result, names=names, size=(7.2, pressure.flip_height(result)))
    caption = (
        "How far each source lifts a refusal when it uses all it has: alone (dark), and by those whom it moves "
        "(hatched). Right of the line at 0 the signatory signs."
    )
    spoken = "; ".join(
        f"{names[f.source]} on {names[f.signatory]} to {points(f.chain.surplus_at_full, signed=True)}"
        for signatory in result.asked.signatories
        for f in flipping.strongest(result, signatory)
    )
    return Picture(drawn, caption, f"Surplus at full pressure. {spoken or 'No source has an effect'}.")


def _needed(scenario: Scenario, result: PressureResult) -> Sequence[Block]:
    said = needing.needing(scenario, result)
    return [Heading(needing.HEAD), Paragraph(needing.MEANING), Bullets(tuple(said))] if said else []


def _after(scenario: Scenario, result: PressureResult) -> Sequence[Block]:
    tables = [(name, rows) for name, rows in aftermath.changes(scenario, result) if rows]
    said = aftermath.harm(scenario, result)
    found: list[Block] = [
        Heading("Who could undo the plan, and what it does besides"),
        Bullets(tuple(aftermath.undone(scenario, result))),
        Paragraph(aftermath.CARRIED if tables else aftermath.unchanged(result)),
    ]
    found += [_table((name, "before", "after"), rows, (1, 2)) for name, rows in tables]
    found += [Paragraph("Harm to people, never netted against anything:"), Bullets(tuple(said))] if said else []
    return found


def _draws(scenario: Scenario, result: PressureResult) -> Sequence[Block]:
    said = (*plans.over_draws(result), *plans.robust(result))
    rows = plans.robust_rows(scenario, result)
    if not said:
        return []
    table = [_table(("source", "tie", "level asked"), rows, (2,))] if rows else []
    return [Heading("How sure: over draws of the uncertain numbers"), Bullets(said), *table]


def _prices(result: PressureResult) -> Sequence[Block]:
    rows, none = plans.prices(result), plans.no_prices(result)
    if not rows:
        return [Paragraph(none)] if none else []
    drawn = svg(pressure.prices, result, size=(5.4, 3.0))
    caption = "The least cost of a plan, by the chance wanted that all sign."
    spoken = "; ".join(
        f"{chance}: {judged} as judged, {willing} if all were willing" for chance, judged, willing in rows
    )
    return [Heading("What a chance of signature costs"), Picture(drawn, caption, f"{caption} {spoken}.")]


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]], numbers: Sequence[int]) -> Table:
    """Return rows of text as a table: a head, then text and numbers."""
    made = [
        tuple(Cell(text, "head" if k == 0 else "number" if k in numbers else "text") for k, text in enumerate(row))
        for row in rows
    ]
    return Table(header, tuple(made))
