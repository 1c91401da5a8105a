"""How a text could be made better: step by step, by trades between clauses, and along the frontier."""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.bargaining import DealsResult
from ripeness.plot import single_text
from ripeness.plot.figure import svg
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Block, Cell, Heading, Paragraph, Picture, Table, blocks
from ripeness.words import improvements as say
from ripeness.words.deals import against_today, plain_names

_EXCHANGES = 30


def improving(scenario: Scenario, result: DealsResult) -> Sequence[Block]:
    """Return the steps of the single text, trades between clauses, and exchanges along the frontier."""
    return [*_steps(scenario, result), *_trades(scenario, result), *_exchanges(scenario, result)]


def _names(scenario: Scenario, result: DealsResult) -> list[str]:
    return [scenario.name("actors", a) for a in result.asked.signatories]


def _steps(scenario: Scenario, result: DealsResult) -> Sequence[Block]:
    if result.single_text is None:
        return []
    rows = tuple(
        (
            Cell(one.number, "head"),
            Cell(one.changed),
            *(Cell(s, "number") for s in one.surplus),
            Cell(one.smallest, "number"),
        )
        for one in say.steps(scenario, result)
    )
    header = ("step", "changed to", *_names(scenario, result), "smallest")
    return blocks(
        Heading("One text, changed step by step"),
        Paragraph(say.procedure(scenario, result)),
        _picture(scenario, result),
        Table(header, rows, "Surplus with each version, in points of each actor's own utility"),
        Paragraph(say.outcome(result)),
    )


def _picture(scenario: Scenario, result: DealsResult) -> Picture | None:
    if result.single_text is None or len(result.single_text.path) < 2:
        return None
    caption = "Surplus of each signatory with each version of the text; the light band follows the smallest."
    spoken = " ".join(
        f"{one.number}: {', '.join(f'{n} {s}' for n, s in zip(_names(scenario, result), one.surplus, strict=True))}."
        for one in say.steps(scenario, result)
    )
    drawn = svg(single_text, result, names=plain_names(scenario), size=(7.2, 3.2))
    return Picture(drawn, caption, spoken)


def _trades(scenario: Scenario, result: DealsResult) -> Sequence[Block]:
    if not say.traded(result):
        return []
    heading = Heading("Who could give what for what")
    if not result.trades:
        return [heading, Paragraph(say.no_trade(scenario, result))]
    names = _names(scenario, result)
    rows = tuple(
        (*(Cell(given) for given in one.gives), *(Cell(gain, "number") for gain in one.gains))
        for one in say.trades(scenario, result, lambda actor: scenario.name("actors", actor))
    )
    header = (*(f"{name} gives" for name in names), *(f"{name} gains" for name in names))
    begin = f"Changes of {say.text_of(scenario, result)} that together leave both better off."
    return [heading, Paragraph(f"{begin} {say.NOT_COMPARABLE}"), Table(header, rows)]


def _exchanges(scenario: Scenario, result: DealsResult) -> Sequence[Block]:
    package, shown = say.exchanges(scenario, result, _EXCHANGES)
    if not shown:
        return []
    rows = tuple(
        (Cell(one.changed), *(Cell(g, "number") for g in one.gains), Cell(one.rate, "number")) for one in shown
    )
    several = f"The {len(shown)} of {len(result.exchanges)} steps around the Nash package. "
    begin = "; ".join(f"{issue}: {wording}" for issue, wording in against_today(scenario, package))
    text = f"{several if len(result.exchanges) > len(shown) else ''}{say.along(scenario, result)}"
    return [
        Heading("From one point of the frontier to the next"),
        Paragraph(text),
        Paragraph(f"They begin with today's package{' and these changes: ' * bool(begin)}{begin}."),
        Table(("then changed to", *_names(scenario, result), "rate"), rows),
    ]
