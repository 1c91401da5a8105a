"""The result of ``conference --backtest`` in words, at 80 columns."""

from __future__ import annotations

from rich.console import Console

from ripeness.cli.show_page import head, line, stacked, table
from ripeness.conference.backtest import BacktestResult
from ripeness.conference.resampling import Judged

_RULE = 21  # columns of the name of a rule
_SKIPPED = {
    "issues_without_outcome": "{} without an outcome",
    "issues_without_two_who_have_a_say": "{} on which fewer than two have a say",
    "stands_with_empty_cells": "{} stands with an empty cell",
}


def show(result: BacktestResult, console: Console) -> None:
    """Print the errors of all rules beside the compromise's, and what choosing among them would have brought."""
    console.print("[bold]How good have the rules been?[/bold]", result.provenance.scenario, markup=True)
    line(console, _size(result))
    head(console, "Mean absolute error, the smallest first")
    found = table("rule", "error", "5\N{EN DASH}95 %", "issues", "against compromise", "nearer")
    for column in found.columns[1:]:
        column.justify = "right"
        column.no_wrap = True
    for rule, judged in sorted(result.rules.items(), key=lambda item: item[1].mae):
        found.add_row(stacked(rule, _RULE), *_cells(rule, judged))
    console.print(found)
    unit = "proposals" if result.by_proposal else "issues"
    line(
        console,
        f"Errors are in points of 0 to 100. Intervals are the 5th to 95th percentile over "
        f"{result.provenance.options['samples']:,} samples of whole {unit}. `against compromise`: the difference of "
        "errors on the same issues and in the same samples, below zero where the rule is better; `nearer`: on how many "
        "of them it was nearer than the compromise, equals counted half. `nash` is quadratic, weight, worst.",
    )
    head(console, "Choosing the rule by its record")
    line(console, _chosen(result))
    console.print()
    for warning in result.warnings:
        line(console, f"Note: {warning.message}.")
    made = result.provenance
    line(console, f"seed {made.seed}; tables {made.scenario} {made.digest[:12]}.", style="dim")


def _size(result: BacktestResult) -> str:
    proposals = f" of {len(set(result.proposals)):,} proposals" if result.by_proposal else ""
    skipped = [text.format(f"{result.skipped[key]:,}") for key, text in _SKIPPED.items() if result.skipped[key]]
    left = f" Left out: {', '.join(skipped)}." if skipped else " Nothing was left out."
    return f"{len(result.issues):,} issues{proposals} with known outcomes.{left}"


def _cells(rule: str, judged: Judged) -> tuple[str, ...]:
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
    each = ", ".join(f"{rule} ({count:,} times)" for rule, count in picks[:4])
    more = f" and {len(picks) - 4} others" if len(picks) > 4 else ""
    base = result.rules["compromise"].mae
    return (
        f"For each {unit} the rule that was best on all others: {each}{more}. Its mean absolute error is {mae:.2f} "
        f"({low:.1f} to {high:.1f}), that of always taking the compromise {base:.2f}."
    )
