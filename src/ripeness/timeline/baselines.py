"""How soon truces of the past broke down: hazards by age, with ranges, source and caveats.

Derived from the ETH/PRIO Civil Conflict Ceasefire Dataset 1989-2020 (Clayton, Nygard, Strand et al. 2023, *Journal of
Conflict Resolution* 67(7-8), 1430-1451), and checked against the UCDP Conflict Termination Dataset (Kreutz 2010,
*Journal of Peace Research* 47(2), 243-250).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ripeness.scenario.estimate import Spread

SOURCE = "ETH/PRIO Civil Conflict Ceasefire Dataset 1989-2020; 271 dated open-ended truces between two or more sides"
CAVEATS = (
    "The ends of two thirds of such truces are unclear in the data: the low figures count known breakdowns only, the "
    "high ones also the unclear ends.",
    "They count truces that broke down in fighting. That a side formally calls a truce off is another thing, and not "
    "in them.",
    "Days 7 to 14 are inflated where the data give a month only and its middle was taken for the day.",
    "One column of draws moves all ages together: a truce that is fragile at first is taken to be fragile later.",
)

_OPEN_BILATERAL = (  # from this age in days: breakdowns per day, low, central, high
    (0, "0.0215", "0.043", "0.072"),
    (3, "0.0026", "0.0075", "0.016"),
    (7, "0.0026", "0.0104", "0.022"),
    (14, "0.0002", "0.002", "0.0054"),
    (30, "0.0006", "0.0015", "0.0028"),
    (90, "0.0005", "0.001", "0.0019"),
    (180, "0.0001", "0.0004", "0.001"),
    (365, "0.00003", "0.00007", "0.00015"),
)
_TIMES = {  # hazard ratios against truces that only stop the fighting: low, central, high (Cox models on the same data)
    "cessation-bilateral": ("1", "1", "1"),
    "preliminary-bilateral": ("0.34", "0.75", "1.6"),
    "definitive-bilateral": ("0.08", "0.20", "0.52"),
}
MEANS = {
    "cessation-bilateral": "a truce that stops the fighting and settles nothing else",
    "preliminary-bilateral": "a truce with arrangements to watch it, or as a first step of talks",
    "definitive-bilateral": "a truce that ends the armed conflict as part of a settlement",
}


@dataclass(frozen=True)
class Baseline:
    """Breakdowns per day by the age of a truce.

    Attributes
    ----------
    name : str
        As in a scenario file.
    ages : tuple of int
        Days from which each rate counts.
    rates : tuple of Spread
        Low, central and high rate per day from each age; drawn together, as one estimate.
    """

    name: str
    ages: tuple[int, ...]
    rates: tuple[Spread, ...]


def baseline(name: str) -> Baseline:
    """Return a named baseline.

    Examples
    --------
    >>> baseline("cessation-bilateral").rates[0].central
    Decimal('0.043')
    """
    low, central, high = (Decimal(t) for t in _TIMES[name])
    rates = tuple(
        Spread("pert", Decimal(a) * low, Decimal(b) * central, Decimal(c) * high) for _, a, b, c in _OPEN_BILATERAL
    )
    return Baseline(name, tuple(age for age, *_ in _OPEN_BILATERAL), rates)
