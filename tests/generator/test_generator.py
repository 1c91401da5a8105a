"""The generator of scenarios: valid, repeatable, and nothing of the format left out."""

import hashlib
import subprocess
import sys

import pytest
import yaml

from ripeness.scenario import read_text
from ripeness.scenario.estimate import Estimate
from ripeness.scenario.logic import evaluate, parse
from tests.budget import examples
from tests.generator.chance import Chance
from tests.generator.conditions import condition
from tests.generator.coverage import every_key, keys_in
from tests.generator.meaning import NAMES
from tests.generator.pairwise import covered, pairs, settings
from tests.generator.records import Maker
from tests.generator.scenarios import text
from tests.generator.settings import COMMANDS
from tests.generator.texts import HOSTILE
from tests.generator.world import world

SCENARIOS = examples(60, 2000)
FORMS = {"point", "uniform", "pert", "word", "unknown", "ranked", "because", "else", "within", "note"}


@pytest.fixture(scope="module")
def texts():
    return [text(seed) for seed in range(60)]


@pytest.fixture(scope="module")
def made(texts):
    return [read_text(one, f"made-{seed}.yaml") for seed, one in enumerate(texts)]


@pytest.mark.slow
def test_all_are_valid(made):
    assert all(scenario.actors for scenario in made)
    for seed in range(len(made), SCENARIOS):
        assert read_text(text(seed), f"made-{seed}.yaml").actors


def test_a_number_gives_the_same_text_in_every_process():
    code = "import hashlib; from tests.generator.scenarios import text; "
    code += "print(hashlib.sha256(''.join(text(n) for n in (3, 11)).encode()).hexdigest())"
    made = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONHASHSEED": "12345", "PYTHONPATH": ":".join(sys.path)}, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    assert made.stdout.strip() == hashlib.sha256((text(3) + text(11)).encode()).hexdigest()


@pytest.mark.slow
def test_every_key_of_the_schema_is_made(texts):
    left = every_key()
    for one in texts:
        left -= keys_in(yaml.load(one, Loader=yaml.CBaseLoader))
    assert not left


def test_a_key_that_is_never_made_is_found(monkeypatch):
    from tests.generator import coverage

    monkeypatch.setitem(coverage.SCHEMA["$defs"]["Actor"]["properties"], "short", {"$ref": "#/$defs/text"})
    assert ("Actor", "short") in every_key()
    assert ("Actor", "short") in keys_in({"actors": {"a": {"role": "party", "short": "A"}}})
    assert ("Actor", "short") not in keys_in({"actors": {"a": {"role": "party"}}})


def test_a_new_key_is_made_by_its_type_and_changes_nothing_else():
    """A model with one key more: it is made at once, and the other keys are made as before."""
    from pydantic import Field

    from ripeness.scenario.parties import Actor
    from ripeness.scenario.record import Flag, Words

    class Longer(Actor):
        brief: Words = Field(default="", description="Shorter.")
        sure: Flag = Field(default=False, description="Sure.")

    about = world(Chance("full"))
    about.fullness = 1.0
    make = Maker(
        about, {}, {("Actor", "role"): lambda *_: "party", ("Longer", "role"): lambda *_: "party"}, NAMES, set()
    )
    before = make.record(Actor, ("actors", "a"), Chance("one"))
    after = make.record(Longer, ("actors", "a"), Chance("one"))
    assert set(after) - set(before) == {"brief", "sure"}
    assert {key: after[key] for key in before} == before


def test_every_form_of_a_number_is_made(made):
    found = set()
    for one in made:
        for path, estimate in one.estimates.items():
            assert isinstance(estimate, Estimate), path
            found |= {estimate.is_.shape, "word" if estimate.is_.word else estimate.is_.shape}
            found |= {key for key in ("because", "note") if getattr(estimate, key)}
            found |= {key for key in ("else", "within") if getattr(estimate, f"{key}_" * (key == "else") or key)}
    assert found >= FORMS


@pytest.mark.slow
def test_hostile_texts_and_extreme_numbers_are_made(texts):
    """Nearly every text comes up in some scenario, as do the largest and the smallest number."""
    said = {str(value) for one in texts for value in _scalars(yaml.load(one, Loader=yaml.CBaseLoader))}
    assert len(said & set(HOSTILE)) > 0.9 * len(HOSTILE)
    assert {"1e30", "1e-30", "0.333333333333333333"} <= said


def _scalars(tree):
    if isinstance(tree, dict):
        for value in tree.values():
            yield from _scalars(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _scalars(value)
    else:
        yield tree


def test_scenarios_are_of_every_size(made):
    assert {len(s.actors) for s in made} == {1, 2, 3, 4, 5}
    assert {len(s.issues) for s in made} == {1, 2, 3, 4, 5}
    assert {len(s.drafts) for s in made} == {0, 1, 2, 3}
    assert {len(s.war.strength) for s in made if s.war} >= {0, 1, 2, 3}
    for section in ("war", "graph", "conference", "timeline"):
        assert {getattr(s, section) is None for s in made} == {True, False}, section


def test_conditions_mean_something():
    """Not all of them hold always or never."""
    atoms = ["a", "b", "c"]
    found = [parse(condition(Chance(str(n)), atoms)) for n in range(60)]
    truths = [evaluate(one, lambda atom: atom.name == "b") for one in found]
    assert 10 < sum(truths) < 50


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_settings_cover_every_two_values_of_two_options(command):
    values = command.values()
    made = settings(values, command.name)
    assert set().union(*map(covered, made)) == pairs(values)
    assert len(made) <= 30
    assert made == settings(values, command.name)
