"""How often a state would hold under uncertain preferences, and with which of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ripeness.graphmodel.preferences import StateRankings
from ripeness.graphmodel.stability import CONCEPTS
from ripeness.graphmodel.states import Frame, Truths
from ripeness.graphmodel.uncertain import Profiles
from ripeness.numerics.draws import Array

LIKELIEST = 12  # states of which is said which alternatives go with them


@dataclass(frozen=True)
class ChanceEvent:
    """Something that holds with a chance, and the chances of alternatives given that it does.

    Attributes
    ----------
    chance : float
        Chance that it holds.
    given : tuple of tuple of float
        For each uncertain decision maker the chances of its alternatives where it holds; NaN where it never does.
    """

    chance: float
    given: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Chances:
    """How often states hold; states by id.

    Attributes
    ----------
    held : mapping of str to array, shape (S,)
        By concept, the chance that a state holds.
    wanted : mapping of str to ChanceEvent
        By concept, that some wanted state holds; empty where none is wanted.
    today : mapping of str to ChanceEvent
        By concept, that today's state holds.
    likeliest : mapping of int to mapping of str to ChanceEvent
        The same of the states that hold most often.
    leaves : mapping of str to array, shape (D,)
        By concept, the chance that a decision maker would leave every wanted state, so that it would have to change.
    makers : tuple of int
        Decision makers with several alternatives.
    alternatives : tuple of tuple of float
        Chances of their alternatives.
    profiles : int
        Number of different preference profiles.
    exact : bool
        Whether alternatives are weighed by their chances; otherwise both worths and alternatives are drawn.
    known : float
        Share of draws in which all worths are known; chances are of these.
    """

    held: Mapping[str, Array]
    wanted: Mapping[str, ChanceEvent]
    today: Mapping[str, ChanceEvent]
    likeliest: Mapping[int, Mapping[str, ChanceEvent]]
    leaves: Mapping[str, Array]
    makers: tuple[int, ...]
    alternatives: tuple[tuple[float, ...], ...]
    profiles: int
    exact: bool
    known: float


def chances(found: Profiles, want: StateRankings, frame: Frame, today: int, wished: Truths | None) -> Chances:
    """Return how often each state holds, and which alternatives go with it."""
    sizes = [len(want.alternatives[i]) for i in found.makers]
    held = {c: _sum(found.weight, truths) for c, truths in found.held.items()}

    def event(truths: Truths) -> ChanceEvent:
        chance = _chance(found.weight, truths)
        some, which = found.weight[truths], found.numbers[truths]
        given = tuple(
            tuple(_chance(some, which[:, u] == a) if chance else np.nan for a in range(size))
            for u, size in enumerate(sizes)
        )
        return ChanceEvent(chance, given)

    def events(place: int) -> dict[str, ChanceEvent]:
        return {c: event(truths[:, place]) for c, truths in found.held.items()}

    total = np.sum([held[c] for c in CONCEPTS], axis=0)
    most = [p for p in np.argsort(-total, kind="stable")[:LIKELIEST].tolist() if total[p] > 0]
    every = np.ones(len(found.numbers), dtype=np.bool_)
    return Chances(
        held={c: frame.outward(values) for c, values in held.items()},
        wanted={} if wished is None else {c: event(np.any(t[:, wished], axis=1)) for c, t in found.held.items()},
        today=events(today),
        likeliest={frame.id(p): events(p) for p in most},
        leaves={} if wished is None else {c: _sum(found.weight, found.leaves[:, k]) for k, c in enumerate(CONCEPTS)},
        makers=found.makers,
        alternatives=event(every).given,
        profiles=len(found.numbers),
        exact=found.exact,
        known=found.known,
    )


def _sum(weight: Array, truths: Truths) -> Array:
    """Return the chance that each of several things is true, shape (…,): exactly 1 where it always is."""
    found = (weight[:, None] * truths).sum(axis=0)
    total = found + (weight[:, None] * ~truths).sum(axis=0)
    share: Array = np.divide(found, total, out=np.zeros_like(found), where=total > 0)
    return share


def _chance(weight: Array, truths: Truths) -> float:
    """Return the chance that one thing is true: exactly 1 where it always is."""
    found, rest = float(weight[truths].sum()), float(weight[~truths].sum())
    return found / (found + rest) if found else 0.0
