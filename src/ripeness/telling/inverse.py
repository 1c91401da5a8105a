"""What would make a wanted situation hold, and what uncertain preferences, views, coalitions and foresight change."""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.graphmodel import CONCEPTS, MovesResult
from ripeness.plot import minds as plot
from ripeness.plot.figure import svg
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Block, Bullets, Cell, Heading, Paragraph, Picture, Section, Table, blocks
from ripeness.words import inverse as whose
from ripeness.words import moves_further as say
from ripeness.words.states import NAMES

_SETS = 8


def minds(scenario: Scenario, result: MovesResult) -> Section | None:
    """Return the section on what would have to change; None where nothing of it was asked."""
    parts = blocks(
        _inverse(scenario, result),
        _chances(scenario, result),
        _views(scenario, result),
        _coalitions(scenario, result),
        _foresight(result),
    )
    if not parts:
        return None
    note = Paragraph(
        "All of this is the graph model's: it says what would hold given what each actor is taken to prefer. It says "
        "nothing of how preferences could be changed, how likely that is, or whether a state is good.",
        "quiet",
    )
    return Section("minds", "What would make a wanted situation hold?", (*parts, note))


def _rows(rows: Sequence[Sequence[str]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple((Cell(first, "head"), *(Cell(cell) for cell in rest)) for first, *rest in rows)


def _inverse(scenario: Scenario, result: MovesResult) -> Sequence[Block]:
    found = result.inverse
    if found is None:
        return []
    concept = whose.lead(found)
    names = {maker: scenario.name("actors", maker) for maker in result.frame.makers}
    rows = whose.rows(scenario, result, found)
    sets = whose.sets(scenario, result, found, concept)
    nearest = tuple(whose.nearest(scenario, result, found, concept))
    demands = tuple(whose.demands(scenario, result, found, concept)) if nearest else ()
    by = list(dict.fromkeys([concept, "seq"]))
    roles = tuple(text for c in by for text in whose.by_role(scenario, result, found, c))
    more = f"; {len(sets) - _SETS:,} larger sets are not shown" if len(sets) > _SETS else ""
    drawn = svg(plot.whose_mind, result, names=names, size=(6.6, 1.2 + 0.4 * len(names)))
    spoken = "; ".join(f"by {by}: {holds} hold, all would be left by {who}" for by, holds, who, _ in rows)
    return [
        Heading("Whose mind would have to change"),
        Paragraph(f"{whose.wanted(found)} {whose.always(scenario, result, found, concept)}"),
        *([Bullets(nearest)] if nearest else []),
        Table(("by", "wanted states that hold", "who would leave all of them", "fewest who must change"), _rows(rows)),
        Table(
            (f"who would have to change, by {NAMES[concept]}", "wanted states", "for instance state"),
            _rows(sets[:_SETS]),
            f"All others being as they are{more}",
        ),
        *([Bullets(demands)] if demands else []),
        Bullets(roles),
        Picture(drawn, "In how many of the wanted states each actor would have to change, by concept.", spoken),
    ]


def _chances(scenario: Scenario, result: MovesResult) -> Sequence[Block]:
    found = result.chances
    if found is None or not (found.makers or result.preferences.by_worth):
        return []
    rows = say.chance_rows(found)
    drawn = svg(plot.how_often, result, size=(6.0, 1.2 + 0.32 * len(rows)))
    spoken = "; ".join(f"{what}: {', '.join(cells)}" for what, *cells in rows)
    lines = say.chance_lines(scenario, result, found)
    return [
        Heading("With uncertain preferences"),
        Paragraph(say.chance_intro(scenario, result, found)),
        Picture(drawn, "Chance that a state holds, by concept.", spoken),
        *([Bullets(tuple(lines))] if lines else []),
    ]


def _views(scenario: Scenario, result: MovesResult) -> Sequence[Block]:
    found = result.views
    if found is None or not found.views:
        return []
    names = {maker: scenario.name("actors", maker) for maker in result.frame.makers}
    rows = say.view_rows(scenario, result, found)
    drawn = svg(plot.as_seen, result, names=names, size=(6.4, 5.2))
    spoken = "; ".join(f"{who}: {seq} states by SEQ" for who, _, _, _, seq, _ in rows)
    return [
        Heading("The game as each sees it"),
        Table(("states that hold", *(NAMES[c] for c in CONCEPTS)), _rows(rows)),
        Bullets(tuple(say.view_lines(scenario, result, found))),
        Picture(drawn, "Which states would hold by SEQ in whose view.", spoken),
    ]


def _coalitions(scenario: Scenario, result: MovesResult) -> Sequence[Block]:
    found = result.coalitions
    if found is None:
        return []
    return [
        Heading("Who could leave together"),
        Paragraph(say.ANSWERS),
        Table(("by", "hold", "still hold with coalitions"), _rows(say.surviving(found))),
        Bullets(tuple(say.coalition_lines(scenario, result, found))),
    ]


def _foresight(result: MovesResult) -> Sequence[Block]:
    found = result.foresight
    if found is None:
        return []
    return [
        Heading("Looking moves ahead"),
        Table(("everybody looks", "states that hold"), _rows(say.foresight_rows(found))),
        Bullets(tuple(say.foresight_lines(result, found))),
    ]
