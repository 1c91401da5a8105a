"""What would hold: situations that nobody would leave, and how to get there (docs/methods/moves.md).

Shape letters: S states, D decision makers, K options, N draws, W entries of ``graph.worth`` or wanted states.
"""

from __future__ import annotations

from ripeness.graphmodel.moves import Further, moves
from ripeness.graphmodel.result import MovesResult
from ripeness.graphmodel.stability import CONCEPTS
from ripeness.graphmodel.what_if import with_option, without_move, without_option

__all__ = ["CONCEPTS", "Further", "MovesResult", "moves", "with_option", "without_move", "without_option"]
