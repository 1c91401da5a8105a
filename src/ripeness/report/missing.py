"""What the report could not answer, and why."""

from __future__ import annotations

from collections.abc import Sequence

from ripeness.scenario import Scenario
from ripeness.telling.blocks import Cell, Paragraph, Section, Table, blocks


def missing(reasons: Sequence[tuple[str, str]]) -> Section:
    """Return the section that names every question without an answer."""
    rows: list[tuple[Cell, ...]] = []
    for what, why in dict.fromkeys(reasons):
        shown = what if not rows or rows[-1][0].text != what else ""
        rows.append((Cell(shown, "head"), Cell(why)))
    lead = Paragraph("These questions have no section above, because the file does not say enough for them.")
    return Section("missing", "Not answered", blocks(lead, Table(("question", "why not"), tuple(rows))))


def explained(scenario: Scenario, full: Sequence[str]) -> Paragraph | None:
    """Return which drafts are explained in full, and how to ask for the others; None where all are."""
    others = [draft for draft in scenario.drafts if draft not in full]
    if not others or not full:
        return None
    shown = ", ".join(scenario.name("drafts", draft) for draft in full)
    ask = " ".join(f"--draft {draft}" for draft in others[:1])
    return Paragraph(
        f"Explained in full below: {shown}. Of the other {len(others)} the table holds the verdicts; to have them "
        f"explained, name them: `ripeness report FILE {ask} -o report.html` (their ids: {', '.join(others)}).",
        "quiet",
    )
