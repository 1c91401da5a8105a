"""Picture of the single-text procedure: what each version of the text is worth to every signatory."""

from __future__ import annotations

import textwrap
from typing import Any

from matplotlib.axes import Axes

from ripeness.bargaining.agreements.deals import DealsResult
from ripeness.bargaining.agreements.single_text import SingleText
from ripeness.plot.figure import INK, LIGHT, LINES, new_axes, picture
from ripeness.plot.labels import SIZE, Label, at_the_end
from ripeness.plot.names import Names, called, readable

_NAMED = 6  # steps up to which each says what was changed
_WRAP = 24  # characters


@picture
def single_text(result: DealsResult, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw the surplus of each signatory over the steps of the single text, and under them the smallest.

    Parameters
    ----------
    result : DealsResult
        What is drawn; where no text was changed the picture says so.
    names : mapping of str to str, optional
        Plain words for ids of signatories and issues.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    named = readable(names)
    axes = ax or new_axes(7.2, 3.2)
    found = result.single_text
    if found is None or len(found.path) < 2:
        axes.text(0.5, 0.5, "no text was changed", ha="center", va="center", transform=axes.transAxes)
        axes.set_axis_off()
        return axes
    at = range(len(found.path))
    axes.axhline(0, color=INK, linewidth=1.2)
    band: Any = {"color": LIGHT, "linewidth": 7, "solid_capstyle": "round", "zorder": 1}
    axes.plot(at, [one.smallest for one in found.path], label="smallest", **band)
    axes.legend(loc="best", frameon=False, fontsize=SIZE)
    ends = []
    for k, actor in enumerate(result.asked.signatories):
        colour, style, marker = LINES[k % len(LINES)]
        surplus = [one.surplus[actor] for one in found.path]
        axes.plot(at, surplus, color=colour, linestyle=style, marker=marker, markersize=6, zorder=3)
        ends.append(Label(textwrap.fill(called(named, "actors", actor), _WRAP), at[-1], surplus[-1], colour))
    axes.set_xticks(at, _ticks(found, named))
    axes.set_xlim(-0.15, at[-1] + 0.04)
    axes.set_ylabel("surplus, points of\neach one's own utility")
    axes.spines[["top", "right"]].set_visible(False)
    axes.annotate("refusing", (-0.15, 0), xytext=(3, 3), textcoords="offset points", fontsize=SIZE)
    at_the_end(axes, at[-1], ends)
    return axes


def _ticks(found: SingleText, names: Names) -> list[str]:
    """Return what stands below each version: its number and, where there is room, the issue that was changed."""
    few = len(found.path) <= _NAMED + 1
    wide = 68 // len(found.path)
    ticks = ["start"]
    for k, one in enumerate(found.path[1:], start=1):
        changed = ", ".join(called(names, "issues", issue) for issue in one.changes)
        ticks.append(f"{k}\n{textwrap.fill(changed, wide)}" if few else str(k))
    return ticks
