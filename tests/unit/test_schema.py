"""The JSON Schema, as an editor uses it: YAML 1.2 typed, keys as text, dates as text."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

from ripeness import cases
from ripeness.scenario import read_text, schema
from tests.budget import examples
from tests.conftest import replaced
from tests.strategies import scenarios, to_yaml

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "tests" / "data" / "two-banks.yaml").read_text(encoding="utf-8")
SCHEMA = schema.schema()
VALIDATOR = Draft202012Validator(SCHEMA)


class Editor(SafeConstructor):
    """The core types of YAML 1.2, which have no dates; keys of mappings are text, as in JSON."""

    def construct_mapping(self, node, deep=False):
        return {str(self.construct_object(k, deep=True)): self.construct_object(v, deep=True) for k, v in node.value}


def as_text(constructor, node):
    return node.value


def as_mapping(constructor, node):
    return constructor.construct_mapping(node)


Editor.add_constructor("tag:yaml.org,2002:timestamp", as_text)
Editor.add_constructor("tag:yaml.org,2002:map", as_mapping)


def seen(text):
    """Return what an editor makes of a text."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = Editor
    return yaml.load(text)


def complaints(text):
    """Return the dotted places of what the schema finds wrong in a text."""
    return [".".join(map(str, error.absolute_path)) for error in VALIDATOR.iter_errors(seen(text))]


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_it_serves_editors_of_older_drafts():
    keywords = {key for part in parts(SCHEMA) if isinstance(part, dict) for key in part}
    assert not {"prefixItems", "unevaluatedProperties", "$dynamicRef", "discriminator"} & keywords


def parts(value):
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts(inner)


def test_every_key_is_explained():
    for part in parts(SCHEMA):
        if isinstance(part, dict) and "additionalProperties" in part and "properties" in part:
            for key, described in part["properties"].items():
                assert len(described["description"]) > 4, key


def test_every_reference_leads_somewhere():
    references = {
        part["$ref"] for part in parts(SCHEMA) if isinstance(part, dict) and isinstance(part.get("$ref"), str)
    }
    assert references == {f"#/$defs/{name}" for name in SCHEMA["$defs"]}


def test_the_stored_copy_is_up_to_date():
    stored = ROOT / "docs" / "reference" / schema.FILE
    hint = f"run: ripeness schema -o docs/reference/{schema.FILE} --force"
    assert stored.read_text(encoding="utf-8") == schema.text(), hint


@pytest.mark.parametrize("case", ["two-banks", "template", *cases.names()])
def test_good_files_are_valid(case):
    text = {"two-banks": EXAMPLE, "template": cases.template()}.get(case)
    assert complaints(text or cases.path(case).read_text(encoding="utf-8")) == []


@settings(max_examples=examples(20, 120))
@given(scenarios())
def test_what_the_reader_accepts_is_valid(raw):
    assert complaints(to_yaml(raw)) == []


# A slip, and the place that is marked. The reader refuses each of them too.
SLIPS = {
    "unknown key": (("    title: The capital draft", "    titel: The capital draft"), "drafts.capital"),
    "unknown key at the top": (("rules:\n", "rule:\n"), ""),
    "key with an underscore": (("walk-away:", "walk_away:"), "preferences.north"),
    "word where no chance is meant": (
        ("noise: 4\n    trust: [0.3", "noise: likely\n    trust: [0.3"),
        "preferences.north.noise",
    ),
    "word that is none": (("put: likely", "put: quite likely"), "timeline.events.signing.put"),
    "chance above 1": (("trust: 0.4", "trust: 40"), "preferences.south.trust"),
    "value of 120": (("{flow: 70,", "{flow: 120,"), "preferences.north.values.supplies"),
    "weight below 0": (("weights: {lines: 45", "weights: {lines: -45"), "preferences.south.weights.lines"),
    "range of four": (("betrayal: 8", "betrayal: [1, 2, 3, 4]"), "preferences.north.betrayal"),
    "range of one": (("betrayal: 12", "betrayal: [12]"), "preferences.south.betrayal"),
    "percent": (("put: likely", "put: 60%"), "timeline.events.signing.put"),
    "unknown without an end": (("betrayal: 12", "betrayal: unknown"), "preferences.south.betrayal"),
    "unknown without within": (("{is: unknown, within: [0, 40]}", "{is: unknown}"), "ties.emirate-arms"),
    "else without because": (("because: [tired], else: [0.1", "else: [0.1"), "war.decisive"),
    "claims without else": (("because: [tired], else: [0, 20]", "because: [tired]"), "war.cost.north"),
    "kind that is none": (("kind: inducement", "kind: bribe"), "ties.harbour-aid"),
    "kind left out": (("kind: inducement, ", ""), "ties.harbour-aid"),
    "key of another kind": (("kind: inducement", "kind: inducement, cut-cost: 3"), "ties.harbour-aid"),
    "grade of a source": (("grade: B}", "grade: G}"), "sources.gazette.grade"),
    "grade of a claim": (("grade: 2}", "grade: 7}"), "claims.tired.grade"),
    "id in capitals": (("  delta: {name", "  Delta: {name"), "actors"),
    "id with a blank": (("now: hold  ", "now: hold them"), "issues.lines.now"),
    "role that is none": (("role: party, leader", "role: army, leader"), "actors.north.role"),
    "date of another form": (("as_of: 2031-03-02", "as_of: 2 March 2031"), "as_of"),
    "length of time": (("horizon: 90 days", "horizon: 3 months"), "war.horizon"),
    "flag": (("lawful: false, harm", "lawful: 'no', harm"), "ties.emirate-arms"),
    "version": (("ripeness: 1\n", "ripeness: one\n"), "ripeness"),
    "nothing where a number stands": (("trust: 0.4", "trust:"), "preferences.south.trust"),
    "no actors": (("actors:\n", "actors: {}\nforecast:\n"), "actors"),
    "event of two kinds": (("within: 22 days", "within: 22 days, on: 2031-03-09"), "timeline.events.new-truce"),
    "chance left out": (("chance: roughly even chance, within", "within"), "timeline.events.new-truce"),
    "reading that does two things": (
        ("sets: {preferences.north.values", "add: {war.decisive: 0}\n        sets: {preferences.north.values"),
        "claims.wants-in.readings.south-asked",
    ),
    "preference of two kinds": (
        ('{order: ["!register", "!press"]}', '{order: ["press"], ranking: ["press"]}'),
        "graph.sees.north.south",
    ),
    "age": (("from: {0 days", "from: {soon"), "timeline.events.incidents.hazard"),
    "two kinds of question": (("{time-to: agreed}", "{time-to: agreed, p: agreed}"), "timeline.questions.when-agreed"),
}


@pytest.mark.parametrize("name", SLIPS)
def test_slips_are_marked(name, problems_of):
    change, place = SLIPS[name]
    text = replaced(EXAMPLE, change)
    assert place in complaints(text)
    assert problems_of(text)


# Ways of writing that look odd and are right.
WAYS = {
    "grade in quotes": ("grade: 2}", 'grade: "2"}'),
    "version in quotes": ("ripeness: 1\n", 'ripeness: "1"\n'),
    "number in quotes": ("trust: 0.4", 'trust: "0.4"'),
    "words as a range": ("put: likely", "put: {is: very unlikely, note: why}"),
    "a number as text": ("at: page 2", "at: 2"),
    "from-values": ("emirate: {ranking", "south-too: from-values\n    emirate: {ranking"),
    "a role alone": ("role: [mediator, backer]}\n  harbour", "role: [mediator]}\n  harbour"),
    "one end": ("first-of: ends", "first-of: [capture]"),
    "a rate": ("hazard: {from: {2031-03-02: 0.01, 2031-04-01: 0.02}}", "hazard: 0.01"),
    "unknown chance": ("trust: 0.4", "trust: unknown"),
}


@pytest.mark.parametrize("name", WAYS)
def test_other_ways_of_writing_are_valid(name):
    text = replaced(EXAMPLE, WAYS[name])
    assert complaints(text) == []
    if name != "from-values":  # which needs `worth`, and an actor
        read_text(text)


def test_the_command_prints_and_writes_it(tmp_path):
    ripeness = str(Path(sys.executable).with_name("ripeness"))
    printed = subprocess.run([ripeness, "schema"], capture_output=True, text=True, check=True)
    assert json.loads(printed.stdout) == SCHEMA
    out = tmp_path / "mine.json"
    written = subprocess.run([ripeness, "schema", "-o", str(out)], capture_output=True, text=True, check=True)
    assert (written.stdout, written.stderr) == ("", f"wrote {out}\n")
    assert out.read_text(encoding="utf-8") == printed.stdout
    out.write_text("mine", encoding="utf-8")
    refused = subprocess.run([ripeness, "schema", "-o", str(out)], capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "file-exists" in refused.stderr
