"""An analysis answers exactly if the table of `check` says so, and otherwise raises exactly what the table lists."""

import copy
import random
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import ripeness
from ripeness import catalogue
from ripeness.errors import AnalysisError, ScenarioError
from ripeness.scenario import read_text
from tests.budget import examples
from tests.strategies import scenarios, to_yaml

DATA = Path(__file__).parents[1] / "data"
CASES = Path(ripeness.__file__).parent / "cases"

FILES = {
    "small": (DATA / "small.yaml").read_text(encoding="utf-8"),
    "two-banks": (DATA / "two-banks.yaml").read_text(encoding="utf-8"),
    "template": (CASES / "template.yaml").read_text(encoding="utf-8"),
    "libya-2020": (CASES / "libya-2020" / "scenario.yaml").read_text(encoding="utf-8"),
}

# Searches that outgrow their limits: only the work itself can show that.
ONLY_WORK_SHOWS = {
    "no-package",
    "too-entangled",
    "too-many-jumps",
    "too-many-offers",
    "too-many-questions",
    "too-many-rankings",
}


def asked(answer):
    """Return every question of an analysis, a draft or None, with what it lacks."""
    if answer.analysis.asked != "draft":
        yield None, answer.lacks
    yield from answer.drafts.items()


def run(analysis, scenario, draft):
    function = getattr(ripeness, analysis.name)
    more = {"histories": 50} if analysis.name == "timeline" else {}
    return function(scenario, **({} if draft is None else {"draft": draft}), draws=2, **more)


def holds(scenario, *, draw=None):
    """Assert the law on one scenario: for every question, or one of each analysis; slow deals less often."""
    for answer in catalogue.answers(scenario):
        questions = list(asked(answer))
        if draw is not None:
            slow = answer.analysis.name == "deals" and draw.random() < 0.7
            questions = [] if slow or not questions else [draw.choice(questions)]
        for draft, lacks in questions:
            try:
                run(answer.analysis, scenario, draft)
                raised = ()
            except AnalysisError as error:
                raised = error.problems
            if not lacks and {p.code for p in raised} <= ONLY_WORK_SHOWS:
                continue
            assert raised == lacks, (answer.analysis.name, draft)


def paths(node, at=()):
    """Yield the path of every part of a tree."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield (*at, key)
        yield from paths(value, (*at, key))


ZEROES = ("0", "unknown", "1", ["0", "0", "1"])


def mutated(tree, draw):
    """Return a tree with one part taken out, or a number made zero, one or unknown."""
    tree = copy.deepcopy(tree)
    depth = draw.randint(1, 6)  # whole sections as often as single numbers
    every = [p for p in paths(tree) if len(p) <= depth and p[0] not in ("ripeness", "id", "sources", "claims")]
    *above, last = draw.choice(every)
    node = tree
    for step in above:
        node = node[step]
    number = isinstance(node[last], list) or str(node[last]).replace(".", "").isdigit()
    if number and draw.random() < 0.6:
        node[last] = draw.choice(ZEROES)
    else:
        del node[last]
    return tree


def mutilated(text, draw):
    """Return a scenario that reads, though up to five parts of it are gone or changed."""
    tree, scenario = yaml.load(text, yaml.CBaseLoader), read_text(text)
    for _ in range(draw.randint(4, 16)):
        other = mutated(tree, draw)
        try:
            scenario = read_text(yaml.dump(other, sort_keys=False, Dumper=yaml.CDumper), "file.yaml")
        except ScenarioError:
            continue
        tree = other
    return scenario


@pytest.mark.parametrize("name", FILES)
def test_whole_files_answer_everything(name):
    assert [
        a.analysis.name for a in catalogue.answers(read_text(FILES[name])) if any((a.lacks, *a.drafts.values()))
    ] == []


@pytest.mark.slow
def test_the_table_of_a_small_file_is_true():
    holds(read_text(FILES["small"]))


@settings(max_examples=examples(8, 60), deadline=None)
@given(raw=scenarios(actors=3, issues=3, packages=12), seed=st.integers(0, 99))
def test_the_table_of_a_made_up_file_is_true(raw, seed):
    draw = random.Random(seed)
    holds(mutilated(to_yaml(raw), draw), draw=draw)


@pytest.mark.parametrize("seed", range(examples(60, 1000)))
def test_the_table_of_a_mutilated_file_is_true(seed):
    draw = random.Random(seed)
    name = draw.choice(["two-banks", "template"]) if seed % 50 == 49 else "small"
    holds(mutilated(FILES[name], draw), draw=draw)
