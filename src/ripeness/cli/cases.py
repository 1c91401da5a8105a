"""The command ``cases``."""

from __future__ import annotations

from ripeness.cli.shell import app, read


@app.command()
def cases() -> None:
    """List the shipped cases."""
    from ripeness.cases import names

    for name in names():
        print(f"{name}  {read(name).title}")
