"""The space of packages: each package a row of alternative numbers, one per issue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ripeness.scenario import Scenario
from ripeness.scenario.logic import Atom, Condition, evaluate

Rows = NDArray[np.int64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Space:
    """Issues and alternatives in file order, and the rules on packages.

    ``issues`` has length I; ``alternatives[j]`` lists those of issue j.
    """

    issues: tuple[str, ...]
    alternatives: tuple[tuple[str, ...], ...]
    rules: tuple[Condition, ...]

    @classmethod
    def of(cls, scenario: Scenario) -> Self:
        """Return the space of a scenario's packages."""
        alternatives = tuple(tuple(record.alternatives) for record in scenario.issues.values())
        return cls(tuple(scenario.issues), alternatives, tuple(rule.never for rule in scenario.rules))

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of alternatives of each issue."""
        return tuple(len(a) for a in self.alternatives)

    def rows(self, packages: Iterable[Mapping[str, str]]) -> Rows:
        """Return complete packages as rows, shape (K, I)."""
        issues = list(zip(self.issues, self.alternatives, strict=True))
        rows = [[alternatives.index(package[issue]) for issue, alternatives in issues] for package in packages]
        return np.array(rows, dtype=np.int64).reshape(len(rows), len(self.issues))

    def package(self, row: Rows) -> dict[str, str]:
        """Return one row as a complete package."""
        named = zip(self.issues, self.alternatives, row, strict=True)
        return {issue: alternatives[int(number)] for issue, alternatives, number in named}

    def holds(self, condition: Condition, rows: Rows) -> Truths:
        """Return for each row whether a condition holds, shape (K,)."""

        def atom(at: Atom) -> Truths:
            issue = self.issues.index(at.name)
            return np.asarray(rows[:, issue] == self.alternatives[issue].index(str(at.value)))

        return evaluate(condition, atom)

    def feasible(self, rows: Rows) -> Truths:
        """Return for each row whether it breaks no rule, shape (K,)."""
        allowed = np.ones(len(rows), dtype=np.bool_)
        for rule in self.rules:
            allowed &= ~self.holds(rule, rows)
        return allowed
