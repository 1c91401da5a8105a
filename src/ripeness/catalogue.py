"""One plain table of the analyses: what each asks, the function that answers, and what it needs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Analysis:
    """One analysis: ``function`` is its dotted name, ``needs`` the sections of a scenario that it reads."""

    name: str
    function: str
    question: str
    needs: tuple[str, ...]


ANALYSES: tuple[Analysis, ...] = (
    Analysis(
        name="sign",
        function="ripeness.bargaining.sign",
        question="Would each signatory sign this draft, which clauses stand in the way, and what would repair it?",
        needs=("preferences", "drafts", "war, a walk-away or a reservation for each signatory"),
    ),
    Analysis(
        name="deals",
        function="ripeness.bargaining.deals",
        question="Is there a package that all would sign, which are the best, and otherwise what comes nearest?",
        needs=("preferences", "war, a walk-away or a reservation for each signatory"),
    ),
    Analysis(
        name="panel",
        function="ripeness.bargaining.panel",
        question="Is the conflict ripe: is each party in a stalemate that hurts, and does it see a way out?",
        needs=("preferences", "war, a walk-away or a reservation for each party"),
    ),
    Analysis(
        name="moves",
        function="ripeness.graphmodel.moves",
        question="Which situations would nobody leave, and which of them can be reached from today's?",
        needs=("graph: options and preferences over states",),
    ),
    Analysis(
        name="timeline",
        function="ripeness.timeline.timeline",
        question="What happens by the deadline, and what would change it?",
        needs=("timeline: facts, events and questions", "as_of"),
    ),
)
