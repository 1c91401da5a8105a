"""Parts of the answer of ``pressure`` as labelled data: who flips a refusal, plans, and what undoes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ripeness.leverage.plans import Plan
from ripeness.leverage.undo import Undoing
from ripeness.result import number
from ripeness.valuation import TIE


@dataclass(frozen=True)
class Half:
    """What one source does at one common level of its ties, alone or with its chain.

    Attributes
    ----------
    level : float
        Least level at which the signatory signs, at the central values; NaN where none does.
    surplus_at_full : float
        Surplus at level 1; below 0 it is what is still missing.
    share, error : float or None
        Share of draws in which it flips the refusal (or nothing had to be flipped), and its standard error.
    """

    level: float
    surplus_at_full: float
    share: float | None
    error: float | None

    @property
    def flips(self) -> bool | None:
        """Whether it flips the refusal at the central values; None where that is unknown."""
        return None if np.isnan(self.surplus_at_full) else not np.isnan(self.level)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "flips": self.flips,
            "level": number(self.level),
            "surplus_at_full": number(self.surplus_at_full),
            "share": self.share,
            "error": self.error,
        }


@dataclass(frozen=True)
class RefusalFlip:
    """What one source can do about one signatory's refusal.

    Attributes
    ----------
    source, signatory : str
        Who presses whom.
    before : float
        The signatory's surplus without pressure.
    alone, chain : Half
        By its own ties only; with those whom it sways, directly or through others.
    sway_needed : float
        Least strength of all its sways at which its full pressure flips the refusal; NaN where none does, or where it
        sways nobody.
    """

    source: str
    signatory: str
    before: float
    alone: Half
    chain: Half
    sway_needed: float

    def to_dict(self) -> dict[str, Any]:
        """Return the contract's keys, those of the chain, and more."""
        return {
            "source": self.source,
            "signatory": self.signatory,
            **self.chain.to_dict(),
            "alone": self.alone.to_dict(),
            "influence": {
                "direct": number(self.alone.surplus_at_full - self.before),
                "total": number(self.chain.surplus_at_full - self.before),
            },
            "sway_needed": number(self.sway_needed),
        }


@dataclass(frozen=True)
class Pair:
    """What two sources do together about a refusal, with their chains, against what each does.

    Attributes
    ----------
    sources : (str, str)
        The two.
    signatory : str
        Who refuses.
    level : float
        Least common level at which it signs; NaN where none does, or where some source flips it alone.
    surplus_at_full, before : float
        Surplus at level 1, and without pressure.
    singly : (float, float)
        Surplus at level 1 of each alone, with its chain.
    """

    sources: tuple[str, str]
    signatory: str
    level: float
    surplus_at_full: float
    before: float
    singly: tuple[float, float]

    @property
    def flips(self) -> bool | None:
        """Whether the two flip the refusal at the central values; None where that is unknown."""
        if np.isnan(self.surplus_at_full):
            return None
        return not np.isnan(self.level) or self.surplus_at_full >= -TIE

    @property
    def more(self) -> float:
        """Points that the two add together beyond the sum of what each adds."""
        return self.surplus_at_full - self.before - sum(alone - self.before for alone in self.singly)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "sources": list(self.sources),
            "signatory": self.signatory,
            "flips": self.flips,
            "level": number(self.level),
            "surplus_at_full": number(self.surplus_at_full),
            "singly": {a: number(s) for a, s in zip(self.sources, self.singly, strict=True)},
            "more_than_singly": number(self.more),
        }


@dataclass(frozen=True)
class Rung:
    """A plan under one reading of what is enough and of who is willing.

    Attributes
    ----------
    chance : float or None
        Chance wanted that all sign; None: as the margin asked for. 0 margins are the verdict itself.
    margins : mapping of str to float
        Least surplus of each signatory.
    willing : str
        `as-judged`, or `all`: as if every source were willing to use all of its ties.
    plan : Plan
        The least pressure then.
    """

    name: str
    margins: Mapping[str, float]
    willing: str
    plan: Plan

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"name": self.name, "margins": dict(self.margins), "willing": self.willing, **plan_dict(self.plan)}


def plan_dict(plan: Plan) -> dict[str, Any]:
    """Return a plan as plain data."""
    return {
        "feasible": plan.feasible if plan.proven else None,
        "plan": [step.to_dict() for step in plan.steps],
        "cost": number(plan.cost),
        "bound": number(plan.bound) if np.isfinite(plan.bound) else None,
        "gap": plan.gap,
        "costs": dict(plan.costs),
        "surplus": dict(plan.surplus),
    }


def undoing_dict(found: Undoing) -> dict[str, Any]:
    """Return a counter-pressure as plain data."""
    return {
        "signatory": found.signatory,
        "feasible": found.feasible,
        "raised": [{"tie": tie, "more": more, "cost": number(cost)} for tie, more, cost in found.raised],
        "cost": number(found.cost),
        "surplus": number(found.surplus),
    }
