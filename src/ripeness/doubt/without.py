"""What remains without a source, a claim, or with another reading: the result of ``leave_one_out``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ripeness.doubt.variants import Kind, Variant
from ripeness.numerics.draws import Array
from ripeness.result import Result, number, truth


@dataclass(frozen=True)
class Figures:
    """A measure with one state of the evidence: at the central values, and over draws (mean, 5th and 95th percentile).

    NaN is unknown; figures over draws are of the draws in which the measure is known.
    """

    central: float
    mean: float
    low: float
    high: float

    def to_dict(self, *, verdict: bool) -> dict[str, Any]:
        """Return them as plain data."""
        central = truth(self.central) if verdict else number(self.central)
        return {"central": central, "mean": number(self.mean), "low": number(self.low), "high": number(self.high)}


@dataclass(frozen=True)
class Left:
    """What follows from one change of the evidence.

    Attributes
    ----------
    variant : Variant
        The change.
    moved : mapping of str to Figures
        Measures that differ from what they were, by path.
    changes : tuple of str
        Verdicts that are other ones at the central values.
    refused : mapping of str to str
        Questions that then have no answer, with the reason.
    """

    variant: Variant
    moved: Mapping[str, Figures]
    changes: tuple[str, ...]
    refused: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, repr=False)
class LeaveOneOutResult(Result):
    """Answer of :func:`leave_one_out`.

    Attributes
    ----------
    asked : tuple of str
        Measures whose moves are reported.
    base : mapping of str to Figures
        All measures that were followed, as the file stands.
    left : tuple of Left
        One for every source, claim and other reading: within each kind those first on which most hangs.
    values : mapping of str to array, shape (N,)
        The measures that were asked for, over draws.
    limits : mapping of str to float
        Where verdicts turn.
    interrupted : bool
        Whether the rest is missing.
    """

    asked: tuple[str, ...]
    base: Mapping[str, Figures]
    left: tuple[Left, ...]
    values: Mapping[str, Array]
    limits: Mapping[str, float]
    verdicts: frozenset[str] = field(default_factory=frozenset)
    interrupted: bool = False

    def measures(self) -> Mapping[str, Array]:
        """Return the measures that were asked for over draws, as the file stands."""
        return self.values

    def of_kind(self, kind: Kind) -> tuple[Left, ...]:
        """Return what follows from changes of one kind."""
        return tuple(one for one in self.left if one.variant.kind == kind)

    def without(self, kind: Kind, name: str, measure: str) -> Figures:
        """Return a measure without a source or claim, or with another reading; as it was, where nothing changed."""
        one = next(x for x in self.left if x.variant.kind == kind and x.variant.id == name)
        return one.moved.get(measure, self.base[measure])

    def content(self) -> dict[str, Any]:
        """Return what every source, claim and reading carries."""
        return {
            "measures": {m: self.base[m].to_dict(verdict=m in self.verdicts) for m in self.asked},
            "sources": [self._left(one) for one in self.of_kind("source")],
            "claims": [self._left(one) for one in self.of_kind("claim")],
            "readings": [self._left(one) for one in self.of_kind("reading")],
            "interrupted": self.interrupted,
        }

    def _left(self, one: Left) -> dict[str, Any]:
        kind = one.variant.kind
        found: dict[str, Any] = {kind: one.variant.id}
        if kind != "source":
            found["source"] = one.variant.source
        alone = self.asked[0] if len(self.asked) == 1 else None
        return {
            **found,
            "grade": one.variant.grade,
            "measure_without": None if alone is None else number(one.moved.get(alone, self.base[alone]).mean),
            "without": {m: f.to_dict(verdict=m in self.verdicts) for m, f in one.moved.items() if m in self.asked},
            "verdict_changes": list(one.changes),
            "numbers": list(one.variant.affected),
            "not_answered": dict(one.refused),
        }


def figures(central: float, values: Array) -> Figures:
    """Return a measure at the central values and over draws."""
    known = values[~np.isnan(values)]
    if not len(known):
        return Figures(central, np.nan, np.nan, np.nan)
    low, high = np.percentile(known, [5, 95])
    return Figures(central, float(known.mean()), float(low), float(high))
