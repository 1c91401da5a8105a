"""The analysis `timeline`: closed forms, meanings of words, memory of refusals, what if, what is said of bad input."""

import json
import math
from datetime import date

import numpy as np
import pytest

import ripeness
from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Draws
from ripeness.timeline import Change, movers
from ripeness.timeline.baselines import baseline
from tests.conftest import DATA
from tests.timelines import Maker, day, made, text


def ask(lines, method=None, **options):
    """Return the answers to the questions of a small timeline at the most likely values."""
    options.setdefault("draws", 1)
    return ripeness.timeline(text(lines), method=method, **options)


def chance(result, question, end=""):
    return result.answers[question].figures[end].mean


def codes(result):
    return [w.code for w in result.warnings]


# ---- closed forms ----------------------------------------------------------------------------------------------------


def test_a_single_hazard():
    result = ask("""
timeline:
  until: 2031-04-30
  facts: {broken: false}
  events: {breakdown: {when: "!broken", hazard: 0.05, sets: [broken]}}
  questions:
    by: {p: broken, by: 2031-03-11}
    at: {p: broken, at: 2031-03-11}
    kept: {p: "!broken", throughout: true, by: 2031-03-11}
    later: {p: broken, by: 2031-03-21, given: {p: "!broken", throughout: true, by: 2031-03-11}}
    when: {time-to: broken}
""")
    assert result.method == "exact"
    assert result.error < 1e-10
    assert chance(result, "by") == pytest.approx(1 - math.exp(-0.5), abs=1e-11)
    assert chance(result, "at") == pytest.approx(1 - math.exp(-0.45), abs=1e-11)  # 00:00 of the tenth day
    assert chance(result, "kept") == pytest.approx(math.exp(-0.5), abs=1e-11)
    assert chance(result, "later") == pytest.approx(1 - math.exp(-0.5), abs=1e-10)
    times = result.answers["when"].times.days
    assert times[50] == pytest.approx(math.log(2) / 0.05, abs=1e-6)
    assert times[5] == pytest.approx(-math.log(0.95) / 0.05, abs=1e-6)
    assert times[95] == pytest.approx(-math.log(0.05) / 0.05, abs=1e-6)
    dates, shares = zip(*result.to_dict()["facts"]["broken"], strict=True)
    assert dates[:2] == ("2031-03-02", "2031-03-03")
    assert shares == pytest.approx([1 - math.exp(-0.05 * k) for k in range(len(shares))], abs=1e-10)


def test_two_competing_hazards_and_no_third():
    result = ask("""
timeline:
  until: 2031-04-30
  facts: {fallen: false, agreed: false}
  events:
    assault: {when: "!fallen & !agreed", hazard: 0.02, sets: [fallen]}
    deal: {when: "!fallen & !agreed", chance: 0.3, within: 10 days, sets: [agreed]}
  ends: {capture: fallen, settlement: agreed}
  questions: {first: {first-of: ends, by: 2031-03-21}}
""")
    a, b, t = 0.02, -math.log(0.7) / 10, 20
    gone = 1 - math.exp(-(a + b) * t)
    assert chance(result, "first", "capture") == pytest.approx(a / (a + b) * gone, abs=1e-11)
    assert chance(result, "first", "settlement") == pytest.approx(b / (a + b) * gone, abs=1e-11)
    assert chance(result, "first", "none") == pytest.approx(1 - gone, abs=1e-11)


def test_stages_one_after_another():
    result = ask("""
timeline:
  until: 2031-04-30
  facts: {one: false, two: false, three: false}
  events:
    first: {when: "!one", hazard: 0.2, sets: [one]}
    second: {when: "one & !two", hazard: 0.2, sets: [two]}
    third: {when: "two & !three", hazard: 0.2, sets: [three]}
  questions: {done: {p: three, by: 2031-03-16}}
""")
    x = 0.2 * 15
    assert chance(result, "done") == pytest.approx(1 - math.exp(-x) * (1 + x + x * x / 2), abs=1e-11)


def test_a_dated_event_happens_at_the_beginning_of_its_day():
    result = ask("""
timeline:
  until: 2031-04-30
  facts: {met: false, told: false}
  events:
    told: {on: 2031-03-09, when: met, sets: [told]}
    meeting: {on: 2031-03-09, chance: 0.6, sets: [met]}
    retold: {on: 2031-03-09, when: met, chance: 0.5, sets: [told]}
  questions:
    before: {p: met, by: 2031-03-08}
    on: {p: met, at: 2031-03-09}
    by: {p: met, by: 2031-03-09}
    told: {p: told, by: 2031-03-09}
    when: {time-to: met}
""")
    assert [chance(result, q) for q in ("before", "on", "by", "told")] == pytest.approx([0, 0.6, 0.6, 0.3])
    assert result.answers["when"].times.days == {5: 7, 25: 7, 50: 7, 75: math.inf, 95: math.inf}


def test_a_calendar_hazard_counts_from_its_first_step_on():
    result = ask("""
timeline:
  until: 2031-04-30
  facts: {shut: false}
  events: {shutting: {hazard: {from: {2031-03-05: 0.1, 2031-03-10: 0.4}}, sets: [shut]}}
  questions: {early: {p: shut, by: 2031-03-04}, late: {p: shut, by: 2031-03-11}}
""")
    assert chance(result, "early") == 0
    assert chance(result, "late") == pytest.approx(1 - math.exp(-0.5 - 0.8), abs=1e-11)


def test_a_baseline_counts_from_the_day_since_when_the_truce_holds():
    result = ask("""
timeline:
  until: 2031-04-30
  facts: {truce: true}
  events:
    breakdown:
      {when: truce, hazard: {baseline: cessation-bilateral, age-of: truce, since: 2031-02-28}, sets: ["!truce"]}
  questions: {kept: {p: truce, throughout: true, by: 2031-03-11}}
""")
    hazard = 1 * 0.043 + 4 * 0.0075 + 5 * 0.0104  # the truce is two days old at the start, twelve at the end
    assert result.method == "exact"
    assert chance(result, "kept") == pytest.approx(math.exp(-hazard), abs=1e-11)
    assert result.to_dict()["baselines"] == {"breakdown": "cessation-bilateral"}


def test_an_age_that_only_dated_events_begin_anew_is_exact():
    lines = """
timeline:
  until: 2031-03-20
  facts: {truce: true}
  events:
    breakdown: {when: truce, hazard: {age-of: truce, from: {0 days: 0.3, 3 days: 0.01}}, sets: ["!truce"]}
    again: {on: 2031-03-07, sets: [truce]}
  questions: {kept: {p: truce, at: 2031-03-17}}
"""
    result = ask(lines)
    first = math.exp(-0.3 * 3 - 0.01 * 2)
    second = math.exp(-0.3 * 3 - 0.01 * 7)
    assert result.method == "exact"
    assert chance(result, "kept") == pytest.approx(first * math.exp(-0.01 * 10) + (1 - first) * second, abs=1e-10)
    sampled = ask(lines, "sampled", histories=65_536)
    assert chance(sampled, "kept") == pytest.approx(chance(result, "kept"), abs=4 * sampled.error)


def test_kaplan_meier_of_sampled_truces_recovers_the_baseline():
    """Truces that begin at any time, observed until they break or the end: scipy's estimator, not ours."""
    from scipy.stats import CensoredData, ecdf

    from ripeness.timeline.histories import sample
    from ripeness.timeline.numbers import BlockNumbers
    from ripeness.timeline.signatures import Minds
    from ripeness.timeline.solve import prepare

    scenario = text("""
timeline:
  until: 2031-06-30
  facts: {truce: false}
  events:
    start: {when: "!truce", hazard: 0.2, sets: [truce]}
    breakdown: {when: truce, hazard: {baseline: cessation-bilateral, age-of: truce}, sets: ["!truce"]}
""")
    prepared = prepare(scenario, None, "sampled", draws=1)
    numbers = BlockNumbers(prepared.process, Draws(1))
    noted = sample(prepared.course, numbers, Minds(numbers, (), []), histories=4_096, note=True)
    ended, open_, begun = [], [], {}
    for history, time, event in noted.log:
        if event == "start":
            begun[history] = time
        else:
            ended.append(time - begun.pop(history))
    open_ = [prepared.process.end - time for time in begun.values()]
    found = ecdf(CensoredData(uncensored=ended, right=open_)).sf
    table = baseline("cessation-bilateral")
    for age in (1, 3, 5, 7, 10, 14, 30, 60):
        lengths = np.diff(np.minimum([*table.ages, 10_000], age))
        expected = math.exp(-sum(n * float(r.central) for n, r in zip(lengths, table.rates, strict=True)))
        error = math.sqrt(expected * (1 - expected) / (len(ended) + len(open_)))
        assert found.evaluate(age) == pytest.approx(expected, abs=4 * error)


def test_rates_from_the_war_arrive_with_the_chance_that_somebody_wins():
    events = {
        f"{side}-wins": {"when": "!n & !s", "from-war": f"{side}-wins", "sets": [fact]}
        for side, fact in (("north", "n"), ("south", "s"))
    }
    timeline = {"until": day(90), "facts": {"n": False, "s": False}, "events": events}
    timeline["questions"] = {"n": {"p": "n", "by": day(59)}, "s": {"p": "s", "by": day(59)}}
    result = ripeness.timeline(made(timeline), draws=1)
    assert chance(result, "n") + chance(result, "s") == pytest.approx(0.4, abs=1e-10)  # `decisive`, within 60 days
    assert chance(result, "n") / chance(result, "s") == pytest.approx(60 / 50)


# ---- signing ---------------------------------------------------------------------------------------------------------


def asking(dates, *, observed=None, effects=(), events=None):
    """Return a timeline in which a draft is put on some days, with a fact for each day on which it was signed."""
    facts = {f"s{k}": False for k in range(len(dates))} | {"pressed": False}
    put = {f"ask{k}": {"on": day(d), "sign": "deal", "sets": [f"s{k}"]} for k, d in enumerate(dates)}
    questions = {f"s{k}": {"p": f"s{k}", "by": day(20)} for k in range(len(dates))}
    questions["ever"] = {"p": " | ".join(f"s{k}" for k in range(len(dates))), "by": day(20)}
    timeline = {"until": day(30), "facts": facts, "events": {**put, **(events or {})}, "questions": questions}
    drafts = {"deal": {"package": {"land": "share", "watch": "giant"}, "signatories": ["north", "south"]}}
    if observed:
        drafts["deal"]["observed"] = observed
    return made({**timeline, "effects": list(effects)}, drafts=drafts)


def test_the_chance_of_a_signature_is_that_of_sign():
    scenario = asking([3])
    assert chance(ripeness.timeline(scenario, draws=1), "s0") == pytest.approx(
        ripeness.sign(scenario, "deal", draws=1).probability()["central"], abs=1e-12
    )


def test_asking_the_same_twice_never_raises_a_chance():
    once = chance(ripeness.timeline(asking([3]), draws=1), "ever")
    for dates in ([3, 5], [3, 5, 8], [3, 3]):
        result = ripeness.timeline(asking(dates), draws=1)
        assert chance(result, "ever") == pytest.approx(once, abs=1e-12)
        assert chance(result, f"s{len(dates) - 1}") == pytest.approx(once, abs=1e-12)  # the same answer again


def test_a_refusal_is_remembered_and_pressure_may_still_turn_it():
    press = {"press": {"on": day(4), "sets": ["pressed"]}}
    harder = {"when": "pressed", "path": "war.cost.south", "add": 15}
    plain = chance(ripeness.timeline(asking([3, 6]), draws=1), "ever")
    late = chance(ripeness.timeline(asking([6], events=press, effects=[harder]), draws=1), "ever")
    both = ripeness.timeline(asking([3, 6], events=press, effects=[harder]), draws=1)
    assert plain < late
    assert chance(both, "ever") == pytest.approx(late, abs=1e-12)  # whoever would sign unpressed would sign pressed
    sampled = ripeness.timeline(asking([3, 6], events=press, effects=[harder]), draws=1, method="sampled")
    assert chance(both, "ever") == pytest.approx(chance(sampled, "ever"), abs=4 * sampled.error)


def test_what_was_observed_before_is_remembered():
    refused = asking([3], observed={"refused": ["north"], "signed": ["south"]})
    assert chance(ripeness.timeline(refused, draws=1), "s0") == 0
    signed = asking([3], observed={"signed": ["north", "south"]})
    assert chance(ripeness.timeline(signed, draws=1), "s0") == pytest.approx(1)


def test_observed_answers_weigh_the_draws():
    result = ripeness.timeline(ripeness.read("libya-2020"), draws=64, ask=["arms-by-2-february"])
    assert 30 < result.effective_sample < 64
    weights, column = result.weight, result.measures()["timeline.arms-by-2-february.probability"]
    assert chance(result, "arms-by-2-february") == pytest.approx((weights * column).sum() / weights.sum())


def test_answers_that_no_draw_explains_are_left_out_with_a_warning():
    scenario = asking([3], observed={"refused": ["north"], "signed": ["south"]})
    sharp = {
        name: {**wants.model_dump(mode="json", by_alias=True, exclude_defaults=True), "noise": 0}
        for name, wants in scenario.preferences.items()
    }
    changed = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"preferences": sharp}
    result = ripeness.timeline(ripeness.Scenario.model_validate(changed), draws=4)
    assert "unexplained" in codes(result)
    assert chance(result, "s0") == 1


def test_the_share_of_versions_counts():
    scenario = asking([3])
    drafts = {
        "deal": {
            **scenario.drafts["deal"].model_dump(by_alias=True),
            "versions": {"leak": {"chance": 0.3, "package": {"watch": "nobody"}}},
        }
    }
    mixed = made(scenario.timeline.model_dump(by_alias=True), drafts=drafts)
    expected = ripeness.sign(mixed, "deal", draws=1).probability()["central"]
    assert chance(ripeness.timeline(mixed, draws=1), "s0") == pytest.approx(expected, abs=1e-12)


def test_an_effect_that_leaves_the_range_is_a_problem():
    scenario = asking([3], effects=[{"when": "!pressed", "path": "preferences.north.trust", "times": 2}])
    with pytest.raises(AnalysisError) as caught:
        ripeness.timeline(scenario, draws=1)
    assert [(p.code, p.path) for p in caught.value.problems] == [("out-of-range", "timeline.effects.0.path")]


# ---- results ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_banks():
    return ripeness.timeline(ripeness.read(DATA / "two-banks.yaml"), draws=32)


def test_the_contract(two_banks):
    content = json.loads(json.dumps(two_banks.to_dict(), allow_nan=False))
    assert content["analysis"] == "timeline"
    assert content["method"] == "grid"
    falls = content["questions"]["falls"]
    assert set(falls) >= {"probability", "central", "low", "high", "method", "error"}
    assert 0 < falls["low"] <= falls["probability"] <= falls["high"] < 1
    ends = content["questions"]["how-it-ends"]["ends"]
    assert list(ends) == ["capture", "settlement", "none"]
    assert sum(e["probability"] for e in ends.values()) == pytest.approx(1)
    assert content["questions"]["when-agreed"]["quantiles"] == dict.fromkeys(["5", "25", "50", "75", "95"])
    assert len(content["facts"]["truce"]) == 91
    assert content["facts"]["truce"][0] == ["2031-03-02", 1.0]


def test_measures_are_over_draws(two_banks):
    measures = two_banks.measures()
    assert {"timeline.falls.probability", "timeline.how-it-ends.ends.none.probability", "timeline.weight"} <= set(
        measures
    )
    assert all(values.shape == (32,) for values in measures.values())


def test_unknown_numbers_leave_alone_what_does_not_need_them():
    result = ripeness.timeline(ripeness.read(DATA / "two-banks.yaml"), draws=1)
    assert "unknown-needed" in codes(result)
    assert np.isnan(chance(result, "when-agreed"))  # a leaked text has an unknown value
    assert 0 < chance(result, "falls") < 0.01


def test_blocks_and_workers_change_no_digit(monkeypatch):
    from ripeness.numerics import draws as table
    from ripeness.timeline import histories

    scenario = Maker(3).made()
    for method in (None, "sampled"):
        found = []
        for workers in (1, 3):
            monkeypatch.setattr(histories, "WORKERS", workers)
            monkeypatch.setattr(histories, "_TOGETHER", 2)
            found.append(ripeness.timeline(scenario, draws=1, method=method, histories=40_000).to_dict())
        assert found[0] == found[1]
    assert table.BLOCK == histories.STREAM


def test_the_seed_decides_the_histories():
    scenario = Maker(7).made()
    first, same, other = (
        ripeness.timeline(scenario, draws=1, seed=seed, method="sampled", histories=5_000) for seed in (0, 0, 1)
    )
    assert first.to_dict() == same.to_dict()
    assert first.to_dict()["questions"] != other.to_dict()["questions"]


def test_the_spread_that_sampling_makes_is_taken_out_of_the_range():
    lines = """
timeline:
  until: 2031-04-30
  facts: {broken: false}
  events: {breakdown: {hazard: 0.05, sets: [broken]}}
  questions: {by: {p: broken, by: 2031-03-11}}
"""
    result = ask(lines, "sampled", draws=64, histories=6_400)
    figure = result.answers["by"].figures[""]
    assert figure.column.std() > 0.03
    assert figure.band(0.95) - figure.band(0.05) < 0.05
    assert figure.unknown_share < 0.05


def test_chosen_draws_of_a_baseline():
    scenario = ripeness.read(DATA / "two-banks.yaml")
    path = "timeline.events.breakdown.hazard.baseline"
    result = ripeness.timeline(scenario, draws=Draws.of({path: [0.05, 0.5, 0.95]}), ask=["unbroken"])
    column = result.measures()["timeline.unbroken.probability"]
    assert column[0] > column[1] > column[2]
    with pytest.raises(AnalysisError, match="leave the range"):
        ripeness.timeline(scenario, draws=Draws.of({path: [0.0, 2.0]}))


def test_libya_is_answered_without_a_warning():
    result = ripeness.timeline(ripeness.read("libya-2020"), draws=16)
    assert result.method == "grid"
    assert result.warnings == ()
    assert 0.5 < chance(result, "calm-until-berlin") < 0.9
    assert chance(result, "falls-before-berlin") < 0.02
    assert chance(result, "deal-by-march-if-spared") <= chance(result, "deal-if-spared")
    assert chance(result, "ceasefire-until-berlin") <= min(
        chance(result, "calm-until-berlin"), chance(result, "truce-until-berlin")
    )


# ---- what if ---------------------------------------------------------------------------------------------------------


def test_changes_fall_on_the_same_draws():
    scenario = ripeness.read("libya-2020")
    changes = [Change("scale", "breakdown", 0.5)]
    result = ripeness.timeline(scenario, draws=16, ask=["calm-until-berlin"], changes=changes)
    base, half = (r.measures()["timeline.calm-until-berlin.probability"] for r in (result, result.changed))
    assert half == pytest.approx(np.sqrt(base), abs=0.003)  # not quite: it also depends on when arms come in
    compared = result.compared("calm-until-berlin")
    assert compared.difference == pytest.approx(compared.changed - compared.base)
    assert 0 < compared.low <= compared.difference <= compared.high
    assert result.to_dict()["what_if"]["changes"] == ["scale breakdown=0.5"]


@pytest.mark.parametrize(
    ("change", "question", "expected"),
    [
        (Change("without", "conference"), "met", 0),
        (Change("move", "conference", date(2031, 4, 20)), "met", 0),
        (Change("force", "met", to=True), "met", 1),
        (Change("force", "met", to=False), "met", 0),
        (Change("scale", "unrest", 0.0), "calm", 1),
        (Change("scale", "unrest", 2.0), "calm", math.exp(-2 * 0.05 * 10)),
    ],
)
def test_each_kind_of_change(change, question, expected):
    lines = """
timeline:
  until: 2031-04-30
  facts: {met: false, calm: true}
  events:
    conference: {on: 2031-03-09, chance: 0.8, sets: [met]}
    unrest: {hazard: 0.05, sets: ["!calm"]}
  questions: {met: {p: met, by: 2031-03-11}, calm: {p: calm, throughout: true, by: 2031-03-11}}
"""
    assert chance(ask(lines, changes=[change]).changed, question) == pytest.approx(expected, abs=1e-10)


def test_what_moves_a_question_most():
    lines = """
timeline:
  until: 2031-04-30
  facts: {met: false, calm: true, idle: false}
  events:
    unrest: {hazard: 0.05, sets: ["!calm"]}
    other: {hazard: 0.5, sets: [idle]}
  questions: {calm: {p: calm, throughout: true, by: 2031-03-11}}
"""
    found = movers(text(lines), "calm")
    assert str(found[0][0]) == "without unrest"
    assert found[0][2] == pytest.approx(1)
    assert "calm" not in {c.of for c, _, _ in found}, "what the question names is not forced"
    assert all(after == pytest.approx(before) for c, before, after in found if c.of in ("other", "idle", "met"))


# ---- bad input -------------------------------------------------------------------------------------------------------

MANY = "timeline:\n  until: 2031-03-05\n  facts: {%s}\n  events: {%s}\n  questions: {first: {p: f0, by: 2031-03-04}}\n"


def many(count):
    facts = ", ".join(f"f{k}: false" for k in range(count))
    return MANY % (facts, ", ".join(f"e{k}: {{hazard: 0.1, sets: [f{k}]}}" for k in range(count)))


def test_sixty_facts_are_sampled_and_said_to_be():
    result = ask(many(60), histories=2_048)
    assert (result.method, codes(result)) == ("sampled", ["sampled-instead"])
    assert "131,072" in result.warnings[0].message
    assert chance(result, "first") == pytest.approx(1 - math.exp(-0.3), abs=4 * result.error)


@pytest.mark.parametrize(
    ("lines", "options", "code"),
    [
        (many(63), {}, "too-many-facts"),
        (many(24), {"method": "exact"}, "too-many-states"),
        (many(2), {"method": "magic"}, "unknown-method"),
        (many(2), {"method": "grid:0"}, "unknown-method"),
        (many(2), {"method": "sampled:3"}, "unknown-method"),
        (many(2), {"histories": 0}, "bad-histories"),
        (many(2), {"ask": ["frist"]}, "unknown-question"),
        (many(2), {"draws": 0}, "bad-draws"),
        (many(2), {"changes": [Change("without", "e9")]}, "unknown-event"),
        (many(2), {"changes": [Change("force", "f9", to=True)]}, "unknown-fact"),
        (many(2), {"changes": [Change("move", "e1", date(2031, 3, 4))]}, "not-dated"),
        (many(2), {"changes": [Change("scale", "e1", math.nan)]}, "bad-factor"),
        ("", {}, "no-timeline"),
    ],
)
def test_what_cannot_be_answered(lines, options, code):
    with pytest.raises(AnalysisError) as caught:
        ask(lines, **options)
    assert [p.code for p in caught.value.problems] == [code]


def test_events_that_never_happen_are_named():
    result = ask("""
timeline:
  until: 2031-03-20
  facts: {truce: true, fallen: false}
  events:
    assault: {when: "!truce", hazard: 0.1, sets: [fallen]}
    meeting: {on: 2031-04-01, sets: ["!truce"]}
""")
    assert [(w.code, w.path) for w in result.warnings] == [
        ("event-never-happens", "timeline.events.meeting"),
        ("event-never-happens", "timeline.events.assault"),
    ]


def test_given_what_cannot_be_there_is_no_answer():
    result = ask("""
timeline:
  until: 2031-03-20
  facts: {truce: true, fallen: false}
  events: {breakdown: {hazard: 0.1, sets: ["!truce"]}}
  questions: {q: {p: "!truce", by: 2031-03-10, given: {p: fallen, by: 2031-03-10}}}
""")
    assert codes(result) == ["given-impossible"]
    assert result.to_dict()["questions"]["q"]["probability"] is None


def test_wars_without_what_a_rate_needs():
    event = {"until": day(9), "facts": {"n": False}, "events": {"e": {"from-war": "north-wins", "sets": ["n"]}}}
    war = made(event).war.model_dump(by_alias=True, exclude_defaults=True)
    for change, code in (
        ({"horizon": None}, "no-horizon"),
        ({"decisive": 1}, "chance-of-one"),
        ({"decisive": None}, "decisive-missing"),
    ):
        with pytest.raises(AnalysisError) as caught:
            ripeness.timeline(made(event, war={**war, **change}), draws=1)
        assert [p.code for p in caught.value.problems] == [code]
