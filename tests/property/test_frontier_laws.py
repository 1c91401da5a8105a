"""The exact engine on whole numbers: against every package listed, and laws that hold whatever the numbers are."""

from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ripeness.packages.frontier import frontier
from ripeness.packages.interests import Surplus
from ripeness.packages.solutions import NAMES, solutions
from ripeness.packages.sums import AdditiveValues
from ripeness.packages.zone import allowed, count
from ripeness.scenario.logic import parse
from ripeness.valuation import Space
from tests.budget import examples
from tests.oracles.deals_oracle import brute_frontier


@st.composite
def conditions(draw, space, depth=2):
    kind = draw(st.sampled_from(("atom", "!", "&", "|", "->", "<->"))) if depth else "atom"
    if kind == "atom":
        issue = draw(st.integers(0, len(space.issues) - 1))
        return f"{space.issues[issue]}={draw(st.sampled_from(space.alternatives[issue]))}"
    if kind == "!":
        return f"!({draw(conditions(space, depth - 1))})"
    return f"({draw(conditions(space, depth - 1))}) {kind} ({draw(conditions(space, depth - 1))})"


@st.composite
def problems(draw, *, tied=True, least=1, most=5):
    """Build terms: several issues, few different numbers (so that sums are often equal), floors at and around sums."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    space = Space(tuple(f"i{j}" for j in range(len(sizes))), tuple(tuple(f"a{a}" for a in range(n)) for n in sizes), ())
    C = draw(st.integers(least, most))
    most = draw(st.sampled_from((1, 4, 50)))
    factor = draw(st.sampled_from((1, 1, 1, 10**22)))
    number = st.integers(0, most).map(lambda n: n * factor)
    clauses = [[[draw(number) for _ in range(n)] for _ in range(C)] for n in sizes]
    reach = [sum(max(issue[c]) for issue in clauses) for c in range(C)]
    floors = [draw(st.sampled_from((-(10**30), 0, r // 3, r // 2, r, r + 1))) for r in reach]
    kinds = st.integers(0, 2) if tied else st.just(0)
    signed = st.integers(-most, most).map(lambda n: n * factor)
    bonuses = [(parse(draw(conditions(space))), [draw(signed) for _ in range(C)]) for _ in range(draw(kinds))]
    forbidden = [parse(draw(conditions(space))) for _ in range(draw(kinds))]
    compared = [draw(st.integers(0, 4)) > 0 for _ in range(C)] if tied else [True] * C
    return AdditiveValues.of(space, clauses, floors, bonuses=bonuses, forbidden=forbidden, compared=compared)


def brute(terms):
    """Return undominated vectors of the compared coordinates with all packages behind each, and the zone."""
    points = [[tuple(int(n) for n in column) for column in issue.T] for issue in terms.clauses]

    def met(condition):
        return lambda row: bool(terms.space.holds(condition, np.array([row]))[0])

    def excluded(row):
        return any(met(c)(row) for c in terms.forbidden)

    bonuses = [(met(c), tuple(int(n) for n in extra)) for c, extra in terms.bonuses]
    zone = {}
    for row in product(*(range(len(p)) for p in points)):
        vector = [sum(points[j][a][c] for j, a in enumerate(row)) for c in range(len(terms.floor))]
        for holds, extra in bonuses:
            if holds(row):
                vector = [v + e for v, e in zip(vector, extra, strict=True)]
        if not excluded(row) and all(v >= f for v, f in zip(vector, terms.floor, strict=True)):
            zone.setdefault(tuple(v for v, k in zip(vector, terms.compared, strict=True) if k), []).append(row)
    if all(terms.compared):
        return brute_frontier(points, tuple(int(f) for f in terms.floor), excluded, bonuses), zone
    best = {v: rows for v, rows in zone.items() if not any(o != v and all(map(int.__ge__, o, v)) for o in zone)}
    return best, zone


@settings(max_examples=examples(125, 750))
@given(problems())
def test_the_frontier_is_that_of_every_package_listed(terms):
    found = frontier(terms)
    expected, _ = brute(terms)
    kept = np.array(terms.compared)
    vectors = [tuple(int(n) for n in point[kept]) for point in found.points.T]
    assert sorted(vectors) == sorted(expected)
    for f, (vector, number, first) in enumerate(zip(vectors, found.counts(), found.rows().tolist(), strict=True)):
        behind = [tuple(row.tolist()) for row in found.packages(f)]
        assert sorted(behind) == sorted(expected[vector])
        assert number == len(behind)
        assert tuple(first) in behind
        if (
            all(terms.compared) and not terms.bonuses and not terms.forbidden
        ):  # then issues are settled in the order of the file
            assert behind == sorted(behind)
            assert tuple(first) == behind[0]


@settings(max_examples=examples(125, 750))
@given(problems())
def test_the_zone_is_counted_without_being_listed(terms):
    _, zone = brute(terms)
    assert count(terms) == sum(map(len, zone.values()))
    rows = np.array(list(product(*(range(n) for n in terms.space.shape))))
    free = ~np.any([terms.space.holds(c, rows) for c in terms.forbidden] + [np.zeros(len(rows), dtype=bool)], axis=0)
    assert allowed(terms) == free.sum()


def surplus_of(terms, found, scales=None):
    numbers = tuple(row - int(f) for row, f in zip(found.points, terms.floor, strict=True))
    return Surplus(numbers, scales or (1,) * len(numbers))


several = problems(tied=False, least=2, most=4)


@settings(max_examples=examples(100, 600))
@given(several, st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=4, max_size=4))
def test_another_scale_of_one_actor_leaves_nash_and_kalai_smorodinsky_in_place(terms, ratios):
    """A positive affine change of utility and reservation multiplies the surplus of that actor."""
    found = frontier(terms)
    plain = solutions(surplus_of(terms, found))
    numbers = tuple(row * p for row, (p, _) in zip(surplus_of(terms, found).numbers, ratios, strict=False))
    changed = solutions(Surplus(numbers, tuple(q for _, q in ratios[: len(numbers)])))
    # Where no package is a gain for all, the product is over whoever gains, and compares points of different actors.
    if any(min(surplus_of(terms, found).exact(f)) > 0 for f in plain["nash"]):
        assert changed["nash"] == plain["nash"]
    assert changed["kalai_smorodinsky"] == plain["kalai_smorodinsky"]


@settings(max_examples=examples(100, 600))
@given(several)
def test_solutions_lie_on_the_frontier_and_never_below_a_reservation(terms):
    found = frontier(terms)
    surplus = surplus_of(terms, found)
    for name, points in solutions(surplus).items():
        assert (points != []) == (len(found) > 0), name
        for f in points:
            assert min(surplus.exact(f)) >= 0


@settings(max_examples=examples(100, 600))
@given(several, st.data())
def test_a_stricter_reservation_never_enlarges_the_zone(terms, data):
    more = np.array([data.draw(st.integers(0, 20)) for _ in terms.floor]).astype(terms.floor.dtype)
    stricter = AdditiveValues(
        terms.space, terms.clauses, terms.bonuses, terms.forbidden, terms.floor + more, terms.compared
    )
    assert count(stricter) <= count(terms)
    before = {tuple(p) for p in frontier(terms).points.T.tolist()}
    after = {tuple(p) for p in frontier(stricter).points.T.tolist()}
    assert after == {p for p in before if all(a >= b for a, b in zip(p, stricter.floor.tolist(), strict=True))}


@settings(max_examples=examples(75, 450))
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_issues_actors_and_alternatives_changes_nothing_but_labels(terms, random):
    actors = random.sample(range(len(terms.floor)), len(terms.floor))
    issues = random.sample(range(len(terms.clauses)), len(terms.clauses))
    orders = [random.sample(range(n), n) for n in terms.space.shape]
    space = Space(
        tuple(terms.space.issues[j] for j in issues),
        tuple(tuple(terms.space.alternatives[j][a] for a in orders[j]) for j in issues),
        (),
    )
    shuffled = AdditiveValues(
        space,
        tuple(terms.clauses[j][actors][:, orders[j]] for j in issues),
        tuple((when, points[actors]) for when, points in terms.bonuses),
        terms.forbidden,
        terms.floor[actors],
        tuple(terms.compared[c] for c in actors),
    )
    found, again = frontier(terms), frontier(shuffled)
    assert count(terms) == count(shuffled)
    points = sorted((tuple(p[actors]), n) for p, n in zip(found.points.T, found.counts(), strict=True))
    assert sorted((tuple(p), n) for p, n in zip(again.points.T, again.counts(), strict=True)) == points


@settings(max_examples=examples(75, 450))
@given(st.integers(1, 4), st.integers(1, 40), st.data())
def test_solutions_choose_by_fractions_also_where_floats_cannot_tell(actors, number, data):
    """Numbers so close that as floats they are equal."""
    base = data.draw(st.sampled_from((0, 10**17, 10**30)))
    rows = [[base + data.draw(st.integers(0, 3)) for _ in range(number)] for _ in range(actors)]
    scales = tuple(data.draw(st.sampled_from((1, 3, 10**12))) for _ in range(actors))
    surplus = Surplus(tuple(np.array(r, dtype=object if base > 2**62 else np.int64) for r in rows), scales)
    exact = [surplus.exact(f) for f in range(number)]
    best = [max(column) for column in zip(*exact, strict=True)]

    def nash(f):
        positive = [x for x in exact[f] if x > 0]
        return len(positive), np.prod(np.array([*positive, Fraction(1)], dtype=object))

    scores = {
        "nash": nash,
        "egalitarian": lambda f: sorted(exact[f]),
        "utilitarian": lambda f: sum(exact[f]),
        "kalai_smorodinsky": lambda f: sorted(x / m for x, m in zip(exact[f], best, strict=True) if m > 0),
    }
    found = solutions(surplus)
    assert set(found) == set(NAMES)
    for name, score in scores.items():
        top = max(score(f) for f in range(number))
        assert found[name] == [f for f in range(number) if score(f) == top], name


@settings(max_examples=examples(15, 90))
@given(several)
def test_a_limit_stops_the_search_and_says_so(terms):
    found, stopped = frontier(terms), frontier(terms, limit=1)
    assert found.complete
    assert stopped.complete is (found.reached <= 1)
    assert len(stopped) == (len(found) if stopped.complete else 0)
