"""The command ``pressure``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

import typer

from ripeness.cli.shell import Count, File, Json, Long, Seed, app, console, print_json, progress, read
from ripeness.cli.what_if import On, Package, RedLines, Set, asked, tell_beside, tell_changes

if TYPE_CHECKING:
    from ripeness.leverage import PressureResult
    from ripeness.scenario import Scenario


@app.command()
def pressure(  # noqa: PLR0913, PLR0917 - one option each
    file: File,
    draft: Annotated[
        str | None,
        typer.Option("--draft", metavar="ID", help="The draft; without, any package, signed by all parties."),
    ] = None,
    chance: Annotated[
        float, typer.Option("--chance", metavar="P", help="Chance wanted that all sign, between 0 and 1.")
    ] = 0.8,
    margin: Annotated[
        float | None,
        typer.Option("--margin", metavar="POINTS", help="Surplus wanted of every signatory, in place of a chance."),
    ] = None,
    cuts: Annotated[
        str,
        typer.Option(
            "--cuts", metavar="threatened|made", help="Whether support is cut for whoever refuses, or whatever happens."
        ),
    ] = "threatened",
    include_unlawful: Annotated[
        bool, typer.Option("--include-unlawful", help="Let plans use ties that the file marks as not lawful.")
    ] = False,
    weight: Annotated[
        list[str] | None,
        typer.Option("--weight", metavar="ACTOR=W", help="What a point of an actor's cost counts; may be repeated."),
    ] = None,
    share: Annotated[
        float | None,
        typer.Option("--share", metavar="P", help="Ask also for a plan that works in this share of the draws."),
    ] = None,
    draws: Count = 1024,
    seed: Seed = 0,
    as_json: Json = False,
    long: Long = False,
    red_lines: RedLines = None,
    numbers: Set = None,
    package: Package = None,
    on: On = None,
) -> None:
    """Say whose pressure flips a refusal, which is the least that makes all sign, and who could undo it."""
    from ripeness.leverage import pressure as analysis

    weights = _weights(weight)
    found = asked(read(file), numbers=numbers, package=package, draft=draft, red_lines=red_lines, on=on)

    def answer(scenario: Scenario) -> PressureResult:
        with progress() as step:
            return analysis(
                scenario,
                found.draft,
                draws=draws,
                seed=seed,
                chance=chance,
                margin=margin,
                cuts=cuts,
                include_unlawful=include_unlawful,
                weights=weights,
                share=share,
                progress=step,
            )

    result = answer(found.scenario)
    if as_json:
        print_json(result.to_dict())
        return
    from ripeness.telling.pressure import tell
    from ripeness.writers.terminal import write

    out = console()
    tell_changes(found, out)
    write(tell(found.scenario, result), out, long=long)
    tell_beside(found, result, answer, out)


def _weights(given: list[str] | None) -> dict[str, float]:
    """Return weights by actor; what is not of the form ACTOR=number is wrong usage."""
    found: dict[str, float] = {}
    for text in given or []:
        actor, _, number = text.rpartition("=")
        try:
            weight = float(number)
        except ValueError:
            weight = math.nan
        if not actor or math.isnan(weight):
            raise typer.BadParameter(f"'{text}' is not ACTOR=number", param_hint="--weight")
        if actor in found:
            raise typer.BadParameter(f"'{actor}' is given twice", param_hint="--weight")
        found[actor] = weight
    return found
