"""What keeps a scenario from saying whether actors would sign, found without a single draw.

One small generator; the valuation itself raises the same findings, so that the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ripeness.errors import AnalysisError, Problem
from ripeness.scenario import Scenario
from ripeness.scenario.checks import Finding
from ripeness.scenario.ties import Support
from ripeness.scenario.war import War


def problem_of(scenario: Scenario, finding: Finding) -> Problem:
    """Return a finding as a problem with its place in the file."""
    place = scenario.place(finding.path, key=finding.key)
    return Problem(finding.code, finding.message, place, finding.hint, path=".".join(map(str, finding.path)))


def problems_of(scenario: Scenario, findings: Iterable[Finding]) -> tuple[Problem, ...]:
    """Return findings as problems, each once, in file order; those without a place come last."""
    unique = {(p.code, p.path, p.message): p for p in (problem_of(scenario, f) for f in findings)}
    return tuple(sorted(unique.values(), key=lambda p: (p.place.line, p.place.column) if p.place else (10**9, 0)))


def error_of(scenario: Scenario, finding: Finding) -> AnalysisError:
    """Return a finding as the error that an analysis raises."""
    return AnalysisError([problem_of(scenario, finding)])


def signing(scenario: Scenario, actors: Sequence[str], *, viewers: Iterable[str | None] = ()) -> Iterator[Finding]:
    """Yield what the scenario lacks for saying whether each of some actors would sign.

    An actor needs preferences with some weight, and a way of refusing; one that fights needs odds of the war and a
    cost of fighting on. Numbers are judged at their central values; what is unknown is not zero.

    Parameters
    ----------
    scenario : Scenario
        Any.
    actors : sequence of str
        The signatories.
    viewers : iterable of str or None
        By whose estimates the war is judged besides each fighter's own; None: the analyst's.
    """
    fighting: list[str] = []
    for actor in actors:
        wants = scenario.preferences.get(actor)
        if wants is None or not wants.weights:
            yield no_preferences(scenario, actor)
            continue
        if all(w.central == 0 for w in wants.weights.values()):
            yield weights_all_zero(actor)
        if scenario.war and actor in scenario.war.fighters:
            fighting.append(actor)
        elif not wants.walk_away and wants.reservation is None:
            yield no_reservation(actor)
    if scenario.war and fighting:
        yield from (no_war_cost(actor) for actor in fighting if actor not in scenario.war.cost)
        for viewer in dict.fromkeys((*fighting, *viewers)):
            yield from odds(scenario, scenario.war, viewer)


def odds(scenario: Scenario, war: War, viewer: str | None) -> Iterator[Finding]:
    """Yield why the odds of the war cannot be worked out, as one viewer sees it; None: the analyst."""
    if war.by_chance:
        if all(o.chance is not None and o.chance.central == 0 for o in war.outcomes.values()):
            yield chances_all_zero()
        return
    if all(_powerless(scenario, side, viewer) for side in war.strength):
        yield strengths_all_zero(viewer)
    if viewer is not None and war.decisive is None and believed(scenario, viewer, "decisive") is None:
        yield decisive_missing()


def withdrawing(scenario: Scenario, actors: Sequence[str], *, made: bool) -> Iterator[Finding]:
    """Yield for which fighters among some actors nobody could fight once all support is withdrawn that may be.

    Where no side has any strength even before, :func:`odds` says so.

    Parameters
    ----------
    scenario : Scenario
        Any.
    actors : sequence of str
        The signatories; each sees the war by its own beliefs.
    made : bool
        Whether support is withdrawn from all sides, whatever they do, or from the one that refuses only.
    """
    war = scenario.war
    if war is None or war.by_chance:
        return
    for actor in (a for a in actors if a in war.fighters):
        cut = war.fighters if made else (actor,)
        if all(_powerless(scenario, side, actor, cut=side in cut) for side in war.strength) and not all(
            _powerless(scenario, side, actor) for side in war.strength
        ):
            yield all_withdrawn(actor, made=made)


def _powerless(scenario: Scenario, side: str, viewer: str | None, *, cut: bool = False) -> bool:
    """Return whether a side has no strength at the central values: its own, and what support is in use if not cut."""
    if not _zero(scenario, believed(scenario, viewer, "strength", side) or f"war.strength.{side}"):
        return False
    return cut or all(
        any(
            _zero(scenario, believed(scenario, viewer, "ties", tie, word) or f"ties.{tie}.{word}")
            for word in ("strength", "now")
        )
        for tie in supports(scenario, side)
    )


def _zero(scenario: Scenario, path: str) -> bool:
    return scenario.estimates[path].central == 0


def believed(scenario: Scenario, viewer: str | None, *rest: str) -> str | None:
    """Return the path of a viewer's own estimate, or None where it has none."""
    path = ".".join(("war", "believes", viewer, *rest)) if viewer else ""
    return path if path in scenario.estimates else None


def supports(scenario: Scenario, side: str) -> list[str]:
    """Return the support ties to a side, in file order."""
    return [t for t, record in scenario.ties.items() if isinstance(record, Support) and record.to == side]


# ---- each in its words -------------------------------------------------------------------------------------------


def no_preferences(scenario: Scenario, actor: str) -> Finding:
    """Return that nothing says what an actor wants."""
    hint = f"add `preferences: {{{actor}: {{weights: …, values: …}}}}`"
    where = ("actors", actor) if actor in scenario.actors else ("preferences",)
    return Finding(where, "no-preferences", f"nothing says what '{actor}' wants", hint, key=True)


def weights_all_zero(actor: str) -> Finding:
    """Return that nothing has any weight for an actor."""
    message = f"all weights of '{actor}' are zero in some draw, so no package is worth anything to it"
    hint = "give a weight above 0 to what it cares about; a range that begins at 0 needs a most likely value above 0"
    return Finding(("preferences", actor, "weights"), "weights-all-zero", message, hint, key=True)


def no_reservation(actor: str) -> Finding:
    """Return that an actor has no way of refusing."""
    message = f"nothing says what refusing is worth to '{actor}'"
    hint = "give it a strength in the war, a walk-away, or a reservation"
    return Finding(("preferences", actor), "no-reservation", message, hint, key=True)


def no_war_cost(actor: str) -> Finding:
    """Return that nothing says what fighting costs a side."""
    hint = f"add `cost: {{{actor}: …}}` to the war, 0 if fighting costs it nothing"
    message = f"nothing says what fighting on costs '{actor}'"
    return Finding(("war", "cost"), "no-war-cost", message, hint, key=True)


def chances_all_zero() -> Finding:
    """Return that no outcome of the war has any chance."""
    message = "the chances of all outcomes are zero in some draw"
    hint = "give some outcome a most likely chance above 0"
    return Finding(("war", "outcomes"), "chances-all-zero", message, hint, key=True)


def strengths_all_zero(viewer: str | None = None) -> Finding:
    """Return that no side of the war has any strength, as one viewer sees it."""
    seen = f", as '{viewer}' sees it" if viewer else ""
    message = f"no side has any strength in some draw{seen}, so nobody could win"
    return Finding(
        ("war", "strength"), "strengths-all-zero", message, "give some side a most likely strength above 0", key=True
    )


def all_withdrawn(actor: str, *, made: bool) -> Finding:
    """Return that no side of the war has any strength, as a fighter sees it, once all support is withdrawn."""
    who = "all support" if made else f"all support for '{actor}'"
    message = f"with {who} withdrawn no side has any strength, as '{actor}' sees it, so nobody could win"
    hint = "give at least one side some strength of its own, however small"
    return Finding(("war", "strength"), "strengths-all-zero", message, hint, key=True)


def decisive_missing() -> Finding:
    """Return that nothing says how likely an outright win is."""
    hint = "add `decisive: unlikely`, or `decisive: unknown`"
    return Finding(("war",), "decisive-missing", "nothing says how likely an outright win is", hint, key=True)
