"""The analysis ``conference``: contract, draws, who counts, coalitions, what is missing, what it refuses."""

import itertools
import json

import numpy as np
import pytest

import ripeness
from ripeness.conference import RULES, Bargain, Reading, Trading, effort
from ripeness.conference.arrays import stands_of
from ripeness.conference.challenge import _chance
from ripeness.conference.outcomes import Models, by_rule
from ripeness.conference.pivotal import by_formula, by_running_again, carried, without
from ripeness.errors import AnalysisError, ScenarioError
from ripeness.numerics.draws import Draws
from ripeness.scenario import read_text
from ripeness.scenario.write import write
from ripeness.words.labels import label
from tests.conftest import TINY
from tests.oracles import conference_oracle as oracle

MODELS = Models(Bargain(), Reading(), Trading())

STANDS = {
    "a": "{capability: 40, guards: {position: 10, salience: 0.9}, money: {position: 80, salience: 0.3}}",
    "b": "{capability: 25, guards: {position: 70, salience: 0.4}, money: {position: 30, salience: 0.8}}",
    "c": "{capability: 30, guards: {position: 90, salience: 0.6}, money: {position: 20, salience: 0.5, capability: 50}}",  # noqa: E501
    "d": "{capability: 10, guards: {position: 50, salience: 0.7}}",
}
ISSUES = {"guards": "{name: How many guards, reference: 20}", "money": "{name: Who pays}"}


def scenario(stands=STANDS, issues=ISSUES):
    """Return a scenario with a conference; stands and issues by id, as they are written."""
    more = "".join(f"  {actor}: {{role: observer}}\n" for actor in stands if actor not in ("a", "b"))
    text = TINY.replace("issues:\n", f"{more}issues:\n", 1) + "conference:\n  issues:\n"
    text += "".join(f"    {issue}: {record}\n" for issue, record in issues.items()) + "  stands:\n"
    return read_text(text + "".join(f"    {actor}: {stand}\n" for actor, stand in stands.items()))


def codes(*args, **options):
    with pytest.raises(AnalysisError) as caught:
        ripeness.conference(scenario(*args), **{"draws": 1, **options})
    return [(p.code, p.place is not None) for p in caught.value.problems]


@pytest.fixture(scope="module")
def found():
    return ripeness.conference(scenario(), draws=1, points={"guards": 70})


# --- where issues settle ------------------------------------------------------------------------------------------


def test_the_weighted_mean_by_hand(found):
    """(36 x 10 + 10 x 70 + 18 x 90 + 7 x 50) / 71; money: (12 x 80 + 20 x 30 + 25 x 20) / 57."""
    assert found.settled("guards")["compromise"] == pytest.approx(3030 / 71)
    assert found.settled("money")["compromise"] == pytest.approx(2060 / 57)
    assert found.settled("guards")["mean"] == 55
    assert found.settled("guards")["median"] == 10  # 36 of 71 stand there


def test_every_rule_is_that_of_the_oracle(found):
    guards = [(10, 0.9, 40), (70, 0.4, 25), (90, 0.6, 30), (50, 0.7, 10)]
    assert found.settled("guards")["nash"] == pytest.approx(oracle.nash(guards, 2, "weight", "worst"), abs=1e-5)
    path = oracle.challenge(guards, oracle.Reading(), 10)
    ended = [(x, s, c) for x, (_, s, c) in zip(path[-1], guards, strict=True)]
    assert found.settled("guards")["challenge"] == pytest.approx(sum(oracle.medians(ended)) / 2)
    cells = {
        (a, i): (x, s, c)
        for i, rows in {
            "guards": zip("abcd", guards, strict=True),
            "money": zip("abc", [(80, 0.3, 40), (30, 0.8, 25), (20, 0.5, 50)], strict=True),
        }.items()
        for a, (x, s, c) in rows
    }
    votes, _, _ = oracle.exchange(cells, list("abcd"), ["guards", "money"])
    after = [(votes[a, "guards"], s, c) for a, (_, s, c) in zip("abcd", guards, strict=True)]
    assert found.settled("guards")["exchange"] == pytest.approx(oracle.compromise(after))


@pytest.mark.parametrize("ends", [(0, 100, 50), (10, 30, 20), (0.1, 0.3, 0.2), (12.3, 45.9, 29.1)])
def test_where_nobody_is_nearer_to_either_both_are_as_likely_to_prevail(ends):
    """All weight stands half-way: 0/0 is 1/2, also where the distances differ by rounding alone."""
    low, high, middle = (np.array([x]) for x in ends)
    x = np.stack([low, high, middle], axis=-1)
    both = np.ones((1, 3, 3), dtype=bool)
    weights = np.array([[0.0, 0.0, 51.7]])
    chance = _chance(x, weights, high - low, np.ones_like(x), both, Reading())[0]
    assert chance[0, 1] == chance[1, 0] == 0.5
    assert chance[2, 0] == chance[2, 1] == 1  # the weight itself against either end
    guards = [(ends[0], 1, 0), (ends[1], 0.94, 0), (ends[2], 0.52, 99.4)]
    risks = [1.0, 1.0, 1.0]
    assert oracle.probability(guards, risks, oracle.Reading(), ends[1] - ends[0], 0, 1) == 0.5


def test_the_contract(found):
    plain = found.to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["analysis"] == "conference"
    assert plain["forecast"] == "compromise"
    guards = plain["issues"]["guards"]
    assert set(RULES) <= set(guards)
    assert guards["reference"] == 20
    assert guards["outcome"] is None
    assert guards["silent"] == []
    assert plain["issues"]["money"]["silent"] == ["d"]
    assert sum(guards["shares"].values()) == pytest.approx(1)
    assert guards["agreement"]["spread"] == guards["agreement"]["highest"] - guards["agreement"]["lowest"]
    assert plain["issues"]["money"]["nash_variants"]["linear-weight-reference"] is None
    assert guards["nash_variants"]["linear-weight-reference"] == 20  # they stand on both sides of it
    assert plain["paths"]["challenge"]["guards"]["positions"]["a"][0] == 10
    assert plain["paths"]["exchange"]["money"]["positions"]["a"][0]["position"] == 80
    assert plain["record"]["mean_absolute_error"]["compromise"] == {"low": 23.1, "high": 23.1}
    assert "<table>" in found._repr_html_()


def test_every_move_and_exchange_is_there(found):
    plain = found.to_dict()
    for issue, offers in plain["moves"]["challenge"].items():
        taken = {o["actor"]: o["to"] for o in offers if o["taken"] and o["round"] == 1}
        positions = plain["paths"]["challenge"][issue]["positions"]
        moved = {a: p[1] for a, p in positions.items() if len(p) > 1 and p[0] != p[1]}
        assert moved == {a: to for a, to in taken.items() if to != positions[a][0]}
    for trade in plain["moves"]["exchange"]:
        assert trade["giver"] in "abcd"
        assert trade["issue"] in ISSUES
        assert trade["limit"] in {"full move", "partner's full move", "outcome reached", "partner's outcome reached"}
    assert sum(p["exchanges"] for p in plain["partners"]) == len(plain["moves"]["exchange"])


def test_figures_follow_the_draws():
    """Guards: (36 x 10 + 10 x + 18 x 90 + 7 x 50) / 71 when b stands at x."""
    ranged = STANDS | {"b": STANDS["b"].replace("position: 70", "position: [60, 70, 80]")}
    draws = Draws.of({"conference.stands.b.guards.position": [60, 65, 80]})
    columns = ripeness.conference(scenario(ranged), draws=draws).measures()
    expected = [(2330 + 10 * x) / 71 for x in (60, 65, 80)]
    np.testing.assert_allclose(columns["conference.guards.compromise"], expected)
    assert {len(c) for c in columns.values()} == {3}
    each = np.stack([columns[f"conference.guards.{rule}"] for rule in RULES])
    np.testing.assert_array_equal(columns["conference.guards.spread"], each.max(axis=0) - each.min(axis=0))
    assert not ripeness.conference(scenario(ranged), draws=draws).to_frame().empty


def test_the_same_again_and_the_scenario_is_left_alone():
    made = scenario(STANDS | {"b": STANDS["b"].replace("position: 70", "position: [60, 70, 80]")})
    digest = made.digest
    first, second = (ripeness.conference(made, draws=64).to_dict() for _ in range(2))
    assert first == second
    assert made.digest == digest


def test_a_common_capability_gives_way_to_that_of_the_issue():
    stands = stands_of(scenario(), Draws(1), tuple(STANDS))
    assert stands.capability[0, 2].tolist() == [30, 50]


def test_who_is_not_at_the_table_has_no_part_in_anything():
    whole = ripeness.conference(scenario(), draws=1, without=["d"]).to_dict()
    alone = ripeness.conference(scenario({k: v for k, v in STANDS.items() if k != "d"}), draws=1).to_dict()
    assert whole["issues"] == alone["issues"]
    assert whole["options"]["without"] == ["d"]


def test_options_change_the_models(found):
    other = ripeness.conference(
        scenario(),
        draws=1,
        bargain=Bargain("linear", "equal", "worst"),
        reading=Reading(choice="strongest", rounds=2),
        trading=Trading(rounds=3),
    )
    assert other.central["nash"].tolist() == [found.variants["linear-equal-worst"][k] for k in (0, 1)]
    assert other.exchanges.votes.shape[1] == 3
    assert other.provenance.options["reading"]["choice"] == "strongest"
    assert other.central["compromise"].tolist() == found.central["compromise"].tolist()


def test_what_was_settled_in_the_end_is_shown_and_never_used():
    plain = scenario()
    told = scenario(
        issues=ISSUES | {"guards": "{name: How many guards, reference: 20, outcome: {is: [30, 45], note: so}}"}
    )
    first, second = ripeness.conference(plain, draws=32), ripeness.conference(told, draws=32)
    assert second.outcomes == {"guards": (37.5, 30.0, 45.0, "so")}
    for path, column in first.measures().items():
        np.testing.assert_array_equal(column, second.measures()[path])


def test_a_remark_that_rests_on_a_confidential_source_is_kept_back():
    outcome = "{name: How many guards, outcome: {is: 40, because: [told], else: [0, 100], note: hush}}"
    text = write(scenario(issues=ISSUES | {"guards": outcome.replace("because: [told], else: [0, 100], ", "")}))
    text = text.replace("is: 40", "is: 40, because: [told], else: [0, 100]")
    text += "sources: {envoy: {title: Note, grade: A, confidential: true}}\n"
    text += "claims: {told: {source: envoy, says: x, grade: 2}}\n"
    assert ripeness.conference(read_text(text), draws=1).outcomes["guards"] == (40.0, 40.0, 40.0, "")


def test_an_outcome_is_part_of_the_format():
    """It is read, written, compared and counted among the numbers of a scenario."""
    told = scenario(issues=ISSUES | {"guards": "{name: How many guards, outcome: {is: [30, 45], note: so}}"})
    assert read_text(write(told)).digest == told.digest
    assert told.digest != scenario(issues=ISSUES | {"guards": "{name: How many guards}"}).digest
    assert str(told.estimates["conference.issues.guards.outcome"].is_) == "[30, 45]"
    said = label(told, "conference.issues.guards.outcome")
    assert said == "Conference, How many guards: settled in the end (read by no analysis)"
    assert label(scenario(), "conference.issues.guards.reference") == "Conference, How many guards: without agreement"
    with pytest.raises(ScenarioError) as caught:
        scenario(issues=ISSUES | {"guards": "{outcome: 101}"})
    assert [p.code for p in caught.value.problems] == ["out-of-range"]


# --- who counts ---------------------------------------------------------------------------------------------------


def test_derivatives_and_absences_of_the_mean_are_those_of_running_again():
    stands = stands_of(scenario(), Draws(1), tuple(STANDS))
    formula, again = by_formula(stands), by_running_again(stands, by_rule("compromise", MODELS))
    np.testing.assert_allclose(formula.absence, again.absence, atol=1e-9)
    np.testing.assert_allclose(formula.position, again.position, atol=1e-9)
    # To first order only, in salience and capability.
    np.testing.assert_allclose(formula.salience, again.salience, atol=0.6)
    np.testing.assert_allclose(formula.capability, again.capability, atol=0.6)
    own = np.where(stands.say, stands.position, np.nan)
    assert (
        np.abs(formula.reaches - own)[stands.say[None]] <= np.abs(again.reaches - own)[stands.say[None]] + 1e-9
    ).all()


@pytest.mark.parametrize("rule", RULES)
def test_absence_is_the_outcome_without_the_actor(rule):
    stands = stands_of(scenario(), Draws(1), tuple(STANDS))
    outcomes = by_rule(rule, MODELS)
    found = by_running_again(stands, outcomes).absence[0]
    for i in range(4):
        expected = outcomes(without(stands, i))[0] - outcomes(stands)[0]
        np.testing.assert_allclose(found[i][stands.say[i]], expected[stands.say[i]], atol=1e-12)


def test_nobody_gains_by_announcing_another_position_under_the_median():
    found = ripeness.conference(scenario(), draws=1, pivotal="median")
    own = found.stands.position[0]
    now = found.central["median"]
    assert (np.abs(found.pivotal.reaches[0] - own) >= np.abs(now - own) - 1e-9)[found.stands.say].all()
    np.testing.assert_array_equal(found.pivotal.announce[0][found.stands.say], own[found.stands.say])


def test_who_weighs_nothing_moves_nothing():
    stands = STANDS | {"d": "{capability: 10, guards: {position: 50, salience: 0}}"}
    counts = ripeness.conference(scenario(stands), draws=1).to_dict()["pivotal"]["issues"]["guards"]["d"]
    assert (counts["absence"], counts["position"], counts["capability"]) == (0, 0, 0)
    assert counts["announce"] == 50


def test_an_absence_that_leaves_nobody_is_unknown():
    two = {
        "a": STANDS["a"],
        "d": "{capability: 0, guards: {position: 50, salience: 0.5}, money: {position: 1, salience: 1}}",
    }
    counts = ripeness.conference(scenario(two), draws=1).to_dict()["pivotal"]["issues"]["guards"]
    assert counts["a"]["absence"] is None
    assert counts["d"]["absence"] == 0


def literal_coalitions(stands, p, point):
    """Return the size of the fewest, and the weight of the lightest and of the lightest majority, by trying all."""
    x, w = stands.position[0, :, p], stands.weight[0, :, p]
    now = (w * x).sum() / w.sum()
    willing = [i for i in range(len(x)) if stands.say[i, p] and abs(x[i] - point) < abs(x[i] - now) and w[i] > 0]
    fewest, lightest, majority = None, None, None
    for size in range(1, len(willing) + 1):
        for group in itertools.combinations(willing, size):
            moved = x.copy()
            moved[list(group)] = 100 if point > now else 0
            reached = (w * moved).sum() / w.sum()
            weight = w[list(group)].sum() / w.sum()
            if (reached >= point - 1e-9) if point > now else (reached <= point + 1e-9):
                fewest = fewest or size
                lightest = weight if lightest is None else min(lightest, weight)
            if weight >= 0.5 - 1e-9:
                majority = weight if majority is None else min(majority, weight)
    return fewest, lightest, majority


@pytest.mark.parametrize("seed", range(12))
def test_coalitions_by_trying_all(seed):
    rng = np.random.default_rng(seed)
    actors = {
        f"s{i}": f"{{capability: {rng.integers(1, 9)}, guards: {{position: {rng.integers(0, 101)}, salience: 0.5}}}}"
        for i in range(9)
    }
    stands = stands_of(scenario(actors, {"guards": "{}"}), Draws(1), tuple(actors))
    for point in (5, 30, 62, 90):
        found, expected = carried(stands, 0, point), literal_coalitions(stands, 0, point)
        assert (None if found.fewest is None else len(found.fewest.members)) == expected[0]
        for coalition, weight in ((found.lightest, expected[1]), (found.majority, expected[2])):
            assert (coalition is None) == (weight is None)
            if coalition is not None:
                assert coalition.proven
                assert coalition.weight == pytest.approx(weight)


def test_a_coalition_in_the_result(found):
    plain = found.to_dict()["carried"]["guards"]
    assert plain["point"] == 70
    assert plain["willing"] == ["b", "c"]
    assert plain["fewest"] is None  # b and c at 100: 3310 + 480 of 71 x 70
    assert plain["majority"] is None


# --- what is missing ----------------------------------------------------------------------------------------------


def test_a_stand_in_part_is_no_say_and_is_said():
    stands = STANDS | {"d": "{guards: {position: 50, salience: 0.7}, money: {position: 10}}"}
    result = ripeness.conference(scenario(stands), draws=1)
    assert [(w.code, w.path, w.place is not None) for w in result.warnings] == [
        ("no-say", "conference.stands.d.guards", True),
        ("no-say", "conference.stands.d.money", True),
    ]
    assert "its capability there is not given" in result.warnings[0].message
    assert "its salience and capability there is not given" in result.warnings[1].message
    assert result.silent("guards") == ("d",)
    assert result.settled("guards")["mean"] == pytest.approx(170 / 3)


def test_an_unknown_stand_leaves_the_most_likely_outcome_open_and_is_drawn_from_its_range():
    stands = STANDS | {"b": STANDS["b"].replace("position: 70", "position: unknown")}
    result = ripeness.conference(scenario(stands), draws=256)
    plain = result.to_dict()
    assert plain["issues"]["guards"]["compromise"] is None
    assert plain["issues"]["money"]["compromise"] is not None
    assert plain["issues"]["money"]["exchange"] is None  # what is traded for it is unknown
    assert plain["pivotal"]["issues"]["guards"]["a"]["absence"] is None
    assert [(w.code, w.path) for w in result.warnings] == [("unknown-stand", "conference.stands.b.guards.position")]
    column = result.measures()["conference.guards.compromise"]
    assert column.min() < (2330 + 10 * 5) / 71
    assert column.max() > (2330 + 10 * 95) / 71
    assert codes(stands, points={"guards": 50}) == [("unknown-stand", True)]


def test_one_issue_cannot_be_traded():
    alone = {a: s.split(", money")[0] + "}" for a, s in STANDS.items() if a != "d"}
    result = ripeness.conference(scenario(alone, {"guards": "{}"}), draws=1)
    assert [w.code for w in result.warnings] == ["nothing-to-trade"]
    assert result.central["exchange"][0] == pytest.approx(result.central["compromise"][0])


def test_the_slow_models_run_over_the_first_draws(monkeypatch):
    monkeypatch.setitem(effort._DRAWS, "exchange", 16 * 6)
    ranged = STANDS | {"b": STANDS["b"].replace("position: 70", "position: [60, 70, 80]")}
    result = ripeness.conference(scenario(ranged), draws=32)
    assert [w.code for w in result.warnings] == ["fewer-draws"]
    assert result.provenance.options["slow_draws"] == {"challenge": 32, "exchange": 16}
    assert np.isnan(result.measures()["conference.guards.exchange"]).tolist() == [False] * 16 + [True] * 16
    assert np.isfinite(result.measures()["conference.guards.compromise"]).all()
    assert result.interval("guards", "exchange")[0] is not None


def test_more_draws_than_a_block():
    ranged = STANDS | {"b": STANDS["b"].replace("position: 70", "position: [60, 70, 80]")}
    few, many = (ripeness.conference(scenario(ranged), draws=n).measures() for n in (512, 4_500))
    for path, column in few.items():
        np.testing.assert_array_equal(many[path][:512], column)
        assert np.isfinite(many[path][4_096:]).all() == (
            path.rpartition(".")[2] in ("compromise", "mean", "median", "nash")
        )


# --- what it refuses ----------------------------------------------------------------------------------------------


def test_without_a_conference():
    with pytest.raises(AnalysisError) as caught:
        ripeness.conference(read_text(TINY), draws=1)
    assert [p.code for p in caught.value.problems] == ["no-conference"]


def test_every_issue_that_cannot_be_settled_is_named_at_once_with_its_place():
    stands = {
        "a": "{capability: 40, guards: {position: 10, salience: 0}, money: {position: 80, salience: 0.3}}",
        "b": "{capability: 25, guards: {position: 70, salience: 0}}",
    }
    issues = ISSUES | {"time": "{name: When}"}
    assert codes(stands, issues) == [
        ("stands-weigh-nothing", True),
        ("one-stakeholder", True),
        ("nobody-with-a-say", True),
    ]


def test_a_weight_that_vanishes_in_some_draw_is_said():
    draws = Draws.of({"conference.stands.a.guards.salience": [0.5, 0], "conference.stands.b.guards.salience": [0.5, 0]})
    stands = {a: f"{{capability: 40, guards: {{position: {x}, salience: [0, 1]}}}}" for a, x in (("a", 10), ("b", 70))}
    with pytest.raises(AnalysisError) as caught:
        ripeness.conference(scenario(stands, {"guards": "{}"}), draws=draws)
    assert "zero in 1 of 2 draws" in caught.value.problems[0].message


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"without": ["nobody"]}, "unknown-actor"),
        ({"without": ["a", "b", "c"]}, "one-stakeholder"),
        ({"points": {"gards": 50}}, "unknown-issue"),
        ({"points": {"guards": 101}}, "out-of-range"),
        ({"pivotal": "medium"}, "unknown-rule"),
        ({"draws": 0}, "bad-draws"),
        ({"bargain": Bargain(cost=0.0)}, "bad-model"),
        ({"reading": Reading(choice="most")}, "bad-model"),
        ({"reading": Reading(rounds=0)}, "bad-model"),
        ({"trading": Trading(rounds=0)}, "bad-model"),
        ({"trading": Trading(follows=0.7, eased=0.7)}, "bad-model"),
        ({"draws": Draws.of({"conference.stands.a.guards.position": [101]})}, "unknown-path"),
        ({"draws": Draws.of({"conference.stands.a.gards.position": [1]})}, "unknown-path"),
    ],
)
def test_options_that_do_not_fit(options, code):
    if code == "unknown-path" and "guards" in str(options["draws"].paths):
        code = "out-of-range"
    assert codes(**options)[0][0] == code


def crowd(actors, issues):
    names = [f"i{p}" for p in range(issues)]
    on = ", ".join(f"{name}: {{position: 50, salience: 0.5}}" for name in names)
    stands = {f"s{k}": f"{{capability: 1, {on}}}" for k in range(actors)}
    return stands, dict.fromkeys(names, "{}")


def test_a_conference_that_is_too_large_is_refused_before_it_takes_long():
    assert codes(*crowd(90, 70)) == [("too-large-conference", True)]
    assert codes(*crowd(28, 14), pivotal="exchange") == [("too-many-runs", False)]
