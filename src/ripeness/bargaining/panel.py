"""Is the conflict ripe? Stalemate, hurting and a way out, for each party: the analysis ``panel``.

I. W. Zartman (2000), Ripeness: the hurting stalemate and beyond. In P. C. Stern and D. Druckman (eds), *International
Conflict Resolution After the Cold War*, 225-250: a conflict is ripe when the parties find themselves in a mutually
hurting stalemate and perceive a way out. Necessary, not sufficient (pp. 228-229); hence parts, and no single score.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ripeness.bargaining.agreements.zone_over_draws import every_package
from ripeness.bargaining.breakeven import Turn, turns
from ripeness.errors import Problem
from ripeness.lacks import demand
from ripeness.lacks.signing import panel as lacks
from ripeness.numerics.draws import Array, Draws, as_draws, inverse
from ripeness.numerics.unknowns import at_least, times
from ripeness.result import VERSION, Provenance, Result, number, truth
from ripeness.scenario import Scenario
from ripeness.valuation import TIE, Rows, Space, Valuation, check_chosen, seen_by, valuation
from ripeness.valuation.utility import sum_all

_AT_ONCE = 400_000  # packages times draws that are judged at once

View = Literal["common", "believed"]
PARTS = ("stalemate", "hurting", "way_out")


@dataclass(frozen=True, kw_only=True, repr=False)
class PanelResult(Result):
    """Answer of :func:`panel`.

    Attributes
    ----------
    parties : tuple of str
        The parties.
    columns : mapping of str to array, shape (N,)
        Every part over draws, such as ``panel.lna.believed.hurting``.
    central : mapping of str to float
        The same at the central values; NaN is unknown, or for ``hurting`` that no package satisfies the others.
    unknown : mapping of str to tuple of str
        Parts that are unknown at the central values, each with the paths of the unknown numbers that it needs.
    turns : mapping of str to Turn
        For parts that one estimate alone could turn inside its range: the least such change.
    """

    parties: tuple[str, ...]
    columns: Mapping[str, Array]
    central: Mapping[str, float]
    unknown: Mapping[str, tuple[str, ...]]
    turns: Mapping[str, Turn]

    def measures(self) -> Mapping[str, Array]:
        """Return every part over draws by dotted path."""
        return self.columns

    def content(self) -> dict[str, Any]:
        """Return the contract's keys of ``panel``."""
        return {
            "parties": {
                party: {view: self._view(party, view) for view in ("common", "believed")} for party in self.parties
            }
        }

    def _view(self, party: str, view: str) -> dict[str, Any]:
        prefix = f"panel.{party}.{view}"
        found = {part: number(self.central[f"{prefix}.{part}"]) for part in PARTS}
        way_out: dict[str, Any] = {"way_out": truth(self.central[f"{prefix}.way_out"])}
        over = {part: _spread(self.columns[f"{prefix}.{part}"]) for part in PARTS}
        unknown = {p: list(self.unknown[f"{prefix}.{p}"]) for p in PARTS if f"{prefix}.{p}" in self.unknown}
        turn = {p: self.turns[f"{prefix}.{p}"].to_dict() for p in PARTS if f"{prefix}.{p}" in self.turns}
        return {**found, **way_out, "over_draws": over, "turns": turn, "unknown": unknown}


def panel(scenario: Scenario, *, draws: Draws | int = 1024, seed: int = 0) -> PanelResult:
    """Return how ripe the conflict is for each party: stalemate, hurting, and a way out.

    *Stalemate* is the chance that the party does not win outright. *Hurting* is what it loses by the war against the
    best package that all other parties would sign: positive when an agreement would be better. A *way out* is there
    when some package would be signed by it and, as far as it can tell, by all others. Each is given by the
    analyst's common estimate of the war and by the party's own beliefs, for perceptions decide. They are
    necessary, not sufficient, and are not added up.

    Parameters
    ----------
    scenario : Scenario
        Needs preferences and a way of refusing for every actor of role party.
    draws : int or Draws
        Number of draws N, or chosen ones. 1 is the central draw.
    seed : int
        Key of the draws.

    Returns
    -------
    PanelResult
        ``stalemate`` 0 to 1; ``hurting`` in points of the party's own utility; ``way_out`` a truth.

    Raises
    ------
    AnalysisError
        ``no-parties``; ``too-many-packages`` beyond 200,000 packages; or what the scenario lacks.

    Notes
    -----
    No guarantee is in force, and red lines that are held count: a package that crosses another party's line is none
    that it would sign. Without a war a party's own package of today takes the war's place, and stalemate is 1.

    Examples
    --------
    >>> import ripeness
    >>> ripeness.panel(ripeness.read("libya-2020"), draws=1).to_dict()["parties"]["lna"]["common"]["way_out"]
    False
    """
    applies(scenario)
    table = as_draws(draws, seed)
    check_chosen(scenario, table)
    rows = packages_of(scenario)
    central = table if table.count == 1 else table.central
    at_centre = ripe(scenario, central, rows)
    columns = over(scenario, table, rows)
    for column in columns.values():
        column.flags.writeable = False
    unknown = _needed(scenario, central, at_centre, rows)
    return PanelResult(
        provenance=Provenance(
            analysis="panel",
            scenario=scenario.id,
            asked=scenario,
            digest=scenario.digest,
            changes=scenario.changes,
            version=VERSION,
            options={"chosen": list(table.paths)},
            seed=table.seed,
            draws=table.count,
        ),
        parties=scenario.parties,
        columns=columns,
        central={path: float(_finite(values)[0]) for path, values in at_centre.items()},
        unknown=unknown,
        warnings=tuple(_unknown_warnings(scenario, unknown)),
        turns=turns(
            scenario,
            central,
            _read(scenario, central),
            lambda drawn: ripe(scenario, drawn, rows),
            at_most=max(1, _AT_ONCE // len(rows)),
        ),
    )


def _needed(
    scenario: Scenario, central: Draws, at_centre: Mapping[str, Array], rows: Rows
) -> dict[str, tuple[str, ...]]:
    """Return the parts that are unknown at the central values, each with the unknown numbers that it needs.

    A number is needed where a part stays unknown although all other unknown numbers are put in the middle of what is
    admissible; where no number by itself is, all are named.
    """
    parts = [part for part, values in at_centre.items() if np.isnan(values[0])]
    if not parts:
        return {}
    estimates, base = scenario.estimates, {path: values[:1] for path, values in central.chosen.items()}
    # What a chosen draw gives is known.
    open_ = [p for p in _read(scenario, central) if p not in base and estimates[p].central is None]
    middle = {p: inverse(estimates[p].drawn, np.full(1, 0.5)) for p in open_}
    found: dict[str, list[str]] = {part: [] for part in parts}
    for path in open_:
        others = {p: values for p, values in middle.items() if p != path}
        alone = ripe(scenario, Draws.of({**base, **others}, seed=central.seed) if base or others else central, rows)
        for part in parts:
            found[part] += [path] if np.isnan(alone[part][0]) else []
    return {part: tuple(paths or open_) for part, paths in found.items()}


def _unknown_warnings(scenario: Scenario, unknown: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    for path in dict.fromkeys(path for paths in unknown.values() for path in paths):
        message = f"'{path}' is unknown, and parts of the panel at the most likely values need it"
        hint = "give it a number or a range; figures over draws try its whole admissible range"
        yield Problem("unknown-needed", message, scenario.place(path), hint, severity="warning", path=path)


def over(scenario: Scenario, table: Draws, rows: Rows) -> dict[str, Array]:
    """Return every part over draws, block by block; NaN is unknown, or that no package satisfies the others."""
    blocks = [ripe(scenario, block, rows) for block in _small(table, len(rows))]
    return {path: _finite(np.concatenate([b[path] for b in blocks])) for path in blocks[0]}


def applies(scenario: Scenario) -> None:
    """Refuse a scenario that the panel cannot judge."""
    demand(lacks(scenario, None))


def packages_of(scenario: Scenario) -> Rows:
    """Return all packages, the last issue changing fastest."""
    return every_package(Space.of(scenario).shape)


def _read(scenario: Scenario, central: Draws) -> tuple[str, ...]:
    """Return the estimates that the panel reads, whoever looks at the war."""
    worth = valuation(scenario, central, actors=scenario.parties)
    for viewer in (None, *scenario.parties):
        seen_by(worth, viewer)
    return worth.columns.read()


def _small(table: Draws, packages: int) -> Iterator[Draws]:
    """Yield the draws in blocks so small that all packages can be judged at once."""
    yield from table.blocks(size=max(1, _AT_ONCE // packages))


def ripe(scenario: Scenario, draws: Draws, rows: Rows) -> dict[str, Array]:
    """Return the parts of the panel for every party and view in every draw of a block, by dotted path."""
    worth = valuation(scenario, draws, actors=scenario.parties)
    packages = _Packages(worth, rows)
    common = _signed(seen_by(worth, None), packages)
    found: dict[str, Array] = {}
    for i, party in enumerate(worth.actors):
        believed = _signed(seen_by(worth, party), packages)
        for view, signed in (("common", common), ("believed", believed)):
            found |= {f"panel.{party}.{view}.{part}": v for part, v in _parts(scenario, signed, i).items()}
    return found


class _Packages:
    """What does not depend on who looks at the war: utilities, losses when betrayed, red lines."""

    def __init__(self, worth: Valuation, rows: Rows) -> None:
        space = worth.space
        self.feasible = space.feasible(rows)
        self.utility = sum_all(worth.wants.clauses, space.shape)
        for i, when, points in worth.wants.bonuses:
            self.utility[:, i, :] += times(points[:, None], space.holds(when, rows)[None, :])
        self.loss = sum_all(worth.exposure, space.shape) + worth.betrayal[:, :, None]
        self.free = np.ones_like(self.utility)
        for line in worth.red_lines:
            crossed = times(line.held[:, None], space.holds(line.when, rows)[None, :])
            self.free[:, line.actor, :] = times(self.free[:, line.actor, :], 1 - crossed)
        now = space.rows([worth.columns.scenario.package()])[0]
        self.today = int(np.flatnonzero((rows == now).all(axis=1))[0])


@dataclass(frozen=True)
class _Signed:
    """What every package is worth to whom by one view of the war, and who would sign it."""

    worth: Valuation
    packages: _Packages
    value: Array  # (N, P, K)
    signs: Array  # (N, P, K), 1, 0 or NaN


def _signed(worth: Valuation, packages: _Packages) -> _Signed:
    r, h = worth.reservation[:, :, None], worth.compliance[:, :, None]
    value = times(h, packages.utility)
    value += times(1 - h, np.minimum(r, packages.utility) - packages.loss)
    signs = times(at_least(value, r, TIE), packages.free)
    signs[:, :, ~packages.feasible] = 0.0
    return _Signed(worth, packages, value, signs)


def _parts(scenario: Scenario, signed: _Signed, i: int) -> dict[str, Array]:
    worth = signed.worth
    others = np.where(signed.packages.feasible, 1.0, 0.0) * np.ones_like(signed.signs[:, 0, :])
    for j in range(len(worth.actors)):
        if j != i:
            others = times(others, signed.signs[:, j, :])
    refusal = worth.refusals[i]
    today = signed.packages.utility[:, i, signed.packages.today]
    war = refusal.worth[:, refusal.names.index("war")] if "war" in refusal.names else today
    return {
        "stalemate": _stalemate(scenario, refusal.odds, worth.actors[i], len(war)),
        "hurting": _best(signed.value[:, i, :], others) - war,
        "way_out": _any(times(others, signed.signs[:, i, :])),
    }


def _stalemate(scenario: Scenario, odds: Array | None, party: str, draws: int) -> Array:
    """Return one less the chance that the party wins outright; 1 when it does not fight."""
    if odds is None or scenario.war is None:
        return np.ones(draws)
    wins = [k for k, o in enumerate(scenario.war.outcomes.values()) if o.winner == party]
    won: Array = odds[:, wins].sum(axis=-1)
    return 1 - won


def _best(value: Array, signed: Array) -> Array:
    """Return the largest value over packages that are signed; -inf when none is, NaN when that is unknown."""
    best = np.where(signed == 1, value, -np.inf).max(axis=-1)
    unknown = np.isnan(signed).any(axis=-1) | np.isnan(np.where(signed == 1, value, 0.0)).any(axis=-1)
    return np.where(unknown, np.nan, best)


def _finite(values: Array) -> Array:
    """Return numbers with "no such package" written as NaN."""
    return np.where(np.isneginf(values), np.nan, values)


def _any(truths: Array) -> Array:
    """Return whether any holds, over the last axis: 1, 0 or NaN."""
    known = np.where(np.isnan(truths), 0.0, truths).max(axis=-1)
    return np.where((known == 0) & np.isnan(truths).any(axis=-1), np.nan, known)


def _spread(column: Array) -> dict[str, float | None]:
    """Return mean, 5th and 95th percentile over the draws in which a part is known, and the share of those."""
    known = column[~np.isnan(column)]
    if not len(known):
        return {"mean": None, "low": None, "high": None, "known": 0.0}
    low, high = np.percentile(known, [5, 95])
    return {"mean": float(known.mean()), "low": float(low), "high": float(high), "known": len(known) / len(column)}
