"""Words beside marks: placed so that they do not cover one another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.textpath import TextPath

from ripeness.numerics.draws import Array
from ripeness.plot.figure import GREY, INK

SIZE = 8  # points of type
_LINE = 1.25  # of the size of type
_FAR = 15.0  # points; beyond this a thin line leads from the mark to its words
_DISTANCES = (7.0, 13.0, 22.0, 34.0, 48.0, 64.0, 84.0)
_DIRECTIONS = 16

Box = tuple[float, float, float, float]  # left, bottom, right, top, in points


@dataclass(frozen=True)
class Label:
    """Words for a mark at data coordinates."""

    text: str
    x: float
    y: float
    colour: str = INK


def beside(axes: Axes, labels: Sequence[Label], *, avoid: Array | None = None) -> None:
    """Write each label near its mark where it covers no other label, no mark and few of the points ``avoid``.

    Limits of the axes must be final. ``avoid`` has shape (K, 2), in data coordinates.
    """
    if not labels:
        return
    _settle(axes)
    places = _points(axes, np.array([(label.x, label.y) for label in labels]))
    shown = _points(axes, avoid) if avoid is not None and len(avoid) else np.empty((0, 2))
    frame = _points(axes, np.array([(x, y) for x, y in zip(axes.get_xlim(), axes.get_ylim(), strict=True)]))
    written: list[Box] = []
    for k in sorted(range(len(labels)), key=lambda k: -len(labels[k].text)):
        box = min(_boxes(labels[k].text, places[k]), key=lambda box: _cost(box, places, k, written, shown, frame))
        written.append(box)
        _write(axes, labels[k], box, places[k])


def at_the_end(axes: Axes, x: float, labels: Sequence[Label], *, gap: float = 10) -> None:
    """Write labels right of ``x``, at the heights of their marks or as near as there is room, with lines to them."""
    if not labels:
        return
    _settle(axes)
    order = sorted(range(len(labels)), key=lambda k: labels[k].y)
    heights = _points(axes, np.array([(x, labels[k].y) for k in order]))[:, 1]
    sizes = np.array([_extent(labels[k].text)[1] for k in order])
    for k, offset in zip(order, spread(heights, sizes) - heights, strict=True):
        label = labels[k]
        line = {"arrowstyle": "-", "color": GREY, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 2}
        axes.annotate(
            label.text,
            (x, label.y),
            xytext=(gap + (8 if abs(offset) > 1 else 0), offset),
            textcoords="offset points",
            fontsize=SIZE,
            color=label.colour,
            va="center",
            arrowprops=line if abs(offset) > 1 else None,
            annotation_clip=False,
        )


def spread(heights: Array, sizes: Array) -> Array:
    """Return heights, in rising order, moved as little as is needed for lines of so many points to have room."""
    placed = heights.copy()
    groups: list[list[int]] = [[k] for k in range(len(heights))]

    def ends(group: list[int]) -> tuple[float, float]:
        size = float(sizes[group].sum())
        middle = float(heights[group].mean())
        return middle - size / 2, middle + size / 2

    k = 0
    while k + 1 < len(groups):
        if ends(groups[k])[1] > ends(groups[k + 1])[0]:
            groups[k : k + 2] = [groups[k] + groups[k + 1]]
            k = max(k - 1, 0)
        else:
            k += 1
    for group in groups:
        top = ends(group)[0] + np.cumsum(sizes[group])
        placed[group] = top - sizes[group] / 2
    return placed


def _settle(axes: Axes) -> None:
    """Let the layout of the figure be worked out, so that places on the page are known."""
    cast("Figure", axes.figure).draw_without_rendering()


def _points(axes: Axes, data: Array) -> Array:
    """Return data coordinates in points of the page, once the layout is settled."""
    figure = cast("Figure", axes.figure)
    return np.asarray(axes.transData.transform(data)) * 72 / figure.dpi


def _extent(text: str) -> tuple[float, float]:
    """Return width and height of words in points."""
    lines = text.split("\n")
    width = max((TextPath((0, 0), line, size=SIZE).get_extents().width for line in lines if line.strip()), default=0)
    return float(width), SIZE * _LINE * len(lines)


def _boxes(text: str, place: Array) -> Iterator[Box]:
    """Yield where words could stand around a mark, the nearest first."""
    width, height = _extent(text)
    for distance in _DISTANCES:
        for step in range(_DIRECTIONS):
            angle = 2 * math.pi * step / _DIRECTIONS
            cos, sin = math.cos(angle), math.sin(angle)
            left = place[0] + distance * cos + (cos - 1) * width / 2
            bottom = place[1] + distance * sin + (sin - 1) * height / 2
            yield left, bottom, left + width, bottom + height


def _cost(box: Box, places: Array, own: int, written: Sequence[Box], shown: Array, frame: Array) -> float:
    """Return how bad a place is: covered words most, then marks, then points; then the way to the mark."""
    left, bottom, right, top = box
    over = sum(_common(box, other) for other in written)
    outside = max(frame[0, 0] - left, 0) + max(right - frame[1, 0], 0)
    outside += max(frame[0, 1] - bottom, 0) + max(top - frame[1, 1], 0)
    marks = _inside(box, places, 4.5)
    points = _inside(box, shown, 1.5)
    ways = _ways(box, places)
    way = float(ways[own])
    nearest = float(np.delete(ways, own).min(initial=np.inf))
    mistaken = max(way + 4 - nearest, 0)  # words nearer to another mark seem to be its
    return float(over * 20 + outside * 200 + marks * 400 + mistaken * 25 + points * 6 + way)


def _ways(box: Box, places: Array) -> Array:
    """Return how far places are from a box."""
    left, bottom, right, top = box
    across = np.maximum(np.maximum(left - places[:, 0], places[:, 0] - right), 0)
    up = np.maximum(np.maximum(bottom - places[:, 1], places[:, 1] - top), 0)
    return np.hypot(across, up)


def _common(a: Box, b: Box) -> float:
    """Return the area that two boxes share, each with a little air around it."""
    width = min(a[2], b[2]) - max(a[0], b[0]) + 4
    height = min(a[3], b[3]) - max(a[1], b[1]) + 2
    return width * height if width > 0 and height > 0 else 0.0


def _inside(box: Box, points: Array, air: float) -> int:
    left, bottom, right, top = box
    x, y = points[:, 0], points[:, 1]
    return int(((x > left - air) & (x < right + air) & (y > bottom - air) & (y < top + air)).sum())


def _write(axes: Axes, label: Label, box: Box, place: Array) -> None:
    middle = ((box[0] + box[2]) / 2 - place[0], (box[1] + box[3]) / 2 - place[1])
    near = (min(max(place[0], box[0]), box[2]) - place[0], min(max(place[1], box[1]), box[3]) - place[1])
    line: dict[str, Any] = {"arrowstyle": "-", "color": label.colour, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 4}
    if math.hypot(*near) > _FAR:
        lead = axes.annotate("", (label.x, label.y), xytext=near, textcoords="offset points", arrowprops=line)
        lead.set_in_layout(False)
    axes.annotate(
        label.text,
        (label.x, label.y),
        xytext=middle,
        textcoords="offset points",
        fontsize=SIZE,
        color=label.colour,
        ha="center",
        va="center",
        linespacing=_LINE,
        bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.75},
        zorder=6,
    ).set_in_layout(False)
