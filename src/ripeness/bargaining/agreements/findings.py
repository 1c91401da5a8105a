"""What ``deals`` is asked, and what it has found so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ripeness.bargaining.agreements.agreement import Agreement, Standing
from ripeness.bargaining.agreements.empty_zone import Certificate
from ripeness.bargaining.agreements.single_text import SingleText
from ripeness.bargaining.agreements.strengths import Strength
from ripeness.bargaining.agreements.trades import FrontierExchange, Trade
from ripeness.numerics.draws import Array
from ripeness.packages.best import BestPackages
from ripeness.valuation import Rows


@dataclass(frozen=True)
class DealsQuestion:
    """What the question is about: who signs, which guarantees stand, which could be added (and are, for the zone).

    With ``bare`` the same question is asked as if there were no guarantees.
    """

    draft: str | None
    signatories: tuple[str, ...]
    guarantees: tuple[str, ...]
    optional: tuple[str, ...]
    bare: bool = False

    @property
    def prefix(self) -> str:
        """How measures of this question begin."""
        asked = f"deals.{self.draft}" if self.draft else "deals"
        return f"{asked}.without_guarantees" if self.bare else asked

    @property
    def counted(self) -> tuple[str, ...]:
        """The guarantees that the figures count."""
        return () if self.bare else (*self.guarantees, *self.optional)


@dataclass(frozen=True)
class Zone:
    """The zone at the central values: whether it is empty, and how many packages it holds; None is not known."""

    empty: bool | None
    packages: int | None


@dataclass(frozen=True)
class Points:
    """The frontier of the zone: F points, the first package behind each, and how many there are.

    ``values`` and ``surplus`` have shape (F, P); ``rows`` has shape (F, I).
    """

    rows: Rows
    packages: tuple[int, ...]
    values: Array
    surplus: Array


@dataclass
class DealsFound:
    """What has been found so far; the fields are those of :class:`ripeness.bargaining.agreements.deals.DealsResult`."""

    zone: Zone = Zone(None, None)
    frontier: Points | None = None
    solutions: dict[str, tuple[Agreement, ...]] = field(default_factory=dict)
    optimal: dict[str, int] = field(default_factory=dict)
    searches: dict[str, BestPackages] = field(default_factory=dict)
    robust_bound: float | None = None
    drafts: tuple[Standing, ...] = ()
    certificate: Certificate | None = None
    single_text: SingleText | None = None
    trades: tuple[Trade, ...] = ()
    exchanges: tuple[FrontierExchange, ...] = ()
    guarantees: tuple[Mapping[str, Any], ...] = ()
    strengths: tuple[Strength, ...] = ()
    cloud: Array = field(default_factory=lambda: np.empty((0, 0)))
    edge: Array = field(default_factory=lambda: np.empty((0, 0)))
    columns: dict[str, Array] = field(default_factory=dict)
    without: DealsFound | None = None
    interrupted: str = ""
