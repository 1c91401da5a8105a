"""Where many stakeholders would settle, how positions move, and who trades with whom (docs/methods/conference.md).

Shape letters: N draws (or other rows), P actors, I issues, T rounds.
"""

from __future__ import annotations

from ripeness.conference.challenge import PRINTED, REPLICATION, Reading
from ripeness.conference.conference import conference
from ripeness.conference.exchange import Trading
from ripeness.conference.nash import Bargain
from ripeness.conference.outcomes import RULES
from ripeness.conference.result import ConferenceResult

__all__ = [
    "PRINTED",
    "REPLICATION",
    "RULES",
    "Bargain",
    "ConferenceResult",
    "Reading",
    "Trading",
    "conference",
]
