"""Pictures of the further answers of `moves` and their section in the report: what is in them, in words too."""

import re

import numpy as np
import pytest
from matplotlib.patches import Rectangle

import ripeness
from ripeness.graphmodel import CONCEPTS, Further
from ripeness.plot.figure import new_axes, svg
from ripeness.plot.minds import as_seen, how_often, whose_mind
from ripeness.telling.blocks import Bullets, Picture
from ripeness.telling.inverse import further, wanted
from ripeness.telling.moves import tell
from ripeness.words import inverse as whose
from tests.conftest import DATA
from tests.strategies import load
from tests.tellings.written import blocks_of, titles
from tests.unit.test_moves import dilemma


@pytest.fixture(scope="module")
def libya():
    scenario = ripeness.read("libya-2020")
    further = Further(views=True, chances=True, foresight=True, up_to=2)
    return scenario, ripeness.moves(scenario, draws=1, further=further)


@pytest.fixture(scope="module")
def two_banks():
    scenario = ripeness.read(DATA / "two-banks.yaml")
    return scenario, ripeness.moves(scenario, draws=1, further=Further(views=True, chances=True))


def texts(axes):
    return [t.get_text() for t in axes.texts]


def test_every_decision_maker_and_concept_has_a_cell(libya):
    _, result = libya
    axes = whose_mind(result, ax=new_axes(6, 4))
    cells = [p for p in axes.patches if isinstance(p, Rectangle)]
    assert len(cells) == len(result.frame.makers) * len(CONCEPTS)
    assert texts(axes) == [str(int((result.inverse.swaps[c][i] > 0).sum())) for i in range(6) for c in CONCEPTS]
    assert [t.get_text() for t in axes.get_yticklabels()] == list(result.frame.makers)


def test_chances_are_written_on_the_cells(libya):
    _, result = libya
    axes = how_often(result, ax=new_axes(6, 4))
    rows = [t.get_text() for t in axes.get_yticklabels()]
    assert rows[:2] == ["today (976)", "some wanted state"]
    assert texts(axes)[5:10] == ["0 %", "100 %", "100 %", "100 %", "100 %"]


def test_what_each_sees_stands_in_a_column(libya):
    _, result = libya
    axes = as_seen(result, ax=new_axes(6, 4))
    columns = [" ".join(t.get_text().split()) for t in axes.get_xticklabels()]
    assert columns == ["as it is", "as seen by lna", "as seen by gna", "each by its own view"]
    dots = sum(t == "●" for t in texts(axes))
    rows = [int(re.findall(r"\d+", t.get_text())[0]) for t in axes.get_yticklabels()]
    frame, views = result.frame, result.views
    held = [result.stable["seq"].all(axis=0), *(frame.outward(v.equilibria["seq"]) for v in views.views)]
    assert dots == sum(int(h[rows].sum()) for h in [*held, frame.outward(views.hold["seq"])])


def test_what_was_not_asked_has_a_picture_that_says_so():
    result = ripeness.moves(load(dilemma()), draws=1)
    for draw in (whose_mind, how_often, as_seen):
        assert len(texts(draw(result))) == 1


def test_the_same_picture_again(two_banks):
    _, result = two_banks
    for draw in (whose_mind, how_often, as_seen):
        assert svg(draw, result, size=(6, 4)) == svg(draw, result, size=(6, 4))


def test_a_name_may_hold_signs_of_mathematics(two_banks):
    _, result = two_banks
    assert "<svg" in svg(whose_mind, result, names={"north": "$x^$ & <b>"}, size=(6, 4))


def test_the_section_says_who_would_have_to_change_and_whether_backers_would_be_enough(libya):
    scenario, result = libya
    found = tell(scenario, result)
    assert set(titles(found)) >= {
        "What would make a wanted situation hold",
        "Who would have to want something else",
        "With uncertain preferences",
        "The game as each sees it",
        "Who could leave together",
        "Looking moves ahead",
    }
    said = " ".join(t for b in blocks_of(found, Bullets) for t in b.items_)
    assert "gives no weight any more to “Go on with arms and air support”" in said.replace("““", "“").replace("””", "”")
    assert "Without the demand not “Shut the oil terminals”: by Nash United Arab Emirates would still leave all" in said
    assert re.search(r"Backers \(.*\): by Nash at least one of them would have to change in 64 of 64 wanted", said)
    drawn = [picture.plot for picture in blocks_of(found, Picture)]
    assert {"whose_mind", "how_often", "as_seen"} <= set(drawn)


def test_what_is_said_of_roles_is_counted(libya):
    scenario, result = libya
    unstable = result.inverse.swaps["seq"] > 0
    backers = [result.frame.makers.index(m) for m in ("turkey", "uae", "saudi-arabia", "russia")]
    others = [i for i in range(6) if i not in backers]
    alone = int((unstable[backers].any(axis=0) & ~unstable[others].any(axis=0)).sum())
    lines = whose.by_role(scenario, result, result.inverse, "seq")
    assert lines[1].endswith(f"it would be enough if they alone changed in {alone}.")
    assert alone > 0


def test_what_was_not_asked_has_no_part():
    scenario = load(dilemma())
    result = ripeness.moves(scenario, draws=1)
    assert [*wanted(scenario, result, full=False), *further(scenario, result)] == []


def test_a_report_leaves_out_what_a_model_is_too_large_for():
    raw = dilemma()
    raw["graph"]["options"] |= {f"o{k}": {"by": "a"} for k in range(11)}
    raw["graph"]["wanted"] = "x & y"
    text = ripeness.report(load(raw), draws=2)
    assert "What would make a wanted situation hold" in text
    assert "Looking moves ahead" not in text


def test_many_states_in_view_are_counted(libya):
    _, result = libya
    label = as_seen(result, ax=new_axes(6, 4)).get_xlabel()
    held = [result.stable["seq"].all(axis=0), result.frame.outward(result.views.hold["seq"])]
    held += [result.frame.outward(v.equilibria["seq"]) for v in result.views.views]
    assert f"{int(np.any(held, axis=0).sum()) - 14} more are not shown" in label
