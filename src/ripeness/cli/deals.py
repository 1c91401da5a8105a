"""The command ``deals``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ripeness.cli.shell import Count, File, Json, Long, Seed, app, console, print_json, progress, read
from ripeness.cli.what_if import On, Package, RedLines, Set, asked, tell_beside, tell_changes

if TYPE_CHECKING:
    from ripeness.bargaining import DealsResult
    from ripeness.scenario import Scenario


@app.command()
def deals(  # noqa: PLR0913, PLR0917 - one option each
    file: File,
    draft: Annotated[
        str | None,
        typer.Option(
            "--draft", metavar="ID", help="The draft whose signatories and guarantees count; without: all parties."
        ),
    ] = None,
    draws: Count = 1024,
    seed: Seed = 0,
    as_json: Json = False,
    long: Long = False,
    red_lines: RedLines = None,
    numbers: Set = None,
    package: Package = None,
    on: On = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="Most points of the frontier to keep in the search.")
    ] = 1_000_000,
    seconds: Annotated[
        float | None,
        typer.Option("--seconds", metavar="S", min=0, help="Time to look for the solutions of many signatories."),
    ] = None,
) -> None:
    """Say whether there is a package that all would sign, which are the best, or what comes nearest."""
    from ripeness.bargaining import deals as analysis

    found = asked(read(file), numbers=numbers, package=package, draft=draft, red_lines=red_lines, on=on)

    def answer(scenario: Scenario) -> DealsResult:
        with progress() as step:
            return analysis(scenario, found.draft, draws=draws, seed=seed, limit=limit, seconds=seconds, progress=step)

    result = answer(found.scenario)
    if as_json:
        print_json(result.to_dict())
    else:
        from ripeness.telling.deals import tell
        from ripeness.writers.terminal import write

        out = console()
        tell_changes(found, out)
        write(tell(found.scenario, result), out, long=long)
        tell_beside(found, result, answer, out)
    if result.interrupted:
        raise typer.Exit(130)
