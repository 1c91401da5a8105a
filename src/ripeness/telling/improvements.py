"""How a text could be made better: step by step, by trades between clauses, and along the frontier."""

from __future__ import annotations

from ripeness.bargaining import DealsResult
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Cell, Paragraph, Part, Picture, Table, blocks
from ripeness.words import improvements as say
from ripeness.words.deals import against_today, plain_names
from ripeness.words.names import short

_EXCHANGES = 30


def improving(scenario: Scenario, result: DealsResult) -> list[Part]:
    """Return the steps of the single text, trades between clauses, and exchanges along the frontier."""
    found = (_steps(scenario, result), _trades(scenario, result), _exchanges(scenario, result))
    return [part for part in found if part is not None]


def _names(scenario: Scenario, result: DealsResult) -> list[str]:
    return [short(scenario, "actors", a) for a in result.asked.signatories]


def _steps(scenario: Scenario, result: DealsResult) -> Part | None:
    if result.single_text is None:
        return None
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
    shown = blocks(
        Paragraph(say.procedure(scenario, result)),
        Table(header, rows, "Surplus with each version"),
        _picture(scenario, result),
        Paragraph(say.outcome(result)),
    )
    return Part("One text, changed step by step", shown, long=True)


def _picture(scenario: Scenario, result: DealsResult) -> Picture | None:
    if result.single_text is None or len(result.single_text.path) < 2:
        return None
    caption = "Surplus of each signatory with each version of the text; the light band follows the smallest."
    spoken = "The surplus of each signatory with each version of the text; the table above holds the figures."
    return Picture("single_text", (result,), (7.2, 3.2), caption, spoken, {"names": plain_names(scenario)})


def _trades(scenario: Scenario, result: DealsResult) -> Part | None:
    if not say.traded(result):
        return None
    title = "Who could give what for what"
    if not result.trades:
        return Part(title, (Paragraph(say.no_trade(scenario, result)),), long=True)
    names = _names(scenario, result)
    rows = tuple(
        (*(Cell(given) for given in one.gives), *(Cell(gain, "number") for gain in one.gains))
        for one in say.trades(scenario, result, lambda actor: short(scenario, "actors", actor))
    )
    header = (*(f"{name} gives" for name in names), *(f"{name} gains" for name in names))
    begin = f"Changes of {say.text_of(scenario, result)} that together leave both better off."
    return Part(title, (Paragraph(f"{begin} {say.NOT_COMPARABLE}"), Table(header, rows)), long=True)


def _exchanges(scenario: Scenario, result: DealsResult) -> Part | None:
    package, shown = say.exchanges(scenario, result, _EXCHANGES)
    if not shown:
        return None
    rows = tuple(
        (Cell(one.changed, "head"), *(Cell(g, "number") for g in one.gains), Cell(one.rate, "number")) for one in shown
    )
    several = f"The {len(shown)} of {len(result.exchanges)} steps around the Nash package. "
    begin = "; ".join(f"{issue}: {wording}" for issue, wording in against_today(scenario, package))
    text = f"{several if len(result.exchanges) > len(shown) else ''}{say.along(scenario, result)}"
    return Part(
        "From one point of the frontier to the next",
        (
            Paragraph(text),
            Paragraph(f"They begin with today's package{' and these changes: ' * bool(begin)}{begin}."),
            Table(("then changed to", *_names(scenario, result), "rate"), rows),
        ),
        long=True,
    )
