"""The command ``conference``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ripeness.cli.shell import Count, Json, Long, Seed, app, console, print_json, read
from ripeness.cli.what_if import On, RedLines, Set, asked, tell_beside, tell_changes

if TYPE_CHECKING:
    from ripeness.conference import ConferenceResult
    from ripeness.scenario import Scenario

_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,100})?([eE][+-]?[0-9]{1,2})?")


@app.command()
def conference(  # noqa: PLR0913, PLR0917 - options
    file: Annotated[str | None, typer.Argument(metavar="FILE", help="Path, - or the id of a shipped case.")] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="ACTOR", help="Leave an actor out; may be repeated.")
    ] = None,
    carry: Annotated[
        list[str] | None,
        typer.Option("--carry", metavar="ISSUE=POINT", help="Say who together could carry a point; may be repeated."),
    ] = None,
    pivotal: Annotated[
        str, typer.Option("--pivotal", metavar="RULE", help="The rule by which it is asked who counts.")
    ] = "compromise",
    challenge: Annotated[
        list[str] | None,
        typer.Option(
            "--challenge",
            metavar="KEY=VALUE",
            help="A reading of the challenge model, as choice=strongest or rounds=20; or replication.",
        ),
    ] = None,
    nash: Annotated[
        list[str] | None,
        typer.Option(
            "--nash", metavar="KEY=VALUE", help="A convention of Nash bargaining, as loss=linear or cost=0.2."
        ),
    ] = None,
    exchange: Annotated[
        list[str] | None,
        typer.Option("--exchange", metavar="KEY=VALUE", help="An option of the exchange model, as rounds=3."),
    ] = None,
    moves: Annotated[bool, typer.Option("--moves", help="List every move and every exchange.")] = False,
    backtest: Annotated[
        Path | None,
        typer.Option("--backtest", metavar="DIR", help="As `ripeness backtest DIR`.", hidden=True),
    ] = None,
    samples: Annotated[
        int, typer.Option("--samples", min=1, max=20_000, help="With --backtest: samples.", hidden=True)
    ] = 1000,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="With --backtest: errors by rule.", hidden=True)
    ] = None,
    forecasts: Annotated[
        Path | None,
        typer.Option("--forecasts", metavar="FILE", help="With --backtest: forecasts.", hidden=True),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="With --backtest: overwrite.", hidden=True)] = False,
    draws: Count = 1024,
    seed: Seed = 0,
    as_json: Json = False,
    long: Long = False,
    red_lines: RedLines = None,
    numbers: Set = None,
    on: On = None,
) -> None:
    """Say where each issue would settle by every rule, who would move or trade, and who counts."""
    if backtest is not None:
        given = {"FILE": file, "--without": without, "--carry": carry, "--moves": moves or None}
        given |= {"--red-lines": red_lines, "--set": numbers, "--on": on}
        for name, value in given.items():
            if value is not None:
                raise typer.BadParameter("has no use with --backtest", param_hint=name)
        from ripeness.cli.backtest import judge

        judge(backtest, samples=samples, seed=seed, out=(csv, forecasts), force=force, as_json=as_json, long=long)
        return
    if file is None:
        raise typer.BadParameter("a scenario is missing", param_hint="FILE")
    if csv or forecasts:
        raise typer.BadParameter("is for --backtest", param_hint="--csv" if csv else "--forecasts")
    from ripeness.conference import conference as analysis

    found = asked(read(file), numbers=numbers, red_lines=red_lines, on=on)

    def answer(scenario: Scenario) -> ConferenceResult:
        return analysis(
            scenario,
            draws=draws,
            seed=seed,
            without=without or (),
            points=_points(carry or ()),
            pivotal=pivotal,
            **_models(challenge or (), nash or (), exchange or ()),
        )

    result = answer(found.scenario)
    if as_json:
        print_json(result.to_dict())
        return
    from ripeness.telling.conference import tell
    from ripeness.writers.terminal import write

    out = console()
    tell_changes(found, out)
    write(tell(found.scenario, result, moves=moves), out, long=long)
    tell_beside(found, result, answer, out)


def _points(given: Any) -> dict[str, float]:
    """Return points by issue, from ISSUE=POINT."""
    found: dict[str, float] = {}
    for text in given:
        issue, _, point = text.partition("=")
        if not issue or not _NUMBER.fullmatch(point):
            raise typer.BadParameter(f"'{text}' is not ISSUE=POINT, as embargo=70", param_hint="--carry")
        if issue in found:
            raise typer.BadParameter(f"'{issue}' is given twice", param_hint="--carry")
        found[issue] = float(point)
    return found


def _models(challenge: Any, nash: Any, exchange: Any) -> dict[str, Any]:
    """Return how the models are meant, from KEY=VALUE."""
    from ripeness.conference import PRINTED, REPLICATION, Bargain, Trading

    preset = "replication" in challenge
    return {
        "reading": _changed(
            REPLICATION if preset else PRINTED, [c for c in challenge if c != "replication"], "--challenge"
        ),
        "bargain": _changed(Bargain(), nash, "--nash"),
        "trading": _changed(Trading(), exchange, "--exchange"),
    }


def _changed(model: Any, given: Any, option: str) -> Any:
    """Return a model with some of its fields changed."""
    import typing
    from dataclasses import replace

    from ripeness.conference.outcomes import BOUNDS
    from ripeness.errors import near

    kinds = typing.get_type_hints(type(model))
    for text in given:
        key, _, value = text.partition("=")
        name = key.replace("-", "_")
        if name not in kinds:
            raise typer.BadParameter(f"there is no '{key}' here; {near(name, kinds)}", param_hint=option)
        kind, choices = kinds[name], typing.get_args(kinds[name])
        if choices:
            if value not in choices:
                raise typer.BadParameter(f"{key} is {' or '.join(choices)}, not '{value}'", param_hint=option)
            model = replace(model, **{name: value})
        elif kind is bool:
            if value not in ("yes", "no"):
                raise typer.BadParameter(f"{key} is yes or no, not '{value}'", param_hint=option)
            model = replace(model, **{name: value == "yes"})
        else:
            low, high = BOUNDS[name]
            whole = kind is int
            if not _NUMBER.fullmatch(value) or not low <= float(value) <= high or (whole and not value.isdigit()):
                what = "a whole number" if whole else "a number"
                raise typer.BadParameter(f"{key} is {what} from {low:g} to {high:g}, not '{value}'", param_hint=option)
            model = replace(model, **{name: kind(value)})
    return model
