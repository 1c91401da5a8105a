"""A reader grasps a file in one sitting and a function on one screen; no word means two things in one room."""

import ast
from collections import Counter
from pathlib import Path

import pytest

import ripeness

ROOT = Path(ripeness.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
MOST_LINES, MOST_IN_BODY, MOST_PARAMETERS = 400, 60, 8


def named(path):
    return str(path.relative_to(ROOT))


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def body_of(function):
    """Return how many lines a function has without its signature and docstring."""
    first = function.body[1] if ast.get_docstring(function) and len(function.body) > 1 else function.body[0]
    return function.body[-1].end_lineno - first.lineno + 1


def parameters_of(function):
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return len(given) - (bool(given) and given[0].arg in ("self", "cls"))


@pytest.mark.parametrize("path", FILES, ids=map(named, FILES))
def test_a_file_is_read_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    assert {f.name: body_of(f) for f in functions(path) if body_of(f) > MOST_IN_BODY} == {}


@pytest.mark.parametrize("path", FILES, ids=map(named, FILES))
def test_only_what_people_call_takes_many_options(path):
    """An analysis and a command take the options that there are; inside, that many belong together in a thing."""
    called = set(ripeness.__all__) | {"document"} if "cli" not in path.parts else {f.name for f in functions(path)}
    assert {f.name for f in functions(path) if parameters_of(f) > MOST_PARAMETERS} - called == set()


ROOMS = sorted(path for path in ROOT.iterdir() if path.is_dir() and path.name != "__pycache__")


@pytest.mark.parametrize("room", ROOMS, ids=[room.name for room in ROOMS])
def test_no_class_goes_by_the_name_of_another_in_its_room(room):
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in room.rglob("*.py")]
    names = [node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)]
    assert [name for name, number in Counter(names).items() if number > 1 and not name.startswith("_")] == []
