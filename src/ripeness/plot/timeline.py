"""What happens by when: chances over time, which end comes first, the calendar, a few histories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ripeness.numerics.draws import Array
from ripeness.plot.figure import BLUE, DARK, GREY, INK, LIGHT, LINES, ORANGE, new_axes, picture
from ripeness.plot.labels import Label, at_the_end
from ripeness.plot.names import Names, readable
from ripeness.timeline import Curve, TimelineResult

_HIGH = 0.82  # of a strip
_MARKS = ("o", "s", "^", "D", "v", "P", "X", "*", "<", ">", "h", "p")


def _named(names: Names, key: str) -> str:
    text = names.get(key, key)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _dates(axes: Axes, result: TimelineResult) -> None:
    """Mark the axis of time with dates."""
    end = result.process.end
    count = min(7, end + 1)
    days = np.unique(np.linspace(0, end - 1, count).astype(int)) if end > 1 else np.array([0])
    first, last = result.process.date(0), result.process.date(end - 1)
    axes.set_xticks(days, [_said(result.process.date(d), first.year != last.year) for d in days])
    axes.set_xlim(0, end)


def _said(on: date, year: bool) -> str:  # noqa: FBT001 - one of two ways to write a date
    return f"{on.day} {on:%b %Y}" if year else f"{on.day} {on:%b}"


def _percent(chance: float) -> str:
    """Return a chance in whole per cent; what is neither 0 nor 1 does not look like it."""
    if 0 < chance < 0.005:
        return "< 1 %"
    return "> 99 %" if 0.995 < chance < 1 else f"{100 * chance:.0f} %"


def _clean(axes: Axes) -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _line(axes: Axes, days: Array, values: Array, **style: Any) -> None:
    axes.plot(days, values, **style)


@picture
def facts(result: TimelineResult, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw the chance of each fact over time, one strip for each, from 0 at its floor to 1 at its ceiling.

    The line is the mean over draws, the band the 5th to 95th percentile; thin lines mark dated events.

    Parameters
    ----------
    result : TimelineResult
        What is drawn.
    names : mapping of str to str, optional
        Plain words for facts.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    axes = ax or new_axes(7.2, 1.2 + 0.5 * len(result.facts))
    named = readable(names)
    for day in sorted({e.day for e in result.process.dated}):
        axes.axvline(day, color=LIGHT, linewidth=0.7, zorder=0)
    ticks = []
    for k, (fact, curve) in enumerate(reversed(list(result.facts.items()))):
        axes.axhline(k, color=LIGHT, linewidth=0.6, zorder=0)
        if not np.isnan(curve.low).any():
            axes.fill_between(
                curve.days,
                k + _HIGH * curve.low,
                k + _HIGH * curve.high,
                color=BLUE,
                alpha=0.22,
                linewidth=0,
                step="post",
            )
        _line(axes, curve.days, k + _HIGH * curve.mean, color=BLUE, linewidth=1.5, drawstyle="steps-post")
        if not np.isnan(curve.mean[-1]):
            height = k + _HIGH * float(curve.mean[-1])
            axes.annotate(
                _percent(float(curve.mean[-1])),
                (result.process.end, height),
                xytext=(4, 0),
                textcoords="offset points",
                fontsize=7.5,
                va="center",
                color=DARK,
                annotation_clip=False,
            )
        ticks.append((k + _HIGH / 2, _named(named, fact)))
    axes.set_yticks([y for y, _ in ticks], [text for _, text in ticks])
    axes.set_ylim(-0.1, len(result.facts))
    _dates(axes, result)
    _clean(axes)
    return axes


@picture
def ends(result: TimelineResult, question: str, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw how the chance that each end has come first grows over time (cumulative incidence), with bands.

    Parameters
    ----------
    result : TimelineResult
        What is drawn.
    question : str
        A question about which end comes first.
    names : mapping of str to str, optional
        Plain words for ends.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    axes = ax or new_axes(7.2, 3.4)
    named = readable(names)
    labels = []
    last = 0.0
    for k, (end, curve) in enumerate(result.ends[question].items()):
        colour, line, _ = LINES[k % len(LINES)]
        if not np.isnan(curve.low).any():
            axes.fill_between(curve.days, curve.low, curve.high, color=colour, alpha=0.15, linewidth=0, step="post")
        _line(axes, curve.days, curve.mean, color=colour, linestyle=line, linewidth=1.7, drawstyle="steps-post")
        last = max(last, float(curve.days[-1]))
        if not np.isnan(curve.mean[-1]):
            labels.append(Label(_named(named, end), float(curve.days[-1]), float(curve.mean[-1]), colour))
    axes.set_ylabel("chance that it has come first")
    top = max((_top(c) for c in result.ends[question].values()), default=1.0)
    axes.set_ylim(0, min(1.0, 1.15 * top + 0.01))
    axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    _dates(axes, result)
    axes.spines[["top", "right"]].set_visible(False)
    at_the_end(axes, last, labels)
    return axes


def _top(curve: Curve) -> float:
    values = curve.high if not np.isnan(curve.high).any() else curve.mean
    return 0.0 if np.isnan(values).all() else float(np.nanmax(values))


@picture
def calendar(result: TimelineResult, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw the dated events in the order of their days; a ring marks one that asks signatories.

    Parameters
    ----------
    result : TimelineResult
        What is drawn.
    names : mapping of str to str, optional
        Plain words for events.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    dated = result.process.dated
    axes = ax or new_axes(7.2, 0.9 + 0.3 * len(dated))
    named = readable(names)
    for k, event in enumerate(dated):
        y = len(dated) - 1 - k
        axes.plot([event.day, event.day], [-0.6, y], color=LIGHT, linewidth=0.8, zorder=0)
        asks = event.draft is not None
        axes.plot(
            event.day, y, "o", color=ORANGE if asks else BLUE, markerfacecolor="white" if asks else BLUE, markersize=7
        )
        on = result.process.date(event.day)
        text = f"{_said(on, False)}: {_named(named, event.name)}"
        right = event.day > 0.55 * result.process.end
        axes.annotate(
            text, (event.day, y), xytext=(-8 if right else 8, 0), textcoords="offset points",
            ha="right" if right else "left", va="center", fontsize=8, color=INK,
        )  # fmt: skip
    axes.set_ylim(-0.6, max(len(dated) - 0.4, 0.4))
    axes.set_yticks([])
    _dates(axes, result)
    _clean(axes)
    return axes


@picture
def histories(result: TimelineResult, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw a few histories at the most likely values, one line each, with a mark for what happens when.

    Parameters
    ----------
    result : TimelineResult
        What is drawn.
    names : mapping of str to str, optional
        Plain words for events.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    shown = result.examples
    axes = ax or new_axes(7.2, 1.6 + 0.3 * len(shown))
    named = readable(names)
    events = list(dict.fromkeys(event for history in shown for _, event in history))
    order = [n for n in result.process.timeline.events if n in events]
    for k, history in enumerate(shown):
        y = len(shown) - 1 - k
        axes.plot([0, result.process.end], [y, y], color=LIGHT, linewidth=1, zorder=0)
        for day, event in history:
            axes.plot(day, y, **_mark(order.index(event)))
    for k, event in enumerate(order):
        axes.plot([], [], label=_named(named, event), **_mark(k))
    if order:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, frameon=False, fontsize=7.5)
    axes.set_yticks(range(len(shown)), [f"history {len(shown) - k}" for k in range(len(shown))])
    axes.set_ylim(-0.6, max(len(shown) - 0.4, 0.4))
    _dates(axes, result)
    _clean(axes)
    return axes


def _mark(k: int) -> dict[str, Any]:
    """Return how an event is marked: shape and colour differ, so that one is enough to tell."""
    colours: Sequence[str] = (BLUE, ORANGE, INK, GREY)
    return {
        "marker": _MARKS[k % len(_MARKS)],
        "color": colours[k % len(colours)],
        "linestyle": "none",
        "markersize": 5.5,
        "markerfacecolor": "white" if (k // len(colours)) % 2 else colours[k % len(colours)],
    }
