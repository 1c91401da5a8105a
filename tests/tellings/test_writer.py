"""Files that commands write: whole, under a fitting name, and never over what they read."""

import json
import os
from pathlib import Path

import pytest

from tests.conftest import TINY
from tests.tellings.awkward import run

CSV = {
    "issues.csv": "negotiation,issue,outcome,reference\nn,i,50,0\nn,j,20,0\nm,i,70,0\n",
    "positions.csv": "negotiation,issue,actor,position,salience,capability\n"
    "n,i,a,0,50,1\nn,i,b,100,50,1\nn,j,a,0,50,1\nn,j,b,40,50,1\nm,i,a,20,50,1\nm,i,b,90,50,2\n",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Three scenarios to be merged, in the folder that commands run in."""
    (tmp_path / "base.yaml").write_text(TINY, encoding="utf-8")
    (tmp_path / "a.yaml").write_text(TINY.replace("reservation: 50}\n  b", "reservation: 55}\n  b"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(TINY.replace("title", "title").replace("share: 70", "share: 75"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(folder):
    """Return what every file of a folder holds."""
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def commands(output):
    """Return the commands that write to a file of a name, with the name of the file that they read."""
    return [
        ("report", "base.yaml", "--draws", "1", "-o", output),
        ("merge", "base.yaml", "a.yaml", "b.yaml", "-o", output),
        ("upgrade", "base.yaml", "-o", output),
    ]


@pytest.mark.parametrize("way", ["itself", "another spelling", "hard link", "symlink", "through a folder"])
def test_no_command_overwrites_what_it_reads(way, folder):
    output = "base.yaml"
    if way == "another spelling":
        output = "./../" + folder.name + "/base.yaml"
    elif way == "hard link":
        os.link("base.yaml", output := "linked.yaml")
    elif way == "symlink":
        Path(output := "linked.yaml").symlink_to("base.yaml")
    elif way == "through a folder":
        Path("there").symlink_to(folder, target_is_directory=True)
        output = "there/base.yaml"
    before = (folder / "base.yaml").read_bytes()
    for command in commands(output):
        code, out, err = run(*command, "--force")
        kind = "other-format" if command[0] == "report" else "own-input"
        assert (code, out) == (1, b"")
        assert f": {kind}: " in err.decode()
        assert (folder / "base.yaml").read_bytes() == before
    bare = folder / "base"  # a name that says nothing of a format
    bare.write_bytes(before)
    code, _, err = run("report", "base", "--draws", "1", "-o", bare, "--force")
    assert (code, bare.read_bytes()) == (1, before)
    assert ": own-input: " in err.decode()


def test_every_file_that_merge_reads_is_safe(folder):
    for name in ("base.yaml", "a.yaml", "b.yaml"):
        before = contents(folder)
        code, _, err = run("merge", "base.yaml", "a.yaml", "b.yaml", "-o", name, "--force")
        assert code == 1
        assert f"'{name}' is the same file as '{name}', which this command reads" in err.decode()
        assert contents(folder) == before


def test_what_is_read_from_standard_input_is_safe(folder, monkeypatch):
    from ripeness.cli import write

    with Path("base.yaml").open(encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert write._same(Path("base.yaml"), "-")
        assert write._same(Path("base.yaml"), None)
        assert not write._same(Path("a.yaml"), None)


def test_tables_of_a_backtest_go_over_neither_each_other_nor_their_inputs(folder):
    for name, text in CSV.items():
        Path(name).write_text(text, encoding="utf-8")
    before = contents(folder)
    code, _, err = run("conference", "--backtest", ".", "--csv", "issues.csv", "--force")
    assert code == 1
    assert "own-input" in err.decode()
    code, _, err = run("conference", "--backtest", ".", "--csv", "out.csv", "--forecasts", "./out.csv", "--force")
    assert code == 2
    assert "is the file of --csv" in err.decode()
    assert contents(folder) == before


@pytest.mark.parametrize("name", ["x.pdf", "x.svg", "x.yaml", "x.json", "x.csv", "x.md", "x.epub", "x.ipynb"])
def test_a_page_gets_no_name_of_another_format(name, folder):
    before = contents(folder)
    code, _, err = run("report", "base.yaml", "--draws", "1", "-o", name)
    assert code == 1
    assert f"{name}:1:1: other-format: " in err.decode()
    assert "give it a name that ends in .html" in err.decode()
    assert contents(folder) == before


def test_other_files_have_fitting_names_too(folder):
    before = contents(folder)
    for command in (
        ("merge", "base.yaml", "a.yaml", "b.yaml", "-o", "m.pdf"),
        ("upgrade", "base.yaml", "-o", "m.html"),
        ("schema", "-o", "schema.html"),
        ("new", "new.docx"),
    ):
        code, _, err = run(*command)
        assert code == 1, command
        assert "other-format" in err.decode()
    assert contents(folder) == before
    assert run("schema", "-o", "schema.yaml")[0] == 0
    assert run("merge", "base.yaml", "a.yaml", "b.yaml", "-o", "no-ending")[0] == 0


def test_a_dash_is_standard_output(folder):
    before = contents(folder)
    code, out, err = run("merge", "base.yaml", "a.yaml", "b.yaml", "-o", "-", encoding="ascii")
    assert code == 0
    assert out.decode("utf-8").startswith("ripeness: 1\n")
    assert "share: 75" in out.decode()
    assert "merged: 1 from A (a.yaml), 1 from B (b.yaml)" in " ".join(err.decode().split())
    code, out, err = run("schema", "-o", "-")
    assert json.loads(out)["$schema"]
    assert err == b""
    code, out, err = run("upgrade", "base.yaml", "-o", "-")
    assert out == before["base.yaml"]
    assert run("merge", "base.yaml", "a.yaml", "b.yaml", "-o", "-", "--json")[0] == 2
    assert contents(folder) == before, "no file called -"


@pytest.mark.slow
def test_a_report_goes_to_standard_output(folder):
    code, out, _ = run("report", "base.yaml", "--draws", "1", "-o", "-", encoding="cp437")
    assert code == 0
    assert out.startswith(b"<!DOCTYPE html>")
    assert out.rstrip().endswith(b"</html>")
    assert sorted(contents(folder)) == ["a.yaml", "b.yaml", "base.yaml"]


@pytest.mark.slow
def test_the_command_of_a_report_makes_it_again(folder):
    import html
    import re
    import shlex

    run("report", "base.yaml", "--draws", "2", "--seed", "5", "--set", "preferences.a.reservation=[40, 45]", "-o", "x")
    page = Path("x").read_text(encoding="utf-8")
    line = html.unescape(re.search(r"(ripeness report [^<]*)<", page)[1])
    assert line == (
        "ripeness report base.yaml --draft deal --set 'preferences.a.reservation=[40, 45]' --draws 2 --seed 5 "
        "-o report.html"
    )
    assert run(*shlex.split(line)[1:])[0] == 0
    assert Path("report.html").read_text(encoding="utf-8") == page
