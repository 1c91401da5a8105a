"""What a package, war and walking away are worth to each actor, and who would sign (docs/methods/sign.md).

Shape letters: N draws, P actors, I issues, A alternatives of one issue, K packages, O outcomes of the war.
"""

from __future__ import annotations

from ripeness.valuation.columns import check_chosen
from ripeness.valuation.pressure import Pressure
from ripeness.valuation.refusing import TIE, Refusal
from ripeness.valuation.signing import Judgement, Valuation, chance, joint, judge, seen_by, surely, valuation
from ripeness.valuation.space import Rows, Space

__all__ = [
    "TIE",
    "Judgement",
    "Pressure",
    "Refusal",
    "Rows",
    "Space",
    "Valuation",
    "chance",
    "check_chosen",
    "joint",
    "judge",
    "seen_by",
    "surely",
    "valuation",
]
