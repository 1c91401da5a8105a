"""Results: frozen, with their provenance, and their ways out."""

import dataclasses
import json
import math
import pickle
import sys
from types import MappingProxyType

import numpy as np
import pytest

import ripeness
from ripeness.bargaining import sign
from ripeness.errors import MissingDependencyError, Place, Problem
from ripeness.numerics.draws import Draws
from ripeness.result import CONTRACT, VERSION, Provenance, Result, number, truth
from tests.strategies import TEXT, load, two_parties


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Answer(Result):
    """A result of our own, with text that must be escaped."""

    def content(self):
        return {"value": number(math.nan)}

    def measures(self):
        return {"answer.value": np.array([1.0, math.nan])}


def answer(**more):
    made = Provenance(analysis="answer", scenario="s", digest="d", version="9", options={"of": "x"}, seed=3, draws=2)
    return Answer(provenance=made, **more)


def test_what_every_result_says():
    warning = Problem("trust-omitted", "no trust", Place("f.yaml", 3, 5, "text"), "a hint", "warning", "a.b")
    assert answer(warnings=(warning,)).to_dict() == {
        "analysis": "answer",
        "contract": CONTRACT,
        "scenario": "s",
        "digest": "d",
        "version": "9",
        "options": {"of": "x"},
        "changes": [],
        "seed": 3,
        "draws": 2,
        "warnings": [
            {
                "code": "trust-omitted",
                "severity": "warning",
                "message": "no trust",
                "hint": "a hint",
                "path": "a.b",
                "file": "f.yaml",
                "line": 3,
                "column": 5,
            }
        ],
        "value": None,
    }


def test_the_contract_is_version_1():
    assert CONTRACT == 1


def test_a_result_without_its_scenario_is_one_line():
    assert repr(answer()) == "<Answer of s: answer, 2 draws, seed 3>"
    assert answer()._repr_html_() == "<p>&lt;Answer of s: answer, 2 draws, seed 3&gt;</p>"


def test_html_is_escaped():
    raw = two_parties()
    raw["actors"]["a"]["name"] = '<script>alert(1)</script> & "quoted"'
    text = sign(load(raw), TEXT, draws=4)._repr_html_()
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;quoted&#34;" in text


def test_results_are_frozen():
    result = sign(load(two_parties()), TEXT, draws=4)
    for name in ("draft", "provenance", "columns"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(result, name, None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.provenance.seed = 4
    with pytest.raises(TypeError):
        result.measures()["sign.text.probability"] = np.zeros(4)
    with pytest.raises(ValueError, match="read-only"):
        result.measures()["sign.text.probability"][0] = 2


def test_changing_what_to_dict_returned_changes_no_result():
    result = sign(load(two_parties()), TEXT, draws=4)
    before = json.dumps(result.to_dict())
    plain = result.to_dict()
    plain["options"]["draft"] = plain["package"]["land"] = "other"
    plain["signatories"]["a"]["utility"] = 0
    plain["warnings"].clear()
    for repair in plain["repairs"]:
        repair["changes"].clear()
        repair["surplus"].clear()
    assert json.dumps(result.to_dict()) == before


def test_provenance():
    scenario = load(two_parties())
    result = sign(scenario, TEXT, draws=16, seed=7, up_to=1)
    made = result.provenance
    assert (made.analysis, made.scenario, made.digest) == ("sign", "two-parties", scenario.digest)
    assert (made.version, made.seed, made.draws) == (VERSION, 7, 16)
    assert made.version == ripeness.__version__
    assert made.options["draft"] == TEXT
    assert made.options["up_to"] == 1
    plain = result.to_dict()
    assert (plain["digest"], plain["seed"], plain["draws"], plain["version"]) == (scenario.digest, 7, 16, VERSION)
    assert plain["options"] == dict(made.options)


def test_provenance_of_chosen_draws():
    table = Draws.of({"preferences.a.values.land.halve": [10, 20, 30]}, seed=5)
    made = sign(load(two_parties()), TEXT, draws=table).to_dict()
    assert (made["seed"], made["draws"]) == (5, 3)
    assert made["options"]["chosen"] == ["preferences.a.values.land.halve"]


def test_frame():
    pytest.importorskip("pandas")
    result = sign(load(two_parties()), TEXT, draws=32)
    frame = result.to_frame()
    assert frame.shape == (32, len(result.measures()))
    assert list(frame.columns) == list(result.measures())
    assert frame.index.name == "draw"
    assert list(frame.index) == list(range(32))
    np.testing.assert_array_equal(frame["sign.text.probability"], result.measures()["sign.text.probability"])


def test_changing_the_frame_changes_no_result():
    pytest.importorskip("pandas")
    result = sign(load(two_parties()), TEXT, draws=4)
    frame = result.to_frame()
    frame.loc[0, "sign.text.probability"] = 9.0
    assert result.measures()["sign.text.probability"][0] != 9


def test_frame_without_pandas_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingDependencyError) as caught:
        sign(load(two_parties()), TEXT, draws=2).to_frame()
    assert "pip install 'ripeness[tables]'" in str(caught.value)
    assert "pandas" in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_everything_else_works_without_pandas(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    result = sign(load(two_parties()), TEXT, draws=2)
    assert result.to_dict()
    assert result.measures()
    assert "<table>" in result._repr_html_()


@pytest.mark.parametrize(("value", "plain"), [(1, 1.0), (np.float64(2.5), 2.5), (math.nan, None), (-0.0, 0.0)])
def test_number(value, plain):
    assert number(value) == plain
    assert plain is None or type(number(value)) is float


@pytest.mark.parametrize(("value", "plain"), [(1.0, True), (0.0, False), (math.nan, None), (np.float64(1), True)])
def test_truth(value, plain):
    assert truth(value) is plain


def test_measures_are_a_read_only_mapping():
    assert isinstance(sign(load(two_parties()), TEXT, draws=2).measures(), MappingProxyType)
