"""Pictures of `doubt` show what the result holds."""

import numpy as np
import pytest

import ripeness
from ripeness import plot
from ripeness.plot.figure import svg
from ripeness.words import doubt as say


@pytest.fixture(scope="module")
def result():
    return ripeness.doubt(ripeness.read("libya-2020"), "sign.moscow.lna.probability", draws=64, quick=True)


def names(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


def test_the_tornado_has_a_bar_to_each_end_of_the_widest_ranges(result):
    axes = plot.tornado(result)
    shown = [bar for bar in result.bars if bar.width > 0][:10]
    assert len(axes.patches) == 2 * len(shown)
    ends = [patch.get_x() + patch.get_width() for patch in axes.patches]
    assert ends[:2] == pytest.approx(shown[0].at_ends)
    assert names(axes)[0] == shown[0].number.path.removeprefix("preferences.")


def test_drivers_show_both_indices_and_the_interval(result):
    axes = plot.drivers(result)
    first = result.active[0]
    widths = [patch.get_width() for patch in axes.patches]
    assert widths[:2] == pytest.approx([first.index.total, max(0, first.index.first)])
    assert axes.lines[0].get_xdata() == pytest.approx([first.index.total_low, first.index.total_high])


def test_the_flip_set_goes_from_the_central_value_to_the_move(result):
    axes = plot.flip_set(result)
    assert names(axes) == [m.path.removeprefix("preferences.") for m in result.flip.moves]
    assert f"{result.flip.moves[0].to:.3g}" in axes.texts[1].get_text()


def test_the_source_table_shows_the_figure_without_each(result):
    axes = plot.sources(result)
    carrying = [one for one in result.sources() if result.measure in one.moved][:10]
    assert names(axes)[1:] == [f"without {o.variant.id} ({o.variant.grade})" for o in carrying]
    dots = [line.get_xdata()[0] for line in axes.lines if len(np.atleast_1d(line.get_xdata())) == 1]
    assert dots[1:] == pytest.approx([o.moved[result.measure].mean for o in carrying])


def test_pictures_are_the_same_bytes_each_time(result):
    for draw in (plot.tornado, plot.drivers, plot.flip_set, plot.sources):
        assert svg(draw, result, size=(6, 3)) == svg(draw, result, size=(6, 3))


def test_nothing_to_draw_is_no_failure(result):
    from dataclasses import replace

    bare = replace(result, bars=None, drivers=None, flip=None, evidence=None)
    for draw in (plot.tornado, plot.drivers, plot.flip_set, plot.sources):
        assert draw(bare) is not None


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0"), (12.345, "12.3"), (-3.21, "−3.21"), (0.5, "0.5"), (1234, "1,234"), (100.0, "100"), (20.0, "20")],
)
def test_figures_in_words(number, said):
    assert say.figure(number) == said
