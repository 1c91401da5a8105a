"""The challenge model: who would make whom move, round by round (Bueno de Mesquita's expected utility model)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ripeness.conference.rules import Truths, medians
from ripeness.numerics.draws import Array

Places = NDArray[np.int64]
Kind = Literal["conflict", "compromise", "capitulation"]
KINDS: tuple[Kind, ...] = ("conflict", "compromise", "capitulation")
_NONE = len(KINDS)  # no offer
_SETTLED = 1e-9  # points
_EQUAL = 1e-9  # within which offers are equal, so that the order of the file decides and not the last digit
_PAIRS = 2**16  # pairs of actors, over rows, that are worked on at once: they fit into the processor's cache
_EVEN = 1e-12  # share of all weight: fewer votes than that are rounding, not somebody who stands nearer


@dataclass(frozen=True)
class Reading:
    """How the printed equations are read where they leave a choice open; the defaults are as they are printed.

    Attributes
    ----------
    denominator : {"pair", "all-pairs"}
        The chance of success: votes for i among all votes on i against j, or among those on every pair of positions.
    votes : {"linear", "risk"}
        Votes count in distances, or in distances to the power of the voter's own risk exponent.
    view : {"own", "mover"}
        Each expects with its own risk exponent, or whoever may move takes its own for both.
    conflict : {"weaker-moves", "no-move"}
        In a conflict who expects less from it moves to the other's position, or nobody moves.
    choice : {"least", "least-of-all", "strongest", "lowest-mean"}
        Which offer is taken: the least movement within the first class (conflict, compromise, capitulation); within
        all; that of whoever expects most; or as ``least``, but of compromises that with the lowest mean of both
        positions, weighted by the sizes of what the two expect.
    span : {"initial", "current"}
        The range R by which distances are divided: of the initial positions, or of the round's.
    status_quo : float
        Q, the chance that things stay as they are when nobody challenges.
    rounds : int
        Most rounds.
    settle : bool
        Whether to stop when the median does not change.
    """

    denominator: Literal["pair", "all-pairs"] = "pair"
    votes: Literal["linear", "risk"] = "linear"
    view: Literal["own", "mover"] = "own"
    conflict: Literal["weaker-moves", "no-move"] = "weaker-moves"
    choice: Literal["least", "least-of-all", "strongest", "lowest-mean"] = "least"
    span: Literal["initial", "current"] = "initial"
    status_quo: float = 1.0
    rounds: int = 10
    settle: bool = True


#: As printed, with a set number of rounds at most.
PRINTED = Reading()
#: What gives the medians per round published by Scholz, Calbert and Smith (2011), by way of their program.
REPLICATION = Reading(denominator="all-pairs", votes="risk", view="mover", choice="lowest-mean", rounds=8, settle=False)


@dataclass(frozen=True)
class ChallengeOffer:
    """An offer that an actor has in a round, by places of actors: what it expects (a), what the other expects (b).

    ``taken`` says whether it is the one by which the actor moves.
    """

    round: int
    actor: int
    other: int
    kind: Kind
    expects: float
    other_expects: float
    to: float
    taken: bool


@dataclass(frozen=True)
class Challenge:
    """Positions by round.

    Attributes
    ----------
    positions : array, shape (N, T + 1, P)
        Initial positions, and those after each round; where a row has settled its last ones are repeated.
    rounds : array, shape (N,)
        Number of rounds until it stopped.
    risk : array, shape (N, T, P)
        Risk exponents of each round.
    offers : tuple of ChallengeOffer
        All offers of the first row, when they were asked for.
    """

    positions: Array
    rounds: Places
    risk: Array
    offers: tuple[ChallengeOffer, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class _Offers:
    """What everyone (second axis) is offered by everyone (third axis), shape (N, P, P); places of kinds."""

    kind: NDArray[np.int8]
    to: Array
    expects: Array
    other_expects: Array


def challenge(
    positions: Array,
    salience: Array,
    capability: Array,
    say: Truths,
    how: Reading = PRINTED,
    *,
    trace: bool = False,
) -> Challenge:
    """Return how positions move when everyone who is made a better-founded threat gives way; arrays of shape (N, P).

    Notes
    -----
    Equations: J. B. Scholz, G. J. Calbert and G. A. Smith (2011), Unravelling Bueno de Mesquita's group decision model,
    *Journal of Theoretical Politics* 23(4), 510–531. Actors without a say neither move nor vote nor challenge.
    """
    size = max(1, _PAIRS // max(1, positions.shape[1] ** 2))
    parts = []
    for k in range(0, len(positions), size):
        rows = slice(k, k + size)
        part = _rows(positions[rows], salience[rows], capability[rows], say[rows], how, trace=trace and not k)
        parts.append(part)
    if len(parts) == 1:
        return parts[0]
    return Challenge(
        np.concatenate([p.positions for p in parts]),
        np.concatenate([p.rounds for p in parts]),
        np.concatenate([p.risk for p in parts]),
        parts[0].offers,
    )


def _rows(positions: Array, salience: Array, capability: Array, say: Truths, how: Reading, *, trace: bool) -> Challenge:
    now = np.where(say, positions, 0.0)
    salience, weights = np.where(say, salience, 0.0), np.where(say, salience * capability, 0.0)
    count, actors = now.shape
    path = np.repeat(now[:, None, :], how.rounds + 1, axis=1)
    risk = np.ones((count, how.rounds, actors))
    rounds = np.zeros(count, dtype=np.int64)
    initial = _spread(now, say)
    offers: list[ChallengeOffer] = []
    live = np.flatnonzero(initial > 0)
    for number in range(how.rounds):
        if not len(live):
            break
        x, w, s, counts = now[live], weights[live], salience[live], say[live]
        span = initial[live] if how.span == "initial" else _spread(x, counts)
        middle = medians(x, w).middle
        found, own = _offers(x, w, s, counts, span, middle, how)
        pick, takes = _picked(found, x, how)
        rows = np.arange(len(live))[:, None]
        new = np.where(takes, found.to[rows, np.arange(actors), pick], x)
        if trace and live[0] == 0:
            offers += _traced(found, pick, takes, number)
        now[live] = new
        path[live, number + 1 :] = new[:, None, :]
        risk[live, number] = own
        rounds[live] += 1
        if how.settle:
            live = live[np.abs(medians(new, w).middle - middle) > _SETTLED]
        live = live[_spread(now[live], say[live]) > 0] if how.span == "current" else live
    return Challenge(np.where(say[:, None, :], path, np.nan), rounds, risk, tuple(offers))


def _spread(positions: Array, say: Truths) -> Array:
    most = np.where(say, positions, -np.inf).max(axis=1)
    spread: Array = np.maximum(most - np.where(say, positions, np.inf).min(axis=1), 0.0)
    return spread


def _offers(
    x: Array, w: Array, s: Array, say: Truths, span: Array, middle: Array, how: Reading
) -> tuple[_Offers, Array]:
    """Return all offers of a round, and the risk exponents with which they were weighed."""
    across = np.abs(x[:, :, None] - x[:, None, :])
    apart = np.minimum(across / span[:, None, None], 1.0)
    far = np.abs(x - middle[:, None])
    nearer = far[:, :, None] < across
    toward = np.minimum(0.25 * (far / span[:, None])[:, :, None] + 0.25 * apart, 0.5)
    both = say[:, :, None] & say[:, None, :]
    ones = np.ones_like(x)
    chance = _chance(x, w, span, ones, both, how)
    secure = _expected(chance, apart, s[:, None, :], nearer, toward, None, how.status_quo)
    different = both & ~np.eye(x.shape[1], dtype=np.bool_)
    risk = _risk(np.where(different, secure, 0.0).sum(axis=1), say)
    if how.votes == "risk":
        chance = _chance(x, w, span, risk, both, how)
    expects = _expected(chance, apart, s[:, None, :], nearer, toward, risk[:, :, None], how.status_quo)
    if how.view == "own":
        other = expects.transpose(0, 2, 1)
    else:
        chance, nearer, toward = chance.transpose(0, 2, 1), nearer.transpose(0, 2, 1), toward.transpose(0, 2, 1)
        other = _expected(chance, apart, s[:, :, None], nearer, toward, risk[:, :, None], how.status_quo)
    return _kinds(x, expects, other, both & (across > 0), how), risk


def _chance(x: Array, w: Array, span: Array, exponents: Array, both: Truths, how: Reading) -> Array:
    """Return the chance that i prevails over j, shape (N, P, P): votes for i among all votes.

    Where nobody is nearer to either there are no votes, 0/0: then it is 1/2 for both, so that the two add up to 1.
    """
    votes = np.zeros((*x.shape, x.shape[1]))
    linear = bool((exponents == 1).all())
    for k in range(x.shape[1]):  # one voter at a time keeps the sums in one order and the arrays small
        away = np.abs(x[:, k, None] - x) / span[:, None]
        if not linear:
            away = away ** exponents[:, k, None]
        away = away * w[:, k, None]
        votes += np.maximum(away[:, None, :] - away[:, :, None], 0.0)
    votes = np.where(both, votes, 0.0)
    whole = votes + votes.transpose(0, 2, 1)
    least = _EVEN * w.sum(axis=1)[:, None, None]
    if how.denominator == "all-pairs":
        whole, least = np.broadcast_to(whole.sum(axis=(1, 2))[:, None, None], votes.shape), np.zeros_like(least)
    chance: Array = np.divide(votes, whole, out=np.full_like(votes, 0.5), where=whole > least)
    return chance


def _expected(
    chance: Array, apart: Array, target: Array, nearer: Truths, toward: Array, risk: Array | None, stay: float
) -> Array:
    """Return E_i(ij): what the challenger expects; ``target`` is the salience of whom it challenges."""

    def utility(base: Array | float) -> Array:
        worth: Array = 2 - 4 * (np.asarray(base) if risk is None else np.asarray(base) ** risk)
        return worth

    success, failure = utility(0.5 - 0.5 * apart), utility(0.5 + 0.5 * apart)
    expected = target * (chance * success + (1 - chance) * failure) + (1 - target) * success - stay * utility(0.5)
    if stay != 1:
        changed = utility(np.where(nearer, 0.5 - toward, 0.5 + toward))
        expected = expected - (1 - stay) * changed
    return expected


def _risk(security: Array, say: Truths) -> Array:
    """Return risk exponents: 1/2 for whom the others expect most of challenging, 2 for whom they expect least."""
    most = np.where(say, security, -np.inf).max(axis=1, keepdims=True)
    least = np.where(say, security, np.inf).min(axis=1, keepdims=True)
    security = np.where(say, security, most)  # who has no say is not between the two: no exponent is worked out
    width = most - least
    rho = np.divide(2 * security - most - least, width, out=np.zeros_like(security), where=width > 1e-12)
    return np.where(say, (1 - rho / 3) / (1 + rho / 3), 1.0)


def _kinds(x: Array, a: Array, b: Array, meets: Truths, how: Reading) -> _Offers:
    there = np.broadcast_to(x[:, None, :], a.shape)
    here = x[:, :, None]
    kind = np.full(a.shape, _NONE, dtype=np.int8)
    gives = meets & (b > 0) & (a < 0)
    halfway = gives & (b > -a)
    kind[gives] = 2
    kind[halfway] = 1
    if how.conflict == "weaker-moves":
        kind[meets & (b > a) & (a > 0)] = 0
    part = np.divide(np.abs(a), np.abs(b), out=np.ones_like(a), where=halfway)
    to = np.where(halfway, here + (there - here) * part, there)
    return _Offers(kind, to, a, b)


def _picked(found: _Offers, x: Array, how: Reading) -> tuple[Places, Truths]:
    """Return which offer each actor takes, shape (N, P), and whether it has any; ties go to the first in the file."""
    open_: Truths = found.kind < _NONE
    has: Truths = np.any(open_, axis=2)
    if how.choice == "strongest":
        return _first_least(np.where(open_, -found.other_expects, np.inf)), has
    moved = np.abs(found.to - x[:, :, None])
    if how.choice != "least-of-all":
        first = found.kind.min(axis=2, keepdims=True)
        open_ &= found.kind == first
        if how.choice == "lowest-mean":
            ours, theirs = np.abs(found.expects), np.abs(found.other_expects)
            whole = np.where(ours + theirs > 0, ours + theirs, 1.0)
            mean = (ours * x[:, :, None] + theirs * x[:, None, :]) / whole
            moved = np.where(found.kind == 1, mean, moved)
    return _first_least(np.where(open_, moved, np.inf)), has


def _first_least(values: Array) -> Places:
    """Return the first place, along the last axis, at which a value is the least but for rounding."""
    first: Places = np.argmax(values <= values.min(axis=2, keepdims=True) + _EQUAL, axis=2)
    return first


def _traced(found: _Offers, pick: Places, takes: Truths, number: int) -> list[ChallengeOffer]:
    return [
        ChallengeOffer(
            round=number + 1,
            actor=int(i),
            other=int(j),
            kind=KINDS[found.kind[0, i, j]],
            expects=float(found.expects[0, i, j]),
            other_expects=float(found.other_expects[0, i, j]),
            to=float(found.to[0, i, j]),
            taken=bool(takes[0, i] and pick[0, i] == j),
        )
        for i, j in zip(*np.nonzero(found.kind[0] < _NONE), strict=True)
    ]
