"""The analysis ``deals`` against the literal implementation in exact fractions, on whole random scenarios."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ripeness.bargaining import deals
from ripeness.packages.frontier import frontier
from ripeness.packages.interests import inside
from ripeness.valuation.exact import exact
from tests.budget import examples
from tests.oracles import deals_oracle as oracle
from tests.strategies import TEXT, bargains, load, scenarios

relaxed = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
}
cases = st.one_of(bargains(), scenarios(actors=5, packages=60, unknowns=False), bargains())


def plain(vector):
    return tuple(float(v) for v in vector)


def same(found, expected):
    return found == pytest.approx(expected, rel=1e-12, abs=1e-12)


def packages(rows):
    return [row.package for row in rows]


def listed(agreements):
    return [dict(a.package) for a in agreements]


def by_package(found):
    return sorted(found, key=lambda package: tuple(package.items()))


def exact_of(raw):
    scenario = load(raw)
    return exact(scenario, actors=scenario.signatories(TEXT), guarantees=scenario.drafts[TEXT].guarantees)


@settings(max_examples=examples(34, 300), **relaxed)
@given(cases)
def test_values_are_the_same_fractions(raw):
    worth, table = exact_of(raw), oracle.evaluate(raw, TEXT)
    assert not worth.unknown
    assert tuple(a.actor for a in worth.actors) == tuple(table.signatories)
    for row in table.worths:
        at = worth.space.rows([row.package])[0]
        assert tuple(a.value(worth.space, at) for a in worth.actors) == tuple(row.value)
        assert tuple(a.surplus(worth.space, at) for a in worth.actors) == tuple(row.surplus)
        crossed = {a.actor for a in worth.actors if a.crosses(worth.space, at)}
        assert crossed == set(oracle.held_red_lines_crossed(row))


@settings(max_examples=examples(50, 450), **relaxed)
@given(cases)
def test_the_frontier_has_the_same_points_and_packages(raw):
    worth, table = exact_of(raw), oracle.evaluate(raw, TEXT)
    zone = inside(worth)
    found = frontier(zone.terms)
    surplus = zone.surplus(found.points)
    expected = oracle.frontier(table)
    points = {}
    for f, (number, first) in enumerate(zip(found.counts(), found.rows(), strict=True)):
        values = tuple(s + a.reservation for s, a in zip(surplus.exact(f), worth.actors, strict=True))
        behind = [worth.space.package(row) for row in found.packages(f)]
        assert number == len(behind)
        assert worth.space.package(first) in behind
        assert values not in points
        points[values] = behind
    assert set(points) == set(expected)
    for values, behind in points.items():
        assert by_package(behind) == by_package(packages(expected[values]))


def check_solutions(result, table):
    for name, rows in oracle.solutions(table).items():
        assert result.optimal[name] == len(rows), name
        assert by_package(listed(result.solutions[name])) == by_package(packages(rows))[: len(rows)], name
        for found in result.solutions[name]:
            row = next(r for r in rows if r.package == found.package)
            assert same(tuple(found.values.values()), plain(row.value))
            assert same(tuple(found.surplus.values()), plain(row.surplus))


def check_certificate(certificate, table):
    least = oracle.least_shortfall(table)
    if not least:
        assert certificate.package is None
        return
    assert certificate.proven
    row = next(r for r in least if r.package == certificate.package)
    assert same(tuple(certificate.surplus.values()), plain(row.surplus))
    short = {a: -s for a, s in zip(table.signatories, row.surplus, strict=True) if s < 0}
    assert same(certificate.shortfall, {a: float(s) for a, s in short.items()})


def check_blockers(certificate, raw, table):
    """An actor to whom no package outside its own red lines is worth as much as refusing."""
    expected = set()
    for i, actor in enumerate(table.signatories):
        own = [
            w.surplus[i]
            for w in table.worths
            if not oracle.held_red_lines_crossed(w).get(actor)
        ]  # fmt: skip
        if not own or max(own) < 0:
            expected.add(actor)
    assert {b["actor"] for b in certificate.blockers} == expected


def check_drafts(result, raw, table):
    (found,) = result.drafts
    draft = table.draft
    assert found.in_zone is (oracle.feasible(raw, draft.package) and oracle.in_zone(draft))
    assert set(found.crossed) == set(oracle.held_red_lines_crossed(draft))
    gain, better = oracle.dominated_by(draft, table)
    assert found.searched
    assert (found.dominated_by is None) == (gain is None)
    if gain is not None:
        assert same(found.dominated_by["distance"], float(gain))
        assert found.dominated_by["package"] in packages(better)
    clauses, nearest = oracle.clauses_to_zone(draft, table)
    assert (found.nearest is None) == (clauses is None)
    if clauses is not None:
        assert (found.nearest["clauses"], found.nearest["packages"]) == (clauses, len(nearest))
        assert found.nearest["package"] in packages(nearest)


@pytest.mark.slow
@settings(max_examples=examples(40, 360), **relaxed)
@given(cases)
def test_deals_says_what_the_definitions_say(raw):
    raw["drafts"][TEXT].pop("versions", None)
    assume(len(oracle.who_signs(raw, TEXT)) > 1)
    result = deals(load(raw), TEXT, draws=1)
    table = oracle.evaluate(raw, TEXT)
    zone = oracle.zone(table)
    assert (result.zone.empty, result.zone.packages) == (not zone, len(zone))
    assert result.packages == len(table.worths)
    assert len(result.frontier.packages) == len(oracle.frontier(table))
    check_solutions(result, table)
    check_drafts(result, raw, table)
    if zone:
        assert result.certificate is None
    else:
        check_certificate(result.certificate, table)
        check_blockers(result.certificate, raw, table)


@settings(max_examples=examples(20, 180), **relaxed)
@given(cases)
def test_optional_guarantees_are_all_added_for_they_never_make_a_point_worse(raw):
    ties = [tie for tie, record in raw["ties"].items() if record["kind"] == "guarantee"]
    raw["drafts"][TEXT] |= {"guarantees": [], "may-guarantee": ties}
    raw["drafts"][TEXT].pop("versions", None)
    raw["drafts"][TEXT].pop("signatories", None)
    result = deals(load(raw), TEXT, draws=1)
    expected = oracle.frontier_with_guarantees(raw, TEXT)
    found = {
        tuple(values): number
        for values, number in zip(result.frontier.values.tolist(), result.frontier.packages, strict=True)
    }
    assert len(found) == len(expected)
    for values, behind in expected.items():
        close = [n for v, n in found.items() if same(v, plain(values))]
        assert close == [len({tuple(package.items()) for _, package in behind})]
    for row in result.guarantees:
        alone = {**raw, "drafts": {TEXT: {**raw["drafts"][TEXT], "guarantees": row["added"], "may-guarantee": []}}}
        assert row["zone"]["packages"] == len(oracle.zone(oracle.evaluate(alone, TEXT)))


@pytest.mark.slow
@settings(max_examples=examples(14, 120), **relaxed)
@given(cases)
def test_without_a_frontier_each_solution_is_found_by_itself(raw):
    """As with many signatories: the frontier stops at once, and branch and bound takes its place."""
    raw["drafts"][TEXT].pop("versions", None)
    assume(len(oracle.who_signs(raw, TEXT)) > 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ripeness.bargaining.agreements.steps.most_points", lambda coordinates: 0)
        result = deals(load(raw), TEXT, draws=1)
    table = oracle.evaluate(raw, TEXT)
    zone = oracle.zone(table)
    if result.frontier is not None:  # every package fell out of reach before there was a point
        assert not zone
        return
    assert result.zone.empty is (not zone)
    assert all(found.complete for found in result.searches.values())
    if zone:
        check_solutions(result, table)
    else:
        check_certificate(result.certificate, table)
