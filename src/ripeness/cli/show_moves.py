"""The result of ``moves`` in words, at 80 columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.markup import escape

from ripeness.cli import show_further as further
from ripeness.cli.show_page import clean, head, line, table
from ripeness.graphmodel import CONCEPTS, MovesResult
from ripeness.scenario import Scenario
from ripeness.words import states as say


def show(
    scenario: Scenario,
    result: MovesResult,
    console: Console,
    *,
    asked: Sequence[int] = (),
    states: bool = False,
    inverse: bool = False,
    brief: bool = False,
) -> None:
    """Print today's state and who would leave it, which situations would hold, how each is reached, and what was asked.

    ``inverse`` says in full what would have to change for wanted states to hold; ``brief`` leaves out the situations
    one by one.
    """
    console.print(f"[bold]Which situations would hold?[/bold] {escape(clean(scenario.title or scenario.id))}")
    line(console, say.size(result))
    if not brief:
        _today(scenario, result, console)
    _counts(result, console)
    if brief and not inverse:
        line(console, say.today(result))
    further.minds(scenario, result, console, full=inverse)
    further.asked(scenario, result, console)
    if not brief:
        _situations(scenario, result, console)
    for state in asked:
        _asked(scenario, result, state, console)
    if states:
        _states(result, console)
    _closing(result, console)


def _today(scenario: Scenario, result: MovesResult, console: Console) -> None:
    head(console, f"Today (state {result.today})")
    for name, options in say.taken(scenario, result, result.today):
        line(console, f"{name}: {'; '.join(options) or 'none of its options'}", indent=2, hang=2)
    line(console, say.today(result), style="bold")
    _why(scenario, result, result.today, console)


def _why(scenario: Scenario, result: MovesResult, state: int, console: Console) -> None:
    for one in result.explanations[state]:
        verdict, *rest = say.why(scenario, result, one)
        line(console, verdict, indent=2, hang=2)
        for text in rest:
            line(console, text, indent=4, hang=2)


def _counts(result: MovesResult, console: Console) -> None:
    head(console, "Situations that would hold")
    found = table("by", "states", "which means")
    for concept in CONCEPTS:
        found.add_row(say.NAMES[concept], f"{len(result.equilibria(concept)):,}", say.MEANS[concept])
    console.print(found)
    for text in say.reach(result):
        line(console, text)
    if text := say.wanted(result):
        line(console, text)


def _situations(scenario: Scenario, result: MovesResult, console: Console) -> None:
    shown = say.best(result)
    for state, held in shown:
        wished = " (wanted)" if result.wanted is not None and result.wanted[state] else ""
        head(console, f"State {state}{wished}, by {say.concepts(held)}")
        different = say.changes(scenario, result, state)
        line(console, "As today, but:" if different else "It is today's state.")
        for text in different:
            line(console, text, indent=2, hang=2)
        how, steps = say.reached(scenario, result, state)
        if different:
            line(console, how)
        for number, text in enumerate(steps if len(steps) > 1 else (), start=1):
            line(console, f"{number}. {text}", indent=2, hang=3)
    left = len(result.held()) - len(shown)
    if left > 0:
        console.print()
        line(console, f"{left:,} more would hold by some concept; --json lists them, --explain STATE says why.")


def _asked(scenario: Scenario, result: MovesResult, state: int, console: Console) -> None:
    head(console, f"State {state}: who would leave it?")
    line(console, f"Options taken: {', '.join(result.frame.taken(state)) or 'none'}.")
    line(console, f"It holds by: {say.concepts(result.concepts(state))}.")
    _why(scenario, result, state, console)


def _states(result: MovesResult, console: Console) -> None:
    head(console, "All states that can be")
    depth = result.reach["moves"].depth
    for state in np.flatnonzero(result.feasible).tolist():
        held = say.concepts(result.concepts(state))
        way = f"{depth[state]} moves" if depth[state] >= 0 else "not reached"
        taken = ", ".join(result.frame.taken(state)) or "no option taken"
        line(console, f"{state}: {taken}; {way}; holds by {held}", indent=2, hang=4)


def _closing(result: MovesResult, console: Console) -> None:
    console.print()
    for warning in result.warnings:
        line(console, f"Note: {warning.message}.")
    made = result.provenance
    line(console, f"Central preferences; scenario {made.scenario} {made.digest[:12]}.", style="dim")
