"""Which unknown numbers a central figure waits for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ripeness.numerics.draws import Draws
from ripeness.scenario import Scenario
from ripeness.valuation import judge, valuation

_MOST_TRIED = 60  # unknown numbers that are tried one by one


def needed(scenario: Scenario, actor: str, package: Mapping[str, str], guarantees: Sequence[str]) -> tuple[str, ...]:
    """Return the unknown numbers without each of which an actor's surplus from a package stays unknown.

    A number is needed when the surplus stays unknown though every other one is filled in. Where it takes more than one
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
    """

    def surplus(draws: Draws) -> tuple[float, tuple[str, ...]]:
        worth = valuation(scenario, draws, actors=[actor], guarantees=guarantees)
        return float(judge(worth, worth.space.rows([package])).surplus[0, 0, 0]), worth.columns.read()

    value, read = surplus(Draws(1))
    unknown = [path for path in read if scenario.estimates[path].central is None] if np.isnan(value) else []
    filled = {path: _middle(scenario, path) for path in unknown}
    tried = unknown if len(unknown) <= _MOST_TRIED else []
    found = [p for p in tried if np.isnan(surplus(Draws.of({o: v for o, v in filled.items() if o != p}))[0])]
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
