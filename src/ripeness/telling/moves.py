"""Which situations would hold, and how they are reached from today's."""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.graphmodel import CONCEPTS, MovesResult
from ripeness.plot import moves as plot
from ripeness.plot.figure import svg
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Block, Bullets, Cell, Heading, Paragraph, Picture, Section, Table, blocks
from ripeness.words import states as say


def situations(scenario: Scenario, result: MovesResult) -> Section:
    """Return the section on situations that would hold."""
    return Section(
        "moves",
        "Which situations would hold?",
        blocks(
            Paragraph(
                "A state says which options each actor has taken. It holds when nobody would leave it: the concepts "
                "below differ in what an actor that could do better reckons with. Whether a state is likely, or good, "
                f"they do not say. {say.size(result)}"
            ),
            _today(scenario, result),
            _counts(result),
            _pictures(scenario, result),
            _ways(scenario, result),
            [Paragraph(f"{warning.message}.", "note") for warning in result.warnings],
        ),
    )


def _today(scenario: Scenario, result: MovesResult) -> Sequence[Block]:
    rows = [
        (Cell(name, "head"), Cell("; ".join(options)) if options else Cell("none of its options", "quiet"))
        for name, options in say.taken(scenario, result, result.today)
    ]
    reasons = [" ".join(say.why(scenario, result, one)) for one in result.explanations[result.today]]
    return [
        Heading(f"Today: state {result.today}"),
        Table(("actor", "options taken today"), tuple(rows)),
        Paragraph(f"{say.today(result)} Who would move from it, and why not:"),
        Bullets(tuple(reasons)),
    ]


def _counts(result: MovesResult) -> Sequence[Block]:
    rows = [
        (Cell(say.NAMES[c], "head"), Cell(f"{len(result.equilibria(c)):,}", "number"), Cell(say.MEANS[c]))
        for c in CONCEPTS
    ]
    wanted = say.wanted(result)
    return [
        Heading("Situations that would hold"),
        Table(("by", "states", "which means that"), tuple(rows)),
        Bullets((*say.reach(result), *([wanted] if wanted else []))),
    ]


def _pictures(scenario: Scenario, result: MovesResult) -> Sequence[Block]:
    names = {f"actors:{maker}": scenario.name("actors", maker) for maker in result.frame.makers}
    names |= {f"options:{option}": say.option(scenario, option) for option in result.frame.options}
    shown = [state for state, _ in say.best(result)]
    found: list[Block] = []
    if int(result.feasible.sum()) <= plot.MOST_DRAWN:
        drawn = svg(plot.states, result, names=names, size=(7.2, 4.6))
        caption = (
            "States, in columns by the least number of moves from today's (square). Coloured arrows are moves that are "
            "better for whoever makes them; grey ones are other moves. The darker, the more concepts a state holds by; "
            "double rings: Nash."
        )
        found.append(Picture(drawn, caption, f"State graph. {_spoken(result, shown)}"))
    drawn = svg(plot.situations, result, shown, names=names, size=(7.2, 2.6 + 0.3 * len(shown)))
    caption = (
        "Situations that would hold, below today's state: filled squares are options taken, framed ones differ from "
        "today; dots mark the concepts by which a state holds."
    )
    found.append(Picture(drawn, caption, f"Situations. {_spoken(result, shown)}"))
    return found


def _spoken(result: MovesResult, shown: Sequence[int]) -> str:
    said = [f"state {s}: {', '.join(result.frame.taken(s)) or 'no option taken'}" for s in shown]
    return "; ".join([f"today is state {result.today}", *said])


def _ways(scenario: Scenario, result: MovesResult) -> Sequence[Block]:
    rows = []
    for state, held in say.best(result):
        wished = result.wanted is not None and bool(result.wanted[state])
        different = "; ".join(say.changes(scenario, result, state)) or "as today"
        how, steps = say.reached(scenario, result, state)
        way = f"{how} {'; then '.join(steps)}." if len(steps) > 1 else how
        head = f"{state} (wanted)" if wished else str(state)
        rows.append((Cell(head, "head"), Cell(say.concepts(held)), Cell(different), Cell(way)))
    if not rows:
        return [Paragraph("No state would hold by any concept.")]
    left = len(result.held()) - len(rows)
    caption = "Those that hold by most concepts, the nearest to today's first, and two of those wanted"
    more = f"; {left:,} more hold by some concept" if left > 0 else ""
    header = ("state", "holds by", "differs from today", "way from today")
    return [Table(header, tuple(rows), f"{caption}{more}", wide=True)]
