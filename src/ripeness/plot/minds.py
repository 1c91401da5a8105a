"""Pictures of the further answers of ``moves``: whose mind must change, how often states hold, how each sees it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from ripeness.graphmodel import CONCEPTS, MovesResult
from ripeness.plot.figure import BLUE, GREY, INK, new_axes, picture
from ripeness.plot.names import Names, called, readable

_FILL = np.array([31, 90, 153]) / 255  # BLUE
_MOST = 14  # states that a picture shows


@picture
def whose_mind(result: MovesResult, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw for each decision maker and concept in how many of the wanted states it would have to change.

    The fuller a cell, the more of them; all others being as they are.

    Parameters
    ----------
    result : MovesResult
        With an inverse answer.
    names : mapping of str to str, optional
        Plain words for ids of actors.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    makers, named = result.frame.makers, readable(names)
    axes = ax or new_axes(6.0, 1.2 + 0.35 * len(makers))
    found = result.inverse
    if found is None:
        return _nothing(axes, "no state is wanted")
    share = np.stack([(found.swaps[c] > 0).mean(axis=1) for c in CONCEPTS], axis=1)
    count = np.stack([(found.swaps[c] > 0).sum(axis=1) for c in CONCEPTS], axis=1)
    _grid(axes, share, [[f"{n:,}" for n in row] for row in count.tolist()])
    _labels(axes, [called(named, "actors", m) for m in makers], [c.upper() for c in CONCEPTS])
    total = f"{len(found.places):,} wanted states" if len(found.places) != 1 else "one wanted state"
    axes.set_xlabel(f"in how many of {total} it would have to change", fontsize=8)
    return axes


@picture
def how_often(result: MovesResult, *, ax: Axes | None = None) -> Axes:
    """Draw the chance that today's state, some wanted state, and the likeliest states hold, by concept.

    Parameters
    ----------
    result : MovesResult
        With chances.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    found = result.chances
    axes = ax or new_axes(6.0, 4.6)
    if found is None:
        return _nothing(axes, "chances were not asked for")
    rows = [(f"today ({result.today})", found.today)]
    if found.wanted:
        rows.append(("some wanted state", found.wanted))
    rows += [(f"state {s}", events) for s, events in found.likeliest.items() if s != result.today]
    share = np.array([[events[c].chance for c in CONCEPTS] for _, events in rows[:_MOST]])
    _grid(axes, share, [[_percent(p) for p in row] for row in share.tolist()])
    _labels(axes, [name for name, _ in rows[:_MOST]], [c.upper() for c in CONCEPTS])
    axes.set_xlabel("chance that it holds", fontsize=8)
    return axes


@picture
def as_seen(result: MovesResult, *, concept: str = "seq", names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw which states hold in the game as it is, as each sees it, and by everybody's own view.

    Parameters
    ----------
    result : MovesResult
        With views.
    concept : str
        By which concept.
    names : mapping of str to str, optional
        Plain words for ids of actors.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    found, frame = result.views, result.frame
    axes = ax or new_axes(6.0, 4.6)
    if found is None:
        return _nothing(axes, "views were not asked for")
    named = readable(names)
    columns = [("as it is", result.stable[concept].all(axis=0))]
    for view in found.views:
        name = called(named, "actors", frame.makers[view.maker])
        columns.append((_folded(f"as seen by {name}"), frame.outward(view.equilibria[concept])))
    columns.append((_folded("each by its own view"), frame.outward(found.hold[concept])))
    table = np.stack([held for _, held in columns], axis=1)
    some = np.flatnonzero(table.any(axis=1))
    order = np.lexsort((some, -table[some].sum(axis=1), ~np.isin(some, [result.today])))
    shown = some[order][:_MOST]
    if not len(shown):
        return _nothing(axes, "no state holds in any view")
    cells = table[shown]
    _grid(axes, cells.astype(np.float64), [["●" if c else "" for c in row] for row in cells.tolist()])
    rows = [f"today ({s})" if s == result.today else f"state {s}" for s in shown.tolist()]
    _labels(axes, rows, [name for name, _ in columns])
    more = f"; {len(some) - len(shown):,} more are not shown" if len(some) > len(shown) else ""
    axes.set_xlabel(f"states that hold by {concept.upper()}{more}", fontsize=8)
    return axes


def _percent(share: float) -> str:
    if 0 < share < 0.005:
        return "< 1 %"
    return "> 99 %" if 0.995 < share < 1 else f"{100 * share:.0f} %"


def _grid(axes: Axes, share: NDArray[np.float64], words: Sequence[Sequence[str]]) -> None:
    """Draw cells, the fuller the larger the share, with a word on each."""
    for y, row in enumerate(share.tolist()):
        for x, value in enumerate(row):
            colour = 1 - value * 0.85 * (1 - _FILL)
            corner = (x - 0.48, y - 0.45)
            axes.add_patch(Rectangle(corner, 0.96, 0.9, facecolor=tuple(colour), edgecolor=GREY, linewidth=0.5))
            axes.text(x, y, words[y][x], ha="center", va="center", fontsize=8, color="white" if value > 0.6 else INK)
    axes.set_xlim(-0.6, share.shape[1] - 0.4)
    axes.set_ylim(share.shape[0] - 0.4, -0.6)


def _labels(axes: Axes, rows: Sequence[str], columns: Sequence[str]) -> None:
    axes.set_yticks(range(len(rows)), [_short(r) for r in rows], fontsize=8)
    axes.set_xticks(range(len(columns)), list(columns), fontsize=8)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _folded(text: str) -> str:
    lines = textwrap.wrap(text, 18)
    return "\n".join(lines if len(lines) <= 3 else [*lines[:2], f"{lines[2][:16]}…"])


def _short(text: str) -> str:
    return text if len(text) <= 34 else f"{text[:33]}…"


def _nothing(axes: Axes, why: str) -> Axes:
    axes.text(0.5, 0.5, why, transform=axes.transAxes, ha="center", va="center", color=BLUE)
    axes.set_axis_off()
    return axes
