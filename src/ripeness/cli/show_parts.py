"""Tables, lists and packages of ``deals`` for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ripeness.bargaining.deals import DealsResult
from ripeness.scenario import Scenario
from ripeness.words import deals as say
from ripeness.words.figures import percent, span

_NAME = 22  # characters; where a name is longer, or there are more than three, columns are headed by ids


def heads(scenario: Scenario, actors: Sequence[str], *, room: int | None = None) -> Sequence[str]:
    """Return what stands at the head of the column of each actor, in so much room if it is limited."""
    names = [scenario.name("actors", a) for a in actors]
    fit = room is None or sum(len(name) + 2 for name in names) <= room
    return names if fit and len(names) <= 3 and max(map(len, names)) <= _NAME else actors


def table(*names: str, right: Sequence[int] = (), left: Sequence[int] = ()) -> Table:
    """Return a table without lines; the columns ``right``, but for ``left``, hold figures."""
    found = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for k, name in enumerate(names):
        found.add_column(escape(name), overflow="fold", justify="right" if k in right and k not in left else "left")
    return found


def item(text: str, console: Console, *, indent: int = 2) -> None:
    """Print one item of a list, indented; what does not fit goes on below, further in."""
    lines = textwrap.wrap(
        dashed(text),
        max(console.width, 20),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_on_hyphens=False,
    )
    console.print("\n".join(map(escape, lines)))


def package(scenario: Scenario, clauses: Mapping[str, str], console: Console, *, lead: str = "") -> None:
    """Print a package as changes against today's."""
    changed = say.against_today(scenario, clauses)
    text = f"today's package {'and' if lead else 'with'} these changes:" if changed else "today's package, unchanged."
    console.print(lead + text if lead else text.capitalize())
    for issue, wording in changed:
        item(f"{issue}: {wording}", console)


def chance(result: DealsResult, found: Mapping[str, float | None]) -> str:
    """Return the chance that all sign a package, with its range over draws."""
    mean, low, high = (found.get(name) for name in ("probability", "low", "high"))
    if mean is None or low is None or high is None:
        return "unknown"
    if result.provenance.draws == 1:
        return percent(mean)
    return f"{percent(mean)} (5-95 %: {span(low, high)})"


def plain(text: str) -> str:
    """Return a text for the terminal: no markup, and the minus sign of every keyboard."""
    return escape(dashed(text))


def dashed(text: str) -> str:
    """Return a text with the minus sign of every keyboard."""
    return text.replace("\N{MINUS SIGN}", "-")
