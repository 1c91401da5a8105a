"""Who can undo a plan: the least additional support for a signatory that makes it refuse again.

Support may be raised up to its `most`, promised for the case of a refusal or, where cuts are made whatever anybody
does, given at once. What a plan has cut is not raised by the same hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ripeness.leverage.flips import Refusal
from ripeness.leverage.programme import Programme
from ripeness.leverage.stakes import Contest, TextWorth, support_of, surplus
from ripeness.numerics.draws import Array
from ripeness.valuation.columns import Columns

_ROUNDS = 40
_BELOW = 1e-6  # points below 0 at which a signatory surely refuses
_SAME = 1e-10


@dataclass(frozen=True)
class Undoing:
    """The least counter-pressure against one signatory's signature.

    Attributes
    ----------
    signatory : str
        Who refuses again.
    feasible : bool or None
        Whether additional support up to `most` can make it refuse; None: none was found that does, and that there is
        none is not proven.
    raised : tuple of (tie, more in use, cost)
        How much more of each support is in use, in the unit of `now`, and what that costs its source; the cost is NaN
        where the file says nothing.
    cost : float
        Total; NaN where a cost that is needed is not known.
    surplus : float
        Of the signatory after it, or with all support at its most where that is not enough.
    """

    signatory: str
    feasible: bool | None
    raised: tuple[tuple[str, float, float], ...]
    cost: float
    surplus: float


def undoing(question: Refusal, columns: Columns, levels: Array) -> tuple[Undoing, ...]:
    """Return for each fighting signatory what would make it refuse a plan's text; ``levels`` has shape (T,)."""
    return tuple(
        _undone(question, columns, levels, i)
        for i, stake in enumerate(question.stakes)
        if stake.contest is not None and _room(question, columns, levels, i)
    )


def _room(question: Refusal, columns: Columns, levels: Array, i: int) -> dict[int, float]:
    """Return how much each support of a signatory could be raised above what is in use now."""
    found = {}
    for t in support_of(question.net, question.stakes[i].actor):
        tie = question.net.ties[t]
        if levels[t] > 0 or f"ties.{tie}.most" not in columns.scenario.estimates:
            continue
        room = float(columns(f"ties.{tie}.most")[0] - columns(f"ties.{tie}.now")[0])
        if room > 0:
            found[t] = room
    return found


def _undone(question: Refusal, columns: Columns, levels: Array, i: int) -> Undoing:
    room = _room(question, columns, levels, i)
    now = _surplus(question, i, levels, _raised(question, {}))
    if now < -_BELOW:  # the plan was made for less than a verdict: it refuses without being asked to
        return Undoing(question.stakes[i].actor, feasible=True, raised=(), cost=0.0, surplus=now)
    prices = {t: _price(columns, question.net.ties[t]) for t in room}
    everything = _raised(question, room)
    most = _surplus(question, i, levels, everything)
    actor = question.stakes[i].actor
    contest = question.stakes[i].contest
    priced = {t: r for t, r in room.items() if not np.isnan(prices[t])}
    enough = most < -_BELOW
    found = None
    if priced and (enough or (contest is not None and not contest.plain)):
        found = _cheapest(question, levels, i, priced, prices)
    if found is None and not enough:
        never = False if contest is None or contest.plain else None
        return Undoing(actor, feasible=never, raised=_named(question, room, prices), cost=np.nan, surplus=most)
    if found is None:  # only raises whose cost nobody has judged are enough
        return Undoing(actor, feasible=True, raised=_named(question, room, prices), cost=np.nan, surplus=most)
    cost = sum(prices[t] * more for t, more in found.items())
    after = _surplus(question, i, levels, _raised(question, found))
    return Undoing(actor, feasible=True, raised=_named(question, found, prices), cost=cost, surplus=after)


def _cheapest(
    question: Refusal, levels: Array, i: int, room: dict[int, float], prices: dict[int, float]
) -> dict[int, float] | None:
    """Return the cheapest raises that push a surplus below 0, from several starts; None when none do.

    At each point the war is replaced by its tangent and a linear programme solved. Where the steepness is at most 1
    the worth of the war is concave in support and the end is the least; otherwise the best of all starts is taken.
    """
    starts = [room, *({t: r} for t, r in room.items()), {t: r / 2 for t, r in room.items()}]
    best: tuple[float, dict[int, float]] | None = None
    for start in starts:
        at = _raised(question, start)
        for _ in range(_ROUNDS):
            after = _tangent(question, levels, i, room, prices, at)
            if after is None:
                break
            enough = _surplus(question, i, levels, after) <= -_BELOW
            cost = sum(prices[t] * float(after[0, t]) for t in room)
            if enough and (best is None or cost < best[0] - _SAME):
                best = (cost, {t: float(after[0, t]) for t in room if after[0, t] > _SAME})
            if np.abs(after - at).max() < _SAME:
                break
            at = after
    return None if best is None else best[1]


def _tangent(
    question: Refusal, levels: Array, i: int, room: dict[int, float], prices: dict[int, float], at: Array
) -> Array | None:
    """Return the cheapest raises by the tangent of the war at ``at``; None when none are enough by it."""
    contest = question.stakes[i].contest
    if contest is None:  # pragma: no cover - fighters only
        return None
    use = contest.use(levels[None, :], at, made=question.made)
    here, slope = float(contest.worth(use)[0]), _slope(contest, use)
    model = Programme()
    columns = {t: model.column(0.0, r, price=prices[t]) for t, r in room.items()}
    moved = sum(slope[t] * float(at[0, t]) for t in room)
    target = _enough(question, levels, i)
    model.at_least({columns[t]: slope[t] for t in room}, target - here + moved)
    found = model.solve().x
    if found is None:
        return None
    return _raised(question, {t: float(found[c]) for t, c in columns.items()})


def _enough(question: Refusal, levels: Array, i: int) -> float:
    """Return what refusing must be worth for a signatory to refuse the plan's text: where its surplus is just below 0.

    Where cuts are threatened, the surplus falls by one point for every point of refusing. Where they are made whatever
    anybody does, what betrayal costs falls with it: by h points, its confidence, as long as refusing is worth less than
    the text's utility.
    """
    stake, at = question.stakes[i], levels[None, :]
    if not question.made:
        refused = float(stake.refusing(at, None, made=False)[0])
        return _surplus(question, i, levels, _raised(question, {})) + refused + 2 * _BELOW
    u, doubt = float(question.package.utility[0, i]), float(stake.doubt(at)[0])
    pressed = sum(float(p[0] * levels[t]) for t, p in (*stake.punished.items(), *stake.induced.items()))
    at_utility = pressed - doubt * float(question.package.loss[0, i])  # surplus where refusing is worth u
    if at_utility >= -2 * _BELOW:
        return u + at_utility + 2 * _BELOW
    return u + (at_utility + 2 * _BELOW) / (1 - doubt) if doubt < 1 else -np.inf


def _slope(contest: Contest, use: Array) -> dict[int, float]:
    by_use = contest.slope(use)[0]
    return {t: float(by_use[k]) for k, t in enumerate(contest.ties) if t >= 0 and contest.sides[k] == contest.side}


def _surplus(question: Refusal, i: int, levels: Array, raised: Array) -> float:
    text = TextWorth(question.package.utility[:, [i]], question.package.loss[:, [i]])
    stakes = question.stakes[i : i + 1]
    return float(surplus(stakes, text, levels[None, :], raised=raised, made=question.made)[0, 0])


def _raised(question: Refusal, more: dict[int, float]) -> Array:
    raised = np.zeros((1, len(question.net.ties)))
    for t, amount in more.items():
        raised[0, t] = amount
    return raised


def _price(columns: Columns, tie: str) -> float:
    path = f"ties.{tie}.raise-cost"
    return float(columns(path)[0]) if path in columns.scenario.estimates else float("nan")


def _named(question: Refusal, more: dict[int, float], prices: dict[int, float]) -> tuple[tuple[str, float, float], ...]:
    ties: Sequence[str] = question.net.ties
    return tuple((ties[t], amount, prices[t] * amount) for t, amount in more.items())
