"""The command line as a whole: every command is one module beside this one."""

from __future__ import annotations

import io
import os
import sys
import traceback
from pathlib import Path

# isort: off
# Importing a command adds it; this is the order of the help.
from ripeness.cli import check, show, sign, panel, deals, moves, pressure, conference, timeline  # noqa: F401
from ripeness.cli import doubt, backtest, report, new, schema, upgrade, diff, merge, cases  # noqa: F401

# isort: on
from ripeness.cli.shell import app, say, say_problems
from ripeness.errors import AnalysisError, RipenessError, ScenarioError
from ripeness.result import VERSION


def main() -> None:
    """Run the command line; every failure is a message and an exit code, never a traceback."""
    from ripeness.cli.streams import prepare_streams

    prepare_streams()
    out = sys.stdout
    try:
        try:
            code = _run()
        except SystemExit as ended:
            if sys.stdout is not out:  # typer puts another there when it finds that the reader has gone
                raise BrokenPipeError from None
            code = ended.code if isinstance(ended.code, int) else 1
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output has gone, as in `ripeness show … | head`
        os._exit(0)
    except OSError as error:
        say(f"the output cannot be written: {error.strerror or error}")
        os._exit(1)  # without flushing once more what cannot be written
    sys.exit(code)


def _run() -> int:
    """Run the command that was typed and return its exit code."""
    from typer import Abort

    try:
        return int(app(standalone_mode=False) or 0)
    except (ScenarioError, AnalysisError) as error:
        say_problems(error.problems)
        return 1
    except RipenessError as error:
        say(str(error))
        return 1
    except (KeyboardInterrupt, Abort):
        say("interrupted")
        return 130
    except OSError:
        raise  # of our own output: files have messages of their own
    except Exception as error:  # noqa: BLE001 - the last resort: a message, never a traceback
        if hasattr(error, "exit_code") and hasattr(error, "show"):  # wrong usage, in the words of the command line
            shown = io.StringIO()
            error.show(file=shown)
            say(shown.getvalue().rstrip("\n"))
            return int(error.exit_code)
        say(_defect(error))
        return 1


def _defect(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    at = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown place"
    return (
        f"ripeness {VERSION} has a defect: {type(error).__name__} at {at}: {error}\n"
        "This is our mistake, not yours. Please report it with the command that you typed and, "
        "if you may share it, the file."
    )
