"""Pictures of ``doubt``: tornado, drivers, what turns the verdict, and what remains without each source."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from ripeness.doubt import DoubtResult
from ripeness.plot.figure import BLUE, DARK, GREY, INK, LIGHT, ORANGE, new_axes, picture
from ripeness.plot.names import Names, readable

_SHOWN = 10
_NAME = 46  # characters of a name


def _named(names: Names | None, path: str) -> str:
    """Return what is written beside a bar: the words given for a path, or the path; of long ones the end counts."""
    text = readable(names).get(path, path.removeprefix("preferences."))
    return text if len(text) <= _NAME else f"\N{HORIZONTAL ELLIPSIS}{text[1 - _NAME :].lstrip()}"


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)


@picture
def tornado(result: DoubtResult, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw what each number does alone: the measure as the number goes through its range, the widest bar first.

    The blue part lies towards the high end of the number's range, the orange part, hatched, towards its low end; the
    line is the measure at the central values, the dotted one where the verdict turns.

    Parameters
    ----------
    result : DoubtResult
        With the step ``tornado``.
    names : mapping of str to str, optional
        Plain words for paths.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    bars = [bar for bar in result.bars or () if bar.width > 0][:_SHOWN]
    axes = ax or new_axes(6.4, 1.0 + 0.3 * max(1, len(bars)))
    for height, bar in enumerate(bars):
        for end, colour, hatch in zip(bar.at_ends, (ORANGE, BLUE), ("////", ""), strict=True):
            if not np.isnan(end):
                width = end - result.central
                axes.barh(
                    -height,
                    width,
                    left=result.central,
                    height=0.62,
                    color=colour,
                    alpha=0.8,
                    linewidth=0,
                    hatch=hatch,
                )
    axes.axvline(result.central, color=INK, linewidth=0.8)
    low, high = axes.get_xlim()
    if result.limit is not None and low <= result.limit <= high:
        axes.axvline(result.limit, color=GREY, linewidth=0.8, linestyle=":")
    axes.set_yticks([-h for h in range(len(bars))], [_named(names, bar.number.path) for bar in bars])
    axes.set_xlabel("the figure at the low (hatched) and high end of a range")
    _plain(axes)
    return axes


@picture
def drivers(result: DoubtResult, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw Sobol' indices: dark what a number brings alone, light all that it has a hand in, with 90 % intervals."""
    shown = result.active[:_SHOWN]
    axes = ax or new_axes(6.4, 1.0 + 0.3 * max(1, len(shown)))
    for height, driver in enumerate(shown):
        found = driver.index
        if found is None:
            continue
        axes.barh(-height, found.total, height=0.62, color=LIGHT, linewidth=0)
        axes.barh(-height, max(0.0, found.first), height=0.34, color=BLUE, linewidth=0)
        axes.plot([found.total_low, found.total_high], [-height] * 2, color=DARK, linewidth=1.2)
    axes.set_yticks([-h for h in range(len(shown))], [_named(names, d.name) for d in shown])
    axes.set_xlabel("share of the variance: alone (narrow), in all (wide)")
    axes.set_xlim(left=0)
    _plain(axes)
    return axes


@picture
def flip_set(result: DoubtResult, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw the moves that turn the verdict: each number's range as a line, from the central value (ring) on."""
    moves = result.flip.moves if result.flip else ()
    axes = ax or new_axes(6.4, 1.0 + 0.34 * max(1, len(moves)))
    ranges = {bar.number.path: bar.ends for bar in result.bars or ()}
    for height, move in enumerate(moves):
        low, high = ranges.get(move.path, (min(move.start, move.to), max(move.start, move.to)))
        width = (high - low) or 1.0
        start, to = (move.start - low) / width, (move.to - low) / width
        axes.plot([0, 1], [-height] * 2, color=LIGHT, linewidth=3, solid_capstyle="round")
        arrow = {"arrowstyle": "->", "color": ORANGE, "linewidth": 1.6}
        axes.annotate("", (to, -height), xytext=(start, -height), arrowprops=arrow)
        axes.plot([start], [-height], marker="o", markersize=5, markerfacecolor="white", color=INK)
        text = f"{move.start:.3g} \N{RIGHTWARDS ARROW} {move.to:.3g}"
        axes.annotate(text, (1, -height), xytext=(6, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_yticks([-h for h in range(len(moves))], [_named(names, move.path) for move in moves])
    axes.set_xticks([0, 1], ["low end", "high end"])
    axes.set_xlim(-0.04, 1.3)
    axes.set_ylim(-len(moves) + 0.4, 0.6)
    axes.spines["bottom"].set_visible(False)
    _plain(axes)
    return axes


@picture
def sources(result: DoubtResult, *, ax: Axes | None = None) -> Axes:
    """Draw the measure without each source that carries some of it, beside its grade: mean, and 5 to 95 % of draws."""
    evidence = result.evidence
    found = [one for one in result.sources() if result.measure in one.moved][:_SHOWN]
    axes = ax or new_axes(6.4, 1.0 + 0.3 * (len(found) + 1))
    if evidence is None:
        return axes
    base = evidence.base[result.measure]
    rows = [("as the file stands", base)]
    rows += [(f"without {o.variant.id} ({o.variant.grade})", o.moved[result.measure]) for o in found]
    for height, (_, figures) in enumerate(rows):
        colour = INK if height == 0 else BLUE
        axes.plot([figures.low, figures.high], [-height] * 2, color=colour, linewidth=1.4, alpha=0.7)
        axes.plot([figures.mean], [-height], marker="o" if height else "s", markersize=5, color=colour)
    axes.axvline(base.mean, color=GREY, linewidth=0.7, linestyle=":")
    axes.set_yticks([-h for h in range(len(rows))], [name for name, _ in rows])
    axes.set_xlabel("mean over draws, 5th to 95th percentile")
    _plain(axes)
    return axes
