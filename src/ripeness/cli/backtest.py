"""The command ``backtest``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ripeness.cli.shell import Json, Long, Seed, app, console, print_json, progress

if TYPE_CHECKING:
    from ripeness.conference.backtest import BacktestResult


@app.command()
def backtest(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder with issues.csv and positions.csv.")],
    samples: Annotated[int, typer.Option("--samples", min=1, max=20_000, help="Samples for the intervals.")] = 1000,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write errors by rule as a table.")] = None,
    forecasts: Annotated[
        Path | None, typer.Option("--forecasts", metavar="FILE", help="Write every forecast as a table.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file of other content.")] = False,
    seed: Seed = 0,
    as_json: Json = False,
    long: Long = False,
) -> None:
    """Say how far the rules of ``conference`` missed where it is known what was settled."""
    judge(folder, samples=samples, seed=seed, out=(csv, forecasts), force=force, as_json=as_json, long=long)


def judge(
    folder: Path,
    *,
    samples: int,
    seed: int,
    out: tuple[Path | None, Path | None],
    force: bool,
    as_json: bool,
    long: bool,
) -> None:
    """Judge the rules on the tables of a folder, print how far they missed, and write the tables asked for."""
    _outputs(folder, out)
    from ripeness.conference.backtest import backtest as analysis
    from ripeness.interop import read_negotiations

    negotiations = read_negotiations(folder)
    with progress() as say:
        result = analysis(negotiations, samples=samples, seed=seed, progress=say)
    _write(result, out, force=force)
    if as_json:
        print_json(result.to_dict())
        return
    from ripeness.telling.backtest import tell
    from ripeness.writers.terminal import write

    write(tell(None, result), console(), long=long)


def _outputs(folder: Path, out: tuple[Path | None, Path | None]) -> None:
    """Raise what would stop the tables from being written, before anything is worked out."""
    from ripeness.cli.write import check

    for path in out:
        if path is not None:
            check(path, kind="CSV", inputs=[folder / "issues.csv", folder / "positions.csv"])
    if None not in out and len({path.resolve() for path in out if path is not None}) == 1:
        raise typer.BadParameter("is the file of --csv; name another", param_hint="--forecasts")


def _write(result: BacktestResult, out: tuple[Path | None, Path | None], *, force: bool) -> None:
    """Write tables in CSV, each whole or not at all."""
    import csv
    import io

    from ripeness.cli.write import write

    for path, records in zip(out, (result.summary, result.each), strict=True):
        if path is None:
            continue
        rows = records()
        text = io.StringIO()
        table = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
        write(path, text.getvalue(), kind="CSV", force=force)
