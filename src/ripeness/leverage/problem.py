"""What a plan of pressure has to do, in plain numbers of one draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ripeness.leverage.network import Network
from ripeness.leverage.stakes import Stake, TextWorth, surplus
from ripeness.numerics.draws import Array
from ripeness.valuation import Rows

Standing = Mapping[int, float]  # guarantees put into the text, by number: the chance that each stands


@dataclass(frozen=True)
class Offers:
    """Packages that may be put forward with one set of guarantees.

    Attributes
    ----------
    stands : mapping of int to float
        Guarantees that are put into the text, and the chance that each stands when the text is broken: what the
        guarantor is willing to unprompted, or 1, which sway may have to bring about.
    rows : integer array, shape (K, I)
        The packages.
    utility, loss : array, shape (K, P)
        What each is worth to each signatory, and the points that it loses by betrayal and exposure.
    """

    stands: Standing
    rows: Rows
    utility: Array
    loss: Array

    def named(self, ties: int) -> Array:
        """Return levels at which the guarantees stand and no other tie is used, shape (T,)."""
        levels = np.zeros(ties)
        for t, chance in self.stands.items():
            levels[t] = chance
        return levels

    def text(self, k: int) -> TextWorth:
        """Return package ``k`` as the text of one draw."""
        return TextWorth(self.utility[k : k + 1], self.loss[k : k + 1])


@dataclass(frozen=True)
class Task:
    """Pressure that makes every signatory's surplus at least its margin.

    Attributes
    ----------
    net : Network
        Ties, of one draw.
    stakes : tuple of Stake
        The P signatories, of one draw.
    margins : array, shape (P,)
        Least surplus of each.
    usable : frozenset of int
        Ties that a plan may use.
    price : array, shape (T,)
        Cost of level 1 of each tie.
    made : bool
        Whether support is cut whatever the signatories do, or only for one that refuses.
    """

    net: Network
    stakes: tuple[Stake, ...]
    margins: Array
    usable: frozenset[int]
    price: Array
    made: bool

    @cached_property
    def willing(self) -> Array:
        """What each source would do unprompted; 0 where that is unknown, shape (T,)."""
        willing: Array = np.nan_to_num(self.net.willing[0], nan=0.0)
        return willing

    @cached_property
    def strength(self) -> Array:
        """Strength of each tie; 0 where it is unknown, shape (T,)."""
        strength: Array = np.nan_to_num(self.net.strength[0], nan=0.0)
        return strength

    def surplus(self, package: TextWorth, levels: Array) -> Array:
        """Return each signatory's surplus at levels of shape (T,), shape (P,)."""
        found: Array = surplus(self.stakes, package, levels[None, :], made=self.made)[0]
        return found

    def slack(self, package: TextWorth, levels: Array) -> float:
        """Return the smallest surplus beyond the margins."""
        return float((self.surplus(package, levels) - self.margins).min())

    def cost(self, levels: Array) -> float:
        """Return what levels cost; what is not used need not have a known cost."""
        spent = self.spent(levels)
        used = spent > 0
        return float((self.price[used] * spent[used]).sum())

    def spent(self, levels: Array) -> Array:
        """Return the levels that are paid for, shape (T,): a guarantor whose word is in the text pays for all of it.

        Were the cost that of the chance that it stands, a guarantor more willing would be a dearer one.
        """
        spent = levels.copy()
        named = list(self.net.guarantees)
        spent[named] = levels[named] > 0
        return spent
