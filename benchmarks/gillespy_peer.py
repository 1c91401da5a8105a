"""GillesPy2 on one chain: a script for the python of an environment of its own (see timeline.py).

It reads JSON from standard input and prints JSON: seconds of the runs after the solver was compiled, and the share of
histories in which the first fact holds at the end.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
from gillespy2 import Model, Reaction, Species, TimeSpan
from gillespy2.core import Parameter
from gillespy2.solvers.cpp import SSACSolver


def model(request: dict) -> Model:
    """Return independent facts that become true and false at rates: two species for each."""
    made = Model(name="chain")
    for k, (up, down) in enumerate(request["rates"]):
        off = Species(name=f"off{k}", initial_value=1, mode="discrete")
        on = Species(name=f"on{k}", initial_value=0, mode="discrete")
        made.add_species([off, on])
        rise, fall = Parameter(name=f"up{k}", expression=up), Parameter(name=f"down{k}", expression=down)
        made.add_parameter([rise, fall])
        made.add_reaction(
            [
                Reaction(name=f"rise{k}", reactants={off: 1}, products={on: 1}, rate=rise),
                Reaction(name=f"fall{k}", reactants={on: 1}, products={off: 1}, rate=fall),
            ]
        )
    made.timespan(TimeSpan(np.array([0.0, request["days"]])))
    return made


def main() -> None:
    """Compile, run once to warm up, then measure."""
    request = json.loads(sys.stdin.read())
    solver = SSACSolver(model=model(request))
    solver.run(number_of_trajectories=10, seed=1)
    runs = []
    for seed in range(request["runs"]):
        start = time.perf_counter()
        results = solver.run(number_of_trajectories=request["histories"], seed=seed + 2)
        runs.append(time.perf_counter() - start)
    share = float(np.mean([r["on0"][-1] for r in results]))
    print(json.dumps({"seconds": min(runs), "share": share}))


if __name__ == "__main__":
    main()
