"""What a surplus is made of: exact Shapley shares of clauses, victory, cost, other ways of refusing, and distrust.

L. S. Shapley (1953), A value for n-person games. *Contributions to the Theory of Games* II, 307-317, eq. (13).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ripeness.numerics.draws import Array
from ripeness.numerics.unknowns import times
from ripeness.valuation import Rows, Valuation
from ripeness.valuation.utility import evaluate, sum_clauses

MAX_TERMS = 18  # 2^18 combinations for the central draw
MAX_TERMS_DRAWN = 12  # … and for every draw
_CHUNK = 2**21  # numbers held at once

#: Terms beside the clauses, in the order in which they are shown.
TERMS = ("hope_of_victory", "cost_of_war", "other_walk_away", "trust", "guarantees", "betrayal", "exposure")


@dataclass(frozen=True)
class _Game:
    """One actor's surplus as a function of which terms are as they are, and which are as in the reference."""

    clauses: tuple[str, ...]
    terms: tuple[str, ...]
    utility: Array  # (N, 2^c), by which clauses are the draft's
    exposure: Array  # (N, 2^c)
    now: Array  # (N,)
    lottery: Array | None
    cost: Array | None
    others: Array | None  # (N,), best way of refusing other than war
    trust: Array
    compliance: Array
    betrayal: Array


def parts(worth: Valuation, now: Rows, row: Rows, i: int) -> Mapping[str, Array] | None:
    """Return how much of actor number ``i``'s surplus each term brings, each of shape (N,); they sum to the surplus.

    The reference is today's package signed in full trust by an actor to whom refusing is worth just today's
    package: its surplus is 0. From there each term is put in place: each clause that the draft changes, what the
    war's outcomes are worth beyond today (hope of victory), the cost of war, other ways of refusing, lack of trust,
    guarantees, betrayal, exposure. A term's part is its gain averaged over all orders in which they could be put in
    place (Shapley), so none is favoured by coming first.

    Returns
    -------
    mapping or None
        By ``clauses.ISSUE`` and the names in ``TERMS``, and ``pressure`` (0: none acts on a signature here);
        None when there are more than 18 terms (12 over several draws), too many for an exact answer.
    """
    terms = _terms(worth, i)
    draws = len(worth.reservation)
    if int((row != now).sum()) + len(terms) > (MAX_TERMS if draws == 1 else MAX_TERMS_DRAWN):
        return None
    game = _game(worth, now, row, i, terms)
    names = (*(f"clauses.{c}" for c in game.clauses), *game.terms)
    size = max(1, _CHUNK >> len(names))
    shares = [_shapley(_surplus(game, slice(k, k + size)), len(names)) for k in range(0, draws, size)]
    share = np.concatenate(shares, axis=0)
    found = {name: share[:, p] for p, name in enumerate(names)}
    found |= {term: np.zeros(draws) for term in TERMS if term not in found}
    return {**found, "pressure": np.zeros(draws)}


def _terms(worth: Valuation, i: int) -> tuple[str, ...]:
    """Return the terms that there are beside the clauses."""
    refusal = worth.refusals[i]
    fights, otherwise = refusal.lottery is not None, any(name != "war" for name in refusal.names)
    trusts = worth.columns.scenario.preferences[worth.actors[i]].trust is None
    return (*(TERMS[:2] if fights else ()), *(TERMS[2:3] if otherwise else ()), *(() if trusts else TERMS[3:]))


def _game(worth: Valuation, now: Rows, row: Rows, i: int, terms: tuple[str, ...]) -> _Game:
    changed = [j for j in range(len(row)) if row[j] != now[j]]
    rows = np.repeat(now[None, :], 2 ** len(changed), axis=0)
    for bit, j in enumerate(changed):
        rows[(np.arange(len(rows)) >> bit) & 1 == 1, j] = row[j]
    refusal = worth.refusals[i]
    others = [k for k, name in enumerate(refusal.names) if name != "war"]
    utility = evaluate(worth.wants, worth.space, rows)[:, i, :]
    return _Game(
        clauses=tuple(worth.space.issues[j] for j in changed),
        terms=terms,
        utility=utility,
        exposure=sum_clauses(worth.exposure, rows)[:, i, :],
        now=utility[:, 0],
        lottery=refusal.lottery,
        cost=refusal.cost,
        others=refusal.worth[:, others].max(axis=-1) if others else None,
        trust=worth.trust[:, i],
        compliance=worth.compliance[:, i],
        betrayal=worth.betrayal[:, i],
    )


def _surplus(game: _Game, part: slice) -> Array:
    """Return the surplus by combination of terms, shape (2^terms, n); bit p says that term p is in place."""
    columns = []
    u, exposure = game.utility[part], game.exposure[part]
    for bits in range(2 ** len(game.terms)):
        there = {term: bool(bits >> k & 1) for k, term in enumerate(game.terms)}
        r = _refusing(game, there, part)[:, None]
        h = _confidence(game, there, part)[:, None]
        loss = times(there.get("betrayal", False), game.betrayal[part])[:, None] + exposure * there.get(
            "exposure", False
        )
        columns.append(times(h, u) + times(1 - h, np.minimum(r, u) - loss) - r)
    return np.concatenate([c.T for c in columns], axis=0)


def _refusing(game: _Game, there: Mapping[str, bool], part: slice) -> Array:
    now = game.now[part]
    worth = None
    if game.lottery is not None and game.cost is not None:
        gross = game.lottery[part] if there["hope_of_victory"] else now
        worth = gross - times(there["cost_of_war"], game.cost[part])
    if game.others is not None and there["other_walk_away"]:
        return game.others[part] if worth is None else np.maximum(worth, game.others[part])
    return now if worth is None else worth


def _confidence(game: _Game, there: Mapping[str, bool], part: slice) -> Array:
    if not there.get("trust"):
        return np.ones(len(game.now[part]))
    return game.compliance[part] if there["guarantees"] else game.trust[part]


def _shapley(surplus: Array, terms: int) -> Array:
    """Return each term's Shapley share of the last combination's surplus over the first's, shape (n, terms)."""
    sizes = np.array([s.bit_count() for s in range(2**terms)])
    weights = np.array([1 / (terms * math.comb(terms - 1, k)) for k in range(terms)]) if terms else np.ones(1)
    shares = np.empty((surplus.shape[1], terms))
    for p in range(terms):
        shape = (2 ** (terms - 1 - p), 2, 2**p)  # higher terms, term p out or in, lower terms
        split = surplus.reshape(*shape, -1)
        weight = weights[sizes.reshape(shape)[:, 0, :]]
        gain = ((split[:, 1] - split[:, 0]) * weight[:, :, None]).reshape(2 ** (terms - 1), -1)
        while len(gain) > 1:  # added up by halves: the same digits however many draws stand beside
            gain = gain[: len(gain) // 2] + gain[len(gain) // 2 :]
        shares[:, p] = gain[0]
    return shares
