"""One function per picture; each takes ``ax=None`` as the ecosystem expects, and returns the axes."""

from __future__ import annotations

from ripeness.plot.deals import agreements, by_strength
from ripeness.plot.demands import demands
from ripeness.plot.moves import situations, states
from ripeness.plot.sign import chances, verdict
from ripeness.plot.single_text import single_text
from ripeness.plot.timeline import calendar, ends, facts, histories
from ripeness.plot.why import waterfall

__all__ = [
    "agreements",
    "by_strength",
    "calendar",
    "chances",
    "demands",
    "ends",
    "facts",
    "histories",
    "single_text",
    "situations",
    "states",
    "verdict",
    "waterfall",
]
