"""What `conference` lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ripeness.errors import Problem
from ripeness.scenario import Scenario
from ripeness.scenario.checks import Finding
from ripeness.scenario.conference import Conference
from ripeness.scenario.record import Path
from ripeness.valuation.lacks import problems_of

SAID = ("position", "salience", "capability")

#: Steps that one draw of the slow models takes at most: votes on pairs of positions, pairs of actors and of issues.
MOST_STEPS = {"challenge": 2**30, "exchange": 2**23}

_HINT = "give position, salience and capability of those at the table, or leave the issue out"


def conference(
    scenario: Scenario, draft: str | None = None, actors: Sequence[str] | None = None
) -> tuple[Problem, ...]:
    """Return what ``conference`` lacks, with all at the table or only some; it is asked of no draft."""
    del draft
    return problems_of(scenario, _conference(scenario, actors))


def _conference(scenario: Scenario, actors: Sequence[str] | None) -> Iterator[Finding]:
    if scenario.conference is None:
        yield no_conference(scenario)
        return
    at_table = list(scenario.conference.stands if actors is None else actors)
    for issue in scenario.conference.issues:
        yield from _unsettled(scenario, scenario.conference, at_table, issue)
    yield from too_large(len(at_table), len(scenario.conference.issues))


def _unsettled(scenario: Scenario, conference: Conference, actors: Sequence[str], issue: str) -> Iterator[Finding]:
    saying = {actor: paths for actor in actors if len(paths := said(conference, actor, issue)) == len(SAID)}
    if not saying:
        message = f"nobody at the table has a say on '{issue}': nobody has position, salience and capability there"
        yield Finding(_at(issue), "nobody-with-a-say", message, _HINT, key=True)
    elif len(saying) == 1:
        message = f"only '{next(iter(saying))}' has a say on '{issue}': there is nothing to settle"
        yield Finding(_at(issue), "one-stakeholder", message, _HINT, key=True)
    else:
        pairs = [(scenario.estimates[p["salience"]], scenario.estimates[p["capability"]]) for p in saying.values()]
        # At the central values zero times an unknown is unknown; in the draws, where nothing is unknown, it is zero.
        central = all(None not in (s.central, c.central) and 0 in (s.central, c.central) for s, c in pairs)
        if central or all(0 in (s.drawn.high, c.drawn.high) for s, c in pairs):
            yield weigh_nothing(issue)


def _at(issue: str) -> Path:
    return ("conference", "issues", issue)


def said(conference: Conference, actor: str, issue: str) -> dict[str, str]:
    """Return the paths of what is said of an actor's position, salience and capability on an issue."""
    stand = conference.stands[actor]
    at = f"conference.stands.{actor}"
    here = stand.on.get(issue)
    if here is None:
        return {}
    found = {part: f"{at}.{issue}.{part}" for part in SAID if getattr(here, part) is not None}
    if "capability" not in found and stand.capability is not None:
        found["capability"] = f"{at}.capability"
    return found


# ---- each in its words -------------------------------------------------------------------------------------------


def no_conference(scenario: Scenario) -> Finding:
    """Return that there is no conference."""
    hint = "add `conference` with `issues` and `stands`"
    return Finding(("conference",), "no-conference", f"'{scenario.id}' says nothing about a conference", hint, key=True)


def weigh_nothing(issue: str, share: str = "") -> Finding:
    """Return that no stand on an issue weighs anything; ``share`` says in which draws."""
    message = f"on '{issue}' salience times capability of everybody is zero{share}: nothing decides"
    hint = "give somebody who cares some capability, or leave the issue out"
    return Finding(_at(issue), "stands-weigh-nothing", message, hint, key=True)


def steps(actors: int, issues: int, rounds: int) -> dict[str, int]:
    """Return what one draw takes: votes on pairs of positions, and pairs of actors times pairs of issues."""
    pairs = (actors * (actors - 1) // 2) * (issues * (issues - 1) // 2)
    return {"challenge": actors**3 * issues, "exchange": max(1, pairs * rounds)}


def too_large(actors: int, issues: int, rounds: int = 1) -> Iterator[Finding]:
    """Yield that a single draw of a slow model would take too long."""
    needed = steps(actors, issues, rounds)
    large = [model for model, most in MOST_STEPS.items() if needed[model] > most]
    if large:
        message = f"{actors:,} stakeholders on {issues:,} issues are too many for the {' and the '.join(large)} model"
        hint = "leave out those who weigh little, or settle the issues in several conferences"
        yield Finding(("conference",), "too-large-conference", message, hint, key=True)
