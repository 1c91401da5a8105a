"""The game as each decision maker sees it: what would hold then, and which answers it counts on in vain.

P. G. Bennett (1977), Toward a theory of hypergames, *Omega* 5(6), 749-751; M. Wang, K. W. Hipel and N. M. Fraser
(1988), Modeling misperceptions in games, *Behavioral Science* 33(3), 207-223: first-level hypergames, in which
everybody plays a game of its own and nobody knows it; a state holds when each stays by its own game.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ripeness.errors import Problem
from ripeness.graphmodel.arrays import graph_of
from ripeness.graphmodel.explanations import Deterrent, explain_for
from ripeness.graphmodel.preferences import preferences
from ripeness.graphmodel.stability import CONCEPTS, Stability, stability
from ripeness.graphmodel.states import GraphArrays, States, Truths
from ripeness.graphmodel.uncertain import central_ranks, ranked
from ripeness.numerics.draws import Draws
from ripeness.scenario import Scenario
from ripeness.scenario.record import Path

NAMED = 12  # states in which vain expectations are named
WILLING = ("seq", "sseq")  # concepts by which answers hang on what the others prefer


@dataclass(frozen=True)
class Expected:
    """An answer that a decision maker counts on, and that does not exist.

    Attributes
    ----------
    place : int
        State in which it stays for fear of the answer.
    to : int
        Where its better move would lead.
    concept : str
        SEQ, or SSEQ where only that differs.
    sanction : Deterrent
        What it expects the others to do.
    """

    place: int
    to: int
    concept: str
    sanction: Deterrent


@dataclass(frozen=True)
class View:
    """The game as one decision maker sees it; arrays have shape (S,), in the order of places.

    Attributes
    ----------
    maker : int
        Who sees it so.
    seen : tuple of int
        Whose preferences it sees otherwise than they are.
    equilibria : mapping of str to array
        By concept, what would hold if the game were so.
    stays : mapping of str to array
        By concept, where it stays itself.
    deceived : mapping of str to array
        By SEQ and SSEQ, where it stays for fear of answers that do not exist.
    unaware : mapping of str to array
        By SEQ and SSEQ, where it moves because it does not expect the answers that there are.
    expected : tuple of Expected
        Answers that do not exist, in today's state and in others where it is deceived.
    """

    maker: int
    seen: tuple[int, ...]
    equilibria: Mapping[str, Truths]
    stays: Mapping[str, Truths]
    deceived: Mapping[str, Truths]
    unaware: Mapping[str, Truths]
    expected: tuple[Expected, ...]


@dataclass(frozen=True)
class Views:
    """All games together.

    Attributes
    ----------
    views : tuple of View
        Of those who see others otherwise than they are.
    hold : mapping of str to array, shape (S,)
        By concept, the states in which everybody stays by its own game.
    agreed : mapping of str to array, shape (S,)
        By concept, the states that would hold in every game.
    warnings : tuple of Problem
        Views that do not count.
    """

    views: tuple[View, ...]
    hold: Mapping[str, Truths]
    agreed: Mapping[str, Truths]
    warnings: tuple[Problem, ...]


def views(scenario: Scenario, conflict: GraphArrays, found: Stability, table: Draws, today: int) -> Views:
    """Return the game as each decision maker sees it, beside the game as it is.

    What nobody is said to see otherwise, everybody sees as it is; its own preferences everybody knows.

    Parameters
    ----------
    scenario : Scenario
        Its ``graph.sees`` says who sees whom otherwise.
    conflict, found
        The game as it is, and what is stable in it.
    table : Draws
        Its central values give the worth of states to those who rank by worth.
    today : int
        Place of today's state.
    """
    frame = conflict.frame
    warnings: list[Problem] = []
    hold = {c: t.copy() for c, t in found.stable.items()}
    agreed = {c: found.equilibria(c) for c in CONCEPTS}
    games: list[tuple[int, tuple[int, ...], GraphArrays, Stability]] = []
    for observer, seen in graph_of(scenario).sees.items():
        warnings += _void(scenario, frame.makers, observer, tuple(seen))
        if observer not in frame.makers:
            continue
        counts = {a: p for a, p in seen.items() if a in frame.makers and a != observer}
        if not counts:
            continue
        path: Path = ("graph", "sees", observer)
        want = preferences(scenario, frame, conflict.feasible, instead={a: (p, (*path, a)) for a, p in counts.items()})
        base = GraphArrays(frame, conflict.feasible, want.ranks, conflict.removed)
        game = ranked(base, want, central_ranks(scenario, want, frame, table))
        warnings += [w for w in want.warnings if w.path.startswith("graph.sees")]
        i = frame.makers.index(observer)
        solved = stability(game)
        for c in CONCEPTS:
            hold[c][i] = solved.stable[c][i]
            agreed[c] = agreed[c] & solved.equilibria(c)
        games.append((i, tuple(frame.makers.index(a) for a in counts), game, solved))
    held = {c: np.logical_and.reduce(t, axis=0) for c, t in hold.items()}
    each = tuple(_view(conflict, found, game, held, today) for game in games)
    return Views(each, held, agreed, tuple(warnings))


def _void(scenario: Scenario, makers: tuple[str, ...], observer: str, seen: tuple[str, ...]) -> list[Problem]:
    """Return warnings of views that make no difference: of actors that own no option, or of oneself."""
    found = []
    for actor in seen:
        if observer in makers and actor in makers and actor != observer:
            continue
        path: Path = ("graph", "sees", observer, actor)
        if actor == observer:
            why = f"'{observer}' is said to see itself; its own preferences stand under `graph.preferences`"
        else:
            without = observer if observer not in makers else actor
            why = f"'{without}' owns no option, so how '{observer}' sees '{actor}' makes no difference"
        dotted = ".".join(path)  # type: ignore[arg-type]
        found.append(
            Problem("view-without-effect", why, scenario.place(path, key=True), "leave it out", "warning", dotted)
        )
    return found


def _view(
    conflict: GraphArrays,
    found: Stability,
    game: tuple[int, tuple[int, ...], GraphArrays, Stability],
    held: Mapping[str, Truths],
    today: int,
) -> View:
    i, seen, sees, solved = game
    deceived = {c: solved.stable[c][i] & ~found.stable[c][i] for c in WILLING}
    unaware = {c: ~solved.stable[c][i] & found.stable[c][i] for c in WILLING}
    asked = _first(deceived["seq"] | deceived["sseq"], held["seq"], today)
    return View(
        maker=i,
        seen=seen,
        equilibria={c: solved.equilibria(c) for c in CONCEPTS},
        stays={c: solved.stable[c][i] for c in CONCEPTS},
        deceived=deceived,
        unaware=unaware,
        expected=tuple(
            one for place in asked.tolist() for one in _expected(conflict, found, sees, solved, int(place), i)
        ),
    )


def _first(deceived: Truths, held: Truths, today: int) -> States:
    """Return a few states: today's, those that hold by everybody's own game, others."""
    places = np.flatnonzero(deceived)
    order = np.lexsort((places, ~held[places], places != today))
    return places[order][:NAMED]


def _expected(
    conflict: GraphArrays, found: Stability, sees: GraphArrays, solved: Stability, place: int, maker: int
) -> list[Expected]:
    """Return the answers that a decision maker counts on in a state, and that do not exist."""
    real = {one.to: one.sanctions for one in explain_for(conflict, found, place, maker).improvements}
    answers = []
    for one in explain_for(sees, solved, place, maker).improvements:
        for concept in WILLING:
            sanction = one.sanctions[concept]
            if sanction is not None and one.to in real and real[one.to][concept] is None:
                answers.append(Expected(place, one.to, concept, sanction))
                break
    return answers
