"""The smallest changes of a refused draft after which all sign: proven, at any size, with clauses that must stay.

First it is settled whether any package with those clauses is signed by all. If so, one more coordinate counts the
clauses that stay, and its floor is lowered one by one until a package turns up: no repair has fewer changes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import numpy as np

from ripeness.bargaining.frontier import Frontier, frontier
from ripeness.bargaining.interests import Interests, inside
from ripeness.bargaining.repairs import LISTED, Repair, Repairs
from ripeness.bargaining.standing import staying
from ripeness.bargaining.terms import Terms
from ripeness.bargaining.witness import SearchTooLargeError, some_package
from ripeness.scenario.logic import parse
from ripeness.valuation.exact import Exact
from ripeness.valuation.space import Rows

_POINTS = 200_000  # distinct sums up to which all smallest repairs are listed

Worths = Callable[[Sequence[str]], Exact]


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

    Of equally small ones the largest smallest surplus comes first, then the order of the file. Where optional
    guarantees may be added all are, and each repair names the fewest with which all sign.

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
            listed = _with_guarantees(worth, whole, row, made, guarantees, optional)
            return Repairs(listed, changes, complete=every.complete and sum(found.counts()) == len(listed))
    return Repairs((), largest, complete=largest == most)


def kept(terms: Terms, row: Rows, issues: Collection[int]) -> Terms:
    """Return terms in which packages that differ from one in some issues are forbidden."""
    package = terms.space.package(row)
    names = [terms.space.issues[j] for j in sorted(set(issues))]
    return replace(terms, forbidden=(*terms.forbidden, *(parse(f"!{name}={package[name]}") for name in names)))


def _repairs(zone: Interests, found: Frontier, row: Rows) -> list[Rows]:
    """Return packages with the largest smallest surplus first, at most 1,000."""
    surplus = zone.surplus(found.points[:-1])
    least = [min(surplus.exact(f)) for f in range(len(found))] if len(found) <= LISTED else None
    floats = surplus.floats().min(axis=0)
    order = sorted(range(len(found)), key=lambda f: -floats[f] if least is None else -least[f])
    listed: list[tuple[Fraction | float, tuple[int, ...], tuple[int, ...]]] = []
    for f in order:
        if len(listed) >= LISTED:
            break
        for package in found.packages(f):
            changed = tuple(int(j) for j in np.flatnonzero(package != row))
            listed.append((-floats[f] if least is None else -least[f], changed, tuple(int(a) for a in package)))
            if len(listed) >= LISTED:
                break
    return [np.array(package, dtype=np.int64) for _, _, package in sorted(listed)]


def _with_guarantees(
    worth: Worths,
    whole: Exact,
    row: Rows,
    packages: Sequence[Rows],
    guarantees: Sequence[str],
    optional: Sequence[str],
) -> tuple[Repair, ...]:
    """Return repairs, each judged anew as a whole, with the fewest guarantees added with which all sign."""
    sets = [(added, worth((*guarantees, *added))) for added in _subsets(optional)] if optional else [((), whole)]
    made = []
    for package in packages:
        added, with_these = next((pair for pair in sets if _signed(pair[1], package)), (tuple(optional), whole))
        if not _signed(with_these, package):
            raise AssertionError("a repair must be signed by all when it is judged anew")
        before, after = whole.space.package(row), whole.space.package(package)
        changes = {issue: a for issue, a in after.items() if a != before[issue]}
        surplus = {a.actor: float(a.surplus(whole.space, package)) for a in with_these.actors}
        made.append(Repair(changes, surplus, tuple(added)))
    return tuple(made)


def _subsets(optional: Sequence[str]) -> Iterator[tuple[str, ...]]:
    sizes = range(len(optional) + 1) if len(optional) <= 6 else (0, 1, len(optional))
    return (chosen for size in sizes for chosen in combinations(optional, size))


def _signed(worth: Exact, package: Rows) -> bool:
    return worth.admits(package) and all(a.surplus(worth.space, package) >= 0 for a in worth.actors)
