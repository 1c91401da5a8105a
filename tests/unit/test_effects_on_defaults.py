"""Effects and readings reach numbers that a file leaves at their default, as if they were written."""

import pytest
import yaml

import ripeness
from ripeness.errors import ScenarioError
from ripeness.scenario import read_text
from ripeness.scenario.estimate import Share
from tests.budget import examples
from tests.conftest import DATA, replaced

TEXT = (DATA / "two-banks.yaml").read_text(encoding="utf-8")
BANKS = read_text(TEXT)
READ = ("preferences.north", "preferences.south", "war", "ties")
LEFT = sorted(p for p in BANKS.estimates if not BANKS.written(p) and p.startswith(READ))
QUESTION = "timeline.deal-if-spared.probability"


def effect(path):
    to = "0.6" if isinstance(BANKS.estimates[path], Share) else "3"
    return f"{{when: conference-held, path: {path}, sets: {to}}}"


def written(text, path):
    tree = yaml.load(text, yaml.BaseLoader)
    *above, last = path.split(".")
    node = tree
    for step in above:
        node = node[int(step)] if isinstance(node, list) else node[step]
    assert last not in node
    node[last] = str(BANKS.estimates[path].is_)
    return yaml.dump(tree, sort_keys=False, default_style='"', width=10_000)


def test_the_file_leaves_numbers_at_their_default():
    assert {"ties.harbour-arms.now", "ties.delta-bases.relief", "preferences.north.walk-away.wait.cost"} & set(LEFT)
    assert len(LEFT) > 3


def chance(text):
    return ripeness.timeline(read_text(text), draws=16).measures()[QUESTION]


@pytest.mark.parametrize("path", LEFT[: examples(4, 100)])
def test_an_effect_on_a_default_is_one_on_the_number_written_out(path):
    text = replaced(TEXT, ("effects: [", f"effects: [{effect(path)}, "))
    assert chance(text).tolist() == chance(written(text, path)).tolist()


def test_an_effect_on_a_default_acts():
    text = replaced(TEXT, ("effects: [", f"effects: [{effect('ties.harbour-arms.now')}, "))
    assert chance(text).tolist() != chance(TEXT).tolist()


def test_a_reading_of_a_default_and_of_an_omitted_value_acts():
    other = "        sets: {preferences.north.values.lines.enter: 40}"
    text = replaced(
        TEXT,
        (other, "        sets: {ties.harbour-arms.now: 3, preferences.south.values.supplies.freeze: 80}"),
        ("supplies: {flow: 100, freeze: 0}", "supplies: {flow: 100}"),
    )
    scenario = read_text(text)
    assert scenario.estimates["preferences.south.values.supplies.freeze"].central is None
    measure = "sign.envoys.south.surplus"
    found = ripeness.leave_one_out(scenario, measure, draws=16, kinds=["reading"])
    by_hand = replaced(
        text,
        ("supplies: {flow: 100}", "supplies: {flow: 100, freeze: 80}"),
        ("kind: support, strength: 12,", "kind: support, strength: 12, now: 3,"),
    )
    values = ripeness.sign(read_text(by_hand), "envoys", draws=16).measures()[measure]
    figures = found.without("reading", "wants-in.south-asked", measure)
    assert figures.mean == pytest.approx(values.mean(), abs=1e-12)
    assert figures.mean != found.base[measure].mean


def test_a_number_that_is_left_out_and_has_no_default_is_to_be_written():
    text = replaced(TEXT, ("path: war.strength.north", "path: preferences.delta.trust"))
    with pytest.raises(ScenarioError) as caught:
        read_text(text)
    (problem,) = caught.value.problems
    assert problem.code == "unknown-path"
    assert problem.hint == (
        "write `trust` under 'preferences.delta' first: it is left out there, so that there is no number to change"
    )
    assert "did you mean" not in problem.hint
