"""The analysis `timeline` at its edges: ends alike, dated events, rates that act at once, what never happened."""

import math
import time

import numpy as np
import pytest

import ripeness
from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Draws
from ripeness.numerics.markov import Arcs, evolve
from tests.timelines import text


def ask(lines, method=None, **options):
    return ripeness.timeline(text(lines), method=method, **{"draws": 1, **options})


def chance(result, question, end=""):
    return result.answers[question].figures[end].mean


def test_a_fact_that_dated_events_set_again_keeps_its_age():
    """Nothing ends the truce; the second clock begins at random. It once read behind the ages that are known."""
    result = ask("""
timeline:
  until: 2031-03-31
  facts: {truce: true, calm: false}
  events:
    incident: {when: truce, hazard: {age-of: truce, from: {0 days: 0.1, 3 days: 0.02}}, sets: [calm]}
    again: {hazard: {age-of: calm, from: {0 days: 0.1, 3 days: 0.02}}, sets: ["!calm"]}
    talks: {on: 2031-03-09, sets: [truce]}
    summit: {on: 2031-03-16, sets: [truce]}
  questions: {holds: {p: truce, at: 2031-03-31}, calm: {p: calm, by: 2031-03-06}}
""")
    assert chance(result, "holds") == pytest.approx(1.0, abs=1e-9)
    assert chance(result, "calm") == pytest.approx(1 - math.exp(-0.3 - 0.04), abs=1e-6)


@pytest.mark.parametrize("method", [None, "sampled"])
@pytest.mark.parametrize(("when", "first"), [("!truce", 1 - math.exp(-0.5)), ("truce", 1.0)])
def test_of_ends_that_are_alike_the_first_comes_first(method, when, first):
    result = ask(
        f"""
timeline:
  until: 2031-03-31
  facts: {{truce: true, agreed: false}}
  events: {{breakdown: {{when: truce, hazard: 0.05, sets: ["!truce"]}}}}
  ends: {{war: "{when}", again: "{when}", spelled: "({when})"}}
  questions: {{same: {{first-of: [war, again, spelled], by: 2031-03-11}}}}
""",
        method,
        histories=65_536,
    )
    assert chance(result, "same", "war") == pytest.approx(first, abs=max(4 * result.error, 1e-9))
    assert (chance(result, "same", "again"), chance(result, "same", "spelled")) == (0, 0)
    assert chance(result, "same", "none") == pytest.approx(1 - first, abs=max(4 * result.error, 1e-9))


@pytest.mark.parametrize("method", ["exact", "sampled"])
def test_quantiles_at_a_dated_event_are_on_its_day(method):
    result = ask(
        """
timeline:
  until: 2031-06-30
  facts: {agreed: false, c: true}
  events:
    signing: {on: 2031-05-01, sets: [agreed]}
    r: {when: c, hazard: 0.01, sets: ["!c"]}
  questions: {when: {time-to: agreed}, either: {time-to: "agreed | !c"}}
""",
        method,
        histories=65_536,
    )
    content = result.to_dict()["questions"]
    assert content["when"]["dates"] == dict.fromkeys(("5", "25", "50", "75", "95"), "2031-05-01")
    assert content["when"]["quantiles"]["5"] == 60
    either = result.answers["either"].times
    assert [either.days[q] for q in (50, 75, 95)] == [60, 60, 60]
    assert abs(either.days[25] + math.log(0.75) / 0.01) <= 4 * either.errors[25] + 1e-6


AT_ONCE = """
timeline:
  until: 2031-03-31
  facts: {truce: true}
  events: {a: {when: truce, chance: 0.999, within: 0.00001 days, sets: ["!truce"]}}
  questions: {q: {p: "!truce", at: 2031-03-31}, when: {time-to: "!truce"}}
"""


@pytest.mark.parametrize("method", [None, "exact", "sampled"])
def test_what_happens_at_once_has_happened(method):
    result = ask(AT_ONCE, method, draws=64)
    assert chance(result, "q") == 1.0
    times = result.answers["when"].times
    assert times.days[95] < times.errors[95] + 1e-9 < 1


def test_the_reason_against_sampling_is_that_more_happens_than_can_be_drawn():
    lines = """
timeline:
  until: 2031-03-31
  facts: {truce: true}
  events:
    a: {when: truce, hazard: 50000, sets: ["!truce"]}
    b: {when: "!truce", hazard: 50000, sets: [truce]}
  questions: {q: {p: truce, at: 2031-03-31}}
"""
    with pytest.raises(AnalysisError, match="events happened in each history that was tried") as caught:
        ask(lines, "sampled", histories=10**8)
    assert caught.value.problems[0].code == "too-many-jumps"
    assert chance(ask(lines), "q") == pytest.approx(0.5, abs=1e-9)


def test_equal_draws_of_a_stiff_process_are_moved_once():
    lines = """
timeline:
  until: 2031-03-31
  facts: {truce: true, deal: false}
  events:
    a: {when: truce, hazard: 2000, sets: ["!truce"]}
    b: {when: "!truce", hazard: 1000, sets: [truce]}
    c: {when: "!truce", hazard: 0.001, sets: [deal]}
  questions: {q: {p: "!truce", at: 2031-03-31}, deal: {p: deal, by: 2031-03-31}}
"""
    begun = time.process_time()
    result = ask(lines, draws=1024)
    assert time.process_time() - begun < 3
    assert (result.method, len(result.answers["q"].figures[""].column)) == ("exact", 1024)
    assert chance(result, "q") == pytest.approx(2 / 3, abs=1e-9)
    assert chance(result, "deal") == pytest.approx(1 - math.exp(-0.001 * 2 / 3 * 30), abs=1e-6)


def test_what_happened_in_no_history_has_an_error():
    lines = """
timeline:
  until: 2031-03-31
  facts: {truce: true}
  events: {a: {when: truce, hazard: 0.00000001, sets: ["!truce"]}}
  questions: {q: {p: "!truce", at: 2031-03-31}, kept: {p: truce, at: 2031-03-31}}
"""
    result = ask(lines, "sampled", histories=8_192)
    for question, mean in (("q", 0.0), ("kept", 1.0)):
        figure = result.answers[question].figures[""]
        assert (figure.mean, figure.error) == (mean, pytest.approx(3 / 8_192))
    assert result.to_dict()["questions"]["q"]["error"] == pytest.approx(3 / 8_192)
    from ripeness.words.timeline import chance as told

    assert told(result.answers["q"].figures[""]) == "0 %, at most 0.04 %"
    assert told(result.answers["kept"].figures[""]) == "100 %, at least 99.9634 %"


@pytest.mark.parametrize("seed", range(5))
def test_powers_of_a_matrix_agree_with_scipy_on_stiff_chains(seed):
    from scipy.linalg import expm

    rng = np.random.default_rng(seed)
    size = 6
    source, target = np.nonzero(~np.eye(size, dtype=bool))
    rates = rng.choice([1e-3, 1.0, 3e3], (2, len(source)))
    start = rng.dirichlet(np.ones(size), (1, 2))
    arcs = Arcs(size, source, target, np.arange(len(source)))
    found = evolve(arcs, rates, start, 2.5, watch=np.eye(size), times=[0.0, 1.0, 2.5])
    for n in range(2):
        generator = np.zeros((size, size))
        generator[source, target] = rates[n]
        generator -= np.diag(generator.sum(axis=1))
        assert found.end[0, n] == pytest.approx(start[0, n] @ expm(2.5 * generator), abs=1e-9)
        assert found.seen[1, n] == pytest.approx(start[0, n] @ expm(generator), abs=1e-9)


def test_a_clock_by_which_nothing_goes_is_not_followed():
    result = ask("""
timeline:
  until: 2031-03-31
  facts: {truce: false}
  events:
    start: {when: "!truce", hazard: 0.1, sets: [truce]}
    incidents: {when: truce, hazard: {age-of: truce, from: {0 days: 0.1, 3 days: 0.02}}, sets: []}
    end: {when: truce, hazard: 0.1, sets: ["!truce"]}
  questions: {q: {p: truce, at: 2031-03-31}}
""")
    assert result.method == "exact"
    assert chance(result, "q") == pytest.approx((1 - math.exp(-0.2 * 29)) / 2, abs=1e-9)


def test_draws_that_differ_in_nothing_that_is_read_give_the_same():
    lines = """
timeline:
  until: 2031-03-31
  facts: {truce: true}
  events: {a: {when: truce, hazard: [0.01, 0.2], sets: ["!truce"]}}
  questions: {q: {p: truce, at: 2031-03-12}}
"""
    values = np.array([0.1, 0.05, 0.1, 0.2, 0.05])
    result = ask(lines, draws=Draws.of({"timeline.events.a.hazard": values}))
    assert result.answers["q"].figures[""].column == pytest.approx(np.exp(-10 * values), abs=1e-10)


@pytest.mark.parametrize(("hazard", "told"), [("1e-14", False), ("1e-6", True), ("0", False)])
def test_what_is_given_too_rarely_to_tell_has_no_answer_and_says_so(hazard, told):
    """What is cut off of sums would be more than all that is given."""
    result = ask(f"""
timeline:
  until: 2031-03-31
  facts: {{seen: false, war: false}}
  events:
    sight: {{when: "!seen", hazard: {hazard}, sets: [seen]}}
    outbreak: {{when: "!war", hazard: 0.02, sets: [war]}}
  questions: {{q: {{p: war, by: 2031-03-31, given: {{p: seen, by: 2031-03-31}}}}}}
""")
    assert math.isnan(chance(result, "q")) is not told
    assert ("given-impossible" in {w.code for w in result.warnings}) is not told
    assert not told or chance(result, "q") == pytest.approx(1 - math.exp(-0.02 * 30), abs=1e-5)


@pytest.mark.parametrize("more", ["", "    - {when: calm, path: timeline.events.outbreak.hazard, times: 2}"])
def test_a_number_under_an_effect_that_is_unknown_is_not_that_of_the_file(more):
    lines = f"""
timeline:
  until: 2031-03-31
  facts: {{calm: true, war: false}}
  events: {{outbreak: {{when: "!war", hazard: 0.02, sets: [war]}}}}
  effects:
    - {{when: calm, path: timeline.events.outbreak.hazard, times: {{is: unknown, within: [0, 2]}}}}
{more}
  questions: {{q: {{p: war, by: 2031-03-31}}}}
"""
    result = ask(lines)
    assert math.isnan(chance(result, "q"))
    assert "unknown-needed" in {w.code for w in result.warnings}
    settled = ask(lines.replace("times: {is: unknown, within: [0, 2]}", "sets: 0.03"))
    assert chance(settled, "q") == pytest.approx(1 - math.exp(-0.03 * 30 * (2 if more else 1)), abs=1e-9)
