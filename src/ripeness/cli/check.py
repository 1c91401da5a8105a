"""The command ``check``."""

from __future__ import annotations

import typer

from ripeness.cli.shell import File, Json, app, print_json, read, say
from ripeness.errors import ScenarioError


@app.command()
def check(file: File, as_json: Json = False) -> None:
    """List every problem of a scenario, or print a one-line summary."""
    try:
        scenario = read(file)
    except ScenarioError as error:
        if as_json:
            print_json({"problems": [p.to_dict() for p in error.problems]})
        else:
            for problem in error.problems:
                print(problem)
            say(f"{len(error.problems)} problem{'s' * (len(error.problems) > 1)}")
        raise typer.Exit(1) from None
    if as_json:
        print_json({"scenario": scenario.id, "digest": scenario.digest, "problems": []})
        return
    counts = {
        "actors": len(scenario.actors),
        "issues": len(scenario.issues),
        "estimates": len(scenario.estimates),
        "ties": len(scenario.ties),
        "drafts": len(scenario.drafts),
        "sources": len(scenario.sources),
        "claims": len(scenario.claims),
    }
    shown = ", ".join(f"{n} {kind if n != 1 else kind[:-1]}" for kind, n in counts.items())
    print(f"{scenario.id}: no problems: {shown}; digest {scenario.digest[:12]}")
