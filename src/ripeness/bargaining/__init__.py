"""What could be agreed: who would sign a draft, what blocks it and what would repair it."""

from __future__ import annotations

from ripeness.bargaining.panel import PanelResult, panel
from ripeness.bargaining.sign import SignResult, sign

__all__ = ["PanelResult", "SignResult", "panel", "sign"]
