"""Which unknown numbers a central figure waits for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import numpy as np

from ripeness.errors import Problem
from ripeness.numerics.draws import Array, Draws
from ripeness.scenario import Scenario
from ripeness.valuation import judge, valuation

_MOST_TRIED = 60  # unknown numbers that are tried one by one
_HINT = "give it a number or a range; chances over draws try its whole admissible range"


def needed(
    scenario: Scenario,
    actor: str,
    package: Mapping[str, str],
    guarantees: Sequence[str],
    *,
    figure: Literal["surplus", "probability"] = "surplus",
) -> tuple[str, ...]:
    """Return the unknown numbers without each of which a figure of an actor stays unknown at the central values.

    A number is needed when the figure stays unknown though every other one is filled in. Where it takes more than one
    to know, or there are very many, all that are read are named.

    Parameters
    ----------
    scenario : Scenario
        As for :func:`ripeness.sign`.
    actor : str
        A signatory.
    package : mapping of str to str
        The complete package.
    guarantees : sequence of str
        Guarantees in force.
    figure : {"surplus", "probability"}
        What is to be known: what signing is worth beyond refusing, or the chance of a signature.
    """

    def judged(draws: Draws) -> tuple[float, tuple[str, ...]]:
        worth = valuation(scenario, draws, actors=[actor], guarantees=guarantees)
        found = judge(worth, worth.space.rows([package]))
        return float(getattr(found, figure)[0, 0, 0]), worth.columns.read()

    value, read = judged(Draws(1))
    unknown = [path for path in read if scenario.estimates[path].central is None] if np.isnan(value) else []
    filled = {path: _middle(scenario, path) for path in unknown}
    tried = unknown if len(unknown) <= _MOST_TRIED else []
    found = [p for p in tried if np.isnan(judged(Draws.of({o: v for o, v in filled.items() if o != p}))[0])]
    return tuple(found or unknown)


def _middle(scenario: Scenario, path: str) -> float:
    """Return a number inside the admissible range of an unknown one."""
    spread = scenario.estimates[path].drawn
    return (float(spread.low or 0) + float(spread.high or 0)) / 2


def named(scenario: Scenario, paths: Sequence[str], most: int = 4) -> str:
    """Return numbers by their paths and lines, for a message."""
    shown = []
    for path in paths[:most]:
        place = scenario.place(path)
        shown.append(f"'{path}'{f' (line {place.line})' if place else ''}")
    more = f" and {len(paths) - most} more" if len(paths) > most else ""
    return f"{', '.join(shown)}{more}"


def unknown_figures(
    scenario: Scenario,
    draft: str,
    packages: Mapping[str, Mapping[str, str]],
    surplus: Mapping[str, float],
    chances: Array,
) -> Iterator[Problem]:
    """Yield which figures of a draft are unknown at the central values, and for want of which number.

    Parameters
    ----------
    scenario, draft
        The draft.
    packages : mapping of str to mapping
        Its texts: the draft itself under the empty name, then its versions.
    surplus : mapping of str to float
        Surplus of each of the P signatories from the draft itself; NaN is unknown.
    chances : array, shape (P, K)
        Chance that each signs each text; NaN is unknown.
    """
    for version in scenario.drafts[draft].versions:
        path = f"drafts.{draft}.versions.{version}.chance"
        if scenario.estimates[path].central is None:
            message = f"the chance that the text is '{version}' is unknown, and so are chances that depend on it"
            yield Problem("unknown-needed", message, scenario.place(path), _HINT, "warning", path)
    guarantees = scenario.drafts[draft].guarantees
    for actor, value, chance in zip(surplus, surplus.values(), chances, strict=True):
        if np.isnan(value):
            paths = needed(scenario, actor, packages[""], guarantees)
            what = f"the surplus of '{actor}' needs what is unknown, {named(scenario, paths)}"
            yield _waits(scenario, actor, paths, f"{what}, so its figures at the central values are unknown")
        elif np.isnan(chance).any():
            text = next(name for name, number in zip(packages, chance, strict=True) if np.isnan(number))
            paths = needed(scenario, actor, packages[text], guarantees, figure="probability")
            of = f" the version '{text}'" if text else ""
            what = f"the chance that '{actor}' signs{of} needs what is unknown at the central values"
            yield _waits(scenario, actor, paths, f"{what}, {named(scenario, paths)}")


def _waits(scenario: Scenario, actor: str, paths: Sequence[str], message: str) -> Problem:
    """Return the warning that figures of an actor wait for numbers, at the place of the first."""
    path = f"preferences.{actor}"
    place = scenario.place(paths[0] if paths else path)
    return Problem("unknown-needed", message, place, _HINT, "warning", path)
