"""Which part of what is wanted stands in the way of whom: the same question without one demand after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ripeness.graphmodel.stability import CONCEPTS, Stability
from ripeness.graphmodel.states import GraphArrays, Truths
from ripeness.scenario.logic import Compound, Condition, Tree


@dataclass(frozen=True)
class Demand:
    """One part of what is wanted, and what becomes of the rest without it.

    Attributes
    ----------
    text : str
        The part.
    states : int
        How many states meet the other parts.
    holds : mapping of str to int
        By concept, how many of these hold.
    always : mapping of str to tuple of int
        By concept, who would leave every one of them.
    """

    text: str
    states: int
    holds: Mapping[str, int]
    always: Mapping[str, tuple[int, ...]]


def demands(conflict: GraphArrays, found: Stability, wanted: Condition) -> tuple[Demand, ...]:
    """Return for each part of a wanted condition that joins several by ``&`` what becomes of the rest without it."""
    parts = _parts(wanted.tree)
    if len(parts) < 2:
        return ()
    truths = [conflict.frame.holds(Condition(str(part), part)) for part in parts]
    answers = []
    for k, part in enumerate(parts):
        rest: Truths = np.logical_and.reduce([conflict.feasible, *(t for n, t in enumerate(truths) if n != k)])
        if not rest.any():
            continue
        stays = {c: found.stable[c][:, rest] for c in CONCEPTS}
        answers.append(
            Demand(
                text=str(part),
                states=int(rest.sum()),
                holds={c: int(np.all(s, axis=0).sum()) for c, s in stays.items()},
                always={c: tuple(np.flatnonzero(~np.any(s, axis=1)).tolist()) for c, s in stays.items()},
            )
        )
    return tuple(answers)


def _parts(tree: Tree) -> list[Tree]:
    if isinstance(tree, Compound) and tree.operator == "and":
        return [part for operand in tree.operands for part in _parts(operand)]
    return [tree]
