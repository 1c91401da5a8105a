"""Pictures of ``deals``: packages in the eyes of the signatories; what could be agreed as strength varies."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from ripeness.bargaining.agreements.deals import DealsResult
from ripeness.bargaining.agreements.strengths import Strength
from ripeness.numerics.draws import Array
from ripeness.plot.figure import BLUE, DARK, GREY, INK, LIGHT, LINES, ORANGE, new_axes, picture
from ripeness.plot.labels import SIZE, Label, at_the_end, beside
from ripeness.plot.names import Names, called, readable
from ripeness.result import decimal

_SOLUTIONS = {
    "nash": ("Nash", "o"),
    "kalai_smorodinsky": ("Kalai-Smorodinsky", "s"),
    "egalitarian": ("egalitarian", "^"),
    "utilitarian": ("utilitarian", "D"),
    "most_robust": ("most robust", "*"),
}
_DASHES: tuple[Any, ...] = ("-", (0, (7, 1.5)), (0, (4, 1, 1, 1)), (0, (9, 2, 2, 2)), (0, (3, 1)))
_LINES_SHOWN = 400
_CELLS = 90  # of the picture, along each side, of which each shows one package at most
_TICKS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
_WRAP = 24  # characters
_OWN = "what signing is worth to it, in its own points"


@dataclass(frozen=True)
class _Mark:
    """A package that is shown by name, with its value of signing to each signatory."""

    text: str
    values: tuple[float, ...]
    marker: str
    draft: bool = False


@picture
def agreements(result: DealsResult, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw packages in the eyes of the signatories: frontier, solutions, drafts, and what refusing is worth.

    With two signatories each package is a point, by what signing is worth to either; shaded is where both sign. With
    three or more each package is a line, by its surplus for each; above zero all sign. What is not known is not drawn.

    Parameters
    ----------
    result : DealsResult
        What is drawn; values at the central values.
    names : mapping of str to str, optional
        Plain words for ids of signatories and drafts.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    named = readable(names)
    axes = ax or new_axes(7.2, 5.4)
    marks = _marks(result, named)
    reservations = np.array(list(result.reservations.values()))
    if np.isnan(reservations).any():
        axes.text(0.5, 0.5, "unknown at the most likely values", ha="center", va="center", transform=axes.transAxes)
        axes.set_axis_off()
        return axes
    if len(reservations) == 2:
        _plane(axes, result, marks, named)
    else:
        _lines(axes, result, marks, named)
    return axes


def _marks(result: DealsResult, names: Names) -> list[_Mark]:
    """Return what is shown by name: solutions and the nearest package, those in one place together; then drafts."""
    found: dict[tuple[float, ...], list[tuple[str, str]]] = {}
    for name, (words, marker) in _SOLUTIONS.items():
        for values in dict.fromkeys(_place(a.values) for a in result.solutions.get(name, ())):
            if values:
                found.setdefault(values, []).append((words, marker))
    if result.certificate is not None and result.certificate.package is not None:
        values = _place({a: result.reservations[a] + s for a, s in result.certificate.surplus.items()})
        found.setdefault(values, []).append(("least shortfall", "P"))
    marks = [
        _Mark(_together([words for words, _ in several]), values, several[0][1]) for values, several in found.items()
    ]
    for standing in result.drafts:
        values = _place(standing.agreement.values)
        if values:
            text = "\n".join(textwrap.wrap(called(names, "drafts", standing.draft), _WRAP))
            marks.append(_Mark(text, values, "o", draft=True))
    return marks


def _place(values: Mapping[str, float | None]) -> tuple[float, ...]:
    """Return where a package is drawn; nowhere if a value is not known."""
    known = [round(v, 6) for v in values.values() if v is not None]
    return tuple(known) if len(known) == len(values) else ()


def _together(words: Sequence[str]) -> str:
    if len(words) == len(_SOLUTIONS):
        return "all solutions"
    text = textwrap.wrap(", ".join(words), 30, break_on_hyphens=False)
    return "\n".join(text)


def _edge(result: DealsResult) -> Array:
    """Return values of the packages that cannot be improved for one without loss for another, shape (F, P).

    Those of the zone, or of all packages where it is empty.
    """
    known = result.frontier.values if result.frontier is not None and not result.zone.empty else result.edge
    return known if len(known) else np.empty((0, len(result.asked.signatories)))


def _plane(axes: Axes, result: DealsResult, marks: Sequence[_Mark], names: Names) -> None:
    """Draw two signatories: one on each axis."""
    first, second = result.asked.signatories
    refusing = np.array([result.reservations[first], result.reservations[second]])
    edge = _edge(result)
    low, high = _limits(np.concatenate([edge, refusing[None, :], *(np.array([m.values]) for m in marks)]), refusing)
    axes.set_xlim(low[0], high[0])
    axes.set_ylim(low[1], high[1])
    axes.add_patch(Rectangle((refusing[0], refusing[1]), *(high - refusing), color=BLUE, alpha=0.09, linewidth=0))
    _cloud(axes, result.cloud, low, high)
    edge = edge[np.argsort(edge[:, 0], kind="stable")]
    axes.step(edge[:, 0], edge[:, 1], where="pre", color=DARK, linewidth=0.8, zorder=2)
    dots = _thinned(edge, low, high)
    axes.plot(dots[:, 0], dots[:, 1], linestyle="none", marker=".", markersize=5, color=DARK, zorder=2)
    axes.axvline(refusing[0], color=INK, linewidth=0.9, linestyle=(0, (5, 3)), zorder=1.5)
    axes.axhline(refusing[1], color=INK, linewidth=0.9, linestyle=(0, (5, 3)), zorder=1.5)
    for mark in marks:
        _dot(axes, mark, mark.values[0], mark.values[1])
    axes.set_xlabel(f"{textwrap.fill(called(names, 'actors', first), 60)}:\n{_OWN}")
    axes.set_ylabel(f"{textwrap.fill(called(names, 'actors', second), 50)}:\n{_OWN}")
    axes.spines[["top", "right"]].set_visible(False)
    _written(axes, result, refusing)
    labels = [Label(m.text, m.values[0], m.values[1], _ink(m)) for m in marks]
    if len(dots) > 3:
        x, y = dots[len(dots) // 4]
        labels.append(Label("frontier" if not result.zone.empty else "nothing is better for both", x, y, DARK))
    across = np.linspace(0, 1, 60)[:, None] * (high - low) + low
    lines = [np.column_stack([np.full(60, refusing[0]), across[:, 1]])]
    lines.append(np.column_stack([across[:, 0], np.full(60, refusing[1])]))
    corners = np.column_stack([edge[:-1, 0], edge[1:, 1]])
    beside(axes, labels, avoid=np.concatenate([dots, corners, *lines]))


def _written(axes: Axes, result: DealsResult, refusing: Array) -> None:
    """Write at the lines and in the corner what they are."""
    high = axes.get_xlim()[1], axes.get_ylim()[1]
    there = ":\nno package" if result.zone.empty else ""
    words = (
        (f"refusing\n{decimal(refusing[0])}", (refusing[0], high[1]), (0, 2), "center", "bottom", INK),
        (f"refusing\n{decimal(refusing[1])}", (high[0], refusing[1]), (3, 0), "left", "center", INK),
        (f"both would\nsign here{there}", high, (-4, -4), "right", "top", BLUE),
    )
    for text, at, offset, across, up, colour in words:
        axes.annotate(
            text,
            at,
            xytext=offset,
            textcoords="offset points",
            ha=across,
            va=up,
            fontsize=SIZE,
            color=colour,
            annotation_clip=False,
        )


def _limits(points: Array, refusing: Array) -> tuple[Array, Array]:
    """Return the corners of a picture that shows all points and, with room for a word, where all would sign."""
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.maximum((high - low) * 0.09, 1.0)
    room = np.maximum(room, 1e-9 * np.maximum(abs(low), abs(high)))  # where 1 beside them is nothing
    low, high = low - room, high + room
    return low, np.maximum(high, refusing + (high - low) * 0.19)


def _cloud(axes: Axes, cloud: Array, low: Array, high: Array) -> None:
    """Draw packages as light dots, in one path: thousands of them weigh little in the page."""
    if not len(cloud):
        return
    dots = _thinned(cloud, low, high)
    ends = dots + np.array([(high[0] - low[0]) * 1e-4, 0])
    path = Path(np.stack([dots, ends], axis=1).reshape(-1, 2), np.tile([Path.MOVETO, Path.LINETO], len(dots)))
    axes.add_patch(
        PathPatch(path, fill=False, edgecolor="#c6ccd4", linewidth=2.2, capstyle="round", snap=False, zorder=1)
    )


def _thinned(points: Array, low: Array, high: Array) -> Array:
    """Return the points inside a picture, the first of each small square of it."""
    inside = points[((points >= low) & (points <= high)).all(axis=1)]
    squares = np.floor((inside - low) / (high - low) * _CELLS)
    _, first = np.unique(squares, axis=0, return_index=True)
    kept: Array = inside[np.sort(first)]
    return kept


def _dot(axes: Axes, mark: _Mark, x: float, y: float) -> None:
    size = {"*": 12.0, "P": 9.0}.get(mark.marker, 7.5)
    if mark.draft:
        axes.plot(x, y, marker="o", color=ORANGE, markerfacecolor="white", markeredgewidth=1.6, markersize=7, zorder=4)
    else:
        axes.plot(x, y, marker=mark.marker, color=_ink(mark), markeredgecolor="white", markersize=size, zorder=5)


def _ink(mark: _Mark) -> str:
    if mark.draft:
        return ORANGE
    return INK if mark.marker == "P" else BLUE


def _lines(axes: Axes, result: DealsResult, marks: Sequence[_Mark], names: Names) -> None:
    """Draw three or more signatories: one upright axis for each, all in points of surplus."""
    refusing = np.array(list(result.reservations.values()))
    edge = _edge(result)
    at = np.arange(len(refusing))
    if len(edge):
        chosen = np.unique(np.linspace(0, len(edge) - 1, min(len(edge), _LINES_SHOWN)).round().astype(int))
        axes.plot(at, (edge[chosen] - refusing).T, color=LIGHT, linewidth=0.7, zorder=1)
    axes.axhline(0, color=INK, linewidth=1.2, zorder=2)
    for k, mark in enumerate(marks):
        surplus = np.array(mark.values) - refusing
        style: Any = (0, (1.5, 2)) if mark.draft else _DASHES[k % len(_DASHES)]
        axes.plot(at, surplus, color=_ink(mark), linestyle=style, linewidth=1.3 if mark.draft else 2, zorder=3)
        for x, y in zip(at.tolist(), surplus.tolist(), strict=True):
            _dot(axes, mark, x, y)
    for x in at.tolist():
        axes.axvline(x, color=GREY, linewidth=0.7, zorder=0)
    axes.set_xticks(at, [textwrap.fill(called(names, "actors", a), 22) for a in result.asked.signatories])
    axes.set_xlim(-0.3, len(at) - 1 + 0.04)
    axes.set_ylabel("surplus, points of each one's own utility")
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.tick_params(axis="x", length=0)
    axes.annotate("refusing", (-0.3, 0), xytext=(3, 3), textcoords="offset points", fontsize=SIZE)
    ends = [Label(m.text, len(at) - 1, float(m.values[-1] - refusing[-1]), _ink(m)) for m in marks]
    at_the_end(axes, len(at) - 1, ends)


@picture
def by_strength(result: DealsResult, side: str, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw what could be agreed as the strength of one side is scaled: the surplus of each signatory.

    Filled marks are of the Nash package; open marks, where no package would be signed by all, of the package of the
    least largest shortfall.

    Parameters
    ----------
    result : DealsResult
        What is drawn.
    side : str
        Whose strength is scaled.
    names : mapping of str to str, optional
        Plain words for ids of actors.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    named = readable(names)
    axes = ax or new_axes(7.2, 3.2)
    swept = [s for s in result.strengths if s.side == side and s.surplus]
    axes.set_xscale("log")
    axes.axhline(0, color=INK, linewidth=1.2)
    axes.axvline(1, color=GREY, linewidth=0.7)
    for k, actor in enumerate(result.asked.signatories):
        _course(axes, swept, actor, k)
    ticks = [s.factor for s in swept if s.factor in _TICKS]
    axes.set_xticks(ticks, [f"{t:g}" for t in ticks])
    axes.minorticks_off()
    axes.set_xlabel(f"strength of {called(named, 'actors', side)}, times what it is")
    axes.set_ylabel("surplus, points of\neach one's own utility")
    axes.spines[["top", "right"]].set_visible(False)
    left = axes.get_xlim()[0]
    axes.annotate("refusing", (left, 0), xytext=(3, 3), textcoords="offset points", fontsize=SIZE)
    if swept:
        last = swept[-1]
        ends = [
            Label(textwrap.fill(called(named, "actors", a), _WRAP), last.factor, s, LINES[k % len(LINES)][0])
            for k, (a, s) in enumerate(last.surplus.items())
        ]
        at_the_end(axes, last.factor, ends)
    return axes


def _course(axes: Axes, swept: Sequence[Strength], actor: str, k: int) -> None:
    """Draw the surplus of one signatory, number ``k``, along a sweep."""
    colour, style, marker = LINES[k % len(LINES)]
    axes.plot([s.factor for s in swept], [s.surplus[actor] for s in swept], color=colour, linestyle=style, zorder=2)
    for empty, face in ((False, colour), (True, "white")):
        chosen = [s for s in swept if s.empty is empty]
        axes.plot(
            [s.factor for s in chosen],
            [s.surplus[actor] for s in chosen],
            linestyle="none",
            marker=marker,
            markersize=6,
            color=colour,
            markerfacecolor=face,
            zorder=3,
        )
