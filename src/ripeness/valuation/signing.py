"""Who would sign: implementation risk, the value of signing, surplus, the chance of a signature.

Definitions: docs/methods/sign.md.

B. F. Walter (1997), The critical barrier to civil war settlement. *International Organization* 51(3), 335-364: why
an agreement that both prefer to war is refused when its implementation cannot be trusted.
R. D. Luce (1959), *Individual Choice Behavior*, ch. 2: the logistic choice rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ripeness.numerics.draws import Array, Draws
from ripeness.numerics.unknowns import at_least, times
from ripeness.scenario import Scenario
from ripeness.scenario.logic import Condition
from ripeness.scenario.ties import Guarantee, Inducement, Sanction
from ripeness.valuation.columns import Columns
from ripeness.valuation.pressure import Pressure
from ripeness.valuation.refusing import TIE, Refusal, refusal
from ripeness.valuation.space import Rows, Space
from ripeness.valuation.utility import Utility, evaluate, sum_clauses, utility


@dataclass(frozen=True)
class HeldRedLine:
    """A red line of actor number ``actor``: ``held`` is 1, 0 or NaN in each draw, shape (N,)."""

    actor: int
    index: int
    when: Condition
    held: Array


@dataclass(frozen=True)
class Valuation:
    """Everything that decides whether actors sign a package, as arrays over draws.

    Attributes
    ----------
    columns : Columns
        The numbers of the scenario in these draws.
    actors : tuple of str
        The P signatories.
    space : Space
        The packages.
    wants : Utility
        Points of clauses and bonuses.
    exposure : array, shape (N, P, I, A)
        Points lost by carrying out a clause if the others then break their word.
    refusals : tuple of Refusal
        Ways of refusing, by actor.
    reservation : array, shape (N, P)
        Value of refusing, r, with cuts of support that are made whatever the actor does.
    refusing : array, shape (N, P)
        r^ref: with the cuts threatened for refusal too, less sanctions; r itself where there is no pressure.
    induced : array, shape (N, P)
        Points that inducements add to signing.
    trust, compliance : array, shape (N, P)
        Confidence that the others comply, without guarantees, and h, with the guarantees in force.
    betrayal, noise : array, shape (N, P)
        Points lost by betrayal; spread τ of the choice.
    red_lines : tuple of HeldRedLine
        Of all actors.
    pressure : Pressure or None
        Levels of pressure; None: the world as it is.
    """

    columns: Columns
    actors: tuple[str, ...]
    space: Space
    wants: Utility
    exposure: Array
    refusals: tuple[Refusal, ...]
    reservation: Array
    refusing: Array
    induced: Array
    trust: Array
    compliance: Array
    betrayal: Array
    noise: Array
    red_lines: tuple[HeldRedLine, ...]
    pressure: Pressure | None = None


@dataclass(frozen=True)
class Judgement:
    """What K packages are worth to P actors in N draws; every array has shape (N, P, K).

    Attributes
    ----------
    utility : array
        u, in points of the actor.
    value : array
        V, value of signing with the risk that others break their word.
    reservation : array
        r^ref, value of refusing.
    effective_reservation : array
        Utility above which the actor signs; NaN where signing brings nothing (h = 0), or under pressure.
    surplus : array
        V - r^ref.
    crossed : array
        Whether a red line that is held is crossed: 1, 0 or NaN.
    signs : array
        Verdict: 1, 0 or NaN.
    willing : array
        Chance of a signature, given the draw, if no red line stood in the way.
    probability : array
        Chance of a signature, given the draw.
    """

    utility: Array
    value: Array
    reservation: Array
    effective_reservation: Array
    surplus: Array
    crossed: Array
    signs: Array
    willing: Array
    probability: Array


def valuation(
    scenario: Scenario,
    draws: Draws,
    *,
    actors: Sequence[str],
    guarantees: Sequence[str] = (),
    columns: Columns | None = None,
    pressure: Pressure | None = None,
) -> Valuation:
    """Return what decides whether ``actors`` sign, in every draw of one block.

    Actors judge the war by their own estimates where they have any; :func:`seen_by` changes that.

    Parameters
    ----------
    scenario : Scenario
        Needs preferences and a way of refusing for each actor.
    draws : Draws
        One block: all its N draws are held in memory.
    actors : sequence of str
        The signatories.
    guarantees : sequence of str
        Guarantee ties in force.
    columns : Columns, optional
        The numbers of these draws, where they have been read already.
    pressure : Pressure, optional
        Levels at which supports are cut, sanctions and inducements used, and with what chance guarantees stand.

    Raises
    ------
    AnalysisError
        When the scenario lacks something; the problem says what.
    """
    columns = columns or Columns(scenario, draws)
    space = Space.of(scenario)
    wants = utility(columns, space, actors)
    refusals, refusing = _refusing(columns, space, wants, actors, actors, pressure)
    return Valuation(
        columns=columns,
        actors=tuple(actors),
        space=space,
        wants=wants,
        exposure=_exposure(columns, space, actors),
        refusals=refusals,
        reservation=np.stack([r.best for r in refusals], axis=-1),
        refusing=refusing,
        induced=np.stack([_points(columns, pressure, a, Inducement) for a in actors], axis=-1),
        trust=np.stack([_compliance(columns, a, ()) for a in actors], axis=-1),
        compliance=np.stack([_compliance(columns, a, guarantees, pressure) for a in actors], axis=-1),
        betrayal=np.stack([columns(f"preferences.{a}.betrayal") for a in actors], axis=-1),
        noise=np.stack([columns(f"preferences.{a}.noise") for a in actors], axis=-1),
        red_lines=tuple(_red_lines(columns, actors)),
        pressure=pressure,
    )


def _refusing(
    columns: Columns,
    space: Space,
    wants: Utility,
    actors: Sequence[str],
    viewers: Sequence[str | None],
    pressure: Pressure | None,
) -> tuple[tuple[Refusal, ...], Array]:
    """Return the ways of refusing of each actor, and what refusing is worth under pressure, shape (N, P)."""
    made = pressure.whatever() if pressure else None
    refusals, values = [], []
    for i, (actor, viewer) in enumerate(zip(actors, viewers, strict=True)):
        whatever = refusal(columns, space, wants, actor, i, viewer=viewer, pressure=made)
        refused = whatever
        threats = pressure.for_refusal(columns.scenario, actor) if pressure else None
        if threats is not None and threats is not made:
            refused = refusal(columns, space, wants, actor, i, viewer=viewer, pressure=threats)
        refusals.append(whatever)
        values.append(refused.best - _points(columns, pressure, actor, Sanction))
    return tuple(refusals), np.stack(values, axis=-1)


def _points(columns: Columns, pressure: Pressure | None, actor: str, kind: type[Sanction | Inducement]) -> Array:
    """Return the points that sanctions, or inducements, are worth at their levels, shape (N,)."""
    total = np.zeros(columns.draws.count)
    for tie, level in pressure.on(columns.scenario, actor, kind).items() if pressure else ():
        total = total + times(columns(f"ties.{tie}.strength"), level)
    return total


def seen_by(worth: Valuation, viewer: str | None) -> Valuation:
    """Return the same valuation with every actor's war judged by one viewer's estimates; None: the analyst's."""
    viewers = [viewer] * len(worth.actors)
    refusals, refusing = _refusing(worth.columns, worth.space, worth.wants, worth.actors, viewers, worth.pressure)
    reservation = np.stack([r.best for r in refusals], axis=-1)
    return replace(worth, refusals=refusals, reservation=reservation, refusing=refusing)


def _exposure(columns: Columns, space: Space, actors: Sequence[str]) -> Array:
    points = np.zeros((columns.draws.count, len(actors), len(space.issues), max(space.shape)))
    for i, actor in enumerate(actors):
        for issue, clauses in columns.scenario.preferences[actor].exposure.items():
            j = space.issues.index(issue)
            for alternative in clauses:
                a = space.alternatives[j].index(alternative)
                points[:, i, j, a] = columns(f"preferences.{actor}.exposure.{issue}.{alternative}")
    return points


def _compliance(columns: Columns, actor: str, guarantees: Sequence[str], pressure: Pressure | None = None) -> Array:
    """Return h = 1 - (1 - trust) Π (1 - chance that it stands · guarantee), shape (N,); 1 where trust is omitted."""
    if columns.scenario.preferences[actor].trust is None:
        return np.ones(columns.draws.count)
    distrust = 1 - columns(f"preferences.{actor}.trust")
    for tie in guarantees:
        stands = pressure.levels.get(tie, 1.0) if pressure else 1.0
        distrust = times(distrust, 1 - times(stands, _reassurance(columns, actor, tie)))
    return 1 - distrust


def _reassurance(columns: Columns, actor: str, tie: str) -> Array:
    """Return how far a guarantee reassures an actor, shape (N,)."""
    record = columns.scenario.ties[tie]
    if isinstance(record, Guarantee) and not isinstance(record.strength, dict):
        return columns(f"ties.{tie}.strength")
    if isinstance(record, Guarantee) and actor in record.strength:
        return columns(f"ties.{tie}.strength.{actor}")
    return np.zeros(columns.draws.count)


def surely(worth: Valuation, guarantees: Sequence[str]) -> Valuation:
    """Return a valuation with guarantees in force of which an unknown strength counts for nothing.

    More confidence never makes signing worth less: who signs then signs whatever that strength is.
    """
    known = [
        [tie for tie in guarantees if not np.isnan(_reassurance(worth.columns, actor, tie)).any()]
        for actor in worth.actors
    ]
    compliance = [_compliance(worth.columns, a, ties) for a, ties in zip(worth.actors, known, strict=True)]
    return replace(worth, compliance=np.stack(compliance, axis=-1))


def _red_lines(columns: Columns, actors: Sequence[str]) -> list[HeldRedLine]:
    return [
        HeldRedLine(i, k, line.when, columns.held(f"preferences.{actor}.never.{k}"))
        for i, actor in enumerate(actors)
        for k, line in enumerate(columns.scenario.preferences[actor].never)
    ]


def judge(worth: Valuation, rows: Rows) -> Judgement:
    """Return what packages are worth to each actor, and whether it would sign them.

    u is the utility, r the value of refusing, h the confidence that others comply. Being betrayed is worth
    β = min(r, u) - betrayal - exposure; signing is worth V = h u + (1 - h) β and inducements; the surplus is V - r,
    under pressure V - r^ref. The actor signs when the surplus is not negative (within 1e-9 points) and no red line
    that it holds is crossed; with noise τ the chance is Λ(surplus / τ).

    Parameters
    ----------
    worth : Valuation
        From :func:`valuation`.
    rows : integer array, shape (K, I)
        Packages, from ``worth.space.rows``.
    """
    u = evaluate(worth.wants, worth.space, rows)
    exposure = sum_clauses(worth.exposure, rows)
    r, h, noise = worth.reservation[:, :, None], worth.compliance[:, :, None], worth.noise[:, :, None]
    loss = worth.betrayal[:, :, None] + exposure
    refusing = worth.refusing[:, :, None]
    value = times(h, u) + times(1 - h, np.minimum(r, u) - loss) + worth.induced[:, :, None]
    surplus = value - refusing
    effective = r + times(1 - h, loss) / np.where((h == 0) | (worth.pressure is not None), np.nan, h)
    crossed = _crossed(worth, rows)
    free = 1 - crossed
    enough = at_least(surplus, 0.0, TIE)
    willing = _chance(surplus, noise, enough)
    return Judgement(
        utility=u,
        value=value,
        reservation=np.broadcast_to(refusing, u.shape),
        effective_reservation=effective,
        surplus=surplus,
        crossed=crossed,
        signs=times(enough, free),
        willing=willing,
        probability=times(willing, free),
    )


def chance(surplus: Array, noise: Array) -> Array:
    """Return the chance Λ(s/τ) of a signature at a surplus if no red line stands in the way; sharp at τ = 0."""
    return _chance(surplus, noise, at_least(surplus, 0.0, TIE))


def _chance(surplus: Array, noise: Array, enough: Array) -> Array:
    """Return Λ(s/τ); at τ = 0 the verdict itself."""
    sharp = noise == 0
    odds = surplus / np.where(sharp, 1.0, noise)
    small = np.exp(-np.abs(odds))  # never overflows
    logistic = np.where(odds >= 0, 1.0, small) / (1.0 + small)
    return np.where(sharp, enough, logistic)


def _crossed(worth: Valuation, rows: Rows) -> Array:
    """Return whether any red line that is held is crossed, as 1, 0 or NaN, shape (N, P, K)."""
    crossed = np.zeros((len(worth.reservation), len(worth.actors), len(rows)))
    for line in worth.red_lines:
        met = worth.space.holds(line.when, rows).astype(np.float64)
        here = times(line.held[:, None], met[None, :])
        crossed[:, line.actor, :] = 1 - times(1 - crossed[:, line.actor, :], 1 - here)
    return crossed


def joint(probability: Array) -> Array:
    """Return the chance that all sign, given the draw: the product over actors, shape (N, K).

    Given a draw signatures are independent; what they share stands in the draw.
    """
    product = np.ones((probability.shape[0], probability.shape[2]))
    for i in range(probability.shape[1]):
        product = times(product, probability[:, i, :])
    return product
