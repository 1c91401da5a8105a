"""Pictures of ``moves``: states and improvements as a graph where there are few, situations as a table otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from ripeness.graphmodel import CONCEPTS, MovesResult
from ripeness.plot.figure import BLUE, GREY, INK, ORANGE, new_axes, picture
from ripeness.plot.names import Names, called, readable

MOST_DRAWN = 16  # states of which a graph can still be read
_LINES: tuple[tuple[str, Any], ...] = (
    (BLUE, "-"),
    (ORANGE, "--"),
    (INK, ":"),
    ("#3f7d4e", "-."),
    (GREY, (0, (6, 2))),
    ("#7a4a8c", (0, (2, 1))),
)
_FILLS = ("white", "#eef1f5", "#dfe5ee", "#c9d4e4", "#b3c3da", "#9db3d1")  # by the number of concepts
_RADIUS, _COLUMN = 0.2, 1.3
_WRAP = 34  # characters of the names of options taken


@picture
def states(result: MovesResult, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw states and the improvements between them: columns by the least number of moves from today's state.

    Arrows are improvements, in the line of whoever makes them; thin grey lines are moves that are none. A state is the
    darker, the more concepts it holds by; a double ring is Nash. Today's state is square.

    Parameters
    ----------
    result : MovesResult
        What is drawn; at most 16 states that can be.
    names : mapping of str to str, optional
        Plain words for ids of actors.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    axes = ax or new_axes(7.2, 4.6)
    ids = np.flatnonzero(result.feasible).tolist()
    places = _places(result, ids)
    named = readable(names)
    for i in range(len(result.frame.makers)):
        edges = _edges(result, ids, i)
        both = {(a, b) for a, b, better in edges if better}
        for a, b, better in edges:
            if not better and (b, a) in both:
                continue  # the way back of an improvement
            _edge(axes, places[a], places[b], i, better=better)
    for state in ids:
        _node(axes, result, state, places[state])
    width = max(x for x, _ in places.values())
    height = max(abs(y) for _, y in places.values())
    depth = result.reach["moves"].depth
    heads = {round(places[s][0] / _COLUMN): int(depth[s]) for s in ids}
    for x, moves in heads.items():
        text = {-1: "not reached", 0: "today", 1: "1 move"}.get(moves, f"{moves} moves")
        axes.text(_COLUMN * x, height + 0.55, text, ha="center", va="center", fontsize=8, color=INK)
    axes.set_aspect("equal")
    axes.set_xlim(-0.5, width + 0.5)
    axes.set_ylim(-height - 0.55, height + 0.75)
    axes.set_axis_off()
    _key(axes, result, ids, named)
    return axes


def _places(result: MovesResult, ids: Sequence[int]) -> dict[int, tuple[float, float]]:
    """Return where states stand: in columns by depth, those that are not reached last."""
    depth = result.reach["moves"].depth
    columns: dict[int, list[int]] = {}
    for state in ids:
        columns.setdefault(int(depth[state]) if depth[state] >= 0 else 1_000, []).append(state)
    found = {}
    for x, column in enumerate(columns[key] for key in sorted(columns)):
        for k, state in enumerate(column):
            shift = 0.12 * (-1) ** k if len(column) > 2 else 0.0  # so that lines along a column can be told apart
            found[state] = (_COLUMN * x + shift, (len(column) - 1) * 0.4 - 0.8 * k)
    return found


def _edges(result: MovesResult, ids: Sequence[int], maker: int) -> list[tuple[int, int, bool]]:
    """Return the moves of a decision maker: from, to, and whether it is an improvement."""
    frame, rank = result.frame, result.ranks[maker]
    own = sum(1 << k for k, owner in enumerate(frame.owner) if owner == maker)
    once = sum(1 << k for k, c in enumerate(frame.change) if c == "once")
    undo = sum(1 << k for k, c in enumerate(frame.change) if c == "undo")
    cut = result.cut(maker)
    found = []
    for a in ids:
        for b in ids:
            if a == b or (a ^ b) & ~own or a & ~b & once or b & ~a & undo or (a, b) in cut:
                continue
            found.append((a, b, bool(rank[b] > rank[a])))
    return found


def _edge(axes: Axes, a: tuple[float, float], b: tuple[float, float], maker: int, *, better: bool) -> None:
    colour, style = _LINES[maker % len(_LINES)] if better else (GREY, "-")
    bend = 0.32 if abs(a[0] - b[0]) < 0.5 and abs(a[1] - b[1]) > 1 else 0.12
    axes.add_patch(
        FancyArrowPatch(
            a,
            b,
            arrowstyle="-|>,head_length=5,head_width=2.5" if better else "->,head_length=2.5,head_width=1.5",
            connectionstyle=f"arc3,rad={bend}",
            color=colour,
            linestyle=style,
            linewidth=1.3 if better else 0.5,
            shrinkA=13,
            shrinkB=13,
            zorder=2 if better else 1,
        )
    )


def _node(axes: Axes, result: MovesResult, state: int, place: tuple[float, float]) -> None:
    held = result.concepts(state)
    style: dict[str, Any] = {"facecolor": _FILLS[len(held)], "edgecolor": INK, "linewidth": 1.1, "zorder": 3}
    rings = (_RADIUS, _RADIUS - 0.045) if "nash" in held else (_RADIUS,)
    for radius in rings:
        if state == result.today:
            corner = (place[0] - radius, place[1] - radius)
            axes.add_patch(Rectangle(corner, 2 * radius, 2 * radius, **style))
        else:
            axes.add_patch(Circle(place, radius, **style))
    axes.text(*place, str(state), ha="center", va="center", fontsize=8.5, color=INK, zorder=4)


def _key(axes: Axes, result: MovesResult, ids: Sequence[int], names: Names) -> None:
    """Write who moves by which line, and the options that are taken in each state."""
    makers = result.frame.makers
    handles: list[Any] = [
        Line2D(
            [],
            [],
            color=_LINES[i % len(_LINES)][0],
            linestyle=_LINES[i % len(_LINES)][1],
            label=fill(called(names, "actors", m), _WRAP),
        )
        for i, m in enumerate(makers)
    ]
    axes.legend(
        handles=handles,
        title="better for, and moved by",
        title_fontsize=8,
        fontsize=8,
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        ncols=min(3, len(makers)),
        frameon=False,
    )
    lines = [f"{s}: {', '.join(result.frame.taken(s)) or 'none taken'}" for s in ids]
    text = "\n".join(line if len(line) <= _WRAP else f"{line[: _WRAP - 1]}…" for line in lines)
    axes.annotate(text, (1.0, 0.5), xycoords="axes fraction", va="center", fontsize=7.5, color=INK, linespacing=1.5)


@picture
def situations(
    result: MovesResult, shown: Sequence[int], *, names: Names | None = None, ax: Axes | None = None
) -> Axes:
    """Draw situations as a table: a row for each, below today's, a column for each option and each concept.

    A filled square is an option taken; one with a ring differs from today. A dot is a concept by which the state holds.

    Parameters
    ----------
    result : MovesResult
        What is drawn.
    shown : sequence of int
        Ids of the situations.
    names : mapping of str to str, optional
        Plain words for ids of actors and options.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    rows = list(dict.fromkeys([result.today, *shown]))
    axes = ax or new_axes(7.2, 1.9 + 0.3 * len(rows))
    frame, named = result.frame, readable(names)
    order = [k for i in range(len(frame.makers)) for k, owner in enumerate(frame.owner) if owner == i]
    gap = len(order) + 0.7
    for y, state in enumerate(rows):
        if y % 2:
            axes.add_patch(Rectangle((-0.6, y - 0.5), gap + 5.1, 1, facecolor="#f3f5f8", edgecolor="none", zorder=0))
        for x, k in enumerate(order):
            _cell(axes, x, y, taken=bool(state >> k & 1), changed=bool((state ^ result.today) >> k & 1))
        held = result.concepts(state)
        for x, concept in enumerate(CONCEPTS):
            axes.plot(
                gap + x, y, "o" if concept in held else "_", color=BLUE if concept in held else GREY, markersize=5
            )
    for x, k in enumerate(order):
        text = called(named, "options", frame.options[k])
        axes.text(x, -0.75, _cut(text), rotation=60, ha="left", va="bottom", rotation_mode="anchor", fontsize=7.5)
    for x, concept in enumerate(CONCEPTS):
        axes.text(
            gap + x, -0.75, concept.upper(), rotation=60, ha="left", va="bottom", rotation_mode="anchor", fontsize=7.5
        )
    _owners(axes, result, order, len(rows), named)
    labels = [f"today ({s})" if s == result.today else str(s) for s in rows]
    axes.set_yticks(range(len(rows)), labels, fontsize=8)
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.set_xlim(-0.6, gap + 4.5)
    axes.set_ylim(len(rows) - 0.4, -0.55)
    axes.spines[:].set_visible(False)
    return axes


def _cell(axes: Axes, x: float, y: float, *, taken: bool, changed: bool) -> None:
    size = 0.62
    axes.add_patch(
        Rectangle(
            (x - size / 2, y - size / 2),
            size,
            size,
            facecolor=INK if taken else "white",
            edgecolor=ORANGE if changed else GREY,
            linewidth=2 if changed else 0.6,
            zorder=2 + changed,
        )
    )


def _owners(axes: Axes, result: MovesResult, order: Sequence[int], rows: int, named: Names) -> None:
    """Write the actors below their options."""
    first = 0
    for i, maker in enumerate(result.frame.makers):
        count = sum(result.frame.owner[k] == i for k in order)
        y = rows - 0.4
        axes.plot([first - 0.4, first + count - 0.6], [y, y], color=GREY, linewidth=1, clip_on=False)
        text = _cut(called(named, "actors", maker))
        axes.text(
            first + (count - 1) / 2,
            y + 0.12,
            text,
            rotation=-35,
            ha="left",
            va="top",
            rotation_mode="anchor",
            fontsize=7.5,
        )
        first += count


def _cut(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:29]}…"
