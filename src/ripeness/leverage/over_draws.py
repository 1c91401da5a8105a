"""What a plan, and each source, does in every draw of one block: the figures that carry what is not known."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from ripeness.leverage.arrays import Situation
from ripeness.leverage.flips import reach, sources
from ripeness.leverage.network import delivered, order
from ripeness.leverage.stakes import surplus
from ripeness.numerics.draws import Array, mean_error
from ripeness.numerics.unknowns import times


def plan_figures(prefix: str, here: Situation, asked: Array, sequence: Sequence[int]) -> dict[str, Array]:
    """Return what comes of a plan: whether it works, the chance that all sign, and each signatory's surplus.

    Each source does what the plan asks of it, but no more than it would in that draw. Chances count every text that the
    draft may be, as those of ``sign`` do; whether the plan works, and surpluses, are of the text as printed.
    """
    question = here.question
    levels = delivered(question.net, asked, sequence)
    after = surplus(question.stakes, question.package, levels, made=question.made)
    chances, together, printed = here.under(levels)
    found = {f"{prefix}.works": here.works(after), f"{prefix}.probability": together}
    if here.others:
        found[f"{prefix}.as_printed"] = printed
    for i, stake in enumerate(question.stakes):
        found[f"{prefix}.{stake.actor}.surplus"] = after[:, i]
        found[f"{prefix}.{stake.actor}.probability"] = chances[:, i]
    return found


def base_figures(prefix: str, here: Situation) -> dict[str, Array]:
    """Return surpluses without pressure, and what all would do together that they are willing or swayed to do."""
    question = here.question
    none = np.zeros((len(question.net.willing), len(question.net.ties)))
    before = surplus(question.stakes, question.package, none, made=question.made)
    found = {f"{prefix}.before.{s.actor}.surplus": before[:, i] for i, s in enumerate(question.stakes)}
    found[f"{prefix}.before.probability"] = here.under(none)[1]
    everything = _helpful(here)
    return found | plan_figures(f"{prefix}.everything", here, everything, order(question.net))


def _helpful(here: Situation) -> Array:
    """Return level 1 for every tie but gifts that do harm, shape (T,)."""
    net = here.question.net
    harmful = {t for s in here.question.stakes for t, points in s.induced.items() if (points < 0).any()}
    return np.array([0.0 if t in harmful else 1.0 for t in range(len(net.ties))])


def flip_figures(prefix: str, here: Situation, wanted: Collection[str] | None = None) -> dict[str, Array]:
    """Return for each signatory and each source whether its pressure flips a refusal, and the surplus at full.

    With ``wanted``, paths of measures, only for those sources of which some are wanted.
    """
    found: dict[str, Array] = {}
    question = here.question
    for i, stake in enumerate(question.stakes):
        for source in sources(question.net, stake.actor):
            for word, chain in (("alone", False), ("chain", True)):
                at = f"{prefix}.flips.{stake.actor}.{source}.{word}"
                if wanted is not None and not any(path.startswith(f"{at}.") for path in wanted):
                    continue
                reached = reach(question, i, [source], chain=chain, halvings=0)
                found[f"{at}.flips"] = times(reached.flips, here.free[:, i])
                found[f"{at}.surplus_at_full"] = reached.at_full
    return found


def share(column: Array) -> dict[str, float | None]:
    """Return the share of draws in which something holds, and the standard error of that share."""
    if np.isnan(column).any():
        return {"share": None, "error": None}
    mean = float(column.mean())
    error = mean_error(column)
    return {"share": mean, "error": error}
