"""Unknown is not none; the first package of the file is shown; a granted demand means one thing; numpy is silent."""

import itertools
import random
import warnings

import numpy as np
import pytest

import ripeness
from ripeness.bargaining.agreements.conflicts import conflict
from ripeness.packages.feasible import permitted, sums
from ripeness.packages.frontier import frontier
from ripeness.packages.interests import inside
from ripeness.packages.sums import AdditiveValues
from ripeness.scenario import read_text
from ripeness.scenario.logic import parse
from ripeness.telling.panel import tell
from ripeness.valuation import Space
from ripeness.valuation.exact import exact
from ripeness.words.doubt import subject
from tests.budget import examples
from tests.tellings.written import rows

PANEL = """
ripeness: 1
id: panel
actors: {{a: {{role: party}}, b: {{role: party}}}}
issues: {{one: {{now: no, alternatives: {{no: nothing, yes: something}}}}}}
preferences:
  a: {{weights: {{one: 1}}, values: {{one: {{no: 0, yes: {a}}}}}, trust: {trust}, reservation: 40}}
  b: {{weights: {{one: 1}}, values: {{one: {{no: 0, yes: {b}}}}}, reservation: {r}}}
"""


def view(**numbers):
    case = read_text(PANEL.format(**{"a": 100, "b": 100, "trust": 1, "r": 40, **numbers}))
    result = ripeness.panel(case, draws=1)
    return result.to_dict()["parties"], [w.path for w in result.warnings], rows(tell(case, result), "")


def test_what_is_unknown_is_not_none_and_the_number_is_named():
    parties, warned, table = view(a="unknown")
    unknown = ["preferences.a.values.one.yes"]
    assert warned == unknown
    # b's hurting needs to know whether a signs; a's what the package is worth to it.
    for party in ("a", "b"):
        seen = parties[party]["believed"]
        assert (seen["hurting"], seen["way_out"]) == (None, None)
        assert seen["unknown"] == {"hurting": unknown, "way_out": unknown}
    assert {row[3] for row in table} == {"unknown"}


def test_none_is_none_where_no_package_is_signed_by_the_others():
    parties, warned, table = view(b=10)
    assert warned == []
    assert parties["a"]["common"]["hurting"] is None
    assert parties["a"]["common"]["unknown"] == {}
    assert [row[3] for row in table[:2]] == ["none", "none"]


def test_an_unknown_number_that_a_part_does_not_need_is_not_named_for_it():
    parties, warned, _ = view(r="{is: unknown, within: [0, 100]}", trust="unknown")
    # Whether b signs rests on its own reservation; what a gains by it on a's trust as well.
    assert parties["b"]["common"]["unknown"]["way_out"] == ["preferences.a.trust", "preferences.b.reservation"]
    assert parties["a"]["common"]["unknown"]["hurting"] == ["preferences.a.trust", "preferences.b.reservation"]
    assert parties["b"]["common"]["hurting"] is None
    assert warned == ["preferences.a.trust", "preferences.b.reservation"]


def random_terms(seed):
    """Return random terms with many equal sums, and conditions that change the order in which issues are settled."""
    r = random.Random(seed)
    shape = [r.randrange(2, 4) for _ in range(r.randrange(2, 5))]
    names = tuple(f"i{j}" for j in range(len(shape)))
    space = Space(names, tuple(tuple(f"x{a}" for a in range(n)) for n in shape), ())
    clauses = [[[r.randrange(3) for _ in range(n)] for _ in range(2)] for n in shape]

    def condition():
        first, second = r.sample(range(len(shape)), 2)
        return parse(f"i{first}=x{r.randrange(shape[first])} & i{second}=x{r.randrange(shape[second])}")

    bonuses = [(condition(), [r.randrange(-1, 3), r.randrange(-1, 3)]) for _ in range(r.randrange(4))]
    forbidden = [condition() for _ in range(r.randrange(2))]
    return AdditiveValues.of(space, clauses, [1, 1], bonuses=bonuses, forbidden=forbidden)


@pytest.mark.parametrize("seed", range(examples(60, 3000)))
def test_the_package_of_a_point_is_the_first_of_the_file_and_all_come_in_its_order(seed):
    terms = random_terms(seed)
    rows = np.array(list(itertools.product(*map(range, terms.space.shape))))
    rows = rows[permitted(terms, rows)]
    front = frontier(terms)
    behind = {}
    for row, point in zip(rows.tolist(), sums(terms, rows).T.tolist(), strict=True):
        behind.setdefault(tuple(point), []).append(row)
    shown = front.rows()
    assert shown.shape == (len(front), len(terms.space.shape))
    for f in range(len(front)):
        expected = behind[tuple(front.points[:, f].tolist())]
        assert shown[f].tolist() == expected[0]
        assert [row.tolist() for row in front.packages(f)] == expected
        assert front.counts()[f] == len(expected)


def demands(trust, exposure):
    case = read_text(f"""
ripeness: 1
id: demands
actors: {{a: {{role: party}}, b: {{role: party}}}}
issues: {{one: {{now: x0, alternatives: {{x0: nothing, x1: something}}}}}}
preferences:
  a: {{weights: {{one: 1}}, values: {{one: {{x0: 0, x1: 100}}}}, trust: {trust}, reservation: 40,
      exposure: {{one: {exposure}}}}}
  b: {{weights: {{one: 1}}, values: {{one: {{x0: 100, x1: 0}}}}, reservation: 30}}
""")
    return conflict(inside(exact(case, actors=("a", "b"))))


@pytest.mark.parametrize("trust", ["0.5", "0.01", "0"])
def test_a_demand_that_is_granted_is_the_best_answer_with_what_it_exposes_to(trust):
    # x1 exposes a to more than it is worth, x0 is worth too little: no answer at all makes it sign, whatever its trust.
    assert demands(trust, "{x1: 150}").smallest == ()


@pytest.mark.parametrize("trust", ["0.5", "0.01", "0"])
def test_a_demand_for_a_clause_that_exposes_to_nothing_is_one_whatever_the_trust(trust):
    # a signs x1 only and b signs x0 only: either wish granted, there is a package, also where x0 exposes a.
    found = demands(trust, "{x0: 5}")
    assert found.smallest == found.irreducible == ((0, 0), (1, 0))
    assert found.least == 2


def test_odds_of_ten_thousand_digits_do_no_harm():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        case = read_text("""
ripeness: 1
id: steep
actors: {a: {role: party}, b: {role: party}}
issues: {one: {now: x0, alternatives: {x0: nothing, x1: something}}}
preferences:
  a: {weights: {one: 1}, values: {one: {x0: 0, x1: 100}}, trust: 1}
  b: {weights: {one: 1}, values: {one: {x0: 100, x1: 0}}, reservation: 0}
war:
  strength: {a: 1e-30, b: 10}
  decisive: 1
  steepness: 300
  outcomes: {a-wins: {winner: a, package: {one: x0}}, b-wins: {winner: b, package: {one: x1}}, none: {}}
  cost: {a: 0, b: 0}
""")
        found = ripeness.deals(case, draws=64)
        assert found.zone.empty is False
        assert set(found.solutions) >= {"nash", "kalai_smorodinsky"}


@pytest.mark.parametrize("noise", ["0.01", "1e-30", "1e-9", "1e30"])
@pytest.mark.parametrize("chance", ["0", "1", "[0.2, 0.9]"])
def test_no_warning_of_numpy_reaches_a_user(noise, chance):
    case = read_text(f"""
ripeness: 1
id: odd
as_of: 2031-01-01
actors: {{a: {{role: party}}, b: {{role: party}}}}
issues:
  one: {{now: x0, alternatives: {{x0: nothing, x1: some}}}}
  two: {{now: x0, alternatives: {{x0: nothing, x1: some}}}}
preferences:
  a: {{weights: {{one: 1e-30, two: 1e30}}, values: {{one: {{x0: 0, x1: 100}}, two: {{x0: [0, 100], x1: 50}}}},
      noise: {noise}, trust: 1e-17, reservation: 50, exposure: {{one: {{x1: 1e30}}}}}}
  b: {{weights: {{one: 1}}, values: {{one: {{x0: 100, x1: [0, 100]}}}}, noise: {noise}, reservation: 50}}
drafts:
  d: {{package: {{one: x1}}, versions: {{v: {{chance: {chance}, package: {{one: x0}}}}}},
      observed: {{on: 2031-01-01, signed: [b], refused: [a]}}}}
""")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for analysis in (lambda: ripeness.sign(case, "d", draws=32), lambda: ripeness.deals(case, draws=32)):
            content = analysis().to_dict()
            assert content["draft"] in ("d", None)
        assert ripeness.panel(case, draws=8).parties == ("a", "b")


def test_the_zone_without_guarantees_has_words_of_its_own():
    case = read_text(PANEL.format(a=100, b=100, trust=1, r=40))
    said = [subject(case, f"deals.{rest}zone.empty") for rest in ("", "without_guarantees.")]
    assert said == [
        "whether there is no package that all would sign",
        "whether there is no package that all would sign, without any guarantee",
    ]
