"""Laws of pressure (METHODS 6): what can never make the least plan dearer, and what leaves it alone."""

import copy
import math
from itertools import pairwise

import pytest

import ripeness
from tests.budget import examples
from tests.pressures import pressed, winnable
from tests.strategies import TEXT, having, load, renamed

CUTS = ("threatened", "made")
EPS = 1e-6

ACTIONS = ("sanction", "inducement", "guarantee", "sway")

# Few, so that all of it takes seconds; widen them when something is sought.
cases = pytest.mark.parametrize(("seed", "cuts"), [(seed, CUTS[seed % 2]) for seed in range(examples(4, 24))])


def pressure(raw, cuts, chance=0.8):
    return ripeness.pressure(load(raw), TEXT, draws=1, cuts=cuts, chance=chance).to_dict()


def scenario(seed, cuts):
    """Two in three have a plan that costs something."""
    return winnable(seed, made=cuts == "made", ties=6) if seed % 3 else pressed(seed, ties=6)


def check_no_dearer(before, after):
    """Whatever was enough is still to be had, at no higher cost, as far as both are certified."""
    assert before["feasible"] is not None
    assert after["feasible"] is not None
    if before["feasible"]:
        assert after["feasible"] is True
        assert after["bound"] <= before["cost"] + EPS
        assert after["cost"] <= before["cost"] + (after["cost"] - after["bound"]) + EPS


def check_as_dear(before, after):
    assert before["feasible"] is after["feasible"]
    if before["feasible"]:
        check_no_dearer(before, after)
        check_no_dearer(after, before)


def ties_of(raw, kinds=ACTIONS):
    return [tie for tie, body in raw["ties"].items() if body["kind"] in kinds]


def check_changes(seed, cuts, change, kinds=ACTIONS):
    """Change one tie after another; some may not be changed."""
    raw = scenario(seed, cuts)
    before = pressure(raw, cuts)
    for tie in ties_of(raw, kinds)[:2]:
        changed = copy.deepcopy(raw)
        if change(changed["ties"][tie]) is not False:
            check_no_dearer(before, pressure(changed, cuts))


# --- more to press with -------------------------------------------------------------------------------------------


@cases
@pytest.mark.parametrize("kind", ACTIONS)
def test_another_action_is_never_in_the_way(seed, cuts, kind):
    raw = scenario(seed, cuts)
    before = pressure(raw, cuts)
    new = {"from": "harbour", "to": "north", "kind": kind, "strength": "9", "willing": "0.75", "cost": "2"}
    added = copy.deepcopy(raw)
    if kind == "guarantee":
        new |= {"to": "agreement", "strength": "0.5", "willing": "1"}
        added["drafts"][TEXT]["may-guarantee"].append("new")
    if kind == "sway":
        swayed = [body["from"] for body in raw["ties"].values() if body["from"] != "harbour"]
        if not swayed:
            return
        new |= {"to": swayed[0], "strength": "0.6"}
    added["ties"]["new"] = new
    check_no_dearer(before, pressure(added, cuts))


def stronger(tie):
    strength = tie["strength"]
    share = tie["kind"] in ("guarantee", "sway")

    def more(number):
        return str(min(1.0, float(number) + 0.3)) if share else str(float(number) + 5)

    if isinstance(strength, list):
        tie["strength"] = [more(number) for number in strength]
    elif isinstance(strength, dict):
        tie["strength"] = {actor: more(number) for actor, number in strength.items()}
    else:
        tie["strength"] = more(strength)


@cases
def test_a_stronger_action_is_never_dearer(seed, cuts):
    check_changes(seed, cuts, stronger)


def more_willing(tie):
    tie["willing"] = str(min(1.0, float(tie.get("willing", "0")) + 0.3))


@cases
def test_more_willingness_is_never_dearer(seed, cuts):
    check_changes(seed, cuts, more_willing, (*ACTIONS, "support"))


def cheaper(tie):
    word = "cut-cost" if tie["kind"] == "support" else "cost"
    cost = tie.get(word, "unknown")
    if isinstance(cost, dict):
        tie[word] = "10"  # known at last, so that it may be used
    elif isinstance(cost, list):
        tie[word] = [str(float(number) / 2) for number in cost]
    elif cost != "unknown":
        tie[word] = str(float(cost) / 2)
    else:
        return False
    return True


@cases
def test_a_lower_cost_is_never_dearer(seed, cuts):
    check_changes(seed, cuts, cheaper, (*ACTIONS, "support"))


def allowed(tie):
    if tie.get("lawful", "true") == "true":
        return False
    tie["lawful"] = "true"
    return True


@cases
def test_what_is_allowed_is_never_in_the_way(seed, cuts):
    check_changes(seed, cuts, allowed)


@cases
def test_a_smaller_chance_is_never_dearer(seed, cuts):
    raw = scenario(seed, cuts)
    results = [pressure(raw, cuts, chance) for chance in (0.95, 0.8, 0.5)]
    for more, less in pairwise(results):
        check_no_dearer(more, less)


# --- what leaves it alone -----------------------------------------------------------------------------------------


@cases
def test_the_unit_of_cost_does_not_matter(seed, cuts):
    """With every cost doubled the least plan costs twice as much."""
    raw = scenario(seed, cuts)
    before, doubled = pressure(raw, cuts), copy.deepcopy(raw)
    for tie in doubled["ties"].values():
        for word in ("cost", "cut-cost"):
            if isinstance(tie.get(word), list):
                tie[word] = [str(2 * float(number)) for number in tie[word]]
            elif isinstance(tie.get(word), str):
                tie[word] = str(2 * float(tie[word]))
    after = pressure(doubled, cuts)
    assert before["feasible"] is after["feasible"]
    if before["feasible"]:
        assert after["bound"] <= 2 * before["cost"] + EPS
        assert 2 * before["bound"] <= after["cost"] + EPS


@cases
def test_the_order_in_the_file_does_not_matter(seed, cuts):
    raw = scenario(seed, cuts)
    turned = {**raw, "ties": dict(reversed(raw["ties"].items()))}
    check_as_dear(pressure(raw, cuts), pressure(turned, cuts))


@cases
def test_names_do_not_matter(seed, cuts):
    raw = scenario(seed, cuts)
    names = {"north": "zulu", "giant": "alpha", "harbour": "yard", "sanction-0": "a-threat", "sway-0": "word"}
    check_as_dear(pressure(raw, cuts), pressure(renamed(raw, names), cuts))


@cases
def test_an_idle_tie_changes_nothing(seed, cuts):
    """What its source would not do, and nobody sways it to do, is no help."""
    raw = scenario(seed, cuts)
    idle = {"from": "kingdom", "to": "north", "kind": "sanction", "strength": "50", "willing": "0", "cost": "0"}
    more = having(having(raw, "actors.kingdom", {"role": "backer"}), "ties.idle", idle)
    check_as_dear(pressure(raw, cuts), pressure(more, cuts))


@cases
def test_asked_twice_the_answer_is_the_same(seed, cuts):
    raw = scenario(seed, cuts)
    first, second = pressure(raw, cuts), pressure(raw, cuts)
    assert first == second


@cases
def test_who_signs_needs_no_plan(seed, cuts):
    """Where everybody has its margin already the plan is empty; otherwise it is not."""
    found = pressure(scenario(seed, cuts), cuts)
    enough = all(found["before"][actor] >= margin for actor, margin in found["margins"].items())
    if found["feasible"]:
        assert (found["plan"] == []) is enough
        assert not enough or math.isclose(found["cost"], 0, abs_tol=EPS)
