"""The command ``moves``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ripeness.cli.shell import Count, File, Json, Long, Seed, app, console, print_json, read
from ripeness.cli.what_if import On, RedLines, Set, asked, tell_beside, tell_changes

if TYPE_CHECKING:
    from ripeness.graphmodel import MovesResult
    from ripeness.scenario import Scenario

_QUESTIONS = "Further questions"
_OTHERWISE = "What if"

Explain = Annotated[
    list[str] | None,
    typer.Option("--explain", metavar="STATE", help="Explain a state too: its id, `today`, or options taken, as a,b."),
]
States = Annotated[bool, typer.Option("--states", help="List all states, also where there are very many.")]
Wanted = Annotated[
    str | None,
    typer.Option(
        "--wanted",
        metavar="CONDITION",
        help="What is to hold, a condition on options or the id of a state, in place of the file's.",
        rich_help_panel=_QUESTIONS,
    ),
]
Inverse = Annotated[
    bool,
    typer.Option(
        "--inverse", help="Whose preferences would have to change for it to hold, in full.", rich_help_panel=_QUESTIONS
    ),
]
Answered = Annotated[
    int | None,
    typer.Option(
        "--answered",
        min=1,
        max=4096,
        help="Answer so many wanted states in full, not only the cheapest.",
        rich_help_panel=_QUESTIONS,
    ),
]
Coalition = Annotated[
    list[str] | None,
    typer.Option(
        "--coalition",
        metavar="ACTOR,ACTOR",
        help="What actors could do together; may be repeated.",
        rich_help_panel=_QUESTIONS,
    ),
]
UpTo = Annotated[
    int | None,
    typer.Option("--coalitions", metavar="N", help="All coalitions of up to N members.", rich_help_panel=_QUESTIONS),
]
Views = Annotated[
    bool, typer.Option("--views", help="The game as each actor sees it (`sees`).", rich_help_panel=_QUESTIONS)
]
Chances = Annotated[
    bool,
    typer.Option("--chances", help="How often states hold under uncertain preferences.", rich_help_panel=_QUESTIONS),
]
Foresight = Annotated[
    bool,
    typer.Option("--foresight", help="Who stays when everybody looks a few moves ahead.", rich_help_panel=_QUESTIONS),
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="OPTION",
        help="Compare with: the option stays as it is today; may be repeated.",
        rich_help_panel=_OTHERWISE,
    ),
]
Forbid = Annotated[
    list[str] | None,
    typer.Option(
        "--forbid",
        metavar="ACTOR:FROM:TO",
        help="Compare with: the actor cannot move from states of one condition to those of another.",
        rich_help_panel=_OTHERWISE,
    ),
]
WithOption = Annotated[
    list[str] | None,
    typer.Option(
        "--with-option",
        metavar="ID:ACTOR[:once|undo]",
        help="Compare with: the actor has one more option, not taken today.",
        rich_help_panel=_OTHERWISE,
    ),
]
Prefers = Annotated[
    list[str] | None,
    typer.Option(
        "--prefers",
        metavar="ACTOR:STATEMENT",
        help="With --with-option: a new statement that comes first for the actor; may be repeated.",
        rich_help_panel=_OTHERWISE,
    ),
]


@app.command()
def moves(  # noqa: PLR0913, PLR0917 - one parameter for each option of the command
    file: File,
    explain: Explain = None,
    states: States = False,
    draws: Count = 1024,
    seed: Seed = 0,
    as_json: Json = False,
    long: Long = False,
    wanted: Wanted = None,
    inverse: Inverse = False,
    answered: Answered = None,
    coalition: Coalition = None,
    coalitions: UpTo = None,
    views: Views = False,
    chances: Chances = False,
    foresight: Foresight = False,
    without: Without = None,
    forbid: Forbid = None,
    with_option: WithOption = None,
    prefers: Prefers = None,
    red_lines: RedLines = None,
    numbers: Set = None,
    on: On = None,
) -> None:
    """Say which situations nobody would leave, how they are reached, and what would make a wanted one hold."""
    from ripeness.graphmodel import Further
    from ripeness.graphmodel import moves as analysis

    found = asked(read(file), numbers=numbers, red_lines=red_lines, on=on)
    scenario = found.scenario
    explained = [_state(scenario, text) for text in explain or ()]
    further = Further(
        wanted=_wanted(scenario, wanted),
        answered=answered,
        coalitions=tuple(tuple(name.strip() for name in text.split(",")) for text in coalition or ()),
        up_to=coalitions,
        views=views,
        chances=chances,
        foresight=foresight,
        instead=_changed(scenario, without, forbid, with_option, prefers),
    )

    def answer(scenario: Scenario) -> MovesResult:
        return analysis(scenario, draws=draws, seed=seed, explain=explained, states=states, further=further)

    result = answer(scenario)
    if as_json:
        print_json(result.to_dict())
        return
    from ripeness.telling.moves import tell
    from ripeness.writers.terminal import write

    out = console()
    tell_changes(found, out)
    write(tell(scenario, result, asked=explained, states=states, full=inverse), out, long=long)
    tell_beside(found, result, answer, out)


def _state(scenario: Scenario, text: str) -> int:
    """Return the id of a state that was typed: a number, ``today``, or the options taken."""
    from ripeness.errors import AnalysisError, near
    from ripeness.graphmodel.arrays import graph_of, today_of

    options = list(graph_of(scenario).options)
    if text == "today":
        return today_of(scenario)
    names = [] if text == "none" else [name.strip() for name in text.split(",")]
    if len(names) == 1 and names[0].isdecimal() and names[0] not in options:
        return int(names[0][:30])
    for name in names:
        if name not in options:
            message = f"'{name}' is not an option of this graph model, nor the id of a state"
            raise AnalysisError.of("no-such-state", message, hint=near(name, options), path="graph.options")
    return sum(1 << options.index(name) for name in set(names))


def _wanted(scenario: Scenario, text: str | None) -> str | int | None:
    """Return what is wanted: a condition, or the id of a state that was typed as a number."""
    from ripeness.graphmodel.arrays import graph_of

    if text is not None and text.isdecimal() and text not in graph_of(scenario).options:
        return int(text[:30])
    return text


def _changed(
    scenario: Scenario,
    without: list[str] | None,
    forbid: list[str] | None,
    with_option: list[str] | None,
    prefers: list[str] | None,
) -> Scenario | None:
    """Return the scenario to compare with, if any change is asked for."""
    from ripeness.graphmodel import with_option as added
    from ripeness.graphmodel import without_move, without_option

    if prefers and not with_option:
        raise typer.BadParameter("it goes with --with-option", param_hint="--prefers")
    changed = scenario
    statements: dict[str, list[str]] = {}
    for text in prefers or ():
        actor, _, statement = text.partition(":")
        if not statement:
            raise typer.BadParameter(f"'{text}' is not ACTOR:STATEMENT", param_hint="--prefers")
        statements.setdefault(actor.strip(), []).append(statement)
    for number, text in enumerate(with_option or (), start=1):
        name, owner, *rest = [part.strip() for part in text.split(":")] if ":" in text else [text, ""]
        change = rest[0] if rest else "both"
        if not owner or len(rest) > 1 or change not in ("both", "once", "undo"):
            raise typer.BadParameter(f"'{text}' is not ID:ACTOR[:once|undo]", param_hint="--with-option")
        last = number == len(with_option or ())
        changed = added(changed, name, owner, change=change, prefers=statements if last else None)  # type: ignore[arg-type]
    for option in without or ():
        changed = without_option(changed, option)
    for text in forbid or ():
        parts = text.split(":")
        if len(parts) != 3:
            raise typer.BadParameter(f"'{text}' is not ACTOR:FROM:TO", param_hint="--forbid")
        changed = without_move(changed, parts[0].strip(), parts[1], parts[2])
    return None if changed is scenario else changed
