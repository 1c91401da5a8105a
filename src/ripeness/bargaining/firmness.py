"""The same scenario with the red lines of an actor surely held, or surely bluff: what hangs on them."""

from __future__ import annotations

from ripeness.scenario.what_if import with_red_lines

__all__ = ["with_red_lines"]
