"""Why nothing would be signed by all: wishes that cannot be met together, and what would make an agreement possible."""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.bargaining.certificate import Certificate
from ripeness.bargaining.deals import DealsResult
from ripeness.plot import demands
from ripeness.plot.demands import inches
from ripeness.plot.figure import svg
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Block, Bullets, Cell, Heading, Paragraph, Picture, Table, blocks
from ripeness.words import obstacles as say
from ripeness.words.deals import against_today, plain_names


def obstacles(scenario: Scenario, result: DealsResult) -> Sequence[Block]:
    """Return which wishes conflict and which single changes would help; nothing where all would sign something."""
    found, actors = result.certificate, result.asked.signatories
    if found is None:
        return []
    return [*_together(scenario, found, _picture(scenario, result)), *_opening(scenario, found, actors)]


def hindrances(scenario: Scenario, found: Certificate, actors: Sequence[str]) -> Sequence[Block]:
    """Return the same for a draft that no change of its clauses would repair, with its own guarantees."""
    whose = Paragraph("Here and below: with the guarantees of this draft, whatever its clauses.", "quiet")
    heading, *more = _together(scenario, found, _table(scenario, found, actors))
    return [heading, whose, *more, *_opening(scenario, found, actors)]


def _together(scenario: Scenario, found: Certificate, shown: Block | None) -> Sequence[Block]:
    first, *more = say.together(scenario, found)
    ends = [Paragraph(" ".join(more))] if more else []
    return blocks(Heading("What cannot be met together"), Paragraph(first), shown, ends)


def _table(scenario: Scenario, found: Certificate, actors: Sequence[str]) -> Table | None:
    if not found.demands:
        return None
    rows = tuple(
        (Cell(issue, "head"), *(Cell(mark or "granted", "text" if mark else "quiet") for mark in marks))
        for issue, *marks in say.marked(scenario, found, actors)
    )
    return Table(("wishes on", *(scenario.name("actors", a) for a in actors)), rows)


def _picture(scenario: Scenario, result: DealsResult) -> Picture | None:
    found = result.certificate
    if found is None or not found.demands:
        return None
    size = inches(len(result.asked.signatories), len(result.space.issues))
    caption = (
        "Dark squares: the wishes that cannot all be met. Light rings: all other wishes; even with these granted there "
        "would be no agreement."
    )
    spoken = f"These wishes cannot all be met: {say.listed(scenario, found.demands)}."
    return Picture(svg(demands, result, names=plain_names(scenario), size=size), caption, spoken)


def _opening(scenario: Scenario, found: Certificate, actors: Sequence[str]) -> Sequence[Block]:
    changes = say.changes(scenario, found)
    parts: list[Block] = [Heading("What would make an agreement possible")]
    if changes:
        rows = tuple(
            (
                Cell(one.what, "head"),
                Cell(f"{one.needed} (now {one.now})" if one.now else one.needed),
                Cell("; ".join(f"{i}: {w}" for i, w in against_today(scenario, one.package)) or "today's package"),
            )
            for one in changes
        )
        header = ("change", "needed", "all would then sign, for instance")
        parts.append(
            Table(
                header,
                rows,
                "One change at a time, all else as it is; after each there is a package that all would sign",
            )
        )
    more = say.unhelpful(scenario, found, actors)
    return [*parts, Bullets(tuple(more))] if more else parts
