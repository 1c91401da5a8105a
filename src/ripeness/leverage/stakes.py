"""What pressure does to the signatories of a text: the scenario side of the engine, as arrays over draws.

The same definitions as :func:`ripeness.valuation.valuation`, taken apart so that a change of levels costs little and
has a gradient. Every plan that is found here is judged again by the valuation alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ripeness.leverage.network import Network
from ripeness.numerics.draws import Array
from ripeness.numerics.unknowns import times
from ripeness.scenario import Scenario
from ripeness.scenario.ties import Guarantee, Inducement, Sanction, Support
from ripeness.valuation import Valuation
from ripeness.valuation.columns import Columns
from ripeness.valuation.lacks import all_withdrawn, believed, error_of, supports
from ripeness.valuation.space import Rows
from ripeness.valuation.utility import evaluate, sum_clauses
from ripeness.valuation.war import outcome_packages, tie_word


@dataclass(frozen=True)
class Contest:
    """The war as one fighter sees it; S sides, K supports of any side.

    Attributes
    ----------
    side : int
        The fighter's own.
    ties : tuple of int
        Numbers of the K supports in the network; -1 for those that may not be used.
    sides : tuple of int
        Which side each support strengthens.
    own : array, shape (N, S)
        Strength without support.
    strength, now, relief : array, shape (N, K)
        Of each support; relief is 0 where it goes to another side.
    decisive, steepness, draw, cost : array, shape (N,)
        Chance that someone wins outright; exponent; worth of the outcome without a winner; cost before relief.
    wins : array, shape (N, S)
        What each side's outright win is worth to the fighter.
    fixed : array, shape (N,), or None
        What the outcomes are worth where their chances are given and no strength counts.
    """

    side: int
    ties: tuple[int, ...]
    sides: tuple[int, ...]
    own: Array
    strength: Array
    now: Array
    relief: Array
    decisive: Array
    steepness: Array
    draw: Array
    cost: Array
    wins: Array
    fixed: Array | None

    @property
    def plain(self) -> bool:
        """Whether fighting on is worth the more, the more of its own support a side has.

        Not where another's victory is worth more to it than its own.
        """
        return self.fixed is not None or bool((self.wins[:, self.side, None] >= self.wins).all())

    def use(self, levels: Array, raised: Array | None, *, made: bool) -> Array:
        """Return how much of each support is in use at levels of shape (N, T), or (1, T), shape (N, K)."""
        use = np.broadcast_to(self.now, (max(len(levels), len(self.now)), len(self.ties))).copy()
        for k, t in enumerate(self.ties):
            if t >= 0 and (made or self.sides[k] == self.side):
                use[:, k] = times(use[:, k], 1 - levels[:, t])
                if raised is not None:
                    use[:, k] += raised[:, t]
        return use

    def strengths(self, use: Array) -> Array:
        """Return the strength of each side with that support, shape (N, S)."""
        total = np.broadcast_to(self.own, (len(use), self.own.shape[1])).copy()
        for k, side in enumerate(self.sides):
            total[:, side] += times(self.strength[:, k], use[:, k])
        return total

    def shares(self, strengths: Array) -> Array:
        """Return each side's chance to win once someone wins, shape (N, S)."""
        strongest = strengths.max(axis=-1, keepdims=True)
        power = (strengths / np.where(strongest > 0, strongest, 1.0)) ** self.steepness[:, None]
        total = power.sum(axis=-1, keepdims=True)
        shares: Array = power / np.where(total == 0, np.nan, total)  # without any strength who would win is unknown
        return shares

    def net_cost(self, use: Array) -> Array:
        """Return the cost of fighting on less relief, never below 0, shape (N,)."""
        relief = times(self.relief, use).sum(axis=-1)
        net: Array = np.maximum(self.cost - relief, 0.0)
        return net

    def worth(self, use: Array) -> Array:
        """Return what fighting on is worth, shape (N,)."""
        if self.fixed is not None:
            return self.fixed - self.net_cost(use)
        shares = self.shares(self.strengths(use))
        won = times(shares, self.wins).sum(axis=-1)
        lottery = times(self.decisive, won) + times(1 - self.decisive, self.draw)
        return lottery - self.net_cost(use)

    def slope(self, use: Array) -> Array:
        """Return the derivative of :meth:`worth` by each support in use, shape (N, K)."""
        paid = (self.cost - times(self.relief, use).sum(axis=-1) > 0)[:, None]
        relieved = np.where(paid, self.relief, 0.0)
        if self.fixed is not None:
            return relieved
        strengths = self.strengths(use)
        shares = self.shares(strengths)
        won = times(shares, self.wins).sum(axis=-1, keepdims=True)
        positive = np.where(strengths > 0, strengths, 1.0)
        by_side = (self.decisive * self.steepness)[:, None] * shares * (self.wins - won) / positive
        by_side = np.where(strengths > 0, by_side, 0.0)
        found: Array = times(self.strength, by_side[:, list(self.sides)]) + relieved
        return found


@dataclass(frozen=True)
class Stake:
    """What decides whether one signatory signs.

    Attributes
    ----------
    actor : str
        Its id.
    contest : Contest or None
        The war by its own beliefs; None: it does not fight.
    otherwise : array, shape (N, A)
        What its other ways of refusing are worth.
    distrust : array, shape (N,)
        1 less its trust; 0 where the risk of broken promises is not modelled.
    reassured : mapping by tie number to array, shape (N,)
        The share of distrust that each guarantee takes away.
    punished, induced : mapping by tie number to array, shape (N,)
        Points of each sanction and each inducement at level 1.
    """

    actor: str
    contest: Contest | None
    otherwise: Array
    distrust: Array
    reassured: dict[int, Array]
    punished: dict[int, Array]
    induced: dict[int, Array]

    @cached_property
    def reservation(self) -> Array:
        """What refusing is worth without pressure, shape (N,)."""
        ways = [*self.otherwise.T]
        if self.contest:
            ways.append(self.contest.worth(self.contest.now))
        best: Array = np.max(ways, axis=0)
        return best

    def refusing(self, levels: Array, raised: Array | None, *, made: bool) -> Array:
        """Return what refusing is worth before sanctions, with support cut and raised, shape (N,)."""
        ways = [*self.otherwise.T]
        if self.contest:
            ways.append(self.contest.worth(self.contest.use(levels, raised, made=made)))
        best: Array = np.max(np.broadcast_arrays(*ways), axis=0)
        return best

    def doubt(self, levels: Array) -> Array:
        """Return 1 - h: the distrust that is left by guarantees, each standing with the chance that is its level.

        Shape (N,). Exact: guarantees stand or fall independently, and the worth of signing is linear in h.
        """
        left = np.broadcast_to(self.distrust, (max(len(levels), len(self.distrust)),)).copy()
        for t, share in self.reassured.items():
            left = times(left, 1 - times(share, levels[:, t]))
        return left


@dataclass(frozen=True)
class TextWorth:
    """A package: utility, and points lost by betrayal and exposure, shape (N, P)."""

    utility: Array
    loss: Array


def stakes(worth: Valuation, net: Network, *, in_force: Sequence[str], made: bool) -> tuple[Stake, ...]:
    """Return what decides whether the actors of a valuation sign.

    Parameters
    ----------
    worth : Valuation
        Of the signatories, without pressure; its guarantees do not matter.
    net : Network
        The ties that may be used.
    in_force : sequence of str
        Guarantees that the draft names: in force whatever the levels.
    made : bool
        Whether support is cut whatever the signatories do, or only for one that refuses.

    Raises
    ------
    AnalysisError
        ``strengths-all-zero``: a level of 1 is among those that are asked about, and with it nobody could fight.
    """
    found = tuple(_stake(worth, net, i, in_force) for i in range(len(worth.actors)))
    for stake in found:
        if stake.contest is not None:
            _refuse_no_strength(net.scenario, stake.actor, stake.contest, len(net.ties), made=made)
    return found


def _refuse_no_strength(scenario: Scenario, actor: str, contest: Contest, ties: int, *, made: bool) -> None:
    """Refuse a war in which nobody has any strength once all support is cut that may be: who would win is 0/0 then.

    At the values of the file `lacks` has refused it already; chosen values may come to it too.
    """
    if contest.fixed is not None:
        return
    left = contest.strengths(contest.use(np.ones((1, ties)), None, made=made))
    if np.any(left.max(axis=-1) <= 0):
        raise error_of(scenario, all_withdrawn(actor, made=made))


def text(worth: Valuation, row: Rows) -> TextWorth:
    """Return what one package, a row of shape (I,), is to the actors of a valuation."""
    rows = row[None, :]
    loss = worth.betrayal + sum_clauses(worth.exposure, rows)[:, :, 0]
    return TextWorth(evaluate(worth.wants, worth.space, rows)[:, :, 0], loss)


def surplus(
    stakes: Sequence[Stake], package: TextWorth, levels: Array, *, raised: Array | None = None, made: bool = False
) -> Array:
    """Return what signing is worth beyond refusing at levels of shape (N, T), shape (N, P)."""
    return np.stack([_surplus(stake, package, i, levels, raised, made=made) for i, stake in enumerate(stakes)], axis=-1)


def _surplus(stake: Stake, package: TextWorth, i: int, levels: Array, raised: Array | None, *, made: bool) -> Array:
    refused = stake.refusing(levels, raised, made=made)
    whatever = refused if made else stake.reservation
    u, doubt = package.utility[:, i], stake.doubt(levels)
    value = times(1 - doubt, u) + times(doubt, np.minimum(whatever, u) - package.loss[:, i])
    for t, points in (*stake.punished.items(), *stake.induced.items()):
        value = value + times(points, levels[:, t])
    return value - refused


def _stake(worth: Valuation, net: Network, i: int, in_force: Sequence[str]) -> Stake:
    columns, actor = worth.columns, worth.actors[i]
    refusal = worth.refusals[i]
    others = [k for k, name in enumerate(refusal.names) if name != "war"]
    distrust = 1 - worth.trust[:, i]
    reassured: dict[int, Array] = {}
    for tie, record in columns.scenario.ties.items():
        share = _reassures(columns, tie, actor) if isinstance(record, Guarantee) else None
        if share is None or columns.scenario.preferences[actor].trust is None:
            continue
        if tie in in_force:
            distrust = times(distrust, 1 - share)
        elif tie in net.ties:
            reassured[net.ties.index(tie)] = share
    points = {t: net.strength[:, t] for t in net.bearing(actor)}
    return Stake(
        actor=actor,
        contest=_contest(worth, net, i) if "war" in refusal.names else None,
        otherwise=refusal.worth[:, others],
        distrust=distrust,
        reassured=reassured,
        punished={t: p for t, p in points.items() if isinstance(net.record(t), Sanction)},
        induced={t: p for t, p in points.items() if isinstance(net.record(t), Inducement)},
    )


def _reassures(columns: Columns, tie: str, actor: str) -> Array | None:
    record = columns.scenario.ties[tie]
    if isinstance(record, Guarantee) and not isinstance(record.strength, dict):
        return columns(f"ties.{tie}.strength")
    if isinstance(record, Guarantee) and actor in record.strength:
        return columns(f"ties.{tie}.strength.{actor}")
    return None


def _contest(worth: Valuation, net: Network, i: int) -> Contest:
    columns, actor = worth.columns, worth.actors[i]
    scenario = columns.scenario
    war = scenario.war
    if war is None:  # pragma: no cover - asked for fighters only
        raise ValueError("a contest without a war")
    count = columns.draws.count
    sides = war.fighters
    found = [(t, sides.index(side)) for side in sides for t in supports(scenario, side)]
    outcomes = evaluate(worth.wants, worth.space, worth.space.rows(outcome_packages(scenario)))[:, i, :]
    winners = [o.winner for o in war.outcomes.values()]
    fixed = None
    if war.by_chance:
        chances = worth.refusals[i].odds
        fixed = None if chances is None else times(chances, outcomes).sum(axis=-1)
    none = np.zeros(count)

    def words(word: str) -> Array:
        return np.reshape([tie_word(columns, actor, t, word) for t, _ in found], (len(found), count)).T

    relief = words("relief")
    relief[:, [k for k, (_, side) in enumerate(found) if sides[side] != actor]] = 0.0
    fought = not war.by_chance
    decisive = believed(scenario, actor, "decisive") or "war.decisive"
    return Contest(
        side=sides.index(actor),
        ties=tuple(net.ties.index(t) if t in net.ties else -1 for t, _ in found),
        sides=tuple(side for _, side in found),
        own=np.stack([_own(columns, actor, side) if fought else none for side in sides], axis=-1),
        strength=words("strength"),
        now=words("now"),
        relief=relief,
        decisive=columns(decisive) if fought else none,
        steepness=columns("war.steepness"),
        draw=outcomes[:, winners.index(None)] if None in winners else none,
        cost=columns(f"war.cost.{actor}"),
        wins=np.stack([outcomes[:, winners.index(s)] if s in winners else none for s in sides], axis=-1),
        fixed=fixed,
    )


def _own(columns: Columns, viewer: str, side: str) -> Array:
    return columns(believed(columns.scenario, viewer, "strength", side) or f"war.strength.{side}")


def support_of(net: Network, actor: str) -> tuple[int, ...]:
    """Return the numbers of the supports of an actor."""
    return tuple(t for t in net.bearing(actor) if isinstance(net.record(t), Support))
