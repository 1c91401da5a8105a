"""Why nothing would be signed by all: wishes that cannot be met together, and what would make an agreement possible."""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.bargaining.agreements.deals import DealsResult
from ripeness.bargaining.agreements.empty_zone import Certificate
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Bullets, Cell, Paragraph, Part, Picture, Table, blocks
from ripeness.words import obstacles as say
from ripeness.words.deals import against_today, plain_names
from ripeness.words.names import short


def obstacles(scenario: Scenario, result: DealsResult) -> Part | None:
    """Return which wishes conflict; nothing where all would sign something."""
    found = result.certificate
    if found is None:
        return None
    first, *more = say.together(scenario, found)
    ends = [Paragraph(" ".join(more))] if more else []
    table = _table(scenario, found, result.asked.signatories) if found.demands else None
    picture = _picture(scenario, result) if found.demands else None
    return Part("What cannot be met together", blocks(Paragraph(first), table, picture, ends), long=True)


def _table(scenario: Scenario, found: Certificate, actors: Sequence[str]) -> Table:
    rows = tuple(
        (Cell(issue, "head"), *(Cell(mark or "granted", "text" if mark else "quiet") for mark in marks))
        for issue, *marks in say.marked(scenario, found, actors)
    )
    return Table(("wishes on", *(short(scenario, "actors", a) for a in actors)), rows, "Which wishes conflict")


def _picture(scenario: Scenario, result: DealsResult) -> Picture:
    size = (5.6 + 0.7 * max(0, len(result.asked.signatories) - 3), 1.1 + 0.42 * len(result.space.issues))
    caption = (
        "Dark squares: the wishes that cannot all be met. Light rings: all other wishes; even with these granted there "
        "would be no agreement."
    )
    spoken = "The wishes that cannot all be met, issue by issue; the table above names them."
    return Picture("demands", (result,), size, caption, spoken, {"names": plain_names(scenario)})


def opening(scenario: Scenario, result: DealsResult) -> list[Part]:
    """Return which single changes would make an agreement possible; nothing where all would sign something."""
    found = result.certificate
    if found is None:
        return []
    rows = tuple(
        (
            Cell(one.what, "head"),
            Cell(one.now),
            Cell(one.needed),
            Cell("; ".join(f"{i}: {w}" for i, w in against_today(scenario, one.package)) or "today's package"),
        )
        for one in say.changes(scenario, found)
    )
    header = ("change", "now", "needed", "all would then sign, for instance")
    caption = "One change at a time, all else as it is; after each there is a package that all would sign"
    more = tuple(say.unhelpful(scenario, found, result.asked.signatories))
    return [
        Part(
            "What would make an agreement possible",
            (Table(header, rows, caption, spare=(3,), most=4),) if rows else (),
        ),
        Part("What alone would not", (Bullets(more),) if more else (), long=bool(rows)),
    ]
