"""Repairs, single text and trades against all packages listed, in exact fractions."""

from fractions import Fraction
from itertools import combinations
from math import prod

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ripeness.bargaining.agreements.single_text import single_text
from ripeness.bargaining.agreements.trades import exchanges, trades
from ripeness.bargaining.agreements.zone_over_draws import every_package
from ripeness.bargaining.text.repairs import mend
from ripeness.bargaining.text.repairs_listed import LISTED
from ripeness.valuation.exact import exact
from tests.budget import examples
from tests.strategies import TEXT, bargains, load, scenarios

relaxed = {"deadline": None, "suppress_health_check": list(HealthCheck)}
cases = st.one_of(bargains(packages=48), scenarios(actors=4, packages=48, unknowns=False))


class Case:
    """A scenario, its draft, and every package judged by value."""

    def __init__(self, raw):
        self.scenario = load(raw)
        self.draft = self.scenario.drafts[TEXT]
        self.optional = tuple(
            t for t, r in self.scenario.ties.items() if r.kind == "guarantee" and t not in self.draft.guarantees
        )
        self.worth = self.with_guarantees(self.draft.guarantees)
        self.space = self.worth.space
        self.row = self.space.rows([self.scenario.package(self.draft.package)])[0]
        self.rows = every_package(self.space.shape)
        self.rows = self.rows[self.space.feasible(self.rows)]

    def with_guarantees(self, guarantees):
        return exact(self.scenario, actors=self.scenario.signatories(TEXT), guarantees=guarantees)

    def surplus(self, worth, row):
        return [a.surplus(self.space, row) for a in worth.actors]

    def allowed(self, worth, row):
        return not any(a.crosses(self.space, row) for a in worth.actors) and self.space.feasible(row[None, :])[0]

    def signed(self, worth, row):
        return self.allowed(worth, row) and min(self.surplus(worth, row)) >= 0


def smallest_repairs(case, worth, keep):
    """Return how many clauses change at the least, and the packages; (None, []) when no package is signed by all."""
    fit = [r for r in case.rows if case.signed(worth, r) and all(r[j] == case.row[j] for j in keep)]
    if not fit:
        return None, []
    least = min(int((r != case.row).sum()) for r in fit)
    return least, [r for r in fit if (r != case.row).sum() == least]


@settings(max_examples=examples(40, 360), **relaxed)
@given(cases, st.sets(st.integers(0, 4), max_size=3), st.booleans())
def test_repairs_are_the_smallest_keep_what_is_kept_and_are_signed_by_all(raw, keep, may):
    case = Case(raw)
    keep = {j for j in keep if j < len(case.row)}
    optional = case.optional if may else ()
    found = mend(case.with_guarantees, case.row, guarantees=case.draft.guarantees, optional=optional, keep=keep)
    whole = case.with_guarantees((*case.draft.guarantees, *optional))
    least, expected = smallest_repairs(case, whole, keep)
    assert found.complete
    assert found.searched == (len(case.row) - len(keep) if least is None else least)
    packages = [{**case.space.package(case.row), **r.changes} for r in found.found]
    assert sorted(map(str, packages)) == sorted(str(case.space.package(r)) for r in expected)
    smallest = []
    for repair, package in zip(found.found, packages, strict=True):
        row = case.space.rows([package])[0]
        assert all(row[j] == case.row[j] for j in keep)
        added = case.with_guarantees((*case.draft.guarantees, *repair.guarantees))
        assert case.signed(added, row)
        assert repair.surplus == {a.actor: float(a.surplus(case.space, row)) for a in added.actors}
        for fewer in combinations(optional, max(0, len(repair.guarantees) - 1)):
            assert not repair.guarantees or not case.signed(case.with_guarantees((*case.draft.guarantees, *fewer)), row)
        smallest.append(min(case.surplus(whole, row)))
    assert smallest == sorted(smallest, reverse=True)
    assert len(found.found) <= LISTED


@settings(max_examples=examples(34, 300), **relaxed)
@given(cases, st.integers(0, 3))
def test_a_limit_on_changes_is_kept_and_nothing_more_is_claimed(raw, up_to):
    case = Case(raw)
    found = mend(case.with_guarantees, case.row, guarantees=case.draft.guarantees, up_to=up_to)
    least, expected = smallest_repairs(case, case.worth, ())
    if least is not None and least <= up_to:
        assert len(found.found) == len(expected)
    else:
        assert found.found == ()
        assert found.complete == (least is None or up_to >= len(case.row))


def leximin(case, row):
    return sorted(case.surplus(case.worth, row))


@settings(max_examples=examples(40, 360), **relaxed)
@given(cases, st.integers(1, 2))
def test_the_single_text_makes_the_best_change_in_each_step_and_ends_where_none_helps(raw, at_once):
    case = Case(raw)
    found = single_text(case.worth, case.row, at_once=at_once)
    row, smallest = case.row, None
    if case.allowed(case.worth, row):
        smallest = min(case.surplus(case.worth, row))
    for k, revision in enumerate(found.path):
        if k:
            after = case.space.rows([{**case.space.package(row), **revision.changes}])[0]
            near = [
                r
                for r in case.rows
                if 1 <= (r != row).sum() <= at_once and not any(a.crosses(case.space, r) for a in case.worth.actors)
            ]
            assert leximin(case, after) == max(leximin(case, r) for r in near)
            assert smallest is None or min(case.surplus(case.worth, after)) > smallest
            row, smallest = after, min(case.surplus(case.worth, after))
        assert list(revision.surplus.values()) == [float(s) for s in case.surplus(case.worth, row)]
    near = [
        r
        for r in case.rows
        if 1 <= (r != row).sum() <= at_once and not any(a.crosses(case.space, r) for a in case.worth.actors)
    ]
    assert smallest is None or all(min(case.surplus(case.worth, r)) <= smallest for r in near)
    assert found.package == case.space.package(row)
    assert found.signed == (smallest is not None and smallest >= 0)


def test_the_single_text_is_compared_with_the_best_package():
    case = Case(
        {
            "ripeness": "1",
            "id": "stuck",
            "actors": {"a": {"role": "party"}, "b": {"role": "party"}},
            "issues": {i: {"now": "x", "alternatives": {"x": "", "y": ""}} for i in ("one", "two")},
            "preferences": STUCK,
            "drafts": {TEXT: {"package": {}}},
        }
    )
    # Alone each change costs one side; both together give (60, 60) instead of (50, 50).
    one, two = (
        single_text(case.worth, case.row, at_once=k, most=Fraction(60), largest_product=Fraction(3600)) for k in (1, 2)
    )
    assert (len(one.path), one.lost, one.nash_share) == (1, 10.0, 2500 / 3600)
    assert (len(two.path), two.lost, two.nash_share) == (2, 0.0, 1.0)


STUCK = {
    side: {
        "weights": {"one": "1", "two": "1"},
        "reservation": "0",
        "values": {
            "one": {"x": "50", "y": "100" if side == "a" else "20"},
            "two": {"x": "50", "y": "20" if side == "a" else "100"},
        },
    }
    for side in "ab"
}


@settings(max_examples=examples(27, 240), **relaxed)
@given(cases)
def test_trades_leave_both_better_off_and_each_gives_something(raw):
    raw["drafts"][TEXT]["signatories"] = list(raw["actors"])[:2]
    case = Case(raw)
    before = [a.value(case.space, case.row) for a in case.worth.actors]
    names = [a.actor for a in case.worth.actors]

    def change(changes):
        row = case.space.rows([{**case.space.package(case.row), **changes}])[0]
        values = [a.value(case.space, row) for a in case.worth.actors]
        return row, [v - b for v, b in zip(values, before, strict=True)]

    listed = trades(case.worth, case.row)
    for trade in listed:
        for i, give in enumerate(trade.gives):
            _, gains = change({give.issue: give.alternative})
            assert give.actor == names[i]
            assert (give.costs, give.brings) == (float(-gains[i]), float(gains[1 - i]))
            assert give.costs > 0
            assert give.brings > 0
        both, gains = change({g.issue: g.alternative for g in trade.gives})
        assert case.allowed(case.worth, both)
        assert min(gains) > 0
        assert list(trade.gains.values()) == [float(g) for g in gains]
    expected = 0
    for one, two in combinations(range(len(case.row)), 2):
        for r in case.rows:
            if set(np.flatnonzero(r != case.row)) == {one, two} and case.allowed(case.worth, r):
                singles = [change({case.space.issues[j]: case.space.alternatives[j][r[j]]})[1] for j in (one, two)]
                opposed = any(s[0] < 0 < s[1] and t[1] < 0 < t[0] for s, t in (singles, singles[::-1]))
                gains = [a.value(case.space, r) - b for a, b in zip(case.worth.actors, before, strict=True)]
                expected += opposed and min(gains) > 0
    assert len(listed) == min(12, expected)


def test_exchanges_run_along_a_frontier():
    case = Case(
        {
            "ripeness": "1",
            "id": "line",
            "actors": {"a": {"role": "party"}, "b": {"role": "party"}},
            "issues": {"land": {"now": "x", "alternatives": {"x": "", "y": "", "z": ""}}},
            "preferences": {
                "a": {
                    "weights": {"land": "1"},
                    "values": {"land": {"x": "0", "y": "60", "z": "100"}},
                    "reservation": "0",
                },
                "b": {
                    "weights": {"land": "1"},
                    "values": {"land": {"x": "100", "y": "70", "z": "0"}},
                    "reservation": "0",
                },
            },
            "drafts": {TEXT: {"package": {}}},
        }
    )
    first, second = exchanges(case.worth, case.rows)
    assert (first.package, first.changes) == ({"land": "x"}, {"land": "y"})
    assert first.gains == {"a": 60.0, "b": -30.0}
    assert first.rate == 2.0
    assert (second.changes, second.rate) == ({"land": "z"}, 40 / 70)
    assert prod(second.gains.values()) < 0
