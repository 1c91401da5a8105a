"""Published graph models, through the file format; the cases are the files beside this one."""

import itertools
import math
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import ripeness
from ripeness.graphmodel import CONCEPTS
from ripeness.graphmodel.coalitions import coalition
from ripeness.graphmodel.inverse.conditions import Conditions, share_of_rankings
from ripeness.graphmodel.stability import stability
from ripeness.graphmodel.states import GraphArrays
from ripeness.scenario import Scenario
from tests.graphs import as_sets, state_of
from tests.oracles import graph_oracle as oracle

FILES = sorted(Path(__file__).with_name("graphs").glob("*.toml"))
CASES = [
    pytest.param(case, model, id=f"{path.stem}: {model['name']}")
    for path in FILES
    for case in [tomllib.loads(path.read_text(encoding="utf-8"))]
    for model in case["models"]
]


def number(case, state):
    """Return the id of a state as the source numbers it."""
    return case["numbers"][state - 1] if "numbers" in case else state


def written(case, state):
    """Return a state as a condition."""
    bits = number(case, state)
    return " & ".join(("" if bits >> k & 1 else "!") + o["id"] for k, o in enumerate(case["options"]))


def ranking(case, sets):
    return [[written(case, s) for s in (one if isinstance(one, list) else [one])] for one in sets]


def scenario(case, model):
    preferences = {m: {"order": order} for m, order in model.get("orders", {}).items()}
    preferences |= {m: {"ranking": ranking(case, sets)} for m, sets in model.get("rankings", {}).items()}
    graph = {
        "options": {o["id"]: {k: v for k, v in o.items() if k != "id"} for o in case["options"]},
        "infeasible": case.get("infeasible", []),
        "no-move": model.get("no_move", []),
        "preferences": preferences,
    }
    return Scenario.model_validate(
        {
            "ripeness": 1,
            "id": "published",
            "actors": {m: {"role": "party"} for m in preferences},
            "issues": {"any": {"now": "none", "alternatives": {"none": "None"}}},
            "graph": graph,
        }
    )


def seq_or_sim(result):
    """Return the states that are SEQ-stable for both, or where both would move, and fare no better if at once."""
    found = []
    for state in np.flatnonzero(result.feasible).tolist():
        rank, stable = result.ranks, result.stable["seq"][:, state]
        better = [[one.to for one in why.improvements] for why in result.explanations[state]]
        deterred = all(
            any(rank[i, a ^ b ^ state] <= rank[i, state] for b in better[1 - i]) for i in (0, 1) for a in better[i]
        )
        if stable.all() or (not stable.any() and deterred):
            found.append(state)
    return found


def conflict_of(result, removed=()):
    """Return the model behind a result; all cases here have places in the order of ids."""
    frame = result.frame
    return GraphArrays(frame, frame.inward(result.feasible), frame.inward(result.ranks), removed)


@pytest.mark.parametrize(("case", "model"), CASES)
def test_published_equilibria(case, model):
    asked = range(16) if "seq_or_sim" in model.get("published", {}) else ()
    cannot_be = (3, 7, 11, 15)  # strike and withdraw
    result = ripeness.moves(scenario(case, model), draws=1, explain=[s for s in asked if s not in cannot_be])
    assert result.warnings == ()
    for source in ("published", "by_hand"):
        for concept, states in model.get(source, {}).items():
            found = seq_or_sim(result) if concept == "seq_or_sim" else result.equilibria(concept)
            assert found == [number(case, s) for s in states], (source, concept)
    for state in model.get("holds", []):
        assert result.concepts(number(case, state)) == CONCEPTS


@pytest.mark.parametrize(("case", "model"), [c for c in CASES if "no_move" not in c.values[1]])
def test_the_oracle_gives_the_same(case, model):
    result = ripeness.moves(scenario(case, model), draws=1)
    conflict = conflict_of(result)
    sets, frame = as_sets(conflict), result.frame
    for concept in CONCEPTS:
        held = [
            s
            for s in np.flatnonzero(result.feasible).tolist()
            if all(oracle.stable(sets, concept, m, state_of(frame, frame.place(s))) for m in frame.makers)
        ]
        assert result.equilibria(concept) == held


@pytest.mark.parametrize(("case", "model"), [c for c in CASES if "improvements" in c.values[1]])
def test_published_moves(case, model):
    result = ripeness.moves(scenario(case, model), draws=1)
    conflict, frame = conflict_of(result), result.frame
    for maker, here, there in model["improvements"]:
        place = np.array([frame.place(number(case, here))])
        _, targets = conflict.successors(frame.makers.index(maker), place, improving=True)
        assert [frame.id(t) for t in targets.tolist()] == [number(case, there)]
    for here, there in model["no_moves"]:
        place = np.array([frame.place(number(case, here))])
        for i in range(len(frame.makers)):
            _, targets = conflict.successors(i, place, improving=False)
            assert number(case, there) not in [frame.id(t) for t in targets.tolist()]


@pytest.mark.parametrize(("case", "model"), [c for c in CASES if "inverse" in c.values[1]])
def test_published_number_of_rankings_under_which_a_state_holds(case, model):
    asked = model["inverse"]
    result = ripeness.moves(scenario(case, model), draws=1)
    conflict, frame = conflict_of(result), result.frame
    i, place = frame.makers.index(asked["maker"]), frame.place(number(case, asked["state"]))
    places = np.flatnonzero(conflict.feasible)
    counts = dict.fromkeys(CONCEPTS, 0)
    for order in itertools.permutations(range(len(places))):
        ranks = conflict.ranks.copy()
        ranks[i, places] = order
        found = stability(replace(conflict, ranks=ranks))
        for concept in CONCEPTS:
            counts[concept] += int(found.equilibria(concept)[place])
    assert counts == asked["expected"]
    total = math.factorial(len(places))
    shares = {c: share_of_rankings(Conditions(conflict, i, place, c)) for c in CONCEPTS}
    assert {c: share * total for c, share in shares.items()} == counts  # without going through rankings
    assert {c for c, n in asked["published"].items() if counts[c] != n} == {"seq"}  # print is wrong: see the file


@pytest.mark.parametrize(("case", "model"), [c for c in CASES if "coalition" in c.values[1]])
def test_published_coalitions(case, model):
    asked = model["coalition"]
    result = ripeness.moves(scenario(case, model), draws=1)
    conflict, frame = conflict_of(result), result.frame
    found = coalition(conflict, tuple(sorted(frame.makers.index(m) for m in asked["members"])))
    for state in range(1, len(case["numbers"]) + 1):
        place = frame.place(number(case, state))
        better = [there for here, there in asked["improvements"] if here == state]
        assert found.improvements[place] == len(better)
    for state in asked["leaves"]:
        assert result.concepts(number(case, state)) == CONCEPTS
        assert not found.stable["nash"][frame.place(number(case, state))]


@pytest.mark.parametrize(("case", "model"), [c for c in CASES if "states" in c.values[0]])
def test_published_number_of_states(case, model):
    result = ripeness.moves(scenario(case, model), draws=1)
    assert np.flatnonzero(result.feasible).tolist() == case["numbers"]
    assert len(case["numbers"]) == case["states"]


def test_there_are_cases():
    names = [p.stem for p in FILES]
    assert names == ["elmira-1991", "garrison-1976", "north-korea-2017", "prisoners-dilemma", "syria-iraq-1975"]
    published = [m["published"] for c in CASES for m in [c.values[1]] if "published" in m and "rankings" in m]
    assert sum(map(len, published)) == 9  # of North Korea
