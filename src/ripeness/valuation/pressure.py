"""Levels of pressure: what actors outside do to the signatories of a draft (docs/methods/pressure.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from ripeness.numerics.draws import Array
from ripeness.numerics.unknowns import times
from ripeness.scenario import Scenario
from ripeness.scenario.ties import Inducement, Sanction, Support


@dataclass(frozen=True, eq=False)
class Pressure:
    """Levels at which ties are used, beyond the world as it is.

    Attributes
    ----------
    levels : mapping of str to number or array, shape (N,)
        By tie, from 0 to 1: of a support the share withdrawn, of a sanction or an inducement the share of its strength.
        Of a guarantee the chance that it stands when the text is broken, 1 where not given; which guarantees the text
        has is said to :func:`ripeness.valuation.valuation`. A sway acts on willingness only.
    raised : mapping of str to number or array, shape (N,)
        By support tie: how much more of it is in use than `now`, in the unit of `now`.
    made : bool
        Whether support is cut, and raised, whatever the signatories do; otherwise only for one that refuses, and
        then only its own.
    """

    levels: Mapping[str, ArrayLike] = field(default_factory=dict)
    raised: Mapping[str, ArrayLike] = field(default_factory=dict)
    made: bool = False

    def in_use(self, tie: str, now: Array) -> Array:
        """Return how much of a support is in use, in the unit of `now`, shape (N,)."""
        left = times(now, 1 - np.asarray(self.levels.get(tie, 0.0), dtype=np.float64))
        return left + np.asarray(self.raised.get(tie, 0.0), dtype=np.float64)

    def for_refusal(self, scenario: Scenario, actor: str) -> Pressure | None:
        """Return what changes the war when ``actor`` refuses; None: nothing."""
        mine = self if self.made else self._supports(scenario, actor)
        return mine if mine.levels or mine.raised else None

    def whatever(self) -> Pressure | None:
        """Return what changes the war whether or not anybody signs; None: nothing."""
        return self if self.made and (self.levels or self.raised) else None

    def _supports(self, scenario: Scenario, actor: str) -> Pressure:
        def to_actor(tie: str) -> bool:
            record = scenario.ties[tie]
            return isinstance(record, Support) and record.to == actor

        return Pressure(
            {t: level for t, level in self.levels.items() if to_actor(t)},
            {t: more for t, more in self.raised.items() if to_actor(t)},
        )

    def on(self, scenario: Scenario, actor: str, kind: type[Sanction | Inducement]) -> dict[str, Array]:
        """Return the levels of sanctions on, or inducements for, an actor, by tie."""
        found = {}
        for tie, level in self.levels.items():
            record = scenario.ties[tie]
            if isinstance(record, kind) and record.to == actor:
                found[tie] = np.asarray(level, dtype=np.float64)
        return found
