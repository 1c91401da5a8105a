"""Why a zone is empty and what would open it: every claim of minimality against all packages and all sets listed."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ripeness.bargaining.agreements.conflicts import conflict, granted
from ripeness.bargaining.agreements.openings import STEP, openings
from ripeness.bargaining.agreements.zone_over_draws import every_package
from ripeness.packages.feasible import largest, permitted, some_package, sums
from ripeness.packages.interests import inside
from ripeness.valuation.exact import exact
from tests.budget import examples
from tests.strategies import TEXT, bargains, load, scenarios

relaxed = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@st.composite
def hard_bargains(draw, **limits):
    """Build scenarios in which reservations are high, so that often nothing is signed by all."""
    raw = draw(bargains(**limits))
    for wants in raw["preferences"].values():
        wants["reservation"] = draw(st.sampled_from(("55", "62", "70", "80", "95")))
    return raw


def zone_of(raw):
    scenario = load(raw)
    worth = exact(scenario, actors=scenario.signatories(TEXT), guarantees=scenario.drafts[TEXT].guarantees)
    return scenario, worth, inside(worth)


def any_package(terms):
    rows = every_package(terms.space.shape)
    reached = (sums(terms, rows) >= terms.floor[:, None]).all(axis=0)
    return bool((reached & permitted(terms, rows)).any())


def signed_by_all(worth):
    """Whether some package is signed by all, judged by value and not by terms."""
    rows = every_package(worth.space.shape)
    rows = rows[worth.space.feasible(rows)]
    return any(
        all(a.surplus(worth.space, row) >= 0 and not a.crosses(worth.space, row) for a in worth.actors) for row in rows
    )


@settings(max_examples=examples(40, 360), **relaxed)
@given(st.one_of(bargains(packages=40), hard_bargains(packages=40)))
def test_a_package_is_found_exactly_when_there_is_one(raw):
    _, worth, zone = zone_of(raw)
    found = some_package(zone.terms)
    assert (found is not None) == any_package(zone.terms) == signed_by_all(worth)
    if found is not None:
        assert all(a.surplus(worth.space, found) >= 0 for a in worth.actors)


@settings(max_examples=examples(34, 300), **relaxed)
@given(st.one_of(bargains(packages=40), hard_bargains(packages=40)), st.integers(0, 4))
def test_the_largest_sum_in_one_coordinate(raw, k):
    _, _, zone = zone_of(raw)
    terms, k = zone.terms, k % len(zone.terms.floor)
    rows = every_package(terms.space.shape)
    total = sums(terms, rows)
    others = np.array([c != k for c in range(len(total))])
    fit = (total[others] >= terms.floor[others, None]).all(axis=0) & permitted(terms, rows)
    found = largest(terms, k)
    assert (found is not None) == bool(fit.any())
    if found is not None:
        assert found[0] == total[k][fit].max()
        assert sums(terms, found[1][None, :])[k, 0] == found[0]


@settings(max_examples=examples(34, 300), **relaxed)
@given(hard_bargains(actors=3, packages=12))
def test_demands_conflict_and_none_can_be_spared(raw):
    _, _, zone = zone_of(raw)
    assume(not any_package(zone.terms))
    found = conflict(zone)
    rows = {c.actor: k for k, c in enumerate(zone.coordinates)}
    every = [(i, j) for i in rows for j in range(len(zone.terms.clauses))]

    def conflicts(kept):
        return not any_package(granted(zone.terms, rows, set(every) - set(kept)))

    assert conflicts(found.irreducible)
    assert all(not conflicts(set(found.irreducible) - {d}) for d in found.irreducible)
    assert conflicts(found.smallest)
    assert found.least <= len(found.smallest) <= len(found.irreducible)
    assert found.proven  # so few demands are always settled
    fewest = next(n for n in range(len(every) + 1) if any(conflicts(kept) for kept in combinations(every, n)))
    assert len(found.smallest) == fewest


def test_a_zone_that_is_not_empty_has_no_conflict():
    _, _, zone = zone_of(
        {
            "ripeness": "1",
            "id": "easy",
            "actors": {"a": {"role": "party"}, "b": {"role": "party"}},
            "issues": {"land": {"now": "keep", "alternatives": {"keep": "", "give": ""}}},
            "preferences": {
                x: {"weights": {"land": "1"}, "values": {"land": {"keep": "100", "give": "0"}}, "reservation": "1"}
                for x in "ab"
            },
            "drafts": {TEXT: {"package": {}}},
        }
    )
    with pytest.raises(ValueError, match="not empty"):
        conflict(zone)


def with_actor(worth, i, **changes):
    actors = list(worth.actors)
    actors[i] = replace(actors[i], **changes)
    return replace(worth, actors=tuple(actors))


def number_of(plain):
    """Return the decimal that a float is printed as."""
    return Fraction(repr(plain))


def closer(opening, step=STEP):
    """The number one step nearer to the present one."""
    present, needed = number_of(opening.present), number_of(opening.needed)
    return needed + (step if present > needed else -step)


def revalued(scenario, worth, path, value):
    names = [a.actor for a in worth.actors]
    guarantees = scenario.drafts[TEXT].guarantees
    return exact(scenario, actors=names, guarantees=guarantees, chosen={path: value})


def check_joint(found, worth):
    drop = found.get(("reservations", ""))
    if drop is not None:
        for number, opens in ((number_of(drop.needed), True), (closer(drop), False)):
            lowered = [replace(a, refusals={"x": a.reservation + number}) for a in worth.actors]
            assert signed_by_all(replace(worth, actors=tuple(lowered))) is opens
    confidence = found.get(("confidence", ""))
    trusting = replace(worth, actors=tuple(replace(a, compliance=Fraction(1)) for a in worth.actors))
    if confidence is None:
        assert all(a.compliance == 1 for a in worth.actors)
    elif confidence.needed is None:
        assert not signed_by_all(trusting)
    else:
        for number, opens in ((number_of(confidence.needed), True), (closer(confidence, STEP / 10), False)):
            raised = [replace(a, compliance=max(a.compliance, number)) for a in worth.actors]
            assert signed_by_all(replace(worth, actors=tuple(raised))) is opens


def check_one_actor(found, scenario, worth, i):
    actor = worth.actors[i]
    tiny = Fraction(1, 10**6)
    reservation = found.get(("reservation", actor.actor))
    ever = signed_by_all(with_actor(worth, i, refusals={"x": Fraction(-(10**6))}))
    assert (reservation is not None) == ever
    if reservation is not None:
        needed = number_of(reservation.needed)
        assert signed_by_all(with_actor(worth, i, refusals={"x": needed - tiny}))
        assert not signed_by_all(with_actor(worth, i, refusals={"x": needed + tiny}))
    trust = found.get(("trust", actor.actor))
    full = signed_by_all(with_actor(worth, i, compliance=Fraction(1)))
    assert (trust is not None) == (full and actor.compliance < 1)
    if trust is not None:
        guarantees = (1 - actor.compliance) / (1 - number_of(trust.present)) if trust.present < 1 else Fraction(1)
        for number, opens in ((number_of(trust.needed) + tiny, True), (number_of(trust.needed) - tiny, False)):
            h = 1 - (1 - number) * guarantees
            assert signed_by_all(with_actor(worth, i, compliance=h)) is opens


def check_value(found, scenario, worth, i):
    actor = worth.actors[i]
    value = found.get(("value", actor.actor))
    paths = [p for p in scenario.estimates if p.startswith(f"preferences.{actor.actor}.values.")]
    if value is None:
        for path in paths:
            for end in (0, 100):
                assert not signed_by_all(revalued(scenario, worth, path, Fraction(end)))
        return
    assert signed_by_all(revalued(scenario, worth, value.path, number_of(value.needed)))
    change = abs(number_of(value.needed) - number_of(value.present)) - 2 * STEP
    for path in paths:
        present = Fraction(scenario.estimates[path].central)
        for number in (present - change, present + change):
            if change > 0 and 0 <= number <= 100:
                assert not signed_by_all(revalued(scenario, worth, path, number)), (path, number)


def check_red_lines(openings_found, worth):
    opened = {o.path for o in openings_found if o.kind == "red-line"}
    for i, actor in enumerate(worth.actors):
        for k, line in enumerate(actor.red_lines):
            others = tuple(other for n, other in enumerate(actor.red_lines) if n != k)
            path = f"preferences.{actor.actor}.never: {line.text}"
            if len({other.text for other in actor.red_lines}) == len(actor.red_lines):
                assert (path in opened) == signed_by_all(with_actor(worth, i, red_lines=others))


@pytest.mark.slow
@settings(max_examples=examples(14, 120), **relaxed)
@given(st.one_of(hard_bargains(actors=3, packages=16), scenarios(actors=3, packages=16, unknowns=False)))
def test_what_would_open_an_empty_zone(raw):
    scenario, worth, _ = zone_of(raw)
    assume(len(worth.actors) > 1 and not signed_by_all(worth))
    listed = list(openings(scenario, worth, scenario.drafts[TEXT].guarantees, {}))
    found = {(o.kind, o.actor): o for o in listed if o.kind != "red-line"}
    check_joint(found, worth)
    for i in range(len(worth.actors)):
        check_one_actor(found, scenario, worth, i)
        check_value(found, scenario, worth, i)
    check_red_lines(listed, worth)
