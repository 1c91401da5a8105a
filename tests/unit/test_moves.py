"""The analysis ``moves``: preferences worked by hand, its contract, what it refuses, the file against the oracle."""

import itertools
import json
import random

import numpy as np
import pytest

import ripeness
from ripeness.errors import AnalysisError
from ripeness.graphmodel import CONCEPTS
from ripeness.graphmodel.arrays import frame_of
from ripeness.graphmodel.cardinal import by_worth
from ripeness.lacks.moves import MOST_OPTIONS
from ripeness.numerics.draws import Draws
from ripeness.scenario import Scenario
from ripeness.scenario.logic import parse
from tests.oracles import graph_oracle as oracle
from tests.strategies import TEXT, having, load, two_parties


def graph(options, preferences, **more):
    """Return two parties with a graph model; options as {id: owner} or {id: record}."""
    raw = two_parties()
    records = {name: {"by": o} if isinstance(o, str) else o for name, o in options.items()}
    raw["graph"] = {"options": records, "preferences": preferences, **more}
    return raw


def moves(raw, **more):
    return ripeness.moves(load(raw), **{"draws": 1, **more})


def dilemma():
    return graph({"x": "a", "y": "b"}, {"a": {"order": ["y", "!x"]}, "b": {"order": ["x", "!y"]}})


def codes(raw, **more):
    with pytest.raises(AnalysisError) as caught:
        moves(raw, **more)
    return [p.code for p in caught.value.problems]


# --- preferences --------------------------------------------------------------------------------------------------


def test_statements_count_lexicographically():
    result = moves(dilemma())
    assert result.ranks.tolist() == [[1, 0, 3, 2], [1, 3, 0, 2]]


def test_more_statements_than_fit_into_a_whole_number_of_64_bits():
    names = [f"o{k}" for k in range(6)]
    rng = random.Random(3)
    statements = [
        " & ".join(rng.choice(["", "!"]) + n for n in rng.sample(names, rng.randint(3, 6))) for _ in range(90)
    ]
    result = moves(graph(dict.fromkeys(names, "a"), {"a": {"order": statements}}))

    def key(state):
        taken = [bool(state >> k & 1) for k in range(6)]
        return [all(taken[names.index(p.lstrip("!"))] != p.startswith("!") for p in s.split(" & ")) for s in statements]

    keys = [key(s) for s in range(64)]
    order = [k for k, _ in itertools.groupby(sorted(keys))]
    assert result.ranks[0].tolist() == [order.index(k) for k in keys]
    assert len(order) > 30


def test_a_ranking_lists_sets_best_first_and_ties_are_ties():
    ranking = {"ranking": [["x & y", "!x & !y"], ["x"], ["y"]]}
    result = moves(graph({"x": "a", "y": "b"}, {"a": ranking, "b": {"order": ["x"]}}))
    assert result.ranks[0].tolist() == [2, 1, 0, 2]
    assert [w.code for w in result.warnings] == ["states-ranked-twice"]


def test_the_most_likely_of_several_preferences_counts():
    either = [{"chance": "0.4", "order": ["x"]}, {"chance": "0.6", "order": ["!x"]}]
    result = moves(graph({"x": "a", "y": "b"}, {"a": {"any": either}, "b": {"order": ["y"]}}))
    assert result.ranks[0].tolist() == [1, 0, 1, 0]
    assert [(w.code, w.severity, w.place is not None) for w in result.warnings] == [
        ("most-likely-preference", "warning", True)
    ]


@pytest.mark.parametrize(
    ("chances", "number"),
    [(["0.5", "0.5"], 1), (["0.2", "unknown"], 2), (["0.6", "unknown"], 1), (["0.3", "0.3", "0.4"], 3)],
)
def test_ties_go_to_the_first_and_an_unknown_chance_is_what_is_left(chances, number):
    either = [{"chance": c, "order": ["x"]} for c in chances]
    (warning,) = moves(graph({"x": "a"}, {"a": {"any": either}})).warnings
    assert f"number {number} of them, with" in warning.message


def test_a_statement_that_never_distinguishes_is_named_with_its_place():
    raw = graph({"x": "a"}, {"a": {"order": ["x | !x", "x", "!x"]}})
    found = [(w.code, w.path, w.message) for w in moves(raw).warnings]
    assert found == [
        ("never-distinguishes", "graph.preferences.a.order.0", "'x | !x' tells no states apart"),
        (
            "never-distinguishes",
            "graph.preferences.a.order.2",
            "'!x' tells no states apart that the statements before it leave equal",
        ),
    ]


# --- from values --------------------------------------------------------------------------------------------------


def valued(worth, **more):
    return graph({"x": "a", "y": "b"}, {"a": "from-values", "b": {"order": ["y"]}}, worth=worth, **more)


def test_a_state_is_worth_what_the_draft_or_today_is():
    """a: the draft is worth 70, today's package 0; the first entry that holds counts."""
    worth = [{"when": "x & y", "as": TEXT}, {"when": "x | !x", "as": "now"}]
    assert moves(valued(worth)).ranks[0].tolist() == [0, 0, 0, 1]


def test_a_state_is_worth_the_actors_war():
    """War, as often won as lost: (100 x 3 + 0) / 4 x 1/2 = 37.5, less 5: above today's 0, below the draft's 70."""
    raw = valued([{"when": "x & y", "as": TEXT}, {"when": "x", "as": "war"}, {"when": "!x", "as": "now"}])
    raw["war"] = {
        "strength": {"a": "10", "b": "10"},
        "decisive": "1",
        "outcomes": {"a-wins": {"winner": "a", "package": {"land": "give"}}, "b-wins": {"winner": "b"}},
        "cost": {"a": "5", "b": "5"},
    }
    assert moves(raw).ranks[0].tolist() == [0, 1, 0, 2]


def test_guarantees_of_the_draft_are_in_force():
    """Without trust signing is worth min(40, 70) - 50 = -10, less than today's 0; with the guarantee 70."""
    raw = having(valued([{"when": "x", "as": TEXT}, {"when": "!x", "as": "now"}]), "preferences.a.trust", "0")
    raw = having(raw, "preferences.a.betrayal", "50")
    assert moves(raw).ranks[0].tolist() == [1, 0, 1, 0]
    raw["actors"]["c"] = {"role": "mediator"}
    raw["ties"] = {"seal": {"from": "c", "to": "agreement", "kind": "guarantee", "strength": "1"}}
    raw["drafts"][TEXT]["guarantees"] = ["seal"]
    assert moves(raw).ranks[0].tolist() == [0, 1, 0, 1]


def test_figures_follow_the_draws_where_preferences_are_from_values():
    """Today's package is worth 3 v / 4 and the draft 70 to a: a would leave state 1 when v > 93 1/3."""
    raw = valued([{"when": "x", "as": TEXT}, {"when": "!x", "as": "now"}])
    raw["preferences"]["a"]["values"]["land"]["keep"] = ["0", "100"]
    draws = Draws.of({"preferences.a.values.land.keep": [0, 90, 93, 94, 100]})
    columns = ripeness.moves(load(raw), draws=draws).measures()
    assert columns["moves.today.nash.a"].tolist() == [0, 0, 0, 1, 1]
    assert {len(c) for c in columns.values()} == {5}
    assert set(ripeness.moves(load(raw), draws=draws).to_frame().columns) == set(columns)


def test_worth_that_is_equal_but_for_rounding_is_equal():
    assert by_worth(np.array([0.1 + 0.2, 0.3, 5.0, -1.0])).tolist() == [1, 1, 2, 0]


# --- moves --------------------------------------------------------------------------------------------------------


def test_no_move_is_told_apart_from_no_better_move():
    raw = graph(
        {"x": {"by": "a", "change": "once", "now": "true"}, "y": "b"}, {"a": {"order": ["x"]}, "b": {"order": ["y"]}}
    )
    plain = moves(raw).to_dict()
    assert plain["no_moves"] == {"a": [1, 3], "b": []}
    why = {one["actor"]: one for one in plain["explanations"]["3"]}
    assert (why["a"]["no_moves"], why["a"]["improvements"]) == (True, 0)
    assert (why["b"]["no_moves"], why["b"]["improvements"]) == (False, 0)


def test_paths_from_today():
    result = moves(dilemma()).to_dict()["reach"]
    assert result["today"] == 0
    assert result["moves"]["by_depth"] == [1, 2, 1]
    assert result["improvements"]["by_depth"] == [1]
    assert result["improvements"]["absorbing"] == [0]
    assert result["moves"]["absorbing"] == []
    assert [(e["state"], e["depth"], e["last_movers"]) for e in result["moves"]["equilibria"]] == [
        (0, 0, []),
        (3, 2, ["a", "b"]),
    ]
    assert result["moves"]["equilibria"][1]["path"] == [{"by": "b", "to": 2}, {"by": "a", "to": 3}]
    assert result["improvements"]["not_reached"] == [3]


def test_an_actor_may_own_options_that_do_not_stand_together():
    raw = graph({"x": "a", "y": "b", "z": "a"}, {"a": {"order": ["z", "x"]}, "b": {"order": ["!y"]}})
    result = moves(raw)
    assert result.equilibria("nash") == [5]
    assert result.frame.taken(5) == ("x", "z")
    assert result.to_dict()["reach"]["improvements"]["equilibria"][-1]["path"] == [{"by": "a", "to": 5}]


# --- the contract -------------------------------------------------------------------------------------------------


def test_the_contract():
    result = moves(dilemma(), explain=[3])
    plain = result.to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["analysis"] == "moves"
    assert plain["states"] == [
        {"id": 0, "options": []},
        {"id": 1, "options": ["x"]},
        {"id": 2, "options": ["y"]},
        {"id": 3, "options": ["x", "y"]},
    ]
    assert plain["stability"]["nash"] == {"a": [0, 2], "b": [0, 1]}
    assert list(plain["stability"]) == list(plain["equilibria"]) == list(CONCEPTS)
    assert plain["inverse"] is None
    assert "<table>" in result._repr_html_()


def test_states_are_left_out_where_there_are_many_unless_asked_for():
    names = [f"o{k}" for k in range(13)]
    owners = {n: "ab"[k % 2] for k, n in enumerate(names)}
    raw = graph(owners, {"a": {"order": names}, "b": {"order": names}})
    assert "states" not in moves(raw).to_dict()
    assert len(moves(raw, states=True).to_dict()["states"]) == 2**13


def test_the_scenario_is_left_alone_and_the_answer_is_the_same_again():
    scenario = load(dilemma())
    digest = scenario.digest
    first, second = (ripeness.moves(scenario, draws=4).to_dict() for _ in range(2))
    assert first == second
    assert scenario.digest == digest


# --- what it refuses ----------------------------------------------------------------------------------------------


def test_without_a_graph_model():
    assert codes(two_parties()) == ["no-graph"]


def test_all_who_have_no_preferences_are_named_at_once_with_their_place():
    with pytest.raises(AnalysisError) as caught:
        moves(graph({"x": "a", "y": "b", "z": "a"}, {}))
    assert [(p.code, p.path) for p in caught.value.problems] == [
        ("no-state-preferences", "graph.options.x.by"),
        ("no-state-preferences", "graph.options.y.by"),
    ]
    assert all(p.place and p.hint for p in caught.value.problems)


def test_a_ranking_that_misses_states_says_how_many_and_names_one():
    with pytest.raises(AnalysisError) as caught:
        moves(graph({"x": "a", "y": "a"}, {"a": {"ranking": [["x & y"], ["!x & y"]]}}))
    (problem,) = caught.value.problems
    assert problem.code == "states-unranked"
    assert "2 of 4 states, such as state 0 (no option taken)" in problem.message


def test_forty_options_are_refused_before_memory_is_taken():
    names = [f"o{k}" for k in range(40)]
    with pytest.raises(AnalysisError) as caught:
        moves(graph(dict.fromkeys(names, "a"), {"a": {"order": names}}))
    (problem,) = caught.value.problems
    assert problem.code == "too-many-options"
    assert "40 options span 1,099,511,627,776 states; at most 22 options (4,194,304 states) fit" in problem.message
    assert problem.place


@pytest.mark.parametrize(
    ("owners", "fits"),
    [("a" * 12 + "b", True), ("a" * 13, False), ("a" * 11 + "b" * 11, False), ("abcdefghijk" * 2, True)],
)
def test_what_fits(owners, fits):
    scenario = Scenario.model_validate(
        {
            "ripeness": 1,
            "id": "wide",
            "actors": {a: {"role": "party"} for a in sorted(set(owners))},
            "issues": {"land": {"now": "keep", "alternatives": {"keep": "Kept"}}},
            "graph": {"options": {f"o{k}": {"by": a} for k, a in enumerate(owners)}},
        }
    )
    if fits:
        assert frame_of(scenario).size == 2 ** len(owners) <= 2**MOST_OPTIONS
    else:
        with pytest.raises(AnalysisError, match="too-many-options"):
            frame_of(scenario)


@pytest.mark.parametrize("state", [4, -1, 10**30])
def test_a_state_that_there_is_not(state):
    assert codes(dilemma(), explain=[state]) == ["no-such-state"]


def test_a_state_that_cannot_be():
    raw = dilemma()
    raw["graph"]["infeasible"] = ["x & y"]
    assert codes(raw, explain=[3]) == ["no-such-state"]


def test_today_ruled_out_is_refused_also_in_a_scenario_made_in_python():
    scenario = load(dilemma())
    graph_ = scenario.graph.model_copy(update={"infeasible": (parse("!x & !y"), parse("x | !x"))})
    with pytest.raises(AnalysisError) as caught:
        ripeness.moves(scenario.model_copy(update={"graph": graph_}), draws=1)
    assert [p.code for p in caught.value.problems] == ["today-infeasible"] * 2
    assert "rules out today's state; options taken today: none" in caught.value.problems[0].message
    assert "holds in every state" in caught.value.problems[1].message


def test_worth_that_is_missing_unknown_or_of_a_war_that_is_not_fought():
    assert codes(valued([{"when": "x", "as": TEXT}])) == ["states-without-worth"]
    everywhere = [{"when": "x | !x", "as": "war"}]
    assert codes(valued(everywhere)) == ["no-war-worth"]
    raw = valued([{"when": "x", "as": TEXT}, {"when": "!x", "as": "now"}])
    raw["preferences"]["a"]["values"]["land"]["halve"] = "unknown"
    assert codes(raw) == ["unknown-worth"]


# --- the file against the oracle ----------------------------------------------------------------------------------


def a_condition(rng, names, depth=0):
    if depth == 2 or rng.random() < 0.3:
        return rng.choice(["", "!"]) + rng.choice(names)
    left, right = a_condition(rng, names, depth + 1), a_condition(rng, names, depth + 1)
    return f"({left}) {rng.choice(['&', '|', '->', '<->'])} ({right})"


def truth(text, taken):
    """Evaluate a condition as Python: of truths, ``<=`` is "if … then" and ``==`` "exactly if"."""
    python = text.replace("<->", "==").replace("->", "<=").replace("!", " not ").replace("&", "and").replace("|", "or")
    return bool(eval(python, {}, {name: name in taken for name in ("o0", "o1", "o2", "o3")}))


@pytest.mark.parametrize("seed", range(80))
def test_a_file_means_what_the_definitions_say(seed):
    rng = random.Random(seed)
    names = ["o0", "o1", "o2", "o3"]
    owners = dict(zip(names, rng.sample(["a", "b", rng.choice("ab"), rng.choice("ab")], 4), strict=True))
    options = {n: {"by": owners[n], "change": rng.choice(["both", "both", "once", "undo"])} for n in names}
    orders = {m: [a_condition(rng, names) for _ in range(rng.randint(1, 5))] for m in "ab"}
    infeasible = [c for c in (a_condition(rng, names) for _ in range(2)) if not truth(c, ())]
    cuts = [
        {"by": rng.choice("ab"), "from": a_condition(rng, names), "to": a_condition(rng, names)}
        for _ in range(rng.randint(0, 2))
    ]
    raw = graph(options, {m: {"order": o} for m, o in orders.items()}, infeasible=infeasible, **{"no-move": cuts})
    result = moves(raw)
    everything = [frozenset(c) for n in range(5) for c in itertools.combinations(names, n)]
    out = frozenset(s for s in everything if any(truth(c, s) for c in infeasible))
    model = oracle.Model(
        owners=owners,
        change={n: o["change"] for n, o in options.items()},
        infeasible=out,
        removed=frozenset(
            (c["by"], s, t)
            for c in cuts
            for s in everything
            for t in everything
            if truth(c["from"], s) and truth(c["to"], t)
        ),
        worth={m: {s: [truth(c, s) for c in orders[m]] for s in everything} for m in "ab"},
    )
    found = result.to_dict()["stability"]
    for concept, maker in itertools.product(CONCEPTS, "ab"):
        expected = [s for s in model.states if oracle.stable(model, concept, maker, s)]
        assert found[concept][maker] == sorted(sum(1 << names.index(o) for o in s) for s in expected)
