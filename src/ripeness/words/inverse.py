"""Whose mind would have to change for a wanted situation to hold, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ripeness.graphmodel import CONCEPTS, MovesResult
from ripeness.graphmodel.contract import ranking
from ripeness.graphmodel.inverse.inverse import Inverse, PreferenceChange, WayToHold
from ripeness.graphmodel.inverse.rankings import Raise, Together
from ripeness.graphmodel.inverse.statements import Statements
from ripeness.scenario import Scenario
from ripeness.words import states as say
from ripeness.words.names import listed
from ripeness.words.states import counted

_CONDITIONS = 3  # pairs of states that are named
_STATE = re.compile(r"state \d+")  # wanted by its number, not by a condition
_ENDS = 3  # answers that are named


def names(scenario: Scenario, result: MovesResult, makers: Iterable[int]) -> str:
    """Return the names of decision makers, or ``nobody``."""
    found = [say.actor(scenario, result.frame.makers[i]) for i in makers]
    return listed(found) if found else "nobody"


def wanted(scenario: Scenario, found: Inverse) -> str:
    """Return what is wanted, and how many states that are."""
    spelled = found.condition if _STATE.fullmatch(found.condition) else say.spelled(scenario, found.condition)
    compared = f"; the first {len(found.places):,} are compared" if len(found.places) < found.count else ""
    return f"Wanted: {spelled} ({counted(found.count, 'state')}{compared})."


def lead(found: Inverse) -> str:
    """Return the concept that is spoken of first: the weakest demand that no wanted state meets yet, or Nash."""
    unmet = [c for c in ("gmr", "smr", "seq", "sseq", "nash") if (found.swaps[c] > 0).any(axis=0).all()]
    return unmet[0] if unmet else "nash"


def always(scenario: Scenario, result: MovesResult, found: Inverse, concept: str) -> str:
    """Return who would have to change whichever wanted state is aimed at."""
    if not (found.swaps[concept] > 0).any(axis=0).all():
        some = int((found.swaps[concept] == 0).all(axis=0).sum())
        hold = "it holds" if found.count == 1 else f"{some:,} of them {'holds' if some == 1 else 'hold'}"
        return f"By {say.NAMES[concept]} {hold} as preferences are: nobody has to change."
    makers = found.always(concept)
    every = "it" if found.count == 1 else "every one of them"
    if makers:
        who = names(scenario, result, makers)
        return f"By {say.NAMES[concept]} {who} would leave {every}, so {_their(makers)} would have to change."
    return f"By {say.NAMES[concept]} somebody would leave each, but nobody all of them."


def _their(makers: Sequence[int]) -> str:
    return "its preferences" if len(makers) == 1 else "the preferences of each"


def nearest(scenario: Scenario, result: MovesResult, found: Inverse, concept: str) -> list[str]:
    """Return the smallest change by which a wanted state would hold: a sentence, then what each would change."""
    answer = found.least(concept)
    both = answer.together[concept]
    makers = both.makers
    if not makers:
        return []
    many = len(found.places) > 1
    head = (
        f"{'Fewest changes' if many else 'The change'} by {say.NAMES[concept]}: a wanted situation "
        f"holds once {names(scenario, result, makers)} {'changes its' if len(makers) == 1 else 'change their'} mind"
        f"{_proof(both.swaps, both.at_least)}."
    )
    state = result.frame.id(answer.place)
    different = "; ".join(say.changes(scenario, result, state))
    lines = [head, f"It is as today, but: {different}." if different else "It is today's situation."]
    lines += _by_rankings(scenario, result, both)
    lines += _by_statements(scenario, result, answer, concept)
    return lines


def _by_rankings(scenario: Scenario, result: MovesResult, both: Together) -> list[str]:
    other = both.otherwise
    lines = []
    for i in both.makers:
        name = say.actor(scenario, result.frame.makers[i])
        if other is not None:
            sets = ranking(result.conflict, other.ranks[i])
            order = "; ".join(" = ".join(map(str, level)) for level in sets)
            lines.append(f"{name}: it ranks the states, best first, {order} ({_swaps(float(other.swaps[i]))}).")
        else:
            one = next(r for r in both.raises if r.maker == i)
            lines.append(f"{name}: {level_words(one)}.")
    return lines


def _by_statements(scenario: Scenario, result: MovesResult, answer: WayToHold, concept: str) -> list[str]:
    """Return which statements would be weighed otherwise, if that is known, so that the state holds too."""
    found = answer.weighed[concept]
    if found is None or not found.each:
        return []
    changes = answer.changes[concept]
    parts = [
        f"{say.actor(scenario, result.frame.makers[i])} {statements(scenario, result, changes[i], moved)}"
        for i, moved in sorted(found.each.items())
    ]
    proof = "" if found.at_least == found.moved else f" (at least {found.at_least} needed; whether fewer do is open)"
    return [f"By statements, {counted(found.moved, 'change')}{proof}: {'; '.join(parts)}."]


def _proof(swaps: float, least: float) -> str:
    if least >= swaps:
        return ""
    return f" (whether less would do is open: {_swaps(swaps)} found, at least {least:g} needed)"


def level_words(one: Raise) -> str:
    """Return how far a state would have to rise in a ranking."""
    past = f"above {counted(one.past, 'state')} and " if one.past else ""
    return f"it ranks the state {past}level with {counted(one.level, 'state')} that it likes better now"


def _swaps(count: float) -> str:
    return f"{count:g} {'swap' if count == 1 else 'swaps'} of neighbours in rankings"


def statements(scenario: Scenario, result: MovesResult, change: PreferenceChange, moved: Statements) -> str:
    """Return which statements would have to be weighed otherwise."""
    order = result.preferences.order(change.conditions.maker)
    total = len(order)
    parts = []
    for m in moved.moved:
        text = say.spelled(scenario, order[m.statement].text)
        place = f"statement {m.statement + 1} of {total}"
        if m.to is None:
            parts.append(f"gives no weight any more to {text} ({place})")
        else:
            to = moved.order.index(m.statement) + 1
            parts.append(f"gives {text} {'more' if to <= m.statement else 'less'} weight ({place}, moved to {to})")
    found = listed(parts)
    return found if moved.fewest else f"{found} (whether fewer statements would do is open; at least {moved.at_least})"


# ---- in full ---------------------------------------------------------------------------------------------------------


def rows(scenario: Scenario, result: MovesResult, found: Inverse) -> list[tuple[str, str, str, str]]:
    """Return for each concept how many wanted states hold, who would leave all, and where the fewest must change."""
    lines = []
    for concept in CONCEPTS:
        holds = int((found.swaps[concept] == 0).all(axis=0).sum())
        makers = found.always(concept)
        least = found.least(concept)
        changing = least.together[concept].makers
        where = f"state {result.frame.id(least.place)}: {names(scenario, result, changing)}"
        every = names(scenario, result, makers) if not holds else "nobody"
        lines.append((say.NAMES[concept], f"{holds:,} of {len(found.places):,}", every, where))
    return lines


def answer(scenario: Scenario, result: MovesResult, one: WayToHold, concept: str) -> list[tuple[str, list[str]]]:
    """Return for each who would leave a state what would make it stay: a sentence, and details below it."""
    found = []
    for change in one.changes[concept]:
        if change.raises is None:
            continue
        name = say.actor(scenario, result.frame.makers[change.conditions.maker])
        details = [*_conditions(result, change), _by_ranking(change.raises)]
        if change.statements and change.statements.moved:
            other = (
                f" Equally few: {_others(scenario, result, change, change.statements)}."
                if change.statements.others
                else ""
            )
            details.append(f"By statements: {name} {statements(scenario, result, change, change.statements)}.{other}")
        left = change.unstable
        after = f"would then still leave: {names(scenario, result, left)}" if left else "nobody else would leave then"
        found.append((f"{name} would leave it; {after}.", details))
    return found


def _conditions(result: MovesResult, change: PreferenceChange) -> list[str]:
    """Return the pairs of states on which it hangs."""
    frame, asked = result.frame, change.conditions
    here = frame.id(asked.place)
    open_ = [c for c, met in zip(asked.clauses, change.met, strict=True) if not met]
    lines = []
    for clause in open_[:_CONDITIONS]:
        text = f"State {here} must be no worse for it than {frame.id(clause.to)}"
        if len(clause.ends):
            rank = result.conflict.ranks[asked.maker]
            near = sorted(clause.ends.tolist(), key=lambda x: (int(rank[x]), x))[:_ENDS]
            ends = [str(frame.id(int(e))) for e in near]
            more = f" or {len(clause.ends) - len(ends):,} more" if len(clause.ends) > len(ends) else ""
            text += f", or than one that the others can then bring about: {', '.join(ends)}{more}"
        lines.append(f"{text}.")
    if len(open_) > _CONDITIONS:
        lines.append(f"(and {counted(len(open_) - _CONDITIONS, 'more condition')} of the kind)")
    return lines


def _by_ranking(one: Raise) -> str:
    return f"By ranking: {level_words(one)}, {_swaps(one.swaps)}; no other change is smaller."


def _others(scenario: Scenario, result: MovesResult, change: PreferenceChange, moved: Statements) -> str:
    order = result.preferences.order(change.conditions.maker)
    return "; ".join(" with ".join(say.spelled(scenario, order[k].text) for k in chosen) for chosen in moved.others)


def demands(scenario: Scenario, result: MovesResult, found: Inverse, concept: str) -> list[str]:
    """Return for each part of what is wanted, where it makes a difference, who would have to change without it."""
    lines = []
    for demand in found.demands:
        if demand.always[concept] == found.always(concept) and not demand.holds[concept]:
            continue
        if demand.holds[concept]:
            becomes = f"{counted(demand.holds[concept], 'state')} of {demand.states:,} would hold with nobody changing"
        elif demand.always[concept]:
            becomes = (
                f"{names(scenario, result, demand.always[concept])} would still leave all {demand.states:,} states"
            )
        else:
            becomes = f"somebody would leave each of {demand.states:,} states, but nobody all of them"
        lines.append(f"Without the demand {say.spelled(scenario, demand.text)}: by {say.NAMES[concept]} {becomes}.")
    return lines


# ---- by who they are -------------------------------------------------------------------------------------------------


def sets(scenario: Scenario, result: MovesResult, found: Inverse, concept: str) -> list[tuple[str, str, str]]:
    """Return who would have to change in how many wanted states, the smallest sets first."""
    return [
        (names(scenario, result, who.makers), f"{who.states:,}", str(result.frame.id(who.example)))
        for who in found.who(concept)
    ]


def by_role(scenario: Scenario, result: MovesResult, found: Inverse, concept: str) -> list[str]:
    """Return for each role whether those who have it must change, and whether it would be enough if they did."""
    unstable = found.swaps[concept] > 0
    total = f"{len(found.places):,} wanted {'state' if len(found.places) == 1 else 'states'}"
    lines = []
    for role, word in (("party", "Parties"), ("backer", "Backers"), ("mediator", "Mediators")):
        members = [i for i, m in enumerate(result.frame.makers) if role in scenario.actors[m].role]
        if not members:
            continue
        outside = [i for i in range(len(result.frame.makers)) if i not in members]
        any_ = unstable[members].any(axis=0)
        enough = int((any_ & ~unstable[outside].any(axis=0)).sum())
        lines.append(
            f"{word} ({names(scenario, result, members)}): by {say.NAMES[concept]} at least one of them would have to "
            f"change in {int(any_.sum()):,} of {total}; it would be enough if they alone changed in {enough:,}."
        )
    return lines
