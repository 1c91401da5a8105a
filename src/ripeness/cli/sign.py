"""The command ``sign``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ripeness.cli.shell import (
    Count,
    File,
    Json,
    RedLines,
    Seed,
    app,
    console,
    firm,
    firmness,
    marked,
    print_json,
    progress,
    read,
)
from ripeness.errors import AnalysisError

if TYPE_CHECKING:
    from ripeness.scenario import Scenario


@app.command()
def sign(
    file: File,
    draft: Annotated[
        str | None, typer.Option("--draft", metavar="ID", help="The draft; needed if there are several.")
    ] = None,
    draws: Count = 1024,
    seed: Seed = 0,
    as_json: Json = False,
    keep: Annotated[
        list[str] | None,
        typer.Option("--keep", metavar="ISSUE", help="An issue whose clause a repair may not touch; may be repeated."),
    ] = None,
    guarantees: Annotated[
        bool, typer.Option("--guarantees", help="Let repairs add the draft's optional guarantees (may-guarantee).")
    ] = False,
    red_lines: RedLines = None,
) -> None:
    """Say whether each signatory would sign a draft, why not, and what would repair it."""
    from ripeness.bargaining import sign as analysis

    taken = firmness(red_lines)
    scenario = firm(read(file), taken)
    with progress() as step:
        result = analysis(
            scenario,
            _only_draft(scenario, draft),
            draws=draws,
            seed=seed,
            keep=keep or (),
            guarantees=guarantees,
            progress=step,
        )
    if as_json:
        print_json(marked(result.to_dict(), taken))
        return
    from ripeness.cli.show_sign import show as shown

    shown(scenario, result, console(), red_lines=taken)


def _only_draft(scenario: Scenario, draft: str | None) -> str:
    if draft is not None:
        return draft
    if len(scenario.drafts) == 1:
        return next(iter(scenario.drafts))
    from ripeness.lacks import demand
    from ripeness.lacks.signing import sign as lacks

    if not scenario.drafts:
        demand(lacks(scenario, None))
    hint = f"add --draft and one of: {', '.join(scenario.drafts)}"
    raise AnalysisError.of("draft-needed", f"'{scenario.id}' has several drafts", hint=hint, path="drafts")
