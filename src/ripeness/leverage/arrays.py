"""A refusal and what could be done about it, read from the scenario for one block of draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ripeness.bargaining.text.likelihood import texts_of
from ripeness.bargaining.text.over_draws import chances
from ripeness.leverage.flips import Refusal
from ripeness.leverage.network import network
from ripeness.leverage.stakes import TextWorth, stakes, surplus, text
from ripeness.numerics.draws import Array, Draws
from ripeness.numerics.unknowns import at_least, times
from ripeness.scenario import Scenario
from ripeness.scenario.ties import Guarantee, Support
from ripeness.valuation import TIE, Rows, Valuation, chance, joint, judge, valuation


@dataclass(frozen=True)
class PressureQuestion:
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


def asked(scenario: Scenario, draft: str | None, *, made: bool, include_unlawful: bool) -> PressureQuestion:
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
    return PressureQuestion(
        draft,
        scenario.signatories(draft) if draft is not None else scenario.parties,
        in_force,
        tuple(t for t in addable if t in ties),
        ties,
        made,
    )


@dataclass(frozen=True)
class RivalText:
    """A text that a draft may really be: the chance of it, shape (N,), what it is to the signatories, and red lines."""

    chance: Array
    package: TextWorth
    free: Array


@dataclass(frozen=True)
class Situation:
    """One block of draws: the valuation without pressure, the question, and red lines.

    Attributes
    ----------
    worth : Valuation
        Of the signatories.
    question : Refusal
        Ties, signatories and text as arrays.
    free : array, shape (N, P)
        Whether the text crosses no red line that the signatory holds: 1, 0 or NaN.
    others : tuple of RivalText
        The other texts that the draft may really be.
    """

    worth: Valuation
    question: Refusal
    free: Array
    others: tuple[RivalText, ...] = ()

    def works(self, surplus: Array) -> Array:
        """Return whether all sign at these surpluses, shape (N, P): 1, 0 or NaN, shape (N,)."""
        verdict = np.ones(len(surplus))
        for i in range(surplus.shape[1]):
            verdict = times(verdict, times(at_least(surplus[:, i], 0.0, TIE), self.free[:, i]))
        return verdict

    def chances(self, surplus: Array) -> Array:
        """Return the chance that each signs at these surpluses, shape (N, P)."""
        return times(chance(surplus, self.worth.noise), self.free)

    def under(self, levels: Array) -> tuple[Array, Array, Array]:
        """Return what all texts that the draft may be come to under levels of pressure, weighed as by ``sign``.

        The chance that each signs, shape (N, P), and that all do, shape (N,); and that all sign the text as printed.
        """
        asked = self.question
        doubtful = sum((other.chance for other in self.others), np.zeros(len(levels)))
        each, together = np.zeros_like(self.free), np.zeros(len(levels))
        printed = together
        whole = (RivalText(1 - doubtful, asked.package, self.free), *self.others)
        for k, one in enumerate(whole):
            after = surplus(asked.stakes, one.package, levels, made=asked.made)
            alone = times(chance(after, self.worth.noise), one.free)
            all_sign = joint(alone[:, :, None])[:, 0]
            printed = all_sign if k == 0 else printed
            each, together = each + times(one.chance[:, None], alone), together + times(one.chance, all_sign)
        return each, together, printed


def situation(scenario: Scenario, what: PressureQuestion, row: Rows, draws: Draws) -> Situation:
    """Return the situation of one package, a row of shape (I,), in one block of draws."""
    worth = valuation(scenario, draws, actors=what.signatories, guarantees=what.in_force)
    net = network(worth.columns, what.ties)
    who = stakes(worth, net, in_force=what.in_force, made=what.made)
    question = Refusal(net, who, text(worth, row), what.made)
    free = 1 - judge(worth, row[None, :]).crossed[:, :, 0]
    return Situation(worth, question, free, _others(scenario, what, worth))


def _others(scenario: Scenario, what: PressureQuestion, worth: Valuation) -> tuple[RivalText, ...]:
    """Return the other texts that the draft asked about may be."""
    if what.draft is None or not scenario.drafts[what.draft].versions:
        return ()
    share = chances(scenario, what.draft, worth.columns.draws)
    rows = worth.space.rows(texts_of(scenario, what.draft))
    free = 1 - judge(worth, rows).crossed
    return tuple(RivalText(share[:, k], text(worth, rows[k]), free[:, :, k]) for k in range(1, len(rows)))
