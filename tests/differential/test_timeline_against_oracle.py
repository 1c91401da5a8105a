"""The three methods beside one another on random timelines, and beside a literal simulator of histories."""

import math

import numpy as np
import pytest

import ripeness
from ripeness.numerics.draws import Draws
from ripeness.timeline.timeline import answered
from tests.oracles.timeline_oracle import answers
from tests.timelines import Maker, text

HISTORIES = 8_192


def chances(answer):
    """Return the chances of an answer by end, and how many histories would count out of so many."""
    return {end: figure.mean for end, figure in answer.figures.items()}


def gaps(one, count, other, label):
    """Return by how many standard errors chances differ, with where."""
    found = []
    for end, chance in one.items():
        error = math.sqrt(max(chance * (1 - chance), 1 / count) / count)
        found.append((abs(other.get(end, 0.0) - chance) / error, label, end, chance, other.get(end, 0.0)))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(10))
def test_sampled_agrees_with_exact_on_random_timelines(batch):
    """200 timelines with all kinds of events and questions; 4 standard errors, and few above 3."""
    found = []
    for seed in range(20 * batch, 20 * batch + 20):
        scenario = Maker(seed).made()
        exact = answered(scenario, Draws(1), None, None, 1, brief=True)
        assert exact.method == "exact", seed
        assert exact.error < 1e-7
        sampled = answered(scenario, Draws(1), None, "sampled", HISTORIES, brief=True)
        for name, answer in exact.answers.items():
            given = 1.0 if answer.given is None else answer.given.mean
            if given * HISTORIES >= 200:
                found += gaps(chances(answer), given * HISTORIES, chances(sampled.answers[name]), (seed, name))
    assert max(found)[0] < 4, max(found)
    assert np.mean([gap[0] > 3 for gap in found]) < 0.02


@pytest.mark.parametrize("seed", [502, 503, 509, 511])
def test_the_grid_comes_nearer_to_sampled_histories(seed):
    scenario = Maker(seed, ages="any").made()
    grid = ripeness.timeline(scenario, draws=1, method="grid")
    sampled = ripeness.timeline(scenario, draws=1, method="sampled", histories=65_536)
    for name, answer in grid.answers.items():
        if answer.given is not None and answer.given.mean < 0.05:
            continue
        for end, figure in answer.figures.items():
            other = sampled.answers[name].figures[end]
            assert other.mean == pytest.approx(figure.mean, abs=4.5 * other.error + 2 * figure.error + 1e-4), (
                name,
                end,
            )


def test_the_error_of_the_grid_falls_with_its_width():
    scenario = text("""
timeline:
  until: 2031-04-25
  facts: {truce: false, fallen: false}
  events:
    start: {when: "!truce", hazard: 0.1, sets: [truce]}
    breakdown: {when: truce, hazard: {baseline: cessation-bilateral, age-of: truce}, sets: ["!truce"]}
    assault: {when: "!truce", hazard: 0.01, sets: [fallen]}
  questions: {falls: {p: fallen, by: 2031-04-22}, calm: {p: truce, at: 2031-04-20}}
""")
    finest = ripeness.timeline(scenario, draws=1, method="grid:8")
    assert finest.method == "grid"
    last = math.inf
    for steps in (1, 2, 4):
        grid = ripeness.timeline(scenario, draws=1, method=f"grid:{steps}")
        worst = max(
            abs(figure.mean - finest.answers[name].figures[end].mean)
            for name, answer in grid.answers.items()
            for end, figure in answer.figures.items()
            if not math.isnan(figure.mean)
        )
        assert worst <= last + 1e-9
        assert worst < 3 * max(grid.error, finest.error) + 1e-9
        last = worst


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7, 60, 77, 502])
def test_the_literal_simulator_agrees(seed):
    scenario = Maker(seed, ages="any" if seed > 500 else "calendar").made()
    count = 1_200
    literal = answers(scenario, count, seed)
    result = ripeness.timeline(scenario, draws=1)
    found = []
    for name, answer in result.answers.items():
        if answer.kind == "chance":
            share, counted = literal[name]
            if counted >= 100:
                found += gaps({"": answer.figures[""].mean}, counted, {"": share}, name)
        elif answer.kind == "first":
            found += gaps(chances(answer), count, literal[name], name)
        else:
            reached = np.mean(np.isfinite(literal[name]))
            found += gaps({"": answer.figures[""].mean}, count, {"": reached}, name)
    assert max(found)[0] < 4, max(found)
