"""What all commands share: the application, their common options, and ways in and out."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

import typer

from ripeness.errors import Problem
from ripeness.result import VERSION

if TYPE_CHECKING:
    from rich.console import Console

    from ripeness.scenario import Scenario

_SOON, _LONG = 5.0, 20.0  # seconds after which, and from which on, it is said how long a command will take

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

RedLines = Annotated[
    list[str] | None,
    typer.Option(
        "--red-lines",
        metavar="ACTOR=held|bluff",
        help="Take an actor's red lines as surely held, or as bluff; may be repeated.",
    ),
]


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


def say(text: str) -> None:
    """Print talk to stderr."""
    print(text, file=sys.stderr)


def say_problems(problems: Iterable[Problem]) -> None:
    """Print problems to stderr."""
    problems = list(problems)
    for problem in problems:
        say(str(problem))
    if len(problems) > 1:
        say(f"{len(problems)} problems")


def read(file: str) -> Scenario:
    """Return the scenario in a file, a shipped case, or standard input."""
    from ripeness.cases import read as read_case

    return read_case(file)


def firmness(given: list[str] | None) -> dict[str, Literal["held", "bluff"]]:
    """Return how the red lines of actors are to be taken; what is not of the form ACTOR=held|bluff is wrong usage."""
    taken: dict[str, Literal["held", "bluff"]] = {}
    for text in given or []:
        actor, _, how = text.rpartition("=")
        if not actor or how not in ("held", "bluff"):
            raise typer.BadParameter(f"'{text}' is not ACTOR=held or ACTOR=bluff", param_hint="--red-lines")
        if actor in taken:
            raise typer.BadParameter(f"'{actor}' is given twice", param_hint="--red-lines")
        taken[actor] = "held" if how == "held" else "bluff"
    return taken


def firm(scenario: Scenario, taken: Mapping[str, Literal["held", "bluff"]]) -> Scenario:
    """Return the scenario with red lines of actors surely held, or surely bluff."""
    from ripeness.bargaining.firmness import with_red_lines

    for actor, how in taken.items():
        scenario = with_red_lines(scenario, actor, how)
    return scenario


def marked(content: dict[str, Any], taken: Mapping[str, str]) -> dict[str, Any]:
    """Return the content of a result whose options say how red lines were taken, if in any way."""
    return {**content, "options": {**content["options"], "red_lines": dict(taken)}} if taken else content


def print_json(content: Any) -> None:
    """Print data to stdout."""
    print(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))


def console() -> Console:
    """Return a console for stdout: 80 columns when it is no terminal; colours only where wanted."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else 80
    return Console(width=width, highlight=False, soft_wrap=False)


class progress:  # noqa: N801 - used like a function
    """Shows on stderr which step of a long command is under way, if stderr is a terminal."""

    def __enter__(self) -> Self:
        self._live, self._told = sys.stderr.isatty(), False
        self._of, self._since = ("", 0), time.monotonic()
        return self

    def __call__(self, done: int, total: int, what: str) -> None:
        """Say what is being done: step ``done`` of ``total``."""
        left = self._left(done, total, what)
        if self._live:
            print(f"\r\033[K{done}/{total} {what}{left}", end="", file=sys.stderr, flush=True)
        elif left and not self._told:
            self._told = True
            print(f"{done}/{total} {what}{left}", file=sys.stderr, flush=True)

    def _left(self, done: int, total: int, what: str) -> str:
        """Return how long it will take still, in words, once it has taken some seconds and will take some more."""
        now = time.monotonic()
        if self._of != (what, total):
            self._of, self._since = (what, total), now
        taken = now - self._since
        if not 0 < done < total or taken < _SOON:
            return ""
        left = taken * (total - done) / done
        return f", some {left:,.0f} seconds left" if left >= _LONG else ""

    def __exit__(self, *_: object) -> None:
        if self._live:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
