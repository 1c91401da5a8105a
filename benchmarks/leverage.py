"""Speed of leverage: `python -m benchmarks.leverage`.

Networks are random: two sides at war, backers that support, sanction, promise, guarantee and sway one another, in
circles too. What is timed runs in the process: the least plan with its proof (or the proof that there is none) as
`pressure` makes it; each the slowest of three seeds, median of three runs after one that warms up. No peer program
answers this question; the oracle in the tests is a grid search.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

SEEDS, RUNS = (0, 1, 2), 3


@dataclass(frozen=True)
class Case:
    """What is timed: ``prepare`` returns the work for a seed, and what it finds in a word."""

    name: str
    goal: float
    prepare: Callable[[int], Callable[[], str]]


def scenario(seed: int, *, actors: int, ties: int, issues: int, alternatives: int, guarantees: int = 2) -> Any:
    """Return a random scenario with two sides, one draft, and so many ties among so many actors."""
    from ripeness.scenario import read_text

    rng = np.random.default_rng(seed)
    others = [f"backer-{k}" for k in range(actors - 2)]
    names = ["north", "south", *others]
    roles = "\n".join(f"  {a}: {{name: {a}, role: {'party' if a in names[:2] else 'backer'}}}" for a in names)
    ids = [f"issue-{j}" for j in range(issues)]
    clauses = ", ".join(f"a{a}: A{a}" for a in range(alternatives))
    table = "\n".join(f"  {j}: {{name: {j}, now: a0, alternatives: {{{clauses}}}}}" for j in ids)
    wants = []
    for side in names[:2]:
        weights = ", ".join(f"{j}: {rng.integers(1, 11)}" for j in ids)
        values = "\n".join(
            f"      {j}: {{{', '.join(f'a{a}: {rng.integers(0, 101)}' for a in range(alternatives))}}}" for j in ids
        )
        wants.append(
            f"  {side}:\n    weights: {{{weights}}}\n    noise: 4\n    trust: 0.5\n    betrayal: 5\n"
            f"    values:\n{values}"
        )
    package = ", ".join(f"{j}: a{rng.integers(0, alternatives)}" for j in ids)
    won = [", ".join(f"{j}: a{rng.integers(0, alternatives)}" for j in ids) for _ in range(2)]
    network = [_guarantee(rng, k, others) for k in range(guarantees)]
    network += [_tie(rng, k, others) for k in range(ties - guarantees)]
    may = ", ".join(f"guarantee-{k}" for k in range(guarantees))
    text = f"""ripeness: 1
id: network
actors:
{roles}
issues:
{table}
preferences:
{chr(10).join(wants)}
war:
  horizon: 90 days
  strength: {{north: 50, south: 40}}
  decisive: 0.6
  steepness: {rng.choice([1, 2])}
  cost: {{north: 3, south: 4}}
  outcomes:
    north-wins: {{winner: north, package: {{{won[0]}}}}}
    south-wins: {{winner: south, package: {{{won[1]}}}}}
    stalemate: {{package: {{}}}}
ties:
{chr(10).join(network)}
drafts:
  text: {{title: Text, package: {{{package}}}, signatories: [north, south], may-guarantee: [{may}]}}
"""
    return read_text(text, "network.yaml")


def _guarantee(rng: Any, k: int, others: list[str]) -> str:
    who, strength, cost = rng.choice(others), rng.uniform(0.1, 0.5), rng.integers(3, 20)
    return (
        f"  guarantee-{k}: {{from: {who}, to: agreement, kind: guarantee, strength: {strength:.2f}, willing: 1, "
        f"cost: {cost}}}"
    )


def _tie(rng: Any, k: int, others: list[str]) -> str:
    kind = rng.choice(["support", "sanction", "inducement", "sway", "sway"])
    source = rng.choice(others)
    side = rng.choice(["north", "south"])
    willing, cost = rng.uniform(0, 0.4), rng.integers(2, 60)
    if kind == "support":
        strength, relief = rng.uniform(1, 6), rng.uniform(0, 0.5)
        return (
            f"  tie-{k}: {{from: {source}, to: {side}, kind: support, strength: {strength:.2f}, relief: {relief:.2f}, "
            f"willing: {willing:.2f}, cut-cost: {cost}, most: 1.5, raise-cost: {cost}}}"
        )
    if kind == "sway":
        target = rng.choice([o for o in others if o != source])
        return (
            f"  tie-{k}: {{from: {source}, to: {target}, kind: sway, strength: {rng.uniform(0, 1):.2f}, "
            f"willing: {willing:.2f}, cost: {cost}}}"
        )
    return (
        f"  tie-{k}: {{from: {source}, to: {side}, kind: {kind}, strength: {rng.uniform(0.2, 2):.2f}, "
        f"willing: {willing:.2f}, cost: {cost}}}"
    )


def _work(case: Any, draft: str | None, chance: float) -> Callable[[], str]:
    from ripeness.leverage.arrays import asked
    from ripeness.leverage.least import least_cost
    from ripeness.leverage.steps import PressureSteps, Wanted
    from ripeness.numerics.draws import Draws

    def run() -> str:
        what = asked(case, draft, made=False, include_unlawful=False)
        work = PressureSteps(case, what, Wanted(chance, None, {}), Draws(1))
        found = least_cost(work.task(work.margins), work.offers)
        packages = sum(len(o.utility) for o in work.offers)
        if found.plan is None:
            return f"none, proven; {packages} offers"
        return f"cost {found.plan.cost:.2f}, gap {found.gap:.1e}; {packages} offers"

    return run


def given(seed: int) -> Callable[[], str]:
    """Find the least plan for a draft: 30 actors, 200 ties."""
    return _work(scenario(seed, actors=30, ties=200, issues=6, alternatives=3), "text", 0.8)


def free(seed: int) -> Callable[[], str]:
    """Find the least plan and package: 10^6 packages, 50 ties."""
    return _work(scenario(seed, actors=12, ties=50, issues=6, alternatives=10, guarantees=3), None, 0.8)


def flips(seed: int) -> Callable[[], str]:
    """Find what every single source does in each of 1,024 draws of the shipped case."""
    import ripeness
    from ripeness.leverage.arrays import asked, situation
    from ripeness.leverage.over_draws import flip_figures
    from ripeness.numerics.draws import Draws

    case = ripeness.read("libya-2020")
    what = asked(case, "moscow", made=False, include_unlawful=False)

    def run() -> str:
        draws = Draws(1024, seed)
        from ripeness.valuation import Space

        row = Space.of(case).rows([case.package(case.drafts["moscow"].package)])[0]
        found = flip_figures("pressure.moscow", situation(case, what, row, draws))
        return f"{len(found) // 4} sources and refusals"

    return run


CASES = (
    Case("least plan, given draft, 30 actors, 200 ties", 0.5, given),
    Case("least plan, free draft, 10^6 packages, 50 ties", 10.0, free),
    Case("all single flips, libya-2020, 1,024 draws", 5.0, flips),
)


def main() -> int:
    """Measure every case, print the table, and return 1 if a goal was missed."""
    missed = 0
    print(f"{'leverage, slowest of three seeds':<50}{'goal s':>8}{'median':>9}{'min':>9}{'max':>9}  answer")
    for case in CASES:
        slowest: tuple[float, list[float], str] = (-1.0, [], "")
        for seed in SEEDS:
            run = case.prepare(seed)
            answer = run()
            runs = []
            for _ in range(RUNS):
                start = time.perf_counter()
                run()
                runs.append(time.perf_counter() - start)
            slowest = max(slowest, (statistics.median(runs), runs, answer))
        median, runs, answer = slowest
        verdict = "" if median < case.goal else "  missed"
        missed += bool(verdict)
        print(
            f"{case.name:<50}{case.goal:>8.2f}{median:>9.3f}{min(runs):>9.3f}{max(runs):>9.3f}  {answer}{verdict}",
            flush=True,
        )
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
