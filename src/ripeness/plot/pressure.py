"""Pictures of ``pressure``: what every source could do to a refusal, and what a chance of signature costs."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any, cast

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import offset_copy

from ripeness.leverage import PressureResult
from ripeness.leverage.answers import RefusalFlip
from ripeness.plot.figure import BLUE, DARK, GREY, INK, LIGHT, ORANGE, new_axes, picture
from ripeness.plot.labels import SIZE
from ripeness.plot.names import Names, readable
from ripeness.result import decimal

_IDLE = 0.05  # points: what moves a surplus by less is not drawn
_BAR = 0.36
_WRAP = 72  # characters
_HATCHED: dict[str, Any] = {"facecolor": "white", "edgecolor": BLUE, "hatch": "////", "zorder": 1.5}
_WHITE = {"boxstyle": "square,pad=0.12", "facecolor": "white", "edgecolor": "none"}


@picture
def flips(result: PressureResult, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw how far each source could lift each refusal: from the surplus without pressure to that at full pressure.

    The dark bar is what a source does alone, the hatched one what those add whom it moves. The line at 0 is where the
    signatory signs; the dashed one is where it stands without pressure. Sources without effect are named in one row.

    Parameters
    ----------
    result : PressureResult
        What is drawn.
    names : mapping of str to str, optional
        Plain words for ids of actors.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    named = readable(names)
    rows = flip_rows(result)
    axes = ax or new_axes(7.2, flip_height(result))
    if not rows:
        known = not result.flips
        words = (
            "Nobody has to be moved,\nor nothing bears on those who refuse."
            if known
            else "unknown at the most likely values"
        )
        return _said(axes, words)
    labels, height = [], 0.0
    for signatory, mine, rest in rows:
        before = next(f.before for f in result.flips if f.signatory == signatory)
        labels.append((height, named.get(signatory, signatory), True))
        _words(axes, f"without pressure {_signed(before)}", before, height)
        top = height
        for flip in mine:
            height += 1
            labels.append((height, named.get(flip.source, flip.source), False))
            _bars(axes, flip, height)
        axes.plot([before, before], [top - 0.3, height + 0.5], color=INK, linewidth=0.9, linestyle=(0, (4, 2)))
        if rest:
            text = _idle_words(rest, named)
            height += 0.75 + 0.25 * text.count("\n") + 0.25
            labels.append((height, "without effect", False))
            at: dict[str, Any] = {"xycoords": axes.get_yaxis_transform(), "bbox": _WHITE, "zorder": 4}
            axes.annotate(text, (0.01, height), va="center", fontsize=SIZE - 0.5, color=DARK, **at)
        height += 1.5
    _dress(axes, labels, height - 0.8)
    return axes


def _idle_words(rest: Sequence[str], named: Names) -> str:
    return textwrap.fill(", ".join(named.get(s, s) for s in rest), _WRAP)


def _words(axes: Axes, text: str, x: float, y: float, **style: Any) -> None:
    """Write right of a place, readable over lines."""
    place: dict[str, Any] = {"xytext": (4, 0), "textcoords": "offset points", "va": "center", "bbox": _WHITE}
    axes.annotate(text, (x, y), fontsize=SIZE, zorder=4, **place, **style)


def _signed(value: float) -> str:
    text = decimal(value, signed=True)
    return "0.0" if text in {"+0.0", "-0.0"} else text.replace("-", "\N{MINUS SIGN}")


def flip_rows(result: PressureResult) -> list[tuple[str, list[RefusalFlip], list[str]]]:
    """Return for each refusal the sources that have an effect, strongest first, and those that have none."""
    found = []
    for signatory in result.asked.signatories:
        known = [f for f in result.flips if f.signatory == signatory and not math.isnan(f.chain.surplus_at_full)]
        mine = [f for f in known if max(abs(h.surplus_at_full - f.before) for h in (f.alone, f.chain)) >= _IDLE]
        mine.sort(key=lambda f: (-f.chain.surplus_at_full, -f.alone.surplus_at_full, f.source))
        if known:
            found.append((signatory, mine, [f.source for f in known if f not in mine]))
    return found


def flip_height(result: PressureResult) -> float:
    """Return how many inches high the picture of :func:`flips` should be."""
    rows = sum(2.5 + len(mine) + 1.5 * bool(rest) for _, mine, rest in flip_rows(result))
    return 1.0 + 0.23 * max(rows, 3)


def _bars(axes: Axes, flip: RefusalFlip, height: float) -> None:
    alone, chain = flip.alone.surplus_at_full, flip.chain.surplus_at_full
    axes.barh(height, alone - flip.before, left=flip.before, height=2 * _BAR, color=BLUE, linewidth=0, zorder=2)
    axes.barh(height, chain - alone, left=alone, height=2 * _BAR, linewidth=0.8, **_HATCHED)
    words = _signed(chain)
    if flip.chain.flips:
        words += f"  from {100 * flip.chain.level:.0f} % on"
    _words(axes, words, max(chain, alone, flip.before), height, fontweight="bold" if flip.chain.flips else "normal")


def _dress(axes: Axes, labels: Sequence[tuple[float, str, bool]], bottom: float) -> None:
    """Set ticks, limits, the line at 0 and a key."""
    axes.axvline(0, color=ORANGE, linewidth=1.8, zorder=3)
    axes.set_yticks([at for at, _, _ in labels], [words for _, words, _ in labels], fontsize=SIZE)
    for tick, (_, _, bold) in zip(axes.get_yticklabels(), labels, strict=True):
        tick.set_fontweight("bold" if bold else "normal")
    axes.set_ylim(bottom, -0.7)
    low, high = axes.get_xlim()
    span = max(high - low, 1.0)
    axes.set_xlim(min(low, -0.02 * span) - 0.08 * span, max(high, 0.02 * span) + 0.22 * span)
    axes.annotate(
        "signs from here on", (0, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 2),
        textcoords="offset points", ha="center", va="bottom", fontsize=SIZE, color=ORANGE,
    )  # fmt: skip
    key: Any = [
        axes.barh(math.nan, 0, color=BLUE, label="the source alone"),
        axes.barh(math.nan, 0, label="those whom it moves", **_HATCHED),
    ]
    below = offset_copy(axes.transAxes, cast("Figure", axes.figure), y=-34, units="points")
    axes.legend(
        handles=key, loc="upper center", bbox_to_anchor=(0.5, 0), bbox_transform=below, ncols=2, frameon=False,
        fontsize=SIZE,
    )  # fmt: skip
    words = "surplus of the signatory when the source uses all it has, in the signatory's own points"
    axes.set_xlabel(words, fontsize=SIZE + 0.5)
    axes.tick_params(axis="x", labelsize=SIZE)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)


@picture
def prices(result: PressureResult, *, ax: Axes | None = None) -> Axes:
    """Draw the least cost of a plan by the chance that all sign: as willing as judged, and if all were willing.

    Where there is no plan for any chance, a sentence says so in place of an empty picture.
    """
    axes = ax or new_axes(5.4, 3.0)
    lines = [
        ("as willing as judged", [(q, a) for q, a, _ in result.prices if a is not None], (INK, "-", "o")),
        ("if all were willing", [(q, b) for q, _, b in result.prices if b is not None], (BLUE, "--", "s")),
    ]
    if not any(points for _, points, _ in lines):
        return _said(axes, _no_price(result))
    for words, points, (colour, style, marker) in lines:
        if points:
            x, y = zip(*points, strict=True)
            axes.plot(x, y, color=colour, linestyle=style, marker=marker, markersize=5, linewidth=1.3, label=words)
            axes.annotate(
                f"{y[-1]:.0f}", (x[-1], y[-1]), xytext=(5, 3), textcoords="offset points", fontsize=SIZE, color=colour
            )  # fmt: skip
    _none_beyond(axes, result, lines[0][1])
    chances = [q for q, _, _ in result.prices]
    axes.set_xticks(chances, [f"{100 * q:.0f} %" for q in chances])
    axes.set_xlim(min(chances) - 0.03, max(chances) + 0.05)
    axes.set_ylim(0, 1.18 * max(cost for _, points, _ in lines for _, cost in points) or 1.0)
    axes.set_xlabel("chance that all sign")
    axes.set_ylabel("least cost, in points of the sources")
    axes.legend(frameon=False, fontsize=SIZE, loc="upper left")
    axes.grid(axis="y", color=GREY, alpha=0.25, linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def _none_beyond(axes: Axes, result: PressureResult, judged: Sequence[tuple[float, float]]) -> None:
    """Mark from which chance on there is no plan within what the sources would do."""
    reached = {q for q, _ in judged}
    missing = [q for q, _, _ in result.prices if q not in reached]
    if missing:
        axes.axvspan(min(missing) - 0.02, max(missing) + 0.05, color=LIGHT, alpha=0.25, linewidth=0, zorder=0)
        axes.annotate(
            "shaded: no plan found within\nwhat the sources would do", (0.985, 0.04), xycoords="axes fraction",
            ha="right", va="bottom", fontsize=SIZE, color=DARK,
        )  # fmt: skip


def _no_price(result: PressureResult) -> str:
    if not result.prices:
        return "Costs by chance are worked out for a given draft whose answer is known."
    low, high = result.prices[0][0], result.prices[-1][0]
    return (
        f"No plan was found for any chance from {100 * low:.0f} % to {100 * high:.0f} %,\n"
        "asked of each signatory alike, within what the sources\nwould do, or if all were willing."
    )


def _said(axes: Axes, words: str) -> Axes:
    """Write a sentence in place of a picture."""
    axes.text(0.5, 0.5, words, ha="center", va="center", transform=axes.transAxes, fontsize=9.5, color=INK)
    axes.set_axis_off()
    return axes
