"""The same scenario with the red lines of an actor surely held, or surely bluff: what hangs on them."""

from __future__ import annotations

from typing import Literal

from ripeness.errors import AnalysisError, near
from ripeness.scenario import Scenario
from ripeness.scenario.estimate import Share
from ripeness.scenario.record import Table


def with_red_lines(scenario: Scenario, actor: str, how: Literal["held", "bluff"]) -> Scenario:
    """Return the scenario with every red line of one actor surely held, or surely bluff.

    Its digest is another one, for it says something else.

    Parameters
    ----------
    scenario : Scenario
        Left as it is.
    actor : str
        Whose red lines.
    how : {"held", "bluff"}
        Whether they are held with certainty, or not at all.

    Raises
    ------
    AnalysisError
        ``unknown-actor``, or ``no-red-line`` when it has none.

    Examples
    --------
    >>> import ripeness
    >>> libya = ripeness.read("libya-2020")
    >>> bluff = ripeness.with_red_lines(libya, "lna", "bluff")
    >>> [str(line.firm.is_) for line in bluff.preferences["lna"].never]
    ['0', '0']
    """
    if actor not in scenario.actors:
        message = f"'{actor}' is not an actor, so it has no red lines"
        raise AnalysisError.of("unknown-actor", message, hint=near(actor, scenario.actors), path="actors")
    wants = scenario.preferences.get(actor)
    if wants is None or not wants.never:
        others = [a for a, record in scenario.preferences.items() if record.never]
        hint = f"red lines have: {', '.join(others)}" if others else ""
        raise AnalysisError.of("no-red-line", f"'{actor}' has no red line", hint=hint, path=f"preferences.{actor}")
    firm = Share(is_=1 if how == "held" else 0, note=f"taken as surely {how}")
    lines = tuple(line.model_copy(update={"firm": firm}) for line in wants.never)
    changed = wants.model_copy(update={"never": lines})
    return scenario.model_copy(update={"preferences": Table({**scenario.preferences, actor: changed})})
