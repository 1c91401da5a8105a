"""How far a verdict is from turning: the least change of one estimate, inside its own range, that reverses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

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
    scenario: Scenario, paths: Sequence[str], answer: Callable[[Draws], Mapping[str, Array]], *, at_most: int
) -> dict[str, Turn]:
    """Return for each part the least change of one estimate, inside its own range, that turns it.

    Each estimate is moved alone, first to the ends of its range; where an end turns a part the place in between is
    found by halving. A part that turns and turns back inside a range may be missed. ``at_most`` bounds the
    number of draws that are answered at once.
    """
    ends = _ends(scenario, paths)
    if not ends:
        return {}
    start = {path: float(values[0]) for path, values in answer(Draws(1)).items()}
    at_ends = _answers(answer, ends, [high for _, _, high in ends], at_most)
    found: dict[str, Turn] = {}
    for part, value in start.items():
        if np.isnan(value) and not part.endswith("hurting"):
            continue
        side = _side(part, np.array([value]))[0]
        turned = np.flatnonzero(_side(part, at_ends[part]) != side)
        if len(turned):
            moved = [ends[k] for k in turned]
            best = _least(scenario, moved, _needed(answer, part, side, moved, at_most))
            found[part] = best
    return found


def _ends(scenario: Scenario, paths: Sequence[str]) -> list[tuple[str, float, float]]:
    """Return path, central value and one end of the range, for both ends of every estimate that has a range."""
    found = []
    for path in paths:
        estimate = scenario.estimates[path]
        central, drawn = estimate.central, estimate.drawn
        if central is not None and drawn.shape not in ("point", "ranked"):
            found += [(path, float(central), float(end)) for end in (drawn.low, drawn.high) if end is not None]
    return found


def _answers(
    answer: Callable[[Draws], Mapping[str, Array]],
    ends: list[tuple[str, float, float]],
    values: list[float],
    at_most: int,
) -> dict[str, Array]:
    """Return the answers when each estimate alone has the given value, the others at their central ones."""
    parts = []
    for first in range(0, len(ends), at_most):
        part = ends[first : first + at_most]
        chosen: dict[str, Array] = {}
        for k, (path, central, _) in enumerate(part):
            chosen.setdefault(path, np.full(len(part), central))[k] = values[first + k]
        parts.append(answer(Draws.of(chosen)))
    return {path: np.concatenate([p[path] for p in parts]) for path in parts[0]}


def _side(part: str, values: Array) -> Array:
    """Return the side of the limit on which a part is; no package at all counts as no hurting."""
    limit = _LIMITS[part.rpartition(".")[2]]
    return np.asarray(np.where(np.isnan(values), False, values > limit))


def _needed(
    answer: Callable[[Draws], Mapping[str, Array]],
    part: str,
    side: Any,
    ends: list[tuple[str, float, float]],
    at_most: int,
) -> Array:
    """Return the value of each estimate at which the part turns, found by halving between centre and end."""
    inner = np.array([central for _, central, _ in ends])
    outer = np.array([end for _, _, end in ends])
    for _ in range(_HALVINGS):
        middle = (inner + outer) / 2
        turned = _side(part, _answers(answer, ends, middle.tolist(), at_most)[part]) != side
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
