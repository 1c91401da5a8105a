"""The single-text procedure: one draft, changed clause by clause so that the worst off gains, until nothing helps it.

R. Fisher's procedure as used at Camp David in 1978 (H. Raiffa 1982, *The Art and Science of Negotiation*, ch. 14): the
mediator keeps one text and asks only whether a change is an improvement. Here the answers are those of the scenario.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import prod
from typing import Any

import numpy as np

from ripeness.packages.feasible import permitted, sums
from ripeness.packages.interests import everywhere
from ripeness.packages.solutions import leximin
from ripeness.valuation.exact import ENOUGH, Exact
from ripeness.valuation.space import Rows

_STEPS = 1_000


@dataclass(frozen=True)
class Revision:
    """One version of the text: the clauses that were changed to get it, and each signatory's surplus with it."""

    changes: Mapping[str, str]
    surplus: Mapping[str, float]

    @property
    def smallest(self) -> float:
        """Surplus of the worst off."""
        return min(self.surplus.values())


@dataclass(frozen=True)
class SingleText:
    """Where the procedure leads.

    Attributes
    ----------
    at_once : int
        How many clauses may change in one step.
    admissible : bool
        Whether the text as it was given breaks no rule and crosses no held red line; the later ones do neither.
    path : tuple of Revision
        The versions, the first as it was given.
    package : mapping of str to str
        The last version.
    signed : bool
        Whether all would sign it.
    lost : float or None
        By how many points the smallest surplus falls short of the largest that any package has; None when that is not
        known.
    nash_share : float or None
        Product of the surpluses as a share of the largest in the zone; None where that is 0 or not known.
    """

    at_once: int
    admissible: bool
    path: tuple[Revision, ...]
    package: Mapping[str, str]
    signed: bool
    lost: float | None
    nash_share: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return the path as plain data."""
        return {
            **vars(self),
            "path": [{**vars(r), "smallest": r.smallest} for r in self.path],
            "package": dict(self.package),
        }


def single_text(
    worth: Exact,
    row: Rows,
    *,
    at_once: int = 1,
    most: Fraction | None = None,
    largest_product: Fraction | None = None,
) -> SingleText:
    """Return the path of the single-text procedure from a package.

    In each step every change of up to ``at_once`` clauses is considered that breaks no rule and crosses no held red
    line. The one after which the smallest surplus is largest is made, of equals the one better for the next worst off,
    then that with the fewest changes, then the first in the order of the file. It ends when the smallest surplus grows
    no more.

    Parameters
    ----------
    worth : Exact
        What decides whether actors sign; all numbers known.
    row : integer array, shape (I,)
        The text to begin with. If it breaks a rule or crosses a red line any text that does not is better.
    most, largest_product : Fraction, optional
        The largest smallest surplus of all packages, and the largest product in the zone, to compare with.
    """
    terms = everywhere(worth, [a.reservation for a in worth.actors])
    admissible = worth.admits(row)
    path, smallest = [_revision(worth, row, row)], _smallest(worth, row) if admissible else None
    for _ in range(_STEPS):
        near = np.concatenate(list(_changed(worth.space.shape, row, at_once)))
        near = near[permitted(terms.terms, near)]
        if not len(near):
            break
        best = near[leximin(terms.surplus(sums(terms.terms, near)))[0]]
        if smallest is not None and _smallest(worth, best) <= smallest:
            break
        path.append(_revision(worth, row, best))
        row, smallest = best, _smallest(worth, best)
    surplus = [a.surplus(worth.space, row) for a in worth.actors]
    signed = smallest is not None and smallest >= ENOUGH
    share = prod(surplus) / largest_product if signed and largest_product else None
    return SingleText(
        at_once=at_once,
        admissible=admissible,
        path=tuple(path),
        package=worth.space.package(row),
        signed=signed,
        lost=None if most is None or smallest is None else float(most - smallest),
        nash_share=None if share is None else float(share),
    )


def _changed(shape: tuple[int, ...], row: Rows, at_once: int) -> Iterator[Rows]:
    """Yield the packages that differ in one clause, then in two, and so on, each in the order of the file."""
    for size in range(1, min(at_once, len(shape)) + 1):
        for issues in combinations(range(len(shape)), size):
            others = [[a for a in range(shape[j]) if a != row[j]] for j in issues]
            chosen = np.array(list(product(*others)), dtype=np.int64).reshape(-1, size)
            changed = np.repeat(row[None, :], len(chosen), axis=0)
            changed[:, list(issues)] = chosen
            yield changed


def _smallest(worth: Exact, row: Rows) -> Fraction:
    return min(a.surplus(worth.space, row) for a in worth.actors)


def _revision(worth: Exact, before: Rows, after: Rows) -> Revision:
    old, new = worth.space.package(before), worth.space.package(after)
    surplus = {a.actor: float(a.surplus(worth.space, after)) for a in worth.actors}
    return Revision({issue: a for issue, a in new.items() if a != old[issue]}, surplus)
