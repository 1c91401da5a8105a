"""Pictures of ``conference``: stands and outcomes, paths over rounds, who trades with whom."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ripeness.conference import RULES, ConferenceResult
from ripeness.conference.rules import medians
from ripeness.numerics.draws import Array
from ripeness.plot.figure import BLUE, DARK, GREY, INK, LIGHT, ORANGE, new_axes, picture
from ripeness.plot.labels import Label, at_the_end
from ripeness.plot.names import Names, readable

#: Colour and marker by rule: they differ without colour too.
MARKS: Mapping[str, tuple[str, str]] = {
    "compromise": (BLUE, "o"),
    "mean": (DARK, "s"),
    "median": (INK, "^"),
    "nash": ("#3f7d4e", "D"),
    "challenge": (ORANGE, "v"),
    "exchange": ("#7a4a8c", "P"),
}
_SHOWN: Mapping[str, str] = {"nash": "Nash"}
_GAP = 0.13  # between the lines of rules in a row
_LEAST, _MOST = 12.0, 170.0  # area of dots, in square points


@picture
def settlements(result: ConferenceResult, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw where each issue settles by every rule: marks at the most likely values, lines over draws.

    Lines span the 5th to 95th percentile; a star is what was settled in the end, a vertical stroke the reference point.

    Parameters
    ----------
    result : ConferenceResult
        What is drawn.
    names : mapping of str to str, optional
        Plain words for ids of issues.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    axes = ax or new_axes(7.2, 0.9 + 0.85 * len(result.issues))
    named = readable(names)
    for k, rule in enumerate(RULES):
        _rule(axes, result, rule, np.arange(len(result.issues), dtype=np.float64) + _GAP * (k - (len(RULES) - 1) / 2))
    for row, issue in enumerate(result.issues):
        _known(axes, result, issue, row)
        if row:
            axes.axhline(row - 0.5, color=LIGHT, linewidth=0.6)
    axes.set_yticks(range(len(result.issues)), [fill(named.get(i, i), 30) for i in result.issues])
    axes.set_ylim(len(result.issues) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    _scale(axes)
    _key(axes, result)
    return axes


def _rule(axes: Axes, result: ConferenceResult, rule: str, heights: Array) -> None:
    colour, marker = MARKS[rule]
    ends = [result.interval(issue, rule)[1:] for issue in result.issues]
    low, high = (np.array([np.nan if e[side] is None else e[side] for e in ends], dtype=np.float64) for side in (0, 1))
    wide = high > low
    axes.hlines(heights[wide], low[wide], high[wide], color=colour, linewidth=2, alpha=0.4)
    axes.plot(result.central[rule], heights, marker=marker, color=colour, markersize=6, linestyle="none")


def _known(axes: Axes, result: ConferenceResult, issue: str, row: int) -> None:
    """Draw the reference point and what was settled in the end."""
    reference = float(result.stands.reference[0, result.issues.index(issue)])
    if not np.isnan(reference):
        axes.plot([reference, reference], [row - 0.42, row + 0.42], color=GREY, linewidth=1.2, linestyle=":")
    value, low, high, _ = result.outcomes.get(issue, (None, None, None, ""))
    if value is not None:
        if low is not None and high is not None:
            axes.fill_between([low, high], row - 0.46, row + 0.46, color=INK, alpha=0.08, linewidth=0)
        axes.plot(value, row, marker="*", color=INK, markersize=11, markerfacecolor="white", zorder=3)


def _key(axes: Axes, result: ConferenceResult) -> None:
    entries = [
        Line2D([], [], color=colour, marker=marker, linestyle="none", markersize=6, label=_SHOWN.get(rule, rule))
        for rule, (colour, marker) in MARKS.items()
    ]
    if any(value is not None for value, *_ in result.outcomes.values()):
        star: dict[str, Any] = {"marker": "*", "markerfacecolor": "white", "markersize": 10, "linestyle": "none"}
        entries.append(Line2D([], [], color=INK, label="in the end", **star))
    if not np.isnan(result.stands.reference).all():
        entries.append(Line2D([], [], color=GREY, linestyle=":", label="without agreement"))
    below: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, 0), "borderaxespad": 4.5}  # of the type
    axes.legend(handles=entries, ncols=4, frameon=False, fontsize=8, **below)


def _scale(axes: Axes) -> None:
    axes.set_xlim(-2, 102)
    axes.set_xticks(range(0, 101, 20))
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", color=GREY, alpha=0.25, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel("position, 0 to 100")


@picture
def positions(result: ConferenceResult, issue: str, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw who stands where on an issue, and where each is taken: one line an actor, by rising position.

    A dot is the stand, the larger the more weight; a triangle where the challenge model ends, a plus sign the vote
    after exchanges. The vertical line is the compromise, the dashed one what was settled in the end.

    Parameters
    ----------
    result : ConferenceResult
        What is drawn.
    issue : str
        Id of the issue.
    names : mapping of str to str, optional
        Plain words for ids of actors.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    k = result.issues.index(issue)
    there = np.flatnonzero(result.stands.say[:, k] & ~np.isnan(result.stands.position[0, :, k]))
    order = sorted(there.tolist(), key=lambda i: result.stands.position[0, i, k])
    axes = ax or new_axes(7.2, 1.1 + 0.24 * len(order))
    named, shares = readable(names), result.shares(issue)
    most = max((s for s in shares.values() if not np.isnan(s)), default=1.0) or 1.0
    last, votes = result.challenges[k].positions[0, -1], result.exchanges.votes[0, -1, :, k]
    rows, stand = np.arange(len(order)), result.stands.position[0, order, k]
    ends = np.stack([stand, last[order], votes[order]])
    axes.hlines(rows, ends.min(axis=0), ends.max(axis=0), color=LIGHT, linewidth=1, zorder=1)
    share = np.array([float(np.nan_to_num(shares[result.actors[i]])) for i in order])
    axes.scatter(stand, rows, s=_LEAST + (_MOST - _LEAST) * share / most, color=GREY, zorder=2)
    for rule, end in (("challenge", ends[1]), ("exchange", ends[2])):
        moves = np.abs(end - stand) > 0.05
        colour, marker = MARKS[rule]
        axes.plot(end[moves], rows[moves], marker=marker, color=colour, markersize=5.5, linestyle="none", zorder=3)
    _outcome(axes, result, issue)
    axes.set_yticks(range(len(order)), [named.get(result.actors[i], result.actors[i]) for i in order])
    axes.set_ylim(-0.7, max(len(order) - 0.3, 0.7))
    axes.tick_params(axis="y", length=0)
    _scale(axes)
    return axes


def _outcome(axes: Axes, result: ConferenceResult, issue: str) -> None:
    forecast, (value, *_) = result.settled(issue)["compromise"], result.outcomes.get(issue, (None,))
    _, low, high = result.interval(issue, "compromise")
    if low is not None and high is not None:
        axes.axvspan(low, high, color=BLUE, alpha=0.12, linewidth=0, zorder=0)
    if not np.isnan(forecast):
        axes.axvline(forecast, color=BLUE, linewidth=1.4, zorder=0)
    if value is not None:
        axes.axvline(value, color=INK, linewidth=1.2, linestyle=(0, (5, 3)), zorder=0)


@picture
def paths(
    result: ConferenceResult,
    issue: str,
    *,
    model: str = "challenge",
    names: Names | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw positions on an issue round by round: stands first, then after each round.

    The thick line is the median of the challenge model, or the outcome of the votes of the exchange model.

    Parameters
    ----------
    result : ConferenceResult
        What is drawn.
    issue : str
        Id of the issue.
    model : {"challenge", "exchange"}
        Whose rounds.
    names : mapping of str to str, optional
        Plain words for ids of actors.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    axes = ax or new_axes(7.2, 4.0)
    k, named = result.issues.index(issue), readable(names)
    if model == "challenge":
        found = result.challenges[k]
        lines = found.positions[0, : int(found.rounds[0]) + 1]
        middle = np.array([_median(row, result.stands.weight[0, :, k]) for row in lines])
        what = "median"
    else:
        lines = np.concatenate([result.exchanges.positions[0, :1, :, k], result.exchanges.votes[0, :, :, k]])
        middle, what = result.exchanges.outcomes[0, :, k], "outcome of the votes"
    rounds = np.arange(len(lines))
    ends: dict[float, list[str]] = {}
    for i in np.flatnonzero(~np.isnan(lines[0])):
        moves = bool(np.ptp(lines[:, i]) > 0.05)
        axes.plot(rounds, lines[:, i], color=BLUE if moves else LIGHT, linewidth=1.1 if moves else 0.8, marker=".")
        ends.setdefault(round(float(lines[-1, i]), 1), []).append(named.get(result.actors[i], result.actors[i]))
    axes.plot(rounds, middle, color=ORANGE, linewidth=2.6, linestyle="--", label=what)
    axes.set_ylim(-2, 102)
    axes.set_xlim(-0.1, max(len(lines) - 1, 1) + 0.05)
    axes.set_xticks(rounds, ["stands", *(f"round {n}" for n in rounds[1:])])
    axes.set_ylabel("position, 0 to 100")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper left", frameon=False, fontsize=8)
    labels = [Label(_few(several), float(rounds[-1]), y) for y, several in ends.items()]
    at_the_end(axes, float(rounds[-1]), labels)
    return axes


def _few(names: list[str]) -> str:
    shown = names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"]
    return ", ".join(shown)


def _median(row: Array, weights: Array) -> float:
    return float(medians(np.nan_to_num(row)[None], weights[None]).middle[0])


@picture
def trades(result: ConferenceResult, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw who trades with whom: the share of draws in which two actors exchange votes at least once, in per cent.

    Parameters
    ----------
    result : ConferenceResult
        What is drawn.
    names : mapping of str to str, optional
        Plain words for ids of actors.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    traded = [i for i in range(len(result.actors)) if result.trading[i].any()]
    axes = ax or new_axes(7.2, 1.6 + 0.32 * len(traded))
    named = readable(names)
    if not traded:
        axes.text(0.5, 0.5, "nobody trades", ha="center", va="center", transform=axes.transAxes)
        axes.set_axis_off()
        return axes
    shares = result.trading[np.ix_(traded, traded)]
    below = np.ma.masked_where(~np.tri(len(traded), k=-1, dtype=bool), shares)
    edges = np.arange(len(traded) + 1) - 0.5
    axes.pcolormesh(edges, edges, below, cmap="Blues", vmin=0, vmax=1.25)
    for i in range(len(traded)):
        for j in range(i):
            if shares[i, j] > 0:
                text = f"{100 * shares[i, j]:.0f}" if shares[i, j] >= 0.005 else "<1"
                axes.text(
                    j, i, text, ha="center", va="center", fontsize=8, color="white" if shares[i, j] > 0.7 else INK
                )
    words = [named.get(result.actors[i], result.actors[i]) for i in traded]
    axes.set_xticks(range(len(traded)), words, rotation=45, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(traded)), words)
    axes.set_xlim(-0.5, len(traded) - 1.5)
    axes.set_ylim(len(traded) - 0.5, 0.5)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    return axes
