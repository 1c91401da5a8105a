"""On what does an answer rest? Spread, drivers, what turns a verdict, and what remains without a source."""

from __future__ import annotations

from ripeness.doubt.comparing import AgainstResult, which_differences
from ripeness.doubt.doubt import DoubtResult, doubt
from ripeness.doubt.measures import ListResult, measures_of
from ripeness.doubt.removals import leave_one_out
from ripeness.doubt.sensitivity import SensitivityResult, sensitivity
from ripeness.doubt.without import LeaveOneOutResult

__all__ = [
    "AgainstResult",
    "DoubtResult",
    "LeaveOneOutResult",
    "ListResult",
    "SensitivityResult",
    "doubt",
    "leave_one_out",
    "measures_of",
    "sensitivity",
    "which_differences",
]
