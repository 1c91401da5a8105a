"""What tests of tellings share: a command as it is typed, a telling as it is printed, and texts kept to be read."""

import io

from typer.testing import CliRunner

from ripeness.cli.app import app
from ripeness.telling import tell
from ripeness.telling.blocks import Table
from ripeness.writers.console import Console
from ripeness.writers.terminal import write
from tests.conftest import DATA

GOLDEN = DATA.parent / "golden"


def run(*arguments, long=True):
    """Return how a command ended and what it printed: all of it, unless only what fits on a screen is asked for."""
    typed = [str(a) for a in arguments]
    typed += ["--long"] if long and not {"--json", "--help"} & set(typed) else []
    return CliRunner().invoke(app, typed, env={"COLUMNS": "80", "NO_COLOR": "1"})


def printed(told, *, long=True, width=80):
    """Return a telling as it is printed."""
    console = Console(file=io.StringIO(), width=width, highlight=False)
    write(told, console, long=long)
    return console.file.getvalue()


def flat(text):
    """Return a text without its line ends and columns."""
    return " ".join(text.split())


def said(scenario, result, *, long=True, width=80):
    """Return what a result says as it is printed."""
    return printed(tell(scenario, result), long=long, width=width)


def golden(name, text):
    """Compare with a text that was read and kept; where it differs, leave the new one beside it."""
    stored = GOLDEN / f"{name}.txt"
    if not stored.exists() or stored.read_text(encoding="utf-8") != text:
        stored.with_suffix(".new.txt").write_text(text, encoding="utf-8")
    assert stored.exists(), f"{stored.name} is missing; the text is in {stored.stem}.new.txt"
    assert stored.read_text(encoding="utf-8") == text


def tables(told, title):
    """Return the tables of a part."""
    found = next(part for part in told.parts if part.title.startswith(title))
    return [block for block in found.blocks if isinstance(block, Table)]


def rows(told, title, k=0):
    """Return the rows of a table of a part as texts."""
    return [tuple(cell.text for cell in row) for row in tables(told, title)[k].rows]


def titles(told):
    """Return the headings of a telling."""
    return [part.title for part in told.parts]


def blocks_of(told, kind):
    """Return the blocks of a kind of all parts of a telling, in order."""
    return [block for part in told.parts for block in part.blocks if isinstance(block, kind)]
