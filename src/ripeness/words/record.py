"""How far rules of a conference missed on issues whose outcomes are known, in plain words."""

from __future__ import annotations

from ripeness.conference.record import RECORD
from ripeness.words.conference import NAMES
from ripeness.words.figures import points


def rules() -> list[tuple[str, str]]:
    """Return rules with the mean absolute errors of their record, the smallest first."""
    return [
        (NAMES[rule], points(low) if low == high else f"{low:.0f}\N{EN DASH}{high:.0f}")
        for rule, low, high in RECORD.errors
    ]


def rough() -> str:
    """Return by how much the forecast missed on its record."""
    _, low, high = next(row for row in RECORD.errors if row[0] == "compromise")
    missed = points(low) if low == high else f"{low:.0f} to {high:.0f}"
    return f"On {RECORD.issues} {RECORD.data} the compromise missed by {missed} points on average."


def about() -> str:
    """Return what the record is of, and what it means for the forecast."""
    return (
        f"On {RECORD.issues} {RECORD.data} the rules missed by so many points of 0 to 100 on average. The unweighted "
        "mean does nearly as well as any, and the median and the challenge model no better than always saying 50. So "
        "the compromise is the forecast, rough as it is; the other models are accounts of how positions could move."
    )


def source() -> str:
    """Return where the record is from."""
    return f"Source: {RECORD.source}."
