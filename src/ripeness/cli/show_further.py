"""Further answers of ``moves`` in words, at 80 columns: who would have to change, coalitions, views, chances."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console

from ripeness.cli.show_page import head, line, table
from ripeness.graphmodel import CONCEPTS, MovesResult
from ripeness.scenario import Scenario
from ripeness.words import inverse as whose
from ripeness.words import moves_further as say
from ripeness.words.states import NAMES


def minds(scenario: Scenario, result: MovesResult, console: Console, *, full: bool) -> None:
    """Print whose mind would have to change for a wanted state to hold, briefly or in full."""
    found = result.inverse
    if found is None and not full:
        return
    head(console, "Whose mind would have to change")
    if found is None:
        line(console, "Nothing that can be is wanted: say what with --wanted, or under `graph.wanted` in the file.")
        return
    line(console, whose.wanted(found))
    concept = whose.lead(found)
    line(console, whose.always(scenario, result, found, concept))
    nearest = whose.nearest(scenario, result, found, concept)
    for number, text in enumerate(nearest):
        line(console, text, indent=2 if number else 0, hang=2 if number else 0)
    if nearest:
        _lines(console, whose.demands(scenario, result, found, concept), indent=0)
    if not full:
        line(console, "--inverse says it for every concept, with the pairs of states on which it hangs.")
        return
    console.print()
    header = ("by", "wanted states that hold", "who would leave all of them", "fewest who must change")
    _rows(console, header, whose.rows(scenario, result, found))
    for one in found.answers:
        for by in CONCEPTS:
            if one is not found.least(by):
                continue
            answers = whose.answer(scenario, result, one, by)
            state = result.frame.id(one.place)
            if not answers:
                continue
            head(console, f"State {state} by {NAMES[by]}")
            line(console, f"Options taken: {', '.join(result.frame.taken(state)) or 'none'}.")
            for verdict, details in answers:
                line(console, verdict, indent=2, hang=2)
                _lines(console, details, indent=4)


def asked(scenario: Scenario, result: MovesResult, console: Console) -> None:
    """Print what was asked beyond."""
    _coalitions(scenario, result, console)
    _views(scenario, result, console)
    _chances(scenario, result, console)
    _foresight(result, console)
    _instead(result, console)


def _coalitions(scenario: Scenario, result: MovesResult, console: Console) -> None:
    found = result.coalitions
    if found is None:
        return
    head(console, "Together: who could leave as a coalition")
    line(console, say.ANSWERS)
    _rows(console, ("by", "hold", "still hold with coalitions"), say.surviving(found))
    _lines(console, say.coalition_lines(scenario, result, found))


def _views(scenario: Scenario, result: MovesResult, console: Console) -> None:
    found = result.views
    if found is None:
        return
    head(console, "The game as each sees it")
    if not found.views:
        line(console, "The file says of nobody that it sees others otherwise than they are (`graph.sees`).")
        return
    _rows(console, ("states that hold", *(NAMES[c] for c in CONCEPTS)), say.view_rows(scenario, result, found))
    _lines(console, say.view_lines(scenario, result, found))


def _chances(scenario: Scenario, result: MovesResult, console: Console) -> None:
    found = result.chances
    if found is None:
        return
    head(console, "With uncertain preferences")
    line(console, say.chance_intro(scenario, result, found))
    _rows(console, ("chance that it holds", *(NAMES[c] for c in CONCEPTS)), say.chance_rows(found))
    _lines(console, say.chance_lines(scenario, result, found))


def _foresight(result: MovesResult, console: Console) -> None:
    found = result.foresight
    if found is None:
        return
    head(console, "Looking moves ahead")
    _rows(console, ("everybody looks", "states that hold"), say.foresight_rows(found))
    _lines(console, say.foresight_lines(result, found))


def _instead(result: MovesResult, console: Console) -> None:
    other = result.instead
    if other is None:
        return
    head(console, "With that change")
    _rows(console, ("by", "hold before", "hold after", "no longer", "new"), say.instead_rows(result, other))
    _lines(console, say.instead_lines(result, other))
    line(console, f"The changed scenario has the digest {other.provenance.digest[:12]}.", style="dim")


def _rows(console: Console, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    found = table(*header)
    for row in rows:
        found.add_row(*row)
    console.print(found)


def _lines(console: Console, lines: Iterable[str], *, indent: int = 2) -> None:
    for text in lines:
        line(console, text, indent=indent, hang=2)
