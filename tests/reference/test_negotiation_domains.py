"""Published negotiation domains, solved exactly; the cases are the files beside this one."""

import tomllib
from fractions import Fraction
from math import lcm
from pathlib import Path

import pytest

from ripeness.packages.frontier import frontier
from ripeness.packages.interests import Surplus
from ripeness.packages.solutions import NAMES, solutions
from ripeness.packages.sums import AdditiveValues
from ripeness.packages.zone import count
from ripeness.valuation import Space

DOMAINS = sorted(Path(__file__).with_name("domains").glob("*.toml"))


def shares(party):
    """Return what each alternative of each issue is worth to a party: weight times value over the issue's largest."""
    return [
        [Fraction(w) * Fraction(v) / max(map(Fraction, values)) for v in values]
        for w, values in zip(party["weights"], party["values"], strict=True)
    ]


def read(path):
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    parties = [shares(party) for party in case["parties"]]
    scales = [lcm(*(n.denominator for issue in party for n in issue)) for party in parties]
    clauses = [
        [[int(n * scale) for n in party[j]] for party, scale in zip(parties, scales, strict=True)]
        for j in range(len(parties[0]))
    ]
    space = Space(
        tuple(f"issue-{j}" for j in range(len(clauses))),
        tuple(tuple(f"a{a}" for a in range(len(issue[0]))) for issue in clauses),
        (),
    )
    return case, AdditiveValues.of(space, clauses, [0] * len(parties)), tuple(scales)


@pytest.mark.parametrize("path", DOMAINS, ids=[p.stem for p in DOMAINS])
def test_published_domain(path):
    case, terms, scales = read(path)
    found = frontier(terms)
    assert len(found) == case["points"]
    surplus = Surplus(tuple(found.points), scales)
    for name, points in solutions(surplus).items():
        assert [[float(x) for x in surplus.exact(f)] for f in points] == [pytest.approx(case[name], abs=1e-13)], name
    assert set(NAMES) <= set(case)
    total = 1
    for size in terms.space.shape:
        total *= size
    assert count(terms) == total


def test_there_are_domains():
    assert [p.stem for p in DOMAINS] == ["itex-cypress", "jobs", "politics"]
