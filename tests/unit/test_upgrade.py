"""Files of older formats: what a step changes, what is kept, and what is refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from ripeness.errors import ScenarioError
from ripeness.scenario import read_text
from ripeness.scenario.upgrade import STEPS, upgrade
from tests.conftest import TINY, replaced

RIPENESS = str(Path(sys.executable).with_name("ripeness"))

# An invented older format: issues were called topics, and trust stood in per cent under `confidence`.
OLD = """\
# Written by hand, over days.
ripeness: 0   # the first try
id: old
actors:   # who
  a: {role: party}
  b: {role: "party"}   # in quotes
topics:
  # what it is about
  land:
    now: keep
    alternatives:
      keep: As it is   # since 2020-1-1
      share: 'Shared'
preferences:
  b: {weights: {land: 1.0}, values: {land: {keep: 30, share: 70.50}}, reservation: 5e1, confidence: 40}
  a: {weights: {land: 1}, values: {land: {keep: 40, share: 60}}, reservation: [30, 50]}
drafts:
  deal: {package: {land: share}}
# the end
"""


def to_present(tree):
    at = list(tree).index("topics")
    tree.insert(at, "issues", tree.pop("topics"))
    for wants in tree["preferences"].values():
        if "confidence" in wants:
            wants["trust"] = f"0.{wants.pop('confidence')}"


def old(text=OLD, steps=None):
    return upgrade(text.encode(), "old.yaml", steps={0: to_present} if steps is None else steps)


def test_format_1_is_the_first():
    assert STEPS == {}
    assert upgrade(TINY.encode(), "tiny.yaml") is None


def test_a_step_is_applied_and_the_rest_is_kept():
    text = old()
    assert text is not None
    scenario = read_text(text)
    assert list(scenario.issues) == ["land"]
    assert str(scenario.preferences["b"].trust.is_) == "0.4"
    for comment in ("# Written by hand, over days.\n", "# the first try", "# who", "# in quotes", "# the end\n"):
        assert comment in text
    assert "# since 2020-1-1" in text
    assert "share: 'Shared'" in text
    assert 'role: "party"' in text
    assert "share: 70.50" in text, "numbers stay as they are written"
    assert "reservation: 5e1" in text
    assert text.index("  b: {weights") < text.index("  a: {weights"), "the order has meaning"
    assert text.splitlines()[1].startswith("ripeness: 1 ")


def test_steps_follow_one_another():
    def add_title(tree):
        tree.insert(2, "title", "Older still")

    text = upgrade(
        OLD.replace("ripeness: 0", "ripeness: -1").encode(), "old.yaml", steps={0: to_present, -1: add_title}
    )
    assert text is not None
    assert read_text(text).title == "Older still"


def test_a_result_with_problems_is_refused_with_all_of_them():
    broken = replaced(OLD, ("now: keep", "now: kept"), ("role: party}\n", "role: prty}\n"))
    with pytest.raises(ScenarioError) as caught:
        old(broken)
    assert [p.code for p in caught.value.problems] == ["not-one-of", "unknown-alternative"]
    assert caught.value.problems[0].place.file == "old.yaml, upgraded"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TINY.replace("ripeness: 1", "ripeness: 2"), "newer-format"),
        (TINY.replace("ripeness: 1", "ripeness: 17") + "unheard-of: {}\n", "newer-format"),
        (TINY.replace("ripeness: 1", "ripeness: 0"), "bad-version"),
        (TINY.replace("ripeness: 1", "ripeness: one"), "bad-version"),
        (TINY.replace("ripeness: 1", "ripeness: [1]"), "bad-version"),
        (TINY.replace("ripeness: 1\n", ""), "missing-key"),
        (TINY + "id: again\n", "duplicate-key"),
        ("- a list\n", "not-a-scenario"),
        ("a: [\n", "not-yaml"),
        ("", "empty-file"),
    ],
)
def test_what_cannot_be_upgraded(text, code):
    with pytest.raises(ScenarioError) as caught:
        upgrade(text.encode(), "x.yaml")
    assert [p.code for p in caught.value.problems] == [code]


def run(*arguments, stdin=None):
    done = subprocess.run(
        [RIPENESS, "upgrade", *map(str, arguments)], capture_output=True, input=stdin, check=False, timeout=60
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_the_command_leaves_a_file_of_the_present_format_alone(tmp_path):
    file = tmp_path / "mine.yaml"
    content = b"\xef\xbb\xbf" + TINY.replace("\n", "\r\n").encode() + b"# odd   \r\n"
    file.write_bytes(content)
    before = file.stat()
    assert run(file) == (0, "", f"{file} is of format 1 already: nothing to do\n")
    assert file.read_bytes() == content
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_the_command_copies_it_where_asked(tmp_path):
    file, out = tmp_path / "mine.yaml", tmp_path / "out.yaml"
    file.write_text(TINY, encoding="utf-8")
    assert run(file, "-o", out)[0] == 0
    assert out.read_text(encoding="utf-8") == TINY
    out.write_text("other", encoding="utf-8")
    code, _, said = run(file, "-o", out)
    assert (code, out.read_text(encoding="utf-8")) == (1, "other")
    assert "file-exists" in said
    assert run("-", stdin=TINY.encode()) == (0, TINY, "<stdin> is of format 1 already\n")


def test_the_command_rewrites_an_older_file_whole_or_not_at_all(tmp_path, monkeypatch, capsys):
    from ripeness.cli.app import app
    from ripeness.scenario import upgrade as module

    monkeypatch.setattr(module.upgrade, "__kwdefaults__", {"steps": {0: to_present}})
    file = tmp_path / "old.yaml"
    file.write_text(replaced(OLD, ("now: keep", "now: kept")), encoding="utf-8")
    with pytest.raises(ScenarioError):
        app(["upgrade", str(file)], standalone_mode=False)
    assert "topics:" in file.read_text(encoding="utf-8"), "a result with problems is not written"
    file.write_text(OLD, encoding="utf-8")
    app(["upgrade", str(file)], standalone_mode=False)
    assert file.read_text(encoding="utf-8") == old()
    assert [p.name for p in tmp_path.iterdir()] == ["old.yaml"]
    assert capsys.readouterr().err == f"{file} is rewritten to format 1\n"


def test_a_newer_file_is_refused_and_left_alone(tmp_path):
    file = tmp_path / "new.yaml"
    file.write_text(TINY.replace("ripeness: 1", "ripeness: 2"), encoding="utf-8")
    code, out, said = run(file)
    assert (code, out) == (1, "")
    assert f"{file}:1:11: newer-format: the file is of format '2'; this ripeness reads format 1" in said
    assert "update ripeness" in said


def test_a_file_that_is_not_there(tmp_path):
    code, _, said = run(tmp_path / "nowhere.yaml")
    assert code == 1
    assert "no-such-file" in said
