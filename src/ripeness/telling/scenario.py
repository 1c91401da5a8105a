"""Who is there and what each wants: the matrix of actors and issues."""

from __future__ import annotations

from ripeness.scenario import Scenario
from ripeness.scenario.estimate import Score
from ripeness.scenario.parties import Ranking
from ripeness.telling.blocks import Cell, Heading, Paragraph, Section, Table, blocks, cells


def conflict(scenario: Scenario) -> Section:
    """Return the section on actors, issues and preferences."""
    return Section(
        "conflict",
        "Who wants what",
        blocks(
            Heading("Actors"),
            _actors(scenario),
            Heading("Issues"),
            _issues(scenario),
            Heading("Actors and issues"),
            *_matrix(scenario),
        ),
    )


def _actors(scenario: Scenario) -> Table:
    rows = tuple(
        (Cell(record.name or actor, "head"), *cells(actor, ", ".join(record.role), record.leader, record.note))
        for actor, record in scenario.actors.items()
    )
    return Table(("actor", "id", "role", "speaks for it", "note"), rows)


def _issues(scenario: Scenario) -> Table:
    rows = []
    for issue, record in scenario.issues.items():
        for index, (alternative, wording) in enumerate(record.alternatives.items()):
            today = "in force today" if alternative == record.now else ""
            head = Cell(scenario.name("issues", issue) if index == 0 else "", "head")
            rows.append((head, *cells(alternative, wording, today)))
    return Table(("issue", "alternative", "wording", ""), tuple(rows))


def _matrix(scenario: Scenario) -> tuple[Paragraph, Table]:
    explained = Paragraph(
        "In each cell the weight of the issue to the actor (in per cent of all its weights, at the most likely "
        "values) and the values of the alternatives from 100 (best) to 0 (worst). Hatched cells are unknown: "
        "nothing in the file says it.",
        "quiet",
    )
    rows = []
    for actor in scenario.actors:
        row = tuple(_cell(scenario, actor, issue) for issue in scenario.issues)
        rows.append((Cell(scenario.name("actors", actor), "head"), *row))
    header = ("actor", *(scenario.name("issues", issue) for issue in scenario.issues))
    return explained, Table(header, tuple(rows), wide=True)


def _cell(scenario: Scenario, actor: str, issue: str) -> Cell:
    wants = scenario.preferences.get(actor)
    if wants is None:
        return Cell("unknown", "unknown")
    if issue not in wants.weights:
        return Cell("no weight", "quiet")
    weights = [w.central for w in wants.weights.values()]
    weight = wants.weights[issue].central
    known = [w for w in weights if w is not None]
    share = (
        "?" if weight is None or len(known) < len(weights) or not sum(known) else f"{100 * weight / sum(known):.0f} %"
    )
    values, unknown = _values(scenario, actor, issue)
    return Cell(f"{share}\n{values}", "unknown" if unknown or share == "?" else "text")


def _values(scenario: Scenario, actor: str, issue: str) -> tuple[str, bool]:
    """Return the values of an issue's alternatives in words, best first, and whether any is unknown."""
    given = scenario.preferences[actor].values.get(issue)
    found: list[tuple[float, str]] = []
    unknown: list[str] = []
    for alternative in scenario.issues[issue].alternatives:
        if isinstance(given, Ranking):
            estimate: Score | None = given.central(alternative)
        else:
            estimate = given.get(alternative) if given else None
        if estimate is None or estimate.central is None:
            unknown.append(f"{alternative} ?")
        else:
            found.append((float(estimate.central), alternative))
    ranked = [f"{name} {value:.0f}" for value, name in sorted(found, key=lambda f: -f[0])]
    return "\n".join([*ranked, *unknown]), bool(unknown)
