"""Speed of doubt on the shipped case: `python -m benchmarks.doubt`; with `--peers` beside SALib, where it is installed.

What is timed runs in the process, after the case is read: 8,192 draws of `sign` for every draft; Sobol' indices with
N = 1,024 over all numbers that `sign` reads; leaving out every source, claim and reading over all analyses. Every row
says its goal, the fastest and the median of several runs.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

CASE = "libya-2020"
DRAWS, POINTS = 8_192, 1_024  # of what is propagated, and of indices


@dataclass(frozen=True)
class Row:
    """A piece of work, the seconds that it may take, and how often it is run."""

    name: str
    run: Callable[[Any], Any]
    goal: float
    runs: int = 3


def propagated(scenario: Any) -> int:
    """Draw every measure of `sign` that is no explanation, for every draft, 8,192 times, each column once."""
    from ripeness.doubt.measures import questions
    from ripeness.doubt.reading import ReadingDraws
    from ripeness.numerics.draws import Draws

    table = ReadingDraws(DRAWS)
    found = 0
    for question in questions(scenario):
        if question.analysis.name == "sign":
            found += len(question.measured(scenario, Draws(DRAWS), frozenset())(table))
    return found


def weighed(scenario: Any) -> int:
    """Work out Sobol' indices of the chance that all sign, for every draft: together all numbers that `sign` reads."""
    import ripeness

    found: set[str] = set()
    for draft in scenario.drafts:
        result = ripeness.sensitivity(scenario, f"sign.{draft}.probability", draws=POINTS)
        found |= {d.name for d in result.drivers}
    return len(found)


def doubted(scenario: Any) -> int:
    """Doubt the Moscow verdict in every way."""
    import ripeness

    return len(ripeness.doubt(scenario, "sign.moscow.lna.probability").active)


def left(scenario: Any) -> int:
    """Leave out every source and claim, and try every reading, over all analyses."""
    import ripeness

    return len(ripeness.leave_one_out(scenario).left)


ROWS = (
    Row("sign, every draft, 8,192 draws", propagated, 3),
    Row("Sobol' indices, N = 1,024, every draft of sign", weighed, 15),
    Row("doubt of the Moscow verdict, all steps", doubted, 8),
    Row("leave one out, all analyses, 256 draws", left, 60, runs=1),
)


def against_salib() -> None:
    """Print the seconds that SALib and we take for the indices of the same function at the same number of points."""
    import numpy as np

    try:
        from SALib.analyze import sobol as analyze
        from SALib.sample import sobol as sample
    except ImportError:
        print("SALib is not installed: pip install SALib")
        return
    from ripeness.doubt.indices import index, resampled
    from ripeness.numerics.draws import points

    names = [f"x{i}" for i in range(50)]
    weights = 1 / (1 + np.arange(50))

    def f(x: Any) -> Any:
        return (weights * x).sum(axis=-1) + x[..., 0] * x[..., 1]

    problem = {"num_vars": 50, "names": names, "bounds": [[0, 1]] * 50}
    start = time.perf_counter()
    theirs = analyze.analyze(
        problem, f(sample.sample(problem, 1_024, calc_second_order=False)), calc_second_order=False, num_resamples=256
    )
    between = time.perf_counter()
    a, b = (np.stack([points(f"{n}{k}", 0, 0, 1_024) for n in names], axis=1) for k in ("", "second"))
    rows, fa, fb, mine = resampled(1_024, 0), f(a), f(b), []
    for i in range(50):
        mixed = a.copy()
        mixed[:, i] = b[:, i]
        mine.append(index(fa, fb, f(mixed), rows))
    end = time.perf_counter()
    far = max(abs(theirs["ST"][i] - mine[i].total) for i in range(50))
    print(f"indices of 50 numbers, N = 1,024: SALib {between - start:.2f} s, ours {end - between:.2f} s; totals differ")
    print(f"by at most {far:.3f}")


def main() -> int:
    """Measure every row, print the table, and return 1 if a goal was missed."""
    import ripeness

    scenario = ripeness.read(CASE)
    missed = 0
    print(f"{'doubt, ' + CASE:<50}{'goal s':>8}{'median':>8}{'min':>8}{'answer':>8}")
    for row in ROWS:
        seconds, answer = [], 0
        for _ in range(row.runs):
            start = time.perf_counter()
            answer = row.run(scenario)
            seconds.append(time.perf_counter() - start)
        median = statistics.median(seconds)
        verdict = "" if median < row.goal else "  missed"
        missed += bool(verdict)
        print(f"{row.name:<50}{row.goal:>8.0f}{median:>8.2f}{min(seconds):>8.2f}{answer:>8}{verdict}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    if "--peers" in sys.argv:
        against_salib()
    sys.exit(main())
