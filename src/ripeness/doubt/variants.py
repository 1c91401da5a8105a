"""The same scenario without a source, without a claim, or with a claim read in another way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import numpy as np

from ripeness.numerics.draws import Array, Draws
from ripeness.numerics.unknowns import times
from ripeness.scenario import Estimate, Scenario
from ripeness.scenario.estimate import UNKNOWN, Number, Score, Spread
from ripeness.scenario.parties import Ranking
from ripeness.scenario.record import Table
from ripeness.scenario.what_if import put
from ripeness.valuation.columns import Columns

Kind = Literal["source", "claim", "reading"]


@dataclass(frozen=True)
class Variant:
    """A change of the evidence, and what follows for the numbers.

    Attributes
    ----------
    kind : {"source", "claim", "reading"}
        A source or claim left out, or a claim read in another way.
    id : str
        Its id; of a reading ``claim.reading``.
    source : str
        The source behind it.
    grade : str
        Reliability of the source; for claims and readings also the credibility of the claim, as in ``B2``.
    instead : mapping of str to Estimate
        Estimates that are replaced, by path.
    altered : mapping of str to (word, Number)
        Estimates whose drawn values are replaced, multiplied or added to (``sets``, ``times``, ``add``).
    """

    kind: Kind
    id: str
    source: str
    grade: str
    instead: Mapping[str, Estimate] = field(default_factory=dict)
    altered: Mapping[str, tuple[str, Number]] = field(default_factory=dict)

    @property
    def affected(self) -> tuple[str, ...]:
        """Paths of the estimates that change."""
        return tuple(sorted({*self.instead, *self.altered}))

    def scenario(self, scenario: Scenario) -> Scenario:
        """Return the scenario with the estimates replaced."""
        return with_estimates(scenario, self.instead)

    def draws(self, scenario: Scenario, table: Draws) -> Draws:
        """Return the draws with altered columns chosen; all other columns stay as they are.

        A column that is unknown in the central draw cannot be chosen; of that draw see :meth:`unknown`.
        """
        columns = self._columns(scenario, table)
        if not columns:
            return table
        known = {path: column for path, column in columns.items() if not np.isnan(column).any()}
        return Draws(table.count, table.seed, {**table.chosen, **known}, sampled=table.sampled, start=table.start)

    def unknown(self, scenario: Scenario) -> dict[str, Estimate]:
        """Return the estimates that have a central value in the scenario, and none once altered, as they then are."""
        return {
            path: _unknown(scenario.estimates[path], *self.altered[path])
            for path, column in self._columns(scenario, Draws(1)).items()
            if path in self.altered and np.isnan(column).any() and scenario.estimates[path].central is not None
        }

    def _columns(self, scenario: Scenario, table: Draws) -> dict[str, Array]:
        columns: dict[str, Array] = {}
        for path, (word, by) in self.altered.items():
            columns = _drawn(scenario, path, table) | columns
            other = table.column(f"claims.{self.id}.{word}.{path}", by.drawn)
            columns[path] = _altered(columns[path], word, other)
        return columns


def _drawn(scenario: Scenario, path: str, table: Draws) -> dict[str, Array]:
    """Return an estimate as drawn; of a ranking all alternatives, so that the others stay as drawn."""
    columns = Columns(scenario, table)
    if (ranking := _ranking(scenario, path)) is None:
        return {path: columns(path)}
    root = path.rpartition(".")[0]
    return {f"{root}.{alternative}": values for alternative, values in columns.ranked(root, ranking).items()}


def _altered(own: Array, word: str, other: Array) -> Array:
    return np.asarray({"sets": other, "times": times(own, other), "add": own + other}[word])


def _unknown(estimate: Estimate, word: str, by: Number) -> Estimate:
    """Return an estimate that is altered by something unknown, between the ends that it may reach."""
    if estimate.is_.shape == "ranked":
        return Score.model_validate({"is": "unknown", "note": estimate.note})
    own, other = ([d.low or Decimal(0), d.high or Decimal(0)] for d in (estimate.drawn, by.drawn))
    reached = {"sets": other, "times": [a * b for a in own for b in other], "add": [a + b for a in own for b in other]}
    within = Spread("uniform", min(reached[word]), None, max(reached[word]))
    return estimate.model_copy(update={"is_": UNKNOWN, "within": within, "because": (), "else_": None})


def variants(scenario: Scenario) -> Iterator[Variant]:
    """Yield every source and every claim left out, and every other reading, in file order."""
    for source, record in scenario.sources.items():
        gone = {c for c, claim in scenario.claims.items() if claim.source == source}
        yield Variant("source", source, source, record.grade, without(scenario, gone))
    for claim in scenario.claims:
        yield Variant("claim", claim, *_behind(scenario, claim), without(scenario, {claim}))
    for claim, said in scenario.claims.items():
        for reading, other in said.readings.items():
            instead: dict[str, Estimate] = {}
            altered: dict[str, tuple[str, Number]] = {}
            for word in ("sets", "times", "add"):
                for path, by in (getattr(other, word) or {}).items():
                    if word == "sets" and _ranking(scenario, path) is None:
                        instead[path] = _read_as(scenario.estimates[path], by)
                    else:
                        altered[path] = (word, by)
            yield Variant("reading", f"{claim}.{reading}", *_behind(scenario, claim), instead, altered)


def _behind(scenario: Scenario, claim: str) -> tuple[str, str]:
    said = scenario.claims[claim]
    return said.source, f"{scenario.sources[said.source].grade}{said.grade}"


def _ranking(scenario: Scenario, path: str) -> Ranking | None:
    """Return the ranking that a path is a value of."""
    steps = path.split(".")
    if len(steps) != 5 or steps[0] != "preferences" or steps[2] != "values":
        return None
    given = scenario.preferences[steps[1]].values.get(steps[3])
    return given if isinstance(given, Ranking) else None


def _read_as(estimate: Estimate, by: Number) -> Estimate:
    """Return an estimate with the number of another reading in place of its own."""
    within = by.within if by.central is None else None
    return estimate.model_copy(update={"is_": by.is_, "within": within or estimate.within})


def without(scenario: Scenario, claims: set[str]) -> dict[str, Estimate]:
    """Return the estimates that rest on these claims alone as they stand without them: their ``else``, or unknown."""
    return {
        path: estimate.without_evidence()
        if estimate.is_.shape != "ranked"
        else Score.model_validate({"is": "unknown", "note": estimate.note})
        for path, estimate in scenario.estimates.items()
        if estimate.because and set(estimate.because) <= claims
    }


def with_estimates(scenario: Scenario, instead: Mapping[str, Estimate]) -> Scenario:
    """Return a scenario with some estimates replaced, by dotted path; it knows its places in the file still.

    A ranking one of whose values is replaced becomes values one by one: its ends stay 100 and 0.
    """
    if not instead:
        return scenario
    changes = {scenario.steps.get(path, tuple(path.split("."))): estimate for path, estimate in instead.items()}
    changed: Scenario = put(scenario, changes)
    # What would be found by walking through all parts once more, which takes longer than most questions.
    vars(changed)["estimates"] = Table({**scenario.estimates, **instead})
    vars(changed)["_unwritten"] = scenario._unwritten - instead.keys()  # noqa: SLF001 - what is replaced is written
    return changed
