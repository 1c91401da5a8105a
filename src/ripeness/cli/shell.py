"""What all commands share: the application, their common options, and ways in and out."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

from ripeness.errors import Problem, printable
from ripeness.result import VERSION

if TYPE_CHECKING:
    from ripeness.scenario import Scenario
    from ripeness.writers.console import Console

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
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON: what to_dict() gives in Python.")]
Long = Annotated[bool, typer.Option("--long", help="Print all of it, not only what fits on a screen.")]
Count = Annotated[
    int, typer.Option("--draws", min=1, max=2**20, help="Draws of the uncertain numbers; 1: central values.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Key of the draws: the same seed gives the same digits.")]


def _version(wanted: bool) -> None:
    if wanted:
        tell(f"ripeness {VERSION}")
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
    print("\n".join(map(printable, text.split("\n"))), file=sys.stderr)


def tell(text: str) -> None:
    """Print plain text to stdout."""
    print("\n".join(map(printable, text.split("\n"))))


def print_file(text: str) -> None:
    """Print the content of a file to stdout as it is: in UTF-8 wherever stdout takes bytes, as files are."""
    if sys.stdout.isatty() or not hasattr(sys.stdout, "buffer"):
        print("\n".join(map(printable, text.split("\n"))), end="")
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


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


def source(file: str) -> Path | None:
    """Return the file that a command reads under this name; None for standard input."""
    from ripeness.cases import located

    return None if file == "-" else located(file)


def print_json(content: Any) -> None:
    """Print data to stdout; what is not printable, or not in the encoding of stdout, is escaped and so not lost."""
    from ripeness.cli.streams import json_text

    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    print(json_text(text, sys.stdout.encoding))


def console(*, stderr: bool = False) -> Console:
    """Return the console for stdout, or for talk on stderr."""
    from ripeness.writers.console import new_console

    return new_console(stderr=stderr)


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
