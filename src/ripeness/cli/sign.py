"""The command ``sign``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ripeness.cli.shell import Count, File, Json, Long, Seed, app, console, print_json, progress, read
from ripeness.cli.what_if import On, Package, RedLines, Set, asked, tell_beside, tell_changes
from ripeness.errors import AnalysisError

if TYPE_CHECKING:
    from ripeness.bargaining import SignResult
    from ripeness.scenario import Scenario


@app.command()
def sign(  # noqa: PLR0913, PLR0917 - one option each
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
    long: Long = False,
    red_lines: RedLines = None,
    numbers: Set = None,
    package: Package = None,
    on: On = None,
) -> None:
    """Say whether each signatory would sign a draft, why not, and what would repair it."""
    from ripeness.bargaining import sign as analysis

    found = asked(read(file), numbers=numbers, package=package, draft=draft, red_lines=red_lines, on=on)
    chosen = _only_draft(found.scenario, found.draft)

    def answer(scenario: Scenario) -> SignResult:
        with progress() as step:
            return analysis(
                scenario, chosen, draws=draws, seed=seed, keep=keep or (), guarantees=guarantees, progress=step
            )

    result = answer(found.scenario)
    if as_json:
        print_json(result.to_dict())
        return
    from ripeness.telling.sign import tell
    from ripeness.writers.terminal import write

    out = console()
    tell_changes(found, out)
    write(tell(found.scenario, result), out, long=long)
    tell_beside(found, result, answer, out)


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
