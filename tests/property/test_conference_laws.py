"""Laws of the conference models on random stands: limits, invariance, equal gains, nobody carried past its position."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ripeness.conference.challenge import PRINTED, REPLICATION, Reading, challenge
from ripeness.conference.exchange import Trading, exchange
from ripeness.conference.nash import VARIANTS, Bargain, nash
from ripeness.conference.rules import compromise, medians, plain_mean
from tests.budget import examples

READINGS = (
    PRINTED,
    REPLICATION,
    Reading(choice="least-of-all", conflict="no-move", span="current", status_quo=0.5),
    Reading(votes="risk", view="mover", choice="strongest"),
)


@st.composite
def stands(draw, *, most=7, issues=None):
    """Return positions, salience, capability and say: (1, P) or, with issues, (1, P, I)."""
    actors = draw(st.integers(2, most))
    shape = (actors,) if issues is None else (actors, draw(st.integers(2, issues)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x = rng.uniform(0, 100, shape) if draw(st.booleans()) else rng.integers(0, 11, shape) * 10.0
    s, c = rng.integers(1, 11, shape) / 10, rng.integers(1, 9, (actors,)) / 4
    c = c if issues is None else np.repeat(c[:, None], shape[1], axis=1)
    say = rng.random(shape) < 0.9
    say[:2] = True
    return *(np.where(say, a, 0.0)[None] for a in (x, s, c)), say[None]


@settings(max_examples=examples(30, 180))
@given(stands())
def test_outcomes_lie_among_the_positions(given_):
    x, s, c, say = given_
    there = x[say]
    both = medians(x, s * c)
    assert both.lower[0] in there
    assert both.upper[0] in there
    assert both.lower <= both.upper
    for value in (compromise(x, s * c), plain_mean(x, say), both.middle, nash(x, s, c, say)):
        assert there.min() - 1e-9 <= value[0] <= there.max() + 1e-9


@settings(max_examples=examples(20, 120))
@given(stands())
def test_with_a_high_cost_of_disagreement_nash_is_the_weighted_mean_or_the_median(given_):
    """k = 2: gains become equal, so that the sum of squares counts; k = 1: the sum of distances."""
    x, s, c, say = given_
    far = Bargain("quadratic", "weight", "cost", cost=1e7)
    assert nash(x, s, c, say, np.array([50.0]), far)[0] == pytest.approx(compromise(x, s * c)[0], abs=1e-3)
    found = nash(x, s, c, say, np.array([50.0]), replace(far, loss="linear"))[0]
    both = medians(x, s * c)
    assert both.lower[0] - 1e-3 <= found <= both.upper[0] + 1e-3


@settings(max_examples=examples(13, 75))
@given(stands(), st.sampled_from(VARIANTS), st.floats(0, 100))
def test_no_outcome_near_by_has_a_larger_nash_product(given_, how, reference):
    x, s, c, say = given_
    found = nash(x, s, c, say, np.array([reference]), how)[0]
    power = 1 if how.loss == "linear" else 2
    own, a = x[say], {"equal": np.ones(say.sum()), "salience": s[say], "weight": (s * c)[say]}[how.exponent]
    worst = np.maximum(own, 100 - own) if how.disagreement == "worst" else np.abs(own - reference)
    reach = worst**power + (how.cost * 100**power if how.disagreement == "cost" else 0)

    def product(at):
        gain = (reach - np.abs(at - own) ** power) / 100**power
        return -np.inf if (gain <= 0).any() else float((a * np.log(gain)).sum())

    if product(found) > -np.inf:
        assert product(found) >= max(product(found + step) for step in (-0.5, -0.01, 0.01, 0.5)) - 1e-9
    else:  # nothing is better for all than the reference point
        assert found == pytest.approx(reference) or how.disagreement != "reference"


def relabelled(given_, order):
    return tuple(a[:, order] for a in given_)


@settings(max_examples=examples(15, 90))
@given(stands(), st.sampled_from(READINGS), st.randoms(use_true_random=False))
def test_names_do_not_matter(given_, reading, chance):
    """Positions all differ, so that nothing is decided by the order of the file."""
    x, s, c, say = given_
    x = np.where(say, np.random.default_rng(chance.randint(0, 2**32)).uniform(0, 100, x.shape), 0.0)
    order = chance.sample(range(x.shape[1]), x.shape[1])
    reading = replace(reading, rounds=1)  # later on several stand in one place
    first = challenge(x, s, c, say, reading).positions
    second = challenge(*relabelled((x, s, c, say), order), reading).positions
    np.testing.assert_allclose(second, first[:, :, order], atol=1e-7)
    for rule in (lambda a, b, d, e: compromise(a, b * d), lambda a, b, d, e: medians(a, b * d).middle, nash):
        assert rule(*relabelled((x, s, c, say), order)) == pytest.approx(rule(x, s, c, say), abs=1e-9)


@settings(max_examples=examples(15, 90))
@given(stands(), st.sampled_from(READINGS))
def test_scales_do_not_matter(given_, reading):
    """Positions halved and shifted, capability in another unit: the same moves, halved and shifted."""
    x, s, c, say = given_
    moved = np.where(say, x / 2 + 16, 0.0)
    first, second = challenge(x, s, c, say, reading), challenge(moved, s, 4 * c, say, reading)
    ours, other = first.positions[0][:, say[0]], second.positions[0][:, say[0]]
    if np.array_equal(first.rounds, second.rounds) and np.unique(x[say]).size == say.sum():
        np.testing.assert_allclose(other, ours / 2 + 16, atol=1e-6)
    assert compromise(moved, 4 * s * c)[0] == pytest.approx(compromise(x, s * c)[0] / 2 + 16)
    assert medians(moved, 4 * s * c).middle[0] == medians(x, s * c).middle[0] / 2 + 16


@settings(max_examples=examples(13, 75))
@given(stands(issues=4))
def test_turning_every_scale_round_turns_the_outcomes_round(given_):
    x, s, c, say = given_
    turned = np.where(say, 100 - x, 0.0)
    how = Trading(rounds=2)
    first, second = exchange(x, s, c, say, how), exchange(turned, s, c, say, how)
    np.testing.assert_array_equal(first.potential[:, 0], second.potential[:, 0])
    if len({t.gain for t in exchange(x, s, c, say, trace=True).trades}) == first.made[0, 0]:
        np.testing.assert_allclose(second.outcomes[:, :2], 100 - first.outcomes[:, :2], atol=1e-6)


@settings(max_examples=examples(30, 180))
@given(stands(issues=4), st.integers(1, 3))
def test_exchanges_are_of_equal_gain_and_carry_nobody_past_its_position(given_, rounds):
    x, s, c, say = given_
    found = exchange(x, s, c, say, Trading(rounds=rounds), trace=True)
    assert len(found.trades) == found.made.sum() <= found.potential.sum() * 4 + 4
    direction = {}
    for t in found.trades:
        now = found.positions[0, t.round - 1]
        # v gives on P to u and gets on Q: both gain the same.
        u, v = t.partner, t.giver
        gains = (
            s[0, u, t.issue] * abs(t.shift) - s[0, u, t.other] * abs(t.other_shift),
            s[0, v, t.other] * abs(t.other_shift) - s[0, v, t.issue] * abs(t.shift),
        )
        assert gains[0] == pytest.approx(gains[1], abs=1e-9)
        assert gains[0] == pytest.approx(t.gain, abs=1e-9)
        for issue, giver, taker, vote, outcome in (
            (t.issue, v, u, t.vote, t.outcome),
            (t.other, u, v, t.partner_vote, t.other_outcome),
        ):
            aim, way = now[taker, issue], np.sign(vote[1] - vote[0])
            assert way * (aim - vote[1]) >= -1e-9  # no vote beyond the other's position
            assert way * (aim - outcome[1]) >= -1e-9  # nor the outcome
            assert way * (outcome[1] - outcome[0]) > 0
            assert direction.setdefault((t.round, giver, issue), way) == way  # one way on an issue
    votes = found.votes[0][:, say[0]]
    assert (votes >= x[say].min() - 1e-9).all()
    assert (votes <= x[say].max() + 1e-9).all()
    weights = np.where(say, s * c, 0.0)
    expected = (weights * np.nan_to_num(found.votes[:, -1])).sum(axis=1) / weights.sum(axis=1)
    np.testing.assert_allclose(found.outcomes[:, -1], expected, atol=1e-9)


@settings(max_examples=examples(13, 75))
@given(stands(issues=3))
def test_after_a_round_nobody_would_trade_once_more(given_):
    """A second round that begins at the same positions makes the same exchanges: nothing is carried over unseen."""
    x, s, c, say = given_
    still = exchange(x, s, c, say, Trading(rounds=2, follows=0.0, eased=0.0))
    np.testing.assert_array_equal(still.votes[:, 0], still.votes[:, 1])
    np.testing.assert_array_equal(still.positions[:, 0], still.positions[:, 1])
    assert still.made[0, 0] == still.made[0, 1]
