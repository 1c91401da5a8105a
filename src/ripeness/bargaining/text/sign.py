"""Would each signatory sign this draft, and why not? The analysis ``sign`` (docs/methods/sign.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from ripeness.bargaining.omissions import omissions
from ripeness.bargaining.text.blockers import ClauseLoss, blockers, clause_costs
from ripeness.bargaining.text.over_draws import FIGURES, concatenated, over, probability_path, summary
from ripeness.bargaining.text.posterior import Posterior, learn
from ripeness.bargaining.text.repairs_listed import Repair, Repairs
from ripeness.bargaining.text.unknowns import unknown_figures
from ripeness.bargaining.text.verdicts import Centre, JudgedText, Signatory
from ripeness.errors import AnalysisError, Problem, near
from ripeness.lacks import demand
from ripeness.lacks.signing import sign as lacks
from ripeness.numerics.draws import Array, Draws, as_draws
from ripeness.result import VERSION, Provenance, Result, number, truth
from ripeness.scenario import Scenario
from ripeness.valuation import check_chosen


@dataclass(frozen=True, kw_only=True, repr=False)
class SignResult(Result):
    """Answer of :func:`sign`.

    Attributes
    ----------
    draft : str
        Id of the draft.
    text : JudgedText
        The draft itself with the verdict of each signatory at the central values.
    versions : tuple of JudgedText
        The other texts that the draft may really be.
    columns : mapping of str to array, shape (N,)
        Every measure over draws, by dotted path.
    central : mapping of str to float
        Probabilities at the central draw, by signatory, and of all under ``""``; NaN when unknown.
    central_as_printed : mapping of str to float
        The same of the text as printed; empty where the draft has no versions.
    blockers : tuple of ClauseLoss
        Clauses that cost a refusing signatory something.
    repairs : Repairs
        Smallest changes after which all sign.
    outcomes : tuple of str
        Outcomes of the war, in the order of the odds.
    learned : Posterior
        What signatures and refusals already seen imply.
    """

    draft: str
    text: JudgedText
    versions: tuple[JudgedText, ...]
    columns: Mapping[str, Array]
    central: Mapping[str, float]
    central_as_printed: Mapping[str, float]
    blockers: tuple[ClauseLoss, ...]
    repairs: Repairs
    outcomes: tuple[str, ...]
    learned: Posterior

    def measures(self) -> Mapping[str, Array]:
        """Return figures over draws by dotted path, such as ``sign.moscow.lna.probability``.

        Figures are of the draft itself; ``probability`` mixes the versions of its text. Repairs are
        found at the central values only and have no measures.
        """
        return self.columns

    def probability(self, actor: str = "") -> dict[str, float | None]:
        """Return mean, central value, 5th and 95th percentile and standard error of a signature's chance.

        Without an actor: the chance that all sign. Where the text is in doubt it counts every text that it may be.
        """
        path = f"sign.{self.draft}.{actor}.probability" if actor else f"sign.{self.draft}.probability"
        return summary(self.columns[path], self.central[actor])

    def as_printed(self, actor: str = "") -> dict[str, float | None]:
        """Return the same of the text as it is printed: what verdicts and surpluses are of, whatever else it may be."""
        if not self.versions:
            return self.probability(actor)
        return summary(self.columns[probability_path(self.draft, actor, "as_printed")], self.central_as_printed[actor])

    @property
    def signs(self) -> bool | None:
        """Whether every signatory signs at the central values; None when that needs an unknown."""
        verdicts = [s.signs for s in self.text.signatories]
        return False if False in verdicts else None if None in verdicts else True

    def content(self) -> dict[str, Any]:
        """Return the contract's keys of ``sign``."""
        return {
            "draft": self.draft,
            "package": dict(self.text.package),
            "signatories": {s.actor: self._signatory(s) for s in self.text.signatories},
            "signs": self.signs,
            **self.probability(),
            "as_printed": self.as_printed()["probability"],
            "versions": {v.name: self._version(v) for v in self.versions},
            **self.learned.chances(""),
            "effective_sample": self.learned.effective_sample,
            "learned": self.learned.content(),
            "blockers": [_blocker(c) for c in self.blockers],
            "repairs": [_repair(r) for r in self.repairs.found],
            "repairs_searched": self.repairs.searched,
            "repairs_complete": self.repairs.complete,
        }

    def _signatory(self, signatory: Signatory) -> dict[str, Any]:
        return {
            **_figures(signatory.figures),
            "walk_away": signatory.refusal.best_name(),
            **self.probability(signatory.actor),
            "as_printed": self.as_printed(signatory.actor)["probability"],
            **self.learned.chances(signatory.actor),
            "red_lines": [dict(line) for line in signatory.red_lines],
            "parts": _known(signatory.parts),
            "compliance": number(signatory.compliance),
            "noise": number(signatory.noise),
            "walk_aways": _named(signatory.refusal.names, signatory.refusal.worth[0]),
            "odds": _odds(self.outcomes, signatory),
            "common": _figures(signatory.common),
        }

    def _version(self, version: JudgedText) -> dict[str, Any]:
        path = f"sign.{self.draft}.versions.{version.name}.probability"
        return {
            "chance": number(version.chance),
            "package": dict(version.package),
            "signatories": {s.actor: _figures(s.figures) for s in version.signatories},
            "probability": number(self.columns[path].mean()),
        }


def sign(
    scenario: Scenario,
    draft: str,
    *,
    draws: Draws | int = 1024,
    seed: int = 0,
    up_to: int | None = None,
    keep: Sequence[str] = (),
    guarantees: bool = False,
    progress: Callable[[int, int, str], None] | None = None,
) -> SignResult:
    """Return whether each signatory would sign a draft, which clauses stand in the way, and what would repair it.

    Each signatory compares signing with its best way of refusing: fighting on, waiting, or whatever else the
    scenario declares. Signing is worth the clauses of the draft, less what it stands to lose if the others break
    their word. A draft is refused when that falls short, or when it crosses a red line that is no bluff. The
    verdicts are those of the central values; chances are over all draws, so they carry what is not known.

    Parameters
    ----------
    scenario : Scenario
        Needs preferences and a way of refusing for every signatory.
    draft : str
        Id of a draft.
    draws : int or Draws
        Number of draws N, or chosen ones. 1 is the central draw.
    seed : int
        Key of the draws; the same seed gives the same digits.
    up_to : int, optional
        Largest number of clause changes that a repair may have; all issues if not given.
    keep : sequence of str
        Issues whose clauses a repair may not touch.
    guarantees : bool
        Whether a repair may add the draft's optional guarantees (`may-guarantee`).
    progress : callable, optional
        Called with how many draws are done, how many there are, and what is being done.

    Returns
    -------
    SignResult
        Values in points of each actor's own utility (not comparable between actors), chances 0 to 1.

    Raises
    ------
    AnalysisError
        ``unknown-draft``, ``no-signatory``, ``unknown-issue``, or what the scenario lacks.

    Notes
    -----
    Definitions: docs/methods/sign.md, after Fearon (1995) and
    Walter (1997). Verdicts and surpluses are of the draft itself, also where its text is uncertain; only the
    probabilities mix the versions. Repairs are of the central values; they are not promised to hold in every draw.
    Cost grows with N times the number of clauses, and with the number of packages looked at for repairs.

    Examples
    --------
    >>> import ripeness
    >>> result = ripeness.sign(ripeness.read("libya-2020"), "moscow", draws=64)
    >>> sorted(result.to_dict()["signatories"])
    ['gna', 'lna']
    """
    demand(lacks(scenario, draft))
    if up_to is not None and up_to < 0:
        raise AnalysisError.of("bad-limit", f"a repair cannot have {up_to} changes", hint="give up_to 0 or more")
    _known_issues(scenario, keep)
    table = as_draws(draws, seed)
    check_chosen(scenario, table)
    central = _central(table)
    centre = Centre(scenario, draft, central)
    blocks = []
    for block in table.blocks():
        if progress:
            progress(block.start, table.count, "draws")
        blocks.append(over(scenario, draft, block))
    columns = concatenated([block.measures for block in blocks])
    at_centre = over(scenario, draft, central, explain=False).measures
    learned = learn(scenario, draft, blocks, columns, more=not isinstance(draws, Draws))
    signatories = centre.text.signatories
    printed = ("", *centre.worth.actors) if centre.versions else ()
    refusing = [s.actor for s in signatories if s.signs is False]
    provenance = Provenance(
        analysis="sign",
        scenario=scenario.id,
        asked=scenario,
        digest=scenario.digest,
        changes=scenario.changes,
        version=VERSION,
        options={
            "draft": draft,
            "up_to": up_to,
            "keep": list(keep),
            "guarantees": guarantees,
            "chosen": list(table.paths),
        },
        seed=table.seed,
        draws=table.count,
    )
    return SignResult(
        provenance=provenance,
        warnings=(*_warnings(scenario, draft, centre), *learned.warnings),
        draft=draft,
        text=centre.text,
        versions=centre.versions,
        columns=MappingProxyType(columns),
        central={a: float(at_centre[probability_path(draft, a)][0]) for a in ("", *centre.worth.actors)},
        central_as_printed={a: float(at_centre[probability_path(draft, a, "as_printed")][0]) for a in printed},
        blockers=tuple(blockers(clause_costs(centre.worth, centre.row), refusing)),
        repairs=centre.repairs(up_to, keep, may_guarantee=guarantees),
        outcomes=tuple(scenario.war.outcomes) if scenario.war else (),
        learned=learned,
    )


def _known_issues(scenario: Scenario, issues: Sequence[str]) -> None:
    unknown = [issue for issue in issues if issue not in scenario.issues]
    if unknown:
        raise AnalysisError(
            [
                Problem(
                    "unknown-issue",
                    f"'{issue}' is not an issue, so no clause of it can be kept",
                    None,
                    hint,
                    path="issues",
                )
                for issue in unknown
                for hint in (near(issue, scenario.issues),)
            ]
        )


def _central(table: Draws) -> Draws:
    """Return the draw at which figures and verdicts are given: chosen values count when there is one draw."""
    return table if table.count == 1 else table.central


def _warnings(scenario: Scenario, draft: str, centre: Centre) -> Iterator[Problem]:
    """Yield what a reader must know about omissions, and which figures are unknown for want of which number."""
    yield from omissions(scenario, centre.worth.actors)
    surplus = [signatory.figures["surplus"] for signatory in centre.text.signatories]
    by_actor = dict(zip(centre.worth.actors, surplus, strict=True))
    yield from unknown_figures(scenario, draft, centre.packages, by_actor, centre.chances)


def _known(found: Mapping[str, float] | None) -> dict[str, float] | None:
    """Return parts as plain numbers; None when any of them needs an unknown."""
    return None if found is None or any(np.isnan(v) for v in found.values()) else dict(found)


def _figures(figures: Mapping[str, float]) -> dict[str, Any]:
    return {f: truth(figures[f]) if f == "signs" else number(figures[f]) for f in FIGURES}


def _named(names: Sequence[str], values: Array) -> dict[str, float | None]:
    return {name: number(value) for name, value in zip(names, values, strict=True)}


def _odds(outcomes: Sequence[str], signatory: Signatory) -> dict[str, dict[str, float | None]] | None:
    mine, common = signatory.refusal.odds, signatory.odds
    if mine is None or common is None:
        return None
    return {o: {"believed": number(mine[0, k]), "common": number(common[k])} for k, o in enumerate(outcomes)}


def _repair(repair: Repair) -> dict[str, Any]:
    return {
        "changes": dict(repair.changes),
        "surplus": dict(repair.surplus),
        "guarantees": list(repair.guarantees),
    }


def _blocker(clause: ClauseLoss) -> dict[str, Any]:
    return {
        "actor": clause.actor,
        "issue": clause.issue,
        "alternative": clause.alternative,
        "best": clause.best,
        "loss": number(clause.loss[0]),
    }
