"""The Moscow verdict of the Libya case once more, by hand-written arithmetic from the file's numbers.

No part of the package computes here: every number is copied from `cases/libya-2020/scenario.yaml` (most likely
values) and combined by the definitions in docs/methods/sign.md. Who changes a number of the case changes it here too.
"""

from math import exp

import pytest

import ripeness

DRAFT = {"lines": "hold", "monitors": "russia-turkey", "government": "talks-later"}


@pytest.fixture(scope="module")
def moscow():
    return ripeness.sign(ripeness.read("libya-2020"), "moscow", draws=1).to_dict()


def test_the_package_is_the_draft_laid_over_today(moscow):
    today = {"militias": "stay", "turkish-forces": "stay", "foreign-fighters": "stay", "oil": "lna-guards"}
    assert moscow["package"] == {**today, **DRAFT}


def test_gna(moscow):
    # weights 30 lines, 14 militias, 20 Turkish forces, 8 foreign fighters, 8 monitors, 14 government, 6 oil: sum 100
    utility = (30 * 42 + 14 * 100 + 20 * 100 + 8 * 0 + 8 * 75 + 14 * 66 + 6 * 48) / 100
    today = (30 * 42 + 14 * 100 + 20 * 100 + 8 * 0 + 8 * 0 + 14 * 100 + 6 * 48) / 100
    waiting = today - 3
    # war as it sees it: its own side 50, Turkish support believed 22 at 0.6 in use, Qatari money 2
    own, other = 50 + 22 * 0.6 + 2, 50 + 12 * 0.95 + 5 + 4 + 9 * 0.8 + 2
    lna_wins, gna_wins = 6 * 48 / 100, (30 * 100 + 14 * 100 + 20 * 100 + 14 * 100 + 6 * 48) / 100
    fighting = 0.25 * (other * lna_wins + own * gna_wins) / (own + other) + 0.75 * today - (14 - (2 * 0.6 + 1))
    refusing = max(fighting, waiting)
    # trust 0.22, Russia and Turkey as guarantors 0.32; betrayal 9; nothing of the draft exposes it
    h = 1 - (1 - 0.22) * (1 - 0.32)
    signing = h * utility + (1 - h) * (min(refusing, utility) - 9)
    found = moscow["signatories"]["gna"]
    assert found["utility"] == pytest.approx(utility, abs=1e-9)
    assert found["walk_aways"] == pytest.approx({"war": fighting, "wait-for-berlin": waiting}, abs=1e-9)
    assert found["walk_away"] == "wait-for-berlin"
    assert found["value"] == pytest.approx(signing, abs=1e-9)
    assert found["surplus"] == pytest.approx(signing - refusing, abs=1e-9) == pytest.approx(-2.782496, abs=1e-6)
    assert found["effective_reservation"] == pytest.approx(refusing + (1 - h) * 9 / h, abs=1e-9)
    assert found["signs"] is False


def test_lna(moscow):
    # weights 28 lines, 22 militias, 20 Turkish forces, 5 foreign fighters, 6 monitors, 12 government, 7 oil: sum 100
    utility = (28 * 54 + 5 * 100 + 6 * 0 + 12 * 48 + 7 * 52) / 100
    today = (28 * 54 + 5 * 100 + 6 * 62 + 7 * 52) / 100
    # war as it sees it: the other side's own strength 35 in place of 50, an outright win by someone at 0.52
    own, other = 50 + 12 * 0.95 + 5 + 4 + 9 * 0.8 + 2, 35 + 17 * 0.6 + 2
    lna_wins = (28 * 100 + 22 * 100 + 20 * 100 + 5 * 100 + 6 * 62 + 12 * 100 + 7 * 52) / 100 + 4  # 4: its bonus
    gna_wins = (5 * 100 + 6 * 62 + 7 * 52) / 100
    relief = 2 * 0.95 + 1 + 1 + 2 * 0.8
    fighting = 0.52 * (own * lna_wins + other * gna_wins) / (own + other) + 0.48 * today - (12 - relief)
    h = 1 - (1 - 0.2) * (1 - 0.12)
    signing = h * utility + (1 - h) * (min(fighting, utility) - 7 - 2)  # 2: exposure of holding the line
    found = moscow["signatories"]["lna"]
    assert found["utility"] == pytest.approx(utility, abs=1e-9)
    assert found["walk_away"] == "war"
    assert found["reservation"] == pytest.approx(fighting, abs=1e-9)
    assert found["odds"]["lna-wins"]["believed"] == pytest.approx(0.52 * own / (own + other), abs=1e-12)
    assert found["value"] == pytest.approx(signing, abs=1e-9)
    assert found["surplus"] == pytest.approx(signing - fighting, abs=1e-9) == pytest.approx(-18.007, abs=1e-3)
    assert found["signs"] is False
    assert found["red_lines"] == []  # it crosses `monitors=russia-turkey`, whose firmness 0.35 counts as bluff


def test_chance_of_a_signature_mixes_the_versions(moscow):
    found = moscow["signatories"]["gna"]
    leaks = {name: version["signatories"]["gna"]["surplus"] for name, version in moscow["versions"].items()}
    chance = sum(
        share / (1 + exp(-surplus / 5))
        for share, surplus in ((0.80, found["surplus"]), (0.14, leaks["barracks-leak"]), (0.06, leaks["jufra-leak"]))
    )
    assert found["central"] == pytest.approx(chance, abs=1e-9)


def test_what_costs_the_lna_most(moscow):
    """By silence the groups stay; their end by a date has all 22 points of weight, part of it lost to distrust."""
    first = next(b for b in moscow["blockers"] if b["actor"] == "lna")
    assert (first["issue"], first["alternative"], first["best"]) == ("militias", "stay", "disband-by-date")
    h = 1 - (1 - 0.2) * (1 - 0.12)
    utility, better, war = 29.52, 29.52 + 22, moscow["signatories"]["lna"]["reservation"]
    gain = h * (better - utility) + (1 - h) * (min(war, better) - min(war, utility))
    assert first["loss"] == pytest.approx(gain, abs=1e-9)
