"""The smallest changes of a refused draft after which all sign: proven, at any size, with clauses that must stay.

First it is settled whether any package with those clauses is signed by all. If so, one more coordinate counts the
clauses that stay, and its floor is lowered one by one until a package turns up: no repair has fewer changes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from ripeness.bargaining.text.adding import Adding, Worths
from ripeness.bargaining.text.repairs_listed import LISTED, Repair, Repairs
from ripeness.packages.feasible import SearchTooLargeError, some_package
from ripeness.packages.frontier import Frontier, frontier
from ripeness.packages.interests import SigningValues, inside
from ripeness.packages.nearest import staying
from ripeness.packages.sums import AdditiveValues
from ripeness.scenario.logic import parse
from ripeness.valuation.space import Rows

_POINTS = 200_000  # distinct sums up to which all smallest repairs are listed


def mend(
    worth: Worths,
    row: Rows,
    *,
    guarantees: Sequence[str] = (),
    optional: Sequence[str] = (),
    keep: Collection[int] = (),
    up_to: int | None = None,
) -> Repairs:
    """Return the smallest sets of clause changes after which every signatory signs, at the central values.

    Where optional guarantees may be added all are, and each repair names the fewest with which all sign
    (:mod:`ripeness.bargaining.text.adding`). Of equally small repairs the one with the largest smallest surplus comes
    first, with the guarantees that it names and no others; then the order of the file.

    Parameters
    ----------
    worth : callable
        What decides whether actors sign, given the guarantees in force; all numbers known.
    row : integer array, shape (I,)
        The draft's package.
    guarantees, optional : sequence of str
        Guarantees of the draft, and those that may be added.
    keep : collection of int
        Numbers of issues whose clauses may not be touched.
    up_to : int, optional
        Largest number of changes; all issues if not given.
    """
    whole = worth((*guarantees, *optional))
    zone = inside(whole)
    terms = kept(zone.terms, row, keep)
    most = len(row) - len(set(keep))
    largest = most if up_to is None else min(up_to, most)
    try:
        if some_package(terms) is None:
            return Repairs((), largest, complete=True)
    except SearchTooLargeError:
        return Repairs((), 0, complete=False)
    for changes in range(largest + 1):
        here = staying(terms, row, len(row) - changes)
        every = frontier(here, limit=_POINTS, every=True)
        found = every if every.complete else frontier(here)  # too many: those that are undominated
        if not found.complete:
            return Repairs((), changes - 1, complete=False)
        if len(found):
            made = _repairs(zone, found, row)
            listed = _with_guarantees(Adding(worth, guarantees, optional), row, made)
            return Repairs(listed, changes, complete=every.complete and sum(found.counts()) == len(listed))
    return Repairs((), largest, complete=largest == most)


def kept(terms: AdditiveValues, row: Rows, issues: Collection[int]) -> AdditiveValues:
    """Return terms in which packages that differ from one in some issues are forbidden."""
    package = terms.space.package(row)
    names = [terms.space.issues[j] for j in sorted(set(issues))]
    return replace(terms, forbidden=(*terms.forbidden, *(parse(f"!{name}={package[name]}") for name in names)))


def _repairs(zone: SigningValues, found: Frontier, row: Rows) -> list[Rows]:
    """Return packages in the order of changes and of the file; of more than 1,000 those that are best for the worst."""
    surplus = zone.surplus(found.points[:-1])
    least = [min(surplus.exact(f)) for f in range(len(found))] if len(found) <= LISTED else None
    floats = surplus.floats().min(axis=0)
    order = sorted(range(len(found)), key=lambda f: -floats[f] if least is None else -least[f])
    packages = islice((package for f in order for package in found.packages(f)), LISTED)
    changed = [(tuple(np.flatnonzero(p != row).tolist()), tuple(p.tolist())) for p in packages]
    return [np.array(package, dtype=np.int64) for _, package in sorted(changed)]


def _with_guarantees(adding: Adding, row: Rows, packages: Sequence[Rows]) -> tuple[Repair, ...]:
    """Return repairs, each judged anew as a whole, with the fewest guarantees added with which all sign, in order."""
    made = []
    before = adding.base.space.package(row)
    for package in packages:
        added = adding.fewest(package)
        if added is None or not adding.with_these(added).signed(package):
            raise AssertionError("a repair must be signed by all when it is judged anew")
        after = adding.base.space.package(package)
        changes = {issue: a for issue, a in after.items() if a != before[issue]}
        surplus = {a.actor: a.surplus(adding.base.space, package) for a in adding.with_these(added).actors}
        repair = Repair(changes, {actor: float(s) for actor, s in surplus.items()}, added)
        made.append((min(surplus.values()), repair))
    return tuple(repair for _, repair in sorted(made, key=lambda one: -one[0]))
