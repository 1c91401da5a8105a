"""Results told once, in blocks, for whatever they are written to."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ripeness.result import Result
    from ripeness.scenario import Scenario
    from ripeness.telling.blocks import Telling

#: Where each kind of result is told: module and function.
_TOLD = {
    "SignResult": ("sign", "tell"),
    "DealsResult": ("deals", "tell"),
    "PanelResult": ("panel", "tell"),
    "MovesResult": ("moves", "tell"),
    "PressureResult": ("pressure", "tell"),
    "ConferenceResult": ("conference", "tell"),
    "BacktestResult": ("backtest", "tell"),
    "TimelineResult": ("timeline", "tell"),
    "DoubtResult": ("doubt", "tell"),
    "SensitivityResult": ("sensitivity", "tell"),
    "ListResult": ("measures", "tell"),
    "LeaveOneOutResult": ("sources", "tell"),
    "AgainstResult": ("differences", "tell"),
}


def needs_names(result: Result) -> bool:
    """Return whether a result speaks of a scenario; tables of known outcomes have none."""
    return type(result).__name__ != "BacktestResult"


def tell(scenario: Scenario | None, result: Result) -> Telling:
    """Return what any result says, in blocks.

    Parameters
    ----------
    scenario : Scenario, optional
        The scenario that was asked about: its names stand in the sentences.
    result : Result
        The answer of any analysis.
    """
    home, name = _TOLD[type(result).__name__]
    told: Telling = getattr(import_module(f"ripeness.telling.{home}"), name)(scenario, result)
    return told
