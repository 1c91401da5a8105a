"""The smallest changes of a refused draft after which every signatory signs (docs/methods/sign.md)."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ripeness.bargaining.text.adding import sets, thinned
from ripeness.numerics.draws import Array
from ripeness.valuation import Judgement, Rows, Valuation, judge, surely, valuation

LIMIT = 1_000_000  # packages tried
LISTED = 1_000  # repairs kept
_BATCH = 50_000


@dataclass(frozen=True)
class Repair:
    """Changes that make every signatory sign, by issue, each one's surplus then, and the guarantees that are added."""

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
    worth: Valuation,
    row: Rows,
    *,
    guarantees: Sequence[str] = (),
    optional: Sequence[str] = (),
    keep: Collection[int] = (),
    up_to: int | None = None,
    limit: int = LIMIT,
) -> Repairs:
    """Return the smallest sets of clause changes after which every signatory signs, at the central values.

    Breadth first: all packages one clause away, then two, and so on; each is evaluated whole, not by
    differences. A package whose verdict is unknown does not count as signed, and then nothing is proven. For numbers
    that are all known :func:`ripeness.bargaining.text.repairs.mend` says the same of any number of packages; order and
    guarantees are as there. A guarantee of unknown strength counts for nothing where all are to sign, and for anything
    where somebody is to refuse: what is said holds whatever it is worth.

    Parameters
    ----------
    worth : Valuation
        One draw, the central one, of the signatories.
    row : integer array, shape (I,)
        The draft's package.
    guarantees, optional : sequence of str
        Guarantees of the draft, and those that may be added.
    keep : collection of int
        Numbers of issues whose clauses may not be touched.
    up_to : int, optional
        Largest number of changes to try; all issues if not given.
    limit : int
        Largest number of packages to try, feasible or not.
    """
    everything = (*guarantees, *optional)
    whole = _whole(worth, everything)
    sure = surely(worth, everything)
    free = [j for j in range(len(row)) if j not in set(keep)]
    largest = len(free) if up_to is None else min(up_to, len(free))
    looked, certain = 0, True
    for size in range(largest + 1):
        found: list[Rows] = []
        for tried, batch in changed_packages(worth, row, size, free=free):
            looked += tried
            if looked > limit:
                listed = _listed(worth, row, found, guarantees, optional)
                return Repairs(listed, size - 1 if not found else size, complete=False)
            here, settled = _signed(sure, whole, batch)
            found += here
            certain &= settled
        if found:
            listed = _listed(worth, row, found, guarantees, optional)
            return Repairs(listed, size, complete=certain and len(found) <= LISTED)
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


def _whole(worth: Valuation, guarantees: Sequence[str]) -> Valuation:
    """Return a valuation with these guarantees in force."""
    columns = worth.columns
    return valuation(columns.scenario, columns.draws, actors=worth.actors, guarantees=guarantees, columns=columns)


def _signed(sure: Valuation, whole: Valuation, batch: Rows) -> tuple[list[Rows], bool]:
    """Return the packages of a batch that all sign, each verified by itself, and whether all others are refused."""
    if not len(batch):
        return [], True
    signed = np.all(judge(sure, batch).signs[0] == 1, axis=0)
    refused = np.any(judge(whole, batch).signs[0] == 0, axis=0)
    found = []
    for k in np.flatnonzero(signed):
        if not np.all(judge(sure, batch[k : k + 1]).signs == 1):
            raise AssertionError("a package judged in a batch and alone must get the same verdict")
        found.append(batch[k])
    return found, bool(np.all(signed | refused))


def _listed(
    worth: Valuation, row: Rows, found: Sequence[Rows], guarantees: Sequence[str], optional: Sequence[str]
) -> tuple[Repair, ...]:
    """Return repairs with the fewest guarantees each, the largest smallest surplus first, else in order of the search.

    Of more than 1,000 those are kept that are largest with all guarantees.
    """
    if not found:
        return ()
    rows = np.stack(found)
    if len(rows) > LISTED:
        least = np.round(judge(surely(worth, (*guarantees, *optional)), rows).surplus[0].min(axis=0), 9)
        rows = rows[np.sort(np.argsort(-least, kind="stable")[:LISTED])]
    made: list[Repair | None] = [None] * len(rows)
    for added in sets(optional):
        left = np.array([k for k, repair in enumerate(made) if repair is None], dtype=np.int64)
        if not len(left):
            break
        judged = judge(surely(worth, (*guarantees, *added)), rows[left])
        for k in np.flatnonzero(np.all(judged.signs[0] == 1, axis=0)):
            at = int(left[k])
            made[at] = _repair(worth, row, rows[at], judged.surplus[0, :, k], added)
    # None is left but with more guarantees than all sets of which could be tried.
    listed = [r or _thinned(worth, row, rows[k], guarantees, optional) for k, r in enumerate(made)]
    return tuple(sorted(listed, key=lambda r: -round(min(r.surplus.values()), 9)))


def _thinned(worth: Valuation, row: Rows, package: Rows, guarantees: Sequence[str], optional: Sequence[str]) -> Repair:
    def judged(added: Sequence[str]) -> Judgement:
        return judge(surely(worth, (*guarantees, *added)), package[None, :])

    added = thinned(optional, lambda some: bool(np.all(judged(some).signs == 1)))
    return _repair(worth, row, package, judged(added).surplus[0, :, 0], added)


def _repair(worth: Valuation, row: Rows, package: Rows, surplus: Array, added: tuple[str, ...]) -> Repair:
    after, before = worth.space.package(package), worth.space.package(row)
    changes = {issue: after[issue] for issue in after if after[issue] != before[issue]}
    return Repair(changes, dict(zip(worth.actors, surplus.tolist(), strict=True)), added)
