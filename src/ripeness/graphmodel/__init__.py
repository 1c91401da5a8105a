"""What would hold: situations that nobody would leave, and how to get there (docs/methods/moves.md).

Shape letters: S states, D decision makers, K options, N draws, W entries of ``graph.worth``.
"""

from __future__ import annotations

from ripeness.graphmodel.moves import MovesResult, moves
from ripeness.graphmodel.stability import CONCEPTS

__all__ = ["CONCEPTS", "MovesResult", "moves"]
