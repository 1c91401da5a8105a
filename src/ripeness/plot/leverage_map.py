"""A map of leverage: who could act on whom, and how much each tie can do."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from ripeness.leverage import PressureResult
from ripeness.plot.figure import BLUE, DARK, GREY, INK, ORANGE, new_axes, picture
from ripeness.plot.labels import Label, beside
from ripeness.plot.names import Names, readable
from ripeness.plot.pulls import Arrow, arrows
from ripeness.result import decimal
from ripeness.scenario import Scenario

#: Words, colour, line and marker of each kind of tie: they differ without colour too.
KINDS: Mapping[str, tuple[str, str, Any, str]] = {
    "sway": ("presses another source", DARK, (0, (5, 2)), "o"),
    "support": ("support that could be withdrawn", INK, "-", "s"),
    "sanction": ("sanction on refusing", ORANGE, (0, (7, 1.5, 1.5, 1.5)), "X"),
    "inducement": ("offer for signing", BLUE, (0, (1.2, 1.2)), "P"),
    "guarantee": ("guarantee", BLUE, (0, (9, 2)), "D"),
}
_COLUMNS = (0.0, 4.2, 8.4)
_WIDTH, _HEIGHT, _LINE = 1.9, 0.62, 0.2  # of a box with one line, and of each line more
_PORT, _AIR = 0.17, 0.34  # of a box for each arrow on one side; between boxes
_THICK = 4.6  # points: the line of what can do most
_IDLE = 0.05  # points of surplus
_LABELLED = 12
_WRAP = 15  # characters

Place = tuple[float, float]


@dataclass(frozen=True)
class _Box:
    """An actor on the map: its column, the height of its middle and half that of its box, and its name."""

    column: int
    y: float
    half: float
    text: str

    def side(self, *, right: bool) -> float:
        return _COLUMNS[self.column] + (_WIDTH / 2 if right else -_WIDTH / 2)


@picture
def leverage(scenario: Scenario, result: PressureResult, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw actors and ties: on the left who acts of its own, in the middle who can be moved, on the right who signs.

    An arrow is the wider, the more its tie could add to the surplus of a signatory, used in full by itself; what a
    sway adds is what those can add whom it moves. The figures are in points of that signatory. Thin grey: no effect.

    Parameters
    ----------
    scenario : Scenario
        Where the ties stand.
    result : PressureResult
        What is drawn.
    names : mapping of str to str, optional
        Plain words for ids of actors.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    axes = ax or new_axes(7.2, 5.6)
    found = arrows(scenario, result)
    boxes = _boxes(found, result.asked.signatories, readable(names))
    top = max(box.y + box.half for box in boxes.values()) + 0.6
    bottom = min(box.y - box.half for box in boxes.values()) - 0.25
    axes.set_xlim(_COLUMNS[0] - _WIDTH / 2 - 0.1, _COLUMNS[2] + _WIDTH / 2 + 0.1)
    axes.set_ylim(bottom, top)
    axes.set_axis_off()
    for x, words in zip(_COLUMNS, ("act by themselves", "can be moved by others", "are to sign"), strict=True):
        axes.text(x, top - 0.1, words, ha="center", va="top", fontsize=8.5, color=DARK)
    for box in boxes.values():
        _node(axes, box)
    most = max((a.points for a in found if not math.isnan(a.points)), default=0.0)
    marks, ways = _arrows(axes, found, boxes, most)
    _key(axes, found)
    labels = [Label(decimal(a.points, signed=True), *at, KINDS[a.kind][1]) for a, at in marks if a.points >= _IDLE]
    beside(axes, labels, avoid=np.concatenate([_edges(boxes), *ways]))
    return axes


def leverage_height(scenario: Scenario, result: PressureResult) -> float:
    """Return how many inches high the picture of :func:`leverage` should be."""
    boxes = _boxes(arrows(scenario, result), result.asked.signatories, {})
    return 1.3 + 0.62 * (max(b.y + b.half for b in boxes.values()) - min(b.y - b.half for b in boxes.values()))


def _boxes(found: Sequence[Arrow], signatories: Sequence[str], names: Names) -> dict[str, _Box]:
    """Return where actors stand; those in one column in the order in which arrows cross least."""
    moved = {a.target for a in found if a.kind == "sway"}
    columns: list[list[str]] = [[], [], list(signatories)]
    for actor in dict.fromkeys(x for a in found for x in (a.source, a.target)):
        if actor not in signatories:
            columns[1 if actor in moved else 0].append(actor)
    for _ in range(4):
        for k in (1, 0, 2):
            columns[k] = _sorted(columns, k, found)
    text = {a: textwrap.fill(names.get(a, a), _WRAP, break_long_words=False) for column in columns for a in column}
    half = {a: _half(a, words, columns, found) for a, words in text.items()}
    tall = max(sum(2 * half[a] + _AIR for a in column) for column in columns)
    boxes = {}
    for k, column in enumerate(columns):
        air = (tall - sum(2 * half[a] for a in column)) / max(len(column), 1)
        y = tall / 2
        for actor in column:
            y -= air / 2 + half[actor]
            boxes[actor] = _Box(k, y, half[actor], text[actor])
            y -= air / 2 + half[actor]
    return boxes


def _half(actor: str, text: str, columns: Sequence[Sequence[str]], found: Sequence[Arrow]) -> float:
    """Return half the height of a box: room for its name, and for the arrows on its busier side."""
    own = next(column for column in columns if actor in column)
    right = sum(a.source == actor and a.target not in own for a in found)
    left = sum(a.target == actor or (a.source == actor and a.target in own) for a in found)
    return max(_HEIGHT + _LINE * text.count("\n"), _PORT * (max(right, left) + 0.6)) / 2


def _sorted(columns: Sequence[Sequence[str]], k: int, found: Sequence[Arrow]) -> list[str]:
    """Return a column in the order of the mean height of those with whom its actors have ties in other columns."""
    height = {actor: (len(column) - 1) / 2 - place for column in columns for place, actor in enumerate(column)}
    here = columns[k]

    def mean(actor: str) -> float:
        others = [a.target if a.source == actor else a.source for a in found if actor in {a.source, a.target}]
        apart = [height[o] for o in others if o not in here]
        return sum(apart) / len(apart) if apart else height[actor]

    return sorted(here, key=lambda actor: (-round(mean(actor), 9), here.index(actor)))


def _node(axes: Axes, box: _Box) -> None:
    x = _COLUMNS[box.column]
    axes.add_patch(
        FancyBboxPatch(
            (x - _WIDTH / 2, box.y - box.half),
            _WIDTH,
            2 * box.half,
            boxstyle="round,pad=0,rounding_size=0.12",
            facecolor="#eef1f5" if box.column == 2 else "white",
            edgecolor=INK,
            linewidth=1.6 if box.column == 2 else 0.9,
            zorder=4,
        )
    )
    axes.text(x, box.y, box.text, ha="center", va="center", fontsize=7.5, color=INK, zorder=5, linespacing=1.15)


def _arrows(
    axes: Axes, found: Sequence[Arrow], boxes: Mapping[str, _Box], most: float
) -> tuple[list[tuple[Arrow, Place]], list[Any]]:
    """Draw arrows, each from and to a place of its own on the edges of the boxes; return marks, and points on them."""
    starts, ends = _ports(found, boxes)
    through = _gaps(boxes, found, starts, ends)
    marks, ways = [], []
    for k, arrow in enumerate(found):
        path = _path(boxes, arrow, starts[k], ends[k], through.get(k))
        ways.append(_polyline(path)[::3])
        idle = not arrow.points >= _IDLE
        _, colour, style, marker = KINDS[arrow.kind]
        width = 0.7 if idle else 0.9 + (_THICK - 0.9) * arrow.points / most
        axes.add_patch(
            FancyArrowPatch(
                path=path,
                arrowstyle="-|>,head_length=0.45,head_width=0.22",
                mutation_scale=7 + 1.6 * width,
                color=GREY if idle else colour,
                linestyle=style,
                linewidth=width,
                capstyle="butt",
                zorder=2 if idle else 3,
            )
        )
        at = _along(path, 0.19 if k in through else 0.45)  # beside the boxes of the middle, not between them
        axes.plot(*at, marker=marker, markersize=5, color=GREY if idle else colour, markeredgecolor="white",
                  markeredgewidth=0.6, zorder=3.5)  # fmt: skip
        marks.append((arrow, at))
    order = sorted(marks, key=lambda mark: -mark[0].points if not math.isnan(mark[0].points) else math.inf)
    return order[:_LABELLED], ways


def _ports(found: Sequence[Arrow], boxes: Mapping[str, _Box]) -> tuple[list[Place], list[Place]]:
    """Return where each arrow starts and ends: those on one side of a box in the order of where they come from."""
    sides: dict[tuple[str, bool], list[tuple[float, int, bool]]] = {}
    for k, arrow in enumerate(found):
        source, target = boxes[arrow.source], boxes[arrow.target]
        onward, back = target.column > source.column, target.column < source.column
        sides.setdefault((arrow.source, onward), []).append((target.y, k, True))
        sides.setdefault((arrow.target, back), []).append((source.y + (0.0 if onward or back else 0.01), k, False))
    starts: list[Place] = [(0.0, 0.0)] * len(found)
    ends = list(starts)
    for (actor, right), several in sides.items():
        box = boxes[actor]
        for place, (_, k, leaves) in enumerate(sorted(several, key=lambda s: (-s[0], s[1], s[2]))):
            offset = (1.6 * box.half) * (0.5 - (place + 0.5) / len(several))
            (starts if leaves else ends)[k] = (box.side(right=right), box.y + offset)
    return starts, ends


def _path(boxes: Mapping[str, _Box], arrow: Arrow, start: Place, end: Place, through: float | None) -> Path:
    """Return the way of an arrow: level at both ends, bulging left within a column, through a gap past a column."""
    source, target = boxes[arrow.source], boxes[arrow.target]
    if source.column == target.column:
        bulge = 0.55 + 0.16 * abs(start[1] - end[1])
        return _curve([start, (start[0] - bulge, start[1]), (end[0] - bulge, end[1]), end])
    if through is None:
        reach = 0.5 * (end[0] - start[0])
        return _curve([start, (start[0] + reach, start[1]), (end[0] - reach, end[1]), end])
    middle = (_COLUMNS[1], through)
    reach = 0.45 * (middle[0] - start[0])
    return _curve(
        [
            start,
            (start[0] + reach, start[1]),
            (middle[0] - reach, middle[1]),
            middle,
            (middle[0] + reach, middle[1]),
            (end[0] - reach, end[1]),
            end,
        ]
    )


def _gaps(
    boxes: Mapping[str, _Box], found: Sequence[Arrow], starts: Sequence[Place], ends: Sequence[Place]
) -> dict[int, float]:
    """Return at which height each arrow past the middle column goes: where nobody stands, side by side with others."""
    inside = sorted((box for box in boxes.values() if box.column == 1), key=lambda box: box.y)
    edges = [(box.y - box.half, box.y + box.half) for box in inside]
    inner = [(a[1] + b[0]) / 2 for a, b in pairwise(edges)]
    free = [edges[0][0] - _AIR / 2, *inner, edges[-1][1] + _AIR / 2] if edges else []
    gaps: dict[float, list[int]] = {}
    for k, arrow in enumerate(found):
        if boxes[arrow.target].column - boxes[arrow.source].column == 2:
            y = (starts[k][1] + ends[k][1]) / 2
            nearest = min((abs(at - y), at) for at in free)[1] if free else y
            gaps.setdefault(nearest, []).append(k)
    through = {}
    for at, several in gaps.items():
        for place, k in enumerate(sorted(several, key=lambda k: (-starts[k][1], k))):
            through[k] = at + _PORT * 0.8 * ((len(several) - 1) / 2 - place)
    return through


def _curve(points: Sequence[Place]) -> Path:
    return Path(points, [Path.MOVETO, *([Path.CURVE4] * (len(points) - 1))])


def _along(path: Path, share: float) -> Place:
    """Return the place at a share of the way of a curve."""
    pieces = _polyline(path)
    steps = np.hypot(*np.diff(pieces, axis=0).T)
    reached = np.concatenate([[0], np.cumsum(steps)])
    x, y = (float(np.interp(share * reached[-1], reached, pieces[:, k])) for k in (0, 1))
    return x, y


def _polyline(path: Path) -> Any:
    """Return points along cubic curves."""
    points = np.asarray(path.vertices)
    t = np.linspace(0, 1, 33)[:, None]
    found = []
    for k in range(0, len(points) - 1, 3):
        a, b, c, d = points[k : k + 4]
        found.append((1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d)
    return np.concatenate(found)


def _edges(boxes: Mapping[str, _Box]) -> Any:
    """Return points all over the boxes, which labels keep clear of."""
    found = [
        (x, y)
        for box in boxes.values()
        for x in np.linspace(box.side(right=False), box.side(right=True), 9)
        for y in np.linspace(box.y - box.half, box.y + box.half, 5)
    ]
    return np.array(found)


def _key(axes: Axes, found: Sequence[Arrow]) -> None:
    """Write below the map what lines and figures mean."""
    handles = [
        Line2D([], [], color=colour, linestyle=style, marker=marker, markersize=5, linewidth=1.6, label=words)
        for kind, (words, colour, style, marker) in KINDS.items()
        if any(a.kind == kind for a in found)
    ]
    if any(not a.points >= _IDLE for a in found):
        handles.append(Line2D([], [], color=GREY, linewidth=0.7, label="no effect, or not known"))
    axes.legend(
        handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=3, frameon=False, fontsize=8,
        handlelength=3.2, title_fontsize=8,
        title="The wider, the more a tie can do: figures are points added to the surplus of a signatory",
    )  # fmt: skip
