"""Packages worth exactly what refusing is: `sign` and `deals` give one verdict, and so does counting by hand."""

import itertools
import random
from fractions import Fraction

import pytest

import ripeness
from ripeness.scenario import read_text
from tests.budget import examples

ISSUES = ("one", "two", "three")
STEEPNESS = ("1", "2", "0.5", "1.7")


def scenario(seed):
    """Return a scenario in which a finds some packages worth exactly what refusing is, and what each is beyond that."""
    r = random.Random(seed)
    points = {j: [0, *sorted(r.sample(range(1, 12), 2))] for j in ISSUES}
    total = sum(p[-1] for p in points.values())
    sums = sorted({sum(c) for c in itertools.product(*points.values())})
    aim = Fraction(100 * r.choice(sums[1:-1]), total)
    digits = r.choice((6, 10, 16))
    # Values as a program writes them: rounded to so many digits, where shares are thirds or sevenths.
    values = {j: [f"{float(Fraction(100 * x, p[-1])):.{digits}f}" for x in p] for j, p in points.items()}
    way = r.choice(("reservation", "war"))
    lines = ["ripeness: 1", "id: edge", "actors: {a: {role: party}, b: {role: party}}", "issues:"]
    lines += [f"  {j}: {{now: x0, alternatives: {{x0: zero, x1: one, x2: two}}}}" for j in ISSUES]
    wants = ", ".join(f"{j}: {{x0: {v[0]}, x1: {v[1]}, x2: {v[2]}}}" for j, v in values.items())
    weights = ", ".join(f"{j}: {p[-1]}" for j, p in points.items())
    against = ", ".join(f"{j}: {{x0: 100, x1: 50, x2: 0}}" for j in ISSUES)
    trust = r.choice(("1", "0.6", "0.05"))
    refusing = f", reservation: {float(aim):.16f}" if way == "reservation" else ""
    lines += ["preferences:", f"  a: {{weights: {{{weights}}}, values: {{{wants}}}, trust: {trust}{refusing}}}"]
    lines += [f"  b: {{weights: {{one: 1, two: 1, three: 1}}, values: {{{against}}}, reservation: 0}}"]
    packages = list(itertools.product(range(3), repeat=3))
    if way == "war":  # whoever wins, the same package comes of it, whatever the odds
        worth = r.choice([c for c in packages if sum(points[j][a] for j, a in zip(ISSUES, c, strict=True)) < total])
        aim = Fraction(100 * sum(points[j][a] for j, a in zip(ISSUES, worth, strict=True)), total)
        package = "{" + ", ".join(f"{j}: x{a}" for j, a in zip(ISSUES, worth, strict=True)) + "}"
        lines += ["war:", "  strength: {a: 3, b: 10}", f"  steepness: {r.choice(STEEPNESS)}", "  decisive: 0.3"]
        ends = (f"{end}: {{{who}package: {package}}}" for end, who in (("a-wins", "winner: a, "), ("none", "")))
        lines += [f"  outcomes: {{{', '.join(ends)}, b-wins: {{winner: b, package: {package}}}}}"]
        lines += ["  cost: {a: 0, b: 100}"]
    lines += ["drafts:"]
    for k, c in enumerate(packages):
        lines.append(f"  d{k}: {{package: {{{', '.join(f'{j}: x{a}' for j, a in zip(ISSUES, c, strict=True))}}}}}")
    exact = [Fraction(100 * sum(points[j][a] for j, a in zip(ISSUES, c, strict=True)), total) - aim for c in packages]
    return read_text("\n".join(lines)), exact, digits


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(examples(3, 120)))
def test_sign_and_deals_agree_at_the_reservation(seed):
    case, exact, digits = scenario(seed)
    found = ripeness.deals(case, draws=1)
    in_zone = {s.draft: s.in_zone for s in found.drafts}
    assert found.zone.packages == sum(in_zone.values())
    edge = [k for k, surplus in enumerate(exact) if surplus == 0]
    assert edge
    for k in {*edge, *range(seed % 5, len(exact), 5)}:
        draft, surplus = f"d{k}", exact[k]
        said = ripeness.sign(case, draft, draws=1)
        assert said.signs is in_zone[draft]
        assert said.probability()["central"] == float(in_zone[draft])
        if digits >= 10:  # so many that what rounding takes is no shortfall
            assert said.signs is (surplus >= 0)


@pytest.mark.parametrize(
    ("reservation", "signs"),
    [
        ("50", True),
        ("50.000000001", True),  # a billionth of a point is no shortfall
        ("50.00000000100001", False),
        ("49.999999999", True),
    ],
)
@pytest.mark.parametrize("trust", ["1", "0.3", "0"])
def test_a_billionth_of_a_point_is_the_rule_on_either_side(reservation, signs, trust):
    case = read_text(f"""
ripeness: 1
id: edge
actors: {{a: {{role: party}}, b: {{role: party}}}}
issues: {{one: {{now: no, alternatives: {{no: nothing, yes: something}}}}}}
preferences:
  a: {{weights: {{one: 1}}, values: {{one: {{no: 0, yes: 50}}}}, trust: {trust}, reservation: {reservation}}}
  b: {{weights: {{one: 1}}, values: {{one: {{no: 0, yes: 50}}}}, reservation: 0}}
drafts: {{d: {{package: {{one: yes}}}}}}
""")
    assert ripeness.sign(case, "d", draws=1).signs is signs
    found = ripeness.deals(case, draws=1)
    assert found.drafts[0].in_zone is signs
    assert found.zone.packages == int(signs)


def test_many_digits_of_whole_points_are_worth_what_the_points_are():
    """A teacher's sheet of whole points, 8 of 26 written as 30.7692307692307692."""
    points = {"pay": (0, 8, 15, 21, 26), "place": (0, 10, 17), "days": (0, 9, 14)}
    wants, issues = [], []
    for issue, sheet in points.items():
        named = ", ".join(f"x{k}: option" for k in range(len(sheet)))
        issues.append(f"  {issue}: {{now: x0, alternatives: {{{named}}}}}")
        shares = (f"x{k}: {float(Fraction(100 * x, sheet[-1])):.16f}" for k, x in enumerate(sheet))
        wants.append(f"{issue}: {{{', '.join(shares)}}}")
    # 57 points in all, of which the other offer is worth 34.
    lines = ["ripeness: 1", "id: sheet", "actors: {a: {role: party}, b: {role: party}}", "issues:", *issues]
    weights = ", ".join(f"{issue}: {sheet[-1]}" for issue, sheet in points.items())
    other = f"{float(Fraction(3400, 57)):.14f}"
    lines += ["preferences:"]
    lines += [f"  a: {{weights: {{{weights}}}, values: {{{', '.join(wants)}}}, reservation: {other}}}"]
    lines += ["  b: {weights: {pay: 1}, values: {pay: {x0: 100, x1: 80, x2: 60, x3: 40, x4: 0}}, reservation: 0}"]
    found = ripeness.deals(read_text("\n".join(lines)), draws=1)
    assert found.zone.packages == sum(sum(c) >= 34 for c in itertools.product(*points.values()))
    assert any(sum(c) == 34 for c in itertools.product(*points.values()))
