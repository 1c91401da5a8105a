"""From a narrative about a conflict negotiation to an evidence-linked, executable scenario.

>>> import ripeness
>>> scenario = ripeness.read("libya-2020")
>>> result = ripeness.sign(scenario, "moscow", draws=64)
>>> result.signs
False

Names load what they need when they are used, so that ``import ripeness`` is light.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ripeness.result import VERSION as __version__

if TYPE_CHECKING:
    from ripeness.bargaining import DealsResult, PanelResult, SignResult, deals, panel, sign
    from ripeness.cases import read
    from ripeness.conference import ConferenceResult, conference
    from ripeness.doubt import (
        AgainstResult,
        DoubtResult,
        LeaveOneOutResult,
        SensitivityResult,
        doubt,
        leave_one_out,
        sensitivity,
        which_differences,
    )
    from ripeness.doubt import measures_of as doubt_measures
    from ripeness.errors import (
        AnalysisError,
        MissingDependencyError,
        Place,
        Problem,
        RipenessError,
        ScenarioError,
    )
    from ripeness.graphmodel import MovesResult, moves
    from ripeness.leverage import PressureResult, pressure
    from ripeness.numerics.draws import Draws
    from ripeness.report import report
    from ripeness.result import Provenance, Result
    from ripeness.scenario import Estimate, Scenario
    from ripeness.scenario.what_if import changed, with_red_lines
    from ripeness.scenario.write import write
    from ripeness.timeline import TimelineResult, timeline

_HOMES = {
    "AgainstResult": "ripeness.doubt",
    "AnalysisError": "ripeness.errors",
    "ConferenceResult": "ripeness.conference",
    "DealsResult": "ripeness.bargaining",
    "DoubtResult": "ripeness.doubt",
    "Draws": "ripeness.numerics.draws",
    "Estimate": "ripeness.scenario",
    "LeaveOneOutResult": "ripeness.doubt",
    "MissingDependencyError": "ripeness.errors",
    "MovesResult": "ripeness.graphmodel",
    "PanelResult": "ripeness.bargaining",
    "Place": "ripeness.errors",
    "PressureResult": "ripeness.leverage",
    "Problem": "ripeness.errors",
    "Provenance": "ripeness.result",
    "Result": "ripeness.result",
    "RipenessError": "ripeness.errors",
    "Scenario": "ripeness.scenario",
    "ScenarioError": "ripeness.errors",
    "SensitivityResult": "ripeness.doubt",
    "SignResult": "ripeness.bargaining",
    "changed": "ripeness.scenario.what_if",
    "conference": "ripeness.conference",
    "TimelineResult": "ripeness.timeline",
    "deals": "ripeness.bargaining",
    "doubt": "ripeness.doubt",
    "doubt_measures": "ripeness.doubt.measures:measures_of",
    "leave_one_out": "ripeness.doubt",
    "moves": "ripeness.graphmodel",
    "panel": "ripeness.bargaining",
    "pressure": "ripeness.leverage",
    "read": "ripeness.cases",
    "report": "ripeness.report",
    "sensitivity": "ripeness.doubt",
    "sign": "ripeness.bargaining",
    "which_differences": "ripeness.doubt",
    "timeline": "ripeness.timeline",
    "with_red_lines": "ripeness.scenario.what_if",
    "write": "ripeness.scenario.write",
}

__all__ = [
    "AgainstResult",
    "AnalysisError",
    "ConferenceResult",
    "DealsResult",
    "DoubtResult",
    "Draws",
    "Estimate",
    "LeaveOneOutResult",
    "MissingDependencyError",
    "MovesResult",
    "PanelResult",
    "Place",
    "PressureResult",
    "Problem",
    "Provenance",
    "Result",
    "RipenessError",
    "Scenario",
    "ScenarioError",
    "SensitivityResult",
    "SignResult",
    "TimelineResult",
    "__version__",
    "changed",
    "conference",
    "deals",
    "doubt",
    "doubt_measures",
    "leave_one_out",
    "moves",
    "panel",
    "pressure",
    "read",
    "report",
    "sensitivity",
    "sign",
    "timeline",
    "which_differences",
    "with_red_lines",
    "write",
]


class _Package(ModuleType):
    """Keeps the names of analyses theirs: `ripeness.report` is the function also once its folder is loaded."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'ripeness' has no attribute '{name}'")
    from importlib import import_module

    home, _, other = _HOMES[name].partition(":")
    return getattr(import_module(home), other or name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
