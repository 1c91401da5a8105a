"""Pictures of `pressure` and its section in the report: every tie and source is in them, and no words cover others."""

import math
from itertools import combinations

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

import ripeness
from ripeness.plot import flips, leverage, prices
from ripeness.plot.figure import BLUE, svg
from ripeness.plot.leverage_map import KINDS, leverage_height
from ripeness.plot.pressure import flip_height, flip_rows
from ripeness.plot.pulls import arrows
from ripeness.scenario import read_text
from ripeness.telling.blocks import Picture
from ripeness.telling.pressure import tell
from ripeness.words.pressure import actor
from tests.conftest import DATA, TINY, replaced
from tests.tellings.test_cli_pressure import ENOUGH
from tests.tellings.written import blocks_of, rows, titles

GIFT = "ties: {gift: {from: a, to: b, kind: inducement, strength: 3, cost: 1}}\n"


@pytest.fixture(scope="module")
def moscow(libya):
    return ripeness.pressure(libya, "moscow", draws=1)


@pytest.fixture(scope="module")
def banks():
    return ripeness.read(DATA / "two-banks.yaml")


@pytest.fixture(scope="module")
def capital(banks):
    return ripeness.pressure(banks, "capital", draws=1)


@pytest.fixture(scope="module")
def envoys(banks):
    return ripeness.pressure(banks, "envoys", draws=1)


@pytest.fixture(scope="module")
def enough():
    scenario = read_text(replaced((DATA / "two-banks.yaml").read_text(encoding="utf-8"), ENOUGH))
    return scenario, ripeness.pressure(scenario, "capital", draws=1)


def names(scenario):
    return {a: actor(scenario, a) for a in scenario.actors}


def drawn(picture, *arguments, size, **options):
    figure = Figure(figsize=size, layout="constrained")
    return picture(*arguments, ax=figure.add_subplot(), **options)


def words(axes):
    return [t.get_text() for t in axes.texts if t.get_text()]


def apart(axes):
    """Check that no words cover others, and that all are inside the picture."""
    figure = axes.figure
    figure.draw_without_rendering()
    boxes = [(t.get_text(), t.get_window_extent()) for t in axes.texts if t.get_text()]
    if axes.axison:
        boxes += [(t.get_text(), t.get_window_extent()) for t in axes.get_yticklabels() if t.get_text()]
    for (one, a), (other, b) in combinations(boxes, 2):
        assert not a.overlaps(b), f"{one!r} covers {other!r}"
    for text, box in boxes:
        assert figure.bbox.x0 <= box.x0, text
        assert box.x1 <= figure.bbox.x1, text


def clear_of_actors(axes):
    """Check that no figure on the map stands on an actor."""
    actors = [p.get_window_extent() for p in axes.patches if isinstance(p, FancyBboxPatch)]
    figures = [t for t in axes.texts if t.get_text().startswith("+")]
    assert figures
    for text in figures:
        assert not any(text.get_window_extent().overlaps(box) for box in actors), text.get_text()


def test_an_arrow_is_what_its_tie_can_do(banks, capital):
    found = {a.tie: a.points for a in arrows(banks, capital)}
    assert found["giant-threat"] == 6
    assert found["harbour-aid"] == 4
    by_source = {f.source: f.alone.surplus_at_full - f.before for f in capital.flips}
    assert found["emirate-arms"] == pytest.approx(by_source["emirate"], abs=1e-9)
    assert found["delta-bases"] == pytest.approx(by_source["delta"], abs=1e-9)
    assert found["kingdom-on-delta"] == pytest.approx(0.5 * found["delta-bases"])
    assert found["harbour-on-emirate"] == pytest.approx(0.2 * found["emirate-arms"])
    assert "broker-watch" not in found, "the draft names it: no pressure"


def test_what_is_unknown_has_no_figure_and_what_is_known_keeps_its_own(banks, envoys):
    found = {(a.tie, a.target): a.points for a in arrows(banks, envoys)}
    assert math.isnan(found["emirate-arms", "north"])
    assert math.isnan(found["broker-watch", "north"])
    assert found["broker-watch", "south"] > 0
    assert found["giant-threat", "north"] == 6


def test_sways_in_a_circle_are_followed_once(libya, moscow):
    found = {a.tie: a.points for a in arrows(libya, moscow)}
    assert found["turkey-on-russia"] == pytest.approx(0.2 * found["russia-contractors"])
    assert found["russia-on-turkey"] == 0
    egypt = found["egypt-support"]
    assert found["us-on-saudi"] == pytest.approx(0.4 * (found["saudi-money"] + 0.4 * egypt))


@pytest.mark.parametrize("draft", ["moscow", None])
def test_the_map_shows_every_actor_and_tie_and_no_words_cover_others(libya, moscow, draft):
    result = moscow if draft else ripeness.pressure(libya, draws=1)
    axes = drawn(leverage, libya, result, names=names(libya), size=(7.2, leverage_height(libya, result)))
    found = arrows(libya, result)
    assert sum(isinstance(p, FancyArrowPatch) for p in axes.patches) == len(found)
    shown = {a.source for a in found} | {a.target for a in found}
    assert sum(isinstance(p, FancyBboxPatch) for p in axes.patches) == len(shown)
    said = [t.replace("\n", " ") for t in words(axes)]
    assert {names(libya)[a] for a in shown} <= set(said)
    apart(axes)
    clear_of_actors(axes)


def test_the_wider_an_arrow_the_more_it_can_do_and_kinds_differ_without_colour(libya, moscow):
    axes = drawn(leverage, libya, moscow, size=(7.2, 5.0))
    widths = [p.get_linewidth() for p in axes.patches if isinstance(p, FancyArrowPatch)]
    points = [a.points for a in arrows(libya, moscow)]
    order = sorted(range(len(points)), key=lambda k: points[k])
    assert [widths[k] for k in order] == sorted(widths)
    assert len({str(style) for _, _, style, _ in KINDS.values()}) == len({m for *_, m in KINDS.values()}) == len(KINDS)


@pytest.mark.parametrize("draft", ["capital", "envoys"])
def test_a_small_map(banks, capital, envoys, draft):
    result = capital if draft == "capital" else envoys
    axes = drawn(leverage, banks, result, names=names(banks), size=(7.2, leverage_height(banks, result)))
    apart(axes)
    clear_of_actors(axes)
    legend = [t.get_text() for t in axes.get_legend().get_texts()]
    assert ("no effect, or not known" in legend) == (draft == "envoys")


def test_bars_go_from_the_surplus_without_pressure_to_that_at_full(libya, moscow):
    axes = drawn(flips, moscow, names=names(libya), size=(7.2, flip_height(moscow)))
    bars = [p for p in axes.patches if isinstance(p, Rectangle) and p.get_height() > 0 and p.get_y() == p.get_y()]
    strong = [f for _, mine, _ in flip_rows(moscow) for f in mine]
    ends = [p.get_x() + p.get_width() for p in bars]
    assert ends == pytest.approx([e for f in strong for e in (f.alone.surplus_at_full, f.chain.surplus_at_full)])
    assert [f.source for f in strong[:2]] == ["eu", "us"]
    said = " ".join(words(axes)).replace("\n", " ")
    assert "Republic of Turkey, State of Qatar, Federal Republic of Germany, Russian Federation" in said
    assert "+2.2  from 56 % on" in said
    assert "without pressure \N{MINUS SIGN}18.0" in said
    assert [0, 0] in [list(line.get_xdata()) for line in axes.lines]
    apart(axes)


def test_a_sentence_in_place_of_bars(envoys):
    done = ripeness.pressure(read_text(TINY + GIFT), "deal", draws=1)
    assert words(drawn(flips, done, size=(6, 2))) == ["Nobody has to be moved,\nor nothing bears on those who refuse."]
    assert words(drawn(flips, envoys, size=(6, 2))) == ["unknown at the most likely values"]


def test_the_price_of_a_chance(enough):
    result = enough[1]
    axes = drawn(prices, result, size=(5.4, 3))
    judged, willing = (line for line in axes.lines if len(line.get_xdata()) > 1)
    assert list(judged.get_ydata()) == [a for _, a, _ in result.prices if a is not None]
    assert list(willing.get_ydata()) == [b for _, _, b in result.prices if b is not None]
    assert willing.get_color() == BLUE
    assert judged.get_linestyle() != willing.get_linestyle()
    missing = any(a is None for _, a, _ in result.prices)
    assert any("no plan" in text for text in words(axes)) == missing


def test_a_sentence_in_place_of_prices(moscow, envoys):
    said = words(drawn(prices, moscow, size=(5.4, 3)))[0]
    assert said.startswith("No plan was found for any chance from 50 % to 95 %")
    assert "given draft" in words(drawn(prices, envoys, size=(5.4, 3)))[0]


def test_the_same_picture_again_and_names_are_no_mathematics(banks, capital):
    odd = {"giant": "a $x^$ b"}
    one, two = (svg(leverage, banks, capital, names=odd, size=(7, 4)) for _ in range(2))
    assert one == two
    assert svg(flips, capital, names=odd, size=(7, 3)) == svg(flips, capital, names=odd, size=(7, 3))


def test_the_telling_says_the_answer_the_steps_and_what_the_numbers_do_not_say(libya, moscow):
    told = tell(libya, moscow)
    assert told.id == "pressure-moscow"
    assert told.answer.startswith("No, and that is proven of the numbers in this file: nothing that the sources would")
    assert [picture.plot for picture in blocks_of(told, Picture)] == ["leverage", "flips"]
    steps = rows(told, "The least pressure")
    assert len(steps) == len(moscow.shown.plan.steps)
    assert steps[6][1] == "Russian Federation withdraws most (78 %) of its support if Libyan National Army refuses"
    assert "What these numbers do not say" in titles(told)


def test_the_section_of_a_plan_has_its_price(enough):
    scenario, result = enough
    told = tell(scenario, result)
    assert [picture.plot for picture in blocks_of(told, Picture)] == ["leverage", "flips", "prices"]
    assert "80 %" in [row[0] for row in rows(told, "What a chance of signature costs")]


def test_the_report_holds_a_section_for_a_draft_in_full_and_none_without_ties():
    assert '<section id="pressure-deal"' in ripeness.report(read_text(TINY + GIFT), draws=1)
    assert 'id="pressure' not in ripeness.report(read_text(TINY), draws=1)
