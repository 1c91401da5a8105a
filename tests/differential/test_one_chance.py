"""One chance, one figure: what `sign` says of a draft is what `deals`, `pressure` and the timeline say of it."""

import random

import numpy as np
import pytest

import ripeness
from ripeness.numerics.draws import Draws
from ripeness.scenario import read_text
from tests.budget import examples

TRIALS = examples(4, 60)
WAYS = 3  # alternatives of an issue


def scenario(seed, *, versions=True):
    """Return a random scenario: two or three parties, guarantees, red lines, and a draft of which texts compete."""
    r = random.Random(seed)
    parties = ["a", "b", "c"][: r.choice((2, 2, 3))]
    issues = ["one", "two", "three"]

    def package(some):
        return "{" + ", ".join(f"{j}: x{r.randrange(WAYS)}" for j in some) + "}"

    def number(low, high):
        x = r.uniform(low, high)
        return f"{x:.2f}" if r.random() < 0.5 else f"[{0.8 * x:.3f}, {1.2 * x:.3f}]"

    lines = ["ripeness: 1", "id: chances", "as_of: 2031-01-01", "actors:", "  m: {role: mediator}"]
    lines += [f"  {p}: {{role: party}}" for p in parties]
    lines += ["issues:"]
    lines += [f"  {j}: {{now: x0, alternatives: {{x0: zero, x1: one, x2: two}}}}" for j in issues]
    lines += ["preferences:"]
    for p in parties:
        values = ", ".join(f"{j}: {{{', '.join(f'x{a}: {r.randrange(101)}' for a in range(WAYS))}}}" for j in issues)
        weights = ", ".join(f"{j}: {r.randrange(1, 9)}" for j in issues)
        never = f', never: [{{when: "one=x{r.randrange(WAYS)}", firm: {r.choice(("0.4", "[0.2, 0.9]"))}}}]'
        lines.append(
            f"  {p}: {{weights: {{{weights}}}, values: {{{values}}}, trust: {number(0.2, 0.8)}, betrayal: 6, "
            f"noise: {number(2, 9)}, reservation: {number(30, 60)}{never if r.random() < 0.4 else ''}}}"
        )
    lines += ["ties:", "  g: {from: m, to: agreement, kind: guarantee, strength: [0.2, 0.7], cost: 2, willing: 1}"]
    lines += ["  s: {from: m, to: a, kind: sanction, strength: 4, cost: 3, willing: [0.2, 0.9]}"]
    doubt = f", versions: {{v: {{chance: 0.3, package: {package(['one'])}}}, w: {{chance: [0.1, 0.4], package: "
    doubt += f"{package(['two', 'three'])}}}}}"
    named = r.choice(("guarantees: [g]", "may-guarantee: [g]", "title: Plain"))
    lines += ["drafts:", f"  d: {{package: {package(issues)}, {named}{doubt if versions else ''}}}"]
    lines += ["timeline:", "  until: 2031-02-01", "  facts: {done: false}"]
    lines += ["  events: {put: {on: 2031-01-10, sign: d, sets: [done]}}"]
    lines += ["  questions: {q: {p: done, by: 2031-01-20}}"]
    return read_text("\n".join(lines))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(TRIALS))
def test_all_analyses_say_the_same_of_a_text_in_doubt(seed):
    case = scenario(seed)
    for draws in (Draws(1).central, Draws(8, seed=seed)):
        said = ripeness.sign(case, "d", draws=draws).measures()["sign.d.probability"]
        ahead = ripeness.timeline(case, draws=draws).measures()["timeline.q.probability"]
        np.testing.assert_allclose(ahead, said, rtol=0, atol=1e-9)
        for asked in (None, "d"):
            found = ripeness.deals(case, asked, draws=draws).measures()
            prefix = f"deals.{asked}" if asked else "deals"
            if f"{prefix}.drafts.d.probability" in found:
                np.testing.assert_allclose(found[f"{prefix}.drafts.d.probability"], said, rtol=0, atol=1e-9)
        if (draws.count == 1) == bool(seed % 2):
            continue  # plans take longest, and are of the central values in any case
        pressed = ripeness.pressure(case, "d", draws=draws)
        before = pressed.measures()["pressure.d.before.probability"]
        np.testing.assert_allclose(before, said, rtol=0, atol=1e-9)
        assert pressed.to_dict()["chance_before"] == pytest.approx(said.mean(), abs=1e-9)
        if pressed.shown is not None and not pressed.shown.plan.steps:
            plan = pressed.measures()["pressure.d.plan.probability"]
            np.testing.assert_allclose(plan, said, rtol=0, atol=1e-9)


@pytest.mark.parametrize("seed", range(examples(4, 60)))
def test_the_chance_of_a_text_in_doubt_is_the_sum_over_its_texts(seed):
    case = scenario(seed)
    result = ripeness.sign(case, "d", draws=32, seed=seed)
    found = result.measures()
    others = sum(found[f"sign.d.versions.{v}.chance"] * found[f"sign.d.versions.{v}.probability"] for v in ("v", "w"))
    left = 1 - sum(found[f"sign.d.versions.{v}.chance"] for v in ("v", "w"))
    mixed = left * found["sign.d.as_printed"] + others
    np.testing.assert_allclose(found["sign.d.probability"], mixed, rtol=0, atol=1e-12)
    content = result.to_dict()
    assert content["as_printed"] == pytest.approx(found["sign.d.as_printed"].mean())
    for actor, said in content["signatories"].items():
        assert said["as_printed"] == pytest.approx(found[f"sign.d.{actor}.as_printed"].mean())


def test_a_text_that_is_in_no_doubt_has_one_chance_only():
    case = scenario(3, versions=False)
    result = ripeness.sign(case, "d", draws=32)
    assert not any("as_printed" in path for path in result.measures())
    assert result.to_dict()["as_printed"] == result.to_dict()["probability"]
    placed = ripeness.deals(case, draws=32).to_dict()["drafts"]["d"]
    assert placed["as_printed"] is None
    assert placed["probability"] == pytest.approx(result.to_dict()["probability"], abs=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(examples(4, 60)))
def test_no_draft_is_better_than_what_could_be_agreed(seed):
    case = scenario(100 + seed)
    found = ripeness.deals(case, draws=32)
    placed = found.drafts[0]
    robust = found.solutions["most_robust"][0]
    best = max(robust.probability["probability"], found.robust_bound)
    assert placed.agreement.probability["probability"] <= best + 1e-12
    assert placed.as_printed["probability"] <= best + 1e-12
    if placed.in_zone:
        mine = np.array(list(placed.agreement.values.values()))
        assert any((point >= mine - 1e-9).all() for point in found.frontier.values)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(examples(3, 40)))
def test_without_guarantees_is_the_file_without_them(seed):
    case = scenario(200 + seed)
    found = ripeness.deals(case, draws=16).to_dict()
    drafts = case.drafts["d"]
    named = [*drafts.guarantees, *drafts.may_guarantee]
    assert found["guarantees"] == named
    if not named:
        assert found["without_guarantees"] is None
        return
    # A signatory that no guarantee reassures is one whose draft has none.
    bare = case.model_copy(update={"drafts": {"d": drafts.model_copy(update={"guarantees": (), "may_guarantee": ()})}})
    plain = ripeness.deals(bare, draws=16).to_dict()
    without = found["without_guarantees"]
    assert {k: plain[k] for k in without if k != "searches"} == {k: v for k, v in without.items() if k != "searches"}
    assert set(without) <= set(found)
