"""The result of ``moves`` in plain words: states, steps, and why somebody would move or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from ripeness.graphmodel import CONCEPTS, MovesResult
from ripeness.graphmodel.explanations import Deterrent, Explanation, Improvement
from ripeness.graphmodel.result import Way
from ripeness.scenario import Scenario
from ripeness.scenario.logic import parse
from ripeness.scenario.names import distinct
from ripeness.words.conditions import in_words
from ripeness.words.labels import quoted
from ripeness.words.names import listed, short

#: What it means that a state holds by a concept, for everyone in it.
MEANS: Mapping[str, str] = {
    "nash": "nobody has anything better to do at once",
    "gmr": "whoever could do better must reckon with an answer that leaves it no better off",
    "smr": "as GMR, and could not get away from that answer",
    "seq": "whoever could do better must reckon with an answer that is to the advantage of those who give it",
    "sseq": "as SEQ, and could not get away from that answer",
}
ORDER = ("seq", "nash", "gmr", "sseq", "smr")  # what most readers mean by holding comes first
NAMES: Mapping[str, str] = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sseq": "SSEQ"}
SHOWN = 6  # situations of which a page says how they are reached
WANTED_SHOWN = 2  # of those wanted
_FAR = 1 << 30
_BETTER = {
    ("improvements", True): "better for whoever makes it",
    ("improvements", False): "each better for whoever makes it",
    ("moves", True): "no better for whoever makes it",
    ("moves", False): "not each of them better for whoever makes it",
}


def actor(scenario: Scenario, maker: str) -> str:
    """Return an actor's name, as it stands in a sentence."""
    return short(scenario, "actors", maker)


def spelled(scenario: Scenario, condition: str) -> str:
    """Return a condition on situations in plain words, each option in quotation marks."""
    return in_words(parse(condition).tree, lambda atom: quoted(option(scenario, atom.name)), together=", ")


def option(scenario: Scenario, name: str) -> str:
    """Return an option in plain words."""
    return distinct(scenario.graph.options, name) if scenario.graph else name


def size(result: MovesResult) -> str:
    """Return how large the model is."""
    frame, feasible = result.frame, int(result.feasible.sum())
    found = f"{counted(len(frame.makers), 'actor')} {'decides' if len(frame.makers) == 1 else 'decide'} on "
    found += f"{counted(len(frame.options), 'option')}: {frame.size:,} states"
    return f"{found}, {feasible:,} of which can be." if feasible < frame.size else f"{found}."


def counted(count: int, what: str) -> str:
    """Return a number of things."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def taken(scenario: Scenario, result: MovesResult, state: int) -> list[tuple[str, list[str]]]:
    """Return what each actor does in a state: its name, and the options that it has taken, if any."""
    frame = result.frame
    chosen = frame.taken(state)
    found = []
    for i, maker in enumerate(frame.makers):
        own = [o for o, owner in zip(frame.options, frame.owner, strict=True) if owner == i and o in chosen]
        found.append((actor(scenario, maker), [option(scenario, o) for o in own]))
    return found


def changes(scenario: Scenario, result: MovesResult, state: int) -> list[str]:
    """Return in what a situation differs from today's, actor by actor."""
    frame, different = result.frame, result.today ^ state
    found = []
    for i, maker in enumerate(frame.makers):
        own = [k for k, owner in enumerate(frame.owner) if owner == i and different >> k & 1]
        if own:
            found.append(f"{actor(scenario, maker)} {_done(scenario, result, own, state)}")
    return found


def _done(scenario: Scenario, result: MovesResult, own: Iterable[int], after: int) -> str:
    """Return what changing some options to a state is: taking and dropping them."""
    names = [(quoted(option(scenario, result.frame.options[k])), bool(after >> k & 1)) for k in own]
    parts = []
    for verb, wanted in (("takes up", True), ("drops", False)):
        if these := [name for name, now in names if now == wanted]:
            parts.append(f"{verb} {listed(these)}")
    return listed(parts)


def step(scenario: Scenario, result: MovesResult, by: str, before: int, after: int) -> str:
    """Return one move in words."""
    own = [k for k in range(len(result.frame.options)) if (before ^ after) >> k & 1]
    return f"{actor(scenario, by)} {_done(scenario, result, own, after)}"


def path(scenario: Scenario, result: MovesResult, start: int, steps: Iterable[tuple[str, int]]) -> list[str]:
    """Return moves in words, one after the other."""
    found, here = [], start
    for by, to in steps:
        found.append(step(scenario, result, by, here, to))
        here = to
    return found


def concepts(held: Sequence[str]) -> str:
    """Return the names of concepts, or ``none``."""
    return "all five concepts" if len(held) == len(CONCEPTS) else listed([NAMES[c] for c in held]) if held else "none"


def today(result: MovesResult) -> str:
    """Return by which concepts today's situation would hold."""
    held = result.concepts(result.today)
    if not held:
        return "Today's situation would not hold, by any concept."
    if len(held) == len(CONCEPTS):
        return "Today's situation would hold, by all five concepts."
    return (
        f"Today's situation would hold by {concepts(held)}, but not by "
        f"{concepts([c for c in CONCEPTS if c not in held])}."
    )


def in_brief(scenario: Scenario, result: MovesResult) -> str:
    """Return whether today's situation would hold, in plain words."""
    held = result.concepts(result.today)
    moving = [result.frame.makers[one.maker] for one in result.explanations[result.today] if one.count]
    who = listed(actor(scenario, maker) for maker in moving)
    if "nash" in held:
        return "Today's situation would hold: nobody has anything better to do at once."
    if "seq" in held:
        return (
            f"Today's situation would hold: {who} could do better at once, but must reckon with answers that serve "
            "those who give them."
        )
    if held:
        return (
            f"Today's situation is held by threats alone: {who} could do better at once; not all answers that deter "
            "this serve those who would give them."
        )
    return f"Today's situation would not hold: {who} would leave it, and nothing deters."


def why(scenario: Scenario, result: MovesResult, one: Explanation) -> list[str]:
    """Return why an actor would move from a state or not: a verdict, then its improvements."""
    name = actor(scenario, result.frame.makers[one.maker])
    if one.stuck:
        return [f"{name} stays: it has no move."]
    if not one.count:
        return [f"{name} stays: none of its moves is better for it."]
    firm = [c for c in CONCEPTS[1:] if one.stable[c]]
    better = counted(one.count, "better move")
    if not firm:
        head = f"{name} would move: it has {better}, and at least one that nothing deters."
    elif len(firm) == len(CONCEPTS) - 1:
        head = f"{name} stays: it has {better}, and must reckon with an answer to each."
    else:
        by = "it is deterred" if "seq" in firm else "only threats deter it"
        head = f"{name} may move: it has {better}; {by} ({concepts(firm)})."
    found = [_improvement(scenario, result, one, better) for better in telling(one)]
    left = one.count - len(found)
    return [head, *found, *([f"(and {counted(left, 'more better move')})"] if left else [])]


def telling(one: Explanation) -> list[Improvement]:
    """Return at most three improvements: those that decide first."""
    return sorted(one.improvements, key=lambda i: sum(s is not None for s in i.sanctions.values()))[:3]


def _improvement(scenario: Scenario, result: MovesResult, one: Explanation, better: Improvement) -> str:
    maker = result.frame.makers[one.maker]
    move = f"If {step(scenario, result, maker, one.place, better.to)}: "
    open_ = better.sanctions
    if sanction := open_["sseq"] or open_["seq"]:
        escape = "" if open_["sseq"] else ", though it could then do better again"
        return f"{move}{_answer(scenario, result, better, sanction)}, each to its own advantage{escape}."
    if sanction := open_["smr"] or open_["gmr"]:
        escape = "" if open_["smr"] else ", and it could then do better again"
        answer = _answer(scenario, result, better, sanction, able=True)
        return f"{move}{answer}, but not each to its own advantage{escape}."
    return f"{move}nothing that the others could do would leave it worse off than now."


def _answer(
    scenario: Scenario, result: MovesResult, better: Improvement, sanction: Deterrent, *, able: bool = False
) -> str:
    steps = [(result.frame.makers[s.maker], s.to) for s in sanction.path]
    moves = ", then ".join(path(scenario, result, better.to, steps))
    return f"{'it could come to this' if able else 'it would come to this'}: {moves}"


def best(result: MovesResult) -> list[tuple[int, tuple[str, ...]]]:
    """Return the situations that a page shows: those of most concepts, nearest to today's first, and two wanted."""
    depth = result.reach["moves"].depth
    inner = result.reach["improvements"].depth

    def order(entry: tuple[int, tuple[str, ...]]) -> tuple[int, int, int, int]:
        state, by = entry
        far = int(inner[state]) if inner[state] >= 0 else _FAR
        return -len(by), far, int(depth[state]) if depth[state] >= 0 else _FAR, state

    held = sorted(result.held().items(), key=order)
    wished = [] if result.wanted is None else [e for e in held if result.wanted[e[0]]]
    shown = held[:SHOWN]
    return [*shown, *(e for e in wished[:WANTED_SHOWN] if e not in shown)]


def reached(scenario: Scenario, result: MovesResult, state: int) -> tuple[str, list[str]]:
    """Return how a situation is reached from today's: a sentence, and the moves of one shortest way."""
    if state == result.today:
        return "It is today's state.", []
    for kind in ("improvements", "moves"):
        way = _way(result, kind, state)
        if way is not None:
            how = _BETTER[kind, way.depth == 1]
            through = (
                f" It passes through {counted(len(way.passes), 'situation')} that would hold as well."
                if way.passes
                else ""
            )
            return (
                f"Reached in {counted(way.depth, 'move')}, {how}.{through}",
                path(scenario, result, result.today, way.path),
            )
    if result.reach["moves"].depth[state] < 0:
        return "It cannot be reached from today's state.", []
    return f"It is reached in {counted(int(result.reach['moves'].depth[state]), 'move')}.", []


def _way(result: MovesResult, kind: str, state: int) -> Way | None:
    return next((way for way in result.reach[kind].ways if way.state == state), None)


def reach(result: MovesResult) -> list[str]:
    """Return what is reached from today's state."""
    found = []
    for kind, how in (("moves", "by any moves"), ("improvements", "by moves that are better for whoever makes them")):
        part = result.reach[kind]
        count = int((part.depth > 0).sum())
        rest = len(part.absorbing)
        where = "nobody could leave" if kind == "moves" else "nobody would leave"
        ends = f"; {rest:,} of them {where}" if rest else ""
        most = int(part.depth.max())
        if count:
            found.append(
                f"{counted(count, 'state').capitalize()} reached {how}, in at most {counted(most, 'move')}{ends}."
            )
        else:
            found.append(f"No state is reached {how}.")
    return found


def wanted(result: MovesResult) -> str:
    """Return how many of the states that a mediator would like would hold; empty where none are named."""
    if result.wanted is None:
        return ""
    count = int(result.wanted.sum())
    held = {c: sum(bool(result.wanted[s]) for s in result.equilibria(c)) for c in ORDER}
    by = listed([f"{n:,} by {NAMES[c]}" for c, n in held.items() if n] or ["none"])
    inside = np.flatnonzero(result.wanted)
    near = result.reach["improvements"].depth[inside]
    ways = "some" if (near >= 0).any() else "none"
    return (
        f"Of {counted(count, 'wanted state')} so many would hold: {by}. "
        f"{ways.capitalize()} can be reached from today's by moves that are better for whoever makes them."
    )
