"""Coalitions, views, uncertain preferences, foresight and other scenarios in plain words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ripeness.graphmodel import CONCEPTS, MovesResult
from ripeness.graphmodel.chance import ChanceEvent, Chances
from ripeness.graphmodel.coalitions import COALITION_CONCEPTS, Coalition, Coalitions
from ripeness.graphmodel.foresight import Foresight
from ripeness.graphmodel.hypergame import Expected, View, Views
from ripeness.graphmodel.states import Truths
from ripeness.scenario import Scenario
from ripeness.words import states as say
from ripeness.words.figures import percent
from ripeness.words.inverse import names
from ripeness.words.names import listed
from ripeness.words.states import counted

SHOWN = 8  # coalitions that are told of
_VAIN = 3  # answers expected in vain that are told of
_IDS = 8  # states in a list


def ids(states: list[int]) -> str:
    """Return the ids of a few states."""
    more = f" and {len(states) - _IDS:,} more" if len(states) > _IDS else ""
    return ", ".join(map(str, states[:_IDS])) + more if states else "none"


# ---- coalitions ------------------------------------------------------------------------------------------------------

ANSWERS = (
    "A coalition moves where all its members end up better off, whatever the way. Outsiders answer with any moves "
    "(GMR, SMR) or with moves each of which is better for whoever makes it (SEQ)."
)


def surviving(found: Coalitions) -> list[tuple[str, ...]]:
    """Return for each concept how many situations hold, and how many still do with coalitions."""
    return [
        (say.NAMES[c], f"{int(found.equilibria[c].sum()):,}", f"{int(found.survive[c].sum()):,}")
        for c in COALITION_CONCEPTS
    ]


def coalition_lines(scenario: Scenario, result: MovesResult, found: Coalitions) -> list[str]:
    """Return what coalitions could do from today's state, and how many situations each would leave."""
    left = {one.members: _left(found, one) for one in found.each}
    moving = [one for one in found.each if one.improvements[found.today] or left[one.members]]
    moving.sort(key=lambda one: (not one.improvements[found.today], -sum(left[one.members].values())))
    lines = [_coalition(scenario, result, found, one, left[one.members]) for one in moving[:SHOWN]]
    if len(moving) > SHOWN:
        lines.append(f"({counted(len(moving) - SHOWN, 'more coalition')} would leave some: --json lists them)")
    if rest := len(found.each) - len(moving):
        lines.append(f"{counted(rest, 'coalition')} would leave nothing that holds, nor today's state.")
    return lines


def _left(found: Coalitions, one: Coalition) -> dict[str, int]:
    """Return by concept how many situations a coalition would leave that hold otherwise."""
    count = {c: int((found.equilibria[c] & ~one.stable[c]).sum()) for c in COALITION_CONCEPTS}
    return {c: n for c, n in count.items() if n}


def _coalition(
    scenario: Scenario, result: MovesResult, found: Coalitions, one: Coalition, left: Mapping[str, int]
) -> str:
    frame, who = result.frame, names(scenario, result, one.members)
    leaves = listed([f"{n:,} by {say.NAMES[c]}" for c, n in left.items()] or ["none"])
    text = f"{who} together: would leave {leaves} of what holds otherwise."
    if one.improvements[found.today]:
        steps = [(frame.makers[s.maker], frame.id(s.to)) for s in found.ways[one.members]]
        way = ", then ".join(say.path(scenario, result, result.today, steps))
        stays = [c for c in COALITION_CONCEPTS if one.stable[c][found.today]]
        deterred = f"; deterred by {say.concepts(stays)}" if stays else "; nothing deters"
        text += f" From today's state all of them would gain if {way}{deterred}."
    return text


# ---- views -----------------------------------------------------------------------------------------------------------


def view_rows(scenario: Scenario, result: MovesResult, found: Views) -> list[tuple[str, ...]]:
    """Return how many situations hold in the game as it is, as each sees it, and by everybody's own view."""

    def row(name: str, held: Mapping[str, Truths]) -> tuple[str, ...]:
        return (name, *(f"{int(held[c].sum()):,}" for c in CONCEPTS))

    real: dict[str, Truths] = {c: np.all(result.stable[c], axis=0) for c in CONCEPTS}
    rows = [row("the game as the file has it", real)]
    for view in found.views:
        name = say.actor(scenario, result.frame.makers[view.maker])
        rows.append(row(f"as {name} sees it", view.equilibria))
    rows.append(row("each stays by its own view", found.hold))
    rows.append(row("in every view", found.agreed))
    return rows


def view_lines(scenario: Scenario, result: MovesResult, found: Views) -> list[str]:
    """Return which answers somebody counts on in vain, or does not expect."""
    lines = []
    for view in found.views:
        name = say.actor(scenario, result.frame.makers[view.maker])
        seen = names(scenario, result, view.seen)
        deceived, unaware = int(view.deceived["seq"].sum()), int(view.unaware["seq"].sum())
        if not deceived and not unaware:
            lines.append(f"{name} sees {seen} otherwise than the file does; where it stays does not change by SEQ.")
            continue
        lines.append(
            f"{name} sees {seen} otherwise than the file does. By SEQ it would stay in "
            f"{counted(deceived, 'state')} for fear of answers that would not come, and move from "
            f"{counted(unaware, 'state')} because it does not expect the answers that would."
        )
        first = {one.place: one for one in reversed(view.expected)}  # one for each state
        told = [one for one in view.expected if first[one.place] is one]
        lines += [_vain(scenario, result, view, one) for one in told[:_VAIN]]
    return lines


def _vain(scenario: Scenario, result: MovesResult, view: View, one: Expected) -> str:
    frame = result.frame
    here, to = frame.id(one.place), frame.id(one.to)
    name = frame.makers[view.maker]
    steps = [(frame.makers[s.maker], frame.id(s.to)) for s in one.sanction.path]
    answer = ", then ".join(say.path(scenario, result, to, steps))
    changed = "; ".join(say.changes(scenario, result, here))
    when = "today" if here == result.today else f"where {changed}"
    return f"For instance {when}: if {say.step(scenario, result, name, here, to)}, it expects that {answer}."


# ---- uncertain preferences -------------------------------------------------------------------------------------------


def chance_intro(scenario: Scenario, result: MovesResult, found: Chances) -> str:
    """Return which preferences are uncertain, and how that was reckoned."""
    if found.makers:
        who = names(scenario, result, found.makers)
        how = "each weighed by its chance" if found.exact else f"drawn {result.provenance.draws:,} times"
        known = "" if found.known == 1 else f"; {percent(found.known)} of draws, in which all worths are known"
        return f"{who} may have other preferences: {counted(found.profiles, 'profile')}, {how}{known}."
    if result.preferences.by_worth:
        return f"{counted(found.profiles, 'profile')} of preferences in {result.provenance.draws:,} draws."
    return "No preference is uncertain in this file."


def chance_rows(found: Chances) -> list[tuple[str, ...]]:
    """Return the chances by concept: that today's state holds, that a wanted one does, and of likely states."""
    rows = [("today's state", *(percent(found.today[c].chance) for c in CONCEPTS))]
    if found.wanted:
        rows.append(("some wanted state", *(percent(found.wanted[c].chance) for c in CONCEPTS)))
    rows += [
        (f"state {state}", *(percent(events[c].chance) for c in CONCEPTS)) for state, events in found.likeliest.items()
    ]
    return rows


def chance_lines(scenario: Scenario, result: MovesResult, found: Chances) -> list[str]:
    """Return which alternatives go with what holds."""
    lines = []
    events = [("Today's state", found.today), ("Some wanted state", found.wanted)]
    for what, of in [(w, e) for w, e in events if e]:
        for concept in CONCEPTS:
            if 0 < of[concept].chance < 1:
                lines += _going_with(scenario, result, found, f"{what} by {say.NAMES[concept]}", of[concept])
    return [*lines, *_must_change(result, scenario, found)]


def _must_change(result: MovesResult, scenario: Scenario, found: Chances) -> list[str]:
    """Return with what chance somebody would leave every wanted state."""
    lines = []
    for concept, chances in found.leaves.items():
        who = [(percent(p), say.actor(scenario, result.frame.makers[i])) for i, p in enumerate(chances.tolist()) if p]
        if who:
            parts = listed([f"{name} ({chance})" for chance, name in who])
            lines.append(f"By {say.NAMES[concept]} would leave every wanted state: {parts}.")
    return lines


def _going_with(scenario: Scenario, result: MovesResult, found: Chances, what: str, event: ChanceEvent) -> list[str]:
    parts = []
    for maker, before, after in zip(found.makers, found.alternatives, event.given, strict=True):
        name = say.actor(scenario, result.frame.makers[maker])
        shift = [abs(a - b) for a, b in zip(after, before, strict=True)]
        k = int(np.argmax(shift))
        if shift[k] > 0.005:
            parts.append(
                f"{name} has preference {k + 1} in {percent(after[k])} of these cases, {percent(before[k])} of all"
            )
    return [f"{what} ({percent(event.chance)}): {'; '.join(parts)}."] if parts else []


# ---- foresight -------------------------------------------------------------------------------------------------------


def foresight_rows(found: Foresight) -> list[tuple[str, ...]]:
    """Return how many states hold when so many moves are looked at."""
    rows: list[tuple[str, ...]] = []
    for horizon, stable in found.stable.items():
        held = np.flatnonzero(stable.all(axis=0))
        rows.append((f"{horizon} moves ahead (L{horizon})", f"{len(held):,}"))
    if found.far is not None:
        rows.append(("as far as it takes (non-myopic)", f"{int(found.far.all(axis=0).sum()):,}"))
    return rows


def foresight_lines(result: MovesResult, found: Foresight) -> list[str]:
    """Return whether today's and wanted states hold then, and what is left open."""
    frame = result.frame
    today = frame.place(result.today)
    wished = None if result.wanted is None else frame.inward(result.wanted)
    every = [(f"{h} moves ahead", stable) for h, stable in found.stable.items()]
    if found.far is not None:
        every.append(("as far as it takes", found.far))
    lines = []
    for how, stable in every:
        held: Truths = np.all(stable, axis=0)
        text = f"Looking {how}, today's state {'holds' if held[today] else 'does not hold'}"
        if wished is not None:
            count = int((held & wished).sum())
            text += f"; of the wanted states {count:,} {'does' if count == 1 else 'do'}"
        lines.append(f"{text}.")
    if found.far is None:
        lines.append(f"Anticipations had not begun to repeat after {found.steps:,} moves: who stays for good is open.")
    return lines


# ---- another scenario ------------------------------------------------------------------------------------------------


def instead_rows(result: MovesResult, other: MovesResult) -> list[tuple[str, ...]]:
    """Return by concept how many situations hold here, there, in both, and how many wanted ones there."""
    rows = []
    for concept in CONCEPTS:
        both, lost, new = result.compared(other, concept)
        row = [say.NAMES[concept], f"{len(both) + len(lost):,}", f"{len(both) + len(new):,}"]
        rows.append((*row, f"{len(lost):,}", f"{len(new):,}"))
    return rows


def instead_lines(result: MovesResult, other: MovesResult) -> list[str]:
    """Return what becomes of today's state, and of the wanted ones."""
    lines = [f"Before: {say.today(result)} After: {say.today(other)}"]
    for concept in ("nash", "seq"):
        _, lost, new = result.compared(other, concept)
        if lost or new:
            lines.append(f"{say.NAMES[concept]}: no longer {ids(lost)}; new {ids(new)}.")
    if result.wanted is not None and other.wanted is not None:
        for name, one in (("before", result), ("after", other)):
            count = {c: sum(bool(one.wanted[s]) for s in one.equilibria(c)) for c in CONCEPTS}  # type: ignore[index]
            held = listed([f"{n:,} by {say.NAMES[c]}" for c, n in count.items() if n] or ["none"])
            lines.append(f"Wanted states that hold {name}: {held}.")
    return lines
