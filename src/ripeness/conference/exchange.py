"""Equal-gain exchange of votes: who trades which issue with whom, and where the votes then settle."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from ripeness.conference.pairs import Places, potential
from ripeness.conference.rules import Truths
from ripeness.numerics.draws import Array

Limit = Literal["full move", "partner's full move", "outcome reached", "partner's outcome reached"]
LIMITS: tuple[Limit, ...] = ("full move", "partner's full move", "outcome reached", "partner's outcome reached")

GAIN = 1e-10  # points of salience times outcome; who gains less does not trade
_TIE = 1e-9  # share of the largest gain within which gains are equal
_AT = 1e-9  # points; an actor that stands so near to the outcome is on neither side of it
_CELLS = 2**17  # potential exchanges worked on at once


@dataclass(frozen=True)
class Trading:
    """Over how many rounds votes are traded, and how positions follow votes from one round to the next.

    Attributes
    ----------
    rounds : int
        Rounds; the outcome of each is that of the votes at its end.
    follows : float, 0 to 1
        Part of the way from its position to its vote that an actor goes before the next round.
    eased : float, 0 to 1
        A further part, times one minus its salience: what matters less is given up more easily.
    """

    rounds: int = 1
    follows: float = 0.1
    eased: float = 0.4


@dataclass(frozen=True)
class VoteTrade:
    """One exchange that was made, by places of actors and issues.

    ``giver`` moves its vote on ``issue`` toward ``partner``, which moves its own on ``other`` in return. Shifts are of
    the outcome, in points; ``limit`` says what kept the exchange from being larger.
    """

    round: int
    order: int
    giver: int
    partner: int
    issue: int
    other: int
    gain: float
    shift: float
    other_shift: float
    vote: tuple[float, float]
    partner_vote: tuple[float, float]
    outcome: tuple[float, float]
    other_outcome: tuple[float, float]
    limit: Limit


@dataclass(frozen=True)
class ExchangePath:
    """Votes and outcomes by round.

    Attributes
    ----------
    positions, votes : array, shape (N, T, P, I)
        At the beginning and at the end of each round; NaN where there is no say.
    outcomes : array, shape (N, T + 1, I)
        Weighted means: of the first positions, then of the votes of each round.
    potential, made : array, shape (N, T)
        Number of pairs of actors and issues on opposite sides, and of exchanges made.
    partners : array, shape (N, P, P)
        Number of exchanges between two actors, over all rounds.
    trades : tuple of VoteTrade
        All exchanges of the first row, when they were asked for.
    """

    positions: Array
    votes: Array
    outcomes: Array
    potential: Places
    made: Places
    partners: Places
    trades: tuple[VoteTrade, ...] = field(default=(), repr=False)


def exchange(
    positions: Array,
    salience: Array,
    capability: Array,
    say: Truths,
    how: Trading = Trading(),
    *,
    trace: bool = False,
) -> ExchangePath:
    """Return where votes settle when the exchange with the largest equal gain is made again and again.

    Parameters
    ----------
    positions, salience, capability, say : array, shape (N, P, I)
    how : Trading
        Rounds.
    trace : bool
        Whether to keep every exchange of the first row.

    Notes
    -----
    F. N. Stokman and R. Van Oosten (1994), in Bueno de Mesquita and Stokman (eds), *European Community Decision
    Making*; J. Dijkstra, M. A. L. M. van Assen and F. N. Stokman (2008), *Journal of Theoretical Politics* 20(4).
    Of equal gains the first counts: issues in the order of the file, then actors. Each step costs in proportion to the
    exchanges that touch the two issues traded.
    """
    count, actors, issues = positions.shape
    size = max(1, _CELLS // max(1, actors * (actors - 1) * issues * (issues - 1) // 4))
    parts = []
    for k in range(0, count, size):
        rows = slice(k, k + size)
        part = _rows(positions[rows], salience[rows], capability[rows], say[rows], how, trace=trace and not k)
        parts.append(part)
    if len(parts) == 1:
        return parts[0]
    return ExchangePath(
        positions=np.concatenate([part.positions for part in parts]),
        votes=np.concatenate([part.votes for part in parts]),
        outcomes=np.concatenate([part.outcomes for part in parts]),
        potential=np.concatenate([part.potential for part in parts]),
        made=np.concatenate([part.made for part in parts]),
        partners=np.concatenate([part.partners for part in parts]),
        trades=parts[0].trades,
    )


def _rows(
    positions: Array, salience: Array, capability: Array, say: Truths, how: Trading, *, trace: bool
) -> ExchangePath:
    weights = np.where(say, salience * capability, 0.0)
    share = weights / weights.sum(axis=1, keepdims=True)
    salience = np.where(say, salience, 0.0)
    now = np.where(say, positions, 0.0)
    kept: list[Array] = []
    votes: list[Array] = []
    outcomes = [(share * now).sum(axis=1)]
    counts: list[tuple[Places, Places]] = []
    partners = np.zeros((len(positions), positions.shape[1], positions.shape[1]), dtype=np.int64)
    trades: list[VoteTrade] = []
    for number in range(how.rounds):
        start = (share * now).sum(axis=1)
        table = _Round(now, start, salience, share, say, number, trades if trace else None)
        made = table.run()
        kept.append(now)
        votes.append(table.votes)
        outcomes.append((share * table.votes).sum(axis=1))
        counts.append((table.count, made))
        partners += table.partners
        now = now + (how.follows + how.eased * (1 - salience)) * (table.votes - now)
    shown = say[:, None, :, :]
    return ExchangePath(
        np.where(shown, np.stack(kept, axis=1), np.nan),
        np.where(shown, np.stack(votes, axis=1), np.nan),
        np.stack(outcomes, axis=1),
        np.stack([potential for potential, _ in counts], axis=1),
        np.stack([made for _, made in counts], axis=1),
        partners + partners.transpose(0, 2, 1),
        tuple(trades),
    )


class _Round:
    """One round of all rows: what can be exchanged, and what is left of it after each exchange."""

    def __init__(
        self,
        positions: Array,
        start: Array,
        salience: Array,
        share: Array,
        say: Truths,
        number: int,
        trades: list[VoteTrade] | None,
    ) -> None:
        self.positions, self.votes = positions, positions.copy()
        self.outcome, self.share, self.number, self.trades = start, share, number, trades
        away = positions - start[:, None, :]
        self.side = np.where(say & (np.abs(away) > _AT), np.sign(away), 0.0)
        self.count, self.found = potential(salience, self.side, say)
        rows, actors, issues = positions.shape
        self.rows = np.arange(rows)
        self.partners = np.zeros((rows, actors, actors), dtype=np.int64)
        self.room = np.empty((rows, issues, actors, actors))
        for issue in range(issues):
            self._measure(self.rows, np.full(rows, issue))
        self.flat = self.room.reshape(-1)
        self.flat_gain = self._gains(np.arange(len(self.found.p)))
        self.gain = self.flat_gain.reshape(rows, -1)

    def run(self) -> Places:
        """Make exchanges until nobody gains by one; return how many each row made."""
        made = np.zeros(len(self.rows), dtype=np.int64)
        live = self.rows
        while len(live):
            gains = self.gain if len(live) == len(self.rows) else self.gain[live]
            best = gains.max(axis=1)
            going = best > GAIN
            if not going.all():
                live, gains, best = live[going], gains[going], best[going]
                if not len(live):
                    break
            slot = np.argmax(gains >= (best * (1 - _TIE))[:, None], axis=1)
            made[live] += 1
            self._make(live, slot)
        return made

    def _make(self, rows: Places, slot: Places) -> None:
        """Move both votes of an exchange in each row, and work out again what it touched."""
        f = self.found
        place = rows * f.width + slot
        p, q, u, v, ratio = f.p[place], f.q[place], f.u[place], f.v[place], f.ratio[place]
        self.partners[rows, u, v] += 1
        room_p, room_q = self.room[rows, p, v, u], self.room[rows, q, u, v]
        shift = np.minimum(room_p, room_q / ratio)
        before = (
            self._state(int(rows[0]), int(p[0]), int(q[0]), int(u[0]), int(v[0])) if self.trades is not None else ()
        )
        twice, both = np.concatenate([rows, rows]), np.concatenate([p, q])
        givers, takers = np.concatenate([v, u]), np.concatenate([u, v])
        self._shift(twice, both, givers, takers, np.concatenate([shift, ratio * shift]))
        if self.trades is not None and rows[0] == 0:
            at = tuple(int(a[0]) for a in (p, q, u, v))
            self.trades.append(self._trade(at, float(self.gain[0, slot[0]]), float(shift[0]), float(ratio[0]), before))
        self._measure(twice, both)
        touched = f.slots[twice, both].ravel()
        self.flat_gain[touched] = self._gains(touched)

    def _shift(self, rows: Places, issue: Places, giver: Places, to: Places, by: Array) -> None:
        """Move a vote so that the outcome moves by so much toward a demander, neither of them beyond its position."""
        aim, side = self.positions[rows, to, issue], self.side[rows, to, issue]
        vote = self.votes[rows, giver, issue] + side * by / self.share[rows, giver, issue]
        self.votes[rows, giver, issue] = side * np.minimum(side * vote, side * aim)
        self.outcome[rows, issue] = side * np.minimum(side * (self.outcome[rows, issue] + side * by), side * aim)

    def _measure(self, rows: Places, issue: Places) -> None:
        """Work out by how much each supplier could move the outcome toward each demander: shape (n, P, P)."""
        aim, side = self.positions[rows, :, issue], self.side[rows, :, issue]
        left = side[:, None, :] * (aim[:, None, :] - self.votes[rows, :, issue][:, :, None])
        full = left * self.share[rows, :, issue][:, :, None]
        reach = side * (aim - self.outcome[rows, issue][:, None])
        self.room[rows, issue] = np.maximum(np.minimum(full, reach[:, None, :]), 0.0)

    def _gains(self, places: Places) -> Array:
        """Return the equal gain of exchanges as things stand."""
        f = self.found
        there = self.flat.take(f.there.take(places))
        back = self.flat.take(f.back.take(places))
        gains: Array = f.worth.take(places) * np.minimum(there, back / f.ratio.take(places))
        return gains

    def _state(self, row: int, p: int, q: int, u: int, v: int) -> tuple[float, ...]:
        places = (self.votes[row, v, p], self.votes[row, u, q], self.outcome[row, p], self.outcome[row, q])
        rooms = (self.room[row, p, v, u], self.room[row, q, u, v])
        return tuple(map(float, (*places, *rooms)))

    def _trade(
        self, at: tuple[int, ...], gain: float, shift: float, ratio: float, before: tuple[float, ...]
    ) -> VoteTrade:
        p, q, u, v = at
        after = self._state(0, p, q, u, v)
        toward = float(self.side[0, u, p] * (self.positions[0, u, p] - before[2]))
        back = float(self.side[0, v, q] * (self.positions[0, v, q] - before[3]))
        if before[4] <= before[5] / ratio:
            limit = LIMITS[2 if toward <= before[4] else 0]
        else:
            limit = LIMITS[3 if back <= before[5] else 1]
        trades = self.trades or ()
        return VoteTrade(
            round=self.number + 1,
            order=1 + sum(t.round == self.number + 1 for t in trades),
            giver=v,
            partner=u,
            issue=p,
            other=q,
            gain=gain,
            shift=float(self.side[0, u, p]) * shift,
            other_shift=float(self.side[0, v, q]) * ratio * shift,
            vote=(before[0], after[0]),
            partner_vote=(before[1], after[1]),
            outcome=(before[2], after[2]),
            other_outcome=(before[3], after[3]),
            limit=limit,
        )
