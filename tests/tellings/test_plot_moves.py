"""Pictures of `moves` and its section in the report: everything that holds is in them, in words too."""

import re

import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch, Rectangle

import ripeness
from ripeness.cases import read
from ripeness.plot.figure import new_axes, svg
from ripeness.plot.moves import MOST_DRAWN, situations, states
from ripeness.scenario import read as read_file
from ripeness.telling.blocks import Picture
from ripeness.telling.moves import _MOST_DRAWN, tell
from ripeness.words import states as say
from tests.conftest import DATA
from tests.tellings.written import blocks_of, rows


@pytest.fixture(scope="module")
def two_banks():
    return read_file(DATA / "two-banks.yaml")


@pytest.fixture(scope="module")
def small(two_banks):
    return ripeness.moves(two_banks, draws=1)


@pytest.fixture(scope="module")
def libya():
    scenario = read("libya-2020")
    return scenario, ripeness.moves(scenario, draws=1)


def texts(axes):
    return [t.get_text() for t in axes.texts]


def test_the_graph_shows_every_state_and_every_improvement(two_banks, small):
    axes = states(small, ax=new_axes(7, 5))
    shown = {t for t in texts(axes) if t.isdecimal()}
    assert shown == {str(s) for s in np.flatnonzero(small.feasible)}
    arrows = [p for p in axes.patches if isinstance(p, FancyArrowPatch) and p.get_linewidth() > 1]
    explained = ripeness.moves(two_banks, draws=1, explain=map(int, shown)).explanations
    assert len(arrows) == sum(one.count for s in shown for one in explained[int(s)])
    assert sum(isinstance(p, Rectangle) for p in axes.patches) == 1  # today's state
    assert "9: press, ship" in "\n".join(texts(axes))


def test_the_table_shows_today_and_what_holds(small):
    shown = [s for s, _ in say.best(small)]
    axes = situations(small, shown, ax=new_axes(7, 4))
    assert [t.get_text() for t in axes.get_yticklabels()] == ["today (8)", *map(str, shown)]
    cells = [p for p in axes.patches if isinstance(p, Rectangle) and p.get_width() < 0.7]
    assert len(cells) == len(small.frame.options) * (1 + len(shown))


def test_the_same_picture_again(small):
    assert svg(states, small, size=(7, 5)) == svg(states, small, size=(7, 5))


def test_the_section_of_a_small_model_has_a_graph_and_of_a_large_one_a_table(two_banks, small, libya):
    assert [b.plot for b in blocks_of(tell(two_banks, small), Picture)][-2:] == ["states", "situations"]
    assert "states" not in [b.plot for b in blocks_of(tell(*libya), Picture)]
    assert _MOST_DRAWN == MOST_DRAWN
    assert libya[1].feasible.sum() > MOST_DRAWN >= small.feasible.sum()


def test_the_section_says_how_each_situation_is_reached(libya):
    scenario, result = libya
    table = rows(tell(scenario, result), "Situations that hold by most")
    assert [re.match("[0-9]+", row[0])[0] for row in table] == [str(s) for s, _ in say.best(result)]
    ways = {row[0]: row[3] for row in table}
    assert ways["985"] == "Reached in 1 move, better for whoever makes it."
    assert ways["1434"].startswith("Reached in 3 moves, not each of them better for whoever makes it.")
    assert ways["1434"].count("; then ") == 2
    assert any(head.endswith("(wanted)") for head in ways)


def test_the_report_holds_the_section(two_banks):
    text = ripeness.report(two_banks, draws=4)
    assert '<section id="moves"' in text
    assert "Today&#39;s situation would hold by GMR and SMR" in text or "situation would hold by GMR and SMR" in text


def test_names_are_no_mathematics(small):
    axes = states(small, names={"north": "a $x^$ b"}, ax=new_axes(7, 5))
    axes.figure.draw_without_rendering()
    assert axes.get_legend().get_texts()[0].get_text() == "a $x^$ b"
