"""Pictures of timelines, and their section in the report."""

import pytest

import ripeness
from ripeness.plot.figure import svg
from ripeness.plot.timeline import calendar, ends, facts, histories
from ripeness.telling.blocks import Picture, Table
from ripeness.telling.timeline import tell
from tests.conftest import DATA
from tests.tellings.written import blocks_of, said


@pytest.fixture(scope="module")
def two_banks():
    scenario = ripeness.read(DATA / "two-banks.yaml")
    return scenario, ripeness.timeline(scenario, draws=16)


def words(axes):
    return [t.get_text() for t in axes.texts]


def test_a_strip_for_each_fact(two_banks):
    _, result = two_banks
    axes = facts(result, names={"truce": "The $truce"})
    assert [t.get_text() for t in axes.get_yticklabels()] == [
        *(["has-broken", "watched", "agreed", "conference-held", "capital-fallen"]),
        "The $truce",
    ]
    assert len(axes.collections) == 6, "a band each"
    assert any("%" in word for word in words(axes))


def test_ends_grow(two_banks):
    _, result = two_banks
    axes = ends(result, "how-it-ends")
    assert {"capture", "settlement"} <= set(words(axes))
    assert axes.get_ylim()[0] == 0


def test_the_calendar_and_histories(two_banks):
    _, result = two_banks
    assert words(calendar(result)) == ["9 Mar: conference", "10 Mar: signing"]
    assert len(result.examples) == 8 or result.examples == ()
    axes = histories(result)
    assert len(axes.get_yticks()) == len(result.examples)


def test_pictures_are_the_same_bytes_each_time(two_banks):
    _, result = two_banks
    assert svg(facts, result, size=(7, 4)) == svg(facts, result, size=(7, 4))


def test_sampled_curves_have_no_bands():
    scenario = ripeness.read(DATA / "two-banks.yaml")
    result = ripeness.timeline(scenario, draws=4, method="sampled", histories=4_096)
    assert len(facts(result).collections) == 0


def test_the_section_shows_source_and_caveats_of_baselines(two_banks):
    scenario, result = two_banks
    told = tell(scenario, result)
    text = " ".join(said(scenario, result).split())
    assert "ETH/PRIO" in text
    assert "two thirds of such truces are unclear" in text
    assert len(blocks_of(told, Picture)) >= 3
    assert any("0 to 3 days" in str(table.rows) for table in blocks_of(told, Table))
