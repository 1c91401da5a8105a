"""NegMAS on one problem: a script for the python of an environment of its own (see peers.py).

It reads JSON from standard input and prints JSON: seconds, peak memory, the frontier and the solutions. NegMAS offers
three ways to a frontier. All are exact, up to the rounding of floats:

sampler
    ``MOBANOSParetoSampler``, to which NegMAS's default sampler turns above 10,000 outcomes: settles issue by issue and
    lists no outcomes. For two only. (``IPSParetoSampler`` does the same on rounded sums; ``NB3ParetoSampler`` stops
    after so many nodes.)
outcomes
    ``pareto_frontier``: lists all outcomes and asks every utility function about each.
    This is what ``calc_scenario_stats`` uses.
arrays
    ``pareto_frontier_active``, the step of ``pareto_frontier`` that compares points; the points are summed by numpy
    here, so that no utility function is called.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import statistics
import sys
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from negmas import __version__
from negmas.outcomes import make_issue, make_os
from negmas.preferences import LinearAdditiveUtilityFunction, ops
from negmas.preferences.pareto_sampler import MOBANOSParetoSampler

MOST_MEMORY = 8 * 2**30  # bytes of address space
LEAST_RUNS, LONG_ENOUGH = 5, 1.0  # runs, seconds

Points = list[tuple[float, ...]]


@dataclass(frozen=True)
class Asked:
    """A problem as NegMAS knows it, and as arrays."""

    functions: list[LinearAdditiveUtilityFunction]
    values: np.ndarray  # (signatories, issues, alternatives)
    floor: np.ndarray


def asked(request: dict[str, Any]) -> Asked:
    """Return utility functions with a table for each issue, and with the reservations as reserved values."""
    values = np.array(request["values"]) / request["per"]
    floor = np.array(request["floor"]) / request["per"]
    alternatives = [f"alternative-{a}" for a in range(values.shape[2])]
    space = make_os([make_issue(alternatives, f"issue-{j}") for j in range(values.shape[1])])
    functions = [
        LinearAdditiveUtilityFunction(
            values=[dict(zip(alternatives, issue, strict=True)) for issue in own.tolist()],
            outcome_space=space,
            reserved_value=float(least),
        )
        for own, least in zip(values, floor, strict=True)
    ]
    return Asked(functions, values, floor)


def by_sampler(problem: Asked) -> Points:
    """Return the frontier by the sampler; what the other one refuses is left out here, for it knows one minimum."""
    own, other = problem.functions
    sampler = MOBANOSParetoSampler(max_pareto_size=sys.maxsize)
    sampler.init(own, other)
    outcomes = sampler.pareto_outcomes(min_util=own.reserved_value)
    points = [(own(outcome), other(outcome)) for outcome in outcomes]
    return [(u, v) for u, v in points if u >= own.reserved_value and v >= other.reserved_value]


def by_outcomes(problem: Asked) -> Points:
    """Return the frontier from the list of all outcomes."""
    return list(ops.pareto_frontier(problem.functions)[0])


def by_arrays(problem: Asked) -> Points:
    """Return the frontier of points that need no call of a utility function."""
    sums = problem.values[:, 0, :]
    for j in range(1, problem.values.shape[1]):
        sums = (sums[:, :, None] + problem.values[:, j, None, :]).reshape(len(sums), -1)
    points = sums.T[(sums >= problem.floor[:, None]).all(axis=0)]
    return [tuple(point) for point in points[ops.pareto_frontier_active(points)].tolist()]


WAYS = {"sampler": by_sampler, "outcomes": by_outcomes, "arrays": by_arrays}


def solutions(problem: Asked, frontier: Points) -> dict[str, Points]:
    """Return the points of each solution under the names that ripeness has for them: `kalai` is the egalitarian."""
    ranges = [u.minmax(u.outcome_space, above_reserve=False) for u in problem.functions]
    found = {
        "nash": ops.nash_points(problem.functions, frontier, ranges),
        "egalitarian": ops.kalai_points(problem.functions, frontier, ranges),
        "kalai_smorodinsky": ops.ks_points(problem.functions, frontier, ranges),
        "utilitarian": ops.max_welfare_points(problem.functions, frontier, ranges),
    }
    return {name: [point for point, _ in points] for name, points in found.items()}


def peak() -> float:
    """Return the largest amount of memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def give_up(why: str) -> None:
    """Say why there is no answer, and how much memory was used up to here."""
    print(json.dumps({"version": __version__, "failed": why, "peak": peak()}), flush=True)
    os._exit(0)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Time one way on one problem; building the utility functions is left out of it."""
    problem = asked(request)
    runs: list[float] = []
    # The first run warms up, unless it is so long that it says enough.
    while len(runs) <= LEAST_RUNS and sum(runs) < LONG_ENOUGH:
        start = time.perf_counter()
        frontier = WAYS[request["way"]](problem)
        chosen = solutions(problem, frontier)
        runs.append(time.perf_counter() - start)
    return {
        "version": __version__,
        "seconds": statistics.median(runs[1:] or runs),
        "peak": peak(),
        "points": frontier,
        "solutions": chosen,
    }


def main() -> None:
    """Answer the request on standard input within its limit of seconds."""
    request = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    signal.signal(signal.SIGALRM, lambda *_: give_up(f"> {request['limit']} s"))
    signal.alarm(request["limit"])
    try:
        print(json.dumps(answer(request)))
    except MemoryError:
        give_up(f"> {MOST_MEMORY >> 30} GiB")


if __name__ == "__main__":
    main()
