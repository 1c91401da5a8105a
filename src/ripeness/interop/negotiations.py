"""Tables of negotiations with known outcomes: `issues.csv` and `positions.csv` -> what `backtest` judges rules by."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ripeness.conference.backtest import Negotiations, Settled
from ripeness.errors import Problem, ScenarioError, near
from ripeness.interop.tables import CsvCell, CsvTable, read_table

ISSUES = ("issue", "outcome"), ("reference", "proposal")
POSITIONS = ("issue", "actor", "position", "salience"), ("capability",)


def read_negotiations(folder: str | Path) -> Negotiations:
    """Return the negotiations that two tables in a folder describe.

    ``issues.csv`` has the columns issue and outcome, and may have reference and proposal; ``positions.csv`` has issue,
    actor, position and salience, and may have capability (1 for everybody if not). Positions, outcomes and references
    run from 0 to 100, salience from 0 to 1. An empty outcome is skipped; who has an empty cell has no say on the issue.

    Raises
    ------
    ScenarioError
        Every problem of both tables, each with line and column: ``no-such-file``, ``missing-column``, ``bad-row``,
        ``not-a-number``, ``out-of-range``, ``named-twice``, ``unknown-issue`` and others.
    """
    at = Path(folder)
    problems: list[Problem] = []
    tables: list[CsvTable] = []
    for name, (needed, optional) in (("issues.csv", ISSUES), ("positions.csv", POSITIONS)):
        try:
            tables.append(read_table(at / name, needed, optional))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    issues, positions = tables
    settled = _issues(issues)
    empty = _positions(positions, settled)
    if issues.problems or positions.problems:
        raise ScenarioError([*_in_order(issues), *_in_order(positions)])
    digest = hashlib.sha256()
    for name in ("issues.csv", "positions.csv"):
        digest.update((at / name).read_bytes())
        digest.update(b"\0")
    return Negotiations(
        name=at.resolve().name,
        digest=digest.hexdigest(),
        issues=tuple(settled.values()),
        by_proposal="proposal" in issues.columns,
        empty_cells=empty,
    )


def _in_order(table: CsvTable) -> list[Problem]:
    return sorted(table.problems, key=lambda p: (p.place.line, p.place.column) if p.place else (0, 0))


def _issues(table: CsvTable) -> dict[str, Settled]:
    found: dict[str, Settled] = {}
    for row in table.rows:
        name = row["issue"]
        if not name.text:
            table.problem(name, "bad-row", "the name of the issue is missing", "give every issue a name of its own")
            continue
        if name.text in found:
            table.problem(name, "named-twice", f"the issue '{name.text[:60]}' stands twice")
            continue
        proposal = row.get("proposal")
        found[name.text] = Settled(
            issue=name.text,
            proposal=(proposal.text if proposal else "") or name.text,
            outcome=table.number(row, "outcome", 0, 100),
            reference=table.number(row, "reference", 0, 100),
            stands={},
        )
    return found


def _positions(table: CsvTable, settled: dict[str, Settled]) -> int:
    """Put stands to their issues; return how many are left out since a cell is empty."""
    empty = 0
    seen: set[tuple[str, str]] = set()
    asked = ("position", "salience", *(["capability"] if "capability" in table.columns else []))
    for row in table.rows:
        name, actor = row["issue"], row["actor"]
        if not _named(table, name, actor, settled, seen):
            continue
        said = [table.number(row, column, 0, {"position": 100, "salience": 1}.get(column)) for column in asked]
        if any(not row[column].text for column in asked):
            empty += 1
        elif None not in said:
            x, s, *rest = (float(v) for v in said if v is not None)
            settled[name.text].stands[actor.text] = (x, s, rest[0] if rest else 1.0)
    return empty


def _named(
    table: CsvTable, name: CsvCell, actor: CsvCell, settled: dict[str, Settled], seen: set[tuple[str, str]]
) -> bool:
    """Return whether a stand belongs to an issue and to an actor that has none there yet."""
    if name.text not in settled:
        message = f"'{name.text[:60]}' is no issue of issues.csv"
        table.problem(name, "unknown-issue", message, near(name.text, settled))
    elif not actor.text:
        table.problem(actor, "bad-row", "the name of the actor is missing", "say whose position it is")
    elif (name.text, actor.text) in seen:
        message = f"'{actor.text[:60]}' takes a second stand on '{name.text[:60]}'"
        table.problem(actor, "named-twice", message, "keep one of the two")
    else:
        seen.add((name.text, actor.text))
        return True
    return False
