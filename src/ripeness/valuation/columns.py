"""The numbers of a scenario in each draw, by estimate path."""

from __future__ import annotations

import re

import numpy as np

from ripeness.errors import AnalysisError, Problem, near
from ripeness.numerics.draws import Array, Draws
from ripeness.scenario import Scenario
from ripeness.scenario.parties import Ranking

HELD = "held"  # a red line's own uniform column: `….never.0.held`


class Columns:
    """Reads estimates as arrays of shape (N,), each made once, and only those that are asked for."""

    def __init__(self, scenario: Scenario, draws: Draws) -> None:
        self.scenario = scenario
        self.draws = draws
        self._made: dict[str, Array] = {}

    def __call__(self, path: str) -> Array:
        """Return the numbers of an estimate; NaN where a central value is unknown."""
        if path not in self._made:
            self._made[path] = self.draws.column(path, self.scenario.estimates[path].drawn)
        return self._made[path]

    def ranked(self, path: str, ranking: Ranking) -> dict[str, Array]:
        """Return the values of ranked alternatives: ordered uniform numbers with ends 100 and 0.

        Drawn from the best down: the largest of k uniform numbers below v is v·u^(1/k), so that each
        alternative has a column of its own and the order never breaks.
        """
        values: dict[str, Array] = {}
        last = len(ranking.ranked) - 1
        above = np.full(self.draws.count, 100.0)
        for rank, alternative in enumerate(ranking.ranked):
            at = f"{path}.{alternative}"
            if rank in (0, last) or at in self.draws.chosen or not self.draws.sampled:
                above = self(at)
            else:
                above = above * self.draws.uniform(at) ** (1 / (last - rank))
                self._made[at] = above
            values[alternative] = above
        return values

    def held(self, path: str) -> Array:
        """Return whether a red line holds in each draw: 1, 0, or NaN where its firmness is unknown."""
        firm, at = self(f"{path}.firm"), f"{path}.{HELD}"
        if self.draws.sampled or at in self.draws.chosen:
            holds = self.draws.uniform(at) < firm
        else:
            holds = firm >= 0.5
        held = np.where(np.isnan(firm), np.nan, holds.astype(np.float64))
        if not self._certain(f"{path}.firm"):
            self._made[at] = held
        return held

    def read(self) -> tuple[str, ...]:
        """Return the paths of the estimates that were read, sorted."""
        return tuple(sorted(p for p in self._made if p in self.scenario.estimates))

    def drawn(self) -> dict[str, Array]:
        """Return the columns that were read and that are not certain, by path."""
        return {p: v for p, v in sorted(self._made.items()) if self._uncertain(p)}

    def _certain(self, path: str) -> bool:
        """Return whether a red line is surely held, or surely bluff."""
        firm = self.scenario.estimates[path].drawn
        return firm.shape == "point" and firm.mode in (0, 1)

    def _uncertain(self, path: str) -> bool:
        estimate = self.scenario.estimates.get(path)
        return estimate is None or estimate.drawn.shape != "point"


def check_chosen(scenario: Scenario, draws: Draws) -> None:
    """Refuse chosen columns for estimates that the scenario does not have, or outside their range.

    Raises
    ------
    AnalysisError
        ``unknown-path`` or ``out-of-range``, for every column that is wrong.
    """
    problems = []
    for path, values in draws.chosen.items():
        held = re.fullmatch(rf"(preferences\.[^.]+\.never\.[0-9]+)\.{HELD}", path)
        estimate = scenario.estimates.get(f"{held[1]}.firm" if held else path)
        if estimate is None:
            message = f"draws were given for '{path}', which is no estimate of '{scenario.id}'"
            problems.append(Problem("unknown-path", message, None, near(path, scenario.estimates)))
            continue
        low, high = estimate.bounds
        if (low is not None and values.min() < low) or (high is not None and values.max() > high):
            message = f"the draws of '{path}' leave its admissible range"
            problems.append(Problem("out-of-range", message, scenario.place(path), path=path))
    if problems:
        raise AnalysisError(problems)
