"""How good the rules of a conference have been on tables of known outcomes."""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.conference.backtest import BacktestResult
from ripeness.conference.resampling import Judged
from ripeness.scenario import Scenario
from ripeness.telling.blocks import Cell, Paragraph, Part, Table, Telling, blocks, parts
from ripeness.words import conference as say
from ripeness.words.labels import quoted

_SKIPPED = {
    "issues_without_outcome": "{} without an outcome",
    "issues_without_two_who_have_a_say": "{} on which fewer than two have a say",
    "stands_with_empty_cells": "{} stands with an empty cell",
}


def tell(scenario: Scenario | None, result: BacktestResult) -> Telling:
    """Return how good the rules have been; tables have no scenario."""
    del scenario
    unit = "proposals" if result.by_proposal else "issues"
    meant = (
        "Errors are in points of 0 to 100. Intervals are the 5th to 95th percentile over "
        f"{result.provenance.options['samples']:,} samples of whole {unit}. Against compromise: the difference of "
        "errors on the same issues and in the same samples, below zero where the rule is better; nearer: on how many "
        "of them it was nearer than the compromise, equals counted half."
    )
    best = _best(result)
    main = [rule for rule in result.rules if rule in say.NAMES or rule == best]
    variants = [rule for rule in result.rules if rule not in main]
    return Telling(
        id="backtest",
        title="How good have the rules been?",
        answer=_answer(result),
        why=_chosen(result),
        sure=_size(result),
        parts=parts(
            Part("", (_table(result, main, "Mean absolute error, the smallest first"), Paragraph(meant, "quiet"))),
            Part("Variants of the rules", blocks(_table(result, variants, "") if variants else None), long=True),
        ),
        notes=tuple(f"{warning.message}." for warning in result.warnings),
        made=result.provenance,
    )


def _table(result: BacktestResult, rules: Sequence[str], caption: str) -> Table:
    rows = tuple(
        (Cell(say.judged(rule), "head"), *_cells(rule, result.rules[rule]))
        for rule in sorted(rules, key=lambda rule: result.rules[rule].mae)
    )
    header = ("rule", "error", "5\N{EN DASH}95 %", "issues", "against compromise", "nearer")
    return Table(header, rows, caption)


def _best(result: BacktestResult) -> str:
    """Return the rule with the smallest error, of those that say something of all issues: others had other issues."""
    judged = result.rules
    everywhere = [rule for rule in judged if judged[rule].n == judged["compromise"].n]
    return min(everywhere, key=lambda rule: judged[rule].mae)


def _answer(result: BacktestResult) -> str:
    best = _best(result)
    error, base = result.rules[best].mae, result.rules["compromise"].mae
    if best == "compromise":
        return f"No rule has been better than the compromise, which missed by {base:.1f} points on average."
    return (
        f"The best rule on these tables is {quoted(say.judged(best))}, which missed by {error:.1f} points on average; "
        f"the compromise by {base:.1f}."
    )


def _size(result: BacktestResult) -> str:
    proposals = f" of {len(set(result.proposals)):,} proposals" if result.by_proposal else ""
    skipped = [text.format(f"{result.skipped[key]:,}") for key, text in _SKIPPED.items() if result.skipped[key]]
    left = f" Left out: {', '.join(skipped)}." if skipped else " Nothing was left out."
    return f"{len(result.issues):,} issues{proposals} with known outcomes.{left}"


def _cells(rule: str, judged: Judged) -> tuple[Cell, ...]:
    return tuple(Cell(text, "number") for text in _figures(rule, judged))


def _figures(rule: str, judged: Judged) -> tuple[str, ...]:
    interval = f"{judged.low:.1f}\N{EN DASH}{judged.high:.1f}"
    if rule == "compromise":
        return f"{judged.mae:.2f}", interval, f"{judged.n:,}", "", ""
    apart = f"{judged.difference:+.2f} ({judged.difference_low:+.1f} to {judged.difference_high:+.1f})"
    minus = "\N{MINUS SIGN}"
    return f"{judged.mae:.2f}", interval, f"{judged.n:,}", apart.replace("-", minus), f"{100 * judged.nearer:.0f} %"


def _chosen(result: BacktestResult) -> str:
    mae, low, high = result.chosen_mae
    unit = "proposal" if result.by_proposal else "issue"
    picks = sorted(result.chosen.items(), key=lambda item: -item[1])
    each = ", ".join(f"{quoted(say.judged(rule))} ({count:,} times)" for rule, count in picks[:4])
    more = f" and {len(picks) - 4} others" if len(picks) > 4 else ""
    base = result.rules["compromise"].mae
    return (
        f"For each {unit} the rule that was best on all others: {each}{more}. Its mean absolute error is {mae:.2f} "
        f"({low:.1f} to {high:.1f}), that of always taking the compromise {base:.2f}."
    )
