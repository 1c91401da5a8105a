"""What happens by when: facts, events with hazards or dates, questions (docs/methods/timeline.md).

Shape letters: N draws, S states, T times, O curves, P signatories.
"""

from __future__ import annotations

from ripeness.timeline.answers import Answer, Figure, Times
from ripeness.timeline.changes import Change, changed
from ripeness.timeline.curves import Curve
from ripeness.timeline.timeline import HISTORIES, Compared, TimelineResult, timeline
from ripeness.timeline.tornado import movers

__all__ = [
    "HISTORIES",
    "Answer",
    "Change",
    "Compared",
    "Curve",
    "Figure",
    "TimelineResult",
    "Times",
    "changed",
    "movers",
    "timeline",
]
