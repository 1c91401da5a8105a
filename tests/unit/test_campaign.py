"""The page of a campaign says what was tried, on what, and what was left out."""

from tests import campaign

RECORD = {
    "exit": 0,
    "seconds": {
        "tests/unit/test_a.py::test_one": 1.5,
        "tests/oracles/test_b.py::test_two": 3.0,
        "README.md::README": 2,
    },
    "counts": [{"file": "tests/unit/test_a.py", "test": "test_one", "number": 5000}],
}


def test_what_the_page_says():
    text = campaign.page(RECORD, 90, 7, "`abc`", [])
    assert "| `tests/unit/test_a.py`: test_one | 5,000 |" in text
    assert "| unit | 1 | 2 |" in text
    assert "| differential | 1 | 3 |" in text
    assert "| documentation | 1 | 2 |" in text
    assert "| seed | 7 |" in text
    assert "passed.\n*Tried*" in text


def test_what_was_left_out_is_named():
    assert "left out of this run: `tests/ensembles`" in campaign.page(RECORD, 90, 7, "`abc`", ["tests/ensembles"])
