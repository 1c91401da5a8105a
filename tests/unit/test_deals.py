"""The analysis ``deals``: a case worked by hand, what it refuses, and what it does when it cannot finish."""

import json

import numpy as np
import pytest

import ripeness
from ripeness.bargaining import deals
from ripeness.bargaining.agreements.steps import DealsSteps
from ripeness.bargaining.agreements.zone_over_draws import every_package
from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Draws
from ripeness.valuation import judge, valuation
from tests.strategies import TEXT, having, load, two_parties

# Reservations 40 and 50. Utilities of a and b (see tests.strategies.two_parties):
#    keep, none   0 100      halve, none  45 75      give, none   75 50
#    keep, flow  25  60      halve, flow  70 35      give, flow  100 10
HALVE, GIVE = {"land": "halve", "aid": "none"}, {"land": "give", "aid": "none"}


@pytest.fixture
def result():
    return deals(load(two_parties()), TEXT, draws=1)


def test_zone_and_frontier_by_hand(result):
    assert (result.packages, result.zone.empty, result.zone.packages) == (6, False, 2)
    points = result.to_dict()["frontier"]
    assert [p["package"] for p in points] == [GIVE, HALVE]
    assert [p["values"] for p in points] == [{"a": 75, "b": 50}, {"a": 45, "b": 75}]
    assert [p["surplus"] for p in points] == [{"a": 35, "b": 0}, {"a": 5, "b": 25}]
    assert [p["packages"] for p in points] == [1, 1]


def test_solutions_by_hand(result):
    found = {name: [a.package for a in agreements] for name, agreements in result.solutions.items()}
    assert found["nash"] == [HALVE]  # the only package from which both gain
    assert found["egalitarian"] == [HALVE]  # the worse off gains 5, not 0
    assert found["kalai_smorodinsky"] == [HALVE]  # at least 1/7 of the best, not 0
    assert found["utilitarian"] == [GIVE]  # 125 against 120
    nash = result.solutions["nash"][0]
    assert nash.gains == {"a": pytest.approx(5 / 35), "b": 1.0}
    assert nash.share == {"a": pytest.approx(5 / 30), "b": pytest.approx(25 / 30)}


def test_the_draft_lies_one_clause_from_the_zone(result):
    """Land is halved, aid flows: a gains 30 points, b falls short by 15."""
    (draft,) = result.drafts
    assert draft.agreement.surplus == {"a": 30, "b": -15}
    assert not draft.in_zone
    assert draft.nearest["clauses"] == 1
    assert draft.nearest["changes"] == {"aid": "none"}
    assert draft.dominated_by["package"] == GIVE  # 75 and 50 instead of 70 and 35
    assert draft.dominated_by["gains"] == {"a": 5, "b": 15}
    assert draft.dominated_by["distance"] == 5


def test_an_empty_zone_names_the_least_shortfall_and_who_alone_empties_it():
    raw = having(two_parties(), "preferences.a.reservation", "80")
    result = deals(load(raw), TEXT, draws=1)
    assert result.zone.empty
    assert result.frontier.packages == ()
    # Shortfalls: give-none (5, 0), give-flow (0, 40), halve-none (35, 0), …
    assert result.certificate.package == GIVE
    assert result.certificate.shortfall == {"a": 5}
    assert result.certificate.blockers == ()
    alone = deals(load(having(raw, "preferences.a.reservation", "101")), TEXT, draws=1)
    assert alone.certificate.blockers == ({"actor": "a", "surplus": -1.0},)
    assert alone.certificate.blockers_complete


def test_an_empty_zone_says_which_demands_conflict_and_what_would_open_it():
    """a wants land given up (70 of its points) and b wants it kept; with a reservation of 80, give-none gives a 75."""
    raw = having(two_parties(), "preferences.a.reservation", "80")
    certificate = deals(load(raw), TEXT, draws=1).certificate
    # Were a's wish on aid granted, give-none would be worth 100 to it: so that wish is in the conflict.
    assert certificate.demands == certificate.smallest
    assert ("a", "aid") in certificate.demands
    assert certificate.at_least == len(certificate.smallest)
    kinds = {(o.kind, o.actor): o for o in certificate.openings}
    assert kinds["reservation", "a"].needed == 75
    assert kinds["reservation", "a"].package == GIVE
    assert kinds["reservations", ""].needed == -5
    assert ("confidence", "") not in kinds  # trust is not modelled: nobody has less than full confidence
    # 5 points more by one value: aid (weight 1 of 4) from 0 to 20; land would need more than there is.
    assert (kinds["value", "a"].path, kinds["value", "a"].needed) == ("preferences.a.values.aid.none", 20)
    content = certificate.to_dict()
    assert content["smallest_at_least"] == len(content["smallest_demands"])
    assert {"actor", "issue"} == set(content["demands"][0])


def test_a_single_text_and_trades_start_from_the_draft(result):
    """From halve-flow (30, -15) the change of aid gives (5, 25); nothing raises the smaller surplus after that."""
    text = result.single_text
    assert [dict(r.changes) for r in text.path] == [{}, {"aid": "none"}]
    assert [r.smallest for r in text.path] == [-15, 5]
    assert text.signed
    assert (text.lost, text.nash_share) == (0, 1)
    # a gives the aid (25 points for 40), b gives the land (25 for 30): together (75, 50) instead of (70, 35).
    (trade,) = result.trades
    assert [(g.actor, g.issue, g.alternative, g.costs, g.brings) for g in trade.gives] == [
        ("a", "aid", "none", 25, 40),
        ("b", "land", "give", 25, 30),
    ]
    assert trade.gains == {"a": 5, "b": 15}
    assert trade.gives[0].rate == 40 / 25
    (exchange,) = result.exchanges
    assert (exchange.changes, exchange.gains) == ({"land": "give"}, {"a": 30, "b": -25})
    assert exchange.rate == pytest.approx(30 / 25)


def test_red_lines_and_rules_close_the_zone():
    raw = having(two_parties(), "preferences.b.never", [{"when": "land=give"}])
    assert deals(load(raw), TEXT, draws=1).to_dict()["zone"]["packages"] == 1
    raw["rules"] = [{"never": "land=halve"}]
    raw["drafts"][TEXT]["package"] = {"land": "give", "aid": "flow"}
    result = deals(load(raw), TEXT, draws=1)
    assert (result.packages, result.zone.packages) == (4, 0)
    assert result.drafts[0].crossed == {"b": ("land=give",)}


def test_decimals_are_not_rounded():
    """0.1 + 0.2 against a reservation of 0.3, which floats miss."""
    raw = two_parties()
    raw["preferences"]["a"] = {
        "weights": {"land": "1", "aid": "1"},
        "values": {"land": {"keep": "0", "halve": "0.2", "give": "0.4"}, "aid": {"none": "0", "flow": "0.4"}},
        "reservation": "0.3",
    }
    result = deals(load(raw), TEXT, draws=1)
    assert result.drafts[0].agreement.surplus["a"] == 0
    raw["preferences"]["a"]["reservation"] = "0.300000000000000001"
    assert deals(load(raw), TEXT, draws=1).drafts[0].agreement.surplus["a"] < 0


def test_the_json_is_the_contract(result):
    content = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert {"packages", "zone", "frontier", "solutions", "certificate"} <= set(content)
    assert content["analysis"] == "deals"
    assert set(content["solutions"]) == {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "most_robust"}
    one = content["solutions"]["nash"][0]
    assert {"package", "values", "surplus", "probability"} <= set(one)
    assert one["probability"] == 1.0  # without noise both sign for sure


def test_measures_are_arrays_over_draws_with_dotted_paths():
    raw = having(two_parties(), "preferences.b.reservation", ["40", "80"])
    result = deals(load(raw), TEXT, draws=256)
    measures = result.measures()
    assert all(column.shape == (256,) for column in measures.values())
    # b's reservation is uniform on 40 to 80: halve-none is worth 75, give-none 50 to it.
    assert measures["deals.text.zone.empty"].mean() == pytest.approx(1 / 8, abs=0.01)
    assert measures["deals.text.zone.packages"].mean() == pytest.approx(7 / 8 + 1 / 4, abs=0.02)
    chance = result.solutions["most_robust"][0]
    assert chance.package == HALVE
    assert chance.probability["probability"] == pytest.approx(7 / 8, abs=0.01)
    assert measures["deals.text.drafts.text.a.surplus"].tolist() == [30.0] * 256


def test_without_a_draft_the_parties_sign_and_nothing_is_guaranteed():
    result = deals(load(two_parties()), draws=1)
    assert result.asked.signatories == ("a", "b")
    assert result.asked.guarantees == ()
    assert "deals.zone.empty" in result.measures()


def test_the_same_seed_gives_the_same_digits_and_the_scenario_is_left_alone():
    scenario = ripeness.read("libya-2020")
    digest = scenario.digest
    first, second = (deals(scenario, "berlin", draws=128, seed=0) for _ in range(2))
    assert first.to_dict() == second.to_dict()
    assert scenario.digest == digest
    assert all(np.array_equal(first.columns[p], second.columns[p]) for p in first.columns)


def test_red_lines_can_be_taken_as_held_or_as_bluff():
    raw = having(two_parties(), "preferences.b.never", [{"when": "land=give", "firm": "0.3"}])
    scenario = load(raw)
    assert deals(scenario, TEXT, draws=1).zone.packages == 2
    held = ripeness.with_red_lines(scenario, "b", "held")
    assert deals(held, TEXT, draws=1).zone.packages == 1
    assert held.digest != scenario.digest
    assert deals(ripeness.with_red_lines(held, "b", "bluff"), TEXT, draws=1).zone.packages == 2
    for actor, code in (("bb", "unknown-actor"), ("a", "no-red-line")):
        with pytest.raises(AnalysisError) as caught:
            ripeness.with_red_lines(scenario, actor, "held")
        assert caught.value.problems[0].code == code


def test_libya_has_no_package_that_both_would_sign():
    """The least shortfall: with the guarantees on offer by looking at every package, without by the literal oracle.

    That one, in fractions: 8.128 and 8.246 points.
    """
    scenario = ripeness.read("libya-2020")
    result = deals(scenario, draws=64)
    assert (result.packages, result.zone.empty) == (5049, True)
    assert result.asked.counted == ("russia-turkey-monitors", "un-commission")
    worth = valuation(scenario, Draws(1).central, actors=("gna", "lna"), guarantees=result.asked.counted)
    rows = every_package(worth.space.shape)
    judged = judge(worth, rows[worth.space.feasible(rows)])
    smallest = np.where(judged.crossed[0] == 1, -np.inf, judged.surplus[0]).min(axis=0)
    found = {"gna": 3.93267712, "lna": pytest.approx(3.4143155668)}
    assert result.certificate.shortfall == found
    assert smallest.max() == pytest.approx(-3.93267712)
    assert result.without.certificate.shortfall == {"gna": 8.128, "lna": pytest.approx(8.246207697160884)}
    assert {s.draft for s in result.drafts} == {"moscow", "berlin", "haftar-terms", "sarraj-terms", "october-2020"}
    moscow = next(s for s in result.drafts if s.draft == "moscow")
    signed = ripeness.sign(ripeness.read("libya-2020"), "moscow", draws=1)
    for s in signed.text.signatories:
        assert moscow.agreement.surplus[s.actor] == pytest.approx(s.figures["surplus"], abs=1e-9)
    assert {s.side for s in result.strengths} == {"gna", "lna"}
    assert all(s.empty for s in result.strengths)
    # What cannot be met together, and what opens the zone: no single number of an actor but one, and far away.
    assert result.without.certificate.demands == (("gna", "lines"), ("lna", "lines"))
    assert result.without.certificate.at_least == 2
    issues = ("lines", "militias", "turkish-forces", "government")
    assert set(result.certificate.demands) == {(actor, issue) for actor in ("gna", "lna") for issue in issues}
    assert result.certificate.at_least == 8
    confidence = next(o for o in result.certificate.openings if o.kind == "confidence")
    assert confidence.needed == pytest.approx(0.762)


# ---- what is missing ---------------------------------------------------------------------------------------------


def refused(scenario, draft=None):
    with pytest.raises(AnalysisError) as caught:
        deals(scenario, draft, draws=1)
    (problem,) = caught.value.problems
    return problem


def test_nobody_and_one_alone_make_no_agreement():
    raw = two_parties()
    raw["actors"] = {"a": {"role": "observer"}, "b": {"role": "observer"}}
    raw["drafts"][TEXT]["signatories"] = ["b"]
    nobody = refused(load(raw))
    assert (nobody.code, nobody.path) == ("too-few-signatories", "actors")
    assert "nobody" in nobody.message
    alone = refused(load(raw), TEXT)
    assert (alone.code, alone.path) == ("too-few-signatories", "drafts.text.signatories")
    assert "only 'b'" in alone.message


def test_an_unknown_draft_gets_a_near_name():
    problem = refused(load(two_parties()), "tex")
    assert problem.code == "unknown-draft"
    assert "'text'" in problem.hint


def test_a_signatory_without_a_way_of_refusing():
    raw = two_parties()
    raw["actors"] = {**raw["actors"], "c": {"role": "observer"}}
    del raw["preferences"]["a"]["reservation"]
    raw["drafts"][TEXT]["signatories"] = ["b", "c"]
    raw["preferences"]["c"] = {"weights": {"land": "1"}, "values": {"land": {"keep": "1", "halve": "2", "give": "3"}}}
    with pytest.raises(ripeness.ScenarioError) as caught:
        load(raw)
    assert "no-reservation" in {p.code for p in caught.value.problems}


def test_unknown_values_are_named_with_their_place_and_leave_figures_unknown(two_banks):
    result = deals(two_banks, "envoys", draws=64)
    warnings = [w for w in result.warnings if w.code == "unknown-needed"]
    assert [w.path for w in warnings] == ["preferences.north.values.supplies.freeze"]
    assert warnings[0].place.line == two_banks.place("preferences.north.values.supplies.freeze").line
    content = result.to_dict()
    assert content["zone"]["empty"] is None
    assert content["zone"]["packages"] is None
    assert content["frontier"] is None
    assert content["reservations"] == {"north": None, "south": None}
    assert content["solutions"]["nash"] is None
    # Draws try the whole admissible range of what is unknown.
    robust = content["solutions"]["most_robust"][0]
    assert 0 < robust["probability"] < 1
    assert robust["values"] == {"north": None, "south": None}
    assert 0 <= content["zone"]["over_draws"]["not_empty"] <= 1


def test_unknown_at_the_central_draw_alone_leaves_nothing(two_banks):
    content = deals(two_banks, draws=1).to_dict()
    assert content["zone"] == {"empty": None, "packages": None, "over_draws": None}
    assert content["solutions"]["most_robust"] is None


def test_a_frontier_beyond_the_limit_is_not_known_and_said_so():
    result = deals(load(two_parties()), TEXT, draws=1, limit=1)
    assert result.frontier is None
    assert "frontier-too-large" in {w.code for w in result.warnings}
    assert (result.zone.empty, result.zone.packages) == (False, 2)  # counted all the same
    content = result.to_dict()
    assert content["frontier"] is None
    # Each solution is searched for by itself instead, and proven.
    assert [a["package"] for a in content["solutions"]["nash"]] == [HALVE]
    assert [a["package"] for a in content["solutions"]["utilitarian"]] == [GIVE]
    assert content["searches"]["nash"]["proven"]
    assert content["searches"]["nash"]["gap"] == 0
    assert content["searches"]["utilitarian"]["score"] == 35


def test_no_time_at_all_is_a_clear_answer():
    result = deals(load(two_parties()), TEXT, draws=1, limit=1, seconds=0)
    content = result.to_dict()
    assert not any(found["proven"] for found in content["searches"].values())
    assert all(found["bound"] is not None for found in content["searches"].values())
    assert "agreement-not-proven" in {w.code for w in result.warnings}
    with pytest.raises(AnalysisError) as caught:
        deals(load(two_parties()), TEXT, draws=1, seconds=-1)
    assert caught.value.problems[0].code == "bad-limit"


def test_conditions_that_tie_too_much_together_are_refused(monkeypatch):
    monkeypatch.setattr("ripeness.packages.sums.MOST_CONTEXTS", 1)
    raw = two_parties()
    raw["rules"] = [{"never": "land=give & aid=flow"}]
    problem = refused(load(raw))
    assert problem.code == "too-entangled"
    assert "'land', 'aid'" in problem.message


@pytest.mark.parametrize("step", ["_count", "_robust"])
def test_an_interruption_loses_only_what_comes_after(monkeypatch, step):
    def interrupt(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(DealsSteps, step, interrupt)
    result = deals(load(two_parties()), TEXT, draws=1)
    assert result.interrupted
    assert result.to_dict()["interrupted"] == result.interrupted
    assert result.frontier.packages == (1, 1)
    assert ("nash" in result.solutions) == (step == "_robust")
    assert [w.code for w in result.warnings][-1] == "interrupted"


def test_progress_names_every_step():
    seen = []
    deals(load(two_parties()), TEXT, draws=1, progress=lambda done, total, what: seen.append((done, total, what)))
    assert [done for done, _, _ in seen] == list(range(1, len(seen) + 1))
    assert {total for _, total, _ in seen} == {len(seen)}


# ---- draws that were chosen --------------------------------------------------------------------------------------


def test_a_chosen_draw_is_the_central_one():
    scenario = load(two_parties())
    chosen = deals(scenario, TEXT, draws=Draws.of({"preferences.b.reservation": [80.0]}))
    assert chosen.zone.empty
    assert chosen.certificate.shortfall == {"b": 5}
    assert chosen.measures()["deals.text.zone.empty"].tolist() == [1.0]


def test_optional_guarantees_are_added_and_shown_apart():
    raw = having(two_parties(), "preferences.b.trust", "0.5")
    raw["preferences"]["b"]["betrayal"] = "20"
    raw["ties"] = {"watch": {"from": "a", "to": "agreement", "kind": "guarantee", "strength": {"b": "0.8"}}}
    raw["drafts"][TEXT]["may-guarantee"] = ["watch"]
    result = deals(load(raw), TEXT, draws=1)
    # Without: h = 0.5, so b signs from u = 50 + 20 on; with: h = 0.9, from 50 + 20/9 on. Only halve-none (75) does.
    assert [(g["added"], g["zone"]["packages"]) for g in result.guarantees] == [([], 1), (["watch"], 1)]
    assert result.guarantees[0]["confidence"] == {"a": 1.0, "b": 0.5}
    assert result.guarantees[1]["confidence"]["b"] == pytest.approx(0.9)
    nash = result.solutions["nash"][0]
    assert nash.surplus["b"] == pytest.approx(0.9 * 25 - 0.1 * 20)
