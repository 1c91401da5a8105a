"""Would each signatory sign this draft, and why not? The analysis ``sign`` (docs/methods/sign.md)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from ripeness.bargaining.blockers import Clause, blockers, clause_costs
from ripeness.bargaining.inference import texts_of
from ripeness.bargaining.learned import Learned, learn
from ripeness.bargaining.mending import mend
from ripeness.bargaining.omissions import omissions
from ripeness.bargaining.over_draws import FIGURES, chances, concatenated, over, probability_path, summary
from ripeness.bargaining.parts import parts
from ripeness.bargaining.repairs import LIMIT, Repair, Repairs, repairs
from ripeness.bargaining.unknowns import unknown_figures
from ripeness.errors import AnalysisError, Problem, near
from ripeness.lacks import demand
from ripeness.lacks.signing import sign as lacks
from ripeness.numerics.draws import Array, Draws, as_draws
from ripeness.result import VERSION, Provenance, Result, number, truth
from ripeness.scenario import Scenario
from ripeness.valuation import (
    Judgement,
    Refusal,
    check_chosen,
    judge,
    seen_by,
    valuation,
)
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
        How much of its surplus each term brings (see :func:`ripeness.bargaining.parts.parts`); they sum to it.
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
class Text:
    """One text that the draft may be: the draft itself, or a version of it."""

    name: str
    chance: float
    package: Mapping[str, str]
    signatories: tuple[Signatory, ...]


@dataclass(frozen=True, kw_only=True)
class SignResult(Result):
    """Answer of :func:`sign`.

    Attributes
    ----------
    draft : str
        Id of the draft.
    text : Text
        The draft itself with the verdict of each signatory at the central values.
    versions : tuple of Text
        The other texts that the draft may really be.
    columns : mapping of str to array, shape (N,)
        Every measure over draws, by dotted path.
    central : mapping of str to float
        Probabilities at the central draw, by signatory, and of all under ``""``; NaN when unknown.
    blockers : tuple of Clause
        Clauses that cost a refusing signatory something.
    repairs : Repairs
        Smallest changes after which all sign.
    outcomes : tuple of str
        Outcomes of the war, in the order of the odds.
    learned : Learned
        What signatures and refusals already seen imply.
    """

    draft: str
    text: Text
    versions: tuple[Text, ...]
    columns: Mapping[str, Array]
    central: Mapping[str, float]
    blockers: tuple[Clause, ...]
    repairs: Repairs
    outcomes: tuple[str, ...]
    learned: Learned

    def measures(self) -> Mapping[str, Array]:
        """Return figures over draws by dotted path, such as ``sign.moscow.lna.probability``.

        Figures are of the draft itself; ``probability`` mixes the versions of its text. Repairs are
        found at the central values only and have no measures.
        """
        return self.columns

    def probability(self, actor: str = "") -> dict[str, float | None]:
        """Return mean, central value, 5th and 95th percentile and standard error of a signature's chance.

        Without an actor: the chance that all sign.
        """
        path = f"sign.{self.draft}.{actor}.probability" if actor else f"sign.{self.draft}.probability"
        return summary(self.columns[path], self.central[actor])

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
            **self.learned.chances(signatory.actor),
            "red_lines": [dict(line) for line in signatory.red_lines],
            "parts": _known(signatory.parts),
            "compliance": number(signatory.compliance),
            "noise": number(signatory.noise),
            "walk_aways": _named(signatory.refusal.names, signatory.refusal.worth[0]),
            "odds": _odds(self.outcomes, signatory),
            "common": _figures(signatory.common),
        }

    def _version(self, version: Text) -> dict[str, Any]:
        path = f"sign.{self.draft}.versions.{version.name}.probability"
        return {
            "chance": number(version.chance),
            "package": dict(version.package),
            "signatories": {s.actor: _figures(s.figures) for s in version.signatories},
            "probability": number(self.columns[path].mean()),
        }

    def table(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Return a row for each signatory."""
        header = ("signatory", "signs", "surplus", "probability", "5th", "95th")
        rows = []
        for s in self.text.signatories:
            chance = self.probability(s.actor)
            shown = [_shown(chance[k], 3) for k in ("probability", "low", "high")]
            verdict = {True: "yes", False: "no", None: "unknown"}[s.signs]
            rows.append((s.actor, verdict, _shown(number(s.figures["surplus"]), 1), *shown))
        return header, rows


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
    centre = _Centre(scenario, draft, central)
    blocks = []
    for block in table.blocks():
        if progress:
            progress(block.start, table.count, "draws")
        blocks.append(over(scenario, draft, block))
    columns = concatenated([block.measures for block in blocks])
    at_centre = over(scenario, draft, central, explain=False).measures
    learned = learn(scenario, draft, blocks, columns, more=not isinstance(draws, Draws))
    signatories = centre.text.signatories
    refusing = [s.actor for s in signatories if s.signs is False]
    provenance = Provenance(
        analysis="sign",
        scenario=scenario.id,
        digest=scenario.digest,
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
        blockers=tuple(blockers(clause_costs(centre.worth, centre.row), refusing)),
        repairs=centre.repairs(up_to, keep, may_guarantee=guarantees),
        outcomes=tuple(scenario.war.outcomes) if scenario.war else (),
        learned=learned,
    )


class _Centre:
    """The draft and its versions judged at the central values."""

    def __init__(self, scenario: Scenario, draft: str, central: Draws) -> None:
        self.scenario, self.draft = scenario, draft
        record = scenario.drafts[draft]
        actors = scenario.signatories(draft)
        self.worth = valuation(scenario, central, actors=actors, guarantees=record.guarantees)
        self.common = seen_by(self.worth, None)
        self.packages = dict(zip(("", *record.versions), texts_of(scenario, draft), strict=True))
        rows = self.worth.space.rows(self.packages.values())
        self.row, self.now = rows[0], self.worth.space.rows([scenario.package()])[0]
        judged, shared = judge(self.worth, rows), judge(self.common, rows)
        chance = chances(scenario, draft, central)[0]
        self.chances = judged.probability[0]  # of each signatory and text
        self.text, *versions = (
            Text(
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
        if np.all(judge(self.worth, self.row[None, :]).signs == 1):
            return Repairs((), 0, complete=True)
        record = self.scenario.drafts[self.draft]
        optional = record.may_guarantee if may_guarantee else ()
        chosen = fractions(self.worth.columns.draws)

        def worth(guarantees: Sequence[str]) -> Exact:
            return exact(self.scenario, actors=self.worth.actors, guarantees=guarantees, chosen=chosen)

        numbers = [self.worth.space.issues.index(issue) for issue in keep]
        plain = worth(())
        small = math.prod(self.worth.space.shape) <= LIMIT
        # A worth that had to be rounded could differ from the one that the verdicts rest on, by less than a millionth.
        if plain.unknown or (plain.rounded and small):
            return self._one_by_one(optional, numbers, up_to)
        return mend(worth, self.row, guarantees=record.guarantees, optional=optional, keep=numbers, up_to=up_to)

    def _one_by_one(self, optional: Sequence[str], keep: Sequence[int], up_to: int | None) -> Repairs:
        """Return repairs by judging packages; optional guarantees are then all added."""
        guarantees = (*self.scenario.drafts[self.draft].guarantees, *optional)
        worth = valuation(self.scenario, self.worth.columns.draws, actors=self.worth.actors, guarantees=guarantees)
        judged = judge(worth, self.row[None, :])
        if np.all(judged.signs == 1):
            surplus = {a: float(judged.surplus[0, i, 0]) for i, a in enumerate(worth.actors)}
            return Repairs((Repair({}, surplus, tuple(optional)),), 0, complete=True)
        found = repairs(worth, self.row, keep=keep, up_to=up_to)
        return replace(found, found=tuple(replace(r, guarantees=tuple(optional)) for r in found.found))

    def _signatory(self, judged: Judgement, shared: Judgement, rows: Any, i: int, k: int) -> Signatory:
        worth = self.worth
        return Signatory(
            actor=worth.actors[i],
            figures={f: float(getattr(judged, f)[0, i, k]) for f in FIGURES},
            common={f: float(getattr(shared, f)[0, i, k]) for f in FIGURES},
            refusal=worth.refusals[i],
            odds=None if (seen := self.common.refusals[i].odds) is None else seen[0],
            compliance=float(worth.compliance[0, i]),
            noise=float(worth.noise[0, i]),
            parts=_first(parts(worth, self.now, rows[k], i)),
            red_lines=tuple(self._crossed(rows[k : k + 1], i)),
        )

    def _crossed(self, row: Any, i: int) -> Iterator[dict[str, Any]]:
        for line in self.worth.red_lines:
            held = truth(line.held[0])
            if line.actor == i and held is not False and bool(self.worth.space.holds(line.when, row)[0]):
                yield {"index": line.index, "when": line.when.text, "held": held}


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


def _warnings(scenario: Scenario, draft: str, centre: _Centre) -> Iterator[Problem]:
    """Yield what a reader must know about omissions, and which figures are unknown for want of which number."""
    yield from omissions(scenario, centre.worth.actors)
    surplus = [signatory.figures["surplus"] for signatory in centre.text.signatories]
    by_actor = dict(zip(centre.worth.actors, surplus, strict=True))
    yield from unknown_figures(scenario, draft, centre.packages, by_actor, centre.chances)


def _first(found: Mapping[str, Array] | None) -> dict[str, float] | None:
    return None if found is None else {name: float(values[0]) for name, values in found.items()}


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


def _blocker(clause: Clause) -> dict[str, Any]:
    return {
        "actor": clause.actor,
        "issue": clause.issue,
        "alternative": clause.alternative,
        "best": clause.best,
        "loss": number(clause.loss[0]),
    }


def _shown(value: float | None, digits: int) -> str:
    return "unknown" if value is None else f"{value:.{digits}f}"
