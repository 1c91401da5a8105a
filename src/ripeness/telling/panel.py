"""Is it ripe: for each party whether it is in a stalemate that hurts, and whether it sees a way out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ripeness.bargaining import PanelResult
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Bullets, Cell, Paragraph, Part, Table, Telling, parts
from ripeness.words.basis import basis, signing
from ripeness.words.figures import percent, points
from ripeness.words.labels import label
from ripeness.words.names import actors, listed, short
from ripeness.words.notes import notes

_PARTS = {"stalemate": "no outright win likelier than not", "hurting": "hurting", "way_out": "a way out"}


def tell(scenario: Scenario, result: PanelResult) -> Telling:
    """Return what the signs of ripeness say."""
    content = result.to_dict()["parties"]
    return Telling(
        id="ripe",
        title="Is it ripe?",
        answer=_answer(content),
        why=_why(scenario, content),
        sure=basis(scenario, *signing(content)),
        parts=parts(
            Part("", (_table(scenario, content), _explained(scenario))),
            _turning(scenario, content),
        ),
        notes=notes(scenario, result.warnings),
        method=(
            "Ripe: each party is in a stalemate that hurts and sees a way out (Zartman 2000). A stalemate: it is "
            "likelier not to win than to win. Hurting: the best package that all others would sign is better for it "
            "than going on. A way out: it would sign such a package.",
        ),
        unit="Points are of each party's own utility.",
        made=result.provenance,
    )


# ---- the answer ------------------------------------------------------------------------------------------------------


def _signs(seen: Mapping[str, Any]) -> dict[str, bool | None]:
    """Return whether each sign holds in the eyes of one party: yes, no, or unknown."""
    hurting = None if "hurting" in seen["unknown"] else seen["hurting"] is not None and seen["hurting"] > 0
    stalemate = None if seen["stalemate"] is None else seen["stalemate"] > 0.5
    return {"stalemate": stalemate, "hurting": hurting, "way_out": seen["way_out"]}


def _answer(content: Mapping[str, Any]) -> str:
    held = [sign for views in content.values() for sign in _signs(views["believed"]).values()]
    if False in held:
        return "Not ripe, by the parties' own beliefs: not every party is in a stalemate that hurts and sees a way out."
    if None in held:
        return "Whether it is ripe is unknown: the file does not say enough of it."
    parties = {1: "the party is", 2: "both parties are"}.get(len(content), f"all {len(content)} parties are")
    return f"It may be ripe: by their own beliefs {parties} in a stalemate that hurts and see a way out."


#: What a party without a sign does, and what several do.
_WITHOUT = {
    "stalemate": ("expects to win outright", "expect to win outright"),
    "hurting": (
        "sees no package that all others would sign and that is better for it than going on",
        "see no package that all others would sign and that is better for them than going on",
    ),
    "way_out": ("sees no way out", "see no way out"),
}


def _why(scenario: Scenario, content: Mapping[str, Any]) -> str:
    """Return which sign is missing with whom; where none is, which is unknown."""
    signs = {party: _signs(views["believed"]) for party, views in content.items()}
    lacking = {part: tuple(p for p, held in signs.items() if held[part] is False) for part in _WITHOUT}
    told = []
    for without in dict.fromkeys(filter(None, lacking.values())):
        said = [_WITHOUT[part][len(without) > 1] for part, who in lacking.items() if who == without]
        told.append(f"{actors(scenario, without)} {', and '.join(said)}")
    if told:
        return f"{'; '.join(told)}."
    unknown = {part: tuple(p for p, held in signs.items() if held[part] is None) for part in _WITHOUT}
    open_ = [f"{_PARTS[part]} with {actors(scenario, who)}" for part, who in unknown.items() if who]
    return f"Unknown is {listed(open_)}." if open_ else ""


# ---- below it --------------------------------------------------------------------------------------------------------


def _table(scenario: Scenario, content: Mapping[str, Any]) -> Table:
    rows = []
    for party, views in content.items():
        for view, name in (("common", "common estimate"), ("believed", "own beliefs")):
            head = short(scenario, "actors", party) if view == "common" else ""
            rows.append((Cell(head, "head"), Cell(name), *_cells(views[view])))
    header = ("party", "judged by", "does not win", "hurting", "way out", "in draws")
    caption = "Chance not to win; hurting in points; a way out at the most likely values, and in how many draws"
    return Table(header, tuple(rows), caption)


def _explained(scenario: Scenario) -> Paragraph:
    going_on = "the war (for a party that does not fight: than today's package)" if scenario.war else "today's package"
    return Paragraph(
        f"Hurting is how much better for the party the best package is that all others would sign than {going_on}; "
        "none means that there is no such package. A way out is a package that it would sign and that, as it sees "
        "them, all others would. These are necessary, not sufficient, and are not added up: where all hold, "
        "a conflict may stay unresolved.",
        "quiet",
    )


def _hurting(seen: Mapping[str, Any]) -> Cell:
    if "hurting" in seen["unknown"]:
        return Cell("unknown", "unknown")
    return Cell("none" if seen["hurting"] is None else points(seen["hurting"], signed=True), "number")


def _cells(seen: Mapping[str, Any]) -> tuple[Cell, ...]:
    share = seen["over_draws"]["way_out"]["mean"]
    verdict = {True: "yes", False: "no", None: "unknown"}[seen["way_out"]]
    return (
        Cell(percent(seen["stalemate"]), "unknown" if seen["stalemate"] is None else "number"),
        _hurting(seen),
        Cell(verdict, "unknown" if seen["way_out"] is None else "text"),
        Cell(percent(share), "number"),
    )


def _turning(scenario: Scenario, content: Mapping[str, Any]) -> Part:
    turning = tuple(
        _turn(scenario, party, part, turn)
        for party, views in content.items()
        for part, turn in views["believed"]["turns"].items()
    )
    nothing = Paragraph("No single number, moved inside its own range, turns any of these.", "quiet")
    return Part("What would turn it: the least change of one number", (Bullets(turning) if turning else nothing,))


def _turn(scenario: Scenario, party: str, part: str, turn: Mapping[str, Any]) -> str:
    line = f", line {turn['line']}" if turn["line"] else ""
    return (
        f"{short(scenario, 'actors', party)}, {_PARTS[part]}: {label(scenario, turn['path'])} "
        f"from {turn['central']:.3g} to {turn['needed']:.3g} ({percent(turn['share'])} of its range{line})."
    )
