"""What a surplus is made of: cases worked by hand."""

import json

import numpy as np
import pytest

import ripeness
from ripeness.bargaining import sign
from ripeness.bargaining.text.shapley import MAX_TERMS, MAX_TERMS_DRAWN, TERMS
from ripeness.numerics.draws import Draws
from tests.strategies import TEXT, having, load, two_parties, unknown


def parts_of(raw, actor="a", **more):
    found = sign(load(raw), TEXT, draws=1, up_to=0, **more).to_dict()["signatories"][actor]
    if found["parts"] is not None:
        assert sum(found["parts"].values()) == pytest.approx(found["surplus"], abs=1e-9)
    return found["parts"]


def only(**shares):
    """Return what is expected: the terms not named are 0."""
    named = {name.replace("__", "."): pytest.approx(share, abs=1e-9) for name, share in shares.items()}
    return dict.fromkeys((*TERMS, "pressure"), 0.0) | named


def at_war():
    """Return two parties of equal strength; the war is sure to be won outright by one of them.

    a: winning is worth 75 (land given), losing 0; cost 5. Today 0.
    """
    raw = two_parties()
    for wants in raw["preferences"].values():
        del wants["reservation"]
    raw["war"] = {
        "strength": {"a": "20", "b": "20"},
        "decisive": "1",
        "outcomes": {"a-wins": {"winner": "a", "package": {"land": "give"}}, "b-wins": {"winner": "b"}, "none": {}},
        "cost": {"a": "5", "b": "5"},
    }
    return raw


def test_clauses_and_a_reservation():
    """Clauses only add: 3/4 x 60 = 45 and 1/4 x 100 = 25. The reservation of 40 against today's 0 takes 40."""
    assert parts_of(two_parties()) == only(clauses__land=45, clauses__aid=25, other_walk_away=-40)
    # b: today 100. Land 2/4 x (50 - 100) = -25, aid 2/4 x (20 - 100) = -40; refusing is worth 50 less than today: +50.
    assert parts_of(two_parties(), "b") == only(clauses__land=-25, clauses__aid=-40, other_walk_away=50)


def test_war_without_another_way_of_refusing():
    """Victory 0.5 x 75 = 37.5 beyond today takes as much; the cost of 5 gives 5. Nothing interacts."""
    assert parts_of(at_war()) == only(clauses__land=45, clauses__aid=25, hope_of_victory=-37.5, cost_of_war=5)
    assert parts_of(at_war(), "b")["other_walk_away"] == 0


def test_war_and_another_way_of_refusing():
    """a refuses by war (37.5 - 5) or by waiting, worth 35. V = hope, C = cost, O = waiting; r by what is in place:

    none 0, V 37.5, C -5, O 35 (more than war's 0), VC 32.5, VO 37.5, CO 35, VCO 35.
    Gains in s = -r over the six orders:
    V: VCO -37.5, VOC -37.5, CVO -37.5, COV 0, OVC -2.5, OCV 0: mean -115/6
    C: VCO +5, VOC +2.5, CVO +5, COV +5, OVC +2.5, OCV 0: mean 20/6
    O: VCO -2.5, VOC 0, CVO -2.5, COV -40, OVC -35, OCV -35: mean -115/6.   Sum -210/6 = -35.
    """
    raw = having(at_war(), "preferences.a.reservation", "35")
    expected = only(
        clauses__land=45, clauses__aid=25, hope_of_victory=-115 / 6, cost_of_war=20 / 6, other_walk_away=-115 / 6
    )
    assert parts_of(raw) == expected


def test_distrust_without_any_clause():
    """The draft is today's package, worth 0, as is refusing. Trust 0.5, guarantee 0.5, betrayal 12: h = 0.75.

    min(r, u) = u, so trust alone changes nothing. s = -(1 - h) 12 where trust T, betrayal B and perhaps the
    guarantee G are in place: TB -6, TGB -3, else 0.
    T: first 0; after B -6; after G 0; after G and B -3: orders TGB 0, TBG 0, GTB 0, GBT -3, BTG -6, BGT -3: -12/6
    G: 0 unless T and B are there, then +3: TBG and BTG: 6/6
    B: TGB -3, GTB -3, TBG -6: -12/6.      Sum -18/6 = -3. Exposure is 0, a null player.
    """
    raw = two_parties()
    raw["preferences"]["a"] |= {"trust": "0.5", "betrayal": "12", "reservation": "0"}
    raw["ties"] = {"watch": {"from": "b", "to": "agreement", "kind": "guarantee", "strength": "0.5"}}
    raw["drafts"][TEXT] = {"package": {}, "guarantees": ["watch"]}
    assert parts_of(raw) == only(trust=-2, guarantees=1, betrayal=-2)


def test_clauses_that_bring_the_same_have_equal_shares():
    raw = at_war()
    raw["preferences"]["a"] |= {
        "weights": {"land": "1", "aid": "1"},
        "trust": "0.4",
        "betrayal": "7",
        "reservation": "30",
        "exposure": {"land": {"halve": "9"}, "aid": {"flow": "9"}},
    }
    raw["preferences"]["a"]["values"]["land"]["halve"] = "100"
    found = parts_of(raw)
    assert found["clauses.land"] == pytest.approx(found["clauses.aid"], rel=1e-12)
    assert found["clauses.land"] > 0


def test_null_players_have_no_share():
    """An issue without weight; a guarantee that reassures someone else; no betrayal; nothing exposed."""
    raw = at_war()
    raw["issues"]["flag"] = {"now": "old", "alternatives": {"old": "Old", "new": "New"}}
    raw["drafts"][TEXT]["package"]["flag"] = "new"
    raw["preferences"]["a"]["trust"] = "0.3"
    raw["ties"] = {"watch": {"from": "b", "to": "agreement", "kind": "guarantee", "strength": {"b": "0.9"}}}
    raw["drafts"][TEXT]["guarantees"] = ["watch"]
    found = parts_of(raw)
    for name in ("clauses.flag", "guarantees", "betrayal", "exposure", "other_walk_away", "pressure"):
        assert found[name] == 0, name
    assert found["trust"] < 0


def test_terms_that_do_not_exist():
    """No war, no trust: their terms are there, and 0."""
    found = parts_of(two_parties())
    assert set(found) == {"clauses.land", "clauses.aid", *TERMS, "pressure"}
    assert all(found[name] == 0 for name in TERMS if name != "other_walk_away")


def with_clauses(count):
    """Return two parties with ``count`` clauses more than the reservation, which is one term."""
    raw = two_parties()
    raw["issues"] = {}
    package = {}
    for actor in "ab":
        raw["preferences"][actor] |= {"weights": {}, "values": {}}
    for number in range(count):
        issue = f"i{number}"
        raw["issues"][issue] = {"now": "x", "alternatives": {"x": "", "y": ""}}
        package[issue] = "y"
        for actor in "ab":
            raw["preferences"][actor]["weights"][issue] = str(number + 1)
            raw["preferences"][actor]["values"][issue] = {"x": "0", "y": "100"}
    raw["drafts"] = {TEXT: {"package": package}}
    return raw


def test_many_terms_at_the_central_draw():
    most = MAX_TERMS - 1
    found = parts_of(with_clauses(most))
    total = most * (most + 1) / 2
    assert found["clauses.i0"] == pytest.approx(100 / total)
    assert found[f"clauses.i{most - 1}"] == pytest.approx(100 * most / total)
    assert found["other_walk_away"] == pytest.approx(-40)
    assert parts_of(with_clauses(most + 1)) is None


def test_many_terms_over_draws():
    paths = f"sign.{TEXT}.a.parts."

    def columns(count):
        measures = sign(load(with_clauses(count)), TEXT, draws=4, up_to=0).measures()
        return {path for path in measures if path.startswith(paths)}

    assert len(columns(MAX_TERMS_DRAWN - 1)) == MAX_TERMS_DRAWN - 1 + len(TERMS) + 1
    assert columns(MAX_TERMS_DRAWN) == set()


def test_too_many_terms_cost_no_memory(monkeypatch):
    """Whether there are too many is known before any combination is worked out."""
    import ripeness.bargaining.text.shapley as module

    largest = []
    evaluate = module.evaluate

    def watched(wants, space, rows):
        largest.append(len(rows))
        return evaluate(wants, space, rows)

    monkeypatch.setattr(module, "evaluate", watched)
    sign(load(with_clauses(MAX_TERMS_DRAWN + 1)), TEXT, draws=4, up_to=0)
    over_draws = [rows for rows in largest if rows != 2 ** (MAX_TERMS_DRAWN + 1)]  # the central draw may go further
    assert len(largest) - len(over_draws) <= 2, "combinations were worked out over draws, then thrown away"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("preferences.a.values.land.halve", "unknown"),  # the draft's
        ("preferences.a.values.land.keep", "unknown"),  # the reference's
        ("preferences.a.reservation", unknown("20", "60")),
    ],
)
def test_parts_that_need_an_unknown_are_null(path, value):
    result = sign(load(having(two_parties(), path, value)), TEXT, draws=1)
    plain = result.to_dict()
    json.dumps(plain, allow_nan=False)
    assert plain["signatories"]["a"]["parts"] is None
    assert plain["signatories"]["b"]["parts"] is not None


def test_an_unknown_that_is_not_needed():
    assert parts_of(having(two_parties(), "preferences.a.values.land.give", "unknown"))["clauses.land"] == 45


def test_parts_over_draws_are_measures():
    raw = having(two_parties(), "preferences.a.values.land.halve", ["20", "80"])
    measures = sign(load(raw), TEXT, draws=Draws(32), up_to=0).measures()
    values = (measures["sign.text.a.utility"] - 25) / 0.75
    assert np.allclose(measures["sign.text.a.parts.clauses.land"], 0.75 * values)
    assert np.allclose(measures["sign.text.a.parts.clauses.aid"], 25)
    assert np.ptp(values) > 50


def test_parts_have_the_same_digits_in_blocks_of_any_size(two_banks):
    whole = sign(two_banks, "capital", draws=Draws(16), up_to=0).measures()
    other = set()
    for draw in range(1, 16):
        alone = sign(two_banks, "capital", draws=Draws(1, start=draw), up_to=0).measures()
        other |= {path for path in whole if ".parts." in path and alone[path][0] != whole[path][draw]}
    assert other == set()


def test_lna_refused_moscow_most_of_all_for_hope_of_victory():
    found = sign(ripeness.read("libya-2020"), "moscow", draws=1, up_to=0).to_dict()["signatories"]["lna"]
    assert found["surplus"] < 0
    assert min(found["parts"], key=found["parts"].get) == "hope_of_victory"
    assert sum(found["parts"].values()) == pytest.approx(found["surplus"], abs=1e-9)
