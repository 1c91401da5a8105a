"""The smallest set of numbers that, each moved inside its own range, turns a verdict (docs/methods/doubt.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np

from ripeness.doubt.numbers import UncertainNumbers
from ripeness.doubt.screening import ElementaryEffect
from ripeness.numerics.draws import Array
from ripeness.result import number

_LARGEST = 24  # numbers in a set
_GRID, _HALVINGS = 9, 20


@dataclass(frozen=True)
class Effort:
    """How far the search goes.

    Attributes
    ----------
    pairs : int
        Up to so many, all pairs of ends are tried.
    kept : int
        Sets of one size from which larger ones are made.
    polished, rounds : int
        Sets whose moves are made as small as possible, and rounds of that.
    corners : int
        Corners of the ranges tried at random where no move helps.
    """

    pairs: int = 30_000
    kept: int = 64
    polished: int = 3
    rounds: int = 4
    corners: int = 256


LITTLE = Effort(pairs=2_000, kept=8, polished=1, rounds=2, corners=64)


Answers = Callable[[Array], Array]
Move = tuple[int, float]  # number, coordinate of the end that it is moved to
Set = tuple[Move, ...]


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


@dataclass
class _Search:
    """The question, and how often it was asked.

    ``raised``: whether the verdict is turned from below the limit to above. A guide is a figure that rises (``sign`` 1)
    or falls (-1) as the verdict comes nearer to yes: a verdict of yes or no by itself gives no direction.
    """

    numbers: UncertainNumbers
    answers: Answers
    limit: float
    raised: bool
    effort: Effort
    guide: Answers | None = None
    sign: float = 1.0
    asked: int = 0

    def at(self, sets: Sequence[Set]) -> Array:
        """Return how far the verdict is turned with each set of moves made: 0 or more where it is."""
        points = np.repeat(self.numbers.start[:, None], len(sets), axis=1)
        for k, moves in enumerate(sets):
            for i, to in moves:
                points[i, k] = to
        return self.margins(points)

    def margins(self, points: Array) -> Array:
        """Return how far the verdict is turned at points, shape (d, N): 0 or more where it is, below 0 elsewhere."""
        self.asked += points.shape[1]
        values = self.answers(points)
        turned = values >= self.limit if self.raised else values < self.limit
        if self.guide is None:
            margin = values - self.limit if self.raised else self.limit - values
        else:
            toward = self.guide(points) * (self.sign if self.raised else -self.sign)
            margin = np.where(turned, 1.0, -1.0) + toward / (1 + np.abs(toward)) / 2
        margin = np.where(turned, np.maximum(margin, 0.0), np.minimum(margin, -np.finfo(np.float64).tiny))
        return np.where(np.isnan(margin) | np.isnan(values), -np.inf, margin)

    def measured(self, point: Array) -> float:
        """Return the measure at one point, shape (d,)."""
        return float(self.answers(point[:, None])[0])


def flip(
    numbers: UncertainNumbers,
    answers: Answers,
    limit: float,
    *,
    effects: Sequence[ElementaryEffect],
    verify: Callable[[Array], float],
    guide: tuple[Answers, float] | None = None,
    effort: Effort = Effort(),
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
    search = _Search(numbers, answers, limit, before < limit, effort, *(guide or (None, 1.0)))
    active = list(range(len(numbers)))
    if 2 * len(active) ** 2 > effort.pairs:  # numbers that never changed anything are left where they are
        active = [i for i, effect in enumerate(effects) if not effect.inert] or active
    steps = sum(effect.rises + effect.falls for effect in effects)
    singles: list[Set] = [((i, end),) for i in active for end in _ends(numbers, i)]
    alone = search.at(singles) if singles else np.empty(0)
    one_way = steps > 0 and all(not (e.rises and e.falls) for e in effects)
    best = _farthest(search, singles, alone)
    farthest = search.measured(_point(numbers, best, np.ones((len(best), 1)))[:, 0])
    found, tried = _smallest(search, singles, alone, best if search.at([best])[0] >= 0 else None)
    if not found:
        return FlipSet(False, (), before, np.nan, None, False, farthest, one_way, steps, search.asked)
    moves, point = _least(search, found)
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


def _farthest(search: _Search, singles: Sequence[Set], alone: Array) -> Set:
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


def _climbed(search: _Search, singles: Sequence[Set], start: dict[int, float]) -> tuple[dict[int, float], float]:
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


def _smallest(search: _Search, singles: Sequence[Set], alone: Array, best: Set | None) -> tuple[list[Set], bool]:
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


def _ranking(margin: float, search: _Search, moves: Set) -> float:
    """Return how promising a set is: the farther beyond the limit for its full move, the less of it is needed."""
    start = search.numbers.start
    total = sum(_share(search.numbers, i, to, float(start[i])) for i, to in moves)
    return margin / max(total, 1e-9)


def _extended(sets: Sequence[Set], singles: Sequence[Set]) -> list[Set]:
    """Return every set with one more move, each once."""
    found: dict[Set, None] = {}
    for moves, (single,) in product(sets, singles):
        if all(i != single[0] for i, _ in moves):
            more = tuple(sorted((*moves, single)))
            found[more] = None
    return list(found)


def _reduced(search: _Search, moves: Set) -> Set:
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


def _share(numbers: UncertainNumbers, i: int, to: float, start: float) -> float:
    n = numbers.all[i]
    return 1.0 if n.kind == "held" else abs(to - start) / n.width


def _told(numbers: UncertainNumbers, moves: Set, point: Array) -> Iterator[FlippedNumber]:
    start = numbers.start
    for i, _ in moves:
        n = numbers.all[i]
        to = float(point[i])
        values = numbers.value(i, float(start[i])), numbers.value(i, to, point)
        yield FlippedNumber(n.path, n.line, *values, to, _share(numbers, i, to, float(start[i])))


# ---- the least total move of a set -----------------------------------------------------------------------------------


def _least(search: _Search, sets: Sequence[Set]) -> tuple[Set, Array]:
    """Return the set, and the point, of the least total move among the sets."""
    best: tuple[float, Set, Array] | None = None
    for moves in sets if len(sets[0]) == 1 else sets[: search.effort.polished]:
        shares = _traded(search, moves)
        point = _rounded(search, moves, _point(search.numbers, moves, shares[:, None])[:, 0])
        total = float((shares * _weights(search.numbers, moves)).sum())
        if best is None or total < best[0] - 1e-12:
            best = total, moves, point
    assert best is not None  # noqa: S101 - called with at least one set
    return best[1], best[2]


def _rounded(search: _Search, moves: Set, point: Array) -> Array:
    """Return the point with its moves rounded away from the start, to a ten-thousandth of the range or so."""
    found = point.copy()
    for i, to in moves:
        n = search.numbers.all[i]
        step = 10.0 ** (np.floor(np.log10(n.width)) - 4)
        digits = max(0, int(-np.log10(step)) + 1)
        away = np.ceil if to > n.start else np.floor
        found[i] = np.clip(
            round(float(away(point[i] / step - 1e-6 * np.sign(to - n.start)) * step), digits), n.low, n.high
        )
    return found if search.margins(found[:, None])[0] >= 0 else point


def _weights(numbers: UncertainNumbers, moves: Set) -> Array:
    """Return the full move of each number of a set, in widths of its range."""
    return np.array([_share(numbers, i, to, float(numbers.start[i])) for i, to in moves])


def _point(numbers: UncertainNumbers, moves: Set, shares: Array) -> Array:
    """Return points at which each number of a set has gone a share of its way, shares of shape (k, N)."""
    points = np.repeat(numbers.start[:, None], shares.shape[1], axis=1)
    for row, (i, to) in enumerate(moves):
        if numbers.all[i].kind == "held":
            points[i] = np.where(shares[row] >= 1, to, numbers.start[i])
        else:
            points[i] = np.where(shares[row] >= 1, to, numbers.start[i] + shares[row] * (to - numbers.start[i]))
    return points


def _traded(search: _Search, moves: Set) -> Array:
    """Return the shares of the way, shape (k,), of the least total move, by trading between two numbers at a time."""
    count = len(moves)
    shares = np.ones(count)
    free = [k for k, (i, _) in enumerate(moves) if search.numbers.all[i].kind != "held"]
    weights = _weights(search.numbers, moves)
    for k in free:  # first all the way back that each can go, one after the other, the dearest first
        shares[k] = _roots(search, moves, shares[:, None], k)[0]
    for _ in range(search.effort.rounds):
        before = float((shares * weights).sum())
        trials = [_trials(shares, k) for k, m in product(free, free) if k != m]
        if not trials:
            break
        wanted = np.repeat([m for k, m in product(free, free) if k != m], _GRID)
        tried = np.concatenate(trials, axis=1)
        tried = _roots_of(search, moves, tried, wanted)
        totals = (tried * weights[:, None]).sum(axis=0)
        totals[search.margins(_point(search.numbers, moves, tried)) < 0] = np.inf
        k = int(np.argmin(totals))
        if not totals[k] < before - 1e-9:
            break
        shares = tried[:, k]
    return shares


def _trials(shares: Array, k: int) -> Array:
    """Return shares with that of number k on a grid, closer around where it is."""
    tried = np.repeat(shares[:, None], _GRID, axis=1)
    near = shares[k] + np.array([-0.2, -0.05, -0.01, 0.01, 0.05, 0.2])
    tried[k] = np.clip(np.concatenate([[0.0, 0.5, 1.0], near]), 0.0, 1.0)
    return tried


def _roots(search: _Search, moves: Set, shares: Array, k: int) -> Array:
    return np.asarray(_roots_of(search, moves, shares, np.full(shares.shape[1], k))[k])


def _roots_of(search: _Search, moves: Set, shares: Array, wanted: Array) -> Array:
    """Return shares with that of the wanted number as small as still turns the verdict; as it is, where none does."""
    rows = np.arange(shares.shape[1])
    low, high = np.zeros(shares.shape[1]), np.ones(shares.shape[1])
    for step in range(_HALVINGS + 1):
        middle = np.zeros_like(low) if step == 0 else (low + high) / 2
        tried = shares.copy()
        tried[wanted, rows] = middle
        turned = search.margins(_point(search.numbers, moves, tried)) >= 0
        high = np.where(turned, middle, high)
        low = np.where(turned, low, middle)
    found = shares.copy()
    found[wanted, rows] = high
    return found
