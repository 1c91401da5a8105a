"""One plain table of the analyses: what each asks, the function that answers, and what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Analysis:
    """One analysis.

    Attributes
    ----------
    name, function, question : str
        Its name, the dotted name of its function, and what it asks.
    needs : tuple of str
        Sections of a scenario that it reads.
    asked : {"once", "draft", "both"}
        Whether it is asked once, of each draft, or both.
    measures : str
        Dotted name of a function that prepares its measures alone, for who asks for them many times; empty: the
        analysis is run, and its ``measures()`` are taken.
    verdicts : str
        Regular expression of the measures that are yes or no.
    headlines : str
        Regular expression of the measures that say most, followed when one source after the other is left out.
    alike : str
        Dotted name of a function of scenario and draft: drafts for which it returns the same have the same headlines,
        so that in a survey of all analyses the first of them stands for all. Empty: no two are alike.
    limits : tuple of (str, float)
        For measures whose path ends in the word: the value at which a verdict turns.
    guides : tuple of (str, str, float)
        For verdicts whose path ends in the first: the end of the path of a figure that rises (1) or falls (-1) as the
        verdict comes nearer to yes.
    heavy : bool
        Whether one draw takes so long (a millisecond) that searches over many points go less far.
    at_centre : tuple of str
        Beginnings of the paths of estimates that it reads at their central values only, and never draws.
    """

    name: str
    function: str
    question: str
    needs: tuple[str, ...]
    asked: Literal["once", "draft", "both"] = "once"
    measures: str = ""
    verdicts: str = "$^"
    headlines: str = ".*"
    alike: str = ""
    limits: tuple[tuple[str, float], ...] = (("probability", 0.5),)
    guides: tuple[tuple[str, str, float], ...] = ()
    heavy: bool = False
    at_centre: tuple[str, ...] = ()


ANALYSES: tuple[Analysis, ...] = (
    Analysis(
        name="sign",
        function="ripeness.bargaining.sign",
        question="Would each signatory sign this draft, which clauses stand in the way, and what would repair it?",
        needs=("preferences", "drafts", "war, a walk-away or a reservation for each signatory"),
        asked="draft",
        measures="ripeness.bargaining.measured.sign_measures",
        verdicts=r".*\.signs",
        headlines=r"sign\.[^.]+\.([^.]+\.)?(probability|signs|surplus)",
        limits=(("probability", 0.5), ("posterior", 0.5), ("again", 0.5), ("surplus", 0.0)),
        guides=(("signs", "probability", 1.0),),
    ),
    Analysis(
        name="deals",
        function="ripeness.bargaining.deals",
        question="Is there a package that all would sign, which are the best, and otherwise what comes nearest?",
        needs=("preferences", "war, a walk-away or a reservation for each signatory"),
        asked="both",
        measures="ripeness.bargaining.measured.deals_measures",
        verdicts=r".*\.(empty|signs)",
        headlines=r"deals\.([a-z0-9-]+\.)?zone\.empty",
        alike="ripeness.bargaining.measured.zone_of",
        limits=(("probability", 0.5), ("surplus", 0.0)),
        guides=(("signs", "probability", 1.0), ("zone.empty", "certificate.probability", -1.0)),
        heavy=True,
    ),
    Analysis(
        name="panel",
        function="ripeness.bargaining.panel",
        question="Is the conflict ripe: is each party in a stalemate that hurts, and does it see a way out?",
        needs=("preferences", "war, a walk-away or a reservation for each party"),
        measures="ripeness.bargaining.measured.panel_measures",
        verdicts=r".*\.way_out",
        heavy=True,
        limits=(("stalemate", 0.5), ("hurting", 0.0)),
    ),
    Analysis(
        name="moves",
        function="ripeness.graphmodel.moves",
        question="Which situations would nobody leave, how are they reached, and what would make a wanted one hold?",
        needs=("graph: options and preferences over states",),
        verdicts=r"moves\.today\..*",
        headlines=r"moves\.(today\.[a-z]+\.holds|equilibria\..*|wanted\..*)",
        at_centre=("graph.",),
    ),
    Analysis(
        name="pressure",
        function="ripeness.leverage.pressure",
        question="Whose pressure flips a refusal, which is the least that makes all sign, and who could undo it?",
        needs=("ties", "preferences", "war, a walk-away or a reservation for each signatory"),
        asked="both",
        measures="ripeness.leverage.measured.pressure_measures",
        verdicts=r".*\.(works|flips)",
        headlines=r"pressure\.(.*\.)?(everything\.works|plan\.works|chain\.flips)",
        limits=(("probability", 0.5), ("surplus", 0.0), ("surplus_at_full", 0.0)),
        guides=(("chain.flips", "chain.surplus_at_full", 1.0), ("alone.flips", "alone.surplus_at_full", 1.0)),
        heavy=True,
    ),
    Analysis(
        name="conference",
        function="ripeness.conference.conference",
        question="Where would each issue settle by every rule, who would move or trade, and who counts?",
        needs=("conference: issues and stands",),
        measures="ripeness.conference.measured.conference_measures",
        headlines=r"conference\.[^.]+\.compromise",
        limits=(),
    ),
    Analysis(
        name="timeline",
        function="ripeness.timeline.timeline",
        question="What happens by the deadline, and what would change it?",
        needs=("timeline: facts, events and questions", "as_of"),
        measures="ripeness.timeline.measured.timeline_measures",
        headlines=r"timeline\.[^.]+\.probability",
        heavy=True,
    ),
)
