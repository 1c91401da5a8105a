"""Figures as SVG text: the same bytes for the same data, readable without colour."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_P = ParamSpec("_P")
_R = TypeVar("_R")

BLUE, ORANGE, GREY, INK = "#1f5a99", "#b35900", "#8a8f98", "#22262b"
DARK, LIGHT = "#5c636d", "#b4bac3"
#: Colour, line and marker of one actor after the other: they differ without colour too.
LINES: tuple[tuple[str, str, str], ...] = (
    (BLUE, "-", "o"),
    (ORANGE, "--", "s"),
    (INK, ":", "^"),
    (GREY, "-.", "D"),
)

_STYLE: Any = {
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "svg.hashsalt": "ripeness",
    "svg.fonttype": "path",
    "font.sans-serif": ["DejaVu Sans"],  # it comes with matplotlib: the same letters on every machine
    "text.parse_math": False,
}


def picture(draw: Callable[_P, _R]) -> Callable[_P, _R]:
    """Return a drawing function in whose words a dollar sign is a dollar sign, on whatever axes they are written."""

    @wraps(draw)
    def literal(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        with mpl.rc_context({"text.parse_math": False}):
            return draw(*args, **kwargs)

    return literal


def new_axes(width: float, height: float) -> Axes:
    """Return axes of a new figure of so many inches, that belongs to no window."""
    figure = Figure(figsize=(width, height), layout="constrained")
    axes: Axes = figure.add_subplot()
    return axes


def svg(draw: Callable[..., Any], *args: Any, size: tuple[float, float], **options: Any) -> str:
    """Return a picture as SVG text for a page: no declaration, no date, stable ids."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=size, layout="constrained")
        draw(*args, ax=figure.add_subplot(), **options)
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    text = out.getvalue()
    return text[text.index("<svg") :]
