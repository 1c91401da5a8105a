"""The command ``check``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ripeness.cli.shell import File, Json, app, print_json, read, say, tell
from ripeness.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from ripeness.catalogue import Answerable
    from ripeness.scenario import Scenario
    from ripeness.scenario.allow import Advice


@app.command()
def check(
    file: File,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for problems: exit 1.")] = False,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print problems only: no summary, no warnings.")] = False,
) -> None:
    """List every problem and warning of a scenario, and say which analyses it answers.

    A comment `# ripeness: allow CODE because REASON`, on the line of a warning or alone just above it, silences it.
    """
    try:
        scenario = read(file)
    except ScenarioError as error:
        _problems(error.problems, {}, as_json=as_json)
    advice = _advice(scenario, wanted=strict or not quiet)
    found = {"scenario": scenario.id, "digest": scenario.digest}
    if strict and advice.warnings:
        _problems([replace(w, severity="error") for w in advice.warnings], found, as_json=as_json)
    if as_json:
        silenced = [{**entry.warning.to_dict(), "reason": entry.reason} for entry in advice.silenced]
        warnings = [w.to_dict() for w in advice.warnings]
        said = {answer.analysis.name: answer.to_dict() for answer in _answers(scenario)}
        print_json({**found, "problems": [], "warnings": warnings, "silenced": silenced, "answers": said})
        return
    if not quiet:
        tell(_summary(scenario))
        for warning in advice.warnings:
            tell(str(warning))
        _tell(_answers(scenario))
        _count(advice)


def _advice(scenario: Scenario, *, wanted: bool) -> Advice:
    """Return the warnings; what needs values is loaded only for a scenario that has drafts or a war."""
    from ripeness.scenario.allow import Advice

    if not wanted:
        return Advice()
    from ripeness.valuation.advise import all_advice

    return all_advice(scenario)


def _answers(scenario: Scenario) -> tuple[Answerable, ...]:
    from ripeness.catalogue import answers

    return answers(scenario)


def _tell(answers: tuple[Answerable, ...]) -> None:
    """Print a line for each analysis, then all that is lacking, each once."""
    tell("\nWhat this file answers:")
    width = max(len(answer.analysis.name) for answer in answers)
    for answer in answers:
        tell(f"  {answer.analysis.name:<{width}}  {_told(answer)}")
    lacking = dict.fromkeys(p for answer in answers for p in answer.every())
    if lacking:
        tell("\nWhat is lacking:")
    for problem in sorted(lacking, key=lambda p: (p.place.line, p.place.column) if p.place else (10**9, 0)):
        tell(str(problem))


def _told(answer: Answerable) -> str:
    """Return whether an analysis is answered, or what it lacks, and the drafts for which that differs."""
    parts = [_lacks(answer.lacks)]
    asked_once = answer.analysis.asked == "both"
    if asked_once and answer.differing:
        parts[0] += " without a draft" if answer.lacks else ""
    by_lack: dict[str, list[str]] = {}
    for draft, lacks in answer.differing.items():
        by_lack.setdefault(_lacks(lacks), []).append(draft)
    parts += [f"for {', '.join(drafts)}: {told}" for told, drafts in by_lack.items()]
    return "; ".join(parts)


def _lacks(problems: tuple[Problem, ...]) -> str:
    if not problems:
        return "yes"
    lines: dict[str, dict[int, None]] = {}
    for problem in problems:
        lines.setdefault(problem.code, {}).update({problem.place.line: None} if problem.place else {})
    return "lacks " + ", ".join(f"{code}{_at(list(found))}" for code, found in lines.items())


def _at(lines: list[int]) -> str:
    """Return on which lines something is lacking; nothing where it stands nowhere."""
    shown = ", ".join(map(str, lines[:5])) + (", …" if len(lines) > 5 else "")
    return f" (line{'s' * (len(lines) > 1)} {shown})" if lines else ""


def _problems(problems: list[Problem] | tuple[Problem, ...], found: dict[str, Any], *, as_json: bool) -> None:
    """Print problems, say how many, and end the command."""
    if as_json:
        said = {"problems": [p.to_dict() for p in problems], "warnings": [], "silenced": [], "answers": {}}
        print_json({**found, **said})
    else:
        for problem in problems:
            tell(str(problem))
        say(f"{len(problems)} problem{'s' * (len(problems) > 1)}")
    raise typer.Exit(1) from None


def _summary(scenario: Scenario) -> str:
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
    return f"{scenario.id}: no problems: {shown}; digest {scenario.digest[:12]}"


def _count(advice: Advice) -> None:
    """Say how many warnings there are, those that the file allows included."""
    warnings, silenced = len(advice.warnings), len(advice.silenced)
    if warnings:
        say(f"{warnings} warning{'s' * (warnings > 1)}" + (f", {silenced} more allowed by the file" * bool(silenced)))
