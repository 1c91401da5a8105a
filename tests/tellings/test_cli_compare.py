"""The commands `diff` and `merge`: whole processes, exit codes, streams."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

RIPENESS = str(Path(sys.executable).with_name("ripeness"))
TWO_BANKS = Path(__file__).parents[1] / "data" / "two-banks.yaml"


def run(*arguments):
    env = {**os.environ, "COLUMNS": "80"}
    command = [RIPENESS, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=60, check=False)


@pytest.fixture
def versions(tmp_path):
    """Write two changed copies of the two banks."""
    text = TWO_BANKS.read_text(encoding="utf-8")
    a, b = tmp_path / "a.yaml", tmp_path / "b.yaml"
    a.write_text(text.replace("trust: 0.4", "trust: {is: 0.5, because: [tired], else: 0.1}"), encoding="utf-8")
    b.write_text(
        text.replace("trust: 0.4", "trust: [0.2, 0.6]").replace("steepness: 1", "steepness: 2"), encoding="utf-8"
    )
    return a, b


def test_diff_of_equal_files_exits_0():
    done = run("diff", TWO_BANKS, TWO_BANKS)
    assert (done.returncode, done.stderr) == (0, "")
    assert " say the same; digest " in " ".join(done.stdout.split())


def test_diff_lists_changes_at_80_columns_and_exits_1(versions):
    done = run("diff", TWO_BANKS, versions[0])
    assert (done.returncode, done.stderr) == (1, "")
    assert "preferences.south.trust: value changed (line 78 → 78)" in done.stdout
    assert "  - 0.4\n  + 0.5\n" in done.stdout
    assert "evidence changed" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_diff_as_json(versions):
    done = run("diff", TWO_BANKS, versions[1], "--json")
    content = json.loads(done.stdout)
    assert done.returncode == 1
    assert not content["equal"]
    assert [c["path"] for c in content["changes"]] == ["preferences.south.trust", "war.steepness"]
    assert content["changes"][0]["after"] == ["0.2", "0.6"]


def test_help_says_what_the_exit_codes_mean():
    assert "exit 0 when they say the same, 1 when they differ" in " ".join(run("diff", "--help").stdout.split())


def test_a_file_that_cannot_be_read(versions):
    done = run("diff", versions[0], "nowhere.yaml")
    assert done.returncode == 1
    assert "no-such-file" in done.stderr
    assert run("diff", versions[0]).returncode == 2


def test_conflicts_are_printed_with_their_evidence_and_nothing_is_written(versions, tmp_path):
    output = tmp_path / "merged.yaml"
    done = run("merge", TWO_BANKS, *versions, "-o", output)
    assert done.returncode == 1
    assert not output.exists()
    assert "preferences.south.trust: both-changed" in done.stdout
    assert "[tired, envoy A2] Both commands report losses" in done.stdout
    assert "[0.2, 0.6]" in done.stdout
    assert "1 conflict: nothing was written" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    as_json = run("merge", TWO_BANKS, *versions, "-o", output, "--json")
    assert [c["path"] for c in json.loads(as_json.stdout)["conflicts"]] == ["preferences.south.trust"]
    assert as_json.returncode == 1


def test_a_preferred_side_is_written_and_nothing_overwritten(versions, tmp_path):
    output = tmp_path / "merged.yaml"
    done = run("merge", TWO_BANKS, *versions, "-o", output, "--prefer", "b")
    assert done.returncode == 0
    assert output.read_text(encoding="utf-8") == versions[1].read_text(encoding="utf-8")
    assert done.stderr == f"wrote {output}\n"
    other = run("merge", TWO_BANKS, *versions, "-o", output, "--prefer", "a")
    assert other.returncode == 1
    assert "file-exists" in other.stderr
    assert run("merge", TWO_BANKS, *versions, "-o", output, "--prefer", "a", "--force").returncode == 0
    assert "else: 0.1" in output.read_text(encoding="utf-8")
    assert run("merge", TWO_BANKS, *versions, "-o", output, "--prefer", "c").returncode == 2


def test_a_merge_with_dangling_references_is_not_written(versions, tmp_path):
    text = TWO_BANKS.read_text(encoding="utf-8")
    a, b = versions
    line = next(x for x in text.splitlines() if x.strip().startswith("tired:"))
    less = text.replace(line + "\n", "").replace("{is: unlikely, because: [tired], else: [0.1, 0.7]}", "unlikely")
    b.write_text(less.replace("{is: [5, 10, 15], because: [tired], else: [0, 20]}", "[5, 10, 15]"), encoding="utf-8")
    output = tmp_path / "merged.yaml"
    done = run("merge", TWO_BANKS, a, b, "-o", output)
    assert done.returncode == 1
    assert not output.exists()
    assert "unknown-claim" in done.stderr
    assert "B removed 'claims.tired'" in done.stderr
