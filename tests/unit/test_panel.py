"""The analysis ``panel``: cases worked by hand, its contract, what it refuses, and how far parts are from turning."""

import itertools
import json

import numpy as np
import pytest

from ripeness.bargaining import panel, sign
from ripeness.bargaining.panel import packages_of, ripe
from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Draws
from tests.strategies import TEXT, having, load, two_parties, unknown

PARTS = ("stalemate", "hurting", "way_out")
VIEWS = ("common", "believed")

# What packages are worth, by land and aid (a: weights 3 and 1; b: 2 and 2):
#             a: none  flow      b: none  flow
#   keep          0     25           100    60
#   halve        45     70            75    35
#   give         75    100            50    10


def parties(raw, **more):
    plain = panel(load(raw), **{"draws": 1, **more}).to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    return plain["parties"]


def parts(view):
    return tuple(view[part] for part in PARTS)


def about(stalemate, hurting, way_out):
    return (pytest.approx(stalemate), None if hurting is None else pytest.approx(hurting), way_out)


def at_war(*, strength_a="10", strength_b="10", decisive="0.5"):
    """Return two parties who fight; the winner has the land, otherwise all is as now. Fighting costs 5 points."""
    raw = two_parties()
    for wants in raw["preferences"].values():
        del wants["reservation"]
    raw["war"] = {
        "strength": {"a": strength_a, "b": strength_b},
        "decisive": decisive,
        "outcomes": {"a-wins": {"winner": "a", "package": {"land": "give"}}, "b-wins": {"winner": "b"}, "none": {}},
        "cost": {"a": "5", "b": "5"},
    }
    return raw


# --- by hand ------------------------------------------------------------------------------------------------------


def test_a_party_that_would_surely_win_and_one_that_cannot():
    """War is the land given, less 5: a 75 - 5 = 70, b 50 - 5 = 45.

    b signs keep (100, 60), halve and none (75), give and none (50): the best for a is 75, 5 more than the war.
    a signs 70 and more: halve and flow, give: the best for b is 50, 5 more than the war. Both sign give and none.
    """
    found = parties(at_war(strength_b="0", decisive="1"))
    for view in VIEWS:
        assert parts(found["a"][view]) == about(0, 5, True)
        assert parts(found["b"][view]) == about(1, 5, True)


def test_no_war_at_all():
    """a refuses at 40, b at 50. b signs keep, halve and none, give and none: a's best is 75, today 0.

    a signs halve and give: b's best is 75, today 100. Halve and none (45, 75) is signed by both.
    """
    found = parties(two_parties())
    for view in VIEWS:
        assert parts(found["a"][view]) == about(1, 75, True)
        assert parts(found["b"][view]) == about(1, -25, True)


def test_a_party_that_would_sign_nothing():
    """No package is worth 101 to a: b is offered nothing. What b would sign is unchanged."""
    found = parties(having(two_parties(), "preferences.a.reservation", "101"))
    for view in VIEWS:
        assert parts(found["a"][view]) == about(1, 75, False)
        assert parts(found["b"][view]) == about(1, None, False)


@pytest.mark.parametrize(("firm", "hurting", "way_out"), [("0.6", 25, False), ("0.4", 75, True)])
def test_a_red_line_of_the_other_party(firm, hurting, way_out):
    """b never lets land be halved or given up: what is left for a is aid, 25, which it refuses."""
    raw = having(two_parties(), "preferences.b.never", [{"when": "land=halve | land=give", "firm": firm}])
    found = parties(raw)
    for view in VIEWS:
        assert parts(found["a"][view]) == about(1, hurting, way_out)
        assert parts(found["b"][view]) == about(1, -25, way_out)


def test_a_rule_takes_packages_away():
    """Without aid nothing may change: what b signs is keep; what a signs is halve and flow (b 35), give and flow."""
    raw = two_parties()
    raw["rules"] = [{"never": "!(land=keep) & aid=none"}]
    found = parties(raw)
    assert parts(found["a"]["common"]) == about(1, 25, False)
    assert parts(found["b"]["common"]) == about(1, 35 - 100, False)


def test_beliefs_that_differ():
    """Common: a wins with 0.5 x 0.5 = 0.25. War is 0.25 x 75 - 5 = 13.75 to a, 0.25 x 50 + 0.75 x 100 - 5 = 82.5 to b.

    b signs keep and none only, worth 0 to a: -13.75. a signs all but keep and none: the best for b is 75: -7.5.
    a believes in 0.8 x 0.75 = 0.6: war is 40 to a, 65 to b, which would then sign halve and none too: 45 - 40 = 5.
    """
    raw = at_war()
    raw["war"]["believes"] = {"a": {"strength": {"a": "30"}, "decisive": "0.8"}}
    found = parties(raw)
    assert parts(found["a"]["common"]) == about(0.75, -13.75, False)
    assert parts(found["a"]["believed"]) == about(0.4, 5, True)
    assert parts(found["b"]["common"]) == parts(found["b"]["believed"]) == about(0.75, -7.5, False)


def test_trust_counts_and_no_guarantee_is_in_force():
    """a's h is 0.5: halve and none is worth 0.5 x 45 + 0.5 x (min(40, 45) - 20) = 32.5 < 40; give and none
    0.5 x 75 + 0.5 x (40 - 20) = 47.5."""
    raw = two_parties()
    raw["preferences"]["a"] |= {"trust": "0.5", "betrayal": "20"}
    raw["ties"] = {"watch": {"from": "b", "to": "agreement", "kind": "guarantee", "strength": "1"}}
    raw["drafts"][TEXT]["guarantees"] = ["watch"]
    found = parties(raw)
    assert parts(found["a"]["common"]) == about(1, 47.5, True)
    assert parts(found["b"]["common"]) == about(1, 50 - 100, True)


def test_unknown_central_values_make_parts_null():
    """What halving is worth to b is unknown: so is a's best; but give and none is known to be signed by both."""
    raw = having(two_parties(), "preferences.b.values.land.halve", "unknown")
    found = parties(raw)
    assert parts(found["a"]["common"]) == about(1, None, True)
    # With b's reservation unknown, nothing is known of what both sign.
    found = parties(having(raw, "preferences.b.reservation", unknown("0", "200")))
    assert parts(found["a"]["common"]) == about(1, None, None)


def test_unknown_odds_make_stalemate_null():
    found = parties(at_war(decisive="unknown"))
    assert parts(found["a"]["common"]) == (None, None, None)


def test_bonuses_count_once_where_there_is_a_single_issue():
    """a waits for today's 0 and the bonus of 10: halving, worth 15, is a way out. b signs it: 50."""
    raw = two_parties()
    del raw["issues"]["aid"], raw["drafts"]
    for wants in raw["preferences"].values():
        del wants["weights"]["aid"], wants["values"]["aid"]
    raw["preferences"]["a"]["values"]["land"]["halve"] = "15"
    del raw["preferences"]["a"]["reservation"]
    raw["preferences"]["a"] |= {
        "bonuses": [{"when": "land=keep", "points": "10"}],
        "walk-away": {"wait": {"package": {}}},
    }
    assert parts(parties(raw)["a"]["common"]) == about(1, 5, True)


# --- the contract -------------------------------------------------------------------------------------------------


def test_contract(two_banks):
    result = panel(two_banks, draws=64)
    plain = result.to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["analysis"] == "panel"
    assert list(plain["parties"]) == ["north", "south"]
    for party in plain["parties"].values():
        assert list(party) == list(VIEWS)
        for view in party.values():
            assert set(PARTS) <= set(view)
            assert type(view["stalemate"]) in (float, type(None))
            assert type(view["hurting"]) in (float, type(None))
            assert view["way_out"] in (True, False, None)


def test_measures(two_banks):
    result = panel(two_banks, draws=32)
    expected = {f"panel.{p}.{v}.{part}" for p in ("north", "south") for v in VIEWS for part in PARTS}
    assert set(result.measures()) == expected
    for path, column in result.measures().items():
        assert column.shape == (32,), path
        assert column.dtype == np.float64
        assert not column.flags.writeable
        if path.endswith("way_out"):
            assert set(column) <= {0.0, 1.0}
        if path.endswith("stalemate"):
            assert ((column >= 0) & (column <= 1)).all()


def test_over_draws_are_statistics_of_the_measure():
    raw = having(two_parties(), "preferences.b.reservation", ["40", "110"])
    result = panel(load(raw), draws=128)
    column = result.measures()["panel.a.common.hurting"]
    known = column[~np.isnan(column)]
    assert 0 < len(known) < 128  # b signs nothing in some draws
    found = result.to_dict()["parties"]["a"]["common"]["over_draws"]["hurting"]
    assert found["mean"] == pytest.approx(known.mean())
    assert (found["low"], found["high"]) == pytest.approx(tuple(np.percentile(known, [5, 95])))
    assert found["known"] == len(known) / 128


def test_blocks_of_draws_give_the_same_digits(two_banks):
    """Blocks are small where packages are many; here by hand."""
    whole = panel(two_banks, draws=100).measures()
    blocks = [panel(two_banks, draws=block).measures() for block in Draws(100).blocks(size=32)]
    for path, column in whole.items():
        assert np.array_equal(np.concatenate([b[path] for b in blocks]), column, equal_nan=True), path


# --- what it refuses ----------------------------------------------------------------------------------------------


def problem(raw, **more):
    with pytest.raises(AnalysisError) as caught:
        panel(load(raw), **more)
    (found,) = caught.value.problems
    return found


def test_no_parties():
    raw = two_parties()
    for actor in raw["actors"].values():
        actor["role"] = "backer"
    raw["drafts"][TEXT]["signatories"] = ["a", "b"]
    assert problem(raw).code == "no-parties"


def test_too_many_packages():
    raw = two_parties()
    for number in range(16):
        raw["issues"][f"i{number}"] = {"now": "x", "alternatives": {"x": "", "y": ""}}
    found = problem(raw, draws=1)  # 6 x 2^16
    assert found.code == "too-many-packages"
    assert "393,216" in found.message


@pytest.mark.parametrize("draws", [0, -1, 2**21, 1.5, "64", None])
def test_impossible_numbers_of_draws(draws):
    """The same as for ``sign``."""
    codes = []
    for analysis in (lambda s: sign(s, TEXT, draws=draws), lambda s: panel(s, draws=draws)):
        with pytest.raises(AnalysisError) as caught:
            analysis(load(two_parties()))
        codes.append(caught.value.problems[0].code)
    assert codes == ["bad-draws", "bad-draws"]


def test_a_second_seed_is_refused():
    assert problem(two_parties(), draws=Draws(4, 1), seed=2).code == "two-seeds"


def test_chosen_columns_are_checked():
    assert problem(two_parties(), draws=Draws.of({"preferences.a.reservatio": [1]})).code == "unknown-path"


# --- how far each part is from turning ----------------------------------------------------------------------------


def test_the_nearest_turn_by_hand():
    """a refuses below 60, b below 70: a signs halve and flow, give; b keep and none, halve and none. No way out.

    a needs 45, a quarter of its range of 60; b would need 50, or 35: two fifths of its range of 50.
    """
    raw = having(two_parties(), "preferences.a.reservation", ["30", "60", "90"])
    raw["preferences"]["b"]["reservation"] = ["45", "70", "95"]
    found = parties(raw)
    for actor in "ab":
        assert found[actor]["common"]["way_out"] is False
        turn = found[actor]["common"]["turns"]["way_out"]
        assert turn["path"] == "preferences.a.reservation"
        assert turn["central"] == 60
        assert turn["needed"] == pytest.approx(45, abs=1e-3)
        assert turn["share"] == pytest.approx(0.25, abs=1e-4)
        assert turn["line"] == load(raw).place("preferences.a.reservation").line
    # Whatever a or b do inside their ranges, b loses by agreeing: no turn.
    assert "hurting" not in found["b"]["common"]["turns"]
    assert "stalemate" not in found["b"]["common"]["turns"]


LIMITS = {"stalemate": 0.5, "hurting": 0.0, "way_out": 0.5}


def turned_at(turned, central, end):
    """Return where, from centre to end, ``turned`` becomes true; None when it is not true at the end."""
    if not turned(end):
        return None
    inner, outer = central, end
    for _ in range(14):
        middle = (inner + outer) / 2
        inner, outer = (inner, middle) if turned(middle) else (middle, outer)
    return outer


def nearest_turns(scenario):
    """By bisection: for each part, share and path of the least move of one ranged estimate that turns it."""
    rows = packages_of(scenario)

    def sides(draws):
        return {m: bool(v[0] > LIMITS[m.rpartition(".")[2]]) for m, v in ripe(scenario, draws, rows).items()}

    centre = sides(Draws(1))
    found = {}
    for path, estimate in scenario.estimates.items():
        drawn = estimate.drawn
        if estimate.central is None or drawn.shape not in ("uniform", "pert"):
            continue
        central, low, high = float(estimate.central), float(drawn.low), float(drawn.high)
        for measure, end in itertools.product(centre, (low, high)):

            def turned(value, measure=measure, path=path):
                return sides(Draws.of({path: [value]}))[measure] != centre[measure]

            at = turned_at(turned, central, end)
            if at is not None:
                found.setdefault(measure, []).append((abs(at - central) / (high - low), path))
    return {measure: min(shares) for measure, shares in found.items()}


def two_beliefs():
    """Return a war of which both have their own view: the common estimate decides nothing but the common view."""
    raw = at_war(strength_a=["5", "40"], decisive=["0.1", "0.9"])
    raw["war"]["believes"] = {
        "a": {"strength": {"a": ["10", "50"], "b": "10"}, "decisive": ["0.4", "0.9"]},
        "b": {"strength": {"a": "10", "b": ["5", "30"]}, "decisive": "0.5"},
    }
    return raw


def refusing_at():
    raw = having(two_parties(), "preferences.a.reservation", ["30", "60", "90"])
    raw["preferences"]["b"]["reservation"] = ["45", "70", "110"]
    raw["preferences"]["b"]["values"]["land"]["halve"] = ["20", "50", "90"]
    return raw


@pytest.mark.parametrize("build", [refusing_at, two_beliefs])
def test_turns_against_bisection(build):
    scenario = load(build())
    plain = panel(scenario, draws=1).to_dict()["parties"]
    expected = nearest_turns(scenario)
    found = {
        f"panel.{party}.{view}.{part}": (turn["share"], turn["path"])
        for party, views in plain.items()
        for view in VIEWS
        for part, turn in views[view]["turns"].items()
    }
    assert set(found) == set(expected)
    for measure, (share, path) in found.items():
        assert share == pytest.approx(expected[measure][0], abs=2e-4), (measure, path, expected[measure])


@pytest.mark.parametrize("build", [refusing_at, two_beliefs])
def test_the_reported_turn_does_turn_the_part(build):
    scenario = load(build())
    for party, views in panel(scenario, draws=1).to_dict()["parties"].items():
        for view in VIEWS:
            for part, turn in views[view]["turns"].items():
                hair = 1e-6 * (turn["needed"] - turn["central"])
                moved = panel(scenario, draws=Draws.of({turn["path"]: [turn["needed"] + hair]})).measures()
                before = views[view][part]
                was = before is not None and before > LIMITS[part]
                assert bool(moved[f"panel.{party}.{view}.{part}"][0] > LIMITS[part]) != was


def test_turns_of_the_common_view_where_all_have_their_own():
    """Only the common view rests on ``war.decisive``: a wins with just that chance, and 0.5 is the limit."""
    raw = at_war(strength_b="0", decisive=["0.3", "0.4", "0.8"])
    raw["war"]["believes"] = {"a": {"decisive": "0.2"}, "b": {"decisive": "0.2"}}
    found = parties(raw)["a"]
    assert (found["common"]["stalemate"], found["believed"]["stalemate"]) == pytest.approx((0.6, 0.8))
    assert found["common"]["turns"]["stalemate"]["path"] == "war.decisive"
    assert found["common"]["turns"]["stalemate"]["needed"] == pytest.approx(0.5, abs=1e-4)
    assert "stalemate" not in found["believed"]["turns"]


def test_a_range_that_reaches_a_senseless_end_is_no_error():
    """A single weight may be drawn from 0 to 10, and is never drawn as 0."""
    raw = having(two_parties(), "preferences.a.weights", {"land": ["0", "10"]})
    assert parties(raw, draws=8)["a"]["common"]["way_out"] is True


def test_what_becomes_unknown_has_not_turned():
    """a trusts fully, so its betrayal need not be known. At less trust it need; that is no turn."""
    raw = having(two_parties(), "preferences.a.trust", ["0.5", "1", "1"])
    raw["preferences"]["a"]["betrayal"] = unknown("0", "20")
    found = parties(raw)
    for actor in "ab":
        assert found[actor]["common"]["way_out"] is True
        assert "way_out" not in found[actor]["common"]["turns"]
        assert "hurting" not in found[actor]["common"]["turns"]


def test_turns_start_from_the_chosen_draw():
    """One chosen draw is the central one: at 40 a signs halve and none, which it would not above 45."""
    raw = having(two_parties(), "preferences.a.reservation", ["30", "60", "90"])
    raw["preferences"]["b"]["reservation"] = "70"
    found = parties(raw, draws=Draws.of({"preferences.a.reservation": [40]}))["a"]["common"]
    assert found["way_out"] is True
    turn = found["turns"].get("way_out")
    assert turn is None or (turn["central"], turn["share"]) == pytest.approx((40, 5 / 60), abs=1e-4)
