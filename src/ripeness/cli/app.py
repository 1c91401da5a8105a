"""The command line as a whole: every command is one module beside this one."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

# isort: off
# Importing a command adds it; this is the order of the help.
from ripeness.cli import check, show, sign, panel, deals, moves, pressure, conference, timeline  # noqa: F401
from ripeness.cli import doubt, report, new, schema, upgrade, diff, merge, cases  # noqa: F401

# isort: on
from ripeness.cli.shell import app, say, say_problems
from ripeness.errors import AnalysisError, RipenessError, ScenarioError
from ripeness.result import VERSION


def main() -> None:
    """Run the command line; every failure is a message and an exit code, never a traceback."""
    if sys.stdout is None:  # closed by the caller
        sys.stdout = sys.stderr
    try:
        try:
            app(standalone_mode=True)
        finally:
            sys.stdout.flush()
    except (ScenarioError, AnalysisError) as error:
        say_problems(error.problems)
        sys.exit(1)
    except RipenessError as error:
        say(str(error))
        sys.exit(1)
    except BrokenPipeError:  # the reader of our output has gone, as in `ripeness show … | head`
        os._exit(0)
    except OSError as error:
        say(f"the output cannot be written: {error.strerror or error}")
        os._exit(1)  # without flushing once more what cannot be written
    except KeyboardInterrupt:
        say("interrupted")
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the last resort: a message, never a traceback
        say(_defect(error))
        sys.exit(1)


def _defect(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    at = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown place"
    return (
        f"ripeness {VERSION} has a defect: {type(error).__name__} at {at}: {error}\n"
        "This is our mistake, not yours. Please report it with the command that you typed and, "
        "if you may share it, the file."
    )
