"""Every problem and warning has a paragraph, and its example gives exactly its code."""

import ast
import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

import ripeness
import ripeness.scenario
from ripeness.cli import shell
from ripeness.errors import AnalysisError, ScenarioError
from ripeness.scenario import Scenario, read_text
from ripeness.scenario.checks import findings
from ripeness.valuation.advise import ALL_CODES, all_advice

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "problems.md").read_text(encoding="utf-8")
INTRODUCTION, *SECTIONS = re.split(r"(?m)^## ", PAGE)
INDEX, SECTIONS = SECTIONS[0], dict(section.split("\n", 1) for section in SECTIONS[1:])

# Calls and records that give a code, and which argument it is.
GIVE = {
    "refuse": 0,
    "Finding": 1,
    "Problem": 0,
    "of": 0,
    "_about": 1,
    "_cannot": 0,
    "_doubt": 0,
    "_fail": 0,
    "_stop": 1,
    "_warning": 0,
    "problem": 1,
}
CODE = re.compile(r"[a-z]+(?:-[a-z]+)*")


def codes_in(tree):
    """Return the codes that a module gives by calls, and by the returns of `_explain`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = [node.args[GIVE[name]]] if len(node.args) > GIVE.get(name, 99) else []
            given += [k.value for k in node.keywords if k.arg == "code"]
            values = (g.value for g in given if isinstance(g, ast.Constant) and isinstance(g.value, str))
            yield from (v for v in values if CODE.fullmatch(v))
        if isinstance(node, ast.FunctionDef) and node.name == "_explain":
            returned = [n.value for n in ast.walk(node) if isinstance(n, ast.Return)]
            yield from (r.elts[0].value for r in returned if isinstance(r.elts[0], ast.Constant))


def codes_of_the_source():
    files = (ROOT / "src" / "ripeness").rglob("*.py")
    found = {code for file in files for code in codes_in(ast.parse(file.read_text(encoding="utf-8")))}
    return found | {f"unknown-{kind}" for kind in findings._ARTICLE}


def fences(text):
    """Return the fenced blocks of a text: info string and content."""
    return re.findall(r"(?ms)^```([^\n]+)\n(.*?)^```$", text)


def laid(base, change):
    """Return a tree with the keys of another laid over it; ``~`` takes a key out."""
    if not (isinstance(base, dict) and isinstance(change, dict)):
        return change
    kept = {key: value for key, value in base.items() if change.get(key) != "~"}
    return kept | {key: laid(base.get(key), value) for key, value in change.items() if value != "~"}


BASE = dict(fences(INTRODUCTION))["yaml base"]


def changed(change):
    """Return the text of the base scenario with a change laid over it."""
    tree = laid(yaml.load(BASE, yaml.BaseLoader), yaml.load(change, yaml.BaseLoader) or {})
    return yaml.dump(tree, sort_keys=False, default_style='"', width=10_000)


def codes_of(do):
    """Return the codes of what a call raises, or of the warnings of what it returns."""
    try:
        result = do()
    except (ScenarioError, AnalysisError) as error:
        return {p.code for p in error.problems}
    if isinstance(result, Scenario):
        result = all_advice(result)
    return {w.code for w in result.warnings}


def run_python(code, scenario):
    """Run lines of Python; the last is a call, and its value counts."""
    names = {"ripeness": ripeness, "scenario": scenario, "advice": all_advice}
    *before, last = ast.parse(code).body
    exec(compile(ast.Module(before, []), "example", "exec"), names)
    return eval(compile(ast.Expression(last.value), "example", "eval"), names)


def run_console(line, folder):
    """Return the codes that a command prints, in a folder with the base scenario and one without drafts."""
    (folder / "base.yaml").write_text(BASE, encoding="utf-8")
    (folder / "no-draft.yaml").write_text(changed("drafts: ~"), encoding="utf-8")
    arguments = line.removeprefix("$ ripeness ").split()
    done = CliRunner().invoke(shell.app, arguments, catch_exceptions=True)
    if isinstance(done.exception, (ScenarioError, AnalysisError)):
        return {p.code for p in done.exception.problems}
    return set(re.findall(r"(?m)^[^\n]*?:\d+:\d+: (?:warning: )?([a-z-]+): ", done.output))


def given_by(info, content, folder):
    """Return the codes that one example gives."""
    if info == "yaml":
        return codes_of(lambda: read_text(changed(content)))
    if info == "yaml whole":
        return codes_of(lambda: read_text(content))
    if info == "python":
        return codes_of(lambda: run_python(content, read_text(BASE)))
    if info == "console":
        return run_console(content.strip(), folder)
    scenario = read_text(changed(content))
    return codes_of(lambda: run_python(info.removeprefix("yaml "), scenario))


def test_the_base_scenario_has_neither_problems_nor_warnings():
    assert codes_of(lambda: read_text(BASE)) == set()
    assert ripeness.sign(read_text(BASE), "deal", draws=64).warnings == ()


@pytest.mark.parametrize("code", sorted(SECTIONS))
def test_the_example_gives_exactly_its_code(code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    examples = fences(SECTIONS[code])
    assert len(examples) == 1
    info, content = examples[0]
    assert given_by(info, content, tmp_path) == {code}


def test_every_code_has_a_paragraph_and_every_paragraph_a_code():
    assert set(SECTIONS) - codes_of_the_source() == set()
    assert codes_of_the_source() - set(SECTIONS) == set()


def test_paragraphs_stand_in_alphabetical_order_and_the_index_names_each_once():
    assert list(SECTIONS) == sorted(SECTIONS)
    assert sorted(re.findall(r"\[([a-z-]+)\]\(#\1\)", INDEX)) == list(SECTIONS)


@pytest.mark.parametrize("code", sorted(SECTIONS))
def test_every_paragraph_says_more_than_the_code(code):
    words = SECTIONS[code].split("```")[0].split()
    assert len(words) >= 8


@pytest.mark.parametrize("code", ALL_CODES)
def test_what_may_be_allowed_is_called_a_warning(code):
    assert SECTIONS[code].lstrip().startswith("*Warning.*")
