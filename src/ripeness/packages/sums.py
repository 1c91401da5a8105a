"""Packages as sums of whole numbers over their clauses, and the order in which issues are settled one by one.

This turns what packages are worth (fractions, :mod:`ripeness.valuation.exact`) into arrays for the exact engines of
this folder. Rules, red lines and bonuses tie issues together. While issues are settled one after the other, all that
matters of what has been settled is what is left of those conditions: a *context*. Packages of one context have
the same future, so that they can be compared, and dropped when dominated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ripeness.errors import AnalysisError
from ripeness.numerics.nondominated import Integers
from ripeness.scenario.logic import Atom, Condition, Tree, residue
from ripeness.valuation import Space

MOST_CONTEXTS = 5_000
_FITS = 1 << 61  # sums of whole numbers below this stay clear of the end of int64


@dataclass(frozen=True)
class AdditiveValues:
    """Coordinates of packages: whole numbers that add up over clauses.

    Attributes
    ----------
    space : Space
        Issues and alternatives.
    clauses : tuple of integer arrays, shape (C, A)
        What each alternative of each issue contributes to each coordinate.
    bonuses : tuple of (condition, integer array of shape (C,))
        What a package contributes beyond its clauses when the condition holds.
    forbidden : tuple of conditions
        Rules and red lines: packages of which none may hold.
    floor : integer array, shape (C,)
        Least admissible sum in each coordinate.
    compared : tuple of bool
        Whether more is better in a coordinate; otherwise only its floor counts.
    """

    space: Space
    clauses: tuple[Integers, ...]
    bonuses: tuple[tuple[Condition, Integers], ...]
    forbidden: tuple[Condition, ...]
    floor: Integers
    compared: tuple[bool, ...]

    @classmethod
    def of(
        cls,
        space: Space,
        clauses: Sequence[Sequence[Sequence[int]]],
        floor: Sequence[int],
        *,
        bonuses: Sequence[tuple[Condition, Sequence[int]]] = (),
        forbidden: Sequence[Condition] = (),
        compared: Sequence[bool] | None = None,
    ) -> AdditiveValues:
        """Return terms from Python integers: ``clauses[j][c][a]``; int64 where all sums fit, else as they are."""
        largest = [max((abs(n) for c in issue for n in c), default=0) for issue in clauses]
        largest += [max((abs(n) for n in points), default=0) for _, points in bonuses]
        dtype: type = np.int64 if 2 * sum(largest) + max((abs(f) for f in floor), default=0) < _FITS else object
        return cls(
            space,
            tuple(np.array(issue, dtype=dtype).reshape(len(floor), -1) for issue in clauses),
            tuple((when, np.array(points, dtype=dtype)) for when, points in bonuses),
            tuple(forbidden),
            np.array(floor, dtype=dtype),
            tuple(compared) if compared is not None else (True,) * len(floor),
        )

    @classmethod
    def plain(cls, space: Space, forbidden: Sequence[Condition]) -> AdditiveValues:
        """Return terms in which all packages are worth the same, for questions about conditions alone."""
        return cls.of(space, [[[0] * size] for size in space.shape], [0], forbidden=forbidden)

    @cached_property
    def steps(self) -> tuple[SettledIssue, ...]:
        """The issues in the order in which they are settled.

        Raises
        ------
        AnalysisError
            ``too-entangled`` when conditions tie together so many issues that too many contexts must be told apart.
        """
        return tuple(_steps(self))


@dataclass(frozen=True)
class SettledIssue:
    """One issue is settled.

    Attributes
    ----------
    issue : int
        Its number.
    target : integer array, shape (contexts before, A)
        The context that each alternative leads to, -1 where a condition forbids it.
    gain : integer array, shape (C, contexts before, A)
        What it contributes, bonuses that it completes included.
    contexts : int
        Number of contexts after it.
    best, worst : integer array, shape (C,)
        The most and the least that the issues after it can still contribute to each coordinate, taken by itself.
    later : tuple of integer arrays, shape (C, A)
        What the clauses of those issues contribute; positive and negative bonuses as issues of their own.
    """

    issue: int
    target: NDArray[np.int64]
    gain: Integers
    contexts: int
    best: Integers
    worst: Integers
    later: tuple[Integers, ...]


Context = tuple[Tree | None, ...]  # what is left of each condition; None: settled


def _steps(terms: AdditiveValues) -> list[SettledIssue]:
    conditions = [*terms.forbidden, *(when for when, _ in terms.bonuses)]
    issues = [{terms.space.issues.index(atom.name) for atom in c.atoms()} for c in conditions]
    order = _order(len(terms.space.issues), issues)
    contexts: dict[Context, int] = {tuple(c.tree for c in conditions): 0}
    steps = []
    for k, issue in enumerate(order):
        after: dict[Context, int] = {}
        size = terms.clauses[issue].shape[1]
        concerned = [c for c, needs in enumerate(issues) if issue in needs]
        target = np.full((len(contexts), size), -1, dtype=np.int64)
        gain = np.repeat(terms.clauses[issue][:, None, :], len(contexts), axis=1)
        for context, before in contexts.items():
            for a in range(size):
                left = _settle(terms, context, issue, a, concerned)
                if left is not None:
                    rest, points = left
                    target[before, a] = after.setdefault(rest, len(after))
                    for bonus in points:
                        gain[:, before, a] += terms.bonuses[bonus][1]
        if len(after) > MOST_CONTEXTS:
            names = ", ".join(f"'{terms.space.issues[j]}'" for j in sorted(set.union(*issues))[:8])
            message = f"rules, red lines and bonuses tie together too many issues at once ({names})"
            hint = "leave out conditions that do not matter, or merge issues"
            raise AnalysisError.of("too-entangled", message, hint=hint, path="rules")
        later = set(order[k + 1 :])
        ahead = [terms.clauses[j] for j in order[k + 1 :]]
        ahead += [
            np.stack([0 * points, points], axis=-1)
            for (_, points), needs in zip(terms.bonuses, issues[len(terms.forbidden) :], strict=True)
            if needs & later
        ]
        none = 0 * terms.floor
        best, worst = sum((r.max(axis=1) for r in ahead), none), sum((r.min(axis=1) for r in ahead), none)
        steps.append(SettledIssue(issue, target, gain, len(after), best, worst, tuple(ahead)))
        contexts = after
    return steps


def _order(number: int, conditions: Sequence[set[int]]) -> list[int]:
    """Return the order of issues: few conditions half settled at a time; of equals the last in the file first.

    Settled from last to first, packages come out in the order of the file.
    """
    settled: set[int] = set()
    order: list[int] = []
    while len(order) < number:

        def half_settled(issue: int) -> int:
            now = settled | {issue}
            return sum(bool(needs & now) and not needs <= now for needs in conditions)

        chosen = min((j for j in range(number) if j not in settled), key=lambda j: (half_settled(j), -j))
        settled.add(chosen)
        order.append(chosen)
    return order


def _settle(
    terms: AdditiveValues, context: Context, issue: int, alternative: int, concerned: Sequence[int]
) -> tuple[Context, list[int]] | None:
    """Return the context after an issue is settled and the bonuses then earned; None where a condition forbids it."""
    name, value = terms.space.issues[issue], terms.space.alternatives[issue][alternative]

    def holds(atom: Atom) -> bool | None:
        return atom.value == value if atom.name == name else None

    left = list(context)
    earned = []
    for k in concerned:
        tree = left[k]
        rest = tree if tree is None else residue(tree, holds)
        if rest is True and k < len(terms.forbidden):
            return None
        if rest is True:
            earned.append(k - len(terms.forbidden))
        left[k] = None if isinstance(rest, bool) else rest
    return tuple(left), earned
