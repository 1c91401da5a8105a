"""How often a state would hold when preferences are uncertain: alternatives with chances, and worths that vary."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ripeness.errors import AnalysisError
from ripeness.graphmodel.arrays import graph_of
from ripeness.graphmodel.cardinal import by_worth, worth
from ripeness.graphmodel.preferences import StateRankings, likelihoods
from ripeness.graphmodel.stability import CONCEPTS, stability
from ripeness.graphmodel.states import Frame, GraphArrays, Ranks, Removed, States, Truths
from ripeness.lacks.moves import unknown_worth
from ripeness.numerics.draws import Array, Draws
from ripeness.scenario import Scenario
from ripeness.valuation.lacks import problem_of

MOST_MIXED = 256  # ways of combining alternatives that are mixed exactly
MOST_SOLVED = 2**24  # states times profiles that are gone through
_TOGETHER = 2**15  # states times profiles that are solved at once

Numbers = NDArray[np.int64]


def central_ranks(scenario: Scenario, want: StateRankings, frame: Frame, table: Draws) -> States | None:
    """Return how those who rank by worth rank the entries at the central values, shape (D', W).

    Raises
    ------
    AnalysisError
        ``unknown-worth``.
    """
    if not want.by_worth:
        return None
    central = table if table.count == 1 else table.central
    makers = [frame.makers[i] for i in want.by_worth]
    values = worth(scenario, central, makers)[0]
    used = np.unique(want.entry[want.entry >= 0])
    problems = [
        problem_of(scenario, unknown_worth(maker, int(entry), graph_of(scenario).worth[entry].as_))
        for maker, row in zip(makers, values, strict=True)
        for entry in used
        if np.isnan(row[entry])
    ]
    if problems:
        raise AnalysisError(problems)
    return by_worth(values)


def ranked(
    base: GraphArrays, want: StateRankings, entries: States | None, numbers: Mapping[int, int] | None = None
) -> GraphArrays:
    """Return the model with ranks of those who rank states by worth, and with chosen alternatives of others."""
    if entries is None and not numbers:
        return base
    ranks = base.ranks.copy()
    places = np.flatnonzero(base.feasible)
    for i, row in zip(want.by_worth, () if entries is None else entries, strict=False):
        ranks[i, places] = row[want.entry[places]]
    for i, number in (numbers or {}).items():
        ranks[i] = want.alternatives[i][number].ranks
    return replace(base, ranks=ranks)


@dataclass(frozen=True)
class Profiles:
    """The preference profiles that occur, each once, with what holds under it; V profiles, U uncertain actors.

    Attributes
    ----------
    makers : tuple of int
        Decision makers with several alternatives.
    numbers : array, shape (V, U)
        Which alternative each of them has.
    held : mapping of str to array, shape (V, S)
        By concept, the states that hold, by place.
    stays : array, shape (V, C, D)
        Whether each decision maker stays in today's state, by concept.
    leaves : array, shape (V, C, D)
        Whether each decision maker would leave every wanted state, by concept; all False where none is wanted.
    drawn : array, shape (N,)
        Which profile each draw has; -1 where a worth is unknown.
    weight : array, shape (V,)
        Chance of each profile.
    known : float
        Share of draws in which all worths are known.
    exact : bool
        Whether alternatives are weighed by their chances, and not drawn.
    """

    makers: tuple[int, ...]
    numbers: Numbers
    held: Mapping[str, Truths] = field(repr=False)
    stays: Truths = field(repr=False)
    leaves: Truths = field(repr=False)
    drawn: Numbers = field(repr=False)
    weight: Array
    known: float
    exact: bool


def profiles(
    scenario: Scenario,
    base: GraphArrays,
    want: StateRankings,
    table: Draws,
    today: int,
    wished: Truths | None,
    *,
    mixed: bool,
) -> Profiles:
    """Return what holds under every preference profile that occurs.

    Parameters
    ----------
    scenario, base, want
        The model, and what is preferred.
    table : Draws
        Draws of worths and, by a column of their own for each actor, of alternatives.
    today : int
        Place of today's state.
    wished : array, shape (S,), or None
        States that are wanted.
    mixed : bool
        Whether to weigh alternatives by their chances, going through all ways of combining them if those are few,
        instead of going through those only that are drawn.

    Raises
    ------
    AnalysisError
        ``too-many-rankings``.
    """
    makers = tuple(i for i, each in enumerate(want.alternatives) if len(each) > 1)
    count, sizes = table.count, [len(want.alternatives[i]) for i in makers]
    patterns, which = _patterns(scenario, base, want, table)
    chances = [_chances(want, i, table) for i in makers]
    drawn = _drawn(want, makers, chances, table, base.frame)
    combos = int(np.prod(sizes)) if sizes else 1
    exact = mixed and combos <= MOST_MIXED
    code = np.ravel_multi_index(tuple(drawn.T), sizes) if sizes else np.zeros(count, dtype=np.int64)
    key = np.where(which >= 0, which * combos + code, -1)
    keys = np.unique(key[key >= 0])
    if exact:
        keys = np.unique((np.unique(which[which >= 0])[:, None] * combos + np.arange(combos)[None, :]).ravel())
    _check(base, len(keys))
    numbers = np.stack(np.unravel_index(keys % combos, sizes), axis=-1) if sizes else np.zeros((len(keys), 0), np.int64)
    aims = np.zeros(base.frame.size, dtype=np.bool_) if wished is None else wished
    held, stays, leaves = _solved(base, want, patterns[keys // combos], makers, numbers, today, aims)
    known = which >= 0
    return Profiles(
        makers=makers,
        numbers=numbers,
        held=held,
        stays=stays,
        leaves=leaves,
        drawn=np.where(key >= 0, np.searchsorted(keys, key), -1),
        weight=_weights(keys, combos, which, numbers, chances, key, exact=exact),
        known=float(known.mean()),
        exact=exact,
    )


def _patterns(scenario: Scenario, base: GraphArrays, want: StateRankings, table: Draws) -> tuple[Numbers, Numbers]:
    """Return the rankings of entries by worth that occur, and which each draw has; -1 where one is unknown."""
    if not want.by_worth:
        return np.zeros((1, 0, 0), dtype=np.int64), np.zeros(table.count, dtype=np.int64)
    values = worth(scenario, table, [base.frame.makers[i] for i in want.by_worth])
    used = np.unique(want.entry[want.entry >= 0])
    known = ~np.isnan(values[:, :, used]).any(axis=(1, 2))
    entries = by_worth(np.where(np.isnan(values), 0.0, values))
    found, at = np.unique(entries[known], axis=0, return_inverse=True)
    which = np.full(table.count, -1, dtype=np.int64)
    which[known] = at.reshape(-1)
    return found, which


def _chances(want: StateRankings, maker: int, table: Draws) -> Array:
    """Return the chances of the alternatives of a decision maker in each draw, shape (N, A), with a sum of 1."""
    columns = []
    for one in want.alternatives[maker]:
        if one.chance is None or one.chance.central is None:
            columns.append(np.full(table.count, np.nan))
        else:
            columns.append(table.column(".".join(map(str, (*one.path, "chance"))), one.chance.drawn))
    rows = np.stack(columns, axis=-1)
    if (rows == rows[0]).all():
        return np.broadcast_to(np.array(likelihoods(rows[0].tolist())), rows.shape)
    return np.array([likelihoods(row) for row in rows.tolist()])


def _drawn(want: StateRankings, makers: Sequence[int], chances: Sequence[Array], table: Draws, frame: Frame) -> Numbers:
    """Return which alternative each uncertain decision maker has in each draw, (N, U); centrally the likeliest."""
    found = np.zeros((table.count, len(makers)), dtype=np.int64)
    for u, (i, chance) in enumerate(zip(makers, chances, strict=True)):
        path = f"graph.preferences.{frame.makers[i]}.any"
        if not table.sampled and path not in table.chosen:
            found[:, u] = want.chosen[i]
            continue
        upto = np.cumsum(chance, axis=1)
        found[:, u] = (table.uniform(path)[:, None] >= upto[:, :-1]).sum(axis=1)
    return found


def _check(base: GraphArrays, count: int) -> None:
    if count * base.frame.size > MOST_SOLVED:
        message = (
            f"the draws give {count:,} rankings of {base.frame.size:,} states; together at most {MOST_SOLVED:,} "
            "states are gone through"
        )
        raise AnalysisError.of("too-many-rankings", message, hint="ask for fewer draws, or for one: the central one")


def _weights(
    keys: Numbers,
    combos: int,
    which: Numbers,
    numbers: Numbers,
    chances: Sequence[Array],
    key: Numbers,
    *,
    exact: bool,
) -> Array:
    """Return the chance of each profile among draws in which all worths are known."""
    if not len(keys):
        return np.zeros(0)
    known = which >= 0
    if not exact:
        return np.bincount(np.searchsorted(keys, key[known]), minlength=len(keys)) / max(1, int(known.sum()))
    found = np.zeros(len(keys))
    for v, (pattern, alternatives) in enumerate(zip((keys // combos).tolist(), numbers.tolist(), strict=True)):
        product = (which == pattern).astype(np.float64)
        for chance, number in zip(chances, alternatives, strict=True):
            product = product * chance[:, number]
        found[v] = product.sum() / known.sum()
    return found


def _solved(
    base: GraphArrays,
    want: StateRankings,
    patterns: Numbers,
    makers: Sequence[int],
    numbers: Numbers,
    today: int,
    aims: Truths,
) -> tuple[dict[str, Truths], Truths, Truths]:
    """Return which states hold under each profile, who stays today, and who leaves every state that is aimed at.

    Many games are solved side by side, as one.
    """
    size, count = base.frame.size, len(numbers)
    side = max(1, _TOGETHER // size)
    held = {c: np.zeros((count, size), dtype=np.bool_) for c in CONCEPTS}
    stays = np.zeros((count, len(CONCEPTS), len(base.frame.makers)), dtype=np.bool_)
    leaves = np.zeros_like(stays)
    for first in range(0, count, side):
        games = []
        for v in range(first, min(first + side, count)):
            chosen = dict(zip(makers, numbers[v].tolist(), strict=True))
            entries = patterns[v] if want.by_worth else None
            games.append(ranked(base, want, entries, chosen).ranks)
        for c, concept in enumerate(CONCEPTS):
            if not c:
                found = stability(side_by_side(base, games)).stable
            seen = found[concept].reshape(len(base.frame.makers), -1, size)[:, : len(games)]
            held[concept][first : first + len(games)] = seen.all(axis=0)
            stays[first : first + len(games), c] = seen[:, :, today].T
            if aims.any():
                leaves[first : first + len(games), c] = ~seen[:, :, aims].any(axis=2).T
    return held, stays, leaves


def side_by_side(base: GraphArrays, games: Sequence[Ranks]) -> GraphArrays:
    """Return several games, which differ in what is preferred, as one: options of nobody tell them apart."""
    if len(games) == 1:
        return replace(base, ranks=games[0])
    bits = (len(games) - 1).bit_length()
    frame, many = base.frame, 1 << bits
    wide = Frame(
        options=(*frame.options, *(f"game {k}" for k in range(bits))),
        makers=frame.makers,
        owner=(*frame.owner, *[len(frame.makers)] * bits),
        change=(*frame.change, *["both" for _ in range(bits)]),  # type: ignore[arg-type]
    )
    full = [*games, *itertools.repeat(games[-1], many - len(games))]
    removed = tuple(Removed(r.maker, np.tile(r.leaves, many), np.tile(r.reaches, many)) for r in base.removed)
    return GraphArrays(wide, np.tile(base.feasible, many), np.concatenate(full, axis=1), removed)


def columns(found: Profiles, frame: Frame, today: int, wished: Truths | None) -> dict[str, Array]:
    """Return figures over draws, by dotted path; NaN where a worth is unknown."""
    figures: dict[str, Array] = {}
    for c, concept in enumerate(CONCEPTS):
        held = found.held[concept]
        figures[f"moves.equilibria.{concept}"] = held.sum(axis=1).astype(np.float64)
        figures[f"moves.today.{concept}.holds"] = held[:, today].astype(np.float64)
        for i, maker in enumerate(frame.makers):
            figures[f"moves.today.{concept}.{maker}"] = found.stays[:, c, i].astype(np.float64)
        if wished is not None:
            figures[f"moves.wanted.{concept}"] = held[:, wished].sum(axis=1).astype(np.float64)
            for i, maker in enumerate(frame.makers):
                figures[f"moves.must_change.{concept}.{maker}"] = found.leaves[:, c, i].astype(np.float64)
    if not len(found.numbers):
        return {path: np.full(len(found.drawn), np.nan) for path in figures}
    return {path: np.where(found.drawn >= 0, values[found.drawn], np.nan) for path, values in figures.items()}
