"""Laws of timelines on random ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ripeness
from ripeness.timeline import Change
from tests.timelines import Maker

some = st.integers(0, 400)


def curve(result, name):
    return result.facts[name].mean


@given(some)
@settings(max_examples=25)
def test_incidences_rise_and_add_up_to_at_most_one(seed):
    result = ripeness.timeline(Maker(seed).made(), draws=1)
    grown = np.array([c.mean for c in result.ends["ends"].values()])
    assert (np.diff(grown, axis=1) > -1e-10).all()
    assert (grown.sum(axis=0) < 1 + 1e-10).all()
    assert sum(f.mean for f in result.answers["ends"].figures.values()) == pytest.approx(1, abs=1e-9)
    assert (np.diff(curve(result, "seen")) > -1e-10).all()  # what is latched stays


@given(some)
@settings(max_examples=15)
def test_chances_are_chances_and_by_a_day_is_at_least_on_a_day(seed):
    maker = Maker(seed)
    scenario = maker.made()
    condition = scenario.timeline.questions["at"].p.text
    at = scenario.timeline.questions["at"].at
    questions = {"at": {"p": condition, "at": str(at)}, "by": {"p": condition, "by": str(at)}}
    questions["all"] = {"p": condition, "throughout": True, "by": str(at)}
    questions["never"] = {"p": f"!({condition})", "by": str(at)}
    timeline = {
        **scenario.timeline.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "questions": questions,
    }
    changed = ripeness.Scenario.model_validate(
        {**scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True), "timeline": timeline}
    )
    found = {name: a.figures[""].mean for name, a in ripeness.timeline(changed, draws=1).answers.items()}
    assert all(-1e-12 <= p <= 1 + 1e-12 for p in found.values())
    assert found["all"] <= found["at"] + 1e-9 <= found["by"] + 2e-9
    assert found["all"] + found["never"] == pytest.approx(1, abs=1e-9)


@given(some)
@settings(max_examples=10)
def test_the_order_of_questions_and_asking_some_changes_nothing(seed):
    scenario = Maker(seed).made()
    whole = ripeness.timeline(scenario, draws=1)
    some = ripeness.timeline(scenario, draws=1, ask=["given-held", "by"])
    for name, answer in some.answers.items():
        assert answer.figures[""].mean == pytest.approx(whole.answers[name].figures[""].mean, abs=1e-9, nan_ok=True)


@given(some)
@settings(max_examples=10)
def test_changes_that_change_nothing(seed):
    scenario = Maker(seed).made()
    rate = next(name for name, event in scenario.timeline.events.items() if event.on is None)
    dated = next(name for name, event in scenario.timeline.events.items() if event.on is not None)
    changes = [Change("scale", rate, 1.0), Change("move", dated, scenario.timeline.events[dated].on)]
    result = ripeness.timeline(scenario, draws=1, ask=["by", "ends"], changes=changes)
    for name in ("by", "ends"):
        for end, figure in result.answers[name].figures.items():
            assert result.changed.answers[name].figures[end].mean == pytest.approx(figure.mean, abs=1e-10)
