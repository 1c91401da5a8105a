"""From a scenario to the arrays of a conference: who stands where, how much it cares and what it can bring to bear."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from ripeness.conference.rules import Truths
from ripeness.errors import AnalysisError, Problem, near
from ripeness.lacks import demand
from ripeness.lacks.conference import SAID, no_conference, said, weigh_nothing
from ripeness.numerics.draws import Array, Draws
from ripeness.scenario import Scenario
from ripeness.scenario.conference import Conference
from ripeness.scenario.record import Path
from ripeness.valuation.columns import Columns
from ripeness.valuation.lacks import error_of, problem_of


@dataclass(frozen=True)
class Stands:
    """Stands of a conference over draws.

    Attributes
    ----------
    actors, issues : tuple of str
        The P actors at the table and the I issues, in the order of the file.
    say : array, shape (P, I)
        Whether position, salience and capability of an actor on an issue are all given.
    position, salience, capability : array, shape (N, P, I)
        0 where there is no say; NaN where a central value is unknown.
    reference : array, shape (N, I)
        Where things stay without agreement; NaN where that is not given.
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    say: Truths
    position: Array
    salience: Array
    capability: Array
    reference: Array

    @property
    def says(self) -> Truths:
        """Who has a say, in each row: shape (N, P, I)."""
        return np.broadcast_to(self.say, self.position.shape)

    @property
    def weight(self) -> Array:
        """Capability times salience, 0 without a say: shape (N, P, I)."""
        weight: Array = np.where(self.say, self.capability * self.salience, 0.0)
        return weight

    @property
    def known(self) -> Truths:
        """Whether everything that an issue needs is known, shape (N, I)."""
        parts = self.position + self.salience + self.capability
        unknown: Truths = np.any(np.isnan(parts) & self.say, axis=1)
        return ~unknown

    def only(self, rows: slice) -> Stands:
        """Return some of the rows."""
        return replace(
            self,
            position=self.position[rows],
            salience=self.salience[rows],
            capability=self.capability[rows],
            reference=self.reference[rows],
        )

    def filled(self) -> Stands:
        """Return the stands with numbers in place of unknowns, so that the rest can be worked out; see ``known``."""
        unknown = ~self.known[:, None, :] & self.say
        return replace(
            self,
            position=np.where(unknown, 50.0, self.position),
            salience=np.where(unknown, 1.0, self.salience),
            capability=np.where(unknown, 1.0, self.capability),
        )


def conference_of(scenario: Scenario) -> Conference:
    """Return the conference of a scenario.

    Raises
    ------
    AnalysisError
        ``no-conference``.
    """
    if scenario.conference is None:
        raise error_of(scenario, no_conference(scenario))
    return scenario.conference


def at_the_table(scenario: Scenario, without: Iterable[str]) -> tuple[str, ...]:
    """Return the actors whose stands count, in the order of the file.

    Raises
    ------
    AnalysisError
        ``unknown-actor`` when somebody is left out who takes no stand.
    """
    stands = conference_of(scenario).stands
    out = list(without)
    problems = [
        Problem("unknown-actor", f"'{actor}' takes no stand in the conference", None, near(actor, stands))
        for actor in out
        if actor not in stands
    ]
    if problems:
        raise AnalysisError(problems)
    return tuple(actor for actor in stands if actor not in out)


def stands_of(scenario: Scenario, draws: Draws, actors: tuple[str, ...]) -> Stands:
    """Return where actors stand in each draw.

    Raises
    ------
    AnalysisError
        ``no-conference``; ``stands-weigh-nothing`` for every issue concerned.
    """
    conference = conference_of(scenario)
    columns = Columns(scenario, draws)
    issues = tuple(conference.issues)
    shape = (draws.count, len(actors), len(issues))
    position, salience, capability = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    say = np.zeros(shape[1:], dtype=np.bool_)
    for i, actor in enumerate(actors):
        for p, issue in enumerate(issues):
            paths = said(conference, actor, issue)
            if len(paths) == len(SAID):
                say[i, p] = True
                for part, into in zip(SAID, (position, salience, capability), strict=True):
                    into[:, i, p] = columns(paths[part])
    reference = np.full((draws.count, len(issues)), np.nan)
    for p, (issue, scale) in enumerate(conference.issues.items()):
        if scale.reference is not None:
            reference[:, p] = columns(f"conference.issues.{issue}.reference")
    found = Stands(actors, issues, say, position, salience, capability, reference)
    _decisive(scenario, found)
    return found


def _decisive(scenario: Scenario, stands: Stands) -> None:
    """Refuse draws in which nothing decides; what no draw could decide was refused before."""
    nothing = stands.weight.sum(axis=1) == 0
    count = len(nothing)
    demand(
        [
            problem_of(
                scenario, weigh_nothing(issue, "" if count == 1 else f" in {int(here.sum()):,} of {count:,} draws")
            )
            for issue, here in zip(stands.issues, nothing.T, strict=True)
            if here.any()
        ]
    )


def doubts(scenario: Scenario, actors: tuple[str, ...]) -> list[Problem]:
    """Return warnings on what is given in part, and on what is not known at the central values."""
    conference = conference_of(scenario)
    found = []
    for actor in actors:
        for issue in conference.issues:
            paths = said(conference, actor, issue)
            here = conference.stands[actor].on.get(issue)
            path: Path = ("conference", "stands", actor, issue)
            missing = [part for part in SAID if part not in paths]
            if here is not None and missing:
                message = f"'{actor}' has no say on '{issue}': its {' and '.join(missing)} there is not given"
                found.append(_warning("no-say", scenario, message, path, "give it, or leave the entry out"))
            elif not missing:
                found += [_unknown(scenario, at, actor, issue) for at in paths.values() if _is_unknown(scenario, at)]
    return list(dict.fromkeys(found))


def _is_unknown(scenario: Scenario, path: str) -> bool:
    return scenario.estimates[path].central is None


def _unknown(scenario: Scenario, at: str, actor: str, issue: str) -> Problem:
    part = at.rpartition(".")[2]
    message = (
        f"the {part} of '{actor}' on '{issue}' is unknown: so is where the issue settles at the most likely values"
    )
    hint = "figures over draws take its whole range"
    return Problem("unknown-stand", message, scenario.place(at), hint, "warning", at)


def _warning(code: str, scenario: Scenario, message: str, path: Path, hint: str) -> Problem:
    return Problem(code, message, scenario.place(path, key=True), hint, "warning", ".".join(map(str, path)))
