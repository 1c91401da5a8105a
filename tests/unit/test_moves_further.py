"""Further questions to a graph model: worked by hand, their contract, what is refused, other scenarios."""

import json

import pytest

import ripeness
from ripeness.errors import AnalysisError
from ripeness.graphmodel import CONCEPTS, Further, with_option, without_move, without_option
from ripeness.numerics.draws import Draws
from tests.strategies import load
from tests.unit.test_moves import dilemma, graph

BOTH = 3  # the state of the dilemma in which both cooperate
ALL = Further(wanted="x & y", coalitions=(("a", "b"),), views=True, chances=True, foresight=True)


def asked(raw, draws=1, **further):
    return ripeness.moves(load(raw), draws=draws, further=Further(**further))


def refused(raw, **further):
    with pytest.raises(AnalysisError) as caught:
        asked(raw, **further)
    return [p.code for p in caught.value.problems]


# --- whose mind would have to change -------------------------------------------------------------------------------


def test_in_the_dilemma_each_would_have_to_mind_its_own_part_less():
    """a ranks y above !x: cooperation (3) holds by Nash once !x, its second statement, is dropped; b alike."""
    found = asked(dilemma(), wanted="x & y").to_dict()["inverse"]
    assert (found["states"], found["answered"]) == (1, [BOTH])
    assert found["who"]["nash"] == {"always": ["a", "b"], "sets": [{"actors": ["a", "b"], "states": 1, "example": 3}]}
    nash, seq = (found["answers"][0]["by"][c] for c in ("nash", "seq"))
    assert nash["actors"]["a"] == {
        "stable": False,
        "conditions": [{"no_better": 2, "or_any_of": [], "answers": 0, "met": False, "improvement": True}],
        "ranking": {"swaps": 0.5, "past": 0, "level_with": 1, "left_behind": 0},
        "unstable_after": ["b"],
        "statements": {
            "moved": [{"statement": "!x", "from": 2, "to": None}],
            "order": ["y"],
            "at_least": 1,
            "fewest": True,
            "others": [],
        },
        "unstable_after_statements": ["b"],
        "share_of_rankings": 0.5,
    }
    assert nash["together"]["swaps"] == nash["together"]["at_least"] == 1
    assert nash["together_by_statements"]["moved"] == 2
    assert not nash["holds"]
    assert seq["holds"]
    assert seq["together"] == {"swaps": 0, "at_least": 0, "cheapest": True, "actors": {}}
    (clause,) = seq["actors"]["a"]["conditions"]
    assert (clause["no_better"], clause["or_any_of"], clause["met"]) == (2, [[0]], True)
    assert found["cheapest"]["nash"] == {"state": 3, "swaps": 1.0, "at_least": 1.0, "actors": ["a", "b"]}


def test_a_condition_that_matches_many_is_compared_and_the_cheapest_answered():
    """Of the states with x, 1 and 3: by Nash a leaves both; in 1 b cannot gain, so that there a alone must change."""
    raw = dilemma()
    found = asked(raw, wanted="x").to_dict()["inverse"]
    assert (found["states"], found["compared"]) == (2, 2)
    assert found["who"]["nash"]["always"] == ["a"]
    assert [s["actors"] for s in found["who"]["nash"]["sets"]] == [["a"], ["a", "b"]]
    assert found["fewest_actors"]["nash"]["state"] == 1
    assert set(found["answered"]) == {1, 3}
    assert asked(raw, wanted="x", answered=1).to_dict()["inverse"] == found
    more = ripeness.read("libya-2020")
    answered = ripeness.moves(more, draws=1, further=Further(answered=5)).to_dict()["inverse"]["answered"]
    assert answered[:3] == ripeness.moves(more, draws=1).to_dict()["inverse"]["answered"]
    assert len(set(answered)) == 5


def test_each_demand_is_left_out_in_turn():
    """Each part apart, as if only the rest were wanted; parts that stand in parentheses are parts as well."""
    scenario = ripeness.read("libya-2020")
    parts = ["sign-lna", "sign-gna", "!press", "!ship"]
    result = ripeness.moves(scenario, draws=1, further=Further(wanted="sign-lna & (sign-gna & !press) & !ship"))
    found = result.to_dict()["inverse"]["without"]
    assert [one["demand"] for one in found] == parts
    for k, one in enumerate(found):
        rest = " & ".join(p for n, p in enumerate(parts) if n != k)
        other = ripeness.moves(scenario, draws=1, further=Further(wanted=rest)).to_dict()
        assert one["states"] == other["inverse"]["states"]
        assert one["holds"] == {c: len(held) for c, held in other["wanted"]["equilibria"].items()}
        assert one["always"] == {c: who["always"] for c, who in other["inverse"]["who"].items()}


def test_a_wanted_state_may_be_named_by_its_id():
    found = asked(dilemma(), wanted=BOTH)
    assert (found.inverse.condition, found.inverse.demands) == ("state 3", ())
    assert found.to_dict()["wanted"]["states"] == 1
    assert refused(dilemma(), wanted=4) == ["no-such-state"]


def test_the_file_may_want_it_and_a_ranking_by_sets_has_no_statements():
    raw = dilemma()
    raw["graph"]["preferences"]["a"] = {"ranking": [["!x & y"], ["x & y"], ["!x & !y"], ["x & !y"]]}
    raw["graph"]["wanted"] = "x & y"
    found = ripeness.moves(load(raw), draws=1).to_dict()["inverse"]["answers"][0]["by"]["nash"]
    assert found["actors"]["a"]["statements"] is None
    assert found["together_by_statements"] is None


def test_nothing_is_wanted():
    result = ripeness.moves(load(dilemma()), draws=1)
    assert result.inverse is None
    assert result.to_dict()["inverse"] is None


def test_a_state_that_cannot_be_is_wanted():
    raw = {**dilemma()}
    raw["graph"]["infeasible"] = ["x & y"]
    assert refused(raw, wanted="x & y") == ["nothing-wanted"]
    assert refused(raw, wanted="x & !x") == ["nothing-wanted"]
    assert refused(raw, wanted="x & q") == ["unknown-option"]
    assert refused(raw, wanted="x=y") == ["unknown-option"]
    assert refused(raw, wanted="x and y") == ["bad-condition"]
    raw["graph"]["wanted"] = "x & y"
    result = ripeness.moves(load(raw), draws=1)
    assert [(w.code, w.severity, w.place is not None) for w in result.warnings] == [("nothing-wanted", "warning", True)]
    assert result.inverse is None
    assert result.to_dict()["wanted"]["states"] == 0


# --- coalitions ----------------------------------------------------------------------------------------------------


def test_together_the_prisoners_would_cooperate():
    found = asked(dilemma(), coalitions=(("a", "b"), ("b", "a"))).to_dict()["coalitions"]
    (one,) = found["each"]
    assert one["members"] == ["a", "b"]
    assert one["leaves"] == {"nash": [0], "gmr": [0], "smr": [0], "seq": [0]}
    assert one["today"]["improvements"] == 1
    assert one["today"]["path"][-1]["to"] == BOTH
    assert found["survive"] == {"nash": [], "gmr": [3], "smr": [3], "seq": [3]}
    assert found["fall"] == {"nash": [0], "gmr": [0], "smr": [0], "seq": [0]}
    assert asked(dilemma(), up_to=2).to_dict()["coalitions"] == found


@pytest.mark.parametrize(
    ("further", "code"),
    [
        ({"coalitions": (("a",),)}, "lone-coalition"),
        ({"coalitions": (("a", "a"),)}, "lone-coalition"),
        ({"coalitions": ((),)}, "lone-coalition"),
        ({"coalitions": (("a", "c"),)}, "unknown-decision-maker"),
        ({"up_to": 1}, "lone-coalition"),
        ({"up_to": -3}, "lone-coalition"),
    ],
)
def test_coalitions_that_there_are_not(further, code):
    assert refused(dilemma(), **further) == [code]


# --- views ---------------------------------------------------------------------------------------------------------


def test_who_sees_another_otherwise_counts_on_answers_that_do_not_come():
    """In 3 a gains by dropping x (2). It thinks that b, who hates to cooperate alone, then drops y; b would not."""
    raw = graph({"x": "a", "y": "b"}, {"a": {"order": ["y", "!x"]}, "b": {"order": ["y", "x"]}})
    raw["graph"]["sees"] = {"a": {"b": {"order": ["x", "!y"]}}}
    result = asked(raw, views=True)
    view = result.to_dict()["views"]["each"]["a"]
    assert view["sees"] == ["b"]
    assert 3 in view["deceived"]["seq"]
    assert {"state": 3, "to": 2, "by": "seq", "sanction": [{"by": "b", "to": 0}]} in view["expected_in_vain"]
    assert 3 not in result.equilibria("seq")
    assert 3 in result.to_dict()["views"]["hold"]["seq"]


def test_views_that_make_no_difference_are_named():
    raw = dilemma()
    raw["actors"]["c"] = {"role": "mediator"}
    raw["graph"]["sees"] = {"c": {"a": {"order": ["x"]}}, "a": {"c": {"order": ["x"]}, "a": {"order": ["x"]}}}
    result = asked(raw, views=True)
    assert [w.code for w in result.warnings] == ["view-without-effect"] * 3
    assert result.views.views == ()


# --- uncertain preferences -----------------------------------------------------------------------------------------


def test_alternatives_that_go_with_what_holds():
    """a takes x or drops it; state 1 holds by Nash exactly when it wants x: with a chance of 0.4."""
    either = [{"chance": "0.4", "order": ["x"]}, {"chance": "0.6", "order": ["!x"]}]
    raw = graph({"x": "a"}, {"a": {"any": either}}, wanted="x")
    found = asked(raw, chances=True).to_dict()["chances"]
    assert found["wanted"]["nash"] == {"chance": pytest.approx(0.4), "with": {"a": [1, 0]}}
    assert found["today"]["nash"] == {"chance": pytest.approx(0.6), "with": {"a": [0, 1]}}
    assert found["must_change"]["nash"] == {"a": pytest.approx(0.6)}
    assert found["alternatives"] == {"a": [pytest.approx(0.4), pytest.approx(0.6)]}
    assert (found["profiles"], found["exact"], found["known"]) == (2, True, 1)


def test_alternatives_are_drawn_by_a_column_of_their_own():
    either = [{"chance": "0.25", "order": ["x"]}, {"chance": "0.75", "order": ["!x"]}]
    raw = graph({"x": "a"}, {"a": {"any": either}})
    measures = ripeness.moves(load(raw), draws=64).measures()
    assert measures["moves.today.nash.holds"].mean() == 0.75
    assert ripeness.moves(load(raw), draws=1).measures()["moves.today.nash.holds"].tolist() == [1]


def test_where_there_are_too_many_ways_of_combining_them_they_are_drawn(monkeypatch):
    either = [{"chance": "0.25", "order": ["x"]}, {"chance": "0.75", "order": ["!x"]}]
    raw = graph({"x": "a"}, {"a": {"any": either}})
    monkeypatch.setattr("ripeness.graphmodel.uncertain.MOST_MIXED", 1)
    found = asked(raw, draws=64, chances=True).chances
    assert not found.exact
    assert found.today["nash"].chance == 0.75


def test_chances_follow_draws_of_what_states_are_worth():
    """The draft is worth 70 and today's package 3 v / 4 to a: state 1 holds by Nash where v < 93 1/3."""
    worth = [{"when": "x", "as": "text"}, {"when": "!x", "as": "now"}]
    raw = graph({"x": "a", "y": "b"}, {"a": "from-values", "b": {"order": ["y"]}}, worth=worth)
    raw["preferences"]["a"]["values"]["land"]["keep"] = ["0", "100"]
    draws = Draws.of({"preferences.a.values.land.keep": [0, 90, 93, 94, 100]})
    found = ripeness.moves(load(raw), draws=draws, further=Further(chances=True)).chances
    assert found.held["nash"][[2, 3]].tolist() == [pytest.approx(0.4), pytest.approx(0.6)]
    assert found.profiles == 2


# --- foresight -----------------------------------------------------------------------------------------------------


def test_far_sighted_prisoners_stay_where_they_are():
    """Mutual defection and mutual cooperation are the non-myopic equilibria of the dilemma (Brams and Wittman 1981)."""
    found = asked(dilemma(), foresight=True).to_dict()["foresight"]
    assert found["non_myopic"]["equilibria"] == [0, 3]
    assert found["horizons"]["2"]["equilibria"] == [0, 3]


def test_chicken_far_sighted_is_compromise():
    """Chicken: give way (x, y) or not; both standing firm is the worst. Only compromise is non-myopic (same source)."""
    ranking = {
        "a": [["!x & y"], ["x & y"], ["x & !y"], ["!x & !y"]],
        "b": [["x & !y"], ["x & y"], ["!x & y"], ["!x & !y"]],
    }
    raw = graph({"x": "a", "y": "b"}, {m: {"ranking": r} for m, r in ranking.items()})
    assert asked(raw, foresight=True).to_dict()["foresight"]["non_myopic"]["equilibria"] == [3]


# --- what if -------------------------------------------------------------------------------------------------------


def test_an_option_stays_as_it_is():
    scenario = load(dilemma())
    changed = without_option(scenario, "x")
    assert changed.digest != scenario.digest
    assert scenario.graph.infeasible == ()
    found = ripeness.moves(scenario, draws=1, further=Further(instead=changed, wanted="x & y")).to_dict()["instead"]
    assert (found["digest"], found["feasible"]) == (changed.digest, 2)
    assert found["equilibria"]["nash"] == [0]
    assert (found["kept"]["gmr"], found["lost"]["gmr"], found["new"]["gmr"]) == ([0], [3], [])
    assert found["wanted"] == {"states": 0, "equilibria": {c: [] for c in CONCEPTS}}


def test_a_move_is_forbidden():
    scenario = load(dilemma())
    changed = without_move(scenario, "a", "x & y", "!x")
    assert ripeness.moves(changed, draws=1).equilibria("nash") == [0]
    both = without_move(changed, "b", "x & y", "!y")
    assert ripeness.moves(both, draws=1).equilibria("nash") == [0, 3]


def test_one_more_option_and_who_minds_it():
    """b can watch; a then cooperates rather than be seen: watching with cooperation holds."""
    scenario = load(dilemma())
    changed = with_option(scenario, "watch", "b", prefers={"a": ["watch -> x"], "b": ["watch"]})
    assert list(changed.graph.options) == ["x", "y", "watch"]
    assert changed.graph.preferences["a"].order[0].text == "watch -> x"
    result = ripeness.moves(scenario, draws=1, further=Further(instead=changed))
    assert result.to_dict()["instead"]["new"]["nash"] == [5]
    assert result.to_dict()["instead"]["lost"]["nash"] == [0]


def test_one_more_option_of_somebody_who_had_none():
    raw = dilemma()
    raw["actors"]["c"] = {"role": "mediator"}
    changed = with_option(load(raw), "watch", "c", change="once", prefers={"c": ["watch"]})
    assert ripeness.moves(changed, draws=1).frame.makers == ("a", "b", "c")
    with pytest.raises(AnalysisError, match="no-state-preferences"):
        ripeness.moves(with_option(load(raw), "watch", "c"), draws=1)


def test_statements_come_first_in_every_alternative():
    raw = dilemma()
    raw["graph"]["preferences"]["a"] = {"any": [{"chance": "0.5", "order": ["x"]}, {"chance": "0.5", "order": ["y"]}]}
    changed = with_option(load(raw), "watch", "b", prefers={"a": ["!watch"]})
    assert [one.order[0].text for one in changed.graph.preferences["a"].any] == ["!watch", "!watch"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda s: without_option(s, "z"), "unknown-option"),
        (lambda s: without_move(s, "c", "x", "y"), "unknown-decision-maker"),
        (lambda s: without_move(s, "a", "x &", "y"), "bad-condition"),
        (lambda s: with_option(s, "x", "b"), "option-exists"),
        (lambda s: with_option(s, "a b", "b"), "bad-id"),
        (lambda s: with_option(s, "w", "nobody"), "unknown-actor"),
        (lambda s: with_option(s, "w", "b", prefers={"nobody": ["w"]}), "unknown-actor"),
        (lambda s: with_option(s, "w", "b", prefers={"a": ["v"]}), "unknown-option"),
    ],
)
def test_changes_that_cannot_be_made(change, code):
    with pytest.raises(AnalysisError) as caught:
        change(load(dilemma()))
    assert [p.code for p in caught.value.problems] == [code]


# --- contract ------------------------------------------------------------------------------------------------------


def test_what_was_not_asked_is_null_and_all_is_plain_data():
    plain = ripeness.moves(load(dilemma()), draws=1).to_dict()
    for key in ("inverse", "coalitions", "views", "chances", "foresight", "instead"):
        assert plain[key] is None
    scenario = load(dilemma())
    full = ripeness.moves(scenario, draws=4, further=ALL).to_dict()
    assert json.loads(json.dumps(full, allow_nan=False)) == full
    assert full["options"]["wanted"] == "x & y"
    assert full["options"]["coalitions"] == [["a", "b"]]
    assert {k: v for k, v in full.items() if k in ("equilibria", "stability", "reach")} == {
        k: v for k, v in plain.items() if k in ("equilibria", "stability", "reach")
    }


def test_many_states_leave_out_what_stable_ones_hang_on():
    options = {f"o{k}": "ab"[k % 2] for k in range(13)}
    raw = graph(options, {"a": {"order": ["o1", "!o0"]}, "b": {"order": ["o0"]}})
    found = asked(raw, wanted=" & ".join(options)).to_dict()["inverse"]["answers"][0]["by"]["nash"]["actors"]
    assert found["b"]["stable"]
    assert found["b"]["conditions"] is None
    assert len(found["a"]["conditions"]) == 32
