"""A draft and the other texts that it may be, judged at the central values; and the smallest repairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ripeness.bargaining.text.likelihood import texts_of
from ripeness.bargaining.text.over_draws import FIGURES, chances
from ripeness.bargaining.text.repairs import mend
from ripeness.bargaining.text.repairs_listed import Repairs, repairs
from ripeness.bargaining.text.shapley import parts
from ripeness.numerics.draws import Array, Draws
from ripeness.result import truth
from ripeness.scenario import Scenario
from ripeness.valuation import Judgement, Refusal, Rows, judge, seen_by, valuation
from ripeness.valuation.exact import Exact, exact, fractions


@dataclass(frozen=True)
class Signatory:
    """One signatory's verdict at the central values; NaN is unknown.

    Attributes
    ----------
    actor : str
        Its id.
    figures : mapping
        ``utility``, ``value``, ``reservation``, ``effective_reservation``, ``surplus`` in points of the actor's
        own utility, and ``signs`` (1 or 0).
    common : mapping
        The same figures if it judged the war by the analyst's common estimate.
    refusal : Refusal
        What each way of refusing is worth to it, and the odds of war as it sees them.
    odds : array, shape (O,), or None
        Odds of the war's outcomes by the common estimate; None when it does not fight.
    compliance : float
        Its confidence that the others comply, guarantees included.
    noise : float
        Spread of its choice.
    parts : mapping of str to float, or None
        How much of its surplus each term brings (see :func:`ripeness.bargaining.text.shapley.parts`); they sum to it.
    red_lines : tuple of mappings
        Red lines of its own that the draft crosses and that it holds, or may hold (``held`` None).
    """

    actor: str
    figures: Mapping[str, float]
    common: Mapping[str, float]
    refusal: Refusal
    odds: Array | None
    compliance: float
    noise: float
    parts: Mapping[str, float] | None
    red_lines: tuple[Mapping[str, Any], ...]

    @property
    def signs(self) -> bool | None:
        """Whether it signs at the central values; None when that needs an unknown."""
        return truth(self.figures["signs"])


@dataclass(frozen=True)
class JudgedText:
    """One text that the draft may be: the draft itself, or a version of it."""

    name: str
    chance: float
    package: Mapping[str, str]
    signatories: tuple[Signatory, ...]


class Centre:
    """The draft and its versions judged at the central values."""

    def __init__(self, scenario: Scenario, draft: str, central: Draws) -> None:
        self.scenario, self.draft = scenario, draft
        record = scenario.drafts[draft]
        actors = scenario.signatories(draft)
        self.worth = valuation(scenario, central, actors=actors, guarantees=record.guarantees)
        self.common = seen_by(self.worth, None)
        chosen = fractions(central)
        self.exact = exact(scenario, actors=actors, guarantees=record.guarantees, chosen=chosen)
        self.packages = dict(zip(("", *record.versions), texts_of(scenario, draft), strict=True))
        rows = self.worth.space.rows(self.packages.values())
        self.row, self.now = rows[0], self.worth.space.rows([scenario.package()])[0]
        judged, shared = judge(self.worth, rows), judge(self.common, rows)
        self.chances = judged.probability[0]  # of each signatory and text
        chance = chances(scenario, draft, central)[0]
        self.text, *versions = (
            JudgedText(
                name,
                float(chance[k]),
                package,
                tuple(self._signatory(judged, shared, rows, i, k) for i in range(len(actors))),
            )
            for k, (name, package) in enumerate(self.packages.items())
        )
        self.versions = tuple(versions)

    def repairs(self, up_to: int | None, keep: Sequence[str], *, may_guarantee: bool) -> Repairs:
        """Return the smallest repairs: exact where all numbers are known, else by looking at packages one by one."""
        if all(s.signs for s in self.text.signatories):
            return Repairs((), 0, complete=True)
        record = self.scenario.drafts[self.draft]
        optional = tuple(t for t in record.may_guarantee if t not in record.guarantees) if may_guarantee else ()
        chosen = fractions(self.worth.columns.draws)

        def worth(guarantees: Sequence[str]) -> Exact:
            return exact(self.scenario, actors=self.worth.actors, guarantees=guarantees, chosen=chosen)

        numbers = [self.worth.space.issues.index(issue) for issue in keep]
        named = record.guarantees
        if worth((*named, *optional)).unknown:
            return repairs(self.worth, self.row, guarantees=named, optional=optional, keep=numbers, up_to=up_to)
        return mend(worth, self.row, guarantees=named, optional=optional, keep=numbers, up_to=up_to)

    def _signatory(self, judged: Judgement, shared: Judgement, rows: Any, i: int, k: int) -> Signatory:
        worth = self.worth
        return Signatory(
            actor=worth.actors[i],
            figures=self._figures(judged, rows[k], i, k),
            common={f: float(getattr(shared, f)[0, i, k]) for f in FIGURES},
            refusal=worth.refusals[i],
            odds=None if (seen := self.common.refusals[i].odds) is None else seen[0],
            compliance=float(worth.compliance[0, i]),
            noise=float(worth.noise[0, i]),
            parts=_first(parts(worth, self.now, rows[k], i)),
            red_lines=tuple(self._crossed(rows[k : k + 1], i)),
        )

    def _figures(self, judged: Judgement, row: Rows, i: int, k: int) -> dict[str, float]:
        """Return the figures of one signatory and text; where all numbers are known the verdict is that of fractions.

        So it is the verdict of ``deals``, whatever floats make of a package that is worth exactly what refusing is.
        """
        figures = {f: float(getattr(judged, f)[0, i, k]) for f in FIGURES}
        if not self.exact.unknown:
            figures["signs"] = float(self.exact.actors[i].signs(self.exact.space, row))
        return figures

    def _crossed(self, row: Any, i: int) -> Iterator[dict[str, Any]]:
        for line in self.worth.red_lines:
            held = truth(line.held[0])
            if line.actor == i and held is not False and bool(self.worth.space.holds(line.when, row)[0]):
                yield {"index": line.index, "when": line.when.text, "held": held}


def _first(found: Mapping[str, Array] | None) -> dict[str, float] | None:
    return None if found is None else {name: float(values[0]) for name, values in found.items()}
