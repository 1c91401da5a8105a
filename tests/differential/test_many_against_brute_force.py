"""Solutions searched for by themselves, for many signatories, against all packages listed in exact fractions."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ripeness.packages import best as searches
from ripeness.packages import branch_and_bound, objective
from ripeness.packages.best import best, ideals, zone_is_empty
from ripeness.packages.feasible import permitted, sums
from ripeness.packages.interests import Component, SigningValues, inside
from ripeness.packages.lagrangian import Multipliers
from ripeness.packages.solutions import NAMES, solutions
from ripeness.packages.sums import AdditiveValues
from ripeness.scenario.logic import parse
from ripeness.valuation import Space
from ripeness.valuation.exact import Exact, ExactActor, exact
from tests.budget import examples
from tests.oracles import deals_oracle as oracle
from tests.strategies import TEXT, bargains, load

relaxed = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
}


# ---- problems --------------------------------------------------------------------------------------------------------


@st.composite
def conditions(draw, space, depth=2):
    kind = draw(st.sampled_from(("atom", "!", "&", "|", "->", "<->"))) if depth else "atom"
    if kind == "atom":
        issue = draw(st.integers(0, len(space.issues) - 1))
        return f"{space.issues[issue]}={draw(st.sampled_from(space.alternatives[issue]))}"
    if kind == "!":
        return f"!({draw(conditions(space, depth - 1))})"
    return f"({draw(conditions(space, depth - 1))}) {kind} ({draw(conditions(space, depth - 1))})"


def actor(name, reservation):
    return ExactActor(name, (), (), (), {"reservation": reservation}, Fraction(1), Fraction(0), ())


def interests_of(space, clauses, reservations, *, scales=None, bonuses=(), forbidden=(), compared=None):
    """Return interests in which actor i values a package at ``sum / scales[i]`` points; ``clauses[j][i][a]``."""
    scales = scales or [1] * len(reservations)
    coordinates = tuple(Component(i, scale, Fraction(0)) for i, scale in enumerate(scales))
    floors = [c.floor(r) for c, r in zip(coordinates, reservations, strict=True)]
    terms = AdditiveValues.of(space, clauses, floors, bonuses=bonuses, forbidden=forbidden, compared=compared)
    actors = tuple(actor(f"actor-{i}", r) for i, r in enumerate(reservations))
    return SigningValues(Exact(actors, space, ()), terms, coordinates)


def space_of(sizes):
    return Space(tuple(f"i{j}" for j in range(len(sizes))), tuple(tuple(f"a{a}" for a in range(n)) for n in sizes), ())


@st.composite
def problems(draw, *, conditional=True):
    """Build interests of 1 to 5 actors in up to 200 packages; few different numbers, so that much is equal."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5).filter(lambda sizes: math.prod(sizes) <= 200))
    space, P = space_of(sizes), draw(st.integers(1, 5))
    most = draw(st.sampled_from((1, 4, 50)))
    factor = draw(st.sampled_from((1, 1, 1, 10**22)))
    number = st.integers(0, most).map(lambda n: n * factor)
    clauses = [[[draw(number) for _ in range(n)] for _ in range(P)] for n in sizes]
    scales = [draw(st.sampled_from((1, 1, 3, 10**12))) * draw(st.sampled_from((1, factor))) for _ in range(P)]
    reach = [Fraction(sum(max(issue[i]) for issue in clauses), scales[i]) for i in range(P)]
    shares = (Fraction(0), Fraction(1, 7), Fraction(1, 3), Fraction(1, 2), Fraction(1), Fraction(8, 7))
    reservations = [r * draw(st.sampled_from(shares)) for r in reach]
    kinds = st.integers(0, 2) if conditional else st.just(0)
    signed = st.integers(-most, most).map(lambda n: n * factor)
    return interests_of(
        space,
        clauses,
        reservations,
        scales=scales,
        bonuses=[(parse(draw(conditions(space))), [draw(signed) for _ in range(P)]) for _ in range(draw(kinds))],
        forbidden=[parse(draw(conditions(space))) for _ in range(draw(kinds))],
        compared=[draw(st.integers(0, 4)) > 0 for _ in range(P)],
    )


# ---- brute force -----------------------------------------------------------------------------------------------------


def zone_of(interests):
    """Return the surpluses of every package of the zone."""
    terms, actors = interests.terms, interests.exact.actors
    rows = list(product(*(range(n) for n in terms.space.shape)))
    excluded = [terms.space.holds(c, np.array(rows)).tolist() for c in terms.forbidden]
    earned = [(terms.space.holds(c, np.array(rows)).tolist(), points.tolist()) for c, points in terms.bonuses]
    clauses, floors = [c.tolist() for c in terms.clauses], terms.floor.tolist()
    zone = {}
    for k, row in enumerate(rows):
        total = [sum(clauses[j][i][a] for j, a in enumerate(row)) for i in range(len(actors))]
        for holds, points in earned:
            total = [t + n * holds[k] for t, n in zip(total, points, strict=True)]
        if not any(e[k] for e in excluded) and all(t >= f for t, f in zip(total, floors, strict=True)):
            worth = [c.base + Fraction(t, c.scale) for c, t in zip(interests.coordinates, total, strict=True)]
            surplus = [v - a.reservation for v, a in zip(worth, actors, strict=True)]
            zone[row] = [s if c else Fraction(0) for s, c in zip(surplus, terms.compared, strict=True)]
    return zone


def scorers(zone):
    """Return for each solution what it compares packages by, and the score that is reported."""
    most = [max(column) for column in zip(*zone.values(), strict=True)]

    def shares(s):
        return sorted(x / m for x, m in zip(s, most, strict=True) if m > 0)

    def positive(s):
        return [x for x in s if x > 0]

    def mean(s):
        return math.exp(sum(math.log(x) for x in positive(s)) / len(positive(s))) if positive(s) else 0.0

    return {
        "nash": (lambda s: (len(positive(s)), math.prod(positive(s))), mean),
        "egalitarian": (sorted, None),
        "kalai_smorodinsky": (shares, lambda s: float(min(shares(s), default=0))),
        "utilitarian": (sum, lambda s: float(sum(s))),
    }


def optimal(zone, solution):
    score, _ = scorers(zone)[solution]
    top = max(map(score, zone.values()))
    return sorted(row for row, s in zone.items() if score(s) == top)


def reported(interests, zone, solution, row):
    """Return the score that is reported of a package; whose signing is worth the same anyway does not count."""
    compared = [s for s, k in zip(zone[row], interests.terms.compared, strict=True) if k]
    if solution == "egalitarian":
        return float(min(compared, default=0))
    return scorers(zone)[solution][1](zone[row])


def listed(found):
    return list(map(tuple, found.rows.tolist()))


def check(interests, zone, solution, **options):
    found = best(interests, solution, **options)
    if not zone:
        assert (listed(found), found.bound, found.complete) == ([], -math.inf, True)
        assert math.isnan(found.score)
        return
    expected = optimal(zone, solution)
    assert listed(found) == expected
    assert found.complete
    assert found.bound == found.score == pytest.approx(reported(interests, zone, solution, expected[0]), rel=1e-9)


# ---- tests -----------------------------------------------------------------------------------------------------------


@settings(max_examples=examples(67, 600), **relaxed)
@given(problems())
def test_every_solution_is_that_of_all_packages_listed(interests):
    zone = zone_of(interests)
    for solution in NAMES:
        check(interests, zone, solution)


@settings(max_examples=examples(34, 300), **relaxed)
@given(problems(), st.integers(0, 3))
def test_where_not_all_best_packages_are_listed_later_comparisons_still_decide(interests, number):
    """Of the smallest surplus, the next smallest and so on, without listing the packages that tie so far."""
    zone = zone_of(interests)
    assume(zone)
    with pytest.MonkeyPatch.context() as patch:
        for module in (objective, branch_and_bound, searches):
            patch.setattr(module, "LISTED", number)
        for solution in ("egalitarian", "kalai_smorodinsky", "utilitarian", "nash"):
            expected = optimal(zone, solution)
            found = best(interests, solution)
            assert len(listed(found)) == min(len(expected), number)
            assert set(listed(found)) <= set(expected)
            assert found.complete
            assert found.bound == found.score
            assert found.score == pytest.approx(reported(interests, zone, solution, expected[0]), rel=1e-9)


@settings(max_examples=examples(20, 180), **relaxed)
@given(bargains())
def test_solutions_of_scenarios_are_those_of_the_definitions(raw):
    scenario = load(raw)
    worth = exact(scenario, actors=scenario.signatories(TEXT), guarantees=scenario.drafts[TEXT].guarantees)
    interests = inside(worth)
    for solution, expected in oracle.solutions(oracle.evaluate(raw, TEXT)).items():
        found = best(interests, solution)
        assert found.complete
        assert [worth.space.package(row) for row in found.rows] == sorted(
            (row.package for row in expected), key=lambda package: tuple(worth.space.rows([package])[0])
        )


@settings(max_examples=examples(50, 450), **relaxed)
@given(problems(), st.integers(1, 5), st.sampled_from(NAMES))
def test_a_limit_leaves_valid_bounds(interests, nodes, solution):
    zone = zone_of(interests)
    found = best(interests, solution, nodes=nodes)
    check_unfinished(interests, zone, solution, found)
    assert found.looked <= nodes
    again = best(interests, solution, nodes=nodes)
    assert (listed(again), again.bound, again.complete) == (listed(found), found.bound, found.complete)


def check_unfinished(interests, zone, solution, found):
    """What was found is in the zone and worth what is said, and nothing exceeds the bound."""
    assert set(listed(found)) <= set(zone)
    if found.complete:
        assert listed(found) == (optimal(zone, solution) if zone else [])
    if not zone:
        assert math.isnan(found.score)
        return
    expected = reported(interests, zone, solution, optimal(zone, solution)[0])
    assert found.bound >= expected * (1 - 1e-12)
    for row in listed(found):
        assert found.bound >= found.score
        if solution != "kalai_smorodinsky":  # there it depends on the ideals, which need not be proven
            assert found.score == pytest.approx(reported(interests, zone, solution, row), rel=1e-9)


@settings(max_examples=examples(34, 300), **relaxed)
@given(problems(), st.integers(0, 6), st.sampled_from(NAMES))
def test_an_interruption_returns_what_was_found_with_the_bound_that_is_left(interests, after, solution):
    zone = zone_of(interests)
    calls = 0
    plain = Multipliers.refined

    def refined(*arguments):
        nonlocal calls
        calls += 1
        if calls > after:
            raise KeyboardInterrupt
        return plain(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Multipliers, "refined", refined)
        found = best(interests, solution)
    assert found.interrupted == (calls > after)
    check_unfinished(interests, zone, solution, found)


@settings(max_examples=examples(20, 180), **relaxed)
@given(problems())
def test_the_largest_surplus_of_each_and_whether_the_zone_is_empty(interests):
    zone = zone_of(interests)
    assert zone_is_empty(interests) is (not zone)
    assert zone_is_empty(interests, nodes=0) in (None, not zone)
    values, proven = ideals(interests)
    assert proven
    assert values == tuple(max(s) for s in zip(*zone.values(), strict=True)) if zone else not any(values)
    if zone:
        check(interests, zone, "kalai_smorodinsky", ideal=values)
        start = np.array(next(iter(zone)))
        for solution in NAMES:
            check(interests, zone, solution, starts=[start])


def drawn(seed, signatories, issues, alternatives, *, opposed, conditional=False):
    """Return interests in values 0 to 100 with weights of each actor's own."""
    rng = np.random.default_rng(seed)
    weights = rng.integers(1, 11, size=(signatories, issues))
    if opposed:  # what one gains others lose
        shares = rng.dirichlet(np.ones(signatories), size=(issues, alternatives))
        values = np.rint(shares * 100).astype(np.int64).transpose(2, 0, 1)
    else:
        values = rng.integers(0, 101, size=(signatories, issues, alternatives))
    scales = weights.sum(axis=1).tolist()
    values = values * weights[:, :, None]
    share = Fraction(9, 10 * signatories) if opposed else Fraction(2, 5)
    most = [
        Fraction(100) if opposed else Fraction(int(v.max(axis=1).sum()), n) for v, n in zip(values, scales, strict=True)
    ]
    texts = [f"i{j}=a0 & !i{j + 1}=a1 | i{j + 2}=a2 & i{j}=a1" for j in range(3)] if conditional else []
    return interests_of(
        space_of([alternatives] * issues),
        values.transpose(1, 0, 2).tolist(),
        [m * share for m in most],
        scales=scales,
        forbidden=[parse(text) for text in texts[:2]],
        bonuses=[(parse(text), rng.integers(-200, 201, size=signatories).tolist()) for text in texts[2:]],
    )


@pytest.mark.parametrize(
    ("seed", "opposed", "conditional"), [(0, False, False), (1, False, True), (2, True, False), (3, True, True)]
)
def test_six_signatories_and_65_536_packages(seed, opposed, conditional):
    interests = drawn(seed, 6, 8, 4, opposed=opposed, conditional=conditional)
    rows = np.stack(np.unravel_index(np.arange(4**8), (4,) * 8), axis=-1)
    points = sums(interests.terms, rows)
    kept = permitted(interests.terms, rows) & (points >= interests.terms.floor[:, None]).all(axis=0)
    assert kept.sum() > 20
    rows = rows[kept]
    for name, numbers in solutions(interests.surplus(points[:, kept])).items():
        found = best(interests, name)
        assert listed(found) == list(map(tuple, rows[numbers].tolist())), name
        assert found.complete, name


def test_more_equals_than_are_listed_are_still_proven():
    """Two who want the opposite on every issue: all packages are worth the same in sum."""
    for issues in (12, 14):
        interests = interests_of(space_of([2] * issues), [[[1, 0], [0, 1]]] * issues, [Fraction(0)] * 2)
        for solution, score, number in (
            ("utilitarian", issues, 2**issues),
            ("egalitarian", issues / 2, math.comb(issues, issues // 2)),
            ("kalai_smorodinsky", 1 / 2, math.comb(issues, issues // 2)),
            ("nash", issues / 2, math.comb(issues, issues // 2)),
        ):
            found = best(interests, solution)
            assert found.complete
            assert found.bound == found.score == pytest.approx(score)
            assert len(set(listed(found))) == len(found.rows) == min(number, 1_000)


def test_nine_signatories_in_20_issues_are_proven_within_few_parts():
    interests = drawn(0, 9, 20, 5, opposed=True)
    for solution in ("nash", "utilitarian"):
        found = best(interests, solution, nodes=2_000)
        assert found.complete
        assert len(found.rows) == 1
    unfinished = best(interests, "egalitarian", nodes=2_000)
    assert not unfinished.complete
    assert 0 < unfinished.score < unfinished.bound < 1.4 * unfinished.score
    assert best(interests, "egalitarian", seconds=0.0).looked == 0


def test_an_unknown_solution_and_interests_outside_the_zone_are_refused():
    interests = drawn(0, 2, 2, 2, opposed=False)
    with pytest.raises(ValueError, match="solution must be one of nash"):
        best(interests, "nahs")
    doubled = SigningValues(interests.exact, interests.terms, (interests.coordinates[0],) * 2)
    with pytest.raises(ValueError, match="a coordinate for each signatory"):
        best(doubled, "nash")
