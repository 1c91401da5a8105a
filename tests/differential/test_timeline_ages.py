"""Ages that begin at random: against histories by thinning, against quadrature, and against closed forms."""

import math

import numpy as np
import pytest
from scipy.integrate import quad

import ripeness
from ripeness.numerics.draws import Draws
from ripeness.timeline import refine
from ripeness.timeline.timeline import answered
from tests.budget import examples
from tests.oracles.histories_oracle import Histories
from tests.timelines import Maker, text

HISTORIES = examples(5_000, 30_000)
BATCH = 2


def far(result, literal):
    """Return by how many standard errors answers lie outside their stated error, the farthest first."""
    found = []
    for name, (shares, count) in literal.items():
        for end, share in shares.items():
            figure = result.answers[name].figures[end]
            if count < 200 or math.isnan(figure.mean):
                continue
            spread = math.sqrt(max(figure.mean * (1 - figure.mean), 1 / count) / count)
            found.append(((abs(figure.mean - share) - figure.error) / spread, name, end, figure.mean, share))
    return sorted(found, reverse=True)


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(examples(30, 150)))
def test_the_default_answer_is_within_its_stated_error_on_random_processes(batch):
    """60 processes, 300 in `make exhaustive`: resets, factors, effects, signings, borders at 0.7 days, two clocks."""
    grids = 0
    for seed in range(BATCH * batch, BATCH * (batch + 1)):
        scenario = Maker(7_000 + seed, ages="two" if seed % 3 else "any").made()
        result = answered(scenario, Draws(1), None, None, None, brief=True)
        if result.method != "sampled":
            assert result.error <= 1e-3, seed
        grids += result.method == "grid"
        apart = far(result, Histories(scenario, HISTORIES, seed).answers())
        assert apart[0][0] < 4.5, (seed, apart[:3])
    assert grids or batch


def stages(start, hazard, day):
    """Return the chance that what starts at one rate, and then ends at a hazard by age, has ended by a day."""
    borders = sorted(hazard)

    def gone(age):
        ends = [*borders[1:], math.inf]
        return sum(hazard[b] * (min(e, age) - b) for b, e in zip(borders, ends, strict=True) if age > b)

    def at(time):
        return start * math.exp(-start * time) * -math.expm1(-gone(day - time))

    kinks = [day - b for b in borders if 0 < day - b < day]
    return quad(at, 0, day, points=kinks or None, epsabs=1e-12, limit=400)[0]


def two_stages(seed):
    """Return a process of two stages, and the chances of its end by two days by quadrature."""
    rng = np.random.default_rng(seed)
    borders = [0, *sorted(rng.choice(np.arange(1, 40), 3, replace=False).tolist())]
    hazard = {b: round(float(rng.uniform(0, 0.2)), 3) for b in borders}
    start = round(float(rng.uniform(0.02, 0.3)), 3)
    steps = ", ".join(f"{b} days: {r}" for b, r in hazard.items())
    scenario = text(f"""
timeline:
  until: 2031-04-30
  facts: {{truce: false, broken: false}}
  events:
    start: {{when: "!truce & !broken", hazard: {start}, sets: [truce]}}
    breakdown: {{when: truce, hazard: {{age-of: truce, from: {{{steps}}}}}, sets: ["!truce", broken]}}
  questions: {{early: {{p: broken, by: 2031-03-16}}, late: {{p: broken, by: 2031-04-30}}}}
""")
    return scenario, {name: stages(start, hazard, day) for name, day in (("early", 15), ("late", 60))}


@pytest.mark.parametrize("seed", range(examples(6, 60)))
def test_two_stages_against_quadrature(seed):
    scenario, expected = two_stages(seed)
    result = ripeness.timeline(scenario, draws=1)
    for name, chance in expected.items():
        figure = result.answers[name].figures[""]
        assert figure.mean == pytest.approx(chance, abs=1e-5)
        assert abs(figure.mean - chance) <= figure.error + 1e-9


@pytest.mark.parametrize("seed", [13, 34, 36, *range(examples(1, 60))])
def test_cells_that_grow_with_age_are_within_the_error_that_is_stated_for_them(seed, monkeypatch):
    """They are used where equal cells are too dear; 34: two steps of time agree by accident, and both are off."""
    monkeypatch.setattr(refine, "_EQUAL", (0.0, 0.0))
    scenario, expected = two_stages(seed)
    result = ripeness.timeline(scenario, draws=1)
    for name, chance in expected.items():
        figure = result.answers[name].figures[""]
        assert abs(figure.mean - chance) <= figure.error + 1e-9 <= 1e-3


def outlived(start, early, late, border, day):
    """Return the chance of two stages in closed form: what begins at one rate ends at two hazards, by its age."""
    young = start * (math.exp(-start * day) - math.exp(-early * border - start * (day - border))) / (early - start)
    old = start * math.exp(-early * border)
    old *= (math.exp(-start * (day - border)) - math.exp(-late * (day - border))) / (late - start)
    return 1 - math.exp(-start * day) - young - old


@pytest.mark.parametrize("rate", (2, 10, 20, 50, 100, 800, 5, 30, 300, 1500)[: examples(6, 10)])
def test_hazards_that_jump_at_a_border_are_within_the_stated_error(rate):
    """Hardly anything outlives a border by a step, and just that must not be lost; nor may sums outgrow a double."""
    scenario = text(f"""
timeline:
  until: 2031-03-10
  facts: {{truce: false, broken: false}}
  events:
    start: {{when: "!truce & !broken", hazard: 0.2, sets: [truce]}}
    breakdown:
      when: truce
      hazard: {{age-of: truce, from: {{0 days: 0.1, 5 days: {rate}}}}}
      sets: ["!truce", broken]
  questions: {{early: {{p: broken, by: 2031-03-08}}, late: {{p: broken, by: 2031-03-10}}}}
""")
    result = ripeness.timeline(scenario, draws=1, method="grid")
    for name, day in (("early", 7), ("late", 9)):
        figure = result.answers[name].figures[""]
        assert abs(figure.mean - outlived(0.2, 0.1, rate, 5, day)) <= figure.error + 1e-9
        assert figure.error <= 1e-3


def test_a_fund_is_not_empty_before_it_can_be():
    scenario = text("""
timeline:
  until: 2031-05-16
  facts: {strike: false, empty: false}
  events:
    walkout: {when: "!strike", hazard: 0.05, sets: [strike]}
    fund: {when: "strike & !empty", hazard: {age-of: strike, from: {0 days: 0, 28 days: 5}}, sets: [empty]}
  questions:
    four: {p: empty, by: 2031-03-29}
    six: {p: empty, by: 2031-04-12}
    when: {time-to: empty}
""")
    result = ripeness.timeline(scenario, draws=1)
    four, six = (result.answers[q].figures[""] for q in ("four", "six"))
    assert four.mean == 0.0
    expected = stages(0.05, {0: 0.0, 28: 5.0}, 42)
    assert abs(six.mean - expected) <= six.error <= 1e-3
    times = result.answers["when"].times
    half = next(d for d in np.arange(28, 76, 0.01) if stages(0.05, {0: 0.0, 28: 5.0}, d) >= 0.5)
    assert abs(times.days[50] - half) <= times.errors[50] + 0.01
    assert 0 < times.errors[50] < 0.1
    assert set(result.to_dict()["questions"]["when"]["quantile_errors"]) == {"5", "25", "50", "75", "95"}


CONSTANT = """
timeline:
  until: 2031-04-30
  facts: {truce: false, broken: false}
  events:
    start: {when: "!truce & !broken", hazard: 0.2, sets: [truce]}
    breakdown: {when: truce, hazard: {age-of: truce, from: {0 days: 0.17, 21 days: RATE}}, sets: ["!truce", broken]}
  questions: {broken: {p: broken, by: 2031-03-12}}
"""


def test_steps_with_equal_hazards_start_no_clock():
    closed = 1 - (0.2 * math.exp(-0.17 * 11) - 0.17 * math.exp(-0.2 * 11)) / 0.03
    result = ripeness.timeline(text(CONSTANT.replace("RATE", "0.17")), draws=1)
    assert result.method == "exact"
    assert result.answers["broken"].figures[""].mean == pytest.approx(closed, abs=1e-10)
    moved = Draws.of({"timeline.events.breakdown.hazard.from.21 days": [0.17, 0.9]})
    both = ripeness.timeline(text(CONSTANT.replace("RATE", "0.17")), draws=moved)
    assert both.method == "grid"  # a draw gives the second step another rate
    assert both.answers["broken"].figures[""].column[0] == pytest.approx(closed, abs=1e-6)


TWO_LEVELS = """
timeline:
  until: 2031-04-10
  facts: {truce: false, fallen: false}
  events:
    start: {when: "!truce", hazard: [0.05, 0.2], sets: [truce]}
    breakdown: {when: truce, hazard: {baseline: cessation-bilateral, age-of: truce}, sets: ["!truce"]}
    assault: {when: "!truce", hazard: [0.01, 0.05], sets: [fallen]}
  questions: {falls: {p: fallen, by: 2031-04-08}, calm: {p: truce, at: 2031-03-20}}
"""


@pytest.mark.slow
def test_two_levels_give_what_narrow_cells_give_for_all_draws(monkeypatch):
    """With nothing to spend all draws but the first get wide cells; the mean is the same within the stated error."""
    from ripeness.timeline import refine

    scenario, draws = text(TWO_LEVELS), Draws(examples(40, 256))
    monkeypatch.setattr(refine, "_COARSE", 1e9)
    narrow = answered(scenario, draws, None, "grid", None)
    monkeypatch.setattr(refine, "_COARSE", 0.0)
    levels = answered(scenario, draws, None, "grid", None)
    for name, answer in levels.answers.items():
        one, two = answer.figures[""], narrow.answers[name].figures[""]
        assert (one.column != two.column).any()
        assert abs(one.mean - two.mean) <= one.error + two.error
        assert np.abs(one.column - two.column).max() < 5e-3
        assert one.error <= 1e-3


def test_three_ages_are_sampled_and_the_reason_is_given():
    facts = ", ".join(f"f{k}: false" for k in range(3))
    events = "\n".join(
        f"    rise{k}: {{when: '!f{k}', hazard: 0.2, sets: [f{k}]}}\n"
        f"    fall{k}: {{when: f{k}, hazard: {{age-of: f{k}, from: {{0 days: 0.1, 3 days: 0.4}}}}, sets: ['!f{k}']}}"
        for k in range(3)
    )
    lines = f"\ntimeline:\n  until: 2031-03-12\n  facts: {{{facts}}}\n  events:\n{events}\n"
    scenario = text(f"{lines}  questions: {{q: {{p: f0 & f1 & f2, at: 2031-03-12}}}}\n")
    result = ripeness.timeline(scenario, draws=1, histories=4_096)
    assert result.method == "sampled"
    assert "3 facts may begin anew" in result.warnings[0].message
    with pytest.raises(ripeness.errors.AnalysisError, match="3 facts"):
        ripeness.timeline(scenario, draws=1, method="grid")


@pytest.mark.exhaustive
def test_libya_against_four_million_histories():
    scenario = ripeness.read("libya-2020")
    draws = 256
    grid = ripeness.timeline(scenario, draws=draws)
    sampled = ripeness.timeline(scenario, draws=draws, method="sampled", histories=4_194_304)
    assert grid.error <= 1e-3
    for name, answer in grid.answers.items():
        for end, figure in answer.figures.items():
            other = sampled.answers[name].figures[end]
            assert abs(figure.mean - other.mean) <= figure.error + 4.5 * other.error, (name, end)
