"""Which clauses of a draft cost a signatory what (docs/methods/sign.md)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.valuation import TIE, Rows, Valuation, judge


@dataclass(frozen=True)
class ClauseLoss:
    """What one clause costs one signatory against its own best alternative, the other clauses unchanged.

    Attributes
    ----------
    actor, issue, alternative : str
        The signatory, the issue, and what the draft says on it (also by silence).
    best : str or None
        The alternative with the largest surplus to the actor; None when that needs an unknown.
    loss : array, shape (N,)
        Surplus with ``best`` in place of the clause, less the present surplus; NaN where unknown.
    """

    actor: str
    issue: str
    alternative: str
    best: str | None
    loss: Array


def clause_costs(worth: Valuation, row: Rows) -> list[ClauseLoss]:
    """Return what each clause of a package costs each signatory, in the order of actors and issues.

    In every draw ``loss`` is against the best alternative of that draw; ``best`` is that of the first draw.
    Only packages that the rules allow are compared.
    """
    space = worth.space
    present = judge(worth, row[None, :]).surplus[:, :, 0]
    clauses: list[ClauseLoss] = []
    for j, issue in enumerate(space.issues):
        rows = np.repeat(row[None, :], space.shape[j], axis=0)
        rows[:, j] = np.arange(space.shape[j])
        allowed = space.feasible(rows) | (rows[:, j] == row[j])
        surplus = judge(worth, rows[allowed]).surplus
        names = [space.alternatives[j][int(a)] for a in rows[allowed][:, j]]
        for i, actor in enumerate(worth.actors):
            if len(names) == 1:  # nothing else could stand there
                clauses.append(ClauseLoss(actor, issue, names[0], names[0], np.zeros(len(present))))
                continue
            loss = surplus[:, i, :].max(axis=-1) - present[:, i]
            first = surplus[0, i, :]
            best = None if np.isnan(first).any() else names[int(np.argmax(first >= first.max() - TIE))]
            clauses.append(ClauseLoss(actor, issue, space.alternatives[j][int(row[j])], best, loss))
    return sorted(clauses, key=lambda c: worth.actors.index(c.actor))


def blockers(clauses: list[ClauseLoss], refusing: list[str]) -> list[ClauseLoss]:
    """Return the clauses that cost a refusing signatory something, dearest first; unknown ones last."""

    def dearness(clause: ClauseLoss) -> tuple[int, bool, float]:
        loss = float(clause.loss[0])
        return refusing.index(clause.actor), bool(np.isnan(loss)), 0.0 if np.isnan(loss) else -round(loss, 9)

    costly = [c for c in clauses if c.actor in refusing and not c.loss[0] <= TIE]
    return sorted(costly, key=dearness)
