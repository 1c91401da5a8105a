"""What could be agreed: who would sign a draft, what blocks and repairs it, and which agreements there are."""

from __future__ import annotations

from ripeness.bargaining.agreements.deals import DealsResult, deals
from ripeness.bargaining.panel import PanelResult, panel
from ripeness.bargaining.text.sign import SignResult, sign

__all__ = ["DealsResult", "PanelResult", "SignResult", "deals", "panel", "sign"]
