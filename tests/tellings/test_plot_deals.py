"""Pictures of `deals`: every mark stands where its package is, and no words cover others."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.text import Text

import ripeness
from ripeness.bargaining.agreements.steps import Points
from ripeness.plot import agreements, by_strength, demands, single_text
from ripeness.plot.figure import BLUE, ORANGE, svg
from ripeness.plot.labels import Label, at_the_end, beside, spread
from ripeness.scenario import read_text

THIRD = """\
ripeness: 1
id: three
actors: {a: {role: party}, b: {role: party}, c: {role: party}}
issues:
  x: {now: y, alternatives: {y: Yes, z: No, w: Perhaps}}
  u: {now: y, alternatives: {y: Yes, z: No, w: Perhaps}}
preferences:
  a: {weights: {x: 1, u: 1}, values: {x: {y: 0, z: 60, w: 100}, u: {y: 0, z: 100, w: 30}}, reservation: 20}
  b: {weights: {x: 1, u: 2}, values: {x: {y: 0, z: 100, w: 50}, u: {y: 0, z: 30, w: 100}}, reservation: 20}
  c: {weights: {x: 2, u: 1}, values: {x: {y: 0, z: 80, w: 100}, u: {y: 0, z: 100, w: 90}}, reservation: 20}
drafts: {d: {title: A paper, package: {x: z, u: z}}}
"""


@pytest.fixture(scope="module")
def libya():
    scenario = ripeness.read("libya-2020")
    names = {a: scenario.name("actors", a) for a in scenario.actors}
    names |= {d: scenario.name("drafts", d) for d in scenario.drafts}
    return ripeness.deals(scenario, "berlin", draws=64), names


@pytest.fixture
def envoys(changed):
    return ripeness.deals(changed(("freeze: {is: unknown, note: no source says}", "freeze: 30")), "envoys", draws=8)


@pytest.fixture
def three():
    return ripeness.deals(read_text(THIRD), draws=1)


def words(axes):
    return [t.get_text() for t in axes.texts if t.get_text()]


def marks(axes, colour=None):
    """Return where single marks stand, by their shape."""
    return [
        (line.get_marker(), round(float(line.get_xdata()[0]), 6), round(float(line.get_ydata()[0]), 6))
        for line in axes.lines
        if len(line.get_xdata()) == 1 and (colour is None or to_hex(line.get_color()) == colour)
    ]


def test_an_empty_zone_shows_the_nearest_package_and_all_drafts(libya):
    result, names = libya
    axes = agreements(result, names=names)
    drafts = {(round(s.agreement.values["gna"], 6), round(s.agreement.values["lna"], 6)) for s in result.drafts}
    assert {(x, y) for _, x, y in marks(axes, ORANGE)} == drafts
    surplus = result.certificate.surplus
    nearest = [(x, y) for shape, x, y in marks(axes) if shape == "P"]
    assert nearest == [pytest.approx([result.reservations[a] + surplus[a] for a in ("gna", "lna")])]
    said = " ".join(words(axes)).replace("\n", " ")
    assert "least shortfall" in said
    assert "both would sign here: no package" in said
    assert "The Moscow draft, as printed on 13 January" in said
    assert names["lna"] in axes.get_ylabel()


def test_reservations_are_lines_and_the_corner_beyond_them_is_shaded(libya):
    result, _ = libya
    axes = agreements(result)
    gna, lna = result.reservations.values()
    lines = [(list(line.get_xdata()), list(line.get_ydata())) for line in axes.lines]
    assert ([gna, gna], [0, 1]) in lines
    assert ([0, 1], [lna, lna]) in lines
    corner = next(p for p in axes.patches if isinstance(p, Rectangle))
    assert corner.get_xy() == (gna, lna)
    assert corner.get_width() > 0
    assert corner.get_height() > 0
    assert f"refusing\n{gna:.1f}" in words(axes)


def test_the_line_of_the_frontier_holds_nothing_that_another_beats(libya):
    axes = agreements(libya[0])
    stairs = next(line for line in axes.lines if line.get_drawstyle() == "steps-pre")
    assert len(stairs.get_xdata()) > 10
    assert (np.diff(stairs.get_xdata()) > 0).all()
    assert (np.diff(stairs.get_ydata()) < 0).all()


@pytest.mark.parametrize("size", [(7.2, 5.0), (5.0, 5.0)])
def test_no_words_cover_other_words_and_none_leave_the_picture(libya, size):
    result, names = libya
    figure = Figure(figsize=size, layout="constrained")
    axes = agreements(result, names=names, ax=figure.add_subplot())
    figure.draw_without_rendering()
    boxes = {t.get_text(): t.get_window_extent() for t in axes.texts if t.get_text()}
    assert len(boxes) == 5 + 2 + 3 + 1, "drafts; nearest and most robust; lines and corner; frontier"
    for (one, a), (other, b) in combinations(boxes.items(), 2):
        assert not a.overlaps(b), f"{one!r} covers {other!r}"
    for text, box in boxes.items():
        assert figure.bbox.x0 <= box.x0, text
        assert box.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0, text
        assert box.y1 <= figure.bbox.y1, text


def test_solutions_in_one_place_are_one_mark(envoys):
    axes = agreements(envoys)
    nash = envoys.solutions["nash"][0].values
    found = [(x, y) for _, x, y in marks(axes, BLUE)]
    assert found == [pytest.approx((nash["north"], nash["south"]), abs=1e-5)]
    assert "all solutions" in words(axes)


def test_solutions_apart_have_marks_of_different_shapes(three):
    places = {name: tuple(a[0].surplus.values()) for name, a in three.solutions.items()}
    shapes = {shape for shape, _, _ in marks(agreements(three), BLUE)}
    assert len(shapes) == len(set(places.values())) > 1


def test_three_signatories_are_lines_over_upright_axes(three):
    axes = agreements(three)
    whole = [line for line in axes.lines if len(line.get_xdata()) == 3]
    drafts = [line for line in whole if to_hex(line.get_color()) == ORANGE]
    assert [list(line.get_ydata()) for line in drafts] == [
        pytest.approx(list(s.agreement.surplus.values())) for s in three.drafts
    ]
    assert all(line.get_linestyle() != "-" for line in drafts)
    grey = [tuple(np.round(line.get_ydata(), 6)) for line in whole if to_hex(line.get_color()) not in (BLUE, ORANGE)]
    assert sorted(grey) == sorted(map(tuple, np.round(three.frontier.surplus, 6)))
    assert [t.get_text() for t in axes.get_xticklabels()] == ["a", "b", "c"]
    zero = [line for line in axes.lines if list(line.get_ydata()) == [0, 0] and list(line.get_xdata()) == [0, 1]]
    assert len(zero) == 1


def test_a_large_frontier_is_shown_by_some_lines_only(three):
    at = np.linspace(0, 1, 900)
    surplus = np.stack([at, 1 - at, np.full(900, 0.5)], axis=1) * 50
    values = surplus + np.array(list(three.reservations.values()))
    large = replace(three, frontier=Points(np.zeros((900, 2), np.int64), (1,) * 900, values, surplus))
    lines = [line for line in agreements(large).lines if len(line.get_xdata()) == 3]
    marked = {tuple(a.surplus.values()) for found in three.solutions.values() for a in found}
    assert len(lines) == 400 + len(marked) + len(three.drafts)
    ends = [tuple(line.get_ydata()) for line in lines[:400]]
    assert {ends[0][0], ends[-1][0]} == {0.0, 50.0}, "evenly chosen, the ends among them"


def test_what_is_unknown_is_not_drawn(two_banks):
    axes = agreements(ripeness.deals(two_banks, draws=4))
    assert words(axes) == ["unknown at the most likely values"]
    assert not axes.lines


def test_a_cloud_of_thousands_is_one_light_path(libya):
    result, _ = libya
    assert len(result.cloud) > 2_000
    axes = agreements(result)
    paths = [p for p in axes.patches if isinstance(p, PathPatch)]
    assert len(paths) == 1
    dots = paths[0].get_path().vertices[::2]
    assert 200 < len(dots) <= len(result.cloud)
    known = {tuple(p) for p in result.cloud}
    assert all(tuple(dot) in known for dot in dots), "each dot is a package"
    assert len(svg(agreements, result, size=(7.2, 5.0))) < 200_000


def test_pictures_are_the_same_bytes(libya):
    result, names = libya
    one, two = (svg(agreements, result, names=names, size=(7.2, 5.0)) for _ in range(2))
    assert one == two
    assert one != svg(agreements, result, size=(7.2, 5.0)), "names are in it"


def test_a_dollar_in_a_name_is_no_formula(envoys):
    names = {"north": "The $5 and $x^_ party", "capital": r"$\frac{$", "south": "100 $"}
    assert svg(agreements, envoys, names=names, size=(5, 4)).startswith("<svg")
    assert svg(by_strength, envoys, "north", names=names, size=(5, 3)).startswith("<svg")


def test_strength_has_filled_marks_where_all_sign_and_open_ones_elsewhere(envoys):
    swept = [s for s in envoys.strengths if s.side == "north"]
    some = [replace(s, empty=s.factor > 1.6) for s in swept]
    axes = by_strength(replace(envoys, strengths=tuple(some)), "north", names={"north": "Northern Command"})
    dots = [line for line in axes.lines if line.get_linestyle() == "None"]
    filled = [line for line in dots if line.get_markerfacecolor() != "white"]
    hollow = [line for line in dots if line.get_markerfacecolor() == "white"]
    for lines, wanted in ((filled, [s for s in some if not s.empty]), (hollow, [s for s in some if s.empty])):
        for line, actor in zip(lines, ("north", "south"), strict=True):
            assert list(line.get_xdata()) == [s.factor for s in wanted]
            assert list(line.get_ydata()) == [s.surplus[actor] for s in wanted]
    assert filled[0].get_marker() != filled[1].get_marker()
    assert "Northern Command" in axes.get_xlabel()
    assert {"Northern Command", "south", "refusing"} <= set(words(axes))


def test_strength_of_nobody_is_an_empty_picture(envoys):
    assert words(by_strength(envoys, "delta")) == ["refusing"]


def places(axes, marker):
    """Return where marks of one shape stand, as (column, row)."""
    return {
        (int(x), int(y))
        for line in axes.lines
        if line.get_marker() == marker
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    }


def test_demands_in_conflict_are_dark_squares_and_all_others_light_rings(libya):
    result, names = libya
    issues = {i: f"The issue {i}" for i in result.space.issues}
    axes = demands(result, names=names | issues)
    at = {(result.asked.signatories.index(a), result.space.issues.index(i)) for a, i in result.certificate.demands}
    every = {(k, j) for k in range(2) for j in range(len(result.space.issues))}
    assert places(axes, "s") == places(axes, "x") == at
    assert places(axes, "o") == every - at
    dark = next(line for line in axes.lines if line.get_marker() == "s")
    light = next(line for line in axes.lines if line.get_marker() == "o")
    assert brightness(light.get_color()) - brightness(dark.get_color()) > 0.25, "told apart in grey"
    assert [t.get_text() for t in axes.get_yticklabels()] == [f"The issue {i}" for i in result.space.issues]
    assert [t.get_text().replace("\n", " ") for t in axes.get_xticklabels()] == [names["gna"], names["lna"]]
    low, high = axes.get_ylim()
    assert low > high, "the first issue stands above"
    assert [t.get_text() for t in axes.get_legend().get_texts()] == ["cannot all be met", "other wishes: granted"]


def brightness(colour):
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), to_rgb(colour), strict=True))


def test_demands_that_all_conflict_have_no_rings(libya):
    result, _ = libya
    every = tuple((a, i) for a in result.asked.signatories for i in result.space.issues)
    axes = demands(replace(result, certificate=replace(result.certificate, demands=every)))
    assert places(axes, "o") == set()
    assert len(places(axes, "s")) == len(every)


@pytest.mark.parametrize("known", [None, ()])
def test_no_demands_are_no_picture(libya, known):
    result, _ = libya
    axes = demands(replace(result, certificate=replace(result.certificate, demands=known)))
    assert words(axes) == ["no wishes are known to conflict"]
    assert not axes.lines


def test_a_zone_that_is_not_empty_has_no_demands(envoys):
    assert words(demands(envoys)) == ["no wishes are known to conflict"]


def test_single_text_shows_each_surplus_and_the_smallest_over_the_steps(libya):
    result, names = libya
    path = result.single_text.path
    axes = single_text(result, names=names | {"government": "The government $1"})
    lines = {line.get_label(): list(line.get_ydata()) for line in axes.lines if len(line.get_xdata()) == len(path)}
    assert lines.pop("smallest") == [one.smallest for one in path]
    assert sorted(lines.values()) == sorted([one.surplus[a] for one in path] for a in ("gna", "lna"))
    ticks = [t.get_text().replace("\n", " ") for t in axes.get_xticklabels()]
    assert ticks == ["start", "1 The government $1", "2 oil"]
    assert {t.replace("\n", " ") for t in words(axes)} == {"refusing", names["gna"], names["lna"]}
    styles = [(line.get_linestyle(), line.get_marker()) for line in axes.lines if line.get_marker() != "None"]
    assert len(set(styles)) == 2, "told apart without colour"


def test_a_single_text_of_many_steps_has_numbers_only(libya):
    result, _ = libya
    long = replace(result.single_text, path=result.single_text.path * 4)
    axes = single_text(replace(result, single_text=long))
    assert [t.get_text() for t in axes.get_xticklabels()] == ["start", *map(str, range(1, len(long.path)))]


def test_a_single_text_that_was_not_changed_is_no_picture(libya):
    result, _ = libya
    for found in (None, replace(result.single_text, path=result.single_text.path[:1])):
        axes = single_text(replace(result, single_text=found))
        assert words(axes) == ["no text was changed"]
        assert not axes.lines


@pytest.mark.parametrize("draw", [demands, single_text])
def test_pictures_of_why_stay_inside_and_are_the_same_bytes(libya, draw):
    result, names = libya
    figure = Figure(figsize=(5.6, 4), layout="constrained")
    axes = draw(result, names=names, ax=figure.add_subplot())
    figure.draw_without_rendering()
    boxes = [t.get_window_extent() for t in axes.texts if t.get_text()]
    boxes += [t.get_window_extent() for t in (*axes.get_xticklabels(), *axes.get_yticklabels())]
    assert all(box.x0 >= figure.bbox.x0 and box.x1 <= figure.bbox.x1 for box in boxes)
    assert svg(draw, result, names=names, size=(5, 4)) == svg(draw, result, names=names, size=(5, 4))


def test_axes_that_are_given_are_used(envoys):
    drawing = (
        lambda ax: agreements(envoys, ax=ax),
        lambda ax: by_strength(envoys, "north", ax=ax),
        lambda ax: single_text(envoys, ax=ax),
    )
    for draw in drawing:
        axes = Figure().add_subplot()
        assert draw(axes) is axes
        assert axes.lines


def test_labels_in_one_spot_move_apart():
    axes = Figure(figsize=(5, 4)).add_subplot()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    beside(axes, [Label(f"the package number {k}", 0.5, 0.5) for k in range(6)])
    boxes = [t.get_window_extent() for t in axes.texts if t.get_text()]
    assert len(boxes) == 6
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


def test_a_label_is_nearer_to_its_own_mark_than_to_another():
    axes = Figure(figsize=(5, 4)).add_subplot()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    places = [(0.5, 0.5), (0.52, 0.49)]
    beside(axes, [Label(f"mark {k}", *place) for k, place in enumerate(places)])
    pixels = axes.transData.transform(places)
    for text in axes.texts:
        if text.get_text():
            box, own = text.get_window_extent(), int(text.get_text()[-1])
            away = [np.hypot(*np.maximum(0, np.maximum(box.min - p, p - box.max))) for p in pixels]
            assert away[own] < away[1 - own]


def test_heights_are_spread_no_more_than_needed():
    sizes = np.full(4, 10.0)
    assert spread(np.array([0.0, 20, 40, 60]), sizes).tolist() == [0, 20, 40, 60]
    moved = spread(np.array([0.0, 1, 2, 60]), sizes)
    assert moved.tolist() == [-9, 1, 11, 60]
    uneven = spread(np.array([5.0, 5]), np.array([10.0, 30]))
    assert uneven[1] - uneven[0] == 20


def test_labels_at_the_end_do_not_cover_one_another():
    figure = Figure(figsize=(5, 4))
    axes = figure.add_subplot()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    at_the_end(axes, 1.0, [Label(f"line\n{k}", 1.0, 0.5 + k / 1000) for k in range(5)])
    figure.draw_without_rendering()
    boxes = [Text.get_window_extent(t) for t in axes.texts]  # without the lines that lead to the marks
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
    assert [b.y0 for b in boxes] == sorted(b.y0 for b in boxes)
