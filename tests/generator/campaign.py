"""Scenario after scenario through every analysis, one setting of options each."""

import tempfile
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ripeness.scenario import Scenario, read_text
from tests.generator.laws import broken
from tests.generator.pairwise import settings
from tests.generator.running import Answer, TooSlow, ask, problem_is_told
from tests.generator.scenarios import text
from tests.generator.settings import COMMANDS, Command

#: Commands that ask all analyses at once, many times over: each of so many scenarios goes through them.
SELDOM = {"doubt": 8, "report": 12}


@dataclass(frozen=True)
class Fault:
    """Something that went wrong, with all that is needed to see it again."""

    seed: int
    command: str
    setting: dict[str, str]
    what: str
    trace: str = ""

    def __str__(self) -> str:
        return f"scenario {self.seed}, {self.command} {self.setting}: {self.what}\n{self.trace}"


@cache
def table(command: Command) -> list[dict[str, str]]:
    return settings(command.values(), command.name)


@cache
def commands(name: str) -> Command:
    return next(command for command in COMMANDS if command.name == name)


def setting_of(command: Command, seed: int) -> dict[str, str]:
    """Return the setting by which a scenario goes through a command: one after the other, each as often."""
    found = table(command)
    return found[(seed // SELDOM.get(command.name, 1)) % len(found)]


def through(seed: int, *only: str) -> Iterator[Fault | tuple[Command, Answer]]:
    """Yield the answer of every command about a scenario, or the fault."""
    content = text(seed)
    scenario = read_text(content, "made-up.yaml")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made-up.yaml"
        file.write_text(content, encoding="utf-8", newline="")
        for command in COMMANDS:
            if (only and command.name not in only) or seed % SELDOM.get(command.name, 1):
                continue
            yield from _through(seed, command, scenario, file)


def _through(seed: int, command: Command, scenario: Scenario, file: Path) -> Iterator[Fault | tuple[Command, Answer]]:
    setting = setting_of(command, seed)
    try:
        answer = ask(command, scenario, file, setting)
    except (TooSlow, Exception) as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        trace = "".join(traceback.format_exception(error, limit=-9))
        yield Fault(seed, command.name, setting, f"{type(error).__name__}: {str(error)[:500]}", trace)
        return
    for problem in answer.problems:
        if not problem_is_told(problem):
            yield Fault(seed, command.name, setting, f"a problem without code or words: {problem!r}")
    for law in broken(command.name, answer.data):
        yield Fault(seed, command.name, setting, law)
    yield command, answer
