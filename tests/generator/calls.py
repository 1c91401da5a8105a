"""The functions in Python, called with what the arguments of the command line stand for."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import ripeness
from ripeness.conference import PRINTED, REPLICATION, Bargain, Trading
from ripeness.graphmodel import Further, with_option, without_move, without_option
from ripeness.scenario import Scenario
from ripeness.scenario.what_if import with_red_lines
from ripeness.timeline import Change
from ripeness.timeline.timeline import HISTORIES

FLAGS = (
    "--guarantees",
    "--states",
    "--inverse",
    "--views",
    "--chances",
    "--foresight",
    "--include-unlawful",
    "--moves",
)
FLAGS += ("--confidential", "--sources", "--list")

Args = dict[str, list[str]]


def call(name: str, scenario: Scenario, arguments: list[str], file: Path) -> Any:
    """Return the data of a result, as JSON would hold it; of a report its text."""
    args = _parsed(arguments)
    table = {"draws": int(args.pop("--draws", ["1024"])[0]), "seed": int(args.pop("--seed", ["0"])[0])}
    result = _CALLS[name](scenario, args, table)
    if isinstance(result, str):
        return result
    result.measures() if hasattr(result, "measures") else None
    result._repr_html_()
    return json.loads(json.dumps(result.to_dict(), allow_nan=False))


def _parsed(arguments: list[str]) -> Args:
    found: Args = {}
    rest = iter(arguments)
    for name in rest:
        found.setdefault(name, []).extend([] if name in FLAGS else [next(rest)])
    return found


def _one(args: Args, name: str, kind: Callable[[str], Any] = str) -> Any:
    return kind(args[name][0]) if name in args else None


def _firm(scenario: Scenario, args: Args) -> Scenario:
    for text in args.get("--red-lines", ()):
        actor, _, how = text.rpartition("=")
        scenario = with_red_lines(scenario, actor, how)
    return scenario


def _draft(scenario: Scenario, args: Args) -> str:
    """Return the draft; of several where none is named, the first: the command line asks instead."""
    return args["--draft"][0] if "--draft" in args else next(iter(scenario.drafts), "none")


def _sign(scenario: Scenario, args: Args, table: dict[str, int]) -> Any:
    keep, guarantees = args.get("--keep", ()), "--guarantees" in args
    firm = _firm(scenario, args)
    return ripeness.sign(firm, _draft(scenario, args), keep=keep, guarantees=guarantees, **table)


def _deals(scenario: Scenario, args: Args, table: dict[str, int]) -> Any:
    limit, seconds = _one(args, "--limit", int) or 1_000_000, _one(args, "--seconds", float)
    return ripeness.deals(_firm(scenario, args), _one(args, "--draft"), limit=limit, seconds=seconds, **table)


def _moves(scenario: Scenario, args: Args, table: dict[str, int]) -> Any:
    options = list(scenario.graph.options) if scenario.graph else []
    today = sum(1 << k for k, o in enumerate(options) if scenario.graph.options[o].now)
    explain = [today if e == "today" else 1 << options.index(e) for e in args.get("--explain", ())]
    wanted = _one(args, "--wanted")
    further = Further(
        wanted=int(wanted) if wanted is not None and wanted.isdecimal() and wanted not in options else wanted,
        answered=_one(args, "--answered", int),
        coalitions=tuple(tuple(text.split(",")) for text in args.get("--coalition", ())),
        up_to=_one(args, "--coalitions", int),
        views="--views" in args,
        chances="--chances" in args,
        foresight="--foresight" in args,
        instead=_instead(scenario, args),
    )
    return ripeness.moves(scenario, explain=explain, states="--states" in args, further=further, **table)


def _instead(scenario: Scenario, args: Args) -> Scenario | None:
    changed = scenario
    prefers: dict[str, list[str]] = {}
    for text in args.get("--prefers", ()):
        actor, _, statement = text.partition(":")
        prefers.setdefault(actor, []).append(statement)
    for text in args.get("--with-option", ()):
        name, owner, *change = text.split(":")
        changed = with_option(changed, name, owner, change=change[0] if change else "both", prefers=prefers or None)
    for option in args.get("--without", ()):
        changed = without_option(changed, option)
    for text in args.get("--forbid", ()):
        changed = without_move(changed, *text.split(":"))
    return None if changed is scenario else changed


def _pressure(scenario: Scenario, args: Args, table: dict[str, int]) -> Any:
    weights = {text.rpartition("=")[0]: float(text.rpartition("=")[2]) for text in args.get("--weight", ())}
    given: dict[str, Any] = {"weights": weights, "include_unlawful": "--include-unlawful" in args}
    given |= {name: float(args[f"--{name}"][0]) for name in ("chance", "margin", "share") if f"--{name}" in args}
    given |= {"cuts": args["--cuts"][0]} if "--cuts" in args else {}
    return ripeness.pressure(scenario, _one(args, "--draft"), **given, **table)


def _conference(scenario: Scenario, args: Args, table: dict[str, int]) -> Any:
    challenge = args.get("--challenge", [])
    base = REPLICATION if "replication" in challenge else PRINTED
    points = {text.partition("=")[0]: float(text.partition("=")[2]) for text in args.get("--carry", ())}
    return ripeness.conference(
        scenario,
        without=args.get("--without", ()),
        points=points,
        pivotal=_one(args, "--pivotal") or "compromise",
        reading=_model(base, [c for c in challenge if c != "replication"]),
        bargain=_model(Bargain(), args.get("--nash", [])),
        trading=_model(Trading(), args.get("--exchange", [])),
        **table,
    )


def _model(model: Any, given: list[str]) -> Any:
    from dataclasses import replace

    for text in given:
        name, _, value = text.partition("=")
        kind = type(getattr(model, name))
        model = replace(model, **{name: value == "yes" if kind is bool else kind(value)})
    return model


def _timeline(scenario: Scenario, args: Args, table: dict[str, int]) -> Any:
    changes = [
        Change("move", t.partition("=")[0], date.fromisoformat(t.partition("=")[2])) for t in args.get("--move", ())
    ]
    changes += [Change("without", name) for name in args.get("--without", ())]
    changes += [Change("force", t.removeprefix("!"), to=not t.startswith("!")) for t in args.get("--force", ())]
    changes += [Change("scale", t.partition("=")[0], float(t.partition("=")[2])) for t in args.get("--scale", ())]
    histories = _one(args, "--histories", int) or HISTORIES
    ask, method = args.get("--ask"), _one(args, "--method")
    return ripeness.timeline(scenario, ask=ask, method=method, histories=histories, changes=changes, **table)


def _doubt(scenario: Scenario, args: Args, table: dict[str, int]) -> Any:
    if "--list" in args:
        return ripeness.doubt_measures(scenario)
    if "--sources" in args:
        return ripeness.leave_one_out(scenario, **table)
    limit = _one(args, "--limit", float)
    return ripeness.doubt(scenario, args["--of"][0], limit=limit, by=_one(args, "--by"), **table)


def _report(scenario: Scenario, args: Args, table: dict[str, int]) -> Any:
    return ripeness.report(scenario, drafts=args.get("--draft"), confidential="--confidential" in args, **table)


_CALLS: dict[str, Callable[[Scenario, Args, dict[str, int]], Any]] = {
    "sign": _sign,
    "deals": _deals,
    "panel": lambda scenario, _, table: ripeness.panel(scenario, **table),
    "moves": _moves,
    "pressure": _pressure,
    "conference": _conference,
    "timeline": _timeline,
    "doubt": _doubt,
    "report": _report,
}
