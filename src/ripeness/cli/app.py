"""Commands and their options."""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

from ripeness.errors import AnalysisError, Problem, RipenessError, ScenarioError
from ripeness.result import VERSION

if TYPE_CHECKING:
    from rich.console import Console

    from ripeness.scenario import Scenario

app = typer.Typer(
    name="ripeness",
    help="Is this conflict ripe, what would both sides sign, and on what does that answer rest?",
    epilog="FILE is a path, - for standard input, or the id of a shipped case (see: ripeness cases).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

File = Annotated[str, typer.Argument(metavar="FILE", help="Path, - or the id of a shipped case.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON (the contract of the reference).")]
Count = Annotated[
    int, typer.Option("--draws", min=1, max=2**20, help="Draws of the uncertain numbers; 1: central values.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Key of the draws: the same seed gives the same digits.")]


def main() -> None:
    """Run the command line; every failure is a message and an exit code, never a traceback."""
    try:
        app(standalone_mode=True)
    except (ScenarioError, AnalysisError) as error:
        _report_problems(error.problems)
        sys.exit(1)
    except RipenessError as error:
        _say(str(error))
        sys.exit(1)
    except BrokenPipeError:  # the reader of our output has gone, as in `ripeness show … | head`
        os._exit(0)
    except KeyboardInterrupt:
        _say("interrupted")
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the last resort: a message, never a traceback
        _say(_defect(error))
        sys.exit(1)


def _defect(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    at = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown place"
    return (
        f"ripeness {VERSION} has a defect: {type(error).__name__} at {at}: {error}\n"
        "This is our mistake, not yours. Please report it with the command that you typed and, "
        "if you may share it, the file."
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _report_problems(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        _say(str(problem))
    if len(problems) > 1:
        _say(f"{len(problems)} problems")


def _read(file: str) -> Scenario:
    from ripeness.cases import read

    return read(file)


def _print_json(content: Any) -> None:
    print(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))


def _console() -> Console:
    """Return a console for stdout: 80 columns when it is no terminal; colours only where wanted."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else 80
    return Console(width=width, highlight=False, soft_wrap=False)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"ripeness {VERSION}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


@app.command()
def check(file: File, as_json: Json = False) -> None:
    """List every problem of a scenario, or print a one-line summary."""
    try:
        scenario = _read(file)
    except ScenarioError as error:
        if as_json:
            _print_json({"problems": [p.to_dict() for p in error.problems]})
        else:
            for problem in error.problems:
                print(problem)
            _say(f"{len(error.problems)} problem{'s' * (len(error.problems) > 1)}")
        raise typer.Exit(1) from None
    if as_json:
        _print_json({"scenario": scenario.id, "digest": scenario.digest, "problems": []})
        return
    counts = {
        "actors": len(scenario.actors),
        "issues": len(scenario.issues),
        "estimates": len(scenario.estimates),
        "ties": len(scenario.ties),
        "drafts": len(scenario.drafts),
        "sources": len(scenario.sources),
        "claims": len(scenario.claims),
    }
    shown = ", ".join(f"{n} {kind if n != 1 else kind[:-1]}" for kind, n in counts.items())
    print(f"{scenario.id}: no problems: {shown}; digest {scenario.digest[:12]}")


@app.command()
def show(file: File) -> None:
    """Show a scenario: who wants what, ties, drafts and dates."""
    from ripeness.cli.show import show as shown

    shown(_read(file), _console())


@app.command()
def sign(
    file: File,
    draft: Annotated[
        str | None, typer.Option("--draft", metavar="ID", help="The draft; needed if there are several.")
    ] = None,
    draws: Count = 1024,
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Say whether each signatory would sign a draft, why not, and what would repair it."""
    from ripeness.bargaining import sign as analysis

    scenario = _read(file)
    result = analysis(scenario, _only_draft(scenario, draft), draws=draws, seed=seed)
    if as_json:
        _print_json(result.to_dict())
        return
    from ripeness.cli.sign import show as shown

    shown(scenario, result, _console())


def _only_draft(scenario: Scenario, draft: str | None) -> str:
    if draft is not None:
        return draft
    if len(scenario.drafts) == 1:
        return next(iter(scenario.drafts))
    if not scenario.drafts:
        raise AnalysisError.of("no-draft", f"'{scenario.id}' has no draft to sign", path="drafts")
    hint = f"add --draft and one of: {', '.join(scenario.drafts)}"
    raise AnalysisError.of("draft-needed", f"'{scenario.id}' has several drafts", hint=hint, path="drafts")


@app.command()
def cases() -> None:
    """List the shipped cases."""
    from ripeness.cases import names, read

    for name in names():
        print(f"{name}  {read(name).title}")


@app.command()
def report(
    file: File,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="HTML", help="The file to write.")],
    draft: Annotated[
        list[str] | None, typer.Option("--draft", metavar="ID", help="Drafts to explain in full; may be repeated.")
    ] = None,
    draws: Count = 1024,
    seed: Seed = 0,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file of other content.")] = False,
    confidential: Annotated[
        bool, typer.Option("--confidential", help="Also show what confidential sources say.")
    ] = False,
) -> None:
    """Write a report for people: one HTML file that holds all it needs."""
    from ripeness.cli.write import write
    from ripeness.report import report as document

    scenario = _read(file)
    with _progress() as step:
        text = document(
            scenario, drafts=draft or None, draws=draws, seed=seed, confidential=confidential, progress=step
        )
    write(output, text, force=force)
    _say(f"wrote {output} ({len(text.encode()) / 1024:,.0f} KiB)")


class _progress:  # noqa: N801 - used like a function
    """Shows on stderr which step of a long command is under way, if stderr is a terminal."""

    def __enter__(self) -> Self:
        self._live = sys.stderr.isatty()
        return self

    def __call__(self, done: int, total: int, what: str) -> None:
        """Say what is being done: step ``done`` of ``total``."""
        if self._live:
            print(f"\r\033[K{done}/{total} {what}", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        if self._live:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
