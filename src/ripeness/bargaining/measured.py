"""The measures of ``sign``, ``deals`` and ``panel`` alone, for who asks for them at many points.

Each function prepares what does not depend on the draws and returns a function of draws. Its numbers are those of the
analysis itself; what is no measure (repairs, parts of the central verdict, lessons, pictures) is not worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ripeness.bargaining.agreements.deals import asked_of
from ripeness.bargaining.agreements.steps import DealsSteps
from ripeness.bargaining.agreements.zone_over_draws import measures
from ripeness.bargaining.panel import applies, packages_of
from ripeness.bargaining.panel import over as panel_over
from ripeness.bargaining.text.over_draws import FIGURES, concatenated, over
from ripeness.lacks import demand
from ripeness.lacks import signing as lacks
from ripeness.numerics.draws import Array, Draws
from ripeness.packages.frontier import LIMIT
from ripeness.scenario import Scenario

Measured = Callable[[Draws], Mapping[str, Array]]
_OWN = (*FIGURES, "probability", "as_printed")
_LEARNED = ("posterior", "again", "weight")


def sign_measures(scenario: Scenario, draft: str, table: Draws, wanted: frozenset[str] | None) -> Measured:
    """Return a function of draws that gives the measures of ``sign`` for one draft.

    Parameters
    ----------
    scenario : Scenario
        As for :func:`ripeness.sign`.
    draft : str
        Id of a draft.
    table : Draws
        The draws of the analysis; no measure of ``sign`` depends on others.
    wanted : set of str, or None
        Paths of the measures that are wanted; all when None, and when empty those that cost least.
    """
    del table
    demand(lacks.sign(scenario, draft))
    actors = scenario.signatories(draft)
    tails = None if wanted is None else [tuple(path.split(".")[2:]) for path in wanted]
    simple = tails is not None and all(_is_simple(tail, actors) for tail in tails)
    learn = tails is None or any(tail[-1] in _LEARNED for tail in tails)
    alone = tails and all(len(t) == 2 and t[0] in actors and t[1] in _OWN for t in tails)
    some = tuple(a for a in actors if any(t[0] == a for t in tails or ())) if alone else None

    def measured(draws: Draws) -> Mapping[str, Array]:
        blocks = [
            over(scenario, draft, block, explain=not simple, learn=learn, actors=some).measures
            for block in draws.blocks()
        ]
        found = concatenated(blocks)
        return found if not wanted else {path: values for path, values in found.items() if path in wanted}

    return measured


def _is_simple(tail: tuple[str, ...], actors: tuple[str, ...]) -> bool:
    """Return whether a measure needs no explanation of the verdict."""
    if len(tail) == 1:
        return tail[0] in ("probability", "as_printed", "signs", *_LEARNED)
    if tail[0] == "versions" and tail[0] not in actors:
        return True
    return len(tail) == 2 and tail[1] in (*_OWN, *_LEARNED)


def deals_measures(scenario: Scenario, draft: str | None, table: Draws, wanted: frozenset[str] | None) -> Measured:
    """Return a function of draws that gives the measures of ``deals``, as :func:`sign_measures` does.

    Packages that have to be searched for (solutions, the one that comes nearest) are those found at the central values
    and, for the most robust one, over ``table``; they stay the same whatever draws are given.
    """
    demand(lacks.deals(scenario, draft))
    asked = asked_of(scenario, draft)
    bare = f"{asked.prefix}.without_guarantees."
    both = [asked, replace(asked, bare=True)] if asked.counted else [asked]
    if wanted is not None:
        inner = {path.startswith(bare) for path in wanted} or {False}
        both = [one for one in both if one.bare in inner]
    followed = []
    for one in both:
        mine = [p for p in wanted or () if p.startswith(bare) == one.bare]
        searched = wanted is None or not all(
            p.startswith((f"{one.prefix}.zone.", f"{one.prefix}.drafts.")) for p in mine
        )
        followed.append(DealsSteps(scenario, one, table, LIMIT).followed(packages=searched))

    def measured(draws: Draws) -> Mapping[str, Array]:
        found: dict[str, Array] = {}
        for packages, drafts in followed:
            found |= concatenated([measures(packages, drafts, block) for block in draws.blocks()])
        return found

    return measured


def zone_of(scenario: Scenario, draft: str | None) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return what the zone depends on besides the numbers: who signs, and which guarantees are in force or could be."""
    asked = asked_of(scenario, draft)
    return asked.signatories, frozenset(asked.counted)


def panel_measures(scenario: Scenario, draft: None, table: Draws, wanted: frozenset[str] | None) -> Measured:
    """Return a function of draws that gives the measures of ``panel``, as :func:`sign_measures` does."""
    del draft, table, wanted
    applies(scenario)
    rows = packages_of(scenario)
    return lambda draws: panel_over(scenario, draws, rows)
