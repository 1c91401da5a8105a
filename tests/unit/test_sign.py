"""The analysis ``sign``: what its answer holds, and what it refuses."""

import json
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from ripeness.bargaining import sign
from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Draws
from tests.budget import examples
from tests.strategies import TEXT, having, load, scenarios, two_parties, unknown

FIGURES = ("utility", "value", "reservation", "effective_reservation", "surplus")
CHANCES = ("probability", "central", "low", "high")


# --- the two banks by hand ----------------------------------------------------------------------------------------


def test_north_and_the_capital_draft_by_hand(two_banks):
    """Every number is the most likely one in the file."""
    # North's weights 40 + 25 + 15 + 10 = 90. The draft: they hold (65), groups stay (ranked last: 0), supplies flow
    # (70), brokers control (50). The bonus needs groups=disband.
    u = (40 * 65 + 25 * 0 + 15 * 70 + 10 * 50) / 90
    # What North believes of the war: its own strength 60 with 15 + 8 of support; South 35 with 8 of support.
    # Someone wins outright: likely, 0.55 to 0.80. Steepness 1.
    decisive = (0.55 + 0.80) / 2
    wins, loses = decisive * 83 / (83 + 43), decisive * 43 / (83 + 43)
    # enter (100), disband (ranked first: 100), flow, nobody (100); leave (0), stay (0), flow, nobody; as now.
    victory = (40 * 100 + 25 * 100 + 15 * 70 + 10 * 100) / 90
    defeat = (40 * 0 + 25 * 0 + 15 * 70 + 10 * 100) / 90
    as_now = (40 * 65 + 25 * 0 + 15 * 70 + 10 * 100) / 90
    # Cost 10 less relief 3. Waiting costs 3 and is worth less.
    war = wins * victory + loses * defeat + (1 - decisive) * as_now - (10 - 3)
    assert as_now - 3 < war
    # Trust 0.5, guarantee 0.1 for North: h = 0.55. Betrayal 8; holding the lines exposes nothing.
    h = 1 - (1 - 0.5) * (1 - 0.1)
    value = h * u + (1 - h) * (min(war, u) - 8)

    found = sign(two_banks, "capital", draws=1).to_dict()["signatories"]["north"]
    assert u == pytest.approx(46.1111, abs=1e-4)
    assert war == pytest.approx(57.27976, abs=1e-5)
    assert value - war == pytest.approx(-14.76865, abs=1e-5)
    assert found["utility"] == pytest.approx(u, rel=1e-12)
    assert found["reservation"] == pytest.approx(war, rel=1e-12)
    assert found["value"] == pytest.approx(value, rel=1e-12)
    assert found["surplus"] == pytest.approx(value - war, rel=1e-12)
    assert found["effective_reservation"] == pytest.approx(war + (1 - h) * 8 / h, rel=1e-12)
    assert (found["signs"], found["walk_away"]) == (False, "war")
    assert found["odds"]["north-wins"]["believed"] == pytest.approx(wins)
    # By the common estimate South has 50 + 12, and an outright win is unlikely, 0.20 to 0.45.
    assert found["odds"]["north-wins"]["common"] == pytest.approx(0.325 * 83 / 145)
    # In the leaked version supplies are frozen, whose value to North is unknown; so are the mixed chances.
    assert found["central"] is None


def test_south_and_the_capital_draft_by_hand(two_banks):
    # Weights 45 + 20 + 20 + 15 = 100: hold 45, stay 100, flow 100, brokers 70.
    u = 0.45 * 45 + 0.20 * 100 + 0.20 * 100 + 0.15 * 70
    # South has no beliefs of its own: North 60 + 15 + 8, South 50 + 12, an outright win unlikely: 0.325.
    north_wins, south_wins = 0.325 * 83 / 145, 0.325 * 62 / 145
    defeat = 0.45 * 0 + 0.20 * 0 + 0.20 * 100 + 0.15 * 0
    victory = 0.45 * 100 + 0.20 * 100 + 0.20 * 100 + 0.15 * 0
    as_now = 0.45 * 45 + 0.20 * 100 + 0.20 * 100 + 0.15 * 0
    war = north_wins * defeat + south_wins * victory + 0.675 * as_now - 12
    # Trust 0.4, guarantee 0.3 for South: h = 0.58. Betrayal 12.
    value = 0.58 * u + 0.42 * (min(war, u) - 12)

    found = sign(two_banks, "capital", draws=1).to_dict()["signatories"]["south"]
    assert u == pytest.approx(70.75)
    assert value - war == pytest.approx(10.358125, abs=1e-6)
    assert found["utility"] == pytest.approx(u, rel=1e-12)
    assert found["reservation"] == pytest.approx(war, rel=1e-12)
    assert found["surplus"] == pytest.approx(value - war, rel=1e-12)
    assert found["compliance"] == pytest.approx(0.58)
    assert found["signs"] is True
    # The leaked version freezes supplies (worth 0 to South): u falls by 20, V by 0.58 x 20.
    drawn = 0.7 / (1 + math.exp(-(value - war) / 4)) + 0.3 / (1 + math.exp(-(value - war - 0.58 * 20) / 4))
    assert found["central"] == pytest.approx(drawn, rel=1e-12)


# --- the contract -------------------------------------------------------------------------------------------------


def is_number(value):
    return type(value) is float and math.isfinite(value)


def numbers_of(value):
    return value is None or is_number(value)


RESULT_KEYS = {
    "analysis": str,
    "contract": int,
    "scenario": str,
    "digest": str,
    "version": str,
    "options": dict,
    "seed": int,
    "draws": int,
    "warnings": list,
    "draft": str,
    "package": dict,
    "signatories": dict,
    "versions": dict,
    "blockers": list,
    "repairs": list,
    "repairs_searched": int,
    "repairs_complete": bool,
}


def check_contract(plain):
    assert {key: type(plain[key]) for key in RESULT_KEYS} == RESULT_KEYS
    assert plain["analysis"] == "sign"
    assert all(numbers_of(plain[key]) for key in CHANCES)
    for actor, found in plain["signatories"].items():
        assert all(numbers_of(found[key]) for key in (*FIGURES, *CHANCES)), actor
        assert found["signs"] in (True, False, None)
        assert type(found["walk_away"]) in (str, type(None))
        assert found["posterior"] is None or is_number(found["posterior"])
        assert found["again"] is None or is_number(found["again"])
        assert type(found["red_lines"]) is list
        assert type(found["parts"]) in (dict, type(None))
    for blocker in plain["blockers"]:
        assert set(blocker) == {"actor", "issue", "alternative", "best", "loss"}
        assert numbers_of(blocker["loss"])
        assert type(blocker["best"]) in (str, type(None))
    for repair in plain["repairs"]:
        assert set(repair) == {"changes", "surplus", "guarantees"}
        assert repair["changes"]
        assert set(repair["surplus"]) == set(plain["signatories"])
    for warning in plain["warnings"]:
        assert {"code", "message", "path", "hint"} <= set(warning)


def check_json(plain):
    """Plain data that comes back as it went: no NaN, no numpy, no tuples."""
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


def test_contract_of_the_two_banks(two_banks):
    for draws in (1, 64):
        for draft in two_banks.drafts:
            plain = sign(two_banks, draft, draws=draws).to_dict()
            check_contract(plain)
            check_json(plain)


@settings(
    max_examples=examples(30, 180),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(scenarios(packages=64))
def test_contract_of_any_scenario(raw):
    for draws in (1, 4):
        plain = sign(load(raw), TEXT, draws=draws).to_dict()
        check_contract(plain)
        check_json(plain)


def test_numbers_of_numpy_are_numbers_too():
    check_json(sign(load(two_parties()), TEXT, draws=np.int64(8), seed=np.int64(3)).to_dict())


def test_measures(two_banks):
    result = sign(two_banks, "capital", draws=32)
    measures = result.measures()
    for path, column in measures.items():
        assert path.startswith("sign.capital.")
        assert "signatories" not in path
        assert column.shape == (32,), path
        assert column.dtype == np.float64
        assert not column.flags.writeable
    for actor in ("north", "south"):
        for figure in (*FIGURES, "signs", "probability"):
            assert f"sign.capital.{actor}.{figure}" in measures
    assert {"sign.capital.probability", "sign.capital.signs"} <= set(measures)
    for path in ("signs", "north.signs", "south.signs"):
        assert set(measures[f"sign.capital.{path}"]) <= {0.0, 1.0}


def test_every_number_and_boolean_has_a_measure(two_banks):
    """What is said of the chances over draws (central, low, …) aside, and repairs, which are central only."""
    result = sign(two_banks, "capital", draws=4)
    plain = result.to_dict()
    found = {
        "sign.capital" + path.replace(".signatories", "")
        for key in ("signatories", "signs", "probability", "versions")
        for path in leaves(plain[key], f".{key}")
    }
    aside = {"central", "low", "high", "error", "posterior", "again"}
    missing = {path for path in found if path.rpartition(".")[2] not in aside} - set(result.measures())
    assert missing == set()


def leaves(node, path):
    """Yield the paths of numbers and booleans, lists left out."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(node, bool | float | int):
        yield path


def test_chances_are_statistics_of_their_measure(two_banks):
    result = sign(two_banks, "capital", draws=256)
    plain, measures = result.to_dict(), result.measures()
    for path, found in (("sign.capital", plain), ("sign.capital.south", plain["signatories"]["south"])):
        column = measures[f"{path}.probability"]
        assert found["probability"] == pytest.approx(column.mean(), rel=1e-12)
        low, high = np.percentile(column, [5, 95])
        assert (found["low"], found["high"]) == pytest.approx((low, high), rel=1e-12)
    assert sign(two_banks, "capital", draws=1).to_dict()["signatories"]["south"]["central"] == pytest.approx(
        plain["signatories"]["south"]["central"], rel=1e-12
    )


def test_one_draw_is_the_central_draw():
    raw = having(two_parties(), "preferences.a.values.land.halve", ["0", "30", "90"])
    raw["preferences"]["a"]["noise"] = "10"
    found = sign(load(raw), TEXT, draws=1).to_dict()["signatories"]["a"]
    many = sign(load(raw), TEXT, draws=512).to_dict()["signatories"]["a"]
    assert found["probability"] == found["central"] == found["low"] == found["high"] == many["central"]
    assert found["surplus"] == many["surplus"] == pytest.approx(0.75 * 30 + 25 - 40)
    assert many["probability"] != many["central"]


# --- verdicts, blockers, repairs ----------------------------------------------------------------------------------


def test_a_refused_draft_its_blockers_and_its_repairs():
    """u_b = 35 < 50. Aid none: 50 + 25 = 75, a gain of 40; land keep: 60, a gain of 25. a: 45 and 25, r = 40."""
    plain = sign(load(two_parties()), TEXT, draws=1).to_dict()
    assert plain["signs"] is False
    assert plain["package"] == {"land": "halve", "aid": "flow"}
    assert [(b["actor"], b["issue"], b["alternative"], b["best"], b["loss"]) for b in plain["blockers"]] == [
        ("b", "aid", "flow", "none", pytest.approx(40)),
        ("b", "land", "halve", "keep", pytest.approx(25)),
    ]
    assert plain["repairs"] == [
        {"changes": {"aid": "none"}, "surplus": {"a": pytest.approx(5), "b": pytest.approx(25)}, "guarantees": []}
    ]
    assert (plain["repairs_searched"], plain["repairs_complete"]) == (1, True)


def test_nothing_to_repair():
    plain = sign(load(having(two_parties(), "preferences.b.reservation", "35")), TEXT, draws=1).to_dict()
    assert plain["signs"] is True
    assert (plain["blockers"], plain["repairs"]) == ([], [])
    assert (plain["repairs_searched"], plain["repairs_complete"]) == (0, True)


def test_no_repair_exists_is_a_proof():
    plain = sign(load(having(two_parties(), "preferences.b.reservation", "101")), TEXT, draws=1).to_dict()
    assert (plain["repairs"], plain["repairs_searched"], plain["repairs_complete"]) == ([], 2, True)


def test_a_search_cut_short_proves_nothing():
    """b signs from 76 on, which only keep-none (100) gives: two clauses away."""
    raw = having(two_parties(), "preferences.b.reservation", "76")
    raw["preferences"]["a"]["reservation"] = "0"
    plain = sign(load(raw), TEXT, draws=1, up_to=1).to_dict()
    assert (plain["repairs"], plain["repairs_searched"], plain["repairs_complete"]) == ([], 1, False)
    whole = sign(load(raw), TEXT, draws=1).to_dict()
    assert [r["changes"] for r in whole["repairs"]] == [{"land": "keep", "aid": "none"}]


def test_that_no_package_at_all_is_signed_by_all_is_proven_whatever_the_number_of_changes():
    raw = having(two_parties(), "preferences.b.reservation", "101")
    plain = sign(load(raw), TEXT, draws=1, up_to=1).to_dict()
    assert (plain["repairs"], plain["repairs_searched"], plain["repairs_complete"]) == ([], 1, True)


# ---- clauses that may not be touched, guarantees that may be added -------------------------------------------------


def test_a_repair_never_touches_clauses_that_are_kept():
    """Aid none is the one change that suffices; with aid kept, land keep gives b 60 and a 25: a refuses at 40."""
    kept = sign(load(two_parties()), TEXT, draws=1, keep=["aid"]).to_dict()
    assert (kept["repairs"], kept["repairs_searched"], kept["repairs_complete"]) == ([], 1, True)
    raw = having(two_parties(), "preferences.a.reservation", "20")
    kept = sign(load(raw), TEXT, draws=1, keep=["aid"]).to_dict()
    assert [r["changes"] for r in kept["repairs"]] == [{"land": "keep"}]
    assert kept["options"]["keep"] == ["aid"]


def test_keeping_every_clause_leaves_nothing_to_repair():
    plain = sign(load(two_parties()), TEXT, draws=1, keep=["land", "aid"]).to_dict()
    assert (plain["repairs"], plain["repairs_searched"], plain["repairs_complete"]) == ([], 0, True)


def test_unknown_clauses_to_keep_are_all_named():
    with pytest.raises(AnalysisError) as caught:
        sign(load(two_parties()), TEXT, draws=1, keep=["lnad", "aid", "moon"])
    assert [p.code for p in caught.value.problems] == ["unknown-issue", "unknown-issue"]
    assert "'land'" in caught.value.problems[0].hint


def test_a_guarantee_may_be_the_whole_repair():
    """b: u = 60 > 50, but betrayed it has 10: at h = 1/2 signing is worth 35, with the guarantee, h = 0.9, it is 55."""
    raw = having(two_parties(), "preferences.b.values.land.halve", "100")
    raw["preferences"]["b"] |= {"trust": "0.5", "betrayal": "40"}
    raw["preferences"]["a"]["reservation"] = "70"
    raw["ties"] = {
        "watch": {"from": "a", "to": "agreement", "kind": "guarantee", "strength": {"b": "0.8"}},
        "seal": {"from": "a", "to": "agreement", "kind": "guarantee", "strength": {"b": "0.1"}},
    }
    raw["drafts"][TEXT]["may-guarantee"] = ["seal", "watch"]
    without = sign(load(raw), TEXT, draws=1).to_dict()
    assert without["repairs"] == []
    assert without["repairs_complete"]
    (repair,) = sign(load(raw), TEXT, draws=1, guarantees=True).to_dict()["repairs"]
    assert (repair["changes"], repair["guarantees"]) == ({}, ["watch"])
    assert repair["surplus"] == {"a": pytest.approx(0), "b": pytest.approx(55 - 50)}


def test_an_unknown_verdict_on_the_way_proves_nothing():
    raw = having(two_parties(), "preferences.b.reservation", "90")
    raw["preferences"]["a"] |= {"reservation": "-1"}
    raw["preferences"]["b"]["values"]["land"]["keep"] = "unknown"
    plain = sign(load(raw), TEXT, draws=1).to_dict()
    assert (plain["repairs"], plain["repairs_complete"]) == ([], False)


def test_an_issue_with_a_single_alternative_blocks_nothing():
    """b refuses for its red line; there is nothing else to say on `past`, so it costs nobody anything."""
    raw = two_parties()
    raw["issues"]["past"] = {"now": "as-it-is", "alternatives": {"as-it-is": "As it is"}}
    raw["preferences"]["b"] |= {"never": [{"when": "aid=flow"}], "reservation": unknown("0", "90")}
    plain = sign(load(raw), TEXT, draws=1).to_dict()
    assert plain["signatories"]["b"]["signs"] is False
    assert {b["issue"] for b in plain["blockers"]} == {"land", "aid"}


def test_a_version_that_leaves_no_chance_to_the_draft_itself():
    """0.6 + 0.3 + 0.1 = 1: the draft itself, whose value to b is unknown, is sure not to be the text."""
    raw = having(two_parties(), "preferences.b.values.land.halve", "unknown")
    raw["drafts"][TEXT]["versions"] = {
        name: {"chance": chance, "package": {"land": land}}
        for name, chance, land in (("one", "0.6", "keep"), ("two", "0.3", "give"), ("three", "0.1", "keep"))
    }
    plain = sign(load(raw), TEXT, draws=1).to_dict()
    # keep and aid: b 60 >= 50 signs, give: b 10 does not.
    assert plain["signatories"]["b"]["central"] == pytest.approx(0.7)


def test_versions_mix_the_chances_only():
    raw = having(two_parties(), "drafts.text.versions", {"leaked": {"chance": "0.3", "package": {"aid": "none"}}})
    plain = sign(load(raw), TEXT, draws=1).to_dict()
    assert plain["signatories"]["b"]["signs"] is False
    assert plain["signatories"]["b"]["central"] == pytest.approx(0.3)
    assert plain["central"] == pytest.approx(0.3)
    assert plain["versions"]["leaked"]["package"] == {"land": "halve", "aid": "none"}
    assert plain["versions"]["leaked"]["chance"] == pytest.approx(0.3)
    assert plain["versions"]["leaked"]["probability"] == 1
    assert plain["versions"]["leaked"]["signatories"]["b"]["signs"] is True


def test_a_held_red_line_settles_an_unknown_surplus():
    raw = having(two_parties(), "preferences.a.values.land.halve", "unknown")
    raw["preferences"]["a"]["never"] = [{"when": "aid=flow"}]
    plain = sign(load(raw), TEXT, draws=64).to_dict()
    found = plain["signatories"]["a"]
    assert (found["surplus"], found["signs"], found["central"], found["probability"]) == (None, False, 0, 0)
    assert found["red_lines"] == [{"index": 0, "when": "aid=flow", "held": True}]
    assert plain["probability"] == plain["central"] == 0


def test_a_red_line_that_may_be_a_bluff():
    raw = having(two_parties(), "preferences.a.never", [{"when": "aid=flow", "firm": "0.25"}])
    found = sign(load(raw), TEXT, draws=1024).to_dict()["signatories"]["a"]
    assert (found["signs"], found["central"], found["red_lines"]) == (True, 1, [])
    assert found["probability"] == pytest.approx(0.75, abs=1 / 1024)


def test_unknown_figures_are_null_and_said_so():
    raw = having(two_parties(), "preferences.a.values.land.halve", "unknown")
    result = sign(load(raw), TEXT, draws=256)
    found = result.to_dict()["signatories"]["a"]
    assert [found[f] for f in ("utility", "value", "surplus", "signs", "central")] == [None] * 5
    assert found["reservation"] == 40
    # 0.75 v + 25 >= 40 for v >= 20, and v is anything between 0 and 100.
    assert found["probability"] == pytest.approx(0.8, abs=1 / 128)
    warned = [w for w in result.warnings if w.code == "unknown-needed"]
    assert [w.path for w in warned] == ["preferences.a"]


def test_warnings_of_omissions():
    raw = having(two_parties(), "preferences.a.trust", "0.5")
    raw["preferences"]["a"]["noise"] = "3"
    warned = [(w.code, w.path, w.severity) for w in sign(load(raw), TEXT, draws=1).warnings]
    assert [w for w in warned if w[0] != "values-not-spanning"] == [
        ("trust-omitted", "preferences.b", "warning"),
        ("noise-omitted", "preferences.b", "warning"),
    ]


def test_noise_that_is_written_as_0_is_not_omitted():
    raw = having(two_parties(), "preferences.a.noise", "0")
    warned = {(w.code, w.path) for w in sign(load(raw), TEXT, draws=1).warnings}
    assert ("noise-omitted", "preferences.b") in warned
    assert ("noise-omitted", "preferences.a") not in warned


def test_values_that_do_not_span_0_to_100_are_warned_of():
    """Weights are swing weights: with values from 20 to 100 b's weight on aid says too much."""
    warned = sign(load(two_parties()), TEXT, draws=1).warnings
    assert any("preferences.b.values.aid" in w.path or ("'b'" in w.message and "'aid'" in w.message) for w in warned)


def test_own_beliefs_are_enough_where_the_common_estimate_is_silent():
    """Both say how likely they think an outright win; the common estimate is not needed for any verdict."""
    raw = two_parties()
    raw["war"] = {
        "strength": {"a": "20", "b": "20"},
        "believes": {"a": {"decisive": "0.5"}, "b": {"decisive": "0.4"}},
        "outcomes": {"a-wins": {"winner": "a", "package": {"land": "give"}}, "b-wins": {"winner": "b"}, "none": {}},
        "cost": {"a": "1", "b": "1"},
    }
    plain = sign(load(raw), TEXT, draws=1).to_dict()
    assert plain["signatories"]["a"]["walk_aways"]["war"] == pytest.approx(0.25 * 75 - 1)


# --- draws --------------------------------------------------------------------------------------------------------


def test_chosen_draws():
    table = Draws.of({"preferences.a.values.land.halve": [0, 20, 100]})
    result = sign(load(two_parties()), TEXT, draws=table)
    assert result.measures()["sign.text.a.surplus"].tolist() == pytest.approx([-15, 0, 60])
    assert result.measures()["sign.text.a.signs"].tolist() == [0, 1, 1]


def test_a_single_chosen_draw_counts_for_the_verdict():
    table = Draws.of({"preferences.a.values.land.halve": [0]})
    assert sign(load(two_parties()), TEXT, draws=table).to_dict()["signatories"]["a"]["signs"] is False


def test_chosen_chances_of_versions_that_exceed_1_are_refused():
    raw = two_parties()
    raw["drafts"][TEXT]["versions"] = {
        name: {"chance": "0.3", "package": {"aid": "none"}} for name in ("leaked", "older")
    }
    table = Draws.of({f"drafts.text.versions.{name}.chance": [0.9] for name in ("leaked", "older")})
    with pytest.raises(AnalysisError):
        sign(load(raw), TEXT, draws=table)


def test_many_issues_give_the_same_digits_in_blocks_of_any_size():
    """With eight terms or more numpy adds in another order when there is a single draw."""
    raw = two_parties()
    for number in range(12):
        raw["issues"][f"i{number}"] = {"now": "x", "alternatives": {"x": "", "y": ""}}
        for actor in "ab":
            raw["preferences"][actor]["weights"][f"i{number}"] = ["1", "5", "9"]
            raw["preferences"][actor]["values"][f"i{number}"] = {"x": ["10", "70"], "y": "0"}
    scenario = load(raw)
    whole = sign(scenario, TEXT, draws=Draws(24), up_to=0).measures()
    for draw in range(1, 24):
        alone = sign(scenario, TEXT, draws=Draws(1, start=draw), up_to=0).measures()
        assert all(alone[path][0] == whole[path][draw] for path in whole), draw


# --- errors -------------------------------------------------------------------------------------------------------


def problem(scenario, draft=TEXT, **more):
    with pytest.raises(AnalysisError) as caught:
        sign(scenario, draft, **more)
    (found,) = caught.value.problems
    return found


def test_unknown_draft(two_banks):
    found = problem(two_banks, "capitol")
    assert found.code == "unknown-draft"
    assert "capital" in found.hint
    found = problem(two_banks, "xyzzy")
    assert "capital" in found.hint
    assert "envoys" in found.hint


def test_no_draft_at_all():
    raw = two_parties()
    del raw["drafts"]
    assert problem(load(raw)).code == "unknown-draft"


def test_signatory_without_preferences():
    scenario = load(two_parties())  # a file without them is refused when it is read
    kept = {"a": scenario.preferences["a"]}
    found = problem(scenario.model_copy(update={"preferences": kept}))
    assert found.code == "no-preferences"
    assert "'b'" in found.message


def test_fighter_without_a_cost_of_fighting():
    raw = two_parties()
    raw["war"] = {
        "strength": {"a": "20", "b": "20"},
        "decisive": "0.5",
        "outcomes": {"a-wins": {"winner": "a"}, "b-wins": {"winner": "b"}, "none": {}},
        "cost": {"a": "1"},
    }
    assert problem(load(raw)).code == "no-war-cost"


@pytest.mark.parametrize("draws", [0, -1, 2**21])
def test_impossible_numbers_of_draws(draws):
    assert problem(load(two_parties()), draws=draws).code == "bad-draws"


@pytest.mark.parametrize("draws", [1.5, "64", None])
def test_what_is_no_number_of_draws(draws):
    with pytest.raises((AnalysisError, TypeError)):
        sign(load(two_parties()), TEXT, draws=draws)


def test_chosen_column_with_an_unknown_path():
    found = problem(load(two_parties()), draws=Draws.of({"preferences.a.values.land.halv": [1]}))
    assert found.code == "unknown-path"
    assert "preferences.a.values.land.halve" in found.hint


def test_chosen_numbers_out_of_range():
    found = problem(load(two_parties()), draws=Draws.of({"preferences.a.values.land.halve": [1, 100.5]}))
    assert found.code == "out-of-range"


def test_weights_chosen_as_zero():
    chosen = {f"preferences.a.weights.{issue}": [1, 0] for issue in ("land", "aid")}
    assert problem(load(two_parties()), draws=Draws.of(chosen)).code == "weights-all-zero"


def test_a_negative_limit_of_changes_is_refused():
    with pytest.raises((AnalysisError, ValueError)):
        sign(load(two_parties()), TEXT, draws=1, up_to=-1)
