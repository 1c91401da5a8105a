"""Fast conference models against literal ones, on random negotiations: many rows at once and one after the other."""

import random
from dataclasses import replace

import numpy as np
import pytest

from ripeness.conference.challenge import PRINTED, REPLICATION, Reading, challenge
from ripeness.conference.exchange import Trading, exchange
from ripeness.conference.nash import VARIANTS, nash
from ripeness.conference.rules import compromise, medians, plain_mean
from tests.oracles import conference_oracle as oracle

READINGS = (
    PRINTED,
    REPLICATION,
    Reading(conflict="no-move", span="current", status_quo=0.6),
    Reading(denominator="all-pairs", choice="least-of-all", view="mover", settle=False),
    Reading(votes="risk", choice="strongest", status_quo=0.3),
)


def one_issue(rng, *, gap=0.15):
    """Return (position, salience, capability) of a few actors, None for who has no say; coarse, so that ties occur."""
    found = [
        None if rng.random() < gap else (rng.randint(0, 20) * 5.0, rng.randint(1, 10) / 10, rng.choice((1.0, 2.0, 2.5)))
        for _ in range(rng.randint(3, 7))
    ]
    return found if sum(a is not None for a in found) >= 2 else one_issue(rng, gap=gap)


def side_by_side(issues):
    """Return issues as rows of arrays (N, P), padded with actors who have no say."""
    wide = max(map(len, issues))
    x, s, c = (np.full((len(issues), wide), np.nan) for _ in range(3))
    for row, actors in enumerate(issues):
        for i, actor in enumerate(actors):
            if actor is not None:
                x[row, i], s[row, i], c[row, i] = actor
    say = ~np.isnan(x)
    return tuple(np.where(say, a, 0.0) for a in (x, s, c)), say


ISSUES = [one_issue(random.Random(seed)) for seed in range(80)]
THERE = [[a for a in actors if a is not None] for actors in ISSUES]


def test_means_and_medians():
    (x, s, c), say = side_by_side(ISSUES)
    np.testing.assert_allclose(compromise(x, s * c), [oracle.compromise(a) for a in THERE], atol=1e-12)
    np.testing.assert_allclose(plain_mean(x, say), [oracle.mean(a) for a in THERE], atol=1e-12)
    found = medians(x, s * c)
    assert list(zip(found.lower, found.upper, strict=True)) == [oracle.medians(a) for a in THERE]
    assert (found.lower != found.upper).any()


@pytest.mark.parametrize("how", VARIANTS, ids=lambda how: how.name)
def test_nash_bargaining(how):
    rng = random.Random(how.name)
    reference = [rng.choice((0.0, 100.0, rng.uniform(0, 100), a[0][0])) for a in THERE]
    (x, s, c), say = side_by_side(ISSUES)
    found = nash(x, s, c, say, np.array(reference), how)
    power = 1 if how.loss == "linear" else 2
    for row, actors in enumerate(THERE):
        expected = oracle.nash(actors, power, how.exponent, how.disagreement, reference[row], how.cost)
        assert found[row] == pytest.approx(expected, abs=2e-4)  # the oracle compares values, flat at the top


def offered(actors, reading):
    return oracle.Reading(
        reading.denominator,
        reading.votes,
        reading.view,
        reading.conflict,
        reading.choice,
        reading.span,
        reading.status_quo,
    )


@pytest.mark.parametrize("reading", READINGS, ids=range(len(READINGS)))
def test_challenges(reading):
    """Rounds are compared one by one, from coarse positions (many offers are equal) and from any."""
    how = replace(reading, rounds=1, settle=False)
    issues = ISSUES[:30]
    rng = random.Random(3)
    starts = [[None if a is None else (rng.uniform(0, 100), a[1], a[2]) for a in actors] for actors in issues]
    for rows in (issues, starts):
        (x, s, c), say = side_by_side(rows)
        found = challenge(x, s, c, say, how)
        for row, actors in enumerate([[a for a in r if a is not None] for r in rows]):
            expected = oracle.challenge(actors, offered(actors, reading), 1, settle=False)[-1]
            np.testing.assert_allclose(found.positions[row, -1][say[row]], expected, atol=1e-9)


@pytest.mark.parametrize("reading", READINGS[:3], ids=range(3))
def test_challenges_stop_when_the_median_settles(reading):
    rng = random.Random(11)
    rows = [[(rng.uniform(0, 100), rng.uniform(0.1, 1), rng.uniform(1, 3)) for _ in range(5)] for _ in range(12)]
    (x, s, c), say = side_by_side(rows)
    found = challenge(x, s, c, say, replace(reading, rounds=5, settle=True))
    for row, actors in enumerate(rows):
        expected = oracle.challenge(actors, offered(actors, reading), 5)
        assert found.rounds[row] == len(expected) - 1
        np.testing.assert_allclose(found.positions[row, : len(expected)], expected, atol=1e-7)


def several_issues(rng):
    """Return cells of a negotiation over several issues; not everybody has a say on each."""
    actors, issues = [f"a{i}" for i in range(rng.randint(3, 6))], [f"i{p}" for p in range(rng.randint(2, 4))]
    power = {a: rng.choice((0.5, 1.0, 1.5)) for a in actors}
    cells = {}
    for p in issues:
        for a in rng.sample(actors, rng.randint(2, len(actors))):
            position = rng.randint(0, 10) * 10.0 if rng.random() < 0.5 else rng.uniform(0, 100)
            cells[a, p] = (position, rng.randint(1, 10) / 10, power[a])
    return cells, actors, issues


def as_arrays(cells, actors, issues, shape):
    x, s, c = (np.zeros(shape) for _ in range(3))
    say = np.zeros(shape, dtype=bool)
    for (a, p), values in cells.items():
        at = actors.index(a), issues.index(p)
        x[at], s[at], c[at] = values
        say[at] = True
    return x, s, c, say


def test_exchanges():
    """Alone and side by side: the same exchanges in the same order, the same votes."""
    total = 0
    for seed in range(120):
        cells, actors, issues = several_issues(random.Random(seed))
        arrays = as_arrays(cells, actors, issues, (len(actors), len(issues)))
        found = exchange(*(a[None] for a in arrays), trace=True)
        votes, potential, made = oracle.exchange(cells, actors, issues)
        assert found.potential[0, 0] == potential
        assert found.made[0, 0] == len(made)
        for trade, expected in zip(found.trades, made, strict=True):
            assert (issues[trade.issue], issues[trade.other]) == (expected["p"], expected["q"])
            assert (actors[trade.giver], actors[trade.partner]) == (expected["v"], expected["u"])
            assert trade.gain == pytest.approx(expected["gain"], abs=1e-9)
            assert (abs(trade.shift), abs(trade.other_shift)) == pytest.approx((expected["d_p"], expected["d_q"]))
        for (a, p), vote in votes.items():
            assert found.votes[0, 0, actors.index(a), issues.index(p)] == pytest.approx(vote, abs=1e-8)
        total += len(made)
    assert total > 100


def test_rows_of_exchanges_do_not_disturb_one_another():
    rng = np.random.default_rng(5)
    x, s = rng.uniform(0, 100, (9, 6, 4)), rng.uniform(0.1, 1, (9, 6, 4))
    c = np.broadcast_to(rng.uniform(0.5, 2, (9, 6, 1)), x.shape)
    say = rng.random((9, 6, 4)) < 0.9
    how = Trading(rounds=3)
    together = exchange(x, s, c, say, how)
    for row in range(len(x)):
        alone = exchange(x[row : row + 1], s[row : row + 1], c[row : row + 1], say[row : row + 1], how)
        np.testing.assert_array_equal(alone.votes[0], together.votes[row])
        np.testing.assert_array_equal(alone.outcomes[0], together.outcomes[row])
