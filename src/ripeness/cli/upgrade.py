"""The command ``upgrade``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ripeness.cli.shell import app, print_file, say, source


@app.command()
def upgrade(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to rewrite, or - for standard input.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT", help="Write here, and leave FILE as it is.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an OUT of other content.")] = False,
) -> None:
    """Rewrite a file of an older format, comments kept."""
    from ripeness.cases import raw
    from ripeness.cli.write import overwrite, write
    from ripeness.scenario.model import FORMAT
    from ripeness.scenario.upgrade import upgrade as upgraded

    content, name = raw(file)
    text = upgraded(content, name)
    said = f"{name} is of format {FORMAT} already" if text is None else f"{name} is rewritten to format {FORMAT}"
    if output is not None:
        new = content.decode() if text is None else text
        if write(output, new, kind="YAML", force=force, inputs=[source(file)]):
            said += f"; wrote {output}"
    elif file == "-":
        print_file(content.decode() if text is None else text)
    elif text is not None:
        overwrite(Path(file), text)
    else:
        said += ": nothing to do"
    say(said)
