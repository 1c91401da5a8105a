"""The command ``cases``."""

from __future__ import annotations

from ripeness.cli.shell import app, read, tell


@app.command()
def cases() -> None:
    """List the shipped cases."""
    from ripeness.cases import names

    for name in names():
        tell(f"{name}  {read(name).title}")
