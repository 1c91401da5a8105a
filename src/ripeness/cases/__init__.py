"""The shipped cases, one folder each: ``scenario.yaml`` and a README that says what is contested."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

from ripeness.errors import Place, Problem, ScenarioError, near
from ripeness.scenario import Scenario, read_bytes
from ripeness.scenario import read as _read_scenario
from ripeness.scenario.tree import MAX_BYTES

_ROOT = Path(__file__).parent


def names() -> tuple[str, ...]:
    """Return the ids of the shipped cases, sorted."""
    return tuple(sorted(folder.parent.name for folder in _ROOT.glob("*/scenario.yaml")))


def path(case: str) -> Path:
    """Return the scenario file of a shipped case."""
    return _ROOT / case / "scenario.yaml"


def template() -> str:
    """Return the commented template of a scenario: a small invented conflict with every section of the format."""
    return (_ROOT / "template.yaml").read_text(encoding="utf-8")


def raw(file: str) -> tuple[bytes, str]:
    """Return the bytes of a file, of a shipped case, or of standard input for ``-``, and the file's name.

    Raises
    ------
    ScenarioError
        ``no-such-file`` or ``unreadable-file``.
    """
    if file == "-":
        return _standard_input(), "<stdin>"
    try:
        found = located(file)
        with found.open("rb") as opened:
            return opened.read(MAX_BYTES + 1), str(found)
    except (OSError, ValueError) as error:
        raise ScenarioError([_unreadable(file, error)]) from None


def located(file: str) -> Path:
    """Return the path of a file, or of a shipped case where no such file exists."""
    return path(file) if not Path(file).exists() and file in names() else Path(file)


def _standard_input() -> bytes:
    try:
        if sys.stdin is None:  # closed by the caller
            raise OSError("it is closed")
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        message = f"standard input cannot be read: {getattr(error, 'strerror', None) or error}"
        hint = "name a file, or hand one on: `ripeness check - < file.yaml`"
        raise ScenarioError([Problem("unreadable-file", message, Place("<stdin>", 1, 1), hint)]) from None


def read(file: str | Path | IO[bytes]) -> Scenario:
    """Return the scenario in a file, in a shipped case, or on standard input.

    Parameters
    ----------
    file : str, path or binary file
        A path; ``-`` for standard input; or the id of a shipped case, where no such file exists.

    Raises
    ------
    ScenarioError
        With every problem of the file; or ``no-such-file``, with the names of the shipped cases.

    Examples
    --------
    >>> import ripeness
    >>> ripeness.read("libya-2020").parties
    ('gna', 'lna')
    """
    if hasattr(file, "read"):
        return _read_scenario(file)
    return read_bytes(*raw(str(file)))


def _unreadable(file: str, error: Exception) -> Problem:
    shown = file.encode("unicode_escape").decode()[:200]
    if isinstance(error, FileNotFoundError):
        return Problem("no-such-file", f"there is no file '{shown}'", Place(shown, 1, 1), near(file, names()))
    reason = getattr(error, "strerror", None) or str(error)
    return Problem("unreadable-file", f"'{shown}' cannot be read: {reason}", Place(shown, 1, 1))
