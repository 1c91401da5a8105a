"""What-ifs on the command line: the same options for every analysis, and its answer before and after."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from ripeness.result import Result
    from ripeness.scenario import Scenario
    from ripeness.writers.console import Console

_PANEL = "What if"

Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=NUMBER|[LOW,HIGH]",
        help="A number of the file as another number or range; may be repeated.",
        rich_help_panel=_PANEL,
    ),
]
Package = Annotated[
    str | None,
    typer.Option(
        "--package",
        metavar="ISSUE=ALTERNATIVE,...",
        help="A text in place of a draft: its clauses; all else as today.",
        rich_help_panel=_PANEL,
    ),
]
RedLines = Annotated[
    list[str] | None,
    typer.Option(
        "--red-lines",
        metavar="ACTOR=held|bluff",
        help="Take an actor's red lines as surely held, or as bluff; may be repeated.",
        rich_help_panel=_PANEL,
    ),
]
On = Annotated[
    str | None,
    typer.Option(
        "--on", metavar="DATE", help="The day of the question; as yet only that of the file.", rich_help_panel=_PANEL
    ),
]


@dataclass(frozen=True)
class WhatIf:
    """A scenario as it is asked about: ``before`` is the one to compare with, where numbers were changed."""

    scenario: Scenario
    before: Scenario | None = None
    draft: str | None = None


def asked(
    scenario: Scenario,
    *,
    numbers: list[str] | None = None,
    package: str | None = None,
    draft: str | None = None,
    red_lines: list[str] | None = None,
    on: str | None = None,
) -> WhatIf:
    """Return the scenario with the changes that were typed; what is not of their form is wrong usage."""
    from ripeness.scenario.what_if import changed, draft_of

    if package is not None and draft is not None:
        raise typer.BadParameter("stands in place of --draft; give one of them", param_hint="--package")
    numbers_, firm = _numbers(numbers), firmness(red_lines)
    clauses = None if package is None else _clauses(package)
    day = None if on is None else _day(on)
    if not (numbers_ or firm or day) and clauses is None:
        return WhatIf(scenario, draft=draft)
    found = changed(scenario, set=numbers_, package=clauses, red_lines=firm, on=day)
    before = changed(scenario, package=clauses) if numbers_ or firm else None
    return WhatIf(found, before, draft_of(found) or draft)


def _numbers(given: list[str] | None) -> dict[str, str | list[str]]:
    from ripeness.scenario.what_if import typed_value

    found: dict[str, str | list[str]] = {}
    for text in given or []:
        path, equals, value = (part.strip() for part in text.partition("="))
        if not (path and equals and value):
            raise typer.BadParameter(f"'{text}' is not PATH=NUMBER or PATH=[LOW,HIGH]", param_hint="--set")
        if path in found:
            raise typer.BadParameter(f"'{path}' is given twice", param_hint="--set")
        found[path] = typed_value(value)
    return found


def _clauses(given: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in filter(None, (part.strip() for part in given.split(","))):
        issue, equals, alternative = (part.strip() for part in text.partition("="))
        if not (issue and equals and alternative):
            raise typer.BadParameter(f"'{text}' is not ISSUE=ALTERNATIVE", param_hint="--package")
        if issue in found:
            raise typer.BadParameter(f"'{issue}' is given twice", param_hint="--package")
        found[issue] = alternative
    return found


def firmness(given: list[str] | None) -> dict[str, Literal["held", "bluff"]]:
    """Return how the red lines of actors are to be taken; what is not of the form ACTOR=held|bluff is wrong usage."""
    taken: dict[str, Literal["held", "bluff"]] = {}
    for text in given or []:
        actor, _, how = text.rpartition("=")
        if not actor or how not in ("held", "bluff"):
            raise typer.BadParameter(f"'{text}' is not ACTOR=held or ACTOR=bluff", param_hint="--red-lines")
        if actor in taken:
            raise typer.BadParameter(f"'{actor}' is given twice", param_hint="--red-lines")
        taken[actor] = "held" if how == "held" else "bluff"
    return taken


def _day(text: str) -> date:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no date such as 2020-01-19", param_hint="--on") from None


# ---- what it changes -------------------------------------------------------------------------------------------------


def tell_changes(found: WhatIf, out: Console, *, but: str = "") -> None:
    """Print what was changed for the question, before the answer; one kind may be told by the answer itself."""
    from rich.text import Text

    from ripeness.words.changes import said

    told = [change for change in found.scenario.changes if change["what"] != but]
    for change in told:
        out.print(Text(f"What if: {said(found.scenario, change)}."))
    if told:
        out.print()


def tell_beside(found: WhatIf, after: Result, analysis: Callable[[Scenario], Result], out: Console) -> None:
    """Print the main figures before and after the changes side by side; both are of the same draws."""
    if found.before is None:
        return
    from ripeness.telling.beside import beside, figures
    from ripeness.writers.terminal import write_part

    write_part(out, beside(found.scenario, figures(analysis(found.before)), figures(after), mean=True))
