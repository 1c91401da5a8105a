"""Draws: columns of numbers that depend on nothing but the seed and their own path (docs/methods/draws.md)."""

import hashlib
import itertools
from decimal import Decimal

import numpy as np
import pytest
from scipy import stats

from ripeness.bargaining import sign
from ripeness.errors import AnalysisError
from ripeness.numerics.draws import BLOCK, MAX_DRAWS, Draws, inverse, points
from ripeness.scenario.estimate import Share, Spread, spread
from ripeness.valuation.columns import Columns, check_chosen
from tests.strategies import TEXT, having, load, two_parties

PATHS = ("war.strength.north", "preferences.north.values.lines.hold", "preferences.south.never.0.held", "x")


# --- a literal, slow copy, written from the definitions: whole numbers, one point at a time -----------------------

BITS = 20


def keys_of(path, seed):
    """Four 32-bit numbers from SHA-256 of seed and path: two for the order of the points, two for the points."""
    digest = hashlib.sha256(f"{seed}\0{path}".encode()).digest()
    return [int.from_bytes(digest[4 * k : 4 * k + 4], "little") for k in range(4)]


def lowbias32(x):
    """C. Wellons' hash of 32-bit numbers."""
    x ^= x >> 16
    x = x * 0x7FEB352D % 2**32
    x ^= x >> 15
    x = x * 0x846CA68B % 2**32
    return x ^ x >> 16


def coin(node, keys):
    """Two keyed rounds of the hash; a node of the tree is its level and the bits above."""
    level, bits_above = node
    mixed = bits_above + level * 2**BITS
    for key in keys:
        mixed = lowbias32(mixed ^ key)
    return mixed


def owen_scrambled(number, keys):
    """Each bit, from the top, is flipped by a coin that belongs to the original bits above it."""
    scrambled = 0
    for level in range(BITS):
        bits_above = number >> (BITS - level)
        bit = number >> (BITS - 1 - level) & 1
        scrambled = 2 * scrambled + (bit ^ coin((level, bits_above), keys) & 1)
    return scrambled


def literal_point(path, seed, index):
    keys = keys_of(path, seed)
    shuffled = owen_scrambled(index, keys[:2])
    van_der_corput = int(format(shuffled, f"0{BITS}b")[::-1], 2)
    scrambled = owen_scrambled(van_der_corput, keys[2:])
    below = coin((BITS, scrambled), keys[2:])  # where the point lies in its own part
    return (scrambled + (below + 0.5) / 2**32) / 2**BITS


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("seed", [0, 1, 12345])
def test_points_are_those_of_the_literal_definition(path, seed):
    expected = [literal_point(path, seed, index) for index in range(70)]
    assert points(path, seed, 0, 70).tolist() == expected


@pytest.mark.parametrize("start", [1, 4095, 524288, MAX_DRAWS - 3])
def test_points_far_out_are_those_of_the_literal_definition(start):
    expected = [literal_point("x", 7, index) for index in range(start, start + 3)]
    assert points("x", 7, start, start + 3).tolist() == expected


def test_first_points_never_change():
    """These digits are a promise to everyone who has published a figure."""
    assert points("war.strength.north", 0, 0, 8).tolist() == FIRST_POINTS


FIRST_POINTS = [
    0.6637757060269275,
    0.3287316471352152,
    0.7964631870241284,
    0.06889834017821317,
    0.563857842179828,
    0.4480753540823431,
    0.9118141937812062,
    0.18021933647576194,
]


# --- what a column is like ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("power", range(13))
def test_one_point_in_each_equal_part(path, power):
    parts = np.floor(points(path, 3, 0, 2**power) * 2**power)
    assert sorted(parts) == list(range(2**power))


@pytest.mark.parametrize("block", [1, 2, 5, 63])
def test_one_point_in_each_part_also_in_later_aligned_blocks(block):
    parts = np.floor(points("x", 0, block * 64, (block + 1) * 64) * 64)
    assert sorted(parts) == list(range(64))


@pytest.mark.slow
def test_the_longest_column_is_stratified_and_never_reaches_an_end():
    column = points("x", 0, 0, MAX_DRAWS)
    assert np.array_equal(np.sort(np.floor(column * MAX_DRAWS)), np.arange(MAX_DRAWS))
    assert column.min() > 0
    assert column.max() < 1
    assert len(np.unique(column)) == MAX_DRAWS


def test_points_keep_within_the_open_interval():
    column = points("x", 0, 0, 4096)
    assert column.min() > 0
    assert column.max() < 1


def test_points_do_not_depend_on_the_blocks_they_are_made_in():
    whole = points("x", 5, 0, 5000)
    cuts = [0, 1, 2, 7, 64, 1000, 4095, 4096, 5000]
    parts = {start: points("x", 5, start, stop) for start, stop in reversed(list(itertools.pairwise(cuts)))}
    assert np.array_equal(np.concatenate([parts[start] for start in cuts[:-1]]), whole)


def test_a_longer_column_begins_with_the_shorter():
    assert np.array_equal(points("x", 0, 0, 100), points("x", 0, 0, 1024)[:100])


def test_seeds_and_paths_give_columns_of_their_own():
    columns = [points(path, seed, 0, 64) for path in PATHS for seed in (0, 1, 10, -1)]
    assert all(not np.allclose(a, b) for a, b in itertools.combinations(columns, 2))
    assert np.array_equal(points("x", 0, 0, 64), points("x", 0, 0, 64))


def test_seed_and_path_do_not_run_together():
    assert not np.allclose(points("1x", 0, 0, 64), points("x", 1, 0, 64))
    assert not np.allclose(points("1x", 2, 0, 64), points("x", 21, 0, 64))


def test_different_columns_are_hardly_correlated():
    """Points that share a dimension but not a scramble would be: that is the trap."""
    columns = np.stack([points(f"preferences.a{k % 10}.values.i{k // 10}.x", 0, 0, 1024) for k in range(200)])
    between = np.corrcoef(columns)[np.triu_indices(200, 1)]
    assert np.sqrt(np.mean(between**2)) < 0.06
    assert np.abs(between).max() < 0.25


def test_a_column_is_hardly_correlated_with_itself_under_other_seeds():
    columns = np.stack([points("war.decisive", seed, 0, 1024) for seed in range(60)])
    between = np.corrcoef(columns)[np.triu_indices(60, 1)]
    assert np.sqrt(np.mean(between**2)) < 0.06
    assert np.abs(between).max() < 0.25


def test_scrambling_is_nested():
    """Indexes that share their first bits still do once shuffled, and so do points: Owen's tree."""
    from ripeness.numerics.draws import _scramble

    numbers = np.arange(2**12, dtype=np.uint32) << np.uint32(8)
    scrambled = _scramble(numbers, (np.uint32(17), np.uint32(4)))
    for shared in range(1, 13):
        before, after = numbers >> np.uint32(20 - shared), scrambled >> np.uint32(20 - shared)
        # As many pairs as there are parts: part goes to part, one to one.
        assert len(set(zip(before.tolist(), after.tolist(), strict=True))) == 2**shared
        assert len(set(after.tolist())) == 2**shared


def test_scrambling_treats_parts_differently():
    """One flip for a whole level (a digital shift) would be nested too, but not Owen's."""
    from ripeness.numerics.draws import _scramble

    numbers = np.arange(2**10, dtype=np.uint32) << np.uint32(10)
    flips = (numbers ^ _scramble(numbers, (np.uint32(1), np.uint32(2)))) >> np.uint32(10)
    for level in range(2, 10):
        at_level = (flips >> np.uint32(9 - level)) & np.uint32(1)
        assert 0 < at_level.mean() < 1


# --- distributions ------------------------------------------------------------------------------------------------


def uniform(count=1024, path="x"):
    return points(path, 0, 0, count)


@pytest.mark.parametrize(
    ("low", "mode", "high"), [(55, 60, 75), (0, 0, 40), (60, 100, 100), (0.3, 0.5, 0.6), (-5, 4, 6), (10, 20, 30)]
)
def test_three_numbers_are_pert(low, mode, high):
    """Beta with shape 4: alpha = 1 + 4 (mode - low)/(high - low), beta = 1 + 4 (high - mode)/(high - low)."""
    width = high - low
    beta = stats.beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, loc=low, scale=width)
    drawn = inverse(spread([str(low), str(mode), str(high)]), uniform())
    np.testing.assert_allclose(drawn, beta.ppf(uniform()), rtol=1e-9, atol=1e-12)
    assert np.mean(drawn) == pytest.approx((low + 4 * mode + high) / 6, abs=width / 500)
    assert drawn.min() >= low
    assert drawn.max() <= high


def test_two_numbers_are_uniform():
    drawn = inverse(spread(["55", "70"]), uniform())
    np.testing.assert_allclose(drawn, 55 + 15 * uniform(), rtol=1e-14)


@pytest.mark.parametrize(
    ("word", "low", "high"),
    [
        ("almost no chance", 0.01, 0.05),
        ("remote", 0.01, 0.05),
        ("very unlikely", 0.05, 0.20),
        ("highly improbable", 0.05, 0.20),
        ("unlikely", 0.20, 0.45),
        ("improbable", 0.20, 0.45),
        ("roughly even chance", 0.45, 0.55),
        ("likely", 0.55, 0.80),
        ("probable", 0.55, 0.80),
        ("very likely", 0.80, 0.95),
        ("highly probable", 0.80, 0.95),
        ("almost certain", 0.95, 0.99),
        ("nearly certain", 0.95, 0.99),
    ],
)
def test_words_are_uniform_on_their_range(word, low, high):
    said = Share(is_=word)
    assert float(said.central) == pytest.approx((low + high) / 2)
    np.testing.assert_allclose(inverse(said.drawn, uniform()), low + (high - low) * uniform(), rtol=1e-13)


def test_a_number_is_itself_in_every_draw():
    assert Draws(16).column("x", spread("62.5")).tolist() == [62.5] * 16


def test_unknown_is_uniform_over_the_admissible_range():
    at = "preferences.a.betrayal"
    scenario = load(having(two_parties(), at, {"is": "unknown", "within": ["5", "25"]}))
    np.testing.assert_allclose(Columns(scenario, Draws(256))(at), 5 + 20 * points(at, 0, 0, 256), rtol=1e-14)
    at = "preferences.a.trust"
    scenario = load(having(two_parties(), at, "unknown"))
    np.testing.assert_allclose(Columns(scenario, Draws(256))(at), points(at, 0, 0, 256), rtol=1e-14)
    at = "preferences.a.values.land.halve"
    scenario = load(having(two_parties(), at, "unknown"))
    np.testing.assert_allclose(Columns(scenario, Draws(256))(at), 100 * points(at, 0, 0, 256), rtol=1e-14)


def test_a_number_without_a_finite_range_cannot_be_drawn():
    with pytest.raises(ValueError, match="finite range"):
        inverse(Spread("unknown"), uniform(4))


def test_ranges_of_no_width_are_numbers():
    assert Draws(4).column("x", spread(["5", "5"])).tolist() == [5.0] * 4


# --- rankings -----------------------------------------------------------------------------------------------------


def ranking_of(count, draws):
    """Return the drawn values, best first, shape (count, N)."""
    raw = two_parties()
    names = [f"r{k}" for k in range(count)]
    raw["issues"]["land"] = {"now": "r0", "alternatives": dict.fromkeys(names, "")}
    raw["preferences"]["a"]["values"]["land"] = {"ranked": names}
    raw["preferences"]["b"]["values"]["land"] = {"ranked": names[::-1]}
    raw["drafts"][TEXT]["package"] = {}
    scenario = load(raw)
    at = "preferences.a.values.land"
    values = Columns(scenario, draws).ranked(at, scenario.preferences["a"].values["land"])
    return np.stack([values[name] for name in names])


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6])
def test_central_values_of_a_ranking_are_equally_spaced(count):
    expected = [100.0] if count == 1 else [100 * (count - 1 - k) / (count - 1) for k in range(count)]
    np.testing.assert_allclose(ranking_of(count, Draws(1))[:, 0], expected, rtol=1e-12)


@pytest.mark.parametrize("count", [2, 3, 4, 6, 9])
def test_a_ranking_holds_in_every_draw(count):
    values = ranking_of(count, Draws(4096))
    assert np.all(values[0] == 100)
    assert np.all(values[-1] == 0)
    assert np.all(np.diff(values, axis=0) < 0)


@pytest.mark.parametrize("count", [3, 4, 6])
def test_values_between_the_ends_are_ordered_uniforms(count):
    """The k-th largest of n uniform numbers is beta(n + 1 - k, k): mean (n + 1 - k)/(n + 1)."""
    between = count - 2
    values = ranking_of(count, Draws(4096)) / 100
    for k in range(1, between + 1):
        assert values[k].mean() == pytest.approx((between + 1 - k) / (between + 1), abs=0.006)
        variance = (between + 1 - k) * k / ((between + 1) ** 2 * (between + 2))
        assert values[k].var() == pytest.approx(variance, rel=0.06)
        assert stats.kstest(values[k], stats.beta(between + 1 - k, k).cdf).statistic < 0.03


def test_neighbours_in_a_ranking_are_correlated_as_ordered_uniforms_are():
    """Of n ordered uniforms: cov of the i-th and j-th smallest is i (n + 1 - j) / ((n + 1)^2 (n + 2)), i < j."""
    values = ranking_of(4, Draws(8192)) / 100
    assert np.cov(values[1], values[2])[0, 1] == pytest.approx(1 * 1 / (9 * 4), rel=0.08)


# --- the table ----------------------------------------------------------------------------------------------------


def test_one_draw_is_the_central_one():
    assert Draws(1).sampled is False
    assert Draws(1, 99).column("x", spread(["55", "60", "75"])).tolist() == [60.0]
    assert Draws(1).column("x", spread(["55", "70"])).tolist() == [62.5]
    assert np.isnan(Draws(1).column("x", Spread("unknown", Decimal(0), None, Decimal(1)))).all()
    assert Draws(2).sampled is True
    assert Draws(64, 5).central.count == 1
    assert Draws(64, 5).central.column("x", spread(["55", "70"])).tolist() == [62.5]


@pytest.mark.parametrize("count", [1, 7, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 5])
def test_blocks_are_the_same_numbers(count):
    table, said = Draws(count, 4), spread(["55", "60", "75"])
    blocks = list(table.blocks())
    assert all(block.count <= BLOCK for block in blocks)
    assert sum(block.count for block in blocks) == count
    together = np.concatenate([block.column("x", said) for block in blocks])
    assert np.array_equal(together, table.column("x", said))


def test_a_last_block_of_one_draw_is_drawn_like_the_others():
    *_, last = Draws(BLOCK + 1).blocks()
    assert (last.count, last.start, last.sampled) == (1, BLOCK, True)
    assert last.uniform("x").tolist() == points("x", 0, BLOCK, BLOCK + 1).tolist()


def test_blocks_of_chosen_columns():
    chosen = np.linspace(0, 1, BLOCK + 1)
    table = Draws.of({"x": chosen})
    together = np.concatenate([block.column("x", spread(["0", "1"])) for block in table.blocks()])
    assert np.array_equal(together, chosen)
    assert all(block.column("y", spread(["0", "4"]))[0] == 2 for block in table.blocks())


def test_chosen_columns_leave_the_others_central_or_sampled():
    said = spread(["55", "60", "75"])
    central = Draws.of({"x": [1, 2, 3]})
    assert central.paths == ("x",)
    assert central.column("x", said).tolist() == [1, 2, 3]
    assert central.column("y", said).tolist() == [60, 60, 60]
    sampled = Draws.of({"x": [1, 2, 3]}, seed=2, others="sampled")
    assert sampled.column("x", said).tolist() == [1, 2, 3]
    assert np.array_equal(sampled.column("y", said), Draws(3, 2).column("y", said))
    with pytest.raises(ValueError, match="'central' or 'sampled'"):
        Draws.of({"x": [1]}, others="drawn")


def test_the_table_is_immutable():
    numbers = np.array([1.0, 2.0])
    table = Draws.of({"x": numbers})
    numbers[0] = 9
    assert table.column("x", spread("0")).tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        table.chosen["x"][0] = 5
    with pytest.raises(TypeError):
        table.chosen["y"] = numbers
    with pytest.raises(AttributeError):
        table.seed = 4


@pytest.mark.parametrize("count", [0, -1, -1024, MAX_DRAWS + 1, 2**21])
def test_impossible_numbers_of_draws(count):
    with pytest.raises(ValueError, match="number of draws"):
        Draws(count)


def test_the_largest_number_of_draws_is_allowed():
    assert Draws(MAX_DRAWS).count == 2**20


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"x": [1.0, float("nan")]}, "not finite"),
        ({"x": [1.0, float("inf")]}, "not finite"),
        ({"x": [1.0, 2.0], "y": [1.0]}, "shape"),
        ({"x": [[1.0, 2.0]]}, "shape"),
        ({"x": []}, "number of draws"),
    ],
)
def test_columns_that_are_wrong_in_themselves(chosen, message):
    with pytest.raises(ValueError, match=message):
        Draws.of(chosen)


# --- columns of a scenario ----------------------------------------------------------------------------------------


def test_adding_or_changing_an_estimate_leaves_the_other_columns_alone():
    raw = having(two_parties(), "preferences.a.values.land.halve", ["40", "60", "70"])
    more = having(raw, "preferences.b.trust", ["0.2", "0.5"])
    other = having(more, "preferences.b.values.land.halve", ["0", "50"])
    at = "preferences.a.values.land.halve"
    columns = [Columns(load(one), Draws(512, 8))(at) for one in (raw, more, other)]
    assert np.array_equal(columns[0], columns[1])
    assert np.array_equal(columns[0], columns[2])
    everything = sign(load(raw), TEXT, draws=64).measures()
    with_more = sign(load(other), TEXT, draws=64).measures()
    assert np.array_equal(everything["sign.text.a.surplus"], with_more["sign.text.a.surplus"])
    assert not np.array_equal(everything["sign.text.b.surplus"], with_more["sign.text.b.surplus"])


def test_a_ranked_alternative_has_a_column_of_its_own():
    sampled = ranking_of(5, Draws(64))
    pinned = ranking_of(5, Draws.of({"preferences.a.values.land.r2": sampled[2]}, others="sampled"))
    np.testing.assert_allclose(pinned, sampled, rtol=1e-12, atol=1e-12)


def test_red_lines_are_held_as_often_as_they_are_firm():
    raw = having(two_parties(), "preferences.a.never", [{"when": "land=give", "firm": "0.8"}])
    columns = Columns(load(raw), Draws(1024))
    held = columns.held("preferences.a.never.0")
    assert set(held) == {0.0, 1.0}
    assert held.mean() == pytest.approx(0.8, abs=1 / 1024)
    expected = points("preferences.a.never.0.held", 0, 0, 1024) < 0.8
    assert np.array_equal(held, expected)


@pytest.mark.parametrize(
    ("firm", "central"), [("0.5", 1), ("0.49", 0), ("1", 1), ("0", 0), ("likely", 1), ("unknown", None)]
)
def test_red_lines_at_the_central_values(firm, central):
    raw = having(two_parties(), "preferences.a.never", [{"when": "land=give", "firm": firm}])
    held = Columns(load(raw), Draws(1)).held("preferences.a.never.0")
    assert held.tolist() == [central] if central is not None else np.isnan(held).all()


@pytest.mark.parametrize(("firm", "share"), [("1", 1.0), ("0", 0.0)])
def test_certain_red_lines_and_bluffs(firm, share):
    raw = having(two_parties(), "preferences.a.never", [{"when": "land=give", "firm": firm}])
    assert Columns(load(raw), Draws(512)).held("preferences.a.never.0").mean() == share


def test_chosen_red_lines():
    raw = having(two_parties(), "preferences.a.never", [{"when": "land=give", "firm": "0.5"}])
    table = Draws.of({"preferences.a.never.0.held": [0.2, 0.49, 0.5, 0.9]})
    check_chosen(load(raw), table)
    assert Columns(load(raw), table).held("preferences.a.never.0").tolist() == [1, 1, 0, 0]


# --- chosen columns that do not fit the scenario ------------------------------------------------------------------


def problem(chosen, raw=None):
    with pytest.raises(AnalysisError) as caught:
        check_chosen(load(raw or two_parties()), Draws.of(chosen))
    (found,) = caught.value.problems
    return found


def test_chosen_column_of_no_estimate():
    found = problem({"preferences.a.values.land.halv": [50]})
    assert found.code == "unknown-path"
    assert "preferences.a.values.land.halve" in found.hint


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("preferences.a.values.land.halve", 101),
        ("preferences.a.values.land.halve", -0.1),
        ("preferences.a.weights.land", -1),
        ("preferences.a.noise", -1),
    ],
)
def test_chosen_numbers_outside_the_admissible_range(path, number):
    found = problem({path: [1, number, 2]})
    assert (found.code, found.path) == ("out-of-range", path)


def test_all_wrong_columns_are_reported_at_once():
    with pytest.raises(AnalysisError) as caught:
        check_chosen(load(two_parties()), Draws.of({"no.such": [1], "preferences.a.values.land.halve": [500]}))
    assert [p.code for p in caught.value.problems] == ["unknown-path", "out-of-range"]


def test_held_belongs_to_red_lines_that_the_scenario_has():
    assert problem({"preferences.a.never.0.held": [0.5]}).code == "unknown-path"


def test_chosen_chances_of_a_red_line_are_between_0_and_1():
    raw = having(two_parties(), "preferences.a.never", [{"when": "land=give", "firm": "0.5"}])
    assert problem({"preferences.a.never.0.held": [0.5, 40.0]}, raw).code == "out-of-range"


def test_an_alternative_called_held_is_no_red_line():
    raw = two_parties()
    raw["issues"]["land"]["alternatives"] |= {"held": "Held", "firm": "Firm"}
    for actor in "ab":
        raw["preferences"][actor]["values"]["land"] |= {"held": "10", "firm": "20"}
    assert problem({"preferences.a.values.land.held": [500]}, raw).code == "out-of-range"
