"""The least plan of pressure by brute force: METHODS 6, at one draw, on the definitions of ``pressure_oracle``.

    cheapest(asked, steps=4)     every combination of levels on a grid
    least_cost(asked, steps=8)   a linear programme for each order, set of guarantees, and cuts on a grid

Neither knows of the other.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations, product
from typing import Any

import numpy as np
from scipy.optimize import linprog

from tests.oracles.pressure_oracle import (
    TINY,
    Levels,
    Question,
    credit,
    excluded,
    free_questions,
    margin,
    most,
    order_of,
    spent_on,
    surplus,
    tie_cost,
    usable,
    willing,
)
from tests.oracles.sign_oracle import Number, Package, Raw

# The least plan, over a grid of levels


@dataclass(frozen=True)
class Best:
    """`cost` is infinite, `plan` None, when nothing on the grid is enough.

    `smallest` is the largest smallest surplus that can be had on the grid, at whatever cost; `spare` the same with
    each surplus less its margin. None: a red line excludes the package, or this was not looked for."""

    cost: float
    plan: Levels | None
    smallest: float | None
    spare: float | None
    package: Package


def of_kind(asked: Question, *kinds: str) -> list[str]:
    return [tie for tie in usable(asked) if asked.raw["ties"][tie]["kind"] in kinds]


def grid(asked: Question, tops: dict[str, float], steps: int) -> Iterator[Levels]:
    """All combinations of levels up to `tops`: multiples of 1/steps and the top itself; guarantees 0 or the top."""
    axes = []
    for tie, top in tops.items():
        between = () if asked.raw["ties"][tie]["kind"] == "guarantee" else (k / steps for k in range(1, steps + 1))
        axes.append(sorted({0.0, top, *(level for level in between if level <= top)}))
    return (dict(zip(tops, point, strict=True)) for point in product(*axes))


def sway_levels(asked: Question, steps: int) -> Iterator[Levels]:
    """Levels of the sways that some order of them allows: multiples of 1/steps, and their own willingness."""
    sways = of_kind(asked, "sway")
    axes = [sorted({*(k / steps for k in range(steps + 1)), min(1.0, willing(asked, tie))}) for tie in sways]
    points = (dict(zip(sways, point, strict=True)) for point in product(*axes))
    return (swayed for swayed in points if order_of(asked, swayed) is not None)


def cheapest(asked: Question, *, chance: float = 0.8, steps: int = 4, slack: float = -TINY) -> Best:
    """Every combination of levels on the grid that some order allows; the cheapest that gives all their margin.

    Only sways lend credit, so an order may as well begin with all the sways: for each combination of theirs that an
    order allows, every other tie has a largest level of its own. Given supports and guarantees (`curved`), the surplus
    is a sum of terms in the levels of sanctions and inducements (`straight`).

    The slack is negative: what only just reaches its margin does not count, so that no rounding decides.
    """
    if excluded(asked):
        return Best(math.inf, None, None, None, asked.package)
    curved, straight = of_kind(asked, "support", "guarantee"), of_kind(asked, "sanction", "inducement")
    slopes = np.array([[_slope(asked, tie, i) for i in asked.signatories] for tie in straight])
    slopes = slopes.reshape(len(straight), len(asked.signatories))
    needed = np.array([margin(asked, i, chance) for i in asked.signatories], dtype=float)
    known: dict[tuple[float, ...], list[Number]] = {}
    best, plan, smallest, spare = math.inf, None, -math.inf, -math.inf
    for swayed in sway_levels(asked, steps):
        bends, lines = (
            list(grid(asked, {tie: most(asked, tie, swayed, swayed) for tie in ties}, steps))
            for ties in (curved, straight)
        )
        bent = np.array([_remembered(known, asked, levels) for levels in bends], dtype=float)
        at_lines = np.array([list(levels.values()) for levels in lines]).reshape(len(lines), -1)
        total = bent[:, None, :] + (at_lines @ slopes)[None, :, :]
        smallest = max(smallest, float(total.min(axis=-1).max()))
        spare = max(spare, float((total - needed).min(axis=-1).max()))
        costs = np.array([_cost(asked, levels) for levels in bends])[:, None] + at_lines @ _costs(asked, straight)
        costs = np.where((total >= needed - slack).all(axis=-1), costs + _cost(asked, swayed), math.inf)
        b, c = np.unravel_index(int(costs.argmin()), costs.shape)
        if costs[b, c] < best:
            best = float(costs[b, c])
            plan = {tie: level for tie, level in (swayed | bends[b] | lines[c]).items() if level}
    return Best(best, plan, smallest, spare, asked.package)


def _remembered(known: dict[tuple[float, ...], list[Number]], asked: Question, levels: Levels) -> list[Number]:
    point = tuple(levels.values())
    if point not in known:
        known[point] = [surplus(asked, actor, levels) for actor in asked.signatories]
    return known[point]


def cheapest_of_all(raw: Raw, *, made: bool = False, chance: float = 0.8, steps: int = 4) -> Best:
    """The same with the package free."""
    found = [cheapest(asked, chance=chance, steps=steps) for asked in free_questions(raw, made=made)]
    first = min(found, key=lambda best: best.cost)
    free = [best for best in found if best.smallest is not None]
    smallest, spare = (max((getattr(best, word) for best in free), default=None) for word in ("smallest", "spare"))
    return Best(first.cost, first.plan, smallest, spare, first.package)


def _cost(asked: Question, levels: Levels) -> float:
    return sum(spent_on(asked, tie, level) for tie, level in levels.items() if level)


def _costs(asked: Question, ties: list[str]) -> Any:
    return np.array([tie_cost(asked, tie) for tie in ties], dtype=float)


def _slope(asked: Question, tie: str, actor: str) -> float:
    """What level 1 of a sanction or an inducement adds to the surplus."""
    return (asked.values(f"ties.{tie}.strength") or 0.0) if asked.raw["ties"][tie]["to"] == actor else 0.0


def highest_levels(asked: Question) -> Levels | None:
    """The largest levels of all ties at once, where some order allows them; None where none does.

    Levels are raised from 0 to what all the credit at hand allows, again and again; no order allows more, and one may
    allow less.
    """
    ties = usable(asked)
    levels = dict.fromkeys(ties, 0.0)
    for _ in range(200):
        levels = {tie: most(asked, tie, levels, ties) for tie in ties}
    return levels if order_of(asked, levels) is not None else None


# The least plan, exactly but for the cuts


def least_cost(asked: Question, *, chance: float = 0.8, steps: int = 8, rounds: int = 6) -> Best:
    """The least cost with cuts of support on a grid, which is made finer about the best several times.

    To the grid belong the largest cuts that sways at full, or at what they are willing to, allow.

    For given cuts and guarantees the rest is linear once the order of the sways is given (they may come first, see
    `cheapest`): a linear programme for each. Exact where no support can be cut; otherwise cost is what can be had.
    """
    supports = of_kind(asked, "support")
    tops = [{most(asked, tie, swayed, swayed) for swayed in sway_levels(asked, 1)} for tie in supports]
    axes = [sorted({*(k / steps for k in range(steps + 1)), *top}) for top in tops]
    width, best = 1.0 / steps, Best(math.inf, None, None, None, asked.package)
    if excluded(asked):
        return best
    for _ in range(rounds if supports else 1):
        for cuts in product(*axes):
            for standing in _standings(asked):
                fixed = dict(zip(supports, cuts, strict=True)) | standing
                found = _programmes(asked, fixed, chance, best.cost)
                best = found if found.cost < best.cost else best
        if best.plan is None:
            break
        axes = [_about(best.plan.get(tie, 0.0), width) for tie in supports]
        width /= 2
    return best


def _about(level: float, width: float) -> list[float]:
    return sorted({min(1.0, max(0.0, level + k * width / 3)) for k in range(-3, 4)})


def _standings(asked: Question) -> Iterator[Levels]:
    """Every guarantee left out, as its source is willing to stand, or for sure."""
    ties = of_kind(asked, "guarantee")
    for chances in product(*(sorted({0.0, min(willing(asked, tie), 1.0), 1.0}) for tie in ties)):
        yield {tie: chance for tie, chance in zip(ties, chances, strict=True) if chance}


def _programmes(asked: Question, fixed: Levels, chance: float, below: float) -> Best:
    """The cheapest over all orders of the sways, with the levels of supports and guarantees fixed."""
    spent = _cost(asked, fixed)
    best = Best(math.inf, None, None, None, asked.package)
    bases = [surplus(asked, i, fixed) for i in asked.signatories]
    if spent >= below or None in bases:
        return best
    gaps = [margin(asked, i, chance) - base for i, base in zip(asked.signatories, bases, strict=True)]
    straight, sways = of_kind(asked, "sanction", "inducement"), of_kind(asked, "sway")
    at_full = [sum(max(0.0, _slope(asked, tie, i)) for tie in straight) for i in asked.signatories]
    if any(gap > full for gap, full in zip(gaps, at_full, strict=True)):
        return best  # out of reach even with everything at full
    if any(level > most(asked, tie, dict.fromkeys(sways, 1.0), sways) + TINY for tie, level in fixed.items()):
        return best  # nobody could be brought to that
    ties = [*sways, *straight]
    costs = _costs(asked, ties)
    for order in permutations(sways):
        rows, tops = _limits(asked, ties, order, fixed)
        for i, gap in zip(asked.signatories, gaps, strict=True):
            rows.append([-_slope(asked, tie, i) if tie in straight else 0.0 for tie in ties])
            tops.append(-gap)
        if not ties:
            if all(top >= -TINY for top in tops):
                best = Best(spent, {t: v for t, v in fixed.items() if v}, None, None, asked.package)
            continue
        solved = linprog(costs, A_ub=np.array(rows), b_ub=np.array(tops), bounds=(0, 1), method="highs")
        if solved.status == 0 and solved.fun + spent < best.cost:
            plan = fixed | dict(zip(ties, map(float, solved.x), strict=True))
            best = Best(float(solved.fun) + spent, {t: v for t, v in plan.items() if v}, None, None, asked.package)
    return best


def _limits(
    asked: Question, ties: list[str], order: tuple[str, ...], fixed: Levels
) -> tuple[list[list[float]], list[float]]:
    """level_t - credit <= willing_t, with credit from sways earlier in the order; others come after all sways."""
    rows, tops = [], []
    for tie in [*ties, *(t for t, level in fixed.items() if level)]:
        earlier = order[: order.index(tie)] if tie in order else order
        row = [0.0] * len(ties)
        for sway in earlier:
            row[ties.index(sway)] -= credit(asked, tie, {sway: 1.0}, [sway])
        if tie in ties:
            row[ties.index(tie)] += 1.0
        rows.append(row)
        tops.append(willing(asked, tie) - (0.0 if tie in ties else fixed[tie]))
    return rows, tops
