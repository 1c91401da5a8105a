"""What every tie can do to the signatories, as arrows between actors: the figures behind the map of leverage."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ripeness.leverage import PressureResult
from ripeness.numerics.draws import Draws
from ripeness.scenario import Scenario
from ripeness.scenario.ties import Guarantee, Inducement, Sanction, Support, Sway
from ripeness.valuation import Pressure, judge, valuation

Points = Mapping[str, float]  # by signatory


@dataclass(frozen=True)
class Arrow:
    """One tie, or one guarantee for one signatory.

    Attributes
    ----------
    tie, kind, source, target : str
        What it is, and between whom.
    points : float
        The most that it can add to the surplus of a signatory, used in full by itself; NaN is unknown.
    """

    tie: str
    kind: str
    source: str
    target: str
    points: float


def arrows(scenario: Scenario, result: PressureResult) -> tuple[Arrow, ...]:
    """Return the ties that bear on a signatory, directly or by moving another source, in file order.

    A sway counts for what it makes others do beyond what they would do unprompted. Figures are of the most likely
    values, and of the package that the result shows.
    """
    direct = _direct(scenario, result)
    found = []
    for tie in result.ties:
        record = scenario.ties[tie]
        if isinstance(record, Sway):
            levels = _moved(scenario, result, tie)
            if any(direct[other] for other in levels):
                found.append(Arrow(tie, record.kind, record.from_, record.to, _most(direct, levels)))
        else:
            found += [Arrow(tie, record.kind, record.from_, a, p) for a, p in direct[tie].items() if a != record.from_]
    return tuple(found)


def _most(direct: Mapping[str, Points], levels: Mapping[str, float]) -> float:
    """Return the most that ties at some levels together add to the surplus of a signatory."""
    points: dict[str, float] = {}
    for tie, level in levels.items():
        for signatory, full in direct[tie].items():
            points[signatory] = points.get(signatory, 0.0) + (level * full if level else 0.0)
    known = [p for p in points.values() if not math.isnan(p)]
    return max(known) if known else math.nan


def _direct(scenario: Scenario, result: PressureResult) -> dict[str, Points]:
    """Return by tie what it adds to the surplus of the signatories on whom it bears, used in full by itself."""
    here = result.asked
    bare = _surplus(scenario, result, here.in_force, None)
    found: dict[str, Points] = {}
    for tie in result.ties:
        record = scenario.ties[tie]
        found[tie] = {}
        if isinstance(record, (Sanction, Inducement)) and record.to in here.signatories:
            found[tie] = {record.to: _central(scenario, f"ties.{tie}.strength")}
        elif isinstance(record, Support) and record.to in here.signatories:
            after = _surplus(scenario, result, here.in_force, Pressure({tie: 1.0}, made=here.made))
            found[tie] = {record.to: after[record.to] - bare[record.to]}
        elif isinstance(record, Guarantee):
            after = _surplus(scenario, result, (*here.in_force, tie), None)
            whom = record.strength if isinstance(record.strength, dict) else here.signatories
            found[tie] = {a: after[a] - bare[a] for a in here.signatories if a in whom}
    return found


def _surplus(
    scenario: Scenario, result: PressureResult, guarantees: tuple[str, ...], pressure: Pressure | None
) -> Points:
    central = Draws(1, result.provenance.seed)
    who = result.asked.signatories
    worth = valuation(scenario, central, actors=who, guarantees=guarantees, pressure=pressure)
    surplus = judge(worth, worth.space.rows([result.package])).surplus[0, :, 0]
    return dict(zip(who, surplus.tolist(), strict=True))


def _moved(scenario: Scenario, result: PressureResult, sway: str) -> dict[str, float]:
    """Return how far a sway in full moves other ties beyond what their sources would do unprompted.

    Outward from it; the level of each tie is settled when it is first reached, so that no circle counts twice.
    """
    over = {tie: _over(scenario, result, tie) for tie in result.ties}
    levels = {sway: 1.0}
    edge = [sway]
    while edge:
        edge = list(dict.fromkeys(b for a in edge for b in over[a] if b not in levels))
        earlier = dict(levels)
        for b in edge:
            credit = sum(_central(scenario, f"ties.{a}.strength") * at for a, at in earlier.items() if b in over[a])
            levels[b] = _lifted(scenario, b, credit)
    del levels[sway]
    return levels


def _lifted(scenario: Scenario, tie: str, credit: float) -> float:
    """Return how much sway adds to what a source would do: a guarantor stands for sure, or as it would unprompted."""
    if math.isnan(credit):
        return math.nan
    missing = 1.0 - _willing(scenario, tie)
    if isinstance(scenario.ties[tie], Guarantee) and credit < missing - 1e-9:
        return 0.0
    return min(credit, missing)


def _over(scenario: Scenario, result: PressureResult, tie: str) -> tuple[str, ...]:
    """Return the ties that a sway bears on."""
    record = scenario.ties[tie]
    if not isinstance(record, Sway):
        return ()
    named = record.over or [t for t, other in scenario.ties.items() if other.from_ == record.to]
    return tuple(t for t in named if t in result.ties and t != tie)


def _central(scenario: Scenario, path: str) -> float:
    value = scenario.estimates[path].central
    return math.nan if value is None else float(value)


def _willing(scenario: Scenario, tie: str) -> float:
    """Return how far a source would use a tie unprompted; nothing where that is not known."""
    path = f"ties.{tie}.willing"
    value = _central(scenario, path) if path in scenario.estimates else 0.0
    return 0.0 if math.isnan(value) else value
