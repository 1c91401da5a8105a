"""Which situations would hold, how they are reached from today's, and what would make a wanted one hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ripeness.graphmodel import MovesResult
from ripeness.scenario import Scenario
from ripeness.telling import inverse
from ripeness.telling.blocks import Block, Bullets, Cell, Paragraph, Part, Picture, Table, Telling, blocks, parts
from ripeness.words import states as say
from ripeness.words.basis import basis
from ripeness.words.names import actors
from ripeness.words.notes import notes

_MOST_DRAWN = 16  # states of a graph that can be read

METHOD = (
    "A situation says which options each actor has taken. It holds when nobody would leave it; Nash, GMR, SMR, SEQ and "
    "SSEQ differ in what an actor that could do better reckons with (graph model for conflict resolution: Fang, Hipel "
    "and Kilgour 1993). Whether a situation is likely, or good, they do not say.",
    "What would make a wanted situation hold: the smallest change of a ranking, or of the order of statements, after "
    "which nobody would leave it (inverse graph model).",
)


def tell(
    scenario: Scenario, result: MovesResult, *, asked: Sequence[int] = (), states: bool = False, full: bool = False
) -> Telling:
    """Return which situations would hold.

    ``asked`` are states of which it is said who would leave them, ``states`` lists all, ``full`` says in full what
    would make wanted ones hold.
    """
    return Telling(
        id="moves",
        title="Which situations would hold?",
        answer=say.in_brief(scenario, result),
        why=say.wanted(result),
        sure=f"{say.size(result)} {basis(scenario, 'graph')}",
        parts=parts(
            _today(scenario, result),
            [_asked(scenario, result, state) for state in asked],
            _counts(result),
            inverse.wanted(scenario, result, full=full),
            inverse.further(scenario, result),
            _ways(scenario, result),
            _reasons(scenario, result),
            _pictures(scenario, result),
            _states(result) if states else None,
        ),
        notes=notes(scenario, result.warnings),
        method=METHOD,
        made=result.provenance,
    )


def _today(scenario: Scenario, result: MovesResult) -> Part:
    rows = [
        (Cell(name, "head"), Cell("; ".join(options)) if options else Cell("none of its options", "quiet"))
        for name, options in say.taken(scenario, result, result.today)
    ]
    still, verdicts = [], []
    for one in result.explanations[result.today]:
        if one.stuck or one.count:
            verdicts.append(say.why(scenario, result, one)[0])
        else:
            still.append(result.frame.makers[one.maker])
    if still:
        has = "none of its moves is better for it" if len(still) == 1 else "none has a move that is better for it"
        verdicts.append(f"{actors(scenario, still)} {'stays' if len(still) == 1 else 'stay'}: {has}.")
    table = Table(("actor", "options taken today"), tuple(rows))
    return Part("Today, and who would move", (table, Bullets(tuple(verdicts))))


def _reasons(scenario: Scenario, result: MovesResult) -> Part:
    reasons = [say.why(scenario, result, one) for one in result.explanations[result.today] if one.count]
    said = tuple(" ".join(lines) for lines in reasons)
    by = Paragraph(say.today(result))
    return Part(
        "What each that could do better today reckons with", blocks(by, Bullets(said) if said else None), long=True
    )


def _asked(scenario: Scenario, result: MovesResult, state: int) -> Part:
    taken = "; ".join(
        f"{name}: {', '.join(options)}" for name, options in say.taken(scenario, result, state) if options
    )
    reasons = tuple(" ".join(say.why(scenario, result, one)) for one in result.explanations[state])
    lead = Paragraph(f"Taken: {taken or 'no option'}. It holds by: {say.concepts(result.concepts(state))}.")
    return Part(f"State {state}: who would leave it?", (lead, Bullets(reasons)))


def _counts(result: MovesResult) -> list[Part]:
    rows = [
        (Cell(say.NAMES[c], "head"), Cell(f"{len(result.equilibria(c)):,}", "number"), Cell(say.MEANS[c]))
        for c in say.ORDER
    ]
    table = Table(("by", "situations", "which means that"), tuple(rows), most=3)
    return [
        Part("Situations that would hold", (table,)),
        Part("What can be reached from today", (Bullets(tuple(say.reach(result))),), long=True),
    ]


def _pictures(scenario: Scenario, result: MovesResult) -> Part:
    names = {f"actors:{maker}": scenario.name("actors", maker) for maker in result.frame.makers}
    names |= {f"options:{option}": say.option(scenario, option) for option in result.frame.options}
    shown = [state for state, _ in say.best(result)]
    found: list[Block] = []
    if int(result.feasible.sum()) <= _MOST_DRAWN:
        caption = (
            "States, in columns by the least number of moves from today's (square). Coloured arrows are moves that are "
            "better for whoever makes them; grey ones are other moves. The darker, the more concepts a state holds by; "
            "double rings: Nash."
        )
        spoken = "The graph of all situations and moves between them."
        found.append(Picture("states", (result,), (7.2, 4.6), caption, spoken, {"names": names}))
    caption = (
        "Situations that would hold, below today's: filled squares are options taken, framed ones differ from today; "
        "dots mark the concepts by which a situation holds."
    )
    spoken = "The options taken in each situation of the table above, and the concepts by which it holds."
    size = (7.2, 2.6 + 0.3 * len(shown))
    found.append(Picture("situations", (result, shown), size, caption, spoken, {"names": names}))
    return Part("The situations as a picture", tuple(found), on="page")


def _ways(scenario: Scenario, result: MovesResult) -> Part:
    rows = []
    for state, held in say.best(result):
        wished = result.wanted is not None and bool(result.wanted[state])
        different = "; ".join(say.changes(scenario, result, state)) or "as today"
        how, steps = say.reached(scenario, result, state)
        way = f"{how} {'; then '.join(steps)}." if len(steps) > 1 else how
        head = f"{state} (wanted)" if wished else str(state)
        rows.append((Cell(head, "head"), Cell(say.concepts(held)), Cell(different), Cell(way)))
    title = "Situations that hold by most concepts, and two of those wanted"
    if not rows:
        return Part(title, (Paragraph("No situation would hold by any concept."),), long=True)
    left = len(result.held()) - len(rows)
    more = f"; {left:,} more hold by some concept" if left > 0 else ""
    header = ("state", "holds by", "differs from today", "way from today")
    caption = f"The nearest to today's first, each with its number{more}"
    return Part(title, (Table(header, tuple(rows), caption, wide=True),), long=True)


def _states(result: MovesResult) -> Part:
    depth = result.reach["moves"].depth
    rows = []
    for state in np.flatnonzero(result.feasible).tolist():
        way = f"{depth[state]}" if depth[state] >= 0 else "not reached"
        taken = ", ".join(result.frame.taken(state)) or "no option taken"
        held = say.concepts(result.concepts(state))
        rows.append((Cell(str(state), "head"), Cell(taken), Cell(way, "number"), Cell(held)))
    return Part("All states that can be", blocks(Table(("state", "options taken", "moves", "holds by"), tuple(rows))))
