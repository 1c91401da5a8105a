"""The oracle itself against figures worked out by hand, and against the exact solution of a published domain."""

from copy import deepcopy
from fractions import Fraction
from itertools import product
from math import lcm
from typing import Any

import pytest

from .deals_oracle import (
    Unknown,
    Worth,
    brute_frontier,
    central_of,
    central_of_ranked,
    clauses_to_zone,
    confidence,
    dominated_by,
    dominates,
    egalitarian,
    evaluate,
    everything_known,
    frontier,
    frontier_with_guarantees,
    held_red_lines_crossed,
    in_zone,
    kalai_smorodinsky,
    least_shortfall,
    nash,
    solutions,
    undominated,
    utilitarian,
    ways_of_refusing,
    zone,
)

# Two parties, two issues, reservations given.
#
#                 u_a = (3 land + aid) / 4      u_b = (land + aid) / 2
#    keep, none             0                          100
#    keep, flow            25                           60
#    halve, none           45                           75
#    halve, flow           70                           35
#    give, none            75                           50
#    give, flow           100                           10
LAND_AND_AID: dict[str, Any] = {
    "actors": {"a": {"role": "party"}, "b": {"role": ["backer", "party"]}, "c": {"role": "mediator"}},
    "issues": {
        "land": {"now": "keep", "alternatives": {"keep": "", "halve": "", "give": ""}},
        "aid": {"now": "none", "alternatives": {"none": "", "flow": ""}},
    },
    "preferences": {
        "a": {
            "weights": {"land": "3", "aid": "1"},
            "values": {"land": {"keep": "0", "halve": "60", "give": "100"}, "aid": {"none": "0", "flow": "100"}},
            "reservation": "40",
        },
        "b": {
            "weights": {"land": "2", "aid": "2"},
            "values": {"land": {"ranked": ["keep", "halve", "give"]}, "aid": {"none": "100", "flow": "20"}},
            "reservation": "50",
        },
    },
    "drafts": {"text": {"package": {"land": "halve", "aid": "flow"}}},
}

# Two parties that fight; a distrusts.
#
#                 u_a = (land + aid) / 2        u_b = (3 land + aid) / 4
#    keep, none             0                           75
#    keep, some            30                          100
#    give, none            50                           15
#    give, some            80                           40
#
# Strengths 30 for a, 10 + 0.5 x 20 = 20 for b. So a wins outright with 0.5 x 30/50 = 0.3, b with 0.2, nobody with 0.5.
#    war_a = 0.3 x 50 + 0.2 x 30 + 0.5 x 0 - 4 = 17
# b thinks that a has 10: a wins with 1/6, b with 1/3. Its cost of 8 is less by 0.5 x 6.
#    war_b = 15/6 + 100/3 + 75/2 - 5 = 205/3
#
# h_a = 0.5, V_a = 0.5 u + 0.5 (min(17, u) - 4 - 6 [land given]):
#    -2, 21.5, 28.5, 43.5 in the order above.    V_b = u_b.
AT_WAR: dict[str, Any] = {
    "actors": {"a": {"role": "party"}, "b": {"role": "party"}, "c": {"role": "backer"}},
    "issues": {
        "land": {"now": "keep", "alternatives": {"keep": "", "give": ""}},
        "aid": {"now": "none", "alternatives": {"none": "", "some": ""}},
    },
    "preferences": {
        "a": {
            "weights": {"land": "1", "aid": "1"},
            "values": {"land": {"keep": "0", "give": "100"}, "aid": {"none": "0", "some": "60"}},
            "trust": ["0.4", "0.6"],
            "betrayal": "4",
            "exposure": {"land": {"give": "6"}},
        },
        "b": {
            "weights": {"land": "3", "aid": "1"},
            "values": {"land": {"keep": "100", "give": "20"}, "aid": {"none": "0", "some": "100"}},
        },
    },
    "war": {
        "strength": {"a": "30", "b": "10"},
        "believes": {"b": {"strength": {"a": "10"}}},
        "decisive": "0.5",
        "outcomes": {
            "a-wins": {"winner": "a", "package": {"land": "give"}},
            "b-wins": {"winner": "b", "package": {"aid": "some"}},
            "stalemate": {"package": {}},
        },
        "cost": {"a": "4", "b": "8"},
    },
    "ties": {
        "arms": {"from": "c", "to": "b", "kind": "support", "strength": "20", "now": "0.5", "relief": "6"},
        "watch": {"from": "c", "to": "agreement", "kind": "guarantee", "strength": {"a": "0.8"}},
        "bond": {"from": "c", "to": "agreement", "kind": "guarantee", "strength": {"b": "0.5"}},
    },
    "drafts": {"text": {"package": {"aid": "some"}, "may-guarantee": ["watch", "bond"]}},
}


@pytest.fixture
def land():
    return deepcopy(LAND_AND_AID)


@pytest.fixture
def war():
    return deepcopy(AT_WAR)


def names(rows):
    return [tuple(row.package.values()) for row in rows]


def row(name, *surplus):
    """A package with these surpluses, refusing being worth 0."""
    numbers = tuple(map(Fraction, surplus))
    return Worth({"text": name}, feasible=True, value=numbers, surplus=numbers, crossed={}, doubtful={})


def kept(rows):
    return [row.package["text"] for row in rows]


# Estimates


@pytest.mark.parametrize(
    ("written", "central"),
    [
        ("0.1", Fraction(1, 10)),
        ("-2.5e-3", Fraction(-1, 400)),
        (["0.1", "0.2"], Fraction(3, 20)),
        (["1", "2", "9"], Fraction(2)),
        ("roughly even chance", Fraction(1, 2)),
        ("almost certain", Fraction(97, 100)),
        ({"is": ["1", "2"], "because": ["claim"], "else": "9"}, Fraction(3, 2)),
        ({"is": "unknown", "within": ["1", "2"]}, None),
    ],
)
def test_central_values(written, central):
    assert central_of(written) == central


def test_ranked_values():
    assert [central_of_ranked(["x", "y", "z", "w"], a) for a in "xyzw"] == [100, Fraction(200, 3), Fraction(100, 3), 0]
    assert central_of_ranked(["x"], "x") == 100
    assert central_of_ranked(["x"], "y") is None


# Zone, frontier, solutions


def test_zone_and_frontier(land):
    table = evaluate(land, "text")
    assert table.signatories == ("a", "b")
    assert len(table.worths) == 6
    assert [row.value for row in table.worths] == [(0, 100), (25, 60), (45, 75), (70, 35), (75, 50), (100, 10)]
    assert names(zone(table)) == [("halve", "none"), ("give", "none")]
    assert {vector: names(rows) for vector, rows in frontier(table).items()} == {
        (45, 75): [("halve", "none")],
        (75, 50): [("give", "none")],
    }


def test_solutions(land):
    """Surpluses (5, 25) and (35, 0): both gain in the first only; ratios (1/7, 1) and (1, 0); sums 120 and 125."""
    found = {name: names(rows) for name, rows in solutions(evaluate(land, "text")).items()}
    assert found == {
        "nash": [("halve", "none")],
        "kalai_smorodinsky": [("halve", "none")],
        "egalitarian": [("halve", "none")],
        "utilitarian": [("give", "none")],
    }


def test_rules_leave_packages_out(land):
    land["rules"] = [{"never": "land=halve & !aid=flow"}]
    table = evaluate(land, "text")
    assert len(table.worths) == 5
    assert names(zone(table)) == [("give", "none")]


def test_the_draft(land):
    """(70, 35) is beaten by (75, 50) alone, by 5 at least; halving without aid is one clause away."""
    table = evaluate(land, "text")
    assert not in_zone(table.draft)
    gain, by = dominated_by(table.draft, table)
    assert (gain, names(by)) == (5, [("give", "none")])
    changes, nearest = clauses_to_zone(table.draft, table)
    assert (changes, names(nearest)) == (1, [("halve", "none")])


def test_a_draft_in_the_zone(land):
    land["drafts"]["text"]["package"] = {"land": "give"}
    table = evaluate(land, "text")
    assert in_zone(table.draft)
    assert dominated_by(table.draft, table) == (None, [])
    assert clauses_to_zone(table.draft, table) == (0, [table.draft])


def test_an_empty_zone(land):
    """With both refusing below 80 the worst off have -80, -55, -35, -45, -30, -70."""
    land["preferences"]["a"]["reservation"] = land["preferences"]["b"]["reservation"] = "80"
    table = evaluate(land)
    assert table.draft is None
    assert zone(table) == []
    assert frontier(table) == {}
    assert set(map(len, solutions(table).values())) == {0}
    assert names(least_shortfall(table)) == [("give", "none")]
    land["preferences"]["a"]["never"] = [{"when": "land=give"}]
    assert names(least_shortfall(evaluate(land))) == [("halve", "none")]
    land["preferences"]["a"]["never"] = [{"when": "land=keep | !land=keep"}]
    assert least_shortfall(evaluate(land)) == []
    assert clauses_to_zone(evaluate(land, "text").draft, evaluate(land, "text")) == (None, [])


def test_red_lines_hold_when_firm_is_at_least_one_half(land):
    for firm, held in (("0.5", True), ("roughly even chance", True), ("unlikely", False), ("0.49", False)):
        land["preferences"]["b"]["never"] = [{"when": "aid=flow", "firm": firm}, {"when": "land=halve", "firm": firm}]
        table = evaluate(land, "text")
        assert held_red_lines_crossed(table.draft) == ({"b": [0, 1]} if held else {})
        assert names(zone(table)) == ([("give", "none")] if held else [("halve", "none"), ("give", "none")])


def test_bonuses_add_points(land):
    land["preferences"]["b"]["bonuses"] = [{"when": "land=give -> aid=flow", "points": "-7.5"}]
    values = [row.value[1] for row in evaluate(land, "text").worths]
    assert values == [Fraction(185, 2), Fraction(105, 2), Fraction(135, 2), Fraction(55, 2), 50, Fraction(5, 2)]


def test_nash_counts_those_who_gain_first():
    assert kept(nash([row("x", 0, 100), row("y", 1, 1), row("z", 1, 1), row("w", 0, 0)])) == ["y", "z"]
    assert kept(nash([row("x", 0, 3, 4), row("y", 6, 0, 2), row("z", 1, 0, 1)])) == ["x", "y"]


def test_egalitarian_looks_at_the_next_smallest():
    assert kept(egalitarian([row("x", 1, 5, 2), row("y", 3, 1, 3), row("z", 3, 3, 1)])) == ["y", "z"]


def test_kalai_smorodinsky_leaves_out_who_cannot_gain():
    assert kept(kalai_smorodinsky([row("x", 5, 0), row("y", 3, 0)])) == ["x"]
    assert kept(kalai_smorodinsky([row("x", 0, 0), row("y", 0, 0)])) == ["x", "y"]
    assert kept(kalai_smorodinsky([row("x", 10, 1), row("y", 6, 5), row("z", 0, 9)])) == ["y"]


# War, distrust, guarantees


def test_war_and_distrust(war):
    table = evaluate(war, "text")
    assert ways_of_refusing(war, "a") == {"war": 17}
    assert ways_of_refusing(war, "b") == {"war": Fraction(205, 3)}
    assert [row.value for row in table.worths] == [
        (-2, 75),
        (Fraction(43, 2), 100),
        (Fraction(57, 2), 15),
        (Fraction(87, 2), 40),
    ]
    assert [row.surplus for row in zone(table)] == [(Fraction(9, 2), Fraction(95, 3))]
    assert table.draft == zone(table)[0]


@pytest.mark.parametrize(
    ("steepness", "worth"),
    [
        # a's m is 30, b's 20: war_a = 0.5 (50 p + 30 (1 - p)) - 4 = 11 + 10 p.
        ("0", Fraction(16)),
        ("1.0", Fraction(17)),
        ("2", 11 + Fraction(90, 13)),
        # p = sqrt(1.5) / (1 + sqrt(1.5)) = 3 - 2 sqrt(1.5) = 0.55051025721...
        ("0.5", Fraction("16.505102572168")),
    ],
)
def test_steepness(war, steepness, worth):
    war["war"]["steepness"] = steepness
    assert ways_of_refusing(war, "a") == {"war": worth}


def test_a_root_that_is_rational_is_exact_before_it_is_rounded(war):
    """m 30 and 120: 1 to 2 with the root; 11 + 10/3, rounded."""
    war["war"]["strength"]["b"] = "110"
    war["war"]["steepness"] = "0.5"
    assert ways_of_refusing(war, "a") == {"war": Fraction("14.333333333333")}


def test_chances_replace_strength(war):
    """Chances 0.2 and 0.6 are 1/4 and 3/4: war_a = 50/4 + 90/4 - 4 = 31."""
    war["war"]["outcomes"] = {
        "a-wins": {"winner": "a", "package": {"land": "give"}, "chance": "0.2"},
        "other": {"package": {"aid": "some"}, "chance": ["0.5", "0.6", "0.9"]},
    }
    del war["war"]["strength"]
    war["war"]["steepness"] = "0.5"
    war["preferences"]["a"]["walk-away"] = {
        "wait": {"package": {}},
        "take": {"package": {"land": "give"}, "cost": "20"},
    }
    assert ways_of_refusing(war, "a") == {"war": 31, "wait": 0, "take": 30}


def test_guarantees(war):
    """With `watch` h_a = 1 - 0.5 x 0.2 = 0.9 and V_a(keep, some) = 27 + 1.3; `bond` reassures b, who needs it not."""
    assert [confidence(war, "a", g) for g in ([], ["watch"], ["bond"])] == [
        Fraction(1, 2),
        Fraction(9, 10),
        Fraction(1, 2),
    ]
    package = {"land": "keep", "aid": "some"}
    assert frontier_with_guarantees(war, "text") == {
        (Fraction(283, 10), 100): [(("watch",), package), (("bond", "watch"), package)],
    }


# The unknown


def test_unknown_numbers_count_only_where_they_are_needed(land):
    land["preferences"]["a"]["values"]["aid"]["flow"] = "unknown"
    land["preferences"]["a"]["exposure"] = {"land": {"give": {"is": "unknown", "within": ["0", "9"]}}}
    table = evaluate(land, "text")
    assert not everything_known(table)
    with pytest.raises(Unknown):
        zone(table)  # keep, flow: b has 60
    land["preferences"]["b"]["reservation"] = "61"
    assert names(zone(evaluate(land, "text"))) == [("halve", "none")]
    land["preferences"]["a"]["weights"]["aid"] = "0"
    assert everything_known(evaluate(land, "text"))


def test_a_red_line_not_known_to_be_held(land):
    land["preferences"]["a"]["never"] = [{"when": "land=halve", "firm": "unknown"}]
    table = evaluate(land, "text")
    assert not in_zone(table.draft)  # b refuses anyway
    with pytest.raises(Unknown):
        held_red_lines_crossed(table.draft)
    with pytest.raises(Unknown):
        frontier(table)


# Arrays


def test_brute_frontier():
    """Sums without rule and bonus: (0,3) (2,2) (1,1) (3,0). The rule takes (2,2), the bonus makes (1,1) a (1,5)."""
    points = [[(0, 2), (1, 0)], [(0, 1), (2, 0)]]
    assert brute_frontier(points, (0, 0)) == {(0, 3): [(0, 0)], (2, 2): [(0, 1)], (3, 0): [(1, 1)]}
    assert brute_frontier(points, (1, 0)) == {(2, 2): [(0, 1)], (3, 0): [(1, 1)]}
    forbidden = {(0, 1)}.__contains__
    assert brute_frontier(points, (0, 0), forbidden, [(lambda x: x[0] == 1 and x[1] == 0, (0, 4))]) == {
        (1, 5): [(1, 0)],
        (3, 0): [(1, 1)],
    }


def test_brute_frontier_keeps_all_packages_behind_a_vector():
    points = [[(1, 1), (1, 1)], [(1, 0), (0, 0)]]
    assert brute_frontier(points, (0, 0)) == {(2, 1): [(0, 0), (1, 0)]}


def test_undominated_is_what_it_says():
    vectors = [
        (x + y % 3, (7 * x * x + 3 * y) % 11 - x, (5 * y * x + z) % 7) for x, y, z in product(range(7), repeat=3)
    ]
    literal = [v for v in dict.fromkeys(vectors) if not any(dominates(other, v) for other in vectors)]
    assert undominated(vectors) == literal
    assert 1 < len(literal) < len(set(vectors))


# A published domain
#
# NegMAS test data tests/data/scenarios/other/Jobs (github.com/yasserfarouk/negmas), rational arithmetic: utilities are
# sums of weight x evaluation / largest evaluation of the issue, with the decimals of the XML files taken as exact. The
# frontier and solutions were computed in fractions. NegMAS 0.16.0 itself lists 26 frontier points in floating point;
# 5 of them are dominated in exact arithmetic. Its evaluations are 0-1, its reserved values 0.
JOBS = (
    {
        "salary": ("0.24", ("0.0", "0.25", "0.5", "0.75", "1.0")),
        "fte": ("0.32", ("0.25", "0.50", "0.75")),
        "home": ("0.18", ("0.33333333333333", "0.5", "0.66666666666666")),
        "car": ("0.06", ("1", "0")),
        "permanent": ("0.16", ("1", "0")),
        "career": ("0.04", ("0.0", "0.5", "1.0")),
    },
    {
        "salary": ("0.2", ("1.0", "0.75", "0.5", "0.25", "0.0")),
        "fte": ("0.165", ("0.363636363636363636", "0.50", "0.636363636363636363")),
        "home": ("0.245", ("1.0", "0.5", "0.0")),
        "car": ("0.08", ("0", "1")),
        "permanent": ("0.21", ("0.23809523809523808", "0.761904761904762")),
        "career": ("0.10", ("1.0", "0.5", "0.0")),
    },
)
# Rounded to 1e-12 where the decimals of the files do not end.
JOBS_FRONTIER = [
    ("1", "0.230625"),
    ("0.98", "0.280625"),
    ("0.96", "0.330625"),
    ("0.955", "0.353125"),
    ("0.935", "0.403125"),
    ("0.915", "0.453125"),
    ("0.91", "0.475625"),
    ("0.89", "0.525625"),
    ("0.87", "0.575625"),
    ("0.83", "0.605625"),
    ("0.81", "0.655625"),
    ("0.75", "0.705625"),
    ("0.71", "0.72"),
    ("0.69", "0.755625"),
    ("0.65", "0.8"),
    ("0.63", "0.805625"),
    ("0.59", "0.85"),
    ("0.57", "0.855625"),
    ("0.53", "0.9"),
    ("0.47", "0.95"),
    ("0.41", "1"),
]


def jobs_points():
    """points[issue][alternative] = weight x evaluation / largest evaluation of both parties."""
    tables = [
        [
            [Fraction(weight) * Fraction(e) / max(map(Fraction, evaluations)) for e in evaluations]
            for weight, evaluations in party.values()
        ]
        for party in JOBS
    ]
    return [list(zip(*columns, strict=True)) for columns in zip(*tables, strict=True)]


def close(vectors, published):
    pairs = zip(sorted(vectors), sorted((Fraction(x), Fraction(y)) for x, y in published), strict=True)
    return all(
        abs(a - b) < Fraction(1, 10**11) for found, expected in pairs for a, b in zip(found, expected, strict=True)
    )


def jobs_scenario():
    """The same as a scenario, in half points: a dummy issue takes up half of the weight.

    A weight of an issue over its largest evaluation is rarely a decimal; multiplied by all those evaluations it is."""
    raw: dict[str, Any] = {
        "actors": {"employer": {"role": "party"}, "employee": {"role": "party"}},
        "issues": {
            issue: {"now": "o0", "alternatives": {f"o{a}": "" for a in range(len(evaluations))}}
            for issue, (_, evaluations) in JOBS[0].items()
        },
        "preferences": {},
    }
    raw["issues"]["dummy"] = {"now": "o0", "alternatives": {"o0": ""}}
    for actor, party in zip(raw["actors"], JOBS, strict=True):
        scaled = {
            issue: Fraction(weight) / max(map(Fraction, evaluations)) for issue, (weight, evaluations) in party.items()
        }
        factor = lcm(*(number.denominator for number in scaled.values()))
        weights = {issue: number * factor for issue, number in scaled.items()}
        weights["dummy"] = 2 * factor - sum(weights.values())
        raw["preferences"][actor] = {
            "weights": {issue: str(weight) for issue, weight in weights.items()},
            "values": {
                issue: {f"o{a}": str(100 * Fraction(e)) for a, e in enumerate(evaluations)}
                for issue, (_, evaluations) in party.items()
            }
            | {"dummy": {"o0": "0"}},
            "reservation": "0",
        }
    return raw


def test_jobs_as_arrays():
    found = brute_frontier(jobs_points(), (0, 0))
    assert len(found) == 21
    assert close(found, JOBS_FRONTIER)
    rows = [
        Worth({}, feasible=True, value=vector, surplus=vector, crossed={}, doubtful={})
        for vector, packages in found.items()
        for _ in packages
    ]
    expected = {
        nash: ("0.81", "0.655625"),
        egalitarian: ("0.71", "0.72"),
        utilitarian: ("0.81", "0.655625"),
        kalai_smorodinsky: ("0.71", "0.72"),
    }
    for solution, vector in expected.items():
        assert close({row.value for row in solution(rows)}, [vector])
    # 4000, 1.0, no work from home, no car, permanent, low.
    assert [found[row.value] for row in nash(rows)] == [[(4, 2, 0, 1, 0, 0)]]


def test_jobs_as_a_scenario():
    table = evaluate(jobs_scenario())
    assert len(table.worths) == 540
    points = {(x / 50, y / 50): rows for (x, y), rows in frontier(table).items()}
    assert set(points) == set(brute_frontier(jobs_points(), (0, 0)))
    expected = {
        "nash": ("0.81", "0.655625"),
        "kalai_smorodinsky": ("0.71", "0.72"),
        "egalitarian": ("0.71", "0.72"),
        "utilitarian": ("0.81", "0.655625"),
    }
    for name, rows in solutions(table).items():
        assert close({tuple(v / 50 for v in row.value) for row in rows}, [expected[name]])
