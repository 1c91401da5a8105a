"""What answers teach about numbers: estimates that they move, and thresholds that tell refusals from signatures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ripeness.bargaining.text.likelihood import effective_sample
from ripeness.numerics.draws import Array


@dataclass(frozen=True)
class ShiftedEstimate:
    """An estimate that what was observed has moved: mean, 5th and 95th percentile before and after.

    ``shift`` is the move of the mean in standard deviations of the prior.
    """

    path: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    shift: float


def moved(drawn: Mapping[str, Array], weight: Array) -> tuple[ShiftedEstimate, ...]:
    """Return the estimates that moved by more than twice the sampling error, the farthest first."""
    effective = effective_sample(weight)
    if effective < 2:
        return ()
    found = []
    for path, values in drawn.items():
        spread = float(values.std())
        if spread <= 1e-12:
            continue
        mean = float((weight * values).sum() / weight.sum())
        shift = (mean - float(values.mean())) / spread
        if abs(shift) > 2 / np.sqrt(effective):
            found.append(ShiftedEstimate(path, _summary(values, np.ones(len(values))), _summary(values, weight), shift))
    return tuple(sorted(found, key=lambda m: (-abs(m.shift), m.path)))


def _summary(values: Array, weight: Array) -> tuple[float, float, float]:
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weight[order])
    low, high = (float(values[order][np.searchsorted(below, share * below[-1])]) for share in (0.05, 0.95))
    return float((weight * values).sum() / weight.sum()), low, high


@dataclass(frozen=True)
class Threshold:
    """A number on one side of which refusing is likelier, on the other signing.

    Attributes
    ----------
    path : str
        Path of an estimate, or of a measure such as the actor's own odds.
    side : {"above", "below"}
        Where refusals lie.
    threshold : float
        The number.
    refusing, signing : float
        Share of refusals, and of signatures, that lie on that side.
    """

    path: str
    side: str
    threshold: float
    refusing: float
    signing: float


def thresholds(drawn: Mapping[str, Array], probability: Array, *, most: int = 3) -> tuple[Threshold, ...]:
    """Return the numbers whose thresholds best separate refusing from signing draws, the best first.

    Every draw counts as a refusal with weight 1 - P(sign) and as a signature with weight P(sign); the best threshold
    has the largest difference between the shares of refusals and of signatures on one side (Youden's J, the
    Kolmogorov-Smirnov distance). Differences below 0.1, or that chance alone could bring to one of
    so many numbers (Kolmogorov-Smirnov at 0.1 %), are left out.
    """
    refuse, sign = 1 - probability, probability
    if np.isnan(probability).any() or min(refuse.sum(), sign.sum()) < 1e-3 * len(probability):
        return ()
    chance = np.sqrt(0.5 * np.log(2 * len(drawn) / 0.001) * (1 / effective_sample(refuse) + 1 / effective_sample(sign)))
    least = max(0.1, float(chance))
    found = []
    for path, values in drawn.items():
        best = _separate(values, refuse / refuse.sum(), sign / sign.sum())
        if best is not None:
            found.append(Threshold(path, *best))
    found.sort(key=lambda t: (-round(t.refusing - t.signing, 9), t.path))
    return tuple(t for t in found[:most] if t.refusing - t.signing >= least)


def _separate(values: Array, refuse: Array, sign: Array) -> tuple[str, float, float, float] | None:
    order = np.argsort(values, kind="stable")
    sorted_values = values[order]
    cuts = np.flatnonzero(np.diff(sorted_values) > 1e-12)
    if not len(cuts):
        return None
    refused, signed = np.cumsum(refuse[order])[cuts], np.cumsum(sign[order])[cuts]
    k = int(np.argmax(np.abs(refused - signed)))
    threshold = float(sorted_values[cuts[k]] + sorted_values[cuts[k] + 1]) / 2
    if refused[k] > signed[k]:
        return "below", threshold, float(refused[k]), float(signed[k])
    return "above", threshold, float(1 - refused[k]), float(1 - signed[k])
