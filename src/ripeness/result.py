"""Results: frozen answers that carry how they were made."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ripeness.errors import MissingDependencyError, Problem

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

VERSION = "0.1.0"
CONTRACT = 1  # version of the JSON contract


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """How a result was made: enough to make it again.

    Attributes
    ----------
    analysis : str
        Name of the analysis.
    scenario : str
        Id of the scenario.
    digest : str
        SHA-256 of the scenario's meaning.
    version : str
        Version of ripeness.
    options : mapping
        What was asked, beyond the scenario.
    changes : tuple of mappings
        The what-ifs: what was changed for the question since the file was read. A change whose ``digest`` is that of
        the result belongs to a second scenario, which the same result sets beside the first.
    seed, draws : int
        Key and number of the draws.
    asked : Scenario, optional
        The scenario itself: its names stand in what is told of the result. No part of the JSON contract.
    """

    analysis: str
    scenario: str
    digest: str
    version: str
    options: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[Mapping[str, Any], ...] = ()
    seed: int = 0
    draws: int = 1
    asked: Any = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class Result(ABC):
    """Base of all results: provenance, warnings, and the same ways out."""

    provenance: Provenance
    warnings: tuple[Problem, ...] = ()

    @abstractmethod
    def content(self) -> dict[str, Any]:
        """Return what is particular to this result, as plain data without NaN."""

    @abstractmethod
    def measures(self) -> Mapping[str, NDArray[np.float64]]:
        """Return numbers and booleans over draws by dotted path, each an array of shape (N,).

        Booleans are 1 and 0; NaN is unknown.
        """

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data: the JSON contract."""
        made = self.provenance
        firm = {str(c["actor"]): c["how"] for c in made.changes if c["what"] == "red-lines"}
        return {
            "analysis": made.analysis,
            "contract": CONTRACT,
            "scenario": made.scenario,
            "digest": made.digest,
            "version": made.version,
            "options": {**made.options, **({"red_lines": firm} if firm else {})},
            "changes": [dict(change) for change in made.changes],
            "seed": made.seed,
            "draws": made.draws,
            "warnings": [w.to_dict() for w in self.warnings],
            **self.content(),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return :meth:`measures` as a pandas table: one row a draw, one column a measure.

        Raises
        ------
        MissingDependencyError
            When pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            raise MissingDependencyError("pandas", "tables", "to_frame()") from None
        frame = pd.DataFrame(dict(self.measures()))
        frame.index.name = "draw"
        return frame

    def _repr_html_(self) -> str:
        """Return what the result says, for notebooks: the blocks that terminal, page and paper show, too.

        What is above this layer is found by its name.
        """
        told: str = import_module("ripeness.writers.notebook").html(self.provenance.asked, self)
        return told

    def __repr__(self) -> str:
        """Return one line: what was asked of which scenario, and how."""
        made = self.provenance
        how = "central values" if made.draws == 1 else f"{made.draws:,} draws, seed {made.seed}"
        return f"<{type(self).__name__} of {made.scenario}: {made.analysis}, {how}>"


_WHOLE = 1e15  # from here on a double holds no tenths


def decimal(value: float, *, signed: bool = False) -> str:
    """Return a number with one decimal; where a double holds none, with the digits that it prints: ``1e30``.

    NaN is unknown.

    >>> decimal(12.34), decimal(4, signed=True), decimal(-1e30), decimal(float("nan"))
    ('12.3', '+4.0', '-1e30', 'unknown')
    """
    if math.isnan(value):
        return "unknown"
    if abs(value) < _WHOLE or math.isinf(value):
        return f"{value:+.1f}" if signed else f"{value:.1f}"
    digits, _, exponent = f"{value:.4g}".partition("e+")
    text = f"{digits}e{int(exponent)}"
    return f"+{text}" if signed and value > 0 else text


def number(value: Any) -> float | None:
    """Return a plain float, or None where it is unknown."""
    plain = float(value)
    return None if math.isnan(plain) else plain


def truth(value: Any) -> bool | None:
    """Return True, False, or None where it is unknown, from 1, 0 or NaN."""
    plain = float(value)
    return None if math.isnan(plain) else plain == 1
