"""One plain table of the analyses: what each asks, the function that answers, what it needs, and what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from ripeness.errors import Problem
    from ripeness.scenario import Scenario


@dataclass(frozen=True)
class Analysis:
    """One analysis.

    Attributes
    ----------
    name, function, question : str
        Its name, the dotted name of its function, and what it asks.
    needs : tuple of str
        Sections of a scenario that it reads.
    lacks : str
        Dotted name of a function of scenario and draft (None: without one) that returns what keeps it from answering,
        as problems: those that the analysis raises before it begins. Empty: nothing is known to be lacking.
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
    lacks: str = ""
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
        lacks="ripeness.lacks.signing.sign",
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
        lacks="ripeness.lacks.signing.deals",
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
        lacks="ripeness.lacks.signing.panel",
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
        lacks="ripeness.lacks.moves.moves",
        verdicts=r"moves\.today\..*",
        headlines=r"moves\.(today\.[a-z]+\.holds|equilibria\..*|wanted\..*)",
        at_centre=("graph.",),
    ),
    Analysis(
        name="pressure",
        function="ripeness.leverage.pressure",
        question="Whose pressure flips a refusal, which is the least that makes all sign, and who could undo it?",
        needs=("ties", "preferences", "war, a walk-away or a reservation for each signatory"),
        lacks="ripeness.lacks.signing.pressure",
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
        lacks="ripeness.lacks.conference.conference",
        measures="ripeness.conference.measured.conference_measures",
        headlines=r"conference\.[^.]+\.compromise",
        limits=(),
    ),
    Analysis(
        name="timeline",
        function="ripeness.timeline.timeline",
        question="What happens by the deadline, and what would change it?",
        needs=("timeline: facts, events and questions", "as_of"),
        lacks="ripeness.lacks.timeline.timeline",
        measures="ripeness.timeline.measured.timeline_measures",
        headlines=r"timeline\.[^.]+\.probability",
        heavy=True,
    ),
)


@dataclass(frozen=True)
class Answerable:
    """Whether a scenario answers one analysis.

    Attributes
    ----------
    analysis : Analysis
        The analysis.
    lacks : tuple of Problem
        What it lacks; of an analysis that is asked of drafts only, what it lacks for each of them.
    drafts : mapping of str to tuple of Problem
        The same by draft, where the analysis is asked of drafts.
    """

    analysis: Analysis
    lacks: tuple[Problem, ...]
    drafts: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)

    @property
    def answers(self) -> bool:
        """Whether it is answered: without a draft or, where it is asked of drafts only, for some draft."""
        return not self.lacks

    @property
    def differing(self) -> dict[str, tuple[Problem, ...]]:
        """Drafts for which it lacks something else than in general."""
        return {draft: lacks for draft, lacks in self.drafts.items() if lacks != self.lacks}

    def every(self) -> tuple[Problem, ...]:
        """Return all that is lacking, in general or for some draft, each once."""
        return tuple(dict.fromkeys((*self.lacks, *(p for lacks in self.drafts.values() for p in lacks))))

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data; drafts only where they differ."""
        found: dict[str, Any] = {"answers": self.answers, "lacks": [p.to_dict() for p in self.lacks]}
        if self.differing:
            found["drafts"] = {
                draft: {"answers": not lacks, "lacks": [p.to_dict() for p in lacks]}
                for draft, lacks in self.differing.items()
            }
        return found


def answers(scenario: Scenario) -> tuple[Answerable, ...]:
    """Return of every analysis whether a scenario answers it, or what it lacks and where.

    The analysis itself raises exactly these problems. What only the work can show, such as a search that outgrows its
    limits, is not among them.

    Parameters
    ----------
    scenario : Scenario
        Any.

    Examples
    --------
    >>> import ripeness
    >>> [answer.analysis.name for answer in answers(ripeness.read("libya-2020")) if not answer.answers]
    []
    """
    return tuple(answer(scenario, analysis) for analysis in ANALYSES)


def answer(scenario: Scenario, analysis: Analysis) -> Answerable:
    """Return whether a scenario answers one analysis, or what it lacks and where."""
    home, _, name = analysis.lacks.rpartition(".")
    lacking = getattr(import_module(home), name) if home else _nothing
    by_draft = {draft: lacking(scenario, draft) for draft in scenario.drafts} if analysis.asked != "once" else {}
    if analysis.asked == "draft" and by_draft:
        first = next(iter(by_draft.values()))
        shared = tuple(p for p in first if all(p in lacks for lacks in by_draft.values()))
        return Answerable(analysis, () if () in by_draft.values() else shared or first, by_draft)
    return Answerable(analysis, lacking(scenario, None), by_draft)


def _nothing(scenario: Scenario, draft: str | None) -> tuple[Problem, ...]:
    del scenario, draft
    return ()
