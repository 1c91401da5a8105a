"""Doubts about a scenario that need values, and all doubts together: one small function per warning.

Judged at the central values; where one of those is unknown there is no warning. What :func:`all_advice` returns is
what `ripeness check` prints and a report can show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from math import prod

import numpy as np

from ripeness.errors import AnalysisError, Problem
from ripeness.numerics.draws import Draws
from ripeness.result import decimal
from ripeness.scenario import Scenario, allow, oversights
from ripeness.scenario import advise as reading
from ripeness.scenario.allow import Advice
from ripeness.scenario.checks import Finding
from ripeness.scenario.logic import Condition
from ripeness.scenario.record import Path
from ripeness.scenario.ties import Guarantee
from ripeness.valuation.refusing import TIE
from ripeness.valuation.signing import Valuation, judge, valuation
from ripeness.valuation.space import Rows, Space

#: Packages that are looked at to settle whether an actor would refuse all of them.
MOST_PACKAGES = 100_000
_BLOCK = 10_000
_MOST_CELLS = 2_000_000  # numbers that judging all actors, or all packages, may take
_LEAST_CHANCE = 0.01

#: Codes of the warnings that :func:`advise` gives.
CODES = ("nobody-would-sign", "spoiler-has-veto", "veto-unsettled", "war-above-own-terms")

#: Every code that `ripeness check` can give as a warning, and that a comment of a file may allow.
ALL_CODES = tuple(sorted((*CODES, *reading.CODES, *oversights.CODES, *allow.CODES)))


def advise(scenario: Scenario) -> tuple[Problem, ...]:
    """Return every doubt that needs values; comments of the file silence none of them here."""
    centre = _Centre(scenario)
    return tuple(reading.warning(scenario, finding) for one in ADVICE for finding in one(centre))


def all_advice(scenario: Scenario) -> Advice:
    """Return every doubt about a scenario, apart from those that comments of its file silence.

    Parameters
    ----------
    scenario : Scenario
        Any; what an analysis would lack only leaves out the warnings that need it.

    Returns
    -------
    Advice
        ``warnings`` that stand, and those ``silenced`` with their reasons, both in file order.

    Notes
    -----
    Whether an actor refuses every package is settled by judging them all, up to 100,000; beyond that it is
    the warning ``veto-unsettled``, unless a draft or the actor's own terms show a package that it would sign.

    Examples
    --------
    >>> import ripeness
    >>> from ripeness.valuation.advise import all_advice
    >>> {entry.warning.code for entry in all_advice(ripeness.read("libya-2020")).silenced} <= set(ALL_CODES)
    True
    """
    return allow.settle(scenario, [*reading.advise(scenario), *advise(scenario)], ALL_CODES)


class _Centre:
    """The central values, judged for one actor at a time, so that what one lacks does not hide another's."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._worth: dict[tuple[str, tuple[str, ...]], Valuation | None] = {}

    @cached_property
    def space(self) -> Space:
        """The packages."""
        return Space.of(self.scenario)

    @cached_property
    def guarantees(self) -> tuple[str, ...]:
        """Every guarantee of the file: with all of them in force distrust weighs least."""
        return tuple(t for t, record in self.scenario.ties.items() if isinstance(record, Guarantee))

    @cached_property
    def signatories(self) -> dict[str, dict[str, int]]:
        """The drafts that each signatory is to sign, with their numbers in file order; none beyond the limits."""
        scenario = self.scenario
        parties = scenario.parties
        found: dict[str, dict[str, int]] = {}
        if len(scenario.drafts) * max(len(parties), len(scenario.issues)) > _MOST_CELLS:
            return found
        for number, (draft, record) in enumerate(scenario.drafts.items()):
            for actor in parties if record.signatories is None else record.signatories:
                found.setdefault(actor, {})[draft] = number
        return found

    def worth(self, actor: str, guarantees: tuple[str, ...]) -> Valuation | None:
        """Return what decides whether an actor signs; None when the scenario does not say, or it takes too long."""
        key = (actor, guarantees)
        if key not in self._worth:
            cells = len(self.space.issues) * max(self.space.shape) * (1 + len(self._worth))
            try:
                small = cells <= _MOST_CELLS
                self._worth[key] = (
                    valuation(self.scenario, Draws(1), actors=(actor,), guarantees=guarantees) if small else None
                )
            except AnalysisError:
                self._worth[key] = None
        return self._worth[key]

    @cached_property
    def packages(self) -> int:
        """How many packages there are."""
        return prod(self.space.shape)

    @cached_property
    def drafted(self) -> Rows:
        """Packages of the drafts, in file order; none beyond the limits."""
        drafts = self.scenario.drafts.values() if self.signatories else ()
        return self.space.rows(self.scenario.package(d.package) for d in drafts)

    def chances(self) -> dict[str, list[float]]:
        """Return the chance that each signatory of each draft signs it; NaN where unknown or not said."""
        drafts = self.scenario.drafts
        found: dict[str, list[float]] = {draft: [] for draft in drafts}
        for actor, signs in self.signatories.items():
            alike: dict[tuple[str, ...], list[str]] = {}
            for draft in signs:
                alike.setdefault(drafts[draft].guarantees, []).append(draft)
            for guarantees, same in alike.items():
                worth = self.worth(actor, guarantees)
                chances = np.full(len(same), np.nan)
                if worth is not None:
                    chances = judge(worth, self.drafted[[signs[draft] for draft in same]]).probability[0, 0]
                for draft, chance in zip(same, chances, strict=True):
                    found[draft].append(float(chance))
        return found

    def all_rows(self) -> Iterator[Rows]:
        """Yield every package, in blocks."""
        for start in range(0, self.packages, _BLOCK):
            numbers = np.arange(start, min(start + _BLOCK, self.packages), dtype=np.int64)
            rows = np.empty((len(numbers), len(self.space.shape)), dtype=np.int64)
            for j in reversed(range(len(self.space.shape))):
                numbers, rows[:, j] = np.divmod(numbers, self.space.shape[j])
            yield rows

    def own_terms(self, worth: Valuation) -> Rows | None:
        """Return the package of the only actor's best alternatives, shape (1, I); None when that is not known."""
        clauses = worth.wants.clauses[0, 0]
        if np.isnan(clauses).any():
            return None
        best = [int(np.argmax(clauses[j, :size])) for j, size in enumerate(self.space.shape)]
        return np.array([best], dtype=np.int64)

    def settled(self, worth: Valuation) -> bool:
        """Return whether all packages can be looked at within the limits."""
        conditions = [when for _, when, _ in worth.wants.bonuses] + [line.when for line in worth.red_lines]
        atoms = sum(_length(condition) for condition in (*conditions, *self.space.rules))
        steps = len(self.space.issues) + atoms
        return self.packages <= MOST_PACKAGES and self.packages * steps <= 10 * _MOST_CELLS


def _length(condition: Condition) -> int:
    return sum(1 for _ in condition.atoms())


def wars_above_terms(centre: _Centre) -> Iterator[Finding]:
    """Yield actors to which war is worth more than signing the package of their own best alternatives."""
    war = centre.scenario.war
    for actor in war.fighters if war else ():
        worth = centre.worth(actor, centre.guarantees) if actor in centre.scenario.preferences else None
        terms = None if worth is None else centre.own_terms(worth)
        if worth is None or terms is None:
            continue
        judged = judge(worth, terms)
        utility, value = float(judged.utility[0, 0, 0]), float(judged.value[0, 0, 0])
        fighting = float(worth.refusals[0].worth[0, worth.refusals[0].names.index("war")])
        if not fighting > max(value, _best_drafted(centre, worth)) + TIE:
            continue
        why = "its bonuses outweigh them" if fighting > utility + TIE else "it stands to lose too much if others cheat"
        message = (
            f"war is worth {decimal(fighting)} to '{actor}', its own best alternatives signed only {decimal(value)}: "
            f"{why}, so nothing could end its war"
        )
        hint = "check its cost of war, its odds, its bonuses, and its trust, betrayal and exposure"
        yield Finding(("preferences", actor), "war-above-own-terms", message, hint, key=True)


def _best_drafted(centre: _Centre, worth: Valuation) -> float:
    """Return what the best draft is worth to the only actor: with bonuses it may lie above its best alternatives."""
    if not len(centre.drafted):
        return -np.inf
    return float(np.nan_to_num(judge(worth, centre.drafted).value[0, 0], nan=np.inf).max())


def drafts_nobody_signs(centre: _Centre) -> Iterator[Finding]:
    """Yield drafts that no signatory would sign with a chance of at least 1 % at the central values."""
    for draft, chances in centre.chances().items():
        if chances and all(chance < _LEAST_CHANCE for chance in chances):
            message = f"no signatory of '{draft}' would sign it: at the central values no chance reaches 1 %"
            hint = "see `ripeness sign` for the clauses in the way; a draft should suit at least the side that wrote it"
            yield Finding(("drafts", draft), "nobody-would-sign", message, hint, key=True)


def spoilers(centre: _Centre) -> Iterator[Finding]:
    """Yield signatories that would refuse every package that the rules allow: nothing can be agreed with them."""
    unsettled: list[str] = []
    for actor, signs in centre.signatories.items():
        draft = next(iter(signs))
        worth = centre.worth(actor, centre.guarantees)
        if worth is None or _could_sign(centre, worth):
            continue
        if not centre.settled(worth):
            unsettled.append(actor)
        elif all(bool((judge(worth, rows).signs[0, 0] == 0).all()) for rows in _feasible(centre)):
            message = (
                f"'{actor}' would refuse every package that the rules allow, whatever guarantees are given, "
                f"yet '{draft}' needs its signature"
            )
            hint = "check its reservation, war and red lines; a spoiler can be left out of the signatories"
            yield Finding(_signature(centre.scenario, draft, actor), "spoiler-has-veto", message, hint)
    if unsettled:
        names = ", ".join(unsettled[:5]) + (", …" if len(unsettled) > 5 else "")
        message = (
            f"whether {names} would refuse every package was not settled: there are {centre.packages:,} packages, and "
            f"at most {MOST_PACKAGES:,} are looked at"
        )
        hint = "fewer issues or alternatives, or a draft that they would sign, would settle it"
        yield Finding(("issues",), "veto-unsettled", message, hint, key=True)


def _could_sign(centre: _Centre, worth: Valuation) -> bool:
    """Return whether the only actor would sign, or might, a draft or its own terms: then it refuses not all."""
    terms = centre.own_terms(worth)
    if terms is None:
        return True
    rows = np.concatenate([centre.drafted, terms])
    rows = rows[centre.space.feasible(rows)]
    return bool((judge(worth, rows).signs[0, 0] != 0).any()) if len(rows) else False


def _feasible(centre: _Centre) -> Iterator[Rows]:
    for rows in centre.all_rows():
        yield rows[centre.space.feasible(rows)]


def _signature(scenario: Scenario, draft: str, actor: str) -> Path:
    named = scenario.drafts[draft].signatories
    return ("drafts", draft) if named is None else ("drafts", draft, "signatories", named.index(actor))


ADVICE: tuple[Callable[[_Centre], Iterator[Finding]], ...] = (wars_above_terms, spoilers, drafts_nobody_signs)
