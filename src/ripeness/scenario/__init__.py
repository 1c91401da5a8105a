"""What a conflict is: the scenario file of format version 1, read and checked."""

from __future__ import annotations

from ripeness.scenario.estimate import Estimate, Spread
from ripeness.scenario.model import Scenario
from ripeness.scenario.read import read, read_bytes, read_text

__all__ = ["Estimate", "Scenario", "Spread", "read", "read_bytes", "read_text"]
