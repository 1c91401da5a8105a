"""The offer that teaches most: information by hand and by brute force."""

import itertools
import math

import numpy as np
import pytest

from ripeness.bargaining import sign
from ripeness.numerics.draws import Draws
from ripeness.valuation.columns import Columns
from tests.strategies import TEXT, having, load, two_parties


def entropy(p):
    return 0.0 if p <= 0 or p >= 1 else -p * math.log2(p) - (1 - p) * math.log2(1 - p)


def offers(raw, **more):
    plain = sign(load(raw), TEXT, **{"draws": 1024, "up_to": 0, **more}).to_dict()
    return {offer["actor"]: offer for offer in plain["learned"]["offers"]}


def two_packages(**words):
    """Return two parties, one issue and two packages: the draft is today's, so the only offer is to share.

    a: sharing is worth 60, refusing 50; sharing crosses a red line that may be a bluff. b signs it surely.
    """
    return {
        "ripeness": "1",
        "id": "two-packages",
        "actors": {"a": {"role": "party"}, "b": {"role": "party"}},
        "issues": {"land": {"now": "keep", "alternatives": {"keep": "Kept", "share": "Shared"}}},
        "preferences": {
            "a": {
                "weights": {"land": "1"},
                "values": {"land": {"keep": "0", "share": "60"}},
                "reservation": "50",
                "never": [{"when": "land=share", "firm": "0.5"}],
                **words,
            },
            "b": {"weights": {"land": "1"}, "values": {"land": {"keep": "0", "share": "70"}}, "reservation": "50"},
        },
        "drafts": {TEXT: {"package": {}}},
    }


def test_an_answer_that_tells_a_bluff_from_a_red_line():
    """Refused when the line is held, else signed: one bit, all of it about the line. b's answer is known: nothing."""
    found = offers(two_packages())
    assert found["a"]["changes"] == {"land": "share"}
    assert found["a"]["probability"] == pytest.approx(0.5)
    assert found["a"]["bits"] == pytest.approx(1)
    assert found["a"]["red_lines"] == pytest.approx(1)
    assert (found["b"]["bits"], found["b"]["red_lines"], found["b"]["probability"]) == (0, 0, 1)


def test_noise_makes_the_answer_teach_less():
    """A bluffer signs with q = L(10/8); H(q/2) - H(q)/2 is left."""
    q = 1 / (1 + math.exp(-10 / 8))
    found = offers(two_packages(noise="8"))["a"]
    assert found["probability"] == pytest.approx(q / 2)
    assert found["bits"] == pytest.approx(entropy(q / 2) - entropy(q) / 2)
    assert found["red_lines"] == pytest.approx(entropy(q / 2) - entropy(q) / 2)


def test_a_line_that_is_seldom_held():
    found = offers(two_packages(never=[{"when": "land=share", "firm": "0.125"}]))["a"]
    assert found["bits"] == pytest.approx(entropy(0.125))


def test_an_answer_about_what_refusing_is_worth():
    """No red line; refusing is worth 35 to 85, sharing 60: the lower half signs: of the fifths the middle one is
    undecided. 1 - 1/5 = 0.8 bits."""
    words = {"reservation": ["35", "85"], "never": []}
    found = offers(two_packages(**words))["a"]
    assert found["probability"] == pytest.approx(0.5)
    assert found["bits"] == pytest.approx(0.8, abs=0.01)
    assert found["red_lines"] == 0


def test_what_refusing_is_worth_is_known_so_nothing_can_be_learned_of_it():
    """The value of sharing is what is uncertain: the answer depends on it alone, on neither lines nor refusing."""
    words = {"values": {"land": {"keep": "0", "share": ["20", "80"]}}, "never": []}
    found = offers(two_packages(**words), draws=64)["a"]
    assert found["probability"] == pytest.approx(0.5, abs=0.02)
    assert found["bits"] == pytest.approx(0, abs=1e-12)


def test_nothing_to_offer():
    raw = two_packages()
    raw["rules"] = [{"never": "land=share"}]
    assert offers(raw) == {}


def test_infeasible_packages_are_not_offered():
    """Land given would teach most, and is ruled out."""
    raw = having(two_parties(), "preferences.a.never", [{"when": "land=give", "firm": "0.5"}])
    assert offers(raw)["a"]["changes"]["land"] == "give"
    raw["rules"] = [{"never": "land=give"}]
    assert offers(raw)["a"]["changes"].get("land") != "give"


def test_what_was_seen_counts():
    """a refused sharing: with its disposition remembered it would refuse again, so asking teaches nothing."""
    raw = two_packages(noise="8")
    raw["drafts"]["share"] = {"package": {"land": "share"}, "observed": {"on": "2020-01-14", "refused": ["a"]}}
    found = offers(raw)["a"]
    assert found["probability"] == pytest.approx(0, abs=1e-12)
    assert found["bits"] == pytest.approx(0, abs=1e-9)


# --- by brute force -----------------------------------------------------------------------------------------------


def near(raw, present):
    """Yield all packages one or two clauses away."""
    issues = list(raw["issues"])
    for size in (1, 2):
        for chosen in itertools.combinations(issues, size):
            others = [[a for a in raw["issues"][i]["alternatives"] if a != present[i]] for i in chosen]
            for alternatives in itertools.product(*others):
                yield dict(zip(chosen, alternatives, strict=True))


def information(answers, cells):
    """Return H(answer) - mean of H(answer | cell), cell by cell."""
    found = entropy(answers.mean())
    for cell in set(cells):
        here = np.array([c == cell for c in cells])
        found -= here.mean() * entropy(answers[here].mean())
    return found


def richer():
    raw = two_parties()
    raw["issues"]["seat"] = {"now": "one", "alternatives": {"one": "", "two": "", "three": ""}}
    for actor, wants in raw["preferences"].items():
        wants["weights"]["seat"] = "2"
        wants["values"]["seat"] = {"one": "50", "two": "0" if actor == "a" else "100", "three": "70"}
        wants["noise"] = "4"
        wants["reservation"] = ["30", "90"]
        wants["never"] = [{"when": "aid=flow", "firm": "0.7"}, {"when": "land=give & seat=two", "firm": "0.4"}]
    return raw


def test_the_offer_is_the_one_that_teaches_most():
    raw, table = richer(), Draws(256, 5)
    scenario = load(raw)
    found = offers(raw, draws=table)
    columns, measures = Columns(scenario, table), sign(scenario, TEXT, draws=table, up_to=0).measures()
    present = {"land": "halve", "aid": "flow", "seat": "one"}
    for actor in "ab":
        lines = [tuple(columns.held(f"preferences.{actor}.never.{k}")[n] for k in (0, 1)) for n in range(256)]
        refusing = measures[f"sign.{TEXT}.{actor}.reservation"]
        below = [int((refusing <= r).sum()) for r in refusing]  # 1 to 256
        both = [(line, min(rank * 5 // 256, 4)) for line, rank in zip(lines, below, strict=True)]
        best = {}
        for changes in near(raw, present):
            other = having(raw, f"drafts.{TEXT}.package", {**present, **changes})
            answers = sign(load(other), TEXT, draws=table, up_to=0).measures()[f"sign.{TEXT}.{actor}.probability"]
            best[frozenset(changes.items())] = (information(answers, both), information(answers, lines), answers.mean())
        assert len(best) == 13
        most = max(bits for bits, _, _ in best.values())
        bits, red_lines, chance = best[frozenset(found[actor]["changes"].items())]
        assert found[actor]["bits"] == pytest.approx(most, abs=1e-9)
        assert (found[actor]["bits"], found[actor]["red_lines"]) == pytest.approx((bits, red_lines), abs=1e-9)
        assert found[actor]["probability"] == pytest.approx(chance)
        assert 0 < red_lines <= bits <= 1
