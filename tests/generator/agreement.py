"""What different ways to the same figure must agree on, for one scenario."""

import json
import math
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ripeness
from ripeness.errors import AnalysisError, ScenarioError
from ripeness.scenario import Scenario, read_text
from tests.generator.calls import call
from tests.generator.campaign import setting_of
from tests.generator.running import typed
from tests.generator.scenarios import text
from tests.generator.settings import COMMANDS

_DRAWS = 16


def agreements(seed: int) -> Iterator[str]:
    """Yield where two ways to the same figure do not agree."""
    content = text(seed)
    scenario = read_text(content, "made-up.yaml")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made-up.yaml"
        file.write_text(content, encoding="utf-8", newline="")
        yield from _repeated(scenario, file, seed)
        yield from _announced(scenario, file)
    for draft in scenario.drafts:
        yield from _signed(scenario, draft)


def _data(name: str, scenario: Scenario, arguments: list[str], file: Path) -> Any:
    try:
        return call(name, scenario, arguments, file)
    except AnalysisError as error:
        return [problem.code for problem in error.problems]


def _repeated(scenario: Scenario, file: Path, seed: int) -> Iterator[str]:
    """Yield analyses that give other digits on a second run, of a scenario read anew, or on the command line."""
    for command in COMMANDS:
        if command.name in ("doubt", "report", "show", "check"):
            continue
        arguments = command.arguments(scenario, setting_of(command, seed))
        if "--movers" in arguments:  # an option of the command line alone
            at = arguments.index("--movers")
            arguments = arguments[:at] + arguments[at + 2 :]
        if command.name == "sign" and "--draft" not in arguments:
            arguments += ["--draft", next(iter(scenario.drafts), "none")]
        first = _data(command.name, scenario, arguments, file)
        again = _data(command.name, ripeness.read(str(file)), arguments, file)
        if _told(first) != _told(again):
            yield f"{command.name} {arguments}: other digits on a second run"
        try:
            printed = typed(command.name, file, [*arguments, "--json"]).data
        except AnalysisError as error:
            printed = [problem.code for problem in error.problems]
        if _told(first) != _told(printed):
            yield f"{command.name} {arguments}: the function and the command differ"


def _told(data: Any) -> str:
    """Return data as text, without what says how the command line was typed and where a file is."""
    return json.dumps(_meant(data), sort_keys=True, allow_nan=False)


def _meant(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _meant(value) for key, value in data.items() if key not in ("options", "file", "digest")}
    return [_meant(value) for value in data] if isinstance(data, list) else data


def _signed(scenario: Scenario, draft: str) -> Iterator[str]:
    """Yield what `sign`, `deals` and the report say differently of a draft's text."""
    try:
        signed = ripeness.sign(scenario, draft, draws=_DRAWS).to_dict()
    except AnalysisError:
        return
    try:
        found = ripeness.deals(scenario, draft, draws=_DRAWS).to_dict()
    except AnalysisError:
        return
    who = signed["signatories"]
    for point in found["frontier"] or ():
        if point["package"] == signed["package"]:
            for actor, value in point["values"].items():
                if not _close(value, who[actor]["value"]):
                    yield f"{draft}: {actor} has {who[actor]['value']} by sign and {value} by deals"
    if all(one["signs"] for one in who.values()) and found["zone"]["empty"]:
        yield f"{draft}: all sign its text, but deals finds an empty zone"


def _close(a: float | None, b: float | None) -> bool:
    return a is None or b is None or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


def _announced(scenario: Scenario, file: Path) -> Iterator[str]:
    """Yield analyses of which `check` announces something else than they do; while it announces nothing, none."""
    table = typed("check", file, ["--json"]).data.get("answers")
    if table is None:
        return
    for command in COMMANDS:
        said = table.get(command.name)
        if said is None:
            continue
        about = {draft: ["--draft", draft] for draft in said.get("drafts", {})}
        tries = [(said, []), *((said["drafts"][draft], arguments) for draft, arguments in about.items())]
        if command.name == "sign" and about:
            tries = tries[1:]  # which of several drafts is meant has to be said
        for announced, arguments in tries:
            answers, why = _answers(command.name, scenario, file, arguments)
            if why == ["no-package"]:
                continue  # that rules leave no package comes out by searching
            if bool(announced["answers"]) != answers:
                yield f"check says {announced} of {command.name} {arguments}, which says {why or 'its answer'}"


def _answers(name: str, scenario: Scenario, file: Path, arguments: list[str]) -> tuple[bool, list[str]]:
    """Return whether an analysis answers, and if not why."""
    try:
        call(name, scenario, [*arguments, "--draws", "1"], file)
    except (AnalysisError, ScenarioError) as error:
        return False, [problem.code for problem in error.problems]
    return True, []
