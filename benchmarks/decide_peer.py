"""Decide on one negotiation: a script for the python of an environment of its own (see conference.py).

It reads stands as JSON from standard input, runs one round of the equal-gain model as the program's own loop does,
without observers, and prints JSON: seconds, the number of potential exchanges, the gain of the first, how many were
made, outcomes.
"""

from __future__ import annotations

import json
import sys
import time
import types

# The model imports its database layer for a comparison of types only, and its numeric packages not at all.
for name in ("matplotlib", "matplotlib.pyplot", "pandas"):
    sys.modules.setdefault(name, types.ModuleType(name))

from decide.model.equalgain import EqualGainModel  # noqa: E402


def model(found):
    """Return the program's model of the stands."""
    made = EqualGainModel(randomized_value=None)
    made.VERBOSE = False
    actors = [f"a{i:03}" for i in range(len(found["capabilities"]))]
    issues = [f"i{p:03}" for p in range(len(found["positions"][0]))]
    for actor in actors:
        made.add_actor(actor)
    for name in issues:
        issue = made.add_issue(name)
        issue.lower, issue.upper = 0, 100
        issue.calculate_delta()
        issue.calculate_step_size()
    for i, actor in enumerate(actors):
        for p, name in enumerate(issues):
            position, salience = found["positions"][i][p], found["saliences"][i][p]
            made.add_actor_issue(actor, name, position, salience, found["capabilities"][i])
    return made, issues


def main():
    made, issues = model(json.load(sys.stdin))
    start = time.perf_counter()
    made.calc_nbs()
    made.determine_positions()
    made.calc_combinations()
    made.determine_groups_and_calculate_exchanges()
    potential, realised = len(made.exchanges), []
    while made.exchanges:
        best = made.highest_gain()
        if best and best.is_valid:
            made.remove_invalid_exchanges(best)
            realised.append(best)
    gain = float(realised[0].gain)
    for exchange in realised:
        for side in (exchange.i, exchange.j):
            made.actor_issues[side.supply.issue][side.actor].position = side.y
    made.calc_nbs()
    seconds = time.perf_counter() - start
    outcomes = [float(made.nbs[made.issues[name]]) for name in issues]
    print(
        json.dumps(
            {
                "seconds": seconds,
                "potential": potential,
                "first_gain": gain,
                "made": len(realised),
                "outcomes": outcomes,
            }
        )
    )


if __name__ == "__main__":
    main()
