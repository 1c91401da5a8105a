"""Conditions that name what does not exist: on packages, on situations and on facts."""

from __future__ import annotations

from ripeness.errors import near
from ripeness.scenario.checks.findings import Finding, Findings, Names, each, unknown
from ripeness.scenario.logic import Condition
from ripeness.scenario.model import Scenario
from ripeness.scenario.record import Path
from ripeness.scenario.timeline import Event, Hazard


def package_conditions(scenario: Scenario, names: Names) -> Findings:
    """Yield what conditions on packages name that there is not."""
    for path, part in scenario.parts:
        if not isinstance(part, Condition):
            continue
        if path[0] in ("rules", "preferences"):
            yield from _package_atoms(part, path, names)
        elif path[0] == "graph":
            yield from _plain_atoms(part, path, "option", names["options"])
        elif path[0] == "timeline":
            known = names["facts"] | (names["latched"] if path[1] != "latched" else frozenset())
            yield from _plain_atoms(part, path, "fact", known)
        elif path[0] == "forecasts":
            yield from _plain_atoms(part, path, "question", names["questions"])


def _package_atoms(condition: Condition, path: Path, names: Names) -> Findings:
    for atom in condition.atoms():
        if atom.value is None:
            message = f"'{atom.name}' says nothing about a package: write issue=alternative"
            said = sorted(names.alternatives.get(atom.name, ()))
            choices = " or ".join(f"`{atom.name}={alternative}`" for alternative in said[:6])
            hint = f"write {choices}" if said else near(atom.name, sorted(names["issues"]))
            yield Finding(path, "bad-condition", message, hint, offset=atom.at)
        elif atom.name not in names["issues"]:
            finding = unknown(path, "issue", atom.name, names["issues"])
            yield _at(finding, atom.at)
        elif not names.allows(atom.name, atom.value):
            finding = unknown(path, "alternative", atom.value, names.alternatives[atom.name])
            yield _at(finding, atom.at)


def _plain_atoms(condition: Condition, path: Path, kind: str, known: frozenset[str]) -> Findings:
    for atom in condition.atoms():
        if atom.value is not None:
            message = f"'{atom}' has an equals sign; here an id alone is meant"
            yield Finding(path, "bad-condition", message, near(atom.name, sorted(known)), offset=atom.at)
        elif atom.name not in known:
            yield _at(unknown(path, kind, atom.name, known), atom.at)


def _at(finding: Finding, offset: int) -> Finding:
    return Finding(finding.path, finding.code, finding.message, finding.hint, offset=offset)


def graph_references(scenario: Scenario, names: Names) -> Findings:
    """Yield what a graph model names that there is not."""
    if not scenario.graph:
        return
    for option, record in scenario.graph.options.items():
        if record.by not in names["actors"]:
            yield unknown(("graph", "options", option, "by"), "actor", record.by, names["actors"])
    for index, move in enumerate(scenario.graph.no_move):
        if move.by not in names["actors"]:
            yield unknown(("graph", "no-move", index, "by"), "actor", move.by, names["actors"])
    for index, worth in enumerate(scenario.graph.worth):
        if worth.as_ not in names["drafts"] | {"war", "now"}:
            yield unknown(("graph", "worth", index, "as"), "draft", worth.as_, names["drafts"] | {"war", "now"})


def timeline_references(scenario: Scenario, names: Names) -> Findings:
    """Yield what a timeline names that there is not."""
    if not scenario.timeline:
        return
    timeline, facts = scenario.timeline, names["facts"]
    for name, event in timeline.events.items():
        yield from _event(event, ("timeline", "events", name), names)
    for index, factor in enumerate(timeline.factors):
        if factor.event not in names["events"]:
            yield unknown(("timeline", "factors", index, "event"), "event", factor.event, names["events"])
    for name, question in timeline.questions.items():
        path: Path = ("timeline", "questions", name, "first-of")
        if question.first_of == ("ends",) and "ends" not in names["ends"]:
            if not names["ends"]:
                yield Finding(
                    path, "unknown-end", "the timeline has no `ends` to come first", "add `ends: {id: condition}`"
                )
        elif question.first_of is not None:
            yield from each(question.first_of, path, "end", names["ends"])
    for name in timeline.latched:
        if name in facts:
            message = f"'{name}' is a fact already; a latched fact has its own name"
            yield Finding(("timeline", "latched", name), "named-twice", message, key=True)


def _event(event: Event, path: Path, names: Names) -> Findings:
    for index, setting in enumerate(event.sets):
        if setting.fact not in names["facts"]:
            yield unknown((*path, "sets", index), "fact", setting.fact, names["facts"])
    if isinstance(event.hazard, Hazard) and event.hazard.age_of not in (None, *names["facts"]):
        yield unknown((*path, "hazard", "age-of"), "fact", str(event.hazard.age_of), names["facts"])
    if event.from_war is not None and event.from_war not in names["outcomes"]:
        yield unknown((*path, "from-war"), "outcome", event.from_war, names["outcomes"])
    if event.sign is not None and event.sign not in names["drafts"]:
        yield unknown((*path, "sign"), "draft", event.sign, names["drafts"])
