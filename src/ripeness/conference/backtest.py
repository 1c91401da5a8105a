"""How good each rule has been on negotiations whose outcome is known: the analysis ``backtest``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ripeness.conference.challenge import PRINTED, REPLICATION, Reading, challenge
from ripeness.conference.exchange import Trading, exchange
from ripeness.conference.nash import VARIANTS, Bargain, nash
from ripeness.conference.resampling import Judged, judge, left_out, means, resampled
from ripeness.conference.rules import Truths, compromise, medians, plain_mean
from ripeness.errors import AnalysisError, Problem
from ripeness.numerics.draws import Array
from ripeness.result import VERSION, Provenance, Result, number

Progress = Callable[[int, int, str], None]

#: Every rule that is judged: those of `conference` first, then their variants and what knows nothing of anybody.
RULES = (
    "compromise",
    "mean",
    "median",
    "nash",
    "challenge",
    "exchange",
    "median-lower",
    "median-upper",
    "challenge-replication",
    *(f"nash-{how.name}" for how in VARIANTS if how != Bargain()),  # that one is `nash`
    "midpoint",
    "reference",
)


MOST_SAMPLES = 20_000


@dataclass(frozen=True)
class Settled:
    """An issue: the proposal that it belongs to, its outcome (None is unknown), and who stood where.

    ``stands`` maps an actor to its position (0 to 100), salience (0 to 1) and capability.
    """

    issue: str
    proposal: str
    outcome: float | None
    reference: float | None
    stands: dict[str, tuple[float, float, float]]


@dataclass(frozen=True)
class Negotiations:
    """Issues with known outcomes, as tables give them.

    Attributes
    ----------
    name, digest : str
        Where they come from, and SHA-256 of the tables.
    issues : tuple of Settled
        All issues, in the order of the table.
    by_proposal : bool
        Whether proposals are given: issues of one proposal are exchanged for one another and resampled together.
    empty_cells : int
        Stands that were left out since a cell is empty.
    """

    name: str
    digest: str
    issues: tuple[Settled, ...]
    by_proposal: bool
    empty_cells: int = 0


@dataclass(frozen=True, kw_only=True, repr=False)
class BacktestResult(Result):
    """Answer of :func:`backtest`.

    Attributes
    ----------
    issues, proposals : tuple of str
        The J issues that were judged, and the proposal of each.
    outcome : array, shape (J,)
        Outcomes.
    forecasts : mapping of str to array, shape (J,)
        By rule; NaN where a rule needs what is not given.
    rules : mapping of str to Judged
        Errors by rule, of rules that say something of some issue.
    samples : mapping of str to array, shape (B,)
        Mean absolute error in each bootstrap sample.
    chosen : mapping of str to int
        How often each rule was the best on all other proposals.
    chosen_mae : tuple of float
        Mean absolute error of the rule chosen on all other proposals, with its interval.
    skipped : mapping of str to int
        What was left out, and why.
    """

    issues: tuple[str, ...]
    proposals: tuple[str, ...]
    outcome: Array
    forecasts: Mapping[str, Array]
    rules: Mapping[str, Judged]
    samples: Mapping[str, Array] = field(repr=False)
    chosen: Mapping[str, int]
    chosen_mae: tuple[float, float, float]
    by_proposal: bool
    skipped: Mapping[str, int]

    def measures(self) -> Mapping[str, Array]:
        """Return the mean absolute error of each rule in each bootstrap sample, by dotted path."""
        return {f"conference.rules.{rule}.mae": values for rule, values in self.samples.items()}

    def content(self) -> dict[str, Any]:
        """Return the contract's keys of ``backtest``."""
        mae, low, high = self.chosen_mae
        return {
            "rules": {
                rule: {
                    "mae": number(j.mae),
                    "low": number(j.low),
                    "high": number(j.high),
                    "n": j.n,
                    "against_compromise": {
                        "difference": number(j.difference),
                        "low": number(j.difference_low),
                        "high": number(j.difference_high),
                        "nearer": number(j.nearer),
                    },
                }
                for rule, j in self.rules.items()
            },
            "leave_one_out": {
                "by": "proposal" if self.by_proposal else "issue",
                "mae": number(mae),
                "low": number(low),
                "high": number(high),
                "chosen": dict(self.chosen),
            },
            "counts": {
                "issues": len(self.issues),
                "proposals": len(set(self.proposals)),
                "skipped": dict(self.skipped),
            },
        }

    def summary(self) -> list[dict[str, Any]]:
        """Return a record for each rule, for a table in CSV."""
        return [
            {
                "rule": rule,
                "issues": j.n,
                "mae": j.mae,
                "low": j.low,
                "high": j.high,
                "difference": j.difference,
                "difference_low": j.difference_low,
                "difference_high": j.difference_high,
                "nearer": j.nearer,
                "chosen": self.chosen.get(rule, 0),
            }
            for rule, j in self.rules.items()
        ]

    def each(self) -> list[dict[str, Any]]:
        """Return a record for each issue with every forecast, for a table in CSV."""
        return [
            {"issue": issue, "proposal": self.proposals[k], "outcome": float(self.outcome[k])}
            | {rule: number(values[k]) for rule, values in self.forecasts.items()}
            for k, issue in enumerate(self.issues)
        ]


def backtest(
    negotiations: Negotiations, *, samples: int = 1000, seed: int = 0, progress: Progress | None = None
) -> BacktestResult:
    """Return the mean absolute error of every rule on issues whose outcome is known.

    Intervals come from samples of whole proposals (of issues where none are given), drawn with replacement: issues of
    one proposal are not independent. Every rule is compared with the compromise on the same issues and samples. Leaving
    out one proposal at a time, the rule that was best on all others is applied to it: what choosing a rule by such a
    record would have been worth.

    Parameters
    ----------
    negotiations : Negotiations
        See :func:`ripeness.interop.read_negotiations`.
    samples : int
        Bootstrap samples B.
    seed : int
        Key of the samples.
    progress : callable, optional
        Called with the step, the number of steps, and what is being done.

    Raises
    ------
    AnalysisError
        ``nothing-to-judge`` when no issue has an outcome and two actors with a say; ``bad-samples``.
    """
    if not 1 <= samples <= MOST_SAMPLES or seed < 0:
        hint = f"1 to {MOST_SAMPLES:,} samples, and a seed of 0 or more"
        raise AnalysisError.of("bad-samples", f"{samples:,} samples with seed {seed} cannot be drawn", hint=hint)
    judged, skipped = _judged(negotiations)
    if not judged:
        message = f"no issue of '{negotiations.name}' has an outcome and two actors with a say"
        raise AnalysisError.of("nothing-to-judge", message, hint="fill in outcomes, positions and saliences")
    say = progress or _silent
    forecasts = _forecasts(negotiations, judged, say)
    outcome = np.array([s.outcome for s in judged], dtype=np.float64)
    proposals = tuple(s.proposal for s in judged)
    say(len(RULES), len(RULES) + 1, "drawing samples")
    forecasts = {rule: values for rule, values in forecasts.items() if not np.isnan(values).all()}
    errors = {rule: np.abs(values - outcome) for rule, values in forecasts.items()}
    counts = resampled(proposals, samples, seed)
    rules, drawn = {}, {}
    for rule, error in errors.items():
        rules[rule], drawn[rule] = judge(error, errors["compromise"], proposals, counts)
    chosen, picked = left_out(errors, proposals)
    low, high = np.percentile(means(picked, proposals, counts), [5, 95])
    say(len(RULES) + 1, len(RULES) + 1, "done")
    return BacktestResult(
        provenance=Provenance(
            analysis="conference",
            scenario=negotiations.name,
            digest=negotiations.digest,
            version=VERSION,
            options={"backtest": True, "samples": samples},
            seed=seed,
            draws=1,
        ),
        warnings=tuple(_doubts(negotiations)),
        issues=tuple(s.issue for s in judged),
        proposals=proposals,
        outcome=outcome,
        forecasts=forecasts,
        rules=rules,
        samples=drawn,
        chosen=chosen,
        chosen_mae=(float(picked.mean()), float(low), float(high)),
        by_proposal=negotiations.by_proposal,
        skipped=skipped,
    )


def _silent(done: int, total: int, what: str) -> None:
    del done, total, what


def _doubts(negotiations: Negotiations) -> list[Problem]:
    if negotiations.by_proposal:
        return []
    message = (
        "no proposals are given: every issue stands alone, so nothing is exchanged and `exchange` is the compromise"
    )
    return [Problem("no-proposals", message, None, "add the column `proposal` to issues.csv", "warning")]


def _decides(settled: Settled) -> bool:
    """Return whether an issue can be settled: two actors or more have a say, and somebody has weight."""
    return len(settled.stands) > 1 and any(s * c > 0 for _, s, c in settled.stands.values())


def _judged(negotiations: Negotiations) -> tuple[list[Settled], dict[str, int]]:
    known = [s for s in negotiations.issues if s.outcome is not None]
    judged = [s for s in known if _decides(s)]
    skipped = {
        "issues_without_outcome": len(negotiations.issues) - len(known),
        "issues_without_two_who_have_a_say": len(known) - len(judged),
        "stands_with_empty_cells": negotiations.empty_cells,
    }
    return judged, skipped


def _forecasts(negotiations: Negotiations, judged: Sequence[Settled], say: Progress) -> dict[str, Array]:
    wide = max(len(s.stands) for s in judged)
    x, s, c = (np.zeros((len(judged), wide)) for _ in range(3))
    there: Truths = np.zeros((len(judged), wide), dtype=np.bool_)
    for row, settled in enumerate(judged):
        for i, stand in enumerate(settled.stands.values()):
            x[row, i], s[row, i], c[row, i] = stand
            there[row, i] = True
    reference = np.array([np.nan if j.reference is None else j.reference for j in judged])
    found = {}
    for step, rule in enumerate(RULES):
        say(step, len(RULES) + 1, rule)
        found[rule] = _exchanged(negotiations, judged) if rule == "exchange" else _one(rule, x, s, c, there, reference)
    return found


def _one(rule: str, x: Array, s: Array, c: Array, say: Truths, reference: Array) -> Array:
    weights = np.where(say, s * c, 0.0)
    middle = medians(x, weights)
    if rule.startswith("challenge"):
        return _challenged(x, s, c, say, REPLICATION if rule.endswith("replication") else PRINTED)
    if rule.startswith("nash"):
        named = {f"nash-{how.name}": how for how in VARIANTS}
        return nash(x, s, c, say, reference, named.get(rule, Bargain()))
    found = {
        "compromise": compromise(x, weights),
        "mean": plain_mean(x, say),
        "median": middle.middle,
        "median-lower": middle.lower,
        "median-upper": middle.upper,
        "midpoint": np.full(len(x), 50.0),
        "reference": reference,
    }
    return found[rule]


def _challenged(x: Array, s: Array, c: Array, say: Truths, how: Reading) -> Array:
    found = challenge(x, s, c, say, how)
    return medians(np.nan_to_num(found.positions[:, -1]), np.where(say, s * c, 0.0)).middle


def _exchanged(negotiations: Negotiations, judged: Sequence[Settled]) -> Array:
    """Return outcomes of the exchange model: issues of one proposal together, also those whose outcome is unknown."""
    groups: dict[str, list[Settled]] = {}
    for settled in negotiations.issues:
        if _decides(settled):
            groups.setdefault(settled.proposal if negotiations.by_proposal else settled.issue, []).append(settled)
    found: dict[str, float] = {}
    for group in groups.values():
        actors = list(dict.fromkeys(actor for settled in group for actor in settled.stands))
        shape = (1, len(actors), len(group))
        x, s, c = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        say: Truths = np.zeros(shape, dtype=np.bool_)
        for p, settled in enumerate(group):
            for actor, stand in settled.stands.items():
                i = actors.index(actor)
                x[0, i, p], s[0, i, p], c[0, i, p] = stand
                say[0, i, p] = True
        outcomes = exchange(x, s, c, say, Trading()).outcomes[0, -1]
        found |= {settled.issue: float(o) for settled, o in zip(group, outcomes, strict=True)}
    return np.array([found[settled.issue] for settled in judged])
