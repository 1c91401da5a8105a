"""The uncertain numbers that a measure rests on, and points at which it can be asked for.

Every number has a coordinate of its own. Of a written estimate it is the value; of a ranked value its share of the
value of the next better alternative, so that the order never breaks; of a red line's column a number between 0 (held)
and 1 (bluff). Coordinates are independent: any combination of them is a point.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Array, Draws, inverse, points
from ripeness.scenario import Scenario
from ripeness.scenario.estimate import Spread
from ripeness.scenario.parties import Ranking

Kind = Literal["estimate", "ranked", "held"]

#: The uniform number at which a red line is held if and only if its firmness is at least one half.
_AS_CENTRAL = float(np.nextafter(0.5, 0))
_HELD = re.compile(r"(preferences\.[^.]+\.never\.[0-9]+)\.held")
_BEYOND = 4.0  # widths of its range by which a number without bounds is tried outside of it


@dataclass(frozen=True)
class UncertainNumber:
    """One uncertain number.

    Attributes
    ----------
    path : str
        As in the file; a red line's column is ``preferences.X.never.0.held``.
    line : int or None
        Its line in the file.
    kind : {"estimate", "ranked", "held"}
        What its coordinate is.
    low, start, high : float
        Ends of its range and central value, as coordinates. The start of an unknown is the middle of its range.
    least, most : float
        How far it is tried outside of its range when a turning point is looked for.
    spread : Spread
        What it is drawn from.
    root : float
        For ranked values: the exponent 1/k of the largest of k uniform numbers.
    known : bool
        Whether the file gives a central value.
    """

    path: str
    line: int | None
    kind: Kind
    low: float
    start: float
    high: float
    least: float
    most: float
    spread: Spread = field(repr=False)
    root: float = 1.0
    known: bool = True

    @property
    def width(self) -> float:
        """Width of its range, as a coordinate."""
        return self.high - self.low

    def coordinate(self, uniform: Array) -> Array:
        """Return the coordinates at which its distribution function takes the values ``uniform``."""
        if self.kind == "held":
            return uniform
        if self.kind == "ranked":
            return np.asarray(uniform**self.root)
        return inverse(self.spread, uniform)


@dataclass(frozen=True)
class UncertainNumbers:
    """The uncertain numbers that a measure rests on, sorted by path.

    Attributes
    ----------
    all : tuple of UncertainNumber
        The d numbers.
    chains : tuple of tuple of int
        Ranked values of one issue, best first: places in ``all``.
    """

    all: tuple[UncertainNumber, ...]
    chains: tuple[tuple[int, ...], ...] = ()

    def __len__(self) -> int:
        """Return d."""
        return len(self.all)

    def __iter__(self) -> Iterator[UncertainNumber]:
        """Yield the numbers."""
        return iter(self.all)

    @property
    def start(self) -> Array:
        """Coordinates of the central point, shape (d,)."""
        return np.array([n.start for n in self.all])

    def drawn(self, seed: int, count: int, *, second: bool = False) -> Array:
        """Return drawn coordinates, shape (d, N): those of the draws of an analysis, or a second table like them."""
        found = np.empty((len(self.all), count))
        for i, number in enumerate(self.all):
            key = f"{number.path}\0second" if second else number.path
            found[i] = number.coordinate(points(key, seed, 0, count))
        return found

    def chosen(self, at: Array) -> dict[str, Array]:
        """Return the columns to be chosen for points ``at``, shape (d, N)."""
        columns = {number.path: at[i] for i, number in enumerate(self.all)}
        for chain in self.chains:
            above = np.full(at.shape[1], 100.0)
            for i in chain:
                above = above * at[i]
                columns[self.all[i].path] = above
        return columns

    def value(self, i: int, coordinate: float, at: Array | None = None) -> float:
        """Return the value of number i at a coordinate, the others at the central point or at ``at``, shape (d,).

        The value of a red line's column is 0 where the line is held, and 1 where it is bluff.
        """
        point = np.array(self.start if at is None else at)
        point[i] = coordinate
        if self.all[i].kind == "held":
            return 0.0 if coordinate < self._firm(i, point) else 1.0
        return float(self.chosen(point[:, None])[self.all[i].path][0])

    def _firm(self, i: int, point: Array) -> float:
        """Return how firm a red line is at a point, given the place of its column."""
        path = f"{self.all[i].path.removesuffix('held')}firm"
        own = [float(point[k]) for k, n in enumerate(self.all) if n.path == path]
        return own[0] if own else float(self.all[i].spread.central or 0)


def numbers(scenario: Scenario, read: Sequence[str]) -> UncertainNumbers:
    """Return the uncertain numbers among the paths that were read; plain numbers are left out."""
    found: list[UncertainNumber] = []
    for path in sorted(set(read)):
        number = _number(scenario, path)
        if number is not None:
            found.append(number)
    places = {n.path: i for i, n in enumerate(found)}
    return UncertainNumbers(tuple(found), tuple(_chains(scenario, places)))


def _number(scenario: Scenario, path: str) -> UncertainNumber | None:
    place = scenario.place(path.removesuffix(".held"))
    line = place.line if place else None
    if held := _HELD.fullmatch(path):
        firm = scenario.estimates[f"{held[1]}.firm"].drawn
        if firm.shape == "point" and firm.mode in (0, 1):
            return None
        return UncertainNumber(path, line, "held", 0.0, _AS_CENTRAL, 1.0, 0.0, 1.0, firm)
    estimate = scenario.estimates.get(path)
    if estimate is None or estimate.drawn.shape == "point":
        return None
    drawn = estimate.drawn
    if drawn.shape == "ranked":
        return _ranked(scenario, path, line, drawn)
    low, high = float(drawn.low or 0), float(drawn.high or 0)
    known = estimate.central is not None
    start = float(estimate.central) if estimate.central is not None else (low + high) / 2
    least, most = estimate.bounds
    return UncertainNumber(
        path,
        line,
        "estimate",
        low,
        start,
        high,
        low - _BEYOND * (high - low) if least is None else float(least),
        high + _BEYOND * (high - low) if most is None else float(most),
        drawn,
        known=known,
    )


def _ranked(scenario: Scenario, path: str, line: int | None, drawn: Spread) -> UncertainNumber:
    order = _ranking(scenario, path).ranked
    last, rank = len(order) - 1, order.index(path.rpartition(".")[2])
    start = (last - rank) / (last - rank + 1)
    return UncertainNumber(path, line, "ranked", 0.0, start, 1.0, 0.0, 1.0, drawn, root=1 / (last - rank))


def _ranking(scenario: Scenario, path: str) -> Ranking:
    _, actor, _, issue, _ = path.split(".")
    ranking = scenario.preferences[actor].values[issue]
    assert isinstance(ranking, Ranking)  # noqa: S101 - estimates of this shape come from rankings only
    return ranking


def _chains(scenario: Scenario, places: Mapping[str, int]) -> Iterator[tuple[int, ...]]:
    """Yield the ranked values of each issue, best first; all in the middle of a ranking are read together."""
    for actor, wants in scenario.preferences.items():
        for issue, given in wants.values.items():
            if isinstance(given, Ranking):
                paths = [f"preferences.{actor}.values.{issue}.{a}" for a in given.ranked[1:-1]]
                if paths and all(path in places for path in paths):
                    yield tuple(places[path] for path in paths)


Answer = Callable[[Draws], Array]


def lenient(answer: Answer, columns: Mapping[str, Array], count: int) -> Array:
    """Return an answer at chosen points; NaN at those where the analysis does not apply."""
    if not count:
        return np.empty(0)
    try:
        return answer(Draws(count, chosen=columns, sampled=False))
    except AnalysisError as error:
        if count == 1:
            return np.array([np.nan])
        if error.at:  # for the others it may apply: asked once, not by halves
            applies = np.ones(count, dtype=bool)
            applies[list(error.at)] = False
            found = np.full(count, np.nan)
            found[applies] = lenient(answer, {p: v[applies] for p, v in columns.items()}, int(applies.sum()))
            return found
        half = count // 2
        first = lenient(answer, {p: v[:half] for p, v in columns.items()}, half)
        return np.concatenate([first, lenient(answer, {p: v[half:] for p, v in columns.items()}, count - half)])
