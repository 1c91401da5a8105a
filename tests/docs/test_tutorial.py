"""The tutorial does what it says: its blocks make a file, and its commands print what it shows."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "first-scenario.md"
FILE = "pasture.yaml"
BLOCK = re.compile(r"^```(yaml|console)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


def sections(text):
    """Return the sections of a file by their first line: a later block of the same name takes its place."""
    return {part.split("\n", 1)[0]: part for part in re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE) if part}


def played():
    """Yield each command of the page with what it shows and the file as it then stands."""
    file = {}
    for kind, body in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind == "yaml":
            file |= sections(body)
        else:
            command, _, shown = body.partition("\n")
            yield command.removeprefix("$ "), shown, "".join(file.values())


STEPS = list(played())


def test_the_page_has_commands():
    assert [command.split()[1] for command, _, _ in STEPS] == ["check", "check", "check", "show", "sign"]


@pytest.mark.parametrize("step", range(len(STEPS)))
def test_each_command_prints_what_the_page_shows(step, tmp_path):
    command, shown, text = STEPS[step]
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    ripeness = str(Path(sys.executable).with_name("ripeness"))
    env = {**os.environ, "NO_COLOR": "1"}
    done = subprocess.run(
        [ripeness, *command.split()[1:]], capture_output=True, text=True, cwd=tmp_path, env=env, timeout=60, check=False
    )
    printed = "".join(f"{line.rstrip()}\n" for line in (done.stdout + done.stderr).splitlines())
    assert doctest.OutputChecker().check_output(shown, printed, doctest.ELLIPSIS), printed
