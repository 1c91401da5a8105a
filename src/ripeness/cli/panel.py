"""The command ``panel``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ripeness.cli.shell import Count, File, Json, Seed, app, console, print_json, read
from ripeness.cli.what_if import On, RedLines, Set, asked, tell_beside, tell_changes
from ripeness.result import decimal

if TYPE_CHECKING:
    from ripeness.bargaining import PanelResult
    from ripeness.scenario import Scenario
    from ripeness.writers.console import Console


@app.command()
def panel(
    file: File,
    draws: Count = 1024,
    seed: Seed = 0,
    as_json: Json = False,
    red_lines: RedLines = None,
    numbers: Set = None,
    on: On = None,
) -> None:
    """Say how ripe the conflict is for each party: stalemate, hurting, a way out."""
    from ripeness.bargaining import panel as analysis

    found = asked(read(file), numbers=numbers, red_lines=red_lines, on=on)

    def answer(scenario: Scenario) -> PanelResult:
        return analysis(scenario, draws=draws, seed=seed)

    result = answer(found.scenario)
    if as_json:
        print_json(result.to_dict())
        return
    out = console()
    tell_changes(found, out)
    _show(found.scenario, result, out)
    tell_beside(found, result, answer, out)


def _show(scenario: Scenario, result: PanelResult, out: Console) -> None:
    from rich.markup import escape
    from rich.table import Table

    out.print(f"[bold]Is it ripe?[/bold] {escape(scenario.title or scenario.id)}")
    out.print()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("party", "judged by", "no win", "hurting", "way out", "in draws"):
        table.add_column(column, overflow="fold")
    content = result.to_dict()["parties"]
    for party, views in content.items():
        for view, name in (("common", "common est."), ("believed", "own beliefs")):
            first = escape(f"{scenario.name('actors', party)} ({party})") if view == "common" else ""
            table.add_row(first, name, *_cells(views[view]))
    out.print(table)
    out.print()
    for party, views in content.items():
        for part, turn in views["believed"]["turns"].items():
            out.print(escape(_turn(part, party, turn)), style="dim")
    out.print(
        "No win: the chance that the party does not win within the horizon. Hurting: how much better the "
        "best package that all others would sign is than the war (for who does not fight: than today's package); none: "
        "there is no such package. Way out: a package that "
        "it would sign and that, as it sees them, all others would. Necessary, not sufficient: a conflict in which "
        "all three hold may stay unresolved."
    )
    for warning in result.warnings:
        out.print(f"Note: {escape(warning.message)}.")
    made = result.provenance
    out.print(f"{made.draws:,} draws, seed {made.seed}; scenario {made.scenario} {made.digest[:12]}.", style="dim")


def _cells(seen: dict[str, Any]) -> tuple[str, str, str, str]:
    from ripeness.words.figures import percent

    stalemate = "unknown" if seen["stalemate"] is None else percent(seen["stalemate"])
    none = "unknown" if "hurting" in seen["unknown"] else "none"
    hurting = none if seen["hurting"] is None else decimal(seen["hurting"], signed=True)
    share = seen["over_draws"]["way_out"]["mean"]
    verdict = {True: "yes", False: "no", None: "unknown"}[seen["way_out"]]
    return stalemate, hurting, verdict, "" if share is None else percent(share)


def _turn(part: str, party: str, turn: dict[str, Any]) -> str:
    what = {"stalemate": "the stalemate of", "hurting": "the hurting of", "way_out": "the way out of"}[part]
    line = f", line {turn['line']}" if turn["line"] else ""
    return (
        f"What would turn {what} {party}: {turn['path']} from {turn['central']:.3g} to {turn['needed']:.3g} "
        f"({100 * turn['share']:.0f} % of its range{line})."
    )
