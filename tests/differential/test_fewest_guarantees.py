"""Repairs with guarantees against all packages and all sets of guarantees, whatever the numbers are like."""

import itertools
import random

import numpy as np
import pytest

import ripeness
from ripeness.bargaining.text.adding import MOST_SETS, Adding, sets, thinned
from ripeness.bargaining.text.verdicts import Centre
from ripeness.numerics.draws import Draws
from ripeness.scenario import read_text
from ripeness.valuation import judge, valuation
from ripeness.valuation.exact import exact
from tests.budget import examples

ISSUES = ("one", "two", "three")


def scenario(seed):
    """Return a random scenario of one refused draft and up to four optional guarantees, of one of four kinds."""
    r = random.Random(seed)
    kind = ("exact", "steep", "unknown value", "unknown guarantee")[seed % 4]
    lines = ["ripeness: 1", "id: mend", "actors: {a: {role: party}, b: {role: party}, m: {role: mediator}}", "issues:"]
    lines += [f"  {j}: {{now: x0, alternatives: {{x0: zero, x1: one, x2: two}}}}" for j in ISSUES]
    lines += ["preferences:"]
    for p in ("a", "b"):
        values = {j: [r.choice((0, 20, 40, 50, 60, 80, 100)) for _ in range(3)] for j in ISSUES}
        if kind == "unknown value" and p == "a":
            values["three"][2] = "unknown"
        wants = ", ".join(f"{j}: {{x0: {v[0]}, x1: {v[1]}, x2: {v[2]}}}" for j, v in values.items())
        refusing = f", reservation: {r.choice((20, 30, 40))}" if kind != "steep" else ""
        lines.append(
            f"  {p}: {{weights: {{one: {r.randrange(1, 5)}, two: 2, three: 1}}, values: {{{wants}}}, "
            f"trust: {r.choice((0.2, 0.5, 0.7))}, betrayal: {r.choice((5, 15, 30))}, noise: 2{refusing}}}"
        )
    if kind == "steep":
        lines += ["war:", "  strength: {a: 10, b: 17}", "  steepness: 0.5", "  decisive: 0.4", "  cost: {a: 9, b: 9}"]
        lines += ["  outcomes: {a-wins: {winner: a, package: {one: x2}}, b-wins: {winner: b}, none: {}}"]
    names = [f"g{k}" for k in range(r.randrange(1, 5))]
    lines += ["ties:"]
    for k, g in enumerate(names):
        strength = r.choice(("0.3", "0.5", "0.8", "{a: 0.6}", "{b: 0.7}"))
        strength = "unknown" if kind == "unknown guarantee" and k == len(names) - 1 else strength
        lines.append(f"  {g}: {{from: m, to: agreement, kind: guarantee, strength: {strength}}}")
    lines += ["drafts:", f"  d: {{package: {{one: x0, two: x0, three: x0}}, may-guarantee: [{', '.join(names)}]}}"]
    return read_text("\n".join(lines)), names


def by_brute_force(case, names):
    """Return the smallest repairs as (changes, guarantees, smallest surplus), in the stated order."""
    central = Draws(1).central
    rows = np.array(list(itertools.product(range(3), repeat=3)))
    changed = (rows != 0).sum(axis=1)
    signed = {}
    for size in range(len(names) + 1):
        for added in itertools.combinations(names, size):
            worth = valuation(case, central, actors=("a", "b"), guarantees=added)
            judged = judge(worth, rows)
            for k in np.flatnonzero((judged.signs[0] == 1).all(axis=0)):
                signed.setdefault(int(k), (added, float(judged.surplus[0, :, k].min())))
    if not signed:
        return []
    least = min(changed[k] for k in signed)
    found = [(tuple(np.flatnonzero(rows[k])), tuple(rows[k]), k) for k in signed if changed[k] == least]
    ordered = sorted(sorted(found), key=lambda one: -round(signed[one[2]][1], 9))
    return [({ISSUES[j]: f"x{rows[k][j]}" for j in issues}, signed[k][0]) for issues, _, k in ordered]


@pytest.mark.parametrize("seed", range(examples(12, 400)))
def test_repairs_name_the_fewest_guarantees_in_the_stated_order(seed):
    case, names = scenario(seed)
    centre = Centre(case, "d", Draws(1).central)
    found = centre.repairs(None, (), may_guarantee=True)
    if centre.text.signatories[0].signs and centre.text.signatories[1].signs:
        assert not found.found
        return
    assert [(r.changes, r.guarantees) for r in found.found] == by_brute_force(case, names)
    smallest = [round(min(r.surplus.values()), 9) for r in found.found]
    assert smallest == sorted(smallest, reverse=True)


def test_the_guarantee_that_is_not_needed_is_not_named_where_the_steepness_is_no_whole_number():
    case = read_text("""
ripeness: 1
id: minimal
actors: {a: {role: party}, b: {role: party}, m: {role: mediator}}
issues: {one: {now: no, alternatives: {no: nothing, yes: something}}}
preferences:
  a: {weights: {one: 1}, values: {one: {no: 0, yes: 100}}, trust: 0.8, betrayal: 5}
  b: {weights: {one: 1}, values: {one: {no: 0, yes: 100}}, trust: 0.8, betrayal: 5}
war:
  strength: {a: 10, b: 10}
  decisive: 0
  steepness: 0.5
  outcomes: {a-wins: {winner: a}, b-wins: {winner: b}, none: {}}
  cost: {a: 0, b: 0}
ties: {g: {from: m, to: agreement, kind: guarantee, strength: 0.5}}
drafts: {d: {package: {one: no}, may-guarantee: [g]}}
""")
    (repair,) = ripeness.sign(case, "d", draws=1, guarantees=True).repairs.found
    assert (repair.changes, repair.guarantees) == ({"one": "yes"}, ())
    assert repair.surplus == pytest.approx({"a": 79.0, "b": 79.0})


def test_repairs_are_sorted_by_the_surplus_that_is_shown():
    case = read_text("""
ripeness: 1
id: order
actors: {a: {role: party}, b: {role: party}, m: {role: mediator}}
issues: {one: {now: x0, alternatives: {x0: nothing, x1: some, x2: more}}}
preferences:
  a: {weights: {one: 1}, values: {one: {x0: 0, x1: 52, x2: 52}}, trust: 1, reservation: 50}
  b: {weights: {one: 1}, values: {one: {x0: 0, x1: 60, x2: 80}}, trust: 0.5, betrayal: 8, reservation: 50}
ties: {g: {from: m, to: agreement, kind: guarantee, strength: 1}}
drafts: {d: {package: {one: x0}, may-guarantee: [g]}}
""")
    found = ripeness.sign(case, "d", draws=1, guarantees=True).repairs.found
    assert [r.changes["one"] for r in found] == ["x2", "x1"]


def test_of_more_guarantees_than_can_be_tried_in_sets_none_is_named_that_could_be_left_out():
    names = [f"g{k}" for k in range(14)]
    ties = "\n".join(f"  {g}: {{from: m, to: agreement, kind: guarantee, strength: 0.1}}" for g in names)
    case = read_text(f"""
ripeness: 1
id: many
actors: {{a: {{role: party}}, b: {{role: party}}, m: {{role: mediator}}}}
issues: {{one: {{now: no, alternatives: {{no: nothing, yes: something}}}}}}
preferences:
  a: {{weights: {{one: 1}}, values: {{one: {{no: 0, yes: 100}}}}, trust: 0, betrayal: 0, reservation: 60}}
  b: {{weights: {{one: 1}}, values: {{one: {{no: 0, yes: 100}}}}, trust: 0, betrayal: 100, reservation: 0}}
ties:
{ties}
drafts: {{d: {{package: {{one: yes}}, may-guarantee: [{", ".join(names)}]}}}}
""")
    # b signs from h = 1/2 on, for which seven guarantees are needed: 0.9^6 > 1/2 > 0.9^7.
    assert len(list(sets(names))) == MOST_SETS
    adding = Adding(lambda some: exact(case, actors=("a", "b"), guarantees=some), (), names)
    added = adding.fewest(np.array([1]))
    assert len(added) == 7
    assert len(thinned(names, lambda some: len(some) > 8)) == 9
