"""One scenario through one command by one of its ways: the function in Python, or the command line."""

import json
import re
import signal
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

import ripeness
from ripeness.cli.app import app
from ripeness.errors import AnalysisError, Problem, ScenarioError
from ripeness.scenario import Scenario
from tests.generator.calls import call
from tests.generator.settings import Command

SECONDS = 20  # a search that takes longer is taken for one that does not end


class TooSlow(BaseException):
    """Something took longer than `SECONDS`. Not an Exception, so that nothing takes it for a failure of its own."""


@dataclass(frozen=True)
class Answer:
    """What came of a command: its data, its text, or the problems for which it does not answer."""

    data: Any = None
    text: str = ""
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0


def ask(command: Command, scenario: Scenario, file: Path, setting: Mapping[str, str]) -> Answer:
    """Return what a command answers; whatever is no answer and no problem in words is raised."""
    arguments = command.arguments(scenario, setting)
    begun = time.process_time()
    try:
        with within(SECONDS), warnings.catch_warnings():
            warnings.simplefilter("error")
            if command.name == "doubt":
                arguments += _measure(scenario, file, setting["measure"])
            answer = _answer(command, scenario, file, arguments, setting["way"])
    except (ScenarioError, AnalysisError) as error:
        answer = Answer(problems=error.problems)
    return Answer(answer.data, answer.text, answer.problems, time.process_time() - begun)


def _answer(command: Command, scenario: Scenario, file: Path, arguments: list[str], way: str) -> Answer:
    if way == "python":
        return Answer(data=call(command.name, scenario, arguments, file))
    return typed(command.name, file, [*arguments, *(["--json"] if way == "json" else [])])


def typed(name: str, file: Path, arguments: list[str]) -> Answer:
    """Return what a command prints."""
    page = file.with_suffix(".html")
    extra = ["-o", str(page), "--force"] if name == "report" else []
    result = CliRunner().invoke(app, [name, str(file), *arguments, *extra], env={"NO_COLOR": "1"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code in (0, 1, 130), f"exit {result.exit_code}: {result.output[-500:]}"
    assert result.exit_code != 1 or name == "check", f"exit 1 without a problem: {result.output[-500:]}"
    text = page.read_text(encoding="utf-8") if name == "report" else result.stdout
    return Answer(json.loads(text, parse_constant=_no_constant) if "--json" in arguments else None, text)


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} in JSON")


def _measure(scenario: Scenario, file: Path, which: str) -> list[str]:
    """Return the arguments that say what is doubted."""
    if which == "sources":
        return ["--sources"]
    found = list(ripeness.doubt_measures(scenario).to_dict()["measures"])
    if not found:
        return ["--list"]
    place = {"off": 0, "first": 0, "middle": len(found) // 2, "last": -1}[which]
    return ["--of", found[place]["path"]]


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Raise `TooSlow` in what takes more processor time; where the system has no such clock, let it."""
    if not hasattr(signal, "SIGPROF"):
        yield
        return

    def ring(*_: object) -> None:
        raise TooSlow(f"more than {seconds} s of processor time")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def problem_is_told(problem: Problem) -> bool:
    """Return whether a problem has a code, words, and where it stands or what it is about."""
    return bool(re.fullmatch("[a-z]+(-[a-z]+)*", problem.code) and problem.message.strip())
