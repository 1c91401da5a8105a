"""A picture of what a surplus is made of: a waterfall from today's package to the verdict."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes

from ripeness.plot.figure import BLUE, GREY, INK, ORANGE, new_axes, picture
from ripeness.plot.names import Names, readable
from ripeness.result import decimal


@picture
def waterfall(parts: Mapping[str, float], *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw parts of a surplus one after the other, the largest first, and their sum at the end.

    Bars to the right help a signature (with a plus), bars to the left stand in its way (with a minus). Parts
    under 0.05 are put together.

    Parameters
    ----------
    parts : mapping of str to float
        Points by the id of each part: two parts may have one name.
    names : mapping of str to str, optional
        Plain words for ids of parts.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    named = readable(names)
    ranked = sorted(parts.items(), key=lambda part: -abs(part[1]))
    shown = [part for part in ranked if abs(part[1]) >= 0.05]
    rest = sum(value for _, value in ranked if abs(value) < 0.05)
    if abs(rest) >= 0.05:
        shown.append(("smaller parts", rest))
    axes = ax or new_axes(6.4, 0.8 + 0.28 * (len(shown) + 1))
    reached = 0.0
    for height, (_, value) in enumerate(shown):
        axes.barh(
            -height, value, left=reached, height=0.62, color=BLUE if value > 0 else ORANGE, alpha=0.8, linewidth=0
        )
        edge = max(reached, reached + value)
        axes.annotate(
            decimal(value, signed=True),
            (edge, -height),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
        )
        axes.plot([reached + value] * 2, [-height - 1.31, -height + 0.31], color=GREY, linewidth=0.7)
        reached += value
    axes.barh(-len(shown), reached, height=0.62, color=INK, alpha=0.75, linewidth=0)
    axes.annotate(
        decimal(reached, signed=True),
        (max(reached, 0), -len(shown)),
        xytext=(3, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
    )
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_yticks([-h for h in range(len(shown) + 1)], [*(named.get(part, part) for part, _ in shown), "surplus"])
    axes.set_xlabel("points of the actor's own utility")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.margins(x=0.12)
    return axes
