"""The command ``doubt``."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Annotated, Self

import typer

from ripeness.cli.shell import File, Json, Long, Seed, app, console, print_json, read
from ripeness.cli.what_if import On, Package, RedLines, Set, WhatIf, asked, tell_changes

if TYPE_CHECKING:
    from ripeness.scenario import Scenario
    from ripeness.writers.console import Console

_WIDTH = 24


@app.command()
def doubt(  # noqa: PLR0913, PLR0917 - the options of a command
    file: File,
    pattern: Annotated[
        str | None, typer.Argument(metavar="[PATTERN]", help="With --list: only measures that hold or match it.")
    ] = None,
    of: Annotated[str | None, typer.Option("--of", metavar="MEASURE", help="What is doubted; see --list.")] = None,
    listing: Annotated[
        bool, typer.Option("--list", help="List measures with their present values, by analysis.")
    ] = False,
    sources: Annotated[
        bool, typer.Option("--sources", help="Leave out sources and claims one by one, over all analyses.")
    ] = False,
    against: Annotated[
        str | None,
        typer.Option("--against", metavar="OTHER", help="Another file: which differences matter for it?"),
    ] = None,
    limit: Annotated[
        float | None, typer.Option("--limit", metavar="NUMBER", help="Where the verdict turns: yes at or above it.")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="KIND", help="Drivers by claim, actor, issue or section.")
    ] = None,
    confidential: Annotated[
        bool, typer.Option("--confidential", help="Show what confidential sources and their claims say.")
    ] = False,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="Processes; changes no digit.")] = 1,
    draws: Annotated[
        int | None, typer.Option("--draws", min=1, max=2**20, help="Draws: 1,024; with --sources 256.")
    ] = None,
    seed: Seed = 0,
    as_json: Json = False,
    long: Long = False,
    red_lines: RedLines = None,
    numbers: Set = None,
    package: Package = None,
    on: On = None,
) -> None:
    """Say on what a figure rests: drivers, what would turn it, and which source carries it.

    With nothing but a file it shows the measures that say most, of which one may be asked about.
    """
    _fits(of, against, pattern, listing=listing, sources=sources, more=(limit, by))
    headlines = not (listing or sources or of)
    from ripeness.doubt import doubt as analysis
    from ripeness.doubt import leave_one_out, measures_of, which_differences

    found = asked(read(file), numbers=numbers, package=package, red_lines=red_lines, on=on)
    scenario = found.scenario
    with bar() as progress:
        if listing or headlines:
            listed = measures_of(scenario, like=pattern or "", headlines=headlines, progress=progress)
        elif sources:
            left = leave_one_out(scenario, draws=draws or 256, seed=seed, workers=workers, progress=progress)
        elif against is not None and of is not None:
            other = read(against)
            compared = which_differences(
                scenario, other, of, draws=draws or 1024, seed=seed, workers=workers, progress=progress
            )
        elif of is not None:
            result = analysis(
                scenario, of, draws=draws or 1024, seed=seed, limit=limit, by=by, workers=workers, progress=progress
            )
    if as_json:
        print_json((listed if listing or headlines else left if sources else compared if against else result).to_dict())
        return
    from ripeness.telling import differences, measures
    from ripeness.telling import doubt as rests
    from ripeness.telling import sources as hangs
    from ripeness.writers.terminal import write

    out = console()
    tell_changes(found, out)
    if listing or headlines:
        told = measures.tell(scenario, listed, headlines=headlines)
    elif sources:
        told = hangs.tell(scenario, left, confidential=confidential)
    elif against is not None:
        told = differences.tell(scenario, compared)
    else:
        told = rests.tell(scenario, result, confidential=confidential)
    write(told, out, long=long)
    if found.before is not None and against is None:
        _tell_before(found, scenario, out, like=of or pattern or "", headlines=headlines or sources, ids=listing)


def _tell_before(found: WhatIf, scenario: Scenario, out: Console, *, like: str, headlines: bool, ids: bool) -> None:
    """Print the figures that were asked about before and after the changes, at the most likely values."""
    from ripeness.doubt import measures_of
    from ripeness.telling.beside import beside, means
    from ripeness.writers.terminal import write_part

    both = [found.before, scenario]
    before, after = (means(measures_of(s, like=like, headlines=headlines).measures()) for s in both if s is not None)
    write_part(out, beside(scenario, before, after, mean=False, ids=ids))


def _fits(
    of: str | None,
    against: str | None,
    pattern: str | None,
    *,
    listing: bool,
    sources: bool,
    more: tuple[object, ...],
) -> None:
    """Refuse options that do not go together."""
    asked = sum((listing, sources, of is not None))
    alone = asked == 0 and any(option is not None for option in more)
    if asked > 1 or alone or (against is not None and of is None):
        raise typer.BadParameter("give one of --of MEASURE, --list and --sources; the other options go with --of")
    if pattern is not None and not listing:
        raise typer.BadParameter(
            "a pattern goes with --list; what one figure rests on is asked with --of", param_hint="PATTERN"
        )


class bar:  # noqa: N801 - used like a function
    """A bar on stderr with the time left, if stderr is a terminal."""

    def __enter__(self) -> Self:
        """Start the clock."""
        self._live = sys.stderr.isatty()
        self._what, self._since, self._shown = "", 0.0, 0.0
        return self

    def __call__(self, done: int, total: int, what: str) -> None:
        """Say what is being done: ``done`` of ``total`` pieces."""
        now = time.monotonic()
        if what != self._what:
            self._what, self._since = what, now
        elif now - self._shown < 0.1 and done < total:
            return
        self._shown = now
        if self._live:
            print(f"\r\033[K{line(done, total, what, now - self._since)}", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        if self._live:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def line(done: int, total: int, what: str, seconds: float) -> str:
    """Return a bar as text: how much is done, and about how long the rest takes."""
    share = done / total if total else 1.0
    filled = round(share * _WIDTH)
    left = ""
    if done and done < total:
        rest = seconds * (total - done) / done
        left = f", {rest:.0f} s left" if rest < 90 else f", {rest / 60:.0f} min left"
    return f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {what}{left}"
