"""A refusal and what could be done about it, read from the scenario for one block of draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ripeness.leverage.flips import Question
from ripeness.leverage.network import network
from ripeness.leverage.stakes import stakes, text
from ripeness.numerics.draws import Array, Draws
from ripeness.numerics.unknowns import at_least, times
from ripeness.scenario import Scenario
from ripeness.scenario.ties import Guarantee, Support
from ripeness.valuation import TIE, Rows, Valuation, chance, judge, valuation


@dataclass(frozen=True)
class Asked:
    """What the question is about.

    Attributes
    ----------
    draft : str or None
        The draft; None: any feasible package.
    signatories : tuple of str
        Who signs.
    in_force : tuple of str
        Guarantees that the draft names.
    addable : tuple of str
        Guarantees that a plan may add.
    ties : tuple of str
        Ties that may be used, in file order.
    made : bool
        Whether support is cut whatever the signatories do, or only for one that refuses.
    """

    draft: str | None
    signatories: tuple[str, ...]
    in_force: tuple[str, ...]
    addable: tuple[str, ...]
    ties: tuple[str, ...]
    made: bool

    @property
    def prefix(self) -> str:
        """How measures of this question begin."""
        return f"pressure.{self.draft}" if self.draft else "pressure"


def asked(scenario: Scenario, draft: str | None, *, made: bool, include_unlawful: bool) -> Asked:
    """Return what a question is about.

    A support marked as not lawful may be withdrawn, for that is what the law asks; other ties so marked are left out
    unless ``include_unlawful``.
    """
    record = scenario.drafts[draft] if draft is not None else None
    every = tuple(t for t, tie in scenario.ties.items() if isinstance(tie, Guarantee))
    addable = every if record is None else tuple(t for t in every if t in record.may_guarantee)
    in_force = record.guarantees if record else ()

    def usable(name: str) -> bool:
        tie = scenario.ties[name]
        if isinstance(tie, Guarantee) and (name not in addable or name in in_force):
            return False
        return tie.lawful or include_unlawful or isinstance(tie, Support)

    ties = tuple(t for t in scenario.ties if usable(t))
    return Asked(
        draft,
        scenario.signatories(draft) if draft is not None else scenario.parties,
        in_force,
        tuple(t for t in addable if t in ties),
        ties,
        made,
    )


@dataclass(frozen=True)
class Situation:
    """One block of draws: the valuation without pressure, the question, and red lines.

    Attributes
    ----------
    worth : Valuation
        Of the signatories.
    question : Question
        Ties, signatories and text as arrays.
    free : array, shape (N, P)
        Whether the text crosses no red line that the signatory holds: 1, 0 or NaN.
    """

    worth: Valuation
    question: Question
    free: Array

    def works(self, surplus: Array) -> Array:
        """Return whether all sign at these surpluses, shape (N, P): 1, 0 or NaN, shape (N,)."""
        verdict = np.ones(len(surplus))
        for i in range(surplus.shape[1]):
            verdict = times(verdict, times(at_least(surplus[:, i], 0.0, TIE), self.free[:, i]))
        return verdict

    def chances(self, surplus: Array) -> Array:
        """Return the chance that each signs at these surpluses, shape (N, P)."""
        return times(chance(surplus, self.worth.noise), self.free)


def situation(scenario: Scenario, what: Asked, row: Rows, draws: Draws) -> Situation:
    """Return the situation of one package, a row of shape (I,), in one block of draws."""
    worth = valuation(scenario, draws, actors=what.signatories, guarantees=what.in_force)
    net = network(worth.columns, what.ties)
    who = stakes(worth, net, in_force=what.in_force, made=what.made)
    question = Question(net, who, text(worth, row), what.made)
    return Situation(worth, question, 1 - judge(worth, row[None, :]).crossed[:, :, 0])
