"""The command that makes a report again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from ripeness.cases import names, path
from ripeness.scenario import Scenario
from ripeness.scenario.what_if import draft_of
from ripeness.scenario.write import name_of, original

#: What-ifs that `ripeness report` has options for.
_TYPED = ("set", "red-lines", "package", "on")


def command(scenario: Scenario, drafts: Sequence[str], *, draws: int, seed: int, confidential: bool) -> str:
    """Return the command line that makes the report on a scenario again, what-ifs included.

    The file goes by its name alone: in which folder it lies is nobody's business but its owner's.
    """
    typed = all(change["what"] in _TYPED for change in scenario.changes)  # else FILE is the changed scenario, written
    given = draft_of(scenario) if typed else None
    parts = ["ripeness", "report", _file(scenario) if typed else "FILE"]
    parts += [part for draft in drafts if draft != given for part in ("--draft", draft)]
    parts += [part for change in scenario.changes for part in _option(change)] if typed else []
    parts += ["--draws", str(draws), "--seed", str(seed)]
    parts += ["--confidential"] if confidential else []
    return shlex.join([*parts, "-o", "report.html"])


def _file(scenario: Scenario) -> str:
    if original(scenario) is None:
        return "FILE"  # it was made in Python
    name = name_of(scenario)
    case = next((case for case in names() if str(path(case)) == name), None)
    return case or ("FILE" if name == "<stdin>" else PurePath(name).name)


def _option(change: Mapping[str, Any]) -> tuple[str, str]:
    if change["what"] == "set":
        return "--set", f"{change['path']}={change['now']}"
    if change["what"] == "red-lines":
        return "--red-lines", f"{change['actor']}={change['how']}"
    if change["what"] == "package":
        return "--package", ",".join(f"{issue}={alternative}" for issue, alternative in change["package"].items())
    return "--on", str(change["on"])
