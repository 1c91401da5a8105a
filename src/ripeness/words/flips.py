"""What each source could do to a refusal, in plain words: every source, pairs, and what sway would have to be worth."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ripeness.leverage import PressureResult
from ripeness.leverage.answers import Pair, RefusalFlip
from ripeness.scenario import Scenario
from ripeness.scenario.ties import Sway
from ripeness.valuation import TIE
from ripeness.words.figures import percent, points, refusing
from ripeness.words.pressure import LEAST, actor, actors, level

PAIRS_SHOWN = 3

MEANING = (
    "Each source uses all that bears on the signatory, willing or not, at one common level: alone, and with those whom "
    "it presses, who then go as far as they would; what those would do unprompted is counted too."
)

_LAWFUL = {
    False: " Ties marked as not lawful are left out here as in plans; a support so marked may be withdrawn.",
    True: " Ties marked as not lawful count, as was asked.",
}

HEADER = ("source", "adds alone", "with chain", "surplus", "enough at")
COLUMNS = (
    "adds: to the signatory's surplus, when the source uses all it has. surplus: what it is then, with the chain; from "
    "0 on it signs. enough at: the least level; (chain): the source alone does not."
)
_DRAWN = " in draws: share of the draws in which it signs so, or signs anyway."


def meaning(scenario: Scenario, result: PressureResult) -> str:
    """Return what it means that a source flips a refusal, and which of its ties count."""
    if all(record.lawful for record in scenario.ties.values()):
        return MEANING
    return MEANING + _LAWFUL[bool(result.provenance.options["include_unlawful"])]


def strongest(result: PressureResult, signatory: str) -> list[RefusalFlip]:
    """Return the sources that have an effect on a signatory, the strongest first."""
    mine = [f for f in result.flips if f.signatory == signatory and not _idle(f)]
    return sorted(mine, key=lambda f: (-_known(f.chain.surplus_at_full), -_known(f.alone.surplus_at_full), f.source))


def idle(result: PressureResult, signatory: str) -> list[str]:
    """Return the sources whose pressure has no effect on a signatory."""
    return [f.source for f in result.flips if f.signatory == signatory and _idle(f)]


def _idle(flip: RefusalFlip) -> bool:
    moved = max(abs(half.surplus_at_full - flip.before) for half in (flip.alone, flip.chain))
    return moved < LEAST  # not so where unknown


def _known(value: float) -> float:
    return -math.inf if math.isnan(value) else value


def standing(scenario: Scenario, result: PressureResult, signatory: str, before: float) -> str:
    """Return what a signatory does at its surplus without pressure, in a sentence."""
    name = actor(scenario, signatory)
    if math.isnan(before):
        return f"{name}: what it would do without pressure is unknown."
    verb = "signs" if before >= -TIE else "refuses"
    return f"{name} {verb} without pressure, at a surplus of {points(before, signed=True)}.{_often(result, signatory)}"


def _often(result: PressureResult, signatory: str) -> str:
    """Return in what share of the draws there is nothing to flip."""
    column = result.columns.get(f"{result.asked.prefix}.before.{signatory}.surplus")
    if column is None or len(column) == 1 or np.isnan(column).any():
        return ""
    share = float((column >= -TIE).mean())
    where = "none of the draws" if share == 0 else "all draws" if share == 1 else f"{percent(share)} of the draws"
    return f" Without pressure its surplus is 0 or more in {where}."


def columns(result: PressureResult) -> str:
    """Return what the columns of the table of sources mean."""
    return COLUMNS if result.provenance.draws == 1 else COLUMNS + _DRAWN


def sources(
    scenario: Scenario, result: PressureResult, signatory: str
) -> tuple[tuple[str, ...], list[tuple[str, ...]], tuple[int, ...]]:
    """Return the sources with an effect on a signatory as a table: header, rows, and which columns hold figures.

    Name, what it adds alone and with its chain, the surplus then, the level that flips, and the share of the draws
    where there is more than one.
    """
    drawn = result.provenance.draws > 1
    rows = [_row(scenario, flip, drawn=drawn) for flip in strongest(result, signatory)]
    return (*HEADER, *(("in draws",) if drawn else ())), rows, (1, 2, 3, 5)


def _row(scenario: Scenario, flip: RefusalFlip, *, drawn: bool) -> tuple[str, ...]:
    return (
        actor(scenario, flip.source),
        points(flip.alone.surplus_at_full - flip.before, signed=True),
        points(flip.chain.surplus_at_full - flip.before, signed=True),
        points(flip.chain.surplus_at_full, signed=True),
        flips(flip),
        *((percent(flip.chain.share),) if drawn else ()),
    )


def flips(flip: RefusalFlip) -> str:
    """Return whether a source flips a refusal with its chain, and from which level."""
    if flip.chain.flips is None:
        return "unknown"
    if not flip.chain.flips:
        return "no"
    return f"{level(flip.chain.level)}{'' if flip.alone.flips else ' (chain)'}"


def nothing(scenario: Scenario, result: PressureResult, signatory: str, best: str | None) -> list[str]:
    """Return one line on the sources without effect; ``best`` is the signatory's best way of refusing."""
    names = idle(result, signatory)
    if not names:
        return []
    said = f"No effect: {actors(scenario, names)}."
    if best is None or best == "war":
        return [said]
    way = refusing(scenario, signatory, best)
    return [
        f"{said} Support counts in war, and the best way of refusing of {actor(scenario, signatory)} is another: {way}."
    ]


def pairs(scenario: Scenario, result: PressureResult, signatory: str) -> list[str]:
    """Return the strongest pairs against a refusal that no single source flips."""
    mine = [p for p in result.pairs if p.signatory == signatory and not math.isnan(p.surplus_at_full)]
    useful = [p for p in mine if _adds(p)][:PAIRS_SHOWN]
    if not useful or any(f.chain.flips for f in strongest(result, signatory)):
        return []
    said = "; ".join(_pair(scenario, p) for p in useful)
    head = "Two together, the strongest" if len(useful) < len(mine) else "Two together"
    return [f"{head}: {said}."]


def _adds(pair: Pair) -> bool:
    """Return whether a pair does more than either does."""
    return pair.surplus_at_full > max(pair.singly) + LEAST


def _pair(scenario: Scenario, pair: Pair) -> str:
    both = actors(scenario, pair.sources)
    singly = " and ".join(points(s - pair.before, signed=True) for s in pair.singly)
    adds = f"{points(pair.surplus_at_full - pair.before, signed=True)} together, {singly} singly"
    if math.isnan(pair.level):
        return f"{both} leave it {points(-pair.surplus_at_full)} points short ({adds})"
    return f"{both} are enough from {level(pair.level)} ({adds})"


def sways(scenario: Scenario, result: PressureResult, signatory: str) -> list[str]:
    """Return what sway over others would have to be worth for a source's pressure to flip a refusal."""
    found, never = [], []
    for flip in strongest(result, signatory):
        judged = _judged(scenario, result, flip.source)
        if not judged or flip.alone.flips or flip.chain.flips is None:
            continue
        if math.isnan(flip.sway_needed):
            never.append(flip.source)
            continue
        if flip.sway_needed <= 0:
            name = actor(scenario, flip.source)
            found.append(f"What {name} does, with what those whom it presses would do unprompted, is enough.")
            continue
        need = "needs to add only" if flip.chain.flips else "would have to add"
        found.append(
            f"Sway of {actor(scenario, flip.source)} {need} {percent(flip.sway_needed)} to the willingness of each "
            f"whom it presses; the file judges {_span(judged)}."
        )
    if never:
        each = ", each on its own" if len(never) > 1 else ""
        found.append(f"Not enough even if those whom they press went all the way: {actors(scenario, never)}{each}.")
    return found


def _judged(scenario: Scenario, result: PressureResult, source: str) -> list[float]:
    """Return the most likely strengths of a source's sways."""
    own = [t for t in result.ties if isinstance(scenario.ties[t], Sway) and scenario.ties[t].from_ == source]
    values = [scenario.estimates[f"ties.{t}.strength"].central for t in own]
    return [float(v) for v in values if v is not None]


def _span(values: Sequence[float]) -> str:
    low, high = percent(min(values)), percent(max(values))
    return low if low == high else f"{low} to {high}, by tie"
