"""Who is needed and who is enough, in plain words: what no plan can do without, and the smallest sets that suffice."""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.leverage import PressureResult
from ripeness.leverage.needed import Needed
from ripeness.scenario import Scenario
from ripeness.words.pressure import actor, actors, goal

SETS_SHOWN = 6

HEAD = "Who is needed, and who would be enough"
MEANING = (
    "Two questions. Needed is a source without which there is no plan, even if all others were willing. Enough are "
    "sources that bring it about alone, all of them willing to go all the way, nobody else doing anything, "
    "not even when pressed."
)


def needing(scenario: Scenario, result: PressureResult) -> list[str]:
    """Return who is needed and who is enough for all signatures, and to flip each refusal; empty where not asked."""
    found = []
    if result.needed is not None and result.needed.sources:
        rung = next((r for r in result.rungs if r.willing == "all" and r.name == result.needed.goal), None)
        what = "To make all sign" if rung is None else f"To give {goal(result, rung)}"
        found.append(f"{what}: {_needed(scenario, result.needed)}")
    for signatory, one in result.needed_each.items():
        if one.sources and len(result.asked.signatories) > 1:
            found.append(f"For {actor(scenario, signatory)} alone to sign: {_needed(scenario, one)}")
    return found


def _needed(scenario: Scenario, one: Needed) -> str:
    if one.goal is None:
        if one.possible is None:
            return "no plan was found even if every source were willing, but it is not proven that there is none."
        return "there is no plan even if every source were willing, so that nobody is enough."
    if one.sufficient_sets == ((),):
        return "nobody has to do anything."
    necessary = [n.source for n in one.sources if n.necessary]
    open_ = [n.source for n in one.sources if n.necessary is None]
    said = [f"needed {_is(necessary)} {actors(scenario, necessary)}" if necessary else "nobody is needed"]
    if open_:
        said.append(f"whether {actors(scenario, open_)} {_is(open_)} is not settled")
    return f"{'; '.join(said)}. {_enough(scenario, one.sufficient_sets, settled=one.complete)}"


def _is(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _enough(scenario: Scenario, sets: Sequence[Sequence[str]], *, settled: bool) -> str:
    """Return the smallest sets of sources that are enough."""
    if not sets:
        return "No smaller set that is enough was found."
    shown = "; or ".join(actors(scenario, one) for one in sets[:SETS_SHOWN])
    more = f"; and {len(sets) - SETS_SHOWN} more sets of as many" if len(sets) > SETS_SHOWN else ""
    if len(sets[0]) == 1:
        return f"Enough {'is' if len(sets) == 1 else 'is any of these alone,'} {shown}{more}."
    fewer = "fewer are not" if settled else "whether fewer are was not settled for every set"
    return f"Enough are {shown}{more}; {fewer}."
