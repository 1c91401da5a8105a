"""The command ``show``."""

from __future__ import annotations

from ripeness.cli.shell import File, app, console, read


@app.command()
def show(file: File) -> None:
    """Show a scenario: who wants what, ties, drafts and dates."""
    from ripeness.cli.show_scenario import show as shown

    shown(read(file), console())
