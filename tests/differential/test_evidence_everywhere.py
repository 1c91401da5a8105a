"""Evidence on every estimate that the format allows: leaving it out is editing the file, wherever it stands."""

from functools import cache
from typing import get_args, get_type_hints

import numpy as np
import pytest
import yaml

import ripeness
from ripeness.doubt.measures import answered, question_of
from ripeness.doubt.variants import variants
from ripeness.numerics.draws import Draws
from ripeness.scenario import Scenario, read_text
from ripeness.scenario.estimate import Amount, Estimate, Number, Score, Share
from ripeness.scenario.record import Record, parts
from tests.budget import examples
from tests.conftest import DATA, replaced

TEXT = replaced(
    (DATA / "two-banks.yaml").read_text(encoding="utf-8"),
    ("reference: 20}", "reference: 20, outcome: 45}"),
    ("{strength: [4, 8, 12]}", "{strength: [4, 8, 12], relief: [0, 2], now: 0.8}"),
    (
        "    conference: {on:",
        '    rumour: {when: truce, hazard: [0.001, 0.004], sets: ["!truce"]}\n'
        "    slow: {hazard: {age-of: truce, from: {0 days: 0.004, 1.5 days: 0.001}}, sets: [watched]}\n"
        "    conference: {on:",
    ),
    ("effects: [", "effects: [{when: conference-held, path: preferences.north.noise, sets: [3, 9]}, "),
    ("{position: 5, salience: 0.9}", "{position: {is: [5, 9], because: [tired], else: 50}, salience: 0.9}"),
)
# The same where outcomes carry their own chances, in place of strength.
CHANCED = replaced(
    TEXT,
    ("north-wins: {winner", "north-wins: {chance: 0.3, winner"),
    ("south-wins: {winner", "south-wins: {chance: [0.1, 0.3], winner"),
    ("stalemate: {", "stalemate: {chance: 0.5, "),
)
ELSE = {Share: ["0.1", "0.9"], Score: ["20", "80"], Amount: ["0.002", "0.006"], Number: ["-3", "10"]}
BOUNDED = (Share, Score)


def estimate_fields(kind, seen):
    """Yield class and field of every estimate that the models allow, walking from a class to all that it may hold."""
    if isinstance(kind, type) and issubclass(kind, Record):
        if kind.whole or kind in seen:
            return
        seen.add(kind)
        hints = get_type_hints(kind, include_extras=True)
        every = {name: field.annotation for name, field in kind.model_fields.items()}
        every |= {"*": hints["__pydantic_extra__"]} if kind.model_config.get("extra") == "allow" else {}
        for name, annotation in every.items():
            if holds_estimate(annotation):
                yield kind, name
            yield from estimate_fields(annotation, seen)
        return
    for inner in get_args(kind):
        yield from estimate_fields(inner, seen)


def holds_estimate(annotation):
    if isinstance(annotation, type):
        return issubclass(annotation, Estimate)
    return any(map(holds_estimate, get_args(annotation)))


def owner(every, path):
    """Return class and field under which an estimate stands."""
    *above, last = path
    while not isinstance(every[tuple(above)], Record):
        *above, last = above
    kind = type(every[tuple(above)])
    return kind, next(name for name, field in kind.model_fields.items() if (field.alias or name) == last)


def step(node, key):
    return node[key] if isinstance(node, list) else node[str(key)]


def put(node, key, value):
    node[key if isinstance(node, list) else str(key)] = value


def there(tree, path):
    for key in path[:-1]:
        tree = step(tree, key)
    return tree


def evidenced(text, *, instead, below=""):
    """Return a file with a claim of its own behind every estimate, and the paths of the estimates by claim."""
    tree = yaml.load(text, yaml.CBaseLoader)
    paths = {}
    for path, part in read_text(text).parts:
        if path[0] == "claims" or not isinstance(part, Estimate) or not ".".join(map(str, path)).startswith(below):
            continue
        node, claim = there(tree, path), f"claim-{len(paths)}"
        old = node.get(str(path[-1]), str(part.is_)) if isinstance(node, dict) else node[path[-1]]
        said = dict(old) if isinstance(old, dict) else {"is": old}
        said |= {"because": [claim]}
        said.pop("else", None)
        if instead or type(part) not in BOUNDED:
            said["else"] = ELSE[type(part)] if path[:2] != ("timeline", "effects") else ["1", "2"]
            said.pop("within", None) if said["is"] != "unknown" else None
        put(node, path[-1], said)
        tree["claims"][claim] = {"source": "envoy", "says": "It is so.", "grade": "2"}
        paths[claim] = path
    return written(tree), paths


def written(tree):
    return yaml.dump(tree, Dumper=yaml.CDumper, sort_keys=False, default_style='"', width=10_000)


def without(text, path):
    """Return the file without the evidence on one estimate, written by hand."""
    tree = yaml.load(text, yaml.CBaseLoader)
    node = there(tree, path)
    said = step(node, path[-1])
    kept = ("note",) if "else" in said else ("within", "note")
    put(node, path[-1], {"is": said.get("else", "unknown"), **{key: said[key] for key in kept if key in said}})
    return read_text(written(tree))


@cache
def made(text, *, instead, below=""):
    file, paths = evidenced(text, instead=instead, below=below)
    scenario = read_text(file)
    return file, scenario, paths, {v.id: v for v in variants(scenario) if v.kind == "claim"}


FILES = [(text, instead) for text in (TEXT, CHANCED) for instead in (True, False)]


def test_the_files_have_every_estimate_that_the_models_allow():
    found = set()
    for text in (TEXT, CHANCED):
        every = dict(parts(read_text(text)))
        found |= {
            owner(every, path) for path, part in every.items() if isinstance(part, Estimate) and path[0] != "claims"
        }
    allowed = {(kind, name) for kind, name in estimate_fields(Scenario, set()) if kind.__name__ != "Reading"}
    assert found == allowed
    assert len(allowed) > 50


@pytest.mark.slow
@pytest.mark.parametrize(("text", "instead"), FILES)
def test_what_is_left_without_a_claim_is_the_file_without_it(text, instead):
    file, scenario, paths, every = made(text, instead=instead)
    assert len(paths) > 130
    chosen = np.random.default_rng(len(paths)).permutation(sorted(paths))[: examples(4, 200)]
    for claim in chosen:
        path = ".".join(map(str, paths[claim]))
        assert every[claim].affected == (path,)
        left, by_hand = every[claim].scenario(scenario), without(file, paths[claim])
        assert dict(left.estimates) == dict(by_hand.estimates), path
        assert left.model_copy().estimates == by_hand.estimates, path
        assert left._unwritten == left.model_copy()._unwritten


FIGURES = (
    ("sign.capital.probability", "preferences.north"),
    ("sign.capital.north.surplus", "ties"),
    ("panel.north.common.hurting", "war"),
    ("conference.embargo.compromise", "conference"),
    pytest.param("timeline.falls.probability", "timeline", marks=pytest.mark.exhaustive),
    ("pressure.capital.everything.probability", "ties"),
)


@pytest.mark.slow
@pytest.mark.parametrize(("measure", "below"), FIGURES)
def test_figures_without_a_claim_are_those_of_the_file_without_it(measure, below):
    file, scenario, paths, _ = made(TEXT, instead=True, below=below)
    question = question_of(scenario, measure)
    found = ripeness.leave_one_out(scenario, measure, draws=16, kinds=["claim"])
    tried = [one for one in found.left if one.variant.id in paths]
    moving = [one.variant.id for one in tried if measure in one.moved]
    assert moving
    idle = [one.variant.id for one in tried if measure not in one.moved]
    for claim in [*moving[: examples(2, 200)], *idle[: examples(1, 20)]]:
        by_hand = without(file, paths[claim])
        values = question.measured(by_hand, Draws(16), frozenset([measure]))(Draws(16))[measure]
        assert found.without("claim", claim, measure).mean == pytest.approx(np.nanmean(values), abs=1e-9, nan_ok=True)


@pytest.mark.slow
def test_every_question_has_its_sources_where_evidence_stands_everywhere():
    _, scenario, _, _ = made(TEXT, instead=False)
    names = {question.name for question, _ in answered(scenario, Draws(16))}
    assert {"sign.capital", "deals", "panel", "moves", "pressure", "conference", "timeline"} <= names
    found = ripeness.leave_one_out(scenario, draws=16, kinds=["source"])
    (envoy,) = (one for one in found.left if one.variant.id == "envoy")
    assert len(envoy.variant.affected) > 130
    assert envoy.moved


def test_the_template_can_be_doubted():
    from ripeness.cases import template

    scenario = read_text(template())
    found = ripeness.leave_one_out(scenario, "conference.water.compromise", draws=16)
    assert any(one.moved for one in found.left)
