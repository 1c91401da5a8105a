"""Who counts for how much: absence, changes of a stand, the best position to announce, and who could carry a point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ripeness.conference.arrays import Stands
from ripeness.conference.rules import compromise
from ripeness.numerics.draws import Array

Outcomes = Callable[[Stands], Array]  # stands of N rows -> where each issue settles, shape (N, I)

STEP = 10.0  # points by which a position is changed
PART = 0.1  # of salience, in shares; of capability, as a part of it
_GRID = 5.0  # points between the positions that are tried where no formula says which is best
_ENOUGH = 1e-9
_LOOKED_AT = 200_000  # coalitions


@dataclass(frozen=True)
class Pivotal:
    """What each actor's stand does to the outcome, each of shape (N, P, I); NaN where it has no say.

    Attributes
    ----------
    absence : array
        By how much the outcome would differ without the actor.
    position, salience, capability : array
        By how much it would differ if the position were ten points higher, salience 0.1 higher, capability (on all
        issues) a tenth larger. By derivatives where the rule has them: exact for positions, else first order.
    announce, reaches : array
        The position to announce that brings the outcome nearest to the actor's own, and that outcome, if all others
        stay.
    """

    absence: Array
    position: Array
    salience: Array
    capability: Array
    announce: Array
    reaches: Array


def by_formula(stands: Stands) -> Pivotal:
    """Return what stands do to the weighted mean, by its derivatives."""
    x, w = stands.position, stands.weight
    whole = w.sum(axis=1, keepdims=True)
    now = (w * x).sum(axis=1, keepdims=True) / whole
    rest = np.where(whole - w > 1e-12 * whole, whole - w, np.nan)
    alone = (now * whole - w * x) / rest
    pull = (x - now) / whole
    share = np.where(w > 0, w, np.nan)
    others = now * whole - w * x
    announce = np.clip((x * whole - others) / share, 0.0, 100.0)
    announce = np.where(w > 0, announce, x)  # who weighs nothing may say anything
    parts = (
        alone - now,
        STEP * w / whole,
        PART * stands.capability * pull,
        PART * w * pull,
        announce,
        (others + w * announce) / whole,
    )
    return Pivotal(*(np.where(stands.say, part, np.nan) for part in parts))


def by_running_again(stands: Stands, outcomes: Outcomes) -> Pivotal:
    """Return what stands do to the outcomes of any rule, of the first row: shape (1, P, I). Every change is run."""
    base = stands.only(slice(0, 1))
    now = outcomes(base)[0]
    shape = base.say.shape
    absence, position, salience, capability, announce, reaches = (np.full(shape, np.nan) for _ in range(6))
    grid = np.arange(0.0, 100 + _GRID, _GRID)
    for i in range(shape[0]):
        if base.say.sum(axis=0).min() > 1 and (base.weight[0].sum(axis=0) - base.weight[0, i] > 0).all():
            absence[i] = outcomes(without(base, i))[0] - now
        more = repeated(base, 1)
        more.capability[0, i] *= 1 + PART
        capability[i] = outcomes(more)[0] - now
        for p in np.flatnonzero(base.say[i]):
            own = base.position[0, i, p]
            tried = np.append(grid, own)
            more = repeated(base, len(tried) + 2)
            up, louder = STEP if own + STEP <= 100 else -STEP, PART if base.salience[0, i, p] + PART <= 1 else -PART
            more.position[0, i, p] += up
            more.salience[1, i, p] += louder
            more.position[2:, i, p] = tried
            found = outcomes(more)[:, p]
            position[i, p] = (found[0] - now[p]) * np.sign(up)
            salience[i, p] = (found[1] - now[p]) * np.sign(louder)
            # Of equally good positions the nearest to its own.
            best = np.lexsort((np.abs(tried - own), np.round(np.abs(found[2:] - own), 9)))[0]
            announce[i, p], reaches[i, p] = tried[best], found[2 + best]
    parts = (absence, position, salience, capability, announce, reaches)
    return Pivotal(*(np.where(base.say, part, np.nan)[None] for part in parts))


def without(stands: Stands, i: int) -> Stands:
    """Return the stands without one actor."""
    say = stands.say.copy()
    say[i] = False
    return replace(stands, say=say)


def repeated(stands: Stands, times: int) -> Stands:
    """Return the first row so many times, in arrays that may be changed."""
    return replace(
        stands,
        position=np.repeat(stands.position[:1], times, axis=0),
        salience=np.repeat(stands.salience[:1], times, axis=0),
        capability=np.repeat(stands.capability[:1], times, axis=0),
        reference=np.repeat(stands.reference[:1], times, axis=0),
    )


# ---- coalitions ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WinningCoalition:
    """Who together could carry a point, by places of actors; ``weight`` is their share of the whole.

    ``proven`` says whether no smaller (or lighter) one could.
    """

    members: tuple[int, ...]
    weight: float
    proven: bool = True


@dataclass(frozen=True)
class Carried:
    """What it takes to bring an issue to a point.

    Attributes
    ----------
    point, now : float
        The point, and where the weighted mean stands.
    willing : tuple of int
        Actors that prefer the point to where it stands: only they are asked.
    fewest, lightest : WinningCoalition or None
        The fewest, and those of least weight, who by announcing the end of the scale together move the weighted mean to
        the point or beyond, if all others stay; None when not even all of the willing can.
    majority : WinningCoalition or None
        The lightest of the willing that hold half of the weight, so that standing at the point they carry it by the
        median whatever the others do; None when the willing do not hold half.
    """

    point: float
    now: float
    willing: tuple[int, ...]
    fewest: WinningCoalition | None
    lightest: WinningCoalition | None
    majority: WinningCoalition | None


def carried(stands: Stands, p: int, point: float) -> Carried:
    """Return which coalition could carry a point on an issue, at the central values."""
    x, w = stands.position[0, :, p], stands.weight[0, :, p]
    now = float(compromise(x[None], w[None])[0])
    share = w / w.sum()
    better = stands.say[:, p] & (np.abs(x - point) < np.abs(x - now)) & (w > 0)
    willing = [int(i) for i in np.flatnonzero(better)]
    lift = share * (100 - x if point > now else x)
    need = abs(point - now)
    return Carried(
        point,
        now,
        tuple(willing),
        _fewest(willing, lift, share, need),
        _lightest(willing, lift, share, need),
        _lightest(willing, share, share, 0.5),
    )


def _fewest(willing: list[int], lift: Array, share: Array, need: float) -> WinningCoalition | None:
    """Return the fewest who give what is needed: those who give most."""
    order = sorted(willing, key=lambda i: (-lift[i], i))
    given = np.cumsum(lift[order])
    enough = np.flatnonzero(given >= need - _ENOUGH)
    if not len(enough):
        return None
    members = tuple(sorted(order[: int(enough[0]) + 1]))
    return WinningCoalition(members, float(share[list(members)].sum()))


def _lightest(willing: list[int], lift: Array, share: Array, need: float) -> WinningCoalition | None:
    """Return the lightest who give what is needed: branch and bound, what is still needed bounded by the best rate."""
    order = sorted(willing, key=lambda i: (-lift[i] / share[i], i))
    left = np.append(np.cumsum(lift[order][::-1])[::-1], 0.0)
    if not order or left[0] < need - _ENOUGH:
        return None
    best: tuple[float, tuple[int, ...]] = (np.inf, ())
    stack: list[tuple[int, float, float, tuple[int, ...]]] = [(0, 0.0, 0.0, ())]
    steps = 0
    while stack and steps < _LOOKED_AT:
        steps += 1
        k, given, weight, members = stack.pop()
        if given >= need - _ENOUGH:
            if weight < best[0] - 1e-12:
                best = weight, members
            continue
        if k == len(order) or given + left[k] < need - _ENOUGH:
            continue
        i = order[k]
        if weight + (need - given) * share[i] / max(float(lift[i]), 1e-300) >= best[0] - 1e-12:
            continue
        stack.append((k + 1, given, weight, members))
        stack.append((k + 1, given + float(lift[i]), weight + float(share[i]), (*members, i)))
    return WinningCoalition(tuple(sorted(best[1])), best[0], proven=not stack)
