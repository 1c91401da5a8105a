"""Actors, issues and what each actor wants; ways of refusing, the war, and the ties."""

from __future__ import annotations

from ripeness.scenario import Scenario
from ripeness.scenario.content import figure
from ripeness.scenario.estimate import Score
from ripeness.scenario.logic import Condition
from ripeness.scenario.parties import Ranking
from ripeness.scenario.ties import Support, Tie
from ripeness.telling.blocks import Bullets, Cell, Paragraph, Part, Table, blocks, cells
from ripeness.words.labels import spelled
from ripeness.words.names import short


def actors(scenario: Scenario) -> Part:
    """Return the actors with their ids, roles and notes."""
    rows = tuple(
        (Cell(record.name or actor, "head"), *cells(actor, ", ".join(record.role), record.leader, record.note))
        for actor, record in scenario.actors.items()
    )
    return Part("Actors", (Table(("actor", "id", "role", "speaks for it", "note"), rows),), long=True)


def issues(scenario: Scenario) -> list[Part]:
    """Return each issue with its answers, and what each is worth to whom."""
    found = [_issue(scenario, issue) for issue in scenario.issues]
    rules = tuple(f"Never {_both(scenario, r.never)}{f': {r.note}' if r.note else ''}." for r in scenario.rules)
    silent = [short(scenario, "actors", a) for a in scenario.actors if a not in scenario.preferences]
    said = Paragraph(f"Nothing is said of what these want: {', '.join(silent)}.", "quiet") if silent else None
    ends = blocks(Bullets(rules) if rules else None, said)
    return [*found, Part("Combinations that cannot be, and who wants nothing that is said", ends, long=True)]


def _issue(scenario: Scenario, issue: str) -> Part:
    record = scenario.issues[issue]
    answers = tuple(
        (Cell(wording or alternative, "head"), Cell(alternative), Cell("today" if alternative == record.now else ""))
        for alternative, wording in record.alternatives.items()
    )
    rows = [
        (Cell(short(scenario, "actors", actor), "head"), *_worth(scenario, actor, issue))
        for actor in scenario.preferences
        if issue in scenario.preferences[actor].weights
    ]
    caption = "Weight of the issue, in per cent of all the actor's weights; values from 100 (best) to 0 (worst)"
    return Part(
        f"{scenario.name('issues', issue)} ({issue})" if record.name else issue,
        blocks(
            Paragraph(record.note, "quiet") if record.note else None,
            Table(("answer", "id", "in force"), answers),
            Table(("actor", "weight", "values of the answers"), tuple(rows), caption) if rows else None,
        ),
        long=True,
    )


def _worth(scenario: Scenario, actor: str, issue: str) -> tuple[Cell, Cell]:
    """Return the weight of an issue to an actor, and the values of its answers, the best first."""
    weights = scenario.preferences[actor].weights
    weight = weights[issue].central
    known = [w.central for w in weights.values() if w.central is not None]
    if weight is None:
        share = "unknown"
    elif len(known) < len(weights) or not sum(known):
        share = f"{figure(weight)} points"
    else:
        share = f"{100 * weight / sum(known):.2g} %"
    given = scenario.preferences[actor].values.get(issue)
    ranked: list[tuple[float, str]] = []
    unknown: list[str] = []
    for alternative in scenario.issues[issue].alternatives:
        estimate: Score | None
        estimate = (
            given.central(alternative) if isinstance(given, Ranking) else given.get(alternative) if given else None
        )
        if estimate is None or estimate.central is None:
            unknown.append(f"{alternative} unknown")
        else:
            ranked.append((float(estimate.central), alternative))
    said = [f"{name} {value:.0f}" for value, name in sorted(ranked, key=lambda f: -f[0])]
    return Cell(share, "unknown" if share == "unknown" else "number"), Cell(
        ", ".join([*said, *unknown]), "unknown" if unknown else "text"
    )


def refusing(scenario: Scenario) -> Part:
    """Return red lines, combinations that earn points, and ways of refusing."""
    said = []
    for actor, wants in scenario.preferences.items():
        name = short(scenario, "actors", actor)
        for red in wants.never:
            note = f" {red.note}" if red.note else ""
            said.append(f"{name} never signs {_both(scenario, red.when)} (firm: {red.firm.is_}).{note}")
        for bonus in wants.bonuses:
            note = f" {bonus.note}" if bonus.note else ""
            said.append(f"{name} earns {bonus.points.is_} points by {_both(scenario, bonus.when)}.{note}")
        for way, away in wants.walk_away.items():
            called = f"{away.name} ({way})" if away.name else way
            note = f" {away.note}" if away.note else ""
            said.append(f"{name} may refuse by {called}: {package(away.package)}, cost {away.cost.is_}.{note}")
        if wants.reservation:
            said.append(f"{name} may refuse, worth {wants.reservation.is_} to it.")
        said += [f"{name}: {wants.note}"] if wants.note else []
    title = "Red lines, combinations, and ways of refusing"
    return Part(title, (Bullets(tuple(said)),) if said else (), long=True)


def _both(scenario: Scenario, condition: Condition) -> str:
    """Return a condition in words, and as it is written in the file."""
    return f"{spelled(scenario, condition)}, in the file `{condition.text}`"


def package(clauses: dict[str, str]) -> str:
    """Return clauses as they are written on the command line."""
    return ", ".join(f"{i}={a}" for i, a in clauses.items()) or "all as now"


def war(scenario: Scenario) -> Part | None:
    """Return the outcomes of the war."""
    found = scenario.war
    if found is None:
        return None
    rows = []
    for outcome, record in found.outcomes.items():
        won = f"{short(scenario, 'actors', record.winner)} wins" if record.winner else "nobody wins"
        chance = str(record.chance.is_) if record.chance else ""
        rows.append(
            (Cell(record.name or outcome, "head"), *cells(outcome, won, chance, package(record.package), record.note))
        )
    header = ("outcome", "id", "who wins", "chance", "what then holds", "note")
    note = Paragraph(found.note, "quiet") if found.note else None
    title = f"War, over {found.horizon}" if found.horizon else "War"
    return Part(title, blocks(note, Table(header, tuple(rows))), long=True)


def ties(scenario: Scenario) -> Part | None:
    """Return who could move whom."""
    if not scenario.ties:
        return None
    rows = []
    for tie, record in scenario.ties.items():
        to = short(scenario, "actors", record.to) if record.to in scenario.actors else record.to
        over = f"bears on {', '.join(record.over)}" if record.kind == "sway" and record.over else ""
        harm = f"harm: {record.harm}" if record.harm else ""
        said = "; ".join(filter(None, (over, harm, record.note)))
        who = (short(scenario, "actors", record.from_), to)
        rows.append((Cell(record.name or tie, "head"), *cells(tie, *who, record.kind, _strength(record), said)))
    header = ("tie", "id", "from", "to", "kind", "strength", "note")
    return Part("Ties: who could move whom", (Table(header, tuple(rows)),), long=True)


def _strength(record: Tie) -> str:
    strength = record.strength
    said = ", ".join(f"{a} {s.is_}" for a, s in strength.items()) if isinstance(strength, dict) else str(strength.is_)
    if record.lawful:
        return said
    return said + (" (embargo)" if isinstance(record, Support) else " (unlawful)")
