"""Laws of the analysis ``sign``, on whole random scenarios."""

import json
import math
from decimal import Decimal

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ripeness.bargaining import sign
from ripeness.numerics.draws import BLOCK, Draws
from tests.budget import examples
from tests.oracles import sign_oracle as oracle
from tests.strategies import ACTORS, ALTERNATIVES, ISSUES, TEXT, having, load, renamed, scenarios, unknown

N = 32
EPSILON = 1e-9

relaxed = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
}


def measures(raw, *, draws=N, seed=0):
    return sign(load(raw), TEXT, draws=draws, seed=seed, up_to=0).measures()


def signers(raw):
    return oracle.signatories(raw, TEXT)


def same(left, right):
    """Whether nested plain data agree, numbers to 1e-9."""
    if isinstance(left, dict) and isinstance(right, dict):
        return set(left) == set(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if type(left) is float and type(right) is float:
        return math.isclose(left, right, rel_tol=EPSILON, abs_tol=EPSILON)
    return left == right


def comparable(plain):
    """Return what labels and order may not change: ties between equals go by order, so names of the best are left."""
    found = {key: plain[key] for key in ("package", "signatories", "signs", "versions", "repairs_searched")}
    found |= {key: plain[key] for key in ("probability", "central", "low", "high", "repairs_complete")}
    for actor in found["signatories"].values():
        del actor["walk_away"]
        actor["red_lines"] = [(line["index"], line["held"]) for line in actor["red_lines"]]
    found["blockers"] = {f"{b['actor']} {b['issue']}": (b["alternative"], b["loss"]) for b in plain["blockers"]}
    found["blockers"] = {key: list(value) for key, value in found["blockers"].items()}
    found["repairs"] = {str(sorted(repair["changes"].items())): repair["surplus"] for repair in plain["repairs"]}
    return found


# --- labels -------------------------------------------------------------------------------------------------------


@settings(max_examples=examples(24, 180), **relaxed)
@given(scenarios(packages=64))
def test_renaming_changes_labels_only(raw):
    names = {name: f"new-{name}" for name in (*ACTORS, *ISSUES, *ALTERNATIVES)}
    back = {new: old for old, new in names.items()}
    before = sign(load(raw), TEXT, draws=1).to_dict()
    after = renamed(sign(load(renamed(raw, names)), TEXT, draws=1).to_dict(), back)
    assert same(comparable(after), comparable(before))


def shuffled(table, order):
    keys = list(table)
    order.shuffle(keys)
    return {key: table[key] for key in keys}


def reordered(raw, order):
    """Return the scenario with everything that has a name in another order."""
    found = {key: shuffled(part, order) if isinstance(part, dict) else part for key, part in raw.items()}
    for issue, record in raw["issues"].items():
        found["issues"][issue] = {**record, "alternatives": shuffled(record["alternatives"], order)}
    for actor, wants in raw["preferences"].items():
        tables = ("weights", "values", "exposure", "walk-away")
        found["preferences"][actor] = wants | {word: shuffled(wants[word], order) for word in tables if word in wants}
    for word in ("strength", "outcomes", "cost", "believes"):
        if word in raw.get("war", {}):
            found["war"][word] = shuffled(raw["war"][word], order)
    return found


@settings(max_examples=examples(24, 180), **relaxed)
@given(scenarios(packages=64), st.randoms(use_true_random=False))
def test_reordering_changes_nothing_in_any_draw(raw, order):
    other = reordered(raw, order)
    before, after = (sign(load(one), TEXT, draws=N) for one in (raw, other))
    assert same(comparable(after.to_dict()), comparable(before.to_dict()))
    assert set(after.measures()) == set(before.measures())
    for path, column in before.measures().items():
        np.testing.assert_allclose(after.measures()[path], column, rtol=EPSILON, atol=EPSILON, err_msg=path)


@settings(max_examples=examples(16, 120), **relaxed)
@given(scenarios(packages=64), st.sampled_from(["0.25", "3", "700"]))
def test_scaling_all_weights_of_an_actor_changes_nothing(raw, factor):
    actor = signers(raw)[0]
    weights = {issue: scaled(weight, factor) for issue, weight in raw["preferences"][actor]["weights"].items()}
    other = having(raw, f"preferences.{actor}.weights", weights)
    before, after = measures(raw), measures(other)
    for path, column in before.items():
        np.testing.assert_allclose(after[path], column, rtol=EPSILON, atol=EPSILON, err_msg=path)


def scaled(written, factor):
    if isinstance(written, dict):
        return {word: scaled(part, factor) for word, part in written.items()}
    if isinstance(written, list):
        return [scaled(part, factor) for part in written]
    return written if written == "unknown" else str(Decimal(written) * Decimal(factor))


# --- more of this never does that ---------------------------------------------------------------------------------


@settings(max_examples=examples(16, 120), **relaxed)
@given(scenarios(), st.integers(0, 10), st.integers(0, 10))
def test_more_trust_never_lowers_the_surplus_of_who_gains(raw, one, other):
    actor = signers(raw)[0]
    little, much = (
        measures(having(raw, f"preferences.{actor}.trust", str(Decimal(trust) / 10))) for trust in sorted((one, other))
    )
    at = f"sign.{TEXT}.{actor}"
    gains = little[f"{at}.utility"] >= little[f"{at}.reservation"]
    rise = much[f"{at}.surplus"] - little[f"{at}.surplus"]
    assert np.all(rise[gains] >= -EPSILON)
    assert np.all(much[f"{at}.compliance"] >= little[f"{at}.compliance"] - EPSILON)


@settings(max_examples=examples(16, 120), **relaxed)
@given(scenarios(), st.integers(0, 40), st.integers(0, 40), st.sampled_from(["betrayal", "exposure"]))
def test_more_to_lose_never_raises_the_surplus(raw, one, other, kind):
    actor = signers(raw)[0]
    issue, alternative = next(iter(oracle.draft_package(raw, TEXT).items()))
    path = f"preferences.{actor}." + ("betrayal" if kind == "betrayal" else f"exposure.{issue}.{alternative}")
    little, much = (measures(having(raw, path, str(points))) for points in sorted((one, other)))
    at = f"sign.{TEXT}.{actor}.surplus"
    assert np.all(much[at] <= little[at] + EPSILON)


@settings(max_examples=examples(16, 120), **relaxed)
@given(scenarios(), st.integers(-50, 120), st.integers(-50, 120))
def test_a_stricter_reservation_never_makes_a_refuser_sign(raw, one, other):
    actor = signers(raw)[0]
    loose, strict = (
        measures(having(raw, f"preferences.{actor}.reservation", str(points))) for points in sorted((one, other))
    )
    at = f"sign.{TEXT}.{actor}"
    assert np.all(strict[f"{at}.signs"] <= loose[f"{at}.signs"])
    assert np.all(strict[f"{at}.surplus"] <= loose[f"{at}.surplus"] + EPSILON)
    assert np.all(strict[f"{at}.probability"] <= loose[f"{at}.probability"] + EPSILON)


@settings(max_examples=examples(16, 120), **relaxed)
@given(scenarios(), st.sampled_from(["0", "0.4", "1", "likely", ["0", "0.2", "0.9"]]))
def test_a_guarantee_never_lowers_compliance(raw, strength):
    *_, last = raw["actors"]
    tie = {"from": last, "to": "agreement", "kind": "guarantee", "strength": strength}
    with_it = having(raw, "ties.promise", tie)
    with_it["drafts"][TEXT]["guarantees"] = [*raw["drafts"][TEXT]["guarantees"], "promise"]
    before, after = measures(raw), measures(with_it)
    for actor in signers(raw):
        path = f"sign.{TEXT}.{actor}.compliance"
        assert np.all(after[path] >= before[path] - EPSILON)


# --- chances ------------------------------------------------------------------------------------------------------


@settings(max_examples=examples(24, 180), **relaxed)
@given(scenarios(), st.integers(0, 3))
def test_chances_are_chances(raw, seed):
    found = measures(raw, seed=seed)
    joint = found[f"sign.{TEXT}.probability"]
    for path, column in found.items():
        if path.endswith(("probability", "compliance", "chance")) or ".odds." in path:
            assert np.all((column >= -EPSILON) & (column <= 1 + EPSILON)), path
    for actor in signers(raw):
        at = f"sign.{TEXT}.{actor}"
        assert np.all(joint <= found[f"{at}.probability"] + EPSILON)
        for seen in ("believed", "common"):
            odds = [c for path, c in found.items() if path.startswith(f"{at}.odds.") and path.endswith(seen)]
            if odds:
                np.testing.assert_allclose(sum(odds), 1, rtol=EPSILON)


@settings(max_examples=examples(16, 120), **relaxed)
@given(scenarios())
def test_a_red_line_that_is_crossed_and_certain_settles_it(raw):
    actor = signers(raw)[-1]
    issue, alternative = next(iter(oracle.draft_package(raw, TEXT).items()))
    crossed = having(raw, f"preferences.{actor}.never", [{"when": f"{issue}={alternative} | !({issue}={alternative})"}])
    crossed = having(crossed, f"preferences.{actor}.reservation", unknown("20", "60"))
    result = sign(load(crossed), TEXT, draws=N, up_to=0)
    plain, found = result.to_dict(), result.measures()
    assert plain["signatories"][actor]["surplus"] is None
    assert plain["signatories"][actor]["signs"] is plain["signs"] is False
    assert plain["signatories"][actor]["central"] == plain["central"] == 0
    assert not found[f"sign.{TEXT}.{actor}.probability"].any()
    assert not found[f"sign.{TEXT}.probability"].any()
    assert not found[f"sign.{TEXT}.{actor}.signs"].any()


# --- unknowns -----------------------------------------------------------------------------------------------------


@settings(max_examples=examples(16, 120), **relaxed)
@given(scenarios(issues=4, packages=32))
def test_an_unknown_that_weighs_nothing_changes_nothing(raw):
    actor = signers(raw)[0]
    raw = having(raw, "issues.extra", {"now": "x", "alternatives": {"x": "", "y": ""}})
    raw["preferences"][actor]["weights"]["extra"] = "0"
    known = having(raw, f"preferences.{actor}.values.extra", {"x": "40", "y": "90"})
    half = having(raw, f"preferences.{actor}.values.extra", {"x": "unknown", "y": "90"})
    first = sign(load(known), TEXT, draws=N)
    for other in (raw, half):
        second = sign(load(other), TEXT, draws=N)
        assert without_lines(second.content()) == without_lines(first.content())
        for path, column in first.measures().items():
            assert np.array_equal(column, second.measures()[path], equal_nan=True)


def without_lines(data):
    """Return nested plain data without the lines in the file, which move when the file grows."""
    if isinstance(data, dict):
        return {key: without_lines(value) for key, value in data.items() if key != "line"}
    return [without_lines(item) for item in data] if isinstance(data, list) else data


@settings(max_examples=examples(16, 120), **relaxed)
@given(scenarios(unknowns=False))
def test_an_unknown_that_weighs_something_makes_figures_null_but_no_chance(raw):
    actor = signers(raw)[0]
    package = oracle.draft_package(raw, TEXT)
    issue = next(i for i in raw["preferences"][actor]["weights"] if raw["preferences"][actor]["weights"][i] != "0")
    assume(oracle.weight_shares(raw, actor, oracle.central_values(raw))[issue] > 0)
    other = having(raw, f"preferences.{actor}.values.{issue}", {package[issue]: "unknown"})
    result = sign(load(other), TEXT, draws=N, up_to=0)
    found = result.to_dict()["signatories"][actor]
    assert found["utility"] is found["value"] is found["surplus"] is None
    assert found["signs"] in (None, False)  # False where a red line is crossed
    assert found["probability"] is not None
    assert result.to_dict()["probability"] is not None
    assert any(w.code == "unknown-needed" and actor in w.path for w in result.warnings)
    for path, column in result.measures().items():
        assert np.isfinite(column).all() or path.endswith("effective_reservation")


# --- the same again -----------------------------------------------------------------------------------------------


@settings(max_examples=examples(12, 90), **relaxed)
@given(scenarios(packages=64), st.integers(0, 2))
def test_the_same_seed_gives_the_same_bytes_and_leaves_the_scenario_alone(raw, seed):
    scenario = load(raw)
    digest = scenario.digest
    first, second = (json.dumps(sign(scenario, TEXT, draws=N, seed=seed).to_dict()) for _ in range(2))
    fresh = json.dumps(sign(load(raw), TEXT, draws=N, seed=seed).to_dict())
    assert first == second == fresh
    # Neither is the digest of the model after the analysis another one.
    assert scenario.digest == digest == load(raw).digest == type(scenario).digest.func(scenario)


@settings(max_examples=examples(5, 36), **relaxed)
@given(scenarios(actors=3, issues=3), st.integers(1, 200), st.integers(2, BLOCK - 1), st.integers(0, 5))
def test_draws_in_one_go_are_the_blocks_put_together(raw, more, cut, seed):
    scenario = load(raw)
    whole = sign(scenario, TEXT, draws=Draws(BLOCK + more, seed), up_to=0).measures()
    blocks = [Draws(cut, seed), Draws(BLOCK + more - cut, seed, start=cut)]
    parts = [sign(scenario, TEXT, draws=block, up_to=0).measures() for block in blocks]
    for path, column in whole.items():
        together = np.concatenate([part[path] for part in parts])
        assert np.array_equal(column, together, equal_nan=True), path


# --- repairs ------------------------------------------------------------------------------------------------------


@settings(max_examples=examples(16, 120), **relaxed)
@given(scenarios(actors=2, packages=12))
def test_repairs_work_and_nothing_smaller_does(raw):
    """Every feasible package is made a draft of its own and judged afresh."""
    present = oracle.draft_package(raw, TEXT)
    packages = [p for p in oracle.all_packages(raw) if oracle.feasible(raw, p)]
    several = having(raw, "drafts", dict(raw["drafts"]))
    for number, package in enumerate(packages):
        several["drafts"][f"p{number}"] = {**raw["drafts"][TEXT], "package": package, "versions": {}}
    scenario = load(several)
    plain = sign(scenario, TEXT, draws=1).to_dict()
    verdicts = {}
    for number, package in enumerate(packages):
        changes = tuple(sorted(oracle.changes_between(present, package).items()))
        verdicts[changes] = sign(scenario, f"p{number}", draws=1, up_to=0).to_dict()
    signed = {changes for changes, verdict in verdicts.items() if verdict["signs"] is True}
    found = {tuple(sorted(repair["changes"].items())): repair["surplus"] for repair in plain["repairs"]}
    if () in signed:
        assert found == {}
        return
    smallest = min((len(changes) for changes in signed), default=None)
    assert set(found) == {changes for changes in signed if len(changes) == smallest}
    for changes, surplus in found.items():
        again = verdicts[changes]["signatories"]
        assert same(surplus, {actor: again[actor]["surplus"] for actor in again})


@settings(max_examples=examples(12, 90), **relaxed)
@given(scenarios(actors=3, packages=16))
def test_what_a_clause_costs_is_what_changing_it_gains(raw):
    """In every draw: the best surplus over the alternatives of one issue, less the present one."""
    actor, issue = signers(raw)[0], next(iter(raw["issues"]))
    present = oracle.draft_package(raw, TEXT)
    several = having(raw, "drafts", dict(raw["drafts"]))
    names = []
    for alternative in raw["issues"][issue]["alternatives"]:
        package = {**present, issue: alternative}
        if oracle.feasible(raw, package):
            names.append(f"p-{alternative}")
            several["drafts"][names[-1]] = {**raw["drafts"][TEXT], "package": package, "versions": {}}
    scenario = load(several)
    surplus = {name: measure(scenario, name, f"{actor}.surplus") for name in (*names, TEXT)}
    best = np.max([surplus[name] for name in names], axis=0)
    loss = measure(scenario, TEXT, f"blockers.{actor}.{issue}.loss")
    np.testing.assert_allclose(loss, best - surplus[TEXT], rtol=EPSILON, atol=EPSILON)


def measure(scenario, draft, path):
    return sign(scenario, draft, draws=8, up_to=0).measures()[f"sign.{draft}.{path}"]


def test_strategies_reach_every_kind_of_answer():
    """Without this a law could hold because nothing ever happens."""
    seen = {"signed": 0, "refused": 0, "open": 0, "repaired": 0, "proven": 0, "red": 0, "war": 0, "versions": 0}

    @settings(max_examples=examples(40, 300), **relaxed)
    @given(scenarios(packages=24))
    def look(raw):
        plain = sign(load(raw), TEXT, draws=1).to_dict()
        seen[{True: "signed", False: "refused", None: "open"}[plain["signs"]]] += 1
        seen["repaired"] += bool(plain["repairs"])
        seen["proven"] += plain["signs"] is False and not plain["repairs"] and plain["repairs_complete"]
        seen["versions"] += bool(plain["versions"])
        found = plain["signatories"].values()
        seen["red"] += any(signatory["red_lines"] for signatory in found)
        seen["war"] += any(signatory["walk_away"] == "war" for signatory in found)

    look()
    assert min(seen.values()) >= 3, seen
