"""The command ``timeline``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from ripeness.cli.shell import Count, File, Json, Long, Seed, app, console, print_json, progress, read
from ripeness.cli.what_if import On, RedLines, Set, asked, tell_beside, tell_changes

if TYPE_CHECKING:
    from ripeness.scenario import Scenario
    from ripeness.timeline import Change, TimelineResult

_Texts = list[str] | None


@app.command()
def timeline(  # noqa: PLR0913, PLR0917 - typer makes an option of each parameter
    file: File,
    ask: Annotated[
        _Texts, typer.Option("--ask", metavar="ID", help="A question; may be repeated. All if left out.")
    ] = None,
    move: Annotated[
        _Texts, typer.Option("--move", metavar="EVENT=DATE", help="What if an event came on another day?")
    ] = None,
    without: Annotated[
        _Texts, typer.Option("--without", metavar="EVENT", help="What if an event could not happen?")
    ] = None,
    force: Annotated[
        _Texts, typer.Option("--force", metavar="FACT|!FACT", help="What if a fact were so all the time?")
    ] = None,
    scale: Annotated[
        _Texts, typer.Option("--scale", metavar="EVENT=X", help="What if a hazard were X times as large?")
    ] = None,
    movers: Annotated[
        str | None,
        typer.Option("--movers", metavar="ID", help="Which single change moves this question most? ID or ID:END."),
    ] = None,
    method: Annotated[
        str | None,
        typer.Option("--method", metavar="exact|grid|grid:N|sampled", help="How to answer; chosen if left out."),
    ] = None,
    histories: Annotated[
        int | None,
        typer.Option(
            "--histories", min=1, max=10**9, help="Histories to draw when sampled: 262,144, or 1,048,576 unasked."
        ),
    ] = None,
    draws: Count = 1024,
    seed: Seed = 0,
    as_json: Json = False,
    long: Long = False,
    red_lines: RedLines = None,
    numbers: Set = None,
    on: On = None,
) -> None:
    """Say what happens by when, and what would change it."""
    from ripeness.timeline import timeline as analysis

    found = asked(read(file), numbers=numbers, red_lines=red_lines, on=on)
    scenario, changes = found.scenario, _changes(move, without, force, scale)

    def answer(scenario: Scenario) -> TimelineResult:
        with progress() as step:
            return analysis(
                scenario,
                draws=draws,
                seed=seed,
                ask=ask or None,
                method=method,
                histories=histories,
                changes=changes,
                progress=step,
            )

    result = answer(scenario)
    moved = _movers(scenario, movers, seed) if movers is not None else None
    if as_json:
        content = result.to_dict()
        if moved is not None:
            each = [{"change": str(c), "without": a, "with": b} for c, a, b in moved]
            content["movers"] = {"of": movers, "changes": each}
        print_json(content)
        return
    from ripeness.telling.timeline import tell
    from ripeness.writers.terminal import write

    out = console()
    tell_changes(found, out)
    write(tell(scenario, result, movers=(movers or "", moved) if moved is not None else None), out, long=long)
    tell_beside(found, result, answer, out)


def _changes(move: _Texts, without: _Texts, force: _Texts, scale: _Texts) -> list[Change]:
    """Return the changes that were typed; what is not of their form is wrong usage."""
    from ripeness.timeline import Change

    found = []
    for text in move or ():
        name, day = _pair(text, "--move", "EVENT=DATE")
        try:
            found.append(Change("move", name, date.fromisoformat(day)))
        except ValueError:
            raise typer.BadParameter(f"'{day}' is no date such as 2020-01-19", param_hint="--move") from None
    found += [Change("without", name) for name in without or ()]
    found += [Change("force", text.removeprefix("!").strip(), to=not text.startswith("!")) for text in force or ()]
    for text in scale or ():
        name, by = _pair(text, "--scale", "EVENT=X")
        try:
            found.append(Change("scale", name, float(by)))
        except ValueError:
            raise typer.BadParameter(f"'{by}' is no number", param_hint="--scale") from None
    return found


def _pair(text: str, option: str, form: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise typer.BadParameter(f"'{text}' is not {form}", param_hint=option)
    return name.strip(), value.strip()


def _movers(scenario: Scenario, asked: str, seed: int) -> list[tuple[Change, float, float]]:
    from ripeness.timeline import movers as analysis

    question, _, end = asked.partition(":")
    return analysis(scenario, question, seed=seed, end=end)
