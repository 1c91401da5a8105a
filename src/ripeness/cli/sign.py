"""The command ``sign``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ripeness.cli.shell import Count, File, Json, Seed, app, console, print_json, progress, read
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
) -> None:
    """Say whether each signatory would sign a draft, why not, and what would repair it."""
    from ripeness.bargaining import sign as analysis

    scenario = read(file)
    with progress() as step:
        result = analysis(scenario, _only_draft(scenario, draft), draws=draws, seed=seed, progress=step)
    if as_json:
        print_json(result.to_dict())
        return
    from ripeness.cli.show_sign import show as shown

    shown(scenario, result, console())


def _only_draft(scenario: Scenario, draft: str | None) -> str:
    if draft is not None:
        return draft
    if len(scenario.drafts) == 1:
        return next(iter(scenario.drafts))
    if not scenario.drafts:
        raise AnalysisError.of("no-draft", f"'{scenario.id}' has no draft to sign", path="drafts")
    hint = f"add --draft and one of: {', '.join(scenario.drafts)}"
    raise AnalysisError.of("draft-needed", f"'{scenario.id}' has several drafts", hint=hint, path="drafts")
