"""Picture of wishes that cannot be met together: who, on which issue."""

from __future__ import annotations

import textwrap
from typing import Any

from matplotlib.axes import Axes

from ripeness.bargaining.agreements.deals import DealsResult
from ripeness.bargaining.agreements.empty_zone import Certificate
from ripeness.plot.figure import DARK, GREY, LIGHT, new_axes, picture
from ripeness.plot.labels import SIZE
from ripeness.plot.names import Names, called, readable

_ISSUE, _ACTORS = 34, 40  # characters on a line; of all signatories together


@picture
def demands(result: DealsResult, *, names: Names | None = None, ax: Axes | None = None) -> Axes:
    """Draw issues as rows and signatories as columns, and mark the wishes that cannot be met together.

    Dark squares are the irreducible conflict: with every other wish granted no package would be signed by all, with any
    one of these granted too there is one. Light rings are the other wishes. Where nothing is known to conflict the
    picture says so.

    Parameters
    ----------
    result : DealsResult
        What is drawn.
    names : mapping of str to str, optional
        Plain words for ids of signatories and issues.
    ax : Axes, optional
        Where to draw; new axes otherwise.
    """
    named = readable(names)
    actors, issues = result.asked.signatories, result.space.issues
    axes = ax or new_axes(*inches(len(actors), len(issues)))
    if result.certificate is None or not result.certificate.demands:
        axes.text(0.5, 0.5, "no wishes are known to conflict", ha="center", va="center", transform=axes.transAxes)
        axes.set_axis_off()
        return axes
    _marks(axes, result.certificate, actors, issues)
    wide = max(8, _ACTORS // len(actors))
    axes.set_xticks(range(len(actors)), [textwrap.fill(called(named, "actors", a), wide) for a in actors])
    axes.set_yticks(
        range(len(issues)), [textwrap.fill(called(named, "issues", i), _ISSUE, max_lines=3) for i in issues]
    )
    axes.set_xlim(-0.6, len(actors) - 0.4)
    axes.set_ylim(len(issues) - 0.5, -0.5)
    axes.tick_params(length=0, top=False, labeltop=True, bottom=False, labelbottom=False)
    axes.spines[:].set_visible(False)
    for edge in range(1, len(issues)):
        axes.axhline(edge - 0.5, color=GREY, linewidth=0.5, alpha=0.5)
    axes.legend(loc="upper center", bbox_to_anchor=(0.3, 0), ncols=2, frameon=False, fontsize=SIZE)
    return axes


def inches(actors: int, issues: int) -> tuple[float, float]:
    """Return how wide and how high the picture should be."""
    return 5.6 + 0.7 * max(0, actors - 3), 1.1 + 0.42 * issues


def _marks(axes: Axes, found: Certificate, actors: tuple[str, ...], issues: tuple[str, ...]) -> None:
    conflicting = set(found.demands or ())
    places = [(k, j, (a, i) in conflicting) for k, a in enumerate(actors) for j, i in enumerate(issues)]
    dark = [(k, j) for k, j, there in places if there]
    light = [(k, j) for k, j, there in places if not there]
    square: Any = {"marker": "s", "markersize": 13, "color": DARK}
    cross: Any = {"marker": "x", "markersize": 6, "color": "white", "markeredgewidth": 1.8}
    ring: Any = {"marker": "o", "markersize": 6, "color": LIGHT, "markerfacecolor": "white"}
    axes.plot(*zip(*dark, strict=True), linestyle="none", label="cannot all be met", **square)
    axes.plot(*zip(*dark, strict=True), linestyle="none", **cross)
    if light:
        axes.plot(*zip(*light, strict=True), linestyle="none", label="other wishes: granted", **ring)
