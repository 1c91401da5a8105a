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
    from ripeness.bargaining.firmness import with_red_lines
    from ripeness.cases import read
    from ripeness.errors import (
        AnalysisError,
        MissingDependencyError,
        Place,
        Problem,
        RipenessError,
        ScenarioError,
    )
    from ripeness.graphmodel import MovesResult, moves
    from ripeness.numerics.draws import Draws
    from ripeness.report import report
    from ripeness.result import Provenance, Result
    from ripeness.scenario import Estimate, Scenario
    from ripeness.scenario.write import write
    from ripeness.timeline import TimelineResult, timeline

_HOMES = {
    "AnalysisError": "ripeness.errors",
    "DealsResult": "ripeness.bargaining",
    "Draws": "ripeness.numerics.draws",
    "Estimate": "ripeness.scenario",
    "MissingDependencyError": "ripeness.errors",
    "MovesResult": "ripeness.graphmodel",
    "PanelResult": "ripeness.bargaining",
    "Place": "ripeness.errors",
    "Problem": "ripeness.errors",
    "Provenance": "ripeness.result",
    "Result": "ripeness.result",
    "RipenessError": "ripeness.errors",
    "Scenario": "ripeness.scenario",
    "ScenarioError": "ripeness.errors",
    "SignResult": "ripeness.bargaining",
    "TimelineResult": "ripeness.timeline",
    "deals": "ripeness.bargaining",
    "moves": "ripeness.graphmodel",
    "panel": "ripeness.bargaining",
    "read": "ripeness.cases",
    "report": "ripeness.report",
    "sign": "ripeness.bargaining",
    "timeline": "ripeness.timeline",
    "with_red_lines": "ripeness.bargaining.firmness",
    "write": "ripeness.scenario.write",
}

__all__ = [
    "AnalysisError",
    "DealsResult",
    "Draws",
    "Estimate",
    "MissingDependencyError",
    "MovesResult",
    "PanelResult",
    "Place",
    "Problem",
    "Provenance",
    "Result",
    "RipenessError",
    "Scenario",
    "ScenarioError",
    "SignResult",
    "TimelineResult",
    "__version__",
    "deals",
    "moves",
    "panel",
    "read",
    "report",
    "sign",
    "timeline",
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

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
