"""The smallest set of numbers that, each moved inside its own range, turns a verdict (docs/methods/doubt.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np

from ripeness.doubt.inputs import UncertainNumbers
from ripeness.doubt.screening import ElementaryEffect
from ripeness.doubt.set_search import USUAL, Answers, Effort, Set, SetSearch, least_of, point_of, share_of
from ripeness.numerics.draws import Array
from ripeness.result import number

_LARGEST = 24  # numbers in a set


@dataclass(frozen=True)
class FlippedNumber:
    """One number of a flip set: from its central value to another inside its range, a share of the range away."""

    path: str
    line: int | None
    start: float
    to: float
    coordinate: float
    share: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"path": self.path, "line": self.line, "from": self.start, "to": self.to, "share": self.share}


@dataclass(frozen=True)
class FlipSet:
    """What turns the verdict, or that nothing does.

    Attributes
    ----------
    found : bool
        Whether a set was found.
    moves : tuple of FlippedNumber
        Its numbers, the farthest move first.
    before, after : float
        The measure at the central values and with the moves.
    verified : bool or None
        Whether the whole analysis, run again with these values, gives the other verdict; None where nothing was found.
    smallest : bool
        Whether every smaller set was tried, each number at both ends of its range.
    farthest : float
        The measure with every number at the end that helps most: as far as it goes.
    one_way : bool
        Whether in every step that was looked at each number moved the measure in one direction only. Then
        ``farthest`` is as far as it can go; otherwise it is as far as a search came.
    steps, points : int
        Steps that were looked at for that; points at which the measure was asked for.
    """

    found: bool
    moves: tuple[FlippedNumber, ...]
    before: float
    after: float
    verified: bool | None
    smallest: bool
    farthest: float
    one_way: bool
    steps: int
    points: int

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "found": self.found,
            "moves": [m.to_dict() for m in self.moves],
            "total": sum(m.share for m in self.moves) if self.found else None,
            "before": number(self.before),
            "after": number(self.after),
            "verified": self.verified,
            "smallest": self.smallest,
            "farthest": number(self.farthest),
            "one_way": self.one_way,
            "steps": self.steps,
            "points": self.points,
        }


def flip(
    numbers: UncertainNumbers,
    answers: Answers,
    limit: float,
    *,
    effects: Sequence[ElementaryEffect],
    verify: Callable[[Array], float],
    guide: tuple[Answers, float] | None = None,
    effort: Effort = USUAL,
) -> FlipSet:
    """Return the smallest set of numbers whose moves inside their own ranges turn the verdict.

    Parameters
    ----------
    numbers : UncertainNumbers
        The uncertain numbers.
    answers : callable
        The measure at points, shape (d, N).
    limit : float
        The verdict is yes at or above it.
    effects : sequence of ElementaryEffect
        Of each number, by Morris, on the measure, or on its guide where it has one.
    verify : callable
        The measure at one point by the whole analysis.
    guide : (callable, sign), optional
        A figure that rises (sign 1) or falls (-1) as a verdict of yes or no comes nearer to yes.
    effort : Effort
        How far the search goes.

    Notes
    -----
    Sets of one number, and of two where these are not too many (``effort.pairs``), are all tried, each number at both
    ends of its range; larger ones are made from the best of the smaller. Among those found of the smallest size the
    total move, in widths of the ranges, is made as small as possible by trading the move of one number for that of
    another.
    """
    before = float(answers(numbers.start[:, None])[0])
    search = SetSearch(numbers, answers, limit, before < limit, effort, *(guide or (None, 1.0)))
    active = list(range(len(numbers)))
    if 2 * len(active) ** 2 > effort.pairs:  # numbers that never changed anything are left where they are
        active = [i for i, effect in enumerate(effects) if not effect.inert] or active
    steps = sum(effect.rises + effect.falls for effect in effects)
    singles: list[Set] = [((i, end),) for i in active for end in _ends(numbers, i)]
    alone = search.at(singles) if singles else np.empty(0)
    one_way = steps > 0 and all(not (e.rises and e.falls) for e in effects)
    best = _farthest(search, singles, alone)
    farthest = search.measured(point_of(numbers, best, np.ones((len(best), 1)))[:, 0])
    found, tried = _smallest(search, singles, alone, best if search.at([best])[0] >= 0 else None)
    if not found:
        return FlipSet(False, (), before, np.nan, None, False, farthest, one_way, steps, search.asked)
    moves, point = least_of(search, found)
    after = verify(point)
    verified = bool(after >= limit if search.raised else after < limit)
    told = tuple(sorted(_told(numbers, moves, point), key=lambda m: (-m.share, m.path)))
    return FlipSet(True, told, before, after, verified, tried, farthest, one_way, steps, search.asked)


def _ends(numbers: UncertainNumbers, i: int) -> Iterator[float]:
    n = numbers.all[i]
    if n.kind == "held":
        yield 1.0 if n.spread.central is None or float(n.spread.central) >= 0.5 else 0.0
        return
    yield from (end for end in (n.low, n.high) if end != n.start)


def _farthest(search: SetSearch, singles: Sequence[Set], alone: Array) -> Set:
    """Return the moves that go farthest: every number to the end that helps most, then on while any change helps."""
    here = float(search.at([()])[0])
    best_end: dict[int, tuple[float, float]] = {}
    for ((i, end),), gain in zip(singles, alone.tolist(), strict=True):
        if gain > max(here, best_end.get(i, (-np.inf, 0.0))[0]):
            best_end[i] = gain, end
    now, best = _climbed(search, singles, {i: end for i, (_, end) in best_end.items()})
    if best >= 0 or not singles:
        return tuple(sorted(now.items()))
    rng = np.random.default_rng([len(singles), 1951])
    ends: dict[int, list[float]] = {}
    for ((i, end),) in singles:
        ends.setdefault(i, []).append(end)
    corners = [
        {i: options[int(rng.integers(len(options)))] for i, options in ends.items()}
        for _ in range(search.effort.corners)
    ]
    margins = search.at([tuple(c.items()) for c in corners])
    other, margin = _climbed(search, singles, corners[int(np.argmax(margins))])
    return tuple(sorted((other if margin > best else now).items()))


def _climbed(search: SetSearch, singles: Sequence[Set], start: dict[int, float]) -> tuple[dict[int, float], float]:
    """Return moves that no change of one number betters, by always making the change that helps most."""
    now = start
    best = float(search.at([tuple(now.items())])[0])
    for _ in range(4 * len(search.numbers)):
        options = [{**now, i: end} for ((i, end),) in singles]
        options += [{j: to for j, to in now.items() if j != i} for i in now]
        margins = search.at([tuple(o.items()) for o in options])
        k = int(np.argmax(margins)) if options else 0
        if not options or not margins[k] > best + 1e-12 * max(1.0, abs(best)):
            break
        now, best = options[k], float(margins[k])
    return now, best


def _smallest(search: SetSearch, singles: Sequence[Set], alone: Array, best: Set | None) -> tuple[list[Set], bool]:
    """Return sets of the smallest size found that turn the verdict, and whether all smaller ones were tried."""
    turned = [moves for moves, margin in zip(singles, alone.tolist(), strict=True) if margin >= 0]
    if turned:
        return turned, True
    upper = _reduced(search, best) if best else None
    order = np.argsort(-alone, kind="stable")
    pairs = [(*a, *b) for a, b in combinations(singles, 2) if a[0][0] != b[0][0]]
    all_tried = len(pairs) <= search.effort.pairs
    sets = pairs if all_tried else _extended([singles[k] for k in order[: search.effort.kept]], singles)
    for size in range(2, min(_LARGEST, len(search.numbers)) + 1):
        if not sets or (upper is not None and len(upper) < size):
            break
        margins = search.at(sets)
        if margins.max() >= 0:
            ranked = sorted((-_ranking(m, search, t), t) for t, m in zip(sets, margins.tolist(), strict=True) if m >= 0)
            return [moves for _, moves in ranked[: search.effort.polished]], size == 2 or (size == 3 and all_tried)
        kept = np.argsort(-margins, kind="stable")[: search.effort.kept]
        sets = _extended([sets[k] for k in kept], singles)
    return ([upper], False) if upper is not None else ([], True)


def _ranking(margin: float, search: SetSearch, moves: Set) -> float:
    """Return how promising a set is: the farther beyond the limit for its full move, the less of it is needed."""
    start = search.numbers.start
    total = sum(share_of(search.numbers, i, to, float(start[i])) for i, to in moves)
    return margin / max(total, 1e-9)


def _extended(sets: Sequence[Set], singles: Sequence[Set]) -> list[Set]:
    """Return every set with one more move, each once."""
    found: dict[Set, None] = {}
    for moves, (single,) in product(sets, singles):
        if all(i != single[0] for i, _ in moves):
            more = tuple(sorted((*moves, single)))
            found[more] = None
    return list(found)


def _reduced(search: SetSearch, moves: Set) -> Set:
    """Return a set that still turns the verdict when numbers are put back one after the other, the idlest first."""
    now = moves
    while len(now) > 1:
        options = [now[:k] + now[k + 1 :] for k in range(len(now))]
        margins = search.at(options)
        k = int(np.argmax(margins))
        if margins[k] < 0:
            break
        now = options[k]
    return now


def _told(numbers: UncertainNumbers, moves: Set, point: Array) -> Iterator[FlippedNumber]:
    start = numbers.start
    for i, _ in moves:
        n = numbers.all[i]
        to = float(point[i])
        values = numbers.value(i, float(start[i])), numbers.value(i, to, point)
        yield FlippedNumber(n.path, n.line, *values, to, share_of(numbers, i, to, float(start[i])))
