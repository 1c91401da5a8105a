"""Where many stakeholders would settle: the analysis ``conference``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from ripeness.conference.arrays import Stands, at_the_table, conference_of, doubts, stands_of
from ripeness.conference.challenge import PRINTED, Challenge, Reading
from ripeness.conference.exchange import Exchange, Trading
from ripeness.conference.nash import VARIANTS, Bargain
from ripeness.conference.outcomes import QUICK, RULES, Models, bargained, by_rule, challenged, last_median, traded
from ripeness.conference.pivotal import Carried, Coalition, Pivotal, by_formula, by_running_again, carried
from ripeness.conference.record import RECORD
from ripeness.conference.rules import medians
from ripeness.errors import AnalysisError, Problem, near
from ripeness.numerics.draws import BLOCK, Array, Draws, as_draws
from ripeness.result import VERSION, Provenance, Result, number
from ripeness.scenario import Scenario
from ripeness.valuation import check_chosen

SLOW_DRAWS = BLOCK  # draws over which the two slow models run, at most


@dataclass(frozen=True, kw_only=True)
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
    exchanges : Exchange
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
    exchanges: Exchange = field(repr=False)
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
        return _interval(self.columns[f"conference.{issue}.{rule}"])

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
        spread = _interval(self.columns[f"conference.{issue}.spread"])
        known = [v for v in self.settled(issue).values() if not np.isnan(v)]
        most, least = (max(known), min(known)) if known else (None, None)
        outcome = self.outcomes.get(issue)
        return found | {
            "intervals": {rule: _named(self.interval(issue, rule)) for rule in RULES},
            "nash_variants": {name: number(values[k]) for name, values in self.variants.items()},
            "agreement": {
                "lowest": least,
                "highest": most,
                "spread": None if most is None or least is None else most - least,
                "over_draws": _named(spread),
            },
            "reference": number(self.stands.reference[0, k]),
            "outcome": None
            if outcome is None
            else dict(zip(("central", "low", "high", "note"), outcome, strict=True)),
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
        return [
            asdict(o) | {"actor": self.actors[o.actor], "other": self.actors[o.other]} for o in found.offers
        ]

    def _trade(self, trade: Any) -> dict[str, Any]:
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
        def named(coalition: Coalition | None) -> dict[str, Any] | None:
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

    def table(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Return a row for each issue: where it settles by each rule."""
        header = ("issue", *RULES)
        rows = [
            (issue, *("unknown" if np.isnan(v) else f"{v:.1f}" for v in self.settled(issue).values()))
            for issue in self.issues
        ]
        return header, rows


def conference(  # noqa: PLR0913 - options, by keyword
    scenario: Scenario,
    *,
    draws: Draws | int = 1024,
    seed: int = 0,
    without: Iterable[str] = (),
    points: Mapping[str, float] | None = None,
    pivotal: str = "compromise",
    bargain: Bargain = Bargain(),  # noqa: B008 - immutable
    reading: Reading = PRINTED,
    trading: Trading = Trading(),  # noqa: B008 - immutable
) -> ConferenceResult:
    """Return where each issue settles by every rule, how positions move, who trades with whom, and who counts.

    The weighted mean (``compromise``) is the forecast: on issues with a known outcome no rule did better. The others
    are accounts of *how* positions could move, shown beside it with their record; where they disagree, that
    disagreement belongs to the answer. Everyone's position, salience and capability on an issue must be given for it to
    have a say there; what is missing stays missing.

    Parameters
    ----------
    scenario : Scenario
        Needs ``conference`` with two stands or more on each issue.
    draws : int or Draws
        Number of draws N, or chosen ones. 1 is the central draw. The challenge and the exchange model run over the
        first 4,096 at most.
    seed : int
        Key of the draws.
    without : iterable of str
        Actors whose stands are left out, as if they were not at the table.
    points : mapping of str to float, optional
        Positions by issue, 0 to 100, of which is asked who could carry them.
    pivotal : str
        The rule by which is asked whose absence or change of stand moves the outcome most; by any but ``compromise``
        the model runs again for every change, at the most likely values.
    bargain, reading, trading
        How Nash bargaining, the challenge model and the exchange model are meant.

    Raises
    ------
    AnalysisError
        ``no-conference``, ``nobody-with-a-say``, ``one-stakeholder``, ``stands-weigh-nothing``, ``unknown-actor``,
        ``unknown-issue``, ``unknown-rule``, ``out-of-range``; ``unknown-stand`` when pivotal or carried figures need it.

    Examples
    --------
    >>> import ripeness
    >>> result = ripeness.conference(ripeness.read("libya-2020"), draws=64)
    >>> round(result.settled("embargo")["compromise"], 1)
    47.8
    >>> result.silent("turkish-accords")
    ('uk', 'us', 'algeria', 'un', 'african-union')
    """
    models = Models(bargain, reading, trading)
    _checked(scenario, pivotal, points or {})
    actors = at_the_table(scenario, without)
    table = as_draws(draws, seed)
    check_chosen(scenario, table)
    one = table if table.count == 1 else table.central
    central = stands_of(scenario, one, actors)
    settled, challenges, exchanges = _at_once(central, models)
    columns, shifts, trading_ = _over_draws(scenario, table, actors, models)
    known = central.known[0]
    counts = by_formula(central) if pivotal == RULES[0] else by_running_again(central.filled(), by_rule(pivotal, models))
    whole = known if pivotal != "exchange" else np.full(known.shape, known.all())
    return ConferenceResult(
        provenance=Provenance(
            analysis="conference",
            scenario=scenario.id,
            digest=scenario.digest,
            version=VERSION,
            options={
                "chosen": list(table.paths),
                "without": sorted(set(without)) if not isinstance(without, str) else [without],
                "points": dict(points or {}),
                "pivotal": pivotal,
                "bargain": asdict(bargain),
                "reading": asdict(reading),
                "trading": asdict(trading),
                "slow_draws": min(table.count, SLOW_DRAWS),
            },
            seed=table.seed,
            draws=table.count,
        ),
        warnings=tuple([*doubts(scenario, actors), *_about_models(scenario, central, table)]),
        stands=central,
        central=settled,
        columns=columns,
        variants={
            how.name: np.array(
                [_known(bargained(central.filled(), p, how)[0], known[p]) for p in range(len(central.issues))]
            )
            for how in VARIANTS
        },
        challenges=challenges,
        exchanges=exchanges,
        trading=trading_,
        pivotal_by=pivotal,
        pivotal=Pivotal(*(np.where(whole, getattr(counts, name), np.nan) for name in Pivotal.__dataclass_fields__)),
        shifts=shifts if pivotal == RULES[0] else {},
        carried={i: _carry(scenario, central, i, point) for i, point in (points or {}).items()},
        outcomes=_adopted(scenario),
    )


def _checked(scenario: Scenario, rule: str, points: Mapping[str, float]) -> None:
    issues = conference_of(scenario).issues
    problems = []
    if rule not in RULES:
        message = f"'{rule}' is no rule by which an issue settles"
        problems.append(Problem("unknown-rule", message, None, near(rule, RULES)))
    for issue, point in points.items():
        if issue not in issues:
            message = f"'{issue}' is not an issue of this conference"
            problems.append(Problem("unknown-issue", message, None, near(issue, issues)))
        elif not 0 <= point <= 100:
            message = f"the point {point:g} on '{issue}' is outside 0 to 100"
            problems.append(Problem("out-of-range", message, None, "write a number from 0 to 100"))
    if problems:
        raise AnalysisError(problems)


def _carry(scenario: Scenario, central: Stands, issue: str, point: float) -> Carried:
    p = central.issues.index(issue)
    if not central.known[0, p]:
        message = f"who could carry a point on '{issue}' needs every stand on it, and one is unknown"
        path = f"conference.issues.{issue}"
        place = scenario.place(tuple(path.split(".")), key=True)
        raise AnalysisError([Problem("unknown-stand", message, place, "give its most likely value", path=path)])
    return carried(central, p, float(point))


def _at_once(central: Stands, models: Models) -> tuple[dict[str, Array], tuple[Challenge, ...], Exchange]:
    """Return where issues settle at the most likely values, with every offer, move and exchange."""
    known, stands = central.known[0], central.filled()
    issues = range(len(central.issues))
    found = {rule: by_rule(rule, models)(stands)[0] for rule in QUICK}
    both = [medians(stands.position[:, :, p], stands.weight[:, :, p]) for p in issues]
    found["median_lower"] = np.array([m.lower[0] for m in both])
    found["median_upper"] = np.array([m.upper[0] for m in both])
    challenges = tuple(challenged(stands, p, models, trace=bool(known[p])) for p in issues)
    found["challenge"] = np.array(
        [last_median(c, stands.weight[:, :, p])[0] for p, c in zip(issues, challenges, strict=True)]
    )
    exchanges = traded(stands, models, trace=bool(known.all()))
    found["exchange"] = exchanges.outcomes[0, -1]
    masks = {"exchange": np.full(known.shape, known.all())}
    order = [*RULES, "median_lower", "median_upper"]
    return {r: np.where(masks.get(r, known), found[r], np.nan) for r in order}, challenges, exchanges


def _over_draws(
    scenario: Scenario, table: Draws, actors: tuple[str, ...], models: Models
) -> tuple[dict[str, Array], dict[tuple[str, str], tuple[float, float]], Array]:
    """Return figures over draws, the range of what each absence does, and how often two actors trade."""
    issues = tuple(conference_of(scenario).issues)
    found = {rule: np.full((table.count, len(issues)), np.nan) for rule in RULES}
    absent = np.full((table.count, len(actors), len(issues)), np.nan)
    trading, first = np.zeros((len(actors), len(actors))), 0
    for block in table.blocks():
        stands = stands_of(scenario, block, actors)
        known, rows = stands.known, slice(first, first + block.count)
        stands = stands.filled()
        for rule in QUICK:
            found[rule][rows] = np.where(known, by_rule(rule, models)(stands), np.nan)
        absent[rows] = np.where(known[:, None, :], by_formula(stands).absence, np.nan)
        if first < SLOW_DRAWS:
            found["challenge"][rows] = np.where(known, by_rule("challenge", models)(stands), np.nan)
            exchanges = traded(stands, models)
            whole = known.all(axis=1, keepdims=True)
            found["exchange"][rows] = np.where(whole, exchanges.outcomes[:, -1], np.nan)
            trading = (exchanges.partners > 0).mean(axis=0) if whole.any() else trading
        first += block.count
    columns = {}
    for k, issue in enumerate(issues):
        each = {rule: found[rule][:, k] for rule in RULES}
        stacked = np.stack(list(each.values()))
        columns |= {f"conference.{issue}.{rule}": values for rule, values in each.items()}
        columns[f"conference.{issue}.spread"] = stacked.max(axis=0) - stacked.min(axis=0)
    shifts = {
        (issue, actor): (low, high)
        for k, issue in enumerate(issues)
        for i, actor in enumerate(actors)
        for _, low, high in [_interval(absent[:, i, k])]
        if low is not None and high is not None
    }
    return columns, shifts, trading


def _about_models(scenario: Scenario, central: Stands, table: Draws) -> list[Problem]:
    found = []
    if len(central.issues) == 1:
        message = "there is one issue, so nothing can be exchanged for anything: `exchange` is the compromise"
        place = scenario.place(("conference", "issues"), key=True)
        path = "conference.issues"
        found.append(Problem("nothing-to-trade", message, place, "give a second issue", "warning", path))
    if table.count > SLOW_DRAWS:
        message = f"the challenge and the exchange model ran over the first {SLOW_DRAWS:,} of {table.count:,} draws"
        found.append(Problem("fewer-draws", message, None, "a thousand are plenty for reading", "warning"))
    return found


def _adopted(scenario: Scenario) -> dict[str, tuple[float | None, float | None, float | None, str]]:
    """Return what was settled in the end, where the scenario says so."""
    found = {}
    for issue, scale in conference_of(scenario).issues.items():
        said = scale.outcome
        if said is not None:
            shown = said.is_
            ends = (None, None) if said.central is None else (shown.low, shown.high)
            low, high = (None if n is None else float(n) for n in ends)
            found[issue] = (None if said.central is None else float(said.central), low, high, said.note)
    return found


def _known(value: Any, known: Any) -> float:
    return float(value) if known else float("nan")


def _interval(column: Array) -> tuple[float | None, float | None, float | None]:
    """Return mean, 5th and 95th percentile over the draws in which a figure is known."""
    known = column[~np.isnan(column)]
    if not len(known):
        return None, None, None
    low, high = np.percentile(known, [5, 95])
    return float(known.mean()), float(low), float(high)


def _named(interval: tuple[float | None, float | None, float | None]) -> dict[str, float | None]:
    return dict(zip(("mean", "low", "high"), interval, strict=True))
