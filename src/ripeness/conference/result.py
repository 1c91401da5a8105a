"""What ``conference`` answers: where issues settle, moves and exchanges, who counts, as labelled data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from ripeness.conference.arrays import Stands
from ripeness.conference.challenge import Challenge
from ripeness.conference.exchange import ExchangePath, VoteTrade
from ripeness.conference.outcomes import RULES
from ripeness.conference.pivotal import Carried, Pivotal, WinningCoalition
from ripeness.conference.record import RECORD
from ripeness.numerics.draws import Array
from ripeness.result import Result, number

Interval = tuple[float | None, float | None, float | None]


@dataclass(frozen=True, kw_only=True, repr=False)
class ConferenceResult(Result):
    """Answer of :func:`conference`; figures are of the most likely values unless they are over draws.

    Attributes
    ----------
    stands : Stands
        Who stands where at the most likely values: arrays of one row.
    central : mapping of str to array, shape (I,)
        By rule, where each issue settles; NaN is unknown. ``median_lower`` and ``median_upper`` stand there too.
    columns : mapping of str to array, shape (N,)
        Figures over draws: ``conference.ISSUE.RULE``.
    variants : mapping of str to array, shape (I,)
        Nash bargaining in all its conventions, by their names.
    challenges : tuple of Challenge
        For each issue, positions by round, risk exponents and all offers.
    exchanges : ExchangePath
        Votes by round, and every exchange.
    trading : array, shape (P, P)
        Share of draws in which two actors make at least one exchange.
    pivotal : Pivotal
        What each actor's stand does to the outcome by the rule ``pivotal_by``.
    carried : mapping of str to Carried
        For points asked for, who could carry them.
    outcomes : mapping of str to (float or None, float or None, float or None, str)
        What was settled in the end, where the scenario says so: most likely, lowest, highest, and the remark.
    """

    stands: Stands
    central: Mapping[str, Array]
    columns: Mapping[str, Array] = field(repr=False)
    variants: Mapping[str, Array]
    challenges: tuple[Challenge, ...] = field(repr=False)
    exchanges: ExchangePath = field(repr=False)
    trading: Array = field(repr=False)
    pivotal_by: str
    pivotal: Pivotal = field(repr=False)
    shifts: Mapping[tuple[str, str], tuple[float, float]] = field(repr=False)
    carried: Mapping[str, Carried]
    outcomes: Mapping[str, tuple[float | None, float | None, float | None, str]]

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues, in the order of the file."""
        return self.stands.issues

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors at the table, in the order of the file."""
        return self.stands.actors

    def settled(self, issue: str) -> dict[str, float]:
        """Return where an issue settles by each rule; NaN is unknown."""
        k = self.issues.index(issue)
        return {rule: float(self.central[rule][k]) for rule in RULES}

    def interval(self, issue: str, rule: str) -> tuple[float | None, float | None, float | None]:
        """Return mean, 5th and 95th percentile over draws."""
        return interval_of(self.columns[f"conference.{issue}.{rule}"])

    def silent(self, issue: str) -> tuple[str, ...]:
        """Return who has no say on an issue."""
        k = self.issues.index(issue)
        return tuple(a for a, say in zip(self.actors, self.stands.say[:, k], strict=True) if not say)

    def shares(self, issue: str) -> dict[str, float]:
        """Return each actor's share of the weight on an issue, of those who have a say."""
        k = self.issues.index(issue)
        weights = self.stands.weight[0, :, k]
        say = self.stands.say[:, k]
        return {a: float(w / weights.sum()) for a, w, s in zip(self.actors, weights, say, strict=True) if s}

    def measures(self) -> Mapping[str, Array]:
        """Return figures over draws by dotted path."""
        return self.columns

    def content(self) -> dict[str, Any]:
        """Return the contract's keys of ``conference``."""
        return {
            "actors": list(self.actors),
            "forecast": RULES[0],
            "issues": {issue: self._issue(k, issue) for k, issue in enumerate(self.issues)},
            "paths": {
                "challenge": {issue: self._path(c) for issue, c in zip(self.issues, self.challenges, strict=True)},
                "exchange": self._votes(),
            },
            "moves": {
                "challenge": {i: self._offers(c) for i, c in zip(self.issues, self.challenges, strict=True)},
                "exchange": [self._trade(t) for t in self.exchanges.trades],
            },
            "partners": self._partners(),
            "pivotal": {"by": self.pivotal_by, "issues": {i: self._counts(k, i) for k, i in enumerate(self.issues)}},
            "carried": {issue: self._carried(found) for issue, found in self.carried.items()},
            "record": RECORD.to_dict(),
        }

    def _issue(self, k: int, issue: str) -> dict[str, Any]:
        found = {rule: number(values[k]) for rule, values in self.central.items()}
        spread = interval_of(self.columns[f"conference.{issue}.spread"])
        known = [v for v in self.settled(issue).values() if not np.isnan(v)]
        most, least = (max(known), min(known)) if known else (None, None)
        outcome = self.outcomes.get(issue)
        return found | {
            "intervals": {rule: named_interval(self.interval(issue, rule)) for rule in RULES},
            "nash_variants": {name: number(values[k]) for name, values in self.variants.items()},
            "agreement": {
                "lowest": least,
                "highest": most,
                "spread": None if most is None or least is None else most - least,
                "over_draws": named_interval(spread),
            },
            "reference": number(self.stands.reference[0, k]),
            "outcome": None if outcome is None else dict(zip(("central", "low", "high", "note"), outcome, strict=True)),
            "shares": {a: number(w) for a, w in self.shares(issue).items()},
            "silent": list(self.silent(issue)),
        }

    def _path(self, found: Challenge) -> dict[str, Any]:
        rounds = int(found.rounds[0])
        positions = found.positions[0, : rounds + 1]
        return {
            "rounds": rounds,
            "positions": {
                actor: [number(x) for x in positions[:, i]]
                for i, actor in enumerate(self.actors)
                if not np.isnan(positions[0, i])
            },
        }

    def _votes(self) -> dict[str, Any]:
        found = self.exchanges
        return {
            issue: {
                "outcome": [number(x) for x in found.outcomes[0, :, k]],
                "positions": {
                    actor: [
                        {"position": number(x), "vote": number(v)}
                        for x, v in zip(found.positions[0, :, i, k], found.votes[0, :, i, k], strict=True)
                    ]
                    for i, actor in enumerate(self.actors)
                    if self.stands.say[i, k]
                },
            }
            for k, issue in enumerate(self.issues)
        }

    def _offers(self, found: Challenge) -> list[dict[str, Any]]:
        return [asdict(o) | {"actor": self.actors[o.actor], "other": self.actors[o.other]} for o in found.offers]

    def _trade(self, trade: VoteTrade) -> dict[str, Any]:
        plain = asdict(trade)
        for name in ("giver", "partner"):
            plain[name] = self.actors[plain[name]]
        for name in ("issue", "other"):
            plain[name] = self.issues[plain[name]]
        return {k: list(v) if isinstance(v, tuple) else v for k, v in plain.items()}

    def _partners(self) -> list[dict[str, Any]]:
        made = self.exchanges.partners[0]
        pairs = [(i, j) for i in range(len(self.actors)) for j in range(i) if self.trading[i, j] > 0 or made[i, j]]
        pairs.sort(key=lambda pair: (-self.trading[pair], pair[1], pair[0]))
        return [
            {
                "actors": [self.actors[j], self.actors[i]],
                "exchanges": int(made[i, j]),
                "share_of_draws": number(self.trading[i, j]),
            }
            for i, j in pairs
        ]

    def _counts(self, k: int, issue: str) -> dict[str, Any]:
        names = ("absence", "position", "salience", "capability", "announce", "reaches")
        found = {}
        for i, actor in enumerate(self.actors):
            if self.stands.say[i, k]:
                figures = {name: number(getattr(self.pivotal, name)[0, i, k]) for name in names}
                low, high = self.shifts.get((issue, actor), (np.nan, np.nan))
                found[actor] = figures | {"absence_low": number(low), "absence_high": number(high)}
        return found

    def _carried(self, found: Carried) -> dict[str, Any]:
        def named(coalition: WinningCoalition | None) -> dict[str, Any] | None:
            if coalition is None:
                return None
            members = [self.actors[i] for i in coalition.members]
            return {"members": members, "weight": coalition.weight, "proven": coalition.proven}

        return {
            "point": found.point,
            "now": found.now,
            "willing": [self.actors[i] for i in found.willing],
            "fewest": named(found.fewest),
            "lightest": named(found.lightest),
            "majority": named(found.majority),
        }


def interval_of(column: Array) -> Interval:
    """Return mean, 5th and 95th percentile over the draws in which a figure is known."""
    known = column[~np.isnan(column)]
    if not len(known):
        return None, None, None
    low, high = np.percentile(known, [5, 95])
    return float(known.mean()), float(low), float(high)


def named_interval(interval: Interval) -> dict[str, float | None]:
    """Return an interval as plain data."""
    return dict(zip(("mean", "low", "high"), interval, strict=True))
