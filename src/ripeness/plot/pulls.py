"""What every tie can do to the signatories, as arrows between actors: the figures behind the map of leverage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

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

    A sway counts for what it can make others do: its strength, as far as they are not willing anyway, times what they
    can do. Figures are of the most likely values, and of the package that the result shows.
    """
    direct = {tie: _direct(scenario, result, tie) for tie in result.ties}
    found = []
    for tie in result.ties:
        record = scenario.ties[tie]
        if isinstance(record, Sway):
            if _leads(scenario, result, tie, ()):
                points = _through(scenario, result, direct, tie, ())
                found.append(Arrow(tie, record.kind, record.from_, record.to, max(points.values(), default=0.0)))
            continue
        targets = direct[tie] if isinstance(record, Guarantee) else {record.to: direct[tie].get(record.to, 0.0)}
        for signatory, points_ in targets.items():
            if signatory in result.asked.signatories and signatory != record.from_:
                found.append(Arrow(tie, record.kind, record.from_, signatory, points_))
    return tuple(found)


def _direct(scenario: Scenario, result: PressureResult, tie: str) -> Points:
    """Return what a tie adds to the surplus of those on whom it bears, used in full by itself."""
    record, here = scenario.ties[tie], result.asked
    if isinstance(record, (Sanction, Inducement)):
        strength = scenario.estimates[f"ties.{tie}.strength"].central
        return {record.to: np.nan if strength is None else float(strength)} if record.to in here.signatories else {}
    bare = _surplus(scenario, result, here.in_force, None)
    if isinstance(record, Support):
        after = _surplus(scenario, result, here.in_force, Pressure({tie: 1.0}, made=here.made))
        return {a: after[a] - bare[a] for a in here.signatories if a == record.to}
    if isinstance(record, Guarantee):
        after = _surplus(scenario, result, (*here.in_force, tie), None)
        whom = record.strength if isinstance(record.strength, dict) else here.signatories
        return {a: after[a] - bare[a] for a in here.signatories if a in whom}
    return {}


def _surplus(
    scenario: Scenario, result: PressureResult, guarantees: tuple[str, ...], pressure: Pressure | None
) -> Points:
    central = Draws(1, result.provenance.seed)
    who = result.asked.signatories
    worth = valuation(scenario, central, actors=who, guarantees=guarantees, pressure=pressure)
    surplus = judge(worth, worth.space.rows([result.package])).surplus[0, :, 0]
    return dict(zip(who, surplus.tolist(), strict=True))


def _over(scenario: Scenario, result: PressureResult, tie: str) -> tuple[str, ...]:
    """Return the ties that a sway bears on."""
    record = scenario.ties[tie]
    if not isinstance(record, Sway):
        return ()
    named = record.over or [t for t, other in scenario.ties.items() if other.from_ == record.to]
    return tuple(t for t in named if t in result.ties and t != tie)


def _leads(scenario: Scenario, result: PressureResult, tie: str, before: tuple[str, ...]) -> bool:
    record = scenario.ties[tie]
    if not isinstance(record, Sway):
        return isinstance(record, Guarantee) or record.to in result.asked.signatories
    return any(
        _leads(scenario, result, t, (*before, tie)) for t in _over(scenario, result, tie) if t not in (*before, tie)
    )


def _through(
    scenario: Scenario, result: PressureResult, direct: Mapping[str, Points], tie: str, before: tuple[str, ...]
) -> dict[str, float]:
    """Return what a sway adds to each signatory's surplus through those whom it moves; no circle counts twice."""
    strength = scenario.estimates[f"ties.{tie}.strength"].central
    found: dict[str, float] = {}
    for other in _over(scenario, result, tie):
        if other in (*before, tie):
            continue
        path = f"ties.{other}.willing"
        willing = (scenario.estimates[path].central if path in scenario.estimates else 0) or 0
        added = np.nan if strength is None else min(float(strength), 1 - float(willing))
        swayed = isinstance(scenario.ties[other], Sway)
        points = _through(scenario, result, direct, other, (*before, tie)) if swayed else direct[other]
        for signatory, more in points.items():
            found[signatory] = found.get(signatory, 0.0) + added * more
    return found
