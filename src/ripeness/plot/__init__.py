"""One function per picture; each takes ``ax=None`` as the ecosystem expects, and returns the axes."""

from __future__ import annotations

from ripeness.plot.conference import paths, positions, settlements, trades
from ripeness.plot.deals import agreements, by_strength
from ripeness.plot.demands import demands
from ripeness.plot.doubt import drivers, flip_set, sources, tornado
from ripeness.plot.leverage_map import leverage
from ripeness.plot.minds import as_seen, how_often, whose_mind
from ripeness.plot.moves import situations, states
from ripeness.plot.pressure import flips, prices
from ripeness.plot.sign import chances, verdict
from ripeness.plot.single_text import single_text
from ripeness.plot.timeline import calendar, ends, facts, histories
from ripeness.plot.why import waterfall

__all__ = [
    "agreements",
    "as_seen",
    "by_strength",
    "calendar",
    "chances",
    "demands",
    "drivers",
    "ends",
    "facts",
    "flip_set",
    "flips",
    "histories",
    "how_often",
    "leverage",
    "paths",
    "positions",
    "prices",
    "settlements",
    "single_text",
    "situations",
    "sources",
    "states",
    "tornado",
    "trades",
    "verdict",
    "waterfall",
    "whose_mind",
]
