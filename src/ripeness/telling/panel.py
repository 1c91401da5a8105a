"""Is it ripe: the panel for each party."""

from __future__ import annotations

from typing import Any

from ripeness.bargaining import PanelResult
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Bullets, Cell, Paragraph, Section, Table, blocks
from ripeness.words.figures import label, percent, points

_PARTS = {"stalemate": "no outright win likelier than not", "hurting": "hurting", "way_out": "a way out"}


def ripeness(scenario: Scenario, result: PanelResult) -> Section:
    """Return the section on ripeness."""
    content = result.to_dict()["parties"]
    rows = []
    for party, views in content.items():
        for view, name in (("common", "common estimate"), ("believed", "own beliefs")):
            head = scenario.name("actors", party) if view == "common" else ""
            rows.append((Cell(head, "head"), Cell(name), *_cells(views[view])))
    header = ("party", "judged by", "chance that it does not win", "hurting, points", "way out", "in draws")
    explained = Paragraph(
        "A conflict is ripe when the parties are in a stalemate that hurts and see a way out (Zartman 2000). Hurting "
        "is how much better for the party the best package is that all others would sign than the war (for a party "
        "that does not fight: than today's package); none means that there is no such package. A way out is a package "
        "that it would sign and that, as it sees them, all others would. These are necessary, not sufficient: where "
        "all hold, a conflict may stay unresolved. They are not added up."
    )
    turning = [
        _turn(scenario, party, part, turn)
        for party, v in content.items()
        for part, turn in v["believed"]["turns"].items()
    ]
    none = Paragraph(
        "No single number, moved inside its own range, turns any of these by the parties' own beliefs.", "quiet"
    )
    return Section(
        "ripe",
        "Is it ripe?",
        blocks(
            explained,
            [Paragraph(f"{w.message}.", "note") for w in result.warnings],
            Table(header, tuple(rows)),
            Paragraph("What would turn it: the least change of one number, inside its own range.", "quiet")
            if turning
            else none,
            Bullets(tuple(turning)) if turning else None,
        ),
    )


def _hurting(seen: dict[str, Any]) -> Cell:
    if "hurting" in seen["unknown"]:
        return Cell("unknown", "unknown")
    return Cell("none" if seen["hurting"] is None else points(seen["hurting"], signed=True), "number")


def _cells(seen: dict[str, Any]) -> tuple[Cell, ...]:
    share = seen["over_draws"]["way_out"]["mean"]
    verdict = {True: "yes", False: "no", None: "unknown"}[seen["way_out"]]
    return (
        Cell(percent(seen["stalemate"]), "unknown" if seen["stalemate"] is None else "number"),
        _hurting(seen),
        Cell(verdict, "unknown" if seen["way_out"] is None else "text"),
        Cell(percent(share), "number"),
    )


def _turn(scenario: Scenario, party: str, part: str, turn: dict[str, Any]) -> str:
    line = f", line {turn['line']}" if turn["line"] else ""
    return (
        f"{scenario.name('actors', party)}, {_PARTS[part]}: {label(scenario, turn['path'])} "
        f"from {turn['central']:.3g} to {turn['needed']:.3g} ({percent(turn['share'])} of its range{line})."
    )
