"""How good the rules have been where the outcome is known: the record that stands beside every forecast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class TrackRecord:
    """Mean absolute errors of rules on issues with known outcomes, positions and outcomes on 0–100.

    Attributes
    ----------
    data : str
        The issues.
    issues : int
        Their number.
    errors : tuple of (rule, lowest error, highest error)
        The two differ where readings of a model do.
    source : str
        Where the data are described, and who computed the errors.
    """

    data: str
    issues: int
    errors: tuple[tuple[str, float, float], ...]
    source: str

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain data."""
        errors = {rule: {"low": low, "high": high} for rule, low, high in self.errors}
        return {"data": self.data, "issues": self.issues, "mean_absolute_error": errors, "source": self.source}


#: Stated in METHODS, section 5 (Honesty). The data set is not shipped: these figures are quoted, not computed here.
RECORD = TrackRecord(
    data="controversies in European Union legislation with known outcomes",
    issues=351,
    errors=(
        ("compromise", 23.1, 23.1),
        ("nash", 23.1, 23.1),
        ("mean", 23.6, 23.6),
        ("exchange", 24.6, 24.6),
        ("midpoint", 28.0, 28.0),
        ("median", 28.5, 28.5),
        ("challenge", 28.0, 35.0),
    ),
    source="DEU III, the third data set on decision-making in the European Union (J. Arregui and C. Perarnau 2022); "
    "errors worked out on those data beforehand and quoted here, for the data are not shipped",
)
