"""Who could act on whom: ties as arrays over draws, and the order in which willingness has to be built.

A tie is used at a level from 0 to 1. Its source would use it up to its willingness unprompted; sway from others adds to
that. Sway counts only from ties that stand earlier in the order, so that two sources never lift each other from
nothing.

A guarantee is in a text or not, and its level is the chance that it stands when the text is broken: the guarantor's
willingness, or 1 once sway brings that to 1. Nothing in between: sway that falls short of 1 changes nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.scenario import Scenario
from ripeness.scenario.ties import Guarantee, Inducement, Sanction, Support, Sway, Tie
from ripeness.valuation.columns import Columns

IN_FORCE = 1 - 1e-9  # willingness from which a guarantor is sure to stand


@dataclass(frozen=True)
class Network:
    """Ties as arrays over N draws; T ties in file order.

    Attributes
    ----------
    scenario : Scenario
        Where they come from.
    ties : tuple of str
        Ids of the T ties that may be used.
    willing : array, shape (N, T)
        Levels that the sources would use unprompted, of guarantees the chance that they stand; 0 where the file says
        nothing.
    strength : array, shape (N, T)
        Of sways the willingness added, of sanctions and inducements points, of supports strength; 0 for guarantees.
    cost : array, shape (N, T)
        Cost of level 1 to the source; NaN where the file says nothing.
    sways : tuple of (int, int)
        Pairs (sway, tie) of ties' numbers: the first adds to the willingness to use the second.
    """

    scenario: Scenario
    ties: tuple[str, ...]
    willing: Array
    strength: Array
    cost: Array
    sways: tuple[tuple[int, int], ...]

    def record(self, tie: int) -> Tie:
        """Return what the file says of tie number ``tie``."""
        return self.scenario.ties[self.ties[tie]]

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The source of each tie."""
        return tuple(self.record(t).from_ for t in range(len(self.ties)))

    @cached_property
    def guarantees(self) -> tuple[int, ...]:
        """Numbers of the guarantees."""
        return tuple(t for t in range(len(self.ties)) if isinstance(self.record(t), Guarantee))

    @cached_property
    def swayed(self) -> tuple[tuple[int, ...], ...]:
        """Of each tie those whose willingness it adds to."""
        return tuple(tuple(b for a, b in self.sways if a == t) for t in range(len(self.ties)))

    @cached_property
    def swaying(self) -> tuple[tuple[int, ...], ...]:
        """Of each tie those that add to the willingness to use it."""
        return tuple(tuple(a for a, b in self.sways if b == t) for t in range(len(self.ties)))

    def bearing(self, actor: str) -> tuple[int, ...]:
        """Return the ties that bear on an actor directly: support, sanction, inducement, or a guarantee for it."""
        return tuple(t for t in range(len(self.ties)) if _bears(self.record(t), actor))

    def leading(self, targets: Iterable[int]) -> frozenset[int]:
        """Return the ties from which sway leads to one of ``targets``, themselves included."""
        found = set(targets)
        edge = list(found)
        while edge:
            edge = [a for t in edge for a in self.swaying[t] if a not in found]
            found.update(edge)
        return frozenset(found)


def network(columns: Columns, ties: Sequence[str]) -> Network:
    """Return the given ties as arrays over the draws of ``columns``."""
    scenario = columns.scenario
    number = {tie: t for t, tie in enumerate(ties)}
    sways = [
        (number[tie], number[other])
        for tie in ties
        for other in _over(scenario, tie)
        if other in number and other != tie
    ]
    count = columns.draws.count
    willing = [_or(columns, f"ties.{tie}.willing", 0.0) for tie in ties]
    strength = [_or(columns, f"ties.{tie}.strength", 0.0) for tie in ties]  # a guarantee may have one for each actor
    cost = [
        _or(columns, f"ties.{tie}.{'cut-cost' if isinstance(scenario.ties[tie], Support) else 'cost'}", np.nan)
        for tie in ties
    ]
    shape = (len(ties), count)
    return Network(
        scenario,
        tuple(ties),
        np.reshape(willing, shape).T,
        np.reshape(strength, shape).T,
        np.reshape(cost, shape).T,
        tuple(sways),
    )


def _or(columns: Columns, path: str, missing: float) -> Array:
    if path not in columns.scenario.estimates:
        return np.full(columns.draws.count, missing)
    return columns(path)


def _over(scenario: Scenario, tie: str) -> list[str]:
    """Return the ties that a sway bears on: those named, else all of the actor that is swayed."""
    record = scenario.ties[tie]
    if not isinstance(record, Sway):
        return []
    return list(record.over) or [t for t, other in scenario.ties.items() if other.from_ == record.to]


def _bears(record: Tie, actor: str) -> bool:
    if isinstance(record, (Support, Sanction, Inducement)):
        return record.to == actor
    if isinstance(record, Guarantee):
        return not isinstance(record.strength, dict) or actor in record.strength
    return False


def order(network: Network, levels: Array | None = None) -> tuple[int, ...]:
    """Return an order of all ties in which those that sway come before those they sway, as far as that is possible.

    Where sways run in a circle the order follows ``levels``, shape (T,): a tie is placed as soon as what its source
    would do unprompted, and sway from ties already placed, allow its level; the rest follows in file order.
    """
    waiting = [len(before) for before in network.swaying]  # sways not placed yet, by tie
    credit = np.nan_to_num(network.willing[0], nan=0.0)
    left = dict.fromkeys(range(len(network.ties)))
    placed: dict[int, None] = {}
    ready = [t for t in left if not waiting[t]]
    while left:
        chosen = ready or _next(left, credit, levels)
        ready = []
        for t in chosen:
            placed[t] = None
            del left[t]
            for b in network.swayed[t]:
                waiting[b] -= 1
                if levels is not None:
                    credit[b] += np.nan_to_num(network.strength[0, t], nan=0.0) * levels[t]
                if not waiting[b] and b in left:
                    ready.append(b)
        ready = sorted(t for t in ready if t in left)
    return tuple(placed)


def _next(left: Iterable[int], credit: Array, levels: Array | None) -> list[int]:
    """Return the tie of a circle that is placed first: one whose level is allowed by what is placed already."""
    rest = list(left)
    if levels is not None:
        able = [t for t in rest if levels[t] <= credit[t] + 1e-9]
        chosen = [t for t in able if levels[t] > 0][:1] or able[:1]
        if chosen:
            return chosen
    return rest[:1]


def available(network: Network, levels: Array, earlier: Container[int], tie: int) -> Array:
    """Return up to which level the source of a tie would use it, given sway from ``earlier`` ties, shape (N,)."""
    limit = np.nan_to_num(network.willing[:, tie], nan=0.0)
    for a in network.swaying[tie]:
        if a in earlier:
            limit = limit + np.nan_to_num(network.strength[:, a], nan=0.0) * levels[:, a]
    return np.minimum(limit, 1.0)


def stands(network: Network, tie: int, limit: Array) -> Array:
    """Return the chance that a guarantee stands, given willingness with what sway adds, shape (N,)."""
    unprompted = np.nan_to_num(network.willing[:, tie], nan=0.0)
    return np.where(limit >= IN_FORCE, 1.0, unprompted)


def delivered(network: Network, asked: Array, sequence: Sequence[int]) -> Array:
    """Return the levels that are really used when ``asked``, shape (T,), is asked for in order, shape (N, T).

    Each source does what is asked, but no more than it would in that draw. A guarantee that is asked for stands with
    the chance that it has in that draw.
    """
    count = len(network.willing)
    levels = np.zeros((count, len(network.ties)))
    done: list[int] = []
    for t in sequence:
        if asked[t] > 0:
            limit = available(network, levels, done, t)
            if t in network.guarantees:
                levels[:, t] = stands(network, t, limit)
            else:
                levels[:, t] = np.minimum(asked[t], limit)
        done.append(t)
    return levels
