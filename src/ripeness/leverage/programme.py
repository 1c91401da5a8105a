"""Linear programmes with choices, built column by column, solved by HiGHS through scipy.

Q. Huangfu and J. A. J. Hall (2018), Parallelizing the dual revised simplex method. *Mathematical Programming
Computation* 10, 119-142.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from ripeness.leverage.curves import Odds, Piece, Quotient
from ripeness.numerics.draws import Array
from ripeness.numerics.silence import silence

Sum = Mapping[int, float]  # column number -> coefficient

Reach = tuple[tuple[float, float], tuple[float, float]]

_GAP = 1e-6  # of the programme itself; what remains of it is in the bound


@dataclass(frozen=True)
class Solution:
    """What a programme gave.

    Attributes
    ----------
    x : array, or None
        Values of the columns; None where there is none.
    bound : float
        No solution is below it; inf where the programme has none.
    complete : bool
        Whether the search came to its end; otherwise it was stopped at its limit, and only the bound is certain.
    """

    x: Array | None
    bound: float
    complete: bool = True


@dataclass
class Programme:
    """Minimise a sum of columns subject to rows; columns may be whole numbers."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    price: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[Sum, float, float]] = field(default_factory=list)

    def column(self, low: float, high: float, *, price: float = 0.0, whole: bool = False) -> int:
        """Add a column and return its number."""
        self.low.append(low)
        self.high.append(high)
        self.price.append(price)
        self.whole.append(whole)
        return len(self.low) - 1

    def at_least(self, total: Sum, low: float) -> None:
        """Add a row: the sum is at least ``low``."""
        self.rows.append((total, low, np.inf))

    def equal(self, total: Sum, value: float) -> None:
        """Add a row: the sum is ``value``."""
        self.rows.append((total, value, value))

    def surplus(
        self,
        value: tuple[Sum, Sum],
        refusing: int,
        least: tuple[float, float],
        *,
        doubt: float,
        whatever: float | None,
    ) -> None:
        """Add rows: signing is worth at least ``least`` points more than refusing.

        The value of signing V is the smaller of two sums, where u is the utility, E what betrayal and exposure cost, q
        the distrust that guarantees leave, and r what refusing is worth whatever anybody does:
        (1 - q) u - q E + q r, and u - q E.

        Parameters
        ----------
        value : (sum, sum)
            (1 - q) u - q E and u - q E, with what else adds to signing.
        refusing : int
            Column of r^ref.
        least : (float, float)
            Points beyond refusing that each sum must reach, less its constants.
        doubt : float
            q.
        whatever : float or None
            r, where cuts are threatened; None: it is r^ref itself, for cuts are made whatever anybody does.
        """
        kept = -1.0 if whatever is not None else -(1 - doubt)
        self.at_least({**value[0], refusing: kept}, least[0] - doubt * (whatever or 0.0))
        self.at_least({**value[1], refusing: -1.0}, least[1])

    def function(self, argument: Sum, constant: float, parts: Sequence[Piece]) -> int:
        """Add a column that lies where a function of ``argument + constant`` may, and return its number.

        One piece is chosen; its argument and value are columns of their own (the convex hull of the pieces).
        """
        reach = [line[0] + line[1] * x for p in parts for line in (*p.below, *p.above) for x in (p.low, p.high)]
        result = self.column(min(reach), max(reach))
        choice: dict[int, float] = {}
        where: dict[int, float] = dict(argument)
        value: dict[int, float] = {result: -1.0}
        for part in parts:
            chosen = self.column(0, 1, whole=len(parts) > 1)
            at, gives = self.column(-np.inf, np.inf), self.column(-np.inf, np.inf)
            self.at_least({at: 1.0, chosen: -part.low}, 0.0)
            self.at_least({at: -1.0, chosen: part.high}, 0.0)
            for constant_, slope in part.below:
                self.at_least({gives: 1.0, chosen: -constant_, at: -slope}, 0.0)
            for constant_, slope in part.above:
                self.at_least({gives: -1.0, chosen: constant_, at: slope}, 0.0)
            choice[chosen] = 1.0
            where[at] = -1.0
            value[gives] = 1.0
        self.equal(choice, 1.0)
        self.equal(where, -constant)
        self.equal(value, 0.0)
        return result

    def odds(
        self,
        mine: tuple[Sum, float],
        other: tuple[Sum, float],
        odds: Odds | Quotient,
        points: Sequence[float],
        reach: Reach,
    ) -> int:
        """Add a column that lies where the chance of one of two sides to win may, or a quotient, and return its number.

        Parameters
        ----------
        mine, other : (sum of columns, constant)
            The strengths of the side and of the other; or what is divided, and by what.
        odds : Odds or Quotient
            How their ratio becomes a chance.
        points : sequence of float
            Chances at which the pieces end.
        reach : ((low, high), (low, high))
            Least and largest of each.
        """
        (low, high), (least, most) = reach
        result = self.column(points[0], points[-1])
        parts: list[dict[int, float]] = [{}, dict(mine[0]), dict(other[0]), {result: -1.0}]
        for a, b in pairwise(points):
            chosen = self.column(0, 1, whole=len(points) > 2)
            m, o, p = (self.column(0, np.inf) for _ in range(3))
            self._within(m, chosen, low, high)
            self._within(o, chosen, least, most)
            self._within(p, chosen, a, b)
            self.at_least({m: 1.0, o: -odds.ratio(a)}, 0.0)
            if np.isfinite(odds.ratio(b)):
                self.at_least({m: -1.0, o: odds.ratio(b)}, 0.0)
            self._between((chosen, m, o, p), (a, b), odds, (least, most))
            for part, column, sign in zip(parts, (chosen, m, o, p), (1.0, -1.0, -1.0, 1.0), strict=True):
                part[column] = sign
        for part, value in zip(parts, (1.0, -mine[1], -other[1], 0.0), strict=True):
            self.equal(part, value)
        return result

    def _within(self, column: int, chosen: int, low: float, high: float) -> None:
        """Add rows: a column of a piece lies within its limits if the piece is chosen, and is 0 otherwise."""
        self.at_least({column: 1.0, chosen: -low}, 0.0)
        self.at_least({column: -1.0, chosen: high}, 0.0)

    def _between(
        self,
        columns: tuple[int, int, int, int],
        ends: tuple[float, float],
        odds: Odds | Quotient,
        reach: tuple[float, float],
    ) -> None:
        """Add rows that hold the chance of a piece between lines through its ends.

        A line p ≥ a + s (ρ - ρ_a) becomes, times the other's strength o, (p - a) o ≥ s (m - ρ_a o); and (p - a) o is at
        most (p - a) times the largest o.
        """
        chosen, m, o, p = columns
        (a, b), (least, most) = ends, reach
        from_a, from_b = odds.slopes(a, b)
        above_a, above_b = odds.slopes_above(a, b)
        low, high = odds.ratio(a), odds.ratio(b)
        if np.isfinite(from_a):
            self.at_least({p: most, chosen: -most * a, m: -from_a, o: from_a * low}, 0.0)
        if np.isfinite(from_b) and np.isfinite(high):
            self.at_least({p: least, chosen: -least * b, m: -from_b, o: from_b * high}, 0.0)
        if np.isfinite(above_a):
            self.at_least({p: -least, chosen: least * a, m: above_a, o: -above_a * low}, 0.0)
        if np.isfinite(above_b) and np.isfinite(high):
            self.at_least({p: -most, chosen: most * b, m: above_b, o: -above_b * high}, 0.0)

    def solve(self, *, nodes: int | None = None) -> Solution:
        """Return the best values of the columns, and a bound that no values can beat.

        ``nodes`` limits the search; unlike a limit of time it gives the same answer on every machine.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp

        with silence():
            found = milp(
                np.array(self.price),
                integrality=np.array(self.whole, dtype=np.int64),
                bounds=Bounds(np.array(self.low), np.array(self.high)),
                constraints=LinearConstraint(*self._matrix()) if self.rows else None,
                options={"mip_rel_gap": _GAP} | ({"node_limit": nodes} if nodes is not None else {}),
            )
        if found.status == 2:  # infeasible
            return Solution(None, np.inf)
        bound = found.mip_dual_bound if any(self.whole) else found.fun
        return Solution(found.x, -np.inf if bound is None else float(bound), complete=found.status == 0)

    def prices(self) -> tuple[Solution, Array]:
        """Return the solution of a programme without choices, and what one more unit of each row's limit would save."""
        from scipy.optimize import linprog

        matrix, low, high = self._matrix()
        equal = low == high
        found = linprog(
            np.array(self.price),
            A_ub=-matrix[~equal],
            b_ub=-low[~equal],
            A_eq=matrix[equal] if equal.any() else None,
            b_eq=low[equal] if equal.any() else None,
            bounds=np.stack([self.low, self.high], axis=-1),
        )
        if found.x is None:
            return Solution(None, np.inf), np.zeros(len(low))
        worth = np.zeros(len(low))
        worth[~equal] = -found.ineqlin.marginals
        return Solution(found.x, float(found.fun)), worth

    def _matrix(self) -> tuple[Any, Array, Array]:
        from scipy.sparse import csr_array

        entries = [(k, column, value) for k, (total, _, _) in enumerate(self.rows) for column, value in total.items()]
        rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
        matrix = csr_array((values, (rows, columns)), shape=(len(self.rows), len(self.low)))
        return matrix, np.array([r[1] for r in self.rows]), np.array([r[2] for r in self.rows])
