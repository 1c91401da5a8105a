"""The command ``panel``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ripeness.cli.shell import Count, File, Json, Long, Seed, app, console, print_json, read
from ripeness.cli.what_if import On, RedLines, Set, asked, tell_beside, tell_changes

if TYPE_CHECKING:
    from ripeness.bargaining import PanelResult
    from ripeness.scenario import Scenario


@app.command()
def panel(
    file: File,
    draws: Count = 1024,
    seed: Seed = 0,
    as_json: Json = False,
    long: Long = False,
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
    from ripeness.telling.panel import tell
    from ripeness.writers.terminal import write

    out = console()
    tell_changes(found, out)
    write(tell(found.scenario, result), out, long=long)
    tell_beside(found, result, answer, out)
