"""Indices, effects, intervals and the value of information where the answer is known in closed form."""

from functools import partial
from math import comb

import numpy as np
import pytest
from scipy.stats import sobol_indices

from ripeness.doubt.guessing import _wrong, _wrong_from
from ripeness.doubt.indices import NOTHING, index, resampled, without_effect
from ripeness.doubt.information_value import worth_knowing
from ripeness.doubt.inputs import UncertainNumber, UncertainNumbers, lenient
from ripeness.doubt.propagation import spread
from ripeness.doubt.screening import designed, effects
from ripeness.errors import AnalysisError
from ripeness.numerics.draws import points
from ripeness.scenario.estimate import spread as written
from tests.budget import examples
from tests.oracles.doubt_oracle import jansen_and_saltelli


def number(path, low=0.0, high=1.0, start=None):
    middle = (low + high) / 2 if start is None else start
    return UncertainNumber(path, None, "estimate", low, middle, high, low, high, written([low, high]))


def numbers(*names, low=0.0, high=1.0):
    return UncertainNumbers(tuple(number(name, low, high) for name in names))


def all_indices(f, d, count, seed=0):
    """Return the indices of f on the unit cube, by the tables of the analysis."""
    every = numbers(*(f"x{i}" for i in range(d)))
    a, b = every.drawn(seed, count), every.drawn(seed, count, second=True)
    rows = resampled(count, seed)
    found = []
    for i in range(d):
        mixed = a.copy()
        mixed[i] = b[i]
        found.append(index(f(a), f(b), f(mixed), rows))
    return found


def ishigami(x):
    z = np.pi * (2 * np.asarray(x) - 1)
    return np.sin(z[0]) + 7 * np.sin(z[1]) ** 2 + 0.1 * z[2] ** 4 * np.sin(z[0])


# T. Ishigami and T. Homma (1990); closed forms as in Sobol' and Levitan (1999), with a = 7 and b = 0.1.
ISHIGAMI = ([0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437])


def test_ishigami():
    found = all_indices(ishigami, 3, 2**14)
    assert [i.first for i in found] == pytest.approx(ISHIGAMI[0], abs=0.02)
    assert [i.total for i in found] == pytest.approx(ISHIGAMI[1], abs=0.02)
    for one, total in zip(found, ISHIGAMI[1], strict=True):
        assert one.total_low - 0.01 <= total <= one.total_high + 0.01


def test_the_g_function_of_sobol():
    a = np.array([0.0, 1.0, 4.5, 9.0])
    parts = 1 / (3 * (1 + a) ** 2)  # variances of the factors, A. Saltelli and I. M. Sobol' (1995)
    whole = np.prod(1 + parts) - 1
    first = parts / whole
    total = parts * np.array([np.prod(np.delete(1 + parts, i)) for i in range(4)]) / whole

    def g(x):
        return np.prod([(np.abs(4 * x[i] - 2) + a[i]) / (1 + a[i]) for i in range(4)], axis=0)

    found = all_indices(g, 4, 2**13)
    assert [i.first for i in found] == pytest.approx(first, abs=0.03)
    assert [i.total for i in found] == pytest.approx(total, abs=0.03)


def test_a_sum_has_shares_of_the_variances_and_no_interaction():
    found = all_indices(lambda x: 3 * x[0] + 4 * x[1] + 0 * x[2], 3, 2**14)
    assert [i.first for i in found] == pytest.approx([9 / 25, 16 / 25, 0], abs=0.02)
    assert [i.total for i in found] == pytest.approx([9 / 25, 16 / 25, 0], abs=0.02)
    assert found[2].total == 0


def test_the_same_estimates_as_scipy():
    rng = np.random.default_rng(5)
    a, b = rng.random((2, 3, 512))
    mixed = np.repeat(a[None], 3, axis=0)
    for i in range(3):
        mixed[i, i] = b[i]
    known = {"f_A": ishigami(a)[None], "f_B": ishigami(b)[None], "f_AB": np.array([[ishigami(m)] for m in mixed])}
    theirs = sobol_indices(func=known, n=512)
    rows = resampled(512, 0)
    mine = [index(ishigami(a), ishigami(b), ishigami(m), rows) for m in mixed]
    assert [i.first for i in mine] == pytest.approx(theirs.first_order.ravel(), rel=1e-9)
    assert [i.total for i in mine] == pytest.approx(theirs.total_order.ravel(), rel=1e-9)


def test_the_same_estimates_as_row_by_row():
    every = numbers("x0", "x1", "x2")
    a, b = every.drawn(3, 64), every.drawn(3, 64, second=True)
    first, total = jansen_and_saltelli(lambda x: float(ishigami(x)), a.T.tolist(), b.T.tolist())
    mine = all_indices(ishigami, 3, 64, seed=3)
    assert [i.first for i in mine] == pytest.approx(np.clip(first, 0, 1), rel=1e-9)
    assert [i.total for i in mine] == pytest.approx(np.clip(total, 0, 1), rel=1e-9)
    assert sum(0 < x < 1 for x in (*first, *total)) > 3


def test_nothing_varies():
    flat = np.full(8, 3.0)
    assert index(flat, flat, flat, resampled(8, 0)) == NOTHING


def test_intervals_come_from_the_seed_alone():
    assert np.array_equal(resampled(16, 7), resampled(16, 7))
    assert not np.array_equal(resampled(16, 7), resampled(16, 8))


def test_numbers_without_effect_are_found_together_and_those_with_one_are_not_among_them():
    every = numbers(*(f"x{i}" for i in range(9)))
    a, b = every.drawn(0, 32), every.drawn(0, 32, second=True)

    def f(x):
        return x[2] * x[7]

    asked = []

    def mixed(sets):
        for members in sets:
            asked.append(members)
            table = a.copy()
            table[list(members)] = b[list(members)]
            yield f(table)

    assert without_effect(mixed, f(a), list(range(9))) == {0, 1, 3, 4, 5, 6, 8}
    assert without_effect(mixed, f(a), []) == set()
    assert asked[0] == tuple(range(9))


def test_the_second_table_is_another_one_and_the_first_that_of_the_analysis():
    every = numbers("x0")
    first, second = every.drawn(0, 256), every.drawn(0, 256, second=True)
    assert np.array_equal(first[0], points("x0", 0, 0, 256))
    assert abs(np.corrcoef(first[0], second[0])[0, 1]) < 0.2


# ---- Morris ----------------------------------------------------------------------------------------------------------


def test_effects_of_a_linear_function_are_its_slopes():
    at, order = designed(["a", "b", "c"], 0, 8)
    found = effects(3 * at[..., 0] - 2 * at[..., 1], at, order)
    assert [e.mean for e in found] == pytest.approx([3, -2, 0])
    assert [e.size for e in found] == pytest.approx([3, 2, 0])
    assert [e.spread for e in found] == pytest.approx([0, 0, 0], abs=1e-12)
    assert [(e.rises, e.falls) for e in found] == [(8, 0), (0, 8), (0, 0)]
    assert [e.inert for e in found] == [False, False, True]


def test_an_effect_that_depends_on_another_number_spreads():
    at, order = designed(["a", "b"], 1, 32)
    found = effects(at[..., 0] * (at[..., 1] - 0.5), at, order)
    assert abs(found[0].mean) < found[0].size
    assert found[0].spread > 0.1
    assert found[0].rises > 0
    assert found[0].falls > 0


def test_trajectories_stay_in_the_cube_and_move_one_number_at_a_time_and_each_once():
    at, order = designed([f"x{i}" for i in range(5)], 2, 6)
    assert at.min() >= 0
    assert at.max() <= 1
    for r in range(6):
        assert sorted(order[r]) == list(range(5))
        steps = np.abs(np.diff(at[r], axis=0))
        assert np.count_nonzero(steps > 1e-12, axis=1).tolist() == [1] * 5
        assert steps.max(axis=1) == pytest.approx([2 / 3] * 5)


def test_where_a_number_starts_does_not_depend_on_the_others():
    few, _ = designed(["a", "c"], 0, 4)
    many, _ = designed(["a", "b", "c"], 0, 4)
    assert np.array_equal(few[:, 0, 0], many[:, 0, 0])
    assert np.array_equal(few[:, 0, 1], many[:, 0, 2])


def test_unknown_answers_are_left_out():
    at, order = designed(["a"], 0, 4)
    answers = at[..., 0].copy()
    answers[0, 0] = np.nan
    (found,) = effects(answers, at, order)
    assert (found.rises + found.falls, found.mean) == (3, pytest.approx(1))


# ---- spread ----------------------------------------------------------------------------------------------------------


def test_quantiles_of_a_uniform_number_and_their_own_intervals():
    found = spread(np.random.default_rng(3).random(4096), 0.3)
    for level, value, low, high in found.quantiles:
        assert low <= value <= high
        assert value == pytest.approx(level, abs=0.02)
        assert high - low == pytest.approx(2 * 1.645 * np.sqrt(2 * level * (1 - level) / 4096), rel=0.35)
    assert found.reaches == pytest.approx(0.7, abs=0.02)
    assert found.reaches_error == pytest.approx(np.sqrt(2 * 0.21 / 4096), rel=0.05)
    assert found.value(0.5) == found.quantiles[2][1]


FUNCTIONS = {
    "one": (lambda x: x[0] - 0.5, 0.25),
    "sum": (lambda x: x[0] + x[1] - 1, 1 - np.sqrt(0.5)),
    "both": (lambda x: np.sign(x[0] - 0.5) * np.sign(x[1] - 0.5) + 1e-9 * (x[2] - 0.5), None),
    "product": (lambda x: (x[0] - 0.5) * (x[1] - 0.5), None),
    "three": (lambda x: (x[0] - 0.5) * (x[1] - 0.5) * (x[2] - 0.5), None),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
def test_errors_and_intervals_hold_as_often_as_they_say(name):
    """Also where two numbers decide together, for which our draws are less even than independent ones.

    Every function has the mean 0, and is at or above 0 with the chance one half.
    """
    f, quantile = FUNCTIONS[name]
    every = numbers("x0", "x1", "x2")
    trials = examples(100, 600)
    mean, side, rank, squares = 0, 0, 0, []
    for seed in range(trials):
        found = spread(f(every.drawn(seed, 256)), 0.0)
        mean += abs(found.mean) <= 1.645 * found.error
        side += abs(found.reaches - 0.5) <= 1.645 * found.reaches_error
        squares.append((found.mean / found.error) ** 2)
        _, _, low, high = found.quantiles[3]
        rank += quantile is None or low <= quantile <= high
    assert min(mean, side, rank) >= (0.9 - 2 * np.sqrt(0.09 / trials)) * trials
    assert np.mean(squares) <= 1.3  # the variance is at most twice that of independent draws
    if name == "both":
        assert np.mean(squares) > 0.7  # and this function comes near it


def test_shares_are_shares():
    every = numbers("x0", "x1")
    for seed in range(20):
        a, b = every.drawn(seed, 32), every.drawn(seed, 32, second=True)
        values = [(x[0] - 0.5) * (x[1] - 0.5) for x in (a, b, np.stack([b[0], a[1]]))]
        found = index(*values, resampled(32, seed))
        shares = vars(found).values()
        assert min(shares) >= 0
        assert max(shares) <= 1
        assert found.first_low <= found.first <= found.first_high
        assert found.total_low <= found.total <= found.total_high


def test_unknown_draws_are_left_out_and_counted():
    found = spread(np.array([1.0, np.nan, 3.0, np.nan]), 2.0)
    assert (found.known, found.mean, found.reaches) == (0.5, 2.0, 0.5)
    nothing = spread(np.full(4, np.nan), 2.0)
    assert (nothing.known, nothing.reaches) == (0.0, None)
    assert nothing.to_dict()["levels"]["0.5"]["value"] is None


# ---- value of information --------------------------------------------------------------------------------------------


def test_knowing_a_summand_lowers_the_variance_by_its_share():
    every = numbers("a", "b", "c")
    at = every.drawn(0, 4096)
    found = {x.path: x for x in worth_knowing(every, at, 3 * at[0] + 4 * at[1], None, 0)}
    for path, share in (("a", 9 / 25), ("b", 16 / 25), ("c", 0)):
        assert found[path].variance == pytest.approx(share, abs=max(0.02, 3 * found[path].variance_error))
        assert found[path].wrong is None


def test_knowing_the_number_that_decides_leaves_no_wrong_verdict():
    every = numbers("a", "b")
    at = every.drawn(0, 4096)
    found = {x.path: x for x in worth_knowing(every, at, at[0], 0.7, 0)}
    # Three in ten draws are at or above 0.7: without knowing, the verdict "below" is wrong in as many.
    assert found["a"].wrong == pytest.approx(0.3, abs=0.02)
    assert found["b"].wrong == pytest.approx(0, abs=0.01)
    assert found["a"].path == worth_knowing(every, at, at[0], 0.7, 0)[0].path


def test_knowledge_of_half_a_decision():
    every = numbers("a", "b")
    at = every.drawn(1, 2**14)
    found = {x.path: x for x in worth_knowing(every, at, at[0] + at[1], 1.0, 0)}
    # P(a + b ≥ 1 | a) = a: wrong by min(a, 1 − a), a quarter on average, against one half.
    assert found["a"].wrong == pytest.approx(0.25, abs=0.02)


def coordinates(weight_a, weight_b, limit):
    """Return what knowing a is worth where `a + b`, weighted, is compared with a limit: by a fine grid."""
    grid = (np.arange(2000) + 0.5) / 2000
    known = (weight_a * grid[:, None] + weight_b * grid[None, :] >= limit).mean(axis=1)
    share = known.mean()
    return min(share, 1 - share) - np.minimum(known, 1 - known).mean()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("weights", "limit"), [((1, 1), 1.0), ((3, 1), 1.85), ((1, 1), 1.1), ((1, 3), 1.85), ((0, 1), 0.5), ((1, 0), 0.31)]
)
@pytest.mark.parametrize("draws", [256, 1024])
def test_what_a_number_is_worth_is_unbiased_and_its_error_holds(weights, limit, draws):
    every = numbers("a", "b")
    right = coordinates(*weights, limit)
    trials, within, found = examples(30, 200), 0, []
    for seed in range(trials):
        at = every.drawn(seed, draws)
        (one,) = (
            x for x in worth_knowing(every, at, weights[0] * at[0] + weights[1] * at[1], limit, seed) if x.path == "a"
        )
        found.append(one.wrong)
        within += abs(one.wrong - right) <= 2 * one.wrong_error + 1e-12
    assert within >= (0.9 - 2 * np.sqrt(0.09 / trials)) * trials
    assert np.mean(found) == pytest.approx(right, abs=0.025 if draws == 256 else 0.012)


@pytest.mark.parametrize("size", [8, 9, 16, 33])
def test_a_guess_from_some_draws_is_judged_on_the_others(size):
    """By all ways to choose, and one other draw, counted one by one."""
    for guessed in (1, 3, 5):
        expected = []
        for yes in range(size + 1):
            draws = [1] * yes + [0] * (size - yes)
            total = 0.0
            for judged in {0, size - 1} & set(range(size)):  # one with yes, one with no, where there are such
                rest = draws[:judged] + draws[judged + 1 :]
                ones = sum(rest)
                ways = {k: comb(ones, k) * comb(len(rest) - ones, guessed - k) for k in range(guessed + 1)}
                wrong = sum(n for k, n in ways.items() if (2 * k > guessed) != (draws[judged] == 1))
                share = yes if draws[judged] else size - yes
                same = draws[0] == draws[-1]
                total += wrong / sum(ways.values()) * share / size / (2 if same else 1)
            expected.append(total)
        assert _wrong_from(size, guessed) == pytest.approx(expected, abs=1e-12)


def test_clear_blocks_are_left_alone_and_even_ones_stay_even():
    assert _wrong(64)[[0, 64]] == pytest.approx(0, abs=1e-12)
    likely = np.array([comb(64, k) for k in range(65)], dtype=float) / 2.0**64
    assert np.dot(likely, _wrong(64)) == pytest.approx(0.5, abs=1e-12)


def test_nothing_is_worth_knowing_of_what_does_not_vary():
    every = numbers("a")
    assert worth_knowing(every, every.drawn(0, 64), np.ones(64), 0.5, 0) == ()


def test_where_an_analysis_does_not_apply_is_asked_once():
    """As by halves, point by point: NaN where it does not apply; an error that names the points saves the search."""
    asked = []

    def answer(draws, *, names):
        asked.append(draws.count)
        x = draws.chosen["x"]
        if (x < 0).any():
            error = AnalysisError.of("no-answer", "it does not apply below 0")
            error.at = tuple(np.flatnonzero(x < 0).tolist()) if names else ()
            raise error
        return np.sqrt(x)

    points = {"x": np.array([4.0, -1, 9, -2, -3, 16, 1, -5])}
    expected = [2, np.nan, 3, np.nan, np.nan, 4, 1, np.nan]
    assert np.array_equal(lenient(partial(answer, names=True), points, 8), expected, equal_nan=True)
    assert asked == [8, 4]
    assert np.array_equal(lenient(partial(answer, names=False), points, 8), expected, equal_nan=True)
    assert np.isnan(lenient(partial(answer, names=True), {"x": np.array([-1.0, -2.0])}, 2)).all()
