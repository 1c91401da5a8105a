"""The smallest changes of a refused draft after which every signatory signs (docs/methods/sign.md)."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ripeness.valuation import Rows, Valuation, judge

LIMIT = 1_000_000  # packages tried
LISTED = 1_000  # repairs kept
_BATCH = 50_000


@dataclass(frozen=True)
class Repair:
    """Changes that make every signatory sign, by issue, each one's surplus after them, and guarantees to be added."""

    changes: dict[str, str]
    surplus: dict[str, float]
    guarantees: tuple[str, ...] = ()


@dataclass(frozen=True)
class Repairs:
    """The smallest repairs of a draft, or how far the search went without finding one.

    Attributes
    ----------
    found : tuple of Repair
        All of the smallest size, the largest smallest surplus first.
    searched : int
        Largest number of changes tried.
    complete : bool
        Whether ``found`` is every smallest repair, or, when it is empty, whether it is proven that none exists.
    """

    found: tuple[Repair, ...]
    searched: int
    complete: bool


def repairs(
    worth: Valuation, row: Rows, *, keep: Collection[int] = (), up_to: int | None = None, limit: int = LIMIT
) -> Repairs:
    """Return the smallest sets of clause changes after which every signatory signs, at the central values.

    Breadth first: all packages one clause away, then two, and so on; each is evaluated whole, not by
    differences. A package whose verdict is unknown does not count as signed, and then nothing is proven. For numbers
    that are all known :func:`ripeness.bargaining.mending.mend` says the same of any number of packages.

    Parameters
    ----------
    worth : Valuation
        One draw, the central one.
    row : integer array, shape (I,)
        The draft's package.
    keep : collection of int
        Numbers of issues whose clauses may not be touched.
    up_to : int, optional
        Largest number of changes to try; all issues if not given.
    limit : int
        Largest number of packages to try, feasible or not.
    """
    verdict = judge(worth, row[None, :]).signs[0, :, 0]
    if np.all(verdict == 1):
        return Repairs((), 0, complete=True)
    free = [j for j in range(len(row)) if j not in set(keep)]
    largest = len(free) if up_to is None else min(up_to, len(free))
    looked, certain = 0, True
    for size in range(1, largest + 1):
        found: list[Repair] = []
        for tried, batch in changed_packages(worth, row, size, free=free):
            looked += tried
            if looked > limit:
                return Repairs(_ranked(found), size - 1 if not found else size, complete=False)
            here, known = _signed(worth, row, batch)
            found += here
            certain &= known
        if found:
            return Repairs(_ranked(found), size, complete=certain and len(found) <= LISTED)
    return Repairs((), largest, complete=certain and largest == len(free))


def changed_packages(
    worth: Valuation, row: Rows, size: int, *, free: Sequence[int] | None = None
) -> Iterator[tuple[int, Rows]]:
    """Yield how many packages differ from ``row`` in exactly ``size`` clauses, and those feasible, in file order."""
    pending: list[Rows] = []
    for issues in itertools.combinations(range(len(row)) if free is None else free, size):
        others = [[a for a in range(worth.space.shape[j]) if a != row[j]] for j in issues]
        for chosen in itertools.product(*others):
            changed = row.copy()
            changed[list(issues)] = chosen
            pending.append(changed)
            if len(pending) == _BATCH:
                yield len(pending), _feasible(worth, pending)
                pending = []
    if pending:
        yield len(pending), _feasible(worth, pending)


def _feasible(worth: Valuation, pending: list[Rows]) -> Rows:
    rows = np.stack(pending)
    return rows[worth.space.feasible(rows)]


def _signed(worth: Valuation, row: Rows, batch: Rows) -> tuple[list[Repair], bool]:
    """Return the packages of a batch that all sign, each verified by itself, and whether all verdicts are known."""
    if not len(batch):
        return [], True
    signs = judge(worth, batch).signs[0]
    known = bool(np.all(~np.isnan(signs) | (np.nanmin(np.where(np.isnan(signs), 1, signs), axis=0) == 0)))
    found = []
    for k in np.flatnonzero(np.all(signs == 1, axis=0)):
        alone = judge(worth, batch[k : k + 1])
        if not np.all(alone.signs == 1):
            raise AssertionError("a package judged in a batch and alone must get the same verdict")
        package, before = worth.space.package(batch[k]), worth.space.package(row)
        changes = {issue: package[issue] for issue in package if package[issue] != before[issue]}
        surplus = {a: float(alone.surplus[0, i, 0]) for i, a in enumerate(worth.actors)}
        found.append(Repair(changes, surplus))
    return found, known


def _ranked(found: list[Repair]) -> tuple[Repair, ...]:
    """Return repairs by the largest smallest surplus; among equals the order of the search."""
    return tuple(sorted(found, key=lambda r: -round(min(r.surplus.values()), 9))[:LISTED])
