"""Laws of draws, whatever the path, the seed and the number of draws."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ripeness.bargaining import sign
from ripeness.numerics.draws import BLOCK, MAX_DRAWS, Draws, inverse, points
from ripeness.scenario.estimate import spread
from ripeness.valuation.columns import Columns
from tests.budget import examples
from tests.strategies import SCORES, SHARES, TEXT, having, load, scenarios, two_parties

relaxed = settings(max_examples=examples(50, 300), deadline=None)
few = settings(max_examples=examples(13, 75), deadline=None)

paths = st.from_regex(r"[a-z]{1,8}(\.[a-z0-9-]{1,8}){0,4}", fullmatch=True)
seeds = st.integers(-(2**70), 2**70)


@few
@given(paths, seeds, st.integers(0, 10), st.integers(0, 40))
def test_every_aligned_block_is_stratified(path, seed, power, block):
    size = 2**power
    parts = np.floor(points(path, seed, block * size, (block + 1) * size) * size)
    assert sorted(parts) == list(range(size))


@relaxed
@given(paths, seeds, st.integers(0, MAX_DRAWS - 600), st.lists(st.integers(0, 599), max_size=6))
def test_points_are_the_same_in_blocks_of_any_size_and_order(path, seed, start, cuts):
    whole = points(path, seed, start, start + 600)
    edges = sorted({0, 600, *cuts})
    parts = [points(path, seed, start + a, start + b) for a, b in reversed(list(itertools.pairwise(edges)))]
    assert np.array_equal(np.concatenate(parts[::-1]), whole)
    assert whole.min() > 0
    assert whole.max() < 1


@relaxed
@given(paths, paths, st.integers(0, 5), st.integers(0, 5))
def test_a_column_depends_on_seed_and_path_alone(one, other, seed, another):
    same = np.array_equal(points(one, seed, 0, 16), points(other, another, 0, 16))
    assert same == ((one, seed) == (other, another))


@relaxed
@given(st.sampled_from(SCORES), paths, st.integers(0, 9), st.integers(2, 200))
def test_drawn_numbers_keep_within_their_range_and_rise_with_the_point(written, path, seed, count):
    said = spread(written["is"] if isinstance(written, dict) else written)
    column = Draws(count, seed).column(path, said)
    assert column.shape == (count,)
    assert float(said.low) <= column.min()
    assert column.max() <= float(said.high)
    rising = inverse(said, np.linspace(0.001, 0.999, 50))
    assert np.all(np.diff(rising) >= 0)


@relaxed
@given(st.integers(1, 3 * BLOCK), st.integers(0, 9), st.sampled_from([*SHARES[:7]]))
def test_blocks_together_are_the_table(count, seed, written):
    table, said = Draws(count, seed), spread(written)
    together = np.concatenate([block.column("x", said) for block in table.blocks()])
    assert np.array_equal(together, table.column("x", said))


@few
@given(st.integers(2, 7), st.integers(0, 99), st.integers(2, 300))
def test_a_ranking_holds_in_every_draw(count, seed, draws):
    names = [f"r{k}" for k in range(count)]
    raw = two_parties()
    raw["issues"]["land"] = {"now": "r0", "alternatives": dict.fromkeys(names, "")}
    for actor in "ab":
        raw["preferences"][actor]["values"]["land"] = {"ranked": names}
    raw["drafts"][TEXT]["package"] = {}
    scenario = load(raw)
    found = Columns(scenario, Draws(draws, seed)).ranked(
        "preferences.a.values.land", scenario.preferences["a"].values["land"]
    )
    values = np.stack([found[name] for name in names])
    assert np.all(values[0] == 100)
    assert np.all(values[-1] == 0)
    assert np.all(np.diff(values, axis=0) <= 0)


@few
@given(scenarios(actors=3, issues=3), st.integers(0, 9))
def test_an_estimate_more_leaves_every_column_alone(raw, seed):
    """An actor more, with numbers of its own, changes no measure of the others."""
    more = having(raw, "actors.zulu", {"role": "observer"})
    first = next(iter(raw["issues"]))
    more["preferences"]["zulu"] = {"weights": {first: ["1", "2"]}, "reservation": ["10", "30"], "trust": "likely"}
    before = sign(load(raw), TEXT, draws=16, seed=seed, up_to=0).measures()
    after = sign(load(more), TEXT, draws=16, seed=seed, up_to=0).measures()
    assert list(before) == list(after)
    assert all(np.array_equal(before[path], after[path], equal_nan=True) for path in before)


@few
@given(scenarios(actors=3, issues=3))
def test_another_actors_estimate_leaves_a_value_of_signing_alone(raw):
    """Beliefs about the war aside, what an actor thinks of a text is its own affair."""
    *_, last = raw["actors"]
    first = next(iter(raw["actors"]))
    issue = next(iter(raw["preferences"][last]["weights"]))
    other = having(raw, f"preferences.{last}.weights.{issue}", ["3", "4", "11"])
    before = sign(load(having(raw, "drafts.text.signatories", [first, last])), TEXT, draws=16, up_to=0).measures()
    after = sign(load(having(other, "drafts.text.signatories", [first, last])), TEXT, draws=16, up_to=0).measures()
    for figure in ("utility", "surplus", "probability"):
        path = f"sign.text.{first}.{figure}"
        assert np.array_equal(before[path], after[path], equal_nan=True)
