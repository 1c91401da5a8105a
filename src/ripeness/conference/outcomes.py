"""Where issues settle by each rule, for many rows at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import get_args, get_type_hints

import numpy as np

from ripeness.conference.arrays import Stands
from ripeness.conference.challenge import Challenge, Reading, challenge
from ripeness.conference.exchange import ExchangePath, Trading, exchange
from ripeness.conference.nash import Bargain, nash
from ripeness.conference.rules import compromise, medians, plain_mean
from ripeness.numerics.draws import Array

#: The rules that are shown side by side; the first is the forecast.
RULES = ("compromise", "mean", "median", "nash", "challenge", "exchange")
QUICK = RULES[:4]


@dataclass(frozen=True)
class Models:
    """How the models are meant that leave a choice."""

    bargain: Bargain
    reading: Reading
    trading: Trading


#: Numbers that the models admit, by the names of their fields.
BOUNDS: Mapping[str, tuple[float, float]] = {
    "rounds": (1, 200),
    "status_quo": (0, 1),
    "cost": (1e-6, 1e9),
    "follows": (0, 1),
    "eased": (0, 1),
}


def amiss(models: Models) -> list[str]:
    """Return what is not admissible in how the models are meant, in words."""
    found = []
    for model in (models.bargain, models.reading, models.trading):
        hints = get_type_hints(type(model))
        for field in fields(model):
            value, choices = getattr(model, field.name), get_args(hints[field.name])
            low, high = BOUNDS.get(field.name, (0, 0))
            if choices and value not in choices:
                found.append(f"{field.name} is {' or '.join(choices)}, not {value!r}")
            elif field.name in BOUNDS and not low <= value <= high:
                found.append(f"{field.name} is a number from {low:g} to {high:g}, not {value!r}")
    if models.trading.follows + models.trading.eased > 1:
        found.append("follows and eased together are at most 1: nobody goes further than its vote")
    return found


def by_rule(rule: str, models: Models) -> Callable[[Stands], Array]:
    """Return a function from stands of N rows to where each issue settles, shape (N, I).

    Rows may hold numbers in place of unknowns (see :meth:`Stands.filled`); the caller masks what rests on them.
    """
    one = _EACH.get(rule)
    if one is None:
        return lambda stands: traded(stands, models).outcomes[:, -1]
    return lambda stands: np.stack([one(stands, p, models) for p in range(len(stands.issues))], axis=1)


def challenged(stands: Stands, p: int, models: Models, *, trace: bool = False) -> Challenge:
    """Return how positions on one issue move by the challenge model."""
    x, s, c = (a[:, :, p] for a in (stands.position, stands.salience, stands.capability))
    return challenge(x, s, c, stands.says[:, :, p], models.reading, trace=trace)


def traded(stands: Stands, models: Models, *, trace: bool = False) -> ExchangePath:
    """Return how votes on all issues are exchanged."""
    return exchange(stands.position, stands.salience, stands.capability, stands.says, models.trading, trace=trace)


def bargained(stands: Stands, p: int, how: Bargain) -> Array:
    """Return where Nash bargaining settles an issue, shape (N,)."""
    x, s, c = (a[:, :, p] for a in (stands.position, stands.salience, stands.capability))
    return nash(x, s, c, stands.says[:, :, p], stands.reference[:, p], how)


def last_median(found: Challenge, weights: Array) -> Array:
    """Return the weighted median of the last positions, shape (N,)."""
    return medians(np.nan_to_num(found.positions[:, -1]), weights).middle


_EACH: Mapping[str, Callable[[Stands, int, Models], Array]] = {
    "compromise": lambda s, p, _: compromise(s.position[:, :, p], s.weight[:, :, p]),
    "mean": lambda s, p, _: plain_mean(s.position[:, :, p], s.says[:, :, p]),
    "median": lambda s, p, _: medians(s.position[:, :, p], s.weight[:, :, p]).middle,
    "nash": lambda s, p, m: bargained(s, p, m.bargain),
    "challenge": lambda s, p, m: last_median(challenged(s, p, m), s.weight[:, :, p]),
}
