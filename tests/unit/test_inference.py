"""Signatures and refusals as evidence: closed forms, rejection sampling, bad observations."""

import json
import math

import numpy as np
import pytest

from ripeness.bargaining import sign
from ripeness.bargaining.text.posterior import FEW, MOST_DRAWS
from ripeness.errors import ScenarioError
from ripeness.numerics.draws import Draws
from tests.strategies import TEXT, having, load, two_parties

# What packages are worth, by land and aid.
WORTH = {
    "a": {"keep none": 0, "keep flow": 25, "halve none": 45, "halve flow": 70, "give none": 75, "give flow": 100},
    "b": {"keep none": 100, "keep flow": 60, "halve none": 75, "halve flow": 35, "give none": 50, "give flow": 10},
}


def package(name):
    return dict(zip(("land", "aid"), name.split(), strict=True))


def observing(signed=(), refused=(), *, draft=TEXT):
    return {f"drafts.{draft}.observed": {"on": "2020-01-14", "signed": list(signed), "refused": list(refused)}}


def built(*more, **actors):
    """Return two parties with more (path, value) and with the words of each actor."""
    raw = two_parties()
    raw["drafts"] |= {name.replace(" ", "-"): {"package": package(name)} for name in WORTH["a"]}
    for actor, words in actors.items():
        raw["preferences"][actor] |= words
    for one in more:
        for path, value in one.items():
            raw = having(raw, path, value)
    return raw


def learned(raw, draft=TEXT, **more):
    result = sign(load(raw), draft, **{"draws": 1024, "up_to": 0, **more})
    plain = result.to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    return result, plain


def logistic(x):
    return 1 / (1 + math.exp(-x))


def codes(result):
    return [w.code for w in result.warnings if w.code in ("unexplained", "few-draws-explain")]


# --- nothing seen -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("observed", [None, {"on": "2020-01-14"}, {"on": "2020-01-14", "signed": [], "refused": []}])
def test_nothing_seen_leaves_everything_as_it_was(observed):
    """Posterior, again and effective sample are null; all else is the same to the digit."""
    raw = built(a={"reservation": ["30", "90"], "noise": "6"})
    _, before = learned(raw)
    if observed:
        raw["drafts"][TEXT]["observed"] = observed
    result, plain = learned(raw)
    assert plain["posterior"] is plain["again"] is plain["effective_sample"] is None
    assert plain["learned"]["observed"] == plain["learned"]["moved"] == []
    assert plain["probability"] == before["probability"]
    for actor, found in plain["signatories"].items():
        assert found["posterior"] is found["again"] is None
        assert found["probability"] == before["signatories"][actor]["probability"]
    assert not any(path.endswith(("posterior", "again", "weight")) for path in result.measures())


def test_what_is_observed_leaves_the_prior_as_it_was():
    raw = built(a={"reservation": ["30", "90"], "noise": "6"})
    before, after = learned(raw)[0].measures(), learned(having_observed(raw, refused=["a"]))[0].measures()
    for path, column in before.items():
        assert np.array_equal(column, after[path], equal_nan=True), path


def having_observed(raw, **seen):
    ((path, value),) = observing(**seen).items()
    return having(raw, path, value)


# --- closed forms -------------------------------------------------------------------------------------------------


def test_a_sharp_refusal_cuts_the_prior():
    """u = 70, r uniform on 50 to 90: refused, so r > 70: uniform on 70 to 90, mean 80, 5 % at 71, 95 % at 89.

    Half of the draws explain it, each as well as the other. The mean moved by 10; 40 / sqrt 12 is one deviation.
    """
    result, plain = learned(built(observing(refused=["a"]), a={"reservation": ["50", "90"]}), draws=4096)
    assert plain["effective_sample"] == pytest.approx(2048)
    (moved,) = plain["learned"]["moved"]
    assert moved["path"] == "preferences.a.reservation"
    assert (
        moved["line"]
        == load(built(observing(refused=["a"]), a={"reservation": ["50", "90"]})).place(moved["path"]).line
    )
    assert moved["prior"]["mean"] == pytest.approx(70, abs=0.01)
    assert moved["posterior"]["mean"] == pytest.approx(80, abs=0.01)
    assert (moved["prior"]["low"], moved["prior"]["high"]) == pytest.approx((52, 88), abs=0.05)
    assert (moved["posterior"]["low"], moved["posterior"]["high"]) == pytest.approx((71, 89), abs=0.05)
    assert moved["shift"] == pytest.approx(10 / (40 / math.sqrt(12)), abs=0.01)
    assert plain["signatories"]["a"]["probability"] == pytest.approx(0.5)
    assert plain["signatories"]["a"]["posterior"] == plain["signatories"]["a"]["again"] == 0
    assert codes(result) == []


def test_a_sharp_signature_cuts_the_other_side():
    _, plain = learned(built(observing(signed=["a"]), a={"reservation": ["50", "90"]}), draws=4096)
    (moved,) = plain["learned"]["moved"]
    assert moved["posterior"]["mean"] == pytest.approx(60, abs=0.01)
    assert moved["shift"] == pytest.approx(-10 / (40 / math.sqrt(12)), abs=0.01)
    assert plain["signatories"]["a"]["posterior"] == plain["signatories"]["a"]["again"] == 1


@pytest.mark.parametrize("noise", [2, 10])
def test_a_noisy_refusal_by_integration(noise):
    """The density of r is proportional to L((r - 70)/noise) on 50 to 90; P(sign) given it is the mean of 1 - L."""
    x = (np.arange(200_000) + 0.5) / 200_000 * 40 - 20
    weight = 1 / (1 + np.exp(-x / noise))
    words = {"reservation": ["50", "90"], "noise": str(noise)}
    result, plain = learned(built(observing(refused=["a"]), a=words), draws=4096)
    (moved,) = [m for m in plain["learned"]["moved"] if m["path"] == "preferences.a.reservation"]
    assert moved["posterior"]["mean"] == pytest.approx(70 + (weight * x).sum() / weight.sum(), abs=0.02)
    found = plain["signatories"]["a"]
    assert found["posterior"] == pytest.approx((weight * (1 - weight)).sum() / weight.sum(), abs=1e-4)
    assert found["again"] == pytest.approx(0, abs=1e-12)
    assert plain["effective_sample"] / 4096 == pytest.approx(weight.mean() ** 2 / (weight**2).mean(), abs=1e-3)
    w = result.measures()["sign.text.weight"]
    assert plain["effective_sample"] == pytest.approx(w.sum() ** 2 / (w * w).sum(), rel=1e-12)


SURE = {"reservation": "75", "noise": "5"}


@pytest.mark.parametrize(
    ("seen", "asked", "expected"),
    [
        # Surplus -5 was refused, so L(e) is below 1 - L(-1); now 0, 25, -30.
        ({"refused": ["a"]}, "give-none", (0.5 - logistic(-1)) / (1 - logistic(-1))),
        ({"refused": ["a"]}, "give-flow", (logistic(5) - logistic(-1)) / (1 - logistic(-1))),
        ({"refused": ["a"]}, "halve-none", 0),
        ({"refused": ["a"]}, TEXT, 0),
        # Surplus -5 was signed: more is signed surely, less with a chance in proportion.
        ({"signed": ["a"]}, "give-none", 1),
        ({"signed": ["a"]}, "halve-none", logistic(-6) / logistic(-1)),
        ({"signed": ["a"]}, TEXT, 1),
    ],
)
def test_asked_again(seen, asked, expected):
    _, plain = learned(built(observing(**seen), a=SURE), asked, draws=16)
    assert plain["signatories"]["a"]["again"] == pytest.approx(expected, abs=1e-12)
    surplus = plain["signatories"]["a"]["surplus"]
    assert plain["signatories"]["a"]["posterior"] == pytest.approx(logistic(surplus / 5))
    assert plain["effective_sample"] == pytest.approx(plain["learned"]["draws"])  # all explain it equally well
    assert plain["learned"]["moved"] == []


def test_between_what_was_signed_and_what_was_refused():
    """Signed at 25 (give and flow), refused at -5: at 0 (L(0) - L(-1)) / (L(5) - L(-1))."""
    seen = (observing(signed=["a"], draft="give-flow"), observing(refused=["a"]))
    _, plain = learned(built(*seen, a=SURE), "give-none", draws=16)
    expected = (0.5 - logistic(-1)) / (logistic(5) - logistic(-1))
    assert plain["signatories"]["a"]["again"] == pytest.approx(expected)


# --- rejection sampling -------------------------------------------------------------------------------------------


def simulated(raw, asked, *, histories=400_000, seed=20200114):
    """Return (posterior, again, histories kept) by drawing dispositions and throwing away what was not seen.

    Reservations are uniform; each text is drawn once; a red line is ``aid=flow``.
    """
    rng = np.random.default_rng(seed)
    uniform = lambda: rng.random(histories)  # noqa: E731
    reservation, held, kept_e, new_e = {}, {}, {}, {}
    for actor, wants in raw["preferences"].items():
        given = wants["reservation"]
        low, high = map(float, given if isinstance(given, list) else (given, given))
        reservation[actor] = low + (high - low) * uniform()
        lines = wants.get("never", [])
        assert all(line["when"] == "aid=flow" for line in lines)
        held[actor] = uniform() < float(lines[0].get("firm", 1)) if lines else np.zeros(histories, bool)
        for memory in (kept_e, new_e):
            u = uniform()
            memory[actor] = np.log(u / (1 - u))
    leaked = {d: uniform() < float(_leak(body).get("chance", 0)) for d, body in raw["drafts"].items()}

    def signs(actor, draft, disposition):
        body = raw["drafts"][draft]
        texts = (body["package"], {**body["package"], **_leak(body).get("package", {})})
        names = [" ".join((t.get("land", "keep"), t.get("aid", "none"))) for t in texts]
        u = np.where(leaked[draft], WORTH[actor][names[1]], WORTH[actor][names[0]])
        crossed = held[actor] & np.where(leaked[draft], names[1].endswith("flow"), names[0].endswith("flow"))
        noise = float(raw["preferences"][actor].get("noise", 0))
        return (u - reservation[actor] + noise * disposition[actor] >= 0) & ~crossed

    kept = np.ones(histories, bool)
    for draft, body in raw["drafts"].items():
        for actor in body.get("observed", {}).get("signed", ()):
            kept &= signs(actor, draft, kept_e)
        for actor in body.get("observed", {}).get("refused", ()):
            kept &= ~signs(actor, draft, kept_e)
    found = {}
    for word, memory in (("posterior", new_e), ("again", kept_e)):
        each = {actor: signs(actor, asked, memory)[kept] for actor in raw["preferences"]}
        found[word] = {actor: answers.mean() for actor, answers in each.items()}
        found[word][""] = np.logical_and.reduce(list(each.values())).mean()
    return found, int(kept.sum())


def _leak(body):
    return body.get("versions", {}).get("leaked", {})


A = {"reservation": ["40", "95"], "noise": "8"}
B = {"reservation": ["20", "65"], "noise": "5"}
LEAK = {f"drafts.{TEXT}.versions": {"leaked": {"chance": "0.3", "package": {"aid": "none"}}}}

MODELS = {
    "one refusal": built(observing(refused=["a"]), a=A, b=B),
    "both answered": built(observing(signed=["a"], refused=["b"]), a=A, b=B),
    "two drafts": built(observing(refused=["a"]), observing(signed=["a"], draft="give-flow"), a=A, b=B),
    "two refusals": built(observing(refused=["a"]), observing(refused=["a", "b"], draft="halve-none"), a=A, b=B),
    "a text that leaked": built(LEAK, observing(signed=["b"], refused=["a"]), a=A, b=B),
    "a leak and another draft": built(LEAK, observing(signed=["b"]), observing(refused=["b"], draft="keep-flow"), b=B),
    "a red line perhaps": built(observing(refused=["a"]), a=A | {"never": [{"when": "aid=flow", "firm": "0.6"}]}, b=B),
    "a bluff": built(observing(signed=["a"]), a=A | {"never": [{"when": "aid=flow", "firm": "0.6"}]}, b=B),
    "a red line": built(observing(refused=["a"]), a=A | {"never": [{"when": "aid=flow"}]}, b=B),
    "no noise": built(observing(refused=["a"]), a={"reservation": ["40", "95"]}, b={"reservation": ["20", "65"]}),
}


@pytest.mark.parametrize("asked", [TEXT, "give-none", "give-flow"])
@pytest.mark.parametrize("model", list(MODELS))
def test_against_rejection_sampling(model, asked):
    raw = MODELS[model]
    expected, kept = simulated(raw, asked)
    _, plain = learned(raw, asked, draws=4096)
    assert kept > 2000
    for word in ("posterior", "again"):
        for actor, chance in expected[word].items():
            found = (plain["signatories"][actor] if actor else plain)[word]
            error = math.sqrt(max(chance * (1 - chance), 1e-6) * (1 / kept + 1 / plain["effective_sample"]))
            assert found == pytest.approx(chance, abs=4 * error), (word, actor)


# --- few draws ----------------------------------------------------------------------------------------------------


def rarely(high):
    """a signs text, worth 70, unless r lies above: refusing has the chance (high - 70) / high."""
    return built(observing(refused=["a"]), a={"reservation": ["0", str(high)]})


def test_more_draws_are_taken_when_few_explain():
    """2.1 %: 1,024 draws have about 21, 4,096 about 86, 16,384 about 344."""
    result, plain = learned(rarely("71.5"))
    assert plain["draws"] == 1024
    assert plain["learned"]["draws"] == 16384
    assert plain["effective_sample"] == pytest.approx(16384 * 1.5 / 71.5, abs=2)
    assert plain["effective_sample"] >= FEW
    assert codes(result) == []
    assert all(column.shape == (1024,) for column in result.measures().values())
    (moved,) = plain["learned"]["moved"]
    assert moved["posterior"]["mean"] == pytest.approx(70.75, abs=0.02)


def test_there_is_a_limit_and_a_warning():
    """0.14 % of 32,768 draws are 47."""
    result, plain = learned(rarely("70.1"))
    assert codes(result) == ["few-draws-explain"]
    assert 1024 < plain["learned"]["draws"] <= MOST_DRAWS
    assert plain["effective_sample"] < FEW


def test_chosen_draws_are_not_added_to():
    result, plain = learned(rarely("71.5"), draws=Draws(1024))
    assert plain["learned"]["draws"] == 1024
    assert codes(result) == ["few-draws-explain"]


def test_none_among_the_first_draws_is_no_proof():
    """0.14 %: none of 16 draws explains it, of 32,768 some do."""
    result, plain = learned(rarely("70.1"), draws=16)
    assert codes(result) == ["few-draws-explain"]
    assert plain["learned"]["draws"] > 16
    assert plain["posterior"] is not None


# --- observations that cannot be ----------------------------------------------------------------------------------


IMPOSSIBLE = {
    "refused what it surely signs": (built(observing(refused=["a"])), "a"),
    "signed what it surely refuses": (built(observing(signed=["b"])), "b"),
    "signed the worse, refused the better, sharply": (
        built(
            observing(signed=["a"], draft="halve-none"),
            observing(refused=["a"], draft="give-flow"),
            a={"reservation": ["0", "100"]},
        ),
        "a",
    ),
    "signed the worse, refused the better, with noise": (
        built(
            observing(signed=["a"], draft="halve-none"),
            observing(refused=["a"], draft="give-flow"),
            a={"reservation": ["0", "100"], "noise": "9"},
        ),
        "a",
    ),
    "signed across a red line": (
        built(
            observing(signed=["b"], refused=["a"]),
            a={"reservation": "90"},
            b={"reservation": "10", "never": [{"when": "aid=flow"}]},
        ),
        "b",
    ),
}


@pytest.mark.parametrize("name", list(IMPOSSIBLE))
def test_what_no_draw_explains_is_said(name):
    raw, actor = IMPOSSIBLE[name]
    for draws in (64, 1024):
        result, plain = learned(raw, draws=draws)
        assert codes(result) == ["unexplained"]
        (warned,) = [w for w in result.warnings if w.code == "unexplained"]
        assert f"'{actor}'" in warned.message, warned.message
        assert " by -" not in warned.message, warned.message
        assert plain["posterior"] is plain["again"] is None
        assert plain["effective_sample"] == 0
        assert plain["probability"] is not None
        for found in plain["signatories"].values():
            assert found["posterior"] is found["again"] is None
        assert plain["learned"]["moved"] == plain["learned"]["offers"] == []


def test_answers_that_no_draw_explains_together():
    """a refuses only where winning is likely, b only where it is not: each alone is explained, both are not."""
    raw = built(
        {
            "war": {
                "strength": {"a": ["0", "100"], "b": "50"},
                "decisive": "1",
                "outcomes": {
                    "a-wins": {"winner": "a", "package": package("give flow")},
                    "b-wins": {"winner": "b"},
                    "n": {},
                },
                "cost": {"a": "0", "b": "0"},
            }
        }
    )
    # a's chance p: war is 100 p to a and 10 p + 100 (1 - p) to b: halve and none is 45 to a, 75 to b.
    # a refuses where p > 0.45, b where 100 - 90 p > 75: p < 0.278.
    for wants in raw["preferences"].values():
        del wants["reservation"]
    raw = having(raw, "drafts.halve-none.observed", {"on": "2020-01-14", "refused": ["a", "b"]})
    result, plain = learned(raw, "halve-none")
    assert codes(result) == ["unexplained"]
    assert plain["posterior"] is None
    (warned,) = [w for w in result.warnings if w.code == "unexplained"]
    assert " by -" not in warned.message, warned.message


def test_more_texts_than_can_be_gone_through_are_not_passed_over_in_silence():
    """Thirteen observed drafts of two texts each have 8,192 combinations."""
    raw = built(a={"reservation": ["40", "95"]})
    for number in range(13):
        raw["drafts"][f"d{number}"] = {
            "package": {"land": "halve"},
            "versions": {"leaked": {"chance": "0.3", "package": {"aid": "flow"}}},
            "observed": {"on": "2020-01-14", "refused": ["a"]},
        }
    result, plain = learned(raw, draws=16)
    spoken = {w.code for w in result.warnings} - {"trust-omitted", "noise-omitted", "values-not-spanning"}
    assert plain["posterior"] is not None or spoken


def problems(raw):
    with pytest.raises(ScenarioError) as caught:
        load(raw)
    return [p.code for p in caught.value.problems]


def test_an_observed_signatory_that_is_none_is_refused():
    raw = built(observing(refused=["a"]))
    raw["drafts"][TEXT]["signatories"] = ["b"]
    assert problems(raw) == ["not-a-signatory"]
    assert problems(built(observing(signed=["nobody"]))) == ["not-a-signatory"]


def test_who_signed_and_refused_the_same_draft_is_refused():
    assert problems(built(observing(signed=["a"], refused=["a"]))) == ["named-twice"]


def test_unknown_numbers_in_chosen_draws_are_no_crash():
    raw = built(observing(refused=["a"]), {"preferences.a.values.land.halve": "unknown"})
    for seen in (raw, built({"preferences.a.values.land.halve": "unknown"})):
        _, plain = learned(seen, draws=Draws.of({"preferences.b.reservation": [20, 40, 60]}))
        assert plain["posterior"] is None


def test_the_central_draw_learns_nothing():
    _, plain = learned(built(observing(refused=["a"]), a=A), draws=1)
    assert plain["posterior"] is plain["again"] is plain["effective_sample"] is None


# --- thresholds ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "side", "threshold"),
    [
        ("preferences.a.reservation", ["50", "90"], "above", 70),  # u = 70
        ("preferences.a.values.land.halve", ["0", "100"], "below", 20),  # 0.75 v + 25 = 40
    ],
)
def test_the_threshold_of_a_single_estimate_is_where_the_surplus_is_0(path, value, side, threshold):
    _, plain = learned(built({path: value}))
    (found,) = plain["learned"]["thresholds"]["a"]
    assert found["path"] == path
    assert found["side"] == side
    assert found["threshold"] == pytest.approx(threshold, abs=0.1)
    assert (found["refusing"], found["signing"]) == (pytest.approx(1), pytest.approx(0, abs=1e-12))
    assert plain["learned"]["thresholds"]["b"] == []  # refuses whatever happens


def test_an_estimate_that_says_nothing_is_no_threshold():
    raw = built({"preferences.a.reservation": ["50", "90"], "preferences.a.values.land.keep": ["0", "10"]})
    _, plain = learned(raw)
    assert [t["path"] for t in plain["learned"]["thresholds"]["a"]] == ["preferences.a.reservation"]
