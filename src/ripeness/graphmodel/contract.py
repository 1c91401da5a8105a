"""The further answers as plain data, states by id: extensions of the JSON contract."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ripeness.graphmodel.chance import ChanceEvent, Chances
from ripeness.graphmodel.coalitions import COALITION_CONCEPTS, Coalitions
from ripeness.graphmodel.foresight import Foresight
from ripeness.graphmodel.hypergame import WILLING, Views
from ripeness.graphmodel.inverse.inverse import Inverse, PreferenceChange, WayToHold
from ripeness.graphmodel.inverse.rankings import Raise, Together
from ripeness.graphmodel.inverse.statements import Statements
from ripeness.graphmodel.inverse.statements_jointly import JointStatements
from ripeness.graphmodel.paths import PathStep
from ripeness.graphmodel.preferences import StateRankings
from ripeness.graphmodel.stability import CONCEPTS
from ripeness.graphmodel.states import Frame, GraphArrays, Ranks, Truths
from ripeness.result import number
from ripeness.scenario.logic import Condition

CLAUSES_LISTED = 32  # moves of which is said what they hang on
ENDS_LISTED = 8  # answers that are named for each, those first that need the fewest states to come down
LISTED = 4_096  # states in a list


def _ids(frame: Frame, truths: Truths) -> list[int]:
    """Return the ids of some places, rising."""
    found: list[int] = np.flatnonzero(frame.outward(truths))[:LISTED].tolist()
    return found


def _names(frame: Frame, makers: Iterable[int]) -> list[str]:
    return [frame.makers[i] for i in makers]


def _steps(frame: Frame, steps: Sequence[PathStep]) -> list[dict[str, Any]]:
    return [{"by": frame.makers[s.maker], "to": frame.id(s.to)} for s in steps]


# ---- whose mind would have to change ---------------------------------------------------------------------------------


def inverse(found: Inverse, conflict: GraphArrays, want: StateRankings) -> dict[str, Any]:
    """Return what would make wanted states hold."""
    frame = conflict.frame
    return {
        "wanted": found.condition,
        "states": found.count,
        "compared": len(found.places),
        "answered": [frame.id(a.place) for a in found.answers],
        "who": {
            c: {
                "always": _names(frame, found.always(c)),
                "sets": [
                    {"actors": _names(frame, w.makers), "states": w.states, "example": frame.id(w.example)}
                    for w in found.who(c)
                ],
            }
            for c in CONCEPTS
        },
        "cheapest": {c: _pointed(frame, found.cheapest(c), c) for c in CONCEPTS},
        "fewest_actors": {c: _pointed(frame, found.least(c), c) for c in CONCEPTS},
        "without": [
            {
                "demand": d.text,
                "states": d.states,
                "holds": dict(d.holds),
                "always": {c: _names(frame, d.always[c]) for c in CONCEPTS},
            }
            for d in found.demands
        ],
        "answers": [_answer(a, conflict, want) for a in found.answers],
    }


def _pointed(frame: Frame, answer: WayToHold, concept: str) -> dict[str, Any]:
    both = answer.together[concept]
    return {
        "state": frame.id(answer.place),
        "swaps": both.swaps,
        "at_least": both.at_least,
        "actors": _names(frame, both.makers),
    }


def _answer(answer: WayToHold, conflict: GraphArrays, want: StateRankings) -> dict[str, Any]:
    frame = conflict.frame
    state = frame.id(answer.place)
    return {
        "state": state,
        "options": list(frame.taken(state)),
        "by": {
            c: {
                "holds": all(change.stable for change in answer.changes[c]),
                "actors": {
                    maker: _change(answer.changes[c][i], conflict, want.order(i))
                    for i, maker in enumerate(frame.makers)
                },
                "together": _together(answer.together[c], conflict),
                "together_by_statements": _weighed(answer.weighed[c], frame, want),
            }
            for c in CONCEPTS
        },
    }


def _change(change: PreferenceChange, conflict: GraphArrays, order: Sequence[Condition]) -> dict[str, Any]:
    frame = conflict.frame
    said = not change.stable or conflict.frame.size <= LISTED
    return {
        "stable": change.stable,
        "conditions": _conditions(change, conflict) if said else None,
        "ranking": change.raises and _raise(change.raises),
        "unstable_after": _names(frame, change.unstable),
        "statements": change.statements and statements(change.statements, order),
        "unstable_after_statements": _names(frame, change.unstable_then),
        "share_of_rankings": float(change.share) if said and change.share is not None else None,
    }


def _raise(one: Raise) -> dict[str, Any]:
    return {"swaps": one.swaps, "past": one.past, "level_with": one.level, "left_behind": one.left}


def _together(both: Together, conflict: GraphArrays) -> dict[str, Any]:
    frame, other = conflict.frame, both.otherwise
    actors: dict[str, Any] = {frame.makers[r.maker]: _raise(r) for r in both.raises}
    if other is not None:
        actors = {
            frame.makers[i]: {"swaps": float(other.swaps[i]), "ranking": ranking(conflict, other.ranks[i])}
            for i in both.makers
        }
    return {"swaps": both.swaps, "at_least": both.at_least, "cheapest": both.cheapest, "actors": actors}


def _weighed(found: JointStatements | None, frame: Frame, want: StateRankings) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "moved": found.moved,
        "at_least": found.at_least,
        "fewest": found.at_least == found.moved,
        "actors": {frame.makers[i]: statements(one, want.order(i)) for i, one in found.each.items()},
    }


def ranking(conflict: GraphArrays, ranks: Ranks) -> list[list[int]]:
    """Return sets of states that are equally good, best first."""
    levels = np.unique(ranks[conflict.feasible])[::-1].tolist()
    return [_ids(conflict.frame, conflict.feasible & (ranks == level)) for level in levels]


def statements(found: Statements, order: Sequence[Condition]) -> dict[str, Any]:
    """Return which statements are moved, and where to; places count from 1."""
    return {
        "moved": [
            {
                "statement": order[m.statement].text,
                "from": m.statement + 1,
                "to": None if m.to is None else found.order.index(m.statement) + 1,
            }
            for m in found.moved
        ],
        "order": [order[k].text for k in found.order],
        "at_least": found.at_least,
        "fewest": found.fewest,
        "others": [[order[k].text for k in chosen] for chosen in found.others],
    }


def _conditions(change: PreferenceChange, conflict: GraphArrays) -> list[dict[str, Any]]:
    """Return the conditions on pairs of states, those first that are not met."""
    asked, frame = change.conditions, conflict.frame
    rank = conflict.ranks[asked.maker]
    order = sorted(range(len(asked.clauses)), key=lambda k: (change.met[k], -int(rank[asked.clauses[k].to])))
    found = []
    for k in order[:CLAUSES_LISTED]:
        clause = asked.clauses[k]
        near = sorted(clause.ends.tolist(), key=lambda x: (int(rank[x]), x))[:ENDS_LISTED] if len(clause.ends) else []
        found.append(
            {
                "no_better": frame.id(clause.to),
                "or_any_of": [sorted(frame.id(int(x)) for x in asked.required(e) if x != asked.place) for e in near],
                "answers": len(clause.ends),
                "met": change.met[k],
                "improvement": bool(rank[clause.to] > rank[asked.place]),
            }
        )
    return found


# ---- coalitions, views, chances, foresight ---------------------------------------------------------------------------


def coalitions(found: Coalitions, conflict: GraphArrays) -> dict[str, Any]:
    """Return what coalitions could do."""
    frame, today = conflict.frame, found.today
    return {
        "answers": "outsiders answer by legal sequences, by SEQ by improvements of each for itself",
        "survive": {c: _ids(frame, found.survive[c]) for c in COALITION_CONCEPTS},
        "fall": {c: _ids(frame, found.equilibria[c] & ~found.survive[c]) for c in COALITION_CONCEPTS},
        "each": [
            {
                "members": _names(frame, one.members),
                "stable": {c: int(one.stable[c].sum()) for c in COALITION_CONCEPTS},
                "leaves": {c: _ids(frame, found.equilibria[c] & ~one.stable[c]) for c in COALITION_CONCEPTS},
                "today": {
                    "improvements": int(one.improvements[today]),
                    "stable": [c for c in COALITION_CONCEPTS if one.stable[c][today]],
                    "path": _steps(frame, found.ways.get(one.members, ())),
                },
            }
            for one in found.each
        ],
    }


def views(found: Views, conflict: GraphArrays) -> dict[str, Any]:
    """Return the game as each decision maker sees it."""
    frame = conflict.frame
    return {
        "hold": {c: _ids(frame, found.hold[c]) for c in CONCEPTS},
        "agreed": {c: _ids(frame, found.agreed[c]) for c in CONCEPTS},
        "each": {
            frame.makers[view.maker]: {
                "sees": _names(frame, view.seen),
                "equilibria": {c: _ids(frame, view.equilibria[c]) for c in CONCEPTS},
                "deceived": {c: _ids(frame, view.deceived[c]) for c in WILLING},
                "unaware": {c: _ids(frame, view.unaware[c]) for c in WILLING},
                "expected_in_vain": [
                    {
                        "state": frame.id(one.place),
                        "to": frame.id(one.to),
                        "by": one.concept,
                        "sanction": _steps(frame, one.sanction.path),
                    }
                    for one in view.expected
                ],
            }
            for view in found.views
        },
    }


def chances(found: Chances, frame: Frame) -> dict[str, Any]:
    """Return how often states hold."""
    makers = _names(frame, found.makers)

    def events(of: dict[str, ChanceEvent]) -> dict[str, Any]:
        return {
            c: {
                "chance": event.chance,
                "with": {m: [number(g) for g in given] for m, given in zip(makers, event.given, strict=True)},
            }
            for c, event in of.items()
        }

    some = np.any([chance > 0 for chance in found.held.values()], axis=0)
    return {
        "profiles": found.profiles,
        "exact": found.exact,
        "known": found.known,
        "alternatives": {m: list(chances) for m, chances in zip(makers, found.alternatives, strict=True)},
        "today": events(dict(found.today)),
        "wanted": events(dict(found.wanted)) or None,
        "must_change": {c: dict(zip(frame.makers, of.tolist(), strict=True)) for c, of in found.leaves.items()} or None,
        "likeliest": [{"state": s, "by": events(dict(of))} for s, of in found.likeliest.items()],
        "states": [
            {"state": s, **{c: float(found.held[c][s]) for c in CONCEPTS}}
            for s in np.flatnonzero(some)[:LISTED].tolist()
        ],
    }


def foresight(found: Foresight, conflict: GraphArrays) -> dict[str, Any]:
    """Return what holds when everybody looks a few moves ahead, or as far as it takes."""
    frame = conflict.frame

    def held(stable: Truths) -> dict[str, Any]:
        return {
            "equilibria": _ids(frame, np.all(stable, axis=0)),
            "stability": {maker: _ids(frame, stable[i]) for i, maker in enumerate(frame.makers)},
        }

    return {
        "horizons": {str(h): held(stable) for h, stable in found.stable.items()},
        "non_myopic": None if found.far is None else held(found.far),
        "repeats_after": found.steps,
        "period": found.period,
    }
