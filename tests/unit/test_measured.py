"""Measures that doubt asks for alone are those of the analysis itself, and have names in plain words."""

import numpy as np
import pytest

import ripeness
from ripeness.conference.measured import conference_measures
from ripeness.leverage.measured import pressure_measures
from ripeness.numerics.draws import Draws
from ripeness.words.doubt import subject

DRAWS = Draws(48, seed=3)


def same(found, whole):
    assert found
    assert set(found) <= set(whole)
    for path, values in found.items():
        assert np.array_equal(values, whole[path], equal_nan=True), path


@pytest.mark.parametrize("draft", ["moscow", "berlin", None])
def test_pressure(libya, draft):
    whole = ripeness.pressure(libya, draft, draws=DRAWS).measures()
    found = pressure_measures(libya, draft, DRAWS, None)(DRAWS)
    assert set(found) == set(whole)
    same(found, whole)
    wanted = next(path for path in whole if path.endswith("uae.chain.surplus_at_full"))
    some = pressure_measures(libya, draft, DRAWS, frozenset([wanted]))(DRAWS)
    assert wanted in some
    assert not any(".flips.lna.us." in path for path in some)
    same(some, whole)


def test_conference(libya):
    whole = ripeness.conference(libya, draws=DRAWS).measures()
    same(conference_measures(libya, None, DRAWS, None)(DRAWS), whole)
    some = conference_measures(libya, None, DRAWS, frozenset(["conference.force.nash"]))(DRAWS)
    assert {path.rpartition(".")[2] for path in some} == {"nash"}
    same(some, whole)


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("pressure.everything.works", "whether all sign some package when every source does all that it would"),
        ("pressure.moscow.plan.works", "under the least plan of pressure"),
        (
            "pressure.moscow.flips.lna.uae.alone.flips",
            "whether United Arab Emirates, alone, could make Libyan National",
        ),
        ("pressure.flips.lna.us.chain.surplus_at_full", "United States of America, with those whom it moves, does all"),
        ("conference.force.nash", "where the conference settles “Who watches the ceasefire on the ground”, by nash"),
        ("pressure.moscow.before.lna.surplus", "pressure.moscow.before.lna.surplus"),
    ],
)
def test_measures_in_plain_words(libya, measure, words):
    assert words in subject(libya, measure)
