"""Pictures of `conference` and its section in the report: every issue and everyone with a say, in words too."""

import re
from dataclasses import replace

import numpy as np
import pytest

import ripeness
from ripeness.conference import RULES, Trading
from ripeness.plot import paths, positions, settlements, trades
from ripeness.plot.figure import new_axes, svg
from ripeness.scenario import read as read_file
from ripeness.telling.blocks import Bullets, Picture
from ripeness.telling.conference import tell as section
from ripeness.words import conference as say
from tests.conftest import DATA
from tests.tellings.written import blocks_of, printed, rows


@pytest.fixture(scope="module")
def two_banks():
    return read_file(DATA / "two-banks.yaml")


@pytest.fixture(scope="module")
def small(two_banks):
    return ripeness.conference(two_banks, draws=16, trading=Trading(rounds=2))


@pytest.fixture(scope="module")
def libya():
    scenario = ripeness.read("libya-2020")
    return scenario, ripeness.conference(scenario, draws=16)


@pytest.fixture(scope="module")
def libya_section(libya):
    return section(*libya)


def ticks(axis):
    return [t.get_text() for t in axis.get_ticklabels()]


def test_every_rule_is_marked_where_it_settles(small):
    axes = settlements(small, names={"force": "Size"})
    assert ticks(axes.yaxis) == ["embargo", "Size"]
    marked = {
        round(float(x), 6) for line in axes.lines for x in np.ravel(line.get_xdata()) if line.get_marker() != "None"
    }
    expected = {round(v, 6) for issue in small.issues for v in small.settled(issue).values()}
    assert expected <= marked
    legend = [t.get_text() for t in axes.get_legend().get_texts()]
    assert legend == ["compromise", "mean", "median", "Nash", "challenge", "exchange", "without agreement"]


def test_what_was_settled_in_the_end_is_a_star(libya):
    _, result = libya
    axes = settlements(result)
    stars = sorted(float(line.get_xdata()[0]) for line in axes.lines if line.get_marker() == "*")
    assert stars == [12, 18, 32, 45, 72]


@pytest.mark.parametrize("issue", ["embargo", "force"])
def test_everyone_with_a_say_has_a_line_by_rising_position(small, issue):
    axes = positions(small, issue, names={"giant": "G"})
    k = small.issues.index(issue)
    stands = {
        a: x for a, x, s in zip(small.actors, small.stands.position[0, :, k], small.stands.say[:, k], strict=True) if s
    }
    expected = ["G" if a == "giant" else a for a in sorted(stands, key=stands.get)]
    assert ticks(axes.yaxis) == expected
    assert axes.collections[-1].get_offsets()[:, 0].tolist() == sorted(stands.values())


def test_paths_run_from_stands_to_the_last_round(small):
    axes = paths(small, "embargo")
    assert ticks(axes.xaxis) == ["stands", "round 1"]
    assert len(axes.lines) == 5 + 1
    axes = paths(small, "force", model="exchange")
    assert ticks(axes.xaxis) == ["stands", "round 1", "round 2"]
    np.testing.assert_array_equal(axes.lines[-1].get_ydata(), small.exchanges.outcomes[0, :, 1])


def test_who_trades_with_whom_is_in_per_cent(small):
    axes = trades(small)
    shown = {(round(t.get_position()[0]), round(t.get_position()[1])): t.get_text() for t in axes.texts}
    words = ticks(axes.yaxis)
    for (column, row), text in shown.items():
        i, j = small.actors.index(words[row]), small.actors.index(words[column])
        assert text in (f"{100 * small.trading[i, j]:.0f}", "<1")
    assert len(shown) == int(np.count_nonzero(np.tril(small.trading)))
    nobody = replace(small, trading=np.zeros_like(small.trading))
    assert [t.get_text() for t in trades(nobody).texts] == ["nobody trades"]


def test_pictures_take_axes_and_names_with_dollar_signs(small):
    for draw, args in ((settlements, ()), (positions, ("force",)), (paths, ("force",)), (trades, ())):
        axes = new_axes(6, 4)
        assert draw(small, *args, names={"giant": "$a$", "force": "$b$"}, ax=axes) is axes
        assert svg(draw, small, *args, names={"giant": "a $b", "force": "$"}, size=(6, 4)).startswith("<svg")
        assert "data:image" not in svg(draw, small, *args, size=(6, 4))


def test_unknown_outcomes_are_left_out(two_banks):
    text = (DATA / "two-banks.yaml").read_text(encoding="utf-8")
    text = text.replace("force: {position: 10, salience: 0.4}", "force: {position: unknown, salience: 0.4}")
    scenario = ripeness.scenario.read_text(text)
    result = ripeness.conference(scenario, draws=16)
    for draw, args in ((settlements, ()), (positions, ("force",)), (paths, ("force",)), (trades, ())):
        assert svg(draw, result, *args, size=(6, 4)).startswith("<svg")
    found = section(scenario, result)
    assert any("unknown at the most likely values" in b.items_[0] for b in blocks_of(found, Bullets))
    assert len(blocks_of(found, Picture)) < len(blocks_of(section(two_banks, result), Picture)) + 1


# --- the section --------------------------------------------------------------------------------------------------


def words(found):
    """Return all words of a telling."""
    return " ".join(printed(found, width=4_000).split()).replace("\N{WORD JOINER}", "")


def test_the_section_says_where_every_issue_settles_and_how_good_the_rules_have_been(libya, libya_section):
    scenario, result = libya
    text = words(libya_section)
    for issue in result.issues:
        assert say.title(scenario, issue) in text
        assert f"The forecast is {result.settled(issue)['compromise']:.1f}" in text
        for value in result.settled(issue).values():
            assert f"{value:.1f}" in text
    assert "351 controversies in European Union legislation" in text
    assert "Source: DEU III" in text
    assert "In the end about 45.0 (judged 35 to 58)." in text
    assert "Mean distance from what was settled in the end, over 5 issues" in text
    errors = [row[1] for row in rows(libya_section, "The record of the rules")]
    assert errors == [
        "23.1",
        "23.1",
        "23.6",
        "24.6",
        "28.0",
        "28.5",
        "28–35",
    ]


def test_every_picture_says_what_it_shows(libya, libya_section):
    _, result = libya
    pictures = blocks_of(libya_section, Picture)
    assert len(pictures) >= len(result.issues) + 2
    assert all(len(p.caption) > 20 and len(p.spoken) > 20 for p in pictures)


def test_the_report_holds_the_section_where_there_is_a_conference(two_banks):
    page = ripeness.report(two_banks, draws=4)
    assert 'id="conference"' in page
    text = re.sub(r"(?ms)^conference:.*?(?=^\S)", "", (DATA / "two-banks.yaml").read_text(encoding="utf-8"))
    assert 'id="conference"' not in ripeness.report(ripeness.scenario.read_text(text), draws=4)


def test_the_report_says_why_a_conference_cannot_be_settled(two_banks):
    text = (DATA / "two-banks.yaml").read_text(encoding="utf-8")
    text = re.sub(r"(?ms)^  stands:.*?(?=^timeline)", "  stands: {giant: {capability: 1}}\n", text)
    page = ripeness.report(ripeness.scenario.read_text(text), draws=4)
    assert "Nobody at the table has a say on &#39;embargo&#39;" in page


def test_distances_from_the_end_are_means_over_what_is_known(libya):
    _, result = libya
    found = {rule: (error, number) for rule, error, number in say.misses(result)}
    assert set(found) == set(RULES)
    apart = [abs(result.settled(i)["mean"] - v) for i, (v, *_) in result.outcomes.items() if v is not None]
    assert found["mean"] == (pytest.approx(np.mean(apart)), 5)
