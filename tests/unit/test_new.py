"""The template, copies of cases, and the files that `new` writes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import ripeness
from ripeness import cases
from ripeness.scenario import read_text, schema
from ripeness.scenario.model import Scenario
from tests.conftest import replaced

RIPENESS = str(Path(sys.executable).with_name("ripeness"))
TEMPLATE = cases.template()


def new(*arguments):
    return subprocess.run(
        [RIPENESS, "new", *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60
    )


def test_the_template_passes_check_without_a_doubt(tmp_path):
    file = tmp_path / "mine.yaml"
    assert new(file).returncode == 0
    done = subprocess.run([RIPENESS, "check", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith("two-valleys: no problems: 5 actors, 3 issues")
    assert done.stderr == ""


def test_the_template_has_every_section_and_every_kind_of_tie():
    scenario = read_text(TEMPLATE)
    for name, field in Scenario.model_fields.items():
        if (field.alias or name) != "note":
            assert getattr(scenario, name), f"{name} is empty"
    live = {tie.kind for tie in scenario.ties.values()}
    assert live | {"sanction"} == {"support", "sanction", "inducement", "guarantee", "sway"}


def test_the_template_can_be_analysed():
    result = ripeness.sign(read_text(TEMPLATE), "lake-text", draws=64)
    assert 0.05 < result.probability("uplands")["probability"] < 0.95, "it shows a verdict that is not foregone"
    assert result.text.signatories[0].figures["surplus"] == pytest.approx(2.7, abs=0.05)


COMMENTED_OUT = re.findall(r"^ +# ([a-z-]+: (?:\{|\[).*)$", TEMPLATE, flags=re.MULTILINE)


def test_parts_are_commented_out():
    keys = {text.split(":")[0] for text in COMMENTED_OUT}
    assert keys == {
        "believes",
        "bonuses",
        "coast-duty",
        "exposure",
        "latched",
        "observed",
        "reservation",
        "sees",
        "versions",
    }


@pytest.mark.parametrize("part", COMMENTED_OUT)
def test_a_part_that_is_commented_out_can_be_taken_in(part):
    assert read_text(replaced(TEMPLATE, (f"# {part}", part))).digest != read_text(TEMPLATE).digest


def test_no_line_of_the_template_is_wider_than_an_editor():
    assert max(map(len, TEMPLATE.splitlines())) <= 120


def test_new_says_what_it_wrote_and_puts_the_schema_beside_it(tmp_path):
    done = new(tmp_path / "mine.yaml")
    assert done.stdout == ""
    assert "mine.yaml, and ripeness-1.schema.json beside it" in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine.yaml", "ripeness-1.schema.json"]
    first = (tmp_path / "mine.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=ripeness-1.schema.json"
    assert (tmp_path / schema.FILE).read_text(encoding="utf-8") == schema.text()


def test_new_to_standard_output_writes_no_file(tmp_path):
    done = subprocess.run([RIPENESS, "new", "-"], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout == schema.HEADER + TEMPLATE
    assert list(tmp_path.iterdir()) == []


def test_a_copy_of_a_case_says_what_it_is_a_copy_of(tmp_path):
    done = new(tmp_path / "mine.yaml", "--from", "libya-2020")
    assert done.returncode == 0
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    original = ripeness.read("libya-2020")
    assert f"# A copy of the case libya-2020, shipped with ripeness {ripeness.__version__}." in text
    assert f"# Digest of the original: {original.digest}" in text
    assert read_text(text).digest == original.digest
    assert text.endswith(cases.path("libya-2020").read_text(encoding="utf-8"))


def test_a_case_that_is_not_shipped_is_wrong_usage(tmp_path):
    done = new(tmp_path / "mine.yaml", "--from", "libya-2021")
    assert done.returncode == 2
    assert "libya-2020" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["mine.yaml", schema.FILE])
def test_nothing_is_overwritten_and_nothing_half_done(tmp_path, name):
    (tmp_path / name).write_text("other", encoding="utf-8")
    done = new(tmp_path / "mine.yaml")
    assert done.returncode == 1
    assert "file-exists" in done.stderr
    assert name in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "other"
    assert new(tmp_path / "mine.yaml", "--force").returncode == 0
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == schema.HEADER + TEMPLATE


def test_twice_the_same_is_no_overwriting(tmp_path):
    assert new(tmp_path / "mine.yaml").returncode == 0
    assert new(tmp_path / "mine.yaml").returncode == 0


def test_a_folder_that_is_not_there(tmp_path):
    done = new(tmp_path / "no" / "mine.yaml")
    assert done.returncode == 1
    assert "cannot-write" in done.stderr


def test_a_scenario_cannot_take_the_name_of_the_schema(tmp_path):
    done = new(tmp_path / schema.FILE)
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []
