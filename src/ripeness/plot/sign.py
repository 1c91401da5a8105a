"""Pictures of ``sign``: what a draft gives beside what a signatory needs; chances of a signature."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from ripeness.bargaining.text.sign import SignResult
from ripeness.numerics.draws import Array
from ripeness.plot.figure import BLUE, GREY, INK, ORANGE, new_axes, picture


@picture
def verdict(result: SignResult, actor: str, *, ax: Axes | None = None) -> Axes:
    """Draw what the draft gives one signatory beside what it needs, on its own scale of points.

    The dot is the utility of the draft, the line the effective reservation: right of it the actor signs. The
    bar from the open mark (value of refusing) to the line is what distrust adds. Thin lines span the 5th to
    95th percentile over draws.
    """
    axes = ax or new_axes(4.6, 1.3)
    signatory = next(s for s in result.text.signatories if s.actor == actor)
    gives, refuse = signatory.figures["utility"], signatory.figures["reservation"]
    needs = signatory.figures["effective_reservation"]
    path = f"sign.{result.draft}.{actor}"
    _span(axes, result.columns[f"{path}.utility"], 1.0, BLUE)
    _span(axes, result.columns[f"{path}.effective_reservation"], 0.0, ORANGE)
    if not np.isnan(refuse) and not np.isnan(needs):
        axes.barh(0.0, needs - refuse, left=refuse, height=0.34, color=ORANGE, alpha=0.35, linewidth=0)
    if not np.isnan(refuse):
        axes.plot(refuse, 0.0, marker="|", color=ORANGE, markersize=11, markeredgewidth=1.5)
    if not np.isnan(needs):
        axes.axvline(needs, color=ORANGE, linewidth=1.6)
    if not np.isnan(gives):
        axes.plot(gives, 1.0, marker="o", color=BLUE, markersize=8)
    axes.set_yticks([1.0, 0.0], ["the draft gives", "it needs"])
    axes.set_ylim(-0.6, 1.6)
    axes.set_xlim(*_limits([gives, refuse, needs], result, path))
    axes.set_xlabel(f"points of {actor}'s own utility")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    return axes


def _span(axes: Axes, column: Array, height: float, colour: str) -> None:
    if len(column) > 1 and not np.isnan(column).any():
        low, high = np.percentile(column, [5, 95])
        axes.plot([low, high], [height, height], color=colour, linewidth=2, alpha=0.55, solid_capstyle="butt")


def _limits(marks: list[float], result: SignResult, path: str) -> tuple[float, float]:
    known = [m for m in marks if not np.isnan(m)]
    for figure in ("utility", "effective_reservation"):
        column = result.columns[f"{path}.{figure}"]
        if not np.isnan(column).any():
            known += [float(x) for x in np.percentile(column, [5, 95])]
    low, high = min([0.0, *known]), max([100.0, *known])
    return low - 2, high + 2


@picture
def chances(results: list[SignResult], *, ax: Axes | None = None) -> Axes:
    """Draw the chance that each signatory signs each draft: mean as a dot, 5th to 95th percentile as a line."""
    rows = [(r, a) for r in results for a in (*(s.actor for s in r.text.signatories), "")]
    axes = ax or new_axes(6.4, 0.5 + 0.27 * len(rows))
    labels = []
    for height, (result, actor) in enumerate(reversed(rows)):
        chance = result.probability(actor)
        colour = INK if not actor else BLUE
        if chance["low"] is not None and chance["high"] is not None and chance["probability"] is not None:
            axes.plot([chance["low"], chance["high"]], [height, height], color=colour, linewidth=2, alpha=0.5)
            axes.plot(chance["probability"], height, marker="s" if not actor else "o", color=colour, markersize=6)
        labels.append(f"{result.draft}: {actor or 'all sign'}")
        if not actor:
            axes.axhline(height - 0.5, color=GREY, linewidth=0.5, alpha=0.5)
    axes.set_yticks(range(len(rows)), labels)
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1.0], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    axes.set_xlabel("chance of a signature")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", color=GREY, alpha=0.25, linewidth=0.6)
    return axes
