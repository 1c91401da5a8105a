"""The byte store tells equal answers, added keys and changed figures apart."""

import json

import pytest

from tests import store
from tests.conftest import TINY


@pytest.mark.parametrize(
    ("old", "new", "fine", "says"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, True, "0 changed, 1 keys added"),
        ({"a": 1}, {"a": 1.0}, False, "a: 1 -> 1.0"),
        ({"a": [1, 2]}, {"a": [1]}, False, "a: [1, 2] -> [1]"),
        ({"a": [{"x": 0.1}]}, {"a": [{"x": 0.2}]}, False, "a.0.x: 0.1 -> 0.2"),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, False, "the order of its keys"),
        ({"a": 1}, {}, False, "gone: a"),
    ],
)
def test_differences(old, new, fine, says):
    same, lines = store.told("case: sign", json.dumps(old), json.dumps(new))
    assert same is fine
    assert says in "\n".join(lines)


def test_equal_to_the_byte():
    assert store.told("case: sign", '{"a": 1}', '{"a": 1}') == (True, [])


@pytest.mark.slow
def test_a_tree_agrees_with_itself_and_not_with_other_digits(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(store, "scenarios", lambda: {"tiny": TINY})
    monkeypatch.setattr(store, "DRAWS", 8)
    monkeypatch.setattr(store, "FEW", 8)
    monkeypatch.setattr(store, "everything", lambda texts: {n: store.answers(n, t) for n, t in texts.items()})
    store.make(tmp_path)
    kept = tmp_path / "answers" / "tiny" / "sign.deal.json"
    assert json.loads(kept.read_text(encoding="utf-8"))["signatories"]["a"]["surplus"] == 10
    unanswered = json.loads((tmp_path / "answers" / "tiny" / "moves.json").read_text(encoding="utf-8"))
    assert unanswered["problems"]
    assert "defect" not in "".join(p.read_text(encoding="utf-8") for p in kept.parent.iterdir())
    assert store.compare(tmp_path) == 0
    kept.write_text(kept.read_text(encoding="utf-8").replace('"surplus": 10', '"surplus": 11'), encoding="utf-8")
    assert store.compare(tmp_path) == 1
    assert "signatories.a.surplus: 11" in capsys.readouterr().out
