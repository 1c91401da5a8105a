"""Whose pressure flips a refusal: each source alone, with its chain, in pairs, and what its sway must be worth.

Willingness of the source itself is left aside here: the question is what it could do, not whether it would. Those
whom it sways do what they are then willing to do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from ripeness.leverage.network import IN_FORCE, Network, stands
from ripeness.leverage.stakes import Stake, TextWorth, surplus
from ripeness.numerics.draws import Array
from ripeness.scenario.ties import Guarantee, Inducement, Sway
from ripeness.valuation import TIE

_GRID = 16  # equal steps in which the first level is looked for
_HALVINGS = 46  # of a step: the level is then known to the last digit of a float


@dataclass(frozen=True)
class Reach:
    """What pressure at one common level does to a refusal, in N draws.

    Attributes
    ----------
    level : array, shape (N,)
        The least level at which the signatory signs; NaN where none does.
    at_full : array, shape (N,)
        Its surplus at level 1.
    """

    level: Array
    at_full: Array

    @property
    def flips(self) -> Array:
        """Whether the signatory signs at some level: 1, 0 or NaN, shape (N,)."""
        known = ~np.isnan(self.at_full)
        return np.where(known, (~np.isnan(self.level)).astype(np.float64), np.nan)


@dataclass(frozen=True)
class Refusal:
    """A refusal, and what may be done about it: the network, the signatories and the text in N draws."""

    net: Network
    stakes: tuple[Stake, ...]
    package: TextWorth
    made: bool

    def surplus(self, i: int, levels: Array) -> Array:
        """Return the surplus of signatory number ``i`` at levels of shape (N, T), shape (N,)."""
        text = TextWorth(self.package.utility[:, [i]], self.package.loss[:, [i]])
        found: Array = surplus(self.stakes[i : i + 1], text, levels, made=self.made)[:, 0]
        return found


def sources(net: Network, actor: str) -> tuple[str, ...]:
    """Return the actors that bear on a signatory, directly or through others, in file order of their ties."""
    leading = net.leading(net.bearing(actor))
    return tuple(dict.fromkeys(net.sources[t] for t in sorted(leading) if net.sources[t] != actor))


def reach(question: Refusal, i: int, pressing: Sequence[str], *, chain: bool, halvings: int = _HALVINGS) -> Reach:
    """Return what the ties of ``pressing`` actors do to signatory number ``i``, all at one common level.

    Parameters
    ----------
    question : Refusal
        The refusal.
    i : int
        Number of the signatory.
    pressing : sequence of str
        Who presses.
    chain : bool
        Whether they also sway others, who then use their ties as far as they would.
    halvings : int
        How often the step in which the least level lies is halved; 0 where only the verdict counts.
    """
    plan = _chain(question.net, question.stakes[i].actor, pressing, chain=chain)

    def at(level: Array) -> Array:
        return question.surplus(i, plan(level))

    return Reach(_least(at, len(question.net.willing), halvings), at(np.ones(len(question.net.willing))))


def sway_needed(question: Refusal, i: int, source: str) -> Array:
    """Return the least strength of all sways of a source at which its full pressure flips a refusal, shape (N,).

    NaN where even sway that moves others entirely does not.
    """
    net = question.net
    own = [t for t in range(len(net.ties)) if isinstance(net.record(t), Sway) and net.sources[t] == source]

    def at(level: Array) -> Array:
        strength = net.strength.copy()
        strength[:, own] = level[:, None]
        changed = replace(question, net=replace(net, strength=strength))
        plan = _chain(changed.net, question.stakes[i].actor, [source], chain=True)
        return changed.surplus(i, plan(np.ones_like(level)))

    return _least(at, len(net.willing))


def pairs(question: Refusal, i: int, *, level: bool) -> list[tuple[tuple[str, str], Reach]]:
    """Return what each pair of sources does to a refusal together, with their chains; the least level only if asked."""
    found = sources(question.net, question.stakes[i].actor)
    return [((a, b), _together(question, i, (a, b), level=level)) for a, b in combinations(found, 2)]


def _together(question: Refusal, i: int, both: tuple[str, str], *, level: bool) -> Reach:
    if level:
        return reach(question, i, both, chain=True)
    full = np.ones(len(question.net.willing))
    at_full = question.surplus(i, _chain(question.net, question.stakes[i].actor, both, chain=True)(full))
    return Reach(np.full_like(at_full, np.nan), at_full)


def _chain(net: Network, actor: str, pressing: Sequence[str], *, chain: bool) -> Callable[[Array], Array]:
    """Return a function from a common level, shape (N,), to the levels of all ties, shape (N, T).

    Ties of those who press come first; then, outward from them, those that they sway. The level of each is settled
    when it is first reached, by sway from the layers before: no circle lifts itself.
    """
    direct = set(net.bearing(actor))
    wanted = net.leading(direct) if chain else direct
    first = [t for t in sorted(wanted) if net.sources[t] in pressing]
    layers, reached = [], set(first)
    edge = first
    while edge and chain:
        edge = sorted({b for a in edge for b in net.swayed[a] if b in wanted and b not in reached})
        layers.append(edge)
        reached.update(edge)

    def levels(common: Array) -> Array:
        found = np.zeros((len(common), len(net.ties)))
        for t in first:
            found[:, t] = _used(net, t, common)
        earlier = list(first)
        for layer in layers:
            for t in layer:
                credit = sum((net.strength[:, a] * found[:, a] for a in net.swaying[t] if a in earlier), 0 * common)
                limit = np.minimum(np.nan_to_num(net.willing[:, t], nan=0.0) + np.nan_to_num(credit, nan=0.0), 1.0)
                found[:, t] = stands(net, t, limit) if t in net.guarantees else _used(net, t, limit)
            earlier += layer
        return found

    return levels


def _used(net: Network, tie: int, level: Array) -> Array:
    """Return the level at which a tie is used by its source: a guarantor stands at level 1 only; no gift does harm."""
    record = net.record(tie)
    if isinstance(record, Guarantee):
        return (level >= IN_FORCE).astype(np.float64)
    if isinstance(record, Inducement):
        return np.where(net.strength[:, tie] < 0, 0.0, level)
    return level


def _least(surplus_at: Callable[[Array], Array], count: int, halvings: int = _HALVINGS) -> Array:
    """Return the least level from 0 to 1 at which a surplus is not negative, NaN where none is, shape (N,).

    A surplus may fall and rise with the level: the first of equal steps that reaches 0 is halved further.
    """
    low, high = np.zeros(count), np.full(count, np.nan)
    for step in range(_GRID + 1):
        level = np.full(count, step / _GRID)
        reached = (surplus_at(level) >= -TIE) & np.isnan(high)
        high = np.where(reached, level, high)
        low = np.where(np.isnan(high), level, low)
    found = ~np.isnan(high)
    high = np.where(found, high, 1.0)
    for _ in range(halvings if (high[found] > 0).any() else 0):
        middle = (low + high) / 2
        enough = surplus_at(middle) >= -TIE
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    first = surplus_at(np.zeros(count)) >= -TIE
    return np.where(first, 0.0, np.where(found, high, np.nan))
