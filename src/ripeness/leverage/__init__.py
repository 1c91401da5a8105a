"""Leverage: who could move whom, and at what least pressure (docs/methods/pressure.md)."""

from __future__ import annotations

from ripeness.leverage.pressure import PressureResult, pressure

__all__ = ["PressureResult", "pressure"]
