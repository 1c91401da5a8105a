"""Figures as SVG text: the same bytes for the same data, readable without colour."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from ripeness.plot.markup import compact

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
    "svg.fonttype": "none",  # a page shows text as text, in the reader's fonts
    "font.sans-serif": ["DejaVu Sans"],  # it comes with matplotlib: the same sizes on every machine
    "text.parse_math": False,
}

_SCALES = (1.0, 1.6, 2.5)  # of the size, tried one after the other


def picture(draw: Callable[_P, _R]) -> Callable[_P, _R]:
    """Return a drawing function in whose words a dollar sign is a dollar sign, on whatever axes they are written."""

    @wraps(draw)
    def literal(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        axes = kwargs.get("ax")
        for text in axes.findobj(Text) if isinstance(axes, Axes) else ():  # ticks and titles that are there already
            text.set_parse_math(False)
        with mpl.rc_context({"text.parse_math": False}):
            return draw(*args, **kwargs)

    return literal


def new_axes(width: float, height: float) -> Axes:
    """Return axes of a new figure of so many inches, that belongs to no window."""
    figure = Figure(figsize=(width, height), layout="constrained")
    axes: Axes = figure.add_subplot()
    return axes


def svg(draw: Callable[..., Any], *args: Any, size: tuple[float, float], prefix: str = "", **options: Any) -> str:
    """Return a picture as SVG text for a page: no declaration, no date, stable ids that begin with a prefix.

    Where words leave no room for what is drawn, the picture is made larger.
    """
    text = _drawn(draw, args, size, options, {"format": "svg", "metadata": {"Date": None, "Creator": None}}).decode()
    return compact(text[text.index("<svg") :], prefix)


def png(draw: Callable[..., Any], *args: Any, size: tuple[float, float], **options: Any) -> bytes:
    """Return a picture as PNG for a paper, with 200 dots an inch on white."""
    how = {"format": "png", "metadata": {"Software": None}, "dpi": 200, "facecolor": "white"}
    return _drawn(draw, args, size, options, how)


def _drawn(
    draw: Callable[..., Any], args: tuple[Any, ...], size: tuple[float, float], options: Any, how: dict[str, Any]
) -> bytes:
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("error", message="constrained_layout not applied")
        for scale in _SCALES:
            try:
                return _saved(draw, args, (size[0] * scale, size[1] * scale), options, how)
            except UserWarning:
                continue
        warnings.filterwarnings("ignore", message="constrained_layout not applied")
        return _saved(draw, args, size, options, how)


def _saved(
    draw: Callable[..., Any], args: tuple[Any, ...], size: tuple[float, float], options: Any, how: dict[str, Any]
) -> bytes:
    figure = Figure(figsize=size, layout="constrained")
    draw(*args, ax=figure.add_subplot(), **options)
    out = io.BytesIO()
    figure.savefig(out, transparent="facecolor" not in how, **how)
    return out.getvalue()
