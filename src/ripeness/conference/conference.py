"""Where many stakeholders would settle: the analysis ``conference``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from ripeness.conference.arrays import Stands, at_the_table, conference_of, doubts, stands_of
from ripeness.conference.challenge import PRINTED, Challenge, Reading
from ripeness.conference.effort import check_again, slow_draws
from ripeness.conference.exchange import ExchangePath, Trading
from ripeness.conference.nash import VARIANTS, Bargain
from ripeness.conference.outcomes import (
    QUICK,
    RULES,
    Models,
    amiss,
    bargained,
    by_rule,
    challenged,
    last_median,
    traded,
)
from ripeness.conference.pivotal import Carried, Pivotal, by_formula, by_running_again, carried
from ripeness.conference.result import ConferenceResult, interval_of
from ripeness.conference.rules import medians
from ripeness.errors import AnalysisError, Problem, near
from ripeness.lacks import demand
from ripeness.lacks.conference import conference as lacks
from ripeness.numerics.draws import BLOCK, Array, Draws, as_draws
from ripeness.result import VERSION, Provenance
from ripeness.scenario import Scenario
from ripeness.valuation import check_chosen

_ABSENT = BLOCK  # draws over which the ranges of absences are worked out, at most


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
        first 4,096 at most, and over fewer where very many sit at the table; a warning says so.
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
        ``unknown-issue``, ``unknown-rule``, ``out-of-range``, ``bad-model``, ``too-large-conference``,
        ``too-many-runs``; ``unknown-stand`` when who could carry a point needs it.

    Examples
    --------
    >>> import ripeness
    >>> result = ripeness.conference(ripeness.read("libya-2020"), draws=64)
    >>> round(result.settled("embargo")["compromise"], 1)
    50.0
    >>> result.silent("turkish-accords")
    ('uk', 'us', 'algeria', 'un', 'african-union')
    """
    models = Models(bargain, reading, trading)
    _checked(scenario, pivotal, points or {}, models)
    left_out = sorted(set(without))
    actors = at_the_table(scenario, left_out)
    demand(lacks(scenario, actors=actors))
    table = as_draws(draws, seed)
    check_chosen(scenario, table)
    one = table if table.count == 1 else table.central
    central = stands_of(scenario, one, actors)
    slow = slow_draws(central, trading, table.count)
    check_again(pivotal, central, trading)
    settled, challenges, exchanges = _at_once(central, models)
    columns, shifts, met = _over_draws(scenario, table, actors, models, slow)
    known = central.known[0]
    counts = (
        by_formula(central) if pivotal == RULES[0] else by_running_again(central.filled(), by_rule(pivotal, models))
    )
    whole = known if pivotal != "exchange" else np.full(known.shape, known.all())
    return ConferenceResult(
        provenance=Provenance(
            analysis="conference",
            scenario=scenario.id,
            asked=scenario,
            digest=scenario.digest,
            changes=scenario.changes,
            version=VERSION,
            options={
                "chosen": list(table.paths),
                "without": left_out,
                "points": dict(points or {}),
                "pivotal": pivotal,
                "bargain": asdict(bargain),
                "reading": asdict(reading),
                "trading": asdict(trading),
                "slow_draws": slow,
            },
            seed=table.seed,
            draws=table.count,
        ),
        warnings=(*doubts(scenario, actors), *_about_models(scenario, central, table, slow)),
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
        trading=met,
        pivotal_by=pivotal,
        pivotal=Pivotal(*(np.where(whole, getattr(counts, name), np.nan) for name in Pivotal.__dataclass_fields__)),
        shifts=shifts if pivotal == RULES[0] else {},
        carried={i: _carry(scenario, central, i, point) for i, point in (points or {}).items()},
        outcomes=_adopted(scenario),
    )


def _checked(scenario: Scenario, rule: str, points: Mapping[str, float], models: Models) -> None:
    issues = conference_of(scenario).issues
    problems = [Problem("bad-model", message) for message in amiss(models)]
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


def _at_once(central: Stands, models: Models) -> tuple[dict[str, Array], tuple[Challenge, ...], ExchangePath]:
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
    scenario: Scenario, table: Draws, actors: tuple[str, ...], models: Models, slow: Mapping[str, int]
) -> tuple[dict[str, Array], dict[tuple[str, str], tuple[float, float]], Array]:
    """Return figures over draws, the range of what each absence does, and how often two actors trade."""
    issues = tuple(conference_of(scenario).issues)
    found = {rule: np.full((table.count, len(issues)), np.nan) for rule in RULES}
    absent = np.full((min(table.count, _ABSENT), len(actors), len(issues)), np.nan)
    trading, first = np.zeros((len(actors), len(actors))), 0
    for block in table.blocks():
        stands = stands_of(scenario, block, actors)
        known, rows = stands.known, slice(first, first + block.count)
        stands = stands.filled()
        for rule in QUICK:
            found[rule][rows] = np.where(known, by_rule(rule, models)(stands), np.nan)
        if first == 0:  # a block holds all draws over which the slow models run
            here = min(_ABSENT, block.count)
            absent[:] = np.where(known[:here, None, :], by_formula(stands.only(slice(here))).absence, np.nan)
            some = slice(slow["challenge"])
            values = by_rule("challenge", models)(stands.only(some))
            found["challenge"][some] = np.where(known[some], values, np.nan)
            some = slice(slow["exchange"])
            exchanges, whole = traded(stands.only(some), models), np.all(known[some], axis=1)
            found["exchange"][some] = np.where(whole[:, None], exchanges.outcomes[:, -1], np.nan)
            met = exchanges.partners[whole] > 0
            trading = met.mean(axis=0) if len(met) else trading
        first += block.count
    columns: dict[str, Array] = {}
    for k, issue in enumerate(issues):
        each = {rule: found[rule][:, k] for rule in RULES}
        stacked = np.stack(list(each.values()))
        columns |= {f"conference.{issue}.{rule}": values for rule, values in each.items()}
        columns[f"conference.{issue}.spread"] = stacked.max(axis=0) - stacked.min(axis=0)
    shifts = {
        (issue, actor): (low, high)
        for k, issue in enumerate(issues)
        for i, actor in enumerate(actors)
        for _, low, high in [interval_of(absent[:, i, k])]
        if low is not None and high is not None
    }
    return columns, shifts, trading


def _about_models(scenario: Scenario, central: Stands, table: Draws, slow: Mapping[str, int]) -> list[Problem]:
    found = []
    if len(central.issues) == 1:
        message = "there is one issue, so nothing can be exchanged for anything: `exchange` is the compromise"
        place = scenario.place(("conference", "issues"), key=True)
        path = "conference.issues"
        found.append(Problem("nothing-to-trade", message, place, "give a second issue", "warning", path))
    fewer = {model: count for model, count in slow.items() if count < table.count}
    if fewer:
        each = " and ".join(f"the {model} model over the first {count:,}" for model, count in fewer.items())
        message = f"of {table.count:,} draws, {each} only: more would take long"
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
            secret = any(scenario.sources[scenario.claims[c].source].confidential for c in said.because)
            note = "" if secret else said.note
            found[issue] = (None if said.central is None else float(said.central), low, high, note)
    return found


def _known(value: Any, known: Any) -> float:
    return float(value) if known else float("nan")
