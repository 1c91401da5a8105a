"""How far a verdict is from turning: the least change of one estimate, inside its own range, that reverses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ripeness.errors import AnalysisError
from ripeness.numerics.draws import Array, Draws
from ripeness.scenario import Scenario

_HALVINGS = 20

#: Where each part of the panel turns: a stalemate likelier than not, some hurting, a way out.
_LIMITS = {"stalemate": 0.5, "hurting": 0.0, "way_out": 0.5}


@dataclass(frozen=True)
class Turn:
    """The least change of one estimate that turns a part to the other side of its limit.

    Attributes
    ----------
    path, line
        The estimate and its line in the file.
    central, needed : float
        Its most likely value, and where the part turns.
    share : float
        The move as a share of the estimate's whole range.
    """

    path: str
    line: int | None
    central: float
    needed: float
    share: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "path": self.path,
            "line": self.line,
            "central": self.central,
            "needed": self.needed,
            "share": self.share,
        }


def turns(
    scenario: Scenario,
    central: Draws,
    paths: Sequence[str],
    answer: Callable[[Draws], Mapping[str, Array]],
    *,
    at_most: int,
) -> dict[str, Turn]:
    """Return for each part the least change of one estimate, inside its own range, that turns it.

    Each estimate is moved alone, first to the ends of its range; where an end turns a part the place in between is
    found by halving. A part that turns and turns back inside a range may be missed. What becomes unknown, or has no
    answer at all (all weights zero, say), has not turned; "no package that all others would sign" is no hurting.
    ``at_most`` bounds the draws that are answered at once.
    """
    base = {path: float(values[0]) for path, values in central.chosen.items()}
    ends = _ends(scenario, base, paths)
    if not ends:
        return {}
    start = {path: float(values[0]) for path, values in answer(central).items()}
    asked = _Asked(answer, base, start, ends, at_most)
    at_ends = asked.at([high for _, _, high in ends])
    found: dict[str, Turn] = {}
    for part, value in start.items():
        if np.isnan(value):
            continue
        side = bool(value > _limit(part))
        turned = np.flatnonzero(_turned(part, at_ends[part], side=side))
        if len(turned):
            found[part] = _least(scenario, [ends[k] for k in turned], _needed(asked, part, turned, side=side))
    return found


End = tuple[str, float, float]  # path, central value, one end of the range


def _ends(scenario: Scenario, base: Mapping[str, float], paths: Sequence[str]) -> list[End]:
    """Return both ends of every estimate that has a range."""
    found = []
    for path in paths:
        estimate = scenario.estimates[path]
        drawn, central = estimate.drawn, base.get(path, estimate.central)
        if central is not None and drawn.shape not in ("point", "ranked"):
            found += [(path, float(central), float(end)) for end in (drawn.low, drawn.high) if end is not None]
    return found


@dataclass(frozen=True)
class _Asked:
    """What is asked again and again: the parts, when single estimates have other values."""

    answer: Callable[[Draws], Mapping[str, Array]]
    base: Mapping[str, float]
    start: Mapping[str, float]
    ends: Sequence[End]
    at_most: int

    def at(self, values: Sequence[float], which: Sequence[int] | None = None) -> dict[str, Array]:
        """Return the parts when each estimate alone has the given value, the others at their central ones."""
        chosen = list(range(len(self.ends))) if which is None else list(which)
        parts = [
            self._some(chosen[k : k + self.at_most], list(values[k : k + self.at_most]))
            for k in range(0, len(chosen), self.at_most)
        ]
        return {path: np.concatenate([p[path] for p in parts]) for path in self.start}

    def _some(self, which: list[int], values: list[float]) -> Mapping[str, Array]:
        columns = {path: np.full(len(which), value) for path, value in self.base.items()}
        for row, (k, value) in enumerate(zip(which, values, strict=True)):
            path, central, _ = self.ends[k]
            columns.setdefault(path, np.full(len(which), central))[row] = value
        try:
            return self.answer(Draws.of(columns))
        except AnalysisError:
            if len(which) == 1:  # no answer there: as if nothing had moved
                return {path: np.array([value]) for path, value in self.start.items()}
            half = len(which) // 2
            first, second = self._some(which[:half], values[:half]), self._some(which[half:], values[half:])
            return {path: np.concatenate([first[path], second[path]]) for path in self.start}


def _limit(part: str) -> float:
    return _LIMITS[part.rpartition(".")[2]]


def _turned(part: str, values: Array, *, side: bool) -> NDArray[np.bool_]:
    """Return whether a part is known and on the other side of its limit."""
    return np.asarray(~np.isnan(values) & ((values > _limit(part)) != side))


def _needed(asked: _Asked, part: str, which: Sequence[int] | NDArray[np.int64], *, side: bool) -> Array:
    """Return the value of each estimate at which the part turns, found by halving between centre and end."""
    inner = np.array([asked.ends[k][1] for k in which])
    outer = np.array([asked.ends[k][2] for k in which])
    for _ in range(_HALVINGS):
        middle = (inner + outer) / 2
        turned = _turned(part, asked.at(middle.tolist(), list(which))[part], side=side)
        outer, inner = np.where(turned, middle, outer), np.where(turned, inner, middle)
    return outer


def _least(scenario: Scenario, ends: list[tuple[str, float, float]], needed: Array) -> Turn:
    best: Turn | None = None
    for (path, central, _), value in zip(ends, needed, strict=True):
        drawn = scenario.estimates[path].drawn
        width = float((drawn.high or 0) - (drawn.low or 0))
        share = abs(float(value) - central) / width
        if best is None or share < best.share - 1e-12:
            place = scenario.place(path)
            best = Turn(path, place.line if place else None, central, float(value), share)
    assert best is not None  # noqa: S101 - called with at least one
    return best
