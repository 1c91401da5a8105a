"""What would make a wanted situation hold, and what uncertain preferences, views, coalitions and foresight change."""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.graphmodel import CONCEPTS, MovesResult
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Block, Bullets, Cell, Paragraph, Part, Picture, Table, blocks
from ripeness.words import inverse as whose
from ripeness.words import moves_further as say
from ripeness.words.names import short
from ripeness.words.states import NAMES

_SETS = 8


def _rows(rows: Sequence[Sequence[str]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple((Cell(first, "head"), *(Cell(cell) for cell in rest)) for first, *rest in rows)


def wanted(scenario: Scenario, result: MovesResult, *, full: bool) -> list[Part]:
    """Return who would have to want something else for a wanted situation to hold; ``full``: in each of them."""
    found = result.inverse
    if found is None:
        nothing = "Nothing that can be is wanted: say what with --wanted, or under `graph.wanted` in the file."
        return [Part("What would make a wanted situation hold", (Paragraph(nothing),))] if full else []
    concept = whose.lead(found)
    nearest = tuple(whose.nearest(scenario, result, found, concept))
    demands = tuple(whose.demands(scenario, result, found, concept)) if nearest else ()
    brief = blocks(
        Paragraph(whose.wanted(scenario, found)),
        Paragraph(whose.always(scenario, result, found, concept)),
        Bullets(nearest, most=1) if nearest else None,
    )
    return [
        Part("What would make a wanted situation hold", brief),
        _whose(scenario, result, concept, demands),
        *(_each(scenario, result) if full else ()),
    ]


def _whose(scenario: Scenario, result: MovesResult, concept: str, demands: tuple[str, ...]) -> Part:
    found = result.inverse
    assert found is not None  # noqa: S101 - asked of what is wanted only
    names = {maker: scenario.name("actors", maker) for maker in result.frame.makers}
    sets = whose.sets(scenario, result, found, concept)
    more = f"; {len(sets) - _SETS:,} larger sets are not shown" if len(sets) > _SETS else ""
    by = list(dict.fromkeys([concept, "seq"]))
    roles = tuple(text for c in by for text in whose.by_role(scenario, result, found, c))
    header = ("by", "wanted that hold", "who would leave all of them", "fewest who must change")
    sized = (6.6, 1.2 + 0.4 * len(names))
    caption = "In how many of the wanted situations each would have to want something else, by concept."
    spoken = "Who would have to want something else in how many wanted situations; the tables above hold the figures."
    return Part(
        "Who would have to want something else",
        blocks(
            Table(header, _rows(whose.rows(scenario, result, found)), "By every concept"),
            Table(
                (f"who, by {NAMES[concept]}", "wanted situations", "for instance state"),
                _rows(sets[:_SETS]),
                f"All others being as they are{more}",
            ),
            Bullets(demands) if demands else None,
            Bullets(roles),
            Picture("whose_mind", (result,), sized, caption, spoken, {"names": names}),
        ),
        long=True,
    )


def _each(scenario: Scenario, result: MovesResult) -> list[Part]:
    """Return what would make the nearest wanted situation hold, by every concept."""
    found = result.inverse
    parts = []
    for one in found.answers if found is not None else ():
        for by in CONCEPTS:
            if found is None or one is not found.least(by):
                continue
            answers = whose.answer(scenario, result, one, by)
            if answers:
                state = result.frame.id(one.place)
                lines = tuple(" ".join([verdict, *details]) for verdict, details in answers)
                parts.append(Part(f"State {state} by {NAMES[by]}", (Bullets(lines),)))
    return parts


def further(scenario: Scenario, result: MovesResult) -> list[Part]:
    """Return what was asked beyond: coalitions, views, uncertain preferences, foresight, another scenario."""
    return [
        *_instead(result),
        *_coalitions(scenario, result),
        *_views(scenario, result),
        *_chances(scenario, result),
        *_foresight(result),
    ]


def _chances(scenario: Scenario, result: MovesResult) -> list[Part]:
    found = result.chances
    if found is None or not (found.makers or result.preferences.by_worth):
        return []
    rows = say.chance_rows(found)
    lines = tuple(say.chance_lines(scenario, result, found))
    spoken = "How often today's, wanted and likely situations hold; the table above holds the figures."
    size = (6.0, 1.2 + 0.32 * len(rows))
    content = blocks(
        Paragraph(say.chance_intro(scenario, result, found)),
        Table(("chance that it holds", *(NAMES[c] for c in CONCEPTS)), _figures(rows)),
        Picture("how_often", (result,), size, "Chance that a situation holds, by concept.", spoken),
        Bullets(lines) if lines else None,
    )
    return [Part("With uncertain preferences", content)]


def _figures(rows: Sequence[Sequence[str]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple((Cell(first, "head"), *(Cell(cell, "number") for cell in rest)) for first, *rest in rows)


def _views(scenario: Scenario, result: MovesResult) -> list[Part]:
    found = result.views
    if found is None:
        return []
    title = "The game as each sees it"
    if not found.views:
        nobody = "The file says of nobody that it sees others otherwise than they are (`graph.sees`)."
        return [Part(title, (Paragraph(nobody),))]
    names = {maker: short(scenario, "actors", maker) for maker in result.frame.makers}
    content: tuple[Block, ...] = (
        Table(
            ("situations that hold", *(NAMES[c] for c in CONCEPTS)), _figures(say.view_rows(scenario, result, found))
        ),
        Bullets(tuple(say.view_lines(scenario, result, found))),
        Picture(
            "as_seen",
            (result,),
            (6.4, 5.2),
            "Which situations would hold by SEQ in whose view.",
            "Situations that would hold by SEQ in each view; the table above counts them.",
            {"names": names},
        ),
    )
    return [Part(title, content)]


def _coalitions(scenario: Scenario, result: MovesResult) -> list[Part]:
    found = result.coalitions
    if found is None:
        return []
    content = (
        Paragraph(say.ANSWERS),
        Table(("by", "hold", "still hold with coalitions"), _figures(say.surviving(found))),
        Bullets(tuple(say.coalition_lines(scenario, result, found))),
    )
    return [Part("Who could leave together", content)]


def _foresight(result: MovesResult) -> list[Part]:
    found = result.foresight
    if found is None:
        return []
    content = (
        Table(("everybody looks", "situations that hold"), _figures(say.foresight_rows(found))),
        Bullets(tuple(say.foresight_lines(result, found))),
    )
    return [Part("Looking moves ahead", content)]


def _instead(result: MovesResult) -> list[Part]:
    other = result.instead
    if other is None:
        return []
    content = (
        Table(("by", "hold before", "hold after", "no longer", "new"), _figures(say.instead_rows(result, other))),
        Bullets(tuple(say.instead_lines(result, other))),
        Paragraph(f"The changed scenario has the digest {other.provenance.digest[:12]}.", "quiet"),
    )
    return [Part("With that change", content)]
