"""Speed of the timeline: `python -m benchmarks.timeline`.

Exact: single chains of 14 facts that become true and false (16,384 states, 229,376 arcs), up to Λt steps of
uniformisation; `mixing` chains come to rest, `rising` ones are far from it all the time (events that only set facts,
of which few fire). Then a stiff process, ages that begin at random (seconds of a draw), the Libya case with all its
questions, then histories of it, then GillesPy2's compiled solver
(SSACSolver, C++) on the same chain in the same run. It lives in an environment of its own: that of the variable
RIPENESS_GILLESPY (a python), or one made in the folder for temporary files; it needs a C++ compiler.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.environments import NotInstalledError
from benchmarks.environments import environment as made

VERSION = "1.8.3"
RUNS = 5
FACTS = 14  # of the single chains, which then have 2^14 states
SCRIPT = Path(__file__).with_name("gillespy_peer.py")


@dataclass(frozen=True)
class Row:
    """Something that is measured, and the seconds that it may take."""

    name: str
    goal: float
    run: Any
    runs: int = RUNS


def chain(kind: str, steps: float) -> Any:
    """Return what moves a chain of 16,384 states so many steps, and returns the bound on its error."""
    import numpy as np

    from ripeness.numerics.markov import Arcs, evolve

    facts, rng = FACTS, np.random.default_rng(0)
    states = np.arange(2**facts)
    source = np.repeat(states, facts)
    bit = 1 << np.tile(np.arange(facts), len(states))
    rates = rng.random((1, len(source)))
    if kind == "rising":
        rates[0, source & bit > 0] *= 1e-6  # what has been set is hardly unset
        rates[0, source & bit == 0] *= 1e-4
        rates[0, (source & bit > 0) & (source == states[-1])] = 1.0  # one state keeps Λ large
    arcs = Arcs(len(states), source, source ^ bit, np.arange(len(source)))
    start = np.zeros((1, 1, len(states)))
    start[0, 0, 0] = 1.0
    fastest = np.bincount(source, weights=rates[0]).max()
    return lambda: evolve(arcs, rates, start, steps / fastest, tolerance=1e-10).error


def libya(draws: int, **options: Any) -> Any:
    """Return what answers all questions of the Libya case."""
    import ripeness

    scenario = ripeness.read("libya-2020")
    return lambda: ripeness.timeline(scenario, draws=draws, **options).error


_HEAD = {"ripeness": 1, "id": "t", "as_of": "2031-03-01", "actors": {"a": {"role": "party"}}}
_ISSUES = {"i": {"now": "x", "alternatives": {"x": "X"}}}


def process(timeline: Any) -> Any:
    """Return a scenario that is nothing but a timeline."""
    from ripeness.scenario import Scenario

    return Scenario.model_validate({**_HEAD, "issues": _ISSUES, "timeline": timeline})


def stiff() -> Any:
    """Return what answers three questions about rates of 2,000 and 0.001 a day, in 1,024 equal draws."""
    import ripeness

    events = {
        "a": {"when": "truce", "hazard": 2000, "sets": ["!truce"]},
        "b": {"when": "!truce", "hazard": 1000, "sets": ["truce"]},
        "c": {"when": "!truce", "hazard": 0.001, "sets": ["deal"]},
    }
    questions = {
        "q1": {"p": "truce", "throughout": True, "by": "2031-03-31"},
        "q2": {"p": "!truce", "at": "2031-03-31"},
        "q3": {"time-to": "!truce"},
    }
    facts = {"truce": True, "deal": False}
    scenario = process({"until": "2031-03-31", "facts": facts, "events": events, "questions": questions})
    return lambda: ripeness.timeline(scenario).error


def aged(facts: int, steps: dict[str, float], until: str, draws: int, others: int = 0) -> Any:
    """Return what moves facts that begin at random and end by their age, beside others that come and go."""
    from ripeness.numerics.draws import Draws
    from ripeness.timeline.timeline import answered

    events: dict[str, Any] = {}
    for k in range(facts):
        events[f"start{k}"] = {"when": f"!f{k}", "hazard": [0.05, 0.2], "sets": [f"f{k}"]}
        events[f"end{k}"] = {"when": f"f{k}", "hazard": {"age-of": f"f{k}", "from": steps}, "sets": [f"!f{k}"]}
    for k in range(others):
        events[f"rise{k}"] = {"when": f"!g{k} & f0", "hazard": [0.05, 0.1], "sets": [f"g{k}"]}
        events[f"fall{k}"] = {"when": f"g{k}", "hazard": [0.05, 0.1], "sets": [f"!g{k}"]}
    names = [*(f"f{k}" for k in range(facts)), *(f"g{k}" for k in range(others))]
    questions = {"all": {"p": " & ".join(names), "at": until}}
    made = {"until": until, "facts": dict.fromkeys(names, False), "events": events, "questions": questions}
    scenario = process(made)
    return lambda: answered(scenario, Draws(draws), None, None, None, brief=True).error


def histories(count: int, draws: int) -> Any:
    """Return what draws so many histories of the Libya case, with all questions and curves."""
    import ripeness
    from ripeness.numerics.draws import Draws
    from ripeness.timeline.histories import sample
    from ripeness.timeline.numbers import BlockNumbers
    from ripeness.timeline.signatures import Minds
    from ripeness.timeline.solve import prepare

    prepared = prepare(ripeness.read("libya-2020"), None, "sampled", draws=draws)
    made = prepared.process
    numbers = BlockNumbers(made, Draws(draws))
    minds = Minds(numbers, (), [e.draft for e in made.dated if e.draft])

    def run() -> float:
        found = sample(prepared.course, numbers, minds, histories=count)
        return float(found.readings["calm-until-berlin", "p"].mean())

    return run


def rows() -> list[Row]:
    """Return what is measured."""
    daily = {f"{k} days": 0.001 + 0.00001 * (k % 50) for k in range(1000)}
    few = {"0 days": 0.1, "3 days": 0.02, "14 days": 0.05, "30 days": 0.01}
    return [
        *(
            Row(f"exact, 16,384 states, {kind}, {steps:,.0f} steps", goal, chain(kind, steps))
            for kind in ("mixing", "rising")
            for steps, goal in ((1e3, 0.4), (1e4, 3.0))
        ),
        Row("stiff: rates of 2,000 a day, 1,024 draws", 1.0, stiff(), runs=3),
        Row("a clock of 1,000 daily steps, 16 draws", 16 * 0.5, aged(1, daily, "2033-12-31", 16), runs=3),
        Row("two clocks of 30 days, 4 states, 16 draws", 16 * 0.2, aged(2, few, "2031-04-30", 16), runs=3),
        Row("a clock, 16 states, 256 draws", 256 * 0.005, aged(1, few, "2031-04-30", 256, others=3), runs=3),
        Row("libya-2020, all questions, 256 draws", 6.0, libya(256), runs=3),
        Row("libya-2020, all questions, 1,024 draws", 12.0, libya(1024), runs=3),
        Row("libya-2020, 1,000,000 histories", 3.0, histories(1_000_000, 16), runs=3),
    ]


# ---- beside GillesPy2 ------------------------------------------------------------------------------------------------


def environment() -> Path:
    """Return the python of an environment that holds GillesPy2; it is made when there is none yet.

    Raises
    ------
    NotInstalledError
        With the installer's reason.
    """
    if given := os.environ.get("RIPENESS_GILLESPY"):
        return Path(given)
    return made("gillespy2", VERSION, [(f"gillespy2=={VERSION}",)])


CHAIN = {"rates": [[0.05 + 0.01 * k, 0.1] for k in range(10)], "days": 60.0, "histories": 100_000, "runs": 3}


def ours(request: dict[str, Any]) -> dict[str, float]:
    """Return seconds and answer of our sampler, and of our exact method, on the chain that the peer gets."""
    from ripeness.numerics.draws import Draws
    from ripeness.scenario import Scenario
    from ripeness.timeline.chain import walk
    from ripeness.timeline.filled import filled
    from ripeness.timeline.histories import sample
    from ripeness.timeline.numbers import BlockNumbers
    from ripeness.timeline.signatures import Minds
    from ripeness.timeline.solve import prepare

    events = {}
    for k, (up, down) in enumerate(request["rates"]):
        events[f"rise{k}"] = {"when": f"!f{k}", "hazard": up, "sets": [f"f{k}"]}
        events[f"fall{k}"] = {"when": f"f{k}", "hazard": down, "sets": [f"!f{k}"]}
    timeline = {
        "until": "2031-04-30",  # 60 days
        "facts": {f"f{k}": False for k in range(len(request["rates"]))},
        "events": events,
        "questions": {"first": {"p": "f0 & (f0 | f1)", "at": "2031-04-30"}},
    }
    head = {"ripeness": 1, "id": "chain", "as_of": "2031-03-01", "actors": {"a": {"role": "party"}}}
    issues = {"i": {"now": "x", "alternatives": {"x": "X"}}}
    scenario = Scenario.model_validate({**head, "issues": issues, "timeline": timeline})
    found = {}
    for method in ("sampled", "exact"):
        prepared = prepare(scenario, None, method, draws=1)
        numbers = BlockNumbers(prepared.process, Draws(1))
        minds = Minds(numbers, (), [])
        runs = []
        for _ in range(request["runs"]):
            start = time.perf_counter()
            if method == "exact":
                answer = walk(prepared.plan, filled(prepared.plan, numbers, minds))
            else:
                answer = sample(prepared.course, numbers, minds, histories=request["histories"])
            runs.append(time.perf_counter() - start)
        found |= {method: min(runs), f"{method} share": float(answer.readings["first", "p"][0])}
    return found


def peer() -> None:
    """Print our times on one chain beside GillesPy2's."""
    mine = ours(CHAIN)
    print(f"\nBeside GillesPy2 {VERSION} (SSACSolver, compiled): 10 facts, 60 days, {CHAIN['histories']:,} histories")
    exact = f"exact answer {mine['exact share']:.5f} in {mine['exact']:.3f} s"
    print(f"ours, sampled    {mine['sampled']:>8.2f} s  share {mine['sampled share']:.4f}   ({exact})")
    try:
        python = environment()
        # It starts its build tool by the name of the interpreter behind the environment, which must find it there.
        where = "import sysconfig; print(sysconfig.get_path('purelib'))"
        paths = subprocess.run([str(python), "-c", where], check=True, capture_output=True, text=True).stdout.strip()
        done = subprocess.run(
            [str(python), str(SCRIPT)],
            input=json.dumps(CHAIN),
            env={**os.environ, "PYTHONPATH": paths},
            check=True,
            capture_output=True,
            text=True,
            timeout=900,
        )
    except (NotInstalledError, OSError, subprocess.SubprocessError) as error:
        print(f"GillesPy2: not measured ({error})")
        return
    theirs = json.loads(done.stdout.splitlines()[-1])
    print(f"GillesPy2        {theirs['seconds']:>8.2f} s  share {theirs['share']:.4f}   (compiling not counted)")


def main() -> int:
    """Measure every row, print the table, and return 1 if a goal was missed."""
    missed = 0
    print(f"{'timeline':<46}{'goal s':>8}{'median':>8}{'min':>8}{'cpu':>8}{'answer':>12}")
    for row in rows():
        answer = row.run()
        times, used = [], []
        for _ in range(row.runs):
            start, begun = time.perf_counter(), time.process_time()
            answer = row.run()
            times.append(time.perf_counter() - start)
            used.append(time.process_time() - begun)
        median = statistics.median(times)
        verdict = "" if median < row.goal else "  missed"
        missed += bool(verdict)
        figures = f"{row.goal:>8.2f}{median:>8.2f}{min(times):>8.2f}{min(used):>8.2f}{answer:>12.2g}"
        print(f"{row.name:<46}{figures}{verdict}", flush=True)
    peer()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
