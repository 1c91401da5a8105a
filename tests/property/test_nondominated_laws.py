"""Undominated points against the definition, whatever the sizes of the blocks in which they are found."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ripeness.numerics import nondominated as module
from ripeness.numerics.nondominated import covered, distinct, nondominated
from tests.budget import examples


@st.composite
def points(draw, coordinates=None, factors=(1, 1, 10**25)):
    rows = draw(st.integers(1, 5)) if coordinates is None else coordinates
    width = draw(st.integers(1, 60))
    most = draw(st.sampled_from((1, 3, 12, 1000)))
    numbers = draw(st.lists(st.integers(-most, most), min_size=rows * width, max_size=rows * width))
    factor = draw(st.sampled_from(factors))
    found = np.array(numbers, dtype=np.int64).reshape(rows, width)
    return found if factor == 1 else found.astype(object) * factor


def dominates(a, b):
    return a != b and all(x >= y for x, y in zip(a, b, strict=True))


def columns(array):
    return [tuple(int(n) for n in column) for column in array.T]


@pytest.fixture(autouse=True, params=[(1024, 1 << 16), (3, 4), (7, 30)], ids=["as-shipped", "tiny", "small"])
def blocks(request, monkeypatch):
    """Small blocks take all the ways that large inputs take."""
    monkeypatch.setattr(module, "_SWEPT", request.param[0])
    monkeypatch.setattr(module, "_PAIRS", request.param[1])


@settings(max_examples=examples(150, 900))
@given(points())
def test_kept_points_are_those_that_no_other_dominates(array):
    every = columns(array)
    kept = nondominated(array)
    found = [every[f] for f in kept.first]
    assert found == sorted({p for p in every if not any(dominates(o, p) for o in every)}, reverse=True)


@settings(max_examples=examples(75, 450))
@given(points())
def test_places_are_all_at_which_a_point_stands(array):
    every = columns(array)
    for kept in (nondominated(array), distinct(array)):
        for f, first in enumerate(kept.first):
            places = kept.places[kept.starts[f] : kept.starts[f + 1]].tolist()
            assert places == [k for k, p in enumerate(every) if p == every[first]]
            assert places[0] == first
    assert len(distinct(array).first) == len(set(every))


@settings(max_examples=examples(100, 600))
@given(st.data(), st.integers(1, 5))
def test_covered_points_lie_below_another_set(data, coordinates):
    over, array = (data.draw(points(coordinates, (1,))) for _ in range(2))
    expected = [any(all(x >= y for x, y in zip(o, p, strict=True)) for o in columns(over)) for p in columns(array)]
    assert covered(over, array).tolist() == expected
