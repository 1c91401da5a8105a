"""The analysis ``sign`` against the literal implementation in ``tests.oracles``, on whole random scenarios."""

import copy
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ripeness.bargaining import sign
from ripeness.numerics.draws import Draws
from ripeness.scenario.parties import Ranking
from ripeness.valuation.columns import Columns
from tests.budget import examples
from tests.oracles import sign_oracle as oracle
from tests.strategies import TEXT, load, scenarios

FIGURES = ("utility", "value", "reservation", "effective_reservation", "surplus")
N = 8

relaxed = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
}


def same(found, expected):
    """Whether two numbers agree to 1e-9, relative or absolute; None and NaN are unknown."""
    if expected is None or found is None:
        return expected is None and (found is None or math.isnan(found))
    return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)


def differences(pairs):
    return {what: pair for what, pair in pairs.items() if not same(*pair)}


def remembering(values):
    """Return ``values`` with a memory: the oracle asks for the same path many times."""
    known = {}

    def value(path):
        if path not in known:
            known[path] = values(path)
        return known[path]

    return value


def without_beliefs(raw):
    common = copy.deepcopy(raw)
    common.get("war", {}).pop("believes", None)
    return common


def figures(found, judgement, values, raw, actor):
    """Return pairs (engine, oracle) of every number of one signatory."""
    pairs = {figure: (found[figure], getattr(judgement, figure)) for figure in FIGURES}
    pairs["compliance"] = (found["compliance"], judgement.h)
    for name, worth in oracle.alternatives_to_agreement(raw, actor, values).items():
        pairs["walk-aways", name] = (found["walk_aways"][name], worth)
    for outcome, chance in (judgement.odds or {}).items():
        pairs["odds", outcome] = (found["odds"][outcome]["believed"], chance)
    return pairs


def check_central(raw):
    scenario = load(raw)
    result = sign(scenario, TEXT, draws=1).to_dict()
    values = remembering(oracle.central_values(raw))
    judged = oracle.draft_judgements(raw, TEXT, values)
    assert list(result["signatories"]) == oracle.signatories(raw, TEXT) == list(judged)
    assert result["package"] == oracle.draft_package(raw, TEXT)
    shared = without_beliefs(raw)
    common = oracle.draft_judgements(shared, TEXT, values)
    for actor, judgement in judged.items():
        found = result["signatories"][actor]
        assert differences(figures(found, judgement, values, raw, actor)) == {}, actor
        assert found["signs"] is judgement.signs, actor
        assert found["walk_away"] == judgement.walk_away, actor
        assert (found["odds"] is None) == (judgement.odds is None)
        assert list(found["odds"] or {}) == list(judgement.odds or {})
        assert [line["index"] for line in found["red_lines"] if line["held"]] == judgement.red_lines
        probability = oracle.signatory_probability(raw, TEXT, actor, values)
        assert same(found["central"], probability), (actor, found["central"], probability)
        assert same(found["probability"], probability)
        of_common = {figure: (found["common"][figure], getattr(common[actor], figure)) for figure in FIGURES}
        assert differences(of_common) == {}, actor
        assert found["common"]["signs"] is common[actor].signs
        for outcome, chance in (common[actor].odds or {}).items():
            assert same(found["odds"][outcome]["common"], chance)
    joint = oracle.joint_probability(raw, TEXT, values)
    assert same(result["central"], joint), (result["central"], joint)
    assert same(result["probability"], joint)
    check_versions(raw, result, values)
    check_blockers(result["blockers"], oracle.blockers(raw, TEXT, values))
    check_repairs(raw, result, values)


def check_versions(raw, result, values):
    versions = raw["drafts"][TEXT].get("versions", {})
    assert list(result["versions"]) == list(versions)
    for version in versions:
        found, package = result["versions"][version], oracle.version_package(raw, TEXT, version)
        assert found["package"] == package
        assert same(found["chance"], values(f"drafts.{TEXT}.versions.{version}.chance"))
        together = 1.0
        for actor, judgement in oracle.judge_all(raw, TEXT, package, values).items():
            there = found["signatories"][actor]
            assert differences({f: (there[f], getattr(judgement, f)) for f in FIGURES}) == {}
            assert there["signs"] is judgement.signs
            together = oracle.times(together, judgement.probability)
        assert same(found["probability"], together)


def check_blockers(found, expected):
    """The same clauses in the same order, but that clauses of equal loss may change places."""

    def rows(blockers, digits):
        return [
            (b["actor"], b["loss"] is None, None if b["loss"] is None else round(b["loss"], digits)) for b in blockers
        ]

    def clauses(blockers):
        return {(b["actor"], b["issue"]): (b["alternative"], b["best"]) for b in blockers}

    assert clauses(found) == clauses(expected)
    for mine, other in zip(rows(found, 12), rows(expected, 12), strict=True):
        assert mine[:2] == other[:2]
        assert same(mine[2], other[2])


def check_repairs(raw, result, values):
    size, expected = oracle.repairs(raw, TEXT, values)

    def by_changes(repairs):
        return {frozenset(repair["changes"].items()): repair["surplus"] for repair in repairs}

    mine, other = by_changes(result["repairs"]), by_changes(expected)
    assert set(mine) == set(other)
    assert len(mine) == len(result["repairs"])
    for changes, surplus in mine.items():
        assert differences({actor: (surplus[actor], other[changes][actor]) for actor in other[changes]}) == {}
    assert result["repairs_searched"] == (len(raw["issues"]) if size == -1 else size)
    smallest = [min(repair["surplus"].values()) for repair in result["repairs"]]
    assert smallest == sorted(smallest, key=lambda s: -round(s, 9))
    assert result["repairs_complete"] is nothing_open(raw, values, result["repairs_searched"])


def nothing_open(raw, values, size):
    """Whether every package of up to ``size`` changes is known to be signed by all, or to be refused by someone.

    The draft itself is one of them: while its own verdict is open it may be that nothing has to be changed.
    """
    present = oracle.draft_package(raw, TEXT)
    for package in oracle.all_packages(raw):
        changes = oracle.changes_between(present, package)
        if len(changes) <= size and oracle.feasible(raw, package):
            verdicts = [judgement.signs for judgement in oracle.judge_all(raw, TEXT, package, values).values()]
            sure = oracle.all_sign(oracle.judge_all(raw, TEXT, package, oracle.surely(raw, values)))
            if None in verdicts and False not in verdicts and not sure:
                return False
    return True


@settings(max_examples=examples(50, 300), **relaxed)
@given(scenarios(packages=12, unknowns=False))
def test_central_draw_of_scenarios_without_unknowns(raw):
    check_central(raw)


@settings(max_examples=examples(50, 300), **relaxed)
@given(scenarios(packages=12, unknowns=True))
def test_central_draw_of_scenarios_with_unknowns(raw):
    check_central(raw)


@pytest.mark.slow
@settings(max_examples=examples(150, 900), **relaxed)
@given(scenarios(packages=64))
def test_central_draw_of_larger_scenarios(raw):
    check_central(raw)


# --- random draws -------------------------------------------------------------------------------------------------


def values_in(columns, scenario, draw):
    """Return the oracle's ``values`` of one draw, from the engine's columns."""

    def value(path):
        above, _, last = path.rpartition(".")
        actor, issue = _actor_and_issue(above)
        given = scenario.preferences[actor].values.get(issue) if issue else None
        if isinstance(given, Ranking):
            return float(columns.ranked(above, given)[last][draw])
        if path not in scenario.estimates:
            return None
        number = float(columns(path)[draw])
        return None if math.isnan(number) else number

    return remembering(value)


def _actor_and_issue(above):
    """Return actor and issue of ``preferences.ACTOR.values.ISSUE``, else two empty texts."""
    parts = above.split(".")
    return (parts[1], parts[3]) if len(parts) == 4 and parts[0] == "preferences" and parts[2] == "values" else ("", "")


def held_in(columns, draw):
    """Return the oracle's ``held`` of one draw: whether a red line holds."""

    def held(path):
        number = float(columns.held(path)[draw])
        return None if math.isnan(number) else number == 1

    return held


def check_draw(raw, scenario, result, columns, draw, *, deep):
    measures = {path: float(column[draw]) for path, column in result.measures().items()}
    values, held = values_in(columns, scenario, draw), held_in(columns, draw)
    root = f"sign.{TEXT}"
    pairs = {"joint": (measures[f"{root}.probability"], oracle.joint_probability(raw, TEXT, values, held))}
    shared = oracle.draft_judgements(without_beliefs(raw), TEXT, values, held)
    verdicts = []
    for actor, judgement in oracle.draft_judgements(raw, TEXT, values, held).items():
        at = f"{root}.{actor}"
        for figure in FIGURES:
            pairs[actor, figure] = (measures[f"{at}.{figure}"], getattr(judgement, figure))
            pairs[actor, "common", figure] = (measures[f"{at}.common.{figure}"], getattr(shared[actor], figure))
        pairs[actor, "signs"] = (measures[f"{at}.signs"], judgement.signs)
        verdicts.append(judgement.signs)
        mixed = oracle.signatory_probability(raw, TEXT, actor, values, held)
        pairs[actor, "probability"] = (measures[f"{at}.probability"], mixed)
        pairs[actor, "compliance"] = (measures[f"{at}.compliance"], judgement.h)
        for name, worth in oracle.alternatives_to_agreement(raw, actor, values).items():
            pairs[actor, name] = (measures[f"{at}.walk_aways.{name}"], worth)
        for outcome in judgement.odds or {}:
            pairs[actor, outcome] = (measures[f"{at}.odds.{outcome}.believed"], judgement.odds[outcome])
            pairs[actor, outcome, "common"] = (measures[f"{at}.odds.{outcome}.common"], shared[actor].odds[outcome])
        for issue in raw["issues"] if deep else ():
            clause = oracle.blocking_clause(raw, TEXT, actor, issue, values, held)
            pairs[actor, issue] = (measures[f"{root}.blockers.{actor}.{issue}.loss"], clause["loss"])
    pairs["signs"] = (measures[f"{root}.signs"], False not in verdicts)
    for version in raw["drafts"][TEXT].get("versions", {}):
        at = f"{root}.versions.{version}"
        pairs[version] = (measures[f"{at}.chance"], values(f"drafts.{TEXT}.versions.{version}.chance"))
        together = 1.0
        package = oracle.version_package(raw, TEXT, version)
        for actor, judgement in oracle.judge_all(raw, TEXT, package, values, held).items():
            pairs[version, actor] = (measures[f"{at}.{actor}.surplus"], judgement.surplus)
            pairs[version, actor, "probability"] = (measures[f"{at}.{actor}.probability"], judgement.probability)
            together = oracle.times(together, judgement.probability)
        pairs[version, "probability"] = (measures[f"{at}.probability"], together)
    assert differences(pairs) == {}


def check_draws(raw, seed, *, deep=False):
    scenario = load(raw)
    table = Draws(N, seed)
    result = sign(scenario, TEXT, draws=table, up_to=0)
    columns = Columns(scenario, table)
    for draw in range(N):
        check_draw(raw, scenario, result, columns, draw, deep=deep)


@settings(max_examples=examples(20, 120), **relaxed)
@given(scenarios(), st.integers(0, 1000))
def test_random_draws(raw, seed):
    check_draws(raw, seed)


@settings(max_examples=examples(9, 50), **relaxed)
@given(scenarios(actors=3, issues=3), st.integers(0, 1000))
def test_random_draws_and_what_each_clause_costs(raw, seed):
    check_draws(raw, seed, deep=True)


@pytest.mark.slow
@settings(max_examples=examples(67, 400), **relaxed)
@given(scenarios(), st.integers(0, 1000))
def test_more_random_draws(raw, seed):
    check_draws(raw, seed, deep=True)


# --- particular scenarios -----------------------------------------------------------------------------------------


def test_two_banks_against_the_oracle(two_banks):
    """The worked example of the file format, at 64 draws."""
    raw = raw_of(two_banks)
    table = Draws(64, 3)
    for draft in raw["drafts"]:
        one = {**raw, "drafts": {TEXT: raw["drafts"][draft]}}
        check_central({**one, "rules": raw["rules"]})
        scenario = load(one)
        result = sign(scenario, TEXT, draws=table)
        columns = Columns(scenario, table)
        for draw in range(0, 64, 9):
            check_draw(one, scenario, result, columns, draw, deep=True)


def raw_of(scenario):
    """Return those parts of a scenario that the valuation reads, as nested dicts of text."""
    written = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    keys = ("ripeness", "id", "sources", "claims", "actors", "issues", "rules", "preferences", "war", "ties", "drafts")
    return _as_text({key: written[key] for key in keys if key in written})


def _as_text(data):
    if isinstance(data, dict):
        return {str(key): _as_text(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_as_text(item) for item in data]
    if isinstance(data, bool):
        return str(data).lower()
    return str(data)


def test_every_draw_of_the_columns_is_a_number():
    """What the comparison rests on: in sampled draws no estimate is unknown."""
    raw = {
        "ripeness": "1",
        "id": "one",
        "actors": {"a": {"role": "party"}},
        "issues": {"land": {"now": "keep", "alternatives": {"keep": "", "give": ""}}},
        "preferences": {"a": {"weights": {"land": "1"}, "reservation": "1"}},
        "drafts": {TEXT: {"package": {}}},
    }
    scenario = load(raw)
    columns = Columns(scenario, Draws(N))
    assert np.isfinite(columns("preferences.a.values.land.keep")).all()
    assert np.isnan(Columns(scenario, Draws(1))("preferences.a.values.land.keep")).all()
