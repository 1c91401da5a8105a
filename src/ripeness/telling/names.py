"""Names of a scenario on a page: which run from right to left, and which the font of the pictures lacks."""

from __future__ import annotations

from ripeness.plot.names import unreadable
from ripeness.scenario import Scenario
from ripeness.words.labels import quoted


def words_of(scenario: Scenario) -> tuple[str, ...]:
    """Return the names, titles and wordings that a report puts into its sentences."""
    found = [scenario.title, *(name for table in _tables(scenario) for name in table.values())]
    found += [w for issue in scenario.issues.values() for w in issue.alternatives.values()]
    found += [source.title for source in scenario.sources.values()]
    return tuple(dict.fromkeys(name for name in found if name))


def lacking(scenario: Scenario) -> str:
    """Return which ids stand in pictures for names that these cannot show; empty where there are none."""
    hidden = {key: name for table in _tables(scenario) for key, name in unreadable(table).items()}
    if not hidden:
        return ""
    told = "; ".join(f"{key} is {quoted(name)}" for key, name in hidden.items())
    return f"The font of the pictures lacks letters of some names; in pictures their ids stand for them: {told}."


def _tables(scenario: Scenario) -> list[dict[str, str]]:
    """Return the names of things that stand in pictures, by kind and id."""
    graph, timeline, conference = scenario.graph, scenario.timeline, scenario.conference
    return [
        {a: r.name for a, r in scenario.actors.items() if r.name},
        {i: r.name for i, r in scenario.issues.items() if r.name},
        {d: r.title for d, r in scenario.drafts.items() if r.title},
        {t: scenario.name("ties", t) for t in scenario.ties},
        {o: r.name for o, r in graph.options.items() if r.name} if graph else {},
        {e: r.name for e, r in timeline.events.items() if r.name} if timeline else {},
        {i: r.name for i, r in conference.issues.items() if r.name} if conference else {},
    ]
